/*
 * redundant.c -- sorts nobody sees, groups that are none, distinct of what is distinct.
 */
#include "catalyst/rules/rule.h"

/* --- Sorts ----------------------------------------------------------------------------------- */

/* Below nodes that keep or lose order freely, down to where order begins to matter. */
static Plan *without_sort(Cx *cx, Plan *plan)
{
    const Sort *sort = PLAN_AS(Sort, plan);

    if (sort)
        return without_sort(cx, sort->input);
    if (plan->tag != PLAN_Project && plan->tag != PLAN_Filter)
        return plan;
    Plan *input = plan_inputs(cx, plan).items[0];
    Plan *unsorted = without_sort(cx, input);
    return unsorted == input ? plan : plan_with_inputs(cx, plan, &unsorted);
}

/*
 * eliminate_sort -- order that the node above does not keep.
 *
 *     Aggregate                Aggregate
 *       Sort          ==>        x
 *         x
 *
 * The same below joins, unions and SingleRow.
 * (1) Not below a Limit, which chooses by the order: `select sum(a) from (select a from t order by
 *     b limit 3) s`.
 */
RULE_(eliminate_sort, TAG_BIT(Aggregate) | TAG_BIT(Join) | TAG_BIT(Union) | TAG_BIT(SingleRow))
{
    Plans inputs = plan_inputs(cx, plan);
    bool changed = false;

    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *unsorted = without_sort(cx, inputs.items[at]); /* (1) */
        changed |= unsorted != inputs.items[at];
        inputs.items[at] = unsorted;
    }
    return changed ? plan_with_inputs(cx, plan, inputs.items) : NULL;
}

/*
 * combine_sorts -- the last order counts, and constants order nothing.
 *
 *     Sort a                  Sort a
 *       Sort b        ==>       x
 *         x
 *
 * (1) Rows equal under a may come in any order: SQL gives no promise about the inner sort.
 * (2) Not through a Limit: `select * from (select * from t order by b limit 3) s order by a`.
 */
RULE(combine_sorts, Sort)
{
    LET(Sort, sort, plan);
    Plan *input = without_sort(cx, sort->input); /* (2) */
    Sorts keys = { ARENA_ARRAY(cx->arena, SortKey, sort->keys.count), 0 };

    for (uint32_t at = 0; at < sort->keys.count; at++)
        if (sort->keys.items[at].expr->tag != EXPR_Const)
            keys.items[keys.count++] = sort->keys.items[at];
    if (keys.count == 0)
        return input;
    ONLY_IF(input != sort->input || keys.count < sort->keys.count);
    return NEW(cx, Sort, .input = input, .keys = keys);
}

/* --- Groups ---------------------------------------------------------------------------------- */

/*
 * eliminate_group_constants -- a constant groups nothing.
 *
 *     Aggregate [a, 1 as b] [n]      ==>      Project a, 1 as b, n
 *       x                                       Aggregate [a] [n]
 *                                                 x
 *
 * (1) One group must stay: without groups there would be a row even for no rows, as in
 *     `select count(*) from t where false group by 1 + 1`.
 */
RULE(eliminate_group_constants, Aggregate)
{
    LET(Aggregate, aggregate, plan);
    Columns columns = plan_output(cx, plan);
    Named kept = { ARENA_ARRAY(cx->arena, NamedExpr, aggregate->groups.count), 0 };
    Named constants = { ARENA_ARRAY(cx->arena, NamedExpr, aggregate->groups.count), 0 };

    for (uint32_t at = 0; at < aggregate->groups.count; at++) {
        const NamedExpr *group = &aggregate->groups.items[at];
        bool is_last = kept.count == 0 && at + 1 == aggregate->groups.count; /* (1) */
        if (group->expr->tag == EXPR_Const && !is_last)
            constants.items[constants.count++] = *group;
        else
            kept.items[kept.count++] = *group;
    }
    ONLY_IF(constants.count > 0);
    Plan *input = NEW(cx, Aggregate, .input = aggregate->input, .groups = kept,
                      .aggregates = aggregate->aggregates);
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };
    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[at] =
            (NamedExpr){ columns.items[at],
                         expr_substitute(cx, ref_to(cx, columns.items[at]), constants) };
    return NEW(cx, Project, .input = input, .outputs = outputs);
}

/* Do the columns of `set` determine a row of `plan`? */
static bool is_unique(Cx *cx, const Plan *plan, const ColumnSet *set)
{
    const Aggregate *aggregate = PLAN_AS(Aggregate, plan);
    const Project *project = PLAN_AS(Project, plan);

    if (aggregate) {
        for (uint32_t at = 0; at < aggregate->groups.count; at++)
            if (!set_has(set, aggregate->groups.items[at].column.id))
                return false;
        return true;
    }
    if (project) {
        ColumnSet below = set_new(cx);
        for (uint32_t at = 0; at < project->outputs.count; at++) {
            const ColumnRef *ref = EXPR_AS(ColumnRef, project->outputs.items[at].expr);
            if (ref && set_has(set, project->outputs.items[at].column.id))
                set_add(&below, ref->id);
        }
        return is_unique(cx, project->input, &below);
    }
    const Join *join = PLAN_AS(Join, plan);
    if (join)
        return (join->type == JOIN_SEMI || join->type == JOIN_ANTI || join->type == JOIN_MARK ||
                join->type == JOIN_SINGLE) &&
               is_unique(cx, join->left, set);
    switch ((PlanTag)plan->tag) {
    case PLAN_Filter:
    case PLAN_Sort:
    case PLAN_Window:
    case PLAN_Limit: return is_unique(cx, plan_inputs(cx, plan).items[0], set);
    case PLAN_SingleRow: return true;
    case PLAN_Scan:
    case PLAN_SystemScan:
    case PLAN_Values:
    case PLAN_Project:
    case PLAN_ProjectSet:
    case PLAN_Join:
    case PLAN_Aggregate:
    case PLAN_Union:
    case PLAN_Recursive:
    case PLAN_WorkingTable:
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break; /* nothing is known of the others */
    }
    return false;
}

/*
 * eliminate_distinct -- rows that differ already.
 *
 *     Aggregate [a, n]                 Project a, n
 *       Aggregate [a] [n]      ==>       Aggregate [a] [n]
 *         x                                x
 *
 * (1) Only without aggregates, and (2) when the groups determine a row: `select distinct n from
 *     (select a, count(*) as n from t group by a) s` may repeat.
 */
RULE(eliminate_distinct, Aggregate)
{
    LET(Aggregate, aggregate, plan);
    ColumnSet named = set_new(cx);

    ONLY_IF(aggregate->aggregates.count == 0 && aggregate->groups.count > 0); /* (1) */
    for (uint32_t at = 0; at < aggregate->groups.count; at++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, aggregate->groups.items[at].expr);
        if (ref)
            set_add(&named, ref->id);
    }
    ONLY_IF(is_unique(cx, aggregate->input, &named)); /* (2) */
    return NEW(cx, Project, .input = aggregate->input, .outputs = aggregate->groups);
}

static bool is_unit(const Plan *plan)
{
    const Values *values = PLAN_AS(Values, plan);

    return values && values->rows.count == 1 && values->columns.count == 0;
}

/*
 * eliminate_unit_join -- the FROM clause that is not there adds nothing.
 *
 *     Join inner                    Filter p
 *       Values, no columns   ==>      x
 *       x
 *
 * (1) One row: VALUES (1), (2) doubles the other side's rows.
 */
RULE(eliminate_unit_join, Join)
{
    LET(Join, join, plan);
    ONLY_IF(join->type == JOIN_INNER && !join->is_dependent);
    ONLY_IF(is_unit(join->left) || is_unit(join->right)); /* (1) */

    return filter_by(cx, split_conjuncts(cx, join->condition),
                     is_unit(join->left) ? join->right : join->left);
}
