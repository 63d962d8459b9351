/*
 * math.c -- functions of float8: logarithms, trigonometry in radians, hyperbolic functions.
 *
 * What the C library answers with an infinity or nothing at all, PostgreSQL refuses: "input is out
 * of range" where the function is not defined, overflow where the result is infinite and the
 * argument was not.
 */
#include "expression/kernels/math.h"

#include <math.h>

/* --- Errors and rows ---------------------------------------------------------------------------
 */

bool fail_input_range(const KernelCall *call)
{
    return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position, "input is out of range");
}

static bool fail_flow(const KernelCall *call, const char *direction)
{
    return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position, "value out of range: %s",
                direction);
}

bool math_each(const KernelCall *call, MathFn function, Column *out)
{
    double *data = column_start(call, LAYOUT_F64, out);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (!function(call, real_at(&call->args[0], row), &data[row]))
            return false;
    }
    return true;
}

/* Functions that are defined for every number. */
#define EACH_NUMBER(NAME, RESULT)                                                                  \
    static bool NAME##_of(const KernelCall *call __attribute__((unused)), double x,                \
                          double *out_value)                                                       \
    {                                                                                              \
        *out_value = RESULT;                                                                       \
        return true;                                                                               \
    }                                                                                              \
    bool kernel_float_##NAME(const KernelCall *call, Column *out)                                  \
    {                                                                                              \
        return math_each(call, NAME##_of, out);                                                    \
    }
EACH_NUMBER(cbrt, cbrt(x))
EACH_NUMBER(atan, atan(x))
EACH_NUMBER(asinh, asinh(x))
EACH_NUMBER(sinh, sinh(x)) /* infinite, without an error, where it is too large */
EACH_NUMBER(cosh, cosh(x))
EACH_NUMBER(tanh, tanh(x))
EACH_NUMBER(sign, x > 0 ? 1 : x < 0 ? -1 : 0)
#undef EACH_NUMBER

/* Functions that are defined where DEFINED; NaN is its own value. */
#define WHERE_DEFINED(NAME, DEFINED, RESULT)                                                       \
    static bool NAME##_of(const KernelCall *call, double x, double *out_value)                     \
    {                                                                                              \
        if (!isnan(x) && !(DEFINED))                                                               \
            return fail_input_range(call);                                                         \
        *out_value = isnan(x) ? x : (RESULT);                                                      \
        return true;                                                                               \
    }                                                                                              \
    bool kernel_float_##NAME(const KernelCall *call, Column *out)                                  \
    {                                                                                              \
        return math_each(call, NAME##_of, out);                                                    \
    }
WHERE_DEFINED(sin, !isinf(x), sin(x))
WHERE_DEFINED(cos, !isinf(x), cos(x))
WHERE_DEFINED(tan, !isinf(x), tan(x))
WHERE_DEFINED(cot, !isinf(x), 1.0 / tan(x))
WHERE_DEFINED(asin, x >= -1 && x <= 1, asin(x))
WHERE_DEFINED(acos, x >= -1 && x <= 1, acos(x))
WHERE_DEFINED(acosh, x >= 1, acosh(x))
WHERE_DEFINED(atanh, x >= -1 && x <= 1, atanh(x))
#undef WHERE_DEFINED

/* --- Logarithms --------------------------------------------------------------------------------
 */

static bool log10_of(const KernelCall *call, double x, double *out_value)
{
    if (x <= 0)
        return fail(call->cx, ERR_INVALID_ARGUMENT_FOR_LOGARITHM, call->position,
                    x == 0 ? "cannot take logarithm of zero"
                           : "cannot take logarithm of a negative number");
    *out_value = log10(x);
    return true;
}

bool kernel_float_log10(const KernelCall *call, Column *out)
{
    return math_each(call, log10_of, out);
}

/* --- Angles ------------------------------------------------------------------------------------
 */

static bool degrees_of(const KernelCall *call, double x, double *out_value)
{
    *out_value = x / RADIANS_PER_DEGREE;
    return !isinf(*out_value) || isinf(x) || fail_flow(call, "overflow");
}

bool kernel_float_degrees(const KernelCall *call, Column *out)
{
    return math_each(call, degrees_of, out);
}

static bool radians_of(const KernelCall *call, double x, double *out_value)
{
    *out_value = x * RADIANS_PER_DEGREE;
    return *out_value != 0 || x == 0 || fail_flow(call, "underflow");
}

bool kernel_float_radians(const KernelCall *call, Column *out)
{
    return math_each(call, radians_of, out);
}

bool kernel_float_atan2(const KernelCall *call, Column *out)
{
    double *data = column_start(call, LAYOUT_F64, out);

    for (uint32_t row = 0; row < call->rows; row++)
        data[row] = atan2(real_at(&call->args[0], row), real_at(&call->args[1], row));
    return true;
}

bool kernel_pi(const KernelCall *call, Column *out)
{
    double pi = M_PI;

    *out = column_const(call->cx->arena, LAYOUT_F64, call->rows, &pi);
    return true;
}
