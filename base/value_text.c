/* value_text.c -- values as text: PostgreSQL's input and output functions, one a type. */
#include "base/array.h"
#include "base/bytes_text.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/digits.h"
#include "base/float_text.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "base/utf8.h"
#include "base/value.h"
#include "base/vector.h"

enum { TYPMOD_HEADER = 4, NAME_BYTES_MAX = 63 };

/* A parse in progress: what the readers below have in common. */
typedef struct Input {
    Cx *cx;
    Type type;
    Str text;
    int position;
} Input;

static bool fail_syntax(const Input *in, const char *type_name)
{
    return fail(in->cx, ERR_INVALID_TEXT_REPRESENTATION, in->position,
                "invalid input syntax for type %s: \"%.*s\"", type_name, STR(in->text));
}

static bool fail_range(const Input *in, const char *type_name)
{
    return fail(in->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, in->position,
                "value \"%.*s\" is out of range for type %s", STR(in->text), type_name);
}

static bool word_starts(const char *word, Str text)
{
    if (text.length > strlen(word))
        return false;
    for (size_t at = 0; at < text.length; at++)
        if (char_lower(text.data[at]) != word[at])
            return false;
    return true;
}

/* Any beginning of these words that no word of the other meaning has. */
static bool parse_bool(const Input *in, bool *out_boolean)
{
    static const struct {
        const char *word;
        size_t min_length;
        bool meaning;
    } words[] = {
        { "true", 1, true }, { "false", 1, false }, { "yes", 1, true }, { "no", 1, false },
        { "on", 2, true },   { "off", 2, false },   { "1", 1, true },   { "0", 1, false },
    };
    Str text = str_trim(in->text);

    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (text.length >= words[at].min_length && word_starts(words[at].word, text)) {
            *out_boolean = words[at].meaning;
            return true;
        }
    return fail_syntax(in, "boolean");
}

/* Counted downwards, as there is one more negative integer than there are positive ones. */
static bool parse_integer(const Input *in, int64_t low, int64_t *out_integer)
{
    const char *at = in->text.data, *end = at + in->text.length;
    const char *type_name = type_sql_name(in->type.id);
    int64_t value = 0;

    while (at < end && char_is_space(*at))
        at++;
    bool is_negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    if (at == end || !char_is_digit(*at))
        return fail_syntax(in, type_name);
    for (; at < end && char_is_digit(*at); at++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *at - '0', &value) || value < low)
            return fail_range(in, type_name);
    while (at < end && char_is_space(*at))
        at++;
    if (at < end)
        return fail_syntax(in, type_name);
    if (!is_negative && value == low)
        return fail_range(in, type_name);
    *out_integer = is_negative ? value : -value;
    return true;
}

/* As C's strtoul, which PostgreSQL uses: -1 is the greatest oid. */
static bool parse_oid(const Input *in, int64_t *out_integer)
{
    Input as_oid = *in;
    int64_t value;

    as_oid.type = type_of(TYPE_OID);
    TRY(parse_integer(&as_oid, INT64_MIN, &value));
    if (value < INT32_MIN || value > UINT32_MAX)
        return fail_range(&as_oid, "oid");
    *out_integer = (uint32_t)value;
    return true;
}

/* As C's strtoul: what is no number is 0. */
static int64_t parse_xid(Str text)
{
    uint32_t xid = 0;

    text = str_trim(text);
    for (size_t at = 0; at < text.length && char_is_digit(text.data[at]); at++)
        xid = xid * 10 + (uint32_t)(text.data[at] - '0');
    return xid;
}

/* Only numbers: names are looked up by who knows the catalog. */
static bool parse_reg(const Input *in, int64_t *out_integer)
{
    Str text = str_trim(in->text);

    if (str_is(text, "-")) {
        *out_integer = 0;
        return true;
    }
    if (text.length && char_is_digit(text.data[0]))
        return parse_oid(in, out_integer);
    if (in->type.id == TYPE_REGCLASS)
        return fail(in->cx, ERR_UNDEFINED_TABLE, in->position, "relation \"%.*s\" does not exist",
                    STR(in->text));
    if (in->type.id == TYPE_REGTYPE)
        return fail(in->cx, ERR_UNDEFINED_OBJECT, in->position, "type \"%.*s\" does not exist",
                    STR(in->text));
    return fail(in->cx, ERR_FEATURE_NOT_SUPPORTED, in->position,
                "a name is not looked up here for type %s", type_sql_name(in->type.id));
}

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* "char": the first byte, or "\ooo". */
static int64_t parse_char(Str text)
{
    const char *at = text.data;

    if (text.length == 0)
        return 0;
    if (text.length == 4 && at[0] == '\\' && is_octal(at[1]) && is_octal(at[2]) && is_octal(at[3]))
        return (int8_t)(((at[1] - '0') << 6) + ((at[2] - '0') << 3) + (at[3] - '0'));
    return (int8_t)at[0];
}

static void print_char(StrBuilder *builder, int64_t value)
{
    uint8_t byte = (uint8_t)value;

    if (byte >= 0x80) {
        char octal[4] = { '\\', (char)('0' + (byte >> 6)), (char)('0' + (byte >> 3 & 7)),
                          (char)('0' + (byte & 7)) };
        str_add_bytes(builder, octal, sizeof octal);
    } else if (byte) {
        str_add_char(builder, (char)byte);
    }
}

/* The first `limit` characters where only blanks follow them. */
static bool cut_blanks(const Input *in, size_t limit, Str *text)
{
    size_t kept = utf8_offset(*text, limit);

    for (size_t at = kept; at < text->length; at++)
        if (text->data[at] != ' ')
            return fail(in->cx, ERR_STRING_DATA_RIGHT_TRUNCATION, in->position,
                        "value too long for type %s(%zu)", type_sql_name(in->type.id), limit);
    text->length = kept;
    return true;
}

static Str pad_blanks(Arena *arena, Str text, size_t characters)
{
    size_t count = utf8_count(text);

    size_t blanks = count < characters ? characters - count : 0;
    char *padded = arena_alloc(arena, text.length + blanks + 1);
    if (text.length)
        memcpy(padded, text.data, text.length);
    memset(padded + text.length, ' ', blanks);
    return (Str){ padded, text.length + blanks };
}

static bool parse_text(const Input *in, Str *out_text)
{
    Str text = in->text;
    bool has_limit = in->type.typmod >= TYPMOD_HEADER;
    size_t limit = has_limit ? (size_t)(in->type.typmod - TYPMOD_HEADER) : 0;

    TRY(utf8_check(in->cx, text, in->position));
    if (in->type.id == TYPE_NAME)
        text.length = utf8_fit(text, NAME_BYTES_MAX);
    if ((in->type.id == TYPE_VARCHAR || in->type.id == TYPE_BPCHAR) && has_limit) {
        if (text.length > limit)
            TRY(cut_blanks(in, limit, &text));
        if (in->type.id == TYPE_BPCHAR) {
            *out_text = pad_blanks(in->cx->arena, text, limit);
            return true;
        }
    }
    *out_text = str_copy(in->cx->arena, text);
    return true;
}

static bool fail_fixed(const Input *in, const char *what)
{
    fail(in->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, in->position, "numeric field overflow");
    return fail_detail(in->cx, "A field with precision %d, scale %d %s.",
                       numeric_typmod_precision(in->type.typmod),
                       numeric_typmod_scale(in->type.typmod), what);
}

/* The careful way: through a VAR numeric, which reads exponents and checks the precision. */
static bool parse_fixed_slowly(const Input *in, int128_t *out_value)
{
    Numeric numeric;
    int scale = in->type.numeric_scale, bits = in->type.numeric_bits;

    TRY(numeric_parse(in->cx, in->text, in->position, &numeric));
    TRY(numeric_apply_typmod(in->cx, &numeric, in->type.typmod, in->position, &numeric));
    if (numeric.kind == NUMERIC_NAN)
        return fail_fixed(in, "cannot hold a NaN here");
    if (!numeric_to_fixed(&numeric, scale, out_value) || !decimal_fits_bits(*out_value, bits))
        return fail(in->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, in->position, "numeric field overflow");
    return true;
}

static bool parse_fixed(const Input *in, Value *out_value)
{
    int scale = in->type.numeric_scale, precision = numeric_typmod_precision(in->type.typmod);
    int128_t value;
    bool is_plain = (precision < 0 || numeric_typmod_scale(in->type.typmod) == scale) &&
                    decimal_parse(in->text, scale, &value) == DECIMAL_OK &&
                    (precision < 0 || decimal_digits(value) <= precision) &&
                    decimal_fits_bits(value, in->type.numeric_bits);

    if (!is_plain)
        TRY(parse_fixed_slowly(in, &value));
    if (in->type.numeric_bits == 128)
        *out_value = (Value){ .wide = value };
    else
        *out_value = (Value){ .integer = (int64_t)value };
    return true;
}

static bool parse_numeric(const Input *in, Value *out_value)
{
    Numeric numeric;

    if (in->type.numeric_form == NUMERIC_FIXED)
        return parse_fixed(in, out_value);
    TRY(numeric_parse(in->cx, in->text, in->position, &numeric));
    TRY(numeric_apply_typmod(in->cx, &numeric, in->type.typmod, in->position, &numeric));
    *out_value = (Value){ .text = numeric_encode(in->cx->arena, &numeric) };
    return true;
}

static bool parse_float4(const Input *in, Value *out_value)
{
    float real;

    TRY(float_parse_f32(in->cx, in->text, in->position, &real));
    *out_value = (Value){ .real = (double)real };
    return true;
}

/* Dates, times and intervals: read as the session's settings say. */
static bool parse_datetime(const Input *in, Value *out_value)
{
    const DateSettings *dates = cx_dates(in->cx);
    ParseAs as = { .typmod = in->type.typmod,
                   .position = in->position,
                   .now = cx_values(in->cx)->transaction_start };
    Value value = { 0 };
    int32_t date = 0;
    TimeTz timetz = { 0 };
    bool is_read = true;

    switch ((unsigned)in->type.id) {
    case TYPE_DATE:
        is_read = date_parse_styled(in->cx, dates, in->text, in->position, &date);
        value.integer = date;
        break;
    case TYPE_TIME: is_read = time_parse(in->cx, dates, in->text, as, &value.integer); break;
    case TYPE_TIMETZ:
        is_read = timetz_parse(in->cx, dates, in->text, as, &timetz);
        value.integer = timetz_pack(timetz);
        break;
    case TYPE_TIMESTAMP:
        is_read = timestamp_parse_styled(in->cx, dates, in->text, as, &value.integer);
        break;
    case TYPE_TIMESTAMPTZ:
        is_read = timestamptz_parse(in->cx, dates, in->text, as, &value.integer);
        break;
    case TYPE_INTERVAL:
        is_read = interval_parse_styled(in->cx, dates, in->text, as, &value.interval);
        break;
    }
    *out_value = value;
    return is_read;
}

static bool parse_array(const Input *in, Value *out_value)
{
    Str array;

    TRY(array_parse(in->cx, in->type, in->text, in->position, &array));
    *out_value = (Value){ .text = array };
    return true;
}

static bool parse_vector(const Input *in, Value *out_value)
{
    Str vector;

    TRY(vector_parse(in->cx, in->type.id, in->text, in->position, &vector));
    *out_value = (Value){ .text = vector };
    return true;
}

static bool parse_enum(const Input *in, int64_t *out_place)
{
    const EnumType *type = enum_find(&cx_values(in->cx)->enums, in->type.id);
    const EnumLabel *label = type ? enum_label(type, in->text) : NULL;

    if (!label)
        return fail(in->cx, ERR_INVALID_TEXT_REPRESENTATION, in->position,
                    "invalid input value for enum %s: \"%.*s\"", type_name(in->cx, in->type.id),
                    STR(in->text));
    *out_place = label->place;
    return true;
}

/* Types that only functions declare have no values; those of catalog columns are not read. */
static bool fail_pseudo(const Input *in)
{
    return fail(in->cx, ERR_FEATURE_NOT_SUPPORTED, in->position, "cannot accept a value of type %s",
                type_sql_name(in->type.id));
}

bool value_parse(Cx *cx, Type type, Str text, int position, Value *out_value)
{
    Input in = { cx, type, text, position };
    Value value = { 0 };
    bool is_read = true;

    if (type_is_vector(type.id))
        return parse_vector(&in, out_value);
    if (type_is_array(type.id))
        return parse_array(&in, out_value);
    switch (type_kind(type.id)) {
    case TYPE_BOOL: is_read = parse_bool(&in, &value.boolean); break;
    case TYPE_CHAR: value.integer = parse_char(text); break;
    case TYPE_INT2: is_read = parse_integer(&in, INT16_MIN, &value.integer); break;
    case TYPE_INT4: is_read = parse_integer(&in, INT32_MIN, &value.integer); break;
    case TYPE_INT8: is_read = parse_integer(&in, INT64_MIN, &value.integer); break;
    case TYPE_OID: is_read = parse_oid(&in, &value.integer); break;
    case TYPE_XID: value.integer = parse_xid(text); break;
    case TYPE_PG_LSN: is_read = lsn_parse(cx, text, position, &value.integer); break;
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE: is_read = parse_reg(&in, &value.integer); break;
    case TYPE_FLOAT4: is_read = parse_float4(&in, &value); break;
    case TYPE_FLOAT8: is_read = float_parse_f64(cx, text, position, &value.real); break;
    case TYPE_NAME:
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR: is_read = parse_text(&in, &value.text); break;
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_INTERVAL: is_read = parse_datetime(&in, &value); break;
    case TYPE_NUMERIC: is_read = parse_numeric(&in, &value); break;
    case TYPE_BYTEA: is_read = bytea_parse(cx, text, position, &value.text); break;
    case TYPE_UUID: is_read = uuid_parse(cx, text, position, &value.text); break;
    case TYPE_VOID: break;
    case TYPE_ANYENUM: is_read = parse_enum(&in, &value.integer); break;
    case TYPE_PG_NODE_TREE:
    case TYPE_INET:
    case TYPE_ACLITEM:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST:
    case TYPE_ANYARRAY:
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY: return fail_pseudo(&in);
    case TYPE_NONE:
        return fail(cx, ERR_INTERNAL_ERROR, position, "cannot read a value without type");
    }
    if (is_read)
        *out_value = value;
    return is_read;
}

static void print_written(StrBuilder *builder, size_t length)
{
    builder->length += length;
    builder->data[builder->length] = '\0';
}

static void print_numeric(StrBuilder *builder, Type type, Value value)
{
    if (type.numeric_form == NUMERIC_FIXED) {
        int128_t integer = type.numeric_bits == 128 ? value.wide : value.integer;
        decimal_print(builder, integer, type.numeric_scale);
    } else {
        Numeric numeric = numeric_decode(value.text);
        numeric_print(builder, &numeric);
    }
}

static void print_datetime(StrBuilder *builder, const DateSettings *dates, TypeId type, Value value)
{
    char *to = str_reserve(builder, INTERVAL_TEXT_MAX); /* the longest of them */
    size_t length = 0;

    switch ((unsigned)type) {
    case TYPE_DATE: length = date_write_styled(to, dates, (int32_t)value.integer); break;
    case TYPE_TIME: length = time_write(to, value.integer); break;
    case TYPE_TIMETZ: length = timetz_write(to, timetz_unpack(value.integer)); break;
    case TYPE_TIMESTAMP: length = timestamp_write_styled(to, dates, value.integer); break;
    case TYPE_TIMESTAMPTZ: length = timestamptz_write(to, dates, value.integer); break;
    case TYPE_INTERVAL: length = interval_write_styled(to, dates, value.interval); break;
    }
    print_written(builder, length);
}

/* A place that has no label shows itself: nothing the context does not know was read. */
static void print_enum(StrBuilder *builder, const ValueContext *context, TypeId id, int64_t place)
{
    const EnumType *type = enum_find(&context->enums, id);
    const EnumLabel *label = type ? enum_label_at(type, place) : NULL;

    if (label)
        str_add(builder, label->text);
    else
        str_add_i64(builder, place);
}

void value_print(StrBuilder *builder, Type type, Value value)
{
    value_print_styled(builder, &value_context_default, type, value);
}

void value_print_styled(StrBuilder *builder, const ValueContext *context, Type type, Value value)
{
    assert(!value.is_null);
    if (type_is_vector(type.id)) {
        vector_print(builder, type.id, value.text);
        return;
    }
    if (type_is_array(type.id)) {
        array_print(builder, context, type_element(type.id), value.text);
        return;
    }
    switch (type_kind(type.id)) {
    case TYPE_BOOL: str_add_char(builder, value.boolean ? 't' : 'f'); break;
    case TYPE_CHAR: print_char(builder, value.integer); break;
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_OID:
    case TYPE_XID: str_add_i64(builder, value.integer); break;
    case TYPE_PG_LSN: lsn_print(builder, value.integer); break;
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE:
        if (value.integer == 0 && type.id != TYPE_REGOPER && type.id != TYPE_REGOPERATOR)
            str_add_char(builder, '-');
        else
            str_add_i64(builder, value.integer);
        break;
    case TYPE_FLOAT4:
        print_written(builder,
                      float_write_f32(str_reserve(builder, FLOAT_TEXT_MAX), (float)value.real));
        break;
    case TYPE_FLOAT8:
        print_written(builder, float_write_f64(str_reserve(builder, FLOAT_TEXT_MAX), value.real));
        break;
    case TYPE_NAME:
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
    case TYPE_BPCHAR:
    case TYPE_PG_NODE_TREE:
    case TYPE_INET:
    case TYPE_ACLITEM:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST:
    case TYPE_VARCHAR: str_add(builder, value.text); break;
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_INTERVAL: print_datetime(builder, &context->dates, type.id, value); break;
    case TYPE_NUMERIC: print_numeric(builder, type, value); break;
    case TYPE_BYTEA: bytea_print(builder, value.text); break;
    case TYPE_UUID: uuid_print(builder, value.text); break;
    case TYPE_ANYENUM: print_enum(builder, context, type.id, value.integer); break;
    case TYPE_ANYARRAY:
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY:
    case TYPE_VOID:
    case TYPE_NONE: break;
    }
}
