/*
 * rows_type.c -- pg_type: the types of base/types.def and their arrays.
 */
#include "server/pg_catalog/relation.h"
#include "server/pg_catalog/type_facts.h"

const TypeFacts *type_facts(TypeId id)
{
    static const TypeFacts facts[ARRAY_TYPES] = {
#define FACTS(ID, PREFIX, ALIGN, STORAGE, BY_VALUE, KIND, TYPMOD)                                  \
    [TYPE_##ID] = { PREFIX, ALIGN, STORAGE, BY_VALUE, KIND, TYPMOD },
#include "server/pg_catalog/type_facts.def"
#undef FACTS
    };
    static const TypeFacts array = { "array_", 'i', 'x', false, 'b', "-" };
    static const TypeFacts wide_array = { "array_", 'd', 'x', false, 'b', "-" };
    static const TypeFacts int2_vector = { "int2vector", 'i', 'p', false, 'b', "-" };
    static const TypeFacts oid_vector = { "oidvector", 'i', 'p', false, 'b', "-" };

    id = type_kind(id);
    if (type_is_vector(id))
        return id == TYPE_INT2VECTOR ? &int2_vector : &oid_vector;
    if (type_is_array(id))
        return facts[type_element(id)].align == 'd' ? &wide_array : &array;
    return &facts[id];
}

uint32_t type_collation(TypeId id)
{
    switch ((unsigned)(type_is_array(id) ? type_element(id) : id)) {
    case TYPE_NAME: return COLLATION_C;
    case TYPE_TEXT:
    case TYPE_VARCHAR:
    case TYPE_BPCHAR:
    case TYPE_PG_NODE_TREE:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST: return COLLATION_DEFAULT;
    }
    return COLLATION_NONE;
}

static void put_io(Rows *rows, const Expr **cell, const char *prefix, const char *what)
{
    put_procedure(rows, cell, str_format(rows->cx->arena, "%s%s", prefix, what).data);
}

/* Some types have no binary form. */
static bool is_text_only(TypeId id)
{
    return id == TYPE_ACLITEM || id == TYPE_ANYELEMENT || id == TYPE_ANYNONARRAY ||
           id == TYPE_ANYENUM || id == TYPE_ANYCOMPATIBLE;
}

static void put_io_names(Rows *rows, struct pg_type_row *row, const char *prefix, bool is_binary)
{
    put_io(rows, &row->typinput, prefix, "in");
    put_io(rows, &row->typoutput, prefix, "out");
    put_io(rows, &row->typreceive, is_binary ? prefix : "", is_binary ? "recv" : "-");
    put_io(rows, &row->typsend, is_binary ? prefix : "", is_binary ? "send" : "-");
}

/* What a type and its array have in common. */
static struct pg_type_row *next_type(Rows *rows, TypeId id)
{
    struct pg_type_row *row = rows_next(rows);
    const char *stem = type_facts(id)->typmod_stem;
    bool has_typmod = strcmp(stem, "-") != 0;

    put_int(rows, &row->typnamespace, OID_PG_CATALOG);
    put_int(rows, &row->typowner, OID_OWNER);
    put_bool(rows, &row->typisdefined, true);
    put_int(rows, &row->typdelim, ',');
    put_procedure(rows, &row->typsubscript, NULL);
    put_io(rows, &row->typmodin, stem, has_typmod ? "in" : "");
    put_io(rows, &row->typmodout, stem, has_typmod ? "out" : "");
    put_procedure(rows, &row->typanalyze, NULL);
    put_int(rows, &row->typtypmod, TYPMOD_NONE);
    put_int(rows, &row->typcollation, type_collation(id));
    return row;
}

static void type_row(Rows *rows, TypeId id)
{
    const TypeFacts *facts = type_facts(id);
    struct pg_type_row *row = next_type(rows, id);

    put_int(rows, &row->oid, type_oid(id));
    put_text(rows, &row->typname, str_of(type_catalog_name(id)));
    put_int(rows, &row->typlen, type_length(id));
    put_bool(rows, &row->typbyval, facts->is_by_value);
    put_int(rows, &row->typtype, facts->kind);
    put_int(rows, &row->typcategory, type_category(id));
    put_bool(rows, &row->typispreferred, type_is_preferred(id));
    put_int(rows, &row->typarray, type_oid(type_array(id)));
    put_io_names(rows, row, facts->io_prefix, !is_text_only(id));
    put_int(rows, &row->typalign, facts->align);
    put_int(rows, &row->typstorage, facts->storage);
    if (type_is_vector(id)) {
        put_int(rows, &row->typelem, type_oid(type_element(id)));
        put_procedure(rows, &row->typsubscript, "array_subscript_handler");
    }
    if (id == TYPE_NAME) {
        put_int(rows, &row->typelem, type_oid(TYPE_CHAR));
        put_procedure(rows, &row->typsubscript, "raw_array_subscript_handler");
    }
}

/* `element` lies so in memory; for domains that is the base type. */
static struct pg_type_row *array_row(Rows *rows, TypeId element, uint32_t oid, uint32_t element_oid,
                                     Str name)
{
    struct pg_type_row *row = next_type(rows, element);

    put_int(rows, &row->oid, oid);
    put_text(rows, &row->typname, name);
    put_int(rows, &row->typlen, -1);
    put_int(rows, &row->typtype, 'b');
    put_int(rows, &row->typcategory, 'A');
    put_procedure(rows, &row->typsubscript, "array_subscript_handler");
    put_int(rows, &row->typelem, element_oid);
    put_io_names(rows, row, "array_", true);
    put_procedure(rows, &row->typanalyze, "array_typanalyze");
    put_int(rows, &row->typalign, type_facts(element)->align == 'd' ? 'd' : 'i');
    put_int(rows, &row->typstorage, 'x');
    return row;
}

/* --- Pseudo-types ------------------------------------------------------------------------------
 */

static const PseudoType pseudo_types[] = {
#define PSEUDO(OID, NAME, ARRAY, LENGTH, IO_PREFIX, IS_BINARY)                                     \
    { OID, NAME, ARRAY, LENGTH, IO_PREFIX, IS_BINARY },
#include "server/pg_catalog/pseudo_types.def"
#undef PSEUDO
};

uint32_t pseudo_type_count(void)
{
    return COUNT_OF(pseudo_types);
}

const PseudoType *pseudo_type(uint32_t at)
{
    return &pseudo_types[at];
}

static void pseudo_row(Rows *rows, const PseudoType *type)
{
    struct pg_type_row *row = next_type(rows, TYPE_ANYELEMENT);
    char align = type->length == 8 || type->length == -1 ? 'd' : type->length == -2 ? 'c' : 'i';

    put_int(rows, &row->oid, type->oid);
    put_text(rows, &row->typname, str_of(type->name));
    put_int(rows, &row->typlen, type->length);
    put_bool(rows, &row->typbyval, type->length > 0);
    put_int(rows, &row->typtype, 'p');
    put_int(rows, &row->typcategory, 'P');
    put_int(rows, &row->typarray, type->array_oid);
    put_io_names(rows, row, type->io_prefix, type->is_binary);
    put_int(rows, &row->typalign, align);
    put_int(rows, &row->typstorage, type->length == -1 ? 'x' : 'p');
}

/* record[] is a pseudo-type itself; cstring[] is an array like any other. */
static void pseudo_array_row(Rows *rows, const PseudoType *type)
{
    Str name = str_format(rows->cx->arena, "_%s", type->name);
    struct pg_type_row *row = array_row(rows, TYPE_ANYELEMENT, type->array_oid, type->oid, name);

    if (type->length == -1) {
        put_int(rows, &row->typtype, 'p');
        put_int(rows, &row->typcategory, 'P');
        put_int(rows, &row->typalign, 'd');
    } else {
        put_int(rows, &row->typalign, 'i');
    }
}

/* --- Domains: those of information_schema ------------------------------------------------------
 */

static uint32_t domain_collation(TypeId base)
{
    return type_collation(base) ? COLLATION_C : COLLATION_NONE;
}

static void domain_row(Rows *rows, const SystemDomain *domain)
{
    TypeId base = (TypeId)domain->base;
    const TypeFacts *facts = type_facts(base);
    struct pg_type_row *row = next_type(rows, base);

    put_int(rows, &row->oid, domain->oid);
    put_text(rows, &row->typname, str_of(domain->name));
    put_int(rows, &row->typnamespace, schema_oid(rows->catalog, STR_LIT("information_schema")));
    put_int(rows, &row->typlen, type_length(base));
    put_bool(rows, &row->typbyval, facts->is_by_value);
    put_int(rows, &row->typtype, 'd');
    put_int(rows, &row->typcategory, type_category(base));
    put_int(rows, &row->typarray, domain->array_oid);
    put_io_names(rows, row, facts->io_prefix, true);
    put_procedure(rows, &row->typinput, "domain_in");
    put_procedure(rows, &row->typreceive, "domain_recv");
    put_procedure(rows, &row->typmodin, NULL);
    put_procedure(rows, &row->typmodout, NULL);
    put_int(rows, &row->typalign, facts->align);
    put_int(rows, &row->typstorage, facts->storage);
    put_int(rows, &row->typbasetype, type_oid(base));
    put_int(rows, &row->typtypmod, domain->typmod);
    put_int(rows, &row->typcollation, domain_collation(base));
    if (domain->default_text)
        put_text(rows, &row->typdefault, str_of(domain->default_text));
}

static void domain_array_row(Rows *rows, const SystemDomain *domain)
{
    TypeId base = (TypeId)domain->base;
    Str name = str_format(rows->cx->arena, "_%s", domain->name);
    struct pg_type_row *row = array_row(rows, base, domain->array_oid, domain->oid, name);

    put_int(rows, &row->typnamespace, schema_oid(rows->catalog, STR_LIT("information_schema")));
    put_procedure(rows, &row->typmodin, NULL);
    put_procedure(rows, &row->typmodout, NULL);
    put_int(rows, &row->typcollation, domain_collation(base));
}

/* --- Created types ---------------------------------------------------------------------------
 */

static void enum_row(Rows *rows, const CatalogType *type)
{
    struct pg_type_row *row = next_type(rows, TYPE_ANYENUM);

    put_int(rows, &row->oid, type->oid);
    put_text(rows, &row->typname, type->name);
    put_int(rows, &row->typnamespace, type->schema_oid);
    put_int(rows, &row->typlen, type_length(TYPE_ANYENUM));
    put_bool(rows, &row->typbyval, true);
    put_int(rows, &row->typtype, 'e');
    put_int(rows, &row->typcategory, 'E');
    put_int(rows, &row->typarray, type->oid + 1);
    put_io_names(rows, row, "enum_", true);
    put_int(rows, &row->typalign, 'i');
    put_int(rows, &row->typstorage, 'p');
}

static void created_domain_row(Rows *rows, const CatalogType *type)
{
    TypeId base = (TypeId)type->base.id;
    const TypeFacts *facts = type_facts(base);
    struct pg_type_row *row = next_type(rows, base);

    put_int(rows, &row->oid, type->oid);
    put_text(rows, &row->typname, type->name);
    put_int(rows, &row->typnamespace, type->schema_oid);
    put_int(rows, &row->typlen, type_length(base));
    put_bool(rows, &row->typbyval, facts->is_by_value);
    put_int(rows, &row->typtype, 'd');
    put_int(rows, &row->typcategory, type_category(base));
    put_int(rows, &row->typarray, type->oid + 1);
    put_io_names(rows, row, facts->io_prefix, true);
    put_procedure(rows, &row->typinput, "domain_in");
    put_procedure(rows, &row->typreceive, "domain_recv");
    put_procedure(rows, &row->typmodin, NULL);
    put_procedure(rows, &row->typmodout, NULL);
    put_int(rows, &row->typalign, facts->align);
    put_int(rows, &row->typstorage, facts->storage);
    put_bool(rows, &row->typnotnull, type->not_null);
    put_int(rows, &row->typbasetype, type->base_domain ? type->base_domain : type_oid(base));
    put_int(rows, &row->typtypmod, type->base_domain ? TYPMOD_NONE : type->base.typmod);
    if (type->default_value.text.length)
        put_text(rows, &row->typdefault, type->default_value.text);
}

static void created_type_rows(Rows *rows, const CatalogType *type)
{
    Str name = str_format(rows->cx->arena, "_%.*s", STR(type->name));
    TypeId element = type->is_domain ? (TypeId)type->base.id : TYPE_ANYENUM;

    if (type->is_domain)
        created_domain_row(rows, type);
    else
        enum_row(rows, type);
    struct pg_type_row *array = array_row(rows, element, type->oid + 1, type->oid, name);
    put_int(rows, &array->typnamespace, type->schema_oid);
}

void pg_enum_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->enums.count; at++) {
        const EnumType *type = version->enums.items[at];
        for (uint32_t in = 0; in < type->label_count; in++) {
            struct pg_enum_row *row = rows_next(rows);
            put_int(rows, &row->oid, type->labels[in].oid);
            put_int(rows, &row->enumtypid, type->id);
            put_real(rows, &row->enumsortorder,
                     (double)type->labels[in].place / (double)ENUM_PLACE_UNIT);
            put_text(rows, &row->enumlabel, type->labels[in].text);
        }
    }
}

void pg_type_rows(Rows *rows)
{
    for (int id = 1; id < ARRAY_TYPES; id++)
        type_row(rows, (TypeId)id);
    for (int id = VECTOR_TYPES; id < TYPES; id++)
        type_row(rows, (TypeId)id);
    for (int id = 1; id < ARRAY_TYPES; id++)
        if (type_array((TypeId)id))
            array_row(rows, (TypeId)id, type_oid(type_array((TypeId)id)), type_oid((TypeId)id),
                      str_of(type_catalog_name(type_array((TypeId)id))));
    for (uint32_t at = 0; at < COUNT_OF(pseudo_types); at++)
        pseudo_row(rows, &pseudo_types[at]);
    for (uint32_t at = 0; at < COUNT_OF(pseudo_types); at++)
        if (pseudo_types[at].array_oid)
            pseudo_array_row(rows, &pseudo_types[at]);
    for (uint8_t domain = DOMAIN_NONE + 1; domain < DOMAINS; domain++) {
        domain_row(rows, system_domain(domain));
        domain_array_row(rows, system_domain(domain));
    }
    for (uint32_t at = 0; at < rows->catalog->version->type_count; at++)
        created_type_rows(rows, &rows->catalog->version->types[at]);
}
