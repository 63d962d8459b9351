/*
 * startup.c -- from the first byte to the first ReadyForQuery.
 *
 *     [SSLRequest -> S or N] [GSSENCRequest -> N]  StartupMessage -> [SASL ...] -> R(0) S* K Z
 *                                             CancelRequest  -> nothing, the connection is closed
 *
 * Every error here is fatal.  A packet whose length cannot be right is answered by silence: whoever
 * sends it speaks another protocol.
 */
#include "server/wire/session.h"

#include <strings.h>

enum {
    CODE_CANCEL = 80877102,
    CODE_SSL = 80877103,
    CODE_GSS = 80877104,
    NAME_BYTES_MAX = 63, /* of roles and databases */
};

static Step session_admit, session_opened;

/* ---- the startup packet -------------------------------------------------------------------- */

/* What is being collected. */
typedef struct Parameters {
    WireSetting *settings; /* WIRE_STARTUP_PARAMETERS_MAX places */
    size_t setting_count;
    Str *protocol_options; /* names beginning with _pq_., none of which is known */
    size_t option_count;
    Str options; /* the parameter of that name */
    bool wants_replication;
} Parameters;

/* The first bytes of a name, cut between characters. */
static Str name_clip(Str name)
{
    size_t length = name.length < NAME_BYTES_MAX ? name.length : NAME_BYTES_MAX;

    while (length < name.length && length && ((uint8_t)name.data[length] & 0xc0) == 0x80)
        length--;
    return (Str){ name.data, length };
}

static bool setting_add(Cx *cx, Parameters *parameters, Str name, Str value)
{
    if (parameters->setting_count == WIRE_STARTUP_PARAMETERS_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "too many parameters in startup packet");
    parameters->settings[parameters->setting_count++] =
        (WireSetting){ str_copy(cx->arena, name), str_copy(cx->arena, value) };
    return true;
}

static bool is_false(Str value)
{
    static const char *const words[] = { "false", "off", "no", "0", "f", "n" };

    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (value.length == strlen(words[at]) &&
            strncasecmp(value.data, words[at], value.length) == 0)
            return true;
    return false;
}

static bool parameter_take(WireSession *session, Parameters *parameters, Str name, Str value)
{
    Cx *cx = &session->cx;
    WireStartup *startup = &session->startup;

    if (str_is(name, "user"))
        startup->user = str_copy(cx->arena, name_clip(value));
    else if (str_is(name, "database"))
        startup->database = str_copy(cx->arena, name_clip(value));
    else if (str_is(name, "options"))
        parameters->options = value;
    else if (str_is(name, "replication"))
        parameters->wants_replication = !is_false(value);
    else if (!str_starts(name, "_pq_."))
        return setting_add(cx, parameters, name, value);
    else if (parameters->option_count < WIRE_STARTUP_PARAMETERS_MAX)
        parameters->protocol_options[parameters->option_count++] = str_copy(cx->arena, name);
    return true;
}

static bool fail_layout(Cx *cx)
{
    return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                "invalid startup packet layout: expected terminator as last byte");
}

static bool read_parameters(WireSession *session, WireReader *body, Parameters *parameters)
{
    Cx *cx = &session->cx;
    Str name, value;

    if (!wire_read_left(body) || body->end[-1] != 0)
        return fail_layout(cx);
    for (;;) {
        TRY(wire_read_string(cx, body, &name));
        if (name.length == 0)
            return wire_read_left(body) ? fail_layout(cx) : true;
        if (!wire_read_left(body))
            return fail_layout(cx);
        TRY(wire_read_string(cx, body, &value));
        TRY(parameter_take(session, parameters, name, value));
        if (!wire_read_left(body))
            return fail_layout(cx);
    }
}

/* The next word of `text`: up to a blank; a backslash makes the next byte an ordinary one. */
static bool word_take(Arena *arena, Str *text, Str *out_word)
{
    StrBuilder word = str_builder(arena);
    Str rest = str_trim(*text);
    size_t at = 0;

    for (; at < rest.length && !strchr(" \t\n\r\v\f", rest.data[at]); at++) {
        if (rest.data[at] == '\\' && at + 1 < rest.length)
            at++;
        str_add_char(&word, rest.data[at]);
    }
    *text = str_slice(rest, at, rest.length);
    *out_word = str_built(&word);
    return at > 0;
}

/* name=value; in names '-' means '_'. */
static bool option_take(Cx *cx, Parameters *parameters, Str word)
{
    const char *equals = word.length ? memchr(word.data, '=', word.length) : NULL;

    if (!equals || equals == word.data)
        return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "%.*s requires a value", STR(word));
    size_t length = (size_t)(equals - word.data);
    char *name = str_to_c(cx->arena, str_slice(word, 0, length));
    for (char *at = name; *at; at++)
        *at = *at == '-' ? '_' : *at;
    return setting_add(cx, parameters, str_of(name), str_slice(word, length + 1, word.length));
}

/* -c name=value, -cname=value, --name=value; words parted by blanks. */
static bool read_options(Cx *cx, Parameters *parameters)
{
    Str text = parameters->options, word;

    if (!text.length)
        return true;
    while (word_take(cx->arena, &text, &word)) {
        if (str_is(word, "-c") && !word_take(cx->arena, &text, &word))
            return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "-c requires a value");
        if (str_starts(word, "--") || str_starts(word, "-c"))
            word = str_slice(word, 2, word.length);
        else if (str_starts(word, "-"))
            return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION,
                        "invalid command-line argument for server process: %.*s", STR(word));
        TRY(option_take(cx, parameters, word));
    }
    return true;
}

static bool check_startup(WireSession *session, const Parameters *parameters)
{
    Cx *cx = &session->cx;
    WireStartup *startup = &session->startup;

    if (startup->user.length == 0)
        return fail(cx, ERR_INVALID_AUTHORIZATION, NO_POSITION,
                    "no PostgreSQL user name specified in startup packet");
    if (startup->database.length == 0)
        startup->database = startup->user;
    if (parameters->wants_replication)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "replication connections are not supported");
    return true;
}

static void report_startup(WireSession *session)
{
    const WireStartup *startup = &session->startup;

    wire_report_setting(session, "session_authorization", startup->user);
    for (size_t at = 0; at < startup->setting_count; at++)
        if (str_is(startup->settings[at].name, "application_name"))
            wire_report_setting(session, "application_name",
                                name_clip(startup->settings[at].value));
}

static bool authentication_begin(WireSession *session);

static bool startup_read(WireSession *session, uint32_t version, WireReader body)
{
    Cx *cx = &session->cx;
    Parameters parameters = {
        .settings = ARENA_ARRAY(cx->arena, WireSetting, WIRE_STARTUP_PARAMETERS_MAX),
        .protocol_options = ARENA_ARRAY(cx->arena, Str, WIRE_STARTUP_PARAMETERS_MAX),
    };

    if (version >> 16 != 3)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "unsupported frontend protocol %u.%u: server supports 3.0 to 3.0",
                    version >> 16, version & 0xffff);
    TRY(read_parameters(session, &body, &parameters));
    TRY(check_startup(session, &parameters));
    TRY(read_options(cx, &parameters));
    session->startup.settings = parameters.settings;
    session->startup.setting_count = parameters.setting_count;
    report_startup(session);
    if (version != WIRE_PROTOCOL_3_0 || parameters.option_count)
        wire_write_negotiate_version(&session->out, parameters.protocol_options,
                                     parameters.option_count);
    return authentication_begin(session);
}

static bool cancel_read(WireSession *session, WireReader *body)
{
    Cx *cx = &session->cx;

    if (wire_read_u32(cx, body, &session->cancel_pid) &&
        wire_read_u32(cx, body, &session->cancel_key) && wire_read_end(cx, body))
        session->is_cancel_request = true;
    cx->error = (Error){ 0 }; /* nobody listens */
    session_over(session);
    return true;
}

/* Each kind may be asked for once; the byte is no message. */
static bool refuse_encryption(WireSession *session, bool *answered)
{
    *answered = true;
    wire_put_u8(&session->out, 'N');
    return true;
}

/* What came in the clear behind the request would be taken for what was sent encrypted, by whoever
 * it was put there: nothing may. */
static bool answer_ssl(WireSession *session)
{
    if (!session->config.offers_tls || session->is_encrypted)
        return refuse_encryption(session, &session->answered_ssl);
    if (wire_in_pending(&session->in)) {
        fail(&session->cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
             "received unencrypted data after SSL request");
        return fail_detail(&session->cx,
                           "This could be either a client-software bug or evidence of an attempted "
                           "man-in-the-middle attack.");
    }
    session->answered_ssl = session->wants_tls = true;
    wire_put_u8(&session->out, 'S');
    return true;
}

bool startup_take(WireSession *session)
{
    WireMessage message;
    uint32_t code;

    switch (wire_in_take_startup(&session->in, &message)) {
    case WIRE_TAKEN_NOTHING: return false;
    case WIRE_TAKEN_UNKNOWN:
    case WIRE_TAKEN_BROKEN: session_over(session); return false;
    case WIRE_TAKEN_MESSAGE: break;
    }
    TRY(wire_read_u32(&session->cx, &message.body, &code));
    if (code == CODE_CANCEL)
        return cancel_read(session, &message.body);
    if (code == CODE_SSL && !session->answered_ssl)
        return answer_ssl(session);
    if (code == CODE_GSS && !session->refused_gss)
        return refuse_encryption(session, &session->refused_gss);
    return startup_read(session, code, message.body);
}

/* ---- authentication ------------------------------------------------------------------------ */

static bool fail_full(WireSession *session)
{
    return fail(&session->cx, ERR_TOO_MANY_CONNECTIONS, NO_POSITION,
                "sorry, too many clients already");
}

static bool authentication_begin(WireSession *session)
{
    const WireConfig *config = &session->config;
    Str user = session->startup.user;

    switch (config->authentication) {
    case WIRE_AUTHENTICATION_FULL: return fail_full(session);
    case WIRE_AUTHENTICATION_REJECT:
        return fail(&session->cx, ERR_INVALID_AUTHORIZATION, NO_POSITION,
                    "Peer authentication failed for user \"%.*s\"", STR(user));
    case WIRE_AUTHENTICATION_TRUST: return session_admit(session);
    case WIRE_AUTHENTICATION_SCRAM: break;
    }
    scram_begin(&session->scram, user, config->ops->find_verifier(config->self, user),
                config->mock_secret);
    session->scram.binding = session->binding;
    wire_write_sasl_mechanisms(&session->out, session->binding.length ? SCRAM_MECHANISM_PLUS : NULL,
                               SCRAM_MECHANISM);
    session->phase = PHASE_SASL_INITIAL;
    return true;
}

static bool sasl_initial(WireSession *session, WireReader *body)
{
    Cx *cx = &session->cx;
    Str mechanism, text, answer;
    uint32_t length;

    TRY(wire_read_string(cx, body, &mechanism));
    session->scram.is_plus = session->binding.length && str_is(mechanism, SCRAM_MECHANISM_PLUS);
    if (!session->scram.is_plus && !str_is(mechanism, SCRAM_MECHANISM))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "client selected an invalid SASL authentication mechanism");
    TRY(wire_read_u32(cx, body, &length));
    TRY(wire_read_bytes(cx, body, length, &text));
    TRY(wire_read_end(cx, body));
    TRY(scram_first(cx, &session->scram, text, NULL, &answer));
    wire_write_sasl_continue(&session->out, answer);
    session->phase = PHASE_SASL_RESPONSE;
    return true;
}

static bool sasl_response(WireSession *session, WireReader *body)
{
    Cx *cx = &session->cx;
    Str text, answer;
    bool is_right;

    TRY(wire_read_bytes(cx, body, wire_read_left(body), &text));
    TRY(scram_final(cx, &session->scram, text, &is_right, &answer));
    if (!is_right)
        return fail(cx, ERR_INVALID_PASSWORD, NO_POSITION,
                    "password authentication failed for user \"%.*s\"", STR(session->startup.user));
    wire_write_sasl_final(&session->out, answer);
    return session_admit(session);
}

bool authentication_take(WireSession *session)
{
    WireMessage message;

    switch (wire_in_take(&session->in, &wire_authentication_limits, &message)) {
    case WIRE_TAKEN_NOTHING: return false;
    case WIRE_TAKEN_BROKEN: session_over(session); return false;
    case WIRE_TAKEN_UNKNOWN:
        return fail(&session->cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "expected SASL response, got message type %u", message.type);
    case WIRE_TAKEN_MESSAGE: break;
    }
    return session->phase == PHASE_SASL_INITIAL ? sasl_initial(session, &message.body)
                                                : sasl_response(session, &message.body);
}

/* ---- opening ------------------------------------------------------------------------------- */

static bool session_admit(WireSession *session)
{
    const WireConfig *config = &session->config;

    if (config->admit && !config->admit(config->admit_self))
        return fail_full(session);
    wire_write_authentication_ok(&session->out);
    session->phase = PHASE_OPENING;
    session_ask(session, REQUEST_DONE, session_opened);
    config->ops->open(config->self, session, &session->startup);
    return true;
}

static bool session_opened(WireSession *session)
{
    session->phase = PHASE_READY;
    settings_report(session);
    wire_write_backend_key(&session->out, session->config.pid, session->config.key);
    session_next(session, session_ready);
    return true;
}
