/*
 * datetime_decode.h -- from text to the parts of a date, a timestamp or a time; private to the
 * parsers.
 *
 * Fields are read from left to right; each adds what it means to a mask of the parts that are
 * known, and none may be given twice.  A number means what its place, the parts already known and
 * the order of DateStyle leave open: see decode_number().
 */
#ifndef BASE_DATETIME_DECODE_H
#define BASE_DATETIME_DECODE_H

#include "base/date_settings.h"
#include "base/datetime_field.h"

/* Parts of a timestamp. */
enum {
    PART_YEAR = 1 << 0,
    PART_MONTH = 1 << 1,
    PART_DAY = 1 << 2,
    PART_DAY_OF_YEAR = 1 << 3,
    PART_HOUR = 1 << 4,
    PART_MINUTE = 1 << 5,
    PART_SECOND = 1 << 6,
    PART_ZONE = 1 << 7,
    PART_WEEKDAY = 1 << 8,
    PART_MERIDIAN = 1 << 9,
    PART_ERA = 1 << 10,
    PART_DAYLIGHT = 1 << 11,     /* a zone that has daylight saving time, or the word DST */
    PART_SPECIAL = 1 << 12,      /* epoch, infinity */
    PART_DST_WORD = 1 << 13,     /* "MET DST" */
    PART_DYNAMIC_ZONE = 1 << 14, /* an abbreviation whose offset depends on the date */
    PART_FRACTION = 1 << 15,     /* of the second; a labelled second without one lacks it */
    PARTS_DATE = PART_YEAR | PART_MONTH | PART_DAY,
    PARTS_TIME = PART_HOUR | PART_MINUTE | PART_SECOND | PART_FRACTION,
};

typedef enum DateResult {
    RESULT_DATE,
    RESULT_EPOCH,
    RESULT_INFINITY,
    RESULT_MINUS_INFINITY,
} DateResult;

typedef struct Decoder {
    Cx *cx;
    const DateSettings *settings;
    FieldList list;
    bool is_time_only; /* decodes time and timetz */
    unsigned known;    /* parts of fields already read */
    unsigned found;    /* parts of the field being read */
    DateResult result;
    FieldUnit label; /* what the next number is, where a word said so */
    int64_t year;
    int month;
    int day;
    int day_of_year;
    int64_t hour;
    int minute;
    int second;
    double fraction; /* of the second */
    int meridian;
    bool has_text_month;
    bool is_julian;
    bool is_two_digit_year;
    bool is_bc;
    ZoneRef zone; /* PART_ZONE */
    const char *unknown_zone;
} Decoder;

static inline bool has_all(unsigned parts, unsigned wanted)
{
    return (parts & wanted) == wanted;
}

/* The whole of it.  The decoder is zero but for `cx`, `settings` and `is_time_only`. */
DateStatus decode_datetime(Decoder *d, Str text);
/* The same for a time of day, of which the date is read past, but for finding out the offset of a
 * zone; where there is no date, it is the local date of the instant `now`. */
DateStatus decode_time_of_day(Decoder *d, Str text, int64_t now, int32_t *out_seconds_east);

/* Cut the text into fields and `decode` each, which sets `found`: no part may come twice. */
DateStatus decode_fields(Decoder *d, Str text, DateStatus (*decode)(Decoder *d, int at));

/* The steps that both take.  All set `found`. */
DateStatus decode_run_together(Decoder *d, unsigned known, const char *text);
DateStatus decode_number(Decoder *d, unsigned known, const char *text);
DateStatus decode_labelled(Decoder *d, const char *text);
DateStatus decode_date(Decoder *d, char *text);
DateStatus decode_run_together_with_zone(Decoder *d, unsigned known, char *text);
DateStatus decode_zone_name(Decoder *d, char *name);
DateStatus decode_offset(Decoder *d, const char *text);
DateStatus decode_time(Decoder *d, const char *text);
DateStatus decode_word(Decoder *d, int at);
DateStatus settle_date(Decoder *d);
DateStatus settle_meridian(Decoder *d);

/* The time of day that was decoded, in microseconds; not judged. */
int64_t decoder_time(const Decoder *d);
/* The local time that was decoded, in microseconds since 2000; false: it does not fit. */
bool decoder_local(const Decoder *d, int64_t *out_local);
/* The offset of the zone that was named, else of the session's, at that local time. */
int32_t decoder_seconds_east(const Decoder *d, int64_t local);

#endif
