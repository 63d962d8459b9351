/*
 * window.c -- windows: rows of a partition come to one place; aggregates become what workers know.
 *
 *     Window partition=k [avg(x)]       Project ..., avg_of(s, n)
 *       input                             Window partition=k [s = sum(x), n = count(x)]
 *                                 ==>       Project ..., what their arguments compute
 *                                             Exchange hash(k)
 *                                               input
 *
 * A FILTER becomes a CASE of the argument: all aggregates of workers pass over nulls.
 */
#include "catalyst/physical/aggregate.h"

typedef struct WindowSplit {
    Planner *p;
    Named arguments; /* columns of the Project below */
    uint32_t argument_capacity;
    Named calls; /* of the physical Window */
    uint32_t call_capacity;
    Named outputs; /* of the Project above */
} WindowSplit;

static NamedExpr *add_named(WindowSplit *s, Named *list, uint32_t *capacity, const Expr *expr)
{
    list->items =
        arena_grown(s->p->cx->arena, list->items, sizeof *list->items, list->count, capacity);
    NamedExpr *named = &list->items[list->count++];
    *named = (NamedExpr){ { .id = planner_take_id(s->p),
                            .name = STR_LIT("?window?"),
                            .type = expr->type,
                            .nullable = true },
                          expr };
    return named;
}

static const Expr *find_named(Cx *cx, Named list, const Expr *expr)
{
    for (uint32_t at = 0; at < list.count; at++)
        if (expr_equal(list.items[at].expr, expr) && !expr_is_volatile(expr))
            return plan_column_ref(cx, list.items[at].column);
    return NULL;
}

static const Expr *as_column(WindowSplit *s, const Expr *expr)
{
    if (expr->tag == EXPR_ColumnRef)
        return expr;
    const Expr *found = find_named(s->p->cx, s->arguments, expr);
    if (found)
        return found;
    return plan_column_ref(s->p->cx,
                           add_named(s, &s->arguments, &s->argument_capacity, expr)->column);
}

/* The argument where the filter is true, else null; count(*) counts a constant. */
static const Expr *filtered(Cx *cx, const Expr *arg, const Expr *filter)
{
    const Expr *constant =
        NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Const, .value = { .boolean = true });
    const Expr *value = arg ? arg : constant;
    const Expr *nothing = NEW_EXPR(cx, value->type, NO_POSITION, Const, .value = VALUE_NULL);

    if (!filter)
        return arg;
    return NEW_EXPR(cx, value->type, value->position, Case,
                    .when = { arena_copy(cx->arena, &filter, sizeof filter), 1 },
                    .then = { arena_copy(cx->arena, &value, sizeof value), 1 },
                    .otherwise = nothing);
}

/* The column that gives an aggregate of workers in this frame. */
static const Expr *place_aggregate(WindowSplit *s, const AggregateCall *aggregate,
                                   const Expr *frame)
{
    Cx *cx = s->p->cx;
    const Expr *arg =
        filtered(cx, aggregate->args.count ? aggregate->args.items[0] : NULL, aggregate->filter);
    WindowCall call = { .head = aggregate->head,
                        .function = aggregate->function,
                        .name = aggregate->name,
                        .frame = frame };

    call.head.tag = EXPR_WindowCall;
    if (arg) {
        arg = as_column(s, arg);
        call.args = (Exprs){ arena_copy(cx->arena, &arg, sizeof arg), 1 };
    }
    const Expr *found = find_named(cx, s->calls, &call.head);
    if (found)
        return found;
    const Expr *placed = arena_copy(cx->arena, &call, sizeof call);
    return plan_column_ref(cx, add_named(s, &s->calls, &s->call_capacity, placed)->column);
}

static const Expr *replace_ref(Cx *cx, const Expr *expr, void *context)
{
    const Named *map = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < map->count; at++)
        if (map->items[at].column.id == ref->id)
            return map->items[at].expr;
    return expr_map_children(cx, expr, replace_ref, context);
}

/* The value of an aggregate over columns of the Window. */
static const Expr *split_window_aggregate(WindowSplit *s, const WindowCall *call)
{
    Cx *cx = s->p->cx;
    const Expr *whole = NEW_EXPR(cx, call->head.type, call->head.position, AggregateCall,
                                 .function = call->function, .name = call->name, .args = call->args,
                                 .filter = call->filter);
    Split split = { .p = s->p };

    split.aggregates.items = ARENA_ARRAY(cx->arena, NamedExpr, COMPUTED_MAX);
    const Expr *value = split_aggregate(&split, (const AggregateCall *)whole);
    Named columns = split.aggregates;
    for (uint32_t at = 0; at < columns.count; at++)
        columns.items[at].expr =
            place_aggregate(s, (const AggregateCall *)columns.items[at].expr, call->frame);
    return replace_ref(cx, value, &columns);
}

static void split_calls(WindowSplit *s, const Window *window)
{
    Cx *cx = s->p->cx;
    Columns input = plan_output(cx, window->input);

    s->outputs.items = ARENA_ARRAY(cx->arena, NamedExpr, input.count + window->functions.count);
    for (uint32_t at = 0; at < input.count; at++)
        s->outputs.items[s->outputs.count++] =
            (NamedExpr){ input.items[at], plan_column_ref(cx, input.items[at]) };
    for (uint32_t at = 0; at < window->functions.count; at++) {
        const NamedExpr *named = &window->functions.items[at];
        const WindowCall *call = (const WindowCall *)named->expr;
        bool is_aggregate = function_get((FunctionId)call->function)->flags & FUNCTION_AGGREGATE;
        const Expr *value =
            is_aggregate ? split_window_aggregate(s, call)
                         : plan_column_ref(
                               cx, add_named(s, &s->calls, &s->call_capacity, &call->head)->column);
        s->outputs.items[s->outputs.count++] = (NamedExpr){ named->column, value };
    }
}

/* --- Where the rows are ----------------------------------------------------------------------- */

/* Does the node below have all rows of each partition in one place already? */
static bool is_partitioned(const Window *window)
{
    const Window *below = PLAN_AS(Window, window->input);

    if (!below || below->partition.count != window->partition.count)
        return false;
    for (uint32_t at = 0; at < below->partition.count; at++)
        if (!expr_equal(below->partition.items[at], window->partition.items[at]))
            return false;
    return true;
}

/* `input` with what the arguments compute. */
static Plan *with_arguments(WindowSplit *s, Plan *input)
{
    Cx *cx = s->p->cx;
    Columns columns = plan_output(cx, input);
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count + s->arguments.count), 0 };

    if (!s->arguments.count)
        return input;
    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[outputs.count++] =
            (NamedExpr){ columns.items[at], plan_column_ref(cx, columns.items[at]) };
    for (uint32_t at = 0; at < s->arguments.count; at++)
        outputs.items[outputs.count++] = s->arguments.items[at];
    Plan *project = NEW(cx, Project, .input = input, .outputs = outputs);
    project->rows = input->rows;
    return project;
}

Plan *plan_window(Planner *p, const Window *window)
{
    WindowSplit s = { .p = p };
    Plan *input = TRY(plan_node(p, window->input));

    if (!is_partitioned(window))
        input = exchange_hash(p, input, window->partition);
    split_calls(&s, window);
    input = with_arguments(&s, input);
    Plan *plan = NEW(p->cx, Window, .input = input, .partition = window->partition,
                     .order = window->order, .functions = s.calls);
    plan->rows = window->head.rows;
    Plan *project = NEW(p->cx, Project, .input = plan, .outputs = s.outputs);
    project->rows = window->head.rows;
    return project;
}
