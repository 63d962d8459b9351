/* aggregate_test.c -- hash aggregation against a row-by-row reader, in all phases. */
#include "tests/unit/operator_make.h"

#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"

#include <math.h>

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
