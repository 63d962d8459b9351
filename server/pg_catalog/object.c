/*
 * object.c -- the names of what reg* types are the oids of, both ways, from the catalog's own rows.
 *
 *     oid::regclass      lookup(oid, names)            a table from oids to names
 *     name::regclass     find_object(name, directory)  a table from names to oids
 *
 * Both are constants of the plan, so workers need no catalog.
 */
#include "server/pg_catalog/object.h"

#include "server/pg_catalog/lookup.h"
#include "server/pg_catalog/relation.h"
#include "server/pg_catalog/type_facts.h"

/* --- Rows of the catalog -------------------------------------------------------------------------
 */

enum { FIELDS_MAX = 4 };

/* One object: its oid, name, schema and, of types, what it is an array of. */
typedef struct Object {
    uint32_t oid;
    Str name;
    uint32_t schema;
    uint32_t element;
} Object;

typedef struct ObjectList {
    const PgCatalog *catalog;
    Cx *cx;
    TypeId type; /* the reg* type whose objects they are */
    Exprs rows;  /* RowOfs of oid, name, and what else there is */
} ObjectList;

static int64_t column_named(const SystemRelation *relation, const char *name)
{
    for (uint32_t at = 0; at < relation->column_count; at++)
        if (strcmp(relation->columns[at].name, name) == 0)
            return at;
    assert(!"a catalog relation lacks a column");
    return 0;
}

static uint32_t number_of(const RowOf *row, uint32_t field)
{
    const Const *cell = field < row->items.count ? EXPR_AS(Const, row->items.items[field]) : NULL;

    return cell && !cell->value.is_null ? (uint32_t)cell->value.integer : 0;
}

static Object object_at(const ObjectList *list, uint32_t at)
{
    const RowOf *row = (const RowOf *)list->rows.items[at];

    return (Object){ .oid = number_of(row, 0),
                     .name = EXPR_AS(Const, row->items.items[1])->value.text,
                     .schema = row->items.count > 2 ? number_of(row, 2) : OID_PG_CATALOG,
                     .element = number_of(row, 3) };
}

/* Where the objects of a type stand: a relation of pg_catalog, and its columns, oid first. */
typedef struct ObjectSource {
    TypeId type;
    const char *relation;
    const char *columns[FIELDS_MAX];
} ObjectSource;

static const ObjectSource sources[] = {
    { TYPE_REGCLASS, "pg_class", { "oid", "relname", "relnamespace" } },
    { TYPE_REGTYPE, "pg_type", { "oid", "typname", "typnamespace", "typelem" } },
    { TYPE_REGNAMESPACE, "pg_namespace", { "oid", "nspname" } },
    { TYPE_REGROLE, "pg_authid", { "oid", "rolname" } },
    { TYPE_REGCOLLATION, "pg_collation", { "oid", "collname", "collnamespace" } },
    { TYPE_REGCONFIG, "pg_ts_config", { "oid", "cfgname", "cfgnamespace" } },
    { TYPE_REGDICTIONARY, "pg_ts_dict", { "oid", "dictname", "dictnamespace" } },
};

static Exprs rows_of(const PgCatalog *catalog, Cx *cx, const ObjectSource *source)
{
    const SystemRelation *relation =
        system_relation_find(STR_LIT("pg_catalog"), str_of(source->relation));
    int64_t numbers[FIELDS_MAX];
    uint32_t count = 0;

    for (; count < FIELDS_MAX && source->columns[count]; count++)
        numbers[count] = column_named(relation, source->columns[count]);
    return system_rows(cx, catalog, relation, (Wanted){ .columns = { numbers, count } });
}

/* Functions and operators have none: see each_procedure(). */
static ObjectList list_of(const PgCatalog *catalog, Cx *cx, TypeId type)
{
    ObjectList list = { catalog, cx, type, { 0 } };

    for (size_t at = 0; at < COUNT_OF(sources); at++)
        if (sources[at].type == type)
            list.rows = rows_of(catalog, cx, &sources[at]);
    return list;
}

/* --- Is it found without its schema? -------------------------------------------------------------
 */

/* Types that were created, and their arrays, where the search path finds them. */
static bool is_created_visible(const PgCatalog *catalog, const CatalogType *type)
{
    return type_find_name(type->name) == TYPE_NONE &&
           catalog_find_type(catalog->version, &catalog->path, STR_NONE, type->name) == type;
}

static bool is_schema_listed(const PgCatalog *catalog, uint32_t schema)
{
    const SearchPath *path = catalog_path(&catalog->path);

    for (uint32_t at = 0; at < path->count; at++)
        if (path->schemas[at] == schema)
            return true;
    return false;
}

static bool is_visible(const ObjectList *list, const Object *object)
{
    const CatalogVersion *version = list->catalog->version;

    if (list->type == TYPE_REGCLASS)
        return relation_is_visible(list->catalog, object->schema, object->name);
    for (uint32_t at = 0; list->type == TYPE_REGTYPE && at < version->type_count; at++) {
        const CatalogType *type = &version->types[at];
        if (object->oid == type->oid || object->oid == type->oid + 1)
            return is_created_visible(list->catalog, type);
    }
    return is_schema_listed(list->catalog, object->schema);
}

Str object_visible_table(const PgCatalog *catalog, Cx *cx, TypeId type)
{
    LookupTable table = lookup_begin(cx);
    ObjectList list = list_of(catalog, cx, type);

    for (uint32_t at = 0; at < list.rows.count; at++) {
        Object object = object_at(&list, at);
        lookup_add(&table, object.oid, is_visible(&list, &object) ? STR_LIT("t") : STR_LIT("f"));
    }
    return lookup_text(&table);
}

/* With its schema where it is not found without. */
static Str object_text(const ObjectList *list, const Object *object)
{
    Arena *arena = list->cx->arena;

    return is_visible(list, object)
               ? quoted_name(arena, object->name)
               : qualified_text(arena, list->catalog, object->schema, object->name);
}

/* --- From oids to names --------------------------------------------------------------------------
 */

static void add_names(LookupTable *table, const ObjectList *list)
{
    for (uint32_t at = 0; at < list->rows.count; at++) {
        Object object = object_at(list, at);
        lookup_add(table, object.oid, object_text(list, &object));
    }
}

static Str type_text(const ObjectList *list, const Object *type)
{
    TypeId known = builtin_type(type->oid);

    if (known != TYPE_NONE)
        return str_of(type_sql_name(known));
    return object_text(list, type);
}

/* An array is written as what it is an array of. */
static void add_types(LookupTable *table, const ObjectList *list)
{
    Arena *arena = list->cx->arena;

    for (uint32_t at = 0; at < list->rows.count; at++) {
        Object type = object_at(list, at);
        bool is_array =
            type.element && builtin_type(type.oid) == TYPE_NONE && str_starts(type.name, "_");
        if (!is_array) {
            lookup_add(table, type.oid, type_text(list, &type));
            continue;
        }
        for (uint32_t other = 0; other < list->rows.count; other++) {
            Object element = object_at(list, other);
            if (element.oid == type.element)
                lookup_add(table, type.oid,
                           str_format(arena, "%.*s[]", STR(type_text(list, &element))));
        }
    }
}

typedef struct Naming {
    LookupTable *table;
    TypeId type;
} Naming;

/* regproc and regoper have no arguments to tell those of one name apart. */
static bool add_procedure(const Procedure *procedure, void *context)
{
    Naming *naming = context;
    Arena *arena = naming->table->cx->arena;
    bool is_operator = naming->type == TYPE_REGOPER || naming->type == TYPE_REGOPERATOR;
    Str name = is_operator ? str_of(procedure->name) : quoted_name(arena, str_of(procedure->name));

    if (naming->type == TYPE_REGPROCEDURE || naming->type == TYPE_REGOPERATOR) {
        name = signature_text(arena, procedure, naming->type);
    } else if (!procedure_is_alone(procedure, is_operator)) {
        name = str_format(arena, "pg_catalog.%.*s", STR(name));
    }
    lookup_add(naming->table, procedure->oid, name);
    return true;
}

Str object_name_table(const PgCatalog *catalog, Cx *cx, TypeId type)
{
    LookupTable table = lookup_begin(cx);
    ObjectList list = list_of(catalog, cx, type);
    Naming naming = { .table = &table, .type = type };

    if (type != TYPE_REGOPER && type != TYPE_REGOPERATOR)
        lookup_add(&table, 0, STR_LIT("-"));
    if (type == TYPE_REGPROC || type == TYPE_REGPROCEDURE)
        each_procedure(add_procedure, &naming);
    else if (type == TYPE_REGOPER || type == TYPE_REGOPERATOR)
        each_operator(add_procedure, &naming);
    else if (type == TYPE_REGTYPE)
        add_types(&table, &list);
    else
        add_names(&table, &list);
    return lookup_text(&table);
}

/* --- From names to oids --------------------------------------------------------------------------
 */

static void add_entry(StrBuilder *out, Str key, uint32_t oid)
{
    str_add(out, key);
    str_addf(out, "%c%u%c", '\0', oid, '\0');
}

static DirectoryKind kind_of(TypeId type)
{
    switch (type) {
    case TYPE_REGTYPE: return DIRECTORY_TYPE;
    case TYPE_REGNAMESPACE: return DIRECTORY_SCHEMA;
    case TYPE_REGROLE: return DIRECTORY_ROLE;
    case TYPE_REGPROC: return DIRECTORY_PROCEDURE;
    case TYPE_REGOPER: return DIRECTORY_OPERATOR;
    case TYPE_REGCOLLATION: return DIRECTORY_COLLATION;
    case TYPE_REGCONFIG: return DIRECTORY_CONFIGURATION;
    case TYPE_REGDICTIONARY: return DIRECTORY_DICTIONARY;
    default: return DIRECTORY_CLASS;
    }
}

/* With the schema and, where that is enough, without. */
static void add_keys(StrBuilder *out, const ObjectList *list)
{
    Arena *arena = list->cx->arena;

    for (uint32_t at = 0; at < list->rows.count; at++) {
        Object object = object_at(list, at);
        Str schema = schema_name(list->catalog, object.schema);
        add_entry(out, str_format(arena, "%.*s\1%.*s", STR(schema), STR(object.name)), object.oid);
        if (is_visible(list, &object))
            add_entry(out, object.name, object.oid);
    }
}

/* A type of the catalog is found by what it is called there; any other also with its schema. */
static void add_type_key(StrBuilder *out, const ObjectList *list, const Object *type, Str name,
                         const char *suffix)
{
    Arena *arena = list->cx->arena;
    bool is_own = type->schema == OID_PG_CATALOG;
    Str key = str_format(arena, "%.*s%s", STR(is_own ? name : quoted_name(arena, name)), suffix);

    if (is_visible(list, type))
        add_entry(out, key, type->oid);
    if (!is_own)
        add_entry(out,
                  str_format(arena, "%.*s.%.*s",
                             STR(quoted_name(arena, schema_name(list->catalog, type->schema))),
                             STR(key)),
                  type->oid);
}

/* As they are called in the catalog, and as SQL writes them. */
static void add_type_keys(StrBuilder *out, const ObjectList *list)
{
    static const struct {
        const char *name;
        TypeId type;
    } others[] = { { "int", TYPE_INT4 },
                   { "decimal", TYPE_NUMERIC },
                   { "dec", TYPE_NUMERIC },
                   { "float", TYPE_FLOAT8 },
                   { "char", TYPE_BPCHAR },
                   { "time with time zone", TYPE_TIMETZ },
                   { "nchar", TYPE_BPCHAR },
                   { "national character", TYPE_BPCHAR },
                   { "char varying", TYPE_VARCHAR } };
    Arena *arena = list->cx->arena;

    for (size_t at = 0; at < COUNT_OF(others); at++) {
        TypeId type = others[at].type;
        add_entry(out, str_of(others[at].name), type_oid(type));
        add_entry(out, str_format(arena, "%s[]", others[at].name), type_oid(type_array(type)));
    }
    for (uint32_t at = 0; at < list->rows.count; at++) {
        Object type = object_at(list, at);
        TypeId known = builtin_type(type.oid);
        bool is_array = type.element && str_starts(type.name, "_");
        add_type_key(out, list, &type, known == TYPE_CHAR ? STR_LIT("\"char\"") : type.name, "");
        if (is_array)
            add_type_key(out, list, &type, str_slice(type.name, 1, type.name.length), "[]");
        if (known != TYPE_NONE && !str_is(type.name, type_sql_name(known)) && known != TYPE_CHAR)
            add_entry(out, str_of(type_sql_name(known)), type.oid);
    }
}

typedef struct Keying {
    StrBuilder *out;
    Arena *arena;
    bool is_operator;
} Keying;

static bool add_procedure_key(const Procedure *procedure, void *context)
{
    Keying *keying = context;
    bool is_alone = procedure_is_alone(procedure, keying->is_operator);
    uint32_t oid = is_alone ? procedure->oid : 0;

    add_entry(keying->out, str_of(procedure->name), oid);
    add_entry(keying->out, str_format(keying->arena, "pg_catalog\1%s", procedure->name), oid);
    return true;
}

static void add_schemas(StrBuilder *out, const PgCatalog *catalog, Cx *cx)
{
    ObjectList list = list_of(catalog, cx, TYPE_REGNAMESPACE);

    for (uint32_t at = 0; at < list.rows.count; at++) {
        Object schema = object_at(&list, at);
        add_entry(out, str_format(cx->arena, "\2%.*s", STR(schema.name)), schema.oid);
    }
}

Str object_directory(const PgCatalog *catalog, Cx *cx, TypeId type)
{
    StrBuilder out = str_builder(cx->arena);
    ObjectList list = list_of(catalog, cx, type);
    Keying keying = { &out, cx->arena, type == TYPE_REGOPER };

    if (type == TYPE_REGPROCEDURE || type == TYPE_REGOPERATOR)
        return STR_NONE;
    str_addf(&out, "%c%c%.*s%c", (char)kind_of(type), '\0', STR(catalog->database), '\0');
    add_schemas(&out, catalog, cx);
    if (type == TYPE_REGPROC)
        each_procedure(add_procedure_key, &keying);
    else if (type == TYPE_REGOPER)
        each_operator(add_procedure_key, &keying);
    else if (type == TYPE_REGTYPE)
        add_type_keys(&out, &list);
    else
        add_keys(&out, &list);
    return str_built(&out);
}
