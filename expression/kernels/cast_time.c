/* cast_time.c -- dates, timestamps and intervals among themselves, and their typmods. */
#include "base/interval.h"
#include "base/timestamp.h"
#include "expression/kernels/arithmetic.h"
#include "expression/kernels/cast.h"

bool kernel_cast_date_timestamp(const KernelCall *call, Column *out)
{
    /* Finite dates that timestamps have: a multiplication. */
    IntRange plain = { DATE_MIN, TIMESTAMP_END / MICROS_PER_DAY - 1 };
    int64_t day = MICROS_PER_DAY;

    if (range_within(range_measured(&call->args[0]), plain)) {
        Column days = column_const(call->cx->arena, LAYOUT_I64, call->rows, &day);
        return arith_columns(call, ARITH_MULTIPLY, &call->args[0], &days, out);
    }
    int64_t *data = column_start(call, LAYOUT_I64, out);
    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        TRY(date_to_timestamp(call->cx, (int32_t)integer_at(&call->args[0], row), &data[row]));
    }
    return true;
}

bool kernel_cast_timestamp_date(const KernelCall *call, Column *out)
{
    int32_t *data = column_start(call, LAYOUT_I32, out);

    for (uint32_t row = 0; row < call->rows; row++) {
        int64_t timestamp = (int64_t)integer_at(&call->args[0], row);
        if (timestamp == TIMESTAMP_INFINITY)
            data[row] = DATE_INFINITY;
        else if (timestamp == TIMESTAMP_MINUS_INFINITY)
            data[row] = DATE_MINUS_INFINITY;
        else
            data[row] = (int32_t)timestamp_day(timestamp);
    }
    return true;
}

bool kernel_cast_timestamp(const KernelCall *call, Column *out)
{
    int64_t *data = column_start(call, LAYOUT_I64, out);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        TRY(timestamp_apply_typmod(call->cx, (int64_t)integer_at(&call->args[0], row),
                                   call->result_type.typmod, &data[row]));
    }
    return true;
}

bool kernel_cast_interval(const KernelCall *call, Column *out)
{
    Interval *data = column_start(call, LAYOUT_INTERVAL, out);
    const Interval *in = call->args[0].data;

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        TRY(interval_apply_typmod(call->cx, in[value_index(&call->args[0], row)],
                                  call->result_type.typmod, &data[row]));
    }
    return true;
}
