/*
 * undo.h -- private to the server: what the end of a transaction does to a session's settings, and
 * to what it has changed in the catalog.
 *
 *     now      as statements see them
 *     kept     as COMMIT leaves them: without what SET LOCAL has set
 *     before   as ROLLBACK leaves them
 *
 * A savepoint remembers `now` and `kept`.  Nothing is copied before the first change or SAVEPOINT
 * of a transaction.
 *
 * Changes are the session's own until COMMIT makes them everybody's; those of temporary relations
 * stay the session's, and are its next transaction's first changes.
 */
#ifndef SERVER_UNDO_H
#define SERVER_UNDO_H

#include "server/settings.h"
#include "storage/catalog.h"

enum { SAVEPOINTS_MAX = 1000 }; /* open at a time in one session */

typedef struct Savepoint Savepoint;

typedef struct Undo {
    Settings *now;           /* the session's */
    const Settings *initial; /* as the client has opened it: where RESET goes back to */
    Settings kept, before;
    CatalogChanges changes, changes_before;
    bool is_begun;         /* what is kept and before is set */
    Savepoint *savepoints; /* newest first */
    uint32_t savepoint_count;
} Undo;

/* As setting_set, in the current transaction. */
must_use bool undo_set(Cx *cx, Undo *undo, Str name, Str value, bool is_local, SettingId *out_id);
/* All settings back to their defaults. */
void undo_reset(Undo *undo);
/* Takes over the change's hold. */
void undo_change(Undo *undo, CatalogChange change);
/* What COMMIT is to make everybody's; the caller clears it. */
CatalogChanges undo_changes_to_commit(const Undo *undo);
/* The transaction is over.  False: it has set nothing, so nothing has changed now. */
bool undo_end(Undo *undo, bool commits);
void undo_fini(Undo *undo); /* the session is */

/* Raises 54000. */
must_use bool savepoint_make(Cx *cx, Undo *undo, Str name);
/* These raise 3B001; ROLLBACK TO keeps the savepoint. */
must_use bool savepoint_release(Cx *cx, Undo *undo, Str name);
must_use bool savepoint_roll_back(Cx *cx, Undo *undo, Str name);

#endif
