/*
 * math_bucket.c -- width_bucket(operand, low, high, count): which of `count` equal parts of the
 * range the operand lies in; 0 before it, count + 1 behind it.  Bounds may be given the other way
 * round.
 */
#include "expression/kernels/math.h"
#include "expression/kernels/values.h"

#include <math.h>

static bool fail_bucket(const KernelCall *call, const char *why)
{
    return fail(call->cx, ERR_INVALID_ARGUMENT_FOR_WIDTH_BUCKET, call->position, "%s", why);
}

static bool check_bounds(const KernelCall *call, int64_t count, bool has_nan, bool has_infinity)
{
    if (count <= 0)
        return fail_bucket(call, "count must be greater than zero");
    if (has_nan)
        return fail_bucket(call, "operand, lower bound, and upper bound cannot be NaN");
    if (has_infinity)
        return fail_bucket(call, "lower and upper bounds must be finite");
    return true;
}

/* The bucket behind the last. */
static bool behind(const KernelCall *call, int64_t count, int64_t *out_bucket)
{
    *out_bucket = count + 1;
    return count < INT32_MAX ||
           fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position, "integer out of range");
}

/* `part` of `whole`, both from the first bound on and not negative; halves where the whole is
 * beyond the range. */
static int64_t bucket_within(int64_t count, double operand, double first, double last)
{
    double part = operand - first, whole = last - first;
    double share = isinf(whole) ? (operand / 2 - first / 2) / (last / 2 - first / 2) : part / whole;
    int64_t bucket = (int64_t)((double)count * share);

    return (bucket >= count ? count - 1 : bucket) + 1;
}

static bool float_bucket(const KernelCall *call, uint32_t row, int64_t *out_bucket)
{
    double operand = real_at(&call->args[0], row);
    double first = real_at(&call->args[1], row), last = real_at(&call->args[2], row);
    int64_t count = (int64_t)integer_at(&call->args[3], row);

    TRY(check_bounds(call, count, isnan(operand) || isnan(first) || isnan(last),
                     isinf(first) || isinf(last)));
    if (first == last)
        return fail_bucket(call, "lower bound cannot equal upper bound");
    bool is_before = first < last ? operand < first : operand > first;
    bool is_behind = first < last ? operand >= last : operand <= last;
    if (is_behind)
        return behind(call, count, out_bucket);
    *out_bucket = is_before ? 0 : bucket_within(count, operand, first, last);
    return true;
}

static bool share_of_numeric(const KernelCall *call, const Numeric *args, const Numeric *count,
                             int64_t *out_bucket)
{
    Cx *cx = call->cx;
    Numeric part, whole, one = numeric_from_i64(cx->arena, 1), bucket;

    TRY(numeric_subtract(cx, &args[0], &args[1], &part));
    TRY(numeric_subtract(cx, &args[2], &args[1], &whole));
    part = numeric_absolute(&part);
    whole = numeric_absolute(&whole);
    TRY(numeric_multiply(cx, &part, count, &part));
    TRY(numeric_divide(cx, &part, &whole, &bucket));
    if (numeric_compare(&bucket, count) >= 0) {
        bucket = *count;
    } else {
        TRY(numeric_add(cx, &bucket, &one, &bucket));
        TRY(numeric_floor(cx, &bucket, &bucket));
    }
    return numeric_to_i64(&bucket, out_bucket);
}

static bool numeric_bucket(const KernelCall *call, uint32_t row, int64_t *out_bucket)
{
    int64_t count = (int64_t)integer_at(&call->args[3], row);
    Numeric args[3], parts = numeric_from_i64(call->cx->arena, count);
    bool has_nan = false;

    for (uint32_t arg = 0; arg < 3; arg++) {
        args[arg] = numeric_arg(call, arg, row);
        has_nan |= args[arg].kind == NUMERIC_NAN;
    }
    TRY(check_bounds(call, count, has_nan,
                     args[1].kind != NUMERIC_FINITE || args[2].kind != NUMERIC_FINITE));
    int order = numeric_compare(&args[1], &args[2]);
    if (order == 0)
        return fail_bucket(call, "lower bound cannot equal upper bound");
    int from_first = numeric_compare(&args[0], &args[1]);
    int from_last = numeric_compare(&args[0], &args[2]);
    if (order < 0 ? from_last >= 0 : from_last <= 0)
        return behind(call, count, out_bucket);
    *out_bucket = 0;
    if (order < 0 ? from_first < 0 : from_first > 0)
        return true;
    return share_of_numeric(call, args, &parts, out_bucket);
}

static bool each_bucket(const KernelCall *call,
                        bool (*bucket)(const KernelCall *, uint32_t, int64_t *), Column *out)
{
    int32_t *data = column_start(call, LAYOUT_I32, out);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        int64_t found = 0;
        TRY(bucket(call, row, &found));
        data[row] = (int32_t)found;
    }
    return true;
}

bool kernel_float_bucket(const KernelCall *call, Column *out)
{
    return each_bucket(call, float_bucket, out);
}

bool kernel_numeric_bucket(const KernelCall *call, Column *out)
{
    return each_bucket(call, numeric_bucket, out);
}

/* --- width_bucket(operand, thresholds) ---------------------------------------------------------
 */

/* How many of the ascending thresholds the operand is not below. */
static bool array_bucket(const KernelCall *call, uint32_t row, Value *out_value)
{
    Type type = type_of(element_arg(call, 1));
    ArrayHeader shape = shape_arg(call, 1, row);
    Value operand = value_arg(call, 0, row), *thresholds = items_arg(call, 1, row);
    uint32_t low = 0, high = shape.count;

    if (shape.dimensions > 1)
        return fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
                    "thresholds must be one-dimensional array");
    if (shape.has_nulls)
        return fail(call->cx, ERR_NULL_VALUE_NOT_ALLOWED, call->position,
                    "thresholds array must not contain NULLs");
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (value_compare(type, operand, thresholds[middle]) < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *out_value = (Value){ .integer = low };
    return true;
}

bool kernel_array_bucket(const KernelCall *call, Column *out)
{
    return values_of_rows(call, array_bucket, out);
}
