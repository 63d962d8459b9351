/*
 * view_target.c -- INSERT, UPDATE and DELETE over a view: which columns of which table it shows:
 * see modify.h.
 *
 *     level 0   the view the statement names    columns and a filter over
 *     level 1   another view, or ...            columns and a filter over
 *     table
 *
 * The filter is bound over the rows that are there, to find those to be changed; and over those
 * that are written, where WITH CHECK OPTION wants it to hold for them, too.
 */
#include "catalyst/analysis/modify.h"

#include "expression/expression.h"

enum { LEVELS_MAX = 32 };

/* --- Can it be changed? ---------------------------------------------------------------------- */

static const char *const not_one_relation =
    "Views that do not select from a single table or view are not automatically updatable.";

/* What of the query as it was written is in the way; NULL: nothing. */
static const char *obstacle_in(const Query *around, const Select *select, const Plan *body)
{
    if (select && (select->is_distinct || select->distinct_on.count))
        return "Views containing DISTINCT are not automatically updatable.";
    if (select && select->groups.count)
        return "Views containing GROUP BY are not automatically updatable.";
    if (select && select->having)
        return "Views containing HAVING are not automatically updatable.";
    if (body->tag == PLAN_SetOperation)
        return "Views containing UNION, INTERSECT, or EXCEPT are not automatically updatable.";
    if (around && around->ctes.count)
        return "Views containing WITH are not automatically updatable.";
    if (around && (around->count || around->offset))
        return "Views containing LIMIT or OFFSET are not automatically updatable.";
    return NULL;
}

static bool find_window(const Expr *expr, void *found)
{
    const FunctionName *call = EXPR_AS(FunctionName, expr);

    *(bool *)found |= call && call->over;
    return true;
}

static bool find_set(const Expr *expr, void *found)
{
    *(bool *)found |= expr_is_set(expr);
    return true;
}

/* A level, its columns and filter bound over columns of what it stands on. */
typedef struct BoundLevel {
    Targets targets;
    const Expr *filter; /* NULL: none */
    bool has_aggregates, has_window, has_set;
} BoundLevel;

static bool bind_level(Binder *outer, const ViewLevel *level, const VisibleColumns *below,
                       BoundLevel *out)
{
    Binder b = { .cx = outer->cx,
                 .input = outer->input,
                 .view_depth = outer->view_depth + 1,
                 .view_oid = level->view->oid };
    const TableName *name = PLAN_AS(TableName, level->select->from.items[0]);
    Str alias = name->alias.length ? name->alias : level->below->name;
    Scope scope = { .clause = CLAUSE_SELECT, .has_from = true };

    for (uint32_t at = 0; at < below->count; at++) {
        VisibleColumn column = below->items[at];
        column.table = alias;
        column.schema = STR_NONE;
        column.column.name =
            at < name->columns.count ? name->columns.items[at] : level->below->columns[at].name;
        scope_add(&b, &scope.visible, column);
    }
    *out = (BoundLevel){ 0 };
    b.scope = &scope;
    for (uint32_t at = 0; at < level->select->outputs.count; at++)
        expr_visit(level->select->outputs.items[at].expr, find_window, &out->has_window);
    if (out->has_window)
        return true;
    TRY(bind_targets(&b, level->select->outputs, &out->targets));
    out->has_aggregates = scope.has_aggregates;
    for (uint32_t at = 0; at < out->targets.count; at++) {
        out->targets.exprs[at] = TRY(resolve_unknown(&b, out->targets.exprs[at]));
        expr_visit(out->targets.exprs[at], find_set, &out->has_set);
    }
    if (!level->select->where)
        return true;
    scope.clause = CLAUSE_WHERE;
    out->filter = TRY(bind_boolean(&b, level->select->where, "WHERE"));
    return true;
}

/* Columns of their own for the relation, for whoever asks what stands where. */
static VisibleColumns columns_of(Binder *b, const CatalogTable *table)
{
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, table->column_count + 1), 0 };

    for (uint32_t at = 0; at < table->column_count; at++)
        columns.items[columns.count++] = (PlanColumn){ .id = binder_take_id(b),
                                                       .name = table->columns[at].name,
                                                       .type = table->columns[at].type,
                                                       .nullable = true };
    return scope_of_columns(b, table->name, columns);
}

static uint32_t column_at(const VisibleColumns *columns, const Expr *expr)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < columns->count; at++)
        if (columns->items[at].column.id == ref->id)
            return at;
    return VIEW_COLUMN_COMPUTED;
}

/* Which columns of what is below the view's are. */
static const char *map_level(Binder *b, ViewLevel *level, bool needs_columns, bool *out_failed)
{
    VisibleColumns below = columns_of(b, level->below);
    uint32_t *columns = ARENA_ARRAY(b->cx->arena, uint32_t, level->view->column_count + 1);
    bool has_any = false;
    BoundLevel bound;

    *out_failed = !bind_level(b, level, &below, &bound);
    if (*out_failed)
        return NULL;
    if (bound.has_aggregates)
        return "Views that return aggregate functions are not automatically updatable.";
    if (bound.has_window)
        return "Views that return window functions are not automatically updatable.";
    if (bound.has_set)
        return "Views that return set-returning functions are not automatically updatable.";
    for (uint32_t at = 0; at < level->view->column_count; at++) {
        columns[at] = column_at(&below, bound.targets.exprs[at]);
        has_any |= columns[at] != VIEW_COLUMN_COMPUTED;
    }
    level->columns = columns;
    return has_any || !needs_columns
               ? NULL
               : "Views that have no updatable columns are not automatically updatable.";
}

static const char *read_level(Binder *b, const CatalogTable *view, bool needs_columns,
                              ViewLevel *out, bool *out_failed)
{
    const Plan *body = plan_decode(b->cx, view->query.tree);
    const Query *around = body ? PLAN_AS(Query, body) : NULL;
    Relation below;

    *out_failed = !body;
    if (!body)
        return NULL;
    body = around ? around->body : body;
    const Select *select = PLAN_AS(Select, body);
    const char *obstacle = obstacle_in(around, select, body);
    const TableName *name =
        select && select->from.count == 1 ? PLAN_AS(TableName, select->from.items[0]) : NULL;
    if (obstacle)
        return obstacle;
    if (!name)
        return not_one_relation;
    *out_failed = !find_relation(b, name, &below);
    if (*out_failed)
        return NULL;
    if (!below.table || below.table->is_materialized || below.table->kind == RELATION_FILES ||
        below.table->kind == RELATION_SEQUENCE)
        return not_one_relation;
    *out = (ViewLevel){ .view = view, .select = select, .below = below.table };
    return map_level(b, out, needs_columns, out_failed);
}

static bool fail_not_updatable(Binder *b, const CatalogTable *view, const ViewVerb *verb,
                               const char *why)
{
    fail(b->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION, "cannot %s view \"%.*s\"",
         verb->does, STR(view->name));
    fail_detail(b->cx, "%s", why);
    return fail_hint(b->cx,
                     "To enable %s the view, provide an INSTEAD OF %s trigger or an unconditional "
                     "ON %s DO INSTEAD rule.",
                     verb->doing, verb->word, verb->word);
}

const CatalogTable *view_levels(Binder *b, const CatalogTable *view, const ViewVerb *verb,
                                ViewLevels *out_levels)
{
    const CatalogTable *below = view;
    bool has_failed = false;

    out_levels->items = ARENA_ARRAY(b->cx->arena, ViewLevel, LEVELS_MAX);
    out_levels->count = 0;
    while (below->kind == RELATION_VIEW) {
        if (out_levels->count == LEVELS_MAX)
            return fail(b->cx, ERR_STATEMENT_TOO_COMPLEX, NO_POSITION,
                        "views stand in views too deep");
        ViewLevel *level = &out_levels->items[out_levels->count];
        bool needs_columns = !verb || strcmp(verb->word, "DELETE") != 0;
        const char *why = read_level(b, below, needs_columns, level, &has_failed);
        if (has_failed)
            return NULL;
        if (why) {
            if (verb)
                fail_not_updatable(b, below, verb, why);
            else
                out_levels->obstacle = why;
            return NULL;
        }
        out_levels->count++;
        below = level->below;
    }
    return below;
}

/* --- Over rows ------------------------------------------------------------------------------- */

bool view_over(Binder *b, const ViewLevels *levels, const VisibleColumns *table, Str alias,
               VisibleColumns *out_columns, Exprs *out_filters)
{
    VisibleColumns below = *table;

    *out_filters =
        (Exprs){ ARENA_ARRAY(b->cx->arena, const Expr *, levels->count + 1), levels->count };
    for (uint32_t at = levels->count; at > 0; at--) {
        const ViewLevel *level = &levels->items[at - 1];
        VisibleColumns columns = { 0 };
        BoundLevel bound;
        TRY(bind_level(b, level, &below, &bound));
        for (uint32_t in = 0; in < level->view->column_count; in++) {
            const Expr *expr = bound.targets.exprs[in];
            uint32_t from = column_at(&below, expr);
            VisibleColumn column = { .table = alias, .expr = expr };
            if (from != VIEW_COLUMN_COMPUTED)
                column.column = below.items[from].column;
            column.column.name = level->view->columns[in].name;
            column.column.type = expr->type;
            column.column.table_oid = level->view->oid;
            column.column.attribute = (int16_t)(in + 1);
            scope_add(b, &columns, column);
        }
        below = columns;
        out_filters->items[levels->count - at] = bound.filter;
    }
    *out_columns = below;
    return true;
}

bool view_column(Binder *b, const ViewLevels *levels, uint32_t column, const char *verb,
                 uint32_t *out_column)
{
    for (uint32_t at = 0; at < levels->count; at++) {
        const ViewLevel *level = &levels->items[at];
        uint32_t below = level->columns[column];
        if (below == VIEW_COLUMN_COMPUTED) {
            fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                 "cannot %s column \"%.*s\" of view \"%.*s\"", verb,
                 STR(level->view->columns[column].name), STR(level->view->name));
            return fail_detail(b->cx, "View columns that are not columns of their base relation "
                                      "are not updatable.");
        }
        column = below;
    }
    *out_column = column;
    return true;
}

/* --- WITH CHECK OPTION ----------------------------------------------------------------------- */

static bool has_option(const CatalogTable *view, const char *option)
{
    for (uint32_t at = 0; at < view->option_count; at++)
        if (str_is(view->options[at], option))
            return true;
    return false;
}

/* Which filters the rows that are written must pass: those of levels that say so, and of those
 * below one that says CASCADED.  The innermost comes first. */
bool view_checks(Binder *b, const ViewLevels *levels, const VisibleColumns *written,
                 ViewChecks *out_checks)
{
    bool *is_checked = arena_zero(b->cx->arena, levels->count + 1);
    bool cascades = false;
    VisibleColumns columns;
    Exprs filters;

    for (uint32_t at = 0; at < levels->count; at++) {
        bool is_cascaded = has_option(levels->items[at].view, "check_option=cascaded");
        is_checked[at] =
            cascades || is_cascaded || has_option(levels->items[at].view, "check_option=local");
        cascades |= is_cascaded;
    }
    TRY(view_over(b, levels, written, STR_NONE, &columns, &filters));
    *out_checks = (ViewChecks){ ARENA_ARRAY(b->cx->arena, ViewCheck, levels->count + 1), 0 };
    for (uint32_t at = 0; at < levels->count; at++) {
        uint32_t level = levels->count - 1 - at;
        if (is_checked[level] && filters.items[at])
            out_checks->items[out_checks->count++] =
                (ViewCheck){ levels->items[level].view->name, filters.items[at] };
    }
    return true;
}

/* --- For the catalog ------------------------------------------------------------------------- */

bool analyse_updatable(Cx *cx, AnalyseInput *input, const CatalogTable *view, bool *out_columns,
                       const char **out_obstacle)
{
    Cx own = { .arena = cx->arena, .values = cx->values }; /* a view that means nothing: no */
    Binder b = { .cx = &own, .input = input };
    ViewLevels levels = { 0 };

    if (input->next_id == 0)
        input->next_id = 1;
    const CatalogTable *table = view_levels(&b, view, NULL, &levels);
    *out_obstacle = levels.obstacle;
    for (uint32_t at = 0; at < view->column_count; at++) {
        uint32_t column = at;
        for (uint32_t in = 0; in < levels.count && column != VIEW_COLUMN_COMPUTED; in++)
            column = levels.items[in].columns[column];
        out_columns[at] = table && column != VIEW_COLUMN_COMPUTED;
    }
    return table != NULL;
}
