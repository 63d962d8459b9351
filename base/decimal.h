/*
 * decimal.h -- arithmetic of FIXED numerics: integers of 128 bits, value = integer / 10^scale.
 *
 * Where something is rounded, halves go away from zero, as PostgreSQL's numeric does.  Nothing
 * here raises errors: false (or DECIMAL_OVERFLOW) says that the result does not fit, and the
 * caller knows the words for it.  `out_` is untouched then.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/str.h"

enum {
    DECIMAL_POWERS = 39,   /* 10^0 to 10^38 fit into 128 bits */
    DECIMAL_TEXT_MAX = 42, /* sign, 39 digits or "0." and 38 of them, point */
};

extern const int128_t decimal_powers[DECIMAL_POWERS];
extern const double decimal_double_powers[23]; /* those that are exact */

static inline int128_t decimal_power(int exponent)
{
    assert(exponent >= 0 && exponent < DECIMAL_POWERS);
    return decimal_powers[exponent];
}

/* The quotient rounded to the nearest integer, halves away from zero; `divisor` > 0. */
int128_t decimal_divide_rounded(int128_t value, int128_t divisor);

must_use bool decimal_rescale(int128_t value, int from_scale, int to_scale, int128_t *out_value);

/* Cut off instead of rounding where digits are lost. */
must_use bool decimal_truncate(int128_t value, int from_scale, int to_scale, int128_t *out_value);

static inline must_use bool decimal_add(int128_t a, int128_t b, int128_t *out_sum)
{
    int128_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out_sum = sum;
    return true;
}

static inline must_use bool decimal_subtract(int128_t a, int128_t b, int128_t *out_difference)
{
    int128_t difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return false;
    *out_difference = difference;
    return true;
}

/* The scale of the product is the sum of the scales. */
static inline must_use bool decimal_multiply(int128_t a, int128_t b, int128_t *out_product)
{
    int128_t product;
    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *out_product = product;
    return true;
}

/* Less than zero, zero, more than zero; exact for any scales. */
int decimal_compare(int128_t a, int a_scale, int128_t b, int b_scale);

int decimal_digits(int128_t value); /* decimal digits of the integer, sign aside; of 0: 1 */
int decimal_bits(int128_t value);   /* 16, 32, 64 or 128: the narrowest that holds it */
bool decimal_fits_bits(int128_t value, int bits);

/* Integers of at most `precision` digits need that many bits: 16, 32, 64 or 128; 0: none does. */
int decimal_bits_of_precision(int precision);

/* The nearest double. */
double decimal_to_double(int128_t value, int scale);

typedef enum DecimalStatus { DECIMAL_OK, DECIMAL_BAD_SYNTAX, DECIMAL_OVERFLOW } DecimalStatus;

/* Blanks around are skipped; digits beyond `scale` are rounded.  Only the plain form
 * [sign] digits [. digits] is taken; exponents and names are DECIMAL_BAD_SYNTAX here, numeric.h
 * reads them. */
DecimalStatus decimal_parse(Str text, int scale, int128_t *out_value);

/* At most DECIMAL_TEXT_MAX bytes; returns how many. */
size_t decimal_write(char *to, int128_t value, int scale);
void decimal_print(StrBuilder *builder, int128_t value, int scale);

#endif
