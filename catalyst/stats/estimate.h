/*
 * estimate.h -- private to the optimiser: how many rows a plan gives.
 *
 * What is known of a column (distinct values, bounds, nulls) hangs on its id: columns keep their
 * meaning on the way up.  It comes from the files' statistics: rows, minimum, maximum, nulls.
 */
#ifndef CATALYST_STATS_ESTIMATE_H
#define CATALYST_STATS_ESTIMATE_H

#include "catalyst/rules/rule.h"

typedef struct ColumnFact {
    bool is_known;
    bool has_bounds;
    double distinct;   /* at most; negative: no idea */
    double min, max;   /* as of value_as_double */
    double null_share; /* 0 to 1 */
    double table_rows; /* of the table it comes from; negative: computed */
    ColumnId table;    /* the same for all columns of one scan */
} ColumnFact;

typedef struct Estimator {
    Cx *cx;
    const CatalogVersion *catalog;
    ColumnFact *facts; /* by column id */
    uint32_t fact_count;
} Estimator;

/* Gather the facts of all columns in `plan`. */
must_use Estimator *estimator_new(Optimiser *o, const Plan *plan);
const ColumnFact *column_fact(const Estimator *e, int64_t id);

/* At least one, for a guess that there is nothing is never sure; and never infinite. */
double rows_within_bounds(double rows);
/* Rows of `plan`, its inputs estimated, too. */
double estimate_plan(const Estimator *e, const Plan *plan);
/* The plan with every node's `rows` set; the same one where they are. */
must_use Plan *estimate_all(const Estimator *e, Plan *plan);

/* Share of rows for which all conjuncts are true. */
double conjuncts_selectivity(const Estimator *e, Exprs conjuncts);
double expr_selectivity(const Estimator *e, const Expr *expr);

/* The same of a condition over several sides, each of which satisfies its part of it already. */
double pair_selectivity(const Estimator *e, const Expr *expr, const ColumnSet *sides,
                        uint32_t side_count);

/* Distinct values of an expression among `rows` rows. */
double expr_distinct(const Estimator *e, const Expr *expr, double rows);

/* Left and right keys that are compared; which pairs of rows match. */
typedef struct KeyPairs {
    const Expr **left, **right;
    uint32_t count;
} KeyPairs;
/* Share of all pairs for which all keys are equal. */
double keys_selectivity(const Estimator *e, const KeyPairs *keys, double left_rows,
                        double right_rows);

/* A number whose order is the value's; false where the type has none. */
bool value_as_double(Type type, Value value, double *out);

#endif
