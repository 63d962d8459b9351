/*
 * scram.h -- the server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677).
 *
 * A role's password is kept as a verifier,
 * SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey> with base64 fields.  For a role that
 * does not exist the exchange runs all the same, on a made-up salt that is always the same for the
 * same name, and fails at its end.
 */
#ifndef SERVER_WIRE_SCRAM_H
#define SERVER_WIRE_SCRAM_H

#include "base/error.h"

enum {
    SCRAM_KEY_BYTES = 32,
    SCRAM_SALT_BYTES = 16,
    SCRAM_SALT_BYTES_MAX = 64,
    SCRAM_NONCE_BYTES = 18,  /* before base64 */
    SCRAM_SECRET_BYTES = 32, /* what made-up salts are made from */
    SCRAM_ITERATIONS = 4096,
    SCRAM_MESSAGE_BYTES_MAX = 1024,
    SCRAM_BINDING_BYTES_MAX = 64,
};

#define SCRAM_MECHANISM      "SCRAM-SHA-256"
#define SCRAM_MECHANISM_PLUS "SCRAM-SHA-256-PLUS" /* bound to the channel */

typedef struct ScramVerifier {
    uint32_t iterations;
    uint8_t salt[SCRAM_SALT_BYTES_MAX];
    size_t salt_bytes;
    uint8_t stored_key[SCRAM_KEY_BYTES];
    uint8_t server_key[SCRAM_KEY_BYTES];
} ScramVerifier;

/* One exchange. */
typedef struct Scram {
    ScramVerifier verifier;
    bool is_mock;     /* no such role, or none with a password: the end is a refusal */
    Str binding;      /* what the channel can be bound to; empty: nothing.  The caller's */
    bool is_plus;     /* the client has chosen to: the caller's */
    char gs2_flag;    /* 'n', 'y' or 'p': what the client thinks of channel binding */
    Str first_bare;   /* client-first-message-bare */
    Str server_first; /* what we answered */
    Str nonce;        /* the client's and ours, one after the other */
} Scram;

/* A verifier for a password; 22023 where the password holds a NUL or iterations are out of range.
 * `salt` NULL: a random one. */
must_use bool scram_verifier_make(Cx *cx, Str password, uint32_t iterations, const uint8_t *salt,
                                  Str *out_verifier);
/* False (and no error) where the text is not a verifier. */
bool scram_verifier_parse(Str text, ScramVerifier *out_verifier);

/* `verifier` empty or not one: a mock, with a salt made from `mock_secret`, SCRAM_SECRET_BYTES that
 * nobody else knows.  Texts of the exchange live in cx->arena, which must outlive it. */
void scram_begin(Scram *scram, Str user, Str verifier, const uint8_t *mock_secret);
/* The client's first message in, the server's first out.  `nonce`: ours, printable; NULL: random.
 */
must_use bool scram_first(Cx *cx, Scram *scram, Str message, const char *nonce, Str *out_answer);
/* The client's proof in.  *out_is_right: the password was right, and the server's signature out. */
must_use bool scram_final(Cx *cx, Scram *scram, Str message, bool *out_is_right, Str *out_answer);

#endif
