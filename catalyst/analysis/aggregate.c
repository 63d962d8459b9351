/*
 * aggregate.c -- calls of aggregates, and the query level they belong to.
 *
 * As SQL has it, an aggregate is one of the innermost level whose columns its arguments name; of
 * the level it stands in where they name none.
 *
 *     select (select sum(t.a) from u) from t
 *
 * sums t: the call is noted with t's level, whose Aggregate computes it, and what stands in the
 * subquery is a reference to that column, an outer one like any other.
 */
#include "catalyst/analysis/grouping.h"

/* --- Levels ---------------------------------------------------------------------------------- */

/* The innermost levels that an expression names columns and aggregates of; NULL: none. */
typedef struct Levels {
    Binder *b;
    Scope *of_columns;
    Scope *of_aggregates;
    int aggregate_position;
    uint32_t plans; /* that the walk is within */
} Levels;

static bool is_within(const Scope *inner, const Scope *scope)
{
    for (; inner; inner = inner->outer)
        if (inner == scope)
            return true;
    return false;
}

typedef struct Naming {
    int64_t id;
    bool found;
} Naming;

static bool names_id(const Expr *expr, void *context)
{
    Naming *naming = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    naming->found |= ref && ref->id == naming->id;
    return !naming->found;
}

static bool has_column(const Scope *scope, int64_t id)
{
    Naming naming = { .id = id };

    for (uint32_t at = 0; at < scope->visible.count && !naming.found; at++)
        expr_visit(scope->visible.items[at].expr, names_id, &naming);
    return naming.found;
}

static bool has_outer_aggregate(const Scope *scope, int64_t id)
{
    for (uint32_t at = 0; at < scope->outer_aggregates.count; at++)
        if (scope->outer_aggregates.items[at].column.id == id)
            return true;
    return false;
}

/* The first of the innermost level. */
static void note_aggregate(Levels *levels, Scope *scope, int position)
{
    if (levels->of_aggregates == scope ||
        (levels->of_aggregates && !is_within(scope, levels->of_aggregates)))
        return;
    levels->of_aggregates = scope;
    levels->aggregate_position = position;
}

static void note_column(Levels *levels, const ColumnRef *ref)
{
    for (Scope *scope = levels->b->scope; scope; scope = scope->outer) {
        if (has_outer_aggregate(scope, ref->id)) {
            note_aggregate(levels, scope, ref->head.position);
            return;
        }
        if (has_column(scope, ref->id)) {
            if (!levels->of_columns || is_within(scope, levels->of_columns))
                levels->of_columns = scope;
            return;
        }
    }
}

static bool note_plan(Levels *levels, const Plan *plan);

static bool note_node(const Expr *expr, void *context)
{
    Levels *levels = context;

    if (expr->tag == EXPR_ColumnRef)
        note_column(levels, (const ColumnRef *)expr);
    if (expr->tag == EXPR_AggregateCall && !levels->plans) /* else it is one of that plan */
        note_aggregate(levels, levels->b->scope, expr->position);
    return !expr_subplan(expr) || note_plan(levels, expr_subplan(expr));
}

static bool note_expr(const Expr *expr, void *context)
{
    return expr_visit(expr, note_node, context);
}

static bool note_plan(Levels *levels, const Plan *plan)
{
    Plans inputs = plan_inputs(levels->b->cx, plan);

    levels->plans++;
    plan_visit_exprs(plan, note_expr, levels);
    for (uint32_t at = 0; at < inputs.count; at++)
        note_plan(levels, inputs.items[at]);
    levels->plans--;
    return true;
}

/* The level that a call over these belongs to; NULL with 42803 where an aggregate of
 * that very level is among them. */
static Scope *find_level(Binder *b, Exprs args, Sorts order, const Expr *filter)
{
    Levels levels = { .b = b };

    for (uint32_t at = 0; at < args.count; at++)
        note_expr(args.items[at], &levels);
    for (uint32_t at = 0; at < order.count; at++)
        note_expr(order.items[at].expr, &levels);
    if (filter)
        note_expr(filter, &levels);
    Scope *level = levels.of_columns;
    if (!level || (levels.of_aggregates && is_within(levels.of_aggregates, level)))
        level = levels.of_aggregates ? levels.of_aggregates : b->scope;
    if (levels.of_aggregates == level)
        return fail(b->cx, ERR_GROUPING_ERROR, levels.aggregate_position,
                    "aggregate function calls cannot be nested");
    return level;
}

static const Expr *note_outer_aggregate(Binder *b, Scope *level, const AggregateCall *call)
{
    Named *list = &level->outer_aggregates;
    Arena *arena = b->cx->arena;

    for (uint32_t at = 0; at < list->count; at++)
        if (expr_equal(list->items[at].expr, &call->head))
            return column_ref(b, list->items[at].column, call->head.position);
    list->items = arena_grown(arena, list->items, sizeof *list->items, list->count,
                              &level->outer_aggregate_capacity);
    NamedExpr *named = &list->items[list->count++];
    *named = (NamedExpr){ .column = { .id = binder_take_id(b),
                                      .name = call->name,
                                      .type = call->head.type,
                                      .nullable = true },
                          .expr = &call->head };
    return column_ref(b, named->column, call->head.position);
}

bool holds_aggregate(const Binder *b, const Expr *expr, int *out_position)
{
    Scope alone = *b->scope;
    Binder inner = *b;

    alone.outer = NULL;
    inner.scope = &alone;
    Levels levels = { .b = &inner };
    note_expr(expr, &levels);
    *out_position = levels.aggregate_position;
    return levels.of_aggregates != NULL;
}

/* --- Calls ----------------------------------------------------------------------------------- */

const char *clause_name(Clause clause)
{
    switch (clause) {
    case CLAUSE_WHERE: return "WHERE";
    case CLAUSE_JOIN: return "JOIN conditions";
    case CLAUSE_GROUP: return "GROUP BY";
    case CLAUSE_LIMIT: return "LIMIT";
    case CLAUSE_VALUES: return "VALUES";
    case CLAUSE_FROM: return "FROM clause of their own query level";
    case CLAUSE_FILTER: return "FILTER";
    case CLAUSE_EXECUTE: return "EXECUTE parameters";
    case CLAUSE_FUNCTION_IN_FROM: return "functions in FROM";
    case CLAUSE_UPDATE: return "UPDATE";
    case CLAUSE_RETURNING: return "RETURNING";
    case CLAUSE_CHECK: return "check constraints";
    case CLAUSE_DEFAULT: return "DEFAULT expressions";
    case CLAUSE_COPY_WHERE: return "COPY FROM WHERE conditions";
    case CLAUSE_GENERATED: return "column generation expressions";
    case CLAUSE_TRANSFORM: return "transform expressions";
    case CLAUSE_INDEX: return "index expressions";
    case CLAUSE_INDEX_WHERE: return "index predicates";
    case CLAUSE_SELECT:
    case CLAUSE_HAVING:
    case CLAUSE_WINDOW:
    case CLAUSE_ORDER: break;
    }
    return NULL;
}

static bool aggregates_allowed(Binder *b, const Scope *level, int position)
{
    const char *where = clause_name(level->clause);

    return !where || fail(b->cx, ERR_GROUPING_ERROR, position,
                          "aggregate functions are not allowed in %s", where);
}

Type aggregate_type(FunctionId id, TypeId result, Exprs args)
{
    const Function *function = function_get(id);
    Type arg = args.count ? args.items[0]->type : (Type){ 0 };

    if (strcmp(function->name, "min") == 0 || strcmp(function->name, "max") == 0) {
        arg.typmod = TYPMOD_NONE;
        return arg;
    }
    if (strcmp(function->name, "sum") == 0 && function->result == TYPE_NUMERIC)
        return numeric_result_type(id, &arg, 1);
    return type_of(result);
}

const Expr *bind_filter(Binder *b, const Expr *filter)
{
    Clause clause = b->scope->clause;

    b->scope->clause = CLAUSE_FILTER;
    const Expr *bound = TRY(bind_boolean(b, filter, "FILTER"));
    TRY(refuse_sets(b, bound, "FILTER"));
    b->scope->clause = clause;
    return bound;
}

/* The argument that *key is, perhaps before it became VAR: then *key becomes that. */
static bool is_argument(Exprs args, const Expr **key)
{
    for (uint32_t at = 0; at < args.count; at++) {
        const Cast *cast = EXPR_AS(Cast, args.items[at]);
        bool is_inner = cast && cast->head.type.id == (*key)->type.id && !cast->is_explicit &&
                        expr_equal(cast->arg, *key);
        if (is_inner)
            *key = args.items[at];
        if (is_inner || expr_equal(args.items[at], *key))
            return true;
    }
    return false;
}

/* A number in this list is a value, not a place. */
static bool bind_aggregate_order(Binder *b, const FunctionName *name, Exprs args, Sorts *out_order)
{
    Sorts order = { ARENA_ARRAY(b->cx->arena, SortKey, name->order.count), name->order.count };

    for (uint32_t at = 0; at < order.count; at++) {
        const Expr *written = name->order.items[at].expr;
        order.items[at] = name->order.items[at];
        const Expr *bound = TRY(bind_expr(b, written));
        order.items[at].expr = TRY(resolve_unknown(b, bound));
        if (name->is_distinct && !is_argument(args, &order.items[at].expr))
            return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, leftmost_position(written),
                        "in an aggregate with DISTINCT, ORDER BY expressions must appear in "
                        "argument list");
    }
    *out_order = order;
    return true;
}

void count_pairs(Binder *b, FunctionId *id, Exprs *args, int position)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    if (*id != FUNCTION_ID(REGR_COUNT))
        return;
    items[0] =
        NEW_EXPR(b->cx, type_of(TYPE_BYTEA), position, Call, .function = FUNCTION_ID(MOMENTS_TERM),
                 .name = STR_LIT("moments_term"), .args = *args);
    *args = (Exprs){ items, 1 };
    *id = FUNCTION_ID(COUNT);
}

const Expr *place_aggregate(Binder *b, const FunctionName *name, AggregateCall call)
{
    int position = name->head.position;

    call.filter = name->filter ? TRY(bind_filter(b, name->filter)) : NULL;
    TRY(refuse_windows(b, call.args,
                       "aggregate function calls cannot contain window function calls",
                       ERR_GROUPING_ERROR));
    Scope *level = TRY(find_level(b, call.args, call.order, call.filter));
    TRY(aggregates_allowed(b, level, position));
    level->has_aggregates = true;
    const Expr *placed =
        NEW_EXPR(b->cx, call.head.type, position, AggregateCall, .function = call.function,
                 .name = str_of(function_get((FunctionId)call.function)->name), .args = call.args,
                 .is_distinct = name->is_distinct, .order = call.order, .filter = call.filter);
    return level == b->scope ? placed
                             : note_outer_aggregate(b, level, (const AggregateCall *)placed);
}

const Expr *bind_aggregate(Binder *b, FunctionId id, const FunctionName *name, Exprs args)
{
    const Function *function = function_get(id);
    int position = name->head.position;
    TypeId result;

    Sorts order = { 0 };

    if (name->is_distinct && !args.count)
        return fail(b->cx, ERR_SYNTAX_ERROR, position, "DISTINCT specified, but %s has no argument",
                    function->name);
    TRY(refuse_sets_in_call(b, args, "aggregate function calls"));
    TRY(coerce_args(b, function, &args, &result));
    TRY(bind_aggregate_order(b, name, args, &order));
    count_pairs(b, &id, &args, position);
    return place_aggregate(b, name,
                           (AggregateCall){ .head.type = aggregate_type(id, result, args),
                                            .function = id,
                                            .args = args,
                                            .order = order });
}
