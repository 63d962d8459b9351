/* window_frame.c -- which rows a frame has; see window.h. */
#include "worker/operators/window.h"

/* --- Offsets ----------------------------------------------------------------------------------
 */

static bool is_negative(Type type, Value offset)
{
    Value zero = { 0 };

    if (type_layout(type) == LAYOUT_VIEW) {
        Numeric number = numeric_decode(offset.text);
        return number.kind == NUMERIC_NAN || numeric_sign(&number) < 0;
    }
    if (type.id == TYPE_FLOAT8 && offset.real != offset.real)
        return true;
    return value_compare(type, offset, zero) < 0;
}

static bool take_offset(Cx *cx, const Expr *expr, bool is_range, const char *which, Value *out)
{
    if (!expr)
        return true;
    TRY(expr_fold(cx, expr, out));
    if (out->is_null)
        return fail(cx, ERR_NULL_VALUE_NOT_ALLOWED, NO_POSITION, "frame %s offset must not be null",
                    which);
    if (!is_negative(expr->type, *out))
        return true;
    if (is_range)
        return fail(cx, ERR_INVALID_PRECEDING_OR_FOLLOWING_SIZE, NO_POSITION,
                    "invalid preceding or following size in window function");
    return fail(cx, ERR_INVALID_PRECEDING_OR_FOLLOWING_SIZE, NO_POSITION,
                "frame %s offset must not be negative", which);
}

WindowFrame *window_frame_new(Task *task, const Frame *frame, const WindowRows *rows)
{
    WindowFrame *made = arena_zero(task->arena, sizeof *made);
    bool is_range = frame->mode == FRAME_RANGE;

    *made = (WindowFrame){ .frame = frame, .group = UINT32_MAX };
    if (is_range && !rows->count)
        return made;
    TRY(take_offset(&task->cx, frame->start_offset, is_range, "starting", &made->start));
    TRY(take_offset(&task->cx, frame->end_offset, is_range, "ending", &made->end));
    return made;
}

bool window_frame_is_partition(const Frame *frame, bool has_order)
{
    bool is_one_group = !has_order && frame->mode != FRAME_ROWS; /* all rows are peers */
    bool from_start = frame->start == BOUND_UNBOUNDED_PRECEDING ||
                      (is_one_group && frame->start == BOUND_CURRENT_ROW);
    bool to_end = frame->end == BOUND_UNBOUNDED_FOLLOWING ||
                  (is_one_group && frame->end == BOUND_CURRENT_ROW);

    return from_start && to_end && frame->exclusion == EXCLUDE_NO_OTHERS;
}

bool window_frame_grows(const Frame *frame)
{
    return frame->start == BOUND_UNBOUNDED_PRECEDING && frame->exclusion == EXCLUDE_NO_OTHERS;
}

/* --- ROWS and GROUPS --------------------------------------------------------------------------
 */

/* at - offset, not below `least`. */
static uint32_t less(uint32_t at, int64_t offset, uint32_t least)
{
    return offset > (int64_t)at - least ? least : at - (uint32_t)offset;
}

/* at + offset, not above `most`. */
static uint32_t more(uint32_t at, int64_t offset, uint32_t most)
{
    return offset > (int64_t)most - at ? most : at + (uint32_t)offset;
}

static RowRange range_of_rows(const WindowFrame *f, const WindowRows *rows, uint32_t row)
{
    uint32_t from = partition_start(rows, row), to = partition_end(rows, row);
    RowRange range = { from, to };

    if (f->frame->start == BOUND_PRECEDING)
        range.from = less(row, f->start.integer, from);
    else if (f->frame->start == BOUND_CURRENT_ROW)
        range.from = row;
    else if (f->frame->start == BOUND_FOLLOWING)
        range.from = more(row, f->start.integer, to);
    if (f->frame->end == BOUND_PRECEDING)
        range.to = less(row + 1, f->end.integer, from);
    else if (f->frame->end == BOUND_CURRENT_ROW)
        range.to = row + 1;
    else if (f->frame->end == BOUND_FOLLOWING)
        range.to = more(row + 1, f->end.integer, to);
    return range;
}

static RowRange range_of_groups(const WindowFrame *f, const WindowRows *rows, uint32_t row)
{
    const uint32_t *of = rows->peers.of, *first = rows->peers.first;
    RowRange range = { partition_start(rows, row), partition_end(rows, row) };
    uint32_t group = of[row], from = of[range.from], to = of[range.to - 1] + 1;

    if (f->frame->start == BOUND_PRECEDING)
        range.from = first[less(group, f->start.integer, from)];
    else if (f->frame->start == BOUND_CURRENT_ROW)
        range.from = first[group];
    else if (f->frame->start == BOUND_FOLLOWING)
        range.from = first[more(group, f->start.integer, to)];
    if (f->frame->end == BOUND_PRECEDING)
        range.to = first[less(group + 1, f->end.integer, from)];
    else if (f->frame->end == BOUND_CURRENT_ROW)
        range.to = first[group + 1];
    else if (f->frame->end == BOUND_FOLLOWING)
        range.to = first[more(group + 1, f->end.integer, to)];
    return range;
}

/* --- RANGE ------------------------------------------------------------------------------------
 */

/* One bound of a row that has a key. */
typedef struct RangeBound {
    const WindowRows *rows;
    Value base, offset;
    Type offset_type;
    bool subtracts;
    bool is_end; /* the first row after the frame is looked for, not its first */
} RangeBound;

/* Is `row` on the near side of what is looked for? */
static bool is_before(Cx *cx, const RangeBound *bound, uint32_t row, bool *out_is_before)
{
    const SortBy *key = bound->rows->key;
    int order;

    TRY(window_range_compare(cx, key->type, window_value(bound->rows, row, key->column),
                             bound->base, bound->offset, bound->offset_type, bound->subtracts,
                             &order));
    order = key->descending ? -order : order;
    *out_is_before = bound->is_end ? order <= 0 : order < 0;
    return true;
}

static bool search(Cx *cx, const RangeBound *bound, uint32_t from, uint32_t to, uint32_t *out_row)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        bool before;
        TRY(is_before(cx, bound, middle, &before));
        if (before)
            from = middle + 1;
        else
            to = middle;
    }
    *out_row = from;
    return true;
}

/* The rows of the partition that have a key: nulls are peers, at one of its ends. */
static RowRange with_keys(const WindowRows *rows, uint32_t row)
{
    RowRange range = { partition_start(rows, row), partition_end(rows, row) };
    uint32_t column = rows->key->column;

    if (window_value(rows, range.from, column).is_null)
        range.from = peers_end(rows, range.from);
    else if (window_value(rows, range.to - 1, column).is_null)
        range.to = peers_start(rows, range.to - 1);
    return range;
}

static bool find_bound(Cx *cx, const WindowFrame *f, const WindowRows *rows, uint32_t row,
                       bool is_end, uint32_t *out_row)
{
    const Frame *frame = f->frame;
    bool is_preceding = (is_end ? frame->end : frame->start) == BOUND_PRECEDING;
    RowRange keyed = with_keys(rows, row);
    RangeBound bound = { .rows = rows,
                         .base = window_value(rows, row, rows->key->column),
                         .offset = is_end ? f->end : f->start,
                         .offset_type = (is_end ? frame->end_offset : frame->start_offset)->type,
                         .subtracts = is_preceding != rows->key->descending,
                         .is_end = is_end };

    if (bound.base.is_null) {
        *out_row = is_end ? peers_end(rows, row) : peers_start(rows, row);
        return true;
    }
    return search(cx, &bound, keyed.from, keyed.to, out_row);
}

static bool range_of_values(Cx *cx, const WindowFrame *f, const WindowRows *rows, uint32_t row,
                            RowRange *out)
{
    RowRange range = { partition_start(rows, row), partition_end(rows, row) };

    if (f->frame->start == BOUND_CURRENT_ROW)
        range.from = peers_start(rows, row);
    else if (f->frame->start_offset)
        TRY(find_bound(cx, f, rows, row, false, &range.from));
    if (f->frame->end == BOUND_CURRENT_ROW)
        range.to = peers_end(rows, row);
    else if (f->frame->end_offset)
        TRY(find_bound(cx, f, rows, row, true, &range.to));
    *out = range;
    return true;
}

/* Peers have one range. */
static bool range_of_peers(Cx *cx, WindowFrame *f, const WindowRows *rows, uint32_t row)
{
    if (f->group == rows->peers.of[row])
        return true;
    f->group = UINT32_MAX;
    TRY(range_of_values(cx, f, rows, row, &f->range));
    f->group = rows->peers.of[row];
    return true;
}

/* --- EXCLUDE ----------------------------------------------------------------------------------
 */

static void add_part(RowFrame *frame, RowRange whole, uint32_t from, uint32_t to)
{
    from = from > whole.from ? from : whole.from;
    to = to < whole.to ? to : whole.to;
    if (from < to)
        frame->parts[frame->count++] = (RowRange){ from, to };
}

bool window_frame_of(Cx *cx, WindowFrame *f, const WindowRows *rows, uint32_t row, RowFrame *out)
{
    RowRange whole = { 0 };

    switch ((FrameMode)f->frame->mode) {
    case FRAME_ROWS: whole = range_of_rows(f, rows, row); break;
    case FRAME_GROUPS: whole = range_of_groups(f, rows, row); break;
    case FRAME_RANGE:
        TRY(range_of_peers(cx, f, rows, row));
        whole = f->range;
        break;
    }
    out->count = 0;
    switch ((FrameExclusion)f->frame->exclusion) {
    case EXCLUDE_NO_OTHERS: add_part(out, whole, whole.from, whole.to); break;
    case EXCLUDE_CURRENT_ROW:
        add_part(out, whole, whole.from, row);
        add_part(out, whole, row + 1, whole.to);
        break;
    case EXCLUDE_GROUP:
    case EXCLUDE_TIES:
        add_part(out, whole, whole.from, peers_start(rows, row));
        if (f->frame->exclusion == EXCLUDE_TIES)
            add_part(out, whole, row, row + 1);
        add_part(out, whole, peers_end(rows, row), whole.to);
        break;
    }
    return true;
}
