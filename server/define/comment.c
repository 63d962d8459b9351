/* comment.c -- COMMENT ON: see define.h.  What was said is kept beside the objects: see catalog.h.
 */
#include "server/define/define.h"

#include "server/pg_catalog/pg_catalog.h"

enum { DATABASE_OID = 5 }; /* the one there is */

/* --- Relations and what they have ------------------------------------------------------------ */

static bool is_kind(const CatalogTable *table, ObjectKind kind)
{
    switch (kind) {
    case OBJECT_VIEW: return table->kind == RELATION_VIEW;
    case OBJECT_SEQUENCE: return table->kind == RELATION_SEQUENCE;
    case OBJECT_MATERIALIZED_VIEW: return table->is_materialized;
    case OBJECT_TABLE:
        return (table->kind == RELATION_MEMORY && !table->is_materialized) ||
               table->kind == RELATION_FILES;
    default: return table->kind != RELATION_SEQUENCE; /* what has columns */
    }
}

static bool find_relation(Define *d, const Comment *statement, CatalogComment *comment)
{
    const CatalogTable *table = TRY(define_find(d, statement->object, "relation", false));

    comment->object_oid = table->oid;
    return is_kind(table, (ObjectKind)statement->kind) ||
           fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a %s", STR(table->name),
                object_names[statement->kind]);
}

static bool find_index(Define *d, const Comment *statement, CatalogComment *comment)
{
    const CatalogTable *table;
    const CatalogConstraint *index = define_find_index(d, statement->object, &table);

    if (!index)
        return has_failed(d->cx) ? false
                                 : fail(d->cx, ERR_UNDEFINED_TABLE, NO_POSITION,
                                        "relation \"%.*s\" does not exist",
                                        STR(define_name_text(d, statement->object)));
    comment->object_oid = index->index_oid;
    return true;
}

static bool find_column(Define *d, const Comment *statement, CatalogComment *comment)
{
    const CatalogTable *table = TRY(define_find(d, statement->object, "relation", false));

    comment->object_oid = table->oid;
    if (!is_kind(table, OBJECT_COLUMN)) {
        fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot set comment on relation \"%.*s\"",
             STR(table->name));
        return fail_detail(d->cx, "This operation is not supported for sequences.");
    }
    for (uint32_t at = 0; at < table->column_count; at++)
        if (str_equal(table->columns[at].name, statement->column)) {
            comment->sub_id = catalog_attribute(table, at);
            return true;
        }
    return fail(d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(statement->column),
                STR(table->name));
}

static bool find_constraint(Define *d, const Comment *statement, CatalogComment *comment)
{
    const CatalogTable *table = TRY(define_find(d, statement->object, "relation", false));

    comment->class_oid = CATALOG_CLASS_CONSTRAINT;
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (!table->constraints[at].is_index &&
            str_equal(table->constraints[at].name, statement->column)) {
            comment->object_oid = table->constraints[at].oid;
            return true;
        }
    return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "constraint \"%.*s\" for table \"%.*s\" does not exist", STR(statement->column),
                STR(table->name));
}

/* --- Everything else ------------------------------------------------------------------------- */

static bool find_named(Define *d, const Comment *statement, TypeId type, uint32_t class_oid,
                       CatalogComment *comment)
{
    SystemName name = { .type = type,
                        .text = define_name_text(d, statement->object),
                        .position = NO_POSITION };
    PgCatalog catalog;
    int64_t oid;

    (void)define_input(d, &catalog);
    TRY(pg_catalog_name(&catalog, d->cx, &name, &oid));
    comment->class_oid = class_oid;
    comment->object_oid = (uint32_t)oid;
    return true;
}

static bool find_database(Define *d, const Comment *statement, CatalogComment *comment)
{
    Str name = define_name_text(d, statement->object);

    comment->class_oid = CATALOG_CLASS_DATABASE;
    comment->object_oid = DATABASE_OID;
    return str_equal(name, d->session->database) ||
           fail(d->cx, ERR_UNDEFINED_DATABASE, NO_POSITION, "database \"%.*s\" does not exist",
                STR(name));
}

static bool find_object(Define *d, const Comment *statement, CatalogComment *comment)
{
    switch ((ObjectKind)statement->kind) {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATERIALIZED_VIEW:
    case OBJECT_SEQUENCE: return find_relation(d, statement, comment);
    case OBJECT_INDEX: return find_index(d, statement, comment);
    case OBJECT_COLUMN: return find_column(d, statement, comment);
    case OBJECT_CONSTRAINT: return find_constraint(d, statement, comment);
    case OBJECT_TYPE:
    case OBJECT_DOMAIN: return find_named(d, statement, TYPE_REGTYPE, CATALOG_CLASS_TYPE, comment);
    case OBJECT_SCHEMA:
        return find_named(d, statement, TYPE_REGNAMESPACE, CATALOG_CLASS_NAMESPACE, comment);
    case OBJECT_ROLE: return find_named(d, statement, TYPE_REGROLE, CATALOG_CLASS_AUTHID, comment);
    case OBJECT_DATABASE: return find_database(d, statement, comment);
    }
    return false;
}

bool comment_on(Define *d, const Comment *statement)
{
    CatalogComment comment = { .class_oid = CATALOG_CLASS_RELATION, .text = statement->text };

    TRY(find_object(d, statement, &comment));
    transaction_put_comment(d->session, &comment);
    return true;
}
