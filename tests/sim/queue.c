/* queue.c -- what is to come, soonest first; at the same time in the order it was added. */
#include "tests/sim/sim.h"

#include <stdlib.h>

static bool is_before(const Happening *a, const Happening *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->sequence < b->sequence;
}

static void swap(Happening *a, Happening *b)
{
    Happening kept = *a;
    *a = *b;
    *b = kept;
}

void queue_add(Queue *queue, Happening happening)
{
    uint32_t at = queue->count++;

    if (at == queue->capacity) {
        queue->capacity = at ? at * 2 : 256;
        queue->items = realloc(queue->items, queue->capacity * sizeof *queue->items);
        if (!queue->items)
            abort();
    }
    happening.sequence = queue->sequence++;
    queue->items[at] = happening;
    while (at && is_before(&queue->items[at], &queue->items[(at - 1) / 2])) {
        swap(&queue->items[at], &queue->items[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

bool queue_take(Queue *queue, Happening *out)
{
    uint32_t at = 0;

    if (!queue->count)
        return false;
    *out = queue->items[0];
    queue->items[0] = queue->items[--queue->count];
    for (;;) {
        uint32_t least = at;
        for (uint32_t child = at * 2 + 1; child <= at * 2 + 2 && child < queue->count; child++)
            if (is_before(&queue->items[child], &queue->items[least]))
                least = child;
        if (least == at)
            return true;
        swap(&queue->items[at], &queue->items[least]);
        at = least;
    }
}
