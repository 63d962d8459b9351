/*
 * input_order.c -- aggregates whose result shows the order of rows take the one a subquery gives.
 *
 *     select array_agg(x) from (select x from t order by k) s
 *
 *     Aggregate array_agg(x)               Aggregate array_agg(x ORDER BY k#7)
 *       Project x                            Project x, k#7
 *         Sort k                   ==>         Sort k
 *
 * Rows reach an Aggregate in any order: it is computed in pieces.  PostgreSQL promises no order
 * either, but keeps it, and this is how many a query is written.
 */
#include "catalyst/analysis/grouping.h"

static Plan *expose(Binder *b, Plan *plan, Sorts *out_order);

/* A key that is a column already keeps its name; any other expression becomes one. */
static Plan *expose_through_project(Binder *b, const Project *project, Sorts *out_order)
{
    Cx *cx = b->cx;
    Plan *input = expose(b, project->input, out_order);
    uint32_t count = project->outputs.count;

    if (!out_order->count)
        return NULL;
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, count + out_order->count), count };
    Sorts keys = { ARENA_ARRAY(cx->arena, SortKey, out_order->count), out_order->count };
    if (count)
        memcpy(outputs.items, project->outputs.items, count * sizeof *outputs.items);
    for (uint32_t at = 0; at < keys.count; at++) {
        const Expr *key = out_order->items[at].expr;
        PlanColumn column = {
            .id = binder_take_id(b), .name = STR_LIT("?order?"), .type = key->type, .nullable = true
        };
        outputs.items[outputs.count++] = (NamedExpr){ column, key };
        keys.items[at] = out_order->items[at];
        keys.items[at].expr = column_ref(b, column, NO_POSITION);
    }
    *out_order = keys;
    return NEW(cx, Project, .input = input, .outputs = outputs);
}

/* The plan with what it is sorted by among its columns; none: it is not. */
static Plan *expose(Binder *b, Plan *plan, Sorts *out_order)
{
    const Sort *sort = PLAN_AS(Sort, plan);
    const Project *project = PLAN_AS(Project, plan);

    *out_order = sort ? sort->keys : (Sorts){ 0 };
    if (project) {
        Plan *exposed = expose_through_project(b, project, out_order);
        return exposed ? exposed : plan;
    }
    if (plan->tag != PLAN_Filter && plan->tag != PLAN_Limit)
        return plan;
    Plan *input = expose(b, plan_inputs(b->cx, plan).items[0], out_order);
    return out_order->count ? plan_with_inputs(b->cx, plan, &input) : plan;
}

static bool shows_order(const AggregateCall *call)
{
    switch (call->function) {
    case FUNCTION_ID(ARRAY_AGG):
    case FUNCTION_ID(ARRAY_AGG_ARRAY):
    case FUNCTION_ID(STRING_AGG):
    case FUNCTION_ID(STRING_AGG_BYTEA): return !call->order.count && !call->is_distinct;
    }
    return false;
}

Plan *order_aggregates(Binder *b, Plan *input, Named aggregates)
{
    Sorts order = { 0 };
    bool shows = false;

    for (uint32_t at = 0; at < aggregates.count; at++)
        shows |= shows_order((const AggregateCall *)aggregates.items[at].expr);
    if (!shows)
        return input;
    input = expose(b, input, &order);
    for (uint32_t at = 0; order.count && at < aggregates.count; at++) {
        const AggregateCall *call = (const AggregateCall *)aggregates.items[at].expr;
        if (shows_order(call))
            aggregates.items[at].expr =
                NEW_EXPR(b->cx, call->head.type, call->head.position, AggregateCall,
                         .function = call->function, .name = call->name, .args = call->args,
                         .order = order, .filter = call->filter);
    }
    return input;
}
