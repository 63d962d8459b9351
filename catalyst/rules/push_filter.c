/*
 * push_filter.c -- filters go down, as near to the rows as is legal.
 *
 * A conjunct that can raise stays above joins: below, it would see rows the join drops, and a
 * query would fail that PostgreSQL answers.
 */
#include "catalyst/rules/rule.h"

/* Split off the conjuncts that can raise, or are volatile: both want to run late. */
static Exprs take_delicate(Cx *cx, Exprs *conjuncts)
{
    Exprs delicate = { ARENA_ARRAY(cx->arena, const Expr *, conjuncts->count), 0 };
    Exprs quiet = { ARENA_ARRAY(cx->arena, const Expr *, conjuncts->count), 0 };

    for (uint32_t at = 0; at < conjuncts->count; at++) {
        const Expr *expr = conjuncts->items[at];
        if (expr_can_raise(expr) || expr_is_volatile(expr))
            delicate.items[delicate.count++] = expr;
        else
            quiet.items[quiet.count++] = expr;
    }
    *conjuncts = quiet;
    return delicate;
}

/*
 * combine_filters -- two filters are one.
 *
 *     Filter p                Filter q and p
 *       Filter q      ==>       x
 *         x
 *
 * The lower one's conjuncts come first, so those that can raise keep their order: in
 * `select * from (select * from t where a <> 0) s where 1 / a > 0` the division runs last.
 * Nothing is refused: filter_compile runs all that cannot raise first, so one predicate is as good
 * as two.
 */
RULE(combine_filters, Filter)
{
    LET(Filter, outer, plan);
    LET(Filter, inner, outer->input);

    Exprs all = exprs_joined(cx, split_conjuncts(cx, inner->predicate),
                             split_conjuncts(cx, outer->predicate));
    return filter_by(cx, all, inner->input);
}

/*
 * eliminate_filter -- a filter that lets all rows pass.
 *
 *     Filter true      ==>      x
 *       x
 *
 * (1) Null is not true: `where null` keeps nothing.
 */
RULE(eliminate_filter, Filter)
{
    LET(Filter, filter, plan);
    ONLY_IF(is_const_bool(filter->predicate, true)); /* (1) */

    return filter->input;
}

/* Does `expr` name an output that must be computed once, and for all rows? */
static bool names_delicate_output(Cx *cx, const Expr *expr, Named outputs)
{
    SCRATCH(cx->arena);
    ColumnSet named = set_of_expr(cx, expr);

    for (uint32_t at = 0; at < outputs.count; at++)
        if (set_has(&named, outputs.items[at].column.id) &&
            (expr_is_volatile(outputs.items[at].expr) || expr_can_raise(outputs.items[at].expr)))
            return true;
    return false;
}

/*
 * push_filter_through_project -- test what the columns mean.
 *
 *     Filter b > 1                Project a + 1 as b
 *       Project a + 1 as b   ==>    Filter a + 1 > 1
 *         x                           x
 *
 * (1) What is computed anew at each look, or may raise, is computed once: in
 *     `select * from (select random() as r from t) s where r < 0.5` the rows shown have r < 0.5.
 */
RULE(push_filter_through_project, Filter)
{
    LET(Filter, filter, plan);
    LET(Project, project, filter->input);
    Exprs all = split_conjuncts(cx, filter->predicate);
    Exprs down = { ARENA_ARRAY(cx->arena, const Expr *, all.count), 0 };
    Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, all.count), 0 };

    for (uint32_t at = 0; at < all.count; at++)
        if (names_delicate_output(cx, all.items[at], project->outputs)) /* (1) */
            rest.items[rest.count++] = all.items[at];
        else
            down.items[down.count++] = expr_substitute(cx, all.items[at], project->outputs);
    ONLY_IF(down.count > 0);
    Plan *input = filter_by(cx, down, project->input);
    return filter_by(cx, rest, plan_with_inputs(cx, &project->head, &input));
}

/* --- Joins ----------------------------------------------------------------------------------- */

/* Do rows of that side pass through the join unchanged, or not at all? */
static bool keeps_left(JoinType type)
{
    return type != JOIN_RIGHT && type != JOIN_FULL;
}

static bool keeps_right(JoinType type)
{
    return type == JOIN_INNER || type == JOIN_RIGHT;
}

/*
 * push_filter_through_join -- test rows before pairing them.
 *
 *     Filter p(l) and q(r) and s(l, r)        Join inner s(l, r)
 *       Join inner                              Filter p(l)
 *         l                           ==>         l
 *         r                                     Filter q(r)
 *                                                 r
 *
 * (1) Only into a side whose rows the join keeps or drops.  In `l left join r on l.k = r.k where
 *     r.v is null`, filtering r first would turn every row of l into an unmatched one.
 * (2) A conjunct that can raise stays: `1 / r.v > 0` must not see rows of r without partner.
 * (3) Over both sides, it becomes part of an inner join's condition.
 */
RULE(push_filter_through_join, Filter)
{
    LET(Filter, filter, plan);
    LET(Join, join, filter->input);
    JoinType type = join->type;
    ColumnSet l = set_of_output(cx, join->left), r = set_of_output(cx, join->right);
    Exprs rest = split_conjuncts(cx, filter->predicate), left = { 0 }, right = { 0 }, both = { 0 };
    Exprs raising = take_delicate(cx, &rest); /* (2) */
    Join copy = *join;

    ONLY_IF(!join->is_dependent);
    if (keeps_left(type)) /* (1) */
        left = take_bound_by(cx, &rest, &l);
    if (keeps_right(type)) /* (1) */
        right = take_bound_by(cx, &rest, &r);
    if (type == JOIN_INNER) { /* (3) */
        set_add_all(&l, &r);
        both = take_bound_by(cx, &rest, &l);
    }
    ONLY_IF(left.count + right.count + both.count > 0);
    copy.left = filter_by(cx, left, join->left);
    copy.right = filter_by(cx, right, join->right);
    copy.condition = conjoin(cx, exprs_joined(cx, split_conjuncts(cx, join->condition), both));
    return filter_by(cx, exprs_joined(cx, rest, raising),
                     arena_copy(cx->arena, &copy, sizeof copy));
}

/*
 * push_condition_through_join -- conditions on one side only select that side's rows.
 *
 *     Join left l.k = r.k and q(r)            Join left l.k = r.k
 *       l                                       l
 *       r                             ==>       Filter q(r)
 *                                                 r
 *
 * (1) Only into a side whose rows show up with a partner or not at all: in `l left join r on
 *     l.v > 1` rows of l with v = 0 are kept.
 * (2) Not for mark joins: a condition that is null makes the mark null, a row that is gone does
 *     not.
 * (3) Not what can raise.
 */
RULE(push_condition_through_join, Join)
{
    LET(Join, join, plan);
    JoinType type = join->type;
    Exprs rest = split_conjuncts(cx, join->condition), left = { 0 }, right = { 0 };
    bool into_left = type == JOIN_INNER || type == JOIN_RIGHT || type == JOIN_SEMI; /* (1) */
    bool into_right = type == JOIN_INNER || type == JOIN_LEFT || type == JOIN_SEMI ||
                      type == JOIN_ANTI || type == JOIN_SINGLE; /* (1) (2) */
    Join copy = *join;

    ONLY_IF(rest.count > 0 && !join->is_dependent);
    Exprs raising = take_delicate(cx, &rest); /* (3) */
    ColumnSet l = set_of_output(cx, join->left), r = set_of_output(cx, join->right);
    if (into_left)
        left = take_bound_by(cx, &rest, &l);
    if (into_right)
        right = take_bound_by(cx, &rest, &r);
    ONLY_IF(left.count + right.count > 0);
    copy.left = filter_by(cx, left, join->left);
    copy.right = filter_by(cx, right, join->right);
    copy.condition = conjoin(cx, exprs_joined(cx, rest, raising));
    return arena_copy(cx->arena, &copy, sizeof copy);
}

/* --- Other operators ------------------------------------------------------------------------- */

/*
 * push_filter_through_aggregate -- a group that is dropped need not be formed.
 *
 *     Filter g > 1 and n > 2                Filter n > 2
 *       Aggregate [g] [n = count]    ==>      Aggregate [g] [n = count]
 *         x                                     Filter g > 1
 *                                                 x
 *
 * (1) Group columns only.
 *     Not those that are volatile: the filter would look at other values than the groups.
 * (2) There must be groups: `select 1 from t having false` has no row, but
 *     an aggregate without groups over no rows has one.
 */
RULE(push_filter_through_aggregate, Filter)
{
    LET(Filter, filter, plan);
    LET(Aggregate, aggregate, filter->input);
    ColumnSet groups = set_new(cx);
    Exprs rest = split_conjuncts(cx, filter->predicate);
    Exprs raising = take_delicate(cx, &rest);

    ONLY_IF(aggregate->groups.count > 0); /* (2) */
    for (uint32_t at = 0; at < aggregate->groups.count; at++)
        if (!expr_is_volatile(aggregate->groups.items[at].expr))
            set_add(&groups, aggregate->groups.items[at].column.id);
    Exprs down = take_bound_by(cx, &rest, &groups); /* (1) */
    ONLY_IF(down.count > 0);
    Plan *input = filter_by(cx, exprs_substitute(cx, down, aggregate->groups), aggregate->input);
    return filter_by(cx, exprs_joined(cx, rest, raising),
                     plan_with_inputs(cx, &aggregate->head, &input));
}

/*
 * push_filter_through_union -- each input on its own.
 *
 *     Filter p                Union
 *       Union                   Filter p(a's columns)
 *         a           ==>         a
 *         b                     Filter p(b's columns)
 *                                 b
 *
 * (1) Volatile predicates would draw other numbers.
 */
RULE(push_filter_through_union, Filter)
{
    LET(Filter, filter, plan);
    LET(Union, set, filter->input);
    Plan **inputs = ARENA_ARRAY(cx->arena, Plan *, set->inputs.count);

    ONLY_IF(!expr_is_volatile(filter->predicate)); /* (1) */
    for (uint32_t at = 0; at < set->inputs.count; at++) {
        Columns own = plan_output(cx, set->inputs.items[at]);
        Named map = { ARENA_ARRAY(cx->arena, NamedExpr, own.count), own.count };
        for (uint32_t c = 0; c < own.count; c++)
            map.items[c] = (NamedExpr){ set->columns.items[c], ref_to(cx, own.items[c]) };
        inputs[at] = NEW(cx, Filter, .input = set->inputs.items[at],
                         .predicate = expr_substitute(cx, filter->predicate, map));
    }
    return plan_with_inputs(cx, &set->head, inputs);
}

/*
 * push_filter_through_sort -- fewer rows to sort.
 *
 *     Filter p                Sort
 *       Sort          ==>       Filter p
 *         x                       x
 *
 * (1) Not through a Limit: the first ten rows with a > 5 are not the rows with a > 5 of the
 *     first ten.
 */
RULE(push_filter_through_sort, Filter)
{
    LET(Filter, filter, plan);
    LET(Sort, sort, filter->input); /* (1) */

    Plan *input = NEW(cx, Filter, .input = sort->input, .predicate = filter->predicate);
    return plan_with_inputs(cx, &sort->head, &input);
}

/*
 * push_filter_through_project_set -- test a row before it is unfolded.
 *
 *     Filter a > 1 and u > 2            Filter u > 2
 *       ProjectSet unnest(s) as u  ==>    ProjectSet unnest(s) as u
 *         x [a, s]                          Filter a > 1
 *                                             x [a, s]
 *
 * (1) Only what names columns of the row alone, not the values of the sets: of
 *     `select * from (select unnest(s) as u from t) x where u > 2` nothing goes down.
 * (2) What can raise, or draws numbers, would do so for rows whose sets are empty.
 */
RULE(push_filter_through_project_set, Filter)
{
    LET(Filter, filter, plan);
    LET(ProjectSet, sets, filter->input);
    ColumnSet given = set_of_output(cx, sets->input);
    Exprs rest = split_conjuncts(cx, filter->predicate);
    Exprs delicate = take_delicate(cx, &rest);     /* (2) */
    Exprs down = take_bound_by(cx, &rest, &given); /* (1) */

    ONLY_IF(down.count > 0);
    Plan *input = filter_by(cx, down, sets->input);
    return filter_by(cx, exprs_joined(cx, rest, delicate),
                     plan_with_inputs(cx, &sets->head, &input));
}

/*
 * push_filter_through_window -- partitions that nobody wants are not computed.
 *
 *     Filter p = 1 and r < 3              Filter r < 3
 *       Window partition=p rank() r  ==>    Window partition=p rank() r
 *         x                                   Filter p = 1
 *                                               x
 *
 * (1) Only what names nothing but columns of the partition, so that it keeps or drops whole ones:
 *     of `select * from (select a, count(*) over () from t) s where a > 1` nothing goes down.
 * (2) What can raise, or draws numbers, stays: functions of the window may raise before it.
 */
RULE(push_filter_through_window, Filter)
{
    LET(Filter, filter, plan);
    LET(Window, window, filter->input);
    ColumnSet keys = set_new(cx);
    Exprs rest = split_conjuncts(cx, filter->predicate);
    Exprs delicate = take_delicate(cx, &rest); /* (2) */

    for (uint32_t at = 0; at < window->partition.count; at++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, window->partition.items[at]);
        if (ref)
            set_add(&keys, ref->id);
    }
    Exprs down = take_bound_by(cx, &rest, &keys); /* (1) */
    ONLY_IF(down.count > 0);
    Plan *input = filter_by(cx, down, window->input);
    return filter_by(cx, exprs_joined(cx, rest, delicate),
                     plan_with_inputs(cx, &window->head, &input));
}

/*
 * push_filter_into_scan -- the scan tests while it reads.
 *
 *     Filter p        ==>       Scan filters=p
 *       Scan
 *
 * (1) What can raise comes after all else: the scan keeps the list's order among those.
 */
RULE(push_filter_into_scan, Filter)
{
    LET(Filter, filter, plan);
    LET(Scan, scan, filter->input);
    Exprs conjuncts = split_conjuncts(cx, filter->predicate);
    Exprs raising = take_delicate(cx, &conjuncts);
    Exprs filters = scan->filters;
    Exprs earlier = take_delicate(cx, &filters);
    Scan copy = *scan;

    copy.filters = exprs_joined(cx, exprs_joined(cx, filters, conjuncts),
                                exprs_joined(cx, earlier, raising)); /* (1) */
    return arena_copy(cx->arena, &copy, sizeof copy);
}
