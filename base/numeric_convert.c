/* numeric_convert.c -- VAR numerics from and to integers, FIXED numerics and floats. */
#include "base/decimal.h"
#include "base/float_text.h"
#include "base/numeric_work.h"

#include <math.h>
#include <stdio.h>

enum { DIGITS_OF_FIXED = 12 }; /* 39 decimals and a partly filled digit at both ends */

Numeric numeric_from_fixed(Arena *arena, int128_t value, int scale)
{
    uint16_t digits[DIGITS_OF_FIXED];
    uint128_t left = value < 0 ? -(uint128_t)value : (uint128_t)value;
    int odd = scale % NUMERIC_BASE_DIGITS, at = DIGITS_OF_FIXED;

    if (odd) {
        unsigned power = numeric_digit_powers[odd];
        digits[--at] = (uint16_t)((unsigned)(left % power) * (NUMERIC_BASE / power));
        left /= power;
    }
    for (; left > UINT64_MAX; left /= NUMERIC_BASE)
        digits[--at] = (uint16_t)(left % NUMERIC_BASE);
    for (uint64_t low = (uint64_t)left; low; low /= NUMERIC_BASE)
        digits[--at] = (uint16_t)(low % NUMERIC_BASE);

    int count = DIGITS_OF_FIXED - at;
    int fraction = (scale + NUMERIC_BASE_DIGITS - 1) / NUMERIC_BASE_DIGITS;
    NumericWork work = numeric_work(arena, count, count - fraction - 1, scale);
    memcpy(work.digits, digits + at, (size_t)count * sizeof *digits);
    work.is_negative = value < 0;
    return numeric_strip(&work);
}

Numeric numeric_from_i64(Arena *arena, int64_t value)
{
    return numeric_from_fixed(arena, value, 0);
}

/* The digits down to those worth 10000^low, as one integer. */
static bool take_integer(const Numeric *value, int32_t low, uint128_t *out_integer)
{
    uint128_t integer = 0;

    for (int32_t weight = value->weight; weight >= low; weight--) {
        int32_t at = value->weight - weight;
        unsigned digit = at < value->digit_count ? value->digits[at] : 0u;
        if (__builtin_mul_overflow(integer, (uint128_t)NUMERIC_BASE, &integer) ||
            __builtin_add_overflow(integer, (uint128_t)digit, &integer))
            return false;
    }
    *out_integer = integer;
    return true;
}

bool numeric_to_fixed(const Numeric *value, int scale, int128_t *out_value)
{
    if (value->kind != NUMERIC_FINITE)
        return false;
    if (value->digit_count == 0) {
        *out_value = 0;
        return true;
    }
    if (value->weight > DIGITS_OF_FIXED)
        return false;

    /* Whole digits first, then the decimals of one more digit, the last of which may round. */
    int32_t fraction = scale / NUMERIC_BASE_DIGITS, odd = scale % NUMERIC_BASE_DIGITS;
    uint128_t integer;
    if (!take_integer(value, -fraction, &integer))
        return false;
    int32_t at = value->weight + fraction + 1;
    unsigned digit = at >= 0 && at < value->digit_count ? value->digits[at] : 0u;
    unsigned power = numeric_digit_powers[odd], rest = NUMERIC_BASE / power;
    unsigned decimals = digit / rest + (digit % rest >= rest / 2);
    uint128_t limit = ((uint128_t)1 << 127) - !value->is_negative;
    if (__builtin_mul_overflow(integer, (uint128_t)power, &integer) ||
        __builtin_add_overflow(integer, (uint128_t)decimals, &integer) || integer > limit)
        return false;
    *out_value = value->is_negative ? (int128_t)-integer : (int128_t)integer;
    return true;
}

bool numeric_to_i64(const Numeric *value, int64_t *out_value)
{
    int128_t wide;

    if (!numeric_to_fixed(value, 0, &wide) || wide != (int64_t)wide)
        return false;
    *out_value = (int64_t)wide;
    return true;
}

bool numeric_cast_integer(Cx *cx, const Numeric *value, int bytes, int64_t *out_value)
{
    const char *name = bytes == 2 ? "smallint" : bytes == 4 ? "integer" : "bigint";
    int64_t integer;

    if (value->kind != NUMERIC_FINITE)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "cannot convert %s to %s",
                    value->kind == NUMERIC_NAN ? "NaN" : "infinity", name);
    if (!numeric_to_i64(value, &integer) || !decimal_fits_bits(integer, bytes * 8))
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION, "%s out of range", name);
    *out_value = integer;
    return true;
}

bool numeric_to_f64(Cx *cx, const Numeric *value, double *out_value)
{
    switch ((NumericKind)value->kind) {
    case NUMERIC_FINITE: break;
    case NUMERIC_NAN: *out_value = NAN; return true;
    case NUMERIC_INFINITY: *out_value = INFINITY; return true;
    case NUMERIC_MINUS_INFINITY: *out_value = -INFINITY; return true;
    }

    int128_t fixed;
    if (value->scale < NUMERIC_SIGNIFICANT_MIN && numeric_to_fixed(value, value->scale, &fixed)) {
        *out_value = decimal_to_double(fixed, value->scale);
        return true;
    }
    StrBuilder text = str_builder(cx->arena);
    numeric_print(&text, value);
    return float_parse_f64(cx, str_built(&text), NO_POSITION, out_value);
}

static bool from_real(Cx *cx, double value, int digits, Numeric *out_value)
{
    if (isnan(value) || isinf(value)) {
        *out_value = numeric_special(isnan(value)  ? NUMERIC_NAN
                                     : value > 0.0 ? NUMERIC_INFINITY
                                                   : NUMERIC_MINUS_INFINITY);
        return true;
    }

    char text[FLOAT_TEXT_MAX];
    int length = snprintf(text, sizeof text, "%.*g", digits, value);
    return numeric_parse(cx, (Str){ text, (size_t)length }, NO_POSITION, out_value);
}

bool numeric_from_f64(Cx *cx, double value, Numeric *out_value)
{
    return from_real(cx, value, 15, out_value);
}

bool numeric_from_f32(Cx *cx, float value, Numeric *out_value)
{
    return from_real(cx, (double)value, 6, out_value);
}
