/*
 * session.c -- the loop of the machine, its answers, and what it does with errors.
 *
 *     STARTUP -> SASL_INITIAL -> SASL_RESPONSE -> OPENING -> READY -> OVER
 *          \________________ trust _______________^
 *
 * Invariant: at most one request is open, and no step runs while it is.  No step runs either
 * while a block is being sent in place or too much output waits: so a client that does not read
 * stops its own session and nothing else.
 */
#include "server/wire/session.h"

#include <stdio.h>
#include <stdlib.h>

static void session_run(WireSession *session);

WireSession *wire_session_new(const WireConfig *config)
{
    if (!budget_take(config->budget, sizeof(WireSession)))
        return NULL;
    WireSession *session = calloc(1, sizeof *session);
    if (!session) {
        budget_give(config->budget, sizeof(WireSession));
        return NULL;
    }
    session->config = *config;
    session->in.budget = config->budget;
    arena_init(&session->arena, config->budget);
    session->cx.arena = &session->arena;
    wire_out_init(&session->out, WIRE_OUTPUT_LIMIT_BYTES, config->budget);
    wire_out_init(&session->later, WIRE_OUTPUT_HIGH_BYTES, config->budget);
    uint64_t seed = (uint64_t)config->key << 32 | config->pid;
    name_map_init(&session->statements, seed);
    name_map_init(&session->portals, seed);
    settings_init(session);
    return session;
}

void wire_session_free(WireSession *session)
{
    if (!session)
        return;
    session_over(session);
    portal_free(session, session->extended.portal);
    portals_free_all(session);
    statements_drop_all(session);
    session->config.ops->end(session->config.self);
    name_map_fini(&session->portals);
    name_map_fini(&session->statements);
    settings_fini(session);
    wire_out_fini(&session->later);
    wire_out_fini(&session->out);
    wire_in_fini(&session->in);
    arena_fini(&session->arena);
    budget_give(session->config.budget, sizeof(WireSession));
    free(session);
}

/* ---- bytes in and out ---------------------------------------------------------------------- */

void wire_session_feed(WireSession *session, const void *bytes, size_t count)
{
    if (session->phase == PHASE_OVER)
        return;
    if (!wire_in_feed(&session->in, bytes, count)) {
        wire_session_terminate(session, ERR_OUT_OF_MEMORY, "out of memory");
        return;
    }
    session_run(session);
}

bool wire_session_wants_tls(const WireSession *session)
{
    return session->wants_tls;
}

void wire_session_encrypted(WireSession *session, Str binding)
{
    size_t count = binding.length <= sizeof session->binding_room ? binding.length : 0;

    if (count)
        memcpy(session->binding_room, binding.data, count);
    session->binding = (Str){ (const char *)session->binding_room, count };
    session->wants_tls = false;
    session->is_encrypted = true;
    session_run(session);
}

static bool can_step(const WireSession *session)
{
    return session->request == REQUEST_NONE && session->phase != PHASE_OVER &&
           !session->wants_tls && !session->sending &&
           wire_out_pending(&session->out) < WIRE_OUTPUT_HIGH_BYTES && !session->out.overflowed;
}

bool wire_session_wants_input(const WireSession *session)
{
    if (session->phase == PHASE_OVER || session->wants_tls)
        return false;
    return can_step(session) || wire_in_pending(&session->in) < WIRE_PENDING_BYTES_MAX;
}

WireOutput wire_session_output(const WireSession *session)
{
    WireOutput output = { { wire_out_bytes(&session->out) } };
    const Portal *portal = session->sending;

    if (portal)
        output.part[1] = (Str){ (const char *)portal->block.bytes + portal->block_at,
                                session->sending_end - portal->block_at };
    return output;
}

void wire_session_sent(WireSession *session, size_t count)
{
    size_t pending = wire_out_pending(&session->out);
    size_t first = count < pending ? count : pending;

    wire_out_sent(&session->out, first);
    if (count > first)
        portal_sent(session, count - first);
    session_run(session);
}

bool wire_session_is_over(const WireSession *session)
{
    return session->phase == PHASE_OVER;
}

bool wire_session_is_busy(const WireSession *session)
{
    return session->request != REQUEST_NONE;
}

bool wire_session_is_open(const WireSession *session)
{
    return session->phase == PHASE_READY || session->phase == PHASE_OPENING;
}

uint32_t wire_session_pid(const WireSession *session)
{
    return session->config.pid;
}

bool wire_session_cancel_request(const WireSession *session, uint32_t *out_pid, uint32_t *out_key)
{
    if (!session->is_cancel_request)
        return false;
    *out_pid = session->cancel_pid;
    *out_key = session->cancel_key;
    return true;
}

void wire_session_cancel(WireSession *session)
{
    if (session->phase != PHASE_READY || !session->message)
        return;
    if (session->request != REQUEST_NONE) {
        session->config.ops->cancel(session->config.self, session);
        return;
    }
    session->is_cancelled = true;
    if (session->copies_in)
        session_run(session); /* it waits for the client, who may have nothing to say */
}

/* ---- time ---------------------------------------------------------------------------------- */

void wire_session_set_times(WireSession *session, WireTimes times)
{
    session->times = times;
}

void session_clock_restart(WireSession *session)
{
    session->wait_serial = (session->wait_serial + 1) | 1;
}

static bool is_in_block(const WireSession *session)
{
    return transaction_status(session) != 'I';
}

WireClock wire_session_clock(const WireSession *session)
{
    const WireTimes *times = &session->times;
    WireClock clock = { .serial = session->wait_serial };

    if (session->phase != PHASE_READY)
        return clock;
    if (session->message)
        clock.limit_ms = times->statement_ms;
    else
        clock.limit_ms = is_in_block(session) ? times->idle_in_transaction_ms : times->idle_ms;
    return clock;
}

void wire_session_time_is_up(WireSession *session, uint64_t serial)
{
    if (serial != session->wait_serial || session->phase != PHASE_READY)
        return;
    if (session->message) {
        session->is_timed_out = true;
        wire_session_cancel(session);
    } else if (is_in_block(session)) {
        wire_session_terminate(session, ERR_IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                               "terminating connection due to idle-in-transaction timeout");
    } else {
        wire_session_terminate(session, ERR_IDLE_SESSION_TIMEOUT,
                               "terminating connection due to idle-session timeout");
    }
}

/* No more messages.  What has been written is still to be sent, but not half a row. */
void session_over(WireSession *session)
{
    session->phase = PHASE_OVER;
    session->next = NULL;
    session->sending = NULL;
    wire_in_fini(&session->in);
}

void wire_session_terminate(WireSession *session, ErrorCode code, const char *message)
{
    Error error = { .code = code, .position = NO_POSITION, .message = message };

    if (session->phase == PHASE_OVER)
        return;
    if (!session->sending)
        wire_write_error(&session->out, WIRE_FATAL, &error, STR_NONE);
    session_over(session);
}

/* ---- the loop ------------------------------------------------------------------------------ */

void session_next(WireSession *session, Step *step)
{
    session->next = step;
}

void session_ask(WireSession *session, Request request, Step *then)
{
    assert(session->request == REQUEST_NONE);
    session->request = request;
    session->next = then;
}

bool session_is_extended(const WireSession *session)
{
    switch (session->message) {
    case 'P':
    case 'B':
    case 'D':
    case 'E':
    case 'C':
    case 'H': return true;
    }
    return false;
}

/* Tell the client about the error in session->cx, and undo what it has broken. */
static void session_recover(WireSession *session)
{
    /* A session that has ended itself is told so as any other is. */
    bool is_open = session->phase == PHASE_READY && session->cx.error.code != ERR_ADMIN_SHUTDOWN;

    if (session->is_timed_out && session->cx.error.code == ERR_QUERY_CANCELED)
        session->cx.error.message = "canceling statement due to statement timeout";
    wire_write_error(&session->out, is_open ? WIRE_ERROR : WIRE_FATAL, &session->cx.error,
                     session->error_text);
    session->cx.error = (Error){ 0 };
    if (!is_open) {
        session_over(session);
        return;
    }
    if (session->loses_sync) {
        wire_session_terminate(session, ERR_PROTOCOL_VIOLATION,
                               "terminating connection because protocol synchronization was lost");
        return;
    }
    portal_free(session, session->extended.portal);
    session->extended.portal = NULL;
    session->run.portal = NULL;
    session->copies_in = false;
    session->skips_to_sync = session_is_extended(session);
    transaction_fail(session, session->skips_to_sync ? NULL : session_ready);
}

static bool session_take(WireSession *session);

static void session_run(WireSession *session)
{
    if (session->is_running)
        return;
    session->is_running = true;
    while (can_step(session)) {
        Step *step = session->next ? session->next : session_take;
        session->next = NULL;
        bool goes_on = !has_failed(&session->cx) && step(session);
        /* The step itself may have failed, or the host's answer inside it or before it. */
        if (has_failed(&session->cx))
            session_recover(session);
        else if (!goes_on)
            break;
    }
    session->is_running = false;
    if (session->out.overflowed || session->later.overflowed)
        session_over(session);
}

static void tell_activity(WireSession *session, WireActivity activity, Str text)
{
    const WireHostOps *ops = session->config.ops;

    if (ops->activity)
        ops->activity(session->config.self, activity, text);
}

void session_works_on(WireSession *session, Str text)
{
    session->error_text = text;
    tell_activity(session, WIRE_ACTIVITY_RUNNING, text);
}

static WireActivity idle_activity(char transaction)
{
    if (transaction == 'I')
        return WIRE_ACTIVITY_IDLE;
    return transaction == 'T' ? WIRE_ACTIVITY_IDLE_IN_TRANSACTION : WIRE_ACTIVITY_IDLE_IN_FAILED;
}

bool session_ready(WireSession *session)
{
    tell_activity(session, idle_activity(transaction_status(session)), STR_NONE);
    settings_report(session);
    wire_write_ready(&session->out, transaction_status(session));
    session->message = 0;
    session->is_cancelled = session->is_timed_out = false;
    session->wait_serial = (session->wait_serial | 1) + 1;
    session->in_pipeline = false;
    return true;
}

/* ---- messages ------------------------------------------------------------------------------ */

static bool function_call_message(WireSession *session)
{
    return fail(&session->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                "the function call protocol is not supported");
}

static bool session_dispatch(WireSession *session, WireReader body)
{
    switch (session->message) {
    case 'Q': return query_message(session, body);
    case 'P': return parse_message(session, body);
    case 'B': return bind_message(session, body);
    case 'D': return describe_message(session, body);
    case 'E': return execute_message(session, body);
    case 'C': return close_message(session, body);
    case 'S': return sync_message(session, body);
    case 'F': return function_call_message(session);
    case 'X': session_over(session); return true;
    }
    return true; /* Flush: all output goes out anyway. */
}

static void fatal_unknown_type(WireSession *session, uint8_t type)
{
    char message[64];

    snprintf(message, sizeof message, "invalid frontend message type %u", type);
    wire_session_terminate(session, ERR_PROTOCOL_VIOLATION, message);
}

/* Memory that one large statement has needed is given back before the next message. */
static void message_arena_reset(WireSession *session)
{
    if (arena_bytes(&session->arena) > WIRE_BUFFER_BYTES_KEPT)
        arena_fini(&session->arena);
    else
        arena_reset(&session->arena);
}

/* Data of a COPY that has failed, which the client does not know yet. */
static bool is_left_over(uint8_t type)
{
    return type == 'd' || type == 'c' || type == 'f';
}

/* A step: read what comes next, by the phase the session is in.  False: nothing is there. */
static bool session_take(WireSession *session)
{
    WireMessage message;

    if (session->phase == PHASE_STARTUP)
        return startup_take(session);
    if (session->phase != PHASE_READY)
        return authentication_take(session);
    switch (wire_in_take(&session->in, &wire_session_limits, &message)) {
    case WIRE_TAKEN_NOTHING: return false;
    case WIRE_TAKEN_BROKEN: session_over(session); return false;
    case WIRE_TAKEN_UNKNOWN: fatal_unknown_type(session, message.type); return false;
    case WIRE_TAKEN_MESSAGE: break;
    }
    if (session->skips_to_sync && message.type != 'S' && message.type != 'X')
        return true;
    if (is_left_over(message.type))
        return true;
    message_arena_reset(session);
    session->message = message.type;
    session->is_cancelled = session->is_timed_out = false;
    session_clock_restart(session);
    session->error_text = STR_NONE;
    return session_dispatch(session, message.body);
}

/* ---- answers ------------------------------------------------------------------------------- */

/* Close the request.  False: the session is over, and the answer comes too late. */
static bool answered(WireSession *session, Request request)
{
    assert(session->request == request || (request == REQUEST_ROWS && session->copies_in) ||
           (request == REQUEST_DONE &&
            (session->request == REQUEST_START || session->request == REQUEST_ROLLBACK ||
             session->request == REQUEST_COPY)));
    (void)request;
    session->request = REQUEST_NONE;
    return session->phase != PHASE_OVER;
}

void wire_answer_done(WireSession *session)
{
    if (answered(session, REQUEST_DONE))
        session_run(session);
}

void wire_answer_statements(WireSession *session, const WireStatement *list, size_t count)
{
    if (!answered(session, REQUEST_SPLIT))
        return;
    WireStatement *copy = ARENA_ARRAY(&session->arena, WireStatement, count);
    if (count)
        memcpy(copy, list, count * sizeof *copy);
    session->parsed = copy;
    session->parsed_count = count;
    session_run(session);
}

void wire_answer_prepared(WireSession *session, const WirePrepared *prepared)
{
    if (!answered(session, REQUEST_PREPARE)) {
        session->config.ops->forget(session->config.self, prepared);
        return;
    }
    session->prepared = prepared;
    session_run(session);
}

void wire_answer_error(WireSession *session, const Error *error)
{
    bool is_rollback = session->request == REQUEST_ROLLBACK; /* over and done in any case */

    if (session->request == REQUEST_START)
        session->extended.portal->is_started = false;
    if (!answered(session, session->request))
        return;
    if (!is_rollback)
        fail_with(&session->cx, error);
    session_run(session);
}

void wire_answer_rows(WireSession *session, WireBlock block, const WireCompletion *completion)
{
    if (!answered(session, REQUEST_ROWS)) {
        if (block.release)
            block.release(block.owner);
        return;
    }
    session->copies_in = false;
    portal_answered(session, block, completion);
    session_run(session);
}

void wire_answer_copy_in(WireSession *session, uint8_t format, uint16_t columns)
{
    if (!answered(session, REQUEST_ROWS))
        return;
    wire_write_copy_response(&session->out, 'G', format, columns);
    session->copies_in = true;
    session_next(session, copy_in_begin);
    session_run(session);
}

void wire_answer_copy_out(WireSession *session, uint8_t format, uint16_t columns)
{
    if (!answered(session, REQUEST_ROWS))
        return;
    wire_write_copy_response(&session->out, 'H', format, columns);
    session->run.portal->copies_out = true;
    session_run(session);
}

void wire_set_notice_severity(WireSession *session, WireSeverity least)
{
    session->least_notice = least;
}

void wire_notice(WireSession *session, WireSeverity severity, const Error *notice)
{
    WireOut *out = session->sending ? &session->later : &session->out;

    assert(severity < WIRE_ERROR);
    /* Behind a client that does not read, notices are not worth their memory for ever. */
    bool is_full = session->sending && wire_out_pending(out) > out->limit_bytes / 2;
    if (session->phase == PHASE_OVER || is_full)
        return;
    if (severity < session->least_notice && severity != WIRE_INFO)
        return;
    wire_write_error(out, severity, notice, session->error_text);
}

/* ---- memory -------------------------------------------------------------------------------- */

void *session_alloc(Cx *cx, WireSession *session, size_t bytes)
{
    void *memory = NULL;

    if (budget_take_small(session->config.budget, (int64_t)bytes)) {
        memory = calloc(1, bytes);
        if (!memory)
            budget_give(session->config.budget, (int64_t)bytes);
    }
    return memory ? memory : fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
}

void session_free_bytes(WireSession *session, void *memory, size_t bytes)
{
    budget_give(session->config.budget, (int64_t)bytes);
    free(memory);
}
