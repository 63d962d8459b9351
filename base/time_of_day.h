/*
 * time_of_day.h -- the types time (microseconds since midnight, up to 24:00:00) and timetz.
 *
 * A typmod is the number of digits of the second, or TYPMOD_NONE.  Writers put at most
 * TIME_TEXT_MAX bytes at `to`, not NUL-ended, and return how many.  No style changes them.
 */
#ifndef BASE_TIME_OF_DAY_H
#define BASE_TIME_OF_DAY_H

#include "base/timestamp.h"

/* As PostgreSQL stores and sends it, so west is positive here, unlike everywhere else. */
typedef struct TimeTz {
    int64_t micros; /* since midnight on the clock of the zone */
    int32_t seconds_west;
} TimeTz;

/*
 * A timetz as a column holds it: one integer, in the order of the type, so that comparing, hashing
 * and sorting need not know of it.  The instant comes first, then the zone:
 *     (micros + west) * 2^21 + (seconds_west + 2^20)
 */
int64_t timetz_pack(TimeTz time);
TimeTz timetz_unpack(int64_t packed);

/* time_in; a zone or a date has no effect but must be well formed; raises 22007, 22008, 22009,
 * 22023.  timetz_in: a zone whose offset changes needs a date, abbreviations and the session's zone
 * are resolved at the local date of `as.now`. */
must_use bool time_parse(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                         int64_t *out_time);
must_use bool timetz_parse(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                           TimeTz *out_time);
size_t time_write(char *to, int64_t time);
size_t timetz_write(char *to, TimeTz time);
/* "+02", "+05:30", "-00:19:32"; at most 10 bytes. */
size_t time_write_offset(char *to, int32_t seconds_east);

/* Rounds; 23:59:59.9 to no digits is 24:00:00. */
int64_t time_apply_typmod(int64_t time, int32_t typmod);
/* make_time(); raises 22008. */
must_use bool time_make(Cx *cx, int hour, int minute, double second, int64_t *out_time);
/* The microseconds of hour, minute and second; false: out of range, or more than 24:00:00. */
must_use bool time_from_parts(int hour, int minute, double second, int64_t *out_time);

/* timetz sorts by its instant, then by its zone. */
int timetz_compare(TimeTz a, TimeTz b);
uint64_t timetz_hash(TimeTz time);

/* Months and days of the interval do not count; the result is below 24:00:00. */
int64_t time_add_interval(int64_t time, Interval interval);
int64_t time_subtract_interval(int64_t time, Interval interval);
TimeTz timetz_add_interval(TimeTz time, Interval interval);
TimeTz timetz_subtract_interval(TimeTz time, Interval interval);
Interval time_difference(int64_t a, int64_t b); /* a - b */

Interval time_to_interval(int64_t time);
int64_t time_from_interval(Interval interval);
/* False: null, of an infinite timestamp. */
bool time_from_timestamp(int64_t timestamp, int64_t *out_time);
bool time_from_timestamptz(const DateSettings *settings, int64_t instant, int64_t *out_time);
bool timetz_from_timestamptz(const DateSettings *settings, int64_t instant, TimeTz *out_time);
/* time::timetz: in the session's zone on the local date of the instant `now`. */
TimeTz timetz_from_time(const DateSettings *settings, int64_t time, int64_t now);
/* timetz AT TIME ZONE: with the zone's offset at the instant `now`. */
TimeTz timetz_at_zone(TimeTz time, const ZoneRef *ref, int64_t now);

/* date + time, date + timetz (an instant); raise 22008. */
must_use bool time_on_date(Cx *cx, int32_t date, int64_t time, int64_t *out_timestamp);
must_use bool timetz_on_date(Cx *cx, int32_t date, TimeTz time, int64_t *out_instant);

/* extract() and date_part(); `unit` is of TIME_KIND_TIME or TIME_KIND_TIMETZ. */
Extracted time_extract(TimeUnit unit, int64_t time);
Extracted timetz_extract(TimeUnit unit, TimeTz time);
double time_part(TimeUnit unit, int64_t time);
double timetz_part(TimeUnit unit, TimeTz time);

#endif
