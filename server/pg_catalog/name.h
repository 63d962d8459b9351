/* name.h -- private to pg_catalog: names as they are written, and what they name. */
#ifndef SERVER_PG_CATALOG_NAME_H
#define SERVER_PG_CATALOG_NAME_H

#include "server/pg_catalog/pg_catalog.h"

typedef struct QualifiedName {
    Str schema; /* empty: the search path */
    Str name;
} QualifiedName;

/* `a`, `"A b".c`: false where it is no name. */
bool qualified_name_read(Cx *cx, Str text, QualifiedName *out_name);

/* 0 where there is none. */
uint32_t class_find(const PgCatalog *catalog, QualifiedName name);
uint32_t type_oid_find(Cx *cx, const PgCatalog *catalog, Str text);

#endif
