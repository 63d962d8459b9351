/*
 * numeric_work.h -- numerics in the making; private to numeric*.c.
 *
 * A NumericWork owns writable digits in an arena.  Its digits may begin or end with zeros and its
 * weight and scale may exceed the limits; numeric_finish() strips, checks and turns it into a
 * Numeric.
 */
#ifndef BASE_NUMERIC_WORK_H
#define BASE_NUMERIC_WORK_H

#include "base/numeric.h"

typedef struct NumericWork {
    uint16_t *digits;
    int64_t digit_count;
    int64_t weight; /* of digits[0] */
    int64_t scale;
    bool is_negative;
} NumericWork;

/* All digits zero. */
NumericWork numeric_work(Arena *arena, int64_t digit_count, int64_t weight, int64_t scale);

/* A copy of a finite value with `room` more zero digits in front. */
NumericWork numeric_work_copy(Arena *arena, const Numeric *value, int room);

/* Cut off all but `scale` decimal digits behind the point (negative: before it); rounding halves
 * away from zero needs a spare digit in front.  Sets the work's scale to max(scale, 0). */
void numeric_work_truncate(NumericWork *work, int64_t scale);
void numeric_work_round(NumericWork *work, int64_t scale);

/* Raises 22003 "value overflows numeric format". */
must_use bool numeric_finish(Cx *cx, NumericWork *work, Numeric *out_value);
/* Only the stripping, for values known to be within the limits. */
Numeric numeric_strip(NumericWork *work);

/* Compare absolute values of finite numerics. */
int numeric_compare_magnitude(const Numeric *a, const Numeric *b);

/* a / b with `scale` digits behind the point, rounded or cut off; both finite, b not zero. */
must_use bool numeric_quotient(Cx *cx, const Numeric *a, const Numeric *b, int64_t scale,
                               bool is_rounded, NumericWork *out_quotient);

/* a * b, exact. */
must_use bool numeric_product(Cx *cx, const Numeric *a, const Numeric *b, NumericWork *out_product);

/* The value rounded to `scale` digits behind the point, without limits. */
Numeric numeric_at_scale(Arena *arena, const Numeric *value, int64_t scale);

/* The square root of a positive value, cut off after `scale` digits. */
must_use bool numeric_root_cut_off(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_root);

/* How many decimal digits stand before the point; zero or negative below 1. */
int64_t numeric_whole_digits(const Numeric *value);

extern const uint16_t numeric_digit_powers[4]; /* 1, 10, 100, 1000 */

#endif
