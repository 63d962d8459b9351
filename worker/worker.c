/*
 * worker.c -- the worker process: one thread talks to the driver, the others run leases.
 *
 *     driver ──frames──> main thread ──jobs──> task threads
 *            <──frames── main thread <─outbox── task threads
 *
 * Task threads interleave leases by time slices, so a short query does not wait for a long one.
 * Everything shared between threads is in the job queue and the outbox, each with its own lock,
 * and in QueryRun.
 */
#include "worker/worker.h"

#include "base/build_id.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/fault.h"
#include "storage/describe.h"
#include "worker/blame.h"
#include "worker/lease.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

enum {
    SLICE_NS = 5 * 1000 * 1000, /* a lease runs so long before another gets its turn */
    PARKED_NS = 200 * 1000,     /* a parked lease is asked again after that */
    TASK_STACK_BYTES = 8 * 1024 * 1024,
};

/* Work for a task thread: a lease, or a file to describe. */
typedef struct Job {
    struct Job *next;
    LeaseRun *lease;
    uint64_t request;
    char *path;
    FileFormat format;
} Job;

typedef struct Outgoing {
    struct Outgoing *next;
    int fd; /* sent ahead of the frame; -1: none */
    size_t bytes;
    char frame[];
} Outgoing;

typedef struct WorkerProcess {
    struct event_base *base;
    Channel *channel;
    Arena arena; /* of the message being handled */
    Budget budget;
    SegmentStore *segments;
    uint64_t cores;

    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t has_jobs;
    Job *first_job, **last_job;
    QueryRun *queries;
    Outgoing *outbox, **outbox_end;
    int outbox_event; /* eventfd: the outbox is not empty */
} WorkerProcess;

/* --- To the driver, from any thread ---------------------------------------------------------- */

static void post(WorkerProcess *w, const Message *message, int fd)
{
    Arena arena;
    arena_init(&arena, NULL);
    StrBuilder frame = str_builder(&arena);
    frame.length = 0;
    message_encode(message, &frame);

    Outgoing *out = malloc(sizeof *out + frame.length);
    if (!out)
        abort();
    *out = (Outgoing){ .fd = fd, .bytes = frame.length };
    memcpy(out->frame, frame.data, frame.length);
    arena_fini(&arena);

    pthread_mutex_lock(&w->lock);
    bool was_empty = w->outbox == NULL;
    *w->outbox_end = out;
    w->outbox_end = &out->next;
    pthread_mutex_unlock(&w->lock);
    if (was_empty)
        eventfd_write(w->outbox_event, 1);
}

static void on_outbox(evutil_socket_t fd, short what, void *context)
{
    WorkerProcess *w = context;
    eventfd_t count;

    (void)what;
    eventfd_read(fd, &count);
    pthread_mutex_lock(&w->lock);
    Outgoing *out = w->outbox;
    w->outbox = NULL;
    w->outbox_end = &w->outbox;
    pthread_mutex_unlock(&w->lock);
    while (out) {
        Outgoing *next = out->next;
        if (out->fd >= 0) {
            /* Without it, later frames would name the descriptors of others. */
            if (!channel_send_descriptor(w->channel, out->fd))
                _exit(1);
            close(out->fd);
        }
        channel_send(w->channel, (Str){ out->frame, out->bytes });
        free(out);
        out = next;
    }
}

static void segment_made(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    Message message = MESSAGE_OF(NewSegment, .query = query, .segment = segment, .bytes = bytes);

    post(context, &message, fd);
}

/* --- Task threads ---------------------------------------------------------------------------- */

static void push_job(WorkerProcess *w, Job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&w->lock);
    *w->last_job = job;
    w->last_job = &job->next;
    pthread_cond_signal(&w->has_jobs);
    pthread_mutex_unlock(&w->lock);
}

static Job *pop_job(WorkerProcess *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first_job)
        pthread_cond_wait(&w->has_jobs, &w->lock);
    Job *job = w->first_job;
    w->first_job = job->next;
    if (!w->first_job)
        w->last_job = &w->first_job;
    pthread_mutex_unlock(&w->lock);
    return job;
}

static void remove_query(WorkerProcess *w, QueryRun *query)
{
    for (QueryRun **link = &w->queries; *link; link = &(*link)->next)
        if (*link == query) {
            *link = query->next;
            return;
        }
}

/* The lease is over; the last one of a released query frees it. */
static void lease_is_over(WorkerProcess *w, LeaseRun *lease)
{
    QueryRun *query = lease->runtime.query;

    lease_run_free(lease);
    pthread_mutex_lock(&w->lock);
    bool is_last = --query->running == 0 && query->is_released;
    if (is_last)
        remove_query(w, query);
    pthread_mutex_unlock(&w->lock);
    if (is_last)
        query_run_free(query);
}

static void report_done(WorkerProcess *w, LeaseRun *lease)
{
    StrBuilder metrics = str_builder(&lease->arena);

    lease_run_metrics(lease, &metrics);
    Message message = MESSAGE_OF(LeaseDone, .query = lease->runtime.query->id,
                                 .attempt = lease->attempt, .blocks = lease->sink->blocks,
                                 .rows = lease->sink->rows, .metrics = str_built(&metrics));
    post(w, &message, -1);
}

/* As in PostgreSQL, what fails while it runs names no place in the statement. */
static void report_failed(WorkerProcess *w, LeaseRun *lease)
{
    lease->task.cx.error.position = NO_POSITION;
    Message message = MESSAGE_OF(LeaseFailed, .query = lease->runtime.query->id,
                                 .attempt = lease->attempt, .error = lease->task.cx.error);
    post(w, &message, -1);
}

static void run_lease(WorkerProcess *w, Job *job)
{
    LeaseRun *lease = job->lease;

    blame_attempt(lease->attempt);
    LeaseStep step = lease_run_step(lease, clock_ns() + SLICE_NS);
    blame_attempt(0);

    switch (step) {
    case LEASE_PARKED:
        usleep(PARKED_NS / 1000);
        push_job(w, job);
        return;
    case LEASE_MORE: push_job(w, job); return;
    case LEASE_DONE:
        report_done(w, lease);
        if (lease->stage + 1 == lease->runtime.query->stage_count)
            FAULT(RESULT_SENT);
        break;
    case LEASE_FAILED: report_failed(w, lease); break;
    }
    lease_is_over(w, lease);
    free(job);
}

static FileDescription *describe(Cx *cx, const Job *job)
{
    TRY(FAULT_PASSES(cx, DESCRIBE));
    return file_describe(cx, str_of(job->path), job->format);
}

/* With a budget of its own: one file that needs too much must not fail those after it. */
static void run_describe(WorkerProcess *w, Job *job)
{
    Budget budget;
    Arena arena;
    budget_init(&budget, &w->budget, "the description of a file", INT64_MAX);
    arena_init(&arena, &budget);
    Cx cx = { .arena = &arena };
    FileDescription *description = describe(&cx, job);
    StrBuilder bytes = str_builder(&arena);
    Message message;

    if (description) {
        file_description_encode(description, &bytes);
        message = MESSAGE_OF(Described, .request = job->request, .description = str_built(&bytes));
    } else {
        message = MESSAGE_OF(DescribeFailed, .request = job->request, .error = cx.error);
    }
    post(w, &message, -1);
    arena_fini(&arena);
    free(job->path);
    free(job);
}

static void *task_thread(void *context)
{
    WorkerProcess *w = context;

    stack_limit_set(TASK_STACK_BYTES);
    blame_thread_start();
    for (;;) {
        Job *job = pop_job(w);
        if (job->lease)
            run_lease(w, job);
        else
            run_describe(w, job);
    }
    return NULL;
}

static void start_threads(WorkerProcess *w)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, TASK_STACK_BYTES);
    for (uint64_t at = 0; at < w->cores && at < BLAME_THREADS_MAX; at++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, task_thread, w) != 0)
            _exit(1);
        pthread_detach(thread);
    }
    pthread_attr_destroy(&attributes);
}

/* --- Messages of the driver ------------------------------------------------------------------ */

static QueryRun *find_query(WorkerProcess *w, uint64_t id)
{
    QueryRun *query;

    pthread_mutex_lock(&w->lock);
    for (query = w->queries; query && query->id != id; query = query->next)
        ;
    pthread_mutex_unlock(&w->lock);
    return query;
}

static bool on_hello(WorkerProcess *w, const HelloMessage *hello)
{
    Message ready = MESSAGE_OF(Ready, .build_id = build_id(), .pid = (uint64_t)getpid());

    if (!str_equal(hello->build_id, build_id()))
        return false;
    w->cores = hello->cores;
    budget_init(&w->budget, NULL, "the worker",
                hello->memory_bytes ? (int64_t)hello->memory_bytes : INT64_MAX);
    w->segments = segment_store_new((uint32_t)hello->worker, segment_made, w);
    start_threads(w);
    post(w, &ready, -1);
    return true;
}

static void fail_query(WorkerProcess *w, uint64_t query, const Error *error)
{
    /* Attempt 0 is none: the driver takes it as the failure of the whole query. */
    Message message = MESSAGE_OF(LeaseFailed, .query = query, .attempt = 0, .error = *error);
    post(w, &message, -1);
}

static void on_prepare(WorkerProcess *w, Cx *cx, const PrepareMessage *prepare)
{
    QueryRun *query = query_run_new(cx, prepare, &w->budget, w->segments);

    if (!query) {
        fail_query(w, prepare->query, &cx->error);
        return;
    }
    pthread_mutex_lock(&w->lock);
    query->next = w->queries;
    w->queries = query;
    pthread_mutex_unlock(&w->lock);
}

static void on_table(WorkerProcess *w, Cx *cx, const TableMessage *table)
{
    QueryRun *query = find_query(w, table->query);

    if (query && !query_add_table(cx, query, table))
        fail_query(w, table->query, &cx->error);
}

static void on_run_lease(WorkerProcess *w, const RunLeaseMessage *message)
{
    QueryRun *query = find_query(w, message->query);

    if (!query || message->stage >= query->stage_count)
        return;
    Job *job = calloc(1, sizeof *job);
    if (!job)
        abort();
    job->lease = lease_run_new(query, message);
    pthread_mutex_lock(&w->lock);
    query->running++;
    pthread_mutex_unlock(&w->lock);
    push_job(w, job);
}

/* A revoked lease ends at its next check.  Those that run now are not in the queue: the flag is
 * found through the query's list of leases. */
static void on_revoke(WorkerProcess *w, const RevokeMessage *revoke)
{
    QueryRun *query = find_query(w, revoke->query);

    if (query)
        query_revoke(query, revoke->attempt);
}

static void on_release(WorkerProcess *w, const ReleaseMessage *release)
{
    QueryRun *query = find_query(w, release->query);

    if (!query)
        return;
    query_revoke(query, 0);
    pthread_mutex_lock(&w->lock);
    query->is_released = true;
    bool is_last = query->running == 0;
    if (is_last)
        remove_query(w, query);
    pthread_mutex_unlock(&w->lock);
    if (is_last)
        query_run_free(query);
}

static bool on_map_segment(WorkerProcess *w, Cx *cx, const MapSegmentMessage *map)
{
    int fd = channel_take_descriptor(w->channel);

    if (fd < 0)
        return false;
    if (find_query(w, map->query))
        return segment_map(cx, w->segments, map->query, map->segment, map->bytes, fd);
    close(fd);
    return true;
}

static void on_describe(WorkerProcess *w, const DescribeMessage *describe)
{
    Job *job = calloc(1, sizeof *job);

    if (!job)
        abort();
    job->request = describe->request;
    job->path = strndup(describe->path.data, describe->path.length);
    job->format = (FileFormat)describe->format;
    push_job(w, job);
}

static bool handle(WorkerProcess *w, Cx *cx, const Message *message)
{
    switch (message->tag) {
    case MESSAGE_Hello: return on_hello(w, &message->as_Hello);
    case MESSAGE_Prepare: on_prepare(w, cx, &message->as_Prepare); return true;
    case MESSAGE_Input: {
        QueryRun *query = find_query(w, message->as_Input.query);
        if (query)
            query_set_input(query, (uint32_t)message->as_Input.stage, &message->as_Input.blocks);
        return true;
    }
    case MESSAGE_RunLease: on_run_lease(w, &message->as_RunLease); return true;
    case MESSAGE_Table: on_table(w, cx, &message->as_Table); return true;
    case MESSAGE_Revoke: on_revoke(w, &message->as_Revoke); return true;
    case MESSAGE_Release: on_release(w, &message->as_Release); return true;
    case MESSAGE_MapSegment: return on_map_segment(w, cx, &message->as_MapSegment);
    case MESSAGE_Describe: on_describe(w, &message->as_Describe); return true;
    case MESSAGE_Ping: {
        Message pong = MESSAGE_OF(Pong, .number = message->as_Ping.number,
                                  .memory_bytes = (uint64_t)w->budget.used_bytes);
        post(w, &pong, -1);
        return true;
    }
    case MESSAGE_Ready:
    case MESSAGE_NewSegment:
    case MESSAGE_LeaseDone:
    case MESSAGE_LeaseFailed:
    case MESSAGE_Described:
    case MESSAGE_DescribeFailed:
    case MESSAGE_Pong: break; /* ours to send */
    }
    return false;
}

static int64_t on_input(void *self, Str bytes)
{
    WorkerProcess *w = self;
    int64_t used = 0;
    size_t frame_bytes;
    Str frame;

    for (;;) {
        Cx cx = { .arena = &w->arena };
        Message message;
        arena_reset(&w->arena);
        if (!frame_take(&cx, str_slice(bytes, (size_t)used, bytes.length), &frame, &frame_bytes))
            return has_failed(&cx) ? -1 : used;
        if (!message_decode(&cx, frame, &message) || !handle(w, &cx, &message))
            return -1;
        used += (int64_t)frame_bytes;
    }
}

/* The driver is gone: so are we, at once. */
static void on_closed(void *self)
{
    (void)self;
    _exit(0);
}

/* --- The process ----------------------------------------------------------------------------- */

static void watch_signals(BlamePage *blame)
{
    blame_start(blame);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* Ctrl-C at the terminal is the server's affair */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int worker_main(void)
{
    static const ChannelOps ops = { on_input, on_closed };
    WorkerProcess *w = calloc(1, sizeof *w);

    if (!w)
        return 1;
    BlamePage *blame =
        mmap(NULL, BLAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_BLAME_FD, 0);
    if (blame == MAP_FAILED)
        return 1;
    watch_signals(blame);
    w->base = event_base_new();
    w->outbox_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    w->outbox_end = &w->outbox;
    w->last_job = &w->first_job;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->has_jobs, NULL);
    arena_init(&w->arena, NULL);
    w->channel = channel_new(w->base, WORKER_FRAMES_FD, WORKER_DESCRIPTORS_FD, &ops, w);
    struct event *posted = event_new(w->base, w->outbox_event, EV_READ | EV_PERSIST, on_outbox, w);
    if (!posted || event_add(posted, NULL) != 0)
        return 1;
    event_base_dispatch(w->base);
    return 0;
}
