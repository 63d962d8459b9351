/*
 * describe.c -- what is in a file, seen through scan.h: columns, chunks, statistics.
 *
 * Runs in a worker.  All that a file may claim without bound is cut here, so that a description
 * that leaves this file passes file_description_decode at the other end.
 */
#include "storage/catalog/description.h"
#include "storage/catalog/statistics.h"
#include "storage/scan.h"
#include "storage/catalog/printable.h"

static Statistics chunk_statistics(const ScanFile *file, uint32_t chunk, uint32_t column, Type type,
                                   int64_t *out_bytes)
{
    uint32_t chunk_count;
    ChunkStats stats;

    scan_stats(file, chunk, column, &stats);
    *out_bytes = stats.bytes;
    return (Statistics){
        .has_bounds = stats.has_bounds && statistics_fit(type, &stats.min, &stats.max),
        .min = stats.min,
        .max = stats.max,
        .null_count = stats.has_null_count ? stats.null_count : -1,
        .rows = scan_chunks(file, &chunk_count)[chunk].rows,
    };
}

static bool describe_statistics(Cx *cx, const ScanFile *file, uint32_t at, FileColumn *column)
{
    Statistics all = statistics_none();
    uint32_t chunk_count;
    scan_chunks(file, &chunk_count);

    for (uint32_t chunk = 0; chunk < chunk_count; chunk++) {
        int64_t bytes;
        Statistics one = chunk_statistics(file, chunk, at, column->type, &bytes);
        if (one.null_count > one.rows)
            one.null_count = -1; /* a lie: as good as unknown */
        statistics_merge(column->type, &all, &one);
        if (bytes < 0 || __builtin_add_overflow(column->bytes, bytes, &column->bytes))
            return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "sizes of column \"%.*s\" are wrong",
                        STR(column->name));
    }
    column->null_count = all.null_count;
    column->has_bounds = all.has_bounds;
    if (all.has_bounds) {
        column->min = value_copy(cx->arena, column->type, all.min);
        column->max = value_copy(cx->arena, column->type, all.max);
    }
    return true;
}

static bool describe_column(Cx *cx, const ScanFile *file, uint32_t at, FileColumn *out_column)
{
    uint32_t count;
    const ScanColumn *column = &scan_columns(file, &count)[at];

    if (column->name.length == 0 || column->name.length > FILE_NAME_BYTES_MAX ||
        !is_valid_text(column->name))
        return fail(cx, ERR_INVALID_NAME, NO_POSITION, "invalid name for column %u: \"%.*s\"",
                    at + 1, STR(printable_text(cx->arena, str_slice(column->name, 0, 64))));
    *out_column = (FileColumn){ .name = str_copy(cx->arena, column->name),
                                .type = column->type,
                                .nullable = column->nullable };
    return describe_statistics(cx, file, at, out_column);
}

static bool fail_no_column(Cx *cx, const ScanFile *file, Str path)
{
    uint32_t count;
    const ScanSkipped *skipped = scan_skipped(file, &count);

    fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "file \"%.*s\" has no column that can be read",
         STR(path));
    if (count > 0)
        fail_detail(cx, "Column \"%.*s\": %s.",
                    STR(printable_text(cx->arena, str_slice(skipped->name, 0, 64))),
                    skipped->reason);
    return false;
}

static bool describe_columns(Cx *cx, const ScanFile *file, FileDescription *description)
{
    uint32_t count;
    scan_columns(file, &count);

    if (count == 0)
        return fail_no_column(cx, file, description->path);
    if (count > CATALOG_COLUMNS_MAX)
        return fail(cx, ERR_TOO_MANY_COLUMNS, NO_POSITION, "tables can have at most %d columns",
                    CATALOG_COLUMNS_MAX);
    description->column_count = count;
    description->columns = ARENA_ARRAY(cx->arena, FileColumn, count);
    for (uint32_t column = 0; column < count; column++)
        TRY(describe_column(cx, file, column, &description->columns[column]));

    const FileColumn *twice = file_columns_find_twice(cx->arena, description->columns, count);
    if (twice)
        return fail(cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                    "column \"%.*s\" specified more than once", STR(twice->name));
    return true;
}

static bool describe_chunks(Cx *cx, const ScanFile *file, FileDescription *description)
{
    uint32_t count;
    const ScanChunk *chunks = scan_chunks(file, &count);
    int64_t rows = 0;

    description->chunk_count = count;
    description->chunk_rows = ARENA_ARRAY(cx->arena, int64_t, count);
    for (uint32_t chunk = 0; chunk < count; chunk++) {
        description->chunk_rows[chunk] = chunks[chunk].rows;
        if (chunks[chunk].rows < 0 || __builtin_add_overflow(rows, chunks[chunk].rows, &rows))
            return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "row counts of its chunks are wrong");
    }
    return true;
}

static void close_scan(ScanFile **file)
{
    scan_close(*file);
}

FileDescription *file_describe(Cx *cx, Str path, FileFormat format)
{
    if (path.length > FILE_PATH_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "path of more than %d bytes: \"%.*s...\"", FILE_PATH_BYTES_MAX,
                    STR(str_slice(path, 0, 64)));

    CLOSES(close_scan)
    ScanFile *file = TRY(scan_open(cx, path, format, NULL, NULL, 0, cx->arena->budget));
    FileDescription *description = arena_zero(cx->arena, sizeof *description);

    description->path = str_copy(cx->arena, path);
    description->format = format;
    description->pin = *scan_pin(file);
    if (!describe_chunks(cx, file, description) || !describe_columns(cx, file, description))
        return fail_context(cx, "file \"%.*s\"", STR(path));
    return description;
}
