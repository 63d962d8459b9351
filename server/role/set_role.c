/* set_role.c -- SET ROLE, SET SESSION AUTHORIZATION: see roles.h. */
#include "server/role/roles.h"

/* The settings say by name what the oids beside them mean. */
static void put_both(Undo *undo, bool is_local, SettingId id, Str value)
{
    setting_put(undo->now, id, value);
    if (!is_local)
        setting_put(&undo->kept, id, value);
}

static bool begin(Cx *cx, Session *session)
{
    SettingId id;

    /* What is set to what it is begins the transaction's changes. */
    return undo_set(cx, &session->undo, STR_LIT("row_security"),
                    str_copy(cx->arena, setting_get(&session->settings, SETTING_row_security)),
                    true, &id);
}

static void tell(Session *session, const Security *security, bool is_local)
{
    bool is_super = role_is_super(security, session_role(session));

    put_both(&session->undo, is_local, SETTING_is_superuser,
             is_super ? STR_LIT("on") : STR_LIT("off"));
    session_report_settings(session);
}

static const CatalogRole *find(Cx *cx, const Session *session, const Security *security, Str name)
{
    const CatalogRole *role = session_role_find(session, security, name);

    return role ? role
                : fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "role \"%.*s\" does not exist",
                       STR(name));
}

static bool become(Cx *cx, Session *session, const Security *security, Str name, bool is_local)
{
    bool is_none = !name.data || str_is(name, "none");
    uint32_t oid = 0;

    if (!is_none) {
        const CatalogRole *role = TRY(find(cx, session, security, name));
        if (!role_is_member(security, session_outer_role(session), role->oid, MEMBER_CAN_SET))
            return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                        "permission denied to set role \"%.*s\"", STR(name));
        oid = role->oid;
    }
    TRY(begin(cx, session));
    session->undo.now->role_oid = oid;
    if (!is_local)
        session->undo.kept.role_oid = oid;
    put_both(&session->undo, is_local, SETTING_role, is_none ? STR_LIT("none") : name);
    tell(session, security, is_local);
    return true;
}

bool set_role(Cx *cx, Session *session, Str name, bool is_local)
{
    const CatalogVersion *version = transaction_snapshot(session);
    bool done = become(cx, session, version->security, name, is_local);

    catalog_release(session->server->catalog, version);
    return done;
}

static bool authorize(Cx *cx, Session *session, const Security *security, Str name, bool is_local)
{
    bool is_default = !name.data;
    uint32_t oid = session->login_oid;

    if (!is_default) {
        const CatalogRole *role = TRY(find(cx, session, security, name));
        oid = role->oid;
        if (oid != session->login_oid && !role_is_super(security, session->login_oid))
            return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                        "permission denied to set session authorization");
    }
    TRY(begin(cx, session));
    Settings *both[] = { session->undo.now, &session->undo.kept };
    for (int at = 0; at < (is_local ? 1 : 2); at++) {
        both[at]->session_role_oid = oid == session->login_oid ? 0 : oid;
        both[at]->role_oid = 0;
    }
    Str shown = session_role_name(session, security, cx->arena, oid);
    put_both(&session->undo, is_local, SETTING_session_authorization, shown);
    put_both(&session->undo, is_local, SETTING_role, STR_LIT("none"));
    tell(session, security, is_local);
    return true;
}

bool set_session_authorization(Cx *cx, Session *session, Str name, bool is_local)
{
    const CatalogVersion *version = transaction_snapshot(session);
    bool done = authorize(cx, session, version->security, name, is_local);

    catalog_release(session->server->catalog, version);
    return done;
}
