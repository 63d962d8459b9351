/* spill_test.c -- blocks go to disk and come back, or are found damaged. */
#include "tests/unit/test.h"
#include "base/value.h"
#include "worker/spill.h"

#include <unistd.h>

enum { ROWS = 100, BLOCKS = 3 };

static bool write_blocks(Cx *cx, SpillFile *file, SpillRun *run)
{
    Layout layout = LAYOUT_I64;
    BlockBuilder *builder = block_builder_new(cx->arena, &layout, 1);

    for (int64_t block = 0; block < BLOCKS; block++) {
        Column column = { .kind = COLUMN_SEQ, .layout = LAYOUT_I64, .rows = ROWS };
        column.min = block * ROWS;
        column.max = 1;
        EXPECT(block_builder_add(cx, builder, &column, NULL, &(uint32_t){ 0 }, ROWS));
        TRY(spill_write(cx, cx->arena, file, builder, run));
    }
    return true;
}

TEST(spilled_blocks_come_back_as_they_were)
{
    SpillFile file;
    SpillRun run = { 0 };

    EXPECT(spill_open(cx, &file));
    EXPECT(write_blocks(cx, &file, &run) && run.count == BLOCKS);
    for (uint32_t at = 0; at < run.count; at++) {
        const Block *block = spill_read(cx, &file, &run.blocks[at]);
        EXPECT(block && block->rows == ROWS && run.blocks[at].rows == ROWS);
        for (uint32_t row = 0; block && row < ROWS; row++)
            EXPECT(value_of_column(&block->columns[0], row).integer == (int64_t)at * ROWS + row);
    }
    EXPECT(file.bytes == run.blocks[2].offset + run.blocks[2].bytes);
    spill_run_free(&run);
    spill_close(&file);
}

TEST(a_spilled_block_that_changed_on_disk_is_an_error)
{
    SpillFile file;
    SpillRun run = { 0 };

    EXPECT(spill_open(cx, &file));
    EXPECT(write_blocks(cx, &file, &run));
    off_t inside = run.blocks[1].offset + run.blocks[1].bytes - 200; /* among the values */
    EXPECT(pwrite(file.fd, "damage", 6, inside) == 6);
    EXPECT(spill_read(cx, &file, &run.blocks[0]));
    EXPECT(!spill_read(cx, &file, &run.blocks[1]));
    EXPECT_ERROR(cx, ERR_DATA_CORRUPTED);
    spill_run_free(&run);
    spill_close(&file);
}

TEST(a_spilled_block_that_is_cut_short_is_an_error)
{
    SpillFile file;
    SpillRun run = { 0 };

    EXPECT(spill_open(cx, &file));
    EXPECT(write_blocks(cx, &file, &run));
    EXPECT(ftruncate(file.fd, run.blocks[2].offset + 10) == 0);
    EXPECT(!spill_read(cx, &file, &run.blocks[2]));
    EXPECT_ERROR(cx, ERR_DATA_CORRUPTED);
    spill_run_free(&run);
    spill_close(&file);
}
