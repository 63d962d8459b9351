/*
 * expression_test.c -- the function table, programs, casts and filters.
 */
#include "expression/kernels.h"
#include "tests/unit/expression_make.h"

#include <stdio.h>

static Type bool_type(void)
{
    return type_of(TYPE_BOOL);
}

static Type int4_type(void)
{
    return type_of(TYPE_INT4);
}

/* --- functions.def ------------------------------------------------------------------------------
 */

static bool same_signature(const Function *a, const Function *b)
{
    return strcmp(a->name, b->name) == 0 && a->arg_count == b->arg_count &&
           memcmp(a->args, b->args, a->arg_count) == 0 &&
           (a->flags & FUNCTION_OPERATOR) == (b->flags & FUNCTION_OPERATOR) &&
           (a->flags & FUNCTION_AGGREGATE) == (b->flags & FUNCTION_AGGREGATE);
}

TEST(no_two_functions_have_the_same_oid_or_signature)
{
    for (FunctionId a = 0; a < function_count(); a++)
        for (FunctionId b = a + 1; b < function_count(); b++) {
            const Function *x = function_get(a), *y = function_get(b);
            /* An operator and its function, or one with a default, are two rows of one oid. */
            bool is_alias = ((x->flags ^ y->flags) & FUNCTION_OPERATOR) ||
                            (strcmp(x->name, y->name) == 0 && x->arg_count != y->arg_count);
            bool same_oid = x->oid == y->oid && !is_alias;
            bool same_operator = x->operator_oid && x->operator_oid == y->operator_oid;
            bool hidden = (x->flags | y->flags) & FUNCTION_HIDDEN;
            EXPECT(!same_oid && !same_operator);
            EXPECT(hidden || !same_signature(x, y));
            if (same_oid || same_operator || (!hidden && same_signature(x, y)))
                fprintf(stderr, "  %s (%u) and %s (%u)\n", x->name, x->oid, y->name, y->oid);
        }
}

TEST(rows_of_functions_def_make_sense)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *function = function_get(id);
        bool commutes = function->flags & FUNCTION_COMMUTES;
        bool aggregates = function->flags & FUNCTION_AGGREGATE;
        bool has_none =
            aggregates || function->flags & (FUNCTION_SYSTEM | FUNCTION_SET | FUNCTION_WINDOW);
        bool takes_any =
            has_none || function->flags & (FUNCTION_VARIADIC | FUNCTION_SHOWS | FUNCTION_CASTS);
        EXPECT(function->oid > 0 && function->result > TYPE_NONE && function->result < TYPES);
        EXPECT(function->arg_count <= FUNCTION_ARGS_MAX);
        for (int arg = 0; arg < function->arg_count; arg++)
            EXPECT(function->args[arg] < TYPES && (function->args[arg] > TYPE_NONE || takes_any));
        EXPECT(!commutes || (function->arg_count == 2 && function->args[0] == function->args[1]));
        EXPECT((function->operator_oid != 0) == ((function->flags & FUNCTION_OPERATOR) != 0));
        EXPECT(has_none != (function->kernel != NULL));
        EXPECT(!function->select || function->result == TYPE_BOOL);
    }
}

/* --- Three-valued logic --------------------------------------------------------------------------
 */

static const char *truth_name(int value)
{
    return value < 0 ? "null" : value ? "t" : "f";
}

static int truth_and(int a, int b)
{
    return a == 0 || b == 0 ? 0 : a < 0 || b < 0 ? -1 : 1;
}

static int truth_not(int a)
{
    return a < 0 ? -1 : !a;
}

/* A boolean that no program folds: column 0, 1 or 2 is false, true, null. */
static const Expr *truth_column(Cx *cx, int value)
{
    return test_make_column(cx, bool_type(), value < 0 ? 2 : (uint32_t)value);
}

static Batch truth_batch(Cx *cx, Columns *out_input)
{
    Type types[3] = { bool_type(), bool_type(), bool_type() };
    Batch batch = { .columns = ARENA_ARRAY(cx->arena, Column, 3), 3, 70, NULL, 70 };
    uint8_t *no = column_alloc(cx->arena, LAYOUT_BOOL, 70);
    uint8_t *yes = column_alloc(cx->arena, LAYOUT_BOOL, 70);

    memset(no, 0, 70);
    memset(yes, 1, 70);
    *out_input = test_make_input(cx, types, 3);
    batch.columns[0] = column_flat(LAYOUT_BOOL, 70, no, NULL);
    batch.columns[1] = column_flat(LAYOUT_BOOL, 70, yes, NULL);
    batch.columns[2] = column_flat(LAYOUT_BOOL, 70, yes, validity_alloc(cx->arena, 70, false));
    return batch;
}

static void expect_truth(Cx *cx, const Expr *expr, int wanted)
{
    Columns input;
    Batch batch = truth_batch(cx, &input);
    Column out;

    EXPECT(run_expr(cx, expr, input, &batch, &out));
    Value value = value_of_column(&out, 69);
    EXPECT_STR(str_of(truth_name(value.is_null ? -1 : value.boolean)), truth_name(wanted));
}

TEST(and_or_not_follow_three_valued_logic)
{
    for (int a = -1; a <= 1; a++) {
        const Expr *x = truth_column(cx, a);
        expect_truth(cx, NEW_EXPR(cx, bool_type(), NO_POSITION, Not, .arg = x), truth_not(a));
        for (int b = -1; b <= 1; b++) {
            const Expr *y = truth_column(cx, b);
            expect_truth(cx, test_make_and(cx, x, y), truth_and(a, b));
            expect_truth(cx, test_make_or(cx, x, y),
                         truth_not(truth_and(truth_not(a), truth_not(b))));
            expect_truth(cx, test_make_and(cx, test_make_bool(cx, a), y), truth_and(a, b));
        }
    }
}

TEST(boolean_tests_are_never_null)
{
    /* IS TRUE, IS NOT TRUE, IS FALSE, IS NOT FALSE, IS UNKNOWN, IS NOT UNKNOWN. */
    static const int wanted[3][6] = { { 0, 1, 0, 1, 1, 0 },   /* null */
                                      { 0, 1, 1, 0, 0, 1 },   /* false */
                                      { 1, 0, 0, 1, 0, 1 } }; /* true */

    for (int value = -1; value <= 1; value++)
        for (int test = TEST_TRUE; test <= TEST_NOT_UNKNOWN; test++)
            expect_truth(cx,
                         NEW_EXPR(cx, bool_type(), NO_POSITION, BoolTest,
                                  .arg = truth_column(cx, value), .test = test),
                         wanted[value + 1][test]);
}

TEST(distinct_takes_null_for_a_value)
{
    for (int a = -1; a <= 1; a++)
        for (int b = -1; b <= 1; b++)
            expect_truth(cx,
                         NEW_EXPR(cx, bool_type(), NO_POSITION, Distinct,
                                  .left = truth_column(cx, a), .right = truth_column(cx, b)),
                         a != b);
}

/* --- Laziness -------------------------------------------------------------------------------- */

/* Ten rows 0 to 9. */
static Batch counting_batch(Cx *cx, Columns *out_input)
{
    Type type = int4_type();
    Batch batch = { .columns = ARENA_ARRAY(cx->arena, Column, 1), 1, 10, NULL, 10 };
    int32_t *data = column_alloc(cx->arena, LAYOUT_I32, 10);

    for (int32_t row = 0; row < 10; row++)
        data[row] = row;
    batch.columns[0] = column_flat(LAYOUT_I32, 10, data, NULL);
    *out_input = test_make_input(cx, &type, 1);
    return batch;
}

/* 100 / (c - except) */
static const Expr *hundred_over(Cx *cx, int except)
{
    const Expr *c = test_make_column(cx, int4_type(), 0);
    const Expr *less = test_make_call(cx, FUNCTION_ID(INT4_SUB), c, test_make_int4(cx, except));

    return test_make_call(cx, FUNCTION_ID(INT4_DIV), test_make_int4(cx, 100), less);
}

static const Expr *is_not(Cx *cx, int value)
{
    return test_make_call(cx, FUNCTION_ID(INT4_NE), test_make_column(cx, int4_type(), 0),
                          test_make_int4(cx, value));
}

static const Expr *make_case(Cx *cx, const Expr *when, const Expr *then, const Expr *otherwise)
{
    return NEW_EXPR(cx, then->type, NO_POSITION, Case, .when = test_make_list(cx, when, NULL, NULL),
                    .then = test_make_list(cx, then, NULL, NULL), .otherwise = otherwise);
}

TEST(case_runs_a_branch_on_its_rows_only)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    const Expr *expr = make_case(cx, is_not(cx, 3), hundred_over(cx, 3), test_make_int4(cx, -7));
    Column out;

    EXPECT(run_expr(cx, hundred_over(cx, 3), input, &batch, &out) == false);
    EXPECT_STR(str_of(take_error(cx)), "22012");
    EXPECT(run_expr(cx, expr, input, &batch, &out));
    EXPECT(value_of_column(&out, 3).integer == -7);
    EXPECT(value_of_column(&out, 5).integer == 50);
    EXPECT(value_of_column(&out, 0).integer == -33);
}

TEST(case_without_else_is_null)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    Column out;

    EXPECT(run_expr(cx, make_case(cx, is_not(cx, 3), test_make_int4(cx, 1), NULL), input, &batch,
                    &out));
    EXPECT(value_of_column(&out, 3).is_null);
    EXPECT(value_of_column(&out, 4).integer == 1);
}

TEST(a_constant_that_raises_does_so_only_where_a_row_needs_it)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    const Expr *bad =
        test_make_call(cx, FUNCTION_ID(INT4_DIV), test_make_int4(cx, 1), test_make_int4(cx, 0));
    const Expr *never = test_make_call(
        cx, FUNCTION_ID(INT4_GT), test_make_column(cx, int4_type(), 0), test_make_int4(cx, 100));
    Column out;

    EXPECT(run_expr(cx, make_case(cx, never, bad, test_make_int4(cx, 5)), input, &batch, &out));
    EXPECT(value_of_column(&out, 9).integer == 5);
    EXPECT(!run_expr(cx, make_case(cx, is_not(cx, 100), bad, test_make_int4(cx, 5)), input, &batch,
                     &out));
    EXPECT_STR(str_of(take_error(cx)), "22012");
}

TEST(and_evaluates_members_that_raise_on_undecided_rows)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    const Expr *divides =
        test_make_call(cx, FUNCTION_ID(INT4_GT), hundred_over(cx, 3), test_make_int4(cx, 0));
    Column out;

    /* The member that cannot raise decides first, wherever it stands. */
    EXPECT(run_expr(cx, test_make_and(cx, divides, is_not(cx, 3)), input, &batch, &out));
    EXPECT(!value_of_column(&out, 3).boolean && value_of_column(&out, 4).boolean);
    EXPECT(!run_expr(cx, test_make_or(cx, divides, is_not(cx, 4)), input, &batch, &out) ||
           value_of_column(&out, 3).boolean);
    take_error(cx);
    EXPECT(!run_expr(cx, test_make_and(cx, divides, is_not(cx, 4)), input, &batch, &out));
    EXPECT_STR(str_of(take_error(cx)), "22012");
}

TEST(coalesce_stops_at_the_first_value)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    const Expr *three =
        make_case(cx, is_not(cx, 3), test_make_null(cx, int4_type()), test_make_int4(cx, 33));
    const Expr *expr = NEW_EXPR(cx, int4_type(), NO_POSITION, Coalesce,
                                .args = test_make_list(cx, three, hundred_over(cx, 3), NULL));
    Column out;

    EXPECT(run_expr(cx, expr, input, &batch, &out));
    EXPECT(value_of_column(&out, 3).integer == 33);
    EXPECT(value_of_column(&out, 8).integer == 20);
}

TEST(filters_run_conjuncts_that_raise_last)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    const Expr *divides =
        test_make_call(cx, FUNCTION_ID(INT4_GT), hundred_over(cx, 3), test_make_int4(cx, 30));
    FilterProgram *filter =
        filter_compile(cx, test_make_list(cx, divides, is_not(cx, 3), NULL), input);
    FilterState *state = filter_start(cx, filter);
    uint64_t columns[1];

    EXPECT(filter_conjunct_count(filter) == 2);
    filter_conjunct_columns(state, 0, columns);
    EXPECT(columns[0] == 1);
    EXPECT(filter_run(cx, state, &batch));
    EXPECT(batch.selected == 3 && batch.selection[0] == 4 && batch.selection[2] == 6);
}

TEST(a_kernel_never_sees_a_null_it_could_raise_for)
{
    Type type = int4_type();
    Columns input = test_make_input(cx, &type, 1);
    Batch batch = { .columns = ARENA_ARRAY(cx->arena, Column, 1), 1, 4, NULL, 4 };
    int32_t *data = column_alloc(cx->arena, LAYOUT_I32, 4);
    uint64_t *validity = validity_alloc(cx->arena, 4, true);
    Column out;

    for (int32_t row = 0; row < 4; row++)
        data[row] = row == 2 ? 0 : INT32_MAX;
    bit_clear(validity, 2);
    batch.columns[0] = column_flat(LAYOUT_I32, 4, data, validity);
    const Expr *quotient = test_make_call(cx, FUNCTION_ID(INT4_DIV), test_make_int4(cx, 1),
                                          test_make_column(cx, type, 0));
    EXPECT(run_expr(cx, quotient, input, &batch, &out));
    EXPECT(value_of_column(&out, 2).is_null && value_of_column(&out, 1).integer == 0);
}

/* --- Programs -------------------------------------------------------------------------------- */

TEST(outputs_of_a_program_may_be_its_inputs)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    const Expr *c = test_make_column(cx, int4_type(), 0);
    const Expr *twice = test_make_call(cx, FUNCTION_ID(INT4_ADD), c, c);
    Program *program = program_compile(cx, test_make_list(cx, c, twice, twice), input);
    ProgramState *state = program_start(cx, program);
    Column out[3];

    EXPECT(program_run(cx, state, &batch, out));
    EXPECT(out[0].data == batch.columns[0].data);
    EXPECT(out[1].data == out[2].data); /* computed once */
    EXPECT(value_of_column(&out[1], 7).integer == 14);
}

TEST(deep_expressions_compile_or_are_refused)
{
    const Expr *expr = test_make_column(cx, int4_type(), 0);
    Columns input;
    Batch batch = counting_batch(cx, &input);
    Column out;

    for (int depth = 0; depth < 2000; depth++)
        expr = test_make_call(cx, FUNCTION_ID(INT4_ADD), expr, test_make_int4(cx, 1));
    EXPECT(run_expr(cx, expr, input, &batch, &out));
    EXPECT(value_of_column(&out, 9).integer == 2009);
}

TEST(unknown_columns_and_parameters_are_errors)
{
    Columns input;
    Batch batch = counting_batch(cx, &input);
    Column out;
    const Expr *param = NEW_EXPR(cx, int4_type(), NO_POSITION, Param, .number = 1);

    EXPECT(!run_expr(cx, test_make_column(cx, int4_type(), 5), input, &batch, &out));
    EXPECT_STR(str_of(take_error(cx)), "XX000");
    EXPECT(!run_expr(cx, param, input, &batch, &out));
    EXPECT_STR(str_of(take_error(cx)), "42P02");
}

TEST(sums_over_a_dictionary_are_dictionaries)
{
    Random random = { 9 };
    Sample sample;
    Columns input;
    Column out;
    Type type = int4_type();

    do
        sample = test_make_sample(cx, &random,
                                  (SampleWish){ type, COLUMN_DICT, .rows = 300, .span = 1000 });
    while (!sample.column.dictionary->id);
    input = test_make_input(cx, &type, 1);
    const Expr *expr = test_make_call(cx, FUNCTION_ID(INT4_ADD), test_make_column(cx, type, 0),
                                      test_make_int4(cx, 1));
    Program *program = program_compile(cx, test_make_list(cx, expr, NULL, NULL), input);
    ProgramState *state = program_start(cx, program);
    const Dictionary *first = NULL;
    for (int round = 0; round < 3; round++) {
        Batch batch = test_make_batch(cx, &sample, 1);
        EXPECT(program_run(cx, state, &batch, &out));
        EXPECT(out.kind == COLUMN_DICT && (!first || out.dictionary == first));
        first = out.dictionary;
        for (uint32_t row = 0; row < 300; row++)
            EXPECT(value_of_column(&out, row).integer == sample.values[row].integer + 1);
    }
}

TEST(an_entry_that_raises_does_not_matter_unless_a_row_shows_it)
{
    Type type = type_of(TYPE_TEXT);
    Columns input = test_make_input(cx, &type, 1);
    Dictionary dictionary = { .id = dictionary_new_id() };
    StrView *views = column_alloc(cx->arena, LAYOUT_VIEW, 2);
    uint8_t *codes = column_alloc(cx->arena, LAYOUT_I8, 100);
    Batch batch = { .columns = ARENA_ARRAY(cx->arena, Column, 1), 1, 100, NULL, 100 };
    Column out;

    views[0] = view_make(STR_LIT("12"), 0, 0);
    views[1] = view_make(STR_LIT("no"), 0, 0);
    dictionary.values = column_flat(LAYOUT_VIEW, 2, views, NULL);
    memset(codes, 0, 100);
    batch.columns[0] = column_flat(LAYOUT_VIEW, 100, codes, NULL);
    batch.columns[0].kind = COLUMN_DICT;
    batch.columns[0].code_bytes = 1;
    batch.columns[0].dictionary = &dictionary;
    const Expr *expr = test_make_cast(cx, test_make_column(cx, type, 0), int4_type(), true);
    EXPECT(run_expr(cx, expr, input, &batch, &out));
    EXPECT(value_of_column(&out, 50).integer == 12);
    codes[99] = 1;
    EXPECT(!run_expr(cx, expr, input, &batch, &out));
    EXPECT_STR(str_of(take_error(cx)), "22P02");
}

/* --- GREATEST, LEAST, IN --------------------------------------------------------------------- */

TEST(greatest_and_least_skip_nulls)
{
    Random random = { 10 };
    static const TypeId types[] = { TYPE_INT4, TYPE_FLOAT8, TYPE_TEXT, TYPE_NUMERIC };

    for (int round = 0; round < 120; round++) {
        SCRATCH(cx->arena);
        Type type = type_of(types[random_below(&random, 4)]);
        Type both[2] = { type, type };
        bool greatest = random_below(&random, 2);
        uint32_t rows = 1 + random_below(&random, 150), wrong = 0;
        Sample samples[2] = { test_make_any_sample(cx, &random, type, rows),
                              test_make_any_sample(cx, &random, type, rows) };
        Batch batch = test_make_batch(cx, samples, 2);
        const Expr *expr = NEW_EXPR(cx, type, NO_POSITION, Extreme,
                                    .which = greatest ? EXTREME_GREATEST : EXTREME_LEAST,
                                    .args = test_make_list(cx, test_make_column(cx, type, 0),
                                                           test_make_column(cx, type, 1), NULL));
        Column out;
        EXPECT(run_expr(cx, expr, test_make_input(cx, both, 2), &batch, &out));
        for (uint32_t row = 0; row < rows; row++) {
            Value a = samples[0].values[row], b = samples[1].values[row];
            Value wanted = a.is_null ? b : b.is_null ? a : a;
            if (!a.is_null && !b.is_null) {
                int order = value_compare(type, a, b);
                wanted = (greatest ? order >= 0 : order <= 0) ? a : b;
            }
            wrong += !values_same(type, wanted, value_of_column(&out, row));
        }
        EXPECT(wrong == 0);
    }
}

static const Expr *random_in_list(Cx *cx, Random *random, Type type, Sample *items)
{
    uint32_t count = 1 + random_below(random, 12);
    Exprs list = { ARENA_ARRAY(cx->arena, const Expr *, count), count };

    *items = test_make_sample(cx, random,
                              (SampleWish){ type, COLUMN_FLAT, random_below(random, 2),
                                            .rows = count, .span = random_below(random, 2) * 20 });
    for (uint32_t item = 0; item < count; item++)
        list.items[item] = test_make_const(cx, type, items->values[item]);
    return NEW_EXPR(cx, bool_type(), NO_POSITION, InList, .arg = test_make_column(cx, type, 0),
                    .items = list);
}

static Value in_list_answer(Type type, Value value, const Sample *items)
{
    bool unknown = value.is_null;

    for (uint32_t item = 0; item < items->column.rows && !value.is_null; item++) {
        if (items->values[item].is_null)
            unknown = true;
        else if (value_compare(type, value, items->values[item]) == 0)
            return (Value){ .boolean = true };
    }
    return unknown ? VALUE_NULL : (Value){ .boolean = false };
}

TEST(in_lists_of_all_types_follow_three_valued_logic)
{
    static const TypeId types[] = { TYPE_INT2, TYPE_INT4,    TYPE_INT8,   TYPE_TEXT, TYPE_BPCHAR,
                                    TYPE_DATE, TYPE_NUMERIC, TYPE_FLOAT8, TYPE_BOOL };
    Random random = { 11 };

    for (int round = 0; round < 400; round++) {
        SCRATCH(cx->arena);
        Type type = type_of(types[random_below(&random, COUNT_OF(types))]);
        uint32_t rows = 1 + random_below(&random, 200), wrong = 0;
        Sample items, sample = test_make_any_sample(cx, &random, type, rows);
        const Expr *expr = random_in_list(cx, &random, type, &items);
        Batch batch = test_make_batch(cx, &sample, 1);
        Column out;
        EXPECT(run_expr(cx, expr, test_make_input(cx, &type, 1), &batch, &out));
        for (uint32_t row = 0; row < rows; row++)
            wrong += !values_same(bool_type(), in_list_answer(type, sample.values[row], &items),
                                  value_of_column(&out, row));
        EXPECT(wrong == 0);
        if (wrong)
            fprintf(stderr, "  in list of %s, kind %d\n", type_sql_name(type.id),
                    sample.column.kind);
    }
}

/* --- Casts ----------------------------------------------------------------------------------- */

typedef struct CastCase {
    TypeId from;
    const char *value;
    TypeId to;
    int32_t typmod;
    bool is_assigned;
    const char *wanted; /* or the SQLSTATE */
} CastCase;

// clang-format off
static const CastCase cast_cases[] = {
    { TYPE_FLOAT8, "0.5", TYPE_INT4, -1, false, "0" },
    { TYPE_FLOAT8, "1.5", TYPE_INT4, -1, false, "2" },
    { TYPE_FLOAT8, "-2.5", TYPE_INT2, -1, false, "-2" },
    { TYPE_FLOAT8, "2147483647.4", TYPE_INT4, -1, false, "2147483647" },
    { TYPE_FLOAT8, "2147483647.5", TYPE_INT4, -1, false, "22003" },
    { TYPE_FLOAT8, "NaN", TYPE_INT8, -1, false, "22003" },
    { TYPE_FLOAT8, "1e300", TYPE_FLOAT4, -1, false, "22003" },
    { TYPE_FLOAT8, "0.1", TYPE_NUMERIC, -1, false, "0.1" },
    { TYPE_FLOAT8, "NaN", TYPE_NUMERIC, -1, false, "NaN" },
    { TYPE_FLOAT4, "0.1", TYPE_FLOAT8, -1, false, "0.10000000149011612" },
    { TYPE_NUMERIC, "0.5", TYPE_INT4, -1, false, "1" },
    { TYPE_NUMERIC, "-2.5", TYPE_INT4, -1, false, "-3" },
    { TYPE_NUMERIC, "1e10", TYPE_INT4, -1, false, "22003" },
    { TYPE_NUMERIC, "NaN", TYPE_INT4, -1, false, "0A000" },
    { TYPE_NUMERIC, "0.1", TYPE_FLOAT4, -1, false, "0.1" },
    { TYPE_INT8, "40000", TYPE_INT2, -1, false, "22003" },
    { TYPE_INT8, "-32768", TYPE_INT2, -1, false, "-32768" },
    { TYPE_INT4, "7", TYPE_BOOL, -1, false, "t" },
    { TYPE_BOOL, "t", TYPE_INT4, -1, false, "1" },
    { TYPE_BOOL, "t", TYPE_TEXT, -1, false, "true" },
    { TYPE_INT4, "-1", TYPE_OID, -1, false, "4294967295" },
    { TYPE_INT8, "-1", TYPE_OID, -1, false, "22003" },
    { TYPE_OID, "4294967295", TYPE_INT4, -1, false, "-1" },
    { TYPE_INT4, "200", TYPE_CHAR, -1, false, "22003" },
    { TYPE_CHAR, "A", TYPE_INT4, -1, false, "65" },
    { TYPE_TEXT, "hello", TYPE_VARCHAR, 7, false, "hel" },
    { TYPE_TEXT, "hello", TYPE_VARCHAR, 7, true, "22001" },
    { TYPE_TEXT, "hel  ", TYPE_VARCHAR, 7, true, "hel" },
    { TYPE_TEXT, "he", TYPE_BPCHAR, 8, false, "he  " },
    { TYPE_TEXT, "hello", TYPE_BPCHAR, 7, true, "22001" },
    { TYPE_BPCHAR, "he  ", TYPE_TEXT, -1, false, "he" },
    { TYPE_TEXT, " 42 ", TYPE_INT4, -1, false, "42" },
    { TYPE_TEXT, "4x", TYPE_INT4, -1, false, "22P02" },
    { TYPE_TEXT, "1.50", TYPE_NUMERIC, -1, false, "1.50" },
    { TYPE_UNKNOWN, "2020-02-30", TYPE_DATE, -1, false, "22008" },
    { TYPE_UNKNOWN, "2020-02-29", TYPE_DATE, -1, false, "2020-02-29" },
    { TYPE_DATE, "2020-02-29", TYPE_TIMESTAMP, -1, false, "2020-02-29 00:00:00" },
    { TYPE_DATE, "infinity", TYPE_TIMESTAMP, -1, false, "infinity" },
    { TYPE_TIMESTAMP, "1999-12-31 23:59:59.5", TYPE_DATE, -1, false, "1999-12-31" },
    { TYPE_TIMESTAMP, "2001-12-31 23:59:59.55", TYPE_TIMESTAMP, 1, false, "2001-12-31 23:59:59.6" },
    { TYPE_INTERVAL, "1 day", TYPE_TEXT, -1, false, "1 day" },
    { TYPE_INT4, "12", TYPE_TEXT, -1, false, "12" },
};
// clang-format on

TEST(casts_do_what_postgresql_does)
{
    for (size_t at = 0; at < COUNT_OF(cast_cases); at++) {
        const CastCase *this = &cast_cases[at];
        Type to = type_of(this->to);
        to.typmod = this->typmod;
        const Expr *value = test_make_parsed(cx, type_of(this->from), this->value);
        Str got = folded(cx, test_make_cast(cx, value, to, !this->is_assigned));
        EXPECT_STR(got, this->wanted);
        if (!str_is(got, this->wanted))
            fprintf(stderr, "  %s as %s\n", this->value, type_sql_name(to.id));
        /* What may raise says so. */
        if (strlen(this->wanted) == 5 && strchr("02", this->wanted[0]) && this->wanted[1] != '.')
            EXPECT(cast_raises(value->type, to) || str_is(got, this->value));
    }
}

static Type fixed_type(int precision, int scale, int bits)
{
    return type_numeric_fixed(precision ? numeric_typmod(precision, scale) : TYPMOD_NONE, bits,
                              scale);
}

TEST(numerics_round_to_their_typmod)
{
    Type var = type_of(TYPE_NUMERIC);

    EXPECT_STR(folded(cx, test_make_cast(cx, test_make_parsed(cx, var, "1.235"),
                                         fixed_type(4, 2, 16), true)),
               "1.24");
    EXPECT_STR(folded(cx, test_make_cast(cx, test_make_parsed(cx, var, "99.995"),
                                         fixed_type(4, 2, 16), true)),
               "22003");
    const Expr *wide = test_make_parsed(cx, fixed_type(0, 4, 64), "-12.3450");
    EXPECT_STR(folded(cx, wide), "-12.3450");
    EXPECT_STR(folded(cx, test_make_cast(cx, wide, fixed_type(4, 2, 16), true)), "-12.35");
    EXPECT_STR(folded(cx, test_make_cast(cx, wide, fixed_type(2, 1, 16), true)), "22003");
    EXPECT_STR(folded(cx, test_make_cast(cx, wide, var, true)), "-12.3450");
    EXPECT_STR(folded(cx, test_make_cast(cx, wide, int4_type(), true)), "-12");
    EXPECT_STR(folded(cx, test_make_cast(cx, test_make_int4(cx, 7), fixed_type(10, 2, 64), true)),
               "7.00");
    EXPECT_STR(folded(cx, test_make_cast(cx, test_make_int4(cx, 7), fixed_type(0, 0, 32), true)),
               "7");
    EXPECT_STR(folded(cx, test_make_cast(cx, test_make_int4(cx, 7), var, true)), "7");
    EXPECT(cast_raises(fixed_type(15, 2, 64), fixed_type(10, 2, 64)));
    EXPECT(!cast_raises(fixed_type(10, 2, 64), fixed_type(15, 2, 64)));
    EXPECT(!cast_raises(int4_type(), var));
}

TEST(cast_contexts_are_those_of_pg_cast)
{
    EXPECT(cast_context(TYPE_INT4, TYPE_INT8) == CAST_IMPLICIT);
    EXPECT(cast_context(TYPE_INT8, TYPE_INT4) == CAST_ASSIGNMENT);
    EXPECT(cast_context(TYPE_INT4, TYPE_BOOL) == CAST_EXPLICIT);
    EXPECT(cast_context(TYPE_INT4, TYPE_TEXT) == CAST_ASSIGNMENT);
    EXPECT(cast_context(TYPE_TEXT, TYPE_INT4) == CAST_EXPLICIT);
    EXPECT(cast_context(TYPE_UNKNOWN, TYPE_INTERVAL) == CAST_IMPLICIT);
    EXPECT(cast_context(TYPE_DATE, TYPE_INT4) == CAST_NONE);
    EXPECT(cast_context(TYPE_BOOL, TYPE_FLOAT8) == CAST_NONE);
    EXPECT(cast_context(TYPE_VOID, TYPE_TEXT) == CAST_NONE);
}

/* --- Numbers --------------------------------------------------------------------------------- */

static Str of_floats(Cx *cx, FunctionId id, const char *a, const char *b)
{
    Type type = type_of(TYPE_FLOAT8);
    return folded(cx, test_make_call(cx, id, test_make_parsed(cx, type, a),
                                     b ? test_make_parsed(cx, type, b) : NULL));
}

TEST(floats_raise_where_postgresql_raises)
{
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_ADD), "1e308", "1e308"), "22003");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_ADD), "Infinity", "1"), "Infinity");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_SUB), "Infinity", "Infinity"), "NaN");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_MUL), "1e-200", "1e-200"), "22003");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_MUL), "0", "5"), "0");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_DIV), "1", "0"), "22012");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_DIV), "NaN", "0"), "NaN");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_DIV), "1", "Infinity"), "0");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_DIV), "1", "4"), "0.25");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_SQRT), "-1", NULL), "2201F");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_LN), "0", NULL), "2201E");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_POWER), "0", "-1"), "2201F");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_POWER), "-8", "0.5"), "2201F");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_EXP), "1000", NULL), "22003");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_ROUND), "2.5", NULL), "2");
    EXPECT_STR(of_floats(cx, FUNCTION_ID(FLOAT8_NEGATE), "0", NULL), "-0");
}

static Str of_fixed(Cx *cx, FunctionId id, Type type, const char *a, const char *b)
{
    return folded(cx, test_make_call(cx, id, test_make_parsed(cx, type, a),
                                     b ? test_make_parsed(cx, type, b) : NULL));
}

TEST(fixed_numerics_round_and_keep_their_scale)
{
    Type type = fixed_type(0, 2, 64);

    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_ROUND), type, "-2.50", NULL), "-3");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_TRUNC), type, "-2.99", NULL), "-2");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_FLOOR), type, "-2.01", NULL), "-3");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_CEIL), type, "2.01", NULL), "3");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_CEIL), type, "-2.01", NULL), "-2");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_SIGN), type, "-2.01", NULL), "-1");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_ABS), type, "-2.01", NULL), "2.01");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_NEGATE), type, "2.01", NULL), "-2.01");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_MUL), type, "1.10", "2.00"), "2.2000");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_MOD), type, "7.50", "0.00"), "22012");
    EXPECT_STR(of_fixed(cx, FUNCTION_ID(NUMERIC_DIV), type, "1.00", "3.00"),
               "0.33333333333333333333");
}

TEST(averages_divide_the_sum_as_numerics_do)
{
    Type sum = fixed_type(0, 2, 128), count = type_of(TYPE_INT8);
    const Expr *seven = test_make_parsed(cx, count, "7"), *none = test_make_parsed(cx, count, "0");

    EXPECT_STR(folded(cx, test_make_call(cx, FUNCTION_ID(AVG_OF_NUMERIC),
                                         test_make_parsed(cx, sum, "22.00"), seven)),
               "3.1428571428571429");
    EXPECT_STR(folded(cx, test_make_call(cx, FUNCTION_ID(AVG_OF_NUMERIC),
                                         test_make_parsed(cx, sum, "0.00"), none)),
               "null");
    EXPECT_STR(folded(cx, test_make_call(cx, FUNCTION_ID(AVG_OF_FLOAT),
                                         test_make_parsed(cx, type_of(TYPE_FLOAT8), "7"), seven)),
               "1");
    EXPECT_STR(
        folded(cx, test_make_call(cx, FUNCTION_ID(AVG_OF_INTERVAL),
                                  test_make_parsed(cx, type_of(TYPE_INTERVAL), "7 days"), seven)),
        "1 day");
}

TEST(numeric_facts_follow_digits)
{
    Type price = fixed_type(15, 2, 64), args[2] = { price, price };
    Type one = fixed_type(0, 0, 16);
    Type rest = numeric_result_type(FUNCTION_ID(NUMERIC_SUB), (Type[]){ one, price }, 2);
    Type product = numeric_result_type(FUNCTION_ID(NUMERIC_MUL), (Type[]){ price, rest }, 2);
    Type charge = numeric_result_type(FUNCTION_ID(NUMERIC_MUL), (Type[]){ product, rest }, 2);

    EXPECT(rest.numeric_form == NUMERIC_FIXED && rest.numeric_bits == 64 &&
           rest.numeric_scale == 2);
    EXPECT(product.numeric_bits == 128 && product.numeric_scale == 4);
    EXPECT(charge.numeric_form == NUMERIC_VAR); /* 47 digits */
    charge = numeric_term_type(FUNCTION_ID(NUMERIC_MUL), (Type[]){ product, rest }, 2);
    EXPECT(charge.numeric_form == NUMERIC_FIXED && charge.numeric_scale == 6);
    EXPECT(numeric_result_type(FUNCTION_ID(SUM_NUMERIC), &product, 1).numeric_form == NUMERIC_VAR);
    EXPECT(numeric_result_type(FUNCTION_ID(SUM_NUMERIC), &price, 1).numeric_digits == 28);
    EXPECT(numeric_result_type(FUNCTION_ID(NUMERIC_DIV), args, 2).numeric_form == NUMERIC_VAR);
    args[0] = args[1] = fixed_type(38, 0, 128);
    EXPECT(numeric_result_type(FUNCTION_ID(NUMERIC_MUL), args, 2).numeric_form == NUMERIC_VAR);
    args[0] = args[1] = fixed_type(4, 2, 16);
    EXPECT(numeric_result_type(FUNCTION_ID(NUMERIC_MUL), args, 2).numeric_bits == 32);
    args[1] = type_of(TYPE_NUMERIC);
    EXPECT(numeric_result_type(FUNCTION_ID(NUMERIC_ADD), args, 2).numeric_form == NUMERIC_VAR);
}

TEST(what_may_raise_is_known)
{
    Type price = fixed_type(15, 2, 64);
    const Expr *c = test_make_column(cx, int4_type(), 0), *p = test_make_column(cx, price, 0);

    EXPECT(expr_can_raise(test_make_call(cx, FUNCTION_ID(INT4_ADD), c, test_make_int4(cx, 1))));
    EXPECT(!expr_can_raise(test_make_call(cx, FUNCTION_ID(INT4_EQ), c, test_make_int4(cx, 1))));
    EXPECT(!expr_can_raise(test_make_call(cx, FUNCTION_ID(NUMERIC_MUL), p, p)));
    EXPECT(expr_can_raise(test_make_call(cx, FUNCTION_ID(INT4_DIV), c, c)));
    EXPECT(!expr_can_raise(test_make_call(cx, FUNCTION_ID(INT4_DIV), c, test_make_int4(cx, 2))));
    EXPECT(expr_is_constant(test_make_int4(cx, 2)) && !expr_is_constant(c));
    EXPECT(!expr_is_volatile(c));
}

/* --- Filters --------------------------------------------------------------------------------- */

/* (c >= low and c < high) and (text is null or text = 'abc') against a row-by-row reading. */
static void check_filter(Cx *cx, Random *random, FilterState **state, Type *types)
{
    uint32_t rows = 1 + random_below(random, 600), found = 0, wrong = 0;
    Sample samples[2] = { test_make_any_sample(cx, random, types[0], rows),
                          test_make_any_sample(cx, random, types[1], rows) };
    Batch batch = test_make_batch(cx, samples, 2), before;

    if (random_below(random, 3) == 0)
        thin_batch(cx, random, &batch, 1 + random_below(random, 20));
    before = batch;
    EXPECT(filter_run(cx, *state, &batch));
    for (uint32_t at = 0; at < before.selected; at++) {
        Row row = batch_row(&before, at);
        Value number = samples[0].values[row], text = samples[1].values[row];
        bool passes = !number.is_null && number.integer >= -3 && number.integer < 100 &&
                      (text.is_null || str_is(text.text, "abc") || str_is(text.text, "zz"));
        if (passes)
            wrong += found >= batch.selected || batch_row(&batch, found++) != row;
    }
    EXPECT(wrong == 0 && found == batch.selected);
}

TEST(filters_agree_with_rows_over_many_batches)
{
    Random random = { 12 };
    Type types[2] = { type_of(TYPE_INT8), type_of(TYPE_TEXT) };
    const Expr *c = test_make_column(cx, types[0], 0), *text = test_make_column(cx, types[1], 1);
    Value low = { .integer = -3 }, high = { .integer = 100 };
    const Expr *from =
        test_make_call(cx, FUNCTION_ID(INT8_GE), c, test_make_const(cx, types[0], low));
    const Expr *to =
        test_make_call(cx, FUNCTION_ID(INT8_GT), test_make_const(cx, types[0], high), c);
    const Expr *missing = NEW_EXPR(cx, bool_type(), NO_POSITION, IsNull, .arg = text);
    const Expr *abc = NEW_EXPR(
        cx, bool_type(), NO_POSITION, InList, .arg = text,
        .items = test_make_list(cx, test_make_text(cx, "abc"), test_make_text(cx, "zz"), NULL));
    FilterProgram *filter =
        filter_compile(cx, test_make_list(cx, from, test_make_or(cx, missing, abc), to),
                       test_make_input(cx, types, 2));
    FilterState *state = filter_start(cx, filter);

    EXPECT(filter_conjunct_count(filter) == 2); /* both ends of the range are one */
    for (int round = 0; round < 300; round++) {
        Arena arena;
        arena_init(&arena, NULL);
        Cx batch_cx = { .arena = &arena };
        check_filter(&batch_cx, &random, &state, types);
        arena_fini(&arena);
    }
}

TEST(conjuncts_that_drop_more_for_less_come_first)
{
    Random random = { 13 };
    Type types[2] = { int4_type(), int4_type() };
    const Expr *all = test_make_call(cx, FUNCTION_ID(INT4_NE), test_make_column(cx, types[0], 0),
                                     test_make_int4(cx, 1000000));
    const Expr *few = test_make_call(cx, FUNCTION_ID(INT4_EQ), test_make_column(cx, types[1], 1),
                                     test_make_int4(cx, 3));
    FilterProgram *filter =
        filter_compile(cx, test_make_list(cx, all, few, NULL), test_make_input(cx, types, 2));
    FilterState *state = filter_start(cx, filter);
    uint64_t columns[1];

    filter_conjunct_columns(state, 0, columns);
    EXPECT(columns[0] == 1);
    for (int round = 0; round < 70; round++) {
        SCRATCH(cx->arena);
        SampleWish wish = { int4_type(), COLUMN_FLAT, .rows = 2048, .span = 100 };
        Sample samples[2] = { test_make_sample(cx, &random, wish),
                              test_make_sample(cx, &random, wish) };
        Batch batch = test_make_batch(cx, samples, 2);
        EXPECT(filter_run(cx, state, &batch));
    }
    filter_conjunct_columns(state, 0, columns);
    EXPECT(columns[0] == 2);
}

/* Run conjunct after conjunct as a scan does: what a conjunct does not ask for is null. */
static bool filter_by_columns(Cx *cx, FilterState *state, const Batch *whole, uint32_t *selected)
{
    Column columns[2];
    Batch batch = *whole;

    for (uint32_t column = 0; column < 2; column++)
        columns[column] = column_null(cx->arena, LAYOUT_I32, whole->rows);
    batch.columns = columns;
    filter_begin_batch(state);
    for (uint32_t at = 0; at < 2 && batch.selected; at++) {
        uint64_t needed[1];
        filter_conjunct_columns(state, at, needed);
        for (uint32_t column = 0; column < 2; column++)
            if (bit_get(needed, column))
                columns[column] = whole->columns[column];
        TRY(filter_run_one(cx, state, at, &batch));
    }
    *selected = batch.selected;
    return true;
}

TEST(a_new_order_comes_before_its_columns_are_read)
{
    Random random = { 15 };
    Type types[2] = { int4_type(), int4_type() };
    const Expr *all = test_make_call(cx, FUNCTION_ID(INT4_NE), test_make_column(cx, types[0], 0),
                                     test_make_int4(cx, 1000000));
    const Expr *few = test_make_call(cx, FUNCTION_ID(INT4_EQ), test_make_column(cx, types[1], 1),
                                     test_make_int4(cx, 3));
    FilterProgram *filter =
        filter_compile(cx, test_make_list(cx, all, few, NULL), test_make_input(cx, types, 2));
    FilterState *state = filter_start(cx, filter), *whole = filter_start(cx, filter);

    for (int round = 0; round < 200; round++) {
        SCRATCH(cx->arena);
        uint32_t selected = 0;
        SampleWish wish = { int4_type(), COLUMN_FLAT, .rows = 2048, .span = 100 };
        Sample samples[2] = { test_make_sample(cx, &random, wish),
                              test_make_sample(cx, &random, wish) };
        Batch batch = test_make_batch(cx, samples, 2);
        EXPECT(filter_by_columns(cx, state, &batch, &selected));
        EXPECT(filter_run(cx, whole, &batch));
        EXPECT(selected == batch.selected && selected > 0);
    }
}

TEST(layouts_widen_and_narrow)
{
    Random random = { 14 };

    for (int round = 0; round < 50; round++) {
        Sample sample = test_make_sample(
            cx, &random,
            (SampleWish){ type_of(TYPE_INT8), random_below(&random, 4), .rows = 100, .span = 100 });
        Column narrow = column_with_layout(cx->arena, &sample.column, LAYOUT_I16);
        Column wide = column_with_layout(cx->arena, &narrow, LAYOUT_I128);
        for (uint32_t row = 0; row < 100; row++) {
            EXPECT(value_of_column(&narrow, row).integer == sample.values[row].integer);
            EXPECT(value_of_column(&wide, row).wide == sample.values[row].integer);
        }
    }
}
