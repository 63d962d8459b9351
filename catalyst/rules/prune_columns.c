/*
 * prune_columns.c -- only what is needed flows.
 *
 * One walk from the root down with the set of columns wanted above.  A node gives at least those;
 * where it gives many more (a join that needed its keys), a Project drops them.  Projects that
 * only pass columns on go, except where somebody counts on their order: at the root and in the
 * inputs of a Union.
 */
#include "catalyst/rules/rule.h"

typedef struct Pruner {
    Optimiser *o;
} Pruner;

static Plan *prune(Pruner *p, Plan *plan, const ColumnSet *wanted);

static bool add_names(const Expr *expr, void *context)
{
    set_add_expr(context, expr);
    return true;
}

/* `wanted` and what the node itself names. */
static ColumnSet wanted_below(const Plan *plan, const ColumnSet *wanted)
{
    ColumnSet all = set_copy(wanted);

    plan_visit_exprs(plan, add_names, &all);
    return all;
}

/* Volatile ones are kept: nextval and pg_sleep are called for what they do. */
static Named prune_named(Cx *cx, Named list, const ColumnSet *wanted)
{
    Named out = { ARENA_ARRAY(cx->arena, NamedExpr, list.count), 0 };

    for (uint32_t at = 0; at < list.count; at++)
        if (set_has(wanted, list.items[at].column.id) || expr_is_volatile(list.items[at].expr))
            out.items[out.count++] = list.items[at];
    return out;
}

static ColumnSet set_of_named(Cx *cx, Named list)
{
    ColumnSet set = set_new(cx);

    for (uint32_t at = 0; at < list.count; at++)
        set_add_expr(&set, list.items[at].expr);
    return set;
}

/* A Project that drops what is not wanted; `plan` where it drops nothing. */
static Plan *narrow(Cx *cx, Plan *plan, const ColumnSet *wanted)
{
    Columns columns = plan_output(cx, plan);
    Columns kept = { ARENA_ARRAY(cx->arena, PlanColumn, columns.count), 0 };

    for (uint32_t at = 0; at < columns.count; at++)
        if (set_has(wanted, columns.items[at].id))
            kept.items[kept.count++] = columns.items[at];
    return project_to(cx, kept, plan);
}

/* --- Leaves ---------------------------------------------------------------------------------- */

static Plan *prune_scan(Pruner *p, const Scan *scan, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    ColumnSet all = wanted_below(&scan->head, wanted);
    Scan copy = *scan;
    uint32_t kept = 0;

    copy.columns.items = ARENA_ARRAY(cx->arena, PlanColumn, scan->columns.count);
    copy.ordinals.items = ARENA_ARRAY(cx->arena, int64_t, scan->columns.count);
    for (uint32_t at = 0; at < scan->columns.count; at++) {
        if (!set_has(&all, scan->columns.items[at].id))
            continue;
        copy.columns.items[kept] = scan->columns.items[at];
        copy.ordinals.items[kept++] = scan->ordinals.items[at];
    }
    copy.columns.count = copy.ordinals.count = kept;
    return narrow(cx, arena_copy(cx->arena, &copy, sizeof copy), wanted);
}

static Plan *prune_system_scan(Pruner *p, const SystemScan *scan, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    SystemScan copy = *scan;
    uint32_t kept = 0;

    copy.columns.items = ARENA_ARRAY(cx->arena, PlanColumn, scan->columns.count);
    copy.ordinals.items = ARENA_ARRAY(cx->arena, int64_t, scan->columns.count);
    for (uint32_t at = 0; at < scan->columns.count; at++) {
        if (!set_has(wanted, scan->columns.items[at].id))
            continue;
        copy.columns.items[kept] = scan->columns.items[at];
        copy.ordinals.items[kept++] = scan->ordinals.items[at];
    }
    copy.columns.count = copy.ordinals.count = kept;
    return arena_copy(cx->arena, &copy, sizeof copy);
}

static Plan *prune_values(Pruner *p, const Values *values, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    Values copy = *values;
    uint32_t width = values->columns.count, kept = 0;
    uint32_t *from = ARENA_ARRAY(cx->arena, uint32_t, width);

    copy.columns.items = ARENA_ARRAY(cx->arena, PlanColumn, width);
    copy.rows.items = ARENA_ARRAY(cx->arena, const Expr *, values->rows.count);
    for (uint32_t at = 0; at < width; at++)
        if (set_has(wanted, values->columns.items[at].id)) {
            from[kept] = at;
            copy.columns.items[kept++] = values->columns.items[at];
        }
    copy.columns.count = kept;
    for (uint32_t row = 0; row < values->rows.count; row++) {
        RowOf list = *(const RowOf *)values->rows.items[row];
        const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, kept);
        for (uint32_t at = 0; at < kept; at++)
            items[at] = list.items.items[from[at]];
        list.items = (Exprs){ items, kept };
        copy.rows.items[row] = arena_copy(cx->arena, &list, sizeof list);
    }
    return kept == width ? plan_copy(cx, &values->head) : arena_copy(cx->arena, &copy, sizeof copy);
}

/* --- Makers of columns -------------------------------------------------------------------------
 */

static bool is_pass_through(Named outputs)
{
    for (uint32_t at = 0; at < outputs.count; at++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, outputs.items[at].expr);
        if (!ref || ref->id != outputs.items[at].column.id)
            return false;
    }
    return true;
}

/* Who makes columns himself, or drops them at once, has no use for a Project that only drops. */
static Plan *without_narrowing(Plan *plan)
{
    const Project *project = PLAN_AS(Project, plan);

    return project && is_pass_through(project->outputs) ? project->input : plan;
}

static Plan *prune_project(Pruner *p, const Project *project, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    Named outputs = prune_named(cx, project->outputs, wanted);
    ColumnSet below = set_of_named(cx, outputs);
    Plan *input = TRY(prune(p, project->input, &below));

    if (is_pass_through(outputs))
        return input;
    return NEW(cx, Project, .input = without_narrowing(input), .outputs = outputs);
}

static Plan *prune_aggregate(Pruner *p, const Aggregate *aggregate, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    Named aggregates = prune_named(cx, aggregate->aggregates, wanted);

    /* Without groups, one aggregate must stay to say that there is one row. */
    if (aggregate->groups.count == 0 && aggregates.count == 0)
        aggregates = (Named){ aggregate->aggregates.items, aggregate->aggregates.count ? 1 : 0 };
    ColumnSet below = set_of_named(cx, aggregates), groups = set_of_named(cx, aggregate->groups);
    set_add_all(&below, &groups);
    Plan *input = without_narrowing(TRY(prune(p, aggregate->input, &below)));

    return NEW(cx, Aggregate, .input = input, .groups = aggregate->groups,
               .aggregates = aggregates);
}

static Plan *prune_union(Pruner *p, const Union *set, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, set->columns.count), 0 };
    Plan **inputs = ARENA_ARRAY(cx->arena, Plan *, set->inputs.count);

    for (uint32_t at = 0; at < set->columns.count; at++)
        if (set_has(wanted, set->columns.items[at].id))
            columns.items[columns.count++] = set->columns.items[at];
    for (uint32_t in = 0; in < set->inputs.count; in++) {
        Columns own = plan_output(cx, set->inputs.items[in]);
        Columns kept = { ARENA_ARRAY(cx->arena, PlanColumn, own.count), 0 };
        ColumnSet below = set_new(cx);
        for (uint32_t at = 0; at < own.count; at++)
            if (set_has(wanted, set->columns.items[at].id))
                kept.items[kept.count++] = own.items[at];
        set_add_columns(&below, kept);
        inputs[in] = project_to(cx, kept, TRY(prune(p, set->inputs.items[in], &below)));
    }
    return NEW(cx, Union, .inputs = { inputs, set->inputs.count }, .columns = columns);
}

/* --- Passers on ---------------------------------------------------------------------------------
 */

static Plan *prune_join(Pruner *p, const Join *join, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    ColumnSet below = wanted_below(&join->head, wanted);
    Join copy = *join;

    copy.left = TRY(prune(p, join->left, &below));
    copy.right = TRY(prune(p, join->right, &below));
    return narrow(cx, arena_copy(cx->arena, &copy, sizeof copy), wanted);
}

static Plan *prune_single_input(Pruner *p, Plan *plan, const ColumnSet *wanted)
{
    Plans inputs = plan_inputs(p->o->cx, plan);
    ColumnSet below = wanted_below(plan, wanted);

    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = TRY(prune(p, inputs.items[at], &below));
    return plan_with_inputs(p->o->cx, plan, inputs.items);
}

static Plan *prune_filter(Pruner *p, const Filter *filter, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    ColumnSet below = wanted_below(&filter->head, wanted);
    Plan *input = without_narrowing(TRY(prune(p, filter->input, &below)));

    return narrow(cx, plan_with_inputs(cx, &filter->head, &input), wanted);
}

/* Sets say how many rows there are: they stay, wanted or not. */
static Plan *prune_project_set(Pruner *p, const ProjectSet *sets, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    ColumnSet below = wanted_below(&sets->head, wanted);
    ProjectSet copy = *sets;

    copy.input = without_narrowing(TRY(prune(p, sets->input, &below)));
    if (sets->ordinality.count && !set_has(wanted, sets->ordinality.items[0].id))
        copy.ordinality.count = 0;
    return narrow(cx, arena_copy(cx->arena, &copy, sizeof copy), wanted);
}

/* Each round reads all columns of the one before. */
static Plan *prune_recursive(Pruner *p, const Recursive *plan)
{
    Cx *cx = p->o->cx;
    Columns base = plan_output(cx, plan->base), step = plan_output(cx, plan->step);
    ColumnSet of_base = set_new(cx), of_step = set_new(cx);
    Plan *inputs[2];

    set_add_columns(&of_base, base);
    set_add_columns(&of_step, step);
    inputs[0] = project_to(cx, base, TRY(prune(p, plan->base, &of_base)));
    inputs[1] = project_to(cx, step, TRY(prune(p, plan->step, &of_step)));
    return plan_with_inputs(cx, &plan->head, inputs);
}

/* A window of which no function is wanted is not there. */
static Plan *prune_window(Pruner *p, const Window *window, const ColumnSet *wanted)
{
    Cx *cx = p->o->cx;
    Window copy = *window;

    copy.functions = prune_named(cx, window->functions, wanted);
    if (copy.functions.count == 0)
        return prune(p, window->input, wanted);
    ColumnSet below = wanted_below(&copy.head, wanted);
    copy.input = without_narrowing(TRY(prune(p, window->input, &below)));
    return narrow(cx, arena_copy(cx->arena, &copy, sizeof copy), wanted);
}

static Plan *prune(Pruner *p, Plan *plan, const ColumnSet *wanted)
{
    TRY(check_walk(p->o->cx));
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan: return prune_scan(p, (const Scan *)plan, wanted);
    case PLAN_SystemScan: return prune_system_scan(p, (const SystemScan *)plan, wanted);
    case PLAN_Values: return prune_values(p, (const Values *)plan, wanted);
    case PLAN_Project: return prune_project(p, (const Project *)plan, wanted);
    case PLAN_Aggregate: return prune_aggregate(p, (const Aggregate *)plan, wanted);
    case PLAN_Union: return prune_union(p, (const Union *)plan, wanted);
    case PLAN_Join: return prune_join(p, (const Join *)plan, wanted);
    case PLAN_ProjectSet: return prune_project_set(p, (const ProjectSet *)plan, wanted);
    case PLAN_Recursive: return prune_recursive(p, (const Recursive *)plan);
    case PLAN_WorkingTable: return plan;
    case PLAN_Window: return prune_window(p, (const Window *)plan, wanted);
    case PLAN_Filter: return prune_filter(p, (const Filter *)plan, wanted);
    case PLAN_Sort:
    case PLAN_Limit:
    case PLAN_SingleRow:
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break;
    }
    return prune_single_input(p, plan, wanted);
}

/*
 * prune_columns -- see the head of this file.
 *
 *     Project a                            Project a
 *       Join l.k = r.k                       Join l.k = r.k
 *         Scan l [a, k, x, y]      ==>         Scan l [a, k]
 *         Scan r [k, z]                        Scan r [k]
 *
 * (1) The root's columns, their order and names are the client's.
 * Refused: a lone aggregate over everything keeps one aggregate, for `select 1 from (select
 * count(*) from t) s` has one row.
 */
RULE_AT_ROOT(prune_columns)
{
    Pruner p = { o };
    Columns columns = plan_output(cx, plan);
    ColumnSet wanted = set_new(cx);

    set_add_columns(&wanted, columns);
    Plan *pruned = TRY(prune(&p, plan, &wanted));
    if (!same_columns(plan_output(cx, pruned), columns)) /* (1) */
        pruned = project_to(cx, columns, pruned);
    return plan_equal(pruned, plan) ? NULL : pruned;
}
