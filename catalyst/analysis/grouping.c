/*
 * grouping.c -- an Aggregate under the expressions that need it.
 *
 *     select a + 1, sum(b) from t group by a + 1 having count(*) > 2
 *
 *     Project g#9, s#10                      expressions over groups and aggregates only
 *       Filter c#11 > 2
 *         Aggregate [g#9 = a + 1] [s#10 = sum(b), c#11 = count(*)]
 *           Scan t
 *
 * A group that is a plain column keeps its id, so correlated subqueries that name it stay right.
 */
#include "catalyst/analysis/grouping.h"

typedef struct Regroup {
    Binder *b;
    Columns input; /* what the FROM clause gives: may not be named above the Aggregate */
    Named groups;
    Named aggregates;
} Regroup;

static PlanColumn column_of(Binder *b, const Expr *expr, Str name)
{
    return (
        PlanColumn){ .id = binder_take_id(b), .name = name, .type = expr->type, .nullable = true };
}

static const PlanColumn *find_column(Columns columns, int64_t id)
{
    for (uint32_t at = 0; at < columns.count; at++)
        if (columns.items[at].id == id)
            return &columns.items[at];
    return NULL;
}

static const Expr *group_ref(Regroup *r, const Expr *expr)
{
    for (uint32_t at = 0; at < r->groups.count; at++)
        if (expr_equal(r->groups.items[at].expr, expr))
            return column_ref(r->b, r->groups.items[at].column, expr->position);
    return NULL;
}

static const Expr *aggregate_ref(Regroup *r, const AggregateCall *call)
{
    for (uint32_t at = 0; at < r->aggregates.count; at++)
        if (expr_equal(r->aggregates.items[at].expr, &call->head))
            return column_ref(r->b, r->aggregates.items[at].column, call->head.position);
    NamedExpr *named = &r->aggregates.items[r->aggregates.count++];
    *named = (NamedExpr){ column_of(r->b, &call->head, call->name), &call->head };
    return column_ref(r->b, named->column, call->head.position);
}

/* The name PostgreSQL shows: alias.column where the scope knows the alias. */
static const Expr *fail_ungrouped(Binder *b, const ColumnRef *ref, bool from_outer)
{
    Str name = ref->name;

    for (uint32_t at = 0; at < b->scope->visible.count; at++) {
        const VisibleColumn *column = &b->scope->visible.items[at];
        if (column->column.id != ref->id || !column->table.length)
            continue;
        name = str_format(b->cx->arena, "%.*s.%.*s", STR(column->table), STR(column->column.name));
        break;
    }
    if (from_outer)
        return fail(b->cx, ERR_GROUPING_ERROR, ref->head.position,
                    "subquery uses ungrouped column \"%.*s\" from outer query", STR(name));
    return fail(b->cx, ERR_GROUPING_ERROR, ref->head.position,
                "column \"%.*s\" must appear in the GROUP BY clause or be used in an aggregate "
                "function",
                STR(name));
}

/* A subquery may name grouped columns of this level only. */
static bool check_subplan(Regroup *r, const Plan *plan);

static bool check_outer_ref(const Expr *expr, void *context)
{
    Regroup *r = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    if (ref && find_column(r->input, ref->id) && !group_ref(r, expr)) {
        fail_ungrouped(r->b, ref, true);
        return false;
    }
    return !expr_subplan(expr) || check_subplan(r, expr_subplan(expr));
}

static bool check_outer_refs(const Expr *expr, void *context)
{
    return expr_visit(expr, check_outer_ref, context);
}

static bool check_subplan(Regroup *r, const Plan *plan)
{
    Plans inputs = plan_inputs(r->b->cx, plan);

    TRY(plan_visit_exprs(plan, check_outer_refs, r));
    for (uint32_t at = 0; at < inputs.count; at++)
        TRY(check_subplan(r, inputs.items[at]));
    return true;
}

static const Expr *regroup(Cx *cx, const Expr *expr, void *context);

/* The direct arguments of an ordered-set aggregate are the same for all rows of a group. */
static bool check_direct(Regroup *r, const AggregateCall *call)
{
    Cx *cx = r->b->cx;

    if (!(function_get((FunctionId)call->function)->flags & FUNCTION_ORDERED_SET))
        return true;
    for (uint32_t at = 0; at < call->args.count; at++)
        if (!regroup(cx, call->args.items[at], r))
            return fail_detail(cx, "Direct arguments of an ordered-set aggregate must use only "
                                   "grouped columns.");
    return true;
}

static const Expr *regroup(Cx *cx, const Expr *expr, void *context)
{
    Regroup *r = context;
    const AggregateCall *call = EXPR_AS(AggregateCall, expr);
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    const Expr *grouped = expr->tag == EXPR_Const ? NULL : group_ref(r, expr);

    if (grouped)
        return grouped;
    if (call)
        return check_direct(r, call) ? aggregate_ref(r, call) : NULL;
    if (ref && find_column(r->input, ref->id))
        return fail_ungrouped(r->b, ref, false);
    if (expr_subplan(expr))
        TRY(check_subplan(r, expr_subplan(expr)));
    return expr_map_children(cx, expr, regroup, r);
}

static void add_groups(Regroup *r, Exprs groups)
{
    r->groups.items = ARENA_ARRAY(r->b->cx->arena, NamedExpr, groups.count);
    for (uint32_t at = 0; at < groups.count; at++) {
        const Expr *expr = groups.items[at];
        const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
        const PlanColumn *input = ref ? find_column(r->input, ref->id) : NULL;
        if (group_ref(r, expr))
            continue;
        r->groups.items[r->groups.count++] =
            (NamedExpr){ input ? *input : column_of(r->b, expr, STR_LIT("group")), expr };
    }
}

static bool count_aggregate(const Expr *expr, void *count)
{
    *(uint32_t *)count += expr->tag == EXPR_AggregateCall;
    return true;
}

static uint32_t count_aggregates(const Grouping *grouping)
{
    uint32_t count = 0;

    for (uint32_t list = 0; list < grouping->list_count; list++)
        for (uint32_t at = 0; at < grouping->lists[list]->count; at++)
            expr_visit(grouping->lists[list]->items[at], count_aggregate, &count);
    return count;
}

Plan *bind_grouping(Binder *b, Plan *input, Grouping *grouping)
{
    Regroup r = { .b = b, .input = plan_output(b->cx, input) };

    add_groups(&r, grouping->groups);
    Named outer = b->scope->outer_aggregates;
    r.aggregates.items =
        ARENA_ARRAY(b->cx->arena, NamedExpr, outer.count + count_aggregates(grouping));
    if (outer.count)
        memcpy(r.aggregates.items, outer.items, outer.count * sizeof *outer.items);
    r.aggregates.count = outer.count;
    for (uint32_t list = 0; list < grouping->list_count; list++) {
        Exprs *exprs = grouping->lists[list];
        const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, exprs->count);
        for (uint32_t at = 0; at < exprs->count; at++)
            items[at] = TRY(regroup(b->cx, exprs->items[at], &r));
        exprs->items = items;
    }
    input = order_aggregates(b, input, r.aggregates);
    return NEW(b->cx, Aggregate, .input = input, .groups = r.groups, .aggregates = r.aggregates);
}
