/*
 * parquet_test.c -- decoders of storage/parquet against slow twins and, for what is damaged,
 * against the address checks of a sanitizer.
 */
#include "storage/parquet/convert.h"
#include "storage/parquet/delta.h"
#include "storage/parquet/hybrid.h"
#include "storage/parquet/snappy.h"
#include "storage/parquet/text.h"
#include "tests/unit/test.h"

#include <snappy-c.h>
#include <stdlib.h>

static uint32_t random_next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void random_fill(uint8_t *to, size_t bytes, uint32_t seed)
{
    for (size_t at = 0; at < bytes; at++)
        to[at] = (uint8_t)random_next(&seed);
}

/* --- Bits ------------------------------------------------------------------------------------ */

static uint64_t slow_bits(const uint8_t *in, uint64_t bit, uint32_t width)
{
    uint64_t value = 0;

    for (uint32_t at = 0; at < width; at++, bit++)
        value |= (uint64_t)(in[bit >> 3] >> (bit & 7) & 1) << at;
    return value;
}

enum { UNPACKED = 300 };

static bool unpacks_alike(const Unpackers *unpack, const uint8_t *in, uint64_t bit, uint32_t width)
{
    uint8_t as_u8[UNPACKED + UNPACK_WRITE_SLACK];
    uint16_t as_u16[UNPACKED + UNPACK_WRITE_SLACK];
    uint32_t as_u32[UNPACKED + UNPACK_WRITE_SLACK];
    uint32_t wrong = 0;

    unpack->u32(in, bit, width, UNPACKED, as_u32);
    if (width <= 16)
        unpack->u16(in, bit, width, UNPACKED, as_u16);
    if (width <= 8)
        unpack->u8(in, bit, width, UNPACKED, as_u8);
    for (uint32_t at = 0; at < UNPACKED; at++) {
        uint64_t wanted = slow_bits(in, bit + (uint64_t)at * width, width);
        wrong += as_u32[at] != wanted;
        wrong += width <= 16 && as_u16[at] != wanted;
        wrong += width <= 8 && as_u8[at] != wanted;
    }
    uint32_t most = 0;
    for (uint32_t at = 0; at < UNPACKED; at++)
        most = as_u32[at] > most ? as_u32[at] : most;
    return wrong == 0 && unpack->most_u32(as_u32, UNPACKED) == most &&
           unpack->most_u32(as_u32, 1) == as_u32[0] && unpack->most_u32(as_u32, 0) == 0;
}

TEST(every_width_unpacks_as_bit_by_bit_from_any_bit)
{
    uint8_t *in = arena_alloc(cx->arena, UNPACKED * 4 + 8 + UNPACK_READ_SLACK);
    random_fill(in, UNPACKED * 4 + 8 + UNPACK_READ_SLACK, 1);

    for (uint32_t width = 0; width <= 32; width++)
        for (uint64_t bit = 0; bit < 24; bit++) {
            EXPECT(unpacks_alike(&unpackers_plain, in, bit, width));
            EXPECT(unpacks_alike(unpackers_best(), in, bit, width));
        }
}

TEST(wide_values_unpack_as_bit_by_bit)
{
    enum { COUNT = 64 };
    uint8_t *in = arena_alloc(cx->arena, COUNT * 8 + UNPACK_READ_SLACK);
    uint64_t out[COUNT];
    random_fill(in, COUNT * 8 + UNPACK_READ_SLACK, 2);

    for (uint32_t width = 0; width <= 64; width++) {
        unpack_u64(in, width, COUNT, out);
        uint32_t wrong = 0;
        for (uint32_t at = 0; at < COUNT; at++)
            wrong += out[at] != slow_bits(in, (uint64_t)at * width, width);
        EXPECT(wrong == 0);
    }
}

TEST(bitmaps_are_copied_filled_and_counted_from_any_bit)
{
    uint8_t in[64 + UNPACK_READ_SLACK], bools[200 + UNPACK_WRITE_SLACK];
    random_fill(in, sizeof in, 3);

    for (uint32_t from = 0; from < 70; from += 3)
        for (uint32_t to = 0; to < 70; to += 7) {
            uint64_t bits[8];
            uint32_t wrong = 0, ones = 0;
            memset(bits, 0xaa, sizeof bits);
            bits_copy(bits, to, in, from, 200);
            unpack_bools(in, from, 200, bools);
            for (uint32_t at = 0; at < 200; at++) {
                uint64_t wanted = slow_bits(in, from + at, 1);
                wrong += bit_get(bits, to + at) != wanted || bools[at] != wanted;
                ones += (uint32_t)wanted;
            }
            for (uint32_t at = 0; at < 8 * 64; at++)
                wrong += (at < to || at >= to + 200) && bit_get(bits, at) != (at & 1);
            EXPECT(wrong == 0);
            EXPECT(bits_count(bits, to, 200) == ones);
            bits_fill(bits, to, 200, true);
            EXPECT(bits_count(bits, to, 200) == 200);
        }
}

TEST(streams_of_every_width_are_joined_alike)
{
    enum { COUNT = 77, STRIDE = 90 };
    uint8_t in[16 * STRIDE + UNPACK_READ_SLACK], out[16 * COUNT], twin[16 * COUNT];
    random_fill(in, sizeof in, 4);

    for (uint32_t width = 1; width <= 16; width++)
        for (uint32_t count = 0; count <= COUNT; count++) {
            memset(out, 0, sizeof out);
            memset(twin, 0, sizeof twin);
            join_streams(in, STRIDE, width, count, out);
            join_streams_plain(in, STRIDE, width, count, twin);
            EXPECT(memcmp(out, twin, sizeof out) == 0);
            EXPECT(count == 0 || (twin[0] == in[0] && twin[width - 1] == in[(width - 1) * STRIDE]));
        }
}

/* --- Runs and deltas ------------------------------------------------------------------------- */

/* Width 3: five times 6; then 0 to 7 packed; then a run that lacks its value. */
static const uint8_t hybrid_bytes[UNPACK_READ_SLACK + 16] = { 5 << 1, 6,    1 << 1 | 1, 0x88,
                                                              0xc6,   0xfa, 4 << 1 };

TEST(hybrid_runs_and_groups_come_in_order_and_end_where_damaged)
{
    static const uint8_t wanted[] = { 6, 6, 6, 6, 6, 0, 1, 2, 3, 4, 5, 6, 7 };
    uint8_t out[64 + UNPACK_WRITE_SLACK];

    for (uint32_t first = 0; first <= sizeof wanted; first++) {
        Hybrid in = hybrid_reader(hybrid_bytes, hybrid_bytes + 7, 3);
        EXPECT(hybrid_read_u8(&in, first, out) == first);
        EXPECT(hybrid_read_u8(&in, 40, out + first) == sizeof wanted - first);
        EXPECT(memcmp(out, wanted, sizeof wanted) == 0);

        in = hybrid_reader(hybrid_bytes, hybrid_bytes + 7, 3);
        EXPECT(hybrid_skip(&in, first) == first);
        EXPECT(hybrid_read_u8(&in, 40, out) == sizeof wanted - first);
        EXPECT(memcmp(out, wanted + first, sizeof wanted - first) == 0);
    }
}

TEST(hybrid_runs_have_no_bits_above_their_width)
{
    static const uint8_t in[UNPACK_READ_SLACK + 2] = { 4 << 1, 0xff };
    uint8_t out[4] = { 0 };
    Hybrid hybrid = hybrid_reader(in, in + 2, 1);

    EXPECT(hybrid_read_u8(&hybrid, 4, out) == 4);
    for (int at = 0; at < 4; at++)
        EXPECT(out[at] == 1);
}

TEST(hybrid_with_empty_runs_only_ends)
{
    uint8_t in[16 + UNPACK_READ_SLACK] = { 0, 1, 0, 1 }; /* runs of no value, groups of none */
    uint32_t out[8 + UNPACK_WRITE_SLACK];

    Hybrid hybrid = hybrid_reader(in, in + 4, 8);
    EXPECT(hybrid_read_u32(&hybrid, 8, out) == 0);
}

TEST(hybrid_levels_are_counted_as_they_are_read)
{
    uint8_t in[64 + UNPACK_READ_SLACK] = { 20 << 1, 1, 3 << 1 | 1, 0x0f, 0xff, 0x01, 30 << 1, 0 };
    uint64_t bits[4] = { 0 }, ones;

    Hybrid read = hybrid_reader(in, in + 8, 1), counted = read;
    EXPECT(hybrid_read_bits(&read, 74, bits, 5) == 74);
    EXPECT(hybrid_count_ones(&counted, 74, &ones) && ones == 20 + 4 + 8 + 1);
    EXPECT(bits_count(bits, 5, 74) == ones);
    EXPECT(!hybrid_count_ones(&counted, 1, &ones));
}

static void put_varint(StrBuilder *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        str_add_char(to, (char)(value | 0x80));
    str_add_char(to, (char)value);
}

static void put_zigzag(StrBuilder *to, int64_t value)
{
    put_varint(to, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

static void put_bits(StrBuilder *to, const uint64_t *values, uint32_t count, uint32_t width)
{
    for (uint64_t bit = 0; bit < (uint64_t)count * width; bit += 8) {
        uint8_t byte = 0;
        for (uint64_t at = bit; at < bit + 8; at++)
            byte |= (uint8_t)((values[at / width] >> (at % width) & 1) << (at - bit));
        str_add_char(to, (char)byte);
    }
}

/* Blocks of 128 values in four miniblocks, all of one width. */
static Str encode_delta(Arena *arena, const int64_t *values, uint32_t count, uint32_t width)
{
    StrBuilder to = str_builder(arena);
    uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;

    put_varint(&to, 128), put_varint(&to, 4), put_varint(&to, count);
    put_zigzag(&to, count ? values[0] : 0);
    for (uint32_t from = 1; from < count; from += 128) {
        put_zigzag(&to, -5);
        for (int at = 0; at < 4; at++)
            str_add_char(&to, (char)width);
        for (uint32_t mini = from; mini < from + 128 && mini < count; mini += 32) {
            uint64_t packed[32] = { 0 };
            for (uint32_t at = mini; at < mini + 32 && at < count; at++)
                packed[at - mini] = ((uint64_t)values[at] - (uint64_t)values[at - 1] + 5) & mask;
            put_bits(&to, packed, 32, width);
        }
    }
    size_t length = to.length;
    memset(str_reserve(&to, UNPACK_READ_SLACK), 0, UNPACK_READ_SLACK);
    return (Str){ to.data, length };
}

TEST(deltas_of_every_width_give_back_what_was_encoded)
{
    enum { COUNT = 333 };
    int64_t values[COUNT];
    uint64_t out[COUNT];

    for (uint32_t width = 1; width <= 64; width++) {
        uint32_t state = width;
        values[0] = -77;
        for (int at = 1; at < COUNT; at++) {
            uint64_t step =
                ((uint64_t)random_next(&state) << 40 ^ random_next(&state)) >> (64 - width);
            values[at] = (int64_t)((uint64_t)values[at - 1] + step - 5);
        }
        SCRATCH(cx->arena);
        Str encoded = encode_delta(cx->arena, values, COUNT, width);
        const uint8_t *in = (const uint8_t *)encoded.data, *end = in + encoded.length;
        Delta delta;
        EXPECT(delta_begin(&delta, in, end) && delta_find_end(&delta) == end);
        EXPECT(delta_read(&delta, 45, out) && delta_skip(&delta, 101) &&
               delta_read(&delta, COUNT - 146, out + 146));
        EXPECT(memcmp(out, values, 45 * sizeof *out) == 0);
        EXPECT(memcmp(out + 146, values + 146, (COUNT - 146) * sizeof *out) == 0);
        EXPECT(!delta_read(&delta, 1, out));
    }
}

TEST(cut_deltas_end_early_and_never_beyond)
{
    int64_t values[200] = { 0 };
    uint64_t out[200];

    for (int at = 1; at < 200; at++)
        values[at] = values[at - 1] + at % 7;
    Str encoded = encode_delta(cx->arena, values, 200, 4);
    enum { PADDING = 12 }; /* the last group has 7 values of 4 bits, padded to 32 */
    for (size_t cut = 0; cut < encoded.length; cut++) {
        /* A copy of its own, so that address checks see reads beyond. */
        uint8_t *in = malloc(cut + UNPACK_READ_SLACK);
        memcpy(in, encoded.data, cut);
        memset(in + cut, 0xff, UNPACK_READ_SLACK);
        Delta delta;
        bool is_read = delta_begin(&delta, in, in + cut) && delta_read(&delta, 200, out);
        EXPECT(is_read == (cut >= encoded.length - PADDING));
        free(in);
    }
}

/* --- Texts and codecs ------------------------------------------------------------------------ */

TEST(utf8_is_told_from_what_is_not)
{
    static const char *const valid[] = { "",
                                         "ascii",
                                         "h\xc3\xa9",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         "\xf4\x8f\xbf\xbf",
                                         "\xed\x9f\xbf",
                                         "12345678\xc3\xa9" };
    static const char *const invalid[] = { "\x80",
                                           "\xc3",
                                           "\xc0\xaf",
                                           "\xe0\x9f\xbf",
                                           "\xed\xa0\x80",
                                           "\xf0\x8f\xbf\xbf",
                                           "\xf4\x90\x80\x80",
                                           "\xff",
                                           "a\xe2\x82",
                                           "1234567\xc3",
                                           "\xf5\x80\x80\x80" };

    for (size_t at = 0; at < COUNT_OF(valid); at++)
        EXPECT(text_is_utf8(valid[at], strlen(valid[at])));
    for (size_t at = 0; at < COUNT_OF(invalid); at++)
        EXPECT(!text_is_utf8(invalid[at], strlen(invalid[at])));
    EXPECT(!text_is_utf8("12345678\0"
                         "1234567",
                         16) &&
           !text_is_utf8("\0", 1));
}

/* Texts with their lengths before them, one of them with a byte changed. */
static bool are_texts(Cx *cx, const uint32_t *lengths, uint32_t count, uint32_t changed, char byte)
{
    StrBuilder to = str_builder(cx->arena);
    StrView *views = ARENA_ARRAY(cx->arena, StrView, count);

    for (uint32_t row = 0; row < count; row++) {
        str_add_bytes(&to, &lengths[row], sizeof lengths[row]);
        for (uint32_t at = 0; at < lengths[row]; at++)
            str_add_char(&to, row == changed && at == lengths[row] / 2 ? byte : 'a');
    }
    size_t bytes = to.length;
    str_reserve(&to, 64);
    const uint8_t *in = (const uint8_t *)to.data;
    TextHeap heap = { in, 0 };
    EXPECT(views_of_plain(in, in + bytes, heap, count, views) == in + bytes);
    return views_are_utf8(views, count, heap, (TextStretch){ { to.data, bytes }, true });
}

TEST(zeros_of_lengths_are_no_zeros_of_texts)
{
    static const uint32_t lengths[] = { 1, 0, 7, 256, 40, 127, 3, 0, 300, 2, 65536 };
    enum { COUNT = COUNT_OF(lengths) };

    for (uint32_t from = 0; from < COUNT; from++)
        for (uint32_t count = 1; count <= COUNT - from; count++) {
            SCRATCH(cx->arena);
            const uint32_t *shown = lengths + from;
            EXPECT(are_texts(cx, shown, count, COUNT, 0));
            for (uint32_t row = 0; row < count; row++)
                EXPECT(are_texts(cx, shown, count, row, 0) == (shown[row] == 0));
        }
    EXPECT(!are_texts(cx, lengths, COUNT, 3, '\xff'));
}

/* --- Conversions ----------------------------------------------------------------------------- */

static bool convert_int96(int64_t nanos, int32_t julian_day, int64_t *out_micros)
{
    ParquetColumn column = { .conversion = CONVERT_INT96, .stored_bytes = 12 };
    uint8_t stored[12];

    memcpy(stored, &nanos, sizeof nanos);
    memcpy(stored + sizeof nanos, &julian_day, sizeof julian_day);
    return convert_fixed(&column, stored, 1, out_micros);
}

TEST(int96_out_of_range_is_refused_however_far)
{
    enum { DAY_2000 = 2451545, LAST_DAY = 106751982 + DAY_2000 };
    int64_t micros;

    EXPECT(convert_int96(1999, DAY_2000, &micros) && micros == 1);
    EXPECT(convert_int96(-1, DAY_2000, &micros) && micros == -1);
    EXPECT(convert_int96(0, LAST_DAY, &micros) && micros == INT64_C(9223371244800000000));
    EXPECT(convert_int96(0, 0, &micros) && micros == INT64_C(-211813488000000000));
    EXPECT(!convert_int96(0, LAST_DAY + 1, &micros) && !convert_int96(-1, 0, &micros));
    for (int64_t day = LAST_DAY + 1; day <= INT32_MAX; day += 99991) {
        EXPECT(!convert_int96(0, (int32_t)day, &micros));
        EXPECT(!convert_int96(0, (int32_t)-day, &micros));
    }
    EXPECT(!convert_int96(INT64_MAX, LAST_DAY, &micros) && !convert_int96(INT64_MIN, 0, &micros));
}

TEST(plain_texts_become_views_of_any_length)
{
    StrBuilder to = str_builder(cx->arena);
    StrView views[40];

    for (uint32_t length = 0; length < 40; length++) {
        str_add_bytes(&to, &length, sizeof length);
        for (uint32_t at = 0; at < length; at++)
            str_add_char(&to, (char)('a' + at % 26));
    }
    const uint8_t *in = (const uint8_t *)to.data, *end = in + to.length;
    str_reserve(&to, 64);
    in = (const uint8_t *)to.data, end = in + to.length;
    TextHeap heap = { in, 0 };
    EXPECT(views_of_plain(in, end, heap, 40, views) == end);
    EXPECT(skip_plain(in, end, 40) == end);
    EXPECT(!views_of_plain(in, end - 1, heap, 40, views) && !skip_plain(in, end - 1, 40));
    EXPECT(!views_of_plain(in, end, heap, 41, (StrView[41]){ { 0 } }));
    for (uint32_t length = 0; length < 40; length++) {
        StrView same = view_make(view_str(&views[length], &in), 0, views[length].offset);
        EXPECT(views[length].length == length && memcmp(&same, &views[length], sizeof same) == 0);
    }
    EXPECT(views_are_unique(cx->arena, views, 40, in));
    views[3] = views[17];
    EXPECT(!views_are_unique(cx->arena, views, 40, in));
}

/* What snappy has to deal with: noise, repetitions from near and far, long runs. */
static void compressible_fill(uint8_t *to, size_t bytes, uint32_t seed)
{
    for (size_t at = 0; at < bytes;) {
        size_t piece = 1 + random_next(&seed) % 90, back = 1 + random_next(&seed) % (at + 1);
        if (random_next(&seed) % 3 == 0)
            back = 1 + random_next(&seed) % 20;
        bool is_noise = at == 0 || back > at || random_next(&seed) % 3 == 0;
        for (; piece > 0 && at < bytes; piece--, at++)
            to[at] = is_noise ? (uint8_t)random_next(&seed) : to[at - back];
    }
}

TEST(snappy_gives_back_what_the_library_compressed)
{
    for (uint32_t seed = 0; seed < 200; seed++) {
        SCRATCH(cx->arena);
        uint32_t state = seed;
        size_t bytes = seed < 70 ? seed : random_next(&state) % 100000;
        uint8_t *plain = arena_alloc(cx->arena, bytes + 1);
        compressible_fill(plain, bytes, seed);
        size_t packed_bytes = snappy_max_compressed_length(bytes);
        char *packed = arena_alloc(cx->arena, packed_bytes + SNAPPY_SLACK_BYTES);
        EXPECT(snappy_compress((char *)plain, bytes, packed, &packed_bytes) == SNAPPY_OK);
        uint8_t *out = arena_alloc(cx->arena, bytes + SNAPPY_SLACK_BYTES);
        EXPECT(snappy_expand((uint8_t *)packed, packed_bytes, out, bytes));
        EXPECT(memcmp(out, plain, bytes) == 0);
        EXPECT(!snappy_expand((uint8_t *)packed, packed_bytes, out, bytes + 1));
    }
}

TEST(damaged_snappy_stays_within_its_buffers)
{
    enum { BYTES = 3000 };
    uint8_t plain[BYTES];
    size_t length = snappy_max_compressed_length(BYTES);
    char *packed = arena_alloc(cx->arena, length);
    compressible_fill(plain, BYTES, 5);
    EXPECT(snappy_compress((char *)plain, BYTES, packed, &length) == SNAPPY_OK);

    uint32_t state = 9, accepted = 0;
    for (int round = 0; round < 3000; round++) {
        size_t cut = round % 2 ? length : 1 + random_next(&state) % length;
        uint8_t *in = malloc(cut + SNAPPY_SLACK_BYTES), *out = malloc(BYTES + SNAPPY_SLACK_BYTES);
        memcpy(in, packed, cut);
        memset(in + cut, 0xff, SNAPPY_SLACK_BYTES);
        for (int flips = 0; flips < 3; flips++)
            in[2 + random_next(&state) % cut] = (uint8_t)random_next(&state);
        accepted += snappy_expand(in, cut, out, BYTES);
        free(in);
        free(out);
    }
    EXPECT(accepted < 3000);
}
