/*
 * sorter.c -- see sorter.h.
 *
 * Each row gets a 64-bit prefix of its first key, made so that unsigned comparison is the key's
 * order (null first or last, descending keys inverted). Most comparisons end there; the others look
 * at the keys themselves.
 */
#include "worker/operators/sorter.h"

#include <stdlib.h>

enum { CHECK_EVERY = 64 * 1024, PREFIX_NULL_BITS = 1 };

typedef struct Entry {
    uint64_t prefix;
    uint32_t ordinal;
} Entry;

typedef struct Key {
    uint32_t column; /* in the blocks */
    Type type;
    bool descending;
    bool nulls_first;
    bool is_exact; /* the prefix says all there is to say */
} Key;

struct Sorter {
    Key *keys;
    uint32_t key_count;
    uint32_t input_count;  /* columns of the input */
    uint32_t column_count; /* and computed keys */
    Layout *layouts;
    ProgramState *program; /* of the computed keys; NULL: none */
    Arena rows_arena;      /* builder and blocks */
    Arena batch_arena;
    BlockBuilder *builder;
    Block **blocks;
    uint32_t block_count, block_capacity;
    uint64_t rows;
    RowStore *store; /* after finish */
    Entry *order;
};

/* --- Making
 * ------------------------------------------------------------------------------------------- */

static uint32_t input_column(Columns input, const Expr *expr)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < input.count; at++)
        if (input.items[at].id == ref->id)
            return at;
    return UINT32_MAX;
}

static bool make_keys(Sorter *s, Task *task, Sorts keys, Columns input)
{
    const Expr **computed = ARENA_ARRAY(task->arena, const Expr *, keys.count);
    uint32_t count = 0;

    for (uint32_t at = 0; at < keys.count; at++) {
        const SortKey *key = &keys.items[at];
        uint32_t column = input_column(input, key->expr);
        if (column == UINT32_MAX) {
            column = input.count + count;
            computed[count++] = key->expr;
            s->layouts[column] = type_layout(key->expr->type);
        }
        s->keys[at] = (Key){ .column = column,
                             .type = key->expr->type,
                             .descending = key->descending,
                             .nulls_first = key->nulls_first };
    }
    s->column_count = input.count + count;
    if (!count)
        return true;
    Program *program = TRY(program_compile(&task->cx, (Exprs){ computed, count }, input));
    s->program = TRY(program_start(&task->cx, program));
    return true;
}

static void start_rows(Sorter *s)
{
    s->builder = block_builder_new(&s->rows_arena, s->layouts, s->column_count);
    s->blocks = NULL;
    s->block_count = s->block_capacity = 0;
    s->rows = 0;
}

Sorter *sorter_new(Task *task, Sorts keys, Columns input)
{
    Sorter *s = arena_zero(task->arena, sizeof *s);

    s->keys = ARENA_ARRAY(task->arena, Key, keys.count);
    s->key_count = keys.count;
    s->input_count = input.count;
    s->layouts = ARENA_ARRAY(task->arena, Layout, input.count + keys.count);
    for (uint32_t at = 0; at < input.count; at++)
        s->layouts[at] = type_layout(input.items[at].type);
    arena_init(&s->rows_arena, task->budget);
    arena_init(&s->batch_arena, task->budget);
    TRY(make_keys(s, task, keys, input));
    start_rows(s);
    return s;
}

void sorter_free(Sorter *s)
{
    if (!s)
        return;
    arena_fini(&s->rows_arena);
    arena_fini(&s->batch_arena);
}

/* --- Gathering
 * ---------------------------------------------------------------------------------------- */

static bool check_budget(Task *task)
{
    if (check_memory(&task->cx))
        return true;
    fail_context(&task->cx, "sort");
    return false;
}

static bool seal_block(Sorter *s, Task *task)
{
    Cx cx = { .arena = &s->rows_arena };
    void *bytes = arena_align(&s->rows_arena, block_builder_bytes(s->builder), 64);
    size_t size = block_builder_seal(s->builder, bytes);
    Block *block = block_open(&cx, bytes, size, false);

    if (s->block_count == s->block_capacity) {
        s->block_capacity = s->block_capacity ? s->block_capacity * 2 : 16;
        Block **blocks = ARENA_ARRAY(&s->rows_arena, Block *, s->block_capacity);
        if (s->block_count)
            memcpy(blocks, s->blocks, s->block_count * sizeof *blocks);
        s->blocks = blocks;
    }
    if (!block)
        return fail_with(&task->cx, &cx.error);
    s->blocks[s->block_count++] = block;
    return check_budget(task);
}

bool sorter_add(Sorter *s, Task *task, const Batch *batch)
{
    Cx cx = { .arena = &s->batch_arena, .cancel = task->cx.cancel };
    const Column *columns = batch->columns;

    if (s->program) {
        arena_reset(&s->batch_arena);
        Column *all = ARENA_ARRAY(&s->batch_arena, Column, s->column_count);
        memcpy(all, batch->columns, s->input_count * sizeof *all);
        if (!program_run(&cx, s->program, batch, all + s->input_count))
            return fail_with(&task->cx, &cx.error);
        columns = all;
    }
    block_builder_add(s->builder, columns, batch->selection, batch->selected);
    s->rows += batch->selected;
    return !block_builder_is_full(s->builder) || seal_block(s, task);
}

uint64_t sorter_rows(const Sorter *s)
{
    return s->rows;
}

/* --- Prefixes
 * ------------------------------------------------------------------------------------------- */

static uint64_t prefix_of_integer(int64_t value)
{
    return (uint64_t)value ^ (UINT64_C(1) << 63);
}

/* IEEE order as unsigned integers; NaN is greater than all, -0.0 equals 0.0. */
static uint64_t prefix_of_real(double value)
{
    uint64_t bits;

    if (value != value)
        return UINT64_MAX;
    value = value == 0 ? 0 : value;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static uint64_t prefix_of_text(Str text)
{
    uint64_t prefix = 0;

    memcpy(&prefix, text.data, text.length < 8 ? text.length : 8);
    return __builtin_bswap64(prefix);
}

/* The upper 64 bits of the value's order; 0 where the type has no cheap prefix. */
static uint64_t prefix_of(const Column *column, uint32_t row, Type type)
{
    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: return ((const uint8_t *)column->data)[row];
    case LAYOUT_I8: return prefix_of_integer(((const int8_t *)column->data)[row]);
    case LAYOUT_I16: return prefix_of_integer(((const int16_t *)column->data)[row]);
    case LAYOUT_I32: return prefix_of_integer(((const int32_t *)column->data)[row]);
    case LAYOUT_I64: return prefix_of_integer(((const int64_t *)column->data)[row]);
    case LAYOUT_I128:
        return prefix_of_integer((int64_t)(((const int128_t *)column->data)[row] >> 64));
    case LAYOUT_F32: return prefix_of_real((double)((const float *)column->data)[row]);
    case LAYOUT_F64: return prefix_of_real(((const double *)column->data)[row]);
    case LAYOUT_VIEW:
        return type.id == TYPE_NUMERIC
                   ? 0
                   : prefix_of_text(view_str((const StrView *)column->data + row, column->heaps));
    case LAYOUT_INTERVAL: return 0;
    }
    return 0;
}

/* One bit is given up so that null has a place before or after all values. */
static uint64_t ordered_prefix(const Key *key, const Column *column, uint32_t row)
{
    const uint64_t top = UINT64_C(1) << 63;

    if (!column_has(column, row))
        return key->nulls_first ? 0 : UINT64_MAX;
    uint64_t prefix = prefix_of(column, row, key->type);
    if (key->descending)
        prefix = ~prefix;
    prefix >>= PREFIX_NULL_BITS;
    return key->nulls_first ? prefix | top : prefix;
}

/* --- Comparing
 * -------------------------------------------------------------------------------------------- */

static int compare_key(const Key *key, const Column *column, uint32_t a, uint32_t b)
{
    bool has_a = column_has(column, a), has_b = column_has(column, b);

    if (!has_a || !has_b)
        return has_a == has_b ? 0 : (has_a ? 1 : -1) * (key->nulls_first ? 1 : -1);
    int order = value_compare(key->type, value_of_column(column, a), value_of_column(column, b));
    return key->descending ? -order : order;
}

static int compare_entries(const void *left, const void *right, void *sorter)
{
    const Entry *a = left, *b = right;
    const Sorter *s = sorter;

    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    for (uint32_t at = 0; at < s->key_count; at++) {
        const Key *key = &s->keys[at];
        int order = compare_key(key, &s->store->columns[key->column], a->ordinal, b->ordinal);
        if (order)
            return order;
    }
    return a->ordinal < b->ordinal ? -1 : 1;
}

bool sorter_finish(Sorter *s, Task *task)
{
    Cx cx = { .arena = &s->rows_arena, .cancel = task->cx.cancel };

    if (block_builder_rows(s->builder))
        TRY(seal_block(s, task));
    s->store = row_store_make(&cx, s->blocks, s->block_count, s->layouts, s->column_count);
    if (!s->store)
        return fail_with(&task->cx, &cx.error);
    s->order = ARENA_ARRAY(&s->rows_arena, Entry, s->store->rows + 1);
    TRY(check_budget(task));
    for (uint32_t row = 0; row < s->store->rows; row++) {
        uint64_t prefix =
            s->key_count ? ordered_prefix(&s->keys[0], &s->store->columns[s->keys[0].column], row)
                         : 0;
        s->order[row] = (Entry){ prefix, row };
        if (row % CHECK_EVERY == 0)
            TRY(check_interrupts(&task->cx));
    }
    qsort_r(s->order, s->store->rows, sizeof *s->order, compare_entries, s);
    return check_interrupts(&task->cx);
}

void sorter_slice(Sorter *s, Arena *arena, uint64_t from, uint32_t rows, Batch *out_batch)
{
    uint32_t *ordinals = ARENA_ARRAY(arena, uint32_t, rows + 1);
    Column *columns = ARENA_ARRAY(arena, Column, s->column_count + 1);

    for (uint32_t row = 0; row < rows; row++)
        ordinals[row] = s->order[from + row].ordinal;
    for (uint32_t at = 0; at < s->column_count; at++)
        columns[at] = column_gather_ordinals(arena, &s->store->columns[at], ordinals, rows);
    *out_batch = (Batch){
        .columns = columns, .column_count = s->column_count, .rows = rows, .selected = rows
    };
}

/* The kept rows move to an arena of their own; the rest is given back. */
bool sorter_prune(Sorter *s, Task *task, uint64_t rows)
{
    TRY(sorter_finish(s, task));
    Arena old = s->rows_arena;
    uint64_t kept = s->store->rows < rows ? s->store->rows : rows;
    arena_init(&s->rows_arena, task->budget);
    RowStore *store = s->store;
    start_rows(s);
    bool done = true;
    for (uint64_t from = 0; done && from < kept; from += BATCH_ROWS_MAX) {
        uint32_t count = kept - from < BATCH_ROWS_MAX ? (uint32_t)(kept - from) : BATCH_ROWS_MAX;
        Batch batch;
        arena_reset(&s->batch_arena);
        s->store = store;
        sorter_slice(s, &s->batch_arena, from, count, &batch);
        block_builder_add(s->builder, batch.columns, NULL, count);
        s->rows += count;
        done = !block_builder_is_full(s->builder) || seal_block(s, task);
    }
    s->store = NULL;
    s->order = NULL;
    arena_fini(&old);
    return done;
}
