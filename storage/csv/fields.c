/* fields.c -- see fields.h. */
#include "storage/csv/fields.h"

#include "base/date.h"

#define MICROS_PER_SECOND INT64_C(1000000)
#define MICROS_PER_DAY    (INT64_C(86400) * MICROS_PER_SECOND)

enum {
    DIGITS_SAFE = 18,     /* any so many fit an int64_t */
    EXACT_POWER_MAX = 22, /* 10^22 is the last power of ten a double holds exactly */
    EXPONENT_MAX = 1000,  /* enough to be refused */
};

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool field_to_bool(Str text, bool *out_value)
{
    if (text.length != 4 && text.length != 5)
        return false;
    *out_value = text.length == 4;
    return strncasecmp(text.data, *out_value ? "true" : "false", text.length) == 0;
}

bool field_to_i64(Str text, int64_t *out_value)
{
    const char *at = text.data, *end = at + text.length;
    bool is_negative = at < end && *at == '-';
    int64_t value = 0;

    at += is_negative || (at < end && *at == '+');
    if (at == end)
        return false;
    if (end - at <= DIGITS_SAFE) {
        for (; at < end; at++) {
            if (!is_digit(*at))
                return false;
            value = value * 10 + (*at - '0');
        }
        *out_value = is_negative ? -value : value;
        return true;
    }
    for (; at < end; at++) /* downwards, as the least value has no opposite */
        if (!is_digit(*at) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *at - '0', &value))
            return false;
    if (!is_negative && value == INT64_MIN)
        return false;
    *out_value = is_negative ? value : -value;
    return true;
}

bool field_to_i32(Str text, int32_t *out_value)
{
    int64_t value;

    if (!field_to_i64(text, &value) || value < INT32_MIN || value > INT32_MAX)
        return false;
    *out_value = (int32_t)value;
    return true;
}

/* A number taken apart: digits * 10^exponent. */
typedef struct Decimal {
    bool is_negative;
    uint64_t digits;
    int digit_count; /* leading zeros left out */
    bool has_digit;
    int exponent;
} Decimal;

static const char *take_digits(const char *at, const char *end, Decimal *decimal, bool is_fraction)
{
    for (; at < end && is_digit(*at); at++) {
        decimal->has_digit = true;
        decimal->digit_count += decimal->digit_count > 0 || *at != '0';
        if (decimal->digit_count <= DIGITS_SAFE)
            decimal->digits = decimal->digits * 10 + (uint64_t)(*at - '0');
        decimal->exponent -= is_fraction;
    }
    return at;
}

/* NULL where there is no exponent after the e. */
static const char *take_exponent(const char *at, const char *end, Decimal *decimal)
{
    int exponent = 0;
    bool is_negative = at < end && *at == '-';

    at += is_negative || (at < end && *at == '+');
    if (at == end || !is_digit(*at))
        return NULL;
    for (; at < end && is_digit(*at); at++)
        exponent = exponent > EXPONENT_MAX ? exponent : exponent * 10 + (*at - '0');
    decimal->exponent += is_negative ? -exponent : exponent;
    return at;
}

static bool take_apart(Str text, Decimal *out_decimal)
{
    const char *at = text.data, *end = at + text.length;
    Decimal decimal = { .is_negative = at < end && *at == '-' };

    at += decimal.is_negative || (at < end && *at == '+');
    at = take_digits(at, end, &decimal, false);
    if (at < end && *at == '.')
        at = take_digits(at + 1, end, &decimal, true);
    if (decimal.has_digit && at < end && (*at == 'e' || *at == 'E'))
        at = take_exponent(at + 1, end, &decimal);
    *out_decimal = decimal;
    return at == end && decimal.has_digit;
}

bool field_is_number(Str text)
{
    Decimal decimal;

    return take_apart(text, &decimal);
}

/* Where digits and power are both exact doubles, one operation rounds once: correctly. */
bool field_to_f64(Str text, double *out_value)
{
    static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    Decimal decimal;

    if (!take_apart(text, &decimal) || decimal.digit_count > DIGITS_SAFE ||
        decimal.digits > UINT64_C(1) << 53)
        return false;
    if (decimal.exponent < -EXACT_POWER_MAX || decimal.exponent > EXACT_POWER_MAX)
        return false;
    double value = (double)decimal.digits;
    value =
        decimal.exponent < 0 ? value / powers[-decimal.exponent] : value * powers[decimal.exponent];
    *out_value = decimal.is_negative ? -value : value;
    return true;
}

/* --- Dates -------------------------------------------------------------------------------------
 */

/* A number of `count` digits; -1 where they are none. */
static inline int number_at(const char *at, int count)
{
    int number = 0;

    for (int digit = 0; digit < count; digit++) {
        if (!is_digit(at[digit]))
            return -1;
        number = number * 10 + (at[digit] - '0');
    }
    return number;
}

enum { DATE_LENGTH = 10, MINUTES_LENGTH = 5 };

static bool take_date(const char *at, int32_t *out_date)
{
    if (at[4] != '-' || at[7] != '-')
        return false;
    int year = number_at(at, 4), month = number_at(at + 5, 2), day = number_at(at + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > date_month_days(year, month))
        return false;
    *out_date = (int32_t)date_from_civil(year, month, day);
    return true;
}

bool field_to_date(Str text, int32_t *out_date)
{
    return text.length == DATE_LENGTH && take_date(text.data, out_date);
}

/* The digits behind a point, as micros; false for none or more than six. */
static bool take_fraction(const char **at, const char *end, int64_t *out_micros)
{
    int64_t micros = 0, unit = MICROS_PER_SECOND;
    const char *digit = *at;

    for (; digit < end && is_digit(*digit); digit++) {
        unit /= 10;
        micros += unit * (*digit - '0');
    }
    bool is_known = digit > *at && unit > 0;
    *at = digit;
    *out_micros = micros;
    return is_known;
}

/* 12:30, 12:30:59, 12:30:59.25 */
static bool take_time(const char **from, const char *end, int64_t *out_micros)
{
    const char *at = *from;
    int64_t fraction = 0;
    int second = 0;

    if (end - at < MINUTES_LENGTH || at[2] != ':')
        return false;
    int hour = number_at(at, 2), minute = number_at(at + 3, 2);
    at += MINUTES_LENGTH;
    if (end - at >= 3 && *at == ':') {
        second = number_at(at + 1, 2);
        at += 3;
        if (at < end && *at == '.') {
            at++;
            if (!take_fraction(&at, end, &fraction))
                return false;
        }
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    *from = at;
    *out_micros = (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + fraction;
    return true;
}

bool field_to_timestamp(Str text, int64_t *out_timestamp)
{
    const char *at = text.data, *end = at + text.length;
    int64_t time = 0;
    int32_t date;

    if (text.length < DATE_LENGTH || !take_date(at, &date))
        return false;
    at += DATE_LENGTH;
    if (at < end) {
        if (*at != ' ' && *at != 'T')
            return false;
        at++;
        if (!take_time(&at, end, &time))
            return false;
        at += at < end && *at == 'Z';
    }
    *out_timestamp = date * MICROS_PER_DAY + time;
    return at == end;
}
