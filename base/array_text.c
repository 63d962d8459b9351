/*
 * array_text.c -- arrays in PostgreSQL's text and binary forms.
 *
 *     array   [ '[' lower ':' upper ']' '=' ] '{' [ item { ',' item } ] '}'
 *     item    "text with \" escapes" | text without quotes, blanks around it dropped
 *
 * An item is NULL if it is that word without quotes.  Whatever is wrong is one error, 22P02, whose
 * detail says what.
 */
#include "base/array.h"
#include "base/digits.h"

#include <limits.h>

typedef struct ArrayText {
    Cx *cx;
    Type element;
    Str text;
    size_t at;
    int position;
    int64_t lower, upper; /* as written; upper < lower: not written */
    Value *items;
    uint32_t count, capacity;
} ArrayText;

static void *fail_malformed(const ArrayText *a, const char *detail)
{
    fail(a->cx, ERR_INVALID_TEXT_REPRESENTATION, a->position, "malformed array literal: \"%.*s\"",
         STR(a->text));
    return fail_detail(a->cx, "%s", detail);
}

static void skip_blanks(ArrayText *a)
{
    while (a->at < a->text.length && char_is_space(a->text.data[a->at]))
        a->at++;
}

/* NUL at the end. */
static char peek(const ArrayText *a)
{
    return a->at < a->text.length ? a->text.data[a->at] : '\0';
}

static bool take(ArrayText *a, char c)
{
    if (peek(a) != c)
        return false;
    a->at++;
    return true;
}

/* --- Bounds ---------------------------------------------------------------------------------- */

static bool take_bound(ArrayText *a, int64_t *out_bound)
{
    bool is_negative = peek(a) == '-';
    int64_t bound = 0;

    a->at += is_negative || peek(a) == '+';
    if (!char_is_digit(peek(a)))
        return fail_malformed(a, "Missing array dimension value.");
    for (; char_is_digit(peek(a)); a->at++) {
        bound = bound * 10 + (peek(a) - '0');
        if (bound > INT_MAX)
            return fail(a->cx, ERR_PROGRAM_LIMIT_EXCEEDED, a->position,
                        "array bound is out of integer range");
    }
    *out_bound = is_negative ? -bound : bound;
    return true;
}

static bool take_bounds(ArrayText *a)
{
    a->lower = 1;
    a->upper = 0;
    if (!take(a, '['))
        return true;
    TRY(take_bound(a, &a->upper));
    if (take(a, ':')) {
        a->lower = a->upper;
        TRY(take_bound(a, &a->upper));
    }
    if (!take(a, ']'))
        return fail_malformed(a, "Missing \"]\" after array dimensions.");
    if (a->upper < a->lower)
        return fail(a->cx, ERR_ARRAY_SUBSCRIPT_ERROR, a->position,
                    "upper bound cannot be less than lower bound");
    skip_blanks(a);
    if (peek(a) == '[')
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->position,
                    "arrays of more than one dimension are not supported");
    if (!take(a, '='))
        return fail_malformed(a, "Missing \"=\" after array dimensions.");
    skip_blanks(a);
    return true;
}

/* --- Items ----------------------------------------------------------------------------------- */

static bool add_item(ArrayText *a, Str text, bool was_quoted)
{
    Value value = VALUE_NULL;
    bool is_null = !was_quoted && text.length == 4 && str_is(str_lower(a->cx->arena, text), "null");

    if (!is_null)
        TRY(value_parse(a->cx, a->element, text, a->position, &value));
    if (a->count == ARRAY_ITEMS_MAX)
        return fail(a->cx, ERR_PROGRAM_LIMIT_EXCEEDED, a->position,
                    "an array can have at most %d items", ARRAY_ITEMS_MAX);
    a->items = arena_grown(a->cx->arena, a->items, sizeof *a->items, a->count, &a->capacity);
    a->items[a->count++] = value;
    return true;
}

static bool take_quoted(ArrayText *a, StrBuilder *item)
{
    for (a->at++; a->at < a->text.length; a->at++) {
        char c = peek(a);
        if (c == '"') {
            a->at++;
            return true;
        }
        if (c == '\\' && ++a->at == a->text.length)
            break;
        str_add_char(item, peek(a));
    }
    return fail_malformed(a, "Unexpected end of input.");
}

static bool ends_item(char c)
{
    return c == ',' || c == '}' || c == '{' || c == '"';
}

/* Up to the next comma or brace; `item` without the blanks at its end, escaped ones kept. */
static bool take_plain(ArrayText *a, StrBuilder *item)
{
    size_t kept = 0;

    for (; a->at < a->text.length && !ends_item(peek(a)); a->at++) {
        bool is_escaped = peek(a) == '\\';
        if (is_escaped && ++a->at == a->text.length)
            return fail_malformed(a, "Unexpected end of input.");
        str_add_char(item, peek(a));
        if (is_escaped || !char_is_space(peek(a)))
            kept = item->length;
    }
    item->length = kept;
    return true;
}

static bool take_item(ArrayText *a)
{
    StrBuilder item = str_builder(a->cx->arena);
    bool was_quoted = peek(a) == '"';

    if (peek(a) == '{')
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->position,
                    "arrays of more than one dimension are not supported");
    TRY(was_quoted ? take_quoted(a, &item) : take_plain(a, &item));
    if (!was_quoted && item.length == 0)
        return a->at == a->text.length ? fail_malformed(a, "Unexpected end of input.")
               : peek(a) == ','        ? fail_malformed(a, "Unexpected \",\" character.")
                                       : fail_malformed(a, "Unexpected \"}\" character.");
    skip_blanks(a);
    if (a->at < a->text.length && peek(a) != ',' && peek(a) != '}')
        return fail_malformed(a, was_quoted ? "Unexpected array element."
                                            : "Incorrectly quoted array element.");
    return add_item(a, str_built(&item), was_quoted);
}

static bool take_items(ArrayText *a)
{
    skip_blanks(a);
    if (take(a, '}'))
        return true;
    do {
        skip_blanks(a);
        TRY(take_item(a));
    } while (take(a, ','));
    return take(a, '}') || fail_malformed(a, "Unexpected end of input.");
}

bool array_parse(Cx *cx, Type type, Str text, int position, Str *out_array)
{
    TypeId element = type_element(type.id);
    ArrayText a = { .cx = cx, .element = type_of(element), .text = text, .position = position };

    a.element.typmod = type.typmod;
    skip_blanks(&a);
    bool has_bounds = peek(&a) == '[';
    TRY(take_bounds(&a));
    if (!take(&a, '{'))
        return fail_malformed(&a, has_bounds ? "Array contents must start with \"{\"."
                                             : "Array value must start with \"{\" or dimension "
                                               "information.");
    TRY(take_items(&a));
    skip_blanks(&a);
    if (a.at < text.length)
        return fail_malformed(&a, "Junk after closing right brace.");
    if (has_bounds && a.upper - a.lower + 1 != a.count)
        return fail_malformed(&a, "Specified array dimensions do not match array contents.");
    *out_array = array_make(cx->arena, element, a.count ? (int32_t)a.lower : 1, a.items, a.count);
    return true;
}

/* --- Printing -------------------------------------------------------------------------------- */

static bool needs_quotes(Str text)
{
    bool is_null = text.length == 4;

    for (size_t at = 0; at < text.length; at++) {
        char c = text.data[at];
        if (c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || char_is_space(c))
            return true;
        is_null &= char_lower(c) == "null"[at & 3];
    }
    return text.length == 0 || is_null;
}

/* The bytes of the builder from `start` on, put in quotes. */
static void add_quotes(StrBuilder *builder, size_t start)
{
    Str text = str_copy(builder->arena, (Str){ builder->data + start, builder->length - start });

    builder->length = start;
    str_add_char(builder, '"');
    for (size_t at = 0; at < text.length; at++) {
        if (text.data[at] == '"' || text.data[at] == '\\')
            str_add_char(builder, '\\');
        str_add_char(builder, text.data[at]);
    }
    str_add_char(builder, '"');
}

void array_print(StrBuilder *builder, const ValueContext *context, TypeId element, Str array)
{
    ArrayReader reader = array_reader(array, element);
    ArrayHeader header = reader.header;
    Value item;

    if (header.lower != 1)
        str_addf(builder, "[%d:%lld]=", header.lower,
                 (long long)header.lower + (long long)header.count - 1);
    str_add_char(builder, '{');
    while (array_next(&reader, &item)) {
        if (reader.index > 1)
            str_add_char(builder, ',');
        if (item.is_null) {
            str_add_c(builder, "NULL");
            continue;
        }
        size_t start = builder->length;
        value_print_styled(builder, context, type_of(element), item);
        if (needs_quotes((Str){ builder->data + start, builder->length - start }))
            add_quotes(builder, start);
    }
    str_add_char(builder, '}');
}

/* --- Binary: dimensions, has nulls, element oid, {length, lower bound}, items ----------------- */

static void add_u32(StrBuilder *builder, uint32_t value)
{
    value = __builtin_bswap32(value);
    str_add_bytes(builder, &value, sizeof value);
}

void array_encode_binary(StrBuilder *builder, TypeId element, Str array)
{
    ArrayReader reader = array_reader(array, element);
    Value item;

    add_u32(builder, reader.header.count > 0);
    add_u32(builder, reader.header.has_nulls);
    add_u32(builder, type_oid(element));
    if (reader.header.count) {
        add_u32(builder, reader.header.count);
        add_u32(builder, (uint32_t)reader.header.lower);
    }
    while (array_next(&reader, &item)) {
        size_t start = builder->length;
        add_u32(builder, UINT32_MAX);
        if (item.is_null)
            continue;
        value_encode_binary(builder, type_of(element), item);
        uint32_t length = __builtin_bswap32((uint32_t)(builder->length - start - sizeof length));
        memcpy(builder->data + start, &length, sizeof length);
    }
}

typedef struct ArrayBytes {
    Cx *cx;
    Str rest;
} ArrayBytes;

static bool take_u32(ArrayBytes *in, uint32_t *out)
{
    if (in->rest.length < sizeof *out)
        return fail(in->cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "insufficient data left in message");
    memcpy(out, in->rest.data, sizeof *out);
    *out = __builtin_bswap32(*out);
    in->rest = str_slice(in->rest, sizeof *out, in->rest.length);
    return true;
}

static bool take_binary_item(ArrayBytes *in, Type element, Value *out_item)
{
    uint32_t length = 0;

    TRY(take_u32(in, &length));
    *out_item = VALUE_NULL;
    if (length == UINT32_MAX)
        return true;
    if (length > in->rest.length)
        return fail(in->cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION,
                    "insufficient data left in message");
    TRY(value_decode_binary(in->cx, element, str_slice(in->rest, 0, length), out_item));
    in->rest = str_slice(in->rest, length, in->rest.length);
    return true;
}

static bool take_dimension(ArrayBytes *in, uint32_t dimensions, uint32_t *out_count,
                           uint32_t *out_lower)
{
    *out_count = 0;
    *out_lower = 1;
    if (dimensions == 0)
        return true;
    if (dimensions > 1)
        return fail(in->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "arrays of more than one dimension are not supported");
    TRY(take_u32(in, out_count));
    TRY(take_u32(in, out_lower));
    /* Each item takes four bytes at least: nothing is allocated for what is only claimed. */
    if (*out_count > ARRAY_ITEMS_MAX || *out_count > in->rest.length / sizeof(uint32_t))
        return fail(in->cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION,
                    "insufficient data left in message");
    return true;
}

bool array_decode_binary(Cx *cx, Type type, Str bytes, Str *out_array)
{
    TypeId element_id = type_element(type.id);
    Type element = type_of(element_id);
    ArrayBytes in = { cx, bytes };
    uint32_t dimensions = 0, flags = 0, oid = 0, count, lower;

    element.typmod = type.typmod;
    TRY(take_u32(&in, &dimensions));
    TRY(take_u32(&in, &flags));
    TRY(take_u32(&in, &oid));
    if (flags > 1)
        return fail(cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION, "invalid array flags");
    if (oid != type_oid(element_id))
        return fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
                    "binary data has array element type %u instead of expected %u", oid,
                    type_oid(element_id));
    TRY(take_dimension(&in, dimensions, &count, &lower));
    Value *items = ARENA_ARRAY(cx->arena, Value, count);
    for (uint32_t at = 0; at < count; at++)
        TRY(take_binary_item(&in, element, &items[at]));
    if (in.rest.length)
        return fail(cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION,
                    "incorrect binary data format");
    *out_array = array_make(cx->arena, element_id, (int32_t)lower, items, count);
    return true;
}
