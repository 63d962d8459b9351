/*
 * definition.h -- private to pg_catalog: what defaults, constraints, indexes and views are, as the
 * texts that define them.
 */
#ifndef SERVER_PG_CATALOG_DEFINITION_H
#define SERVER_PG_CATALOG_DEFINITION_H

#include "server/pg_catalog/relation.h"

/* Which way a text is written: PostgreSQL's pretty form has fewer parentheses. */
typedef enum Writing { WRITING_PLAIN, WRITING_PRETTY } Writing;

bool has_index(const CatalogConstraint *constraint);
/* Is it more than an index: does pg_constraint have it? */
bool is_constraint(const CatalogConstraint *constraint);
/* pg_constraint.contype: p, u, c or f. */
char constraint_type(const CatalogConstraint *constraint);

/* Has the column a row of pg_attrdef?  Not of an identity. */
bool has_default(const CatalogColumn *column);
/* What the column is filled with: its default, or what it is generated from. */
Str default_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table, uint32_t column,
                 Writing writing);
/* Of pg_attrdef: of the default of this column. */
uint32_t default_oid(const CatalogTable *table, uint32_t column);

/* What a CHECK demands. */
Str check_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
               const CatalogConstraint *constraint, Writing writing);
Str constraint_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                    const CatalogConstraint *constraint, Writing writing);
/* CREATE INDEX and all; in plain writing the table has its schema always. */
Str index_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
               const CatalogConstraint *index, Writing writing);
/* One column of it, from 1; empty: there is none. */
Str index_column_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                      const CatalogConstraint *index, uint32_t column, Writing writing);
Str index_where_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                     const CatalogConstraint *index, Writing writing);
/* All its expressions, between commas; empty: it has none. */
Str index_exprs_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                     const CatalogConstraint *index, Writing writing);
/* The query of a view or materialized view, with its semicolon. */
Str view_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *view, Writing writing);

/* What its query reads; nothing where that cannot be told. */
ColumnReads view_reads_of(Cx *cx, const PgCatalog *catalog, const CatalogTable *view);

typedef struct IndexColumn {
    Str name;
    Type type;
} IndexColumn;
/* Column `at` of an index, from 0. */
IndexColumn index_column(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                         const CatalogConstraint *index, uint32_t at);
/* The columns, from 0 and ascending, that a CHECK names. */
Counts check_columns(Cx *cx, const CatalogTable *table, const CatalogConstraint *constraint);

/* Those that a generated column is made of. */
Counts generated_columns(Cx *cx, const CatalogTable *table, uint32_t column);

/* What a check of a domain demands of VALUE; the domain's default. */
Str domain_check_text(Cx *cx, const PgCatalog *catalog, const CatalogType *domain,
                      const CatalogConstraint *check, Writing writing);
Str domain_default_text(Cx *cx, const PgCatalog *catalog, const CatalogType *domain);

/* As a client sees an expression in a column of type pg_node_tree: both writings, of which
 * pg_get_expr takes one. */
Str node_tree(Cx *cx, Str plain, Str pretty);

/* The access method of an index; 0: there is none of that name. */
uint32_t method_oid(Str name);
/* The operator class of btree that an index over this type has; 0: there is none. */
uint32_t operator_class_of(TypeId type);

#endif
