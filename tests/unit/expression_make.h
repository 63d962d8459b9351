/*
 * expression_make.h -- expressions, columns and batches for tests, and what a row-by-row reader
 * would say about them.
 */
#ifndef TESTS_UNIT_EXPRESSION_MAKE_H
#define TESTS_UNIT_EXPRESSION_MAKE_H

#include "expression/expression.h"
#include "tests/unit/test.h"

/* A small generator: the same numbers in every run. */
typedef struct Random {
    uint64_t state;
} Random;

uint64_t random_next(Random *random);
uint32_t random_below(Random *random, uint32_t limit);

/* --- Expressions ----------------------------------------------------------------------------- */

const Expr *test_make_int4(Cx *cx, int64_t value);
const Expr *test_make_bool(Cx *cx, int value); /* negative: null */
const Expr *test_make_text(Cx *cx, const char *text);
const Expr *test_make_const(Cx *cx, Type type, Value value);
const Expr *test_make_null(Cx *cx, Type type);
/* A constant of the type from its text form. */
const Expr *test_make_parsed(Cx *cx, Type type, const char *text);
/* Column `at` (from 0) of the input. */
const Expr *test_make_column(Cx *cx, Type type, uint32_t at);
const Expr *test_make_call(Cx *cx, FunctionId function, const Expr *a, const Expr *b);
const Expr *test_make_cast(Cx *cx, const Expr *arg, Type to, bool is_explicit);
const Expr *test_make_and(Cx *cx, const Expr *a, const Expr *b);
const Expr *test_make_or(Cx *cx, const Expr *a, const Expr *b);
Exprs test_make_list(Cx *cx, const Expr *a, const Expr *b, const Expr *c);
/* An input of columns of these types; column c has id c + 1. */
Columns test_make_input(Cx *cx, const Type *types, uint32_t count);

/* --- Columns --------------------------------------------------------------------------------- */

/* A column and the values it shows. */
typedef struct Sample {
    Type type;
    Column column;
    Value *values;
} Sample;

typedef struct SampleWish {
    Type type;
    ColumnKind kind;
    bool has_nulls;
    bool has_bounds;
    bool is_narrow; /* integers in the narrowest layout that holds them */
    uint32_t rows;
    int64_t span; /* of integers: -span to span; 0: all there are */
} SampleWish;

Sample test_make_sample(Cx *cx, Random *random, SampleWish wish);
/* Any kind, nulls or not, bounds or not. */
Sample test_make_any_sample(Cx *cx, Random *random, Type type, uint32_t rows);
Batch test_make_batch(Cx *cx, const Sample *samples, uint32_t count);
/* Let only some rows live: one of `in`. */
void thin_batch(Cx *cx, Random *random, Batch *batch, uint32_t in);

/* --- Running --------------------------------------------------------------------------------- */

/* False: cx->error is set. */
bool run_expr(Cx *cx, const Expr *expr, Columns input, const Batch *batch, Column *out);
Value value_of_row(Type type, const Column *column, uint32_t row);
/* The printed value of an expression over no columns, "null", or the SQLSTATE it raises. */
Str folded(Cx *cx, const Expr *expr);
bool values_same(Type type, Value a, Value b);
/* The SQLSTATE that has been raised, which is then forgotten; "" where none. */
const char *take_error(Cx *cx);

#endif
