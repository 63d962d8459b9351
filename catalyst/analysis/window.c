/*
 * window.c -- calls with OVER, and the windows of a query.
 *
 *     select sum(a) over w, rank() over (w order by b) from t window w as (partition by c)
 *
 * A call is bound where it stands and only says which window it is of: OVER (...) that says the
 * same twice is one window.  The windows themselves are bound after all other clauses, as in
 * PostgreSQL: w first, then what OVER defines.
 */
#include "catalyst/analysis/grouping.h"

/* --- Calls ----------------------------------------------------------------------------------- */

static bool note_window_call(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_WindowCall && !*(const Expr **)found)
        *(const Expr **)found = expr;
    return true;
}

bool refuse_windows(Binder *b, Exprs list, const char *message, ErrorCode code)
{
    const Expr *found = NULL;

    for (uint32_t at = 0; at < list.count && !found; at++)
        expr_visit(list.items[at], note_window_call, &found);
    return !found || fail(b->cx, code, found->position, "%s", message);
}

static const char *window_clause_name(Clause clause)
{
    switch (clause) {
    case CLAUSE_HAVING: return "HAVING";
    case CLAUSE_WINDOW: return "window definitions";
    default: return clause_name(clause);
    }
}

static bool check_place(Binder *b, int position)
{
    const char *where = window_clause_name(b->scope->clause);

    return !where || fail(b->cx, ERR_WINDOWING_ERROR, position,
                          "window functions are not allowed in %s", where);
}

static bool fail_not_over(Binder *b, const char *what, int position)
{
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position, "%s", what);
}

/* What may be written of the call, as PostgreSQL checks it. */
static bool check_call(Binder *b, const Function *function, const FunctionName *name, Exprs args)
{
    int position = name->head.position;
    bool is_aggregate = function->flags & FUNCTION_AGGREGATE;

    if (!name->over)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "window function %s requires an OVER clause", function->name);
    if (!is_aggregate && !(function->flags & FUNCTION_WINDOW))
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "OVER specified, but %s is not a window function nor an aggregate function",
                    function->name);
    if (function->flags & FUNCTION_ORDERED_SET)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                    "OVER is not supported for ordered-set aggregate %s", function->name);
    if (name->is_distinct)
        return fail_not_over(b, "DISTINCT is not implemented for window functions", position);
    if (is_aggregate && !name->is_star && !args.count)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "%s(*) must be used to call a parameterless aggregate function",
                    function->name);
    if (name->order.count)
        return fail_not_over(b, "aggregate ORDER BY is not implemented for window functions",
                             position);
    return is_aggregate || !name->filter ||
           fail_not_over(b, "FILTER is not implemented for non-aggregate window functions",
                         position);
}

static bool check_args(Binder *b, Exprs args)
{
    TRY(refuse_sets_in_call(b, args, "window function calls"));
    return refuse_windows(b, args, "window function calls cannot be nested", ERR_WINDOWING_ERROR);
}

static bool same_definition(const WindowName *a, const WindowName *b)
{
    return !a->name.length && expr_equal(&a->head, &b->head);
}

/* The window's number, from 1; 0 with 42704. */
static uint32_t find_window(Binder *b, const WindowName *over)
{
    Scope *scope = b->scope;

    for (uint32_t at = 0; at < scope->windows.count; at++) {
        const WindowName *window = (const WindowName *)scope->windows.items[at];
        if (over->name.length ? str_equal(window->name, over->name) : same_definition(window, over))
            return at + 1;
    }
    if (over->name.length) {
        fail(b->cx, ERR_UNDEFINED_OBJECT, over->head.position, "window \"%.*s\" does not exist",
             STR(over->name));
        return 0;
    }
    scope->windows.items =
        arena_grown(b->cx->arena, scope->windows.items, sizeof *scope->windows.items,
                    scope->windows.count, &scope->window_capacity);
    scope->windows.items[scope->windows.count++] = &over->head;
    return scope->windows.count;
}

const Expr *bind_window_call(Binder *b, FunctionId id, const FunctionName *name, Exprs args)
{
    const Function *function = function_get(id);
    bool is_aggregate = function->flags & FUNCTION_AGGREGATE;
    int position = name->head.position;
    const Expr *filter = NULL;
    TypeId result;

    TRY(check_call(b, function, name, args));
    TRY(check_args(b, args));
    if (name->filter)
        filter = TRY(bind_filter(b, name->filter));
    TRY(coerce_args(b, function, &args, &result));
    count_pairs(b, &id, &args, position);
    TRY(check_place(b, position));
    uint32_t window = TRY(find_window(b, (const WindowName *)name->over));
    b->scope->has_window_calls = true;
    return NEW_EXPR(b->cx, is_aggregate ? aggregate_type(id, result, args) : type_of(result),
                    position, WindowCall, .function = id, .name = str_of(function_get(id)->name),
                    .args = args, .filter = filter, .window = window);
}

/* --- Offsets of frames ----------------------------------------------------------------------- */

static bool names_nothing(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_ColumnRef || expr_subplan(expr))
        *(const Expr **)found = expr;
    return !*(const Expr **)found;
}

static bool check_constant(Binder *b, const Expr *offset, const char *mode)
{
    const Expr *found = NULL;

    expr_visit(offset, names_nothing, &found);
    if (found && found->tag == EXPR_ColumnRef)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, found->position,
                    "argument of %s must not contain variables", mode);
    if (found || expr_is_volatile(offset))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, offset->position,
                    "offsets of frames that are no constants are not supported yet");
    return true;
}

/* What is added to a value of this type in RANGE mode; NONE: nothing can. */
static TypeId range_offset_type(TypeId key)
{
    switch ((unsigned)key) {
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8: return TYPE_INT8;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8: return TYPE_FLOAT8;
    case TYPE_NUMERIC: return TYPE_NUMERIC;
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_INTERVAL: return TYPE_INTERVAL;
    }
    return TYPE_NONE;
}

static const Expr *coerce_range_offset(Binder *b, const Expr *offset, Type key)
{
    TypeId type = range_offset_type(key.id);

    if (type == TYPE_NONE)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, offset->position,
                    "RANGE with offset PRECEDING/FOLLOWING is not supported for column type %s",
                    type_name(b->cx, key.id));
    if (offset->type.id == TYPE_UNKNOWN && type_is_integer(key.id))
        offset = TRY(coerce_to_id(b, offset, key.id));
    if (can_coerce(offset->type.id, type, CAST_IMPLICIT))
        return type == TYPE_NUMERIC ? coerce_exactly(b, offset, type_of(type))
                                    : coerce_to_id(b, offset, type);
    fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, offset->position,
         "RANGE with offset PRECEDING/FOLLOWING is not supported for column type %s and offset "
         "type %s",
         type_name(b->cx, key.id), type_name(b->cx, offset->type.id));
    return fail_hint(b->cx, "Cast the offset value to an appropriate type.");
}

static const Expr *coerce_row_offset(Binder *b, const Expr *offset, const char *mode)
{
    if (!can_coerce(offset->type.id, TYPE_INT8, CAST_ASSIGNMENT))
        return fail(b->cx, ERR_DATATYPE_MISMATCH, offset->position,
                    "argument of %s must be type bigint, not type %s", mode,
                    type_name(b->cx, offset->type.id));
    return coerce(b, offset, type_of(TYPE_INT8), CAST_ASSIGNMENT);
}

static const Expr *bind_offset(Binder *b, const Expr *written, const Frame *frame, Exprs keys)
{
    static const char *const modes[] = {
        [FRAME_ROWS] = "ROWS", [FRAME_RANGE] = "RANGE", [FRAME_GROUPS] = "GROUPS"
    };
    const char *mode = modes[frame->mode];
    const Expr *offset = TRY(bind_expr(b, written));

    offset = TRY(frame->mode == FRAME_RANGE ? coerce_range_offset(b, offset, keys.items[0]->type)
                                            : coerce_row_offset(b, offset, mode));
    return check_constant(b, offset, mode) ? offset : NULL;
}

static const Expr *bind_frame(Binder *b, const WindowName *window, Exprs keys)
{
    int position = window->head.position;
    const Frame *written = (const Frame *)window->frame;

    if (!written)
        return NULL;
    Frame frame = *written;
    if (frame.mode == FRAME_RANGE && (frame.start_offset || frame.end_offset) && keys.count != 1)
        return fail(b->cx, ERR_WINDOWING_ERROR, position,
                    "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
    if (frame.mode == FRAME_GROUPS && !keys.count)
        return fail(b->cx, ERR_WINDOWING_ERROR, position,
                    "GROUPS mode requires an ORDER BY clause");
    if (frame.start_offset)
        frame.start_offset = TRY(bind_offset(b, frame.start_offset, &frame, keys));
    if (frame.end_offset)
        frame.end_offset = TRY(bind_offset(b, frame.end_offset, &frame, keys));
    return arena_copy(b->cx->arena, &frame, sizeof frame);
}

/* --- Definitions ----------------------------------------------------------------------------- */

static bool bind_keys(Binder *b, const WindowName *window, QueryWindow *out)
{
    Arena *arena = b->cx->arena;

    out->order = (Sorts){ ARENA_ARRAY(arena, SortKey, window->order.count), window->order.count };
    out->keys =
        (Exprs){ ARENA_ARRAY(arena, const Expr *, window->order.count), window->order.count };
    for (uint32_t at = 0; at < window->order.count; at++) {
        const Expr *key = TRY(bind_expr(b, window->order.items[at].expr));
        out->order.items[at] = window->order.items[at];
        out->keys.items[at] = TRY(resolve_unknown(b, key));
        TRY(refuse_sets(b, out->keys.items[at], "window definitions"));
    }
    TRY(bind_exprs(b, window->partition, &out->partition));
    for (uint32_t at = 0; at < out->partition.count; at++) {
        out->partition.items[at] = TRY(resolve_unknown(b, out->partition.items[at]));
        TRY(refuse_sets(b, out->partition.items[at], "window definitions"));
    }
    return true;
}

static const QueryWindow *find_bound(const QueryWindow *windows, uint32_t count, Str name)
{
    for (uint32_t at = 0; at < count; at++)
        if (windows[at].name.length && str_equal(windows[at].name, name))
            return &windows[at];
    return NULL;
}

static bool fail_override(Binder *b, const WindowName *window, const char *clause)
{
    return fail(b->cx, ERR_WINDOWING_ERROR, window->head.position,
                "cannot override %s clause of window \"%.*s\"", clause, STR(window->base));
}

/* OVER (base ...): the partition is the base's, so is the order where it has one. */
static bool inherit(Binder *b, const WindowName *window, const QueryWindow *base, QueryWindow *out)
{
    if (out->partition.count)
        return fail_override(b, window, "PARTITION BY");
    if (out->keys.count && base->keys.count)
        return fail_override(b, window, "ORDER BY");
    out->partition = base->partition;
    if (base->keys.count) {
        out->keys = base->keys;
        out->order = base->order;
    }
    if (!base->frame)
        return true;
    fail(b->cx, ERR_WINDOWING_ERROR, window->head.position,
         "cannot copy window \"%.*s\" because it has a frame clause", STR(window->base));
    return window->name.length || window->order.count || window->frame
               ? false
               : fail_hint(b->cx, "Omit the parentheses in this OVER clause.");
}

static bool bind_window(Binder *b, const WindowName *window, const QueryWindow *before,
                        uint32_t count, QueryWindow *out)
{
    int position = window->head.position;
    const QueryWindow *base = NULL;

    if (window->name.length && find_bound(before, count, window->name))
        return fail(b->cx, ERR_WINDOWING_ERROR, position, "window \"%.*s\" is already defined",
                    STR(window->name));
    if (window->base.length) {
        base = find_bound(before, count, window->base);
        if (!base)
            return fail(b->cx, ERR_UNDEFINED_OBJECT, position, "window \"%.*s\" does not exist",
                        STR(window->base));
    }
    *out = (QueryWindow){ .name = window->name };
    TRY(bind_keys(b, window, out));
    TRY(!base || inherit(b, window, base, out));
    out->frame = bind_frame(b, window, out->keys);
    return !has_failed(b->cx);
}

bool bind_windows(Binder *b, QueryWindow **out_windows)
{
    Scope *scope = b->scope;
    QueryWindow *windows = ARENA_ARRAY(b->cx->arena, QueryWindow, scope->windows.count);

    scope->clause = CLAUSE_WINDOW;
    for (uint32_t at = 0; at < scope->windows.count; at++)
        TRY(bind_window(b, (const WindowName *)scope->windows.items[at], windows, at,
                        &windows[at]));
    scope->clause = CLAUSE_SELECT;
    *out_windows = windows;
    return true;
}
