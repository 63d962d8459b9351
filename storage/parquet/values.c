/*
 * values.c -- the values of the current page in order, whatever their encoding.
 *
 * Only values that are not null are stored, so all counts here are of such.  Integers and floats
 * go from the page to `stored` (or stay in the page) and from there through convert.c.
 */
#include "storage/parquet/convert.h"
#include "storage/parquet/reader.h"

bool fail_values(Cx *cx, const ParquetReader *reader)
{
    return fail_page(cx, &reader->pages, &reader->page.body,
                     "a page has fewer values than it claims");
}

void *batch_buffer(const ParquetReader *reader, void *buffer, size_t item_bytes)
{
    size_t bytes = item_bytes * (BATCH_ROWS_MAX + BATCH_SLACK_ROWS) + PAGE_PADDING_BYTES;

    if (buffer)
        return buffer;
    /* Zero, so that what is never written is readable as any layout. */
    return memset(arena_align(reader->arena, bytes, 64), 0, bytes);
}

static bool begin_codes(Cx *cx, ParquetReader *reader, const uint8_t *at, const uint8_t *end)
{
    enum { CODE_BITS_MAX = 32 };
    Page *page = &reader->page;

    TRY(dictionary_need(cx, reader));
    if (at == end) { /* a page of nulls may lack even the width */
        page->codes = hybrid_reader(at, end, 0);
        return true;
    }
    if (*at > CODE_BITS_MAX)
        return fail_page(cx, &reader->pages, &page->body, "the width of codes is too large");
    page->codes = hybrid_reader(at + 1, end, *at);
    return true;
}

static bool begin_runs(Cx *cx, ParquetReader *reader, const uint8_t *at, const uint8_t *end)
{
    Page *page = &reader->page;
    uint32_t bytes;

    if (end - at < (ptrdiff_t)sizeof bytes)
        return at == end ? (page->codes = hybrid_reader(at, end, 1), true)
                         : fail_values(cx, reader);
    memcpy(&bytes, at, sizeof bytes);
    at += sizeof bytes;
    if (bytes > (size_t)(end - at))
        return fail_values(cx, reader);
    page->codes = hybrid_reader(at, at + bytes, 1);
    return true;
}

static bool begin_delta(Cx *cx, ParquetReader *reader, Delta *delta, const uint8_t *at)
{
    Page *page = &reader->page;

    if (at == page->body.end) { /* a page of nulls */
        *delta = (Delta){ .at = at, .end = at };
        page->at = at;
        return true;
    }
    if (!delta_begin(delta, at, page->body.end))
        return fail_page(cx, &reader->pages, &page->body, "the head of a delta makes no sense");
    page->at = delta_find_end(delta);
    return page->at || fail_values(cx, reader);
}

/* Which way of reading an encoding asks for, or false where the two do not go together. */
static bool choose_source(const ParquetColumn *column, int32_t encoding, Source *out_source)
{
    bool is_array = column->physical == PHYSICAL_BYTE_ARRAY;
    bool is_fixed = column->physical == PHYSICAL_FIXED;
    bool is_bool = column->physical == PHYSICAL_BOOLEAN;
    bool is_integer = column->physical == PHYSICAL_INT32 || column->physical == PHYSICAL_INT64;

    switch (encoding) {
    case ENCODING_PLAIN:
        *out_source = is_bool ? SOURCE_BITS : is_array ? SOURCE_BYTES : SOURCE_FIXED;
        return true;
    case ENCODING_PLAIN_DICTIONARY:
    case ENCODING_RLE_DICTIONARY: *out_source = SOURCE_CODES; return !is_bool;
    case ENCODING_RLE: *out_source = SOURCE_RUNS; return is_bool;
    case ENCODING_DELTA_BINARY_PACKED: *out_source = SOURCE_DELTA; return is_integer;
    case ENCODING_DELTA_LENGTH_BYTE_ARRAY: *out_source = SOURCE_DELTA_LENGTH; return is_array;
    case ENCODING_DELTA_BYTE_ARRAY: *out_source = SOURCE_DELTA_PREFIX; return is_array || is_fixed;
    case ENCODING_BYTE_STREAM_SPLIT: *out_source = SOURCE_SPLIT; return !is_array && !is_bool;
    }
    return false;
}

static bool fail_encoding(Cx *cx, const ParquetReader *reader)
{
    return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                "encoding %d of file \"%.*s\" at byte %lld is not supported",
                (int)reader->page.body.header.encoding, STR(reader->file->head.file.path),
                (long long)reader->page.body.offset);
}

bool values_begin(Cx *cx, ParquetReader *reader)
{
    Page *page = &reader->page;
    const uint8_t *at = page->body.values, *end = page->body.end;

    if (!choose_source(reader->column, page->body.header.encoding, &page->source))
        return fail_encoding(cx, reader);
    page->at = at;
    switch (page->source) {
    case SOURCE_FIXED:
    case SOURCE_BITS:
    case SOURCE_BYTES: return true;
    case SOURCE_RUNS: return begin_runs(cx, reader, at, end);
    case SOURCE_CODES: return begin_codes(cx, reader, at, end);
    case SOURCE_DELTA:
    case SOURCE_DELTA_LENGTH: return begin_delta(cx, reader, &page->delta, at);
    case SOURCE_DELTA_PREFIX:
        reader->previous_bytes = 0;
        TRY(begin_delta(cx, reader, &page->delta, at));
        return begin_delta(cx, reader, &page->suffixes, page->at);
    case SOURCE_SPLIT: page->streams = (uint64_t)(end - at) / reader->column->stored_bytes;
    }
    return true;
}

/* --- Numbers --------------------------------------------------------------------------------- */

static bool read_delta(Cx *cx, ParquetReader *reader, uint32_t count, void *stored)
{
    uint64_t *numbers = reader->numbers = batch_buffer(reader, reader->numbers, sizeof *numbers);

    if (reader->column->physical == PHYSICAL_INT64)
        return delta_read(&reader->page.delta, count, stored) || fail_values(cx, reader);
    if (!delta_read(&reader->page.delta, count, numbers))
        return fail_values(cx, reader);
    uint32_t *narrow = stored;
    for (uint32_t row = 0; row < count; row++)
        narrow[row] = (uint32_t)numbers[row];
    return true;
}

/* `count` stored values as they are, in the page or in the buffer for them; NULL: an error. */
static const uint8_t *read_stored(Cx *cx, ParquetReader *reader, uint32_t count)
{
    Page *page = &reader->page;
    uint32_t width = reader->column->stored_bytes;

    if (page->source == SOURCE_FIXED) {
        const uint8_t *at = page->at;
        if ((size_t)(page->body.end - at) / width < count)
            return fail_values(cx, reader), NULL;
        page->at += (size_t)count * width;
        return at;
    }
    uint8_t *stored = reader->stored = batch_buffer(reader, reader->stored, width);
    if (page->source == SOURCE_DELTA)
        return read_delta(cx, reader, count, stored) ? stored : NULL;
    if (page->streams - page->stream_at < count)
        return fail_values(cx, reader), NULL;
    join_streams(page->body.values + page->stream_at, page->streams, width, count, stored);
    page->stream_at += count;
    return stored;
}

/* --- Dictionaries ---------------------------------------------------------------------------- */

/* The greatest is found in the codes' own width, as vectors do best. */
#define CODES_EXCEED(NAME, T)                                                                      \
    static bool NAME(const T *codes, uint32_t count, uint32_t limit)                               \
    {                                                                                              \
        T most = 0;                                                                                \
        for (uint32_t row = 0; row < count; row++)                                                 \
            most = codes[row] > most ? codes[row] : most;                                          \
        return count > 0 && most >= limit;                                                         \
    }
CODES_EXCEED(codes_exceed_u8, uint8_t)
CODES_EXCEED(codes_exceed_u16, uint16_t)
#undef CODES_EXCEED

static bool codes_exceed_u32(const Hybrid *in, const uint32_t *codes, uint32_t count,
                             uint32_t limit)
{
    return count > 0 && in->unpack->most_u32(codes, count) >= limit;
}

static bool fail_code(Cx *cx, const ParquetReader *reader)
{
    return fail_page(cx, &reader->pages, &reader->page.body,
                     "a code is beyond the end of the dictionary");
}

/* Codes packed wider than the dictionary's size would need. */
static bool read_wide_codes(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    const ChunkDictionary *dictionary = &reader->dictionary;
    uint32_t *wide = reader->wide_codes = batch_buffer(reader, reader->wide_codes, sizeof *wide);

    if (hybrid_read_u32(&reader->page.codes, count, wide) < count)
        return fail_values(cx, reader);
    if (codes_exceed_u32(&reader->page.codes, wide, count, dictionary->count))
        return fail_code(cx, reader);
    for (uint32_t row = 0; row < count; row++)
        if (dictionary->code_bytes == 1)
            ((uint8_t *)out)[row] = (uint8_t)wide[row];
        else
            ((uint16_t *)out)[row] = (uint16_t)wide[row];
    return true;
}

bool values_read_codes(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    const ChunkDictionary *dictionary = &reader->dictionary;
    Hybrid *codes = &reader->page.codes;
    uint32_t there = 0;
    bool exceed = false;

    if (codes->width > 8 * dictionary->code_bytes)
        return read_wide_codes(cx, reader, count, out);
    switch (dictionary->code_bytes) {
    case 1:
        there = hybrid_read_u8(codes, count, out);
        exceed = codes_exceed_u8(out, there, dictionary->count);
        break;
    case 2:
        there = hybrid_read_u16(codes, count, out);
        exceed = codes_exceed_u16(out, there, dictionary->count);
        break;
    case 4:
        there = hybrid_read_u32(codes, count, out);
        exceed = codes_exceed_u32(codes, out, there, dictionary->count);
        break;
    }
    if (exceed)
        return fail_code(cx, reader);
    return there == count || fail_values(cx, reader);
}

typedef struct Word16 {
    uint64_t word[2];
} Word16;

#define EACH_WIDTH(DO)                                                                             \
    switch (layout_bytes(reader->column->layout)) {                                                \
    case 1: DO(uint8_t); break;                                                                    \
    case 2: DO(uint16_t); break;                                                                   \
    case 4: DO(uint32_t); break;                                                                   \
    case 8: DO(uint64_t); break;                                                                   \
    case 16: DO(Word16); break;                                                                    \
    }

static void gather(const ParquetReader *reader, const uint32_t *restrict codes, uint32_t from,
                   uint32_t count, void *out)
{
    const void *entries = reader->dictionary.dictionary.values.data;

#define GATHER(T)                                                                                  \
    _Pragma("GCC unroll 8") for (uint32_t row = 0; row < count; row++)((T *)out)[from + row] =     \
        ((const T *)entries)[codes[row]]
    EACH_WIDTH(GATHER)
#undef GATHER
}

static void repeat(const ParquetReader *reader, uint32_t code, uint32_t from, uint32_t count,
                   void *out)
{
    const void *entries = reader->dictionary.dictionary.values.data;

#define REPEAT(T)                                                                                  \
    do {                                                                                           \
        T value = ((const T *)entries)[code];                                                      \
        for (uint32_t row = 0; row < count; row++)                                                 \
            ((T *)out)[from + row] = value;                                                        \
    } while (0)
    EACH_WIDTH(REPEAT)
#undef REPEAT
}

static void gather_selected(const ParquetReader *reader, const uint32_t *codes,
                            const Wanted *wanted, void *out)
{
    const void *entries = reader->dictionary.dictionary.values.data;

#define GATHER(T)                                                                                  \
    for (uint32_t at = 0; at < wanted->selected; at++)                                             \
    ((T *)out)[wanted->selection[at]] = ((const T *)entries)[codes[wanted->selection[at]]]
    EACH_WIDTH(GATHER)
#undef GATHER
}

/* Run by run: a repeated code is looked up once, packed ones are unpacked and looked up. */
static bool read_by_runs(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    Hybrid *in = &reader->page.codes;
    uint32_t limit = reader->dictionary.count;
    uint32_t *codes = reader->wide_codes = batch_buffer(reader, reader->wide_codes, sizeof *codes);

    for (uint32_t done = 0; done < count;) {
        if (!hybrid_fill(in))
            return fail_values(cx, reader);
        uint32_t part = count - done < in->left ? count - done : (uint32_t)in->left;
        if (in->is_repeated) {
            if (in->value >= limit)
                return fail_code(cx, reader);
            repeat(reader, in->value, done, part, out);
        } else {
            in->unpack->u32(in->packed, in->packed_bit, in->width, part, codes);
            if (codes_exceed_u32(in, codes, part, limit))
                return fail_code(cx, reader);
            gather(reader, codes, done, part, out);
        }
        hybrid_advance(in, part);
        done += part;
    }
    return true;
}

static bool read_by_codes(Cx *cx, ParquetReader *reader, const Wanted *wanted, void *out)
{
    enum { SPARSE = 4 }; /* one row in so many: looking up the selected only is cheaper */
    uint32_t count = wanted->count;

    if (!wanted->selection || wanted->selected > count / SPARSE)
        return read_by_runs(cx, reader, count, out);
    uint32_t *codes = reader->wide_codes = batch_buffer(reader, reader->wide_codes, sizeof *codes);
    if (hybrid_read_u32(&reader->page.codes, count, codes) < count)
        return fail_values(cx, reader);
    if (codes_exceed_u32(&reader->page.codes, codes, count, reader->dictionary.count))
        return fail_code(cx, reader);
    gather_selected(reader, codes, wanted, out);
    return true;
}

/* --- All of them ----------------------------------------------------------------------------- */

static bool read_bools(Cx *cx, ParquetReader *reader, uint32_t count, uint8_t *out)
{
    Page *page = &reader->page;

    if (page->source == SOURCE_RUNS)
        return hybrid_read_u8(&page->codes, count, out) == count || fail_values(cx, reader);
    if (page->bit + count > (uint64_t)(page->body.end - page->body.values) * 8)
        return fail_values(cx, reader);
    unpack_bools(page->body.values, page->bit, count, out);
    page->bit += count;
    return true;
}

static bool read_numbers(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    const ParquetColumn *column = reader->column;
    int64_t offset = reader->page.body.offset;

    if (reader->page.source == SOURCE_BYTES || reader->page.source == SOURCE_DELTA_LENGTH ||
        reader->page.source == SOURCE_DELTA_PREFIX)
        return values_read_byte_arrays(cx, reader, count, out) ||
               fail_conversion(cx, reader->file, column, offset);
    const uint8_t *stored = TRY(read_stored(cx, reader, count));
    return convert_fixed(column, stored, count, out) ||
           fail_conversion(cx, reader->file, column, offset);
}

bool values_read(Cx *cx, ParquetReader *reader, const Wanted *wanted, void *out)
{
    switch (reader->page.source) {
    case SOURCE_CODES: return read_by_codes(cx, reader, wanted, out);
    case SOURCE_BITS:
    case SOURCE_RUNS: return read_bools(cx, reader, wanted->count, out);
    case SOURCE_BYTES:
    case SOURCE_DELTA_LENGTH:
    case SOURCE_DELTA_PREFIX:
        if (reader->column->conversion == CONVERT_TEXT)
            return values_read_texts(cx, reader, wanted->count, out);
        break;
    case SOURCE_FIXED:
    case SOURCE_DELTA:
    case SOURCE_SPLIT: break;
    }
    return read_numbers(cx, reader, wanted->count, out);
}

bool values_skip(Cx *cx, ParquetReader *reader, uint64_t count)
{
    Page *page = &reader->page;
    size_t left = (size_t)(page->body.end - page->body.values);

    switch (page->source) {
    case SOURCE_FIXED:
        if ((size_t)(page->body.end - page->at) / reader->column->stored_bytes < count)
            return fail_values(cx, reader);
        page->at += count * reader->column->stored_bytes;
        return true;
    case SOURCE_BITS: page->bit += count; return page->bit <= left * 8 || fail_values(cx, reader);
    case SOURCE_RUNS:
    case SOURCE_CODES: return hybrid_skip(&page->codes, count) == count || fail_values(cx, reader);
    case SOURCE_DELTA: return delta_skip(&page->delta, count) || fail_values(cx, reader);
    case SOURCE_SPLIT:
        page->stream_at += count;
        return page->stream_at <= page->streams || fail_values(cx, reader);
    case SOURCE_BYTES:
        page->at = skip_plain(page->at, page->body.end, count);
        return page->at || fail_values(cx, reader);
    case SOURCE_DELTA_LENGTH: return values_skip_lengths(cx, reader, count);
    case SOURCE_DELTA_PREFIX: return values_skip_prefixed(cx, reader, count);
    }
    return false;
}
