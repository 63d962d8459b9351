/* same.c -- unary plus. */
#include "expression/kernels/kernel.h"

bool kernel_same(const KernelCall *call, Column *out)
{
    *out = call->args[0];
    return true;
}
