/*
 * from.c -- FROM: tables, subqueries, joins, and which columns they make visible.
 */
#include "catalyst/analysis/with.h"

static bool bind_from_item(Binder *b, const Plan *item, FromItem *out_item);

/* --- Tables ---------------------------------------------------------------------------------- */

static ColumnId take_id(void *binder)
{
    return binder_take_id(binder);
}

/* A table in memory is one file, whose chunks are its parts. */
static Files memory_of(Binder *b, const TableData *data)
{
    PlanFile *file = arena_zero(b->cx->arena, sizeof *file);

    file->format = FORMAT_MEMORY;
    file->path = STR_LIT("");
    file->pin.inode = data->id;
    file->chunk_count = data->part_count;
    file->chunk_rows = ARENA_ARRAY(b->cx->arena, int64_t, data->part_count + 1);
    for (uint32_t at = 0; at < data->part_count; at++)
        file->chunk_rows[at] = data->parts[at].block->block->rows;
    return (Files){ file, 1 };
}

static Files files_of(Binder *b, const CatalogTable *table)
{
    if (table->data)
        return memory_of(b, table->data);
    Files files = { ARENA_ARRAY(b->cx->arena, PlanFile, table->file_count), table->file_count };

    for (uint32_t at = 0; at < files.count; at++) {
        const CatalogFile *file = &table->files[at];
        files.items[at] =
            (PlanFile){ .path = file->path,
                        .format = (uint8_t)file->format,
                        .pin = file->pin,
                        .chunk_count = file->chunk_count,
                        .chunk_rows = arena_copy(b->cx->arena, file->chunk_rows,
                                                 file->chunk_count * sizeof *file->chunk_rows) };
    }
    return files;
}

/* With room for one more column. */
static Plan *make_scan(Binder *b, const CatalogTable *table)
{
    uint32_t count = table->column_count;
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, count + 1), count };
    Counts ordinals = { ARENA_ARRAY(b->cx->arena, int64_t, count + 1), count };

    for (uint32_t at = 0; at < count; at++) {
        columns.items[at] = (PlanColumn){ .id = binder_take_id(b),
                                          .name = table->columns[at].name,
                                          .type = table->columns[at].type,
                                          .nullable = table->columns[at].nullable,
                                          .table_oid = table->oid,
                                          .attribute = catalog_attribute(table, at) };
        ordinals.items[at] = at;
    }
    Plan *scan = NEW(b->cx, Scan, .table_name = table->name, .table_oid = table->oid,
                     .columns = columns, .ordinals = ordinals, .files = files_of(b, table));
    scan->rows = (double)table->rows;
    return scan;
}

bool bind_target(Binder *b, const CatalogTable *table, Str alias, FromItem *out_item,
                 PlanColumn *out_address)
{
    Scan *scan = (Scan *)make_scan(b, table);

    out_item->visible = scope_of_columns(b, alias, scan->columns);
    *out_address = (PlanColumn){ .id = binder_take_id(b),
                                 .name = STR_LIT("row address"),
                                 .type = type_of(TYPE_INT8) };
    scan->columns.items[scan->columns.count++] = *out_address;
    scan->ordinals.items[scan->ordinals.count++] = ROW_ADDRESS_ORDINAL;
    out_item->plan = &scan->head;
    return true;
}

bool rename_columns(Binder *b, Str table, Texts names, Columns *columns)
{
    if (names.count > columns->count)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, NO_POSITION,
                    "table \"%.*s\" has %u columns available but %u columns specified", STR(table),
                    columns->count, names.count);
    columns->items =
        arena_copy(b->cx->arena, columns->items, columns->count * sizeof *columns->items);
    for (uint32_t at = 0; at < names.count; at++)
        columns->items[at].name = names.items[at];
    return true;
}

static bool make_item(Binder *b, Plan *plan, Str alias, Texts names, FromItem *out_item)
{
    Columns columns = plan_output(b->cx, plan);

    TRY(rename_columns(b, alias, names, &columns));
    *out_item = (FromItem){ plan, scope_of_columns(b, alias, columns) };
    return true;
}

/* A relation: under its own name it can be qualified with its schema; an alias hides both. */
static bool make_relation(Binder *b, Plan *plan, const TableName *name, Str schema,
                          FromItem *out_item)
{
    Str table = name->parts.items[name->parts.count - 1];
    Str alias = name->alias.length ? name->alias : table;

    TRY(make_item(b, plan, alias, name->columns, out_item));
    for (uint32_t at = 0; at < out_item->visible.count; at++) {
        VisibleColumn *column = &out_item->visible.items[at];
        column->of_relation = true;
        if (!name->alias.length)
            column->schema = schema;
        else if (!str_equal(alias, table))
            column->aliased = table;
    }
    return true;
}

static Plan *find_system_relation(Binder *b, Str schema, Str name)
{
    AnalyseInput *input = b->input;

    return input->system_relation
               ? input->system_relation(input->system_context, b->cx, schema, name, take_id, b)
               : NULL;
}

/* A view's query sees nothing of the statement around it. */
static Plan *bind_view(Binder *b, const CatalogTable *view)
{
    Binder own = {
        .cx = b->cx, .input = b->input, .view_depth = b->view_depth + 1, .view_oid = view->oid
    };

    if (own.view_depth > VIEWS_DEPTH_MAX)
        return fail(b->cx, ERR_STATEMENT_TOO_COMPLEX, NO_POSITION, "views stand in views too deep");
    const Plan *query = TRY(plan_decode(b->cx, view->query.tree));
    Plan *plan = TRY(bind_query(&own, query));
    Columns columns = plan_output(b->cx, plan);
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count), columns.count };

    if (columns.count != view->column_count)
        return fail(b->cx, ERR_INVALID_OBJECT_DEFINITION, NO_POSITION,
                    "the tables of view \"%.*s\" have changed", STR(view->name));
    for (uint32_t at = 0; at < columns.count; at++) {
        PlanColumn column = columns.items[at];
        column.id = binder_take_id(b);
        column.name = view->columns[at].name;
        column.table_oid = view->oid;
        column.attribute = (int16_t)(at + 1);
        outputs.items[at] = (NamedExpr){ column, column_ref(b, columns.items[at], NO_POSITION) };
    }
    return NEW(b->cx, Project, .input = plan, .outputs = outputs);
}

/* One row: where the sequence stands. */
static Plan *make_sequence(Binder *b, const CatalogTable *table)
{
    enum { SEQUENCE_COLUMNS = 3 };
    static const struct {
        const char *name;
        TypeId type;
    } about[SEQUENCE_COLUMNS] = { { "last_value", TYPE_INT8 },
                                  { "log_cnt", TYPE_INT8 },
                                  { "is_called", TYPE_BOOL } };
    PlanColumn *columns = ARENA_ARRAY(b->cx->arena, PlanColumn, SEQUENCE_COLUMNS);
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, SEQUENCE_COLUMNS);
    const Expr **row = ARENA_ARRAY(b->cx->arena, const Expr *, 1);
    Value values[SEQUENCE_COLUMNS] = { 0 };

    sequence_peek(table->sequence, &values[0].integer, &values[2].boolean);
    for (int at = 0; at < SEQUENCE_COLUMNS; at++) {
        columns[at] = (PlanColumn){ .id = binder_take_id(b),
                                    .name = str_of(about[at].name),
                                    .type = type_of(about[at].type),
                                    .table_oid = table->oid,
                                    .attribute = (int16_t)(at + 1) };
        items[at] = make_const(b, columns[at].type, values[at], NO_POSITION);
    }
    row[0] = NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf,
                      .items = { items, SEQUENCE_COLUMNS });
    return NEW(b->cx, Values, .columns = { columns, SEQUENCE_COLUMNS }, .rows = { row, 1 });
}

/* A name without a schema: the first in the path that is there. */
static void look_along_path(Binder *b, Str name, Relation *out)
{
    const SearchPath *path = catalog_path(&b->input->path);

    for (uint32_t at = 0; at < path->count; at++) {
        out->schema = catalog_schema_name(b->input->catalog, path->schemas[at]);
        if (str_is(out->schema, "pg_catalog") || str_is(out->schema, "information_schema"))
            out->system = find_system_relation(b, out->schema, name);
        else
            out->table = catalog_find_in(b->input->catalog, path->schemas[at], name);
        if (out->system || out->table || has_failed(b->cx))
            return;
    }
}

bool find_relation(Binder *b, const TableName *name, Relation *out)
{
    uint32_t parts = name->parts.count;
    Str table = name->parts.items[parts - 1];
    Str schema = parts > 1 ? name->parts.items[parts - 2] : STR_NONE;

    *out = (Relation){ .schema = schema };
    if (name->oid) {
        out->table = catalog_find_oid(b->input->catalog, (uint32_t)name->oid);
    } else if (schema.length) {
        out->system = find_system_relation(b, schema, table);
        if (!out->system)
            out->table = catalog_find_table(b->input->catalog, NULL, schema, table);
    } else {
        look_along_path(b, table, out);
    }
    if (has_failed(b->cx))
        return false;
    return out->system || out->table ||
           fail(b->cx, ERR_UNDEFINED_TABLE, (int)name->position,
                "relation \"%.*s%s%.*s\" does not exist", STR(schema), schema.length ? "." : "",
                STR(table));
}

static bool bind_table(Binder *b, const TableName *name, FromItem *out_item)
{
    CteScope *cte = cte_in_sight(b, name);
    Relation relation;

    if (cte)
        return use_cte(b, cte, name, out_item);
    TRY(find_relation(b, name, &relation));
    const CatalogTable *found = relation.table;
    if (!found)
        return make_relation(b, relation.system, name, relation.schema, out_item);
    if (found->is_unpopulated) {
        fail(b->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
             "materialized view \"%.*s\" has not been populated", STR(found->name));
        return fail_hint(b->cx, "Use the REFRESH MATERIALIZED VIEW command.");
    }
    Plan *plan = found->kind == RELATION_VIEW       ? TRY(bind_view(b, found))
                 : found->kind == RELATION_SEQUENCE ? make_sequence(b, found)
                                                    : make_scan(b, found);
    TRY(make_relation(b, plan, name, catalog_schema_name(b->input->catalog, found->schema_oid),
                      out_item));
    note_access(b, found, (int)name->position, &out_item->visible);
    return true;
}

/* --- Subqueries ------------------------------------------------------------------------------ */

/* A plain subquery does not see this level; a lateral one sees what stands left of it. */
static bool bind_subquery(Binder *b, const SubqueryName *name, FromItem *out_item)
{
    Scope *saved = b->scope;
    VisibleColumns hidden = b->hidden;

    if (!name->is_lateral) {
        b->hidden = saved->visible;
        b->scope = saved->outer;
    }
    b->gives_fields = true;
    Plan *plan = TRY(bind_query(b, name->query));
    b->gives_fields = false;
    b->scope = saved;
    b->hidden = hidden;
    return make_item(b, plan, name->alias, name->columns, out_item);
}

/* --- Joins ----------------------------------------------------------------------------------- */

static bool check_aliases(Binder *b, const VisibleColumns *left, const VisibleColumns *right)
{
    for (uint32_t r = 0; r < right->count; r++) {
        Str table = right->items[r].table;
        if (!table.length || (r && str_equal(table, right->items[r - 1].table)))
            continue;
        for (uint32_t l = 0; l < left->count; l++)
            if (str_equal(left->items[l].table, table))
                return fail(b->cx, ERR_DUPLICATE_ALIAS, NO_POSITION,
                            "table name \"%.*s\" specified more than once", STR(table));
    }
    return true;
}

static VisibleColumn *find_visible(VisibleColumns *columns, Str name, uint32_t *out_found)
{
    VisibleColumn *first = NULL;

    *out_found = 0;
    for (uint32_t at = 0; at < columns->count; at++)
        if (!columns->items[at].qualified_only && str_equal(columns->items[at].column.name, name) &&
            (*out_found)++ == 0)
            first = &columns->items[at];
    return first;
}

static VisibleColumn *find_using(Binder *b, VisibleColumns *columns, Str name, const char *side,
                                 int position)
{
    uint32_t found;
    VisibleColumn *column = find_visible(columns, name, &found);

    if (found > 1)
        return fail(b->cx, ERR_AMBIGUOUS_COLUMN, position,
                    "common column name \"%.*s\" appears more than once in %s table", STR(name),
                    side);
    if (!column)
        return fail(b->cx, ERR_UNDEFINED_COLUMN, position,
                    "column \"%.*s\" specified in USING clause does not exist in %s table",
                    STR(name), side);
    return column;
}

/* The columns both sides have, in the left side's order. */
static Texts natural_names(Binder *b, VisibleColumns *left, VisibleColumns *right)
{
    Texts names = { ARENA_ARRAY(b->cx->arena, Str, left->count), 0 };
    uint32_t found;

    for (uint32_t at = 0; at < left->count; at++)
        if (!left->items[at].qualified_only &&
            find_visible(right, left->items[at].column.name, &found))
            names.items[names.count++] = left->items[at].column.name;
    return names;
}

/* The column that USING makes of two: of the type of both; the one that needs no cast if either
 * does (they are equal where both are there), the outer side's in an outer join. */
static const Expr *merged_expr(Binder *b, JoinType type, const Expr *left, const Expr *right)
{
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 2);
    Exprs both = { args, 2 };
    Type common;

    args[0] = left;
    args[1] = right;
    TRY(common_type(b, both, "JOIN/USING", &common));
    if (type == JOIN_FULL) {
        TRY(coerce_all(b, &both, common, "JOIN/USING"));
        return NEW_EXPR(b->cx, common, NO_POSITION, Coalesce, .args = both);
    }
    const Expr *one = type == JOIN_RIGHT ? right : left;
    if (type == JOIN_INNER && left->type.id != common.id && right->type.id == common.id)
        one = right;
    if (one->type.id == common.id && one->type.typmod == common.typmod)
        return one;
    return coerce(b, one, type_of(common.id), CAST_EXPLICIT);
}

/* a JOIN b USING (x): the condition, and x once in front of all others. */
static bool bind_using(Binder *b, const JoinName *name, FromItem *left, FromItem *right,
                       VisibleColumns *merged, const Expr **out_condition)
{
    int position = (int)name->position;
    Texts names =
        name->is_natural ? natural_names(b, &left->visible, &right->visible) : name->using;
    const Expr **tests = ARENA_ARRAY(b->cx->arena, const Expr *, names.count);

    for (uint32_t at = 0; at < names.count; at++) {
        VisibleColumn *l = TRY(find_using(b, &left->visible, names.items[at], "left", position));
        VisibleColumn *r = TRY(find_using(b, &right->visible, names.items[at], "right", position));
        const Expr *expr = TRY(merged_expr(b, name->type, l->expr, r->expr));
        tests[at] = TRY(make_operator(b, STR_LIT("="), l->expr, r->expr, position));
        l->qualified_only = r->qualified_only = true;
        PlanColumn column = expr == r->expr ? r->column : l->column;
        column.type = expr->type;
        scope_add(b, merged, (VisibleColumn){ .column = column, .expr = expr });
    }
    *out_condition = names.count == 0   ? NULL
                     : names.count == 1 ? tests[0]
                                        : NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, And,
                                                   .args = { tests, names.count });
    return true;
}

static void add_all(Binder *b, VisibleColumns *to, const VisibleColumns *from)
{
    for (uint32_t at = 0; at < from->count; at++)
        scope_add(b, to, from->items[at]);
}

/* Does the plan of `item` read columns of what stands left of it? */
static bool is_lateral(const Plan *item)
{
    const SubqueryName *subquery = PLAN_AS(SubqueryName, item);
    const JoinName *join = PLAN_AS(JoinName, item);

    if (join)
        return is_lateral(join->left) || is_lateral(join->right);
    return subquery && subquery->is_lateral;
}

/* What the right side of a join may name, where it is LATERAL: not what the join pads. */
static void add_for_lateral(Binder *b, JoinType type, const VisibleColumns *left)
{
    VisibleColumns *visible = &b->scope->visible;
    uint32_t first = visible->count;

    add_all(b, visible, left);
    for (uint32_t at = first; at < visible->count; at++)
        visible->items[at].beyond_lateral |= type == JOIN_RIGHT || type == JOIN_FULL;
}

/* (a JOIN b) AS x: the same columns, all of a table x. */
static bool name_join(Binder *b, const JoinName *name, VisibleColumns *visible)
{
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, visible->count), 0 };
    VisibleColumns named = { 0 };

    for (uint32_t at = 0; at < visible->count; at++)
        if (!visible->items[at].qualified_only)
            columns.items[columns.count++] = visible->items[at].column;
    TRY(rename_columns(b, name->alias, name->columns, &columns));
    for (uint32_t at = 0; at < visible->count; at++)
        if (!visible->items[at].qualified_only)
            scope_add(b, &named,
                      (VisibleColumn){ .table = name->alias,
                                       .column = columns.items[named.count],
                                       .expr = visible->items[at].expr });
    *visible = named;
    return true;
}

static bool bind_join(Binder *b, const JoinName *name, FromItem *out_item)
{
    FromItem left, right;
    VisibleColumns visible = { 0 }, before = { 0 };
    const Expr *condition = NULL;

    add_all(b, &before, &b->scope->visible);
    TRY(bind_from_item(b, name->left, &left));
    add_for_lateral(b, name->type, &left.visible);
    TRY(bind_from_item(b, name->right, &right));
    TRY(check_aliases(b, &left.visible, &right.visible));
    if (name->using.count || name->is_natural)
        TRY(bind_using(b, name, &left, &right, &visible, &condition));
    add_all(b, &visible, &left.visible);
    add_all(b, &visible, &right.visible);
    if (name->on) {
        VisibleColumns hidden = b->hidden;
        b->scope->visible = visible;
        b->scope->clause = CLAUSE_JOIN;
        b->hidden = before;
        condition = TRY(bind_boolean(b, name->on, "JOIN/ON"));
        TRY(refuse_sets(b, condition, "JOIN conditions"));
        b->hidden = hidden;
        b->scope->clause = CLAUSE_FROM;
    }
    b->scope->visible = before;
    Plan *plan = TRY(make_join(b, (Join){ .type = name->type,
                                          .left = left.plan,
                                          .right = right.plan,
                                          .condition = condition,
                                          .is_dependent = is_lateral(name->right) }));
    *out_item = (FromItem){ plan, visible };
    return !name->alias.length || name_join(b, name, &out_item->visible);
}

static bool bind_from_item(Binder *b, const Plan *item, FromItem *out_item)
{
    TRY(check_stack(b->cx));
    if (item->tag == PLAN_TableName)
        return bind_table(b, (const TableName *)item, out_item);
    if (item->tag == PLAN_SubqueryName)
        return bind_subquery(b, (const SubqueryName *)item, out_item);
    if (item->tag == PLAN_JoinName)
        return bind_join(b, (const JoinName *)item, out_item);
    assert(item->tag == PLAN_FunctionTable);
    const FunctionTable *table = (const FunctionTable *)item;
    Str name;
    Plan *plan = TRY(bind_function_table(b, table, &name));
    return make_item(b, plan, name, table->columns, out_item);
}

bool bind_from_list(Binder *b, Plans from, FromItem *out_item)
{
    FromItem all = { NULL, { 0 } };

    if (from.count == 0) {
        const Expr **row = ARENA_ARRAY(b->cx->arena, const Expr *, 1);
        row[0] = NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf);
        all.plan = NEW(b->cx, Values, .rows = { row, 1 });
    }
    for (uint32_t at = 0; at < from.count; at++) {
        FromItem item;
        b->scope->visible = all.visible;
        TRY(bind_from_item(b, from.items[at], &item));
        TRY(check_aliases(b, &all.visible, &item.visible));
        VisibleColumns visible = { 0 };
        add_all(b, &visible, &all.visible);
        add_all(b, &visible, &item.visible);
        Join join = { .type = JOIN_INNER,
                      .left = all.plan,
                      .right = item.plan,
                      .is_dependent = is_lateral(from.items[at]) };
        all.plan = all.plan ? TRY(make_join(b, join)) : item.plan;
        all.visible = visible;
    }
    *out_item = all;
    return true;
}
