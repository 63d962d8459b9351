/* table_store.h -- a table of files into the database. */
#ifndef STORAGE_CATALOG_TABLE_STORE_H
#define STORAGE_CATALOG_TABLE_STORE_H

#include "storage/catalog.h"
#include "storage/catalog/database.h"

typedef struct TableFiles {
    Str name;
    FileDescription *const *files;
    uint32_t file_count;
} TableFiles;

/* The columns all files of a table agree on: 42804 naming two that do not.  CSV files, whose types
 * are guesses, agree on the narrowest type that holds the values of both. */
must_use FileColumn *columns_agree(Cx *cx, const TableFiles *table);

/* Store it as a new version, within a transaction.  A table of this name keeps its oid, and its
 * former files and columns end. */
must_use bool table_store(Cx *cx, Database *database, const TableFiles *table);

#endif
