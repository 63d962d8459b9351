/*
 * float_text.c -- see float_text.h.
 *
 * Printing: a float that is a short decimal (at most 15 or 6 digits) is found by exact arithmetic:
 * the product with a power of ten is an integer, and the integer divided by that power is the
 * float again.  Such a decimal is unique, so it is the shortest.  All others ask the C library for
 * more and more digits until they read back as the same float.  Two facts of PostgreSQL's output
 * need care there:
 * (1) At a power of two the gap below is half the gap above, and the nearest decimal of some
 *     length may fail where its upper neighbour reads back.
 * (2) A decimal exactly between two floats does not count, though it would read back as the one
 *     whose last bit is zero: 1e23 is shown as 9.999999999999999e+22.
 */
#include "base/float_text.h"
#include "base/decimal.h"
#include "base/digits.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What distinguishes the two widths. */
typedef struct FloatKind {
    bool is_single;
    int sure_digits;   /* any decimal of so many digits survives */
    int enough_digits; /* any float is told by so many digits */
    const char *type_name;
} FloatKind;

static const FloatKind kind_f64 = { false, 15, 17, "double precision" };
static const FloatKind kind_f32 = { true, 6, 9, "real" };

/* digits * 10^exponent */
typedef struct Decimal {
    uint64_t digits;
    int exponent;
} Decimal;

static Decimal without_trailing_zeros(Decimal decimal)
{
    while (decimal.digits && decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    return decimal;
}

/* Find the decimal of at most `sure_digits` digits and few places that is `value`, if any. */
static bool find_short(const FloatKind *kind, double value, Decimal *out_decimal)
{
    const double limit = decimal_double_powers[kind->sure_digits];

    for (int places = 0; places <= kind->sure_digits; places++) {
        double power = decimal_double_powers[places], product = value * power;
        if (product >= limit)
            return false;
        double whole = (double)(int64_t)(product + 0.5);
        double back = kind->is_single ? (double)((float)whole / (float)power) : whole / power;
        if (back == value && whole >= 1) {
            *out_decimal = (Decimal){ (uint64_t)whole, -places };
            return true;
        }
    }
    return false;
}

static double read_decimal(const FloatKind *kind, Decimal decimal)
{
    char text[FLOAT_TEXT_MAX];
    size_t length = digits_write_u64(text, decimal.digits);

    text[length++] = 'e';
    length += digits_write_i64(text + length, decimal.exponent);
    text[length] = '\0';
    return kind->is_single ? (double)strtof(text, NULL) : strtod(text, NULL);
}

/* (2): is the decimal half way between `value` and the next float up or down?  With at most 17
 * digits that can only be where the halves are multiples of a small power of two and ten. */
static bool is_between(const FloatKind *kind, double value, Decimal decimal)
{
    int exponent, mantissa_bits = kind->is_single ? 24 : 53;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), mantissa_bits);
    uint128_t digits = decimal.digits, half;

    /* In units of a quarter of the gap above: value is 4m, the halves 4m + 2, 4m - 2, and at a
     * power of two 4m - 1. */
    exponent -= mantissa_bits + 2;
    half = (uint128_t)mantissa * 4;
    int fives = decimal.exponent, twos = decimal.exponent - exponent;
    if (fives < -4 || fives > 27 || twos < -60 || twos > 60)
        return false;
    for (; fives > 0; fives--)
        digits *= 5;
    for (; fives < 0; fives++)
        half *= 5;
    uint128_t unit = 1;
    for (int five = decimal.exponent; five < 0; five++)
        unit *= 5;
    if (twos < 0) {
        if (digits & (((uint128_t)1 << -twos) - 1))
            return false;
        digits >>= -twos;
    } else {
        if (digits >> (127 - twos))
            return false;
        digits <<= twos;
    }
    bool is_power = (mantissa & (mantissa - 1)) == 0;
    return digits == half + 2 * unit || digits == half - (is_power ? 1 : 2) * unit;
}

static bool reads_back(const FloatKind *kind, double value, Decimal decimal)
{
    return read_decimal(kind, decimal) == value && !is_between(kind, value, decimal);
}

/* The nearest decimal of so many digits. */
static Decimal nearest_decimal(double value, int digits)
{
    char text[FLOAT_TEXT_MAX];
    Decimal decimal = { 0 };

    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    const char *at = text;
    for (; *at != 'e'; at++)
        if (char_is_digit(*at))
            decimal.digits = decimal.digits * 10 + (uint64_t)(*at - '0');
    decimal.exponent = (int)strtol(at + 1, NULL, 10) - (digits - 1);
    return decimal;
}

static Decimal find_shortest(const FloatKind *kind, double value)
{
    Decimal decimal;

    if (find_short(kind, value, &decimal))
        return decimal;
    /* Below the smallest normal float even one digit may do. */
    bool is_normal = value >= (kind->is_single ? (double)FLT_MIN : DBL_MIN);
    for (int digits = is_normal ? kind->sure_digits : 1; digits < kind->enough_digits; digits++) {
        decimal = nearest_decimal(value, digits);
        if (reads_back(kind, value, decimal))
            return decimal;
        decimal.digits++; /* (1) */
        if (reads_back(kind, value, decimal))
            return decimal;
    }
    return nearest_decimal(value, kind->enough_digits);
}

/* Digits and exponent, as %g shows them; without the sign. */
static size_t write_decimal(char *to, Decimal decimal, int sure_digits)
{
    char digits[DIGITS_U64_MAX];
    int count = (int)digits_write_u64(digits, decimal.digits);
    int point = count + decimal.exponent; /* the point stands behind so many digits */
    char *at = to;

    if (point < -3 || point > sure_digits) {
        int exponent = point - 1;
        *at++ = digits[0];
        if (count > 1) {
            *at++ = '.';
            memcpy(at, digits + 1, (size_t)count - 1);
            at += count - 1;
        }
        *at++ = 'e';
        *at++ = exponent < 0 ? '-' : '+';
        unsigned size = (unsigned)abs(exponent);
        int width = size > 99 ? 3 : 2;
        digits_write_padded(at, size, width);
        return (size_t)(at + width - to);
    }
    for (int place = point < 1 ? point - 1 : 0; place < count || place < point; place++) {
        if (place == point)
            *at++ = '.';
        *at++ = place < 0 || place >= count ? '0' : digits[place];
    }
    return (size_t)(at - to);
}

static size_t write_float(const FloatKind *kind, char *to, double value)
{
    char *at = to;

    if (isnan(value))
        return (size_t)(mempcpy(to, "NaN", 3) - (void *)to);
    if (signbit(value))
        *at++ = '-';
    if (isinf(value))
        return (size_t)(mempcpy(at, "Infinity", 8) - (void *)to);
    if (value == 0) {
        *at++ = '0';
        return (size_t)(at - to);
    }
    Decimal decimal = without_trailing_zeros(find_shortest(kind, fabs(value)));
    return (size_t)(at - to) + write_decimal(at, decimal, kind->sure_digits);
}

size_t float_write_f64(char *to, double value)
{
    return write_float(&kind_f64, to, value);
}

size_t float_write_f32(char *to, float value)
{
    return write_float(&kind_f32, to, (double)value);
}

/* Mantissa and power of ten both exact: one rounding, so the result is the nearest float. */
static bool parse_short(Str text, double *out_value)
{
    uint64_t mantissa = 0;
    size_t at = 0, places = 0;
    bool is_negative = text.length && text.data[0] == '-', has_digits = false;

    if (text.length > 16)
        return false;
    for (at = is_negative; at < text.length && char_is_digit(text.data[at]); at++) {
        mantissa = mantissa * 10 + (uint64_t)(text.data[at] - '0');
        has_digits = true;
    }
    if (at < text.length && text.data[at] == '.') {
        for (at++; at < text.length && char_is_digit(text.data[at]); at++, places++)
            mantissa = mantissa * 10 + (uint64_t)(text.data[at] - '0');
        has_digits |= places > 0;
    }
    if (at < text.length || !has_digits || mantissa >> 53)
        return false;
    double value = (double)mantissa / decimal_double_powers[places];
    *out_value = is_negative ? -value : value;
    return true;
}

static bool fail_range(Cx *cx, const FloatKind *kind, Str token, int position)
{
    return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, position,
                "\"%.*s\" is out of range for type %s", STR(token), kind->type_name);
}

static bool fail_syntax(Cx *cx, const FloatKind *kind, Str text, int position)
{
    return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, position,
                "invalid input syntax for type %s: \"%.*s\"", kind->type_name, STR(text));
}

/* The C library's reading; it knows NaN, Infinity and hexadecimal floats, as PostgreSQL does. */
static bool parse_long(Cx *cx, const FloatKind *kind, Str text, int position, double *out_value)
{
    Str trimmed = str_trim(text);
    char *start = str_to_c(cx->arena, trimmed), *end;

    errno = 0;
    double value = kind->is_single ? (double)strtof(start, &end) : strtod(start, &end);
    if (errno == ERANGE && (value == 0.0 || isinf(value)))
        return fail_range(cx, kind, kind->is_single ? text : (Str){ start, (size_t)(end - start) },
                          position);
    if (end == start || end != start + trimmed.length)
        return fail_syntax(cx, kind, text, position);
    *out_value = isnan(value) ? NAN : value;
    return true;
}

bool float_parse_f64(Cx *cx, Str text, int position, double *out_value)
{
    return parse_short(text, out_value) || parse_long(cx, &kind_f64, text, position, out_value);
}

bool float_parse_f32(Cx *cx, Str text, int position, float *out_value)
{
    double value = 0;

    TRY(parse_long(cx, &kind_f32, text, position, &value));
    *out_value = (float)value;
    return true;
}
