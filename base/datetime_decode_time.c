/*
 * datetime_decode_time.c -- the fields of times of day; see datetime_decode.h.
 *
 * A date is taken where it cannot be mistaken: it stands first, and a time or a zone follows.
 */
#include "base/datetime_decode.h"
#include "base/digits.h"
#include "base/timestamp.h"

static FieldKind kind_at(const Decoder *d, int at)
{
    return d->list.field[at].kind;
}

static bool is_followed(const Decoder *d, int at)
{
    return at == 0 && d->list.count >= 2;
}

static DateStatus decode_date_field(Decoder *d, int at)
{
    char *text = d->list.field[at].text;

    if (is_followed(d, at) &&
        (kind_at(d, d->list.count - 1) == FIELD_DATE || kind_at(d, 1) == FIELD_TIME))
        return decode_date(d, text);
    if (char_is_digit(*text))
        return decode_run_together_with_zone(d, d->known | PARTS_DATE, text);
    return decode_zone_name(d, text);
}

static DateStatus decode_number_field(Decoder *d, int at)
{
    enum { LONGEST_NUMBER = 4 };
    char *text = d->list.field[at].text;
    const char *point = strchr(text, '.');

    if (d->label != FIELD_UNIT_NONE)
        return decode_labelled(d, text);
    if (point && is_followed(d, at) && kind_at(d, d->list.count - 1) == FIELD_DATE)
        return decode_date(d, text);
    if (point && point - text <= 2)
        return DATE_BAD_FORMAT;
    if (point || strlen(text) > LONGEST_NUMBER)
        return decode_run_together(d, d->known | PARTS_DATE, text);
    return decode_number(d, d->known | PARTS_DATE, text);
}

static DateStatus decode_field(Decoder *d, int at)
{
    const char *text = d->list.field[at].text;

    switch (kind_at(d, at)) {
    case FIELD_NUMBER: return decode_number_field(d, at);
    case FIELD_DATE: return decode_date_field(d, at);
    case FIELD_TIME: return decode_time(d, text);
    case FIELD_SIGNED: return decode_offset(d, text);
    case FIELD_WORD:
    case FIELD_SPECIAL: return decode_word(d, at);
    }
    return DATE_BAD_FORMAT;
}

static DateStatus settle_time(Decoder *d)
{
    DateStatus status = settle_meridian(d);

    if (status != DATE_OK)
        return status;
    if (d->hour < 0 || d->hour > 24 || d->minute < 0 || d->minute > 59 || d->second < 0 ||
        d->second > 60 || decoder_time(d) > MICROS_PER_DAY)
        return DATE_FIELD_OVERFLOW;
    return has_all(d->known, PARTS_TIME) ? DATE_OK : DATE_BAD_FORMAT;
}

/* Where the zone's offset depends on the date and none is given, it is today; half a date is an
 * error.  A zone by its full name must come with a date. */
static DateStatus settle_zone(Decoder *d, int64_t now, int32_t *out_seconds_east)
{
    bool is_named = (d->known & PART_ZONE) && d->zone.kind == ZONE_REF_NAMED;
    int64_t local = 0;

    if ((d->known & PART_ZONE) && d->zone.kind == ZONE_REF_FIXED) {
        *out_seconds_east = d->zone.seconds_east;
        return DATE_OK;
    }
    if (d->known & PART_DST_WORD)
        return DATE_BAD_FORMAT;
    if (is_named && zone_is_constant(d->zone.zone, out_seconds_east))
        return DATE_OK;
    if (!has_all(d->known, PARTS_DATE)) {
        if (is_named || (d->known & PARTS_DATE))
            return DATE_BAD_FORMAT;
        int64_t east = zone_offset_at(d->settings->zone, now).seconds_east * MICROS_PER_SECOND;
        CivilDate today = date_to_civil(timestamp_day(now + east));
        d->year = today.year;
        d->month = today.month;
        d->day = today.day;
    }
    *out_seconds_east = decoder_local(d, &local) ? decoder_seconds_east(d, local) : 0;
    return DATE_OK;
}

DateStatus decode_time_of_day(Decoder *d, Str text, int64_t now, int32_t *out_seconds_east)
{
    DateStatus status = decode_fields(d, text, decode_field);

    if (status == DATE_OK)
        status = settle_date(d);
    if (status == DATE_OK)
        status = settle_time(d);
    return status == DATE_OK ? settle_zone(d, now, out_seconds_east) : status;
}
