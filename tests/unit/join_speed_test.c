/*
 * join_speed_test.c -- what a join costs a row.  Skipped, unless HEARTH_SPEED is set (empty: all
 * cases): then a line a case on stdout.
 */
#include "tests/unit/kernel_case.h"

#include "base/clock.h"
#include "worker/operators/join_table.h"

#include <stdio.h>
#include <stdlib.h>

enum { PROBE_ROWS = 6 * 1000 * 1000 };

typedef struct SpeedCase {
    const char *name;
    JoinType type;
    uint32_t build_rows;
    int64_t step;        /* between keys; 1: dense */
    uint32_t copies;     /* of each key */
    uint32_t hit_factor; /* the probe draws from build_rows * hit_factor keys */
    bool is_text;
    bool is_ordered; /* both sides come in the order of keys */
} SpeedCase;

static const SpeedCase speed_cases[] = {
    { "150k dense", JOIN_INNER, 150000, 1, 1, 1 },
    { "150k dense, a tenth hits", JOIN_INNER, 150000, 1, 1, 10 },
    { "1.5M dense", JOIN_INNER, 1500000, 1, 1, 1 },
    { "1.5M, 4 apart", JOIN_INNER, 1500000, 4, 1, 1 },
    { "1.5M, 4 apart, ordered", JOIN_INNER, 1500000, 4, 1, 1, .is_ordered = true },
    { "150k, 40 apart", JOIN_INNER, 150000, 40, 1, 1 },
    { "150k, 40 apart, a tenth hits", JOIN_INNER, 150000, 40, 1, 10 },
    { "150k sparse", JOIN_INNER, 150000, 1000003, 1, 1 },
    { "1.5M sparse", JOIN_INNER, 1500000, 1000003, 1, 1 },
    { "1.5M sparse, a tenth hits", JOIN_INNER, 1500000, 1000003, 1, 10 },
    { "150k dense, 4 of each", JOIN_INNER, 600000, 1, 4, 1 },
    { "150k sparse, 4 of each", JOIN_INNER, 600000, 1000003, 4, 1 },
    { "1.5M dense, semi", JOIN_SEMI, 1500000, 1, 1, 2 },
    { "1.5M sparse, anti", JOIN_ANTI, 1500000, 1000003, 1, 2 },
    { "150k dense, left", JOIN_LEFT, 150000, 1, 1, 2 },
    { "150k texts", JOIN_INNER, 150000, 1, 1, 1, .is_text = true },
};

typedef struct SpeedOp {
    Operator op;
    const Column *keys; /* FLAT, PROBE_ROWS rows */
    uint32_t row;
} SpeedOp;

static OpStatus speed_next(Operator *op, Task *task, Batch *out)
{
    SpeedOp *source = (SpeedOp *)op;
    Block all = { PROBE_ROWS, 2, (Column *)(uintptr_t)source->keys };
    uint32_t left = PROBE_ROWS - source->row;
    uint32_t rows = left < task->batch_rows ? left : task->batch_rows;

    if (!rows)
        return OP_DONE;
    arena_reset(&op->arena);
    block_slice(&op->arena, &all, source->row, rows, out);
    source->row += rows;
    return OP_MORE;
}

static Column key_column(Cx *cx, const SpeedCase *kind, const int64_t *keys, uint32_t rows)
{
    Str *texts;

    if (!kind->is_text)
        return column_flat(LAYOUT_I64, rows, keys, NULL);
    texts = ARENA_ARRAY(cx->arena, Str, rows);
    for (uint32_t row = 0; row < rows; row++)
        texts[row] = str_format(cx->arena, "Customer#%09d", (int)keys[row]);
    return case_texts(cx, texts, rows);
}

/* Key `at` of the build in random order, or in order. */
static int64_t key_at(const SpeedCase *kind, uint64_t at)
{
    return (int64_t)at * kind->step - 77;
}

static void make_keys(Cx *cx, const SpeedCase *kind, int64_t **out_build, int64_t **out_probe)
{
    uint32_t distinct = kind->build_rows / kind->copies;
    uint64_t seed = 42, drawn = (uint64_t)distinct * kind->hit_factor;
    int64_t *build = column_alloc(cx->arena, LAYOUT_I64, kind->build_rows);
    int64_t *probe = column_alloc(cx->arena, LAYOUT_I64, PROBE_ROWS);

    for (uint32_t row = 0; row < kind->build_rows; row++)
        build[row] = key_at(kind, row % distinct);
    for (uint32_t row = kind->build_rows; row > 1 && !kind->is_ordered; row--) {
        uint32_t other = case_random(&seed, row);
        int64_t key = build[row - 1];
        build[row - 1] = build[other];
        build[other] = key;
    }
    for (uint32_t row = 0; row < PROBE_ROWS; row++)
        probe[row] = key_at(kind, kind->is_ordered ? row * drawn / PROBE_ROWS
                                                   : case_random(&seed, (uint32_t)drawn));
    *out_build = build;
    *out_probe = probe;
}

static uint32_t make_blocks(Cx *cx, const Column *columns, uint32_t rows, Block **out_blocks)
{
    Block all = { rows, 2, (Column *)(uintptr_t)columns };
    Layout layouts[] = { columns[0].layout, columns[1].layout };
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, 2);
    uint32_t count = 0;

    for (uint32_t row = 0; row < rows; row += BATCH_ROWS_MAX) {
        uint32_t left = rows - row, most = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
        Batch batch;
        block_slice(cx->arena, &all, row, most, &batch);
        EXPECT(block_builder_add(cx, builder, batch.columns, NULL, &(uint32_t){ 0 }, most));
        if (most < left && !block_builder_is_full(builder))
            continue;
        void *bytes = arena_align(cx->arena, block_builder_bytes(builder), 64);
        size_t size = block_builder_seal(builder, bytes);
        out_blocks[count++] = block_open(cx, bytes, size, false);
    }
    return count;
}

static Columns speed_columns(Cx *cx, const SpeedCase *kind, ColumnId first)
{
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, 2), 2 };

    columns.items[0] =
        (PlanColumn){ .id = first, .type = type_of(kind->is_text ? TYPE_TEXT : TYPE_INT8) };
    columns.items[1] = (PlanColumn){ .id = first + 1, .type = type_of(TYPE_INT8) };
    return columns;
}

static Exprs first_column(Cx *cx, Columns columns)
{
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, 1);

    items[0] =
        NEW_EXPR(cx, columns.items[0].type, NO_POSITION, ColumnRef, .id = columns.items[0].id);
    return (Exprs){ items, 1 };
}

static void run_case(Cx *cx, const SpeedCase *kind)
{
    static const char *const names[] = {
        "empty", "all", "bitmap", "direct", "rank", "csr", "hash"
    };
    Task *task = arena_zero(cx->arena, sizeof *task);
    Columns l = speed_columns(cx, kind, 1), r = speed_columns(cx, kind, 101);
    Block **blocks = ARENA_ARRAY(cx->arena, Block *, kind->build_rows / BATCH_ROWS_MAX + 1);
    int64_t *build, *probe;
    Batch batch;
    uint64_t rows = 0;

    make_keys(cx, kind, &build, &probe);
    Column right[2] = { key_column(cx, kind, build, kind->build_rows),
                        column_flat(LAYOUT_I64, kind->build_rows, build, NULL) };
    Column left[2] = { key_column(cx, kind, probe, PROBE_ROWS),
                       column_flat(LAYOUT_I64, PROBE_ROWS, probe, NULL) };
    uint32_t block_count = make_blocks(cx, right, kind->build_rows, blocks);
    const HashJoin *plan = (const HashJoin *)NEW(
        cx, HashJoin, .type = kind->type, .left = NEW(cx, Values, .columns = l),
        .right = NEW(cx, Values, .columns = r), .left_keys = first_column(cx, l),
        .right_keys = first_column(cx, r));
    *task = (Task){ .cx = *cx, .arena = cx->arena, .batch_rows = BATCH_ROWS_MAX };
    int64_t start = clock_ns();
    const JoinTable *table = join_table_build(cx, plan, r, blocks, block_count);
    int64_t built = clock_ns();
    SpeedOp *source = OP_NEW(task, SpeedOp, plan->left, speed_next);
    source->keys = left;
    Operator *join = hash_join_new(task, plan, table, &source->op);
    int64_t probed = clock_ns();
    while (op_next(join, task, &batch) == OP_MORE)
        rows += batch.selected;
    int64_t end = clock_ns();
    const RuntimeFilter *filter = join_table_filter(table, 0);
    uint64_t passed = 0;
    Row out[BATCH_ROWS_MAX];
    for (uint32_t row = 0; filter && row + BATCH_ROWS_MAX <= PROBE_ROWS; row += BATCH_ROWS_MAX) {
        SCRATCH(cx->arena);
        Column slice = column_slice(cx->arena, &left[0], row, BATCH_ROWS_MAX);
        passed += runtime_filter_select(filter, cx->arena, &slice, NULL, BATCH_ROWS_MAX, out);
    }
    int64_t filtered = clock_ns();
    EXPECT(!has_failed(&task->cx) && rows > 0);
    printf("%-30s %-6s build %6.1f ns/row  probe %5.2f ns/row  filter %5.2f ns/row (%4.1f%% pass)  "
           "%llu rows\n",
           kind->name, names[table->index.kind], (double)(built - start) / kind->build_rows,
           (double)(end - probed) / PROBE_ROWS, (double)(filtered - end) / PROBE_ROWS,
           100.0 * (double)passed / PROBE_ROWS, (unsigned long long)rows);
    op_close(join, task);
}

/* HEARTH_SPEED holds a part of the names of the cases to run. */
TEST(joins_cost_so_many_nanoseconds_a_row)
{
    const char *wanted = getenv("HEARTH_SPEED");

    for (uint32_t at = 0; wanted && at < COUNT_OF(speed_cases); at++) {
        Arena arena;
        if (!strstr(speed_cases[at].name, wanted))
            continue;
        arena_init(&arena, NULL);
        Cx case_cx = { .arena = &arena };
        run_case(&case_cx, &speed_cases[at]);
        EXPECT(!has_failed(cx));
        arena_fini(&arena);
    }
}
