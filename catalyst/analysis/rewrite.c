/* rewrite.c -- ALTER TABLE over rows: new columns of old ones: see catalyst.h. */
#include "catalyst/analysis/modify.h"

static bool find_subquery(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_Subquery)
        *(int *)found = leftmost_position(expr);
    return true;
}

/* USING of a new type, over the table as it was. */
static const Expr *bind_using(Binder *b, const Expr *expr)
{
    int subquery = NO_POSITION;
    const Expr *bound = TRY(bind_expr(b, expr));

    expr_visit(bound, find_subquery, &subquery);
    if (subquery != NO_POSITION)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, subquery,
                    "cannot use subquery in transform expression");
    return bound;
}

static bool fail_type_change(Cx *cx, const CatalogColumn *column, Type to, bool has_using)
{
    const char *type = str_to_c(cx->arena, type_print(cx->arena, to));

    if (has_using) {
        fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
             "result of USING clause for column \"%.*s\" cannot be cast automatically to type %s",
             STR(column->name), type);
        return fail_hint(cx, "You might need to add an explicit cast.");
    }
    fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "column \"%.*s\" cannot be cast automatically to type %s", STR(column->name), type);
    return fail_hint(cx, "You might need to specify \"USING %.*s::%s\".",
                     STR(quoted_name(cx->arena, column->name)), type);
}

/* The columns of a table by its own name. */
static VisibleColumns visible_columns(Binder *b, const CatalogTable *table)
{
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, table->column_count + 1), 0 };

    for (uint32_t at = 0; at < table->column_count; at++)
        columns.items[columns.count++] = (PlanColumn){ .id = binder_take_id(b),
                                                       .name = table->columns[at].name,
                                                       .type = table->columns[at].type,
                                                       .nullable = true };
    return scope_of_columns(b, table->name, columns);
}

bool analyse_type_change(Cx *cx, AnalyseInput *input, const CatalogTable *table, uint32_t at,
                         Type to, const Expr *using)
{
    Scope scope = { .clause = CLAUSE_TRANSFORM };
    Binder b = { .cx = cx, .input = input, .scope = &scope };
    TypeId from = table->columns[at].type.id;

    if (input->next_id == 0)
        input->next_id = 1;
    scope.visible = visible_columns(&b, table);
    if (using) {
        const Expr *bound = TRY(bind_using(&b, using));
        from = bound->type.id;
    }
    return can_coerce(from, to.id, CAST_ASSIGNMENT) ||
           fail_type_change(cx, &table->columns[at], to, using != NULL);
}

static const Expr *bind_source(Modifying *m, const VisibleColumns *former, uint32_t at,
                               const RewriteSource *source)
{
    const Expr *value = former->items[source->from].expr;

    if (source->expr)
        value = TRY(bind_using(m->b, source->expr));
    return coerce_to_column(m->b, value, &m->table->columns[at]);
}

bool analyse_rewrite(Cx *cx, AnalyseInput *input, const CatalogTable *former,
                     const CatalogTable *table, const RewriteSource *sources, bool keeps_rows,
                     ModifyPlan *out_plan)
{
    Scope scope = { .clause = CLAUSE_TRANSFORM };
    Binder b = { .cx = cx, .input = input, .scope = &scope };
    Modifying m = { .b = &b, .plan = out_plan, .table = table, .alias = table->name };
    PlanColumn address;
    FromItem target;

    if (input->next_id == 0)
        input->next_id = 1;
    *out_plan =
        (ModifyPlan){ .kind = keeps_rows ? MODIFY_VALIDATE : MODIFY_REWRITE, .table = table };
    m.values = arena_zero(cx->arena, (table->column_count + 1) * sizeof *m.values);
    m.defaults = arena_zero(cx->arena, (table->column_count + 1) * sizeof *m.defaults);
    TRY(bind_target(&b, former, table->name, &target, &address));
    scope.visible = target.visible;
    for (uint32_t at = 0; at < table->column_count; at++) {
        if (sources[at].from == REWRITE_DEFAULT)
            TRY(give_default(&m, at));
        else
            m.values[at] = TRY(bind_source(&m, &target.visible, at, &sources[at]));
    }
    b.scope = NULL;
    return finish_modify(&m, target.plan, NULL, (Named){ 0 });
}
