/*
 * float.c -- float4 and float8: arithmetic, rounding, powers.
 *
 * A result that is infinite though no operand was overflowed; one that is zero though it should
 * not be underflowed: both raise 22003, as PostgreSQL does.  Rows are computed first and looked at
 * afterwards, so the common batch pays for one dense loop and one test.
 */
#include "expression/kernels/divide.h"

#include <float.h>
#include <math.h>

static bool fail_overflow(const KernelCall *call)
{
    return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                "value out of range: overflow");
}

static bool fail_underflow(const KernelCall *call)
{
    return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                "value out of range: underflow");
}

typedef enum FloatOp { FLOAT_ADD, FLOAT_SUBTRACT, FLOAT_MULTIPLY, FLOAT_DIVIDE } FloatOp;

/* Nothing is strange: no result is infinite, NaN or (for * and /) zero. */
#define FLOAT_LOOP(T, OP)                                                                          \
    do {                                                                                           \
        const T *a = call->args[0].data, *b = call->args[1].data;                                  \
        T *restrict to = data;                                                                     \
        const T x = a[0], y = b[0];                                                                \
        if (is_const(&call->args[0]))                                                              \
            for (uint32_t row = 0; row < call->rows; row++)                                        \
                to[row] = x OP b[row];                                                             \
        else if (is_const(&call->args[1]))                                                         \
            for (uint32_t row = 0; row < call->rows; row++)                                        \
                to[row] = a[row] OP y;                                                             \
        else                                                                                       \
            for (uint32_t row = 0; row < call->rows; row++)                                        \
                to[row] = a[row] OP b[row];                                                        \
    } while (0)
#define FLOAT_OPS(T)                                                                               \
    switch (op) {                                                                                  \
    case FLOAT_ADD: FLOAT_LOOP(T, +); break;                                                       \
    case FLOAT_SUBTRACT: FLOAT_LOOP(T, -); break;                                                  \
    case FLOAT_MULTIPLY: FLOAT_LOOP(T, *); break;                                                  \
    case FLOAT_DIVIDE: FLOAT_LOOP(T, /); break;                                                    \
    }

static void compute_f32(const KernelCall *call, FloatOp op, void *data)
{
    FLOAT_OPS(float)
}

static void compute_f64(const KernelCall *call, FloatOp op, void *data){ FLOAT_OPS(double) }

AVX2 static void compute_f64_avx2(const KernelCall *call, FloatOp op, void *data)
{
    FLOAT_OPS(double)
}
#undef FLOAT_OPS
#undef FLOAT_LOOP

/* Is any value infinite, NaN, or zero where zero may be an underflow?  Flags are as wide as the
 * values, so that lanes stay lanes. */
#define ANY_STRANGE(T, FLAG, ABS, MAX)                                                             \
    const T *values = data;                                                                        \
    FLAG strange = 0, zero = zero_too ? -1 : 0;                                                    \
    for (uint32_t row = 0; row < rows; row++)                                                      \
        strange |= -(FLAG) !(ABS(values[row]) <= MAX) | (-(FLAG)(values[row] == 0) & zero);        \
    return strange != 0;

static bool any_strange_f32(const void *data, uint32_t rows, bool zero_too)
{
    ANY_STRANGE(float, int32_t, fabsf, FLT_MAX)
}

static bool any_strange_f64(const void *data, uint32_t rows,
                            bool zero_too){ ANY_STRANGE(double, int64_t, fabs, DBL_MAX) }

AVX2 static bool any_strange_f64_avx2(const void *data, uint32_t rows, bool zero_too)
{
    ANY_STRANGE(double, int64_t, fabs, DBL_MAX)
}
#undef ANY_STRANGE

static bool any_strange(const Column *column, bool zero_too)
{
    if (column->layout == LAYOUT_F32)
        return any_strange_f32(column->data, column->rows, zero_too);
    return (cpu_has_avx2() ? any_strange_f64_avx2 : any_strange_f64)(column->data, column->rows,
                                                                     zero_too);
}

static bool check_row(const KernelCall *call, FloatOp op, const Column *out, uint32_t row)
{
    double a = real_at(&call->args[0], row), b = real_at(&call->args[1], row);
    double result = real_at(out, row);

    if (isinf(result) && !isinf(a) && (op == FLOAT_DIVIDE || !isinf(b)))
        return fail_overflow(call);
    if (result != 0 || a == 0)
        return true;
    if (op == FLOAT_MULTIPLY && b != 0)
        return fail_underflow(call);
    if (op == FLOAT_DIVIDE && !isinf(b))
        return fail_underflow(call);
    return true;
}

/* PostgreSQL refuses every division by zero but that of NaN. */
static bool check_divisors(const KernelCall *call)
{
    const Column *divisor = &call->args[1];

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (real_at(divisor, row) == 0 && !isnan(real_at(&call->args[0], row)))
            return fail_division_by_zero(call);
    }
    return true;
}

static bool compute(const KernelCall *call, FloatOp op, Column *out)
{
    bool is_wide = call->args[0].layout == LAYOUT_F64;
    void *data = column_start(call, is_wide ? LAYOUT_F64 : LAYOUT_F32, out);

    if (op == FLOAT_DIVIDE && !check_divisors(call))
        return false;
    if (!is_wide)
        compute_f32(call, op, data);
    else if (cpu_has_avx2())
        compute_f64_avx2(call, op, data);
    else
        compute_f64(call, op, data);
    if (!any_strange(out, op == FLOAT_MULTIPLY || op == FLOAT_DIVIDE))
        return true;
    for (uint32_t at = 0; at < call->selected; at++)
        if (!check_row(call, op, out, call_row(call, at)))
            return false;
    return true;
}

bool kernel_float_add(const KernelCall *call, Column *out)
{
    return compute(call, FLOAT_ADD, out);
}

bool kernel_float_subtract(const KernelCall *call, Column *out)
{
    return compute(call, FLOAT_SUBTRACT, out);
}

bool kernel_float_multiply(const KernelCall *call, Column *out)
{
    return compute(call, FLOAT_MULTIPLY, out);
}

bool kernel_float_divide(const KernelCall *call, Column *out)
{
    return compute(call, FLOAT_DIVIDE, out);
}

/* --- One argument, cannot fail --------------------------------------------------------------- */

#define EACH_FLOAT(NAME, OF_F32, OF_F64)                                                           \
    bool NAME(const KernelCall *call, Column *out)                                                 \
    {                                                                                              \
        bool is_wide = call->args[0].layout == LAYOUT_F64;                                         \
        void *data = column_start(call, is_wide ? LAYOUT_F64 : LAYOUT_F32, out);                   \
        for (uint32_t row = 0; row < call->rows; row++) {                                          \
            uint32_t at = value_index(&call->args[0], row);                                        \
            if (is_wide)                                                                           \
                ((double *)data)[row] = OF_F64(((const double *)call->args[0].data)[at]);          \
            else                                                                                   \
                ((float *)data)[row] = OF_F32(((const float *)call->args[0].data)[at]);            \
        }                                                                                          \
        return true;                                                                               \
    }
EACH_FLOAT(kernel_float_negate, -, -)
EACH_FLOAT(kernel_float_abs, fabsf, fabs)
EACH_FLOAT(kernel_float_round, rintf, rint)
EACH_FLOAT(kernel_float_trunc, truncf, trunc)
EACH_FLOAT(kernel_float_ceil, ceilf, ceil)
EACH_FLOAT(kernel_float_floor, floorf, floor)
#undef EACH_FLOAT

/* --- Powers and roots --------------------------------------------------------------------------
 */

typedef bool (*FloatFn)(const KernelCall *call, uint32_t row, double *out_value);

static bool each_float(const KernelCall *call, FloatFn function, Column *out)
{
    double *data = column_start(call, LAYOUT_F64, out);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (!function(call, row, &data[row]))
            return false;
    }
    return true;
}

static bool square_root(const KernelCall *call, uint32_t row, double *out_value)
{
    double value = real_at(&call->args[0], row);

    if (value < 0)
        return fail(call->cx, ERR_INVALID_ARGUMENT_FOR_POWER_FUNCTION, call->position,
                    "cannot take square root of a negative number");
    *out_value = sqrt(value);
    return true;
}

bool kernel_float_sqrt(const KernelCall *call, Column *out)
{
    return each_float(call, square_root, out);
}

static bool exponential(const KernelCall *call, uint32_t row, double *out_value)
{
    double value = real_at(&call->args[0], row), result = exp(value);

    if (isinf(result) && !isinf(value))
        return fail_overflow(call);
    if (result == 0 && !isinf(value))
        return fail_underflow(call);
    *out_value = result;
    return true;
}

bool kernel_float_exp(const KernelCall *call, Column *out)
{
    return each_float(call, exponential, out);
}

static bool logarithm(const KernelCall *call, uint32_t row, double *out_value)
{
    double value = real_at(&call->args[0], row);

    if (value <= 0)
        return fail(call->cx, ERR_INVALID_ARGUMENT_FOR_LOGARITHM, call->position,
                    value == 0 ? "cannot take logarithm of zero"
                               : "cannot take logarithm of a negative number");
    *out_value = log(value);
    return true;
}

bool kernel_float_ln(const KernelCall *call, Column *out)
{
    return each_float(call, logarithm, out);
}

static bool power(const KernelCall *call, uint32_t row, double *out_value)
{
    double base = real_at(&call->args[0], row), exponent = real_at(&call->args[1], row);
    double result;

    if (base == 0 && exponent < 0)
        return fail(call->cx, ERR_INVALID_ARGUMENT_FOR_POWER_FUNCTION, call->position,
                    "zero raised to a negative power is undefined");
    if (base < 0 && !isinf(base) && !isinf(exponent) && !isnan(exponent) &&
        floor(exponent) != exponent)
        return fail(call->cx, ERR_INVALID_ARGUMENT_FOR_POWER_FUNCTION, call->position,
                    "a negative number raised to a non-integer power yields a complex result");
    result = pow(base, exponent);
    if (isinf(result) && !isinf(base) && !isinf(exponent))
        return fail_overflow(call);
    if (result == 0 && base != 0 && !isinf(base) && !isinf(exponent))
        return fail_underflow(call);
    *out_value = result;
    return true;
}

bool kernel_float_power(const KernelCall *call, Column *out)
{
    return each_float(call, power, out);
}
