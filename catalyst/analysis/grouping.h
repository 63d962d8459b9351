/* grouping.h -- private to analysis: aggregates, and the Aggregate that computes them. */
#ifndef CATALYST_ANALYSIS_GROUPING_H
#define CATALYST_ANALYSIS_GROUPING_H

#include "catalyst/analysis/binder.h"

/* --- aggregate.c ----------------------------------------------------------------------------- */
const Expr *bind_aggregate(Binder *b, FunctionId id, const FunctionName *name, Exprs args);
/* The call at the level that it belongs to, with the FILTER that was written. */
const Expr *place_aggregate(Binder *b, const FunctionName *name, AggregateCall call);
/* Where aggregates may not stand, as errors say it; NULL: they may. */
const char *clause_name(Clause clause);
/* sum of FIXED stays FIXED of its scale; min and max keep the argument's type. */
Type aggregate_type(FunctionId id, TypeId result, Exprs args);
const Expr *bind_filter(Binder *b, const Expr *filter);
/* regr_count: count() of the pairs without a null, so that a group without rows has none. */
void count_pairs(Binder *b, FunctionId *id, Exprs *args, int position);
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
    Exprs groups;  /* bound GROUP BY expressions */
    Exprs **lists; /* to rewrite in place: outputs, having, those of windows */
    uint32_t list_count;
} Grouping;
must_use Plan *bind_grouping(Binder *b, Plan *input, Grouping *grouping);

/* --- window.c -------------------------------------------------------------------------------- */
/* A call with OVER. */
const Expr *bind_window_call(Binder *b, FunctionId id, const FunctionName *name, Exprs args);
/* False with `message` where a window call is among them. */
must_use bool refuse_windows(Binder *b, Exprs list, const char *message, ErrorCode code);

/* A window of the query, bound. */
typedef struct QueryWindow {
    Str name;
    Exprs partition;
    Exprs keys; /* of `order` */
    Sorts order;
    const Expr *frame; /* a Frame; NULL: the usual one */
} QueryWindow;

/* Those of the level, in the order of WindowCall.window. */
must_use bool bind_windows(Binder *b, QueryWindow **out_windows);

/* --- windowing.c ----------------------------------------------------------------------------- */
/* Window nodes over `input`, and references to their columns in `outputs` in place of calls.
 * `earlier`: what the query sorts and groups by; it decides which window comes first. */
must_use Plan *place_windows(Binder *b, Plan *input, const QueryWindow *windows, Exprs earlier,
                             Exprs *outputs);

/* --- input_order.c --------------------------------------------------------------------------- */
/* `input` with what it is sorted by, which becomes the order of those aggregates that show it. */
Plan *order_aggregates(Binder *b, Plan *input, Named aggregates);

#endif
