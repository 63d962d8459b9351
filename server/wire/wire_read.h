/*
 * wire_read.h -- taking messages out of a stream of bytes, and fields out of a message.
 *
 * A WireIn collects bytes until a whole message is there.  Its memory follows the bytes that have
 * arrived, never the length a message claims.  A WireReader walks over one message and cannot leave
 * it: a field that is not there is an error with PostgreSQL's text, not a crash.
 */
#ifndef SERVER_WIRE_WIRE_READ_H
#define SERVER_WIRE_WIRE_READ_H

#include "base/error.h"

enum {
    WIRE_STARTUP_BYTES_MIN = 8,
    WIRE_STARTUP_BYTES_MAX = 10000,      /* length word included, as all lengths here */
    WIRE_SMALL_BYTES_MAX = 10000,        /* Sync, Execute, Describe, Close ... */
    WIRE_LARGE_BYTES_MAX = 0x3ffffffe,   /* Query, Parse, Bind, CopyData, FunctionCall: 1 GB - 2 */
    WIRE_PASSWORD_BYTES_MAX = 65535,     /* answers during authentication */
    WIRE_BUFFER_BYTES_MIN = 8 * 1024,    /* first size of a buffer */
    WIRE_BUFFER_BYTES_KEPT = 128 * 1024, /* an empty buffer larger than this is given back */
};

typedef struct WireIn {
    uint8_t *data;
    size_t start;    /* first byte not taken yet */
    size_t end;      /* one past the last byte that has arrived */
    size_t capacity; /* bytes at `data`, all charged to `budget` */
    size_t left;     /* bytes of the body taken in parts that are not taken yet */
    Budget *budget;  /* NULL: unlimited */
} WireIn;

typedef struct WireReader {
    const uint8_t *at;
    const uint8_t *end;
} WireReader;

typedef struct WireMessage {
    uint8_t type;    /* 0 for a startup packet */
    WireReader body; /* without type and length; valid until the next feed */
} WireMessage;

typedef enum WireTaken {
    WIRE_TAKEN_NOTHING, /* more bytes are needed */
    WIRE_TAKEN_MESSAGE,
    WIRE_TAKEN_UNKNOWN, /* the type byte is none of those allowed; out->type has it */
    WIRE_TAKEN_BROKEN,  /* an impossible length: the stream cannot be followed any more */
} WireTaken;

/* Which messages are allowed, by how long they may be; 0: not allowed. */
typedef struct WireLimits {
    uint32_t bytes_max[256];
    uint8_t part_type; /* a message taken without waiting for its body; 0: none */
} WireLimits;
extern const WireLimits wire_session_limits;        /* once a session is open */
extern const WireLimits wire_authentication_limits; /* only 'p' */

void wire_in_fini(WireIn *in);
must_use bool wire_in_feed(WireIn *in, const void *bytes, size_t count); /* false: no memory */
size_t wire_in_pending(const WireIn *in); /* bytes that have arrived and are not taken */

WireTaken wire_in_take_startup(WireIn *in, WireMessage *out_message);
WireTaken wire_in_take(WireIn *in, const WireLimits *limits, WireMessage *out_message);
/* Of the body of a message of limits->part_type, which was taken without it: what is there, at most
 * `bytes_max`.  Empty: more bytes are needed, or that was all (in->left is 0).  What is not taken
 * this way is passed over by the next wire_in_take. */
Str wire_in_take_part(WireIn *in, size_t bytes_max);

/* Fields; 08P01 where the message is too short. */
must_use bool wire_read_u8(Cx *cx, WireReader *reader, uint8_t *out_value);
must_use bool wire_read_u16(Cx *cx, WireReader *reader, uint16_t *out_value);
must_use bool wire_read_u32(Cx *cx, WireReader *reader, uint32_t *out_value);
must_use bool wire_read_bytes(Cx *cx, WireReader *reader, size_t count, Str *out_bytes);
/* Up to a NUL, which must be there; the text must be UTF-8 (else 22021). */
must_use bool wire_read_string(Cx *cx, WireReader *reader, Str *out_text);
/* Nothing may be left. */
must_use bool wire_read_end(Cx *cx, const WireReader *reader);
size_t wire_read_left(const WireReader *reader);

/* Is `text` UTF-8 without NUL?  Else 22021 naming the bytes. */
must_use bool wire_check_utf8(Cx *cx, Str text);

#endif
