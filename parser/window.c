/*
 * window.c -- OVER (...) and WINDOW name AS (...).
 *
 * libpg_query gives the frame as PostgreSQL's bit mask; the grammar has refused what no frame can
 * be.
 */
#include "parser/build.h"

/* PostgreSQL's FRAMEOPTION_ bits. */
enum {
    OPTION_NONDEFAULT = 0x1,
    OPTION_ROWS = 0x4,
    OPTION_GROUPS = 0x8,
    OPTION_START_UNBOUNDED_PRECEDING = 0x20,
    OPTION_END_UNBOUNDED_FOLLOWING = 0x100,
    OPTION_START_PRECEDING = 0x800,
    OPTION_END_PRECEDING = 0x1000,
    OPTION_START_FOLLOWING = 0x2000,
    OPTION_END_FOLLOWING = 0x4000,
    OPTION_EXCLUDE_CURRENT_ROW = 0x8000,
    OPTION_EXCLUDE_GROUP = 0x10000,
    OPTION_EXCLUDE_TIES = 0x20000,
};

static FrameMode mode_of(int options)
{
    if (options & OPTION_ROWS)
        return FRAME_ROWS;
    return options & OPTION_GROUPS ? FRAME_GROUPS : FRAME_RANGE;
}

static FrameBound start_of(int options)
{
    if (options & OPTION_START_UNBOUNDED_PRECEDING)
        return BOUND_UNBOUNDED_PRECEDING;
    if (options & OPTION_START_PRECEDING)
        return BOUND_PRECEDING;
    return options & OPTION_START_FOLLOWING ? BOUND_FOLLOWING : BOUND_CURRENT_ROW;
}

static FrameBound end_of(int options)
{
    if (options & OPTION_END_UNBOUNDED_FOLLOWING)
        return BOUND_UNBOUNDED_FOLLOWING;
    if (options & OPTION_END_PRECEDING)
        return BOUND_PRECEDING;
    return options & OPTION_END_FOLLOWING ? BOUND_FOLLOWING : BOUND_CURRENT_ROW;
}

static FrameExclusion exclusion_of(int options)
{
    if (options & OPTION_EXCLUDE_CURRENT_ROW)
        return EXCLUDE_CURRENT_ROW;
    if (options & OPTION_EXCLUDE_GROUP)
        return EXCLUDE_GROUP;
    return options & OPTION_EXCLUDE_TIES ? EXCLUDE_TIES : EXCLUDE_NO_OTHERS;
}

/* *out_frame: NULL where none is written. */
static bool build_frame(const Builder *b, const PgQuery__WindowDef *window, const Expr **out_frame)
{
    int options = window->frame_options;
    const Expr *start, *end;

    *out_frame = NULL;
    if (!(options & OPTION_NONDEFAULT))
        return true;
    TRY(build_optional(b, window->start_offset, &start));
    TRY(build_optional(b, window->end_offset, &end));
    *out_frame =
        NEW_EXPR(b->cx, type_of(TYPE_VOID), position_at(b, window->location), Frame,
                 .mode = mode_of(options), .start = start_of(options), .end = end_of(options),
                 .start_offset = start, .end_offset = end, .exclusion = exclusion_of(options));
    return true;
}

const Expr *build_window(const Builder *b, const PgQuery__WindowDef *window)
{
    Exprs partition;
    Sorts order;
    const Expr *frame;

    TRY(build_exprs(b, NODES(window, partition_clause), &partition));
    TRY(build_sorts(b, NODES(window, order_clause), &order));
    TRY(build_frame(b, window, &frame));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, window->location), WindowName,
                    .name = build_name(b, window->name), .base = build_name(b, window->refname),
                    .partition = partition, .order = order, .frame = frame);
}

bool build_windows(const Builder *b, Nodes windows, Exprs *out_windows)
{
    Exprs list = { ARENA_ARRAY(b->cx->arena, const Expr *, windows.count),
                   (uint32_t)windows.count };

    for (uint32_t at = 0; at < list.count; at++)
        list.items[at] = TRY(build_window(b, windows.items[at]->window_def));
    *out_windows = list;
    return true;
}
