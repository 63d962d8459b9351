/* group_memory.c -- arrays and heaps by group; see group.h. */
#include "worker/operators/group.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    CHUNK_BYTES_MIN = 4096,
    CHUNK_BYTES_MAX = 1024 * 1024,
    HUGE_PAGE = 2 * 1024 * 1024,
    HUGE_ARRAY_MIN = 2 * HUGE_PAGE,
    RESERVE_BYTES = 1536 * 1024, /* arrays leave that much of a budget to the arenas of batches */
};

/* The machine itself is out of memory; a worker's death is contained. */
static void *need(void *memory)
{
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

/* --- Arrays ------------------------------------------------------------------------------------
 */

/* Zeroed memory of whole huge pages, which spare large arrays most page faults and misses of the
 * address cache; `bytes` is a multiple of theirs. */
static void *map_huge(size_t bytes)
{
    char *memory =
        mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return need(NULL);
    size_t before = -(uintptr_t)memory & (HUGE_PAGE - 1);
    if (before)
        munmap(memory, before);
    munmap(memory + before + bytes, HUGE_PAGE - before);
    madvise(memory + before, bytes, MADV_HUGEPAGE);
    return memory + before;
}

static bool is_huge(size_t bytes)
{
    return bytes >= HUGE_ARRAY_MIN;
}

static void free_memory(void *memory, size_t bytes)
{
    if (is_huge(bytes))
        munmap(memory, bytes);
    else
        free(memory);
}

static void move_to_huge(GroupArray *array, size_t bytes)
{
    void *memory = map_huge(bytes);

    if (array->bytes)
        memcpy(memory, array->data, array->bytes);
    free_memory(array->data, array->bytes);
    array->data = memory;
}

bool group_array_grow(Budget *budget, GroupArray *array, size_t bytes)
{
    if (bytes <= array->bytes)
        return true;
    if (bytes > INT64_MAX / 2)
        return false;
    if (is_huge(bytes))
        bytes = (bytes + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
    int64_t more = (int64_t)(bytes - array->bytes);
    if (budget_left(budget) - RESERVE_BYTES < more || !budget_take(budget, more))
        return false;
    if (is_huge(bytes)) {
        move_to_huge(array, bytes);
    } else {
        array->data = need(realloc(array->data, bytes));
        memset((char *)array->data + array->bytes, 0, bytes - array->bytes);
    }
    array->bytes = bytes;
    return true;
}

void group_array_free(Budget *budget, GroupArray *array)
{
    free_memory(array->data, array->bytes);
    budget_give(budget, (int64_t)array->bytes);
    *array = (GroupArray){ 0 };
}

/* --- Heaps -------------------------------------------------------------------------------------
 */

static void add_chunk(Budget *budget, GroupHeap *heap, size_t needed)
{
    size_t bytes = heap->count ? heap->chunk_bytes[heap->count - 1] * 2 : CHUNK_BYTES_MIN;

    bytes = bytes > CHUNK_BYTES_MAX ? CHUNK_BYTES_MAX : bytes;
    bytes = bytes < needed ? needed : bytes;
    if (heap->count == heap->capacity) {
        heap->capacity = heap->capacity ? heap->capacity * 2 : 8;
        heap->chunks = need(realloc(heap->chunks, heap->capacity * sizeof *heap->chunks));
        heap->chunk_bytes =
            need(realloc(heap->chunk_bytes, heap->capacity * sizeof *heap->chunk_bytes));
    }
    bool taken = budget_take(budget, (int64_t)bytes);
    while (!taken && bytes / 2 >= needed && bytes > CHUNK_BYTES_MIN) {
        bytes /= 2;
        taken = budget_take(budget, (int64_t)bytes);
    }
    if (!taken)
        budget_overdraw(budget, (int64_t)bytes);
    heap->chunks[heap->count] = need(malloc(bytes));
    heap->chunk_bytes[heap->count++] = bytes;
    heap->used = 0;
}

StrView group_heap_add(Budget *budget, GroupHeap *heap, Str text)
{
    if (text.length <= VIEW_INLINE_MAX)
        return view_make(text, 0, 0);
    if (!heap->count || text.length > heap->chunk_bytes[heap->count - 1] - heap->used)
        add_chunk(budget, heap, text.length);
    uint32_t chunk = heap->count - 1, offset = (uint32_t)heap->used;
    memcpy(heap->chunks[chunk] + offset, text.data, text.length);
    heap->used += text.length;
    return view_make(text, chunk, offset);
}

void group_heap_free(Budget *budget, GroupHeap *heap)
{
    for (uint32_t at = 0; at < heap->count; at++) {
        budget_give(budget, (int64_t)heap->chunk_bytes[at]);
        free(heap->chunks[at]);
    }
    free(heap->chunks);
    free(heap->chunk_bytes);
    *heap = (GroupHeap){ 0 };
}

static size_t long_bytes(const StrView *view)
{
    return view->length > VIEW_INLINE_MAX ? view->length : 0;
}

size_t column_text_bytes(const Column *column, const Row *rows, uint32_t count)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    const StrView *views = values->data;
    size_t bytes = 0;

    if (values->layout != LAYOUT_VIEW)
        return 0;
    if (column->kind == COLUMN_CONST)
        return column_has(column, 0) ? long_bytes(views) : 0;
    if (column->kind == COLUMN_DICT && values->rows <= count) {
        for (uint32_t at = 0; at < values->rows; at++)
            bytes += long_bytes(&views[at]);
        return bytes;
    }
    for (uint32_t at = 0; at < count; at++) {
        uint32_t row = rows ? rows[at] : at;
        if (column_has(column, row))
            bytes += long_bytes(&views[column_index(column, row)]);
    }
    return bytes;
}
