/*
 * rows_function.c -- pg_proc, pg_operator and pg_cast, from functions.def and the table of casts.
 *
 * The functions behind operators have no name here, so pg_proc leaves them out and oprcode is
 * their number.
 */
#include "server/pg_catalog/relation.h"

#include "base/vector.h"
#include "expression/expression.h"

enum { OID_CAST_FIRST = 10000 };

/* --- pg_proc -----------------------------------------------------------------------------------
 */

static Str argument_oids(Cx *cx, const Function *function)
{
    Value oids[FUNCTION_ARGS_MAX] = { 0 };

    for (uint8_t at = 0; at < function->arg_count; at++)
        oids[at].integer = type_oid(function->args[at]);
    return vector_make(cx->arena, TYPE_OIDVECTOR, oids, function->arg_count);
}

static char volatility(const Function *function)
{
    if (function->flags & FUNCTION_VOLATILE)
        return 'v';
    return function->flags & (FUNCTION_STABLE | FUNCTION_SYSTEM) ? 's' : 'i';
}

static void function_row(Rows *rows, const Function *function)
{
    struct pg_proc_row *row = rows_next(rows);
    bool is_aggregate = function->flags & FUNCTION_AGGREGATE;

    put_int(rows, &row->oid, function->oid);
    put_text(rows, &row->proname, str_of(function->name));
    put_int(rows, &row->pronamespace, OID_PG_CATALOG);
    put_int(rows, &row->proowner, OID_OWNER);
    put_int(rows, &row->prolang, OID_LANGUAGE_INTERNAL);
    put_real(rows, &row->procost, 1);
    put_text(rows, &row->prosupport, STR_LIT("-"));
    put_int(rows, &row->prokind, is_aggregate ? 'a' : 'f');
    put_bool(rows, &row->proisstrict, function->flags & FUNCTION_STRICT);
    put_int(rows, &row->provolatile, volatility(function));
    put_int(rows, &row->proparallel, 's');
    put_int(rows, &row->pronargs, function->arg_count);
    put_int(rows, &row->prorettype, type_oid(function->result));
    put_text(rows, &row->proargtypes, argument_oids(rows->cx, function));
    put_text(rows, &row->prosrc, str_of(function->name));
}

/* A function may stand in several rows of functions.def. */
static bool is_first(FunctionId id)
{
    for (FunctionId before = 0; before < id; before++)
        if (function_get(before)->oid == function_get(id)->oid &&
            !(function_get(before)->flags & FUNCTION_OPERATOR))
            return false;
    return true;
}

void pg_proc_rows(Rows *rows)
{
    for (FunctionId id = 0; id < function_count(); id++)
        if (!(function_get(id)->flags & (FUNCTION_OPERATOR | FUNCTION_HIDDEN)) && is_first(id))
            function_row(rows, function_get(id));
}

/* --- pg_operator -------------------------------------------------------------------------------
 */

void pg_operator_rows(Rows *rows)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *function = function_get(id);
        bool is_prefix = function->arg_count == 1;
        if (!(function->flags & FUNCTION_OPERATOR) || function->flags & FUNCTION_HIDDEN)
            continue;
        struct pg_operator_row *row = rows_next(rows);
        put_int(rows, &row->oid, function->operator_oid);
        put_text(rows, &row->oprname, str_of(function->name));
        put_int(rows, &row->oprnamespace, OID_PG_CATALOG);
        put_int(rows, &row->oprowner, OID_OWNER);
        put_int(rows, &row->oprkind, is_prefix ? 'l' : 'b');
        put_int(rows, &row->oprleft, is_prefix ? 0 : type_oid(function->args[0]));
        put_int(rows, &row->oprright, type_oid(function->args[is_prefix ? 0 : 1]));
        put_int(rows, &row->oprresult, type_oid(function->result));
        put_int(rows, &row->oprcom,
                function->flags & FUNCTION_COMMUTES ? function->operator_oid : 0);
        put_text(rows, &row->oprcode, str_format(rows->cx->arena, "%u", function->oid));
        put_text(rows, &row->oprrest, STR_LIT("-"));
        put_text(rows, &row->oprjoin, STR_LIT("-"));
    }
}

/* --- pg_cast -----------------------------------------------------------------------------------
 */

/* Casts between strings and other types go through text: PostgreSQL has no rows for them. */
static bool is_listed(TypeId from, TypeId to)
{
    bool one_is_string = type_is_string(from) != type_is_string(to);

    return from != to && from != TYPE_UNKNOWN && !one_is_string &&
           cast_context(from, to) != CAST_NONE;
}

static void cast_row(Rows *rows, TypeId from, TypeId to)
{
    static const char contexts[] = {
        [CAST_IMPLICIT] = 'i', [CAST_ASSIGNMENT] = 'a', [CAST_EXPLICIT] = 'e'
    };
    struct pg_cast_row *row = rows_next(rows);
    bool is_binary = type_layout(type_of(from)) == type_layout(type_of(to));

    put_int(rows, &row->oid, OID_CAST_FIRST + from * TYPES + to);
    put_int(rows, &row->castsource, type_oid(from));
    put_int(rows, &row->casttarget, type_oid(to));
    put_int(rows, &row->castcontext, contexts[cast_context(from, to)]);
    put_int(rows, &row->castmethod, is_binary ? 'b' : 'f');
}

void pg_cast_rows(Rows *rows)
{
    for (int from = 1; from < ARRAY_TYPES; from++)
        for (int to = 1; to < ARRAY_TYPES; to++)
            if (is_listed((TypeId)from, (TypeId)to))
                cast_row(rows, (TypeId)from, (TypeId)to);
}
