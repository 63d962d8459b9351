/*
 * copy.h -- the data of COPY FROM, from bytes to columns.
 *
 *     bytes ── lines.c ──> lines ── text.c, csv.c ──> fields ── columns.c ──> columns of a batch
 *          └── binary.c: rows with their fields ────────┘
 *
 * Sees bytes and types only: no session, no table, so that tests and fuzzers reach all of it.  What
 * it accepts, refuses and says is PostgreSQL's; in the same order, too: rows are converted column
 * by column, but the error is that of the first row, and there of the first column.
 */
#ifndef SERVER_COPY_COPY_H
#define SERVER_COPY_COPY_H

#include "base/batch.h"
#include "base/value.h"

typedef enum CopyFormat { COPY_TEXT, COPY_CSV, COPY_BINARY } CopyFormat;
typedef enum CopyHeader { COPY_NO_HEADER, COPY_HEADER, COPY_HEADER_MATCH } CopyHeader;

typedef struct CopySyntax {
    CopyFormat format;
    char delimiter, quote, escape;
    Str null_text;
    CopyHeader header;
    bool is_latin1; /* the bytes are; else UTF-8 */
} CopySyntax;

typedef struct CopyColumn {
    Str name;
    Type type;
    bool force_not_null, force_null;
} CopyColumn;

enum {
    /* PostgreSQL puts so many rows, or lines of so many bytes, into a table at a time: keys are
     * checked after the other checks of these rows, and the next ones are not looked at before. */
    COPY_BATCH_ROWS_MAX = 1000,
    COPY_BATCH_BYTES_MAX = 65535,
    COPY_BATCH_FIELDS_MAX = 256 * 1024,
    COPY_LINE_BYTES_MAX = 256 * 1024 * 1024,
};

typedef struct CopyReader CopyReader;

/* `syntax`, `table` and `columns` must outlive the reader; `budget` pays for what it holds. */
CopyReader *copy_reader_new(const CopySyntax *syntax, Str table, const CopyColumn *columns,
                            uint32_t count, const ValueContext *values, Budget *budget);
void copy_reader_free(CopyReader *reader); /* NULL is fine */

/* Bytes have arrived; or there will be none any more.  Raises 53200, 54000. */
must_use bool copy_reader_feed(Cx *cx, CopyReader *reader, Str bytes);
void copy_reader_end(CopyReader *reader);
/* There will be none: this is why.  It is the failure of the next batch, with its place. */
void copy_reader_fail(CopyReader *reader, const Error *why);

/* Rows that are good, and why the one behind them is not. */
typedef struct CopyBatch {
    Column *columns;
    uint32_t rows;
    const Error *failure; /* with its context; NULL: none */
} CopyBatch;

typedef enum CopyStep { COPY_MORE, COPY_ROWS, COPY_END } CopyStep;

/* MORE: bytes are needed.  ROWS: a batch, valid until the next call. */
CopyStep copy_reader_next(CopyReader *reader, CopyBatch *out_batch);

/* Add to the error in `cx` where row `row` of the batch stands; `shows_line`: and the line. */
void copy_reader_place(const CopyReader *reader, Cx *cx, uint32_t row, bool shows_line);
void copy_reader_place_column(const CopyReader *reader, Cx *cx, uint32_t row, uint32_t column);

#endif
