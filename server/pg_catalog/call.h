/* call.h -- private to pg_catalog: what answers to calls are made of: see call.c. */
#ifndef SERVER_PG_CATALOG_CALL_H
#define SERVER_PG_CATALOG_CALL_H

#include "expression/expression.h"
#include "server/pg_catalog/lookup.h"
#include "server/pg_catalog/pg_catalog.h"

/* One call being answered. */
typedef struct Asked {
    Cx *cx;
    PgCatalog *catalog;
    const Call *call;
    const Expr *arg; /* the first argument, or NULL */
} Asked;

const Expr *answer_value(const Asked *a, Value value);
const Expr *answer_text(const Asked *a, Str text);
const Expr *text_const(const Asked *a, Str text);
const Expr *answer_cast(const Asked *a, const Expr *expr, TypeId type);
const Expr *call_of(const Asked *a, FunctionId id, const Expr *first, const Expr *second);
/* What `table` says of the first argument, an oid of some type. */
const Expr *lookup(const Asked *a, FunctionId id, Str table);
/* The same, or `otherwise` where it says nothing. */
const Expr *lookup_or(const Asked *a, Str table, const Expr *otherwise);

/* --- call_comment.c --------------------------------------------------------------------------- */
const Expr *answer_comment(const Asked *a);
const Expr *answer_column_comment(const Asked *a);

/* --- call_definition.c ----------------------------------------------------------------------- */
const Expr *answer_view_definition(const Asked *a);
const Expr *answer_rule_definition(const Asked *a);
const Expr *answer_constraint_definition(const Asked *a);
const Expr *answer_index_definition(const Asked *a);
const Expr *answer_serial_sequence(const Asked *a);

#endif
