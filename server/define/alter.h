/*
 * alter.h -- private to ALTER TABLE: one statement under way.
 *
 *     actions, in PostgreSQL's passes ──> a changed copy of the definition, and where the values of
 *     each of its columns come from ──> Rewrite: the rows go through a plan (run_define.c)
 *
 * What only changes the definition shares the rows.
 */
#ifndef SERVER_DEFINE_ALTER_H
#define SERVER_DEFINE_ALTER_H

#include "server/define/define.h"

typedef struct Altering {
    Define *d;
    const CatalogTable *former; /* as it was; its rows */
    TableDraft draft;           /* as it will be: draft.table */
    RewriteSource *sources;     /* by column of the draft */
    bool rewrites;              /* rows must be written anew */
    bool validates;             /* rows must be looked at */
    bool checks_foreign;        /* for foreign keys, too */
} Altering;

/* --- alter.c --------------------------------------------------------------------------------- */
/* 42703 of that relation. */
must_use bool alter_find_column(const Altering *a, Str name, uint32_t *out_at);
/* The constraint goes, and what depends on it where that is wanted. */
must_use bool alter_remove_constraint(Altering *a, uint32_t at, bool is_cascade);
/* Leave out those constraints; `drop` has one flag a constraint. */
void alter_remove_constraints(Altering *a, const bool *drop);
void alter_start(Altering *a, Define *d, const CatalogTable *table, uint32_t more_columns);
/* The table as it is now goes into the transaction, and what is to become of its rows to `d`. */
void alter_put(Altering *a);
/* A list that may be written, with room for one more. */
CatalogConstraint *alter_own_constraints(Altering *a);
/* A constraint or index that is made, checked against the rows. */
must_use bool alter_push_constraint(Altering *a, const CatalogConstraint *made);
must_use bool alter_add_constraint(Altering *a, const Constraint *constraint,
                                   const ColumnDefinition *column);

/* --- alter_column.c -------------------------------------------------------------------------- */
must_use bool alter_add_column(Altering *a, const AlterAction *action);
must_use bool alter_drop_column(Altering *a, const AlterAction *action);
must_use bool alter_column_type(Altering *a, const AlterAction *action);
must_use bool alter_column_default(Altering *a, const AlterAction *action);
must_use bool alter_not_null(Altering *a, const AlterAction *action, bool nullable);
must_use bool alter_rename_column(Altering *a, const AlterAction *action);
must_use bool alter_identity(Altering *a, const AlterAction *action);
must_use bool alter_drop_expression(Altering *a, const AlterAction *action);

#endif
