/* spill.c -- see spill.h. */
#include "worker/spill.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, FIRST_BLOCKS = 16 };

static void *fail_io(Cx *cx, const char *what)
{
    int number = errno;

    if (number == ENOSPC || number == EDQUOT)
        return fail(cx, ERR_DISK_FULL, NO_POSITION, "could not %s temporary file: %s", what,
                    strerror(number));
    fail(cx, ERR_IO_ERROR, NO_POSITION, "could not %s temporary file: %s", what, strerror(number));
    cx->error.retryable = true;
    return NULL;
}

bool spill_open(Cx *cx, SpillFile *out_file)
{
    const char *folder = getenv("TMPDIR");
    char path[PATH_BYTES];

    folder = folder && *folder ? folder : "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) { /* not every file system knows nameless files */
        if (snprintf(path, sizeof path, "%s/hearth-spill-XXXXXX", folder) >= (int)sizeof path) {
            errno = ENAMETOOLONG;
            return fail_io(cx, "create");
        }
        fd = mkostemp(path, O_CLOEXEC);
        if (fd < 0)
            return fail_io(cx, "create");
        unlink(path);
    }
    *out_file = (SpillFile){ .fd = fd };
    return true;
}

void spill_close(SpillFile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

static void add_block(SpillRun *run, SpilledBlock block)
{
    if (run->count == run->capacity) {
        run->capacity = run->capacity ? run->capacity * 2 : FIRST_BLOCKS;
        run->blocks = realloc(run->blocks, run->capacity * sizeof *run->blocks);
        if (!run->blocks) {
            fputs("out of memory\n", stderr);
            abort();
        }
    }
    run->blocks[run->count++] = block;
}

bool spill_write(Cx *cx, Arena *scratch, SpillFile *file, BlockBuilder *builder, SpillRun *run)
{
    SCRATCH(scratch);
    TRY(FAULT_PASSES(cx, SPILL_WRITE));
    uint32_t rows = block_builder_rows(builder);
    char *bytes = arena_align(scratch, block_builder_bytes(builder), BLOCK_ALIGNMENT);
    size_t size = block_builder_seal(builder, bytes);

    for (size_t at = 0; at < size;) {
        ssize_t written = pwrite(file->fd, bytes + at, size - at, file->bytes + (off_t)at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail_io(cx, "write to");
        at += (size_t)written;
    }
    add_block(run, (SpilledBlock){ file->bytes, (uint32_t)size, rows });
    file->bytes += (int64_t)size;
    return true;
}

Block *spill_read(Cx *cx, const SpillFile *file, const SpilledBlock *block)
{
    TRY(FAULT_PASSES(cx, SPILL_READ));
    char *bytes = arena_align(cx->arena, block->bytes, BLOCK_ALIGNMENT);

    for (size_t at = 0; at < block->bytes;) {
        ssize_t got = pread(file->fd, bytes + at, block->bytes - at, block->offset + (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_io(cx, "read from");
        if (got == 0)
            return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "a temporary file is cut short");
        at += (size_t)got;
    }
    return block_open(cx, bytes, block->bytes, true);
}

void spill_run_free(SpillRun *run)
{
    free(run->blocks);
    *run = (SpillRun){ 0 };
}
