/*
 * row_check.h -- private to the server: NOT NULL, CHECK and unique constraints of rows that come.
 */
#ifndef SERVER_MODIFY_ROW_CHECK_H
#define SERVER_MODIFY_ROW_CHECK_H

#include "server/transaction.h"

typedef struct RowCheck RowCheck;

must_use RowCheck *row_check_new(Cx *cx, const CatalogVersion *version, const ModifyPlan *plan,
                                 Arena *arena);

/* NOT NULL and CHECK for the live rows of a batch of the plan: 23502, 23514 of the first row that
 * fails. */
must_use bool row_check_run(RowCheck *check, Cx *cx, const Batch *batch);

#define ROW_UNKNOWN UINT32_MAX

/* The row of the batch that has failed; what an expression raises is of an unknown one. */
uint32_t row_check_failed_row(const RowCheck *check);

/* Keys are looked for in `data`, which must outlive it, and not in what the table holds. */
void row_check_look_in(RowCheck *check, const TableData *data);
/* Has the table keys that the statement may break? */
bool row_check_has_keys(const RowCheck *check);

typedef enum KeyVerdict {
    KEY_FREE,
    KEY_SKIPPED, /* ON CONFLICT DO NOTHING */
    KEY_FAILED   /* 23505, 53200 */
} KeyVerdict;

/* One row of an INSERT against the table, the blocks sealed so far and the rows in the builder. */
KeyVerdict row_check_key(RowCheck *check, Cx *cx, const Column *values, Row row,
                         const BlockBuilder *builder, const MemoryBlocks *sealed);
/* The row was added to the builder, as its last. */
void row_check_note(RowCheck *check, const Column *values, Row row, const BlockBuilder *builder);
void row_check_sealed(RowCheck *check); /* the builder is empty again */

/* All rows of the blocks against `others` and each other: 23505. */
must_use bool row_check_keys_of(RowCheck *check, Cx *cx, const TableData *others,
                                const MemoryBlocks *blocks);

/* "(a, b)=(1, 2)": a key, its columns among `columns`, in cx->arena. */
Str key_text(Cx *cx, const CatalogColumn *columns, const CatalogConstraint *key,
             const Value *values);
/* 21000: an upsert meets a row that it has written itself. */
void *fail_second_time(Cx *cx);

#endif
