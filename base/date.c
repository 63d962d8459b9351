/*
 * date.c -- the calendar, and arithmetic and printing of dates; parsing is datetime_parse.c.
 *
 * Days and civil dates turn into each other by eras of 400 years and years that begin in March,
 * so that the leap day comes last (Howard Hinnant's algorithms).
 */
#include "base/date.h"
#include "base/digits.h"
#include "base/timestamp.h"

enum { ERA_DAYS = 146097, MARCH_EPOCH_DAYS = 730425 /* 0000-03-01 to 2000-01-01 */ };

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t date_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_divide(year, 400), year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * ERA_DAYS + day_of_era - MARCH_EPOCH_DAYS;
}

CivilDate date_to_civil(int64_t days)
{
    days += MARCH_EPOCH_DAYS;
    int64_t era = floor_divide(days, ERA_DAYS);
    uint32_t day_of_era = (uint32_t)(days - era * ERA_DAYS);
    uint32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t march_month = (5 * day_of_year + 2) / 153;
    int month = (int)march_month + (march_month < 10 ? 3 : -9);

    return (CivilDate){ .year = year_of_era + era * 400 + (month <= 2),
                        .month = month,
                        .day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1) };
}

bool date_year_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_month_days(int64_t year, int month)
{
    static const int days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month] + (month == 2 && date_year_is_leap(year));
}

int date_day_of_week(int64_t days)
{
    int64_t from_sunday = (days + 6) % 7; /* 2000-01-01 was a Saturday */
    return (int)(from_sunday < 0 ? from_sunday + 7 : from_sunday);
}

/* The Monday of the week that has the year's fourth of January. */
static int64_t first_monday(int64_t iso_year)
{
    int64_t fourth = date_from_civil(iso_year, 1, 4);
    return fourth - (date_day_of_week(fourth) + 6) % 7;
}

int64_t date_iso_year(int64_t days)
{
    int64_t year = date_to_civil(days).year;

    if (days < first_monday(year))
        return year - 1;
    return days >= first_monday(year + 1) ? year + 1 : year;
}

int date_iso_week(int64_t days)
{
    return (int)((days - first_monday(date_iso_year(days))) / 7) + 1;
}

size_t date_write_civil(char *to, CivilDate civil)
{
    uint64_t year = (uint64_t)(civil.year > 0 ? civil.year : 1 - civil.year);
    int width = year < 10000 ? 4 : digits_count(year);
    char *at = to + width;

    digits_write_padded(to, year, width);
    *at++ = '-';
    digits_write_padded(at, (uint64_t)civil.month, 2);
    at[2] = '-';
    digits_write_padded(at + 3, (uint64_t)civil.day, 2);
    return (size_t)(at + 5 - to);
}

static size_t write_word(char *to, const char *word)
{
    size_t length = strlen(word);
    memcpy(to, word, length);
    return length;
}

size_t date_write(char *to, int32_t date)
{
    if (date_is_infinite(date))
        return write_word(to, date > 0 ? "infinity" : "-infinity");

    CivilDate civil = date_to_civil(date);
    size_t length = date_write_civil(to, civil);
    if (civil.year <= 0)
        length += write_word(to + length, " BC");
    return length;
}

static bool fail_range(Cx *cx, const char *what)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "%s", what);
}

bool date_add_days(Cx *cx, int32_t date, int64_t days, int32_t *out_date)
{
    int64_t sum;

    if (date_is_infinite(date)) {
        *out_date = date;
        return true;
    }
    if (__builtin_add_overflow((int64_t)date, days, &sum) || sum < DATE_MIN || sum > DATE_MAX)
        return fail_range(cx, "date out of range");
    *out_date = (int32_t)sum;
    return true;
}

bool date_subtract_days(Cx *cx, int32_t date, int64_t days, int32_t *out_date)
{
    if (days == INT64_MIN)
        return fail_range(cx, "date out of range");
    return date_add_days(cx, date, -days, out_date);
}

bool date_difference(Cx *cx, int32_t a, int32_t b, int32_t *out_days)
{
    if (date_is_infinite(a) || date_is_infinite(b))
        return fail_range(cx, "cannot subtract infinite dates");
    *out_days = (int32_t)((uint32_t)a - (uint32_t)b); /* the range of dates is less than 2^31 */
    return true;
}

bool date_to_timestamp(Cx *cx, int32_t date, int64_t *out_timestamp)
{
    if (date_is_infinite(date)) {
        *out_timestamp = date > 0 ? TIMESTAMP_INFINITY : TIMESTAMP_MINUS_INFINITY;
        return true;
    }
    if (date >= TIMESTAMP_END / MICROS_PER_DAY)
        return fail_range(cx, "date out of range for timestamp");
    *out_timestamp = date * MICROS_PER_DAY;
    return true;
}

bool date_from_timestamp(Cx *cx, int64_t timestamp, int32_t *out_date)
{
    if (timestamp_is_infinite(timestamp)) {
        *out_date = timestamp > 0 ? DATE_INFINITY : DATE_MINUS_INFINITY;
        return true;
    }
    if (!timestamp_is_valid(timestamp))
        return fail_range(cx, "timestamp out of range");
    *out_date = (int32_t)timestamp_day(timestamp);
    return true;
}

static bool fail_make_date(Cx *cx, const char *what, int year, int month, int day)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "date %s: %d-%02d-%02d", what,
                year, month, day);
}

bool date_make(Cx *cx, int year, int month, int day, int32_t *out_date)
{
    int64_t civil_year = year < 0 ? (int64_t)year + 1 : year;

    if (year == 0 || month < 1 || month > 12 || day < 1 || day > date_month_days(civil_year, month))
        return fail_make_date(cx, "field value out of range", year, month, day);
    int64_t days = date_from_civil(civil_year, month, day);
    if (days < DATE_MIN || days > DATE_MAX)
        return fail_make_date(cx, "out of range", year, month, day);
    *out_date = (int32_t)days;
    return true;
}
