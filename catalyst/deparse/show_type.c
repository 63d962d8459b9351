/*
 * show_type.c -- types of what is shown, and the casts that nobody wrote.
 *
 * Casts are decided on as analysis decides: by overload_choose and the like, over types alone.
 */
#include "catalyst/deparse/shown.h"

Str created_type_name(Arena *arena, const DeparseInput *input, const CatalogType *type)
{
    Str name = quoted_name(arena, type->name);
    Str schema = catalog_schema_name(input->catalog, type->schema_oid);

    if (catalog_find_type(input->catalog, &input->path, STR_NONE, type->name) == type)
        return name;
    return str_format(arena, "%.*s.%.*s", STR(quoted_name(arena, schema)), STR(name));
}

/* --- Casts ----------------------------------------------------------------------------------- */

static Shown *wrap(Shower *s, Shown *shown, Type to, bool is_explicit)
{
    Shown *cast = make_shown(s, SHOWN_CAST, (TypeId)to.id, STR_NONE);

    cast->type = to;
    cast->args.items = ARENA_ARRAY(s->cx->arena, Shown *, 1);
    cast->args.items[0] = shown;
    cast->args.count = 1;
    cast->is_explicit = is_explicit;
    return cast;
}

/* Names of objects are shown as they were written: nobody here can look them up. */
static bool is_read_by_name(TypeId type)
{
    return type == TYPE_REGCLASS || type == TYPE_REGTYPE;
}

/* The literal as the type writes it: '2020-1-1' is '2020-01-01'. */
static Shown *type_literal(Shower *s, const Shown *literal, Type to)
{
    Shown *typed = make_shown(s, SHOWN_LITERAL, (TypeId)to.id, literal->text);
    StrBuilder out = str_builder(s->cx->arena);
    Value value;

    typed->is_null = literal->is_null;
    if (literal->is_null || is_read_by_name((TypeId)to.id))
        return typed;
    if (to.id == TYPE_INTERVAL)
        typed->type = to;
    TRY(value_parse(s->cx, typed->type, literal->text, NO_POSITION, &value));
    value_print_styled(&out, cx_values(s->cx), typed->type, value);
    typed->text = str_built(&out);
    return typed;
}

static Shown *cast_literal(Shower *s, const Shown *literal, Type to, bool is_explicit)
{
    Shown *typed = TRY(type_literal(s, literal, to));

    return to.typmod == typed->type.typmod || literal->is_null ? typed
                                                               : wrap(s, typed, to, is_explicit);
}

Shown *show_cast(Shower *s, Shown *shown, Type to, bool is_explicit)
{
    TRY(shown);
    if (shown->type.id == TYPE_UNKNOWN && shown->tag == SHOWN_LITERAL)
        return cast_literal(s, shown, to, is_explicit);
    if (shown->type.id != to.id)
        return wrap(s, shown, to, is_explicit);
    if (shown->type.typmod == to.typmod || (to.typmod == TYPMOD_NONE && !is_explicit))
        return shown;
    return wrap(s, shown, to, is_explicit);
}

Shown *show_known(Shower *s, Shown *shown)
{
    TRY(shown);
    return shown->type.id == TYPE_UNKNOWN ? show_cast(s, shown, type_of(TYPE_TEXT), false) : shown;
}

/* --- Several of one type --------------------------------------------------------------------- */

/* Stand-ins of the same types, for what looks at types alone. */
static Exprs types_of(Shower *s, ShownList list)
{
    const Expr **items = ARENA_ARRAY(s->cx->arena, const Expr *, list.count + 1);

    for (uint32_t at = 0; at < list.count; at++)
        items[at] = NEW_EXPR(s->cx, list.items[at]->type, NO_POSITION, Param);
    return (Exprs){ items, list.count };
}

bool show_common(Shower *s, ShownList list, Type *out_type)
{
    Type common;

    TRY(common_type(&s->binder, types_of(s, list), "CASE", &common));
    if (common.id == TYPE_UNKNOWN)
        common = type_of(TYPE_TEXT);
    for (uint32_t at = 0; at < list.count; at++)
        if (list.items[at]->type.id != common.id)
            list.items[at] = TRY(show_cast(s, list.items[at], type_of(common.id), false));
    *out_type = common;
    return true;
}

/* --- Calls ----------------------------------------------------------------------------------- */

/* The arguments as what the function declares. */
bool show_arguments(Shower *s, FunctionId id, ShownList args, TypeId *out_result)
{
    const Function *function = function_get(id);
    TypeId declared[CALL_ARGS_MAX];

    TRY(resolve_generics(&s->binder, function, types_of(s, args), declared, out_result));
    for (uint32_t at = 0; at < args.count; at++)
        if (declared[at] != TYPE_NONE && declared[at] != (TypeId)args.items[at]->type.id)
            args.items[at] = TRY(show_cast(s, args.items[at], type_of(declared[at]), false));
    return true;
}

bool show_chosen(Shower *s, Str name, bool is_operator, ShownList args, FunctionId *out_id)
{
    FunctionId ids[OVERLOADS_MAX];
    TypeId types[CALL_ARGS_MAX];
    uint32_t count = find_overloads(name, is_operator, ids);

    if (args.count > CALL_ARGS_MAX)
        return fail(s->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "too many arguments");
    for (uint32_t at = 0; at < args.count; at++)
        types[at] = (TypeId)args.items[at]->type.id;
    int choice = overload_choose(ids, count, types, args.count);
    if (choice < 0)
        return fail(s->cx, ERR_UNDEFINED_FUNCTION, NO_POSITION, "there is no function %.*s",
                    STR(name));
    *out_id = ids[choice];
    return true;
}

/* PostgreSQL has the operators of numbers between integers of all widths, and between both floats,
 * where Hearth casts one side: no cast is shown. */
static bool is_between_widths(Str name, const Shown *left, const Shown *right)
{
    static const char *const names[] = { "+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=" };
    bool is_known = false;

    for (size_t at = 0; at < COUNT_OF(names); at++)
        is_known |= str_is(name, names[at]);
    if (!left || !is_known || left->type.id == right->type.id)
        return false;
    if (type_is_integer((TypeId)left->type.id))
        return type_is_integer((TypeId)right->type.id);
    return (left->type.id == TYPE_FLOAT4 && right->type.id == TYPE_FLOAT8) ||
           (left->type.id == TYPE_FLOAT8 && right->type.id == TYPE_FLOAT4);
}

bool show_operands(Shower *s, Str operator_name, Shown **left, Shown **right, TypeId *out_type)
{
    bool keeps_types = is_between_widths(operator_name, *left, *right);
    Shown *items[2] = { *left, *right };
    ShownList args = { *left ? items : items + 1, *left ? 2 : 1 };
    FunctionId id;

    TRY(show_chosen(s, operator_name, true, args, &id));
    TRY(show_arguments(s, id, args, out_type));
    if (keeps_types)
        return true;
    *left = items[0];
    *right = items[1];
    return true;
}
