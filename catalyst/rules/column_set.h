/* column_set.h -- sets of columns by id, as bits. */
#ifndef CATALYST_RULES_COLUMN_SET_H
#define CATALYST_RULES_COLUMN_SET_H

#include "catalyst/tree/tree.h"

typedef struct ColumnSet {
    Arena *arena;
    uint64_t *words;
    uint32_t word_count;
} ColumnSet;

ColumnSet set_new(Cx *cx);
ColumnSet set_copy(const ColumnSet *set);
void set_add(ColumnSet *set, int64_t id);
void set_add_columns(ColumnSet *set, Columns columns);
void set_add_all(ColumnSet *set, const ColumnSet *other);
void set_remove_all(ColumnSet *set, const ColumnSet *other);
/* Every column `expr` names, those in plans of subqueries included. */
void set_add_expr(ColumnSet *set, const Expr *expr);

bool set_has(const ColumnSet *set, int64_t id);
bool set_is_empty(const ColumnSet *set);
bool set_covers(const ColumnSet *set, const ColumnSet *part);
bool set_meets(const ColumnSet *set, const ColumnSet *other);

ColumnSet set_of_expr(Cx *cx, const Expr *expr);
/* What `plan` gives. */
ColumnSet set_of_output(Cx *cx, const Plan *plan);
/* What `plan` names but nothing in it makes: its correlated columns. */
ColumnSet set_of_free(Cx *cx, const Plan *plan);
/* What the nodes of `plan` make, those in expressions' subqueries left out. */
ColumnSet set_of_made(Cx *cx, const Plan *plan);
/* Does `expr` name columns of `set` only? */
bool set_binds(const ColumnSet *set, const Expr *expr);

#endif
