/*
 * pg_catalog.h -- the catalog relations, as plans of literal rows.
 *
 * They are made from the catalog version a query is planned against and the tables of types and
 * functions, and are run by the engine like any other relation.
 */
#ifndef SERVER_PG_CATALOG_PG_CATALOG_H
#define SERVER_PG_CATALOG_PG_CATALOG_H

#include "catalyst/catalyst.h"

/* A SystemRelationFn; `context` is the CatalogVersion. */
Plan *pg_catalog_relation(void *context, Cx *cx, Str schema, Str name,
                          ColumnId (*take_id)(void *ids), void *ids);

#endif
