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

static const Expr *scalar_constant(Unnest *u, Plan *query, PlanColumn column)
{
    Cx *cx = u->o->cx;
    Plan *row = gives_one_row(query) ? query : NEW(cx, SingleRow, .input = query);

    u->input = NEW(cx, Join, .type = JOIN_INNER, .left = u->input, .right = row);
    return ref_to(cx, column);
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
 * (3) the aggregates' arguments name outer columns.
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
        if (set_meets(&named, &pulling.outer)) /* (3) */
            return NULL;
    }
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

/* The value where it depends on the query's own columns alone: a column of a Project over it. */
static bool is_inner_value(Unnest *u, const Expr *value, const Plan *plan)
{
    ColumnSet given = set_of_output(u->o->cx, plan);

    return set_binds(&given, value);
}

static const Expr *scalar_single(Unnest *u, Plan *query, PlanColumn column)
{
    Cx *cx = u->o->cx;
    Pulling pulling = { unnest_outer(u, query), false };
    Pulled pulled;

    if (!pull_correlation(u->o, &pulling, query, &pulled))
        return NULL;
    const Expr *value = expr_substitute(cx, ref_to(cx, column), pulled.outputs);
    if (!is_inner_value(u, value, pulled.plan))
        return NULL;
    Named outputs = named_by(cx, plan_output(cx, pulled.plan), (Named){ 0 });
    if (!find_column(plan_output(cx, pulled.plan), column.id)) {
        NamedExpr *wider = ARENA_ARRAY(cx->arena, NamedExpr, outputs.count + 1);
        memcpy(wider, outputs.items, outputs.count * sizeof *wider);
        wider[outputs.count] = (NamedExpr){ column, value };
        pulled.plan =
            NEW(cx, Project, .input = pulled.plan, .outputs = { wider, outputs.count + 1 });
    }
    u->input = NEW(cx, Join, .type = JOIN_SINGLE, .left = u->input, .right = pulled.plan,
                   .condition = conjoin(cx, pulled.predicates));
    return ref_to(cx, column);
}

static const Expr *scalar_bound(Unnest *u, Plan *query, PlanColumn column)
{
    Cx *cx = u->o->cx;
    JoinType type = gives_one_row(query) ? JOIN_LEFT : JOIN_SINGLE;
    Bound bound;

    TRY(bind_correlation(u->o, u->input, query, &bound));
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
