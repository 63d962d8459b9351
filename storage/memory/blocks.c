/* blocks.c -- sealed blocks that belong to tables: see memory.h. */
#include "storage/memory.h"

#include <stdlib.h>

static void *fail_no_room(Cx *cx)
{
    fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory for tables");
    return fail_hint(cx, "Start hearth with a larger --memory.");
}

static void free_bytes(MemoryBlock *block)
{
    key_indexes_free(block);
    if (block->owner)
        segment_release(block->space->segments, block->owner);
    else
        free(block->bytes);
    budget_give(&block->space->budget, (int64_t)block->size);
}

static bool alloc_bytes(Cx *cx, MemoryBlock *block)
{
    static _Atomic uint64_t last_owner = UINT64_C(1) << 63; /* no query has such a number */

    if (!budget_take(&block->space->budget, (int64_t)block->size))
        return fail_no_room(cx);
    if (block->size < MEMORY_SEGMENT_BYTES) {
        block->bytes = aligned_alloc(BLOCK_ALIGNMENT, block->size);
        if (!block->bytes)
            abort();
        return true;
    }
    block->owner = atomic_fetch_add(&last_owner, 1) + 1;
    block->bytes =
        segment_append(cx, block->space->segments, (SegmentOwner){ .query = block->owner },
                       block->size, &block->ref);
    if (!block->bytes)
        budget_give(&block->space->budget, (int64_t)block->size);
    return block->bytes != NULL;
}

static bool seal(Cx *cx, BlockBuilder *builder, MemoryBlock *block)
{
    Cx own = { .arena = block->arena };

    TRY(alloc_bytes(cx, block));
    size_t size = block_builder_seal(builder, block->bytes);
    block->ref.bytes = (uint32_t)size;
    block->block = block_open(&own, block->bytes, size, false);
    if (block->block) {
        block->ref.rows = block->block->rows;
        return true;
    }
    free_bytes(block);
    return fail_with(cx, &own.error);
}

MemoryBlock *memory_block_seal(Cx *cx, BlockBuilder *builder, TableSpace *space)
{
    size_t room = block_builder_bytes(builder);
    Arena *arena = arena_new(NULL);
    MemoryBlock *block = arena_zero(arena, sizeof *block);

    *block = (MemoryBlock){ .holders = 1,
                            .space = space,
                            .arena = arena,
                            .size = (room + BLOCK_ALIGNMENT - 1) & ~(size_t)(BLOCK_ALIGNMENT - 1) };
    if (seal(cx, builder, block))
        return block;
    arena_free(arena);
    return NULL;
}

void memory_block_hold(MemoryBlock *block)
{
    atomic_fetch_add_explicit(&block->holders, 1, memory_order_relaxed);
}

void memory_block_drop(MemoryBlock *block)
{
    if (!block || atomic_fetch_sub_explicit(&block->holders, 1, memory_order_acq_rel) > 1)
        return;
    free_bytes(block);
    arena_free(block->arena);
}

void memory_blocks_add(Arena *arena, MemoryBlocks *blocks, MemoryBlock *block)
{
    blocks->items =
        arena_grown(arena, blocks->items, sizeof *blocks->items, blocks->count, &blocks->capacity);
    blocks->items[blocks->count++] = block;
}

void memory_blocks_drop(MemoryBlocks *blocks)
{
    for (uint32_t at = 0; at < blocks->count; at++)
        memory_block_drop(blocks->items[at]);
    *blocks = (MemoryBlocks){ 0 };
}
