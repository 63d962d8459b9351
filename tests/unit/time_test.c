/* time_test.c -- time and timetz: text, arithmetic, parts. */
#include "base/time_of_day.h"
#include "base/decimal.h"
#include "base/interval.h"
#include "tests/unit/value_table.h"

typedef struct TimeRow {
    int32_t typmod;
    const char *text;
    const char *answer;
} TimeRow;

// clang-format off
/* The session's zone is Europe/Berlin. */
static const TimeRow time_rows[] = {
    { -1, "04:05:06.789", "04:05:06.789" },
    { -1, "04:05:06", "04:05:06" },
    { -1, "04:05", "04:05:00" },
    { -1, "040506", "04:05:06" },
    { -1, "040506.789", "04:05:06.789" },
    { -1, "0405", "04:05:00" },
    { -1, "04:05 AM", "04:05:00" },
    { -1, "04:05 PM", "16:05:00" },
    { -1, "12:00 am", "00:00:00" },
    { -1, "12:00 pm", "12:00:00" },
    { -1, "13:00 pm", "ERROR 22008 date/time field value out of range: \"13:00 pm\"" },
    { -1, "allballs", "00:00:00" },
    { -1, "24:00:00", "24:00:00" },
    { -1, "24:00:01", "ERROR 22008 date/time field value out of range: \"24:00:01\"" },
    { -1, "23:59:60", "24:00:00" },
    { -1, "23:59:60.5", "ERROR 22008 date/time field value out of range: \"23:59:60.5\"" },
    { -1, "12:00:60.5", "12:01:00.5" },
    { -1, "25:00", "ERROR 22008 date/time field value out of range: \"25:00\"" },
    { -1, "04:60", "ERROR 22008 date/time field value out of range: \"04:60\"" },
    { -1, "04:05-08:00", "04:05:00" },
    { -1, "040506-08", "04:05:06" },
    { -1, "04:05:06 PST", "04:05:06" },
    { -1, "04:05:06 America/New_York",
      "ERROR 22007 invalid input syntax for type time: \"04:05:06 America/New_York\"" },
    { -1, "2003-04-12 04:05:06 America/New_York", "04:05:06" },
    { -1, "2003-04-12 04:05:06", "04:05:06" },
    { -1, "T04:05:06", "04:05:06" },
    { -1, "h04mm05s06.5", "04:05:06.5" },
    { -1, "h04mm05s06", "ERROR 22007 invalid input syntax for type time: \"h04mm05s06\"" },
    { -1, "04:05:06 MSK", "04:05:06" },
    { -1, "04:05 MET DST", "04:05:00" },
    { -1, "04:05 DST", "ERROR 22007 invalid input syntax for type time: \"04:05 DST\"" },
    { -1, "04:05 +16", "ERROR 22009 time zone displacement out of range: \"04:05 +16\"" },
    { -1, "04:05 nowhere", "ERROR 22007 invalid input syntax for type time: \"04:05 nowhere\"" },
    { -1, "04:05 a/b", "ERROR 22023 time zone \"a/b\" not recognized" },
    { -1, "now is", "ERROR 22007 invalid input syntax for type time: \"now is\"" },
    { -1, "", "ERROR 22007 invalid input syntax for type time: \"\"" },
    { -1, "infinity", "ERROR 22007 invalid input syntax for type time: \"infinity\"" },
    { -1, "epoch", "ERROR 22007 invalid input syntax for type time: \"epoch\"" },
    { -1, "12", "ERROR 22007 invalid input syntax for type time: \"12\"" },
    { -1, "04:05:06 BC", "04:05:06" },
    { -1, "jan 5 04:05", "ERROR 22007 invalid input syntax for type time: \"jan 5 04:05\"" },
    { -1, "1999-01-08", "ERROR 22007 invalid input syntax for type time: \"1999-01-08\"" },
    { -1, "99.01.08 04:05",
      "ERROR 22008 date/time field value out of range: \"99.01.08 04:05\""
      " HINT Perhaps you need a different \"datestyle\" setting." },
    { -1, "23:59:59.9999995", "24:00:00" },
    { -1, "J2451187 04:05", "04:05:00" },
    { 0, "23:59:59.5", "24:00:00" },
    { 3, "04:05:06.7895", "04:05:06.79" },
    { 6, "04:05:06.7895", "04:05:06.7895" },
};

static const TimeRow timetz_rows[] = {
    { -1, "04:05:06+02", "04:05:06+02" },
    { -1, "04:05:06-05:30", "04:05:06-05:30" },
    { -1, "04:05:06 UTC", "04:05:06+00" },
    { -1, "04:05:06 Etc/GMT+5", "04:05:06-05" },
    { -1, "04:05:06 Europe/Berlin",
      "ERROR 22007 invalid input syntax for type time with time zone: \"04:05:06 Europe/Berlin\"" },
    { -1, "2024-07-01 04:05:06 Europe/Berlin", "04:05:06+02" },
    { -1, "2024-07-01 04:05:06", "04:05:06+02" },
    { -1, "2024-07-01 04:05:06 MSK", "04:05:06+03" },
    { -1, "04:05:06-00:19:32", "04:05:06-00:19:32" },
    { -1, "allballs", "00:00:00+00" },
    { -1, "040506+0730", "04:05:06+07:30" },
};

static const struct {
    TimeKind kind;
    const char *unit;
    const char *text;
    const char *answer;
} part_rows[] = {
    { TIME_KIND_TIME, "hour", "24:00", "24" },
    { TIME_KIND_TIME, "second", "04:05:06.789", "6.789000" },
    { TIME_KIND_TIME, "ms", "04:05:06.789", "6789.000" },
    { TIME_KIND_TIME, "us", "04:05:06.789", "6789000" },
    { TIME_KIND_TIME, "epoch", "04:05:06.789", "14706.789000" },
    { TIME_KIND_TIME, "day", "04:05",
      "ERROR 0A000 unit \"day\" not supported for type time without time zone" },
    { TIME_KIND_TIME, "timezone", "04:05",
      "ERROR 0A000 unit \"timezone\" not supported for type time without time zone" },
    { TIME_KIND_TIME, "now", "04:05",
      "ERROR 22023 unit \"now\" not recognized for type time without time zone" },
    { TIME_KIND_TIME, "x", "04:05",
      "ERROR 22023 unit \"x\" not recognized for type time without time zone" },
    { TIME_KIND_TIMETZ, "timezone", "04:05:06-05:30", "-19800" },
    { TIME_KIND_TIMETZ, "timezone_hour", "04:05:06-05:30", "-5" },
    { TIME_KIND_TIMETZ, "timezone_minute", "04:05:06-05:30", "-30" },
    { TIME_KIND_TIMETZ, "epoch", "04:05:06-05:30", "34506.000000" },
    { TIME_KIND_TIMETZ, "minute", "04:05:06-05:30", "5" },
    { TIME_KIND_TIMETZ, "dow", "04:05:06-05:30",
      "ERROR 0A000 unit \"dow\" not supported for type time with time zone" },
};
// clang-format on

static DateSettings berlin(Cx *cx)
{
    DateSettings settings = date_settings_default;

    settings.zone = zone_find(cx, STR_LIT("Europe/Berlin"));
    EXPECT(settings.zone);
    return settings;
}

static Str time_text(Cx *cx, int64_t time)
{
    char text[TIME_TEXT_MAX];
    return str_copy(cx->arena, (Str){ text, time_write(text, time) });
}

static Str timetz_text(Cx *cx, TimeTz time)
{
    char text[TIME_TEXT_MAX];
    return str_copy(cx->arena, (Str){ text, timetz_write(text, time) });
}

TEST(times_read_and_print_as_postgresql_does)
{
    DateSettings settings = berlin(cx);

    for (size_t row = 0; row < COUNT_OF(time_rows); row++) {
        ParseAs as = { .typmod = time_rows[row].typmod, .position = 7 };
        int64_t time;
        bool is_read = time_parse(cx, &settings, str_of(time_rows[row].text), as, &time);
        EXPECT_STR(is_read ? time_text(cx, time) : error_answer(cx), time_rows[row].answer);
    }
}

TEST(times_with_zone_read_and_print_as_postgresql_does)
{
    DateSettings settings = berlin(cx);

    for (size_t row = 0; row < COUNT_OF(timetz_rows); row++) {
        ParseAs as = { .typmod = timetz_rows[row].typmod };
        TimeTz time;
        bool is_read = timetz_parse(cx, &settings, str_of(timetz_rows[row].text), as, &time);
        EXPECT_STR(is_read ? timetz_text(cx, time) : error_answer(cx), timetz_rows[row].answer);
    }
}

TEST(the_zone_of_a_time_without_date_is_that_of_now)
{
    DateSettings settings = berlin(cx);
    ParseAs winter = { .typmod = TYPMOD_NONE, .now = 0 }; /* 2000-01-01 */
    ParseAs summer = { .typmod = TYPMOD_NONE, .now = 182 * MICROS_PER_DAY };
    TimeTz time;

    EXPECT(timetz_parse(cx, &settings, STR_LIT("12:00"), winter, &time));
    EXPECT_STR(timetz_text(cx, time), "12:00:00+01");
    EXPECT(timetz_parse(cx, &settings, STR_LIT("12:00"), summer, &time));
    EXPECT_STR(timetz_text(cx, time), "12:00:00+02");
    EXPECT_STR(timetz_text(cx, timetz_from_time(&settings, 0, summer.now)), "00:00:00+02");
    ZoneRef tokyo;
    EXPECT(zone_ref_find(cx, STR_LIT("Asia/Tokyo"), &tokyo));
    EXPECT_STR(timetz_text(cx, timetz_at_zone(time, &tokyo, 0)), "19:00:00+09");
}

static int64_t parsed_time(Cx *cx, const char *text)
{
    ParseAs as = { .typmod = TYPMOD_NONE };
    int64_t time = 0;

    EXPECT(time_parse(cx, &date_settings_default, str_of(text), as, &time));
    return time;
}

static TimeTz parsed_timetz(Cx *cx, const char *text)
{
    ParseAs as = { .typmod = TYPMOD_NONE };
    TimeTz time = { 0 };

    EXPECT(timetz_parse(cx, &date_settings_default, str_of(text), as, &time));
    return time;
}

static Str extracted(Cx *cx, TimeKind kind, TimeUnit unit, const char *text)
{
    Extracted got = kind == TIME_KIND_TIME ? time_extract(unit, parsed_time(cx, text))
                                           : timetz_extract(unit, parsed_timetz(cx, text));
    StrBuilder answer = str_builder(cx->arena);

    EXPECT(!got.is_null && got.scale == time_unit_scale(unit, TYPE_TIMESTAMP));
    decimal_print(&answer, got.value, got.scale);
    return str_built(&answer);
}

TEST(parts_of_times_are_extracted_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(part_rows); row++) {
        TimeKind kind = part_rows[row].kind;
        TimeUnit unit;
        bool is_unit = time_unit_find(cx, TIME_EXTRACT, kind, str_of(part_rows[row].unit), &unit);
        EXPECT_STR(is_unit ? extracted(cx, kind, unit, part_rows[row].text) : error_answer(cx),
                   part_rows[row].answer);
    }
}

TEST(times_turn_around_at_midnight)
{
    Interval hours = { .micros = 3 * MICROS_PER_HOUR, .days = 5, .months = 7 };
    Interval widest = { .micros = INT64_MAX };

    EXPECT_STR(time_text(cx, time_add_interval(parsed_time(cx, "23:00"), hours)), "02:00:00");
    EXPECT_STR(time_text(cx, time_subtract_interval(parsed_time(cx, "01:00"), hours)), "22:00:00");
    EXPECT_STR(time_text(cx, time_add_interval(parsed_time(cx, "24:00"), (Interval){ 0 })),
               "00:00:00");
    EXPECT_STR(time_text(cx, time_add_interval(0, widest)), "04:00:54.775807");
    EXPECT_STR(timetz_text(cx, timetz_subtract_interval(parsed_timetz(cx, "01:00+05"), hours)),
               "22:00:00+05");
    EXPECT_STR(time_text(cx, time_from_interval((Interval){ .micros = -1 })), "23:59:59.999999");
    EXPECT(time_difference(parsed_time(cx, "01:00"), parsed_time(cx, "02:00")).micros ==
           -MICROS_PER_HOUR);
}

TEST(times_with_zone_sort_by_instant_then_zone)
{
    EXPECT(timetz_compare(parsed_timetz(cx, "12:00+02"), parsed_timetz(cx, "11:00+00")) < 0);
    EXPECT(timetz_compare(parsed_timetz(cx, "12:00+02"), parsed_timetz(cx, "10:00+00")) < 0);
    EXPECT(timetz_compare(parsed_timetz(cx, "10:00+00"), parsed_timetz(cx, "12:00+02")) > 0);
    EXPECT(timetz_compare(parsed_timetz(cx, "10:00+00"), parsed_timetz(cx, "10:00+00")) == 0);
}

TEST(times_are_made_of_fields_in_range)
{
    int64_t time;

    EXPECT(time_make(cx, 8, 15, 23.5, &time));
    EXPECT_STR(time_text(cx, time), "08:15:23.5");
    EXPECT(time_make(cx, 24, 0, 0, &time));
    EXPECT(!time_make(cx, 24, 0, 0.1, &time));
    EXPECT_STR(error_answer(cx), "ERROR 22008 time field value out of range: 24:00:0.1");
    EXPECT(!time_make(cx, 10, 55, 100.1, &time));
    EXPECT_STR(error_answer(cx), "ERROR 22008 time field value out of range: 10:55:100.1");
    EXPECT(!time_make(cx, 1, 1, __builtin_nan(""), &time));
    EXPECT_STR(error_answer(cx), "ERROR 22008 time field value out of range: 1:01:NaN");
}

TEST(times_are_added_to_dates)
{
    int64_t timestamp;

    EXPECT(time_on_date(cx, 1, MICROS_PER_HOUR, &timestamp) && timestamp == 25 * MICROS_PER_HOUR);
    EXPECT(timetz_on_date(cx, 0, (TimeTz){ 0, 3600 }, &timestamp) && timestamp == MICROS_PER_HOUR);
    EXPECT(time_on_date(cx, DATE_INFINITY, 1, &timestamp) && timestamp == TIMESTAMP_INFINITY);
    EXPECT(!timetz_on_date(cx, DATE_MIN, (TimeTz){ 0, -1 }, &timestamp));
    EXPECT_STR(error_answer(cx), "ERROR 22008 timestamp out of range");
    EXPECT(!time_from_timestamp(TIMESTAMP_INFINITY, &timestamp));
    EXPECT(time_from_timestamp(-1, &timestamp) && timestamp == MICROS_PER_DAY - 1);
}
