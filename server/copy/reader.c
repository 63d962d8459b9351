/*
 * reader.c -- see copy.h: bytes are kept, rows found, batches handed out.
 *
 *     feed ──> data ── next: rows until the batch is full ──> convert_columns ──> COPY_ROWS
 *                        │ no more rows in what is there ──> COPY_MORE: the rows wait
 *                        └ an error: the rows before it are handed out with it
 */
#include "server/copy/reader.h"

#include "base/masks.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { DATA_BYTES_MIN = 128 * 1024, SHOWN_BYTES_MAX = 100 };

/* Of the rows of a batch, whatever is in them: a few megabytes at most. */
static int64_t rows_bytes(const CopyReader *reader)
{
    size_t row = reader->column_count * sizeof *reader->fields + sizeof *reader->places;
    return (int64_t)(reader->rows_max * row);
}

CopyReader *copy_reader_new(const CopySyntax *syntax, Str table, const CopyColumn *columns,
                            uint32_t count, const ValueContext *values, Budget *budget)
{
    CopyReader *reader = calloc(1, sizeof *reader);

    if (!reader)
        abort();
    reader->syntax = syntax;
    reader->table = table;
    reader->columns = columns;
    reader->column_count = count;
    reader->values = values;
    reader->budget = budget;
    reader->is_past_header = syntax->format != COPY_BINARY && syntax->header == COPY_NO_HEADER;
    reader->rows_max = COPY_BATCH_FIELDS_MAX / (count ? count : 1);
    if (reader->rows_max > COPY_BATCH_ROWS_MAX)
        reader->rows_max = COPY_BATCH_ROWS_MAX;
    arena_init(&reader->arena, budget);
    budget_overdraw(budget, rows_bytes(reader));
    reader->fields = calloc((size_t)reader->rows_max * count + 1, sizeof *reader->fields);
    reader->places = calloc(reader->rows_max, sizeof *reader->places);
    if (!reader->fields || !reader->places)
        abort();
    reader->is_given = true;
    return reader;
}

void copy_reader_free(CopyReader *reader)
{
    if (!reader)
        return;
    budget_give(reader->budget, (int64_t)reader->capacity + rows_bytes(reader));
    free(reader->data);
    free(reader->fields);
    free(reader->places);
    arena_fini(&reader->arena);
    free(reader);
}

/* --- Bytes ----------------------------------------------------------------------------------- */

static bool grow(Cx *cx, CopyReader *reader, size_t needed)
{
    size_t capacity = reader->capacity ? reader->capacity : DATA_BYTES_MIN;

    if (needed > COPY_LINE_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a row of COPY is larger than %d bytes", COPY_LINE_BYTES_MAX);
    needed += MASK_BYTES; /* that are read, but do not count */
    while (capacity < needed)
        capacity *= 2;
    if (capacity == reader->capacity)
        return true;
    int64_t more = (int64_t)(capacity - reader->capacity);
    char *data = budget_take(reader->budget, more) ? realloc(reader->data, capacity) : NULL;
    if (!data)
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    memset(data + reader->capacity, 0, capacity - reader->capacity);
    reader->data = data;
    reader->capacity = capacity;
    return true;
}

/* A byte of LATIN1 is its code point. */
static void add_latin1(CopyReader *reader, Str bytes)
{
    for (size_t at = 0; at < bytes.length; at++) {
        uint8_t byte = (uint8_t)bytes.data[at];
        if (byte >= 0x80)
            reader->data[reader->end++] = (char)(0xc0 | byte >> 6);
        reader->data[reader->end++] = (char)(byte < 0x80 ? byte : 0x80 | (byte & 0x3f));
    }
}

bool copy_reader_feed(Cx *cx, CopyReader *reader, Str bytes)
{
    bool converts = reader->syntax->is_latin1 && reader->syntax->format != COPY_BINARY;

    if (!bytes.length || reader->is_over)
        return true;
    TRY(grow(cx, reader, reader->end + bytes.length * (converts ? 2 : 1)));
    if (converts) {
        add_latin1(reader, bytes);
        return true;
    }
    memcpy(reader->data + reader->end, bytes.data, bytes.length);
    reader->end += bytes.length;
    return true;
}

void copy_reader_end(CopyReader *reader)
{
    reader->is_ended = true;
}

Str reader_bytes(const CopyReader *reader, const Field *field)
{
    const char *from = field->kind == FIELD_DECODED ? reader->decoded.data : reader->data;

    return (Str){ field->length ? from + field->offset : "", field->length };
}

/* --- Where an error is ----------------------------------------------------------------------- */

static void *add_place(const CopyReader *reader, Cx *cx, uint64_t line, const char *column,
                       const Str *shown)
{
    StrBuilder place = str_builder(cx->arena);

    str_addf(&place, "COPY %.*s, line %llu", STR(reader->table), (unsigned long long)line);
    if (column)
        str_addf(&place, ", column %s", column);
    if (shown) {
        bool is_cut = shown->length > SHOWN_BYTES_MAX;
        size_t length = is_cut ? utf8_fit(*shown, SHOWN_BYTES_MAX) : shown->length;
        str_addf(&place, ": \"%.*s%s\"", (int)length, shown->data, is_cut ? "..." : "");
    }
    return fail_context(cx, "%s", place.data);
}

void *place_in_line(CopyReader *reader)
{
    return add_place(reader, &reader->cx, reader->line.number, NULL, NULL);
}

/* The line was read: it is counted, and the next one not yet. */
void *place_in_text(CopyReader *reader, Str text)
{
    return add_place(reader, &reader->cx, reader->line.number, NULL, &text);
}

static Str row_text(const CopyReader *reader, uint32_t row)
{
    return (Str){ reader->data + reader->places[row].offset, reader->places[row].length };
}

void copy_reader_place_column(const CopyReader *reader, Cx *cx, uint32_t row, uint32_t column)
{
    const Field *field = &reader->fields[(size_t)row * reader->column_count + column];
    const char *name = str_to_c(cx->arena, reader->columns[column].name);
    bool has_text = reader->syntax->format != COPY_BINARY;
    Str value = reader_bytes(reader, field);

    if (has_text && field->kind == FIELD_NULL)
        name = str_format(cx->arena, "%s: null input", name).data;
    add_place(reader, cx, reader->places[row].line, name,
              has_text && field->kind != FIELD_NULL ? &value : NULL);
}

void *place_in_column(CopyReader *reader, uint32_t row, uint32_t column)
{
    copy_reader_place_column(reader, &reader->cx, row, column);
    return NULL;
}

void copy_reader_place(const CopyReader *reader, Cx *cx, uint32_t row, bool shows_line)
{
    Str text = row_text(reader, row);
    bool has_text = shows_line && reader->syntax->format != COPY_BINARY;

    add_place(reader, cx, reader->places[row].line, NULL, has_text ? &text : NULL);
}

/* --- Rows ------------------------------------------------------------------------------------ */

static Field *fields_of_row(CopyReader *reader)
{
    return reader->fields + (size_t)reader->rows * reader->column_count;
}

static bool split_line(CopyReader *reader, Str line, uint32_t *out_count)
{
    return reader->syntax->format == COPY_CSV
               ? split_csv(reader, line, fields_of_row(reader), out_count)
               : split_text(reader, line, fields_of_row(reader), out_count);
}

static bool check_characters(CopyReader *reader, Str line)
{
    size_t invalid = utf8_find_invalid(line);

    if (invalid == line.length)
        return true;
    /* The message shows as many bytes as the first one claims, wherever the line ends. */
    Str rest = { line.data + invalid, (size_t)(reader->data + reader->end - line.data) - invalid };
    return utf8_check(&reader->cx, rest, NO_POSITION) || place_in_line(reader);
}

/* Names of the header must be those of the columns. */
static bool check_header_name(CopyReader *reader, uint32_t at)
{
    const Field *field = &fields_of_row(reader)[at];
    Str got = reader_bytes(reader, field), name = reader->columns[at].name;
    static const char message[] = "column name mismatch in header line field %u: got %s\"%.*s\"%s, "
                                  "expected \"%.*s\"";

    if (field->kind == FIELD_NULL)
        return fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, message, at + 1,
                    "null value (", STR(reader->syntax->null_text), ")", STR(name));
    return str_equal(got, name) || fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, message,
                                        at + 1, "", STR(got), "", STR(name));
}

static bool check_header(CopyReader *reader, Str line)
{
    uint32_t count;

    TRY(split_line(reader, line, &count));
    if (count != reader->column_count)
        return fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION,
                    "wrong number of fields in header line: got %u, expected %u", count,
                    reader->column_count);
    for (uint32_t at = 0; at < count; at++)
        TRY(check_header_name(reader, at));
    return true;
}

static RowStep take_header(CopyReader *reader, Str line)
{
    reader->is_past_header = true;
    if (reader->syntax->header == COPY_HEADER_MATCH && !check_header(reader, line)) {
        place_in_text(reader, line);
        return ROW_FAILED;
    }
    return ROW_READ;
}

/* What NULL means is decided anew for columns that are forced. */
static void force_nulls(CopyReader *reader)
{
    Field *fields = fields_of_row(reader);
    Str null_text = reader->syntax->null_text;

    for (uint32_t at = 0; at < reader->column_count; at++) {
        const CopyColumn *column = &reader->columns[at];
        if (fields[at].kind == FIELD_NULL && column->force_not_null) {
            uint32_t offset = (uint32_t)reader->decoded.length;
            str_add(&reader->decoded, null_text);
            fields[at] = (Field){ offset, (uint32_t)null_text.length, FIELD_DECODED };
        } else if (fields[at].kind <= FIELD_DECODED && column->force_null &&
                   str_equal(reader_bytes(reader, &fields[at]), null_text)) {
            fields[at].kind = FIELD_NULL;
        }
    }
}

static RowStep take_line(CopyReader *reader, Str line)
{
    uint32_t count = 0;

    if (reader->column_count && !split_line(reader, line, &count))
        return ROW_FAILED;
    if (count > reader->column_count || (!reader->column_count && line.length)) {
        fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION,
             "extra data after last expected column");
        place_in_text(reader, line);
        return ROW_FAILED;
    }
    for (uint32_t at = count; at < reader->column_count; at++)
        fields_of_row(reader)[at] = (Field){ .kind = FIELD_MISSING };
    if (reader->syntax->format == COPY_CSV)
        force_nulls(reader);
    return ROW_READ;
}

/* A row into the places behind the last one. */
static RowStep next_text_row(CopyReader *reader)
{
    for (;;) {
        RowPlace place;
        RowStep step = next_line(reader, &place);
        if (step != ROW_READ)
            return step;
        Str line = { reader->data + place.offset, place.length };
        if (!check_characters(reader, line))
            return ROW_FAILED;
        if (!reader->is_past_header) {
            if (take_header(reader, line) == ROW_FAILED)
                return ROW_FAILED;
            continue;
        }
        reader->places[reader->rows] = place;
        return take_line(reader, line);
    }
}

/* --- Batches --------------------------------------------------------------------------------- */

/* The rows that were handed out are gone. */
static void begin_batch(CopyReader *reader)
{
    size_t gone = reader->line.start;

    reader->is_given = false;
    reader->rows = 0;
    reader->batch_bytes = 0;
    arena_reset(&reader->arena);
    reader->decoded = str_builder(&reader->arena);
    reader->cx = (Cx){ .arena = &reader->arena, .values = reader->values };
    if (!gone)
        return;
    memmove(reader->data, reader->data + gone, reader->end - gone);
    reader->end -= gone;
    reader->line.start = 0;
    reader->line.at -= gone;
}

static const char *awaited_name(const CopyReader *reader)
{
    if (reader->awaited >= reader->column_count)
        return NULL;
    return str_to_c(reader->cx.arena, reader->columns[reader->awaited].name);
}

/* The rows that have come stand before it.  A binary header is of no line. */
void copy_reader_fail(CopyReader *reader, const Error *why)
{
    if (reader->is_given)
        begin_batch(reader);
    reader->is_over = true;
    if (!reader->line.is_begun)
        reader->line.number++;
    fail_with(&reader->cx, why);
    if (reader->syntax->format != COPY_BINARY)
        place_in_line(reader);
    else if (reader->is_past_header)
        add_place(reader, &reader->cx, reader->line.number, awaited_name(reader), NULL);
}

static CopyStep give_batch(CopyReader *reader, CopyBatch *out_batch)
{
    Column *columns = ARENA_ARRAY(&reader->arena, Column, reader->column_count + 1);

    convert_columns(reader, columns);
    reader->is_given = true;
    *out_batch = (CopyBatch){ .columns = columns,
                              .rows = reader->rows,
                              .failure = has_failed(&reader->cx) ? &reader->cx.error : NULL };
    return COPY_ROWS;
}

static bool is_full(const CopyReader *reader)
{
    return reader->rows == reader->rows_max || reader->batch_bytes >= COPY_BATCH_BYTES_MAX;
}

CopyStep copy_reader_next(CopyReader *reader, CopyBatch *out_batch)
{
    RowStep step = ROW_READ;

    if (has_failed(&reader->cx) && !reader->is_given)
        return give_batch(reader, out_batch);
    if (reader->is_given)
        begin_batch(reader);
    while (step == ROW_READ && !is_full(reader)) {
        step = reader->syntax->format == COPY_BINARY ? next_binary(reader) : next_text_row(reader);
        if (step != ROW_READ)
            break;
        reader->batch_bytes += reader->places[reader->rows++].length;
    }
    if (step == ROW_WAITS)
        return COPY_MORE;
    if (step == ROW_NONE && !reader->rows)
        return reader->is_ended ? COPY_END : COPY_MORE;
    return give_batch(reader, out_batch);
}
