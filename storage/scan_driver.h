/*
 * scan_driver.h -- what a file format gives to the scan: one table of functions.
 *
 * scan.c opens and closes files and dispatches; a driver reads metadata and columns.  A driver's
 * ScanFile and ColumnReader start with the structs below.
 */
#ifndef STORAGE_SCAN_DRIVER_H
#define STORAGE_SCAN_DRIVER_H

#include "storage/files.h"
#include "storage/scan.h"

typedef struct ScanDriver {
    size_t file_bytes; /* size of the driver's own ScanFile */

    /* The file is open and identified, all else is zero: fill in columns, chunks, skipped and
     * pin.footer_hash.  Everything goes to file->arena; on failure scan.c frees it. */
    bool (*open)(Cx *cx, ScanFile *file, const ScanColumn *schema, uint32_t schema_count);

    /* Give back what is not in file->arena.  NULL: nothing.  The rest may be zero: it is called
     * after an open that failed, or was never reached, too. */
    void (*close)(ScanFile *file);

    void (*stats)(const ScanFile *file, uint32_t chunk, uint32_t column, ChunkStats *out_stats);
    ColumnReader *(*column_open)(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                                 Arena *arena);
    bool (*column_read)(Cx *cx, ColumnReader *reader, uint32_t rows, const Row *selection,
                        uint32_t selected, Column *out_column);
    bool (*column_skip)(Cx *cx, ColumnReader *reader, uint32_t rows);
} ScanDriver;

struct ScanFile {
    const ScanDriver *driver;
    Arena *arena; /* all of the file's memory, this struct included */
    File file;
    const ScanColumn *columns;
    const ScanChunk *chunks;
    const ScanSkipped *skipped;
    const uint64_t *const *deleted; /* a bitmap or NULL a chunk; NULL: no row ever is */
    uint32_t column_count;
    uint32_t chunk_count;
    uint32_t skipped_count;
};

struct ColumnReader {
    const ScanDriver *driver;
    uint64_t rows_left; /* of the chunk; kept by scan.c */
};

extern const ScanDriver scan_driver_parquet;
extern const ScanDriver scan_driver_csv;

/* scan_open with another way to reach files: for tests. */
must_use ScanFile *scan_open_through(Cx *cx, const FileOps *ops, const ScanDriver *driver, Str path,
                                     const FilePin *pin, Budget *budget);

#endif
