/*
 * run_with.c -- see run_with.h.
 *
 *     lock all ──> one snapshot ──> each change: plan, run, apply, keep what RETURNING gave ──>
 * main ──> foreign keys of all of them
 */
#include "server/run_with.h"

#include "server/modify/with.h"

/* A change that is over.  What it was planned over is held, for its rows lie there. */
typedef struct WithDone {
    Modify *modify;
    Planned planned;
} WithDone;

struct RunWith {
    const Plan *statement;
    Plans ctes;
    const uint32_t
        *order; /* which runs when: WITH queries, and ctes.count for the main statement */
    uint32_t order_count, step;
    const Plan *now; /* the one under way; NULL: all are over */
    uint32_t *result_oids;
    const CatalogVersion *snapshot; /* NULL: not all locked yet */
    const CatalogVersion *seen;     /* with the results */
    CatalogChanges results;
    WithDone *done;
    uint32_t done_count;
    const Modify *main; /* NULL: not over yet, or a query */
};

static bool step_to(Run *run, uint32_t step)
{
    RunWith *with = run->with;

    with->step = step;
    with->now = NULL;
    if (step == with->order_count)
        return true;
    with->now = with_statement(&run->cx, with->statement, with->order[step], with->result_oids);
    return with->now != NULL;
}

RunWith *run_with_new(Run *run, const Plan *statement)
{
    Plans ctes = with_changes(statement);

    if (!ctes.count)
        return NULL;
    RunWith *with = arena_zero(run->arena, sizeof *with);
    with->statement = statement;
    with->ctes = ctes;
    with->order = with_order(&run->cx, statement, &with->order_count);
    with->result_oids = arena_zero(run->arena, (ctes.count + 1) * sizeof *with->result_oids);
    with->done = arena_zero(run->arena, (ctes.count + 1) * sizeof *with->done);
    run->with = with;
    return step_to(run, 0) ? with : NULL;
}

const Plan *run_with_statement(const RunWith *with)
{
    return with->now;
}

bool run_with_is_main(const RunWith *with)
{
    return with->order[with->step] == with->ctes.count;
}

const Modify *run_with_main(const RunWith *with)
{
    return with->main;
}

/* --- Locking and planning -------------------------------------------------------------------- */

LockState run_with_lock(Run *run, LockState (*lock)(Run *run))
{
    RunWith *with = run->with;

    if (with->snapshot)
        return LOCKED;
    for (uint32_t at = 0; at <= with->ctes.count; at++) {
        with->now = at < with->ctes.count ? with_change_at(with->ctes, at) : with->statement;
        if (!with->now || !is_modify(with->now))
            continue;
        LockState state = lock(run);
        if (state != LOCKED)
            return state;
    }
    with->snapshot = transaction_snapshot(run->session);
    with->seen = with->snapshot;
    catalog_hold(with->seen);
    return step_to(run, 0) ? LOCKED : LOCK_FAILED;
}

void run_with_plan_begin(Run *run)
{
    run->session->pinned = run->with ? run->with->seen : NULL;
}

void run_with_plan_end(Run *run)
{
    run->session->pinned = NULL;
}

bool run_with_modify(Run *run)
{
    const RunWith *with = run->with;

    for (uint32_t at = with->done_count; at > 0; at--)
        if (modify_table(with->done[at - 1].modify) == run->modify_plan.table->oid)
            return modify_follow(run->modify, &run->cx, with->done[at - 1].modify);
    return true;
}

/* --- From one to the next -------------------------------------------------------------------- */

static void see_result(Run *run, SharedTable *table, uint32_t oid)
{
    RunWith *with = run->with;

    catalog_changes_put(&with->results, (CatalogChange){ .oid = oid, .table = table });
    catalog_release(run->session->server->catalog, with->seen);
    with->seen = with_version(with->snapshot, &with->results);
}

static bool keep_result(Run *run)
{
    RunWith *with = run->with;
    uint32_t at = with->order[with->step];

    if (run_with_is_main(with)) {
        with->main = run->modify;
        return true;
    }
    if (!run->modify_plan.returning.count)
        return true;
    const Cte *cte = (const Cte *)with->ctes.items[at];
    uint32_t oid = catalog_new_oid(run->session->server->catalog);
    TableData *data = TRY(modify_result(run->modify, &run->cx));
    with->result_oids[at] = oid;
    see_result(run, with_result(&run->cx, run->session, oid, cte->name, run->planned.columns, data),
               oid);
    table_data_drop(data);
    return true;
}

/* Ready for another plan. */
static void clear(Run *run)
{
    local_run_free(run->local);
    run->local = NULL;
    planned_scans_close(run->scans);
    run->scans = NULL;
    shell_query_drop(run->query);
    run->query = NULL;
    run->slept_micros = 0;
    run->planned = (Planned){ 0 };
    run->modify_plan = (ModifyPlan){ 0 };
}

bool run_with_next(Run *run)
{
    RunWith *with = run->with;

    TRY(modify_apply(run->modify, &run->cx));
    TRY(keep_result(run));
    with->done[with->done_count++] = (WithDone){ run->modify, run->planned };
    run->modify = NULL;
    clear(run);
    return step_to(run, with->step + 1);
}

bool run_with_finish(Run *run)
{
    RunWith *with = run->with;

    for (uint32_t at = 0; at < with->done_count; at++) {
        RowsChange change;
        modify_changed(with->done[at].modify, &change);
        TRY(foreign_run(&run->cx, run->session, &change));
    }
    return true;
}

void run_with_free(Run *run)
{
    RunWith *with = run->with;

    if (!with)
        return;
    for (uint32_t at = 0; at < with->done_count; at++) {
        modify_free(with->done[at].modify);
        planned_release(&with->done[at].planned);
    }
    with->done_count = 0;
    catalog_changes_clear(&with->results);
    if (with->snapshot) {
        catalog_release(run->session->server->catalog, with->snapshot);
        catalog_release(run->session->server->catalog, with->seen);
    }
    run->with = NULL;
}
