/*
 * arena.h -- memory with one lifetime.
 *
 * Nothing allocated in an arena is freed alone: it goes when the arena is rewound or freed.
 * Chunks are charged to the arena's budget.  Allocation never returns NULL: where the budget
 * refuses, the arena overdraws it and goes on, so that constructors cannot fail; the next
 * check_memory() (error.h) reports 53200.  An arena belongs to one thread.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/budget.h"

#include <string.h>

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    Budget *budget;      /* charged per chunk; NULL: unlimited */
    ArenaChunk *chunk;   /* newest chunk, the one allocations come from */
    ArenaChunk *spare;   /* chunks kept by a rewind, for reuse */
    char *next;          /* first free byte of `chunk` */
    char *end;           /* one past its last byte */
    int64_t chunk_bytes; /* size of the next ordinary chunk; doubles up to a limit */
} Arena;

/* A point to rewind to. */
typedef struct ArenaMark {
    ArenaChunk *chunk;
    char *next;
} ArenaMark;

void arena_init(Arena *arena, Budget *budget);
void arena_fini(Arena *arena);

Arena *arena_new(Budget *budget);
/* With a budget of its own below `parent`, which limits it: if this arena overdraws, that is the
 * error of who works in it, and of nobody else whom `parent` serves. */
Arena *arena_new_apart(Budget *parent, const char *name);
void arena_free(Arena *arena); /* NULL is fine */

/* `bytes` of uninitialised memory, aligned to 16.  `arena_align` takes any power of two. */
void *arena_alloc(Arena *arena, size_t bytes);
void *arena_align(Arena *arena, size_t bytes, size_t alignment);
void *arena_zero(Arena *arena, size_t bytes);
void *arena_copy(Arena *arena, const void *data, size_t bytes);

ArenaMark arena_mark(const Arena *arena);

/* Give back everything allocated after `mark`.  Chunks are kept for reuse. */
void arena_rewind(Arena *arena, ArenaMark mark);

/* Forget all allocations, keep the chunks. */
void arena_reset(Arena *arena);

/* Bytes of all chunks, used and spare. */
int64_t arena_bytes(const Arena *arena);

/* An array of `count` items of type T; the product is checked. */
#define ARENA_ARRAY(arena, T, count) ((T *)arena_array((arena), sizeof(T), (count)))
void *arena_array(Arena *arena, size_t item_bytes, size_t count);

/* `items`, of which `count` are in use, with room for one more: doubled where *capacity is used up.
 */
void *arena_grown(Arena *arena, void *items, size_t item_bytes, uint32_t count, uint32_t *capacity);

/* Temporary work: what the rest of this scope allocates is given back when it is left. */
#define SCRATCH(arena_)                                                                            \
    CLOSES(arena_scratch_end)                                                                      \
    ArenaScratch scratch_ __attribute__((unused)) = { (arena_), arena_mark(arena_) }
typedef struct ArenaScratch {
    Arena *arena;
    ArenaMark mark;
} ArenaScratch;
void arena_scratch_end(ArenaScratch *scratch);

#endif
