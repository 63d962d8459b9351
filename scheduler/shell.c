/*
 * shell.c -- see shell.h.
 *
 *     any thread ──orders──> scheduler thread ──frames──> workers
 *                            scheduler_step()  <──frames──
 *
 * The thread owns the scheduler, the workers' channels and the list of queries.  Orders come
 * through a queue guarded by `lock` and an eventfd.
 */
#include "scheduler/shell_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* --- Orders from other threads --------------------------------------------------------------- */

void put_order(Shell *shell, Order order)
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
    shell_step(shell, &submit);
}

static void do_order(Shell *shell, const Order *order)
{
    Event cancel = { .kind = EVENT_CANCEL, .query = order->query ? order->query->id : 0 };
    Event taken = { .kind = EVENT_TAKEN, .query = cancel.query };

    switch (order->kind) {
    case ORDER_SUBMIT: do_submit(shell, order->query); break;
    case ORDER_CANCEL:
        shell_step(shell, &cancel);
        shell_query_drop(order->query);
        break;
    case ORDER_TAKEN:
        shell_step(shell, &taken);
        shell_query_drop(order->query);
        break;
    case ORDER_DESCRIBE: describe_begin(shell, order->describing); break;
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

/* --- Start and stop -------------------------------------------------------------------------- */

static void *shell_thread(void *context)
{
    Shell *shell = context;
    struct timeval beat = { .tv_sec = HEARTBEAT_MS / 1000, .tv_usec = HEARTBEAT_MS % 1000 * 1000 };

    for (uint32_t at = 0; at < shell->config.workers; at++)
        worker_start(&shell->workers[at]);
    event_add(shell->heartbeat, &beat);
    event_base_dispatch(shell->base);
    workers_end(shell);
    return NULL;
}

/* The driver keeps what it makes: workers get duplicates when they need them. */
static void segment_made(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    (void)context;
    (void)query;
    (void)segment;
    (void)bytes;
    close(fd);
}

SegmentStore *shell_segments(Shell *shell)
{
    return shell->segments;
}

Shell *shell_start(Cx *cx, const ShellConfig *config)
{
    Shell *shell = calloc(1, sizeof *shell);

    if (!shell)
        abort();
    shell->config = *config;
    shell->base = event_base_new();
    shell->scheduler = scheduler_new(NULL);
    shell->segments = segment_store_new(0, segment_made, NULL);
    shell->workers = calloc(config->workers, sizeof *shell->workers);
    shell->orders_end = &shell->orders;
    shell->orders_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    arena_init(&shell->arena, NULL);
    pthread_mutex_init(&shell->lock, NULL);
    if (!shell->base || !shell->workers || shell->orders_event < 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot start the scheduler");
    workers_init(shell);
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
        shell_remove_query(shell, shell->queries);
    }
    while (shell->describings)
        describe_answered(shell, shell->describings->request, STR_NONE, &shutting_down);
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
