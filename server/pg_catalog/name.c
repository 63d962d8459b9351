/*
 * name.c -- from the name of a relation, type, schema or role to its oid: 'public.t'::regclass.
 *
 * A number is an oid whether or not something has it, and - is none, as in PostgreSQL.
 */
#include "server/pg_catalog/name.h"

#include "server/pg_catalog/object.h"
#include "server/pg_catalog/relation.h"
#include "server/pg_catalog/type_facts.h"

/* --- Reading names -----------------------------------------------------------------------------
 */

/* One part, quoted or not, from *at on.  Empty: there is none. */
static Str read_part(Cx *cx, Str text, size_t *at)
{
    StrBuilder part = str_builder(cx->arena);
    bool is_quoted = *at < text.length && text.data[*at] == '"';

    for (*at += is_quoted; *at < text.length; (*at)++) {
        char c = text.data[*at];
        if (is_quoted && c == '"') {
            (*at)++;
            if (*at >= text.length || text.data[*at] != '"')
                return str_built(&part);
        } else if (!is_quoted && (c == '.' || c == '"')) {
            break;
        }
        str_add_char(&part, !is_quoted && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return is_quoted ? STR_NONE : str_trim(str_built(&part));
}

bool qualified_name_read(Cx *cx, Str text, QualifiedName *out_name)
{
    Str trimmed = str_trim(text);
    Str parts[3];
    uint32_t count = 0;

    for (size_t at = 0; count < COUNT_OF(parts); at++) {
        parts[count] = read_part(cx, trimmed, &at);
        if (!parts[count++].length)
            return false;
        if (at == trimmed.length) {
            *out_name = (QualifiedName){ .schema = count > 1 ? parts[count - 2] : STR_LIT(""),
                                         .name = parts[count - 1] };
            return true;
        }
        if (trimmed.data[at] != '.')
            return false;
    }
    return false;
}

/* --- Relations ---------------------------------------------------------------------------------
 */

static uint32_t class_find_in(const PgCatalog *catalog, Str schema, Str name)
{
    const SystemRelation *relation = system_relation_find(schema, name);
    const CatalogTable *table = catalog_find_table(catalog->version, NULL, schema, name);

    const CatalogConstraint *index;

    if (relation || table)
        return relation ? relation->oid : table->oid;
    index = catalog_find_index(catalog->version, schema_oid(catalog, schema), name, &table);
    return index ? index->index_oid : 0;
}

uint32_t class_find(const PgCatalog *catalog, QualifiedName name)
{
    if (name.schema.length)
        return class_find_in(catalog, name.schema, name.name);
    const SearchPath *path = catalog_path(&catalog->path);
    for (uint32_t at = 0; at < path->count; at++) {
        Str schema = catalog_schema_name(catalog->version, path->schemas[at]);
        uint32_t oid = class_find_in(catalog, schema, name.name);
        if (oid)
            return oid;
    }
    return 0;
}

/* --- Types -------------------------------------------------------------------------------------
 */

static TypeId type_find_any_name(Str name)
{
    TypeId id = type_find_name(name);

    for (int other = 1; id == TYPE_NONE && other < TYPES; other++)
        if (str_is(name, type_sql_name((TypeId)other)))
            id = (TypeId)other;
    if (id != TYPE_NONE)
        return id;
    if (str_is(name, "int"))
        return TYPE_INT4;
    if (str_is(name, "decimal"))
        return TYPE_NUMERIC;
    if (str_is(name, "float"))
        return TYPE_FLOAT8;
    return str_is(name, "char") ? TYPE_BPCHAR : TYPE_NONE;
}

/* mood, public.mood, "Mood"; 0: there is none. */
static uint32_t created_type_oid(Cx *cx, const PgCatalog *catalog, Str text, bool is_array)
{
    QualifiedName name;
    const CatalogType *type = NULL;

    if (qualified_name_read(cx, text, &name))
        type = catalog_find_type(catalog->version, &catalog->path, name.schema, name.name);
    return type ? type->oid + (is_array ? 1 : 0) : 0;
}

/* integer, int4[], _int4, pg_catalog.int4, "char", varchar(10) */
uint32_t type_oid_find(Cx *cx, const PgCatalog *catalog, Str text)
{
    Str name = str_trim(text);
    bool is_array = name.length > 2 && str_is(str_slice(name, name.length - 2, name.length), "[]");
    size_t end = name.length - (is_array ? 2 : 0);

    for (size_t at = 0; at < end; at++)
        if (name.data[at] == '(')
            end = at;
    Str written = str_trim(str_slice(name, 0, end));
    name = str_lower(cx->arena, written);
    if (str_starts(name, "pg_catalog."))
        name = str_slice(name, strlen("pg_catalog."), name.length);
    if (str_starts(name, "_")) {
        is_array = true;
        name = str_slice(name, 1, name.length);
    }
    TypeId id = type_find_any_name(name);
    for (uint32_t at = 0; id == TYPE_NONE && at < pseudo_type_count(); at++)
        if (str_is(name, pseudo_type(at)->name))
            return is_array ? pseudo_type(at)->array_oid : pseudo_type(at)->oid;
    if (id == TYPE_NONE)
        return created_type_oid(cx, catalog, written, is_array);
    return type_oid(is_array ? type_array(id) : id);
}

/* --- All of them -------------------------------------------------------------------------------
 */

/* In a directory, by the function that does it for names which are no constants. */
static bool find_in_directory(const PgCatalog *catalog, Cx *cx, const SystemName *name,
                              int64_t *out_oid)
{
    Type text = type_of(TYPE_TEXT);
    Str directory = object_directory(catalog, cx, name->type);
    const Expr *args[] = {
        NEW_EXPR(cx, text, name->position, Const, .value = { .text = name->text }),
        NEW_EXPR(cx, text, NO_POSITION, Const, .value = { .text = directory }),
        NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Const,
                 .value = { .boolean = name->may_miss }),
    };
    Value oid;

    TRY(expr_fold(cx,
                  NEW_EXPR(cx, type_of(TYPE_OID), name->position, Call,
                           .function = FUNCTION_ID(FIND_OBJECT), .name = STR_LIT("find_object"),
                           .args = { args, COUNT_OF(args) }),
                  &oid));
    *out_oid = oid.is_null ? 0 : oid.integer;
    return true;
}

bool pg_catalog_name(void *context, Cx *cx, const SystemName *name, int64_t *out_oid)
{
    bool has_signature = name->type == TYPE_REGPROCEDURE || name->type == TYPE_REGOPERATOR;
    bool is_number = name->text.length && name->text.data[0] >= '0' && name->text.data[0] <= '9';

    if (!has_signature)
        return find_in_directory(context, cx, name, out_oid);
    if (!name->may_miss && str_is(name->text, "-")) {
        *out_oid = 0;
        return true;
    }
    if (!name->may_miss && is_number) {
        Value oid;
        TRY(value_parse(cx, type_of(TYPE_OID), name->text, name->position, &oid));
        *out_oid = oid.integer;
        return true;
    }
    return signature_find(cx, context, name, out_oid);
}
