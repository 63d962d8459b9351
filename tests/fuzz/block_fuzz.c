/*
 * block_fuzz.c -- any bytes as a sealed block, as spill files and other hosts could give them.
 *
 * The first byte says whether the checksums are made right first: without that hardly anything
 * would be looked at.  In a block that opens, every value can be looked at.
 */
#include "base/array.h"
#include "base/block.h"
#include "base/hash.h"
#include "base/numeric.h"
#include "tests/fuzz/fuzz.h"

/* As block.c has it. */
enum {
    MEMORY_BYTES = 64 * 1024 * 1024,
    MAGIC = 0x4b4c4248,
    HEADER_BYTES = 24,
    COLUMN_BYTES = 40,
    HEADER_CHECKSUM_AT = 4,
    PAYLOAD_CHECKSUM_AT = 8,
    BYTES_AT = 12,
    COLUMN_COUNT_AT = 20,
};

static uint32_t load(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static void store(char *at, uint32_t word)
{
    memcpy(at, &word, sizeof word);
}

static void reseal(char *bytes, size_t size)
{
    store(bytes, MAGIC);
    store(bytes + BYTES_AT, (uint32_t)size);
    size_t head = HEADER_BYTES + (size_t)load(bytes + COLUMN_COUNT_AT) * COLUMN_BYTES;
    size_t start = (head + BLOCK_ALIGNMENT - 1) / BLOCK_ALIGNMENT * BLOCK_ALIGNMENT;
    if (start > size)
        return;
    store(bytes + PAYLOAD_CHECKSUM_AT, crc32c(0, bytes + start, size - start));
    store(bytes + HEADER_CHECKSUM_AT, 0);
    store(bytes + HEADER_CHECKSUM_AT, crc32c(0, bytes, head));
}

static void look_at_values(const Column *column)
{
    volatile uint64_t sum = 0;

    for (uint32_t row = 0; row < column->rows; row++) {
        const char *item = (const char *)column->data + row * (size_t)layout_bytes(column->layout);
        if (!column_has(column, row))
            continue;
        for (int byte = 0; byte < layout_bytes(column->layout); byte++)
            sum = sum + (uint8_t)item[byte];
        if (column->layout != LAYOUT_VIEW)
            continue;
        Str text = view_str((const StrView *)(const void *)item, column->heaps);
        for (size_t byte = 0; byte < text.length; byte++)
            sum = sum + (uint8_t)text.data[byte];
        sum = sum + numeric_encoding_is_valid(text) + array_is_valid(text, TYPE_TEXT);
    }
}

/* The rows of two blocks as one table. */
static void check_store(Cx *cx, Block *block)
{
    Block *const twice[] = { block, block };
    Layout *layouts = ARENA_ARRAY(cx->arena, Layout, block->column_count + 1);

    for (uint32_t at = 0; at < block->column_count; at++)
        layouts[at] = block->columns[at].layout;
    RowStore *rows = row_store_make(cx, twice, 2, layouts, block->column_count);
    check_outcome(rows, cx);
    for (uint32_t at = 0; rows && at < rows->column_count; at++)
        look_at_values(&rows->columns[at]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Fuzz fuzz;

    fuzz_begin(&fuzz, MEMORY_BYTES, data, size);
    bool is_resealed = fuzz_byte(&fuzz) & 1;
    /* Of exactly the size of a block, so that the sanitizer sees every step beyond. */
    size = (fuzz.left.length / BLOCK_ALIGNMENT + 1) * BLOCK_ALIGNMENT;
    char *bytes = aligned_alloc(BLOCK_ALIGNMENT, size);
    check(bytes);
    memset(bytes, 0, size);
    if (fuzz.left.length)
        memcpy(bytes, fuzz.left.data, fuzz.left.length);
    if (is_resealed)
        reseal(bytes, size);
    Block *block = block_open(&fuzz.cx, bytes, size, true);
    check_outcome(block, &fuzz.cx);
    for (uint32_t at = 0; block && at < block->column_count; at++)
        look_at_values(&block->columns[at]);
    if (block)
        check_store(&fuzz.cx, block);
    free(bytes);
    fuzz_end(&fuzz);
    return 0;
}
