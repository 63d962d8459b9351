/*
 * arithmetic.h -- PRIVATE: + - * over integer columns of any layout, by range analysis.
 */
#ifndef EXPRESSION_KERNELS_ARITHMETIC_H
#define EXPRESSION_KERNELS_ARITHMETIC_H

#include "expression/kernels/kernel.h"

typedef enum ArithOp { ARITH_ADD, ARITH_SUBTRACT, ARITH_MULTIPLY } ArithOp;

/* Where all results lie, if the operands lie in a and b; false: not within 128 bits. */
bool arith_range(ArithOp op, IntRange a, IntRange b, IntRange *out_range);

/* out = a op b over call->rows rows, in the narrowest layout that the operands' ranges prove to be
 * wide enough.  False, without an error: no proof for 128 bits; then arith_checked. */
bool arith_columns(const KernelCall *call, ArithOp op, const Column *a, const Column *b,
                   Column *out);

/* Row by row in 128 bits; false, without an error: a live row overflows. */
bool arith_checked(const KernelCall *call, ArithOp op, const Column *a, const Column *b,
                   Column *out);

/* Are the values of all live rows within `limit`? */
bool live_within(const KernelCall *call, const Column *column, IntRange limit);

/* A FIXED column with `by` more digits behind the point; false: may not fit 128 bits. */
bool fixed_scaled_up(const KernelCall *call, const Column *column, int by, Column *out);

/* Never overflows: -2^127 is no FIXED numeric, and integers have at most 64 bits. */
void integers_absolute(const KernelCall *call, const Column *column, Column *out);

/* The message PostgreSQL has for a type: "integer out of range". */
bool fail_out_of_range(const KernelCall *call, TypeId type);

#endif
