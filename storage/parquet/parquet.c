/*
 * parquet.c -- opening a Parquet file: footer, schema, chunks.
 *
 *     PAR1 ┃ column chunks ... ┃ footer ┃ footer length ┃ PAR1
 *
 * The footer's bytes stay in the file's arena: names and statistics point into them.
 */
#include "storage/parquet/parquet.h"

#include "base/hash.h"

static uint32_t load_u32(const uint8_t *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static bool find_footer(Cx *cx, const ParquetFile *file, int64_t *out_start, uint32_t *out_bytes)
{
    const File *in = &file->head.file;
    int64_t size = (int64_t)in->pin.size_bytes;
    uint8_t tail[PARQUET_TAIL_BYTES];

    if (size < PARQUET_MAGIC_BYTES + PARQUET_TAIL_BYTES)
        return fail_damaged(cx, in, size, "it is too short for a Parquet file");
    TRY(file_read(cx, in, size - PARQUET_TAIL_BYTES, tail, sizeof tail));
    if (memcmp(tail + 4, "PARE", PARQUET_MAGIC_BYTES) == 0)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "file \"%.*s\" is encrypted, which is not supported", STR(in->path));
    if (memcmp(tail + 4, "PAR1", PARQUET_MAGIC_BYTES) != 0)
        return fail_damaged(cx, in, size - PARQUET_MAGIC_BYTES, "it does not end as Parquet does");

    uint32_t bytes = load_u32(tail);
    if (bytes > FOOTER_BYTES_MAX || bytes > size - PARQUET_MAGIC_BYTES - PARQUET_TAIL_BYTES)
        return fail_damaged(cx, in, size - PARQUET_TAIL_BYTES,
                            "its footer of %u bytes does not fit", bytes);
    *out_bytes = bytes;
    *out_start = size - PARQUET_TAIL_BYTES - bytes;
    return true;
}

static bool read_footer(Cx *cx, ParquetFile *file)
{
    Arena *arena = file->head.arena;
    uint32_t bytes = 0;

    TRY(find_footer(cx, file, &file->data_end, &bytes));
    TRY(check_allocation(cx, arena, bytes));
    uint8_t *footer = arena_alloc(arena, (size_t)bytes + 1);
    TRY(file_read(cx, &file->head.file, file->data_end, footer, bytes));
    file->head.file.pin.footer_hash = hash_bytes(footer, bytes);

    FooterReader reader = { thrift_reader(footer, bytes), cx, arena };
    footer_decode(&reader, &file->footer);
    if (reader.in.flaw) /* without effect where memory has failed */
        return fail_damaged(cx, &file->head.file, file->data_end + (int64_t)reader.in.flaw_offset,
                            "%s", reader.in.flaw);
    if (file->footer.is_encrypted)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "file \"%.*s\" is encrypted, which is not supported",
                    STR(file->head.file.path));
    return true;
}

static bool list_chunks(Cx *cx, ParquetFile *file)
{
    const Footer *footer = &file->footer;
    int64_t rows = 0;

    TRY(check_allocation(cx, file->head.arena, (footer->group_count + 1) * sizeof(ScanChunk)));
    ScanChunk *chunks = ARENA_ARRAY(file->head.arena, ScanChunk, footer->group_count + 1);

    for (uint32_t at = 0; at < footer->group_count; at++) {
        const RowGroup *group = &footer->groups[at];
        chunks[at] = (ScanChunk){ .rows = group->rows };
        for (uint32_t leaf = 0; leaf < footer->leaf_count; leaf++) {
            int64_t bytes = group->columns[leaf].compressed_bytes;
            if (bytes < 0 || __builtin_add_overflow(chunks[at].bytes, bytes, &chunks[at].bytes))
                return fail_damaged(cx, &file->head.file, file->data_end,
                                    "the size of a column makes no sense");
        }
        if (__builtin_add_overflow(rows, group->rows, &rows))
            return fail_damaged(cx, &file->head.file, file->data_end, "it has too many rows");
    }
    file->head.chunks = chunks;
    file->head.chunk_count = footer->group_count;
    return true;
}

static bool parquet_open(Cx *cx, ScanFile *head, const ScanColumn *schema, uint32_t schema_count)
{
    ParquetFile *file = (ParquetFile *)head;

    (void)schema, (void)schema_count; /* the file itself has one */
    TRY(read_footer(cx, file));
    TRY(schema_map(cx, file));
    TRY(list_chunks(cx, file));
    return true;
}

const ScanDriver scan_driver_parquet = { .file_bytes = sizeof(ParquetFile),
                                         .open = parquet_open,
                                         .stats = parquet_stats,
                                         .column_open = parquet_column_open,
                                         .column_read = parquet_column_read,
                                         .column_skip = parquet_column_skip };
