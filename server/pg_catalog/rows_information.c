/*
 * rows_information.c -- information_schema: tables, columns, schemata and the owner's roles.
 *
 * Like PostgreSQL it lists the catalog relations, too.  What the standard says of types is in
 * column_facts().
 */
#include "server/pg_catalog/relation.h"
#include "server/session.h"

static Str yes_or_no(bool yes)
{
    return yes ? STR_LIT("YES") : STR_LIT("NO");
}

/* --- tables ------------------------------------------------------------------------------------
 */

typedef struct Listed {
    Str schema, name;
    bool is_view;
    bool is_insertable; /* Hearth reads files and does not write them */
} Listed;

static void list_table(Rows *rows, Listed t)
{
    struct tables_row *row = rows_next(rows);

    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, t.schema);
    put_text(rows, &row->table_name, t.name);
    put_text(rows, &row->table_type, t.is_view ? STR_LIT("VIEW") : STR_LIT("BASE TABLE"));
    put_text(rows, &row->is_insertable_into, yes_or_no(t.is_insertable));
    put_text(rows, &row->is_typed, STR_LIT("NO"));
}

void tables_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        list_table(rows,
                   (Listed){ .schema = schema_name(rows->catalog, version->tables[at].schema_oid),
                             .name = version->tables[at].name });
    for (uint32_t at = 0; at < system_relation_count(); at++) {
        const SystemRelation *relation = system_relation_get(at);
        list_table(rows, (Listed){ .schema = str_of(relation->schema),
                                   .name = str_of(relation->name),
                                   .is_view = relation->kind == 'v' });
    }
}

/* --- columns -----------------------------------------------------------------------------------
 */

typedef struct ListedColumn {
    Str schema, table, name;
    uint32_t number; /* from 1 */
    Type type;
    const SystemDomain *domain; /* of information_schema, or NULL */
    bool nullable;
} ListedColumn;

static void number_facts(Rows *rows, struct columns_row *row, int precision, int radix)
{
    put_int(rows, &row->numeric_precision, precision);
    put_int(rows, &row->numeric_precision_radix, radix);
    if (radix == 2 && precision != 24 && precision != 53)
        put_int(rows, &row->numeric_scale, 0);
}

/* Lengths, precisions and scales: by the type alone, or by its typmod. */
static void column_facts(Rows *rows, struct columns_row *row, Type type)
{
    enum { VARLENA_HEADER = 4, OCTETS_MAX = 1073741824, OCTETS_A_CHARACTER = 4, MICROS = 6 };

    if (type.id == TYPE_INT2)
        number_facts(rows, row, 16, 2);
    else if (type.id == TYPE_INT4)
        number_facts(rows, row, 32, 2);
    else if (type.id == TYPE_INT8)
        number_facts(rows, row, 64, 2);
    else if (type.id == TYPE_FLOAT4)
        number_facts(rows, row, 24, 2);
    else if (type.id == TYPE_FLOAT8)
        number_facts(rows, row, 53, 2);
    else if (type.id == TYPE_NUMERIC && type.typmod != TYPMOD_NONE) {
        number_facts(rows, row, numeric_typmod_precision(type.typmod), 10);
        put_int(rows, &row->numeric_scale, numeric_typmod_scale(type.typmod));
    } else if (type.id == TYPE_NUMERIC)
        put_int(rows, &row->numeric_precision_radix, 10);
    else if (type.id == TYPE_DATE)
        put_int(rows, &row->datetime_precision, 0);
    else if (type.id == TYPE_TIME || type.id == TYPE_TIMETZ || type.id == TYPE_TIMESTAMP ||
             type.id == TYPE_TIMESTAMPTZ || type.id == TYPE_INTERVAL)
        put_int(rows, &row->datetime_precision,
                type.typmod == TYPMOD_NONE || type.typmod > MICROS ? MICROS : type.typmod);
    else if (type.id == TYPE_TEXT)
        put_int(rows, &row->character_octet_length, OCTETS_MAX);
    else if (type.id == TYPE_VARCHAR || type.id == TYPE_BPCHAR) {
        int length = type.typmod - VARLENA_HEADER;
        bool has_length = type.typmod != TYPMOD_NONE;
        if (has_length)
            put_int(rows, &row->character_maximum_length, length);
        put_int(rows, &row->character_octet_length,
                has_length ? (int64_t)length * OCTETS_A_CHARACTER : OCTETS_MAX);
    }
}

static void list_column(Rows *rows, ListedColumn c)
{
    struct columns_row *row = rows_next(rows);

    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, c.schema);
    put_text(rows, &row->table_name, c.table);
    put_text(rows, &row->column_name, c.name);
    put_int(rows, &row->ordinal_position, c.number);
    put_text(rows, &row->is_nullable, yes_or_no(c.nullable));
    put_text(rows, &row->data_type, str_of(type_sql_name(c.type.id)));
    column_facts(rows, row, c.type);
    if (c.domain) {
        put_text(rows, &row->domain_catalog, rows->catalog->database);
        put_text(rows, &row->domain_schema, STR_LIT("information_schema"));
        put_text(rows, &row->domain_name, str_of(c.domain->name));
    }
    put_text(rows, &row->udt_catalog, rows->catalog->database);
    put_text(rows, &row->udt_schema, STR_LIT("pg_catalog"));
    put_text(rows, &row->udt_name, str_of(type_catalog_name(c.type.id)));
    put_text(rows, &row->dtd_identifier, str_format(rows->cx->arena, "%u", c.number));
    put_text(rows, &row->is_self_referencing, STR_LIT("NO"));
    put_text(rows, &row->is_identity, STR_LIT("NO"));
    put_text(rows, &row->identity_cycle, STR_LIT("NO"));
    put_text(rows, &row->is_generated, STR_LIT("NEVER"));
    put_text(rows, &row->is_updatable, STR_LIT("NO"));
}

static void columns_of_table(Rows *rows, const CatalogTable *table)
{
    Str schema = schema_name(rows->catalog, table->schema_oid);

    for (uint32_t at = 0; at < table->column_count; at++)
        list_column(rows, (ListedColumn){ .schema = schema,
                                          .table = table->name,
                                          .name = table->columns[at].name,
                                          .number = at + 1,
                                          .type = table->columns[at].type,
                                          .nullable = table->columns[at].nullable });
}

static const SystemDomain *domain_of(const SystemColumn *column)
{
    return column->domain ? system_domain(column->domain) : NULL;
}

static void columns_of_system(Rows *rows, const SystemRelation *relation)
{
    for (uint32_t at = 0; at < relation->column_count; at++)
        list_column(rows, (ListedColumn){ .schema = str_of(relation->schema),
                                          .table = str_of(relation->name),
                                          .name = str_of(relation->columns[at].name),
                                          .number = at + 1,
                                          .type = system_column_type(&relation->columns[at]),
                                          .domain = domain_of(&relation->columns[at]),
                                          .nullable = !relation->columns[at].is_not_null });
}

void columns_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        columns_of_table(rows, &version->tables[at]);
    for (uint32_t at = 0; at < system_relation_count(); at++)
        columns_of_system(rows, system_relation_get(at));
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
