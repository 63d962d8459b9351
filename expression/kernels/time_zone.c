/*
 * time_zone.c -- AT TIME ZONE (the function timezone), clocks, and OVERLAPS.
 */
#include "base/clock.h"
#include "base/interval.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "expression/kernels/each_value.h"
#include "expression/kernels/host.h"
#include "expression/kernels.h"

/* --- AT TIME ZONE ------------------------------------------------------------------------------
 */

static bool zone_of_arg(const KernelCall *call, Value zone, ZoneRef *out_ref)
{
    if (call->arg_types[0].id == TYPE_INTERVAL)
        return interval_to_zone_ref(call->cx, cx_dates(call->cx), zone.interval, out_ref);
    return zone_ref_find(call->cx, zone.text, out_ref);
}

/* A local time of the zone becomes an instant, an instant the local time; a timetz moves. */
static bool at_time_zone(const KernelCall *call, const Value *args, Value *out)
{
    TypeId type = call->arg_types[1].id;
    int64_t value = args[1].integer;
    ZoneRef ref;

    if (type != TYPE_TIMETZ && timestamp_is_infinite(value)) { /* whatever the zone's name is */
        out->integer = value;
        return true;
    }
    TRY(zone_of_arg(call, args[0], &ref));
    if (type == TYPE_TIMESTAMP)
        return timestamp_at_zone(call->cx, &ref, value, &out->integer);
    if (type == TYPE_TIMESTAMPTZ)
        return timestamptz_at_zone(call->cx, &ref, value, &out->integer);
    int64_t now = cx_values(call->cx)->transaction_start;
    out->integer = timetz_pack(timetz_at_zone(timetz_unpack(value), &ref, now));
    return true;
}

EACH_VALUE(kernel_at_time_zone, at_time_zone)

/* --- Clocks ------------------------------------------------------------------------------------
 */

static bool same_instant(const KernelCall *call, int64_t instant, Column *out)
{
    *out = column_const(call->cx->arena, LAYOUT_I64, call->rows, &instant);
    return true;
}

bool kernel_now(const KernelCall *call, Column *out)
{
    return same_instant(call, cx_values(call->cx)->transaction_start, out);
}

bool kernel_statement_timestamp(const KernelCall *call, Column *out)
{
    return same_instant(call, cx_values(call->cx)->statement_start, out);
}

static bool read_clock(const KernelCall *call __attribute__((unused)),
                       const Value *args __attribute__((unused)), Value *out)
{
    const ExpressionHost *host = expression_host();

    /* Time that is still to pass before anyone sees the result: pg_sleep. */
    out->integer = clock_micros_since_2000() + (host ? host->sleep_micros : 0);
    return true;
}

/* "Wed Feb 26 16:10:30.123456 2020 CET" */
static bool time_of_day(const KernelCall *call, const Value *args __attribute__((unused)),
                        Value *out)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t now = clock_micros_since_2000();
    ZoneOffset offset = zone_offset_at(cx_dates(call->cx)->zone, now);
    int64_t local = now + offset.seconds_east * MICROS_PER_SECOND;
    CivilTime civil = timestamp_to_civil(local);

    out->text = str_format(call->cx->arena, "%s %s %02d %02d:%02d:%02d.%06d %04d %s",
                           days[date_day_of_week(timestamp_day(local))],
                           months[civil.date.month - 1], civil.date.day, civil.hour, civil.minute,
                           civil.second, civil.micros, (int)civil.date.year, offset.abbreviation);
    return true;
}

EACH_VALUE(kernel_clock_timestamp, read_clock)
EACH_VALUE(kernel_timeofday, time_of_day)

/* --- OVERLAPS ----------------------------------------------------------------------------------
 */

/* Where a span ends that is given by its begin and its length. */
static bool end_of_span(const KernelCall *call, uint32_t arg, const Value *args, OverlapEnd *out)
{
    const Zone *zone = cx_dates(call->cx)->zone;
    int64_t begin = args[arg - 1].integer;
    Interval length = args[arg].interval;

    *out = (OverlapEnd){ args[arg].integer, args[arg].is_null };
    if (call->arg_types[arg].id != TYPE_INTERVAL)
        return true;
    out->is_null |= args[arg - 1].is_null;
    if (out->is_null)
        return true;
    switch ((unsigned)call->arg_types[arg - 1].id) {
    case TYPE_TIME: out->value = time_add_interval(begin, length); return true;
    case TYPE_TIMESTAMP: return timestamp_add_interval(call->cx, begin, length, &out->value);
    }
    return timestamptz_add_interval(call->cx, zone, begin, length, &out->value);
}

static bool overlaps(const KernelCall *call, const Value *args, Value *out)
{
    OverlapEnd a_end, b_end;

    TRY(end_of_span(call, 1, args, &a_end));
    TRY(end_of_span(call, 3, args, &b_end));
    out->is_null =
        !times_overlap((OverlapEnd){ args[0].integer, args[0].is_null }, a_end,
                       (OverlapEnd){ args[2].integer, args[2].is_null }, b_end, &out->boolean);
    return true;
}

bool kernel_overlaps(const KernelCall *call, Column *out)
{
    return each_value_or_null(call, overlaps, out);
}
