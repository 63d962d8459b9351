/* call.c -- function calls, and the functions without parentheses: CURRENT_DATE and its like. */
#include "parser/build.h"

const Expr *build_call(const Builder *b, const PgQuery__FuncCall *call)
{
    Exprs args;
    Sorts order;
    const Expr *filter, *over = NULL;

    if (call->func_variadic)
        return fail_unsupported(b, call->location, "VARIADIC");
    TRY(build_exprs(b, NODES(call, args), &args));
    TRY(build_sorts(b, NODES(call, agg_order), &order));
    TRY(build_optional(b, call->agg_filter, &filter));
    if (call->over)
        over = TRY(build_window(b, call->over));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, call->location), FunctionName,
                    .parts = build_names(b, NODES(call, funcname)), .args = args,
                    .is_star = call->agg_star, .is_distinct = call->agg_distinct,
                    .is_within_group = call->agg_within_group,
                    .has_syntax = call->funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX,
                    .order = order, .filter = filter, .over = over);
}

typedef struct KeywordName {
    const char *name;
    const char *type; /* what (n) rounds to; NULL: none can be written */
} KeywordName;

static KeywordName keyword_of(PgQuery__SQLValueFunctionOp op)
{
    switch (op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE:
        return (KeywordName){ "current_date", NULL };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N:
        return (KeywordName){ "current_time", "timetz" };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N:
        return (KeywordName){ "current_timestamp", "timestamptz" };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N:
        return (KeywordName){ "localtime", "time" };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
        return (KeywordName){ "localtimestamp", "timestamp" };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE:
        return (KeywordName){ "current_role", NULL };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER:
        return (KeywordName){ "current_user", NULL };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER: return (KeywordName){ "user", NULL };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER:
        return (KeywordName){ "session_user", NULL };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG:
        return (KeywordName){ "current_catalog", NULL };
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA:
        return (KeywordName){ "current_schema", NULL };
    default: break;
    }
    return (KeywordName){ 0 };
}

static bool has_precision(PgQuery__SQLValueFunctionOp op)
{
    return op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N ||
           op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N ||
           op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N ||
           op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N;
}

/* localtimestamp(3) rounds as the cast to timestamp(3) does. */
static const Expr *round_to(const Builder *b, const PgQuery__SQLValueFunction *function,
                            const Expr *arg, const char *type)
{
    Cx *cx = b->cx;
    Str parts[] = { STR_LIT("pg_catalog"), str_of(type) };
    const Expr *precision = make_int(b, function->location, function->typmod);

    return NEW_EXPR(cx, (Type){ 0 }, arg->position, TypeCast, .arg = arg,
                    .type_name = { arena_copy(cx->arena, parts, sizeof parts), COUNT_OF(parts) },
                    .modifiers = { arena_copy(cx->arena, &precision, sizeof precision), 1 },
                    .type_position = arg->position);
}

const Expr *build_keyword(const Builder *b, const PgQuery__SQLValueFunction *function)
{
    KeywordName keyword = keyword_of(function->op);

    if (!keyword.name)
        return fail_unsupported(b, function->location, "this function");
    const Expr *expr = NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, function->location), Keyword,
                                .name = str_of(keyword.name));
    if (!has_precision(function->op))
        return expr;
    return round_to(b, function, expr, keyword.type);
}
