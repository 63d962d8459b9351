/*
 * call.c -- functions, operators and aggregates: find the overload, coerce the arguments.
 */
#include "catalyst/analysis/binder.h"

enum { CALL_ARGS_MAX = 100, OVERLOADS_MAX = 256 };

/* The rows of functions.def with this name: functions and aggregates, or operators. */
static uint32_t find_overloads(Str name, bool operators, FunctionId *out_ids)
{
    uint32_t found = 0;

    for (FunctionId id = 0; id < function_count() && found < OVERLOADS_MAX; id++) {
        const Function *function = function_get(id);
        bool is_operator = (function->flags & FUNCTION_OPERATOR) != 0;
        if (is_operator == operators && !(function->flags & FUNCTION_HIDDEN) &&
            str_is(name, function->name))
            out_ids[found++] = id;
    }
    return found;
}

/* "integer, text": for messages. */
static Str type_list(Binder *b, Exprs args)
{
    StrBuilder out = str_builder(b->cx->arena);

    for (uint32_t at = 0; at < args.count; at++)
        str_addf(&out, "%s%s", at ? ", " : "", type_sql_name(args.items[at]->type.id));
    return str_built(&out);
}

static const Expr *fail_no_function(Binder *b, Str name, Exprs args, int position, int choice)
{
    if (choice == OVERLOAD_AMBIGUOUS) {
        fail(b->cx, ERR_AMBIGUOUS_FUNCTION, position, "function %.*s(%.*s) is not unique",
             STR(name), STR(type_list(b, args)));
        return fail_hint(b->cx, "Could not choose a best candidate function. You might need to "
                                "add explicit type casts.");
    }
    fail(b->cx, ERR_UNDEFINED_FUNCTION, position, "function %.*s(%.*s) does not exist", STR(name),
         STR(type_list(b, args)));
    return fail_hint(b->cx, "No function matches the given name and argument types. You might "
                            "need to add explicit type casts.");
}

static const Expr *fail_no_operator(Binder *b, Str name, const Expr *left, const Expr *right,
                                    int position, int choice)
{
    const char *left_type = left ? type_sql_name(left->type.id) : "";
    const char *space = left ? " " : "";

    if (choice == OVERLOAD_AMBIGUOUS) {
        fail(b->cx, ERR_AMBIGUOUS_FUNCTION, position, "operator is not unique: %s%s%.*s %s",
             left_type, space, STR(name), type_sql_name(right->type.id));
        return fail_hint(b->cx, "Could not choose a best candidate operator. You might need to "
                                "add explicit type casts.");
    }
    fail(b->cx, ERR_UNDEFINED_FUNCTION, position, "operator does not exist: %s%s%.*s %s", left_type,
         space, STR(name), type_sql_name(right->type.id));
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

/* Coerce each argument to what the function declares; numerics keep their physical fact. */
static bool coerce_args(Binder *b, const Function *function, Exprs *args)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, args->count);

    for (uint32_t at = 0; at < args->count; at++) {
        uint32_t last = function->arg_count ? function->arg_count - 1u : 0;
        TypeId declared = function->args[at < last ? at : last];
        items[at] = declared == TYPE_NONE ? TRY(resolve_unknown(b, args->items[at]))
                                          : TRY(coerce_to_id(b, args->items[at], declared));
    }
    args->items = items;
    return true;
}

static Type result_type(const Function *function, FunctionId id, Exprs args)
{
    Type types[CALL_ARGS_MAX];
    const Const *first = args.count ? EXPR_AS(Const, args.items[0]) : NULL;

    if (function->result != TYPE_NUMERIC)
        return type_of(function->result);
    if (strcmp(function->name, "extract") == 0)
        return first && !first->value.is_null
                   ? extract_result_type(first->value.text, function->args[1])
                   : type_of(TYPE_NUMERIC);
    for (uint32_t at = 0; at < args.count; at++)
        types[at] = args.items[at]->type;
    return numeric_result_type(id, types, args.count);
}

static bool takes(const Function *function, TypeId left, TypeId right)
{
    return function->arg_count == 2 && function->args[0] == left && function->args[1] == right;
}

/* PostgreSQL has operators of float4 beside float8; they compute as float8's do. */
static FunctionId as_float8(FunctionId id)
{
    FunctionId ids[OVERLOADS_MAX];
    const Function *function = function_get(id);

    if (!takes(function, TYPE_FLOAT4, TYPE_FLOAT8) && !takes(function, TYPE_FLOAT8, TYPE_FLOAT4))
        return id;
    uint32_t count = find_overloads(str_of(function->name), true, ids);
    for (uint32_t at = 0; at < count; at++)
        if (takes(function_get(ids[at]), TYPE_FLOAT8, TYPE_FLOAT8))
            return ids[at];
    return id;
}

static const Expr *make_call(Binder *b, FunctionId chosen, Exprs args, int position)
{
    FunctionId id = as_float8(chosen);
    const Function *function = function_get(id);

    TRY(coerce_args(b, function, &args));
    const Expr *call = NEW_EXPR(b->cx, result_type(function, id, args), position, Call,
                                .function = id, .name = str_of(function->name), .args = args);
    return function->flags & FUNCTION_SYSTEM ? bind_system_call(b, call) : call;
}

const Expr *make_operator(Binder *b, Str name, const Expr *left, const Expr *right, int position)
{
    FunctionId ids[OVERLOADS_MAX];
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, 2);
    Exprs args = { items, 0 };

    if (left)
        items[args.count++] = left;
    items[args.count++] = right;
    int choice = choose(ids, find_overloads(name, true, ids), args);
    if (choice < 0)
        return fail_no_operator(b, name, left, right, position, choice);
    return make_call(b, ids[choice], args, position);
}

static bool is_text(const Expr *expr)
{
    return type_is_string(expr->type.id);
}

/* PostgreSQL's text || anynonarray and its mirror image: the other side is shown as text. */
static bool show_as_text(Binder *b, const Expr **left, const Expr **right)
{
    const Expr **other = is_text(*left) ? right : left;

    if (is_text(*left) == is_text(*right))
        return true;
    *other = TRY(coerce(b, *other, type_of(TYPE_TEXT), CAST_EXPLICIT));
    return true;
}

const Expr *bind_operator(Binder *b, const OperatorName *name)
{
    const Expr *left = name->left ? TRY(bind_expr(b, name->left)) : NULL;
    const Expr *right = TRY(bind_expr(b, name->right));

    if (left && str_is(name->name, "||"))
        TRY(show_as_text(b, &left, &right));

    return make_operator(b, name->name, left, right, name->head.position);
}

/* --- Aggregates ------------------------------------------------------------------------------ */

static const char *clause_name(Clause clause)
{
    switch (clause) {
    case CLAUSE_WHERE: return "WHERE";
    case CLAUSE_JOIN: return "JOIN conditions";
    case CLAUSE_GROUP: return "GROUP BY";
    case CLAUSE_LIMIT: return "LIMIT";
    case CLAUSE_VALUES: return "VALUES";
    case CLAUSE_FROM: return "functions in FROM";
    case CLAUSE_FILTER: return "FILTER";
    case CLAUSE_SELECT:
    case CLAUSE_HAVING:
    case CLAUSE_ORDER:
    case CLAUSE_AGGREGATE: break;
    }
    return NULL;
}

static bool aggregates_allowed(Binder *b, int position)
{
    const char *where = clause_name(b->scope->clause);

    if (b->scope->clause == CLAUSE_AGGREGATE) {
        fail(b->cx, ERR_GROUPING_ERROR, position, "aggregate function calls cannot be nested");
        return false;
    }
    if (where) {
        fail(b->cx, ERR_GROUPING_ERROR, position, "aggregate functions are not allowed in %s",
             where);
        return false;
    }
    return true;
}

/* sum of FIXED stays FIXED of its scale; min and max keep the argument's type. */
static Type aggregate_type(const Function *function, Exprs args)
{
    Type arg = args.count ? args.items[0]->type : (Type){ 0 };
    bool fixed = arg.id == TYPE_NUMERIC && arg.numeric_form == NUMERIC_FIXED;

    if (strcmp(function->name, "min") == 0 || strcmp(function->name, "max") == 0) {
        arg.typmod = arg.id == TYPE_NUMERIC && fixed ? TYPMOD_NONE : arg.typmod;
        return arg;
    }
    if (strcmp(function->name, "sum") == 0 && function->result == TYPE_NUMERIC) {
        if (fixed)
            return type_numeric_fixed(TYPMOD_NONE, 128, arg.numeric_scale);
        if (type_is_integer(arg.id))
            return type_numeric_fixed(TYPMOD_NONE, 128, 0);
    }
    return type_of(function->result);
}

static const Expr *bind_aggregate(Binder *b, FunctionId id, const FunctionName *name, Exprs args)
{
    const Function *function = function_get(id);
    const Expr *filter = NULL;

    TRY(aggregates_allowed(b, name->head.position));
    if (name->order.count)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, name->head.position,
                    "ORDER BY in an aggregate is not supported yet");
    if (name->is_distinct && !args.count)
        return fail(b->cx, ERR_SYNTAX_ERROR, name->head.position,
                    "DISTINCT specified, but %s has no argument", function->name);
    TRY(coerce_args(b, function, &args));
    if (name->filter) {
        Clause clause = b->scope->clause;
        b->scope->clause = CLAUSE_FILTER;
        filter = TRY(bind_boolean(b, name->filter, "FILTER"));
        b->scope->clause = clause;
    }
    b->scope->has_aggregates = true;
    return NEW_EXPR(b->cx, aggregate_type(function, args), name->head.position, AggregateCall,
                    .function = id, .name = str_of(function->name), .args = args,
                    .is_distinct = name->is_distinct, .filter = filter);
}

/* Arguments of something that may turn out to be an aggregate: aggregates inside are refused. */
static bool bind_args(Binder *b, const FunctionName *name, bool may_be_aggregate, Exprs *out_args)
{
    Clause clause = b->scope->clause;

    if (may_be_aggregate && !clause_name(clause))
        b->scope->clause = CLAUSE_AGGREGATE;
    bool bound = bind_exprs(b, name->args, out_args);
    b->scope->clause = clause;
    return bound;
}

const Expr *bind_function(Binder *b, const FunctionName *name)
{
    FunctionId ids[OVERLOADS_MAX];
    Str last = name->parts.items[name->parts.count - 1];
    uint32_t count = find_overloads(last, false, ids);
    bool aggregate = count && (function_get(ids[0])->flags & FUNCTION_AGGREGATE);
    Exprs args = { 0 };
    int position = name->head.position;

    if (name->has_over)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                    "window functions are not supported yet");
    if (name->args.count > CALL_ARGS_MAX)
        return fail(b->cx, ERR_PROGRAM_LIMIT_EXCEEDED, position,
                    "cannot pass more than %d arguments to a function", CALL_ARGS_MAX);
    TRY(bind_args(b, name, aggregate, &args));
    int choice = choose(ids, count, args);
    if (choice < 0)
        return fail_no_function(b, last, args, position, choice);

    const Function *function = function_get(ids[choice]);
    if (function->flags & FUNCTION_AGGREGATE) {
        if (!name->is_star && !args.count)
            return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                        "%s(*) must be used to call a parameterless aggregate function",
                        function->name);
        return bind_aggregate(b, ids[choice], name, args);
    }
    if (name->is_star || name->is_distinct || name->filter)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "%s specified, but %s is not an aggregate function",
                    name->is_distinct ? "DISTINCT"
                    : name->is_star   ? "*"
                                      : "FILTER",
                    function->name);
    return make_call(b, ids[choice], args, position);
}
