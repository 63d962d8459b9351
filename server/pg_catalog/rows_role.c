/*
 * rows_role.c -- roles, who is a member of which, what defaults they have; and who owns what, for
 * the rows of other relations.
 */
#include "base/array.h"
#include "server/pg_catalog/relation.h"
#include "server/session.h"

/* What PostgreSQL shows in place of a password. */
static const char hidden_password[] = "********";

static const Security *security_of_rows(const Rows *rows)
{
    return rows->catalog->version->security;
}

/* The bootstrap superuser has the name the session knows it by. */
Str role_name_of(const PgCatalog *catalog, Arena *arena, uint32_t oid)
{
    const CatalogRole *role = role_of(catalog->version->security, oid);

    if (oid == ROLE_BOOTSTRAP)
        return catalog->user;
    return role ? role->name : str_format(arena, "unknown (OID=%u)", oid);
}

static Str name_of(const Rows *rows, const CatalogRole *role)
{
    return role_name_of(rows->catalog, rows->cx->arena, role->oid);
}

/* --- Roles -------------------------------------------------------------------------------------
 */

void pg_authid_rows(Rows *rows)
{
    const Security *security = security_of_rows(rows);

    for (uint32_t at = 0; at < security->role_count; at++) {
        const CatalogRole *role = &security->roles[at];
        struct pg_authid_row *row = rows_next(rows);
        put_int(rows, &row->oid, role->oid);
        put_text(rows, &row->rolname, name_of(rows, role));
        put_bool(rows, &row->rolsuper, role->is_super);
        put_bool(rows, &row->rolinherit, role->inherits);
        put_bool(rows, &row->rolcreaterole, role->creates_roles);
        put_bool(rows, &row->rolcreatedb, role->creates_databases);
        put_bool(rows, &row->rolcanlogin, role->can_login);
        put_bool(rows, &row->rolreplication, role->replicates);
        put_bool(rows, &row->rolbypassrls, role->bypasses_rls);
        put_int(rows, &row->rolconnlimit, role->connections_max);
        if (role->verifier.length)
            put_text(rows, &row->rolpassword, role->verifier);
        if (role->has_valid_until)
            put_int(rows, &row->rolvaliduntil, role->valid_until);
    }
}

/* name=value of ALTER ROLE SET */
static Str config_of(const Rows *rows, const CatalogRole *role)
{
    uint32_t count = role->setting_count / 2;
    Value *items = arena_zero(rows->cx->arena, (count + 1) * sizeof *items);
    ArrayHeader shape = array_list(1, count);

    for (uint32_t at = 0; at < count; at++)
        items[at].text = str_format(rows->cx->arena, "%.*s=%.*s", STR(role->settings[2 * at]),
                                    STR(role->settings[2 * at + 1]));
    return array_make(rows->cx->arena, TYPE_TEXT, &shape, items);
}

void pg_roles_rows(Rows *rows)
{
    const Security *security = security_of_rows(rows);

    for (uint32_t at = 0; at < security->role_count; at++) {
        const CatalogRole *role = &security->roles[at];
        struct pg_roles_row *row = rows_next(rows);
        put_text(rows, &row->rolname, name_of(rows, role));
        put_bool(rows, &row->rolsuper, role->is_super);
        put_bool(rows, &row->rolinherit, role->inherits);
        put_bool(rows, &row->rolcreaterole, role->creates_roles);
        put_bool(rows, &row->rolcreatedb, role->creates_databases);
        put_bool(rows, &row->rolcanlogin, role->can_login);
        put_bool(rows, &row->rolreplication, role->replicates);
        put_int(rows, &row->rolconnlimit, role->connections_max);
        put_text(rows, &row->rolpassword, str_of(hidden_password));
        if (role->has_valid_until)
            put_int(rows, &row->rolvaliduntil, role->valid_until);
        put_bool(rows, &row->rolbypassrls, role->bypasses_rls);
        if (role->setting_count)
            put_text(rows, &row->rolconfig, config_of(rows, role));
        put_int(rows, &row->oid, role->oid);
    }
}

/* The roles that can log in: pg_user is pg_shadow, column by column, but for the passwords. */
static void users(Rows *rows, bool shows_verifiers)
{
    const Security *security = security_of_rows(rows);

    _Static_assert(sizeof(struct pg_user_row) == sizeof(struct pg_shadow_row), "the same columns");
    for (uint32_t at = 0; at < security->role_count; at++) {
        const CatalogRole *role = &security->roles[at];
        if (!role->can_login)
            continue;
        struct pg_shadow_row *row = rows_next(rows);
        put_text(rows, &row->usename, name_of(rows, role));
        put_int(rows, &row->usesysid, role->oid);
        put_bool(rows, &row->usecreatedb, role->creates_databases);
        put_bool(rows, &row->usesuper, role->is_super);
        put_bool(rows, &row->userepl, role->replicates);
        put_bool(rows, &row->usebypassrls, role->bypasses_rls);
        if (!shows_verifiers)
            put_text(rows, &row->passwd, str_of(hidden_password));
        else if (role->verifier.length)
            put_text(rows, &row->passwd, role->verifier);
        if (role->has_valid_until)
            put_int(rows, &row->valuntil, role->valid_until);
        if (role->setting_count)
            put_text(rows, &row->useconfig, config_of(rows, role));
    }
}

void pg_user_rows(Rows *rows)
{
    users(rows, false);
}

void pg_shadow_rows(Rows *rows)
{
    users(rows, true);
}

static Str members_of(const Rows *rows, uint32_t role)
{
    const Security *security = security_of_rows(rows);
    Value *items = arena_zero(rows->cx->arena, (security->member_count + 1) * sizeof *items);
    uint32_t count = 0;

    for (uint32_t at = 0; at < security->member_count; at++)
        if (security->members[at].role_oid == role)
            items[count++] = (Value){ .integer = security->members[at].member_oid };
    ArrayHeader shape = count ? array_list(1, count) : (ArrayHeader){ 0 };
    return array_make(rows->cx->arena, TYPE_OID, &shape, items);
}

void pg_group_rows(Rows *rows)
{
    const Security *security = security_of_rows(rows);

    for (uint32_t at = 0; at < security->role_count; at++) {
        const CatalogRole *role = &security->roles[at];
        if (role->can_login)
            continue;
        struct pg_group_row *row = rows_next(rows);
        put_text(rows, &row->groname, role->name);
        put_int(rows, &row->grosysid, role->oid);
        put_text(rows, &row->grolist, members_of(rows, role->oid));
    }
}

void pg_auth_members_rows(Rows *rows)
{
    const Security *security = security_of_rows(rows);

    for (uint32_t at = 0; at < security->member_count; at++) {
        const RoleMember *member = &security->members[at];
        struct pg_auth_members_row *row = rows_next(rows);
        put_int(rows, &row->roleid, member->role_oid);
        put_int(rows, &row->member, member->member_oid);
        put_int(rows, &row->grantor, member->grantor_oid);
        put_bool(rows, &row->admin_option, member->is_admin);
    }
}

void pg_db_role_setting_rows(Rows *rows)
{
    const Security *security = security_of_rows(rows);

    for (uint32_t at = 0; at < security->role_count; at++) {
        if (!security->roles[at].setting_count)
            continue;
        struct pg_db_role_setting_row *row = rows_next(rows);
        put_int(rows, &row->setdatabase, 0);
        put_int(rows, &row->setrole, security->roles[at].oid);
        put_text(rows, &row->setconfig, config_of(rows, &security->roles[at]));
    }
}

/* --- What is granted ---------------------------------------------------------------------------
 */

static Str name_for_acl(void *rows, uint32_t oid)
{
    return role_name_of(((const Rows *)rows)->catalog, ((const Rows *)rows)->cx->arena, oid);
}

static Str acl_array(Rows *rows, const Acl *acl)
{
    Value *items = arena_zero(rows->cx->arena, (acl->count + 1) * sizeof *items);
    ArrayHeader shape = acl->count ? array_list(1, acl->count) : (ArrayHeader){ 0 };

    for (uint32_t at = 0; at < acl->count; at++)
        items[at].text = acl_item_text(rows->cx->arena, &acl->items[at], name_for_acl, rows);
    return array_make(rows->cx->arena, TYPE_ACLITEM, &shape, items);
}

static void put_acl(Rows *rows, const Expr **cell, ObjectClass object_class, uint32_t oid,
                    int16_t attribute)
{
    const ObjectGrants *grants = grants_find(security_of_rows(rows), object_class, oid, attribute);

    if (grants && grants->has_acl)
        put_text(rows, cell, acl_array(rows, &grants->acl));
}

void put_relation_owner(Rows *rows, const CatalogTable *table, const Expr **owner)
{
    put_int(rows, owner, secured_relation(security_of_rows(rows), table).owner);
}

void put_relation_security(Rows *rows, const CatalogTable *table, const Expr **owner,
                           const Expr **acl)
{
    put_relation_owner(rows, table, owner);
    put_acl(rows, acl, CLASS_RELATION, table->oid, 0);
}

void put_column_security(Rows *rows, uint32_t relation, int16_t attribute, const Expr **acl)
{
    put_acl(rows, acl, CLASS_RELATION, relation, attribute);
}

/* What public may in the schemas that are always there is said, as PostgreSQL's initdb does. */
void put_schema_security(Rows *rows, const CatalogSchema *schema, const Expr **owner,
                         const Expr **acl)
{
    SecuredObject object = secured_schema(rows->catalog->version, schema->oid);
    Acl granted = secured_acl(security_of_rows(rows), rows->cx->arena, &object);

    put_int(rows, owner, object.owner);
    if (schema->oid < CATALOG_MEMORY_OID_FIRST && schema->oid != CATALOG_SCHEMA_TEMPORARY)
        put_text(rows, acl, acl_array(rows, &granted));
    else
        put_acl(rows, acl, CLASS_SCHEMA, schema->oid, 0);
}

void put_database_security(Rows *rows, const Expr **owner, const Expr **acl)
{
    SecuredObject object = secured_database(security_of_rows(rows), rows->catalog->database);

    put_int(rows, owner, object.owner);
    put_acl(rows, acl, CLASS_DATABASE, SECURITY_DATABASE, 0);
}

void pg_default_acl_rows(Rows *rows)
{
    const Security *security = security_of_rows(rows);

    for (uint32_t at = 0; at < security->default_count; at++) {
        const DefaultGrants *grants = &security->defaults[at];
        struct pg_default_acl_row *row = rows_next(rows);
        put_int(rows, &row->oid, at + 1);
        put_int(rows, &row->defaclrole, grants->role_oid);
        put_int(rows, &row->defaclnamespace, grants->schema_oid);
        put_int(rows, &row->defaclobjtype, grants->kind);
        put_text(rows, &row->defaclacl, acl_array(rows, &grants->acl));
    }
}
