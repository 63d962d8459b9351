/*
 * function.c -- the table of functions.def.
 */
#include "expression/kernels.h"

#include <pthread.h>
#include <stdlib.h>

/* The short words of functions.def. */
enum {
    NONE = TYPE_NONE,
#define TYPE(ID, ...) ID = TYPE_##ID, ID##_ARRAY = TYPE_##ID + ARRAY_TYPES,
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
    W = FUNCTION_SHOWS,
    K = FUNCTION_CASTS,
    Y = FUNCTION_SYSTEM,
    T = FUNCTION_STABLE,
    X = FUNCTION_VOLATILE,
    M = FUNCTION_SET,
    N = FUNCTION_WINDOW,
    D = FUNCTION_DRIVER | FUNCTION_VOLATILE,
    G = FUNCTION_ORDERED_SET,
    Q = FUNCTION_DRIVER | FUNCTION_STABLE,
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

/* --- By name --------------------------------------------------------------------------------- */

static FunctionId by_name[COUNT_OF(functions)];

static int compare_names(const void *left, const void *right)
{
    FunctionId l = *(const FunctionId *)left, r = *(const FunctionId *)right;
    int order = strcmp(functions[l].name, functions[r].name);

    return order ? order : l - r;
}

static void sort_by_name(void)
{
    for (FunctionId id = 0; id < function_count(); id++)
        by_name[id] = id;
    qsort(by_name, COUNT_OF(by_name), sizeof *by_name, compare_names);
}

/* The first of by_name that is not before `name`. */
static uint32_t first_named(Str name)
{
    uint32_t from = 0, to = COUNT_OF(by_name);

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (str_compare(str_of(functions[by_name[middle]].name), name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

uint32_t functions_named(Str name, const FunctionId **out_ids)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    uint32_t count = 0;

    pthread_once(&once, sort_by_name);
    uint32_t first = first_named(name);
    while (first + count < COUNT_OF(by_name) &&
           str_is(name, functions[by_name[first + count]].name))
        count++;
    *out_ids = by_name + first;
    return count;
}

/* --- Functions as pg_proc has them ----------------------------------------------------------- */

typedef struct Procedure {
    uint32_t oid;
    const char *name;
    char volatility;
} Procedure;

static const Procedure procedures[] = {
#define PROCEDURE(OID_, NAME_, VOLATILITY_) { OID_, NAME_, VOLATILITY_ },
#include "expression/procedures.def"
#undef PROCEDURE
};

/* NULL where functions.def says it all. */
static const Procedure *procedure_find(uint32_t oid)
{
    size_t from = 0, to = COUNT_OF(procedures);

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (procedures[middle].oid < oid)
            from = middle + 1;
        else
            to = middle;
    }
    return from < COUNT_OF(procedures) && procedures[from].oid == oid ? &procedures[from] : NULL;
}

uint32_t procedures_named(Str name, FunctionId *out_ids, uint32_t capacity)
{
    uint32_t count = 0;

    for (FunctionId id = 0; id < function_count() && count < capacity; id++)
        if (functions[id].flags & FUNCTION_OPERATOR && str_is(name, function_proname(id)))
            out_ids[count++] = id;
    return count;
}

const char *function_proname(FunctionId id)
{
    const Procedure *procedure = procedure_find(function_get(id)->oid);

    return procedure ? procedure->name : functions[id].name;
}

char function_volatility(FunctionId id)
{
    const Procedure *procedure = procedure_find(function_get(id)->oid);
    uint32_t flags = functions[id].flags;

    if (procedure)
        return procedure->volatility;
    if (flags & FUNCTION_VOLATILE)
        return 'v';
    return flags & (FUNCTION_STABLE | FUNCTION_SYSTEM) ? 's' : 'i';
}

const Function *function_get(FunctionId id)
{
    assert(id >= 0 && id < function_count());
    return &functions[id];
}

/* --- Names of arguments ------------------------------------------------------------------------
 */

const char *const *function_arg_names(FunctionId id, uint32_t *out_defaults)
{
    static const struct {
        FunctionId id;
        uint32_t defaults;
        const char *names[FUNCTION_ARGS_MAX];
    } named[] = {
#define ARGUMENTS(ID, DEFAULTS, ...) { FUNCTION_ID(ID), DEFAULTS, { __VA_ARGS__ } },
#include "expression/arguments.def"
#undef ARGUMENTS
    };

    for (size_t at = 0; at < COUNT_OF(named); at++)
        if (named[at].id == id) {
            *out_defaults = named[at].defaults;
            return named[at].names;
        }
    *out_defaults = 0;
    return NULL;
}
