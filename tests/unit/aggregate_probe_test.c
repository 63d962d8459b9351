/*
 * aggregate_probe_test.c -- how fast aggregation, sort and top-n are; prints nanoseconds a row.
 *
 * Skipped unless HEARTH_PROBE is set: it checks results, but its point is to be looked at.
 */
#include "tests/unit/operator_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCHES = 2930, ROWS = BATCHES * BATCH_ROWS_MAX, GROUPS = 1500000, KEYS_MAX = 2 };

static bool is_skipped(void)
{
    return getenv("HEARTH_PROBE") == NULL;
}

/* A source that gives the same few batches again and again, with its own first column where `keys`
 * is set. */
typedef struct ProbeOp {
    Operator op;
    Batch batch;
    const int64_t *keys; /* ROWS of them; NULL: the batch as it is */
    uint32_t next, batches;
    Column columns[8];
} ProbeOp;

static OpStatus probe_next(Operator *op, Task *task, Batch *out)
{
    ProbeOp *probe = (ProbeOp *)op;

    (void)task;
    if (probe->next == probe->batches)
        return OP_DONE;
    *out = probe->batch;
    if (probe->keys) {
        memcpy(probe->columns, probe->batch.columns,
               probe->batch.column_count * sizeof *probe->columns);
        probe->columns[0] = column_flat(LAYOUT_I64, BATCH_ROWS_MAX,
                                        probe->keys + (size_t)probe->next * BATCH_ROWS_MAX, NULL);
        out->columns = probe->columns;
    }
    probe->next++;
    return OP_MORE;
}

typedef struct Probe {
    const char *name;
    Batch batch;
    const int64_t *keys;
    Columns input;
    uint32_t batches;
} Probe;

static Operator *probe_source(Task *task, const Probe *p)
{
    ProbeOp *probe = OP_NEW(task, ProbeOp, NULL, probe_next);

    probe->batch = p->batch;
    probe->keys = p->keys;
    probe->batches = p->batches;
    return &probe->op;
}

/* Of this thread, so that a busy machine changes little. */
static int64_t cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Run to the end; returns the rows given. */
static uint64_t drain(const Probe *p, Task *task, Operator *op)
{
    int64_t start = cpu_ns();
    uint64_t rows = 0;
    OpStatus status;
    Batch batch;

    while ((status = op_next(op, task, &batch)) == OP_MORE)
        rows += batch.selected;
    double ns = (double)(cpu_ns() - start) / ((double)p->batches * BATCH_ROWS_MAX);
    EXPECT(status == OP_DONE);
    op_close(op, task);
    printf("%-40s %8.2f ns/row, %llu rows out\n", p->name, ns, (unsigned long long)rows);
    return rows;
}

/* --- Plans -------------------------------------------------------------------------------------
 */

typedef struct Wanted {
    FunctionId function;
    uint32_t column;
    Type type;
} Wanted;

static uint64_t run_aggregate(Cx *cx, const Probe *p, uint32_t key_count, const Wanted *wanted,
                              uint32_t count)
{
    HashAggregate *plan = arena_zero(cx->arena, sizeof *plan);
    TestTask test;

    plan->head.tag = PLAN_HashAggregate;
    plan->input = NEW(cx, StageInput, .columns = p->input);
    plan->groups = (Named){ ARENA_ARRAY(cx->arena, NamedExpr, KEYS_MAX), key_count };
    plan->aggregates = (Named){ ARENA_ARRAY(cx->arena, NamedExpr, 16), count };
    for (uint32_t at = 0; at < key_count; at++) {
        Type type = p->input.items[at].type;
        plan->groups.items[at] =
            (NamedExpr){ { .id = at + 1, .type = type }, test_make_column(cx, type, at) };
    }
    for (uint32_t at = 0; at < count; at++) {
        Exprs args = test_make_list(
            cx, test_make_column(cx, p->input.items[wanted[at].column].type, wanted[at].column),
            NULL, NULL);
        if (wanted[at].function == FUNCTION_ID(COUNT_STAR))
            args.count = 0;
        plan->aggregates.items[at] =
            (NamedExpr){ { .id = 100 + at, .type = wanted[at].type },
                         NEW_EXPR(cx, wanted[at].type, NO_POSITION, AggregateCall,
                                  .function = wanted[at].function, .args = args) };
    }
    test_task_init(&test, BATCH_ROWS_MAX, INT64_MAX);
    uint64_t rows =
        drain(p, &test.task, hash_aggregate_new(&test.task, plan, probe_source(&test.task, p)));
    test_task_fini(&test);
    return rows;
}

/* --- Inputs ------------------------------------------------------------------------------------
 */

static Column random_column(Cx *cx, Random *random, Layout layout, uint32_t below)
{
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(cx->arena, layout, BATCH_ROWS_MAX);

    for (uint32_t row = 0; row < BATCH_ROWS_MAX; row++) {
        uint64_t value = random_below(random, below);
        memcpy(data + row * width, &value, width);
    }
    Column column = column_flat(layout, BATCH_ROWS_MAX, data, NULL);
    column.has_bounds = true;
    column.max = below;
    return column;
}

static Column flag_column(Cx *cx, Random *random, const char *const *flags, uint32_t count)
{
    Dictionary *dictionary = arena_zero(cx->arena, sizeof *dictionary);
    StrView *views = column_alloc(cx->arena, LAYOUT_VIEW, count);
    Column column = random_column(cx, random, LAYOUT_I8, count);

    for (uint32_t at = 0; at < count; at++)
        views[at] = view_make(str_of(flags[at]), 0, 0);
    dictionary->values = column_flat(LAYOUT_VIEW, count, views, NULL);
    dictionary->id = dictionary_new_id();
    column.kind = COLUMN_DICT;
    column.layout = LAYOUT_VIEW;
    column.code_bytes = 1;
    column.has_bounds = false;
    column.dictionary = dictionary;
    return column;
}

/* As TPC-H Q1: two flags; quantity, price, discount, and two products. */
static Probe q1_probe(Cx *cx, Random *random, bool has_selection)
{
    static const char *const returns[] = { "A", "N", "R" }, *const statuses[] = { "F", "O" };
    Type *types = ARENA_ARRAY(cx->arena, Type, 7);
    Column *columns = ARENA_ARRAY(cx->arena, Column, 7);
    Probe p = { .name = has_selection ? "Q1-like, 98 % selected" : "Q1-like", .batches = BATCHES };

    types[0] = types[1] = type_of(TYPE_TEXT);
    for (uint32_t at = 2; at < 7; at++)
        types[at] = type_numeric_fixed(TYPMOD_NONE, 64, at < 5 ? 2 : 4);
    columns[0] = flag_column(cx, random, returns, 3);
    columns[1] = flag_column(cx, random, statuses, 2);
    columns[2] = random_column(cx, random, LAYOUT_I16, 5000);
    columns[3] = random_column(cx, random, LAYOUT_I32, 10000000);
    columns[4] = random_column(cx, random, LAYOUT_I8, 11);
    columns[5] = random_column(cx, random, LAYOUT_I64, 1000000000);
    columns[6] = random_column(cx, random, LAYOUT_I64, 1000000000);
    p.batch = (Batch){
        .columns = columns, .column_count = 7, .rows = BATCH_ROWS_MAX, .selected = BATCH_ROWS_MAX
    };
    p.input = test_make_input(cx, types, 7);
    if (has_selection) {
        Row *rows = ARENA_ARRAY(cx->arena, Row, BATCH_ROWS_MAX);
        p.batch.selected = 0;
        for (uint32_t row = 0; row < BATCH_ROWS_MAX; row++)
            if (row % 50)
                rows[p.batch.selected++] = (Row)row;
        p.batch.selection = rows;
    }
    return p;
}

static void run_q1(Cx *cx, const Probe *p, uint32_t key_count, uint64_t groups)
{
    Type sum = type_numeric_fixed(TYPMOD_NONE, 128, 2);
    Type product = type_numeric_fixed(TYPMOD_NONE, 128, 4);
    Type count = type_of(TYPE_INT8);
    Wanted wanted[] = {
        { FUNCTION_ID(SUM_NUMERIC), 2, sum },     { FUNCTION_ID(SUM_NUMERIC), 3, sum },
        { FUNCTION_ID(SUM_NUMERIC), 5, product }, { FUNCTION_ID(SUM_NUMERIC), 6, product },
        { FUNCTION_ID(SUM_NUMERIC), 4, sum },     { FUNCTION_ID(COUNT), 2, count },
        { FUNCTION_ID(COUNT), 3, count },         { FUNCTION_ID(COUNT_STAR), 0, count }
    };

    EXPECT(run_aggregate(cx, p, key_count, wanted, COUNT_OF(wanted)) == groups);
}

typedef enum KeyOrder { CLUSTERED, SHUFFLED, SPARSE } KeyOrder;

static const int64_t *order_keys(Cx *cx, Random *random, KeyOrder order)
{
    int64_t *keys = ARENA_ARRAY(cx->arena, int64_t, (size_t)ROWS);

    for (uint32_t row = 0; row < ROWS; row++)
        keys[row] = (int64_t)(row / 4) % GROUPS * 4; /* as order keys: with gaps */
    for (uint32_t row = ROWS - 1; order != CLUSTERED && row > 0; row--) {
        uint32_t other = random_below(random, row + 1);
        int64_t key = keys[row];
        keys[row] = keys[other];
        keys[other] = key;
    }
    for (uint32_t row = 0; order == SPARSE && row < ROWS; row++)
        keys[row] *= INT64_C(1000000007); /* no window holds them: hashed */
    return keys;
}

static Probe key_probe(Cx *cx, Random *random, const char *name, const int64_t *keys)
{
    Type *types = ARENA_ARRAY(cx->arena, Type, 2);
    Column *columns = ARENA_ARRAY(cx->arena, Column, 2);
    Probe p = { .name = name, .keys = keys, .batches = BATCHES };

    types[0] = type_of(TYPE_INT8);
    types[1] = type_numeric_fixed(TYPMOD_NONE, 64, 2);
    columns[0] = (Column){ 0 };
    columns[1] = random_column(cx, random, LAYOUT_I16, 5000);
    p.batch = (Batch){
        .columns = columns, .column_count = 2, .rows = BATCH_ROWS_MAX, .selected = BATCH_ROWS_MAX
    };
    p.input = test_make_input(cx, types, 2);
    return p;
}

/* --- Probes ------------------------------------------------------------------------------------
 */

TEST(probe_of_few_groups)
{
    Random random = { 21 };

    if (is_skipped())
        return;
    Probe p = q1_probe(cx, &random, false), selected = q1_probe(cx, &random, true);
    run_q1(cx, &p, 2, 6);
    run_q1(cx, &selected, 2, 6);
    p.name = "Q1's aggregates without keys";
    run_q1(cx, &p, 0, 1);
}

TEST(probe_of_many_groups)
{
    Random random = { 22 };
    Wanted wanted[] = {
        { FUNCTION_ID(SUM_NUMERIC), 1, type_numeric_fixed(TYPMOD_NONE, 128, 2) },
        { FUNCTION_ID(COUNT_STAR), 0, type_of(TYPE_INT8) },
    };

    if (is_skipped())
        return;
    for (KeyOrder order = CLUSTERED; order <= SPARSE; order++) {
        static const char *const names[] = { "1.5 M clustered groups", "1.5 M random groups",
                                             "1.5 M random groups, hashed" };
        SCRATCH(cx->arena);
        Probe p = key_probe(cx, &random, names[order], order_keys(cx, &random, order));
        uint64_t rows = run_aggregate(cx, &p, 1, wanted, COUNT_OF(wanted));
        EXPECT(rows <= GROUPS && rows > GROUPS / 2);
    }
}

/* A pair of keys a row of the batch, some of them twice: texts of 18 bytes and small int4s. */
TEST(probe_of_text_keys)
{
    Random random = { 24 };
    Wanted wanted = { FUNCTION_ID(COUNT_STAR), 0, type_of(TYPE_INT8) };
    Type *types = ARENA_ARRAY(cx->arena, Type, 2);
    Column *columns = ARENA_ARRAY(cx->arena, Column, 2);
    StrView *views = column_alloc(cx->arena, LAYOUT_VIEW, BATCH_ROWS_MAX);
    const uint8_t **heaps = arena_alloc(cx->arena, sizeof *heaps);
    StrBuilder heap = str_builder(cx->arena);

    if (is_skipped())
        return;
    for (uint32_t row = 0; row < BATCH_ROWS_MAX; row++) {
        Str text = str_format(cx->arena, "Customer#%09u", random_below(&random, BATCH_ROWS_MAX));
        views[row] = view_make(text, 0, (uint32_t)heap.length);
        str_add(&heap, text);
    }
    heaps[0] = (const uint8_t *)heap.data;
    columns[0] = column_flat(LAYOUT_VIEW, BATCH_ROWS_MAX, views, NULL);
    columns[0].heaps = heaps;
    columns[0].heap_count = 1;
    columns[1] = random_column(cx, &random, LAYOUT_I32, 100);
    types[0] = type_of(TYPE_TEXT);
    types[1] = type_of(TYPE_INT4);
    Probe p = { .name = "long texts and an int4", .batches = BATCHES };
    p.batch = (Batch){
        .columns = columns, .column_count = 2, .rows = BATCH_ROWS_MAX, .selected = BATCH_ROWS_MAX
    };
    p.input = test_make_input(cx, types, 2);
    EXPECT(run_aggregate(cx, &p, 2, &wanted, 1) > 1000);
}

TEST(probe_of_sort_and_top_n)
{
    Random random = { 23 };

    if (is_skipped())
        return;
    Probe p = key_probe(cx, &random, "sort of 1 M rows", order_keys(cx, &random, SHUFFLED));
    p.batches = 488;
    SortKey key = { .expr = test_make_column(cx, type_of(TYPE_INT8), 0) };
    Plan *below = NEW(cx, StageInput, .columns = p.input);
    Plan *sort = NEW(cx, Sort, .keys = { &key, 1 }, .input = below);
    Plan *top = NEW(cx, TopN, .keys = { &key, 1 }, .count = 100, .input = below);
    TestTask test;

    test_task_init(&test, BATCH_ROWS_MAX, INT64_MAX);
    drain(&p, &test.task, sort_new(&test.task, (const Sort *)sort, probe_source(&test.task, &p)));
    p.name = "top 100 of 6 M rows";
    p.batches = BATCHES;
    uint64_t rows = drain(&p, &test.task,
                          top_n_new(&test.task, (const TopN *)top, probe_source(&test.task, &p)));
    EXPECT(rows == 100);
    test_task_fini(&test);
}
