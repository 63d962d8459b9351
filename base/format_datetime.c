/*
 * format_datetime.c -- to_char() of timestamps and intervals; see format.h.
 *
 * Both become a Moment first.  That of an interval has fields of any sign and size, to which some
 * patterns of the calendar are applied all the same, as PostgreSQL does: their arithmetic is
 * written so that it has an answer for each (which wraps, as that of 32-bit integers does).
 */
#include "base/digits.h"
#include "base/format_template.h"

#include <stdlib.h>

enum {
    MONTHS_PER_YEAR = 12,
    DAYS_PER_MONTH = 30,
    HOURS_PER_HALF_DAY = 12,
    SECONDS_PER_HOUR = 3600,
    SECONDS_PER_MINUTE = 60,
    NAME_WIDTH = 9, /* "September", "Wednesday" */
    ROMAN_WIDTH = 4,
};

typedef struct Moment {
    int64_t hour; /* of an interval: any */
    int minute;
    int second;
    int micros;
    int year; /* of a timestamp: 0 is 1 BC */
    int month;
    int day;
    int weekday; /* 0 is Sunday; not of an interval */
    int day_of_year;
    bool is_interval;
    const ZoneShown *zone; /* NULL: none */
} Moment;

static Moment moment_of_timestamp(int64_t timestamp, const ZoneShown *zone)
{
    if (zone)
        timestamp += zone->offset_seconds * MICROS_PER_SECOND;
    CivilTime civil = timestamp_to_civil(timestamp);
    int64_t day = timestamp_day(timestamp);

    return (Moment){ .hour = civil.hour,
                     .minute = civil.minute,
                     .second = civil.second,
                     .micros = civil.micros,
                     .year = (int)civil.date.year,
                     .month = civil.date.month,
                     .day = civil.date.day,
                     .weekday = date_day_of_week(day),
                     .day_of_year = (int)(day - date_from_civil(civil.date.year, 1, 1)) + 1,
                     .zone = zone };
}

static Moment moment_of_interval(Interval interval)
{
    int64_t seconds = interval.micros / MICROS_PER_SECOND;
    int64_t days = (int64_t)interval.months * DAYS_PER_MONTH + interval.days;

    return (Moment){ .hour = seconds / SECONDS_PER_HOUR,
                     .minute = (int)(seconds / SECONDS_PER_MINUTE % 60),
                     .second = (int)(seconds % SECONDS_PER_MINUTE),
                     .micros = (int)(interval.micros % MICROS_PER_SECOND),
                     .year = interval.months / MONTHS_PER_YEAR,
                     .month = interval.months % MONTHS_PER_YEAR,
                     .day = interval.days,
                     .day_of_year = (int32_t)days,
                     .is_interval = true };
}

static int32_t subtract_wrapping(int32_t a, int32_t b)
{
    return (int32_t)((int64_t)a - b);
}

/* The Julian day.  Years are counted from March 4801 BC, so that the leap day comes last, and a
 * month is worth 30.6 days; so months from -9 to 0 lie in the year before. */
static int32_t julian_day(int64_t year, int month, int day)
{
    int64_t march_year = (int32_t)(year + (month > 2 ? 4800 : 4799));
    int64_t march_month = month + (month > 2 ? 1 : 13);
    int64_t leap_days = march_year / 4 - march_year / 100 + march_year / 400;

    return (int32_t)(march_year * 365 + leap_days + march_month * 7834 / 256 + day - 32167);
}

int32_t format_iso_year_start(int64_t year)
{
    int32_t fourth = julian_day(year, 1, 4);
    int32_t from_monday = fourth % 7;

    return subtract_wrapping(fourth, from_monday < 0 ? from_monday + 7 : from_monday);
}

typedef struct IsoDate {
    int year;
    int week;
    int day_of_year;
} IsoDate;

static IsoDate iso_date(const Moment *moment)
{
    int32_t day = julian_day(moment->year, moment->month, moment->day);
    int year = moment->year;

    if (day < format_iso_year_start(year))
        year--;
    int32_t from_start = subtract_wrapping(day, format_iso_year_start(year));
    if (from_start / 7 >= 51 && day >= format_iso_year_start((int64_t)moment->year + 1)) {
        year = moment->year + 1;
        from_start = subtract_wrapping(day, format_iso_year_start(year));
    }
    return (IsoDate){ year, from_start / 7 + 1, from_start + 1 };
}

/* `width` counts the sign; what it lacks are zeros. */
static void add_padded(StrBuilder *out, const FormatNode *node, int64_t value, int width)
{
    size_t from = out->length;
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char digits[DIGITS_U64_MAX];

    if (value < 0)
        str_add_char(out, '-');
    for (int zeros = width - (value < 0) - digits_count(size); zeros > 0; zeros--)
        str_add_char(out, '0');
    str_add_bytes(out, digits, digits_write_u64(digits, size));
    if (node->modifiers & MODIFIER_ORDINAL) {
        Str shown = str_slice(str_built(out), from, out->length);
        str_add_c(out, ordinal_ending(shown, node->modifiers & MODIFIER_ORDINAL_UPPER));
    }
}

static void add_number(StrBuilder *out, const FormatNode *node, int64_t value, int width)
{
    add_padded(out, node, value, node->modifiers & MODIFIER_FILL ? 0 : width);
}

/* `digits` of them, whatever the sign. */
static void add_signed(StrBuilder *out, const FormatNode *node, int64_t value, int digits)
{
    add_number(out, node, value, digits + (value < 0));
}

/* `name` is capitalised; blanks fill it up to `width`, unless FM or TM. */
static void add_name(StrBuilder *out, const FormatNode *node, const char *name, int width)
{
    size_t from = out->length;

    if (node->modifiers & (MODIFIER_FILL | MODIFIER_LOCAL))
        width = 0;
    str_addf(out, "%-*s", width, name);
    for (char *at = out->data + from; *at; at++) {
        if (node->letter_case == CASE_LOWER)
            *at = char_lower(*at);
        else if (node->letter_case == CASE_UPPER && *at >= 'a' && *at <= 'z')
            *at = (char)(*at - ('a' - 'A'));
    }
}

/* "am" in the pattern's letter case. */
static void add_word(StrBuilder *out, const FormatNode *node, const char *word)
{
    add_name(out, node, word, 0);
}

static void add_zone_name(StrBuilder *out, const FormatNode *node, const ZoneShown *zone)
{
    if (!zone)
        return;
    for (size_t at = 0; at < zone->abbreviation.length; at++) {
        char c = zone->abbreviation.data[at];
        str_add_char(out, node->letter_case == CASE_LOWER ? char_lower(c) : c);
    }
}

/* TZH, TZM and OF; a timestamp without zone is shown as one of UTC. */
static void add_zone_offset(StrBuilder *out, const FormatNode *node, const ZoneShown *zone)
{
    int seconds = zone ? zone->offset_seconds : 0, size = abs(seconds);
    int hours = size / SECONDS_PER_HOUR, minutes = size % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
    bool is_whole = node->pattern == PATTERN_OFFSET;

    if (node->pattern == PATTERN_ZONE_MINUTE) {
        str_addf(out, "%02d", minutes);
        return;
    }
    int width = is_whole && node->modifiers & MODIFIER_FILL ? 0 : 2;
    str_addf(out, "%c%0*d", seconds < 0 ? '-' : '+', width, hours);
    if (is_whole && size % SECONDS_PER_HOUR)
        str_addf(out, ":%02d", minutes);
}

/* Behind the year 1 comes 1 BC; intervals count through zero. */
static int shown_year(const Moment *moment, int year)
{
    return !moment->is_interval && year <= 0 ? 1 - year : year;
}

static void add_year(StrBuilder *out, const FormatNode *node, const Moment *moment, int year)
{
    static const int powers[4] = { 1, 10, 100, 1000 };
    size_t digits = node->text.length;

    year = shown_year(moment, year);
    int low = digits < 4 ? year % powers[digits] : year;
    add_number(out, node, low, (int)digits + (digits > 1 && shown_year(moment, moment->year) < 0));
}

static void add_year_with_comma(StrBuilder *out, const FormatNode *node, const Moment *moment)
{
    int year = shown_year(moment, moment->year);

    str_addf(out, "%d,", year / 1000);
    add_padded(out, node, year % 1000, 3);
}

static int century(const Moment *moment)
{
    if (moment->is_interval)
        return moment->year / 100;
    return moment->year > 0 ? (moment->year - 1) / 100 + 1 : moment->year / 100 - 1;
}

/* Months of intervals may be negative: -1 is shown as December.  Whole years are December, or,
 * if negative, January. */
static void add_roman_month(StrBuilder *out, const FormatNode *node, const Moment *moment)
{
    int month = moment->month;

    if (month == 0 && moment->year == 0)
        return;
    if (month == 0)
        month = moment->year > 0 ? MONTHS_PER_YEAR : 1;
    else if (month < 0)
        month += MONTHS_PER_YEAR + 1;
    FormatNode without_local = *node;
    without_local.modifiers &= (uint8_t)~MODIFIER_LOCAL;
    add_name(out, &without_local, format_roman_months[MONTHS_PER_YEAR - month], ROMAN_WIDTH);
}

static void add_fraction(StrBuilder *out, const FormatNode *node, int micros, int digits)
{
    static const int divisors[7] = { 0, 100000, 10000, 1000, 100, 10, 1 };

    add_padded(out, node, micros / divisors[digits], digits);
}

/* Patterns of the time of day.  False: it is none of them. */
static bool add_time(StrBuilder *out, const FormatNode *node, const Moment *moment)
{
    int64_t hour = moment->hour, half = hour % HOURS_PER_HALF_DAY;
    bool is_afternoon = hour % (2 * HOURS_PER_HALF_DAY) >= HOURS_PER_HALF_DAY;
    int64_t seconds =
        hour * SECONDS_PER_HOUR + moment->minute * SECONDS_PER_MINUTE + moment->second;

    switch ((unsigned)node->pattern) {
    case PATTERN_MERIDIAN: add_word(out, node, is_afternoon ? "pm" : "am"); return true;
    case PATTERN_MERIDIAN_DOTTED: add_word(out, node, is_afternoon ? "p.m." : "a.m."); return true;
    case PATTERN_HOUR_12:
        add_number(out, node, half ? half : HOURS_PER_HALF_DAY, hour >= 0 ? 2 : 3);
        return true;
    case PATTERN_HOUR_24: add_signed(out, node, hour, 2); return true;
    case PATTERN_MINUTE: add_signed(out, node, moment->minute, 2); return true;
    case PATTERN_SECOND: add_signed(out, node, moment->second, 2); return true;
    case PATTERN_SECOND_OF_DAY: add_number(out, node, seconds, 0); return true;
    case PATTERN_MILLISECOND: add_fraction(out, node, moment->micros, 3); return true;
    case PATTERN_MICROSECOND: add_fraction(out, node, moment->micros, 6); return true;
    }
    if (node->pattern < PATTERN_FRACTION_1 || node->pattern > PATTERN_FRACTION_6)
        return false;
    add_fraction(out, node, moment->micros, node->pattern - PATTERN_FRACTION_1 + 1);
    return true;
}

/* Patterns of the date that intervals have, too. */
static bool add_date(StrBuilder *out, const FormatNode *node, const Moment *moment)
{
    switch ((unsigned)node->pattern) {
    case PATTERN_MONTH: add_signed(out, node, moment->month, 2); return true;
    case PATTERN_DAY_OF_YEAR: add_number(out, node, moment->day_of_year, 3); return true;
    case PATTERN_ISO_DAY_OF_YEAR:
        add_number(out, node, iso_date(moment).day_of_year, 3);
        return true;
    case PATTERN_DAY_OF_MONTH: add_number(out, node, moment->day, 2); return true;
    case PATTERN_WEEK_OF_YEAR:
        add_number(out, node, subtract_wrapping(moment->day_of_year, 1) / 7 + 1, 2);
        return true;
    case PATTERN_ISO_WEEK: add_number(out, node, iso_date(moment).week, 2); return true;
    case PATTERN_QUARTER:
        if (moment->month)
            add_number(out, node, (moment->month - 1) / 3 + 1, 0);
        return true;
    case PATTERN_CENTURY: add_signed(out, node, century(moment), 2); return true;
    case PATTERN_YEAR_COMMA: add_year_with_comma(out, node, moment); return true;
    case PATTERN_YEAR: add_year(out, node, moment, moment->year); return true;
    case PATTERN_ISO_YEAR: add_year(out, node, moment, iso_date(moment).year); return true;
    case PATTERN_MONTH_ROMAN: add_roman_month(out, node, moment); return true;
    case PATTERN_WEEK_OF_MONTH:
        add_number(out, node, subtract_wrapping(moment->day, 1) / 7 + 1, 0);
        return true;
    case PATTERN_JULIAN:
        add_number(out, node, julian_day(moment->year, moment->month, moment->day), 0);
        return true;
    }
    return false;
}

/* Patterns that need a day of the calendar, or a time zone. */
static void add_calendar(StrBuilder *out, const FormatNode *node, const Moment *moment)
{
    int month = moment->month - 1, weekday = moment->weekday;

    switch ((unsigned)node->pattern) {
    case PATTERN_ZONE: add_zone_name(out, node, moment->zone); break;
    case PATTERN_ZONE_HOUR:
    case PATTERN_ZONE_MINUTE:
    case PATTERN_OFFSET: add_zone_offset(out, node, moment->zone); break;
    case PATTERN_ERA: add_word(out, node, moment->year > 0 ? "ad" : "bc"); break;
    case PATTERN_ERA_DOTTED: add_word(out, node, moment->year > 0 ? "a.d." : "b.c."); break;
    case PATTERN_MONTH_NAME: add_name(out, node, format_month_names[month], NAME_WIDTH); break;
    case PATTERN_MONTH_SHORT_NAME: add_word(out, node, format_month_short_names[month]); break;
    case PATTERN_DAY_NAME: add_name(out, node, format_day_names[weekday], NAME_WIDTH); break;
    case PATTERN_DAY_SHORT_NAME: add_word(out, node, format_day_short_names[weekday]); break;
    case PATTERN_DAY_OF_WEEK: add_number(out, node, weekday + 1, 0); break;
    case PATTERN_ISO_DAY_OF_WEEK: add_number(out, node, weekday ? weekday : 7, 0); break;
    }
}

static bool add_node(Cx *cx, StrBuilder *out, const FormatNode *node, const Moment *moment)
{
    if (node->kind != NODE_PATTERN) {
        str_add(out, node->text);
        return true;
    }
    if (node->pattern == PATTERN_FIXED_WIDTH || add_time(out, node, moment) ||
        add_date(out, node, moment))
        return true;
    if (moment->is_interval) {
        fail(cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
             "invalid format specification for an interval value");
        return fail_hint(cx, "Intervals are not tied to specific calendar dates.");
    }
    add_calendar(out, node, moment);
    return true;
}

static bool write_moment(Cx *cx, const DateFormat *format, const Moment *moment, StrBuilder *out)
{
    size_t from = out->length;

    for (uint32_t at = 0; at < format->nodes.count; at++) {
        if (!add_node(cx, out, &format->nodes.node[at], moment)) {
            format_take_back(out, from);
            return false;
        }
    }
    return true;
}

bool date_format_write_timestamp(Cx *cx, const DateFormat *format, int64_t timestamp,
                                 const ZoneShown *zone, StrBuilder *out, bool *out_is_null)
{
    *out_is_null = timestamp_is_infinite(timestamp) || format->is_empty;
    if (*out_is_null)
        return true;

    Moment moment = moment_of_timestamp(timestamp, zone);
    return write_moment(cx, format, &moment, out);
}

bool date_format_write_interval(Cx *cx, const DateFormat *format, Interval interval,
                                StrBuilder *out, bool *out_is_null)
{
    *out_is_null = format->is_empty;
    if (*out_is_null)
        return true;

    Moment moment = moment_of_interval(interval);
    return write_moment(cx, format, &moment, out);
}
