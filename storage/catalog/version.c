/* version.c -- see version.h. */
#include "storage/catalog/version.h"

#include <stdlib.h>

SharedVersion *version_new(int64_t number, uint32_t schemas, uint32_t tables, uint32_t types)
{
    Arena *arena = arena_new(NULL);
    SharedVersion *version = arena_zero(arena, sizeof *version);

    version->arena = arena;
    version->version.number = number;
    version->version.security = &security_initial;
    version->version.schemas = ARENA_ARRAY(arena, CatalogSchema, schemas + 1);
    version->version.tables = ARENA_ARRAY(arena, CatalogTable, tables + 1);
    version->tables = ARENA_ARRAY(arena, SharedTable *, tables + 1);
    version->version.types = ARENA_ARRAY(arena, CatalogType, types + 1);
    version->version.enums.items = ARENA_ARRAY(arena, const EnumType *, types + 1);
    version->types = ARENA_ARRAY(arena, SharedType *, types + 1);
    atomic_init(&version->holders, 1);
    return version;
}

void version_add(SharedVersion *version, SharedTable *table)
{
    CatalogTable *tables;

    memcpy(&tables, &version->version.tables, sizeof tables); /* ours until it is published */
    tables[version->version.table_count] = table->table;
    version->tables[version->version.table_count++] = table;
}

void version_add_type(SharedVersion *version, SharedType *type)
{
    CatalogType *types;
    const EnumType **enums;

    memcpy(&types, &version->version.types, sizeof types); /* likewise */
    memcpy(&enums, &version->version.enums.items, sizeof enums);
    types[version->version.type_count] = type->type;
    version->types[version->version.type_count++] = type;
    if (!type->type.is_domain)
        enums[version->version.enums.count++] = &type->type.labels;
}

void version_hold(SharedVersion *version)
{
    atomic_fetch_add_explicit(&version->holders, 1, memory_order_relaxed);
}

/* Release what this holder did, and for the last one acquire what all others did. */
static bool is_last_holder(_Atomic uint32_t *holders)
{
    uint32_t before = atomic_fetch_sub_explicit(holders, 1, memory_order_acq_rel);

    assert(before > 0);
    return before == 1;
}

void catalog_table_drop(SharedTable *table)
{
    if (!table || !is_last_holder(&table->holders))
        return;
    table_data_drop(table->table.data);
    SharedTable *definition = table->definition;
    if (!definition) {
        sequence_drop(table->table.sequence);
        arena_free(table->arena);
        return;
    }
    free(table);
    catalog_table_drop(definition);
}

void comments_drop(SharedComments *comments)
{
    if (comments && is_last_holder(&comments->holders))
        arena_free(comments->arena);
}

void version_set_security(SharedVersion *version, SharedSecurity *security)
{
    version->security = security;
    version->version.security = security_of(security);
}

void version_set_comments(SharedVersion *version, SharedComments *comments)
{
    version->comments = comments;
    version->version.comments = comments ? comments->items : NULL;
    version->version.comment_count = comments ? comments->count : 0;
}

void shared_type_hold(SharedType *type)
{
    atomic_fetch_add_explicit(&type->holders, 1, memory_order_relaxed);
}

void shared_type_drop(SharedType *type)
{
    if (type && is_last_holder(&type->holders))
        arena_free(type->arena);
}

void version_drop(SharedVersion *version)
{
    if (!version || !is_last_holder(&version->holders))
        return;
    comments_drop(version->comments);
    security_drop(version->security);
    for (uint32_t at = 0; at < version->version.table_count; at++)
        catalog_table_drop(version->tables[at]);
    for (uint32_t at = 0; at < version->version.type_count; at++)
        shared_type_drop(version->types[at]);
    arena_free(version->arena);
}

static bool read_schemas(Cx *cx, Database *database, SharedVersion *version)
{
    enum { SCHEMAS_MAX = 64 };
    CLOSES(query_end)
    Query query = { .statement = NULL };
    CatalogSchema *schemas = ARENA_ARRAY(version->arena, CatalogSchema, SCHEMAS_MAX);
    uint32_t count = 0;

    TRY(query_begin(cx, &query, database, STATEMENT_READ_SCHEMAS, NULL, 0));
    while (query_next(cx, &query)) {
        if (count == SCHEMAS_MAX)
            return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "more than %d schemas",
                        SCHEMAS_MAX);
        schemas[count++] =
            (CatalogSchema){ .oid = (uint32_t)query_int(&query, 0),
                             .name = str_copy(version->arena, query_bytes(&query, 1)) };
    }
    version->version.schemas = schemas;
    version->version.schema_count = count;
    return !has_failed(cx);
}

/* What is read of a table before it is known whether the previous version has it. */
typedef struct TableRow {
    CatalogTable identity; /* oid, schema, name */
    int64_t begin_version;
    struct TableRow *next;
} TableRow;

static bool read_table_rows(Cx *cx, Database *database, TableRow **out_rows, uint32_t *out_count)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };
    TableRow *first = NULL, **link = &first;
    uint32_t count = 0;

    TRY(query_begin(cx, &query, database, STATEMENT_READ_TABLES, NULL, 0));
    while (query_next(cx, &query)) {
        TableRow *row = arena_zero(cx->arena, sizeof *row);
        row->identity = (CatalogTable){ .oid = (uint32_t)query_int(&query, 0),
                                        .schema_oid = (uint32_t)query_int(&query, 2),
                                        .name = str_copy(cx->arena, query_bytes(&query, 3)) };
        row->begin_version = query_int(&query, 1);
        *link = row;
        link = &row->next;
        count++;
    }
    *out_rows = first;
    *out_count = count;
    return !has_failed(cx);
}

/* The tables of a version as a walk in step with the rows: both are ordered by name. */
typedef struct Walk {
    const SharedVersion *version; /* NULL: nothing to find */
    uint32_t at;
} Walk;

static SharedTable *find_unchanged(Walk *walk, const TableRow *row)
{
    uint32_t count = walk->version ? walk->version->version.table_count : 0;

    while (walk->at < count) {
        SharedTable *table = walk->version->tables[walk->at];
        int order = str_compare(table->table.name, row->identity.name);
        if (order > 0)
            return NULL;
        walk->at++;
        if (table->table.oid == row->identity.oid && table->begin_version == row->begin_version)
            return table;
    }
    return NULL;
}

/* Tables are added one by one, so that a version left half-way is dropped like a whole one. */
static bool fill_tables(Cx *cx, Database *database, const SharedVersion *previous,
                        const TableRow *rows, SharedVersion *version)
{
    Walk walk = { .version = previous };

    for (const TableRow *row = rows; row; row = row->next) {
        SharedTable *table = find_unchanged(&walk, row);
        if (table)
            atomic_fetch_add_explicit(&table->holders, 1, memory_order_relaxed);
        else
            table = TRY(table_load(cx, database, &row->identity, row->begin_version));
        version_add(version, table);
    }
    return true;
}

static bool read_number(Cx *cx, Database *database, int64_t *out_number)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };

    TRY(query_begin(cx, &query, database, STATEMENT_READ_LAST_VERSION, NULL, 0));
    if (!query_next(cx, &query))
        return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "catalog database: it has no version");
    *out_number = query_int(&query, 0);
    return true;
}

SharedVersion *version_load(Cx *cx, Database *database, const SharedVersion *previous)
{
    int64_t number = 0;
    TableRow *rows;
    uint32_t count;
    TRY(read_number(cx, database, &number));
    TRY(read_table_rows(cx, database, &rows, &count));

    SharedVersion *version = version_new(number, 0, count, 0);
    if (read_schemas(cx, database, version) && fill_tables(cx, database, previous, rows, version))
        return version;
    version_drop(version);
    return NULL;
}

/* --- Looking up --------------------------------------------------------------------------------
 */

const CatalogTable *catalog_find_in(const CatalogVersion *version, uint32_t schema_oid, Str name)
{
    uint32_t low = 0, high = version->table_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const CatalogTable *table = &version->tables[middle];
        int order = str_compare(table->name, name);
        if (order == 0)
            order = (table->schema_oid > schema_oid) - (table->schema_oid < schema_oid);
        if (order == 0)
            return table;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const SearchPath *catalog_path(const SearchPath *path)
{
    static const uint32_t schemas[] = { CATALOG_SCHEMA_TEMPORARY, CATALOG_SCHEMA_PG_CATALOG,
                                        CATALOG_SCHEMA_PUBLIC };
    static const SearchPath usual = { schemas, COUNT_OF(schemas), COUNT_OF(schemas) - 1 };

    return path && path->count ? path : &usual;
}

uint32_t catalog_schema_oid(const CatalogVersion *version, Str name)
{
    for (uint32_t at = 0; at < version->schema_count; at++)
        if (str_equal(version->schemas[at].name, name))
            return version->schemas[at].oid;
    return 0;
}

/* As a name can be qualified with it. */
static uint32_t find_schema(const CatalogVersion *version, Str name)
{
    return str_is(name, "pg_temp") ? CATALOG_SCHEMA_TEMPORARY : catalog_schema_oid(version, name);
}

const CatalogTable *catalog_find_table(const CatalogVersion *version, const SearchPath *path,
                                       Str schema, Str name)
{
    const CatalogTable *table = NULL;

    if (schema.length)
        return catalog_find_in(version, find_schema(version, schema), name);
    path = catalog_path(path);
    for (uint32_t at = 0; !table && at < path->count; at++)
        table = catalog_find_in(version, path->schemas[at], name);
    return table;
}

const CatalogType *catalog_type_of_oid(const CatalogVersion *version, uint32_t oid)
{
    uint32_t from = 0, to = version->type_count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (version->types[middle].oid < (oid & ~1u))
            from = middle + 1;
        else
            to = middle;
    }
    return from < version->type_count && version->types[from].oid == (oid & ~1u)
               ? &version->types[from]
               : NULL;
}

static const CatalogType *find_type_in(const CatalogVersion *version, uint32_t schema_oid, Str name)
{
    for (uint32_t at = 0; at < version->type_count; at++)
        if (version->types[at].schema_oid == schema_oid && str_equal(version->types[at].name, name))
            return &version->types[at];
    return NULL;
}

const CatalogType *catalog_find_type(const CatalogVersion *version, const SearchPath *path,
                                     Str schema, Str name)
{
    const CatalogType *type = NULL;

    if (schema.length)
        return find_type_in(version, find_schema(version, schema), name);
    path = catalog_path(path);
    for (uint32_t at = 0; !type && at < path->count; at++)
        type = find_type_in(version, path->schemas[at], name);
    return type;
}

Str catalog_schema_name(const CatalogVersion *version, uint32_t oid)
{
    for (uint32_t at = 0; at < version->schema_count; at++)
        if (version->schemas[at].oid == oid)
            return version->schemas[at].name;
    return oid == CATALOG_SCHEMA_TEMPORARY ? STR_LIT("pg_temp") : STR_NONE;
}

const CatalogTable *catalog_find_oid(const CatalogVersion *version, uint32_t oid)
{
    for (uint32_t at = 0; at < version->table_count; at++)
        if (version->tables[at].oid == oid)
            return &version->tables[at];
    return NULL;
}

uint32_t catalog_column_of(const CatalogTable *table, int16_t attribute)
{
    uint32_t at = 0;

    while (at < table->column_count && catalog_attribute(table, at) != attribute)
        at++;
    return at;
}

/* The index that `is_wanted` says yes to. */
static const CatalogConstraint *index_where(const CatalogVersion *version,
                                            bool (*is_wanted)(const CatalogTable *table,
                                                              const CatalogConstraint *index,
                                                              const void *context),
                                            const void *context, const CatalogTable **out_table)
{
    for (uint32_t at = 0; at < version->table_count; at++)
        for (uint32_t in = 0; in < version->tables[at].constraint_count; in++) {
            const CatalogConstraint *index = &version->tables[at].constraints[in];
            if (!index->index_oid || !is_wanted(&version->tables[at], index, context))
                continue;
            *out_table = &version->tables[at];
            return index;
        }
    return NULL;
}

typedef struct IndexName {
    uint32_t schema_oid;
    Str name;
} IndexName;

static bool has_name(const CatalogTable *table, const CatalogConstraint *index, const void *context)
{
    const IndexName *wanted = context;

    return table->schema_oid == wanted->schema_oid && str_equal(index->name, wanted->name);
}

const CatalogConstraint *catalog_find_index(const CatalogVersion *version, uint32_t schema_oid,
                                            Str name, const CatalogTable **out_table)
{
    IndexName wanted = { schema_oid, name };

    return index_where(version, has_name, &wanted, out_table);
}

static bool has_oid(const CatalogTable *table, const CatalogConstraint *index, const void *context)
{
    (void)table;
    return index->index_oid == *(const uint32_t *)context;
}

const CatalogConstraint *catalog_find_index_oid(const CatalogVersion *version, uint32_t oid,
                                                const CatalogTable **out_table)
{
    return index_where(version, has_oid, &oid, out_table);
}
