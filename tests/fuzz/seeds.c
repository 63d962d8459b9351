/*
 * seeds.c -- inputs to begin with, for the fuzzers of formats that are ours alone.
 *
 *     seeds FOLDER < STATEMENTS      FOLDER/tree_fuzz, block_fuzz, message_fuzz, shell_fuzz
 *
 * Standard input gives SQL statements, one a line: their plans, as the parser gives them, are the
 * seeds of tree_fuzz.
 */
#include "base/block.h"
#include "base/build_id.h"
#include "base/pack.h"
#include "parser/parser.h"
#include "storage/describe.h"
#include "worker/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LINE_BYTES = 64 * 1024, BLOCK_ROWS = 40 };

static const char *folder;
static int number;

static void write_seed(const char *fuzzer, Str bytes)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, fuzzer);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%04d", folder, fuzzer, number++);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(bytes.data, 1, bytes.length, file) != bytes.length || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* --- Plans ----------------------------------------------------------------------------------- */

static void write_plans(Cx *cx)
{
    static char line[LINE_BYTES];

    while (fgets(line, sizeof line, stdin)) {
        SCRATCH(cx->arena);
        Cx inner = { .arena = cx->arena };
        Statements *statements = parse_sql(&inner, str_of(line));
        for (uint32_t at = 0; statements && at < statements->count; at++) {
            StrBuilder bytes = str_builder(cx->arena);
            plan_encode(cx, statements->items[at].plan, &bytes);
            write_seed("tree_fuzz", str_built(&bytes));
        }
    }
}

/* --- Blocks: of every layout, without and with nulls and long strings --------------------------
 */

static void write_block(Cx *cx, const Layout *layouts, uint32_t count, bool has_nulls)
{
    BlockBuilder *builder = block_builder_new(cx->arena, layouts, count);
    Column *columns = ARENA_ARRAY(cx->arena, Column, count);
    uint32_t at = 0;

    for (uint32_t column = 0; column < count; column++) {
        void *values = column_alloc(cx->arena, layouts[column], BLOCK_ROWS);
        uint64_t *validity = validity_alloc(cx->arena, BLOCK_ROWS, true);
        memset(values, 0, BLOCK_ROWS * (size_t)layout_bytes(layouts[column]));
        for (uint32_t row = 0; row < BLOCK_ROWS; row++) {
            if (layouts[column] == LAYOUT_VIEW)
                ((StrView *)values)[row] =
                    view_make((Str){ "a text longer than a view", row % 26 }, 0, 0);
            if (row % 3 == 0)
                bit_clear(validity, row);
        }
        columns[column] =
            column_flat(layouts[column], BLOCK_ROWS, values, has_nulls ? validity : NULL);
        static const uint8_t *const heaps[] = { (const uint8_t *)"a text longer than a view" };
        columns[column].heaps = heaps;
        columns[column].heap_count = 1;
    }
    if (!block_builder_add(cx, builder, columns, NULL, &at, BLOCK_ROWS))
        exit(1);
    char *bytes = arena_align(cx->arena, block_builder_bytes(builder) + 1, BLOCK_ALIGNMENT);
    size_t size = block_builder_seal(builder, bytes);
    memmove(bytes + 1, bytes, size);
    bytes[0] = 1; /* the checksums are made right, after what the fuzzer changes */
    write_seed("block_fuzz", (Str){ bytes, size + 1 });
}

static void write_blocks(Cx *cx)
{
    Layout layouts[LAYOUTS];

    for (int layout = 0; layout < LAYOUTS; layout++) {
        layouts[layout] = (Layout)layout;
        write_block(cx, &layouts[layout], 1, false);
        write_block(cx, &layouts[layout], 1, true);
    }
    write_block(cx, layouts, LAYOUTS, true);
}

/* --- Messages -------------------------------------------------------------------------------- */

static Str description(Cx *cx)
{
    FileColumn columns[] = {
        { .name = STR_LIT("a"),
          .type = type_of(TYPE_INT8),
          .has_bounds = true,
          .min = { .integer = -1 },
          .max = { .integer = 7 },
          .null_count = 2 },
        { .name = STR_LIT("b"),
          .type = type_of(TYPE_TEXT),
          .nullable = true,
          .has_bounds = true,
          .min = { .text = STR_LIT("x") },
          .max = { .text = STR_LIT("yy") } },
    };
    int64_t chunk_rows[] = { 5, 6 };
    FileDescription about = { .path = STR_LIT("/a.parquet"),
                              .columns = columns,
                              .column_count = COUNT_OF(columns),
                              .chunk_rows = chunk_rows,
                              .chunk_count = COUNT_OF(chunk_rows) };
    StrBuilder bytes = str_builder(cx->arena);

    file_description_encode(&about, &bytes);
    return str_built(&bytes);
}

static Str stages(Cx *cx)
{
    Plan *plan = NEW(cx, Exchange, .distribution = DISTRIBUTION_SINGLE, .input = NEW(cx, Values),
                     .partitions = 1);
    StrBuilder bytes = str_builder(cx->arena), encoded = str_builder(cx->arena);

    plan_encode(cx, plan, &encoded);
    pack_array(&bytes, 1);
    pack_bytes(&bytes, encoded.data, encoded.length);
    return str_built(&bytes);
}

/* How many operators, then of each: its number, rows, batches, ns, bytes spilled, chunks skipped.
 */
static Str metrics(Cx *cx)
{
    enum { FIELDS = 6 };
    StrBuilder bytes = str_builder(cx->arena);

    pack_array(&bytes, 1);
    pack_array(&bytes, FIELDS);
    for (int field = 0; field < FIELDS; field++)
        pack_uint(&bytes, 0);
    return str_built(&bytes);
}

static Str encoded(Cx *cx, const Message *message)
{
    StrBuilder frame = str_builder(cx->arena);

    message_encode(message, &frame);
    return str_built(&frame);
}

static void write_messages(Cx *cx, const Message *messages, size_t count)
{
    StrBuilder said = str_builder(cx->arena);

    for (size_t at = 0; at < count; at++) {
        Str frame = encoded(cx, &messages[at]);
        Str payload = str_slice(frame, FRAME_HEADER_BYTES, frame.length);
        write_seed("message_fuzz", frame);
        if (payload.length > UINT8_MAX)
            continue;
        str_add_char(&said, (char)payload.length);
        str_add(&said, payload);
    }
    write_seed("shell_fuzz", str_built(&said));
}

static void write_all_messages(Cx *cx)
{
    static BlockRef refs[] = { { .segment = 1, .offset = 64, .bytes = 640, .rows = 12 },
                               { .segment = 1, .offset = 704, .bytes = 64, .rows = 1 } };
    BlockRefs some = { refs, COUNT_OF(refs) }, none = { 0 };
    Error error = { .code = ERR_DIVISION_BY_ZERO, .position = 3, .message = "division by zero" };
    Message to_worker[] = {
        MESSAGE_OF(Hello, .build_id = build_id(), .worker = 1, .cores = 2),
        MESSAGE_OF(Prepare, .query = 1, .stages = stages(cx)),
        MESSAGE_OF(Input, .query = 1, .blocks = some),
        MESSAGE_OF(RunLease, .query = 1, .attempt = 1, .to = 4),
        MESSAGE_OF(Revoke, .query = 1, .attempt = 1),
        MESSAGE_OF(MapSegment, .query = 1, .segment = 1, .bytes = 4096),
        MESSAGE_OF(Describe, .request = 1, .path = STR_LIT("/a.csv"), .format = 1),
        MESSAGE_OF(Ping, .number = 1),
    };
    Message done[] = {
        MESSAGE_OF(NewSegment, .query = 1, .segment = 1, .bytes = 4096),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 1, .blocks = some, .metrics = metrics(cx)),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 2, .blocks = none, .rows = 7),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 3, .blocks = some),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 4, .blocks = some),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 5, .blocks = some, .rows = 13),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 6, .blocks = some, .rows = 13),
        MESSAGE_OF(Pong, .number = 1, .memory_bytes = 1),
    };
    /* Of a segment that was never announced: the query ends while it still has leases to send. */
    Message unannounced[] = {
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 1, .blocks = some),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 2, .blocks = some),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 3, .blocks = some),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 4, .blocks = some),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 5, .blocks = some, .rows = 13),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 6, .blocks = some, .rows = 13),
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 7, .blocks = some, .rows = 13),
    };
    Message failed[] = {
        MESSAGE_OF(LeaseDone, .query = 1, .attempt = 2, .blocks = some),
        MESSAGE_OF(LeaseFailed, .query = 1, .attempt = 1, .error = error),
        MESSAGE_OF(Ready, .build_id = build_id(), .pid = 1),
        MESSAGE_OF(Described, .request = 1, .description = description(cx)),
        MESSAGE_OF(DescribeFailed, .request = 1, .error = error),
    };

    write_messages(cx, to_worker, COUNT_OF(to_worker));
    write_messages(cx, done, COUNT_OF(done));
    write_messages(cx, unannounced, COUNT_OF(unannounced));
    write_messages(cx, failed, COUNT_OF(failed));
}

int main(int argc, char **argv)
{
    Arena arena;

    if (argc != 2) {
        fputs("usage: seeds FOLDER < STATEMENTS\n", stderr);
        return 1;
    }
    folder = argv[1];
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    write_plans(&cx);
    write_blocks(&cx);
    write_all_messages(&cx);
    arena_fini(&arena);
    return 0;
}
