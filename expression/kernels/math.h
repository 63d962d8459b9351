/* math.h -- PRIVATE: what the kernels of mathematical functions share. */
#ifndef EXPRESSION_KERNELS_MATH_H
#define EXPRESSION_KERNELS_MATH_H

#include "expression/kernels/kernel.h"

#define RADIANS_PER_DEGREE 0.0174532925199432957692

typedef bool (*MathFn)(const KernelCall *call, double x, double *out_value);

/* The function of each live row of argument 0. */
bool math_each(const KernelCall *call, MathFn function, Column *out);

bool fail_input_range(const KernelCall *call);

#endif
