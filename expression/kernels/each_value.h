/*
 * each_value.h -- PRIVATE: kernels that work value by value.
 *
 * For functions too rare or too heavy to be written over whole columns: `compute` gets the
 * arguments of one row and gives its result, which may be null.  Results of text are copied.
 */
#ifndef EXPRESSION_KERNELS_EACH_VALUE_H
#define EXPRESSION_KERNELS_EACH_VALUE_H

#include "base/value.h"
#include "expression/expression.h"

typedef bool (*ComputeValue)(const KernelCall *call, const Value *args, Value *out_value);

/* For the rows that count and have no null argument. */
must_use bool each_value(const KernelCall *call, ComputeValue compute, Column *out);
/* For all rows that count: of functions that are not strict. */
must_use bool each_value_or_null(const KernelCall *call, ComputeValue compute, Column *out);

/* The kernel NAME, made of the function COMPUTE. */
#define EACH_VALUE(NAME, COMPUTE)                                                                  \
    bool NAME(const KernelCall *call, Column *out)                                                 \
    {                                                                                              \
        return each_value(call, COMPUTE, out);                                                     \
    }

#endif
