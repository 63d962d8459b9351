/*
 * window_aggregate.c -- aggregates over frames; see window.h.
 *
 *     the frame is the partition    one state a partition
 *     it begins where that does     each state is the one before and the rows that are new
 *     any other, short              each frame's rows
 *     any other, long               a tree of states
 *
 * Sums of floats depend on the order of adding.  All but the last way add in the order of the rows,
 * as PostgreSQL does, so the tree is for frames of floats that are very long.
 */
#include "worker/operators/window.h"

enum {
    SHORT_FRAME_ROWS = 32,           /* on average, up to which a tree does not pay */
    SHORT_INEXACT_FRAME_ROWS = 1024, /* the same of states that depend on the order */
};

typedef enum WindowWay { WAY_PARTITION, WAY_GROWING, WAY_FRAMES } WindowWay;

struct WindowAggregate {
    WindowWay way;
    AggregateSpec spec;
    uint32_t column;
    Budget *budget;
    Arena *arena;
    AggregateState state;
    bool has_state; /* PARTITION: all are computed */
    uint32_t end;   /* GROWING: rows up to here are in group 0 */
    WindowTree *tree;
    RowSink sink;
    RowFrame frames[BATCH_ROWS_MAX];
    uint32_t group_of[BATCH_ROWS_MAX]; /* the frame of each row of the batch */
};

WindowAggregate *window_aggregate_new(Task *task, const WindowFunction *function,
                                      const WindowRows *rows)
{
    WindowAggregate *a = arena_zero(task->arena, sizeof *a);
    const WindowCall *call = function->call;
    const Frame *frame = (const Frame *)call->frame;
    AggregateCall aggregate = {
        .head = call->head, .function = call->function, .name = call->name, .args = call->args
    };

    TRY(aggregate_spec(&task->cx, &aggregate, PHASE_COMPLETE, &a->spec));
    a->budget = a->state.budget = task->budget;
    a->arena = task->arena;
    a->column = call->args.count ? function->args[0].column : COLUMN_NONE;
    a->way = WAY_FRAMES;
    if (window_frame_is_partition(frame, rows->key != NULL))
        a->way = WAY_PARTITION;
    else if (window_frame_grows(frame) && state_can_be_copied(a->spec.kind))
        a->way = WAY_GROWING;
    return a;
}

void window_aggregate_free(WindowAggregate *a)
{
    if (!a)
        return;
    window_tree_free(a->tree);
    state_free(&a->state);
}

static void begin_sink(WindowAggregate *a, const WindowRows *rows, uint32_t group_count)
{
    row_sink_init(&a->sink, a->budget, &a->state, &rows->rows, a->column, group_count);
}

static bool end_sink(Cx *cx, WindowAggregate *a, bool done)
{
    done = done && (a->sink.count == 0 || row_sink_flush(cx, &a->sink));
    arena_fini(&a->sink.scratch);
    return done;
}

/* --- Whole partitions ------------------------------------------------------------------------- */

static bool compute_partitions(Cx *cx, WindowAggregate *a, const WindowRows *rows)
{
    bool done = true;

    TRY(window_state_init(cx, &a->state, a->spec, a->budget, rows->partitions.count));
    begin_sink(a, rows, rows->partitions.count);
    for (uint32_t row = 0; row < rows->count && done; row++)
        done = row_sink_add(cx, &a->sink, rows->order[row], rows->partitions.of[row]);
    return end_sink(cx, a, done);
}

static bool partition_column(Cx *cx, WindowAggregate *a, const WindowRows *rows, uint32_t from,
                             uint32_t count, Column *out)
{
    if (!a->has_state)
        TRY(compute_partitions(cx, a, rows));
    a->has_state = true;
    return state_column(cx, &a->state, rows->partitions.of + from, count, out);
}

/* --- Growing frames --------------------------------------------------------------------------- */

enum { GROUP_SO_FAR, GROUP_EMPTY, GROUPS_BEFORE }; /* the state carried along, and one never used */

static uint32_t end_of(const RowFrame *frame, const WindowRows *rows, uint32_t row)
{
    return frame->count ? frame->parts[0].to : partition_start(rows, row);
}

/* The state of the frame that ends at `end`: a group of its own where it is longer than the one
 * before. */
static bool grow(Cx *cx, WindowAggregate *a, const WindowRows *rows, uint32_t end, bool is_first,
                 uint32_t *group)
{
    uint32_t before = is_first ? GROUP_EMPTY : *group;

    if (!is_first && end == a->end)
        return true;
    *group = *group == GROUP_SO_FAR ? GROUPS_BEFORE : *group + 1;
    state_copy(&a->state, before, *group);
    for (; a->end < end; a->end++)
        TRY(row_sink_add(cx, &a->sink, rows->order[a->end], *group));
    return a->sink.count == 0 || row_sink_flush(cx, &a->sink);
}

static bool grow_all(Cx *cx, WindowAggregate *a, WindowFrame *frame, const WindowRows *rows,
                     uint32_t from, uint32_t count)
{
    uint32_t group = GROUP_SO_FAR;

    for (uint32_t at = 0; at < count; at++) {
        uint32_t row = from + at;
        bool is_first = row == partition_start(rows, row);
        RowFrame found;
        TRY(window_frame_of(cx, frame, rows, row, &found));
        if (is_first)
            a->end = row;
        TRY(grow(cx, a, rows, end_of(&found, rows, row), is_first, &group));
        a->group_of[at] = group;
    }
    return true;
}

static bool growing_column(Cx *cx, WindowAggregate *a, WindowFrame *frame, const WindowRows *rows,
                           uint32_t from, uint32_t count, Column *out)
{
    uint32_t groups = GROUPS_BEFORE + BATCH_ROWS_MAX;

    if (!a->has_state)
        TRY(window_state_init(cx, &a->state, a->spec, a->budget, groups));
    a->has_state = true;
    begin_sink(a, rows, groups);
    TRY(end_sink(cx, a, grow_all(cx, a, frame, rows, from, count)));
    TRY(state_column(cx, &a->state, a->group_of, count, out));
    state_copy(&a->state, a->group_of[count - 1], GROUP_SO_FAR);
    return true;
}

/* --- Any frames ------------------------------------------------------------------------------- */

static bool same_frame(const RowFrame *a, const RowFrame *b)
{
    return a->count == b->count && memcmp(a->parts, b->parts, a->count * sizeof *a->parts) == 0;
}

/* The frames of the batch, neighbours that are equal once; and all their rows together. */
static bool find_frames(Cx *cx, WindowAggregate *a, WindowFrame *frame, const WindowRows *rows,
                        uint32_t from, uint32_t count, uint32_t *out_count, uint64_t *out_rows)
{
    uint32_t found = 0;

    *out_rows = 0;
    for (uint32_t at = 0; at < count; at++) {
        TRY(window_frame_of(cx, frame, rows, from + at, &a->frames[found]));
        if (found == 0 || !same_frame(&a->frames[found], &a->frames[found - 1])) {
            for (uint32_t part = 0; part < a->frames[found].count; part++)
                *out_rows += a->frames[found].parts[part].to - a->frames[found].parts[part].from;
            found++;
        }
        a->group_of[at] = found - 1;
    }
    *out_count = found;
    return true;
}

static bool is_long(const WindowAggregate *a, uint64_t frame_rows, uint32_t rows)
{
    switch (a->spec.kind) {
    case STATE_CONCAT: return false; /* its state is as long as its frame */
    case STATE_SUM_REAL:
    case STATE_MOMENTS: return frame_rows > (uint64_t)rows * SHORT_INEXACT_FRAME_ROWS;
    case STATE_COUNT:
    case STATE_SUM_INTEGER:
    case STATE_SUM_INTERVAL:
    case STATE_SUM_NUMERIC:
    case STATE_EXTREME_INTEGER:
    case STATE_EXTREME_WIDE:
    case STATE_EXTREME_VIEW:
    case STATE_EXTREME_INTERVAL:
    case STATE_BITS: break;
    }
    return frame_rows > (uint64_t)rows * SHORT_FRAME_ROWS;
}

static bool take_frames(Cx *cx, WindowAggregate *a, const WindowRows *rows, uint32_t frame_count)
{
    for (uint32_t at = 0; at < frame_count; at++)
        for (uint32_t part = 0; part < a->frames[at].count; part++)
            for (uint32_t row = a->frames[at].parts[part].from; row < a->frames[at].parts[part].to;
                 row++)
                TRY(row_sink_add(cx, &a->sink, rows->order[row], at));
    return true;
}

static bool frames_column(Cx *cx, WindowAggregate *a, WindowFrame *frame, const WindowRows *rows,
                          uint32_t from, uint32_t count, Column *out)
{
    uint32_t frame_count;
    uint64_t frame_rows;

    TRY(find_frames(cx, a, frame, rows, from, count, &frame_count, &frame_rows));
    if (is_long(a, frame_rows, count)) {
        if (!a->tree)
            a->tree = TRY(window_tree_new(cx, a->arena, a->budget, a->spec, rows, a->column));
        return window_tree_column(cx, a->tree, a->frames, frame_count, a->group_of, count, out);
    }
    state_free(&a->state); /* the last batch's texts lay in it */
    TRY(window_state_init(cx, &a->state, a->spec, a->budget, frame_count));
    begin_sink(a, rows, frame_count);
    TRY(end_sink(cx, a, take_frames(cx, a, rows, frame_count)));
    return state_column(cx, &a->state, a->group_of, count, out);
}

bool window_aggregate_column(Cx *cx, WindowAggregate *a, WindowFrame *frame, const WindowRows *rows,
                             uint32_t from, uint32_t count, Column *out)
{
    switch (a->way) {
    case WAY_PARTITION: return partition_column(cx, a, rows, from, count, out);
    case WAY_GROWING: return growing_column(cx, a, frame, rows, from, count, out);
    case WAY_FRAMES: break;
    }
    return frames_column(cx, a, frame, rows, from, count, out);
}
