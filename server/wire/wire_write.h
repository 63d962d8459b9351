/*
 * wire_write.h -- a bounded buffer of bytes to send, and a writer for every message sent.
 *
 * A message is begun, filled and ended; its length is patched when it ends.  Past the limit, or
 * without memory, the buffer refuses: `overflowed` stays true, further bytes are dropped, and the
 * session is closed, since half a message cannot be explained to anybody.
 */
#ifndef SERVER_WIRE_WIRE_WRITE_H
#define SERVER_WIRE_WIRE_WRITE_H

#include "server/wire/wire.h"

typedef struct WireOut {
    uint8_t *data;
    size_t start;       /* first byte not sent yet */
    size_t end;         /* one past the last byte written */
    size_t capacity;    /* charged to `budget` */
    size_t limit_bytes; /* of capacity; must be set */
    size_t message;     /* where the message being written begins */
    Budget *budget;     /* NULL: unlimited */
    bool overflowed;
} WireOut;

void wire_out_init(WireOut *out, size_t limit_bytes, Budget *budget);
void wire_out_fini(WireOut *out);
size_t wire_out_pending(const WireOut *out);
Str wire_out_bytes(const WireOut *out); /* to be sent; valid until the next write */
void wire_out_sent(WireOut *out, size_t count);

void wire_put_bytes(WireOut *out, const void *bytes, size_t count);
void wire_put_u8(WireOut *out, uint8_t value);
void wire_put_u16(WireOut *out, uint16_t value);
void wire_put_u32(WireOut *out, uint32_t value);
void wire_put_string(WireOut *out, Str text); /* and a NUL; stops at a NUL inside */
void wire_begin(WireOut *out, char type);
void wire_end(WireOut *out);

void wire_write_empty(WireOut *out, char type); /* the messages without fields: 1 2 3 n s I c */

/* Authentication. */
void wire_write_authentication_ok(WireOut *out);
/* `preferred` NULL: there is one only. */
void wire_write_sasl_mechanisms(WireOut *out, const char *preferred, const char *mechanism);
void wire_write_sasl_continue(WireOut *out, Str text);
void wire_write_sasl_final(WireOut *out, Str text);
void wire_write_negotiate_version(WireOut *out, const Str *options, size_t count);
void wire_write_backend_key(WireOut *out, uint32_t pid, uint32_t key);

/* Session. */
void wire_write_parameter_status(WireOut *out, Str name, Str value);
void wire_write_ready(WireOut *out, char status);
/* `error->position` counts bytes of `text`; the client is told characters. */
void wire_write_error(WireOut *out, WireSeverity severity, const Error *error, Str text);
void wire_write_notification(WireOut *out, uint32_t pid, Str channel, Str payload);

/* Results.  `formats` has one entry a column; NULL: all text. */
void wire_write_row_description(WireOut *out, const WirePrepared *prepared,
                                const uint16_t *formats);
void wire_write_parameter_description(WireOut *out, const WirePrepared *prepared);
void wire_write_command_complete(WireOut *out, Str tag);

/* COPY: 'G' asks for data, 'H' announces some; all columns have one format. */
void wire_write_copy_response(WireOut *out, char type, uint8_t format, uint16_t columns);
void wire_write_copy_data(WireOut *out, Str bytes);

#endif
