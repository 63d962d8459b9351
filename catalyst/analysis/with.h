/* with.h -- private to analysis: WITH queries. */
#ifndef CATALYST_ANALYSIS_WITH_H
#define CATALYST_ANALYSIS_WITH_H

#include "catalyst/analysis/binder.h"

typedef enum CteState {
    CTE_BOUND,
    CTE_WAITING,  /* of WITH RECURSIVE: bound when it is first named, or when its turn comes */
    CTE_BINDING,  /* it is being bound */
    CTE_RECURSING /* its recursive term is being bound: naming it means the round before */
} CteState;

/* A WITH query in sight; the innermost comes first. */
struct CteScope {
    struct CteScope *outer;
    const Cte *cte;
    Plan *plan;      /* NULL: it has changed rows, and gives none */
    Columns columns; /* its output, under the names of the WITH's own list */
    bool is_used;    /* a second use is a copy with fresh ids */
    CteState state;
    int64_t number;       /* RECURSING: of the recursion */
    struct Scope *around; /* WAITING: what it sees */
    struct CteScope *sight;
    struct CteScope *bound_for; /* BINDING: the one that named it, which is being bound, too */
};

/* --- with.c ---------------------------------------------------------------------------------- */
/* Bind WITH queries and put them in sight. */
must_use bool bind_ctes(Binder *b, Plans ctes, bool is_recursive);
/* The WITH query that a name without a schema means, or NULL. */
CteScope *cte_in_sight(Binder *b, const TableName *name);
must_use bool use_cte(Binder *b, CteScope *cte, const TableName *name, FromItem *out_item);

/* --- recursion.c ----------------------------------------------------------------------------- */
/* Does the query name it, where nothing hides it? */
bool query_names(Cx *cx, const Plan *query, Str name);
/* May the WITH query, which names itself, do so where it does?  Raises 42P19, 0A000. */
must_use bool check_recursion(Cx *cx, const Cte *cte);

#endif
