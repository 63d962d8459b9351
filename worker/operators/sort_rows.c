/* sort_rows.c -- see sort_rows.h: keeping rows, gathering them, and evaluating keys. */
#include "worker/operators/sort_rows.h"

/* --- Keeping -----------------------------------------------------------------------------------
 */

void sort_rows_init(SortRows *rows, Budget *budget, const Layout *layouts, uint32_t column_count)
{
    *rows = (SortRows){ .layouts = layouts, .column_count = column_count };
    rows->arena = arena_new(budget);
    rows->builder = block_builder_new(rows->arena, layouts, column_count);
}

void sort_rows_fini(SortRows *rows)
{
    arena_free(rows->arena);
    *rows = (SortRows){ 0 };
}

static bool seal(Cx *cx, SortRows *rows)
{
    Cx inner = cx_within(cx, rows->arena);

    if (rows->blocks.count == SORT_BLOCKS_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a sort can have at most %u blocks of rows at once", (unsigned)SORT_BLOCKS_MAX);
    return block_list_seal(&inner, &rows->blocks, rows->builder) || fail_with(cx, &inner.error);
}

bool sort_rows_add(Cx *cx, SortRows *rows, const Column *columns, const Row *selection,
                   uint32_t count)
{
    for (uint32_t at = 0; at < count;) {
        uint32_t before = at, room = SORT_BLOCK_ROWS - block_builder_rows(rows->builder);
        uint32_t to = count - at < room ? count : at + room;
        TRY(block_builder_add(cx, rows->builder, columns, selection, &at, to));
        rows->rows += at - before;
        if (at < to || block_builder_rows(rows->builder) == SORT_BLOCK_ROWS)
            TRY(seal(cx, rows));
    }
    return true;
}

bool sort_rows_finish(Cx *cx, SortRows *rows)
{
    return block_builder_rows(rows->builder) == 0 || seal(cx, rows);
}

/* --- Gathering ---------------------------------------------------------------------------------
 */

typedef struct Word16 {
    uint64_t word[2];
} Word16;

#define GATHER(T)                                                                                  \
    for (uint32_t at = 0; at < count; at++)                                                        \
        ((T *)out)[at] =                                                                           \
            ((const T *)                                                                           \
                 bases[ordinals[at] >> SORT_BLOCK_BITS])[ordinals[at] & (SORT_BLOCK_ROWS - 1)];    \
    break

static void gather_values(const void *const *bases, Layout layout, const uint32_t *ordinals,
                          uint32_t count, void *out)
{
    switch (layout_bytes(layout)) {
    case 1: GATHER(uint8_t);
    case 2: GATHER(uint16_t);
    case 4: GATHER(uint32_t);
    case 8: GATHER(uint64_t);
    case 16: GATHER(Word16);
    }
    if (layout != LAYOUT_VIEW)
        return;
    for (uint32_t at = 0; at < count; at++) {
        StrView *view = (StrView *)out + at;
        if (view->length > VIEW_INLINE_MAX)
            view->heap = ordinals[at] >> SORT_BLOCK_BITS;
    }
}
#undef GATHER

static const uint64_t *gather_validity(const SortRows *rows, Arena *arena, uint32_t column,
                                       const uint32_t *ordinals, uint32_t count)
{
    bool has_nulls = false;

    for (uint32_t block = 0; block < rows->blocks.count; block++)
        has_nulls |= rows->blocks.items[block]->columns[column].validity != NULL;
    if (!has_nulls)
        return NULL;
    uint64_t *validity = validity_alloc(arena, count, true);
    for (uint32_t at = 0; at < count; at++) {
        const uint64_t *bits = sort_rows_column(rows, ordinals[at], column)->validity;
        if (bits && !bit_get(bits, ordinals[at] & (SORT_BLOCK_ROWS - 1)))
            bit_clear(validity, at);
    }
    return validity;
}

void sort_rows_gather_column(const SortRows *rows, Arena *arena, const uint32_t *ordinals,
                             uint32_t count, uint32_t column, Column *out)
{
    Layout layout = rows->layouts[column];
    const void **bases = ARENA_ARRAY(arena, const void *, rows->blocks.count + 1);
    const uint8_t **heaps = NULL;
    void *data = column_alloc(arena, layout, count);

    if (layout == LAYOUT_VIEW)
        heaps = ARENA_ARRAY(arena, const uint8_t *, rows->blocks.count + 1);
    for (uint32_t block = 0; block < rows->blocks.count; block++) {
        bases[block] = rows->blocks.items[block]->columns[column].data;
        if (heaps)
            heaps[block] = rows->blocks.items[block]->columns[column].heaps[0];
    }
    gather_values(bases, layout, ordinals, count, data);
    *out = column_flat(layout, count, data, gather_validity(rows, arena, column, ordinals, count));
    out->heaps = heaps;
    out->heap_count = heaps ? rows->blocks.count : 0;
}

void sort_rows_gather(const SortRows *rows, Arena *arena, const uint32_t *ordinals, uint32_t count,
                      uint32_t column_count, Column *out_columns)
{
    for (uint32_t column = 0; column < column_count; column++)
        sort_rows_gather_column(rows, arena, ordinals, count, column, &out_columns[column]);
}

/* --- Keys of input batches -----------------------------------------------------------------------
 */

SortInput *sort_input_new(Task *task, Sorts sorts, Columns input)
{
    SortInput *in = arena_zero(task->arena, sizeof *in);
    const Expr **exprs = ARENA_ARRAY(task->arena, const Expr *, sorts.count + 1);
    uint32_t computed = 0;

    arena_init(&in->arena, task->budget);
    in->input = input;
    in->key_count = sorts.count;
    in->keys = ARENA_ARRAY(task->arena, SortBy, sorts.count + 1);
    in->layouts = ARENA_ARRAY(task->arena, Layout, input.count + sorts.count + 1);
    for (uint32_t at = 0; at < input.count; at++)
        in->layouts[at] = type_layout(input.items[at].type);
    for (uint32_t at = 0; at < sorts.count; at++) {
        const SortKey *key = &sorts.items[at];
        uint32_t column = column_of_ref(input, key->expr);
        if (column == COLUMN_NONE) {
            exprs[computed] = key->expr;
            column = input.count + computed++;
            in->layouts[column] = type_layout(key->expr->type);
        }
        in->keys[at] = (SortBy){ .type = key->expr->type,
                                 .column = column,
                                 .descending = key->descending,
                                 .nulls_first = key->nulls_first };
    }
    in->column_count = input.count + computed;
    if (computed) {
        Program *program = TRY(program_compile(&task->cx, (Exprs){ exprs, computed }, input));
        in->program = TRY(program_start(&task->cx, program));
    }
    return in;
}

void sort_input_free(SortInput *in)
{
    if (in)
        arena_fini(&in->arena);
}

Column *sort_input_columns(Task *task, SortInput *in, const Batch *batch)
{
    Cx cx = cx_within(&task->cx, &in->arena);

    arena_reset(&in->arena);
    Column *columns = ARENA_ARRAY(cx.arena, Column, in->column_count + 1);
    if (in->input.count)
        memcpy(columns, batch->columns, in->input.count * sizeof *columns);
    if (in->program && !program_run(&cx, in->program, batch, columns + in->input.count))
        return fail_with(&task->cx, &cx.error);
    return columns;
}

OpStatus sort_input_read(Task *task, SortInput *in, Operator *from, SortRows *rows)
{
    for (;;) {
        Batch batch;
        OpStatus status = op_next(from, task, &batch);
        if (status == OP_DONE)
            break;
        if (status != OP_MORE)
            return status;
        const Column *columns = sort_input_columns(task, in, &batch);
        if (!columns || !sort_rows_add(&task->cx, rows, columns, batch.selection, batch.selected))
            return OP_FAILED;
    }
    return sort_rows_finish(&task->cx, rows) ? OP_DONE : OP_FAILED;
}
