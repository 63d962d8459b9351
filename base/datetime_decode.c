/* datetime_decode.c -- the fields of dates and timestamps and what they mean; see its header. */
#include "base/datetime_decode.h"
#include "base/digits.h"
#include "base/timestamp.h"
#include "base/value_context.h"

#include <math.h>
#include <stdlib.h>

static void set_civil(Decoder *d, CivilDate civil)
{
    d->year = civil.year;
    d->month = civil.month;
    d->day = civil.day;
}

/* The two digits that end at `end`; fewer where the text is shorter. */
static int take_pair(const char *text, size_t end)
{
    int value = 0;

    for (size_t at = end > 2 ? end - 2 : 0; at < end; at++)
        value = value * 10 + (text[at] - '0');
    return value;
}

static DateStatus decode_run_together_date(Decoder *d, const char *text, size_t length)
{
    bool overflows = false;
    char year[DATE_TEXT_BYTES];

    memcpy(year, text, length - 4);
    year[length - 4] = '\0';
    field_read_integer(year, INT32_MIN, INT32_MAX, &d->year, &overflows);
    if (overflows)
        return DATE_FIELD_OVERFLOW;
    d->found = PARTS_DATE;
    d->month = take_pair(text, length - 2);
    d->day = take_pair(text, length);
    d->is_two_digit_year = length == 6;
    return DATE_OK;
}

/* Digits run together: YYYYMMDD, YYMMDD, HHMMSS, HHMM; a fraction only behind a time. */
DateStatus decode_run_together(Decoder *d, unsigned known, const char *text)
{
    size_t length = strspn(text, "0123456789");

    if (text[length] == '.')
        d->fraction = strtod(text + length, NULL);
    else if (!has_all(known, PARTS_DATE) && length >= 6)
        return decode_run_together_date(d, text, length);
    if (has_all(known, PARTS_TIME) || (length != 6 && length != 4))
        return DATE_BAD_FORMAT;
    d->found = PARTS_TIME;
    d->hour = take_pair(text, 2);
    d->minute = take_pair(text, 4);
    d->second = length == 6 ? take_pair(text, 6) : 0;
    return DATE_OK;
}

static DateStatus set_year(Decoder *d, int value, size_t length)
{
    d->found = PART_YEAR;
    d->year = value;
    d->is_two_digit_year = length <= 2;
    return DATE_OK;
}

static DateStatus set_month(Decoder *d, int value)
{
    d->found = PART_MONTH;
    d->month = value;
    return DATE_OK;
}

static DateStatus set_day(Decoder *d, int value)
{
    d->found = PART_DAY;
    d->day = value;
    return DATE_OK;
}

/* The number that completes a date of which year and month are known.  "05 Feb 1999": the first
 * number was taken for a year, wrongly. */
static DateStatus set_last_day(Decoder *d, int value, size_t length)
{
    if (!d->has_text_month || length < 3 || !d->is_two_digit_year)
        return set_day(d, value);
    d->found = PART_DAY;
    d->day = (int)d->year;
    d->year = value;
    d->is_two_digit_year = false;
    return DATE_OK;
}

/* A number without label.  A first number is a year where it has three digits or more, otherwise
 * what the order says; what follows fills in what is missing. */
DateStatus decode_number(Decoder *d, unsigned known, const char *text)
{
    DateOrder order = d->settings->order;
    size_t length = strlen(text);
    bool overflows = false;
    int64_t integer;
    const char *end = field_read_integer(text, INT32_MIN, INT32_MAX, &integer, &overflows);
    int value = (int)integer;

    if (overflows)
        return DATE_FIELD_OVERFLOW;
    if (end == text)
        return DATE_BAD_FORMAT;
    if (*end == '.') {
        if (end - text > 2)
            return decode_run_together(d, known | PARTS_DATE, text);
        DateStatus status = field_read_fraction(end, &d->fraction);
        if (status != DATE_OK)
            return status;
    } else if (*end) {
        return DATE_BAD_FORMAT;
    }
    if (length == 3 && (known & PARTS_DATE) == PART_YEAR && value >= 1 && value <= 366) {
        d->found = PART_DAY_OF_YEAR | PART_MONTH | PART_DAY;
        d->day_of_year = value;
        return DATE_OK;
    }
    switch (known & PARTS_DATE) {
    case 0:
        if (length >= 3 || order == DATE_ORDER_YMD)
            return set_year(d, value, length);
        return order == DATE_ORDER_DMY ? set_day(d, value) : set_month(d, value);
    case PART_YEAR:
    case PART_DAY: return set_month(d, value);
    case PART_MONTH:
        if (d->has_text_month && (length >= 3 || order == DATE_ORDER_YMD))
            return set_year(d, value, length);
        return set_day(d, value);
    case PART_YEAR | PART_MONTH: return set_last_day(d, value, length);
    case PART_MONTH | PART_DAY: return set_year(d, value, length);
    case PARTS_DATE: return decode_run_together(d, known, text);
    }
    return DATE_BAD_FORMAT;
}

/* Cut `text` in place into its runs of digits and runs of letters. */
static DateStatus split_date(char *text, char **parts, int *out_count)
{
    int count = 0;

    while (*text && count < DATE_FIELDS_MAX) {
        while (*text && !char_is_digit(*text) && !char_is_alpha(*text))
            text++;
        if (!*text)
            return DATE_BAD_FORMAT;
        parts[count++] = text;
        bool is_number = char_is_digit(*text);
        while (is_number ? char_is_digit(*text) : char_is_alpha(*text))
            text++;
        if (*text)
            *text++ = '\0';
    }
    *out_count = count;
    return DATE_OK;
}

/* A month by its name is read first, wherever it stands: then it is sure what it is. */
static DateStatus decode_months(Decoder *d, char **parts, int count, unsigned *date)
{
    for (int at = 0; at < count; at++) {
        if (!char_is_alpha(*parts[at]))
            continue;
        const Word *word = date_word_find(str_of(parts[at]));
        if (word && word->kind == WORD_IGNORED)
            continue;
        if (!word || word->kind != WORD_MONTH || ((d->known | *date) & PART_MONTH))
            return DATE_BAD_FORMAT;
        d->month = word->value;
        d->has_text_month = true;
        *date |= PART_MONTH;
        parts[at] = NULL;
    }
    return DATE_OK;
}

/* A date with its delimiters in one field. */
DateStatus decode_date(Decoder *d, char *text)
{
    char *parts[DATE_FIELDS_MAX];
    unsigned date = 0;
    int count;
    bool had_text_month = d->has_text_month;

    d->has_text_month = false;
    DateStatus status = split_date(text, parts, &count);
    if (status == DATE_OK)
        status = decode_months(d, parts, count, &date);
    for (int at = 0; at < count && status == DATE_OK; at++) {
        if (!parts[at])
            continue;
        d->found = 0;
        status = decode_number(d, d->known | date, parts[at]);
        if (status == DATE_OK && ((d->known | date) & d->found))
            status = DATE_BAD_FORMAT;
        date |= d->found;
    }
    d->has_text_month = had_text_month;
    if (status != DATE_OK)
        return status;
    d->found = date;
    bool is_date = ((d->known | date) & ~(unsigned)(PART_DAY_OF_YEAR | PART_ZONE)) == PARTS_DATE;
    return is_date ? DATE_OK : DATE_BAD_FORMAT;
}

DateStatus decode_offset(Decoder *d, const char *text)
{
    int32_t seconds_east = 0;
    DateStatus status = zone_offset_read(text, &seconds_east);

    d->found = PART_ZONE;
    d->zone = (ZoneRef){ .kind = ZONE_REF_FIXED, .seconds_east = seconds_east };
    return status;
}

DateStatus decode_zone_name(Decoder *d, char *name)
{
    const Zone *zone = zone_find(d->cx, str_of(name));

    d->found = PART_ZONE;
    d->zone = (ZoneRef){ .kind = ZONE_REF_NAMED, .zone = zone };
    if (zone)
        return DATE_OK;
    d->unknown_zone = name;
    return has_failed(d->cx) ? DATE_FAILED : DATE_UNKNOWN_ZONE;
}

/* "hhmmss-zz" */
DateStatus decode_run_together_with_zone(Decoder *d, unsigned known, char *text)
{
    char *zone = strchr(text, '-');

    if (has_all(d->known, PARTS_TIME) || !zone)
        return DATE_BAD_FORMAT;
    DateStatus status = decode_offset(d, zone);
    if (status != DATE_OK)
        return status;
    *zone = '\0';
    status = decode_run_together(d, known, text);
    d->found |= PART_ZONE;
    return status;
}

/* A field that looks like a date behind one: a time with a zone, or the name of a zone. */
static DateStatus decode_zoned(Decoder *d, char *text)
{
    if (!char_is_digit(*text) && d->label == FIELD_UNIT_NONE)
        return decode_zone_name(d, text);
    if (d->label != FIELD_UNIT_NONE && d->label != FIELD_UNIT_TIME)
        return DATE_BAD_FORMAT;
    d->label = FIELD_UNIT_NONE;
    return decode_run_together_with_zone(d, d->known, text);
}

/* A Julian day with a time zone: "J2451187-08". */
static DateStatus decode_julian_with_zone(Decoder *d, const char *text)
{
    bool overflows = false;
    int64_t julian;
    const char *end = field_read_integer(text, 0, INT32_MAX, &julian, &overflows);

    if (overflows)
        return DATE_FIELD_OVERFLOW;
    set_civil(d, date_to_civil(julian - DATE_EPOCH_JULIAN));
    d->is_julian = true;
    d->label = FIELD_UNIT_NONE;
    DateStatus status = decode_offset(d, end);
    d->found = PARTS_DATE | PARTS_TIME | PART_ZONE;
    return status;
}

static DateStatus decode_date_field(Decoder *d, char *text)
{
    if (d->label == FIELD_UNIT_JULIAN)
        return decode_julian_with_zone(d, text);
    if (d->label != FIELD_UNIT_NONE || has_all(d->known, PART_MONTH | PART_DAY))
        return decode_zoned(d, text);
    return decode_date(d, text);
}

DateStatus decode_time(Decoder *d, const char *text)
{
    FieldTime time;
    DateStatus status = field_read_time(text, false, INT32_MAX, &time);

    if (status != DATE_OK)
        return status;
    d->hour = time.hour;
    d->minute = time.minute;
    d->second = time.second;
    d->fraction = time.micros / 1e6;
    d->found = PARTS_TIME;
    return DATE_OK;
}

static DateStatus decode_time_field(Decoder *d, const char *text)
{
    if (d->label != FIELD_UNIT_NONE && d->label != FIELD_UNIT_TIME)
        return DATE_BAD_FORMAT;
    d->label = FIELD_UNIT_NONE;
    DateStatus status = decode_time(d, text);
    if (status != DATE_OK)
        return status;
    return d->hour > 24 || decoder_time(d) > MICROS_PER_DAY ? DATE_FIELD_OVERFLOW : DATE_OK;
}

/* "J 2451187.5": the fraction of the day is a time. */
static DateStatus set_julian(Decoder *d, int value, const char *fraction_text)
{
    double fraction = 0;

    if (value < 0)
        return DATE_FIELD_OVERFLOW;
    set_civil(d, date_to_civil((int64_t)value - DATE_EPOCH_JULIAN));
    d->is_julian = true;
    d->found = PARTS_DATE;
    if (*fraction_text == '.') {
        DateStatus status = field_read_fraction(fraction_text, &fraction);
        if (status != DATE_OK)
            return status;
        int64_t micros = (int64_t)(fraction * (double)MICROS_PER_DAY);
        d->found |= PARTS_TIME;
        d->hour = micros / MICROS_PER_HOUR;
        d->minute = (int)(micros / MICROS_PER_MINUTE % 60);
        d->second = (int)(micros / MICROS_PER_SECOND % 60);
        d->fraction = (double)(micros % MICROS_PER_SECOND) / 1e6;
    }
    return DATE_OK;
}

/* A number that the word before it gave a meaning: "y 2001 m 4 d 5". */
DateStatus decode_labelled(Decoder *d, const char *text)
{
    FieldUnit label = d->label;
    bool overflows = false;
    int64_t integer;
    const char *end = field_read_integer(text, INT32_MIN, INT32_MAX, &integer, &overflows);
    int value = (int)integer;
    bool may_have_fraction =
        label == FIELD_UNIT_JULIAN || label == FIELD_UNIT_TIME || label == FIELD_UNIT_SECOND;

    d->label = FIELD_UNIT_NONE;
    d->result = RESULT_DATE;
    if (overflows)
        return DATE_FIELD_OVERFLOW;
    if (*end && !(*end == '.' && may_have_fraction))
        return DATE_BAD_FORMAT;
    switch ((unsigned)label) {
    case FIELD_UNIT_YEAR:
        d->found = PART_YEAR;
        d->year = value;
        return DATE_OK;
    case FIELD_UNIT_MONTH:
        if (!(d->known & PART_MONTH) || !(d->known & PART_HOUR))
            return set_month(d, value);
        d->found = PART_MINUTE; /* behind a month and an hour, m is minutes */
        d->minute = value;
        return DATE_OK;
    case FIELD_UNIT_DAY: return set_day(d, value);
    case FIELD_UNIT_HOUR:
        d->found = PART_HOUR;
        d->hour = value;
        return DATE_OK;
    case FIELD_UNIT_MINUTE:
        d->found = PART_MINUTE;
        d->minute = value;
        return DATE_OK;
    case FIELD_UNIT_SECOND:
        d->found = PART_SECOND;
        d->second = value;
        if (*end != '.')
            return DATE_OK;
        d->found |= PART_FRACTION;
        return field_read_fraction(end, &d->fraction);
    case FIELD_UNIT_JULIAN: return set_julian(d, value, end);
    case FIELD_UNIT_TIME: {
        DateStatus status = decode_run_together(d, d->known | PARTS_DATE, text);
        return status == DATE_OK && d->found != PARTS_TIME ? DATE_BAD_FORMAT : status;
    }
    }
    return DATE_BAD_FORMAT;
}

static DateStatus decode_number_field(Decoder *d, char *text)
{
    if (d->label != FIELD_UNIT_NONE)
        return decode_labelled(d, text);

    size_t length = strlen(text);
    const char *point = strchr(text, '.');
    if (point && !has_all(d->known, PARTS_DATE) && !(d->known & PARTS_DATE))
        return decode_date(d, text);
    if (point && point - text > 2)
        return decode_run_together(d, d->known, text);
    /* Six digits or more are a date or a time, unless parts of both are known. */
    if (!point && length >= 6 && (!(d->known & PARTS_DATE) || !(d->known & PARTS_TIME)))
        return decode_run_together(d, d->known, text);
    return decode_number(d, d->known, text);
}

/* The words that mean when the transaction began, in the session's zone. */
static DateStatus decode_clock(Decoder *d, SpecialWord word)
{
    int64_t now = cx_values(d->cx)->transaction_start;

    if (!d->cx->values) /* nobody has said what time it is: text of a file */
        return DATE_BAD_FORMAT;
    now += zone_offset_at(d->settings->zone, now).seconds_east * MICROS_PER_SECOND;
    int day = word == SPECIAL_YESTERDAY ? -1 : word == SPECIAL_TOMORROW;
    set_civil(d, date_to_civil(timestamp_day(now) + day));
    d->found = PARTS_DATE;
    d->result = RESULT_DATE;
    if (word != SPECIAL_NOW)
        return DATE_OK;
    CivilTime civil = timestamp_to_civil(now);
    d->hour = civil.hour;
    d->minute = civil.minute;
    d->second = civil.second;
    d->fraction = civil.micros / 1e6;
    if (d->is_time_only) {
        d->found = PARTS_TIME;
        return DATE_OK;
    }
    d->found |= PARTS_TIME | PART_ZONE;
    d->zone = (ZoneRef){ .kind = ZONE_REF_NAMED, .zone = d->settings->zone };
    return DATE_OK;
}

static DateStatus decode_special(Decoder *d, SpecialWord word)
{
    if (d->is_time_only && word != SPECIAL_MIDNIGHT && word != SPECIAL_NOW)
        return DATE_BAD_FORMAT;
    d->found = PART_SPECIAL; /* what else is given does not count, but must be well formed */
    switch (word) {
    case SPECIAL_EPOCH: d->result = RESULT_EPOCH; return DATE_OK;
    case SPECIAL_INFINITY: d->result = RESULT_INFINITY; return DATE_OK;
    case SPECIAL_MINUS_INFINITY: d->result = RESULT_MINUS_INFINITY; return DATE_OK;
    case SPECIAL_MIDNIGHT:
        d->found = PARTS_TIME | PART_ZONE;
        d->result = RESULT_DATE;
        d->hour = 0;
        d->minute = d->second = 0;
        d->zone = (ZoneRef){ .kind = ZONE_REF_FIXED };
        return DATE_OK;
    case SPECIAL_NOW:
    case SPECIAL_YESTERDAY:
    case SPECIAL_TODAY:
    case SPECIAL_TOMORROW: return decode_clock(d, word);
    }
    return DATE_BAD_FORMAT;
}

static DateStatus decode_month_word(Decoder *d, int month)
{
    d->found = PART_MONTH;
    /* "5 Jan": the number was taken for a month, but is the day. */
    if ((d->known & PART_MONTH) && !d->has_text_month && !(d->known & PART_DAY) && d->month >= 1 &&
        d->month <= 31) {
        d->day = d->month;
        d->found = PART_DAY;
    }
    d->has_text_month = true;
    d->month = month;
    return DATE_OK;
}

/* The T before a time: something that can be one must follow. */
static DateStatus decode_iso_time(Decoder *d, int at)
{
    if ((!d->is_time_only && !has_all(d->known, PARTS_DATE)) || at + 1 >= d->list.count)
        return DATE_BAD_FORMAT;
    FieldKind next = d->list.field[at + 1].kind;
    if (next != FIELD_NUMBER && next != FIELD_TIME && next != FIELD_DATE)
        return DATE_BAD_FORMAT;
    d->label = FIELD_UNIT_TIME;
    return DATE_OK;
}

/* True: the text is an abbreviation or, as the context tells, has failed. */
static bool decode_abbreviation(Decoder *d, Str text)
{
    if (!zone_ref_find_abbreviation(d->cx, text, &d->zone))
        return has_failed(d->cx);
    d->found = PART_ZONE;
    if (d->zone.kind == ZONE_REF_DYNAMIC)
        d->found |= PART_DYNAMIC_ZONE;
    else if (d->zone.is_daylight)
        d->found |= PART_DAYLIGHT;
    return true;
}

DateStatus decode_word(Decoder *d, int at)
{
    enum { DAYLIGHT_SECONDS = 3600 };
    Str text = str_of(d->list.field[at].text);
    const Word *word = date_word_find(text);

    if (decode_abbreviation(d, text))
        return has_failed(d->cx) ? DATE_FAILED : DATE_OK;
    if (!word) {
        DateStatus status = decode_zone_name(d, d->list.field[at].text);
        return status == DATE_UNKNOWN_ZONE ? DATE_BAD_FORMAT : status;
    }
    if (d->is_time_only && (word->kind == WORD_MONTH || word->kind == WORD_WEEKDAY))
        return DATE_BAD_FORMAT;
    switch (word->kind) {
    case WORD_IGNORED: return DATE_OK;
    case WORD_MONTH: return decode_month_word(d, word->value);
    case WORD_WEEKDAY: d->found = PART_WEEKDAY; return DATE_OK;
    case WORD_MERIDIAN:
        d->found = PART_MERIDIAN;
        d->meridian = word->value;
        return DATE_OK;
    case WORD_ERA:
        d->found = PART_ERA;
        d->is_bc = word->value == ERA_BC;
        return DATE_OK;
    case WORD_LABEL: d->label = (FieldUnit)word->value; return DATE_OK;
    case WORD_ISO_TIME: return decode_iso_time(d, at);
    case WORD_SPECIAL: return decode_special(d, (SpecialWord)word->value);
    case WORD_DST:
        d->found = PART_DST_WORD | PART_DAYLIGHT;
        d->zone.seconds_east += DAYLIGHT_SECONDS;
        return DATE_OK;
    case WORD_UNKNOWN:
    case WORD_AGO: break;
    }
    return DATE_BAD_FORMAT;
}

static DateStatus decode_field(Decoder *d, int at)
{
    Field *field = &d->list.field[at];

    switch (field->kind) {
    case FIELD_NUMBER: return decode_number_field(d, field->text);
    case FIELD_DATE: return decode_date_field(d, field->text);
    case FIELD_TIME: return decode_time_field(d, field->text);
    case FIELD_SIGNED: return decode_offset(d, field->text);
    case FIELD_WORD:
    case FIELD_SPECIAL: return decode_word(d, at);
    }
    return DATE_BAD_FORMAT;
}

static DateStatus settle_year(Decoder *d)
{
    if (!(d->known & PART_YEAR) || d->is_julian)
        return DATE_OK;
    if (d->is_bc) {
        if (d->year <= 0)
            return DATE_FIELD_OVERFLOW;
        d->year = 1 - d->year;
    } else if (d->is_two_digit_year) {
        d->year += d->year < 70 ? 2000 : d->year < 100 ? 1900 : 0;
    } else if (d->year <= 0) {
        return DATE_FIELD_OVERFLOW;
    }
    return DATE_OK;
}

/* Day and month can only be judged when all is known. */
DateStatus settle_date(Decoder *d)
{
    DateStatus status = settle_year(d);

    if (status != DATE_OK)
        return status;
    if (d->known & PART_DAY_OF_YEAR)
        set_civil(d, date_to_civil(date_from_civil(d->year, 1, 1) + d->day_of_year - 1));
    if ((d->known & PART_MONTH) && (d->month < 1 || d->month > 12))
        return DATE_MONTH_DAY_OVERFLOW;
    if ((d->known & PART_DAY) && (d->day < 1 || d->day > 31))
        return DATE_MONTH_DAY_OVERFLOW;
    if (has_all(d->known, PARTS_DATE) && d->day > date_month_days(d->year, d->month))
        return DATE_FIELD_OVERFLOW;
    return DATE_OK;
}

DateStatus settle_meridian(Decoder *d)
{
    if (d->meridian != MERIDIAN_NONE && d->hour > 12)
        return DATE_FIELD_OVERFLOW;
    if (d->meridian == MERIDIAN_AM && d->hour == 12)
        d->hour = 0;
    else if (d->meridian == MERIDIAN_PM && d->hour != 12)
        d->hour += 12;
    return DATE_OK;
}

/* DST may only stand behind an offset that is sure. */
static DateStatus settle_zone(Decoder *d)
{
    if (d->result != RESULT_DATE)
        return DATE_OK;
    if (!has_all(d->known, PARTS_DATE))
        return DATE_BAD_FORMAT;
    bool is_sure = (d->known & PART_ZONE) && d->zone.kind == ZONE_REF_FIXED;
    return (d->known & PART_DST_WORD) && !is_sure ? DATE_BAD_FORMAT : DATE_OK;
}

DateStatus decode_fields(Decoder *d, Str text, DateStatus (*decode)(Decoder *d, int at))
{
    DateStatus status = field_list_split(text, DATE_TEXT_BYTES, &d->list);

    for (int at = 0; at < d->list.count && status == DATE_OK; at++) {
        d->found = 0;
        status = decode(d, at);
        if (status == DATE_OK && (d->known & d->found))
            status = DATE_BAD_FORMAT;
        d->known |= d->found;
    }
    return status;
}

DateStatus decode_datetime(Decoder *d, Str text)
{
    DateStatus status = decode_fields(d, text, decode_field);

    if (status == DATE_OK)
        status = settle_date(d);
    if (status == DATE_OK)
        status = settle_meridian(d);
    return status == DATE_OK ? settle_zone(d) : status;
}

int64_t decoder_time(const Decoder *d)
{
    return d->hour * MICROS_PER_HOUR + d->minute * MICROS_PER_MINUTE +
           d->second * MICROS_PER_SECOND + (int)rint(d->fraction * 1e6);
}

bool decoder_local(const Decoder *d, int64_t *out_local)
{
    int64_t local, days = date_from_civil(d->year, d->month, d->day);

    if (__builtin_mul_overflow(days, MICROS_PER_DAY, &local) ||
        __builtin_add_overflow(local, decoder_time(d), &local))
        return false;
    *out_local = local;
    return true;
}

int32_t decoder_seconds_east(const Decoder *d, int64_t local)
{
    if (d->known & PART_ZONE)
        return zone_ref_offset_of_local(&d->zone, local).seconds_east;
    return zone_offset_of_local(d->settings->zone, local).seconds_east;
}
