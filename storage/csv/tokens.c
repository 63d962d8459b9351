/*
 * tokens.c -- cutting a piece of text into records and fields.
 *
 *            delimiter, newline ┌──────┐
 *                               v      │    quote, where a field begins
 *                             PLAIN ───┴──────────────> QUOTED
 *                               ^                        │  ^
 *            delimiter, newline └──────── CLOSED <───────┘  │ quote at once: it was doubled
 *                                            └──────────────┘
 *
 * Blocks of 64 bytes are looked at by their masks.  In PLAIN, a block without a quote needs its
 * separators only; in QUOTED, everything up to the next quote is passed over.
 */
#include "storage/csv/csv.h"
#include "storage/csv/masks.h"

typedef enum CutState { CUT_PLAIN, CUT_QUOTED, CUT_CLOSED } CutState;

typedef struct Cutter {
    const char *text;
    uint32_t columns;
    CutState state;
    bool skips_blank_lines;
    uint32_t closed_at; /* where quotes were closed last */
    uint32_t *row;      /* cuts of the record under way */
    uint32_t *next;     /* the cut to write next; row[0] is written */
    uint32_t *end;      /* where `row` is after the last record that was announced */
    uint32_t rows;
    bool has_failed; /* in the record under way */
} Cutter;

/* Room for the cuts of one block beyond what was checked: two a byte, where each ends a record. */
enum { CUTS_SLACK = 2 * MASK_BYTES + 8 };

static always_inline bool begins_field(const Cutter *c, uint32_t at)
{
    return at == c->next[-1] + (c->next - c->row > 1);
}

/* The newline at `at`, or the end of the text, ends a record. */
static always_inline void cut_record(Cutter *c, uint32_t at)
{
    uint32_t begin = *c->row, end = at - (at > begin && c->text[at - 1] == '\r');

    *c->next++ = end;
    if (unlikely(c->next - c->row != c->columns + 1)) {
        c->next--;
        c->has_failed = true;
        return;
    }
    c->row = c->next;
    *c->next++ = at + 1;
    c->rows++;
}

static bool is_blank(const Cutter *c, uint32_t at)
{
    uint32_t begin = *c->row;

    return c->next - c->row == 1 && (at == begin || (at == begin + 1 && c->text[begin] == '\r'));
}

static always_inline void cut_newline(Cutter *c, uint32_t at)
{
    if (unlikely(c->skips_blank_lines && at - *c->row <= 1 && is_blank(c, at)))
        *c->row = at + 1;
    else
        cut_record(c, at);
}

/* What follows closing quotes directly must be a separator, or \r before a newline. */
static bool is_well_closed(const Cutter *c, uint32_t at, bool is_newline)
{
    uint32_t behind = c->closed_at + 1;

    return at == behind || (is_newline && at == behind + 1 && c->text[behind] == '\r');
}

static void see_separator(Cutter *c, uint32_t at, bool is_newline)
{
    if (c->state == CUT_CLOSED && !is_well_closed(c, at, is_newline)) {
        c->has_failed = true;
        return;
    }
    c->state = CUT_PLAIN;
    if (is_newline)
        cut_newline(c, at);
    else
        *c->next++ = at;
}

static void see_quote(Cutter *c, uint32_t at)
{
    switch (c->state) {
    case CUT_PLAIN:
        if (begins_field(c, at))
            c->state = CUT_QUOTED;
        break;
    case CUT_QUOTED:
        c->state = CUT_CLOSED;
        c->closed_at = at;
        break;
    case CUT_CLOSED:
        if (at == c->closed_at + 1)
            c->state = CUT_QUOTED;
        else
            c->has_failed = true;
        break;
    }
}

static void cut_quoted_block(Cutter *c, uint32_t block, CsvMasks masks)
{
    uint64_t all = masks.delimiters | masks.quotes | masks.newlines;
    uint64_t ahead = UINT64_MAX;

    while (!c->has_failed) {
        uint64_t events = (c->state == CUT_QUOTED ? masks.quotes : all) & ahead;
        if (!events)
            return;
        uint32_t bit = (uint32_t)__builtin_ctzll(events);
        ahead = ~mask_first(bit + 1);
        if (masks.quotes >> bit & 1)
            see_quote(c, block + bit);
        else
            see_separator(c, block + bit, masks.newlines >> bit & 1);
    }
}

static always_inline void cut_plain_block(Cutter *c, uint32_t block, CsvMasks masks)
{
    uint64_t newlines = masks.newlines;

    for (uint64_t events = masks.delimiters | newlines; events; events &= events - 1) {
        uint32_t at = block + (uint32_t)__builtin_ctzll(events);
        if (events & -events & newlines) {
            cut_newline(c, at);
            if (unlikely(c->has_failed))
                return;
        } else {
            *c->next++ = at;
        }
    }
}

static void cut_blocks(Cutter *c, const CsvFile *file, uint32_t bytes)
{
    char delimiter = file->delimiter, line_end = file->line_end;

    for (uint32_t block = 0; block < bytes && !c->has_failed; block += MASK_BYTES) {
        CsvMasks masks = csv_masks(c->text + block, delimiter, line_end);
        uint64_t within = mask_first(bytes - block);
        masks.delimiters &= within;
        masks.newlines &= within;
        masks.quotes &= within;

        if (unlikely(c->row > c->end || c->next - c->row > c->columns + 1))
            c->has_failed = true; /* too many records; too many fields before a record's end */
        else if (likely(c->state == CUT_PLAIN && !masks.quotes))
            cut_plain_block(c, block, masks);
        else
            cut_quoted_block(c, block, masks);
    }
}

/* The text may end without a newline. */
static void cut_rest(Cutter *c, uint32_t bytes)
{
    if (c->has_failed)
        return;
    if (c->state == CUT_QUOTED || (c->state == CUT_CLOSED && !is_well_closed(c, bytes, true)))
        c->has_failed = true;
    else if (*c->row < bytes || c->next - c->row > 1)
        cut_newline(c, bytes);
}

int64_t csv_line_of(const CsvFile *file, const CsvPiece *piece, uint32_t at)
{
    int64_t line = file->places[piece->chunk].first_line;

    for (uint32_t byte = 0; byte < at; byte++)
        line += piece->text[byte] == file->line_end;
    return line;
}

static bool fail_cut(Cx *cx, const CsvFile *file, const CsvPiece *piece, const Cutter *c)
{
    size_t fields = (size_t)(c->next - c->row);

    if (c->state != CUT_PLAIN)
        fail(cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION,
             c->state == CUT_QUOTED ? "unterminated CSV quoted field"
                                    : "unexpected text after a closing quote");
    else if (fields > c->columns)
        fail(cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "extra data after last expected column");
    else
        fail(cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "missing data for column \"%.*s\"",
             STR(file->scan.columns[fields].name));
    return fail_context(cx, "file \"%.*s\", line %lld", STR(file->scan.file.path),
                        (long long)csv_line_of(file, piece, *c->row));
}

bool csv_cut(Cx *cx, const CsvFile *file, CsvPiece *piece)
{
    uint32_t columns = file->scan.column_count;
    /* Records take a byte a field, so more than these would show a wrong one first. */
    size_t rows_max = (piece->bytes + 1) / columns + 1;
    size_t rows = piece->rows < rows_max ? piece->rows : rows_max;
    size_t cuts = (rows + 1) * (columns + 1) + CUTS_SLACK;

    TRY(check_allocation(cx, piece->arena, cuts * sizeof(uint32_t)));
    Cutter cutter = { .text = piece->text, .columns = columns, .skips_blank_lines = columns > 1 };
    cutter.row = ARENA_ARRAY(piece->arena, uint32_t, cuts);
    cutter.end = cutter.row + rows * (columns + 1);
    cutter.row[0] = 0;
    cutter.next = cutter.row + 1;
    piece->cuts = cutter.row;

    cut_blocks(&cutter, file, piece->bytes);
    cut_rest(&cutter, piece->bytes);
    bool has_wrong_rows =
        cutter.rows > piece->rows || (cutter.rows < piece->rows && !cutter.has_failed);
    if (cutter.has_failed && !has_wrong_rows)
        return fail_cut(cx, file, piece, &cutter);
    if (has_wrong_rows)
        return fail(cx, ERR_IO_ERROR, NO_POSITION, "file \"%.*s\" changed while it was read",
                    STR(file->scan.file.path));
    return true;
}
