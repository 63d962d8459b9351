/*
 * front_end.h -- one thread with an event loop, and the mailbox others reach it by.
 *
 * Private to listen.c, front_end.c, connection.c.
 */
#ifndef SERVER_FRONT_END_H
#define SERVER_FRONT_END_H

#include "server/listen.h"
#include "server/tls.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <pthread.h>

/* Something to be done on the thread of a mailbox; part of a larger struct, which it frees. */
typedef struct Letter {
    struct Letter *next;
    void (*deliver)(struct Letter *letter, bool is_open); /* !is_open: the thread is gone */
} Letter;

/* Counted: outlives its front end for those who still write to it. */
typedef struct Mailbox {
    atomic_uint references;
    pthread_mutex_t lock; /* of all below */
    Letter *first;
    Letter **last;
    bool is_open;
    int wake_fd; /* an eventfd */
} Mailbox;

Mailbox *mailbox_new(void); /* NULL: no descriptor or memory */
Mailbox *mailbox_acquire(Mailbox *mailbox);
void mailbox_release(Mailbox *mailbox);
void mailbox_put(Mailbox *mailbox, Letter *letter);

typedef struct Connection Connection;

typedef struct FrontEnd {
    Listener *listener;
    pthread_t thread;
    bool has_thread;
    struct event_base *base;
    struct event wake_event;
    const struct timeval *authentication_timeout; /* a common timeout of `base` */
    Mailbox *mailbox;
    Connection *connections;     /* all of them, newest first */
    char buffer[READ_BYTES_MAX]; /* what one read has brought */
} FrontEnd;

must_use bool front_end_init(Cx *cx, FrontEnd *front_end, Listener *listener);
must_use bool front_end_run(Cx *cx, FrontEnd *front_end); /* starts its thread */
/* From outside; when it returns, the thread is over and all its connections are closed. */
void front_end_stop(FrontEnd *front_end);
void front_end_fini(FrontEnd *front_end);
/* From any thread: serve this socket. */
void front_end_give(FrontEnd *front_end, int fd, bool is_local);

/* connection.c; on the front end's thread */
void connection_open(FrontEnd *front_end, int fd, bool is_local);
void connection_shut_down(Connection *connection); /* says 57P01 first */
/* Send what there is, read on or stop reading, close what is over.  The connection may be gone
 * afterwards. */
void connection_flush(Connection *connection);

/* What connections share. */
struct Listener {
    ListenConfig config;
    HostFactory factory;
    uint16_t port;
    int tcp_fd, local_fd; /* -1: none */
    int spare_fd;         /* given up for a moment when descriptors run out */
    char *socket_path;    /* to remove at the end; NULL: none */
    struct event tcp_event, local_event;
    uint8_t mock_secret[32];
    FrontEnd *front_ends;
    int front_end_count;
    unsigned next_front_end; /* accepting thread only */

    atomic_uint next_pid;
    atomic_int admitted;        /* sessions past authentication */
    atomic_int unauthenticated; /* connections before it */

    /* Connections by pid, for cancel requests. */
    pthread_mutex_t registry_lock;
    Connection **registry; /* buckets */
    uint32_t registry_buckets;
};

/* Say why without a session, and close. */
void refuse_client(int fd, ErrorCode code, const char *message);
int listener_limit(const Listener *listener, bool is_local);
void registry_add(Listener *listener, Connection *connection);
void registry_remove(Listener *listener, Connection *connection);
void registry_cancel(Listener *listener, uint32_t pid, uint32_t key);

struct Connection {
    FrontEnd *front_end;
    SessionHandle *handle;
    WireSession *session;
    int fd;
    Tls *tls;             /* NULL: bytes go as they are */
    bool is_shaking;      /* hands, before any byte of the session's */
    bool has_read;        /* the first byte was looked at */
    bool waits_for_write; /* TLS wants to write before it can read on */
    bool waits_in_block;  /* what TLS wants to be offered again is the output's second part */
    bool is_local;
    bool is_reading;
    bool is_writing;         /* waits for room to send */
    bool is_admitted;        /* counted in listener->admitted */
    bool is_unauthenticated; /* counted in listener->unauthenticated */
    uint32_t pid, key;
    struct event read_event, write_event, close_event, timeout_event;
    struct event clock_event;    /* a limit of the session's */
    WireClock clock;             /* that runs */
    Connection *previous, *next; /* in front_end->connections */
    Connection *next_in_registry;
};

struct SessionHandle {
    atomic_uint references;
    Mailbox *mailbox;
    Connection *connection;      /* NULL: over.  Only the mailbox's thread looks */
    _Atomic uint32_t interrupts; /* enum SessionInterrupt: asked for, and not heard of yet */
};

#endif
