/*
 * operator.h -- what a physical operator is.
 *
 * Pipelines are pulled: the sink asks its input for the next batch, which asks its own.  An
 * operator never blocks and keeps all state in its struct:
 *
 *     MORE    *out holds a batch, valid until this operator is asked again
 *     DONE    no batch, and never one again
 *     PARKED  another lease is making what this one needs (a shared build, a file): ask later
 *     FAILED  task->cx.error says why
 *
 * Memory: an operator's output lives in `op->arena`, which it resets when asked for the next batch
 * (unless it is still emitting from the same input).  State that lives as long as the lease lives
 * in `task->arena`.  Both are charged to the query's budget; check_interrupts() is called by the
 * driver loop per batch and by operators in loops that do not pass batches.
 */
#ifndef WORKER_OPERATOR_H
#define WORKER_OPERATOR_H

#include "base/block.h"
#include "catalyst/tree/tree.h"
#include "expression/expression.h"

typedef enum OpStatus { OP_MORE, OP_DONE, OP_PARKED, OP_FAILED } OpStatus;

typedef struct Operator Operator;
typedef struct Task Task;

/* What EXPLAIN ANALYZE shows of one operator in one lease. */
typedef struct OpMetrics {
    int64_t rows; /* given out */
    int64_t batches;
    int64_t ns; /* in it and below */
    int64_t spilled_bytes;
    int64_t chunks_skipped; /* scans: pruned by statistics or runtime filters */
} OpMetrics;

struct Operator {
    OpStatus (*next)(Operator *op, Task *task, Batch *out_batch);
    void (*close)(Operator *op, Task *task); /* gives back what is not in an arena; NULL: nothing */
    Operator *inputs[2];                     /* NULL where there is none */
    const Plan *plan;
    Operator *made_before; /* in the task's list */
    bool is_closed;
    Arena arena; /* of the current output */
    OpMetrics metrics;
};

/* One lease being run by one thread at a time. */
struct Task {
    Cx cx;        /* cx.arena is `arena`; errors end up here */
    Arena *arena; /* lives as long as the lease */
    Budget *budget;
    uint32_t batch_rows; /* BATCH_ROWS_MAX, or the debug switch's size */
    bool force_spill;    /* debug switch: operators that can spill do so early */
    Operator *made;      /* all operators, newest first */
    OpMetrics *metrics;  /* by plan id: of operators closed so far */
    uint32_t metric_count;
    void *runtime; /* the worker's: see pipeline.h; operators do not look inside */
};

/* Ask `op` for its next batch: counts rows and time, checks for cancellation. */
OpStatus op_next(Operator *op, Task *task, Batch *out_batch);
/* Close it and everything below, adding its metrics to the task's.  NULL is fine, and twice. */
void op_close(Operator *op, Task *task);
/* Close what is still open, also what was made before making a pipeline failed. */
void op_close_all(Task *task);

enum { COLUMN_NONE = UINT32_MAX };
/* Which column a reference means; COLUMN_NONE: none of these, or no reference. */
uint32_t column_of_ref(Columns columns, const Expr *expr);
/* 53200 naming the budget, which has refused. */
bool fail_memory(Cx *cx, Budget *budget);
/* Allocate an operator struct (with Operator as its first member) of `bytes`, zeroed, in the
 * task's arena, and set its head. */
void *op_new(Task *task, size_t bytes, const Plan *plan,
             OpStatus (*next)(Operator *op, Task *task, Batch *out_batch));
#define OP_NEW(task, T, plan, next) ((T *)op_new((task), sizeof(T), (plan), (next)))

/* --- The operators: each makes itself over its inputs; NULL: task->cx.error ------------------ */

must_use Operator *filter_new(Task *task, const Filter *plan, Operator *input);
must_use Operator *project_new(Task *task, const Project *plan, Operator *input);
must_use Operator *project_set_new(Task *task, const ProjectSet *plan, Operator *input);
must_use Operator *limit_new(Task *task, const Limit *plan, Operator *input);
must_use Operator *sort_new(Task *task, const Sort *plan, Operator *input);
must_use Operator *window_new(Task *task, const Window *plan, Operator *input);
must_use Operator *top_n_new(Task *task, const TopN *plan, Operator *input);
must_use Operator *single_row_new(Task *task, const SingleRow *plan, Operator *input);
must_use Operator *values_new(Task *task, const Values *plan);
must_use Operator *hash_aggregate_new(Task *task, const HashAggregate *plan, Operator *input);

/* Rows of sealed blocks, in the order given. */
must_use Operator *blocks_new(Task *task, const Plan *plan, Block *const *blocks, uint32_t count);

/* --- Joins ----------------------------------------------------------------------------------- */

typedef struct JoinTable JoinTable;

/*
 * Build the lookup structure over the right side's rows.  `right` are the columns the blocks hold.
 * A JoinTable is immutable afterwards and shared by all tasks that probe it; it and the RowStore
 * live in cx->arena.
 */
must_use JoinTable *join_table_build(Cx *cx, const HashJoin *plan, Columns right,
                                     Block *const *blocks, uint32_t block_count);

/* What a build tells the scans below its probe. */
typedef struct RuntimeFilter RuntimeFilter;
/* For key `key` of the join, or NULL where a filter is not legal (left, full, anti, mark, single
 * joins keep unmatched probe rows) or does not pay. */
const RuntimeFilter *join_table_filter(const JoinTable *table, uint32_t key);
/* Can rows of a chunk with these bounds (integers, as stored) pass? */
bool runtime_filter_may_pass(const RuntimeFilter *filter, int64_t min, int64_t max);
/* Shrink a selection to rows whose value in `column` may have a partner; returns how many. */
uint32_t runtime_filter_select(const RuntimeFilter *filter, Arena *arena, const Column *column,
                               const Row *selection, uint32_t selected, Row *out_rows);

must_use Operator *hash_join_new(Task *task, const HashJoin *plan, const JoinTable *table,
                                 Operator *left);
must_use Operator *nested_loop_new(Task *task, const NestedLoopJoin *plan, Columns right,
                                   Block *const *blocks, uint32_t block_count, Operator *left);

#endif
