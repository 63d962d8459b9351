/* role_member.c -- GRANT and REVOKE of roles: see roles.h. */
#include "server/role/roles.h"

static RoleMember *find_member(SecurityDraft *draft, uint32_t role, uint32_t member)
{
    for (uint32_t at = 0; at < draft->member_count; at++)
        if (draft->members[at].role_oid == role && draft->members[at].member_oid == member)
            return &draft->members[at];
    return NULL;
}

/* The name in the draft: the role may be new. */
static Str name_in(const SecurityDraft *draft, uint32_t oid)
{
    Security security = draft_security(draft);

    return session_role_name(draft->d->session, &security, draft->d->cx->arena, oid);
}

static bool check_admin(const SecurityDraft *draft, uint32_t role)
{
    Security security = draft_security(draft);
    uint32_t self_oid = session_role(draft->d->session);
    const CatalogRole *self = role_of(&security, self_oid), *about = role_of(&security, role);
    Cx *cx = draft->d->cx;

    if (about->is_super && !(self && self->is_super))
        return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                    "must be superuser to alter superusers");
    if ((self && self->creates_roles) || role_is_admin(&security, self_oid, role))
        return true;
    return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                "must have admin option on role \"%.*s\"", STR(name_in(draft, role)));
}

bool draft_grant_membership(SecurityDraft *draft, uint32_t role, uint32_t member, bool is_admin)
{
    Security security = draft_security(draft);
    Cx *cx = draft->d->cx;
    RoleMember *found = find_member(draft, role, member);

    if (role == ROLE_DATABASE_OWNER)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "role \"%.*s\" cannot have explicit members", STR(name_in(draft, role)));
    if (member == ROLE_DATABASE_OWNER)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "role \"%.*s\" cannot be a member of any role", STR(name_in(draft, member)));
    if (role_is_member(&security, role, member, MEMBER_REALLY))
        return fail(cx, ERR_INVALID_GRANT_OPERATION, NO_POSITION,
                    "role \"%.*s\" is a member of role \"%.*s\"", STR(name_in(draft, role)),
                    STR(name_in(draft, member)));
    if (found && (!is_admin || found->is_admin)) {
        define_notice(draft->d, ERR_NONE, "role \"%.*s\" is already a member of role \"%.*s\"",
                      STR(name_in(draft, member)), STR(name_in(draft, role)));
        return true;
    }
    if (found)
        found->is_admin = true;
    else
        draft_add_member(draft,
                         (RoleMember){ role, member, session_role(draft->d->session), is_admin });
    return true;
}

static bool revoke(SecurityDraft *draft, uint32_t role, uint32_t member, bool only_admin)
{
    RoleMember *found = find_member(draft, role, member);

    if (!found) {
        wire_notice(
            draft->d->wire, WIRE_WARNING,
            &(Error){ .code = ERR_WARNING,
                      .position = NO_POSITION,
                      .message = str_format(draft->d->cx->arena,
                                            "role \"%.*s\" is not a member of role "
                                            "\"%.*s\"",
                                            STR(name_in(draft, member)), STR(name_in(draft, role)))
                                     .data });
        return true;
    }
    if (only_admin)
        found->is_admin = false;
    else
        *found = draft->members[--draft->member_count];
    return true;
}

static bool grant_one(SecurityDraft *draft, const GrantRole *statement, uint32_t role)
{
    Define *d = draft->d;

    TRY(check_admin(draft, role));
    for (uint32_t at = 0; at < statement->grantees.count; at++) {
        Security security = draft_security(draft);
        const CatalogRole *member =
            TRY(session_role_get(d->cx, d->session, &security, statement->grantees.items[at]));
        TRY(statement->is_grant
                ? draft_grant_membership(draft, role, member->oid, statement->is_admin)
                : revoke(draft, role, member->oid, statement->is_admin));
    }
    return true;
}

bool grant_role(Define *d, const GrantRole *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);

    for (uint32_t at = 0; at < statement->grantees.count; at++)
        TRY(session_role_get(d->cx, d->session, &security, statement->grantees.items[at]));
    for (uint32_t at = 0; at < statement->roles.count; at++) {
        security = draft_security(&draft);
        const CatalogRole *role =
            session_role_find(d->session, &security, statement->roles.items[at]);
        if (!role)
            return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "role \"%.*s\" does not exist",
                        STR(statement->roles.items[at]));
        TRY(grant_one(&draft, statement, role->oid));
    }
    return draft_end(&draft);
}
