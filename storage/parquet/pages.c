/* pages.c -- see pages.h. */
#include "storage/parquet/pages.h"

#include "storage/parquet/codec.h"

#include <zlib.h>

enum {
    WINDOW_BYTES = 256 * 1024,     /* read at a time, unless a page needs more */
    HEADER_BYTES_FIRST = 4 * 1024, /* looked at for a page header; more if it is longer */
    ALIGNMENT = 64,
};

void pages_init(Pages *pages, const ParquetFile *file, const ChunkMeta *meta, Arena *arena)
{
    int64_t start = meta->data_offset;

    /* Some writers name a dictionary at 0, or let data_offset point at the dictionary. */
    if (meta->dictionary_offset > 0 && meta->dictionary_offset < start)
        start = meta->dictionary_offset;
    *pages = (Pages){ .file = file, .meta = meta, .arena = arena, .at = start };
    if (__builtin_add_overflow(start, meta->compressed_bytes, &pages->chunk_end))
        pages->chunk_end = file->data_end;
}

void *fail_page(Cx *cx, const Pages *pages, const PageBody *body, const char *what)
{
    return fail_damaged(cx, &pages->file->head.file, body->offset, "%s", what);
}

/* Room for `bytes` at least, and for a small chunk not more than all of it. */
static size_t window_capacity(const Pages *pages, size_t bytes)
{
    int64_t chunk = pages->meta->compressed_bytes;

    if (bytes > WINDOW_BYTES)
        return bytes + bytes / 4;
    if (chunk >= WINDOW_BYTES)
        return WINDOW_BYTES;
    return (size_t)chunk > bytes ? (size_t)chunk : bytes;
}

static bool window_grow(Cx *cx, Pages *pages, size_t bytes)
{
    size_t capacity = window_capacity(pages, bytes);

    if (bytes <= pages->window_capacity)
        return true;
    TRY(check_allocation(cx, pages->arena, capacity));
    uint8_t *window = arena_align(pages->arena, capacity + PAGE_PADDING_BYTES, ALIGNMENT);
    if (pages->window_bytes)
        memcpy(window, pages->window, pages->window_bytes);
    pages->window = window;
    pages->window_capacity = capacity;
    return true;
}

/* Read on from what the window holds, to `wanted` bytes of it at least. */
static bool window_extend(Cx *cx, Pages *pages, size_t wanted)
{
    int64_t from = pages->window_offset + (int64_t)pages->window_bytes;
    size_t room = pages->window_capacity - pages->window_bytes;
    size_t missing = wanted - pages->window_bytes;
    int64_t ahead = pages->chunk_end - from;
    size_t bytes = ahead < (int64_t)missing ? missing : (size_t)ahead;

    bytes = bytes < room ? bytes : room;
    if (bytes > (size_t)(pages->file->data_end - from))
        bytes = (size_t)(pages->file->data_end - from);
    TRY(file_read(cx, &pages->file->head.file, from, pages->window + pages->window_bytes, bytes));
    pages->window_bytes += bytes;
    return true;
}

/* `bytes` of the file from `offset`; the caller has checked that they lie before the footer. */
static const uint8_t *window_get(Cx *cx, Pages *pages, int64_t offset, size_t bytes)
{
    int64_t into = offset - pages->window_offset;

    if (into >= 0 && (uint64_t)into + bytes <= pages->window_bytes)
        return pages->window + into;
    if (into < 0 || (uint64_t)into > pages->window_bytes)
        into = (int64_t)pages->window_bytes; /* nothing of it is of use */
    TRY(window_grow(cx, pages, bytes));
    pages->window_bytes -= (size_t)into;
    memmove(pages->window, pages->window + into, pages->window_bytes);
    pages->window_offset = offset;
    TRY(window_extend(cx, pages, bytes));
    return pages->window;
}

/* Like window_get, but to `to`: what the window lacks does not pass through it. */
static bool window_copy(Cx *cx, const Pages *pages, int64_t offset, size_t bytes, uint8_t *to)
{
    int64_t into = offset - pages->window_offset;
    size_t there = 0;

    if (into >= 0 && (uint64_t)into < pages->window_bytes) {
        there = pages->window_bytes - (size_t)into;
        there = there < bytes ? there : bytes;
        memcpy(to, pages->window + into, there);
    }
    return file_read(cx, &pages->file->head.file, offset + (int64_t)there, to + there,
                     bytes - there);
}

static bool decode_header(Cx *cx, Pages *pages, PageBody *body)
{
    const File *file = &pages->file->head.file;
    int64_t left = pages->file->data_end - pages->at;

    if (pages->at < 0 || left <= 0)
        return fail_damaged(cx, file, pages->at, "a page lies outside of the data");
    for (size_t bytes = HEADER_BYTES_FIRST;; bytes *= 4) {
        size_t there = left < (int64_t)bytes ? (size_t)left : bytes;
        const uint8_t *at = TRY(window_get(cx, pages, pages->at, there));
        Thrift in = thrift_reader(at, there);
        page_header_decode(&in, &body->header);
        if (!in.flaw) {
            body->offset = pages->at + (in.at - in.start);
            return true;
        }
        if (!in.is_short || there == (size_t)left || bytes >= PAGE_HEADER_BYTES_MAX)
            return fail_damaged(cx, file, pages->at + (int64_t)in.flaw_offset, "%s", in.flaw);
    }
}

bool pages_next(Cx *cx, Pages *pages, PageBody *out_body)
{
    PageBody body = { 0 };

    TRY(check_interrupts(cx));
    TRY(decode_header(cx, pages, &body));
    pages->at = body.offset + body.header.compressed_bytes;
    if (pages->at > pages->file->data_end)
        return fail_page(cx, pages, &body, "a page reaches beyond the data");
    *out_body = body;
    return true;
}

PageBuffer *pages_take(Cx *cx, Pages *pages, size_t bytes)
{
    for (PageBuffer **link = &pages->unused; *link; link = &(*link)->next)
        if ((*link)->capacity >= bytes) {
            PageBuffer *buffer = *link;
            *link = buffer->next;
            buffer->next = pages->held;
            return pages->held = buffer;
        }

    size_t capacity = (bytes + bytes / 8 + ALIGNMENT) & ~(size_t)(ALIGNMENT - 1);
    TRY(check_allocation(cx, pages->arena, capacity));
    PageBuffer *buffer = arena_alloc(pages->arena, sizeof *buffer);
    *buffer =
        (PageBuffer){ .next = pages->held,
                      .data = arena_align(pages->arena, capacity + PAGE_PADDING_BYTES, ALIGNMENT),
                      .capacity = capacity };
    return pages->held = buffer;
}

void pages_release(Pages *pages, const PageBuffer *kept)
{
    PageBuffer *still_held = NULL, *next;

    for (PageBuffer *buffer = pages->held; buffer; buffer = next) {
        PageBuffer **list = buffer == kept ? &still_held : &pages->unused;
        next = buffer->next;
        buffer->next = *list;
        *list = buffer;
    }
    pages->held = still_held;
}

void pages_keep(Pages *pages, const PageBuffer *buffer)
{
    for (PageBuffer **link = &pages->held; *link; link = &(*link)->next)
        if (*link == buffer) {
            *link = buffer->next;
            return;
        }
}

static bool check_crc(Cx *cx, const Pages *pages, const PageBody *body, const uint8_t *stored)
{
    if (!body->header.has_crc)
        return true;
    uLong crc = crc32(0, stored, (uInt)body->header.compressed_bytes);
    return (uint32_t)crc == (uint32_t)body->header.crc ||
           fail_page(cx, pages, body, "the checksum of a page does not match");
}

static bool expand(Cx *cx, const Pages *pages, const PageBody *body, Str stored, uint8_t *to,
                   size_t bytes)
{
    if (bytes == 0 && (stored.length == 0 || body->header.type == PAGE_DATA_V2))
        return true; /* empty pages may be stored as nothing, or as a compressed nothing */
    if (codec_decompress((Codec)pages->meta->codec, (const uint8_t *)stored.data, stored.length, to,
                         bytes))
        return true;
    return fail_page(cx, pages, body, "a page cannot be decompressed");
}

static bool is_stored_plain(const Pages *pages, const PageHeader *header)
{
    return pages->meta->codec == CODEC_UNCOMPRESSED ||
           (header->type == PAGE_DATA_V2 && !header->is_compressed);
}

/* The sizes in the header, checked against each other and against what the codec can do. */
static bool check_sizes(Cx *cx, const Pages *pages, const PageBody *body, size_t levels)
{
    const PageHeader *header = &body->header;

    if (levels > (size_t)header->bytes || levels > (size_t)header->compressed_bytes)
        return fail_page(cx, pages, body, "the levels of a page are larger than the page");
    if (is_stored_plain(pages, header) && header->bytes != header->compressed_bytes)
        return fail_page(cx, pages, body, "a page has another size than it claims");
    if (!codec_can_expand((Codec)pages->meta->codec, (size_t)header->compressed_bytes,
                          (size_t)header->bytes))
        return fail_page(cx, pages, body, "a page claims to be larger than it can be");
    return true;
}

/* Where things go in a page's buffer: levels first, then the values on a line of their own. */
typedef struct Places {
    size_t repetition; /* bytes of levels that are passed over */
    size_t levels;     /* bytes of all levels; version 1: 0 */
    size_t values_at;
    size_t values; /* bytes */
} Places;

static bool load_plain(Cx *cx, Pages *pages, const PageBody *body, const Places *places,
                       uint8_t *to)
{
    size_t stored_bytes = (size_t)body->header.compressed_bytes;
    size_t gap = places->values_at - places->levels;

    /* As one piece, so that the checksum sees it; levels then move to the front of their line. */
    TRY(window_copy(cx, pages, body->offset, stored_bytes, to + gap));
    TRY(check_crc(cx, pages, body, to + gap));
    memmove(to, to + gap, places->levels);
    return true;
}

static bool load_packed(Cx *cx, Pages *pages, const PageBody *body, const Places *places,
                        uint8_t *to)
{
    size_t stored_bytes = (size_t)body->header.compressed_bytes;
    const uint8_t *stored = TRY(window_get(cx, pages, body->offset, stored_bytes));
    Str packed = { (const char *)stored + places->levels, stored_bytes - places->levels };

    TRY(check_crc(cx, pages, body, stored));
    memcpy(to, stored, places->levels);
    return expand(cx, pages, body, packed, to + places->values_at, places->values);
}

bool pages_load(Cx *cx, Pages *pages, PageBody *body)
{
    const PageHeader *header = &body->header;
    bool is_v2 = header->type == PAGE_DATA_V2;
    Places places = { .repetition = is_v2 ? (size_t)header->repetition_bytes : 0 };

    places.levels = is_v2 ? (size_t)header->level_bytes + places.repetition : 0;
    TRY(check_sizes(cx, pages, body, places.levels));
    places.values_at = (places.levels + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    places.values = (size_t)header->bytes - places.levels;

    PageBuffer *buffer = TRY(pages_take(cx, pages, places.values_at + places.values));
    uint8_t *values = buffer->data + places.values_at;
    if (is_stored_plain(pages, header))
        TRY(load_plain(cx, pages, body, &places, buffer->data));
    else
        TRY(load_packed(cx, pages, body, &places, buffer->data));
    memset(values + places.values, 0, PAGE_PADDING_BYTES);
    body->buffer = buffer;
    body->levels = is_v2 ? buffer->data + places.repetition : NULL;
    body->values = values;
    body->end = values + places.values;
    return true;
}
