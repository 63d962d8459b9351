/* privilege.c -- see privilege.h. */
#include "server/role/privilege.h"

#include "server/session.h"

/* --- Roles of a session ---------------------------------------------------------------------- */

uint32_t session_outer_role(const Session *session)
{
    return session->settings.session_role_oid ? session->settings.session_role_oid
                                              : session->login_oid;
}

uint32_t session_role(const Session *session)
{
    return session->settings.role_oid ? session->settings.role_oid : session_outer_role(session);
}

Str session_role_name(const Session *session, const Security *security, Arena *arena, uint32_t oid)
{
    const CatalogRole *role = role_of(security, oid);

    if (oid == ROLE_BOOTSTRAP && session->is_alias)
        return session->user;
    return role ? role->name : str_format(arena, "unknown (OID=%u)", oid);
}

const CatalogRole *session_role_find(const Session *session, const Security *security, Str name)
{
    const CatalogRole *role = role_find(security, name);

    if (!role && session->is_alias && str_equal(name, session->user))
        role = role_of(security, ROLE_BOOTSTRAP);
    return role;
}

const CatalogRole *session_role_get(Cx *cx, const Session *session, const Security *security,
                                    Str name)
{
    const CatalogRole *role = NULL;

    if (str_is(name, "current_user") || str_is(name, "current_role"))
        role = role_of(security, session_role(session));
    else if (str_is(name, "session_user"))
        role = role_of(security, session_outer_role(session));
    else
        role = session_role_find(session, security, name);
    return role ? role
                : fail(cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "role \"%.*s\" does not exist",
                       STR(name));
}

/* --- Objects --------------------------------------------------------------------------------- */

static uint32_t owner_of(const Security *security, ObjectClass object_class, uint32_t oid,
                         uint32_t otherwise)
{
    const ObjectGrants *grants = grants_find(security, object_class, oid, 0);

    if (grants && grants->owner_oid)
        return grants->owner_oid;
    return otherwise ? otherwise : ROLE_BOOTSTRAP;
}

static const char *what_is(const CatalogTable *table)
{
    switch (table->kind) {
    case RELATION_VIEW: return "view";
    case RELATION_SEQUENCE: return "sequence";
    case RELATION_FILES:
    case RELATION_MEMORY: break;
    }
    return table->is_materialized ? "materialized view" : "table";
}

SecuredObject secured_relation(const Security *security, const CatalogTable *table)
{
    return (SecuredObject){
        .object_class = CLASS_RELATION,
        .oid = table->oid,
        .owner = owner_of(security, CLASS_RELATION, table->oid, table->owner_oid),
        .kind = table->kind == RELATION_SEQUENCE ? 'S' : 'r',
        .what = what_is(table),
        .name = table->name,
    };
}

SecuredObject secured_schema(const CatalogVersion *version, uint32_t oid)
{
    uint32_t otherwise = oid == CATALOG_SCHEMA_PUBLIC ? ROLE_DATABASE_OWNER : 0;

    return (SecuredObject){ .object_class = CLASS_SCHEMA,
                            .oid = oid,
                            .owner = owner_of(version->security, CLASS_SCHEMA, oid, otherwise),
                            .kind = 'n',
                            .what = "schema",
                            .name = catalog_schema_name(version, oid) };
}

SecuredObject secured_database(const Security *security, Str name)
{
    return (SecuredObject){ .object_class = CLASS_DATABASE,
                            .oid = SECURITY_DATABASE,
                            .owner = owner_of(security, CLASS_DATABASE, SECURITY_DATABASE, 0),
                            .kind = 'd',
                            .what = "database",
                            .name = name };
}

/* Schemas that every installation has may be used by all; a session's own for temporary relations
 * is its own. */
static Acl schema_default(Arena *arena, const SecuredObject *schema)
{
    Acl acl = acl_default(arena, 'n', schema->owner);
    AclItem *items = ARENA_ARRAY(arena, AclItem, acl.count + 1);
    Privileges of_public = PRIVILEGE_USAGE;

    if (schema->oid >= CATALOG_MEMORY_OID_FIRST)
        return acl;
    if (schema->oid == CATALOG_SCHEMA_TEMPORARY)
        of_public = PRIVILEGES_OF_SCHEMA;
    memcpy(items, acl.items, acl.count * sizeof *items);
    items[acl.count] = (AclItem){ ROLE_PUBLIC, schema->owner, of_public, 0 };
    return (Acl){ items, acl.count + 1 };
}

Acl secured_acl(const Security *security, Arena *arena, const SecuredObject *object)
{
    const ObjectGrants *grants = grants_find(security, object->object_class, object->oid, 0);

    if (grants && grants->has_acl)
        return grants->acl;
    return object->object_class == CLASS_SCHEMA ? schema_default(arena, object)
                                                : acl_default(arena, object->kind, object->owner);
}

/* What members of pg_read_all_data and pg_write_all_data have besides. */
static Privileges data_privileges(const Security *security, const SecuredObject *object,
                                  uint32_t role, Privileges wanted)
{
    Privileges read = 0, write = 0;

    if (object->object_class == CLASS_RELATION) {
        read = PRIVILEGE_SELECT;
        write = PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE;
    } else if (object->object_class == CLASS_SCHEMA) {
        read = write = PRIVILEGE_USAGE;
    }
    Privileges has = 0;
    if (read & wanted && role_is_member(security, role, ROLE_READ_ALL_DATA, MEMBER_INHERITS))
        has |= read;
    if (write & wanted && role_is_member(security, role, ROLE_WRITE_ALL_DATA, MEMBER_INHERITS))
        has |= write;
    return has & wanted;
}

Privileges secured_privileges(const Security *security, const SecuredObject *object, uint32_t role,
                              Privileges wanted)
{
    Arena arena;
    arena_init(&arena, NULL);
    Acl acl = secured_acl(security, &arena, object);
    Privileges has = acl_privileges(security, &acl, role, wanted);

    if (has != wanted)
        has |= data_privileges(security, object, role, wanted & ~has);
    arena_fini(&arena);
    return has;
}

Privileges column_privileges(const Security *security, uint32_t table, int16_t attribute,
                             uint32_t role, Privileges wanted)
{
    const ObjectGrants *grants = grants_find(security, CLASS_RELATION, table, attribute);

    return grants && grants->has_acl ? acl_privileges(security, &grants->acl, role, wanted) : 0;
}

bool is_owner(const Security *security, const SecuredObject *object, uint32_t role)
{
    return role_is_member(security, role, object->owner, MEMBER_INHERITS);
}

void *fail_denied(Cx *cx, const SecuredObject *object)
{
    return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION, "permission denied for %s %.*s",
                object->what, STR(object->name));
}

void *fail_not_owner(Cx *cx, const SecuredObject *object)
{
    return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION, "must be owner of %s %.*s",
                object->what, STR(object->name));
}
