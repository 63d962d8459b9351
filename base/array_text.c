/*
 * array_text.c -- arrays in PostgreSQL's text and binary forms.
 *
 *     array   [ { '[' [ lower ':' ] upper ']' } '=' ] level
 *     level   '{' [ item { ',' item } ] '}' | '{' level { ',' level } '}'
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
    ArrayHeader written; /* the bounds in front; no dimensions: not written */
    ArrayHeader shape;   /* as the braces have it; length 0: not known yet */
    bool is_leaf_known;  /* the depth of the items is shape.dimensions */
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

static bool take_bound(ArrayText *a, const char *missing, int64_t *out_bound)
{
    bool is_negative = peek(a) == '-';
    int64_t bound = 0;

    a->at += is_negative || peek(a) == '+';
    if (!char_is_digit(peek(a)))
        return fail_malformed(a, missing);
    for (; char_is_digit(peek(a)); a->at++) {
        bound = bound * 10 + (peek(a) - '0');
        if (bound > INT_MAX)
            return fail(a->cx, ERR_PROGRAM_LIMIT_EXCEEDED, a->position,
                        "array bound is out of integer range");
    }
    *out_bound = is_negative ? -bound : bound;
    return true;
}

static void *fail_dimensions(Cx *cx, uint32_t dimensions, int position)
{
    return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, position,
                "number of array dimensions (%u) exceeds the maximum allowed (%d)", dimensions,
                ARRAY_DIMENSIONS_MAX);
}

/* One '[lower:upper]', after its first bracket. */
static bool take_dimension_bounds(ArrayText *a)
{
    int64_t lower = 1, upper;

    if (a->written.dimensions == ARRAY_DIMENSIONS_MAX)
        return fail_dimensions(a->cx, ARRAY_DIMENSIONS_MAX + 1, a->position);
    TRY(take_bound(a, "\"[\" must introduce explicitly-specified array dimensions.", &upper));
    if (take(a, ':')) {
        lower = upper;
        TRY(take_bound(a, "Missing array dimension value.", &upper));
    }
    if (!take(a, ']'))
        return fail_malformed(a, "Missing \"]\" after array dimensions.");
    if (upper < lower)
        return fail(a->cx, ERR_ARRAY_SUBSCRIPT_ERROR, a->position,
                    "upper bound cannot be less than lower bound");
    TRY(array_check_count(a->cx, (uint64_t)(upper - lower + 1), a->position));
    ArrayBound bound = { (int32_t)(upper - lower + 1), (int32_t)lower };
    TRY(array_check_bound(a->cx, bound, a->position));
    a->written.bounds[a->written.dimensions++] = bound;
    return true;
}

static bool take_bounds(ArrayText *a)
{
    while (take(a, '[')) {
        TRY(take_dimension_bounds(a));
        skip_blanks(a);
    }
    if (a->written.dimensions && !take(a, '='))
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
    TRY(array_check_count(a->cx, (uint64_t)a->count + 1, a->position));
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

static void *fail_unexpected(const ArrayText *a)
{
    char detail[] = "Unexpected \"?\" character.";

    if (a->at >= a->text.length)
        return fail_malformed(a, "Unexpected end of input.");
    detail[sizeof "Unexpected \"" - 1] = peek(a);
    return fail_malformed(a, detail);
}

static bool take_item(ArrayText *a)
{
    StrBuilder item = str_builder(a->cx->arena);
    bool was_quoted = peek(a) == '"';

    TRY(was_quoted ? take_quoted(a, &item) : take_plain(a, &item));
    if (!was_quoted && item.length == 0)
        return fail_unexpected(a);
    skip_blanks(a);
    if (peek(a) == '{')
        return fail_unexpected(a);
    if (a->at < a->text.length && peek(a) != ',' && peek(a) != '}')
        return fail_malformed(a, "Unexpected array element.");
    return add_item(a, str_built(&item), was_quoted);
}

static bool take_level(ArrayText *a, uint32_t depth);

/* One member of the level at `depth`, all of which are items or all levels. */
static bool take_member(ArrayText *a, uint32_t depth, bool are_levels)
{
    bool is_level = peek(a) == '{';

    if (is_level != are_levels)
        return is_level || a->at >= a->text.length ? fail_unexpected(a)
                                                   : fail_malformed(a, "Unexpected array element.");
    return is_level ? take_level(a, depth + 1) : take_item(a);
}

/* Levels of one depth are equally long. */
static bool keep_length(ArrayText *a, uint32_t depth, int32_t length)
{
    int32_t *known = &a->shape.bounds[depth].length;

    if (*known && *known != length)
        return fail_malformed(a, "Multidimensional arrays must have sub-arrays with matching "
                                 "dimensions.");
    *known = length;
    return true;
}

/* Items stand at one depth only. */
static bool keep_depth(ArrayText *a, uint32_t depth, bool are_levels)
{
    if (are_levels ? !a->is_leaf_known || depth + 1 < a->shape.dimensions
                   : !a->is_leaf_known || depth + 1 == a->shape.dimensions) {
        a->is_leaf_known |= !are_levels;
        a->shape.dimensions = a->shape.dimensions > depth + 1 ? a->shape.dimensions : depth + 1;
        return true;
    }
    return fail_malformed(a, "Multidimensional arrays must have sub-arrays with matching "
                             "dimensions.");
}

/* From a brace to its partner. */
static bool take_level(ArrayText *a, uint32_t depth)
{
    int32_t length = 0;

    if (depth == ARRAY_DIMENSIONS_MAX)
        return fail_dimensions(a->cx, depth + 1, a->position);
    a->at++;
    skip_blanks(a);
    if (depth == 0 && take(a, '}'))
        return true;
    bool are_levels = peek(a) == '{';
    TRY(keep_depth(a, depth, are_levels));
    do {
        skip_blanks(a);
        TRY(take_member(a, depth, are_levels));
        length++;
        skip_blanks(a);
    } while (take(a, ','));
    if (!take(a, '}'))
        return a->at < a->text.length ? fail_malformed(a, "Unexpected array element.")
                                      : fail_malformed(a, "Unexpected end of input.");
    return keep_length(a, depth, length);
}

/* The bounds in front must be those of the braces. */
static bool check_written(const ArrayText *a)
{
    bool fits = a->written.dimensions == a->shape.dimensions;

    for (uint32_t at = 0; fits && at < a->written.dimensions; at++)
        fits = a->written.bounds[at].length == a->shape.bounds[at].length;
    return fits || fail_malformed(a, "Specified array dimensions do not match array contents.");
}

bool array_parse(Cx *cx, Type type, Str text, int position, Str *out_array)
{
    TypeId element = type_element(type.id);
    ArrayText a = { .cx = cx, .element = type_of(element), .text = text, .position = position };

    a.element.typmod = type.typmod;
    skip_blanks(&a);
    bool has_bounds = peek(&a) == '[';
    TRY(take_bounds(&a));
    if (peek(&a) != '{')
        return fail_malformed(&a, has_bounds ? "Array contents must start with \"{\"."
                                             : "Array value must start with \"{\" or dimension "
                                               "information.");
    TRY(take_level(&a, 0));
    skip_blanks(&a);
    if (a.at < text.length)
        return fail_malformed(&a, "Junk after closing right brace.");
    if (has_bounds)
        TRY(check_written(&a));
    a.shape.count = a.count;
    for (uint32_t at = 0; at < a.shape.dimensions; at++)
        a.shape.bounds[at].lower = has_bounds ? a.written.bounds[at].lower : 1;
    *out_array = array_make(cx->arena, element, &a.shape, a.items);
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

/* '[2:3][1:2]=' where an index does not begin at 1. */
static void add_bounds(StrBuilder *builder, const ArrayHeader *header)
{
    bool is_plain = true;

    for (uint32_t at = 0; at < header->dimensions; at++)
        is_plain &= header->bounds[at].lower == 1;
    for (uint32_t at = 0; !is_plain && at < header->dimensions; at++)
        str_addf(builder, "[%d:%lld]", header->bounds[at].lower,
                 (long long)header->bounds[at].lower + header->bounds[at].length - 1);
    if (!is_plain)
        str_add_char(builder, '=');
}

/* Of the levels, from the innermost, how many begin (or end) at item `index`? */
static uint32_t levels_at(const ArrayHeader *header, uint32_t index)
{
    uint32_t levels = 0, step = 1;

    for (; levels < header->dimensions; levels++) {
        step *= (uint32_t)header->bounds[header->dimensions - 1 - levels].length;
        if (index % step)
            break;
    }
    return levels;
}

static void add_braces(StrBuilder *builder, char brace, uint32_t count)
{
    while (count--)
        str_add_char(builder, brace);
}

static void add_item_text(StrBuilder *builder, const ValueContext *context, TypeId element,
                          Value item)
{
    if (item.is_null) {
        str_add_c(builder, "NULL");
        return;
    }
    size_t start = builder->length;
    value_print_styled(builder, context, type_of(element), item);
    if (needs_quotes((Str){ builder->data + start, builder->length - start }))
        add_quotes(builder, start);
}

void array_print(StrBuilder *builder, const ValueContext *context, TypeId element, Str array)
{
    ArrayReader reader = array_reader(array, element);
    const ArrayHeader *header = &reader.header;
    Value item;

    if (!header->count)
        str_add_c(builder, "{}");
    add_bounds(builder, header);
    while (array_next(&reader, &item)) {
        if (reader.index > 1)
            str_add_char(builder, ',');
        add_braces(builder, '{', levels_at(header, reader.index - 1));
        add_item_text(builder, context, element, item);
        add_braces(builder, '}', levels_at(header, reader.index));
    }
}

/* --- Binary: dimensions, has nulls, element oid, {length, lower bound}, items ----------------- */

static void add_u32(StrBuilder *builder, uint32_t value)
{
    value = __builtin_bswap32(value);
    str_add_bytes(builder, &value, sizeof value);
}

void array_encode_binary(StrBuilder *builder, const ValueContext *context, TypeId element,
                         Str array)
{
    ArrayReader reader = array_reader(array, element);
    Value item;

    add_u32(builder, reader.header.dimensions);
    add_u32(builder, reader.header.has_nulls);
    add_u32(builder, type_oid(element));
    for (uint32_t at = 0; at < reader.header.dimensions; at++) {
        add_u32(builder, (uint32_t)reader.header.bounds[at].length);
        add_u32(builder, (uint32_t)reader.header.bounds[at].lower);
    }
    while (array_next(&reader, &item)) {
        size_t start = builder->length;
        add_u32(builder, UINT32_MAX);
        if (item.is_null)
            continue;
        value_encode_binary(builder, context, type_of(element), item);
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

static bool take_shape(ArrayBytes *in, uint32_t dimensions, ArrayHeader *out_shape)
{
    uint64_t count = dimensions > 0;

    *out_shape = (ArrayHeader){ 0 };
    for (uint32_t at = 0; at < dimensions; at++) {
        uint32_t length = 0, lower = 0;
        TRY(take_u32(in, &length));
        TRY(take_u32(in, &lower));
        TRY(array_check_count(in->cx, length, NO_POSITION));
        count *= length;
        TRY(array_check_count(in->cx, count, NO_POSITION));
        out_shape->bounds[at] = (ArrayBound){ (int32_t)length, (int32_t)lower };
        TRY(array_check_bound(in->cx, out_shape->bounds[at], NO_POSITION));
    }
    /* Each item takes four bytes at least: nothing is allocated for what is only claimed. */
    if (count > in->rest.length / sizeof(uint32_t))
        return fail(in->cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION,
                    "insufficient data left in message");
    out_shape->count = (uint32_t)count;
    out_shape->dimensions = count ? dimensions : 0;
    return true;
}

bool array_decode_binary(Cx *cx, Type type, Str bytes, Str *out_array)
{
    TypeId element_id = type_element(type.id);
    Type element = type_of(element_id);
    ArrayBytes in = { cx, bytes };
    uint32_t dimensions = 0, flags = 0, oid = 0;
    ArrayHeader shape;

    element.typmod = type.typmod;
    TRY(take_u32(&in, &dimensions));
    if (dimensions > ARRAY_DIMENSIONS_MAX)
        return fail_dimensions(cx, dimensions, NO_POSITION);
    TRY(take_u32(&in, &flags));
    TRY(take_u32(&in, &oid));
    if (flags > 1)
        return fail(cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION, "invalid array flags");
    if (oid != type_oid(element_id))
        return fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
                    "binary data has array element type %u instead of expected %u", oid,
                    type_oid(element_id));
    TRY(take_shape(&in, dimensions, &shape));
    Value *items = ARENA_ARRAY(cx->arena, Value, shape.count);
    for (uint32_t at = 0; at < shape.count; at++)
        TRY(take_binary_item(&in, element, &items[at]));
    if (in.rest.length)
        return fail(cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION,
                    "incorrect binary data format");
    *out_array = array_make(cx->arena, element_id, &shape, items);
    return true;
}
