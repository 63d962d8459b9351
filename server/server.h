/*
 * server.h -- private to the server: what all sessions share.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "scheduler/shell.h"
#include "server/activity.h"
#include "server/listen.h"
#include "server/locks.h"
#include "server/tls.h"
#include "storage/catalog.h"

#define SERVER_USER "hearth"

typedef struct Server {
    Catalog *catalog;
    Shell *shell;
    Listener *listener;
    Locks locks;
    Activities activities;
    TableSpace tables;
    TlsContext *tls; /* NULL: connections are not encrypted */
    Budget budget;   /* the driver's own memory */
    char *verifier;  /* of SERVER_USER's password */
    uint32_t workers, worker_cores;
    int64_t broadcast_bytes_max;
} Server;

typedef struct ServeOptions {
    const Str *paths;
    uint32_t path_count;
    uint16_t port;
    const char *socket_folder;      /* NULL: no Unix socket */
    const char *tls_cert, *tls_key; /* files; NULL: no TLS */
    bool no_tcp;
    uint32_t workers;
    uint32_t worker_cores;
    int64_t memory_bytes;
    bool (*is_told_to_end)(void); /* asked while starting takes long; NULL: never */
} ServeOptions;

/* Start everything; returns when connections are accepted.  Raises what finding and reading the
 * files raises; 57P01: told to end.  The password is written to
 * out_password (PASSWORD_CHARS + 1 bytes). */
enum { PASSWORD_CHARS = 24 };
must_use Server *server_start(Cx *cx, const ServeOptions *options, char *out_password);
void server_stop(Server *server);

/* --- session.c ------------------------------------------------------------------------------- */
extern const WireHostOps session_ops;
void *session_make(void *server, SessionHandle *handle);

#endif
