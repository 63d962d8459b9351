/* zone_test.c -- time zones: names, rules, files, offsets, abbreviations. */
#include "base/timestamp.h"
#include "base/zone_data.h"
#include "tests/unit/value_table.h"

static int64_t timestamp_of(Cx *cx, const char *text)
{
    int64_t timestamp = 0;

    EXPECT(timestamp_parse(cx, str_of(text), TYPMOD_NONE, NO_POSITION, &timestamp));
    return timestamp;
}

static Str offset_answer(Cx *cx, ZoneOffset offset)
{
    return str_format(cx->arena, "%d %s %s", offset.seconds_east,
                      offset.is_daylight ? "daylight" : "standard", offset.abbreviation);
}

// clang-format off
static const struct {
    const char *zone;
    const char *instant;
    const char *answer;
} offset_rows[] = {
    { "UTC", "2024-07-01", "0 standard UTC" },
    { "Europe/Berlin", "1800-01-01", "3208 standard LMT" },
    { "Europe/Berlin", "2024-03-31 00:59:59", "3600 standard CET" },
    { "Europe/Berlin", "2024-03-31 01:00:00", "7200 daylight CEST" },
    { "Europe/Berlin", "2524-07-01", "7200 daylight CEST" },
    { "Europe/Berlin", "290000-01-01", "3600 standard CET" },
    { "Europe/Dublin", "2024-01-01", "0 daylight GMT" },
    { "Asia/Kathmandu", "1985-12-31 18:29:59", "19800 standard +0530" },
    { "Asia/Kathmandu", "1985-12-31 18:30:00", "20700 standard +0545" },
    { "Australia/Lord_Howe", "2200-01-01", "39600 daylight +11" },
    { "Africa/Monrovia", "1970-01-01", "-2670 standard MMT" },
    { "FOO+3", "2024-07-01", "-10800 standard FOO" },
    { "foo-3:30:15", "2024-07-01", "12615 standard FOO" },
    { "<+03>-3", "2024-07-01", "10800 standard +03" },
    { "EET-2EEST", "1700-07-04", "10800 daylight EEST" },
    { "AAA4BBB,J60/0,J300", "2024-02-29 23:00", "-14400 standard AAA" },
    { "AAA4BBB,J60/0,J300", "2024-03-01 04:00", "-10800 daylight BBB" },
    { "AAA4BBB,59,299/3", "2024-02-29 06:00", "-10800 daylight BBB" },
    { "NZST-12NZDT,M9.5.0,M4.1.0/3", "2024-01-01", "46800 daylight NZDT" },
    { "WART4WARST,J1/0,J365/25", "2024-07-01", "-10800 daylight WARST" },
    { "<-01>1<+00>,M3.5.0/-1,M10.5.0/0", "2024-07-01", "0 daylight +00" },
};

/* Local times, the offset chosen: those skipped take the one before, those repeated the one after. */
static const struct {
    const char *zone;
    const char *local;
    const char *answer;
} local_rows[] = {
    { "Europe/Berlin", "2024-03-31 01:59:59", "3600 standard CET" },
    { "Europe/Berlin", "2024-03-31 02:00:00", "3600 standard CET" },
    { "Europe/Berlin", "2024-03-31 02:59:59", "3600 standard CET" },
    { "Europe/Berlin", "2024-03-31 03:00:00", "7200 daylight CEST" },
    { "Europe/Berlin", "2024-10-27 01:59:59", "7200 daylight CEST" },
    { "Europe/Berlin", "2024-10-27 02:00:00", "3600 standard CET" },
    { "Europe/Berlin", "2524-07-01 12:00:00", "7200 daylight CEST" },
    { "Pacific/Apia", "2011-12-30 12:00:00", "-36000 daylight -10" },
    { "Europe/Moscow", "2014-10-26 01:30:00", "10800 standard MSK" },
    { "EST5EDT,M3.2.0,M11.1.0", "1700-03-14 02:30:00", "-18000 standard EST" },
};

static const struct {
    const char *name;
    const char *answer;
} name_rows[] = {
    { "UTC", "UTC" },
    { "utc", "UTC" },
    { "europe/berlin", "Europe/Berlin" },
    { "AMERICA/ARGENTINA/SAN_LUIS", "America/Argentina/San_Luis" },
    { "posix/asia/tokyo", "posix/Asia/Tokyo" },
    { "foo+3", "FOO+3" },
    { "est5edt", "EST5EDT" },
    { "foo3bar,m3.2.0,m11.1.0", "FOO3BAR,M3.2.0,M11.1.0" },
    { "", NULL },
    { "nowhere", NULL },
    { "foo", NULL },
    { "Europe", NULL },
    { "Europe/", NULL },
    { "/usr/share/zoneinfo/UTC", NULL },
    { "../zoneinfo/Europe/Berlin", NULL },
    { "Europe/../Europe/Berlin", NULL },
    { "zone.tab", NULL },
    { "FOO168", NULL },
    { "FOO3:60", NULL },
    { "FOO3BAR,M13.1.0,M11.1.0", NULL },
    { "FOO3BAR,M3.2.0", NULL },
    { "FOO3BAR,J0,J300", NULL },
    { "<FOO3", NULL },
};

static const struct {
    const char *value;
    const char *answer;
} setting_rows[] = {
    { "3", "<+03>-03" },
    { "-7.5", "<-07:30>+07:30" },
    { "5.55", "<+05:33>-05:33" },
    { "+02:00", "+02:00" },
    { "interval '-05:30:15.7'", "<-05:30:15>+05:30:15" },
    { "INTERVAL '+02:00'", "<+02>-02" },
    { "europe/berlin", "Europe/Berlin" },
    { "200", "ERROR 22023 invalid value for parameter \"TimeZone\": \"200\""
             " DETAIL UTC timezone offset is out of range." },
    { "interval '1 mon'", "ERROR 22023 invalid value for parameter \"TimeZone\": \"interval '1 mon'\""
                          " DETAIL Cannot specify months in time zone interval." },
    { "interval '1 day'", "ERROR 22023 invalid value for parameter \"TimeZone\": \"interval '1 day'\""
                          " DETAIL Cannot specify days in time zone interval." },
    { "interval 'x'", "ERROR 22007 invalid input syntax for type interval: \"x\"" },
    { "interval x", "ERROR 22023 invalid value for parameter \"TimeZone\": \"interval x\"" },
    { "nowhere", "ERROR 22023 invalid value for parameter \"TimeZone\": \"nowhere\"" },
    { "right/UTC", "ERROR 22023 time zone \"right/UTC\" appears to use leap seconds"
                   " DETAIL PostgreSQL does not support leap seconds." },
};

static const struct {
    const char *name;
    const char *instant;
    const char *answer;
} abbreviation_rows[] = {
    { "EST", "2024-07-01", "-18000 standard " },
    { "edt", "2024-01-01", "-14400 daylight " },
    { "Z", "2024-01-01", "0 standard " },
    { "MSK", "2005-01-01", "10800 standard MSK" },
    { "MSK", "2012-01-01", "14400 standard MSK" },
    { "MSK", "2024-01-01", "10800 standard MSK" },
    { "msk", "1800-01-01", "10800 standard MSK" }, /* the first use, as there is none before */
    { "VET", "2010-01-01", "-16200 standard -0430" },
    { "Europe/Berlin", "2024-07-01", "7200 daylight CEST" },
};
// clang-format on

TEST(zones_have_the_offsets_of_the_database)
{
    for (size_t row = 0; row < COUNT_OF(offset_rows); row++) {
        const Zone *zone = zone_find(cx, str_of(offset_rows[row].zone));
        EXPECT(zone);
        if (zone)
            EXPECT_STR(
                offset_answer(cx, zone_offset_at(zone, timestamp_of(cx, offset_rows[row].instant))),
                offset_rows[row].answer);
    }
}

TEST(local_times_that_a_transition_skips_or_repeats_get_one_offset)
{
    for (size_t row = 0; row < COUNT_OF(local_rows); row++) {
        const Zone *zone = zone_find(cx, str_of(local_rows[row].zone));
        EXPECT(zone);
        if (zone)
            EXPECT_STR(offset_answer(
                           cx, zone_offset_of_local(zone, timestamp_of(cx, local_rows[row].local))),
                       local_rows[row].answer);
    }
}

TEST(zones_are_found_by_name_and_no_name_leaves_the_database)
{
    for (size_t row = 0; row < COUNT_OF(name_rows); row++) {
        const Zone *zone = zone_find(cx, str_of(name_rows[row].name));
        EXPECT(!has_failed(cx));
        EXPECT_STR(zone ? str_of(zone_print_name(zone)) : STR_NONE, name_rows[row].answer);
        EXPECT(zone == zone_find(cx, str_of(name_rows[row].name)));
    }
}

TEST(settings_of_time_zone_are_hours_intervals_and_names)
{
    for (size_t row = 0; row < COUNT_OF(setting_rows); row++) {
        const Zone *zone = zone_parse_setting(cx, str_of(setting_rows[row].value));
        EXPECT_STR(zone ? str_of(zone_print_name(zone)) : error_answer(cx),
                   setting_rows[row].answer);
    }
}

TEST(abbreviations_mean_an_offset_or_what_their_zone_meant)
{
    for (size_t row = 0; row < COUNT_OF(abbreviation_rows); row++) {
        ZoneRef ref;
        EXPECT(zone_ref_find(cx, str_of(abbreviation_rows[row].name), &ref));
        int64_t instant = timestamp_of(cx, abbreviation_rows[row].instant);
        EXPECT_STR(offset_answer(cx, zone_ref_offset_at(&ref, instant)),
                   abbreviation_rows[row].answer);
    }
}

TEST(every_abbreviation_is_known_and_in_order)
{
    const char *name, *before = "";
    ZoneRef ref;

    for (size_t at = 0; (name = zone_abbreviation_name(at)); at++) {
        EXPECT(strcmp(before, name) < 0);
        EXPECT(zone_ref_find_abbreviation(cx, str_of(name), &ref));
        before = name;
    }
    EXPECT(!zone_ref_find_abbreviation(cx, STR_LIT("nonsense"), &ref) && !has_failed(cx));
}

TEST(every_file_of_the_database_is_listed_once_and_zones_are_found_by_it)
{
    const char *const *names;
    size_t count = zone_names(cx, &names), zones = 0;

    for (size_t at = 0; at < count; at++) {
        const Zone *zone = zone_find(cx, str_of(names[at]));
        zones += zone != NULL;
        EXPECT(!zone || strcmp(zone_print_name(zone), names[at]) == 0);
        EXPECT(at == 0 || strcmp(names[at - 1], names[at]) != 0);
    }
    EXPECT(count > 500 && zones > 400);
}

/* A zone file made by hand: one transition from LMT to "ABC", then a rule. */
typedef struct File {
    uint8_t bytes[512];
    size_t length;
} File;

static void put(File *file, uint64_t value, int bytes)
{
    while (bytes--)
        file->bytes[file->length++] = (uint8_t)(value >> 8 * bytes);
}

static void put_text(File *file, const char *text, size_t bytes)
{
    memcpy(file->bytes + file->length, text, bytes);
    file->length += bytes;
}

static void put_header(File *file, char version, uint32_t times, uint32_t types, uint32_t letters)
{
    put_text(file, "TZif", 4);
    put(file, (uint64_t)version, 1);
    put_text(file, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15);
    put(file, 0, 4);
    put(file, 0, 4);
    put(file, 0, 4);
    put(file, times, 4);
    put(file, types, 4);
    put(file, letters, 4);
}

static File made_file(void)
{
    File file = { .length = 0 };

    put_header(&file, '2', 0, 1, 1);
    put(&file, 0, 4);
    put(&file, 0, 3);
    put_header(&file, '2', 1, 2, 8);
    put(&file, 0, 8);
    put(&file, 1, 1);
    put(&file, 100, 4);
    put(&file, 0, 2);
    put(&file, 3600, 4);
    put(&file, 4, 2);
    put_text(&file, "LMT\0ABC\0", 8);
    put_text(&file, "\nABC-1ABD,M3.5.0,M10.5.0/3\n", 27);
    return file;
}

TEST(zone_files_are_decoded_with_their_rule)
{
    File file = made_file();
    Zone zone;

    EXPECT(zone_file_decode(cx->arena, file.bytes, file.length, &zone));
    EXPECT(zone.count == 1 && zone.has_rule && !zone.is_constant && !zone.has_leap_seconds);
    EXPECT_STR(offset_answer(cx, zone_offset_at(&zone, timestamp_of(cx, "1969-12-31 23:59:59"))),
               "100 standard LMT");
    EXPECT_STR(offset_answer(cx, zone_offset_at(&zone, timestamp_of(cx, "1970-01-01"))),
               "3600 standard ABC");
    EXPECT_STR(offset_answer(cx, zone_offset_at(&zone, timestamp_of(cx, "1970-07-01"))),
               "7200 daylight ABD");
}

TEST(damaged_zone_files_are_refused_or_read_without_harm)
{
    File file = made_file();
    Zone zone;

    /* The footer begins at 27 bytes before the end; shorter files are not whole. */
    for (size_t length = 0; length < file.length - 27; length++) {
        uint8_t *cut = arena_copy(cx->arena, file.bytes, length + !length);
        EXPECT(!zone_file_decode(cx->arena, cut, length, &zone));
    }
    for (size_t at = 0; at < file.length; at++)
        for (int bit = 0; bit < 8; bit++) {
            File damaged = file;
            damaged.bytes[at] ^= (uint8_t)(1 << bit);
            if (zone_file_decode(cx->arena, damaged.bytes, damaged.length, &zone)) {
                zone_offset_at(&zone, timestamp_of(cx, "2024-07-01"));
                zone_offset_of_local(&zone, timestamp_of(cx, "1970-01-01"));
            }
        }
}
