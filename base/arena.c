/*
 * arena.c -- a list of chunks, newest first; allocation bumps a pointer.
 *
 * Invariant: `next` and `end` lie in `chunk`; chunks on `spare` are charged but empty.
 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>

enum {
    CHUNK_BYTES_MIN = 8 * 1024,
    CHUNK_BYTES_MAX = 1024 * 1024,
};

struct ArenaChunk {
    ArenaChunk *older;
    size_t bytes; /* of the whole chunk, header included */
    _Alignas(16) char data[];
};

/* The machine itself is out of memory; a worker's death is contained. */
static noreturn void out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    abort();
}

void arena_init(Arena *arena, Budget *budget)
{
    *arena = (Arena){ .budget = budget, .chunk_bytes = CHUNK_BYTES_MIN };
}

static void chunks_free(Arena *arena, ArenaChunk *chunk)
{
    while (chunk) {
        ArenaChunk *older = chunk->older;
        budget_give(arena->budget, (int64_t)chunk->bytes);
        free(chunk);
        chunk = older;
    }
}

void arena_fini(Arena *arena)
{
    chunks_free(arena, arena->chunk);
    chunks_free(arena, arena->spare);
    *arena = (Arena){ .budget = arena->budget, .chunk_bytes = CHUNK_BYTES_MIN };
}

typedef struct ArenaOnHeap {
    Arena arena; /* first: what its owner has a pointer to */
    Budget budget;
} ArenaOnHeap;

static ArenaOnHeap *on_heap_new(void)
{
    ArenaOnHeap *heap = malloc(sizeof *heap);

    if (!heap)
        out_of_memory();
    return heap;
}

Arena *arena_new(Budget *budget)
{
    ArenaOnHeap *heap = on_heap_new();

    arena_init(&heap->arena, budget);
    return &heap->arena;
}

Arena *arena_new_apart(Budget *parent, const char *name)
{
    ArenaOnHeap *heap = on_heap_new();

    budget_init(&heap->budget, parent, name, budget_share(parent));
    arena_init(&heap->arena, &heap->budget);
    return &heap->arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    arena_fini(arena);
    free(arena);
}

/* Take the first spare chunk that is large enough. */
static ArenaChunk *spare_take(Arena *arena, size_t bytes)
{
    for (ArenaChunk **link = &arena->spare; *link; link = &(*link)->older)
        if ((*link)->bytes >= bytes) {
            ArenaChunk *chunk = *link;
            *link = chunk->older;
            return chunk;
        }
    return NULL;
}

/* Below its own limit, and with little altogether: others are to blame. */
static bool is_small(const Budget *budget, size_t bytes)
{
    int64_t used = atomic_load(&budget->used_bytes) + (int64_t)bytes;

    return used <= BUDGET_SMALL_BYTES && used <= budget->limit_bytes;
}

static ArenaChunk *chunk_new(Arena *arena, size_t bytes)
{
    if (!budget_take(arena->budget, (int64_t)bytes) &&
        !(is_small(arena->budget, bytes) && budget_take_reserve(arena->budget, (int64_t)bytes)))
        budget_overdraw(arena->budget, (int64_t)bytes);

    ArenaChunk *chunk = malloc(bytes);
    if (!chunk)
        out_of_memory();
    chunk->bytes = bytes;
    return chunk;
}

static size_t max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void chunk_add(Arena *arena, size_t payload_bytes)
{
    size_t bytes = sizeof(ArenaChunk) + payload_bytes;
    ArenaChunk *chunk = spare_take(arena, bytes);

    if (!chunk) {
        chunk = chunk_new(arena, max_size(bytes, (size_t)arena->chunk_bytes));
        if (arena->chunk_bytes < CHUNK_BYTES_MAX)
            arena->chunk_bytes *= 2;
    }

    chunk->older = arena->chunk;
    arena->chunk = chunk;
    arena->next = chunk->data;
    arena->end = (char *)chunk + chunk->bytes;
}

void *arena_align(Arena *arena, size_t bytes, size_t alignment)
{
    assert((alignment & (alignment - 1)) == 0);
    if (bytes > SIZE_MAX / 4) { /* A size no caller can mean: checked arithmetic saturates here. */
        fputs("allocation size out of range\n", stderr);
        abort();
    }
    uintptr_t at = ((uintptr_t)arena->next + alignment - 1) & ~(uintptr_t)(alignment - 1);

    if (!arena->chunk || at > (uintptr_t)arena->end || bytes > (uintptr_t)arena->end - at) {
        chunk_add(arena, bytes + alignment);
        at = ((uintptr_t)arena->next + alignment - 1) & ~(uintptr_t)(alignment - 1);
    }
    arena->next = (char *)at + bytes;
    return (void *)at;
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    return arena_align(arena, bytes, 16);
}

void *arena_zero(Arena *arena, size_t bytes)
{
    return memset(arena_alloc(arena, bytes), 0, bytes);
}

void *arena_copy(Arena *arena, const void *data, size_t bytes)
{
    void *copy = arena_alloc(arena, bytes);
    if (bytes)
        memcpy(copy, data, bytes);
    return copy;
}

void *arena_array(Arena *arena, size_t item_bytes, size_t count)
{
    size_t bytes;

    if (__builtin_mul_overflow(item_bytes, count, &bytes))
        bytes = SIZE_MAX;
    return arena_alloc(arena, bytes);
}

void *arena_grown(Arena *arena, void *items, size_t item_bytes, uint32_t count, uint32_t *capacity)
{
    enum { CAPACITY_FIRST = 16 };

    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : CAPACITY_FIRST;
    void *larger = arena_array(arena, item_bytes, *capacity);
    if (count)
        memcpy(larger, items, count * item_bytes);
    return larger;
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){ arena->chunk, arena->next };
}

void arena_rewind(Arena *arena, ArenaMark mark)
{
    while (arena->chunk != mark.chunk) {
        ArenaChunk *chunk = arena->chunk;
        arena->chunk = chunk->older;
        chunk->older = arena->spare;
        arena->spare = chunk;
    }
    arena->next = mark.next;
    arena->end = arena->chunk ? (char *)arena->chunk + arena->chunk->bytes : NULL;
}

void arena_reset(Arena *arena)
{
    arena_rewind(arena, (ArenaMark){ NULL, NULL });
}

int64_t arena_bytes(const Arena *arena)
{
    int64_t bytes = 0;

    for (const ArenaChunk *chunk = arena->chunk; chunk; chunk = chunk->older)
        bytes += (int64_t)chunk->bytes;
    for (const ArenaChunk *chunk = arena->spare; chunk; chunk = chunk->older)
        bytes += (int64_t)chunk->bytes;
    return bytes;
}

void arena_scratch_end(ArenaScratch *scratch)
{
    arena_rewind(scratch->arena, scratch->mark);
}
