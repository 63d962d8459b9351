/*
 * client.c -- see client.h.
 *
 *     connect ── StartupMessage ──> AuthenticationOk ... ReadyForQuery
 *     Query ──> RowDescription DataRow... CommandComplete | ErrorResponse ──> ReadyForQuery
 *
 * Bytes become messages by wire_read.h; a message that makes no sense ends the connection.
 */
#include "server/cli/client.h"

#include "server/wire/wire.h"
#include "server/wire/wire_read.h"

#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    CLIENT_READ_BYTES = 64 * 1024,
    QUERY_BYTES_MAX = WIRE_LARGE_BYTES_MAX - 5,
    CANCEL_REQUEST_CODE = 80877102,
    CANCEL_CONNECT_MS = 1000, /* until the server has taken a cancel request */
};

static const char startup_names[] = "user\0hearth\0database\0hearth\0client_encoding\0UTF8\0"
                                    "application_name\0hearth run\0";

struct Client {
    int fd;
    Signals *signals;
    struct sockaddr_un address;
    WireIn in;
    uint32_t pid, key; /* for cancel requests */
    bool is_cancelled; /* the current statement */
    int signals_seen;  /* during the current statement */
    Arena *scratch;    /* of one message */
    Str *values;       /* of a row */
    uint32_t column_count, value_capacity;
    char buffer[CLIENT_READ_BYTES];
};

// clang-format off
static const WireLimits server_limits = { .bytes_max = {
    ['R'] = WIRE_SMALL_BYTES_MAX, /* Authentication */
    ['v'] = WIRE_SMALL_BYTES_MAX, /* NegotiateProtocolVersion */
    ['K'] = WIRE_SMALL_BYTES_MAX, /* BackendKeyData */
    ['S'] = WIRE_LARGE_BYTES_MAX, /* ParameterStatus */
    ['Z'] = WIRE_SMALL_BYTES_MAX, /* ReadyForQuery */
    ['E'] = WIRE_LARGE_BYTES_MAX, /* ErrorResponse */
    ['N'] = WIRE_LARGE_BYTES_MAX, /* NoticeResponse */
    ['A'] = WIRE_LARGE_BYTES_MAX, /* NotificationResponse */
    ['T'] = WIRE_LARGE_BYTES_MAX, /* RowDescription */
    ['D'] = WIRE_LARGE_BYTES_MAX, /* DataRow */
    ['C'] = WIRE_LARGE_BYTES_MAX, /* CommandComplete */
    ['I'] = WIRE_SMALL_BYTES_MAX, /* EmptyQueryResponse */
    ['G'] = WIRE_LARGE_BYTES_MAX, /* CopyInResponse */
    ['H'] = WIRE_LARGE_BYTES_MAX, /* CopyOutResponse */
    ['d'] = WIRE_LARGE_BYTES_MAX, /* CopyData */
    ['c'] = WIRE_SMALL_BYTES_MAX, /* CopyDone */
} };
// clang-format on

/* --- Sending ---------------------------------------------------------------------------------- */

static void *fail_lost(Cx *cx, const char *why)
{
    return fail(cx, ERR_CONNECTION_FAILURE, NO_POSITION, "lost the connection to the server: %s",
                why);
}

static void *fail_interrupted(Cx *cx)
{
    return fail(cx, ERR_QUERY_CANCELED, NO_POSITION, "interrupted");
}

static void add_u32(StrBuilder *out, uint32_t value)
{
    uint8_t bytes[] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                        (uint8_t)value };

    str_add_bytes(out, bytes, sizeof bytes);
}

static bool send_all(Cx *cx, Client *client, Str bytes)
{
    while (bytes.length) {
        if (signals_wait(client->signals, client->fd, POLLOUT, WAIT_FOREVER) == WAITED_SIGNAL)
            return fail_interrupted(cx);
        ssize_t sent = send(client->fd, bytes.data, bytes.length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (sent < 0)
            return fail_lost(cx, strerror(errno));
        bytes = str_slice(bytes, (size_t)sent, bytes.length);
    }
    return true;
}

static bool send_startup(Cx *cx, Client *client)
{
    SCRATCH(client->scratch);
    StrBuilder packet = str_builder(client->scratch);

    add_u32(&packet, 8 + sizeof startup_names);
    add_u32(&packet, WIRE_PROTOCOL_3_0);
    str_add_bytes(&packet, startup_names, sizeof startup_names); /* its own NUL is the end */
    return send_all(cx, client, str_built(&packet));
}

/* A message of one text. */
static bool send_text(Cx *cx, Client *client, char type, Str text)
{
    SCRATCH(client->scratch);
    StrBuilder message = str_builder(client->scratch);

    str_add_char(&message, type);
    add_u32(&message, (uint32_t)text.length + 5);
    str_add(&message, text);
    str_add_bytes(&message, "", 1);
    return send_all(cx, client, str_built(&message));
}

/* --- Cancelling ------------------------------------------------------------------------------- */

/* The server answers a cancel request by hanging up. */
static void ask_to_cancel(const Client *client, int fd)
{
    uint32_t packet[] = { htobe32(16), htobe32(CANCEL_REQUEST_CODE), htobe32(client->pid),
                          htobe32(client->key) };
    struct pollfd answer = { .fd = fd, .events = POLLIN };

    if (connect(fd, (const struct sockaddr *)&client->address, sizeof client->address) == 0 &&
        send(fd, packet, sizeof packet, MSG_NOSIGNAL) == (ssize_t)sizeof packet)
        poll(&answer, 1, CANCEL_CONNECT_MS);
}

static void cancel(Client *client)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    client->is_cancelled = true;
    if (fd < 0)
        return;
    ask_to_cancel(client, fd);
    close(fd);
}

/* --- Receiving -------------------------------------------------------------------------------- */

/* false: waiting is over, see cx->error. */
static bool wait_for_bytes(Cx *cx, Client *client)
{
    for (;;) {
        int timeout_ms = client->is_cancelled ? CANCEL_WAIT_MS : WAIT_FOREVER;
        switch (signals_wait(client->signals, client->fd, POLLIN, timeout_ms)) {
        case WAITED_READY: return true;
        case WAITED_TIMEOUT: return fail_interrupted(cx);
        case WAITED_SIGNAL:
            if (++client->signals_seen > 1)
                return fail_interrupted(cx);
            if (!client->is_cancelled)
                cancel(client);
        }
    }
}

static bool receive(Cx *cx, Client *client)
{
    TRY(wait_for_bytes(cx, client));
    ssize_t count = recv(client->fd, client->buffer, sizeof client->buffer, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (count < 0)
        return fail_lost(cx, strerror(errno));
    if (count == 0)
        return fail_lost(cx, "it has hung up");
    if (wire_in_feed(&client->in, client->buffer, (size_t)count))
        return true;
    return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory for the server's answer");
}

/* The next message that is there.  *out_found false: none is. */
static bool take_message(Cx *cx, Client *client, WireMessage *out_message, bool *out_found)
{
    switch (wire_in_take(&client->in, &server_limits, out_message)) {
    case WIRE_TAKEN_NOTHING: *out_found = false; return true;
    case WIRE_TAKEN_MESSAGE: *out_found = true; return true;
    case WIRE_TAKEN_UNKNOWN:
    case WIRE_TAKEN_BROKEN: break;
    }
    return fail_lost(cx, "its answer makes no sense");
}

static bool read_message_field(Cx *cx, WireReader *body, uint8_t field, ServerMessage *message)
{
    Str text;

    TRY(wire_read_string(cx, body, &text));
    switch (field) {
    case 'S': message->severity = text; break;
    case 'C': message->code = text; break;
    case 'M': message->message = text; break;
    case 'D': message->detail = text; break;
    case 'H': message->hint = text; break;
    case 'W': message->context = text; break;
    case 'P': message->position = (uint32_t)strtoul(text.data, NULL, 10); break;
    }
    return true;
}

static bool read_server_message(Cx *cx, WireMessage *from, ServerMessage *out_message)
{
    ServerMessage message = { .is_error = from->type == 'E' };

    for (;;) {
        uint8_t field;
        TRY(wire_read_u8(cx, &from->body, &field));
        if (!field)
            break;
        TRY(read_message_field(cx, &from->body, field, &message));
    }
    *out_message = message;
    return true;
}

/* --- Rows ------------------------------------------------------------------------------------- */

static bool tell_message(Cx *cx, WireMessage *from, const ClientSink *sink, void *self)
{
    ServerMessage message;

    TRY(read_server_message(cx, from, &message));
    sink->message(self, &message);
    return true;
}

static bool read_column(Cx *cx, WireReader *body, ResultColumn *column)
{
    uint32_t table_oid, typmod;
    uint16_t attnum, typlen, format;

    return wire_read_string(cx, body, &column->name) && wire_read_u32(cx, body, &table_oid) &&
           wire_read_u16(cx, body, &attnum) && wire_read_u32(cx, body, &column->type_oid) &&
           wire_read_u16(cx, body, &typlen) && wire_read_u32(cx, body, &typmod) &&
           wire_read_u16(cx, body, &format);
}

static bool tell_columns(Cx *cx, Client *client, WireReader body, const ClientSink *sink,
                         void *self)
{
    SCRATCH(client->scratch);
    uint16_t count;

    TRY(wire_read_u16(cx, &body, &count));
    ResultColumn *columns = ARENA_ARRAY(client->scratch, ResultColumn, count);
    for (uint16_t column = 0; column < count; column++)
        TRY(read_column(cx, &body, &columns[column]));
    if (count > client->value_capacity) {
        free(client->values);
        client->values = calloc(count, sizeof *client->values);
        client->value_capacity = client->values ? count : 0;
        if (!client->values)
            return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory for a row");
    }
    client->column_count = count;
    sink->columns(self, columns, count);
    return true;
}

static bool tell_row(Cx *cx, Client *client, WireReader body, const ClientSink *sink, void *self)
{
    uint16_t count;
    uint32_t length;

    TRY(wire_read_u16(cx, &body, &count));
    if (count != client->column_count)
        return fail_lost(cx, "a row has the wrong number of columns");
    for (uint16_t column = 0; column < count; column++) {
        Str *value = &client->values[column];
        TRY(wire_read_u32(cx, &body, &length));
        *value = STR_NONE;
        if (length != UINT32_MAX)
            TRY(wire_read_bytes(cx, &body, length, value));
    }
    sink->row(self, client->values);
    return true;
}

static bool tell_complete(Cx *cx, WireReader body, const ClientSink *sink, void *self)
{
    Str tag;

    TRY(wire_read_string(cx, &body, &tag));
    sink->complete(self, tag);
    return true;
}

static bool tell_copied(Cx *cx, WireReader body, const ClientSink *sink, void *self)
{
    Str bytes;

    TRY(wire_read_bytes(cx, &body, wire_read_left(&body), &bytes));
    sink->copied(self, bytes);
    return true;
}

/* What arrives after a cancel is not wanted any more, but for the error. */
static bool tell(Cx *cx, Client *client, WireMessage *message, const ClientSink *sink, void *self)
{
    bool is_wanted = !client->is_cancelled;

    switch (message->type) {
    case 'T': return tell_columns(cx, client, message->body, sink, self);
    case 'D': return !is_wanted || tell_row(cx, client, message->body, sink, self);
    case 'C': return tell_complete(cx, message->body, sink, self);
    case 'd': return !is_wanted || tell_copied(cx, message->body, sink, self);
    case 'E':
    case 'N': return tell_message(cx, message, sink, self);
    case 'G':
        return send_text(cx, client, 'f',
                         STR_LIT("hearth run cannot send data for COPY FROM STDIN"));
    default: return true; /* settings, notifications: nothing to tell */
    }
}

bool client_query(Cx *cx, Client *client, Str sql, const ClientSink *sink, void *self)
{
    WireMessage message = { 0 };

    client->is_cancelled = false;
    client->signals_seen = 0;
    if (sql.length > QUERY_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a statement of %zu bytes is too long", sql.length);
    TRY(send_text(cx, client, 'Q', sql));
    while (message.type != 'Z') {
        bool found = false;
        TRY(take_message(cx, client, &message, &found));
        if (found) {
            TRY(tell(cx, client, &message, sink, self));
            continue;
        }
        if (!client->is_cancelled && !sink->pause(self))
            cancel(client);
        TRY(receive(cx, client));
    }
    if (!client->is_cancelled)
        (void)sink->pause(self);
    return true;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static bool start_authentication(Cx *cx, WireReader body)
{
    uint32_t request;

    TRY(wire_read_u32(cx, &body, &request));
    if (request == 0)
        return true;
    return fail(cx, ERR_CONNECTION_FAILURE, NO_POSITION, "the server wants a password");
}

static bool start_message(Cx *cx, Client *client, WireMessage *message)
{
    ServerMessage refusal;

    switch (message->type) {
    case 'R': return start_authentication(cx, message->body);
    case 'K':
        return wire_read_u32(cx, &message->body, &client->pid) &&
               wire_read_u32(cx, &message->body, &client->key);
    case 'E':
        TRY(read_server_message(cx, message, &refusal));
        return fail(cx, ERR_CONNECTION_FAILURE, NO_POSITION, "%.*s", STR(refusal.message));
    default: return true;
    }
}

static bool start_session(Cx *cx, Client *client)
{
    WireMessage message = { 0 };

    TRY(send_startup(cx, client));
    while (message.type != 'Z') {
        bool found = false;
        TRY(take_message(cx, client, &message, &found));
        if (found)
            TRY(start_message(cx, client, &message));
        else
            TRY(receive(cx, client));
    }
    return true;
}

static bool connect_to(Cx *cx, Client *client, const char *socket_path)
{
    size_t length = strlen(socket_path);

    if (length >= sizeof client->address.sun_path)
        return fail(cx, ERR_CONNECTION_FAILURE, NO_POSITION, "\"%s\" is too long for a socket",
                    socket_path);
    client->address.sun_family = AF_UNIX;
    memcpy(client->address.sun_path, socket_path, length);
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 ||
        connect(client->fd, (const struct sockaddr *)&client->address, sizeof client->address) != 0)
        return fail(cx, ERR_CONNECTION_FAILURE, NO_POSITION, "could not connect to \"%s\": %s",
                    socket_path, strerror(errno));
    return true;
}

Client *client_open(Cx *cx, const char *socket_path, Signals *signals)
{
    Client *client = calloc(1, sizeof *client);

    if (!client)
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory for a connection");
    client->fd = -1;
    client->signals = signals;
    client->scratch = arena_new(NULL);
    if (connect_to(cx, client, socket_path) && start_session(cx, client))
        return client;
    client_close(client);
    return NULL;
}

void client_close(Client *client)
{
    if (!client)
        return;
    if (client->fd >= 0)
        close(client->fd);
    wire_in_fini(&client->in);
    arena_free(client->scratch);
    free(client->values);
    free(client);
}
