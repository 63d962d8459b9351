/*
 * verify.c -- what must hold of every resolved plan, checked after every effective rule in debug
 * builds and before a plan is shipped.
 */
#include "catalyst/tree/tree.h"

typedef struct Verifier {
    Cx *cx;
    const Plan *plan;
    Columns visible; /* given by the inputs */
    Columns outer;   /* of the plans around a dependent one */
} Verifier;

static bool has_column(Columns columns, int64_t id)
{
    for (uint32_t at = 0; at < columns.count; at++)
        if (columns.items[at].id == id)
            return true;
    return false;
}

static Columns columns_joined(Cx *cx, Columns a, Columns b)
{
    Columns all = { ARENA_ARRAY(cx->arena, PlanColumn, a.count + b.count), a.count + b.count };

    if (a.count)
        memcpy(all.items, a.items, a.count * sizeof *a.items);
    if (b.count)
        memcpy(all.items + a.count, b.items, b.count * sizeof *b.items);
    return all;
}

static bool verify_expr(const Expr *expr, void *context);

/* The query sees what is around it; the test sees the query's columns besides. */
static bool verify_subquery(const Verifier *v, const Subquery *subquery)
{
    Columns around = columns_joined(v->cx, v->outer, v->visible);
    Verifier inside = *v;

    if (!plan_verify(v->cx, subquery->query, around))
        return false;
    inside.outer = columns_joined(v->cx, v->outer, plan_output(v->cx, subquery->query));
    return !subquery->test || verify_expr(subquery->test, &inside);
}

static bool verify_expr(const Expr *expr, void *context)
{
    Verifier *v = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    if (expr->type.id == TYPE_NONE) {
        fail(v->cx, ERR_INTERNAL_ERROR, NO_POSITION, "%s: expression %s has no type",
             plan_type(v->plan)->name, expr_type(expr)->name);
        return false;
    }
    if (ref && !has_column(v->visible, ref->id) && !has_column(v->outer, ref->id)) {
        fail(v->cx, ERR_INTERNAL_ERROR, NO_POSITION, "%s: column %.*s#%lld is given by no input",
             plan_type(v->plan)->name, STR(ref->name), (long long)ref->id);
        return false;
    }
    if (expr->tag == EXPR_Subquery)
        return verify_subquery(v, (const Subquery *)expr);
    return expr_visit_children(expr, verify_expr, v);
}

static bool verify_recursive(Cx *cx, const Recursive *plan)
{
    return (plan_output(cx, plan->base).count == plan->columns.count &&
            plan_output(cx, plan->step).count == plan->columns.count) ||
           fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "Recursive: not %u columns",
                plan->columns.count);
}

static bool verify_union(Cx *cx, const Union *set)
{
    for (uint32_t at = 0; at < set->inputs.count; at++) {
        Columns columns = plan_output(cx, set->inputs.items[at]);
        if (columns.count != set->columns.count)
            return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION,
                        "Union: input %u has %u columns, not %u", at, columns.count,
                        set->columns.count);
    }
    return true;
}

/* Resolved plans lack no input; those of the parser may. */
static bool verify_inputs(Cx *cx, const Plan *plan)
{
    for (const Field *f = plan_type(plan)->fields(); f->kind; f++) {
        const void *at = (const char *)plan + f->offset;
        if (f->kind == FIELD_KID && !*(Plan *const *)at && plan->tag < PLAN_Query)
            return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "%s: no %s", plan_type(plan)->name,
                        f->name);
    }
    return true;
}

bool plan_verify(Cx *cx, const Plan *plan, Columns outer)
{
    Plans inputs = plan_inputs(cx, plan);
    Verifier v = { .cx = cx, .plan = plan, .outer = outer };
    const Join *join = PLAN_AS(Join, plan);

    TRY(check_stack(cx));
    TRY(verify_inputs(cx, plan));
    for (uint32_t at = 0; at < inputs.count; at++) {
        Columns seen = join && join->is_dependent && at == 1
                           ? columns_joined(cx, outer, plan_output(cx, join->left))
                           : outer;
        TRY(plan_verify(cx, inputs.items[at], seen));
        v.visible = columns_joined(cx, v.visible, plan_output(cx, inputs.items[at]));
    }
    if (plan->tag == PLAN_Scan)
        v.visible = ((const Scan *)plan)->columns;
    TRY(plan_visit_exprs(plan, verify_expr, &v));
    if (plan->tag == PLAN_Recursive)
        return verify_recursive(cx, (const Recursive *)plan);
    return plan->tag != PLAN_Union || verify_union(cx, (const Union *)plan);
}
