/* login.c -- who may open a session: see roles.h. */
#include "server/role/roles.h"

#include "base/clock.h"

#include <stdlib.h>

/* --- Passwords ------------------------------------------------------------------------------- */

/* None where it has expired: the exchange then runs as for a role that is not there. */
static Str verifier_of(const Session *session, const CatalogRole *role)
{
    if (role->has_valid_until && role->valid_until < clock_micros_since_2000())
        return STR_NONE;
    if (!role->verifier.length && role->oid == ROLE_BOOTSTRAP)
        return str_of(session->server->verifier);
    return role->verifier;
}

Str login_verifier(Session *session, Str user)
{
    const CatalogVersion *version = catalog_acquire(session->server->catalog);
    const CatalogRole *role = role_find(version->security, user);
    Str verifier = role ? verifier_of(session, role) : STR_NONE;

    free(session->verifier);
    session->verifier = verifier.length ? strndup(verifier.data, verifier.length) : NULL;
    catalog_release(session->server->catalog, version);
    return session->verifier ? str_of(session->verifier) : STR_NONE;
}

/* --- Opening --------------------------------------------------------------------------------- */

/* A name that is no role gets here over the Unix socket only: it is the server's own user. */
static const CatalogRole *who(Session *session, const Security *security, Str user)
{
    const CatalogRole *role = role_find(security, user);

    session->is_alias = !role;
    return role ? role : role_of(security, ROLE_BOOTSTRAP);
}

static bool check_login(Cx *cx, const CatalogVersion *version, const CatalogRole *role,
                        Str database)
{
    const Security *security = version->security;
    SecuredObject object = secured_database(security, database);

    if (!role->can_login)
        return fail(cx, ERR_INVALID_AUTHORIZATION, NO_POSITION,
                    "role \"%.*s\" is not permitted to log in", STR(role->name));
    if (secured_privileges(security, &object, role->oid, PRIVILEGE_CONNECT))
        return true;
    fail_denied(cx, &object);
    cx->error.message =
        str_format(cx->arena, "permission denied for database \"%.*s\"", STR(database)).data;
    return fail_detail(cx, "User does not have CONNECT privilege.");
}

/* Settings that the client has sent come last. */
static bool take_settings(Cx *cx, Session *session, const CatalogRole *role,
                          const WireStartup *startup)
{
    SettingId id;

    for (uint32_t at = 0; at + 1 < role->setting_count; at += 2) {
        Cx own = { .arena = cx->arena };
        /* One that is no longer good must not lock the role out. */
        (void)!setting_set(&own, &session->settings, role->settings[at], role->settings[at + 1],
                           &id);
    }
    for (size_t at = 0; at < startup->setting_count; at++)
        TRY(setting_set(cx, &session->settings, startup->settings[at].name,
                        startup->settings[at].value, &id));
    setting_put(&session->settings, SETTING_session_authorization, session->user);
    if (session->server->tls)
        setting_put(&session->settings, SETTING_ssl, STR_LIT("on"));
    setting_put(&session->settings, SETTING_is_superuser,
                role->is_super ? STR_LIT("on") : STR_LIT("off"));
    return true;
}

static bool open_as(Cx *cx, Session *session, const CatalogVersion *version,
                    const WireStartup *startup)
{
    const CatalogRole *role = who(session, version->security, startup->user);

    session->login_oid = role->oid;
    TRY(check_login(cx, version, role, startup->database));
    TRY(take_settings(cx, session, role, startup));
    int32_t limit = role->is_super ? -1 : role->connections_max;
    session->activity = activity_new(&session->server->activities, session->handle, session->pid,
                                     session->user, role->oid, session->database, limit);
    return session->activity || fail(cx, ERR_TOO_MANY_CONNECTIONS, NO_POSITION,
                                     "too many connections for role \"%.*s\"", STR(startup->user));
}

bool login_open(Cx *cx, Session *session, const WireStartup *startup)
{
    const CatalogVersion *version = catalog_acquire(session->server->catalog);
    bool opened = open_as(cx, session, version, startup);

    catalog_release(session->server->catalog, version);
    return opened;
}
