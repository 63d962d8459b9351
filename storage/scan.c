/*
 * scan.c -- opening files and dispatching to the driver of their format; see scan.h.
 *
 * A ScanFile lives in an arena of its own, so closing is closing the descriptor and freeing that.
 */
#include "storage/scan_driver.h"

typedef struct OpenRequest {
    const FileOps *ops;
    const ScanDriver *driver;
    const FilePin *pin;       /* NULL: any version */
    const ScanColumn *schema; /* NULL: the file says, or the driver sniffs */
    uint32_t schema_count;
} OpenRequest;

static bool open_into(Cx *cx, Str path, const OpenRequest *request, ScanFile *file)
{
    file->driver = request->driver;
    TRY(file_open(cx, request->ops, file->arena, path, &file->file));
    TRY(request->driver->open(cx, file, request->schema, request->schema_count));
    return !request->pin || file_check_pin(cx, &file->file, request->pin);
}

static ScanFile *open_file(Cx *cx, Str path, const OpenRequest *request, Budget *budget)
{
    Arena *arena = arena_new(budget);
    ScanFile *file = arena_zero(arena, request->driver->file_bytes);

    file->arena = arena;
    file->file.fd = -1;
    if (open_into(cx, path, request, file))
        return file;
    if (cx->error.code == ERR_OUT_OF_MEMORY) /* all others name the file */
        fail_context(cx, "file \"%.*s\"", STR(path));
    scan_close(file);
    return NULL;
}

static const ScanDriver *driver_of(FileFormat format)
{
    switch (format) {
    case FORMAT_PARQUET: return &scan_driver_parquet;
    case FORMAT_CSV: return &scan_driver_csv;
    case FORMAT_MEMORY: break; /* memory_scan_open */
    }
    return NULL;
}

ScanFile *scan_open(Cx *cx, Str path, FileFormat format, const FilePin *pin,
                    const ScanColumn *schema, uint32_t schema_count, Budget *budget)
{
    OpenRequest request = { .ops = &file_ops_system,
                            .driver = driver_of(format),
                            .pin = pin,
                            .schema = schema,
                            .schema_count = schema_count };

    if (!request.driver)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "the format of file \"%.*s\" is not supported", STR(path));
    return open_file(cx, path, &request, budget);
}

ScanFile *scan_open_through(Cx *cx, const FileOps *ops, const ScanDriver *driver, Str path,
                            const FilePin *pin, Budget *budget)
{
    OpenRequest request = { .ops = ops, .driver = driver, .pin = pin };

    return open_file(cx, path, &request, budget);
}

void scan_close(ScanFile *file)
{
    if (!file)
        return;
    if (file->driver->close)
        file->driver->close(file);
    file_close(&file->file);
    arena_free(file->arena);
}

const FilePin *scan_pin(const ScanFile *file)
{
    return &file->file.pin;
}

const ScanColumn *scan_columns(const ScanFile *file, uint32_t *out_count)
{
    *out_count = file->column_count;
    return file->columns;
}

const ScanSkipped *scan_skipped(const ScanFile *file, uint32_t *out_count)
{
    *out_count = file->skipped_count;
    return file->skipped;
}

const ScanChunk *scan_chunks(const ScanFile *file, uint32_t *out_count)
{
    *out_count = file->chunk_count;
    return file->chunks;
}

void scan_stats(const ScanFile *file, uint32_t chunk, uint32_t column, ChunkStats *out_stats)
{
    assert(chunk < file->chunk_count && column < file->column_count);
    file->driver->stats(file, chunk, column, out_stats);
}

const uint64_t *scan_deleted(const ScanFile *file, uint32_t chunk)
{
    assert(chunk < file->chunk_count);
    return file->deleted ? file->deleted[chunk] : NULL;
}

ColumnReader *scan_column_open(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                               Arena *arena)
{
    assert(chunk < file->chunk_count && column < file->column_count);
    if (file->file.fd >= 0) /* a table in memory has no file */
        TRY(file_check(cx, &file->file));

    ColumnReader *reader = TRY(file->driver->column_open(cx, file, chunk, column, arena));
    reader->driver = file->driver;
    reader->rows_left = (uint64_t)file->chunks[chunk].rows;
    return reader;
}

bool scan_column_read(Cx *cx, ColumnReader *reader, uint32_t rows, const Row *selection,
                      uint32_t selected, Column *out_column)
{
    assert(rows <= BATCH_ROWS_MAX && rows <= reader->rows_left);
    TRY(reader->driver->column_read(cx, reader, rows, selection, selected, out_column));
    reader->rows_left -= rows;
    return true;
}

bool scan_column_skip(Cx *cx, ColumnReader *reader, uint32_t rows)
{
    assert(rows <= reader->rows_left);
    TRY(reader->driver->column_skip(cx, reader, rows));
    reader->rows_left -= rows;
    return true;
}

bool scan_format_of(Str path, FileFormat *out_format)
{
    static const struct {
        const char *ending;
        FileFormat format;
    } endings[] = { { ".parquet", FORMAT_PARQUET },
                    { ".csv", FORMAT_CSV },
                    { ".tsv", FORMAT_CSV } };

    for (size_t at = 0; at < COUNT_OF(endings); at++) {
        size_t length = strlen(endings[at].ending);
        if (path.length > length &&
            str_is(str_slice(path, path.length - length, path.length), endings[at].ending)) {
            *out_format = endings[at].format;
            return true;
        }
    }
    return false;
}
