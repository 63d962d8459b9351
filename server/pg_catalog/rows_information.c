/*
 * rows_information.c -- information_schema: tables, schemata, character sets and collations.
 *
 * Like PostgreSQL it lists the catalog relations, too.
 */
#include "server/pg_catalog/standard.h"
#include "server/session.h"

Str yes_or_no(bool yes)
{
    return yes ? STR_LIT("YES") : STR_LIT("NO");
}

/* --- tables ------------------------------------------------------------------------------------
 */

bool is_standard_table(const CatalogTable *table)
{
    return table->kind != RELATION_SEQUENCE && !table->is_materialized;
}

static uint32_t current_role(const Rows *rows)
{
    return rows->catalog->session ? session_role(rows->catalog->session) : ROLE_BOOTSTRAP;
}

bool standard_lists(const Rows *rows, const CatalogTable *table)
{
    const Security *security = rows->catalog->version->security;
    SecuredObject object = secured_relation(security, table);
    uint32_t role = current_role(rows);
    bool lists = is_owner(security, &object, role) ||
                 secured_privileges(security, &object, role, PRIVILEGES_OF_TABLE);

    for (uint32_t at = 0; at < table->column_count && !lists; at++)
        lists = column_privileges(security, table->oid, catalog_attribute(table, at), role,
                                  PRIVILEGES_OF_COLUMN);
    return lists;
}

typedef struct Listed {
    Str schema, name, type;
    bool is_insertable; /* files are only read */
} Listed;

static void list_table(Rows *rows, Listed t)
{
    struct tables_row *row = rows_next(rows);

    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, t.schema);
    put_text(rows, &row->table_name, t.name);
    put_text(rows, &row->table_type, t.type);
    put_text(rows, &row->is_insertable_into, yes_or_no(t.is_insertable));
    put_text(rows, &row->is_typed, STR_LIT("NO"));
}

static Str table_type(const CatalogTable *table)
{
    if (table->is_temporary)
        return STR_LIT("LOCAL TEMPORARY");
    return table->kind == RELATION_VIEW ? STR_LIT("VIEW") : STR_LIT("BASE TABLE");
}

static bool is_insertable(Rows *rows, const CatalogTable *table)
{
    bool *columns = arena_zero(rows->cx->arena, table->column_count + 1);

    return table->kind == RELATION_MEMORY ||
           (table->kind == RELATION_VIEW && view_is_updatable(rows, table, columns));
}

void tables_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        if (is_standard_table(table) && standard_lists(rows, table))
            list_table(rows, (Listed){ schema_name(rows->catalog, table->schema_oid), table->name,
                                       table_type(table), is_insertable(rows, table) });
    }
    for (uint32_t at = 0; at < system_relation_count(); at++) {
        const SystemRelation *relation = system_relation_get(at);
        bool is_view = relation->kind == 'v';
        list_table(rows, (Listed){ str_of(relation->schema), str_of(relation->name),
                                   is_view ? STR_LIT("VIEW") : STR_LIT("BASE TABLE"), false });
    }
}

/* --- The rest ----------------------------------------------------------------------------------
 */

static Str schema_owner(const Rows *rows, Str schema)
{
    uint32_t oid = secured_schema(rows->catalog->version, schema_oid(rows->catalog, schema)).owner;

    return role_name_of(rows->catalog, rows->cx->arena, oid);
}

void schemata_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->schema_count; at++) {
        struct schemata_row *row = rows_next(rows);
        put_text(rows, &row->catalog_name, rows->catalog->database);
        put_text(rows, &row->schema_name, version->schemas[at].name);
        put_text(rows, &row->schema_owner, schema_owner(rows, version->schemas[at].name));
    }
}

void information_schema_catalog_name_rows(Rows *rows)
{
    struct information_schema_catalog_name_row *row = rows_next(rows);

    put_text(rows, &row->catalog_name, rows->catalog->database);
}

/* --- Texts -------------------------------------------------------------------------------------
 */

void character_sets_rows(Rows *rows)
{
    struct character_sets_row *row = rows_next(rows);

    put_text(rows, &row->character_set_name, STR_LIT("UTF8"));
    put_text(rows, &row->character_repertoire, STR_LIT("UCS"));
    put_text(rows, &row->form_of_use, STR_LIT("UTF8"));
    put_text(rows, &row->default_collate_catalog, rows->catalog->database);
}

/* Those of pg_collation. */
static const char *const collation_names[] = { "default", "C", "POSIX", "ucs_basic" };

void collations_rows(Rows *rows)
{
    for (size_t at = 0; at < COUNT_OF(collation_names); at++) {
        struct collations_row *row = rows_next(rows);
        put_text(rows, &row->collation_catalog, rows->catalog->database);
        put_text(rows, &row->collation_schema, STR_LIT("pg_catalog"));
        put_text(rows, &row->collation_name, str_of(collation_names[at]));
        put_text(rows, &row->pad_attribute, STR_LIT("NO PAD"));
    }
}
