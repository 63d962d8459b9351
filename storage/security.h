/*
 * security.h -- PUBLIC: roles, who is a member of which, who owns what, and what is granted.
 *
 *     CatalogVersion ── Security (immutable, counted, shared by all versions that agree)
 *
 * Whoever changes any of it holds the lock of definitions to the end of his transaction, so a
 * transaction's Security simply takes the place of the one before.  What nothing is said of has
 * PostgreSQL's defaults: the owner is the bootstrap superuser, and has all privileges.
 */
#ifndef STORAGE_SECURITY_H
#define STORAGE_SECURITY_H

#include "base/error.h"

enum {
    ROLES_MAX = 10000,
    MEMBERSHIPS_MAX = 100000,
    OBJECT_GRANTS_MAX = 100000, /* objects, and columns, that something is said of */
    ROLE_BOOTSTRAP = 10,        /* oids, as PostgreSQL's */
    ROLE_PUBLIC = 0,            /* everybody, among grantees */
    ROLE_DATABASE_OWNER = 6171,
    ROLE_READ_ALL_DATA = 6181,
    ROLE_WRITE_ALL_DATA = 6182,
    ROLE_READ_ALL_STATS = 3375,
    ROLE_SIGNAL_BACKEND = 4200,
    SECURITY_DATABASE = 5, /* the oid of the database */
};

typedef struct CatalogRole {
    uint32_t oid;
    Str name;
    bool is_super, inherits, creates_roles, creates_databases, can_login;
    bool replicates, bypasses_rls;
    int32_t connections_max; /* negative: no limit */
    Str verifier;            /* of the password; empty: none */
    bool has_valid_until;
    int64_t valid_until; /* an instant, after which the password is void */
    const Str *settings; /* of ALTER ROLE SET: name, value, name, value, ... */
    uint32_t setting_count;
} CatalogRole;

typedef struct RoleMember {
    uint32_t role_oid, member_oid, grantor_oid;
    bool is_admin;
} RoleMember;

/* As bits, in PostgreSQL's order. */
typedef enum Privilege {
    PRIVILEGE_INSERT = 1 << 0,
    PRIVILEGE_SELECT = 1 << 1,
    PRIVILEGE_UPDATE = 1 << 2,
    PRIVILEGE_DELETE = 1 << 3,
    PRIVILEGE_TRUNCATE = 1 << 4,
    PRIVILEGE_REFERENCES = 1 << 5,
    PRIVILEGE_TRIGGER = 1 << 6,
    PRIVILEGE_EXECUTE = 1 << 7,
    PRIVILEGE_USAGE = 1 << 8,
    PRIVILEGE_CREATE = 1 << 9,
    PRIVILEGE_TEMPORARY = 1 << 10,
    PRIVILEGE_CONNECT = 1 << 11,
} Privilege;

typedef uint32_t Privileges;

enum {
    PRIVILEGES_OF_TABLE = 0x7f,
    PRIVILEGES_OF_COLUMN =
        PRIVILEGE_INSERT | PRIVILEGE_SELECT | PRIVILEGE_UPDATE | PRIVILEGE_REFERENCES,
    PRIVILEGES_OF_SEQUENCE = PRIVILEGE_USAGE | PRIVILEGE_SELECT | PRIVILEGE_UPDATE,
    PRIVILEGES_OF_SCHEMA = PRIVILEGE_USAGE | PRIVILEGE_CREATE,
    PRIVILEGES_OF_DATABASE = PRIVILEGE_CREATE | PRIVILEGE_TEMPORARY | PRIVILEGE_CONNECT,
};

typedef struct AclItem {
    uint32_t grantee_oid, grantor_oid;
    Privileges privileges;
    Privileges grantable; /* of them, those with GRANT OPTION */
} AclItem;

typedef struct Acl {
    const AclItem *items;
    uint32_t count;
} Acl;

typedef enum ObjectClass { CLASS_RELATION, CLASS_SCHEMA, CLASS_DATABASE } ObjectClass;

/* What is said of an object, or of a column of a relation. */
typedef struct ObjectGrants {
    ObjectClass object_class;
    uint32_t oid;
    int16_t attribute;  /* 0: of the object */
    uint32_t owner_oid; /* 0: not said here */
    bool has_acl;       /* else the default one */
    Acl acl;
} ObjectGrants;

/* ALTER DEFAULT PRIVILEGES. */
typedef struct DefaultGrants {
    uint32_t role_oid;
    uint32_t schema_oid; /* 0: in all */
    char kind;           /* r tables, S sequences, n schemas */
    Acl acl;
} DefaultGrants;

typedef struct Security {
    const CatalogRole *roles; /* ordered by oid */
    uint32_t role_count;
    const RoleMember *members;
    uint32_t member_count;
    const ObjectGrants *grants;
    uint32_t grant_count;
    const DefaultGrants *defaults;
    uint32_t default_count;
} Security;

/* The roles every installation has. */
extern const Security security_initial;

/* --- Sharing --------------------------------------------------------------------------------- */

typedef struct SharedSecurity SharedSecurity;
/* A deep copy in the arena. */
void security_copy(Arena *arena, Security *to, const Security *from);
/* A deep copy, held once.  Raises 54000 where there is more than the limits allow. */
must_use SharedSecurity *security_make(Cx *cx, const Security *from);
const Security *security_of(const SharedSecurity *shared); /* NULL: security_initial */
void security_hold(SharedSecurity *shared);                /* NULL is fine, here and below */
void security_drop(SharedSecurity *shared);

/* --- Reading --------------------------------------------------------------------------------- */

const CatalogRole *role_find(const Security *security, Str name); /* NULL: there is none */
const CatalogRole *role_of(const Security *security, uint32_t oid);
bool role_is_super(const Security *security, uint32_t oid);
/* Is `member` the role, or one of it by way of others?  `inherits_only`: only by way of roles that
 * inherit what they are members of.  Superusers are members of all where `counts_super`. */
typedef enum MembershipKind {
    MEMBER_CAN_SET,  /* pg_has_role MEMBER: superusers too */
    MEMBER_INHERITS, /* pg_has_role USAGE: whose privileges it has; superusers too */
    MEMBER_REALLY,   /* as MEMBER_CAN_SET, but superusers are as others */
} MembershipKind;
bool role_is_member(const Security *security, uint32_t member, uint32_t role, MembershipKind kind);
/* May it grant membership in the role? */
bool role_is_admin(const Security *security, uint32_t member, uint32_t role);

const ObjectGrants *grants_find(const Security *security, ObjectClass object_class, uint32_t oid,
                                int16_t attribute);
/* The rights that nobody has granted: PostgreSQL's acldefault().  `kind` is r, S, n, d. */
Acl acl_default(Arena *arena, char kind, uint32_t owner);
/* Those privileges of `wanted` that the role has by the list, where its owner stands too. */
Privileges acl_privileges(const Security *security, const Acl *acl, uint32_t role,
                          Privileges wanted);
/* The same of grant options. */
Privileges acl_grantable(const Security *security, const Acl *acl, uint32_t owner, uint32_t role,
                         Privileges wanted);
/* "hearth=arwdDxt/hearth"; names of roles by `name_of`. */
typedef Str RoleNameFn(void *self, uint32_t oid);
Str acl_item_text(Arena *arena, const AclItem *item, RoleNameFn *name_of, void *self);
/* "SELECT" of its bit; NULL: none. */
const char *privilege_name(Privileges one);
Privileges privilege_find(Str name); /* 0: there is none; case is ignored */

#endif
