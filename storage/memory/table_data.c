/*
 * table_data.c -- what a table in memory holds, and what it holds after a change: see memory.h.
 *
 * A change works on a Draft: the parts as they were, each held once more; then rows are deleted
 * from copies of the bitmaps, blocks appended, parts rewritten.  What a Draft replaced it drops.
 */
#include "storage/memory.h"

#include <stdlib.h>

typedef struct Draft {
    Cx *cx;
    TableSpace *space;
    TablePart *parts;
    uint32_t count;
    bool *is_own; /* the part's bitmap was made by this change */
} Draft;

/* --- Counting -------------------------------------------------------------------------------- */

static void deleted_drop(DeletedRows *deleted)
{
    if (deleted && atomic_fetch_sub_explicit(&deleted->holders, 1, memory_order_acq_rel) == 1)
        free(deleted);
}

static void part_hold(const TablePart *part)
{
    memory_block_hold(part->block);
    if (part->deleted)
        atomic_fetch_add_explicit(&part->deleted->holders, 1, memory_order_relaxed);
}

static void part_drop(TablePart *part)
{
    memory_block_drop(part->block);
    deleted_drop(part->deleted);
}

static uint32_t part_rows(const TablePart *part)
{
    return part->block->block->rows - (part->deleted ? part->deleted->count : 0);
}

static TableData *data_alloc(TableSpace *space, uint32_t part_count)
{
    static _Atomic uint64_t last_id;
    TableData *data = calloc(1, sizeof *data + part_count * sizeof *data->parts);

    if (!data)
        abort();
    data->id = atomic_fetch_add(&last_id, 1) + 1;
    data->holders = 1;
    data->space = space;
    data->part_count = part_count;
    return data;
}

TableData *table_data_new(TableSpace *space)
{
    return data_alloc(space, 0);
}

/* Counts change in what is const to all who look at it. */
static TableData *counted(const TableData *data)
{
    TableData *own;

    memcpy(&own, &data, sizeof own);
    return own;
}

void table_data_hold(const TableData *data)
{
    atomic_fetch_add_explicit(&counted(data)->holders, 1, memory_order_relaxed);
}

void table_data_drop(const TableData *data)
{
    TableData *own = counted(data);

    if (!own || atomic_fetch_sub_explicit(&own->holders, 1, memory_order_acq_rel) > 1)
        return;
    for (uint32_t at = 0; at < own->part_count; at++)
        part_drop(&own->parts[at]);
    free(own);
}

int64_t table_data_bytes(const TableData *data)
{
    int64_t bytes = 0;

    for (uint32_t at = 0; at < data->part_count; at++)
        bytes += (int64_t)data->parts[at].block->size;
    return bytes;
}

bool table_data_is_deleted(const TableData *data, RowAddress address)
{
    const DeletedRows *deleted = data->parts[address >> 32].deleted;

    return deleted && bit_get(deleted->bits, (uint32_t)address);
}

/* --- Deleting -------------------------------------------------------------------------------- */

/* A bitmap of the part that may be written. */
static DeletedRows *own_deleted(Draft *draft, uint32_t at)
{
    TablePart *part = &draft->parts[at];
    size_t bytes = bit_words(part->block->block->rows) * sizeof(uint64_t);

    if (draft->is_own[at])
        return part->deleted;
    DeletedRows *copy = calloc(1, sizeof *copy + bytes);
    if (!copy)
        abort();
    if (part->deleted) {
        copy->count = part->deleted->count;
        memcpy(copy->bits, part->deleted->bits, bytes);
    }
    copy->holders = 1;
    deleted_drop(part->deleted);
    part->deleted = copy;
    draft->is_own[at] = true;
    return copy;
}

static void delete_rows(Draft *draft, const TableChange *change)
{
    for (size_t at = 0; at < change->deleted_count; at++) {
        uint32_t part = (uint32_t)(change->deleted[at] >> 32), row = (uint32_t)change->deleted[at];
        DeletedRows *deleted = own_deleted(draft, part);
        assert(!bit_get(deleted->bits, row));
        bit_set(deleted->bits, row);
        deleted->count++;
    }
}

/* --- Rewriting ------------------------------------------------------------------------------- */

/* Replace parts [from, to) by `block`, or by nothing. */
static void replace_parts(Draft *draft, uint32_t from, uint32_t to, MemoryBlock *block)
{
    uint32_t kept = from + (block != NULL), moved = draft->count - to;

    for (uint32_t at = from; at < to; at++)
        part_drop(&draft->parts[at]);
    if (block) {
        draft->parts[from] = (TablePart){ .block = block };
        draft->is_own[from] = false;
    }
    memmove(&draft->parts[kept], &draft->parts[to], moved * sizeof *draft->parts);
    memmove(&draft->is_own[kept], &draft->is_own[to], moved * sizeof *draft->is_own);
    draft->count = kept + moved;
}

/* Append the rows of a part that are not deleted. */
static bool add_part(Cx *cx, BlockBuilder *builder, const TablePart *part)
{
    const Block *block = part->block->block;
    Row live[BATCH_ROWS_MAX];

    for (uint32_t from = 0; from < block->rows; from += BATCH_ROWS_MAX) {
        SCRATCH(cx->arena);
        uint32_t left = block->rows - from, count = 0, added = 0;
        uint32_t rows = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
        Batch batch;
        for (uint32_t row = 0; row < rows; row++)
            if (!part->deleted || !bit_get(part->deleted->bits, from + row))
                live[count++] = (Row)row;
        block_slice(cx->arena, block, from, rows, &batch);
        TRY(block_builder_add(cx, builder, batch.columns, live, &added, count));
        if (added < count)
            return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                        "rows of a table are too large to be merged");
    }
    return true;
}

/* Write what is left of parts [from, to) as one. */
static bool rewrite(Draft *draft, uint32_t from, uint32_t to)
{
    const Block *like = draft->parts[from].block->block;
    Arena *arena = arena_new(NULL), *slices = arena_new(NULL);
    Cx cx = { .arena = slices };
    Layout *layouts = ARENA_ARRAY(arena, Layout, like->column_count + 1);
    MemoryBlock *block = NULL;
    bool done = true;

    for (uint32_t at = 0; at < like->column_count; at++)
        layouts[at] = (Layout)like->columns[at].layout;
    BlockBuilder *builder = block_builder_new(arena, layouts, like->column_count);
    for (uint32_t at = from; done && at < to; at++)
        done = add_part(&cx, builder, &draft->parts[at]);
    if (done && block_builder_rows(builder)) {
        block = memory_block_seal(&cx, builder, draft->space);
        done = block != NULL;
    }
    if (done)
        replace_parts(draft, from, to, block);
    else
        fail_with(draft->cx, &cx.error);
    arena_free(slices);
    arena_free(arena);
    return done;
}

static bool fits_with_others(const TablePart *part)
{
    return part->block->block->rows <= MEMORY_MERGE_ROWS && part->block->size <= BLOCK_BYTES_GOAL;
}

/* Merge the small parts at the end as far as each is less than twice as large as what follows. */
static bool merge_tail(Draft *draft)
{
    uint32_t first = draft->count, rows = 0;

    while (first > 0 && fits_with_others(&draft->parts[first - 1]) &&
           (rows == 0 || part_rows(&draft->parts[first - 1]) < 2 * rows) &&
           rows + part_rows(&draft->parts[first - 1]) <= MEMORY_MERGE_ROWS)
        rows += part_rows(&draft->parts[--first]);
    return draft->count - first < 2 || rewrite(draft, first, draft->count);
}

/* Write anew the parts of which this change left less than half. */
static bool rewrite_sparse(Draft *draft)
{
    for (uint32_t at = draft->count; at-- > 0;) {
        const TablePart *part = &draft->parts[at];
        if (part_rows(part) == 0)
            replace_parts(draft, at, at + 1, NULL);
        else if (draft->is_own[at] && part->deleted->count > part_rows(part))
            TRY(rewrite(draft, at, at + 1));
    }
    return true;
}

/* --- A change -------------------------------------------------------------------------------- */

static void start_draft(Draft *draft, const TableData *from, const TableChange *change)
{
    uint32_t room = from->part_count + change->added_count;

    draft->parts = ARENA_ARRAY(draft->cx->arena, TablePart, room + 1);
    draft->is_own = arena_zero(draft->cx->arena, room + 1);
    for (uint32_t at = 0; at < from->part_count; at++) {
        draft->parts[draft->count++] = from->parts[at];
        part_hold(&from->parts[at]);
    }
}

static bool run_draft(Draft *draft, const TableChange *change)
{
    delete_rows(draft, change);
    for (uint32_t at = 0; at < change->added_count; at++) {
        memory_block_hold(change->added[at]);
        draft->parts[draft->count++] = (TablePart){ .block = change->added[at] };
    }
    TRY(merge_tail(draft));
    TRY(rewrite_sparse(draft));
    if (draft->count > MEMORY_PARTS_MAX)
        return fail(draft->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a table can have at most %d blocks", MEMORY_PARTS_MAX);
    return true;
}

TableData *table_data_change(Cx *cx, const TableData *from, const TableChange *change)
{
    Draft draft = { .cx = cx, .space = from->space };
    TableData *data = NULL;

    start_draft(&draft, from, change);
    if (run_draft(&draft, change)) {
        data = data_alloc(from->space, draft.count);
        for (uint32_t at = 0; at < draft.count; at++) {
            data->parts[at] = draft.parts[at];
            data->rows += part_rows(&draft.parts[at]);
        }
        return data;
    }
    for (uint32_t at = 0; at < draft.count; at++)
        part_drop(&draft.parts[at]);
    return NULL;
}
