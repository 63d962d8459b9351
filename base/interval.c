/* interval.c -- arithmetic, order and printing of intervals; parsing is interval_parse.c. */
#include "base/interval.h"
#include "base/digits.h"
#include "base/hash.h"
#include "base/timestamp.h"

#include <math.h>
#include <stdlib.h>

enum { DAYS_PER_MONTH = 30, MONTHS_PER_YEAR = 12, DAYS_PER_WEEK = 7, SECONDS_PER_DAY = 86400 };

/* The interval as microseconds. */
static int128_t span_of(Interval interval)
{
    int64_t days = (int64_t)interval.months * DAYS_PER_MONTH + interval.days;
    return (int128_t)days * MICROS_PER_DAY + interval.micros;
}

int interval_compare(Interval a, Interval b)
{
    int128_t a_span = span_of(a), b_span = span_of(b);
    return (a_span > b_span) - (a_span < b_span);
}

uint64_t interval_hash(Interval interval)
{
    uint128_t span = (uint128_t)span_of(interval);
    return hash_combine(hash_u64((uint64_t)span), (uint64_t)(span >> 64));
}

bool interval_negate(Cx *cx, Interval interval, Interval *out_interval)
{
    return interval_subtract(cx, (Interval){ 0 }, interval, out_interval);
}

bool interval_add(Cx *cx, Interval a, Interval b, Interval *out_interval)
{
    Interval sum;

    if (__builtin_add_overflow(a.months, b.months, &sum.months) ||
        __builtin_add_overflow(a.days, b.days, &sum.days) ||
        __builtin_add_overflow(a.micros, b.micros, &sum.micros))
        return fail_interval_range(cx);
    *out_interval = sum;
    return true;
}

bool interval_subtract(Cx *cx, Interval a, Interval b, Interval *out_interval)
{
    Interval difference;

    if (__builtin_sub_overflow(a.months, b.months, &difference.months) ||
        __builtin_sub_overflow(a.days, b.days, &difference.days) ||
        __builtin_sub_overflow(a.micros, b.micros, &difference.micros))
        return fail_interval_range(cx);
    *out_interval = difference;
    return true;
}

/* Seconds are rounded to microseconds on the way, so that 0.1 month makes whole days. */
static double round_micros(double seconds)
{
    return rint(seconds * 1e6) / 1e6;
}

/* A product or quotient of each field, before fractions move down to the smaller fields. */
typedef struct ScaledInterval {
    double months;
    double days;
    double micros;
} ScaledInterval;

static bool fits_int32(double value)
{
    return value >= INT32_MIN && value <= INT32_MAX;
}

/* Whole months and days stay; their fractions become days and time. */
static bool cascade_fractions(Cx *cx, ScaledInterval scaled, Interval *out_interval)
{
    if (!fits_int32(scaled.months) || !fits_int32(scaled.days))
        return fail_interval_range(cx);

    Interval result = { .months = (int32_t)scaled.months, .days = (int32_t)scaled.days };
    double more_days = round_micros((scaled.months - result.months) * DAYS_PER_MONTH);
    double seconds = (scaled.days - result.days + more_days - (int)more_days) * SECONDS_PER_DAY;
    seconds = round_micros(seconds);
    if (fabs(seconds) >= SECONDS_PER_DAY) {
        int days = (int)(seconds / SECONDS_PER_DAY);
        if (__builtin_add_overflow(result.days, days, &result.days))
            return fail_interval_range(cx);
        seconds -= days * (double)SECONDS_PER_DAY;
    }
    double micros = rint(scaled.micros + seconds * 1e6);
    if (__builtin_add_overflow(result.days, (int)more_days, &result.days) ||
        !(micros >= -0x1p63 && micros < 0x1p63))
        return fail_interval_range(cx);
    result.micros = (int64_t)micros;
    *out_interval = result;
    return true;
}

bool interval_multiply(Cx *cx, Interval interval, double factor, Interval *out_interval)
{
    ScaledInterval scaled = { .months = interval.months * factor,
                              .days = interval.days * factor,
                              .micros = (double)interval.micros * factor };
    return cascade_fractions(cx, scaled, out_interval);
}

bool interval_divide(Cx *cx, Interval interval, double divisor, Interval *out_interval)
{
    if (divisor == 0)
        return fail(cx, ERR_DIVISION_BY_ZERO, NO_POSITION, "division by zero");

    ScaledInterval scaled = { .months = interval.months / divisor,
                              .days = interval.days / divisor,
                              .micros = (double)interval.micros / divisor };
    return cascade_fractions(cx, scaled, out_interval);
}

/* Give `*low` the sign of `high` by moving one of `high`'s units. */
static void align_day_and_time(Interval *interval)
{
    if (interval->days > 0 && interval->micros < 0) {
        interval->micros += MICROS_PER_DAY;
        interval->days--;
    } else if (interval->days < 0 && interval->micros > 0) {
        interval->micros -= MICROS_PER_DAY;
        interval->days++;
    }
}

static void align_month_and_day(Interval *interval)
{
    if (interval->months > 0 && interval->days < 0) {
        interval->days += DAYS_PER_MONTH;
        interval->months--;
    } else if (interval->months < 0 && interval->days > 0) {
        interval->days -= DAYS_PER_MONTH;
        interval->months++;
    }
}

bool interval_justify_hours(Cx *cx, Interval interval, Interval *out_interval)
{
    int32_t days = (int32_t)(interval.micros / MICROS_PER_DAY);

    interval.micros %= MICROS_PER_DAY;
    if (__builtin_add_overflow(interval.days, days, &interval.days))
        return fail_interval_range(cx);
    align_day_and_time(&interval);
    *out_interval = interval;
    return true;
}

bool interval_justify_days(Cx *cx, Interval interval, Interval *out_interval)
{
    int32_t months = interval.days / DAYS_PER_MONTH;

    interval.days %= DAYS_PER_MONTH;
    if (__builtin_add_overflow(interval.months, months, &interval.months))
        return fail_interval_range(cx);
    align_month_and_day(&interval);
    *out_interval = interval;
    return true;
}

bool interval_justify(Cx *cx, Interval interval, Interval *out_interval)
{
    /* Days that months could take over go first, so that adding the time's days overflows only
     * where the result does. */
    if ((interval.days > 0 && interval.micros > 0) || (interval.days < 0 && interval.micros < 0)) {
        int32_t months = interval.days / DAYS_PER_MONTH;
        interval.days %= DAYS_PER_MONTH;
        if (__builtin_add_overflow(interval.months, months, &interval.months))
            return fail_interval_range(cx);
    }
    int32_t days = (int32_t)(interval.micros / MICROS_PER_DAY);
    interval.micros %= MICROS_PER_DAY;
    if (__builtin_add_overflow(interval.days, days, &interval.days))
        return fail_interval_range(cx);
    int32_t months = interval.days / DAYS_PER_MONTH;
    interval.days %= DAYS_PER_MONTH;
    if (__builtin_add_overflow(interval.months, months, &interval.months))
        return fail_interval_range(cx);

    bool is_month_up =
        interval.months > 0 && (interval.days < 0 || (interval.days == 0 && interval.micros < 0));
    bool is_month_down =
        interval.months < 0 && (interval.days > 0 || (interval.days == 0 && interval.micros > 0));
    if (is_month_up || is_month_down) {
        interval.days += is_month_up ? DAYS_PER_MONTH : -DAYS_PER_MONTH;
        interval.months += is_month_up ? -1 : 1;
    }
    align_day_and_time(&interval);
    *out_interval = interval;
    return true;
}

bool interval_make(Cx *cx, IntervalParts parts, Interval *out_interval)
{
    int64_t months = (int64_t)parts.years * MONTHS_PER_YEAR + parts.months;
    int64_t days = (int64_t)parts.weeks * DAYS_PER_WEEK + parts.days;
    double micros = rint(parts.seconds * 1e6);
    Interval interval = { .months = (int32_t)months, .days = (int32_t)days };

    if (interval.months != months || interval.days != days || !(fabs(micros) < 0x1p63) ||
        __builtin_add_overflow(parts.hours * MICROS_PER_HOUR + parts.minutes * MICROS_PER_MINUTE,
                               (int64_t)micros, &interval.micros))
        return fail_interval_range(cx);
    *out_interval = interval;
    return true;
}

/* The unit below which the range's last field cuts the time; 0: all of the time. */
static int64_t range_unit(int range)
{
    if (range & INTERVAL_MASK_SECOND)
        return 1;
    if (range & INTERVAL_MASK_MINUTE)
        return MICROS_PER_MINUTE;
    return range & INTERVAL_MASK_HOUR ? MICROS_PER_HOUR : 0;
}

static void cut_to_range(int range, Interval *interval)
{
    int64_t unit = range_unit(range);

    interval->micros = unit ? interval->micros / unit * unit : 0;
    if (unit == 0 && !(range & INTERVAL_MASK_DAY)) {
        interval->days = 0;
        if (!(range & INTERVAL_MASK_MONTH))
            interval->months -= interval->months % MONTHS_PER_YEAR;
    }
}

bool interval_apply_typmod(Cx *cx, Interval interval, int32_t typmod, Interval *out_interval)
{
    static const int64_t units[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
    int range = typmod >> 16 & INTERVAL_FULL_RANGE, precision = typmod & INTERVAL_FULL_PRECISION;

    if (typmod >= 0 && range != INTERVAL_FULL_RANGE)
        cut_to_range(range, &interval);
    if (typmod >= 0 && precision < TIMESTAMP_PRECISION_MAX) {
        int64_t unit = units[precision], half = interval.micros < 0 ? -unit / 2 : unit / 2;
        if (__builtin_add_overflow(interval.micros, half, &interval.micros))
            return fail_interval_range(cx);
        interval.micros = interval.micros / unit * unit;
    }
    *out_interval = interval;
    return true;
}

/* "-1 years", with a blank before all but the first; a positive field that follows a negative
 * one shows its sign. */
static char *write_field(char *to, const char *start, int32_t value, const char *unit,
                         bool *is_behind_negative)
{
    if (value == 0)
        return to;
    if (to > start)
        *to++ = ' ';
    if (*is_behind_negative && value > 0)
        *to++ = '+';
    to += digits_write_i64(to, value);
    *to++ = ' ';
    to = stpcpy(to, unit);
    if (value != 1)
        *to++ = 's';
    *is_behind_negative = value < 0;
    return to;
}

static char *write_time(char *to, int64_t micros)
{
    uint64_t left = micros < 0 ? -(uint64_t)micros : (uint64_t)micros;
    uint64_t hours = left / (uint64_t)MICROS_PER_HOUR;
    int width = hours < 100 ? 2 : digits_count(hours);

    digits_write_padded(to, hours, width);
    to += width;
    *to++ = ':';
    digits_write_padded(to, left / (uint64_t)MICROS_PER_MINUTE % 60, 2);
    to[2] = ':';
    digits_write_padded(to + 3, left / (uint64_t)MICROS_PER_SECOND % 60, 2);
    to += 5;
    return to + timestamp_write_fraction(to, (int)(left % (uint64_t)MICROS_PER_SECOND));
}

size_t interval_write(char *to, Interval interval)
{
    bool is_behind_negative = false;
    char *at = to;

    at = write_field(at, to, interval.months / MONTHS_PER_YEAR, "year", &is_behind_negative);
    at = write_field(at, to, interval.months % MONTHS_PER_YEAR, "mon", &is_behind_negative);
    at = write_field(at, to, interval.days, "day", &is_behind_negative);
    if (interval.micros || at == to) {
        if (at > to)
            *at++ = ' ';
        if (interval.micros < 0)
            *at++ = '-';
        else if (is_behind_negative)
            *at++ = '+';
        at = write_time(at, interval.micros);
    }
    return (size_t)(at - to);
}
