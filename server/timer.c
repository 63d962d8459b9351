/* timer.c -- timers on the thread of a session: see listen.h. */
#include "server/front_end.h"

#include <stdlib.h>

enum { MICROS_PER_SECOND = 1000 * 1000, SECONDS_MAX = INT32_MAX };

struct SessionTimer {
    Connection *connection;
    SessionPostFn *run;
    void *arg;
    struct event event;
};

/* `run` may free the timer, and flushing the connection. */
static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    const SessionTimer *timer = arg;
    Connection *connection = timer->connection;

    (void)fd, (void)what;
    timer->run(connection->session, timer->arg);
    connection_flush(connection);
}

SessionTimer *session_timer_new(SessionHandle *handle, int64_t micros, SessionPostFn *run,
                                void *arg)
{
    SessionTimer *timer = calloc(1, sizeof *timer);
    int64_t seconds = micros / MICROS_PER_SECOND;
    struct timeval span = { seconds < SECONDS_MAX ? seconds : SECONDS_MAX,
                            micros % MICROS_PER_SECOND };

    if (!timer)
        abort();
    *timer = (SessionTimer){ .connection = handle->connection, .run = run, .arg = arg };
    event_assign(&timer->event, timer->connection->front_end->base, -1, 0, on_timer, timer);
    event_add(&timer->event, &span);
    return timer;
}

void session_timer_free(SessionTimer *timer)
{
    if (!timer)
        return;
    event_del(&timer->event);
    free(timer);
}
