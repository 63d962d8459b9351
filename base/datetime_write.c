/*
 * datetime_write.c -- dates and timestamps as DateStyle wants them.
 *
 *                 date         timestamp                     timestamptz
 *     ISO         1997-12-17   1997-12-17 07:37:16           1997-12-17 07:37:16-08
 *     SQL         12/17/1997   12/17/1997 07:37:16           12/17/1997 07:37:16 PST
 *     Postgres    12-17-1997   Wed Dec 17 07:37:16 1997      Wed Dec 17 07:37:16 1997 PST
 *     German      17.12.1997   17.12.1997 07:37:16           17.12.1997 07:37:16 PST
 *
 * The order DMY swaps day and month of SQL and Postgres.  Years before 1 are followed by " BC".
 */
#include "base/digits.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"

enum { ABBREVIATION_BYTES_MAX = 10 };

static char *write_year(char *to, int64_t civil_year)
{
    uint64_t year = (uint64_t)(civil_year > 0 ? civil_year : 1 - civil_year);
    int width = year < 10000 ? 4 : digits_count(year);

    digits_write_padded(to, year, width);
    return to + width;
}

static char *write_pair(char *to, int value, char behind)
{
    digits_write_padded(to, (uint64_t)value, 2);
    to[2] = behind;
    return to + 3;
}

/* Day, month and year with `delimiter` between them. */
static char *write_numbers(char *to, CivilDate date, char delimiter, bool is_day_first)
{
    to = write_pair(to, is_day_first ? date.day : date.month, delimiter);
    to = write_pair(to, is_day_first ? date.month : date.day, delimiter);
    return write_year(to, date.year);
}

static char *write_date(char *to, const DateSettings *settings, CivilDate date)
{
    bool is_day_first = settings->order == DATE_ORDER_DMY;

    switch (settings->style) {
    case DATE_STYLE_ISO: return to + date_write_civil(to, date);
    case DATE_STYLE_SQL: return write_numbers(to, date, '/', is_day_first);
    case DATE_STYLE_POSTGRES: return write_numbers(to, date, '-', is_day_first);
    case DATE_STYLE_GERMAN: return write_numbers(to, date, '.', true);
    }
    return to;
}

static char *write_era(char *to, CivilDate date)
{
    return date.year > 0 ? to : mempcpy(to, " BC", 3);
}

size_t date_write_styled(char *to, const DateSettings *settings, int32_t date)
{
    if (date_is_infinite(date) || settings->style == DATE_STYLE_ISO)
        return date_write(to, date);

    CivilDate civil = date_to_civil(date);
    return (size_t)(write_era(write_date(to, settings, civil), civil) - to);
}

/* "Wed Dec 17 07:37:16 1997" */
static char *write_postgres(char *to, const DateSettings *settings, int64_t day, int64_t time)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    CivilDate date = date_to_civil(day);
    bool is_day_first = settings->order == DATE_ORDER_DMY;

    to = mempcpy(to, days + 3 * (size_t)date_day_of_week(day), 3);
    *to++ = ' ';
    if (is_day_first)
        to = write_pair(to, date.day, ' ');
    to = mempcpy(to, months + 3 * (size_t)(date.month - 1), 3);
    *to++ = ' ';
    if (!is_day_first)
        to = write_pair(to, date.day, ' ');
    to += time_write(to, time);
    *to++ = ' ';
    return write_year(to, date.year);
}

static char *write_local(char *to, const DateSettings *settings, int64_t local)
{
    int64_t day = timestamp_day(local), time = local - day * MICROS_PER_DAY;

    if (settings->style == DATE_STYLE_POSTGRES)
        return write_postgres(to, settings, day, time);
    to = write_date(to, settings, date_to_civil(day));
    *to++ = ' ';
    return to + time_write(to, time);
}

size_t timestamp_write_styled(char *to, const DateSettings *settings, int64_t timestamp)
{
    if (timestamp_is_infinite(timestamp) || settings->style == DATE_STYLE_ISO)
        return timestamp_write(to, timestamp);

    char *at = write_local(to, settings, timestamp);
    return (size_t)(write_era(at, date_to_civil(timestamp_day(timestamp))) - to);
}

/* An offset in ISO style; else the abbreviation, at most ten bytes of it. */
static char *write_zone(char *to, const DateSettings *settings, ZoneOffset offset)
{
    if (settings->style == DATE_STYLE_ISO)
        return to + time_write_offset(to, offset.seconds_east);
    *to++ = ' ';
    return mempcpy(to, offset.abbreviation, strnlen(offset.abbreviation, ABBREVIATION_BYTES_MAX));
}

size_t timestamptz_write(char *to, const DateSettings *settings, int64_t instant)
{
    if (timestamp_is_infinite(instant))
        return timestamp_write(to, instant);

    ZoneOffset offset = zone_offset_at(settings->zone, instant);
    int64_t local = instant + offset.seconds_east * MICROS_PER_SECOND;
    char *at = write_local(to, settings, local);
    at = write_zone(at, settings, offset);
    return (size_t)(write_era(at, date_to_civil(timestamp_day(local))) - to);
}
