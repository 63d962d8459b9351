/*
 * value_fuzz.c -- any text, or bytes, as values: what clients write, files hold, functions are
 * given.
 *
 * The first byte chooses the reader, the second the type, modifier or settings.  What is read can
 * be written, and what was written is read again as the same value.
 */
#include "base/array.h"
#include "base/float_text.h"
#include "base/format.h"
#include "base/interval.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "base/utf8.h"
#include "base/value.h"
#include "expression/kernels/regex.h"
#include "tests/fuzz/fuzz.h"

enum {
    MEMORY_BYTES = 256 * 1024 * 1024,
    TEXT_BYTES_MAX = 4096, /* longer ones take longer, and find no more */
    MODIFIERS = 6,
};

/* As they stand after a type's name; what a type does not understand it is not given. */
static int32_t modifier_of(TypeId id, uint8_t choice)
{
    TypeId item = type_is_array(id) ? type_element(id) : id;
    int nth = choice % MODIFIERS;

    if (nth == 0)
        return TYPMOD_NONE;
    switch (item) {
    case TYPE_NUMERIC: return numeric_typmod(nth * 7, nth);
    case TYPE_VARCHAR:
    case TYPE_BPCHAR: return 4 + nth;
    case TYPE_INTERVAL:
        return interval_typmod(nth == 1 ? INTERVAL_FULL_RANGE : 1 << (nth + 8), nth);
    case TYPE_TIMESTAMP: return nth;
    default: return TYPMOD_NONE;
    }
}

static Type type_chosen(Fuzz *fuzz)
{
    uint8_t choice = fuzz_byte(fuzz);
    TypeId id = (TypeId)(1 + choice % (TYPES - 1));

    if (!type_oid(id))
        id = TYPE_NUMERIC;
    Type type = type_of(id);
    type.typmod = modifier_of(id, fuzz_byte(fuzz));
    return type;
}

/* --- Types ----------------------------------------------------------------------------------- */

/* Texts of blank-padded characters and floats print as they are; all others have one text. */
static void check_text_again(Cx *cx, Type type, Value value)
{
    StrBuilder shown = str_builder(cx->arena), again_shown = str_builder(cx->arena);
    Value again;

    value_print(&shown, type, value);
    Str text = str_built(&shown);
    check(utf8_find_invalid(text) == text.length);
    check(value_parse(cx, type, text, NO_POSITION, &again));
    value_print(&again_shown, type, again);
    check(str_equal(str_built(&again_shown), text));
    check(value_compare(type, value, again) == 0);
    check(value_hash(type, value) == value_hash(type, again));
}

static void check_bytes_again(Cx *cx, Type type, Value value)
{
    StrBuilder bytes = str_builder(cx->arena), text = str_builder(cx->arena);
    StrBuilder again_text = str_builder(cx->arena);
    Value again;

    value_encode_binary(&bytes, &value_context_default, type, value);
    check(value_decode_binary(cx, type, str_built(&bytes), &again));
    value_print(&text, type, value);
    value_print(&again_text, type, again);
    check(str_equal(str_built(&text), str_built(&again_text)));
}

static void fuzz_text_of_type(Fuzz *fuzz)
{
    Type type = type_chosen(fuzz);
    Value value;
    bool is_read = value_parse(&fuzz->cx, type, fuzz->left, 0, &value);

    check_outcome(is_read, &fuzz->cx);
    if (!is_read)
        return;
    check_text_again(&fuzz->cx, type, value);
    check_bytes_again(&fuzz->cx, type, value);
}

static void fuzz_bytes_of_type(Fuzz *fuzz)
{
    Type type = type_chosen(fuzz);
    Value value;
    bool is_read = value_decode_binary(&fuzz->cx, type, fuzz->left, &value);

    check_outcome(is_read, &fuzz->cx);
    if (is_read)
        check_bytes_again(&fuzz->cx, type, value);
}

/* --- Dates in all settings ------------------------------------------------------------------- */

static DateSettings settings_chosen(Fuzz *fuzz)
{
    uint8_t choice = fuzz_byte(fuzz);

    return (DateSettings){ .zone = date_settings_default.zone,
                           .style = (DateStyle)(choice & 3),
                           .order = (DateOrder)((choice >> 2 & 3) % 3),
                           .interval_style = (IntervalStyle)(choice >> 4 & 3) };
}

static void fuzz_dates(Fuzz *fuzz)
{
    DateSettings settings = settings_chosen(fuzz);
    ParseAs as = { .typmod = TYPMOD_NONE, .position = NO_POSITION };
    char shown[256];
    Interval interval;
    int64_t moment, time;
    TimeTz time_tz;
    int32_t date;
    Cx cx[6];

    for (size_t at = 0; at < COUNT_OF(cx); at++)
        cx[at] = (Cx){ .arena = &fuzz->arena };
    if (date_parse_styled(&cx[0], &settings, fuzz->left, NO_POSITION, &date))
        check(date_write_styled(shown, &settings, date) <= DATE_TEXT_MAX);
    if (timestamp_parse_styled(&cx[1], &settings, fuzz->left, as, &moment))
        check(timestamp_write_styled(shown, &settings, moment) <= sizeof shown);
    if (timestamptz_parse(&cx[2], &settings, fuzz->left, as, &moment))
        check(timestamptz_write(shown, &settings, moment) <= sizeof shown);
    if (time_parse(&cx[3], &settings, fuzz->left, as, &time))
        check(time_write(shown, time) <= sizeof shown);
    if (timetz_parse(&cx[4], &settings, fuzz->left, as, &time_tz))
        check(timetz_write(shown, time_tz) <= sizeof shown);
    if (interval_parse_styled(&cx[5], &settings, fuzz->left, as, &interval))
        check(interval_write_styled(shown, &settings, interval) <= INTERVAL_TEXT_MAX);
}

/* --- Templates: the first line, and what is read or written by it ----------------------------- */

static void fuzz_date_format(Fuzz *fuzz)
{
    Cx *cx = &fuzz->cx;
    int64_t moment =
        (int64_t)fuzz_byte(fuzz) * INT64_C(123456789012345) - INT64_C(10000000000000000);
    Str template = fuzz_line(fuzz);
    const DateFormat *format = date_format_parse(cx, template);
    Cx scan = { .arena = &fuzz->arena }, scan_date = scan, write = scan, write_interval = scan;
    StrBuilder out = str_builder(&fuzz->arena);
    ScannedTime time;
    bool is_null;
    int32_t date;

    check_outcome(format, cx);
    if (!format)
        return;
    check_outcome(date_format_scan(&scan, format, fuzz->left, &time), &scan);
    check_outcome(date_format_scan_date(&scan_date, format, fuzz->left, &date), &scan_date);
    check_outcome(date_format_write_timestamp(&write, format, moment, NULL, &out, &is_null),
                  &write);
    Interval interval = { .micros = moment,
                          .days = (int32_t)moment,
                          .months = (int32_t)(moment >> 32) };
    check_outcome(date_format_write_interval(&write_interval, format, interval, &out, &is_null),
                  &write_interval);
}

static void fuzz_number_format(Fuzz *fuzz)
{
    Cx *cx = &fuzz->cx;
    uint64_t bits = (uint64_t)fuzz_byte(fuzz) * UINT64_C(0x9e3779b97f4a7c15);
    const NumberFormat *format = number_format_parse(cx, fuzz_line(fuzz));
    Cx scan = { .arena = &fuzz->arena }, integer = scan, real = scan, exact = scan;
    StrBuilder out = str_builder(&fuzz->arena);
    Numeric number;
    bool is_null;
    double value;

    check_outcome(format, cx);
    if (!format)
        return;
    memcpy(&value, &bits, sizeof value);
    check_outcome(number_format_write_i64(&integer, format, (int64_t)bits, &out), &integer);
    check_outcome(number_format_write_f64(&real, format, value, &out), &real);
    bool is_read = number_format_scan(&scan, format, fuzz->left, &number, &is_null);
    check_outcome(is_read, &scan);
    if (is_read && !is_null)
        check_outcome(number_format_write_numeric(&exact, format, &number, &out), &exact);
}

static void fuzz_regex(Fuzz *fuzz)
{
    Cx *cx = &fuzz->cx;
    Str flags = fuzz_byte(fuzz) & 1 ? STR_LIT("i") : STR_LIT("");
    Str pattern = fuzz_line(fuzz);
    bool is_found;

    /* As all texts of SQL are. */
    if (utf8_find_invalid(pattern) < pattern.length ||
        utf8_find_invalid(fuzz->left) < fuzz->left.length)
        return;
    const Regex *regex = regex_compile(cx, pattern, flags);
    check_outcome(regex, cx);
    if (regex)
        check_outcome(regex_find(regex_matcher(cx), regex, fuzz->left, &is_found), cx);
}

/* What was written is the shortest that is read as the same. */
static void fuzz_floats(Fuzz *fuzz)
{
    Cx narrow_cx = { .arena = &fuzz->arena };
    char shown[FLOAT_TEXT_MAX];
    double value, again;
    float narrow, narrow_again;

    if (float_parse_f64(&fuzz->cx, fuzz->left, 0, &value)) {
        Str text = { shown, float_write_f64(shown, value) };
        check(float_parse_f64(&fuzz->cx, text, 0, &again));
        check(memcmp(&value, &again, sizeof value) == 0 || value != value);
    }
    if (float_parse_f32(&narrow_cx, fuzz->left, 0, &narrow)) {
        Str text = { shown, float_write_f32(shown, narrow) };
        check(float_parse_f32(&narrow_cx, text, 0, &narrow_again));
        check(memcmp(&narrow, &narrow_again, sizeof narrow) == 0 || narrow != narrow);
    }
}

/* The last stands twice: most of the readers hide behind types. */
static void (*const readers[])(Fuzz *) = { fuzz_text_of_type, fuzz_bytes_of_type, fuzz_dates,
                                           fuzz_date_format,  fuzz_number_format, fuzz_regex,
                                           fuzz_floats,       fuzz_text_of_type };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Fuzz fuzz;

    if (size > TEXT_BYTES_MAX)
        return 0;
    fuzz_begin(&fuzz, MEMORY_BYTES, data, size);
    readers[fuzz_byte(&fuzz) % COUNT_OF(readers)](&fuzz);
    fuzz_end(&fuzz);
    return 0;
}
