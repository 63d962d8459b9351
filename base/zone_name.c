/*
 * zone_name.c -- what SQL may write for a zone: abbreviations, intervals, values of SET TimeZone;
 * see zone.h.
 */
#include "base/digits.h"
#include "base/interval.h"
#include "base/timestamp.h"
#include "base/zone.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SECONDS_PER_HOUR = 3600 };

typedef struct Abbreviation {
    const char *name;
    int32_t seconds_east;
    bool is_daylight;
    const char *zone; /* NULL: always the same offset */
} Abbreviation;

static const Abbreviation abbreviations[] = {
#define STANDARD(NAME, SECONDS) { NAME, SECONDS, false, NULL },
#define DAYLIGHT(NAME, SECONDS) { NAME, SECONDS, true, NULL },
#define DYNAMIC(NAME, ZONE)     { NAME, 0, false, ZONE },
#include "base/zone_abbreviations.def"
#undef STANDARD
#undef DAYLIGHT
#undef DYNAMIC
};
enum { ABBREVIATION_BYTES_MAX = 10 };

const char *zone_abbreviation_name(size_t at)
{
    return at < COUNT_OF(abbreviations) ? abbreviations[at].name : NULL;
}

static int compare_abbreviations(const void *a, const void *b)
{
    return strcmp(((const Abbreviation *)a)->name, ((const Abbreviation *)b)->name);
}

static bool refer_dynamic(Cx *cx, const Abbreviation *found, ZoneRef *out_ref)
{
    const Zone *zone = zone_find(cx, str_of(found->zone));

    if (!zone && !has_failed(cx)) {
        fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION, "time zone \"%s\" not recognized",
             found->zone);
        fail_detail(cx, "The time zone abbreviation \"%s\" refers to it.", found->name);
    }
    if (!zone)
        return false;
    *out_ref = (ZoneRef){ .kind = ZONE_REF_DYNAMIC, .zone = zone, .abbreviation = found->name };
    return true;
}

bool zone_ref_find_abbreviation(Cx *cx, Str name, ZoneRef *out_ref)
{
    char lower[ABBREVIATION_BYTES_MAX + 1];
    Abbreviation key = { .name = lower };

    if (name.length > ABBREVIATION_BYTES_MAX)
        return false;
    for (size_t at = 0; at < name.length; at++)
        lower[at] = char_lower(name.data[at]);
    lower[name.length] = '\0';
    const Abbreviation *found = bsearch(&key, abbreviations, COUNT_OF(abbreviations),
                                        sizeof *abbreviations, compare_abbreviations);
    if (!found)
        return false;
    if (found->zone)
        return refer_dynamic(cx, found, out_ref);
    *out_ref = (ZoneRef){ .kind = ZONE_REF_FIXED,
                          .seconds_east = found->seconds_east,
                          .is_daylight = found->is_daylight };
    return true;
}

bool zone_ref_find(Cx *cx, Str name, ZoneRef *out_ref)
{
    if (zone_ref_find_abbreviation(cx, name, out_ref))
        return true;
    if (has_failed(cx))
        return false;
    const Zone *zone = TRY(zone_get(cx, name));
    *out_ref = (ZoneRef){ .kind = ZONE_REF_NAMED, .zone = zone };
    return true;
}

/* "02", "05:30", "05:30:15" */
static Str print_offset(Arena *arena, int64_t seconds)
{
    int hours = (int)(seconds / SECONDS_PER_HOUR), minutes = (int)(seconds / 60 % 60);
    int rest = (int)(seconds % 60);

    if (rest)
        return str_format(arena, "%02d:%02d:%02d", hours, minutes, rest);
    if (minutes)
        return str_format(arena, "%02d:%02d", hours, minutes);
    return str_format(arena, "%02d", hours);
}

static const Zone *find_fixed(Cx *cx, int64_t seconds_east)
{
    if (seconds_east <= -ZONE_OFFSET_MAX || seconds_east >= ZONE_OFFSET_MAX)
        return NULL;

    Str offset = print_offset(cx->arena, seconds_east < 0 ? -seconds_east : seconds_east);
    const char *signs = seconds_east < 0 ? "-+" : "+-";
    return zone_find(
        cx, str_format(cx->arena, "<%c%.*s>%c%.*s", signs[0], STR(offset), signs[1], STR(offset)));
}

static const Zone *fail_setting(Cx *cx, Str value, const char *detail)
{
    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
         "invalid value for parameter \"TimeZone\": \"%.*s\"", STR(value));
    return detail ? fail_detail(cx, "%s", detail) : NULL;
}

const Zone *zone_fixed(Cx *cx, int64_t seconds_east)
{
    const Zone *zone = find_fixed(cx, seconds_east);

    if (!zone && !has_failed(cx))
        fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "UTC timezone offset is out of range");
    return zone;
}

const Zone *zone_ref_zone(Cx *cx, const ZoneRef *ref)
{
    return ref->kind == ZONE_REF_FIXED ? zone_fixed(cx, ref->seconds_east) : ref->zone;
}

static const Zone *set_fixed(Cx *cx, Str value, int64_t seconds_east)
{
    const Zone *zone = find_fixed(cx, seconds_east);

    if (!zone && !has_failed(cx))
        fail_setting(cx, value, "UTC timezone offset is out of range.");
    return zone;
}

/* What stands in the quotes of "interval '...'"; false: it is not of that form. */
static bool is_interval_setting(Str value, Str *out_text)
{
    Str word = str_slice(value, 0, 8);
    size_t at = 8;

    if (word.length < 8 || strncasecmp(word.data, "interval", 8) != 0)
        return false;
    while (at < value.length && char_is_space(value.data[at]))
        at++;
    if (at >= value.length || value.data[at] != '\'' || value.data[value.length - 1] != '\'' ||
        at + 1 >= value.length)
        return false;
    *out_text = str_slice(value, at + 1, value.length - 1);
    return !memchr(out_text->data, '\'', out_text->length);
}

static const Zone *set_interval(Cx *cx, Str value, Str text)
{
    Interval interval;

    TRY(interval_parse(cx, text, TYPMOD_NONE, NO_POSITION, &interval));
    if (interval.months)
        return fail_setting(cx, value, "Cannot specify months in time zone interval.");
    if (interval.days)
        return fail_setting(cx, value, "Cannot specify days in time zone interval.");
    return set_fixed(cx, value, interval.micros / MICROS_PER_SECOND);
}

const Zone *zone_parse_setting(Cx *cx, Str value)
{
    const char *text = str_to_c(cx->arena, value);
    Str inner;
    char *end;

    if (str_starts(str_lower(cx->arena, value), "interval"))
        return is_interval_setting(value, &inner) ? set_interval(cx, value, inner)
                                                  : fail_setting(cx, value, NULL);
    double hours = strtod(text, &end);
    if (end > text && !*end && isfinite(hours)) {
        double seconds = hours * SECONDS_PER_HOUR;
        bool is_far = fabs(seconds) >= ZONE_OFFSET_MAX;
        return set_fixed(cx, value, is_far ? ZONE_OFFSET_MAX : (int64_t)seconds);
    }
    const Zone *zone = zone_find(cx, value);
    if (!zone && !has_failed(cx))
        return fail_setting(cx, value, NULL);
    /* PostgreSQL tells by the seconds of a time that has none without leap seconds. */
    if (zone && (zone_has_leap_seconds(zone) || zone_offset_at(zone, 0).seconds_east % 60)) {
        fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
             "time zone \"%.*s\" appears to use leap seconds", STR(value));
        return fail_detail(cx, "PostgreSQL does not support leap seconds.");
    }
    return zone;
}
