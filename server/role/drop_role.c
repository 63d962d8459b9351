/* drop_role.c -- DROP ROLE, and what roles own: see roles.h. */
#include "server/role/roles.h"

/* --- What depends on a role ------------------------------------------------------------------ */

/* Sentences about it, one a line. */
typedef struct RoleDependents {
    SecurityDraft *draft;
    StrBuilder lines;
    uint32_t count;
} RoleDependents;

static void add_line(RoleDependents *list, const char *what, const SecuredObject *object)
{
    str_addf(&list->lines, "%s%s %s %.*s", list->count++ ? "\n" : "", what, object->what,
             STR(object->name));
}

static bool is_in_acl(const Acl *acl, uint32_t role)
{
    for (uint32_t at = 0; at < acl->count; at++)
        if (acl->items[at].grantee_oid == role || acl->items[at].grantor_oid == role)
            return true;
    return false;
}

static bool has_grants(const Security *security, ObjectClass object_class, uint32_t oid,
                       uint32_t role)
{
    for (uint32_t at = 0; at < security->grant_count; at++) {
        const ObjectGrants *grants = &security->grants[at];
        if (grants->object_class == object_class && grants->oid == oid && grants->has_acl &&
            is_in_acl(&grants->acl, role))
            return true;
    }
    return false;
}

static void add_object(RoleDependents *list, const SecuredObject *object, uint32_t role)
{
    Security security = draft_security(list->draft);

    if (object->owner == role)
        add_line(list, "owner of", object);
    else if (has_grants(&security, object->object_class, object->oid, role))
        add_line(list, "privileges for", object);
}

/* Each object that is there. */
typedef void EachObject(void *self, const SecuredObject *object);

static void each_object(const SecurityDraft *draft, EachObject *visit, void *context)
{
    const CatalogVersion *version = draft->d->version;
    Security security = draft_security(draft);

    for (uint32_t at = 0; at < version->table_count; at++) {
        SecuredObject object = secured_relation(&security, &version->tables[at]);
        visit(context, &object);
    }
    for (uint32_t at = 0; at < version->type_count; at++) {
        const ObjectGrants *said =
            grants_find(&security, CLASS_RELATION, version->types[at].oid, 0);
        SecuredObject object = { .object_class = CLASS_RELATION,
                                 .oid = version->types[at].oid,
                                 .owner =
                                     said && said->owner_oid ? said->owner_oid : ROLE_BOOTSTRAP,
                                 .what = "type",
                                 .name = version->types[at].name };
        visit(context, &object);
    }
    for (uint32_t at = 0; at < version->schema_count; at++) {
        SecuredObject object = secured_schema(version, version->schemas[at].oid);
        const ObjectGrants *grants = grants_find(&security, CLASS_SCHEMA, object.oid, 0);
        if (grants && grants->owner_oid)
            object.owner = grants->owner_oid;
        visit(context, &object);
    }
    SecuredObject database = secured_database(&security, draft->d->session->database);
    visit(context, &database);
}

typedef struct Looking {
    RoleDependents *list;
    uint32_t role;
} Looking;

static void look(void *self, const SecuredObject *object)
{
    Looking *looking = self;

    add_object(looking->list, object, looking->role);
}

static bool check_nothing_depends(SecurityDraft *draft, uint32_t role, Str name)
{
    Cx *cx = draft->d->cx;
    RoleDependents list = { .draft = draft, .lines = str_builder(cx->arena) };
    Looking looking = { &list, role };

    each_object(draft, look, &looking);
    for (uint32_t at = 0; at < draft->default_count; at++)
        if (draft->defaults[at].role_oid == role || is_in_acl(&draft->defaults[at].acl, role))
            str_addf(&list.lines, "%sdefault privileges", list.count++ ? "\n" : "");
    if (!list.count)
        return true;
    fail(cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
         "role \"%.*s\" cannot be dropped because some objects depend on it", STR(name));
    return fail_detail(cx, "%.*s", STR(str_built(&list.lines)));
}

/* --- DROP ROLE ------------------------------------------------------------------------------- */

static bool check_drop(const Define *d, const Security *security, const CatalogRole *role)
{
    uint32_t self_oid = session_role(d->session);
    const CatalogRole *self = role_of(security, self_oid);

    if (role->oid == self_oid)
        return fail(d->cx, ERR_OBJECT_IN_USE, NO_POSITION, "current user cannot be dropped");
    if (role->oid == session_outer_role(d->session))
        return fail(d->cx, ERR_OBJECT_IN_USE, NO_POSITION, "session user cannot be dropped");
    if (role->is_super && !(self && self->is_super))
        return fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                    "must be superuser to drop superusers");
    if (role->oid < CATALOG_OID_FIRST)
        return fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
                    "cannot drop role %.*s because it is required by the database system",
                    STR(role->name));
    return true;
}

static bool drop_one(SecurityDraft *draft, const DropRole *statement, Str name)
{
    Define *d = draft->d;
    Security security = draft_security(draft);
    const CatalogRole *role = session_role_find(d->session, &security, name);

    if (str_is(name, "current_user") || str_is(name, "session_user") ||
        str_is(name, "current_role") || str_is(name, "public"))
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "cannot use special role specifier in DROP ROLE");
    if (!role && !statement->if_exists)
        return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "role \"%.*s\" does not exist",
                    STR(name));
    if (!role) {
        define_notice(d, ERR_NONE, "role \"%.*s\" does not exist, skipping", STR(name));
        return true;
    }
    TRY(check_drop(d, &security, role));
    TRY(check_nothing_depends(draft, role->oid, role->name));
    draft_remove_role(draft, role->oid);
    return true;
}

bool drop_role(Define *d, const DropRole *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    const CatalogRole *self = role_of(&security, session_role(d->session));

    if (!self || !(self->is_super || self->creates_roles))
        return fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                    "permission denied to drop role");
    for (uint32_t at = 0; at < statement->roles.count; at++)
        TRY(drop_one(&draft, statement, statement->roles.items[at]));
    return draft_end(&draft);
}

/* --- REASSIGN OWNED -------------------------------------------------------------------------- */

typedef struct Reassigning {
    SecurityDraft *draft;
    uint32_t from, to;
} Reassigning;

static void reassign(void *self, const SecuredObject *object)
{
    Reassigning *r = self;

    if (object->owner == r->from)
        draft_set_owner(r->draft, object, r->to);
}

static bool may_be(const Define *d, const Security *security, const CatalogRole *role,
                   const char *what)
{
    return role_is_member(security, session_role(d->session), role->oid, MEMBER_INHERITS) ||
           fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION, "permission denied to %s objects",
                what);
}

bool reassign_owned(Define *d, const ReassignOwned *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);

    const CatalogRole *to =
        TRY(session_role_get(d->cx, d->session, &security, statement->new_owner));
    TRY(may_be(d, &security, to, "reassign"));
    for (uint32_t at = 0; at < statement->roles.count; at++) {
        const CatalogRole *from =
            TRY(session_role_get(d->cx, d->session, &security, statement->roles.items[at]));
        TRY(may_be(d, &security, from, "reassign"));
        if (from->oid < CATALOG_OID_FIRST)
            return fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
                        "cannot reassign ownership of objects owned by role %.*s because they are "
                        "required by the database system",
                        STR(from->name));
        Reassigning reassigning = { &draft, from->oid, to->oid };
        each_object(&draft, reassign, &reassigning);
    }
    return draft_end(&draft);
}

/* --- DROP OWNED ------------------------------------------------------------------------------ */

/* No longer a grantee, nor a grantor. */
static Acl acl_without(Arena *arena, const Acl *acl, uint32_t role)
{
    AclItem *items = ARENA_ARRAY(arena, AclItem, acl->count + 1);
    uint32_t kept = 0;

    for (uint32_t at = 0; at < acl->count; at++)
        if (acl->items[at].grantee_oid != role && acl->items[at].grantor_oid != role)
            items[kept++] = acl->items[at];
    return (Acl){ items, kept };
}

static void forget_role(SecurityDraft *draft, uint32_t role)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < draft->grant_count; at++)
        draft->grants[at].acl = acl_without(draft->d->cx->arena, &draft->grants[at].acl, role);
    for (uint32_t at = 0; at < draft->default_count; at++)
        if (draft->defaults[at].role_oid != role) {
            draft->defaults[kept] = draft->defaults[at];
            draft->defaults[kept].acl =
                acl_without(draft->d->cx->arena, &draft->defaults[kept].acl, role);
            kept++;
        }
    draft->default_count = kept;
}

/* What the role owns, by kind. */
typedef struct Owned {
    Define *d;
    uint32_t role;
    uint32_t *relations, relation_count;
    Plans types, schemas; /* TableNames */
} Owned;

static Plan *name_of(const Define *d, uint32_t schema_oid, Str name)
{
    Str *parts = ARENA_ARRAY(d->cx->arena, Str, 2);
    uint32_t count = 0;

    if (schema_oid)
        parts[count++] = catalog_schema_name(d->version, schema_oid);
    parts[count++] = name;
    return NEW(d->cx, TableName, .parts = { parts, count }, .position = NO_POSITION);
}

static void note_owned(void *self, const SecuredObject *object)
{
    Owned *owned = self;
    const CatalogVersion *version = owned->d->version;
    const CatalogType *type = catalog_type_of_oid(version, object->oid);
    uint32_t at;

    if (object->owner != owned->role)
        return;
    if (object->object_class == CLASS_SCHEMA)
        owned->schemas.items[owned->schemas.count++] = name_of(owned->d, 0, object->name);
    else if (object->object_class == CLASS_RELATION && type)
        owned->types.items[owned->types.count++] = name_of(owned->d, type->schema_oid, type->name);
    else if (object->object_class == CLASS_RELATION && catalog_find_oid(version, object->oid) &&
             !sequence_owner(owned->d, object->oid, &at))
        owned->relations[owned->relation_count++] = object->oid;
}

static Owned owned_by(Define *d, const SecurityDraft *draft, uint32_t role)
{
    Arena *arena = d->cx->arena;
    Owned owned = { .d = d,
                    .role = role,
                    .relations = ARENA_ARRAY(arena, uint32_t, d->version->table_count + 1),
                    .types = { ARENA_ARRAY(arena, Plan *, d->version->type_count + 1), 0 },
                    .schemas = { ARENA_ARRAY(arena, Plan *, d->version->schema_count + 1), 0 } };

    each_object(draft, note_owned, &owned);
    return owned;
}

bool owned_relations(Define *d, const DropOwned *statement, const uint32_t **out_oids,
                     uint32_t *out_count)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    uint32_t *oids = ARENA_ARRAY(d->cx->arena, uint32_t, d->version->table_count + 1);

    *out_count = 0;
    for (uint32_t at = 0; at < statement->roles.count; at++) {
        const CatalogRole *role =
            TRY(session_role_get(d->cx, d->session, &security, statement->roles.items[at]));
        Owned owned = owned_by(d, &draft, role->oid);
        for (uint32_t in = 0; in < owned.relation_count && *out_count < d->version->table_count;
             in++)
            oids[(*out_count)++] = owned.relations[in];
    }
    *out_oids = oids;
    return true;
}

static bool drop_kind(Define *d, ObjectKind kind, Plans objects, bool is_cascade)
{
    Drop drop = {
        .head = { .tag = PLAN_Drop }, .kind = kind, .objects = objects, .is_cascade = is_cascade
    };

    if (!objects.count)
        return true;
    define_refresh(d);
    return drop_objects(d, &drop);
}

/* Objects first: the grants on them go with them. */
static bool drop_objects_of(Define *d, const DropOwned *statement, Str name)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);

    const CatalogRole *role = TRY(session_role_get(d->cx, d->session, &security, name));
    TRY(may_be(d, &security, role, "drop"));
    if (role->oid < CATALOG_OID_FIRST)
        return fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
                    "cannot drop objects owned by role %.*s because they are required by the "
                    "database system",
                    STR(role->name));
    Owned owned = owned_by(d, &draft, role->oid);
    if (owned.relation_count)
        TRY(drop_relations(d, owned.relations, owned.relation_count, statement->is_cascade));
    TRY(drop_kind(d, OBJECT_TYPE, owned.types, statement->is_cascade));
    TRY(drop_kind(d, OBJECT_SCHEMA, owned.schemas, statement->is_cascade));
    define_refresh(d);
    return true;
}

bool drop_owned(Define *d, const DropOwned *statement)
{
    for (uint32_t at = 0; at < statement->roles.count; at++)
        TRY(drop_objects_of(d, statement, statement->roles.items[at]));
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    for (uint32_t at = 0; at < statement->roles.count; at++) {
        const CatalogRole *role =
            TRY(session_role_get(d->cx, d->session, &security, statement->roles.items[at]));
        forget_role(&draft, role->oid);
    }
    return draft_end(&draft);
}
