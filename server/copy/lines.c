/*
 * lines.c -- where lines end, in text and CSV.
 *
 * The first line end decides which one it is; another kind is an error, unless it is escaped or
 * quoted.  A line with only \. ends the data; in text also one behind other fields.  Quotes are
 * followed here only as far as needed to know which line ends are inside them: what a quote means
 * elsewhere is csv.c's.  Where a byte must be looked at that is not there yet, the scan stops
 * before the byte that asks for it.
 */
#include "base/masks.h"
#include "server/copy/reader.h"

typedef enum Look {
    LOOK_ON,   /* nothing: `at` is where to go on */
    LOOK_LINE, /* the line ends: out_place */
    LOOK_WAIT, /* for more bytes */
    LOOK_FAILED,
} Look;

static bool is_csv(const CopyReader *reader)
{
    return reader->syntax->format == COPY_CSV;
}

static void *fail_format(CopyReader *reader, const char *message, const char *hint)
{
    fail(&reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "%s", message);
    if (hint)
        fail_hint(&reader->cx, "%s", hint);
    return place_in_line(reader);
}

static Look fail_line_end(CopyReader *reader, char c)
{
    bool is_return = c == '\r';

    if (is_csv(reader))
        fail_format(reader,
                    is_return ? "unquoted carriage return found in data"
                              : "unquoted newline found in data",
                    is_return ? "Use quoted CSV field to represent carriage return."
                              : "Use quoted CSV field to represent newline.");
    else
        fail_format(reader,
                    is_return ? "literal carriage return found in data"
                              : "literal newline found in data",
                    is_return ? "Use \"\\r\" to represent carriage return."
                              : "Use \"\\n\" to represent newline.");
    return LOOK_FAILED;
}

/* Is byte `at` there, or will it never be?  Then it reads as NUL. */
static bool can_see(const CopyReader *reader, size_t at)
{
    return at < reader->end || reader->is_ended;
}

static char byte_at(const CopyReader *reader, size_t at)
{
    return at < reader->end ? reader->data[at] : '\0';
}

/* The line ends before `to`; the next one begins at `next`. */
static Look end_line(CopyReader *reader, size_t to, size_t next, RowPlace *out_place)
{
    LineScan *line = &reader->line;

    *out_place = (RowPlace){ line->number, (uint32_t)line->start, (uint32_t)(to - line->start) };
    line->start = line->at = next;
    line->is_begun = false;
    line->in_quotes = line->is_escape = false;
    return LOOK_LINE;
}

static Look look_at_return(CopyReader *reader, size_t at, RowPlace *out_place)
{
    LineScan *line = &reader->line;

    if (line->end == LINE_END_NL)
        return fail_line_end(reader, '\r');
    if (line->end == LINE_END_CR)
        return end_line(reader, at, at + 1, out_place);
    if (!can_see(reader, at + 1))
        return LOOK_WAIT;
    if (byte_at(reader, at + 1) == '\n') {
        line->end = LINE_END_CRNL;
        return end_line(reader, at, at + 2, out_place);
    }
    if (line->end == LINE_END_CRNL)
        return fail_line_end(reader, '\r');
    line->end = LINE_END_CR;
    return end_line(reader, at, at + 1, out_place);
}

static Look look_at_newline(CopyReader *reader, size_t at, RowPlace *out_place)
{
    LineScan *line = &reader->line;

    if (line->end == LINE_END_CR || line->end == LINE_END_CRNL)
        return fail_line_end(reader, '\n');
    line->end = LINE_END_NL;
    return end_line(reader, at, at + 1, out_place);
}

/* In CSV what is not quite \. is data. */
static Look no_end_marker(CopyReader *reader, size_t at, const char *message)
{
    if (is_csv(reader)) {
        reader->line.at = at + 1;
        return LOOK_ON;
    }
    fail_format(reader, message, NULL);
    return LOOK_FAILED;
}

/* \. stands at `at`: is it alone up to a line end of the right kind? */
static Look look_at_end_marker(CopyReader *reader, size_t at, RowPlace *out_place)
{
    static const char other_style[] = "end-of-copy marker does not match previous newline style";
    static const char corrupt[] = "end-of-copy marker corrupt";
    LineEnd end = reader->line.end;
    size_t behind = at + 2;

    if (end == LINE_END_CRNL) {
        if (!can_see(reader, behind))
            return LOOK_WAIT;
        char c = byte_at(reader, behind++);
        if (c != '\r')
            return no_end_marker(reader, at, c == '\n' ? other_style : corrupt);
    }
    if (!can_see(reader, behind))
        return LOOK_WAIT;
    char c = byte_at(reader, behind);
    if (c != '\r' && c != '\n')
        return no_end_marker(reader, at, corrupt);
    if ((end == LINE_END_NL || end == LINE_END_CRNL) && c != '\n')
        return fail_format(reader, other_style, NULL), LOOK_FAILED;
    if (end == LINE_END_CR && c != '\r')
        return fail_format(reader, other_style, NULL), LOOK_FAILED;
    reader->is_over = true;
    return end_line(reader, at, behind + 1, out_place);
}

static Look look_at_backslash(CopyReader *reader, size_t at, RowPlace *out_place)
{
    LineScan *line = &reader->line;

    line->at = at + 1;
    if (is_csv(reader) && at != line->start)
        return LOOK_ON;
    if (!can_see(reader, at + 1)) {
        line->at = at;
        return LOOK_WAIT;
    }
    if (byte_at(reader, at + 1) == '.' && at + 1 < reader->end) {
        line->at = at;
        return look_at_end_marker(reader, at, out_place);
    }
    if (!is_csv(reader) && at + 1 < reader->end)
        line->at = at + 2; /* whatever it is, it does not end the line */
    return LOOK_ON;
}

/* CSV: does a quote open or close, is a line end quoted? */
static void follow_quotes(CopyReader *reader, char c)
{
    LineScan *line = &reader->line;
    char quote = reader->syntax->quote, escape = reader->syntax->escape;
    bool has_escape = escape != quote;

    if (has_escape && line->in_quotes && c == escape)
        line->is_escape = !line->is_escape;
    if (c == quote && !line->is_escape)
        line->in_quotes = !line->in_quotes;
    if (!has_escape || c != escape)
        line->is_escape = false;
    if (line->in_quotes && c == (line->end == LINE_END_NL ? '\n' : '\r'))
        line->number++;
}

static Look look_at(CopyReader *reader, size_t at, RowPlace *out_place)
{
    LineScan *line = &reader->line;
    char c = reader->data[at];

    if (is_csv(reader)) {
        line->is_escape = line->is_escape && at == line->at;
        follow_quotes(reader, c);
        if (line->in_quotes || (c != '\r' && c != '\n' && c != '\\')) {
            line->at = at + 1;
            return LOOK_ON;
        }
    }
    line->at = at;
    if (c == '\r')
        return look_at_return(reader, at, out_place);
    if (c == '\n')
        return look_at_newline(reader, at, out_place);
    return look_at_backslash(reader, at, out_place);
}

/* The bytes of 64 that must be looked at. */
static uint64_t special(const CopyReader *reader, const char *bytes)
{
    const CopySyntax *syntax = reader->syntax;
    uint64_t mask = mask_of(bytes, '\n') | mask_of(bytes, '\r') | mask_of(bytes, '\\');

    if (syntax->format == COPY_CSV)
        mask |= mask_of(bytes, syntax->quote) | mask_of(bytes, syntax->escape);
    return mask;
}

/* Look at the special bytes from `at` up to 64 bytes from there. */
static Look look_at_block(CopyReader *reader, RowPlace *out_place)
{
    LineScan *line = &reader->line;
    size_t from = line->at;
    uint64_t mask = special(reader, reader->data + from) & mask_first(reader->end - from);
    Look look = LOOK_ON;

    while (mask && look == LOOK_ON) {
        size_t at = from + (size_t)__builtin_ctzll(mask);
        mask &= mask - 1;
        if (at >= line->at)
            look = look_at(reader, at, out_place);
    }
    if (look != LOOK_ON)
        return look;
    size_t to = from + MASK_BYTES < reader->end ? from + MASK_BYTES : reader->end;
    if (line->at < to) {
        line->is_escape = false; /* the byte before was another one */
        line->at = to;
    }
    return LOOK_ON;
}

/* What is left has no line end. */
static RowStep last_line(CopyReader *reader, RowPlace *out_place)
{
    reader->is_over = true;
    if (reader->line.start == reader->end)
        return ROW_NONE;
    end_line(reader, reader->end, reader->end, out_place);
    return ROW_READ;
}

RowStep next_line(CopyReader *reader, RowPlace *out_place)
{
    LineScan *line = &reader->line;
    Look look = LOOK_ON;

    if (reader->is_over)
        return ROW_NONE;
    if (!line->is_begun)
        line->number++;
    line->is_begun = true;
    while (look == LOOK_ON && line->at < reader->end)
        look = look_at_block(reader, out_place);
    if (look == LOOK_FAILED)
        return ROW_FAILED;
    if (look == LOOK_LINE) /* only \. and nothing before it is no row */
        return reader->is_over && !out_place->length ? ROW_NONE : ROW_READ;
    return reader->is_ended ? last_line(reader, out_place) : ROW_WAITS;
}
