/*
 * zone_data.h -- what a zone consists of; private to zone_*.c and their tests.
 *
 * Seconds here are since 1970-01-01 00:00 UTC, as in the files.
 *
 *                at[0]        at[1]       at[count - 1]
 *     ────────────┼────────────┼─── ... ───┼──────────────────────
 *        early    │ of[0]      │ of[1]     │ of[count - 1], or what
 *                 │            │           │ the rule says where there is one
 */
#ifndef BASE_ZONE_DATA_H
#define BASE_ZONE_DATA_H

#include "base/zone.h"

enum {
    ZONE_TRANSITIONS_MAX = 2000,
    ZONE_OFFSETS_MAX = 256,
    ZONE_LETTERS_MAX = 256, /* bytes of all abbreviations of a file */
    ZONE_FILE_BYTES_MAX = 1 << 17,
    ZONE_RULE_BYTES_MAX = ZONE_NAME_BYTES_MAX,
};

typedef enum RuleDayKind {
    RULE_JULIAN,    /* Jn: day 1 to 365, the leap day is not counted */
    RULE_DAY,       /* n: day 0 to 365 */
    RULE_MONTH_DAY, /* Mm.w.d: the w-th weekday d of month m, 5 is the last */
} RuleDayKind;

typedef struct RuleDay {
    RuleDayKind kind;
    int day; /* of the year, or of the week with Sunday 0 */
    int week;
    int month;
    int32_t seconds; /* of the day, on the clock as it is before the change */
} RuleDay;

/* "CET-1CEST,M3.5.0,M10.5.0/3" */
typedef struct ZoneRule {
    ZoneOffset standard;
    ZoneOffset daylight;
    bool has_daylight;
    RuleDay begin; /* of daylight saving time */
    RuleDay end;
} ZoneRule;

struct Zone {
    const char *name;
    size_t count;           /* transitions */
    const int64_t *at;      /* seconds, ascending */
    const ZoneOffset **of;  /* the offset from at[i] on */
    ZoneOffset early;       /* before the first transition */
    ZoneOffset early_local; /* the same, where a local time is looked for: never daylight saving */
    ZoneRule rule;
    bool has_rule;    /* the rule has daylight saving time and goes on behind the last transition */
    bool is_constant; /* all offsets ever are the same */
    bool has_leap_seconds; /* which are not applied */
};

/* Read a POSIX rule.  False: it is none.  Abbreviations are copied into `arena`. */
bool zone_rule_parse(Arena *arena, Str text, ZoneRule *out_rule);

/* The times at which the rule changes the offset, of the year in which `seconds` lies, the one
 * before and the one behind, ascending; returns how many. */
typedef struct RuleChange {
    int64_t at;
    const ZoneOffset *to;
} RuleChange;
enum { RULE_CHANGES_MAX = 6 };
int zone_rule_changes(const ZoneRule *rule, int64_t seconds, RuleChange *out_changes);

/* Decode a TZif file, versions 1 to 4.  False: it is malformed or too large.  What the zone points
 * to is allocated in `arena`; its name is not set. */
bool zone_file_decode(Arena *arena, const void *bytes, size_t length, Zone *out_zone);

#endif
