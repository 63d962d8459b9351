/* protocol_test.c -- messages of the worker protocol: there and back, in pieces, and damaged; and
 * the segments whose blocks they speak of. */
#include "tests/unit/test.h"

#include "worker/protocol.h"
#include "base/segment.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MUTATIONS = 3000, REFS = 3, MESSAGES = MESSAGE_Pong + 1 };

static BlockRef refs[REFS] = {
    { .segment = UINT64_C(7) << 32 | 1, .offset = 64, .bytes = 640, .rows = 12, .partition = 3 },
    { .segment = UINT64_MAX, .offset = UINT64_MAX, .bytes = UINT32_MAX, .rows = UINT32_MAX },
    { 0 },
};

#define S(text) ((Str){ (text), sizeof(text) - 1 })
static const Error error = { .code = ERR_DIVISION_BY_ZERO,
                             .position = 17,
                             .retryable = true,
                             .message = "division by zero",
                             .hint = "Try another number." };

/* One of each, with the least and greatest numbers, empty texts and bytes of any kind. */
static Message sample(MessageTag tag)
{
    BlockRefs some = { refs, REFS }, none = { 0 };

    switch (tag) {
    case MESSAGE_Hello:
        return MESSAGE_OF(Hello, .build_id = S("abc"), .worker = 1, .cores = 2,
                          .memory_bytes = UINT64_MAX);
    case MESSAGE_Prepare:
        return MESSAGE_OF(Prepare, .query = UINT64_MAX, .stages = S("\0\1\377plan"));
    case MESSAGE_Table:
        return MESSAGE_OF(Table, .query = 1, .table = UINT64_MAX, .types = S("\0\1types"),
                          .blocks = some, .deleted = none);
    case MESSAGE_Input: return MESSAGE_OF(Input, .query = 1, .stage = 2, .blocks = some);
    case MESSAGE_RunLease:
        return MESSAGE_OF(RunLease, .query = 128, .stage = 300, .lease = 70000, .attempt = 1,
                          .from = 0, .to = UINT32_MAX);
    case MESSAGE_Revoke: return MESSAGE_OF(Revoke, .query = 1, .attempt = 2);
    case MESSAGE_Release: return MESSAGE_OF(Release, .query = 255);
    case MESSAGE_MapSegment:
        return MESSAGE_OF(MapSegment, .query = 1, .segment = UINT64_MAX - 1, .bytes = 65536);
    case MESSAGE_Describe:
        return MESSAGE_OF(Describe, .request = 1, .path = S("/tmp/\xc3\xa4.csv"), .format = 1);
    case MESSAGE_Ping: return MESSAGE_OF(Ping, .number = 127);
    case MESSAGE_Ready: return MESSAGE_OF(Ready, .build_id = S(""), .pid = 4711);
    case MESSAGE_NewSegment: return MESSAGE_OF(NewSegment, .query = 1, .segment = 2, .bytes = 3);
    case MESSAGE_LeaseDone:
        return MESSAGE_OF(LeaseDone, .query = 1, .attempt = 2, .blocks = none, .rows = INT64_MIN,
                          .metrics = S("\223"));
    case MESSAGE_LeaseFailed:
        return MESSAGE_OF(LeaseFailed, .query = 1, .attempt = 2, .error = error);
    case MESSAGE_Described: return MESSAGE_OF(Described, .request = 1, .description = S("xyz"));
    case MESSAGE_DescribeFailed: return MESSAGE_OF(DescribeFailed, .request = 1, .error = error);
    case MESSAGE_Pong: return MESSAGE_OF(Pong, .number = 1, .memory_bytes = INT64_MAX);
    }
    return (Message){ 0 };
}

static Str encoded(Cx *cx, const Message *message)
{
    StrBuilder frame = str_builder(cx->arena);

    message_encode(message, &frame);
    return str_built(&frame);
}

static Str payload(Str frame)
{
    return str_slice(frame, FRAME_HEADER_BYTES, frame.length);
}

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

TEST(each_message_comes_back_as_it_was_sent)
{
    for (int tag = 0; tag < MESSAGES; tag++) {
        Message sent = sample((MessageTag)tag), got;
        Str frame = encoded(cx, &sent), taken;
        size_t used = 0;
        bool is_taken = frame_take(cx, frame, &taken, &used);
        EXPECT(is_taken && used == frame.length);
        bool is_decoded = is_taken && message_decode(cx, taken, &got);
        EXPECT(is_decoded && got.tag == sent.tag);
        if (is_decoded)
            EXPECT(str_equal(encoded(cx, &got), frame));
    }
    EXPECT(!has_failed(cx));
}

TEST(errors_and_block_references_keep_all_their_fields)
{
    Message failed = sample(MESSAGE_LeaseFailed), input = sample(MESSAGE_Input), got;

    EXPECT(message_decode(cx, payload(encoded(cx, &failed)), &got));
    const Error *back = &got.as_LeaseFailed.error;
    EXPECT(back->code == error.code && back->position == error.position && back->retryable);
    EXPECT_STR(str_of(back->message), error.message);
    EXPECT_STR(str_of(back->hint), error.hint);
    EXPECT(!back->detail && !back->context);
    EXPECT(message_decode(cx, payload(encoded(cx, &input)), &got));
    EXPECT(got.as_Input.blocks.count == REFS);
    for (uint32_t at = 0; at < REFS; at++) {
        const BlockRef *ref = &got.as_Input.blocks.items[at];
        EXPECT(ref->segment == refs[at].segment && ref->offset == refs[at].offset);
        EXPECT(ref->bytes == refs[at].bytes && ref->rows == refs[at].rows);
        EXPECT(ref->partition == refs[at].partition);
    }
}

TEST(a_frame_is_taken_when_all_of_it_is_there)
{
    Message ping = sample(MESSAGE_Describe);
    Str frame = encoded(cx, &ping), taken;
    size_t used;

    for (size_t there = 0; there < frame.length; there++)
        EXPECT(!frame_take(cx, str_slice(frame, 0, there), &taken, &used) && !has_failed(cx));
    EXPECT(frame_take(cx, frame, &taken, &used));
}

TEST(a_frame_that_claims_too_much_is_refused_at_once)
{
    size_t used;
    Str taken;

    EXPECT(!frame_take(cx, S("\1\0\0\4"), &taken, &used));
    EXPECT_ERROR(cx, ERR_PROTOCOL_VIOLATION);
}

/* From memory of exactly its size, so that the sanitizer sees a read behind it. */
static void decode_exactly(Str bytes)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    char *copy = malloc(bytes.length + 1);
    Message message;

    memcpy(copy, bytes.data, bytes.length);
    copy = realloc(copy, bytes.length ? bytes.length : 1);
    bool is_decoded = message_decode(&cx, (Str){ copy, bytes.length }, &message);
    EXPECT(is_decoded || cx.error.code == ERR_PROTOCOL_VIOLATION);
    EXPECT(arena_bytes(&arena) <= 64 * 1024 + 16 * (int64_t)bytes.length);
    free(copy);
    arena_fini(&arena);
}

TEST(a_damaged_message_is_refused_or_another_message)
{
    uint64_t random = 1;

    for (int tag = 0; tag < MESSAGES; tag++) {
        Message message = sample((MessageTag)tag);
        Str good = payload(encoded(cx, &message));
        char *bytes = arena_copy(cx->arena, good.data, good.length);
        for (size_t length = 0; length < good.length; length++)
            decode_exactly(str_slice(good, 0, length));
        for (int turn = 0; turn < MUTATIONS; turn++) {
            memcpy(bytes, good.data, good.length);
            for (uint32_t edits = 1 + next_random(&random) % 4; edits; edits--)
                bytes[next_random(&random) % good.length] = (char)next_random(&random);
            decode_exactly((Str){ bytes, good.length });
        }
    }
}

TEST(unknown_tags_extra_fields_and_trailing_bytes_are_refused)
{
    static const Str bad[] = { { "\222\x7f\1", 3 }, { "\223\6\1\2", 4 },     { "\222\6\1\1", 4 },
                               { "\220", 1 },       { "\300", 1 },           { "", 0 },
                               { "\222\6\377", 3 }, { "\222\6\xa1\x31", 4 }, { "\221\6", 2 } };

    for (size_t at = 0; at < COUNT_OF(bad); at++) {
        Cx one = { .arena = cx->arena };
        Message message;
        EXPECT(!message_decode(&one, bad[at], &message));
        EXPECT_ERROR(&one, ERR_PROTOCOL_VIOLATION);
    }
}

TEST(nothing_is_allocated_for_block_references_that_cannot_follow)
{
    enum { CLAIMED = 1000 * 1000 };
    char *bytes = arena_zero(cx->arena, CLAIMED + 64);
    Arena arena;

    memcpy(bytes, "\224\2\1\1\335\0\017\102\100", 9); /* Input with an array of a million */
    arena_init(&arena, NULL);
    Cx one = { .arena = &arena };
    Message message;
    EXPECT(!message_decode(&one, (Str){ bytes, CLAIMED + 64 }, &message));
    EXPECT(arena_bytes(&arena) < CLAIMED);
    arena_fini(&arena);
}

TEST(a_block_reference_out_of_range_is_refused)
{
    static const char start[] = "\224\2\1\1\221\225\1\2\317\0\0\0\1\0\0\0\0\1\1";
    Message message;

    EXPECT(!message_decode(cx, (Str){ start, sizeof start - 1 }, &message));
    EXPECT_ERROR(cx, ERR_PROTOCOL_VIOLATION);
}

TEST(an_error_without_a_message_is_refused)
{
    static const Error bare = { .code = ERR_INTERNAL_ERROR };
    Message failed = MESSAGE_OF(LeaseFailed, .query = 1, .error = bare), got;

    EXPECT(!message_decode(cx, payload(encoded(cx, &failed)), &got));
    EXPECT_ERROR(cx, ERR_PROTOCOL_VIOLATION);
}

/* --- Segments
 * ------------------------------------------------------------------------------------------- */

typedef struct Made {
    uint32_t count;
    uint64_t query, segment, bytes;
} Made;

static void note_made(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    Made *made = context;

    close(fd);
    *made = (Made){ made->count + 1, query, segment, bytes };
}

TEST(blocks_lie_where_they_were_appended)
{
    Made made = { 0 };
    SegmentStore *store = segment_store_new(9, note_made, &made);
    BlockRef one, two;
    char *first = segment_append(cx, store, (SegmentOwner){ 5, NULL }, 100, &one);
    char *second = segment_append(cx, store, (SegmentOwner){ 5, NULL }, 1, &two);

    EXPECT(first && second && second == first + 128 && (uintptr_t)first % BLOCK_ALIGNMENT == 0);
    EXPECT(made.count == 1 && made.query == 5 && made.segment == one.segment);
    EXPECT(one.segment >> 32 == 9 && one.bytes == 100 && two.offset == 128);
    memcpy(first, "hello", 5);
    const char *found = segment_find(cx, store, &one);
    EXPECT(found && memcmp(found, "hello", 5) == 0);
    EXPECT(segment_is_mapped(store, one.segment) && !segment_is_mapped(store, one.segment + 1));
    segment_store_free(store);
}

TEST(segments_grow_and_a_huge_block_has_its_own)
{
    Made made = { 0 };
    SegmentStore *store = segment_store_new(1, note_made, &made);
    BlockRef ref;

    EXPECT(segment_append(cx, store, (SegmentOwner){ 1, NULL }, SEGMENT_BYTES_MIN, &ref) != NULL);
    EXPECT(made.bytes == SEGMENT_BYTES_MIN);
    EXPECT(segment_append(cx, store, (SegmentOwner){ 1, NULL }, 1, &ref) != NULL);
    EXPECT(made.bytes == 2 * SEGMENT_BYTES_MIN);
    EXPECT(segment_append(cx, store, (SegmentOwner){ 1, NULL }, SEGMENT_BYTES_MAX + 1, &ref) !=
           NULL);
    EXPECT(made.bytes == SEGMENT_BYTES_MAX + BLOCK_ALIGNMENT && ref.offset == 0);
    EXPECT(segment_append(cx, store, (SegmentOwner){ 2, NULL }, 1, &ref) != NULL);
    EXPECT(made.count == 4 && made.query == 2 && made.bytes == SEGMENT_BYTES_MIN);
    segment_store_free(store);
}

TEST(a_released_query_takes_its_segments_along)
{
    Made made = { 0 };
    Budget budget;
    budget_init(&budget, NULL, "segments", INT64_MAX);
    SegmentStore *store = segment_store_new(1, note_made, &made);
    BlockRef mine, other;

    EXPECT(segment_append(cx, store, (SegmentOwner){ 1, &budget }, 10, &mine) &&
           segment_append(cx, store, (SegmentOwner){ 2, &budget }, 10, &other));
    EXPECT(segment_count(store) == 2 && budget.used_bytes == 2 * SEGMENT_BYTES_MIN);
    segment_release(store, 1);
    EXPECT(segment_count(store) == 1 && budget.used_bytes == SEGMENT_BYTES_MIN);
    EXPECT(segment_find(cx, store, &other) && !has_failed(cx));
    EXPECT(!segment_find(cx, store, &mine));
    EXPECT_ERROR(cx, ERR_INTERNAL_ERROR);
    segment_store_free(store);
    EXPECT(budget.used_bytes == 0);
}

TEST(a_segment_over_the_budget_is_an_error_and_takes_nothing)
{
    Made made = { 0 };
    Budget budget;
    budget_init(&budget, NULL, "segments", SEGMENT_BYTES_MIN - 1);
    SegmentStore *store = segment_store_new(1, note_made, &made);
    BlockRef ref;

    EXPECT(!segment_append(cx, store, (SegmentOwner){ 1, &budget }, 10, &ref));
    EXPECT_ERROR(cx, ERR_OUT_OF_MEMORY);
    EXPECT(made.count == 0 && budget.used_bytes == 0 && segment_count(store) == 0);
    segment_store_free(store);
}

TEST(a_block_that_leaves_its_segment_is_not_found)
{
    static const BlockRef beyond[] = { { .offset = SEGMENT_BYTES_MIN, .bytes = 1 },
                                       { .offset = 64, .bytes = SEGMENT_BYTES_MIN },
                                       { .offset = UINT64_MAX - 10, .bytes = 64 },
                                       { .bytes = UINT32_MAX } };
    Made made = { 0 };
    SegmentStore *store = segment_store_new(1, note_made, &made);
    BlockRef ref;

    EXPECT(segment_append(cx, store, (SegmentOwner){ 1, NULL }, 10, &ref) != NULL);
    for (size_t at = 0; at < COUNT_OF(beyond); at++) {
        Cx one = { .arena = cx->arena };
        BlockRef wrong = beyond[at];
        wrong.segment = ref.segment;
        EXPECT(!segment_find(&one, store, &wrong));
        EXPECT_ERROR(&one, ERR_INTERNAL_ERROR);
    }
    segment_store_free(store);
}

TEST(another_store_reads_a_segment_through_its_descriptor)
{
    Made made = { 0 };
    SegmentStore *writer = segment_store_new(1, note_made, &made);
    SegmentStore *reader = segment_store_new(2, note_made, &made);
    uint64_t bytes = 0;
    BlockRef ref;
    char *at = segment_append(cx, writer, (SegmentOwner){ 1, NULL }, 6, &ref);

    EXPECT(at != NULL);
    memcpy(at, "shared", 6);
    int fd = dup(segment_descriptor(writer, ref.segment, &bytes));
    EXPECT(fd >= 0 && segment_map(cx, reader, 1, ref.segment, bytes, fd));
    segment_store_free(writer);
    const char *found = segment_find(cx, reader, &ref);
    EXPECT(found && memcmp(found, "shared", 6) == 0);
    segment_store_free(reader);
}

TEST(a_segment_shorter_than_it_claims_is_refused)
{
    Made made = { 0 };
    SegmentStore *store = segment_store_new(1, note_made, &made);
    int fd = memfd_create("short", MFD_CLOEXEC);

    EXPECT(fd >= 0 && ftruncate(fd, 4096) == 0);
    EXPECT(!segment_map(cx, store, 1, 77, 8192, fd));
    EXPECT_ERROR(cx, ERR_INTERNAL_ERROR);
    EXPECT(segment_count(store) == 0);
    segment_store_free(store);
}
