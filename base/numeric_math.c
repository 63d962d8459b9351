/*
 * numeric_math.c -- square roots of VAR numerics, with PostgreSQL's display scale and exactly
 * rounded.
 */
#include "base/numeric_work.h"

#include <math.h>

enum { GUESS_DIGITS = 4 };

/* A number a little above the root, by the leading digits of `value`. */
static Numeric guess_root(Arena *arena, const Numeric *value, int64_t scale)
{
    double lead = 0, place = 1;
    int64_t weight = value->weight;

    for (int at = 0; at < GUESS_DIGITS && at < value->digit_count; at++, place /= NUMERIC_BASE)
        lead += value->digits[at] * place;
    if (weight % 2 != 0) {
        lead *= NUMERIC_BASE;
        weight--;
    }
    /* More than is lost by cutting: lead and root are at least 1. */
    double root = sqrt(lead) * (1 + 1e-7);
    NumericWork guess = numeric_work(arena, GUESS_DIGITS, weight / 2 + 1, scale);
    root /= NUMERIC_BASE; /* it may reach the base, so a digit is kept free in front */
    for (int at = 0; at < GUESS_DIGITS; at++) {
        guess.digits[at] = (uint16_t)root;
        root = (root - guess.digits[at]) * NUMERIC_BASE;
    }
    return numeric_strip(&guess);
}

/* Newton's method on integers: from above every step falls, until the root is reached. */
bool numeric_root_cut_off(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_root)
{
    Numeric two = numeric_from_i64(cx->arena, 2);
    Numeric root = guess_root(cx->arena, value, scale);

    for (;;) {
        NumericWork quotient;
        Numeric sum;
        TRY(numeric_quotient(cx, value, &root, scale, false, &quotient));
        Numeric other = numeric_strip(&quotient);
        TRY(numeric_add(cx, &root, &other, &sum));
        TRY(numeric_quotient(cx, &sum, &two, scale, false, &quotient));
        Numeric next = numeric_strip(&quotient);
        if (numeric_compare_magnitude(&next, &root) >= 0)
            break;
        root = next;
    }
    *out_root = root;
    return true;
}

static bool fail_root(Cx *cx)
{
    return fail(cx, ERR_INVALID_ARGUMENT_FOR_POWER_FUNCTION, NO_POSITION,
                "cannot take square root of a negative number");
}

/* 10^exponent times `digit` */
static Numeric unit_of(Arena *arena, int digit, int64_t exponent)
{
    int64_t weight = exponent / 4 - (exponent % 4 < 0);
    NumericWork work = numeric_work(arena, 1, weight, exponent < 0 ? -exponent : 0);

    work.digits[0] = (uint16_t)(digit * numeric_digit_powers[exponent - weight * 4]);
    return numeric_strip(&work);
}

bool numeric_sqrt_at(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_value)
{
    if (value->digit_count == 0) {
        *out_value = (Numeric){ .scale = (int32_t)scale };
        return true;
    }

    /* Half a unit above the root that is cut off: if its square is not above, round up. */
    Numeric root, middle, half = unit_of(cx->arena, 5, -scale - 1);
    NumericWork square;
    TRY(numeric_root_cut_off(cx, value, scale, &root));
    TRY(numeric_add(cx, &root, &half, &middle));
    TRY(numeric_product(cx, &middle, &middle, &square));
    Numeric bound = numeric_strip(&square);
    if (numeric_compare_magnitude(&bound, value) > 0)
        middle = root;
    NumericWork result = numeric_work_copy(cx->arena, &middle, 1);
    numeric_work_round(&result, scale);
    return numeric_finish(cx, &result, out_value);
}

bool numeric_sqrt(Cx *cx, const Numeric *value, Numeric *out_value)
{
    if (numeric_sign(value) < 0)
        return fail_root(cx);
    if (value->kind != NUMERIC_FINITE) {
        *out_value = *value;
        return true;
    }

    int64_t scale = NUMERIC_SIGNIFICANT_MIN - ((int64_t)value->weight * 2 + 1);
    scale = scale > value->scale ? scale : value->scale;
    scale = scale > NUMERIC_DISPLAY_SCALE_MAX ? NUMERIC_DISPLAY_SCALE_MAX : scale;
    return numeric_sqrt_at(cx, value, scale, out_value);
}
