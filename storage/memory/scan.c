/* scan.c -- a table in memory as a file of chunks: nothing is copied but odd validity bits. */
#include "storage/memory.h"
#include "storage/scan_driver.h"

typedef struct MemoryScan {
    ScanFile scan;
    const MemoryPart *parts;
} MemoryScan;

typedef struct MemoryReader {
    ColumnReader reader;
    const Column *column; /* of the whole part */
    uint32_t row;
} MemoryReader;

static void stats(const ScanFile *file, uint32_t chunk, uint32_t column, ChunkStats *out_stats)
{
    const Block *block = ((const MemoryScan *)file)->parts[chunk].block;
    const Column *values = &block->columns[column];

    *out_stats = (ChunkStats){ .bytes = (int64_t)block->rows * layout_bytes(values->layout) };
    if (values->has_bounds) {
        out_stats->has_bounds = true;
        out_stats->min.integer = values->min;
        out_stats->max.integer = values->max;
    }
    if (!values->validity)
        out_stats->has_null_count = true;
}

static ColumnReader *column_open(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                                 Arena *arena)
{
    MemoryReader *reader = arena_zero(arena, sizeof *reader);

    (void)cx;
    reader->column = &((const MemoryScan *)file)->parts[chunk].block->columns[column];
    return &reader->reader;
}

static bool column_read(Cx *cx, ColumnReader *self, uint32_t rows, const Row *selection,
                        uint32_t selected, Column *out_column)
{
    MemoryReader *reader = (MemoryReader *)self;

    (void)selection;
    (void)selected;
    *out_column = column_slice(cx->arena, reader->column, reader->row, rows);
    reader->row += rows;
    return true;
}

static bool column_skip(Cx *cx, ColumnReader *self, uint32_t rows)
{
    (void)cx;
    ((MemoryReader *)self)->row += rows;
    return true;
}

/* Opened by memory_scan_open only. */
static const ScanDriver scan_driver_memory = {
    .file_bytes = sizeof(MemoryScan),
    .stats = stats,
    .column_open = column_open,
    .column_read = column_read,
    .column_skip = column_skip,
};

ScanFile *memory_scan_open(Arena *arena, const ScanColumn *columns, uint32_t column_count,
                           const MemoryPart *parts, uint32_t part_count)
{
    MemoryScan *file = arena_zero(arena, sizeof *file);
    ScanChunk *chunks = ARENA_ARRAY(arena, ScanChunk, part_count + 1);
    const uint64_t **deleted = ARENA_ARRAY(arena, const uint64_t *, part_count + 1);

    for (uint32_t at = 0; at < part_count; at++) {
        chunks[at] = (ScanChunk){ .rows = parts[at].block->rows };
        deleted[at] = parts[at].deleted;
    }
    file->parts = parts;
    file->scan = (ScanFile){ .driver = &scan_driver_memory,
                             .arena = arena,
                             .file = { .fd = -1 },
                             .columns = columns,
                             .column_count = column_count,
                             .chunks = chunks,
                             .chunk_count = part_count,
                             .deleted = deleted };
    return &file->scan;
}

ScanFile *table_data_scan(const TableData *data, const ScanColumn *columns, uint32_t column_count,
                          Budget *budget)
{
    Arena *arena = arena_new(budget);
    MemoryPart *parts = ARENA_ARRAY(arena, MemoryPart, data->part_count + 1);

    for (uint32_t at = 0; at < data->part_count; at++)
        parts[at] = (MemoryPart){ .block = data->parts[at].block->block,
                                  .deleted = data->parts[at].deleted ? data->parts[at].deleted->bits
                                                                     : NULL };
    return memory_scan_open(arena, columns, column_count, parts, data->part_count);
}
