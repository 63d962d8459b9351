/* insert.c -- INSERT: which columns get which expressions: see modify.h. */
#include "catalyst/analysis/set_operation.h"
#include "catalyst/analysis/modify.h"
#include "catalyst/analysis/with.h"

/* The columns that the statement lists, by number; all where it lists none. */
typedef struct InsertColumns {
    uint32_t *items;
    uint32_t count;
    const Insert *insert;
} InsertColumns;

/* The list whose rows are coerced where they stand; NULL: another query. */
static const ValuesList *plain_values(const Plan *query)
{
    const Query *around = PLAN_AS(Query, query);

    if (!around)
        return PLAN_AS(ValuesList, query);
    bool is_plain =
        !around->order.count && !around->count && !around->offset && !around->ctes.count;
    return is_plain ? PLAN_AS(ValuesList, around->body) : NULL;
}

static Str last_name(const Expr *expr)
{
    const Name *name = (const Name *)expr;

    return name->parts.items[name->parts.count - 1];
}

/* How many columns of a view the statement writes that lists none. */
static uint32_t expected_width(const Insert *insert, uint32_t all)
{
    const ValuesList *list = insert->query ? plain_values(insert->query) : NULL;
    uint32_t width = list ? ((const RowOf *)list->rows.items[0])->items.count : all;

    return !insert->query || width > all ? 0 : width; /* too many are another error */
}

static bool find_columns(Modifying *m, const Insert *insert, InsertColumns *out_columns)
{
    uint32_t all = m->view ? m->view->column_count : m->table->column_count;
    uint32_t count = insert->columns.count;
    uint32_t *items = ARENA_ARRAY(m->b->cx->arena, uint32_t, all + count + 1);

    *out_columns = (InsertColumns){ items, count ? count : all, insert };
    for (uint32_t at = 0; !count && at < all; at++)
        items[at] = at;
    for (uint32_t at = 0; !count && m->view && at < expected_width(insert, all); at++)
        TRY(view_column(m->b, &m->levels, at, "insert into", &items[at]));
    for (uint32_t at = 0; at < count; at++) {
        TRY(find_target_column(m, insert->columns.items[at], &items[at]));
        for (uint32_t before = 0; before < at; before++)
            if (items[before] == items[at])
                return fail(m->b->cx, ERR_DUPLICATE_COLUMN, insert->columns.items[at]->position,
                            "column \"%.*s\" specified more than once",
                            STR(last_name(insert->columns.items[at])));
    }
    return true;
}

static const bool *given_columns(Modifying *m, const InsertColumns *columns)
{
    bool *is_given = arena_zero(m->b->cx->arena, m->table->column_count + 1);

    for (uint32_t at = 0; at < columns->count; at++)
        if (columns->items[at] < m->table->column_count)
            is_given[columns->items[at]] = true;
    return is_given;
}

/* As many expressions as columns; `position`: of the first that is too much. */
static bool check_width(Modifying *m, const InsertColumns *columns, uint32_t width, int position)
{
    const Insert *insert = columns->insert;

    if (width > columns->count)
        return fail(m->b->cx, ERR_SYNTAX_ERROR, position,
                    "INSERT has more expressions than target columns");
    if (insert->columns.count && width < columns->count)
        return fail(m->b->cx, ERR_SYNTAX_ERROR, insert->columns.items[width]->position,
                    "INSERT has more target columns than expressions");
    return true;
}

/* May the statement give this column a value of its own? */
static bool check_identity(Modifying *m, const InsertColumns *columns, uint32_t column)
{
    const CatalogColumn *about = &m->table->columns[column];

    if (about->generated.tree.length) {
        fail(m->b->cx, ERR_GENERATED_ALWAYS, NO_POSITION,
             "cannot insert a non-DEFAULT value into column \"%.*s\"", STR(about->name));
        return fail_detail(m->b->cx, "Column \"%.*s\" is a generated column.", STR(about->name));
    }
    if (about->identity != IDENTITY_ALWAYS || columns->insert->overriding != OVERRIDING_NONE)
        return true;
    fail(m->b->cx, ERR_GENERATED_ALWAYS, NO_POSITION,
         "cannot insert a non-DEFAULT value into column \"%.*s\"", STR(about->name));
    fail_detail(m->b->cx, "Column \"%.*s\" is an identity column defined as GENERATED ALWAYS.",
                STR(about->name));
    return fail_hint(m->b->cx, "Use OVERRIDING SYSTEM VALUE to override.");
}

/* OVERRIDING USER VALUE: what was written for an identity does not count. */
static bool is_overridden(const Modifying *m, const InsertColumns *columns, uint32_t column)
{
    return columns->insert->overriding == OVERRIDING_USER &&
           m->table->columns[column].identity != IDENTITY_NONE;
}

/* --- VALUES ---------------------------------------------------------------------------------- */

static bool is_default_in_all(const ValuesList *list, uint32_t at)
{
    for (uint32_t row = 0; row < list->rows.count; row++)
        if (!is_default_word(((const RowOf *)list->rows.items[row])->items.items[at]))
            return false;
    return true;
}

/* One value of one row, or the default where DEFAULT is written. */
static const Expr *bind_value(Modifying *m, const InsertColumns *columns, uint32_t column,
                              const Expr *expr)
{
    if (is_default_word(expr)) {
        TRY(give_default(m, column));
        if (m->defaults[column])
            return fail(m->b->cx, ERR_FEATURE_NOT_SUPPORTED, expr->position,
                        "DEFAULT of column \"%.*s\" in some of several rows is not supported yet",
                        STR(m->table->columns[column].name));
        return m->values[column];
    }
    TRY(check_identity(m, columns, column));
    const Expr *bound = TRY(bind_expr(m->b, expr));
    return coerce_to_column(m->b, bound, &m->table->columns[column]);
}

static bool check_rows(Modifying *m, const ValuesList *list, const InsertColumns *columns)
{
    Exprs first = ((const RowOf *)list->rows.items[0])->items;

    for (uint32_t row = 0; row < list->rows.count; row++) {
        const RowOf *items = (const RowOf *)list->rows.items[row];
        if (items->items.count != first.count)
            return fail(m->b->cx, ERR_SYNTAX_ERROR, items->head.position,
                        "VALUES lists must all be the same length");
    }
    int position =
        first.count > columns->count ? first.items[columns->count]->position : NO_POSITION;
    return check_width(m, columns, first.count, position);
}

/* Columns of the list that are not DEFAULT in all rows become columns of Values. */
static Plan *bind_values_list(Modifying *m, const ValuesList *list, const InsertColumns *columns)
{
    Arena *arena = m->b->cx->arena;
    uint32_t width = ((const RowOf *)list->rows.items[0])->items.count, rows = list->rows.count;
    Columns kept = { ARENA_ARRAY(arena, PlanColumn, width + 1), 0 };
    const Expr **items = ARENA_ARRAY(arena, const Expr *, rows);
    uint32_t *from = ARENA_ARRAY(arena, uint32_t, width + 1);

    for (uint32_t at = 0; at < width; at++) {
        uint32_t column = columns->items[at];
        if (is_default_in_all(list, at) || is_overridden(m, columns, column))
            continue;
        from[kept.count] = at;
        kept.items[kept.count++] = (PlanColumn){ .id = binder_take_id(m->b),
                                                 .name = m->table->columns[column].name,
                                                 .type = m->table->columns[column].type,
                                                 .nullable = true };
    }
    for (uint32_t row = 0; row < rows; row++) {
        Exprs in = ((const RowOf *)list->rows.items[row])->items;
        Exprs out = { ARENA_ARRAY(arena, const Expr *, kept.count + 1), kept.count };
        for (uint32_t at = 0; at < kept.count; at++)
            out.items[at] =
                TRY(bind_value(m, columns, columns->items[from[at]], in.items[from[at]]));
        items[row] = NEW_EXPR(m->b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf, .items = out);
    }
    for (uint32_t at = 0; at < kept.count; at++) {
        m->values[columns->items[from[at]]] = column_ref(m->b, kept.items[at], NO_POSITION);
        m->defaults[columns->items[from[at]]] = NULL;
    }
    return NEW(m->b->cx, Values, .columns = kept, .rows = { items, rows });
}

/* --- Queries --------------------------------------------------------------------------------- */

static Plan *bind_source(Modifying *m, const Plan *query, const InsertColumns *columns)
{
    Binder *b = m->b;

    b->scope = NULL;
    b->keeps_unknown = true;
    Plan *plan = TRY(bind_query(b, query));
    b->keeps_unknown = false;
    Columns outputs = plan_output(b->cx, plan);
    int position =
        outputs.count > columns->count ? position_of_output(plan, columns->count) : NO_POSITION;
    TRY(check_width(m, columns, outputs.count, position));
    Columns to = { ARENA_ARRAY(b->cx->arena, PlanColumn, outputs.count + 1), outputs.count };
    for (uint32_t at = 0; at < outputs.count; at++)
        to.items[at] = (PlanColumn){ .type = m->table->columns[columns->items[at]].type };
    plan = TRY(type_outputs(b, plan, to));
    outputs = plan_output(b->cx, plan);
    for (uint32_t at = 0; at < outputs.count; at++) {
        uint32_t column = columns->items[at];
        if (is_overridden(m, columns, column))
            continue;
        TRY(check_identity(m, columns, column));
        const Expr *ref = column_ref(b, outputs.items[at], position_of_output(plan, at));
        m->values[column] = TRY(coerce_to_column(b, ref, &m->table->columns[column]));
    }
    return plan;
}

static Plan *one_row(Binder *b)
{
    const Expr **row = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    row[0] = NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf);
    return NEW(b->cx, Values, .rows = { row, 1 });
}

/* --- The statement --------------------------------------------------------------------------- */

static Plan *bind_input(Modifying *m, const Insert *insert, const InsertColumns *columns)
{
    const ValuesList *list = insert->query ? plain_values(insert->query) : NULL;

    if (!insert->query)
        return one_row(m->b);
    if (!list)
        return bind_source(m, insert->query, columns);
    Scope scope = { .clause = CLAUSE_VALUES };
    m->b->scope = &scope;
    TRY(check_rows(m, list, columns));
    Plan *plan = TRY(bind_values_list(m, list, columns));
    m->b->scope = NULL;
    return plan;
}

bool bind_insert(Modifying *m, const Insert *insert)
{
    const OnConflict *conflict = (const OnConflict *)insert->conflict;
    const Expr *address = NULL;
    InsertColumns columns;

    TRY(bind_ctes(m->b, insert->ctes, insert->is_recursive));
    TRY(find_columns(m, insert, &columns));
    if (insert->query)
        m->is_given = given_columns(m, &columns);
    Plan *input = TRY(bind_input(m, insert, &columns));
    for (uint32_t at = 0; at < m->table->column_count; at++)
        if (!m->values[at])
            TRY(give_default(m, at));
    if (conflict && m->view)
        return fail(m->b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "ON CONFLICT over a view is not supported yet");
    if (conflict)
        TRY(find_arbiters(m, conflict));
    if (conflict && conflict->is_update)
        TRY(bind_conflict_update(m, conflict, &input, &address));
    return finish_modify(m, input, address, insert->returning);
}
