/*
 * interval_parse.c -- interval_in: "1 year 2 mons -3 days 04:05:06", "1-2", "P1Y2M", "@ 1 day ago".
 *
 * Fields are read from right to left, so that a unit is known before its number.  What that way
 * finds malformed is tried as ISO 8601.
 */
#include "base/datetime_field.h"
#include "base/digits.h"
#include "base/interval.h"
#include "base/timestamp.h"

#include <math.h>
#include <stdlib.h>

enum { DAYS_PER_MONTH = 30, DAYS_PER_WEEK = 7, MONTHS_PER_YEAR = 12 };

/* Years and months are added up apart, so that an overflow of either is told from one of both. */
typedef struct IntervalSum {
    int32_t years;
    int32_t months;
    int32_t days;
    int64_t micros;
} IntervalSum;

/* A number of the text; both parts have its sign. */
typedef struct Amount {
    int64_t whole;
    double fraction; /* absolute value below 1 */
} Amount;

/* All the add_ functions: false is overflow. */
static bool add_micro_fraction(IntervalSum *sum, double fraction, int64_t unit)
{
    double product = fraction * (double)unit;
    int64_t micros = (int64_t)product;

    product -= (double)micros;
    micros += (product > 0.5) - (product < -0.5);
    return !__builtin_add_overflow(sum->micros, micros, &sum->micros);
}

static bool add_micros(IntervalSum *sum, Amount amount, int64_t unit)
{
    int64_t micros;

    return !__builtin_mul_overflow(amount.whole, unit, &micros) &&
           !__builtin_add_overflow(sum->micros, micros, &sum->micros) &&
           add_micro_fraction(sum, amount.fraction, unit);
}

static bool add_scaled(int32_t *field, int64_t value, int scale)
{
    int32_t product;

    return value >= INT32_MIN && value <= INT32_MAX &&
           !__builtin_mul_overflow((int32_t)value, scale, &product) &&
           !__builtin_add_overflow(*field, product, field);
}

/* Whole days of the fraction of a unit of `unit_days`; what is left becomes time. */
static bool add_day_fraction(IntervalSum *sum, double fraction, int unit_days)
{
    double days = fraction * unit_days;
    int whole = (int)days;

    return !__builtin_add_overflow(sum->days, whole, &sum->days) &&
           add_micro_fraction(sum, days - whole, MICROS_PER_DAY);
}

static bool add_days(IntervalSum *sum, Amount amount)
{
    return add_scaled(&sum->days, amount.whole, 1) &&
           add_micro_fraction(sum, amount.fraction, MICROS_PER_DAY);
}

static bool add_weeks(IntervalSum *sum, Amount amount)
{
    return add_scaled(&sum->days, amount.whole, DAYS_PER_WEEK) &&
           add_day_fraction(sum, amount.fraction, DAYS_PER_WEEK);
}

static bool add_months(IntervalSum *sum, Amount amount)
{
    return add_scaled(&sum->months, amount.whole, 1) &&
           add_day_fraction(sum, amount.fraction, DAYS_PER_MONTH);
}

/* The fraction of a year is rounded to months. */
static bool add_years(IntervalSum *sum, Amount amount, int scale)
{
    int months = (int)rint(amount.fraction * scale * MONTHS_PER_YEAR);

    return add_scaled(&sum->years, amount.whole, scale) &&
           !__builtin_add_overflow(sum->months, months, &sum->months);
}

static DateStatus unless_overflow(bool is_added)
{
    return is_added ? DATE_OK : DATE_FIELD_OVERFLOW;
}

typedef struct IntervalDecoder {
    IntervalSum sum;
    int range;
    FieldUnit unit;   /* of the number to come, on the left */
    unsigned known;   /* 1 << FieldUnit, of all units read so far */
    unsigned found;   /* of the field being read */
    bool is_before;   /* "ago" */
    bool is_negative; /* the leading minus holds for every field */
} IntervalDecoder;

enum {
    FOUND_SECONDS =
        1 << FIELD_UNIT_SECOND | 1 << FIELD_UNIT_MILLISECOND | 1 << FIELD_UNIT_MICROSECOND,
    FOUND_TIME = 1 << FIELD_UNIT_HOUR | 1 << FIELD_UNIT_MINUTE | FOUND_SECONDS,
};

/* The unit of a rightmost number without one: the last field of the typmod's range. */
static FieldUnit default_unit(int range)
{
    if (range == INTERVAL_FULL_RANGE || (range & INTERVAL_MASK_SECOND))
        return FIELD_UNIT_SECOND;
    if (range & INTERVAL_MASK_MINUTE)
        return FIELD_UNIT_MINUTE;
    if (range & INTERVAL_MASK_HOUR)
        return FIELD_UNIT_HOUR;
    if (range & INTERVAL_MASK_DAY)
        return FIELD_UNIT_DAY;
    if (range & INTERVAL_MASK_MONTH)
        return FIELD_UNIT_MONTH;
    return range & INTERVAL_MASK_YEAR ? FIELD_UNIT_YEAR : FIELD_UNIT_SECOND;
}

static DateStatus decode_time(IntervalDecoder *d, const char *text, int sign)
{
    FieldTime time;
    bool is_minute_to_second = d->range == (INTERVAL_MASK_MINUTE | INTERVAL_MASK_SECOND);
    DateStatus status = field_read_time(text, is_minute_to_second, INT64_MAX, &time);
    int64_t micros, rest;

    if (status != DATE_OK)
        return status;
    d->found = FOUND_TIME;
    rest = time.minute * MICROS_PER_MINUTE + time.second * MICROS_PER_SECOND + time.micros;
    if (__builtin_mul_overflow(time.hour, MICROS_PER_HOUR, &micros) ||
        __builtin_add_overflow(micros, rest, &micros))
        return DATE_FIELD_OVERFLOW;
    if (d->is_negative)
        sign = -1;
    d->sum.micros = sign * micros;
    d->unit = FIELD_UNIT_DAY; /* a number on the left of a time counts days */
    return DATE_OK;
}

/* "2-3" is two years and three months; `at` stands at the second sign. */
static DateStatus read_year_month(const char *text, const char *at, Amount *amount)
{
    bool overflows = false;
    int64_t months;

    at = field_read_integer(at + 1, 0, MONTHS_PER_YEAR - 1, &months, &overflows);
    if (overflows)
        return DATE_FIELD_OVERFLOW;
    if (*at)
        return DATE_BAD_FORMAT;
    if (*text == '-')
        months = -months;
    return unless_overflow(
        !__builtin_mul_overflow(amount->whole, MONTHS_PER_YEAR, &amount->whole) &&
        !__builtin_add_overflow(amount->whole, months, &amount->whole));
}

static DateStatus read_amount(IntervalDecoder *d, const char *text, Amount *out_amount)
{
    Amount amount = { 0 };
    bool overflows = false;
    const char *end = field_read_integer(text, INT64_MIN, INT64_MAX, &amount.whole, &overflows);
    DateStatus status = overflows ? DATE_FIELD_OVERFLOW : DATE_OK;

    if (status == DATE_OK && *end == '-') {
        status = read_year_month(text, end, &amount);
        d->unit = FIELD_UNIT_MONTH;
    } else if (status == DATE_OK && *end == '.') {
        status = field_read_fraction(end, &amount.fraction);
        if (*text == '-')
            amount.fraction = -amount.fraction;
    } else if (status == DATE_OK && *end) {
        status = DATE_BAD_FORMAT;
    }
    if (d->is_negative && amount.whole > 0)
        amount.whole = -amount.whole;
    if (d->is_negative && amount.fraction > 0)
        amount.fraction = -amount.fraction;
    *out_amount = amount;
    return status;
}

static bool add_amount(IntervalDecoder *d, Amount amount, FieldUnit unit)
{
    IntervalSum *sum = &d->sum;

    switch ((unsigned)unit) {
    case FIELD_UNIT_MICROSECOND: return add_micros(sum, amount, 1);
    case FIELD_UNIT_MILLISECOND: return add_micros(sum, amount, 1000);
    case FIELD_UNIT_SECOND: return add_micros(sum, amount, MICROS_PER_SECOND);
    case FIELD_UNIT_MINUTE: return add_micros(sum, amount, MICROS_PER_MINUTE);
    case FIELD_UNIT_HOUR: return add_micros(sum, amount, MICROS_PER_HOUR);
    case FIELD_UNIT_DAY: return add_days(sum, amount);
    case FIELD_UNIT_WEEK: return add_weeks(sum, amount);
    case FIELD_UNIT_MONTH: return add_months(sum, amount);
    case FIELD_UNIT_YEAR: return add_years(sum, amount, 1);
    case FIELD_UNIT_DECADE: return add_years(sum, amount, 10);
    case FIELD_UNIT_CENTURY: return add_years(sum, amount, 100);
    case FIELD_UNIT_MILLENNIUM: return add_years(sum, amount, 1000);
    }
    return false;
}

static bool unit_has_amount(FieldUnit unit)
{
    return unit >= FIELD_UNIT_MICROSECOND && unit <= FIELD_UNIT_MILLENNIUM &&
           unit != FIELD_UNIT_QUARTER;
}

static DateStatus decode_amount(IntervalDecoder *d, const char *text)
{
    Amount amount;

    if (d->unit == FIELD_UNIT_NONE)
        d->unit = default_unit(d->range);
    DateStatus status = read_amount(d, text, &amount);
    if (status != DATE_OK)
        return status;
    if (!unit_has_amount(d->unit))
        return DATE_BAD_FORMAT;
    d->found = 1u << d->unit;
    if (d->unit == FIELD_UNIT_SECOND && amount.fraction != 0)
        d->found = FOUND_SECONDS;
    FieldUnit unit = d->unit;
    if (unit == FIELD_UNIT_HOUR)
        d->unit = FIELD_UNIT_DAY;
    return unless_overflow(add_amount(d, amount, unit));
}

static DateStatus decode_unit(IntervalDecoder *d, const char *text)
{
    const Word *word = interval_word_find(str_of(text));

    if (!word)
        return DATE_BAD_FORMAT;
    if (word->kind == WORD_AGO)
        d->is_before = true;
    d->unit = (FieldUnit)word->value;
    return DATE_OK;
}

static DateStatus decode_field(IntervalDecoder *d, const Field *field)
{
    DateStatus status;

    switch (field->kind) {
    case FIELD_TIME: return decode_time(d, field->text, 1);
    case FIELD_SIGNED:
        /* A signed time; all else with a sign is a number. */
        status = strchr(field->text + 1, ':')
                     ? decode_time(d, field->text + 1, *field->text == '-' ? -1 : 1)
                     : DATE_BAD_FORMAT;
        return status == DATE_OK ? status : decode_amount(d, field->text);
    case FIELD_DATE:
    case FIELD_NUMBER: return decode_amount(d, field->text);
    case FIELD_WORD:
    case FIELD_SPECIAL: return decode_unit(d, field->text);
    }
    return DATE_BAD_FORMAT;
}

static DateStatus negate_sum(IntervalSum *sum)
{
    return unless_overflow(!__builtin_sub_overflow(0, sum->years, &sum->years) &&
                           !__builtin_sub_overflow(0, sum->months, &sum->months) &&
                           !__builtin_sub_overflow(0, sum->days, &sum->days) &&
                           !__builtin_sub_overflow((int64_t)0, sum->micros, &sum->micros));
}

/* Whether the first field is negative and none behind it has a sign. */
static bool has_leading_minus(const FieldList *list)
{
    if (list->count == 0 || *list->field[0].text != '-')
        return false;
    for (int at = 1; at < list->count; at++)
        if (*list->field[at].text == '-' || *list->field[at].text == '+')
            return false;
    return true;
}

static DateStatus decode_verbose(Str text, int range, IntervalStyle style, IntervalSum *out_sum)
{
    FieldList list;
    IntervalDecoder d = { .range = range };
    DateStatus status = field_list_split(text, INTERVAL_TEXT_BYTES, &list);

    if (status == DATE_OK && style == INTERVAL_STYLE_SQL_STANDARD)
        d.is_negative = has_leading_minus(&list);
    for (int at = list.count - 1; at >= 0 && status == DATE_OK; at--) {
        d.found = 0;
        status = decode_field(&d, &list.field[at]);
        if (status == DATE_OK && (d.known & d.found))
            status = DATE_BAD_FORMAT;
        d.known |= d.found;
    }
    if (status == DATE_OK && d.known == 0)
        status = DATE_BAD_FORMAT;
    if (status == DATE_OK && d.is_before)
        status = negate_sum(&d.sum);
    *out_sum = d.sum;
    return status;
}

/* ISO 8601: "P1Y2M3DT4H5M6.7S", "P0001-02-03T04:05:06", "P00010203T040506". */
typedef struct IsoDecoder {
    const char *at; /* NUL-ended */
    IntervalSum sum;
    bool is_time;   /* behind the T */
    bool has_field; /* of this part */
    bool is_done;   /* the text ended where it may */
} IsoDecoder;

static DateStatus read_iso_number(IsoDecoder *d, Amount *out_amount)
{
    const double limit = 1e15;
    char *end;

    if (!char_is_digit(*d->at) && *d->at != '-' && *d->at != '.')
        return DATE_BAD_FORMAT;
    double value = strtod(d->at, &end);
    if (end == d->at || isinf(value))
        return DATE_BAD_FORMAT;
    if (isnan(value) || value < -limit || value > limit)
        return DATE_FIELD_OVERFLOW;
    d->at = end;
    out_amount->whole = (int64_t)value;
    out_amount->fraction = value - (double)out_amount->whole;
    return DATE_OK;
}

static void begin_time(IsoDecoder *d)
{
    d->is_time = true;
    d->has_field = false;
}

/* How many digits stand before the point. */
static int integer_width(const char *at)
{
    at += *at == '-';
    return (int)strspn(at, "0123456789");
}

/* What follows a part of the form with delimiters: the end, the T, or `delimiter`. */
static bool iso_continues(IsoDecoder *d, char delimiter, DateStatus *status)
{
    if (*d->at == '\0') {
        d->is_done = true;
        return false;
    }
    if (*d->at == 'T' && delimiter != ':') {
        d->at++;
        begin_time(d);
        return false;
    }
    if (*d->at++ != delimiter || delimiter == '\0') {
        *status = DATE_BAD_FORMAT;
        return false;
    }
    return true;
}

/* P0001-02-03, or parts of it from the left; the year is read. */
static DateStatus decode_iso_dashes(IsoDecoder *d, Amount amount)
{
    DateStatus status = unless_overflow(add_years(&d->sum, amount, 1));

    d->at--; /* back to what ended the number */
    if (status != DATE_OK || !iso_continues(d, '-', &status))
        return status;
    status = read_iso_number(d, &amount);
    if (status != DATE_OK || !add_months(&d->sum, amount))
        return status != DATE_OK ? status : DATE_FIELD_OVERFLOW;
    if (!iso_continues(d, '-', &status))
        return status;
    status = read_iso_number(d, &amount);
    if (status != DATE_OK || !add_days(&d->sum, amount))
        return status != DATE_OK ? status : DATE_FIELD_OVERFLOW;
    iso_continues(d, '\0', &status);
    return status;
}

/* T04:05:06, or parts of it from the left; the hour is read. */
static DateStatus decode_iso_colons(IsoDecoder *d, Amount amount)
{
    DateStatus status = unless_overflow(add_micros(&d->sum, amount, MICROS_PER_HOUR));

    d->at--;
    if (status != DATE_OK || !iso_continues(d, ':', &status))
        return status;
    status = read_iso_number(d, &amount);
    if (status != DATE_OK || !add_micros(&d->sum, amount, MICROS_PER_MINUTE))
        return status != DATE_OK ? status : DATE_FIELD_OVERFLOW;
    if (!iso_continues(d, ':', &status))
        return status;
    status = read_iso_number(d, &amount);
    if (status != DATE_OK || !add_micros(&d->sum, amount, MICROS_PER_SECOND))
        return status != DATE_OK ? status : DATE_FIELD_OVERFLOW;
    if (*d->at)
        return DATE_BAD_FORMAT;
    d->is_done = true;
    return DATE_OK;
}

/* P00010203 */
static DateStatus decode_iso_basic_date(IsoDecoder *d, Amount amount, char unit)
{
    if (unit == 'T')
        begin_time(d);
    else
        d->is_done = true;
    return unless_overflow(add_years(&d->sum, (Amount){ amount.whole / 10000, 0 }, 1) &&
                           add_months(&d->sum, (Amount){ amount.whole / 100 % 100, 0 }) &&
                           add_days(&d->sum, (Amount){ amount.whole % 100, amount.fraction }));
}

/* T040506 */
static DateStatus decode_iso_basic_time(IsoDecoder *d, Amount amount)
{
    Amount hours = { amount.whole / 10000, 0 }, minutes = { amount.whole / 100 % 100, 0 };

    d->is_done = true;
    return unless_overflow(
        add_micros(&d->sum, hours, MICROS_PER_HOUR) &&
        add_micros(&d->sum, minutes, MICROS_PER_MINUTE) &&
        add_micros(&d->sum, (Amount){ amount.whole % 100, 0 }, MICROS_PER_SECOND) &&
        add_micro_fraction(&d->sum, amount.fraction, 1));
}

static DateStatus add_iso_date(IsoDecoder *d, Amount amount, char unit, int width)
{
    bool had_field = d->has_field;

    d->has_field = true;
    switch (unit) {
    case 'Y': return unless_overflow(add_years(&d->sum, amount, 1));
    case 'M': return unless_overflow(add_months(&d->sum, amount));
    case 'W': return unless_overflow(add_weeks(&d->sum, amount));
    case 'D': return unless_overflow(add_days(&d->sum, amount));
    case 'T':
    case '\0':
        if (width == 8 && !had_field)
            return decode_iso_basic_date(d, amount, unit);
        break;
    case '-': break;
    default: return DATE_BAD_FORMAT;
    }
    return had_field ? DATE_BAD_FORMAT : decode_iso_dashes(d, amount);
}

static DateStatus add_iso_time(IsoDecoder *d, Amount amount, char unit, int width)
{
    bool had_field = d->has_field;

    d->has_field = true;
    switch (unit) {
    case 'H': return unless_overflow(add_micros(&d->sum, amount, MICROS_PER_HOUR));
    case 'M': return unless_overflow(add_micros(&d->sum, amount, MICROS_PER_MINUTE));
    case 'S': return unless_overflow(add_micros(&d->sum, amount, MICROS_PER_SECOND));
    case '\0':
        if (width == 6 && !had_field)
            return decode_iso_basic_time(d, amount);
        break;
    case ':': break;
    default: return DATE_BAD_FORMAT;
    }
    return had_field ? DATE_BAD_FORMAT : decode_iso_colons(d, amount);
}

static DateStatus decode_iso(const char *text, IntervalSum *out_sum)
{
    IsoDecoder d = { .at = text + 1 };
    DateStatus status = DATE_OK;

    if (text[0] != 'P' || !text[1])
        return DATE_BAD_FORMAT;
    while (status == DATE_OK && !d.is_done && *d.at) {
        if (*d.at == 'T') {
            begin_time(&d);
            d.at++;
            continue;
        }
        int width = integer_width(d.at);
        Amount amount;
        status = read_iso_number(&d, &amount);
        if (status != DATE_OK)
            break;
        char unit = *d.at++;
        status = d.is_time ? add_iso_time(&d, amount, unit, width)
                           : add_iso_date(&d, amount, unit, width);
    }
    *out_sum = d.sum;
    return status;
}

bool interval_parse(Cx *cx, Str text, int32_t typmod, int position, Interval *out_interval)
{
    return interval_parse_styled(cx, &date_settings_default, text,
                                 (ParseAs){ .typmod = typmod, .position = position }, out_interval);
}

bool interval_parse_styled(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                           Interval *out_interval)
{
    int range = as.typmod >= 0 ? as.typmod >> 16 & INTERVAL_FULL_RANGE : INTERVAL_FULL_RANGE;
    IntervalSum sum;
    DateStatus status = decode_verbose(text, range, settings->interval_style, &sum);

    if (status == DATE_BAD_FORMAT) {
        SCRATCH(cx->arena);
        status = decode_iso(str_to_c(cx->arena, text), &sum);
    }
    if (status != DATE_OK)
        return date_status_raise(cx,
                                 status == DATE_FIELD_OVERFLOW ? DATE_INTERVAL_OVERFLOW : status,
                                 text, "interval", as.position);
    int64_t months = (int64_t)sum.years * MONTHS_PER_YEAR + sum.months;
    if (months < INT32_MIN || months > INT32_MAX)
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, as.position, "interval out of range");
    Interval interval = { .months = (int32_t)months, .days = sum.days, .micros = sum.micros };
    return interval_apply_typmod(cx, interval, as.typmod, out_interval);
}
