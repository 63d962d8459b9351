/*
 * masks.h -- where the bytes of one kind are among 64.
 *
 * Bit b of a mask speaks of byte b.  The scalar twin serves machines without SSE2, and the test
 * that compares them.
 */
#ifndef BASE_MASKS_H
#define BASE_MASKS_H

#include "base/attributes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { MASK_BYTES = 64 };

static inline uint64_t mask_of_scalar(const char *at, char wanted)
{
    uint64_t mask = 0;

    for (int byte = 0; byte < MASK_BYTES; byte++)
        mask |= (uint64_t)(at[byte] == wanted) << byte;
    return mask;
}

#if defined(__SSE2__)
static always_inline uint64_t mask_of(const char *at, char wanted)
{
    __m128i pattern = _mm_set1_epi8(wanted);
    uint64_t mask = 0;

    for (int lane = 0; lane < 4; lane++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * lane));
        int hits = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, pattern));
        mask |= (uint64_t)(uint32_t)hits << (16 * lane);
    }
    return mask;
}
#else
static always_inline uint64_t mask_of(const char *at, char wanted)
{
    return mask_of_scalar(at, wanted);
}
#endif

/* The first `count` bits, all of them for 64 and more. */
static inline uint64_t mask_first(uint64_t count)
{
    return count >= MASK_BYTES ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

#endif
