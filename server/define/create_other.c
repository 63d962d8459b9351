/* create_other.c -- CREATE VIEW, SCHEMA: see define.h. */
#include "server/define/define.h"

#include "server/modify/with.h"

/* --- Views ----------------------------------------------------------------------------------- */

/* OR REPLACE may only add columns at the end. */
static bool check_replaced(Define *d, const CatalogTable *former, const CatalogTable *view)
{
    if (former->kind != RELATION_VIEW)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a view",
                    STR(former->name));
    if (view->column_count < former->column_count)
        return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                    "cannot drop columns from view");
    for (uint32_t at = 0; at < former->column_count; at++) {
        const CatalogColumn *old = &former->columns[at], *new = &view->columns[at];
        if (!str_equal(old->name, new->name)) {
            fail(d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                 "cannot change name of view column \"%.*s\" to \"%.*s\"", STR(old->name),
                 STR(new->name));
            return fail_hint(d->cx, "Use ALTER VIEW ... RENAME COLUMN ... to change name of view "
                                    "column instead.");
        }
        if (old->type.id != new->type.id || old->type.typmod != new->type.typmod)
            return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                        "cannot change data type of view column \"%.*s\" from %.*s to %.*s",
                        STR(old->name), STR(type_print(d->cx->arena, old->type)),
                        STR(type_print(d->cx->arena, new->type)));
    }
    return true;
}

static bool view_columns(Define *d, const CreateView *statement, CatalogTable *view)
{
    Texts names = ((const TableName *)statement->view)->columns;
    Columns columns;

    TRY(plan_columns(d->cx, d->session, statement->query, &columns));
    if (names.count > columns.count)
        return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                    "CREATE VIEW specifies more column names than columns");
    CatalogColumn *made = ARENA_ARRAY(d->cx->arena, CatalogColumn, columns.count + 1);
    for (uint32_t at = 0; at < columns.count; at++) {
        Str name = at < names.count ? names.items[at] : columns.items[at].name;
        made[at] = (CatalogColumn){
            .name = name, .type = columns.items[at].type, .nullable = true, .null_count = -1
        };
        for (uint32_t before = 0; before < at; before++)
            if (str_equal(made[before].name, name))
                return fail(d->cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                            "column \"%.*s\" specified more than once", STR(name));
    }
    view->columns = made;
    view->column_count = columns.count;
    return true;
}

bool create_view(Define *d, const CreateView *statement)
{
    CatalogTable view = { .kind = RELATION_VIEW };
    ObjectName name;
    PgCatalog catalog;

    if (with_changes(statement->query).count)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "views must not contain data-modifying statements in WITH");
    TRY(define_new_name(d, statement->view, statement->is_temporary, &name));
    TRY(type_check_free(d, &name));
    bool exists = define_has_relation(d, name.schema_oid, name.name);
    if (exists && !statement->is_replacing)
        return fail(d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(name.name));
    view.name = name.name;
    view.schema_oid = name.schema_oid;
    view.is_temporary = name.is_temporary;
    view.oid = catalog_new_oid(d->session->server->catalog);
    TRY(view_columns(d, statement, &view));
    AnalyseInput input = define_input(d, &catalog);
    const Plan *query = TRY(analyse_names(d->cx, &input, statement->query));
    view.query = define_store_query(d, query, statement->text);
    if (exists) {
        const CatalogTable *former = define_find(d, statement->view, "view", false);
        TRY(former);
        TRY(check_replaced(d, former, &view));
        view.oid = former->oid;
    }
    transaction_put(d->session, view.oid, catalog_table_make(&view));
    return true;
}

/* --- Schemas --------------------------------------------------------------------------------- */

bool create_schema(Define *d, const CreateSchema *statement)
{
    Str name = statement->name.length ? statement->name : statement->owner;

    if (catalog_schema_oid(d->version, name)) {
        if (!statement->if_not_exists)
            return fail(d->cx, ERR_DUPLICATE_SCHEMA, NO_POSITION, "schema \"%.*s\" already exists",
                        STR(name));
        define_notice(d, ERR_DUPLICATE_SCHEMA, "schema \"%.*s\" already exists, skipping",
                      STR(name));
        return true;
    }
    if (name.length >= 3 && memcmp(name.data, "pg_", 3) == 0) {
        fail(d->cx, ERR_INVALID_NAME, NO_POSITION, "unacceptable schema name \"%.*s\"", STR(name));
        return fail_detail(d->cx, "The prefix \"pg_\" is reserved for system schemas.");
    }
    transaction_put_schema(d->session, catalog_new_oid(d->session->server->catalog), name);
    return true;
}
