/*
 * connection.c -- one client's socket and its session.
 *
 *     readable -> recv -> feed ─┐
 *     writable ─────────────────┼─> flush: send until nothing is left or the socket is full
 *     a host's late answer ─────┘
 *
 * A round trip costs one recv and one send.  The client has gone when its side is shut: idle
 * sessions see it by reading; busy ones, which may have stopped reading, by EV_CLOSED.
 */
#include "server/front_end.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static void connection_close(Connection *connection)
{
    FrontEnd *front_end = connection->front_end;
    Listener *listener = front_end->listener;

    event_del(&connection->read_event);
    event_del(&connection->write_event);
    event_del(&connection->close_event);
    event_del(&connection->timeout_event);
    event_del(&connection->clock_event);
    registry_remove(listener, connection);
    connection->handle->connection = NULL;
    wire_session_free(connection->session);
    session_handle_release(connection->handle);
    tls_free(connection->tls);
    close(connection->fd);
    if (connection->is_admitted)
        atomic_fetch_sub(&listener->admitted, 1);
    if (connection->is_unauthenticated)
        atomic_fetch_sub(&listener->unauthenticated, 1);
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        front_end->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    free(connection);
}

/* ---- bytes --------------------------------------------------------------------------------- */

typedef enum Sent { SENT_ALL, SENT_LATER, SENT_NEVER } Sent;

/* One record at a time.  What TLS has begun to send must be offered again: where it was of a block
 * that will not be sent any more, the connection is of no use. */
static Sent send_encrypted(Connection *connection)
{
    size_t total = 0;

    for (;;) {
        WireOutput output = wire_session_output(connection->session);
        bool is_block = output.part[0].length == 0;
        Str part = output.part[is_block];
        size_t sent;
        if (connection->waits_in_block && !(is_block && part.length))
            return SENT_NEVER;
        if (!part.length)
            return SENT_ALL;
        if (total >= FLUSH_BYTES_MAX)
            return SENT_LATER;
        TlsResult result = tls_write(connection->tls, part.data, part.length, &sent);
        connection->waits_in_block =
            is_block && (result == TLS_WANTS_WRITE || result == TLS_WANTS_READ);
        if (result != TLS_DONE)
            return result == TLS_ENDED ? SENT_NEVER : SENT_LATER;
        total += sent;
        wire_session_sent(connection->session, sent);
    }
}

static Sent send_output(Connection *connection)
{
    size_t total = 0;

    if (connection->tls)
        return connection->is_shaking ? SENT_ALL : send_encrypted(connection);
    for (;;) {
        WireOutput output = wire_session_output(connection->session);
        struct iovec parts[2];
        for (int at = 0; at < 2; at++) {
            const char *data = output.part[at].data;
            memcpy(&parts[at].iov_base, &data, sizeof data); /* sendmsg does not write there */
            parts[at].iov_len = output.part[at].length;
        }
        if (!parts[0].iov_len && !parts[1].iov_len)
            return SENT_ALL;
        if (total >= FLUSH_BYTES_MAX)
            return SENT_LATER;
        struct msghdr message = { .msg_iov = parts, .msg_iovlen = parts[1].iov_len ? 2 : 1 };
        ssize_t sent = sendmsg(connection->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? SENT_LATER : SENT_NEVER;
        total += (size_t)sent;
        wire_session_sent(connection->session, (size_t)sent);
    }
}

static void set_event(struct event *event, bool *is_added, bool wanted)
{
    if (wanted == *is_added)
        return;
    *is_added = wanted;
    if (wanted)
        event_add(event, NULL);
    else
        event_del(event);
}

static void note_authenticated(Connection *connection)
{
    if (!connection->is_unauthenticated || !wire_session_is_open(connection->session))
        return;
    connection->is_unauthenticated = false;
    atomic_fetch_sub(&connection->front_end->listener->unauthenticated, 1);
    event_del(&connection->timeout_event);
}

static void cancel_other(Connection *connection)
{
    uint32_t pid, key;

    if (wire_session_cancel_request(connection->session, &pid, &key))
        registry_cancel(connection->front_end->listener, pid, key);
}

/* Start the clock of what is waited for now, if there is another one than before. */
static void watch_clock(Connection *connection)
{
    WireClock now = wire_session_clock(connection->session);
    struct timeval limit = { now.limit_ms / 1000, now.limit_ms % 1000 * 1000 };

    if (now.serial == connection->clock.serial && now.limit_ms == connection->clock.limit_ms)
        return;
    if (connection->clock.limit_ms)
        event_del(&connection->clock_event);
    connection->clock = now;
    if (now.limit_ms)
        event_add(&connection->clock_event, &limit);
}

/* ---- TLS ----------------------------------------------------------------------------------- */

static const TlsContext *tls_offered(const Connection *connection)
{
    return connection->is_local ? NULL : connection->front_end->listener->config.tls;
}

static void shake_hands(Connection *connection);

static void tls_begin(Connection *connection, bool is_direct)
{
    connection->tls = tls_new(tls_offered(connection), connection->fd, is_direct);
    if (!connection->tls) {
        connection_close(connection);
        return;
    }
    connection->is_shaking = true;
    shake_hands(connection);
}

/* The connection may be gone afterwards. */
static void shake_hands(Connection *connection)
{
    TlsResult result = tls_handshake(connection->tls);

    if (result == TLS_ENDED) {
        connection_close(connection);
        return;
    }
    set_event(&connection->write_event, &connection->is_writing, result == TLS_WANTS_WRITE);
    set_event(&connection->read_event, &connection->is_reading, result != TLS_WANTS_WRITE);
    if (result != TLS_DONE)
        return;
    connection->is_shaking = false;
    wire_session_encrypted(connection->session, tls_binding(tls_offered(connection)));
    connection_flush(connection);
}

void connection_flush(Connection *connection)
{
    Sent sent = send_output(connection);

    if (connection->is_shaking && !wire_session_is_over(connection->session))
        return; /* the events are those of the handshake */
    if (sent == SENT_ALL && wire_session_wants_tls(connection->session)) {
        tls_begin(connection, false);
        return;
    }
    if (sent == SENT_NEVER || (sent == SENT_ALL && wire_session_is_over(connection->session))) {
        cancel_other(connection);
        connection_close(connection);
        return;
    }
    note_authenticated(connection);
    watch_clock(connection);
    set_event(&connection->write_event, &connection->is_writing,
              sent == SENT_LATER || connection->waits_for_write);
    set_event(&connection->read_event, &connection->is_reading,
              wire_session_wants_input(connection->session));
}

static void read_encrypted(Connection *connection)
{
    char *buffer = connection->front_end->buffer;
    size_t count;
    TlsResult result = tls_read(connection->tls, buffer, READ_BYTES_MAX, &count);

    connection->waits_for_write = result == TLS_WANTS_WRITE;
    if (result == TLS_ENDED) {
        connection_close(connection);
        return;
    }
    if (result == TLS_DONE)
        wire_session_feed(connection->session, buffer, count);
    connection_flush(connection);
    /* What is left of a record stays in OpenSSL, but the buffer holds a whole one. */
}

/* A client that does not ask, but begins to shake hands. */
static bool begins_direct_tls(Connection *connection)
{
    uint8_t first;

    if (connection->has_read || !tls_offered(connection) ||
        recv(connection->fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1)
        return false;
    connection->has_read = true;
    return first == TLS_FIRST_BYTE;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    Connection *connection = arg;
    char *buffer = connection->front_end->buffer;

    (void)what;
    if (connection->is_shaking) {
        shake_hands(connection);
        return;
    }
    if (connection->tls) {
        read_encrypted(connection);
        return;
    }
    if (begins_direct_tls(connection)) {
        tls_begin(connection, true);
        return;
    }
    ssize_t count = recv(fd, buffer, READ_BYTES_MAX, MSG_DONTWAIT);
    if (count < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    if (count <= 0) {
        connection_close(connection);
        return;
    }
    wire_session_feed(connection->session, buffer, (size_t)count);
    connection_flush(connection);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    Connection *connection = arg;

    (void)fd, (void)what;
    if (connection->is_shaking)
        shake_hands(connection);
    else if (connection->waits_for_write)
        read_encrypted(connection);
    else
        connection_flush(connection);
}

/* The client has shut its side.  A session that reads finds that out in order. */
static void on_closed(evutil_socket_t fd, short what, void *arg)
{
    Connection *connection = arg;

    (void)fd, (void)what;
    if (wire_session_is_busy(connection->session) || connection->is_writing ||
        connection->is_shaking)
        connection_close(connection);
}

static void on_timeout(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    connection_close(arg);
}

static void on_clock(evutil_socket_t fd, short what, void *arg)
{
    Connection *connection = arg;

    (void)fd, (void)what;
    wire_session_time_is_up(connection->session, connection->clock.serial);
    connection_flush(connection);
}

void connection_shut_down(Connection *connection)
{
    wire_session_terminate(connection->session, ERR_ADMIN_SHUTDOWN,
                           "terminating connection due to administrator command");
    send_output(connection);
    shutdown(connection->fd, SHUT_WR);
    connection_close(connection);
}

SessionPeer session_peer(SessionHandle *handle)
{
    const Connection *connection = handle->connection;
    SessionPeer peer = { .is_local = connection->is_local };
    struct sockaddr_in address;
    socklen_t length = sizeof address;

    if (!peer.is_local && getpeername(connection->fd, (struct sockaddr *)&address, &length) == 0 &&
        address.sin_family == AF_INET) {
        inet_ntop(AF_INET, &address.sin_addr, peer.address, sizeof peer.address);
        peer.port = ntohs(address.sin_port);
    }
    if (connection->tls)
        tls_describe(connection->tls, &peer);
    return peer;
}

/* ---- opening ------------------------------------------------------------------------------- */

static bool admit(void *self)
{
    Connection *connection = self;
    Listener *listener = connection->front_end->listener;

    if (atomic_fetch_add(&listener->admitted, 1) >=
        listener_limit(listener, connection->is_local)) {
        atomic_fetch_sub(&listener->admitted, 1);
        return false;
    }
    connection->is_admitted = true;
    return true;
}

static WireAuthentication authentication_of(const Connection *connection)
{
    Listener *listener = connection->front_end->listener;
    struct ucred peer;
    socklen_t length = sizeof peer;

    if (atomic_load(&listener->admitted) >= listener_limit(listener, connection->is_local))
        return WIRE_AUTHENTICATION_FULL;
    if (!connection->is_local)
        return WIRE_AUTHENTICATION_SCRAM;
    if (getsockopt(connection->fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
        (peer.uid == 0 || peer.uid == geteuid()))
        return WIRE_AUTHENTICATION_TRUST;
    return WIRE_AUTHENTICATION_REJECT;
}

static void set_tcp_options(int fd)
{
    int on = 1, idle = KEEPALIVE_IDLE_S, interval = KEEPALIVE_INTERVAL_S, probes = KEEPALIVE_PROBES;

    /* None of them is worth refusing a client for. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

static SessionHandle *handle_new(Connection *connection)
{
    SessionHandle *handle = calloc(1, sizeof *handle);

    if (!handle)
        return NULL;
    atomic_init(&handle->references, 1);
    handle->mailbox = mailbox_acquire(connection->front_end->mailbox);
    handle->connection = connection;
    return handle;
}

static WireSession *session_make(Connection *connection)
{
    Listener *listener = connection->front_end->listener;
    const HostFactory *factory = &listener->factory;
    WireConfig config = {
        .ops = factory->ops,
        .authentication = authentication_of(connection),
        .pid = connection->pid,
        .key = connection->key,
        .offers_tls = tls_offered(connection) != NULL,
        .mock_secret = listener->mock_secret,
        .budget = listener->config.budget,
        .admit = admit,
        .admit_self = connection,
    };

    config.self = factory->make(factory->factory_self, connection->handle);
    if (!config.self)
        return NULL;
    WireSession *session = wire_session_new(&config);
    if (!session)
        factory->ops->end(config.self);
    return session;
}

static void connection_watch(Connection *connection)
{
    FrontEnd *front_end = connection->front_end;
    struct event_base *base = front_end->base;
    int fd = connection->fd;

    event_assign(&connection->read_event, base, fd, EV_READ | EV_PERSIST, on_readable, connection);
    event_assign(&connection->write_event, base, fd, EV_WRITE | EV_PERSIST, on_writable,
                 connection);
    event_assign(&connection->close_event, base, fd, EV_CLOSED | EV_PERSIST, on_closed, connection);
    event_assign(&connection->timeout_event, base, -1, 0, on_timeout, connection);
    event_assign(&connection->clock_event, base, -1, 0, on_clock, connection);
    event_add(&connection->timeout_event, front_end->authentication_timeout);
    event_add(&connection->close_event, NULL);
    set_event(&connection->read_event, &connection->is_reading, true);
}

/* A connection with its session; NULL: no memory. */
static Connection *connection_new(FrontEnd *front_end, int fd, bool is_local)
{
    Connection *connection = calloc(1, sizeof *connection);

    if (!connection)
        return NULL;
    connection->front_end = front_end;
    connection->fd = fd;
    connection->is_local = is_local;
    connection->pid = atomic_fetch_add(&front_end->listener->next_pid, 1) & INT32_MAX;
    connection->handle = handle_new(connection);
    if (connection->handle && RAND_bytes((uint8_t *)&connection->key, sizeof connection->key) == 1)
        connection->session = session_make(connection);
    if (connection->session)
        return connection;
    session_handle_release(connection->handle);
    free(connection);
    return NULL;
}

void connection_open(FrontEnd *front_end, int fd, bool is_local)
{
    Listener *listener = front_end->listener;
    Connection *connection = connection_new(front_end, fd, is_local);

    if (!connection) { /* this one cannot be served; the others go on */
        refuse_client(fd, ERR_OUT_OF_MEMORY, "out of memory");
        atomic_fetch_sub(&listener->unauthenticated, 1);
        return;
    }
    if (!is_local)
        set_tcp_options(fd);
    connection->is_unauthenticated = true;
    connection->next = front_end->connections;
    if (connection->next)
        connection->next->previous = connection;
    front_end->connections = connection;
    registry_add(listener, connection);
    connection_watch(connection);
}
