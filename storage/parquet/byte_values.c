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

static bool keep_previous(Cx *cx, ParquetReader *reader, Str value)
{
    if (value.length > reader->previous_capacity) {
        TRY(check_allocation(cx, reader->arena, value.length * 2));
        reader->previous = arena_alloc(reader->arena, value.length * 2);
        reader->previous_capacity = value.length * 2;
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

/* Values are put together in a buffer of their own; `heap` tells where. */
static bool read_prefixed(Cx *cx, ParquetReader *reader, uint32_t count, const uint8_t **heap)
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
            memcpy(to, previous.data, prefixes[row]);
        to += prefixes[row];
        memcpy(to, page->at, suffixes[row]);
        to += suffixes[row];
        page->at += suffixes[row];
        previous = reader->strs[row];
    }
    memset(to, 0, PAGE_PADDING_BYTES);
    *heap = buffer->data;
    return count == 0 || keep_previous(cx, reader, previous);
}

/* The next byte arrays to reader->strs; out_heap: the bytes they all lie in. */
static bool read_strs(Cx *cx, ParquetReader *reader, uint32_t count, const uint8_t **out_heap)
{
    Page *page = &reader->page;

    reader->strs = batch_buffer(reader, reader->strs, sizeof *reader->strs);
    *out_heap = page->body.values;
    if (page->source == SOURCE_DELTA_PREFIX)
        return read_prefixed(cx, reader, count, out_heap);
    if (page->source == SOURCE_DELTA_LENGTH)
        return read_delta_lengths(cx, reader, count);
    page->at = strs_of_plain(page->at, page->body.end, count, reader->strs);
    return page->at || fail_values(cx, reader);
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
    const uint8_t *from = page->at, *heap_base = page->body.values;
    TextHeap heap;

    if (page->source == SOURCE_BYTES) {
        heap = text_heap(reader, heap_base);
        page->at = views_of_plain(page->at, page->body.end, heap, count, out);
        if (!page->at)
            return fail_values(cx, reader);
    } else {
        TRY(read_strs(cx, reader, count, &heap_base));
        heap = text_heap(reader, heap_base);
        views_of_strs(reader->strs, heap, count, out);
    }
    Str stretch = { (const char *)from, (size_t)(page->at - from) };
    if (page->source == SOURCE_DELTA_PREFIX) /* prefixes may cut characters, but ASCII has none */
        stretch = STR_NONE;
    return views_are_utf8(out, count, heap, stretch) || fail_text(cx, reader, &page->body);
}

bool values_read_byte_decimals(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    const uint8_t *heap;

    TRY(read_strs(cx, reader, count, &heap));
    return convert_byte_arrays(reader->column, reader->strs, count, out);
}

/* Prefixed values depend on the one before, so they are put together even to be skipped. */
bool values_skip_prefixed(Cx *cx, ParquetReader *reader, uint64_t count)
{
    const uint8_t *heap;

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
