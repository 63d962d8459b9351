/* shell_act.c -- what the core wants done: messages to workers, results to handlers. */
#include "scheduler/shell_state.h"

#include <signal.h>
#include <stdlib.h>

enum { MAPPED_FIRST = 64 };

/* --- Sending --------------------------------------------------------------------------------- */

static WorkerSlot *find_worker(Shell *shell, WorkerId id)
{
    for (uint32_t at = 0; at < shell->config.workers; at++)
        if (shell->workers[at].channel && shell->workers[at].id == id)
            return &shell->workers[at];
    return NULL;
}

void send_message(WorkerSlot *worker, const Message *message)
{
    Arena arena;
    arena_init(&arena, NULL);
    StrBuilder frame = str_builder(&arena);

    message_encode(message, &frame);
    channel_send(worker->channel, str_built(&frame));
    arena_fini(&arena);
}

/* Segments of tables serve many queries: each maps them for itself. */
static bool has_mapped(const WorkerSlot *worker, QueryId query, uint64_t segment)
{
    if (segment >> 32 == worker->id)
        return true;
    for (uint32_t at = 0; at < worker->mapped_count; at++)
        if (worker->mapped[at].segment == segment && worker->mapped[at].query == query)
            return true;
    return false;
}

static void map_segment(Shell *shell, WorkerSlot *worker, QueryId query, uint64_t segment)
{
    uint64_t bytes;
    int fd = segment_descriptor(shell->segments, segment, &bytes);

    if (fd < 0 || !channel_send_descriptor(worker->channel, fd)) {
        /* It is going or does not read: without the segment its leases would fail, so others get
         * them. */
        kill(worker->process.pid, SIGKILL);
        return;
    }
    Message message = MESSAGE_OF(MapSegment, .query = query, .segment = segment, .bytes = bytes);
    send_message(worker, &message);
    if (worker->mapped_count == worker->mapped_capacity) {
        worker->mapped_capacity =
            worker->mapped_capacity ? worker->mapped_capacity * 2 : MAPPED_FIRST;
        worker->mapped = realloc(worker->mapped, worker->mapped_capacity * sizeof *worker->mapped);
        if (!worker->mapped)
            abort();
    }
    worker->mapped[worker->mapped_count++] = (Mapped){ query, segment };
}

static void forget_mapped(WorkerSlot *worker, QueryId query)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < worker->mapped_count; at++)
        if (worker->mapped[at].query != query)
            worker->mapped[kept++] = worker->mapped[at];
    worker->mapped_count = kept;
}

/* --- Actions --------------------------------------------------------------------------------- */

static void map_segments(Shell *shell, WorkerSlot *worker, QueryId query, const BlockRefs *refs)
{
    for (uint32_t at = 0; at < refs->count; at++)
        if (refs->items[at].bytes && !has_mapped(worker, query, refs->items[at].segment))
            map_segment(shell, worker, query, refs->items[at].segment);
}

static void send_tables(ShellQuery *query, WorkerSlot *worker)
{
    for (uint32_t at = 0; at < query->table_count; at++) {
        const SharedTable *table = &query->tables[at];
        Message message =
            MESSAGE_OF(Table, .query = query->id, .table = table->id, .types = table->types,
                       .blocks = table->blocks, .deleted = table->deleted);
        map_segments(query->shell, worker, query->id, &table->blocks);
        map_segments(query->shell, worker, query->id, &table->deleted);
        send_message(worker, &message);
    }
}

static void send_prepare(ShellQuery *query, WorkerSlot *worker)
{
    int64_t memory = query->shell->config.worker_memory_bytes;
    Message message = MESSAGE_OF(Prepare, .query = query->id, .stages = query->stages,
                                 .formats = query->options.formats, .values = query->options.values,
                                 .memory_bytes = (uint64_t)(memory - memory / MEMORY_SPARE_SHARE),
                                 .batch_rows = query->options.batch_rows,
                                 .gives_blocks = query->options.gives_blocks,
                                 .force_spill = query->options.force_spill);
    send_message(worker, &message);
    send_tables(query, worker);
}

static void send_input(Shell *shell, WorkerSlot *worker, const Action *action)
{
    BlockRefs refs;
    Arena arena;

    arena_init(&arena, NULL);
    const BlockRef *blocks =
        scheduler_stage_output(shell->scheduler, action->query, action->stage, &arena, &refs.count);
    refs.items = arena_copy(&arena, blocks, refs.count * sizeof *blocks);
    map_segments(shell, worker, action->query, &refs);
    Message message =
        MESSAGE_OF(Input, .query = action->query, .stage = action->stage, .blocks = refs);
    send_message(worker, &message);
    arena_fini(&arena);
}

static void send_lease(ShellQuery *query, WorkerSlot *worker, const Action *action)
{
    Message message =
        MESSAGE_OF(RunLease, .query = action->query, .stage = action->stage, .lease = action->lease,
                   .attempt = action->attempt, .from = action->from, .to = action->to);

    shell_query_sent(query, worker, action);
    send_message(worker, &message);
}

static void give_result(Shell *shell, ShellQuery *query, const Action *action)
{
    Cx cx = { .arena = &shell->arena };

    for (uint32_t at = 0; at < action->output_count; at++) {
        const BlockRef *ref = &action->outputs[at];
        const void *bytes = segment_find(&cx, shell->segments, ref);
        if (!bytes) { /* cannot be: NewSegment comes before any block in it */
            Event failed = { .kind = EVENT_QUERY_FAILED, .query = query->id, .error = &cx.error };
            shell_step(shell, &failed);
            return;
        }
        shell_query_hold(query);
        query->handler->result(query->self, query, (Str){ bytes, ref->bytes }, ref->rows,
                               at + 1 == action->output_count);
    }
    if (action->output_count == 0) {
        shell_query_hold(query);
        query->handler->result(query->self, query, STR_NONE, 0, true);
    }
}

/* A query may end while the actions of one step are run: what is left of its work then is void. */
static void run_action(Shell *shell, const Action *action)
{
    WorkerSlot *worker = action->worker ? find_worker(shell, action->worker) : NULL;
    ShellQuery *query = shell_find_query(shell, action->query);
    Message revoke = MESSAGE_OF(Revoke, .query = action->query, .attempt = action->attempt);
    Message release = MESSAGE_OF(Release, .query = action->query);
    bool is_over = !query && action->kind != ACTION_REVOKE && action->kind != ACTION_RELEASE;

    if ((action->worker && !worker) || is_over)
        return;
    switch (action->kind) {
    case ACTION_PREPARE: send_prepare(query, worker); break;
    case ACTION_INPUT: send_input(shell, worker, action); break;
    case ACTION_LEASE: send_lease(query, worker, action); break;
    case ACTION_REVOKE: send_message(worker, &revoke); break;
    case ACTION_RESULT: give_result(shell, query, action); break;
    case ACTION_DONE:
        query->handler->done(query->self);
        shell_remove_query(shell, query);
        break;
    case ACTION_FAILED:
        query->handler->failed(query->self, action->error);
        shell_remove_query(shell, query);
        break;
    case ACTION_RELEASE:
        send_message(worker, &release);
        forget_mapped(worker, action->query);
        break;
    }
}

static void run_actions(Shell *shell)
{
    Actions actions = shell->actions;

    shell->actions = (Actions){ 0 };
    for (uint32_t at = 0; at < actions.count; at++)
        run_action(shell, &actions.items[at]);
    actions_fini(&actions);
}

void shell_step(Shell *shell, const Event *event)
{
    scheduler_step(shell->scheduler, event, &shell->actions);
    run_actions(shell);
}
