/*
 * delta.h -- DELTA_BINARY_PACKED: a first value, then blocks of packed differences.
 *
 *     head ┃ first value ┃ block: least difference, a width for each miniblock, miniblocks ┃ ...
 *
 * Values are handed out in groups of 32, which always start on a whole byte.  Sums wrap around, as
 * the format wants.  The bytes given must be readable for UNPACK_READ_SLACK more.
 */
#ifndef STORAGE_PARQUET_DELTA_H
#define STORAGE_PARQUET_DELTA_H

#include "storage/parquet/unpack.h"

enum { DELTA_GROUP = 32 };

typedef struct Delta {
    const uint8_t *at; /* of the next miniblock's data, or the next block */
    const uint8_t *end;
    const uint8_t *widths; /* of the block's miniblocks */
    uint64_t left;         /* values not unpacked yet */
    uint64_t last;         /* value unpacked last */
    uint64_t least;        /* difference added to all of the block */
    uint64_t miniblock_values;
    uint64_t miniblocks;      /* in a block */
    uint64_t miniblocks_left; /* in this block, not begun */
    uint64_t miniblock_left;  /* values left in the current miniblock */
    uint32_t width;           /* of the current miniblock */
    const Unpackers *unpack;
    uint32_t group_at, group_count;
    uint64_t group[DELTA_GROUP]; /* unpacked, from group_at on not handed out */
} Delta;

/* False where the head makes no sense. */
must_use bool delta_begin(Delta *delta, const uint8_t *in, const uint8_t *end);

/* The next values; false where there are fewer or the input is malformed. */
must_use bool delta_read(Delta *delta, uint32_t count, uint64_t *out);
must_use bool delta_skip(Delta *delta, uint64_t count);

/* Where the bytes of a delta that was just begun end; NULL where they are malformed. */
must_use const uint8_t *delta_find_end(const Delta *delta);

#endif
