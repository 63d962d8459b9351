/* host.c -- what functions ask the session while they run: sequences, settings, signals. */
#include "expression/expression.h"
#include "server/role/roles.h"
#include "server/transaction.h"

typedef struct SessionHost {
    ExpressionHost host; /* first: functions have a pointer to it */
    Session *session;
    const CatalogVersion *version;
} SessionHost;

static _Thread_local SessionHost host_of_thread;

static Sequence *find(ExpressionHost *self, Cx *cx, uint32_t oid, Str *out_name)
{
    const SessionHost *host = (const SessionHost *)self;
    const CatalogTable *table = catalog_find_oid(host->version, oid);

    if (!table)
        return fail(cx, ERR_UNDEFINED_TABLE, NO_POSITION, "relation with OID %u does not exist",
                    oid);
    *out_name = table->name;
    if (!table->sequence)
        return fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a sequence",
                    STR(table->name));
    return table->sequence;
}

/* The column that the sequence gives identities, with its table; NULL: it does not. */
static const CatalogTable *table_of_identity(const CatalogVersion *version, uint32_t sequence)
{
    for (uint32_t at = 0; at < version->table_count; at++)
        for (uint32_t in = 0; in < version->tables[at].column_count; in++)
            if (version->tables[at].columns[in].sequence_oid == sequence &&
                version->tables[at].columns[in].identity != IDENTITY_NONE)
                return &version->tables[at];
    return NULL;
}

static bool may_use(const SessionHost *host, const CatalogTable *table, Privileges any)
{
    const Security *security = host->version->security;
    SecuredObject object = secured_relation(security, table);

    return secured_privileges(security, &object, session_role(host->session), any) != 0;
}

/* Any of these rights on the sequence.  Whoever may insert a row may give it an identity. */
static bool check_use(const ExpressionHost *self, Cx *cx, uint32_t oid, Privileges any)
{
    const SessionHost *host = (const SessionHost *)self;
    const CatalogTable *sequence = catalog_find_oid(host->version, oid);

    if (!sequence || !access_matters(host->session, host->version) || may_use(host, sequence, any))
        return true;
    const CatalogTable *table =
        any & PRIVILEGE_USAGE ? table_of_identity(host->version, oid) : NULL;
    if (table && may_use(host, table, PRIVILEGE_INSERT))
        return true;
    SecuredObject object = secured_relation(host->version->security, sequence);
    return fail_denied(cx, &object) != NULL;
}

static bool check_writes(ExpressionHost *self, Cx *cx, uint32_t oid, const char *function)
{
    const SessionHost *host = (const SessionHost *)self;

    return catalog_find_oid(host->version, oid)->is_temporary ||
           transaction_check_writes(cx, host->session, function);
}

static bool next_value(ExpressionHost *self, Cx *cx, uint32_t oid, int64_t *out_value)
{
    Session *session = ((const SessionHost *)self)->session;
    Str name = STR_NONE;
    Sequence *sequence = TRY(find(self, cx, oid, &name));

    TRY(check_use(self, cx, oid, PRIVILEGE_USAGE | PRIVILEGE_UPDATE));
    TRY(check_writes(self, cx, oid, "nextval()"));
    TRY(sequence_next(cx, sequence, name, out_value));
    sequence_values_put(&session->sequence_values, oid, *out_value);
    return true;
}

static bool current_value(ExpressionHost *self, Cx *cx, uint32_t oid, int64_t *out_value)
{
    const Session *session = ((const SessionHost *)self)->session;
    Str name = STR_NONE;

    TRY(find(self, cx, oid, &name));
    TRY(check_use(self, cx, oid, PRIVILEGE_USAGE | PRIVILEGE_SELECT));
    return sequence_values_find(&session->sequence_values, oid, out_value) ||
           fail(cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                "currval of sequence \"%.*s\" is not yet defined in this session", STR(name));
}

static bool set_value(ExpressionHost *self, Cx *cx, uint32_t oid, int64_t value, bool is_called)
{
    Session *session = ((const SessionHost *)self)->session;
    Str name = STR_NONE;
    Sequence *sequence = TRY(find(self, cx, oid, &name));

    TRY(check_use(self, cx, oid, PRIVILEGE_UPDATE));
    TRY(check_writes(self, cx, oid, "setval()"));
    TRY(sequence_set(cx, sequence, name, value, is_called));
    if (is_called)
        sequence_values_put(&session->sequence_values, oid, value);
    return true;
}

static bool last_value(ExpressionHost *self, Cx *cx, int64_t *out_value)
{
    const SequenceValues *values = &((const SessionHost *)self)->session->sequence_values;

    if (!values->last_oid)
        return fail(cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                    "lastval is not yet defined in this session");
    return sequence_values_find(values, values->last_oid, out_value);
}

/* --- Signals --------------------------------------------------------------------------------- */

/* Superusers, those of the same role, and members of pg_signal_backend may. */
static bool check_signal(const ExpressionHost *self, Cx *cx, int64_t pid, bool terminates)
{
    const SessionHost *host = (const SessionHost *)self;
    const Security *security = host->version->security;
    uint32_t role = session_role(host->session);
    Activity other;

    if (role_is_super(security, role) ||
        !activity_find(&host->session->server->activities, pid, &other))
        return true;
    if (role_is_super(security, other.user_oid))
        return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                    terminates ? "must be a superuser to terminate superuser process"
                               : "must be a superuser to cancel superuser query");
    if (role_is_member(security, role, other.user_oid, MEMBER_INHERITS) ||
        role_is_member(security, role, ROLE_SIGNAL_BACKEND, MEMBER_INHERITS))
        return true;
    return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                terminates ? "must be a member of the role whose process is being terminated or "
                             "member of pg_signal_backend"
                           : "must be a member of the role whose query is being canceled or "
                             "member of pg_signal_backend");
}

static bool signal_own(Cx *cx, bool terminates)
{
    if (terminates)
        return fail(cx, ERR_ADMIN_SHUTDOWN, NO_POSITION,
                    "terminating connection due to administrator command");
    return fail(cx, ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to user request");
}

static bool signal_session(ExpressionHost *self, Cx *cx, int64_t pid, bool terminates,
                           bool *out_sent)
{
    Session *session = ((const SessionHost *)self)->session;

    if (pid != session->pid)
        TRY(check_signal(self, cx, pid, terminates));
    if (pid == session->pid)
        return signal_own(cx, terminates);
    *out_sent = activity_signal(&session->server->activities, pid, terminates);
    if (!*out_sent)
        wire_notice(session->wire, WIRE_WARNING,
                    &(Error){ .code = ERR_WARNING,
                              .position = NO_POSITION,
                              .message = str_format(cx->arena,
                                                    "PID %lld is not a PostgreSQL "
                                                    "backend process",
                                                    (long long)pid)
                                             .data });
    return true;
}

/* --- Privileges ------------------------------------------------------------------------------ */

static bool has_privilege(ExpressionHost *self, Cx *cx, const PrivilegeQuestion *question,
                          Value *out_value)
{
    const SessionHost *host = (const SessionHost *)self;

    return privilege_ask(cx, host->session, host->version, question, out_value);
}

/* --- Settings -------------------------------------------------------------------------------- */

static bool get_setting(ExpressionHost *self, Cx *cx, Str name, bool may_miss, Value *out_value)
{
    const Session *session = ((const SessionHost *)self)->session;

    out_value->is_null = !setting_show(&session->settings, name, &out_value->text);
    return !out_value->is_null || may_miss ||
           fail(cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "unrecognized configuration parameter \"%.*s\"", STR(name));
}

static bool set_setting(ExpressionHost *self, Cx *cx, Str name, Str value, bool is_local,
                        Str *out_value)
{
    Session *session = ((const SessionHost *)self)->session;

    TRY(session_set(cx, session, name, value, is_local));
    if (!setting_show(&session->settings, name, out_value))
        *out_value = STR_NONE;
    return true;
}

/* --- The host of this thread ----------------------------------------------------------------- */

void session_host_begin(Session *session, const CatalogVersion *version)
{
    host_of_thread = (SessionHost){ { .next_value = next_value,
                                      .current_value = current_value,
                                      .set_value = set_value,
                                      .last_value = last_value,
                                      .signal = signal_session,
                                      .set_setting = set_setting,
                                      .get_setting = get_setting,
                                      .has_privilege = has_privilege },
                                    session,
                                    version };
    expression_host_set(&host_of_thread.host);
}

int64_t session_host_end(void)
{
    expression_host_set(NULL);
    return host_of_thread.host.sleep_micros;
}
