/*
 * timestamptz.h -- timestamps with time zone: an instant, in microseconds since 2000-01-01 00:00
 * UTC, with the range and the infinities of timestamp.
 *
 * What only counts microseconds is timestamp's: order, hash, difference, date_bin, typmods
 * (timestamp_apply_typmod, timestamp_difference, timestamp_bin).  Here is what looks at a zone.
 */
#ifndef BASE_TIMESTAMPTZ_H
#define BASE_TIMESTAMPTZ_H

#include "base/timestamp.h"

/* timestamptz_in; raises 22007, 22008, 22009, 22023. */
must_use bool timestamptz_parse(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                                int64_t *out_instant);
/* At most TIMESTAMP_TEXT_MAX bytes, not NUL-ended; returns how many. */
size_t timestamptz_write(char *to, const DateSettings *settings, int64_t instant);

/* Casts; raise 22008.  The instant of a local time, the local time of an instant. */
must_use bool timestamptz_from_timestamp(Cx *cx, const Zone *zone, int64_t timestamp,
                                         int64_t *out_instant);
must_use bool timestamptz_to_timestamp(Cx *cx, const Zone *zone, int64_t instant,
                                       int64_t *out_timestamp);
must_use bool timestamptz_from_date(Cx *cx, const Zone *zone, int32_t date, int64_t *out_instant);
must_use bool timestamptz_to_date(Cx *cx, const Zone *zone, int64_t instant, int32_t *out_date);

/* AT TIME ZONE, both ways; raise 22008.  Infinite values pass through; PostgreSQL then does not
 * even look at the zone, so look for it with zone_ref_find() only where a value is finite. */
must_use bool timestamptz_at_zone(Cx *cx, const ZoneRef *ref, int64_t instant,
                                  int64_t *out_timestamp);
must_use bool timestamp_at_zone(Cx *cx, const ZoneRef *ref, int64_t timestamp,
                                int64_t *out_instant);

/* Months and days are added to the local time, the rest to the instant.  Raise 22008. */
must_use bool timestamptz_add_interval(Cx *cx, const Zone *zone, int64_t instant, Interval interval,
                                       int64_t *out_instant);
must_use bool timestamptz_subtract_interval(Cx *cx, const Zone *zone, int64_t instant,
                                            Interval interval, int64_t *out_instant);
/* age(a, b): counted in local time, offsets do not count.  Raises 22008. */
must_use bool timestamptz_age(Cx *cx, const Zone *zone, int64_t a, int64_t b,
                              Interval *out_interval);

/* date_trunc(), `zone` being the session's or that of the third argument (zone_ref_zone());
 * `unit` is of TIME_KIND_TIMESTAMPTZ.  Raises 22008. */
must_use bool timestamptz_truncate(Cx *cx, const Zone *zone, TimeUnit unit, int64_t instant,
                                   int64_t *out_instant);
/* extract() and date_part() of the local time, as timestamp_extract(), timestamp_julian() and
 * timestamp_part() do. */
Extracted timestamptz_extract(const Zone *zone, TimeUnit unit, int64_t instant);
must_use bool timestamptz_julian(Cx *cx, const Zone *zone, int64_t instant, Numeric *out_days);
bool timestamptz_part(const Zone *zone, TimeUnit unit, int64_t instant, double *out_value);

/* to_timestamp(seconds since 1970); raises 22008. */
must_use bool timestamptz_from_epoch(Cx *cx, double seconds, int64_t *out_instant);
/* make_timestamptz() with seven arguments: `timestamp` is what timestamp_make() made of the first
 * six.  The zone may be an offset with its sign.  Raises 22008, 22023.  With six arguments it is
 * timestamptz_from_timestamp(). */
must_use bool timestamptz_make_in(Cx *cx, int64_t timestamp, Str zone, int64_t *out_instant);

/* (a_begin, a_end) OVERLAPS (b_begin, b_end), of any type that sorts as its integer; also of time.
 * Nulls by flag.  Returns false where the answer is null. */
typedef struct OverlapEnd {
    int64_t value;
    bool is_null;
} OverlapEnd;
bool times_overlap(OverlapEnd a_begin, OverlapEnd a_end, OverlapEnd b_begin, OverlapEnd b_end,
                   bool *out_overlap);

#endif
