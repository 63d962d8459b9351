/*
 * datetime_calendar.c -- years, months and days of whole columns of dates, without a branch.
 *
 * Years are counted from 1 March, so that the leap day is the last; a year of such a calendar and
 * the day in it come of divisions by constants, which compile to multiplications.  All arithmetic
 * is unsigned and defined for any input; dates outside of the years 1 to 9999 are noted, not
 * computed.
 */
#include "expression/kernels/datetime.h"

enum {
    DATE_LOW = -730119,        /* 0001-01-01 */
    DATE_HIGH = 2921939,       /* 9999-12-31 */
    MARCH_OF_YEAR_0 = -730425, /* 0000-03-01 */
    DAYS_OF_400_YEARS = 146097,
    DAYS_TO_JANUARY = 306, /* from 1 March */
};

/* A date by its day in a year that starts on 1 March. */
typedef struct MarchDate {
    uint32_t year; /* in which the March was */
    uint32_t day;  /* 0: 1 March */
} MarchDate;

static always_inline MarchDate march_date(int32_t date)
{
    uint32_t days = (uint32_t)date - (uint32_t)MARCH_OF_YEAR_0;
    uint32_t century = (4 * days + 3) / DAYS_OF_400_YEARS;
    uint32_t day = days - (century * DAYS_OF_400_YEARS) / 4;
    uint32_t year = (4 * day + 3) / 1461;

    return (MarchDate){ 100 * century + year, day - 1461 * year / 4 };
}

static always_inline uint32_t is_past_december(MarchDate date)
{
    return date.day >= DAYS_TO_JANUARY;
}

static always_inline uint32_t year_of(int32_t date)
{
    MarchDate march = march_date(date);
    return march.year + is_past_december(march);
}

static always_inline uint32_t month_of(int32_t date)
{
    MarchDate march = march_date(date);
    return (5 * march.day + 2) / 153 + 3 - 12 * is_past_december(march);
}

static always_inline uint32_t day_of(int32_t date)
{
    uint32_t day = march_date(date).day;
    uint32_t month = (5 * day + 2) / 153;
    return day - (153 * month + 2) / 5 + 1;
}

static always_inline uint32_t day_of_year(int32_t date)
{
    MarchDate march = march_date(date);
    uint32_t past = is_past_december(march), year = march.year;
    uint32_t leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));

    return march.day + 1 + (1 - past) * (59 + leap) - past * DAYS_TO_JANUARY;
}

static always_inline uint32_t iso_day_of_week(int32_t date)
{
    return ((uint32_t)date - (uint32_t)DATE_LOW) % 7 + 1; /* 0001-01-01 was a Monday */
}

/* The Thursday of the date's week, whose year is the week's. */
static always_inline int32_t thursday_of(int32_t date)
{
    return (int32_t)((uint32_t)date + 4 - iso_day_of_week(date));
}

static always_inline uint32_t field_of(TimeUnit unit, int32_t date)
{
    switch ((unsigned)unit) {
    case UNIT_YEAR: return year_of(date);
    case UNIT_MONTH: return month_of(date);
    case UNIT_DAY: return day_of(date);
    case UNIT_QUARTER: return (month_of(date) + 2) / 3;
    case UNIT_DECADE: return year_of(date) / 10;
    case UNIT_CENTURY: return (year_of(date) + 99) / 100;
    case UNIT_MILLENNIUM: return (year_of(date) + 999) / 1000;
    case UNIT_DOY: return day_of_year(date);
    case UNIT_DOW: return iso_day_of_week(date) % 7;
    case UNIT_ISODOW: return iso_day_of_week(date);
    case UNIT_WEEK: return (day_of_year(thursday_of(date)) + 6) / 7;
    case UNIT_ISOYEAR: return year_of(thursday_of(date));
    case UNIT_JULIAN: return (uint32_t)date + DATE_EPOCH_JULIAN;
    }
    return 0;
}

static always_inline bool extract_loop(TimeUnit unit, const int32_t *restrict dates, uint32_t rows,
                                       int32_t *restrict out_values)
{
    uint32_t outside = 0;

    for (uint32_t row = 0; row < rows; row++) {
        uint32_t place = (uint32_t)dates[row] - (uint32_t)DATE_LOW;

        outside |= place > (uint32_t)(DATE_HIGH - DATE_LOW);
        out_values[row] = (int32_t)field_of(unit, dates[row]);
    }
    return !outside;
}

bool calendar_has(TimeUnit unit)
{
    return (unit >= UNIT_DAY && unit <= UNIT_JULIAN);
}

/* The loop with `unit` known to the compiler. */
static always_inline bool extract_unit(TimeUnit unit, const int32_t *dates, uint32_t rows,
                                       int32_t *out_values)
{
    switch ((unsigned)unit) {
    case UNIT_YEAR: return extract_loop(UNIT_YEAR, dates, rows, out_values);
    case UNIT_MONTH: return extract_loop(UNIT_MONTH, dates, rows, out_values);
    case UNIT_DAY: return extract_loop(UNIT_DAY, dates, rows, out_values);
    case UNIT_QUARTER: return extract_loop(UNIT_QUARTER, dates, rows, out_values);
    case UNIT_DECADE: return extract_loop(UNIT_DECADE, dates, rows, out_values);
    case UNIT_CENTURY: return extract_loop(UNIT_CENTURY, dates, rows, out_values);
    case UNIT_MILLENNIUM: return extract_loop(UNIT_MILLENNIUM, dates, rows, out_values);
    case UNIT_DOY: return extract_loop(UNIT_DOY, dates, rows, out_values);
    case UNIT_DOW: return extract_loop(UNIT_DOW, dates, rows, out_values);
    case UNIT_ISODOW: return extract_loop(UNIT_ISODOW, dates, rows, out_values);
    case UNIT_WEEK: return extract_loop(UNIT_WEEK, dates, rows, out_values);
    case UNIT_ISOYEAR: return extract_loop(UNIT_ISOYEAR, dates, rows, out_values);
    case UNIT_JULIAN: return extract_loop(UNIT_JULIAN, dates, rows, out_values);
    }
    return false;
}

bool calendar_extract_plain(TimeUnit unit, const int32_t *dates, uint32_t rows, int32_t *out_values)
{
    return extract_unit(unit, dates, rows, out_values);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static bool extract_avx2(TimeUnit unit, const int32_t *dates,
                                                         uint32_t rows, int32_t *out_values)
{
    return extract_unit(unit, dates, rows, out_values);
}

bool calendar_extract(TimeUnit unit, const int32_t *dates, uint32_t rows, int32_t *out_values)
{
    if (__builtin_cpu_supports("avx2"))
        return extract_avx2(unit, dates, rows, out_values);
    return calendar_extract_plain(unit, dates, rows, out_values);
}
#else
bool calendar_extract(TimeUnit unit, const int32_t *dates, uint32_t rows, int32_t *out_values)
{
    return calendar_extract_plain(unit, dates, rows, out_values);
}
#endif

/* Microseconds since 1 January of the year 1; `*outside` notes what is too early or late. */
static always_inline uint64_t micros_since_low(int64_t timestamp, uint64_t *outside)
{
    const uint64_t low = (uint64_t)(DATE_LOW * MICROS_PER_DAY);
    const uint64_t high = (uint64_t)((DATE_HIGH + 1) * MICROS_PER_DAY);
    uint64_t micros = (uint64_t)timestamp - low;

    *outside |= micros >= high - low;
    return micros;
}

bool calendar_days(const int64_t *timestamps, uint32_t rows, int32_t *out_dates)
{
    uint64_t outside = 0;

    for (uint32_t row = 0; row < rows; row++) {
        uint64_t micros = micros_since_low(timestamps[row], &outside);
        out_dates[row] = (int32_t)(micros / (uint64_t)MICROS_PER_DAY) + DATE_LOW;
    }
    return !outside;
}

/* floor(micros / unit) modulo count. */
static always_inline bool time_loop(const int64_t *timestamps, uint32_t rows, uint64_t unit,
                                    uint64_t count, int32_t *out_values)
{
    uint64_t outside = 0;

    for (uint32_t row = 0; row < rows; row++)
        out_values[row] = (int32_t)(micros_since_low(timestamps[row], &outside) / unit % count);
    return !outside;
}

bool calendar_time(TimeUnit unit, const int64_t *timestamps, uint32_t rows, int32_t *out_values)
{
    switch ((unsigned)unit) {
    case UNIT_HOUR: return time_loop(timestamps, rows, MICROS_PER_HOUR, 24, out_values);
    case UNIT_MINUTE: return time_loop(timestamps, rows, MICROS_PER_MINUTE, 60, out_values);
    case UNIT_SECOND:
    case UNIT_MILLISECONDS:
    case UNIT_MICROSECONDS:
        return time_loop(timestamps, rows, 1, (uint64_t)MICROS_PER_MINUTE, out_values);
    }
    return false;
}
