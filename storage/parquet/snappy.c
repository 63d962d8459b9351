/*
 * snappy.c -- see snappy.h.
 *
 *     length ┃ tag, literal bytes ┃ tag, offset ┃ ...     a tag's low two bits say which
 *
 * Most Parquet files are compressed this way and expanding them is most of the work of reading
 * them, so this does without calls: whatever the length, 16 or 64 bytes are copied in fixed steps,
 * and what is too much is overwritten by the next piece or lies in the slack.
 */
#include "storage/parquet/snappy.h"

#include <string.h>

enum {
    TAG_LITERAL,
    TAG_COPY_1, /* one more byte of offset */
    TAG_COPY_2,
    TAG_COPY_4,

    LITERAL_SHORT_MAX = 60, /* longer ones have their length in 1 to 4 bytes after the tag */
    PIECE_MAX = 64,         /* of a copy or a short literal */
    STEP = 16,
    VARINT_BYTES_MAX = 5,
};

static always_inline uint32_t load_u32(const uint8_t *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static always_inline void copy_step(uint8_t *to, const uint8_t *from)
{
    typedef uint64_t Vector __attribute__((vector_size(STEP)));
    Vector word;
    memcpy(&word, from, sizeof word);
    memcpy(to, &word, sizeof word);
}

/* At most PIECE_MAX bytes; the ends must be at least STEP apart, or not overlap. */
static always_inline void copy_piece(uint8_t *to, const uint8_t *from, size_t bytes)
{
    for (size_t at = 0; at < PIECE_MAX / 2; at += STEP)
        copy_step(to + at, from + at);
    if (unlikely(bytes > PIECE_MAX / 2))
        for (size_t at = PIECE_MAX / 2; at < PIECE_MAX; at += STEP)
            copy_step(to + at, from + at);
}

/* A copy from less than STEP bytes back repeats those bytes. */
static void repeat_bytes(uint8_t *to, size_t offset, size_t bytes)
{
    enum { WORD = 8 };
    const uint8_t *end = to + bytes;
    size_t distance = offset;

    /* The bytes also repeat at any multiple of the offset: find one of a word at least. */
    while (distance < WORD)
        distance += offset;
    for (size_t first = distance - offset; first > 0 && to < end; first--, to++)
        *to = to[-(ptrdiff_t)offset];
    for (; to < end; to += WORD) {
        uint64_t word;
        memcpy(&word, to - distance, sizeof word);
        memcpy(to, &word, sizeof word);
    }
}

static bool read_length(const uint8_t **in, const uint8_t *end, uint64_t *out_length)
{
    *out_length = 0;
    for (int at = 0; at < VARINT_BYTES_MAX && *in < end; at++) {
        uint8_t byte = *(*in)++;
        *out_length |= (uint64_t)(byte & 0x7f) << (7 * at);
        if (byte < 0x80)
            return true;
    }
    return false;
}

// clang-format off
/* What a tag says by itself: length, bits 8 to 10 of a short offset, bytes of offset after it. */
#define KIND(t)    ((t) & 3)
#define LENGTH(t)  (KIND(t) == TAG_COPY_1 ? 4 + ((t) >> 2 & 7) : ((t) >> 2) + 1)
#define HIGH(t)    (KIND(t) == TAG_COPY_1 ? (t) >> 5 : 0)
#define EXTRA(t)   (KIND(t) == TAG_COPY_4 ? 4 : KIND(t))
#define ENTRY(t)   LENGTH(t) | HIGH(t) << 8 | EXTRA(t) << 16
#define ENTRY4(t)  ENTRY(t), ENTRY((t) + 1), ENTRY((t) + 2), ENTRY((t) + 3)
#define ENTRY16(t) ENTRY4(t), ENTRY4((t) + 4), ENTRY4((t) + 8), ENTRY4((t) + 12)
#define ENTRY64(t) ENTRY16(t), ENTRY16((t) + 16), ENTRY16((t) + 32), ENTRY16((t) + 48)
static const uint32_t tags[256] = { ENTRY64(0), ENTRY64(64), ENTRY64(128), ENTRY64(192) };
// clang-format on
#undef KIND
#undef LENGTH
#undef HIGH
#undef EXTRA
#undef ENTRY
#undef ENTRY4
#undef ENTRY16
#undef ENTRY64

/* The length of a long literal, which stands in 1 to 4 bytes. */
static always_inline size_t long_literal(const uint8_t **in, size_t tag)
{
    uint32_t bytes = (uint32_t)(tag >> 2) + 1 - LITERAL_SHORT_MAX;
    size_t length = (size_t)(load_u32(*in) & (UINT32_MAX >> (32 - 8 * bytes))) + 1;

    *in += bytes;
    return length;
}

/* By the kind of a tag: which of the four bytes after it are its offset. */
static const uint32_t offset_masks[] = { 0, 0xff, 0xffff, 0xffffffff };

bool snappy_expand(const uint8_t *in, size_t in_bytes, uint8_t *out, size_t out_bytes)
{
    const uint8_t *in_end = in + in_bytes;
    uint8_t *start = out, *end = out + out_bytes;
    uint64_t claimed;

    if (!read_length(&in, in_end, &claimed) || claimed != out_bytes)
        return false;
    while (in < in_end) {
        size_t tag = *in++;
        size_t length, offset;

        if ((tag & 3) == TAG_LITERAL) {
            length = (tag >> 2) + 1;
            if (unlikely(length > LITERAL_SHORT_MAX)) {
                length = long_literal(&in, tag);
                if (in > in_end || length > (size_t)(in_end - in) || length > (size_t)(end - out))
                    return false;
                memcpy(out, in, length);
            } else {
                if (unlikely(length > (size_t)(in_end - in) || length > (size_t)(end - out)))
                    return false;
                copy_piece(out, in, length);
            }
            in += length;
            out += length;
            continue;
        }
        length = tags[tag] & 0xff;
        offset = (tags[tag] & 0x700) + (load_u32(in) & offset_masks[tag & 3]);
        in += tags[tag] >> 16;
        /* An offset of 0 becomes the largest of all. */
        if (unlikely(in > in_end || offset - 1 >= (size_t)(out - start) ||
                     length > (size_t)(end - out)))
            return false;
        if (likely(offset >= STEP))
            copy_piece(out, out - offset, length);
        else
            repeat_bytes(out, offset, length);
        out += length;
    }
    return out == end;
}
