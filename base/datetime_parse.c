/*
 * datetime_parse.c -- date_in, timestamp_in, timestamptz_in, time_in and timetz_in: what the
 * decoder (datetime_decode.h) finds made a value.
 */
#include "base/datetime_decode.h"
#include "base/digits.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"

static bool fail_parse(Cx *cx, const Decoder *d, DateStatus status, Str text, const char *type,
                       int position)
{
    Str told = status == DATE_UNKNOWN_ZONE ? str_of(d->unknown_zone) : text;
    return date_status_raise(cx, status, told, type, position);
}

/* YYYY-MM-DD and nothing else: nearly all dates that a program reads. */
static bool parse_plain_date(const char *at, int64_t *out_days)
{
    static const int8_t places[8] = { 0, 1, 2, 3, 5, 6, 8, 9 };
    int value[8];

    for (int place = 0; place < 8; place++) {
        value[place] = at[places[place]] - '0';
        if (value[place] < 0 || value[place] > 9)
            return false;
    }
    int year = value[0] * 1000 + value[1] * 100 + value[2] * 10 + value[3];
    int month = value[4] * 10 + value[5], day = value[6] * 10 + value[7];
    if (at[4] != '-' || at[7] != '-' || year < 1 || month < 1 || month > 12 || day < 1 ||
        day > date_month_days(year, month))
        return false;
    *out_days = date_from_civil(year, month, day);
    return true;
}

bool date_parse(Cx *cx, Str text, int position, int32_t *out_date)
{
    return date_parse_styled(cx, &date_settings_default, text, position, out_date);
}

bool date_parse_styled(Cx *cx, const DateSettings *settings, Str text, int position,
                       int32_t *out_date)
{
    int64_t days;

    if (text.length == 10 && parse_plain_date(text.data, &days)) {
        *out_date = (int32_t)days;
        return true;
    }
    Decoder d = { .cx = cx, .settings = settings };
    DateStatus status = decode_datetime(&d, text);
    if (status != DATE_OK)
        return fail_parse(cx, &d, status, text, "date", position);
    switch (d.result) {
    case RESULT_EPOCH: *out_date = DATE_UNIX_EPOCH; return true;
    case RESULT_INFINITY: *out_date = DATE_INFINITY; return true;
    case RESULT_MINUS_INFINITY: *out_date = DATE_MINUS_INFINITY; return true;
    case RESULT_DATE: break;
    }
    days = date_from_civil(d.year, d.month, d.day);
    if (days < DATE_MIN || days > DATE_MAX)
        return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, position, "date out of range: \"%.*s\"",
                    STR(text));
    *out_date = (int32_t)days;
    return true;
}

static int pair_at(const char *digits)
{
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

/* "YYYY-MM-DD hh:mm:ss", with T or a blank between. */
static bool parse_plain_timestamp(Str text, int64_t *out_timestamp)
{
    int64_t days;
    const char *at = text.data + 11;

    if (text.length != 19 || !parse_plain_date(text.data, &days) ||
        (at[-1] != ' ' && at[-1] != 'T') || at[2] != ':' || at[5] != ':')
        return false;
    for (int place = 0; place < 8; place++)
        if (place % 3 != 2 && !char_is_digit(at[place]))
            return false;
    int hour = pair_at(at), minute = pair_at(at + 3), second = pair_at(at + 6);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *out_timestamp = days * MICROS_PER_DAY + hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE +
                     second * MICROS_PER_SECOND;
    return true;
}

static bool fail_timestamp_range(Cx *cx, Str text, int position)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, position, "timestamp out of range: \"%.*s\"",
                STR(text));
}

/* timestamp and timestamptz: `zoned` tells which. */
static bool parse_timestamp(Decoder *d, Str text, bool zoned, int position, int64_t *out_timestamp)
{
    DateStatus status = decode_datetime(d, text);
    int64_t timestamp;

    if (status != DATE_OK)
        return fail_parse(d->cx, d, status, text, zoned ? "timestamp with time zone" : "timestamp",
                          position);
    switch (d->result) {
    case RESULT_EPOCH: *out_timestamp = DATE_UNIX_EPOCH * MICROS_PER_DAY; return true;
    case RESULT_INFINITY: *out_timestamp = TIMESTAMP_INFINITY; return true;
    case RESULT_MINUS_INFINITY: *out_timestamp = TIMESTAMP_MINUS_INFINITY; return true;
    case RESULT_DATE: break;
    }
    if (!decoder_local(d, &timestamp))
        return fail_timestamp_range(d->cx, text, position);
    if (zoned) {
        int64_t east = decoder_seconds_east(d, timestamp) * MICROS_PER_SECOND;
        if (__builtin_sub_overflow(timestamp, east, &timestamp))
            return fail_timestamp_range(d->cx, text, position);
    }
    if (!timestamp_is_valid(timestamp))
        return fail_timestamp_range(d->cx, text, position);
    *out_timestamp = timestamp;
    return true;
}

bool timestamp_parse(Cx *cx, Str text, int32_t typmod, int position, int64_t *out_timestamp)
{
    return timestamp_parse_styled(cx, &date_settings_default, text,
                                  (ParseAs){ .typmod = typmod, .position = position },
                                  out_timestamp);
}

bool timestamp_parse_styled(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                            int64_t *out_timestamp)
{
    int64_t timestamp = 0;

    if (!parse_plain_timestamp(text, &timestamp)) {
        Decoder d = { .cx = cx, .settings = settings };
        TRY(parse_timestamp(&d, text, false, as.position, &timestamp));
    }
    return timestamp_apply_typmod(cx, timestamp, as.typmod, out_timestamp);
}

bool timestamptz_parse(Cx *cx, const DateSettings *settings, Str text, ParseAs as,
                       int64_t *out_instant)
{
    int64_t instant = 0;

    if (parse_plain_timestamp(text, &instant)) {
        instant -= zone_offset_of_local(settings->zone, instant).seconds_east * MICROS_PER_SECOND;
    } else {
        Decoder d = { .cx = cx, .settings = settings };
        TRY(parse_timestamp(&d, text, true, as.position, &instant));
    }
    return timestamp_apply_typmod(cx, instant, as.typmod, out_instant);
}

bool time_parse(Cx *cx, const DateSettings *settings, Str text, ParseAs as, int64_t *out_time)
{
    Decoder d = { .cx = cx, .settings = settings, .is_time_only = true };
    int32_t seconds_east;
    DateStatus status = decode_time_of_day(&d, text, 0, &seconds_east);

    if (status != DATE_OK)
        return fail_parse(cx, &d, status, text, "time", as.position);
    *out_time = time_apply_typmod(decoder_time(&d), as.typmod);
    return true;
}

bool timetz_parse(Cx *cx, const DateSettings *settings, Str text, ParseAs as, TimeTz *out_time)
{
    Decoder d = { .cx = cx, .settings = settings, .is_time_only = true };
    int32_t seconds_east;
    DateStatus status = decode_time_of_day(&d, text, as.now, &seconds_east);

    if (status != DATE_OK)
        return fail_parse(cx, &d, status, text, "time with time zone", as.position);
    *out_time = (TimeTz){ time_apply_typmod(decoder_time(&d), as.typmod), -seconds_east };
    return true;
}
