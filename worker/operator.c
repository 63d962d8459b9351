/* operator.c -- what all operators share: making, asking, measuring, closing. */
#include "worker/operator.h"

#include "base/clock.h"

void *op_new(Task *task, size_t bytes, const Plan *plan,
             OpStatus (*next)(Operator *op, Task *task, Batch *out_batch))
{
    Operator *op = arena_zero(task->arena, bytes);

    op->plan = plan;
    op->next = next;
    op->made_before = task->made;
    task->made = op;
    arena_init(&op->arena, task->budget);
    return op;
}

OpStatus op_next(Operator *op, Task *task, Batch *out_batch)
{
    int64_t start = clock_ns();

    if (!check_interrupts(&task->cx))
        return OP_FAILED;
    OpStatus status = op->next(op, task, out_batch);
    if (status == OP_MORE) {
        assert(batch_is_valid(out_batch));
        op->metrics.rows += out_batch->selected;
        op->metrics.batches++;
    }
    assert(status != OP_FAILED || has_failed(&task->cx));
    op->metrics.ns += clock_ns() - start;
    return status;
}

static void add_metrics(Task *task, const Operator *op)
{
    if (!op->plan || op->plan->id >= task->metric_count)
        return;
    OpMetrics *sum = &task->metrics[op->plan->id];
    sum->rows += op->metrics.rows;
    sum->batches += op->metrics.batches;
    sum->ns += op->metrics.ns;
    sum->spilled_bytes += op->metrics.spilled_bytes;
    sum->chunks_skipped += op->metrics.chunks_skipped;
}

void op_close(Operator *op, Task *task)
{
    if (!op || op->is_closed)
        return;
    op->is_closed = true;
    op_close(op->inputs[0], task);
    op_close(op->inputs[1], task);
    if (op->close)
        op->close(op, task);
    add_metrics(task, op);
    arena_fini(&op->arena);
}

void op_close_all(Task *task)
{
    for (Operator *op = task->made; op; op = op->made_before)
        op_close(op, task);
    task->made = NULL;
}

uint32_t column_of_ref(Columns columns, const Expr *expr)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < columns.count; at++)
        if (columns.items[at].id == (ColumnId)ref->id)
            return at;
    return COLUMN_NONE;
}

bool fail_memory(Cx *cx, Budget *budget)
{
    budget_overdraw(budget, 0);
    return check_memory(cx) ? fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory") : false;
}
