/* function_table.h -- private to pg_catalog: functions in FROM that give rows; see the .c file. */
#ifndef SERVER_PG_CATALOG_FUNCTION_TABLE_H
#define SERVER_PG_CATALOG_FUNCTION_TABLE_H

#include "server/pg_catalog/pg_catalog.h"

/* The function of a name with a zero at its end; empty: the name is one of a relation. */
Str function_of_table(Str name);
/* NULL without an error: there is none. */
Plan *function_table(PgCatalog *catalog, Cx *cx, Str schema, Str name,
                     ColumnId (*take_id)(void *ids), void *ids);

#endif
