/*
 * format.h -- results as text: tables for people, CSV, JSON and Markdown for everything else.
 *
 *     columns ──> row, row, ... ──> end
 *
 * A formatter appends to a text and does no I/O.  CSV and JSON are written as rows arrive; a table
 * must know its widest values, so it waits for the end.  A value that is NULL has no data; an empty
 * one has data and no length.
 */
#ifndef SERVER_CLI_FORMAT_H
#define SERVER_CLI_FORMAT_H

#include "base/error.h"

typedef enum FormatKind {
    FORMAT_ALIGNED,  /* as psql prints */
    FORMAT_CSV,      /* RFC 4180 with a header; NULL is empty, an empty text is "" */
    FORMAT_JSON,     /* an array of objects */
    FORMAT_JSONL,    /* an object a line */
    FORMAT_MARKDOWN, /* a table of GitHub's Markdown */
} FormatKind;

/* false: there is no such format; says which there are. */
must_use bool format_find(Cx *cx, const char *name, FormatKind *out_kind);

typedef struct ResultColumn {
    Str name;
    uint32_t type_oid;
} ResultColumn;

typedef struct Formatter Formatter;

/* `out` is borrowed; the formatter's own memory comes from `arena`. */
Formatter *formatter_new(Arena *arena, FormatKind kind, StrBuilder *out);
void formatter_free(Formatter *formatter);

/* All texts are borrowed for the call only. */
void formatter_columns(Formatter *formatter, const ResultColumn *columns, uint32_t count);
void formatter_row(Formatter *formatter, const Str *values);
void formatter_end(Formatter *formatter);

#endif
