/*
 * zone_rule.c -- time zones as POSIX spells them: "EST5", "EST5EDT", "<+03>-3",
 * "CET-1CEST,M3.5.0,M10.5.0/3"; see zone_data.h.
 *
 * Offsets in the text count west of UTC.  The name of standard time may be empty; a rule that
 * names daylight saving time but not when it is has the one of the United States.
 */
#include "base/date.h"
#include "base/digits.h"
#include "base/zone_data.h"

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600, HOURS_MAX = 167, CHANGE_HOUR = 2 };

static const char united_states_rule[] = ",M3.2.0,M11.1.0";

/* All the read_ functions return where what they read ends, or NULL where it is malformed. */
static const char *read_number(const char *at, int low, int high, int *out_number)
{
    int number = 0;

    if (!char_is_digit(*at))
        return NULL;
    for (; char_is_digit(*at); at++) {
        number = number * 10 + (*at - '0');
        if (number > high)
            return NULL;
    }
    *out_number = number;
    return number < low ? NULL : at;
}

/* "hh", "hh:mm", "hh:mm:ss" */
static const char *read_seconds(const char *at, int32_t *out_seconds)
{
    static const struct {
        int high;
        int seconds;
    } parts[] = { { HOURS_MAX, SECONDS_PER_HOUR }, { 59, 60 }, { 60, 1 } };
    int number;

    *out_seconds = 0;
    for (size_t part = 0; part < COUNT_OF(parts); part++) {
        if (part && *at++ != ':')
            return at - 1;
        at = read_number(at, 0, parts[part].high, &number);
        if (!at)
            return NULL;
        *out_seconds += number * parts[part].seconds;
    }
    return at;
}

static const char *read_signed_seconds(const char *at, int32_t *out_seconds)
{
    bool is_negative = *at == '-';

    at = read_seconds(at + (*at == '-' || *at == '+'), out_seconds);
    if (is_negative)
        *out_seconds = -*out_seconds;
    return at;
}

/* Letters and the like, or anything within < and >. */
static const char *read_name(const char *at, Str *out_name)
{
    if (*at == '<') {
        size_t length = strcspn(at + 1, ">");
        *out_name = (Str){ at + 1, length };
        return at[1 + length] ? at + length + 2 : NULL;
    }
    *out_name = (Str){ at, strcspn(at, "0123456789,-+") };
    return at + out_name->length;
}

static const char *read_month_day(const char *at, RuleDay *day)
{
    day->kind = RULE_MONTH_DAY;
    at = read_number(at, 1, 12, &day->month);
    if (!at || *at != '.')
        return NULL;
    at = read_number(at + 1, 1, 5, &day->week);
    if (!at || *at != '.')
        return NULL;
    return read_number(at + 1, 0, 6, &day->day);
}

static const char *read_day(const char *at, RuleDay *out_day)
{
    RuleDay day = { .kind = RULE_DAY, .seconds = CHANGE_HOUR * SECONDS_PER_HOUR };

    if (*at == 'J') {
        day.kind = RULE_JULIAN;
        at = read_number(at + 1, 1, 365, &day.day);
    } else if (*at == 'M') {
        at = read_month_day(at + 1, &day);
    } else {
        at = read_number(at, 0, 365, &day.day);
    }
    if (at && *at == '/')
        at = read_signed_seconds(at + 1, &day.seconds);
    *out_day = day;
    return at;
}

/* ",M3.2.0,M11.1.0" to the end of the text */
static bool read_days(const char *at, ZoneRule *rule)
{
    if (!*at)
        at = united_states_rule;
    if (*at != ',' && *at != ';')
        return false;
    at = read_day(at + 1, &rule->begin);
    if (!at || *at != ',')
        return false;
    at = read_day(at + 1, &rule->end);
    return at && !*at;
}

static ZoneOffset make_offset(Arena *arena, Str name, int32_t seconds_west, bool is_daylight)
{
    return (ZoneOffset){ -seconds_west, is_daylight, str_to_c(arena, name) };
}

bool zone_rule_parse(Arena *arena, Str text, ZoneRule *out_rule)
{
    char bytes[ZONE_RULE_BYTES_MAX + 1];
    Str standard, daylight;
    int32_t standard_west, daylight_west;
    ZoneRule rule = { 0 };

    if (text.length > ZONE_RULE_BYTES_MAX || memchr(text.data, '\0', text.length))
        return false;
    memcpy(bytes, text.data, text.length);
    bytes[text.length] = '\0';
    const char *at = read_name(bytes, &standard);
    if (!at || !*at || !(at = read_signed_seconds(at, &standard_west)))
        return false;
    rule.has_daylight = *at;
    if (rule.has_daylight) {
        at = read_name(at, &daylight);
        if (!at || !daylight.length)
            return false;
        daylight_west = standard_west - SECONDS_PER_HOUR;
        if (*at && *at != ',' && *at != ';' && !(at = read_signed_seconds(at, &daylight_west)))
            return false;
        if (!read_days(at, &rule))
            return false;
        rule.daylight = make_offset(arena, daylight, daylight_west, true);
    }
    rule.standard = make_offset(arena, standard, standard_west, false);
    *out_rule = rule;
    return true;
}

static int64_t day_of_rule(const RuleDay *day, int64_t year)
{
    int64_t first = date_from_civil(year, 1, 1), month;

    switch (day->kind) {
    case RULE_JULIAN: return first + day->day - 1 + (day->day >= 60 && date_year_is_leap(year));
    case RULE_DAY: return first + day->day;
    case RULE_MONTH_DAY: break;
    }
    month = date_from_civil(year, day->month, 1);
    int of_month = (day->day - date_day_of_week(month) + 7) % 7 + (day->week - 1) * 7;
    if (of_month >= date_month_days(year, day->month))
        of_month -= 7;
    return month + of_month;
}

/* `before` is the offset that the clock has when the change comes. */
static int64_t change_time(const RuleDay *day, int64_t year, const ZoneOffset *before)
{
    int64_t days = day_of_rule(day, year) - DATE_UNIX_EPOCH;
    return days * SECONDS_PER_DAY + day->seconds - before->seconds_east;
}

int zone_rule_changes(const ZoneRule *rule, int64_t seconds, RuleChange *out_changes)
{
    int64_t days = seconds / SECONDS_PER_DAY - (seconds % SECONDS_PER_DAY < 0) + DATE_UNIX_EPOCH;
    int64_t of = date_to_civil(days).year;
    int count = 0;

    for (int64_t year = of - 1; year <= of + 1; year++) {
        RuleChange begin = { change_time(&rule->begin, year, &rule->standard), &rule->daylight };
        RuleChange end = { change_time(&rule->end, year, &rule->daylight), &rule->standard };
        int64_t year_seconds = (365 + date_year_is_leap(year)) * (int64_t)SECONDS_PER_DAY;
        int64_t saved = rule->daylight.seconds_east - rule->standard.seconds_east;
        bool is_reversed = end.at < begin.at;
        /* Daylight saving time from a year's end to the next begin has no changes. */
        if (!is_reversed && (begin.at == end.at || end.at - begin.at >= year_seconds + saved))
            continue;
        out_changes[count++] = is_reversed ? end : begin;
        out_changes[count++] = is_reversed ? begin : end;
    }
    return count;
}
