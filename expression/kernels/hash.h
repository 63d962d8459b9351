/* hash.h -- the hash functions that PostgreSQL shows to SQL: the same values for the same input. */
#ifndef EXPRESSION_KERNELS_HASH_H
#define EXPRESSION_KERNELS_HASH_H

#include "base/value.h"

/* Of bytes and of one word.  The lower half with seed 0 is the hash without a seed. */
uint64_t hash_of_bytes(Str bytes, uint64_t seed);
uint64_t hash_of_word(uint32_t word, uint64_t seed);

/* The hash PostgreSQL's default operator class of hash indexes gives a value that is not null.
 * `is_extended`: 64 bits, with a seed; else the 32 bits, without one.  False: of a type that has
 * none. */
typedef struct HashWanted {
    bool is_extended;
    uint64_t seed;
} HashWanted;

must_use bool hash_of_value(Type type, Value value, HashWanted wanted, uint64_t *out_hash);

#endif
