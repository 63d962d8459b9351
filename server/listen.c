/*
 * listen.c -- listening sockets, the limits at the door, and the registry for cancel requests.
 *
 * The first front end accepts, and deals the sockets out in turn.  Connections that have not
 * proved who they are have a limit of their own, so they cannot keep others from working; those
 * beyond it, or beyond the descriptors of the process, are told so and closed.
 */
#include "server/listen.h"

#include "server/front_end.h"
#include "server/wire/wire_read.h"
#include "server/wire/wire_write.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { REGISTRY_BUCKETS_MIN = 64 };

int listener_limit(const Listener *listener, bool is_local)
{
    return listener->config.connections_max + (is_local ? RESERVED_LOCAL_CONNECTIONS : 0);
}

uint16_t listener_port(const Listener *listener)
{
    return listener->port;
}

/* ---- accepting ----------------------------------------------------------------------------- */

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

void refuse_client(int fd, ErrorCode code, const char *message)
{
    Error error = { .code = code, .position = NO_POSITION, .message = message };
    WireOut out;

    wire_out_init(&out, WIRE_BUFFER_BYTES_MIN, NULL);
    wire_write_error(&out, WIRE_FATAL, &error, STR_NONE);
    Str bytes = wire_out_bytes(&out);
    /* Whoever does not take it at once does not get it. */
    (void)!send(fd, bytes.data, bytes.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    wire_out_fini(&out);
    close(fd);
}

static void refuse_full(int fd)
{
    refuse_client(fd, ERR_TOO_MANY_CONNECTIONS, "sorry, too many clients already");
}

/* No descriptors are left: give up the spare one to take the client in and send it away. */
static void refuse_without_descriptor(Listener *listener, int listening_fd)
{
    close_if_open(listener->spare_fd);
    int fd = accept4(listening_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        refuse_full(fd);
    listener->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void on_connection(evutil_socket_t listening_fd, short what, void *arg)
{
    Listener *listener = arg;

    (void)what;
    for (int accepted = 0; accepted < ACCEPTS_MAX; accepted++) {
        int fd = accept4(listening_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE))
            refuse_without_descriptor(listener, listening_fd);
        if (fd < 0)
            return;
        if (atomic_fetch_add(&listener->unauthenticated, 1) >= UNAUTHENTICATED_MAX) {
            atomic_fetch_sub(&listener->unauthenticated, 1);
            refuse_full(fd);
            continue;
        }
        unsigned turn = listener->next_front_end++ % (unsigned)listener->front_end_count;
        bool is_local = listening_fd == listener->local_fd;
        if (turn == 0)
            connection_open(&listener->front_ends[0], fd, is_local);
        else
            front_end_give(&listener->front_ends[turn], fd, is_local);
    }
}

/* ---- cancel requests ----------------------------------------------------------------------- */

static Connection **registry_bucket(Listener *listener, uint32_t pid)
{
    return &listener->registry[pid % listener->registry_buckets];
}

void registry_add(Listener *listener, Connection *connection)
{
    pthread_mutex_lock(&listener->registry_lock);
    Connection **bucket = registry_bucket(listener, connection->pid);
    connection->next_in_registry = *bucket;
    *bucket = connection;
    pthread_mutex_unlock(&listener->registry_lock);
}

void registry_remove(Listener *listener, Connection *connection)
{
    pthread_mutex_lock(&listener->registry_lock);
    Connection **link = registry_bucket(listener, connection->pid);
    while (*link != connection)
        link = &(*link)->next_in_registry;
    *link = connection->next_in_registry;
    pthread_mutex_unlock(&listener->registry_lock);
}

void registry_cancel(Listener *listener, uint32_t pid, uint32_t key)
{
    SessionHandle *handle = NULL;

    pthread_mutex_lock(&listener->registry_lock);
    Connection *connection = *registry_bucket(listener, pid);
    while (connection && connection->pid != pid)
        connection = connection->next_in_registry;
    if (connection && connection->key == key)
        handle = session_handle_acquire(connection->handle);
    pthread_mutex_unlock(&listener->registry_lock);
    if (handle)
        session_cancel(handle);
    session_handle_release(handle);
}

/* ---- sockets ------------------------------------------------------------------------------- */

static bool fail_socket(Cx *cx, const char *what, const char *where)
{
    return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not %s \"%s\": %s", what, where,
                strerror(errno));
}

static bool listen_tcp(Cx *cx, Listener *listener)
{
    const char *where = listener->config.tcp_address;
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons(listener->config.port) };
    socklen_t length = sizeof address;
    int on = 1;

    if (inet_pton(AF_INET, where, &address.sin_addr) != 1)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION, "invalid address \"%s\"", where);
    listener->tcp_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener->tcp_fd < 0 ||
        setsockopt(listener->tcp_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(listener->tcp_fd, (struct sockaddr *)&address, length) != 0 ||
        listen(listener->tcp_fd, LISTEN_BACKLOG) != 0 ||
        getsockname(listener->tcp_fd, (struct sockaddr *)&address, &length) != 0)
        return fail_socket(cx, "listen on", where);
    listener->port = ntohs(address.sin_port);
    return true;
}

/* The folder of the socket must be ours alone: who can enter it is trusted. */
static bool check_folder(Cx *cx, const char *folder)
{
    struct stat status;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail_socket(cx, "create folder", folder);
    if (lstat(folder, &status) != 0)
        return fail_socket(cx, "look at folder", folder);
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077))
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "folder \"%s\" must belong to the server's user and be closed to all others",
                    folder);
    return true;
}

/* A socket that nobody answers is left over from a server that died. */
static bool remove_stale(Cx *cx, const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return fail_socket(cx, "create socket", address->sun_path);
    int connected = connect(fd, (const struct sockaddr *)address, sizeof *address);
    int error = errno;
    close(fd);
    if (connected == 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION,
                    "could not listen on \"%s\": another server is there", address->sun_path);
    if (error == ECONNREFUSED && unlink(address->sun_path) != 0)
        return fail_socket(cx, "remove", address->sun_path);
    return true;
}

static bool listen_local(Cx *cx, Listener *listener)
{
    const char *folder = listener->config.socket_folder;
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    TRY(check_folder(cx, folder));
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%u", folder,
                          listener->port);
    if (length < 0 || (size_t)length >= sizeof address.sun_path)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "folder \"%s\" has too long a name for a socket", folder);
    TRY(remove_stale(cx, &address));
    listener->local_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener->local_fd < 0 ||
        bind(listener->local_fd, (struct sockaddr *)&address, sizeof address) != 0)
        return fail_socket(cx, "listen on", address.sun_path);
    listener->socket_path = strdup(address.sun_path);
    if (!listener->socket_path || listen(listener->local_fd, LISTEN_BACKLOG) != 0)
        return fail_socket(cx, "listen on", address.sun_path);
    return true;
}

static void watch(Listener *listener, struct event *event, int fd)
{
    if (fd < 0)
        return;
    event_assign(event, listener->front_ends[0].base, fd, EV_READ | EV_PERSIST, on_connection,
                 listener);
    event_add(event, NULL);
}

/* ---- starting and stopping ----------------------------------------------------------------- */

static void listener_free(Listener *listener)
{
    for (int at = 0; at < listener->front_end_count; at++)
        front_end_fini(&listener->front_ends[at]);
    if (listener->socket_path)
        unlink(listener->socket_path);
    free(listener->socket_path);
    close_if_open(listener->tcp_fd);
    close_if_open(listener->local_fd);
    close_if_open(listener->spare_fd);
    pthread_mutex_destroy(&listener->registry_lock);
    free(listener->registry);
    free(listener->front_ends);
    free(listener);
}

static bool check_config(Cx *cx, const ListenConfig *config)
{
    if (config->front_ends < 1 || config->front_ends > FRONT_ENDS_MAX)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "the number of front ends must be between 1 and %d", FRONT_ENDS_MAX);
    if (config->connections_max < 1)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "the number of connections must be at least 1");
    if (!config->tcp_address && (!config->socket_folder || !config->port))
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "without TCP, a socket folder and a port are needed");
    return true;
}

static bool listener_init(Cx *cx, Listener *listener)
{
    const ListenConfig *config = &listener->config;

    listener->registry_buckets = REGISTRY_BUCKETS_MIN + (uint32_t)config->connections_max * 2;
    listener->registry = calloc(listener->registry_buckets, sizeof(Connection *));
    listener->front_ends = calloc((size_t)config->front_ends, sizeof(FrontEnd));
    if (!listener->registry || !listener->front_ends)
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    if (RAND_bytes(listener->mock_secret, sizeof listener->mock_secret) != 1)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not generate random bytes");
    listener->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (config->tcp_address)
        TRY(listen_tcp(cx, listener));
    if (config->socket_folder)
        TRY(listen_local(cx, listener));
    for (; listener->front_end_count < config->front_ends; listener->front_end_count++)
        TRY(front_end_init(cx, &listener->front_ends[listener->front_end_count], listener));
    return true;
}

Listener *listener_start(Cx *cx, const ListenConfig *config, HostFactory factory)
{
    TRY(check_config(cx, config));
    Listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    listener->config = *config;
    listener->factory = factory;
    listener->port = config->port;
    listener->tcp_fd = listener->local_fd = listener->spare_fd = -1;
    atomic_init(&listener->next_pid, 1);
    pthread_mutex_init(&listener->registry_lock, NULL);
    if (!listener->config.authentication_timeout_ms)
        listener->config.authentication_timeout_ms = AUTHENTICATION_TIMEOUT_S * 1000;
    signal(SIGPIPE, SIG_IGN);

    bool is_running = listener_init(cx, listener);
    if (is_running) {
        watch(listener, &listener->tcp_event, listener->tcp_fd);
        watch(listener, &listener->local_event, listener->local_fd);
    }
    for (int at = 0; is_running && at < listener->front_end_count; at++)
        is_running = front_end_run(cx, &listener->front_ends[at]);
    if (is_running)
        return listener;
    listener_stop(listener);
    return NULL;
}

void listener_stop(Listener *listener)
{
    if (!listener)
        return;
    /* The one that accepts goes first, so that the others are given no more. */
    for (int at = 0; at < listener->front_end_count; at++)
        front_end_stop(&listener->front_ends[at]);
    listener_free(listener);
}
