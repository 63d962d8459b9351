/*
 * copy_test.c -- data of COPY FROM, without a server: batches, limits, where errors are.
 *
 * What the data mean is compared with PostgreSQL by tests/copy; here is what no client can see.
 */
#include "server/copy/copy.h"
#include "tests/unit/test.h"

typedef struct Bench {
    CopySyntax syntax;
    CopyColumn columns[2];
    ValueContext values;
    Budget budget;
    CopyReader *reader;
} Bench;

static void bench_open(Bench *bench, CopyFormat format)
{
    *bench = (Bench){
        .syntax = { .format = format, .delimiter = '\t', .null_text = STR_LIT("\\N") },
        .columns = { { .name = STR_LIT("a"), .type = type_of(TYPE_INT4) },
                     { .name = STR_LIT("b"), .type = type_of(TYPE_TEXT) } },
    };
    budget_init(&bench->budget, NULL, "copy", INT64_MAX);
    bench->reader = copy_reader_new(&bench->syntax, STR_LIT("t"), bench->columns, 2, &bench->values,
                                    &bench->budget);
}

/* Everything that was held is given back. */
static void bench_close(Bench *bench)
{
    copy_reader_free(bench->reader);
    EXPECT(bench->budget.used_bytes == 0);
}

static void feed(Cx *cx, Bench *bench, const char *text)
{
    EXPECT(copy_reader_feed(cx, bench->reader, str_of(text)));
}

static Value value_at(const Bench *bench, const CopyBatch *batch, uint32_t column, uint32_t row)
{
    return value_of_typed_column(&batch->columns[column], row, bench->columns[column].type);
}

TEST(rows_of_copy_wait_for_a_full_batch_or_the_end)
{
    Bench bench;
    CopyBatch batch;

    bench_open(&bench, COPY_TEXT);
    feed(cx, &bench, "1\tone\n2\ttw");
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_MORE);
    feed(cx, &bench, "o\n");
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_MORE);
    copy_reader_end(bench.reader);
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS);
    EXPECT(batch.rows == 2 && !batch.failure);
    EXPECT(value_at(&bench, &batch, 0, 1).integer == 2);
    EXPECT_STR(value_at(&bench, &batch, 1, 1).text, "two");
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_END);
    bench_close(&bench);
}

TEST(a_batch_of_copy_has_a_thousand_rows_or_sixty_four_kilobytes)
{
    Bench bench;
    CopyBatch batch;

    bench_open(&bench, COPY_TEXT);
    feed(cx, &bench, repeated(cx, "", "1\tx\n", 2500, ""));
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS && batch.rows == 1000);
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS && batch.rows == 1000);
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_MORE);
    feed(cx, &bench, repeated(cx, "1\t", "long", 16 * 1024, "\n"));
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS && batch.rows == 501);
    bench_close(&bench);
}

TEST(what_copy_holds_is_one_batch_and_what_was_fed)
{
    const char *piece = repeated(cx, "", "12345\tsome text\n", 4000, "");
    Bench bench;
    CopyBatch batch;

    bench_open(&bench, COPY_TEXT);
    for (int at = 0; at < 200; at++) {
        feed(cx, &bench, piece);
        while (copy_reader_next(bench.reader, &batch) == COPY_ROWS)
            EXPECT(batch.rows == 1000);
    }
    EXPECT(bench.budget.peak_bytes < 1024 * 1024);
    bench_close(&bench);
}

TEST(a_line_of_copy_has_a_limit)
{
    const char *piece = repeated(cx, "", "x", 1024 * 1024, "");
    Bench bench;
    CopyBatch batch;
    bool fits = true;

    bench_open(&bench, COPY_TEXT);
    feed(cx, &bench, "1\t");
    for (int at = 0; fits && at <= COPY_LINE_BYTES_MAX / (1024 * 1024); at++) {
        fits = copy_reader_feed(cx, bench.reader, str_of(piece));
        EXPECT(!fits || copy_reader_next(bench.reader, &batch) == COPY_MORE);
    }
    EXPECT(!fits);
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
    bench_close(&bench);
}

TEST(the_first_bad_row_of_copy_counts_and_there_the_first_column)
{
    Bench bench;
    CopyBatch batch;

    bench_open(&bench, COPY_TEXT);
    bench.columns[1].type = type_of(TYPE_INT4);
    feed(cx, &bench, "1\t1\n2\tx\ny\t3\nz\n4\t4\t4\n");
    copy_reader_end(bench.reader);
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS);
    EXPECT(batch.rows == 1 && batch.failure);
    EXPECT_STR(str_of(batch.failure->message), "invalid input syntax for type integer: \"x\"");
    EXPECT_STR(str_of(batch.failure->context), "COPY t, line 2, column b: \"x\"");
    bench_close(&bench);
}

TEST(why_copy_ends_is_told_behind_the_rows_that_came)
{
    Error why = { .code = ERR_QUERY_CANCELED, .position = NO_POSITION, .message = "enough" };
    Bench bench;
    CopyBatch batch;

    bench_open(&bench, COPY_TEXT);
    feed(cx, &bench, "1\tone\n2\t");
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_MORE);
    copy_reader_fail(bench.reader, &why);
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS);
    EXPECT(batch.rows == 1 && batch.failure && batch.failure->code == ERR_QUERY_CANCELED);
    EXPECT_STR(str_of(batch.failure->context), "COPY t, line 2");
    bench_close(&bench);
}

TEST(copy_reads_rows_of_any_size_in_binary)
{
    static const char header[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
    static const char row[] = "\0\2\0\0\0\4\0\0\0\7\0\0\0\3abc";
    Bench bench;
    CopyBatch batch;

    bench_open(&bench, COPY_BINARY);
    EXPECT(copy_reader_feed(cx, bench.reader, (Str){ header, sizeof header - 1 }));
    for (size_t at = 0; at < sizeof row - 1; at++) {
        EXPECT(copy_reader_next(bench.reader, &batch) == COPY_MORE);
        EXPECT(copy_reader_feed(cx, bench.reader, (Str){ row + at, 1 }));
    }
    copy_reader_end(bench.reader);
    EXPECT(copy_reader_next(bench.reader, &batch) == COPY_ROWS && batch.rows == 1);
    EXPECT(value_at(&bench, &batch, 0, 0).integer == 7);
    EXPECT_STR(value_at(&bench, &batch, 1, 0).text, "abc");
    bench_close(&bench);
}
