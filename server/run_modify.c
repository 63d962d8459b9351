/*
 * run_modify.c -- INSERT, UPDATE, DELETE as they run: see run_state.h.
 *
 *     lock ──> plan ──> batches, here or from workers ──> modify_finish ──> answer
 *
 * The plan is made under the table's lock, so that it reads what it will change.
 */
#include "server/run_with.h"

#include "base/block.h"
#include "base/clock.h"
#include "server/search_path.h"

enum { PLANNINGS_MAX = 10 }; /* of a name that means another table each time */

static const Plan *statement_of(const Run *run)
{
    if (run->with)
        return run_with_statement(run->with);
    return run->insert ? run->insert : run->prepared->statement;
}

bool run_start_modify(Run *run, const WirePortal *portal)
{
    run->is_modify = true;
    run->completion =
        (WireCompletion){ .tag = modify_tag(run->prepared->statement), .has_count = true };
    if (portal->parameters)
        run->arguments = TRY(run_parameters(&run->cx, run->session, run->prepared, portal));
    return run_with_new(run, run->prepared->statement) || !has_failed(&run->cx);
}

/* --- Locking and planning -------------------------------------------------------------------- */

/* The target and what foreign keys join with it, which may have become others while one of them
 * was waited for. */
static LockState lock_targets(Run *run)
{
    uint32_t *oids = ARENA_ARRAY(run->arena, uint32_t, FOREIGN_TABLES_MAX), count = 0;
    uint32_t *again = ARENA_ARRAY(run->arena, uint32_t, FOREIGN_TABLES_MAX), now;

    for (int at = 0; at < PLANNINGS_MAX; at++) {
        if (!plan_related(&run->cx, run->session, run->prepared, statement_of(run),
                          &run->locked_oid, again, &now))
            return LOCK_FAILED;
        if (now == count && memcmp(oids, again, now * sizeof *oids) == 0)
            return LOCKED;
        memcpy(oids, again, now * sizeof *oids);
        count = now;
        LockState state = run_lock_all(run, oids, count);
        if (state != LOCKED)
            return state;
    }
    fail(&run->cx, ERR_SERIALIZATION_FAILURE, NO_POSITION,
         "foreign keys changed while the statement waited for their tables");
    return LOCK_FAILED;
}

static bool plan_it(Run *run)
{
    const Plan *statement = statement_of(run);

    run->planned.formats = run->format.formats;
    TRY(plan_modify(&run->cx, run->session, run->prepared, statement, run->arguments,
                    &run->modify_plan, &run->planned));
    return run->modify_plan.table->is_temporary ||
           transaction_check_writes(&run->cx, run->session, command_name(statement));
}

/* Over what all statements of the WITH see. */
static LockState prepare_with(Run *run)
{
    LockState state = run_with_lock(run, lock_targets);

    if (state != LOCKED)
        return state;
    run_with_plan_begin(run);
    bool is_planned = plan_it(run);
    run_with_plan_end(run);
    return is_planned ? LOCKED : LOCK_FAILED;
}

/* Locked, and planned over what was locked. */
static LockState prepare(Run *run)
{
    if (run->with)
        return prepare_with(run);
    for (int at = 0; at < PLANNINGS_MAX; at++) {
        LockState state = lock_targets(run);
        if (state != LOCKED)
            return state;
        if (!plan_it(run))
            return LOCK_FAILED;
        if (run->modify_plan.table->oid == run->locked_oid)
            return LOCKED;
        planned_release(&run->planned);
    }
    fail(&run->cx, ERR_SERIALIZATION_FAILURE, NO_POSITION,
         "the table was replaced while the statement waited for it");
    return LOCK_FAILED;
}

void run_explain_modified(Run *run)
{
    static const char *const words[] = {
        [MODIFY_INSERT] = "insert into", [MODIFY_UPDATE] = "update", [MODIFY_DELETE] = "delete from"
    };

    run->explain.modified = str_format(run->arena, "%s %.*s", words[run->modify_plan.kind],
                                       STR(run->modify_plan.table->name));
}

/* Workers measure; what RETURNING gives goes nowhere. */
static void begin_explained(Run *run)
{
    uint32_t count = run->modify_plan.returning.count;

    run_explain_modified(run);
    run->planned.is_local = run->planned.stays_here;
    run->format.formats = (Str){ arena_zero(run->arena, count + 1), count };
}

static bool begin_with(Run *run)
{
    if (!run_with_is_main(run->with))
        modify_keep(run->modify);
    return run_with_modify(run);
}

bool run_modify_begin(Run *run)
{
    const ModifyPlan *plan = arena_copy(run->arena, &run->modify_plan, sizeof *plan);

    if (run->is_explain)
        begin_explained(run);
    run->modify =
        modify_new(&run->cx, run->session, run->planned.catalog, plan, &run->format, run->arena);
    if (!run->modify || (run->with && !begin_with(run)))
        return false;
    if (!run->planned.is_local)
        return run_submit(run);
    run->scans = planned_scans(&run->cx, &run->planned);
    run->local = local_run_new(run->planned.physical, run->scans, run->format,
                               &run->session->server->budget);
    return true;
}

/* --- Rows ------------------------------------------------------------------------------------ */

/* Slices live in `arena`; what is kept of them does not. */
static bool add_block(Run *run, const Block *block, Arena *arena)
{
    for (uint32_t from = 0; from < block->rows; from += BATCH_ROWS_MAX) {
        SCRATCH(arena);
        uint32_t left = block->rows - from;
        Batch batch;
        block_slice(arena, block, from, left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX, &batch);
        TRY(modify_add(run->modify, &run->cx, &batch));
    }
    return true;
}

bool run_modify_block(Run *run, const Delivery *delivery)
{
    Arena *arena = arena_new(NULL);
    Cx cx = { .arena = arena, .values = &run->values };
    const Block *block = block_open(&cx, delivery->bytes.data, delivery->bytes.length, false);

    session_host_begin(run->session, run->planned.catalog);
    bool added = block ? add_block(run, block, arena) : fail_with(&run->cx, &cx.error) != NULL;
    run->slept_micros += session_host_end();
    arena_free(arena);
    return added;
}

/* The main statement is a query: nothing changes behind it. */
static bool start_main(Run *run)
{
    TRY(run_with_finish(run));
    run_with_plan_begin(run);
    bool is_planned = plan_query(&run->cx, run->session, run->prepared, statement_of(run),
                                 run->arguments, &run->planned);
    run_with_plan_end(run);
    TRY(is_planned);
    run->values.enums = search_path_enums(run->arena, run->session, run->planned.catalog);
    return true;
}

static void answer_changes(Run *run, WireSession *wire, const Modify *modify)
{
    uint64_t rows;

    if (run->is_explain) {
        run_answer_explain(run, wire);
        return;
    }
    Str bytes = modify_rows(modify, &rows);
    WireBlock block = { .bytes = bytes.data, .length = bytes.length, .rows = rows };

    run->completion.affected = modify_count(modify);
    run_give_rows(run, wire, block, &run->completion);
}

/* One statement of a WITH is over: another one comes, or the main one is a query, or that was the
 * last one. */
static void go_on(Run *run, WireSession *wire)
{
    bool is_fine = run_with_next(run);
    const Plan *next = is_fine ? run_with_statement(run->with) : NULL;

    if (is_fine && !next)
        is_fine = run_with_finish(run);
    else if (is_fine && !is_modify(next))
        is_fine = start_main(run);
    if (!is_fine) {
        run_fail(run, wire, &run->cx.error);
        return;
    }
    if (!next) {
        answer_changes(run, wire, run_with_main(run->with));
        return;
    }
    run->is_modify = is_modify(next);
    run_yield(run);
}

void run_modify_end(Run *run, WireSession *wire)
{
    if (run->with)
        go_on(run, wire);
    else if (modify_finish(run->modify, &run->cx))
        answer_changes(run, wire, run->modify);
    else
        run_fail(run, wire, &run->cx.error);
}

/* Some batches, here. */
static LocalStep add_batches(Run *run)
{
    int64_t until_ns = clock_ns() + LOCAL_SLICE_NS;
    LocalStep step;
    Batch batch;

    do {
        step = local_run_batch(run->local, until_ns, &batch);
        if (step == LOCAL_FAILED) {
            fail_with(&run->cx, local_run_error(run->local));
            return step;
        }
        if (step == LOCAL_MORE && batch.selected && !modify_add(run->modify, &run->cx, &batch))
            return LOCAL_FAILED;
    } while (step == LOCAL_MORE && clock_ns() < until_ns);
    return step;
}

static void run_here(Run *run, WireSession *wire)
{
    session_host_begin(run->session, run->planned.catalog);
    LocalStep step = add_batches(run);
    run_sleep(run, wire, session_host_end(), step, 0);
}

void run_modify_stepped(Run *run, WireSession *wire, LocalStep step)
{
    switch (step) {
    case LOCAL_FAILED:
        run->cx.error.position = NO_POSITION;
        run_fail(run, wire, &run->cx.error);
        break;
    case LOCAL_DONE: run_modify_end(run, wire); break;
    case LOCAL_MORE: run_yield(run); break;
    }
}

void run_modify(Run *run, WireSession *wire)
{
    if (!run->modify) {
        LockState state = prepare(run);
        if (state == LOCK_PENDING)
            return;
        if (state == LOCK_FAILED || !run_modify_begin(run)) {
            if (run->cx.error.position != NO_POSITION)
                run->cx.error.position += run->prepared->position;
            run_fail(run, wire, &run->cx.error);
            return;
        }
    }
    if (run->planned.is_local)
        run_here(run, wire);
    else
        run_answer(run, wire);
}
