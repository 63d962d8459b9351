/* type_name.c -- casts and the names of types.  The grammar has already made `int` pg_catalog.int4
 * and `interval year to month` a mask. */
#include "parser/build.h"

static bool is_interval(Texts parts)
{
    return parts.count == 2 && str_is(parts.items[0], "pg_catalog") &&
           str_is(parts.items[1], "interval");
}

static bool check_type(const Builder *b, const PgQuery__TypeName *type)
{
    if (type->setof)
        return fail_unsupported(b, type->location, "SETOF");
    if (type->pct_type)
        return fail_unsupported(b, type->location, "%TYPE");
    return true;
}

/* interval's first modifier is the mask of its fields, the second its precision. */
static int64_t take_interval_fields(Exprs *modifiers)
{
    const Const *mask = modifiers->count ? EXPR_AS(Const, modifiers->items[0]) : NULL;

    if (!mask || mask->head.type.id != TYPE_INT4)
        return 0;
    modifiers->items++;
    modifiers->count--;
    return mask->value.integer;
}

/* NULL where it fails; `arg` may be none. */
static const Expr *make_cast(const Builder *b, const PgQuery__TypeName *type, const Expr *arg,
                             int location)
{
    Texts parts = build_names(b, NODES(type, names));
    Exprs modifiers;

    TRY(build_exprs(b, NODES(type, typmods), &modifiers));
    int64_t fields = is_interval(parts) ? take_interval_fields(&modifiers) : 0;
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, location), TypeCast, .arg = arg,
                    .type_name = parts, .modifiers = modifiers, .interval_fields = fields,
                    .is_array = type->n_array_bounds > 0,
                    .type_position = position_at(b, type->location));
}

void *fail_parameter(const Builder *b, const PgQuery__ParamRef *param)
{
    return fail(b->cx, ERR_SYNTAX_ERROR, param->location, "syntax error at or near \"$%d\"",
                param->number);
}

const Expr *build_cast(const Builder *b, const PgQuery__TypeCast *cast)
{
    const PgQuery__TypeName *type = cast->type_name;

    if (cast->location < 0 && cast->arg->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
        return fail_parameter(b, cast->arg->param_ref); /* date $1 */
    TRY(check_type(b, type));
    const Expr *arg = TRY(build_expr(b, cast->arg));
    /* A literal as DATE '...' has no location of its own. */
    return make_cast(b, type, arg, cast->location < 0 ? type->location : cast->location);
}

const Expr *build_type(const Builder *b, const PgQuery__TypeName *type)
{
    TRY(check_type(b, type));
    return make_cast(b, type, NULL, type->location);
}

bool build_type_text(const Builder *b, const PgQuery__TypeName *type, Str *out_text)
{
    TRY(check_type(b, type));
    Texts parts = build_names(b, NODES(type, names));
    StrBuilder out = str_builder(b->cx->arena);
    uint32_t first = parts.count == 2 && str_is(parts.items[0], "pg_catalog");

    for (uint32_t at = first; at < parts.count; at++)
        str_addf(&out, "%s%.*s", at > first ? "." : "", STR(parts.items[at]));
    if (type->n_array_bounds)
        str_add_c(&out, "[]");
    *out_text = str_built(&out);
    return true;
}
