/*
 * outer_join.c -- joins that are asked for more than is used.
 */
#include "catalyst/rules/rule.h"

/* Does a filter above drop the rows in which all of `columns` are null? */
static bool rejects(Cx *cx, Exprs conjuncts, const Plan *side)
{
    ColumnSet set = set_of_output(cx, side);

    for (uint32_t at = 0; at < conjuncts.count; at++)
        if (expr_rejects_nulls(conjuncts.items[at], &set))
            return true;
    return false;
}

static JoinType narrower(JoinType type, bool keeps_matched_left, bool keeps_matched_right)
{
    /* Rows made up with nulls on the right side are dropped where that side must be there. */
    switch (type) {
    case JOIN_LEFT: return keeps_matched_right ? JOIN_INNER : type;
    case JOIN_RIGHT: return keeps_matched_left ? JOIN_INNER : type;
    case JOIN_FULL:
        if (keeps_matched_left && keeps_matched_right)
            return JOIN_INNER;
        return keeps_matched_left ? JOIN_LEFT : keeps_matched_right ? JOIN_RIGHT : type;
    case JOIN_INNER:
    case JOIN_SEMI:
    case JOIN_ANTI:
    case JOIN_MARK:
    case JOIN_SINGLE: break;
    }
    return type;
}

static Plan *with_type(Cx *cx, const Join *join, JoinType type)
{
    Join copy = *join;

    copy.type = type;
    return arena_copy(cx->arena, &copy, sizeof copy);
}

/*
 * eliminate_outer_join -- an outer join whose made-up rows are dropped again is an inner one.
 *
 *     Filter r.v > 1                    Filter r.v > 1
 *       Join left l.k = r.k      ==>      Join inner l.k = r.k
 *         l                                 l
 *         r                                 r
 *
 * (1) The filter must not be true where the columns of the null side are null: `r.v is null`
 *     keeps just those rows, and `coalesce(r.v, 2) > 1` keeps some.
 * (2) A join on whose condition the rows found depend counts as a filter: inner and semi joins.
 */
RULE(eliminate_outer_join, Filter)
{
    LET(Filter, filter, plan);
    LET(Join, join, filter->input);
    Exprs conjuncts = split_conjuncts(cx, filter->predicate);
    JoinType type = narrower(join->type, rejects(cx, conjuncts, join->left),
                             rejects(cx, conjuncts, join->right)); /* (1) */

    ONLY_IF(type != (JoinType)join->type && !join->is_dependent);
    Plan *inner = with_type(cx, join, type);
    return plan_with_inputs(cx, plan, &inner);
}

static Plan *narrowed(Cx *cx, Exprs conjuncts, Plan *input)
{
    const Join *join = PLAN_AS(Join, input);
    JoinType type;

    if (!join || join->is_dependent)
        return input;
    type = narrower(join->type, rejects(cx, conjuncts, join->left),
                    rejects(cx, conjuncts, join->right));
    return type == (JoinType)join->type ? input : with_type(cx, join, type);
}

/*
 * eliminate_outer_join_below -- the same where a join's condition drops the rows.
 *
 *     Join inner r.v = x.v              Join inner r.v = x.v
 *       Join left l.k = r.k      ==>      Join inner l.k = r.k
 *         l                                 l
 *         r                                 r
 *       x                                 x
 *
 * (1) Only into sides whose rows are dropped without a partner: `(l left join r) left join x on
 *     r.v = x.v` keeps rows of l that have no r.
 */
RULE(eliminate_outer_join_below, Join)
{
    LET(Join, join, plan);
    bool drops_left =
        join->type == JOIN_INNER || join->type == JOIN_SEMI || join->type == JOIN_RIGHT;
    bool drops_right = join->type == JOIN_INNER || join->type == JOIN_SEMI ||
                       join->type == JOIN_LEFT || join->type == JOIN_ANTI; /* (1) */
    Exprs conjuncts = split_conjuncts(cx, join->condition);

    ONLY_IF(!join->is_dependent);
    Plan *inputs[] = { drops_left ? narrowed(cx, conjuncts, join->left) : join->left,
                       drops_right ? narrowed(cx, conjuncts, join->right) : join->right };
    ONLY_IF(inputs[0] != join->left || inputs[1] != join->right);
    return plan_with_inputs(cx, plan, inputs);
}
