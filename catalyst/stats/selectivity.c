/*
 * selectivity.c -- which share of rows passes a predicate.
 *
 * Uniform between minimum and maximum; equality hits one of the distinct values; ranges on one
 * column are taken together; other conjuncts count with a backoff, for they are rarely
 * independent.  The defaults are for what statistics say nothing about.
 */
#include "catalyst/stats/estimate.h"

#include <math.h>

static const double default_equal = 0.04;
static const double default_range = 0.33;
static const double default_columns_compared = 0.33;
static const double default_like = 0.05;
static const double default_null = 0.02;
static const double default_predicate = 0.25;
static const double default_true = 0.5; /* a boolean column */
static const double backoff = 1 / 1.5;  /* weight of a conjunct against that of the one before */
static const double selectivity_min = 1e-9;
static const double days_per_micro = 1.0 / (86400.0 * 1000000.0);

static double clamp(double share)
{
    return share < selectivity_min ? selectivity_min : share > 1 ? 1 : share;
}

bool value_as_double(Type type, Value value, double *out)
{
    if (value.is_null)
        return false;
    switch (type_layout(type)) {
    case LAYOUT_BOOL: *out = value.boolean; return true;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: *out = (double)value.integer; break;
    case LAYOUT_I128: *out = (double)value.wide; break;
    case LAYOUT_F32:
    case LAYOUT_F64: *out = value.real; return isfinite(value.real);
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: return false;
    }
    if (type.id == TYPE_NUMERIC)
        *out *= pow(10, -(double)type.numeric_scale);
    if (type.id == TYPE_TIMESTAMP || type.id == TYPE_TIMESTAMPTZ)
        *out *= days_per_micro; /* as dates, so that both compare */
    return true;
}

/* The column under casts that keep the order. */
static const ColumnRef *column_under(const Expr *expr)
{
    const Cast *cast = EXPR_AS(Cast, expr);

    while (cast) {
        expr = cast->arg;
        cast = EXPR_AS(Cast, expr);
    }
    return EXPR_AS(ColumnRef, expr);
}

/* A comparison of a column with a constant, the column left. */
typedef struct Bounded {
    const ColumnFact *fact;
    Compare compare;
    double value;
    bool has_value;
} Bounded;

static bool as_bounded(const Estimator *e, const Expr *expr, Bounded *out)
{
    const Call *call = EXPR_AS(Call, expr);
    Compare compare = compare_of(expr);

    if (compare == COMPARE_NONE)
        return false;
    const ColumnRef *left = column_under(call->args.items[0]);
    const ColumnRef *right = column_under(call->args.items[1]);
    const Const *constant = EXPR_AS(Const, call->args.items[left ? 1 : 0]);
    if (!constant || (!left && !right))
        return false;
    *out = (Bounded){ .fact = column_fact(e, left ? left->id : right->id),
                      .compare = left ? compare : compare_swapped(compare) };
    out->has_value = value_as_double(constant->head.type, constant->value, &out->value);
    return out->fact != NULL;
}

static double equal_selectivity(const ColumnFact *fact, bool has_value, double value)
{
    double share = fact->distinct > 0 ? 1 / fact->distinct : default_equal;

    if (has_value && fact->has_bounds && (value < fact->min || value > fact->max))
        return selectivity_min;
    if (fact->distinct <= 0 && fact->table_rows > 0 && fact->table_rows < 1 / default_equal)
        share = 1 / fact->table_rows;
    return clamp(share * (1 - fact->null_share));
}

/* Share of values that are at most `value`. */
static double share_below(const ColumnFact *fact, double value)
{
    double width = fact->max - fact->min;

    if (width <= 0)
        return value >= fact->min;
    double share = (value - fact->min) / width;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

static double bounded_selectivity(const Bounded *bounded)
{
    const ColumnFact *fact = bounded->fact;

    if (bounded->compare == COMPARE_EQ)
        return equal_selectivity(fact, bounded->has_value, bounded->value);
    if (bounded->compare == COMPARE_NE)
        return clamp(1 - equal_selectivity(fact, bounded->has_value, bounded->value));
    if (!bounded->has_value || !fact->has_bounds)
        return default_range;
    double below = share_below(fact, bounded->value);
    bool is_upper = bounded->compare == COMPARE_LT || bounded->compare == COMPARE_LE;
    return clamp((is_upper ? below : 1 - below) * (1 - fact->null_share));
}

static bool is_like(const Function *f, bool *out_negated)
{
    *out_negated = f->name[0] == '!';
    return strcmp(f->name + *out_negated, "~~") == 0 || strcmp(f->name + *out_negated, "~~*") == 0;
}

static double call_selectivity(const Estimator *e, const Call *call)
{
    const Function *f = function_get((FunctionId)call->function);
    Compare compare = compare_of(&call->head);
    Bounded bounded;
    bool negated;

    if (as_bounded(e, &call->head, &bounded))
        return bounded_selectivity(&bounded);
    if (is_like(f, &negated))
        return negated ? 1 - default_like : default_like;
    switch (compare) {
    case COMPARE_NONE: return default_predicate;
    case COMPARE_EQ: return default_equal;
    case COMPARE_NE: return 1 - default_equal;
    case COMPARE_LT:
    case COMPARE_LE:
    case COMPARE_GT:
    case COMPARE_GE: return default_columns_compared;
    }
    return default_predicate;
}

static double in_selectivity(const Estimator *e, const InList *in)
{
    const ColumnRef *ref = column_under(in->arg);
    const ColumnFact *fact = ref ? column_fact(e, ref->id) : NULL;
    double each = fact ? equal_selectivity(fact, false, 0) : default_equal;

    return clamp(each * in->items.count);
}

static double or_selectivity(const Estimator *e, Exprs args)
{
    double none = 1;

    for (uint32_t at = 0; at < args.count; at++)
        none *= 1 - expr_selectivity(e, args.items[at]);
    return clamp(1 - none);
}

static double null_selectivity(const Estimator *e, const Expr *arg)
{
    const ColumnRef *ref = column_under(arg);
    const ColumnFact *fact = ref ? column_fact(e, ref->id) : NULL;

    return clamp(fact ? fact->null_share : default_null);
}

double expr_selectivity(const Estimator *e, const Expr *expr)
{
    switch ((ExprTag)expr->tag) {
    case EXPR_Const: return is_const_bool(expr, true) ? 1 : selectivity_min;
    case EXPR_And: return conjuncts_selectivity(e, ((const And *)expr)->args);
    case EXPR_Or: return or_selectivity(e, ((const Or *)expr)->args);
    case EXPR_Not: return clamp(1 - expr_selectivity(e, ((const Not *)expr)->arg));
    case EXPR_Call: return call_selectivity(e, (const Call *)expr);
    case EXPR_InList: return in_selectivity(e, (const InList *)expr);
    case EXPR_IsNull: return null_selectivity(e, ((const IsNull *)expr)->arg);
    case EXPR_ColumnRef: return default_true;
    case EXPR_Param:
    case EXPR_Cast:
    case EXPR_BoolTest:
    case EXPR_Case:
    case EXPR_Coalesce:
    case EXPR_Extreme:
    case EXPR_Distinct:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Frame:
    case EXPR_Subquery:
    case EXPR_SimpleCase:
    case EXPR_NullIf:
    case EXPR_Quantified:
    UNRESOLVED_EXPRS:
        break;
    }
    return default_predicate;
}

/* --- Conjunctions -------------------------------------------------------------------------------
 */

static bool is_range(const Bounded *bounded)
{
    return bounded->has_value && bounded->fact->has_bounds && bounded->compare >= COMPARE_LT;
}

/* All ranges on the column of conjunct `first` together: low < x and x < high share x's rows. */
static double ranges_selectivity(const Estimator *e, Exprs conjuncts, uint32_t first)
{
    Bounded range, other;
    double low = 0, high = 1;

    if (!as_bounded(e, conjuncts.items[first], &range))
        return 1;
    for (uint32_t at = 0; at < conjuncts.count; at++) {
        if (!as_bounded(e, conjuncts.items[at], &other) || other.fact != range.fact ||
            !is_range(&other))
            continue;
        if (at < first)
            return 1; /* counted there */
        double below = share_below(other.fact, other.value);
        if (other.compare == COMPARE_LT || other.compare == COMPARE_LE)
            high = below < high ? below : high;
        else
            low = below > low ? below : low;
    }
    return clamp((high - low) * (1 - range.fact->null_share));
}

/* The most selective counts fully, the next by its power `backoff`, and so on. */
double conjuncts_selectivity(const Estimator *e, Exprs conjuncts)
{
    enum { COUNTED_MAX = 4 };
    double best[COUNTED_MAX] = { 1, 1, 1, 1 }, all = 1, weight = 1;

    for (uint32_t at = 0; at < conjuncts.count; at++) {
        Bounded bounded;
        bool range = as_bounded(e, conjuncts.items[at], &bounded) && is_range(&bounded);
        double share =
            range ? ranges_selectivity(e, conjuncts, at) : expr_selectivity(e, conjuncts.items[at]);
        for (int slot = 0; slot < COUNTED_MAX; slot++)
            if (share < best[slot]) {
                double moved = best[slot];
                best[slot] = share;
                share = moved;
            }
    }
    for (int slot = 0; slot < COUNTED_MAX; slot++, weight *= backoff)
        all *= pow(best[slot], weight);
    return clamp(all);
}

double pair_selectivity(const Estimator *e, const Expr *expr, const ColumnSet *sides,
                        uint32_t side_count)
{
    double share = expr_selectivity(e, expr);

    for (uint32_t side = 0; expr->tag == EXPR_Or && side < side_count; side++) {
        const Expr *part = part_about(e->cx, expr, &sides[side]);
        if (part)
            share /= expr_selectivity(e, part);
    }
    return clamp(share);
}
