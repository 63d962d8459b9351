/*
 * with.h -- private to the server: WITH queries that are INSERT, UPDATE or DELETE.
 *
 *     WITH a AS (INSERT ... RETURNING ...), b AS (SELECT ...) main
 *
 * The statements run one after the other, `main` last, over one snapshot, so that none sees what
 * another does.  What RETURNING gives becomes a table in no schema, and for those behind it `a` is
 * a query over that table.
 */
#ifndef SERVER_MODIFY_WITH_H
#define SERVER_MODIFY_WITH_H

#include "server/transaction.h"

/* The WITH queries of the statement, if one of them changes rows; else none. */
Plans with_changes(const Plan *statement);
/* The one at `at`, if it changes rows; else NULL. */
const Plan *with_change_at(Plans ctes, uint32_t at);

/* Which of them run when, ctes.count standing for the main statement: as in PostgreSQL, those whose
 * rows it reads before it, the others after it, the last one first. */
const uint32_t *with_order(Cx *cx, const Plan *statement, uint32_t *out_count);

/* The change at `at` (behind the last one: the main statement) as it runs.  `results`: by WITH
 * query, the oid of the table of its rows; 0: there is none, or not yet. */
must_use Plan *with_statement(Cx *cx, const Plan *statement, uint32_t at, const uint32_t *results);

/* A table of these columns in no schema, which `owner` may read; `data` NULL: without rows. */
SharedTable *with_result(Cx *cx, Session *session, uint32_t oid, Str name, Columns columns,
                         const TableData *data);
/* `version` with the tables of results. */
const CatalogVersion *with_version(const CatalogVersion *version, const CatalogChanges *results);

#endif
