/*
 * rows_function.c -- pg_proc and pg_aggregate, from functions.def; the functions of casts, from
 * casts.def, are in pg_proc too.
 */
#include "base/vector.h"
#include "expression/expression.h"
#include "server/pg_catalog/relation.h"

/* --- pg_proc -----------------------------------------------------------------------------------
 */

/* What a function takes that takes any type. */
uint32_t function_argument_oid(const Function *function, uint32_t at)
{
    TypeId type = (TypeId)function->args[at];

    if (type != TYPE_NONE)
        return type_oid(type);
    return function->flags & FUNCTION_CASTS ? type_oid(TYPE_ANYELEMENT) : OID_ANY;
}

static Str argument_oids(Cx *cx, const Function *function)
{
    Value oids[FUNCTION_ARGS_MAX] = { 0 };

    for (uint8_t at = 0; at < function->arg_count; at++)
        oids[at].integer = function_argument_oid(function, at);
    return vector_make(cx->arena, TYPE_OIDVECTOR, oids, function->arg_count);
}

static struct pg_proc_row *next_function(Rows *rows, uint32_t oid, Str name)
{
    struct pg_proc_row *row = rows_next(rows);

    put_int(rows, &row->oid, oid);
    put_text(rows, &row->proname, name);
    put_int(rows, &row->pronamespace, OID_PG_CATALOG);
    put_int(rows, &row->proowner, OID_OWNER);
    put_int(rows, &row->prolang, OID_LANGUAGE_INTERNAL);
    put_real(rows, &row->procost, 1);
    put_procedure(rows, &row->prosupport, NULL);
    put_int(rows, &row->prokind, 'f');
    put_bool(rows, &row->proisstrict, true);
    put_int(rows, &row->provolatile, 'i');
    put_int(rows, &row->proparallel, 's');
    put_text(rows, &row->prosrc, name);
    return row;
}

static void put_arg_names(Rows *rows, struct pg_proc_row *row, FunctionId id)
{
    uint32_t defaults;
    const char *const *names = function_arg_names(id, &defaults);
    Value items[FUNCTION_ARGS_MAX];
    uint32_t count = function_get(id)->arg_count;

    put_int(rows, &row->pronargdefaults, defaults);
    if (!names)
        return;
    for (uint32_t at = 0; at < count; at++)
        items[at] = (Value){ .text = str_of(names[at]) };
    ArrayHeader shape = array_list(1, count);
    put_text(rows, &row->proargnames, array_make(rows->cx->arena, TYPE_TEXT, &shape, items));
}

static char kind_of(const Function *function)
{
    if (function->flags & FUNCTION_AGGREGATE)
        return 'a';
    return function->flags & FUNCTION_WINDOW ? 'w' : 'f';
}

static void function_row(Rows *rows, FunctionId id)
{
    const Function *function = function_get(id);
    struct pg_proc_row *row = next_function(rows, function->oid, str_of(function_proname(id)));

    if (function->flags & FUNCTION_VARIADIC)
        put_int(rows, &row->provariadic, function_argument_oid(function, function->arg_count - 1));
    put_int(rows, &row->prokind, kind_of(function));
    put_bool(rows, &row->proretset, function->flags & FUNCTION_SET);
    put_bool(rows, &row->proisstrict, function->flags & FUNCTION_STRICT);
    put_int(rows, &row->provolatile, function_volatility(id));
    put_int(rows, &row->pronargs, function->arg_count);
    put_int(rows, &row->prorettype, type_oid(function->result));
    put_text(rows, &row->proargtypes, argument_oids(rows->cx, function));
    put_arg_names(rows, row, id);
}

/* A function may stand in several rows of functions.def. */
static bool is_first(FunctionId id)
{
    for (FunctionId before = 0; before < id; before++)
        if (function_get(before)->oid == function_get(id)->oid)
            return false;
    return true;
}

bool function_is_listed(FunctionId id)
{
    return !(function_get(id)->flags & FUNCTION_HIDDEN) && is_first(id);
}

static bool is_in_functions(uint32_t oid)
{
    for (FunctionId id = 0; id < function_count(); id++)
        if (function_get(id)->oid == oid)
            return true;
    return false;
}

/* int8(integer): a cast that is called like a function. */
static void cast_function_row(Rows *rows, const CastFact *cast)
{
    struct pg_proc_row *row = next_function(rows, cast->function, str_of(cast->function_name));
    Value source = { .integer = cast->source };

    put_int(rows, &row->provolatile, cast->volatility);
    put_int(rows, &row->pronargs, 1);
    put_int(rows, &row->prorettype, cast->target);
    put_text(rows, &row->proargtypes, vector_make(rows->cx->arena, TYPE_OIDVECTOR, &source, 1));
}

void pg_proc_rows(Rows *rows)
{
    for (FunctionId id = 0; id < function_count(); id++)
        if (rows_want(rows, function_get(id)->oid) && function_is_listed(id))
            function_row(rows, id);
    for (uint32_t at = 0; at < cast_fact_count(); at++)
        if (rows_want(rows, cast_fact(at)->function) && cast_fact_makes_function(at) &&
            !is_in_functions(cast_fact(at)->function))
            cast_function_row(rows, cast_fact(at));
}

/* --- pg_aggregate ------------------------------------------------------------------------------
 */

/* min and max find the first or last by an operator. */
static uint32_t sort_operator(const Function *function)
{
    bool is_min = strcmp(function->name, "min") == 0;
    const FunctionId *ids;

    if (!is_min && strcmp(function->name, "max") != 0)
        return 0;
    uint32_t count = functions_named(is_min ? STR_LIT("<") : STR_LIT(">"), &ids);
    for (uint32_t at = 0; at < count; at++) {
        const Function *compare = function_get(ids[at]);
        if (compare->args[0] == function->args[0] && compare->args[1] == function->args[0])
            return compare->operator_oid;
    }
    return 0;
}

/* Normal, ordered set or hypothetical set. */
static char aggregate_kind(const Function *function)
{
    if (!(function->flags & FUNCTION_ORDERED_SET))
        return 'n';
    return function->flags & FUNCTION_VARIADIC ? 'h' : 'o';
}

static int direct_arguments(const Function *function)
{
    switch (aggregate_kind(function)) {
    case 'o': return function->arg_count - 1;
    case 'h': return 1;
    }
    return 0;
}

/* Workers know aggregates by id: there are no transition functions. */
void pg_aggregate_rows(Rows *rows)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *function = function_get(id);
        if (!(function->flags & FUNCTION_AGGREGATE) || !function_is_listed(id))
            continue;
        struct pg_aggregate_row *row = rows_next(rows);
        put_int(rows, &row->aggfnoid, function->oid);
        put_int(rows, &row->aggkind, aggregate_kind(function));
        put_int(rows, &row->aggnumdirectargs, direct_arguments(function));
        put_procedure(rows, &row->aggtransfn, NULL);
        put_procedure(rows, &row->aggfinalfn, NULL);
        put_procedure(rows, &row->aggcombinefn, NULL);
        put_procedure(rows, &row->aggserialfn, NULL);
        put_procedure(rows, &row->aggdeserialfn, NULL);
        put_procedure(rows, &row->aggmtransfn, NULL);
        put_procedure(rows, &row->aggminvtransfn, NULL);
        put_procedure(rows, &row->aggmfinalfn, NULL);
        put_int(rows, &row->aggfinalmodify, 'r');
        put_int(rows, &row->aggmfinalmodify, 'r');
        put_int(rows, &row->aggsortop, sort_operator(function));
    }
}
