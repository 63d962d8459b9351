/* rows_view.c -- pg_views, pg_matviews, pg_rewrite and information_schema's views. */
#include "server/pg_catalog/standard.h"
#include "server/session.h"

/* A view has one rule, of this name, which has the oid of the view. */
static const char rule_name[] = "_RETURN";

static Str owner_of(const Rows *rows, const CatalogTable *view)
{
    return role_name_of(rows->catalog, rows->cx->arena,
                        secured_relation(rows->catalog->version->security, view).owner);
}

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
        put_text(rows, &row->viewowner, owner_of(rows, view));
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
        put_text(rows, &row->viewowner, role_name_of(rows->catalog, rows->cx->arena, OID_OWNER));
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
        put_text(rows, &row->matviewowner, owner_of(rows, view));
        put_bool(rows, &row->hasindexes, view->constraint_count != 0);
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

/* --- information_schema ------------------------------------------------------------------------
 */

bool view_is_updatable(Rows *rows, const CatalogTable *view, bool *out_columns)
{
    const PgCatalog *catalog = rows->catalog;
    PgCatalog own = *catalog;
    AnalyseInput input = { .catalog = catalog->version,
                           .path = catalog->path,
                           .system_relation = pg_catalog_relation,
                           .system_call = pg_catalog_call,
                           .system_name = pg_catalog_name,
                           .system_context = &own };
    const char *obstacle;

    return analyse_updatable(rows->cx, &input, view, out_columns, &obstacle);
}

static Str check_option(const CatalogTable *view)
{
    for (uint32_t at = 0; at < view->option_count; at++) {
        if (str_is(view->options[at], "check_option=local"))
            return STR_LIT("LOCAL");
        if (str_is(view->options[at], "check_option=cascaded"))
            return STR_LIT("CASCADED");
    }
    return STR_LIT("NONE");
}

void standard_views_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *view = table_at(rows, at);
        if (view->kind != RELATION_VIEW || !standard_lists(rows, view))
            continue;
        struct views_row *row = rows_next(rows);
        put_text(rows, &row->table_catalog, rows->catalog->database);
        put_text(rows, &row->table_schema, schema_name(rows->catalog, view->schema_oid));
        put_text(rows, &row->table_name, view->name);
        if (rows_show(rows, &row->view_definition))
            put_text(rows, &row->view_definition,
                     view_text(rows->cx, rows->catalog, view, WRITING_PLAIN));
        bool *columns = arena_zero(rows->cx->arena, view->column_count + 1);
        Str is_updatable = yes_or_no(view_is_updatable(rows, view, columns));
        put_text(rows, &row->check_option, check_option(view));
        put_text(rows, &row->is_updatable, is_updatable);
        put_text(rows, &row->is_insertable_into, is_updatable);
        put_text(rows, &row->is_trigger_updatable, STR_LIT("NO"));
        put_text(rows, &row->is_trigger_deletable, STR_LIT("NO"));
        put_text(rows, &row->is_trigger_insertable_into, STR_LIT("NO"));
    }
}

typedef struct Read {
    const CatalogTable *view, *table; /* NULL: of the catalog */
    const SystemRelation *system;     /* likewise */
    ColumnRead column;
} Read;

/* Calls `put` with each relation (`columns`: each column) that each view reads. */
static void each_read(Rows *rows, bool columns, void (*put)(Rows *rows, const Read *read))
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        Read read = { .view = &version->tables[at] };
        ColumnReads reads = { 0 };
        if (read.view->kind == RELATION_VIEW)
            reads = view_reads_of(rows->cx, rows->catalog, read.view);
        for (uint32_t in = 0; in < reads.count; in++) {
            read.column = reads.items[in];
            read.table = catalog_find_oid(version, read.column.relation);
            read.system = system_relation_of(read.column.relation);
            bool is_shown = read.table ? is_standard_table(read.table) : read.system != NULL;
            if (is_shown && (read.column.attribute != 0) == columns)
                put(rows, &read);
        }
    }
}

static Str schema_of_read(const Rows *rows, const Read *read)
{
    return read->table ? schema_name(rows->catalog, read->table->schema_oid)
                       : str_of(read->system->schema);
}

static Str name_of_read(const Read *read)
{
    return read->table ? read->table->name : str_of(read->system->name);
}

static Str column_of_read(const Read *read)
{
    uint32_t at = read->table ? catalog_column_of(read->table, read->column.attribute) : 0;

    if (!read->table)
        return str_of(read->system->columns[read->column.attribute - 1].name);
    return at < read->table->column_count ? read->table->columns[at].name : STR_NONE;
}

#define PUT_READ(rows, row, read)                                                                  \
    put_text(rows, &(row)->view_catalog, (rows)->catalog->database);                               \
    put_text(rows, &(row)->view_schema, schema_name((rows)->catalog, (read)->view->schema_oid));   \
    put_text(rows, &(row)->view_name, (read)->view->name);                                         \
    put_text(rows, &(row)->table_catalog, (rows)->catalog->database);                              \
    put_text(rows, &(row)->table_schema, schema_of_read(rows, read));                              \
    put_text(rows, &(row)->table_name, name_of_read(read))

static void put_table_read(Rows *rows, const Read *read)
{
    struct view_table_usage_row *row = rows_next(rows);

    PUT_READ(rows, row, read);
}

void view_table_usage_rows(Rows *rows)
{
    each_read(rows, false, put_table_read);
}

static void put_column_read(Rows *rows, const Read *read)
{
    struct view_column_usage_row *row = rows_next(rows);

    PUT_READ(rows, row, read);
    put_text(rows, &row->column_name, column_of_read(read));
}

void view_column_usage_rows(Rows *rows)
{
    each_read(rows, true, put_column_read);
}

#undef PUT_READ
