/*
 * field.c -- (value).field, and the one function whose values have fields.
 *
 * There are no composite values.  What is there is information_schema._pg_expandarray, by which
 * drivers take keys apart: (_pg_expandarray(a)).x are the items of the array, and n are their
 * numbers from 1.  A subquery in FROM may give it as a column `keys`: it then has a column for each
 * field, of a name nobody can write, that (keys).x finds.
 */
#include "catalyst/analysis/binder.h"

static const char *const field_names[EXPANSION_FIELDS] = { "x", "n" };

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

const FunctionName *as_expansion(const Expr *expr)
{
    const FunctionName *call = EXPR_AS(FunctionName, expr);
    bool is_expansion = call && call->args.count == 1 &&
                        str_is(call->parts.items[call->parts.count - 1], "_pg_expandarray");

    return is_expansion ? call : NULL;
}

const Expr *expansion_field(Binder *b, const FunctionName *call, uint32_t field, Str *out_name)
{
    *out_name = str_of(field_names[field]);
    return field ? numbers_of(b, call)
                 : call_by_name(b, &call->head, STR_LIT("unnest"), call->args);
}

/* What is written `keys` in `(keys).x` names no column by itself, so the zero is no part of names.
 */
Str field_column_name(Arena *arena, Str column, Str field)
{
    char *text = arena_alloc(arena, column.length + 1 + field.length);

    memcpy(text, column.data, column.length);
    text[column.length] = '\0';
    memcpy(text + column.length + 1, field.data, field.length);
    return (Str){ text, column.length + 1 + field.length };
}

bool is_field_column(Str name)
{
    return name.length && memchr(name.data, '\0', name.length);
}

void *fail_composite(Binder *b, int position)
{
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                "composite values are not supported yet");
}

/* (keys).x of a subquery's column; NULL without an error: it has none such. */
static const Expr *find_field(Binder *b, const Name *name, Str field)
{
    uint32_t count = name->parts.count;
    Str *parts = arena_copy(b->cx->arena, name->parts.items, count * sizeof *parts);
    Cx own = { .arena = b->cx->arena, .values = b->cx->values }, *cx = b->cx;
    Name column = *name;

    parts[count - 1] = field_column_name(b->cx->arena, parts[count - 1], field);
    column.parts.items = parts;
    b->cx = &own;
    const Expr *found = scope_find(b, &column);
    b->cx = cx;
    return found;
}

const Expr *bind_field(Binder *b, const FieldOf *field)
{
    const FunctionName *call = as_expansion(field->arg);
    const Name *name = EXPR_AS(Name, field->arg);
    const Expr *found = name ? find_field(b, name, field->name) : NULL;
    Str ignored;

    for (uint32_t at = 0; call && at < EXPANSION_FIELDS; at++)
        if (str_is(field->name, field_names[at]))
            return bind_expr(b, expansion_field(b, call, at, &ignored));
    if (found)
        return found;
    if (call)
        return fail(b->cx, ERR_UNDEFINED_COLUMN, field->head.position,
                    "column \"%.*s\" not found in data type record", STR(field->name));
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, field->head.position,
                "access to a field of a composite value is not supported yet");
}
