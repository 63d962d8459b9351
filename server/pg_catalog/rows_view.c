/* rows_view.c -- pg_views, pg_matviews, pg_rewrite and information_schema's views. */
#include "server/pg_catalog/definition.h"

/* A view has one rule, of this name, which has the oid of the view. */
static const char rule_name[] = "_RETURN";

static const CatalogTable *table_at(const Rows *rows, uint32_t at)
{
    return &rows->catalog->version->tables[at];
}

void pg_views_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *view = table_at(rows, at);
        if (view->kind != RELATION_VIEW)
            continue;
        struct pg_views_row *row = rows_next(rows);
        put_text(rows, &row->schemaname, schema_name(rows->catalog, view->schema_oid));
        put_text(rows, &row->viewname, view->name);
        put_text(rows, &row->viewowner, rows->catalog->user);
        if (rows_show(rows, &row->definition))
            put_text(rows, &row->definition,
                     view_text(rows->cx, rows->catalog, view, WRITING_PLAIN));
    }
    for (uint32_t at = 0; at < system_relation_count(); at++) {
        const SystemRelation *relation = system_relation_get(at);
        if (relation->kind != 'v')
            continue;
        struct pg_views_row *row = rows_next(rows);
        put_text(rows, &row->schemaname, str_of(relation->schema));
        put_text(rows, &row->viewname, str_of(relation->name));
        put_text(rows, &row->viewowner, rows->catalog->user);
    }
}

void pg_matviews_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *view = table_at(rows, at);
        if (!view->is_materialized)
            continue;
        struct pg_matviews_row *row = rows_next(rows);
        put_text(rows, &row->schemaname, schema_name(rows->catalog, view->schema_oid));
        put_text(rows, &row->matviewname, view->name);
        put_text(rows, &row->matviewowner, rows->catalog->user);
        put_bool(rows, &row->hasindexes, false);
        put_bool(rows, &row->ispopulated, !view->is_unpopulated);
        if (view->query.tree.length && rows_show(rows, &row->definition))
            put_text(rows, &row->definition,
                     view_text(rows->cx, rows->catalog, view, WRITING_PLAIN));
    }
}

void pg_rewrite_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *view = table_at(rows, at);
        if ((view->kind != RELATION_VIEW && !view->is_materialized) || !rows_want(rows, view->oid))
            continue;
        struct pg_rewrite_row *row = rows_next(rows);
        put_int(rows, &row->oid, view->oid);
        put_text(rows, &row->rulename, str_of(rule_name));
        put_int(rows, &row->ev_class, view->oid);
        put_int(rows, &row->ev_type, '1');
        put_int(rows, &row->ev_enabled, 'O');
        put_bool(rows, &row->is_instead, true);
        put_text(rows, &row->ev_qual, STR_LIT("<>"));
        put_text(rows, &row->ev_action, view->query.text);
    }
}

void standard_views_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *view = table_at(rows, at);
        if (view->kind != RELATION_VIEW)
            continue;
        struct views_row *row = rows_next(rows);
        put_text(rows, &row->table_catalog, rows->catalog->database);
        put_text(rows, &row->table_schema, schema_name(rows->catalog, view->schema_oid));
        put_text(rows, &row->table_name, view->name);
        if (rows_show(rows, &row->view_definition))
            put_text(rows, &row->view_definition,
                     view_text(rows->cx, rows->catalog, view, WRITING_PLAIN));
        put_text(rows, &row->check_option, STR_LIT("NONE"));
        put_text(rows, &row->is_updatable, STR_LIT("NO"));
        put_text(rows, &row->is_insertable_into, STR_LIT("NO"));
        put_text(rows, &row->is_trigger_updatable, STR_LIT("NO"));
        put_text(rows, &row->is_trigger_deletable, STR_LIT("NO"));
        put_text(rows, &row->is_trigger_insertable_into, STR_LIT("NO"));
    }
}
