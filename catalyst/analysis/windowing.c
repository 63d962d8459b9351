/*
 * windowing.c -- Window nodes under the expressions that need them.
 *
 *     select a + rank() over (partition by b order by c), sum(d) over () from t
 *
 *     Project a + r#9, s#10
 *       Window sum(d) s#10
 *         Window partition=b order=c rank() r#9
 *           t
 *
 * One node for each way of partitioning and sorting, whatever the frames.  What is no column or
 * constant becomes a column below.  They stand in PostgreSQL's order, for rows that nothing else
 * sorts come as the last one has them: a window that sorts by what was named later comes first, so
 * that those whose keys begin alike are neighbours.
 */
#include "catalyst/analysis/grouping.h"

/* Windows of the same partition and order. */
typedef struct Stage {
    const QueryWindow *window;
    uint32_t *ranks; /* of its keys: where each was first named */
    uint32_t rank_count;
    Exprs partition; /* columns */
    Sorts order;
    Named calls;
} Stage;

typedef struct Windowing {
    Binder *b;
    const QueryWindow *windows;
    uint32_t *stage_of; /* by window */
    Stage *stages;
    uint32_t stage_count;
    Exprs named; /* keys in the order of being named */
    uint32_t named_capacity;
    Named computed; /* columns that a Project below makes */
    uint32_t computed_capacity;
    uint32_t call_count;
} Windowing;

/* --- Which windows there are ------------------------------------------------------------------ */

static uint32_t rank_of(Windowing *w, const Expr *key)
{
    Exprs *named = &w->named;

    for (uint32_t at = 0; at < named->count; at++)
        if (expr_equal(named->items[at], key))
            return at;
    named->items = arena_grown(w->b->cx->arena, named->items, sizeof *named->items, named->count,
                               &w->named_capacity);
    named->items[named->count] = key;
    return named->count++;
}

static bool same_order(const QueryWindow *a, const QueryWindow *b)
{
    if (a->partition.count != b->partition.count || a->keys.count != b->keys.count)
        return false;
    for (uint32_t at = 0; at < a->partition.count; at++)
        if (!expr_equal(a->partition.items[at], b->partition.items[at]))
            return false;
    for (uint32_t at = 0; at < a->keys.count; at++)
        if (!expr_equal(a->keys.items[at], b->keys.items[at]) ||
            a->order.items[at].descending != b->order.items[at].descending ||
            a->order.items[at].nulls_first != b->order.items[at].nulls_first)
            return false;
    return true;
}

/* A key's rank with how it is sorted below it, so that comparing ranks compares both. */
static uint32_t packed_rank(uint32_t rank, bool descending, bool nulls_first)
{
    return rank * 4 + 2 * descending + nulls_first;
}

static void rank_keys(Windowing *w, Stage *stage)
{
    const QueryWindow *window = stage->window;
    uint32_t partition = window->partition.count;

    for (uint32_t at = 0; at < window->keys.count; at++) /* in the order PostgreSQL meets them */
        rank_of(w, window->keys.items[at]);
    stage->rank_count = partition + window->keys.count;
    stage->ranks = ARENA_ARRAY(w->b->cx->arena, uint32_t, stage->rank_count);
    for (uint32_t at = 0; at < partition; at++)
        stage->ranks[at] = packed_rank(rank_of(w, window->partition.items[at]), false, false);
    for (uint32_t at = 0; at < window->keys.count; at++)
        stage->ranks[partition + at] =
            packed_rank(rank_of(w, window->keys.items[at]), window->order.items[at].descending,
                        window->order.items[at].nulls_first);
}

static void find_stages(Windowing *w, uint32_t window_count)
{
    w->stages = ARENA_ARRAY(w->b->cx->arena, Stage, window_count);
    w->stage_of = ARENA_ARRAY(w->b->cx->arena, uint32_t, window_count);
    for (uint32_t at = 0; at < window_count; at++) {
        uint32_t stage = 0;
        while (stage < w->stage_count && !same_order(w->stages[stage].window, &w->windows[at]))
            stage++;
        w->stage_of[at] = stage;
        if (stage < w->stage_count)
            continue;
        w->stages[w->stage_count] = (Stage){ .window = &w->windows[at] };
        rank_keys(w, &w->stages[w->stage_count++]);
    }
}

static bool comes_before(const Stage *a, const Stage *b)
{
    uint32_t common = a->rank_count < b->rank_count ? a->rank_count : b->rank_count;

    for (uint32_t at = 0; at < common; at++)
        if (a->ranks[at] != b->ranks[at])
            return a->ranks[at] > b->ranks[at];
    return a->rank_count > b->rank_count;
}

/* --- What they need as columns ----------------------------------------------------------------
 */

static const Expr *as_column(Windowing *w, const Expr *expr)
{
    Named *computed = &w->computed;

    if (!expr || expr->tag == EXPR_ColumnRef)
        return expr;
    for (uint32_t at = 0; at < computed->count; at++)
        if (expr_equal(computed->items[at].expr, expr) && !expr_is_volatile(expr))
            return column_ref(w->b, computed->items[at].column, expr->position);
    computed->items = arena_grown(w->b->cx->arena, computed->items, sizeof *computed->items,
                                  computed->count, &w->computed_capacity);
    NamedExpr *named = &computed->items[computed->count++];
    *named = (NamedExpr){ { .id = binder_take_id(w->b),
                            .name = STR_LIT("?window?"),
                            .type = expr->type,
                            .nullable = true },
                          expr };
    return column_ref(w->b, named->column, expr->position);
}

/* Constants and parameters can stay what they are. */
static const Expr *as_argument(Windowing *w, const Expr *expr)
{
    return expr->tag == EXPR_Const || expr->tag == EXPR_Param ? expr : as_column(w, expr);
}

/* The keys of a stage: two that are written alike are one, random or not. */
static void place_keys(Windowing *w, Stage *stage)
{
    const QueryWindow *window = stage->window;
    Arena *arena = w->b->cx->arena;

    stage->partition = (Exprs){ ARENA_ARRAY(arena, const Expr *, window->partition.count),
                                window->partition.count };
    stage->order = (Sorts){ ARENA_ARRAY(arena, SortKey, window->order.count), window->order.count };
    for (uint32_t at = 0; at < window->partition.count; at++)
        stage->partition.items[at] = as_column(w, window->partition.items[at]);
    for (uint32_t at = 0; at < window->order.count; at++) {
        stage->order.items[at] = window->order.items[at];
        stage->order.items[at].expr = as_column(w, window->keys.items[at]);
    }
}

/* `input` with the computed columns beside its own. */
static Plan *with_computed(Windowing *w, Plan *input)
{
    Cx *cx = w->b->cx;
    Columns columns = plan_output(cx, input);
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count + w->computed.count), 0 };

    if (!w->computed.count)
        return input;
    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[outputs.count++] =
            (NamedExpr){ columns.items[at], column_ref(w->b, columns.items[at], NO_POSITION) };
    for (uint32_t at = 0; at < w->computed.count; at++)
        outputs.items[outputs.count++] = w->computed.items[at];
    return NEW(cx, Project, .input = input, .outputs = outputs);
}

/* --- Calls ----------------------------------------------------------------------------------- */

static bool count_call(const Expr *expr, void *count)
{
    *(uint32_t *)count += expr->tag == EXPR_WindowCall;
    return true;
}

/* Row numbers and ranks are the same in every frame. */
static bool sees_frame(FunctionId id)
{
    switch (id) {
    case FUNCTION_ID(FIRST_VALUE):
    case FUNCTION_ID(LAST_VALUE):
    case FUNCTION_ID(NTH_VALUE): return true;
    }
    return function_get(id)->flags & FUNCTION_AGGREGATE;
}

/* What a window has where no frame is written. */
static const Expr *usual_frame(Binder *b)
{
    return NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, Frame, .mode = FRAME_RANGE,
                    .start = BOUND_UNBOUNDED_PRECEDING, .end = BOUND_CURRENT_ROW,
                    .exclusion = EXCLUDE_NO_OTHERS);
}

/* The call as its node has it: over columns, with its frame. */
static const Expr *placed_call(Windowing *w, const WindowCall *call)
{
    const QueryWindow *window = &w->windows[call->window - 1];
    WindowCall copy = *call;

    copy.window = 0;
    copy.filter = as_column(w, call->filter);
    copy.args =
        (Exprs){ ARENA_ARRAY(w->b->cx->arena, const Expr *, call->args.count), call->args.count };
    for (uint32_t at = 0; at < call->args.count; at++)
        copy.args.items[at] = as_argument(w, call->args.items[at]);
    if (sees_frame((FunctionId)call->function))
        copy.frame = window->frame ? window->frame : usual_frame(w->b);
    return arena_copy(w->b->cx->arena, &copy, sizeof copy);
}

static const Expr *place_call(Cx *cx, const Expr *expr, void *context)
{
    Windowing *w = context;
    const WindowCall *call = EXPR_AS(WindowCall, expr);

    if (!call)
        return expr_map_children(cx, expr, place_call, w);
    Named *calls = &w->stages[w->stage_of[call->window - 1]].calls;
    const Expr *placed = placed_call(w, call);
    for (uint32_t at = 0; at < calls->count; at++)
        if (expr_equal(calls->items[at].expr, placed) && !expr_is_volatile(placed))
            return column_ref(w->b, calls->items[at].column, expr->position);
    if (!calls->items)
        calls->items = ARENA_ARRAY(cx->arena, NamedExpr, w->call_count);
    NamedExpr *named = &calls->items[calls->count++];
    *named = (NamedExpr){
        { .id = binder_take_id(w->b), .name = call->name, .type = expr->type, .nullable = true },
        placed
    };
    return column_ref(w->b, named->column, expr->position);
}

static Plan *stack_windows(Windowing *w, Plan *plan)
{
    for (uint32_t made = 0; made < w->stage_count; made++) {
        Stage *next = NULL;
        for (uint32_t at = 0; at < w->stage_count; at++) {
            Stage *stage = &w->stages[at];
            if (stage->calls.count && (!next || comes_before(stage, next)))
                next = stage;
        }
        if (!next)
            break;
        plan = NEW(w->b->cx, Window, .input = plan, .partition = next->partition,
                   .order = next->order, .functions = next->calls);
        next->calls.count = 0;
    }
    return plan;
}

Plan *place_windows(Binder *b, Plan *input, const QueryWindow *windows, Exprs earlier,
                    Exprs *outputs)
{
    Windowing w = { .b = b, .windows = windows };
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, outputs->count);

    for (uint32_t at = 0; at < earlier.count; at++)
        rank_of(&w, earlier.items[at]);
    find_stages(&w, b->scope->windows.count);
    for (uint32_t at = 0; at < outputs->count; at++)
        expr_visit(outputs->items[at], count_call, &w.call_count);
    for (uint32_t at = 0; at < outputs->count; at++)
        items[at] = TRY(place_call(b->cx, outputs->items[at], &w));
    outputs->items = items;
    for (uint32_t at = 0; at < w.stage_count; at++)
        if (w.stages[at].calls.count)
            place_keys(&w, &w.stages[at]);
    return stack_windows(&w, with_computed(&w, input));
}
