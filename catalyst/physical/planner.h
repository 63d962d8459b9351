/* planner.h -- private to physical planning: one function a kind of logical node. */
#ifndef CATALYST_PHYSICAL_PLANNER_H
#define CATALYST_PHYSICAL_PLANNER_H

#include "catalyst/catalyst.h"
#include "expression/expression.h"

typedef struct Planner {
    Cx *cx;
    const PhysicalOptions *options;
} Planner;

static inline ColumnId planner_take_id(Planner *p)
{
    return (*p->options->next_id)++;
}

/* The physical plan of `plan`; its rows may lie anywhere. */
Plan *plan_node(Planner *p, Plan *plan);

/* All rows in one place. */
Plan *exchange_single(Planner *p, Plan *input);
Plan *exchange_broadcast(Planner *p, Plan *input);
Plan *exchange_hash(Planner *p, Plan *input, Exprs keys);

/* --- join.c ---------------------------------------------------------------------------------- */
Plan *plan_join(Planner *p, const Join *join);

/* --- aggregate.c ----------------------------------------------------------------------------- */
Plan *plan_aggregate(Planner *p, const Aggregate *aggregate);

/* --- window.c -------------------------------------------------------------------------------- */
Plan *plan_window(Planner *p, const Window *window);

const Expr *plan_column_ref(Cx *cx, PlanColumn column);

#endif
