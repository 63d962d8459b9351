/* decimal.c -- see decimal.h. */
#include "base/decimal.h"
#include "base/digits.h"

#include <stdlib.h>

#define TEN_18 INT64_C(1000000000000000000)
#define LOW(n) (int128_t) INT64_C(1##n)
#define MID(n) (int128_t) TEN_18 *INT64_C(1##n)

// clang-format off
const int128_t decimal_powers[DECIMAL_POWERS] = {
    LOW(), LOW(0), LOW(00), LOW(000), LOW(0000), LOW(00000), LOW(000000), LOW(0000000),
    LOW(00000000), LOW(000000000), LOW(0000000000), LOW(00000000000), LOW(000000000000),
    LOW(0000000000000), LOW(00000000000000), LOW(000000000000000), LOW(0000000000000000),
    LOW(00000000000000000), MID(), MID(0), MID(00), MID(000), MID(0000), MID(00000),
    MID(000000), MID(0000000), MID(00000000), MID(000000000), MID(0000000000), MID(00000000000),
    MID(000000000000), MID(0000000000000), MID(00000000000000), MID(000000000000000),
    MID(0000000000000000), MID(00000000000000000), MID(000000000000000000),
    MID(000000000000000000) * 10, MID(000000000000000000) * 100,
};

const double decimal_double_powers[23] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};
// clang-format on
#undef TEN_18
#undef LOW
#undef MID

static uint128_t magnitude(int128_t value)
{
    return value < 0 ? -(uint128_t)value : (uint128_t)value;
}

int128_t decimal_divide_rounded(int128_t value, int128_t divisor)
{
    /* A division of 64 bits is several times cheaper, and values are mostly small. */
    if (value == (int64_t)value && divisor == (int64_t)divisor) {
        int64_t small = (int64_t)value, by = (int64_t)divisor;
        int64_t quotient = small / by, rest = small % by;
        int64_t distance = rest < 0 ? -rest : rest;
        return quotient + (distance >= by - distance ? (small < 0 ? -1 : 1) : 0);
    }

    int128_t quotient = value / divisor, rest = value % divisor;
    int128_t distance = rest < 0 ? -rest : rest;
    return quotient + (distance >= divisor - distance ? (value < 0 ? -1 : 1) : 0);
}

static bool scale_up(int128_t value, int digits, int128_t *out_value)
{
    if (value == 0) {
        *out_value = 0;
        return true;
    }
    return digits < DECIMAL_POWERS && decimal_multiply(value, decimal_power(digits), out_value);
}

bool decimal_rescale(int128_t value, int from_scale, int to_scale, int128_t *out_value)
{
    if (to_scale >= from_scale)
        return scale_up(value, to_scale - from_scale, out_value);

    int lost = from_scale - to_scale;
    *out_value = lost < DECIMAL_POWERS ? decimal_divide_rounded(value, decimal_power(lost)) : 0;
    return true;
}

bool decimal_truncate(int128_t value, int from_scale, int to_scale, int128_t *out_value)
{
    if (to_scale >= from_scale)
        return scale_up(value, to_scale - from_scale, out_value);

    int lost = from_scale - to_scale;
    *out_value = lost < DECIMAL_POWERS ? value / decimal_power(lost) : 0;
    return true;
}

/* Compare a with b * 10^digits: first the integer parts, then what a has behind the point. */
static int compare_scaled(int128_t a, int128_t b, int digits)
{
    if (digits >= DECIMAL_POWERS)
        return b ? (b > 0 ? -1 : 1) : (a > 0) - (a < 0);

    int128_t whole = a / decimal_power(digits), rest = a % decimal_power(digits);
    if (whole != b)
        return whole < b ? -1 : 1;
    return (rest > 0) - (rest < 0);
}

int decimal_compare(int128_t a, int a_scale, int128_t b, int b_scale)
{
    if (a_scale == b_scale)
        return (a > b) - (a < b);
    if (a_scale > b_scale)
        return compare_scaled(a, b, a_scale - b_scale);
    return -compare_scaled(b, a, b_scale - a_scale);
}

int decimal_digits(int128_t value)
{
    uint128_t left = magnitude(value);
    int count = 1;

    if (left <= UINT64_MAX)
        return digits_count((uint64_t)left);
    while (count < DECIMAL_POWERS && left >= (uint128_t)decimal_powers[count])
        count++;
    return count;
}

bool decimal_fits_bits(int128_t value, int bits)
{
    int128_t sign = value >> 127;
    return (value >> (bits - 1)) == sign;
}

int decimal_bits(int128_t value)
{
    for (int bits = 16; bits < 128; bits *= 2)
        if (decimal_fits_bits(value, bits))
            return bits;
    return 128;
}

int decimal_bits_of_precision(int precision)
{
    return precision <= 4    ? 16
           : precision <= 9  ? 32
           : precision <= 18 ? 64
           : precision <= 38 ? 128
                             : 0;
}

double decimal_to_double(int128_t value, int scale)
{
    const int128_t exact = (int128_t)1 << 53;

    /* Both operands are exact, so the one division rounds correctly. */
    if (value >= -exact && value <= exact && scale < (int)COUNT_OF(decimal_double_powers))
        return (double)(int64_t)value / decimal_double_powers[scale];
    if (scale == 0)
        return (double)value;

    char text[DECIMAL_TEXT_MAX + 1];
    text[decimal_write(text, value, scale)] = '\0';
    return strtod(text, NULL);
}

/* Up to 18 digits: no intermediate value overflows 64 bits. */
typedef struct PlainDecimal {
    const char *at; /* where the digits begin */
    const char *end;
    bool is_negative;
} PlainDecimal;

static DecimalStatus parse_digits(PlainDecimal plain, int scale, int128_t *out_value)
{
    int128_t value = 0;
    int digits = 0, behind_point = -1;
    bool round_up = false;

    for (const char *at = plain.at; at < plain.end; at++) {
        if (*at == '.') {
            if (behind_point >= 0)
                return DECIMAL_BAD_SYNTAX;
            behind_point = 0;
            continue;
        }
        if (!char_is_digit(*at))
            return DECIMAL_BAD_SYNTAX;
        digits++;
        if (behind_point >= scale) {
            if (behind_point++ == scale)
                round_up = *at >= '5';
            continue;
        }
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, *at - '0', &value))
            return DECIMAL_OVERFLOW;
        behind_point += behind_point >= 0;
    }
    if (digits == 0)
        return DECIMAL_BAD_SYNTAX;
    if (!decimal_rescale(value,
                         behind_point < 0       ? 0
                         : behind_point < scale ? behind_point
                                                : scale,
                         scale, &value) ||
        __builtin_add_overflow(value, (int)round_up, &value))
        return DECIMAL_OVERFLOW;
    *out_value = plain.is_negative ? -value : value;
    return DECIMAL_OK;
}

/* The common case, all in 64 bits; false: take the careful way. */
static bool parse_short(PlainDecimal plain, int scale, int128_t *out_value)
{
    uint64_t value = 0;
    const char *at = plain.at, *point = NULL;

    if (plain.end - at > 18 || at == plain.end)
        return false;
    for (; at < plain.end && char_is_digit(*at); at++)
        value = value * 10 + (uint64_t)(*at - '0');
    int whole = (int)(at - plain.at), fraction = 0;
    if (at < plain.end && *at == '.') {
        point = at++;
        for (; at < plain.end && char_is_digit(*at); at++)
            value = value * 10 + (uint64_t)(*at - '0');
        fraction = (int)(at - point) - 1;
    }
    if (at < plain.end || whole + fraction == 0 || fraction > scale || scale - fraction > 18)
        return false;

    int128_t scaled = (int128_t)value * (int64_t)decimal_powers[scale - fraction];
    *out_value = plain.is_negative ? -scaled : scaled;
    return true;
}

DecimalStatus decimal_parse(Str text, int scale, int128_t *out_value)
{
    PlainDecimal plain = { .at = text.data, .end = text.data + text.length };

    while (plain.at < plain.end && char_is_space(*plain.at))
        plain.at++;
    while (plain.at < plain.end && char_is_space(plain.end[-1]))
        plain.end--;
    if (plain.at < plain.end && (*plain.at == '-' || *plain.at == '+'))
        plain.is_negative = *plain.at++ == '-';
    if (parse_short(plain, scale, out_value))
        return DECIMAL_OK;
    return parse_digits(plain, scale, out_value);
}

size_t decimal_write(char *to, int128_t value, int scale)
{
    char *at = to;
    uint128_t left = magnitude(value);

    if (value < 0)
        *at++ = '-';
    if (scale == 0)
        return (size_t)(at - to) + digits_write_u128(at, left);

    uint128_t power = (uint128_t)decimal_power(scale), fraction;
    if (left <= UINT64_MAX && scale <= 19) {
        at += digits_write_u64(at, (uint64_t)left / (uint64_t)power);
        fraction = (uint64_t)left % (uint64_t)power;
    } else {
        at += digits_write_u128(at, left / power);
        fraction = left % power;
    }
    *at++ = '.';
    if (scale > 18) {
        digits_write_padded(at, (uint64_t)(fraction / (uint128_t)decimal_power(18)), scale - 18);
        at += scale - 18;
        fraction %= (uint128_t)decimal_power(18);
        scale = 18;
    }
    digits_write_padded(at, (uint64_t)fraction, scale);
    return (size_t)(at - to) + (size_t)scale;
}

void decimal_print(StrBuilder *builder, int128_t value, int scale)
{
    builder->length += decimal_write(str_reserve(builder, DECIMAL_TEXT_MAX), value, scale);
    builder->data[builder->length] = '\0';
}
