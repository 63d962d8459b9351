/*
 * aggregate_spill.c -- see aggregate_spill.h.
 *
 *     groups ── hash ──> PARTITIONS partitions, each of some streams of blocks:
 *         states      keys, states of the aggregates that are not DISTINCT
 *         values      one per DISTINCT aggregate: keys, a value its group has had
 *
 * Partitions are merged one by one.  One that does not fit into memory either is partitioned again
 * by other bits of the hash, up to LEVELS_MAX times; partitions of one split wait on a stack.
 *
 * What this file needs itself while the budget is used up is not charged: a block being built, a
 * block being read (about BLOCK_BYTES each), and a byte for each group or value in memory.
 */
#include "worker/operators/aggregate_spill.h"

#include "base/hash.h"
#include "worker/spill.h"

enum {
    PARTITIONS = 16,
    LEVELS_MAX = 6,
    BLOCK_BYTES = 256 * 1024,
    ROWS_AT_ONCE = 1024,
    FORCED_LEVELS = 2,  /* the debug switch splits that often */
    FORCED_GROUPS = 16, /* partitions of more groups than this */
};

typedef struct Partition {
    struct Partition *next; /* on the stack */
    uint32_t level;
    SpillRun *streams; /* states, then one per DISTINCT aggregate */
} Partition;

struct AggregateSpill {
    AggregateSpillPlan plan;
    SpillFile file;
    Arena *arena;  /* of the task */
    Arena scratch; /* not charged */
    uint32_t stream_count;
    uint32_t *distinct; /* stream - 1 -> aggregate */
    Layout **layouts;   /* by stream */
    uint32_t *column_counts;
    Partition *targets[PARTITIONS]; /* being filled: of level 0, then of the partition split */
    Partition *waiting;
    Aggregator *merged;
};

/* --- Life --------------------------------------------------------------------------------------
 */

static void add_layouts(AggregateSpill *spill)
{
    const AggregateSpillPlan *plan = &spill->plan;

    for (uint32_t stream = 0; stream < spill->stream_count; stream++) {
        Layout *layouts =
            ARENA_ARRAY(spill->arena, Layout, plan->key_count + plan->aggregate_count + 1);
        uint32_t count = 0;
        for (uint32_t key = 0; key < plan->key_count; key++)
            layouts[count++] = type_layout(plan->key_types[key]);
        for (uint32_t at = 0; !stream && at < plan->aggregate_count; at++)
            if (!plan->specs[at].is_distinct)
                layouts[count++] = type_layout(plan->specs[at].result);
        if (stream)
            layouts[count++] = type_layout(plan->specs[spill->distinct[stream - 1]].arg);
        spill->layouts[stream] = layouts;
        spill->column_counts[stream] = count;
    }
}

AggregateSpill *aggregate_spill_new(Task *task, const AggregateSpillPlan *plan)
{
    AggregateSpill *spill = arena_zero(task->arena, sizeof *spill);
    uint32_t count = plan->aggregate_count;
    AggregateSpec *merging = ARENA_ARRAY(task->arena, AggregateSpec, count + 1);

    TRY(spill_open(&task->cx, &spill->file));
    spill->plan = *plan;
    spill->arena = task->arena;
    arena_init(&spill->scratch, NULL);
    spill->distinct = ARENA_ARRAY(task->arena, uint32_t, count + 1);
    spill->stream_count = 1;
    for (uint32_t at = 0; at < count; at++) {
        merging[at] = aggregate_merging(plan->specs[at]);
        if (plan->specs[at].is_distinct)
            spill->distinct[spill->stream_count++ - 1] = at;
    }
    spill->layouts = ARENA_ARRAY(task->arena, Layout *, spill->stream_count);
    spill->column_counts = ARENA_ARRAY(task->arena, uint32_t, spill->stream_count);
    add_layouts(spill);
    spill->merged =
        aggregator_new(task->arena, task->budget, plan->key_types, plan->key_count, merging, count);
    return spill;
}

static void partition_free(AggregateSpill *spill, Partition *partition)
{
    for (uint32_t stream = 0; stream < spill->stream_count; stream++)
        spill_run_free(&partition->streams[stream]);
}

void aggregate_spill_free(AggregateSpill *spill)
{
    if (!spill)
        return;
    for (uint32_t at = 0; at < PARTITIONS; at++)
        if (spill->targets[at])
            partition_free(spill, spill->targets[at]);
    for (Partition *partition = spill->waiting; partition; partition = partition->next)
        partition_free(spill, partition);
    aggregator_free(spill->merged);
    arena_fini(&spill->scratch);
    spill_close(&spill->file);
}

int64_t aggregate_spill_bytes(const AggregateSpill *spill)
{
    return spill->file.bytes;
}

static void make_targets(AggregateSpill *spill, uint32_t level)
{
    Partition **targets = spill->targets;

    for (uint32_t at = 0; at < PARTITIONS; at++) {
        targets[at] = arena_zero(spill->arena, sizeof **targets);
        targets[at]->level = level;
        targets[at]->streams =
            arena_zero(spill->arena, spill->stream_count * sizeof *targets[at]->streams);
    }
}

/* --- Writing -----------------------------------------------------------------------------------
 */

/* What a stream consists of: groups, or values that groups have had. */
typedef struct Source {
    const Aggregator *from;
    const GroupTable *set;     /* of a stream of values; NULL: groups */
    const uint8_t *partitions; /* by item */
    uint32_t count;            /* items */
    uint32_t stream;
} Source;

static uint8_t *partitions_of_groups(Arena *arena, const GroupTable *table, uint32_t level)
{
    uint64_t hashes[ROWS_AT_ONCE];
    uint8_t *partitions = ARENA_ARRAY(arena, uint8_t, (size_t)table->groups + 1);

    for (uint32_t from = 0; from < table->groups; from += ROWS_AT_ONCE) {
        uint32_t left = table->groups - from, count = left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE;
        group_table_hashes(table, from, count, level, hashes);
        for (uint32_t at = 0; at < count; at++)
            partitions[from + at] = (uint8_t)((hashes[at] >> 32) % PARTITIONS);
    }
    return partitions;
}

/* The group each of some values belongs to. */
static const uint32_t *owners_of(Arena *arena, const GroupTable *set, const uint32_t *items,
                                 uint32_t count)
{
    return group_table_column(set, arena, 0, items, count).data;
}

/* A value is where its group is. */
static uint8_t *partitions_of_values(Arena *arena, const GroupTable *set, const uint8_t *of_groups)
{
    uint8_t *partitions = ARENA_ARRAY(arena, uint8_t, (size_t)set->groups + 1);
    uint32_t items[ROWS_AT_ONCE];

    for (uint32_t from = 0; from < set->groups; from += ROWS_AT_ONCE) {
        SCRATCH(arena);
        uint32_t left = set->groups - from, count = left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE;
        for (uint32_t at = 0; at < count; at++)
            items[at] = from + at;
        const uint32_t *owners = owners_of(arena, set, items, count);
        for (uint32_t at = 0; at < count; at++)
            partitions[from + at] = of_groups[owners[at]];
    }
    return partitions;
}

static bool source_columns(Cx *cx, const Source *source, const uint32_t *items, uint32_t count,
                           Column *out)
{
    const Aggregator *from = source->from;
    const uint32_t *groups = source->set ? owners_of(cx->arena, source->set, items, count) : items;
    uint32_t next = from->key_count;

    for (uint32_t key = 0; key < from->key_count; key++)
        out[key] = group_table_column(from->table, cx->arena, key, groups, count);
    if (source->set)
        out[next] = group_table_column(source->set, cx->arena, 1, items, count);
    for (uint32_t at = 0; !source->set && at < from->aggregate_count; at++)
        if (!from->sets[at])
            TRY(state_column(cx, &from->states[at], items, count, &out[next++]));
    return true;
}

/* The next items of a partition, from *next on; returns how many. */
static uint32_t collect(const Source *source, uint32_t part, uint32_t *next, uint32_t *items)
{
    uint32_t found = 0, at = *next;

    for (; at < source->count && found < ROWS_AT_ONCE; at++) {
        items[found] = at;
        found += source->partitions[at] == part;
    }
    *next = at;
    return found;
}

static bool write_part(Cx *cx, AggregateSpill *spill, const Source *source, uint32_t part,
                       BlockBuilder *builder)
{
    SpillRun *run = &spill->targets[part]->streams[source->stream];
    uint32_t items[ROWS_AT_ONCE], next = 0;

    while (next < source->count) {
        SCRATCH(cx->arena);
        Column *columns = ARENA_ARRAY(cx->arena, Column,
                                      source->from->key_count + source->from->aggregate_count + 1);
        uint32_t count = collect(source, part, &next, items);
        TRY(source_columns(cx, source, items, count, columns));
        for (uint32_t at = 0; at < count;) {
            TRY(block_builder_add(cx, builder, columns, NULL, &at, count));
            if (at < count || block_builder_bytes(builder) >= BLOCK_BYTES)
                TRY(spill_write(cx, cx->arena, &spill->file, builder, run));
        }
    }
    return block_builder_rows(builder) == 0 ||
           spill_write(cx, cx->arena, &spill->file, builder, run);
}

static bool write_stream(Task *task, AggregateSpill *spill, const Source *source)
{
    Cx cx = cx_within(&task->cx, &spill->scratch);
    uint32_t stream = source->stream;
    Arena building;
    bool done = true;

    arena_init(&building, NULL);
    BlockBuilder *builder =
        block_builder_new(&building, spill->layouts[stream], spill->column_counts[stream]);
    for (uint32_t part = 0; done && part < PARTITIONS; part++)
        done = write_part(&cx, spill, source, part, builder) && check_interrupts(&task->cx);
    if (has_failed(&cx))
        fail_with(&task->cx, &cx.error);
    arena_fini(&building);
    return done;
}

static bool write_values(Task *task, AggregateSpill *spill, Source source, uint32_t stream,
                         const uint8_t *of_groups)
{
    SCRATCH(&spill->scratch);

    source.stream = stream;
    source.set = source.from->sets[spill->distinct[stream - 1]];
    source.count = source.set->groups;
    source.partitions = partitions_of_values(&spill->scratch, source.set, of_groups);
    return write_stream(task, spill, &source);
}

/* Write all groups to spill->targets. */
static bool write_groups(Task *task, AggregateSpill *spill, const Aggregator *from, uint32_t level)
{
    SCRATCH(&spill->scratch);

    if (!spill->targets[0])
        make_targets(spill, level);
    const uint8_t *of_groups = partitions_of_groups(&spill->scratch, from->table, level);
    Source source = { .from = from, .partitions = of_groups, .count = from->table->groups };
    TRY(write_stream(task, spill, &source));
    for (uint32_t stream = 1; stream < spill->stream_count; stream++)
        TRY(write_values(task, spill, source, stream, of_groups));
    return true;
}

bool aggregate_spill_add(Task *task, AggregateSpill *spill, const Aggregator *from)
{
    return write_groups(task, spill, from, 0);
}

/* --- Merging -----------------------------------------------------------------------------------
 */

typedef struct Merge {
    Task *task;
    AggregateSpill *spill;
    Partition *partition;
} Merge;

/* What has been filled waits to be merged. */
static void push_targets(AggregateSpill *spill)
{
    Partition **targets = spill->targets;

    for (uint32_t at = 0; at < PARTITIONS && targets[at]; at++) {
        bool is_empty = true;
        for (uint32_t stream = 0; stream < spill->stream_count; stream++)
            is_empty &= targets[at]->streams[stream].count == 0;
        if (!is_empty) {
            targets[at]->next = spill->waiting;
            spill->waiting = targets[at];
        }
        targets[at] = NULL;
    }
}

/* Streams feed some states only, so that groups without a value are known from the start. */
static void clear_merged(AggregateSpill *spill)
{
    aggregator_clear(spill->merged);
    for (uint32_t at = 0; at < spill->merged->aggregate_count; at++)
        state_track_seen(&spill->merged->states[at], 0);
}

/* Write what has been merged to partitions of the next level. */
static bool split(Merge *m)
{
    uint32_t level = m->partition->level + 1;

    if (level > LEVELS_MAX || aggregator_groups(m->spill->merged) == 0)
        return fail_memory(&m->task->cx, m->task->budget);
    TRY(write_groups(m->task, m->spill, m->spill->merged, level));
    clear_merged(m->spill);
    return true;
}

/* Take some rows of a stream in. */
static bool merge_rows(Merge *m, uint32_t stream, const Batch *batch)
{
    Aggregator *a = m->spill->merged;
    const Column **args = arena_zero(&a->scratch, (a->aggregate_count + 1) * sizeof *args);
    uint32_t next = a->key_count, first = stream ? m->spill->distinct[stream - 1] : 0;
    AggregateInput in = { .keys = batch->columns, .args = args, .count = batch->rows };
    bool forced = m->task->force_spill && m->partition->level < FORCED_LEVELS &&
                  aggregator_groups(a) >= FORCED_GROUPS;

    for (uint32_t at = 0; at < a->aggregate_count; at++)
        if (stream ? at == first : !a->sets[at])
            args[at] = &batch->columns[next++];
    if (forced || !aggregator_reserve(a, &in)) {
        TRY(split(m));
        if (!aggregator_reserve(a, &in))
            return split(m);
    }
    uint32_t before = a->table->groups;
    aggregator_assign(a, &in);
    for (uint32_t at = 0; at < a->aggregate_count; at++)
        if (args[at])
            TRY(aggregator_take(&m->task->cx, a, at, &in, before));
    return true;
}

static bool merge_stream(Merge *m, uint32_t stream)
{
    const SpillRun *run = &m->partition->streams[stream];
    Cx cx = cx_within(&m->task->cx, &m->spill->scratch);

    for (uint32_t at = 0; at < run->count; at++) {
        SCRATCH(cx.arena);
        const Block *block = spill_read(&cx, &m->spill->file, &run->blocks[at]);
        if (!block)
            return fail_with(&m->task->cx, &cx.error);
        for (uint32_t from = 0; from < block->rows; from += ROWS_AT_ONCE) {
            uint32_t left = block->rows - from;
            Batch batch;
            block_slice(cx.arena, block, from, left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE, &batch);
            arena_reset(&m->spill->merged->scratch);
            TRY(merge_rows(m, stream, &batch));
        }
        TRY(check_interrupts(&m->task->cx));
    }
    return true;
}

/* Merge a partition; it may turn into smaller ones instead. */
static bool merge_partition(Task *task, AggregateSpill *spill, Partition *partition)
{
    Merge m = { .task = task, .spill = spill, .partition = partition };

    clear_merged(spill);
    for (uint32_t stream = 0; stream < spill->stream_count; stream++)
        TRY(merge_stream(&m, stream));
    if (!spill->targets[0])
        return true;
    TRY(aggregator_groups(spill->merged) == 0 || split(&m));
    push_targets(spill);
    return true;
}

bool aggregate_spill_next(Task *task, AggregateSpill *spill, Aggregator **out_merged)
{
    push_targets(spill);
    while (spill->waiting) {
        Partition *partition = spill->waiting;
        spill->waiting = partition->next;
        bool done = merge_partition(task, spill, partition);
        partition_free(spill, partition);
        if (!done)
            return false;
        if (aggregator_groups(spill->merged)) {
            *out_merged = spill->merged;
            return true;
        }
    }
    aggregator_clear(spill->merged);
    *out_merged = NULL;
    return true;
}
