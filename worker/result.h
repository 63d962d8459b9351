/* result.h -- PUBLIC: rows as DataRow messages of the PostgreSQL protocol. */
#ifndef WORKER_RESULT_H
#define WORKER_RESULT_H

#include "base/batch.h"
#include "base/value_context.h"
#include "catalyst/tree/tree.h"

/* How values are shown. */
typedef struct ResultFormat {
    Str formats; /* a byte a column, 0 text, 1 binary; shorter: text */
    const ValueContext *values;
} ResultFormat;

/* Append one DataRow a live row. */
void result_encode(StrBuilder *out, Columns columns, const ResultFormat *format,
                   const Batch *batch);

#endif
