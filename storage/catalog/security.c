/* security.c -- roles and what is granted: see storage/security.h. */
#include "storage/security.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

// clang-format off
static const CatalogRole initial_roles[] = {
#define GROUP(OID, NAME) \
    { .oid = OID, .name = STR_LIT(NAME), .inherits = true, .connections_max = -1 },
    { .oid = ROLE_BOOTSTRAP, .name = STR_LIT("hearth"), .is_super = true, .inherits = true,
      .creates_roles = true, .creates_databases = true, .can_login = true, .replicates = true,
      .bypasses_rls = true, .connections_max = -1 },
    GROUP(3373, "pg_monitor")
    GROUP(3374, "pg_read_all_settings")
    GROUP(ROLE_READ_ALL_STATS, "pg_read_all_stats")
    GROUP(3377, "pg_stat_scan_tables")
    GROUP(ROLE_SIGNAL_BACKEND, "pg_signal_backend")
    GROUP(4544, "pg_checkpoint")
    GROUP(4569, "pg_read_server_files")
    GROUP(4570, "pg_write_server_files")
    GROUP(4571, "pg_execute_server_program")
    GROUP(ROLE_DATABASE_OWNER, "pg_database_owner")
    GROUP(ROLE_READ_ALL_DATA, "pg_read_all_data")
    GROUP(ROLE_WRITE_ALL_DATA, "pg_write_all_data")
#undef GROUP
};

static const RoleMember initial_members[] = {
    { 3374, 3373, ROLE_BOOTSTRAP, false },
    { ROLE_READ_ALL_STATS, 3373, ROLE_BOOTSTRAP, false },
    { 3377, 3373, ROLE_BOOTSTRAP, false },
};
// clang-format on

const Security security_initial = { .roles = initial_roles,
                                    .role_count = COUNT_OF(initial_roles),
                                    .members = initial_members,
                                    .member_count = COUNT_OF(initial_members) };

/* --- Sharing --------------------------------------------------------------------------------- */

struct SharedSecurity {
    Security security; /* first */
    Arena *arena;      /* of all of it */
    _Atomic uint32_t holders;
};

static Acl copy_acl(Arena *arena, const Acl *acl)
{
    return (Acl){ arena_copy(arena, acl->items, acl->count * sizeof *acl->items), acl->count };
}

static CatalogRole copy_role(Arena *arena, const CatalogRole *from)
{
    CatalogRole role = *from;
    Str *settings = ARENA_ARRAY(arena, Str, from->setting_count + 1);

    role.name = str_copy(arena, from->name);
    role.verifier = str_copy(arena, from->verifier);
    for (uint32_t at = 0; at < from->setting_count; at++)
        settings[at] = str_copy(arena, from->settings[at]);
    role.settings = settings;
    return role;
}

static int compare_roles(const void *a, const void *b)
{
    uint32_t x = ((const CatalogRole *)a)->oid, y = ((const CatalogRole *)b)->oid;

    return (x > y) - (x < y);
}

void security_copy(Arena *arena, Security *to, const Security *from)
{
    CatalogRole *roles = ARENA_ARRAY(arena, CatalogRole, from->role_count + 1);
    ObjectGrants *grants = ARENA_ARRAY(arena, ObjectGrants, from->grant_count + 1);
    DefaultGrants *defaults = ARENA_ARRAY(arena, DefaultGrants, from->default_count + 1);

    for (uint32_t at = 0; at < from->role_count; at++)
        roles[at] = copy_role(arena, &from->roles[at]);
    qsort(roles, from->role_count, sizeof *roles, compare_roles);
    for (uint32_t at = 0; at < from->grant_count; at++) {
        grants[at] = from->grants[at];
        grants[at].acl = copy_acl(arena, &from->grants[at].acl);
    }
    for (uint32_t at = 0; at < from->default_count; at++) {
        defaults[at] = from->defaults[at];
        defaults[at].acl = copy_acl(arena, &from->defaults[at].acl);
    }
    *to = *from;
    to->roles = roles;
    to->members = arena_copy(arena, from->members, from->member_count * sizeof *from->members);
    to->grants = grants;
    to->defaults = defaults;
}

SharedSecurity *security_make(Cx *cx, const Security *from)
{
    Arena *arena;

    if (from->role_count > ROLES_MAX || from->member_count > MEMBERSHIPS_MAX ||
        from->grant_count > OBJECT_GRANTS_MAX || from->default_count > OBJECT_GRANTS_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "there can be at most %d roles, %d memberships, and %d objects with privileges",
                    ROLES_MAX, MEMBERSHIPS_MAX, OBJECT_GRANTS_MAX);
    arena = arena_new(NULL);
    SharedSecurity *shared = arena_zero(arena, sizeof *shared);
    shared->arena = arena;
    security_copy(arena, &shared->security, from);
    atomic_init(&shared->holders, 1);
    return shared;
}

const Security *security_of(const SharedSecurity *shared)
{
    return shared ? &shared->security : &security_initial;
}

void security_hold(SharedSecurity *shared)
{
    if (shared)
        atomic_fetch_add_explicit(&shared->holders, 1, memory_order_relaxed);
}

void security_drop(SharedSecurity *shared)
{
    if (!shared || atomic_fetch_sub_explicit(&shared->holders, 1, memory_order_acq_rel) > 1)
        return;
    Arena *arena = shared->arena;
    arena_free(arena);
}

/* --- Roles ----------------------------------------------------------------------------------- */

const CatalogRole *role_find(const Security *security, Str name)
{
    for (uint32_t at = 0; at < security->role_count; at++)
        if (str_equal(security->roles[at].name, name))
            return &security->roles[at];
    return NULL;
}

const CatalogRole *role_of(const Security *security, uint32_t oid)
{
    CatalogRole key = { .oid = oid };

    return bsearch(&key, security->roles, security->role_count, sizeof key, compare_roles);
}

bool role_is_super(const Security *security, uint32_t oid)
{
    const CatalogRole *role = role_of(security, oid);

    return role && role->is_super;
}

/* Does `from` hang on `to`, as far as `seen` (a flag a role) has not been looked at?  Whoever owns
 * the database is a member of pg_database_owner. */
static bool reaches(const Security *security, uint32_t from, uint32_t to, bool inherits_only,
                    bool *seen)
{
    const CatalogRole *role = role_of(security, from);
    const ObjectGrants *database = grants_find(security, CLASS_DATABASE, SECURITY_DATABASE, 0);
    uint32_t owner = database && database->owner_oid ? database->owner_oid : ROLE_BOOTSTRAP;

    if (from == to || (to == ROLE_DATABASE_OWNER && from == owner))
        return true;
    if (!role || (inherits_only && !role->inherits) || seen[role - security->roles])
        return false;
    seen[role - security->roles] = true;
    for (uint32_t at = 0; at < security->member_count; at++)
        if (security->members[at].member_oid == from &&
            reaches(security, security->members[at].role_oid, to, inherits_only, seen))
            return true;
    return false;
}

bool role_is_member(const Security *security, uint32_t member, uint32_t role, MembershipKind kind)
{
    if (member == role)
        return true;
    if (kind != MEMBER_REALLY && role_is_super(security, member))
        return true;
    bool *seen = calloc(security->role_count, sizeof *seen);
    if (!seen)
        abort();
    bool found = reaches(security, member, role, kind == MEMBER_INHERITS, seen);
    free(seen);
    return found;
}

bool role_is_admin(const Security *security, uint32_t member, uint32_t role)
{
    if (role_is_super(security, member))
        return true;
    for (uint32_t at = 0; at < security->member_count; at++)
        if (security->members[at].role_oid == role && security->members[at].is_admin &&
            role_is_member(security, member, security->members[at].member_oid, MEMBER_REALLY))
            return true;
    return false;
}

/* --- Lists of rights ------------------------------------------------------------------------- */

const ObjectGrants *grants_find(const Security *security, ObjectClass object_class, uint32_t oid,
                                int16_t attribute)
{
    for (uint32_t at = 0; at < security->grant_count; at++)
        if (security->grants[at].oid == oid && security->grants[at].attribute == attribute &&
            security->grants[at].object_class == object_class)
            return &security->grants[at];
    return NULL;
}

Acl acl_default(Arena *arena, char kind, uint32_t owner)
{
    AclItem *items = ARENA_ARRAY(arena, AclItem, 2);
    Privileges of_public = kind == 'd' ? PRIVILEGE_TEMPORARY | PRIVILEGE_CONNECT : 0;
    Privileges of_owner = kind == 'r'   ? PRIVILEGES_OF_TABLE
                          : kind == 'S' ? PRIVILEGES_OF_SEQUENCE
                          : kind == 'n' ? PRIVILEGES_OF_SCHEMA
                          : kind == 'd' ? PRIVILEGES_OF_DATABASE
                                        : 0;
    uint32_t count = 0;

    if (of_public)
        items[count++] = (AclItem){ ROLE_PUBLIC, owner, of_public, 0 };
    if (of_owner)
        items[count++] = (AclItem){ owner, owner, of_owner, 0 };
    return (Acl){ items, count };
}

Privileges acl_privileges(const Security *security, const Acl *acl, uint32_t role,
                          Privileges wanted)
{
    Privileges has = 0;

    if (role_is_super(security, role))
        return wanted;
    for (uint32_t at = 0; at < acl->count && (has & wanted) != wanted; at++) {
        const AclItem *item = &acl->items[at];
        if (item->privileges & wanted & ~has &&
            (item->grantee_oid == ROLE_PUBLIC ||
             role_is_member(security, role, item->grantee_oid, MEMBER_INHERITS)))
            has |= item->privileges;
    }
    return has & wanted;
}

Privileges acl_grantable(const Security *security, const Acl *acl, uint32_t owner, uint32_t role,
                         Privileges wanted)
{
    Privileges has = 0;

    if (role_is_member(security, role, owner, MEMBER_INHERITS))
        return wanted;
    for (uint32_t at = 0; at < acl->count; at++) {
        const AclItem *item = &acl->items[at];
        if (item->grantable & wanted & ~has && item->grantee_oid != ROLE_PUBLIC &&
            role_is_member(security, role, item->grantee_oid, MEMBER_INHERITS))
            has |= item->grantable;
    }
    return has & wanted;
}

/* --- Names ----------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    char letter;
} privileges[] = {
    { "INSERT", 'a' },   { "SELECT", 'r' },     { "UPDATE", 'w' },    { "DELETE", 'd' },
    { "TRUNCATE", 'D' }, { "REFERENCES", 'x' }, { "TRIGGER", 't' },   { "EXECUTE", 'X' },
    { "USAGE", 'U' },    { "CREATE", 'C' },     { "TEMPORARY", 'T' }, { "CONNECT", 'c' },
};

const char *privilege_name(Privileges one)
{
    for (size_t at = 0; at < COUNT_OF(privileges); at++)
        if (one == 1u << at)
            return privileges[at].name;
    return NULL;
}

Privileges privilege_find(Str name)
{
    for (size_t at = 0; at < COUNT_OF(privileges); at++)
        if (strlen(privileges[at].name) == name.length &&
            strncasecmp(privileges[at].name, name.data, name.length) == 0)
            return 1u << at;
    return name.length == 4 && strncasecmp(name.data, "TEMP", 4) == 0 ? PRIVILEGE_TEMPORARY : 0;
}

/* A name in aclitem: quoted, with quotes doubled, unless letters, digits and _. */
static void add_role_name(StrBuilder *out, Str name)
{
    bool is_safe = true;

    for (size_t at = 0; at < name.length; at++) {
        unsigned char c = (unsigned char)name.data[at];
        is_safe &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c >= 0x80;
    }
    if (is_safe) {
        str_add(out, name);
        return;
    }
    str_add_char(out, '"');
    for (size_t at = 0; at < name.length; at++) {
        if (name.data[at] == '"')
            str_add_char(out, '"');
        str_add_char(out, name.data[at]);
    }
    str_add_char(out, '"');
}

Str acl_item_text(Arena *arena, const AclItem *item, RoleNameFn *name_of, void *self)
{
    StrBuilder out = str_builder(arena);

    if (item->grantee_oid != ROLE_PUBLIC)
        add_role_name(&out, name_of(self, item->grantee_oid));
    str_add_char(&out, '=');
    for (size_t at = 0; at < COUNT_OF(privileges); at++) {
        if (!(item->privileges & 1u << at))
            continue;
        str_add_char(&out, privileges[at].letter);
        if (item->grantable & 1u << at)
            str_add_char(&out, '*');
    }
    str_add_char(&out, '/');
    add_role_name(&out, name_of(self, item->grantor_oid));
    return str_built(&out);
}
