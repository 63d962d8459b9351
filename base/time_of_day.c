/* time_of_day.c -- arithmetic, casts and printing of time and timetz; see time_of_day.h. */
#include "base/time_of_day.h"
#include "base/digits.h"
#include "base/hash.h"
#include "base/timestamptz.h"

#include <math.h>

enum { SECONDS_PER_HOUR = 3600, SECONDS_PER_MINUTE = 60 };

static int64_t east_micros(int32_t seconds_east)
{
    return seconds_east * MICROS_PER_SECOND;
}

/* Into [0, 24:00:00). */
static int64_t wrap(int64_t micros)
{
    micros %= MICROS_PER_DAY;
    return micros < 0 ? micros + MICROS_PER_DAY : micros;
}

size_t time_write(char *to, int64_t time)
{
    char *at = to;

    digits_write_padded(at, (uint64_t)(time / MICROS_PER_HOUR), 2);
    at[2] = ':';
    digits_write_padded(at + 3, (uint64_t)(time / MICROS_PER_MINUTE % 60), 2);
    at[5] = ':';
    digits_write_padded(at + 6, (uint64_t)(time / MICROS_PER_SECOND % 60), 2);
    at += 8;
    at += timestamp_write_fraction(at, (int)(time % MICROS_PER_SECOND));
    return (size_t)(at - to);
}

size_t time_write_offset(char *to, int32_t seconds_east)
{
    uint32_t seconds = (uint32_t)(seconds_east < 0 ? -seconds_east : seconds_east);
    uint32_t hours = seconds / SECONDS_PER_HOUR;
    int width = hours < 100 ? 2 : digits_count(hours);
    char *at = to;

    *at++ = seconds_east < 0 ? '-' : '+';
    digits_write_padded(at, hours, width);
    at += width;
    if (seconds % SECONDS_PER_HOUR) {
        *at = ':';
        digits_write_padded(at + 1, seconds / SECONDS_PER_MINUTE % 60, 2);
        at += 3;
    }
    if (seconds % SECONDS_PER_MINUTE) {
        *at = ':';
        digits_write_padded(at + 1, seconds % SECONDS_PER_MINUTE, 2);
        at += 3;
    }
    return (size_t)(at - to);
}

size_t timetz_write(char *to, TimeTz time)
{
    size_t length = time_write(to, time.micros);
    return length + time_write_offset(to + length, -time.seconds_west);
}

int64_t time_apply_typmod(int64_t time, int32_t typmod)
{
    static const int64_t units[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };

    if (typmod < 0 || typmod >= TIMESTAMP_PRECISION_MAX)
        return time;
    return (time + units[typmod] / 2) / units[typmod] * units[typmod];
}

bool time_from_parts(int hour, int minute, double second, int64_t *out_time)
{
    double micros = rint(second * 1e6);

    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || !(micros >= 0) ||
        micros > 60 * (double)MICROS_PER_SECOND)
        return false;
    int64_t time = hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + (int64_t)micros;
    if (time > MICROS_PER_DAY)
        return false;
    *out_time = time;
    return true;
}

bool time_make(Cx *cx, int hour, int minute, double second, int64_t *out_time)
{
    if (!time_from_parts(hour, minute, second, out_time))
        return isnan(second)
                   ? fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                          "time field value out of range: %d:%02d:NaN", hour, minute)
                   : fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                          "time field value out of range: %d:%02d:%02g", hour, minute, second);
    return true;
}

enum { ZONE_BITS = 21 };
static const int64_t zone_bias = INT64_C(1) << (ZONE_BITS - 1); /* more than any offset */
_Static_assert(ZONE_OFFSET_MAX < 1 << (ZONE_BITS - 1), "zones fit");

int64_t timetz_pack(TimeTz time)
{
    int64_t instant = time.micros + east_micros(time.seconds_west);
    return instant * (INT64_C(1) << ZONE_BITS) + time.seconds_west + zone_bias;
}

TimeTz timetz_unpack(int64_t packed)
{
    int64_t instant = packed >> ZONE_BITS;
    int32_t west = (int32_t)((packed & ((INT64_C(1) << ZONE_BITS) - 1)) - zone_bias);
    return (TimeTz){ instant - east_micros(west), west };
}

static int64_t timetz_instant(TimeTz time)
{
    return time.micros + east_micros(time.seconds_west);
}

int timetz_compare(TimeTz a, TimeTz b)
{
    int64_t a_instant = timetz_instant(a), b_instant = timetz_instant(b);

    if (a_instant != b_instant)
        return a_instant < b_instant ? -1 : 1;
    return (a.seconds_west > b.seconds_west) - (a.seconds_west < b.seconds_west);
}

uint64_t timetz_hash(TimeTz time)
{
    return hash_combine(hash_u64((uint64_t)time.micros), (uint32_t)time.seconds_west);
}

int64_t time_add_interval(int64_t time, Interval interval)
{
    return wrap(wrap(interval.micros) + time);
}

int64_t time_subtract_interval(int64_t time, Interval interval)
{
    return wrap(time - wrap(interval.micros));
}

TimeTz timetz_add_interval(TimeTz time, Interval interval)
{
    return (TimeTz){ time_add_interval(time.micros, interval), time.seconds_west };
}

TimeTz timetz_subtract_interval(TimeTz time, Interval interval)
{
    return (TimeTz){ time_subtract_interval(time.micros, interval), time.seconds_west };
}

Interval time_difference(int64_t a, int64_t b)
{
    return (Interval){ .micros = a - b };
}

Interval time_to_interval(int64_t time)
{
    return (Interval){ .micros = time };
}

int64_t time_from_interval(Interval interval)
{
    return wrap(interval.micros);
}

bool time_from_timestamp(int64_t timestamp, int64_t *out_time)
{
    if (timestamp_is_infinite(timestamp))
        return false;
    *out_time = wrap(timestamp);
    return true;
}

bool time_from_timestamptz(const DateSettings *settings, int64_t instant, int64_t *out_time)
{
    TimeTz time;

    if (!timetz_from_timestamptz(settings, instant, &time))
        return false;
    *out_time = time.micros;
    return true;
}

bool timetz_from_timestamptz(const DateSettings *settings, int64_t instant, TimeTz *out_time)
{
    if (timestamp_is_infinite(instant))
        return false;

    int32_t east = zone_offset_at(settings->zone, instant).seconds_east;
    *out_time = (TimeTz){ wrap(instant + east_micros(east)), -east };
    return true;
}

TimeTz timetz_from_time(const DateSettings *settings, int64_t time, int64_t now)
{
    int64_t east = east_micros(zone_offset_at(settings->zone, now).seconds_east);
    int64_t local = timestamp_day(now + east) * MICROS_PER_DAY + time;

    return (TimeTz){ time, -zone_offset_of_local(settings->zone, local).seconds_east };
}

TimeTz timetz_at_zone(TimeTz time, const ZoneRef *ref, int64_t now)
{
    int32_t west = -zone_ref_offset_at(ref, now).seconds_east;
    return (TimeTz){ wrap(time.micros + east_micros(time.seconds_west) - east_micros(west)), west };
}

static bool check_range(Cx *cx, int64_t timestamp)
{
    return timestamp_is_infinite(timestamp) || timestamp_is_valid(timestamp) ||
           fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "timestamp out of range");
}

bool time_on_date(Cx *cx, int32_t date, int64_t time, int64_t *out_timestamp)
{
    int64_t timestamp;

    TRY(date_to_timestamp(cx, date, &timestamp));
    if (!timestamp_is_infinite(timestamp))
        timestamp += time;
    TRY(check_range(cx, timestamp));
    *out_timestamp = timestamp;
    return true;
}

bool timetz_on_date(Cx *cx, int32_t date, TimeTz time, int64_t *out_instant)
{
    int64_t timestamp;

    TRY(date_to_timestamp(cx, date, &timestamp));
    if (!timestamp_is_infinite(timestamp))
        timestamp += timetz_instant(time);
    TRY(check_range(cx, timestamp));
    *out_instant = timestamp;
    return true;
}

Extracted time_extract(TimeUnit unit, int64_t time)
{
    int scale = time_unit_scale(unit, TYPE_TIMESTAMP);

    switch ((unsigned)unit) {
    case UNIT_MICROSECONDS:
    case UNIT_MILLISECONDS:
    case UNIT_SECOND: return (Extracted){ .value = time % MICROS_PER_MINUTE, .scale = scale };
    case UNIT_MINUTE: return (Extracted){ .value = time / MICROS_PER_MINUTE % 60 };
    case UNIT_HOUR: return (Extracted){ .value = time / MICROS_PER_HOUR };
    case UNIT_EPOCH: return (Extracted){ .value = time, .scale = scale };
    }
    return (Extracted){ .is_null = true };
}

Extracted timetz_extract(TimeUnit unit, TimeTz time)
{
    int32_t east = -time.seconds_west;

    switch ((unsigned)unit) {
    case UNIT_TIMEZONE: return (Extracted){ .value = east };
    case UNIT_TIMEZONE_HOUR: return (Extracted){ .value = east / SECONDS_PER_HOUR };
    case UNIT_TIMEZONE_MINUTE: return (Extracted){ .value = east / SECONDS_PER_MINUTE % 60 };
    case UNIT_EPOCH: return time_extract(unit, timetz_instant(time));
    }
    return time_extract(unit, time.micros);
}

/* As PostgreSQL computes them, in doubles from the start. */
static double part_of(TimeUnit unit, Extracted extracted)
{
    int64_t value = (int64_t)extracted.value;
    int64_t seconds = value / MICROS_PER_SECOND, micros = value % MICROS_PER_SECOND;

    switch ((unsigned)unit) {
    case UNIT_MILLISECONDS: return (double)seconds * 1e3 + (double)micros / 1e3;
    case UNIT_SECOND: return (double)seconds + (double)micros / 1e6;
    case UNIT_EPOCH: return (double)value / 1e6;
    }
    return (double)value;
}

double time_part(TimeUnit unit, int64_t time)
{
    return part_of(unit, time_extract(unit, time));
}

double timetz_part(TimeUnit unit, TimeTz time)
{
    if (unit == UNIT_EPOCH) /* to the last bit, PostgreSQL's way */
        return (double)time.micros / 1e6 + time.seconds_west;
    return part_of(unit, timetz_extract(unit, time));
}
