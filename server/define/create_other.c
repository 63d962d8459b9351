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

/* What WITH says, as pg_class shows it. */
static bool view_options(const Define *d, const CreateView *statement, CatalogTable *view)
{
    Texts options = statement->options;
    Str *all = ARENA_ARRAY(d->cx->arena, Str, options.count + 1);

    for (uint32_t at = 0; at + 1 < options.count; at += 2) {
        Str name = options.items[at], value = options.items[at + 1];
        bool is_check = str_is(name, "check_option");
        bool invokes = str_is(name, "security_invoker");
        if (!is_check && !invokes && !str_is(name, "security_barrier"))
            return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                        "unrecognized parameter \"%.*s\"", STR(name));
        if (is_check && !str_is(value, "local") && !str_is(value, "cascaded")) {
            fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                 "invalid value for enum option \"check_option\": %.*s", STR(value));
            return fail_detail(d->cx, "Valid values are \"local\" and \"cascaded\".");
        }
        if (invokes && !str_is(value, "false"))
            return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "security_invoker of a view is not supported yet");
        all[view->option_count++] = str_format(d->cx->arena, "%.*s=%.*s", STR(name),
                                               STR(value.length ? value : STR_LIT("true")));
    }
    view->options = all;
    return true;
}

/* A check makes sense where rows can be written. */
static bool check_updatable(const Define *d, const CreateView *statement, const CatalogTable *view)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);
    bool *columns = arena_zero(d->cx->arena, view->column_count + 1), is_checked = false;
    const char *obstacle = NULL;

    for (uint32_t at = 0; at + 1 < statement->options.count; at += 2)
        is_checked |= str_is(statement->options.items[at], "check_option");
    if (!is_checked || analyse_updatable(d->cx, &input, view, columns, &obstacle))
        return true;
    fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
         "WITH CHECK OPTION is supported only on automatically updatable views");
    return obstacle ? fail_hint(d->cx, "%s", obstacle) != NULL : false;
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
    TRY(view_options(d, statement, &view) && check_updatable(d, statement, &view));
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
