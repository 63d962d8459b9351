/* csv.c -- the driver of CSV files: opening, and the table for scan.c. */
#include "storage/csv/csv.h"

#include "base/hash.h"

static bool read_head(Cx *cx, CsvFile *file, Arena *work, CsvHead *out_head)
{
    static const char bom[] = { '\xef', '\xbb', '\xbf' };
    uint64_t size = file->scan.file.pin.size_bytes;
    size_t bytes = size < CSV_HEAD_BYTES ? (size_t)size : CSV_HEAD_BYTES;
    char *text = arena_alloc(work, bytes + 1);
    TRY(file_read(cx, &file->scan.file, 0, text, bytes));

    size_t hashed = bytes < CSV_HASH_BYTES ? bytes : CSV_HASH_BYTES;
    bool has_bom = bytes >= sizeof bom && memcmp(text, bom, sizeof bom) == 0;
    size_t skipped = has_bom ? sizeof bom : 0;
    file->scan.file.pin.footer_hash = hash_bytes(text, hashed);
    *out_head = (CsvHead){ .text = { text + skipped, bytes - skipped },
                           .offset = (int64_t)skipped,
                           .is_whole = bytes == size };
    return true;
}

/* The table knows better than a guess; but the file must still be called as it was then. */
static bool take_schema(Cx *cx, CsvFile *file, ScanColumn *columns, const ScanColumn *schema,
                        uint32_t schema_count)
{
    bool is_same = schema_count == file->scan.column_count;

    for (uint32_t column = 0; is_same && column < schema_count; column++) {
        is_same = str_equal(columns[column].name, schema[column].name);
        columns[column].type = schema[column].type;
    }
    return is_same ||
           fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
                "file \"%.*s\" does not have the columns of its table", STR(file->scan.file.path));
}

static ScanColumn *make_columns(CsvFile *file, const CsvHeader *header)
{
    ScanColumn *columns = ARENA_ARRAY(file->scan.arena, ScanColumn, header->count);

    for (uint32_t column = 0; column < header->count; column++)
        columns[column] = (ScanColumn){ .name = header->names[column], .nullable = true };
    file->scan.columns = columns;
    file->scan.column_count = header->count;
    return columns;
}

static bool csv_open(Cx *cx, ScanFile *scan, const ScanColumn *schema, uint32_t schema_count)
{
    CsvFile *file = (CsvFile *)scan;
    CLOSES(arena_fini)
    Arena work;
    arena_init(&work, scan->arena->budget);
    CsvHead head;
    CsvHeader header;

    pthread_mutex_init(&file->lock, NULL);
    file->has_lock = true;
    TRY(read_head(cx, file, &work, &head));
    TRY(csv_read_header(cx, file, &head, &header));
    file->delimiter = header.delimiter;
    file->line_end = header.line_end;
    ScanColumn *columns = make_columns(file, &header);
    TRY(csv_index(cx, file, &header));
    TRY(schema ? take_schema(cx, file, columns, schema, schema_count)
               : csv_infer_types(cx, file, columns));
    file->readers = arena_zero(scan->arena, scan->chunk_count * sizeof *file->readers);
    return file_check(cx, &scan->file) && check_memory(cx);
}

static void csv_close(ScanFile *scan)
{
    csv_pieces_close((CsvFile *)scan);
}

/* Nothing is known of values; of sizes, that the columns share the chunk's. */
static void csv_stats(const ScanFile *scan, uint32_t chunk, uint32_t column, ChunkStats *out_stats)
{
    (void)column;
    *out_stats = (ChunkStats){ .bytes = scan->chunks[chunk].bytes / scan->column_count };
}

const ScanDriver scan_driver_csv = {
    .file_bytes = sizeof(CsvFile),
    .open = csv_open,
    .close = csv_close,
    .stats = csv_stats,
    .column_open = csv_column_open,
    .column_read = csv_column_read,
    .column_skip = csv_column_skip,
};
