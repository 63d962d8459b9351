/* segment.c -- see segment.h.  One mutex guards the list; blocks themselves are written outside
 * it, each range by the thread that was given it. */
#include "base/segment.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Segment {
    struct Segment *next;
    uint64_t id;
    SegmentOwner owner;
    uint64_t bytes;
    uint64_t used; /* own segments: appended so far */
    bool is_own;
    int fd;
    char *base;
} Segment;

struct SegmentStore {
    pthread_mutex_t lock; /* guards all below */
    Segment *segments;    /* newest first */
    uint32_t maker;       /* incarnation */
    uint32_t next_number;
    SegmentMadeFn made;
    void *context;
};

SegmentStore *segment_store_new(uint32_t maker, SegmentMadeFn made, void *context)
{
    SegmentStore *store = calloc(1, sizeof *store);

    if (!store)
        abort();
    pthread_mutex_init(&store->lock, NULL);
    store->maker = maker;
    store->made = made;
    store->context = context;
    return store;
}

static void segment_free(Segment *segment)
{
    munmap(segment->base, segment->bytes);
    close(segment->fd);
    if (segment->is_own)
        budget_give(segment->owner.budget, (int64_t)segment->bytes);
    free(segment);
}

void segment_store_free(SegmentStore *store)
{
    if (!store)
        return;
    while (store->segments) {
        Segment *segment = store->segments;
        store->segments = segment->next;
        segment_free(segment);
    }
    pthread_mutex_destroy(&store->lock);
    free(store);
}

/* Descriptor and mapping; takes ownership of fd even when it fails. */
static Segment *segment_open(Cx *cx, const Segment *about, int fd)
{
    int protection = about->is_own ? PROT_READ | PROT_WRITE : PROT_READ;
    char *base = mmap(NULL, about->bytes, protection, MAP_SHARED, fd, 0);

    if (base == MAP_FAILED) {
        close(fd);
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "cannot map a segment of %llu bytes: %s",
                    (unsigned long long)about->bytes, strerror(errno));
    }
    Segment *segment = calloc(1, sizeof *segment);
    if (!segment)
        abort();
    *segment = *about;
    segment->fd = fd;
    segment->base = base;
    return segment;
}

/* The memory's descriptor, and a duplicate for whoever is told of the segment. */
static bool make_descriptors(Cx *cx, uint64_t bytes, int *out_fd, int *out_copy)
{
    TRY(FAULT_PASSES(cx, SEGMENT_MAKE));
    int fd = memfd_create("hearth-segment", MFD_CLOEXEC);
    int copy = fd >= 0 && ftruncate(fd, (off_t)bytes) == 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (copy >= 0) {
        *out_fd = fd;
        *out_copy = copy;
        return true;
    }
    int error = errno;
    if (fd >= 0)
        close(fd);
    fail(cx, ERR_IO_ERROR, NO_POSITION, "cannot make a segment of %llu bytes: %s",
         (unsigned long long)bytes, strerror(error));
    cx->error.retryable = true;
    return false;
}

static Segment *segment_make(Cx *cx, SegmentStore *store, SegmentOwner owner, uint64_t bytes)
{
    if (!budget_take(owner.budget, (int64_t)bytes)) {
        fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory for the results of a stage");
        return fail_hint(cx, "Start hearth with a larger --memory.");
    }
    int fd = -1, copy = -1;
    if (!make_descriptors(cx, bytes, &fd, &copy)) {
        budget_give(owner.budget, (int64_t)bytes);
        return NULL;
    }
    Segment about = { .id = (uint64_t)store->maker << 32 | ++store->next_number,
                      .owner = owner,
                      .bytes = bytes,
                      .is_own = true };
    Segment *segment = segment_open(cx, &about, fd);
    if (!segment) {
        close(copy);
        budget_give(owner.budget, (int64_t)bytes);
        return NULL;
    }
    segment->next = store->segments;
    store->segments = segment;
    store->made(store->context, owner.query, about.id, bytes, copy);
    return segment;
}

/* The owner's newest segment with room, or a new one, twice as large as the last. */
static Segment *segment_with_room(Cx *cx, SegmentStore *store, SegmentOwner owner, size_t bytes)
{
    uint64_t size = SEGMENT_BYTES_MIN;

    for (Segment *segment = store->segments; segment; segment = segment->next) {
        if (!segment->is_own || segment->owner.query != owner.query)
            continue;
        if (segment->bytes - segment->used >= bytes)
            return segment;
        if (segment->bytes * 2 > size)
            size = segment->bytes * 2;
    }
    if (size > SEGMENT_BYTES_MAX)
        size = SEGMENT_BYTES_MAX;
    return segment_make(cx, store, owner, size > bytes ? size : bytes);
}

void *segment_append(Cx *cx, SegmentStore *store, SegmentOwner owner, size_t bytes,
                     BlockRef *out_ref)
{
    size_t room = (bytes + BLOCK_ALIGNMENT - 1) & ~(size_t)(BLOCK_ALIGNMENT - 1);
    void *at = NULL;

    pthread_mutex_lock(&store->lock);
    Segment *segment = segment_with_room(cx, store, owner, room);
    if (segment) {
        *out_ref =
            (BlockRef){ .segment = segment->id, .offset = segment->used, .bytes = (uint32_t)bytes };
        at = segment->base + segment->used;
        segment->used += room;
    }
    pthread_mutex_unlock(&store->lock);
    return at;
}

bool segment_map(Cx *cx, SegmentStore *store, uint64_t query, uint64_t id, uint64_t bytes, int fd)
{
    struct stat file;

    if (fstat(fd, &file) != 0 || (uint64_t)file.st_size < bytes) { /* reading it would be fatal */
        close(fd);
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "segment %llx is shorter than it claims",
                    (unsigned long long)id);
    }
    Segment about = { .id = id, .owner = { .query = query }, .bytes = bytes };
    Segment *segment = segment_open(cx, &about, fd);
    if (!segment)
        return false;
    pthread_mutex_lock(&store->lock);
    segment->next = store->segments;
    store->segments = segment;
    pthread_mutex_unlock(&store->lock);
    return true;
}

/* Holds the lock. */
static Segment *find(SegmentStore *store, uint64_t id)
{
    for (Segment *segment = store->segments; segment; segment = segment->next)
        if (segment->id == id)
            return segment;
    return NULL;
}

const void *segment_find(Cx *cx, SegmentStore *store, const BlockRef *ref)
{
    const void *at = NULL;

    pthread_mutex_lock(&store->lock);
    Segment *segment = find(store, ref->segment);
    if (segment && ref->offset <= segment->bytes && ref->bytes <= segment->bytes - ref->offset)
        at = segment->base + ref->offset;
    pthread_mutex_unlock(&store->lock);
    if (!at)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "block in unknown segment %llx",
                    (unsigned long long)ref->segment);
    return at;
}

bool segment_is_mapped(SegmentStore *store, uint64_t id)
{
    return segment_descriptor(store, id, &(uint64_t){ 0 }) >= 0;
}

int segment_descriptor(SegmentStore *store, uint64_t id, uint64_t *out_bytes)
{
    int fd = -1;

    pthread_mutex_lock(&store->lock);
    Segment *segment = find(store, id);
    if (segment) {
        fd = segment->fd;
        *out_bytes = segment->bytes;
    }
    pthread_mutex_unlock(&store->lock);
    return fd;
}

void segment_release(SegmentStore *store, uint64_t query)
{
    pthread_mutex_lock(&store->lock);
    for (Segment **link = &store->segments; *link;) {
        Segment *segment = *link;
        if (segment->owner.query == query) {
            *link = segment->next;
            segment_free(segment);
        } else {
            link = &segment->next;
        }
    }
    pthread_mutex_unlock(&store->lock);
}

uint32_t segment_count(SegmentStore *store)
{
    uint32_t count = 0;

    pthread_mutex_lock(&store->lock);
    for (const Segment *segment = store->segments; segment; segment = segment->next)
        count++;
    pthread_mutex_unlock(&store->lock);
    return count;
}
