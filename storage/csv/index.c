/*
 * index.c -- one pass over the file that finds where chunks can begin.
 *
 * Only quotes and newlines matter here.  A quote opens where a field begins, and whether the next
 * one closes for good shows behind it: a quote right behind a closing one takes the closing back.
 * Blocks of 64 bytes without a quote are counted by their masks; in the others, and where a chunk
 * is about to end, the events are walked through one by one.
 */
#include "storage/csv/csv.h"
#include "storage/csv/masks.h"

enum { INDEX_BUFFER_BYTES = 1024 * 1024 };

typedef struct Index {
    Cx *cx;
    CsvFile *file;
    char *buffer; /* with MASK_BYTES before it: the end of the buffer before */
    bool skips_blank_lines;

    int64_t at;         /* offset in the file of the buffer's first byte */
    bool is_quoted;     /* inside quotes */
    int64_t closed_at;  /* where quotes were closed last */
    int64_t quote_line; /* where they were opened last */
    int64_t lines;      /* line ends so far, in and outside of quotes */
    int64_t record_at;  /* where the record under way begins */

    CsvPlace chunk; /* the one under way */
    int64_t chunk_rows;
    CsvPlace *places;
    ScanChunk *chunks;
    uint32_t chunk_count;
    uint32_t capacity;
} Index;

static void *grown(Arena *arena, const void *items, size_t item_bytes, uint32_t count,
                   uint32_t capacity)
{
    void *copy = arena_array(arena, item_bytes, capacity);

    if (count)
        memcpy(copy, items, item_bytes * count);
    return copy;
}

static void grow_chunks(Index *x)
{
    Arena *arena = x->file->scan.arena;

    if (x->chunk_count < x->capacity)
        return;
    x->capacity = x->capacity ? x->capacity * 2 : 16;
    x->places = grown(arena, x->places, sizeof *x->places, x->chunk_count, x->capacity);
    x->chunks = grown(arena, x->chunks, sizeof *x->chunks, x->chunk_count, x->capacity);
}

/* The chunk under way ends before `end`, where the next one begins. */
static void end_chunk(Index *x, int64_t end)
{
    if (x->chunk_rows > 0) {
        grow_chunks(x);
        x->places[x->chunk_count] = x->chunk;
        x->chunks[x->chunk_count++] =
            (ScanChunk){ .rows = x->chunk_rows, .bytes = end - x->chunk.offset };
    }
    x->chunk = (CsvPlace){ .offset = end, .first_line = x->lines + 1 };
    x->chunk_rows = 0;
}

/* A record ends with the newline at buffer[at]. */
static void end_record(Index *x, int64_t at)
{
    int64_t end = x->at + at; /* offset of the newline */
    bool is_blank = end == x->record_at || (end == x->record_at + 1 && x->buffer[at - 1] == '\r');

    if (!is_blank || !x->skips_blank_lines)
        x->chunk_rows++;
    x->record_at = end + 1;
    if (x->record_at - x->chunk.offset >= CSV_CHUNK_BYTES)
        end_chunk(x, x->record_at);
}

static void see_quote(Index *x, int64_t at)
{
    int64_t offset = x->at + at;

    if (x->is_quoted) {
        x->is_quoted = false;
        x->closed_at = offset;
        return;
    }
    bool begins_field = offset == x->record_at || x->buffer[at - 1] == x->file->delimiter;
    if (begins_field)
        x->quote_line = x->lines + 1;
    x->is_quoted = begins_field || offset == x->closed_at + 1;
}

static void walk_events(Index *x, int64_t block, uint64_t quotes, uint64_t newlines)
{
    for (uint64_t events = quotes | newlines; events; events &= events - 1) {
        int bit = __builtin_ctzll(events);
        if (quotes >> bit & 1) {
            see_quote(x, block + bit);
            continue;
        }
        x->lines++;
        if (!x->is_quoted)
            end_record(x, block + bit);
    }
}

/* Newlines of a block without quotes that end a record which has a character. */
static uint64_t filled_lines(const Index *x, int64_t block, uint64_t newlines)
{
    const char *at = x->buffer + block;

    if (!x->skips_blank_lines)
        return newlines;
    char line_end = x->file->line_end;
    uint64_t after_newline = newlines & mask_of(at - 1, line_end);
    uint64_t after_return = newlines & mask_of(at - 1, '\r') & mask_of(at - 2, line_end);
    return newlines & ~(after_newline | after_return);
}

static void index_block(Index *x, int64_t block, uint64_t within)
{
    const char *at = x->buffer + block;
    uint64_t newlines = mask_of(at, x->file->line_end) & within;
    uint64_t quotes = mask_of(at, CSV_QUOTE) & within;
    bool may_end_chunk = x->at + block + MASK_BYTES - x->chunk.offset >= CSV_CHUNK_BYTES;

    if (quotes || (may_end_chunk && !x->is_quoted)) {
        walk_events(x, block, quotes, newlines);
        return;
    }
    x->lines += __builtin_popcountll(newlines);
    if (x->is_quoted || !newlines)
        return;
    x->chunk_rows += __builtin_popcountll(filled_lines(x, block, newlines));
    x->record_at = x->at + block + (63 - __builtin_clzll(newlines)) + 1;
}

static bool check_record(Index *x, int64_t end)
{
    if (end - x->record_at <= CSV_RECORD_BYTES_MAX)
        return true;
    fail(x->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "a record is longer than %d bytes",
         CSV_RECORD_BYTES_MAX);
    if (x->is_quoted)
        fail_hint(x->cx, "A quote is opened in line %lld.", (long long)x->quote_line);
    return fail_context(x->cx, "file \"%.*s\"", STR(x->file->scan.file.path));
}

static bool index_buffer(Index *x, size_t bytes)
{
    TRY(file_read(x->cx, &x->file->scan.file, x->at, x->buffer, bytes));
    memset(x->buffer + bytes, 0, MASK_BYTES);
    for (size_t block = 0; block < bytes; block += MASK_BYTES)
        index_block(x, (int64_t)block, mask_first(bytes - block));

    /* What stands before the next buffer's first byte. */
    memmove(x->buffer - MASK_BYTES, x->buffer + bytes - MASK_BYTES, MASK_BYTES);
    x->at += (int64_t)bytes;
    return check_record(x, x->at) && check_interrupts(x->cx);
}

/* The last record may lack its newline. */
static bool end_file(Index *x)
{
    if (x->is_quoted) {
        fail(x->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "unterminated CSV quoted field");
        return fail_context(x->cx, "file \"%.*s\", line %lld", STR(x->file->scan.file.path),
                            (long long)x->quote_line);
    }
    int64_t left = x->at - x->record_at;
    bool is_return = left == 1 && x->buffer[-1] == '\r';
    if (left > 0 && !(is_return && x->skips_blank_lines))
        x->chunk_rows++;
    end_chunk(x, x->at);
    return true;
}

bool csv_index(Cx *cx, CsvFile *file, const CsvHeader *header)
{
    CLOSES(arena_fini)
    Arena work;
    arena_init(&work, file->scan.arena->budget);
    int64_t size = (int64_t)file->scan.file.pin.size_bytes;
    char *memory = arena_zero(&work, MASK_BYTES + INDEX_BUFFER_BYTES + MASK_BYTES);
    Index index = {
        .cx = cx,
        .file = file,
        .buffer = memory + MASK_BYTES,
        .skips_blank_lines = header->count > 1,
        .at = header->end,
        .closed_at = -2,
        .lines = header->lines,
        .record_at = header->end,
        .chunk = { .offset = header->end, .first_line = header->lines + 1 },
    };

    index.buffer[-1] = file->line_end; /* a blank line may follow the header line */
    while (index.at < size) {
        int64_t left = size - index.at;
        TRY(index_buffer(&index, left < INDEX_BUFFER_BYTES ? (size_t)left : INDEX_BUFFER_BYTES));
    }
    TRY(end_file(&index));
    file->places = index.places;
    file->scan.chunks = index.chunks;
    file->scan.chunk_count = index.chunk_count;
    return true;
}
