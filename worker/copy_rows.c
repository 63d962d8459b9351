/*
 * copy_rows.c -- rows as COPY TO sends them: one CopyData message a row.
 *
 *     formats:  CopyHead · a byte a column, 1: quoted whatever it is · the null text
 *
 * A value is written as it is and then looked at: most need no escape, and those that do are made
 * wider in place, from their end.
 */
#include "worker/result.h"

#include "worker/result_row.h"

enum { MARK = 2 }; /* a result that is not copied has 0 or 1 there */

typedef struct CopyHead {
    uint8_t mark;
    uint8_t kind; /* ResultCopyKind */
    char delimiter, quote, escape;
    uint8_t reserved[3];
    uint32_t column_count;
} CopyHead;

/* Taken apart; borrows the formats. */
typedef struct CopyStyle {
    CopyHead head;
    const char *is_forced;
    Str null_text;
} CopyStyle;

Str result_copy_format(Arena *arena, const ResultCopy *copy)
{
    CopyHead head = { .mark = MARK,
                      .kind = (uint8_t)copy->kind,
                      .delimiter = copy->delimiter,
                      .quote = copy->quote,
                      .escape = copy->escape,
                      .column_count = copy->column_count };
    StrBuilder out = str_builder(arena);

    str_add_bytes(&out, &head, sizeof head);
    for (uint32_t at = 0; at < copy->column_count; at++)
        str_add_char(&out, (char)copy->is_forced[at]);
    str_add(&out, copy->null_text);
    return str_built(&out);
}

bool result_is_copied(const ResultFormat *format)
{
    return format->formats.length >= sizeof(CopyHead) && format->formats.data[0] == MARK;
}

/* False: the formats are none of ours, though they begin like them. */
static bool style_of(const ResultFormat *format, CopyStyle *out_style)
{
    Str formats = format->formats;

    memcpy(&out_style->head, formats.data, sizeof out_style->head);
    size_t before = sizeof out_style->head + out_style->head.column_count;
    if (before > formats.length)
        return false;
    out_style->is_forced = formats.data + sizeof out_style->head;
    out_style->null_text = str_slice(formats, before, formats.length);
    return true;
}

/* --- Text ------------------------------------------------------------------------------------ */

/* What follows the backslash; NUL: the byte needs none. */
static char escape_of(char c, char delimiter)
{
    switch (c) {
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    case '\v': return 'v';
    case '\\': return '\\';
    }
    return c == delimiter ? c : '\0';
}

static void escape_text(StrBuilder *out, size_t start, char delimiter)
{
    size_t more = 0, from = out->length;

    for (size_t at = start; at < out->length; at++)
        more += (size_t)((uint8_t)out->data[at] < 0x20 || out->data[at] == '\\' ||
                         out->data[at] == delimiter) &&
                escape_of(out->data[at], delimiter);
    if (!more)
        return;
    str_reserve(out, more);
    out->length += more;
    for (size_t to = out->length; from > start && to > from;) {
        char c = out->data[--from], escape = escape_of(c, delimiter);
        out->data[--to] = escape ? escape : c;
        if (escape)
            out->data[--to] = '\\';
    }
}

/* --- CSV ------------------------------------------------------------------------------------- */

static bool needs_quotes(const CopyStyle *style, Str text)
{
    /* Alone on a line it would end the data. */
    if (str_equal(text, style->null_text) || (style->head.column_count == 1 && str_is(text, "\\.")))
        return true;
    for (size_t at = 0; at < text.length; at++) {
        char c = text.data[at];
        if (c == style->head.delimiter || c == style->head.quote || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

static void add_quotes(const CopyStyle *style, StrBuilder *out, size_t start)
{
    char quote = style->head.quote, escape = style->head.escape;
    size_t more = 2, from = out->length;

    for (size_t at = start; at < out->length; at++)
        more += out->data[at] == quote || out->data[at] == escape;
    str_reserve(out, more);
    out->length += more;
    size_t to = out->length;
    out->data[--to] = quote;
    while (from > start) {
        char c = out->data[--from];
        out->data[--to] = c;
        if (c == quote || c == escape)
            out->data[--to] = escape;
    }
    out->data[start] = quote;
}

/* --- Rows ------------------------------------------------------------------------------------ */

/* The bytes from `start` on are a value: as this column shows it. */
static void finish_value(const CopyStyle *style, StrBuilder *out, size_t start, bool is_forced)
{
    Str text = { out->data + start, out->length - start };

    if (style->head.kind == RESULT_COPY_TEXT)
        escape_text(out, start, style->head.delimiter);
    else if (is_forced || needs_quotes(style, text))
        add_quotes(style, out, start);
}

static void add_text_row(const CopyStyle *style, StrBuilder *out, Columns columns,
                         const ValueContext *values, const Batch *batch, uint32_t row)
{
    for (uint32_t at = 0; at < columns.count; at++) {
        const Column *column = &batch->columns[at];
        Type type = columns.items[at].type;
        if (at)
            str_add_char(out, style->head.delimiter);
        if (!column_has(column, row)) {
            str_add(out, style->null_text);
            continue;
        }
        size_t start = out->length;
        value_print_styled(out, values, type, value_of_typed_column(column, row, type));
        finish_value(style, out, start, at < style->head.column_count && style->is_forced[at]);
    }
    str_add_char(out, '\n');
}

static size_t begin_message(StrBuilder *out)
{
    size_t start = out->length;

    str_add_bytes(out, "d\0\0\0\0", 5);
    return start;
}

static void end_message(StrBuilder *out, size_t start)
{
    row_put_u32(out->data + start + 1, (uint32_t)(out->length - start - 1));
}

void copy_add_row(StrBuilder *out, Columns columns, const ResultFormat *format, const Batch *batch,
                  uint32_t row)
{
    CopyStyle style;
    size_t start = begin_message(out);

    if (!style_of(format, &style))
        return;
    if (style.head.kind == RESULT_COPY_BINARY) {
        size_t count = out->length;
        str_add_bytes(out, "\0\0", 2);
        row_put_u16(out->data + count, (uint16_t)columns.count);
        for (uint32_t at = 0; at < columns.count; at++)
            row_add_value(out, format->values, true, &batch->columns[at], row,
                          columns.items[at].type);
    } else {
        add_text_row(&style, out, columns, format->values, batch, row);
    }
    end_message(out, start);
}

void result_copy_header(StrBuilder *out, Columns columns, const ResultFormat *format)
{
    CopyStyle style;
    size_t start = begin_message(out);

    if (!style_of(format, &style))
        return;
    for (uint32_t at = 0; at < columns.count; at++) {
        if (at)
            str_add_char(out, style.head.delimiter);
        size_t name = out->length;
        str_add(out, columns.items[at].name);
        finish_value(&style, out, name, false);
    }
    str_add_char(out, '\n');
    end_message(out, start);
}

void result_copy_begin_binary(StrBuilder *out, Str messages)
{
    enum { HEAD_BYTES = 1 + sizeof(uint32_t) };
    const uint8_t *length = (const uint8_t *)messages.data + 1;
    size_t first = 1 + ((size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 |
                        length[3]);

    assert(messages.length >= HEAD_BYTES && first <= messages.length);
    size_t start = begin_message(out);
    str_add_bytes(out, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    str_add_bytes(out, messages.data + HEAD_BYTES, first - HEAD_BYTES);
    end_message(out, start);
    str_add_bytes(out, messages.data + first, messages.length - first);
}

void result_copy_end_binary(StrBuilder *out)
{
    size_t start = begin_message(out);

    str_add_bytes(out, "\377\377", 2);
    end_message(out, start);
}
