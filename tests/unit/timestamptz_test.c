/* timestamptz_test.c -- timestamps with time zone; the styles of dates and intervals. */
#include "base/timestamptz.h"
#include "base/decimal.h"
#include "base/interval.h"
#include "tests/unit/value_table.h"

// clang-format off
static const struct {
    const char *zone;
    const char *style;
    const char *text;
    const char *answer;
} parse_rows[] = {
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00", "2024-07-01 12:00:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00:00.123456-08",
      "2024-07-01 22:00:00.123456+02" },
    { "Asia/Kolkata", "ISO, MDY", "2024-07-01 12:00Z", "2024-07-01 17:30:00+05:30" },
    { "Europe/Amsterdam", "ISO, MDY", "1900-01-01", "1900-01-01 00:00:00+00:19:32" },
    { "Europe/Berlin", "ISO, MDY", "2024-03-31 02:30", "2024-03-31 03:30:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2024-10-27 02:30", "2024-10-27 02:30:00+01" },
    { "Europe/Berlin", "ISO, MDY", "2024-10-27 02:30 CEST", "2024-10-27 02:30:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 America/New_York", "2024-07-01 18:00:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 est5edt", "2024-07-01 18:00:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2012-07-01 12:00 MSK", "2012-07-01 10:00:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 MET DST", "2024-07-01 12:00:00+02" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 DST",
      "ERROR 22007 invalid input syntax for type timestamp with time zone: \"2024-07-01 12:00 DST\"" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 MSK DST",
      "ERROR 22007 invalid input syntax for type timestamp with time zone: \"2024-07-01 12:00 MSK DST\"" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 Nowhere/Land",
      "ERROR 22023 time zone \"nowhere/land\" not recognized" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00 nowhere",
      "ERROR 22007 invalid input syntax for type timestamp with time zone: \"2024-07-01 12:00 nowhere\"" },
    { "Europe/Berlin", "ISO, MDY", "2024-07-01 12:00+16",
      "ERROR 22009 time zone displacement out of range: \"2024-07-01 12:00+16\"" },
    { "America/Los_Angeles", "ISO, MDY", "4714-11-23 16:07:02 BC",
      "4714-11-23 16:07:02-07:52:58 BC" },
    { "America/Los_Angeles", "ISO, MDY", "4714-11-23 16:07:01 BC",
      "ERROR 22008 timestamp out of range: \"4714-11-23 16:07:01 BC\"" },
    { "Europe/Berlin", "ISO, MDY", "294277-01-01 00:59:59.999999",
      "294277-01-01 00:59:59.999999+01" },
    { "Europe/Berlin", "ISO, MDY", "294277-01-01 01:00",
      "ERROR 22008 timestamp out of range: \"294277-01-01 01:00\"" },
    { "Europe/Berlin", "ISO, MDY", "0044-03-15 BC", "0044-03-15 00:00:00+00:53:28 BC" },
    { "Europe/Berlin", "ISO, MDY", "infinity", "infinity" },
    { "Europe/Berlin", "ISO, MDY", "epoch", "1970-01-01 01:00:00+01" },
    { "Europe/Berlin", "ISO, DMY", "01/02/2024 12:00", "2024-02-01 12:00:00+01" },
    { "Europe/Berlin", "ISO, YMD", "24/02/01 12:00", "2024-02-01 12:00:00+01" },
    { "Europe/Berlin", "ISO, MDY", "13/02/2024",
      "ERROR 22008 date/time field value out of range: \"13/02/2024\""
      " HINT Perhaps you need a different \"datestyle\" setting." },
    { "Europe/Berlin", "SQL, MDY", "2024-07-01 12:00:00.5", "07/01/2024 12:00:00.5 CEST" },
    { "Europe/Berlin", "SQL, DMY", "2024-07-31 12:00", "31/07/2024 12:00:00 CEST" },
    { "Europe/Berlin", "Postgres, MDY", "2024-07-31 12:00", "Wed Jul 31 12:00:00 2024 CEST" },
    { "Europe/Berlin", "Postgres, DMY", "2024-07-31 12:00", "Wed 31 Jul 12:00:00 2024 CEST" },
    { "Europe/Berlin", "German, DMY", "2024-07-31 12:00", "31.07.2024 12:00:00 CEST" },
    { "<+0330>-3:30", "Postgres, MDY", "0044-03-15 12:00 BC", "Fri Mar 15 12:00:00 0044 +0330 BC" },
    { "America/Sao_Paulo", "SQL, YMD", "2024-07-31", "07/31/2024 00:00:00 -03" },
    { "Abcdefghijklmnop3", "German, DMY", "2024-07-31", "31.07.2024 00:00:00 ABCDEFGHIJ" },
};

static const struct {
    TypeId type;
    const char *style;
    const char *text;
    const char *answer;
} style_rows[] = {
    { TYPE_DATE, "SQL, MDY", "1997-12-17", "12/17/1997" },
    { TYPE_DATE, "SQL, DMY", "1997-12-17", "17/12/1997" },
    { TYPE_DATE, "SQL, YMD", "1997-12-17", "12/17/1997" },
    { TYPE_DATE, "Postgres, MDY", "1997-12-17", "12-17-1997" },
    { TYPE_DATE, "Postgres, DMY", "1997-12-17", "17-12-1997" },
    { TYPE_DATE, "German, DMY", "1997-12-17", "17.12.1997" },
    { TYPE_DATE, "German, MDY", "0044-03-15 BC", "15.03.0044 BC" },
    { TYPE_DATE, "ISO, DMY", "17/12/97", "1997-12-17" },
    { TYPE_DATE, "ISO, YMD", "97/12/17", "1997-12-17" },
    { TYPE_DATE, "ISO, YMD", "97-dec-17", "1997-12-17" },
    { TYPE_DATE, "ISO, DMY", "12/17/97",
      "ERROR 22008 date/time field value out of range: \"12/17/97\""
      " HINT Perhaps you need a different \"datestyle\" setting." },
    { TYPE_DATE, "SQL, MDY", "infinity", "infinity" },
    { TYPE_TIMESTAMP, "SQL, MDY", "1997-12-17 07:37:16.25", "12/17/1997 07:37:16.25" },
    { TYPE_TIMESTAMP, "SQL, DMY", "1997-12-17 07:37:16", "17/12/1997 07:37:16" },
    { TYPE_TIMESTAMP, "Postgres, MDY", "1997-12-17 07:37:16", "Wed Dec 17 07:37:16 1997" },
    { TYPE_TIMESTAMP, "Postgres, DMY", "0044-03-15 12:00 BC", "Fri 15 Mar 12:00:00 0044 BC" },
    { TYPE_TIMESTAMP, "German, DMY", "1997-12-17 07:37:16", "17.12.1997 07:37:16" },
    { TYPE_TIMESTAMP, "German, DMY", "infinity", "infinity" },
};

static const struct {
    IntervalStyle style;
    const char *text;
    const char *answer;
} interval_rows[] = {
    { INTERVAL_STYLE_POSTGRES, "1 year 2 mons 3 days 04:05:06.7",
      "1 year 2 mons 3 days 04:05:06.7" },
    { INTERVAL_STYLE_POSTGRES, "0", "00:00:00" },
    { INTERVAL_STYLE_POSTGRES, "-1 year 2 mons", "-10 mons" },
    { INTERVAL_STYLE_POSTGRES, "-1 day -00:00:01.5", "-1 days -00:00:01.5" },
    { INTERVAL_STYLE_POSTGRES, "1 day", "1 day" },
    { INTERVAL_STYLE_POSTGRES, "-00:00:00.5", "-00:00:00.5" },
    { INTERVAL_STYLE_POSTGRES, "1-2", "1 year 2 mons" },
    { INTERVAL_STYLE_POSTGRES, "-1 2:03:04", "-1 days +02:03:04" },
    { INTERVAL_STYLE_POSTGRES, "1 mon -1 sec", "1 mon -00:00:01" },
    { INTERVAL_STYLE_POSTGRES, "00:00:01", "00:00:01" },
    { INTERVAL_STYLE_POSTGRES, "178956970 years 7 mons", "178956970 years 7 mons" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "1 year 2 mons 3 days 04:05:06.7",
      "@ 1 year 2 mons 3 days 4 hours 5 mins 6.7 secs" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "0", "@ 0" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "-1 year 2 mons", "@ 10 mons ago" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "-1 day -00:00:01.5", "@ 1 day 1.5 secs ago" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "1 day", "@ 1 day" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "-00:00:00.5", "@ 0.5 secs ago" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "1-2", "@ 1 year 2 mons" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "-1 2:03:04", "@ 1 day -2 hours -3 mins -4 secs ago" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "1 mon -1 sec", "@ 1 mon -1 sec" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "00:00:01", "@ 1 sec" },
    { INTERVAL_STYLE_POSTGRES_VERBOSE, "178956970 years 7 mons", "@ 178956970 years 7 mons" },
    { INTERVAL_STYLE_SQL_STANDARD, "1 year 2 mons 3 days 04:05:06.7", "+1-2 +3 +4:05:06.7" },
    { INTERVAL_STYLE_SQL_STANDARD, "0", "0" },
    { INTERVAL_STYLE_SQL_STANDARD, "-1 year 2 mons", "-1-2" },
    { INTERVAL_STYLE_SQL_STANDARD, "-1 day -00:00:01.5", "-1 0:00:01.5" },
    { INTERVAL_STYLE_SQL_STANDARD, "1 day", "1 0:00:00" },
    { INTERVAL_STYLE_SQL_STANDARD, "-00:00:00.5", "-0:00:00.5" },
    { INTERVAL_STYLE_SQL_STANDARD, "1-2", "1-2" },
    { INTERVAL_STYLE_SQL_STANDARD, "-1 2:03:04", "-1 2:03:04" },
    { INTERVAL_STYLE_SQL_STANDARD, "1 mon -1 sec", "+0-1 +0 -0:00:01" },
    { INTERVAL_STYLE_SQL_STANDARD, "00:00:01", "0:00:01" },
    { INTERVAL_STYLE_SQL_STANDARD, "178956970 years 7 mons", "178956970-7" },
    { INTERVAL_STYLE_ISO_8601, "1 year 2 mons 3 days 04:05:06.7", "P1Y2M3DT4H5M6.7S" },
    { INTERVAL_STYLE_ISO_8601, "0", "PT0S" },
    { INTERVAL_STYLE_ISO_8601, "-1 year 2 mons", "P-10M" },
    { INTERVAL_STYLE_ISO_8601, "-1 day -00:00:01.5", "P-1DT-1.5S" },
    { INTERVAL_STYLE_ISO_8601, "1 day", "P1D" },
    { INTERVAL_STYLE_ISO_8601, "-00:00:00.5", "PT-0.5S" },
    { INTERVAL_STYLE_ISO_8601, "1-2", "P1Y2M" },
    { INTERVAL_STYLE_ISO_8601, "-1 2:03:04", "P-1DT2H3M4S" },
    { INTERVAL_STYLE_ISO_8601, "1 mon -1 sec", "P1MT-1S" },
    { INTERVAL_STYLE_ISO_8601, "00:00:01", "PT1S" },
    { INTERVAL_STYLE_ISO_8601, "178956970 years 7 mons", "P178956970Y7M" },
};

/* In America/New_York. */
static const struct {
    const char *a;
    const char *operation;
    const char *b;
    const char *answer;
} arithmetic_rows[] = {
    { "2024-03-09 02:30", "+", "1 day", "2024-03-10 03:30:00-04" },
    { "2024-03-09 02:30", "+", "24 hours", "2024-03-10 03:30:00-04" },
    { "2024-11-02 01:30", "+", "1 day", "2024-11-03 01:30:00-05" },
    { "2024-11-02 01:30", "+", "1 day 12 hours", "2024-11-03 13:30:00-05" },
    { "2024-01-31 00:00", "+", "1 mon", "2024-02-29 00:00:00-05" },
    { "2024-03-31 12:00", "-", "1 mon", "2024-02-29 12:00:00-05" },
    { "2024-03-11 02:30", "-", "1 day", "2024-03-10 03:30:00-04" },
    { "infinity", "+", "1 day", "infinity" },
    { "2024-01-01", "+", "2147483647 days", "ERROR 22008 timestamp out of range" },
    { "294276-12-31", "+", "1 day", "ERROR 22008 timestamp out of range" },
    { "2024-01-01", "-", "-178956970 years", "ERROR 22008 timestamp out of range" },
    { "2024-03-11", "age", "2024-03-10", "1 day" },
    { "2001-04-10", "age", "1957-06-13", "43 years 9 mons 27 days" },
    { "2024-11-03 01:30 EST", "age", "2024-11-03 01:45 EDT", "-1 mons +29 days 23:45:00" },
    { "2020-01-01", "age", "-infinity", "ERROR 22008 timestamp out of range" },
    { "infinity", "age", "2020-01-01", "292257 years 7 days 23:00:54.775807" },
};

/* In America/New_York, if no zone is given. */
static const struct {
    const char *unit;
    const char *zone;
    const char *text;
    const char *answer;
} truncate_rows[] = {
    { "hour", "", "2024-11-03 01:30 EST", "2024-11-03 01:00:00-05" },
    { "day", "", "2024-11-03 12:00", "2024-11-03 00:00:00-04" },
    { "week", "", "2024-03-13 12:00", "2024-03-11 00:00:00-04" },
    { "month", "", "2024-03-31 12:00", "2024-03-01 00:00:00-05" },
    { "quarter", "", "2024-03-31", "2024-01-01 00:00:00-05" },
    { "century", "", "2024-03-31", "2001-01-01 00:00:00-05" },
    { "second", "", "1883-11-18 12:03:57.9", "1883-11-18 12:03:57-05" },
    { "day", "Australia/Sydney", "2001-02-16 20:38:40+00", "2001-02-16 08:00:00-05" },
    { "day", "EST", "2024-07-01 12:00", "2024-07-01 01:00:00-04" },
    { "day", "msk", "2012-07-01 12:00", "2012-06-30 16:00:00-04" },
    { "day", "nowhere", "2024-01-01", "ERROR 22023 time zone \"nowhere\" not recognized" },
    { "dow", "", "2024-01-01",
      "ERROR 22023 unit \"dow\" not recognized for type timestamp with time zone" },
    { "timezone", "", "2024-01-01",
      "ERROR 0A000 unit \"timezone\" not supported for type timestamp with time zone" },
    { "x", "", "2024-01-01",
      "ERROR 22023 unit \"x\" not recognized for type timestamp with time zone" },
};

static const struct {
    TimeKind kind;
    const char *unit;
    const char *zone;
    const char *text;
    const char *answer;
} extract_rows[] = {
    { TIME_KIND_TIMESTAMPTZ, "timezone", "America/New_York", "2024-07-01", "-14400" },
    { TIME_KIND_TIMESTAMPTZ, "timezone_hour", "Asia/Kolkata", "2024-07-01", "5" },
    { TIME_KIND_TIMESTAMPTZ, "timezone_minute", "America/St_Johns", "2024-07-01", "-30" },
    { TIME_KIND_TIMESTAMPTZ, "timezone_m", "Africa/Monrovia", "1960-07-01", "-44" },
    { TIME_KIND_TIMESTAMPTZ, "timezone", "America/New_York", "infinity", "NULL" },
    { TIME_KIND_TIMESTAMPTZ, "year", "America/New_York", "2024-01-01 00:00Z", "2023" },
    { TIME_KIND_TIMESTAMPTZ, "epoch", "America/New_York", "2024-01-01 00:00:00.5Z",
      "1704067200.500000" },
    { TIME_KIND_TIMESTAMPTZ, "epoch", "America/New_York", "-infinity", "-Infinity" },
    { TIME_KIND_TIMESTAMPTZ, "julian", "America/New_York", "2024-01-01 12:00",
      "2460311.50000000000000000000" },
    { TIME_KIND_TIMESTAMPTZ, "hour", "America/New_York", "2024-07-01 00:00Z", "20" },
};

/* A zone in brackets is an interval. */
static const struct {
    TimeKind kind;
    const char *zone;
    const char *text;
    const char *answer;
} zone_rows[] = {
    { TIME_KIND_TIMESTAMPTZ, "America/New_York", "2024-07-01 12:00+00", "2024-07-01 08:00:00" },
    { TIME_KIND_TIMESTAMPTZ, "EST", "2024-07-01 12:00+00", "2024-07-01 07:00:00" },
    { TIME_KIND_TIMESTAMPTZ, "msk", "2012-07-01 12:00+00", "2012-07-01 16:00:00" },
    { TIME_KIND_TIMESTAMPTZ, "foo-3", "2024-07-01 12:00+00", "2024-07-01 15:00:00" },
    { TIME_KIND_TIMESTAMPTZ, "nowhere", "2024-07-01 12:00+00",
      "ERROR 22023 time zone \"nowhere\" not recognized" },
    { TIME_KIND_TIMESTAMP, "America/New_York", "2024-03-10 02:30", "2024-03-10 07:30:00+00" },
    { TIME_KIND_TIMESTAMP, "edt", "2024-01-01 12:00", "2024-01-01 16:00:00+00" },
    { TIME_KIND_TIMESTAMP, "msk", "2012-07-01 12:00", "2012-07-01 08:00:00+00" },
    { TIME_KIND_TIMESTAMPTZ, "America/New_York", "294276-12-31 23:00", "294276-12-31 18:00:00" },
    { TIME_KIND_TIMESTAMPTZ, "Asia/Tokyo", "294276-12-31 23:00",
      "ERROR 22008 timestamp out of range" },
    { TIME_KIND_TIMESTAMP, "Asia/Tokyo", "4714-11-24 BC", "ERROR 22008 timestamp out of range" },
    { TIME_KIND_TIMESTAMPTZ, "[2:30]", "2024-07-01 12:00+00", "2024-07-01 14:30:00" },
    { TIME_KIND_TIMESTAMP, "[-2:30]", "2024-07-01 12:00", "2024-07-01 14:30:00+00" },
    { TIME_KIND_TIMESTAMP, "[1 day]", "2024-07-01 12:00",
      "ERROR 22023 interval time zone \"1 day\" must not include months or days" },
};
// clang-format on

static DateSettings settings_of(Cx *cx, const char *zone, const char *style)
{
    DateSettings settings = date_settings_default;

    settings.zone = zone_parse_setting(cx, str_of(zone));
    EXPECT(settings.zone);
    EXPECT(date_style_parse(cx, str_of(style), &date_settings_default, &settings));
    return settings;
}

static bool read_instant(Cx *cx, const DateSettings *settings, const char *text, int64_t *out)
{
    return timestamptz_parse(cx, settings, str_of(text), (ParseAs){ .typmod = TYPMOD_NONE }, out);
}

static Str instant_text(Cx *cx, const DateSettings *settings, int64_t instant)
{
    char text[TIMESTAMP_TEXT_MAX];
    return str_copy(cx->arena, (Str){ text, timestamptz_write(text, settings, instant) });
}

static Str timestamp_text(Cx *cx, const DateSettings *settings, int64_t timestamp)
{
    char text[TIMESTAMP_TEXT_MAX];
    return str_copy(cx->arena, (Str){ text, timestamp_write_styled(text, settings, timestamp) });
}

static Str interval_text(Cx *cx, const DateSettings *settings, Interval interval)
{
    char text[INTERVAL_TEXT_MAX];
    return str_copy(cx->arena, (Str){ text, interval_write_styled(text, settings, interval) });
}

TEST(timestamps_with_zone_read_and_print_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(parse_rows); row++) {
        DateSettings settings = settings_of(cx, parse_rows[row].zone, parse_rows[row].style);
        int64_t instant;
        bool is_read = read_instant(cx, &settings, parse_rows[row].text, &instant);
        EXPECT_STR(is_read ? instant_text(cx, &settings, instant) : error_answer(cx),
                   parse_rows[row].answer);
    }
}

static Str styled(Cx *cx, TypeId type, const DateSettings *settings, Str text)
{
    ParseAs as = { .typmod = TYPMOD_NONE };
    char to[DATE_TEXT_MAX];
    int64_t timestamp;
    int32_t date;

    if (type == TYPE_TIMESTAMP)
        return timestamp_parse_styled(cx, settings, text, as, &timestamp)
                   ? timestamp_text(cx, settings, timestamp)
                   : error_answer(cx);
    if (!date_parse_styled(cx, settings, text, 0, &date))
        return error_answer(cx);
    return str_copy(cx->arena, (Str){ to, date_write_styled(to, settings, date) });
}

TEST(dates_follow_the_style_and_its_order)
{
    for (size_t row = 0; row < COUNT_OF(style_rows); row++) {
        DateSettings settings = settings_of(cx, "UTC", style_rows[row].style);
        EXPECT_STR(styled(cx, style_rows[row].type, &settings, str_of(style_rows[row].text)),
                   style_rows[row].answer);
    }
}

TEST(intervals_follow_their_style)
{
    for (size_t row = 0; row < COUNT_OF(interval_rows); row++) {
        DateSettings settings = date_settings_default;
        Interval interval;
        settings.interval_style = interval_rows[row].style;
        EXPECT(interval_parse_styled(cx, &settings, str_of(interval_rows[row].text),
                                     (ParseAs){ .typmod = TYPMOD_NONE }, &interval));
        EXPECT_STR(interval_text(cx, &settings, interval), interval_rows[row].answer);
    }
}

static Str arithmetic_answer(Cx *cx, const DateSettings *settings, size_t row)
{
    const Zone *zone = settings->zone;
    const char *operation = arithmetic_rows[row].operation;
    int64_t a, b;
    Interval interval;

    EXPECT(read_instant(cx, settings, arithmetic_rows[row].a, &a));
    if (str_is(str_of(operation), "age")) {
        EXPECT(read_instant(cx, settings, arithmetic_rows[row].b, &b));
        return timestamptz_age(cx, zone, a, b, &interval) ? interval_text(cx, settings, interval)
                                                          : error_answer(cx);
    }
    EXPECT(interval_parse(cx, str_of(arithmetic_rows[row].b), TYPMOD_NONE, 0, &interval));
    bool is_done = *operation == '+' ? timestamptz_add_interval(cx, zone, a, interval, &a)
                                     : timestamptz_subtract_interval(cx, zone, a, interval, &a);
    return is_done ? instant_text(cx, settings, a) : error_answer(cx);
}

TEST(months_and_days_are_added_in_local_time)
{
    DateSettings settings = settings_of(cx, "America/New_York", "ISO");

    for (size_t row = 0; row < COUNT_OF(arithmetic_rows); row++)
        EXPECT_STR(arithmetic_answer(cx, &settings, row), arithmetic_rows[row].answer);
}

static bool truncate_row(Cx *cx, const DateSettings *settings, size_t row, int64_t *instant)
{
    const char *name = truncate_rows[row].zone;
    const Zone *zone = settings->zone;
    TimeUnit unit;
    ZoneRef ref;

    EXPECT(read_instant(cx, settings, truncate_rows[row].text, instant));
    TRY(time_unit_find(cx, TIME_TRUNCATE, TIME_KIND_TIMESTAMPTZ, str_of(truncate_rows[row].unit),
                       &unit));
    if (*name) {
        TRY(zone_ref_find(cx, str_of(name), &ref));
        zone = TRY(zone_ref_zone(cx, &ref));
    }
    return timestamptz_truncate(cx, zone, unit, *instant, instant);
}

TEST(date_trunc_cuts_the_local_time)
{
    DateSettings settings = settings_of(cx, "America/New_York", "ISO");

    for (size_t row = 0; row < COUNT_OF(truncate_rows); row++) {
        int64_t instant;
        bool is_done = truncate_row(cx, &settings, row, &instant);
        EXPECT_STR(is_done ? instant_text(cx, &settings, instant) : error_answer(cx),
                   truncate_rows[row].answer);
    }
}

static Str extract_answer(Cx *cx, const DateSettings *settings, size_t row)
{
    StrBuilder answer = str_builder(cx->arena);
    TimeUnit unit;
    int64_t instant;
    Numeric julian;

    EXPECT(read_instant(cx, settings, extract_rows[row].text, &instant));
    if (!time_unit_find(cx, TIME_EXTRACT, extract_rows[row].kind, str_of(extract_rows[row].unit),
                        &unit))
        return error_answer(cx);
    if (unit == UNIT_JULIAN) {
        EXPECT(timestamptz_julian(cx, settings->zone, instant, &julian));
        numeric_print(&answer, &julian);
        return str_built(&answer);
    }
    Extracted got = timestamptz_extract(settings->zone, unit, instant);
    if (got.is_null)
        return STR_LIT("NULL");
    if (got.infinity)
        return got.infinity > 0 ? STR_LIT("Infinity") : STR_LIT("-Infinity");
    decimal_print(&answer, got.value, got.scale);
    return str_built(&answer);
}

TEST(parts_of_timestamps_with_zone_are_those_of_local_time)
{
    for (size_t row = 0; row < COUNT_OF(extract_rows); row++) {
        DateSettings settings = settings_of(cx, extract_rows[row].zone, "ISO");
        EXPECT_STR(extract_answer(cx, &settings, row), extract_rows[row].answer);
    }
}

static bool find_ref(Cx *cx, Str name, ZoneRef *out_ref)
{
    Interval interval;

    if (!str_starts(name, "["))
        return zone_ref_find(cx, name, out_ref);
    TRY(interval_parse(cx, str_slice(name, 1, name.length - 1), TYPMOD_NONE, 0, &interval));
    return interval_to_zone_ref(cx, &date_settings_default, interval, out_ref);
}

static Str zone_answer(Cx *cx, size_t row)
{
    const DateSettings *settings = &date_settings_default;
    int64_t value;
    ZoneRef ref;

    EXPECT(read_instant(cx, settings, zone_rows[row].text, &value));
    if (!find_ref(cx, str_of(zone_rows[row].zone), &ref))
        return error_answer(cx);
    if (zone_rows[row].kind == TIME_KIND_TIMESTAMP)
        return timestamp_at_zone(cx, &ref, value, &value) ? instant_text(cx, settings, value)
                                                          : error_answer(cx);
    return timestamptz_at_zone(cx, &ref, value, &value) ? timestamp_text(cx, settings, value)
                                                        : error_answer(cx);
}

TEST(at_time_zone_turns_instants_into_local_times_and_back)
{
    for (size_t row = 0; row < COUNT_OF(zone_rows); row++)
        EXPECT_STR(zone_answer(cx, row), zone_rows[row].answer);
}

TEST(instants_are_made_of_seconds_since_1970)
{
    const DateSettings *settings = &date_settings_default;
    int64_t instant;

    EXPECT(timestamptz_from_epoch(cx, 1284352323.5, &instant));
    EXPECT_STR(instant_text(cx, settings, instant), "2010-09-13 04:32:03.5+00");
    EXPECT(timestamptz_from_epoch(cx, -__builtin_inf(), &instant));
    EXPECT_STR(instant_text(cx, settings, instant), "-infinity");
    EXPECT(!timestamptz_from_epoch(cx, __builtin_nan(""), &instant));
    EXPECT_STR(error_answer(cx), "ERROR 22008 timestamp cannot be NaN");
    EXPECT(!timestamptz_from_epoch(cx, 1e13, &instant));
    EXPECT_STR(error_answer(cx), "ERROR 22008 timestamp out of range: \"1e+13\"");
}

TEST(timestamps_are_made_of_fields_in_a_zone)
{
    const DateSettings *settings = &date_settings_default;
    CivilDate date = { 2014, 12, 10 };
    int64_t timestamp, instant;

    EXPECT(timestamp_make(cx, date, 10, 10, 10.5, &timestamp));
    EXPECT(timestamptz_make_in(cx, timestamp, STR_LIT("+1"), &instant));
    EXPECT_STR(instant_text(cx, settings, instant), "2014-12-10 09:10:10.5+00");
    EXPECT(timestamptz_make_in(cx, timestamp, STR_LIT("PST8PDT"), &instant));
    EXPECT_STR(instant_text(cx, settings, instant), "2014-12-10 18:10:10.5+00");
    EXPECT(!timestamptz_make_in(cx, timestamp, STR_LIT("1"), &instant));
    EXPECT_STR(error_answer(cx),
               "ERROR 22023 invalid input syntax for type numeric time zone: \"1\" HINT Numeric "
               "time zones must have \"-\" or \"+\" as first character.");
    EXPECT(!timestamptz_make_in(cx, timestamp, STR_LIT("+16"), &instant));
    EXPECT_STR(error_answer(cx), "ERROR 22023 numeric time zone \"+16\" out of range");
    EXPECT(!timestamp_make(cx, (CivilDate){ 2014, 2, 30 }, 0, 0, 0, &timestamp));
    EXPECT_STR(error_answer(cx), "ERROR 22008 date field value out of range: 2014-02-30");
    EXPECT(!timestamp_make(cx, (CivilDate){ 294277, 1, 1 }, 0, 0, 0, &timestamp));
    EXPECT_STR(error_answer(cx), "ERROR 22008 timestamp out of range: 294277-01-01 0:00:00");
}

TEST(bins_are_counted_from_the_origin)
{
    const Interval quarter = { .micros = 15 * MICROS_PER_MINUTE };
    int64_t bin, origin = 150 * MICROS_PER_SECOND;

    EXPECT(timestamp_bin(cx, quarter, 16 * MICROS_PER_MINUTE, origin, &bin) && bin == origin);
    EXPECT(timestamp_bin(cx, quarter, 0, origin, &bin) && bin == origin - 15 * MICROS_PER_MINUTE);
    EXPECT(timestamp_bin(cx, quarter, TIMESTAMP_INFINITY, 0, &bin) && bin == TIMESTAMP_INFINITY);
    EXPECT(!timestamp_bin(cx, quarter, 0, TIMESTAMP_INFINITY, &bin));
    EXPECT_STR(error_answer(cx), "ERROR 22008 origin out of range");
    EXPECT(!timestamp_bin(cx, (Interval){ .months = 1 }, 0, 0, &bin));
    EXPECT_STR(error_answer(cx), "ERROR 0A000 timestamps cannot be binned into intervals "
                                 "containing months or years");
    EXPECT(!timestamp_bin(cx, (Interval){ .days = -1 }, 0, 0, &bin));
    EXPECT_STR(error_answer(cx), "ERROR 22008 stride must be greater than zero");
    EXPECT(!timestamp_bin(cx, quarter, TIMESTAMP_MIN, TIMESTAMP_END - 1, &bin));
    EXPECT_STR(error_answer(cx), "ERROR 22008 interval out of range");
}

TEST(intervals_are_made_of_fields)
{
    Interval interval;

    EXPECT(interval_make(cx, (IntervalParts){ 1, 2, 1, 1, 4, 5, 6.7 }, &interval));
    EXPECT_STR(interval_text(cx, &date_settings_default, interval),
               "1 year 2 mons 8 days 04:05:06.7");
    EXPECT(!interval_make(cx, (IntervalParts){ .years = 200000000 }, &interval));
    EXPECT_STR(error_answer(cx), "ERROR 22008 interval out of range");
    EXPECT(!interval_make(cx, (IntervalParts){ .seconds = __builtin_inf() }, &interval));
    EXPECT_STR(error_answer(cx), "ERROR 22008 interval out of range");
}

static char overlap_answer(int64_t a, int64_t a_end, int64_t b, int64_t b_end)
{
    bool overlap;
    OverlapEnd ends[] = { { a, a < 0 }, { a_end, a_end < 0 }, { b, b < 0 }, { b_end, b_end < 0 } };

    if (!times_overlap(ends[0], ends[1], ends[2], ends[3], &overlap))
        return 'n';
    return overlap ? 't' : 'f';
}

TEST(spans_overlap_where_the_nulls_do_not_matter)
{
    EXPECT(overlap_answer(1, 3, 2, 4) == 't');
    EXPECT(overlap_answer(1, 2, 2, 4) == 'f');
    EXPECT(overlap_answer(2, 1, 4, 2) == 'f');
    EXPECT(overlap_answer(2, 2, 2, 4) == 't');
    EXPECT(overlap_answer(1, 3, 2, -1) == 't');
    EXPECT(overlap_answer(1, 2, 2, -1) == 'n');
    EXPECT(overlap_answer(1, -1, 2, 3) == 'n');
    EXPECT(overlap_answer(1, -1, 1, 2) == 'n');
    EXPECT(overlap_answer(-1, -1, 1, 2) == 'n');
}

TEST(styles_are_set_and_shown_as_postgresql_does)
{
    static const char *const rows[][2] = {
        { "german", "German, DMY" },
        { "iso, euro", "ISO, DMY" },
        { "German, default", "German, MDY" },
        { "mdy,german", "German, MDY" },
        { "", "ISO, YMD" },
        { "dmy, mdy", "ERROR 22023 invalid value for parameter \"DateStyle\": \"dmy, mdy\" "
                      "DETAIL Conflicting \"datestyle\" specifications." },
        { "foo", "ERROR 22023 invalid value for parameter \"DateStyle\": \"foo\" "
                 "DETAIL Unrecognized key word: \"foo\"." },
        { "iso,,mdy", "ERROR 22023 invalid value for parameter \"DateStyle\": \"iso,,mdy\" "
                      "DETAIL List syntax is invalid." },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        DateSettings settings = date_settings_default;
        settings.order = DATE_ORDER_YMD;
        bool is_set = date_style_parse(cx, str_of(rows[row][0]), &date_settings_default, &settings);
        EXPECT_STR(is_set ? str_of(date_style_print(&settings)) : error_answer(cx), rows[row][1]);
    }
    DateSettings settings = date_settings_default;
    EXPECT(interval_style_parse(cx, STR_LIT("ISO_8601"), &settings));
    EXPECT_STR(str_of(interval_style_print(&settings)), "iso_8601");
    EXPECT(!interval_style_parse(cx, STR_LIT("x"), &settings));
    EXPECT_ERROR(cx, ERR_INVALID_PARAMETER_VALUE);
}
