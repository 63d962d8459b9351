/* sort.c -- keeps all rows, orders them, gives them out; see sort_rows.h. */
#include "worker/operators/sort_rows.h"

typedef struct SortOp {
    Operator op;
    SortInput *input;
    SortRows rows;
    const uint32_t *order; /* NULL: still reading */
    uint32_t next;         /* row to be given out */
} SortOp;

static OpStatus read_all(SortOp *sort, Task *task)
{
    OpStatus status = sort_input_read(task, sort->input, sort->op.inputs[0], &sort->rows);

    if (status != OP_DONE)
        return status;
    sort->order = sort_order(&task->cx, sort->rows.arena, &sort->rows, sort->input->keys,
                             sort->input->key_count);
    return sort->order ? OP_DONE : OP_FAILED;
}

static OpStatus sort_next(Operator *op, Task *task, Batch *out)
{
    SortOp *sort = (SortOp *)op;

    if (!sort->order) {
        OpStatus status = read_all(sort, task);
        if (status != OP_DONE)
            return status;
    }
    uint32_t left = sort->rows.rows - sort->next;
    uint32_t count = left < task->batch_rows ? left : task->batch_rows;
    if (count == 0)
        return OP_DONE;
    arena_reset(&op->arena);
    uint32_t column_count = sort->input->input.count;
    *out = (Batch){ .columns = ARENA_ARRAY(&op->arena, Column, column_count + 1),
                    .column_count = column_count,
                    .rows = count,
                    .selected = count };
    sort_rows_gather(&sort->rows, &op->arena, sort->order + sort->next, count, column_count,
                     out->columns);
    sort->next += count;
    return OP_MORE;
}

static void sort_close(Operator *op, Task *task)
{
    SortOp *sort = (SortOp *)op;

    (void)task;
    sort_rows_fini(&sort->rows);
    sort_input_free(sort->input);
}

Operator *sort_new(Task *task, const Sort *plan, Operator *input)
{
    SortOp *sort = OP_NEW(task, SortOp, &plan->head, sort_next);

    sort->op.inputs[0] = input;
    sort->input = TRY(sort_input_new(task, plan->keys, plan_output(&task->cx, plan->input)));
    sort_rows_init(&sort->rows, task->budget, sort->input->layouts, sort->input->column_count);
    sort->op.close = sort_close;
    return &sort->op;
}
