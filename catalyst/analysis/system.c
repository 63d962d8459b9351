/*
 * system.c -- what only the session or the catalog knows: its functions, names of objects, and
 * collations.
 *
 * regclass and its like are oids that are written as names.  A name that is constant is looked up
 * here; any other becomes a search in a directory that the catalog makes, casts to text a lookup
 * the other way.  What a client is to see as text is made text here, for nobody behind the analysis
 * knows names.
 */
#include "catalyst/analysis/binder.h"

#include "base/array.h"

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

/* `function` of `arg`, whatever its type is. */
static const Expr *call_hidden(Binder *b, FunctionId function, const Expr *arg, Type type)
{
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    args[0] = arg;
    return bind_system_call(b, NEW_EXPR(b->cx, type, arg->position, Call, .function = function,
                                        .name = str_of(function_get(function)->name),
                                        .args = { args, 1 }));
}

/* --- Objects: names in, oids out, and back -----------------------------------------------------
 */

static bool is_object_array(TypeId type)
{
    return type_is_array(type) && !type_is_vector(type) && type_is_object(type_element(type));
}

/* Only what nothing has typed yet is read where it stands, and an error can point at it. */
static bool find_object(Binder *b, TypeId type, const Const *name, Str text, int64_t *out_oid)
{
    AnalyseInput *input = b->input;
    bool is_literal = name->head.type.id == TYPE_UNKNOWN;
    SystemName object = { .type = type,
                          .text = text,
                          .position = is_literal ? name->head.position : NO_POSITION };

    return input->system_name(input->system_context, b->cx, &object, out_oid);
}

static const Expr *object_of_name(Binder *b, const Const *name, Type to)
{
    Value value = { .is_null = name->value.is_null };

    if (!value.is_null)
        TRY(find_object(b, to.id, name, name->value.text, &value.integer));
    return make_const(b, to, value, name->head.position);
}

static const Expr *name_to_object(Binder *b, const Expr *expr, Type to)
{
    const Const *name = EXPR_AS(Const, expr);

    if (name)
        return object_of_name(b, name, to);
    if (expr->tag == EXPR_Param && expr->type.id == TYPE_UNKNOWN)
        return NULL; /* it is of that type */
    return call_hidden(b, FUNCTION_ID(OBJECT_OID),
                       TRY(coerce(b, expr, type_of(TYPE_TEXT), CAST_EXPLICIT)), to);
}

/* '{pg_class,pg_type}'::regclass[] */
static const Expr *names_to_objects(Binder *b, const Const *names, Type to)
{
    TypeId element = type_element(to.id);
    Value value = VALUE_NULL;

    if (names->value.is_null)
        return make_const(b, to, VALUE_NULL, names->head.position);
    TRY(value_parse(b->cx, type_of(type_array(TYPE_TEXT)), names->value.text, names->head.position,
                    &value));
    ArrayHeader shape = array_header(value.text);
    Value *items = array_items(b->cx->arena, value.text, TYPE_TEXT);
    for (uint32_t at = 0; at < shape.count; at++) {
        Str text = items[at].text;
        if (!items[at].is_null)
            TRY(find_object(b, element, names, text, &items[at].integer));
    }
    value.text = array_make(b->cx->arena, element, &shape, items);
    return make_const(b, to, value, names->head.position);
}

static const Expr *object_to_name(Binder *b, const Expr *expr, Type to)
{
    const Expr *name = TRY(call_hidden(b, FUNCTION_ID(OBJECT_TEXT), expr, type_of(TYPE_TEXT)));

    return type_equal(to, name->type) ? name : coerce(b, name, to, CAST_EXPLICIT);
}

static const Expr *objects_to_names(Binder *b, const Expr *expr, Type to)
{
    Type texts = type_of(type_array(TYPE_TEXT));
    const Expr *names = TRY(call_hidden(b, FUNCTION_ID(OBJECT_TEXTS), expr, texts));

    return type_equal(to, texts) ? names : coerce(b, names, to, CAST_EXPLICIT);
}

const Expr *coerce_object_name(Binder *b, const Expr *expr, Type to)
{
    TypeId from = expr->type.id;
    bool to_string = to.id != TYPE_UNKNOWN && type_is_string(to.id);
    bool to_strings = type_is_array(to.id) && type_is_string(type_element(to.id));

    if (b->input->system_name) {
        if (type_is_object(to.id) && type_is_string(from))
            return name_to_object(b, expr, to);
        if (is_object_array(to.id) && from == TYPE_UNKNOWN && expr->tag == EXPR_Const)
            return names_to_objects(b, (const Const *)expr, to);
    }
    if (b->input->system_call) {
        if (type_is_object(from) && to_string)
            return object_to_name(b, expr, to);
        if (is_object_array(from) && (to_string || to_strings))
            return objects_to_names(b, expr, to);
    }
    return NULL;
}

const Expr *shown_object(Binder *b, const Expr *expr, uint32_t output)
{
    AnalyseInput *input = b->input;
    bool is_array = is_object_array(expr->type.id);
    bool is_binary = output < input->shown_formats.length && input->shown_formats.data[output];

    if (!input->shows_objects || is_binary || !(is_array || type_is_object(expr->type.id)))
        return expr;
    return coerce(b, expr, type_of(is_array ? type_array(TYPE_TEXT) : TYPE_TEXT), CAST_EXPLICIT);
}

Plan *name_object_outputs(Binder *b, Plan *plan)
{
    Columns columns = plan_output(b->cx, plan);
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count), columns.count };
    bool has_objects = false;

    for (uint32_t at = 0; at < columns.count; at++) {
        PlanColumn column = columns.items[at];
        const Expr *ref = column_ref(b, column, NO_POSITION);
        const Expr *shown = TRY(shown_object(b, ref, at));
        if (shown != ref) {
            column.id = binder_take_id(b);
            column.type = shown->type;
            has_objects = true;
        }
        outputs.items[at] = (NamedExpr){ column, shown };
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
