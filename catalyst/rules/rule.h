/*
 * rule.h -- private to the optimiser: what a rule is, and the words rules are written in.
 *
 *     RULE(combine_limits, Limit)           name, and the node it looks at
 *     {
 *         LET(Limit, outer, plan);          bind, or "does not apply"
 *         LET(Limit, inner, outer->input);
 *         ONLY_IF(outer->offset == 0);      refuse
 *         return NEW(cx, Limit, ...);       build
 *     }
 *
 * A rule returns the better plan, or NULL for "does not apply".  It never edits, and it gives the
 * columns it was given: same ids, types and order.  One that can fail sets cx->error and returns
 * NULL; the engine looks.
 */
#ifndef CATALYST_RULES_RULE_H
#define CATALYST_RULES_RULE_H

#include "catalyst/catalyst.h"
#include "catalyst/rules/column_set.h"
#include "expression/expression.h"

typedef struct Optimiser {
    Cx *cx;
    OptimiseOptions *options;
    uint32_t trace_capacity; /* of options->traces */
    ColumnSet joined;        /* columns made by subqueries that are part of the plan now */
} Optimiser;

typedef Plan *(*RuleFn)(Cx *cx, Optimiser *o, Plan *plan);

typedef struct Rule {
    const char *name;
    uint64_t tags; /* TAG_BITs of the nodes it looks at; 0: the root of the plan only */
    RuleFn apply;
} Rule;

/* Debug: is it one of those that must not fire? */
bool rule_is_off(const Optimiser *o, const Rule *rule);

typedef enum Repeat { ONCE, UNTIL_STABLE } Repeat;
typedef enum Direction { BOTTOM_UP, TOP_DOWN } Direction;

typedef struct RuleBatch {
    const char *name;
    Repeat repeat;
    Direction direction;
    const Rule *const *rules; /* ends with NULL */
    bool is_needed;           /* what comes out cannot be planned without: never off */
} RuleBatch;

extern const RuleBatch rule_batches[];
extern const uint32_t rule_batch_count;

#define TAG_BIT(T) (UINT64_C(1) << PLAN_##T)
#define RULE_(NAME, TAGS)                                                                          \
    static Plan *NAME##_apply(Cx *cx, Optimiser *o, Plan *plan);                                   \
    const Rule NAME[1] = { { #NAME, (TAGS), NAME##_apply } };                                      \
    static Plan *NAME##_apply(Cx *cx __attribute__((unused)),                                      \
                              Optimiser *o __attribute__((unused)), Plan *plan)
#define RULE(NAME, T)      RULE_(NAME, TAG_BIT(T))
#define RULE_AT_ROOT(NAME) RULE_(NAME, 0)
#define LET(T, name, node)                                                                         \
    const T *name = PLAN_AS(T, (node));                                                            \
    if (!name)                                                                                     \
    return NULL
#define ONLY_IF(cond)                                                                              \
    do {                                                                                           \
        if (!(cond))                                                                               \
            return NULL;                                                                           \
    } while (0)

/* What every walk asks at every node: stack, memory, cancellation. */
must_use static inline bool check_walk(Cx *cx)
{
    return check_stack(cx) && check_interrupts(cx);
}

/* --- Columns --------------------------------------------------------------------------------- */
static inline ColumnId take_id(Optimiser *o)
{
    return (*o->options->next_id)++;
}
const Expr *ref_to(Cx *cx, PlanColumn column);
const PlanColumn *find_column(Columns columns, int64_t id);
/* A Project that gives exactly `columns`, in that order; `input` itself where it does so. */
Plan *project_to(Cx *cx, Columns columns, Plan *input);
bool same_columns(Columns a, Columns b); /* ids and order */

/* --- Conjunctions ---------------------------------------------------------------------------- */
Exprs split_conjuncts(Cx *cx, const Expr *predicate);
Exprs split_disjuncts(Cx *cx, const Expr *predicate);
const Expr *conjoin(Cx *cx, Exprs conjuncts); /* NULL where there are none */
/* a's, then those of b that are not there yet. */
Exprs exprs_joined(Cx *cx, Exprs a, Exprs b);
Exprs exprs_with(Cx *cx, Exprs list, const Expr *last);
bool exprs_contain(Exprs list, const Expr *expr);
/* Remove from `from` what names columns of `set` only (and at least one), in order. */
Exprs take_bound_by(Cx *cx, Exprs *from, const ColumnSet *set);
/* `input` where there are no conjuncts. */
Plan *filter_by(Cx *cx, Exprs conjuncts, Plan *input);

/* --- Making expressions ---------------------------------------------------------------------- */
const Expr *make_bool(Cx *cx, bool value);
const Expr *make_int8(Cx *cx, int64_t value);
const Expr *make_null(Cx *cx, Type type);
const Expr *make_not(Cx *cx, const Expr *arg);
const Expr *make_or(Cx *cx, Exprs args);
const Expr *make_is_null(Cx *cx, const Expr *arg);
const Expr *make_call(Cx *cx, FunctionId function, const Expr *left, const Expr *right);
/* left = right by the type's own operator; NULL where it has none.  Both of one type. */
const Expr *make_equal(Cx *cx, const Expr *left, const Expr *right);
/* true where both are equal or both null, in a form joins can hash; never null. */
const Expr *make_null_safe_equal(Cx *cx, const Expr *left, const Expr *right, bool nullable);
bool is_const_bool(const Expr *expr, bool value);
bool is_const_null(const Expr *expr);

/* How a comparison compares; COMPARE_NONE for anything else. */
typedef enum Compare {
    COMPARE_NONE,
    COMPARE_EQ,
    COMPARE_NE,
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_GT,
    COMPARE_GE
} Compare;
Compare compare_of(const Expr *expr);
/* The operator of `type` (both sides) that compares so; negative where there is none. */
FunctionId compare_function(Compare compare, TypeId type);
Compare compare_swapped(Compare compare);
Compare compare_negated(Compare compare);

/* --- Substitution ---------------------------------------------------------------------------- */
/* A ColumnRef to column.id of an item of `map` becomes its expr. */
const Expr *expr_substitute(Cx *cx, const Expr *expr, Named map);
Exprs exprs_substitute(Cx *cx, Exprs list, Named map);
Sorts sorts_substitute(Cx *cx, Sorts list, Named map);
/* The plan with every column it makes given a fresh id; `out_map` says which became which. */
Plan *plan_renumber(Optimiser *o, Plan *plan, Named *out_map);

/* --- Properties ------------------------------------------------------------------------------ */
bool expr_has_subquery(const Expr *expr);
bool expr_names_columns(const Expr *expr);
bool expr_is_cheap_enough(const Expr *expr); /* may be computed twice */
/* Can it be null on rows of these columns? */
bool expr_is_nullable(const Expr *expr, Columns columns);
/* Is it null or false whenever all columns of `set` are null? */
bool expr_rejects_nulls(const Expr *expr, const ColumnSet *set);

/* The plan with columns that cannot be null marked so; the same one where all are. */
must_use Plan *plan_learn_nulls(Optimiser *o, Plan *plan);
/* What filters in `plan` ask of column `id` alone. */
Exprs conditions_on(Cx *cx, const Plan *plan, int64_t id);
/* What an OR says of columns in `set` alone: the OR of what each alternative says; NULL where one
 * says nothing. */
const Expr *part_about(Cx *cx, const Expr *disjunction, const ColumnSet *set);
/* No rows, of these columns. */
Plan *make_empty(Cx *cx, Columns columns);
bool is_empty(const Plan *plan);

/* --- The rules ------------------------------------------------------------------------------- */
extern const Rule infer_not_null[], decorrelate_subqueries[], decorrelate_lateral[];
extern const Rule apply_laws[];
extern const Rule combine_filters[], eliminate_filter[], push_filter_through_project[],
    push_filter_through_join[], push_filter_through_aggregate[], push_filter_through_union[],
    push_filter_through_sort[], push_filter_through_project_set[], push_filter_through_window[],
    push_filter_into_scan[], push_condition_through_join[];
extern const Rule infer_filters[], infer_filters_from_or[], eliminate_outer_join[],
    eliminate_outer_join_below[];
extern const Rule combine_projects[], pull_project_above_join[], prune_columns[];
extern const Rule combine_limits[], push_limit_through_project[], push_limit_through_union[],
    combine_unions[];
extern const Rule eliminate_sort[], combine_sorts[], eliminate_distinct[],
    eliminate_group_constants[], eliminate_unit_join[];
extern const Rule eliminate_empty[];
extern const Rule reorder_joins[], estimate_rows[];

#endif
