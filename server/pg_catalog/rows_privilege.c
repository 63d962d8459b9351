/*
 * rows_privilege.c -- privileges as information_schema shows them: those that enabled roles have
 * granted or been granted, on the user's relations.
 */
#include "server/pg_catalog/relation.h"
#include "server/session.h"

/* One privilege of one grantee. */
typedef struct Granted {
    Str grantor, grantee;
    Str schema, name, column;
    const char *privilege;
    bool is_grantable;
} Granted;

typedef void PutGranted(Rows *rows, const Granted *granted);

static Str yes_or_no(bool is)
{
    return is ? STR_LIT("YES") : STR_LIT("NO");
}

static uint32_t current_role(const Rows *rows)
{
    return rows->catalog->session ? session_role(rows->catalog->session) : ROLE_BOOTSTRAP;
}

static bool is_enabled(const Rows *rows, uint32_t role)
{
    return role != ROLE_PUBLIC && role_is_member(rows->catalog->version->security,
                                                 current_role(rows), role, MEMBER_INHERITS);
}

static Str grantee_name(const Rows *rows, uint32_t oid)
{
    return oid == ROLE_PUBLIC ? STR_LIT("PUBLIC")
                              : role_name_of(rows->catalog, rows->cx->arena, oid);
}

/* A list of rights, and whose the object is. */
typedef struct Listing {
    Rows *rows;
    const SecuredObject *object;
    Privileges shown;
    bool with_public; /* also what public has */
    Granted granted;  /* what is the same in all rows */
    PutGranted *put;
} Listing;

static void list_item(Listing *l, const AclItem *item)
{
    const Security *security = l->rows->catalog->version->security;
    bool is_owner = item->grantee_oid != ROLE_PUBLIC &&
                    role_is_member(security, item->grantee_oid, l->object->owner, MEMBER_INHERITS);

    for (uint32_t bit = 0; 1u << bit <= PRIVILEGE_CONNECT; bit++) {
        Privileges one = 1u << bit;
        if (!(item->privileges & one & l->shown))
            continue;
        l->granted.grantor = grantee_name(l->rows, item->grantor_oid);
        l->granted.grantee = grantee_name(l->rows, item->grantee_oid);
        l->granted.privilege = privilege_name(one);
        l->granted.is_grantable = is_owner || (item->grantable & one);
        l->put(l->rows, &l->granted);
    }
}

static void list_acl(Listing *l, const Acl *acl)
{
    for (uint32_t at = 0; at < acl->count; at++) {
        const AclItem *item = &acl->items[at];
        bool is_public = item->grantee_oid == ROLE_PUBLIC;
        if (is_enabled(l->rows, item->grantor_oid) || is_enabled(l->rows, item->grantee_oid) ||
            (is_public && l->with_public))
            if (!is_public || l->with_public)
                list_item(l, item);
    }
}

static bool is_table(const CatalogTable *table)
{
    return table->kind != RELATION_SEQUENCE && !table->is_materialized;
}

static Listing listing_of(Rows *rows, const CatalogTable *table, const SecuredObject *object,
                          PutGranted *put, bool with_public)
{
    return (Listing){ .rows = rows,
                      .object = object,
                      .with_public = with_public,
                      .put = put,
                      .granted = { .schema = schema_name(rows->catalog, table->schema_oid),
                                   .name = table->name } };
}

/* --- Tables ------------------------------------------------------------------------------------
 */

static void each_table(Rows *rows, PutGranted *put, bool with_public)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        if (!is_table(table))
            continue;
        SecuredObject object = secured_relation(version->security, table);
        Acl acl = secured_acl(version->security, rows->cx->arena, &object);
        Listing listing = listing_of(rows, table, &object, put, with_public);
        listing.shown = PRIVILEGES_OF_TABLE;
        list_acl(&listing, &acl);
    }
}

#define PUT_COMMON(OBJECT)                                                                         \
    put_text(rows, &row->grantor, granted->grantor);                                               \
    put_text(rows, &row->grantee, granted->grantee);                                               \
    put_text(rows, &row->OBJECT##_catalog, rows->catalog->database);                               \
    put_text(rows, &row->OBJECT##_schema, granted->schema);                                        \
    put_text(rows, &row->OBJECT##_name, granted->name);                                            \
    put_text(rows, &row->privilege_type, str_of(granted->privilege));                              \
    put_text(rows, &row->is_grantable, yes_or_no(granted->is_grantable))

static void put_table_privilege(Rows *rows, const Granted *granted)
{
    struct table_privileges_row *row = rows_next(rows);

    PUT_COMMON(table);
    put_text(rows, &row->with_hierarchy, yes_or_no(strcmp(granted->privilege, "SELECT") == 0));
}

static void put_table_grant(Rows *rows, const Granted *granted)
{
    struct role_table_grants_row *row = rows_next(rows);

    PUT_COMMON(table);
    put_text(rows, &row->with_hierarchy, yes_or_no(strcmp(granted->privilege, "SELECT") == 0));
}

void table_privileges_rows(Rows *rows)
{
    each_table(rows, put_table_privilege, true);
}

void role_table_grants_rows(Rows *rows)
{
    each_table(rows, put_table_grant, false);
}

/* --- Columns -----------------------------------------------------------------------------------
 */

/* What the table grants and what the column does, each right of a grantor and grantee once. */
static Acl column_acl(const Security *security, Arena *arena, const SecuredObject *object,
                      int16_t attribute)
{
    Acl of_table = secured_acl(security, arena, object);
    const ObjectGrants *own = grants_find(security, CLASS_RELATION, object->oid, attribute);
    uint32_t room = of_table.count + (own ? own->acl.count : 0), count = of_table.count;
    AclItem *items = ARENA_ARRAY(arena, AclItem, room + 1);

    memcpy(items, of_table.items, count * sizeof *items);
    for (uint32_t at = 0; own && own->has_acl && at < own->acl.count; at++) {
        const AclItem *item = &own->acl.items[at];
        uint32_t same = 0;
        while (same < count && (items[same].grantee_oid != item->grantee_oid ||
                                items[same].grantor_oid != item->grantor_oid))
            same++;
        if (same == count)
            items[count++] = (AclItem){ item->grantee_oid, item->grantor_oid, 0, 0 };
        items[same].privileges |= item->privileges;
        items[same].grantable |= item->grantable;
    }
    return (Acl){ items, count };
}

static void each_column(Rows *rows, PutGranted *put, bool with_public)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        SecuredObject object = secured_relation(version->security, table);
        if (!is_table(table))
            continue;
        for (uint32_t column = 0; column < table->column_count; column++) {
            Acl acl = column_acl(version->security, rows->cx->arena, &object,
                                 catalog_attribute(table, column));
            Listing listing = listing_of(rows, table, &object, put, with_public);
            listing.granted.column = table->columns[column].name;
            listing.shown = PRIVILEGES_OF_COLUMN;
            list_acl(&listing, &acl);
        }
    }
}

static void put_column_privilege(Rows *rows, const Granted *granted)
{
    struct column_privileges_row *row = rows_next(rows);

    PUT_COMMON(table);
    put_text(rows, &row->column_name, granted->column);
}

static void put_column_grant(Rows *rows, const Granted *granted)
{
    struct role_column_grants_row *row = rows_next(rows);

    PUT_COMMON(table);
    put_text(rows, &row->column_name, granted->column);
}

void column_privileges_rows(Rows *rows)
{
    each_column(rows, put_column_privilege, true);
}

void role_column_grants_rows(Rows *rows)
{
    each_column(rows, put_column_grant, false);
}

/* --- Sequences and domains ---------------------------------------------------------------------
 */

typedef void PutUsage(Rows *rows, const Granted *granted, const char *type);

typedef struct UsageListing {
    PutUsage *put;
    bool with_public;
} UsageListing;

static void put_usage_privilege(Rows *rows, const Granted *granted, const char *type)
{
    struct usage_privileges_row *row = rows_next(rows);

    PUT_COMMON(object);
    put_text(rows, &row->object_type, str_of(type));
}

static void put_usage_grant(Rows *rows, const Granted *granted, const char *type)
{
    struct role_usage_grants_row *row = rows_next(rows);

    PUT_COMMON(object);
    put_text(rows, &row->object_type, str_of(type));
}

static void put_sequence_privilege(Rows *rows, const Granted *granted)
{
    put_usage_privilege(rows, granted, "SEQUENCE");
}

static void put_sequence_grant(Rows *rows, const Granted *granted)
{
    put_usage_grant(rows, granted, "SEQUENCE");
}

/* Without a GRANT not even the owner has USAGE here: the default that is looked at is that of
 * tables. */
static void each_sequence(Rows *rows, PutGranted *put, bool with_public)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        const ObjectGrants *own = grants_find(version->security, CLASS_RELATION, table->oid, 0);
        if (table->kind != RELATION_SEQUENCE || !own || !own->has_acl)
            continue;
        SecuredObject object = secured_relation(version->security, table);
        Listing listing = listing_of(rows, table, &object, put, with_public);
        listing.shown = PRIVILEGE_USAGE;
        list_acl(&listing, &own->acl);
    }
}

/* All may use a domain, as nothing is granted on types. */
static void each_domain(Rows *rows, UsageListing listing)
{
    const CatalogVersion *version = rows->catalog->version;
    Str owner = role_name_of(rows->catalog, rows->cx->arena, OID_OWNER);

    for (uint32_t at = 0; at < version->type_count; at++) {
        const CatalogType *domain = &version->types[at];
        Granted granted = { .grantor = owner,
                            .grantee = owner,
                            .schema = schema_name(rows->catalog, domain->schema_oid),
                            .name = domain->name,
                            .privilege = privilege_name(PRIVILEGE_USAGE),
                            .is_grantable = true };
        if (!domain->is_domain)
            continue;
        if (is_enabled(rows, OID_OWNER))
            listing.put(rows, &granted, "DOMAIN");
        granted.grantee = STR_LIT("PUBLIC");
        granted.is_grantable = false;
        if (listing.with_public)
            listing.put(rows, &granted, "DOMAIN");
    }
}

void usage_privileges_rows(Rows *rows)
{
    each_sequence(rows, put_sequence_privilege, true);
    each_domain(rows, (UsageListing){ put_usage_privilege, true });
}

void role_usage_grants_rows(Rows *rows)
{
    each_sequence(rows, put_sequence_grant, false);
    each_domain(rows, (UsageListing){ put_usage_grant, false });
}

/* --- Roles -------------------------------------------------------------------------------------
 */

void enabled_roles_rows(Rows *rows)
{
    const Security *security = rows->catalog->version->security;

    for (uint32_t at = 0; at < security->role_count; at++) {
        if (!is_enabled(rows, security->roles[at].oid))
            continue;
        struct enabled_roles_row *row = rows_next(rows);
        put_text(rows, &row->role_name, grantee_name(rows, security->roles[at].oid));
    }
}

void applicable_roles_rows(Rows *rows)
{
    const Security *security = rows->catalog->version->security;

    for (uint32_t at = 0; at < security->member_count; at++) {
        const RoleMember *member = &security->members[at];
        if (!is_enabled(rows, member->member_oid))
            continue;
        struct applicable_roles_row *row = rows_next(rows);
        put_text(rows, &row->grantee, grantee_name(rows, member->member_oid));
        put_text(rows, &row->role_name, grantee_name(rows, member->role_oid));
        put_text(rows, &row->is_grantable, yes_or_no(member->is_admin));
    }
}
