/*
 * join_gather.c -- build columns beside the probe's: row r shows ordinals[r].
 *
 * The ordinals are random, so each value may be a cache miss; what is large is asked for ahead.
 * Rows without a partner show the value of some row of the build and are null by a bit: no branch
 * asks which they are.
 */
#include "worker/operators/join_table.h"

enum { GATHER_AHEAD = 32 }; /* rows: about a memory latency */

typedef struct Gather {
    const void *from;
    const uint32_t *ordinals;
    uint32_t rows;
    void *to;
} Gather;

typedef struct Word16 {
    uint64_t word[2];
} Word16;

/* `ahead`: ask for later values. */
#define GATHER(T, SUFFIX)                                                                          \
    static void gather_##SUFFIX(const Gather *g, bool ahead)                                       \
    {                                                                                              \
        const T *from = g->from;                                                                   \
        const uint32_t *ordinals = g->ordinals;                                                    \
        T *restrict to = g->to;                                                                    \
        uint32_t row = 0;                                                                          \
                                                                                                   \
        for (; ahead && row + GATHER_AHEAD < g->rows; row++) {                                     \
            __builtin_prefetch(&from[ordinals[row + GATHER_AHEAD]]);                               \
            to[row] = from[ordinals[row]];                                                         \
        }                                                                                          \
        for (; row < g->rows; row++)                                                               \
            to[row] = from[ordinals[row]];                                                         \
    }
GATHER(uint8_t, 1)
GATHER(uint16_t, 2)
GATHER(uint32_t, 4)
GATHER(uint64_t, 8)
GATHER(Word16, 16)
#undef GATHER

static const uint64_t *gather_validity(Arena *arena, const Column *column, const uint32_t *ordinals,
                                       uint32_t rows, const uint64_t *present)
{
    if (!column->validity)
        return present;
    uint64_t *bits = validity_alloc(arena, rows, false);
    for (uint32_t row = 0; row < rows; row++)
        bits[row >> 6] |= (uint64_t)bit_get(column->validity, ordinals[row]) << (row & 63);
    for (uint32_t word = 0; present && word < bit_words(rows); word++)
        bits[word] &= present[word];
    return bits;
}

Column join_gather(Arena *arena, const Column *column, const uint32_t *ordinals, uint32_t rows,
                   const uint64_t *present)
{
    size_t width = (size_t)layout_bytes(column->layout);
    bool ahead = column->rows * width > LOOKUP_BYTES_CACHED;
    Gather gather = { column->data, ordinals, rows, column_alloc(arena, column->layout, rows) };
    Column out = *column;

    switch (width) {
    case 1: gather_1(&gather, ahead); break;
    case 2: gather_2(&gather, ahead); break;
    case 4: gather_4(&gather, ahead); break;
    case 8: gather_8(&gather, ahead); break;
    case 16: gather_16(&gather, ahead); break;
    }
    out.data = gather.to;
    out.rows = rows;
    out.validity = gather_validity(arena, column, ordinals, rows, present);
    return out;
}
