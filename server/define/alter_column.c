/* alter_column.c -- ALTER TABLE: what is done to columns: see alter.h. */
#include "server/define/alter.h"

static CatalogColumn *column_at(Altering *a, uint32_t at)
{
    return &a->draft.columns[at];
}

/* --- ADD COLUMN ------------------------------------------------------------------------------ */

static bool has_column(const Altering *a, Str name)
{
    for (uint32_t at = 0; at < a->draft.table.column_count; at++)
        if (str_equal(a->draft.columns[at].name, name))
            return true;
    return false;
}

static bool is_of_table(const Constraint *constraint)
{
    return constraint->kind == CONSTRAINT_CHECK || constraint->kind == CONSTRAINT_PRIMARY ||
           constraint->kind == CONSTRAINT_UNIQUE || constraint->kind == CONSTRAINT_FOREIGN;
}

/* From now on attnums are written down, as they are no longer the places. */
static void number_columns(Altering *a)
{
    CatalogTable *table = &a->draft.table;

    table->attribute_max = catalog_attribute_max(table);
    for (uint32_t at = 0; at < table->column_count; at++)
        a->draft.columns[at].attribute = catalog_attribute(table, at);
}

bool alter_add_column(Altering *a, const AlterAction *action)
{
    const ColumnDefinition *column = (const ColumnDefinition *)action->column;
    CatalogTable *table = &a->draft.table;
    uint32_t at = table->column_count;

    if (has_column(a, column->name) && action->if_exists) {
        define_notice(a->d, ERR_DUPLICATE_COLUMN,
                      "column \"%.*s\" of relation \"%.*s\" already exists, skipping",
                      STR(column->name), STR(table->name));
        return true;
    }
    if (has_column(a, column->name))
        return fail(a->d->cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                    "column \"%.*s\" of relation \"%.*s\" already exists", STR(column->name),
                    STR(table->name));
    number_columns(a);
    if (table->column_count >= CATALOG_COLUMNS_MAX || table->attribute_max >= CATALOG_COLUMNS_MAX)
        return fail(a->d->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "tables can have at most %d columns", CATALOG_COLUMNS_MAX);
    TRY(draft_add_column(&a->draft, column));
    a->sources[at] = (RewriteSource){ .from = REWRITE_DEFAULT };
    a->rewrites = true;
    TRY(draft_check_generated(&a->draft, column, at));
    for (uint32_t in = 0; in < column->constraints.count; in++)
        if (is_of_table((const Constraint *)column->constraints.items[in]))
            TRY(alter_add_constraint(a, (const Constraint *)column->constraints.items[in], column));
    return true;
}

/* --- DROP COLUMN ----------------------------------------------------------------------------- */

typedef struct Dropping {
    Altering *a;
    uint32_t column;
    bool is_cascade;
    Dependents found; /* outside of the table, and generated columns */
    bool *columns;    /* of the draft: generated from this one */
    bool *constraints;
} Dropping;

static Str what_of(const Dropping *drop)
{
    const Altering *a = drop->a;

    return str_format(a->d->cx->arena, "column %.*s of table %.*s",
                      STR(quoted_name(a->d->cx->arena, a->draft.columns[drop->column].name)),
                      STR(quoted_name(a->d->cx->arena, a->draft.table.name)));
}

static void note_views(Dropping *drop)
{
    const Altering *a = drop->a;
    int16_t attribute = catalog_attribute(&a->draft.table, drop->column);

    if (drop->column >= a->former->column_count)
        return;
    for (uint32_t at = 0; at < a->d->version->table_count; at++) {
        const CatalogTable *view = &a->d->version->tables[at];
        if (view_reads(a->d, view, a->former->oid) &&
            view_reads_column(a->d, view, a->former->oid, attribute))
            dependents_add_relation(&drop->found, view, what_of(drop));
    }
}

static void note_generated(Dropping *drop)
{
    Altering *a = drop->a;
    Str name = a->draft.columns[drop->column].name;
    Arena *arena = a->d->cx->arena;

    for (uint32_t at = 0; at < a->draft.table.column_count; at++) {
        if (!stored_names_column(a->d, a->draft.columns[at].generated, name))
            continue;
        drop->columns[at] = true;
        dependents_add(&drop->found,
                       str_format(arena, "column %.*s of table %.*s",
                                  STR(quoted_name(arena, a->draft.columns[at].name)),
                                  STR(quoted_name(arena, a->draft.table.name))),
                       what_of(drop));
    }
}

/* Constraints and indexes that name the column go with it; what refers to them is in the way. */
static void note_constraints(Dropping *drop, uint32_t column)
{
    const Altering *a = drop->a;

    for (uint32_t at = 0; at < a->draft.table.constraint_count; at++) {
        const CatalogConstraint *constraint = &a->draft.table.constraints[at];
        if (drop->constraints[at] ||
            !constraint_names_column(a->d, &a->draft.table, constraint, column))
            continue;
        drop->constraints[at] = true;
        dependents_add_foreign(&drop->found, &a->draft.table, constraint, what_of(drop));
    }
}

/* The columns of constraints by where they stand now. */
static void renumber(Altering *a, const uint32_t *places)
{
    CatalogTable *table = &a->draft.table;
    Arena *arena = a->d->cx->arena;
    CatalogConstraint *constraints =
        ARENA_ARRAY(arena, CatalogConstraint, table->constraint_count + 1);

    for (uint32_t at = 0; at < table->constraint_count; at++) {
        CatalogConstraint *constraint = &constraints[at];
        *constraint = table->constraints[at];
        uint32_t *columns = ARENA_ARRAY(arena, uint32_t, constraint->column_count + 1);
        uint32_t *set = ARENA_ARRAY(arena, uint32_t, constraint->foreign.set_count + 1);
        for (uint32_t in = 0; in < constraint->column_count; in++)
            columns[in] = constraint->columns[in] == UINT32_MAX ? UINT32_MAX
                                                                : places[constraint->columns[in]];
        for (uint32_t in = 0; in < constraint->foreign.set_count; in++)
            set[in] = places[constraint->foreign.set_columns[in]];
        constraint->columns = columns;
        constraint->foreign.set_columns = set;
    }
    table->constraints = constraints;
}

static void take_out(Dropping *drop)
{
    Altering *a = drop->a;
    CatalogTable *table = &a->draft.table;
    uint32_t *places = ARENA_ARRAY(a->d->cx->arena, uint32_t, table->column_count + 1);
    uint32_t count = 0;

    alter_remove_constraints(a, drop->constraints);
    number_columns(a);
    for (uint32_t at = 0; at < table->column_count; at++) {
        if (drop->columns[at]) {
            if (a->draft.columns[at].sequence_oid)
                transaction_put(a->d->session, a->draft.columns[at].sequence_oid, NULL);
            continue;
        }
        places[at] = count;
        a->sources[count] = a->sources[at];
        a->draft.columns[count++] = a->draft.columns[at];
    }
    table->column_count = count;
    renumber(a, places);
    a->rewrites = true;
}

bool alter_drop_column(Altering *a, const AlterAction *action)
{
    Arena *arena = a->d->cx->arena;
    Dropping drop = { .a = a, .is_cascade = action->is_cascade };

    if (!has_column(a, action->name) && action->if_exists) {
        define_notice(a->d, ERR_NONE,
                      "column \"%.*s\" of relation \"%.*s\" does not exist, skipping",
                      STR(action->name), STR(a->draft.table.name));
        return true;
    }
    TRY(alter_find_column(a, action->name, &drop.column));
    drop.found = dependents_new(a->d);
    drop.columns = arena_zero(arena, a->draft.table.column_count + 1);
    drop.constraints = arena_zero(arena, a->draft.table.constraint_count + 1);
    drop.columns[drop.column] = true;
    note_generated(&drop);
    for (uint32_t at = 0; at < a->draft.table.column_count; at++)
        if (drop.columns[at])
            note_constraints(&drop, at);
    note_views(&drop);
    TRY(dependents_drop(&drop.found, what_of(&drop), action->is_cascade));
    take_out(&drop);
    return true;
}

/* --- Types ----------------------------------------------------------------------------------- */

static bool check_type_users(const Altering *a, uint32_t at)
{
    const CatalogTable *table = &a->draft.table;
    Str name = a->draft.columns[at].name;

    for (uint32_t in = 0; in < table->column_count; in++)
        if (stored_names_column(a->d, table->columns[in].generated, name)) {
            fail(a->d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                 "cannot alter type of a column used by a generated column");
            return fail_detail(a->d->cx, "Column \"%.*s\" is used by generated column \"%.*s\".",
                               STR(name), STR(table->columns[in].name));
        }
    for (uint32_t in = 0; in < a->d->version->table_count; in++) {
        const CatalogTable *view = &a->d->version->tables[in];
        if (!view_reads(a->d, view, table->oid) ||
            !view_reads_column(a->d, view, table->oid, catalog_attribute(table, at)))
            continue;
        fail(a->d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
             "cannot alter type of a column used by a view or rule");
        return fail_detail(a->d->cx, "rule _RETURN on %s %.*s depends on column \"%.*s\"",
                           relation_word(view), STR(view->name), STR(name));
    }
    return true;
}

/* Does what the column has by default fit its new type? */
static bool check_default(Altering *a, CatalogColumn *column, Type to)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(a->d, &catalog);
    CatalogColumn changed = *column;
    const char *what = column->generated.tree.length ? "generation expression" : "default";

    changed.type = to;
    if (column->identity != IDENTITY_NONE && !type_is_integer(to.id))
        return fail(a->d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "identity column type must be smallint, integer, or bigint");
    if (!column->default_value.tree.length)
        return true;
    if (cast_context(column->type.id, to.id) <= CAST_ASSIGNMENT) {
        TRY(analyse_default(a->d->cx, &input, &changed,
                            stored_expr(a->d->cx, column->default_value)));
        return true;
    }
    fail(a->d->cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "%s for column \"%.*s\" cannot be cast automatically to type %.*s", what,
         STR(column->name), STR(type_print(a->d->cx->arena, to)));
    return false;
}

/* Checks and indexes must mean something over the new type, too. */
static bool check_constraints(Altering *a, uint32_t at)
{
    PgCatalog catalog;

    for (uint32_t in = 0; in < a->draft.table.constraint_count; in++) {
        const CatalogConstraint *constraint = &a->draft.table.constraints[in];
        AnalyseInput input = define_input(a->d, &catalog);
        if (!constraint_names_column(a->d, &a->draft.table, constraint, at))
            continue;
        if (constraint->check.tree.length &&
            !analyse_check(a->d->cx, &input, &a->draft.table,
                           stored_expr(a->d->cx, constraint->check))) {
            a->d->cx->error.position = NO_POSITION;
            return false;
        }
        a->checks_foreign |= constraint->foreign.table_oid && !constraint->is_not_valid;
        TRY(check_foreign_types(a->d, &a->draft.table, constraint));
    }
    return check_referring_types(a->d, &a->draft.table, at);
}

/* The sequence of an identity gives values of the column's type. */
static bool set_sequence_type(const Altering *a, const CatalogColumn *column, Type type)
{
    Str words[] = { STR_LIT("as"), str_of(type_catalog_name((TypeId)type.id)) };

    return sequence_alter(a->d, catalog_find_oid(a->d->version, column->sequence_oid),
                          (Texts){ words, 2 });
}

bool alter_column_type(Altering *a, const AlterAction *action)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(a->d, &catalog);
    const CatalogType *domain = NULL;
    Type type;
    uint32_t at;

    TRY(alter_find_column(a, action->name, &at));
    CatalogColumn *column = column_at(a, at);
    TRY(analyse_type(a->d->cx, &input, action->type, &type, &domain));
    type = type_stored(type);
    if (column->generated.tree.length && action->expr)
        return fail(a->d->cx, ERR_INVALID_COLUMN_DEFINITION, NO_POSITION,
                    "cannot specify USING when altering type of generated column");
    if (!column->generated.tree.length)
        TRY(analyse_type_change(a->d->cx, &input, a->former, a->sources[at].from, type,
                                action->expr));
    TRY(check_type_users(a, at));
    TRY(check_default(a, column, type));
    if (column->identity != IDENTITY_NONE)
        TRY(set_sequence_type(a, column, type));
    column->type = type;
    column->domain_oid = domain ? domain->oid : 0;
    column->has_bounds = false;
    a->sources[at].expr = action->expr;
    if (column->generated.tree.length)
        a->sources[at] = (RewriteSource){ .from = REWRITE_DEFAULT };
    a->rewrites = true;
    return check_constraints(a, at);
}

/* --- Defaults, NOT NULL ---------------------------------------------------------------------- */

bool alter_column_default(Altering *a, const AlterAction *action)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(a->d, &catalog);
    uint32_t at;

    TRY(alter_find_column(a, action->name, &at));
    CatalogColumn *column = column_at(a, at);
    bool is_identity = column->identity != IDENTITY_NONE;
    if (is_identity || column->generated.tree.length) {
        fail(a->d->cx, ERR_SYNTAX_ERROR, NO_POSITION,
             "column \"%.*s\" of relation \"%.*s\" is %s column", STR(column->name),
             STR(a->draft.table.name), is_identity ? "an identity" : "a generated");
        return action->expr ? false
                            : fail_hint(a->d->cx,
                                        "Use ALTER TABLE ... ALTER COLUMN ... DROP %s "
                                        "instead.",
                                        is_identity ? "IDENTITY" : "EXPRESSION");
    }
    column->default_value = (StoredTree){ STR_NONE, STR_NONE };
    column->only_owns_sequence = column->sequence_oid != 0;
    if (!action->expr)
        return true;
    TRY(analyse_default(a->d->cx, &input, column, action->expr));
    column->default_value = define_store_expr(a->d, action->expr);
    return true;
}

static bool check_nullable(const Altering *a, uint32_t at, Str name)
{
    const CatalogTable *table = &a->draft.table;

    if (table->columns[at].identity != IDENTITY_NONE)
        return fail(a->d->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                    "column \"%.*s\" of relation \"%.*s\" is an identity column", STR(name),
                    STR(table->name));
    for (uint32_t in = 0; in < table->constraint_count; in++)
        for (uint32_t key = 0; key < table->constraints[in].column_count; key++)
            if (table->constraints[in].is_primary && table->constraints[in].columns[key] == at)
                return fail(a->d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                            "column \"%.*s\" is in a primary key", STR(name));
    return true;
}

/* The rows are looked at in a plan of their own, if nothing else makes one. */
bool alter_not_null(Altering *a, const AlterAction *action, bool nullable)
{
    uint32_t at;

    TRY(alter_find_column(a, action->name, &at));
    CatalogColumn *column = column_at(a, at);
    if (nullable)
        TRY(check_nullable(a, at, action->name));
    a->validates |= !nullable && column->nullable;
    column->nullable = nullable;
    column->null_count = nullable ? -1 : 0;
    return true;
}

/* --- Names ----------------------------------------------------------------------------------- */

static bool is_read_by_view(const Altering *a, uint32_t at)
{
    for (uint32_t in = 0; in < a->d->version->table_count; in++) {
        const CatalogTable *view = &a->d->version->tables[in];
        if (view_reads(a->d, view, a->former->oid) &&
            view_reads_column(a->d, view, a->former->oid, catalog_attribute(a->former, at)))
            return true;
    }
    return false;
}

/* In all expressions of the table. */
static void rename_in_table(Altering *a, Str name, Str new_name)
{
    CatalogTable *table = &a->draft.table;
    CatalogConstraint *constraints =
        ARENA_ARRAY(a->d->cx->arena, CatalogConstraint, table->constraint_count + 1);

    for (uint32_t at = 0; at < table->column_count; at++)
        a->draft.columns[at].generated =
            stored_with_column(a->d, a->draft.columns[at].generated, name, new_name);
    for (uint32_t at = 0; at < table->constraint_count; at++) {
        CatalogConstraint *constraint = &constraints[at];
        *constraint = table->constraints[at];
        constraint->check = stored_with_column(a->d, constraint->check, name, new_name);
        constraint->where = stored_with_column(a->d, constraint->where, name, new_name);
        if (!constraint->keys)
            continue;
        CatalogIndexKey *keys =
            arena_copy(a->d->cx->arena, constraint->keys, constraint->column_count * sizeof *keys);
        for (uint32_t in = 0; in < constraint->column_count; in++)
            keys[in].expr = stored_with_column(a->d, keys[in].expr, name, new_name);
        constraint->keys = keys;
    }
    table->constraints = constraints;
}

bool alter_rename_column(Altering *a, const AlterAction *action)
{
    uint32_t at;

    if (!alter_find_column(a, action->name, &at)) {
        a->d->cx->error.message =
            str_format(a->d->cx->arena, "column \"%.*s\" does not exist", STR(action->name)).data;
        return false;
    }
    if (has_column(a, action->new_name))
        return fail(a->d->cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                    "column \"%.*s\" of relation \"%.*s\" already exists", STR(action->new_name),
                    STR(a->draft.table.name));
    if (is_read_by_view(a, at))
        return fail(a->d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "renaming a column that a view reads is not supported yet");
    rename_in_table(a, action->name, action->new_name);
    column_at(a, at)->name = action->new_name;
    return true;
}

/* --- Identity and generated columns ----------------------------------------------------------- */

static bool fail_state(const Altering *a, const CatalogColumn *column, const char *what)
{
    return fail(a->d->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" %s", STR(column->name),
                STR(a->draft.table.name), what);
}

static bool add_identity(Altering *a, CatalogColumn *column, const Constraint *constraint)
{
    if (column->nullable)
        return fail_state(a, column, "must be declared NOT NULL before identity can be added");
    if (column->identity != IDENTITY_NONE)
        return fail_state(a, column, "is already an identity column");
    if (column->default_value.tree.length || column->sequence_oid)
        return fail_state(a, column, "already has a default value");
    if (!type_is_integer(column->type.id))
        return fail(a->d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "identity column type must be smallint, integer, or bigint");
    TRY(draft_add_sequence(&a->draft, column, constraint->options));
    column->identity = constraint->is_always ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    return true;
}

static bool drop_identity(Altering *a, CatalogColumn *column, const AlterAction *action)
{
    if (column->identity == IDENTITY_NONE && action->if_exists) {
        define_notice(a->d, ERR_NONE,
                      "column \"%.*s\" of relation \"%.*s\" is not an identity column, skipping",
                      STR(column->name), STR(a->draft.table.name));
        return true;
    }
    if (column->identity == IDENTITY_NONE)
        return fail_state(a, column, "is not an identity column");
    transaction_put(a->d->session, column->sequence_oid, NULL);
    column->identity = IDENTITY_NONE;
    column->sequence_oid = 0;
    return true;
}

/* SET GENERATED, and what the sequence has for options. */
static bool set_identity(Altering *a, CatalogColumn *column, const AlterAction *action)
{
    Texts options = { ARENA_ARRAY(a->d->cx->arena, Str, action->options.count), 0 };

    if (column->identity == IDENTITY_NONE)
        return fail_state(a, column, "is not an identity column");
    for (uint32_t at = 0; at + 1 < action->options.count; at += 2) {
        Str name = action->options.items[at], text = action->options.items[at + 1];
        if (str_is(name, "generated")) {
            bool is_always = str_is(text, "97") || str_is(text, "a"); /* the letter, as a number */
            column->identity = is_always ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
            continue;
        }
        options.items[options.count++] = name;
        options.items[options.count++] = text;
    }
    return !options.count ||
           sequence_alter(a->d, catalog_find_oid(a->d->version, column->sequence_oid), options);
}

bool alter_identity(Altering *a, const AlterAction *action)
{
    uint32_t at;

    TRY(alter_find_column(a, action->name, &at));
    CatalogColumn *column = column_at(a, at);
    if (action->kind == ALTER_ADD_IDENTITY)
        return add_identity(a, column, (const Constraint *)action->constraint);
    if (action->kind == ALTER_DROP_IDENTITY)
        return drop_identity(a, column, action);
    return set_identity(a, column, action);
}

bool alter_drop_expression(Altering *a, const AlterAction *action)
{
    uint32_t at;

    TRY(alter_find_column(a, action->name, &at));
    CatalogColumn *column = column_at(a, at);
    if (column->generated.tree.length) {
        column->generated = (StoredTree){ STR_NONE, STR_NONE };
        return true;
    }
    if (!action->if_exists)
        return fail_state(a, column, "is not a stored generated column");
    define_notice(a->d, ERR_NONE,
                  "column \"%.*s\" of relation \"%.*s\" is not a stored generated column, skipping",
                  STR(column->name), STR(a->draft.table.name));
    return true;
}
