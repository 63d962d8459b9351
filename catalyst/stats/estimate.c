/*
 * estimate.c -- see estimate.h.
 */
#include "catalyst/stats/estimate.h"

#include <math.h>

static const double distinct_guess = 200; /* values of a column that nothing is known of */
static const double groups_of_expr = 0.1; /* distinct results per distinct argument */
static const double anti_min = 0.1;       /* an anti join keeps at least this share */
static const double residual_share = 0.7; /* further conditions of a semi join */
static const double rows_max = 1e100;     /* products of two of them are numbers still */

/* --- Facts --------------------------------------------------------------------------------------
 */

const ColumnFact *column_fact(const Estimator *e, int64_t id)
{
    return id < e->fact_count && e->facts[id].is_known ? &e->facts[id] : NULL;
}

static ColumnFact fact_of_column(const CatalogColumn *column, double rows, ColumnId table)
{
    ColumnFact fact = { .is_known = true, .distinct = -1, .table_rows = rows, .table = table };
    double low, high;

    if (column->null_count > 0 && rows > 0)
        fact.null_share = fmin(1, (double)column->null_count / rows);
    if (!column->has_bounds || !value_as_double(column->type, column->min, &low) ||
        !value_as_double(column->type, column->max, &high))
        return fact;
    fact.has_bounds = true;
    fact.min = low;
    fact.max = high;
    double step =
        column->type.id == TYPE_NUMERIC ? pow(10, -(double)column->type.numeric_scale) : 1;
    if (column->type.id == TYPE_FLOAT4 || column->type.id == TYPE_FLOAT8 ||
        column->type.id == TYPE_TIMESTAMP || column->type.id == TYPE_TIMESTAMPTZ)
        step = 0;
    fact.distinct = step > 0 ? fmin(rows, (high - low) / step + 1) : rows;
    return fact;
}

static void learn_scan(Estimator *e, const Scan *scan)
{
    const CatalogTable *table =
        e->catalog ? catalog_find_oid(e->catalog, (uint32_t)scan->table_oid) : NULL;
    double rows = table ? (double)table->rows : scan->head.rows;
    ColumnId first = scan->columns.count ? scan->columns.items[0].id : 0;

    for (uint32_t at = 0; at < scan->columns.count; at++) {
        ColumnId id = scan->columns.items[at].id;
        int64_t ordinal = scan->ordinals.items[at];
        if (id >= e->fact_count)
            continue;
        e->facts[id] =
            (ColumnFact){ .is_known = true, .distinct = -1, .table_rows = rows, .table = first };
        if (table && ordinal >= 0 && ordinal < table->column_count)
            e->facts[id] = fact_of_column(&table->columns[ordinal], rows, first);
    }
}

/* A column that only passes another on has its facts. */
static void learn_named(Estimator *e, Named list)
{
    for (uint32_t at = 0; at < list.count; at++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, list.items[at].expr);
        const ColumnFact *fact = ref ? column_fact(e, ref->id) : NULL;
        ColumnId id = list.items[at].column.id;
        if (fact && id < e->fact_count && !e->facts[id].is_known)
            e->facts[id] = *fact;
    }
}

static bool learn(Estimator *e, const Plan *plan)
{
    Plans inputs = plan_inputs(e->cx, plan);

    TRY(check_walk(e->cx));
    for (uint32_t at = 0; at < inputs.count; at++)
        TRY(learn(e, inputs.items[at]));
    if (plan->tag == PLAN_Scan)
        learn_scan(e, (const Scan *)plan);
    else if (plan->tag == PLAN_Project)
        learn_named(e, ((const Project *)plan)->outputs);
    else if (plan->tag == PLAN_Aggregate)
        learn_named(e, ((const Aggregate *)plan)->groups);
    return true;
}

Estimator *estimator_new(Optimiser *o, const Plan *plan)
{
    Estimator *e = arena_zero(o->cx->arena, sizeof *e);

    e->cx = o->cx;
    e->catalog = o->options->catalog;
    e->fact_count = *o->options->next_id;
    e->facts = arena_zero(o->cx->arena, e->fact_count * sizeof *e->facts);
    return learn(e, plan) ? e : NULL;
}

/* --- Distinct values ------------------------------------------------------------------------- */

typedef struct DistinctWalk {
    const Estimator *e;
    double rows, product;
} DistinctWalk;

static bool multiply_distinct(const Expr *expr, void *context)
{
    DistinctWalk *walk = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    if (ref)
        walk->product *= expr_distinct(walk->e, expr, walk->rows);
    return true;
}

double expr_distinct(const Estimator *e, const Expr *expr, double rows)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    const Cast *cast = EXPR_AS(Cast, expr);
    DistinctWalk walk = { e, rows, 1 };

    if (cast)
        return expr_distinct(e, cast->arg, rows);
    if (ref) {
        const ColumnFact *fact = column_fact(e, ref->id);
        double distinct = fact && fact->distinct > 0 ? fact->distinct : distinct_guess;
        return fmax(1, fmin(distinct, rows));
    }
    expr_visit(expr, multiply_distinct, &walk);
    return fmax(1, fmin(rows, walk.product * (walk.product > 1 ? groups_of_expr : 1)));
}

static const ColumnFact *fact_of(const Estimator *e, const Expr *expr)
{
    const Cast *cast = EXPR_AS(Cast, expr);
    const ColumnRef *ref = EXPR_AS(ColumnRef, cast ? cast->arg : expr);

    return ref ? column_fact(e, ref->id) : NULL;
}

/* --- Joins ----------------------------------------------------------------------------------- */

/* Distinct values in the whole table, where one is known. */
static double base_distinct(const Estimator *e, const Expr *key, double rows)
{
    const ColumnFact *fact = fact_of(e, key);

    if (fact && fact->distinct > 0)
        return fact->distinct;
    return fact && fact->table_rows > 0 ? fact->table_rows : fmax(1, rows);
}

static double table_rows_of(const Estimator *e, const Expr *key, double rows)
{
    const ColumnFact *fact = fact_of(e, key);

    return fact && fact->table_rows > 0 ? fact->table_rows : fmax(1, rows);
}

static ColumnId table_of(const Estimator *e, const Expr *key)
{
    const ColumnFact *fact = fact_of(e, key);

    return fact ? fact->table : 0;
}

/* Foreign keys look like having more values than the keys they refer to, for their bounds are
 * wide: the smaller number of values is nearer the truth.  Several keys between the same two
 * tables are one combined key, of as many values as the smaller table has rows at most. */
double keys_selectivity(const Estimator *e, const KeyPairs *keys, double left_rows,
                        double right_rows)
{
    double all = 1;

    for (uint32_t first = 0; first < keys->count; first++) {
        ColumnId l = table_of(e, keys->left[first]), r = table_of(e, keys->right[first]);
        double product = 1;
        bool counted = false;
        for (uint32_t at = 0; at < keys->count && !counted; at++) {
            if (table_of(e, keys->left[at]) != l || table_of(e, keys->right[at]) != r)
                continue;
            counted = at < first;
            product *= fmin(base_distinct(e, keys->left[at], left_rows),
                            base_distinct(e, keys->right[at], right_rows));
        }
        double smaller = fmin(table_rows_of(e, keys->left[first], left_rows),
                              table_rows_of(e, keys->right[first], right_rows));
        if (!counted)
            all /= fmax(1, fmin(product, smaller));
    }
    return all;
}

static void split_keys(const Estimator *e, const Join *join, KeyPairs *keys, Exprs *rest)
{
    Cx *cx = e->cx;
    Exprs conjuncts = split_conjuncts(cx, join->condition);
    ColumnSet l = set_of_output(cx, join->left), r = set_of_output(cx, join->right);

    keys->left = ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count);
    keys->right = ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count);
    rest->items = ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count);
    for (uint32_t at = 0; at < conjuncts.count; at++) {
        const Call *call = EXPR_AS(Call, conjuncts.items[at]);
        bool equal = compare_of(conjuncts.items[at]) == COMPARE_EQ;
        const Expr *a = equal ? call->args.items[0] : NULL, *b = equal ? call->args.items[1] : NULL;
        bool straight = equal && set_binds(&l, a) && set_binds(&r, b);
        if (straight || (equal && set_binds(&l, b) && set_binds(&r, a))) {
            keys->left[keys->count] = straight ? a : b;
            keys->right[keys->count++] = straight ? b : a;
        } else {
            rest->items[rest->count++] = conjuncts.items[at];
        }
    }
}

/* Share of the left side's rows that find a partner. */
static double semi_share(const Estimator *e, const KeyPairs *keys, double left, double right)
{
    double share = 1;

    for (uint32_t at = 0; at < keys->count; at++) {
        double domain =
            fmin(base_distinct(e, keys->left[at], left), base_distinct(e, keys->right[at], right));
        share = fmin(share, expr_distinct(e, keys->right[at], right) / fmax(1, domain));
    }
    return fmin(1, share);
}

static double rest_selectivity(const Estimator *e, const Join *join, Exprs rest)
{
    ColumnSet sides[] = { set_of_output(e->cx, join->left), set_of_output(e->cx, join->right) };
    double share = 1;

    for (uint32_t at = 0; at < rest.count; at++)
        share *= pair_selectivity(e, rest.items[at], sides, 2);
    return share;
}

static double join_rows(const Estimator *e, const Join *join, double left, double right)
{
    KeyPairs keys = { 0 };
    Exprs rest = { 0 };

    split_keys(e, join, &keys, &rest);
    double inner =
        left * right * keys_selectivity(e, &keys, left, right) * rest_selectivity(e, join, rest);
    double semi = semi_share(e, &keys, left, right) * (rest.count ? residual_share : 1);
    switch ((JoinType)join->type) {
    case JOIN_INNER: return inner;
    case JOIN_LEFT: return fmax(left, inner);
    case JOIN_RIGHT: return fmax(right, inner);
    case JOIN_FULL: return fmax(left + right, inner);
    case JOIN_SEMI: return left * semi;
    case JOIN_ANTI: return left * fmax(anti_min, 1 - semi);
    case JOIN_MARK:
    case JOIN_SINGLE: return left;
    }
    return inner;
}

/* --- Other operators ------------------------------------------------------------------------- */

static double aggregate_rows(const Estimator *e, const Aggregate *aggregate, double input)
{
    double groups = 1;

    for (uint32_t at = 0; at < aggregate->groups.count; at++)
        groups *= expr_distinct(e, aggregate->groups.items[at].expr, input);
    return aggregate->groups.count ? fmin(groups, input) : 1;
}

static double scan_rows(const Estimator *e, const Scan *scan)
{
    const CatalogTable *table =
        e->catalog ? catalog_find_oid(e->catalog, (uint32_t)scan->table_oid) : NULL;
    double rows = table ? (double)table->rows : scan->head.rows;

    return fmax(rows, 0) * conjuncts_selectivity(e, scan->filters);
}

static double limit_rows(const Limit *limit, double input)
{
    double left = fmax(0, input - (double)limit->offset);

    return limit->count < 0 ? left : fmin(left, (double)limit->count);
}

static double sum_of(const double *rows, uint32_t count)
{
    double sum = 0;

    for (uint32_t at = 0; at < count; at++)
        sum += rows[at];
    return sum;
}

/* Values that a row's longest set is likely to give. */
static double longest_set(const ProjectSet *plan)
{
    const double rows_default = 100; /* of a set nothing is known of */
    double longest = plan->is_outer;

    for (uint32_t at = 0; at < plan->functions.count; at++) {
        double rows = set_rows(plan->functions.items[at].expr);
        longest = fmax(longest, rows < 0 ? rows_default : rows);
    }
    return longest;
}

/* Of a recursive query nothing is known: that is what PostgreSQL guesses, too. */
static const double rounds_default = 10, working_rows_default = 100;

/* Rows of the node alone, its inputs' rows given. */
static double node_rows(const Estimator *e, const Plan *plan, const double *inputs, uint32_t count)
{
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan: return scan_rows(e, (const Scan *)plan);
    case PLAN_SystemScan: return (double)((const SystemScan *)plan)->row_estimate;
    case PLAN_Values: return ((const Values *)plan)->rows.count;
    case PLAN_Filter:
        return inputs[0] *
               conjuncts_selectivity(e, split_conjuncts(e->cx, ((const Filter *)plan)->predicate));
    case PLAN_ProjectSet: return inputs[0] * longest_set((const ProjectSet *)plan);
    case PLAN_Join: return join_rows(e, (const Join *)plan, inputs[0], inputs[1]);
    case PLAN_Aggregate: return aggregate_rows(e, (const Aggregate *)plan, inputs[0]);
    case PLAN_Limit: return limit_rows((const Limit *)plan, inputs[0]);
    case PLAN_SingleRow: return 1;
    case PLAN_Recursive: return inputs[0] * rounds_default;
    case PLAN_WorkingTable: return working_rows_default;
    case PLAN_Project:
    case PLAN_Window:
    case PLAN_Sort:
    case PLAN_Union:
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break;
    }
    return sum_of(inputs, count);
}

double rows_within_bounds(double rows)
{
    return fmax(1, fmin(rows, rows_max));
}

static double bounded_rows(const Plan *plan, double rows)
{
    return is_empty(plan) ? 0 : rows_within_bounds(rows);
}

double estimate_plan(const Estimator *e, const Plan *plan)
{
    Plans inputs = plan_inputs(e->cx, plan);
    double *rows = ARENA_ARRAY(e->cx->arena, double, inputs.count + 1);

    for (uint32_t at = 0; at < inputs.count; at++)
        rows[at] = estimate_plan(e, inputs.items[at]);
    return bounded_rows(plan, node_rows(e, plan, rows, inputs.count));
}

Plan *estimate_all(const Estimator *e, Plan *plan)
{
    Plans inputs = plan_inputs(e->cx, plan);
    double *rows = ARENA_ARRAY(e->cx->arena, double, inputs.count + 1);
    bool changed = false;

    TRY(check_walk(e->cx));
    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *input = TRY(estimate_all(e, inputs.items[at]));
        changed |= input != inputs.items[at];
        inputs.items[at] = input;
        rows[at] = input->rows;
    }
    double estimate = bounded_rows(plan, node_rows(e, plan, rows, inputs.count));
    if (!changed && estimate == plan->rows)
        return plan;
    Plan *copy = plan_with_inputs(e->cx, plan, inputs.items);
    copy->rows = estimate;
    return copy;
}

/*
 * estimate_rows -- every node says how many rows it is likely to give.
 *
 * Once, at the end.  Estimates are no part of a plan's meaning, so there is nothing to refuse.
 */
RULE_AT_ROOT(estimate_rows)
{
    const Estimator *e = estimator_new(o, plan);

    return e ? estimate_all(e, plan) : NULL;
}
