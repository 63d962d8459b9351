/*
 * transaction.h -- private to the server: what a session's statements see and may change.
 *
 *     READ COMMITTED             each statement: the newest version, with the session's own changes
 *     REPEATABLE READ and above  all statements: the version of the first one, likewise
 *
 * A change of a table is made under its lock, to what the session sees; COMMIT makes it part of
 * the newest version.  As nobody else can have changed the table meanwhile, nothing is merged and
 * a COMMIT cannot fail.  Where the table had changed before the lock was had, READ COMMITTED sees
 * that, and the others end with 40001.
 */
#ifndef SERVER_TRANSACTION_H
#define SERVER_TRANSACTION_H

#include "server/session.h"

/* What a statement that begins now sees: to be released with catalog_release(). */
const CatalogVersion *transaction_snapshot(Session *session);

/* The enums such a statement knows, in `arena`; it need not be one that begins a snapshot. */
EnumTypes transaction_enums(Session *session, Arena *arena);

/* After the table's lock was had: 40001 where the snapshot is older than the table. */
must_use bool transaction_check_current(Cx *cx, Session *session, uint32_t table_oid);

/* 25006 in a READ ONLY transaction. */
must_use bool transaction_check_writes(Cx *cx, const Session *session, const char *command);

/* The relation is now this, of which the hold is taken over; NULL: it is dropped. */
void transaction_put(Session *session, uint32_t oid, SharedTable *table);
void transaction_put_schema(Session *session, uint32_t oid, Str name); /* empty: dropped */
void transaction_put_comment(Session *session, const CatalogComment *comment);

void transaction_put_type(Session *session, uint32_t oid, SharedType *type); /* likewise */

/* Everything is decided: publish or forget, and let others have the locks.  True: settings may
 * have changed. */
bool transaction_over(Session *session, bool commits);

#endif
