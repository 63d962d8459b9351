/*
 * math_numeric.c -- functions of numeric beside arithmetic: powers and logarithms, scales, common
 * divisors, factorials.
 */
#include "expression/kernels/views.h"

typedef bool (*NumericFn)(const KernelCall *call, const Numeric *args, Numeric *out_value);

/* The function of each live row. */
static bool each_numeric(const KernelCall *call, NumericFn function, Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric args[2], result;
        for (uint32_t arg = 0; arg < call->arg_count; arg++)
            args[arg] = numeric_arg(call, arg, row);
        if (!function(call, args, &result))
            return false;
        views_write_numeric(&writer, row, &result);
    }
    return views_end(&writer, out);
}

/* --- Powers and logarithms ---------------------------------------------------------------------
 */

static bool exp_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    return numeric_exp(call->cx, &args[0], out_value);
}

static bool ln_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    return numeric_ln(call->cx, &args[0], out_value);
}

static bool log_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    return numeric_log(call->cx, &args[0], &args[1], out_value);
}

static bool log10_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    Numeric ten = numeric_from_i64(call->cx->arena, 10);

    return numeric_log(call->cx, &ten, &args[0], out_value);
}

static bool power_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    return numeric_power(call->cx, &args[0], &args[1], out_value);
}

static bool quotient_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    return numeric_divide_integer(call->cx, &args[0], &args[1], out_value);
}

bool kernel_numeric_exp(const KernelCall *call, Column *out)
{
    return each_numeric(call, exp_of, out);
}

bool kernel_numeric_ln(const KernelCall *call, Column *out)
{
    return each_numeric(call, ln_of, out);
}

bool kernel_numeric_log(const KernelCall *call, Column *out)
{
    return each_numeric(call, call->arg_count == 1 ? log10_of : log_of, out);
}

bool kernel_numeric_power(const KernelCall *call, Column *out)
{
    return each_numeric(call, power_of, out);
}

bool kernel_numeric_div(const KernelCall *call, Column *out)
{
    return each_numeric(call, quotient_of, out);
}

/* --- Common divisors ---------------------------------------------------------------------------
 */

static bool is_special(const Numeric *value)
{
    return value->kind != NUMERIC_FINITE;
}

static bool gcd_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    enum { STEPS_PER_CHECK = 64 };
    Numeric a = numeric_absolute(&args[0]), b = numeric_absolute(&args[1]), rest;
    int32_t scale = a.scale > b.scale ? a.scale : b.scale;

    *out_value = numeric_special(NUMERIC_NAN);
    if (is_special(&a) || is_special(&b))
        return true;
    for (uint32_t steps = 1; b.digit_count; steps++) {
        TRY(numeric_modulo(call->cx, &a, &b, &rest));
        a = b;
        b = rest;
        if (steps % STEPS_PER_CHECK == 0)
            TRY(check_interrupts(call->cx));
    }
    *out_value = a;
    out_value->scale = scale;
    return true;
}

static bool lcm_of(const KernelCall *call, const Numeric *args, Numeric *out_value)
{
    int32_t scale = args[0].scale > args[1].scale ? args[0].scale : args[1].scale;
    Numeric divisor, part;

    TRY(gcd_of(call, args, &divisor));
    *out_value = divisor;
    if (is_special(&divisor))
        return true;
    if (args[0].digit_count && args[1].digit_count) {
        TRY(numeric_divide_integer(call->cx, &args[0], &divisor, &part));
        TRY(numeric_multiply(call->cx, &part, &args[1], &part));
        *out_value = numeric_absolute(&part);
    } else {
        *out_value = numeric_from_i64(call->cx->arena, 0);
    }
    out_value->scale = scale;
    return true;
}

bool kernel_numeric_gcd(const KernelCall *call, Column *out)
{
    return each_numeric(call, gcd_of, out);
}

bool kernel_numeric_lcm(const KernelCall *call, Column *out)
{
    return each_numeric(call, lcm_of, out);
}

/* --- Factorials --------------------------------------------------------------------------------
 */

static bool factorial_of(const KernelCall *call, int64_t n, Numeric *out_value)
{
    enum { FACTORIAL_MAX = 32177, STEPS_PER_CHECK = 16 };
    Cx *cx = call->cx;

    if (n < 0)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "factorial of a negative number is undefined");
    if (n > FACTORIAL_MAX)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "value overflows numeric format");
    *out_value = numeric_from_i64(cx->arena, 1);
    for (int64_t factor = 2; factor <= n; factor++) {
        Numeric by = numeric_from_i64(cx->arena, factor);
        TRY(numeric_multiply(cx, out_value, &by, out_value));
        if (factor % STEPS_PER_CHECK == 0)
            TRY(check_interrupts(cx));
    }
    return true;
}

bool kernel_factorial(const KernelCall *call, Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric result;
        TRY(factorial_of(call, (int64_t)integer_at(&call->args[0], row), &result));
        views_write_numeric(&writer, row, &result);
    }
    return views_end(&writer, out);
}

/* --- Scales ------------------------------------------------------------------------------------
 */

/* Digits behind the point that are not zeros at the end. */
static int32_t least_scale(const Numeric *value)
{
    if (!value->digit_count)
        return 0;
    int64_t behind = (int64_t)(value->digit_count - 1 - value->weight) * NUMERIC_BASE_DIGITS;
    NumericDigit last = value->digits[value->digit_count - 1];

    for (; behind > 0 && last % 10 == 0; last /= 10)
        behind--;
    return behind > 0 ? (int32_t)behind : 0;
}

static int32_t shown_scale(const Numeric *value)
{
    return value->scale;
}

static bool each_scale(const KernelCall *call, int32_t (*scale_of)(const Numeric *), Column *out)
{
    int32_t *data = column_start(call, LAYOUT_I32, out);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, true);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (!column_has(&call->args[0], row))
            continue;
        Numeric value = numeric_arg(call, 0, row);
        if (is_special(&value))
            bit_clear(validity, row);
        else
            data[row] = scale_of(&value);
    }
    out->validity = validity;
    return true;
}

bool kernel_numeric_scale(const KernelCall *call, Column *out)
{
    return each_scale(call, shown_scale, out);
}

bool kernel_numeric_min_scale(const KernelCall *call, Column *out)
{
    return each_scale(call, least_scale, out);
}

static bool trimmed(const KernelCall *call __attribute__((unused)), const Numeric *args,
                    Numeric *out_value)
{
    *out_value = args[0];
    if (!is_special(&args[0]))
        out_value->scale = least_scale(&args[0]);
    return true;
}

bool kernel_numeric_trim_scale(const KernelCall *call, Column *out)
{
    return each_numeric(call, trimmed, out);
}
