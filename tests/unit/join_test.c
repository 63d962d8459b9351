/*
 * join_test.c -- joins against a naive quadratic one: every type, with and without a residual, over
 * keys of many types, in columns of every kind.  Results are compared as sorted lines of text.
 */
#include "tests/unit/join_case.h"

#include <stdio.h>
#include <stdlib.h>

/* --- What a join should give ---------------------------------------------------------------------
 */

typedef enum Truth { NO, YES, MAYBE } Truth;

static Truth both(Truth a, Truth b)
{
    if (a == NO || b == NO)
        return NO;
    return a == MAYBE || b == MAYBE ? MAYBE : YES;
}

static Truth pair_truth(const Fixture *f, const JoinSpec *spec, const TestRow *l, const TestRow *r)
{
    Truth truth = YES;

    for (uint32_t key = 0; spec->has_keys && key < f->kind->key_count; key++) {
        Value a = l->values[key], b = r->values[key];
        truth = both(truth, a.is_null || b.is_null             ? MAYBE
                            : value_equal(f->types[key], a, b) ? YES
                                                               : NO);
    }
    if (!spec->has_residual)
        return truth;
    Value a = l->values[2], b = r->values[2];
    return both(truth, a.is_null || b.is_null ? MAYBE : a.integer < b.integer ? YES : NO);
}

typedef struct Lines {
    Str *items;
    uint32_t count, capacity;
} Lines;

static void add_line(Cx *cx, Lines *lines, Str line)
{
    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity ? 2 * lines->capacity : 256;
        Str *items = ARENA_ARRAY(cx->arena, Str, lines->capacity);
        if (lines->count)
            memcpy(items, lines->items, lines->count * sizeof *items);
        lines->items = items;
    }
    lines->items[lines->count++] = line;
}

static void print_value(StrBuilder *line, Type type, Value value)
{
    if (value.is_null)
        str_add_c(line, "null");
    else
        value_print(line, type, value);
    str_add_char(line, '|');
}

static void print_row(const Fixture *f, StrBuilder *line, const TestRow *row)
{
    for (uint32_t at = 0; at < COLUMNS; at++)
        print_value(line, f->types[at], row ? row->values[at] : VALUE_NULL);
}

static void add_pair(const Fixture *f, Lines *lines, const TestRow *l, const TestRow *r)
{
    StrBuilder line = str_builder(f->cx->arena);

    print_row(f, &line, l);
    print_row(f, &line, r);
    add_line(f->cx, lines, str_built(&line));
}

static void add_left(const Fixture *f, Lines *lines, const TestRow *row, const char *mark)
{
    StrBuilder line = str_builder(f->cx->arena);

    print_row(f, &line, row);
    str_add_c(&line, mark);
    add_line(f->cx, lines, str_built(&line));
}

/* One left row against all of the right side; false: a single join fails. */
static bool naive_row(const Fixture *f, const JoinSpec *spec, const TestRow *l,
                      const TestTable *right, bool *partnered, Lines *lines)
{
    uint32_t matches = 0, unknown = 0;
    JoinType type = spec->type;

    for (uint32_t row = 0; row < right->count; row++) {
        Truth truth = pair_truth(f, spec, l, &right->rows[row]);
        matches += truth == YES;
        unknown += truth == MAYBE;
        partnered[row] |= truth == YES;
        if (truth == YES && type != JOIN_SEMI && type != JOIN_ANTI && type != JOIN_MARK)
            add_pair(f, lines, l, &right->rows[row]);
    }
    if (type == JOIN_SINGLE && matches > 1)
        return false;
    if ((type == JOIN_LEFT || type == JOIN_SINGLE || type == JOIN_FULL) && !matches)
        add_pair(f, lines, l, NULL);
    if ((type == JOIN_SEMI && matches) || (type == JOIN_ANTI && !matches))
        add_left(f, lines, l, "");
    if (type == JOIN_MARK)
        add_left(f, lines, l, matches ? "t|" : unknown && spec->is_null_aware ? "null|" : "f|");
    return true;
}

static bool naive_join(const Fixture *f, const JoinSpec *spec, const TestTable *left,
                       const TestTable *right, Lines *lines)
{
    bool *partnered = arena_zero(f->cx->arena, right->count + 1);

    for (uint32_t row = 0; row < left->count; row++)
        if (!naive_row(f, spec, &left->rows[row], right, partnered, lines))
            return false;
    for (uint32_t row = 0; row < right->count; row++)
        if ((spec->type == JOIN_FULL || spec->type == JOIN_RIGHT) && !partnered[row])
            add_pair(f, lines, NULL, &right->rows[row]);
    return true;
}

/* --- What it gives -------------------------------------------------------------------------------
 */

static void add_batch(const Fixture *f, const Batch *batch, Lines *lines)
{
    for (uint32_t at = 0; at < batch->selected; at++) {
        StrBuilder line = str_builder(f->cx->arena);
        for (uint32_t column = 0; column < batch->column_count; column++) {
            bool is_mark = batch->column_count == COLUMNS + 1 && column == COLUMNS;
            print_value(&line, is_mark ? type_of(TYPE_BOOL) : f->types[column % COLUMNS],
                        value_of_column(&batch->columns[column], batch_row(batch, at)));
        }
        add_line(f->cx, lines, str_built(&line));
    }
}

static bool drain(const Fixture *f, Operator *join, Task *task, Lines *lines)
{
    Batch batch;
    OpStatus status;

    while ((status = op_next(join, task, &batch)) == OP_MORE) {
        EXPECT(batch.selected > 0);
        EXPECT(batch_is_valid(&batch));
        add_batch(f, &batch, lines);
    }
    op_close(join, task);
    return status == OP_DONE;
}

static int compare_lines(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static bool same_lines(Lines *a, Lines *b)
{
    if (a->count != b->count)
        return false;
    if (a->count) {
        qsort(a->items, a->count, sizeof *a->items, compare_lines);
        qsort(b->items, b->count, sizeof *b->items, compare_lines);
    }
    for (uint32_t at = 0; at < a->count; at++)
        if (!str_equal(a->items[at], b->items[at])) {
            fprintf(stderr, "  wanted %.*s got %.*s\n", STR(a->items[at]), STR(b->items[at]));
            return false;
        }
    return true;
}

/* --- One comparison ------------------------------------------------------------------------------
 */

static Task *task_new(Cx *cx, uint32_t batch_rows)
{
    Task *task = arena_zero(cx->arena, sizeof *task);

    task->cx = *cx;
    task->arena = cx->arena;
    task->batch_rows = batch_rows;
    return task;
}

/* Run it both ways; a line on stderr says which combination differs. */
static void check_join(Fixture *f, const JoinSpec *spec, const TestTable *left,
                       const TestTable *right, uint32_t batch_rows)
{
    Task *task = task_new(f->cx, batch_rows);
    Lines wanted = { 0 }, got = { 0 };
    Blocks blocks = join_case_blocks(f, right);
    Operator *feed = join_case_feed(task, f, left), *join;
    bool should_pass = naive_join(f, spec, left, right, &wanted);

    if (spec->has_keys) {
        const HashJoin *plan = join_case_hash_plan(f, spec);
        const JoinTable *table =
            join_table_build(f->cx, plan, f->columns[1], blocks.items, blocks.count);
        EXPECT(table);
        join = hash_join_new(task, plan, table, feed);
    } else {
        join = nested_loop_new(task, join_case_loop_plan(f, spec), f->columns[1], blocks.items,
                               blocks.count, feed);
    }
    bool has_passed = drain(f, join, task, &got);
    bool is_right = should_pass ? has_passed && same_lines(&wanted, &got)
                                : !has_passed && task->cx.error.code == ERR_CARDINALITY_VIOLATION;
    EXPECT(is_right);
    if (!is_right)
        fprintf(stderr,
                "  %s, %s join, residual %d, null-aware %d, batches of %u, %u x %u rows: "
                "wanted %u rows, got %u; %s\n",
                f->kind->name, join_names[spec->type], spec->has_residual, spec->is_null_aware,
                batch_rows, left->count, right->count, wanted.count, got.count,
                task->cx.error.message ? task->cx.error.message : "no error");
}

static const uint32_t batch_sizes[] = { 7, BATCH_ROWS_MAX };

static const struct {
    TableSpec left, right;
} table_specs[] = {
    { { 150, 10 }, { 60, 10 } },
    { { 150, 10 }, { 0 } },
    { { 0 }, { 20 } },
    { { 150, 0 }, { 30, 0 } },
    { { 100, 20 }, { 15, 100 } },
    { { 150, 10 }, { 1000, 0, .is_unique = true } },
    { { 150, 0 }, { 700, 0, .is_unique = true, .is_sorted = true } },
    { { 90, 0 }, { 1, 0 } },
    { { 4, 0 }, { 90, 5 } },
};

static void check_tables(Cx *cx, const KeyCase *kind, const JoinSpec *spec)
{
    for (uint32_t tables = 0; tables < COUNT_OF(table_specs); tables++)
        for (uint32_t size = 0; size < COUNT_OF(batch_sizes); size++) {
            SCRATCH(cx->arena);
            Fixture *f = join_case_fixture(cx, kind, 1000 * tables + size + spec->type);
            TestTable left = join_case_table(f, &table_specs[tables].left);
            TestTable right = join_case_table(f, &table_specs[tables].right);
            check_join(f, spec, &left, &right, batch_sizes[size]);
        }
}

static void check_type(Cx *cx, JoinType type, bool is_null_aware)
{
    for (uint32_t kind = 0; kind < JOIN_CASES; kind++)
        for (int residual = 0; residual < 2; residual++) {
            JoinSpec spec = { type, true, residual, is_null_aware };
            check_tables(cx, &join_cases[kind], &spec);
        }
}

TEST(an_inner_hash_join_gives_all_pairs)
{
    check_type(cx, JOIN_INNER, false);
}

TEST(a_left_hash_join_keeps_every_left_row)
{
    check_type(cx, JOIN_LEFT, false);
}

TEST(a_right_hash_join_keeps_every_right_row)
{
    check_type(cx, JOIN_RIGHT, false);
}

TEST(a_full_hash_join_keeps_the_rows_of_both_sides)
{
    check_type(cx, JOIN_FULL, false);
}

TEST(a_semi_hash_join_gives_rows_with_a_partner_once)
{
    check_type(cx, JOIN_SEMI, false);
}

TEST(an_anti_hash_join_gives_rows_without_a_partner)
{
    check_type(cx, JOIN_ANTI, false);
}

TEST(a_mark_hash_join_says_who_has_a_partner)
{
    check_type(cx, JOIN_MARK, false);
}

TEST(a_null_aware_mark_follows_three_valued_logic)
{
    check_type(cx, JOIN_MARK, true);
}

TEST(a_single_hash_join_fails_at_a_second_partner)
{
    check_type(cx, JOIN_SINGLE, false);
}

TEST(nested_loops_give_what_a_naive_join_gives)
{
    static const JoinType types[] = { JOIN_INNER, JOIN_LEFT, JOIN_SEMI,
                                      JOIN_ANTI,  JOIN_MARK, JOIN_SINGLE };

    for (uint32_t type = 0; type < COUNT_OF(types); type++)
        for (int residual = 0; residual < 2; residual++)
            for (uint32_t kind = 0; kind < JOIN_CASES; kind += 4) {
                JoinSpec spec = { types[type], false, residual, true };
                check_tables(cx, &join_cases[kind], &spec);
            }
}
