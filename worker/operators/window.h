/*
 * window.h -- private to the window operator: sorted rows, frames, and what is computed of them.
 *
 *     input ── sort by partition, order ──> rows 0 .. count - 1, partitions and peers
 *                                             │
 *     a batch of rows ──> frame of each ──────┴──> functions by place, aggregates by state
 *
 * Rows are named by their place in the order.  A partition is a run of rows, peers (rows equal in
 * the order) are runs within it.
 *
 * Source of the frames' meaning: PostgreSQL 15, 4.2.8; of the tree: Leis, Kundhikanjana, Kemper,
 * Neumann, "Efficient Processing of Window Functions in Analytical SQL Queries", VLDB 2015.
 */
#ifndef WORKER_OPERATORS_WINDOW_H
#define WORKER_OPERATORS_WINDOW_H

#include "worker/operators/aggregate.h"
#include "worker/operators/sort_rows.h"

/* Rows in runs of neighbours. */
typedef struct Runs {
    uint32_t *first; /* row of each run, and one past the last */
    uint32_t *of;    /* run of each row */
    uint32_t count;
} Runs;

/* All rows of the lease, in order. */
typedef struct WindowRows {
    SortRows rows;
    const uint32_t *order; /* ordinals */
    uint32_t count;
    Runs partitions, peers;
    const SortBy *key; /* the first of ORDER BY; NULL: none */
} WindowRows;

static inline uint32_t partition_start(const WindowRows *rows, uint32_t row)
{
    return rows->partitions.first[rows->partitions.of[row]];
}

static inline uint32_t partition_end(const WindowRows *rows, uint32_t row)
{
    return rows->partitions.first[rows->partitions.of[row] + 1];
}

static inline uint32_t peers_start(const WindowRows *rows, uint32_t row)
{
    return rows->peers.first[rows->peers.of[row]];
}

static inline uint32_t peers_end(const WindowRows *rows, uint32_t row)
{
    return rows->peers.first[rows->peers.of[row] + 1];
}

static inline Value window_value(const WindowRows *rows, uint32_t row, uint32_t column)
{
    return sort_rows_value(&rows->rows, rows->order[row], column);
}

/* --- window_frame.c -------------------------------------------------------------------------- */

/* Rows [from, to). */
typedef struct RowRange {
    uint32_t from, to;
} RowRange;

enum { FRAME_PARTS_MAX = 3 }; /* around what EXCLUDE takes out */

/* The rows of a frame, in order. */
typedef struct RowFrame {
    RowRange parts[FRAME_PARTS_MAX];
    uint32_t count;
} RowFrame;

typedef struct WindowFrame {
    const Frame *frame;
    Value start, end; /* offsets */
    uint32_t group;   /* RANGE with offsets: the peers whose bounds are in `range` */
    RowRange range;
} WindowFrame;

/* Evaluates the offsets.  22013 where one is null or negative. */
must_use WindowFrame *window_frame_new(Task *task, const Frame *frame, const WindowRows *rows);
/* Rows in order ask fastest.  False: a bound is out of the type's range. */
must_use bool window_frame_of(Cx *cx, WindowFrame *frame, const WindowRows *rows, uint32_t row,
                              RowFrame *out);
/* Every row's frame is its partition. */
bool window_frame_is_partition(const Frame *frame, bool has_order);
/* Every frame begins where its partition does, and is whole. */
bool window_frame_grows(const Frame *frame);

/* --- window_range.c -------------------------------------------------------------------------- */

/* Less than zero, zero, more than zero: `key` against `base` and `offset` taken together (taken
 * apart where `subtracts`).  None is null.  Raises 22008. */
must_use bool window_range_compare(Cx *cx, Type type, Value key, Value base, Value offset,
                                   Type offset_type, bool subtracts, int *out_order);

/* --- window_value.c, window_aggregate.c ------------------------------------------------------- */

typedef struct WindowAggregate WindowAggregate;

/* An argument: a column of the rows, or a constant where `column` is COLUMN_NONE. */
typedef struct WindowArg {
    uint32_t column;
    Value constant;
} WindowArg;

typedef struct WindowFunction {
    const WindowCall *call;
    WindowArg args[FUNCTION_ARGS_MAX];
    WindowFrame *frame;         /* NULL: it sees none */
    WindowAggregate *aggregate; /* NULL: a window function */
} WindowFunction;

/* The values for rows [from, from + count), in cx->arena. */
must_use bool window_function_column(Cx *cx, WindowFunction *function, const WindowRows *rows,
                                     uint32_t from, uint32_t count, Column *out);

must_use WindowAggregate *window_aggregate_new(Task *task, const WindowFunction *function,
                                               const WindowRows *rows);
/* NULL is fine. */
void window_aggregate_free(WindowAggregate *aggregate);
must_use bool window_aggregate_column(Cx *cx, WindowAggregate *aggregate, WindowFrame *frame,
                                      const WindowRows *rows, uint32_t from, uint32_t count,
                                      Column *out);

/* --- window_tree.c --------------------------------------------------------------------------- */

/* States of runs of rows: level 0 of TREE_FANOUT rows each, level 1 of TREE_FANOUT of those... */
typedef struct WindowTree WindowTree;

enum { TREE_FANOUT = 16 };

/* Rows on their way into the states of groups, a batch at a time, in the order of being added. */
typedef struct RowSink {
    AggregateState *state;
    const SortRows *rows;
    uint32_t column;      /* the argument; COLUMN_NONE: rows are counted */
    uint32_t group_count; /* that the state has room for */
    uint32_t count;       /* rows waiting */
    uint32_t ordinals[BATCH_ROWS_MAX], groups[BATCH_ROWS_MAX];
    Arena scratch;
} RowSink;

void row_sink_init(RowSink *sink, Budget *budget, AggregateState *state, const SortRows *rows,
                   uint32_t column, uint32_t group_count);
must_use bool row_sink_flush(Cx *cx, RowSink *sink);
static inline bool row_sink_add(Cx *cx, RowSink *sink, uint32_t ordinal, uint32_t group)
{
    sink->ordinals[sink->count] = ordinal;
    sink->groups[sink->count++] = group;
    return sink->count < BATCH_ROWS_MAX || row_sink_flush(cx, sink);
}

/* A state with room for `groups`, all of them empty. */
must_use bool window_state_init(Cx *cx, AggregateState *state, AggregateSpec spec, Budget *budget,
                                uint32_t groups);

must_use WindowTree *window_tree_new(Cx *cx, Arena *arena, Budget *budget, AggregateSpec spec,
                                     const WindowRows *rows, uint32_t column);
/* NULL is fine. */
void window_tree_free(WindowTree *tree);
/* The aggregates of frames; group_of: of each of `count` rows, which frame it has. */
must_use bool window_tree_column(Cx *cx, WindowTree *tree, const RowFrame *frames,
                                 uint32_t frame_count, const uint32_t *group_of, uint32_t count,
                                 Column *out);

#endif
