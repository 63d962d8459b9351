/*
 * system.c -- what only the session or the catalog knows: its functions, names of objects, and
 * collations.
 *
 * regclass and regtype are oids that are written as names.  Names are looked up where a constant
 * is cast; casts to text become lookups the other way; and as nobody behind the analysis knows
 * names, a query's outputs of these types are given as text.
 *
 * regnamespace and regrole are no types here: a constant name cast to one is an oid, any other
 * oid cast to one is the name.  regproc is the name itself.
 */
#include "catalyst/analysis/binder.h"

static bool is_param(const Expr *expr, void *context)
{
    bool *found = context;

    *found |= expr->tag == EXPR_Param;
    return true;
}

const Expr *bind_system_call(Binder *b, const Expr *call)
{
    AnalyseInput *input = b->input;
    bool has_params = false;

    /* Parameters without values: only types are asked for.  Values are constants. */
    expr_visit_children(call, is_param, &has_params);
    if (has_params)
        return NEW_EXPR(b->cx, call->type, call->position, Const, .value = VALUE_NULL);
    if (!input->system_call)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                    "function %.*s is not supported here", STR(((const Call *)call)->name));
    return input->system_call(input->system_context, b->cx, (const Call *)call);
}

static const Expr *call_hidden(Binder *b, FunctionId id, const Expr *arg)
{
    const Function *function = function_get(id);
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    args[0] = TRY(coerce_to_id(b, arg, function->args[0]));
    return bind_system_call(b, NEW_EXPR(b->cx, type_of(function->result), arg->position, Call,
                                        .function = id, .name = str_of(function->name),
                                        .args = { args, 1 }));
}

/* --- Objects: names in, oids out, and back -----------------------------------------------------
 */

static bool is_object(TypeId type)
{
    return type == TYPE_REGCLASS || type == TYPE_REGTYPE;
}

static const Expr *object_of_name(Binder *b, const Const *name, NamedObject object, Type to)
{
    AnalyseInput *input = b->input;
    Value value = VALUE_NULL;

    if (!name->value.is_null)
        TRY(input->system_name(input->system_context, b->cx, object, name->value.text,
                               name->head.position, &value.integer));
    value.is_null = name->value.is_null;
    return make_const(b, to, value, name->head.position);
}

static const Expr *name_to_object(Binder *b, const Expr *expr, Type to)
{
    const Const *name = EXPR_AS(Const, expr);
    NamedObject object = to.id == TYPE_REGCLASS ? NAMED_CLASS : NAMED_TYPE;

    if (name)
        return object_of_name(b, name, object, to);
    if (expr->tag == EXPR_Param) /* a constant by the time it is run */
        return NEW_EXPR(b->cx, to, expr->position, Cast, .arg = TRY(resolve_unknown(b, expr)),
                        .is_explicit = true);
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, expr->position,
                "a cast of a name that is not constant to %s is not supported yet",
                type_name(b->cx, to.id));
}

static const Expr *object_to_name(Binder *b, const Expr *expr, Type to)
{
    FunctionId id =
        expr->type.id == TYPE_REGCLASS ? FUNCTION_ID(REGCLASS_TEXT) : FUNCTION_ID(REGTYPE_TEXT);
    const Expr *name = TRY(call_hidden(b, id, expr));

    return to.id == TYPE_TEXT ? name : coerce(b, name, to, CAST_EXPLICIT);
}

const Expr *coerce_object_name(Binder *b, const Expr *expr, Type to)
{
    TypeId from = expr->type.id;

    if (is_object(to.id) && type_is_string(from) && b->input->system_name)
        return name_to_object(b, expr, to);
    if (is_object(from) && to.id != TYPE_UNKNOWN && type_is_string(to.id) && b->input->system_call)
        return object_to_name(b, expr, to);
    return NULL;
}

/* 'pg_catalog.int4in(cstring)' is int4in. */
static const Expr *procedure_name(Binder *b, const Const *name)
{
    Str text = name->value.text;
    size_t end = 0, start = 0;

    if (name->value.is_null)
        return resolve_unknown(b, &name->head);
    while (end < text.length && text.data[end] != '(')
        end++;
    for (size_t at = 0; at < end; at++)
        if (text.data[at] == '.')
            start = at + 1;
    return make_const(b, type_of(TYPE_TEXT), (Value){ .text = str_slice(text, start, end) },
                      name->head.position);
}

const Expr *bind_object_cast(Binder *b, const TypeCast *cast, const Expr *arg)
{
    Str type = cast->type_name.items[cast->type_name.count - 1];
    const Const *name = type_is_string(arg->type.id) ? EXPR_AS(Const, arg) : NULL;
    bool is_procedure = str_is(type, "regproc") || str_is(type, "regprocedure");
    bool is_schema = str_is(type, "regnamespace"), is_role = str_is(type, "regrole");

    if (cast->is_array || !(is_procedure || is_schema || is_role) || !b->input->system_name)
        return NULL;
    if (is_procedure) {
        if (name)
            return procedure_name(b, name);
        return type_is_string(arg->type.id) ? resolve_unknown(b, arg)
                                            : call_hidden(b, FUNCTION_ID(REGPROC_TEXT), arg);
    }
    if (name)
        return object_of_name(b, name, is_schema ? NAMED_SCHEMA : NAMED_ROLE, type_of(TYPE_OID));
    return call_hidden(b, is_schema ? FUNCTION_ID(REGNAMESPACE_TEXT) : FUNCTION_ID(REGROLE_TEXT),
                       arg);
}

Plan *name_object_outputs(Binder *b, Plan *plan)
{
    Columns columns = plan_output(b->cx, plan);
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count), columns.count };
    bool has_objects = false;

    for (uint32_t at = 0; at < columns.count; at++) {
        PlanColumn column = columns.items[at];
        const Expr *expr = column_ref(b, column, NO_POSITION);
        if (is_object(column.type.id)) {
            expr = TRY(coerce(b, expr, type_of(TYPE_TEXT), CAST_EXPLICIT));
            column.id = binder_take_id(b);
            column.type = expr->type;
            has_objects = true;
        }
        outputs.items[at] = (NamedExpr){ column, expr };
    }
    return has_objects ? NEW(b->cx, Project, .input = plan, .outputs = outputs) : plan;
}

/* --- Collations --------------------------------------------------------------------------------
 */

const Expr *bind_collate(Binder *b, const Collate *collate)
{
    static const char *const same[] = { "default", "C", "POSIX", "C.UTF-8", "ucs_basic" };
    const Expr *arg = TRY(bind_expr(b, collate->arg));
    Str name = collate->collation.items[collate->collation.count - 1];

    if (!type_is_string(arg->type.id))
        return fail(b->cx, ERR_DATATYPE_MISMATCH, collate->head.position,
                    "collations are not supported by type %s", type_name(b->cx, arg->type.id));
    for (size_t at = 0; at < COUNT_OF(same); at++)
        if (str_is(name, same[at]))
            return resolve_unknown(b, arg);
    return fail(b->cx, ERR_UNDEFINED_OBJECT, collate->head.position,
                "collation \"%.*s\" for encoding \"UTF8\" does not exist", STR(name));
}
