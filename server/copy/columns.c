/*
 * columns.c -- fields of rows to columns of values.
 *
 * A column at a time, in a loop of its own for the types that most data are of; what such a loop
 * does not know goes to value_parse.  The first bad value of a column ends the batch before its
 * row, for the columns that follow too: so the last error met is the first in the data.
 */
#include "server/copy/reader.h"

#include "base/digits.h"

typedef struct Conversion {
    CopyReader *reader;
    uint32_t column;
    Type type;
    Field *field; /* of row 0: the next row's is column_count behind */
    char *data;
    uint64_t *validity;
    bool has_null;
} Conversion;

static const Field *field_at(const Conversion *c, uint32_t row)
{
    return c->field + (size_t)row * c->reader->column_count;
}

static void set_null(Conversion *c, uint32_t row)
{
    bit_clear(c->validity, row);
    c->has_null = true;
}

/* --- What fails ------------------------------------------------------------------------------ */

static void *fail_missing(Conversion *c, uint32_t row)
{
    CopyReader *reader = c->reader;
    bool has_length = field_at(c, row)->kind == FIELD_BAD_LENGTH;

    if (reader->syntax->format == COPY_BINARY) {
        fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION,
             has_length ? "invalid field size" : "unexpected EOF in COPY data");
        return place_in_column(reader, row, c->column);
    }
    fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "missing data for column \"%.*s\"",
         STR(reader->columns[c->column].name));
    copy_reader_place(reader, &reader->cx, row, true);
    return NULL;
}

static bool parse(Conversion *c, uint32_t row, Value *out_value)
{
    CopyReader *reader = c->reader;
    Str bytes = reader_bytes(reader, field_at(c, row));
    bool is_read = reader->syntax->format == COPY_BINARY
                       ? value_decode_binary(&reader->cx, c->type, bytes, out_value)
                       : value_parse(&reader->cx, c->type, bytes, NO_POSITION, out_value);

    return is_read || place_in_column(reader, row, c->column);
}

/* Has the field bytes to look at?  Sets nulls; *out_failed where there is no field. */
static bool has_bytes(Conversion *c, uint32_t row, bool *out_failed)
{
    const Field *field = field_at(c, row);

    if (field->kind <= FIELD_DECODED)
        return true;
    *out_failed = field->kind != FIELD_NULL;
    if (*out_failed)
        fail_missing(c, row);
    else
        set_null(c, row);
    return false;
}

/* --- Loops; each gives the rows it has converted --------------------------------------------- */

/* Digits with a sign, that cannot leave 64 bits. */
static bool read_integer(Str text, int64_t *out_value)
{
    enum { DIGITS_MAX = 18 };
    bool is_negative = text.length && text.data[0] == '-';
    size_t at = is_negative;
    int64_t value = 0;

    if (at == text.length || text.length - at > DIGITS_MAX)
        return false;
    for (; at < text.length; at++) {
        if (!char_is_digit(text.data[at]))
            return false;
        value = value * 10 + (text.data[at] - '0');
    }
    *out_value = is_negative ? -value : value;
    return true;
}

static bool integer_fits(Layout layout, int64_t value)
{
    if (layout == LAYOUT_I16)
        return value == (int16_t)value;
    return layout == LAYOUT_I64 || value == (int32_t)value;
}

static void store_integer(Layout layout, int64_t value, char *data, uint32_t row)
{
    if (layout == LAYOUT_I16)
        ((int16_t *)(void *)data)[row] = (int16_t)value;
    else if (layout == LAYOUT_I32)
        ((int32_t *)(void *)data)[row] = (int32_t)value;
    else
        ((int64_t *)(void *)data)[row] = value;
}

static uint32_t convert_integers(Conversion *c, Layout layout)
{
    bool failed = false;

    for (uint32_t row = 0; row < c->reader->rows; row++) {
        int64_t integer = 0;
        if (has_bytes(c, row, &failed)) {
            Str text = reader_bytes(c->reader, field_at(c, row));
            if (!read_integer(text, &integer) || !integer_fits(layout, integer)) {
                Value value;
                if (!parse(c, row, &value))
                    return row;
                integer = value.integer;
            }
        }
        if (failed)
            return row;
        store_integer(layout, integer, c->data, row);
    }
    return c->reader->rows;
}

/* The bytes stay where they are: heap 0 is `data`, heap 1 what was decoded. */
static uint32_t convert_texts(Conversion *c)
{
    StrView *views = (StrView *)(void *)c->data;
    bool failed = false;

    for (uint32_t row = 0; row < c->reader->rows; row++) {
        const Field *field = field_at(c, row);
        views[row] = (StrView){ 0 };
        if (has_bytes(c, row, &failed))
            views[row] = view_make(reader_bytes(c->reader, field), field->kind == FIELD_DECODED,
                                   field->offset);
        if (failed)
            return row;
    }
    return c->reader->rows;
}

static uint32_t convert_values(Conversion *c, Value *values)
{
    bool failed = false;

    for (uint32_t row = 0; row < c->reader->rows; row++) {
        values[row] = VALUE_NULL;
        if (has_bytes(c, row, &failed) && !parse(c, row, &values[row]))
            return row;
        if (failed)
            return row;
    }
    return c->reader->rows;
}

/* --- Columns --------------------------------------------------------------------------------- */

static bool is_plain_text(Type type)
{
    return type.id == TYPE_TEXT || (type.id == TYPE_VARCHAR && type.typmod < 0);
}

static bool is_plain_integer(Type type)
{
    return type.id == TYPE_INT2 || type.id == TYPE_INT4 || type.id == TYPE_INT8;
}

static const uint8_t *const *heaps_of(CopyReader *reader)
{
    const uint8_t **heaps = ARENA_ARRAY(&reader->arena, const uint8_t *, 2);

    heaps[0] = (const uint8_t *)reader->data;
    heaps[1] = (const uint8_t *)reader->decoded.data;
    return heaps;
}

static Column convert_column(CopyReader *reader, uint32_t column)
{
    Type type = reader->columns[column].type;
    Layout layout = type_layout(type);
    Conversion c = { .reader = reader, .column = column, .type = type };
    bool is_text = reader->syntax->format != COPY_BINARY;
    uint32_t rows = reader->rows;

    c.field = reader->fields + column;
    c.validity = validity_alloc(&reader->arena, rows, true);
    if (!is_text || !(is_plain_text(type) || is_plain_integer(type))) {
        Value *values = ARENA_ARRAY(&reader->arena, Value, rows + 1);
        reader->rows = convert_values(&c, values);
        return column_of_values(&reader->arena, layout, values, reader->rows);
    }
    c.data = column_alloc(&reader->arena, layout, rows);
    reader->rows = is_plain_text(type) ? convert_texts(&c) : convert_integers(&c, layout);
    Column made = column_flat(layout, reader->rows, c.data, c.has_null ? c.validity : NULL);
    if (is_plain_text(type)) {
        made.heaps = heaps_of(reader);
        made.heap_count = 2;
    }
    return made;
}

void convert_columns(CopyReader *reader, Column *out_columns)
{
    Error first = reader->cx.error; /* of the row behind those that are there */

    for (uint32_t at = 0; at < reader->column_count; at++) {
        reader->cx.error = (Error){ 0 };
        out_columns[at] = convert_column(reader, at);
        if (has_failed(&reader->cx))
            first = reader->cx.error;
    }
    reader->cx.error = first;
    for (uint32_t at = 0; at < reader->column_count; at++)
        out_columns[at].rows = reader->rows;
}
