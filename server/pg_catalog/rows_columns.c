/*
 * rows_columns.c -- information_schema: the columns of tables and views, and of what they are.
 */
#include "server/pg_catalog/standard.h"
#include "server/session.h"

/* --- Types -------------------------------------------------------------------------------------
 */

void put_number(Rows *rows, const Expr **cell, int64_t number)
{
    if (number >= 0)
        put_int(rows, cell, number);
}

/* Bits of numbers of a fixed size; 0: it is none. */
static int bits_of(TypeId type)
{
    switch ((int)type) {
    case TYPE_INT2: return 16;
    case TYPE_INT4: return 32;
    case TYPE_INT8: return 64;
    case TYPE_FLOAT4: return 24;
    case TYPE_FLOAT8: return 53;
    default: return 0;
    }
}

static void number_facts(StandardType *standard, Type type)
{
    bool is_real = type.id == TYPE_FLOAT4 || type.id == TYPE_FLOAT8;

    if (bits_of((TypeId)type.id)) {
        standard->precision = bits_of((TypeId)type.id);
        standard->radix = 2;
        standard->scale = is_real ? -1 : 0;
    } else if (type.id == TYPE_NUMERIC) {
        standard->radix = 10;
        if (type.typmod == TYPMOD_NONE)
            return;
        standard->precision = numeric_typmod_precision(type.typmod);
        standard->scale = numeric_typmod_scale(type.typmod);
    }
}

static void text_facts(StandardType *standard, Type type)
{
    enum { VARLENA_HEADER = 4, OCTETS_MAX = 1 << 30, OCTETS_A_CHARACTER = 4 };
    bool has_length = type.id != TYPE_TEXT && type.typmod != TYPMOD_NONE;

    if (type.id != TYPE_TEXT && type.id != TYPE_VARCHAR && type.id != TYPE_BPCHAR)
        return;
    if (has_length)
        standard->length = type.typmod - VARLENA_HEADER;
    standard->octets = has_length ? standard->length * OCTETS_A_CHARACTER : OCTETS_MAX;
}

static void time_facts(StandardType *standard, Type type)
{
    enum { MICROS = 6, INTERVAL_PRECISION_MASK = 0xffff };
    int precision = type.id == TYPE_INTERVAL && type.typmod != TYPMOD_NONE
                        ? type.typmod & INTERVAL_PRECISION_MASK
                        : type.typmod;

    if (type.id == TYPE_DATE)
        standard->datetime_precision = 0;
    else if (type.id == TYPE_TIME || type.id == TYPE_TIMETZ || type.id == TYPE_TIMESTAMP ||
             type.id == TYPE_TIMESTAMPTZ || type.id == TYPE_INTERVAL)
        standard->datetime_precision = precision < 0 || precision > MICROS ? MICROS : precision;
}

/* An enum, or an array of one. */
static void created_names(const Rows *rows, StandardType *standard, TypeId id)
{
    const CatalogType *type = catalog_type_of_oid(rows->catalog->version, type_oid(id));

    standard->name = STR_LIT("USER-DEFINED");
    if (!type)
        return;
    standard->udt_schema = schema_name(rows->catalog, type->schema_oid);
    standard->udt_name =
        type_is_array(id) ? str_format(rows->cx->arena, "_%.*s", STR(type->name)) : type->name;
}

StandardType standard_type(const Rows *rows, Type type)
{
    TypeId id = (TypeId)type.id;
    StandardType standard = { str_of(type_sql_name(id)),
                              STR_LIT("pg_catalog"),
                              str_of(type_catalog_name(id)),
                              -1,
                              -1,
                              -1,
                              -1,
                              -1,
                              -1 };

    if (type_is_created(id))
        created_names(rows, &standard, id);
    if (type_is_array(id) && !type_is_vector(id)) {
        standard.name = STR_LIT("ARRAY");
        return standard;
    }
    number_facts(&standard, type);
    text_facts(&standard, type);
    time_facts(&standard, type);
    return standard;
}

/* --- columns -----------------------------------------------------------------------------------
 */

/* A column of any relation. */
typedef struct ListedColumn {
    Str schema, table;
    const CatalogTable *of; /* NULL: the catalog's own */
    uint32_t at;            /* from 0, in `of` */
    Str name;
    uint32_t number; /* attnum */
    Type type;
    Str domain_schema, domain; /* empty: of none */
    bool nullable;
} ListedColumn;

typedef void PutColumn(Rows *rows, const ListedColumn *column);

static void columns_of_table(Rows *rows, const CatalogTable *table, PutColumn *put)
{
    ListedColumn c = { .schema = schema_name(rows->catalog, table->schema_oid),
                       .table = table->name,
                       .of = table };

    for (c.at = 0; c.at < table->column_count; c.at++) {
        const CatalogColumn *column = &table->columns[c.at];
        const CatalogType *domain =
            column->domain_oid ? catalog_type_of_oid(rows->catalog->version, column->domain_oid)
                               : NULL;
        c.name = column->name;
        c.number = (uint32_t)catalog_attribute(table, c.at);
        c.type = column->type;
        c.nullable = column->nullable && !(domain && domain->not_null);
        c.domain = domain ? domain->name : STR_NONE;
        c.domain_schema = domain ? schema_name(rows->catalog, domain->schema_oid) : STR_NONE;
        put(rows, &c);
    }
}

static void columns_of_system(Rows *rows, const SystemRelation *relation, PutColumn *put)
{
    ListedColumn c = { .schema = str_of(relation->schema), .table = str_of(relation->name) };

    for (uint32_t at = 0; at < relation->column_count; at++) {
        const SystemColumn *column = &relation->columns[at];
        c.name = str_of(column->name);
        c.number = at + 1;
        c.type = system_column_type(column);
        c.nullable = !column->is_not_null;
        c.domain = column->domain ? str_of(system_domain(column->domain)->name) : STR_NONE;
        c.domain_schema = column->domain ? STR_LIT("information_schema") : STR_NONE;
        put(rows, &c);
    }
}

static void each_column(Rows *rows, PutColumn *put)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        if (is_standard_table(&version->tables[at]) && standard_lists(rows, &version->tables[at]))
            columns_of_table(rows, &version->tables[at], put);
    for (uint32_t at = 0; at < system_relation_count(); at++)
        columns_of_system(rows, system_relation_get(at), put);
}

static Str number_text(Rows *rows, int64_t number)
{
    return str_format(rows->cx->arena, "%lld", (long long)number);
}

static void put_identity(Rows *rows, struct columns_row *row, const CatalogColumn *column)
{
    const CatalogTable *sequence = catalog_find_oid(rows->catalog->version, column->sequence_oid);

    if (column->identity == IDENTITY_NONE || !sequence)
        return;
    SequenceOptions options = sequence_options(sequence->sequence);
    put_text(rows, &row->is_identity, STR_LIT("YES"));
    put_text(rows, &row->identity_generation,
             column->identity == IDENTITY_ALWAYS ? STR_LIT("ALWAYS") : STR_LIT("BY DEFAULT"));
    put_text(rows, &row->identity_start, number_text(rows, options.start));
    put_text(rows, &row->identity_increment, number_text(rows, options.increment));
    put_text(rows, &row->identity_maximum, number_text(rows, options.max));
    put_text(rows, &row->identity_minimum, number_text(rows, options.min));
    put_text(rows, &row->identity_cycle, yes_or_no(options.cycles));
}

static void put_updatable(Rows *rows, const Expr **cell, const ListedColumn *c)
{
    bool *columns = arena_zero(rows->cx->arena, c->of->column_count + 1);
    bool is = c->of->kind == RELATION_MEMORY;

    if (c->of->kind == RELATION_VIEW && rows_show(rows, cell))
        is = view_is_updatable(rows, c->of, columns) && columns[c->at];
    put_text(rows, cell, yes_or_no(is));
}

/* What fills the column where an INSERT does not, and whether one may say otherwise. */
static void put_filling(Rows *rows, struct columns_row *row, const ListedColumn *c)
{
    const CatalogColumn *column = &c->of->columns[c->at];
    bool is_generated = column->generated.tree.length != 0;
    const Expr **cell = is_generated ? &row->generation_expression : &row->column_default;

    if (has_default(column) && rows_show(rows, cell))
        put_text(rows, cell, default_text(rows->cx, rows->catalog, c->of, c->at, WRITING_PLAIN));
    if (is_generated)
        put_text(rows, &row->is_generated, STR_LIT("ALWAYS"));
    put_updatable(rows, &row->is_updatable, c);
    put_identity(rows, row, column);
}

static void put_column(Rows *rows, const ListedColumn *c)
{
    struct columns_row *row = rows_next(rows);
    StandardType type = standard_type(rows, c->type);

    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, c->schema);
    put_text(rows, &row->table_name, c->table);
    put_text(rows, &row->column_name, c->name);
    put_int(rows, &row->ordinal_position, c->number);
    put_text(rows, &row->is_nullable, yes_or_no(c->nullable));
    PUT_STANDARD_TYPE(rows, row, &type);
    PUT_UDT(rows, row, &type);
    if (c->domain.length) {
        put_text(rows, &row->domain_catalog, rows->catalog->database);
        put_text(rows, &row->domain_schema, c->domain_schema);
        put_text(rows, &row->domain_name, c->domain);
    }
    if (c->type.id == TYPE_NAME &&
        !c->domain.length) { /* the only type with another than the default */
        put_text(rows, &row->collation_catalog, rows->catalog->database);
        put_text(rows, &row->collation_schema, STR_LIT("pg_catalog"));
        put_text(rows, &row->collation_name, STR_LIT("C"));
    }
    put_text(rows, &row->dtd_identifier, number_text(rows, c->number));
    put_text(rows, &row->is_self_referencing, STR_LIT("NO"));
    put_text(rows, &row->is_identity, STR_LIT("NO"));
    put_text(rows, &row->identity_cycle, STR_LIT("NO"));
    put_text(rows, &row->is_generated, STR_LIT("NEVER"));
    put_text(rows, &row->is_updatable, STR_LIT("NO"));
    if (c->of)
        put_filling(rows, row, c);
}

void columns_rows(Rows *rows)
{
    each_column(rows, put_column);
}

/* --- What columns are of -----------------------------------------------------------------------
 */

static void put_column_udt(Rows *rows, const ListedColumn *c)
{
    struct column_udt_usage_row *row = rows_next(rows);
    StandardType type = standard_type(rows, c->type);

    PUT_UDT(rows, row, &type);
    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, c->schema);
    put_text(rows, &row->table_name, c->table);
    put_text(rows, &row->column_name, c->name);
}

void column_udt_usage_rows(Rows *rows)
{
    each_column(rows, put_column_udt);
}

static void put_column_domain(Rows *rows, const ListedColumn *c)
{
    if (!c->domain.length)
        return;
    struct column_domain_usage_row *row = rows_next(rows);

    put_text(rows, &row->domain_catalog, rows->catalog->database);
    put_text(rows, &row->domain_schema, c->domain_schema);
    put_text(rows, &row->domain_name, c->domain);
    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, c->schema);
    put_text(rows, &row->table_name, c->table);
    put_text(rows, &row->column_name, c->name);
}

void column_domain_usage_rows(Rows *rows)
{
    each_column(rows, put_column_domain);
}

static void put_element(Rows *rows, const ListedColumn *c)
{
    if (!type_is_array((TypeId)c->type.id) || type_is_vector((TypeId)c->type.id))
        return;
    struct element_types_row *row = rows_next(rows);
    StandardType type = standard_type(rows, type_of(type_element((TypeId)c->type.id)));

    put_text(rows, &row->object_catalog, rows->catalog->database);
    put_text(rows, &row->object_schema, c->schema);
    put_text(rows, &row->object_name, c->table);
    put_text(rows, &row->object_type, STR_LIT("TABLE"));
    put_text(rows, &row->collection_type_identifier, number_text(rows, c->number));
    put_text(rows, &row->data_type, type.name);
    PUT_UDT(rows, row, &type);
    put_text(rows, &row->dtd_identifier, str_format(rows->cx->arena, "a%u", c->number));
}

void element_types_rows(Rows *rows)
{
    each_column(rows, put_element);
}

/* --- Generated columns -------------------------------------------------------------------------
 */

static void put_generated(Rows *rows, const ListedColumn *c)
{
    if (!c->of || !c->of->columns[c->at].generated.tree.length)
        return;
    Counts named = generated_columns(rows->cx, c->of, c->at);

    for (uint32_t at = 0; at < named.count; at++) {
        struct column_column_usage_row *row = rows_next(rows);
        put_text(rows, &row->table_catalog, rows->catalog->database);
        put_text(rows, &row->table_schema, c->schema);
        put_text(rows, &row->table_name, c->table);
        put_text(rows, &row->column_name, c->of->columns[named.items[at]].name);
        put_text(rows, &row->dependent_column, c->name);
    }
}

void column_column_usage_rows(Rows *rows)
{
    each_column(rows, put_generated);
}
