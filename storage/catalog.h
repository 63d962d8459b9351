/*
 * catalog.h -- PUBLIC to planners: which schemas and tables there are, and what is known of them.
 *
 * The catalog is a SQLite database owned by one thread (catalog_open starts it).  Everyone else
 * reads immutable versions made from it: a query acquires one, plans against it, releases it.
 */
#ifndef STORAGE_CATALOG_H
#define STORAGE_CATALOG_H

#include "storage/describe.h"

enum {
    CATALOG_OID_FIRST = 16384, /* of user tables, as PostgreSQL's FirstNormalObjectId */
    CATALOG_COLUMNS_MAX = 1600,
};

/* --- Discovery: from the paths on the command line to names of tables ------------------------ */

typedef struct FoundFile {
    Str table; /* name of the table it belongs to */
    Str path;
    FileFormat format;
} FoundFile;

typedef struct FoundFiles {
    FoundFile *items;
    uint32_t count;
} FoundFiles;

/*
 * A file is a table named by its stem; a file directly below a folder likewise; a folder inside a
 * folder, all of one format, is one table named after it (all files below it, in order of their
 * names).  Hidden files (.x, _x) and unknown suffixes are passed over.  A folder named like a file
 * (x.parquet) is one table wherever it stands.  Raises 58P01 (a path that is not there), 42P07 (two
 * sources of one name: both are named), 42809 (two formats in one folder), 54000.
 */
must_use FoundFiles *catalog_discover(Cx *cx, const Str *paths, uint32_t path_count);

/* --- Versions -------------------------------------------------------------------------------- */

typedef struct CatalogColumn {
    Str name;
    Type type;
    bool nullable;
    bool has_bounds;
    Value min, max;
    int64_t null_count; /* negative: unknown */
} CatalogColumn;

typedef struct CatalogFile {
    Str path;
    FileFormat format;
    FilePin pin;
    uint32_t chunk_count;
    const int64_t *chunk_rows;
} CatalogFile;

typedef struct CatalogTable {
    uint32_t oid;
    uint32_t schema_oid;
    Str name;
    const CatalogColumn *columns;
    uint32_t column_count;
    const CatalogFile *files;
    uint32_t file_count;
    int64_t rows;
    int64_t bytes;
} CatalogTable;

typedef struct CatalogSchema {
    uint32_t oid; /* public is 2200, pg_catalog 11, information_schema 13000 or so */
    Str name;
} CatalogSchema;

typedef struct CatalogVersion {
    int64_t number; /* counts up at each change */
    const CatalogSchema *schemas;
    uint32_t schema_count;
    const CatalogTable *tables; /* ordered by name */
    uint32_t table_count;
} CatalogVersion;

typedef struct Catalog Catalog;

/* Start the catalog thread over a database: ":memory:" while only files are served. */
must_use Catalog *catalog_open(Cx *cx, const char *database_path);
void catalog_close(Catalog *catalog);

/* Register what was found.  All files of a table must agree in their columns' names and types
 * (42804 naming both files otherwise; CSV's types are guesses and widen to what holds both).  A
 * table of that name gets these files in place of its former ones and keeps its oid.  Waits for
 * the catalog thread; makes a new version. */
must_use bool catalog_add_table(Cx *cx, Catalog *catalog, Str name, FileDescription *const *files,
                                uint32_t file_count);

/* The current version; never NULL.  Any thread; release as often as acquired.  A version may
 * outlive its catalog. */
const CatalogVersion *catalog_acquire(Catalog *catalog);
void catalog_release(Catalog *catalog, const CatalogVersion *version);

/* NULL where there is none; `schema` empty: the search path pg_catalog, public. */
const CatalogTable *catalog_find_table(const CatalogVersion *version, Str schema, Str name);
const CatalogTable *catalog_find_oid(const CatalogVersion *version, uint32_t oid);

#endif
