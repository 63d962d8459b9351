/* datetime_field.c -- fields and words of dates, timestamps and intervals; see datetime_field.h. */
#include "base/datetime_field.h"
#include "base/digits.h"
#include "base/timestamp.h"

#include <math.h>
#include <stdlib.h>

bool date_status_raise(Cx *cx, DateStatus status, Str text, const char *type, int position)
{
    switch (status) {
    case DATE_OK:
    case DATE_BAD_FORMAT: break;
    case DATE_FAILED: return false;
    case DATE_MONTH_DAY_OVERFLOW:
    case DATE_FIELD_OVERFLOW:
        fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, position,
             "date/time field value out of range: \"%.*s\"", STR(text));
        if (status == DATE_MONTH_DAY_OVERFLOW)
            fail_hint(cx, "Perhaps you need a different \"datestyle\" setting.");
        return false;
    case DATE_INTERVAL_OVERFLOW:
        return fail(cx, ERR_INTERVAL_FIELD_OVERFLOW, position,
                    "interval field value out of range: \"%.*s\"", STR(text));
    case DATE_ZONE_OVERFLOW:
        return fail(cx, ERR_INVALID_TIME_ZONE_DISPLACEMENT, position,
                    "time zone displacement out of range: \"%.*s\"", STR(text));
    case DATE_UNKNOWN_ZONE:
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, position, "time zone \"%.*s\" not recognized",
                    STR(text));
    }
    return fail(cx, ERR_INVALID_DATETIME_FORMAT, position,
                "invalid input syntax for type %s: \"%.*s\"", type, STR(text));
}

/* Where the splitter stands; `at` moves over the text, `to` over the list's bytes. */
typedef struct Splitter {
    const char *at;
    const char *end;
    char *to;
    char *limit; /* one byte is kept for the NUL */
    bool is_full;
} Splitter;

static char peek(const Splitter *splitter)
{
    return splitter->at < splitter->end ? *splitter->at : '\0';
}

static void take(Splitter *splitter)
{
    if (splitter->to + 1 >= splitter->limit)
        splitter->is_full = true;
    else
        *splitter->to++ = char_lower(*splitter->at);
    splitter->at++;
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static void take_digits(Splitter *splitter, const char *others)
{
    while (char_is_digit(peek(splitter)) || is_one_of(peek(splitter), others))
        take(splitter);
}

static void take_letters(Splitter *splitter)
{
    while (char_is_alpha(peek(splitter)))
        take(splitter);
}

static void take_alphanumeric(Splitter *splitter, const char *others)
{
    while (char_is_alpha(peek(splitter)) || char_is_digit(peek(splitter)) ||
           is_one_of(peek(splitter), others))
        take(splitter);
}

static FieldKind take_after_digits(Splitter *splitter)
{
    char delimiter[2] = { peek(splitter) };

    if (delimiter[0] == ':') {
        take_digits(splitter, ":.");
        return FIELD_TIME;
    }
    if (!is_one_of(delimiter[0], "-/."))
        return FIELD_NUMBER;
    take(splitter);
    if (!char_is_digit(peek(splitter))) {
        take_alphanumeric(splitter, delimiter);
        return FIELD_DATE;
    }
    take_digits(splitter, "");
    if (peek(splitter) != delimiter[0])
        return delimiter[0] == '.' ? FIELD_NUMBER : FIELD_DATE;
    take_digits(splitter, delimiter);
    return FIELD_DATE;
}

/* A word, a date that begins with a month, or the name of a time zone. */
static FieldKind take_word(Splitter *splitter)
{
    const char *start = splitter->to;

    take_letters(splitter);
    char next = peek(splitter);
    bool is_date = is_one_of(next, "-/.");
    if (next == '+' || char_is_digit(next))
        is_date = !date_word_find((Str){ start, (size_t)(splitter->to - start) });
    if (is_date)
        take_alphanumeric(splitter, "+-/_.:");
    return is_date ? FIELD_DATE : FIELD_WORD;
}

static DateStatus take_field(Splitter *splitter, FieldKind *out_kind)
{
    char first = peek(splitter);

    if (char_is_digit(first)) {
        take_digits(splitter, "");
        *out_kind = take_after_digits(splitter);
    } else if (first == '.') {
        take(splitter);
        take_digits(splitter, "");
        *out_kind = FIELD_NUMBER;
    } else if (char_is_alpha(first)) {
        *out_kind = take_word(splitter);
    } else {
        take(splitter); /* a sign */
        while (char_is_space(peek(splitter)))
            splitter->at++;
        if (char_is_digit(peek(splitter))) {
            take_digits(splitter, ":.-");
            *out_kind = FIELD_SIGNED;
        } else if (char_is_alpha(peek(splitter))) {
            take_letters(splitter);
            *out_kind = FIELD_SPECIAL;
        } else {
            return DATE_BAD_FORMAT;
        }
    }
    return splitter->is_full ? DATE_BAD_FORMAT : DATE_OK;
}

static bool is_ignored(char c)
{
    return char_is_space(c) || is_one_of(c, "!\"#$%&'()*,/:;<=>?@[\\]^_`{|}~");
}

DateStatus field_list_split(Str text, size_t limit, FieldList *out_list)
{
    Splitter splitter = { .at = text.data,
                          .end = text.data + text.length,
                          .to = out_list->bytes,
                          .limit = out_list->bytes + limit };

    assert(limit <= sizeof out_list->bytes);
    out_list->count = 0;
    while (splitter.at < splitter.end) {
        char first = *splitter.at;
        if (is_ignored(first)) {
            splitter.at++;
            continue;
        }
        if (out_list->count == DATE_FIELDS_MAX ||
            !(char_is_digit(first) || char_is_alpha(first) || is_one_of(first, ".+-")))
            return DATE_BAD_FORMAT;
        Field *field = &out_list->field[out_list->count++];
        field->text = splitter.to;
        DateStatus status = take_field(&splitter, &field->kind);
        if (status != DATE_OK || splitter.to + 1 > splitter.limit)
            return DATE_BAD_FORMAT;
        *splitter.to++ = '\0';
    }
    return DATE_OK;
}

// clang-format off
static const Word date_words[] = {
    { "-infinity", WORD_SPECIAL, SPECIAL_MINUS_INFINITY },
    { "ad", WORD_ERA, ERA_AD },
    { "allballs", WORD_SPECIAL, SPECIAL_MIDNIGHT },
    { "am", WORD_MERIDIAN, MERIDIAN_AM },
    { "apr", WORD_MONTH, 4 },
    { "april", WORD_MONTH, 4 },
    { "at", WORD_IGNORED, 0 },
    { "aug", WORD_MONTH, 8 },
    { "august", WORD_MONTH, 8 },
    { "bc", WORD_ERA, ERA_BC },
    { "d", WORD_LABEL, FIELD_UNIT_DAY },
    { "dec", WORD_MONTH, 12 },
    { "december", WORD_MONTH, 12 },
    { "dow", WORD_LABEL, FIELD_UNIT_DOW },
    { "doy", WORD_LABEL, FIELD_UNIT_DOY },
    { "dst", WORD_DST, 0 },
    { "epoch", WORD_SPECIAL, SPECIAL_EPOCH },
    { "feb", WORD_MONTH, 2 },
    { "february", WORD_MONTH, 2 },
    { "fri", WORD_WEEKDAY, 5 },
    { "friday", WORD_WEEKDAY, 5 },
    { "h", WORD_LABEL, FIELD_UNIT_HOUR },
    { "infinity", WORD_SPECIAL, SPECIAL_INFINITY },
    { "isodow", WORD_LABEL, FIELD_UNIT_ISODOW },
    { "isoyear", WORD_LABEL, FIELD_UNIT_ISOYEAR },
    { "j", WORD_LABEL, FIELD_UNIT_JULIAN },
    { "jan", WORD_MONTH, 1 },
    { "january", WORD_MONTH, 1 },
    { "jd", WORD_LABEL, FIELD_UNIT_JULIAN },
    { "jul", WORD_MONTH, 7 },
    { "julian", WORD_LABEL, FIELD_UNIT_JULIAN },
    { "july", WORD_MONTH, 7 },
    { "jun", WORD_MONTH, 6 },
    { "june", WORD_MONTH, 6 },
    { "m", WORD_LABEL, FIELD_UNIT_MONTH },
    { "mar", WORD_MONTH, 3 },
    { "march", WORD_MONTH, 3 },
    { "may", WORD_MONTH, 5 },
    { "mm", WORD_LABEL, FIELD_UNIT_MINUTE },
    { "mon", WORD_WEEKDAY, 1 },
    { "monday", WORD_WEEKDAY, 1 },
    { "nov", WORD_MONTH, 11 },
    { "november", WORD_MONTH, 11 },
    { "now", WORD_SPECIAL, SPECIAL_NOW },
    { "oct", WORD_MONTH, 10 },
    { "october", WORD_MONTH, 10 },
    { "on", WORD_IGNORED, 0 },
    { "pm", WORD_MERIDIAN, MERIDIAN_PM },
    { "s", WORD_LABEL, FIELD_UNIT_SECOND },
    { "sat", WORD_WEEKDAY, 6 },
    { "saturday", WORD_WEEKDAY, 6 },
    { "sep", WORD_MONTH, 9 },
    { "sept", WORD_MONTH, 9 },
    { "september", WORD_MONTH, 9 },
    { "sun", WORD_WEEKDAY, 0 },
    { "sunday", WORD_WEEKDAY, 0 },
    { "t", WORD_ISO_TIME, FIELD_UNIT_TIME },
    { "thu", WORD_WEEKDAY, 4 },
    { "thur", WORD_WEEKDAY, 4 },
    { "thurs", WORD_WEEKDAY, 4 },
    { "thursday", WORD_WEEKDAY, 4 },
    { "today", WORD_SPECIAL, SPECIAL_TODAY },
    { "tomorrow", WORD_SPECIAL, SPECIAL_TOMORROW },
    { "tue", WORD_WEEKDAY, 2 },
    { "tues", WORD_WEEKDAY, 2 },
    { "tuesday", WORD_WEEKDAY, 2 },
    { "wed", WORD_WEEKDAY, 3 },
    { "wednesday", WORD_WEEKDAY, 3 },
    { "weds", WORD_WEEKDAY, 3 },
    { "y", WORD_LABEL, FIELD_UNIT_YEAR },
    { "yesterday", WORD_SPECIAL, SPECIAL_YESTERDAY },
};

static const Word interval_words[] = {
    { "ago", WORD_AGO, FIELD_UNIT_TIME }, /* no unit of a number: one must stand before */
    { "c", WORD_LABEL, FIELD_UNIT_CENTURY },
    { "cent", WORD_LABEL, FIELD_UNIT_CENTURY },
    { "centuries", WORD_LABEL, FIELD_UNIT_CENTURY },
    { "century", WORD_LABEL, FIELD_UNIT_CENTURY },
    { "d", WORD_LABEL, FIELD_UNIT_DAY },
    { "day", WORD_LABEL, FIELD_UNIT_DAY },
    { "days", WORD_LABEL, FIELD_UNIT_DAY },
    { "dec", WORD_LABEL, FIELD_UNIT_DECADE },
    { "decade", WORD_LABEL, FIELD_UNIT_DECADE },
    { "decades", WORD_LABEL, FIELD_UNIT_DECADE },
    { "decs", WORD_LABEL, FIELD_UNIT_DECADE },
    { "h", WORD_LABEL, FIELD_UNIT_HOUR },
    { "hour", WORD_LABEL, FIELD_UNIT_HOUR },
    { "hours", WORD_LABEL, FIELD_UNIT_HOUR },
    { "hr", WORD_LABEL, FIELD_UNIT_HOUR },
    { "hrs", WORD_LABEL, FIELD_UNIT_HOUR },
    { "m", WORD_LABEL, FIELD_UNIT_MINUTE },
    { "microsecon", WORD_LABEL, FIELD_UNIT_MICROSECOND },
    { "mil", WORD_LABEL, FIELD_UNIT_MILLENNIUM },
    { "millennia", WORD_LABEL, FIELD_UNIT_MILLENNIUM },
    { "millennium", WORD_LABEL, FIELD_UNIT_MILLENNIUM },
    { "millisecon", WORD_LABEL, FIELD_UNIT_MILLISECOND },
    { "mils", WORD_LABEL, FIELD_UNIT_MILLENNIUM },
    { "min", WORD_LABEL, FIELD_UNIT_MINUTE },
    { "mins", WORD_LABEL, FIELD_UNIT_MINUTE },
    { "minute", WORD_LABEL, FIELD_UNIT_MINUTE },
    { "minutes", WORD_LABEL, FIELD_UNIT_MINUTE },
    { "mon", WORD_LABEL, FIELD_UNIT_MONTH },
    { "mons", WORD_LABEL, FIELD_UNIT_MONTH },
    { "month", WORD_LABEL, FIELD_UNIT_MONTH },
    { "months", WORD_LABEL, FIELD_UNIT_MONTH },
    { "ms", WORD_LABEL, FIELD_UNIT_MILLISECOND },
    { "msec", WORD_LABEL, FIELD_UNIT_MILLISECOND },
    { "mseconds", WORD_LABEL, FIELD_UNIT_MILLISECOND },
    { "msecs", WORD_LABEL, FIELD_UNIT_MILLISECOND },
    { "qtr", WORD_LABEL, FIELD_UNIT_QUARTER },
    { "quarter", WORD_LABEL, FIELD_UNIT_QUARTER },
    { "s", WORD_LABEL, FIELD_UNIT_SECOND },
    { "sec", WORD_LABEL, FIELD_UNIT_SECOND },
    { "second", WORD_LABEL, FIELD_UNIT_SECOND },
    { "seconds", WORD_LABEL, FIELD_UNIT_SECOND },
    { "secs", WORD_LABEL, FIELD_UNIT_SECOND },
    { "timezone", WORD_LABEL, FIELD_UNIT_TIMEZONE },
    { "timezone_h", WORD_LABEL, FIELD_UNIT_TIMEZONE_HOUR },
    { "timezone_m", WORD_LABEL, FIELD_UNIT_TIMEZONE_MINUTE },
    { "us", WORD_LABEL, FIELD_UNIT_MICROSECOND },
    { "usec", WORD_LABEL, FIELD_UNIT_MICROSECOND },
    { "useconds", WORD_LABEL, FIELD_UNIT_MICROSECOND },
    { "usecs", WORD_LABEL, FIELD_UNIT_MICROSECOND },
    { "w", WORD_LABEL, FIELD_UNIT_WEEK },
    { "week", WORD_LABEL, FIELD_UNIT_WEEK },
    { "weeks", WORD_LABEL, FIELD_UNIT_WEEK },
    { "y", WORD_LABEL, FIELD_UNIT_YEAR },
    { "year", WORD_LABEL, FIELD_UNIT_YEAR },
    { "years", WORD_LABEL, FIELD_UNIT_YEAR },
    { "yr", WORD_LABEL, FIELD_UNIT_YEAR },
    { "yrs", WORD_LABEL, FIELD_UNIT_YEAR },
};
// clang-format on

enum { WORD_LETTERS = 10 };

/* strncmp(text, word, WORD_LETTERS) for a text that has no NUL. */
static int compare_word(Str text, const char *word)
{
    size_t length = text.length < WORD_LETTERS ? text.length : WORD_LETTERS;
    int order = strncmp(text.data, word, length);

    if (order || length == WORD_LETTERS)
        return order;
    return word[length] ? -1 : 0;
}

static const Word *find_word(const Word *words, size_t count, Str text)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_word(text, words[middle].text);
        if (order == 0)
            return &words[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const Word *date_word_find(Str text)
{
    return find_word(date_words, COUNT_OF(date_words), text);
}

const Word *interval_word_find(Str text)
{
    return find_word(interval_words, COUNT_OF(interval_words), text);
}

const char *field_read_integer(const char *at, int64_t low, int64_t high, int64_t *out_integer,
                               bool *overflows)
{
    const char *digits = at + (*at == '-' || *at == '+');
    bool is_negative = *at == '-';
    int64_t value = 0;

    if (!char_is_digit(*digits)) {
        *out_integer = 0;
        return at;
    }
    for (; char_is_digit(*digits); digits++) {
        int digit = is_negative ? '0' - *digits : *digits - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value) || value < low || value > high) {
            *overflows = true;
            value = 0;
        }
    }
    *out_integer = value;
    return digits;
}

DateStatus field_read_fraction(const char *at, double *out_fraction)
{
    char *end;

    assert(*at == '.');
    if (at[1] == '\0') {
        *out_fraction = 0;
        return DATE_OK;
    }
    if (!char_is_digit(at[1]))
        return DATE_BAD_FORMAT;
    *out_fraction = strtod(at, &end);
    return *end ? DATE_BAD_FORMAT : DATE_OK;
}

/* ":ss" and what follows, where hour and minute are read. */
static DateStatus read_seconds(const char *at, bool is_minute_to_second, FieldTime *time)
{
    bool overflows = false, is_shifted = *at == '.' || (!*at && is_minute_to_second);
    double fraction = 0;
    int64_t second = 0;

    if (*at == ':') {
        at = field_read_integer(at + 1, INT32_MIN, INT32_MAX, &second, &overflows);
        if (overflows)
            return DATE_FIELD_OVERFLOW;
    } else if (is_shifted) {
        second = time->minute;
        time->minute = (int)time->hour;
        time->hour = 0;
    }
    time->second = (int)second;
    if (*at == '.') {
        DateStatus status = field_read_fraction(at, &fraction);
        if (status != DATE_OK)
            return status;
    } else if (*at) {
        return DATE_BAD_FORMAT;
    }
    time->micros = (int)rint(fraction * 1e6);
    return DATE_OK;
}

DateStatus field_read_time(const char *text, bool is_minute_to_second, int64_t hour_max,
                           FieldTime *out_time)
{
    FieldTime time = { 0 };
    bool overflows = false;
    int64_t minute;

    const char *at = field_read_integer(text, 0, hour_max, &time.hour, &overflows);
    if (overflows)
        return DATE_FIELD_OVERFLOW;
    if (*at != ':')
        return DATE_BAD_FORMAT;
    at = field_read_integer(at + 1, INT32_MIN, INT32_MAX, &minute, &overflows);
    if (overflows)
        return DATE_FIELD_OVERFLOW;
    time.minute = (int)minute;
    bool is_shifted = *at == '.' || (!*at && is_minute_to_second);
    if (is_shifted && time.hour > INT32_MAX)
        return DATE_FIELD_OVERFLOW;
    DateStatus status = read_seconds(at, is_minute_to_second, &time);
    if (status != DATE_OK)
        return status;
    if (time.minute < 0 || time.minute > 59 || time.second < 0 || time.second > 60)
        return DATE_FIELD_OVERFLOW;
    *out_time = time;
    return DATE_OK;
}

DateStatus zone_offset_read(const char *text, int32_t *out_seconds_east)
{
    enum { HOURS_MAX = 15 };
    int64_t hour, minute = 0, second = 0;
    bool overflows = false;

    if (*text != '+' && *text != '-')
        return DATE_BAD_FORMAT;
    const char *at = field_read_integer(text + 1, INT32_MIN, INT32_MAX, &hour, &overflows);
    if (*at == ':') {
        at = field_read_integer(at + 1, INT32_MIN, INT32_MAX, &minute, &overflows);
        if (*at == ':')
            at = field_read_integer(at + 1, INT32_MIN, INT32_MAX, &second, &overflows);
    } else if (!*at && strlen(text) > 3) {
        minute = hour % 100;
        hour /= 100;
    }
    if (overflows || hour < 0 || hour > HOURS_MAX || minute < 0 || minute > 59 || second < 0 ||
        second > 59)
        return DATE_ZONE_OVERFLOW;
    int32_t seconds = (int32_t)((hour * 60 + minute) * 60 + second);
    *out_seconds_east = *text == '-' ? -seconds : seconds;
    return *at ? DATE_BAD_FORMAT : DATE_OK;
}
