/*
 * lease.c -- see lease.h.
 *
 *     new ──pipeline_prepare──> made ──sink adds batches──> source is DONE ──finish──> done
 *            PARKED: another thread builds a shared table; the queue asks again later
 */
#include "worker/lease.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/pack.h"

#include <stdlib.h>

enum { PLAN_IDS_MAX = 100000, METRIC_FIELDS = 6 };

static uint32_t highest_id(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);
    uint32_t highest = plan->id;

    for (uint32_t at = 0; at < inputs.count; at++) {
        uint32_t below = highest_id(cx, inputs.items[at]);
        highest = below > highest ? below : highest;
    }
    return highest < PLAN_IDS_MAX ? highest : 0;
}

LeaseRun *lease_run_new(QueryRun *query, const RunLeaseMessage *message)
{
    LeaseRun *lease = calloc(1, sizeof *lease);

    if (!lease)
        abort();
    lease->attempt = message->attempt;
    lease->stage = (uint32_t)message->stage;
    lease->runtime = (Runtime){ .query = query,
                                .tables = query->tables,
                                .from = (uint32_t)message->from,
                                .to = (uint32_t)message->to };
    arena_init(&lease->arena, &query->budget);
    lease->task = (Task){
        .cx = { .arena = &lease->arena, .cancel = &lease->cancel, .values = &query->values },
        .arena = &lease->arena,
        .budget = &query->budget,
        .batch_rows = query->batch_rows,
        .force_spill = query->force_spill,
        .runtime = &lease->runtime
    };
    pthread_mutex_lock(&query->lock);
    lease->next = query->leases;
    query->leases = lease;
    pthread_mutex_unlock(&query->lock);
    return lease;
}

void query_revoke(QueryRun *query, uint64_t attempt)
{
    pthread_mutex_lock(&query->lock);
    for (LeaseRun *lease = query->leases; lease; lease = lease->next)
        if (attempt == 0 || lease->attempt == attempt)
            atomic_store(&lease->cancel, 1);
    pthread_mutex_unlock(&query->lock);
}

void lease_run_free(LeaseRun *lease)
{
    QueryRun *query = lease->runtime.query;

    pthread_mutex_lock(&query->lock);
    for (LeaseRun **link = &query->leases; *link; link = &(*link)->next)
        if (*link == lease) {
            *link = lease->next;
            break;
        }
    pthread_mutex_unlock(&query->lock);
    op_close_all(&lease->task);
    if (lease->sink)
        lease->sink->close(lease->sink);
    arena_fini(&lease->arena);
    free(lease);
}

static bool make(LeaseRun *lease)
{
    QueryRun *query = lease->runtime.query;
    const Exchange *exchange = (const Exchange *)query->stages[lease->stage];
    bool is_last = lease->stage + 1 == query->stage_count;
    Task *task = &lease->task;

    task->metric_count = highest_id(&task->cx, &exchange->head) + 1;
    task->metrics = arena_zero(task->arena, task->metric_count * sizeof *task->metrics);
    lease->root = TRY(pipeline_make(task, exchange->input, lease->runtime.from, lease->runtime.to));
    lease->sink = is_last && !query->gives_blocks ? TRY(result_sink_new(task, query, exchange))
                                                  : TRY(exchange_sink_new(task, query, exchange));
    return true;
}

static LeaseStep start(LeaseRun *lease)
{
    const Exchange *exchange = (const Exchange *)lease->runtime.query->stages[lease->stage];

    if (!lease->has_begun)
        FAULT(TASK_START);
    lease->has_begun = true;
    OpStatus status = pipeline_prepare(&lease->task, exchange->input);
    if (status == OP_PARKED)
        return LEASE_PARKED;
    if (status == OP_FAILED || !make(lease))
        return LEASE_FAILED;
    return LEASE_MORE;
}

static LeaseStep finish(LeaseRun *lease)
{
    FAULT(BLOCK_SEAL);
    if (!lease->sink->finish(lease->sink, &lease->task) || !check_interrupts(&lease->task.cx))
        return LEASE_FAILED;
    op_close(lease->root, &lease->task);
    lease->root = NULL;
    return LEASE_DONE;
}

LeaseStep lease_run_step(LeaseRun *lease, int64_t until_ns)
{
    Task *task = &lease->task;
    Batch batch;

    if (!lease->root) {
        LeaseStep started = start(lease);
        if (started != LEASE_MORE)
            return started;
    }
    do {
        switch (op_next(lease->root, task, &batch)) {
        case OP_DONE: return finish(lease);
        case OP_FAILED: return LEASE_FAILED;
        case OP_PARKED: return LEASE_PARKED;
        case OP_MORE:
            FAULT(TASK_BATCH);
            if (!lease->sink->add(lease->sink, task, &batch))
                return LEASE_FAILED;
        }
    } while (clock_ns() < until_ns);
    return LEASE_MORE;
}

void lease_run_metrics(const LeaseRun *lease, StrBuilder *out)
{
    const Task *task = &lease->task;
    uint32_t count = 0;

    for (uint32_t id = 0; id < task->metric_count; id++)
        count += task->metrics[id].ns != 0;
    pack_array(out, count);
    for (uint32_t id = 0; id < task->metric_count; id++) {
        const OpMetrics *m = &task->metrics[id];
        if (!m->ns)
            continue;
        pack_array(out, METRIC_FIELDS);
        pack_uint(out, id);
        pack_int(out, m->rows);
        pack_int(out, m->batches);
        pack_int(out, m->ns);
        pack_int(out, m->spilled_bytes);
        pack_int(out, m->chunks_skipped);
    }
}
