/* security_draft.c -- a Security being changed: see roles.h. */
#include "server/role/roles.h"

static bool has_changed(const Session *session)
{
    const CatalogChanges *own = &session->undo.changes;
    bool found = false;

    for (uint32_t at = 0; at < own->count; at++)
        found |= own->items[at].kind == CHANGE_SECURITY;
    return found;
}

/* Lists of a copy are ours to change. */
#define MUTABLE(TO, FROM) memcpy(&(TO), &(FROM), sizeof(TO))

SecurityDraft draft_begin(Define *d)
{
    SecurityDraft draft = { .d = d };
    Security copy;

    if (has_changed(d->session)) {
        security_copy(d->cx->arena, &copy, d->version->security);
    } else { /* what the session sees may be older */
        const CatalogVersion *newest = catalog_acquire(d->session->server->catalog);
        security_copy(d->cx->arena, &copy, newest->security);
        catalog_release(d->session->server->catalog, newest);
    }
    MUTABLE(draft.roles, copy.roles);
    MUTABLE(draft.members, copy.members);
    MUTABLE(draft.grants, copy.grants);
    MUTABLE(draft.defaults, copy.defaults);
    draft.role_count = draft.role_capacity = copy.role_count;
    draft.member_count = draft.member_capacity = copy.member_count;
    draft.grant_count = draft.grant_capacity = copy.grant_count;
    draft.default_count = draft.default_capacity = copy.default_count;
    return draft;
}

Security draft_security(const SecurityDraft *draft)
{
    return (Security){ .roles = draft->roles,
                       .role_count = draft->role_count,
                       .members = draft->members,
                       .member_count = draft->member_count,
                       .grants = draft->grants,
                       .grant_count = draft->grant_count,
                       .defaults = draft->defaults,
                       .default_count = draft->default_count };
}

bool draft_end(SecurityDraft *draft)
{
    Security security = draft_security(draft);
    SharedSecurity *shared = TRY(security_make(draft->d->cx, &security));

    undo_change(&draft->d->session->undo,
                (CatalogChange){ .kind = CHANGE_SECURITY, .security = shared });
    return true;
}

/* --- Roles ----------------------------------------------------------------------------------- */

CatalogRole *draft_role(SecurityDraft *draft, uint32_t oid)
{
    for (uint32_t at = 0; at < draft->role_count; at++)
        if (draft->roles[at].oid == oid)
            return &draft->roles[at];
    return NULL;
}

/* New oids are the highest, so the list stays ordered. */
CatalogRole *draft_add_role(SecurityDraft *draft)
{
    draft->roles = arena_grown(draft->d->cx->arena, draft->roles, sizeof *draft->roles,
                               draft->role_count, &draft->role_capacity);
    CatalogRole *role = &draft->roles[draft->role_count++];
    *role = (CatalogRole){ .oid = catalog_new_oid(draft->d->session->server->catalog),
                           .inherits = true,
                           .connections_max = -1 };
    return role;
}

void draft_remove_role(SecurityDraft *draft, uint32_t oid)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < draft->role_count; at++)
        if (draft->roles[at].oid != oid)
            draft->roles[kept++] = draft->roles[at];
    draft->role_count = kept;
    kept = 0;
    for (uint32_t at = 0; at < draft->member_count; at++)
        if (draft->members[at].role_oid != oid && draft->members[at].member_oid != oid)
            draft->members[kept++] = draft->members[at];
    draft->member_count = kept;
}

void draft_add_member(SecurityDraft *draft, RoleMember member)
{
    draft->members = arena_grown(draft->d->cx->arena, draft->members, sizeof *draft->members,
                                 draft->member_count, &draft->member_capacity);
    draft->members[draft->member_count++] = member;
}

/* --- Objects --------------------------------------------------------------------------------- */

ObjectGrants *draft_grants(SecurityDraft *draft, ObjectClass object_class, uint32_t oid,
                           int16_t attribute)
{
    for (uint32_t at = 0; at < draft->grant_count; at++)
        if (draft->grants[at].oid == oid && draft->grants[at].attribute == attribute &&
            draft->grants[at].object_class == object_class)
            return &draft->grants[at];
    draft->grants = arena_grown(draft->d->cx->arena, draft->grants, sizeof *draft->grants,
                                draft->grant_count, &draft->grant_capacity);
    ObjectGrants *grants = &draft->grants[draft->grant_count++];
    *grants = (ObjectGrants){ .object_class = object_class, .oid = oid, .attribute = attribute };
    return grants;
}

DefaultGrants *draft_default(SecurityDraft *draft, uint32_t role, uint32_t schema, char kind)
{
    for (uint32_t at = 0; at < draft->default_count; at++)
        if (draft->defaults[at].role_oid == role && draft->defaults[at].schema_oid == schema &&
            draft->defaults[at].kind == kind)
            return &draft->defaults[at];
    draft->defaults = arena_grown(draft->d->cx->arena, draft->defaults, sizeof *draft->defaults,
                                  draft->default_count, &draft->default_capacity);
    DefaultGrants *grants = &draft->defaults[draft->default_count++];
    *grants = (DefaultGrants){ .role_oid = role,
                               .schema_oid = schema,
                               .kind = kind,
                               .acl = schema ? (Acl){ 0 }
                                             : acl_default(draft->d->cx->arena, kind, role) };
    return grants;
}

static uint32_t instead(uint32_t oid, uint32_t former, uint32_t owner)
{
    return oid == former ? owner : oid;
}

/* The same grants by and to the new owner, who may have had some himself. */
static Acl with_owner(Arena *arena, const Acl *acl, uint32_t former, uint32_t owner)
{
    AclItem *items = ARENA_ARRAY(arena, AclItem, acl->count + 1);
    uint32_t count = 0;

    for (uint32_t at = 0; at < acl->count; at++) {
        AclItem item = acl->items[at];
        uint32_t same = 0;
        item.grantee_oid = instead(item.grantee_oid, former, owner);
        item.grantor_oid = instead(item.grantor_oid, former, owner);
        while (same < count && (items[same].grantee_oid != item.grantee_oid ||
                                items[same].grantor_oid != item.grantor_oid))
            same++;
        if (same == count)
            items[count++] = item;
        items[same].privileges |= item.privileges;
        items[same].grantable |= item.grantable;
    }
    return (Acl){ items, count };
}

void draft_set_owner(SecurityDraft *draft, const SecuredObject *object, uint32_t owner)
{
    Arena *arena = draft->d->cx->arena;

    draft_grants(draft, object->object_class, object->oid, 0)->owner_oid = owner;
    for (uint32_t at = 0; at < draft->grant_count; at++) {
        ObjectGrants *grants = &draft->grants[at];
        if (grants->oid == object->oid && grants->object_class == object->object_class)
            grants->acl = with_owner(arena, &grants->acl, object->owner, owner);
    }
}
