/*
 * sort_rows.h -- private to sort and top-n: materialised rows, their order, and gathering them.
 *
 *     batches ── add ──> blocks of SORT_BLOCK_ROWS rows ── order ──> ordinals ── gather ──> batches
 *
 * An ordinal names block and row by its bits.  Blocks of wide rows have fewer rows than there is
 * room for in the bits: ordinals have gaps.  Nothing is copied between blocks.
 */
#ifndef WORKER_OPERATORS_SORT_ROWS_H
#define WORKER_OPERATORS_SORT_ROWS_H

#include "worker/operator.h"

enum {
    SORT_BLOCK_BITS = 15,
    SORT_BLOCK_ROWS = 1 << SORT_BLOCK_BITS,
    SORT_BLOCKS_MAX = (1 << (32 - SORT_BLOCK_BITS)) - 1,
};
_Static_assert((int)SORT_BLOCK_ROWS <= (int)BLOCK_ROWS_MAX, "a block can be opened");

typedef struct SortRows {
    Arena *arena; /* its own, so that the struct can be moved */
    const Layout *layouts;
    uint32_t column_count;
    BlockBuilder *builder; /* the block being filled */
    BlockList blocks;
    uint32_t rows; /* in blocks and builder */
} SortRows;

void sort_rows_init(SortRows *rows, Budget *budget, const Layout *layouts, uint32_t column_count);
void sort_rows_fini(SortRows *rows);
/* Append live rows; columns of any kind. */
must_use bool sort_rows_add(Cx *cx, SortRows *rows, const Column *columns, const Row *selection,
                            uint32_t count);
/* Seal what is left: the rows can be ordered and gathered, and nothing is added any more. */
must_use bool sort_rows_finish(Cx *cx, SortRows *rows);
/* The first `column_count` columns of the rows named, in `arena`. */
void sort_rows_gather(const SortRows *rows, Arena *arena, const uint32_t *ordinals, uint32_t count,
                      uint32_t column_count, Column *out_columns);

/* Column `column` alone. */
void sort_rows_gather_column(const SortRows *rows, Arena *arena, const uint32_t *ordinals,
                             uint32_t count, uint32_t column, Column *out);

static inline const Column *sort_rows_column(const SortRows *rows, uint32_t ordinal,
                                             uint32_t column)
{
    return &rows->blocks.items[ordinal >> SORT_BLOCK_BITS]->columns[column];
}

static inline Value sort_rows_value(const SortRows *rows, uint32_t ordinal, uint32_t column)
{
    return value_of_column(sort_rows_column(rows, ordinal, column),
                           ordinal & (SORT_BLOCK_ROWS - 1));
}

/* One key of the order: a column of the rows. */
typedef struct SortBy {
    Type type;
    uint32_t column;
    bool descending, nulls_first;
} SortBy;

/* Less than zero, zero, more than zero; nulls as the key says. */
int sort_compare_values(const SortBy *by, Value a, Value b);

/* The ordinals of all rows in the order of the keys, ties as they were added; in `arena`. */
must_use uint32_t *sort_order(Cx *cx, Arena *arena, const SortRows *rows, const SortBy *keys,
                              uint32_t key_count);

/* --- Input for both operators --------------------------------------------------------------------
 */

/* The columns to keep of each input batch: all of the input, then keys that are no columns. */
typedef struct SortInput {
    Columns input;
    SortBy *keys;
    uint32_t key_count;
    Layout *layouts;
    uint32_t column_count;
    ProgramState *program; /* NULL: all keys are columns */
    Arena arena;           /* of the batch */
} SortInput;

must_use SortInput *sort_input_new(Task *task, Sorts sorts, Columns input);
void sort_input_free(SortInput *in);
/* Keep all rows that `from` gives and seal them: DONE, or what `from` said. */
OpStatus sort_input_read(Task *task, SortInput *in, Operator *from, SortRows *rows);
/* The kept columns of a batch, valid until the next call. */
must_use Column *sort_input_columns(Task *task, SortInput *in, const Batch *batch);

#endif
