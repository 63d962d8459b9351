/*
 * strategy.c -- logical operators to physical ones, with exchanges where rows must change place.
 *
 *     Limit ── Sort        TopN ── Exchange single ── TopN        each worker sends its best rows
 *     Limit                Limit ── Exchange single ── Limit      enough rows from the first leases
 *     Aggregate            see aggregate.c
 *     Join                 see join.c
 *
 * The root is an Exchange single: the sink of the last stage, whose rows go to the client.
 */
#include "catalyst/physical/planner.h"

enum { TOP_N_ROWS_MAX = 1000000 }; /* beyond, keeping the best rows costs more than sorting all */

const Expr *plan_column_ref(Cx *cx, PlanColumn column)
{
    return NEW_EXPR(cx, column.type, NO_POSITION, ColumnRef, .id = column.id, .name = column.name);
}

/* --- Exchanges ------------------------------------------------------------------------------- */

Plan *exchange_single(Planner *p, Plan *input)
{
    Plan *plan =
        NEW(p->cx, Exchange, .distribution = DISTRIBUTION_SINGLE, .input = input, .partitions = 1);
    plan->rows = input->rows;
    return plan;
}

Plan *exchange_broadcast(Planner *p, Plan *input)
{
    Plan *plan = NEW(p->cx, Exchange, .distribution = DISTRIBUTION_BROADCAST, .input = input,
                     .partitions = 1);
    plan->rows = input->rows;
    return plan;
}

Plan *exchange_hash(Planner *p, Plan *input, Exprs keys)
{
    if (keys.count == 0)
        return exchange_single(p, input);
    Plan *plan = NEW(p->cx, Exchange, .distribution = DISTRIBUTION_HASH, .input = input,
                     .keys = keys, .partitions = p->options->partitions);
    plan->rows = input->rows;
    return plan;
}

/* --- Operators of one input ------------------------------------------------------------------ */

static Plan *with_rows(Plan *plan, double rows)
{
    plan->rows = rows;
    return plan;
}

static Plan *plan_sort(Planner *p, const Sort *sort)
{
    Plan *input = TRY(plan_node(p, sort->input));
    Plan *single = exchange_single(p, input);

    return with_rows(NEW(p->cx, Sort, .input = single, .keys = sort->keys), sort->head.rows);
}

/* ORDER BY ... LIMIT: every lease keeps the rows that may be among the first. */
static Plan *plan_top_n(Planner *p, const Limit *limit, const Sort *sort)
{
    Plan *input = TRY(plan_node(p, sort->input));
    Plan *local =
        NEW(p->cx, TopN, .input = input, .keys = sort->keys, .count = limit->count + limit->offset);
    local->rows = (double)(limit->count + limit->offset);
    return with_rows(NEW(p->cx, TopN, .input = exchange_single(p, local), .keys = sort->keys,
                         .count = limit->count, .offset = limit->offset),
                     (double)limit->count);
}

static Plan *plan_limit(Planner *p, const Limit *limit)
{
    const Sort *sort = PLAN_AS(Sort, limit->input);

    if (sort && limit->count >= 0 && limit->count <= TOP_N_ROWS_MAX &&
        limit->offset <= TOP_N_ROWS_MAX)
        return plan_top_n(p, limit, sort);
    Plan *input = TRY(plan_node(p, limit->input));
    if (limit->count >= 0 && limit->count <= INT64_MAX - limit->offset)
        input = with_rows(NEW(p->cx, Limit, .input = input, .count = limit->count + limit->offset),
                          (double)limit->count);
    return with_rows(NEW(p->cx, Limit, .input = exchange_single(p, input), .count = limit->count,
                         .offset = limit->offset),
                     limit->head.rows);
}

static Plan *plan_single_row(Planner *p, const SingleRow *single)
{
    Plan *input = TRY(plan_node(p, single->input));

    return with_rows(NEW(p->cx, SingleRow, .input = exchange_single(p, input)), 1);
}

static Plan *plan_inputs_of(Planner *p, Plan *plan)
{
    Plans inputs = plan_inputs(p->cx, plan);

    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = TRY(plan_node(p, inputs.items[at]));
    return inputs.count ? plan_with_inputs(p->cx, plan, inputs.items) : plan;
}

Plan *plan_node(Planner *p, Plan *plan)
{
    TRY(check_stack(p->cx) && check_interrupts(p->cx));
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan:
    case PLAN_SystemScan:
    case PLAN_Values:
    case PLAN_Filter:
    case PLAN_Project:
    case PLAN_ProjectSet:
    case PLAN_WorkingTable:
    case PLAN_Recursive: /* in one place, with all that is below: see the worker's recursive.c */
    case PLAN_Union: return plan_inputs_of(p, plan);
    case PLAN_Join: return plan_join(p, (const Join *)plan);
    case PLAN_Aggregate: return plan_aggregate(p, (const Aggregate *)plan);
    case PLAN_Window: return plan_window(p, (const Window *)plan);
    case PLAN_Sort: return plan_sort(p, (const Sort *)plan);
    case PLAN_Limit: return plan_limit(p, (const Limit *)plan);
    case PLAN_SingleRow:
        return plan_single_row(p, (const SingleRow *)plan);
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break; /* physical and unresolved nodes do not come here */
    }
    return fail(p->cx, ERR_INTERNAL_ERROR, NO_POSITION, "cannot plan %s", plan_type(plan)->name);
}

/* Number the operators from 1, parents first. */
static Plan *number(Cx *cx, Plan *plan, uint32_t *next)
{
    Plans inputs = plan_inputs(cx, plan);
    uint32_t id = (*next)++;

    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = number(cx, inputs.items[at], next);
    Plan *numbered = inputs.count ? plan_with_inputs(cx, plan, inputs.items) : plan_copy(cx, plan);
    numbered->id = id;
    return numbered;
}

Plan *plan_physical(Cx *cx, const PhysicalOptions *options, Plan *plan)
{
    Planner p = { cx, options };
    uint32_t next = 1;
    Plan *root = TRY(plan_node(&p, plan));

    return number(cx, exchange_single(&p, root), &next);
}
