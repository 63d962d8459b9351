/* drop.c -- DROP and TRUNCATE: see define.h. */
#include "server/define/define.h"

/* The table that takes the sequence for a default of its own; NULL: none does. */
static const CatalogTable *table_of_sequence(const Define *d, uint32_t sequence)
{
    uint32_t at;
    const CatalogTable *table = sequence_owner(d, sequence, &at);

    return table && !table->columns[at].only_owns_sequence ? table : NULL;
}

const char *relation_word(const CatalogTable *table)
{
    switch (table->kind) {
    case RELATION_VIEW: return "view";
    case RELATION_SEQUENCE: return "sequence";
    case RELATION_FILES:
    case RELATION_MEMORY: break;
    }
    return table->is_materialized ? "materialized view" : "table";
}

/* --- Dropping -------------------------------------------------------------------------------- */

/* What is to go, each once. */
typedef struct DropList {
    uint32_t oids[DEFINE_TARGETS_MAX];
    uint32_t count;
} DropList;

static bool is_listed(const DropList *list, uint32_t oid)
{
    for (uint32_t at = 0; at < list->count; at++)
        if (list->oids[at] == oid)
            return true;
    return false;
}

static bool list_add(Define *d, DropList *list, uint32_t oid)
{
    if (is_listed(list, oid))
        return true;
    if (list->count == DEFINE_TARGETS_MAX)
        return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a statement can drop at most %d objects", DEFINE_TARGETS_MAX);
    list->oids[list->count++] = oid;
    return true;
}

/* Sequences go with the columns they are of. */
static bool add_sequences(Define *d, DropList *list)
{
    for (uint32_t at = 0; at < list->count; at++) {
        const CatalogTable *table = catalog_find_oid(d->version, list->oids[at]);
        for (uint32_t in = 0; in < table->column_count; in++)
            if (table->columns[in].sequence_oid)
                TRY(list_add(d, list, table->columns[in].sequence_oid));
    }
    return true;
}

static bool check_kind(Define *d, const CatalogTable *table, ObjectKind kind)
{
    bool is_right =
        (kind == OBJECT_TABLE && table->kind == RELATION_MEMORY && !table->is_materialized) ||
        (kind == OBJECT_VIEW && table->kind == RELATION_VIEW) ||
        (kind == OBJECT_MATERIALIZED_VIEW && table->is_materialized) ||
        (kind == OBJECT_SEQUENCE && table->kind == RELATION_SEQUENCE);

    if (is_right)
        return true;
    if (table->kind == RELATION_FILES) {
        fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot drop table \"%.*s\"",
             STR(table->name));
        return fail_detail(d->cx, "The table is made of files, which are only read.");
    }
    fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a %s", STR(table->name),
         object_names[kind]);
    return fail_hint(d->cx, "Use DROP %s to remove a %s.",
                     table->kind == RELATION_VIEW       ? "VIEW"
                     : table->kind == RELATION_SEQUENCE ? "SEQUENCE"
                     : table->is_materialized           ? "MATERIALIZED VIEW"
                                                        : "TABLE",
                     relation_word(table));
}

/* What depends on the listed relations goes with them, or is in the way. */
static bool drop_dependents(Define *d, const DropList *list, Str what, bool is_cascade)
{
    Dependents found = dependents_new(d);

    found.dropped = list->oids;
    found.dropped_count = list->count;
    for (uint32_t at = 0; at < list->count; at++)
        dependents_add_of_relation(&found, catalog_find_oid(d->version, list->oids[at]));
    return dependents_drop(&found, what, is_cascade);
}

/* The column that the sequence goes with has none any more. */
static void forget_sequence(Define *d, uint32_t sequence)
{
    uint32_t at;
    const CatalogTable *table = sequence_owner(d, sequence, &at);

    if (!table)
        return;
    CatalogTable copy = *table;
    CatalogColumn *columns =
        arena_copy(d->cx->arena, table->columns, table->column_count * sizeof *columns);
    columns[at].sequence_oid = 0;
    columns[at].only_owns_sequence = false;
    copy.columns = columns;
    transaction_put(d->session, table->oid, catalog_table_make(&copy));
    define_refresh(d);
}

static void drop_list(Define *d, const DropList *list)
{
    for (uint32_t at = 0; at < list->count; at++) {
        transaction_put(d->session, list->oids[at], NULL);
        define_refresh(d);
    }
    for (uint32_t at = 0; at < list->count; at++)
        forget_sequence(d, list->oids[at]);
}

/* An identity's sequence only goes with the column. */
static bool check_no_identity(Define *d, const CatalogTable *sequence)
{
    uint32_t at;
    const CatalogTable *table = sequence_owner(d, sequence->oid, &at);

    if (!table || table->columns[at].identity == IDENTITY_NONE)
        return true;
    Str column = str_format(d->cx->arena, "column %.*s of table %.*s",
                            STR(quoted_name(d->cx->arena, table->columns[at].name)),
                            STR(define_relation_text(d, table)));
    fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
         "cannot drop sequence %.*s because %.*s requires it",
         STR(define_relation_text(d, sequence)), STR(column));
    return fail_hint(d->cx, "You can drop %.*s instead.", STR(column));
}

static bool drop_listed(Define *d, DropList *list, bool is_cascade)
{
    Str what = STR_LIT("desired object(s)");

    if (list->count == 1) {
        const CatalogTable *table = catalog_find_oid(d->version, list->oids[0]);
        what = str_format(d->cx->arena, "%s %.*s", relation_word(table),
                          STR(define_relation_text(d, table)));
    }
    TRY(drop_dependents(d, list, what, is_cascade));
    TRY(add_sequences(d, list));
    drop_list(d, list);
    return true;
}

bool drop_relations(Define *d, const uint32_t *oids, uint32_t count, bool is_cascade)
{
    DropList *list = arena_zero(d->cx->arena, sizeof *list);

    for (uint32_t at = 0; at < count; at++)
        TRY(list_add(d, list, oids[at]));
    return drop_listed(d, list, is_cascade);
}

/* --- Schemas --------------------------------------------------------------------------------- */

/* The relations of a schema, the oldest first; sequences that go with a column are not said. */
static bool list_schema(Define *d, uint32_t oid, DropList *list)
{
    for (uint32_t at = 0; at < d->version->table_count; at++) {
        const CatalogTable *table = &d->version->tables[at];
        if (table->schema_oid != oid)
            continue;
        TRY(list_add(d, list, table->oid));
        for (uint32_t in = list->count - 1; in > 0 && list->oids[in - 1] > list->oids[in]; in--) {
            uint32_t other = list->oids[in];
            list->oids[in] = list->oids[in - 1];
            list->oids[in - 1] = other;
        }
    }
    return true;
}

/* Each of them as errors and notices have it. */
static Str *schema_texts(Define *d, const DropList *list, uint32_t *out_count)
{
    Str *texts = ARENA_ARRAY(d->cx->arena, Str, list->count + 1);

    *out_count = 0;
    for (uint32_t at = 0; at < list->count; at++) {
        const CatalogTable *table = catalog_find_oid(d->version, list->oids[at]);
        if (table->kind != RELATION_SEQUENCE || !table_of_sequence(d, table->oid))
            texts[(*out_count)++] = str_format(d->cx->arena, "%s %.*s", relation_word(table),
                                               STR(define_relation_text(d, table)));
    }
    return texts;
}

static bool fail_not_empty(Define *d, Str name, const Str *texts, uint32_t count)
{
    StrBuilder detail = str_builder(d->cx->arena);

    for (uint32_t at = 0; at < count; at++)
        str_addf(&detail, "%s%.*s depends on schema %.*s", at ? "\n" : "", STR(texts[at]),
                 STR(name));
    fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
         "cannot drop schema %.*s because other objects depend on it", STR(name));
    fail_detail(d->cx, "%.*s", (int)detail.length, detail.data);
    return fail_hint(d->cx, "Use DROP ... CASCADE to drop the dependent objects too.");
}

static bool drop_schema(Define *d, const Drop *statement, Str name)
{
    DropList *list = arena_zero(d->cx->arena, sizeof *list);
    uint32_t oid = catalog_schema_oid(d->version, name), count;

    if (!oid && statement->if_exists) {
        define_notice(d, ERR_NONE, "schema \"%.*s\" does not exist, skipping", STR(name));
        return true;
    }
    if (!oid)
        return fail(d->cx, ERR_INVALID_SCHEMA_NAME, NO_POSITION, "schema \"%.*s\" does not exist",
                    STR(name));
    if (oid < CATALOG_MEMORY_OID_FIRST)
        return fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
                    "cannot drop schema %.*s because it is required by the database system",
                    STR(name));
    TRY(list_schema(d, oid, list));
    const Str *texts = schema_texts(d, list, &count);
    if (count && !statement->is_cascade)
        return fail_not_empty(d, name, texts, count);
    if (count)
        notice_cascades(d, texts, count);
    TRY(drop_dependents(d, list, STR_NONE, true));
    drop_list(d, list);
    define_refresh(d); /* so that what is gone depends on no type any more */
    TRY(drop_types_of_schema(d, oid, statement->is_cascade));
    transaction_put_schema(d->session, oid, STR_NONE);
    return true;
}

bool drop_objects(Define *d, const Drop *statement)
{
    ObjectKind kind = (ObjectKind)statement->kind;
    DropList *list = arena_zero(d->cx->arena, sizeof *list);

    if (kind == OBJECT_TYPE || kind == OBJECT_DOMAIN)
        return drop_types(d, statement);
    if (kind == OBJECT_COLUMN)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "%s is not supported yet",
                    command_name(&statement->head));
    for (uint32_t at = 0; at < statement->objects.count; at++) {
        const TableName *name = (const TableName *)statement->objects.items[at];
        if (kind == OBJECT_SCHEMA) {
            TRY(drop_schema(d, statement, name->parts.items[name->parts.count - 1]));
            define_refresh(d);
            continue;
        }
        if (kind == OBJECT_INDEX) {
            TRY(drop_index(d, statement, &name->head));
            define_refresh(d);
            continue;
        }
        const CatalogTable *table =
            define_find(d, &name->head, object_names[kind], statement->if_exists);
        if (has_failed(d->cx))
            return false;
        if (!table)
            continue;
        TRY(check_kind(d, table, kind));
        if (kind == OBJECT_SEQUENCE)
            TRY(check_no_identity(d, table));
        TRY(list_add(d, list, table->oid));
    }
    return drop_listed(d, list, statement->is_cascade);
}

/* --- TRUNCATE -------------------------------------------------------------------------------- */

static void restart_sequences(Define *d, const CatalogTable *table)
{
    for (uint32_t at = 0; at < table->column_count; at++) {
        uint32_t oid = table->columns[at].sequence_oid;
        const CatalogTable *sequence = oid ? catalog_find_oid(d->version, oid) : NULL;
        if (sequence)
            sequence_restart(d, sequence);
    }
}

static bool fail_referenced(const Define *d, const CatalogTable *table, const CatalogTable *child)
{
    fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
         "cannot truncate a table referenced in a foreign key constraint");
    fail_detail(d->cx, "Table \"%.*s\" references \"%.*s\".", STR(child->name), STR(table->name));
    return fail_hint(d->cx,
                     "Truncate table \"%.*s\" at the same time, or use TRUNCATE ... CASCADE.",
                     STR(child->name));
}

/* Tables that refer to the listed ones are truncated, too, or are in the way. */
static bool add_referring(Define *d, DropList *list, bool is_cascade)
{
    for (uint32_t at = 0; at < list->count; at++) {
        const CatalogTable *table = catalog_find_oid(d->version, list->oids[at]);
        ForeignWalk walk = { .version = d->version, .table_oid = table->oid };
        while (foreign_next(&walk)) {
            if (is_listed(list, walk.child->oid))
                continue;
            if (!is_cascade)
                return fail_referenced(d, table, walk.child);
            define_notice(d, ERR_NONE, "truncate cascades to table \"%.*s\"",
                          STR(walk.child->name));
            TRY(list_add(d, list, walk.child->oid));
        }
    }
    return true;
}

bool truncate_tables(Define *d, const Truncate *statement)
{
    DropList *list = arena_zero(d->cx->arena, sizeof *list);

    for (uint32_t at = 0; at < statement->tables.count; at++) {
        const CatalogTable *table =
            TRY(define_find(d, statement->tables.items[at], "relation", false));
        if (table->kind != RELATION_MEMORY)
            return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a table",
                        STR(table->name));
        TRY(list_add(d, list, table->oid));
    }
    TRY(add_referring(d, list, statement->is_cascade));
    for (uint32_t at = 0; at < list->count; at++) {
        const CatalogTable *table = catalog_find_oid(d->version, list->oids[at]);
        const TableData *empty = table_data_new(&d->session->server->tables);
        transaction_put(d->session, table->oid,
                        catalog_table_with_data(d->version, table->oid, empty));
        table_data_drop(empty);
        if (statement->restarts_identity)
            restart_sequences(d, table);
    }
    return true;
}
