/*
 * join_gather.c -- build columns beside the probe's: row r shows ordinals[r].
 *
 * The ordinals are random, so each value may be a cache miss; what is large is asked for ahead.
 * Whether there are rows without a value is decided once a batch, not once a row.
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

/* Some ordinal that is wanted soon. */
static inline uint32_t ordinal_ahead(const Gather *g, uint32_t row)
{
    uint32_t at = row + GATHER_AHEAD < g->rows ? row + GATHER_AHEAD : row;

    return g->ordinals[at] == ORDINAL_NONE ? 0 : g->ordinals[at];
}

/* `ahead`: ask for later values; `none`: ORDINAL_NONE may occur, and shows zeros. */
#define GATHER(T, SUFFIX)                                                                          \
    static always_inline void rows_##SUFFIX(const Gather *g, bool ahead, bool none)                \
    {                                                                                              \
        const T *from = g->from;                                                                   \
        const uint32_t *ordinals = g->ordinals;                                                    \
        T *restrict to = g->to;                                                                    \
                                                                                                   \
        for (uint32_t row = 0; row < g->rows; row++) {                                             \
            uint32_t ordinal = ordinals[row];                                                      \
            if (ahead)                                                                             \
                __builtin_prefetch(from + ordinal_ahead(g, row));                                  \
            to[row] = none && ordinal == ORDINAL_NONE ? (T){ 0 } : from[ordinal];                  \
        }                                                                                          \
    }                                                                                              \
    static void gather_##SUFFIX(const Gather *g, bool ahead, bool none)                            \
    {                                                                                              \
        if (ahead)                                                                                 \
            none ? rows_##SUFFIX(g, true, true) : rows_##SUFFIX(g, true, false);                   \
        else                                                                                       \
            none ? rows_##SUFFIX(g, false, true) : rows_##SUFFIX(g, false, false);                 \
    }
GATHER(uint8_t, 1)
GATHER(uint16_t, 2)
GATHER(uint32_t, 4)
GATHER(uint64_t, 8)
GATHER(Word16, 16)
#undef GATHER

static const uint64_t *gather_validity(Arena *arena, const uint64_t *validity,
                                       const uint32_t *ordinals, uint32_t rows)
{
    uint64_t *bits = validity_alloc(arena, rows, false);

    for (uint32_t row = 0; row < rows; row++) {
        bool is_valid =
            ordinals[row] != ORDINAL_NONE && (!validity || bit_get(validity, ordinals[row]));
        bits[row >> 6] |= (uint64_t)is_valid << (row & 63);
    }
    return bits;
}

Column join_gather(Arena *arena, const Column *column, const uint32_t *ordinals, uint32_t rows,
                   bool has_none)
{
    size_t width = (size_t)layout_bytes(column->layout);
    bool ahead = column->rows * width > LOOKUP_BYTES_CACHED;
    Gather gather = { column->data, ordinals, rows, column_alloc(arena, column->layout, rows) };
    Column out = *column;

    switch (width) {
    case 1: gather_1(&gather, ahead, has_none); break;
    case 2: gather_2(&gather, ahead, has_none); break;
    case 4: gather_4(&gather, ahead, has_none); break;
    case 8: gather_8(&gather, ahead, has_none); break;
    case 16: gather_16(&gather, ahead, has_none); break;
    }
    out.data = gather.to;
    out.rows = rows;
    out.validity = column->validity || has_none
                       ? gather_validity(arena, column->validity, ordinals, rows)
                       : NULL;
    return out;
}
