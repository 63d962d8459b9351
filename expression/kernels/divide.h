/* divide.h -- PRIVATE: / and % over integer columns of any layout. */
#ifndef EXPRESSION_KERNELS_DIVIDE_H
#define EXPRESSION_KERNELS_DIVIDE_H

#include "expression/kernels/arithmetic.h"

typedef enum DivideOp { DIVIDE_QUOTIENT, DIVIDE_REST } DivideOp;

bool fail_division_by_zero(const KernelCall *call);
bool live_has_zero(const KernelCall *call, const Column *column);

/* Row by row, in the wider layout of both; raises 22012.  min / -1 wraps around in 64 bits. */
must_use bool divide_columns(const KernelCall *call, DivideOp op, const Column *a, const Column *b,
                             Column *out);

#endif
