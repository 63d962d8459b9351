/*
 * datetime_field.h -- what the parsers of dates, timestamps and intervals share: cutting text
 * into fields, known words, numbers; private to them.
 *
 * The steps are PostgreSQL's, so that what it reads is read alike and what it refuses is refused
 * with the same words: first fields by their look alone, then their meaning in their order.
 */
#ifndef BASE_DATETIME_FIELD_H
#define BASE_DATETIME_FIELD_H

#include "base/error.h"

typedef enum DateStatus {
    DATE_OK,
    DATE_BAD_FORMAT,
    DATE_FIELD_OVERFLOW,
    DATE_MONTH_DAY_OVERFLOW, /* perhaps month and day are swapped */
    DATE_INTERVAL_OVERFLOW,
    DATE_ZONE_OVERFLOW,
    DATE_UNKNOWN_ZONE, /* the parser tells which */
    DATE_FAILED,       /* cx tells why */
} DateStatus;

/* Raise the error for `status`, which is not OK.  `zone` is the name for DATE_UNKNOWN_ZONE. */
bool date_status_raise(Cx *cx, DateStatus status, Str text, const char *type, int position);

typedef enum FieldKind {
    FIELD_NUMBER,
    FIELD_WORD,    /* letters */
    FIELD_DATE,    /* digits and letters with - / . between them; also names of time zones */
    FIELD_TIME,    /* digits with colons */
    FIELD_SIGNED,  /* a sign and digits: time zone, signed number or time */
    FIELD_SPECIAL, /* a sign and letters: -infinity */
} FieldKind;

enum { DATE_FIELDS_MAX = 25, DATE_TEXT_BYTES = 153, INTERVAL_TEXT_BYTES = 256 };

typedef struct Field {
    FieldKind kind;
    char *text; /* NUL-ended, lower case, writable */
} Field;

typedef struct FieldList {
    Field field[DATE_FIELDS_MAX];
    int count;
    char bytes[INTERVAL_TEXT_BYTES]; /* where the texts lie */
} FieldList;

/* `limit` bytes at most are taken by all texts and their NULs. */
DateStatus field_list_split(Str text, size_t limit, FieldList *out_list);

/* Words.  Only their first ten letters count. */
typedef enum WordKind {
    WORD_UNKNOWN,
    WORD_IGNORED,
    WORD_MONTH,   /* value: 1 to 12 */
    WORD_WEEKDAY, /* value: 0 to 6 */
    WORD_MERIDIAN,
    WORD_ERA,
    WORD_LABEL, /* value: a FieldUnit that the next number has */
    WORD_ISO_TIME,
    WORD_SPECIAL, /* value: a SpecialWord */
    WORD_DST,
    WORD_AGO,
} WordKind;

typedef enum FieldUnit {
    FIELD_UNIT_NONE,
    FIELD_UNIT_MICROSECOND,
    FIELD_UNIT_MILLISECOND,
    FIELD_UNIT_SECOND,
    FIELD_UNIT_MINUTE,
    FIELD_UNIT_HOUR,
    FIELD_UNIT_DAY,
    FIELD_UNIT_WEEK,
    FIELD_UNIT_MONTH,
    FIELD_UNIT_QUARTER,
    FIELD_UNIT_YEAR,
    FIELD_UNIT_DECADE,
    FIELD_UNIT_CENTURY,
    FIELD_UNIT_MILLENNIUM,
    FIELD_UNIT_JULIAN,
    FIELD_UNIT_TIME, /* behind the T of ISO 8601 */
    FIELD_UNIT_DOW,
    FIELD_UNIT_ISODOW,
    FIELD_UNIT_DOY,
    FIELD_UNIT_ISOYEAR,
    FIELD_UNIT_TIMEZONE,
    FIELD_UNIT_TIMEZONE_HOUR,
    FIELD_UNIT_TIMEZONE_MINUTE,
    FIELD_UNIT_EPOCH,
} FieldUnit;

typedef enum SpecialWord {
    SPECIAL_EPOCH,
    SPECIAL_INFINITY,
    SPECIAL_MINUS_INFINITY,
    SPECIAL_NOW,
    SPECIAL_YESTERDAY,
    SPECIAL_TODAY,
    SPECIAL_TOMORROW,
    SPECIAL_MIDNIGHT, /* allballs */
} SpecialWord;

enum { MERIDIAN_NONE, MERIDIAN_AM, MERIDIAN_PM };
enum { ERA_AD, ERA_BC };

typedef struct Word {
    const char *text;
    WordKind kind;
    int value;
} Word;

/* Words of dates, words of intervals; NULL where unknown.  `text` is lower case. */
const Word *date_word_find(Str text);
const Word *interval_word_find(Str text);

/* The offsets "+hh", "+hhmm", "+hh:mm", "+hh:mm:ss". */
DateStatus zone_offset_read(const char *text, int32_t *out_seconds_east);

/* An integer within [low, high] at `at`: a sign may stand before it.  Returns where it ends; no
 * digits: `at` itself, and zero.  Out of the range: `*overflows` is set. */
const char *field_read_integer(const char *at, int64_t low, int64_t high, int64_t *out_integer,
                               bool *overflows);

/* The fraction that begins with the point at `at` and fills the text; a lone point is zero. */
DateStatus field_read_fraction(const char *at, double *out_fraction);

/* The times hh:mm, hh:mm:ss, hh:mm:ss.fff and mm:ss.fff. */
typedef struct FieldTime {
    int64_t hour;
    int minute;
    int second;
    int micros;
} FieldTime;

/* `is_minute_to_second`: two numbers are minutes and seconds.  `hour_max`: beyond overflows. */
DateStatus field_read_time(const char *text, bool is_minute_to_second, int64_t hour_max,
                           FieldTime *out_time);

#endif
