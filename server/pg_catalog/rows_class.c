/*
 * rows_class.c -- pg_class, pg_attribute and pg_tables: the tables of the catalog version, then
 * the catalog relations themselves.
 */
#include "server/pg_catalog/relation.h"
#include "server/session.h"
#include "server/pg_catalog/type_facts.h"

/* --- pg_class ----------------------------------------------------------------------------------
 */

static struct pg_class_row *next_class(Rows *rows, uint32_t oid, Str name, uint32_t schema)
{
    struct pg_class_row *row = rows_next(rows);

    put_int(rows, &row->oid, oid);
    put_text(rows, &row->relname, name);
    put_int(rows, &row->relnamespace, schema);
    put_int(rows, &row->relowner, OID_OWNER); /* of the catalog's own; tables say theirs */
    put_int(rows, &row->relpersistence, 'p');
    put_bool(rows, &row->relispopulated, true);
    return row;
}

static void table_class(Rows *rows, const CatalogTable *table)
{
    struct pg_class_row *row = next_class(rows, table->oid, table->name, table->schema_oid);

    put_relation_security(rows, table, &row->relowner, &row->relacl);
    put_int(rows, &row->relkind, 'r');
    put_int(rows, &row->relreplident, 'd');
    if (table->file_count)
        put_int(rows, &row->relam, oid_of_format(table->files[0].format));
    put_int(rows, &row->relfilenode, table->oid);
    put_real(rows, &row->reltuples, (double)table->rows);
    put_int(rows, &row->relnatts, catalog_attribute_max(table));
}

static void system_class(Rows *rows, const SystemRelation *relation)
{
    uint32_t schema = schema_oid(rows->catalog, str_of(relation->schema));
    struct pg_class_row *row = next_class(rows, relation->oid, str_of(relation->name), schema);

    put_int(rows, &row->relkind, relation->kind);
    put_int(rows, &row->relreplident, 'n');
    put_bool(rows, &row->relhasrules, relation->kind == 'v');
    put_real(rows, &row->reltuples, -1); /* not counted */
    put_int(rows, &row->relnatts, relation->column_count);
}

void pg_class_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        table_class(rows, &version->tables[at]);
    for (uint32_t at = 0; at < system_relation_count(); at++)
        system_class(rows, system_relation_get(at));
}

/* --- pg_attribute ------------------------------------------------------------------------------
 */

typedef struct Attribute {
    uint32_t relation;
    uint32_t number; /* from 1 */
    Str name;
    Type type;
    uint32_t domain; /* oid, 0: none */
    bool is_not_null;
    uint32_t collation;
    int dimensions; /* as declared: what a view computes has none */
} Attribute;

static void attribute(Rows *rows, Attribute a)
{
    struct pg_attribute_row *row = rows_next(rows);
    const TypeFacts *facts = type_facts(a.type.id);

    put_int(rows, &row->attrelid, a.relation);
    put_text(rows, &row->attname, a.name);
    put_int(rows, &row->atttypid, a.domain ? a.domain : type_oid(a.type.id));
    put_int(rows, &row->attstattarget, -1);
    put_int(rows, &row->attlen, type_length(a.type.id));
    put_int(rows, &row->attnum, a.number);
    put_int(rows, &row->attndims, a.dimensions);
    put_int(rows, &row->attcacheoff, -1);
    put_int(rows, &row->atttypmod, a.domain ? TYPMOD_NONE : a.type.typmod);
    put_bool(rows, &row->attbyval, facts->is_by_value);
    put_int(rows, &row->attalign, facts->align);
    put_int(rows, &row->attstorage, facts->storage);
    if (a.is_not_null)
        put_bool(rows, &row->attnotnull, true);
    put_bool(rows, &row->attislocal, true);
    put_column_security(rows, a.relation, (int16_t)a.number, &row->attacl);
    put_int(rows, &row->attcollation, a.collation);
}

static int dimensions(TypeId type)
{
    return type_is_array(type) && !type_is_vector(type);
}

static void table_attributes(Rows *rows, const CatalogTable *table)
{
    if (!rows_want(rows, table->oid))
        return;
    for (uint32_t at = 0; at < table->column_count; at++)
        attribute(rows, (Attribute){ .relation = table->oid,
                                     .number = (uint32_t)catalog_attribute(table, at),
                                     .name = table->columns[at].name,
                                     .type = table->columns[at].type,
                                     .domain = table->columns[at].domain_oid,
                                     .is_not_null = !table->columns[at].nullable,
                                     .collation = type_collation(table->columns[at].type.id),
                                     .dimensions = dimensions(table->columns[at].type.id) });
}

/* Texts of the catalog sort by their bytes; only what its views make of other columns do not. */
static uint32_t system_collation(const SystemRelation *relation, const SystemColumn *column)
{
    uint32_t collation = type_collation((TypeId)column->type);
    bool is_catalogs = relation->kind == 'r' || column->domain;

    return collation && is_catalogs ? COLLATION_C : collation;
}

static void system_attributes(Rows *rows, const SystemRelation *relation)
{
    if (!rows_want(rows, relation->oid))
        return;
    for (uint32_t at = 0; at < relation->column_count; at++) {
        const SystemColumn *column = &relation->columns[at];
        attribute(rows,
                  (Attribute){ .relation = relation->oid,
                               .number = at + 1,
                               .name = str_of(column->name),
                               .type = system_column_type(column),
                               .domain = column->domain ? system_column_type_oid(column) : 0,
                               .is_not_null = column->is_not_null,
                               .collation = system_collation(relation, column),
                               .dimensions =
                                   relation->kind == 'r' ? dimensions((TypeId)column->type) : 0 });
    }
}

void pg_attribute_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        table_attributes(rows, &version->tables[at]);
    for (uint32_t at = 0; at < system_relation_count(); at++)
        system_attributes(rows, system_relation_get(at));
}

/* --- pg_tables ---------------------------------------------------------------------------------
 */

static void table(Rows *rows, Str schema, Str name, Str owner_name)
{
    struct pg_tables_row *row = rows_next(rows);

    put_text(rows, &row->schemaname, schema);
    put_text(rows, &row->tablename, name);
    put_text(rows, &row->tableowner, owner_name);
    put_bool(rows, &row->hasindexes, false);
    put_bool(rows, &row->hasrules, false);
    put_bool(rows, &row->hastriggers, false);
    put_bool(rows, &row->rowsecurity, false);
}

void pg_tables_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        table(rows, schema_name(rows->catalog, version->tables[at].schema_oid),
              version->tables[at].name,
              role_name_of(rows->catalog, rows->cx->arena,
                           secured_relation(version->security, &version->tables[at]).owner));
    for (uint32_t at = 0; at < system_relation_count(); at++)
        if (system_relation_get(at)->kind == 'r')
            table(rows, str_of(system_relation_get(at)->schema),
                  str_of(system_relation_get(at)->name), rows->catalog->user);
}
