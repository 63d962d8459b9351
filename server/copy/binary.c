/*
 * binary.c -- rows in binary format.
 *
 *     signature · flags · length and bytes of an extension · rows · -1
 *     a row: how many fields · for each: length, or -1 for null · bytes
 *
 * Nothing may follow the -1; without it the data may end between two rows.
 */
#include "server/copy/reader.h"

static const char signature[] = "PGCOPY\n\377\r\n"; /* and its NUL */
enum { SIGNATURE_BYTES = sizeof signature, FLAG_HAS_OIDS = 1 << 16, FLAGS_CRITICAL_SHIFT = 16 };

static bool fail_format(CopyReader *reader, const char *message)
{
    return fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "%s", message);
}

/* Of a row: with its place. */
static RowStep fail_row(CopyReader *reader, const char *message)
{
    fail_format(reader, message);
    place_in_line(reader);
    return ROW_FAILED;
}

static size_t bytes_left(const CopyReader *reader)
{
    return reader->end - reader->line.at;
}

static int32_t take_i32(CopyReader *reader)
{
    uint32_t value;

    memcpy(&value, reader->data + reader->line.at, sizeof value);
    reader->line.at += sizeof value;
    return (int32_t)__builtin_bswap32(value);
}

static int16_t take_i16(CopyReader *reader)
{
    uint16_t value;

    memcpy(&value, reader->data + reader->line.at, sizeof value);
    reader->line.at += sizeof value;
    return (int16_t)__builtin_bswap16(value);
}

/* --- The header ------------------------------------------------------------------------------ */

/* Are there `bytes`?  ROW_FAILED: there never will be. */
static RowStep need(CopyReader *reader, size_t bytes, const char *message)
{
    if (bytes_left(reader) >= bytes)
        return ROW_READ;
    if (!reader->is_ended)
        return ROW_WAITS;
    fail_format(reader, message);
    return ROW_FAILED;
}

static bool check_flags(CopyReader *reader, uint32_t flags)
{
    if (flags & FLAG_HAS_OIDS)
        return fail_format(reader, "invalid COPY file header (WITH OIDS)");
    if (flags >> FLAGS_CRITICAL_SHIFT)
        return fail_format(reader, "unrecognized critical flags in COPY file header");
    return true;
}

/* Begins at the first byte each time, until all of it is there. */
static RowStep read_header(CopyReader *reader)
{
    RowStep step = need(reader, SIGNATURE_BYTES, "COPY file signature not recognized");

    if (step != ROW_READ)
        return step;
    if (memcmp(reader->data + reader->line.at, signature, SIGNATURE_BYTES) != 0)
        return fail_format(reader, "COPY file signature not recognized"), ROW_FAILED;
    reader->line.at += SIGNATURE_BYTES;
    if ((step = need(reader, 4, "invalid COPY file header (missing flags)")) != ROW_READ)
        return step;
    if (!check_flags(reader, (uint32_t)take_i32(reader)))
        return ROW_FAILED;
    if ((step = need(reader, 4, "invalid COPY file header (missing length)")) != ROW_READ)
        return step;
    int32_t extension = take_i32(reader);
    if (extension < 0)
        return fail_format(reader, "invalid COPY file header (missing length)"), ROW_FAILED;
    step = need(reader, (size_t)extension, "invalid COPY file header (wrong length)");
    if (step != ROW_READ)
        return step;
    reader->line.at += (size_t)extension;
    reader->line.start = reader->line.at;
    reader->is_past_header = true;
    return ROW_READ;
}

/* --- Rows ------------------------------------------------------------------------------------ */

/* The rest of a row is not there: yet, or ever; then as many fields are left out, and the first of
 * them is what the error is about. */
static RowStep cut_short(CopyReader *reader, uint32_t at)
{
    reader->awaited = at;
    if (!reader->is_ended)
        return ROW_WAITS;
    for (; at < reader->column_count; at++)
        reader->fields[reader->rows * reader->column_count + at].kind = FIELD_MISSING;
    reader->is_over = true;
    return ROW_READ;
}

static RowStep read_fields(CopyReader *reader)
{
    for (uint32_t at = 0; at < reader->column_count; at++) {
        Field *field = &reader->fields[reader->rows * reader->column_count + at];
        if (bytes_left(reader) < 4)
            return cut_short(reader, at);
        int32_t length = take_i32(reader);
        *field = (Field){ (uint32_t)reader->line.at, (uint32_t)length, FIELD_PLAIN };
        if (length == -1) {
            field->kind = FIELD_NULL;
            continue;
        }
        if (length < 0) {
            field->kind = FIELD_BAD_LENGTH;
            return ROW_READ; /* an error, in its turn; where the row ends does not matter then */
        }
        if (bytes_left(reader) < (size_t)length)
            return cut_short(reader, at);
        reader->line.at += (size_t)length;
    }
    return ROW_READ;
}

static RowStep read_end(CopyReader *reader)
{
    if (bytes_left(reader))
        return fail_row(reader, "received copy data after EOF marker");
    if (!reader->is_ended)
        return ROW_WAITS;
    reader->is_over = true;
    return ROW_NONE;
}

static RowStep read_row(CopyReader *reader)
{
    if (bytes_left(reader) < 2) {
        if (!reader->is_ended)
            return ROW_WAITS;
        reader->is_over = true;
        return ROW_NONE;
    }
    int count = take_i16(reader);
    if (count == -1)
        return read_end(reader);
    if (count != (int)reader->column_count) {
        fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION,
             "row field count is %d, expected %d", count, (int)reader->column_count);
        place_in_line(reader);
        return ROW_FAILED;
    }
    return read_fields(reader);
}

RowStep next_binary(CopyReader *reader)
{
    LineScan *line = &reader->line;
    RowStep step = ROW_READ;

    if (reader->is_over)
        return ROW_NONE;
    line->at = line->start;
    reader->awaited = reader->column_count;
    if (!reader->is_past_header)
        step = read_header(reader);
    if (step != ROW_READ)
        return step;
    if (!line->is_begun)
        line->number++;
    line->is_begun = true;
    step = read_row(reader);
    if (step != ROW_READ)
        return step;
    reader->places[reader->rows] =
        (RowPlace){ line->number, (uint32_t)line->start, (uint32_t)(line->at - line->start) };
    line->start = line->at;
    line->is_begun = false;
    return ROW_READ;
}
