/*
 * sorter.h -- private to the sorting operators: rows gathered, and put in order.
 *
 * Rows are kept in blocks: the input's columns, then the keys that are not plain columns of it.
 * The order is that of the keys; equal keys keep the order they came in, so results do not depend
 * on the algorithm.
 */
#ifndef WORKER_OPERATORS_SORTER_H
#define WORKER_OPERATORS_SORTER_H

#include "worker/operator.h"

typedef struct Sorter Sorter;

must_use Sorter *sorter_new(Task *task, Sorts keys, Columns input);
void sorter_free(Sorter *sorter); /* NULL is fine */

/* Take the live rows of a batch. */
must_use bool sorter_add(Sorter *sorter, Task *task, const Batch *batch);
uint64_t sorter_rows(const Sorter *sorter);
/* Keep only the first `rows` in order. */
must_use bool sorter_prune(Sorter *sorter, Task *task, uint64_t rows);

/* Sort what was taken; then ask for rows [from, from + rows) of the result. */
must_use bool sorter_finish(Sorter *sorter, Task *task);
void sorter_slice(Sorter *sorter, Arena *arena, uint64_t from, uint32_t rows, Batch *out_batch);

#endif
