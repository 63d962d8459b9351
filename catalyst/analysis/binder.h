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

#include "catalyst/analysis/clause.h"
#include "catalyst/catalyst.h"
#include "expression/expression.h"

/* A column a FROM item makes visible. */
typedef struct VisibleColumn {
    Str schema;  /* where `table` is a table's own name, else empty */
    Str table;   /* alias it can be qualified with; empty for merged USING columns */
    Str aliased; /* the relation that `table` is an alias of, else empty: for a hint */
    PlanColumn column;
    const Expr *expr;    /* what the name means: a ColumnRef, or what USING merged */
    bool qualified_only; /* hidden by a merged column: found as t.a, not as a, not by * */
    bool of_relation;    /* of a table itself, which has a tableoid; not of a subquery */
    bool beyond_lateral; /* left of a RIGHT or FULL JOIN: its right side may not name it */
} VisibleColumn;

typedef struct VisibleColumns {
    VisibleColumn *items;
    uint32_t count, capacity;
} VisibleColumns;

typedef struct CteScope CteScope; /* with.h */

typedef struct Scope {
    struct Scope *outer;
    VisibleColumns visible;
    Clause clause;
    bool has_from;       /* perhaps of tables that have no columns */
    bool has_aggregates; /* an aggregate of this level was bound */
    /* Aggregates over columns of this level that stand in subqueries: each a column to these. */
    Named outer_aggregates;
    uint32_t outer_aggregate_capacity;
    Exprs windows; /* WindowNames: those of WINDOW, then those that OVER defines */
    uint32_t window_capacity;
    bool has_window_calls; /* one of this level was bound */
    bool reads_itself;     /* FROM has the recursive query that this is a term of */
    bool gives_fields;     /* a subquery in FROM: it may give composite columns, see field.c */
    bool is_empty;         /* FROM gives no row, as can be seen: its expressions are never run */
    bool relied_on_that;   /* an expression of this level could not be run */
} Scope;

/* What the only column of a scalar subquery is called: so is the output it makes. */
typedef struct SubLinkName {
    const SubLink *link;
    Str name;
} SubLinkName;

typedef struct SubLinkNames {
    SubLinkName *items;
    uint32_t count, capacity;
} SubLinkNames;

typedef struct Binder {
    Cx *cx;
    AnalyseInput *input;
    Scope *scope;
    CteScope *ctes;
    CteScope *binding;     /* of a WITH RECURSIVE: the one being bound */
    bool gives_fields;     /* the next query is a subquery in FROM */
    bool keeps_unknown;    /* a branch of UNION: its literals take the type of the other branch */
    bool is_summed;        /* what is bound is the argument of sum or avg: numeric_term_type */
    SubLinkNames names;    /* of the scalar subqueries bound so far */
    uint32_t copied_nodes; /* plan nodes that further uses of WITH queries made */
    const Param *untyped;  /* the first whose use says nothing of its type */
    VisibleColumns hidden; /* of tables that are near but may not be named here: for a hint */
    VisibleColumns body;   /* FROM of the SELECT bound last: what LIMIT must not name */
    uint32_t view_depth;   /* of the view whose query this is; 0: none */
    uint32_t view_oid;     /* of that view */
} Binder;

enum { VIEWS_DEPTH_MAX = 100 };

static inline ColumnId binder_take_id(Binder *b)
{
    return b->input->next_id++;
}

/* --- scope.c --------------------------------------------------------------------------------- */
void scope_add(Binder *b, VisibleColumns *to, VisibleColumn column);
VisibleColumns scope_of_columns(Binder *b, Str table, Columns columns);
const Expr *scope_find(Binder *b, const Name *name);
/* 42P01 for `table`, which no FROM in sight has.  Always NULL. */
void *fail_no_table(Binder *b, Str table, int position);
/* The same expression, standing at another position. */
const Expr *at_position(Binder *b, const Expr *expr, int position);
const Expr *column_ref(Binder *b, PlanColumn column, int position);

/* Where PostgreSQL points for an expression: at the leftmost part of it. */
int leftmost_position(const Expr *expr);
/* `schema` can only be public or pg_catalog, where functions and types are; 3F000 for what is no
 * schema. */
must_use bool check_schema(Binder *b, Texts parts, int position, bool *out_is_catalog);

/* --- access.c -------------------------------------------------------------------------------- */
/* The FROM item reads the table, whose columns are visible in their order. */
void note_access(Binder *b, const CatalogTable *table, int position, const VisibleColumns *visible);
/* The query is bound: which columns of the tables it reads. */
void finish_accesses(Binder *b, const Plan *plan);

/* --- copy.c ---------------------------------------------------------------------------------- */
/* The plan and the columns it gives, both with fresh ids.  54000 where copies become too many. */
must_use Plan *copy_with_fresh_ids(Binder *b, Plan *plan, Columns *columns);

/* --- from.c ---------------------------------------------------------------------------------- */
typedef struct FromItem {
    Plan *plan;
    VisibleColumns visible;
} FromItem;
must_use bool bind_from_list(Binder *b, Plans from, FromItem *out_item);
/* The table that a statement changes, with where its rows are. */
must_use bool bind_target(Binder *b, const CatalogTable *table, Str alias, FromItem *out_item,
                          PlanColumn *out_address);
/* What a name in FROM or of a target is: one of the two. */
typedef struct Relation {
    Plan *system; /* of the catalog: what it gives */
    const CatalogTable *table;
    Str schema; /* of the system relation */
} Relation;
/* Along the search path, or by its oid.  42P01 at the name. */
must_use bool find_relation(Binder *b, const TableName *name, Relation *out);
/* Give the columns the names of an alias list: t(a, b). */
must_use bool rename_columns(Binder *b, Str table, Texts names, Columns *columns);

/* --- query.c --------------------------------------------------------------------------------- */
/* A whole query at a new level; its names and types are those of plan_output. */
must_use Plan *bind_query(Binder *b, const Plan *query);
/* Its body: a SELECT, VALUES, a set operation, or another query. */
must_use Plan *bind_body(Binder *b, const Plan *body, Sorts order);

/* --- select.c -------------------------------------------------------------------------------- */
/* A Select with the ORDER BY of the Query around it (which may name what the list does not). */
must_use Plan *bind_select(Binder *b, const Select *select, Sorts order);

/* --- expr.c ---------------------------------------------------------------------------------- */
const Expr *bind_expr(Binder *b, const Expr *expr);
const Expr *bind_field(Binder *b, const FieldOf *field); /* field.c */
enum { EXPANSION_FIELDS = 2 };
/* The call of _pg_expandarray that `expr` is; NULL: none. */
const FunctionName *as_expansion(const Expr *expr);
/* A field of its values, to be bound, and what it is called. */
const Expr *expansion_field(Binder *b, const FunctionName *call, uint32_t field, Str *out_name);
/* The column by which a subquery gives this field of its composite column, and is it such a one? */
Str field_column_name(Arena *arena, Str column, Str field);
bool is_field_column(Str name);
void *fail_composite(Binder *b, int position); /* 0A000; always NULL */
const Expr *bind_boolean(Binder *b, const Expr *expr, const char *where);
bool bind_exprs(Binder *b, Exprs list, Exprs *out_list);

/* arg = any of `items`, which are constants. */
const Expr *in_set(Binder *b, const Expr *arg, Exprs items, int position);
const Expr *null_of_unknown(Binder *b, int position);

/* --- case.c ---------------------------------------------------------------------------------- */
const Expr *bind_case(Binder *b, const Case *choice);
const Expr *bind_simple_case(Binder *b, const SimpleCase *choice);
const Expr *bind_null_if(Binder *b, const NullIf *null_if);
const Expr *bind_coalesce(Binder *b, const Coalesce *coalesce);
const Expr *bind_extreme(Binder *b, const Extreme *extreme);

/* --- call.c ---------------------------------------------------------------------------------- */
/* The rows of functions.def with this name: functions and aggregates, or operators. */
uint32_t find_overloads(Str name, bool operators, FunctionId *out_ids);
const Expr *bind_function(Binder *b, const FunctionName *name);
/* The arguments in the order of the parameters, those left out filled in.  *out_fits false: no
 * function has parameters of these names.  Raises 42601. */
must_use bool arrange_arguments(Binder *b, const FunctionName *call, Exprs *out_args,
                                bool *out_fits);
const Expr *bind_operator(Binder *b, const OperatorName *name);
/* A call of operator `name` over bound arguments; left NULL: prefix. */
const Expr *make_operator(Binder *b, Str name, const Expr *left, const Expr *right, int position);
/* Coerce each argument to what the function declares; numerics keep their physical fact.
 * *out_result: what it gives for these arguments. */
must_use bool coerce_args(Binder *b, const Function *function, Exprs *args, TypeId *out_result);
/* 42883 for a call that no row fits; always NULL, without a hint. */
const Expr *fail_undefined_function(Binder *b, const FunctionName *call, Exprs args);
/* The row of functions.def that operator `name` is between these; false with 42883 or 42725. */
must_use bool find_operator(Binder *b, Str name, const Expr *left, const Expr *right, int position,
                            FunctionId *out_id);

/* --- subquery.c ------------------------------------------------------------------------------ */
const Expr *bind_sublink(Binder *b, const SubLink *link);
enum { CALL_ARGS_MAX = 100, OVERLOADS_MAX = 256 }; /* arguments: as PostgreSQL */

/* --- generic.c ------------------------------------------------------------------------------- */
/* What the function declares for argument `arg`, where the last one repeats. */
TypeId declared_type(const Function *function, uint32_t arg);
bool is_generic(TypeId declared);
/* Do the arguments fit each other where the function declares anyelement and its like? */
bool generics_fit(const Function *function, const TypeId *args, uint32_t count);
/* What the function takes and gives in this call, in types that are none of these. */
must_use bool resolve_generics(Binder *b, const Function *function, Exprs args,
                               TypeId *out_declared, TypeId *out_result);

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
/* A value that becomes one of a column of a table: 42804 naming the column. */
const Expr *coerce_to_column(Binder *b, const Expr *expr, const CatalogColumn *column);
const Expr *coerce_to_id(Binder *b, const Expr *expr, TypeId to);
bool can_coerce(TypeId from, TypeId to, CastContext context);
/* The type UNION, CASE, VALUES, IN and the like give a list: TYPE_NONE with 42804 if none. */
must_use bool common_type(Binder *b, Exprs list, const char *construct, Type *out_type);
/* The same where there is one; false without an error otherwise. */
bool has_common_type(Exprs list, Type *out_type);
/* 42846 where one of them cannot become `type`. */
must_use bool check_coercions(Binder *b, Exprs list, Type type, const char *construct);
must_use bool coerce_all(Binder *b, Exprs *list, Type type, const char *construct);
/* unknown literals and parameters that nothing gave a type become text. */
const Expr *resolve_unknown(Binder *b, const Expr *expr);
/* The same, but of a parameter it says nothing, where PostgreSQL does not either. */
const Expr *resolve_literal(Binder *b, const Expr *expr);

/* --- type_name.c ----------------------------------------------------------------------------- */
/* *out_domain: where it is a domain, whose base type *out_type is then, else NULL. */
must_use bool type_of_name(Binder *b, const TypeCast *cast, Type *out_type,
                           const CatalogType **out_domain);

/* --- domain.c -------------------------------------------------------------------------------- */
/* `value`, of the base type, with all that the domain demands checked: raises 23502, 23514. */
const Expr *to_domain(Binder *b, const Expr *value, const CatalogType *domain);

/* --- system.c -------------------------------------------------------------------------------- */
/* A call that only the session or the catalog can answer. */
const Expr *bind_system_call(Binder *b, const Expr *call);
/* regclass, its like, arrays of them, to and from names: NULL without error: it is no such cast. */
const Expr *coerce_object_name(Binder *b, const Expr *expr, Type to);
/* Output number `output` as its client is to see it. */
const Expr *shown_object(Binder *b, const Expr *expr, uint32_t output);
/* The same of all outputs of a plan. */
must_use Plan *name_object_outputs(Binder *b, Plan *plan);
const Expr *bind_collate(Binder *b, const Collate *collate);

/* --- array.c --------------------------------------------------------------------------------- */
/* ARRAY[...], whose items become of type `item` by a written cast; NULL: of their common type. */
const Expr *bind_array(Binder *b, const ArrayOf *array, const Type *item);
const Expr *bind_array_test(Binder *b, const ArrayTest *test);
const Expr *bind_subscript(Binder *b, const Subscript *subscript);
/* Can it be seen that the plan gives no row? */
bool has_no_rows(const Plan *plan);
/* ARRAY(query), bound already. */
const Expr *bind_array_of_query(Binder *b, Plan *query, int position);

/* --- set.c ----------------------------------------------------------------------------------- */
/* `expr`; NULL with 0A000 where it holds a function that returns a set. */
const Expr *refuse_sets(Binder *b, const Expr *expr, const char *where);
/* The same with a hint, for CASE and its like. */
const Expr *refuse_sets_within(Binder *b, const Expr *expr, const char *where);
/* The same for arguments of "aggregate function calls" and their like. */
must_use bool refuse_sets_in_call(Binder *b, Exprs args, const char *calls);
/* `plan` unfolded by the sets in `from`, which become references in all of `lists`. */
must_use Plan *unfold_sets(Binder *b, Plan *plan, const Exprs *from, Exprs *const *lists,
                           uint32_t count);
/* A ProjectSet over a row without columns; *out_name: what the table is called. */
must_use Plan *bind_function_table(Binder *b, const FunctionTable *table, Str *out_name);
/* The Join; where its right side are sets of the left side's columns, those over that side. */
must_use Plan *make_join(Binder *b, Join join);

/* --- target.c -------------------------------------------------------------------------------- */
typedef struct Targets {
    const Expr **exprs;
    Str *names;
    uint32_t count;
    uint32_t capacity;
} Targets;
/* As PostgreSQL would call its column: "?column?" where nothing is better. */
Str name_of_expr(const Binder *b, const Expr *expr);
must_use bool bind_targets(Binder *b, Named outputs, Targets *out_targets);

#endif
