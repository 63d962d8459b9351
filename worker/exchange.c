/*
 * exchange.c -- the sink of every stage but the last: rows to partitions.
 *
 * One scatter: a batch's rows are counted per partition, their numbers written partition by
 * partition, and each partition's builder takes its run.  SINGLE and BROADCAST have one partition.
 */
#include "worker/hash_rows.h"
#include "worker/sink.h"

typedef struct ExchangeSink {
    Sink sink;
    const Exchange *plan;
    uint32_t partitions;
    BlockBuilder **builders; /* made when a partition gets its first row */
    Layout *layouts;
    uint32_t column_count;
    ProgramState *keys; /* HASH only */
    Type *key_types;
    Arena arena; /* of one batch */
} ExchangeSink;

enum { PARTITIONS_MAX = 4096, BLOCKS_FIRST = 16 };

void sink_add_block(Sink *sink, Task *task, BlockRef ref)
{
    if (sink->blocks.count == sink->block_capacity) {
        uint32_t capacity = sink->block_capacity ? sink->block_capacity * 2 : BLOCKS_FIRST;
        BlockRef *items = ARENA_ARRAY(task->arena, BlockRef, capacity);
        if (sink->blocks.count)
            memcpy(items, sink->blocks.items, sink->blocks.count * sizeof *items);
        sink->blocks.items = items;
        sink->block_capacity = capacity;
    }
    sink->blocks.items[sink->blocks.count++] = ref;
}

static bool seal(ExchangeSink *e, Task *task, uint32_t partition)
{
    BlockBuilder *builder = e->builders[partition];
    BlockRef ref;
    size_t room = block_builder_bytes(builder);
    void *to = TRY(
        segment_append(&task->cx, e->sink.query->segments, query_owner(e->sink.query), room, &ref));
    ref.rows = block_builder_rows(builder);
    ref.partition = partition;
    ref.bytes = (uint32_t)block_builder_seal(builder, to);
    sink_add_block(&e->sink, task, ref);
    return true;
}

static bool add_to(ExchangeSink *e, Task *task, uint32_t partition, const Batch *batch,
                   const Row *rows, uint32_t count)
{
    BlockBuilder **builder = &e->builders[partition];

    if (!*builder)
        *builder = block_builder_new(task->arena, e->layouts, e->column_count);
    for (uint32_t at = 0; at < count;) {
        TRY(block_builder_add(&task->cx, *builder, batch->columns, rows, &at, count));
        if (block_builder_is_full(*builder))
            TRY(seal(e, task, partition));
    }
    return true;
}

/* The partition of each live row. */
static bool find_partitions(ExchangeSink *e, Task *task, const Batch *batch, uint16_t *out)
{
    Cx cx = cx_within(&task->cx, &e->arena);
    uint32_t count = e->plan->keys.count;
    Column *keys = ARENA_ARRAY(&e->arena, Column, count);
    uint64_t *hashes = ARENA_ARRAY(&e->arena, uint64_t, batch->selected);

    if (!program_run(&cx, e->keys, batch, keys))
        return fail_with(&task->cx, &cx.error);
    hash_rows(keys, e->key_types, count, batch->selection, batch->selected, hashes);
    for (uint32_t at = 0; at < batch->selected; at++)
        out[at] = (uint16_t)hash_partition(hashes[at], e->partitions);
    return true;
}

static bool scatter(ExchangeSink *e, Task *task, const Batch *batch)
{
    uint16_t *partition = ARENA_ARRAY(&e->arena, uint16_t, batch->selected);
    uint32_t *start = arena_zero(&e->arena, (e->partitions + 1) * sizeof *start);
    uint32_t *next = ARENA_ARRAY(&e->arena, uint32_t, e->partitions);
    Row *rows = ARENA_ARRAY(&e->arena, Row, batch->selected);

    TRY(find_partitions(e, task, batch, partition));
    for (uint32_t at = 0; at < batch->selected; at++)
        start[partition[at] + 1]++;
    for (uint32_t p = 0; p < e->partitions; p++) {
        start[p + 1] += start[p];
        next[p] = start[p];
    }
    for (uint32_t at = 0; at < batch->selected; at++)
        rows[next[partition[at]]++] = batch_row(batch, at);
    for (uint32_t p = 0; p < e->partitions; p++)
        if (start[p + 1] > start[p])
            TRY(add_to(e, task, p, batch, rows + start[p], start[p + 1] - start[p]));
    return true;
}

static bool exchange_add(Sink *sink, Task *task, const Batch *batch)
{
    ExchangeSink *e = (ExchangeSink *)sink;

    arena_reset(&e->arena);
    sink->rows += batch->selected;
    if (e->keys && e->partitions > 1)
        return scatter(e, task, batch);
    return add_to(e, task, 0, batch, batch->selection, batch->selected);
}

static bool exchange_finish(Sink *sink, Task *task)
{
    ExchangeSink *e = (ExchangeSink *)sink;

    for (uint32_t p = 0; p < e->partitions; p++)
        if (e->builders[p] && block_builder_rows(e->builders[p]))
            TRY(seal(e, task, p));
    return true;
}

static void exchange_close(Sink *sink)
{
    arena_fini(&((ExchangeSink *)sink)->arena);
}

static bool start_keys(ExchangeSink *e, Task *task, Columns input)
{
    Exprs keys = e->plan->keys;

    if (e->plan->distribution != DISTRIBUTION_HASH)
        return true;
    Program *program = TRY(program_compile(&task->cx, keys, input));
    e->keys = TRY(program_start(&task->cx, program));
    e->key_types = ARENA_ARRAY(task->arena, Type, keys.count);
    for (uint32_t at = 0; at < keys.count; at++)
        e->key_types[at] = keys.items[at]->type;
    return true;
}

Sink *exchange_sink_new(Task *task, QueryRun *query, const Exchange *plan)
{
    ExchangeSink *e = arena_zero(task->arena, sizeof *e);
    Columns columns = plan_output(&task->cx, plan->input);

    if (plan->partitions > PARTITIONS_MAX)
        return fail(&task->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "an exchange can have at most %d partitions", PARTITIONS_MAX);
    e->sink = (Sink){
        .add = exchange_add, .finish = exchange_finish, .close = exchange_close, .query = query
    };
    e->plan = plan;
    e->partitions = plan->distribution == DISTRIBUTION_HASH ? (uint32_t)plan->partitions : 1;
    e->builders = arena_zero(task->arena, e->partitions * sizeof *e->builders);
    e->column_count = columns.count;
    e->layouts = ARENA_ARRAY(task->arena, Layout, columns.count);
    for (uint32_t at = 0; at < columns.count; at++)
        e->layouts[at] = type_layout(columns.items[at].type);
    TRY(start_keys(e, task, columns));
    arena_init(&e->arena, task->budget);
    return &e->sink;
}
