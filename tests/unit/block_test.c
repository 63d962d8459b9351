/*
 * block_test.c -- sealed blocks: there and back in all layouts and kinds of columns, and damaged.
 *
 * Damage is done in two ways: as it is, which checksums must notice, and with the checksums made
 * right again, so that what stands behind them is tested too.
 */
#include "tests/unit/test.h"

#include "base/block.h"
#include "base/hash.h"
#include "base/value.h"

#include <stdlib.h>

enum {
    ROWS = 700,
    MUTATIONS = 4000,
    /* Where the numbers of the header stand. */
    HEADER_CHECKSUM_AT = 4,
    PAYLOAD_CHECKSUM_AT = 8,
    BYTES_AT = 12,
    ROWS_AT = 16,
    COLUMN_COUNT_AT = 20,
    HEADER_BYTES = 24,
    COLUMN_BYTES = 40,
};

static const Layout layouts[] = {
    LAYOUT_BOOL, LAYOUT_I8,  LAYOUT_I16, LAYOUT_I32,  LAYOUT_I64,
    LAYOUT_I128, LAYOUT_F32, LAYOUT_F64, LAYOUT_VIEW, LAYOUT_INTERVAL
};

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void store_text(Arena *arena, StrView *to, uint32_t row, const uint8_t **out_heap)
{
    static const char text[] = "a text that is longer than twelve bytes, and more of it";
    uint32_t length = row % (sizeof text - 1);

    if (!*out_heap)
        *out_heap = arena_copy(arena, text, sizeof text);
    *to = view_make((Str){ text, length }, 0, 0);
}

/* A flat column of any layout, every `null_every`-th row null (0: none). */
static Column make_column(Arena *arena, Layout layout, uint32_t rows, uint32_t null_every)
{
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(arena, layout, rows);
    Column column = column_flat(layout, rows, data, NULL);
    const uint8_t **heaps = arena_zero(arena, sizeof *heaps);
    uint64_t *validity = null_every ? validity_alloc(arena, rows, true) : NULL;

    for (uint32_t row = 0; row < rows; row++) {
        int128_t wide = (int128_t)row * 7919 - 1000;
        double real = row / 8.0;
        float narrow = (float)row / 4;
        if (layout == LAYOUT_VIEW)
            store_text(arena, (StrView *)data + row, row, heaps);
        else if (layout == LAYOUT_BOOL)
            data[row] = row % 3 == 0;
        else
            memcpy(data + row * width,
                   layout == LAYOUT_F64   ? (void *)&real
                   : layout == LAYOUT_F32 ? (void *)&narrow
                                          : (void *)&wide,
                   width);
        if (null_every && row % null_every == 0)
            bit_clear(validity, row);
    }
    column.validity = validity;
    column.heaps = layout == LAYOUT_VIEW ? heaps : NULL;
    column.heap_count = layout == LAYOUT_VIEW;
    return column;
}

static bool same_value(const Column *a, uint32_t row, const Column *b, uint32_t other)
{
    size_t width = (size_t)layout_bytes(a->layout);

    if (!column_has(a, row) || !column_has(b, other))
        return column_has(a, row) == column_has(b, other);
    if (a->layout == LAYOUT_VIEW)
        return str_equal(view_str((const StrView *)a->data + row, a->heaps),
                         view_str((const StrView *)b->data + other, b->heaps));
    return memcmp((const char *)a->data + row * width, (const char *)b->data + other * width,
                  width) == 0;
}

static void *sealed(Cx *cx, BlockBuilder *builder, size_t *out_bytes)
{
    size_t room = block_builder_bytes(builder);
    void *to = arena_align(cx->arena, room, 64);

    *out_bytes = block_builder_seal(builder, to);
    EXPECT(*out_bytes <= room && *out_bytes % 64 == 0);
    return to;
}

/* All layouts, with and without nulls. */
static void *sample(Cx *cx, Column *columns, size_t *out_bytes)
{
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, COUNT_OF(layouts));

    for (uint32_t at = 0; at < COUNT_OF(layouts); at++)
        columns[at] = make_column(cx->arena, layouts[at], ROWS, at % 2 ? 5 : 0);
    EXPECT(block_builder_add(cx, builder, columns, NULL, &(uint32_t){ 0 }, ROWS));
    return sealed(cx, builder, out_bytes);
}

TEST(a_block_gives_back_what_was_added_in_every_layout)
{
    Column columns[COUNT_OF(layouts)];
    size_t bytes;
    const void *data = sample(cx, columns, &bytes);
    const Block *block = block_open(cx, data, bytes, true);

    EXPECT(block && block->rows == ROWS && block->column_count == COUNT_OF(layouts));
    for (uint32_t at = 0; block && at < COUNT_OF(layouts); at++)
        for (uint32_t row = 0; row < ROWS; row++)
            EXPECT(same_value(&columns[at], row, &block->columns[at], row));
}

TEST(constants_sequences_and_dictionaries_become_flat)
{
    static const Layout wide[] = { LAYOUT_I64, LAYOUT_I64, LAYOUT_VIEW, LAYOUT_VIEW };
    static const uint8_t codes[64] = { 1, 0, 2, 1 };
    static const Row rows[] = { 3, 1, 1 };
    Dictionary dictionary = { .values = make_column(cx->arena, LAYOUT_VIEW, 50, 0) };
    BlockBuilder *builder = block_builder_new(cx->arena, wide, COUNT_OF(wide));
    int32_t seven = 7;
    Column columns[] = {
        column_const(cx->arena, LAYOUT_I32, 4, &seven),
        { .kind = COLUMN_SEQ, .layout = LAYOUT_I64, .rows = 4, .min = 10, .max = 5 },
        { .kind = COLUMN_DICT,
          .layout = LAYOUT_VIEW,
          .rows = 4,
          .code_bytes = 1,
          .data = codes,
          .dictionary = &dictionary },
        column_null(cx->arena, LAYOUT_VIEW, 4),
    };
    size_t bytes;

    EXPECT(block_builder_add(cx, builder, columns, rows, &(uint32_t){ 0 }, COUNT_OF(rows)));
    const void *data = sealed(cx, builder, &bytes);
    const Block *block = block_open(cx, data, bytes, true);
    EXPECT(block && block->rows == 3);
    if (!block)
        return;
    const int64_t *sequence = block->columns[1].data;
    EXPECT(((const int64_t *)block->columns[0].data)[2] == 7);
    EXPECT(sequence[0] == 25 && sequence[1] == 15 && sequence[2] == 15);
    EXPECT(same_value(&block->columns[2], 0, &dictionary.values, 1));
    EXPECT(same_value(&block->columns[2], 1, &dictionary.values, 0));
    EXPECT(!column_has(&block->columns[3], 0) && !column_has(&block->columns[3], 2));
}

TEST(bounds_are_those_of_the_values_that_are_there)
{
    static const Layout one[] = { LAYOUT_I32 };
    static const int32_t values[] = { 1000, -5, 3, 2000 };
    uint64_t *validity = validity_alloc(cx->arena, 4, true);
    BlockBuilder *builder = block_builder_new(cx->arena, one, 1);
    int32_t *data = column_alloc(cx->arena, LAYOUT_I32, 4);
    size_t bytes;

    memcpy(data, values, sizeof values);
    bit_clear(validity, 3);
    Column column = column_flat(LAYOUT_I32, 4, data, validity);
    EXPECT(block_builder_add(cx, builder, &column, NULL, &(uint32_t){ 0 }, 4));
    const void *at = sealed(cx, builder, &bytes);
    const Block *block = block_open(cx, at, bytes, true);
    EXPECT(block && block->columns[0].has_bounds);
    EXPECT(block && block->columns[0].min == -5 && block->columns[0].max == 1000);
}

TEST(a_builder_is_empty_after_sealing)
{
    Column columns[COUNT_OF(layouts)];
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, COUNT_OF(layouts));
    size_t bytes;

    for (uint32_t at = 0; at < COUNT_OF(layouts); at++)
        columns[at] = make_column(cx->arena, layouts[at], 100, 3);
    EXPECT(block_builder_add(cx, builder, columns, NULL, &(uint32_t){ 0 }, 100));
    (void)sealed(cx, builder, &bytes);
    EXPECT(block_builder_rows(builder) == 0 && !block_builder_is_full(builder));
    for (uint32_t at = 0; at < COUNT_OF(layouts); at++)
        columns[at] = make_column(cx->arena, layouts[at], 10, 0);
    EXPECT(block_builder_add(cx, builder, columns, NULL, &(uint32_t){ 0 }, 10));
    const void *data = sealed(cx, builder, &bytes);
    const Block *block = block_open(cx, data, bytes, true);
    EXPECT(block && block->rows == 10);
    for (uint32_t at = 0; block && at < COUNT_OF(layouts); at++) {
        EXPECT(!block->columns[at].validity);
        EXPECT(same_value(&columns[at], 9, &block->columns[at], 9));
    }
}

TEST(an_empty_block_and_one_without_columns_can_be_opened)
{
    size_t bytes;
    BlockBuilder *none = block_builder_new(cx->arena, layouts, 0);
    BlockBuilder *empty = block_builder_new(cx->arena, layouts, COUNT_OF(layouts));

    EXPECT(block_builder_add(cx, none, NULL, NULL, &(uint32_t){ 0 }, 5));
    const void *data = sealed(cx, none, &bytes);
    const Block *block = block_open(cx, data, bytes, true);
    EXPECT(block && block->rows == 5 && block->column_count == 0);
    data = sealed(cx, empty, &bytes);
    block = block_open(cx, data, bytes, true);
    EXPECT(block && block->rows == 0 && block->column_count == COUNT_OF(layouts));
}

TEST(blocks_make_one_store_of_rows)
{
    Column columns[2][COUNT_OF(layouts)];
    size_t bytes[2];
    Block *blocks[2];

    for (int b = 0; b < 2; b++) {
        const void *data = sample(cx, columns[b], &bytes[b]);
        blocks[b] = block_open(cx, data, bytes[b], false);
        EXPECT(blocks[b] != NULL);
    }
    const RowStore *store = row_store_make(cx, blocks, 2, layouts, COUNT_OF(layouts));
    EXPECT(store && store->rows == 2 * ROWS);
    for (uint32_t at = 0; store && at < COUNT_OF(layouts); at++)
        for (uint32_t row = 0; row < 2 * ROWS; row++)
            EXPECT(same_value(&store->columns[at], row, &columns[0][at], row % ROWS));
    Layout other[COUNT_OF(layouts)];
    memcpy(other, layouts, sizeof other);
    other[3] = LAYOUT_I64;
    EXPECT(!row_store_make(cx, blocks, 2, other, COUNT_OF(layouts)));
    EXPECT_ERROR(cx, ERR_DATA_CORRUPTED);
}

/* --- Damage
 * --------------------------------------------------------------------------------------------- */

/* Read every value, so that the sanitizer sees one that lies outside. */
static uint64_t read_all(const Block *block)
{
    uint64_t sum = 0;

    for (uint32_t at = 0; at < block->column_count; at++) {
        const Column *column = &block->columns[at];
        size_t width = (size_t)layout_bytes(column->layout);
        for (uint32_t row = 0; row < column->rows; row++) {
            Str bytes = { (const char *)column->data + row * width, width };
            if (column->layout == LAYOUT_VIEW)
                bytes = view_str((const StrView *)column->data + row, column->heaps);
            sum += column_has(column, row);
            for (size_t byte = 0; byte < bytes.length; byte++)
                sum += (uint8_t)bytes.data[byte];
        }
    }
    return sum;
}

/* From memory of exactly that size. */
static bool opens(const void *bytes, size_t size, bool check_payload)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    void *copy = NULL;
    uint64_t sum = 0;

    if (posix_memalign(&copy, 64, size ? size : 1) != 0)
        abort();
    memcpy(copy, bytes, size);
    const Block *block = block_open(&cx, copy, size, check_payload);
    EXPECT(block || cx.error.code == ERR_DATA_CORRUPTED);
    if (block && check_payload)
        sum = read_all(block);
    EXPECT(arena_bytes(&arena) <= 64 * 1024 + (int64_t)(size * 8));
    free(copy);
    arena_fini(&arena);
    return block != NULL && sum != UINT64_MAX;
}

TEST(every_part_of_a_block_is_needed)
{
    Column columns[COUNT_OF(layouts)];
    size_t bytes;
    const char *data = sample(cx, columns, &bytes);

    EXPECT(opens(data, bytes, true));
    for (size_t size = 0; size < bytes; size += size < 600 ? 1 : 64)
        EXPECT(!opens(data, size, true) && !opens(data, size, false));
}

TEST(checksums_notice_a_changed_byte)
{
    Column columns[COUNT_OF(layouts)];
    size_t bytes, header = HEADER_BYTES + COUNT_OF(layouts) * COLUMN_BYTES;
    char *data = sample(cx, columns, &bytes);
    size_t start = (header + 63) & ~(size_t)63;
    uint64_t random = 1;

    for (int turn = 0; turn < MUTATIONS; turn++) {
        size_t at = turn < (int)header ? (size_t)turn : next_random(&random) % bytes;
        char kept = data[at];
        data[at] = (char)(kept ^ (1 << next_random(&random) % 8));
        if (at < header || at >= start)
            EXPECT(!opens(data, bytes, true));
        if (at < header)
            EXPECT(!opens(data, bytes, false));
        data[at] = kept;
    }
}

static void put_u32(char *data, size_t at, uint32_t value)
{
    memcpy(data + at, &value, sizeof value);
}

static uint32_t get_u32(const char *data, size_t at)
{
    uint32_t value;
    memcpy(&value, data + at, sizeof value);
    return value;
}

/* Make both checksums right, where what they cover lies in the block at all. */
static void sign(char *data, size_t bytes)
{
    size_t header = HEADER_BYTES + (size_t)get_u32(data, COLUMN_COUNT_AT) * COLUMN_BYTES;
    size_t start = (header + 63) & ~(size_t)63, end = get_u32(data, BYTES_AT);

    put_u32(data, HEADER_CHECKSUM_AT, 0);
    if (start <= end && end <= bytes)
        put_u32(data, PAYLOAD_CHECKSUM_AT, crc32c(0, data + start, end - start));
    if (header <= bytes)
        put_u32(data, HEADER_CHECKSUM_AT, crc32c(0, data, header));
}

TEST(a_signed_block_that_lies_is_refused_or_lies_within_itself)
{
    Column columns[COUNT_OF(layouts)];
    size_t bytes, header = HEADER_BYTES + COUNT_OF(layouts) * COLUMN_BYTES;
    const char *good = sample(cx, columns, &bytes);
    char *data = arena_align(cx->arena, bytes, 64);
    uint64_t random = 7;
    int opened = 0;

    for (int turn = 0; turn < MUTATIONS; turn++) {
        memcpy(data, good, bytes);
        for (uint32_t edits = 1 + next_random(&random) % 3; edits; edits--) {
            bool in_header = next_random(&random) % 4 != 0;
            size_t at = next_random(&random) % (in_header ? header : bytes);
            data[at] = (char)next_random(&random);
        }
        sign(data, bytes);
        opened += opens(data, bytes, true);
        (void)opens(data, bytes, false);
    }
    EXPECT(opened > 0 && opened < MUTATIONS);
}

TEST(a_signed_block_shorter_than_its_header_is_refused)
{
    char *data = arena_align(cx->arena, 128, 64);
    size_t bytes;
    BlockBuilder *none = block_builder_new(cx->arena, layouts, 0);

    memcpy(data, sealed(cx, none, &bytes), 128);
    put_u32(data, BYTES_AT, HEADER_BYTES);
    sign(data, bytes);
    EXPECT(!opens(data, HEADER_BYTES, true));
}

TEST(a_signed_text_outside_its_heap_is_refused)
{
    static const Layout one[] = { LAYOUT_VIEW };
    BlockBuilder *builder = block_builder_new(cx->arena, one, 1);
    Column column = make_column(cx->arena, LAYOUT_VIEW, 30, 0);
    size_t bytes, data_at = 64;

    EXPECT(block_builder_add(cx, builder, &column, NULL, &(uint32_t){ 0 }, 30));
    char *data = sealed(cx, builder, &bytes);
    StrView *view = (StrView *)(data + data_at) + 29;
    EXPECT(view->length == 29 && opens(data, bytes, true));
    view->offset += 1;
    sign(data, bytes);
    EXPECT(!opens(data, bytes, true));
    view->offset -= 1;
    view->heap = 1;
    sign(data, bytes);
    EXPECT(!opens(data, bytes, true));
}

/* --- More than fits ------------------------------------------------------------------------------
 */

enum { WIDE_ROWS = 1000, WIDE_BYTES = 48 * 1024, HUGE_BYTES = 20 * 1024 * 1024 };

/* Strings of `bytes` and a few more, each of one letter; every seventh is null. */
static Column make_wide(Arena *arena, uint32_t rows, uint32_t bytes)
{
    StrView *views = column_alloc(arena, LAYOUT_VIEW, rows);
    uint64_t *validity = validity_alloc(arena, rows, true);
    const uint8_t **heaps = ARENA_ARRAY(arena, const uint8_t *, rows);

    for (uint32_t row = 0; row < rows; row++) {
        Str text = { memset(arena_alloc(arena, bytes + row), (int)('a' + row % 26), bytes + row),
                     bytes + row };
        heaps[row] = (const uint8_t *)text.data;
        views[row] = view_make(text, row, 0);
        if (row % 7 == 0) {
            bit_clear(validity, row);
            views[row] = (StrView){ 0 };
        }
    }
    Column column = column_flat(LAYOUT_VIEW, rows, views, validity);
    column.heaps = heaps;
    column.heap_count = rows;
    return column;
}

static void expect_row(const Column *got, uint32_t row, const Column *wanted, uint32_t wanted_row)
{
    EXPECT(column_has(got, row) == column_has(wanted, wanted_row));
    if (column_has(got, row) && got->layout == LAYOUT_VIEW)
        EXPECT(str_equal(value_of_column(got, row).text, value_of_column(wanted, wanted_row).text));
    else if (column_has(got, row))
        EXPECT(value_of_column(got, row).integer == value_of_column(wanted, wanted_row).integer);
}

TEST(a_builder_takes_the_rows_that_fit)
{
    static const Layout mixed[] = { LAYOUT_VIEW, LAYOUT_I32, LAYOUT_VIEW };
    BlockBuilder *builder = block_builder_new(cx->arena, mixed, COUNT_OF(mixed));
    Column columns[] = { make_wide(cx->arena, WIDE_ROWS, 30),
                         make_column(cx->arena, LAYOUT_I32, WIDE_ROWS, 5),
                         make_wide(cx->arena, WIDE_ROWS, WIDE_BYTES) };
    BlockList blocks = { 0 };
    uint32_t row = 0;

    for (uint32_t at = 0; at < WIDE_ROWS;) {
        EXPECT(block_builder_add(cx, builder, columns, NULL, &at, WIDE_ROWS));
        EXPECT(block_builder_bytes(builder) < BLOCK_BYTES_FULL + BLOCK_BYTES_GOAL);
        EXPECT(block_builder_is_full(builder));
        EXPECT(block_list_seal(cx, &blocks, builder));
    }
    EXPECT(blocks.count == 3);
    for (uint32_t at = 0; at < blocks.count; at++)
        for (uint32_t of_block = 0; of_block < blocks.items[at]->rows; of_block++, row++)
            for (uint32_t column = 0; column < COUNT_OF(columns); column++)
                expect_row(&blocks.items[at]->columns[column], of_block, &columns[column], row);
    EXPECT(row == WIDE_ROWS);
}

TEST(a_builder_takes_a_huge_row_alone_and_refuses_a_larger_one)
{
    static const Layout one[] = { LAYOUT_VIEW };
    BlockBuilder *builder = block_builder_new(cx->arena, one, 1);
    Column column = make_wide(cx->arena, 3, HUGE_BYTES);
    StrView too_large = view_make((Str){ "aaaa", (size_t)BLOCK_BYTES_MAX + 1 }, 0, 0);
    BlockList blocks = { 0 };

    for (uint32_t at = 0; at < 3;) {
        EXPECT(block_builder_add(cx, builder, &column, NULL, &at, 3));
        EXPECT(block_builder_is_full(builder) && block_list_seal(cx, &blocks, builder));
    }
    EXPECT(blocks.count == 3 && blocks.items[2]->rows == 1);
    expect_row(&blocks.items[2]->columns[0], 0, &column, 2);
    column = column_flat(LAYOUT_VIEW, 1, &too_large, NULL);
    EXPECT(!block_builder_add(cx, builder, &column, NULL, &(uint32_t){ 0 }, 1));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
}

TEST(many_columns_of_strings_share_blocks)
{
    enum { MANY = 1000, ROWS_EACH = 300 };
    Layout many[MANY];
    Column columns[MANY], column = make_wide(cx->arena, ROWS_EACH, 20);
    uint32_t at = 0;

    for (int c = 0; c < MANY; c++) {
        many[c] = LAYOUT_VIEW;
        columns[c] = column;
    }
    BlockBuilder *builder = block_builder_new(cx->arena, many, MANY);
    EXPECT(block_builder_add(cx, builder, columns, NULL, &at, ROWS_EACH));
    EXPECT(at > 50 && block_builder_bytes(builder) < BLOCK_BYTES_FULL + BLOCK_BYTES_GOAL);
}

TEST(a_builder_keeps_its_memory_when_it_is_sealed)
{
    static const Layout one[] = { LAYOUT_I64 };
    Column column = make_column(cx->arena, LAYOUT_I64, BATCH_ROWS_MAX, 3);
    Arena arena;
    arena_init(&arena, NULL);
    BlockBuilder *builder = block_builder_new(&arena, one, 1);
    int64_t first = 0;

    for (int turn = 0; turn < 100; turn++) {
        EXPECT(block_builder_add(cx, builder, &column, NULL, &(uint32_t){ 0 }, BATCH_ROWS_MAX));
        char *to = arena_align(cx->arena, block_builder_bytes(builder), 64);
        EXPECT(block_builder_seal(builder, to) > 0);
        first = turn ? first : arena_bytes(&arena);
    }
    EXPECT(arena_bytes(&arena) == first);
    arena_fini(&arena);
}
