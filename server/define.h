/*
 * define.h -- private to the server: statements that make, change and drop objects.
 *
 * They run on the session's thread under CATALOG_LOCK and the locks of the tables they touch, and
 * put what they make into the transaction.
 */
#ifndef SERVER_DEFINE_H
#define SERVER_DEFINE_H

#include "server/transaction.h"

enum { DEFINE_TARGETS_MAX = 1000, NAME_BYTES_MAX = 63 };

/* One statement under way. */
typedef struct Define {
    Cx *cx;
    Session *session;
    WireSession *wire;
    const Prepared *prepared;
    const CatalogVersion *version; /* what the session sees; stale after the first put */
    SearchPath path;               /* in it */
} Define;

bool is_definition(const Plan *statement);
/* Does it change what objects there are? */
bool define_needs_catalog_lock(const Plan *statement);
/* The tables it touches: their oids. */
must_use bool define_targets(const Define *d, const Plan *statement, uint32_t *out_oids,
                             uint32_t *out_count);
must_use bool define_run(Define *d, const Plan *statement);

/* --- names: define.c ------------------------------------------------------------------------- */
typedef struct ObjectName {
    uint32_t schema_oid;
    Str schema, name;
    bool is_temporary;
} ObjectName;

/* Where an object of this name is to be made: 3F000, 42P16. */
must_use bool define_new_name(const Define *d, const Plan *table_name, bool is_temporary,
                              ObjectName *out_name);
/* Is there a relation already?  Raises 42P07, or says so in a notice where `if_not_exists`. */
must_use bool define_check_new(const Define *d, const ObjectName *name, bool if_not_exists,
                               bool *out_exists);
/* NULL with 42P01 (at the name), but without an error where `if_exists` (a notice). */
const CatalogTable *define_find(const Define *d, const Plan *table_name, const char *kind,
                                bool if_exists);
/* The index of that name and its table; NULL without an error: there is none.  42809 where it is
 * another relation. */
const CatalogConstraint *define_find_index(const Define *d, const Plan *index_name,
                                           const CatalogTable **out_table);
Str define_name_text(const Define *d, const Plan *table_name); /* schema.name */
/* Of relations and indexes. */
bool define_has_relation(const Define *d, uint32_t schema_oid, Str name);
/* name1_name2_label, cut to fit, and numbered until no relation or constraint has it. */
Str define_choose_name(const Define *d, uint32_t schema_oid, Str name1, Str name2,
                       const char *label, const CatalogTable *table);
void define_notice(const Define *d, ErrorCode code, const char *format, ...) printf_like(3, 4);
/* The tree as the catalog keeps it. */
StoredTree define_store_expr(const Define *d, const Expr *expr);
StoredTree define_store_query(const Define *d, const Plan *query, Str text);
AnalyseInput define_input(const Define *d, PgCatalog *catalog);
/* The version with what the statement has put so far. */
void define_refresh(Define *d);

/* --- create_table.c -------------------------------------------------------------------------- */
must_use bool create_table(Define *d, const CreateTable *statement);
/* A table with these columns: of CREATE TABLE AS.  *out_exists: IF NOT EXISTS, and it does. */
must_use bool create_table_of(Define *d, const CreateTableAs *statement, Columns columns,
                              bool *out_exists);
/* Add a PRIMARY KEY, UNIQUE or CHECK to `table`, whose constraints have room for one more. */
must_use bool add_constraint(Define *d, CatalogTable *table, const Constraint *constraint,
                             const ColumnDefinition *column);

/* --- create_other.c -------------------------------------------------------------------------- */
must_use bool create_view(Define *d, const CreateView *statement);
must_use bool create_schema(Define *d, const CreateSchema *statement);
must_use bool create_sequence(Define *d, const CreateSequence *statement);
/* Options of CREATE SEQUENCE over `options`, for values of a type. */
must_use bool sequence_options_read(const Define *d, Texts texts, TypeId type,
                                    SequenceOptions *out_options);
/* Make it and put it into the transaction; its oid. */
uint32_t make_sequence(Define *d, const ObjectName *name, const SequenceOptions *options,
                       TypeId type);

/* --- create_type.c --------------------------------------------------------------------------- */
must_use bool create_enum(Define *d, const CreateEnum *statement);
/* Where a type of this name is to be made: 3F000, 42710, 0A000. */
must_use bool type_name_new(const Define *d, Texts parts, ObjectName *out_name);
/* May a table or view, whose rows are of a type of that name, be made?  42710. */
must_use bool type_check_free(const Define *d, const ObjectName *name);
/* As messages write it. */
const char *type_shown_name(const Define *d, const CatalogType *type);
/* 42602 where it is too long. */
must_use bool enum_check_label(const Define *d, Str label);
must_use bool create_domain(Define *d, const CreateDomain *statement);
must_use bool domain_add_check(Define *d, CatalogType *type, const Constraint *constraint);
/* NULL: none any more. */
must_use bool domain_set_default(Define *d, CatalogType *type, const Expr *expr);
/* Put what was made into the transaction, with its id and shown name set. */
void type_put(Define *d, CatalogType *type);

/* --- alter_type.c ---------------------------------------------------------------------------- */
must_use bool alter_type(Define *d, const Alter *statement);
/* NULL with 42704, but without an error where `if_exists` (a notice). */
const CatalogType *type_find(const Define *d, const Plan *name, bool if_exists);

/* --- drop.c ---------------------------------------------------------------------------------- */
must_use bool drop_objects(Define *d, const Drop *statement);
must_use bool truncate_tables(Define *d, const Truncate *statement);

/* --- comment.c ------------------------------------------------------------------------------- */
must_use bool comment_on(Define *d, const Comment *statement);
/* --- drop_type.c ----------------------------------------------------------------------------- */
must_use bool drop_types(Define *d, const Drop *statement);
/* Those in the schema go with it, or are in the way: 2BP01. */
must_use bool drop_types_of_schema(Define *d, uint32_t schema_oid, bool is_cascade);

/* --- alter.c --------------------------------------------------------------------------------- */
must_use bool alter_object(Define *d, const Alter *statement);
must_use bool create_index(Define *d, const CreateIndex *statement);

#endif
