/* rows_activity.c -- what all sessions are doing: pg_stat_activity, pg_stat_ssl, pg_stat_gssapi. */
#include "server/pg_catalog/relation.h"
#include "server/session.h"

typedef void ActivityRow(Rows *rows, const Activity *activity);

static void each_activity(Rows *rows, ActivityRow *make_row)
{
    const Session *session = rows->catalog->session;
    uint32_t count = 0;
    const Activity *all =
        session ? activities_copy(&session->server->activities, rows->cx->arena, &count) : NULL;

    for (uint32_t at = 0; at < count; at++)
        make_row(rows, &all[at]);
}

static const char *state_name(WireActivity state)
{
    switch (state) {
    case WIRE_ACTIVITY_RUNNING: return "active";
    case WIRE_ACTIVITY_IDLE: return "idle";
    case WIRE_ACTIVITY_IDLE_IN_TRANSACTION: return "idle in transaction";
    case WIRE_ACTIVITY_IDLE_IN_FAILED: break;
    }
    return "idle in transaction (aborted)";
}

static void put_wait(Rows *rows, struct pg_stat_activity_row *row, const Activity *activity)
{
    const char *type = NULL, *event = NULL;

    if (activity->state != WIRE_ACTIVITY_RUNNING) {
        type = "Client";
        event = "ClientRead";
    } else if (activity->wait == WAIT_SLEEP) {
        type = "Timeout";
        event = "PgSleep";
    } else if (activity->wait == WAIT_LOCK) {
        type = "Lock";
        event = "relation";
    }
    if (!type)
        return;
    put_text(rows, &row->wait_event_type, str_of(type));
    put_text(rows, &row->wait_event, str_of(event));
}

static void put_time(Rows *rows, const Expr **cell, int64_t time)
{
    if (time)
        put_int(rows, cell, time);
}

/* What others do is shown to superusers, to members of their roles, and of pg_read_all_stats. */
static bool may_see(const Rows *rows, const Activity *activity)
{
    const Security *security = rows->catalog->version->security;
    uint32_t role = session_role(rows->catalog->session);

    return role_is_member(security, role, activity->user_oid, MEMBER_INHERITS) ||
           role_is_member(security, role, ROLE_READ_ALL_STATS, MEMBER_INHERITS);
}

static void hidden_row(Rows *rows, const Activity *activity)
{
    struct pg_stat_activity_row *row = rows_next(rows);

    put_int(rows, &row->datid, OID_DATABASE);
    put_text(rows, &row->datname, str_of(activity->database));
    put_int(rows, &row->pid, activity->pid);
    put_int(rows, &row->usesysid, activity->user_oid);
    put_text(rows, &row->usename, str_of(activity->user));
    put_text(rows, &row->application_name, str_of(activity->application_name));
    put_text(rows, &row->query, STR_LIT("<insufficient privilege>"));
}

static void activity_row(Rows *rows, const Activity *activity)
{
    if (!may_see(rows, activity)) {
        hidden_row(rows, activity);
        return;
    }
    struct pg_stat_activity_row *row = rows_next(rows);
    bool has_query = activity->statement_start != 0;

    put_int(rows, &row->datid, OID_DATABASE);
    put_text(rows, &row->datname, str_of(activity->database));
    put_int(rows, &row->pid, activity->pid);
    put_int(rows, &row->usesysid, activity->user_oid);
    put_text(rows, &row->usename, str_of(activity->user));
    put_text(rows, &row->application_name, str_of(activity->application_name));
    if (activity->peer.address[0])
        put_text(rows, &row->client_addr, str_of(activity->peer.address));
    put_int(rows, &row->client_port, activity->peer.is_local ? -1 : activity->peer.port);
    put_time(rows, &row->backend_start, activity->session_start);
    put_time(rows, &row->xact_start, activity->transaction_start);
    put_time(rows, &row->query_start, activity->statement_start);
    put_time(rows, &row->state_change, activity->state_change);
    put_wait(rows, row, activity);
    if (has_query)
        put_text(rows, &row->state, str_of(state_name(activity->state)));
    put_text(rows, &row->query, str_of(activity->query));
    put_text(rows, &row->backend_type, STR_LIT("client backend"));
}

void pg_stat_activity_rows(Rows *rows)
{
    each_activity(rows, activity_row);
}

static void ssl_row(Rows *rows, const Activity *activity)
{
    struct pg_stat_ssl_row *row = rows_next(rows);

    put_int(rows, &row->pid, activity->pid);
    put_bool(rows, &row->ssl, activity->peer.is_encrypted);
    if (!activity->peer.is_encrypted)
        return;
    put_text(rows, &row->version, str_of(activity->peer.tls_version));
    put_text(rows, &row->cipher, str_of(activity->peer.tls_cipher));
    put_int(rows, &row->bits, activity->peer.tls_bits);
}

void pg_stat_ssl_rows(Rows *rows)
{
    each_activity(rows, ssl_row);
}

static void gssapi_row(Rows *rows, const Activity *activity)
{
    struct pg_stat_gssapi_row *row = rows_next(rows);

    put_int(rows, &row->pid, activity->pid);
    put_bool(rows, &row->gss_authenticated, false);
    put_bool(rows, &row->encrypted, false);
}

void pg_stat_gssapi_rows(Rows *rows)
{
    each_activity(rows, gssapi_row);
}
