/*
 * modify.h -- private to analysis: statements that change rows.
 *
 *     Project [address] values, others        what ModifyPlan.columns says
 *       the rows: VALUES, a query, or the table itself joined with FROM, filtered by WHERE
 */
#ifndef CATALYST_ANALYSIS_MODIFY_H
#define CATALYST_ANALYSIS_MODIFY_H

#include "catalyst/analysis/binder.h"

/* A view that is changed, and what it stands on. */
enum { VIEW_COLUMN_COMPUTED = UINT32_MAX };
typedef struct ViewLevel {
    const CatalogTable *view;
    const Select *select;
    const CatalogTable *below; /* a table or another view */
    const uint32_t *columns;   /* by column: which one below it is, or VIEW_COLUMN_COMPUTED */
} ViewLevel;

/* From the view that is named down to the one over a table; none: it is a table. */
typedef struct ViewLevels {
    ViewLevel *items;
    uint32_t count;
    const char *obstacle; /* where nobody wants an error: why it cannot be changed */
} ViewLevels;

/* "insert into", "inserting into", "INSERT" */
typedef struct ViewVerb {
    const char *does, *doing, *word;
} ViewVerb;

/* One statement under way. */
typedef struct Modifying {
    Binder *b;
    ModifyPlan *plan;
    const CatalogTable *table;
    const CatalogTable *view; /* that the statement names; NULL: the table */
    ViewLevels levels;
    Str alias;              /* the target's, or its name */
    int position;           /* where the target is named */
    const Expr **values;    /* by column of the table; NULL: not given */
    const Expr **defaults;  /* by column of the table: ModifyPlan.defaults */
    VisibleColumns others;  /* what RETURNING may name besides the target */
    VisibleColumns carried; /* the columns that stand for */
    VisibleColumns target;  /* the table as FROM has it: of UPDATE and DELETE */
    VisibleColumns written; /* as RETURNING has it */
    const bool *is_given;   /* INSERT: by column of the table, those it names */
} Modifying;

/* --- modify.c -------------------------------------------------------------------------------- */
/* The column of the table that a Name names: 42703 of that relation, at the name. */
must_use bool find_target_column(const Modifying *m, const Expr *name, uint32_t *out_column);
bool is_default_word(const Expr *expr);
/* The value of a column of which nothing is said: in the plan, or for the driver. */
must_use bool give_default(Modifying *m, uint32_t column);
/* A stored expression; what it raises has no position. */
const Expr *bind_stored(Binder *b, StoredTree stored);
/* columns[i] = values[i] of SET, into m->values. */
must_use bool bind_assignments(Modifying *m, Exprs columns, Exprs values);
/* What names of the target mean after the change: the columns that are written. */
VisibleColumns written_columns(const Modifying *m);
/* The table's checks over these, into the plan. */
must_use bool bind_checks(Modifying *m);
/* Likewise generated columns. */
must_use bool bind_generated(Modifying *m);
/* The plan's last step: `address` may be empty. */
must_use bool finish_modify(Modifying *m, Plan *input, const Expr *address, Named returning);

/* --- access.c -------------------------------------------------------------------------------- */
/* What the statement, now bound, does with its target and all else. */
void note_target(Modifying *m, const ModifyPlan *plan);

/* --- view_target.c --------------------------------------------------------------------------- */
/* The table behind the view.  55000 where there is none that can be changed; `verb` NULL: then
 * only said in the levels. */
const CatalogTable *view_levels(Binder *b, const CatalogTable *view, const ViewVerb *verb,
                                ViewLevels *out_levels);
/* The view's columns over those of the table, and the filters of its levels (NULL: it has none),
 * innermost first. */
must_use bool view_over(Binder *b, const ViewLevels *levels, const VisibleColumns *table, Str alias,
                        VisibleColumns *out_columns, Exprs *out_filters);
/* Which column of the table it is: 0A000 where it is none. */
must_use bool view_column(Binder *b, const ViewLevels *levels, uint32_t column, const char *verb,
                          uint32_t *out_column);
must_use bool view_checks(Binder *b, const ViewLevels *levels, const VisibleColumns *written,
                          ViewChecks *out_checks);

/* --- insert.c -------------------------------------------------------------------------------- */
must_use bool bind_insert(Modifying *m, const Insert *insert);

/* --- conflict.c ------------------------------------------------------------------------------ */
/* Which constraints ON CONFLICT means. */
must_use bool find_arbiters(Modifying *m, const OnConflict *conflict);
/* DO UPDATE: `*input` gives m->values' columns; afterwards it is joined with the rows that are
 * there already, and m->values are what to write.  *out_address: of such a row, else null. */
must_use bool bind_conflict_update(Modifying *m, const OnConflict *conflict, Plan **input,
                                   const Expr **out_address);

#endif
