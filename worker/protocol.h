/*
 * protocol.h -- PUBLIC: what driver and worker agree on: descriptors, the blame page, messages.
 *
 * Messages are declared once, in protocol.def; encode and decode are one function each over the
 * field table made from it.
 */
#ifndef WORKER_PROTOCOL_H
#define WORKER_PROTOCOL_H

#include "base/segment.h"

#include <stdatomic.h>

enum {
    FRAME_BYTES_MAX = 64 * 1024 * 1024, /* a longer message is a fault of the peer */
    FRAME_HEADER_BYTES = 4,
};

typedef struct BlockRefs {
    BlockRef *items;
    uint32_t count;
} BlockRefs;

/* The descriptors a worker process is started with. */
enum { WORKER_FRAMES_FD = 3, WORKER_DESCRIPTORS_FD = 4, WORKER_BLAME_FD = 5 };

/*
 * A page shared by a worker and its driver: who was running when it crashed.  A handler of fatal
 * signals writes the attempt of the thread that crashed; a worker killed from outside leaves
 * `crashed` at 0, and nobody is blamed.  What each task thread runs can be seen at any time, also
 * after the worker's death: tests kill by it.
 */
enum { BLAME_THREADS_MAX = 256 /* task threads of a worker */, BLAME_BYTES = 4096 };

typedef struct BlamePage {
    _Atomic uint64_t crashed;                    /* attempt, or 0 */
    _Atomic uint64_t running[BLAME_THREADS_MAX]; /* by task thread: its attempt, or 0 */
} BlamePage;
_Static_assert(sizeof(BlamePage) <= BLAME_BYTES, "one page");

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

/* Append the frame of a message. */
void message_encode(const Message *message, StrBuilder *out);

/* The first frame of `input`: *out_frame is its payload, *out_used what to drop from the input.
 * False without error: not all of it is there yet.  Raises 08P01 for a length over the limit. */
must_use bool frame_take(Cx *cx, Str input, Str *out_frame, size_t *out_used);

/* Nothing in `frame` is trusted: 08P01.  Texts and lists are copied into cx->arena. */
must_use bool message_decode(Cx *cx, Str frame, Message *out_message);

#endif
