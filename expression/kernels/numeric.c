/*
 * numeric.c -- numeric arithmetic.
 *
 * Analysis has said in the result's type which form it has (numeric_result_type): FIXED results
 * come from FIXED arguments and are integer arithmetic at the result's scale; VAR results are
 * computed value by value with numeric.h, whatever form the arguments have.
 */
#include "base/decimal.h"
#include "expression/kernels/divide.h"
#include "expression/kernels/fixed.h"
#include "expression/kernels/views.h"

typedef bool (*NumericBinary)(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);
typedef bool (*NumericUnary)(Cx *cx, const Numeric *value, Numeric *out_value);

static bool each_pair(const KernelCall *call, NumericBinary operate, Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric a = numeric_arg(call, 0, row), b = numeric_arg(call, 1, row), result;
        if (!operate(call->cx, &a, &b, &result))
            return false;
        views_write_numeric(&writer, row, &result);
    }
    return views_end(&writer, out);
}

static bool each_value(const KernelCall *call, NumericUnary operate, Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric value = numeric_arg(call, 0, row), result;
        if (!operate(call->cx, &value, &result))
            return false;
        views_write_numeric(&writer, row, &result);
    }
    return views_end(&writer, out);
}

/* FIXED arguments at the scale of the result. */
static bool aligned_args(const KernelCall *call, Column *out_args)
{
    for (uint32_t arg = 0; arg < 2; arg++)
        if (!fixed_rescale(call, &call->args[arg], call->arg_types[arg].numeric_scale,
                           call->result_type.numeric_scale, ROUND_HALF_AWAY, &out_args[arg]))
            return false;
    return true;
}

static bool fixed_arith(const KernelCall *call, ArithOp op, const Column *args, Column *out)
{
    return arith_columns(call, op, &args[0], &args[1], out) ||
           arith_checked(call, op, &args[0], &args[1], out) || fail_numeric_overflow(call);
}

static bool fixed_sum(const KernelCall *call, ArithOp op, Column *out)
{
    Column args[2];

    return aligned_args(call, args) && fixed_arith(call, op, args, out);
}

bool kernel_numeric_add(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_sum(call, ARITH_ADD, out)
                                       : each_pair(call, numeric_add, out);
}

bool kernel_numeric_subtract(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_sum(call, ARITH_SUBTRACT, out)
                                       : each_pair(call, numeric_subtract, out);
}

bool kernel_numeric_multiply(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_arith(call, ARITH_MULTIPLY, call->args, out)
                                       : each_pair(call, numeric_multiply, out);
}

bool kernel_numeric_divide(const KernelCall *call, Column *out)
{
    return each_pair(call, numeric_divide, out);
}

bool kernel_numeric_modulo(const KernelCall *call, Column *out)
{
    Column args[2];

    if (!is_fixed(call->result_type))
        return each_pair(call, numeric_modulo, out);
    return aligned_args(call, args) && divide_columns(call, DIVIDE_REST, &args[0], &args[1], out);
}

/* --- One argument ------------------------------------------------------------------------------
 */

static bool negated(Cx *cx, const Numeric *value, Numeric *out_value)
{
    (void)cx;
    *out_value = numeric_negate(value);
    return true;
}

static bool absolute(Cx *cx, const Numeric *value, Numeric *out_value)
{
    (void)cx;
    *out_value = numeric_absolute(value);
    return true;
}

static bool sign(Cx *cx, const Numeric *value, Numeric *out_value)
{
    *out_value = numeric_sign_of(cx->arena, value);
    return true;
}

bool kernel_numeric_negate(const KernelCall *call, Column *out)
{
    int32_t nothing = 0;
    Column args[2] = { column_const(call->cx->arena, LAYOUT_I32, call->rows, &nothing),
                       call->args[0] };

    return is_fixed(call->result_type) ? fixed_arith(call, ARITH_SUBTRACT, args, out)
                                       : each_value(call, negated, out);
}

bool kernel_numeric_abs(const KernelCall *call, Column *out)
{
    if (!is_fixed(call->result_type))
        return each_value(call, absolute, out);
    integers_absolute(call, &call->args[0], out);
    return true;
}

bool kernel_numeric_sign(const KernelCall *call, Column *out)
{
    if (!is_fixed(call->result_type))
        return each_value(call, sign, out);

    int32_t *data = column_start(call, LAYOUT_I32, out);
    for (uint32_t row = 0; row < call->rows; row++) {
        int128_t value = integer_at(&call->args[0], row);
        data[row] = (value > 0) - (value < 0);
    }
    column_set_range(out, (IntRange){ -1, 1 });
    return true;
}

bool kernel_numeric_sqrt(const KernelCall *call, Column *out)
{
    return each_value(call, numeric_sqrt, out);
}

static bool fixed_rounded(const KernelCall *call, Rounding rounding, Column *out)
{
    return fixed_rescale(call, &call->args[0], call->arg_types[0].numeric_scale,
                         call->result_type.numeric_scale, rounding, out);
}

bool kernel_numeric_ceil(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_rounded(call, ROUND_CEIL, out)
                                       : each_value(call, numeric_ceil, out);
}

bool kernel_numeric_floor(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_rounded(call, ROUND_FLOOR, out)
                                       : each_value(call, numeric_floor, out);
}

/* round() and trunc(), with or without a number of places. */
static bool each_to_places(const KernelCall *call,
                           bool (*operate)(Cx *, const Numeric *, int, Numeric *), Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        int places = call->arg_count > 1 ? (int)integer_at(&call->args[1], row) : 0;
        Numeric value = numeric_arg(call, 0, row), result;
        if (!operate(call->cx, &value, places, &result))
            return false;
        views_write_numeric(&writer, row, &result);
    }
    return views_end(&writer, out);
}

bool kernel_numeric_round(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_rounded(call, ROUND_HALF_AWAY, out)
                                       : each_to_places(call, numeric_round, out);
}

bool kernel_numeric_trunc(const KernelCall *call, Column *out)
{
    return is_fixed(call->result_type) ? fixed_rounded(call, ROUND_DOWN, out)
                                       : each_to_places(call, numeric_truncate, out);
}

/* --- Averages, from a sum and a count ----------------------------------------------------------
 */

/* No rows, no average. */
static uint64_t *mark_counted(const KernelCall *call)
{
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (integer_at(&call->args[1], row) > 0)
            bit_set(validity, row);
    }
    return validity;
}

bool kernel_avg_numeric(const KernelCall *call, Column *out)
{
    uint64_t *validity = mark_counted(call);
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (!bit_get(validity, row) || !column_has(&call->args[0], row))
            continue;
        Numeric sum = numeric_arg(call, 0, row), average;
        Numeric count = numeric_from_i64(call->cx->arena, (int64_t)integer_at(&call->args[1], row));
        if (!numeric_divide(call->cx, &sum, &count, &average))
            return false;
        views_write_numeric(&writer, row, &average);
    }
    if (!views_end(&writer, out))
        return false;
    out->validity = validity;
    return true;
}

bool kernel_avg_float(const KernelCall *call, Column *out)
{
    double *data = column_start(call, LAYOUT_F64, out);

    for (uint32_t row = 0; row < call->rows; row++)
        data[row] = real_at(&call->args[0], row) / (double)integer_at(&call->args[1], row);
    out->validity = mark_counted(call);
    return true;
}
