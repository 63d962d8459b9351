/*
 * interval.h -- intervals: months, days and microseconds, each with its own sign.
 *
 * In comparisons a month has 30 days and a day 24 hours; so do equality and hash.
 */
#ifndef BASE_INTERVAL_H
#define BASE_INTERVAL_H

#include "base/date_settings.h"

/* The typmod: a mask of fields in the upper half, the precision of seconds in the lower. */
enum {
    INTERVAL_MASK_MONTH = 1 << 1,
    INTERVAL_MASK_YEAR = 1 << 2,
    INTERVAL_MASK_DAY = 1 << 3,
    INTERVAL_MASK_HOUR = 1 << 10,
    INTERVAL_MASK_MINUTE = 1 << 11,
    INTERVAL_MASK_SECOND = 1 << 12,
    INTERVAL_FULL_RANGE = 0x7fff,
    INTERVAL_FULL_PRECISION = 0xffff,
    INTERVAL_TEXT_MAX = 128,
};

static inline int32_t interval_typmod(int range, int precision)
{
    return (range & INTERVAL_FULL_RANGE) << 16 | (precision & INTERVAL_FULL_PRECISION);
}

/* interval_in; raises 22007, 22008, 22015. */
must_use bool interval_parse(Cx *cx, Str text, int32_t typmod, int position,
                             Interval *out_interval);
/* In IntervalStyle sql_standard a leading minus holds for all fields, if no other has a sign. */
must_use bool interval_parse_styled(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                                    Interval *out_interval);
/* IntervalStyle postgres; at most INTERVAL_TEXT_MAX bytes, returns how many. */
size_t interval_write(char *to, Interval interval);
size_t interval_write_styled(char *to, const DateSettings *settings, Interval interval);
/* Cut the fields that the typmod's range does not have and round the seconds. */
must_use bool interval_apply_typmod(Cx *cx, Interval interval, int32_t typmod,
                                    Interval *out_interval);

int interval_compare(Interval a, Interval b);
uint64_t interval_hash(Interval interval);

/* The operand of AT TIME ZONE; raises 22023 where the interval has months or days. */
must_use bool interval_to_zone_ref(Cx *cx, const DateSettings *settings, Interval interval,
                                   ZoneRef *out_ref);

/* make_interval(). */
typedef struct IntervalParts {
    int years;
    int months;
    int weeks;
    int days;
    int hours;
    int minutes;
    double seconds;
} IntervalParts;
/* Raises 22008 "interval out of range" also where PostgreSQL 15 lets the fields wrap around. */
must_use bool interval_make(Cx *cx, IntervalParts parts, Interval *out_interval);

/* Raise 22008 "interval out of range"; dividing by zero 22012. */
must_use bool interval_negate(Cx *cx, Interval interval, Interval *out_interval);
must_use bool interval_add(Cx *cx, Interval a, Interval b, Interval *out_interval);
must_use bool interval_subtract(Cx *cx, Interval a, Interval b, Interval *out_interval);
must_use bool interval_multiply(Cx *cx, Interval interval, double factor, Interval *out_interval);
must_use bool interval_divide(Cx *cx, Interval interval, double divisor, Interval *out_interval);
must_use bool interval_justify_hours(Cx *cx, Interval interval, Interval *out_interval);
must_use bool interval_justify_days(Cx *cx, Interval interval, Interval *out_interval);
must_use bool interval_justify(Cx *cx, Interval interval, Interval *out_interval);

/* Raises 22008. */
static inline bool fail_interval_range(Cx *cx)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "interval out of range");
}

#endif
