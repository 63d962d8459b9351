/* table_data_test.c -- tables in memory against a plain list of the rows they should hold. */
#include "tests/unit/test.h"

#include "storage/memory.h"

#include <stdlib.h>
#include <unistd.h>

enum { MODEL_ROWS_MAX = 40000 };

/* What the table should hold: rows of one integer and one text made from it. */
typedef struct Model {
    int64_t values[MODEL_ROWS_MAX];
    uint32_t count;
} Model;

static const Layout layouts[] = { LAYOUT_I64, LAYOUT_VIEW };

static Str text_of(Cx *cx, int64_t value)
{
    return str_format(cx->arena, "the text of %lld", (long long)value);
}

static void drop_descriptor(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    (void)context;
    (void)query;
    (void)segment;
    (void)bytes;
    close(fd);
}

static void open_space(TableSpace *space, int64_t limit)
{
    budget_init(&space->budget, NULL, "test", limit);
    space->segments = segment_store_new(0, drop_descriptor, NULL);
}

static void expect_nothing_left(TableSpace *space)
{
    EXPECT(atomic_load(&space->budget.used_bytes) == 0);
    EXPECT(segment_count(space->segments) == 0);
    segment_store_free(space->segments);
}

/* A block of `count` rows from `first` on; every seventh text is null. */
static MemoryBlock *make_block(Cx *cx, TableSpace *space, int64_t first, uint32_t count)
{
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, 2);

    for (uint32_t at = 0; at < count; at++) {
        int64_t value = first + at;
        uint32_t added = 0;
        Column columns[] = {
            column_const(cx->arena, LAYOUT_I64, 1, &value),
            value % 7 ? column_const_str(cx->arena, 1, text_of(cx, value))
                      : column_null(cx->arena, LAYOUT_VIEW, 1),
        };
        EXPECT(block_builder_add(cx, builder, columns, NULL, &added, 1) && added == 1);
    }
    return memory_block_seal(cx, builder, space);
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void expect_row(Cx *cx, const Block *block, uint32_t row, int64_t value)
{
    Value text = value_of_column(&block->columns[1], row);

    EXPECT(text.is_null == (value % 7 == 0));
    if (!text.is_null)
        EXPECT(str_equal(text.text, text_of(cx, value)));
}

/* The same rows, whatever the parts are. */
static void expect_holds(Cx *cx, const TableData *data, Model *model)
{
    int64_t *found = ARENA_ARRAY(cx->arena, int64_t, model->count + 1);
    uint32_t count = 0;

    EXPECT(data->rows == model->count);
    for (uint32_t part = 0; part < data->part_count; part++) {
        const Block *block = data->parts[part].block->block;
        for (uint32_t row = 0; row < block->rows; row++) {
            if (table_data_is_deleted(data, row_address(part, row)))
                continue;
            int64_t value = value_of_column(&block->columns[0], row).integer;
            expect_row(cx, block, row, value);
            if (count < model->count)
                found[count] = value;
            count++;
        }
    }
    EXPECT(count == model->count);
    qsort(found, count, sizeof *found, compare_values);
    qsort(model->values, model->count, sizeof *model->values, compare_values);
    EXPECT(memcmp(found, model->values, model->count * sizeof *found) == 0);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Delete about one row in `every`, in the data and in the model. */
static size_t choose_deleted(const TableData *data, Model *model, uint32_t *seed, uint32_t every,
                             RowAddress *out_addresses)
{
    size_t chosen = 0;

    model->count = 0;
    for (uint32_t part = 0; part < data->part_count; part++)
        for (uint32_t row = 0; row < data->parts[part].block->block->rows; row++) {
            RowAddress address = row_address(part, row);
            const Column *values = &data->parts[part].block->block->columns[0];
            if (table_data_is_deleted(data, address))
                continue;
            if (next_random(seed) % every == 0)
                out_addresses[chosen++] = address;
            else
                model->values[model->count++] = value_of_column(values, row).integer;
        }
    return chosen;
}

static TableData *change(Cx *cx, TableData *data, const TableChange *change)
{
    TableData *next = table_data_change(cx, data, change);

    EXPECT(next != NULL);
    table_data_drop(data);
    return next;
}

TEST(a_table_in_memory_holds_what_was_added_and_not_deleted)
{
    TableSpace space;
    open_space(&space, INT64_MAX);
    TableData *data = table_data_new(&space);
    Model *model = arena_zero(cx->arena, sizeof *model);
    uint32_t seed = 42;
    int64_t next = 0;

    for (int step = 0; step < 120; step++) {
        SCRATCH(cx->arena);
        RowAddress *deleted = ARENA_ARRAY(cx->arena, RowAddress, MODEL_ROWS_MAX);
        uint32_t every = step % 10 == 9 ? 2 : 50;
        uint32_t count = step % 4 == 0 ? 1 : next_random(&seed) % 400 + 1;
        size_t deleted_count = choose_deleted(data, model, &seed, every, deleted);
        MemoryBlock *block = make_block(cx, &space, next, count);
        TableChange both = { deleted, deleted_count, &block, 1 };
        for (uint32_t at = 0; at < count; at++)
            model->values[model->count++] = next++;
        data = change(cx, data, &both);
        memory_block_drop(block);
        expect_holds(cx, data, model);
    }
    table_data_drop(data);
    expect_nothing_left(&space);
}

TEST(many_small_inserts_leave_few_parts)
{
    TableSpace space;
    open_space(&space, INT64_MAX);
    TableData *data = table_data_new(&space);

    for (int64_t row = 0; row < 5000; row++) {
        SCRATCH(cx->arena);
        MemoryBlock *block = make_block(cx, &space, row, 1);
        data = change(cx, data, &(TableChange){ .added = &block, .added_count = 1 });
        memory_block_drop(block);
        EXPECT(data->part_count <= 16);
    }
    EXPECT(data->rows == 5000);
    table_data_drop(data);
    expect_nothing_left(&space);
}

TEST(a_snapshot_keeps_what_later_changes_drop)
{
    TableSpace space;
    open_space(&space, INT64_MAX);
    TableData *empty = table_data_new(&space);
    MemoryBlock *block = make_block(cx, &space, 0, 3);
    TableData *full = table_data_change(cx, empty, &(TableChange){ NULL, 0, &block, 1 });
    RowAddress all[] = { row_address(0, 0), row_address(0, 1), row_address(0, 2) };
    TableData *none =
        table_data_change(cx, full, &(TableChange){ .deleted = all, .deleted_count = 3 });
    Model model = { .values = { 0, 1, 2 }, .count = 3 };

    memory_block_drop(block);
    EXPECT(empty->rows == 0 && none->rows == 0 && none->part_count == 0);
    expect_holds(cx, full, &model);
    table_data_drop(empty);
    table_data_drop(none);
    expect_holds(cx, full, &model);
    table_data_drop(full);
    expect_nothing_left(&space);
}

TEST(a_table_that_is_too_large_is_an_error_and_leaves_nothing)
{
    TableSpace space;
    open_space(&space, 1000);
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, 2);
    int64_t value = 1;
    Column columns[] = { column_const(cx->arena, LAYOUT_I64, 200, &value),
                         column_const_str(cx->arena, 200, text_of(cx, value)) };
    uint32_t added = 0;

    EXPECT(block_builder_add(cx, builder, columns, NULL, &added, 200));
    EXPECT(memory_block_seal(cx, builder, &space) == NULL);
    EXPECT_ERROR(cx, ERR_OUT_OF_MEMORY);
    expect_nothing_left(&space);
}

TEST(a_key_is_found_where_a_live_row_has_it)
{
    TableSpace space;
    open_space(&space, INT64_MAX);
    TableData *data = table_data_new(&space);
    uint32_t columns[] = { 1, 0 };
    Type types[] = { type_of(TYPE_TEXT), type_of(TYPE_INT8) };
    TableKey key = { columns, types, 2 };
    RowAddress address;

    for (int64_t first = 0; first < 9000; first += 3000) {
        MemoryBlock *block = make_block(cx, &space, first, 3000);
        data = change(cx, data, &(TableChange){ .added = &block, .added_count = 1 });
        memory_block_drop(block);
    }
    for (int64_t value = -5; value < 9005; value += 11) {
        Value values[] = { { .text = text_of(cx, value) }, { .integer = value } };
        bool is_there = value >= 0 && value < 9000 && value % 7 != 0; /* else it is null */
        EXPECT(table_data_find_key(cx, data, &key, values, &address) == is_there);
    }
    Value values[] = { { .text = text_of(cx, 4444) }, { .integer = 4444 } };
    EXPECT(table_data_find_key(cx, data, &key, values, &address));
    data = change(cx, data, &(TableChange){ .deleted = &address, .deleted_count = 1 });
    EXPECT(!table_data_find_key(cx, data, &key, values, &address));
    table_data_drop(data);
    expect_nothing_left(&space);
}
