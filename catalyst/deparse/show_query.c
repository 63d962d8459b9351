/* show_query.c -- queries as they are to be written: WITH, SELECT, VALUES, set operations. */
#include "catalyst/deparse/shown.h"

/* --- The select list ------------------------------------------------------------------------- */

typedef struct Selecting {
    Shower *s;
    const Select *select;
    ShownBody *body;
    uint32_t capacity;
} Selecting;

static void add_target(Selecting *q, ShownTarget target)
{
    q->body->targets = arena_grown(q->s->cx->arena, q->body->targets, sizeof *q->body->targets,
                                   q->body->target_count, &q->capacity);
    q->body->targets[q->body->target_count++] = target;
}

static void add_star(Selecting *q, const Star *star)
{
    const ShowScope *scope = q->s->scope;
    Str table = star->parts.count ? star->parts.items[star->parts.count - 1] : STR_NONE;

    for (uint32_t at = 0; at < scope->count; at++) {
        const Visible *visible = &scope->columns[at];
        if (table.length ? !str_equal(visible->table, table) : visible->qualified_only)
            continue;
        Shown *column = make_shown(q->s, SHOWN_COLUMN, TYPE_NONE, visible->text);
        column->type = visible->type;
        note_read(q->s, visible->is);
        add_target(q, (ShownTarget){ column, visible->column, visible->shown_name });
    }
}

/* The name that a subquery's only column gives the expression around it. */
static Str target_name(Selecting *q, const NamedExpr *output, const Shown *shown)
{
    if (output->column.name.length)
        return output->column.name;
    if (shown->tag == SHOWN_SUBQUERY && shown->kind == SUBQUERY_SCALAR)
        return shown->query->columns.items[0].name;
    return name_of_expr(&q->s->binder, output->expr);
}

static bool show_targets(Selecting *q)
{
    Named outputs = q->select->outputs;

    for (uint32_t at = 0; at < outputs.count; at++) {
        const Expr *expr = outputs.items[at].expr;
        const Name *name = EXPR_AS(Name, expr);
        if (expr->tag == EXPR_Star) {
            add_star(q, (const Star *)expr);
            continue;
        }
        Shown *shown = TRY(show_expr(q->s, expr));
        const Visible *column = name ? find_visible_column(q->s, name) : NULL;
        add_target(q, (ShownTarget){ shown, target_name(q, &outputs.items[at], shown),
                                     column ? column->shown_name : STR_NONE });
    }
    return true;
}

/* --- GROUP BY and ORDER BY ------------------------------------------------------------------- */

/* The output, from 1, that a key means: its number, or its name; 0: an expression. */
static uint32_t output_meant(const Selecting *q, const Expr *key, bool prefers_input)
{
    const Const *ordinal = EXPR_AS(Const, key);
    const Name *name = EXPR_AS(Name, key);

    if (ordinal && type_is_integer((TypeId)ordinal->head.type.id) && !ordinal->value.is_null &&
        ordinal->value.integer > 0 && ordinal->value.integer <= q->body->target_count)
        return (uint32_t)ordinal->value.integer;
    if (!name || name->parts.count != 1)
        return 0;
    if (prefers_input)
        for (uint32_t at = 0; at < q->s->scope->count; at++)
            if (!q->s->scope->columns[at].qualified_only &&
                str_equal(q->s->scope->columns[at].column, name->parts.items[0]))
                return 0;
    for (uint32_t at = 0; at < q->body->target_count; at++)
        if (str_equal(q->body->targets[at].name, name->parts.items[0]))
            return at + 1;
    return 0;
}

static Shown *show_key(Selecting *q, const Expr *key, bool prefers_input)
{
    uint32_t output = output_meant(q, key, prefers_input);

    if (output)
        return q->body->targets[output - 1].expr;
    return show_known(q->s, show_expr(q->s, key));
}

static bool show_keys(Selecting *q, Exprs keys, ShownList *out_list)
{
    *out_list = (ShownList){ ARENA_ARRAY(q->s->cx->arena, Shown *, keys.count + 1), keys.count };
    for (uint32_t at = 0; at < keys.count; at++)
        out_list->items[at] = TRY(show_key(q, keys.items[at], true));
    return true;
}

static bool show_order(Selecting *q, Sorts order, ShownSorts *out_order)
{
    *out_order =
        (ShownSorts){ ARENA_ARRAY(q->s->cx->arena, ShownSort, order.count + 1), order.count };
    for (uint32_t at = 0; at < order.count; at++)
        out_order->items[at] = (ShownSort){ .expr = TRY(show_key(q, order.items[at].expr, false)),
                                            .descending = order.items[at].descending,
                                            .nulls_first = order.items[at].nulls_first };
    return true;
}

/* --- SELECT ---------------------------------------------------------------------------------- */

static bool show_predicate(Shower *s, const Expr *parsed, Shown **out_shown)
{
    *out_shown = NULL;
    if (parsed)
        *out_shown = TRY(show_cast(s, show_expr(s, parsed), type_of(TYPE_BOOL), false));
    return true;
}

static bool show_select_parts(Selecting *q)
{
    TRY(show_from(q->s, q->select->from, &q->body->from));
    TRY(show_targets(q));
    TRY(show_predicate(q->s, q->select->where, &q->body->where));
    TRY(show_predicate(q->s, q->select->having, &q->body->having));
    return show_keys(q, q->select->groups, &q->body->groups);
}

static void note_columns(Shower *s, const ShownBody *body, ShownColumns *columns)
{
    *columns = (ShownColumns){ ARENA_ARRAY(s->cx->arena, ShownColumn, body->target_count + 1),
                               body->target_count };
    for (uint32_t at = 0; at < columns->count; at++)
        columns->items[at] = (ShownColumn){ body->targets[at].name, body->targets[at].expr->type };
}

static bool show_select(Shower *s, const Select *select, Sorts order, ShownQuery *query)
{
    ShowScope scope = { .outer = s->scope };
    ShownBody *body = query->body = arena_zero(s->cx->arena, sizeof *body);
    Selecting q = { .s = s, .select = select, .body = body };

    body->tag = BODY_SELECT;
    body->is_distinct = select->is_distinct;
    s->scope = &scope;
    TRY(show_select_parts(&q));
    TRY(show_keys(&q, select->distinct_on, &body->distinct_on));
    TRY(show_order(&q, order, &query->order));
    s->scope = scope.outer;
    note_columns(s, body, &query->columns);
    return true;
}

/* --- VALUES ---------------------------------------------------------------------------------- */

static bool show_values(Shower *s, const ValuesList *values, ShownQuery *query)
{
    ShownBody *body = query->body = arena_zero(s->cx->arena, sizeof *body);
    uint32_t rows = values->rows.count;
    uint32_t width = ((const RowOf *)values->rows.items[0])->items.count;

    body->tag = BODY_VALUES;
    body->rows = ARENA_ARRAY(s->cx->arena, ShownList, rows);
    body->row_count = rows;
    for (uint32_t row = 0; row < rows; row++)
        TRY(show_list(s, ((const RowOf *)values->rows.items[row])->items, &body->rows[row]));
    query->columns = (ShownColumns){ ARENA_ARRAY(s->cx->arena, ShownColumn, width), width };
    for (uint32_t at = 0; at < width; at++) {
        ShownList column = { ARENA_ARRAY(s->cx->arena, Shown *, rows), rows };
        for (uint32_t row = 0; row < rows; row++)
            column.items[row] = body->rows[row].items[at];
        TRY(show_common(s, column, &query->columns.items[at].type));
        for (uint32_t row = 0; row < rows; row++)
            body->rows[row].items[at] = column.items[row];
        query->columns.items[at].name = str_format(s->cx->arena, "column%u", at + 1);
    }
    return true;
}

/* --- Set operations -------------------------------------------------------------------------- */

static bool show_body(Shower *s, const Plan *plan, Sorts order, ShownQuery *query);

/* Literals of a branch become of the type that all branches have. */
static bool type_branch(Shower *s, ShownBody *body, ShownColumns columns)
{
    if (body->tag == BODY_SET) {
        TRY(type_branch(s, body->left, columns));
        return type_branch(s, body->right, columns);
    }
    if (body->tag == BODY_QUERY)
        return type_branch(s, body->query->body, columns);
    for (uint32_t at = 0; at < body->target_count && at < columns.count; at++)
        if (body->targets[at].expr->type.id == TYPE_UNKNOWN)
            body->targets[at].expr = TRY(show_cast(
                s, body->targets[at].expr, type_of((TypeId)columns.items[at].type.id), false));
    return true;
}

static ShownBody *show_branch(Shower *s, const Plan *plan, ShownColumns *out_columns)
{
    ShownQuery *query = arena_zero(s->cx->arena, sizeof *query);

    if (plan->tag != PLAN_Query) {
        TRY(show_body(s, plan, (Sorts){ 0 }, query));
        *out_columns = query->columns;
        return query->body;
    }
    query = TRY(show_query(s, plan));
    ShownBody *body = arena_zero(s->cx->arena, sizeof *body);
    body->tag = BODY_QUERY;
    body->query = query;
    *out_columns = query->columns;
    return body;
}

static bool common_columns(Shower *s, ShownColumns left, ShownColumns right,
                           ShownColumns *out_columns)
{
    *out_columns =
        (ShownColumns){ ARENA_ARRAY(s->cx->arena, ShownColumn, left.count + 1), left.count };
    if (left.count != right.count)
        return fail(s->cx, ERR_SYNTAX_ERROR, NO_POSITION, "branches differ in width");
    for (uint32_t at = 0; at < left.count; at++) {
        Shown *pair[] = { make_shown(s, SHOWN_COLUMN, TYPE_NONE, STR_NONE),
                          make_shown(s, SHOWN_COLUMN, TYPE_NONE, STR_NONE) };
        pair[0]->type = left.items[at].type;
        pair[1]->type = right.items[at].type;
        out_columns->items[at].name = left.items[at].name;
        TRY(show_common(s, (ShownList){ pair, 2 }, &out_columns->items[at].type));
    }
    return true;
}

/* ORDER BY over branches can only name outputs: they are written by number. */
static bool order_by_output(Shower *s, Sorts order, ShownQuery *query)
{
    query->order =
        (ShownSorts){ ARENA_ARRAY(s->cx->arena, ShownSort, order.count + 1), order.count };
    for (uint32_t at = 0; at < order.count; at++) {
        const Const *ordinal = EXPR_AS(Const, order.items[at].expr);
        const Name *name = EXPR_AS(Name, order.items[at].expr);
        ShownSort *sort = &query->order.items[at];
        *sort = (ShownSort){ .descending = order.items[at].descending,
                             .nulls_first = order.items[at].nulls_first,
                             .ordinal = ordinal ? (int)ordinal->value.integer : 0 };
        for (uint32_t in = 0; name && in < query->columns.count && !sort->ordinal; in++)
            if (str_equal(query->columns.items[in].name, name->parts.items[0]))
                sort->ordinal = (int)in + 1;
        if (!sort->ordinal)
            return fail(s->cx, ERR_UNDEFINED_COLUMN, NO_POSITION, "this order cannot be shown");
    }
    return true;
}

static bool show_set(Shower *s, const SetOperation *set, ShownQuery *query)
{
    ShownBody *body = query->body = arena_zero(s->cx->arena, sizeof *body);
    ShownColumns left, right;

    body->tag = BODY_SET;
    body->operation = (SetOperationKind)set->operation;
    body->is_all = set->is_all;
    body->left = TRY(show_branch(s, set->left, &left));
    body->right = TRY(show_branch(s, set->right, &right));
    TRY(common_columns(s, left, right, &query->columns));
    return type_branch(s, body, query->columns);
}

static bool show_body(Shower *s, const Plan *plan, Sorts order, ShownQuery *query)
{
    TRY(check_stack(s->cx));
    if (plan->tag == PLAN_Select)
        return show_select(s, (const Select *)plan, order, query);
    if (plan->tag == PLAN_ValuesList && !order.count)
        return show_values(s, (const ValuesList *)plan, query);
    if (plan->tag == PLAN_SetOperation) {
        TRY(show_set(s, (const SetOperation *)plan, query));
        return order_by_output(s, order, query);
    }
    return fail(s->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "this query cannot be shown");
}

/* --- Queries --------------------------------------------------------------------------------- */

static bool show_ctes(Shower *s, Plans ctes, ShownQuery *query)
{
    query->ctes = ARENA_ARRAY(s->cx->arena, ShownCte, ctes.count + 1);
    for (uint32_t at = 0; at < ctes.count; at++) {
        const Cte *cte = (const Cte *)ctes.items[at];
        ShownCte *shown = &query->ctes[query->cte_count++];
        ShowCte *visible = arena_zero(s->cx->arena, sizeof *visible);
        *shown = (ShownCte){ .name = cte->name,
                             .columns = cte->columns,
                             .materialize = (Materialize)cte->materialize };
        shown->query = TRY(show_query(s, cte->query));
        ShownColumns columns = shown->query->columns;
        columns.items =
            arena_copy(s->cx->arena, columns.items, columns.count * sizeof *columns.items);
        for (uint32_t in = 0; in < cte->columns.count && in < columns.count; in++)
            columns.items[in].name = cte->columns.items[in];
        *visible = (ShowCte){ s->ctes, cte->name, columns };
        s->ctes = visible;
    }
    return true;
}

/* The names of the query's own relations are taken where those of its WITH queries are given. */
static bool show_with(Shower *s, const Query *query, ShownQuery *shown)
{
    const Select *select = PLAN_AS(Select, query->body);
    ShowScope scope = { .outer = s->scope };

    s->scope = &scope;
    if (select)
        take_names_of(s, select->from);
    TRY(show_ctes(s, query->ctes, shown));
    s->scope = scope.outer;
    return true;
}

/* Literals of the list that nothing has typed become text. */
static bool finish_targets(Shower *s, ShownQuery *query)
{
    for (uint32_t at = 0; at < query->columns.count; at++)
        if (query->columns.items[at].type.id == TYPE_UNKNOWN)
            query->columns.items[at].type = type_of(TYPE_TEXT);
    return type_branch(s, query->body, query->columns);
}

static bool show_count(Shower *s, const Expr *parsed, Shown **out_shown)
{
    *out_shown = NULL;
    if (parsed)
        *out_shown = TRY(show_cast(s, show_expr(s, parsed), type_of(TYPE_INT8), false));
    return true;
}

ShownQuery *show_query(Shower *s, const Plan *plan)
{
    const Query *query = PLAN_AS(Query, plan);
    ShownQuery *shown = arena_zero(s->cx->arena, sizeof *shown);
    ShowCte *ctes = s->ctes;

    if (query && query->is_recursive)
        return fail(s->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "WITH RECURSIVE cannot be shown");
    if (query && query->ctes.count)
        TRY(show_with(s, query, shown));
    TRY(show_body(s, query ? query->body : plan, query ? query->order : (Sorts){ 0 }, shown));
    if (query) {
        TRY(show_count(s, query->count, &shown->limit));
        TRY(show_count(s, query->offset, &shown->offset));
        shown->with_ties = query->with_ties;
    }
    TRY(finish_targets(s, shown));
    s->ctes = ctes;
    return shown;
}
