/*
 * reader.h -- private: one column of one chunk while it is read.
 *
 *     pages.c                   bytes of a page
 *     values.c, byte_values.c   its values, in order
 *     dictionary.c              the chunk's dictionary
 *     column_reader.c           batches of rows
 */
#ifndef STORAGE_PARQUET_READER_H
#define STORAGE_PARQUET_READER_H

#include "storage/parquet/delta.h"
#include "storage/parquet/hybrid.h"
#include "storage/parquet/pages.h"
#include "storage/parquet/text.h"

/* How a page's values come out. */
typedef enum Source {
    SOURCE_FIXED,        /* stored_bytes each, one after the other */
    SOURCE_BITS,         /* booleans, a bit each */
    SOURCE_RUNS,         /* booleans, hybrid */
    SOURCE_CODES,        /* of the dictionary, hybrid */
    SOURCE_DELTA,        /* integers, delta */
    SOURCE_SPLIT,        /* stored_bytes streams, one for each byte of a value */
    SOURCE_BYTES,        /* byte arrays after their lengths */
    SOURCE_DELTA_LENGTH, /* byte arrays, all lengths first */
    SOURCE_DELTA_PREFIX, /* byte arrays that share a prefix with the one before */
} Source;

typedef struct Page {
    PageBody body;
    uint32_t rows_left; /* not handed out or skipped */
    uint32_t to_skip;   /* rows to skip as soon as the page is loaded */
    bool is_loaded;
    bool has_nulls; /* may have: then levels say where */
    Hybrid levels;
    Source source;
    const uint8_t *at;  /* FIXED, BYTES, DELTA_*: the next value's bytes */
    Hybrid codes;       /* CODES, RUNS */
    uint64_t bit;       /* BITS: the next value's */
    Delta delta;        /* DELTA; the lengths of DELTA_LENGTH; the prefixes of DELTA_PREFIX */
    Delta suffixes;     /* DELTA_PREFIX: lengths */
    uint64_t streams;   /* SPLIT: values in the page */
    uint64_t stream_at; /* SPLIT: the next value */
} Page;

typedef struct ChunkDictionary {
    PageBody body;
    bool is_present;
    bool is_loaded;
    uint32_t count;
    uint8_t code_bytes; /* of the codes handed out */
    const uint8_t *heaps[1];
    Dictionary dictionary;
} ChunkDictionary;

typedef struct ParquetReader {
    ColumnReader head;
    const ParquetFile *file;
    const ParquetColumn *column;
    Arena *arena;
    Pages pages;
    Page page;
    ChunkDictionary dictionary;
    int64_t rows_unseen; /* of the chunk, in pages whose header was not read yet */

    /* Batch buffers, made when first needed; each holds BATCH_ROWS_MAX items and some slack. */
    void *values;         /* in the column's layout, for the batch handed out */
    void *dense;          /* likewise, before nulls are put in between */
    void *stored;         /* stored values before conversion */
    void *codes;          /* of the batch handed out */
    void *dense_codes;    /* before nulls are put in between */
    uint32_t *wide_codes; /* before they are narrowed or looked up */
    Str *strs;            /* byte arrays of a page */
    uint64_t *numbers;    /* of delta streams */
    uint64_t *suffixes;   /* likewise */
    uint64_t *validity;   /* of the batch handed out */
    Column null;          /* CONST null; rows 0: not made yet */
    const uint8_t **heaps;
    uint32_t heap_count;
    uint8_t *previous; /* DELTA_PREFIX: the value before the next, kept across batches */
    size_t previous_bytes, previous_capacity;
} ParquetReader;

enum { BATCH_SLACK_ROWS = UNPACK_WRITE_SLACK };

/* `buffer`, or where that is NULL a new one for a batch of items. */
void *batch_buffer(const ParquetReader *reader, void *buffer, size_t item_bytes);

/* Prepare a loaded page whose values are at body.values. */
must_use bool values_begin(Cx *cx, ParquetReader *reader);
must_use bool values_skip(Cx *cx, ParquetReader *reader, uint64_t count);

/*
 * The next `count` values that are not null, in the column's layout.  `selection` (may be NULL)
 * names those whose value counts.  Not for SOURCE_CODES of a text column.
 */
typedef struct Wanted {
    uint32_t count;
    const Row *selection; /* NULL: all */
    uint32_t selected;
} Wanted;
must_use bool values_read(Cx *cx, ParquetReader *reader, const Wanted *wanted, void *out);

/* The next `count` codes, checked, in the dictionary's code_bytes each. */
must_use bool values_read_codes(Cx *cx, ParquetReader *reader, uint32_t count, void *out);

/* byte_values.c: of pages of byte arrays. */
must_use bool values_read_texts(Cx *cx, ParquetReader *reader, uint32_t count, StrView *out);
must_use bool values_read_byte_arrays(Cx *cx, ParquetReader *reader, uint32_t count, void *out);
must_use bool values_skip_prefixed(Cx *cx, ParquetReader *reader, uint64_t count);
must_use bool values_skip_lengths(Cx *cx, ParquetReader *reader, uint64_t count);

/* XX001: the current page is too short. */
bool fail_values(Cx *cx, const ParquetReader *reader);

/* Load the chunk's dictionary if it is not yet; an error where there is none. */
must_use bool dictionary_need(Cx *cx, ParquetReader *reader);

/* The heap of the batch's views that begins at `base`. */
TextHeap text_heap(ParquetReader *reader, const uint8_t *base);

/* 22021 at a page's place. */
bool fail_text(Cx *cx, const ParquetReader *reader, const PageBody *body);

/* XX001 unless all values keep to a decimal's precision; sets bounds of an integer column. */
must_use bool column_set_bounds(Cx *cx, const ParquetReader *reader, Column *column);

#endif
