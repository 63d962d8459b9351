/*
 * byte_values.c -- the byte arrays of the current page in order: texts and decimals.
 *
 * Texts stay where they lie, in the page or, where they share prefixes, in a buffer in which they
 * are put together; views name that as a heap.
 */
#include "storage/parquet/convert.h"
#include "storage/parquet/reader.h"

static bool read_delta_lengths(Cx *cx, ParquetReader *reader, uint32_t count)
{
    Page *page = &reader->page;
    uint64_t *lengths = reader->numbers = batch_buffer(reader, reader->numbers, sizeof *lengths);

    if (!delta_read(&page->delta, count, lengths))
        return fail_values(cx, reader);
    for (uint32_t row = 0; row < count; row++) {
        if (lengths[row] > (size_t)(page->body.end - page->at))
            return fail_values(cx, reader);
        reader->strs[row] = (Str){ (const char *)page->at, (size_t)lengths[row] };
        page->at += lengths[row];
    }
    return true;
}

enum { COPY_BYTES = 32 }; /* copied at once, as most pieces are short; buffers have that slack */

static always_inline void copy_short(uint8_t *to, const void *from, size_t bytes)
{
    if (likely(bytes <= COPY_BYTES)) {
        uint64_t words[COPY_BYTES / sizeof(uint64_t)]; /* all are read before any is written */
        memcpy(words, from, sizeof words);
        memcpy(to, words, sizeof words);
    } else {
        memcpy(to, from, bytes);
    }
}

static bool keep_previous(Cx *cx, ParquetReader *reader, Str value)
{
    if (value.length > reader->previous_capacity || !reader->previous) {
        size_t capacity = value.length * 2 + COPY_BYTES;
        TRY(check_allocation(cx, reader->arena, capacity));
        reader->previous = arena_zero(reader->arena, capacity);
        reader->previous_capacity = capacity - COPY_BYTES;
    }
    if (value.length)
        memcpy(reader->previous, value.data, value.length);
    reader->previous_bytes = value.length;
    return true;
}

/* The whole length of the next `count` values; false where they do not fit together. */
static bool measure_prefixed(const ParquetReader *reader, const uint64_t *prefixes,
                             const uint64_t *suffixes, uint32_t count, size_t *out_bytes)
{
    size_t left = (size_t)(reader->page.body.end - reader->page.at);
    size_t previous = reader->previous_bytes, bytes = 0;

    for (uint32_t row = 0; row < count; row++) {
        if (prefixes[row] > previous || suffixes[row] > left)
            return false;
        left -= suffixes[row];
        previous = prefixes[row] + suffixes[row];
        bytes += previous;
        if (bytes > PAGE_BYTES_MAX)
            return false;
    }
    *out_bytes = bytes;
    return true;
}

/* Values are put together in a buffer of their own. */
static bool read_prefixed(Cx *cx, ParquetReader *reader, uint32_t count, Str *out_heap)
{
    Page *page = &reader->page;
    uint64_t *prefixes = reader->numbers = batch_buffer(reader, reader->numbers, sizeof *prefixes);
    uint64_t *suffixes = reader->suffixes =
        batch_buffer(reader, reader->suffixes, sizeof *suffixes);
    size_t bytes;

    if (!delta_read(&page->delta, count, prefixes) ||
        !delta_read(&page->suffixes, count, suffixes) ||
        !measure_prefixed(reader, prefixes, suffixes, count, &bytes))
        return fail_values(cx, reader);
    PageBuffer *buffer = TRY(pages_take(cx, &reader->pages, bytes));
    uint8_t *to = buffer->data;
    Str previous = { (const char *)reader->previous, reader->previous_bytes };
    for (uint32_t row = 0; row < count; row++) {
        reader->strs[row] = (Str){ (const char *)to, (size_t)(prefixes[row] + suffixes[row]) };
        if (prefixes[row])
            copy_short(to, previous.data, prefixes[row]);
        to += prefixes[row];
        copy_short(to, page->at, suffixes[row]);
        to += suffixes[row];
        page->at += suffixes[row];
        previous = reader->strs[row];
    }
    memset(to, 0, PAGE_PADDING_BYTES);
    *out_heap = (Str){ (const char *)buffer->data, bytes };
    return count == 0 || keep_previous(cx, reader, previous);
}

/* Where the byte arrays of a batch lie. */
typedef struct Region {
    const uint8_t *base; /* of the heap that views name */
    Str stretch;         /* all their bytes, and what stands between them */
} Region;

/* The next byte arrays to reader->strs. */
static bool read_strs(Cx *cx, ParquetReader *reader, uint32_t count, Region *out_region)
{
    Page *page = &reader->page;
    const uint8_t *from = page->at;

    reader->strs = batch_buffer(reader, reader->strs, sizeof *reader->strs);
    if (page->source == SOURCE_DELTA_PREFIX) {
        TRY(read_prefixed(cx, reader, count, &out_region->stretch));
        out_region->base = (const uint8_t *)out_region->stretch.data;
        return true;
    }
    if (page->source == SOURCE_DELTA_LENGTH)
        TRY(read_delta_lengths(cx, reader, count));
    else
        page->at = strs_of_plain(page->at, page->body.end, count, reader->strs);
    if (!page->at)
        return fail_values(cx, reader);
    out_region->base = page->body.values;
    out_region->stretch = (Str){ (const char *)from, (size_t)(page->at - from) };
    return true;
}

bool fail_text(Cx *cx, const ParquetReader *reader, const PageBody *body)
{
    return fail(cx, ERR_CHARACTER_NOT_IN_REPERTOIRE, NO_POSITION,
                "invalid byte sequence for encoding \"UTF8\" in file \"%.*s\" at byte %lld",
                STR(reader->file->head.file.path), (long long)body->offset);
}

TextHeap text_heap(ParquetReader *reader, const uint8_t *base)
{
    reader->heaps = batch_buffer(reader, reader->heaps, sizeof *reader->heaps);
    if (reader->heap_count == 0 || reader->heaps[reader->heap_count - 1] != base)
        reader->heaps[reader->heap_count++] = base;
    return (TextHeap){ base, reader->heap_count - 1 };
}

bool values_read_texts(Cx *cx, ParquetReader *reader, uint32_t count, StrView *out)
{
    Page *page = &reader->page;
    bool has_lengths = page->source == SOURCE_BYTES;
    Region region = { .base = page->body.values };
    TextHeap heap;

    if (has_lengths) { /* no detour by way of strs */
        const uint8_t *from = page->at;
        heap = text_heap(reader, region.base);
        page->at = views_of_plain(from, page->body.end, heap, count, out);
        if (!page->at)
            return fail_values(cx, reader);
        region.stretch = (Str){ (const char *)from, (size_t)(page->at - from) };
    } else {
        TRY(read_strs(cx, reader, count, &region));
        heap = text_heap(reader, region.base);
        views_of_strs(reader->strs, heap, count, out);
    }
    return views_are_utf8(out, count, heap, (TextStretch){ region.stretch, has_lengths }) ||
           fail_text(cx, reader, &page->body);
}

/* Put together, values of one width stand side by side like plain ones. */
static bool convert_prefixed(Cx *cx, ParquetReader *reader, uint32_t count, Str heap, void *out)
{
    for (uint32_t row = 0; row < count; row++)
        if (reader->strs[row].length != reader->column->stored_bytes)
            return fail_page(cx, &reader->pages, &reader->page.body,
                             "a value of fixed width has another width");
    return convert_fixed(reader->column, (const uint8_t *)heap.data, count, out);
}

bool values_read_byte_arrays(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    Region region;

    TRY(read_strs(cx, reader, count, &region));
    if (reader->column->physical == PHYSICAL_FIXED)
        return convert_prefixed(cx, reader, count, region.stretch, out);
    return convert_byte_arrays(reader->column, reader->strs, count, out);
}

/* Prefixed values depend on the one before, so they are put together even to be skipped. */
bool values_skip_prefixed(Cx *cx, ParquetReader *reader, uint64_t count)
{
    Str heap;

    reader->strs = batch_buffer(reader, reader->strs, sizeof *reader->strs);
    while (count > 0) {
        uint32_t part = count < BATCH_ROWS_MAX ? (uint32_t)count : BATCH_ROWS_MAX;
        TRY(read_prefixed(cx, reader, part, &heap));
        pages_release(&reader->pages, reader->page.body.buffer);
        count -= part;
    }
    return true;
}

bool values_skip_lengths(Cx *cx, ParquetReader *reader, uint64_t count)
{
    reader->strs = batch_buffer(reader, reader->strs, sizeof *reader->strs);
    while (count > 0) {
        uint32_t part = count < BATCH_ROWS_MAX ? (uint32_t)count : BATCH_ROWS_MAX;
        TRY(read_delta_lengths(cx, reader, part));
        count -= part;
    }
    return true;
}
