/* operator_make.c -- see operator_make.h. */
#include "tests/unit/operator_make.h"

/* --- Tables ------------------------------------------------------------------------------------
 */

static Value *row_of(Cx *cx, const Table *table, const Batch *batch, uint32_t row)
{
    Value *values = ARENA_ARRAY(cx->arena, Value, table->column_count + 1);

    for (uint32_t at = 0; at < table->column_count; at++)
        values[at] = value_copy(cx->arena, table->types[at],
                                value_of_row(table->types[at], &batch->columns[at], row));
    return values;
}

void table_append(Cx *cx, Table *table, const Batch *batch)
{
    Batch *batches = ARENA_ARRAY(cx->arena, Batch, table->batch_count + 1);
    Value **rows = ARENA_ARRAY(cx->arena, Value *, table->row_count + batch->selected + 1);

    if (table->batch_count)
        memcpy(batches, table->batches, table->batch_count * sizeof *batches);
    if (table->row_count)
        memcpy(rows, table->rows, table->row_count * sizeof *rows);
    batches[table->batch_count++] = *batch;
    table->batches = batches;
    table->rows = rows;
    for (uint32_t at = 0; at < batch->selected; at++)
        table->rows[table->row_count++] = row_of(cx, table, batch, batch_row(batch, at));
}

Table make_table(Cx *cx, Random *random, TableWish wish)
{
    Table table = { .types = wish.types,
                    .column_count = wish.column_count,
                    .columns = test_make_input(cx, wish.types, wish.column_count) };

    for (uint32_t at = 0; at < wish.batch_count; at++) {
        uint32_t rows = 1 + random_below(random, wish.rows_max);
        Sample *samples = ARENA_ARRAY(cx->arena, Sample, wish.column_count + 1);
        for (uint32_t c = 0; c < wish.column_count; c++) {
            SampleWish one = { .type = wish.types[c],
                               .kind = (ColumnKind)random_below(random, 4),
                               .has_nulls = random_below(random, 2),
                               .has_bounds = random_below(random, 2),
                               .is_narrow = random_below(random, 2),
                               .rows = rows,
                               .span = wish.span };
            if (layout_bytes(type_layout(one.type)) < 4 && one.span > 100)
                one.span = 100;
            samples[c] = test_make_sample(cx, random, one);
        }
        Batch batch = test_make_batch(cx, samples, wish.column_count);
        batch.rows = batch.selected = rows;
        if (random_below(random, 3) == 0)
            thin_batch(cx, random, &batch, 2);
        table_append(cx, &table, &batch);
    }
    return table;
}

Table table_part(Cx *cx, const Table *table, uint32_t from, uint32_t to)
{
    Table part = { .types = table->types,
                   .column_count = table->column_count,
                   .columns = table->columns };

    for (uint32_t at = from; at < to; at++)
        table_append(cx, &part, &table->batches[at]);
    return part;
}

/* --- Tasks and operators ------------------------------------------------------------------------
 */

void test_task_init(TestTask *test, uint32_t batch_rows, int64_t limit_bytes)
{
    budget_init(&test->budget, NULL, "the test", limit_bytes);
    arena_init(&test->arena, &test->budget);
    test->task = (Task){ .arena = &test->arena, .budget = &test->budget, .batch_rows = batch_rows };
    test->task.cx.arena = &test->arena;
}

void test_task_fini(TestTask *test)
{
    op_close_all(&test->task);
    arena_fini(&test->arena);
    EXPECT(test->budget.used_bytes == 0);
}

Plan *table_plan(Cx *cx, const Table *table)
{
    return NEW(cx, StageInput, .columns = table->columns);
}

typedef struct SourceOp {
    Operator op;
    const Table *table;
    uint32_t next;
} SourceOp;

static OpStatus source_next(Operator *op, Task *task, Batch *out)
{
    SourceOp *source = (SourceOp *)op;

    (void)task;
    if (source->next == source->table->batch_count)
        return OP_DONE;
    *out = source->table->batches[source->next++];
    return OP_MORE;
}

Operator *table_source(Task *task, const Table *table)
{
    SourceOp *source = OP_NEW(task, SourceOp, NULL, source_next);

    source->table = table;
    return &source->op;
}

/* A copy that outlives the operator. */
static Batch keep_batch(Cx *cx, const Batch *batch, Columns output)
{
    Layout *layouts = ARENA_ARRAY(cx->arena, Layout, output.count + 1);
    Row *rows = ARENA_ARRAY(cx->arena, Row, batch->selected + 1);
    Batch kept;

    for (uint32_t at = 0; at < output.count; at++)
        layouts[at] = type_layout(output.items[at].type);
    for (uint32_t at = 0; at < batch->selected; at++)
        rows[at] = batch_row(batch, at);
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, output.count);
    EXPECT(block_builder_add(cx, builder, batch->columns, rows, &(uint32_t){ 0 }, batch->selected));
    void *bytes = arena_align(cx->arena, block_builder_bytes(builder), 64);
    size_t size = block_builder_seal(builder, bytes);
    const Block *block = block_open(cx, bytes, size, true);
    EXPECT(block);
    block_slice(cx->arena, block, 0, block->rows, &kept);
    return kept;
}

Table *run_operator(Cx *cx, Task *task, Operator *op, Columns output)
{
    Table *table = arena_zero(cx->arena, sizeof *table);
    Type *types = ARENA_ARRAY(cx->arena, Type, output.count + 1);
    OpStatus status;
    Batch batch;

    for (uint32_t at = 0; at < output.count; at++)
        types[at] = output.items[at].type;
    *table = (Table){ .types = types, .column_count = output.count, .columns = output };
    while ((status = op_next(op, task, &batch)) == OP_MORE) {
        EXPECT(batch.rows <= task->batch_rows || batch.selected <= task->batch_rows);
        Batch kept = keep_batch(cx, &batch, output);
        table_append(cx, table, &kept);
    }
    op_close(op, task);
    return status == OP_DONE ? table : NULL;
}
