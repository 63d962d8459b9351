/*
 * rows_server.c -- what there is one or a few of: schemas, the database, access methods,
 * collations, tablespaces, languages; and the settings of the session.
 */
#include "base/array.h"
#include "server/pg_catalog/definition.h"

void pg_namespace_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->schema_count; at++) {
        struct pg_namespace_row *row = rows_next(rows);
        put_int(rows, &row->oid, version->schemas[at].oid);
        put_text(rows, &row->nspname, version->schemas[at].name);
        put_schema_security(rows, &version->schemas[at], &row->nspowner, &row->nspacl);
    }
}

void pg_database_rows(Rows *rows)
{
    struct pg_database_row *row = rows_next(rows);

    put_int(rows, &row->oid, OID_DATABASE);
    put_text(rows, &row->datname, rows->catalog->database);
    put_database_security(rows, &row->datdba, &row->datacl);
    put_int(rows, &row->encoding, ENCODING_UTF8);
    put_int(rows, &row->datlocprovider, 'c');
    put_bool(rows, &row->datallowconn, true);
    put_int(rows, &row->datconnlimit, -1);
    put_int(rows, &row->dattablespace, OID_TABLESPACE_DEFAULT);
    put_text(rows, &row->datcollate, STR_LIT("C.UTF-8"));
    put_text(rows, &row->datctype, STR_LIT("C.UTF-8"));
}

/* --- Kinds of things ---------------------------------------------------------------------------
 */

static const struct {
    FileFormat format;
    uint32_t oid;
    const char *name;
} formats[] = {
    { FORMAT_PARQUET, 16360, "parquet" },
    { FORMAT_CSV, 16361, "csv" },
};

uint32_t oid_of_format(FileFormat format)
{
    for (size_t at = 0; at < COUNT_OF(formats); at++)
        if (formats[at].format == format)
            return formats[at].oid;
    return 0;
}

/* PostgreSQL's access methods; any index can be declared to be of one of them. */
static const struct {
    uint32_t oid;
    const char *name, *handler;
    char type; /* of tables or indexes */
} methods[] = {
    { OID_HEAP, "heap", "heap_tableam_handler", 't' },
    { OID_BTREE, "btree", "bthandler", 'i' },
    { 405, "hash", "hashhandler", 'i' },
    { 783, "gist", "gisthandler", 'i' },
    { 2742, "gin", "ginhandler", 'i' },
    { 4000, "spgist", "spghandler", 'i' },
    { 3580, "brin", "brinhandler", 'i' },
};

uint32_t method_oid(Str name)
{
    for (size_t at = 0; at < COUNT_OF(methods); at++)
        if (str_is(name, methods[at].name))
            return methods[at].oid;
    return 0;
}

static void method_row(Rows *rows, uint32_t oid, const char *name, const char *handler, char type)
{
    struct pg_am_row *row = rows_next(rows);

    put_int(rows, &row->oid, oid);
    put_text(rows, &row->amname, str_of(name));
    put_procedure(rows, &row->amhandler, handler);
    put_int(rows, &row->amtype, type);
}

/* What tables over files are stored as are access methods, too. */
void pg_am_rows(Rows *rows)
{
    for (size_t at = 0; at < COUNT_OF(methods); at++)
        method_row(rows, methods[at].oid, methods[at].name, methods[at].handler, methods[at].type);
    for (size_t at = 0; at < COUNT_OF(formats); at++)
        method_row(rows, formats[at].oid, formats[at].name, NULL, 't');
}

void pg_collation_rows(Rows *rows)
{
    static const struct {
        uint32_t oid;
        const char *name;
        char provider;
        const char *locale; /* NULL: that of the database */
    } list[] = {
        { 100, "default", 'd', NULL },      { 950, "C", 'c', "C" },
        { 951, "POSIX", 'c', "POSIX" },     { 12340, "ucs_basic", 'c', "C" },
        { 12341, "C.utf8", 'c', "C.utf8" },
    };

    for (size_t at = 0; at < COUNT_OF(list); at++) {
        struct pg_collation_row *row = rows_next(rows);
        put_int(rows, &row->oid, list[at].oid);
        put_text(rows, &row->collname, str_of(list[at].name));
        put_int(rows, &row->collnamespace, OID_PG_CATALOG);
        put_int(rows, &row->collowner, OID_OWNER);
        put_int(rows, &row->collprovider, list[at].provider);
        put_bool(rows, &row->collisdeterministic, true);
        put_int(rows, &row->collencoding, list[at].oid > 1000 ? ENCODING_UTF8 : -1);
        if (!list[at].locale)
            continue;
        put_text(rows, &row->collcollate, str_of(list[at].locale));
        put_text(rows, &row->collctype, str_of(list[at].locale));
    }
}

void pg_tablespace_rows(Rows *rows)
{
    static const struct {
        uint32_t oid;
        const char *name;
    } list[] = { { OID_TABLESPACE_DEFAULT, "pg_default" }, { OID_TABLESPACE_GLOBAL, "pg_global" } };

    for (size_t at = 0; at < COUNT_OF(list); at++) {
        struct pg_tablespace_row *row = rows_next(rows);
        put_int(rows, &row->oid, list[at].oid);
        put_text(rows, &row->spcname, str_of(list[at].name));
        put_int(rows, &row->spcowner, OID_OWNER);
    }
}

void pg_language_rows(Rows *rows)
{
    struct pg_language_row *row = rows_next(rows);

    put_int(rows, &row->oid, OID_LANGUAGE_INTERNAL);
    put_text(rows, &row->lanname, STR_LIT("internal"));
    put_int(rows, &row->lanowner, OID_OWNER);
}

/* --- Settings ----------------------------------------------------------------------------------
 */

/* pg_settings has times in their unit, SHOW as people write them. */
static Str setting_as_number(Rows *rows, SettingId id, Str value)
{
    if (!setting_is_time(id))
        return value;
    return str_format(rows->cx->arena, "%lld", (long long)setting_ms(rows->catalog->settings, id));
}

void pg_settings_rows(Rows *rows)
{
    for (int id = 0; id < SETTINGS; id++) {
        struct pg_settings_row *row = rows_next(rows);
        /* A copy: the plan may outlive the value. */
        Str value = str_copy(rows->cx->arena, setting_get(rows->catalog->settings, (SettingId)id));
        Str initial = setting_default((SettingId)id);
        put_text(rows, &row->name, str_of(setting_name((SettingId)id)));
        put_text(rows, &row->setting, setting_as_number(rows, (SettingId)id, value));
        if (setting_is_time((SettingId)id))
            put_text(rows, &row->unit, STR_LIT("ms"));
        put_text(rows, &row->category, STR_LIT("Settings"));
        put_text(rows, &row->short_desc, str_of(setting_description((SettingId)id)));
        put_text(rows, &row->context,
                 setting_is_internal((SettingId)id) ? STR_LIT("internal") : STR_LIT("user"));
        put_text(rows, &row->vartype,
                 setting_is_time((SettingId)id) ? STR_LIT("integer") : STR_LIT("string"));
        put_text(rows, &row->source,
                 str_equal(value, initial) ? STR_LIT("default") : STR_LIT("session"));
        put_text(rows, &row->boot_val, initial);
        put_text(rows, &row->reset_val, initial);
        put_bool(rows, &row->pending_restart, false);
    }
}
