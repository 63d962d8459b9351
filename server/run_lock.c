/* run_lock.c -- a statement waits for a lock: see run_state.h. */
#include "server/run_state.h"

/* The run's reference that the wait holds is dropped here. */
static void on_granted(WireSession *wire, void *arg)
{
    Run *run = arg;

    run->is_pending = false;
    if (wire)
        run_set_wait(run, WAIT_NONE);
    if (wire && !run->is_closed)
        run_want_rows(run, wire);
    run_drop(run);
}

static LockState fail_deadlock(Run *run)
{
    fail(&run->cx, ERR_DEADLOCK_DETECTED, NO_POSITION, "deadlock detected");
    fail_detail(&run->cx, "Transactions wait for tables that each other has changed.");
    fail_hint(&run->cx, "Change tables in the same order in all transactions.");
    return LOCK_FAILED;
}

LockState run_lock(Run *run, uint32_t oid)
{
    LockOwner *owner = &run->session->locks;

    owner->granted = on_granted;
    owner->self = run;
    atomic_fetch_add(&run->references, 1);
    run->is_pending = true;
    LockAnswer answer = lock_take(&run->session->server->locks, owner, oid);
    if (answer == LOCK_WAITS) {
        run_set_wait(run, WAIT_LOCK);
        return LOCK_PENDING;
    }
    run->is_pending = false;
    run_drop(run);
    return answer == LOCK_GRANTED ? LOCKED : fail_deadlock(run);
}

LockState run_lock_all(Run *run, const uint32_t *oids, uint32_t count)
{
    for (uint32_t at = 0; at < count; at++) {
        LockState state = run_lock(run, oids[at]);
        if (state != LOCKED)
            return state;
        if (!transaction_check_current(&run->cx, run->session, oids[at]))
            return LOCK_FAILED;
    }
    return LOCKED;
}

bool run_lock_cancel(Run *run, WireSession *wire)
{
    if (!run->is_pending || !lock_give_up(&run->session->server->locks, &run->session->locks))
        return false;
    run->is_pending = false;
    run_set_wait(run, WAIT_NONE);
    if (wire) {
        fail(&run->cx, ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to user request");
        wire_answer_error(wire, &run->cx.error);
    }
    run_drop(run);
    return true;
}
