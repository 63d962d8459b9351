/*
 * window_range.c -- where a key lies against another key and an offset; see window.h.
 *
 * PostgreSQL's in_range functions, one for each type that RANGE can have offsets of.
 */
#include "worker/operators/window.h"

#include "base/date.h"
#include "base/interval.h"
#include "base/time_of_day.h"
#include "base/timestamp.h"
#include "base/timestamptz.h"

#include <math.h>

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* Infinity and as much the other way are taken for equal to everything. */
static int compare_reals(double key, double base, double offset, bool subtracts)
{
    if (isnan(key) || isnan(base))
        return (int)(isnan(key) != 0) - (int)(isnan(base) != 0);
    if (isinf(offset) && isinf(base) && (subtracts ? base > 0 : base < 0))
        return 0;
    double bound = subtracts ? base - offset : base + offset;
    return ORDER(key, bound);
}

static Numeric numeric_of(Arena *arena, Type type, Value value)
{
    if (type.numeric_form == NUMERIC_VAR)
        return numeric_decode(value.text);
    return numeric_from_fixed(
        arena, type_layout(type) == LAYOUT_I128 ? value.wide : (int128_t)value.integer,
        type.numeric_scale);
}

static bool compare_numerics(Cx *cx, Type type, Value key, Value base, Value offset,
                             Type offset_type, bool subtracts, int *out_order)
{
    SCRATCH(cx->arena);
    Numeric k = numeric_of(cx->arena, type, key), b = numeric_of(cx->arena, type, base);
    Numeric o = numeric_of(cx->arena, offset_type, offset), bound;

    if (k.kind == NUMERIC_NAN || b.kind == NUMERIC_NAN) {
        *out_order = (int)(k.kind == NUMERIC_NAN) - (int)(b.kind == NUMERIC_NAN);
        return true;
    }
    if (o.kind == NUMERIC_INFINITY &&
        b.kind == (subtracts ? NUMERIC_INFINITY : NUMERIC_MINUS_INFINITY)) {
        *out_order = 0;
        return true;
    }
    TRY(subtracts ? numeric_subtract(cx, &b, &o, &bound) : numeric_add(cx, &b, &o, &bound));
    *out_order = numeric_compare(&k, &bound);
    return true;
}

static bool compare_timestamps(Cx *cx, TypeId type, int64_t key, int64_t base, Interval offset,
                               bool subtracts, int *out_order)
{
    int64_t bound;

    if (subtracts)
        TRY(interval_negate(cx, offset, &offset));
    if (type == TYPE_TIMESTAMPTZ)
        TRY(timestamptz_add_interval(cx, cx_dates(cx)->zone, base, offset, &bound));
    else
        TRY(timestamp_add_interval(cx, base, offset, &bound));
    *out_order = ORDER(key, bound);
    return true;
}

static bool compare_dates(Cx *cx, Value key, Value base, Interval offset, bool subtracts,
                          int *out_order)
{
    int64_t at, from;

    TRY(date_to_timestamp(cx, (int32_t)key.integer, &at) &&
        date_to_timestamp(cx, (int32_t)base.integer, &from));
    return compare_timestamps(cx, TYPE_TIMESTAMP, at, from, offset, subtracts, out_order);
}

static bool compare_intervals(Cx *cx, Interval key, Interval base, Interval offset, bool subtracts,
                              int *out_order)
{
    Interval bound;

    TRY(subtracts ? interval_subtract(cx, base, offset, &bound)
                  : interval_add(cx, base, offset, &bound));
    *out_order = interval_compare(key, bound);
    return true;
}

/* Months and days of the offset do not count, and midnight is no border. */
static int compare_times(int64_t key, int64_t base, Interval offset, bool subtracts)
{
    int128_t bound = (int128_t)base + (subtracts ? -(int128_t)offset.micros : offset.micros);

    return ORDER((int128_t)key, bound);
}

static int compare_zoned_times(int64_t key, int64_t base, Interval offset, bool subtracts)
{
    TimeTz at = timetz_unpack(key), from = timetz_unpack(base);
    int order =
        compare_times(at.micros + at.seconds_west * MICROS_PER_SECOND,
                      from.micros + from.seconds_west * MICROS_PER_SECOND, offset, subtracts);

    return order ? order : ORDER(at.seconds_west, from.seconds_west);
}

bool window_range_compare(Cx *cx, Type type, Value key, Value base, Value offset, Type offset_type,
                          bool subtracts, int *out_order)
{
    int128_t step = subtracts ? -(int128_t)offset.integer : offset.integer;

    switch (type.id) {
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
        *out_order = compare_reals(key.real, base.real, offset.real, subtracts);
        return true;
    case TYPE_NUMERIC:
        return compare_numerics(cx, type, key, base, offset, offset_type, subtracts, out_order);
    case TYPE_DATE: return compare_dates(cx, key, base, offset.interval, subtracts, out_order);
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
        return compare_timestamps(cx, type.id, key.integer, base.integer, offset.interval,
                                  subtracts, out_order);
    case TYPE_INTERVAL:
        return compare_intervals(cx, key.interval, base.interval, offset.interval, subtracts,
                                 out_order);
    case TYPE_TIME:
        *out_order = compare_times(key.integer, base.integer, offset.interval, subtracts);
        return true;
    case TYPE_TIMETZ:
        *out_order = compare_zoned_times(key.integer, base.integer, offset.interval, subtracts);
        return true;
    }
    *out_order = ORDER((int128_t)key.integer, base.integer + step);
    return true;
}
