/* result.h -- PUBLIC: rows as DataRow messages of the PostgreSQL protocol, or as COPY's. */
#ifndef WORKER_RESULT_H
#define WORKER_RESULT_H

#include "base/batch.h"
#include "base/value_context.h"
#include "catalyst/tree/tree.h"

/* How values are shown. */
typedef struct ResultFormat {
    Str formats; /* a byte a column, 0 text, 1 binary; shorter: text; or result_copy_format() */
    const ValueContext *values;
} ResultFormat;

/* --- COPY TO --------------------------------------------------------------------------------- */

typedef enum ResultCopyKind {
    RESULT_COPY_TEXT,
    RESULT_COPY_CSV,
    RESULT_COPY_BINARY
} ResultCopyKind;

typedef struct ResultCopy {
    ResultCopyKind kind;
    char delimiter, quote, escape; /* the latter two of CSV */
    Str null_text;
    uint32_t column_count;
    const bool *is_forced; /* CSV, a column: quoted whatever it is */
} ResultCopy;

/* As `formats` have it, so that it goes wherever they go. */
Str result_copy_format(Arena *arena, const ResultCopy *copy);
bool result_is_copied(const ResultFormat *format);
/* Messages before and behind the rows; in the binary form what comes before all rows is put into
 * the first of `messages`, which is added with the others. */
void result_copy_header(StrBuilder *out, Columns columns, const ResultFormat *format);
void result_copy_begin_binary(StrBuilder *out, Str messages);
void result_copy_end_binary(StrBuilder *out);

/* --- Rows ------------------------------------------------------------------------------------ */

/* Append one DataRow, or CopyData, a live row. */
void result_encode(StrBuilder *out, Columns columns, const ResultFormat *format,
                   const Batch *batch);

#endif
