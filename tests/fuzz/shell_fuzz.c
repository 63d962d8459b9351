/*
 * shell_fuzz.c -- what a worker that has gone mad could say to the scheduler.
 *
 * The scheduler's real shell and core, with one worker that is a pair of sockets and one query of
 * two stages.  The input is frames: a byte of length each, then the payload.  Whatever they say,
 * the core stays sound, results lie in mapped memory, and the query ends once.
 */
#include "base/build_id.h"
#include "scheduler/shell_state.h"
#include "tests/fuzz/fuzz.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MEMORY_BYTES = 256 * 1024 * 1024,
    SLOTS = 2,
    STAGES = 2,
    SPLITS = 4,
    DESCRIPTORS = 2,
    SEGMENT_BYTES = 4096,
    NO_PROCESS = INT32_MAX, /* beyond what the system numbers, should it be killed */
};

typedef struct Client {
    Shell *shell;
    uint64_t sum; /* of the bytes of results */
    int endings;
} Client;

static void on_result(void *self, ShellQuery *query, Str bytes, uint64_t rows, bool ends_lease)
{
    Client *client = self;
    Event taken = { .kind = EVENT_TAKEN, .query = query->id };

    (void)rows;
    for (size_t at = 0; at < bytes.length; at++)
        client->sum += (uint8_t)bytes.data[at];
    if (ends_lease)
        scheduler_step(client->shell->scheduler, &taken, &client->shell->actions);
    shell_query_drop(query);
}

static void on_done(void *self)
{
    ((Client *)self)->endings++;
}

static void on_failed(void *self, const Error *error)
{
    check(error->code != ERR_NONE && error->message);
    ((Client *)self)->endings++;
}

static int64_t no_input(void *self, Str bytes)
{
    (void)self;
    return (int64_t)bytes.length;
}

static void on_closed(void *self)
{
    (void)self;
}

static void no_segment(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    (void)context, (void)query, (void)segment, (void)bytes, (void)fd;
}

/* Descriptors of small segments wait to be taken; then there are no more. */
static void send_descriptors(int socket, int frames)
{
    static const ChannelOps ops = { no_input, on_closed };
    struct event_base *base = event_base_new();
    Channel *peer = channel_new(base, frames, dup(socket), &ops, NULL);

    for (int at = 0; at < DESCRIPTORS; at++) {
        int fd = memfd_create("fuzz", MFD_CLOEXEC);
        check(fd >= 0 && ftruncate(fd, SEGMENT_BYTES) == 0 && channel_send_descriptor(peer, fd));
        close(fd);
    }
    shutdown(socket, SHUT_WR);
    channel_free(peer);
    event_base_free(base);
}

static void add_worker(Shell *shell, WorkerSlot *worker)
{
    static const ChannelOps ops = { worker_said, on_closed };
    int frames[2], descriptors[2];

    check(socketpair(AF_UNIX, SOCK_STREAM, 0, frames) == 0 &&
          socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) == 0);
    *worker = (WorkerSlot){ .shell = shell, .process = { .pid = NO_PROCESS } };
    worker->id = ++shell->next_worker;
    worker->channel = channel_new(shell->base, frames[0], descriptors[0], &ops, worker);
    send_descriptors(descriptors[1], frames[1]);
    close(descriptors[1]);
    worker->is_ready = true;
    Event up = { .kind = EVENT_WORKER_UP, .worker = worker->id, .slots = SLOTS };
    shell_step(shell, &up);
}

static void shell_init(Shell *shell)
{
    *shell = (Shell){ .config = { .workers = 1, .worker_cores = SLOTS } };
    shell->base = event_base_new();
    shell->scheduler = scheduler_new(NULL);
    shell->segments = segment_store_new(0, no_segment, NULL);
    shell->workers = calloc(1, sizeof *shell->workers);
    shell->orders_end = &shell->orders;
    arena_init(&shell->arena, NULL);
    pthread_mutex_init(&shell->lock, NULL);
    check(shell->base && shell->workers);
    add_worker(shell, shell->workers);
}

static void shell_fini(Shell *shell)
{
    channel_free(shell->workers->channel);
    free(shell->workers->mapped);
    free(shell->workers);
    event_base_free(shell->base);
    segment_store_free(shell->segments);
    scheduler_free(shell->scheduler);
    actions_fini(&shell->actions);
    pthread_mutex_destroy(&shell->lock);
    arena_fini(&shell->arena);
}

/* A scan in four splits, and a result over it. */
static ShellQuery *submit(Cx *cx, Shell *shell, Client *client)
{
    static const ShellHandler handler = { on_result, on_done, on_failed };
    static int64_t split_rows[SPLITS] = { 1000, 1000, 1000, 1000 };
    static uint32_t inputs[] = { 0 };
    StageSpec stages[STAGES] = {
        { .plan = NEW(cx, Values), .split_rows = split_rows, .split_count = SPLITS },
        { .plan = NEW(cx, Values),
          .inputs = inputs,
          .input_count = 1,
          .split_rows = split_rows,
          .split_count = SPLITS },
    };

    for (int at = 0; at < STAGES; at++) {
        stages[at].row_goal = INT64_MAX;
        stages[at].is_reproducible = true;
    }
    ShellQuery *query = shell_query_new(cx, shell, &(StageSpecs){ stages, STAGES },
                                        &(ShellQueryOptions){ 0 }, &handler, client);
    check(query);
    shell_query_hold(query); /* the list's */
    query->next = shell->queries;
    shell->queries = query;
    Event event = { .kind = EVENT_SUBMIT, .query = query->id, .stages = &query->specs };
    shell_step(shell, &event);
    return query;
}

static void say_all(Fuzz *fuzz, WorkerSlot *worker)
{
    while (fuzz->left.length > 0) {
        StrBuilder frame = str_builder(&fuzz->arena);
        uint32_t length = fuzz_byte(fuzz);
        length = length < fuzz->left.length ? length : (uint32_t)fuzz->left.length;
        str_add_bytes(&frame, &length, sizeof length);
        str_add_bytes(&frame, fuzz->left.data, length);
        fuzz->left = str_slice(fuzz->left, length, fuzz->left.length);
        bool goes_on = worker_said(worker, str_built(&frame)) >= 0;
        check(scheduler_is_valid(worker->shell->scheduler));
        if (!goes_on)
            return; /* its channel is closed then */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Fuzz fuzz;
    Shell shell;
    Client client = { .shell = &shell };

    fuzz_begin(&fuzz, MEMORY_BYTES, data, size);
    shell_init(&shell);
    ShellQuery *query = submit(&fuzz.cx, &shell, &client);
    Event down = { .kind = EVENT_WORKER_DOWN, .worker = shell.workers->id };
    Event cancel = { .kind = EVENT_CANCEL, .query = query->id };
    say_all(&fuzz, shell.workers);
    shell_step(&shell, &down);
    shell_step(&shell, &cancel);
    check(client.endings == 1 && !shell.queries);
    check(scheduler_is_idle(shell.scheduler));
    shell_query_drop(query);
    check(segment_count(shell.segments) == 0);
    shell_fini(&shell);
    fuzz_end(&fuzz);
    return 0;
}
