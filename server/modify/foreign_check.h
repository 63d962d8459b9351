/*
 * foreign_check.h -- private to the server: what a change of rows does to foreign keys.
 *
 *     rows came    each must have a partner in the table it refers to
 *     rows went    those that referred to them go, follow, lose their values, or are in the way
 *
 * It is looked at after the statement's change is in the transaction, over what that sees, and not
 * row by row: a check asks whether the state is right, so it does not matter what has led to it,
 * and a deferred check can be asked again at COMMIT.  All tables that may be read or changed are
 * locked before the statement is planned (foreign_related): nobody deletes a row that somebody else
 * is about to refer to.
 */
#ifndef SERVER_MODIFY_FOREIGN_CHECK_H
#define SERVER_MODIFY_FOREIGN_CHECK_H

#include "server/transaction.h"

enum { FOREIGN_TABLES_MAX = 1000 };

/* Foreign keys that refer to a table: child and key of the next one; false: there is none. */
typedef struct ForeignWalk {
    const CatalogVersion *version;
    uint32_t table_oid;
    const CatalogTable *child;
    const CatalogConstraint *key;
    uint32_t at, in;
} ForeignWalk;
bool foreign_next(ForeignWalk *walk);

/* Rows of a table that went and came. */
typedef struct RowsChange {
    uint32_t oid;
    const TableData *before; /* where `deleted` are */
    const RowAddress *deleted;
    size_t deleted_count;
    MemoryBlock *const *added;
    uint32_t added_count;
    const uint64_t *added_of; /* UPDATE: which of the added rows each deleted one became */
    const bool *is_assigned;  /* UPDATE: by column; NULL: any may have changed */
} RowsChange;

/* The change is in the transaction: do what foreign keys want.  Raises 23503 and whatever changing
 * the tables that refer to it raises. */
must_use bool foreign_run(Cx *cx, Session *session, const RowsChange *change);
/* All rows of a table against the foreign keys it has, for ALTER TABLE. */
must_use bool foreign_validate(Cx *cx, Session *session, uint32_t oid);

/* The tables that a statement may read or change because of foreign keys, the target included, in
 * the order of their oids: what to lock.  `assigned`: columns that it sets (by name; none: all). */
typedef struct ForeignTouch {
    bool inserts, updates, deletes;
    Exprs assigned;
} ForeignTouch;
must_use bool foreign_related(Cx *cx, const CatalogVersion *version, const CatalogTable *target,
                              const ForeignTouch *touch, uint32_t *out_oids, uint32_t *out_count);

/* --- foreign_defer.c: DEFERRABLE ------------------------------------------------------------- */

/* A key that is to be looked at later, and by which words. */
typedef struct DeferredKey {
    uint32_t child_oid, foreign_oid;
    bool is_parent; /* a row went that others may refer to; else one came that refers */
    const Value *values;
} DeferredKey;

bool foreign_is_deferred(const Session *session, const CatalogConstraint *foreign);
must_use bool foreign_defer(Cx *cx, Session *session, const CatalogTable *child,
                            const CatalogConstraint *foreign, bool is_parent, const Value *values);
/* What was deferred, at COMMIT. */
must_use bool foreign_check_deferred(Cx *cx, Session *session);
void foreign_forget_deferred(Session *session); /* the transaction is over */
/* SET CONSTRAINTS. */
must_use bool foreign_set_constraints(Cx *cx, Session *session, const SetConstraints *set);

/* One key over a version: 23503 where the child has it and the parent does not. */
must_use bool foreign_check_key(Cx *cx, const CatalogVersion *version, const CatalogTable *child,
                                const CatalogConstraint *foreign, bool is_parent,
                                const Value *values);

#endif
