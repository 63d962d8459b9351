/* aggregate.h -- private to physical planning of aggregates. */
#ifndef CATALYST_PHYSICAL_AGGREGATE_H
#define CATALYST_PHYSICAL_AGGREGATE_H

#include "catalyst/physical/planner.h"

enum { COMPUTED_MAX = 3 }; /* aggregates of workers that one of SQL is made of */

typedef struct Split {
    Planner *p;
    Named aggregates; /* what is really computed: avg replaced by sum and count */
    Named outputs;    /* of the Project above: all columns of the logical node */
} Split;

/* --- aggregate.c -------------------------------------------------------------------------------
 */

const Expr *cast_to(Cx *cx, const Expr *expr, Type type);
/* An aggregate of `arg` that is distinct and filtered as `like` is. */
const Expr *make_aggregate(Cx *cx, FunctionId function, Type type, const Expr *arg,
                           const AggregateCall *like);
/* The column of an aggregate, computed once however often it is asked for. */
const Expr *compute(Split *s, const Expr *call);

/* The value of any aggregate over what is computed. */
const Expr *split_aggregate(Split *s, const AggregateCall *call);

/* --- aggregate_compute.c -----------------------------------------------------------------------
 */

/* The value of any aggregate but avg. */
const Expr *compute_aggregate(Split *s, const AggregateCall *call);

#endif
