/*
 * hybrid.h -- Parquet's RLE / bit-packing hybrid: runs of one value, and groups of packed ones.
 *
 * Codes, levels and booleans come this way.  The bytes given must be readable for
 * UNPACK_READ_SLACK more.  Where the input ends or is malformed, fewer values come than asked for.
 */
#ifndef STORAGE_PARQUET_HYBRID_H
#define STORAGE_PARQUET_HYBRID_H

#include "storage/parquet/unpack.h"

typedef struct Hybrid {
    const uint8_t *at; /* of the next run's head */
    const uint8_t *end;
    const uint8_t *packed; /* the current literal run */
    uint64_t packed_bit;   /* where its next value starts */
    uint64_t left;         /* values left in the current run */
    uint32_t value;        /* of a repeated run */
    bool is_repeated;
    uint8_t width; /* bits a value, at most 32 */
    const Unpackers *unpack;
} Hybrid;

Hybrid hybrid_reader(const uint8_t *in, const uint8_t *end, uint32_t width);

/* One run of `count` packed values and nothing else. */
Hybrid hybrid_literal(const uint8_t *in, const uint8_t *end, uint32_t width, uint64_t count);

/* Make the current run one that has values left; false at the end. */
bool hybrid_fill(Hybrid *in);

/* Go `count` values forward within the current run. */
void hybrid_advance(Hybrid *in, uint32_t count);

/* Each returns how many values there were, at most `count`. */
uint64_t hybrid_skip(Hybrid *in, uint64_t count);
uint32_t hybrid_read_u8(Hybrid *in, uint32_t count, uint8_t *out);
uint32_t hybrid_read_u16(Hybrid *in, uint32_t count, uint16_t *out);
uint32_t hybrid_read_u32(Hybrid *in, uint32_t count, uint32_t *out);

/* Width 1, to bit `to` of `bits`. */
uint32_t hybrid_read_bits(Hybrid *in, uint32_t count, uint64_t *bits, uint32_t to);

/* Width 1: how many of the next `count` values are 1; goes forward.  False: there are fewer. */
bool hybrid_count_ones(Hybrid *in, uint64_t count, uint64_t *out_ones);

#endif
