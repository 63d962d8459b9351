/*
 * change.c -- changes of relations and schemas, and the versions they make: see catalog.h.
 *
 * A version is two ordered lists; one that has changes applied is those lists merged with them.
 */
#include "storage/catalog/change.h"

#include <stdlib.h>

/* --- Relations ------------------------------------------------------------------------------- */

static StoredTree copy_tree(Arena *arena, StoredTree tree)
{
    return (StoredTree){ str_copy(arena, tree.tree), str_copy(arena, tree.text) };
}

static const CatalogColumn *copy_columns(Arena *arena, const CatalogTable *table)
{
    CatalogColumn *columns = ARENA_ARRAY(arena, CatalogColumn, table->column_count + 1);

    for (uint32_t at = 0; at < table->column_count; at++) {
        columns[at] = table->columns[at];
        columns[at].name = str_copy(arena, table->columns[at].name);
        columns[at].default_value = copy_tree(arena, table->columns[at].default_value);
        columns[at].generated = copy_tree(arena, table->columns[at].generated);
    }
    return columns;
}

static const CatalogIndexKey *copy_index_keys(Arena *arena, const CatalogConstraint *from)
{
    CatalogIndexKey *keys;

    if (!from->keys)
        return NULL;
    keys = arena_copy(arena, from->keys, from->column_count * sizeof *keys);
    for (uint32_t at = 0; at < from->column_count; at++)
        keys[at].expr = copy_tree(arena, from->keys[at].expr);
    return keys;
}

static CatalogConstraint copy_constraint(Arena *arena, const CatalogConstraint *from)
{
    const CatalogForeign *foreign = &from->foreign;
    CatalogConstraint copy = *from;

    copy.name = str_copy(arena, from->name);
    copy.columns = arena_copy(arena, from->columns, from->column_count * sizeof *from->columns);
    copy.check = copy_tree(arena, from->check);
    if (foreign->table_oid)
        copy.foreign.attributes = arena_copy(arena, foreign->attributes,
                                             from->column_count * sizeof *foreign->attributes);
    copy.foreign.set_columns =
        arena_copy(arena, foreign->set_columns, foreign->set_count * sizeof *foreign->set_columns);
    copy.keys = copy_index_keys(arena, from);
    copy.where = copy_tree(arena, from->where);
    copy.method = str_copy(arena, from->method);
    return copy;
}

static const CatalogConstraint *copy_constraints(Arena *arena, const CatalogConstraint *constraints,
                                                 uint32_t count)
{
    CatalogConstraint *copies = ARENA_ARRAY(arena, CatalogConstraint, count + 1);

    for (uint32_t at = 0; at < count; at++)
        copies[at] = copy_constraint(arena, &constraints[at]);
    return copies;
}

static const Str *copy_options(Arena *arena, const CatalogTable *table)
{
    Str *options = ARENA_ARRAY(arena, Str, table->option_count + 1);

    for (uint32_t at = 0; at < table->option_count; at++)
        options[at] = str_copy(arena, table->options[at]);
    return options;
}

SharedTable *catalog_table_make(const CatalogTable *table)
{
    Arena *arena = arena_new(NULL);
    SharedTable *shared = arena_zero(arena, sizeof *shared);

    assert(table->kind != RELATION_FILES);
    shared->arena = arena;
    shared->table = *table;
    shared->table.name = str_copy(arena, table->name);
    shared->table.query = copy_tree(arena, table->query);
    shared->table.columns = copy_columns(arena, table);
    shared->table.constraints =
        copy_constraints(arena, table->constraints, table->constraint_count);
    shared->table.options = copy_options(arena, table);
    if (table->data)
        table_data_hold(table->data);
    if (table->sequence)
        sequence_hold(table->sequence);
    atomic_init(&shared->holders, 1);
    return shared;
}

static void table_hold(SharedTable *table)
{
    atomic_fetch_add_explicit(&table->holders, 1, memory_order_relaxed);
}

static SharedTable *find_shared(const CatalogVersion *version, uint32_t oid)
{
    const SharedVersion *shared = (const SharedVersion *)version;

    for (uint32_t at = 0; at < version->table_count; at++)
        if (version->tables[at].oid == oid)
            return shared->tables[at];
    return NULL;
}

SharedTable *catalog_table_with_data(const CatalogVersion *version, uint32_t oid,
                                     const TableData *data)
{
    SharedTable *former = find_shared(version, oid);
    SharedTable *definition = former->definition ? former->definition : former;
    SharedTable *table = calloc(1, sizeof *table);

    if (!table)
        abort();
    table->table = definition->table;
    table->table.data = data;
    table->table.rows = data->rows;
    table->table.bytes = table_data_bytes(data);
    table->definition = definition;
    table_hold(definition);
    table_data_hold(data);
    atomic_init(&table->holders, 1);
    return table;
}

const CatalogTable *catalog_table_of(const SharedTable *table)
{
    return &table->table;
}

/* --- Types ----------------------------------------------------------------------------------- */

SharedType *catalog_type_make(const CatalogType *type)
{
    Arena *arena = arena_new(NULL);
    SharedType *shared = arena_zero(arena, sizeof *shared);

    shared->arena = arena;
    shared->type = *type;
    shared->type.name = str_copy(arena, type->name);
    shared->type.labels = enum_copy(arena, &type->labels);
    shared->type.default_value = copy_tree(arena, type->default_value);
    shared->type.checks = copy_constraints(arena, type->checks, type->check_count);
    atomic_init(&shared->holders, 1);
    return shared;
}

/* --- Lists of changes ------------------------------------------------------------------------ */

/* A change owns the bytes of its text. */
static Str text_dup(Str text)
{
    char *copy;

    if (!text.length)
        return STR_NONE;
    copy = malloc(text.length);
    if (!copy)
        abort();
    memcpy(copy, text.data, text.length);
    return (Str){ copy, text.length };
}

CatalogChange catalog_change_text(CatalogChangeKind kind, uint32_t oid, Str text)
{
    return (CatalogChange){ .kind = kind, .oid = oid, .text = text_dup(text) };
}

static void change_clear(CatalogChange *change)
{
    char *text;

    memcpy(&text, &change->text.data, sizeof text);
    free(text);
    catalog_table_drop(change->table);
    shared_type_drop(change->type);
    security_drop(change->security);
}

bool change_is_of(const CatalogChange *a, const CatalogChange *b)
{
    return a->oid == b->oid && a->kind == b->kind && a->class_oid == b->class_oid &&
           a->sub_id == b->sub_id;
}

void catalog_changes_put(CatalogChanges *changes, CatalogChange change)
{
    for (uint32_t at = 0; at < changes->count; at++)
        if (change_is_of(&changes->items[at], &change)) {
            change_clear(&changes->items[at]);
            changes->items[at] = change;
            return;
        }
    if (changes->count == changes->capacity) {
        changes->capacity = changes->capacity ? changes->capacity * 2 : 4;
        changes->items = realloc(changes->items, changes->capacity * sizeof *changes->items);
        if (!changes->items)
            abort();
    }
    changes->items[changes->count++] = change;
}

CatalogChanges catalog_changes_copy(const CatalogChanges *changes)
{
    CatalogChanges copy = { 0 };

    for (uint32_t at = 0; at < changes->count; at++) {
        CatalogChange change = changes->items[at];
        if (change.table)
            table_hold(change.table);
        if (change.type)
            shared_type_hold(change.type);
        security_hold(change.security);
        change.text = text_dup(change.text);
        catalog_changes_put(&copy, change);
    }
    return copy;
}

void catalog_changes_clear(CatalogChanges *changes)
{
    for (uint32_t at = 0; at < changes->count; at++)
        change_clear(&changes->items[at]);
    free(changes->items);
    *changes = (CatalogChanges){ 0 };
}

CatalogChanges version_memory(const SharedVersion *version)
{
    CatalogChanges changes = { 0 };

    for (uint32_t at = 0; at < version->version.table_count; at++) {
        SharedTable *table = version->tables[at];
        if (table->table.kind == RELATION_FILES)
            continue;
        table_hold(table);
        catalog_changes_put(&changes, (CatalogChange){ .oid = table->table.oid, .table = table });
    }
    for (uint32_t at = 0; at < version->version.schema_count; at++) {
        const CatalogSchema *schema = &version->version.schemas[at];
        if (schema->oid < CATALOG_MEMORY_OID_FIRST)
            continue;
        catalog_changes_put(&changes,
                            catalog_change_text(CHANGE_SCHEMA, schema->oid, schema->name));
    }
    for (uint32_t at = 0; at < version->version.comment_count; at++) {
        const CatalogComment *comment = &version->version.comments[at];
        CatalogChange change =
            catalog_change_text(CHANGE_COMMENT, comment->object_oid, comment->text);
        change.class_oid = comment->class_oid;
        change.sub_id = comment->sub_id;
        catalog_changes_put(&changes, change);
    }
    for (uint32_t at = 0; at < version->version.type_count; at++) {
        SharedType *type = version->types[at];
        shared_type_hold(type);
        catalog_changes_put(
            &changes, (CatalogChange){ .kind = CHANGE_TYPE, .oid = type->type.oid, .type = type });
    }
    if (version->security) {
        security_hold(version->security);
        catalog_changes_put(
            &changes, (CatalogChange){ .kind = CHANGE_SECURITY, .security = version->security });
    }
    return changes;
}

/* --- A version with changes ------------------------------------------------------------------ */

static const CatalogChange *find_change(const CatalogChanges *changes, CatalogChangeKind kind,
                                        uint32_t oid)
{
    for (uint32_t at = 0; at < changes->count; at++)
        if (changes->items[at].kind == kind && changes->items[at].oid == oid)
            return &changes->items[at];
    return NULL;
}

static int order_of_tables(const CatalogTable *a, const CatalogTable *b)
{
    int order = str_compare(a->name, b->name);

    return order ? order : (a->schema_oid > b->schema_oid) - (a->schema_oid < b->schema_oid);
}

static int compare_changes(const void *a, const void *b)
{
    const CatalogChange *x = a, *y = b;

    return order_of_tables(&x->table->table, &y->table->table);
}

/* The relations that are put, in the order of versions; in `arena`. */
static CatalogChange *ordered_puts(Arena *arena, const CatalogChanges *changes, uint32_t *out_count)
{
    CatalogChange *puts = ARENA_ARRAY(arena, CatalogChange, changes->count + 1);

    *out_count = 0;
    for (uint32_t at = 0; at < changes->count; at++)
        if (changes->items[at].table)
            puts[(*out_count)++] = changes->items[at];
    qsort(puts, *out_count, sizeof *puts, compare_changes);
    return puts;
}

static void merge_tables(SharedVersion *into, const SharedVersion *base,
                         const CatalogChanges *changes)
{
    uint32_t count, put = 0;
    const CatalogChange *puts = ordered_puts(into->arena, changes, &count);

    for (uint32_t at = 0; at < base->version.table_count; at++) {
        SharedTable *table = base->tables[at];
        while (put < count && order_of_tables(&puts[put].table->table, &table->table) <= 0) {
            table_hold(puts[put].table);
            version_add(into, puts[put++].table);
        }
        if (find_change(changes, CHANGE_RELATION, table->table.oid))
            continue;
        table_hold(table);
        version_add(into, table);
    }
    for (; put < count; put++) {
        table_hold(puts[put].table);
        version_add(into, puts[put].table);
    }
}

static void add_schema(SharedVersion *into, uint32_t oid, Str name)
{
    CatalogSchema *schemas;

    memcpy(&schemas, &into->version.schemas, sizeof schemas); /* ours until it is published */
    schemas[into->version.schema_count++] = (CatalogSchema){ oid, str_copy(into->arena, name) };
}

static void merge_schemas(SharedVersion *into, const SharedVersion *base,
                          const CatalogChanges *changes)
{
    for (uint32_t at = 0; at < base->version.schema_count; at++) {
        const CatalogSchema *schema = &base->version.schemas[at];
        if (!find_change(changes, CHANGE_SCHEMA, schema->oid))
            add_schema(into, schema->oid, schema->name);
    }
    for (uint32_t at = 0; at < changes->count; at++)
        if (changes->items[at].kind == CHANGE_SCHEMA && changes->items[at].text.length)
            add_schema(into, changes->items[at].oid, changes->items[at].text);
}

static int compare_types(const void *a, const void *b)
{
    const SharedType *const *x = a, *const *y = b;

    return ((*x)->type.oid > (*y)->type.oid) - ((*x)->type.oid < (*y)->type.oid);
}

/* New oids are greater, so this is nearly in order as it comes. */
static void merge_types(SharedVersion *into, const SharedVersion *base,
                        const CatalogChanges *changes)
{
    SharedType **types =
        ARENA_ARRAY(into->arena, SharedType *, base->version.type_count + changes->count + 1);
    uint32_t count = 0;

    for (uint32_t at = 0; at < base->version.type_count; at++)
        if (!find_change(changes, CHANGE_TYPE, base->types[at]->type.oid))
            types[count++] = base->types[at];
    for (uint32_t at = 0; at < changes->count; at++)
        if (changes->items[at].type)
            types[count++] = changes->items[at].type;
    qsort(types, count, sizeof(SharedType *), compare_types);
    for (uint32_t at = 0; at < count; at++) {
        shared_type_hold(types[at]);
        version_add_type(into, types[at]);
    }
}

static void merge_security(SharedVersion *into, const SharedVersion *base,
                           const CatalogChanges *changes)
{
    const CatalogChange *change = find_change(changes, CHANGE_SECURITY, 0);
    SharedSecurity *security = change ? change->security : base->security;

    security_hold(security);
    version_set_security(into, security);
}

SharedVersion *version_with(const SharedVersion *base, const CatalogChanges *changes,
                            int64_t number)
{
    SharedVersion *version = version_new(number, base->version.schema_count + changes->count,
                                         base->version.table_count + changes->count,
                                         base->version.type_count + changes->count);

    merge_schemas(version, base, changes);
    merge_tables(version, base, changes);
    merge_types(version, base, changes);
    merge_comments(version, base, changes);
    merge_security(version, base, changes);
    return version;
}

const CatalogVersion *catalog_version_with(const CatalogVersion *base,
                                           const CatalogChanges *changes)
{
    return &version_with((const SharedVersion *)base, changes, base->number)->version;
}
