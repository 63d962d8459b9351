/* zone.c -- the offset of a zone at an instant and at a local time; see zone.h and zone_data.h. */
#include "base/date.h"
#include "base/timestamp.h"
#include "base/zone_data.h"

#include <strings.h>

enum { SECONDS_PER_DAY = 86400 };

const Zone zone_utc = { .name = "UTC",
                        .early = { 0, false, "UTC" },
                        .early_local = { 0, false, "UTC" },
                        .is_constant = true };

/* A transition and what lies on both sides of it. */
typedef struct Neighbours {
    const ZoneOffset *before; /* in force at the time asked for */
    const ZoneOffset *after;  /* NULL: `before` is for ever */
    int64_t boundary; /* the first transition behind the time; nothing where there is none */
} Neighbours;

/* How many transitions are at or before `seconds`. */
static size_t transitions_until(const Zone *zone, int64_t seconds)
{
    size_t low = 0, high = zone->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (zone->at[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Behind the last transition, and everywhere in zones that have none, the rule holds. */
static Neighbours neighbours_by_rule(const Zone *zone, int64_t seconds)
{
    RuleChange changes[RULE_CHANGES_MAX];
    int count = zone_rule_changes(&zone->rule, seconds, changes);
    int64_t last = zone->count ? zone->at[zone->count - 1] : INT64_MIN;
    Neighbours found = { .before = zone->count ? zone->of[zone->count - 1] : &zone->rule.daylight };

    for (int at = 0; at < count; at++) {
        if (changes[at].at <= last)
            continue;
        if (changes[at].at > seconds) {
            found.after = changes[at].to;
            found.boundary = changes[at].at;
            return found;
        }
        found.before = changes[at].to;
    }
    return found;
}

static Neighbours neighbours_at(const Zone *zone, int64_t seconds, const ZoneOffset *early)
{
    size_t until = transitions_until(zone, seconds);

    if (until == zone->count && zone->has_rule)
        return neighbours_by_rule(zone, seconds);
    Neighbours found = { .before = until ? zone->of[until - 1] : early };
    if (until < zone->count) {
        found.after = zone->of[until];
        found.boundary = zone->at[until];
    }
    return found;
}

/* Microseconds since 2000 to seconds since 1970, rounded down. */
static int64_t to_seconds(int64_t micros)
{
    int64_t seconds = micros / MICROS_PER_SECOND - (micros % MICROS_PER_SECOND < 0);
    return seconds - DATE_UNIX_EPOCH * (int64_t)SECONDS_PER_DAY;
}

ZoneOffset zone_offset_at(const Zone *zone, int64_t instant)
{
    if (zone->count == 0 && !zone->has_rule)
        return zone->early;
    return *neighbours_at(zone, to_seconds(instant), &zone->early).before;
}

/* Transitions are more than a day apart and offsets less than a day, so the transition that a local
 * time may lie near is the first one later than a day before it. */
ZoneOffset zone_offset_of_local(const Zone *zone, int64_t local)
{
    if (zone->count == 0 && !zone->has_rule)
        return zone->early_local;

    int64_t seconds = to_seconds(local);
    Neighbours near = neighbours_at(zone, seconds - SECONDS_PER_DAY, &zone->early_local);
    if (!near.after)
        return *near.before;
    int64_t by_before = seconds - near.before->seconds_east;
    int64_t by_after = seconds - near.after->seconds_east;
    if (by_before < near.boundary && by_after < near.boundary)
        return *near.before;
    if (by_before > near.boundary && by_after >= near.boundary)
        return *near.after;
    /* Skipped or repeated. */
    return by_before > by_after ? *near.before : *near.after;
}

bool zone_is_constant(const Zone *zone, int32_t *out_seconds_east)
{
    if (zone->is_constant)
        *out_seconds_east = zone->early.seconds_east;
    return zone->is_constant;
}

bool zone_has_leap_seconds(const Zone *zone)
{
    return zone->has_leap_seconds;
}

const char *zone_print_name(const Zone *zone)
{
    return zone->name;
}

static bool is_abbreviation(const ZoneOffset *offset, const char *abbreviation)
{
    return strcasecmp(offset->abbreviation, abbreviation) == 0;
}

/* The latest use of the abbreviation up to the time, else the first later one; NULL: none. */
static const ZoneOffset *find_use(const Zone *zone, int64_t seconds, const char *abbreviation)
{
    size_t until = transitions_until(zone, seconds);
    const ZoneRule *rule = zone->has_rule ? &zone->rule : NULL;

    if (rule && until == zone->count) {
        if (is_abbreviation(&rule->standard, abbreviation))
            return &rule->standard;
        if (is_abbreviation(&rule->daylight, abbreviation))
            return &rule->daylight;
    }
    for (size_t at = until; at > 0; at--)
        if (is_abbreviation(zone->of[at - 1], abbreviation))
            return zone->of[at - 1];
    for (size_t at = until; at < zone->count; at++)
        if (is_abbreviation(zone->of[at], abbreviation))
            return zone->of[at];
    return NULL;
}

ZoneOffset zone_ref_offset_at(const ZoneRef *ref, int64_t instant)
{
    if (ref->kind == ZONE_REF_FIXED)
        return (ZoneOffset){ ref->seconds_east, ref->is_daylight, "" };
    if (ref->kind == ZONE_REF_DYNAMIC) {
        const ZoneOffset *use = find_use(ref->zone, to_seconds(instant), ref->abbreviation);
        if (use)
            return *use;
    }
    return zone_offset_at(ref->zone, instant);
}

ZoneOffset zone_ref_offset_of_local(const ZoneRef *ref, int64_t local)
{
    if (ref->kind == ZONE_REF_FIXED)
        return (ZoneOffset){ ref->seconds_east, ref->is_daylight, "" };

    ZoneOffset offset = zone_offset_of_local(ref->zone, local);
    if (ref->kind == ZONE_REF_DYNAMIC) {
        int64_t seconds = to_seconds(local) - offset.seconds_east;
        const ZoneOffset *use = find_use(ref->zone, seconds, ref->abbreviation);
        if (use)
            return *use;
    }
    return offset;
}
