/*
 * kernel_test.c -- kernels against one value at a time, over random batches of every kind of
 * column, with nulls, bounds, narrow layouts and selections.
 */
#include "base/decimal.h"
#include "base/numeric.h"
#include "expression/kernels/compare.h"
#include "tests/unit/expression_make.h"

#include <stdio.h>

enum { ROUNDS = 60 };

static const TypeId compared[] = { TYPE_BOOL,      TYPE_INT2,    TYPE_INT4,    TYPE_INT8,
                                   TYPE_FLOAT4,    TYPE_FLOAT8,  TYPE_NUMERIC, TYPE_TEXT,
                                   TYPE_BPCHAR,    TYPE_NAME,    TYPE_OID,     TYPE_DATE,
                                   TYPE_TIMESTAMP, TYPE_INTERVAL };

static bool holds(const char *name, int order)
{
    if (name[0] == '=')
        return order == 0;
    if (name[0] == '<')
        return name[1] == '>' ? order != 0 : name[1] == '=' ? order <= 0 : order < 0;
    return name[1] == '=' ? order >= 0 : order > 0;
}

static bool is_comparison(const Function *function)
{
    return function->operator_oid && function->result == TYPE_BOOL && function->arg_count == 2 &&
           function->select && strchr("<>=", function->name[0]) &&
           function->args[0] == function->args[1];
}

/* NULL where not both are there. */
static Value expected(const Function *function, const Sample *a, const Sample *b, uint32_t row)
{
    if (a->values[row].is_null || b->values[row].is_null)
        return VALUE_NULL;
    int order = value_compare(a->type, a->values[row], b->values[row]);
    return (Value){ .boolean = holds(function->name, order) };
}

static void check_comparison(Cx *cx, FunctionId id, const Sample *samples, const Batch *batch)
{
    const Function *function = function_get(id);
    Type types[2] = { samples[0].type, samples[1].type };
    const Expr *expr = test_make_call(cx, id, test_make_column(cx, types[0], 0),
                                      test_make_column(cx, types[1], 1));
    Columns input = test_make_input(cx, types, 2);
    Column out;
    Batch filtered = *batch;
    uint32_t wrong = 0, found = 0;

    EXPECT(run_expr(cx, expr, input, batch, &out));
    FilterProgram *program = filter_compile(cx, test_make_list(cx, expr, NULL, NULL), input);
    FilterState *state = filter_start(cx, program);
    EXPECT(filter_run(cx, state, &filtered));
    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        Value wanted = expected(function, &samples[0], &samples[1], row);
        wrong += !values_same(type_of(TYPE_BOOL), wanted, value_of_column(&out, row));
        if (wanted.is_null || !wanted.boolean)
            continue;
        wrong += found >= filtered.selected || batch_row(&filtered, found) != row;
        found++;
    }
    EXPECT(wrong == 0);
    EXPECT(found == filtered.selected);
    if (wrong || found != filtered.selected)
        fprintf(stderr, "  %s of %s, kinds %d %d\n", function->name, type_sql_name(types[0].id),
                samples[0].column.kind, samples[1].column.kind);
}

TEST(comparisons_agree_with_the_order_of_values)
{
    Random random = { 1 };

    for (size_t type = 0; type < COUNT_OF(compared); type++)
        for (FunctionId id = 0; id < function_count(); id++) {
            if (!is_comparison(function_get(id)) || function_get(id)->args[0] != compared[type])
                continue;
            for (int round = 0; round < ROUNDS / 4; round++) {
                SCRATCH(cx->arena);
                uint32_t rows = 1 + random_below(&random, 300);
                Sample samples[2] = {
                    test_make_any_sample(cx, &random, type_of(compared[type]), rows),
                    test_make_any_sample(cx, &random, type_of(compared[type]), rows),
                };
                Batch batch = test_make_batch(cx, samples, 2);
                if (random_below(&random, 2))
                    thin_batch(cx, &random, &batch, 1 + random_below(&random, 20));
                check_comparison(cx, id, samples, &batch);
            }
        }
}

TEST(a_column_against_a_constant_agrees_with_the_order_of_values)
{
    Random random = { 2 };

    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *function = function_get(id);
        if (!is_comparison(function))
            continue;
        Type type = type_of((TypeId)function->args[0]);
        for (int round = 0; round < ROUNDS / 4; round++) {
            SCRATCH(cx->arena);
            uint32_t rows = 1 + random_below(&random, 300);
            Sample sample = test_make_any_sample(cx, &random, type, rows);
            Sample one = test_make_sample(cx, &random, (SampleWish){ .type = type, .rows = 1 });
            bool turned = random_below(&random, 2);
            const Expr *column = test_make_column(cx, type, 0);
            const Expr *constant = test_make_const(cx, type, one.values[0]);
            const Expr *expr = turned ? test_make_call(cx, id, constant, column)
                                      : test_make_call(cx, id, column, constant);
            Columns input = test_make_input(cx, &type, 1);
            Batch batch = test_make_batch(cx, &sample, 1), filtered;
            uint32_t wrong = 0, found = 0;
            if (random_below(&random, 2))
                thin_batch(cx, &random, &batch, 1 + random_below(&random, 12));
            filtered = batch;
            FilterState *state =
                filter_start(cx, filter_compile(cx, test_make_list(cx, expr, NULL, NULL), input));
            EXPECT(filter_run(cx, state, &filtered));
            for (uint32_t at = 0; at < batch.selected; at++) {
                Row row = batch_row(&batch, at);
                if (sample.values[row].is_null)
                    continue;
                int order = value_compare(type, sample.values[row], one.values[0]);
                if (!holds(function->name, turned ? -order : order))
                    continue;
                wrong += found >= filtered.selected || batch_row(&filtered, found) != row;
                found++;
            }
            EXPECT(wrong == 0 && found == filtered.selected);
            if (wrong || found != filtered.selected)
                fprintf(stderr, "  %s of %s, kind %d\n", function->name, type_sql_name(type.id),
                        sample.column.kind);
        }
    }
}

/* --- Arithmetic ------------------------------------------------------------------------------ */

typedef struct IntCase {
    FunctionId add, subtract, multiply, divide, modulo;
    TypeId type;
} IntCase;

static const IntCase int_cases[] = {
    { FUNCTION_ID(INT2_ADD), FUNCTION_ID(INT2_SUB), FUNCTION_ID(INT2_MUL), FUNCTION_ID(INT2_DIV),
      FUNCTION_ID(INT2_MOD), TYPE_INT2 },
    { FUNCTION_ID(INT4_ADD), FUNCTION_ID(INT4_SUB), FUNCTION_ID(INT4_MUL), FUNCTION_ID(INT4_DIV),
      FUNCTION_ID(INT4_MOD), TYPE_INT4 },
    { FUNCTION_ID(INT8_ADD), FUNCTION_ID(INT8_SUB), FUNCTION_ID(INT8_MUL), FUNCTION_ID(INT8_DIV),
      FUNCTION_ID(INT8_MOD), TYPE_INT8 },
};

/* What row-wise arithmetic gives: "" or the SQLSTATE. */
static const char *int_result(int op, TypeId type, int128_t a, int128_t b, int128_t *out)
{
    int bits = layout_bytes(type_layout(type_of(type))) * 8;
    int128_t limit = (int128_t)1 << (bits - 1);

    if (op >= 3 && b == 0)
        return "22012";
    *out = op == 0 ? a + b : op == 1 ? a - b : op == 2 ? a * b : op == 3 ? a / b : a % b;
    return *out < -limit || *out >= limit ? "22003" : "";
}

static void check_int(Cx *cx, Random *random, const IntCase *which, int op)
{
    const FunctionId ids[] = { which->add, which->subtract, which->multiply, which->divide,
                               which->modulo };
    Type types[2] = { type_of(which->type), type_of(which->type) };
    uint32_t rows = 1 + random_below(random, 200), wrong = 0;
    Sample samples[2] = { test_make_any_sample(cx, random, types[0], rows),
                          test_make_any_sample(cx, random, types[1], rows) };
    Batch batch = test_make_batch(cx, samples, 2);
    const char *error = "";
    Column out;

    if (random_below(random, 3))
        thin_batch(cx, random, &batch, 1 + random_below(random, 20));
    const Expr *expr = test_make_call(cx, ids[op], test_make_column(cx, types[0], 0),
                                      test_make_column(cx, types[1], 1));
    bool has_run = run_expr(cx, expr, test_make_input(cx, types, 2), &batch, &out);
    for (uint32_t at = 0; at < batch.selected; at++) {
        Row row = batch_row(&batch, at);
        Value a = samples[0].values[row], b = samples[1].values[row];
        int128_t wanted;
        if (a.is_null || b.is_null) {
            wrong += has_run && column_has(&out, row);
            continue;
        }
        const char *problem = int_result(op, which->type, a.integer, b.integer, &wanted);
        if (*problem)
            error = *error && strcmp(error, problem) ? "either" : problem;
        else
            wrong += has_run && (!column_has(&out, row) ||
                                 value_of_column(&out, row).integer != (int64_t)wanted);
        if (has_run && !*problem && out.has_bounds && out.kind != COLUMN_SEQ)
            wrong += wanted < out.min || wanted > out.max;
    }
    EXPECT(wrong == 0);
    const char *got = take_error(cx);
    if (strcmp(error, "either"))
        EXPECT_STR(str_of(got), error);
    else
        EXPECT(*got != 0);
    if (wrong)
        fprintf(stderr, "  operation %d of %s, kinds %d %d\n", op, type_sql_name(which->type),
                samples[0].column.kind, samples[1].column.kind);
}

TEST(integer_arithmetic_is_exact_or_raises)
{
    Random random = { 3 };

    for (size_t which = 0; which < COUNT_OF(int_cases); which++)
        for (int op = 0; op < 5; op++)
            for (int round = 0; round < ROUNDS * 3; round++) {
                SCRATCH(cx->arena);
                check_int(cx, &random, &int_cases[which], op);
            }
}

static Numeric numeric_of(Cx *cx, Type type, Value value)
{
    int128_t whole = type_layout(type) == LAYOUT_I128 ? value.wide : value.integer;

    return type.numeric_form == NUMERIC_VAR
               ? numeric_decode(value.text)
               : numeric_from_fixed(cx->arena, whole, type.numeric_scale);
}

static bool numeric_result(Cx *cx, int op, const Numeric *a, const Numeric *b, Numeric *out)
{
    switch (op) {
    case 0: return numeric_add(cx, a, b, out);
    case 1: return numeric_subtract(cx, a, b, out);
    case 2: return numeric_multiply(cx, a, b, out);
    case 3: return numeric_modulo(cx, a, b, out);
    }
    return numeric_divide(cx, a, b, out);
}

static Type random_numeric_type(Random *random)
{
    static const int bits[] = { 16, 32, 64, 128 };
    int which = (int)random_below(random, 5);

    if (which == 4)
        return type_of(TYPE_NUMERIC);
    return type_numeric_fixed(TYPMOD_NONE, bits[which], (int)random_below(random, 5));
}

/* Results print alike: value and display scale. */
static bool same_print(Cx *cx, Type type, Value value, const Numeric *wanted)
{
    StrBuilder got = str_builder(cx->arena), text = str_builder(cx->arena);

    value_print(&got, type, value);
    numeric_print(&text, wanted);
    return str_equal(str_built(&got), str_built(&text));
}

static void check_numeric(Cx *cx, Random *random, int op)
{
    static const FunctionId ids[] = { FUNCTION_ID(NUMERIC_ADD), FUNCTION_ID(NUMERIC_SUB),
                                      FUNCTION_ID(NUMERIC_MUL), FUNCTION_ID(NUMERIC_MOD),
                                      FUNCTION_ID(NUMERIC_DIV) };
    Type types[2] = { random_numeric_type(random), random_numeric_type(random) };
    uint32_t rows = 1 + random_below(random, 60), wrong = 0, errors = 0;
    Sample samples[2] = { test_make_any_sample(cx, random, types[0], rows),
                          test_make_any_sample(cx, random, types[1], rows) };
    Batch batch = test_make_batch(cx, samples, 2);
    Column out;

    if (random_below(random, 2))
        thin_batch(cx, random, &batch, 1 + random_below(random, 9));
    const Expr *expr = test_make_call(cx, ids[op], test_make_column(cx, types[0], 0),
                                      test_make_column(cx, types[1], 1));
    bool has_run = run_expr(cx, expr, test_make_input(cx, types, 2), &batch, &out);
    const char *error = take_error(cx);
    for (uint32_t at = 0; at < batch.selected; at++) {
        Row row = batch_row(&batch, at);
        Value x = samples[0].values[row], y = samples[1].values[row];
        if (x.is_null || y.is_null) {
            wrong += has_run && column_has(&out, row);
            continue;
        }
        Numeric a = numeric_of(cx, types[0], x), b = numeric_of(cx, types[1], y), wanted;
        if (!numeric_result(cx, op, &a, &b, &wanted)) {
            take_error(cx);
            errors++;
        } else if (has_run) {
            wrong += !same_print(cx, expr->type, value_of_row(expr->type, &out, row), &wanted);
        }
    }
    /* FIXED in 128 bits may raise where VAR would not: for values of more than 38 digits. */
    bool may_overflow = expr->type.numeric_form == NUMERIC_FIXED && op <= 2 &&
                        strcmp(error, "22003") == 0 && expr->type.numeric_bits == 128;
    EXPECT(wrong == 0);
    EXPECT(has_run == (errors == 0) || may_overflow);
    if (wrong)
        fprintf(stderr, "  operation %d, bits %d %d, kinds %d %d\n", op, types[0].numeric_bits,
                types[1].numeric_bits, samples[0].column.kind, samples[1].column.kind);
}

TEST(numeric_arithmetic_prints_what_postgresql_would_print)
{
    Random random = { 4 };

    for (int op = 0; op < 5; op++)
        for (int round = 0; round < ROUNDS * 3; round++) {
            SCRATCH(cx->arena);
            check_numeric(cx, &random, op);
        }
}

TEST(numerics_of_different_scales_compare_exactly)
{
    Random random = { 5 };
    static const FunctionId ids[] = { FUNCTION_ID(NUMERIC_EQ), FUNCTION_ID(NUMERIC_NE),
                                      FUNCTION_ID(NUMERIC_LT), FUNCTION_ID(NUMERIC_LE),
                                      FUNCTION_ID(NUMERIC_GT), FUNCTION_ID(NUMERIC_GE) };

    for (int round = 0; round < ROUNDS * 6; round++) {
        SCRATCH(cx->arena);
        FunctionId id = ids[random_below(&random, 6)];
        Type types[2] = { random_numeric_type(&random), random_numeric_type(&random) };
        uint32_t rows = 1 + random_below(&random, 100), wrong = 0, found = 0;
        Sample samples[2] = { test_make_any_sample(cx, &random, types[0], rows),
                              test_make_any_sample(cx, &random, types[1], rows) };
        bool constant = random_below(&random, 2) && !samples[1].values[0].is_null;
        const Expr *left = test_make_column(cx, types[0], 0);
        const Expr *right = constant ? test_make_const(cx, types[1], samples[1].values[0])
                                     : test_make_column(cx, types[1], 1);
        const Expr *expr = test_make_call(cx, id, left, right);
        Batch batch = test_make_batch(cx, samples, 2);
        FilterState *state =
            filter_start(cx, filter_compile(cx, test_make_list(cx, expr, NULL, NULL),
                                            test_make_input(cx, types, 2)));
        EXPECT(filter_run(cx, state, &batch));
        for (uint32_t row = 0; row < rows; row++) {
            Value x = samples[0].values[row], y = samples[1].values[constant ? 0 : row];
            if (x.is_null || y.is_null)
                continue;
            Numeric a = numeric_of(cx, types[0], x), b = numeric_of(cx, types[1], y);
            if (!holds(function_get(id)->name, numeric_compare(&a, &b)))
                continue;
            wrong += found >= batch.selected || batch_row(&batch, found) != row;
            found++;
        }
        EXPECT(wrong == 0 && found == batch.selected);
    }
}

/* --- Vector loops against their scalar twin ----------------------------------------------------
 */

TEST(range_masks_agree_with_their_scalar_twin)
{
    Random random = { 6 };
    static const TypeId types[] = { TYPE_INT2, TYPE_INT4, TYPE_INT8 };

    for (int round = 0; round < ROUNDS * 10; round++) {
        SCRATCH(cx->arena);
        Type type = type_of(types[random_below(&random, 3)]);
        Sample sample = test_make_sample(cx, &random,
                                         (SampleWish){ .type = type,
                                                       .rows = 1 + random_below(&random, 500),
                                                       .is_narrow = random_below(&random, 2),
                                                       .span = random_below(&random, 2) * 50 });
        Sample limits = test_make_sample(cx, &random, (SampleWish){ .type = type, .rows = 2 });
        RangeTest test = { .range = { limits.values[0].integer, limits.values[1].integer },
                           .negated = random_below(&random, 2) };
        uint64_t words[MASK_WORDS] = { 0 }, twin[MASK_WORDS] = { 0 };
        if (test.range.min > test.range.max)
            test.range = (IntRange){ test.range.max, test.range.min };
        range_words(&sample.column, test, words);
        range_words_scalar(&sample.column, test, twin);
        EXPECT(memcmp(words, twin, bit_words(sample.column.rows) * 8) == 0);
    }
}

TEST(masks_become_rows_and_bytes_and_back)
{
    Random random = { 7 };
    uint8_t bytes[BATCH_ROWS_MAX], again[BATCH_ROWS_MAX + 8];
    uint64_t words[MASK_WORDS];
    Row rows[BATCH_ROWS_MAX + 64];

    for (int round = 0; round < ROUNDS; round++) {
        uint32_t count = 1 + random_below(&random, BATCH_ROWS_MAX), wrong = 0, found = 0;
        uint32_t one_in = 1 + random_below(&random, 5);
        for (uint32_t row = 0; row < count; row++)
            bytes[row] = random_below(&random, one_in) == 0;
        words_of_bytes(bytes, count, words);
        bytes_of_words(words, count, again);
        EXPECT(memcmp(bytes, again, count) == 0);
        uint32_t total = rows_of_words(words, count, rows);
        for (uint32_t row = 0; row < count; row++)
            if (bytes[row])
                wrong += found >= total || rows[found++] != row;
        EXPECT(wrong == 0 && found == total);
    }
}
