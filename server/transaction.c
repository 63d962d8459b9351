/* transaction.c -- see transaction.h. */
#include "server/transaction.h"

#include "server/search_path.h"

#include "server/modify/foreign_check.h"

#include <stdlib.h>

static bool keeps_snapshot(const Session *session)
{
    Str level = setting_get(&session->settings, SETTING_transaction_isolation);

    return str_is(level, "repeatable read") || str_is(level, "serializable");
}

/* The version that is seen but for the session's own changes. */
static const CatalogVersion *base_version(Session *session)
{
    Catalog *catalog = session->server->catalog;

    if (!session->snapshot && !keeps_snapshot(session))
        return catalog_acquire(catalog);
    if (!session->snapshot)
        session->snapshot = catalog_acquire(catalog);
    catalog_hold(session->snapshot);
    return session->snapshot;
}

const CatalogVersion *transaction_snapshot(Session *session)
{
    if (session->pinned) {
        catalog_hold(session->pinned);
        return session->pinned;
    }
    const CatalogVersion *base = base_version(session);

    if (!session->undo.changes.count)
        return base;
    const CatalogVersion *own = catalog_version_with(base, &session->undo.changes);
    catalog_release(session->server->catalog, base);
    return own;
}

EnumTypes transaction_enums(Session *session, Arena *arena)
{
    Catalog *catalog = session->server->catalog;
    const CatalogVersion *base = session->snapshot ? session->snapshot : catalog_acquire(catalog);
    const CatalogVersion *seen = base;

    if (session->undo.changes.count)
        seen = catalog_version_with(base, &session->undo.changes);
    EnumTypes enums = search_path_enums(arena, session, seen);
    if (seen != base)
        catalog_release(catalog, seen);
    if (base != session->snapshot)
        catalog_release(catalog, base);
    return enums;
}

static const void *state_of(const CatalogVersion *version, uint32_t oid)
{
    const CatalogTable *table = catalog_find_oid(version, oid);

    return table ? table->data : NULL;
}

bool transaction_check_current(Cx *cx, Session *session, uint32_t table_oid)
{
    Catalog *catalog = session->server->catalog;

    if (!session->snapshot)
        return true;
    const CatalogVersion *newest = catalog_acquire(catalog);
    bool is_current = state_of(newest, table_oid) == state_of(session->snapshot, table_oid);
    catalog_release(catalog, newest);
    return is_current || fail(cx, ERR_SERIALIZATION_FAILURE, NO_POSITION,
                              "could not serialize access due to concurrent update");
}

bool transaction_check_writes(Cx *cx, const Session *session, const char *command)
{
    return !setting_is_on(&session->settings, SETTING_transaction_read_only) ||
           fail(cx, ERR_READ_ONLY_SQL_TRANSACTION, NO_POSITION,
                "cannot execute %s in a read-only transaction", command);
}

void transaction_put(Session *session, uint32_t oid, SharedTable *table)
{
    undo_change(&session->undo, (CatalogChange){ .oid = oid, .table = table });
}

void transaction_put_schema(Session *session, uint32_t oid, Str name)
{
    undo_change(&session->undo, catalog_change_text(CHANGE_SCHEMA, oid, name));
}

void transaction_put_comment(Session *session, const CatalogComment *comment)
{
    CatalogChange change = catalog_change_text(CHANGE_COMMENT, comment->object_oid, comment->text);

    change.class_oid = comment->class_oid;
    change.sub_id = comment->sub_id;
    undo_change(&session->undo, change);
}

void transaction_put_type(Session *session, uint32_t oid, SharedType *type)
{
    undo_change(&session->undo, (CatalogChange){ .kind = CHANGE_TYPE, .oid = oid, .type = type });
}

/* --- ON COMMIT ------------------------------------------------------------------------------- */

/* The sequences of a table that goes go, too. */
static void drop_at_commit(Session *session, const CatalogTable *table)
{
    for (uint32_t at = 0; at < table->column_count; at++)
        if (table->columns[at].sequence_oid)
            transaction_put(session, table->columns[at].sequence_oid, NULL);
    transaction_put(session, table->oid, NULL);
}

/* Only temporary tables have it, and those are among the session's own changes. */
static void run_on_commit(Session *session)
{
    const CatalogChanges *changes = &session->undo.changes;
    bool has_any = false;

    for (uint32_t at = 0; at < changes->count && !has_any; at++)
        has_any = changes->items[at].table &&
                  catalog_table_of(changes->items[at].table)->at_commit != AT_COMMIT_KEEP;
    if (!has_any)
        return;
    const CatalogVersion *version = transaction_snapshot(session);
    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        if (table->at_commit == AT_COMMIT_DROP)
            drop_at_commit(session, table);
        if (table->at_commit != AT_COMMIT_DELETE || !table->rows)
            continue;
        const TableData *empty = table_data_new(&session->server->tables);
        transaction_put(session, table->oid, catalog_table_with_data(version, table->oid, empty));
        table_data_drop(empty);
    }
    catalog_release(session->server->catalog, version);
}

bool transaction_over(Session *session, bool commits)
{
    Server *server = session->server;
    CatalogChanges changes = { 0 };

    if (commits)
        run_on_commit(session);
    if (commits)
        changes = undo_changes_to_commit(&session->undo);
    if (changes.count)
        catalog_commit(server->catalog, &changes);
    catalog_changes_clear(&changes);
    if (session->snapshot)
        catalog_release(server->catalog, session->snapshot);
    session->snapshot = NULL;
    foreign_forget_deferred(session);
    bool has_set = undo_end(&session->undo, commits);
    locks_release(&server->locks, &session->locks);
    return has_set;
}
