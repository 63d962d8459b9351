/*
 * run_define.c -- definitions as they run: see run_state.h.
 *
 *     CATALOG_LOCK ──> locks of the tables ──> define_run ──> answer
 *                                          ├─> CREATE TABLE AS: the table, then rows as by INSERT
 *                                          └─> ALTER TABLE: its rows, written anew or looked at
 */
#include "server/define/define.h"
#include "server/role/roles.h"
#include "server/run_state.h"
#include "server/search_path.h"

/* LOCK TABLE ... NOWAIT: 55P03 where the lock cannot be had at once. */
static bool check_no_wait(Run *run, const Plan *statement, uint32_t oid)
{
    const LockTable *lock = PLAN_AS(LockTable, statement);
    Session *session = run->session;

    if (!lock || !lock->no_wait || lock_is_free(&session->server->locks, &session->locks, oid))
        return true;
    const CatalogVersion *version = transaction_snapshot(session);
    const CatalogTable *table = catalog_find_oid(version, oid);
    fail(&run->cx, ERR_LOCK_NOT_AVAILABLE, NO_POSITION,
         "could not obtain lock on relation \"%.*s\"", STR(table->name));
    catalog_release(session->server->catalog, version);
    return false;
}

/* The locks, one after the other; each may have to be waited for. */
static LockState lock_all(Run *run, const Plan *statement)
{
    Define d = { .cx = &run->cx, .session = run->session, .prepared = run->prepared };
    uint32_t *oids = ARENA_ARRAY(run->arena, uint32_t, DEFINE_TARGETS_MAX), count;

    if (define_needs_catalog_lock(statement)) {
        LockState state = run_lock(run, CATALOG_LOCK);
        if (state != LOCKED)
            return state;
    }
    d.version = transaction_snapshot(run->session);
    d.path = search_path_of(run->arena, run->session, d.version);
    bool found = define_targets(&d, statement, oids, &count);
    catalog_release(run->session->server->catalog, d.version);
    for (uint32_t at = 0; found && at < count; at++) {
        if (!check_no_wait(run, statement, oids[at]))
            return LOCK_FAILED;
        LockState state = run_lock(run, oids[at]);
        if (state != LOCKED)
            return state;
        found = transaction_check_current(&run->cx, run->session, oids[at]);
    }
    return found ? LOCKED : LOCK_FAILED;
}

/* The statement that fills the table: INSERT INTO it the query. */
static Plan *fill_of(Run *run, const Plan *written, Plan *query)
{
    TableName *table = (TableName *)plan_copy(&run->cx, written);

    table->columns = (Texts){ 0 };
    return NEW(&run->cx, Insert, .table = &table->head, .query = query, .is_filling = true);
}

/* False: an error.  *out_fills: rows are to follow. */
static bool make_table(Run *run, Define *d, const CreateTableAs *statement, bool *out_fills)
{
    Columns columns;
    bool exists = false;

    TRY(plan_columns(&run->cx, run->session, statement->query, &columns));
    TRY(create_table_of(d, statement, columns, &exists));
    *out_fills = !exists && !statement->has_no_data;
    run->insert = *out_fills ? fill_of(run, statement->table, statement->query) : NULL;
    run->completion =
        (WireCompletion){ .tag = exists || statement->has_no_data ? command_name(&statement->head)
                                                                  : "SELECT",
                          .has_count = !exists && !statement->has_no_data };
    return true;
}

/* The view emptied; its rows, if any are wanted, follow as those of a new table do. */
static bool refresh(Run *run, Define *d, const Refresh *statement, bool *out_fills)
{
    const CatalogTable *view = TRY(define_find(d, statement->view, "relation", false));
    CatalogTable emptied = *view;

    if (!view->is_materialized)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "\"%.*s\" is not a materialized view", STR(view->name));
    Plan *query = TRY(plan_decode(d->cx, view->query.tree));
    const TableData *empty = table_data_new(&d->session->server->tables);
    emptied.data = empty;
    emptied.rows = emptied.bytes = 0;
    emptied.is_unpopulated = statement->has_no_data;
    transaction_put(d->session, view->oid, catalog_table_make(&emptied));
    table_data_drop(empty);
    *out_fills = !statement->has_no_data;
    run->insert = *out_fills ? fill_of(run, statement->view, query) : NULL;
    run->completion = (WireCompletion){ .tag = command_name(&statement->head) };
    return true;
}

/* What may be followed by rows, or any other definition. */
static bool define_with_rows(Run *run, Define *d, const Plan *statement, bool *out_fills)
{
    const CreateTableAs *as = PLAN_AS(CreateTableAs, statement);
    const Refresh *refreshed = PLAN_AS(Refresh, statement);

    if (as)
        return make_table(run, d, as, out_fills);
    if (refreshed)
        return refresh(run, d, refreshed, out_fills);
    return define_run(d, statement);
}

static bool define(Run *run, WireSession *wire, const Plan *statement, bool *out_fills)
{
    Define d = { .cx = &run->cx,
                 .session = run->session,
                 .wire = wire,
                 .prepared = run->prepared,
                 .version = transaction_snapshot(run->session) };
    d.path = search_path_of(run->arena, run->session, d.version);
    const CatalogVersion *before = d.version;
    catalog_hold(before);
    bool is_reading = statement->tag == PLAN_LockTable || statement->tag == PLAN_Maintain;
    bool done =
        (is_reading || transaction_check_writes(d.cx, d.session, command_name(statement))) &&
        define_check_permission(&d, statement) && define_with_rows(run, &d, statement, out_fills) &&
        define_settle_owners(&d, statement, before);

    if (done && d.rewrite) { /* before the version with the former table is let go */
        done = plan_rewrite(&run->cx, run->session, run->prepared, d.rewrite, &run->modify_plan,
                            &run->planned) &&
               run_modify_begin(run);
        *out_fills = true;
    }
    catalog_release(run->session->server->catalog, d.version);
    catalog_release(run->session->server->catalog, before);
    return done;
}

bool run_define(Run *run, WireSession *wire)
{
    const Plan *statement = run->prepared->statement;
    bool fills = false;

    if (run->is_modify) /* made already: rows are under way */
        return true;
    LockState state = lock_all(run, statement);
    if (state == LOCK_PENDING)
        return false;
    if (state == LOCK_FAILED || !define(run, wire, statement, &fills)) {
        if (run->cx.error.position != NO_POSITION)
            run->cx.error.position += run->prepared->position;
        run_fail(run, wire, &run->cx.error);
        return false;
    }
    run->is_modify = fills;
    if (!fills)
        wire_answer_rows(wire, (WireBlock){ 0 }, &run->completion);
    return fills;
}
