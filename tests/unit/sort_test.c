/* sort_test.c -- sort and top-n of all types against an insertion sort. */
#include "tests/unit/operator_make.h"

enum { COLUMNS = 16, KEYS_MAX = 3, CASES = 250 };

static void fill_types(Type *types)
{
    const Type all[COLUMNS] = {
        type_of(TYPE_BOOL),     type_of(TYPE_INT2),
        type_of(TYPE_INT4),     type_of(TYPE_INT8),
        type_of(TYPE_FLOAT4),   type_of(TYPE_FLOAT8),
        type_of(TYPE_TEXT),     type_of(TYPE_BPCHAR),
        type_of(TYPE_DATE),     type_of(TYPE_TIMESTAMP),
        type_of(TYPE_INTERVAL), type_of(TYPE_NUMERIC),
        type_of(TYPE_OID),      type_numeric_fixed(TYPMOD_NONE, 64, 2),
        type_of(TYPE_CHAR),     type_numeric_fixed(TYPMOD_NONE, 128, 5),
    };
    memcpy(types, all, sizeof all);
}

typedef struct Ordering {
    Type types[COLUMNS];
    SortKey keys[KEYS_MAX];
    uint32_t columns[KEYS_MAX];
    uint32_t key_count;
    uint32_t batch_rows;
    int64_t count, offset; /* of the top-n */
} Ordering;

static Ordering random_ordering(Cx *cx, Random *random)
{
    static const uint32_t sizes[] = { 7, BATCH_ROWS_MAX };
    Ordering o = { .key_count = 1 + random_below(random, KEYS_MAX),
                   .batch_rows = sizes[random_below(random, COUNT_OF(sizes))],
                   .count = random_below(random, 60),
                   .offset = random_below(random, 3) * 5 };

    fill_types(o.types);
    for (uint32_t at = 0; at < o.key_count; at++) {
        o.columns[at] = random_below(random, COLUMNS);
        o.keys[at] = (SortKey){ .expr = test_make_column(cx, o.types[o.columns[at]], o.columns[at]),
                                .descending = random_below(random, 2),
                                .nulls_first = random_below(random, 2) };
    }
    return o;
}

static bool comes_before(const Ordering *o, const Value *a, const Value *b)
{
    for (uint32_t at = 0; at < o->key_count; at++) {
        uint32_t column = o->columns[at];
        Value x = a[column], y = b[column];
        if (x.is_null && y.is_null)
            continue;
        if (x.is_null || y.is_null)
            return x.is_null == o->keys[at].nulls_first;
        int order = value_compare(o->types[column], x, y);
        if (order)
            return o->keys[at].descending ? order > 0 : order < 0;
    }
    return false;
}

/* Stable. */
static void insertion_sort(const Ordering *o, Value **rows, uint32_t count)
{
    for (uint32_t at = 1; at < count; at++) {
        Value *row = rows[at];
        uint32_t to = at;
        for (; to > 0 && comes_before(o, row, rows[to - 1]); to--)
            rows[to] = rows[to - 1];
        rows[to] = row;
    }
}

static bool is_same_row(const Ordering *o, const Value *a, const Value *b)
{
    for (uint32_t at = 0; at < COLUMNS; at++)
        if (!value_equal(o->types[at], a[at], b[at]))
            return false;
    return true;
}

static void check(const Ordering *o, Value **wanted, uint32_t count, const Table *got)
{
    uint32_t wrong = 0;

    EXPECT(got && got->row_count == count);
    for (uint32_t row = 0; got && row < count && row < got->row_count; row++)
        wrong += !is_same_row(o, wanted[row], got->rows[row]);
    EXPECT(wrong == 0);
}

static Table *run_sort(Cx *cx, Ordering *o, const Table *input, bool is_top)
{
    Sorts keys = { o->keys, o->key_count };
    Plan *below = table_plan(cx, input);
    TestTask test;

    test_task_init(&test, o->batch_rows, INT64_MAX);
    Operator *source = table_source(&test.task, input);
    Plan *sort = NEW(cx, Sort, .keys = keys, .input = below);
    Plan *top = NEW(cx, TopN, .keys = keys, .input = below, .count = o->count, .offset = o->offset);
    Operator *op = is_top ? top_n_new(&test.task, (const TopN *)top, source)
                          : sort_new(&test.task, (const Sort *)sort, source);
    EXPECT(op);
    Table *got = run_operator(cx, &test.task, op, input->columns);
    test_task_fini(&test);
    return got;
}

static Table random_table(Cx *cx, Random *random, const Ordering *o)
{
    static const int64_t spans[] = { 0, 1, 30 };
    TableWish wish = { .types = o->types,
                       .column_count = COLUMNS,
                       .batch_count = random_below(random, 6),
                       .rows_max = o->batch_rows < 300 ? o->batch_rows : 300,
                       .span = spans[random_below(random, COUNT_OF(spans))] };

    return make_table(cx, random, wish);
}

TEST(sort_gives_the_rows_in_order_and_ties_as_they_came)
{
    Random random = { 11 };

    for (uint32_t at = 0; at < CASES; at++) {
        SCRATCH(cx->arena);
        Ordering o = random_ordering(cx, &random);
        Table table = random_table(cx, &random, &o);
        Table *got = run_sort(cx, &o, &table, false);
        insertion_sort(&o, table.rows, table.row_count);
        check(&o, table.rows, table.row_count, got);
    }
}

TEST(top_n_gives_the_first_rows_of_the_order)
{
    Random random = { 12 };

    for (uint32_t at = 0; at < CASES; at++) {
        SCRATCH(cx->arena);
        Ordering o = random_ordering(cx, &random);
        Table table = random_table(cx, &random, &o);
        Table *got = run_sort(cx, &o, &table, true);
        insertion_sort(&o, table.rows, table.row_count);
        uint32_t end = (uint32_t)(o.offset + o.count), from = (uint32_t)o.offset;
        end = o.count == 0 ? from : end < table.row_count ? end : table.row_count;
        from = from < end ? from : end;
        check(&o, table.rows + from, end - from, got);
    }
}

/* --- Many rows ---------------------------------------------------------------------------------
 */

enum { MANY_BATCHES = 60 };

/* Column 0: a key of few or many values; column 1: the row's number. */
static Table numbered_table(Cx *cx, Random *random, uint32_t values)
{
    static const Type types[2] = { { .id = TYPE_INT8, .typmod = TYPMOD_NONE },
                                   { .id = TYPE_INT8, .typmod = TYPMOD_NONE } };
    Table table = { .types = types, .column_count = 2, .columns = test_make_input(cx, types, 2) };
    Batch *batches = ARENA_ARRAY(cx->arena, Batch, MANY_BATCHES);

    for (uint32_t at = 0; at < MANY_BATCHES; at++) {
        Column *columns = ARENA_ARRAY(cx->arena, Column, 2);
        int64_t *keys = column_alloc(cx->arena, LAYOUT_I64, BATCH_ROWS_MAX);
        for (uint32_t row = 0; row < BATCH_ROWS_MAX; row++)
            keys[row] = random_below(random, values);
        columns[0] = column_flat(LAYOUT_I64, BATCH_ROWS_MAX, keys, NULL);
        columns[1] = (Column){ .kind = COLUMN_SEQ,
                               .layout = LAYOUT_I64,
                               .rows = BATCH_ROWS_MAX,
                               .min = (int64_t)at * BATCH_ROWS_MAX,
                               .max = 1 };
        batches[at] = (Batch){ .columns = columns,
                               .column_count = 2,
                               .rows = BATCH_ROWS_MAX,
                               .selected = BATCH_ROWS_MAX };
    }
    table.batches = batches;
    table.batch_count = MANY_BATCHES;
    return table;
}

/* Rows in order, ties by number; returns how many there are. */
static uint32_t check_numbered(const Table *got, bool descending)
{
    uint32_t wrong = 0;

    for (uint32_t row = 1; row < got->row_count; row++) {
        const Value *before = got->rows[row - 1], *here = got->rows[row];
        if (before[0].integer == here[0].integer)
            wrong += before[1].integer >= here[1].integer;
        else
            wrong += descending != (before[0].integer > here[0].integer);
    }
    EXPECT(wrong == 0);
    return got->row_count;
}

TEST(many_rows_are_sorted_across_blocks)
{
    Random random = { 13 };

    for (uint32_t descending = 0; descending < 2; descending++) {
        Table table = numbered_table(cx, &random, descending ? 50 : 1000000);
        Ordering o = { .key_count = 1, .batch_rows = BATCH_ROWS_MAX };
        o.keys[0] =
            (SortKey){ .expr = test_make_column(cx, table.types[0], 0), .descending = descending };
        Table *got = run_sort(cx, &o, &table, false);
        EXPECT(got && check_numbered(got, descending) == MANY_BATCHES * BATCH_ROWS_MAX);
    }
}

TEST(top_n_prunes_and_still_finds_the_first)
{
    Random random = { 14 };

    for (uint32_t values = 3; values < 3000000; values *= 100) {
        Table table = numbered_table(cx, &random, values);
        Ordering o = { .key_count = 1, .batch_rows = 100, .count = 3000, .offset = 7 };
        o.keys[0] = (SortKey){ .expr = test_make_column(cx, table.types[0], 0) };
        Table *top = run_sort(cx, &o, &table, true), *all = run_sort(cx, &o, &table, false);
        EXPECT(top && all && check_numbered(top, false) == 3000);
        uint32_t wrong = 0;
        for (uint32_t row = 0; top && all && row < top->row_count; row++)
            wrong += top->rows[row][1].integer != all->rows[row + 7][1].integer;
        EXPECT(wrong == 0);
    }
}

TEST(sort_beyond_the_budget_is_an_error)
{
    Random random = { 15 };
    Table table = numbered_table(cx, &random, 1000000);
    SortKey key = { .expr = test_make_column(cx, table.types[0], 0) };
    Plan *sort = NEW(cx, Sort, .keys = { &key, 1 }, .input = table_plan(cx, &table));
    TestTask test;

    test_task_init(&test, BATCH_ROWS_MAX, 1024 * 1024);
    Operator *op = sort_new(&test.task, (const Sort *)sort, table_source(&test.task, &table));
    EXPECT(!run_operator(cx, &test.task, op, table.columns));
    EXPECT_ERROR(&test.task.cx, ERR_OUT_OF_MEMORY);
    test_task_fini(&test);
}

TEST(what_was_made_before_making_failed_is_closed_with_the_task)
{
    Type type = type_of(TYPE_INT4);
    Table table = { .types = &type, .column_count = 1, .columns = test_make_input(cx, &type, 1) };
    SortKey key = { .expr = test_make_column(cx, type, 0) };
    TestTask test;

    test_task_init(&test, BATCH_ROWS_MAX, INT64_MAX);
    Plan *input = table_plan(cx, &table);
    Sort *sort = (Sort *)NEW(cx, Sort, .input = input, .keys = { &key, 1 });
    NestedLoopJoin *join = (NestedLoopJoin *)NEW(cx, NestedLoopJoin, .type = JOIN_FULL,
                                                 .left = &sort->head, .right = input);
    Operator *left = sort_new(&test.task, sort, table_source(&test.task, &table));
    EXPECT(left && !nested_loop_new(&test.task, join, table.columns, NULL, 0, left));
    EXPECT_ERROR(&test.task.cx, ERR_INTERNAL_ERROR);
    test_task_fini(&test);
}
