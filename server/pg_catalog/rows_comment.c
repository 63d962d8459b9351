/* rows_comment.c -- pg_description and pg_shdescription: what COMMENT ON has said. */
#include "server/pg_catalog/relation.h"

/* Databases and roles are of all databases. */
static bool is_shared(const CatalogComment *comment)
{
    return comment->class_oid == CATALOG_CLASS_DATABASE ||
           comment->class_oid == CATALOG_CLASS_AUTHID;
}

void pg_description_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->comment_count; at++) {
        const CatalogComment *comment = &version->comments[at];
        if (is_shared(comment) || !rows_want(rows, comment->object_oid))
            continue;
        struct pg_description_row *row = rows_next(rows);
        put_int(rows, &row->objoid, comment->object_oid);
        put_int(rows, &row->classoid, comment->class_oid);
        put_int(rows, &row->objsubid, comment->sub_id);
        put_text(rows, &row->description, comment->text);
    }
}

void pg_shdescription_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->comment_count; at++) {
        const CatalogComment *comment = &version->comments[at];
        if (!is_shared(comment) || !rows_want(rows, comment->object_oid))
            continue;
        struct pg_shdescription_row *row = rows_next(rows);
        put_int(rows, &row->objoid, comment->object_oid);
        put_int(rows, &row->classoid, comment->class_oid);
        put_text(rows, &row->description, comment->text);
    }
}
