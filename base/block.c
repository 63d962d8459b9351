/*
 * block.c -- see block.h.
 *
 * A builder keeps one growing array per column, at the column's full width; sealing copies them
 * into place.  Narrowing is left to the reader's bounds: a block says the least and greatest
 * value of each integer column, so kernels can work narrow.
 */
#include "base/block.h"

#include "base/hash.h"

enum {
    BLOCK_MAGIC = 0x4b4c4248,
    ALIGNMENT = BLOCK_ALIGNMENT,
    FIRST_ROWS = 1024,
    FIRST_HEAP_BYTES = 4096,
    FIRST_BLOCKS = 16,
};

typedef struct BlockColumn {
    uint8_t layout;
    uint8_t has_nulls;
    uint8_t has_bounds;
    uint8_t unused[5];
    uint32_t validity_offset;
    uint32_t data_offset;
    uint32_t heap_offset;
    uint32_t heap_bytes;
    int64_t min, max;
} BlockColumn;

typedef struct BlockHeader {
    uint32_t magic;
    uint32_t header_checksum;  /* of header and columns, with this field 0 */
    uint32_t payload_checksum; /* of the rest */
    uint32_t bytes;
    uint32_t rows;
    uint32_t column_count;
    BlockColumn columns[];
} BlockHeader;

/* --- Building -------------------------------------------------------------------------------- */

typedef struct Building {
    Layout layout;
    char *data;         /* capacity rows */
    uint64_t *validity; /* capacity rows; NULL: never needed so far */
    bool has_nulls;     /* `validity` counts */
    char *heap;
    size_t heap_bytes, heap_capacity;
} Building;

struct BlockBuilder {
    Arena *arena;
    uint32_t rows, capacity;
    uint32_t column_count;
    size_t row_bytes; /* of fixed-width parts */
    size_t heap_bytes;
    bool is_full; /* a row did not fit */
    Building columns[];
};

BlockBuilder *block_builder_new(Arena *arena, const Layout *layouts, uint32_t column_count)
{
    BlockBuilder *b = arena_zero(arena, sizeof *b + column_count * sizeof *b->columns);

    b->arena = arena;
    b->column_count = column_count;
    for (uint32_t at = 0; at < column_count; at++) {
        b->columns[at].layout = layouts[at];
        b->row_bytes += (size_t)layout_bytes(layouts[at]);
    }
    return b;
}

Column block_builder_column(const BlockBuilder *b, uint32_t at, Arena *arena)
{
    const Building *building = &b->columns[at];
    const uint8_t **heaps = ARENA_ARRAY(arena, const uint8_t *, 1);
    Column column = column_flat(building->layout, b->rows, building->data,
                                building->has_nulls ? building->validity : NULL);

    heaps[0] = (const uint8_t *)building->heap;
    if (building->layout == LAYOUT_VIEW) {
        column.heaps = heaps;
        column.heap_count = 1;
    }
    return column;
}

uint32_t block_builder_rows(const BlockBuilder *b)
{
    return b->rows;
}

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

size_t block_builder_bytes(const BlockBuilder *b)
{
    size_t bytes = aligned(sizeof(BlockHeader) + b->column_count * sizeof(BlockColumn));

    for (uint32_t at = 0; at < b->column_count; at++) {
        const Building *column = &b->columns[at];
        bytes += aligned((size_t)b->rows * (size_t)layout_bytes(column->layout));
        bytes += column->has_nulls ? aligned(bit_words(b->rows) * 8) : 0;
        bytes += aligned(column->heap_bytes);
    }
    return bytes + ALIGNMENT; /* columns are readable to the next 64 bytes */
}

bool block_builder_is_full(const BlockBuilder *b)
{
    return b->is_full || b->rows >= BLOCK_ROWS_MAX - BATCH_ROWS_MAX ||
           b->rows * b->row_bytes + b->heap_bytes >= BLOCK_BYTES_GOAL;
}

static void grow_rows(BlockBuilder *b, uint32_t rows)
{
    uint32_t capacity = b->capacity ? b->capacity : FIRST_ROWS;

    while (capacity < rows)
        capacity *= 2;
    if (capacity == b->capacity)
        return;
    for (uint32_t at = 0; at < b->column_count; at++) {
        Building *column = &b->columns[at];
        size_t width = (size_t)layout_bytes(column->layout);
        char *data = column_alloc(b->arena, column->layout, capacity);
        if (b->rows)
            memcpy(data, column->data, b->rows * width);
        column->data = data;
        uint64_t *validity = NULL;
        if (column->has_nulls) {
            validity = validity_alloc(b->arena, capacity, true);
            memcpy(validity, column->validity, bit_words(b->rows) * 8);
        }
        column->validity = validity;
    }
    b->capacity = capacity;
}

static uint32_t heap_add(BlockBuilder *b, Building *column, Str text)
{
    size_t needed = column->heap_bytes + text.length;

    if (needed > column->heap_capacity) {
        size_t capacity = column->heap_capacity * 2 > needed ? column->heap_capacity * 2 : needed;
        capacity = capacity < FIRST_HEAP_BYTES ? FIRST_HEAP_BYTES : capacity;
        char *heap = arena_alloc(b->arena, capacity);
        if (column->heap_bytes)
            memcpy(heap, column->heap, column->heap_bytes);
        column->heap = heap;
        column->heap_capacity = capacity;
    }
    uint32_t offset = (uint32_t)column->heap_bytes;
    memcpy(column->heap + offset, text.data, text.length);
    column->heap_bytes = needed;
    b->heap_bytes += text.length;
    return offset;
}

static void add_view(BlockBuilder *b, Building *column, const StrView *from,
                     const uint8_t *const *heaps, StrView *to)
{
    *to = *from;
    if (from->length > VIEW_INLINE_MAX) {
        to->heap = 0;
        to->offset = heap_add(b, column, view_str(from, heaps));
    }
}

/* One loop a pair of widths: integers may arrive narrower than the column. */
#define WIDEN(TO, FROM)                                                                            \
    for (uint32_t at = 0; at < count; at++)                                                        \
        ((TO *)to)[at] = (TO)((const FROM *)values->data)[index[at]];                              \
    break
#define WIDEN_TO(TO)                                                                               \
    switch ((Layout)values->layout) {                                                              \
    case LAYOUT_BOOL: WIDEN(TO, uint8_t);                                                          \
    case LAYOUT_I8: WIDEN(TO, int8_t);                                                             \
    case LAYOUT_I16: WIDEN(TO, int16_t);                                                           \
    case LAYOUT_I32: WIDEN(TO, int32_t);                                                           \
    case LAYOUT_I64: WIDEN(TO, int64_t);                                                           \
    case LAYOUT_I128: WIDEN(TO, int128_t);                                                         \
    case LAYOUT_F32:                                                                               \
    case LAYOUT_F64:                                                                               \
    case LAYOUT_VIEW:                                                                              \
    case LAYOUT_INTERVAL: assert(!"not an integer");                                               \
    }                                                                                              \
    break
#define COPY(T)                                                                                    \
    for (uint32_t at = 0; at < count; at++)                                                        \
        ((T *)to)[at] = ((const T *)values->data)[index[at]];                                      \
    break

/* Stops at the row whose string is longer than the room that is left. */
static uint32_t add_views(BlockBuilder *b, Building *column, const Column *values,
                          const uint32_t *index, const uint64_t *valid, uint32_t count, size_t room)
{
    StrView *to = (StrView *)column->data + b->rows;
    const StrView *from = values->data;

    for (uint32_t at = 0; at < count; at++) {
        const StrView *view = &from[index[at]];
        if (valid && !bit_get(valid, at)) {
            to[at] = (StrView){ 0 };
            continue;
        }
        if (view->length > VIEW_INLINE_MAX) {
            if (view->length > room)
                return at;
            room -= view->length;
        }
        add_view(b, column, view, values->heaps, &to[at]);
    }
    return count;
}

static void add_values(BlockBuilder *b, Building *column, const Column *values,
                       const uint32_t *index, uint32_t count)
{
    char *to = column->data + (size_t)b->rows * (size_t)layout_bytes(column->layout);

    switch (column->layout) {
    case LAYOUT_BOOL: COPY(uint8_t);
    case LAYOUT_I8: WIDEN_TO(int8_t);
    case LAYOUT_I16: WIDEN_TO(int16_t);
    case LAYOUT_I32: WIDEN_TO(int32_t);
    case LAYOUT_I64: WIDEN_TO(int64_t);
    case LAYOUT_I128: WIDEN_TO(int128_t);
    case LAYOUT_F32: COPY(float);
    case LAYOUT_F64: COPY(double);
    case LAYOUT_INTERVAL: COPY(Interval);
    case LAYOUT_VIEW: assert(!"add_views");
    }
}
#undef WIDEN
#undef WIDEN_TO
#undef COPY

/* Set the bits of rows b->rows on; `valid` NULL: all are. */
static void add_validity(BlockBuilder *b, Building *column, const uint64_t *valid, uint32_t count)
{
    if (!valid && !column->has_nulls)
        return;
    if (!column->validity)
        column->validity = validity_alloc(b->arena, b->capacity, true);
    else if (!column->has_nulls)
        memset(column->validity, 0xff, bit_words(b->capacity) * sizeof *column->validity);
    column->has_nulls = true;
    for (uint32_t at = 0; at < count; at++) {
        if (valid && !bit_get(valid, at))
            bit_clear(column->validity, b->rows + at);
        else
            bit_set(column->validity, b->rows + at);
    }
}

/* Take rows b->rows + [keep, count) out again. */
static void drop_rows(BlockBuilder *b, Building *column, uint32_t keep, uint32_t count)
{
    const StrView *views = (const StrView *)column->data + b->rows;
    size_t bytes = 0;

    for (uint32_t at = keep; column->layout == LAYOUT_VIEW && at < count; at++)
        bytes += views[at].length > VIEW_INLINE_MAX ? views[at].length : 0;
    column->heap_bytes -= bytes;
    b->heap_bytes -= bytes;
    for (uint32_t at = keep; column->has_nulls && at < count; at++)
        bit_set(column->validity, b->rows + at);
}

/* Returns how many rows were added: fewer only where their strings have no `room`. */
static uint32_t add_column(BlockBuilder *b, Building *column, const Column *from, const Row *rows,
                           uint32_t first, uint32_t count, size_t room)
{
    uint32_t index[BATCH_ROWS_MAX];
    uint64_t bits[BATCH_ROWS_MAX / 64];
    const uint64_t *valid = NULL;
    const Column *values = from->kind == COLUMN_DICT ? &from->dictionary->values : from;

    for (uint32_t at = 0; at < count; at++)
        index[at] = column_index(from, rows ? rows[first + at] : first + at);
    if (from->validity) {
        memset(bits, 0, sizeof bits);
        for (uint32_t at = 0; at < count; at++)
            bits[at >> 6] |= (uint64_t)column_has(from, rows ? rows[first + at] : first + at)
                             << (at & 63);
        valid = bits;
    }
    if (column->layout == LAYOUT_VIEW)
        count = add_views(b, column, values, index, valid, count, room);
    else
        add_values(b, column, values, index, count);
    add_validity(b, column, valid, count);
    return count;
}

/* The rows, of `count`, that fit in `bytes_max`, by all columns. */
static uint32_t add_rows(BlockBuilder *b, const Column *columns, const Row *rows, uint32_t first,
                         uint32_t count, size_t bytes_max)
{
    uint32_t capacity = b->rows + count;

    for (uint32_t at = 0; at < b->column_count; at++) {
        Building *building = &b->columns[at];
        Column column = columns[at];
        size_t used = (b->rows + count) * b->row_bytes + b->heap_bytes, room;
        room = used < bytes_max ? bytes_max - used : 0;
        uint32_t asked = count;
        if (column.kind == COLUMN_SEQ || column.rows == 0) {
            SCRATCH(b->arena);
            column = column_flatten(b->arena, &columns[at], NULL, columns[at].rows);
            count = add_column(b, building, &column, rows, first, count, room);
        } else {
            count = add_column(b, building, &column, rows, first, count, room);
        }
        for (uint32_t before = 0; count < asked && before < at; before++)
            drop_rows(b, &b->columns[before], count, asked);
    }
    assert(b->rows + count <= capacity);
    (void)capacity;
    return count;
}

/* A builder without rows takes one of any size up to BLOCK_BYTES_MAX. */
static bool add_huge_row(Cx *cx, BlockBuilder *b, const Column *columns, const Row *rows,
                         uint32_t at)
{
    if (add_rows(b, columns, rows, at, 1, BLOCK_BYTES_MAX) == 0)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a row of more than %d bytes is too large", (int)BLOCK_BYTES_MAX);
    b->is_full = true;
    b->rows++;
    return true;
}

/* Fixed widths take up to half of a full block, so that there is room for the strings. */
static uint32_t rows_of_width(const BlockBuilder *b, uint32_t count)
{
    uint64_t most = b->row_bytes ? BLOCK_BYTES_FULL / 2 / b->row_bytes : UINT32_MAX;
    uint64_t left = most > b->rows ? most - b->rows : 0;

    if (count <= left)
        return count;
    return left == 0 && b->rows == 0 ? 1 : (uint32_t)left;
}

bool block_builder_add(Cx *cx, BlockBuilder *b, const Column *columns, const Row *rows,
                       uint32_t *at, uint32_t to)
{
    uint32_t count = rows_of_width(b, to - *at);

    assert(*at <= to && to - *at <= BATCH_ROWS_MAX && b->rows + count <= BLOCK_ROWS_MAX);
    grow_rows(b, b->rows + count);
    uint32_t added = add_rows(b, columns, rows, *at, count, BLOCK_BYTES_FULL);
    b->rows += added;
    b->is_full = added < to - *at;
    if (count && b->rows == 0) {
        TRY(add_huge_row(cx, b, columns, rows, *at));
        added = 1;
    }
    *at += added;
    return true;
}

#define BOUNDS(T)                                                                                  \
    for (uint32_t row = 0; row < rows; row++) {                                                    \
        int64_t value = (int64_t)((const T *)column->data)[row];                                   \
        bool counts = !column->has_nulls || bit_get(column->validity, row);                        \
        min = counts && value < min ? value : min;                                                 \
        max = counts && value > max ? value : max;                                                 \
    }                                                                                              \
    break

/* Bounds of integer columns, where some value is valid and all fit 64 bits. */
static void find_bounds(const Building *column, uint32_t rows, BlockColumn *out)
{
    int64_t min = INT64_MAX, max = INT64_MIN;

    switch (column->layout) {
    case LAYOUT_I8: BOUNDS(int8_t);
    case LAYOUT_I16: BOUNDS(int16_t);
    case LAYOUT_I32: BOUNDS(int32_t);
    case LAYOUT_I64: BOUNDS(int64_t);
    case LAYOUT_I128:
        for (uint32_t row = 0; row < rows; row++) {
            int128_t value = ((const int128_t *)column->data)[row];
            if (value != (int64_t)value)
                return;
        }
        BOUNDS(int128_t);
    case LAYOUT_BOOL:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: return;
    }
    out->has_bounds = min <= max;
    out->min = min;
    out->max = max;
}
#undef BOUNDS

/* Copy a section to `at`, zero its padding, and return where the next one begins. */
static size_t put(char *to, size_t at, const void *data, size_t bytes)
{
    if (bytes)
        memcpy(to + at, data, bytes);
    memset(to + at + bytes, 0, aligned(bytes) - bytes);
    return at + aligned(bytes);
}

size_t block_builder_seal(BlockBuilder *b, void *out)
{
    char *to = out;
    BlockHeader *header = out;
    size_t header_bytes = sizeof *header + b->column_count * sizeof *header->columns;
    size_t at = aligned(header_bytes);

    memset(to, 0, at);
    for (uint32_t c = 0; c < b->column_count; c++) {
        Building *column = &b->columns[c];
        BlockColumn *entry = &header->columns[c];
        entry->layout = (uint8_t)column->layout;
        entry->has_nulls = column->has_nulls;
        find_bounds(column, b->rows, entry);
        entry->validity_offset = (uint32_t)at;
        if (column->has_nulls)
            at = put(to, at, column->validity, bit_words(b->rows) * 8);
        entry->data_offset = (uint32_t)at;
        at = put(to, at, column->data, (size_t)b->rows * (size_t)layout_bytes(column->layout));
        entry->heap_offset = (uint32_t)at;
        entry->heap_bytes = (uint32_t)column->heap_bytes;
        at = put(to, at, column->heap, column->heap_bytes);
        column->has_nulls = false;
        column->heap_bytes = 0;
    }
    memset(to + at, 0, ALIGNMENT);
    at += ALIGNMENT;
    header->magic = BLOCK_MAGIC;
    header->bytes = (uint32_t)at;
    header->rows = b->rows;
    header->column_count = b->column_count;
    header->payload_checksum = crc32c(0, to + aligned(header_bytes), at - aligned(header_bytes));
    header->header_checksum = crc32c(0, header, header_bytes);
    b->rows = 0;
    b->heap_bytes = 0;
    b->is_full = false;
    return at;
}

/* --- Reading --------------------------------------------------------------------------------- */

static bool header_is_whole(const BlockHeader *header, size_t size)
{
    if (size < sizeof *header || header->magic != BLOCK_MAGIC || header->bytes > size ||
        header->bytes % ALIGNMENT != 0 || /* columns are readable to the next 64 bytes */
        header->rows > BLOCK_ROWS_MAX || header->column_count > BLOCK_COLUMNS_MAX)
        return false;
    size_t bytes = sizeof *header + header->column_count * sizeof *header->columns;
    if (bytes > header->bytes)
        return false;
    BlockHeader start = *header;
    start.header_checksum = 0;
    uint32_t sum = crc32c(0, &start, sizeof start);
    return crc32c(sum, header->columns, bytes - sizeof start) == header->header_checksum;
}

static bool in_block(const BlockHeader *header, uint64_t offset, uint64_t bytes)
{
    return offset <= header->bytes && bytes <= header->bytes - offset && offset % ALIGNMENT == 0;
}

static bool open_column(Cx *cx, const BlockHeader *header, const BlockColumn *entry, Column *out)
{
    const char *base = (const char *)header;
    uint64_t width = entry->layout < LAYOUTS ? (uint64_t)layout_bytes(entry->layout) : 0;

    if (!width || !in_block(header, entry->data_offset, header->rows * width) ||
        !in_block(header, entry->heap_offset, entry->heap_bytes) ||
        (entry->has_nulls &&
         !in_block(header, entry->validity_offset, bit_words(header->rows) * 8)))
        return false;
    *out = column_flat(entry->layout, header->rows, base + entry->data_offset, NULL);
    if (entry->has_nulls)
        out->validity = (const uint64_t *)(base + entry->validity_offset);
    if (entry->layout == LAYOUT_VIEW) {
        const uint8_t **heaps = arena_alloc(cx->arena, sizeof *heaps);
        heaps[0] = (const uint8_t *)base + entry->heap_offset;
        out->heaps = heaps;
        out->heap_count = 1;
    }
    out->has_bounds = entry->has_bounds;
    out->min = entry->min;
    out->max = entry->max;
    return true;
}

/* Long strings lie in the heap.  What this process or its kind has sealed is believed; what went
 * through a file or a network is not. */
static bool views_are_whole(const Column *column, uint32_t heap_bytes)
{
    const StrView *views = column->data;

    for (uint32_t row = 0; row < column->rows; row++) {
        const StrView *view = &views[row];
        if (view->length > VIEW_INLINE_MAX && (view->heap != 0 || view->offset > heap_bytes ||
                                               view->length > heap_bytes - view->offset))
            return false;
    }
    return true;
}

static void *fail_damaged(Cx *cx)
{
    return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "a block of intermediate rows is damaged");
}

Block *block_open(Cx *cx, const void *bytes, size_t size, bool check_payload)
{
    const BlockHeader *header = bytes;

    if (!header_is_whole(header, size))
        return fail_damaged(cx);
    size_t start = aligned(sizeof *header + header->column_count * sizeof *header->columns);
    if (check_payload &&
        crc32c(0, (const char *)bytes + start, header->bytes - start) != header->payload_checksum)
        return fail_damaged(cx);
    Block *block = arena_alloc(cx->arena, sizeof *block);
    *block = (Block){ .rows = header->rows,
                      .column_count = header->column_count,
                      .columns = ARENA_ARRAY(cx->arena, Column, header->column_count) };
    for (uint32_t at = 0; at < block->column_count; at++) {
        Column *column = &block->columns[at];
        if (!open_column(cx, header, &header->columns[at], column))
            return fail_damaged(cx);
        if (check_payload && column->layout == LAYOUT_VIEW &&
            !views_are_whole(column, header->columns[at].heap_bytes))
            return fail_damaged(cx);
    }
    return block;
}

bool block_list_seal(Cx *cx, BlockList *list, BlockBuilder *builder)
{
    void *bytes = arena_align(cx->arena, block_builder_bytes(builder), BLOCK_ALIGNMENT);
    size_t size = block_builder_seal(builder, bytes);
    Block *block = TRY(block_open(cx, bytes, size, false));

    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : FIRST_BLOCKS;
        Block **items = ARENA_ARRAY(cx->arena, Block *, list->capacity);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = block;
    return true;
}

void block_slice(Arena *arena, const Block *block, uint32_t from, uint32_t rows, Batch *out_batch)
{
    Column *columns = ARENA_ARRAY(arena, Column, block->column_count + 1);

    for (uint32_t at = 0; at < block->column_count; at++)
        columns[at] = column_slice(arena, &block->columns[at], from, rows);
    *out_batch = (Batch){
        .columns = columns, .column_count = block->column_count, .rows = rows, .selected = rows
    };
}

/* --- Row stores ------------------------------------------------------------------------------ */

static void append_views(StrView *to, const Column *from, uint32_t heap)
{
    const StrView *views = from->data;

    for (uint32_t row = 0; row < from->rows; row++) {
        to[row] = views[row];
        if (views[row].length > VIEW_INLINE_MAX)
            to[row].heap = heap;
    }
}

static void widen_bounds(Column *column, const Column *with, bool is_first)
{
    if (is_first) {
        column->has_bounds = with->has_bounds;
        column->min = with->min;
        column->max = with->max;
        return;
    }
    column->has_bounds &= with->has_bounds;
    column->min = with->min < column->min ? with->min : column->min;
    column->max = with->max > column->max ? with->max : column->max;
}

static void append_validity(uint64_t *validity, uint32_t at, const Column *from)
{
    for (uint32_t row = 0; from->validity && row < from->rows; row++)
        if (!bit_get(from->validity, row))
            bit_clear(validity, at + row);
}

static Column store_column(Cx *cx, Block *const *blocks, uint32_t count, uint32_t at, Layout layout,
                           uint32_t rows)
{
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(cx->arena, layout, rows);
    Column column = column_flat(layout, rows, data, NULL);
    const uint8_t **heaps = ARENA_ARRAY(cx->arena, const uint8_t *, count);
    uint64_t *validity = NULL;
    uint32_t row = 0;

    for (uint32_t b = 0; b < count; b++)
        if (blocks[b]->columns[at].validity && !validity)
            validity = validity_alloc(cx->arena, rows, true);
    for (uint32_t b = 0; b < count; b++) {
        const Column *from = &blocks[b]->columns[at];
        if (layout == LAYOUT_VIEW) {
            heaps[b] = from->heaps[0];
            append_views((StrView *)data + row, from, b);
        } else if (from->rows) {
            memcpy(data + row * width, from->data, from->rows * width);
        }
        append_validity(validity, row, from);
        widen_bounds(&column, from, b == 0);
        row += from->rows;
    }
    column.validity = validity;
    column.heaps = heaps;
    column.heap_count = layout == LAYOUT_VIEW ? count : 0;
    return column;
}

RowStore *row_store_make(Cx *cx, Block *const *blocks, uint32_t block_count, const Layout *layouts,
                         uint32_t column_count)
{
    RowStore *store = arena_zero(cx->arena, sizeof *store);
    uint64_t rows = 0;

    for (uint32_t b = 0; b < block_count; b++) {
        rows += blocks[b]->rows;
        if (blocks[b]->column_count != column_count)
            return fail_damaged(cx);
        for (uint32_t at = 0; at < column_count; at++)
            if (blocks[b]->columns[at].layout != layouts[at])
                return fail_damaged(cx);
    }
    if (rows >= UINT32_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a join can have at most %u rows on its smaller side", UINT32_MAX - 1);
    store->rows = (uint32_t)rows;
    store->column_count = column_count;
    store->columns = ARENA_ARRAY(cx->arena, Column, column_count);
    for (uint32_t at = 0; at < column_count; at++) {
        store->columns[at] = store_column(cx, blocks, block_count, at, layouts[at], store->rows);
        TRY(check_interrupts(cx));
    }
    return store;
}

typedef struct Word16 {
    uint64_t word[2];
} Word16;

#define GATHER(T)                                                                                  \
    for (uint32_t row = 0; row < rows; row++)                                                      \
        ((T *)data)[row] =                                                                         \
            ordinals[row] == UINT32_MAX ? (T){ 0 } : ((const T *)column->data)[ordinals[row]];     \
    break

Column column_gather_ordinals(Arena *arena, const Column *column, const uint32_t *ordinals,
                              uint32_t rows)
{
    void *data = column_alloc(arena, column->layout, rows);
    Column out = *column;
    bool has_nulls = column->validity != NULL;

    switch (layout_bytes(column->layout)) {
    case 1: GATHER(uint8_t);
    case 2: GATHER(uint16_t);
    case 4: GATHER(uint32_t);
    case 8: GATHER(uint64_t);
    case 16: GATHER(Word16);
    }
    for (uint32_t row = 0; row < rows; row++)
        has_nulls |= ordinals[row] == UINT32_MAX;
    out.data = data;
    out.rows = rows;
    out.validity = NULL;
    if (!has_nulls)
        return out;
    uint64_t *validity = validity_alloc(arena, rows, true);
    for (uint32_t row = 0; row < rows; row++)
        if (ordinals[row] == UINT32_MAX ||
            (column->validity && !bit_get(column->validity, ordinals[row])))
            bit_clear(validity, row);
    out.validity = validity;
    return out;
}
#undef GATHER
