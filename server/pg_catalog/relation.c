/*
 * relation.c -- what relations.def lists, found by name, as plans whose rows are not made yet.
 */
#include "server/pg_catalog/relation.h"
#include "server/pg_catalog/function_table.h"
#include "server/session.h"

#include "expression/expression.h"

enum { ROWS_GUESSED = 200 }; /* of any relation, while it is planned */

/* --- The list ----------------------------------------------------------------------------------
 */

enum {
#define TYPE(ID, ...) SYSTEM_##ID = TYPE_##ID, SYSTEM_##ID##_ARRAY = TYPE_##ID + ARRAY_TYPES,
#include "base/types.def"
#undef TYPE
    SYSTEM_INT2VECTOR = VECTOR_TYPES,
    SYSTEM_OIDVECTOR,
#define LACKING(ID) SYSTEM_##ID = TYPE_TEXT,
#include "server/pg_catalog/lacking.def"
#undef LACKING
};

/* Domains follow the types, at a distance that keeps the base type in the low byte. */
enum {
#define DOMAIN(ID, NAME, OID, ARRAY_OID, BASE, TYPMOD, DEFAULT)                                    \
    SYSTEM_##ID = SYSTEM_##BASE | DOMAIN_##ID << 8,
#include "server/pg_catalog/domains.def"
#undef DOMAIN
};

static const SystemDomain domains[] = {
#define DOMAIN(ID, NAME, OID, ARRAY_OID, BASE, TYPMOD, DEFAULT)                                    \
    [DOMAIN_##ID] = { NAME, OID, ARRAY_OID, SYSTEM_##BASE, TYPMOD, DEFAULT },
#include "server/pg_catalog/domains.def"
#undef DOMAIN
};

// clang-format off
#define COLUMN_(NAME, TYPE, NOT_NULL) { #NAME, SYSTEM_##TYPE & 0xff, SYSTEM_##TYPE >> 8, NOT_NULL },
#define RELATION(OID, SCHEMA, NAME, KIND, ROWS) static const SystemColumn SCHEMA##_##NAME[] = {
#define N(NAME, TYPE) COLUMN_(NAME, TYPE, true)
#define C(NAME, TYPE) COLUMN_(NAME, TYPE, false)
#define END };
#include "server/pg_catalog/relations.def"
#include "server/pg_catalog/undefine.h"
#undef COLUMN_

static const SystemRelation relations[] = {
#define RELATION(OID, SCHEMA, NAME, KIND, ROWS) \
    { OID, #SCHEMA, #NAME, KIND, ROWS, SCHEMA##_##NAME, COUNT_OF(SCHEMA##_##NAME) },
#define N(NAME, TYPE)
#define C(NAME, TYPE)
#define END
#include "server/pg_catalog/relations.def"
#include "server/pg_catalog/undefine.h"
};
// clang-format on

const SystemDomain *system_domain(uint8_t domain)
{
    return &domains[domain];
}

Type system_column_type(const SystemColumn *column)
{
    Type type = type_of((TypeId)column->type);

    if (column->domain)
        type.typmod = domains[column->domain].typmod;
    return type;
}

uint32_t system_column_type_oid(const SystemColumn *column)
{
    return column->domain ? domains[column->domain].oid : type_oid((TypeId)column->type);
}

const SystemRelation *system_relation_get(uint32_t at)
{
    return &relations[at];
}

uint32_t system_relation_count(void)
{
    return COUNT_OF(relations);
}

const SystemRelation *system_relation_find(Str schema, Str name)
{
    if (!schema.length)
        schema = STR_LIT("pg_catalog");
    for (uint32_t at = 0; at < COUNT_OF(relations); at++)
        if (str_is(name, relations[at].name) && str_is(schema, relations[at].schema))
            return &relations[at];
    return NULL;
}

bool pg_catalog_has_relation(uint32_t oid)
{
    return system_relation_of(oid) != NULL;
}

const SystemRelation *system_relation_of(uint32_t oid)
{
    for (uint32_t at = 0; at < COUNT_OF(relations); at++)
        if (relations[at].oid == oid)
            return &relations[at];
    return NULL;
}

uint32_t schema_oid(const PgCatalog *catalog, Str name)
{
    return catalog_schema_oid(catalog->version, name);
}

Str schema_name(const PgCatalog *catalog, uint32_t oid)
{
    return catalog_schema_name(catalog->version, oid);
}

/* The first schema of the path that has a relation of that name is the one. */
bool relation_is_visible(const PgCatalog *catalog, uint32_t schema, Str name)
{
    const SearchPath *path = catalog_path(&catalog->path);
    const CatalogVersion *version = catalog->version;
    const CatalogTable *table;

    for (uint32_t at = 0; at < path->count; at++) {
        if (path->schemas[at] == schema)
            return true;
        Str in = catalog_schema_name(version, path->schemas[at]);
        if (catalog_find_in(version, path->schemas[at], name) || system_relation_find(in, name) ||
            catalog_find_index(version, path->schemas[at], name, &table))
            return false;
    }
    return false;
}

Str qualified_text(Arena *arena, const PgCatalog *catalog, uint32_t schema, Str name)
{
    return str_format(arena, "%.*s.%.*s", STR(quoted_name(arena, schema_name(catalog, schema))),
                      STR(quoted_name(arena, name)));
}

Str relation_text(Arena *arena, const PgCatalog *catalog, uint32_t schema, Str name)
{
    return relation_is_visible(catalog, schema, name)
               ? quoted_name(arena, name)
               : qualified_text(arena, catalog, schema, name);
}

/* --- The plan ----------------------------------------------------------------------------------
 */

/* What shows verifiers of passwords is for superusers. */
static bool check_secret(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation)
{
    static const char *const secrets[] = { "pg_authid", "pg_shadow" };
    bool is_secret = false;

    for (size_t at = 0; at < COUNT_OF(secrets); at++)
        is_secret |= strcmp(relation->name, secrets[at]) == 0;
    if (!is_secret || !catalog->session ||
        role_is_super(catalog->version->security, session_role(catalog->session)))
        return true;
    return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION, "permission denied for %s %s",
                relation->kind == 'v' ? "view" : "table", relation->name);
}

Plan *pg_catalog_relation(void *context, Cx *cx, Str schema, Str name,
                          ColumnId (*take_id)(void *ids), void *ids)
{
    Str function = function_of_table(name);

    if (function.length)
        return function_table(context, cx, schema, function, take_id, ids);
    const SystemRelation *relation = system_relation_find(schema, name);
    uint32_t count = relation ? relation->column_count : 0;
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, count), count };
    Counts ordinals = { ARENA_ARRAY(cx->arena, int64_t, count), count };

    if (!relation)
        return NULL;
    TRY(check_secret(cx, context, relation));
    for (uint32_t at = 0; at < count; at++) {
        columns.items[at] = (PlanColumn){ .id = take_id(ids),
                                          .name = str_of(relation->columns[at].name),
                                          .type = system_column_type(&relation->columns[at]),
                                          .nullable = !relation->columns[at].is_not_null,
                                          .table_oid = relation->oid,
                                          .attribute = (int16_t)(at + 1) };
        ordinals.items[at] = at;
    }
    if (!relation->rows)
        return NEW(cx, Values, .columns = columns);
    return NEW(cx, SystemScan, .relation = str_of(relation->name), .relation_oid = relation->oid,
               .columns = columns, .ordinals = ordinals, .row_estimate = ROWS_GUESSED);
}
