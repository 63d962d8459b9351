/*
 * modify.h -- private to the server: what INSERT, UPDATE and DELETE do with the rows of their plan.
 *
 *     batches of the plan ── modify_add ──> rows that go: addresses; rows that come: sealed blocks;
 *                                           RETURNING: encoded
 *                         ── modify_finish ──> the table's next TableData, in the transaction
 *
 * Runs on the session's thread, under the table's lock.  Nothing of it is seen before
 * modify_finish, so a statement that fails has done nothing.
 */
#ifndef SERVER_MODIFY_MODIFY_H
#define SERVER_MODIFY_MODIFY_H

#include "server/modify/foreign_check.h"
#include "server/transaction.h"
#include "worker/result.h"

typedef struct Modify Modify;

/* `version`, in which the plan's table is, `plan` and `format` must outlive it; memory comes from
 * `arena`. */
must_use Modify *modify_new(Cx *cx, Session *session, const CatalogVersion *version,
                            const ModifyPlan *plan, const ResultFormat *format, Arena *arena);
/* Rows of the plan.  Raises 23502, 23505, 23514, 21000 and what defaults and RETURNING raise. */
must_use bool modify_add(Modify *modify, Cx *cx, const Batch *batch);
/* The same without adding them: what is raised before a later row of theirs is looked at. */
must_use bool modify_check(Modify *modify, Cx *cx, const Batch *batch);
/* The row of the batch that failed a check or a key; ROW_UNKNOWN where an expression has raised. */
uint32_t modify_failed_row(const Modify *modify);
must_use bool modify_finish(Modify *modify, Cx *cx);
/* The same without what foreign keys want of it; then what has changed. */
must_use bool modify_apply(Modify *modify, Cx *cx);
void modify_changed(const Modify *modify, RowsChange *out_change);
/* --- Several changes of one statement: WITH -------------------------------------------------- */

/* RETURNING's rows are kept, and not encoded: before the first row. */
void modify_keep(Modify *modify);
/* They, as what a table holds, held once; after modify_apply. */
must_use TableData *modify_result(Modify *modify, Cx *cx);
/* `before` has been applied to the same table, of which both have read the same rows: those that
 * it took are gone, and this change is one of both.  Before the first row; `before` must outlive
 * it.  Raises 0A000 for an upsert. */
must_use bool modify_follow(Modify *modify, Cx *cx, const Modify *before);
uint32_t modify_table(const Modify *modify); /* its oid */

/* What the tag counts, and the rows RETURNING gives. */
uint64_t modify_count(const Modify *modify);
Str modify_rows(const Modify *modify, uint64_t *out_rows);
void modify_free(Modify *modify); /* NULL is fine */

/* The tag without its count. */
const char *modify_tag(const Plan *statement);

#endif
