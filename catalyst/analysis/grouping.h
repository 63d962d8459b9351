/* grouping.h -- private to analysis: aggregates, and the Aggregate that computes them. */
#ifndef CATALYST_ANALYSIS_GROUPING_H
#define CATALYST_ANALYSIS_GROUPING_H

#include "catalyst/analysis/binder.h"

/* --- aggregate.c ----------------------------------------------------------------------------- */
const Expr *bind_aggregate(Binder *b, FunctionId id, const FunctionName *name, Exprs args);
/* The call at the level that it belongs to, with the FILTER that was written. */
const Expr *place_aggregate(Binder *b, const FunctionName *name, AggregateCall call);
/* Does it, or a subquery in it, hold an aggregate of the current level, and where? */
bool holds_aggregate(const Binder *b, const Expr *expr, int *out_position);

/* --- ordered_set.c --------------------------------------------------------------------------- */
/* May the function be called as it is written, with or without WITHIN GROUP?  42809, 42883. */
must_use bool check_within_group(Binder *b, const Function *function, const FunctionName *name,
                                 Exprs args);
/* `args`: the direct ones, then what the group is sorted by. */
const Expr *bind_ordered_set(Binder *b, FunctionId id, const FunctionName *name, Exprs args);

/* --- grouping.c ------------------------------------------------------------------------------ */
/* Put an Aggregate over `input` and rewrite the expressions to read from it.  42803 where one
 * names a column that is not grouped. */
typedef struct Grouping {
    Exprs groups;    /* bound GROUP BY expressions */
    Exprs *lists[2]; /* to rewrite in place: outputs, having */
    uint32_t list_count;
} Grouping;
must_use Plan *bind_grouping(Binder *b, Plan *input, Grouping *grouping);

/* --- input_order.c --------------------------------------------------------------------------- */
/* `input` with what it is sorted by, which becomes the order of those aggregates that show it. */
Plan *order_aggregates(Binder *b, Plan *input, Named aggregates);

#endif
