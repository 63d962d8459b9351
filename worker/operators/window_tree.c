/*
 * window_tree.c -- aggregates of any frame from states of runs of rows; see window.h.
 *
 *     level 1                 [0 .. 255]
 *     level 0      [0 .. 15] [16 .. 31] ... [240 .. 255]
 *     rows          0 1 2 ...
 *
 * A frame is few runs of each level and few rows at its ends.  States are ordinary columns, and
 * taking them in is merging (aggregate.h), so every aggregate that can be merged has a tree.
 * Source: Leis et al., VLDB 2015, section 4.3.
 */
#include "worker/operators/window.h"

enum { TREE_LEVELS_MAX = 8 }; /* 16^8 rows are more than there can be */

/* --- Rows into states -------------------------------------------------------------------------
 */

void row_sink_init(RowSink *sink, Budget *budget, AggregateState *state, const SortRows *rows,
                   uint32_t column, uint32_t group_count)
{
    sink->state = state;
    sink->rows = rows;
    sink->column = column;
    sink->group_count = group_count > FEW_GROUPS ? group_count : FEW_GROUPS + 1; /* in order */
    sink->count = 0;
    arena_init(&sink->scratch, budget);
}

/* The rows that have a value; NULL: all of `*count`. */
static const Row *rows_with_value(Arena *arena, const Column *column, uint32_t *groups,
                                  uint32_t *count)
{
    Row *rows = ARENA_ARRAY(arena, Row, *count + 1);
    uint32_t found = 0;

    if (!column->validity)
        return NULL;
    for (uint32_t at = 0; at < *count; at++) {
        if (!column_has(column, at))
            continue;
        groups[found] = groups[at];
        rows[found++] = (Row)at;
    }
    *count = found;
    return rows;
}

bool row_sink_flush(Cx *cx, RowSink *sink)
{
    StateInput input = { .groups = sink->groups,
                         .count = sink->count,
                         .group_count = sink->group_count };
    Column column;

    arena_reset(&sink->scratch);
    TRY(check_interrupts(cx));
    if (sink->column != COLUMN_NONE) {
        sort_rows_gather_column(sink->rows, &sink->scratch, sink->ordinals, sink->count,
                                sink->column, &column);
        input.arg = &column;
        input.rows = rows_with_value(&sink->scratch, &column, sink->groups, &input.count);
    }
    sink->count = 0;
    if (input.count == 0)
        return true;
    TRY(state_update(cx, &sink->scratch, sink->state, &input));
    return budget_left(sink->state->budget) >= 0 || fail_memory(cx, sink->state->budget);
}

bool window_state_init(Cx *cx, AggregateState *state, AggregateSpec spec, Budget *budget,
                       uint32_t groups)
{
    state_init(state, spec, budget);
    if (!state_reserve(state, groups > FEW_GROUPS ? groups : FEW_GROUPS + 1)) {
        state_free(state);
        return fail_memory(cx, budget);
    }
    state_track_seen(state, 0);
    return true;
}

/* --- The levels -------------------------------------------------------------------------------
 */

typedef struct TreeLevel {
    SortRows states; /* one column */
    Layout layout;
    uint32_t *ordinals;
    uint32_t count;
} TreeLevel;

struct WindowTree {
    Budget *budget;
    AggregateSpec spec, merging;
    const WindowRows *rows;
    uint32_t column;
    TreeLevel levels[TREE_LEVELS_MAX];
    uint32_t level_count;
    AggregateState ends, merged;    /* by frame of the batch: of its rows, and of all */
    RowSink sink;                   /* of rows */
    RowSink sinks[TREE_LEVELS_MAX]; /* of states */
};

/* Ordinals of rows as they were added: blocks may be short. */
static uint32_t *ordinals_of(Arena *arena, const SortRows *rows)
{
    uint32_t *ordinals = ARENA_ARRAY(arena, uint32_t, (size_t)rows->rows + 1), count = 0;

    for (uint32_t block = 0; block < rows->blocks.count; block++)
        for (uint32_t row = 0; row < rows->blocks.items[block]->rows; row++)
            ordinals[count++] = block << SORT_BLOCK_BITS | row;
    return ordinals;
}

/* Keep the states of `count` groups as the rows of a level. */
static bool keep_level(Cx *cx, WindowTree *tree, const AggregateState *state, TreeLevel *level)
{
    level->layout = type_layout(tree->spec.result);
    sort_rows_init(&level->states, tree->budget, &level->layout, 1);
    for (uint32_t from = 0; from < level->count; from += BATCH_ROWS_MAX) {
        uint32_t groups[BATCH_ROWS_MAX], count = level->count - from;
        SCRATCH(cx->arena);
        Column column;
        count = count < BATCH_ROWS_MAX ? count : BATCH_ROWS_MAX;
        for (uint32_t at = 0; at < count; at++)
            groups[at] = from + at;
        TRY(state_column(cx, state, groups, count, &column));
        TRY(sort_rows_add(cx, &level->states, &column, NULL, count));
    }
    TRY(sort_rows_finish(cx, &level->states));
    level->ordinals = ordinals_of(level->states.arena, &level->states);
    return true;
}

/* A level of states over `count` rows, or states, of `below`. */
static bool build_level(Cx *cx, WindowTree *tree, AggregateSpec spec, const SortRows *below,
                        const uint32_t *ordinals, uint32_t count, uint32_t column)
{
    TreeLevel *level = &tree->levels[tree->level_count++];
    AggregateState state;
    bool done;

    level->count = (count + TREE_FANOUT - 1) / TREE_FANOUT;
    TRY(window_state_init(cx, &state, spec, tree->budget, level->count));
    row_sink_init(&tree->sink, tree->budget, &state, below, column, level->count);
    done = true;
    for (uint32_t at = 0; at < count && done; at++)
        done = row_sink_add(cx, &tree->sink, ordinals[at], at / TREE_FANOUT);
    done = done && (tree->sink.count == 0 || row_sink_flush(cx, &tree->sink)) &&
           keep_level(cx, tree, &state, level);
    arena_fini(&tree->sink.scratch);
    state_free(&state);
    return done;
}

static bool build_levels(Cx *cx, WindowTree *tree)
{
    const WindowRows *rows = tree->rows;

    TRY(build_level(cx, tree, tree->spec, &rows->rows, rows->order, rows->count, tree->column));
    while (tree->levels[tree->level_count - 1].count > TREE_FANOUT) {
        const TreeLevel *below = &tree->levels[tree->level_count - 1];
        TRY(build_level(cx, tree, tree->merging, &below->states, below->ordinals, below->count, 0));
    }
    return true;
}

WindowTree *window_tree_new(Cx *cx, Arena *arena, Budget *budget, AggregateSpec spec,
                            const WindowRows *rows, uint32_t column)
{
    WindowTree *tree = arena_zero(arena, sizeof *tree);

    tree->budget = budget;
    tree->ends.budget = tree->merged.budget = budget;
    tree->spec = spec;
    tree->merging = aggregate_merging(spec);
    tree->rows = rows;
    tree->column = column;
    if (build_levels(cx, tree))
        return tree;
    window_tree_free(tree);
    return NULL;
}

void window_tree_free(WindowTree *tree)
{
    if (!tree)
        return;
    for (uint32_t at = 0; at < tree->level_count; at++)
        if (tree->levels[at].states.arena)
            sort_rows_fini(&tree->levels[at].states);
    tree->level_count = 0;
    state_free(&tree->ends);
    state_free(&tree->merged);
}

/* --- Frames -----------------------------------------------------------------------------------
 */

static bool take_row(Cx *cx, WindowTree *tree, uint32_t row, uint32_t group)
{
    return row_sink_add(cx, &tree->sink, tree->rows->order[row], group);
}

static bool take_state(Cx *cx, WindowTree *tree, uint32_t level, uint32_t at, uint32_t group)
{
    return row_sink_add(cx, &tree->sinks[level], tree->levels[level].ordinals[at], group);
}

/* Rows up to where runs of level 0 begin and end, then the same level by level. */
static bool take_range(Cx *cx, WindowTree *tree, RowRange range, uint32_t group)
{
    uint32_t from = range.from, to = range.to;

    while (from < to && from % TREE_FANOUT)
        TRY(take_row(cx, tree, from++, group));
    while (from < to && to % TREE_FANOUT)
        TRY(take_row(cx, tree, --to, group));
    for (uint32_t level = 0; from < to; level++) {
        bool is_top = level + 1 == tree->level_count;
        from /= TREE_FANOUT;
        to /= TREE_FANOUT;
        while (from < to && (is_top || from % TREE_FANOUT))
            TRY(take_state(cx, tree, level, from++, group));
        while (from < to && to % TREE_FANOUT)
            TRY(take_state(cx, tree, level, --to, group));
    }
    return true;
}

static bool flush_all(Cx *cx, WindowTree *tree)
{
    TRY(tree->sink.count == 0 || row_sink_flush(cx, &tree->sink));
    for (uint32_t level = 0; level < tree->level_count; level++)
        TRY(tree->sinks[level].count == 0 || row_sink_flush(cx, &tree->sinks[level]));
    return true;
}

/* What the rows at the ends gave is merged like any other state. */
static bool merge_ends(Cx *cx, WindowTree *tree, uint32_t frame_count)
{
    uint32_t groups[BATCH_ROWS_MAX];
    uint32_t count = frame_count;
    Column column;

    for (uint32_t at = 0; at < frame_count; at++)
        groups[at] = at;
    TRY(state_column(cx, &tree->ends, groups, frame_count, &column));
    const Row *rows = rows_with_value(cx->arena, &column, groups, &count);
    StateInput input = { .arg = &column,
                         .groups = groups,
                         .rows = rows,
                         .count = count,
                         .group_count = tree->sink.group_count };
    return count == 0 || state_update(cx, cx->arena, &tree->merged, &input);
}

static bool take_frames(Cx *cx, WindowTree *tree, const RowFrame *frames, uint32_t frame_count)
{
    for (uint32_t at = 0; at < frame_count; at++)
        for (uint32_t part = 0; part < frames[at].count; part++)
            TRY(take_range(cx, tree, frames[at].parts[part], at));
    return flush_all(cx, tree) && merge_ends(cx, tree, frame_count);
}

bool window_tree_column(Cx *cx, WindowTree *tree, const RowFrame *frames, uint32_t frame_count,
                        const uint32_t *group_of, uint32_t count, Column *out)
{
    bool done;

    state_free(&tree->ends); /* the last batch's texts lay in them */
    state_free(&tree->merged);
    TRY(window_state_init(cx, &tree->ends, tree->spec, tree->budget, frame_count) &&
        window_state_init(cx, &tree->merged, tree->merging, tree->budget, frame_count));
    row_sink_init(&tree->sink, tree->budget, &tree->ends, &tree->rows->rows, tree->column,
                  frame_count);
    for (uint32_t level = 0; level < tree->level_count; level++)
        row_sink_init(&tree->sinks[level], tree->budget, &tree->merged, &tree->levels[level].states,
                      0, frame_count);
    done = take_frames(cx, tree, frames, frame_count) &&
           state_column(cx, &tree->merged, group_of, count, out);
    arena_fini(&tree->sink.scratch);
    for (uint32_t level = 0; level < tree->level_count; level++)
        arena_fini(&tree->sinks[level].scratch);
    return done;
}
