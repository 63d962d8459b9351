/*
 * binder.h -- private to analysis: what one pass over a statement carries along.
 *
 *     Scope ── outer ──> Scope ── outer ──> ...     one a query level, innermost first
 *       visible columns of its FROM clause
 *
 * A name is looked up in the innermost scope first; found further out, it is a correlated
 * reference: simply a ColumnRef whose id no plan below gives.
 */
#ifndef CATALYST_ANALYSIS_BINDER_H
#define CATALYST_ANALYSIS_BINDER_H

#include "catalyst/catalyst.h"
#include "expression/expression.h"

/* A column a FROM item makes visible. */
typedef struct VisibleColumn {
    Str table; /* alias it can be qualified with; empty for merged USING columns */
    PlanColumn column;
    const Expr *expr;    /* what the name means: a ColumnRef, or coalesce() of a FULL JOIN USING */
    bool qualified_only; /* hidden by a merged column: found as t.a, not as a, not by * */
} VisibleColumn;

typedef struct VisibleColumns {
    VisibleColumn *items;
    uint32_t count;
    uint32_t capacity;
} VisibleColumns;

/* WITH queries in sight, innermost first. */
typedef struct CteScope {
    struct CteScope *outer;
    const Cte *cte;
    struct CteScope *visible; /* what the CTE's own query may name */
} CteScope;

/* Where an expression stands: decides whether aggregates are allowed, and words the error. */
typedef enum Clause {
    CLAUSE_SELECT,
    CLAUSE_WHERE,
    CLAUSE_JOIN,
    CLAUSE_GROUP,
    CLAUSE_HAVING,
    CLAUSE_ORDER,
    CLAUSE_LIMIT,
    CLAUSE_VALUES,
    CLAUSE_FROM,
    CLAUSE_AGGREGATE,
    CLAUSE_FILTER
} Clause;

typedef struct Scope {
    struct Scope *outer;
    VisibleColumns visible;
    CteScope *ctes;
    Clause clause;
    bool has_aggregates; /* an aggregate of this level was bound */
    bool is_empty;       /* FROM gives no row, as can be seen: its expressions are never run */
    bool relied_on_that; /* an expression of this level could not be run */
} Scope;

typedef struct Binder {
    Cx *cx;
    AnalyseInput *input;
    Scope *scope;
    CteScope *ctes;
    bool keeps_unknown; /* a branch of UNION: its literals take the type of the other branch */
} Binder;

static inline ColumnId binder_take_id(Binder *b)
{
    return b->input->next_id++;
}

/* --- scope.c --------------------------------------------------------------------------------- */
void scope_add(Binder *b, VisibleColumns *to, VisibleColumn column);
VisibleColumns scope_of_columns(Binder *b, Str table, Columns columns);
const Expr *scope_find(Binder *b, const Name *name);
/* The same expression, standing at another position. */
const Expr *at_position(Binder *b, const Expr *expr, int position);
const Expr *column_ref(Binder *b, PlanColumn column, int position);

/* --- from.c ---------------------------------------------------------------------------------- */
typedef struct FromItem {
    Plan *plan;
    VisibleColumns visible;
} FromItem;
must_use bool bind_from_list(Binder *b, Plans from, FromItem *out_item);

/* --- query.c --------------------------------------------------------------------------------- */
/* A whole query at a new level; its names and types are those of plan_output. */
must_use Plan *bind_query(Binder *b, const Plan *query);

/* --- select.c -------------------------------------------------------------------------------- */
/* A Select with the ORDER BY of the Query around it (which may name what the list does not). */
must_use Plan *bind_select(Binder *b, const Select *select, Sorts order);

/* --- expr.c ---------------------------------------------------------------------------------- */
const Expr *bind_expr(Binder *b, const Expr *expr);
const Expr *bind_boolean(Binder *b, const Expr *expr, const char *where);
bool bind_exprs(Binder *b, Exprs list, Exprs *out_list);

/* --- call.c ---------------------------------------------------------------------------------- */
const Expr *bind_function(Binder *b, const FunctionName *name);
const Expr *bind_operator(Binder *b, const OperatorName *name);
/* A call of operator `name` over bound arguments; left NULL: prefix. */
const Expr *make_operator(Binder *b, Str name, const Expr *left, const Expr *right, int position);

/* --- subquery.c ------------------------------------------------------------------------------ */
const Expr *bind_sublink(Binder *b, const SubLink *link);

/* --- overload.c ------------------------------------------------------------------------------ */
/* PostgreSQL's func_select_candidate over rows of functions.def.  0 .. count - 1, or: */
enum { OVERLOAD_NONE = -1, OVERLOAD_AMBIGUOUS = -2 };
int overload_choose(const FunctionId *candidates, uint32_t count, const TypeId *args,
                    uint32_t arg_count);

/* --- coerce.c -------------------------------------------------------------------------------- */
/* A Const; a finite numeric literal has a known scale and becomes FIXED. */
const Expr *make_const(Binder *b, Type type, Value value, int position);
/* `expr` as type `to` where the context allows it, else NULL with 42804/42846. */
const Expr *coerce(Binder *b, const Expr *expr, Type to, CastContext context);
/* Implicitly, and to the very physical form of `to`: for lists whose members share a column. */
const Expr *coerce_exactly(Binder *b, const Expr *expr, Type to);
const Expr *coerce_to_id(Binder *b, const Expr *expr, TypeId to);
bool can_coerce(TypeId from, TypeId to, CastContext context);
/* The type UNION, CASE, VALUES, IN and the like give a list: TYPE_NONE with 42804 if none. */
must_use bool common_type(Binder *b, Exprs list, const char *construct, Type *out_type);
must_use bool coerce_all(Binder *b, Exprs *list, Type type, const char *construct);
/* unknown literals and parameters that nothing gave a type become text. */
const Expr *resolve_unknown(Binder *b, const Expr *expr);
must_use bool type_of_name(Binder *b, const TypeCast *cast, Type *out_type);

/* --- system.c -------------------------------------------------------------------------------- */
/* A call that only the session or the catalog can answer. */
const Expr *bind_system_call(Binder *b, const Expr *call);
/* regclass, regtype, regnamespace and regrole, to and from names: NULL without an error where
 * casting `expr` to `to` is none of this. */
const Expr *coerce_object_name(Binder *b, const Expr *expr, Type to);
/* A cast to regproc, regnamespace or regrole, which are no types of their own: likewise. */
const Expr *bind_object_cast(Binder *b, const TypeCast *cast, const Expr *arg);
/* The plan with outputs that are objects (regclass, regtype) as names. */
must_use Plan *name_object_outputs(Binder *b, Plan *plan);
const Expr *bind_collate(Binder *b, const Collate *collate);

/* --- array.c --------------------------------------------------------------------------------- */
const Expr *bind_array_test(Binder *b, const ArrayTest *test);
const Expr *bind_subscript(Binder *b, const Subscript *subscript);
/* Can it be seen that the plan gives no row? */
bool has_no_rows(const Plan *plan);
/* ARRAY(query), bound already. */
const Expr *bind_array_of_query(Binder *b, Plan *query, int position);

/* --- grouping.c ------------------------------------------------------------------------------ */
/* Put an Aggregate over `input` and rewrite the expressions to read from it.  42803 where one
 * names a column that is not grouped. */
typedef struct Grouping {
    Exprs groups;    /* bound GROUP BY expressions */
    Exprs *lists[3]; /* to rewrite in place: outputs, having, order */
    uint32_t list_count;
} Grouping;
must_use Plan *bind_grouping(Binder *b, Plan *input, Grouping *grouping);

/* --- target.c -------------------------------------------------------------------------------- */
Str target_name(const Expr *expr, Str alias);
typedef struct Targets {
    const Expr **exprs;
    Str *names;
    uint32_t count;
} Targets;
must_use bool bind_targets(Binder *b, Named outputs, Targets *out_targets);

#endif
