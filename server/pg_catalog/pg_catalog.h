/*
 * pg_catalog.h -- the catalog relations, as plans of literal rows, and the functions and names
 * that need the catalog or the session.
 *
 * They are made from the catalog version a query is planned against and the tables of types and
 * functions, and are run by the engine like any other relation.
 */
#ifndef SERVER_PG_CATALOG_PG_CATALOG_H
#define SERVER_PG_CATALOG_PG_CATALOG_H

#include "catalyst/catalyst.h"
#include "server/settings.h"

/* What a query sees of the server and its session; the `system_context` of AnalyseInput. */
typedef struct PgCatalog {
    const CatalogVersion *version;
    SearchPath path;
    const Settings *settings;
    Str user, database;
    uint32_t backend_pid;
    struct Session *session; /* NULL: none */
    bool sets_settings;      /* the query has called set_config: settings are read when it runs */
} PgCatalog;

/* A SystemRelationFn; `context` is a PgCatalog. */
Plan *pg_catalog_relation(void *context, Cx *cx, Str schema, Str name,
                          ColumnId (*take_id)(void *ids), void *ids);

/* The plan with a Values, of the rows and columns that are wanted, for each SystemScan. */
must_use Plan *pg_catalog_fill(const PgCatalog *catalog, Cx *cx, Plan *plan);

/* A SystemCallFn; `context` is a PgCatalog. */
const Expr *pg_catalog_call(void *context, Cx *cx, const Call *call);

/* A SystemNameFn; `context` is a PgCatalog. */
bool pg_catalog_name(void *context, Cx *cx, const SystemName *name, int64_t *out_oid);

/* Is there a catalog relation of this oid? */
bool pg_catalog_has_relation(uint32_t oid);

#endif
