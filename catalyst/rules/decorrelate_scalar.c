/*
 * decorrelate_scalar.c -- (select ...) as a value: cross, left and single joins.
 */
#include "catalyst/rules/decorrelate.h"

/* Does it give exactly one row, whatever its input? */
static bool gives_one_row(const Plan *plan)
{
    const Project *project = PLAN_AS(Project, plan);
    const Aggregate *aggregate = PLAN_AS(Aggregate, plan);
    const Values *values = PLAN_AS(Values, plan);

    if (project)
        return gives_one_row(project->input);
    return (aggregate && aggregate->groups.count == 0) || (values && values->rows.count == 1) ||
           plan->tag == PLAN_SingleRow;
}

/* What can raise is computed above the join, where a row asks for it: in `where b < 0 and a =
 * (select 10 / x from s)` perhaps none does. */
static const Expr *scalar_constant(Unnest *u, Plan *query, PlanColumn column)
{
    Cx *cx = u->o->cx;
    const Expr *value = ref_to(cx, column), *meaning = value, *is_there;
    Plan *below = query;

    for (; below->tag == PLAN_Project; below = ((const Project *)below)->input)
        meaning = expr_substitute(cx, meaning, ((const Project *)below)->outputs);
    if (!never_raises(u->o, meaning) && !expr_is_volatile(meaning)) {
        query = below;
        value = meaning;
        if (!gives_one_row(below)) {
            query = with_presence(u->o, below, &is_there);
            value = value_where_present(cx, is_there, plan_output(cx, below), meaning);
        }
    }
    Plan *row = gives_one_row(query) ? query : NEW(cx, SingleRow, .input = query);
    u->input = NEW(cx, Join, .type = JOIN_INNER, .left = u->input, .right = row);
    return value;
}

static Named grouped_by(Unnest *u, Exprs keys)
{
    Cx *cx = u->o->cx;
    Named groups = { ARENA_ARRAY(cx->arena, NamedExpr, keys.count), keys.count };

    for (uint32_t at = 0; at < keys.count; at++)
        groups.items[at] = (NamedExpr){ { .id = take_id(u->o),
                                          .name = STR_LIT("key"),
                                          .type = keys.items[at]->type,
                                          .nullable = true },
                                        keys.items[at] };
    return groups;
}

/* What the aggregates' columns mean above a left join, where rows without partner are. */
static Named values_of_aggregates(Cx *cx, Named aggregates)
{
    Named map = { ARENA_ARRAY(cx->arena, NamedExpr, aggregates.count), aggregates.count };

    for (uint32_t at = 0; at < map.count; at++)
        map.items[at] = (NamedExpr){ aggregates.items[at].column,
                                     value_of_aggregate(cx, &aggregates.items[at],
                                                        aggregates.items[at].column) };
    return map;
}

/*
 * (select f(agg(x)) from s where s.k = t.k)
 *
 * NULL without an error: (1) not an aggregate over all its rows, (2) correlation of another kind,
 * (3) the aggregates' arguments name outer columns, (4) something can raise: it must not see the
 * rows of groups that no outer row asks for.
 */
static const Expr *scalar_aggregate(Unnest *u, Plan *query, const Expr *value)
{
    Cx *cx = u->o->cx;
    Pulling pulling = { unnest_outer(u, query), false };
    Exprs inner, outer, equal = { 0 };
    Pulled pulled;

    for (; query->tag == PLAN_Project; query = ((const Project *)query)->input)
        value = expr_substitute(cx, value, ((const Project *)query)->outputs);
    const Aggregate *aggregate = PLAN_AS(Aggregate, query);
    if (!aggregate || aggregate->groups.count ||                        /* (1) */
        !pull_correlation(u->o, &pulling, aggregate->input, &pulled) || /* (2) */
        pulled.predicates.count == 0 ||
        !split_equalities(cx, pulled.predicates, &pulling.outer, &inner, &outer))
        return NULL;
    Named aggregates = aggregate->aggregates;
    aggregates.items =
        arena_copy(cx->arena, aggregates.items, aggregates.count * sizeof *aggregates.items);
    for (uint32_t at = 0; at < aggregates.count; at++) {
        aggregates.items[at].expr = expr_substitute(cx, aggregates.items[at].expr, pulled.outputs);
        ColumnSet named = set_of_expr(cx, aggregates.items[at].expr);
        if (set_meets(&named, &pulling.outer) ||            /* (3) */
            !never_raises(u->o, aggregates.items[at].expr)) /* (4) */
            return NULL;
    }
    for (uint32_t at = 0; at < inner.count; at++)
        if (!never_raises(u->o, inner.items[at])) /* (4) */
            return NULL;
    Named groups = grouped_by(u, inner);
    for (uint32_t at = 0; at < groups.count; at++)
        equal = exprs_with(cx, equal,
                           make_equal(cx, outer.items[at], ref_to(cx, groups.items[at].column)));
    Plan *right =
        NEW(cx, Aggregate, .input = pulled.plan, .groups = groups, .aggregates = aggregates);
    u->input = NEW(cx, Join, .type = JOIN_LEFT, .left = u->input, .right = right,
                   .condition = conjoin(cx, equal));
    return expr_substitute(cx, value, values_of_aggregates(cx, aggregates));
}

/* The plan with `value` as its column. */
static Plan *with_value(Cx *cx, Plan *plan, PlanColumn column, const Expr *value)
{
    Named outputs = named_by(cx, plan_output(cx, plan), (Named){ 0 });
    NamedExpr *wider = ARENA_ARRAY(cx->arena, NamedExpr, outputs.count + 1);

    if (outputs.count)
        memcpy(wider, outputs.items, outputs.count * sizeof *wider);
    wider[outputs.count] = (NamedExpr){ column, value };
    return NEW(cx, Project, .input = plan, .outputs = { wider, outputs.count + 1 });
}

/*
 * (select x from s where s.k = t.k)
 *
 * (1) What names outer columns, or can raise, is computed above the join: for the rows that are
 *     asked for, and where they are there.
 */
static const Expr *scalar_single(Unnest *u, Plan *query, PlanColumn column)
{
    Cx *cx = u->o->cx;
    Pulling pulling = { unnest_outer(u, query), false };
    Pulled pulled;

    if (!pull_correlation(u->o, &pulling, query, &pulled))
        return NULL;
    Columns inner = plan_output(cx, pulled.plan);
    ColumnSet given = set_of_output(cx, pulled.plan);
    const Expr *value = expr_substitute(cx, ref_to(cx, column), pulled.outputs), *is_there;
    Plan *right = pulled.plan;
    if (!set_binds(&given, value) || !never_raises(u->o, value)) { /* (1) */
        right = with_presence(u->o, right, &is_there);
        value = value_where_present(cx, is_there, inner, value);
    } else if (!find_column(inner, column.id)) {
        right = with_value(cx, right, column, value);
        value = ref_to(cx, column);
    }
    u->input = NEW(cx, Join, .type = JOIN_SINGLE, .left = u->input, .right = right,
                   .condition = conjoin(cx, pulled.predicates));
    return value;
}

static const Expr *scalar_bound(Unnest *u, Plan *query, PlanColumn column)
{
    Cx *cx = u->o->cx;
    JoinType type = gives_one_row(query) ? JOIN_LEFT : JOIN_SINGLE;
    Bound bound;

    TRY(unnest_bind(u, query, &bound));
    u->input = NEW(cx, Join, .type = type, .left = u->input, .right = bound.plan,
                   .condition = conjoin(cx, bound_conditions(cx, &bound)));
    return ref_to(cx, column);
}

const Expr *join_scalar(Unnest *u, const Subquery *subquery)
{
    Plan *query = TRY(unnest_prepare(u, subquery, NULL));
    PlanColumn column = plan_output(u->o->cx, query).items[0];
    ColumnSet outer = unnest_outer(u, query);

    if (set_is_empty(&outer))
        return scalar_constant(u, query, column);
    const Expr *value = scalar_aggregate(u, query, ref_to(u->o->cx, column));
    if (!value && !has_failed(u->o->cx) && !gives_one_row(query))
        value = scalar_single(u, query, column);
    if (!value && !has_failed(u->o->cx))
        value = scalar_bound(u, query, column);
    return value;
}
