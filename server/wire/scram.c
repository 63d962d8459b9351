/*
 * scram.c -- see scram.h.
 *
 *     client                          server
 *     n,,n=user,r=NONCE        -->
 *                              <--    r=NONCE+OURS,s=SALT,i=ITERATIONS
 *     c=biws,r=NONCE+OURS,p=PROOF -->
 *                              <--    v=SIGNATURE
 *
 * The server never sees the password: PROOF = ClientKey xor HMAC(StoredKey, all messages), and
 * StoredKey = SHA256(ClientKey).
 */
#include "server/wire/scram.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

/* The one kind of binding there is: the server's certificate. */
#define BINDING_FLAG "p=tls-server-end-point"

enum { ITERATIONS_MAX = 10 * 1000 * 1000 };

static void *fail_malformed(Cx *cx, const char *detail)
{
    fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "malformed SCRAM message");
    return fail_detail(cx, "%s", detail);
}

static void hmac(const uint8_t *key, size_t key_bytes, Str text, uint8_t out_mac[SCRAM_KEY_BYTES])
{
    HMAC(EVP_sha256(), key, (int)key_bytes, (const uint8_t *)text.data, text.length, out_mac, NULL);
}

static Str base64_encode(Arena *arena, const uint8_t *bytes, size_t count)
{
    char *text = arena_alloc(arena, (count + 2) / 3 * 4 + 1);
    int length = EVP_EncodeBlock((uint8_t *)text, bytes, (int)count);
    return (Str){ text, (size_t)length };
}

/* False where `text` is not base64 of at most `limit` bytes. */
static bool base64_decode(Str text, uint8_t *out_bytes, size_t limit, size_t *out_count)
{
    uint8_t room[SCRAM_MESSAGE_BYTES_MAX];

    if (text.length == 0 || text.length % 4 || text.length / 4 * 3 > sizeof room)
        return false;
    int decoded = EVP_DecodeBlock(room, (const uint8_t *)text.data, (int)text.length);
    if (decoded < 0)
        return false;
    size_t padding = (text.data[text.length - 1] == '=') + (text.data[text.length - 2] == '=');
    size_t count = (size_t)decoded - padding;
    if (count > limit)
        return false;
    memcpy(out_bytes, room, count);
    *out_count = count;
    return true;
}

/* ---- verifiers ----------------------------------------------------------------------------- */

bool scram_verifier_make(Cx *cx, Str password, uint32_t iterations, const uint8_t *salt,
                         Str *out_verifier)
{
    uint8_t fresh[SCRAM_SALT_BYTES], salted[SCRAM_KEY_BYTES], key[SCRAM_KEY_BYTES];
    uint8_t stored[SCRAM_KEY_BYTES], server[SCRAM_KEY_BYTES];

    if (iterations == 0 || iterations > ITERATIONS_MAX || password.length > INT32_MAX ||
        (password.length && memchr(password.data, 0, password.length)))
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "invalid password or iterations");
    if (!salt && RAND_bytes(fresh, sizeof fresh) != 1)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "could not generate random salt");
    salt = salt ? salt : fresh;
    if (!PKCS5_PBKDF2_HMAC(password.length ? password.data : "", (int)password.length, salt,
                           SCRAM_SALT_BYTES, (int)iterations, EVP_sha256(), SCRAM_KEY_BYTES,
                           salted))
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "could not derive a key from password");
    hmac(salted, sizeof salted, STR_LIT("Client Key"), key);
    SHA256(key, sizeof key, stored);
    hmac(salted, sizeof salted, STR_LIT("Server Key"), server);
    *out_verifier = str_format(cx->arena, SCRAM_MECHANISM "$%u:%s$%s:%s", iterations,
                               base64_encode(cx->arena, salt, SCRAM_SALT_BYTES).data,
                               base64_encode(cx->arena, stored, sizeof stored).data,
                               base64_encode(cx->arena, server, sizeof server).data);
    OPENSSL_cleanse(salted, sizeof salted);
    OPENSSL_cleanse(key, sizeof key);
    return true;
}

/* What stands before `end` in *text, which moves behind it. */
static bool take_until(Str *text, char end, Str *out_part)
{
    const char *at = text->length ? memchr(text->data, end, text->length) : NULL;

    if (!at)
        return false;
    size_t length = (size_t)(at - text->data);
    *out_part = (Str){ text->data, length };
    *text = str_slice(*text, length + 1, text->length);
    return true;
}

static bool parse_iterations(Str text, uint32_t *out_iterations)
{
    uint32_t value = 0;

    if (text.length == 0 || text.length > 8)
        return false;
    for (size_t at = 0; at < text.length; at++) {
        if (text.data[at] < '0' || text.data[at] > '9')
            return false;
        value = value * 10 + (uint32_t)(text.data[at] - '0');
    }
    *out_iterations = value;
    return value > 0 && value <= ITERATIONS_MAX;
}

static bool parse_key(Str text, uint8_t out_key[SCRAM_KEY_BYTES])
{
    size_t count;
    return base64_decode(text, out_key, SCRAM_KEY_BYTES, &count) && count == SCRAM_KEY_BYTES;
}

bool scram_verifier_parse(Str text, ScramVerifier *out_verifier)
{
    Str mechanism, iterations, salt, stored;
    ScramVerifier verifier;

    if (!take_until(&text, '$', &mechanism) || !str_is(mechanism, SCRAM_MECHANISM) ||
        !take_until(&text, ':', &iterations) || !take_until(&text, '$', &salt) ||
        !take_until(&text, ':', &stored))
        return false;
    if (!parse_iterations(iterations, &verifier.iterations) ||
        !base64_decode(salt, verifier.salt, SCRAM_SALT_BYTES_MAX, &verifier.salt_bytes) ||
        !parse_key(stored, verifier.stored_key) || !parse_key(text, verifier.server_key))
        return false;
    *out_verifier = verifier;
    return true;
}

/* ---- an exchange --------------------------------------------------------------------------- */

void scram_begin(Scram *scram, Str user, Str verifier, const uint8_t *mock_secret)
{
    uint8_t mac[SCRAM_KEY_BYTES];

    *scram = (Scram){ 0 };
    if (verifier.length && scram_verifier_parse(verifier, &scram->verifier))
        return;
    scram->is_mock = true;
    scram->verifier.iterations = SCRAM_ITERATIONS;
    scram->verifier.salt_bytes = SCRAM_SALT_BYTES;
    hmac(mock_secret, SCRAM_SECRET_BYTES, user, mac);
    memcpy(scram->verifier.salt, mac, SCRAM_SALT_BYTES);
}

/* The attribute `name`=... up to the next comma or the end. */
static bool take_attribute(Cx *cx, Str *text, char name, Str *out_value)
{
    if (text->length < 2 || text->data[0] != name || text->data[1] != '=') {
        fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "malformed SCRAM message");
        return fail_detail(cx, "Expected attribute \"%c\".", name);
    }
    Str rest = str_slice(*text, 2, text->length);
    if (!take_until(&rest, ',', out_value)) {
        *out_value = rest;
        rest = str_slice(rest, rest.length, rest.length);
    }
    *text = rest;
    return true;
}

static bool is_printable(Str text)
{
    for (size_t at = 0; at < text.length; at++)
        if (text.data[at] < 0x21 || text.data[at] > 0x7e || text.data[at] == ',')
            return false;
    return text.length > 0;
}

static bool check_binding_type(Cx *cx, Str flag)
{
    if (str_is(flag, BINDING_FLAG))
        return true;
    return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                "unsupported SCRAM channel-binding type \"%.*s\"",
                STR(str_slice(flag, flag.length > 2 ? 2 : flag.length, flag.length)));
}

static bool fail_downgraded(Cx *cx)
{
    fail(cx, ERR_INVALID_AUTHORIZATION, NO_POSITION, "SCRAM channel binding negotiation error");
    return fail_detail(cx, "The client supports SCRAM channel binding but thinks the server does "
                           "not.  However, this server does support channel binding.");
}

/* n: none; y: the client could, and thinks we cannot; p: by that. */
static bool check_flag(Cx *cx, const Scram *scram, Str flag)
{
    if (flag.data[0] == 'p' && !scram->is_plus)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "client selected %s without channel binding, but the SCRAM message includes "
                    "channel binding data",
                    SCRAM_MECHANISM);
    if (flag.data[0] == 'p')
        return check_binding_type(cx, flag);
    if (flag.length != 1 || (flag.data[0] != 'n' && flag.data[0] != 'y'))
        return fail_malformed(cx, "Unexpected channel-binding flag.") != NULL;
    if (scram->is_plus)
        return fail_malformed(cx, "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message "
                                  "does not include channel binding data.") != NULL;
    return flag.data[0] != 'y' || !scram->binding.length || fail_downgraded(cx);
}

/* The gs2 header: may the channel be bound, and an authorisation name nobody uses. */
static bool take_gs2_header(Cx *cx, Scram *scram, Str *text)
{
    Str flag, authzid;

    if (!take_until(text, ',', &flag) || flag.length == 0)
        return fail_malformed(cx, "The message has no channel-binding flag.");
    TRY(check_flag(cx, scram, flag));
    scram->gs2_flag = flag.data[0];
    if (!take_until(text, ',', &authzid))
        return fail_malformed(cx, "Comma expected after the authorization identity.");
    if (authzid.length)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "client uses authorization identity, but it is not supported");
    return true;
}

static bool make_nonce(Cx *cx, Str *out_nonce)
{
    uint8_t bytes[SCRAM_NONCE_BYTES];

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "could not generate random nonce");
    *out_nonce = base64_encode(cx->arena, bytes, sizeof bytes);
    return true;
}

static bool check_text(Cx *cx, Str message)
{
    if (message.length == 0)
        return fail_malformed(cx, "The message is empty.");
    if (message.length > SCRAM_MESSAGE_BYTES_MAX)
        return fail_malformed(cx, "The message is too long.");
    if (memchr(message.data, 0, message.length))
        return fail_malformed(cx, "Message length does not match input length.");
    return true;
}

bool scram_first(Cx *cx, Scram *scram, Str message, const char *nonce, Str *out_answer)
{
    Str name, theirs, ours = str_of(nonce);

    TRY(check_text(cx, message));
    TRY(take_gs2_header(cx, scram, &message));
    scram->first_bare = str_copy(cx->arena, message);
    if (message.length && message.data[0] == 'm')
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "client requires an unsupported SCRAM extension");
    TRY(take_attribute(cx, &message, 'n', &name)); /* unused: the startup packet has said who */
    TRY(take_attribute(cx, &message, 'r', &theirs));
    if (!is_printable(theirs))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "non-printable characters in SCRAM nonce");
    if (!nonce)
        TRY(make_nonce(cx, &ours));

    const ScramVerifier *verifier = &scram->verifier;
    scram->nonce = str_format(cx->arena, "%.*s%.*s", STR(theirs), STR(ours));
    scram->server_first = str_format(
        cx->arena, "r=%s,s=%s,i=%u", scram->nonce.data,
        base64_encode(cx->arena, verifier->salt, verifier->salt_bytes).data, verifier->iterations);
    *out_answer = scram->server_first;
    return true;
}

/* Does the proof open the stored key?  The time taken does not depend on where it differs. */
static bool proof_is_right(const Scram *scram, Str all, const uint8_t proof[SCRAM_KEY_BYTES])
{
    uint8_t signature[SCRAM_KEY_BYTES], key[SCRAM_KEY_BYTES], stored[SCRAM_KEY_BYTES];

    hmac(scram->verifier.stored_key, SCRAM_KEY_BYTES, all, signature);
    for (size_t at = 0; at < SCRAM_KEY_BYTES; at++)
        key[at] = proof[at] ^ signature[at];
    SHA256(key, sizeof key, stored);
    return CRYPTO_memcmp(stored, scram->verifier.stored_key, SCRAM_KEY_BYTES) == 0 &&
           !scram->is_mock;
}

static bool is_bound(Cx *cx, const Scram *scram, Str encoded)
{
    Str all = str_of(BINDING_FLAG ",,");
    uint8_t *bytes = arena_alloc(cx->arena, all.length + scram->binding.length);

    memcpy(bytes, all.data, all.length);
    memcpy(bytes + all.length, scram->binding.data, scram->binding.length);
    Str wanted = base64_encode(cx->arena, bytes, all.length + scram->binding.length);
    return encoded.length == wanted.length &&
           CRYPTO_memcmp(encoded.data, wanted.data, wanted.length) == 0;
}

bool scram_final(Cx *cx, Scram *scram, Str message, bool *out_is_right, Str *out_answer)
{
    Str rest = message, binding, nonce, encoded;
    uint8_t proof[SCRAM_KEY_BYTES], signature[SCRAM_KEY_BYTES];

    TRY(check_text(cx, message));
    TRY(take_attribute(cx, &rest, 'c', &binding));
    /* base64 of what the first message began with, and of what the channel is bound to. */
    if (scram->gs2_flag == 'p' && !is_bound(cx, scram, binding))
        return fail(cx, ERR_INVALID_AUTHORIZATION, NO_POSITION,
                    "SCRAM channel binding check failed");
    if (scram->gs2_flag != 'p' && !str_is(binding, scram->gs2_flag == 'n' ? "biws" : "eSws"))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "unexpected SCRAM channel-binding attribute in client-final-message");
    TRY(take_attribute(cx, &rest, 'r', &nonce));
    if (!str_equal(nonce, scram->nonce)) {
        fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "invalid SCRAM response");
        return fail_detail(cx, "Nonce does not match.");
    }
    while (rest.length && rest.data[0] != 'p') { /* extensions are skipped */
        Str skipped;
        if (!take_until(&rest, ',', &skipped))
            return fail_malformed(cx, "The message has no proof.");
    }
    Str without_proof = str_slice(message, 0, (size_t)(rest.data - message.data) - 1);
    TRY(take_attribute(cx, &rest, 'p', &encoded));
    if (rest.length || !parse_key(encoded, proof))
        return fail_malformed(cx, "Malformed proof in client-final-message.");

    Str all = str_format(cx->arena, "%.*s,%.*s,%.*s", STR(scram->first_bare),
                         STR(scram->server_first), STR(without_proof));
    *out_is_right = proof_is_right(scram, all, proof);
    hmac(scram->verifier.server_key, SCRAM_KEY_BYTES, all, signature);
    *out_answer =
        str_format(cx->arena, "v=%s", base64_encode(cx->arena, signature, sizeof signature).data);
    return true;
}
