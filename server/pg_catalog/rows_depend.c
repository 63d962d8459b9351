/*
 * rows_depend.c -- pg_depend: what goes with what, as far as it can be asked for.
 *
 *     sequence ──a──> column (serial)      index ──i──> constraint ──a──> column
 *              ──i──> column (identity)          ──a──> column (CREATE INDEX)
 *     default  ──a──> column               rule  ──i──> view
 *     relation ──n──> schema               rule  ──n──> columns it reads, else relations
 *     generated column's default ──a──> columns
 */
#include "server/pg_catalog/definition.h"

typedef struct Object {
    uint32_t class;
    uint32_t oid;
    uint32_t part; /* number of the column, from 1; 0: all of it */
} Object;

static void depend(Rows *rows, Object object, Object on, char type)
{
    struct pg_depend_row *row = rows_next(rows);

    put_int(rows, &row->classid, object.class);
    put_int(rows, &row->objid, object.oid);
    put_int(rows, &row->objsubid, object.part);
    put_int(rows, &row->refclassid, on.class);
    put_int(rows, &row->refobjid, on.oid);
    put_int(rows, &row->refobjsubid, on.part);
    put_int(rows, &row->deptype, type);
}

static Object column_of(const CatalogTable *table, uint32_t at)
{
    return (Object){ OID_PG_CLASS, table->oid, (uint32_t)catalog_attribute(table, at) };
}

/* On the columns it refers to, and the index that makes them unique. */
static void foreign_depends(Rows *rows, Object self, const CatalogConstraint *constraint)
{
    const CatalogForeign *foreign = &constraint->foreign;
    const CatalogTable *to =
        foreign->table_oid ? catalog_find_oid(rows->catalog->version, foreign->table_oid) : NULL;

    for (uint32_t at = 0; to && at < constraint->column_count; at++)
        depend(rows, self, (Object){ OID_PG_CLASS, to->oid, (uint32_t)foreign->attributes[at] },
               'n');
    for (uint32_t at = 0; to && at < to->constraint_count; at++)
        if (to->constraints[at].oid == foreign->key_oid)
            depend(rows, self, (Object){ OID_PG_CLASS, to->constraints[at].index_oid, 0 }, 'n');
}

static void constraint_depends(Rows *rows, const CatalogTable *table,
                               const CatalogConstraint *constraint)
{
    bool is_check = constraint->check.tree.length != 0;
    Counts named = is_check ? check_columns(rows->cx, table, constraint) : (Counts){ 0 };
    uint32_t count = is_check ? named.count : constraint->column_count;
    Object index = { OID_PG_CLASS, constraint->index_oid, 0 };
    Object self = { OID_PG_CONSTRAINT, constraint->oid, 0 };

    if (!is_constraint(constraint))
        self = index;

    for (uint32_t at = 0; at < count; at++) {
        uint32_t column = is_check ? (uint32_t)named.items[at] : constraint->columns[at];
        if (column != UINT32_MAX)
            depend(rows, self, column_of(table, column), 'a');
    }
    if (has_index(constraint) && is_constraint(constraint))
        depend(rows, index, self, 'i');
    foreign_depends(rows, self, constraint);
}

static void column_depends(Rows *rows, const CatalogTable *table, uint32_t at)
{
    const CatalogColumn *column = &table->columns[at];
    Object self = column_of(table, at);

    if (column->sequence_oid)
        depend(rows, (Object){ OID_PG_CLASS, column->sequence_oid, 0 }, self,
               column->identity == IDENTITY_NONE ? 'a' : 'i');
    if (!has_default(column))
        return;
    Object definition = { OID_PG_ATTRDEF, default_oid(table, at), 0 };
    depend(rows, definition, self, 'a');
    if (column->generated.tree.length) {
        Counts named = generated_columns(rows->cx, table, at);
        for (uint32_t in = 0; in < named.count; in++)
            depend(rows, definition, column_of(table, (uint32_t)named.items[in]), 'a');
    }
    if (column->sequence_oid && !column->only_owns_sequence)
        depend(rows, definition, (Object){ OID_PG_CLASS, column->sequence_oid, 0 }, 'n');
}

static bool reads_column_of(const ColumnReads *reads, uint32_t relation)
{
    for (uint32_t at = 0; at < reads->count; at++)
        if (reads->items[at].relation == relation && reads->items[at].attribute)
            return true;
    return false;
}

/* The rule of a view, which has its oid, on what its query names. */
static void view_depends(Rows *rows, const CatalogTable *view)
{
    Object rule = { OID_PG_REWRITE, view->oid, 0 };
    ColumnReads reads = view_reads_of(rows->cx, rows->catalog, view);

    depend(rows, rule, (Object){ OID_PG_CLASS, view->oid, 0 }, 'i');
    for (uint32_t at = 0; at < reads.count; at++)
        if (!system_relation_of(reads.items[at].relation) &&
            (reads.items[at].attribute || !reads_column_of(&reads, reads.items[at].relation)))
            depend(rows, rule,
                   (Object){ OID_PG_CLASS, reads.items[at].relation,
                             (uint32_t)reads.items[at].attribute },
                   'n');
}

void pg_depend_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        Object self = { OID_PG_CLASS, table->oid, 0 };
        depend(rows, self, (Object){ OID_PG_NAMESPACE, table->schema_oid, 0 }, 'n');
        if (table->kind == RELATION_VIEW || table->is_materialized)
            view_depends(rows, table);
        for (uint32_t in = 0; in < table->constraint_count; in++)
            constraint_depends(rows, table, &table->constraints[in]);
        for (uint32_t in = 0; in < table->column_count; in++)
            column_depends(rows, table, in);
    }
}
