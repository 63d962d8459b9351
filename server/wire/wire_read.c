/*
 * wire_read.c -- see wire_read.h.
 *
 * A message is  type (1 byte) · length (4 bytes, big-endian, counts itself) · body.  A startup
 * packet has no type byte.  Bytes [start, end) of a WireIn are those not taken yet.
 */
#include "server/wire/wire_read.h"

#include <stdlib.h>

// clang-format off
const WireLimits wire_session_limits = { .part_type = 'd', .bytes_max = {
    ['Q'] = WIRE_LARGE_BYTES_MAX, /* Query */
    ['P'] = WIRE_LARGE_BYTES_MAX, /* Parse */
    ['B'] = WIRE_LARGE_BYTES_MAX, /* Bind */
    ['F'] = WIRE_LARGE_BYTES_MAX, /* FunctionCall */
    ['d'] = WIRE_LARGE_BYTES_MAX, /* CopyData */
    ['D'] = WIRE_SMALL_BYTES_MAX, /* Describe */
    ['E'] = WIRE_SMALL_BYTES_MAX, /* Execute */
    ['C'] = WIRE_SMALL_BYTES_MAX, /* Close */
    ['S'] = WIRE_SMALL_BYTES_MAX, /* Sync */
    ['H'] = WIRE_SMALL_BYTES_MAX, /* Flush */
    ['c'] = WIRE_SMALL_BYTES_MAX, /* CopyDone */
    ['f'] = WIRE_SMALL_BYTES_MAX, /* CopyFail */
    ['X'] = WIRE_SMALL_BYTES_MAX, /* Terminate */
} };

const WireLimits wire_authentication_limits = { .bytes_max = {
    ['p'] = WIRE_PASSWORD_BYTES_MAX,
} };
// clang-format on

static uint32_t load_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

void wire_in_fini(WireIn *in)
{
    budget_give(in->budget, (int64_t)in->capacity);
    free(in->data);
    *in = (WireIn){ .left = in->left, .budget = in->budget };
}

size_t wire_in_pending(const WireIn *in)
{
    return in->end - in->start;
}

static bool in_grow(WireIn *in, size_t needed)
{
    size_t capacity = in->capacity ? in->capacity : WIRE_BUFFER_BYTES_MIN;

    while (capacity < needed)
        if (__builtin_mul_overflow(capacity, 2, &capacity))
            return false;
    if (!budget_take_small(in->budget, (int64_t)(capacity - in->capacity)))
        return false;
    uint8_t *data = realloc(in->data, capacity);
    if (!data) {
        budget_give(in->budget, (int64_t)(capacity - in->capacity));
        return false;
    }
    in->data = data;
    in->capacity = capacity;
    return true;
}

/* Bring the pending bytes to the front, and give back memory that a large message has left. */
static void in_compact(WireIn *in)
{
    size_t pending = wire_in_pending(in);

    if (pending == 0 && in->capacity > WIRE_BUFFER_BYTES_KEPT) {
        wire_in_fini(in);
        return;
    }
    if (pending && in->start)
        memmove(in->data, in->data + in->start, pending);
    in->start = 0;
    in->end = pending;
}

bool wire_in_feed(WireIn *in, const void *bytes, size_t count)
{
    size_t needed;

    if (in->start == in->end || in->start > in->capacity / 2)
        in_compact(in);
    if (__builtin_add_overflow(in->end, count, &needed))
        return false;
    if (needed > in->capacity && !in_grow(in, needed))
        return false;
    if (count)
        memcpy(in->data + in->end, bytes, count);
    in->end = needed;
    return true;
}

/* Take a message of `length` bytes whose length word is at `head` bytes from the start. */
static WireTaken take_body(WireIn *in, size_t head, uint32_t length, WireMessage *out_message)
{
    if (wire_in_pending(in) - head < length)
        return WIRE_TAKEN_NOTHING;

    const uint8_t *at = in->data + in->start + head;
    out_message->body = (WireReader){ at + 4, at + length };
    in->start += head + length;
    return WIRE_TAKEN_MESSAGE;
}

WireTaken wire_in_take_startup(WireIn *in, WireMessage *out_message)
{
    if (wire_in_pending(in) < 4)
        return WIRE_TAKEN_NOTHING;

    uint32_t length = load_u32(in->data + in->start);
    if (length < WIRE_STARTUP_BYTES_MIN || length > WIRE_STARTUP_BYTES_MAX)
        return WIRE_TAKEN_BROKEN;
    out_message->type = 0;
    return take_body(in, 0, length, out_message);
}

Str wire_in_take_part(WireIn *in, size_t bytes_max)
{
    size_t count = wire_in_pending(in);

    if (!count)
        return STR_NONE;
    count = count < in->left ? count : in->left;
    count = count < bytes_max ? count : bytes_max;
    Str part = { (const char *)in->data + in->start, count };
    in->start += count;
    in->left -= count;
    return part;
}

/* The body is taken by wire_in_take_part. */
static WireTaken take_without_body(WireIn *in, uint32_t length, WireMessage *out_message)
{
    in->start += 5;
    in->left = length - 4;
    out_message->body = (WireReader){ NULL, NULL };
    return WIRE_TAKEN_MESSAGE;
}

WireTaken wire_in_take(WireIn *in, const WireLimits *limits, WireMessage *out_message)
{
    wire_in_take_part(in, SIZE_MAX);
    if (wire_in_pending(in) == 0)
        return WIRE_TAKEN_NOTHING;

    out_message->type = in->data[in->start];
    uint32_t bytes_max = limits->bytes_max[out_message->type];
    if (!bytes_max)
        return WIRE_TAKEN_UNKNOWN;
    if (wire_in_pending(in) < 5)
        return WIRE_TAKEN_NOTHING;

    uint32_t length = load_u32(in->data + in->start + 1);
    if (length < 4 || length > bytes_max)
        return WIRE_TAKEN_BROKEN;
    if (out_message->type == limits->part_type)
        return take_without_body(in, length, out_message);
    return take_body(in, 1, length, out_message);
}

size_t wire_read_left(const WireReader *reader)
{
    return (size_t)(reader->end - reader->at);
}

static bool need(Cx *cx, const WireReader *reader, size_t count)
{
    if (wire_read_left(reader) >= count)
        return true;
    return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "insufficient data left in message");
}

bool wire_read_u8(Cx *cx, WireReader *reader, uint8_t *out_value)
{
    TRY(need(cx, reader, 1));
    *out_value = *reader->at++;
    return true;
}

bool wire_read_u16(Cx *cx, WireReader *reader, uint16_t *out_value)
{
    TRY(need(cx, reader, 2));
    *out_value = (uint16_t)(reader->at[0] << 8 | reader->at[1]);
    reader->at += 2;
    return true;
}

bool wire_read_u32(Cx *cx, WireReader *reader, uint32_t *out_value)
{
    TRY(need(cx, reader, 4));
    *out_value = load_u32(reader->at);
    reader->at += 4;
    return true;
}

bool wire_read_bytes(Cx *cx, WireReader *reader, size_t count, Str *out_bytes)
{
    TRY(need(cx, reader, count));
    *out_bytes = (Str){ (const char *)reader->at, count };
    reader->at += count;
    return true;
}

bool wire_read_string(Cx *cx, WireReader *reader, Str *out_text)
{
    size_t left = wire_read_left(reader);
    const uint8_t *nul = left ? memchr(reader->at, 0, left) : NULL;

    if (!nul)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "invalid string in message");
    Str text = { (const char *)reader->at, (size_t)(nul - reader->at) };
    reader->at = nul + 1;
    TRY(wire_check_utf8(cx, text));
    *out_text = text;
    return true;
}

bool wire_read_end(Cx *cx, const WireReader *reader)
{
    if (wire_read_left(reader) == 0)
        return true;
    return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "invalid message format");
}

/* How many bytes the character starting with `lead` claims to have. */
static size_t utf8_claimed(uint8_t lead)
{
    if ((lead & 0xe0) == 0xc0)
        return 2;
    if ((lead & 0xf0) == 0xe0)
        return 3;
    if ((lead & 0xf8) == 0xf0)
        return 4;
    return 1;
}

/* The bytes of the valid character at `at`, or 0.  Overlong forms, surrogates and what lies above
 * U+10FFFF show in the second byte. */
static size_t utf8_length(const uint8_t *at, size_t left)
{
    size_t length = utf8_claimed(at[0]);

    if (length > left || at[0] == 0)
        return 0;
    if (length == 1)
        return at[0] < 0x80;
    for (size_t next = 1; next < length; next++)
        if ((at[next] & 0xc0) != 0x80)
            return 0;
    switch (at[0]) {
    case 0xc0:
    case 0xc1: return 0;
    case 0xe0: return at[1] >= 0xa0 ? length : 0;
    case 0xed: return at[1] < 0xa0 ? length : 0;
    case 0xf0: return at[1] >= 0x90 ? length : 0;
    case 0xf4: return at[1] < 0x90 ? length : 0;
    }
    return at[0] > 0xf4 ? 0 : length;
}

static void *fail_utf8(Cx *cx, const uint8_t *at, size_t left)
{
    size_t shown = utf8_claimed(at[0]);
    StrBuilder bytes = str_builder(cx->arena);

    for (size_t next = 0; next < shown && next < left; next++)
        str_addf(&bytes, "%s0x%02x", next ? " " : "", at[next]);
    return fail(cx, ERR_CHARACTER_NOT_IN_REPERTOIRE, NO_POSITION,
                "invalid byte sequence for encoding \"UTF8\": %s", bytes.data);
}

/* Eight bytes that are ASCII and not NUL: no high bit now, and none lost by taking 1 from each. */
static bool are_plain(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
    return ((word | (word - ones)) & high) == 0;
}

bool wire_check_utf8(Cx *cx, Str text)
{
    const uint8_t *at = (const uint8_t *)text.data;
    size_t left = text.length;

    while (left) {
        size_t length = left >= 8 && are_plain(at) ? 8 : utf8_length(at, left);
        if (!length)
            return fail_utf8(cx, at, left);
        at += length;
        left -= length;
    }
    return true;
}
