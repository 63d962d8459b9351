/* hybrid.c -- see hybrid.h. */
#include "storage/parquet/hybrid.h"

enum { VARINT_BITS_MAX = 35, WIDTH_MAX = 32 };

Hybrid hybrid_reader(const uint8_t *in, const uint8_t *end, uint32_t width)
{
    assert(width <= WIDTH_MAX);
    return (Hybrid){ .at = in, .end = end, .width = (uint8_t)width, .unpack = unpackers_best() };
}

Hybrid hybrid_literal(const uint8_t *in, const uint8_t *end, uint32_t width, uint64_t count)
{
    Hybrid hybrid = hybrid_reader(end, end, width);
    uint64_t there = width ? (uint64_t)(end - in) * 8 / width : count;

    hybrid.packed = in;
    hybrid.left = count < there ? count : there;
    return hybrid;
}

static bool read_head(Hybrid *in, uint64_t *out_head)
{
    uint64_t head = 0;

    for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
        if (in->at == in->end)
            return false;
        uint8_t byte = *in->at++;
        head |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out_head = head;
            return true;
        }
    }
    return false;
}

/* Writers may leave out the padding of the last group, so what is there counts. */
static void begin_literal(Hybrid *in, uint64_t groups)
{
    uint64_t bytes = groups * in->width, there = (uint64_t)(in->end - in->at);

    in->is_repeated = false;
    in->packed = in->at;
    in->packed_bit = 0;
    in->left = groups * 8;
    if (bytes > there) {
        bytes = there;
        in->left = there * 8 / in->width;
    }
    in->at += bytes;
}

static bool begin_repeated(Hybrid *in, uint64_t count)
{
    size_t bytes = ((size_t)in->width + 7) / 8;
    uint32_t value = 0;

    if ((size_t)(in->end - in->at) < bytes)
        return false;
    memcpy(&value, in->at, bytes);
    in->at += bytes;
    in->is_repeated = true;
    /* Bits above the width mean nothing, and nobody who reads the value expects them. */
    in->value = in->width < 32 ? value & ((UINT32_C(1) << in->width) - 1) : value;
    in->left = count;
    return true;
}

bool hybrid_fill(Hybrid *in)
{
    while (in->left == 0) {
        uint64_t head;
        if (!read_head(in, &head))
            return false;
        if (head & 1)
            begin_literal(in, head >> 1);
        else if (!begin_repeated(in, head >> 1))
            return false;
    }
    return true;
}

void hybrid_advance(Hybrid *in, uint32_t count)
{
    in->left -= count;
    in->packed_bit += (uint64_t)count * in->width;
}

static uint32_t part_of_run(const Hybrid *in, uint32_t count)
{
    return count < in->left ? count : (uint32_t)in->left;
}

uint64_t hybrid_skip(Hybrid *in, uint64_t count)
{
    uint64_t done = 0;

    while (done < count && hybrid_fill(in)) {
        uint64_t part = count - done < in->left ? count - done : in->left;
        in->left -= part;
        in->packed_bit += part * in->width;
        done += part;
    }
    return done;
}

/* A run is written in steps of FILL_BYTES, into the slack: most runs are short. */
enum { FILL_BYTES = 32 };

#define READ_CODES(NAME, T, UNPACK)                                                                \
    static always_inline void NAME##_fill(T value, uint32_t count, T *out)                         \
    {                                                                                              \
        T step[FILL_BYTES / sizeof(T)];                                                            \
        for (size_t at = 0; at < COUNT_OF(step); at++)                                             \
            step[at] = value;                                                                      \
        for (uint32_t at = 0; at < count; at += COUNT_OF(step))                                    \
            memcpy(out + at, step, sizeof step);                                                   \
    }                                                                                              \
    uint32_t NAME(Hybrid *in, uint32_t count, T *out)                                              \
    {                                                                                              \
        uint32_t done = 0;                                                                         \
        while (done < count && hybrid_fill(in)) {                                                  \
            uint32_t part = part_of_run(in, count - done);                                         \
            if (in->is_repeated)                                                                   \
                NAME##_fill((T)in->value, part, out + done);                                       \
            else                                                                                   \
                in->unpack->UNPACK(in->packed, in->packed_bit, in->width, part, out + done);       \
            hybrid_advance(in, part);                                                              \
            done += part;                                                                          \
        }                                                                                          \
        return done;                                                                               \
    }
READ_CODES(hybrid_read_u8, uint8_t, u8)
READ_CODES(hybrid_read_u16, uint16_t, u16)
READ_CODES(hybrid_read_u32, uint32_t, u32)
#undef READ_CODES

uint32_t hybrid_read_bits(Hybrid *in, uint32_t count, uint64_t *bits, uint32_t to)
{
    uint32_t done = 0;

    assert(in->width == 1);
    while (done < count && hybrid_fill(in)) {
        uint32_t part = part_of_run(in, count - done);
        if (in->is_repeated)
            bits_fill(bits, to + done, part, in->value & 1);
        else
            bits_copy(bits, to + done, in->packed, in->packed_bit, part);
        hybrid_advance(in, part);
        done += part;
    }
    return done;
}

bool hybrid_count_ones(Hybrid *in, uint64_t count, uint64_t *out_ones)
{
    enum { PART = 1024 };
    uint64_t ones = 0;

    assert(in->width == 1);
    while (count > 0 && hybrid_fill(in)) {
        uint64_t part = count < in->left ? count : in->left;
        if (in->is_repeated) {
            ones += in->value & 1 ? part : 0;
            in->left -= part;
        } else {
            uint64_t bits[PART / 64] = { 0 };
            part = part < PART ? part : PART;
            bits_copy(bits, 0, in->packed, in->packed_bit, (uint32_t)part);
            ones += bits_count(bits, 0, (uint32_t)part);
            hybrid_advance(in, (uint32_t)part);
        }
        count -= part;
    }
    *out_ones = ones;
    return count == 0;
}
