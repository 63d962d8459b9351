/*
 * define.h -- private to the server: statements that make, change and drop objects.
 *
 * They run on the session's thread under CATALOG_LOCK and the locks of the tables they touch, and
 * put what they make into the transaction.
 */
#ifndef SERVER_DEFINE_DEFINE_H
#define SERVER_DEFINE_DEFINE_H

#include "expression/expression.h"
#include "server/modify/foreign_check.h"
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
    const Rewrite *rewrite;        /* out: rows to be written anew or looked at; NULL: none */
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

/* A table that is put together in the statement's arena. */
typedef struct TableDraft {
    Define *d;
    ObjectName name;
    CatalogTable table;
    CatalogColumn *columns; /* those of `table`, with room for more */
    bool is_alter;          /* of ALTER TABLE, where errors about what stands behind a column have
                               no position */
} TableDraft;

/* --- depend.c -------------------------------------------------------------------------------- */
/* Does the query of the view (false: it is none) name the relation, or read that column of it? */
bool view_reads(const Define *d, const CatalogTable *view, uint32_t oid);
bool view_reads_column(const Define *d, const CatalogTable *view, uint32_t oid, int16_t attribute);
/* Expressions over a table, which name its columns. */
const Expr *stored_expr(Cx *cx, StoredTree stored);
bool stored_names_column(const Define *d, StoredTree stored, Str name);
StoredTree stored_with_column(const Define *d, StoredTree stored, Str name, Str new_name);
bool constraint_names_column(const Define *d, const CatalogTable *table,
                             const CatalogConstraint *constraint, uint32_t column);

/* What is in the way of a DROP, or goes with it: each once, with what depends on it in turn. */
typedef struct Dependent Dependent;
typedef struct Dependents {
    Define *d;
    Dependent *items;
    uint32_t count, capacity;
    const uint32_t *dropped; /* oids that go anyway */
    uint32_t dropped_count;
} Dependents;
Dependents dependents_new(Define *d);
void dependents_add(Dependents *list, Str text, Str on); /* that the caller drops */
void dependents_add_relation(Dependents *list, const CatalogTable *view, Str on);
/* Foreign keys of other tables that refer to that key. */
void dependents_add_foreign(Dependents *list, const CatalogTable *table,
                            const CatalogConstraint *key, Str on);
/* All that depends on the relation. */
void dependents_add_of_relation(Dependents *list, const CatalogTable *table);
/* 2BP01 where there are some, or drop them and say so. */
must_use bool dependents_drop(Dependents *list, Str what, bool is_cascade);
void notice_cascades(const Define *d, const Str *texts, uint32_t count);
Str define_relation_text(const Define *d,
                         const CatalogTable *table); /* its name, qualified if need be */

/* --- create_table.c -------------------------------------------------------------------------- */
must_use bool create_table(Define *d, const CreateTable *statement);
/* A table with these columns: of CREATE TABLE AS.  *out_exists: IF NOT EXISTS, and it does. */
must_use bool create_table_of(Define *d, const CreateTableAs *statement, Columns columns,
                              bool *out_exists);
/* One more column, for which there is room and whose name is free; what stands behind it and is a
 * constraint of the table is left to add_constraint(). */
must_use bool draft_add_column(TableDraft *draft, const ColumnDefinition *definition);
/* May the column at `at` be generated as its definition says? */
must_use bool draft_check_generated(TableDraft *draft, const ColumnDefinition *definition,
                                    uint32_t at);
/* A sequence that goes with the column. */
must_use bool draft_add_sequence(TableDraft *draft, CatalogColumn *column, Texts options);
/* Add a PRIMARY KEY, UNIQUE or CHECK to `table`, whose constraints have room for one more. */
must_use bool add_constraint(Define *d, CatalogTable *table, const Constraint *constraint,
                             const ColumnDefinition *column);

/* WITH (name = value, ...), added to the table's.  22023. */
must_use bool table_options(const Define *d, Texts options, CatalogTable *table);

/* --- foreign.c ------------------------------------------------------------------------------- */
must_use bool add_foreign(Define *d, const CatalogTable *table, const Constraint *written,
                          const ColumnDefinition *column, CatalogConstraint *made);
/* Can the foreign key still be, now that columns have other types?  True of other constraints. */
must_use bool check_foreign_types(const Define *d, const CatalogTable *table,
                                  const CatalogConstraint *key);
/* Likewise those that refer to the column. */
must_use bool check_referring_types(const Define *d, const CatalogTable *table, uint32_t column);

/* --- create_other.c -------------------------------------------------------------------------- */
must_use bool create_view(Define *d, const CreateView *statement);
must_use bool create_schema(Define *d, const CreateSchema *statement);

/* --- sequence.c ------------------------------------------------------------------------------ */
must_use bool create_sequence(Define *d, const CreateSequence *statement);
must_use bool alter_sequence(Define *d, const AlterSequence *statement);
/* Where an identity's options say what its sequence is called; false: they do not, or an error. */
bool sequence_option_name(const Define *d, Texts options, const ObjectName *table,
                          ObjectName *out_name);
/* Make one as the options say, for values of `type` where they say none, and put it into the
 * transaction. */
must_use bool make_sequence(Define *d, const ObjectName *name, Texts options, TypeId type,
                            uint32_t *out_oid);
/* It goes on, or starts again, as the options say. */
must_use bool sequence_alter(const Define *d, const CatalogTable *sequence, Texts options);
/* It starts again, unless the transaction is rolled back. */
void sequence_restart(const Define *d, const CatalogTable *sequence);
/* The table that OWNED BY names; NULL: none. */
Plan *sequence_owner_name(const Cx *cx, Texts options);
/* The table, and its column, that the sequence goes with; NULL: with none. */
const CatalogTable *sequence_owner(const Define *d, uint32_t sequence, uint32_t *out_column);

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
const char *relation_word(const CatalogTable *table); /* "view" */
must_use bool drop_objects(Define *d, const Drop *statement);
/* Relations, whatever their kinds, and what goes with them. */
must_use bool drop_relations(Define *d, const uint32_t *oids, uint32_t count, bool is_cascade);
must_use bool truncate_tables(Define *d, const Truncate *statement);

/* --- comment.c ------------------------------------------------------------------------------- */
must_use bool comment_on(Define *d, const Comment *statement);
/* --- drop_type.c ----------------------------------------------------------------------------- */
must_use bool drop_types(Define *d, const Drop *statement);
/* Those in the schema go with it, or are in the way: 2BP01. */
must_use bool drop_types_of_schema(Define *d, uint32_t schema_oid, bool is_cascade);

/* --- alter.c --------------------------------------------------------------------------------- */
must_use bool alter_object(Define *d, const Alter *statement);

/* --- index.c --------------------------------------------------------------------------------- */
must_use bool create_index(Define *d, const CreateIndex *statement);
/* The words of a unique or other index with keys, for its name: a_lower. */
Str index_words(const Define *d, const CatalogTable *table, const CatalogConstraint *index);
must_use bool drop_index(Define *d, const Drop *statement, const Plan *index_name);
must_use bool rename_index(Define *d, const Plan *index_name, Str new_name, bool if_exists);

#endif
