/* timestamp.c -- arithmetic and printing of timestamps; see timestamp.h. */
#include "base/timestamp.h"
#include "base/digits.h"
#include "base/interval.h"
#include "base/time_of_day.h"

enum { MONTHS_PER_YEAR = 12 };

static bool fail_range(Cx *cx)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "timestamp out of range");
}

int64_t timestamp_day(int64_t timestamp)
{
    return timestamp / MICROS_PER_DAY - (timestamp % MICROS_PER_DAY < 0);
}

/* Not timestamp - timestamp_day() * MICROS_PER_DAY: that would overflow for the least values. */
static int64_t time_of_day(int64_t timestamp)
{
    int64_t micros = timestamp % MICROS_PER_DAY;
    return micros < 0 ? micros + MICROS_PER_DAY : micros;
}

CivilTime timestamp_to_civil(int64_t timestamp)
{
    int64_t micros = time_of_day(timestamp), seconds = micros / MICROS_PER_SECOND;

    return (CivilTime){ .date = date_to_civil(timestamp_day(timestamp)),
                        .hour = (int)(seconds / 3600),
                        .minute = (int)(seconds / 60 % 60),
                        .second = (int)(seconds % 60),
                        .micros = (int)(micros % MICROS_PER_SECOND) };
}

bool timestamp_from_civil(const CivilTime *civil, int64_t *out_timestamp)
{
    int64_t day = date_from_civil(civil->date.year, civil->date.month, civil->date.day);
    int64_t time = civil->hour * MICROS_PER_HOUR + civil->minute * MICROS_PER_MINUTE +
                   civil->second * MICROS_PER_SECOND + civil->micros;
    int64_t timestamp;

    if (__builtin_mul_overflow(day, MICROS_PER_DAY, &timestamp) ||
        __builtin_add_overflow(timestamp, time, &timestamp) || !timestamp_is_valid(timestamp))
        return false;
    *out_timestamp = timestamp;
    return true;
}

size_t timestamp_write_fraction(char *to, int micros)
{
    int width = TIMESTAMP_PRECISION_MAX;

    if (micros == 0)
        return 0;
    for (; micros % 10 == 0; micros /= 10)
        width--;
    *to = '.';
    digits_write_padded(to + 1, (uint64_t)micros, width);
    return (size_t)width + 1;
}

static char *write_pair(char *to, char before, int value)
{
    *to = before;
    digits_write_padded(to + 1, (uint64_t)value, 2);
    return to + 3;
}

size_t timestamp_write(char *to, int64_t timestamp)
{
    if (timestamp_is_infinite(timestamp))
        return date_write(to, timestamp > 0 ? DATE_INFINITY : DATE_MINUS_INFINITY);

    CivilTime civil = timestamp_to_civil(timestamp);
    char *at = to + date_write_civil(to, civil.date);
    at = write_pair(at, ' ', civil.hour);
    at = write_pair(at, ':', civil.minute);
    at = write_pair(at, ':', civil.second);
    at += timestamp_write_fraction(at, civil.micros);
    if (civil.date.year <= 0)
        at = mempcpy(at, " BC", 3);
    return (size_t)(at - to);
}

bool timestamp_make(Cx *cx, CivilDate date, int hour, int minute, double second,
                    int64_t *out_timestamp)
{
    int32_t days;
    int64_t time, timestamp;

    TRY(date_make(cx, (int)date.year, date.month, date.day, &days));
    TRY(time_make(cx, hour, minute, second, &time));
    if (__builtin_mul_overflow((int64_t)days, MICROS_PER_DAY, &timestamp) ||
        __builtin_add_overflow(timestamp, time, &timestamp) || !timestamp_is_valid(timestamp))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "timestamp out of range: %d-%02d-%02d %d:%02d:%02g", (int)date.year, date.month,
                    date.day, hour, minute, second);
    *out_timestamp = timestamp;
    return true;
}

static bool check_stride(Cx *cx, Interval stride, int64_t *out_micros)
{
    if (stride.months)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "timestamps cannot be binned into intervals containing months or years");
    if (__builtin_mul_overflow((int64_t)stride.days, MICROS_PER_DAY, out_micros) ||
        __builtin_add_overflow(*out_micros, stride.micros, out_micros))
        return fail_interval_range(cx);
    if (*out_micros <= 0)
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "stride must be greater than zero");
    return true;
}

bool timestamp_bin(Cx *cx, Interval stride, int64_t timestamp, int64_t origin,
                   int64_t *out_timestamp)
{
    int64_t width = 0, distance;

    if (timestamp_is_infinite(timestamp)) {
        *out_timestamp = timestamp;
        return true;
    }
    if (timestamp_is_infinite(origin))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "origin out of range");
    TRY(check_stride(cx, stride, &width));
    if (__builtin_sub_overflow(timestamp, origin, &distance))
        return fail_interval_range(cx);
    int64_t behind = distance % width;
    int64_t begin = timestamp - behind;
    if (behind < 0 && __builtin_sub_overflow(begin, width, &begin))
        return fail_range(cx);
    if (!timestamp_is_valid(begin))
        return fail_range(cx);
    *out_timestamp = begin;
    return true;
}

bool timestamp_apply_typmod(Cx *cx, int64_t timestamp, int32_t typmod, int64_t *out_timestamp)
{
    static const int64_t units[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };

    if (timestamp_is_infinite(timestamp) || typmod < 0 || typmod >= TIMESTAMP_PRECISION_MAX) {
        *out_timestamp = timestamp;
        return true;
    }
    int64_t unit = units[typmod], half = unit / 2;
    if (!timestamp_is_valid(timestamp))
        return fail_range(cx);
    *out_timestamp = (timestamp >= 0 ? timestamp + half : timestamp - half) / unit * unit;
    return true;
}

/* The day of the month is kept, but for months that have no such day: then their last. */
static bool add_months(int64_t timestamp, int64_t months, int64_t *out_timestamp)
{
    CivilTime civil = timestamp_to_civil(timestamp);
    int64_t month = civil.date.year * MONTHS_PER_YEAR + civil.date.month - 1 + months;
    int64_t year = month / MONTHS_PER_YEAR - (month % MONTHS_PER_YEAR < 0);

    civil.date.year = year;
    civil.date.month = (int)(month - year * MONTHS_PER_YEAR) + 1;
    int last = date_month_days(year, civil.date.month);
    if (civil.date.day > last)
        civil.date.day = last;
    return timestamp_from_civil(&civil, out_timestamp);
}

static bool add_days(int64_t timestamp, int64_t days, int64_t *out_timestamp)
{
    int64_t sum;

    if (__builtin_mul_overflow(days, MICROS_PER_DAY, &days) ||
        __builtin_add_overflow(timestamp, days, &sum) || !timestamp_is_valid(sum))
        return false;
    *out_timestamp = sum;
    return true;
}

/* `sign` is 1 or -1: the fields are wide enough for the negative of any. */
static bool shift(Cx *cx, int64_t timestamp, Interval interval, int sign, int64_t *out_timestamp)
{
    int64_t months = sign * (int64_t)interval.months, days = sign * (int64_t)interval.days;

    if (timestamp_is_infinite(timestamp)) {
        *out_timestamp = timestamp;
        return true;
    }
    if (months && !add_months(timestamp, months, &timestamp))
        return fail_range(cx);
    if (days && !add_days(timestamp, days, &timestamp))
        return fail_range(cx);
    int128_t sum = (int128_t)timestamp + sign * (int128_t)interval.micros;
    if (sum < TIMESTAMP_MIN || sum >= TIMESTAMP_END)
        return fail_range(cx);
    *out_timestamp = (int64_t)sum;
    return true;
}

bool timestamp_add_interval(Cx *cx, int64_t timestamp, Interval interval, int64_t *out_timestamp)
{
    return shift(cx, timestamp, interval, 1, out_timestamp);
}

bool timestamp_subtract_interval(Cx *cx, int64_t timestamp, Interval interval,
                                 int64_t *out_timestamp)
{
    return shift(cx, timestamp, interval, -1, out_timestamp);
}

bool timestamp_difference(Cx *cx, int64_t a, int64_t b, Interval *out_interval)
{
    Interval difference = { 0 };

    if (timestamp_is_infinite(a) || timestamp_is_infinite(b))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "cannot subtract infinite timestamps");
    if (__builtin_sub_overflow(a, b, &difference.micros))
        return fail_interval_range(cx);
    return interval_justify_hours(cx, difference, out_interval);
}

/* b counted up to a, unit by unit, where a is the later. */
typedef struct AgeFields {
    int64_t years;
    int64_t months;
    int64_t days;
    int64_t micros; /* of the day */
} AgeFields;

static AgeFields subtract_fields(DayTime later, DayTime earlier)
{
    CivilDate a = date_to_civil(later.day), b = date_to_civil(earlier.day);

    return (AgeFields){ .years = a.year - b.year,
                        .months = a.month - b.month,
                        .days = a.day - b.day,
                        .micros = later.micros - earlier.micros };
}

bool day_time_age(Cx *cx, DayTime later, DayTime earlier, int sign, Interval *out_interval)
{
    AgeFields age = subtract_fields(later, earlier);
    CivilDate lender = date_to_civil(earlier.day);

    if (age.micros < 0) {
        age.micros += MICROS_PER_DAY;
        age.days--;
    }
    /* A negative count of days borrows the length of the earlier date's month. */
    while (age.days < 0) {
        age.days += date_month_days(lender.year, lender.month);
        age.months--;
    }
    while (age.months < 0) {
        age.months += MONTHS_PER_YEAR;
        age.years--;
    }
    int64_t months = age.years * MONTHS_PER_YEAR + age.months;
    if (months > INT32_MAX)
        return fail_interval_range(cx);
    *out_interval = (Interval){ .months = (int32_t)(sign * months),
                                .days = (int32_t)(sign * age.days),
                                .micros = sign * age.micros };
    return true;
}

static DayTime day_time_of(int64_t timestamp)
{
    return (DayTime){ timestamp_day(timestamp), time_of_day(timestamp) };
}

bool timestamp_age(Cx *cx, int64_t a, int64_t b, Interval *out_interval)
{
    if (a == TIMESTAMP_MINUS_INFINITY || b == TIMESTAMP_MINUS_INFINITY)
        return fail_range(cx);
    if (a < b)
        return day_time_age(cx, day_time_of(b), day_time_of(a), -1, out_interval);
    return day_time_age(cx, day_time_of(a), day_time_of(b), 1, out_interval);
}
