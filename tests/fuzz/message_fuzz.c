/*
 * message_fuzz.c -- any bytes as frames between driver and worker, and what a worker makes of them.
 *
 * A message that is decoded is encoded to one that is decoded alike.  The plans of a Prepare are
 * decoded and verified as the worker does it; they are not run, as they come from this very build.
 */
#include "storage/describe.h"
#include "tests/fuzz/fuzz.h"
#include "worker/query.h"

enum { MEMORY_BYTES = 256 * 1024 * 1024 };

static Str encoded(Cx *cx, const Message *message)
{
    StrBuilder bytes = str_builder(cx->arena);

    message_encode(message, &bytes);
    return str_built(&bytes);
}

static void check_again(Cx *cx, const Message *message)
{
    Str bytes = encoded(cx, message), frame;
    size_t used;
    Message again;

    check(frame_take(cx, bytes, &frame, &used) && used == bytes.length);
    check(message_decode(cx, frame, &again));
    check(str_equal(encoded(cx, &again), bytes));
}

static void no_segment(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    (void)context, (void)query, (void)segment, (void)bytes, (void)fd;
}

static void prepare(Fuzz *fuzz, const PrepareMessage *message)
{
    Cx cx = { .arena = &fuzz->arena };
    SegmentStore *segments = segment_store_new(1, no_segment, NULL);
    QueryRun *query = query_run_new(&cx, message, &fuzz->budget, segments);

    check_outcome(query, &cx);
    if (query)
        query_run_free(query);
    segment_store_free(segments);
}

static void describe(Fuzz *fuzz, Str description)
{
    Cx cx = { .arena = &fuzz->arena };
    FileDescription *decoded = file_description_decode(&cx, description);

    check_outcome(decoded, &cx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Fuzz fuzz;
    Str frame;
    size_t used;

    fuzz_begin(&fuzz, MEMORY_BYTES, data, size);
    while (frame_take(&fuzz.cx, fuzz.left, &frame, &used)) {
        Cx cx = { .arena = &fuzz.arena };
        Message message;
        check(used >= FRAME_HEADER_BYTES && used <= fuzz.left.length);
        fuzz.left = str_slice(fuzz.left, used, fuzz.left.length);
        bool is_read = message_decode(&cx, frame, &message);
        check_outcome(is_read, &cx);
        if (!is_read)
            continue;
        check_again(&cx, &message);
        if (message.tag == MESSAGE_Prepare)
            prepare(&fuzz, &message.as_Prepare);
        if (message.tag == MESSAGE_Described)
            describe(&fuzz, message.as_Described.description);
    }
    fuzz_end(&fuzz);
    return 0;
}
