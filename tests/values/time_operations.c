/*
 * time_operations.c -- operations of dates and times that depend on settings; see value_tool.c.
 *
 *     with ZONE DATESTYLE INTERVALSTYLE OPERATION ARGUMENT...
 *
 * A value is two arguments, its type and its text.
 */
#include "base/clock.h"
#include "base/decimal.h"
#include "base/interval.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "base/value.h"
#include "tests/values/value_tool.h"

#include <stdlib.h>

typedef struct Run {
    Cx *cx;
    StrBuilder *out;
    DateSettings settings;
    const Str *argument;
    int64_t now;
} Run;

typedef enum Kind { DATE, TIMESTAMP, TIMESTAMPTZ, TIME, TIMETZ, INTERVAL } Kind;

typedef struct TimeValue {
    Kind kind;
    bool is_null;
    int64_t integer;
    TimeTz timetz;
    Interval interval;
} TimeValue;

static bool fail_unknown(Run *run)
{
    return fail(run->cx, ERR_INTERNAL_ERROR, NO_POSITION, "unknown operation");
}

static int read_int(Cx *cx, Str s)
{
    return (int)strtol(str_to_c(cx->arena, s), NULL, 10);
}

static double to_double(Cx *cx, Str s)
{
    return strtod(str_to_c(cx->arena, s), NULL);
}

static Kind to_kind(Str name)
{
    static const char *const names[] = { "date", "timestamp", "timestamptz", "time", "timetz" };

    for (size_t kind = 0; kind < COUNT_OF(names); kind++)
        if (str_is(name, names[kind]))
            return (Kind)kind;
    return INTERVAL;
}

static bool read_typed(Run *run, Kind kind, Str text, int typmod, TimeValue *out_value)
{
    ParseAs as = { .typmod = typmod, .position = NO_POSITION, .now = run->now };
    const DateSettings *settings = &run->settings;
    int32_t date;

    out_value->kind = kind;
    switch (kind) {
    case DATE:
        TRY(date_parse_styled(run->cx, settings, text, NO_POSITION, &date));
        out_value->integer = date;
        return true;
    case TIMESTAMP: return timestamp_parse_styled(run->cx, settings, text, as, &out_value->integer);
    case TIMESTAMPTZ: return timestamptz_parse(run->cx, settings, text, as, &out_value->integer);
    case TIME: return time_parse(run->cx, settings, text, as, &out_value->integer);
    case TIMETZ: return timetz_parse(run->cx, settings, text, as, &out_value->timetz);
    case INTERVAL: return interval_parse_styled(run->cx, settings, text, as, &out_value->interval);
    }
    return false;
}

static bool read_value(Run *run, int argument, TimeValue *out_value)
{
    *out_value = (TimeValue){ 0 };
    return read_typed(run, to_kind(run->argument[argument]), run->argument[argument + 1],
                      TYPMOD_NONE, out_value);
}

static bool print_value(Run *run, const TimeValue *value)
{
    char text[INTERVAL_TEXT_MAX];
    const DateSettings *settings = &run->settings;
    size_t length = 0;

    switch (value->kind) {
    case DATE: length = date_write_styled(text, settings, (int32_t)value->integer); break;
    case TIMESTAMP: length = timestamp_write_styled(text, settings, value->integer); break;
    case TIMESTAMPTZ: length = timestamptz_write(text, settings, value->integer); break;
    case TIME: length = time_write(text, value->integer); break;
    case TIMETZ: length = timetz_write(text, value->timetz); break;
    case INTERVAL: length = interval_write_styled(text, settings, value->interval); break;
    }
    if (value->is_null)
        str_add_c(run->out, "NULL");
    else
        str_add_bytes(run->out, text, length);
    return true;
}

static bool print_integer(Run *run, Kind kind, int64_t integer)
{
    TimeValue value = { .kind = kind, .integer = integer };
    return print_value(run, &value);
}

static bool print_interval(Run *run, Interval interval)
{
    TimeValue value = { .kind = INTERVAL, .interval = interval };
    return print_value(run, &value);
}

/* parse TYPMOD TYPE TEXT */
static bool run_parse(Run *run)
{
    TimeValue value = { 0 };

    TRY(read_typed(run, to_kind(run->argument[1]), run->argument[2],
                   read_int(run->cx, run->argument[0]), &value));
    return print_value(run, &value);
}

/* cast TO TYPE TEXT */
static bool run_cast(Run *run)
{
    const DateSettings *s = &run->settings;
    TimeValue from, to = { .kind = to_kind(run->argument[0]) };
    int32_t date;

    TRY(read_value(run, 1, &from));
    switch (from.kind * 10 + to.kind) {
    case DATE * 10 + TIMESTAMPTZ:
        TRY(timestamptz_from_date(run->cx, s->zone, (int32_t)from.integer, &to.integer));
        break;
    case TIMESTAMP * 10 + TIMESTAMPTZ:
        TRY(timestamptz_from_timestamp(run->cx, s->zone, from.integer, &to.integer));
        break;
    case TIMESTAMPTZ * 10 + TIMESTAMP:
        TRY(timestamptz_to_timestamp(run->cx, s->zone, from.integer, &to.integer));
        break;
    case TIMESTAMPTZ * 10 + DATE:
        TRY(timestamptz_to_date(run->cx, s->zone, from.integer, &date));
        to.integer = date;
        break;
    case TIMESTAMP * 10 + TIME: to.is_null = !time_from_timestamp(from.integer, &to.integer); break;
    case TIMESTAMPTZ * 10 + TIME:
        to.is_null = !time_from_timestamptz(s, from.integer, &to.integer);
        break;
    case TIMESTAMPTZ * 10 + TIMETZ:
        to.is_null = !timetz_from_timestamptz(s, from.integer, &to.timetz);
        break;
    case TIME * 10 + TIMETZ: to.timetz = timetz_from_time(s, from.integer, run->now); break;
    case TIME * 10 + INTERVAL: to.interval = time_to_interval(from.integer); break;
    case INTERVAL * 10 + TIME: to.integer = time_from_interval(from.interval); break;
    default: return fail_unknown(run);
    }
    return print_value(run, &to);
}

/* zone NAME TYPE TEXT; a name in brackets is an interval */
static bool run_zone(Run *run)
{
    Str name = run->argument[0];
    TimeValue value;
    ZoneRef ref;

    TRY(read_value(run, 1, &value));
    if (str_starts(name, "[")) {
        TimeValue interval;
        TRY(read_typed(run, INTERVAL, str_slice(name, 1, name.length - 1), -1, &interval));
        TRY(interval_to_zone_ref(run->cx, &run->settings, interval.interval, &ref));
    } else {
        TRY(zone_ref_find(run->cx, name, &ref));
    }
    if (value.kind == TIMETZ) {
        value.timetz = timetz_at_zone(value.timetz, &ref, run->now);
    } else if (value.kind == TIMESTAMP) {
        TRY(timestamp_at_zone(run->cx, &ref, value.integer, &value.integer));
        value.kind = TIMESTAMPTZ;
    } else {
        TRY(timestamptz_at_zone(run->cx, &ref, value.integer, &value.integer));
        value.kind = TIMESTAMP;
    }
    return print_value(run, &value);
}

static bool shift(Run *run, bool is_minus, TimeValue *value, Interval by)
{
    const Zone *zone = run->settings.zone;

    switch ((unsigned)value->kind) {
    case TIMESTAMPTZ:
        return (is_minus ? timestamptz_subtract_interval : timestamptz_add_interval)(
            run->cx, zone, value->integer, by, &value->integer);
    case TIME:
        value->integer =
            (is_minus ? time_subtract_interval : time_add_interval)(value->integer, by);
        return true;
    case TIMETZ:
        value->timetz =
            (is_minus ? timetz_subtract_interval : timetz_add_interval)(value->timetz, by);
        return true;
    }
    return fail_unknown(run);
}

/* shift SIGN TYPE TEXT interval TEXT */
static bool run_shift(Run *run)
{
    TimeValue value, by;

    TRY(read_value(run, 1, &value));
    TRY(read_value(run, 3, &by));
    TRY(shift(run, str_is(run->argument[0], "-"), &value, by.interval));
    return print_value(run, &value);
}

/* pair OPERATION TYPE A TYPE B: age, difference, on_date, compare */
static bool run_pair(Run *run)
{
    Str operation = run->argument[0];
    TimeValue a, b;
    Interval interval;
    int64_t timestamp;

    TRY(read_value(run, 1, &a));
    TRY(read_value(run, 3, &b));
    if (str_is(operation, "compare")) {
        if (timetz_compare(a.timetz, b.timetz) == 0 &&
            timetz_hash(a.timetz) != timetz_hash(b.timetz))
            str_add_c(run->out, "DIFFERENT HASHES ");
        str_addf(run->out, "%d", timetz_compare(a.timetz, b.timetz));
        return true;
    }
    if (str_is(operation, "on_date")) {
        bool has_zone = b.kind == TIMETZ;
        TRY(has_zone ? timetz_on_date(run->cx, (int32_t)a.integer, b.timetz, &timestamp)
                     : time_on_date(run->cx, (int32_t)a.integer, b.integer, &timestamp));
        return print_integer(run, has_zone ? TIMESTAMPTZ : TIMESTAMP, timestamp);
    }
    if (a.kind == TIME)
        return print_interval(run, time_difference(a.integer, b.integer));
    TRY(str_is(operation, "age")
            ? timestamptz_age(run->cx, run->settings.zone, a.integer, b.integer, &interval)
            : timestamp_difference(run->cx, a.integer, b.integer, &interval));
    return print_interval(run, interval);
}

/* truncate UNIT ZONE TYPE TEXT; no ZONE: that of the session */
static bool run_truncate(Run *run)
{
    const Zone *zone = run->settings.zone;
    TimeUnit unit;
    TimeValue value;
    ZoneRef ref;

    TRY(read_value(run, 2, &value));
    if (run->argument[1].length) {
        TRY(zone_ref_find(run->cx, run->argument[1], &ref));
        zone = TRY(zone_ref_zone(run->cx, &ref));
    }
    TRY(time_unit_find(run->cx, TIME_TRUNCATE, TIME_KIND_TIMESTAMPTZ, run->argument[0], &unit));
    TRY(timestamptz_truncate(run->cx, zone, unit, value.integer, &value.integer));
    return print_value(run, &value);
}

static TimeKind time_kind(Kind kind)
{
    return kind == TIMESTAMPTZ ? TIME_KIND_TIMESTAMPTZ
           : kind == TIME      ? TIME_KIND_TIME
                               : TIME_KIND_TIMETZ;
}

static Extracted extract(Run *run, TimeUnit unit, const TimeValue *value)
{
    if (value->kind == TIMESTAMPTZ)
        return timestamptz_extract(run->settings.zone, unit, value->integer);
    return value->kind == TIME ? time_extract(unit, value->integer)
                               : timetz_extract(unit, value->timetz);
}

/* extract UNIT TYPE TEXT */
static bool run_extract(Run *run)
{
    TimeUnit unit;
    TimeValue value;
    Numeric julian;

    TRY(read_value(run, 1, &value));
    TRY(time_unit_find(run->cx, TIME_EXTRACT, time_kind(value.kind), run->argument[0], &unit));
    if (unit == UNIT_JULIAN) {
        TRY(timestamptz_julian(run->cx, run->settings.zone, value.integer, &julian));
        numeric_print(run->out, &julian);
        return true;
    }
    Extracted got = extract(run, unit, &value);
    if (got.is_null)
        str_add_c(run->out, "NULL");
    else if (got.infinity)
        str_add_c(run->out, got.infinity > 0 ? "Infinity" : "-Infinity");
    else
        decimal_print(run->out, got.value, got.scale);
    return true;
}

/* part UNIT TYPE TEXT */
static bool run_part(Run *run)
{
    TimeUnit unit;
    TimeValue value;
    Value real = { 0 };

    TRY(read_value(run, 1, &value));
    TRY(time_unit_find(run->cx, TIME_EXTRACT, time_kind(value.kind), run->argument[0], &unit));
    if (value.kind == TIMESTAMPTZ)
        real.is_null = !timestamptz_part(run->settings.zone, unit, value.integer, &real.real);
    else
        real.real =
            value.kind == TIME ? time_part(unit, value.integer) : timetz_part(unit, value.timetz);
    if (real.is_null)
        str_add_c(run->out, "NULL");
    else
        value_print(run->out, type_of(TYPE_FLOAT8), real);
    return true;
}

/* make TYPE YEAR MONTH DAY HOUR MINUTE SECOND [ZONE]; of an interval: WEEK behind MONTH */
static bool run_make(Run *run)
{
    Kind kind = to_kind(run->argument[0]);
    int n[7];
    int64_t result;

    for (int at = 0; at < 6; at++)
        n[at + 1] = read_int(run->cx, run->argument[at + 1]);
    if (kind == INTERVAL) {
        IntervalParts parts = {
            n[1], n[2], n[3], n[4], n[5], n[6], to_double(run->cx, run->argument[7])
        };
        Interval interval;
        TRY(interval_make(run->cx, parts, &interval));
        return print_interval(run, interval);
    }
    double second = to_double(run->cx, run->argument[6]);
    if (kind == TIME) {
        TRY(time_make(run->cx, n[4], n[5], second, &result));
        return print_integer(run, TIME, result);
    }
    TRY(timestamp_make(run->cx, (CivilDate){ n[1], n[2], n[3] }, n[4], n[5], second, &result));
    if (run->argument[7].length)
        TRY(timestamptz_make_in(run->cx, result, run->argument[7], &result));
    else if (kind == TIMESTAMPTZ)
        TRY(timestamptz_from_timestamp(run->cx, run->settings.zone, result, &result));
    return print_integer(run, kind, result);
}

/* epoch SECONDS */
static bool run_epoch(Run *run)
{
    int64_t instant;

    TRY(timestamptz_from_epoch(run->cx, to_double(run->cx, run->argument[0]), &instant));
    return print_integer(run, TIMESTAMPTZ, instant);
}

/* bin interval STRIDE TYPE A TYPE ORIGIN */
static bool run_bin(Run *run)
{
    TimeValue stride, a, origin;

    TRY(read_value(run, 0, &stride));
    TRY(read_value(run, 2, &a));
    TRY(read_value(run, 4, &origin));
    TRY(timestamp_bin(run->cx, stride.interval, a.integer, origin.integer, &a.integer));
    return print_value(run, &a);
}

/* overlaps A B C D: dates, or nothing for null */
static bool run_overlaps(Run *run)
{
    OverlapEnd end[4];
    bool overlap;

    for (int at = 0; at < 4; at++) {
        TimeValue value = { 0 };
        end[at].is_null = run->argument[at].length == 0;
        if (!end[at].is_null)
            TRY(read_typed(run, DATE, run->argument[at], -1, &value));
        end[at].value = value.integer;
    }
    if (!times_overlap(end[0], end[1], end[2], end[3], &overlap))
        str_add_c(run->out, "NULL");
    else
        str_add_c(run->out, overlap ? "t" : "f");
    return true;
}

/* set NAME VALUE: what SHOW then prints */
static bool run_set(Run *run)
{
    DateSettings *settings = &run->settings;

    if (str_is(run->argument[0], "timezone")) {
        settings->zone = TRY(zone_parse_setting(run->cx, run->argument[1]));
        str_add_c(run->out, zone_print_name(settings->zone));
    } else if (str_is(run->argument[0], "datestyle")) {
        TRY(date_style_parse(run->cx, run->argument[1], &date_settings_default, settings));
        str_add_c(run->out, date_style_print(settings));
    } else {
        TRY(interval_style_parse(run->cx, run->argument[1], settings));
        str_add_c(run->out, interval_style_print(settings));
    }
    return true;
}

static const struct {
    const char *name;
    bool (*run)(Run *run);
} operations[] = {
    { "parse", run_parse },     { "cast", run_cast }, { "zone", run_zone },
    { "shift", run_shift },     { "pair", run_pair }, { "truncate", run_truncate },
    { "extract", run_extract }, { "part", run_part }, { "make", run_make },
    { "epoch", run_epoch },     { "bin", run_bin },   { "overlaps", run_overlaps },
    { "set", run_set },
};

bool run_with(Call *call)
{
    Run run = { .cx = call->cx,
                .out = &call->out,
                .settings = date_settings_default,
                .argument = call->argument + 5,
                .now = clock_micros_since_2000() };

    run.settings.zone = TRY(zone_parse_setting(call->cx, call->argument[1]));
    TRY(date_style_parse(call->cx, call->argument[2], &date_settings_default, &run.settings));
    TRY(interval_style_parse(call->cx, call->argument[3], &run.settings));
    for (size_t at = 0; at < COUNT_OF(operations); at++)
        if (str_is(call->argument[4], operations[at].name))
            return operations[at].run(&run);
    return fail_unknown(&run);
}
