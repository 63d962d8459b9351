/*
 * relation.h -- private to pg_catalog: what relations.def says, and how rows are made.
 *
 *     struct pg_am_row *row = rows_next(rows);
 *     put_text(rows, &row->amname, STR_LIT("parquet"));
 *
 * What a row does not set has the default: null where the column may be null, else zero, false or
 * empty.  Defaults are one constant a column, shared by all rows.
 */
#ifndef SERVER_PG_CATALOG_RELATION_H
#define SERVER_PG_CATALOG_RELATION_H

#include "expression/expression.h"
#include "server/pg_catalog/pg_catalog.h"

typedef struct Rows Rows;

/* The domains of information_schema. */
enum {
    DOMAIN_NONE,
#define DOMAIN(ID, ...) DOMAIN_##ID,
#include "server/pg_catalog/domains.def"
#undef DOMAIN
    DOMAINS
};

typedef struct SystemDomain {
    const char *name;
    uint32_t oid, array_oid;
    uint8_t base; /* TypeId */
    int32_t typmod;
    const char *default_text; /* or NULL */
} SystemDomain;

typedef struct SystemColumn {
    const char *name;
    uint8_t type;   /* TypeId */
    uint8_t domain; /* DOMAIN_... */
    bool is_not_null;
} SystemColumn;

typedef struct SystemRelation {
    uint32_t oid;
    const char *schema;
    const char *name;
    char kind;                /* pg_class.relkind: r or v */
    void (*rows)(Rows *rows); /* NULL: empty */
    const SystemColumn *columns;
    uint32_t column_count;
} SystemRelation;

/* Which rows and columns of a relation are wanted. */
typedef struct Wanted {
    Counts columns; /* ordinals, in the order of the row's items */
    bool has_key;   /* only rows whose column `key_column` is `key` */
    uint32_t key_column;
    int64_t key;
} Wanted;

/* The rows of one relation being made. */
struct Rows {
    Cx *cx;
    const PgCatalog *catalog;
    const SystemRelation *relation;
    Wanted wanted;
    bool *is_wanted;       /* a flag a column */
    const Expr **defaults; /* a constant a column */
    const Expr **newest;   /* the last constant made of each column, to be shared */
    const Expr **row;      /* the cells of the row being made */
    bool has_row;
    const Expr **items; /* RowOfs */
    uint32_t count, capacity;
};

// clang-format off
#define RELATION(OID, SCHEMA, NAME, KIND, ROWS) struct NAME##_row {
#define N(NAME, TYPE) const Expr *NAME;
#define C(NAME, TYPE) const Expr *NAME;
#define END };
#include "server/pg_catalog/relations.def"
#include "server/pg_catalog/undefine.h"
// clang-format on

const SystemRelation *system_relation_get(uint32_t at);
uint32_t system_relation_count(void);
/* NULL where there is none; `schema` empty: pg_catalog. */
const SystemRelation *system_relation_find(Str schema, Str name);

const SystemRelation *system_relation_of(uint32_t oid);
const SystemDomain *system_domain(uint8_t domain);
Type system_column_type(const SystemColumn *column);
uint32_t system_column_type_oid(const SystemColumn *column); /* of its domain, if it has one */

/* The rows of a relation that are wanted, each a RowOf of the columns wanted. */
Exprs system_rows(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation, Wanted wanted);
/* Can a row be wanted whose column 0 is `oid`?  Makers may ask, to save making it. */
bool rows_want(const Rows *rows, uint32_t oid);
/* Is this column of the row wanted?  Makers may ask, to save computing it. */
bool rows_show(const Rows *rows, const Expr *const *cell);

/* The cells of a new row, to be read as the struct of its relation; the former's are gone. */
void *rows_next(Rows *rows);
void put_text(Rows *rows, const Expr **cell, Str text);
void put_int(Rows *rows, const Expr **cell, int64_t integer);
void put_bool(Rows *rows, const Expr **cell, bool boolean);
void put_real(Rows *rows, const Expr **cell, double real);
/* A regproc: of support.def, or one of functions.def whose name no other has; NULL or "-": none. */
void put_procedure(Rows *rows, const Expr **cell, const char *name);

/* Is it a row of pg_proc?  Of an oid that stands in several rows of functions.def only the first.
 */
bool function_is_listed(FunctionId id);
/* What it takes, as pg_proc has it. */
uint32_t function_argument_oid(const Function *function, uint32_t at);

/* What casts.def says of a cast. */
typedef struct CastFact {
    uint32_t oid, source, target;
    char method;
    uint32_t function; /* 0: none */
    const char *function_name;
    char volatility;
} CastFact;

uint32_t cast_fact_count(void);
const CastFact *cast_fact(uint32_t at);
/* Is it the first cast Hearth has by this function, which takes one argument? */
bool cast_fact_makes_function(uint32_t at);

/* Oids that are the same in every Hearth, as in every PostgreSQL. */
enum {
    OID_OWNER = 10,            /* the one role */
    OID_DATABASE_OWNER = 6171, /* pg_database_owner */
    OID_DATABASE = 5,
    OID_TABLESPACE_DEFAULT = 1663,
    OID_TABLESPACE_GLOBAL = 1664,
    OID_PG_CATALOG = 11,
    OID_LANGUAGE_INTERNAL = 12,
    OID_HEAP = 2, /* of pg_am: tables in memory */
    OID_BTREE = 403,
    /* Relations of pg_catalog, as pg_depend and pg_description name them. */
    OID_PG_CLASS = 1259,
    OID_PG_ATTRDEF = 2604,
    OID_PG_CONSTRAINT = 2606,
    OID_PG_NAMESPACE = 2615,
    OID_PG_REWRITE = 2618,
    OID_ANY = 2276, /* the pseudo-type */
    ENCODING_UTF8 = 6,
};

/* The access method of files of this format: a row of pg_am. */
uint32_t oid_of_format(FileFormat format);

/* --- rows_view.c ----------------------------------------------------------------------------- */
/* Can its rows be changed, and by column: can it be written? */
bool view_is_updatable(Rows *rows, const CatalogTable *view, bool *out_columns);

/* --- rows_role.c ----------------------------------------------------------------------------- */
Str role_name_of(const PgCatalog *catalog, Arena *arena, uint32_t oid);
/* Who owns it, and what is granted (left null where that is the default). */
void put_relation_owner(Rows *rows, const CatalogTable *table, const Expr **owner);
void put_relation_security(Rows *rows, const CatalogTable *table, const Expr **owner,
                           const Expr **acl);
void put_column_security(Rows *rows, uint32_t relation, int16_t attribute, const Expr **acl);
void put_schema_security(Rows *rows, const CatalogSchema *schema, const Expr **owner,
                         const Expr **acl);
void put_database_security(Rows *rows, const Expr **owner, const Expr **acl);

uint32_t schema_oid(const PgCatalog *catalog, Str name); /* 0 where there is none */
Str schema_name(const PgCatalog *catalog, uint32_t oid); /* empty where there is none */

/* Is the relation found by its name alone? */
bool relation_is_visible(const PgCatalog *catalog, uint32_t schema, Str name);
/* As regclass writes it: quoted, with its schema where it is not visible without. */
Str relation_text(Arena *arena, const PgCatalog *catalog, uint32_t schema, Str name);
Str qualified_text(Arena *arena, const PgCatalog *catalog, uint32_t schema, Str name);

/* --- The rows of each relation that has some ------------------------------------------------- */
// clang-format off
#pragma push_macro("NULL")
#undef NULL
#define NULL no_rows
#define RELATION(OID, SCHEMA, NAME, KIND, ROWS) void ROWS(Rows *rows);
#define N(NAME, TYPE)
#define C(NAME, TYPE)
#define END
#include "server/pg_catalog/relations.def"
#include "server/pg_catalog/undefine.h"
#pragma pop_macro("NULL")
// clang-format on

#endif
