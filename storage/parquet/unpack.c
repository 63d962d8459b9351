/*
 * unpack.c -- see unpack.h.
 *
 * With AVX2, eight values are unpacked at a time: four from each 128-bit lane.  A byte shuffle
 * brings the four bytes that hold a value into its 32-bit slot, a variable shift and a mask do the
 * rest; that works as long as value and shift fit into 32 bits, so up to width 25.
 */
#include "storage/parquet/unpack.h"

static always_inline uint64_t mask_of(uint32_t width)
{
    return width >= 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

#define UNPACK_PLAIN(NAME, T)                                                                      \
    static void NAME(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count, T *out)      \
    {                                                                                              \
        uint64_t mask = mask_of(width);                                                            \
        for (uint32_t at = 0; at < count; at++, bit += width)                                      \
            out[at] = (T)(load_u64(in + (bit >> 3)) >> (bit & 7) & mask);                          \
    }
UNPACK_PLAIN(plain_u8, uint8_t)
UNPACK_PLAIN(plain_u16, uint16_t)
UNPACK_PLAIN(plain_u32, uint32_t)
#undef UNPACK_PLAIN

static always_inline uint32_t find_most(const uint32_t *values, uint32_t count)
{
    uint32_t most = 0;

    for (uint32_t at = 0; at < count; at++)
        most = values[at] > most ? values[at] : most;
    return most;
}

static uint32_t plain_most(const uint32_t *values, uint32_t count)
{
    return find_most(values, count);
}

const Unpackers unpackers_plain = { plain_u8, plain_u16, plain_u32, plain_most };

enum { WORD_WIDTH_MAX = 57 }; /* with a shift of up to 7 it fits into 64 bits */

static void unpack_wide(const uint8_t *in, uint32_t width, uint32_t count, uint64_t *out)
{
    uint64_t mask = mask_of(width), bit = 0;

    for (uint32_t at = 0; at < count; at++, bit += width) {
        uint128_t word = load_u64(in + (bit >> 3)) | (uint128_t)in[(bit >> 3) + 8] << 64;
        out[at] = (uint64_t)(word >> (bit & 7)) & mask;
    }
}

void unpack_u64(const uint8_t *in, uint32_t width, uint32_t count, uint64_t *out)
{
    uint64_t mask = mask_of(width), bit = 0;

    assert(width <= 64);
    if (width > WORD_WIDTH_MAX) {
        unpack_wide(in, width, count, out);
        return;
    }
    for (uint32_t at = 0; at < count; at++, bit += width)
        out[at] = load_u64(in + (bit >> 3)) >> (bit & 7) & mask;
}

void unpack_bools(const uint8_t *in, uint64_t bit, uint32_t count, uint8_t *out)
{
    /* The product puts a copy of the byte into each byte of a word, so that a mask can pick
     * another bit from each. */
    const uint64_t copies = UINT64_C(0x0101010101010101), picks = UINT64_C(0x8040201008040201);

    for (uint32_t at = 0; at < count; at += 8, bit += 8) {
        uint64_t byte = load_u64(in + (bit >> 3)) >> (bit & 7) & 0xff;
        uint64_t picked = byte * copies & picks;
        uint64_t bytes = (picked + UINT64_C(0x7f7f7f7f7f7f7f7f)) | picked;
        bytes = bytes >> 7 & copies;
        memcpy(out + at, &bytes, sizeof bytes);
    }
}

void bits_copy(uint64_t *bits, uint32_t to, const uint8_t *in, uint64_t from, uint32_t count)
{
    while (count > 0) {
        uint32_t room = 64 - (to & 63);
        uint32_t part = count < room ? count : room;
        part = part < WORD_WIDTH_MAX ? part : WORD_WIDTH_MAX;
        uint64_t mask = mask_of(part);
        uint64_t word = load_u64(in + (from >> 3)) >> (from & 7) & mask;
        uint64_t *into = &bits[to >> 6];
        *into = (*into & ~(mask << (to & 63))) | word << (to & 63);
        to += part, from += part, count -= part;
    }
}

void bits_fill(uint64_t *bits, uint32_t to, uint32_t count, bool value)
{
    while (count > 0) {
        uint32_t room = 64 - (to & 63);
        uint32_t part = count < room ? count : room;
        uint64_t mask = mask_of(part) << (to & 63);
        bits[to >> 6] = value ? bits[to >> 6] | mask : bits[to >> 6] & ~mask;
        to += part, count -= part;
    }
}

uint32_t bits_count(const uint64_t *bits, uint32_t from, uint32_t count)
{
    uint32_t found = 0;

    while (count > 0) {
        uint32_t room = 64 - (from & 63);
        uint32_t part = count < room ? count : room;
        found += (uint32_t)__builtin_popcountll(bits[from >> 6] >> (from & 63) & mask_of(part));
        from += part, count -= part;
    }
    return found;
}

void join_streams_plain(const uint8_t *restrict in, uint64_t stride, uint32_t width, uint32_t count,
                        uint8_t *restrict out)
{
    for (uint32_t byte = 0; byte < width; byte++) {
        const uint8_t *restrict stream = in + byte * stride;
        for (uint32_t row = 0; row < count; row++)
            out[(size_t)row * width + byte] = stream[row];
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

enum { STREAM_STEP = 16 };

static always_inline __m128i load_stream(const uint8_t *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static always_inline void store_values(uint8_t *at, __m128i values)
{
    _mm_storeu_si128((__m128i *)(void *)at, values);
}

/* Sixteen values of four bytes: pairs of streams are interleaved, then pairs of those. */
static void join_four(const uint8_t *in, uint64_t stride, uint8_t *out)
{
    __m128i a = load_stream(in), b = load_stream(in + stride);
    __m128i c = load_stream(in + 2 * stride), d = load_stream(in + 3 * stride);
    __m128i ab = _mm_unpacklo_epi8(a, b), cd = _mm_unpacklo_epi8(c, d);

    store_values(out, _mm_unpacklo_epi16(ab, cd));
    store_values(out + 16, _mm_unpackhi_epi16(ab, cd));
    ab = _mm_unpackhi_epi8(a, b), cd = _mm_unpackhi_epi8(c, d);
    store_values(out + 32, _mm_unpacklo_epi16(ab, cd));
    store_values(out + 48, _mm_unpackhi_epi16(ab, cd));
}

/* Sixteen values of eight bytes: two halves of four bytes, interleaved. */
static void join_eight(const uint8_t *in, uint64_t stride, uint8_t *out)
{
    uint8_t low[4 * STREAM_STEP], high[4 * STREAM_STEP];

    join_four(in, stride, low);
    join_four(in + 4 * stride, stride, high);
    for (size_t at = 0; at < sizeof low; at += 16, out += 32) {
        __m128i a = load_stream(low + at), b = load_stream(high + at);
        store_values(out, _mm_unpacklo_epi32(a, b));
        store_values(out + 16, _mm_unpackhi_epi32(a, b));
    }
}

void join_streams(const uint8_t *in, uint64_t stride, uint32_t width, uint32_t count, uint8_t *out)
{
    uint32_t whole = width == 4 || width == 8 ? count / STREAM_STEP * STREAM_STEP : 0;

    for (uint32_t row = 0; row < whole; row += STREAM_STEP)
        if (width == 4)
            join_four(in + row, stride, out + (size_t)row * 4);
        else
            join_eight(in + row, stride, out + (size_t)row * 8);
    join_streams_plain(in + whole, stride, width, count - whole, out + (size_t)whole * width);
}

enum { AVX2_WIDTH_MAX = 25 };

/* How to spread eight values of one width over the slots of two lanes. */
typedef struct Spread {
    uint8_t shuffle[32];
    uint32_t shift[8];
    uint32_t high_bytes; /* where the second lane's bytes begin */
    uint32_t mask;
} Spread;

// clang-format off
#define FIRST(w, j)  ((uint8_t)(((j) * (w) >> 3) - ((j) >= 4 ? 4 * (w) >> 3 : 0)))
#define BYTES(w, j)  FIRST(w, j), FIRST(w, j) + 1, FIRST(w, j) + 2, FIRST(w, j) + 3
#define SHIFT(w, j)  ((j) * (w) & 7)
#define SPREAD(w)                                                                                  \
    [w] = { { BYTES(w, 0), BYTES(w, 1), BYTES(w, 2), BYTES(w, 3),                                  \
              BYTES(w, 4), BYTES(w, 5), BYTES(w, 6), BYTES(w, 7) },                                \
            { SHIFT(w, 0), SHIFT(w, 1), SHIFT(w, 2), SHIFT(w, 3),                                  \
              SHIFT(w, 4), SHIFT(w, 5), SHIFT(w, 6), SHIFT(w, 7) },                                \
            4 * (w) >> 3, (1u << (w)) - 1 }
static const Spread spreads[AVX2_WIDTH_MAX + 1] = {
    SPREAD(0),  SPREAD(1),  SPREAD(2),  SPREAD(3),  SPREAD(4),  SPREAD(5),  SPREAD(6),
    SPREAD(7),  SPREAD(8),  SPREAD(9),  SPREAD(10), SPREAD(11), SPREAD(12), SPREAD(13),
    SPREAD(14), SPREAD(15), SPREAD(16), SPREAD(17), SPREAD(18), SPREAD(19), SPREAD(20),
    SPREAD(21), SPREAD(22), SPREAD(23), SPREAD(24), SPREAD(25),
};
// clang-format on
#undef FIRST
#undef BYTES
#undef SHIFT
#undef SPREAD

#define AVX2 __attribute__((target("avx2")))

static AVX2 always_inline __m128i load_lane(const uint8_t *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static AVX2 always_inline void store_vector(void *at, __m256i vector)
{
    _mm256_storeu_si256((__m256i *)at, vector);
}

static AVX2 always_inline __m256i load_vector(const void *at)
{
    return _mm256_loadu_si256((const __m256i *)at);
}

typedef struct SpreadVectors {
    __m256i shuffle, shift, mask;
    uint32_t high_bytes, width;
} SpreadVectors;

static AVX2 always_inline SpreadVectors spread_vectors(uint32_t width)
{
    const Spread *spread = &spreads[width];

    return (SpreadVectors){ .shuffle = load_vector(spread->shuffle),
                            .shift = load_vector(spread->shift),
                            .mask = _mm256_set1_epi32((int)spread->mask),
                            .high_bytes = spread->high_bytes,
                            .width = width };
}

/* Eight values from a whole byte on. */
static AVX2 always_inline __m256i unpack_eight(const uint8_t *in, const SpreadVectors *by)
{
    __m256i bytes = _mm256_set_m128i(load_lane(in + by->high_bytes), load_lane(in));
    __m256i slots = _mm256_shuffle_epi8(bytes, by->shuffle);

    return _mm256_and_si256(_mm256_srlv_epi32(slots, by->shift), by->mask);
}

/* How many values to take one by one until the next starts on a whole byte. */
static always_inline uint32_t odd_values(uint64_t bit, uint32_t width, uint32_t count)
{
    uint32_t odd = 0;

    while (odd < count && ((bit + (uint64_t)odd * width) & 7))
        odd++;
    return odd;
}

static AVX2 void avx2_u32(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count,
                          uint32_t *out)
{
    if (width > AVX2_WIDTH_MAX) {
        plain_u32(in, bit, width, count, out);
        return;
    }
    uint32_t at = odd_values(bit, width, count);
    plain_u32(in, bit, width, at, out);

    SpreadVectors by = spread_vectors(width);
    in += (bit + (uint64_t)at * width) >> 3;
    for (; at < count; at += 8, in += width)
        store_vector(out + at, unpack_eight(in, &by));
}

static AVX2 void avx2_u16(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count,
                          uint16_t *out)
{
    uint32_t at = odd_values(bit, width, count);
    plain_u16(in, bit, width, at, out);

    SpreadVectors by = spread_vectors(width);
    in += (bit + (uint64_t)at * width) >> 3;
    for (; at < count; at += 16, in += 2 * width) {
        __m256i pair = _mm256_packus_epi32(unpack_eight(in, &by), unpack_eight(in + width, &by));
        /* Packing works lane by lane; put the quarters back in order. */
        store_vector(out + at, _mm256_permute4x64_epi64(pair, _MM_SHUFFLE(3, 1, 2, 0)));
    }
}

static AVX2 void avx2_u8(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count,
                         uint8_t *out)
{
    uint32_t at = odd_values(bit, width, count);
    plain_u8(in, bit, width, at, out);

    SpreadVectors by = spread_vectors(width);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    in += (bit + (uint64_t)at * width) >> 3;
    for (; at < count; at += 32, in += 4 * width) {
        __m256i low = _mm256_packus_epi32(unpack_eight(in, &by), unpack_eight(in + width, &by));
        __m256i high = _mm256_packus_epi32(unpack_eight(in + 2 * width, &by),
                                           unpack_eight(in + 3 * width, &by));
        __m256i bytes = _mm256_packus_epi16(low, high);
        store_vector(out + at, _mm256_permutevar8x32_epi32(bytes, order));
    }
}

static AVX2 uint32_t avx2_most(const uint32_t *values, uint32_t count)
{
    return find_most(values, count);
}

static const Unpackers unpackers_avx2 = { avx2_u8, avx2_u16, avx2_u32, avx2_most };

const Unpackers *unpackers_best(void)
{
    return __builtin_cpu_supports("avx2") ? &unpackers_avx2 : &unpackers_plain;
}
#else
const Unpackers *unpackers_best(void)
{
    return &unpackers_plain;
}

void join_streams(const uint8_t *in, uint64_t stride, uint32_t width, uint32_t count, uint8_t *out)
{
    join_streams_plain(in, stride, width, count, out);
}
#endif
