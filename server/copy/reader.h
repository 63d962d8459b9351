/*
 * reader.h -- private to copy: the state of a CopyReader, and its parts.
 *
 *     data: [rows of the batch ...  the line being read ...  not looked at yet ...]
 *            0                      line.start               line.at             end
 *
 * Places in `data` are offsets, as it moves when it grows; it is moved to the front only between
 * two batches.
 */
#ifndef SERVER_COPY_READER_H
#define SERVER_COPY_READER_H

#include "server/copy/copy.h"

typedef enum FieldKind {
    FIELD_PLAIN,   /* as it stands in `data` */
    FIELD_DECODED, /* in `decoded`: escapes and quotes are taken out */
    FIELD_NULL,
    FIELD_MISSING,    /* the line, or the data, have ended before it */
    FIELD_BAD_LENGTH, /* binary */
} FieldKind;

typedef struct Field {
    uint32_t offset, length;
    uint8_t kind;
} Field;

/* Where a row of the batch came from. */
typedef struct RowPlace {
    uint64_t line;           /* counted from 1 */
    uint32_t offset, length; /* of its text in `data`; not of binary ones */
} RowPlace;

typedef enum LineEnd { LINE_END_UNKNOWN, LINE_END_NL, LINE_END_CR, LINE_END_CRNL } LineEnd;

/* The line being read. */
typedef struct LineScan {
    size_t start, at;
    bool is_begun;  /* and counted */
    bool in_quotes; /* CSV */
    bool is_escape; /* CSV: the byte before `at` was an escape inside quotes */
    LineEnd end;    /* as the first line has it */
    uint64_t number;
} LineScan;

struct CopyReader {
    const CopySyntax *syntax;
    Str table;
    const CopyColumn *columns;
    uint32_t column_count;
    const ValueContext *values;
    Budget *budget;

    char *data;
    size_t end, capacity;
    bool is_ended; /* no more bytes will come */
    bool is_over;  /* the end of the data was seen: what comes behind it does not count */
    LineScan line;
    bool is_past_header;
    uint32_t awaited; /* binary: the field whose bytes are not there yet; none: column_count */

    Field *fields; /* column_count a row */
    RowPlace *places;
    uint32_t rows, rows_max;
    size_t batch_bytes;
    StrBuilder decoded; /* in `arena` */
    bool is_given;      /* the batch was handed out: the next begins anew */

    Arena arena; /* of the batch */
    Cx cx;       /* results and the failure of the batch */
};

typedef enum RowStep { ROW_READ, ROW_WAITS, ROW_NONE, ROW_FAILED } RowStep;

/* --- reader.c -------------------------------------------------------------------------------- */
Str reader_bytes(const CopyReader *reader, const Field *field);
/* Add to the reader's error: the line being read, as it is known so far, or with its text. */
void *place_in_line(CopyReader *reader);
void *place_in_text(CopyReader *reader, Str text);
void *place_in_column(CopyReader *reader, uint32_t row, uint32_t column);

/* --- lines.c --------------------------------------------------------------------------------- */
/* The next line without its end. */
RowStep next_line(CopyReader *reader, RowPlace *out_place);

/* --- text.c, csv.c --------------------------------------------------------------------------- */
/* Take a line apart.  *out_count: its fields, of which no more than the columns are kept. */
must_use bool split_text(CopyReader *reader, Str line, Field *out_fields, uint32_t *out_count);
must_use bool split_csv(CopyReader *reader, Str line, Field *out_fields, uint32_t *out_count);

/* --- binary.c -------------------------------------------------------------------------------- */
RowStep next_binary(CopyReader *reader);

/* --- columns.c ------------------------------------------------------------------------------- */
/* The batch's rows as columns.  Where a value is bad, its row and those behind it go, and the
 * error is in reader->cx. */
void convert_columns(CopyReader *reader, Column *out_columns);

#endif
