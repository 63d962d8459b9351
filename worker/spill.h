/*
 * spill.h -- private to the worker: sealed blocks in a temporary file.
 *
 * The file has no name (or loses it at once), so nothing is left behind whatever happens; it lies
 * in $TMPDIR, else /tmp.  Blocks are only added; what is read back is checked against the
 * checksum of the whole block.  One thread at a time.
 */
#ifndef WORKER_SPILL_H
#define WORKER_SPILL_H

#include "base/block.h"

typedef struct SpillFile {
    int fd;
    int64_t bytes; /* written so far: where the next block goes */
} SpillFile;

typedef struct SpilledBlock {
    int64_t offset;
    uint32_t bytes;
    uint32_t rows;
} SpilledBlock;

/* Blocks in the order they were written. */
typedef struct SpillRun {
    SpilledBlock *blocks; /* malloc'd */
    uint32_t count, capacity;
} SpillRun;

/* Raises 58030. */
must_use bool spill_open(Cx *cx, SpillFile *out_file);
void spill_close(SpillFile *file);

/* Seal what the builder holds and add it to `run`.  The bytes pass through `scratch`.  Raises
 * 53100 where the disk is full, else 58030. */
must_use bool spill_write(Cx *cx, Arena *scratch, SpillFile *file, BlockBuilder *builder,
                          SpillRun *run);
/* Read a block into cx->arena.  Raises 58030, XX001. */
must_use Block *spill_read(Cx *cx, const SpillFile *file, const SpilledBlock *block);

void spill_run_free(SpillRun *run);

#endif
