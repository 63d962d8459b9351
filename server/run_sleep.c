/* run_sleep.c -- pg_sleep: a run whose functions have slept is answered that much later.  See
 * run_state.h. */
#include "server/run_state.h"

void run_set_wait(const Run *run, ActivityWait wait)
{
    Session *session = run->session;

    if (session->activity)
        activity_set_wait(&session->server->activities, session->activity, wait);
}

static void go_on(Run *run, WireSession *wire)
{
    if (run->is_modify)
        run_modify_stepped(run, wire, run->slept_step);
    else
        run_local_stepped(run, wire, run->slept_step, run->slept_rows);
}

static void wake(Run *run)
{
    session_timer_free(run->timer);
    run->timer = NULL;
    run_set_wait(run, WAIT_NONE);
}

static void on_time(WireSession *wire, void *arg)
{
    wake(arg);
    go_on(arg, wire);
}

void run_sleep(Run *run, WireSession *wire, int64_t micros, LocalStep step, uint64_t rows)
{
    run->slept_step = step;
    run->slept_rows = rows;
    if (micros <= 0) {
        go_on(run, wire);
        return;
    }
    run_set_wait(run, WAIT_SLEEP);
    run->timer = session_timer_new(run->handle, micros, on_time, run);
}

bool run_sleep_cancel(Run *run, WireSession *wire)
{
    if (!run->timer)
        return false;
    wake(run);
    if (run->is_closed)
        return true;
    fail(&run->cx, ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to user request");
    run_fail(run, wire, &run->cx.error);
    return true;
}
