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

#include "server/pg_catalog/pg_catalog.h"

typedef struct Rows Rows;

typedef struct SystemColumn {
    const char *name;
    uint8_t type; /* TypeId */
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

/* The rows of one relation being made. */
struct Rows {
    Cx *cx;
    const PgCatalog *catalog;
    const SystemRelation *relation;
    const Expr **defaults; /* a constant a column */
    const Expr **row;      /* the cells of the newest row */
    const Expr **items;    /* RowOfs */
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

/* The rows of a relation, each a RowOf. */
Exprs system_rows(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation);

/* The cells of a new row, to be read as the struct of its relation. */
void *rows_next(Rows *rows);
void put_text(Rows *rows, const Expr **cell, Str text);
void put_int(Rows *rows, const Expr **cell, int64_t integer);
void put_bool(Rows *rows, const Expr **cell, bool boolean);
void put_real(Rows *rows, const Expr **cell, double real);

/* Oids that are the same in every Hearth, as in every PostgreSQL. */
enum {
    OID_OWNER = 10, /* the one role */
    OID_DATABASE = 5,
    OID_TABLESPACE_DEFAULT = 1663,
    OID_TABLESPACE_GLOBAL = 1664,
    OID_PG_CATALOG = 11,
    OID_LANGUAGE_INTERNAL = 12,
    ENCODING_UTF8 = 6,
};

/* The access method of files of this format: a row of pg_am. */
uint32_t oid_of_format(FileFormat format);

uint32_t schema_oid(const PgCatalog *catalog, Str name); /* 0 where there is none */
Str schema_name(const PgCatalog *catalog, uint32_t oid); /* empty where there is none */

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
