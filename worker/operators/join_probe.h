/*
 * join_probe.h -- private to the joins: the state of a probing hash join, and its parts.
 *
 *     join_probe.c    the operator: phases, probing, the build's unmatched rows
 *     join_pairs.c    pairs of rows, given out
 *     join_exists.c   semi, anti and mark: only whether a row has partners
 */
#ifndef WORKER_OPERATORS_JOIN_PROBE_H
#define WORKER_OPERATORS_JOIN_PROBE_H

#include "worker/operators/join_rows.h"
#include "worker/operators/join_table.h"

typedef enum ProbePhase {
    PHASE_INPUT,
    PHASE_PAIRS,
    PHASE_REST,
    PHASE_TAIL,
    PHASE_DONE,
} ProbePhase;

/* Rows of the left batch with their runs, and how far they have been taken. */
typedef struct Expansion {
    const Matches *matches;
    const uint32_t *ordinals; /* what runs are in; NULL: position p is ordinal p */
    uint32_t match;           /* index into the matches */
    uint32_t taken;           /* of its run */
} Expansion;

typedef struct Pairs {
    uint32_t count;
    Row rows[BATCH_ROWS_MAX]; /* of the left batch */
    uint32_t ordinals[BATCH_ROWS_MAX];
} Pairs;

typedef struct HashJoinOp {
    Operator op;
    const JoinTable *table;
    JoinShape shape;
    Columns left_columns;
    ProgramState *keys;     /* of the left side; NULL: none */
    FilterState *residual;  /* NULL: none, or */
    ProgramState *truth;    /* MARK: its value, since null is not false */
    bool is_null_aware;     /* MARK */
    const uint64_t *wanted; /* columns of pairs that somebody reads; NULL: all */
    const uint32_t *twins;  /* by right column: the left one with the same values, or COLUMN_NONE */
    uint64_t *partnered;    /* FULL, RIGHT: build rows that have a partner */
    uint8_t phase;          /* ProbePhase */
    uint32_t tail;          /* TAIL: the next build row */
    Batch left;             /* the input being joined */
    Column *key_columns;    /* of `left` */
    Expansion expansion;
    Matches matches;
    Pairs pairs;
    uint8_t flags[BATCH_ROWS_MAX]; /* RowFlag, by row of `left` */
} HashJoinOp;

/* The context of what lives as long as the current output. */
static inline Cx join_batch_cx(HashJoinOp *join, const Task *task)
{
    return cx_within(&task->cx, &join->op.arena);
}

/* Put the next pairs into join->pairs, at most `limit`; rows with a flag in `done` need no more. */
void join_take_pairs(HashJoinOp *join, uint32_t limit, uint8_t done);
/* join->pairs as a dense batch; columns that are not wanted are null. */
void join_pairs_batch(HashJoinOp *join, Arena *arena, Batch *out);
must_use bool join_filter_pairs(HashJoinOp *join, Task *task, Batch *pairs);

/* The next chunk of pairs that pass the residual, perhaps none; when they have all been given, the
 * phase is REST. */
must_use bool join_next_pairs(HashJoinOp *join, Task *task, Batch *out);
/* Where no row has two partners: all that the batch gives, perhaps nothing. */
must_use bool join_unique_pairs(HashJoinOp *join, Task *task, Batch *out);

/* Set the flags of all rows of the batch. */
must_use bool join_flag_rows(HashJoinOp *join, Task *task);

#endif
