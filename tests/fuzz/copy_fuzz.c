/*
 * copy_fuzz.c -- bytes as the data of COPY FROM, in every format.
 *
 * The first bytes say which format, which options, and how the data are cut.  Whatever comes,
 * nothing may crash or leak, and however the same data are cut, the same rows must come of them.
 */
#include "server/copy/copy.h"

#include <stdlib.h>

enum { HEAD_BYTES = 3, COLUMNS = 6, CUT_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const CopyColumn columns[COLUMNS] = {
    { .name = { "i", 1 }, .type = { .id = TYPE_INT4, .typmod = -1 } },
    { .name = { "t", 1 }, .type = { .id = TYPE_TEXT, .typmod = -1 }, .force_null = true },
    { .name = { "f", 1 }, .type = { .id = TYPE_FLOAT8, .typmod = -1 } },
    { .name = { "v", 1 }, .type = { .id = TYPE_VARCHAR, .typmod = 9 }, .force_not_null = true },
    { .name = { "d", 1 }, .type = { .id = TYPE_DATE, .typmod = -1 } },
    { .name = { "b", 1 }, .type = { .id = TYPE_BYTEA, .typmod = -1 } },
};

static CopySyntax syntax_of(const uint8_t *head)
{
    static const char delimiters[] = "\t,|A";
    CopySyntax syntax = { .format = (CopyFormat)(head[0] % 3),
                          .delimiter = delimiters[head[0] / 3 % 4],
                          .null_text = head[0] & 0x40 ? STR_LIT("\\N") : STR_LIT(""),
                          .header = (CopyHeader)(head[1] % 3),
                          .is_latin1 = (head[1] & 0x40) != 0 };

    if (syntax.format == COPY_CSV) {
        syntax.quote = '"';
        syntax.escape = head[1] & 0x20 ? '\\' : '"';
    }
    return syntax;
}

/* What was read: every value, and the error. */
static void note_batch(const CopyBatch *batch, uint32_t count, StrBuilder *out)
{
    for (uint32_t row = 0; row < batch->rows; row++)
        for (uint32_t at = 0; at < count; at++) {
            const Column *column = &batch->columns[at];
            str_add_char(out, '|');
            if (column_has(column, row))
                value_print(out, columns[at].type,
                            value_of_typed_column(column, row, columns[at].type));
            else
                str_add_char(out, '-');
        }
    if (batch->failure) {
        str_add_c(out, error_sqlstate(batch->failure->code));
        /* How much is shown of a broken character depends on what has arrived. */
        if (batch->failure->code != ERR_CHARACTER_NOT_IN_REPERTOIRE)
            str_add_c(out, batch->failure->message);
        str_add_c(out, batch->failure->context ? batch->failure->context : "");
    }
}

static void read_all(const CopySyntax *syntax, uint32_t count, const uint8_t *data, size_t size,
                     size_t cut, StrBuilder *out)
{
    static const ValueContext values;
    Budget budget;
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    budget_init(&budget, NULL, "fuzz", 64 * 1024 * 1024);
    CopyReader *reader = copy_reader_new(syntax, STR_LIT("t"), columns, count, &values, &budget);
    CopyStep step = COPY_MORE;
    CopyBatch batch = { 0 };

    for (size_t at = 0; step != COPY_END && !batch.failure;) {
        if (step == COPY_MORE && at == size)
            copy_reader_end(reader);
        size_t piece = size - at < cut ? size - at : cut;
        if (step == COPY_MORE &&
            !copy_reader_feed(&cx, reader, (Str){ (const char *)data + at, piece }))
            break;
        at += step == COPY_MORE ? piece : 0;
        step = copy_reader_next(reader, &batch);
        if (step == COPY_ROWS)
            note_batch(&batch, count, out);
    }
    copy_reader_free(reader);
    if (budget.used_bytes != 0)
        abort();
    arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena;

    if (size < HEAD_BYTES)
        return 0;
    arena_init(&arena, NULL);
    CopySyntax syntax = syntax_of(data);
    uint32_t count = data[2] % (COLUMNS + 1);
    size_t cut = data[2] / (COLUMNS + 1) % CUT_MAX + 1;
    StrBuilder whole = str_builder(&arena), parts = str_builder(&arena);
    read_all(&syntax, count, data + HEAD_BYTES, size - HEAD_BYTES, size, &whole);
    read_all(&syntax, count, data + HEAD_BYTES, size - HEAD_BYTES, cut, &parts);
    if (!str_equal(str_built(&whole), str_built(&parts)))
        abort();
    arena_fini(&arena);
    return 0;
}
