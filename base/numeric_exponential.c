/*
 * numeric_exponential.c -- exponentials, logarithms and powers of VAR numerics.
 *
 * How many digits a result shows is PostgreSQL's rule, estimated from the first digits of the
 * arguments alone.  The value is computed with GUARD_DIGITS more and then rounded, so what is
 * shown is right:
 *     exp(x)  the series of x / 2^n, squared n times
 *     ln(x)   2^(n+1) * atanh((r - 1) / (r + 1)) with r, near 1, the n-fold square root of x
 *     x^y     by squaring where y is an integer, otherwise exp(y * ln(x))
 */
#include "base/numeric_work.h"

#include <math.h>

enum {
    GUARD_DIGITS = 12,
    EXPONENT_LIMIT = 2000 * 3, /* exp() of more overflows, of less than its negative is zero */
    POWER_WEIGHT_LIMIT = 3 * 32767 * 4,
};

static const double log10_e = 0.434294481903252, ln_10 = 2.302585092994046;

static int64_t max_i64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* PostgreSQL's bounds of a display scale. */
static int64_t clamp_scale(int64_t scale)
{
    return min_i64(max_i64(scale, 0), NUMERIC_DISPLAY_SCALE_MAX);
}

static bool fail_overflow(Cx *cx)
{
    return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION, "value overflows numeric format");
}

static bool give_zero(int64_t scale, Numeric *out_value)
{
    *out_value = (Numeric){ .scale = (int32_t)scale };
    return true;
}

static bool give(Numeric value, Numeric *out_value)
{
    *out_value = value;
    return true;
}

/* Products and quotients rounded to `scale`; only results are held to the limits. */
static bool multiply_at(Cx *cx, const Numeric *a, const Numeric *b, int64_t scale,
                        Numeric *out_value)
{
    NumericWork work;

    TRY(numeric_product(cx, a, b, &work));
    numeric_work_round(&work, scale);
    return give(numeric_strip(&work), out_value);
}

static bool divide_at(Cx *cx, const Numeric *a, const Numeric *b, int64_t scale, Numeric *out_value)
{
    NumericWork work;

    TRY(numeric_quotient(cx, a, b, scale, true, &work));
    return give(numeric_strip(&work), out_value);
}

static bool finish_at(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_value)
{
    NumericWork work = numeric_work_copy(cx->arena, value, 1);

    numeric_work_round(&work, scale);
    return numeric_finish(cx, &work, out_value);
}

/* The value by its first digits; finite values only, beyond the range infinite or zero. */
static double estimate(const Numeric *value)
{
    double sum = 0;

    for (int at = 0; at < 5 && at < value->digit_count; at++)
        sum += value->digits[at] * pow(NUMERIC_BASE, (double)value->weight - at);
    return value->is_negative ? -sum : sum;
}

/* The series of exp() for a small argument. */
static bool sum_series(Cx *cx, const Numeric *x, int64_t scale, Numeric *out_sum)
{
    Numeric sum = numeric_from_i64(cx->arena, 1), term = sum;

    for (int64_t n = 1; term.digit_count; n++) {
        Numeric divisor = numeric_from_i64(cx->arena, n);
        TRY(multiply_at(cx, &term, x, scale, &term));
        TRY(divide_at(cx, &term, &divisor, scale, &term));
        TRY(numeric_add(cx, &sum, &term, &sum));
    }
    return give(sum, out_sum);
}

/* exp(value), right to about `digits` significant digits. */
static bool exponential(Cx *cx, const Numeric *value, int64_t digits, Numeric *out_value)
{
    double size = fabs(estimate(value));
    int halvings = 0;

    for (; size > 0.01; size /= 2)
        halvings++;
    int64_t scale = digits + GUARD_DIGITS + halvings / 3 + 1;
    Numeric divisor = numeric_from_i64(cx->arena, INT64_C(1) << halvings), small, result;
    TRY(divide_at(cx, value, &divisor, scale, &small));
    TRY(sum_series(cx, &small, scale, &result));
    for (; halvings; halvings--) {
        int64_t weight = (int64_t)result.weight * 2 * NUMERIC_BASE_DIGITS;
        TRY(multiply_at(cx, &result, &result, max_i64(scale - weight, 0), &result));
    }
    return give(result, out_value);
}

/* exp(value) rounded to `scale`. */
static bool exponential_at(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_value)
{
    double size = estimate(value);
    Numeric result;

    if (fabs(size) >= EXPONENT_LIMIT)
        return size > 0 ? fail_overflow(cx) : give_zero(scale, out_value);
    TRY(exponential(cx, value, max_i64((int64_t)(size * log10_e) + scale + 1, 0), &result));
    return finish_at(cx, &result, scale, out_value);
}

bool numeric_exp(Cx *cx, const Numeric *value, Numeric *out_value)
{
    switch ((NumericKind)value->kind) {
    case NUMERIC_FINITE: break;
    case NUMERIC_NAN:
    case NUMERIC_INFINITY: return give(*value, out_value);
    case NUMERIC_MINUS_INFINITY: return give_zero(0, out_value);
    }
    double weight = estimate(value) * log10_e;
    weight = fmin(fmax(weight, -NUMERIC_RESULT_SCALE_MAX), NUMERIC_RESULT_SCALE_MAX);
    int64_t scale = max_i64(NUMERIC_SIGNIFICANT_MIN - (int)weight, value->scale);
    return exponential_at(cx, value, clamp_scale(scale), out_value);
}

/* The decimal weight of ln(value) for a positive value, as PostgreSQL estimates it. */
static bool estimate_ln_weight(Cx *cx, const Numeric *value, int64_t *out_weight)
{
    Numeric one = numeric_from_i64(cx->arena, 1), beyond;
    Numeric low = numeric_from_fixed(cx->arena, 9, 1), high = numeric_from_fixed(cx->arena, 11, 1);

    *out_weight = 0;
    if (numeric_compare(value, &low) >= 0 && numeric_compare(value, &high) <= 0) {
        TRY(numeric_subtract(cx, value, &one, &beyond));
        if (beyond.digit_count)
            *out_weight =
                (int64_t)beyond.weight * NUMERIC_BASE_DIGITS + (int)log10(beyond.digits[0]);
        return true;
    }
    double digits = value->digits[0];
    int64_t weight = (int64_t)value->weight * NUMERIC_BASE_DIGITS;
    if (value->digit_count > 1) {
        digits = digits * NUMERIC_BASE + value->digits[1];
        weight -= NUMERIC_BASE_DIGITS;
    }
    *out_weight = (int)log10(fabs(log(digits) + (double)weight * ln_10));
    return true;
}

/* atanh(z) for a small z. */
static bool sum_atanh(Cx *cx, const Numeric *z, int64_t scale, Numeric *out_sum)
{
    Numeric square, power = *z, term = *z, sum = *z;

    TRY(multiply_at(cx, z, z, scale, &square));
    for (int64_t n = 3; term.digit_count; n += 2) {
        Numeric divisor = numeric_from_i64(cx->arena, n);
        TRY(multiply_at(cx, &power, &square, scale, &power));
        TRY(divide_at(cx, &power, &divisor, scale, &term));
        TRY(numeric_add(cx, &sum, &term, &sum));
    }
    return give(sum, out_sum);
}

/* ln(value) of a value of at least 1, with an error below 10^-scale. */
static bool logarithm_above_one(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_value)
{
    Numeric one = numeric_from_i64(cx->arena, 1), near = numeric_from_fixed(cx->arena, 101, 2);
    Numeric root = *value, below, above, z, sum;
    int roots = 0;

    scale += GUARD_DIGITS;
    for (; numeric_compare(&root, &near) > 0; roots++)
        TRY(numeric_root_cut_off(cx, &root, scale, &root));
    TRY(numeric_subtract(cx, &root, &one, &below));
    TRY(numeric_add(cx, &root, &one, &above));
    TRY(divide_at(cx, &below, &above, scale, &z));
    TRY(sum_atanh(cx, &z, scale, &sum));
    Numeric factor = numeric_from_i64(cx->arena, INT64_C(2) << roots);
    return multiply_at(cx, &sum, &factor, scale, out_value);
}

/* ln(value) of a positive value, with an error below 10^-scale. */
static bool logarithm(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_value)
{
    Numeric one = numeric_from_i64(cx->arena, 1), inverse, result;

    if (numeric_compare(value, &one) >= 0)
        return logarithm_above_one(cx, value, scale, out_value);
    TRY(divide_at(cx, &one, value, scale + GUARD_DIGITS, &inverse));
    TRY(logarithm_above_one(cx, &inverse, scale, &result));
    return give(numeric_negate(&result), out_value);
}

static bool fail_logarithm(Cx *cx, bool is_zero)
{
    return fail(cx, ERR_INVALID_ARGUMENT_FOR_LOGARITHM, NO_POSITION, "cannot take logarithm of %s",
                is_zero ? "zero" : "a negative number");
}

bool numeric_ln(Cx *cx, const Numeric *value, Numeric *out_value)
{
    int64_t weight;
    Numeric result;

    if (value->kind == NUMERIC_NAN)
        return give(*value, out_value);
    if (numeric_sign(value) <= 0)
        return fail_logarithm(cx, numeric_sign(value) == 0);
    if (value->kind != NUMERIC_FINITE)
        return give(*value, out_value);
    TRY(estimate_ln_weight(cx, value, &weight));
    int64_t scale = clamp_scale(max_i64(NUMERIC_SIGNIFICANT_MIN - weight, value->scale));
    TRY(logarithm(cx, value, scale, &result));
    return finish_at(cx, &result, scale, out_value);
}

/* log() where an argument is infinite, both positive. */
static bool log_special(const Numeric *base, const Numeric *value, Numeric *out_value)
{
    if (base->kind == NUMERIC_INFINITY && value->kind == NUMERIC_INFINITY)
        return give(numeric_special(NUMERIC_NAN), out_value);
    return base->kind == NUMERIC_INFINITY ? give_zero(0, out_value) : give(*value, out_value);
}

bool numeric_log(Cx *cx, const Numeric *base, const Numeric *value, Numeric *out_value)
{
    int64_t base_weight, value_weight;
    Numeric ln_base, ln_value, result;

    if (base->kind == NUMERIC_NAN || value->kind == NUMERIC_NAN)
        return give(numeric_special(NUMERIC_NAN), out_value);
    /* Of two bad arguments the base is told, but beside an infinity the negative one. */
    bool is_special = base->kind != NUMERIC_FINITE || value->kind != NUMERIC_FINITE;
    int base_sign = numeric_sign(base), value_sign = numeric_sign(value);
    if (base_sign <= 0 && !(is_special && value_sign < 0))
        return fail_logarithm(cx, base_sign == 0);
    if (value_sign <= 0)
        return fail_logarithm(cx, value_sign == 0);
    if (is_special)
        return log_special(base, value, out_value);

    TRY(estimate_ln_weight(cx, base, &base_weight));
    TRY(estimate_ln_weight(cx, value, &value_weight));
    int64_t weight = value_weight - base_weight;
    int64_t scale = max_i64(NUMERIC_SIGNIFICANT_MIN - weight, max_i64(base->scale, value->scale));
    scale = clamp_scale(scale);
    TRY(logarithm(cx, base, max_i64(scale + weight - base_weight + GUARD_DIGITS, 0), &ln_base));
    TRY(logarithm(cx, value, max_i64(scale + weight - value_weight + GUARD_DIGITS, 0), &ln_value));
    if (ln_base.digit_count == 0)
        return fail(cx, ERR_DIVISION_BY_ZERO, NO_POSITION, "division by zero");
    TRY(divide_at(cx, &ln_value, &ln_base, scale, &result));
    return finish_at(cx, &result, scale, out_value);
}

/* What power_integer() has to know of its result: its weight decides how many digits count. */
typedef struct PowerPlan {
    int64_t scale;
    int64_t digits; /* significant ones to work with */
    bool overflows;
    bool is_zero;
} PowerPlan;

static PowerPlan plan_power(const Numeric *base, int64_t exponent, int64_t scale)
{
    double digits = base->digits[0];
    int64_t weight = (int64_t)base->weight * NUMERIC_BASE_DIGITS;

    for (int at = 1; at < base->digit_count && at < 4; at++, weight -= NUMERIC_BASE_DIGITS)
        digits = digits * NUMERIC_BASE + base->digits[at];
    double size = (double)exponent * (log10(digits) + (double)weight);
    PowerPlan plan = { .scale = scale, .overflows = size > POWER_WEIGHT_LIMIT };
    plan.is_zero = size + 1 < (double)-scale || size + 1 < -NUMERIC_DISPLAY_SCALE_MAX;
    if (!plan.overflows && !plan.is_zero)
        plan.digits =
            1 + scale + (int64_t)size + (int64_t)log(fabs((double)exponent)) + GUARD_DIGITS;
    return plan;
}

/* A product with no more digits than count, and no more than it has. */
static bool multiply_digits(Cx *cx, const Numeric *a, const Numeric *b, int64_t digits,
                            Numeric *out_value)
{
    int64_t weight = ((int64_t)a->weight + b->weight) * NUMERIC_BASE_DIGITS;
    int64_t scale = min_i64(digits - weight, (int64_t)a->scale + b->scale);

    return multiply_at(cx, a, b, max_i64(scale, 0), out_value);
}

/* base^exponent by squaring; neither is zero. */
static bool power_by_squaring(Cx *cx, const Numeric *base, int64_t exponent, PowerPlan plan,
                              Numeric *out_value)
{
    Numeric one = numeric_from_i64(cx->arena, 1), square = *base, result;
    bool is_inverse = exponent < 0;
    uint64_t bits = (uint64_t)(is_inverse ? -exponent : exponent);

    for (result = bits & 1 ? *base : one; bits >>= 1;) {
        TRY(multiply_digits(cx, &square, &square, plan.digits, &square));
        if (bits & 1)
            TRY(multiply_digits(cx, &square, &result, plan.digits, &result));
        if (square.weight > NUMERIC_WEIGHT_MAX || result.weight > NUMERIC_WEIGHT_MAX)
            return is_inverse ? give_zero(plan.scale, out_value) : fail_overflow(cx);
    }
    if (is_inverse)
        TRY(divide_at(cx, &one, &result, plan.scale, &result));
    return finish_at(cx, &result, plan.scale, out_value);
}

static bool power_integer(Cx *cx, const Numeric *base, int64_t exponent, Numeric *out_value)
{
    int64_t scale = clamp_scale(max_i64(NUMERIC_SIGNIFICANT_MIN, base->scale));
    Numeric one = numeric_from_i64(cx->arena, 1);

    if (exponent == 0)
        return finish_at(cx, &one, scale, out_value);
    if (base->digit_count == 0)
        return give_zero(scale, out_value);
    if (exponent == 1)
        return finish_at(cx, base, scale, out_value);
    if (exponent == 2) {
        Numeric square;
        TRY(multiply_at(cx, base, base, scale, &square));
        return finish_at(cx, &square, scale, out_value);
    }
    PowerPlan plan = plan_power(base, exponent, scale);
    if (plan.overflows)
        return fail_overflow(cx);
    return plan.is_zero ? give_zero(scale, out_value)
                        : power_by_squaring(cx, base, exponent, plan, out_value);
}

static bool is_integer(const Numeric *value)
{
    return value->kind != NUMERIC_FINITE || value->digit_count == 0 ||
           value->digit_count <= value->weight + 1;
}

static bool is_odd(const Numeric *value)
{
    return value->kind == NUMERIC_FINITE && value->digit_count &&
           value->digit_count == value->weight + 1 && value->digits[value->digit_count - 1] % 2;
}

/* exp(exponent * ln(base)) of a base above zero. */
static bool power_by_logarithm(Cx *cx, const Numeric *base, const Numeric *exponent,
                               Numeric *out_value)
{
    int64_t ln_weight;
    Numeric ln_base, product;

    TRY(estimate_ln_weight(cx, base, &ln_weight));
    /* The estimate has PostgreSQL's eight digits and no more: it may stand at a whole number. */
    int64_t rough = max_i64(8 - ln_weight, 0);
    TRY(logarithm(cx, base, rough, &ln_base));
    ln_base = numeric_at_scale(cx->arena, &ln_base, rough);
    TRY(multiply_at(cx, &ln_base, exponent, rough, &product));
    double size = estimate(&product);
    if (fabs(size) > NUMERIC_RESULT_SCALE_MAX * 3.01)
        return size > 0 ? fail_overflow(cx) : give_zero(NUMERIC_DISPLAY_SCALE_MAX, out_value);

    int64_t weight = (int64_t)(size * log10_e);
    int64_t scale =
        max_i64(NUMERIC_SIGNIFICANT_MIN - weight, max_i64(base->scale, exponent->scale));
    scale = clamp_scale(scale);
    /* The product's absolute error is the result's relative one. */
    int64_t digits = max_i64(scale + weight, 0) + GUARD_DIGITS;
    int64_t exponent_digits = max_i64(numeric_whole_digits(exponent), 0);
    TRY(logarithm(cx, base, digits + exponent_digits, &ln_base));
    TRY(multiply_at(cx, &ln_base, exponent, digits, &product));
    return exponential_at(cx, &product, scale, out_value);
}

static bool fail_power(Cx *cx, const char *why)
{
    return fail(cx, ERR_INVALID_ARGUMENT_FOR_POWER_FUNCTION, NO_POSITION, "%s", why);
}

/* Powers with a NaN: only 1^NaN and NaN^0 are known. */
static bool power_of_nan(Cx *cx, const Numeric *base, const Numeric *exponent, Numeric *out_value)
{
    Numeric one = numeric_from_i64(cx->arena, 1);
    bool is_one = base->kind == NUMERIC_NAN
                      ? exponent->kind == NUMERIC_FINITE && exponent->digit_count == 0
                      : numeric_compare(base, &one) == 0;

    return give(is_one ? one : numeric_special(NUMERIC_NAN), out_value);
}

/* Powers with an infinity, after the errors. */
static bool power_of_infinity(Cx *cx, const Numeric *base, const Numeric *exponent,
                              Numeric *out_value)
{
    Numeric one = numeric_from_i64(cx->arena, 1);
    bool is_positive = numeric_sign(exponent) > 0;
    int order = numeric_compare_magnitude(base, &one);

    if (base->kind == NUMERIC_FINITE) { /* so the exponent is infinite */
        if (order == 0)
            return give(one, out_value);
        return (order > 0) == is_positive ? give(numeric_special(NUMERIC_INFINITY), out_value)
                                          : give_zero(0, out_value);
    }
    if (numeric_sign(exponent) == 0)
        return give(one, out_value);
    if (!is_positive)
        return give_zero(0, out_value);
    bool is_negative = base->kind == NUMERIC_MINUS_INFINITY && is_odd(exponent);
    return give(numeric_special(is_negative ? NUMERIC_MINUS_INFINITY : NUMERIC_INFINITY),
                out_value);
}

bool numeric_power(Cx *cx, const Numeric *base, const Numeric *exponent, Numeric *out_value)
{
    int64_t integer;

    if (base->kind == NUMERIC_NAN || exponent->kind == NUMERIC_NAN)
        return power_of_nan(cx, base, exponent, out_value);
    if (numeric_sign(base) == 0 && numeric_sign(exponent) < 0)
        return fail_power(cx, "zero raised to a negative power is undefined");
    if (numeric_sign(base) < 0 && !is_integer(exponent))
        return fail_power(cx, "a negative number raised to a non-integer power yields a complex "
                              "result");
    if (base->kind != NUMERIC_FINITE || exponent->kind != NUMERIC_FINITE)
        return power_of_infinity(cx, base, exponent, out_value);

    if (is_integer(exponent) && numeric_to_i64(exponent, &integer) && integer >= INT32_MIN &&
        integer <= INT32_MAX)
        return power_integer(cx, base, integer, out_value);
    if (base->digit_count == 0)
        return give_zero(NUMERIC_SIGNIFICANT_MIN, out_value);
    Numeric absolute = numeric_absolute(base), result;
    TRY(power_by_logarithm(cx, &absolute, exponent, &result));
    bool is_negated = base->is_negative && is_odd(exponent);
    return give(is_negated ? numeric_negate(&result) : result, out_value);
}
