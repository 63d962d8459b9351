/*
 * limit.c -- limits go down, to where rows are made; unions are flat.
 */
#include "catalyst/rules/rule.h"

static int64_t min_count(int64_t a, int64_t b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

/*
 * combine_limits -- two limits are the smaller one.
 *
 *     Limit m                 Limit min(m, n)
 *       Limit n       ==>       x
 *         x
 *
 * (1) Neither may skip rows: `limit 5` over `limit 10 offset 3` reads rows 3 to 7.
 */
RULE(combine_limits, Limit)
{
    LET(Limit, outer, plan);
    LET(Limit, inner, outer->input);
    ONLY_IF(outer->offset == 0 && inner->offset == 0); /* (1) */

    return NEW(cx, Limit, .count = min_count(outer->count, inner->count), .input = inner->input);
}

/*
 * push_limit_through_project -- compute only what is shown, and let the limit meet a sort.
 *
 *     Limit n                 Project
 *       Project       ==>       Limit n
 *         x                       x
 *
 * (1) Row for row a Project gives one row each; errors that rows beyond the limit would raise do
 *     not appear, as in PostgreSQL.
 */
RULE(push_limit_through_project, Limit)
{
    LET(Limit, limit, plan);
    LET(Project, project, limit->input);

    Plan *input = plan_with_inputs(cx, plan, &(Plan *){ project->input });
    return plan_with_inputs(cx, &project->head, &input);
}

static bool is_limited(const Plan *plan, int64_t rows)
{
    while (plan->tag == PLAN_Project)
        plan = ((const Project *)plan)->input;
    const Limit *limit = PLAN_AS(Limit, plan);
    return limit && limit->count >= 0 && limit->count <= rows;
}

/*
 * push_limit_through_union -- no input need give more than are shown.
 *
 *     Limit n                 Limit n
 *       Union                   Union
 *         a           ==>         Limit n
 *         b                         a
 *                                 Limit n
 *                                   b
 *
 * (1) With an offset each input must give the skipped rows, too.
 * (2) Not twice.
 */
RULE(push_limit_through_union, Limit)
{
    LET(Limit, limit, plan);
    LET(Union, set, limit->input);
    Plan **inputs = ARENA_ARRAY(cx->arena, Plan *, set->inputs.count);
    int64_t rows;
    bool changed = false;

    ONLY_IF(limit->count >= 0 && !__builtin_add_overflow(limit->count, limit->offset, &rows));
    for (uint32_t at = 0; at < set->inputs.count; at++) {
        bool limited = is_limited(set->inputs.items[at], rows); /* (2) */
        inputs[at] = limited ? set->inputs.items[at]
                             : NEW(cx, Limit, .count = rows, .input = set->inputs.items[at]);
        changed |= !limited;
    }
    ONLY_IF(changed);
    Plan *input = plan_with_inputs(cx, &set->head, inputs);
    return plan_with_inputs(cx, plan, &input);
}

static const Union *plain_union(const Plan *input)
{
    const Project *project = PLAN_AS(Project, input);
    const Union *set = PLAN_AS(Union, project ? project->input : input);

    if (!set || !project)
        return set;
    for (uint32_t at = 0; at < project->outputs.count; at++)
        if (project->outputs.items[at].expr->tag != EXPR_ColumnRef)
            return NULL;
    return set;
}

/* The inner union's input in the order of the outer union's columns. */
static Plan *lift_input(Optimiser *o, const Plan *between, const Union *inner, Plan *input)
{
    Cx *cx = o->cx;
    const Project *project = PLAN_AS(Project, between);
    Columns own = plan_output(cx, input);
    Named map = { ARENA_ARRAY(cx->arena, NamedExpr, own.count), own.count };

    if (!project)
        return input;
    for (uint32_t at = 0; at < own.count; at++)
        map.items[at] = (NamedExpr){ inner->columns.items[at], ref_to(cx, own.items[at]) };
    Named outputs = { arena_copy(cx->arena, project->outputs.items,
                                 project->outputs.count * sizeof(NamedExpr)),
                      project->outputs.count };
    for (uint32_t at = 0; at < outputs.count; at++) {
        outputs.items[at].expr = expr_substitute(cx, outputs.items[at].expr, map);
        outputs.items[at].column.id = take_id(o);
    }
    return NEW(cx, Project, .input = input, .outputs = outputs);
}

/*
 * combine_unions -- unions of unions are one.
 *
 *     Union                   Union
 *       Union                   a
 *         a           ==>       b
 *         b                     c
 *       c
 *
 * (1) A Project in between may only reorder: a cast there stays.
 */
RULE(combine_unions, Union)
{
    LET(Union, outer, plan);
    uint32_t count = 0;

    for (uint32_t at = 0; at < outer->inputs.count; at++) {
        const Union *inner = plain_union(outer->inputs.items[at]); /* (1) */
        count += inner ? inner->inputs.count : 1;
    }
    Plans inputs = { ARENA_ARRAY(cx->arena, Plan *, count), 0 };
    bool changed = false;
    for (uint32_t at = 0; at < outer->inputs.count; at++) {
        const Union *inner = plain_union(outer->inputs.items[at]);
        changed |= inner != NULL;
        if (!inner)
            inputs.items[inputs.count++] = outer->inputs.items[at];
        for (uint32_t in = 0; inner && in < inner->inputs.count; in++)
            inputs.items[inputs.count++] =
                lift_input(o, outer->inputs.items[at], inner, inner->inputs.items[in]);
    }
    ONLY_IF(changed && count <= NODE_INPUTS_MAX);
    return NEW(cx, Union, .inputs = inputs, .columns = outer->columns);
}
