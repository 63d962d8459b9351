/*
 * kernels.h -- every kernel that functions.def names, declared from it.
 *
 * A column without kernel says NULL there; for the length of these lists that word is a function
 * nobody defines or calls.
 */
#ifndef EXPRESSION_KERNELS_H
#define EXPRESSION_KERNELS_H

#include "expression/expression.h"

// clang-format off
#pragma push_macro("NULL")
#undef NULL

#define NULL no_kernel
#define FUNCTION(ID, OID, OPERATOR, NAME, RESULT, ARGS, FLAGS, KERNEL, SELECT, PREPARE) \
    bool KERNEL(const KernelCall *call, Column *out);
#include "expression/functions.def"
#undef FUNCTION
#undef NULL

#define NULL no_select_kernel
#define FUNCTION(ID, OID, OPERATOR, NAME, RESULT, ARGS, FLAGS, KERNEL, SELECT, PREPARE) \
    uint32_t SELECT(const KernelCall *call, Row *out_rows);
#include "expression/functions.def"
#undef FUNCTION
#undef NULL

#define NULL no_prepare
#define FUNCTION(ID, OID, OPERATOR, NAME, RESULT, ARGS, FLAGS, KERNEL, SELECT, PREPARE) \
    const void *PREPARE(Cx *cx, const Value *const *constants, const Type *types);
#include "expression/functions.def"
#undef FUNCTION
#undef NULL

#pragma pop_macro("NULL")
// clang-format on

#endif
