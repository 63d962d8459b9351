/*
 * interval_write.c -- intervals as IntervalStyle wants them.
 *
 *     postgres            1 year 2 mons -3 days +04:05:06
 *     postgres_verbose    @ 1 year 2 mons -3 days 4 hours 5 mins 6 secs
 *     sql_standard        +1-2 -3 +4:05:06
 *     iso_8601            P1Y2M-3DT4H5M6S
 *
 * All the write_ functions return where they ended.
 */
#include "base/digits.h"
#include "base/interval.h"
#include "base/timestamp.h"

enum { MONTHS_PER_YEAR = 12 };

/* An interval by fields, which all have the sign of what they are taken from. */
typedef struct Fields {
    int64_t years;
    int64_t months;
    int64_t days;
    int64_t hours;
    int64_t minutes;
    int64_t micros; /* seconds and their fraction */
} Fields;

static Fields fields_of(Interval interval)
{
    return (Fields){ .years = interval.months / MONTHS_PER_YEAR,
                     .months = interval.months % MONTHS_PER_YEAR,
                     .days = interval.days,
                     .hours = interval.micros / MICROS_PER_HOUR,
                     .minutes = interval.micros % MICROS_PER_HOUR / MICROS_PER_MINUTE,
                     .micros = interval.micros % MICROS_PER_MINUTE };
}

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static char *write_integer(char *to, int64_t value)
{
    return to + digits_write_i64(to, value);
}

static char *write_pair(char *to, int64_t value)
{
    digits_write_padded(to, (uint64_t)magnitude(value), 2);
    return to + 2;
}

/* Seconds without their sign and without trailing zeros, of `width` digits at least. */
static char *write_seconds(char *to, int64_t micros, int width)
{
    int64_t left = magnitude(micros), seconds = left / MICROS_PER_SECOND;

    to = width == 2 ? write_pair(to, seconds) : write_integer(to, seconds);
    return to + timestamp_write_fraction(to, (int)(left % MICROS_PER_SECOND));
}

static char *write_iso_field(char *to, int64_t value, char unit)
{
    if (value == 0)
        return to;
    to = write_integer(to, value);
    *to++ = unit;
    return to;
}

static char *write_iso(char *to, Fields f)
{
    char *at = to;

    *at++ = 'P';
    at = write_iso_field(at, f.years, 'Y');
    at = write_iso_field(at, f.months, 'M');
    at = write_iso_field(at, f.days, 'D');
    if (f.hours || f.minutes || f.micros || at == to + 1)
        *at++ = 'T';
    at = write_iso_field(at, f.hours, 'H');
    at = write_iso_field(at, f.minutes, 'M');
    if (f.micros || at[-1] == 'T') {
        if (f.micros < 0)
            *at++ = '-';
        at = write_seconds(at, f.micros, 1);
        *at++ = 'S';
    }
    return at;
}

/* "4:05:06", without sign */
static char *write_standard_time(char *to, Fields f)
{
    to = write_integer(to, magnitude(f.hours));
    *to++ = ':';
    to = write_pair(to, f.minutes);
    *to++ = ':';
    return write_seconds(to, f.micros, 2);
}

static char *write_year_month(char *to, Fields f)
{
    to = write_integer(to, magnitude(f.years));
    *to++ = '-';
    return write_integer(to, magnitude(f.months));
}

/* Where the standard has no such interval, because signs or kinds of fields are mixed, every part
 * is written and has its sign. */
static char *write_mixed(char *to, Interval interval, Fields f)
{
    *to++ = interval.months < 0 ? '-' : '+';
    to = write_year_month(to, f);
    *to++ = ' ';
    *to++ = interval.days < 0 ? '-' : '+';
    to = write_integer(to, magnitude(f.days));
    *to++ = ' ';
    *to++ = interval.micros < 0 ? '-' : '+';
    return write_standard_time(to, f);
}

static char *write_standard(char *to, Interval interval, Fields f)
{
    bool is_negative = interval.months < 0 || interval.days < 0 || interval.micros < 0;
    bool is_positive = interval.months > 0 || interval.days > 0 || interval.micros > 0;

    if (!is_negative && !is_positive) {
        *to++ = '0';
        return to;
    }
    if ((is_negative && is_positive) || (interval.months && (interval.days || interval.micros)))
        return write_mixed(to, interval, f);
    if (is_negative)
        *to++ = '-';
    if (interval.months)
        return write_year_month(to, f);
    if (interval.days) {
        to = write_integer(to, magnitude(f.days));
        *to++ = ' ';
    }
    return write_standard_time(to, f);
}

/* The first field that is not zero has no sign: "ago" at the end stands for it, and then the
 * others have the opposite of theirs. */
typedef struct Verbose {
    char *at;
    bool has_field;
    bool is_ago;
} Verbose;

static void write_verbose_field(Verbose *v, int64_t value, const char *unit)
{
    if (value == 0)
        return;
    if (!v->has_field)
        v->is_ago = value < 0;
    v->has_field = true;
    if (v->is_ago)
        value = -value;
    *v->at++ = ' ';
    v->at = write_integer(v->at, value);
    *v->at++ = ' ';
    v->at = stpcpy(v->at, unit);
    if (value != 1)
        *v->at++ = 's';
}

static void write_verbose_seconds(Verbose *v, int64_t micros)
{
    if (micros == 0)
        return;
    if (!v->has_field)
        v->is_ago = micros < 0;
    v->has_field = true;
    *v->at++ = ' ';
    if (v->is_ago != (micros < 0))
        *v->at++ = '-';
    v->at = write_seconds(v->at, micros, 1);
    v->at = stpcpy(v->at, magnitude(micros) == MICROS_PER_SECOND ? " sec" : " secs");
}

static char *write_verbose(char *to, Fields f)
{
    Verbose v = { .at = to };

    *v.at++ = '@';
    write_verbose_field(&v, f.years, "year");
    write_verbose_field(&v, f.months, "mon");
    write_verbose_field(&v, f.days, "day");
    write_verbose_field(&v, f.hours, "hour");
    write_verbose_field(&v, f.minutes, "min");
    write_verbose_seconds(&v, f.micros);
    if (!v.has_field)
        v.at = stpcpy(v.at, " 0");
    if (v.is_ago)
        v.at = stpcpy(v.at, " ago");
    return v.at;
}

size_t interval_write_styled(char *to, const DateSettings *settings, Interval interval)
{
    Fields fields = fields_of(interval);

    switch (settings->interval_style) {
    case INTERVAL_STYLE_POSTGRES: break;
    case INTERVAL_STYLE_POSTGRES_VERBOSE: return (size_t)(write_verbose(to, fields) - to);
    case INTERVAL_STYLE_SQL_STANDARD: return (size_t)(write_standard(to, interval, fields) - to);
    case INTERVAL_STYLE_ISO_8601: return (size_t)(write_iso(to, fields) - to);
    }
    return interval_write(to, interval);
}

bool interval_to_zone_ref(Cx *cx, const DateSettings *settings, Interval interval, ZoneRef *out_ref)
{
    char text[INTERVAL_TEXT_MAX];

    if (interval.months || interval.days)
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "interval time zone \"%.*s\" must not include months or days",
                    (int)interval_write_styled(text, settings, interval), text);
    /* PostgreSQL cuts to 32 bits too; the range of the result is checked anyway. */
    *out_ref = (ZoneRef){ .kind = ZONE_REF_FIXED,
                          .seconds_east = (int32_t)(interval.micros / MICROS_PER_SECOND) };
    return true;
}
