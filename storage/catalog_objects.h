/*
 * catalog_objects.h -- what a version of the catalog holds: relations, schemas, types, comments.
 */
#ifndef STORAGE_CATALOG_OBJECTS_H
#define STORAGE_CATALOG_OBJECTS_H

#include "storage/describe.h"
#include "storage/memory.h"
#include "storage/sequence.h"

/* An expression or a query that is kept: the tree the parser made of it, encoded (plan_encode), and
 * the text the catalog shows. */
typedef struct StoredTree {
    Str tree; /* empty: there is none */
    Str text;
} StoredTree;

typedef enum ColumnIdentity { IDENTITY_NONE, IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT } ColumnIdentity;

typedef struct CatalogColumn {
    Str name;
    Type type;
    bool nullable;
    StoredTree default_value; /* an expression */
    StoredTree generated;     /* GENERATED ALWAYS AS ... STORED: over the other columns */
    ColumnIdentity identity;
    int16_t attribute;       /* its attnum, see catalog_attribute() */
    uint32_t sequence_oid;   /* that goes with the column: of serial and identity; else 0 */
    bool only_owns_sequence; /* which is not its default (any more) */
    uint32_t domain_oid;     /* of the domain the column is of; 0: of its type */
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

typedef enum ForeignAction {
    FOREIGN_NO_ACTION,
    FOREIGN_RESTRICT,
    FOREIGN_CASCADE,
    FOREIGN_SET_NULL,
    FOREIGN_SET_DEFAULT
} ForeignAction;

/* What a foreign key refers to: columns of another table, or of its own, that have a unique key. */
typedef struct CatalogForeign {
    uint32_t table_oid;        /* 0: the constraint is no foreign key */
    uint32_t key_oid;          /* the constraint there, or the unique index */
    const int16_t *attributes; /* attnums there, as many as the constraint has columns */
    ForeignAction on_delete, on_update;
    bool is_full;                /* MATCH FULL */
    const uint32_t *set_columns; /* that ON DELETE SET (...) names; none: all */
    uint32_t set_count;
} CatalogForeign;

/* How an index orders one of its columns. */
typedef struct CatalogIndexKey {
    StoredTree expr; /* empty: a column */
    bool descending, nulls_first;
} CatalogIndexKey;

/*
 * A constraint, or an index that none has made.  Keys (PRIMARY KEY, UNIQUE, CREATE UNIQUE INDEX)
 * are enforced; an index that is not unique is a name only, as how to read is the planner's affair.
 */
typedef struct CatalogConstraint {
    uint32_t oid;       /* of the constraint; of an index: none */
    uint32_t index_oid; /* of what is an index, too; else 0 */
    Str name;           /* of both */
    bool is_index;      /* CREATE INDEX: no constraint */
    bool is_primary;    /* and unique */
    bool is_unique;
    bool is_deferrable, is_deferred;
    bool is_not_valid; /* NOT VALID: rows from before may break it */
    const uint32_t
        *columns; /* of the key, from 0; of a CHECK: none; of an expression: UINT32_MAX */
    uint32_t column_count;
    StoredTree check;
    CatalogForeign foreign;
    const CatalogIndexKey *keys; /* of an index: one a column; NULL: all as usual */
    StoredTree where;            /* of a partial index */
    Str method;                  /* of an index; empty: btree */
} CatalogConstraint;

typedef enum RelationKind {
    RELATION_FILES, /* a table over files: only read */
    RELATION_MEMORY,
    RELATION_VIEW,
    RELATION_SEQUENCE
} RelationKind;

/* What COMMIT does with a temporary table. */
typedef enum AtCommit { AT_COMMIT_KEEP, AT_COMMIT_DELETE, AT_COMMIT_DROP } AtCommit;

/* A relation; what is not of its kind is empty. */
typedef struct CatalogTable {
    uint32_t oid;
    uint32_t schema_oid;
    Str name;
    uint32_t owner_oid; /* 0: the bootstrap superuser; see secured_relation() */
    RelationKind kind;
    bool is_temporary;
    bool is_unlogged;
    AtCommit at_commit;
    int16_t attribute_max; /* the highest attnum that it has ever had; 0: its column count */
    const Str *options;    /* "fillfactor=70" */
    uint32_t option_count;
    bool is_materialized;  /* a table that CREATE MATERIALIZED VIEW has made */
    bool is_unpopulated;   /* it was made WITH NO DATA, so it cannot be read yet */
    const TableData *data; /* MEMORY */
    Sequence *sequence;    /* SEQUENCE */
    StoredTree query;      /* VIEW, and of materialized views */
    const CatalogConstraint *constraints;
    uint32_t constraint_count;
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

/* COMMENT ON: as rows of pg_description (pg_shdescription of databases and roles). */
typedef struct CatalogComment {
    uint32_t class_oid; /* of the catalog that the object is in: CATALOG_CLASS_... */
    uint32_t object_oid;
    int32_t sub_id; /* attnum; 0: the whole object */
    Str text;
} CatalogComment;

enum {
    CATALOG_CLASS_TYPE = 1247,
    CATALOG_CLASS_PROC = 1255,
    CATALOG_CLASS_RELATION = 1259, /* indexes, too */
    CATALOG_CLASS_AUTHID = 1260,
    CATALOG_CLASS_DATABASE = 1262,
    CATALOG_CLASS_CONSTRAINT = 2606,
    CATALOG_CLASS_NAMESPACE = 2615,
};
/* A type that was created: an enum, or a domain.  A domain is no type of expressions: columns have
 * its base type and name the domain, and a cast to it is one to the base and a check. */
typedef struct CatalogType {
    uint32_t oid; /* even, an enum's is its TypeId; that of its array is the next */
    uint32_t schema_oid;
    Str name;
    bool is_domain;
    EnumType labels;      /* of an enum */
    Type base;            /* from here on of a domain */
    uint32_t base_domain; /* oid of the domain it is made over; 0: over a type */
    bool not_null;
    StoredTree default_value;
    const CatalogConstraint *checks; /* its own: those of the base domain come first */
    uint32_t check_count;
} CatalogType;

#endif
