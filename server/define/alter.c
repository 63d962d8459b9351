/* alter.c -- ALTER: which action does what, in which order, to what: see alter.h. */
#include "server/define/alter.h"

#include "server/modify/row_check.h"

/* --- Columns --------------------------------------------------------------------------------- */

bool alter_find_column(const Altering *a, Str name, uint32_t *out_at)
{
    const CatalogTable *table = &a->draft.table;

    for (uint32_t at = 0; at < table->column_count; at++)
        if (str_equal(table->columns[at].name, name)) {
            *out_at = at;
            return true;
        }
    return fail(a->d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(name), STR(table->name));
}

/* --- Constraints ----------------------------------------------------------------------------- */

static void *fail_duplicate(Altering *a, const CatalogConstraint *made, const Value *values)
{
    Cx *cx = a->d->cx;

    fail(cx, ERR_UNIQUE_VIOLATION, NO_POSITION, "could not create unique index \"%.*s\"",
         STR(made->name));
    return fail_detail(cx, "Key %.*s is duplicated.",
                       STR(key_text(cx, a->draft.columns, made, values)));
}

/* Each row must be the only one with its key. */
static bool check_unique(Altering *a, const CatalogConstraint *made)
{
    const TableData *data = a->draft.table.data;
    Type *types = ARENA_ARRAY(a->d->cx->arena, Type, made->column_count);
    TableKey key = { made->columns, types, made->column_count };
    Value values[INDEX_COLUMNS_MAX];
    RowAddress found;

    for (uint32_t at = 0; at < made->column_count; at++)
        types[at] = a->draft.columns[made->columns[at]].type;
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

static bool check_not_null(const Altering *a, uint32_t column)
{
    const TableData *data = a->draft.table.data;

    for (uint32_t part = 0; part < data->part_count; part++) {
        const Block *block = data->parts[part].block->block;
        const Column *values = &block->columns[column];
        for (uint32_t row = 0; values->validity && row < block->rows; row++)
            if (!column_has(values, row) && !table_data_is_deleted(data, row_address(part, row)))
                return fail(a->d->cx, ERR_NOT_NULL_VIOLATION, NO_POSITION,
                            "column \"%.*s\" of relation \"%.*s\" contains null values",
                            STR(a->draft.columns[column].name), STR(a->draft.table.name));
    }
    return true;
}

/* The rows against a new constraint, unless they are written anew and then looked at. */
static bool check_rows(Altering *a, const CatalogConstraint *made)
{
    a->checks_foreign |= made->foreign.table_oid && !made->is_not_valid;
    if (a->rewrites || !a->draft.table.rows)
        return true;
    if ((made->check.tree.length || made->foreign.table_oid) && !made->is_not_valid)
        a->validates = true;
    for (uint32_t at = 0; made->is_primary && at < made->column_count; at++)
        TRY(check_not_null(a, made->columns[at]));
    return !made->is_unique || check_unique(a, made);
}

bool alter_add_constraint(Altering *a, const Constraint *constraint, const ColumnDefinition *column)
{
    CatalogTable *table = &a->draft.table;

    if (!add_constraint(a->d, table, constraint, column)) {
        if (!constraint->index.length) /* as in PostgreSQL, unlike in CREATE TABLE */
            a->d->cx->error.position = NO_POSITION;
        return false;
    }
    memcpy(a->draft.columns, table->columns, table->column_count * sizeof *a->draft.columns);
    table->columns = a->draft.columns;
    return check_rows(a, &table->constraints[table->constraint_count - 1]);
}

CatalogConstraint *alter_own_constraints(Altering *a)
{
    CatalogTable *table = &a->draft.table;
    CatalogConstraint *copies =
        ARENA_ARRAY(a->d->cx->arena, CatalogConstraint, table->constraint_count + 1);

    if (table->constraint_count)
        memcpy(copies, table->constraints, table->constraint_count * sizeof *copies);
    table->constraints = copies;
    return copies;
}

bool alter_push_constraint(Altering *a, const CatalogConstraint *made)
{
    CatalogConstraint *all = alter_own_constraints(a);

    all[a->draft.table.constraint_count++] = *made;
    return check_rows(a, made);
}

void alter_remove_constraints(Altering *a, const bool *drop)
{
    CatalogConstraint *left = alter_own_constraints(a);
    uint32_t count = 0;

    for (uint32_t at = 0; at < a->draft.table.constraint_count; at++)
        if (!drop[at])
            left[count++] = left[at];
    a->draft.table.constraint_count = count;
}

bool alter_remove_constraint(Altering *a, uint32_t at, bool is_cascade)
{
    bool *drop = arena_zero(a->d->cx->arena, a->draft.table.constraint_count + 1);
    const CatalogConstraint *constraint = &a->draft.table.constraints[at];
    Dependents found = dependents_new(a->d);
    Arena *arena = a->d->cx->arena;
    Str on = str_format(arena, "index %.*s", STR(quoted_name(arena, constraint->name)));
    Str what = str_format(arena, "constraint %.*s on table %.*s",
                          STR(quoted_name(arena, constraint->name)),
                          STR(define_relation_text(a->d, &a->draft.table)));

    drop[at] = true;
    dependents_add_foreign(&found, &a->draft.table, constraint, on);
    TRY(dependents_drop(&found, what, is_cascade));
    alter_remove_constraints(a, drop);
    return true;
}

/* constraint_count: there is none. */
static uint32_t find_constraint(const Altering *a, Str name)
{
    uint32_t at = 0;

    while (at < a->draft.table.constraint_count &&
           (a->draft.table.constraints[at].is_index ||
            !str_equal(a->draft.table.constraints[at].name, name)))
        at++;
    return at;
}

static bool fail_no_constraint(const Altering *a, Str name)
{
    return fail(a->d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "constraint \"%.*s\" of relation \"%.*s\" does not exist", STR(name),
                STR(a->draft.table.name));
}

static bool drop_constraint(Altering *a, const AlterAction *action)
{
    uint32_t at = find_constraint(a, action->name);

    if (at < a->draft.table.constraint_count)
        return alter_remove_constraint(a, at, action->is_cascade);
    if (!action->if_exists)
        return fail_no_constraint(a, action->name);
    define_notice(a->d, ERR_NONE,
                  "constraint \"%.*s\" of relation \"%.*s\" does not exist, skipping",
                  STR(action->name), STR(a->draft.table.name));
    return true;
}

static bool rename_constraint(Altering *a, const AlterAction *action)
{
    uint32_t at = find_constraint(a, action->name);

    if (at == a->draft.table.constraint_count)
        return fail(a->d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                    "constraint \"%.*s\" for table \"%.*s\" does not exist", STR(action->name),
                    STR(a->draft.table.name));
    if (a->draft.table.constraints[at].index_oid &&
        define_has_relation(a->d, a->draft.table.schema_oid, action->new_name))
        return fail(a->d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(action->new_name));
    if (find_constraint(a, action->new_name) < a->draft.table.constraint_count)
        return fail(a->d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION,
                    "constraint \"%.*s\" for relation \"%.*s\" already exists",
                    STR(action->new_name), STR(a->draft.table.name));
    alter_own_constraints(a)[at].name = action->new_name;
    return true;
}

static bool validate_constraint(Altering *a, const AlterAction *action)
{
    uint32_t at = find_constraint(a, action->name);

    if (at == a->draft.table.constraint_count)
        return fail_no_constraint(a, action->name);
    CatalogConstraint *constraint = &alter_own_constraints(a)[at];
    if (!constraint->check.tree.length && !constraint->foreign.table_oid)
        return fail(a->d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "constraint \"%.*s\" of relation \"%.*s\" is not a foreign key or check "
                    "constraint",
                    STR(action->name), STR(a->draft.table.name));
    if (!constraint->is_not_valid)
        return true;
    constraint->is_not_valid = false;
    return check_rows(a, constraint);
}

static bool set_timing(Altering *a, const AlterAction *action)
{
    const Constraint *written = (const Constraint *)action->constraint;
    uint32_t at = find_constraint(a, written->name);

    if (at == a->draft.table.constraint_count)
        return fail_no_constraint(a, written->name);
    CatalogConstraint *constraint = &alter_own_constraints(a)[at];
    if (!constraint->foreign.table_oid)
        return fail(a->d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "constraint \"%.*s\" of relation \"%.*s\" is not a foreign key constraint",
                    STR(written->name), STR(a->draft.table.name));
    constraint->is_deferrable = written->is_deferrable;
    constraint->is_deferred = written->is_deferred;
    return true;
}

/* --- The relation itself ------------------------------------------------------------------------
 */

static bool rename_relation(Altering *a, Str name)
{
    CatalogTable *table = &a->draft.table;

    if (define_has_relation(a->d, table->schema_oid, name))
        return fail(a->d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(name));
    table->name = name;
    return true;
}

/* Sequences that go with columns go along. */
static void move_sequences(Altering *a, uint32_t schema_oid)
{
    for (uint32_t at = 0; at < a->draft.table.column_count; at++) {
        uint32_t oid = a->draft.columns[at].sequence_oid;
        const CatalogTable *sequence = oid ? catalog_find_oid(a->d->version, oid) : NULL;
        if (!sequence)
            continue;
        CatalogTable copy = *sequence;
        copy.schema_oid = schema_oid;
        transaction_put(a->d->session, oid, catalog_table_make(&copy));
    }
}

static bool set_schema(Altering *a, Str name)
{
    CatalogTable *table = &a->draft.table;

    for (uint32_t at = 0; at < a->d->version->schema_count; at++) {
        const CatalogSchema *schema = &a->d->version->schemas[at];
        if (!str_equal(schema->name, name))
            continue;
        if (schema->oid == table->schema_oid)
            return true;
        if (define_has_relation(a->d, schema->oid, table->name))
            return fail(a->d->cx, ERR_DUPLICATE_TABLE, NO_POSITION,
                        "relation \"%.*s\" already exists in schema \"%.*s\"", STR(table->name),
                        STR(name));
        move_sequences(a, schema->oid);
        table->schema_oid = schema->oid;
        return true;
    }
    return fail(a->d->cx, ERR_INVALID_SCHEMA_NAME, NO_POSITION, "schema \"%.*s\" does not exist",
                STR(name));
}

static bool set_options(Altering *a, const AlterAction *action)
{
    CatalogTable *table = &a->draft.table;
    uint32_t count = 0, room = table->option_count + action->options.count;
    Str *options = ARENA_ARRAY(a->d->cx->arena, Str, room + 1);

    for (uint32_t at = 0; at < table->option_count; at++) {
        bool is_named = false;
        for (uint32_t in = 0; in + 1 < action->options.count; in += 2) {
            Str name = str_format(a->d->cx->arena, "%.*s=", STR(action->options.items[in]));
            is_named |= str_starts(table->options[at], str_to_c(a->d->cx->arena, name));
        }
        if (!is_named)
            options[count++] = table->options[at];
    }
    table->options = options;
    table->option_count = count;
    return action->kind == ALTER_RESET_OPTIONS || table_options(a->d, action->options, table);
}

static bool set_logged(Altering *a, bool is_logged)
{
    CatalogTable *table = &a->draft.table;

    if (table->is_temporary)
        return fail(a->d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                    "cannot change logged status of table \"%.*s\" because it is temporary",
                    STR(table->name));
    table->is_unlogged = !is_logged;
    return true;
}

static bool without_effect(const Altering *a, const AlterAction *action)
{
    uint32_t at;

    return !action->name.length || alter_find_column(a, action->name, &at);
}

/* --- Actions --------------------------------------------------------------------------------- */

static bool run_action(Altering *a, const AlterAction *action)
{
    switch ((AlterKind)action->kind) {
    case ALTER_RENAME: return rename_relation(a, action->new_name);
    case ALTER_RENAME_COLUMN: return alter_rename_column(a, action);
    case ALTER_RENAME_CONSTRAINT: return rename_constraint(a, action);
    case ALTER_SET_SCHEMA: return set_schema(a, action->new_name);
    case ALTER_SET_OWNER: return true; /* whoever is connected owns everything */
    case ALTER_ADD_COLUMN: return alter_add_column(a, action);
    case ALTER_DROP_COLUMN: return alter_drop_column(a, action);
    case ALTER_COLUMN_TYPE: return alter_column_type(a, action);
    case ALTER_COLUMN_DEFAULT: return alter_column_default(a, action);
    case ALTER_SET_NOT_NULL: return alter_not_null(a, action, false);
    case ALTER_DROP_NOT_NULL: return alter_not_null(a, action, true);
    case ALTER_ADD_CONSTRAINT:
        return alter_add_constraint(a, (const Constraint *)action->constraint, NULL);
    case ALTER_DROP_CONSTRAINT: return drop_constraint(a, action);
    case ALTER_VALIDATE_CONSTRAINT: return validate_constraint(a, action);
    case ALTER_CONSTRAINT_TIMING: return set_timing(a, action);
    case ALTER_ADD_IDENTITY:
    case ALTER_DROP_IDENTITY:
    case ALTER_SET_IDENTITY: return alter_identity(a, action);
    case ALTER_DROP_EXPRESSION: return alter_drop_expression(a, action);
    case ALTER_SET_OPTIONS:
    case ALTER_RESET_OPTIONS: return set_options(a, action);
    case ALTER_SET_LOGGED:
    case ALTER_SET_UNLOGGED: return set_logged(a, action->kind == ALTER_SET_LOGGED);
    case ALTER_WITHOUT_EFFECT: return without_effect(a, action);
    case ALTER_RENAME_VALUE:
    case ALTER_ADD_VALUE: break; /* of a type */
    }
    return fail(a->d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                "ALTER ... %s is not supported yet", alter_names[action->kind]);
}

enum { PASSES = 5 };

/* When PostgreSQL does it, whatever the order in the statement: what goes, new types, new columns,
 * what is said of columns, constraints and the rest. */
static int pass_of(const AlterAction *action)
{
    switch ((AlterKind)action->kind) {
    case ALTER_DROP_COLUMN:
    case ALTER_DROP_CONSTRAINT:
    case ALTER_DROP_NOT_NULL:
    case ALTER_DROP_IDENTITY:
    case ALTER_DROP_EXPRESSION: return 0;
    case ALTER_COLUMN_TYPE: return 1;
    case ALTER_ADD_COLUMN: return 2;
    case ALTER_SET_NOT_NULL: return 3;
    case ALTER_COLUMN_DEFAULT: return action->expr ? 4 : 0;
    default: return 4;
    }
}

/* --- The statement --------------------------------------------------------------------------- */

void alter_start(Altering *a, Define *d, const CatalogTable *table, uint32_t more)
{
    uint32_t room = table->column_count + more + 1;
    TableDraft *draft = &a->draft;

    *a = (Altering){ .d = d,
                     .former = table,
                     .draft = { .d = d, .table = *table, .is_alter = true } };
    draft->name = (ObjectName){ .schema_oid = table->schema_oid,
                                .schema = catalog_schema_name(d->version, table->schema_oid),
                                .name = table->name,
                                .is_temporary = table->is_temporary };
    draft->columns = ARENA_ARRAY(d->cx->arena, CatalogColumn, room);
    a->sources = arena_zero(d->cx->arena, room * sizeof *a->sources);
    for (uint32_t at = 0; at < table->column_count; at++) {
        draft->columns[at] = table->columns[at];
        a->sources[at].from = at;
    }
    draft->table.columns = draft->columns;
}

/* The table as it is now, and what is to become of its rows. */
void alter_put(Altering *a)
{
    CatalogTable *table = &a->draft.table;
    bool has_rows = table->data && table->rows;
    const TableData *empty = NULL;

    if (a->rewrites) {
        empty = table_data_new(&a->d->session->server->tables);
        table->data = empty;
        table->rows = 0;
        table->bytes = 0;
    }
    transaction_put(a->d->session, table->oid, catalog_table_make(table));
    if (empty)
        table_data_drop(empty);
    if (!has_rows || (!a->rewrites && !a->validates))
        return;
    Rewrite *rewrite = arena_zero(a->d->cx->arena, sizeof *rewrite);
    *rewrite = (Rewrite){
        .former = a->former,
        .oid = table->oid,
        .sources = a->sources,
        .keeps_rows = !a->rewrites,
        .checks_foreign = a->checks_foreign,
    };
    a->d->rewrite = rewrite;
}

/* As errors have it. */
static const char *action_words(const AlterAction *action)
{
    switch ((AlterKind)action->kind) {
    case ALTER_ADD_COLUMN: return "ADD COLUMN";
    case ALTER_DROP_COLUMN: return "DROP COLUMN";
    case ALTER_COLUMN_TYPE: return "ALTER COLUMN ... SET DATA TYPE";
    case ALTER_COLUMN_DEFAULT: return "ALTER COLUMN ... SET DEFAULT";
    case ALTER_SET_NOT_NULL: return "ALTER COLUMN ... SET NOT NULL";
    case ALTER_DROP_NOT_NULL: return "ALTER COLUMN ... DROP NOT NULL";
    case ALTER_ADD_CONSTRAINT: return "ADD CONSTRAINT";
    case ALTER_DROP_CONSTRAINT: return "DROP CONSTRAINT";
    case ALTER_VALIDATE_CONSTRAINT: return "VALIDATE CONSTRAINT";
    case ALTER_CONSTRAINT_TIMING: return "ALTER CONSTRAINT";
    case ALTER_ADD_IDENTITY: return "ALTER COLUMN ... ADD IDENTITY";
    case ALTER_DROP_IDENTITY: return "ALTER COLUMN ... DROP IDENTITY";
    case ALTER_SET_IDENTITY: return "ALTER COLUMN ... SET";
    case ALTER_DROP_EXPRESSION: return "ALTER COLUMN ... DROP EXPRESSION";
    default: return alter_names[action->kind];
    }
}

static bool is_of_any_relation(const AlterAction *action)
{
    return action->kind == ALTER_RENAME || action->kind == ALTER_RENAME_COLUMN ||
           action->kind == ALTER_SET_SCHEMA || action->kind == ALTER_SET_OWNER;
}

static bool check_alterable(const Define *d, const CatalogTable *table, const AlterAction *action)
{
    if (table->kind == RELATION_FILES) {
        fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot alter table \"%.*s\"",
             STR(table->name));
        return fail_detail(d->cx, "The table is made of files, which are only read.");
    }
    if ((table->kind == RELATION_MEMORY && !table->is_materialized) || is_of_any_relation(action))
        return true;
    fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
         "ALTER action %s cannot be performed on relation \"%.*s\"", action_words(action),
         STR(table->name));
    return fail_detail(d->cx, "This operation is not supported for %ss.", relation_word(table));
}

static bool alter_schema(Define *d, const Alter *statement)
{
    const AlterAction *action = (const AlterAction *)statement->actions.items[0];
    Str name = define_name_text(d, statement->object);
    uint32_t oid = catalog_schema_oid(d->version, name);

    if (action->kind == ALTER_RENAME && catalog_schema_oid(d->version, action->new_name))
        return fail(d->cx, ERR_DUPLICATE_SCHEMA, NO_POSITION, "schema \"%.*s\" already exists",
                    STR(action->new_name));
    if (!oid)
        return fail(d->cx, ERR_INVALID_SCHEMA_NAME, NO_POSITION, "schema \"%.*s\" does not exist",
                    STR(name));
    if (action->kind == ALTER_SET_OWNER)
        return true;
    if (oid < CATALOG_MEMORY_OID_FIRST || action->kind != ALTER_RENAME)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "schema \"%.*s\" cannot be renamed", STR(name));
    transaction_put_schema(d->session, oid, action->new_name);
    return true;
}

/* ALTER TABLE is for all of them, the others for their own kind. */
static bool check_kind(const Define *d, const CatalogTable *table, ObjectKind kind)
{
    bool is_right = kind == OBJECT_SEQUENCE            ? table->kind == RELATION_SEQUENCE
                    : kind == OBJECT_VIEW              ? table->kind == RELATION_VIEW
                    : kind == OBJECT_MATERIALIZED_VIEW ? table->is_materialized
                                                       : true;

    return is_right || fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a %s",
                            STR(table->name), object_names[kind]);
}

/* A sequence that goes with a column stays where its table is. */
static bool check_movable(const Define *d, const CatalogTable *sequence, const AlterAction *action)
{
    uint32_t at;
    const CatalogTable *owner =
        action->kind == ALTER_SET_SCHEMA ? sequence_owner(d, sequence->oid, &at) : NULL;

    if (!owner)
        return true;
    fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
         "cannot move an owned sequence into another schema");
    return fail_detail(d->cx, "Sequence \"%.*s\" is linked to table \"%.*s\".", STR(sequence->name),
                       STR(owner->name));
}

static bool alter_relation(Define *d, const Alter *statement, const CatalogTable *table)
{
    Altering a;

    TRY(check_kind(d, table, (ObjectKind)statement->kind));
    TRY(check_movable(d, table, (const AlterAction *)statement->actions.items[0]));
    alter_start(&a, d, table, statement->actions.count);
    for (int pass = 0; pass < PASSES; pass++)
        for (uint32_t at = 0; at < statement->actions.count; at++) {
            const AlterAction *action = (const AlterAction *)statement->actions.items[at];
            if (pass_of(action) != pass)
                continue;
            TRY(check_alterable(d, table, action));
            TRY(run_action(&a, action));
        }
    alter_put(&a);
    return true;
}

bool alter_object(Define *d, const Alter *statement)
{
    const AlterAction *first = (const AlterAction *)statement->actions.items[0];
    const CatalogTable *table;

    if (statement->kind == OBJECT_SCHEMA)
        return alter_schema(d, statement);
    if (statement->kind == OBJECT_TYPE || statement->kind == OBJECT_DOMAIN)
        return alter_type(d, statement);
    if (statement->kind == OBJECT_INDEX && first->kind == ALTER_RENAME)
        return rename_index(d, statement->object, first->new_name, statement->if_exists);
    if (statement->kind == OBJECT_INDEX)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "ALTER INDEX ... %s is not supported yet", alter_names[first->kind]);
    table = define_find(d, statement->object, "relation", statement->if_exists);
    return table ? alter_relation(d, statement, table) : !has_failed(d->cx);
}
