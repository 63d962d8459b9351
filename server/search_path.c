/* search_path.c -- see search_path.h. */
#include "server/search_path.h"

#include "expression/expression.h"
#include "server/role/roles.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* "B ""c""" from the quote at `*at` to behind the closing one. */
static void read_quoted(StrBuilder *name, Str text, size_t *at)
{
    for (++*at; *at < text.length; ++*at) {
        bool is_quote = text.data[*at] == '"';
        if (is_quote && (*at + 1 == text.length || text.data[*at + 1] != '"'))
            break;
        *at += is_quote;
        str_add_char(name, text.data[*at]);
    }
    *at += *at < text.length;
}

/* The next name of `a, "B c", $user`: folded unless quoted.  False at the end. */
static bool next_name(Arena *arena, Str text, size_t *at, Str *out_name)
{
    StrBuilder name = str_builder(arena);
    size_t end;

    while (*at < text.length && (is_blank(text.data[*at]) || text.data[*at] == ','))
        ++*at;
    if (*at == text.length)
        return false;
    if (text.data[*at] == '"') {
        read_quoted(&name, text, at);
        *out_name = str_built(&name);
        return true;
    }
    for (end = *at; end < text.length && text.data[end] != ','; end++) {
    }
    *out_name = str_lower(arena, str_trim(str_slice(text, *at, end)));
    *at = end;
    return true;
}

/* Who may not look into a schema does not find anything there. */
static bool may_look(const Session *session, const CatalogVersion *version, uint32_t schema)
{
    SecuredObject object = secured_schema(version, schema);

    return schema < CATALOG_MEMORY_OID_FIRST || !access_matters(session, version) ||
           secured_privileges(version->security, &object, session_role(session), PRIVILEGE_USAGE);
}

static bool lists(const uint32_t *schemas, uint32_t count, uint32_t schema)
{
    for (uint32_t at = 0; at < count; at++)
        if (schemas[at] == schema)
            return true;
    return false;
}

SearchPath search_path_of(Arena *arena, const Session *session, const CatalogVersion *version)
{
    Str text = setting_get(&session->settings, SETTING_search_path), name;
    uint32_t *listed = ARENA_ARRAY(arena, uint32_t, text.length + 1); /* each name has a byte */
    uint32_t *schemas = ARENA_ARRAY(arena, uint32_t, text.length + 3);
    SearchPath path = { .schemas = schemas };
    uint32_t count = 0;
    size_t at = 0;

    while (next_name(arena, text, &at, &name)) {
        uint32_t schema =
            str_is(name, "pg_temp")
                ? CATALOG_SCHEMA_TEMPORARY
                : catalog_schema_oid(version, str_is(name, "$user") ? session->user : name);
        if (schema && !lists(listed, count, schema) && may_look(session, version, schema))
            listed[count++] = schema;
    }
    if (!lists(listed, count, CATALOG_SCHEMA_TEMPORARY))
        schemas[path.count++] = CATALOG_SCHEMA_TEMPORARY;
    if (!lists(listed, count, CATALOG_SCHEMA_PG_CATALOG))
        schemas[path.count++] = CATALOG_SCHEMA_PG_CATALOG;
    path.implied = path.count;
    memcpy(schemas + path.count, listed, count * sizeof *listed);
    path.count += count;
    return path;
}

/* --- Names of types -------------------------------------------------------------------------- */

const char *created_type_text(Arena *arena, const CatalogVersion *version, const SearchPath *path,
                              const CatalogType *type)
{
    Str name = quoted_name(arena, type->name);
    Str schema = catalog_schema_name(version, type->schema_oid);
    bool is_visible = type_find_name(type->name) == TYPE_NONE &&
                      catalog_find_type(version, path, STR_NONE, type->name) == type;

    if (is_visible)
        return str_to_c(arena, name);
    return str_format(arena, "%.*s.%.*s", STR(quoted_name(arena, schema)), STR(name)).data;
}

EnumTypes search_path_enums(Arena *arena, const Session *session, const CatalogVersion *version)
{
    uint32_t count = version->enums.count;
    const EnumType **items = ARENA_ARRAY(arena, const EnumType *, count + 1);
    EnumType *copies = ARENA_ARRAY(arena, EnumType, count + 1);
    SearchPath path = { 0 };

    if (count)
        path = search_path_of(arena, session, version);
    for (uint32_t at = 0; at < count; at++) {
        const EnumType *type = version->enums.items[at];
        copies[at] = enum_copy(arena, type);
        copies[at].name = created_type_text(arena, version, &path,
                                            catalog_type_of_oid(version, (uint32_t)type->id));
        items[at] = &copies[at];
    }
    return (EnumTypes){ items, count };
}
