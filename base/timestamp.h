/*
 * timestamp.h -- timestamps without time zone: microseconds since 2000-01-01 00:00:00; the extreme
 * int64 values are -infinity and infinity.  Also the units of extract() and date_trunc().
 */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/date.h"
#include "base/numeric.h"

#define TIMESTAMP_INFINITY       INT64_MAX
#define TIMESTAMP_MINUS_INFINITY INT64_MIN
#define TIMESTAMP_MIN            INT64_C(-211813488000000000) /* 4713-11-24 BC */
#define TIMESTAMP_END            INT64_C(9223371331200000000) /* 294277-01-01 is out of range */
#define MICROS_PER_SECOND        INT64_C(1000000)
#define MICROS_PER_MINUTE        INT64_C(60000000)
#define MICROS_PER_HOUR          INT64_C(3600000000)
#define MICROS_PER_DAY           INT64_C(86400000000)

enum { TIMESTAMP_TEXT_MAX = 48, TIME_TEXT_MAX = 40, TIMESTAMP_PRECISION_MAX = 6 };

typedef struct CivilTime {
    CivilDate date;
    int hour;
    int minute;
    int second;
    int micros; /* of the second */
} CivilTime;

CivilTime timestamp_to_civil(int64_t timestamp);
/* False: out of range.  hour may be 24, second 60. */
must_use bool timestamp_from_civil(const CivilTime *civil, int64_t *out_timestamp);
int64_t timestamp_day(int64_t timestamp); /* days since 2000-01-01, rounded down */

static inline bool timestamp_is_infinite(int64_t timestamp)
{
    return timestamp == TIMESTAMP_INFINITY || timestamp == TIMESTAMP_MINUS_INFINITY;
}

static inline bool timestamp_is_valid(int64_t timestamp)
{
    return timestamp >= TIMESTAMP_MIN && timestamp < TIMESTAMP_END;
}

/* timestamp_in; `typmod` is the precision or TYPMOD_NONE.  Raises what date_parse() does.  Without
 * settings: the default ones. */
must_use bool timestamp_parse(Cx *cx, Str text, int32_t typmod, int position,
                              int64_t *out_timestamp);
must_use bool timestamp_parse_styled(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                                     int64_t *out_timestamp);
/* At most TIMESTAMP_TEXT_MAX bytes, not NUL-ended; returns how many. */
size_t timestamp_write(char *to, int64_t timestamp);
size_t timestamp_write_styled(char *to, const DateSettings *settings, int64_t timestamp);
/* Round to `typmod` digits of the second; raises 22008 where that leaves the range. */
must_use bool timestamp_apply_typmod(Cx *cx, int64_t timestamp, int32_t typmod,
                                     int64_t *out_timestamp);

/* make_timestamp(): year below zero is BC.  Raises 22008. */
must_use bool timestamp_make(Cx *cx, CivilDate date, int hour, int minute, double second,
                             int64_t *out_timestamp);
/* date_bin(); for timestamptz too, as it does not look at the zone.  Raises 22008, 0A000. */
must_use bool timestamp_bin(Cx *cx, Interval stride, int64_t timestamp, int64_t origin,
                            int64_t *out_timestamp);

/* ".500" of 500000 micros is written as ".5"; nothing of 0.  Returns bytes. */
size_t timestamp_write_fraction(char *to, int micros);

/* Raise 22008. */
must_use bool timestamp_add_interval(Cx *cx, int64_t timestamp, Interval interval,
                                     int64_t *out_timestamp);
must_use bool timestamp_subtract_interval(Cx *cx, int64_t timestamp, Interval interval,
                                          int64_t *out_timestamp);
must_use bool timestamp_difference(Cx *cx, int64_t a, int64_t b, Interval *out_interval);
/* age(a, b): the difference in years, months, days and time. */
must_use bool timestamp_age(Cx *cx, int64_t a, int64_t b, Interval *out_interval);

/* age() of local times, counted from the earlier to the later; `sign` is that of the result. */
typedef struct DayTime {
    int64_t day;    /* since 2000-01-01 */
    int64_t micros; /* of the day */
} DayTime;
must_use bool day_time_age(Cx *cx, DayTime later, DayTime earlier, int sign,
                           Interval *out_interval);

typedef enum TimeUnit {
    UNIT_MICROSECONDS,
    UNIT_MILLISECONDS,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR,
    UNIT_DECADE,
    UNIT_CENTURY,
    UNIT_MILLENNIUM,
    UNIT_DOW,
    UNIT_ISODOW,
    UNIT_DOY,
    UNIT_ISOYEAR,
    UNIT_JULIAN,
    UNIT_EPOCH,
    UNIT_TIMEZONE,
    UNIT_TIMEZONE_HOUR,
    UNIT_TIMEZONE_MINUTE,
    UNIT_OTHER, /* PostgreSQL knows the word, but no type has it: "now", "infinity" */
} TimeUnit;

typedef enum TimeUse { TIME_TRUNCATE, TIME_EXTRACT } TimeUse;

/* The types that have units, independent of which of them columns may have. */
typedef enum TimeKind {
    TIME_KIND_DATE, /* only extracted from */
    TIME_KIND_TIMESTAMP,
    TIME_KIND_TIMESTAMPTZ,
    TIME_KIND_TIME,   /* only extracted from */
    TIME_KIND_TIMETZ, /* only extracted from */
    TIME_KIND_INTERVAL,
} TimeKind;

/* The unit that `name` (in any case) means for values of the type.  Raises 22023 for words that
 * are no unit and 0A000 for units that the type has not, so the functions below are never given
 * one. */
must_use bool time_unit_find(Cx *cx, TimeUse use, TimeKind kind, Str name, TimeUnit *out_unit);
/* The same for DATE, TIMESTAMP and INTERVAL. */
must_use bool time_unit_parse(Cx *cx, TimeUse use, TypeId type, Str name, TimeUnit *out_unit);

/* date_trunc(); the timestamp's raises 22008. */
must_use bool timestamp_truncate(Cx *cx, TimeUnit unit, int64_t timestamp, int64_t *out_timestamp);
Interval interval_truncate(TimeUnit unit, Interval interval);

/* Of a unit up to the day: its length; else 1. */
int64_t time_unit_micros(TimeUnit unit);
/* The first day of the unit, a day or longer, that the day lies in; days are since 2000-01-01. */
int64_t time_unit_first_day(TimeUnit unit, int64_t day);

/* What extract() gives: a numeric whose scale depends on unit and type alone. */
typedef struct Extracted {
    int128_t value; /* integer / 10^scale */
    int scale;      /* as time_unit_scale() says */
    bool is_null;   /* of an infinite date or timestamp: units that run in circles */
    int infinity;   /* -1, +1: of an infinite date or timestamp: units that grow; 0: finite */
} Extracted;

/* -1: the scale differs by value: UNIT_JULIAN of TIMESTAMP, which timestamp_julian() extracts.
 * TIMESTAMPTZ, TIME and TIMETZ are as TIMESTAMP. */
int time_unit_scale(TimeUnit unit, TypeId type);

Extracted date_extract(TimeUnit unit, int32_t date);
Extracted timestamp_extract(TimeUnit unit, int64_t timestamp);
Extracted interval_extract(TimeUnit unit, Interval interval);

/* extract(julian from timestamp): days and their fraction, as a numeric. */
must_use bool timestamp_julian(Cx *cx, int64_t timestamp, Numeric *out_days);

/* date_part(); false: null.  That of a date is that of the timestamp of its midnight. */
bool timestamp_part(TimeUnit unit, int64_t timestamp, double *out_value);
double interval_part(TimeUnit unit, Interval interval);

#endif
