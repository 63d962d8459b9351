/*
 * zone.h -- time zones: those of the system's time zone database and those that POSIX spells out.
 *
 * A Zone is immutable and lives as long as the process, so it may be kept and shared by threads.
 * The names of the database are listed once, at the first question for a zone other than UTC;
 * each zone is read when it is first asked for.  One lock guards both.
 *
 * Offsets are seconds east of UTC everywhere here.  Instants are microseconds since 2000-01-01
 * 00:00 UTC, local times microseconds since 2000-01-01 00:00 on the clock of the zone.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/error.h"

enum {
    ZONE_NAME_BYTES_MAX = 255,
    ZONE_OFFSET_MAX = 168 * 3600, /* seconds; all offsets are less, either way */
};

typedef struct Zone Zone;

typedef struct ZoneOffset {
    int32_t seconds_east;
    bool is_daylight;         /* daylight saving time */
    const char *abbreviation; /* "CEST", "+03"; lives as long as the zone */
} ZoneOffset;

extern const Zone zone_utc;

/* The zone `name`, in any case: a name of the database ("europe/berlin") or a POSIX rule
 * ("EST5EDT", "FOO+3", "<+03>-3").  NULL: there is none; or cx has failed (53400: too many
 * different POSIX rules in one process). */
const Zone *zone_find(Cx *cx, Str name);
/* As zone_find(), but raises 22023 `time zone "x" not recognized`. */
const Zone *zone_get(Cx *cx, Str name);
/* The zone that is always `seconds_east` from UTC, named as PostgreSQL does: "<+02>-02".  Raises
 * 22023 where the offset is out of range. */
const Zone *zone_fixed(Cx *cx, int64_t seconds_east);
/* What SET TimeZone makes of its value: a number of hours, "interval '...'" or a name; words like
 * DEFAULT are the caller's.  Raises 22023, and interval_parse()'s errors. */
const Zone *zone_parse_setting(Cx *cx, Str value);
/* The canonical spelling, as SHOW TimeZone prints it. */
const char *zone_print_name(const Zone *zone);

/* The offset in force at an instant, whatever its value. */
ZoneOffset zone_offset_at(const Zone *zone, int64_t instant);
/* What to subtract from a local time to get the instant.  Local times that a transition skips are
 * read with the offset before it, those that it repeats with the offset after it. */
ZoneOffset zone_offset_of_local(const Zone *zone, int64_t local);
/* True where the zone has had one offset at all times. */
bool zone_is_constant(const Zone *zone, int32_t *out_seconds_east);
/* Leap seconds are not applied, so such a zone is only good to be refused. */
bool zone_has_leap_seconds(const Zone *zone);

/* A zone as SQL may name it: first an abbreviation, then a zone; or an interval, for which see
 * interval_to_zone_ref(). */
typedef enum ZoneRefKind {
    ZONE_REF_FIXED,   /* an abbreviation of one offset, or an interval */
    ZONE_REF_DYNAMIC, /* an abbreviation that means what it meant in `zone` at the time */
    ZONE_REF_NAMED,
} ZoneRefKind;

typedef struct ZoneRef {
    ZoneRefKind kind;
    int32_t seconds_east;     /* FIXED */
    bool is_daylight;         /* FIXED */
    const Zone *zone;         /* DYNAMIC, NAMED */
    const char *abbreviation; /* DYNAMIC: in lower case; static */
} ZoneRef;

/* Raises 22023 `time zone "x" not recognized`. */
must_use bool zone_ref_find(Cx *cx, Str name, ZoneRef *out_ref);
/* An abbreviation alone; false with no error: it is none.  `name` in any case. */
bool zone_ref_find_abbreviation(Cx *cx, Str name, ZoneRef *out_ref);
ZoneOffset zone_ref_offset_at(const ZoneRef *ref, int64_t instant);
ZoneOffset zone_ref_offset_of_local(const ZoneRef *ref, int64_t local);
/* As a zone, for date_trunc(). */
const Zone *zone_ref_zone(Cx *cx, const ZoneRef *ref);

/* For pg_timezone_names: all files of the database by name, sorted; not all of them are zones.
 * The names live as long as the process.  pg_timezone_abbrevs: NULL ends the list. */
size_t zone_names(Cx *cx, const char *const **out_names);
const char *zone_abbreviation_name(size_t at);

#endif
