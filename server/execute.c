/*
 * execute.c -- PREPARE, EXECUTE, DEALLOCATE.
 *
 * Names are the machine's, shared with Parse messages.  EXECUTE is planned as what it names; its
 * arguments are evaluated when it starts and go the way of a Bind message's values.
 */
#include "server/session.h"

#include "expression/expression.h"

bool prepare_run(Cx *cx, Session *session, const Prepared *prepared)
{
    const Prepare *prepare = (const Prepare *)prepared->statement;
    TypeId *types = ARENA_ARRAY(cx->arena, TypeId, prepare->types.count + 1);
    uint32_t *oids = ARENA_ARRAY(cx->arena, uint32_t, prepare->types.count + 1);
    Statement statement = { prepare->query, prepared->source, prepared->position };

    if (prepare->name.length == 0)
        return fail(cx, ERR_INVALID_PREPARED_STATEMENT_DEFINITION, NO_POSITION,
                    "invalid statement name: must not be empty");
    TRY(plan_types(cx, session, prepare->types, types));
    for (uint32_t at = 0; at < prepare->types.count; at++)
        oids[at] = type_oid(types[at]);
    Prepared *made =
        prepared_make(session, cx, prepared->text, &statement, oids, prepare->types.count);
    if (!made) {
        if (cx->error.position != NO_POSITION)
            cx->error.position -= prepared->position; /* the caller adds it */
        return false;
    }
    made->is_from_sql = true;
    return wire_statement_put(cx, session->wire, prepare->name, &made->wire);
}

static bool fail_unknown(Cx *cx, Str name)
{
    return fail(cx, ERR_INVALID_SQL_STATEMENT_NAME, NO_POSITION,
                "prepared statement \"%.*s\" does not exist", STR(name));
}

bool deallocate_run(Cx *cx, Session *session, const Deallocate *deallocate)
{
    if (deallocate->name.length == 0)
        wire_statement_drop_all(session->wire);
    else if (!wire_statement_drop(session->wire, deallocate->name))
        return fail_unknown(cx, deallocate->name);
    return true;
}

/* --- EXECUTE --------------------------------------------------------------------------------- */

Prepared *execute_target(Cx *cx, Session *session, const Execute *execute)
{
    const WirePrepared *found = NULL;

    if (!execute->name.length || !wire_statement_find(session->wire, execute->name, &found)) {
        fail_unknown(cx, execute->name);
        return NULL;
    }
    Prepared *target = prepared_of(found);
    if (!target || target->statement->tag == PLAN_Transaction ||
        target->statement->tag == PLAN_Discard || target->kind == PREPARED_EXECUTE)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "EXECUTE of this statement is not supported");
    target->references++;
    return target;
}

/* A value as Bind would have brought it. */
static bool as_parameter(Cx *cx, const Expr *arg, WireParameter *out_parameter)
{
    StrBuilder bytes = str_builder(cx->arena);
    Value value;

    *out_parameter = (WireParameter){ .format = 1, .is_null = true };
    if (!expr_fold(cx, arg, &value)) {
        cx->error.position = NO_POSITION; /* as where a statement has its errors when it runs */
        return false;
    }
    if (value.is_null)
        return true;
    value_encode_binary(&bytes, cx_values(cx), arg->type, value);
    out_parameter->is_null = false;
    out_parameter->value = str_built(&bytes);
    return true;
}

bool execute_arguments(Cx *cx, Session *session, const Execute *execute, const Prepared *target,
                       const WireParameter **out_parameters)
{
    uint32_t count = target->wire.parameter_count;
    WireParameter *parameters = arena_zero(cx->arena, (count + 1) * sizeof *parameters);
    Exprs args;

    *out_parameters = NULL;
    if (!count) /* PostgreSQL looks at no argument then */
        return true;
    if (execute->args.count != count) {
        fail(cx, ERR_SYNTAX_ERROR, NO_POSITION,
             "wrong number of parameters for prepared statement \"%.*s\"", STR(execute->name));
        return fail_detail(cx, "Expected %u parameters but got %u.", count, execute->args.count);
    }
    TRY(plan_arguments(cx, session, execute->args, target->types, &args));
    for (uint32_t at = 0; at < count; at++)
        TRY(as_parameter(cx, args.items[at], &parameters[at]));
    *out_parameters = parameters;
    return true;
}
