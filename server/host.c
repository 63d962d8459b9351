/* host.c -- what functions ask the session while they run: sequences, settings, signals. */
#include "expression/expression.h"
#include "server/session.h"

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

static bool next_value(ExpressionHost *self, Cx *cx, uint32_t oid, int64_t *out_value)
{
    Session *session = ((const SessionHost *)self)->session;
    Str name = STR_NONE;
    Sequence *sequence = TRY(find(self, cx, oid, &name));

    TRY(sequence_next(cx, sequence, name, out_value));
    sequence_values_put(&session->sequence_values, oid, *out_value);
    return true;
}

static bool current_value(ExpressionHost *self, Cx *cx, uint32_t oid, int64_t *out_value)
{
    const Session *session = ((const SessionHost *)self)->session;
    Str name = STR_NONE;

    TRY(find(self, cx, oid, &name));
    return sequence_values_find(&session->sequence_values, oid, out_value) ||
           fail(cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                "currval of sequence \"%.*s\" is not yet defined in this session", STR(name));
}

static bool set_value(ExpressionHost *self, Cx *cx, uint32_t oid, int64_t value, bool is_called)
{
    Session *session = ((const SessionHost *)self)->session;
    Str name = STR_NONE;
    Sequence *sequence = TRY(find(self, cx, oid, &name));

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
                                      .get_setting = get_setting },
                                    session,
                                    version };
    expression_host_set(&host_of_thread.host);
}

int64_t session_host_end(void)
{
    expression_host_set(NULL);
    return host_of_thread.host.sleep_micros;
}
