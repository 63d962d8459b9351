/*
 * numeric_arith.c -- sums, products, quotients and rounding of VAR numerics.
 *
 * Schoolbook arithmetic in base 10000; the division is Knuth's algorithm D.  The display scales
 * of results are PostgreSQL's.
 */
#include "base/numeric_work.h"

enum { ROWS_BETWEEN_CHECKS = 256 }; /* of long multiplications and divisions */

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool is_finite(const Numeric *value)
{
    return value->kind == NUMERIC_FINITE;
}

static bool is_infinite(const Numeric *value)
{
    return value->kind == NUMERIC_INFINITY || value->kind == NUMERIC_MINUS_INFINITY;
}

static bool give(Numeric value, Numeric *out_value)
{
    *out_value = value;
    return true;
}

static bool fail_zero_divisor(Cx *cx)
{
    return fail(cx, ERR_DIVISION_BY_ZERO, NO_POSITION, "division by zero");
}

int numeric_sign(const Numeric *value)
{
    switch ((NumericKind)value->kind) {
    case NUMERIC_FINITE: return value->is_negative ? -1 : value->digit_count > 0;
    case NUMERIC_NAN: return 0;
    case NUMERIC_INFINITY: return 1;
    case NUMERIC_MINUS_INFINITY: return -1;
    }
    return 0;
}

Numeric numeric_sign_of(Arena *arena, const Numeric *value)
{
    if (value->kind == NUMERIC_NAN)
        return *value;
    return numeric_from_i64(arena, numeric_sign(value));
}

Numeric numeric_negate(const Numeric *value)
{
    Numeric negated = *value;

    switch ((NumericKind)value->kind) {
    case NUMERIC_FINITE: negated.is_negative = !value->is_negative && value->digit_count; break;
    case NUMERIC_NAN: break;
    case NUMERIC_INFINITY: negated.kind = NUMERIC_MINUS_INFINITY; break;
    case NUMERIC_MINUS_INFINITY: negated.kind = NUMERIC_INFINITY; break;
    }
    return negated;
}

Numeric numeric_absolute(const Numeric *value)
{
    return numeric_sign(value) < 0 ? numeric_negate(value) : *value;
}

static NumericWork work_for_sum(Arena *arena, const Numeric *a, const Numeric *b)
{
    int64_t weight = max_i64(a->weight, b->weight) + 1;
    int64_t low = min_i64(a->weight - a->digit_count, b->weight - b->digit_count);
    NumericWork work = numeric_work(arena, weight - low, weight, max_i64(a->scale, b->scale));

    for (int32_t at = 0; at < a->digit_count; at++)
        work.digits[weight - a->weight + at] = a->digits[at];
    work.is_negative = a->is_negative;
    return work;
}

/* |a| + |b|, with a's sign. */
static NumericWork add_magnitudes(Arena *arena, const Numeric *a, const Numeric *b)
{
    NumericWork work = work_for_sum(arena, a, b);
    int64_t at = work.weight - b->weight + b->digit_count - 1;
    unsigned carry = 0;

    for (int32_t from = b->digit_count - 1; from >= 0 || (carry && at >= 0); from--, at--) {
        unsigned sum = work.digits[at] + carry + (from >= 0 ? b->digits[from] : 0u);
        carry = sum >= NUMERIC_BASE;
        work.digits[at] = (uint16_t)(carry ? sum - NUMERIC_BASE : sum);
    }
    return work;
}

/* |a| - |b| where |a| >= |b|, with a's sign. */
static NumericWork subtract_magnitudes(Arena *arena, const Numeric *a, const Numeric *b)
{
    NumericWork work = work_for_sum(arena, a, b);
    int64_t at = work.weight - b->weight + b->digit_count - 1;
    int borrow = 0;

    for (int32_t from = b->digit_count - 1; from >= 0 || (borrow && at >= 0); from--, at--) {
        int difference = work.digits[at] - borrow - (from >= 0 ? b->digits[from] : 0);
        borrow = difference < 0;
        work.digits[at] = (uint16_t)(borrow ? difference + NUMERIC_BASE : difference);
    }
    return work;
}

bool numeric_add(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_sum)
{
    if (!is_finite(a) || !is_finite(b)) {
        if (is_finite(a))
            return give(*b, out_sum);
        bool is_sum = is_finite(b) || a->kind == b->kind || a->kind == NUMERIC_NAN;
        return give(is_sum ? *a : numeric_special(NUMERIC_NAN), out_sum);
    }

    NumericWork work;
    if (a->is_negative == b->is_negative)
        work = add_magnitudes(cx->arena, a, b);
    else if (numeric_compare_magnitude(a, b) >= 0)
        work = subtract_magnitudes(cx->arena, a, b);
    else
        work = subtract_magnitudes(cx->arena, b, a);
    return numeric_finish(cx, &work, out_sum);
}

bool numeric_subtract(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value)
{
    Numeric negated = numeric_negate(b);
    return numeric_add(cx, a, &negated, out_value);
}

bool numeric_product(Cx *cx, const Numeric *a, const Numeric *b, NumericWork *out_product)
{
    /* One digit more in front than needed, for the carry of a later rounding. */
    NumericWork work =
        numeric_work(cx->arena, (int64_t)a->digit_count + b->digit_count + 1,
                     (int64_t)a->weight + b->weight + 2, (int64_t)a->scale + b->scale);

    for (int32_t row = a->digit_count - 1; row >= 0; row--) {
        uint32_t factor = a->digits[row], carry = 0;
        uint16_t *to = work.digits + row + 2;
        if (!factor) /* 1e100000 is made of them */
            continue;
        for (int32_t at = b->digit_count - 1; at >= 0; at--) {
            uint32_t sum = to[at] + factor * b->digits[at] + carry;
            carry = sum / NUMERIC_BASE;
            to[at] = (uint16_t)(sum % NUMERIC_BASE);
        }
        to[-1] = (uint16_t)carry;
        if (row % ROWS_BETWEEN_CHECKS == 0)
            TRY(check_interrupts(cx));
    }
    work.is_negative = a->is_negative != b->is_negative;
    *out_product = work;
    return true;
}

/* Products and quotients with an infinity: the sign is the product of the signs. */
static Numeric signed_infinity(const Numeric *a, const Numeric *b)
{
    bool is_negative = (numeric_sign(a) < 0) != (numeric_sign(b) < 0);
    return numeric_special(is_negative ? NUMERIC_MINUS_INFINITY : NUMERIC_INFINITY);
}

bool numeric_multiply(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value)
{
    if (!is_finite(a) || !is_finite(b)) {
        if (a->kind == NUMERIC_NAN || b->kind == NUMERIC_NAN || !numeric_sign(a) ||
            !numeric_sign(b))
            return give(numeric_special(NUMERIC_NAN), out_value);
        return give(signed_infinity(a, b), out_value);
    }

    NumericWork work;
    TRY(numeric_product(cx, a, b, &work));
    if (work.scale > NUMERIC_SCALE_MAX)
        numeric_work_round(&work, NUMERIC_SCALE_MAX);
    return numeric_finish(cx, &work, out_value);
}

/* Divide by a divisor of one digit, in place; `digits` becomes the quotient. */
static void divide_short(uint16_t *digits, int64_t count, uint32_t divisor)
{
    uint32_t rest = 0;

    for (int64_t at = 0; at < count; at++) {
        uint32_t part = rest * NUMERIC_BASE + digits[at];
        digits[at] = (uint16_t)(part / divisor);
        rest = part % divisor;
    }
}

static uint32_t scale_digits(uint16_t *digits, int64_t count, uint32_t factor)
{
    uint32_t carry = 0;

    for (int64_t at = count - 1; at >= 0; at--) {
        uint32_t product = digits[at] * factor + carry;
        digits[at] = (uint16_t)(product % NUMERIC_BASE);
        carry = product / NUMERIC_BASE;
    }
    return carry;
}

/* part[0..count] -= guess * divisor[0..count); the guess is one too large at most: then it is
 * lowered and the divisor added back.  Returns the guess that was right. */
static uint32_t subtract_multiple(uint16_t *part, const uint16_t *divisor, int64_t count,
                                  uint32_t guess)
{
    int64_t borrow = 0;

    for (int64_t at = count - 1; at >= 0; at--) {
        int64_t difference = part[at + 1] - (int64_t)guess * divisor[at] - borrow;
        borrow = difference < 0 ? (-difference + NUMERIC_BASE - 1) / NUMERIC_BASE : 0;
        part[at + 1] = (uint16_t)(difference + borrow * NUMERIC_BASE);
    }
    int64_t top = part[0] - borrow;
    part[0] = 0;
    if (top >= 0)
        return guess;

    uint32_t carry = 0;
    for (int64_t at = count - 1; at >= 0; at--) {
        uint32_t sum = part[at + 1] + divisor[at] + carry;
        carry = sum >= NUMERIC_BASE;
        part[at + 1] = (uint16_t)(sum - carry * NUMERIC_BASE);
    }
    return guess - 1;
}

/* Algorithm D: `part` has quotient_count + divisor_count digits, the first is zero; `divisor` has
 * two digits at least and its first is at least half the base. */
static bool divide_long(Cx *cx, uint16_t *part, const uint16_t *divisor, int64_t divisor_count,
                        NumericWork *quotient)
{
    for (int64_t at = 0; at < quotient->digit_count; at++, part++) {
        uint32_t head = part[0] * (uint32_t)NUMERIC_BASE + part[1];
        uint32_t guess = head / divisor[0], rest = head % divisor[0];

        while (guess >= NUMERIC_BASE ||
               (uint64_t)guess * divisor[1] > (uint64_t)rest * NUMERIC_BASE + part[2]) {
            guess--;
            rest += divisor[0];
            if (rest >= NUMERIC_BASE)
                break;
        }
        if (guess)
            guess = subtract_multiple(part, divisor, divisor_count, guess);
        quotient->digits[at] = (uint16_t)guess;
        if (at % ROWS_BETWEEN_CHECKS == 0)
            TRY(check_interrupts(cx));
    }
    return true;
}

bool numeric_quotient(Cx *cx, const Numeric *a, const Numeric *b, int64_t scale, bool is_rounded,
                      NumericWork *out_quotient)
{
    /* One digit in front for the carry of rounding, and one decimal more than is shown. */
    int64_t weight = (int64_t)a->weight - b->weight + 1;
    int64_t fraction = (scale + NUMERIC_BASE_DIGITS) / NUMERIC_BASE_DIGITS;
    int64_t count = max_i64(weight + 1 + fraction, 1);
    int64_t divisor_count = b->digit_count;
    NumericWork quotient = numeric_work(cx->arena, count, weight, scale);

    /* The dividend: a zero, then a's digits, then zeros; what lies beyond changes nothing. */
    uint16_t *part = arena_zero(cx->arena, (size_t)(count + divisor_count + 2) * sizeof *part);
    int64_t copied = min_i64(a->digit_count, count + divisor_count - 2);
    for (int64_t at = 0; at < copied; at++)
        part[at + 2] = a->digits[at];
    if (divisor_count == 1) {
        divide_short(part + 1, count, b->digits[0]);
        memcpy(quotient.digits, part + 1, (size_t)count * sizeof *part);
    } else {
        uint16_t *divisor = ARENA_ARRAY(cx->arena, uint16_t, (size_t)divisor_count);
        uint32_t factor = NUMERIC_BASE / (b->digits[0] + 1u);
        memcpy(divisor, b->digits, (size_t)divisor_count * sizeof *divisor);
        scale_digits(divisor, divisor_count, factor);
        scale_digits(part, count + divisor_count, factor);
        TRY(divide_long(cx, part, divisor, divisor_count, &quotient));
    }
    quotient.is_negative = a->is_negative != b->is_negative;
    if (is_rounded)
        numeric_work_round(&quotient, scale);
    else
        numeric_work_truncate(&quotient, scale);
    *out_quotient = quotient;
    return true;
}

/* At least sixteen significant digits, and no fewer behind the point than either operand. */
static int64_t quotient_scale(const Numeric *a, const Numeric *b)
{
    int64_t weight = (int64_t)a->weight - b->weight;
    unsigned first_a = a->digit_count ? a->digits[0] : 0, first_b = b->digits[0];

    if (first_a <= first_b)
        weight--;
    int64_t scale = NUMERIC_SIGNIFICANT_MIN - weight * NUMERIC_BASE_DIGITS;
    scale = max_i64(scale, max_i64(a->scale, b->scale));
    return min_i64(max_i64(scale, 0), NUMERIC_DISPLAY_SCALE_MAX);
}

/* Division where an operand is not finite; `divide` tells x / infinity. */
static bool divide_special(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value)
{
    if (a->kind == NUMERIC_NAN || b->kind == NUMERIC_NAN || (is_infinite(a) && is_infinite(b)))
        return give(numeric_special(NUMERIC_NAN), out_value);
    if (is_infinite(b))
        return give(numeric_from_i64(cx->arena, 0), out_value);
    if (numeric_sign(b) == 0)
        return fail_zero_divisor(cx);
    return give(signed_infinity(a, b), out_value);
}

bool numeric_divide(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value)
{
    NumericWork quotient;

    if (!is_finite(a) || !is_finite(b))
        return divide_special(cx, a, b, out_value);
    if (b->digit_count == 0)
        return fail_zero_divisor(cx);
    TRY(numeric_quotient(cx, a, b, quotient_scale(a, b), true, &quotient));
    return numeric_finish(cx, &quotient, out_value);
}

bool numeric_divide_integer(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value)
{
    NumericWork quotient;

    if (!is_finite(a) || !is_finite(b))
        return divide_special(cx, a, b, out_value);
    if (b->digit_count == 0)
        return fail_zero_divisor(cx);
    TRY(numeric_quotient(cx, a, b, 0, false, &quotient));
    return numeric_finish(cx, &quotient, out_value);
}

bool numeric_modulo(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value)
{
    if (a->kind == NUMERIC_NAN || b->kind == NUMERIC_NAN)
        return give(numeric_special(NUMERIC_NAN), out_value);
    if (numeric_sign(b) == 0)
        return fail_zero_divisor(cx);
    if (is_infinite(a))
        return give(numeric_special(NUMERIC_NAN), out_value);
    if (is_infinite(b))
        return give(*a, out_value);

    NumericWork quotient, product;
    TRY(numeric_quotient(cx, a, b, 0, false, &quotient));
    Numeric whole = numeric_strip(&quotient);
    TRY(numeric_product(cx, &whole, b, &product));
    Numeric multiple = numeric_strip(&product);
    return numeric_subtract(cx, a, &multiple, out_value);
}

Numeric numeric_at_scale(Arena *arena, const Numeric *value, int64_t scale)
{
    NumericWork work = numeric_work_copy(arena, value, 1);

    numeric_work_round(&work, scale);
    return numeric_strip(&work);
}

static int64_t clamp_places(int places)
{
    return max_i64(min_i64(places, NUMERIC_RESULT_SCALE_MAX), -NUMERIC_RESULT_SCALE_MAX);
}

bool numeric_round(Cx *cx, const Numeric *value, int places, Numeric *out_value)
{
    if (!is_finite(value))
        return give(*value, out_value);

    NumericWork work = numeric_work_copy(cx->arena, value, 1);
    numeric_work_round(&work, clamp_places(places));
    return numeric_finish(cx, &work, out_value);
}

bool numeric_truncate(Cx *cx, const Numeric *value, int places, Numeric *out_value)
{
    if (!is_finite(value))
        return give(*value, out_value);

    NumericWork work = numeric_work_copy(cx->arena, value, 0);
    numeric_work_truncate(&work, clamp_places(places));
    return numeric_finish(cx, &work, out_value);
}

static bool round_towards(Cx *cx, const Numeric *value, int direction, Numeric *out_value)
{
    Numeric whole, step = numeric_from_i64(cx->arena, direction);

    TRY(numeric_truncate(cx, value, 0, &whole));
    if (!is_finite(value) || numeric_sign(value) != direction ||
        numeric_compare(value, &whole) == 0)
        return give(whole, out_value);
    return numeric_add(cx, &whole, &step, out_value);
}

bool numeric_ceil(Cx *cx, const Numeric *value, Numeric *out_value)
{
    return round_towards(cx, value, 1, out_value);
}

bool numeric_floor(Cx *cx, const Numeric *value, Numeric *out_value)
{
    return round_towards(cx, value, -1, out_value);
}
