/*
 * reader.c -- one column of one chunk, converted batch by batch.
 *
 * Each type has a loop of its own over the rows that are asked for.  What its fast conversion does
 * not know goes to value_parse, whose error gets the file, line and column added.  Long texts are
 * copied to a heap of the reader: the piece may be gone when they are looked at.
 *
 * An empty field is null; so is "" in a column that is no text, where it could mean nothing else.
 */
#include "base/utf8.h"
#include "storage/csv/csv.h"
#include "storage/csv/fields.h"

enum { HEAP_BYTES_MIN = 4096 };

typedef struct CsvReader {
    ColumnReader reader;
    CsvFile *file;
    Arena *arena; /* of the reader's buffers */
    uint32_t chunk;
    uint32_t column;
    uint32_t position; /* rows read or skipped so far */
    Layout layout;
    void *values; /* BATCH_ROWS_MAX of them; rows not asked for keep what was there */
    uint64_t *validity;

    char *heap; /* long texts of this batch */
    size_t heap_bytes;
    size_t heap_capacity;
    const uint8_t *heaps[1]; /* as a Column shows it */
} CsvReader;

/* One call of csv_column_read. */
typedef struct ReadCall {
    Cx *cx;
    CsvReader *reader;
    CsvPiece *piece;
    const Row *selection; /* NULL: all rows */
    uint32_t selected;
    bool has_null;
} ReadCall;

ColumnReader *csv_column_open(Cx *cx, ScanFile *scan, uint32_t chunk, uint32_t column, Arena *arena)
{
    CsvFile *file = (CsvFile *)scan;
    CsvReader *reader = arena_zero(arena, sizeof *reader);

    *reader = (CsvReader){ .file = file,
                           .arena = arena,
                           .chunk = chunk,
                           .column = column,
                           .layout = type_layout(scan->columns[column].type) };
    reader->values = column_alloc(arena, reader->layout, BATCH_ROWS_MAX);
    memset(reader->values, 0, (size_t)layout_bytes(reader->layout) * BATCH_ROWS_MAX);
    reader->validity = validity_alloc(arena, BATCH_ROWS_MAX, true);
    csv_reader_began(file, chunk);
    (void)cx;
    return &reader->reader;
}

/* --- Fields ------------------------------------------------------------------------------------
 */

static always_inline CsvField field_of(const ReadCall *call, uint32_t row)
{
    const CsvReader *reader = call->reader;

    return csv_field(call->piece, reader->file->scan.column_count, reader->position + row,
                     reader->column);
}

static always_inline uint32_t row_of(const ReadCall *call, uint32_t at)
{
    return call->selection ? call->selection[at] : at;
}

static void set_null(ReadCall *call, uint32_t row)
{
    bit_clear(call->reader->validity, row);
    call->has_null = true;
}

Str csv_field_text(Arena *arena, CsvField field)
{
    const char *end = field.at + field.length;

    if (!field.is_quoted || !memchr(field.at, CSV_QUOTE, field.length))
        return (Str){ field.at, field.length };

    char *text = arena_alloc(arena, field.length), *to = text;
    for (const char *at = field.at; at < end; at++) {
        *to++ = *at;
        at += *at == CSV_QUOTE; /* its double */
    }
    return (Str){ text, (size_t)(to - text) };
}

/* The error of a conversion, with the place of the value. */
static bool fail_at(ReadCall *call, uint32_t row, Str text)
{
    const CsvReader *reader = call->reader;
    CsvField field = field_of(call, row);
    uint32_t at = (uint32_t)(field.at - call->piece->text);
    Str name = reader->file->scan.columns[reader->column].name;
    Str shown = str_slice(text, 0, utf8_fit(text, 100));

    if (utf8_find_invalid(text) < text.length)
        shown = STR_LIT("...");
    return fail_context(call->cx, "file \"%.*s\", line %lld, column \"%.*s\": \"%.*s\"",
                        STR(reader->file->scan.file.path),
                        (long long)csv_line_of(reader->file, call->piece, at), STR(name),
                        STR(shown));
}

static bool parse_slowly(ReadCall *call, uint32_t row, Str text, Value *out_value)
{
    Type type = call->reader->file->scan.columns[call->reader->column].type;
    Cx plain = { .arena = call->cx->arena }; /* files mean the same whatever the session's style */

    if (utf8_check(&plain, text, NO_POSITION) &&
        value_parse(&plain, type, text, NO_POSITION, out_value))
        return true;
    fail_with(call->cx, &plain.error);
    return fail_at(call, row, text);
}

/* --- Loops -------------------------------------------------------------------------------------
 */

#define T       uint8_t
#define PARSED  bool
#define PARSE   field_to_bool
#define MEMBER  boolean
#define NAME(x) x##_bool
#include "storage/csv/read_tmpl.h"

#define T       int64_t
#define PARSED  int64_t
#define PARSE   field_to_i64
#define MEMBER  integer
#define NAME(x) x##_int8
#include "storage/csv/read_tmpl.h"

#define T       int32_t
#define PARSED  int32_t
#define PARSE   field_to_i32
#define MEMBER  integer
#define NAME(x) x##_int4
#include "storage/csv/read_tmpl.h"

#define T       double
#define PARSED  double
#define PARSE   field_to_f64
#define MEMBER  real
#define NAME(x) x##_float8
#include "storage/csv/read_tmpl.h"

#define T       int32_t
#define PARSED  int32_t
#define PARSE   field_to_date
#define MEMBER  integer
#define NAME(x) x##_date
#include "storage/csv/read_tmpl.h"

#define T       int64_t
#define PARSED  int64_t
#define PARSE   field_to_timestamp
#define MEMBER  integer
#define NAME(x) x##_timestamp
#include "storage/csv/read_tmpl.h"

/* --- Texts -------------------------------------------------------------------------------------
 */

static bool grow_heap(ReadCall *call, size_t more)
{
    CsvReader *reader = call->reader;
    size_t needed = reader->heap_bytes + more;
    size_t capacity = reader->heap_capacity ? reader->heap_capacity * 2 : HEAP_BYTES_MIN;

    if (needed <= reader->heap_capacity)
        return true;
    capacity = capacity < needed ? needed : capacity;
    TRY(check_allocation(call->cx, reader->arena, capacity));
    char *heap = arena_alloc(reader->arena, capacity);
    if (reader->heap_bytes)
        memcpy(heap, reader->heap, reader->heap_bytes);
    reader->heap = heap;
    reader->heap_capacity = capacity;
    reader->heaps[0] = (const uint8_t *)heap;
    return true;
}

static bool store_text(ReadCall *call, uint32_t row, Str text)
{
    CsvReader *reader = call->reader;
    StrView *views = reader->values;
    uint32_t offset = (uint32_t)reader->heap_bytes;

    if (text.length > VIEW_INLINE_MAX) {
        TRY(grow_heap(call, text.length));
        memcpy(reader->heap + reader->heap_bytes, text.data, text.length);
        reader->heap_bytes += text.length;
    }
    views[row] = view_make(text, 0, offset);
    return true;
}

/* Threads that ask at the same time find the same. */
static bool is_utf8(CsvPiece *piece)
{
    CsvUtf8 utf8 = atomic_load_explicit(&piece->utf8, memory_order_relaxed);

    if (utf8 == UTF8_UNKNOWN) {
        Str text = { piece->text, piece->bytes };
        utf8 = utf8_find_invalid(text) == text.length ? UTF8_VALID : UTF8_DOUBTFUL;
        atomic_store_explicit(&piece->utf8, utf8, memory_order_relaxed);
    }
    return utf8 == UTF8_VALID;
}

static bool read_text(ReadCall *call)
{
    bool is_checked = is_utf8(call->piece);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = row_of(call, at);
        CsvField field = field_of(call, row);
        if (field.length == 0 && !field.is_quoted) {
            set_null(call, row);
            continue;
        }
        Str text = csv_field_text(call->cx->arena, field);
        if (unlikely(!is_checked) && !utf8_check(call->cx, text, NO_POSITION))
            return fail_at(call, row, text);
        TRY(store_text(call, row, text));
    }
    return true;
}

/* Types a table may give its file beyond those of the ladder. */
static bool read_other(ReadCall *call)
{
    CsvReader *reader = call->reader;
    size_t bytes = (size_t)layout_bytes(reader->layout);
    bool is_string = type_is_string((TypeId)reader->file->scan.columns[reader->column].type.id);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = row_of(call, at);
        CsvField field = field_of(call, row);
        Value value;
        if (field.length == 0 && !(is_string && field.is_quoted)) {
            set_null(call, row);
            continue;
        }
        TRY(parse_slowly(call, row, csv_field_text(call->cx->arena, field), &value));
        if (reader->layout == LAYOUT_VIEW)
            TRY(store_text(call, row, value.text));
        else
            value_store(reader->layout, value, (char *)reader->values + row * bytes);
    }
    return true;
}

/* --- A batch -----------------------------------------------------------------------------------
 */

static bool read_rows(ReadCall *call)
{
    switch (call->reader->file->scan.columns[call->reader->column].type.id) {
    case TYPE_BOOL: return read_bool(call);
    case TYPE_INT4: return read_int4(call);
    case TYPE_INT8: return read_int8(call);
    case TYPE_FLOAT8: return read_float8(call);
    case TYPE_DATE: return read_date(call);
    case TYPE_TIMESTAMP: return read_timestamp(call);
    case TYPE_TEXT: return read_text(call);
    }
    return read_other(call);
}

static void advance(CsvReader *reader, uint32_t rows)
{
    reader->position += rows;
    if (rows > 0 && reader->position == reader->file->scan.chunks[reader->chunk].rows)
        csv_reader_ended(reader->file, reader->chunk);
}

bool csv_column_read(Cx *cx, ColumnReader *opened, uint32_t rows, const Row *selection,
                     uint32_t selected, Column *out_column)
{
    CsvReader *reader = (CsvReader *)opened;
    ReadCall call = { .cx = cx, .reader = reader, .selection = selection };

    call.selected = selection ? selected : rows;
    if (call.selected > 0) {
        memset(reader->validity, 0xff, bit_words(rows) * sizeof(uint64_t));
        reader->heap_bytes = 0;
        call.piece = TRY(csv_piece_acquire(cx, reader->file, reader->chunk));
        bool is_read = read_rows(&call);
        csv_piece_release(reader->file, call.piece);
        TRY(is_read);
    }
    *out_column =
        column_flat(reader->layout, rows, reader->values, call.has_null ? reader->validity : NULL);
    if (reader->heap) {
        out_column->heaps = reader->heaps;
        out_column->heap_count = 1;
    }
    advance(reader, rows);
    return true;
}

bool csv_column_skip(Cx *cx, ColumnReader *opened, uint32_t rows)
{
    (void)cx;
    advance((CsvReader *)opened, rows);
    return true;
}
