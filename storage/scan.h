/*
 * scan.h -- PUBLIC to workers: reading files column by column.
 *
 *     scan_open ── ScanFile ── chunk 0, chunk 1, ...      a chunk: a Parquet row group, a CSV piece
 *                                 └─ scan_column_open ── ColumnReader: read or skip rows in order
 *
 * The worker drives: it decides which chunks to read (after asking scan_stats), which columns, in
 * which order, and for which rows.  A ScanFile is immutable after opening and may be shared by
 * threads; a ColumnReader belongs to one.  Errors name the file and, where it means something,
 * the offset: 58P01 missing, XX001 damaged, 58030 I/O, 0A000 a feature not read yet.
 */
#ifndef STORAGE_SCAN_H
#define STORAGE_SCAN_H

#include "base/batch.h"
#include "base/file_pin.h"
#include "base/value.h"

typedef struct ScanColumn {
    Str name;
    Type type; /* with typmod, and for numeric the physical fact of the columns that are read */
    bool nullable;
} ScanColumn;

/* A column of the file that cannot be read, so it is not among scan_columns: its name (of the
 * outermost group, where it is nested) and the reason, in words. */
typedef struct ScanSkipped {
    Str name;
    const char *reason;
} ScanSkipped;

typedef struct ScanChunk {
    int64_t rows;
    int64_t bytes; /* compressed, all columns */
} ScanChunk;

typedef struct ScanFile ScanFile;
typedef struct ColumnReader ColumnReader;

/* What a chunk's metadata says of a column.  Bounds are inclusive and may be loose; they are
 * absent (has_bounds false) where the format gives none or they cannot be trusted (NaN). */
typedef struct ChunkStats {
    bool has_bounds;
    bool has_null_count;
    Value min, max; /* of the column's type; text borrowed from the ScanFile */
    int64_t null_count;
    int64_t bytes; /* compressed size of this column in this chunk */
} ChunkStats;

/* Open a file and read its metadata.  `pin` NULL: any version, see scan_pin.  `schema` (CSV only,
 * may be NULL): the columns decided on when the table was found; NULL: sniff them.
 * The ScanFile and its descriptor live until scan_close; its memory is charged to `budget`. */
must_use ScanFile *scan_open(Cx *cx, Str path, FileFormat format, const FilePin *pin,
                             const ScanColumn *schema, uint32_t schema_count, Budget *budget);
void scan_close(ScanFile *file); /* NULL is fine */

const FilePin *scan_pin(const ScanFile *file);
const ScanColumn *scan_columns(const ScanFile *file, uint32_t *out_count);
const ScanSkipped *scan_skipped(const ScanFile *file, uint32_t *out_count);
const ScanChunk *scan_chunks(const ScanFile *file, uint32_t *out_count);
void scan_stats(const ScanFile *file, uint32_t chunk, uint32_t column, ChunkStats *out_stats);
/* Which rows of the chunk are gone, a bit each; NULL: none.  Readers give them all the same. */
const uint64_t *scan_deleted(const ScanFile *file, uint32_t chunk);

/* Begin to read one column of one chunk.  The reader and its buffers live in `arena`, which must
 * not be rewound below this point before the reader is done with. */
must_use ColumnReader *scan_column_open(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                                        Arena *arena);

/*
 * The next `rows` (at most BATCH_ROWS_MAX) values, as a FLAT, CONST or DICT column.  `selection`
 * (NULL: all) names the rows whose values will be looked at; others may hold anything readable.
 * The column is valid until the next read or skip of this reader.  Values are allocated in
 * cx->arena or in the reader; dictionaries live as long as the reader's arena.
 */
must_use bool scan_column_read(Cx *cx, ColumnReader *reader, uint32_t rows, const Row *selection,
                               uint32_t selected, Column *out_column);
must_use bool scan_column_skip(Cx *cx, ColumnReader *reader, uint32_t rows);

/* --- The predicate a scan understands by itself: for pruning chunks. ------------------------- */

typedef enum ScanCompare {
    SCAN_EQ,
    SCAN_NE,
    SCAN_LT,
    SCAN_LE,
    SCAN_GT,
    SCAN_GE,
    SCAN_IS_NULL,
    SCAN_IS_NOT_NULL
} ScanCompare;

typedef struct ScanPredicate {
    uint32_t column; /* index into scan_columns */
    ScanCompare compare;
    Value constant; /* of the column's type, not null */
} ScanPredicate;

/* Can no row of the chunk satisfy the predicate, by its statistics? */
bool scan_chunk_excluded(const ScanFile *file, uint32_t chunk, const ScanPredicate *predicate);

/* Finish a file name: "lineitem.parquet" -> FORMAT_PARQUET.  False: not a table's file. */
bool scan_format_of(Str path, FileFormat *out_format);

#endif
