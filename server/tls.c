/* tls.c -- see tls.h. */
#include "server/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct TlsContext {
    SSL_CTX *ssl;
    uint8_t binding[TLS_BINDING_BYTES_MAX];
    size_t binding_bytes;
};

struct Tls {
    SSL *ssl;
    bool is_direct;
    bool is_broken; /* by an error after which OpenSSL must not be called again */
};

/* --- The context ------------------------------------------------------------------------------ */

static const unsigned char protocol[] = "\x0apostgresql";

/* A client that names protocols must name ours. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                           const unsigned char *offered, unsigned int offered_length, void *arg)
{
    unsigned char *chosen = NULL;
    int found = SSL_select_next_proto(&chosen, out_length, protocol, sizeof protocol - 1, offered,
                                      offered_length);

    (void)ssl, (void)arg;
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool fail_tls(Cx *cx, const char *what, const char *path)
{
    unsigned long code = ERR_get_error();
    const char *why = code ? ERR_reason_error_string(code) : NULL;

    ERR_clear_error();
    return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION, "could not %s \"%s\": %s", what, path,
                why ? why : "unknown error");
}

/* As PostgreSQL: ours and for us alone, or root's and for his group to read. */
static bool check_key_file(Cx *cx, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "could not access private key file \"%s\": %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "private key file \"%s\" is not a regular file", path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "private key file \"%s\" must be owned by the server's user or root", path);
    mode_t forbidden = status.st_uid == 0 && geteuid() != 0 ? 027 : 077;
    if (!(status.st_mode & forbidden))
        return true;
    fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
         "private key file \"%s\" has group or world access", path);
    return fail_detail(cx, "File must have permissions u=rw (0600) or less if owned by the "
                           "server's user, or permissions u=rw,g=r (0640) or less if owned by "
                           "root.");
}

static bool load_files(Cx *cx, SSL_CTX *ssl, const char *cert_path, const char *key_path)
{
    TRY(check_key_file(cx, key_path));
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(ssl, cert_path) != 1)
        return fail_tls(cx, "load server certificate file", cert_path);
    if (SSL_CTX_use_PrivateKey_file(ssl, key_path, SSL_FILETYPE_PEM) != 1)
        return fail_tls(cx, "load private key file", key_path);
    if (SSL_CTX_check_private_key(ssl) != 1)
        return fail_tls(cx, "use private key", key_path);
    return true;
}

/* The hash of the certificate by the digest it is signed with; SHA-256 for those that are broken
 * (RFC 5929).  A signature without a digest (Ed25519) has none. */
static void set_binding(TlsContext *context)
{
    X509 *cert = SSL_CTX_get0_certificate(context->ssl);
    int digest = NID_undef;
    unsigned int bytes = 0;

    if (!cert || X509_get_signature_info(cert, &digest, NULL, NULL, NULL) != 1 ||
        digest == NID_undef)
        return;
    if (digest == NID_md5 || digest == NID_sha1)
        digest = NID_sha256;
    const EVP_MD *algorithm = EVP_get_digestbynid(digest);
    if (algorithm && X509_digest(cert, algorithm, context->binding, &bytes) == 1)
        context->binding_bytes = bytes;
}

static void set_rules(SSL_CTX *ssl)
{
    SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
    SSL_CTX_set_options(ssl, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(ssl, 0);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    /* Idle connections keep no buffers. */
    SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(ssl, "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES");
    SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, NULL);
}

TlsContext *tls_context_new(Cx *cx, const char *cert_path, const char *key_path)
{
    TlsContext *context = calloc(1, sizeof *context);

    if (!context)
        abort();
    context->ssl = SSL_CTX_new(TLS_server_method());
    if (!context->ssl) {
        free(context);
        fail_tls(cx, "prepare", "TLS");
        return NULL;
    }
    set_rules(context->ssl);
    if (!load_files(cx, context->ssl, cert_path, key_path)) {
        tls_context_free(context);
        return NULL;
    }
    set_binding(context);
    return context;
}

void tls_context_free(TlsContext *context)
{
    if (!context)
        return;
    SSL_CTX_free(context->ssl);
    free(context);
}

Str tls_binding(const TlsContext *context)
{
    return (Str){ (const char *)context->binding, context->binding_bytes };
}

/* --- Connections ------------------------------------------------------------------------------ */

Tls *tls_new(const TlsContext *context, int fd, bool is_direct)
{
    Tls *tls = calloc(1, sizeof *tls);

    if (!tls)
        return NULL;
    tls->is_direct = is_direct;
    tls->ssl = SSL_new(context->ssl);
    if (tls->ssl && SSL_set_fd(tls->ssl, fd) == 1)
        return tls;
    tls->is_broken = true;
    tls_free(tls);
    return NULL;
}

void tls_free(Tls *tls)
{
    if (!tls)
        return;
    ERR_clear_error();
    if (!tls->is_broken && SSL_is_init_finished(tls->ssl))
        SSL_shutdown(tls->ssl); /* one way, and only if there is room */
    ERR_clear_error();
    SSL_free(tls->ssl);
    free(tls);
}

static TlsResult result_of(Tls *tls, int returned)
{
    switch (SSL_get_error(tls->ssl, returned)) {
    case SSL_ERROR_NONE: return TLS_DONE;
    case SSL_ERROR_WANT_READ: return TLS_WANTS_READ;
    case SSL_ERROR_WANT_WRITE: return TLS_WANTS_WRITE;
    case SSL_ERROR_ZERO_RETURN: return TLS_ENDED;
    default: break;
    }
    tls->is_broken = true;
    ERR_clear_error();
    return TLS_ENDED;
}

static bool has_protocol(const Tls *tls)
{
    const unsigned char *name;
    unsigned int length;

    SSL_get0_alpn_selected(tls->ssl, &name, &length);
    return length > 0;
}

TlsResult tls_handshake(Tls *tls)
{
    ERR_clear_error();
    TlsResult result = result_of(tls, SSL_accept(tls->ssl));

    return result == TLS_DONE && tls->is_direct && !has_protocol(tls) ? TLS_ENDED : result;
}

TlsResult tls_read(Tls *tls, void *bytes, size_t room, size_t *out_count)
{
    *out_count = 0;
    if (tls->is_broken)
        return TLS_ENDED;
    ERR_clear_error();
    return result_of(tls, SSL_read_ex(tls->ssl, bytes, room, out_count));
}

TlsResult tls_write(Tls *tls, const void *bytes, size_t count, size_t *out_count)
{
    *out_count = 0;
    if (tls->is_broken)
        return TLS_ENDED;
    ERR_clear_error();
    return result_of(tls, SSL_write_ex(tls->ssl, bytes, count, out_count));
}

void tls_describe(const Tls *tls, SessionPeer *peer)
{
    const char *cipher = SSL_get_cipher_name(tls->ssl);

    peer->is_encrypted = true;
    snprintf(peer->tls_version, sizeof peer->tls_version, "%s", SSL_get_version(tls->ssl));
    snprintf(peer->tls_cipher, sizeof peer->tls_cipher, "%s", cipher ? cipher : "");
    peer->tls_bits = SSL_get_cipher_bits(tls->ssl, NULL);
}
