/*
 * join_rows.h -- private to the joins: what a join gives, by type.
 *
 *     inner, right     pairs
 *     left, single     pairs, then rows of the left side without a partner, beside nulls
 *     full             as left; at the very end rows of the right side without a partner
 *     semi, anti       rows of the left side with, without a partner
 *     mark             rows of the left side and a boolean: has it a partner?
 *
 * Pairs are columns of the left side, then of the right one.
 */
#ifndef WORKER_OPERATORS_JOIN_ROWS_H
#define WORKER_OPERATORS_JOIN_ROWS_H

#include "worker/operator.h"

/* What is known of a row of the left batch. */
typedef enum RowFlag {
    ROW_MATCHED = 1, /* it has a partner */
    ROW_UNKNOWN = 2, /* it may have one: the condition was null for some pair */
} RowFlag;

typedef struct JoinShape {
    JoinType type;
    uint32_t left_count; /* columns */
    Columns right;
} JoinShape;

/* Pairs are given out; other types only ask whether there are any. */
static inline bool join_gives_pairs(JoinType type)
{
    return type != JOIN_SEMI && type != JOIN_ANTI && type != JOIN_MARK;
}

/* Is column `column` of the pairs wanted?  NULL: all are. */
static inline bool join_wants(const uint64_t *wanted, uint32_t column)
{
    return !wanted || bit_get(wanted, column);
}

/* The columns of left and right side, in this order: what a join's condition is compiled over. */
Columns join_pair_columns(Cx *cx, Columns left, Columns right);
/* Which of them `condition` reads: bits in cx->arena. */
const uint64_t *join_columns_read(Cx *cx, const Expr *condition, Columns pairs);

/* The rows of `left` that are given after all their pairs are known, by their flags; false: none.
 * Columns live in `arena` or are those of `left`. */
bool join_rest(Arena *arena, const JoinShape *shape, const Batch *left, const uint8_t *flags,
               Batch *out);

/* Columns of nulls in the place of a side. */
void join_nulls(Arena *arena, Columns columns, uint32_t rows, Column *out);

/* SINGLE: 21000. */
void *join_fail_second(Cx *cx);

#endif
