/*
 * listen.h -- the server's sockets: who may connect, and the threads that serve the sessions.
 *
 *     listener ──accept──> front end (thread, event loop) ──bytes──> WireSession ──asks──> host
 *
 * Each session is pinned to one front end; its host is called on that thread only.  Work done
 * elsewhere comes back by session_post(), which is safe even when the session has died meanwhile.
 */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "server/wire/wire.h"

typedef struct Listener Listener;
typedef struct SessionHandle SessionHandle;

enum {
    AUTHENTICATION_TIMEOUT_S = 10,  /* from connecting to having proved who one is */
    UNAUTHENTICATED_MAX = 100,      /* connections that have not; more are refused at once */
    RESERVED_LOCAL_CONNECTIONS = 3, /* beyond the limit, for the Unix socket */
    FRONT_ENDS_MAX = 64,
    FLUSH_BYTES_MAX = 8 * 1024 * 1024, /* sent to one client before others get their turn */
    READ_BYTES_MAX = 64 * 1024,        /* read from one client likewise */
    ACCEPTS_MAX = 64,                  /* connections accepted likewise */
    LISTEN_BACKLOG = 512,
    KEEPALIVE_IDLE_S = 60,
    KEEPALIVE_INTERVAL_S = 10,
    KEEPALIVE_PROBES = 3,
    PEER_ADDRESS_BYTES = 64,
};

typedef struct ListenConfig {
    const char *tcp_address;   /* IPv4 to listen on, "127.0.0.1"; NULL: no TCP */
    uint16_t port;             /* 0: any free one; names the Unix socket, too */
    const char *socket_folder; /* for .s.PGSQL.<port>; made 0700; NULL: no Unix socket */
    int front_ends;            /* threads, 1 to FRONT_ENDS_MAX */
    int connections_max;
    int authentication_timeout_ms; /* 0: AUTHENTICATION_TIMEOUT_S */
    Budget *budget;                /* charged for buffers; NULL: unlimited */
    const struct TlsContext *tls;  /* offered over TCP; NULL: no encryption */
} ListenConfig;

/* Makes the host of one session, on the thread it will live on.  NULL: no memory.  The handle is
 * borrowed: acquire it to keep it. */
typedef struct HostFactory {
    const WireHostOps *ops;
    void *(*make)(void *factory_self, SessionHandle *handle);
    void *factory_self;
} HostFactory;

/* Listen and serve.  NULL: see cx->error.  SIGPIPE is ignored from then on. */
Listener *listener_start(Cx *cx, const ListenConfig *config, HostFactory factory);
uint16_t listener_port(const Listener *listener);
/* Tell all clients (57P01), close all connections, end all threads. */
void listener_stop(Listener *listener); /* NULL: nothing */

/* Call `run` on the session's thread, with its session, soon; with NULL, to free `arg`, where the
 * session is over (then perhaps on this very thread).  From any thread. */
typedef void SessionPostFn(WireSession *session, void *arg);
void session_post(SessionHandle *handle, SessionPostFn *run, void *arg);
/* Who is at the other end; on the session's thread. */
typedef struct SessionPeer {
    bool is_local; /* a Unix socket */
    char address[PEER_ADDRESS_BYTES];
    uint16_t port;
    bool is_encrypted; /* then by what: */
    char tls_version[16];
    char tls_cipher[48];
    int tls_bits;
} SessionPeer;
SessionPeer session_peer(SessionHandle *handle);

/* Call `run` once, so much later; on the session's thread, as all of this.  Whoever has made it
 * frees it, in time: before the session ends. */
typedef struct SessionTimer SessionTimer;
SessionTimer *session_timer_new(SessionHandle *handle, int64_t micros, SessionPostFn *run,
                                void *arg);
void session_timer_free(SessionTimer *timer); /* NULL: nothing */

/* From any thread: end what the session does, or the session.  It hears of it when its thread comes
 * round; work that looks at session_interrupts() meanwhile may end at once, with 57014. */
void session_cancel(SessionHandle *handle);
void session_terminate(SessionHandle *handle);
const _Atomic uint32_t *session_interrupts(const SessionHandle *handle);
/* A cancel was obeyed: the session is not to hear of it once more.  False: there was none. */
bool session_cancel_taken(SessionHandle *handle);

SessionHandle *session_handle_acquire(SessionHandle *handle);
void session_handle_release(SessionHandle *handle); /* NULL: nothing */

#endif
