/*
 * fixed.h -- PRIVATE: FIXED numerics: scales, rounding.
 */
#ifndef EXPRESSION_KERNELS_FIXED_H
#define EXPRESSION_KERNELS_FIXED_H

#include "expression/kernels/arithmetic.h"

typedef enum Rounding { ROUND_HALF_AWAY, ROUND_DOWN, ROUND_FLOOR, ROUND_CEIL } Rounding;

static inline bool is_fixed(Type type)
{
    return type.id == TYPE_NUMERIC && type.numeric_form == NUMERIC_FIXED;
}

/* The column with `to` instead of `from` digits behind the point.  Raises 22003 where a live row
 * does not fit 128 bits. */
must_use bool fixed_rescale(const KernelCall *call, const Column *column, int from, int to,
                            Rounding rounding, Column *out);

/* Raises 22003 where a live row has more digits than the precision of typmod allows. */
must_use bool fixed_check_precision(const KernelCall *call, const Column *column, int32_t typmod);

bool fail_numeric_overflow(const KernelCall *call);

#endif
