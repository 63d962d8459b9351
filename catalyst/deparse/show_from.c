/*
 * show_from.c -- FROM: what its relations are called, and which columns they make visible.
 *
 * Names of relations differ over all levels of a query, so one that an outer level has, too, is
 * written with a number: from a where exists (select from a a_1).
 */
#include "catalyst/deparse/shown.h"

/* --- Names of relations ---------------------------------------------------------------------- */

static bool is_taken(const ShowScope *scope, Str name)
{
    for (; scope; scope = scope->outer)
        for (uint32_t at = 0; at < scope->name_count; at++)
            if (str_equal(scope->names[at], name))
                return true;
    return false;
}

static void take_name(Shower *s, Str name)
{
    ShowScope *scope = s->scope;
    Str taken = name;

    for (int number = 1; name.length && is_taken(scope, taken); number++)
        taken = str_format(s->cx->arena, "%.*s_%d", STR(name), number);
    scope->names = arena_grown(s->cx->arena, scope->names, sizeof *scope->names, scope->name_count,
                               &scope->name_capacity);
    scope->names[scope->name_count++] = taken;
}

static Str name_of_call(const Expr *call)
{
    const FunctionName *name = EXPR_AS(FunctionName, call);
    const Keyword *keyword = EXPR_AS(Keyword, call);

    if (name)
        return name->parts.items[name->parts.count - 1];
    return keyword ? keyword->name : STR_LIT("?column?");
}

/* What the query calls it; empty: a join without a name. */
static Str name_of_item(const Plan *item)
{
    const TableName *table = PLAN_AS(TableName, item);
    const SubqueryName *subquery = PLAN_AS(SubqueryName, item);
    const FunctionTable *function = PLAN_AS(FunctionTable, item);
    const JoinName *join = PLAN_AS(JoinName, item);

    if (table)
        return table->alias.length ? table->alias : table->parts.items[table->parts.count - 1];
    if (subquery)
        return subquery->alias;
    if (function)
        return function->alias.length ? function->alias : name_of_call(function->calls.items[0]);
    return join ? join->alias : STR_NONE;
}

/* The same, where a stored query's table is called otherwise by now. */
static Str name_now(const Shower *s, const Plan *item)
{
    const TableName *name = PLAN_AS(TableName, item);
    const CatalogTable *table = name && name->oid && !name->alias.length
                                    ? catalog_find_oid(s->input->catalog, (uint32_t)name->oid)
                                    : NULL;

    return table ? table->name : name_of_item(item);
}

static void take_names(Shower *s, const Plan *item)
{
    const JoinName *join = PLAN_AS(JoinName, item);

    if (join) {
        take_names(s, join->left);
        take_names(s, join->right);
    }
    take_name(s, name_now(s, item));
}

static Str next_name(Shower *s)
{
    return s->scope->names[s->scope->next_name++];
}

/* --- Columns --------------------------------------------------------------------------------- */

typedef struct VisibleList {
    Visible *items;
    uint32_t count, capacity;
} VisibleList;

static void add_visible(Shower *s, VisibleList *list, Visible visible)
{
    list->items =
        arena_grown(s->cx->arena, list->items, sizeof *list->items, list->count, &list->capacity);
    list->items[list->count++] = visible;
}

static void add_all(Shower *s, VisibleList *to, const VisibleList *from)
{
    for (uint32_t at = 0; at < from->count; at++)
        add_visible(s, to, from->items[at]);
}

static Str column_text(Shower *s, Str relation, Str column)
{
    Str quoted = quoted_name(s->cx->arena, column);

    if (!s->is_qualifying || !relation.length)
        return quoted;
    return str_format(s->cx->arena, "%.*s.%.*s", STR(quoted_name(s->cx->arena, relation)),
                      STR(quoted));
}

/* One item of FROM: what is written, and what it makes visible. */
typedef struct Item {
    ShownFrom *from;
    VisibleList visible;
} Item;

/* The columns of a relation that is written as `written`, under the names of its alias list. */
static void add_columns(Shower *s, Item *item, ShownColumns columns, Str table, Str written)
{
    Texts names = item->from->columns;

    for (uint32_t at = 0; at < columns.count; at++) {
        Str name = at < names.count ? names.items[at] : columns.items[at].name;
        add_visible(s, &item->visible,
                    (Visible){ .table = table,
                               .column = name,
                               .type = columns.items[at].type,
                               .text = column_text(s, written, name),
                               .shown_name = name,
                               .is = columns.items[at].is });
    }
}

void note_read(Shower *s, ColumnRead read)
{
    for (uint32_t at = 0; at < s->reads.count; at++)
        if (s->reads.items[at].relation == read.relation &&
            s->reads.items[at].attribute == read.attribute)
            return;
    if (!read.relation)
        return;
    s->reads.items = arena_grown(s->cx->arena, s->reads.items, sizeof *s->reads.items,
                                 s->reads.count, &s->read_capacity);
    s->reads.items[s->reads.count++] = read;
}

const Visible *find_visible_column(const Shower *s, const Name *name)
{
    uint32_t parts = name->parts.count;
    Str column = name->parts.items[parts - 1];
    Str table = parts > 1 ? name->parts.items[parts - 2] : STR_NONE;

    for (const ShowScope *scope = s->scope; scope; scope = scope->outer)
        for (uint32_t at = 0; at < scope->count; at++) {
            const Visible *visible = &scope->columns[at];
            if (str_equal(visible->column, column) &&
                (table.length ? str_equal(visible->table, table) : !visible->qualified_only))
                return visible;
        }
    return NULL;
}

/* --- Tables ---------------------------------------------------------------------------------- */

static ColumnId no_id(void *ids __attribute__((unused)))
{
    return 0;
}

/* Of the catalog itself; false without an error: it is none of these. */
static bool system_columns(Shower *s, Str schema, Str table, ShownColumns *out_columns)
{
    const DeparseInput *input = s->input;
    Plan *plan = input->system_relation ? input->system_relation(input->system_context, s->cx,
                                                                 schema, table, no_id, NULL)
                                        : NULL;
    if (!plan)
        return false;
    Columns columns = plan_output(s->cx, plan);
    *out_columns =
        (ShownColumns){ ARENA_ARRAY(s->cx->arena, ShownColumn, columns.count), columns.count };
    for (uint32_t at = 0; at < columns.count; at++)
        out_columns->items[at] =
            (ShownColumn){ columns.items[at].name,
                           columns.items[at].type,
                           { columns.items[at].table_oid, columns.items[at].attribute } };
    return true;
}

static ShownColumns table_columns(Shower *s, const CatalogTable *table)
{
    static const ShownColumn of_sequence[] = { { { "last_value", 10 }, { .id = TYPE_INT8 } },
                                               { { "log_cnt", 7 }, { .id = TYPE_INT8 } },
                                               { { "is_called", 9 }, { .id = TYPE_BOOL } } };
    ShownColumns columns = { ARENA_ARRAY(s->cx->arena, ShownColumn, table->column_count + 3), 0 };

    if (table->kind == RELATION_SEQUENCE) {
        columns.count = COUNT_OF(of_sequence);
        for (uint32_t at = 0; at < columns.count; at++) {
            columns.items[at].name = of_sequence[at].name;
            columns.items[at].type = type_of((TypeId)of_sequence[at].type.id);
            columns.items[at].is = (ColumnRead){ table->oid, (int16_t)(at + 1) };
        }
        return columns;
    }
    for (uint32_t at = 0; at < table->column_count; at++)
        columns.items[columns.count++] =
            (ShownColumn){ table->columns[at].name,
                           table->columns[at].type,
                           { table->oid, catalog_attribute(table, at) } };
    return columns;
}

static const ShowCte *find_cte(const Shower *s, Str name)
{
    for (const ShowCte *cte = s->ctes; cte; cte = cte->outer)
        if (str_equal(cte->name, name))
            return cte;
    return NULL;
}

/* A relation as a name finds it. */
typedef struct Found {
    ShownColumns columns;
    const CatalogTable *table; /* NULL: of the catalog itself */
    Str schema;
} Found;

static bool find_in(Shower *s, Str schema, Str name, Found *found)
{
    if (system_columns(s, schema, name, &found->columns)) {
        found->schema = schema;
        return true;
    }
    found->table = catalog_find_table(s->input->catalog, &s->input->path, schema, name);
    if (!found->table)
        return false;
    found->schema = catalog_schema_name(s->input->catalog, found->table->schema_oid);
    if (found->table->schema_oid == CATALOG_SCHEMA_TEMPORARY)
        found->schema = STR_LIT("pg_temp");
    found->columns = table_columns(s, found->table);
    return true;
}

/* What the path finds; false: nothing. */
static bool find_by_name(Shower *s, Str schema, Str name, Found *found)
{
    const SearchPath *path = catalog_path(&s->input->path);

    if (schema.length)
        return find_in(s, schema, name, found);
    for (uint32_t at = 0; at < path->count; at++) {
        Str in = path->schemas[at] == CATALOG_SCHEMA_TEMPORARY
                     ? STR_LIT("pg_temp")
                     : catalog_schema_name(s->input->catalog, path->schemas[at]);
        if (in.length && find_in(s, in, name, found))
            return true;
    }
    return false;
}

/* The name with its schema where it would not be found, or another one would be, without. */
static Str table_text(Shower *s, const Found *found, Str name)
{
    Str quoted = quoted_name(s->cx->arena, name);
    Found other = { 0 };

    if (!find_cte(s, name) && find_by_name(s, STR_NONE, name, &other) &&
        other.table == found->table && str_equal(other.schema, found->schema))
        return quoted;
    return str_format(s->cx->arena, "%.*s.%.*s", STR(quoted_name(s->cx->arena, found->schema)),
                      STR(quoted));
}

/* Aliases of columns are written where one of them is another name. */
static Texts changed_names(Texts names, ShownColumns columns)
{
    for (uint32_t at = 0; at < names.count && at < columns.count; at++)
        if (!str_equal(names.items[at], columns.items[at].name))
            return names;
    return (Texts){ 0 };
}

/* All columns' names, those that the alias list leaves out, too. */
static Texts all_names(Shower *s, Texts names, ShownColumns columns)
{
    Texts all = { ARENA_ARRAY(s->cx->arena, Str, columns.count + 1), columns.count };

    if (!names.count)
        return names;
    for (uint32_t at = 0; at < columns.count; at++)
        all.items[at] = at < names.count ? names.items[at] : columns.items[at].name;
    return all;
}

/* A stored query knows its relations by their oids, whatever they are called by now. */
static bool show_relation(Shower *s, const TableName *name, ShownFrom *from,
                          ShownColumns *out_columns)
{
    Str word = name->parts.items[name->parts.count - 1];
    Str schema = name->parts.count > 1 ? name->parts.items[name->parts.count - 2] : STR_NONE;
    const ShowCte *cte = schema.length || name->oid ? NULL : find_cte(s, word);
    const CatalogTable *table =
        name->oid ? catalog_find_oid(s->input->catalog, (uint32_t)name->oid) : NULL;
    Found found = { 0 };

    if (cte) {
        *out_columns = cte->columns;
        from->name = quoted_name(s->cx->arena, word);
        return true;
    }
    if (table) {
        word = table->name;
        schema = table->schema_oid == CATALOG_SCHEMA_TEMPORARY
                     ? STR_LIT("pg_temp")
                     : catalog_schema_name(s->input->catalog, table->schema_oid);
    }
    if (!find_by_name(s, schema, word, &found))
        return fail(s->cx, ERR_UNDEFINED_TABLE, NO_POSITION, "relation \"%.*s\" does not exist",
                    STR(word));
    *out_columns = found.columns;
    if (found.columns.count)
        note_read(s, (ColumnRead){ found.columns.items[0].is.relation, 0 });
    else if (found.table)
        note_read(s, (ColumnRead){ found.table->oid, 0 });
    from->name = table_text(s, &found, word);
    from->word = word;
    return true;
}

static bool show_table(Shower *s, const TableName *name, Item *item)
{
    Str word = name->parts.items[name->parts.count - 1], written = next_name(s);
    ShownFrom *from = item->from;
    ShownColumns columns = { 0 };

    from->tag = FROM_TABLE;
    TRY(show_relation(s, name, from, &columns));
    from->columns = changed_names(all_names(s, name->columns, columns), columns);
    if (name->alias.length || from->columns.count ||
        !str_equal(written, from->word.length ? from->word : word))
        from->alias = written;
    Texts written_names = from->columns;
    from->columns = name->columns;
    add_columns(s, item, columns, name->alias.length ? name->alias : word, written);
    from->columns = written_names;
    return true;
}

/* --- Subqueries and functions ---------------------------------------------------------------- */

static bool show_subquery_item(Shower *s, const SubqueryName *name, Item *item)
{
    ShownFrom *from = item->from;
    Str written = next_name(s);
    ShowScope *scope = s->scope;
    /* A plain subquery sees nothing of this level but which names are taken. */
    ShowScope names_only = *scope;

    if (!name->is_lateral) {
        names_only.count = 0;
        s->scope = &names_only;
    }
    from->tag = FROM_SUBQUERY;
    from->is_lateral = name->is_lateral;
    from->query = TRY(show_query(s, name->query));
    s->scope = scope;
    from->alias = written;
    from->columns = all_names(s, name->columns, from->query->columns);
    add_columns(s, item, from->query->columns, name->alias, written);
    return true;
}

static bool holds_column(const Shown *shown)
{
    if (shown->tag == SHOWN_COLUMN)
        return true;
    for (uint32_t at = 0; at < shown->args.count; at++)
        if (shown->args.items[at] && holds_column(shown->args.items[at]))
            return true;
    return false;
}

static bool show_function_item(Shower *s, const FunctionTable *table, Item *item)
{
    ShownFrom *from = item->from;
    Str name = name_of_item(&table->head), written = next_name(s);
    ShownColumns columns = { ARENA_ARRAY(s->cx->arena, ShownColumn, table->calls.count + 1), 0 };

    from->tag = FROM_FUNCTION;
    TRY(show_list(s, table->calls, &from->calls));
    for (uint32_t at = 0; at < from->calls.count; at++) {
        Str column = name_of_call(table->calls.items[at]);
        if (from->calls.count == 1 && table->alias.length)
            column = table->alias;
        from->is_lateral |= holds_column(from->calls.items[at]);
        columns.items[columns.count++] = (ShownColumn){ column, from->calls.items[at]->type };
    }
    if (table->has_ordinality)
        columns.items[columns.count++] = (ShownColumn){ STR_LIT("ordinality"), type_of(TYPE_INT8) };
    from->has_ordinality = table->has_ordinality;
    from->is_lateral |= table->is_lateral;
    from->alias = written;
    from->columns = table->columns;
    add_columns(s, item, columns, name, written);
    from->columns = (Texts){ ARENA_ARRAY(s->cx->arena, Str, columns.count), columns.count };
    for (uint32_t at = 0; at < columns.count; at++)
        from->columns.items[at] = item->visible.items[at].column;
    return true;
}

/* --- Joins ----------------------------------------------------------------------------------- */

static Visible *find_plain(VisibleList *list, Str column)
{
    for (uint32_t at = 0; at < list->count; at++)
        if (!list->items[at].qualified_only && str_equal(list->items[at].column, column))
            return &list->items[at];
    return NULL;
}

static Texts common_names(Shower *s, VisibleList *left, VisibleList *right)
{
    Texts names = { ARENA_ARRAY(s->cx->arena, Str, left->count + 1), 0 };

    for (uint32_t at = 0; at < left->count; at++)
        if (!left->items[at].qualified_only && find_plain(right, left->items[at].column))
            names.items[names.count++] = left->items[at].column;
    return names;
}

/* x of USING (x): the side that has it for sure, or a column of the join itself. */
static bool merge_columns(Shower *s, JoinType type, Texts names, Item *left, Item *right,
                          VisibleList *merged)
{
    for (uint32_t at = 0; at < names.count; at++) {
        Visible *l = find_plain(&left->visible, names.items[at]);
        Visible *r = find_plain(&right->visible, names.items[at]);
        if (!l || !r)
            return fail(s->cx, ERR_UNDEFINED_COLUMN, NO_POSITION, "column \"%.*s\" is missing",
                        STR(names.items[at]));
        Visible one = type == JOIN_RIGHT ? *r : *l;
        note_read(s, l->is);
        note_read(s, r->is);
        one.table = STR_NONE;
        one.schema = STR_NONE;
        if (type == JOIN_FULL)
            one.text = quoted_name(s->cx->arena, one.column);
        l->qualified_only = r->qualified_only = true;
        add_visible(s, merged, one);
    }
    return true;
}

static bool show_item(Shower *s, const Plan *plan, Item *out_item);

/* (a JOIN b) AS x: the columns are those of x. */
static void name_join(Shower *s, Item *item, const JoinName *name, Str written)
{
    VisibleList visible = item->visible;
    ShownColumns columns = { ARENA_ARRAY(s->cx->arena, ShownColumn, visible.count + 1), 0 };

    item->from->alias = written;
    for (uint32_t at = 0; at < visible.count; at++)
        if (!visible.items[at].qualified_only)
            columns.items[columns.count++] =
                (ShownColumn){ visible.items[at].column, visible.items[at].type,
                               visible.items[at].is };
    item->visible = (VisibleList){ 0 };
    item->from->columns = name->columns;
    add_columns(s, item, columns, name->alias, written);
    item->from->columns = all_names(s, name->columns, columns);
}

static bool show_condition(Shower *s, const JoinName *name, const VisibleList *visible,
                           ShownFrom *from)
{
    ShowScope saved = *s->scope;

    if (!name->on)
        return true;
    s->scope->columns = visible->items;
    s->scope->count = visible->count;
    from->on = TRY(show_expr(s, name->on));
    from->on = TRY(show_cast(s, from->on, type_of(TYPE_BOOL), false));
    s->scope->columns = saved.columns;
    s->scope->count = saved.count;
    return true;
}

/* For what is LATERAL in the right side: the left side's columns, too. */
static bool show_right(Shower *s, const Plan *plan, const VisibleList *left, Item *out_item)
{
    ShowScope *scope = s->scope;
    VisibleList all = { 0 }, before = { scope->columns, scope->count, scope->capacity };

    add_all(s, &all, &before);
    add_all(s, &all, left);
    scope->columns = all.items;
    scope->count = all.count;
    TRY(show_item(s, plan, out_item));
    scope->columns = before.items;
    scope->count = before.count;
    return true;
}

static bool show_join(Shower *s, const JoinName *name, Item *item)
{
    Item left, right;
    VisibleList visible = { 0 };
    ShownFrom *from = item->from;

    from->tag = FROM_JOIN;
    from->join = (JoinType)name->type;
    TRY(show_item(s, name->left, &left));
    TRY(show_right(s, name->right, &left.visible, &right));
    from->left = left.from;
    from->right = right.from;
    from->using = name->is_natural ? common_names(s, &left.visible, &right.visible) : name->using;
    TRY(merge_columns(s, from->join, from->using, &left, &right, &visible));
    add_all(s, &visible, &left.visible);
    add_all(s, &visible, &right.visible);
    TRY(show_condition(s, name, &visible, from));
    item->visible = visible;
    Str written = next_name(s);
    if (name->alias.length)
        name_join(s, item, name, written);
    return true;
}

static bool show_item(Shower *s, const Plan *plan, Item *out_item)
{
    TRY(check_stack(s->cx));
    *out_item = (Item){ .from = arena_zero(s->cx->arena, sizeof(ShownFrom)) };
    if (plan->tag == PLAN_TableName)
        return show_table(s, (const TableName *)plan, out_item);
    if (plan->tag == PLAN_SubqueryName)
        return show_subquery_item(s, (const SubqueryName *)plan, out_item);
    if (plan->tag == PLAN_FunctionTable)
        return show_function_item(s, (const FunctionTable *)plan, out_item);
    if (plan->tag == PLAN_JoinName)
        return show_join(s, (const JoinName *)plan, out_item);
    return fail(s->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "this table cannot be shown");
}

void take_names_of(Shower *s, Plans from)
{
    for (uint32_t at = 0; at < from.count; at++)
        take_names(s, from.items[at]);
}

bool show_from(Shower *s, Plans from, ShownFromList *out_list)
{
    VisibleList all = { 0 };

    take_names_of(s, from);
    *out_list =
        (ShownFromList){ ARENA_ARRAY(s->cx->arena, ShownFrom *, from.count + 1), from.count };
    for (uint32_t at = 0; at < from.count; at++) {
        Item item;
        TRY(show_item(s, from.items[at], &item));
        out_list->items[at] = item.from;
        add_all(s, &all, &item.visible);
        s->scope->columns = all.items;
        s->scope->count = all.count;
        s->scope->capacity = all.capacity;
    }
    return true;
}
