/* shell_worker.c -- worker processes coming, going, and being watched. */
#include "scheduler/shell_state.h"

#include "base/build_id.h"
#include "base/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

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
    worker->channel = NULL;
    worker->is_ready = false;
    worker->deaths++;
    int status = process_end(&worker->process);
    if (shell->is_stopping)
        return;
    log_death(worker, status);
    worker->mapped_count = 0;
    respawn(worker);
    if (was_ready)
        shell_step(shell, &down);
    describe_again(shell, id);
}

void worker_start(WorkerSlot *worker)
{
    static const ChannelOps ops = { worker_said, on_worker_gone };
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
    worker->process = process;
    worker->id = ++shell->next_worker;
    worker->missed = 0;
    worker->channel = channel;
    Message hello = MESSAGE_OF(Hello, .build_id = build_id(), .worker = worker->id,
                               .cores = shell->config.worker_cores,
                               .memory_bytes = (uint64_t)shell->config.worker_memory_bytes);
    send_message(worker, &hello);
    describe_waiting(shell);
}

void on_heartbeat(evutil_socket_t fd, short what, void *context)
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

void workers_init(Shell *shell)
{
    for (uint32_t at = 0; at < shell->config.workers; at++) {
        WorkerSlot *worker = &shell->workers[at];
        worker->shell = shell;
        worker->respawn = evtimer_new(shell->base, on_respawn, worker);
    }
}

void workers_end(Shell *shell)
{
    for (uint32_t at = 0; at < shell->config.workers; at++) {
        WorkerSlot *worker = &shell->workers[at];
        if (worker->channel) {
            channel_free(worker->channel);
            process_end(&worker->process);
        }
        event_free(worker->respawn);
        free(worker->mapped);
    }
}
