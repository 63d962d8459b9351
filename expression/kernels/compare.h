/*
 * compare.h -- PRIVATE: comparing columns, shared by comparisons, IN, DISTINCT, GREATEST.
 *
 * All orders here are total (NaN is the greatest float and equals itself), so six operators are
 * two, with sides swapped or the answer negated: a >= b is not (a < b).
 */
#ifndef EXPRESSION_KERNELS_COMPARE_H
#define EXPRESSION_KERNELS_COMPARE_H

#include "expression/kernels/kernel.h"

typedef struct Comparison {
    bool is_less; /* a < b; else a = b */
    bool swapped; /* b is the left side */
    bool negated;
} Comparison;

extern const Comparison COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE;

/* The comparison of call->args[0] with args[1]: a byte a row, 0 or 1, for the live rows at least.
 * Nulls have any answer; rows with a null must not be live where the layout is VIEW.
 * out_bytes has room for call->rows rounded up to 64. */
void compare_bytes(const KernelCall *call, Comparison comparison, uint8_t *out_bytes);

/* --- Ranges: an integer column against constants --------------------------------------------- */

/* Rows with min <= value <= max, or (negated) the others. */
typedef struct RangeTest {
    IntRange range; /* in the units of the column; min > max: none */
    bool negated;
} RangeTest;

/* `column <comparison> constant`, where the column's integers are value * 10^column_scale. */
RangeTest range_test(Comparison comparison, int column_scale, int128_t constant,
                     int constant_scale);
/* Both ranges at once; false where that is no range. */
bool range_test_and(RangeTest *test, RangeTest other);

void range_bytes(const Column *column, RangeTest test, uint8_t *out_bytes);
/* Set bit `row` of out_words where the test holds. */
void range_words(const Column *column, RangeTest test, uint64_t *out_words);
/* The same without vector instructions: what the others are tested against. */
void range_words_scalar(const Column *column, RangeTest test, uint64_t *out_words);
/* call->args[0] alone, straight to rows. */
uint32_t range_rows(const KernelCall *call, RangeTest test, Row *out_rows);

/* --- Columns against columns ----------------------------------------------------------------- */

/* Both FLAT, or b CONST; both of the layout; float layouts in PostgreSQL's order. */
void compare_fixed(const Column *a, const Column *b, Comparison comparison, uint8_t *out_bytes);
/* The same for float columns against a constant, to bits. */
void compare_real_words(const Column *a, double constant, Comparison comparison,
                        uint64_t *out_words);
/* Row by row: views, intervals, numerics with a scale per value. */
void compare_rows(const KernelCall *call, Comparison comparison, uint8_t *out_bytes);

/* A string column = a constant that its view holds: compare_rows then looks at every row, and at
 * no heap. */
bool is_short_equality(const KernelCall *call, Comparison comparison);
void short_equality_words(const KernelCall *call, Comparison comparison, uint64_t *out_words);

/* The order of one value of each column, by the call's types. */
int compare_at(const KernelCall *call, uint32_t a_row, uint32_t b_row);

#endif
