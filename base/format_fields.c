/*
 * format_fields.c -- to_date() and to_timestamp(), the first half: the fields of a text.
 *
 * Unless FX came before, blanks around fields do not count, a separator in the template matches
 * one in the text or nothing, and other text matches any character, but for those that were
 * skipped too many before.
 */
#include "base/digits.h"
#include "base/format_fields.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>

enum { MONTHS_PER_YEAR = 12, NUMBER_TEXT_MAX = 16, NO_WIDTH = 0 };

typedef struct Scan {
    Cx *cx;
    const char *start;
    const char *at; /* NUL-ended */
    const FormatNode *node;
    const FormatNode *nodes_end;
    bool is_fixed_width;
    int skipped; /* blanks and separators of the text beyond those of the template */
    Fields fields;
} Scan;

static size_t character_bytes(const char *at)
{
    return strnlen(at, (size_t)utf8_claimed_bytes(*at));
}

static void skip_character(Scan *scan)
{
    scan->at += character_bytes(scan->at);
}

static void skip_blanks(Scan *scan)
{
    for (; char_is_space(*scan->at); scan->at++)
        scan->skipped++;
}

static bool fail_value(Scan *scan, Str value)
{
    return fail(scan->cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
                "invalid value \"%.*s\" for \"%.*s\"", STR(value), STR(scan->node->text));
}

/* The same, of whole characters within `bytes`. */
static bool fail_cut_value(Scan *scan, const char *value, int bytes)
{
    Str rest = str_of(value);
    return fail_value(scan, str_slice(rest, 0, utf8_fit(rest, (size_t)bytes)));
}

/* A field may be told twice, but not differently. */
static bool set_field(Scan *scan, int *field, int value)
{
    if (*field && *field != value) {
        fail(scan->cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
             "conflicting values for \"%.*s\" field in formatting string", STR(scan->node->text));
        return fail_detail(scan->cx,
                           "This value contradicts a previous setting for the same field type.");
    }
    *field = value;
    return true;
}

/* Can the number at this node be read to its last digit?  Not where another number follows. */
static bool ends_by_itself(const Scan *scan)
{
    const FormatNode *next = scan->node + 1;

    if (scan->node->modifiers & (MODIFIER_FILL | MODIFIER_ORDINAL) || next == scan->nodes_end)
        return true;
    if (next->kind == NODE_PATTERN)
        return !next->is_number;
    return !char_is_digit(next->text.data[0]);
}

static bool fail_short(Scan *scan, int width, int left)
{
    fail(scan->cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
         "source string too short for \"%.*s\" formatting field", STR(scan->node->text));
    fail_detail(scan->cx, "Field requires %d characters, but only %d remain.", width, left);
    return fail_hint(scan->cx,
                     "If your source string is not fixed-width, try using the \"FM\" modifier.");
}

static bool fail_partial(Scan *scan, int width, int used)
{
    fail_cut_value(scan, scan->at, width);
    fail_detail(scan->cx, "Field requires %d characters, but only %d could be parsed.", width,
                used);
    return fail_hint(scan->cx,
                     "If your source string is not fixed-width, try using the \"FM\" modifier.");
}

/* Exactly `width` characters, which are all of the number. */
static bool read_fixed_width(Scan *scan, int width, long *out_value)
{
    char copy[NUMBER_TEXT_MAX] = { 0 }, *end;
    size_t left = strlen(scan->at);

    if (left < (size_t)width)
        return fail_short(scan, width, (int)left);
    memcpy(copy, scan->at, (size_t)width);
    *out_value = strtol(copy, &end, 10);
    int used = (int)(end - copy);
    if (used > 0 && used < width)
        return fail_partial(scan, width, used);
    scan->at += used;
    return true;
}

/* A number of `width` characters into `field` (NULL: nowhere).  `out_bytes`, if not NULL: how many
 * it took, blanks before it included. */
static bool read_number(Scan *scan, int *field, int width, int *out_bytes)
{
    const char *start = scan->at;
    long value = 0;

    while (char_is_space(*scan->at))
        scan->at++;
    const char *digits = scan->at;
    errno = 0;
    if (ends_by_itself(scan)) {
        char *end;
        value = strtol(start, &end, 10);
        scan->at = end;
    } else {
        TRY(read_fixed_width(scan, width, &value));
    }
    if (scan->at == start) {
        fail_cut_value(scan, digits, width);
        return fail_detail(scan->cx, "Value must be an integer.");
    }
    if (errno == ERANGE || value < INT32_MIN || value > INT32_MAX) {
        fail(scan->cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
             "value for \"%.*s\" in source string is out of range", STR(scan->node->text));
        return fail_detail(scan->cx, "Value must be in the range %d to %d.", INT32_MIN, INT32_MAX);
    }
    if (field)
        TRY(set_field(scan, field, (int)value));
    if (out_bytes)
        *out_bytes = (int)(scan->at - start);
    return true;
}

/* A number as wide as its pattern. */
static bool read_plain(Scan *scan, int *field)
{
    return read_number(scan, field, (int)scan->node->text.length, NULL);
}

static bool starts_with_name(const char *at, const char *name)
{
    for (; *name; at++, name++)
        if (char_lower(*at) != char_lower(*name))
            return false;
    return true;
}

/* The number of the first name that the text begins with, in any letter case. */
static bool read_name(Scan *scan, const char *const *names, int count, int *out_number)
{
    for (int number = 0; number < count; number++)
        if (starts_with_name(scan->at, names[number])) {
            scan->at += strlen(names[number]);
            *out_number = number;
            return true;
        }
    fail_value(scan, (Str){ scan->at, strcspn(scan->at, " \t\n\r\f") });
    return fail_detail(scan->cx,
                       "The given value did not match any of the allowed values for this field.");
}

static bool read_name_field(Scan *scan, const char *const *names, int count, int *field)
{
    int number = 0;

    TRY(read_name(scan, names, count, &number));
    return set_field(scan, field, number);
}

static bool read_word(Scan *scan, int *field)
{
    static const char *const meridians[] = { "am", "pm" }, *const dotted[] = { "a.m.", "p.m." };
    static const char *const eras[] = { "ad", "bc" }, *const dotted_eras[] = { "a.d.", "b.c." };

    switch ((unsigned)scan->node->pattern) {
    case PATTERN_MERIDIAN: return read_name_field(scan, meridians, 2, field);
    case PATTERN_MERIDIAN_DOTTED: return read_name_field(scan, dotted, 2, field);
    case PATTERN_ERA: return read_name_field(scan, eras, 2, field);
    }
    return read_name_field(scan, dotted_eras, 2, field);
}

static bool read_month_name(Scan *scan)
{
    const char *const *names = scan->node->pattern == PATTERN_MONTH_NAME ? format_month_names
                               : scan->node->pattern == PATTERN_MONTH_SHORT_NAME
                                   ? format_month_short_names
                                   : format_roman_months;
    int number = 0;

    TRY(read_name(scan, names, MONTHS_PER_YEAR, &number));
    bool is_roman = scan->node->pattern == PATTERN_MONTH_ROMAN;
    return set_field(scan, &scan->fields.month, is_roman ? MONTHS_PER_YEAR - number : number + 1);
}

/* The name's number is compared before it becomes a day from 1: another day's name that was read
 * before does not always count as a contradiction. */
static bool read_day_name(Scan *scan)
{
    bool is_short = scan->node->pattern == PATTERN_DAY_SHORT_NAME;

    TRY(read_name_field(scan, is_short ? format_day_short_names : format_day_names, 7,
                        &scan->fields.day_of_week));
    scan->fields.day_of_week++;
    return true;
}

static bool read_iso_day_of_week(Scan *scan)
{
    int *day = &scan->fields.day_of_week;

    TRY(read_number(scan, day, 1, NULL));
    *day = wrap_int((int64_t)*day + 1);
    if (*day > 7)
        *day = 1;
    return true;
}

/* ".5" is 500 of 1000; blanks before the number count as digits. */
static bool read_fraction(Scan *scan, int *field, int digits)
{
    static const int powers[7] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
    bool is_millisecond = scan->node->pattern == PATTERN_MILLISECOND;
    int all_digits = is_millisecond ? 3 : 6, bytes;

    TRY(read_number(scan, field, digits, &bytes));
    if (bytes < all_digits)
        *field = wrap_int((int64_t)*field * powers[all_digits - bytes]);
    return true;
}

static bool read_hour(Scan *scan)
{
    scan->fields.is_12_hour |= scan->node->pattern == PATTERN_HOUR_12;
    return read_number(scan, &scan->fields.hour, 2, NULL);
}

/* The nearest year to 2020 with these last digits. */
static int full_year(int year)
{
    if (year < 70)
        return wrap_int((int64_t)year + 2000);
    if (year < 100)
        return year + 1900;
    if (year < 520)
        return year + 2000;
    return year < 1000 ? year + 1000 : year;
}

static bool read_year(Scan *scan)
{
    int width = (int)scan->node->text.length, bytes;

    TRY(read_number(scan, &scan->fields.year, width, &bytes));
    if (width < 4 && bytes < 4)
        scan->fields.year = full_year(scan->fields.year);
    scan->fields.year_digits = width;
    return true;
}

/* An integer of at most `width` characters, behind blanks.  False: there is none. */
static bool read_scanf_integer(const char **at, size_t width, int *out_value)
{
    char copy[NUMBER_TEXT_MAX] = { 0 }, *end;

    while (char_is_space(**at))
        (*at)++;
    long value = strtol(*at, &end, 10);
    size_t used = (size_t)(end - *at);
    if (width && used > width) {
        memcpy(copy, *at, width);
        value = strtol(copy, &end, 10);
        used = (size_t)(end - copy);
    }
    *at += used;
    *out_value = wrap_int(value);
    return used > 0;
}

static bool read_year_with_comma(Scan *scan)
{
    const char *at = scan->at;
    int thousands, rest;

    if (!read_scanf_integer(&at, NO_WIDTH, &thousands) || *at++ != ',' ||
        !read_scanf_integer(&at, 3, &rest))
        return fail(scan->cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
                    "invalid input string for \"Y,YYY\"");
    TRY(set_field(scan, &scan->fields.year, wrap_int(thousands * INT64_C(1000) + rest)));
    scan->fields.year_digits = 4;
    scan->at = at;
    return true;
}

/* A minus that was taken for a separator is the zone's sign after all. */
static bool read_zone_hour(Scan *scan)
{
    int *sign = &scan->fields.zone_sign;

    if (*scan->at == '+' || *scan->at == '-' || *scan->at == ' ')
        *sign = *scan->at++ == '-' ? -1 : 1;
    else
        *sign = scan->skipped > 0 && scan->at > scan->start && scan->at[-1] == '-' ? -1 : 1;
    return read_number(scan, &scan->fields.zone_hour, 2, NULL);
}

static bool read_zone_minute(Scan *scan)
{
    if (!scan->fields.zone_sign)
        scan->fields.zone_sign = 1;
    return read_number(scan, &scan->fields.zone_minute, 2, NULL);
}

static bool read_meridian(Scan *scan)
{
    scan->fields.is_12_hour = true;
    return read_word(scan, &scan->fields.afternoon);
}

static bool fail_output_only(Scan *scan)
{
    return fail(scan->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                "formatting field \"%.*s\" is only supported in to_char", STR(scan->node->text));
}

static bool read_pattern(Scan *scan)
{
    Fields *fields = &scan->fields;

    switch ((DatePattern)scan->node->pattern) {
    case PATTERN_FIXED_WIDTH: scan->is_fixed_width = true; return true;
    case PATTERN_MERIDIAN:
    case PATTERN_MERIDIAN_DOTTED: return read_meridian(scan);
    case PATTERN_ERA:
    case PATTERN_ERA_DOTTED: return read_word(scan, &fields->before_christ);
    case PATTERN_HOUR_12:
    case PATTERN_HOUR_24: return read_hour(scan);
    case PATTERN_MINUTE: return read_plain(scan, &fields->minute);
    case PATTERN_SECOND: return read_plain(scan, &fields->second);
    case PATTERN_SECOND_OF_DAY: return read_plain(scan, &fields->second_of_day);
    case PATTERN_MILLISECOND: return read_fraction(scan, &fields->millisecond, 3);
    case PATTERN_MICROSECOND: return read_fraction(scan, &fields->microsecond, 6);
    case PATTERN_FRACTION_1:
    case PATTERN_FRACTION_2:
    case PATTERN_FRACTION_3:
    case PATTERN_FRACTION_4:
    case PATTERN_FRACTION_5:
    case PATTERN_FRACTION_6:
        fields->fraction_digits = scan->node->pattern - PATTERN_FRACTION_1 + 1;
        return read_fraction(scan, &fields->microsecond, fields->fraction_digits);
    case PATTERN_ZONE:
    case PATTERN_OFFSET: return fail_output_only(scan);
    case PATTERN_ZONE_HOUR: return read_zone_hour(scan);
    case PATTERN_ZONE_MINUTE: return read_zone_minute(scan);
    case PATTERN_MONTH: return read_plain(scan, &fields->month);
    case PATTERN_MONTH_NAME:
    case PATTERN_MONTH_SHORT_NAME:
    case PATTERN_MONTH_ROMAN: return read_month_name(scan);
    case PATTERN_DAY_NAME:
    case PATTERN_DAY_SHORT_NAME: return read_day_name(scan);
    case PATTERN_DAY_OF_YEAR: return read_plain(scan, &fields->day_of_year);
    case PATTERN_ISO_DAY_OF_YEAR: return read_number(scan, &fields->day_of_year, 3, NULL);
    case PATTERN_DAY_OF_MONTH: return read_plain(scan, &fields->day_of_month);
    case PATTERN_DAY_OF_WEEK: return read_plain(scan, &fields->day_of_week);
    case PATTERN_ISO_DAY_OF_WEEK: return read_iso_day_of_week(scan);
    case PATTERN_WEEK_OF_YEAR:
    case PATTERN_ISO_WEEK: return read_plain(scan, &fields->week);
    case PATTERN_WEEK_OF_MONTH: return read_plain(scan, &fields->week_of_month);
    case PATTERN_QUARTER: return read_plain(scan, NULL); /* tells no date */
    case PATTERN_CENTURY: return read_plain(scan, &fields->century);
    case PATTERN_YEAR:
    case PATTERN_ISO_YEAR: return read_year(scan);
    case PATTERN_YEAR_COMMA: return read_year_with_comma(scan);
    case PATTERN_JULIAN: return read_plain(scan, &fields->julian);
    }
    return true;
}

static bool choose_calendar(Scan *scan)
{
    Calendar wanted = (Calendar)scan->node->calendar;

    if (wanted == CALENDAR_ANY)
        return true;
    if (scan->fields.calendar != CALENDAR_ANY && scan->fields.calendar != wanted) {
        fail(scan->cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
             "invalid combination of date conventions");
        return fail_hint(scan->cx, "Do not mix Gregorian and ISO week date conventions in a "
                                   "formatting template.");
    }
    scan->fields.calendar = wanted;
    return true;
}

/* TH behind the pattern of a number takes two characters; others ignore it. */
static bool has_ending(const FormatNode *node)
{
    return node->modifiers & MODIFIER_ORDINAL && node->is_number &&
           node->pattern != PATTERN_ZONE_MINUTE;
}

static bool scan_field(Scan *scan)
{
    TRY(choose_calendar(scan));
    TRY(read_pattern(scan));
    for (int letters = has_ending(scan->node) ? 2 : 0; letters && *scan->at; letters--)
        skip_character(scan);
    if (!scan->is_fixed_width) {
        scan->skipped = 0;
        skip_blanks(scan);
    }
    return true;
}

/* A character of the template that is no pattern; see the head of the file. */
static void scan_text(Scan *scan)
{
    if (scan->is_fixed_width) {
        skip_character(scan);
    } else if (scan->node->kind == NODE_TEXT) {
        if (scan->skipped > 0)
            scan->skipped--;
        else
            skip_character(scan);
    } else if (char_is_space(*scan->at) || format_is_separator(*scan->at)) {
        scan->at++;
    } else {
        scan->skipped--;
    }
}

static bool scan_nodes(Scan *scan, const FormatNodes *nodes)
{
    scan->nodes_end = nodes->node + nodes->count;
    for (scan->node = nodes->node; scan->node < scan->nodes_end && *scan->at; scan->node++) {
        bool is_field = scan->node->kind == NODE_PATTERN;
        bool is_switch = is_field && scan->node->pattern == PATTERN_FIXED_WIDTH;

        if (!scan->is_fixed_width && !is_switch && (is_field || scan->node == nodes->node))
            skip_blanks(scan);
        if (!is_field)
            scan_text(scan);
        else
            TRY(scan_field(scan));
    }
    return true;
}

bool format_fields_read(Cx *cx, const FormatNodes *nodes, Str text, Fields *out_fields)
{
    Scan scan = { .cx = cx, .at = str_to_c(cx->arena, text) };

    scan.start = scan.at;
    TRY(scan_nodes(&scan, nodes));
    *out_fields = scan.fields;
    return true;
}
