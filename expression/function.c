/*
 * function.c -- the table of functions.def.
 */
#include "expression/kernels.h"

/* The short words of functions.def. */
enum {
    NONE = TYPE_NONE,
#define TYPE(ID, ...) ID = TYPE_##ID,
#include "base/types.def"
#undef TYPE
};
enum {
    S = FUNCTION_STRICT,
    R = FUNCTION_RAISES,
    O = FUNCTION_OPERATOR,
    C = FUNCTION_COMMUTES,
    A = FUNCTION_AGGREGATE,
    H = FUNCTION_HIDDEN,
    V = FUNCTION_VARIADIC,
    Y = FUNCTION_SYSTEM,
};

// clang-format off
#define ARGS(...) { __VA_ARGS__ }
#define FUNCTION(ID, OID_, OPERATOR, NAME_, RESULT, ARGS_, FLAGS, KERNEL, SELECT, PREPARE) \
    { OID_, OPERATOR, NAME_, RESULT, sizeof((uint8_t[])ARGS_), ARGS_, FLAGS, KERNEL, SELECT, PREPARE },
static const Function functions[] = {
#include "expression/functions.def"
};
#undef FUNCTION
#undef ARGS
// clang-format on

FunctionId function_count(void)
{
    return COUNT_OF(functions);
}

const Function *function_get(FunctionId id)
{
    assert(id >= 0 && id < function_count());
    return &functions[id];
}
