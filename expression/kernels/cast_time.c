/* cast_time.c -- dates, times, timestamps and intervals among themselves, and their typmods. */
#include "base/interval.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "base/value.h"
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

/* --- Value by value ----------------------------------------------------------------------------
 */

static bool to_date(Cx *cx, TypeId from, Value in, int64_t *out)
{
    int32_t date = 0;

    if (from == TYPE_TIMESTAMPTZ)
        TRY(timestamptz_to_date(cx, cx_dates(cx)->zone, in.integer, &date));
    else
        TRY(date_from_timestamp(cx, in.integer, &date));
    *out = date;
    return true;
}

/* Infinite timestamps have no time of day. */
static bool to_time(Cx *cx, TypeId from, Value in, bool *out_is_null, int64_t *out)
{
    if (from == TYPE_TIMESTAMP)
        *out_is_null = !time_from_timestamp(in.integer, out);
    else if (from == TYPE_TIMESTAMPTZ)
        *out_is_null = !time_from_timestamptz(cx_dates(cx), in.integer, out);
    else if (from == TYPE_TIMETZ)
        *out = timetz_unpack(in.integer).micros;
    else if (from == TYPE_INTERVAL)
        *out = time_from_interval(in.interval);
    else
        *out = in.integer;
    return true;
}

static bool to_timetz(Cx *cx, TypeId from, Value in, bool *out_is_null, int64_t *out)
{
    TimeTz time = { 0 };

    if (from == TYPE_TIMETZ)
        time = timetz_unpack(in.integer);
    else if (from == TYPE_TIME)
        time = timetz_from_time(cx_dates(cx), in.integer, cx_values(cx)->transaction_start);
    else
        *out_is_null = !timetz_from_timestamptz(cx_dates(cx), in.integer, &time);
    *out = timetz_pack(time);
    return true;
}

static bool to_timestamp(Cx *cx, TypeId from, Value in, int64_t *out)
{
    if (from == TYPE_DATE)
        return date_to_timestamp(cx, (int32_t)in.integer, out);
    if (from == TYPE_TIMESTAMPTZ)
        return timestamptz_to_timestamp(cx, cx_dates(cx)->zone, in.integer, out);
    *out = in.integer;
    return true;
}

static bool to_timestamptz(Cx *cx, TypeId from, Value in, int64_t *out)
{
    if (from == TYPE_DATE)
        return timestamptz_from_date(cx, cx_dates(cx)->zone, (int32_t)in.integer, out);
    if (from == TYPE_TIMESTAMP)
        return timestamptz_from_timestamp(cx, cx_dates(cx)->zone, in.integer, out);
    *out = in.integer;
    return true;
}

/* What PostgreSQL does in two steps: from type to type, then the type's modifier. */
static bool cast_value(Cx *cx, TypeId from, Type to, Value in, Value *out)
{
    bool is_null = false;

    *out = (Value){ 0 };
    switch ((unsigned)to.id) {
    case TYPE_DATE: return to_date(cx, from, in, &out->integer);
    case TYPE_TIME:
        TRY(to_time(cx, from, in, &is_null, &out->integer));
        out->integer = time_apply_typmod(out->integer, to.typmod);
        break;
    case TYPE_TIMETZ: {
        TRY(to_timetz(cx, from, in, &is_null, &out->integer));
        TimeTz time = timetz_unpack(out->integer);
        time.micros = time_apply_typmod(time.micros, to.typmod);
        out->integer = timetz_pack(time);
        break;
    }
    case TYPE_TIMESTAMP:
        TRY(to_timestamp(cx, from, in, &out->integer));
        return timestamp_apply_typmod(cx, out->integer, to.typmod, &out->integer);
    case TYPE_TIMESTAMPTZ:
        TRY(to_timestamptz(cx, from, in, &out->integer));
        return timestamp_apply_typmod(cx, out->integer, to.typmod, &out->integer);
    case TYPE_INTERVAL:
        out->interval = from == TYPE_TIME ? time_to_interval(in.integer) : in.interval;
        return interval_apply_typmod(cx, out->interval, to.typmod, &out->interval);
    }
    out->is_null = is_null;
    return true;
}

bool kernel_cast_datetime(const KernelCall *call, Column *out)
{
    TypeId from = call->arg_types[0].id;
    Layout layout = type_layout(call->result_type);
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_start(call, layout, out);
    uint64_t *validity = NULL;

    memset(data, 0, call->rows * width);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Value value;
        if (!column_has(&call->args[0], row))
            continue;
        TRY(cast_value(call->cx, from, call->result_type, value_of_column(&call->args[0], row),
                       &value));
        if (value.is_null) {
            if (!validity)
                out->validity = validity = validity_alloc(call->cx->arena, call->rows, true);
            bit_clear(validity, row);
        }
        value_store(layout, value, data + row * width);
    }
    return true;
}
