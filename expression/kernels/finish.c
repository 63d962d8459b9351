/*
 * finish.c -- from the states of aggregates to their results.
 *
 * Workers know few aggregates.  Others are put together by the planner: a function of the states
 * of some (variance_of of a count, a sum and a sum of squares), or of one state that is bytes:
 * Moments for float8, rows for what depends on their order (finish_rows.c).
 */
#include "expression/kernels/finish.h"
#include "base/moments.h"
#include "expression/kernels/text.h"
#include "expression/kernels/views.h"

bool is_population(Str aggregate)
{
    return str_is(aggregate, "var_pop") || str_is(aggregate, "stddev_pop");
}

bool is_deviation(Str aggregate)
{
    return str_starts(aggregate, "stddev");
}

/* --- Numerics ----------------------------------------------------------------------------------
 */

/* (count * squares - sum * sum) / (count * count), or / (count * (count - 1)) */
bool finish_variance(Cx *cx, Str aggregate, int64_t count, const Numeric *sum,
                     const Numeric *squares, Numeric *out_value, bool *out_is_null)
{
    bool is_pop = is_population(aggregate);
    Numeric n = numeric_from_i64(cx->arena, count);
    Numeric by = numeric_from_i64(cx->arena, is_pop ? count : count - 1);
    Numeric above, below, square, variance;

    *out_is_null = count < (is_pop ? 1 : 2);
    *out_value = numeric_special(NUMERIC_NAN);
    if (*out_is_null || sum->kind != NUMERIC_FINITE || squares->kind != NUMERIC_FINITE)
        return true;
    TRY(numeric_multiply(cx, &n, squares, &above));
    TRY(numeric_multiply(cx, sum, sum, &square));
    TRY(numeric_subtract(cx, &above, &square, &above));
    *out_value = numeric_from_i64(cx->arena, 0);
    if (numeric_sign(&above) <= 0)
        return true;
    TRY(numeric_multiply(cx, &n, &by, &below));
    TRY(numeric_divide(cx, &above, &below, &variance));
    *out_value = variance;
    return !is_deviation(aggregate) || numeric_sqrt_at(cx, &variance, variance.scale, out_value);
}

bool kernel_variance_of(const KernelCall *call, Column *out)
{
    TextArg names = text_arg(call, 0);
    ViewWriter writer = views_begin(call);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric sum, squares, result;
        bool is_null;
        if (!column_has(&call->args[2], row) || !column_has(&call->args[3], row))
            continue;
        sum = numeric_arg(call, 2, row);
        squares = numeric_arg(call, 3, row);
        TRY(finish_variance(call->cx, text_at(&names, row),
                            (int64_t)integer_at(&call->args[1], row), &sum, &squares, &result,
                            &is_null));
        if (is_null)
            continue;
        bit_set(validity, row);
        views_write_numeric(&writer, row, &result);
    }
    TRY(views_end(&writer, out));
    out->validity = validity;
    return true;
}

/* --- Moments -----------------------------------------------------------------------------------
 */

bool kernel_moments_of(const KernelCall *call, Column *out)
{
    TextArg names = text_arg(call, 0), states = text_arg(call, 1);
    double *data = column_start(call, LAYOUT_F64, out);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);
    LiveRows live = live_rows(call);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str state = text_at(&states, row);
        Moments moments;
        assert(state.length == sizeof moments);
        memcpy(&moments, state.data, sizeof moments);
        if (moments_result(&moments, moments_of_name(text_at(&names, row)), &data[row]))
            bit_set(validity, row);
    }
    out->validity = validity;
    return true;
}

/* One or two numbers as bytes: an argument of the workers' aggregate. */
bool kernel_moments_term(const KernelCall *call, Column *out)
{
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, live.count * call->arg_count * sizeof(double));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        char *to = TRY(text_out_room(&result, call->arg_count * sizeof(double)));
        for (uint32_t arg = 0; arg < call->arg_count; arg++) {
            double value = real_at(&call->args[arg], row);
            memcpy(to + arg * sizeof value, &value, sizeof value);
        }
        text_out_put(&result, row, call->arg_count * sizeof(double));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
