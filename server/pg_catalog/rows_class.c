/*
 * rows_class.c -- pg_class, pg_attribute, pg_attrdef and pg_tables: the relations of the catalog
 * version and the indexes of its tables, then the catalog relations themselves.
 */
#include "base/array.h"
#include "server/pg_catalog/definition.h"
#include "server/session.h"
#include "server/pg_catalog/type_facts.h"

enum { SEQUENCE_COLUMNS = 3 };

/* --- pg_class ----------------------------------------------------------------------------------
 */

static struct pg_class_row *next_class(Rows *rows, uint32_t oid, Str name, uint32_t schema)
{
    struct pg_class_row *row = rows_next(rows);

    put_int(rows, &row->oid, oid);
    put_text(rows, &row->relname, name);
    put_int(rows, &row->relnamespace, schema);
    put_int(rows, &row->relowner, OID_OWNER); /* of the catalog's own; tables say theirs */
    put_int(rows, &row->relpersistence, 'p');
    put_bool(rows, &row->relispopulated, true);
    return row;
}

static char kind_of(const CatalogTable *table)
{
    switch (table->kind) {
    case RELATION_VIEW: return 'v';
    case RELATION_SEQUENCE: return 'S';
    case RELATION_FILES:
    case RELATION_MEMORY: break;
    }
    return table->is_materialized ? 'm' : 'r';
}

static uint32_t access_method(const CatalogTable *table)
{
    if (table->file_count)
        return oid_of_format(table->files[0].format);
    return table->kind == RELATION_MEMORY ? OID_HEAP : 0;
}

static void count_constraints(const CatalogTable *table, bool *has_indexes, uint32_t *checks)
{
    *has_indexes = false;
    *checks = 0;
    for (uint32_t at = 0; at < table->constraint_count; at++) {
        *has_indexes |= has_index(&table->constraints[at]);
        *checks += table->constraints[at].check.tree.length != 0;
    }
}

static char persistence(const CatalogTable *table)
{
    if (table->is_temporary)
        return 't';
    return table->is_unlogged ? 'u' : 'p';
}

static uint32_t index_method(const CatalogConstraint *index)
{
    return index->method.length ? method_oid(index->method) : OID_BTREE;
}

/* The options of WITH (...). */
static void put_reloptions(Rows *rows, struct pg_class_row *row, const CatalogTable *table)
{
    Value *items = ARENA_ARRAY(rows->cx->arena, Value, table->option_count + 1);
    ArrayHeader shape = array_list(1, table->option_count);

    if (!table->option_count)
        return;
    for (uint32_t at = 0; at < table->option_count; at++)
        items[at] = (Value){ .text = table->options[at] };
    put_text(rows, &row->reloptions, array_make(rows->cx->arena, TYPE_TEXT, &shape, items));
}

static void index_class(Rows *rows, const CatalogTable *table, const CatalogConstraint *index)
{
    struct pg_class_row *row = next_class(rows, index->index_oid, index->name, table->schema_oid);

    put_relation_owner(rows, table, &row->relowner);
    put_int(rows, &row->relkind, 'i');
    put_int(rows, &row->relpersistence, persistence(table));
    put_int(rows, &row->relam, index_method(index));
    put_int(rows, &row->relreplident, 'n');
    put_int(rows, &row->relfilenode, index->index_oid);
    put_real(rows, &row->reltuples, (double)table->rows);
    put_int(rows, &row->relnatts, index->column_count);
}

/* Foreign keys are triggers in PostgreSQL, of both tables. */
static bool has_foreign(const Rows *rows, const CatalogTable *table)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        for (uint32_t in = 0; in < version->tables[at].constraint_count; in++) {
            uint32_t oid = version->tables[at].constraints[in].foreign.table_oid;
            if (oid && (oid == table->oid || version->tables[at].oid == table->oid))
                return true;
        }
    return false;
}

static void table_class(Rows *rows, const CatalogTable *table)
{
    struct pg_class_row *row = next_class(rows, table->oid, table->name, table->schema_oid);
    bool is_sequence = table->kind == RELATION_SEQUENCE, is_view = table->kind == RELATION_VIEW;
    bool has_indexes;
    uint32_t checks;

    put_relation_security(rows, table, &row->relowner, &row->relacl);
    count_constraints(table, &has_indexes, &checks);
    put_int(rows, &row->relkind, kind_of(table));
    if (table->is_unpopulated)
        put_bool(rows, &row->relispopulated, false);
    put_int(rows, &row->relpersistence, persistence(table));
    put_int(rows, &row->relreplident, is_sequence || is_view ? 'n' : 'd');
    put_int(rows, &row->relam, access_method(table));
    put_int(rows, &row->relfilenode, is_view ? 0 : table->oid);
    put_real(rows, &row->reltuples, is_view ? -1 : is_sequence ? 1 : (double)table->rows);
    put_int(rows, &row->relnatts, is_sequence ? SEQUENCE_COLUMNS : catalog_attribute_max(table));
    put_bool(rows, &row->relhasindex, has_indexes);
    put_int(rows, &row->relchecks, checks);
    put_bool(rows, &row->relhasrules, is_view || table->is_materialized);
    put_bool(rows, &row->relhastriggers, has_foreign(rows, table));
    put_reloptions(rows, row, table);
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (has_index(&table->constraints[at]))
            index_class(rows, table, &table->constraints[at]);
}

static void system_class(Rows *rows, const SystemRelation *relation)
{
    uint32_t schema = schema_oid(rows->catalog, str_of(relation->schema));
    struct pg_class_row *row = next_class(rows, relation->oid, str_of(relation->name), schema);

    put_int(rows, &row->relkind, relation->kind);
    put_int(rows, &row->relreplident, 'n');
    put_bool(rows, &row->relhasrules, relation->kind == 'v');
    put_real(rows, &row->reltuples, -1); /* not counted */
    put_int(rows, &row->relnatts, relation->column_count);
}

void pg_class_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        table_class(rows, &version->tables[at]);
    for (uint32_t at = 0; at < system_relation_count(); at++)
        system_class(rows, system_relation_get(at));
}

/* --- pg_attribute ------------------------------------------------------------------------------
 */

typedef struct Attribute {
    uint32_t relation;
    uint32_t number; /* from 1 */
    Str name;
    Type type;
    uint32_t domain; /* oid, 0: none */
    bool is_not_null;
    uint32_t collation;
    int dimensions; /* as declared: what a view computes has none */
    bool has_default;
    char identity; /* of pg_attribute; 0: none */
    bool is_generated;
} Attribute;

static void attribute(Rows *rows, Attribute a)
{
    struct pg_attribute_row *row = rows_next(rows);
    const TypeFacts *facts = type_facts(a.type.id);

    put_int(rows, &row->attrelid, a.relation);
    put_text(rows, &row->attname, a.name);
    put_int(rows, &row->atttypid, a.domain ? a.domain : type_oid(a.type.id));
    put_int(rows, &row->attstattarget, -1);
    put_int(rows, &row->attlen, type_length(a.type.id));
    put_int(rows, &row->attnum, a.number);
    put_int(rows, &row->attndims, a.dimensions);
    put_int(rows, &row->attcacheoff, -1);
    put_int(rows, &row->atttypmod, a.domain ? TYPMOD_NONE : a.type.typmod);
    put_bool(rows, &row->attbyval, facts->is_by_value);
    put_int(rows, &row->attalign, facts->align);
    put_int(rows, &row->attstorage, facts->storage);
    if (a.is_not_null)
        put_bool(rows, &row->attnotnull, true);
    put_bool(rows, &row->atthasdef, a.has_default);
    if (a.identity)
        put_int(rows, &row->attidentity, a.identity);
    if (a.is_generated)
        put_int(rows, &row->attgenerated, 's');
    put_bool(rows, &row->attislocal, true);
    put_column_security(rows, a.relation, (int16_t)a.number, &row->attacl);
    put_int(rows, &row->attcollation, a.collation);
}

static int dimensions(TypeId type)
{
    return type_is_array(type) && !type_is_vector(type);
}

static char identity_of(const CatalogColumn *column)
{
    switch (column->identity) {
    case IDENTITY_ALWAYS: return 'a';
    case IDENTITY_BY_DEFAULT: return 'd';
    case IDENTITY_NONE: break;
    }
    return 0;
}

/* What can be read of a sequence: where it stands. */
static void sequence_attributes(Rows *rows, const CatalogTable *sequence)
{
    static const struct {
        const char *name;
        TypeId type;
    } columns[SEQUENCE_COLUMNS] = { { "last_value", TYPE_INT8 },
                                    { "log_cnt", TYPE_INT8 },
                                    { "is_called", TYPE_BOOL } };

    for (uint32_t at = 0; at < SEQUENCE_COLUMNS; at++)
        attribute(rows, (Attribute){ .relation = sequence->oid,
                                     .number = at + 1,
                                     .name = str_of(columns[at].name),
                                     .type = type_of(columns[at].type),
                                     .is_not_null = true });
}

/* The columns of an index are called as those of the table, and expressions expr. */
static void index_attributes(Rows *rows, const CatalogTable *table, const CatalogConstraint *index)
{
    if (!has_index(index) || !rows_want(rows, index->index_oid))
        return;
    for (uint32_t at = 0; at < index->column_count; at++) {
        IndexColumn column = index_column(rows->cx, rows->catalog, table, index, at);
        attribute(rows, (Attribute){ .relation = index->index_oid,
                                     .number = at + 1,
                                     .name = column.name,
                                     .type = column.type,
                                     .collation = type_collation(column.type.id),
                                     .dimensions = dimensions(column.type.id) });
    }
}

static void table_attributes(Rows *rows, const CatalogTable *table)
{
    for (uint32_t at = 0; at < table->constraint_count; at++)
        index_attributes(rows, table, &table->constraints[at]);
    if (!rows_want(rows, table->oid))
        return;
    if (table->kind == RELATION_SEQUENCE) {
        sequence_attributes(rows, table);
        return;
    }
    for (uint32_t at = 0; at < table->column_count; at++) {
        const CatalogColumn *column = &table->columns[at];
        bool is_declared = table->kind != RELATION_VIEW;
        attribute(rows, (Attribute){ .relation = table->oid,
                                     .number = (uint32_t)catalog_attribute(table, at),
                                     .name = column->name,
                                     .type = column->type,
                                     .domain = column->domain_oid,
                                     .is_not_null = !column->nullable,
                                     .collation = type_collation(column->type.id),
                                     .dimensions = is_declared ? dimensions(column->type.id) : 0,
                                     .has_default = has_default(column),
                                     .identity = identity_of(column),
                                     .is_generated = column->generated.tree.length != 0 });
    }
}

/* Texts of the catalog sort by their bytes; only what its views make of other columns do not. */
static uint32_t system_collation(const SystemRelation *relation, const SystemColumn *column)
{
    uint32_t collation = type_collation((TypeId)column->type);
    bool is_catalogs = relation->kind == 'r' || column->domain;

    return collation && is_catalogs ? COLLATION_C : collation;
}

static void system_attributes(Rows *rows, const SystemRelation *relation)
{
    if (!rows_want(rows, relation->oid))
        return;
    for (uint32_t at = 0; at < relation->column_count; at++) {
        const SystemColumn *column = &relation->columns[at];
        attribute(rows,
                  (Attribute){ .relation = relation->oid,
                               .number = at + 1,
                               .name = str_of(column->name),
                               .type = system_column_type(column),
                               .domain = column->domain ? system_column_type_oid(column) : 0,
                               .is_not_null = column->is_not_null,
                               .collation = system_collation(relation, column),
                               .dimensions =
                                   relation->kind == 'r' ? dimensions((TypeId)column->type) : 0 });
    }
}

void pg_attribute_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        table_attributes(rows, &version->tables[at]);
    for (uint32_t at = 0; at < system_relation_count(); at++)
        system_attributes(rows, system_relation_get(at));
}

/* --- pg_attrdef --------------------------------------------------------------------------------
 */

static void table_defaults(Rows *rows, const CatalogTable *table)
{
    for (uint32_t at = 0; at < table->column_count; at++) {
        const CatalogColumn *column = &table->columns[at];
        uint32_t oid = default_oid(table, at);
        if (!has_default(column) || !rows_want(rows, oid))
            continue;
        struct pg_attrdef_row *row = rows_next(rows);
        put_int(rows, &row->oid, oid);
        put_int(rows, &row->adrelid, table->oid);
        put_int(rows, &row->adnum, catalog_attribute(table, at));
        put_text(rows, &row->adbin,
                 node_tree(rows->cx,
                           default_text(rows->cx, rows->catalog, table, at, WRITING_PLAIN),
                           default_text(rows->cx, rows->catalog, table, at, WRITING_PRETTY)));
    }
}

void pg_attrdef_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        table_defaults(rows, &version->tables[at]);
}

/* --- pg_tables ---------------------------------------------------------------------------------
 */

typedef struct Listed {
    Str schema, name, owner;
    bool has_indexes, has_triggers;
} Listed;

static void table(Rows *rows, Listed t)
{
    struct pg_tables_row *row = rows_next(rows);

    put_text(rows, &row->schemaname, t.schema);
    put_text(rows, &row->tablename, t.name);
    put_text(rows, &row->tableowner, t.owner);
    put_bool(rows, &row->hasindexes, t.has_indexes);
    put_bool(rows, &row->hasrules, false);
    put_bool(rows, &row->hastriggers, t.has_triggers);
    put_bool(rows, &row->rowsecurity, false);
}

void pg_tables_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;
    bool has_indexes;
    uint32_t checks;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *user = &version->tables[at];
        if (kind_of(user) != 'r')
            continue;
        count_constraints(user, &has_indexes, &checks);
        table(rows, (Listed){ schema_name(rows->catalog, user->schema_oid), user->name,
                              role_name_of(rows->catalog, rows->cx->arena,
                                           secured_relation(version->security, user).owner),
                              has_indexes, has_foreign(rows, user) });
    }
    for (uint32_t at = 0; at < system_relation_count(); at++)
        if (system_relation_get(at)->kind == 'r')
            table(rows, (Listed){ str_of(system_relation_get(at)->schema),
                                  str_of(system_relation_get(at)->name),
                                  role_name_of(rows->catalog, rows->cx->arena, OID_OWNER), false,
                                  false });
}
