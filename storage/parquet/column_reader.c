/*
 * column_reader.c -- batches of rows from the pages of a chunk.
 *
 *     page       ├────── rows ──────┤├─────────── rows ──────────┤├── ...
 *     batch   ├──────────┤├──────────────┤├──────────┤
 *                                ^ pieces, one for each page it touches
 *
 * A page is loaded when its first row is read, so pages that are skipped whole are never read or
 * decompressed.  Within a page, levels tell which rows are null and values follow densely; a piece
 * is decoded densely and then spread over its rows.  Common cases take short cuts: a piece that is
 * the whole batch, has no null and needs no conversion is handed out where it lies.
 */
#include "storage/parquet/codec.h"
#include "storage/parquet/convert.h"
#include "storage/parquet/reader.h"

/* What a batch's buffers hold so far. */
typedef enum Form { FORM_NONE, FORM_CODES, FORM_VALUES } Form;

typedef struct BatchState {
    Form form;
    bool has_validity;
    bool has_other_pages; /* some values did not come from the dictionary */
} BatchState;

/* Rows [from, from + rows) of the batch, which come from one page. */
typedef struct Piece {
    uint32_t from;
    uint32_t rows;
    uint32_t valid; /* rows that are not null */
    const Row *selection;
    uint32_t selected;
} Piece;

/* --- Opening --------------------------------------------------------------------------------- */

static bool check_chunk(Cx *cx, const ParquetFile *file, const ParquetColumn *column,
                        const RowGroup *group)
{
    const ChunkMeta *meta = &group->columns[column->leaf];
    const File *in = &file->head.file;

    if (meta->is_encrypted || meta->is_elsewhere)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "file \"%.*s\" has %s columns, which are not supported", STR(in->path),
                    meta->is_encrypted ? "encrypted" : "external");
    if (!meta->is_present || meta->physical != (int32_t)column->physical)
        return fail_damaged(cx, in, file->data_end, "a column has another type than the schema");
    if (!codec_name(meta->codec))
        return fail_damaged(cx, in, file->data_end, "a column has an unknown compression");
    if (!codec_is_supported(meta->codec))
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "compression %s of file \"%.*s\" is not supported", codec_name(meta->codec),
                    STR(in->path));
    if (meta->values != group->rows)
        return fail_damaged(cx, in, file->data_end,
                            "a column has another number of rows than its row group");
    return true;
}

ColumnReader *parquet_column_open(Cx *cx, ScanFile *scan_file, uint32_t chunk, uint32_t column_at,
                                  Arena *arena)
{
    const ParquetFile *file = (const ParquetFile *)scan_file;
    const ParquetColumn *column = &file->columns[column_at];
    const RowGroup *group = &file->footer.groups[chunk];

    TRY(check_chunk(cx, file, column, group));
    ParquetReader *reader = arena_zero(arena, sizeof *reader);
    reader->file = file;
    reader->column = column;
    reader->arena = arena;
    reader->rows_unseen = group->rows;
    pages_init(&reader->pages, file, &group->columns[column->leaf], arena);
    return &reader->head;
}

/* --- Pages ----------------------------------------------------------------------------------- */

static bool note_dictionary(Cx *cx, ParquetReader *reader, const PageBody *body)
{
    if (reader->dictionary.is_present)
        return fail_page(cx, &reader->pages, body, "a column has a second dictionary");
    reader->dictionary.is_present = true;
    reader->dictionary.body = *body;
    return true;
}

static bool begin_page(Cx *cx, ParquetReader *reader, const PageBody *body)
{
    if (body->header.values > reader->rows_unseen)
        return fail_page(cx, &reader->pages, body, "a page has more rows than are left");
    reader->rows_unseen -= body->header.values;
    reader->page = (Page){ .body = *body, .rows_left = (uint32_t)body->header.values };
    return true;
}

/* Make the current page one that has rows left. */
static bool page_need(Cx *cx, ParquetReader *reader)
{
    while (reader->page.rows_left == 0) {
        PageBody body;
        TRY(pages_next(cx, &reader->pages, &body));
        switch (body.header.type) {
        case PAGE_DATA:
        case PAGE_DATA_V2: TRY(begin_page(cx, reader, &body)); break;
        case PAGE_DICTIONARY: TRY(note_dictionary(cx, reader, &body)); break;
        default: break; /* index pages, and types to come, hold no values */
        }
    }
    return true;
}

/* BIT_PACKED levels run from the most significant bit; `out` runs from the least. */
static void reverse_bits(const uint8_t *in, size_t bytes, uint8_t *out)
{
    for (size_t at = 0; at < bytes; at++) {
        uint8_t byte = in[at];
        byte = (uint8_t)((byte & 0xf0) >> 4 | (byte & 0x0f) << 4);
        byte = (uint8_t)((byte & 0xcc) >> 2 | (byte & 0x33) << 2);
        out[at] = (uint8_t)((byte & 0xaa) >> 1 | (byte & 0x55) << 1);
    }
}

static bool begin_packed_levels(Cx *cx, ParquetReader *reader, uint32_t rows)
{
    Page *page = &reader->page;
    size_t bytes = ((size_t)rows + 7) / 8;

    if (bytes > (size_t)(page->body.end - page->body.values))
        return fail_page(cx, &reader->pages, &page->body, "the levels of a page are cut off");
    PageBuffer *buffer = TRY(pages_take(cx, &reader->pages, bytes));
    pages_keep(&reader->pages, buffer);
    reverse_bits(page->body.values, bytes, buffer->data);
    page->levels = hybrid_literal(buffer->data, buffer->data + bytes, 1, rows);
    page->body.values += bytes;
    return true;
}

/* Version 1: levels precede the values, after their length. */
static bool begin_levels_v1(Cx *cx, ParquetReader *reader, uint32_t rows)
{
    Page *page = &reader->page;
    const uint8_t *at = page->body.values, *end = page->body.end;
    uint32_t bytes;

    if (page->body.header.level_encoding == ENCODING_BIT_PACKED)
        return begin_packed_levels(cx, reader, rows);
    if (page->body.header.level_encoding != ENCODING_RLE)
        return fail_page(cx, &reader->pages, &page->body, "the encoding of levels is not known");
    if (end - at < (ptrdiff_t)sizeof bytes)
        return fail_page(cx, &reader->pages, &page->body, "the levels of a page are cut off");
    memcpy(&bytes, at, sizeof bytes);
    at += sizeof bytes;
    if (bytes > (size_t)(end - at))
        return fail_page(cx, &reader->pages, &page->body, "the levels of a page are cut off");
    page->levels = hybrid_reader(at, at + bytes, 1);
    page->body.values = at + bytes;
    return true;
}

static bool begin_levels(Cx *cx, ParquetReader *reader)
{
    Page *page = &reader->page;
    uint32_t rows = (uint32_t)page->body.header.values;

    if (!reader->column->nullable)
        return true;
    if (page->body.header.type == PAGE_DATA_V2) {
        const uint8_t *levels = page->body.levels;
        page->levels = hybrid_reader(levels, levels + page->body.header.level_bytes, 1);
    } else {
        TRY(begin_levels_v1(cx, reader, rows));
    }
    /* One run of ones as long as the page: there is no null in it. */
    Hybrid first = page->levels;
    bool is_one_run = hybrid_fill(&first) && first.is_repeated && first.left >= rows;
    page->has_nulls = !(is_one_run && first.value == 1);
    return true;
}

static bool count_valid(Cx *cx, ParquetReader *reader, uint32_t rows, uint64_t *out_valid)
{
    Page *page = &reader->page;

    *out_valid = rows;
    if (page->has_nulls && !hybrid_count_ones(&page->levels, rows, out_valid))
        return fail_page(cx, &reader->pages, &page->body, "the levels of a page are cut off");
    return true;
}

static bool skip_in_page(Cx *cx, ParquetReader *reader, uint32_t rows)
{
    uint64_t valid;

    TRY(count_valid(cx, reader, rows, &valid));
    return values_skip(cx, reader, valid);
}

static bool page_load(Cx *cx, ParquetReader *reader)
{
    Page *page = &reader->page;

    if (page->is_loaded)
        return true;
    TRY(pages_load(cx, &reader->pages, &page->body));
    TRY(begin_levels(cx, reader));
    TRY(values_begin(cx, reader));
    page->is_loaded = true;
    return page->to_skip == 0 || skip_in_page(cx, reader, page->to_skip);
}

bool parquet_column_skip(Cx *cx, ColumnReader *head, uint32_t rows)
{
    ParquetReader *reader = (ParquetReader *)head;
    Page *page = &reader->page;

    while (rows > 0) {
        TRY(page_need(cx, reader));
        uint32_t part = rows < page->rows_left ? rows : page->rows_left;
        if (!page->is_loaded)
            page->to_skip += part;
        else if (part < page->rows_left) /* nothing is read of a page after its last row */
            TRY(skip_in_page(cx, reader, part));
        page->rows_left -= part;
        rows -= part;
    }
    return true;
}

/* --- Nulls ----------------------------------------------------------------------------------- */

/* Bits [at, at + 64) of a bitmap; one word past its end must be readable. */
static always_inline uint64_t bits_at(const uint64_t *bits, uint32_t at)
{
    uint32_t shift = at & 63;
    uint64_t word = bits[at >> 6] >> shift;

    return shift ? word | bits[(at >> 6) + 1] << (64 - shift) : word;
}

/* Row r of the piece shows the next dense value if its bit is set, else any value. */
#define SPREAD(NAME, T)                                                                            \
    static void NAME(const T *restrict dense, const uint64_t *validity, const Piece *piece,        \
                     T *restrict out)                                                              \
    {                                                                                              \
        for (uint32_t row = 0; row < piece->rows; row += 64) {                                     \
            uint64_t bits = bits_at(validity, piece->from + row);                                  \
            uint32_t rows = piece->rows - row < 64 ? piece->rows - row : 64;                       \
            for (uint32_t at = 0; at < rows; at++, bits >>= 1) {                                   \
                out[row + at] = *dense;                                                            \
                dense += bits & 1;                                                                 \
            }                                                                                      \
        }                                                                                          \
    }
typedef struct Word16 {
    uint64_t word[2];
} Word16;
SPREAD(spread_1, uint8_t)
SPREAD(spread_2, uint16_t)
SPREAD(spread_4, uint32_t)
SPREAD(spread_8, uint64_t)
SPREAD(spread_16, Word16)
#undef SPREAD

/* `dense` has one readable item more than there are valid rows. */
static void spread(uint32_t item_bytes, void *dense, const uint64_t *validity, const Piece *piece,
                   void *out)
{
    char *after = (char *)dense + (size_t)piece->valid * item_bytes;

    /* The rows after the last value show it again, so that bounds stay true. */
    if (piece->valid)
        memcpy(after, after - item_bytes, item_bytes);
    else
        memset(after, 0, item_bytes);
    switch (item_bytes) {
    case 1: spread_1(dense, validity, piece, out); break;
    case 2: spread_2(dense, validity, piece, out); break;
    case 4: spread_4(dense, validity, piece, out); break;
    case 8: spread_8(dense, validity, piece, out); break;
    case 16: spread_16(dense, validity, piece, out); break;
    }
}

/* Which rows of the piece are null; sets piece->valid. */
static bool read_levels(Cx *cx, ParquetReader *reader, BatchState *state, Piece *piece)
{
    Page *page = &reader->page;

    piece->valid = piece->rows;
    if (!page->has_nulls) {
        if (state->has_validity)
            bits_fill(reader->validity, piece->from, piece->rows, true);
        return true;
    }
    /* A byte a row: more than the bits need, and room for a word past them. */
    uint64_t *validity = reader->validity = batch_buffer(reader, reader->validity, 1);
    if (!state->has_validity)
        bits_fill(validity, 0, piece->from, true);
    state->has_validity = true;
    if (hybrid_read_bits(&page->levels, piece->rows, validity, piece->from) < piece->rows)
        return fail_page(cx, &reader->pages, &page->body, "the levels of a page are cut off");
    piece->valid = bits_count(validity, piece->from, piece->rows);
    return true;
}

/* --- Pieces ---------------------------------------------------------------------------------- */

static bool read_piece_codes(Cx *cx, ParquetReader *reader, const Piece *piece)
{
    uint32_t width = reader->dictionary.code_bytes;
    char *codes = reader->codes = batch_buffer(reader, reader->codes, sizeof(uint32_t));
    char *out = codes + (size_t)piece->from * width;

    if (piece->valid == piece->rows)
        return values_read_codes(cx, reader, piece->rows, out);
    void *dense = reader->dense_codes = batch_buffer(reader, reader->dense_codes, sizeof(uint32_t));
    TRY(values_read_codes(cx, reader, piece->valid, dense));
    spread(width, dense, reader->validity, piece, out);
    return true;
}

/* The text of each of the first `rows` codes of the batch, as views. */
static void look_up_codes(ParquetReader *reader, const void *codes, uint32_t rows, StrView *out)
{
    const ChunkDictionary *dictionary = &reader->dictionary;
    const StrView *entries = dictionary->dictionary.values.data;
    uint32_t heap = text_heap(reader, dictionary->heaps[0]).index;
    Column column = { .kind = COLUMN_DICT, .code_bytes = dictionary->code_bytes, .data = codes };

    for (uint32_t row = 0; row < rows; row++) {
        out[row] = entries[column_index(&column, row)];
        if (out[row].length > VIEW_INLINE_MAX)
            out[row].heap = heap;
    }
}

static bool read_dense(Cx *cx, ParquetReader *reader, const Piece *piece, void *out)
{
    bool is_text = reader->column->layout == LAYOUT_VIEW;
    Wanted wanted = { .count = piece->valid };

    if (is_text && reader->page.source == SOURCE_CODES) {
        void *codes = reader->dense_codes =
            batch_buffer(reader, reader->dense_codes, sizeof(uint32_t));
        TRY(values_read_codes(cx, reader, piece->valid, codes));
        look_up_codes(reader, codes, piece->valid, out);
        return true;
    }
    if (piece->valid == piece->rows) { /* else rows and values do not correspond */
        wanted.selection = piece->selection;
        wanted.selected = piece->selected;
    }
    return values_read(cx, reader, &wanted, out);
}

static bool read_piece_values(Cx *cx, ParquetReader *reader, const Piece *piece)
{
    uint32_t width = (uint32_t)layout_bytes(reader->column->layout);
    char *values = reader->values = batch_buffer(reader, reader->values, width);
    char *out = values + (size_t)piece->from * width;

    if (piece->valid == piece->rows)
        return read_dense(cx, reader, piece, out);
    void *dense = reader->dense = batch_buffer(reader, reader->dense, width);
    TRY(read_dense(cx, reader, piece, dense));
    spread(width, dense, reader->validity, piece, out);
    return true;
}

/* Texts stay codes as long as all pieces of the batch are. */
static bool read_piece(Cx *cx, ParquetReader *reader, BatchState *state, Piece *piece)
{
    bool is_codes = reader->page.source == SOURCE_CODES;

    TRY(read_levels(cx, reader, state, piece));
    state->has_other_pages |= !is_codes;
    if (reader->column->layout == LAYOUT_VIEW && is_codes && state->form != FORM_VALUES) {
        state->form = FORM_CODES;
        return read_piece_codes(cx, reader, piece);
    }
    if (state->form == FORM_CODES) {
        reader->values = batch_buffer(reader, reader->values, sizeof(StrView));
        look_up_codes(reader, reader->codes, piece->from, reader->values);
    }
    state->form = FORM_VALUES;
    return read_piece_values(cx, reader, piece);
}

/* --- Batches --------------------------------------------------------------------------------- */

bool column_set_bounds(Cx *cx, const ParquetReader *reader, Column *column)
{
    int64_t limit = reader->column->limit > INT64_MAX ? 0 : (int64_t)reader->column->limit;

    if (column->rows == 0 ||
        !find_bounds(column->layout, column->data, column->rows, &column->min, &column->max))
        return true;
    column->has_bounds = true;
    if (limit && (column->min <= -limit || column->max >= limit))
        return fail_conversion(cx, reader->file, reader->column, reader->page.body.offset) != NULL;
    return true;
}

static Column codes_column(const ParquetReader *reader, uint32_t rows)
{
    return (Column){ .kind = COLUMN_DICT,
                     .layout = LAYOUT_VIEW,
                     .code_bytes = reader->dictionary.code_bytes,
                     .rows = rows,
                     .data = reader->codes,
                     .dictionary = &reader->dictionary.dictionary };
}

static bool finish_batch(Cx *cx, ParquetReader *reader, const BatchState *state, uint32_t rows,
                         Column *out_column)
{
    Column column;

    if (state->form == FORM_CODES) {
        column = codes_column(reader, rows);
    } else {
        column = column_flat(reader->column->layout, rows, reader->values, NULL);
        column.heaps = reader->heaps;
        column.heap_count = reader->heap_count;
        const Column *entries = &reader->dictionary.dictionary.values;
        if (!state->has_other_pages) {
            column.has_bounds = entries->has_bounds;
            column.min = entries->min;
            column.max = entries->max;
        } else {
            TRY(column_set_bounds(cx, reader, &column));
        }
    }
    column.validity = state->has_validity ? reader->validity : NULL;
    *out_column = column;
    return true;
}

/* All rows of the batch from one page without nulls: where they lie, if that is a column. */
static bool find_in_place(Cx *cx, ParquetReader *reader, uint32_t rows, Column *out_column,
                          bool *out_found)
{
    Page *page = &reader->page;
    const ParquetColumn *column = reader->column;
    size_t bytes = (size_t)rows * column->stored_bytes;

    *out_found = false;
    if (page->source != SOURCE_FIXED || column->conversion != CONVERT_NONE ||
        (uintptr_t)page->at % column->stored_bytes || (size_t)(page->body.end - page->at) < bytes)
        return true;
    Column flat = column_flat(column->layout, rows, page->at, NULL);
    TRY(column_set_bounds(cx, reader, &flat));
    page->at += bytes;
    *out_column = flat;
    *out_found = true;
    return true;
}

/* All rows of the batch from one repeated code: a constant. */
static bool find_constant(Cx *cx, ParquetReader *reader, uint32_t rows, Column *out_column,
                          bool *out_found)
{
    Page *page = &reader->page;
    const Column *entries = &reader->dictionary.dictionary.values;

    *out_found = false;
    if (page->source != SOURCE_CODES || !hybrid_fill(&page->codes) || !page->codes.is_repeated ||
        page->codes.left < rows)
        return true;
    uint32_t code = page->codes.value;
    if (code >= reader->dictionary.count)
        return fail_page(cx, &reader->pages, &page->body,
                         "a code is beyond the end of the dictionary");
    hybrid_advance(&page->codes, rows);

    uint32_t width = (uint32_t)layout_bytes(reader->column->layout);
    void *value = reader->values = batch_buffer(reader, reader->values, width);
    memcpy(value, (const char *)entries->data + (size_t)code * width, width);
    Column constant = column_flat(reader->column->layout, 1, value, NULL);
    TRY(column_set_bounds(cx, reader, &constant));
    constant.kind = COLUMN_CONST;
    constant.rows = rows;
    constant.heaps = entries->heaps;
    constant.heap_count = entries->heap_count;
    *out_column = constant;
    *out_found = true;
    return true;
}

/* All rows of the batch null. */
static bool find_nulls(ParquetReader *reader, uint32_t rows, Column *out_column)
{
    Page *page = &reader->page;

    if (!page->has_nulls || !hybrid_fill(&page->levels) || !page->levels.is_repeated ||
        page->levels.value != 0 || page->levels.left < rows)
        return false;
    hybrid_advance(&page->levels, rows);
    if (!reader->null.rows)
        reader->null = column_null(reader->arena, reader->column->layout, 1);
    *out_column = reader->null;
    out_column->rows = rows;
    return true;
}

static bool find_short_cut(Cx *cx, ParquetReader *reader, uint32_t rows, Column *out_column,
                           bool *out_found)
{
    *out_found = find_nulls(reader, rows, out_column);
    if (reader->page.has_nulls)
        return true;
    TRY(find_in_place(cx, reader, rows, out_column, out_found));
    return *out_found || find_constant(cx, reader, rows, out_column, out_found);
}

static bool read_pieces(Cx *cx, ParquetReader *reader, uint32_t rows, const Wanted *wanted,
                        Column *out_column)
{
    BatchState state = { 0 };

    for (uint32_t done = 0; done < rows;) {
        TRY(page_need(cx, reader));
        TRY(page_load(cx, reader));
        uint32_t left = reader->page.rows_left;
        Piece piece = { .from = done, .rows = rows - done < left ? rows - done : left };
        if (piece.rows == rows) {
            piece.selection = wanted->selection;
            piece.selected = wanted->selected;
        }
        TRY(read_piece(cx, reader, &state, &piece));
        reader->page.rows_left -= piece.rows;
        done += piece.rows;
    }
    return finish_batch(cx, reader, &state, rows, out_column);
}

bool parquet_column_read(Cx *cx, ColumnReader *head, uint32_t rows, const Row *selection,
                         uint32_t selected, Column *out_column)
{
    ParquetReader *reader = (ParquetReader *)head;
    Wanted wanted = { .count = rows, .selection = selection, .selected = selected };

    reader->heap_count = 0;
    if (rows == 0) {
        reader->values =
            batch_buffer(reader, reader->values, (size_t)layout_bytes(reader->column->layout));
        *out_column = column_flat(reader->column->layout, 0, reader->values, NULL);
        return true;
    }
    pages_release(&reader->pages, reader->page.rows_left ? reader->page.body.buffer : NULL);
    TRY(page_need(cx, reader));
    TRY(page_load(cx, reader));
    if (reader->page.rows_left >= rows) {
        bool found;
        TRY(find_short_cut(cx, reader, rows, out_column, &found));
        if (found) {
            reader->page.rows_left -= rows;
            return true;
        }
    }
    return read_pieces(cx, reader, rows, &wanted, out_column);
}
