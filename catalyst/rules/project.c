/*
 * project.c -- projections merge upwards, out of the way of joins and filters.
 */
#include "catalyst/rules/rule.h"

typedef struct Uses {
    int64_t id;
    uint32_t count;
} Uses;

static bool count_use(const Expr *expr, void *context)
{
    Uses *uses = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    uses->count += ref && ref->id == uses->id;
    return true;
}

static bool count_uses(const Expr *expr, void *context)
{
    return expr_visit(expr, count_use, context);
}

/* May each output be put where `plan` names it?  Cheap ones always; others where they are named
 * once, and volatile ones never. */
static bool may_substitute(const Plan *plan, Named outputs)
{
    for (uint32_t at = 0; at < outputs.count; at++) {
        const Expr *expr = outputs.items[at].expr;
        Uses uses = { outputs.items[at].column.id, 0 };
        if (expr_is_cheap_enough(expr))
            continue;
        plan_visit_exprs(plan, count_uses, &uses);
        if (uses.count > 1 || expr_is_volatile(expr))
            return false;
    }
    return true;
}

static Named named_substitute(Cx *cx, Named list, Named map)
{
    Named out = { arena_copy(cx->arena, list.items, list.count * sizeof *list.items), list.count };

    for (uint32_t at = 0; at < out.count; at++)
        out.items[at].expr = expr_substitute(cx, out.items[at].expr, map);
    return out;
}

/*
 * combine_projects -- two projections are one.
 *
 *     Project b + 1 as c                Project a * 2 + 1 as c
 *       Project a * 2 as b      ==>       x
 *         x
 *
 * (1) An expression that is not cheap is not computed twice: `select b, b + 1 from (select
 *     length(s) as b from t) u` measures s once.
 * The same for the expressions of an Aggregate.  An output that nobody asks for is dropped, and
 * with it what it would have raised, as PostgreSQL does.
 */
RULE_(combine_projects, TAG_BIT(Project) | TAG_BIT(Aggregate))
{
    const Project *upper = PLAN_AS(Project, plan);
    const Aggregate *aggregate = PLAN_AS(Aggregate, plan);
    LET(Project, lower, upper ? upper->input : aggregate->input);
    ONLY_IF(may_substitute(plan, lower->outputs)); /* (1) */

    if (upper)
        return NEW(cx, Project, .input = lower->input,
                   .outputs = named_substitute(cx, upper->outputs, lower->outputs));
    return NEW(cx, Aggregate, .input = lower->input,
               .groups = named_substitute(cx, aggregate->groups, lower->outputs),
               .aggregates = named_substitute(cx, aggregate->aggregates, lower->outputs));
}

/* --- Joins ----------------------------------------------------------------------------------- */

typedef enum Allowed { ALLOWED_NOTHING, ALLOWED_COLUMNS, ALLOWED_CHEAP } Allowed;

/* Which expressions may be computed above the join instead of below it? */
static Allowed allowed_above(JoinType type, bool is_left)
{
    switch (type) {
    case JOIN_INNER: return ALLOWED_CHEAP;
    case JOIN_LEFT:
    case JOIN_SINGLE: return is_left ? ALLOWED_CHEAP : ALLOWED_COLUMNS;
    case JOIN_RIGHT: return is_left ? ALLOWED_COLUMNS : ALLOWED_CHEAP;
    case JOIN_FULL: return ALLOWED_COLUMNS;
    case JOIN_SEMI:
    case JOIN_ANTI:
    case JOIN_MARK: return ALLOWED_CHEAP;
    }
    return ALLOWED_NOTHING;
}

static const Project *pullable(const Plan *input, Allowed allowed)
{
    const Project *project = PLAN_AS(Project, input);

    if (!project || allowed == ALLOWED_NOTHING)
        return NULL;
    for (uint32_t at = 0; at < project->outputs.count; at++) {
        const Expr *expr = project->outputs.items[at].expr;
        if (expr->tag != EXPR_ColumnRef &&
            (allowed == ALLOWED_COLUMNS || !expr_is_cheap_enough(expr)))
            return NULL;
    }
    return project;
}

/*
 * pull_project_above_join -- so that joins stand next to each other and can be ordered.
 *
 *     Join b = c                        Project a as b, c
 *       Project a as b         ==>        Join a = c
 *         x                                 x
 *       y                                   y
 *
 * (1) Columns and constants only: anything dearer would be computed for more rows.
 * (2) On the side that gets nulls, columns only: in `t left join (select k, 1 as one from s) u
 *     on t.k = u.k`, one is null where there is no partner.
 */
RULE(pull_project_above_join, Join)
{
    LET(Join, join, plan);
    const Project *left = pullable(join->left, allowed_above(join->type, true)); /* (1) (2) */
    const Project *right = pullable(join->right, allowed_above(join->type, false));
    Columns columns = plan_output(cx, plan);
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };
    Join copy = *join;

    ONLY_IF((left || right) && !join->is_dependent);
    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[at] = (NamedExpr){ columns.items[at], ref_to(cx, columns.items[at]) };
    if (left) {
        copy.left = left->input;
        copy.condition = expr_substitute(cx, copy.condition, left->outputs);
        outputs = named_substitute(cx, outputs, left->outputs);
    }
    if (right) {
        copy.right = right->input;
        copy.condition = expr_substitute(cx, copy.condition, right->outputs);
        outputs = named_substitute(cx, outputs, right->outputs);
    }
    return NEW(cx, Project, .input = arena_copy(cx->arena, &copy, sizeof copy), .outputs = outputs);
}
