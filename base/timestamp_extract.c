/* timestamp_extract.c -- date_trunc(), extract() and date_part(); see timestamp.h. */
#include "base/datetime_field.h"
#include "base/decimal.h"
#include "base/timestamp.h"
#include "base/utf8.h"

enum { MONTHS_PER_YEAR = 12, DAYS_PER_MONTH = 30, NAME_BYTES_MAX = 63, WORD_UNITS = 24 };

static TimeUnit unit_of_word(const Word *word)
{
    static const TimeUnit units[WORD_UNITS] = {
        [FIELD_UNIT_NONE] = UNIT_OTHER,
        [FIELD_UNIT_MICROSECOND] = UNIT_MICROSECONDS,
        [FIELD_UNIT_MILLISECOND] = UNIT_MILLISECONDS,
        [FIELD_UNIT_SECOND] = UNIT_SECOND,
        [FIELD_UNIT_MINUTE] = UNIT_MINUTE,
        [FIELD_UNIT_HOUR] = UNIT_HOUR,
        [FIELD_UNIT_DAY] = UNIT_DAY,
        [FIELD_UNIT_WEEK] = UNIT_WEEK,
        [FIELD_UNIT_MONTH] = UNIT_MONTH,
        [FIELD_UNIT_QUARTER] = UNIT_QUARTER,
        [FIELD_UNIT_YEAR] = UNIT_YEAR,
        [FIELD_UNIT_DECADE] = UNIT_DECADE,
        [FIELD_UNIT_CENTURY] = UNIT_CENTURY,
        [FIELD_UNIT_MILLENNIUM] = UNIT_MILLENNIUM,
        [FIELD_UNIT_JULIAN] = UNIT_JULIAN,
        [FIELD_UNIT_TIME] = UNIT_OTHER,
        [FIELD_UNIT_DOW] = UNIT_DOW,
        [FIELD_UNIT_ISODOW] = UNIT_ISODOW,
        [FIELD_UNIT_DOY] = UNIT_DOY,
        [FIELD_UNIT_ISOYEAR] = UNIT_ISOYEAR,
        [FIELD_UNIT_TIMEZONE] = UNIT_TIMEZONE,
        [FIELD_UNIT_TIMEZONE_HOUR] = UNIT_TIMEZONE_HOUR,
        [FIELD_UNIT_TIMEZONE_MINUTE] = UNIT_TIMEZONE_MINUTE,
        [FIELD_UNIT_EPOCH] = UNIT_EPOCH,
    };

    if (word->kind == WORD_SPECIAL)
        return word->value == SPECIAL_EPOCH ? UNIT_EPOCH : UNIT_OTHER;
    return units[word->value];
}

#define BIT(unit) (1u << UNIT_##unit)
enum {
    TIME_UNITS = BIT(MICROSECONDS) | BIT(MILLISECONDS) | BIT(SECOND) | BIT(MINUTE) | BIT(HOUR),
    DAY_UNITS = BIT(DAY) | BIT(MONTH) | BIT(QUARTER) | BIT(YEAR) | BIT(DECADE) | BIT(CENTURY) |
                BIT(MILLENNIUM),
    CALENDAR_UNITS = DAY_UNITS | BIT(WEEK) | BIT(DOW) | BIT(ISODOW) | BIT(DOY) | BIT(ISOYEAR) |
                     BIT(JULIAN) | BIT(EPOCH),
    OFFSET_UNITS = BIT(TIMEZONE) | BIT(TIMEZONE_HOUR) | BIT(TIMEZONE_MINUTE),
};

static unsigned supported_units(TimeUse use, TimeKind kind)
{
    const unsigned truncated = TIME_UNITS | DAY_UNITS;

    switch (kind) {
    case TIME_KIND_DATE: return CALENDAR_UNITS;
    case TIME_KIND_TIMESTAMP:
        return use == TIME_TRUNCATE ? truncated | BIT(WEEK) : TIME_UNITS | CALENDAR_UNITS;
    case TIME_KIND_TIMESTAMPTZ:
        return use == TIME_TRUNCATE ? truncated | BIT(WEEK)
                                    : TIME_UNITS | CALENDAR_UNITS | OFFSET_UNITS;
    case TIME_KIND_TIME: return TIME_UNITS | BIT(EPOCH);
    case TIME_KIND_TIMETZ: return TIME_UNITS | BIT(EPOCH) | OFFSET_UNITS;
    case TIME_KIND_INTERVAL: return use == TIME_TRUNCATE ? truncated : truncated | BIT(EPOCH);
    }
    return 0;
}

/* date_trunc() knows the words for intervals; extract() also those for dates, of which types
 * without a date have only the epoch. */
static const Word *find_unit_word(TimeUse use, TimeKind kind, Str name)
{
    const Word *word = interval_word_find(name);

    if (word && word->kind == WORD_LABEL)
        return word;
    word = use == TIME_EXTRACT ? date_word_find(name) : NULL;
    if (!word || (word->kind != WORD_LABEL && word->kind != WORD_SPECIAL))
        return NULL;
    bool is_refused =
        kind >= TIME_KIND_TIME && word->kind == WORD_SPECIAL && word->value != SPECIAL_EPOCH;
    return is_refused ? NULL : word;
}

bool time_unit_find(Cx *cx, TimeUse use, TimeKind kind, Str name, TimeUnit *out_unit)
{
    static const char *const types[] = {
        [TIME_KIND_DATE] = "date",
        [TIME_KIND_TIMESTAMP] = "timestamp without time zone",
        [TIME_KIND_TIMESTAMPTZ] = "timestamp with time zone",
        [TIME_KIND_TIME] = "time without time zone",
        [TIME_KIND_TIMETZ] = "time with time zone",
        [TIME_KIND_INTERVAL] = "interval",
    };
    Str lower = str_lower(cx->arena, name);
    lower.length = utf8_fit(lower, NAME_BYTES_MAX);
    const Word *word = find_unit_word(use, kind, lower);

    if (!word)
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "unit \"%.*s\" not recognized for type %s", STR(lower), types[kind]);
    TimeUnit unit = unit_of_word(word);
    if (!(supported_units(use, kind) & 1u << unit)) {
        fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "unit \"%.*s\" not supported for type %s",
             STR(lower), types[kind]);
        if (unit == UNIT_WEEK && use == TIME_TRUNCATE)
            fail_detail(cx, "Months usually have fractional weeks.");
        return false;
    }
    *out_unit = unit;
    return true;
}

bool time_unit_parse(Cx *cx, TimeUse use, TypeId type, Str name, TimeUnit *out_unit)
{
    TimeKind kind = type == TYPE_DATE        ? TIME_KIND_DATE
                    : type == TYPE_TIMESTAMP ? TIME_KIND_TIMESTAMP
                                             : TIME_KIND_INTERVAL;
    return time_unit_find(cx, use, kind, name, out_unit);
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The first year of the span of `years` years that `year` lies in; spans of centuries and more
 * begin with the years 1 and, backwards, -1. */
static int64_t first_year(int64_t year, int64_t years)
{
    if (years == 10)
        return floor_divide(year, 10) * 10;
    if (year > 0)
        return (year + years - 1) / years * years - (years - 1);
    return -((years - 1 - (year - 1)) / years) * years + 1;
}

int64_t time_unit_micros(TimeUnit unit)
{
    switch ((unsigned)unit) {
    case UNIT_MILLISECONDS: return 1000;
    case UNIT_SECOND: return MICROS_PER_SECOND;
    case UNIT_MINUTE: return MICROS_PER_MINUTE;
    case UNIT_HOUR: return MICROS_PER_HOUR;
    case UNIT_DAY: return MICROS_PER_DAY;
    }
    return 1;
}

int64_t time_unit_first_day(TimeUnit unit, int64_t day)
{
    CivilDate civil = date_to_civil(day);

    switch ((unsigned)unit) {
    case UNIT_WEEK: return day - (date_day_of_week(day) + 6) % 7;
    case UNIT_MONTH: return date_from_civil(civil.year, civil.month, 1);
    case UNIT_QUARTER: return date_from_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    case UNIT_YEAR: return date_from_civil(civil.year, 1, 1);
    case UNIT_DECADE: return date_from_civil(first_year(civil.year, 10), 1, 1);
    case UNIT_CENTURY: return date_from_civil(first_year(civil.year, 100), 1, 1);
    case UNIT_MILLENNIUM: return date_from_civil(first_year(civil.year, 1000), 1, 1);
    }
    return day;
}

bool timestamp_truncate(Cx *cx, TimeUnit unit, int64_t timestamp, int64_t *out_timestamp)
{
    int64_t micros = time_unit_micros(unit), day;

    if (timestamp_is_infinite(timestamp)) {
        *out_timestamp = timestamp;
        return true;
    }
    if (unit <= UNIT_DAY) {
        timestamp = floor_divide(timestamp, micros) * micros;
    } else {
        day = time_unit_first_day(unit, timestamp_day(timestamp));
        if (__builtin_mul_overflow(day, MICROS_PER_DAY, &timestamp))
            timestamp = TIMESTAMP_MIN - 1;
    }
    if (!timestamp_is_valid(timestamp))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "timestamp out of range");
    *out_timestamp = timestamp;
    return true;
}

static int unit_months(TimeUnit unit)
{
    switch ((unsigned)unit) {
    case UNIT_QUARTER: return 3;
    case UNIT_YEAR: return 12;
    case UNIT_DECADE: return 120;
    case UNIT_CENTURY: return 1200;
    case UNIT_MILLENNIUM: return 12000;
    }
    return 1;
}

Interval interval_truncate(TimeUnit unit, Interval interval)
{
    int64_t micros = time_unit_micros(unit);

    if (unit < UNIT_DAY) {
        interval.micros -= interval.micros % micros;
        return interval;
    }
    interval.micros = 0;
    if (unit > UNIT_DAY) {
        interval.days = 0;
        interval.months -= interval.months % unit_months(unit);
    }
    return interval;
}

int time_unit_scale(TimeUnit unit, TypeId type)
{
    switch ((unsigned)unit) {
    case UNIT_MILLISECONDS: return 3;
    case UNIT_SECOND: return 6;
    case UNIT_EPOCH: return type == TYPE_DATE ? 0 : 6;
    case UNIT_JULIAN: return type == TYPE_TIMESTAMP ? -1 : 0;
    }
    return 0;
}

/* The century of years 1 to 100 is 1; the one before is -1, as there is no year 0. */
static int64_t span_number(int64_t year, int64_t years)
{
    return year > 0 ? (year + years - 1) / years : -((years - 1 - (year - 1)) / years);
}

static int64_t extract_day(TimeUnit unit, int64_t day)
{
    CivilDate civil = date_to_civil(day);
    int64_t iso_year;

    switch ((unsigned)unit) {
    case UNIT_DAY: return civil.day;
    case UNIT_WEEK: return date_iso_week(day);
    case UNIT_MONTH: return civil.month;
    case UNIT_QUARTER: return (civil.month - 1) / 3 + 1;
    case UNIT_YEAR: return civil.year > 0 ? civil.year : civil.year - 1;
    case UNIT_DECADE: return floor_divide(civil.year, 10);
    case UNIT_CENTURY: return span_number(civil.year, 100);
    case UNIT_MILLENNIUM: return span_number(civil.year, 1000);
    case UNIT_DOW: return date_day_of_week(day);
    case UNIT_ISODOW: return (date_day_of_week(day) + 6) % 7 + 1;
    case UNIT_DOY: return day - date_from_civil(civil.year, 1, 1) + 1;
    case UNIT_ISOYEAR: iso_year = date_iso_year(day); return iso_year > 0 ? iso_year : iso_year - 1;
    case UNIT_JULIAN: return day + DATE_EPOCH_JULIAN;
    }
    return 0;
}

static bool unit_grows(TimeUnit unit)
{
    const unsigned growing = BIT(YEAR) | BIT(DECADE) | BIT(CENTURY) | BIT(MILLENNIUM) |
                             BIT(ISOYEAR) | BIT(JULIAN) | BIT(EPOCH);
    return growing & 1u << unit;
}
#undef BIT

static Extracted extract_infinite(TimeUnit unit, bool is_positive)
{
    if (!unit_grows(unit))
        return (Extracted){ .is_null = true };
    return (Extracted){ .infinity = is_positive ? 1 : -1 };
}

Extracted date_extract(TimeUnit unit, int32_t date)
{
    if (date_is_infinite(date))
        return extract_infinite(unit, date > 0);
    if (unit == UNIT_EPOCH)
        return (Extracted){ .value = (int128_t)(date - (int64_t)DATE_UNIX_EPOCH) * 86400 };
    return (Extracted){ .value = extract_day(unit, date) };
}

Extracted timestamp_extract(TimeUnit unit, int64_t timestamp)
{
    int scale = time_unit_scale(unit, TYPE_TIMESTAMP);

    if (timestamp_is_infinite(timestamp))
        return extract_infinite(unit, timestamp > 0);
    assert(scale >= 0);
    CivilTime civil = timestamp_to_civil(timestamp);
    int64_t seconds = civil.second * MICROS_PER_SECOND + civil.micros;
    switch ((unsigned)unit) {
    case UNIT_MICROSECONDS:
    case UNIT_MILLISECONDS:
    case UNIT_SECOND: return (Extracted){ .value = seconds, .scale = scale };
    case UNIT_MINUTE: return (Extracted){ .value = civil.minute };
    case UNIT_HOUR: return (Extracted){ .value = civil.hour };
    case UNIT_EPOCH:
        return (Extracted){ .value = (int128_t)timestamp - DATE_UNIX_EPOCH * MICROS_PER_DAY,
                            .scale = scale };
    }
    return (Extracted){ .value = extract_day(unit, timestamp_day(timestamp)) };
}

/* A year has 365.25 days here, a month 30. */
static int128_t interval_epoch_micros(Interval interval)
{
    int64_t years = interval.months / MONTHS_PER_YEAR, months = interval.months % MONTHS_PER_YEAR;
    int128_t quarter_days =
        (int128_t)years * 1461 + ((int128_t)months * DAYS_PER_MONTH + interval.days) * 4;

    return quarter_days * (MICROS_PER_DAY / 4) + interval.micros;
}

Extracted interval_extract(TimeUnit unit, Interval interval)
{
    int scale = time_unit_scale(unit, TYPE_INTERVAL);
    int64_t month = interval.months % MONTHS_PER_YEAR, year = interval.months / MONTHS_PER_YEAR;

    switch ((unsigned)unit) {
    case UNIT_MICROSECONDS:
    case UNIT_MILLISECONDS:
    case UNIT_SECOND:
        return (Extracted){ .value = interval.micros % MICROS_PER_MINUTE, .scale = scale };
    case UNIT_MINUTE:
        return (Extracted){ .value = interval.micros % MICROS_PER_HOUR / MICROS_PER_MINUTE };
    case UNIT_HOUR: return (Extracted){ .value = interval.micros / MICROS_PER_HOUR };
    case UNIT_DAY: return (Extracted){ .value = interval.days };
    case UNIT_MONTH: return (Extracted){ .value = month };
    case UNIT_QUARTER: return (Extracted){ .value = month / 3 + 1 };
    case UNIT_YEAR: return (Extracted){ .value = year };
    case UNIT_DECADE: return (Extracted){ .value = year / 10 };
    case UNIT_CENTURY: return (Extracted){ .value = year / 100 };
    case UNIT_MILLENNIUM: return (Extracted){ .value = year / 1000 };
    case UNIT_EPOCH: return (Extracted){ .value = interval_epoch_micros(interval), .scale = scale };
    }
    return (Extracted){ .is_null = true };
}

bool timestamp_julian(Cx *cx, int64_t timestamp, Numeric *out_days)
{
    if (timestamp_is_infinite(timestamp)) {
        *out_days = numeric_special(timestamp > 0 ? NUMERIC_INFINITY : NUMERIC_MINUS_INFINITY);
        return true;
    }
    int64_t day = timestamp_day(timestamp);
    Numeric whole = numeric_from_i64(cx->arena, day + DATE_EPOCH_JULIAN), fraction;
    Numeric micros = numeric_from_i64(cx->arena, timestamp - day * MICROS_PER_DAY);
    Numeric micros_per_day = numeric_from_i64(cx->arena, MICROS_PER_DAY);

    TRY(numeric_divide(cx, &micros, &micros_per_day, &fraction));
    return numeric_add(cx, &whole, &fraction, out_days);
}

/* Seconds and milliseconds as PostgreSQL computes them, in doubles from the start. */
static double seconds_part(TimeUnit unit, int64_t seconds, int64_t micros)
{
    if (unit == UNIT_SECOND)
        return (double)seconds + (double)micros / 1e6;
    if (unit == UNIT_MILLISECONDS)
        return (double)seconds * 1e3 + (double)micros / 1e3;
    return (double)(seconds * MICROS_PER_SECOND + micros);
}

bool timestamp_part(TimeUnit unit, int64_t timestamp, double *out_value)
{
    if (timestamp_is_infinite(timestamp)) {
        *out_value = timestamp > 0 ? __builtin_inf() : -__builtin_inf();
        return unit_grows(unit);
    }
    CivilTime civil = timestamp_to_civil(timestamp);
    if (unit <= UNIT_SECOND) {
        *out_value = seconds_part(unit, civil.second, civil.micros);
    } else if (unit == UNIT_EPOCH) {
        int64_t unix_epoch = DATE_UNIX_EPOCH * MICROS_PER_DAY, micros;
        *out_value = __builtin_sub_overflow(timestamp, unix_epoch, &micros)
                         ? ((double)timestamp - (double)unix_epoch) / 1e6
                         : (double)micros / 1e6;
    } else if (unit == UNIT_JULIAN) {
        double seconds = civil.hour * 3600 + civil.minute * 60 + civil.second;
        *out_value = (double)(timestamp_day(timestamp) + DATE_EPOCH_JULIAN) +
                     (seconds + civil.micros / 1e6) / 86400.0;
    } else {
        *out_value = (double)timestamp_extract(unit, timestamp).value;
    }
    return true;
}

double interval_part(TimeUnit unit, Interval interval)
{
    int64_t micros = interval.micros % MICROS_PER_MINUTE;

    if (unit <= UNIT_SECOND)
        return seconds_part(unit, micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
    if (unit != UNIT_EPOCH)
        return (double)interval_extract(unit, interval).value;
    double seconds = (double)interval.micros / 1e6;
    seconds += 365.25 * 86400 * (interval.months / MONTHS_PER_YEAR);
    seconds += (double)DAYS_PER_MONTH * 86400 * (interval.months % MONTHS_PER_YEAR);
    return seconds + 86400.0 * interval.days;
}
