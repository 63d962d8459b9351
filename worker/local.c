/* local.c -- see local.h. */
#include "worker/local.h"

#include "base/clock.h"
#include "worker/pipeline.h"

#include <stdlib.h>

struct LocalRun {
    Budget budget; /* its own: when it is overdrawn, only this run fails */
    Arena arena;
    Runtime runtime;
    Task task;
    _Atomic uint32_t cancel;
    const Plan *plan; /* the root exchange */
    Columns columns;
    ResultFormat format;
    Operator *root; /* NULL: not made yet */
};

enum { LOCAL_RESULT_BYTES = 64 * 1024 };

LocalRun *local_run_new(const Plan *plan, const TableScan *tables, ResultFormat format,
                        Budget *budget)
{
    LocalRun *run = calloc(1, sizeof *run);

    if (!run)
        abort();
    budget_init(&run->budget, budget, "the query", budget_share(budget));
    arena_init(&run->arena, &run->budget);
    run->task =
        (Task){ .cx = { .arena = &run->arena, .cancel = &run->cancel, .values = format.values },
                .arena = &run->arena,
                .budget = &run->budget,
                .batch_rows = BATCH_ROWS_MAX,
                .runtime = &run->runtime };
    run->runtime.tables = tables;
    run->plan = plan;
    run->format = format;
    run->columns = plan_output(&run->task.cx, plan);
    return run;
}

void local_run_free(LocalRun *run)
{
    if (!run)
        return;
    op_close_all(&run->task);
    arena_fini(&run->arena);
    free(run);
}

LocalStep local_run_batch(LocalRun *run, int64_t until_ns, Batch *out_batch)
{
    if (!run->root)
        run->root = pipeline_make(&run->task, run->plan, 0, 1);
    if (!run->root)
        return LOCAL_FAILED;
    do {
        switch (op_next(run->root, &run->task, out_batch)) {
        case OP_FAILED: return LOCAL_FAILED;
        case OP_DONE: return LOCAL_DONE;
        case OP_MORE: return LOCAL_MORE;
        case OP_PARKED: break;
        }
    } while (clock_ns() < until_ns);
    out_batch->selected = 0;
    return LOCAL_MORE;
}

LocalStep local_run_step(LocalRun *run, int64_t until_ns, StrBuilder *out, uint64_t *out_rows)
{
    size_t start = out->length;
    Batch batch;

    do {
        LocalStep step = local_run_batch(run, until_ns, &batch);
        if (step != LOCAL_MORE)
            return step;
        result_encode(out, run->columns, &run->format, &batch);
        *out_rows += batch.selected;
    } while (clock_ns() < until_ns && out->length - start < LOCAL_RESULT_BYTES);
    return LOCAL_MORE;
}

/* As in PostgreSQL, what fails while it runs names no place in the statement. */
const Error *local_run_error(LocalRun *run)
{
    run->task.cx.error.position = NO_POSITION;
    return &run->task.cx.error;
}

void local_run_cancel(LocalRun *run)
{
    atomic_store(&run->cancel, 1);
}
