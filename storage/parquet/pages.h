/*
 * pages.h -- the pages of one column chunk: finding them, reading and decompressing them.
 *
 * File bytes pass through a window that is refilled as the chunk is walked.  A page's content goes
 * to a buffer from a pool; buffers are aligned to 64 bytes and readable for PAGE_PADDING_BYTES
 * past their content.  A buffer taken since the last pages_release stays until the next one.
 */
#ifndef STORAGE_PARQUET_PAGES_H
#define STORAGE_PARQUET_PAGES_H

#include "storage/parquet/parquet.h"

typedef struct PageBuffer PageBuffer;
struct PageBuffer {
    PageBuffer *next;
    uint8_t *data;
    size_t capacity; /* padding not counted */
};

typedef struct Pages {
    const ParquetFile *file;
    const ChunkMeta *meta;
    Arena *arena;
    int64_t at;        /* where the next page's header is */
    int64_t chunk_end; /* as the metadata claims; only read-ahead believes it */
    uint8_t *window;
    size_t window_capacity;
    size_t window_bytes;
    int64_t window_offset; /* in the file */
    PageBuffer *held;      /* in use by the current batch */
    PageBuffer *unused;
} Pages;

/* A page's place and content.  Levels and values are set once it is loaded. */
typedef struct PageBody {
    PageHeader header;
    int64_t offset; /* of its bytes as stored */
    PageBuffer *buffer;
    const uint8_t *levels; /* v2: definition levels; v1: NULL, they precede the values */
    const uint8_t *values;
    const uint8_t *end; /* of the values */
} PageBody;

void pages_init(Pages *pages, const ParquetFile *file, const ChunkMeta *meta, Arena *arena);

/* The header of the next page; its content is passed over. */
must_use bool pages_next(Cx *cx, Pages *pages, PageBody *out_body);

/* Read, check and decompress the content of a page. */
must_use bool pages_load(Cx *cx, Pages *pages, PageBody *body);

/* A buffer for `bytes`, held until the next pages_release. */
must_use PageBuffer *pages_take(Cx *cx, Pages *pages, size_t bytes);

/* A batch ends: all buffers but `kept` (NULL: none) may be used again. */
void pages_release(Pages *pages, const PageBuffer *kept);

/* Take `buffer`, which is held, out of the pool: it stays as long as the arena. */
void pages_keep(Pages *pages, const PageBuffer *buffer);

/* XX001 at the page's place. */
void *fail_page(Cx *cx, const Pages *pages, const PageBody *body, const char *what);

#endif
