/*
 * time_arith.c -- arithmetic of times of day and of timestamps with time zone; what makes dates
 * and times of their parts; and what else computes one date or time from others.
 */
#include "base/interval.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "expression/kernels/each_value.h"
#include "expression/kernels.h"

/* --- Times of day ------------------------------------------------------------------------------
 */

static bool time_add(const KernelCall *call, const Value *args, Value *out)
{
    bool is_turned = call->arg_types[0].id == TYPE_INTERVAL;

    out->integer = time_add_interval(args[is_turned].integer, args[!is_turned].interval);
    return true;
}

static bool time_subtract(const KernelCall *call __attribute__((unused)), const Value *args,
                          Value *out)
{
    out->integer = time_subtract_interval(args[0].integer, args[1].interval);
    return true;
}

static bool time_minus_time(const KernelCall *call __attribute__((unused)), const Value *args,
                            Value *out)
{
    out->interval = time_difference(args[0].integer, args[1].integer);
    return true;
}

static bool timetz_add(const KernelCall *call, const Value *args, Value *out)
{
    bool is_turned = call->arg_types[0].id == TYPE_INTERVAL;
    TimeTz time = timetz_unpack(args[is_turned].integer);

    out->integer = timetz_pack(timetz_add_interval(time, args[!is_turned].interval));
    return true;
}

static bool timetz_subtract(const KernelCall *call __attribute__((unused)), const Value *args,
                            Value *out)
{
    TimeTz time = timetz_unpack(args[0].integer);

    out->integer = timetz_pack(timetz_subtract_interval(time, args[1].interval));
    return true;
}

/* date + time and date + timetz, in either order. */
static bool date_with_time(const KernelCall *call, const Value *args, Value *out)
{
    bool is_turned = call->arg_types[0].id != TYPE_DATE;
    int32_t date = (int32_t)args[is_turned].integer;
    int64_t time = args[!is_turned].integer;

    if (call->arg_types[!is_turned].id == TYPE_TIMETZ)
        return timetz_on_date(call->cx, date, timetz_unpack(time), &out->integer);
    return time_on_date(call->cx, date, time, &out->integer);
}

/* timestamptz(date, time): a local time of the session's zone. */
static bool local_date_with_time(const KernelCall *call, const Value *args, Value *out)
{
    int64_t local;

    TRY(time_on_date(call->cx, (int32_t)args[0].integer, args[1].integer, &local));
    return timestamptz_from_timestamp(call->cx, cx_dates(call->cx)->zone, local, &out->integer);
}

EACH_VALUE(kernel_time_add, time_add)
EACH_VALUE(kernel_time_subtract_interval, time_subtract)
EACH_VALUE(kernel_time_subtract, time_minus_time)
EACH_VALUE(kernel_timetz_add, timetz_add)
EACH_VALUE(kernel_timetz_subtract_interval, timetz_subtract)
EACH_VALUE(kernel_date_with_time, date_with_time)
EACH_VALUE(kernel_local_date_with_time, local_date_with_time)

/* --- Timestamps with time zone -----------------------------------------------------------------
 */

static bool timestamptz_add(const KernelCall *call, const Value *args, Value *out)
{
    bool is_turned = call->arg_types[0].id == TYPE_INTERVAL;

    return timestamptz_add_interval(call->cx, cx_dates(call->cx)->zone, args[is_turned].integer,
                                    args[!is_turned].interval, &out->integer);
}

static bool timestamptz_subtract(const KernelCall *call, const Value *args, Value *out)
{
    return timestamptz_subtract_interval(call->cx, cx_dates(call->cx)->zone, args[0].integer,
                                         args[1].interval, &out->integer);
}

static bool timestamptz_get_age(const KernelCall *call, const Value *args, Value *out)
{
    return timestamptz_age(call->cx, cx_dates(call->cx)->zone, args[0].integer, args[1].integer,
                           &out->interval);
}

/* Midnight of the day on which the transaction began, as a local time. */
static int64_t today(const KernelCall *call)
{
    int64_t now = cx_values(call->cx)->transaction_start;

    now += zone_offset_at(cx_dates(call->cx)->zone, now).seconds_east * MICROS_PER_SECOND;
    return timestamp_day(now) * MICROS_PER_DAY;
}

static bool age_today(const KernelCall *call, const Value *args, Value *out)
{
    const Zone *zone = cx_dates(call->cx)->zone;
    int64_t from = today(call);

    if (call->arg_types[0].id == TYPE_TIMESTAMP)
        return timestamp_age(call->cx, from, args[0].integer, &out->interval);
    TRY(timestamptz_from_timestamp(call->cx, zone, from, &from));
    return timestamptz_age(call->cx, zone, from, args[0].integer, &out->interval);
}

EACH_VALUE(kernel_timestamptz_add, timestamptz_add)
EACH_VALUE(kernel_timestamptz_subtract_interval, timestamptz_subtract)
EACH_VALUE(kernel_timestamptz_age, timestamptz_get_age)
EACH_VALUE(kernel_age_today, age_today)

/* --- Made of parts -----------------------------------------------------------------------------
 */

static bool make_time(const KernelCall *call, const Value *args, Value *out)
{
    return time_make(call->cx, (int)args[0].integer, (int)args[1].integer, args[2].real,
                     &out->integer);
}

static bool make_timestamp(const KernelCall *call, const Value *args, Value *out)
{
    CivilDate date = { .year = args[0].integer,
                       .month = (int)args[1].integer,
                       .day = (int)args[2].integer };

    return timestamp_make(call->cx, date, (int)args[3].integer, (int)args[4].integer, args[5].real,
                          &out->integer);
}

static bool make_timestamptz(const KernelCall *call, const Value *args, Value *out)
{
    int64_t local;
    Value made = { 0 };

    TRY(make_timestamp(call, args, &made));
    local = made.integer;
    if (call->arg_count == 7)
        return timestamptz_make_in(call->cx, local, args[6].text, &out->integer);
    return timestamptz_from_timestamp(call->cx, cx_dates(call->cx)->zone, local, &out->integer);
}

static bool make_interval(const KernelCall *call, const Value *args, Value *out)
{
    IntervalParts parts = { .years = (int)args[0].integer,
                            .months = (int)args[1].integer,
                            .weeks = (int)args[2].integer,
                            .days = (int)args[3].integer,
                            .hours = (int)args[4].integer,
                            .minutes = (int)args[5].integer,
                            .seconds = args[6].real };

    return interval_make(call->cx, parts, &out->interval);
}

static bool of_epoch(const KernelCall *call, const Value *args, Value *out)
{
    return timestamptz_from_epoch(call->cx, args[0].real, &out->integer);
}

EACH_VALUE(kernel_make_time, make_time)
EACH_VALUE(kernel_make_timestamp, make_timestamp)
EACH_VALUE(kernel_make_timestamptz, make_timestamptz)
EACH_VALUE(kernel_make_interval, make_interval)
EACH_VALUE(kernel_timestamptz_of_epoch, of_epoch)

/* --- Others ------------------------------------------------------------------------------------
 */

static bool date_bin(const KernelCall *call, const Value *args, Value *out)
{
    return timestamp_bin(call->cx, args[0].interval, args[1].integer, args[2].integer,
                         &out->integer);
}

static bool is_finite(const KernelCall *call, const Value *args, Value *out)
{
    switch ((unsigned)call->arg_types[0].id) {
    case TYPE_DATE: out->boolean = !date_is_infinite((int32_t)args[0].integer); return true;
    case TYPE_INTERVAL: out->boolean = true; return true;
    }
    out->boolean = !timestamp_is_infinite(args[0].integer);
    return true;
}

static bool justify_days(const KernelCall *call, const Value *args, Value *out)
{
    return interval_justify_days(call->cx, args[0].interval, &out->interval);
}

static bool justify_hours(const KernelCall *call, const Value *args, Value *out)
{
    return interval_justify_hours(call->cx, args[0].interval, &out->interval);
}

static bool justify_both(const KernelCall *call, const Value *args, Value *out)
{
    return interval_justify(call->cx, args[0].interval, &out->interval);
}

EACH_VALUE(kernel_date_bin, date_bin)
EACH_VALUE(kernel_is_finite, is_finite)
EACH_VALUE(kernel_justify_days, justify_days)
EACH_VALUE(kernel_justify_hours, justify_hours)
EACH_VALUE(kernel_justify_interval, justify_both)
