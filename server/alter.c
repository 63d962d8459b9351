/*
 * alter.c -- ALTER and CREATE INDEX: see define.h.
 *
 * What only changes the definition shares the rows; a new constraint is checked against them first.
 */
#include "server/define.h"

#include "server/row_check.h"

/* A relation that is being changed: a copy of its definition. */
typedef struct Altering {
    Define *d;
    CatalogTable table;
    CatalogColumn *columns;
} Altering;

static void start(Altering *a, Define *d, const CatalogTable *table)
{
    a->d = d;
    a->table = *table;
    a->columns = ARENA_ARRAY(d->cx->arena, CatalogColumn, table->column_count + 1);
    memcpy(a->columns, table->columns, table->column_count * sizeof *a->columns);
    a->table.columns = a->columns;
}

static bool find_column(Altering *a, Str name, CatalogColumn **out_column)
{
    for (uint32_t at = 0; at < a->table.column_count; at++)
        if (str_equal(a->columns[at].name, name)) {
            *out_column = &a->columns[at];
            return true;
        }
    return fail(a->d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(name),
                STR(a->table.name));
}

/* --- Checking the rows that are there -------------------------------------------------------- */

static bool check_not_null(Altering *a, uint32_t column)
{
    const TableData *data = a->table.data;

    for (uint32_t part = 0; part < data->part_count; part++) {
        const Block *block = data->parts[part].block->block;
        const Column *values = &block->columns[column];
        for (uint32_t row = 0; values->validity && row < block->rows; row++)
            if (!column_has(values, row) && !table_data_is_deleted(data, row_address(part, row)))
                return fail(a->d->cx, ERR_NOT_NULL_VIOLATION, NO_POSITION,
                            "column \"%.*s\" of relation \"%.*s\" contains null values",
                            STR(a->columns[column].name), STR(a->table.name));
    }
    return true;
}

static void *fail_duplicate(Altering *a, const CatalogConstraint *made, const Value *values)
{
    Cx *cx = a->d->cx;

    fail(cx, ERR_UNIQUE_VIOLATION, NO_POSITION, "could not create unique index \"%.*s\"",
         STR(made->name));
    return fail_detail(cx, "Key %.*s is duplicated.", STR(key_text(cx, a->columns, made, values)));
}

/* Each row must be the only one with its key. */
static bool check_unique(Altering *a, const CatalogConstraint *made)
{
    const TableData *data = a->table.data;
    Type *types = ARENA_ARRAY(a->d->cx->arena, Type, made->column_count);
    TableKey key = { made->columns, types, made->column_count };
    Value values[INDEX_COLUMNS_MAX];
    RowAddress found;

    for (uint32_t at = 0; at < made->column_count; at++)
        types[at] = a->columns[made->columns[at]].type;
    for (uint32_t part = 0; part < data->part_count; part++) {
        const Block *block = data->parts[part].block->block;
        for (uint32_t row = 0; row < block->rows; row++) {
            RowAddress address = row_address(part, row);
            if (table_data_is_deleted(data, address) ||
                !key_of_row(&key, block->columns, row, values))
                continue;
            if (table_data_find_key(a->d->cx, data, &key, values, &found) && found != address)
                return fail_duplicate(a, made, values);
            if (has_failed(a->d->cx))
                return false;
        }
    }
    return true;
}

static bool check_rows(Altering *a, const CatalogConstraint *made)
{
    if (made->check.tree.length && a->table.rows)
        return fail(a->d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "ADD CHECK to a table that has rows is not supported yet");
    for (uint32_t at = 0; made->is_primary && at < made->column_count; at++)
        TRY(check_not_null(a, made->columns[at]));
    return !made->is_unique || check_unique(a, made);
}

/* --- Actions --------------------------------------------------------------------------------- */

static bool add_table_constraint(Altering *a, const Constraint *constraint)
{
    if (!add_constraint(a->d, &a->table, constraint, NULL)) {
        a->d->cx->error.position = NO_POSITION; /* as in PostgreSQL, unlike in CREATE TABLE */
        return false;
    }
    memcpy(a->columns, a->table.columns, a->table.column_count * sizeof *a->columns);
    a->table.columns = a->columns;
    return check_rows(a, &a->table.constraints[a->table.constraint_count - 1]);
}

static bool drop_constraint(Altering *a, const AlterAction *action)
{
    CatalogConstraint *left =
        ARENA_ARRAY(a->d->cx->arena, CatalogConstraint, a->table.constraint_count + 1);
    uint32_t count = 0;

    for (uint32_t at = 0; at < a->table.constraint_count; at++)
        if (!str_equal(a->table.constraints[at].name, action->name))
            left[count++] = a->table.constraints[at];
    if (count == a->table.constraint_count && action->if_exists) {
        define_notice(a->d, ERR_NONE,
                      "constraint \"%.*s\" of relation \"%.*s\" does not exist, skipping",
                      STR(action->name), STR(a->table.name));
        return true;
    }
    if (count == a->table.constraint_count)
        return fail(a->d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                    "constraint \"%.*s\" of relation \"%.*s\" does not exist", STR(action->name),
                    STR(a->table.name));
    a->table.constraints = left;
    a->table.constraint_count = count;
    return true;
}

static bool rename_relation(Altering *a, Str name)
{
    if (define_has_relation(a->d, a->table.schema_oid, name))
        return fail(a->d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(name));
    a->table.name = name;
    return true;
}

static bool rename_column(Altering *a, const AlterAction *action)
{
    CatalogColumn *column = NULL;

    if (!find_column(a, action->name, &column)) {
        a->d->cx->error.message =
            str_format(a->d->cx->arena, "column \"%.*s\" does not exist", STR(action->name)).data;
        return false;
    }
    for (uint32_t at = 0; at < a->table.column_count; at++)
        if (str_equal(a->columns[at].name, action->new_name))
            return fail(a->d->cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                        "column \"%.*s\" of relation \"%.*s\" already exists",
                        STR(action->new_name), STR(a->table.name));
    column->name = action->new_name;
    return true;
}

static bool set_column_default(Altering *a, const AlterAction *action)
{
    CatalogColumn *column = NULL;
    PgCatalog catalog;
    AnalyseInput input = define_input(a->d, &catalog);

    TRY(find_column(a, action->name, &column));
    column->default_value = (StoredTree){ STR_NONE, STR_NONE };
    if (!action->expr)
        return true;
    TRY(analyse_default(a->d->cx, &input, column, action->expr));
    column->default_value = define_store_expr(a->d, action->expr);
    return true;
}

static bool set_not_null(Altering *a, const AlterAction *action, bool nullable)
{
    CatalogColumn *column = NULL;

    TRY(find_column(a, action->name, &column));
    uint32_t at = (uint32_t)(column - a->columns);
    for (uint32_t in = 0; nullable && in < a->table.constraint_count; in++)
        for (uint32_t key = 0; key < a->table.constraints[in].column_count; key++)
            if (a->table.constraints[in].is_primary && a->table.constraints[in].columns[key] == at)
                return fail(a->d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                            "column \"%.*s\" is in a primary key", STR(action->name));
    if (!nullable)
        TRY(check_not_null(a, at));
    column->nullable = nullable;
    column->null_count = nullable ? -1 : 0;
    return true;
}

static bool set_schema(Altering *a, Str name)
{
    for (uint32_t at = 0; at < a->d->version->schema_count; at++)
        if (str_equal(a->d->version->schemas[at].name, name)) {
            a->table.schema_oid = a->d->version->schemas[at].oid;
            return true;
        }
    return fail(a->d->cx, ERR_INVALID_SCHEMA_NAME, NO_POSITION, "schema \"%.*s\" does not exist",
                STR(name));
}

static bool run_action(Altering *a, const AlterAction *action)
{
    switch ((AlterKind)action->kind) {
    case ALTER_RENAME: return rename_relation(a, action->new_name);
    case ALTER_RENAME_COLUMN: return rename_column(a, action);
    case ALTER_SET_SCHEMA: return set_schema(a, action->new_name);
    case ALTER_SET_OWNER: return true; /* whoever is connected owns everything */
    case ALTER_COLUMN_DEFAULT: return set_column_default(a, action);
    case ALTER_SET_NOT_NULL: return set_not_null(a, action, false);
    case ALTER_DROP_NOT_NULL: return set_not_null(a, action, true);
    case ALTER_ADD_CONSTRAINT:
        return add_table_constraint(a, (const Constraint *)action->constraint);
    case ALTER_DROP_CONSTRAINT: return drop_constraint(a, action);
    default: break;
    }
    return fail(a->d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                "ALTER ... %s is not supported yet", alter_names[action->kind]);
}

static bool check_alterable(Define *d, const CatalogTable *table)
{
    if (table->kind != RELATION_FILES)
        return true;
    fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot alter table \"%.*s\"",
         STR(table->name));
    return fail_detail(d->cx, "The table is made of files, which are only read.");
}

bool alter_object(Define *d, const Alter *statement)
{
    Altering a;

    if (statement->kind == OBJECT_TYPE || statement->kind == OBJECT_DOMAIN)
        return alter_type(d, statement);
    if (statement->kind == OBJECT_SCHEMA || statement->kind == OBJECT_INDEX)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "%s is not supported yet",
                    command_name(&statement->head));
    const CatalogTable *table = define_find(d, statement->object, "relation", statement->if_exists);
    if (!table)
        return !has_failed(d->cx);
    TRY(check_alterable(d, table));
    start(&a, d, table);
    for (uint32_t at = 0; at < statement->actions.count; at++)
        TRY(run_action(&a, (const AlterAction *)statement->actions.items[at]));
    transaction_put(d->session, table->oid, catalog_table_make(&a.table));
    return true;
}

/* --- CREATE INDEX ---------------------------------------------------------------------------- */

/* A unique index is a unique constraint; any other one would change nothing but speed, which is the
 * planner's own affair: it is accepted, and not made. */
bool create_index(Define *d, const CreateIndex *statement)
{
    const CatalogTable *table = TRY(define_find(d, statement->table, "relation", false));
    Altering a;

    if (table->kind != RELATION_MEMORY)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "cannot create index on relation \"%.*s\"", STR(table->name));
    if (!statement->is_unique)
        return true;
    Exprs keys = { ARENA_ARRAY(d->cx->arena, const Expr *, statement->keys.count),
                   statement->keys.count };
    for (uint32_t at = 0; at < keys.count; at++) {
        keys.items[at] = statement->keys.items[at].expr;
        if (keys.items[at]->tag != EXPR_Name || statement->where)
            return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "unique indexes over expressions or some rows are not supported yet");
    }
    start(&a, d, table);
    const Plan *constraint = NEW(d->cx, Constraint, .kind = CONSTRAINT_UNIQUE,
                                 .name = statement->name, .columns = keys, .position = NO_POSITION);
    TRY(add_table_constraint(&a, (const Constraint *)constraint));
    transaction_put(d->session, table->oid, catalog_table_make(&a.table));
    return true;
}
