/*
 * catalog.h -- PUBLIC to planners: which schemas and tables there are, and what is known of them.
 *
 * The catalog is a SQLite database owned by one thread (catalog_open starts it).  Everyone else
 * reads immutable versions made from it: a query acquires one, plans against it, releases it.
 */
#ifndef STORAGE_CATALOG_H
#define STORAGE_CATALOG_H

#include "storage/catalog_objects.h"
#include "storage/security.h"

enum {
    CATALOG_OID_FIRST = 16384,          /* of user tables, as PostgreSQL's FirstNormalObjectId */
    CATALOG_MEMORY_OID_FIRST = 1 << 20, /* of what is gone with the server */
    CATALOG_SCHEMA_PG_CATALOG = 11,     /* oids of schemas, as PostgreSQL's */
    CATALOG_SCHEMA_PUBLIC = 2200,
    CATALOG_SCHEMA_TEMPORARY = 17, /* pg_temp: each session sees its own */
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

typedef struct CatalogVersion {
    int64_t number; /* counts up at each change */
    const CatalogSchema *schemas;
    uint32_t schema_count;
    const CatalogTable *tables; /* ordered by name */
    uint32_t table_count;
    const CatalogComment *comments; /* of objects that are there, in no order */
    uint32_t comment_count;
    const CatalogType *types; /* that were created, ordered by oid */
    uint32_t type_count;
    EnumTypes enums; /* those of them that are enums */
    const Security *security;
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
void catalog_hold(const CatalogVersion *version); /* once more */
void catalog_release(Catalog *catalog, const CatalogVersion *version);

/* --- Changes --------------------------------------------------------------------------------- */

/* A relation that versions share.  Counted. */
typedef struct SharedTable SharedTable;

/* A copy of `table` with all it refers to; its data and sequence are held.  Held once. */
SharedTable *catalog_table_make(const CatalogTable *table);
/* The same relation with other data, of which a hold is taken.  Held once. */
SharedTable *catalog_table_with_data(const CatalogVersion *version, uint32_t oid,
                                     const TableData *data);
const CatalogTable *catalog_table_of(const SharedTable *table);
void catalog_table_drop(SharedTable *table); /* NULL is fine */

typedef enum CatalogChangeKind {
    CHANGE_RELATION,
    CHANGE_SCHEMA,
    CHANGE_COMMENT,
    CHANGE_TYPE,
    CHANGE_SECURITY
} CatalogChangeKind;
/* A type that versions share.  Counted. */
typedef struct SharedType SharedType;

/* A copy of `type` with all it refers to, held once. */
SharedType *catalog_type_make(const CatalogType *type);

/* What became of one object. */
typedef struct CatalogChange {
    CatalogChangeKind kind;
    uint32_t oid;
    SharedTable *table; /* RELATION; NULL: dropped */
    SharedType *type;   /* TYPE; NULL: dropped */
    Str text;           /* malloc'ed.  SCHEMA: its name, COMMENT: what it says; empty: dropped */
    uint32_t class_oid; /* COMMENT: with `oid`, on what */
    int32_t sub_id;
    SharedSecurity *security; /* SECURITY: all of it */
} CatalogChange;

/* A change without a table; `text` is copied. */
CatalogChange catalog_change_text(CatalogChangeKind kind, uint32_t oid, Str text);

/* The changes of a transaction, one an object, each with a hold.  Zeroed: none. */
typedef struct CatalogChanges {
    CatalogChange *items;
    uint32_t count, capacity;
} CatalogChanges;

/* Takes over the hold of `change` and its name; a former change of the object is forgotten. */
void catalog_changes_put(CatalogChanges *changes, CatalogChange change);
CatalogChanges catalog_changes_copy(const CatalogChanges *changes);
void catalog_changes_clear(CatalogChanges *changes);

/* The version that `changes` make of `base`, seen by nobody else.  Held once. */
const CatalogVersion *catalog_version_with(const CatalogVersion *base,
                                           const CatalogChanges *changes);
/* Make them everybody's: a new current version.  The caller holds the locks of what it changes. */
void catalog_commit(Catalog *catalog, const CatalogChanges *changes);
/* For an object that is not made of files. */
uint32_t catalog_new_oid(Catalog *catalog);
/* For a type; the next is that of its array. */
uint32_t catalog_new_type_oid(Catalog *catalog);

/* Where names without a schema are looked for: oids of schemas, in order.  The first `implied` of
 * them the user has not listed; what follows is where new objects can go. */
typedef struct SearchPath {
    const uint32_t *schemas;
    uint32_t count, implied;
} SearchPath;

/* `path`, or where it is NULL or empty: pg_temp, pg_catalog, public. */
const SearchPath *catalog_path(const SearchPath *path);
/* NULL where there is none; `schema` empty: the first in the path. */
const CatalogTable *catalog_find_table(const CatalogVersion *version, const SearchPath *path,
                                       Str schema, Str name);
/* In that schema. */
const CatalogTable *catalog_find_in(const CatalogVersion *version, uint32_t schema_oid, Str name);
Str catalog_schema_name(const CatalogVersion *version, uint32_t oid); /* empty: there is none */
uint32_t catalog_schema_oid(const CatalogVersion *version, Str name); /* 0: none, as pg_temp is */
const CatalogTable *catalog_find_oid(const CatalogVersion *version, uint32_t oid);
/* The index of that name, or oid (of the index), and its table; NULL: there is none. */
const CatalogConstraint *catalog_find_index(const CatalogVersion *version, uint32_t schema_oid,
                                            Str name, const CatalogTable **out_table);
const CatalogConstraint *catalog_find_index_oid(const CatalogVersion *version, uint32_t oid,
                                                const CatalogTable **out_table);

/* attnum of the column at `at`: those of dropped columns are never given again. */
static inline int16_t catalog_attribute(const CatalogTable *table, uint32_t at)
{
    return table->columns[at].attribute ? table->columns[at].attribute : (int16_t)(at + 1);
}

static inline int16_t catalog_attribute_max(const CatalogTable *table)
{
    return table->attribute_max ? table->attribute_max : (int16_t)table->column_count;
}
/* Where the column of that attnum stands; column_count: nowhere. */
uint32_t catalog_column_of(const CatalogTable *table, int16_t attribute);
/* NULL where there is none; of a type, or of its array. */
const CatalogType *catalog_type_of_oid(const CatalogVersion *version, uint32_t oid);
/* As catalog_find_table does. */
const CatalogType *catalog_find_type(const CatalogVersion *version, const SearchPath *path,
                                     Str schema, Str name);

#endif
