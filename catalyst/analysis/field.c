/*
 * field.c -- (value).field.
 *
 * There are no composite values.  What is there is a field of information_schema._pg_expandarray,
 * by which drivers take keys apart: (_pg_expandarray(a)).x are the items of the array, and n are
 * their numbers from 1.
 */
#include "catalyst/analysis/binder.h"

static const Expr *call_by_name(Binder *b, const Expr *like, Str name, Exprs args)
{
    Str *parts = ARENA_ARRAY(b->cx->arena, Str, 1);

    parts[0] = name;
    return NEW_EXPR(b->cx, (Type){ 0 }, like->position, FunctionName, .parts = { parts, 1 },
                    .args = args);
}

static const Expr *numbers_of(Binder *b, const FunctionName *call)
{
    const Expr **bounds = ARENA_ARRAY(b->cx->arena, const Expr *, 2);

    bounds[0] = NEW_EXPR(b->cx, type_of(TYPE_INT4), NO_POSITION, Const, .value = { .integer = 1 });
    bounds[1] = call_by_name(b, &call->head, STR_LIT("cardinality"), call->args);
    return call_by_name(b, &call->head, STR_LIT("generate_series"), (Exprs){ bounds, 2 });
}

const Expr *bind_field(Binder *b, const FieldOf *field)
{
    const FunctionName *call = EXPR_AS(FunctionName, field->arg);
    bool is_expansion = call && call->args.count == 1 &&
                        str_is(call->parts.items[call->parts.count - 1], "_pg_expandarray");

    if (is_expansion && str_is(field->name, "x"))
        return bind_expr(b, call_by_name(b, &call->head, STR_LIT("unnest"), call->args));
    if (is_expansion && str_is(field->name, "n"))
        return bind_expr(b, numbers_of(b, call));
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, field->head.position,
                "access to a field of a composite value is not supported yet");
}
