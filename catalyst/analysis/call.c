/*
 * call.c -- functions and operators: find the overload, coerce the arguments.
 */
#include "base/timestamp.h"
#include "catalyst/analysis/grouping.h"

uint32_t find_overloads(Str name, bool operators, FunctionId *out_ids)
{
    const FunctionId *named;
    uint32_t count = functions_named(name, &named), found = 0;

    for (uint32_t at = 0; at < count; at++) {
        const Function *function = function_get(named[at]);
        bool is_operator = (function->flags & FUNCTION_OPERATOR) != 0;
        if (is_operator == operators && !(function->flags & FUNCTION_HIDDEN)) {
            assert(found < OVERLOADS_MAX);
            out_ids[found++] = named[at];
        }
    }
    /* int4eq(a, b) */
    return found || operators ? found : procedures_named(name, out_ids, OVERLOADS_MAX);
}

/* "integer, days => text": for messages. */
static Str type_list(Binder *b, Exprs written, Exprs args)
{
    StrBuilder out = str_builder(b->cx->arena);

    for (uint32_t at = 0; at < args.count; at++) {
        const NamedArg *named = at < written.count ? EXPR_AS(NamedArg, written.items[at]) : NULL;
        Str name = named ? named->name : STR_LIT("");
        str_addf(&out, "%s%.*s%s%s", at ? ", " : "", STR(name), named ? " => " : "",
                 type_name(b->cx, args.items[at]->type.id));
    }
    return str_built(&out);
}

/* As it was written: "public.f". */
static Str dotted(Binder *b, Texts parts)
{
    StrBuilder out = str_builder(b->cx->arena);

    for (uint32_t at = 0; at < parts.count; at++)
        str_addf(&out, "%s%.*s", at ? "." : "", STR(parts.items[at]));
    return str_built(&out);
}

const Expr *fail_undefined_function(Binder *b, const FunctionName *call, Exprs args)
{
    return fail(b->cx, ERR_UNDEFINED_FUNCTION, call->head.position,
                "function %.*s(%.*s) does not exist", STR(dotted(b, call->parts)),
                STR(type_list(b, call->args, args)));
}

static const Expr *fail_no_function(Binder *b, const FunctionName *call, Exprs args, int choice)
{
    Str name = dotted(b, call->parts);
    int position = call->head.position;

    if (choice == OVERLOAD_AMBIGUOUS) {
        fail(b->cx, ERR_AMBIGUOUS_FUNCTION, position, "function %.*s(%.*s) is not unique",
             STR(name), STR(type_list(b, call->args, args)));
        return fail_hint(b->cx, "Could not choose a best candidate function. You might need to "
                                "add explicit type casts.");
    }
    fail_undefined_function(b, call, args);
    return fail_hint(b->cx, "No function matches the given name and argument types. You might "
                            "need to add explicit type casts.");
}

static const Expr *fail_no_operator(Binder *b, Str name, const Expr *left, const Expr *right,
                                    int position, int choice)
{
    const char *left_type = left ? type_name(b->cx, left->type.id) : "";
    const char *space = left ? " " : "";

    if (choice == OVERLOAD_AMBIGUOUS) {
        fail(b->cx, ERR_AMBIGUOUS_FUNCTION, position, "operator is not unique: %s%s%.*s %s",
             left_type, space, STR(name), type_name(b->cx, right->type.id));
        return fail_hint(b->cx, "Could not choose a best candidate operator. You might need to "
                                "add explicit type casts.");
    }
    fail(b->cx, ERR_UNDEFINED_FUNCTION, position, "operator does not exist: %s%s%.*s %s", left_type,
         space, STR(name), type_name(b->cx, right->type.id));
    return fail_hint(b->cx, "No operator matches the given name and argument types. You might "
                            "need to add explicit type casts.");
}

static int choose(const FunctionId *ids, uint32_t count, Exprs args)
{
    TypeId types[CALL_ARGS_MAX];

    for (uint32_t at = 0; at < args.count; at++)
        types[at] = args.items[at]->type.id;
    return overload_choose(ids, count, types, args.count);
}

/* An argument of any type as text; strings stay what they are, blanks at their ends too. */
static const Expr *shown_as_text(Binder *b, const Function *function, const Expr *arg)
{
    if (function->flags & FUNCTION_CASTS && arg->type.id != TYPE_UNKNOWN)
        return coerce(b, arg, type_of(TYPE_TEXT), CAST_EXPLICIT);
    if (type_is_string(arg->type.id))
        return resolve_unknown(b, arg);
    if (arg->type.id == TYPE_BOOL && function->flags & FUNCTION_SHOWS) {
        const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, 1);
        items[0] = arg;
        return NEW_EXPR(b->cx, type_of(TYPE_TEXT), arg->position, Call,
                        .function = FUNCTION_ID(BOOL_OUT), .name = STR_LIT("bool_out"),
                        .args = { items, 1 });
    }
    return coerce(b, arg, type_of(TYPE_TEXT), CAST_EXPLICIT);
}

bool coerce_args(Binder *b, const Function *function, Exprs *args, TypeId *out_result)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, args->count);
    TypeId declared[CALL_ARGS_MAX];

    TRY(resolve_generics(b, function, *args, declared, out_result));
    for (uint32_t at = 0; at < args->count; at++) {
        const Expr *arg = args->items[at];
        if (declared[at] == TYPE_NONE && function->flags & (FUNCTION_SHOWS | FUNCTION_CASTS))
            items[at] = TRY(shown_as_text(b, function, arg));
        else if (declared[at] == TYPE_NONE)
            items[at] = TRY(resolve_literal(b, arg));
        else if (is_generic(declared_type(function, at)) && declared[at] == TYPE_NUMERIC)
            items[at] = TRY(coerce_exactly(b, arg, type_of(TYPE_NUMERIC))); /* as in arrays */
        else
            items[at] = TRY(coerce_to_id(b, arg, declared[at]));
    }
    args->items = items;
    return true;
}

/* A constant date or timestamp of which some fields are infinite, which FIXED cannot say. */
static bool is_infinite(const Expr *expr)
{
    const Const *constant = EXPR_AS(Const, expr);

    if (!constant || constant->value.is_null)
        return false;
    if (expr->type.id == TYPE_DATE)
        return date_is_infinite((int32_t)constant->value.integer);
    return (expr->type.id == TYPE_TIMESTAMP || expr->type.id == TYPE_TIMESTAMPTZ) &&
           timestamp_is_infinite(constant->value.integer);
}

static Type result_type(const Binder *b, const Function *function, FunctionId id, TypeId result,
                        Exprs args)
{
    Type types[CALL_ARGS_MAX];
    const Const *first = args.count ? EXPR_AS(Const, args.items[0]) : NULL;

    if (function->result != TYPE_NUMERIC)
        return type_of(result);
    if (strcmp(function->name, "extract") == 0)
        return first && !first->value.is_null && !is_infinite(args.items[1])
                   ? extract_result_type(first->value.text, function->args[1])
                   : type_of(TYPE_NUMERIC);
    for (uint32_t at = 0; at < args.count; at++)
        types[at] = args.items[at]->type;
    return (b->is_summed ? numeric_term_type : numeric_result_type)(id, types, args.count);
}

/* The type that both arguments of an operator are of where PostgreSQL computes with either; NONE of
 * others: float4 beside float8, integers of two widths, name beside text. */
static TypeId wider_type(const Function *function)
{
    static const TypeId widening[] = { TYPE_INT2,   TYPE_INT4, TYPE_INT8, TYPE_NONE, TYPE_FLOAT4,
                                       TYPE_FLOAT8, TYPE_NONE, TYPE_NAME, TYPE_TEXT, TYPE_NONE };
    bool has_seen = false;

    for (size_t at = 0; at < COUNT_OF(widening); at++) {
        bool is_one = widening[at] == function->args[0] || widening[at] == function->args[1];
        if (is_one && has_seen)
            return widening[at];
        has_seen = widening[at] != TYPE_NONE && (has_seen || is_one);
    }
    return TYPE_NONE;
}

/* PostgreSQL has operators between some types that differ; those of the wider type do as well. */
static FunctionId as_wider(FunctionId id)
{
    FunctionId ids[OVERLOADS_MAX];
    const Function *function = function_get(id);
    uint32_t between = FUNCTION_OPERATOR | FUNCTION_SYSTEM;
    TypeId wider = wider_type(function);

    if ((function->flags & between) != between || function->arg_count != 2 || !wider)
        return id;
    uint32_t count = find_overloads(str_of(function->name), true, ids);
    for (uint32_t at = 0; at < count; at++)
        if (function_get(ids[at])->args[0] == wider && function_get(ids[at])->args[1] == wider)
            return ids[at];
    return id;
}

/* text || anynonarray and its mirror image: the other side is shown as text. */
static bool show_as_text(Binder *b, FunctionId *id, Exprs *args)
{
    bool is_left = *id == FUNCTION_ID(ANY_TEXT_CONCAT);

    if (!is_left && *id != FUNCTION_ID(TEXT_ANY_CONCAT))
        return true;
    const Expr **items = arena_copy(b->cx->arena, args->items, 2 * sizeof *items);
    items[!is_left] = TRY(coerce(b, items[!is_left], type_of(TYPE_TEXT), CAST_EXPLICIT));
    *args = (Exprs){ items, 2 };
    *id = FUNCTION_ID(TEXT_CONCAT);
    return true;
}

/* What makes an array of what such a function gives row by row; negative: none does. */
static int array_function(FunctionId id)
{
    switch (id) {
    case FUNCTION_ID(STRING_TO_TABLE): return FUNCTION_ID(STRING_TO_ARRAY);
    case FUNCTION_ID(STRING_TO_TABLE_NULL): return FUNCTION_ID(STRING_TO_ARRAY_NULL);
    case FUNCTION_ID(REGEXP_SPLIT_TO_TABLE):
    case FUNCTION_ID(REGEXP_SPLIT_TO_TABLE_FLAGS): return FUNCTION_ID(REGEXP_SPLIT_FOR_TABLE);
    }
    return -1;
}

/* string_to_table(...) is unnest(string_to_array(...)). */
static const Expr *table_of_text(Binder *b, FunctionId id, Exprs args, int position)
{
    const Expr **array = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    array[0] = NEW_EXPR(b->cx, type_of(type_array(TYPE_TEXT)), position, Call, .function = id,
                        .name = str_of(function_get(id)->name), .args = args);
    return NEW_EXPR(b->cx, type_of(TYPE_TEXT), position, Call, .function = FUNCTION_ID(UNNEST),
                    .name = STR_LIT("unnest"), .args = { array, 1 });
}

/* Items that only the catalog can write are texts before they are joined. */
static bool name_items(Binder *b, FunctionId id, Exprs *args)
{
    bool joins = id == FUNCTION_ID(ARRAY_TO_STRING) || id == FUNCTION_ID(ARRAY_TO_STRING_NULL);
    TypeId array = joins ? (TypeId)args->items[0]->type.id : TYPE_NONE;

    if (!type_is_array(array) || type_is_vector(array) || !type_is_object(type_element(array)))
        return true;
    const Expr **items = arena_copy(b->cx->arena, args->items, args->count * sizeof *items);
    items[0] = TRY(coerce(b, items[0], type_of(type_array(TYPE_TEXT)), CAST_EXPLICIT));
    args->items = items;
    return true;
}

static const Expr *make_call(Binder *b, FunctionId chosen, Exprs args, int position)
{
    FunctionId id = as_wider(chosen);
    TypeId result;

    if (chosen == FUNCTION_ID(TYPEOF))
        return NEW_EXPR(b->cx, type_of(TYPE_REGTYPE), position, Const,
                        .value = { .integer = type_oid(args.items[0]->type.id) });

    TRY(show_as_text(b, &id, &args));
    TRY(name_items(b, id, &args));
    const Function *function = function_get(id);
    TRY(coerce_args(b, function, &args, &result));
    if (array_function(id) >= 0)
        return table_of_text(b, array_function(id), args, position);
    const Expr *call = NEW_EXPR(b->cx, result_type(b, function, id, result, args), position, Call,
                                .function = id, .name = str_of(function->name), .args = args);
    return function->flags & FUNCTION_SYSTEM ? bind_system_call(b, call) : call;
}

bool find_operator(Binder *b, Str name, const Expr *left, const Expr *right, int position,
                   FunctionId *out_id)
{
    FunctionId ids[OVERLOADS_MAX];
    const Expr *items[2] = { left, right };
    Exprs args = { left ? items : items + 1, left ? 2 : 1 };
    int choice = choose(ids, find_overloads(name, true, ids), args);

    if (choice < 0)
        return fail_no_operator(b, name, left, right, position, choice);
    *out_id = as_wider(ids[choice]);
    return true;
}

const Expr *make_operator(Binder *b, Str name, const Expr *left, const Expr *right, int position)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, 2);
    Exprs args = { items, 0 };
    FunctionId id;

    if (left)
        items[args.count++] = left;
    items[args.count++] = right;
    TRY(find_operator(b, name, left, right, position, &id));
    return make_call(b, id, args, position);
}

const Expr *bind_operator(Binder *b, const OperatorName *name)
{
    const Expr *left = name->left ? TRY(bind_expr(b, name->left)) : NULL;
    const Expr *right = TRY(bind_expr(b, name->right));

    return make_operator(b, name->name, left, right, name->head.position);
}

/* --- Functions ------------------------------------------------------------------------------- */

/* date('2020-01-01'): a function that is not there, with the name of a type, is a cast.  NULL
 * without an error: it is none. */
static const Expr *bind_cast_call(Binder *b, const FunctionName *name, Exprs args)
{
    Str last = name->parts.items[name->parts.count - 1];
    TypeId to = type_find_name(last);

    if (args.count != 1 || to == TYPE_NONE || name->is_star || name->is_distinct ||
        name->order.count || name->filter || name->over ||
        !can_coerce(args.items[0]->type.id, to, CAST_EXPLICIT))
        return NULL;
    return coerce(b, args.items[0], type_of(to), CAST_EXPLICIT);
}

/* What only an aggregate may have beside its arguments; NULL: nothing. */
static const char *aggregate_part(const FunctionName *name)
{
    if (name->is_star)
        return "*";
    if (name->is_distinct)
        return "DISTINCT";
    if (name->order.count)
        return "ORDER BY";
    return name->filter ? "FILTER" : NULL;
}

static const Expr *bind_chosen(Binder *b, FunctionId id, const FunctionName *name, Exprs args)
{
    const Function *function = function_get(id);
    const char *part = aggregate_part(name);
    int position = name->head.position;

    if (name->over || function->flags & FUNCTION_WINDOW)
        return bind_window_call(b, id, name, args);
    if (function->flags & FUNCTION_ORDERED_SET || name->is_within_group) {
        TRY(check_within_group(b, function, name, args));
        return bind_ordered_set(b, id, name, args);
    }
    if (function->flags & FUNCTION_AGGREGATE) {
        if (!name->is_star && !args.count)
            return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                        "%s(*) must be used to call a parameterless aggregate function",
                        function->name);
        return bind_aggregate(b, id, name, args);
    }
    if (part)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "%s specified, but %s is not an aggregate function", part, function->name);
    return make_call(b, id, args, position);
}

/* What WITHIN GROUP sorts by stands behind the other arguments. */
static bool bind_sorted(Binder *b, Sorts order, Exprs *args)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, args->count + order.count);

    if (args->count)
        memcpy(items, args->items, args->count * sizeof *items);
    for (uint32_t at = 0; at < order.count; at++)
        items[args->count + at] = TRY(bind_expr(b, order.items[at].expr));
    *args = (Exprs){ items, args->count + order.count };
    return true;
}

static bool bind_args(Binder *b, const FunctionName *name, Exprs *out_args, bool *out_fits)
{
    Str last = name->parts.items[name->parts.count - 1];
    bool is_summed = b->is_summed;

    b->is_summed |= (str_is(last, "sum") || str_is(last, "avg")) && !name->is_distinct;
    TRY(arrange_arguments(b, name, out_args, out_fits));
    TRY(bind_exprs(b, *out_args, out_args));
    if (name->is_within_group)
        TRY(bind_sorted(b, name->order, out_args));
    b->is_summed = is_summed;
    return true;
}

const Expr *bind_function(Binder *b, const FunctionName *name)
{
    FunctionId ids[OVERLOADS_MAX];
    Str last = name->parts.items[name->parts.count - 1];
    uint32_t count = find_overloads(last, false, ids);
    Exprs args = { 0 };
    int position = name->head.position;
    bool is_catalog, fits;

    if (name->args.count + (name->is_within_group ? name->order.count : 0) > CALL_ARGS_MAX)
        return fail(b->cx, ERR_PROGRAM_LIMIT_EXCEEDED, position,
                    "cannot pass more than %d arguments to a function", CALL_ARGS_MAX);
    TRY(bind_args(b, name, &args, &fits));
    TRY(check_schema(b, name->parts, position, &is_catalog));
    int choice = is_catalog && fits ? choose(ids, count, args) : OVERLOAD_NONE;
    if (choice >= 0)
        return bind_chosen(b, ids[choice], name, args);
    const Expr *cast =
        choice == OVERLOAD_NONE && is_catalog && fits ? bind_cast_call(b, name, args) : NULL;
    if (cast || has_failed(b->cx))
        return cast;
    return fail_no_function(b, name, args, choice);
}
