/*
 * hash_rows.h -- hashes of key columns, row by row.
 *
 * Equal values hash alike whatever the layout that holds them (an integer in 16 or in 128 bits,
 * 0.0 and -0.0, bpchar with and without trailing blanks), in every worker of a build.  Null has a
 * hash of its own.
 */
#ifndef WORKER_HASH_ROWS_H
#define WORKER_HASH_ROWS_H

#include "base/batch.h"

/* out_hashes[i] is the hash of row rows[i] (NULL: row i), i < count, over all key columns. */
void hash_rows(const Column *keys, const Type *types, uint32_t key_count, const Row *rows,
               uint32_t count, uint64_t *out_hashes);

/* Which of `partitions` a hash belongs to: by its upper bits, so that tables may use the lower. */
static inline uint32_t hash_partition(uint64_t hash, uint32_t partitions)
{
    return (uint32_t)(((hash >> 32) * partitions) >> 32);
}

#endif
