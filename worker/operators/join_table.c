/*
 * join_table.c -- building the table of a hash join: rows, keys, words, index, filters.
 *
 * The blocks become one RowStore; keys that are plain columns are the store's own, others are
 * computed into blocks, which become a second one.  What is needed while building alone lives in
 * an arena that goes when the table is made.
 */
#include "worker/operators/join_table.h"

bool join_check(Cx *cx)
{
    return check_interrupts(cx) || fail_context(cx, "hash join build");
}

/* --- Keys ----------------------------------------------------------------------------------------
 */

/* Computed keys, on their way into blocks of cx->arena. */
typedef struct KeyBlocks {
    BlockBuilder *builder;
    BlockList blocks;
} KeyBlocks;

static bool seal_keys(Cx *cx, KeyBlocks *made)
{
    return block_list_seal(cx, &made->blocks, made->builder) && join_check(cx);
}

/* Run the program over the store, a batch at a time. */
static bool run_keys(Cx *cx, const JoinTable *table, ProgramState *state, KeyBlocks *made)
{
    CLOSES(arena_fini)
    Arena arena;
    Cx batch_cx = cx_within(cx, &arena);
    Block all = { table->rows, table->store->column_count, table->store->columns };

    arena_init(&arena, cx->arena->budget);
    for (uint32_t row = 0; row < table->rows; row += BATCH_ROWS_MAX) {
        uint32_t left = table->rows - row, rows = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
        Batch batch;
        arena_reset(&arena);
        block_slice(&arena, &all, row, rows, &batch);
        Column *columns = ARENA_ARRAY(&arena, Column, table->key_count);
        if (!program_run(&batch_cx, state, &batch, columns))
            return fail_with(cx, &batch_cx.error);
        for (uint32_t at = 0; at < rows;) {
            TRY(block_builder_add(cx, made->builder, columns, NULL, &at, rows));
            if (block_builder_is_full(made->builder))
                TRY(seal_keys(cx, made));
        }
    }
    return seal_keys(cx, made);
}

/* Some key is an expression: compute all of them. */
static const Column *compute_keys(Cx *cx, const JoinTable *table)
{
    CLOSES(arena_fini)
    Arena arena;
    Layout *layouts = ARENA_ARRAY(cx->arena, Layout, table->key_count);
    KeyBlocks made = { 0 };

    arena_init(&arena, cx->arena->budget);
    for (uint32_t key = 0; key < table->key_count; key++)
        layouts[key] = type_layout(table->packing.types[key]);
    made.builder = block_builder_new(&arena, layouts, table->key_count);
    Program *program = TRY(program_compile(cx, table->plan->right_keys, table->right));
    ProgramState *state = TRY(program_start(cx, program));
    TRY(run_keys(cx, table, state, &made));
    RowStore *store =
        TRY(row_store_make(cx, made.blocks.items, made.blocks.count, layouts, table->key_count));
    return store->columns;
}

static const Column *make_keys(Cx *cx, const JoinTable *table)
{
    Column *keys = ARENA_ARRAY(cx->arena, Column, table->key_count + 1);

    for (uint32_t key = 0; key < table->key_count; key++) {
        uint32_t column = column_of_ref(table->right, table->plan->right_keys.items[key]);
        if (column == COLUMN_NONE)
            return compute_keys(cx, table);
        keys[key] = table->store->columns[column];
    }
    return keys;
}

static void init_packing(Cx *cx, JoinTable *table)
{
    KeyPacking *packing = &table->packing;
    Type *types = ARENA_ARRAY(cx->arena, Type, table->key_count + 1);

    packing->key_count = table->key_count;
    packing->keys = arena_zero(cx->arena, (table->key_count + 1) * sizeof *packing->keys);
    for (uint32_t key = 0; key < table->key_count; key++) {
        types[key] = table->plan->right_keys.items[key]->type;
        packing->keys[key].type = types[key];
        packing->keys[key].form = (uint8_t)key_form(types[key]);
    }
    packing->types = types;
}

/* --- Nulls ---------------------------------------------------------------------------------------
 */

static bool row_has_null(const JoinTable *table, uint32_t row)
{
    for (uint32_t key = 0; key < table->key_count; key++)
        if (!column_has(&table->keys[key], row))
            return true;
    return false;
}

/* A null-aware mark must look at the rows that no lookup finds. */
static void find_null_rows(Cx *cx, JoinTable *table)
{
    bool may_have = false;
    uint32_t count = 0;

    for (uint32_t key = 0; key < table->key_count; key++)
        may_have |= table->keys[key].validity != NULL;
    if (!may_have || table->plan->type != JOIN_MARK || !table->plan->is_null_aware)
        return;
    for (uint32_t row = 0; row < table->rows; row++)
        count += row_has_null(table, row);
    uint32_t *rows = ARENA_ARRAY(cx->arena, uint32_t, (size_t)count + 1);
    for (uint32_t row = 0; row < table->rows; row++)
        if (row_has_null(table, row))
            rows[table->null_row_count++] = row;
    table->null_rows = rows;
}

/* --- Words ---------------------------------------------------------------------------------------
 */

/* Words were left out: say from now on which rows those are of that are there. */
static void note_ordinals(BuildWords *build, Arena *arena, uint32_t **ordinals, uint32_t capacity)
{
    if (*ordinals)
        return;
    *ordinals = ARENA_ARRAY(arena, uint32_t, capacity);
    for (uint32_t at = 0; at < build->count; at++)
        (*ordinals)[at] = at;
    build->ordinals = *ordinals;
}

/* In `arena`, which may go once the index is made. */
static bool make_words(Cx *cx, const JoinTable *table, Arena *arena, BuildWords *out)
{
    CLOSES(arena_fini)
    Arena batch;
    uint64_t *words = ARENA_ARRAY(arena, uint64_t, (size_t)table->rows + 1);
    uint32_t *ordinals = NULL;
    Block all = { table->rows, table->key_count, (Column *)(uintptr_t)table->keys };
    Row rows[BATCH_ROWS_MAX];

    arena_init(&batch, cx->arena->budget);
    TRY(join_check(cx));
    out->words = words;
    for (uint32_t row = 0; row < table->rows; row += BATCH_ROWS_MAX) {
        uint32_t left = table->rows - row, count = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
        Batch keys;
        TRY(join_check(cx));
        arena_reset(&batch);
        block_slice(&batch, &all, row, count, &keys);
        KeyRows live = { keys.columns, NULL, count };
        uint32_t found = key_words(&table->packing, &batch, &live, rows, words + out->count);
        if (found < count)
            note_ordinals(out, arena, &ordinals, table->rows);
        for (uint32_t at = 0; ordinals && at < found; at++)
            ordinals[out->count + at] = row + rows[at];
        out->count += found;
    }
    return join_check(cx);
}

/* Nobody asks which rows of the build match, only whether any does. */
static bool is_existence_only(const HashJoin *plan)
{
    return !plan->residual &&
           (plan->type == JOIN_SEMI || plan->type == JOIN_ANTI || plan->type == JOIN_MARK);
}

static bool make_index(Cx *cx, JoinTable *table)
{
    CLOSES(arena_fini)
    Arena arena;
    BuildWords words = { 0 };

    arena_init(&arena, cx->arena->budget);
    if (table->rows == 0) {
        table->index.kind = INDEX_EMPTY;
        return true;
    }
    if (table->key_count == 0) {
        table->index.kind = INDEX_ALL;
        table->index.is_unique = table->rows == 1 || is_existence_only(table->plan);
        return true;
    }
    key_packing_fit(&table->packing, table->keys, table->rows);
    TRY(make_words(cx, table, &arena, &words));
    return join_index_make(cx, table, &words, is_existence_only(table->plan));
}

/* --- The table -----------------------------------------------------------------------------------
 */

/* (1) Unmatched probe rows must not be dropped: inner, semi and right joins only. */
static bool make_filters(Cx *cx, JoinTable *table)
{
    const HashJoin *plan = table->plan;

    table->filters = arena_zero(cx->arena, (table->key_count + 1) * sizeof *table->filters);
    if (plan->type != JOIN_INNER && plan->type != JOIN_SEMI && plan->type != JOIN_RIGHT) /* (1) */
        return true;
    for (uint32_t key = 0; key < table->key_count; key++)
        if (EXPR_AS(ColumnRef, plan->left_keys.items[key]))
            table->filters[key] = runtime_filter_make(cx, table, key);
    return join_check(cx);
}

JoinTable *join_table_build(Cx *cx, const HashJoin *plan, Columns right, Block *const *blocks,
                            uint32_t block_count)
{
    JoinTable *table = arena_zero(cx->arena, sizeof *table);
    Layout *layouts = ARENA_ARRAY(cx->arena, Layout, right.count + 1);

    for (uint32_t at = 0; at < right.count; at++)
        layouts[at] = type_layout(right.items[at].type);
    table->plan = plan;
    table->right = right;
    table->store = row_store_make(cx, blocks, block_count, layouts, right.count);
    if (!table->store)
        return fail_context(cx, "hash join build");
    table->rows = table->store->rows;
    table->key_count = plan->right_keys.count;
    init_packing(cx, table);
    table->keys = TRY(make_keys(cx, table));
    find_null_rows(cx, table);
    TRY(make_index(cx, table));
    TRY(make_filters(cx, table));
    return table;
}

const RuntimeFilter *join_table_filter(const JoinTable *table, uint32_t key)
{
    return table->filters[key];
}
