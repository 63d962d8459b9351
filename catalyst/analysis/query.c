/*
 * query.c -- a query: WITH, set operations, VALUES, ORDER BY and LIMIT around a SELECT.
 */
#include "catalyst/analysis/binder.h"

static Plan *bind_body(Binder *b, const Plan *body, Sorts order);

Plan *analyse(Cx *cx, AnalyseInput *input, const Plan *query)
{
    Binder b = { .cx = cx, .input = input };

    if (input->next_id == 0)
        input->next_id = 1;
    Plan *plan = TRY(bind_query(&b, query));
    plan = TRY(name_object_outputs(&b, plan));
    for (uint32_t at = 0; at < input->parameter_count; at++)
        if (input->parameter_types[at] == TYPE_NONE || input->parameter_types[at] == TYPE_UNKNOWN)
            return fail(cx, ERR_INDETERMINATE_DATATYPE, NO_POSITION,
                        "could not determine data type of parameter $%u", at + 1);
    return plan;
}

static const Expr *ref_of(Binder *b, const PlanColumn *column)
{
    return column_ref(b, *column, NO_POSITION);
}

/* --- LIMIT and OFFSET ----------------------------------------------------------------------------
 */

static bool find_column_ref(const Expr *expr, void *found)
{
    *(bool *)found |= expr->tag == EXPR_ColumnRef || expr->tag == EXPR_Subquery;
    return !*(bool *)found;
}

/* The value of a LIMIT or OFFSET expression; `missing` where it is not there or null. */
static bool bind_row_count(Binder *b, const Expr *expr, const char *clause, int64_t missing,
                           int64_t *out_count)
{
    bool has_columns = false;
    Value value = VALUE_NULL;

    *out_count = missing;
    if (!expr)
        return true;
    Scope scope = { .outer = b->scope, .clause = CLAUSE_LIMIT };
    b->scope = &scope;
    const Expr *bound = TRY(bind_expr(b, expr));
    b->scope = scope.outer;
    expr_visit(bound, find_column_ref, &has_columns);
    if (has_columns)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, bound->position,
                    "argument of %s must not contain variables", clause);
    bound = TRY(coerce(b, bound, type_of(TYPE_INT8), CAST_ASSIGNMENT));
    if (bound->tag == EXPR_Param)
        return true; /* only types matter yet */
    TRY(expr_fold(b->cx, bound, &value));
    if (!value.is_null && value.integer < 0)
        return fail(b->cx, clause[0] == 'L' ? ERR_INVALID_LIMIT : ERR_INVALID_OFFSET, NO_POSITION,
                    "%s must not be negative", clause);
    if (!value.is_null)
        *out_count = value.integer;
    return true;
}

static Plan *bind_limit(Binder *b, const Query *query, Plan *input)
{
    int64_t count, offset;

    if (query->with_ties)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "WITH TIES is not supported yet");
    TRY(bind_row_count(b, query->count, "LIMIT", -1, &count));
    TRY(bind_row_count(b, query->offset, "OFFSET", 0, &offset));
    if (count < 0 && offset == 0)
        return input;
    return NEW(b->cx, Limit, .input = input, .count = count, .offset = offset);
}

/* --- ORDER BY over something that is not a SELECT: names and ordinals only ------------------- */

static Plan *sort_by_output(Binder *b, Plan *input, Sorts order)
{
    Columns columns = plan_output(b->cx, input);
    Sorts keys = { ARENA_ARRAY(b->cx->arena, SortKey, order.count), order.count };

    for (uint32_t at = 0; at < order.count; at++) {
        const Name *name = EXPR_AS(Name, order.items[at].expr);
        const Const *ordinal = EXPR_AS(Const, order.items[at].expr);
        const PlanColumn *column = NULL;
        for (uint32_t c = 0; name && name->parts.count == 1 && c < columns.count; c++)
            if (!column && str_equal(columns.items[c].name, name->parts.items[0]))
                column = &columns.items[c];
        if (ordinal && type_is_integer(ordinal->head.type.id)) {
            if (ordinal->value.integer < 1 || ordinal->value.integer > columns.count)
                return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, ordinal->head.position,
                            "ORDER BY position %lld is not in select list",
                            (long long)ordinal->value.integer);
            column = &columns.items[ordinal->value.integer - 1];
        }
        if (!column && name && name->parts.count == 1)
            return fail(b->cx, ERR_UNDEFINED_COLUMN, name->head.position,
                        "column \"%.*s\" does not exist", STR(name->parts.items[0]));
        if (!column) {
            fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, order.items[at].expr->position,
                 "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
            return fail_detail(b->cx, "Only result column names can be used, not expressions or "
                                      "functions.");
        }
        keys.items[at] = order.items[at];
        keys.items[at].expr = ref_of(b, column);
    }
    return order.count ? NEW(b->cx, Sort, .input = input, .keys = keys) : input;
}

/* --- Set operations -------------------------------------------------------------------------- */

/* The input with its columns cast to those of the union. */
static Plan *cast_columns(Binder *b, Plan *input, Columns to, const char *construct)
{
    Columns from = plan_output(b->cx, input);
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, from.count), from.count };

    (void)construct;
    for (uint32_t at = 0; at < from.count; at++) {
        const Expr *expr = TRY(coerce_exactly(b, ref_of(b, &from.items[at]), to.items[at].type));
        PlanColumn column = from.items[at];
        column.id = binder_take_id(b);
        column.type = expr->type;
        outputs.items[at] = (NamedExpr){ column, expr };
    }
    return NEW(b->cx, Project, .input = input, .outputs = outputs);
}

static bool union_columns(Binder *b, Columns left, Columns right, Columns *out_columns)
{
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, left.count), left.count };

    for (uint32_t at = 0; at < left.count; at++) {
        const Expr *pair[] = { ref_of(b, &left.items[at]), ref_of(b, &right.items[at]) };
        Type type;
        TRY(common_type(b, (Exprs){ pair, 2 }, "UNION", &type));
        columns.items[at] = (PlanColumn){
            .id = binder_take_id(b), .name = left.items[at].name, .type = type, .nullable = true
        };
    }
    *out_columns = columns;
    return true;
}

static Plan *make_union_distinct(Binder *b, Plan *input, Columns columns)
{
    Named groups = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        groups.items[at] = (NamedExpr){ columns.items[at], ref_of(b, &columns.items[at]) };
    return NEW(b->cx, Aggregate, .input = input, .groups = groups);
}

static Plan *bind_set_operation(Binder *b, const SetOperation *set)
{
    b->keeps_unknown = true;
    Plan *left = TRY(bind_body(b, set->left, (Sorts){ 0 }));
    b->keeps_unknown = true;
    Plan *right = TRY(bind_body(b, set->right, (Sorts){ 0 }));
    b->keeps_unknown = false;
    Columns l = plan_output(b->cx, left), r = plan_output(b->cx, right), columns;
    Plan **inputs = ARENA_ARRAY(b->cx->arena, Plan *, 2);

    if (set->operation != SET_UNION)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "%s is not supported yet",
                    set->operation == SET_INTERSECT ? "INTERSECT" : "EXCEPT");
    if (l.count != r.count)
        return fail(b->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                    "each UNION query must have the same number of columns");
    TRY(union_columns(b, l, r, &columns));
    inputs[0] = TRY(cast_columns(b, left, columns, "UNION"));
    inputs[1] = TRY(cast_columns(b, right, columns, "UNION"));
    Plan *plan = NEW(b->cx, Union, .inputs = { inputs, 2 }, .columns = columns);
    return set->is_all ? plan : make_union_distinct(b, plan, columns);
}

/* --- VALUES ---------------------------------------------------------------------------------- */

static Plan *bind_values(Binder *b, const ValuesList *values)
{
    uint32_t rows = values->rows.count;
    uint32_t width = ((const RowOf *)values->rows.items[0])->items.count;
    Exprs *bound = ARENA_ARRAY(b->cx->arena, Exprs, rows);
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, width), width };
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, rows);
    Scope scope = { .outer = b->scope, .ctes = b->ctes, .clause = CLAUSE_VALUES };

    b->scope = &scope;
    for (uint32_t row = 0; row < rows; row++) {
        const RowOf *list = (const RowOf *)values->rows.items[row];
        if (list->items.count != width)
            return fail(b->cx, ERR_SYNTAX_ERROR, list->head.position,
                        "VALUES lists must all be the same length");
        TRY(bind_exprs(b, list->items, &bound[row]));
    }
    for (uint32_t at = 0; at < width; at++) {
        const Expr **column = ARENA_ARRAY(b->cx->arena, const Expr *, rows);
        Exprs list = { column, rows };
        Type type;
        for (uint32_t row = 0; row < rows; row++)
            column[row] = bound[row].items[at];
        TRY(common_type(b, list, "VALUES", &type));
        TRY(coerce_all(b, &list, type, "VALUES"));
        for (uint32_t row = 0; row < rows; row++)
            bound[row].items[at] = list.items[row];
        columns.items[at] = (PlanColumn){ .id = binder_take_id(b),
                                          .name = str_format(b->cx->arena, "column%u", at + 1),
                                          .type = type,
                                          .nullable = true };
    }
    for (uint32_t row = 0; row < rows; row++)
        items[row] = NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf, .items = bound[row]);
    b->scope = scope.outer;
    return NEW(b->cx, Values, .columns = columns, .rows = { items, rows });
}

/* --- The query ------------------------------------------------------------------------------- */

static Plan *bind_body(Binder *b, const Plan *body, Sorts order)
{
    TRY(check_stack(b->cx));
    if (body->tag == PLAN_Select)
        return bind_select(b, (const Select *)body, order);
    if (body->tag == PLAN_Query)
        return sort_by_output(b, TRY(bind_query(b, body)), order);
    if (body->tag == PLAN_ValuesList)
        return sort_by_output(b, TRY(bind_values(b, (const ValuesList *)body)), order);
    assert(body->tag == PLAN_SetOperation);
    return sort_by_output(b, TRY(bind_set_operation(b, (const SetOperation *)body)), order);
}

/* Each WITH query sees those before it. */
static bool push_ctes(Binder *b, const Query *query)
{
    for (uint32_t at = 0; at < query->ctes.count; at++) {
        const Cte *cte = (const Cte *)query->ctes.items[at];
        for (uint32_t before = 0; before < at; before++)
            if (str_equal(((const Cte *)query->ctes.items[before])->name, cte->name))
                return fail(b->cx, ERR_DUPLICATE_ALIAS, (int)cte->position,
                            "WITH query name \"%.*s\" specified more than once", STR(cte->name));
        CteScope *scope = arena_alloc(b->cx->arena, sizeof *scope);
        *scope = (CteScope){ .outer = b->ctes, .cte = cte, .visible = b->ctes };
        b->ctes = scope;
    }
    return true;
}

Plan *bind_query(Binder *b, const Plan *plan)
{
    CteScope *saved = b->ctes;
    const Query *query = PLAN_AS(Query, plan);

    TRY(check_stack(b->cx));
    if (!query)
        return bind_body(b, plan, (Sorts){ 0 });
    if (query->is_recursive)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "WITH RECURSIVE is not supported yet");
    TRY(push_ctes(b, query));
    Plan *body = TRY(bind_body(b, query->body, query->order));
    Plan *limited = TRY(bind_limit(b, query, body));
    b->ctes = saved;
    return limited;
}
