/*
 * date.h -- dates: days since 2000-01-01; the extreme int32 values are -infinity and infinity.
 *
 * The calendar is the Gregorian one, carried backwards; year 0 is 1 BC.  The range is
 * PostgreSQL's, 4713-11-24 BC to 5874897-12-31.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/date_settings.h"

enum {
    DATE_MINUS_INFINITY = INT32_MIN,
    DATE_INFINITY = INT32_MAX,
    DATE_MIN = -2451545,         /* Julian day 0 */
    DATE_MAX = 2145031948,       /* 5874897-12-31 */
    DATE_EPOCH_JULIAN = 2451545, /* Julian day of 2000-01-01 */
    DATE_UNIX_EPOCH = -10957,    /* 1970-01-01 */
    DATE_TEXT_MAX = 32,
};

typedef struct CivilDate {
    int64_t year; /* 0 is 1 BC */
    int month;    /* 1 to 12 */
    int day;      /* 1 to 31 */
} CivilDate;

/* Days since 2000-01-01, for any year within 10^15. */
int64_t date_from_civil(int64_t year, int month, int day);
CivilDate date_to_civil(int64_t days);
bool date_year_is_leap(int64_t year);
int date_month_days(int64_t year, int month);

static inline bool date_is_infinite(int32_t date)
{
    return date == DATE_INFINITY || date == DATE_MINUS_INFINITY;
}

int date_day_of_week(int64_t days); /* 0 is Sunday */

/* ISO 8601: the week 1 to 53 and the year it belongs to. */
int date_iso_week(int64_t days);
int64_t date_iso_year(int64_t days);

/* date_in; raises 22007, 22008, and 22009 and 22023 for zones, which have no effect.  Without
 * settings: the default ones. */
must_use bool date_parse(Cx *cx, Str text, int position, int32_t *out_date);
must_use bool date_parse_styled(Cx *cx, const DateSettings *settings, Str text, int position,
                                int32_t *out_date);
/* At most DATE_TEXT_MAX bytes, not NUL-ended; returns how many. */
size_t date_write(char *to, int32_t date);
size_t date_write_styled(char *to, const DateSettings *settings, int32_t date);
/* The year, month and day of date and timestamp; without " BC", which comes last. */
size_t date_write_civil(char *to, CivilDate civil);

/* Raise 22008. */
must_use bool date_add_days(Cx *cx, int32_t date, int64_t days, int32_t *out_date);
must_use bool date_subtract_days(Cx *cx, int32_t date, int64_t days, int32_t *out_date);
must_use bool date_difference(Cx *cx, int32_t a, int32_t b, int32_t *out_days);
must_use bool date_to_timestamp(Cx *cx, int32_t date, int64_t *out_timestamp);
must_use bool date_from_timestamp(Cx *cx, int64_t timestamp, int32_t *out_date);
must_use bool date_make(Cx *cx, int year, int month, int day, int32_t *out_date); /* make_date */

#endif
