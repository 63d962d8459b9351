/*
 * empty.c -- where there are no rows there is nothing to do.
 */
#include "catalyst/rules/rule.h"

Plan *make_empty(Cx *cx, Columns columns)
{
    Plan *plan = NEW(cx, Values, .columns = columns);

    plan->rows = 0;
    return plan;
}

bool is_empty(const Plan *plan)
{
    const Values *values = PLAN_AS(Values, plan);

    return values && values->rows.count == 0;
}

/* `input` with the columns of a side that is not there as nulls. */
static Plan *with_nulls(Cx *cx, Columns columns, Plan *input)
{
    Columns given = plan_output(cx, input);
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++) {
        const PlanColumn *column = find_column(given, columns.items[at].id);
        outputs.items[at] =
            (NamedExpr){ columns.items[at],
                         column ? ref_to(cx, *column) : make_null(cx, columns.items[at].type) };
    }
    return NEW(cx, Project, .input = input, .outputs = outputs);
}

static Plan *with_mark(Cx *cx, const Join *join, Columns columns)
{
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[at] = (NamedExpr){ columns.items[at], ref_to(cx, columns.items[at]) };
    outputs.items[columns.count - 1].expr = make_bool(cx, false);
    return NEW(cx, Project, .input = join->left, .outputs = outputs);
}

static Plan *empty_join(Cx *cx, const Join *join)
{
    Columns columns = plan_output(cx, &join->head);
    bool left = is_empty(join->left), right = is_empty(join->right);

    if (!left && !right)
        return NULL;
    switch ((JoinType)join->type) {
    case JOIN_INNER:
    case JOIN_SEMI: return make_empty(cx, columns);
    case JOIN_LEFT:
    case JOIN_SINGLE: return left ? make_empty(cx, columns) : with_nulls(cx, columns, join->left);
    case JOIN_RIGHT: return right ? make_empty(cx, columns) : with_nulls(cx, columns, join->right);
    case JOIN_FULL:
        if (left && right)
            return make_empty(cx, columns);
        return with_nulls(cx, columns, left ? join->right : join->left);
    case JOIN_ANTI: return left ? make_empty(cx, columns) : join->left;
    case JOIN_MARK: return left ? make_empty(cx, columns) : with_mark(cx, join, columns);
    }
    return NULL;
}

/* Is there a condition that can never hold? */
static bool is_impossible(Cx *cx, const Expr *condition)
{
    Exprs conjuncts = split_conjuncts(cx, condition);

    for (uint32_t at = 0; at < conjuncts.count; at++)
        if (is_const_bool(conjuncts.items[at], false) || is_const_null(conjuncts.items[at]))
            return true;
    return false;
}

/* A join whose condition never holds has an empty right side, as far as anybody can tell. */
static Plan *impossible_join(Cx *cx, const Join *join)
{
    Join copy = *join;

    if (join->type == JOIN_RIGHT || join->type == JOIN_FULL || join->type == JOIN_MARK ||
        is_empty(join->right) || !is_impossible(cx, join->condition))
        return NULL;
    copy.right = make_empty(cx, plan_output(cx, join->right));
    copy.condition = NULL;
    return arena_copy(cx->arena, &copy, sizeof copy);
}

static Plan *nonempty_union(Cx *cx, const Union *set)
{
    Plans inputs = { ARENA_ARRAY(cx->arena, Plan *, set->inputs.count), 0 };

    for (uint32_t at = 0; at < set->inputs.count; at++)
        if (!is_empty(set->inputs.items[at]))
            inputs.items[inputs.count++] = set->inputs.items[at];
    if (inputs.count == set->inputs.count)
        return NULL;
    return inputs.count ? NEW(cx, Union, .inputs = inputs, .columns = set->columns)
                        : make_empty(cx, set->columns);
}

static bool scan_is_impossible(const Scan *scan)
{
    for (uint32_t at = 0; at < scan->filters.count; at++)
        if (is_const_bool(scan->filters.items[at], false) || is_const_null(scan->filters.items[at]))
            return true;
    return false;
}

/*
 * eliminate_empty -- no rows in, no rows out.
 *
 *     Filter false                  Values (no rows)
 *       x                ==>
 *
 *     Join inner                    Values (no rows)
 *       Values (no rows)   ==>
 *       x
 *
 * (1) An aggregate without groups gives a row for no rows: `select count(*) from t where false`
 *     is 0.
 * (2) So does SingleRow, a row of nulls.
 */
RULE_(eliminate_empty, TAG_BIT(Filter) | TAG_BIT(Project) | TAG_BIT(ProjectSet) | TAG_BIT(Window) |
                           TAG_BIT(Join) | TAG_BIT(Aggregate) | TAG_BIT(Sort) | TAG_BIT(Limit) |
                           TAG_BIT(Union) | TAG_BIT(Scan))
{
    Columns columns = plan_output(cx, plan);
    const Filter *filter = PLAN_AS(Filter, plan);
    const Limit *limit = PLAN_AS(Limit, plan);
    const Aggregate *aggregate = PLAN_AS(Aggregate, plan);

    if (plan->tag == PLAN_Join) {
        const Join *join = (const Join *)plan;
        Plan *empty = join->is_dependent ? NULL : empty_join(cx, join);
        return empty || join->is_dependent ? empty : impossible_join(cx, join);
    }
    if (plan->tag == PLAN_Union)
        return nonempty_union(cx, (const Union *)plan);
    if (plan->tag == PLAN_Scan)
        return scan_is_impossible((const Scan *)plan) ? make_empty(cx, columns) : NULL;
    ONLY_IF(!aggregate || aggregate->groups.count > 0); /* (1) */
    bool is_never =
        (filter && is_impossible(cx, filter->predicate)) || (limit && limit->count == 0);
    ONLY_IF(is_never || is_empty(plan_inputs(cx, plan).items[0])); /* (2) */
    return make_empty(cx, columns);
}
