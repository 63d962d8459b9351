/*
 * copy_in.c -- the client sends the data of a COPY FROM STDIN.
 *
 *     CopyInResponse -> CopyData ... -> CopyDone -> the host's completion -> CommandComplete
 *                          │               CopyFail, cancel, another message: the host fails it
 *                          └ handed on in parts, as they arrive: none waits for its end
 *
 * Flush and Sync are passed over, as who pipelines sends them before he knows that this is a COPY.
 * After an error what the client still sends is dropped (session.c), and of a message half taken
 * the rest is (wire_read.h).  While the host works on a part, nothing more is taken.
 */
#include "server/wire/session.h"

#include <stdio.h>

enum { COPY_PART_BYTES_MAX = 64 * 1024 }; /* how much the host works on between two looks around */

static Step copy_in_take;

static bool give(WireSession *session, const WireCopyIn *in)
{
    session_ask(session, REQUEST_COPY, in->is_end ? portal_step : copy_in_take);
    session->config.ops->copy_in(session->config.self, session, &session->run.portal->wire, in);
    return true;
}

/* The host may refuse before any data have come. */
bool copy_in_begin(WireSession *session)
{
    return give(session, &(WireCopyIn){ 0 });
}

static bool give_up(WireSession *session, ErrorCode code, const char *message)
{
    Error failure = { .code = code, .position = NO_POSITION, .message = message };

    return give(session, &(WireCopyIn){ .failure = &failure });
}

static bool copy_fail_message(WireSession *session, WireReader body)
{
    Str why;

    TRY(wire_read_string(&session->cx, &body, &why));
    Str message =
        str_format(&session->arena, "COPY from stdin failed: %.*s", (int)why.length, why.data);
    return give_up(session, ERR_QUERY_CANCELED, message.data);
}

/* Half a message of another kind cannot be passed over, and PostgreSQL does not try either: the
 * session ends behind the host's answer. */
static bool lose_sync(WireSession *session, uint8_t type)
{
    char message[80];

    snprintf(message, sizeof message, "unexpected message type 0x%02X during COPY from stdin",
             type);
    session->loses_sync = true;
    return give_up(session, ERR_PROTOCOL_VIOLATION, message);
}

static bool copy_message(WireSession *session, const WireMessage *message)
{
    session_next(session, copy_in_take);
    switch (message->type) {
    case 'd':
    case 'H':
    case 'S': return true;
    case 'c': return give(session, &(WireCopyIn){ .is_end = true });
    case 'f': return copy_fail_message(session, message->body);
    case 'X': session_over(session); return false;
    }
    return lose_sync(session, message->type);
}

/* A step.  False: nothing is there, and it is to be taken again. */
static bool copy_in_take(WireSession *session)
{
    WireMessage message;

    if (session->is_cancelled)
        return give_up(session, ERR_QUERY_CANCELED, "canceling statement due to user request");
    session_next(session, copy_in_take);
    Str part = wire_in_take_part(&session->in, COPY_PART_BYTES_MAX);
    if (part.length)
        return give(session, &(WireCopyIn){ .bytes = part });
    if (session->in.left)
        return false;
    switch (wire_in_take(&session->in, &wire_session_limits, &message)) {
    case WIRE_TAKEN_NOTHING: return false;
    case WIRE_TAKEN_BROKEN: session_over(session); return false;
    case WIRE_TAKEN_UNKNOWN: return lose_sync(session, message.type);
    case WIRE_TAKEN_MESSAGE: break;
    }
    return copy_message(session, &message);
}
