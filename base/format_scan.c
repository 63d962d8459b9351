/*
 * format_scan.c -- to_date() and to_timestamp(), the second half; see format.h.
 *
 *     text + nodes --format_fields_read--> Fields, as they stand in the text
 *                  --resolve_...---------> Civil and CivilTime, from whichever fields there are
 *                  --checks--------------> ScannedTime
 *
 * What is computed from the fields wraps, as in PostgreSQL; the checks come last.
 */
#include "base/format_fields.h"

enum {
    MONTHS_PER_YEAR = 12,
    HOURS_PER_DAY = 24,
    HOURS_PER_HALF_DAY = 12,
    SECONDS_PER_HOUR = 3600,
    SECONDS_PER_MINUTE = 60,
    ZONE_HOUR_MAX = 15,
    JULIAN_MIN = -32044, /* 4800-03-01 BC; days before it wrap */
};

/* The date in the making, as 32-bit integers; 1 and 1 are also "not told". */
typedef struct Civil {
    int year;
    int month;
    int day;
    bool has_year;
    bool has_month;
    bool has_day;
} Civil;

static void set_julian(Civil *civil, int julian)
{
    int64_t day = julian;

    if (day < JULIAN_MIN)
        day += INT64_C(1) << 32;
    CivilDate date = date_to_civil(day - DATE_EPOCH_JULIAN);
    *civil = (Civil){ (int)date.year, date.month, date.day, true, true, true };
}

/* The Julian day of the Monday of a week of the ISO year. */
static int iso_week_start(int year, int week)
{
    return wrap_int(format_iso_year_start(year) + (week - INT64_C(1)) * 7);
}

/* Centuries end with the years that are multiples of 100; before Christ backwards. */
static int year_of_century(int century, int year_in_century)
{
    if (year_in_century && century >= 0)
        return wrap_int((century - INT64_C(1)) * 100 + year_in_century);
    if (year_in_century)
        return wrap_int((century + INT64_C(1)) * 100 - year_in_century + 1);
    return wrap_int(century * INT64_C(100) + (century < 0));
}

static void resolve_year(const Fields *fields, Civil *civil)
{
    int century = fields->before_christ ? wrap_int(-(int64_t)fields->century) : fields->century;

    if (fields->year && fields->century && fields->year_digits <= 2) {
        civil->year = year_of_century(century, fields->year % 100);
    } else if (fields->year) {
        civil->year = fields->before_christ ? wrap_int(-(int64_t)fields->year) : fields->year;
        civil->year += civil->year < 0; /* there is no year 0 */
    } else if (fields->century) {
        civil->year = wrap_int(century * INT64_C(100) + (century >= 0 ? -99 : 1));
    } else {
        return;
    }
    civil->has_year = true;
}

static void resolve_week(Fields *fields, Civil *civil)
{
    if (!fields->week)
        return;
    if (fields->calendar != CALENDAR_ISO_WEEK) {
        fields->day_of_year = wrap_int((fields->week - INT64_C(1)) * 7 + 1);
        return;
    }
    int from_monday = fields->day_of_week > 1    ? fields->day_of_week - 2
                      : fields->day_of_week == 0 ? 0
                                                 : 6;
    set_julian(civil, wrap_int((int64_t)iso_week_start(civil->year, fields->week) + from_monday));
}

/* From the first of January on; the month and the day are taken unless told. */
static void set_day_of_year(Civil *civil, int day_of_year)
{
    int month = 1, left = day_of_year;

    while (month <= MONTHS_PER_YEAR && left > date_month_days(civil->year, month))
        left -= date_month_days(civil->year, month++);
    if (civil->month <= 1)
        civil->month = month;
    if (civil->day <= 1)
        civil->day = left;
    civil->has_month = civil->has_day = true;
}

static bool resolve_day_of_year(Cx *cx, const Fields *fields, Civil *civil)
{
    if (!fields->day_of_year || (civil->month > 1 && civil->day > 1))
        return true;
    if (!civil->year && !fields->before_christ)
        return fail(cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
                    "cannot calculate day of year without year information");
    if (fields->calendar == CALENDAR_ISO_WEEK)
        set_julian(civil,
                   wrap_int((int64_t)iso_week_start(civil->year, 1) - 1 + fields->day_of_year));
    else
        set_day_of_year(civil, fields->day_of_year);
    return true;
}

static bool resolve_date(Cx *cx, Fields *fields, Civil *civil)
{
    resolve_year(fields, civil);
    if (fields->julian)
        set_julian(civil, fields->julian);
    resolve_week(fields, civil);
    if (fields->week_of_month)
        fields->day_of_month = wrap_int((fields->week_of_month - INT64_C(1)) * 7 + 1);
    if (fields->day_of_month) {
        civil->day = fields->day_of_month;
        civil->has_day = true;
    }
    if (fields->month) {
        civil->month = fields->month;
        civil->has_month = true;
    }
    return resolve_day_of_year(cx, fields, civil);
}

static bool resolve_time(Cx *cx, const Fields *fields, CivilTime *time)
{
    time->hour = fields->second_of_day / SECONDS_PER_HOUR;
    time->minute = fields->second_of_day % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
    time->second = fields->second_of_day % SECONDS_PER_MINUTE;
    if (fields->second)
        time->second = fields->second;
    if (fields->minute)
        time->minute = fields->minute;
    if (fields->hour)
        time->hour = fields->hour;
    time->micros =
        wrap_int(wrap_int(fields->millisecond * INT64_C(1000)) + (int64_t)fields->microsecond);
    if (!fields->is_12_hour)
        return true;
    if (time->hour < 1 || time->hour > HOURS_PER_HALF_DAY) {
        fail(cx, ERR_INVALID_DATETIME_FORMAT, NO_POSITION,
             "hour \"%d\" is invalid for the 12-hour clock", time->hour);
        return fail_hint(cx, "Use the 24-hour clock, or give an hour between 1 and 12.");
    }
    time->hour = time->hour % HOURS_PER_HALF_DAY + fields->afternoon * HOURS_PER_HALF_DAY;
    return true;
}

static bool is_within(int value, int low, int high)
{
    return value >= low && value <= high;
}

/* Only what was told is looked at; the days of the month only if all was. */
static bool date_is_in_range(const Civil *civil)
{
    if (civil->has_month && !is_within(civil->month, 1, MONTHS_PER_YEAR))
        return false;
    if (civil->has_day && !is_within(civil->day, 1, 31))
        return false;
    return !(civil->has_year && civil->has_month && civil->has_day) ||
           civil->day <= date_month_days(civil->year, civil->month);
}

static bool time_is_in_range(const CivilTime *time)
{
    return is_within(time->hour, 0, HOURS_PER_DAY - 1) && is_within(time->minute, 0, 59) &&
           is_within(time->second, 0, 59) && is_within(time->micros, 0, MICROS_PER_SECOND - 1);
}

static bool resolve_zone(Cx *cx, const Fields *fields, Str text, ScannedTime *time)
{
    if (!fields->zone_sign)
        return true;
    if (!is_within(fields->zone_hour, 0, ZONE_HOUR_MAX) || !is_within(fields->zone_minute, 0, 59))
        return fail(cx, ERR_INVALID_TIME_ZONE_DISPLACEMENT, NO_POSITION,
                    "time zone displacement out of range: \"%.*s\"", STR(text));
    time->has_zone = true;
    time->offset_seconds = fields->zone_sign * (fields->zone_hour * SECONDS_PER_HOUR +
                                                fields->zone_minute * SECONDS_PER_MINUTE);
    return true;
}

bool date_format_scan(Cx *cx, const DateFormat *format, Str text, ScannedTime *out_time)
{
    Fields fields = { 0 };
    Civil civil = { .month = 1, .day = 1 };
    ScannedTime time = { .precision = TYPMOD_NONE };

    TRY(format_fields_read(cx, &format->nodes, text, &fields));
    TRY(resolve_time(cx, &fields, &time.civil));
    TRY(resolve_date(cx, &fields, &civil));
    if (!date_is_in_range(&civil) || !time_is_in_range(&time.civil))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "date/time field value out of range: \"%.*s\"", STR(text));
    TRY(resolve_zone(cx, &fields, text, &time));
    time.civil.date = (CivilDate){ civil.year, civil.month, civil.day };
    if (fields.fraction_digits)
        time.precision = fields.fraction_digits;
    *out_time = time;
    return true;
}

bool date_format_scan_date(Cx *cx, const DateFormat *format, Str text, int32_t *out_date)
{
    ScannedTime time;

    TRY(date_format_scan(cx, format, text, &time));
    CivilDate date = time.civil.date;
    int64_t days = date_from_civil(date.year, date.month, date.day);
    if (days < DATE_MIN || days > DATE_MAX)
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "date out of range: \"%.*s\"",
                    STR(text));
    *out_date = (int32_t)days;
    return true;
}

bool scanned_time_to_timestamp(Cx *cx, const ScannedTime *time, int offset_seconds,
                               int64_t *out_timestamp)
{
    const CivilTime *civil = &time->civil;
    int64_t offset = time->has_zone ? time->offset_seconds : offset_seconds;
    int64_t micros = (civil->hour * SECONDS_PER_HOUR + civil->minute * SECONDS_PER_MINUTE +
                      civil->second - offset) *
                         MICROS_PER_SECOND +
                     civil->micros;
    int64_t timestamp = date_from_civil(civil->date.year, civil->date.month, civil->date.day);

    if (__builtin_mul_overflow(timestamp, MICROS_PER_DAY, &timestamp) ||
        __builtin_add_overflow(timestamp, micros, &timestamp) || !timestamp_is_valid(timestamp))
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "timestamp out of range");
    return timestamp_apply_typmod(cx, timestamp, time->precision, out_timestamp);
}
