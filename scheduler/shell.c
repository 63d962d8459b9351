/*
 * shell.c -- see shell.h.
 *
 *     any thread ──orders──> scheduler thread ──frames──> workers
 *                            scheduler_step()  <──frames──
 *
 * The thread owns the scheduler, the workers' channels and the list of queries.  Orders come
 * through a queue guarded by `lock` and an eventfd; the worker reports are copied under the same
 * lock.
 */
#include "scheduler/shell.h"

#include "base/build_id.h"
#include "base/clock.h"
#include "base/pack.h"
#include "scheduler/process.h"
#include "base/segment.h"

#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLAN_BYTES_MAX = FRAME_BYTES_MAX / 2 }; /* encoded, all stages: fits in a frame */

/* A segment a worker can read: its own are known to it anyway. */
typedef struct Mapped {
    QueryId query;
    uint64_t segment;
} Mapped;

typedef struct WorkerSlot {
    Shell *shell;
    Process process;
    Channel *channel; /* NULL: not running */
    WorkerId id;      /* incarnation */
    bool is_ready;
    int missed; /* heartbeats */
    uint64_t memory_bytes;
    int deaths; /* in a row before Ready */
    struct event *respawn;
    Mapped *mapped;
    uint32_t mapped_count, mapped_capacity;
} WorkerSlot;

typedef struct SentLease {
    struct SentLease *next;
    AttemptId attempt;
    uint32_t stage, lease, worker;
    int pid;
    int64_t sent_ns;
} SentLease;

struct ShellQuery {
    ShellQuery *next; /* in shell->queries */
    Shell *shell;
    QueryId id;
    _Atomic int references;
    Arena *arena;
    Str stages; /* encoded */
    ShellQueryOptions options;
    StageSpecs specs; /* plans left out */
    const ShellHandler *handler;
    void *self;
    SentLease *sent;
    QueryReport report;
    uint32_t report_capacity;
};

typedef enum OrderKind {
    ORDER_SUBMIT,
    ORDER_CANCEL,
    ORDER_TAKEN,
    ORDER_DESCRIBE,
    ORDER_STOP
} OrderKind;

typedef struct Describing {
    struct Describing *next;
    uint64_t request;
    char *path;
    uint32_t format;
    DescribedFn described;
    void *self;
    WorkerId worker;
    int tries;
} Describing;

typedef struct Order {
    struct Order *next;
    OrderKind kind;
    ShellQuery *query;
    Describing *describing;
} Order;

struct Shell {
    ShellConfig config;
    pthread_t thread;
    struct event_base *base;
    Scheduler *scheduler;
    Actions actions;
    SegmentStore *segments;
    WorkerSlot *workers;
    WorkerId next_worker;
    ShellQuery *queries;
    Describing *describings;
    uint64_t next_request;
    Arena arena; /* of the message being handled */
    struct event *heartbeat;
    bool is_stopping;

    pthread_mutex_t lock; /* guards the rest, and workers' report fields when written */
    Order *orders, **orders_end;
    int orders_event;
    struct event *orders_ready;
    QueryId next_query;
};

static void run_actions(Shell *shell);

static void step(Shell *shell, const Event *event)
{
    scheduler_step(shell->scheduler, event, &shell->actions);
    run_actions(shell);
}

/* --- References ------------------------------------------------------------------------------ */

void shell_query_hold(ShellQuery *query)
{
    atomic_fetch_add(&query->references, 1);
}

void shell_query_drop(ShellQuery *query)
{
    if (!query || atomic_fetch_sub(&query->references, 1) > 1)
        return;
    segment_release(query->shell->segments, query->id);
    arena_free(query->arena);
}

const QueryReport *shell_query_report(const ShellQuery *query)
{
    return &query->report;
}

static ShellQuery *find_query(Shell *shell, QueryId id)
{
    for (ShellQuery *query = shell->queries; query; query = query->next)
        if (query->id == id)
            return query;
    return NULL;
}

static void remove_query(Shell *shell, ShellQuery *query)
{
    for (ShellQuery **link = &shell->queries; *link; link = &(*link)->next)
        if (*link == query) {
            *link = query->next;
            shell_query_drop(query);
            return;
        }
}

/* --- Sending --------------------------------------------------------------------------------- */

static WorkerSlot *find_worker(Shell *shell, WorkerId id)
{
    for (uint32_t at = 0; at < shell->config.workers; at++)
        if (shell->workers[at].channel && shell->workers[at].id == id)
            return &shell->workers[at];
    return NULL;
}

static void send_message(WorkerSlot *worker, const Message *message)
{
    Arena arena;
    arena_init(&arena, NULL);
    StrBuilder frame = str_builder(&arena);

    message_encode(message, &frame);
    channel_send(worker->channel, str_built(&frame));
    arena_fini(&arena);
}

static bool has_mapped(const WorkerSlot *worker, uint64_t segment)
{
    if (segment >> 32 == worker->id)
        return true;
    for (uint32_t at = 0; at < worker->mapped_count; at++)
        if (worker->mapped[at].segment == segment)
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
        worker->mapped_capacity = worker->mapped_capacity ? worker->mapped_capacity * 2 : 64;
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

static void send_prepare(ShellQuery *query, WorkerSlot *worker)
{
    int64_t memory = query->shell->config.worker_memory_bytes;
    Message message = MESSAGE_OF(
        Prepare, .query = query->id, .stages = query->stages, .formats = query->options.formats,
        .memory_bytes = (uint64_t)(memory - memory / MEMORY_SPARE_SHARE),
        .batch_rows = query->options.batch_rows, .force_spill = query->options.force_spill);
    send_message(worker, &message);
}

static void send_input(Shell *shell, WorkerSlot *worker, const Action *action)
{
    BlockRefs refs;
    Arena arena;

    arena_init(&arena, NULL);
    const BlockRef *blocks =
        scheduler_stage_output(shell->scheduler, action->query, action->stage, &arena, &refs.count);
    refs.items = arena_copy(&arena, blocks, refs.count * sizeof *blocks);
    for (uint32_t at = 0; at < refs.count; at++)
        if (!has_mapped(worker, refs.items[at].segment))
            map_segment(shell, worker, action->query, refs.items[at].segment);
    Message message =
        MESSAGE_OF(Input, .query = action->query, .stage = action->stage, .blocks = refs);
    send_message(worker, &message);
    arena_fini(&arena);
}

static void send_lease(ShellQuery *query, WorkerSlot *worker, const Action *action)
{
    SentLease *sent = arena_alloc(query->arena, sizeof *sent);
    Message message =
        MESSAGE_OF(RunLease, .query = action->query, .stage = action->stage, .lease = action->lease,
                   .attempt = action->attempt, .from = action->from, .to = action->to);

    *sent = (SentLease){ .next = query->sent,
                         .attempt = action->attempt,
                         .stage = action->stage,
                         .lease = action->lease,
                         .worker = worker->id,
                         .pid = worker->process.pid,
                         .sent_ns = clock_ns() };
    query->sent = sent;
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
            step(shell, &failed);
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

static void run_action(Shell *shell, const Action *action)
{
    WorkerSlot *worker = action->worker ? find_worker(shell, action->worker) : NULL;
    ShellQuery *query = find_query(shell, action->query);
    Message revoke = MESSAGE_OF(Revoke, .query = action->query, .attempt = action->attempt);
    Message release = MESSAGE_OF(Release, .query = action->query);

    if (action->worker && !worker)
        return;
    switch (action->kind) {
    case ACTION_PREPARE: send_prepare(query, worker); break;
    case ACTION_INPUT: send_input(shell, worker, action); break;
    case ACTION_LEASE: send_lease(query, worker, action); break;
    case ACTION_REVOKE: send_message(worker, &revoke); break;
    case ACTION_RESULT: give_result(shell, query, action); break;
    case ACTION_DONE:
        query->handler->done(query->self);
        remove_query(shell, query);
        break;
    case ACTION_FAILED:
        query->handler->failed(query->self, action->error);
        remove_query(shell, query);
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

/* --- What workers say ------------------------------------------------------------------------ */

static bool on_ready(Shell *shell, WorkerSlot *worker, const ReadyMessage *ready)
{
    Event up = { .kind = EVENT_WORKER_UP,
                 .worker = worker->id,
                 .slots = shell->config.worker_cores };

    if (!str_equal(ready->build_id, build_id()))
        return false;
    pthread_mutex_lock(&shell->lock);
    worker->is_ready = true;
    worker->deaths = 0;
    pthread_mutex_unlock(&shell->lock);
    step(shell, &up);
    return true;
}

static bool on_new_segment(Shell *shell, WorkerSlot *worker, const NewSegmentMessage *made)
{
    int fd = channel_take_descriptor(worker->channel);
    Cx cx = { .arena = &shell->arena };

    if (fd < 0)
        return false;
    if (find_query(shell, made->query))
        return segment_map(&cx, shell->segments, made->query, made->segment, made->bytes, fd);
    close(fd);
    return true;
}

static void add_operators(ShellQuery *query, Str metrics)
{
    PackReader in = pack_reader(metrics);
    uint32_t count = unpack_array(&in);

    for (uint32_t at = 0; at < count; at++) {
        unpack_array_of(&in, 6);
        uint64_t id = unpack_uint(&in);
        OperatorReport more = { .rows = unpack_int(&in) };
        more.batches = unpack_int(&in);
        more.ns = unpack_int(&in);
        more.spilled_bytes = unpack_int(&in);
        more.chunks_skipped = unpack_int(&in);
        if (in.faulty || id >= query->report.operator_count)
            return;
        OperatorReport *sum = &query->report.operators[id];
        sum->rows += more.rows;
        sum->batches += more.batches;
        sum->ns += more.ns;
        sum->spilled_bytes += more.spilled_bytes;
        sum->chunks_skipped += more.chunks_skipped;
    }
}

static void add_lease_report(ShellQuery *query, const LeaseDoneMessage *done)
{
    QueryReport *report = &query->report;
    const SentLease *sent = query->sent;

    while (sent && sent->attempt != done->attempt)
        sent = sent->next;
    if (!sent)
        return;
    if (report->lease_count == query->report_capacity) {
        query->report_capacity = query->report_capacity ? query->report_capacity * 2 : 32;
        LeaseReport *leases = ARENA_ARRAY(query->arena, LeaseReport, query->report_capacity);
        if (report->lease_count)
            memcpy(leases, report->leases, report->lease_count * sizeof *leases);
        report->leases = leases;
    }
    LeaseReport *lease = &report->leases[report->lease_count++];
    *lease = (LeaseReport){ .stage = sent->stage,
                            .lease = sent->lease,
                            .worker = sent->worker,
                            .pid = sent->pid,
                            .rows = done->rows,
                            .ns = clock_ns() - sent->sent_ns };
    for (uint32_t at = 0; at < done->blocks.count; at++)
        lease->bytes += done->blocks.items[at].bytes;
}

static void on_lease_done(Shell *shell, WorkerSlot *worker, const LeaseDoneMessage *done)
{
    ShellQuery *query = find_query(shell, done->query);
    Event event = { .kind = EVENT_LEASE_DONE,
                    .worker = worker->id,
                    .attempt = done->attempt,
                    .outputs = done->blocks.items,
                    .output_count = done->blocks.count,
                    .output_rows = done->rows };

    if (query) {
        add_lease_report(query, done);
        add_operators(query, done->metrics);
    }
    step(shell, &event);
}

static void on_lease_failed(Shell *shell, WorkerSlot *worker, const LeaseFailedMessage *failed)
{
    Event event = { .kind = failed->attempt ? EVENT_LEASE_FAILED : EVENT_QUERY_FAILED,
                    .worker = worker->id,
                    .query = failed->query,
                    .attempt = failed->attempt,
                    .error = &failed->error };
    step(shell, &event);
}

static void on_described(Shell *shell, uint64_t request, Str description, const Error *error)
{
    for (Describing **link = &shell->describings; *link; link = &(*link)->next) {
        Describing *found = *link;
        if (found->request != request)
            continue;
        *link = found->next;
        found->described(found->self, description, error);
        free(found->path);
        free(found);
        return;
    }
}

static bool handle(Shell *shell, WorkerSlot *worker, const Message *message)
{
    switch (message->tag) {
    case MESSAGE_Ready: return on_ready(shell, worker, &message->as_Ready);
    case MESSAGE_NewSegment: return on_new_segment(shell, worker, &message->as_NewSegment);
    case MESSAGE_LeaseDone: on_lease_done(shell, worker, &message->as_LeaseDone); return true;
    case MESSAGE_LeaseFailed: on_lease_failed(shell, worker, &message->as_LeaseFailed); return true;
    case MESSAGE_Described:
        on_described(shell, message->as_Described.request, message->as_Described.description, NULL);
        return true;
    case MESSAGE_DescribeFailed:
        on_described(shell, message->as_DescribeFailed.request, STR_NONE,
                     &message->as_DescribeFailed.error);
        return true;
    case MESSAGE_Pong:
        pthread_mutex_lock(&shell->lock);
        worker->missed = 0;
        worker->memory_bytes = message->as_Pong.memory_bytes;
        pthread_mutex_unlock(&shell->lock);
        return true;
    case MESSAGE_Hello:
    case MESSAGE_Prepare:
    case MESSAGE_Input:
    case MESSAGE_RunLease:
    case MESSAGE_Revoke:
    case MESSAGE_Release:
    case MESSAGE_MapSegment:
    case MESSAGE_Describe:
    case MESSAGE_Ping: break; /* ours to send */
    }
    return false;
}

static int64_t on_input(void *self, Str bytes)
{
    WorkerSlot *worker = self;
    Shell *shell = worker->shell;
    int64_t used = 0;
    size_t frame_bytes;
    Str frame;

    for (;;) {
        Cx cx = { .arena = &shell->arena };
        Message message;
        arena_reset(&shell->arena);
        if (!frame_take(&cx, str_slice(bytes, (size_t)used, bytes.length), &frame, &frame_bytes))
            return has_failed(&cx) ? -1 : used;
        if (!message_decode(&cx, frame, &message) || !handle(shell, worker, &message))
            return -1;
        used += (int64_t)frame_bytes;
    }
}

/* --- Workers coming and going ---------------------------------------------------------------- */

static void worker_start(WorkerSlot *worker);

/* Where there is no worker, the next one that starts is asked. */
static void send_describe(Shell *shell, Describing *describing)
{
    describing->worker = 0;
    for (uint32_t at = 0; at < shell->config.workers; at++) {
        WorkerSlot *worker = &shell->workers[(describing->request + at) % shell->config.workers];
        if (!worker->channel)
            continue;
        Message message =
            MESSAGE_OF(Describe, .request = describing->request, .path = str_of(describing->path),
                       .format = describing->format);
        describing->worker = worker->id;
        describing->tries++;
        send_message(worker, &message);
        return;
    }
}

static const Error describe_crashed = {
    .code = ERR_INTERNAL_ERROR,
    .position = NO_POSITION,
    .message = "reading a file made worker processes crash",
};

/* What the dead worker was asked is asked of another one. */
static void redo_describes(Shell *shell, WorkerId dead)
{
    for (Describing *d = shell->describings, *next; d; d = next) {
        next = d->next;
        if (d->worker != dead)
            continue;
        if (d->tries >= DESCRIBE_TRIES_MAX)
            on_described(shell, d->request, STR_NONE, &describe_crashed);
        else
            send_describe(shell, d);
    }
}

static void log_death(const WorkerSlot *worker, int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
        fprintf(stderr, "hearth: worker %d (process %d) died of signal %d\n", (int)worker->id,
                (int)worker->process.pid, WTERMSIG(status));
}

static void on_respawn(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    worker_start(context);
}

/* At once, or after a pause where workers die before they are ready. */
static void respawn(WorkerSlot *worker)
{
    int delay_ms = worker->deaths > 1 ? 50 << (worker->deaths < 6 ? worker->deaths : 6) : 0;

    if (delay_ms > RESPAWN_DELAY_MS_MAX)
        delay_ms = RESPAWN_DELAY_MS_MAX;
    struct timeval wait = { .tv_sec = delay_ms / 1000, .tv_usec = delay_ms % 1000 * 1000 };
    evtimer_add(worker->respawn, &wait);
}

static void on_worker_gone(void *self)
{
    WorkerSlot *worker = self;
    Shell *shell = worker->shell;
    WorkerId id = worker->id;
    Event down = { .kind = EVENT_WORKER_DOWN,
                   .worker = id,
                   .blamed = atomic_load(&worker->process.blame->crashed) };
    bool was_ready = worker->is_ready;

    channel_free(worker->channel);
    pthread_mutex_lock(&shell->lock);
    worker->channel = NULL;
    worker->is_ready = false;
    worker->deaths++;
    pthread_mutex_unlock(&shell->lock);
    int status = process_end(&worker->process);
    if (shell->is_stopping)
        return;
    log_death(worker, status);
    worker->mapped_count = 0;
    respawn(worker);
    if (was_ready)
        step(shell, &down);
    redo_describes(shell, id);
}

static void worker_start(WorkerSlot *worker)
{
    static const ChannelOps ops = { on_input, on_worker_gone };
    Shell *shell = worker->shell;
    Process process;
    Arena arena;

    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    if (!process_spawn(&cx, &process)) {
        fprintf(stderr, "hearth: %s\n", cx.error.message);
        arena_fini(&arena);
        worker->deaths += 2;
        respawn(worker);
        return;
    }
    arena_fini(&arena);
    Channel *channel =
        channel_new(shell->base, process.frames_fd, process.descriptors_fd, &ops, worker);
    pthread_mutex_lock(&shell->lock);
    worker->process = process;
    worker->id = ++shell->next_worker;
    worker->missed = 0;
    worker->channel = channel;
    pthread_mutex_unlock(&shell->lock);
    Message hello = MESSAGE_OF(Hello, .build_id = build_id(), .worker = worker->id,
                               .cores = shell->config.worker_cores,
                               .memory_bytes = (uint64_t)shell->config.worker_memory_bytes);
    send_message(worker, &hello);
    for (Describing *d = shell->describings; d; d = d->next)
        if (d->worker == 0)
            send_describe(shell, d);
}

static void on_heartbeat(evutil_socket_t fd, short what, void *context)
{
    Shell *shell = context;
    Message ping = MESSAGE_OF(Ping, .number = (uint64_t)clock_ms());

    (void)fd;
    (void)what;
    for (uint32_t at = 0; at < shell->config.workers; at++) {
        WorkerSlot *worker = &shell->workers[at];
        if (!worker->channel)
            continue;
        if (++worker->missed > HEARTBEATS_MISSED_MAX)
            kill(worker->process.pid, SIGKILL); /* its socket's end brings the rest */
        else
            send_message(worker, &ping);
    }
}

/* --- Orders from other threads --------------------------------------------------------------- */

static void put_order(Shell *shell, Order order)
{
    Order *copy = malloc(sizeof *copy);

    if (!copy)
        abort();
    *copy = order;
    copy->next = NULL;
    pthread_mutex_lock(&shell->lock);
    bool was_empty = shell->orders == NULL;
    *shell->orders_end = copy;
    shell->orders_end = &copy->next;
    pthread_mutex_unlock(&shell->lock);
    if (was_empty)
        eventfd_write(shell->orders_event, 1);
}

static void do_submit(Shell *shell, ShellQuery *query)
{
    Event submit = { .kind = EVENT_SUBMIT, .query = query->id, .stages = &query->specs };

    query->next = shell->queries;
    shell->queries = query;
    step(shell, &submit);
}

static void do_order(Shell *shell, const Order *order)
{
    Event cancel = { .kind = EVENT_CANCEL, .query = order->query ? order->query->id : 0 };
    Event taken = { .kind = EVENT_TAKEN, .query = cancel.query };

    switch (order->kind) {
    case ORDER_SUBMIT: do_submit(shell, order->query); break;
    case ORDER_CANCEL:
        step(shell, &cancel);
        shell_query_drop(order->query);
        break;
    case ORDER_TAKEN:
        step(shell, &taken);
        shell_query_drop(order->query);
        break;
    case ORDER_DESCRIBE:
        order->describing->request = ++shell->next_request;
        order->describing->next = shell->describings;
        shell->describings = order->describing;
        send_describe(shell, order->describing);
        break;
    case ORDER_STOP:
        shell->is_stopping = true;
        event_base_loopbreak(shell->base);
        break;
    }
}

static void on_orders(evutil_socket_t fd, short what, void *context)
{
    Shell *shell = context;
    eventfd_t count;

    (void)what;
    eventfd_read(fd, &count);
    pthread_mutex_lock(&shell->lock);
    Order *order = shell->orders;
    shell->orders = NULL;
    shell->orders_end = &shell->orders;
    pthread_mutex_unlock(&shell->lock);
    while (order) {
        Order *next = order->next;
        do_order(shell, order);
        free(order);
        order = next;
    }
}

/* Plans stay behind: the core looks at numbers only. */
static void copy_specs(ShellQuery *query, const StageSpecs *from)
{
    query->specs = *from;
    query->specs.items = arena_copy(query->arena, from->items, from->count * sizeof *from->items);
    for (uint32_t at = 0; at < from->count; at++) {
        StageSpec *spec = &query->specs.items[at];
        spec->plan = NULL;
        spec->inputs =
            arena_copy(query->arena, spec->inputs, spec->input_count * sizeof *spec->inputs);
        spec->split_rows = arena_copy(query->arena, spec->split_rows,
                                      spec->split_count * sizeof *spec->split_rows);
    }
}

static uint32_t highest_id(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);
    uint32_t highest = plan->id;

    for (uint32_t at = 0; at < inputs.count; at++) {
        uint32_t below = highest_id(cx, inputs.items[at]);
        highest = below > highest ? below : highest;
    }
    return highest;
}

static void encode_stages(ShellQuery *query, const StageSpecs *stages)
{
    Cx cx = { .arena = query->arena };
    StrBuilder out = str_builder(query->arena);
    uint32_t highest = 0;

    pack_array(&out, stages->count);
    for (uint32_t at = 0; at < stages->count; at++) {
        StrBuilder plan = str_builder(query->arena);
        plan_encode(&cx, stages->items[at].plan, &plan);
        pack_bytes(&out, plan.data, plan.length);
        uint32_t id = highest_id(&cx, stages->items[at].plan);
        highest = id > highest ? id : highest;
    }
    query->stages = str_built(&out);
    query->report.operator_count = highest + 1;
    query->report.operators =
        arena_zero(query->arena, query->report.operator_count * sizeof *query->report.operators);
}

ShellQuery *shell_query_new(Cx *cx, Shell *shell, const StageSpecs *stages,
                            const ShellQueryOptions *options, const ShellHandler *handler,
                            void *self)
{
    Arena *arena = arena_new(NULL);
    ShellQuery *query = arena_zero(arena, sizeof *query);

    query->arena = arena;
    query->shell = shell;
    query->references = 1;
    query->handler = handler;
    query->self = self;
    query->options = *options;
    query->options.formats = str_copy(arena, options->formats);
    copy_specs(query, stages);
    encode_stages(query, stages);
    if (query->stages.length > PLAN_BYTES_MAX) {
        arena_free(arena);
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "the plan of this query is larger than %d MB", PLAN_BYTES_MAX >> 20);
    }
    pthread_mutex_lock(&shell->lock);
    query->id = ++shell->next_query;
    pthread_mutex_unlock(&shell->lock);
    return query;
}

void shell_query_submit(ShellQuery *query)
{
    shell_query_hold(query); /* the list's */
    put_order(query->shell, (Order){ .kind = ORDER_SUBMIT, .query = query });
}

void shell_query_cancel(ShellQuery *query)
{
    shell_query_hold(query);
    put_order(query->shell, (Order){ .kind = ORDER_CANCEL, .query = query });
}

void shell_query_taken(ShellQuery *query)
{
    shell_query_hold(query);
    put_order(query->shell, (Order){ .kind = ORDER_TAKEN, .query = query });
}

void shell_describe(Shell *shell, Str path, uint32_t format, DescribedFn described, void *self)
{
    Describing *describing = calloc(1, sizeof *describing);

    if (!describing)
        abort();
    describing->path = strndup(path.data, path.length);
    describing->format = format;
    describing->described = described;
    describing->self = self;
    put_order(shell, (Order){ .kind = ORDER_DESCRIBE, .describing = describing });
}

/* --- Start and stop -------------------------------------------------------------------------- */

static void *shell_thread(void *context)
{
    Shell *shell = context;
    struct timeval beat = { .tv_sec = HEARTBEAT_MS / 1000, .tv_usec = HEARTBEAT_MS % 1000 * 1000 };

    for (uint32_t at = 0; at < shell->config.workers; at++)
        worker_start(&shell->workers[at]);
    event_add(shell->heartbeat, &beat);
    event_base_dispatch(shell->base);
    for (uint32_t at = 0; at < shell->config.workers; at++) {
        WorkerSlot *worker = &shell->workers[at];
        if (worker->channel) {
            channel_free(worker->channel);
            process_end(&worker->process);
        }
        event_free(worker->respawn);
        free(worker->mapped);
    }
    return NULL;
}

/* The driver only maps what workers made. */
static void no_segment_made(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    (void)context;
    (void)query;
    (void)segment;
    (void)bytes;
    (void)fd;
}

Shell *shell_start(Cx *cx, const ShellConfig *config)
{
    Shell *shell = calloc(1, sizeof *shell);

    if (!shell)
        abort();
    shell->config = *config;
    shell->base = event_base_new();
    shell->scheduler = scheduler_new(NULL);
    shell->segments = segment_store_new(0, no_segment_made, NULL);
    shell->workers = calloc(config->workers, sizeof *shell->workers);
    shell->orders_end = &shell->orders;
    shell->orders_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    arena_init(&shell->arena, NULL);
    pthread_mutex_init(&shell->lock, NULL);
    if (!shell->base || !shell->workers || shell->orders_event < 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot start the scheduler");
    for (uint32_t at = 0; at < config->workers; at++) {
        shell->workers[at].shell = shell;
        shell->workers[at].respawn = evtimer_new(shell->base, on_respawn, &shell->workers[at]);
    }
    shell->heartbeat = event_new(shell->base, -1, EV_PERSIST, on_heartbeat, shell);
    shell->orders_ready =
        event_new(shell->base, shell->orders_event, EV_READ | EV_PERSIST, on_orders, shell);
    event_add(shell->orders_ready, NULL);
    if (pthread_create(&shell->thread, NULL, shell_thread, shell) != 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot start the scheduler's thread");
    return shell;
}

static const Error shutting_down = {
    .code = ERR_ADMIN_SHUTDOWN,
    .position = NO_POSITION,
    .message = "terminating connection due to administrator command",
};

/* The thread is gone; whoever still waits is told so. */
static void end_queries(Shell *shell)
{
    while (shell->queries) {
        shell->queries->handler->failed(shell->queries->self, &shutting_down);
        remove_query(shell, shell->queries);
    }
    while (shell->describings)
        on_described(shell, shell->describings->request, STR_NONE, &shutting_down);
}

void shell_stop(Shell *shell)
{
    if (!shell)
        return;
    put_order(shell, (Order){ .kind = ORDER_STOP });
    pthread_join(shell->thread, NULL);
    end_queries(shell);
    event_free(shell->heartbeat);
    event_free(shell->orders_ready);
    event_base_free(shell->base);
    close(shell->orders_event);
    segment_store_free(shell->segments);
    scheduler_free(shell->scheduler);
    pthread_mutex_destroy(&shell->lock);
    free(shell->workers);
    arena_fini(&shell->arena);
    free(shell);
}

uint32_t shell_workers(Shell *shell, WorkerReport *out_reports, uint32_t capacity)
{
    uint32_t count = shell->config.workers < capacity ? shell->config.workers : capacity;

    pthread_mutex_lock(&shell->lock);
    for (uint32_t at = 0; at < count; at++) {
        const WorkerSlot *worker = &shell->workers[at];
        out_reports[at] = (WorkerReport){ .worker = worker->id,
                                          .pid = worker->process.pid,
                                          .is_ready = worker->is_ready,
                                          .memory_bytes = worker->memory_bytes };
    }
    pthread_mutex_unlock(&shell->lock);
    return count;
}
