/* operator.c -- everything the grammar calls an operator: prefix and infix ones, and the word
 * forms BETWEEN, IN, LIKE, SIMILAR TO, IS DISTINCT FROM, NULLIF, ANY and ALL. */
#include "parser/build.h"

typedef PgQuery__AExpr AExpr;

Str build_operator_name(const Builder *b, Nodes names, int location)
{
    Texts parts = build_names(b, names);

    assert(parts.count > 0);
    Str name = parts.items[parts.count - 1];
    if (parts.count == 1 || (parts.count == 2 && str_is(parts.items[0], "pg_catalog")))
        return name;
    fail(b->cx, ERR_UNDEFINED_FUNCTION, location, "operator does not exist: %.*s.%.*s",
         STR(parts.items[parts.count - 2]), STR(name));
    return STR_NONE;
}

static Nodes list_items(const Node *node)
{
    if (node && node->node_case == PG_QUERY__NODE__NODE_LIST)
        return NODES(node->list, items);
    return (Nodes){ 0 };
}

static const Expr *build_infix(const Builder *b, const AExpr *expr)
{
    Str name = build_operator_name(b, NODES(expr, name), expr->location);
    const Expr *left, *right;

    TRY(name.data);
    TRY(build_optional(b, expr->lexpr, &left));
    TRY(build_optional(b, expr->rexpr, &right));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), OperatorName, .name = name,
                    .left = left, .right = right);
}

static const Expr *build_array_test(const Builder *b, const AExpr *expr)
{
    Str name = build_operator_name(b, NODES(expr, name), expr->location);

    TRY(name.data);
    const Expr *test = TRY(build_expr(b, expr->lexpr));
    const Expr *array = TRY(build_expr(b, expr->rexpr));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), ArrayTest, .test = test,
                    .operator_name = name, .array = array,
                    .is_all = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL);
}

static const Expr *build_distinct(const Builder *b, const AExpr *expr)
{
    int position = position_at(b, expr->location);
    const Expr *left = TRY(build_expr(b, expr->lexpr));
    const Expr *right = TRY(build_expr(b, expr->rexpr));
    const Expr *distinct =
        NEW_EXPR(b->cx, (Type){ 0 }, position, Distinct, .left = left, .right = right);

    if (expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT)
        return distinct;
    return NEW_EXPR(b->cx, (Type){ 0 }, position, Not, .arg = distinct);
}

static const Expr *build_null_if(const Builder *b, const AExpr *expr)
{
    const Expr *left = TRY(build_expr(b, expr->lexpr));
    const Expr *right = TRY(build_expr(b, expr->rexpr));

    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), NullIf, .left = left,
                    .right = right);
}

/* The grammar names the operator: = for IN, <> for NOT IN. */
static const Expr *build_in(const Builder *b, const AExpr *expr)
{
    Str name = build_operator_name(b, NODES(expr, name), expr->location);
    Exprs items;

    TRY(name.data);
    const Expr *arg = TRY(build_expr(b, expr->lexpr));
    TRY(build_exprs(b, list_items(expr->rexpr), &items));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), InNames, .arg = arg,
                    .items = items, .is_negated = !str_is(name, "="));
}

static const Expr *build_between(const Builder *b, const AExpr *expr)
{
    Exprs bounds;
    const Expr *arg = TRY(build_expr(b, expr->lexpr));

    TRY(build_exprs(b, list_items(expr->rexpr), &bounds));
    if (bounds.count != 2)
        return fail(b->cx, ERR_INTERNAL_ERROR, expr->location, "BETWEEN without two bounds");
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), Between, .arg = arg,
                    .low = bounds.items[0], .high = bounds.items[1],
                    .is_negated = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
                                  expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM,
                    .is_symmetric = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
                                    expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM);
}

const Expr *build_operator(const Builder *b, const AExpr *expr)
{
    switch (expr->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE: /* named ~~ or !~~ by the grammar */
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR: return build_infix(b, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL: return build_array_test(b, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT: return build_distinct(b, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF: return build_null_if(b, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN: return build_in(b, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM: return build_between(b, expr);
    default: break;
    }
    return fail_unsupported(b, expr->location, "this operator");
}
