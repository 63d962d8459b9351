/*
 * hash.h -- 64-bit hashes of integers and bytes.
 *
 * The same in every process of one build, so hash partitions agree across workers.  Not keyed:
 * do not use where an adversary must not find collisions.  The mixing step is the 128-bit
 * multiply-and-fold of wyhash (Wang Yi, public domain).
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/attributes.h"

#include <string.h>

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    uint128_t product = (uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_u64(uint64_t value)
{
    return hash_mix(value ^ UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xe7037ed1a0b428db));
}

/* Fold the hash of one more key column into `hash`. */
static inline uint64_t hash_combine(uint64_t hash, uint64_t next)
{
    return hash_mix(hash ^ UINT64_C(0xa0761d6478bd642f), next ^ UINT64_C(0x8ebc6af09c88c6e3));
}

static inline uint64_t hash_load(const void *at, size_t bytes)
{
    uint64_t word = 0;
    memcpy(&word, at, bytes);
    return word;
}

static inline uint64_t hash_bytes(const void *data, size_t length)
{
    const char *at = data;
    uint64_t hash = length ^ UINT64_C(0x589965cc75374cc3);

    for (; length > 8; length -= 8, at += 8)
        hash = hash_mix(hash ^ hash_load(at, 8), UINT64_C(0x1d8e4e27c47d124f));
    return hash_mix(hash ^ hash_load(at, length), UINT64_C(0xe7037ed1a0b428db));
}

/* CRC-32C (Castagnoli) of a block, for checksums on disk and in segments. */
uint32_t crc32c(uint32_t crc, const void *data, size_t bytes);

#endif
