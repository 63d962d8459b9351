/*
 * digits.h -- integers in decimal, without snprintf.
 *
 * Writers put their digits at `to`, which has room for the named maximum, and return how many
 * bytes they wrote.  Nothing is ended with NUL.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include "base/str.h"

enum { DIGITS_U64_MAX = 20, DIGITS_I64_MAX = 20, DIGITS_U128_MAX = 39 };

int digits_count(uint64_t value); /* of 0: 1 */

size_t digits_write_u64(char *to, uint64_t value);
size_t digits_write_i64(char *to, int64_t value);
size_t digits_write_u128(char *to, uint128_t value);

/* Exactly `width` digits, zeros in front; `value` has at most as many. */
void digits_write_padded(char *to, uint64_t value, int width);

void str_add_i64(StrBuilder *builder, int64_t value);

/* The blanks of C's isspace, in any locale. */
static inline bool char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

#endif
