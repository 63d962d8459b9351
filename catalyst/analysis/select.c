/*
 * select.c -- one SELECT: FROM, WHERE, GROUP BY, HAVING, the list, DISTINCT, ORDER BY.
 *
 *     Project (drop what only ORDER BY needed)
 *       Sort
 *         Aggregate (DISTINCT)
 *           Project (the list, and what ORDER BY needs besides)
 *             Window (see windowing.c)
 *             Filter (HAVING)
 *               Aggregate (GROUP BY)
 *                 Filter (WHERE)
 *                   FROM
 */
#include "catalyst/analysis/grouping.h"

typedef struct Selecting {
    Binder *b;
    const Select *select;
    Targets targets;
    Exprs outputs; /* the list, then what only ORDER BY names */
    Exprs groups;
    Exprs having;          /* none or one */
    uint32_t *sort_output; /* for each ORDER BY key, which output it is */
    Sorts order;
    QueryWindow *windows; /* as many as the scope has */
} Selecting;

/* GROUP BY 2, ORDER BY 2 */
static bool ordinal_of(Selecting *s, const Expr *expr, const char *clause, int64_t *out_ordinal)
{
    const Const *constant = EXPR_AS(Const, expr);

    *out_ordinal = 0;
    if (!constant)
        return true;
    if (!type_is_integer(constant->head.type.id) || constant->value.is_null)
        return fail(s->b->cx, ERR_SYNTAX_ERROR, expr->position, "non-integer constant in %s",
                    clause);
    if (constant->value.integer < 1 || constant->value.integer > s->targets.count)
        return fail(s->b->cx, ERR_INVALID_COLUMN_REFERENCE, expr->position,
                    "%s position %lld is not in select list", clause,
                    (long long)constant->value.integer);
    *out_ordinal = constant->value.integer;
    return true;
}

/* The output with this alias, plus one; 0 where there is none.  42702 if two different ones. */
static bool output_named(Selecting *s, const Expr *expr, const char *clause, int64_t *out_ordinal)
{
    const Name *name = EXPR_AS(Name, expr);

    *out_ordinal = 0;
    if (!name || name->parts.count != 1)
        return true;
    for (uint32_t at = 0; at < s->targets.count; at++) {
        if (!str_equal(s->targets.names[at], name->parts.items[0]))
            continue;
        if (*out_ordinal && !expr_equal(s->targets.exprs[*out_ordinal - 1], s->targets.exprs[at]))
            return fail(s->b->cx, ERR_AMBIGUOUS_COLUMN, expr->position, "%s \"%.*s\" is ambiguous",
                        clause, STR(name->parts.items[0]));
        if (!*out_ordinal)
            *out_ordinal = at + 1;
    }
    return true;
}

static bool is_input_column(Binder *b, const Expr *expr)
{
    const Name *name = EXPR_AS(Name, expr);

    if (!name || name->parts.count != 1)
        return false;
    for (uint32_t at = 0; at < b->scope->visible.count; at++) {
        const VisibleColumn *column = &b->scope->visible.items[at];
        if (!column->qualified_only && str_equal(column->column.name, name->parts.items[0]))
            return true;
    }
    return false;
}

/* SQL-92's ordinals and names, but for GROUP BY an input column of that name wins. */
static const Expr *bind_group(Selecting *s, const Expr *expr)
{
    int64_t ordinal;

    TRY(ordinal_of(s, expr, "GROUP BY", &ordinal));
    if (!ordinal && !is_input_column(s->b, expr))
        TRY(output_named(s, expr, "GROUP BY", &ordinal));
    if (ordinal)
        return TRY(resolve_unknown(s->b, s->targets.exprs[ordinal - 1]));
    s->b->scope->clause = CLAUSE_GROUP;
    const Expr *bound = TRY(bind_expr(s->b, expr));
    s->b->scope->clause = CLAUSE_SELECT;
    return resolve_unknown(s->b, bound);
}

static bool bind_groups(Selecting *s)
{
    Exprs groups = s->select->groups;
    const Expr **items = ARENA_ARRAY(s->b->cx->arena, const Expr *, groups.count);

    for (uint32_t at = 0; at < groups.count; at++) {
        int position;
        items[at] = TRY(bind_group(s, groups.items[at]));
        if (holds_aggregate(s->b, items[at], &position))
            return fail(s->b->cx, ERR_GROUPING_ERROR, position,
                        "aggregate functions are not allowed in GROUP BY");
    }
    s->groups = (Exprs){ items, groups.count };
    return refuse_windows(s->b, s->groups, "window functions are not allowed in GROUP BY",
                          ERR_WINDOWING_ERROR);
}

/* --- ORDER BY -------------------------------------------------------------------------------- */

/* The output that equals `expr`; appended where there is none. */
static bool output_of(Selecting *s, const Expr *expr, uint32_t *out_at)
{
    for (uint32_t at = 0; at < s->outputs.count; at++)
        if (expr_equal(s->outputs.items[at], expr)) {
            *out_at = at;
            return true;
        }
    if (s->select->is_distinct)
        return fail(s->b->cx, ERR_INVALID_COLUMN_REFERENCE, leftmost_position(expr),
                    "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
    *out_at = s->outputs.count;
    s->outputs.items[s->outputs.count++] = expr;
    return true;
}

static bool bind_sort_key(Selecting *s, const SortKey *key, uint32_t *out_at)
{
    int64_t ordinal;

    TRY(ordinal_of(s, key->expr, "ORDER BY", &ordinal));
    if (!ordinal)
        TRY(output_named(s, key->expr, "ORDER BY", &ordinal));
    if (ordinal) {
        *out_at = (uint32_t)ordinal - 1;
        return true;
    }
    s->b->scope->clause = CLAUSE_ORDER;
    const Expr *expr = TRY(bind_expr(s->b, key->expr));
    s->b->scope->clause = CLAUSE_SELECT;
    return output_of(s, TRY(resolve_unknown(s->b, expr)), out_at);
}

static bool bind_order(Selecting *s, Sorts order)
{
    s->sort_output = ARENA_ARRAY(s->b->cx->arena, uint32_t, order.count);
    for (uint32_t at = 0; at < order.count; at++)
        TRY(bind_sort_key(s, &order.items[at], &s->sort_output[at]));
    s->order = order;
    return true;
}

static Plan *fail_recursive_aggregate(Selecting *s)
{
    Exprs lists[] = { s->outputs, s->having };
    int position = NO_POSITION;

    for (uint32_t list = 0; list < COUNT_OF(lists); list++)
        for (uint32_t at = 0; at < lists[list].count && position == NO_POSITION; at++)
            if (!holds_aggregate(s->b, lists[list].items[at], &position))
                position = NO_POSITION;
    return fail(s->b->cx, ERR_INVALID_RECURSION, position,
                "aggregate functions are not allowed in a recursive query's recursive term");
}

/* --- GROUP BY and OVER ----------------------------------------------------------------------- */

/* An Aggregate, and HAVING. */
static Plan *group_rows(Selecting *s, Plan *plan, Exprs *grouped)
{
    Cx *cx = s->b->cx;
    uint32_t windows = s->b->scope->windows.count, count = 0;
    Exprs **lists = ARENA_ARRAY(cx->arena, Exprs *, 3 + 2 * windows);

    *grouped = s->groups;
    lists[count++] = &s->outputs;
    lists[count++] = &s->having;
    lists[count++] = grouped;
    for (uint32_t at = 0; at < windows; at++) {
        lists[count++] = &s->windows[at].keys;
        lists[count++] = &s->windows[at].partition;
    }
    Grouping grouping = { .groups = s->groups, .lists = lists, .list_count = count };
    plan = TRY(bind_grouping(s->b, plan, &grouping));
    if (!s->having.count)
        return plan;
    return NEW(cx, Filter, .input = plan, .predicate = s->having.items[0]);
}

/* Window nodes; what is sorted and grouped by comes first among what is named. */
static Plan *window_rows(Selecting *s, Plan *plan, Exprs grouped)
{
    uint32_t distinct = s->select->is_distinct ? s->targets.count : 0;
    Exprs earlier = {
        ARENA_ARRAY(s->b->cx->arena, const Expr *, s->order.count + grouped.count + distinct), 0
    };

    if (!s->b->scope->has_window_calls)
        return plan;
    for (uint32_t at = 0; at < s->order.count; at++)
        earlier.items[earlier.count++] = s->outputs.items[s->sort_output[at]];
    for (uint32_t at = 0; at < grouped.count; at++)
        earlier.items[earlier.count++] = grouped.items[at];
    for (uint32_t at = 0; at < distinct; at++)
        earlier.items[earlier.count++] = s->outputs.items[at];
    return place_windows(s->b, plan, s->windows, earlier, &s->outputs);
}

/* --- Putting it together --------------------------------------------------------------------- */

/* The output's column: a plain column keeps its id where it appears once. */
static PlanColumn output_column(Selecting *s, const Columns *input, uint32_t at)
{
    const Expr *expr = s->outputs.items[at];
    PlanColumn column = { .id = binder_take_id(s->b), .type = expr->type, .nullable = true };
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    column.name = at < s->targets.count ? s->targets.names[at] : STR_LIT("?sort?");
    for (uint32_t in = 0; ref && in < input->count; in++)
        if (input->items[in].id == ref->id) {
            column.nullable = input->items[in].nullable;
            column.table_oid = input->items[in].table_oid;
            column.attribute = input->items[in].attribute;
        }
    return column;
}

static Plan *project_outputs(Selecting *s, Plan *input)
{
    Columns columns = plan_output(s->b->cx, input);
    Named outputs = { ARENA_ARRAY(s->b->cx->arena, NamedExpr, s->outputs.count), s->outputs.count };

    for (uint32_t at = 0; at < outputs.count; at++)
        outputs.items[at] = (NamedExpr){ output_column(s, &columns, at), s->outputs.items[at] };
    return NEW(s->b->cx, Project, .input = input, .outputs = outputs);
}

static Plan *make_distinct(Selecting *s, Plan *input)
{
    Columns columns = plan_output(s->b->cx, input);
    Named groups = { ARENA_ARRAY(s->b->cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        groups.items[at] =
            (NamedExpr){ columns.items[at], column_ref(s->b, columns.items[at], NO_POSITION) };
    return NEW(s->b->cx, Aggregate, .input = input, .groups = groups);
}

static Plan *make_sort(Selecting *s, Plan *input)
{
    Columns columns = plan_output(s->b->cx, input);
    Sorts keys = { ARENA_ARRAY(s->b->cx->arena, SortKey, s->order.count), s->order.count };

    for (uint32_t at = 0; at < keys.count; at++) {
        keys.items[at] = s->order.items[at];
        keys.items[at].expr = column_ref(s->b, columns.items[s->sort_output[at]], NO_POSITION);
    }
    return NEW(s->b->cx, Sort, .input = input, .keys = keys);
}

/* Drop the outputs that only ORDER BY needed. */
static Plan *drop_extra(Selecting *s, Plan *input)
{
    Columns columns = plan_output(s->b->cx, input);
    Named outputs = { ARENA_ARRAY(s->b->cx->arena, NamedExpr, s->targets.count), s->targets.count };

    for (uint32_t at = 0; at < outputs.count; at++)
        outputs.items[at] =
            (NamedExpr){ columns.items[at], column_ref(s->b, columns.items[at], NO_POSITION) };
    return NEW(s->b->cx, Project, .input = input, .outputs = outputs);
}

static Plan *bind_where(Binder *b, const Select *select, Plan *input)
{
    if (!select->where)
        return input;
    b->scope->clause = CLAUSE_WHERE;
    const Expr *predicate = TRY(bind_boolean(b, select->where, "WHERE"));
    TRY(refuse_sets(b, predicate, "WHERE"));
    b->scope->clause = CLAUSE_SELECT;
    return NEW(b->cx, Filter, .input = input, .predicate = predicate);
}

static bool bind_having(Selecting *s)
{
    const Expr **items = ARENA_ARRAY(s->b->cx->arena, const Expr *, 1);

    if (!s->select->having)
        return true;
    s->b->scope->clause = CLAUSE_HAVING;
    items[0] = TRY(bind_boolean(s->b, s->select->having, "HAVING"));
    TRY(refuse_sets(s->b, items[0], "HAVING"));
    s->b->scope->clause = CLAUSE_SELECT;
    s->having = (Exprs){ items, 1 };
    return true;
}

static bool bind_outputs(Selecting *s, Sorts order, bool keeps_unknown)
{
    s->outputs.items = ARENA_ARRAY(s->b->cx->arena, const Expr *, s->targets.count + order.count);
    for (uint32_t at = 0; at < s->targets.count; at++)
        s->outputs.items[s->outputs.count++] = s->targets.exprs[at] =
            keeps_unknown ? s->targets.exprs[at] : TRY(resolve_unknown(s->b, s->targets.exprs[at]));
    return true;
}

Plan *bind_select(Binder *b, const Select *select, Sorts order)
{
    Scope scope = { .outer = b->scope };
    Selecting s = { .b = b, .select = select };
    Exprs grouped = { 0 };
    FromItem from;
    bool keeps_unknown = b->keeps_unknown && !select->is_distinct;

    b->keeps_unknown = false;
    scope.gives_fields = b->gives_fields;
    b->gives_fields = false;

    if (select->distinct_on.count)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, select->distinct_on.items[0]->position,
                    "DISTINCT ON is not supported yet");
    b->scope = &scope;
    scope.clause = CLAUSE_FROM;
    TRY(bind_from_list(b, select->from, &from));
    scope.visible = from.visible;
    scope.has_from = select->from.count != 0;
    scope.is_empty = has_no_rows(from.plan);
    scope.clause = CLAUSE_SELECT;
    scope.windows = select->windows;
    scope.window_capacity = select->windows.count;

    /* In PostgreSQL's order: it decides which error is raised and what types a parameter. */
    TRY(bind_targets(b, select->outputs, &s.targets));
    TRY(bind_outputs(&s, order, keeps_unknown));
    Plan *plan = TRY(bind_where(b, select, from.plan));
    TRY(bind_having(&s));
    TRY(bind_order(&s, order));
    TRY(bind_groups(&s));
    TRY(bind_windows(b, &s.windows));
    if (scope.reads_itself && scope.has_aggregates)
        return fail_recursive_aggregate(&s);
    if (scope.relied_on_that && !s.groups.count && (s.having.count || scope.has_aggregates))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "arrays and functions in FROM are not supported yet");
    /* Rows are grouped by the values of a set, so it comes first. */
    plan = TRY(unfold_sets(b, plan, &s.groups, (Exprs *[]){ &s.groups, &s.outputs }, 2));
    if (s.groups.count || s.having.count || scope.has_aggregates)
        plan = TRY(group_rows(&s, plan, &grouped));
    plan = TRY(window_rows(&s, plan, grouped));
    plan = TRY(unfold_sets(b, plan, &s.outputs, (Exprs *[]){ &s.outputs }, 1));
    plan = project_outputs(&s, plan);
    if (select->is_distinct)
        plan = make_distinct(&s, plan);
    if (order.count)
        plan = make_sort(&s, plan);
    if (s.outputs.count > s.targets.count)
        plan = drop_extra(&s, plan);
    b->scope = scope.outer;
    b->body = scope.visible;
    return plan;
}
