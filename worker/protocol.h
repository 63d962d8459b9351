/*
 * protocol.h -- PUBLIC: the worker protocol, sans-I/O: structs to bytes and back.
 *
 * Messages are declared once, in protocol.def; encode and decode are one function each over the
 * field table made from it.
 */
#ifndef WORKER_PROTOCOL_H
#define WORKER_PROTOCOL_H

#include "base/error.h"

enum {
    FRAME_BYTES_MAX = 64 * 1024 * 1024, /* a longer message is a fault of the peer */
    FRAME_HEADER_BYTES = 4,
};

/* Where a sealed block lies: a segment (a memfd known to driver and workers) and a range in it. */
typedef struct BlockRef {
    uint64_t segment; /* worker incarnation in the upper half, number in the lower; never reused */
    uint64_t offset;
    uint32_t bytes;
    uint32_t rows;
    uint32_t partition;
} BlockRef;

typedef struct BlockRefs {
    BlockRef *items;
    uint32_t count;
} BlockRefs;

// clang-format off
#define MESSAGE(Name) typedef struct Name##Message {
#define U64(f)        uint64_t f;
#define INT(f)        int64_t f;
#define TEXT(f)       Str f;
#define BYTES(f)      Str f;
#define ERROR(f)      Error f;
#define REFS(f)       BlockRefs f;
#define END(Name)     } Name##Message;
#include "worker/protocol.def"
#include "worker/protocol_undefine.h"

typedef enum MessageTag {
#define MESSAGE(Name) MESSAGE_##Name,
#include "worker/protocol_no_fields.h"
#include "worker/protocol.def"
#include "worker/protocol_undefine.h"
} MessageTag;

typedef struct Message {
    MessageTag tag;
    union {
#define MESSAGE(Name) Name##Message as_##Name;
#include "worker/protocol_no_fields.h"
#include "worker/protocol.def"
#include "worker/protocol_undefine.h"
    };
} Message;
// clang-format on

/* MESSAGE_OF(Ping, .number = 1) is a Message. */
#define MESSAGE_OF(Name, ...)                                                                      \
    ((Message){ .tag = MESSAGE_##Name, .as_##Name = (Name##Message){ __VA_ARGS__ } })

const char *message_name(MessageTag tag);

/* Append the frame of a message. */
void message_encode(const Message *message, StrBuilder *out);

/* The first frame of `input`: *out_frame is its payload, *out_used what to drop from the input.
 * False without error: not all of it is there yet.  Raises 08P01 for a length over the limit. */
must_use bool frame_take(Cx *cx, Str input, Str *out_frame, size_t *out_used);

/* Nothing in `frame` is trusted: 08P01.  Texts and lists are copied into cx->arena. */
must_use bool message_decode(Cx *cx, Str frame, Message *out_message);

#endif
