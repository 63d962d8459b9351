/* interval_test.c -- intervals: text, arithmetic, order. */
#include "base/interval.h"
#include "base/timestamp.h"
#include "tests/unit/value_table.h"

// clang-format off
static const ParseRow rows[] = {
    { TYPE_INTERVAL, -1, "1 year 2 months", "1 year 2 mons" },
    { TYPE_INTERVAL, -1, "1-2", "1 year 2 mons" },
    { TYPE_INTERVAL, -1, "-1-2", "-1 years -2 mons" },
    { TYPE_INTERVAL, -1, "1 year -2 mons +3 days", "10 mons 3 days" },
    { TYPE_INTERVAL, -1, "3 days 04:05:06.7", "3 days 04:05:06.7" },
    { TYPE_INTERVAL, -1, "P1Y2M", "1 year 2 mons" },
    { TYPE_INTERVAL, -1, "P1Y2M3DT4H5M6.7S", "1 year 2 mons 3 days 04:05:06.7" },
    { TYPE_INTERVAL, -1, "P0001-02-03T04:05:06", "1 year 2 mons 3 days 04:05:06" },
    { TYPE_INTERVAL, -1, "P00010203T040506", "1 year 2 mons 3 days 04:05:06" },
    { TYPE_INTERVAL, -1, "P1W", "7 days" },
    { TYPE_INTERVAL, -1, "P-1Y", "-1 years" },
    { TYPE_INTERVAL, -1, "PT", "00:00:00" },
    { TYPE_INTERVAL, -1, "P", "ERROR 22007 invalid input syntax for type interval: \"P\"" },
    { TYPE_INTERVAL, -1, "PT1.5H", "01:30:00" },
    { TYPE_INTERVAL, -1, "1 day ago", "-1 days" },
    { TYPE_INTERVAL, -1, "@ 1 day 2 hours ago", "-1 days -02:00:00" },
    { TYPE_INTERVAL, -1, "1.5 months", "1 mon 15 days" },
    { TYPE_INTERVAL, -1, "1.5 years", "1 year 6 mons" },
    { TYPE_INTERVAL, -1, "0.5 weeks", "3 days 12:00:00" },
    { TYPE_INTERVAL, -1, "1.1 decades", "11 years" },
    { TYPE_INTERVAL, -1, "2 centuries", "200 years" },
    { TYPE_INTERVAL, -1, "1 millennium", "1000 years" },
    { TYPE_INTERVAL, -1, "1 mil", "1000 years" },
    { TYPE_INTERVAL, -1, "100 ms", "00:00:00.1" },
    { TYPE_INTERVAL, -1, "1500 us", "00:00:00.0015" },
    { TYPE_INTERVAL, -1, "1.5", "00:00:01.5" },
    { TYPE_INTERVAL, -1, "-04:05", "-04:05:00" },
    { TYPE_INTERVAL, -1, "- 1 day", "-1 days" },
    { TYPE_INTERVAL, -1, "1 day -04:05:06", "1 day -04:05:06" },
    { TYPE_INTERVAL, -1, "-1 day 04:05:06", "-1 days +04:05:06" },
    { TYPE_INTERVAL, -1, "1 12:59:10", "1 day 12:59:10" },
    { TYPE_INTERVAL, -1, "1 day 1 day",
      "ERROR 22007 invalid input syntax for type interval: \"1 day 1 day\"" },
    { TYPE_INTERVAL, -1, "1 ms 00:00:01",
      "ERROR 22007 invalid input syntax for type interval: \"1 ms 00:00:01\"" },
    { TYPE_INTERVAL, -1, "", "ERROR 22007 invalid input syntax for type interval: \"\"" },
    { TYPE_INTERVAL, -1, "x", "ERROR 22007 invalid input syntax for type interval: \"x\"" },
    { TYPE_INTERVAL, -1, "1 foo", "ERROR 22007 invalid input syntax for type interval: \"1 foo\"" },
    { TYPE_INTERVAL, -1, "1 2 3", "ERROR 22007 invalid input syntax for type interval: \"1 2 3\"" },
    { TYPE_INTERVAL, -1, "178956970 years 7 mons", "178956970 years 7 mons" },
    { TYPE_INTERVAL, -1, "178956970 years 8 mons", "ERROR 22008 interval out of range" },
    { TYPE_INTERVAL, -1, "2147483648 days",
      "ERROR 22015 interval field value out of range: \"2147483648 days\"" },
    { TYPE_INTERVAL, -1, "9223372036854775807 us", "2562047788:00:54.775807" },
    { TYPE_INTERVAL, -1, "9223372036854775808 us",
      "ERROR 22015 interval field value out of range: \"9223372036854775808 us\"" },
    { TYPE_INTERVAL, -1, "100:00:00", "100:00:00" },
    { TYPE_INTERVAL, -1, "00:60:00",
      "ERROR 22015 interval field value out of range: \"00:60:00\"" },
    { TYPE_INTERVAL, -1, "00:00:60", "00:01:00" },
    { TYPE_INTERVAL, -1, "00:00:61",
      "ERROR 22015 interval field value out of range: \"00:00:61\"" },
    { TYPE_INTERVAL, -1, "1:2.5", "00:01:02.5" },
    { TYPE_INTERVAL, -1, "0.0000005 s", "00:00:00" },
    { TYPE_INTERVAL, -1, "0.0000015 s", "00:00:00.000001" },
    { TYPE_INTERVAL, -1, "1e3 s", "ERROR 22007 invalid input syntax for type interval: \"1e3 s\"" },
    { TYPE_INTERVAL, -1, "P1.5Y", "1 year 6 mons" },
    { TYPE_INTERVAL, -1, "P1.5M", "1 mon 15 days" },
    { TYPE_INTERVAL, -1, "P1.5D", "1 day 12:00:00" },
    { TYPE_INTERVAL, -1, "2 qtr", "ERROR 22007 invalid input syntax for type interval: \"2 qtr\"" },
    { TYPE_INTERVAL, -1, "1 microsecond", "00:00:00.000001" },
    { TYPE_INTERVAL, -1, "1 timezone",
      "ERROR 22007 invalid input syntax for type interval: \"1 timezone\"" },
    { TYPE_INTERVAL, -1, "-0.1 mon", "-3 days" },
    { TYPE_INTERVAL, -1, "1y2m", "1 year 00:02:00" },
    { TYPE_INTERVAL, -1, "infinity",
      "ERROR 22007 invalid input syntax for type interval: \"infinity\"" },
    { TYPE_INTERVAL, -1, "2147483647 years", "ERROR 22008 interval out of range" },
    { TYPE_INTERVAL, -1, "1 hour ago 2 days", "-2 days -01:00:00" },
};

static const struct {
    int range;
    int precision;
    const char *text;
    const char *answer;
} typmod_rows[] = {
    { INTERVAL_MASK_MONTH, INTERVAL_FULL_PRECISION, "3", "3 mons" },
    { INTERVAL_MASK_MONTH, INTERVAL_FULL_PRECISION, "1 year 3 mons 4 days", "1 year 3 mons" },
    { INTERVAL_MASK_MONTH, INTERVAL_FULL_PRECISION, "1-2", "1 year 2 mons" },
    { INTERVAL_MASK_YEAR, INTERVAL_FULL_PRECISION, "3", "3 years" },
    { INTERVAL_MASK_YEAR, INTERVAL_FULL_PRECISION, "1 year 3 mons", "1 year" },
    { INTERVAL_MASK_YEAR, INTERVAL_FULL_PRECISION, "-14 mons", "-1 years" },
    { INTERVAL_MASK_DAY, INTERVAL_FULL_PRECISION, "3", "3 days" },
    { INTERVAL_MASK_DAY, INTERVAL_FULL_PRECISION, "3 days 04:05", "3 days" },
    { INTERVAL_MASK_HOUR, INTERVAL_FULL_PRECISION, "3", "03:00:00" },
    { INTERVAL_MASK_HOUR, INTERVAL_FULL_PRECISION, "3:45:10", "03:00:00" },
    { INTERVAL_MASK_MINUTE, INTERVAL_FULL_PRECISION, "3", "00:03:00" },
    { INTERVAL_MASK_MINUTE, INTERVAL_FULL_PRECISION, "-3:45:10", "-03:45:00" },
    { INTERVAL_MASK_SECOND, INTERVAL_FULL_PRECISION, "3", "00:00:03" },
    { INTERVAL_MASK_SECOND, INTERVAL_FULL_PRECISION, "3:45:10.5", "03:45:10.5" },
    { INTERVAL_MASK_MINUTE | INTERVAL_MASK_SECOND, INTERVAL_FULL_PRECISION, "3:45", "00:03:45" },
    { INTERVAL_MASK_MINUTE | INTERVAL_MASK_SECOND, INTERVAL_FULL_PRECISION, "1:2:3", "01:02:03" },
    { INTERVAL_MASK_YEAR | INTERVAL_MASK_MONTH, INTERVAL_FULL_PRECISION, "5", "5 mons" },
    { INTERVAL_MASK_YEAR | INTERVAL_MASK_MONTH, INTERVAL_FULL_PRECISION, "1 mon 2 days", "1 mon" },
    { INTERVAL_FULL_RANGE, 0, "1.5 s", "00:00:02" },
    { INTERVAL_FULL_RANGE, 0, "-1.5 s", "-00:00:02" },
    { INTERVAL_FULL_RANGE, 2, "1.005 s", "00:00:01.01" },
    { INTERVAL_FULL_RANGE, 3, "1 day 0.0004 s", "1 day" },
    { INTERVAL_FULL_RANGE, 6, "0.1234567 s", "00:00:00.123457" },
};

typedef enum Operation { ADD, SUBTRACT, NEGATE, JUSTIFY_HOURS, JUSTIFY_DAYS, JUSTIFY } Operation;

static const struct {
    Operation operation;
    const char *a;
    const char *b;
    const char *answer;
} operation_rows[] = {
    { ADD, "1 mon 2 days", "-3 days 01:00", "1 mon -1 days +01:00:00" },
    { ADD, "178956970 years 7 mons", "1 mon", "ERROR 22008 interval out of range" },
    { ADD, "2147483647 days", "1 day", "ERROR 22008 interval out of range" },
    { SUBTRACT, "1 day", "1 mon", "-1 mons +1 day" },
    { SUBTRACT, "-2147483648 days", "1 day", "ERROR 22008 interval out of range" },
    { ADD, "9223372036854775807 us", "1 us", "ERROR 22008 interval out of range" },
    { NEGATE, "1 mon -2 days 03:00", "0", "-1 mons +2 days -03:00:00" },
    { NEGATE, "-2147483648 days", "0", "ERROR 22008 interval out of range" },
    { NEGATE, "-2147483648 mons", "0", "ERROR 22008 interval out of range" },
    { NEGATE, "0", "0", "00:00:00" },
    { JUSTIFY_HOURS, "50:30", "0", "2 days 02:30:00" },
    { JUSTIFY_HOURS, "1 day -01:00", "0", "23:00:00" },
    { JUSTIFY_HOURS, "-1 day 25:00", "0", "01:00:00" },
    { JUSTIFY_HOURS, "2147483647 days 24:00", "0", "ERROR 22008 interval out of range" },
    { JUSTIFY_DAYS, "65 days", "0", "2 mons 5 days" },
    { JUSTIFY_DAYS, "1 mon -1 day", "0", "29 days" },
    { JUSTIFY_DAYS, "-35 days 01:00", "0", "-1 mons -5 days +01:00:00" },
    { JUSTIFY, "1 mon -1 hour", "0", "29 days 23:00:00" },
    { JUSTIFY, "65 days 50:00", "0", "2 mons 7 days 02:00:00" },
    { JUSTIFY, "-65 days -50:00", "0", "-2 mons -7 days -02:00:00" },
    { JUSTIFY, "2147483647 days 24:00", "0", "5965232 years 4 mons 8 days" },
    { JUSTIFY, "1 mon -35 days 100:00", "0", "-20:00:00" },
    { JUSTIFY, "-1 mon 1 hour", "0", "-29 days -23:00:00" },
};

static const struct {
    bool is_division;
    const char *interval;
    double factor;
    const char *answer;
} scaling_rows[] = {
    { false, "1 mon", 1.5, "1 mon 15 days" },
    { false, "1 year", 0.1, "1 mon 6 days" },
    { false, "1 mon 1 day 01:00", -2.5, "-2 mons -17 days -14:30:00" },
    { false, "3 days", 0.3333333, "23:59:59.99136" },
    { false, "100 years", 1e9, "ERROR 22008 interval out of range" },
    { false, "1 day", 1e15, "ERROR 22008 interval out of range" },
    { false, "1 mon", 0.01, "07:12:00" },
    { false, "8 hours", 1000, "8000:00:00" },
    { true, "1 mon", 3, "10 days" },
    { true, "1 year 2 mons 3 days 04:05:06", 7, "2 mons 10:52:09.428572" },
    { true, "1 day", 0, "ERROR 22012 division by zero" },
    { true, "10 days", -4, "-2 days -12:00:00" },
    { true, "100000 years", 0.0001, "ERROR 22008 interval out of range" },
    { true, "1 day", 0.001, "1000 days" },
};
// clang-format on

TEST(intervals_read_and_print_as_postgresql_does)
{
    expect_parse_rows(cx, rows, COUNT_OF(rows));
}

TEST(interval_fields_and_precision_cut_what_they_exclude)
{
    for (size_t row = 0; row < COUNT_OF(typmod_rows); row++) {
        Type type = type_of(TYPE_INTERVAL);
        type.typmod = interval_typmod(typmod_rows[row].range, typmod_rows[row].precision);
        EXPECT_STR(value_answer(cx, type, typmod_rows[row].text), typmod_rows[row].answer);
    }
}

static Interval parsed(Cx *cx, const char *text)
{
    Interval interval = { 0 };
    EXPECT(interval_parse(cx, str_of(text), TYPMOD_NONE, 0, &interval));
    return interval;
}

static Str answer_of(Cx *cx, bool is_done, Interval interval)
{
    char text[INTERVAL_TEXT_MAX];

    if (!is_done)
        return error_answer(cx);
    return str_copy(cx->arena, (Str){ text, interval_write(text, interval) });
}

static bool operate(Cx *cx, Operation operation, Interval a, Interval b, Interval *out_interval)
{
    switch (operation) {
    case ADD: return interval_add(cx, a, b, out_interval);
    case SUBTRACT: return interval_subtract(cx, a, b, out_interval);
    case NEGATE: return interval_negate(cx, a, out_interval);
    case JUSTIFY_HOURS: return interval_justify_hours(cx, a, out_interval);
    case JUSTIFY_DAYS: return interval_justify_days(cx, a, out_interval);
    case JUSTIFY: return interval_justify(cx, a, out_interval);
    }
    return false;
}

TEST(intervals_are_added_and_justified_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(operation_rows); row++) {
        Interval a = parsed(cx, operation_rows[row].a), b = parsed(cx, operation_rows[row].b);
        Interval result = { 0 };
        bool is_done = operate(cx, operation_rows[row].operation, a, b, &result);
        EXPECT_STR(answer_of(cx, is_done, result), operation_rows[row].answer);
    }
}

TEST(fractions_of_scaled_intervals_move_to_smaller_fields)
{
    for (size_t row = 0; row < COUNT_OF(scaling_rows); row++) {
        Interval interval = parsed(cx, scaling_rows[row].interval), result = { 0 };
        double factor = scaling_rows[row].factor;
        bool is_done = scaling_rows[row].is_division
                           ? interval_divide(cx, interval, factor, &result)
                           : interval_multiply(cx, interval, factor, &result);
        EXPECT_STR(answer_of(cx, is_done, result), scaling_rows[row].answer);
    }
}

TEST(intervals_compare_by_months_of_thirty_days)
{
    Interval month = { .months = 1 }, days = { .days = 30 };
    Interval hours = { .days = 29, .micros = 25 * MICROS_PER_HOUR };
    Interval longest = { .months = INT32_MAX, .days = INT32_MAX, .micros = INT64_MAX };
    Interval shortest = { .months = INT32_MIN, .days = INT32_MIN, .micros = INT64_MIN };

    EXPECT(interval_compare(month, days) == 0 && interval_hash(month) == interval_hash(days));
    EXPECT(interval_compare(month, hours) < 0);
    EXPECT(interval_compare(longest, shortest) > 0);
}
