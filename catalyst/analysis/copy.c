/*
 * copy.c -- a bound plan once more, with columns of its own.
 *
 * The second use of a WITH query is a copy, as an id names one column of the whole query.  Columns
 * that the plan does not make itself (it is correlated) keep their ids.  Inputs are copied before
 * what reads them, so a column has its successor by the time it is named.
 *
 * Invariant: copies of one statement hold at most COPIED_NODES_MAX nodes, for WITH queries that use
 * each other twice double at each step.
 */
#include "catalyst/analysis/binder.h"

enum { COPIED_NODES_MAX = 20000 };

typedef struct Copying {
    Binder *b;
    ColumnId *successors; /* by old id; 0: none */
    ColumnId count;
} Copying;

static Plan *copy_plan(Copying *c, const Plan *plan);

static ColumnId successor_of(const Copying *c, int64_t id)
{
    return id > 0 && id < c->count && c->successors[id] ? c->successors[id] : (ColumnId)id;
}

/* A group that is a plain column keeps its input's id: it has a successor already. */
static void renew(Copying *c, PlanColumn *column)
{
    assert(column->id < c->count);
    if (!c->successors[column->id])
        c->successors[column->id] = binder_take_id(c->b);
    column->id = c->successors[column->id];
}

static const Expr *copy_expr(Cx *cx, const Expr *expr, void *context)
{
    Copying *c = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    const Subquery *subquery = EXPR_AS(Subquery, expr);

    if (ref) {
        ColumnRef copy = *ref;
        copy.id = successor_of(c, ref->id);
        return arena_copy(cx->arena, &copy, sizeof copy);
    }
    if (subquery) {
        Subquery copy = *subquery;
        copy.query = TRY(copy_plan(c, subquery->query));
        expr = arena_copy(cx->arena, &copy, sizeof copy);
    }
    return expr_map_children(cx, expr, copy_expr, context);
}

static void renew_columns(Copying *c, Plan *copy)
{
    for (const Field *f = plan_type(copy)->fields(); f->kind; f++) {
        void *at = (char *)copy + f->offset;
        if (f->kind == FIELD_COLUMNS) {
            Columns *list = at;
            list->items =
                arena_copy(c->b->cx->arena, list->items, list->count * sizeof *list->items);
            for (uint32_t item = 0; item < list->count; item++)
                renew(c, &list->items[item]);
        } else if (f->kind == FIELD_NAMED) {
            Named *list = at;
            list->items =
                arena_copy(c->b->cx->arena, list->items, list->count * sizeof *list->items);
            for (uint32_t item = 0; item < list->count; item++)
                renew(c, &list->items[item].column);
        }
    }
}

static Plan *copy_plan(Copying *c, const Plan *plan)
{
    Cx *cx = c->b->cx;
    Plans inputs = plan_inputs(cx, plan);

    TRY(check_stack(cx));
    TRY(check_memory(cx));
    if (++c->b->copied_nodes > COPIED_NODES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "WITH queries are used too often: their copies have more than %d nodes",
                    COPIED_NODES_MAX);
    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = TRY(copy_plan(c, inputs.items[at]));
    Plan *copy = plan_with_inputs(cx, plan, inputs.items);
    copy = TRY(plan_map_exprs(cx, copy, copy_expr, c));
    if (copy == plan)
        copy = plan_copy(cx, plan);
    renew_columns(c, copy);
    return copy;
}

Plan *copy_with_fresh_ids(Binder *b, Plan *plan, Columns *columns)
{
    Copying c = { .b = b, .count = b->input->next_id };

    c.successors = arena_zero(b->cx->arena, c.count * sizeof *c.successors);
    Plan *copy = TRY(copy_plan(&c, plan));
    columns->items =
        arena_copy(b->cx->arena, columns->items, columns->count * sizeof *columns->items);
    for (uint32_t at = 0; at < columns->count; at++)
        columns->items[at].id = successor_of(&c, columns->items[at].id);
    return copy;
}
