/*
 * node.c -- the field tables, and what follows from them alone: copies, inputs, maps, visits.
 */
#include "catalyst/tree/tree.h"

const char *const join_names[] = { "inner", "left", "right",  "full", "semi",
                                   "anti",  "mark", "single", NULL };
const char *const bool_test_names[] = { "is true",    "is not true",    "is false", "is not false",
                                        "is unknown", "is not unknown", NULL };
const char *const extreme_names[] = { "greatest", "least", NULL };
const char *const frame_mode_names[] = { "rows", "range", "groups", NULL };
const char *const frame_bound_names[] = { "unbounded preceding", "preceding",
                                          "current row",         "following",
                                          "unbounded following", NULL };
const char *const frame_exclusion_names[] = { "no others", "current row", "group", "ties", NULL };
const char *const subquery_names[] = { "exists", "scalar", "any", "all", "array", NULL };
const char *const phase_names[] = { "complete", "partial", "final", NULL };
const char *const distribution_names[] = { "any", "single", "broadcast", "hash", NULL };
const char *const set_operation_names[] = { "union", "intersect", "except", NULL };
const char *const materialize_names[] = { "default", "always", "never", NULL };
const char *const fetch_names[] = { "forward", "backward", "absolute", "relative", NULL };
const char *const transaction_names[] = {
    "begin", "start transaction", "commit", "rollback", "savepoint", "release", "rollback to", NULL
};
const char *const overriding_names[] = { "none", "user", "system", NULL };
const char *const constraint_names[] = { "null",        "not null", "default",     "identity",
                                         "generated",   "check",    "primary key", "unique",
                                         "foreign key", NULL };
const char *const reference_names[] = { "no action", "restrict",    "cascade",
                                        "set null",  "set default", NULL };
const char *const on_commit_names[] = { "preserve rows", "delete rows", "drop", NULL };
/* Also what errors call them. */
const char *const object_names[] = {
    "table",  "view",   "materialized view", "sequence", "index", "type", "type",
    "schema", "column", "constraint",        "database", "role",  NULL
};
const char *const alter_names[] = {
    "rename",
    "rename column",
    "rename constraint",
    "rename value",
    "set schema",
    "owner to",
    "add column",
    "drop column",
    "alter type",
    "set default",
    "set not null",
    "drop not null",
    "add constraint",
    "drop constraint",
    "add value",
    "add identity",
    "drop identity",
    "set generated",
    "drop expression",
    "validate constraint",
    "alter constraint",
    "set (...)",
    "reset (...)",
    "set logged",
    "set unlogged",
    "set",
    NULL,
};

// clang-format off
#define FIELD_OF(K, f)  { FIELD_##K, offsetof(Self, f), #f, NULL },
#define NODE(T)      static const Field *fields_of_##T(void) { typedef T Self; static const Field list[] = {
#define KID(f)       FIELD_OF(KID, f)
#define KIDS(f)      FIELD_OF(KIDS, f)
#define EXPR(f)      FIELD_OF(EXPR, f)
#define EXPRS(f)     FIELD_OF(EXPRS, f)
#define NAMED(f)     FIELD_OF(NAMED, f)
#define SORTS(f)     FIELD_OF(SORTS, f)
#define COLUMNS(f)   FIELD_OF(COLUMNS, f)
#define COUNT(f)     FIELD_OF(COUNT, f)
#define COUNTS(f)    FIELD_OF(COUNTS, f)
#define FLAG(f)      FIELD_OF(FLAG, f)
#define CHOICE(f, n) { FIELD_CHOICE, offsetof(Self, f), #f, n },
#define TEXT(f)      FIELD_OF(TEXT, f)
#define NOTE(f)      FIELD_OF(NOTE, f)
#define TEXTS(f)     FIELD_OF(TEXTS, f)
#define VALUE(f)     FIELD_OF(VALUE, f)
#define FILES(f)     FIELD_OF(FILES, f)
#define END          { FIELD_END, 0, NULL, NULL } }; return list; }
#include "catalyst/tree/plan.def"
#include "catalyst/tree/expr.def"
#include "catalyst/tree/undefine.h"
#undef FIELD_OF
// clang-format on

static const NodeType plan_types[] = {
#define NODE(T) { #T, sizeof(T), fields_of_##T },
#include "catalyst/tree/no_fields.h"
#include "catalyst/tree/plan.def"
#include "catalyst/tree/undefine.h"
};

static const NodeType expr_types[] = {
#define NODE(T) { #T, sizeof(T), fields_of_##T },
#include "catalyst/tree/no_fields.h"
#include "catalyst/tree/expr.def"
#include "catalyst/tree/undefine.h"
};

const NodeType *plan_type(const Plan *plan)
{
    assert(plan->tag < PLAN_TAGS);
    return &plan_types[plan->tag];
}

const NodeType *expr_type(const Expr *expr)
{
    assert(expr->tag < EXPR_TAGS);
    return &expr_types[expr->tag];
}

const Plan *plan_as(PlanTag tag, const Plan *plan)
{
    return plan && plan->tag == tag ? plan : NULL;
}

const Expr *expr_as(ExprTag tag, const Expr *expr)
{
    return expr && expr->tag == tag ? expr : NULL;
}

/* --- Plans below ----------------------------------------------------------------------------- */

Plans plan_inputs(Cx *cx, const Plan *plan)
{
    const NodeType *type = plan_type(plan);
    uint32_t count = 0;

    for (const Field *f = type->fields(); f->kind; f++) {
        const void *at = (const char *)plan + f->offset;
        if (f->kind == FIELD_KID)
            count += *(Plan *const *)at != NULL;
        else if (f->kind == FIELD_KIDS)
            count += ((const Plans *)at)->count;
    }
    Plans inputs = { ARENA_ARRAY(cx->arena, Plan *, count), 0 };
    for (const Field *f = type->fields(); f->kind; f++) {
        const void *at = (const char *)plan + f->offset;
        if (f->kind == FIELD_KID && *(Plan *const *)at)
            inputs.items[inputs.count++] = *(Plan *const *)at;
        else if (f->kind == FIELD_KIDS)
            for (uint32_t kid = 0; kid < ((const Plans *)at)->count; kid++)
                inputs.items[inputs.count++] = ((const Plans *)at)->items[kid];
    }
    return inputs;
}

bool plan_visit_inputs(const Plan *plan, PlanVisitFn fn, void *context)
{
    for (const Field *f = plan_type(plan)->fields(); f->kind; f++) {
        const void *at = (const char *)plan + f->offset;
        if (f->kind == FIELD_KID && *(Plan *const *)at && !fn(*(Plan *const *)at, context))
            return false;
        const Plans *kids = f->kind == FIELD_KIDS ? at : &(Plans){ 0 };
        for (uint32_t kid = 0; kid < kids->count; kid++)
            if (!fn(kids->items[kid], context))
                return false;
    }
    return true;
}

Plan *plan_copy(Cx *cx, const Plan *plan)
{
    return arena_copy(cx->arena, plan, plan_type(plan)->size);
}

Plan *plan_with_inputs(Cx *cx, const Plan *plan, Plan *const *inputs)
{
    Plan *copy = plan_copy(cx, plan);

    for (const Field *f = plan_type(plan)->fields(); f->kind; f++) {
        void *at = (char *)copy + f->offset;
        if (f->kind == FIELD_KID && *(Plan **)at) {
            *(Plan **)at = *inputs++;
        } else if (f->kind == FIELD_KIDS) {
            Plans *kids = at;
            kids->items = arena_copy(cx->arena, inputs, kids->count * sizeof *inputs);
            inputs += kids->count;
        }
    }
    return copy;
}

/* --- Mapping expressions ------------------------------------------------------------------------
 */

/* Nothing is copied before something changes: most walks change next to nothing. */
typedef struct Mapping {
    Cx *cx;
    ExprMapFn fn;
    void *context;
    const char *node;
    char *copy; /* of the node; NULL: unchanged */
    size_t bytes;
} Mapping;

/* The field of the copy. */
static void *changed_field(Mapping *m, const Field *f)
{
    if (!m->copy)
        m->copy = arena_copy(m->cx->arena, m->node, m->bytes);
    return m->copy + f->offset;
}

/* Each map_ replaces what one field holds; false: cx->error is set. */
static bool map_expr(Mapping *m, const Field *f)
{
    const Expr *expr = *(const Expr *const *)(m->node + f->offset);
    const Expr *mapped = expr ? TRY(m->fn(m->cx, expr, m->context)) : NULL;

    if (mapped != expr)
        *(const Expr **)changed_field(m, f) = mapped;
    return true;
}

static bool map_exprs(Mapping *m, const Field *f)
{
    const Exprs *list = (const Exprs *)(m->node + f->offset);
    const Expr **items = NULL;

    for (uint32_t at = 0; at < list->count; at++) {
        const Expr *expr = list->items[at];
        const Expr *mapped = expr ? TRY(m->fn(m->cx, expr, m->context)) : NULL;
        if (mapped != expr && !items)
            items = arena_copy(m->cx->arena, list->items, list->count * sizeof *items);
        if (mapped != expr)
            items[at] = mapped;
    }
    if (items)
        ((Exprs *)changed_field(m, f))->items = items;
    return true;
}

static bool map_named(Mapping *m, const Field *f)
{
    const Named *list = (const Named *)(m->node + f->offset);
    NamedExpr *items = NULL;

    for (uint32_t at = 0; at < list->count; at++) {
        const Expr *expr = list->items[at].expr;
        const Expr *mapped = expr ? TRY(m->fn(m->cx, expr, m->context)) : NULL;
        if (mapped != expr && !items)
            items = arena_copy(m->cx->arena, list->items, list->count * sizeof *items);
        if (mapped != expr)
            items[at].expr = mapped;
    }
    if (items)
        ((Named *)changed_field(m, f))->items = items;
    return true;
}

static bool map_sorts(Mapping *m, const Field *f)
{
    const Sorts *list = (const Sorts *)(m->node + f->offset);
    SortKey *items = NULL;

    for (uint32_t at = 0; at < list->count; at++) {
        const Expr *expr = list->items[at].expr;
        const Expr *mapped = expr ? TRY(m->fn(m->cx, expr, m->context)) : NULL;
        if (mapped != expr && !items)
            items = arena_copy(m->cx->arena, list->items, list->count * sizeof *items);
        if (mapped != expr)
            items[at].expr = mapped;
    }
    if (items)
        ((Sorts *)changed_field(m, f))->items = items;
    return true;
}

static bool map_fields(Mapping *m, const NodeType *type)
{
    for (const Field *f = type->fields(); f->kind; f++)
        switch ((FieldKind)f->kind) {
        case FIELD_EXPR: TRY(map_expr(m, f)); break;
        case FIELD_EXPRS: TRY(map_exprs(m, f)); break;
        case FIELD_NAMED: TRY(map_named(m, f)); break;
        case FIELD_SORTS: TRY(map_sorts(m, f)); break;
        case FIELD_END:
        case FIELD_KID:
        case FIELD_KIDS:
        case FIELD_COLUMNS:
        case FIELD_COUNT:
        case FIELD_COUNTS:
        case FIELD_FLAG:
        case FIELD_CHOICE:
        case FIELD_TEXT:
        case FIELD_NOTE:
        case FIELD_TEXTS:
        case FIELD_VALUE:
        case FIELD_FILES: break;
        }
    return true;
}

const Expr *expr_map_children(Cx *cx, const Expr *expr, ExprMapFn fn, void *context)
{
    const NodeType *type = expr_type(expr);
    Mapping m = { cx, fn, context, (const char *)expr, NULL, type->size };

    TRY(map_fields(&m, type));
    return m.copy ? (const Expr *)m.copy : expr;
}

Plan *plan_map_exprs(Cx *cx, Plan *plan, ExprMapFn fn, void *context)
{
    const NodeType *type = plan_type(plan);
    Mapping m = { cx, fn, context, (const char *)plan, NULL, type->size };

    TRY(map_fields(&m, type));
    return m.copy ? (Plan *)m.copy : plan;
}

/* --- Visiting -------------------------------------------------------------------------------- */

static bool visit_fields(const void *node, const NodeType *type, ExprVisitFn fn, void *context)
{
    for (const Field *f = type->fields(); f->kind; f++) {
        const void *at = (const char *)node + f->offset;
        if (f->kind == FIELD_EXPR) {
            const Expr *expr = *(const Expr *const *)at;
            if (expr && !fn(expr, context))
                return false;
        } else if (f->kind == FIELD_EXPRS) {
            const Exprs *list = at;
            for (uint32_t item = 0; item < list->count; item++)
                if (!fn(list->items[item], context))
                    return false;
        } else if (f->kind == FIELD_NAMED) {
            const Named *list = at;
            for (uint32_t item = 0; item < list->count; item++)
                if (list->items[item].expr && !fn(list->items[item].expr, context))
                    return false;
        } else if (f->kind == FIELD_SORTS) {
            const Sorts *list = at;
            for (uint32_t item = 0; item < list->count; item++)
                if (!fn(list->items[item].expr, context))
                    return false;
        }
    }
    return true;
}

bool expr_visit_children(const Expr *expr, ExprVisitFn fn, void *context)
{
    return visit_fields(expr, expr_type(expr), fn, context);
}

typedef struct Visit {
    ExprVisitFn fn;
    void *context;
} Visit;

static bool visit_tree(const Expr *expr, void *context)
{
    Visit *visit = context;
    return visit->fn(expr, visit->context) && expr_visit_children(expr, visit_tree, visit);
}

bool expr_visit(const Expr *expr, ExprVisitFn fn, void *context)
{
    return visit_tree(expr, &(Visit){ fn, context });
}

bool plan_visit_exprs(const Plan *plan, ExprVisitFn fn, void *context)
{
    return visit_fields(plan, plan_type(plan), fn, context);
}

Plan *expr_subplan(const Expr *expr)
{
    const Subquery *subquery = EXPR_AS(Subquery, expr);
    return subquery ? subquery->query : NULL;
}
