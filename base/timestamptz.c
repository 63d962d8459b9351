/* timestamptz.c -- arithmetic and casts of timestamps with time zone; see timestamptz.h. */
#include "base/timestamptz.h"
#include "base/digits.h"
#include "base/datetime_field.h"

#include <math.h>

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600, SECONDS_PER_MINUTE = 60 };

static bool fail_range(Cx *cx)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "timestamp out of range");
}

/* `micros` + `seconds`, if that is in the range of timestamps. */
static bool shift_seconds(Cx *cx, int64_t micros, int64_t seconds, int64_t *out_micros)
{
    int64_t sum;

    if (__builtin_add_overflow(micros, seconds * MICROS_PER_SECOND, &sum) ||
        !timestamp_is_valid(sum))
        return fail_range(cx);
    *out_micros = sum;
    return true;
}

bool timestamptz_from_timestamp(Cx *cx, const Zone *zone, int64_t timestamp, int64_t *out_instant)
{
    ZoneRef ref = { .kind = ZONE_REF_NAMED, .zone = zone };
    return timestamp_at_zone(cx, &ref, timestamp, out_instant);
}

bool timestamptz_to_timestamp(Cx *cx, const Zone *zone, int64_t instant, int64_t *out_timestamp)
{
    ZoneRef ref = { .kind = ZONE_REF_NAMED, .zone = zone };
    return timestamptz_at_zone(cx, &ref, instant, out_timestamp);
}

bool timestamptz_at_zone(Cx *cx, const ZoneRef *ref, int64_t instant, int64_t *out_timestamp)
{
    if (timestamp_is_infinite(instant)) {
        *out_timestamp = instant;
        return true;
    }
    return shift_seconds(cx, instant, zone_ref_offset_at(ref, instant).seconds_east, out_timestamp);
}

bool timestamp_at_zone(Cx *cx, const ZoneRef *ref, int64_t timestamp, int64_t *out_instant)
{
    if (timestamp_is_infinite(timestamp)) {
        *out_instant = timestamp;
        return true;
    }
    int64_t east = zone_ref_offset_of_local(ref, timestamp).seconds_east;
    return shift_seconds(cx, timestamp, -east, out_instant);
}

bool timestamptz_from_date(Cx *cx, const Zone *zone, int32_t date, int64_t *out_instant)
{
    int64_t local;

    TRY(date_to_timestamp(cx, date, &local));
    if (!timestamp_is_infinite(local)) {
        local -= zone_offset_of_local(zone, local).seconds_east * MICROS_PER_SECOND;
        if (!timestamp_is_valid(local))
            return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                        "date out of range for timestamp");
    }
    *out_instant = local;
    return true;
}

/* A timestamp split so that nothing near the ends of its range overflows. */
typedef struct LocalTime {
    int64_t day;    /* since 2000-01-01 */
    int64_t micros; /* of the day */
    int32_t seconds_east;
} LocalTime;

static LocalTime to_local(const Zone *zone, int64_t instant)
{
    int32_t east = zone_offset_at(zone, instant).seconds_east;
    int64_t day = timestamp_day(instant), micros = instant % MICROS_PER_DAY;

    micros += (micros < 0 ? MICROS_PER_DAY : 0) + east * MICROS_PER_SECOND;
    int64_t days = timestamp_day(micros);
    return (LocalTime){ day + days, micros - days * MICROS_PER_DAY, east };
}

static bool from_local(Cx *cx, LocalTime local, int64_t *out_instant)
{
    int64_t micros;

    if (__builtin_mul_overflow(local.day, MICROS_PER_DAY, &micros) ||
        __builtin_add_overflow(micros, local.micros, &micros))
        return fail_range(cx);
    return shift_seconds(cx, micros, -(int64_t)local.seconds_east, out_instant);
}

/* The offset anew, for a local time that was changed. */
static bool from_changed_local(Cx *cx, const Zone *zone, LocalTime local, int64_t *out_instant)
{
    int64_t micros;

    if (__builtin_mul_overflow(local.day, MICROS_PER_DAY, &micros) ||
        __builtin_add_overflow(micros, local.micros, &micros))
        return fail_range(cx);
    local.seconds_east = zone_offset_of_local(zone, micros).seconds_east;
    return from_local(cx, local, out_instant);
}

bool timestamptz_to_date(Cx *cx, const Zone *zone, int64_t instant, int32_t *out_date)
{
    if (timestamp_is_infinite(instant))
        return date_from_timestamp(cx, instant, out_date);
    if (!timestamp_is_valid(instant))
        return fail_range(cx);
    *out_date = (int32_t)to_local(zone, instant).day;
    return true;
}

/* The day of the month is kept, but for months that have no such day: then their last. */
static int64_t add_months(int64_t day, int64_t months)
{
    enum { MONTHS_PER_YEAR = 12 };
    CivilDate civil = date_to_civil(day);
    int64_t month = civil.year * MONTHS_PER_YEAR + civil.month - 1 + months;
    int64_t year = month / MONTHS_PER_YEAR - (month % MONTHS_PER_YEAR < 0);
    int month_of_year = (int)(month - year * MONTHS_PER_YEAR) + 1;
    int last = date_month_days(year, month_of_year);

    return date_from_civil(year, month_of_year, civil.day < last ? civil.day : last);
}

/* `sign` is 1 or -1: the fields are wide enough for the negative of any. */
static bool shift(Cx *cx, const Zone *zone, int64_t instant, Interval interval, int sign,
                  int64_t *out_instant)
{
    int64_t months = sign * (int64_t)interval.months, days = sign * (int64_t)interval.days;

    if (timestamp_is_infinite(instant)) {
        *out_instant = instant;
        return true;
    }
    if (months) {
        LocalTime local = to_local(zone, instant);
        local.day = add_months(local.day, months);
        TRY(from_changed_local(cx, zone, local, &instant));
    }
    if (days) {
        LocalTime local = to_local(zone, instant);
        local.day += days;
        TRY(from_changed_local(cx, zone, local, &instant));
    }
    int128_t sum = (int128_t)instant + sign * (int128_t)interval.micros;
    if (sum < TIMESTAMP_MIN || sum >= TIMESTAMP_END)
        return fail_range(cx);
    *out_instant = (int64_t)sum;
    return true;
}

bool timestamptz_add_interval(Cx *cx, const Zone *zone, int64_t instant, Interval interval,
                              int64_t *out_instant)
{
    return shift(cx, zone, instant, interval, 1, out_instant);
}

bool timestamptz_subtract_interval(Cx *cx, const Zone *zone, int64_t instant, Interval interval,
                                   int64_t *out_instant)
{
    return shift(cx, zone, instant, interval, -1, out_instant);
}

static DayTime day_time_of(const Zone *zone, int64_t instant)
{
    LocalTime local = to_local(zone, instant);
    return (DayTime){ local.day, local.micros };
}

bool timestamptz_age(Cx *cx, const Zone *zone, int64_t a, int64_t b, Interval *out_interval)
{
    if (a == TIMESTAMP_MINUS_INFINITY || b == TIMESTAMP_MINUS_INFINITY)
        return fail_range(cx);

    DayTime of_a = day_time_of(zone, a), of_b = day_time_of(zone, b);
    if (a < b)
        return day_time_age(cx, of_b, of_a, -1, out_interval);
    return day_time_age(cx, of_a, of_b, 1, out_interval);
}

bool timestamptz_truncate(Cx *cx, const Zone *zone, TimeUnit unit, int64_t instant,
                          int64_t *out_instant)
{
    if (timestamp_is_infinite(instant)) {
        *out_instant = instant;
        return true;
    }
    LocalTime local = to_local(zone, instant);
    if (unit < UNIT_DAY) {
        local.micros -= local.micros % time_unit_micros(unit);
        return from_local(cx, local, out_instant);
    }
    local.day = time_unit_first_day(unit, local.day);
    local.micros = 0;
    return from_changed_local(cx, zone, local, out_instant);
}

Extracted timestamptz_extract(const Zone *zone, TimeUnit unit, int64_t instant)
{
    if (timestamp_is_infinite(instant) || unit == UNIT_EPOCH)
        return timestamp_extract(unit, instant);

    int32_t east = zone_offset_at(zone, instant).seconds_east;
    switch ((unsigned)unit) {
    case UNIT_TIMEZONE: return (Extracted){ .value = east };
    case UNIT_TIMEZONE_HOUR: return (Extracted){ .value = east / SECONDS_PER_HOUR };
    case UNIT_TIMEZONE_MINUTE: return (Extracted){ .value = east / SECONDS_PER_MINUTE % 60 };
    }
    return timestamp_extract(unit, instant + east * MICROS_PER_SECOND);
}

static int64_t shift_to_local(const Zone *zone, int64_t instant)
{
    if (timestamp_is_infinite(instant))
        return instant;
    return instant + zone_offset_at(zone, instant).seconds_east * MICROS_PER_SECOND;
}

bool timestamptz_julian(Cx *cx, const Zone *zone, int64_t instant, Numeric *out_days)
{
    return timestamp_julian(cx, shift_to_local(zone, instant), out_days);
}

bool timestamptz_part(const Zone *zone, TimeUnit unit, int64_t instant, double *out_value)
{
    bool is_offset =
        unit == UNIT_TIMEZONE || unit == UNIT_TIMEZONE_HOUR || unit == UNIT_TIMEZONE_MINUTE;

    if (is_offset && !timestamp_is_infinite(instant)) {
        *out_value = (double)timestamptz_extract(zone, unit, instant).value;
        return true;
    }
    return timestamp_part(unit, unit == UNIT_EPOCH ? instant : shift_to_local(zone, instant),
                          out_value);
}

bool timestamptz_from_epoch(Cx *cx, double seconds, int64_t *out_instant)
{
    const double epoch = -DATE_UNIX_EPOCH * (double)SECONDS_PER_DAY;
    const double low = (double)(TIMESTAMP_MIN / MICROS_PER_SECOND) + epoch;
    const double end = (double)(TIMESTAMP_END / MICROS_PER_SECOND) + epoch;

    if (isnan(seconds))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "timestamp cannot be NaN");
    if (isinf(seconds)) {
        *out_instant = seconds < 0 ? TIMESTAMP_MINUS_INFINITY : TIMESTAMP_INFINITY;
        return true;
    }
    int64_t instant = TIMESTAMP_INFINITY;
    if (seconds >= low && seconds < end)
        instant = (int64_t)rint((seconds - epoch) * 1e6);
    if (!timestamp_is_valid(instant))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "timestamp out of range: \"%g\"", seconds);
    *out_instant = instant;
    return true;
}

/* The zone of make_timestamptz(): an offset, an abbreviation or a name. */
static bool find_zone_to_make(Cx *cx, Str name, ZoneRef *out_ref)
{
    int32_t seconds_east = 0;

    if (name.length && char_is_digit(name.data[0])) {
        fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
             "invalid input syntax for type numeric time zone: \"%.*s\"", STR(name));
        return fail_hint(cx, "Numeric time zones must have \"-\" or \"+\" as first character.");
    }
    switch (zone_offset_read(str_to_c(cx->arena, name), &seconds_east)) {
    case DATE_OK:
        *out_ref = (ZoneRef){ .kind = ZONE_REF_FIXED, .seconds_east = seconds_east };
        return true;
    case DATE_ZONE_OVERFLOW:
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "numeric time zone \"%.*s\" out of range", STR(name));
    case DATE_BAD_FORMAT:
    case DATE_FIELD_OVERFLOW:
    case DATE_MONTH_DAY_OVERFLOW:
    case DATE_INTERVAL_OVERFLOW:
    case DATE_UNKNOWN_ZONE:
    case DATE_FAILED: break;
    }
    return zone_ref_find(cx, name, out_ref);
}

bool timestamptz_make_in(Cx *cx, int64_t timestamp, Str zone, int64_t *out_instant)
{
    ZoneRef ref;

    TRY(find_zone_to_make(cx, zone, &ref));
    return timestamp_at_zone(cx, &ref, timestamp, out_instant);
}

static void order_ends(OverlapEnd *begin, OverlapEnd *end)
{
    bool is_swapped = begin->is_null || (!end->is_null && begin->value > end->value);

    if (is_swapped) {
        OverlapEnd other = *begin;
        *begin = *end;
        *end = other;
    }
}

/* Of spans [begin, end), where one of no length holds its begin.  A null end is unknown, but the
 * answer may not depend on it. */
bool times_overlap(OverlapEnd a_begin, OverlapEnd a_end, OverlapEnd b_begin, OverlapEnd b_end,
                   bool *out_overlap)
{
    order_ends(&a_begin, &a_end);
    order_ends(&b_begin, &b_end);
    if (a_begin.is_null || b_begin.is_null)
        return false;
    if (a_begin.value == b_begin.value) {
        *out_overlap = true;
        return !a_end.is_null && !b_end.is_null;
    }
    bool is_a_later = a_begin.value > b_begin.value;
    OverlapEnd later = is_a_later ? a_begin : b_begin;
    OverlapEnd later_end = is_a_later ? a_end : b_end, earlier_end = is_a_later ? b_end : a_end;
    if (earlier_end.is_null)
        return false;
    *out_overlap = later.value < earlier_end.value;
    return *out_overlap || !later_end.is_null;
}
