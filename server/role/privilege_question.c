/* privilege_question.c -- what has_table_privilege and its like answer: see ExpressionHost. */
#include "server/pg_catalog/name.h"
#include "server/role/roles.h"
#include "server/search_path.h"

/* One question. */
typedef struct Questioned {
    Cx *cx;
    const Session *session;
    const CatalogVersion *version;
    const PrivilegeQuestion *question;
    uint32_t role;
} Questioned;

/* --- Privileges ------------------------------------------------------------------------------ */

/* "SELECT", "UPDATE WITH GRANT OPTION" */
typedef struct Word {
    Privileges privilege;
    bool is_option;
} Word;

static bool fail_word(Cx *cx, Str word)
{
    return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                "unrecognized privilege type: \"%.*s\"", STR(word));
}

static Str upper(Cx *cx, Str text)
{
    char *copy = str_to_c(cx->arena, text);

    for (size_t at = 0; at < text.length; at++)
        copy[at] = copy[at] >= 'a' && copy[at] <= 'z' ? (char)(copy[at] - 'a' + 'A') : copy[at];
    return (Str){ copy, text.length };
}

static bool read_word(Cx *cx, Str text, Privileges allowed, const char *option, Word *out)
{
    Str word = str_trim(text), name = upper(cx, word);
    size_t length = strlen(option);

    out->is_option =
        name.length > length && memcmp(name.data + name.length - length, option, length) == 0;
    if (out->is_option)
        name = str_trim(str_slice(name, 0, name.length - length));
    out->privilege = privilege_find(name);
    return (out->privilege & allowed) || fail_word(cx, word);
}

/* Calls `has` for each privilege of the list: any will do. */
typedef bool HasFn(const Questioned *q, const void *object, Word word);

static bool has_any(const Questioned *q, Privileges allowed, HasFn *has, const void *object,
                    bool *out)
{
    Str rest = q->question->privileges;
    bool more = true;

    *out = false;
    while (more) {
        const char *comma = rest.length ? memchr(rest.data, ',', rest.length) : NULL;
        size_t length = comma ? (size_t)(comma - rest.data) : rest.length;
        Word word = { 0 };
        TRY(read_word(q->cx, str_slice(rest, 0, length), allowed, " WITH GRANT OPTION", &word));
        *out |= has(q, object, word);
        more = comma != NULL;
        rest = str_slice(rest, more ? length + 1 : length, rest.length);
    }
    return true;
}

static bool has_object(const Questioned *q, const void *of, Word word)
{
    const SecuredObject *object = of;
    const Security *security = q->version->security;

    if (!word.is_option)
        return secured_privileges(security, object, q->role, word.privilege) != 0;
    Acl acl = secured_acl(security, q->cx->arena, object);
    return acl_grantable(security, &acl, object->owner, q->role, word.privilege) != 0;
}

static bool has_column(const Questioned *q, const CatalogTable *table, int16_t attribute, Word word)
{
    const Security *security = q->version->security;
    const ObjectGrants *grants = grants_find(security, CLASS_RELATION, table->oid, attribute);

    if (!word.is_option)
        return column_privileges(security, table->oid, attribute, q->role, word.privilege) != 0;
    return grants && grants->has_acl &&
           acl_grantable(security, &grants->acl, secured_relation(security, table).owner, q->role,
                         word.privilege) != 0;
}

/* --- Relations ------------------------------------------------------------------------------- */

/* What the name or oid means: a relation of the user's, or (NULL) of the catalog. */
static bool find_relation(const Questioned *q, const CatalogTable **out_table, bool *out_exists)
{
    NameOrOid object = q->question->object;
    PgCatalog catalog = { .version = q->version,
                          .path = search_path_of(q->cx->arena, q->session, q->version) };
    SystemName name = { .type = TYPE_REGCLASS, .text = object.name, .position = NO_POSITION };
    int64_t oid = object.oid;

    if (object.is_name)
        TRY(pg_catalog_name(&catalog, q->cx, &name, &oid));
    *out_table = catalog_find_oid(q->version, (uint32_t)oid);
    *out_exists = *out_table || pg_catalog_has_relation((uint32_t)oid);
    return true;
}

/* All may read the catalog, and only superusers write there. */
static bool has_system(const Questioned *q, const void *unused __attribute__((unused)), Word word)
{
    return role_is_super(q->version->security, q->role) ||
           (word.privilege == PRIVILEGE_SELECT && !word.is_option);
}

static bool ask_table(const Questioned *q, Value *out)
{
    bool is_sequence = q->question->kind == PRIVILEGE_OF_SEQUENCE;
    Privileges allowed = is_sequence ? PRIVILEGES_OF_SEQUENCE : PRIVILEGES_OF_TABLE;
    const CatalogTable *table = NULL;
    bool exists = false;

    TRY(find_relation(q, &table, &exists));
    if (is_sequence && exists && !(table && table->kind == RELATION_SEQUENCE))
        return fail(q->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a sequence",
                    STR(table ? table->name : q->question->object.name));
    out->is_null = !exists;
    if (!exists)
        return true;
    if (!table)
        return has_any(q, allowed, has_system, NULL, &out->boolean);
    SecuredObject object = secured_relation(q->version->security, table);
    return has_any(q, allowed, has_object, &object, &out->boolean);
}

static bool has_on_any_column(const Questioned *q, const void *of, Word word)
{
    const CatalogTable *table = of;
    SecuredObject object = secured_relation(q->version->security, table);
    bool has = has_object(q, &object, word);

    for (uint32_t at = 0; at < table->column_count && !has; at++)
        has = has_column(q, table, catalog_attribute(table, at), word);
    return has;
}

static bool ask_any_column(const Questioned *q, Value *out)
{
    const CatalogTable *table = NULL;
    bool exists = false;

    TRY(find_relation(q, &table, &exists));
    out->is_null = !exists;
    if (!exists)
        return true;
    return has_any(q, PRIVILEGES_OF_COLUMN, table ? has_on_any_column : has_system, table,
                   &out->boolean);
}

typedef struct OneColumn {
    const CatalogTable *table;
    int16_t attribute;
} OneColumn;

static bool has_on_column(const Questioned *q, const void *of, Word word)
{
    const OneColumn *one = of;
    SecuredObject object = secured_relation(q->version->security, one->table);

    return has_object(q, &object, word) || has_column(q, one->table, one->attribute, word);
}

/* attribute 0: an attnum that the table has not. */
static bool find_column(const Questioned *q, const CatalogTable *table, int16_t *out_attribute)
{
    NameOrOid column = q->question->column;

    *out_attribute = 0;
    for (uint32_t at = 0; at < table->column_count; at++)
        if (column.is_name ? str_equal(table->columns[at].name, column.name)
                           : catalog_attribute(table, at) == column.oid)
            *out_attribute = catalog_attribute(table, at);
    return *out_attribute || !column.is_name ||
           fail(q->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(column.name),
                STR(table->name));
}

static bool ask_column(const Questioned *q, Value *out)
{
    OneColumn one = { 0 };
    bool exists = false;

    TRY(find_relation(q, &one.table, &exists));
    out->is_null = !exists;
    if (!exists)
        return true;
    if (!one.table)
        return has_any(q, PRIVILEGES_OF_COLUMN, has_system, NULL, &out->boolean);
    TRY(find_column(q, one.table, &one.attribute));
    out->is_null = !one.attribute;
    return has_any(q, PRIVILEGES_OF_COLUMN, has_on_column, &one, &out->boolean);
}

/* --- Others ---------------------------------------------------------------------------------- */

static bool ask_schema(const Questioned *q, Value *out)
{
    NameOrOid object = q->question->object;
    uint32_t oid =
        object.is_name ? catalog_schema_oid(q->version, object.name) : (uint32_t)object.oid;

    if (object.is_name && !oid)
        return fail(q->cx, ERR_INVALID_SCHEMA_NAME, NO_POSITION, "schema \"%.*s\" does not exist",
                    STR(object.name));
    SecuredObject schema = secured_schema(q->version, oid);
    out->is_null = !schema.name.length;
    return out->is_null || has_any(q, PRIVILEGES_OF_SCHEMA, has_object, &schema, &out->boolean);
}

static bool ask_database(const Questioned *q, Value *out)
{
    NameOrOid object = q->question->object;
    SecuredObject database = secured_database(q->version->security, object.name);

    if (object.is_name && !str_equal(object.name, q->session->database) &&
        !str_is(object.name, "hearth") && !str_is(object.name, "postgres"))
        return fail(q->cx, ERR_UNDEFINED_DATABASE, NO_POSITION, "database \"%.*s\" does not exist",
                    STR(object.name));
    out->is_null = !object.is_name && object.oid != SECURITY_DATABASE;
    return out->is_null || has_any(q, PRIVILEGES_OF_DATABASE, has_object, &database, &out->boolean);
}

/* Only superusers make files there. */
static bool has_tablespace(const Questioned *q, const void *unused __attribute__((unused)),
                           Word word __attribute__((unused)))
{
    return role_is_super(q->version->security, q->role);
}

static bool ask_role(const Questioned *q, Value *out)
{
    const Security *security = q->version->security;
    NameOrOid object = q->question->object;
    Str word = upper(q->cx, str_trim(q->question->privileges));
    uint32_t oid = (uint32_t)object.oid;

    if (object.is_name)
        oid = TRY(session_role_get(q->cx, q->session, security, object.name))->oid;
    bool is_option =
        word.length > 12 &&
        (str_is(word, "MEMBER WITH ADMIN OPTION") || str_is(word, "MEMBER WITH GRANT OPTION") ||
         str_is(word, "USAGE WITH ADMIN OPTION") || str_is(word, "USAGE WITH GRANT OPTION"));
    if (is_option)
        out->boolean = role_is_admin(security, q->role, oid);
    else if (str_is(word, "MEMBER"))
        out->boolean = role_is_member(security, q->role, oid, MEMBER_CAN_SET);
    else if (str_is(word, "USAGE"))
        out->boolean = role_is_member(security, q->role, oid, MEMBER_INHERITS);
    else
        return fail_word(q->cx, str_trim(q->question->privileges));
    return true;
}

bool privilege_ask(Cx *cx, const Session *session, const CatalogVersion *version,
                   const PrivilegeQuestion *question, Value *out)
{
    Questioned q = { cx, session, version, question, session_role(session) };

    if (question->has_role && question->role.is_name && str_is(question->role.name, "public"))
        q.role = ROLE_PUBLIC;
    else if (question->has_role && question->role.is_name)
        q.role = TRY(session_role_get(cx, session, version->security, question->role.name))->oid;
    else if (question->has_role)
        q.role = (uint32_t)question->role.oid;
    *out = (Value){ 0 };
    switch (question->kind) {
    case PRIVILEGE_OF_TABLE:
    case PRIVILEGE_OF_SEQUENCE: return ask_table(&q, out);
    case PRIVILEGE_OF_ANY_COLUMN: return ask_any_column(&q, out);
    case PRIVILEGE_OF_COLUMN: return ask_column(&q, out);
    case PRIVILEGE_OF_SCHEMA: return ask_schema(&q, out);
    case PRIVILEGE_OF_DATABASE: return ask_database(&q, out);
    case PRIVILEGE_OF_TABLESPACE:
        return has_any(&q, PRIVILEGE_CREATE, has_tablespace, NULL, &out->boolean);
    case PRIVILEGE_OF_ROLE: break;
    }
    return ask_role(&q, out);
}
