/* result.h -- PUBLIC: rows as DataRow messages of the PostgreSQL protocol. */
#ifndef WORKER_RESULT_H
#define WORKER_RESULT_H

#include "base/batch.h"
#include "catalyst/tree/tree.h"

/* Append one DataRow a live row.  `formats`: a byte a column, 0 text, 1 binary; shorter: text. */
void result_encode(StrBuilder *out, Columns columns, Str formats, const Batch *batch);

#endif
