/*
 * sort.c -- Sort and TopN: gather, put in order, give out.
 *
 * TopN prunes what it has gathered whenever that has grown well beyond the rows that can still be
 * among the first, so its memory does not depend on the input.
 */
#include "worker/operators/sorter.h"

enum { PRUNE_ROWS_MIN = 16 * 1024, PRUNE_FACTOR = 4 };

typedef struct SortOp {
    Operator op;
    Sorter *sorter;
    uint32_t column_count;
    uint64_t keep;      /* rows that can be among the first; UINT64_MAX: all */
    uint64_t next, end; /* of the sorted rows, to be given out */
    bool is_sorted;
} SortOp;

static bool prune(SortOp *sort, Task *task)
{
    uint64_t rows = sorter_rows(sort->sorter);

    if (sort->keep == UINT64_MAX || rows < PRUNE_ROWS_MIN || rows / PRUNE_FACTOR < sort->keep)
        return true;
    return sorter_prune(sort->sorter, task, sort->keep);
}

/* Take the whole input. */
static OpStatus gather(SortOp *sort, Task *task)
{
    Batch batch;
    OpStatus status;

    while ((status = op_next(sort->op.inputs[0], task, &batch)) == OP_MORE)
        if (!sorter_add(sort->sorter, task, &batch) || !prune(sort, task))
            return OP_FAILED;
    if (status != OP_DONE)
        return status;
    if (!sorter_finish(sort->sorter, task))
        return OP_FAILED;
    uint64_t rows = sorter_rows(sort->sorter);
    sort->end = rows < sort->keep ? rows : sort->keep;
    sort->is_sorted = true;
    return OP_DONE;
}

static OpStatus sort_next(Operator *op, Task *task, Batch *out)
{
    SortOp *sort = (SortOp *)op;

    if (!sort->is_sorted) {
        OpStatus status = gather(sort, task);
        if (status != OP_DONE)
            return status;
    }
    if (sort->next >= sort->end)
        return OP_DONE;
    uint64_t left = sort->end - sort->next;
    uint32_t rows = left < task->batch_rows ? (uint32_t)left : task->batch_rows;

    arena_reset(&op->arena);
    sorter_slice(sort->sorter, &op->arena, sort->next, rows, out);
    out->column_count = sort->column_count; /* keys computed for sorting stay behind */
    sort->next += rows;
    return OP_MORE;
}

static void sort_close(Operator *op, Task *task)
{
    (void)task;
    sorter_free(((SortOp *)op)->sorter);
}

static Operator *make(Task *task, const Plan *plan, Sorts keys, Operator *input)
{
    SortOp *sort = OP_NEW(task, SortOp, plan, sort_next);
    Columns columns = plan_output(&task->cx, plan);

    sort->op.inputs[0] = input;
    sort->op.close = sort_close;
    sort->keep = UINT64_MAX;
    sort->column_count = columns.count;
    sort->sorter = TRY(sorter_new(task, keys, columns));
    return &sort->op;
}

Operator *sort_new(Task *task, const Sort *plan, Operator *input)
{
    return make(task, &plan->head, plan->keys, input);
}

Operator *top_n_new(Task *task, const TopN *plan, Operator *input)
{
    Operator *op = TRY(make(task, &plan->head, plan->keys, input));
    SortOp *sort = (SortOp *)op;

    sort->keep = (uint64_t)plan->count + (uint64_t)plan->offset;
    sort->next = (uint64_t)plan->offset;
    return op;
}
