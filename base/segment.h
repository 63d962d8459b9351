/*
 * segment.h -- shared memory that outlives its writer.
 *
 * A segment is a memfd.  Its one writer appends sealed blocks; the driver holds a duplicate of the
 * descriptor from the moment it exists, so finished blocks survive the death of the worker that
 * made them, and hands further duplicates to workers that read.  A segment belongs to one query
 * and goes with it.
 */
#ifndef BASE_SEGMENT_H
#define BASE_SEGMENT_H

#include "base/error.h"

enum {
    SEGMENT_BYTES_MIN = 1 * 1024 * 1024,  /* the first of a query; they double up to the maximum */
    SEGMENT_BYTES_MAX = 64 * 1024 * 1024, /* a larger block gets a segment of its own */
    BLOCK_ALIGNMENT = 64,
};

/* Where a sealed block lies: a range of a segment. */
typedef struct BlockRef {
    uint64_t segment; /* its maker in the upper half, a number in the lower; never reused */
    uint64_t offset;
    uint32_t bytes;
    uint32_t rows;
    uint32_t partition; /* of the exchange that made it */
} BlockRef;

typedef struct SegmentStore SegmentStore;

/* Told of each new segment, before anyone can hear of a block in it; may be called by any thread
 * that appends.  The descriptor is a duplicate, now the callee's. */
typedef void (*SegmentMadeFn)(void *context, uint64_t query, uint64_t segment, uint64_t bytes,
                              int fd);

/* `owner` is the incarnation that numbers segments made here.  Thread-safe. */
SegmentStore *segment_store_new(uint32_t owner, SegmentMadeFn made, void *context);
void segment_store_free(SegmentStore *store);

/* Whose a segment is. */
typedef struct SegmentOwner {
    uint64_t query;
    Budget *budget; /* charged until the query is released; NULL: unlimited */
} SegmentOwner;

/* Room for a block of `bytes` in a segment of the owner, for the caller to write.  Raises 53200,
 * 58030. */
must_use void *segment_append(Cx *cx, SegmentStore *store, SegmentOwner owner, size_t bytes,
                              BlockRef *out_ref);

/* A segment of someone else; takes ownership of fd. */
must_use bool segment_map(Cx *cx, SegmentStore *store, uint64_t query, uint64_t segment,
                          uint64_t bytes, int fd);

/* Where a block lies; NULL with XX000 where the segment is not mapped or too short. */
must_use const void *segment_find(Cx *cx, SegmentStore *store, const BlockRef *ref);
bool segment_is_mapped(SegmentStore *store, uint64_t segment);
/* The descriptor of a segment, or -1: still the store's. */
int segment_descriptor(SegmentStore *store, uint64_t segment, uint64_t *out_bytes);

/* Unmap and close all segments of the query. */
void segment_release(SegmentStore *store, uint64_t query);
uint32_t segment_count(SegmentStore *store);

#endif
