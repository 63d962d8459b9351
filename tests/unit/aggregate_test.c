/* aggregate_test.c -- hash aggregation against a row-by-row reader, in all phases. */
#include "tests/unit/operator_make.h"

#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"

#include <math.h>
#include <stdlib.h>

enum { KEYS_MAX = 3, AGGREGATES_MAX = 5, COLUMNS = 18 };

/* --- The columns that cases draw from ------------------------------------------------------------
 */

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
        type_of(TYPE_BOOL),     type_numeric_fixed(TYPMOD_NONE, 32, 2),
    };
    memcpy(types, all, sizeof all);
}

typedef struct Choice {
    FunctionId function;
    uint32_t column;
} Choice;

/* Every aggregate of the workers with a column it takes. */
static const Choice choices[] = {
    { FUNCTION_ID(COUNT_STAR), 0 },    { FUNCTION_ID(COUNT), 6 },
    { FUNCTION_ID(COUNT), 2 },         { FUNCTION_ID(COUNT), 11 },
    { FUNCTION_ID(SUM_INT2), 1 },      { FUNCTION_ID(SUM_INT4), 2 },
    { FUNCTION_ID(SUM_INT8), 3 },      { FUNCTION_ID(SUM_FLOAT4), 4 },
    { FUNCTION_ID(SUM_FLOAT8), 5 },    { FUNCTION_ID(SUM_INTERVAL), 10 },
    { FUNCTION_ID(SUM_NUMERIC), 11 },  { FUNCTION_ID(SUM_NUMERIC), 13 },
    { FUNCTION_ID(SUM_NUMERIC), 15 },  { FUNCTION_ID(SUM_NUMERIC), 17 },
    { FUNCTION_ID(MIN_INT2), 1 },      { FUNCTION_ID(MAX_INT2), 1 },
    { FUNCTION_ID(MIN_INT4), 2 },      { FUNCTION_ID(MAX_INT4), 2 },
    { FUNCTION_ID(MIN_INT8), 3 },      { FUNCTION_ID(MAX_INT8), 3 },
    { FUNCTION_ID(MIN_FLOAT4), 4 },    { FUNCTION_ID(MAX_FLOAT4), 4 },
    { FUNCTION_ID(MIN_FLOAT8), 5 },    { FUNCTION_ID(MAX_FLOAT8), 5 },
    { FUNCTION_ID(MIN_TEXT), 6 },      { FUNCTION_ID(MAX_TEXT), 6 },
    { FUNCTION_ID(MIN_BPCHAR), 7 },    { FUNCTION_ID(MAX_BPCHAR), 7 },
    { FUNCTION_ID(MIN_DATE), 8 },      { FUNCTION_ID(MAX_DATE), 8 },
    { FUNCTION_ID(MIN_TIMESTAMP), 9 }, { FUNCTION_ID(MAX_TIMESTAMP), 9 },
    { FUNCTION_ID(MIN_INTERVAL), 10 }, { FUNCTION_ID(MAX_INTERVAL), 10 },
    { FUNCTION_ID(MIN_NUMERIC), 11 },  { FUNCTION_ID(MAX_NUMERIC), 11 },
    { FUNCTION_ID(MIN_OID), 12 },      { FUNCTION_ID(MAX_OID), 12 },
    { FUNCTION_ID(MIN_NUMERIC), 13 },  { FUNCTION_ID(MAX_NUMERIC), 15 },
    { FUNCTION_ID(BOOL_AND), 0 },      { FUNCTION_ID(BOOL_OR), 0 },
    { FUNCTION_ID(EVERY), 16 },
};

typedef struct Asked {
    Choice choice;
    bool is_distinct, is_filtered; /* by column 16 */
    Type type;
} Asked;

/* What a query asks. */
typedef struct Question {
    Type types[COLUMNS];
    uint32_t key_count, aggregate_count;
    uint32_t keys[KEYS_MAX]; /* columns */
    Asked aggregates[AGGREGATES_MAX];
    bool force_spill;
    uint32_t batch_rows;
    int64_t limit_bytes;
} Question;

static Type result_type(const Type *types, Choice choice)
{
    const Function *function = function_get(choice.function);
    Type arg = types[choice.column];
    bool is_sum = strcmp(function->name, "sum") == 0;

    if (function->result != TYPE_NUMERIC)
        return type_of((TypeId)function->result);
    if (!is_sum)
        return arg;
    if (arg.id == TYPE_NUMERIC && arg.numeric_form == NUMERIC_VAR)
        return arg;
    return type_numeric_fixed(TYPMOD_NONE, 128, arg.id == TYPE_NUMERIC ? arg.numeric_scale : 0);
}

static Question random_case(Random *random, bool may_be_distinct)
{
    static const uint32_t sizes[] = { 7, 100, BATCH_ROWS_MAX };
    Question c = { .limit_bytes = INT64_MAX };

    fill_types(c.types);
    c.key_count = random_below(random, KEYS_MAX + 1);
    c.aggregate_count = random_below(random, AGGREGATES_MAX + 1);
    if (c.key_count + c.aggregate_count == 0)
        c.key_count = 1;
    for (uint32_t at = 0; at < c.key_count; at++)
        c.keys[at] = random_below(random, COLUMNS);
    for (uint32_t at = 0; at < c.aggregate_count; at++) {
        Asked *aggregate = &c.aggregates[at];
        aggregate->choice = choices[random_below(random, COUNT_OF(choices))];
        aggregate->is_filtered = random_below(random, 4) == 0;
        aggregate->is_distinct = may_be_distinct && random_below(random, 3) == 0 &&
                                 aggregate->choice.function != FUNCTION_ID(COUNT_STAR);
        aggregate->type = result_type(c.types, aggregate->choice);
    }
    c.batch_rows = sizes[random_below(random, COUNT_OF(sizes))];
    return c;
}

/* --- Plans -------------------------------------------------------------------------------------
 */

static const Expr *call_of(Cx *cx, const Question *c, const Asked *aggregate, const Expr *state)
{
    const Expr *arg =
        test_make_column(cx, c->types[aggregate->choice.column], aggregate->choice.column);
    Exprs args = test_make_list(cx, arg, NULL, NULL);

    if (aggregate->choice.function == FUNCTION_ID(COUNT_STAR))
        args.count = 0;
    if (state)
        args = test_make_list(cx, state, NULL, NULL);
    return NEW_EXPR(
        cx, aggregate->type, NO_POSITION, AggregateCall, .function = aggregate->choice.function,
        .args = args, .is_distinct = aggregate->is_distinct,
        .filter =
            aggregate->is_filtered && !state ? test_make_column(cx, type_of(TYPE_BOOL), 16) : NULL);
}

/* FINAL reads what PARTIAL gives: column n has id n + 1 there as everywhere. */
static HashAggregate *plan_of(Cx *cx, const Question *c, AggregatePhase phase, const Table *input)
{
    bool merges = phase == PHASE_FINAL;
    HashAggregate *plan = arena_zero(cx->arena, sizeof *plan);

    plan->head.tag = PLAN_HashAggregate;
    plan->phase = phase;
    plan->input = table_plan(cx, input);
    plan->groups = (Named){ ARENA_ARRAY(cx->arena, NamedExpr, KEYS_MAX), c->key_count };
    plan->aggregates =
        (Named){ ARENA_ARRAY(cx->arena, NamedExpr, AGGREGATES_MAX), c->aggregate_count };
    for (uint32_t at = 0; at < c->key_count; at++) {
        Type type = c->types[c->keys[at]];
        plan->groups.items[at] =
            (NamedExpr){ { .id = at + 1, .type = type },
                         test_make_column(cx, type, merges ? at : c->keys[at]) };
    }
    for (uint32_t at = 0; at < c->aggregate_count; at++) {
        const Asked *aggregate = &c->aggregates[at];
        uint32_t id = c->key_count + at;
        const Expr *state = merges ? test_make_column(cx, aggregate->type, id) : NULL;
        plan->aggregates.items[at] = (NamedExpr){ { .id = id + 1, .type = aggregate->type },
                                                  call_of(cx, c, aggregate, state) };
    }
    return plan;
}

static Table *run_phase(Cx *cx, const Question *c, AggregatePhase phase, const Table *input)
{
    HashAggregate *plan = plan_of(cx, c, phase, input);
    TestTask test;

    test_task_init(&test, c->batch_rows, c->limit_bytes);
    test.task.force_spill = c->force_spill;
    Operator *op = hash_aggregate_new(&test.task, plan, table_source(&test.task, input));
    EXPECT(op);
    Table *result = run_operator(cx, &test.task, op, plan_output(cx, &plan->head));
    if (!result)
        fail_with(cx, &test.task.cx.error);
    test_task_fini(&test);
    return result;
}

/* --- The reader --------------------------------------------------------------------------------
 */

/* What a careful reader knows of one aggregate of one group. */
typedef struct Reading {
    int64_t count;
    int128_t sum;
    double real;
    Interval interval;
    Numeric numeric;
    Value extreme;
    Value *had; /* values, for DISTINCT */
    uint32_t had_count, had_capacity;
} Reading;

typedef struct Group {
    Value *first; /* the row that began it */
    Reading readings[AGGREGATES_MAX];
} Group;

static bool is_new(Cx *cx, Reading *reading, Type type, Value value)
{
    for (uint32_t at = 0; at < reading->had_count; at++)
        if (value_equal(type, reading->had[at], value))
            return false;
    if (reading->had_count == reading->had_capacity) {
        uint32_t capacity = reading->had_capacity * 2 + 8;
        Value *had = ARENA_ARRAY(cx->arena, Value, capacity);
        if (reading->had_count)
            memcpy(had, reading->had, reading->had_count * sizeof *had);
        reading->had = had;
        reading->had_capacity = capacity;
    }
    reading->had[reading->had_count++] = value;
    return true;
}

static void read_sum(Cx *cx, Reading *reading, Type type, Value value)
{
    Layout layout = type_layout(type);

    if (layout == LAYOUT_I128) {
        reading->sum += value.wide;
    } else if (layout <= LAYOUT_I64) {
        reading->sum += value.integer;
    } else if (layout == LAYOUT_F32 || layout == LAYOUT_F64) {
        reading->real += value.real;
    } else if (layout == LAYOUT_INTERVAL) {
        EXPECT(interval_add(cx, reading->interval, value.interval, &reading->interval));
    } else {
        Numeric numeric = numeric_decode(value.text);
        EXPECT(numeric_add(cx, &reading->numeric, &numeric, &reading->numeric));
    }
}

static void read_value(Cx *cx, const Question *c, const Asked *aggregate, Reading *reading,
                       Value *row)
{
    Type type = c->types[aggregate->choice.column];
    Value value = row[aggregate->choice.column];
    const char *name = function_get(aggregate->choice.function)->name;
    bool is_max = strcmp(name, "max") == 0 || strcmp(name, "bool_or") == 0;

    if (aggregate->is_filtered && (row[16].is_null || !row[16].boolean))
        return;
    if (aggregate->choice.function == FUNCTION_ID(COUNT_STAR)) {
        reading->count++;
        return;
    }
    if (value.is_null || (aggregate->is_distinct && !is_new(cx, reading, type, value)))
        return;
    if (strcmp(name, "sum") == 0)
        read_sum(cx, reading, type, value);
    int order = reading->count ? value_compare(type, value, reading->extreme) : 0;
    if (reading->count++ == 0 || (is_max ? order > 0 : order < 0))
        reading->extreme = value;
}

static Group *find_group(const Question *c, Group *groups, uint32_t count, const Value *keys,
                         bool by_output)
{
    for (uint32_t at = 0; at < count; at++) {
        bool same = true;
        for (uint32_t key = 0; same && key < c->key_count; key++)
            same = value_equal(c->types[c->keys[key]], groups[at].first[c->keys[key]],
                               keys[by_output ? key : c->keys[key]]);
        if (same)
            return &groups[at];
    }
    return NULL;
}

static uint32_t read_table(Cx *cx, const Question *c, const Table *table, Group *groups)
{
    uint32_t count = 0;

    if (c->key_count == 0)
        groups[count++] = (Group){ 0 };
    for (uint32_t row = 0; row < table->row_count; row++) {
        Group *group =
            c->key_count ? find_group(c, groups, count, table->rows[row], false) : &groups[0];
        if (!group) {
            group = &groups[count++];
            *group = (Group){ .first = table->rows[row] };
        }
        for (uint32_t at = 0; at < c->aggregate_count; at++)
            read_value(cx, c, &c->aggregates[at], &group->readings[at], table->rows[row]);
    }
    return count;
}

/* --- Comparing ---------------------------------------------------------------------------------
 */

static bool is_near(double a, double b)
{
    double size = fabs(a) > fabs(b) ? fabs(a) : fabs(b);

    return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= size * 1e-5 + 1e4;
}

static bool is_sum_right(const Asked *aggregate, const Reading *reading, Value got)
{
    Layout layout = type_layout(aggregate->type);

    if (layout == LAYOUT_I128)
        return got.wide == reading->sum;
    if (layout == LAYOUT_I64)
        return got.integer == reading->sum;
    if (layout == LAYOUT_F32 || layout == LAYOUT_F64)
        return is_near(got.real, reading->real);
    if (layout == LAYOUT_INTERVAL)
        return memcmp(&got.interval, &reading->interval, sizeof got.interval) == 0;
    Numeric numeric = numeric_decode(got.text);
    return numeric_compare(&numeric, &reading->numeric) == 0 &&
           (numeric.kind != NUMERIC_FINITE || numeric.scale == reading->numeric.scale);
}

static bool is_right(const Asked *aggregate, const Reading *reading, Value got)
{
    const char *name = function_get(aggregate->choice.function)->name;

    if (strcmp(name, "count") == 0)
        return !got.is_null && got.integer == reading->count;
    if (reading->count == 0 || got.is_null)
        return got.is_null && reading->count == 0;
    if (strcmp(name, "sum") == 0)
        return is_sum_right(aggregate, reading, got);
    return value_compare(aggregate->type, got, reading->extreme) == 0;
}

static void check(Cx *cx, const Question *c, const Table *input, const Table *got)
{
    Group *groups = ARENA_ARRAY(cx->arena, Group, input->row_count + 1);
    uint32_t count = read_table(cx, c, input, groups), wrong = 0;

    EXPECT(got && got->row_count == count);
    for (uint32_t row = 0; got && row < got->row_count; row++) {
        const Group *group =
            c->key_count ? find_group(c, groups, count, got->rows[row], true) : &groups[0];
        if (!group) {
            wrong++;
            continue;
        }
        for (uint32_t at = 0; at < c->aggregate_count; at++)
            wrong += !is_right(&c->aggregates[at], &group->readings[at],
                               got->rows[row][c->key_count + at]);
    }
    EXPECT(wrong == 0);
}

static Table random_table(Cx *cx, Random *random, const Question *c)
{
    static const int64_t spans[] = { 0, 2, 40, 1000 };
    TableWish wish = { .types = c->types,
                       .column_count = COLUMNS,
                       .batch_count = random_below(random, 6),
                       .rows_max = c->batch_rows < 400 ? c->batch_rows : 400,
                       .span = spans[random_below(random, COUNT_OF(spans))] };

    if (random_below(random, 12) == 0)
        wish.rows_max = c->batch_rows;
    return make_table(cx, random, wish);
}

/* PARTIAL over some pieces of the input, FINAL over all they give. */
static Table *run_two_phases(Cx *cx, Random *random, const Question *c, const Table *input)
{
    Table *states = NULL;

    for (uint32_t from = 0, to; from <= input->batch_count; from = to) {
        to = from + 1 + random_below(random, 3);
        Table piece =
            table_part(cx, input, from, to < input->batch_count ? to : input->batch_count);
        Table *part = run_phase(cx, c, PHASE_PARTIAL, &piece);
        if (!part)
            return NULL;
        for (uint32_t at = 0; states && at < part->batch_count; at++)
            table_append(cx, states, &part->batches[at]);
        states = states ? states : part;
    }
    return run_phase(cx, c, PHASE_FINAL, states);
}

/* --- Tests -------------------------------------------------------------------------------------
 */

enum { CASES = 400 };

TEST(aggregates_in_one_phase_are_what_a_reader_finds)
{
    Random random = { 1 };

    for (uint32_t at = 0; at < CASES; at++) {
        SCRATCH(cx->arena);
        Question c = random_case(&random, true);
        Table table = random_table(cx, &random, &c);
        check(cx, &c, &table, run_phase(cx, &c, PHASE_COMPLETE, &table));
        EXPECT_STR(str_of(take_error(cx)), "");
    }
}

TEST(merged_partial_aggregates_are_what_a_reader_finds)
{
    Random random = { 2 };

    for (uint32_t at = 0; at < CASES; at++) {
        SCRATCH(cx->arena);
        Question c = random_case(&random, false);
        Table table = random_table(cx, &random, &c);
        check(cx, &c, &table, run_two_phases(cx, &random, &c, &table));
        EXPECT_STR(str_of(take_error(cx)), "");
    }
}

TEST(spilled_aggregates_are_what_a_reader_finds)
{
    Random random = { 3 };

    for (uint32_t at = 0; at < CASES / 2; at++) {
        SCRATCH(cx->arena);
        Question c = random_case(&random, at % 2);
        c.force_spill = true;
        Table table = random_table(cx, &random, &c);
        check(cx, &c, &table,
              at % 2 ? run_phase(cx, &c, PHASE_COMPLETE, &table)
                     : run_two_phases(cx, &random, &c, &table));
        EXPECT_STR(str_of(take_error(cx)), "");
    }
}

/* The texts of the groups of two values, as they come out. */
static void check_first(Cx *cx, Type type, const char *first, const char *second)
{
    Question c = { .key_count = 1, .batch_rows = 7, .limit_bytes = INT64_MAX };
    Value values[2];
    StrBuilder text = str_builder(cx->arena);
    Table table = { .types = &type, .column_count = 1, .columns = test_make_input(cx, &type, 1) };

    c.types[0] = type;
    EXPECT(value_parse(cx, type, str_of(first), NO_POSITION, &values[0]));
    EXPECT(value_parse(cx, type, str_of(second), NO_POSITION, &values[1]));
    for (uint32_t at = 0; at < 2; at++) {
        Column *column = ARENA_ARRAY(cx->arena, Column, 1);
        *column = type.id == TYPE_FLOAT8 ? column_const(cx->arena, LAYOUT_F64, 3, &values[at].real)
                                         : column_const_str(cx->arena, 3, values[at].text);
        Batch batch = { .columns = column, .column_count = 1, .rows = 3, .selected = 3 };
        table_append(cx, &table, &batch);
    }
    Table *got = run_phase(cx, &c, PHASE_COMPLETE, &table);
    EXPECT(got && got->row_count == 1);
    if (got && got->row_count == 1)
        value_print(&text, type, got->rows[0][0]);
    EXPECT_STR(str_built(&text), first);
}

TEST(groups_show_the_value_that_was_seen_first)
{
    check_first(cx, type_of(TYPE_NUMERIC), "1.0", "1.00");
    check_first(cx, type_of(TYPE_NUMERIC), "1.00", "1.0");
    check_first(cx, type_of(TYPE_NUMERIC), "0", "0.000");
    check_first(cx, type_of(TYPE_FLOAT8), "-0", "0");
    check_first(cx, type_of(TYPE_FLOAT8), "0", "-0");
    check_first(cx, type_of(TYPE_FLOAT8), "NaN", "NaN");
    check_first(cx, type_of(TYPE_BPCHAR), "a text of many bytes  ", "a text of many bytes");
}

/* --- Many groups, little memory ------------------------------------------------------------------
 */

enum { MANY_BATCHES = 60, MANY_KEYS = 50000, COLUMNS_MANY = 3 };

/* Sparse integers, a long text of each, and a number. */
static Table many_groups(Cx *cx, Random *random)
{
    static const Type types[COLUMNS_MANY] = {
        { .id = TYPE_INT8, .typmod = TYPMOD_NONE },
        { .id = TYPE_TEXT, .typmod = TYPMOD_NONE, .collation = COLLATION_DEFAULT },
        { .id = TYPE_INT8, .typmod = TYPMOD_NONE },
    };
    Table table = { .types = types,
                    .column_count = COLUMNS_MANY,
                    .columns = test_make_input(cx, types, COLUMNS_MANY),
                    .batches = ARENA_ARRAY(cx->arena, Batch, MANY_BATCHES),
                    .batch_count = MANY_BATCHES };

    for (uint32_t at = 0; at < MANY_BATCHES; at++) {
        Column *columns = ARENA_ARRAY(cx->arena, Column, COLUMNS_MANY);
        int64_t *keys = column_alloc(cx->arena, LAYOUT_I64, BATCH_ROWS_MAX);
        int64_t *numbers = column_alloc(cx->arena, LAYOUT_I64, BATCH_ROWS_MAX);
        StrView *views = column_alloc(cx->arena, LAYOUT_VIEW, BATCH_ROWS_MAX);
        StrBuilder heap = str_builder(cx->arena);
        const uint8_t **heaps = arena_alloc(cx->arena, sizeof *heaps);
        for (uint32_t row = 0; row < BATCH_ROWS_MAX; row++) {
            int64_t key = random_below(random, MANY_KEYS);
            Str text = str_format(cx->arena, "the text of key %06lld", (long long)key);
            keys[row] = key * INT64_C(1000000007);
            numbers[row] = key * 3 + 1;
            views[row] = view_make(text, 0, (uint32_t)heap.length);
            str_add(&heap, text);
        }
        heaps[0] = (const uint8_t *)heap.data;
        columns[0] = column_flat(LAYOUT_I64, BATCH_ROWS_MAX, keys, NULL);
        columns[1] = column_flat(LAYOUT_VIEW, BATCH_ROWS_MAX, views, NULL);
        columns[1].heaps = heaps;
        columns[1].heap_count = 1;
        columns[2] = column_flat(LAYOUT_I64, BATCH_ROWS_MAX, numbers, NULL);
        table.batches[at] = (Batch){ .columns = columns,
                                     .column_count = COLUMNS_MANY,
                                     .rows = BATCH_ROWS_MAX,
                                     .selected = BATCH_ROWS_MAX };
    }
    return table;
}

/* sum(number), count(*), count(distinct number), max(text) by one of the columns. */
static HashAggregate *many_plan(Cx *cx, const Table *table, uint32_t key, bool is_distinct)
{
    const FunctionId functions[] = { FUNCTION_ID(SUM_INT8), FUNCTION_ID(COUNT_STAR),
                                     FUNCTION_ID(COUNT), FUNCTION_ID(MAX_TEXT) };
    const Type types[] = { type_numeric_fixed(TYPMOD_NONE, 128, 0), type_of(TYPE_INT8),
                           type_of(TYPE_INT8), type_of(TYPE_TEXT) };
    const uint32_t columns[] = { 2, 0, 2, 1 };
    HashAggregate *plan = arena_zero(cx->arena, sizeof *plan);

    plan->head.tag = PLAN_HashAggregate;
    plan->input = table_plan(cx, table);
    plan->groups = (Named){ ARENA_ARRAY(cx->arena, NamedExpr, 1), 1 };
    plan->groups.items[0] = (NamedExpr){ { .id = 1, .type = table->types[key] },
                                         test_make_column(cx, table->types[key], key) };
    plan->aggregates = (Named){ ARENA_ARRAY(cx->arena, NamedExpr, 4), 4 };
    for (uint32_t at = 0; at < 4; at++) {
        Exprs args = test_make_list(
            cx, test_make_column(cx, table->types[columns[at]], columns[at]), NULL, NULL);
        args.count = functions[at] != FUNCTION_ID(COUNT_STAR);
        plan->aggregates.items[at] =
            (NamedExpr){ { .id = at + 2, .type = types[at] },
                         NEW_EXPR(cx, types[at], NO_POSITION, AggregateCall,
                                  .function = functions[at], .args = args,
                                  .is_distinct = is_distinct && at == 2) };
    }
    return plan;
}

/* Every group's row follows from its key and its count. */
static void check_many(const Table *got, uint32_t key, bool is_distinct)
{
    int64_t rows = 0;
    uint32_t wrong = 0;

    for (uint32_t row = 0; row < got->row_count; row++) {
        const Value *values = got->rows[row];
        char digits[7] = { 0 };
        memcpy(digits, values[4].text.data + values[4].text.length - 6, 6);
        int64_t number = atoll(digits), count = values[2].integer;
        wrong += key == 0 ? values[0].integer != number * INT64_C(1000000007)
                          : !str_equal(values[0].text, values[4].text);
        wrong += values[1].wide != count * (number * 3 + 1);
        wrong += values[3].integer != (is_distinct ? 1 : count);
        rows += count;
    }
    EXPECT(wrong == 0);
    EXPECT(rows == (int64_t)MANY_BATCHES * BATCH_ROWS_MAX);
}

TEST(aggregation_spills_when_its_budget_is_used_up)
{
    Random random = { 4 };
    Table table = many_groups(cx, &random);
    uint32_t groups = 0;

    for (uint32_t at = 0; at < 8; at++) {
        TestTask test;
        OpMetrics metrics[1] = { { 0 } };
        HashAggregate *plan = many_plan(cx, &table, at % 2, at / 2 % 2);
        test_task_init(&test, BATCH_ROWS_MAX, INT64_C(6000000));
        test.task.force_spill = at >= 4; /* splits partitions again */
        test.task.metrics = metrics;
        test.task.metric_count = 1;
        Operator *op = hash_aggregate_new(&test.task, plan, table_source(&test.task, &table));
        Table *got = run_operator(cx, &test.task, op, plan_output(cx, &plan->head));
        EXPECT_STR(str_of(take_error(&test.task.cx)), "");
        EXPECT(got && (at == 0 || got->row_count == groups));
        EXPECT(metrics[0].spilled_bytes > 0);
        if (got) {
            check_many(got, at % 2, at / 2 % 2);
            groups = got->row_count;
        }
        test_task_fini(&test);
    }
}

TEST(partial_aggregation_gives_way_when_its_budget_is_used_up)
{
    Random random = { 5 };
    Table table = many_groups(cx, &random);
    HashAggregate *plan = many_plan(cx, &table, 0, false);
    TestTask test;

    plan->phase = PHASE_PARTIAL;
    test_task_init(&test, BATCH_ROWS_MAX, INT64_C(6000000));
    Operator *op = hash_aggregate_new(&test.task, plan, table_source(&test.task, &table));
    Table *got = run_operator(cx, &test.task, op, plan_output(cx, &plan->head));
    EXPECT_STR(str_of(take_error(&test.task.cx)), "");
    EXPECT(got && got->row_count > MANY_KEYS); /* some groups came out more than once */
    if (got)
        check_many(got, 0, false);
    test_task_fini(&test);
}

TEST(aggregation_without_any_room_is_an_error)
{
    Random random = { 6 };
    Table table = many_groups(cx, &random);
    HashAggregate *plan = many_plan(cx, &table, 1, true);
    TestTask test;

    test_task_init(&test, BATCH_ROWS_MAX, 300000);
    Operator *op = hash_aggregate_new(&test.task, plan, table_source(&test.task, &table));
    EXPECT(!run_operator(cx, &test.task, op, plan_output(cx, &plan->head)));
    EXPECT_ERROR(&test.task.cx, ERR_OUT_OF_MEMORY);
    test_task_fini(&test);
}

/* --- Errors ------------------------------------------------------------------------------------
 */

/* One group of four rows with this value. */
static const char *error_of_sum(Cx *cx, Type type, FunctionId function, Value value)
{
    Table table = { .types = &type, .column_count = 1, .columns = test_make_input(cx, &type, 1) };
    char *data = column_alloc(cx->arena, type_layout(type), 4);
    HashAggregate *plan = arena_zero(cx->arena, sizeof *plan);
    Type result = type_of((TypeId)function_get(function)->result);
    Exprs args = test_make_list(cx, test_make_column(cx, type, 0), NULL, NULL);
    TestTask test;

    for (size_t row = 0; row < 4; row++)
        value_store(type_layout(type), value, data + row * (size_t)layout_bytes(type_layout(type)));
    Column column = column_flat(type_layout(type), 4, data, NULL);
    Batch batch = { .columns = &column, .column_count = 1, .rows = 4, .selected = 4 };
    table.batches = &batch;
    table.batch_count = 1;
    if (result.id == TYPE_NUMERIC)
        result = type_numeric_fixed(TYPMOD_NONE, 128, 0);
    plan->head.tag = PLAN_HashAggregate;
    plan->input = table_plan(cx, &table);
    plan->aggregates = (Named){ ARENA_ARRAY(cx->arena, NamedExpr, 1), 1 };
    plan->aggregates.items[0] = (NamedExpr){ { .id = 2, .type = result },
                                             NEW_EXPR(cx, result, NO_POSITION, AggregateCall,
                                                      .function = function, .args = args) };
    test_task_init(&test, 7, INT64_MAX);
    Operator *op = hash_aggregate_new(&test.task, plan, table_source(&test.task, &table));
    Table *got = run_operator(cx, &test.task, op, plan_output(cx, &plan->head));
    const char *error = take_error(&test.task.cx);
    EXPECT(!got == (error[0] != 0));
    test_task_fini(&test);
    return error;
}

TEST(sums_that_no_type_holds_are_errors)
{
    Type wide = type_numeric_fixed(TYPMOD_NONE, 128, 0);
    int128_t huge = (int128_t)1 << 126;

    EXPECT_STR(str_of(error_of_sum(cx, type_of(TYPE_FLOAT8), FUNCTION_ID(SUM_FLOAT8),
                                   (Value){ .real = 1e308 })),
               "22003");
    EXPECT_STR(str_of(error_of_sum(cx, type_of(TYPE_FLOAT4), FUNCTION_ID(SUM_FLOAT4),
                                   (Value){ .real = 3e38 })),
               "22003");
    EXPECT_STR(str_of(error_of_sum(cx, type_of(TYPE_FLOAT8), FUNCTION_ID(SUM_FLOAT8),
                                   (Value){ .real = INFINITY })),
               "");
    EXPECT_STR(str_of(error_of_sum(cx, wide, FUNCTION_ID(SUM_NUMERIC), (Value){ .wide = huge })),
               "22003");
    EXPECT_STR(str_of(error_of_sum(cx, type_of(TYPE_INT8), FUNCTION_ID(SUM_INT8),
                                   (Value){ .integer = INT64_MAX })),
               "");
    EXPECT_STR(str_of(error_of_sum(cx, type_of(TYPE_INT8), FUNCTION_ID(SUM_INT4),
                                   (Value){ .integer = INT64_MAX })),
               "22003");
    EXPECT_STR(str_of(error_of_sum(cx, type_of(TYPE_INTERVAL), FUNCTION_ID(SUM_INTERVAL),
                                   (Value){ .interval = { .months = INT32_MAX } })),
               "22008");
}
