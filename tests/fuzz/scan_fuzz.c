/* scan_fuzz.c -- any bytes as a file behind scan.h: rows or an error. */
#include "tests/fuzz/scan_fuzz.h"

#include <errno.h>

enum {
    MEMORY_BYTES = 256 * 1024 * 1024,
    ROWS_MAX = 100 * 1000, /* read of one column: a few bytes can claim billions of rows */
    CHUNKS_MAX = 4,
    COLUMNS_MAX = 40,
};

typedef struct MemoryFile {
    const uint8_t *data;
    size_t size;
} MemoryFile;

static int memory_open(void *self, const char *path)
{
    (void)self, (void)path;
    return 0;
}

static ssize_t memory_pread(void *self, int fd, void *to, size_t bytes, off_t offset)
{
    const MemoryFile *file = self;
    size_t at = (size_t)offset;

    (void)fd;
    if (offset < 0) {
        errno = EINVAL;
        return -1;
    }
    if (at >= file->size)
        return 0;
    bytes = bytes < file->size - at ? bytes : file->size - at;
    memcpy(to, file->data + at, bytes);
    return (ssize_t)bytes;
}

static int memory_fstat(void *self, int fd, struct stat *out_status)
{
    const MemoryFile *file = self;

    (void)fd;
    *out_status = (struct stat){ .st_mode = S_IFREG, .st_size = (off_t)file->size };
    return 0;
}

static int memory_close(void *self, int fd)
{
    (void)self, (void)fd;
    return 0;
}

/* Look at every value that was asked for, so that the sanitizers see what it points to. */
static uint64_t touch(const Column *column, const Row *selection, uint32_t selected)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    size_t width = (size_t)layout_bytes(values->layout);
    uint64_t sum = 0;

    for (uint32_t at = 0; at < selected; at++) {
        uint32_t row = selection ? selection[at] : at;
        const char *item = (const char *)values->data + column_index(column, row) * width;
        for (size_t byte = 0; byte < width; byte++)
            sum += (uint8_t)item[byte];
        if (values->layout != LAYOUT_VIEW)
            continue;
        Str text = view_str((const StrView *)(const void *)item, values->heaps);
        for (size_t byte = 0; byte < text.length; byte++)
            sum += (uint8_t)text.data[byte];
    }
    return sum;
}

static bool read_column(Cx *cx, ColumnReader *reader, int64_t rows, uint32_t seed)
{
    Row selection[BATCH_ROWS_MAX];
    volatile uint64_t sum = 0;

    rows = rows < ROWS_MAX ? rows : ROWS_MAX;
    for (uint32_t round = 0; rows > 0; round++) {
        uint32_t most = seed ? 1 + (seed * 37 + round * 101) % BATCH_ROWS_MAX : BATCH_ROWS_MAX;
        uint32_t part = rows < most ? (uint32_t)rows : most;
        uint32_t selected = 0;
        Column column;
        rows -= part;
        if (seed && (seed + round) % 3 == 0) {
            TRY(scan_column_skip(cx, reader, part));
            continue;
        }
        for (uint32_t row = 0; row < part; row += 1 + (seed + row) % 9)
            selection[selected++] = (Row)row;
        bool is_sparse = seed % 2;
        TRY(scan_column_read(cx, reader, part, is_sparse ? selection : NULL,
                             is_sparse ? selected : part, &column));
        sum = sum + touch(&column, is_sparse ? selection : NULL, is_sparse ? selected : part);
    }
    return true;
}

static void read_chunk_column(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                              const ScanFuzz *how)
{
    SCRATCH(cx->arena);
    uint32_t count;
    int64_t rows = scan_chunks(file, &count)[chunk].rows;
    ChunkStats stats;
    Cx inner = { .arena = cx->arena };

    scan_stats(file, chunk, column, &stats);
    ScanPredicate predicate = { .column = column, .compare = SCAN_EQ, .constant = stats.min };
    scan_chunk_excluded(file, chunk, &predicate);
    ColumnReader *reader = scan_column_open(&inner, file, chunk, column, cx->arena);
    bool is_read = reader && read_column(&inner, reader, rows, how->seed);
    check_outcome(is_read, &inner);
    check(is_read || !how->is_read_error || how->is_read_error(inner.error.code));
}

static void read_file(Cx *cx, ScanFile *file, const ScanFuzz *how)
{
    uint32_t column_count, chunk_count;

    scan_chunks(file, &chunk_count);
    scan_columns(file, &column_count);
    for (uint32_t chunk = 0; chunk < chunk_count && chunk < CHUNKS_MAX; chunk++)
        for (uint32_t column = 0; column < column_count && column < COLUMNS_MAX; column++)
            read_chunk_column(cx, file, chunk, column, how);
}

void scan_fuzz(const ScanFuzz *how, const uint8_t *data, size_t size)
{
    MemoryFile memory = { data, size };
    FileOps ops = { memory_open, memory_pread, memory_fstat, memory_close, &memory };
    Fuzz fuzz;

    fuzz_begin(&fuzz, MEMORY_BYTES, data, size);
    ScanFile *file =
        scan_open_through(&fuzz.cx, &ops, how->driver, str_of(how->path), NULL, &fuzz.budget);
    check_outcome(file, &fuzz.cx);
    if (file)
        read_file(&fuzz.cx, file, how);
    scan_close(file);
    fuzz_end(&fuzz);
}
