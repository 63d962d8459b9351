/*
 * decorrelate.h -- private to the decorrelate_*.c files: how a correlated query loses its outer
 * columns.
 *
 *     pull_correlation     conditions that name outer columns move up, into the join   (cheap)
 *     bind_correlation     the query is joined with the distinct outer values          (always)
 */
#ifndef CATALYST_RULES_DECORRELATE_H
#define CATALYST_RULES_DECORRELATE_H

#include "catalyst/rules/rule.h"

/* What came of a query: over `plan`, the rows that satisfy `predicates` are the query's, and
 * `outputs` says what the columns mean that `plan` does not give itself. */
typedef struct Pulled {
    Plan *plan;
    Exprs predicates;
    Named outputs;
} Pulled;

typedef struct Pulling {
    ColumnSet outer;      /* columns of the plan around the query */
    bool ignores_repeats; /* EXISTS, IN: a row or many of it, all the same */
} Pulling;

/* Conditions that can raise move up, too: below, they would see rows no outer row asks for.
 * False without an error: something stands in the way. */
bool pull_correlation(Optimiser *o, const Pulling *pulling, Plan *query, Pulled *out);
/* Are all predicates of the form inner = outer?  Splits them. */
bool split_equalities(Cx *cx, Exprs predicates, const ColumnSet *outer, Exprs *out_inner,
                      Exprs *out_outer);
/* `columns` with the expressions `outputs` gives for them, else themselves. */
Named named_by(Cx *cx, Columns columns, Named outputs);
/* An aggregate's value where there was no row: 0 for count, else null. */
const Expr *value_of_aggregate(Cx *cx, const NamedExpr *aggregate, PlanColumn column);

/* `plan` with a column more that is true; above an outer join it says whether a row has a partner.
 */
Plan *with_presence(Optimiser *o, Plan *plan, const Expr **out_is_there);
/* `value` over the columns `inner` of the plan, or null where there is no partner. */
const Expr *value_where_present(Cx *cx, const Expr *is_there, Columns inner, const Expr *value);

/* `query` for every distinct combination of `outer` (columns of `input`) at once: its columns, and
 * bound[i] for outer[i]. */
typedef struct Bound {
    Plan *plan;
    Columns outer, bound;
} Bound;
must_use bool bind_correlation(Optimiser *o, Plan *input, Plan *query, Bound *out);
/* outer[i] is bound[i], for all i. */
Exprs bound_conditions(Cx *cx, const Bound *bound);

/* --- The subqueries of one node ------------------------------------------------------------------
 */

/* A subquery met before in the same node, and what it became. */
typedef struct Met {
    struct Met *next;
    const Expr *subquery;
    const Expr *became;
} Met;

typedef struct Unnest {
    Optimiser *o;
    Plan *base;      /* the node's own input */
    Plan *input;     /* the same; grows a join for each subquery */
    bool keeps_rows; /* the joins keep all rows of `base`; a Filter's do not */
    uint32_t bound;  /* queries bound to values of `input`, each of which holds it anew */
    Met *met;
} Unnest;

/* Can neither `expr` nor, in an aggregate, its arguments raise?  Sums of anything but floats do not
 * overflow. */
bool never_raises(Optimiser *o, const Expr *expr);
/* The columns of the node's input that `query` names. */
ColumnSet unnest_outer(Unnest *u, Plan *query);
/* The query free of subqueries, its columns its own; `test` follows. */
must_use Plan *unnest_prepare(Unnest *u, const Subquery *subquery, const Expr **test);

/* bind_correlation to the distinct values in the node's input. */
must_use bool unnest_bind(Unnest *u, Plan *query, Bound *out);

/* decorrelate_mark.c.  The join_s keep or drop rows, the mark_s give a value. */
must_use bool join_exists(Unnest *u, const Subquery *subquery, bool negated);
must_use const Expr *mark_exists(Unnest *u, const Subquery *subquery);
/* x op ALL (q) is not (not (x op) ANY (q)), nulls included. */
const Expr *any_test_of(Cx *cx, const Subquery *subquery);
must_use bool join_any(Unnest *u, const Subquery *subquery, const Expr *test);
/* not (test ANY q) as a conjunct: keep the rows for which no test is true or null. */
must_use bool join_none(Unnest *u, const Subquery *subquery, const Expr *test);
/* The value of test ANY q: true, false or null. */
must_use const Expr *mark_any(Unnest *u, const Subquery *subquery, const Expr *test);

/* decorrelate_scalar.c */
must_use const Expr *join_scalar(Unnest *u, const Subquery *subquery);

/* Rid `plan` of all subqueries and dependent joins. */
must_use Plan *decorrelate_plan(Optimiser *o, Plan *plan);

#endif
