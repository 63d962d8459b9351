/*
 * substitute.c -- expressions with columns replaced, and plans with columns renumbered.
 */
#include "catalyst/rules/rule.h"

typedef struct Substitution {
    Named map;
} Substitution;

static Plan *substitute_plan(Cx *cx, Plan *plan, const Substitution *substitution);

static const Expr *substitute(Cx *cx, const Expr *expr, void *context)
{
    const Substitution *s = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < s->map.count; at++)
        if (s->map.items[at].column.id == ref->id)
            return s->map.items[at].expr;
    if (ref)
        return expr;
    const Subquery *subquery = EXPR_AS(Subquery, expr);
    if (subquery) {
        Subquery copy = *subquery;
        copy.query = TRY(substitute_plan(cx, subquery->query, s));
        if (copy.query != subquery->query)
            expr = arena_copy(cx->arena, &copy, sizeof copy);
    }
    return expr_map_children(cx, expr, substitute, context);
}

static Plan *substitute_plan(Cx *cx, Plan *plan, const Substitution *substitution)
{
    Plans inputs = plan_inputs(cx, plan);
    bool changed = false;
    Substitution copy = *substitution;

    TRY(check_walk(cx));
    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *input = TRY(substitute_plan(cx, inputs.items[at], substitution));
        changed |= input != inputs.items[at];
        inputs.items[at] = input;
    }
    if (changed)
        plan = plan_with_inputs(cx, plan, inputs.items);
    return plan_map_exprs(cx, plan, substitute, &copy);
}

const Expr *expr_substitute(Cx *cx, const Expr *expr, Named map)
{
    Substitution substitution = { map };

    return expr ? substitute(cx, expr, &substitution) : NULL;
}

Exprs exprs_substitute(Cx *cx, Exprs list, Named map)
{
    Exprs out = { ARENA_ARRAY(cx->arena, const Expr *, list.count), list.count };

    for (uint32_t at = 0; at < list.count; at++)
        out.items[at] = expr_substitute(cx, list.items[at], map);
    return out;
}

Sorts sorts_substitute(Cx *cx, Sorts list, Named map)
{
    Sorts out = { arena_copy(cx->arena, list.items, list.count * sizeof *list.items), list.count };

    for (uint32_t at = 0; at < out.count; at++)
        out.items[at].expr = expr_substitute(cx, out.items[at].expr, map);
    return out;
}

/* --- Renumbering -------------------------------------------------------------------------------
 */

typedef struct Renumber {
    Optimiser *o;
    Named map;
    uint32_t capacity;
} Renumber;

/* The column under its fresh id; one id has one successor. */
static void renumber_column(Renumber *r, PlanColumn *column)
{
    Cx *cx = r->o->cx;

    for (uint32_t at = 0; at < r->map.count; at++)
        if (r->map.items[at].column.id == column->id) {
            column->id = (ColumnId)((const ColumnRef *)r->map.items[at].expr)->id;
            return;
        }
    if (r->map.count == r->capacity) {
        NamedExpr *wider = ARENA_ARRAY(cx->arena, NamedExpr, r->capacity * 2 + 16);
        if (r->map.count)
            memcpy(wider, r->map.items, r->map.count * sizeof *wider);
        r->map.items = wider;
        r->capacity = r->capacity * 2 + 16;
    }
    NamedExpr *named = &r->map.items[r->map.count++];
    named->column = *column;
    column->id = take_id(r->o);
    named->expr = ref_to(cx, *column);
}

static void renumber_fields(Renumber *r, Plan *copy)
{
    Cx *cx = r->o->cx;

    for (const Field *f = plan_type(copy)->fields(); f->kind; f++) {
        void *at = (char *)copy + f->offset;
        if (f->kind == FIELD_COLUMNS) {
            Columns *list = at;
            list->items = arena_copy(cx->arena, list->items, list->count * sizeof *list->items);
            for (uint32_t item = 0; item < list->count; item++)
                renumber_column(r, &list->items[item]);
        } else if (f->kind == FIELD_NAMED) {
            Named *list = at;
            list->items = arena_copy(cx->arena, list->items, list->count * sizeof *list->items);
            for (uint32_t item = 0; item < list->count; item++)
                renumber_column(r, &list->items[item].column);
        }
    }
}

static Plan *renumber_made(Renumber *r, const Plan *plan)
{
    Cx *cx = r->o->cx;
    Plans inputs = plan_inputs(cx, plan);

    TRY(check_walk(cx));
    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = TRY(renumber_made(r, inputs.items[at]));
    Plan *copy = plan_with_inputs(cx, plan, inputs.items);
    renumber_fields(r, copy);
    return copy;
}

Plan *plan_renumber(Optimiser *o, Plan *plan, Named *out_map)
{
    Renumber r = { .o = o };
    Plan *copy = TRY(renumber_made(&r, plan));
    Substitution substitution = { r.map };

    *out_map = r.map;
    return substitute_plan(o->cx, copy, &substitution);
}
