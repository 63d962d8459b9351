/*
 * unpack.h -- bit-packed integers, least significant bit first, to whole ones; and bitmaps.
 *
 * All functions may read up to UNPACK_READ_SLACK bytes past the packed bits and write up to
 * UNPACK_WRITE_SLACK items past `count`.  Those with a choice of instruction sets are in a table:
 * one set is plain C, the twin of the other in tests.
 */
#ifndef STORAGE_PARQUET_UNPACK_H
#define STORAGE_PARQUET_UNPACK_H

#include "base/attributes.h"

#include <string.h>

enum { UNPACK_READ_SLACK = 64, UNPACK_WRITE_SLACK = 32 };

/* `count` values of `width` bits from bit `bit` of `in`.  Widths: at most 8, 16, 32.
 * most_u32: the greatest of `count` values, 0 of none. */
typedef struct Unpackers {
    void (*u8)(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count, uint8_t *out);
    void (*u16)(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count, uint16_t *out);
    void (*u32)(const uint8_t *in, uint64_t bit, uint32_t width, uint32_t count, uint32_t *out);
    uint32_t (*most_u32)(const uint32_t *values, uint32_t count);
} Unpackers;

extern const Unpackers unpackers_plain;
const Unpackers *unpackers_best(void); /* for this processor */

/* Widths 0 to 64; from a whole byte. */
void unpack_u64(const uint8_t *in, uint32_t width, uint32_t count, uint64_t *out);

/* Bits to bytes of 0 or 1. */
void unpack_bools(const uint8_t *in, uint64_t bit, uint32_t count, uint8_t *out);

/* Copy `count` bits from bit `from` of `in` to bit `to` of `bits`; other bits stay. */
void bits_copy(uint64_t *bits, uint32_t to, const uint8_t *in, uint64_t from, uint32_t count);
void bits_fill(uint64_t *bits, uint32_t to, uint32_t count, bool value);
uint32_t bits_count(const uint64_t *bits, uint32_t from, uint32_t count);

/* Byte k of value v is byte v of stream k: `width` streams, `stride` bytes apart. */
void join_streams(const uint8_t *in, uint64_t stride, uint32_t width, uint32_t count, uint8_t *out);
void join_streams_plain(const uint8_t *in, uint64_t stride, uint32_t width, uint32_t count,
                        uint8_t *out); /* the twin */

static inline uint64_t load_u64(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

#endif
