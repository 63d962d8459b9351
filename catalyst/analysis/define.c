/* define.c -- the types and expressions of definitions: see catalyst.h. */
#include "catalyst/analysis/binder.h"

bool analyse_type(Cx *cx, AnalyseInput *input, const Expr *type, Type *out_type,
                  const CatalogType **out_domain)
{
    Binder b = { .cx = cx, .input = input };

    return type_of_name(&b, (const TypeCast *)type, out_type, out_domain);
}

static bool find_subquery(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_Subquery)
        *(int *)found = leftmost_position(expr);
    return true;
}

static bool find_column(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_Name)
        *(int *)found = expr->position;
    return true;
}

/* Neither columns nor subqueries. */
bool analyse_default(Cx *cx, AnalyseInput *input, const CatalogColumn *column, const Expr *expr)
{
    Scope scope = { .clause = CLAUSE_DEFAULT };
    Binder b = { .cx = cx, .input = input, .scope = &scope };
    int subquery = NO_POSITION, name = NO_POSITION;

    if (input->next_id == 0)
        input->next_id = 1;
    expr_visit(expr, find_column, &name);
    if (name != NO_POSITION)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, name,
                    "cannot use column reference in DEFAULT expression");
    const Expr *bound = TRY(bind_expr(&b, expr));
    expr_visit(bound, find_subquery, &subquery);
    if (subquery != NO_POSITION)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, subquery,
                    "cannot use subquery in DEFAULT expression");
    if (can_coerce(bound->type.id, column->type.id, CAST_ASSIGNMENT))
        return coerce_to_column(&b, bound, column) != NULL;
    fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "column \"%.*s\" is of type %s but default expression is of type %s", STR(column->name),
         type_name(cx, column->type.id), type_name(cx, bound->type.id));
    return fail_hint(cx, "You will need to rewrite or cast the expression.");
}

bool analyse_check(Cx *cx, AnalyseInput *input, const CatalogTable *table, const Expr *expr)
{
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, table->column_count + 1), 0 };
    Scope scope = { .clause = CLAUSE_CHECK };
    Binder b = { .cx = cx, .input = input, .scope = &scope };
    int subquery = NO_POSITION;

    if (input->next_id == 0)
        input->next_id = 1;
    for (uint32_t at = 0; at < table->column_count; at++)
        columns.items[columns.count++] = (PlanColumn){ .id = binder_take_id(&b),
                                                       .name = table->columns[at].name,
                                                       .type = table->columns[at].type,
                                                       .nullable = true };
    scope.visible = scope_of_columns(&b, table->name, columns);
    const Expr *bound = TRY(bind_boolean(&b, expr, "CHECK"));
    expr_visit(bound, find_subquery, &subquery);
    return subquery == NO_POSITION ||
           fail(cx, ERR_FEATURE_NOT_SUPPORTED, subquery, "cannot use subquery in check constraint");
}
