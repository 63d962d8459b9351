/*
 * batch.h -- up to BATCH_ROWS_MAX rows of some columns, and which of them still count.
 *
 * `selection` names the live rows in ascending order; NULL: all `rows`.  Operators that drop rows
 * shrink the selection instead of copying columns.
 */
#ifndef BASE_BATCH_H
#define BASE_BATCH_H

#include "base/column.h"

typedef struct Batch {
    Column *columns;
    uint32_t column_count;
    uint32_t rows;        /* in each column */
    const Row *selection; /* NULL: all rows are live */
    uint32_t selected;    /* live rows: the length of selection, or `rows` */
} Batch;

static inline Row batch_row(const Batch *batch, uint32_t at)
{
    return batch->selection ? batch->selection[at] : (Row)at;
}

/* Make a batch whose columns are all dense: row r is live row r of `batch`. */
void batch_compact(Arena *arena, Batch *batch);

bool batch_is_valid(const Batch *batch); /* for asserts */

#endif
