/*
 * tls.h -- private to the server: encrypted connections, by OpenSSL over non-blocking sockets.
 *
 *     SSLRequest -> S -> handshake      negotiated, as all drivers do
 *     handshake, ALPN "postgresql"      direct, as PostgreSQL 17's do
 *
 * Nothing here waits: what cannot go on says for what it waits, and is called again then.
 */
#ifndef SERVER_TLS_H
#define SERVER_TLS_H

#include "server/listen.h"

enum {
    TLS_FIRST_BYTE = 0x16, /* of a handshake; no startup packet begins with it */
    TLS_BINDING_BYTES_MAX = 64,
};

/* The server's certificate and key, and how they are used.  Shared by all threads. */
typedef struct TlsContext TlsContext;
/* Raises F0000 where the files cannot be read, do not belong together, or others can read the key.
 */
must_use TlsContext *tls_context_new(Cx *cx, const char *cert_path, const char *key_path);
void tls_context_free(TlsContext *context); /* NULL: nothing */
/* tls-server-end-point: what SCRAM-SHA-256-PLUS binds to; empty: the certificate has none. */
Str tls_binding(const TlsContext *context);

typedef enum TlsResult {
    TLS_DONE,
    TLS_WANTS_READ,
    TLS_WANTS_WRITE,
    TLS_ENDED, /* by the other side, or it has broken */
} TlsResult;

/* One connection. */
typedef struct Tls Tls;
Tls *tls_new(const TlsContext *context, int fd, bool is_direct); /* NULL: no memory */
/* Says goodbye, where it still can. */
void tls_free(Tls *tls); /* NULL: nothing */
/* ENDED also where a direct connection has not named its protocol. */
TlsResult tls_handshake(Tls *tls);
TlsResult tls_read(Tls *tls, void *bytes, size_t room, size_t *out_count);
/* As much as one record holds.  What waits must be offered again, with no other bytes before it. */
TlsResult tls_write(Tls *tls, const void *bytes, size_t count, size_t *out_count);
void tls_describe(const Tls *tls, SessionPeer *peer);

#endif
