/*
 * rows_index.c -- pg_constraint, pg_index, pg_indexes, and the operator classes indexes name.
 */
#include "base/array.h"
#include "server/pg_catalog/definition.h"
#include "server/pg_catalog/type_facts.h"

/* Does `make` with each constraint or index of each table. */
static void each_constraint(Rows *rows, void (*make)(Rows *rows, const CatalogTable *table,
                                                     const CatalogConstraint *constraint))
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        for (uint32_t in = 0; in < version->tables[at].constraint_count; in++)
            make(rows, &version->tables[at], &version->tables[at].constraints[in]);
}

/* attnums of columns, in an array or vector of int2; of expressions 0. */
static Str column_numbers(Rows *rows, const CatalogTable *table, const uint32_t *columns,
                          uint32_t count, int lower)
{
    Value *items = ARENA_ARRAY(rows->cx->arena, Value, count + 1);
    ArrayHeader shape = array_list(lower, count);

    for (uint32_t at = 0; at < count; at++)
        items[at] =
            (Value){ .integer =
                         columns[at] == UINT32_MAX ? 0 : catalog_attribute(table, columns[at]) };
    return array_make(rows->cx->arena, TYPE_INT2, &shape, items);
}

/* The columns a check names are those of its conkey. */
static Str check_numbers(Rows *rows, const CatalogTable *table, const CatalogConstraint *constraint)
{
    Counts named = check_columns(rows->cx, table, constraint);
    uint32_t *columns = ARENA_ARRAY(rows->cx->arena, uint32_t, named.count + 1);

    for (uint32_t at = 0; at < named.count; at++)
        columns[at] = (uint32_t)named.items[at];
    return column_numbers(rows, table, columns, named.count, 1);
}

/* --- pg_constraint ------------------------------------------------------------------------------
 */

static void put_foreign(Rows *rows, struct pg_constraint_row *row, const CatalogTable *table,
                        const CatalogConstraint *constraint)
{
    static const char actions[] = { [FOREIGN_NO_ACTION] = 'a',
                                    [FOREIGN_RESTRICT] = 'r',
                                    [FOREIGN_CASCADE] = 'c',
                                    [FOREIGN_SET_NULL] = 'n',
                                    [FOREIGN_SET_DEFAULT] = 'd' };
    const CatalogForeign *foreign = &constraint->foreign;
    Value *items = ARENA_ARRAY(rows->cx->arena, Value, constraint->column_count + 1);
    ArrayHeader shape = array_list(1, constraint->column_count);
    const CatalogTable *to = catalog_find_oid(rows->catalog->version, foreign->table_oid);

    for (uint32_t at = 0; at < constraint->column_count; at++)
        items[at] = (Value){ .integer = foreign->attributes[at] };
    put_int(rows, &row->confrelid, foreign->table_oid);
    put_int(rows, &row->confupdtype, actions[foreign->on_update]);
    put_int(rows, &row->confdeltype, actions[foreign->on_delete]);
    put_int(rows, &row->confmatchtype, foreign->is_full ? 'f' : 's');
    put_text(rows, &row->confkey, array_make(rows->cx->arena, TYPE_INT2, &shape, items));
    if (foreign->set_count)
        put_text(rows, &row->confdelsetcols,
                 column_numbers(rows, table, foreign->set_columns, foreign->set_count, 1));
    for (uint32_t at = 0; to && at < to->constraint_count; at++)
        if (to->constraints[at].oid == foreign->key_oid ||
            to->constraints[at].index_oid == foreign->key_oid)
            put_int(rows, &row->conindid, to->constraints[at].index_oid);
}

static void put_check(Rows *rows, struct pg_constraint_row *row, const CatalogTable *table,
                      const CatalogConstraint *constraint)
{
    const PgCatalog *catalog = rows->catalog;

    put_text(rows, &row->conkey, check_numbers(rows, table, constraint));
    if (rows_show(rows, &row->conbin))
        put_text(rows, &row->conbin,
                 node_tree(rows->cx,
                           check_text(rows->cx, catalog, table, constraint, WRITING_PLAIN),
                           check_text(rows->cx, catalog, table, constraint, WRITING_PRETTY)));
}

static void put_constraint(Rows *rows, const CatalogTable *table,
                           const CatalogConstraint *constraint)
{
    char type = constraint_type(constraint);

    if (!is_constraint(constraint) || !rows_want(rows, constraint->oid))
        return;
    struct pg_constraint_row *row = rows_next(rows);
    put_int(rows, &row->oid, constraint->oid);
    put_text(rows, &row->conname, constraint->name);
    put_int(rows, &row->connamespace, table->schema_oid);
    put_int(rows, &row->contype, type);
    put_bool(rows, &row->condeferrable, constraint->is_deferrable);
    put_bool(rows, &row->condeferred, constraint->is_deferred);
    put_bool(rows, &row->convalidated, !constraint->is_not_valid);
    put_int(rows, &row->conrelid, table->oid);
    put_int(rows, &row->conindid, constraint->index_oid);
    put_int(rows, &row->confupdtype, ' ');
    put_int(rows, &row->confdeltype, ' ');
    put_int(rows, &row->confmatchtype, ' ');
    put_bool(rows, &row->conislocal, true);
    put_bool(rows, &row->connoinherit, type != 'c');
    if (type == 'c') {
        put_check(rows, row, table, constraint);
        return;
    }
    put_text(rows, &row->conkey,
             column_numbers(rows, table, constraint->columns, constraint->column_count, 1));
    if (type == 'f')
        put_foreign(rows, row, table, constraint);
}

/* A check of a domain. */
static void put_domain_check(Rows *rows, const CatalogType *domain, const CatalogConstraint *check)
{
    if (!rows_want(rows, check->oid))
        return;
    struct pg_constraint_row *row = rows_next(rows);

    put_int(rows, &row->oid, check->oid);
    put_text(rows, &row->conname, check->name);
    put_int(rows, &row->connamespace, domain->schema_oid);
    put_int(rows, &row->contype, 'c');
    put_bool(rows, &row->convalidated, !check->is_not_valid);
    put_int(rows, &row->contypid, domain->oid);
    put_int(rows, &row->confupdtype, ' ');
    put_int(rows, &row->confdeltype, ' ');
    put_int(rows, &row->confmatchtype, ' ');
    put_bool(rows, &row->conislocal, true);
    if (rows_show(rows, &row->conbin))
        put_text(
            rows, &row->conbin,
            node_tree(rows->cx,
                      domain_check_text(rows->cx, rows->catalog, domain, check, WRITING_PLAIN),
                      domain_check_text(rows->cx, rows->catalog, domain, check, WRITING_PRETTY)));
}

void pg_constraint_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->type_count; at++)
        for (uint32_t in = 0; in < version->types[at].check_count; in++)
            put_domain_check(rows, &version->types[at], &version->types[at].checks[in]);
    each_constraint(rows, put_constraint);
}

/* --- pg_index ------------------------------------------------------------------------------------
 */

static Str vector_of_oids(Rows *rows, const Value *oids, uint32_t count)
{
    ArrayHeader shape = array_list(0, count);

    return array_make(rows->cx->arena, TYPE_OID, &shape, oids);
}

/* Operator classes and collations of the columns. */
static void put_classes(Rows *rows, struct pg_index_row *row, const CatalogTable *table,
                        const CatalogConstraint *index)
{
    uint32_t count = index->column_count;
    Value *classes = arena_zero(rows->cx->arena, (count + 1) * sizeof *classes);
    Value *collations = arena_zero(rows->cx->arena, (count + 1) * sizeof *collations);

    for (uint32_t at = 0; at < count; at++) {
        TypeId type = (TypeId)index_column(rows->cx, rows->catalog, table, index, at).type.id;
        classes[at].integer = operator_class_of(type);
        collations[at].integer = type_collation(type);
    }
    put_text(rows, &row->indclass, vector_of_oids(rows, classes, count));
    put_text(rows, &row->indcollation, vector_of_oids(rows, collations, count));
}

/* Bits of indoption. */
enum { INDEX_DESCENDING = 1, INDEX_NULLS_FIRST = 2 };

static void put_options(Rows *rows, struct pg_index_row *row, const CatalogConstraint *index)
{
    Value *options = arena_zero(rows->cx->arena, (index->column_count + 1) * sizeof *options);
    ArrayHeader shape = array_list(0, index->column_count);

    for (uint32_t at = 0; index->keys && at < index->column_count; at++)
        options[at].integer = (index->keys[at].descending ? INDEX_DESCENDING : 0) |
                              (index->keys[at].nulls_first ? INDEX_NULLS_FIRST : 0);
    put_text(rows, &row->indoption, array_make(rows->cx->arena, TYPE_INT2, &shape, options));
}

static void put_exprs(Rows *rows, struct pg_index_row *row, const CatalogTable *table,
                      const CatalogConstraint *index)
{
    const PgCatalog *catalog = rows->catalog;
    Str plain = index_exprs_text(rows->cx, catalog, table, index, WRITING_PLAIN);

    if (plain.length)
        put_text(rows, &row->indexprs,
                 node_tree(rows->cx, plain,
                           index_exprs_text(rows->cx, catalog, table, index, WRITING_PRETTY)));
    if (index->where.tree.length)
        put_text(rows, &row->indpred,
                 node_tree(rows->cx,
                           index_where_text(rows->cx, catalog, table, index, WRITING_PLAIN),
                           index_where_text(rows->cx, catalog, table, index, WRITING_PRETTY)));
}

static void put_index(Rows *rows, const CatalogTable *table, const CatalogConstraint *index)
{
    if (!has_index(index) || !rows_want(rows, index->index_oid))
        return;
    struct pg_index_row *row = rows_next(rows);

    put_int(rows, &row->indexrelid, index->index_oid);
    put_int(rows, &row->indrelid, table->oid);
    put_int(rows, &row->indnatts, index->column_count);
    put_int(rows, &row->indnkeyatts, index->column_count);
    put_bool(rows, &row->indisunique, index->is_unique);
    put_bool(rows, &row->indisprimary, index->is_primary);
    put_bool(rows, &row->indimmediate, !index->is_deferrable);
    put_bool(rows, &row->indisvalid, true);
    put_bool(rows, &row->indisready, true);
    put_bool(rows, &row->indislive, true);
    put_text(rows, &row->indkey,
             column_numbers(rows, table, index->columns, index->column_count, 0));
    put_classes(rows, row, table, index);
    put_options(rows, row, index);
    put_exprs(rows, row, table, index);
}

void pg_index_rows(Rows *rows)
{
    each_constraint(rows, put_index);
}

static void put_index_name(Rows *rows, const CatalogTable *table, const CatalogConstraint *index)
{
    if (!has_index(index))
        return;
    struct pg_indexes_row *row = rows_next(rows);

    put_text(rows, &row->schemaname, schema_name(rows->catalog, table->schema_oid));
    put_text(rows, &row->tablename, table->name);
    put_text(rows, &row->indexname, index->name);
    put_text(rows, &row->indexdef,
             index_text(rows->cx, rows->catalog, table, index, WRITING_PLAIN));
}

void pg_indexes_rows(Rows *rows)
{
    each_constraint(rows, put_index_name);
}

/* --- Operator classes ----------------------------------------------------------------------------
 */

static const struct OperatorClass {
    uint32_t oid;
    const char *name;
    uint32_t family;
    TypeId type;
    uint32_t key_type;
    bool is_default;
} operator_classes[] = {
#define OPFAMILY(...)
#define OPCLASS(OID, NAME, FAMILY, TYPE, KEY, DEFAULT)                                             \
    { OID, NAME, FAMILY, TYPE_##TYPE, KEY, DEFAULT },
#include "server/pg_catalog/opclasses.def"
#undef OPFAMILY
#undef OPCLASS
};

uint32_t operator_class_of(TypeId type)
{
    if (type_is_array(type) && !type_is_vector(type))
        type = TYPE_ANYARRAY;
    if (type == TYPE_VARCHAR)
        type = TYPE_TEXT;
    for (size_t at = 0; at < COUNT_OF(operator_classes); at++)
        if (operator_classes[at].type == type && operator_classes[at].is_default)
            return operator_classes[at].oid;
    return 0;
}

void pg_opclass_rows(Rows *rows)
{
    for (size_t at = 0; at < COUNT_OF(operator_classes); at++) {
        const struct OperatorClass *class = &operator_classes[at];
        struct pg_opclass_row *row = rows_next(rows);
        put_int(rows, &row->oid, class->oid);
        put_int(rows, &row->opcmethod, OID_BTREE);
        put_text(rows, &row->opcname, str_of(class->name));
        put_int(rows, &row->opcnamespace, OID_PG_CATALOG);
        put_int(rows, &row->opcowner, OID_OWNER);
        put_int(rows, &row->opcfamily, class->family);
        put_int(rows, &row->opcintype, type_oid(class->type));
        put_bool(rows, &row->opcdefault, class->is_default);
        put_int(rows, &row->opckeytype, class->key_type);
    }
}

void pg_opfamily_rows(Rows *rows)
{
    static const struct {
        uint32_t oid;
        const char *name;
    } families[] = {
#define OPFAMILY(OID, NAME) { OID, NAME },
#define OPCLASS(...)
#include "server/pg_catalog/opclasses.def"
#undef OPFAMILY
#undef OPCLASS
    };

    for (size_t at = 0; at < COUNT_OF(families); at++) {
        struct pg_opfamily_row *row = rows_next(rows);
        put_int(rows, &row->oid, families[at].oid);
        put_int(rows, &row->opfmethod, OID_BTREE);
        put_text(rows, &row->opfname, str_of(families[at].name));
        put_int(rows, &row->opfnamespace, OID_PG_CATALOG);
        put_int(rows, &row->opfowner, OID_OWNER);
    }
}
