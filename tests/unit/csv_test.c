/* csv_test.c -- CSV files through storage/scan.h, and the parts whose twins can be compared. */
#include "base/date.h"
#include "base/value.h"
#include "storage/catalog.h"
#include "storage/csv/fields.h"
#include "storage/csv/masks.h"
#include "storage/scan.h"
#include "tests/unit/test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- Files -------------------------------------------------------------------------------------
 */

typedef struct TempFile {
    char path[64];
} TempFile;

static void write_file(const TempFile *file, Str text)
{
    FILE *stream = fopen(file->path, "w");

    if (!stream || fwrite(text.data, 1, text.length, stream) != text.length || fclose(stream) != 0)
        abort();
}

static TempFile file_of(Str text)
{
    TempFile file = { "/tmp/hearth_XXXXXX.csv" };
    int fd = mkstemps(file.path, 4);

    if (fd < 0 || close(fd) != 0)
        abort();
    write_file(&file, text);
    return file;
}

static void remove_file(TempFile *file)
{
    unlink(file->path);
}

static void close_scan(ScanFile **file)
{
    scan_close(*file);
}

static void print_value(StrBuilder *out, Type type, const Column *column, uint32_t row)
{
    if (!column_has(column, row)) {
        str_add_c(out, "NULL");
        return;
    }
    Value value = value_of_column(column, row);
    if (type.id == TYPE_TEXT)
        str_addf(out, "'%.*s'", STR(value.text));
    else
        value_print(out, type, value);
}

static bool print_chunk(Cx *cx, ScanFile *file, uint32_t chunk, StrBuilder *out)
{
    uint32_t column_count, chunk_count;
    const ScanColumn *columns = scan_columns(file, &column_count);
    int64_t left = scan_chunks(file, &chunk_count)[chunk].rows;
    ColumnReader **readers = ARENA_ARRAY(cx->arena, ColumnReader *, column_count);
    Column *read = ARENA_ARRAY(cx->arena, Column, column_count);

    for (uint32_t column = 0; column < column_count; column++)
        readers[column] = TRY(scan_column_open(cx, file, chunk, column, cx->arena));
    while (left > 0) {
        uint32_t rows = left < BATCH_ROWS_MAX ? (uint32_t)left : BATCH_ROWS_MAX;
        for (uint32_t column = 0; column < column_count; column++)
            TRY(scan_column_read(cx, readers[column], rows, NULL, 0, &read[column]));
        for (uint32_t row = 0; row < rows; row++) {
            for (uint32_t column = 0; column < column_count; column++) {
                str_add_c(out, column ? " " : "");
                print_value(out, columns[column].type, &read[column], row);
            }
            str_add_char(out, '\n');
        }
        left -= rows;
    }
    return true;
}

/* "name type, ..." on one line, then a line for each row. */
static bool print_file(Cx *cx, Str path, const ScanColumn *schema, uint32_t schema_count,
                       StrBuilder *out)
{
    CLOSES(close_scan)
    ScanFile *file = TRY(scan_open(cx, path, FORMAT_CSV, NULL, schema, schema_count, NULL));
    uint32_t column_count, chunk_count;
    const ScanColumn *columns = scan_columns(file, &column_count);

    for (uint32_t column = 0; column < column_count; column++)
        str_addf(out, "%s%.*s %s", column ? ", " : "", STR(columns[column].name),
                 type_catalog_name((TypeId)columns[column].type.id));
    str_add_char(out, '\n');
    scan_chunks(file, &chunk_count);
    for (uint32_t chunk = 0; chunk < chunk_count; chunk++)
        TRY(print_chunk(cx, file, chunk, out));
    return true;
}

static Str show_str(Cx *cx, Str text)
{
    CLOSES(remove_file)
    TempFile file = file_of(text);
    StrBuilder out = str_builder(cx->arena);

    if (print_file(cx, str_of(file.path), NULL, 0, &out))
        return str_built(&out);
    return str_format(cx->arena, "%s %s", error_sqlstate(cx->error.code), cx->error.message);
}

static Str show(Cx *cx, const char *text)
{
    return show_str(cx, str_of(text));
}

static void expect_fault(Cx *cx, const char *text, const char *message, const char *context)
{
    Cx attempt = { .arena = cx->arena };

    EXPECT_STR(show(&attempt, text), message);
    EXPECT(attempt.error.context && strstr(attempt.error.context, context));
    EXPECT(attempt.error.context && strstr(attempt.error.context, "/tmp/hearth_"));
}

/* --- The grammar -------------------------------------------------------------------------------
 */

TEST(quoted_fields_hold_delimiters_quotes_and_newlines)
{
    EXPECT_STR(show(cx, "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"\"\"\"\n"),
               "a text, b text\n'x,y' 'say \"hi\"'\n'two\nlines' '\"'\n");
}

TEST(quotes_inside_an_unquoted_field_are_ordinary)
{
    EXPECT_STR(show(cx, "a,b\n5\" pipe,3\"\nx\"y\",\"z\"\n"),
               "a text, b text\n'5\" pipe' '3\"'\n'x\"y\"' 'z'\n");
}

TEST(line_ends_may_be_crlf_and_the_last_may_lack)
{
    EXPECT_STR(show(cx, "a,b\r\n1,x\r\n\"2\",\"y\"\r\n3,\"z\"\r"),
               "a int8, b text\n1 'x'\n2 'y'\n3 'z'\n");
    EXPECT_STR(show(cx, "a,b\n1,x\n2,y"), "a int8, b text\n1 'x'\n2 'y'\n");
}

TEST(line_ends_may_be_cr_alone)
{
    EXPECT_STR(show(cx, "a,b\r1,x\r\r\"2\",\"two\nlines\r\"\r3,z"),
               "a int8, b text\n1 'x'\n2 'two\nlines\r'\n3 'z'\n");
    EXPECT_STR(show(cx, "a;b\r1;x,y\r2;z\r"), "a int8, b text\n1 'x,y'\n2 'z'\n");
    EXPECT_STR(show(cx, "a\r1\r\r2\r"), "a int8\n1\nNULL\n2\n");
    EXPECT_STR(show(cx, "\r\ra,b\r1,2\r"), "a int8, b int8\n1 2\n");
    EXPECT_STR(show(cx, "a,b\r"), "a text, b text\n");
    expect_fault(cx, "a,b\r1,\"2\n\"\r3\r", "22P04 missing data for column \"b\"", "line 3");
}

TEST(a_cr_among_other_line_ends_is_an_ordinary_character)
{
    EXPECT_STR(show(cx, "a,b\nx\ry,1\r\n"), "a text, b int8\n'x\ry' 1\n");
}

TEST(a_byte_order_mark_is_no_part_of_the_first_name)
{
    EXPECT_STR(show(cx, "\xef\xbb\xbf\"a\",b\n1,2\n"), "a int8, b int8\n1 2\n");
}

TEST(empty_is_null_and_quoted_empty_is_a_text)
{
    EXPECT_STR(show(cx, "a,b,c\n,x,\n\"\",\"\",\"\"\n7,,\n"),
               "a int8, b text, c text\nNULL 'x' NULL\nNULL '' ''\n7 NULL NULL\n");
}

TEST(blank_lines_are_no_rows_where_there_are_two_columns)
{
    EXPECT_STR(show(cx, "\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n\r"), "a int8, b int8\n1 2\n3 4\n");
    EXPECT_STR(show(cx, "a\n1\n\n2\n\n"), "a int8\n1\nNULL\n2\nNULL\n");
}

TEST(a_file_may_have_no_rows_but_not_no_header)
{
    EXPECT_STR(show(cx, "a,b\n"), "a text, b text\n");
    EXPECT_STR(show(cx, "a,b"), "a text, b text\n");
    EXPECT(str_starts(show(cx, ""), "22P04"));
    Cx again = { .arena = cx->arena };
    EXPECT(str_starts(show(&again, "\n\n"), "22P04"));
}

TEST(the_delimiter_is_the_one_all_records_agree_on)
{
    EXPECT_STR(show(cx, "a;b\n1,5;2\n3,25;4\n"), "a text, b int8\n'1,5' 2\n'3,25' 4\n");
    EXPECT_STR(show(cx, "a\tb\n1\tx,y\n"), "a int8, b text\n1 'x,y'\n");
    EXPECT_STR(show(cx, "a|b\n1|\"x|y\"\n"), "a int8, b text\n1 'x|y'\n");
    EXPECT_STR(show(cx, "words\nso, it was\nand then\n"), "words text\n'so, it was'\n'and then'\n");
}

TEST(every_column_gets_a_name_of_its_own)
{
    EXPECT_STR(show(cx, "a,,a, b ,a\n1,2,3,4,5\n"),
               "a int8, column2 int8, a_1 int8, b int8, a_2 int8\n1 2 3 4 5\n");
}

/* --- Types -------------------------------------------------------------------------------------
 */

TEST(columns_get_the_narrowest_type_of_the_ladder)
{
    EXPECT_STR(show(cx, "b,i,l,f,d,t,x\n"
                        "true,1,1,1,2024-02-29,2024-02-29,1\n"
                        "False,-2147483648,2147483648,1.5e3,1999-12-31,2024-01-01T23:59:59.5Z,y\n"),
               "b bool, i int8, l int8, f float8, d date, t timestamp, x text\n"
               "t 1 1 1 2024-02-29 2024-02-29 00:00:00 '1'\n"
               "f -2147483648 2147483648 1500 1999-12-31 2024-01-01 23:59:59.5 'y'\n");
}

TEST(values_that_only_look_like_others_stay_text)
{
    EXPECT_STR(show(cx, "a,b,c,d\n2023-02-29,nan,0x10,2024-01-01 10:00:00+05\n"),
               "a text, b text, c text, d text\n"
               "'2023-02-29' 'nan' '0x10' '2024-01-01 10:00:00+05'\n");
}

TEST(integers_beyond_bigint_are_numeric_and_long_decimals_double_precision)
{
    EXPECT_STR(show(cx, "a,b\n9223372036854775808,0.1234567890123456789\n-1,NaN\n"),
               "a numeric, b float8\n9223372036854775808 0.12345678901234568\n-1 NaN\n");
    EXPECT_STR(show(cx, "a,b\n9223372036854775808,-9223372036854775808\n1.5,1\n"),
               "a float8, b int8\n9.223372036854776e+18 -9223372036854775808\n1.5 1\n");
    char digits[1200];
    memset(digits, '7', sizeof digits);
    Str longest = { digits, 1000 }, longer = { digits, 1001 };
    EXPECT(str_starts(show_str(cx, str_format(cx->arena, "a\n%.*s\n", STR(longest))),
                      "a numeric\n777"));
    EXPECT(
        str_starts(show_str(cx, str_format(cx->arena, "a\n%.*s\n", STR(longer))), "a text\n'777"));
}

TEST(digits_that_say_more_than_their_number_stay_text)
{
    EXPECT_STR(show(cx, "zip,phone,code,plus\n01234,+4930123456,-007,+1\n99999,4930,1,2\n"),
               "zip text, phone text, code text, plus text\n"
               "'01234' '+4930123456' '-007' '+1'\n'99999' '4930' '1' '2'\n");
    EXPECT_STR(show(cx, "a,b,c,d\n0,0.5,+0.25,1e05\n-0,00.5,-.5,0\n"),
               "a int8, b text, c float8, d float8\n0 '0.5' 0.25 100000\n0 '00.5' -0.5 0\n");
}

TEST(blanks_around_numbers_do_not_matter)
{
    EXPECT_STR(show(cx, "a, b\n1, 2.5\n 3 ,4\n"), "a int8, b float8\n1 2.5\n3 4\n");
}

TEST(a_given_schema_is_used_in_place_of_a_guess)
{
    CLOSES(remove_file)
    TempFile file = file_of(STR_LIT("a,b,c\n1,12.50,x\n2,,\n"));
    Type code = type_of(TYPE_VARCHAR);
    code.typmod = 1 + 4;
    ScanColumn schema[] = { { STR_LIT("a"), type_of(TYPE_TEXT), true },
                            { STR_LIT("b"), type_of(TYPE_NUMERIC), true },
                            { STR_LIT("c"), code, true } };
    StrBuilder out = str_builder(cx->arena);

    EXPECT(print_file(cx, str_of(file.path), schema, 3, &out));
    EXPECT_STR(str_built(&out), "a text, b numeric, c varchar\n'1' 12.50 x\n'2' NULL NULL\n");
    schema[1].name = STR_LIT("z");
    EXPECT(!print_file(cx, str_of(file.path), schema, 3, &out));
    EXPECT_ERROR(cx, ERR_DATATYPE_MISMATCH);
}

/* --- Faults ------------------------------------------------------------------------------------
 */

TEST(records_with_other_numbers_of_fields_are_named_by_line)
{
    expect_fault(cx, "a,b,c\n1,2,3\n\"4\n4\",5,6\n7,8\n", "22P04 missing data for column \"c\"",
                 "line 5");
    expect_fault(cx, "a,b\n1,2\n3,4,5\n", "22P04 extra data after last expected column", "line 3");
    expect_fault(cx, "a,b\n1,\"2\"x\n3,4\n", "22P04 unexpected text after a closing quote",
                 "line 2");
    expect_fault(cx, "a,b\n1,\"2\n3,4\n", "22P04 unterminated CSV quoted field", "line 2");
}

TEST(a_value_that_does_not_fit_is_named_with_file_line_and_column)
{
    CLOSES(remove_file)
    TempFile file = file_of(STR_LIT("a,b\n1,2\n\"3\",\"x\ny\"\n4,17 apples\n"));
    ScanColumn schema[] = { { STR_LIT("a"), type_of(TYPE_INT4), true },
                            { STR_LIT("b"), type_of(TYPE_INT4), true } };
    StrBuilder out = str_builder(cx->arena);

    EXPECT(!print_file(cx, str_of(file.path), schema, 2, &out));
    EXPECT_ERROR(cx, ERR_INVALID_TEXT_REPRESENTATION);
    EXPECT_STR(str_of(cx->error.message), "invalid input syntax for type integer: \"x\ny\"");
    EXPECT_STR(
        str_of(cx->error.context),
        str_format(cx->arena, "file \"%s\", line 3, column \"b\": \"x\ny\"", file.path).data);

    Cx other = { .arena = cx->arena };
    write_file(&file, STR_LIT("a,b\n1,2\n\n3000000000,4\n"));
    EXPECT(!print_file(&other, str_of(file.path), schema, 2, &out));
    EXPECT_ERROR(&other, ERR_NUMERIC_VALUE_OUT_OF_RANGE);
    EXPECT(other.error.context && strstr(other.error.context, "line 4, column \"a\""));
}

TEST(texts_that_are_not_utf8_are_refused_where_they_are_read)
{
    expect_fault(cx, "a,b\nx,1\ncaf\xe9,2\n",
                 "22021 invalid byte sequence for encoding \"UTF8\": 0xe9", "line 3, column \"a\"");
    Cx nul = { .arena = cx->arena };
    EXPECT(str_starts(show_str(&nul, STR_LIT("a,b\nx\0y,1\n")), "22021"));
    Cx name = { .arena = cx->arena };
    EXPECT(str_starts(show(&name, "caf\xe9,b\nx,1\n"), "22021"));
}

TEST(a_file_that_changes_after_opening_is_an_error)
{
    Str text = STR_LIT("a,b\n1,2\n3,4\n5,6\n");
    const char *changes[] = { "a,b\n1,2\n", "a,b\n1,2\n3,4\n5,6\n7,8\n", "" };

    for (size_t at = 0; at < COUNT_OF(changes); at++) {
        Cx attempt = { .arena = cx->arena };
        CLOSES(remove_file)
        TempFile file = file_of(text);
        CLOSES(close_scan)
        ScanFile *scan = scan_open(&attempt, str_of(file.path), FORMAT_CSV, NULL, NULL, 0, NULL);
        ColumnReader *reader = scan_column_open(&attempt, scan, 0, 0, cx->arena);
        Column column;
        EXPECT(reader != NULL);
        write_file(&file, str_of(changes[at]));
        EXPECT(reader && !scan_column_read(&attempt, reader, 3, NULL, 0, &column));
        EXPECT_ERROR(&attempt, ERR_IO_ERROR);
        EXPECT(!scan_column_open(&attempt, scan, 0, 1, cx->arena));
    }
}

TEST(a_pin_of_another_version_is_refused)
{
    CLOSES(remove_file)
    TempFile file = file_of(STR_LIT("a\n1\n"));
    CLOSES(close_scan)
    ScanFile *scan = scan_open(cx, str_of(file.path), FORMAT_CSV, NULL, NULL, 0, NULL);
    FilePin pin = *scan_pin(scan);
    CLOSES(close_scan)
    ScanFile *again = scan_open(cx, str_of(file.path), FORMAT_CSV, &pin, NULL, 0, NULL);
    EXPECT(again != NULL);
    pin.footer_hash++;
    EXPECT(!scan_open(cx, str_of(file.path), FORMAT_CSV, &pin, NULL, 0, NULL));
    EXPECT_ERROR(cx, ERR_IO_ERROR);
}

TEST(a_reader_within_a_small_budget_fails_and_gives_all_back)
{
    StrBuilder text = str_builder(cx->arena);
    str_add_c(&text, "a,b\n");
    for (int row = 0; row < 200000; row++)
        str_addf(&text, "%d,some words\n", row);
    CLOSES(remove_file)
    TempFile file = file_of(str_built(&text));
    Budget budget;
    budget_init(&budget, NULL, "query", 1500 * 1000);

    ScanFile *scan = scan_open(cx, str_of(file.path), FORMAT_CSV, NULL, NULL, 0, &budget);
    EXPECT(!scan);
    EXPECT_ERROR(cx, ERR_OUT_OF_MEMORY);
    EXPECT(budget.used_bytes == 0);
}

/* --- Chunks ------------------------------------------------------------------------------------
 */

/* A file of several chunks whose every row can be told: id, a text that may hold anything. */
static Str big_text(Cx *cx, int rows, const char *line_end)
{
    StrBuilder text = str_builder(cx->arena);
    uint32_t random = 7;

    str_addf(&text, "id,text,half%s", line_end);
    for (int row = 0; row < rows; row++) {
        random = random * 1664525 + 1013904223;
        str_addf(&text, "%d,", row);
        for (uint32_t piece = random >> 28; piece > 0; piece--)
            str_addf(&text, "%s", piece == random >> 28 ? "\"" : "a,b\n\"\"c\"\"\r\n");
        str_addf(&text, "%s,%d.5%s", random >> 28 ? "\"" : "", row, line_end);
        if (random >> 24 & 1)
            str_add_c(&text, line_end);
    }
    return str_built(&text);
}

static void expect_big_rows(Cx *cx, Str path, int rows)
{
    CLOSES(close_scan)
    ScanFile *file = scan_open(cx, path, FORMAT_CSV, NULL, NULL, 0, NULL);
    uint32_t chunk_count = 0;
    const ScanChunk *chunks = file ? scan_chunks(file, &chunk_count) : NULL;
    int64_t id = 0;

    EXPECT(chunk_count > 2);
    for (uint32_t chunk = 0; chunk < chunk_count; chunk++) {
        SCRATCH(cx->arena);
        ColumnReader *ids = scan_column_open(cx, file, chunk, 0, cx->arena);
        ColumnReader *halves = scan_column_open(cx, file, chunk, 2, cx->arena);
        for (int64_t left = chunks[chunk].rows; left > 0;) {
            uint32_t count = left < BATCH_ROWS_MAX ? (uint32_t)left : BATCH_ROWS_MAX;
            Column id_column, half_column;
            if (!scan_column_read(cx, ids, count, NULL, 0, &id_column) ||
                !scan_column_read(cx, halves, count, NULL, 0, &half_column)) {
                EXPECT(!"readable");
                return;
            }
            for (uint32_t row = 0; row < count; row++, id++)
                if (((const int64_t *)id_column.data)[row] != id ||
                    ((const double *)half_column.data)[row] != (double)id + 0.5)
                    EXPECT(!"the row with this number");
            left -= count;
        }
    }
    EXPECT(id == rows);
}

TEST(chunks_join_without_a_row_lost_or_read_twice)
{
    enum { ROWS = 40000 };
    CLOSES(remove_file)
    TempFile file = file_of(big_text(cx, ROWS, "\n"));
    expect_big_rows(cx, str_of(file.path), ROWS);
    write_file(&file, big_text(cx, ROWS, "\r\n"));
    expect_big_rows(cx, str_of(file.path), ROWS);
    write_file(&file, big_text(cx, ROWS, "\r"));
    expect_big_rows(cx, str_of(file.path), ROWS);
}

enum { THREADS = 4, SHARED_ROWS = 20000 };

typedef struct Shared {
    ScanFile *file;
    atomic_int faults;
} Shared;

/* Readers of all columns, in step; each leaves some chunks half-way. */
static bool read_chunk_again(Cx *cx, Shared *shared, uint32_t chunk, int64_t rows, bool is_left)
{
    ColumnReader *readers[3];
    Column columns[3];

    for (uint32_t column = 0; column < 3; column++)
        readers[column] = TRY(scan_column_open(cx, shared->file, chunk, column, cx->arena));
    for (int64_t left = rows; left > (is_left ? rows / 2 : 0);) {
        uint32_t count = left < 500 ? (uint32_t)left : 500;
        for (uint32_t column = 0; column < 3; column++)
            TRY(scan_column_read(cx, readers[column], count, NULL, 0, &columns[column]));
        for (uint32_t row = 0; row < count; row++)
            if (value_of_column(&columns[0], row).integer + 0.5 !=
                value_of_column(&columns[2], row).real)
                return false;
        left -= count;
    }
    return true;
}

static void *read_shared(void *self)
{
    Shared *shared = self;
    uint32_t chunk_count;
    const ScanChunk *chunks = scan_chunks(shared->file, &chunk_count);
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };

    for (uint32_t round = 0; round < 3 * chunk_count; round++) {
        uint32_t chunk = round % chunk_count;
        if (!read_chunk_again(&cx, shared, chunk, chunks[chunk].rows, round % 2))
            atomic_fetch_add(&shared->faults, 1);
    }
    arena_fini(&arena);
    return NULL;
}

TEST(threads_may_share_an_open_file_and_its_chunks)
{
    CLOSES(remove_file)
    TempFile file = file_of(big_text(cx, SHARED_ROWS, "\n"));
    CLOSES(close_scan)
    ScanFile *scan = scan_open(cx, str_of(file.path), FORMAT_CSV, NULL, NULL, 0, NULL);
    Shared shared = { .file = scan };
    pthread_t threads[THREADS];

    for (int thread = 0; thread < THREADS; thread++)
        if (pthread_create(&threads[thread], NULL, read_shared, &shared) != 0)
            abort();
    for (int thread = 0; thread < THREADS; thread++)
        pthread_join(threads[thread], NULL);
    EXPECT(atomic_load(&shared.faults) == 0);
}

TEST(a_field_may_be_larger_than_a_chunk)
{
    enum { FIELD_BYTES = 3 * 1024 * 1024 };
    StrBuilder text = str_builder(cx->arena);
    str_add_c(&text, "id,text\n1,\"");
    for (int line = 0; line < FIELD_BYTES / 4; line++)
        str_add_c(&text, "a,\n\"\"");
    str_add_c(&text, "\"\n2,\n");
    CLOSES(remove_file)
    TempFile file = file_of(str_built(&text));
    CLOSES(close_scan)
    ScanFile *scan = scan_open(cx, str_of(file.path), FORMAT_CSV, NULL, NULL, 0, NULL);
    uint32_t chunk_count = 0;
    const ScanChunk *chunks = scan_chunks(scan, &chunk_count);
    Column column;

    EXPECT(chunk_count == 2 && chunks[0].rows == 1 && chunks[1].rows == 1);
    ColumnReader *reader = scan_column_open(cx, scan, 0, 1, cx->arena);
    EXPECT(scan_column_read(cx, reader, 1, NULL, 0, &column));
    Value value = value_of_column(&column, 0);
    EXPECT(value.text.length == FIELD_BYTES && memcmp(value.text.data, "a,\n\"a,\n\"", 8) == 0);
    reader = scan_column_open(cx, scan, 1, 0, cx->arena);
    EXPECT(scan_column_read(cx, reader, 1, NULL, 0, &column));
    EXPECT(value_of_column(&column, 0).integer == 2);
}

/* Every place of a special byte relative to the blocks of 64 that masks look at. */
TEST(records_are_the_same_wherever_they_fall_in_a_block)
{
    for (int shift = 0; shift < 130; shift++) {
        SCRATCH(cx->arena);
        Cx attempt = { .arena = cx->arena };
        StrBuilder pad = str_builder(cx->arena);
        for (int at = 0; at < shift; at++)
            str_add_char(&pad, 'p');
        const char *text = "a,b\n%s,1\r\n\"x\"\"\",2\r\n\r\n\"\",\"3\"\n\n\"\"\"\",4\n\"\n,\n\",5";
        const char *expected = "a text, b int8\n'%s' 1\n'x\"' 2\n'' 3\n'\"' 4\n'\n,\n' 5\n";
        if (shift == 0)
            continue;
        EXPECT_STR(show_str(&attempt, str_format(cx->arena, text, str_built(&pad).data)),
                   str_format(cx->arena, expected, str_built(&pad).data).data);
    }
}

TEST(selected_rows_are_right_and_skipped_rows_are_not_parsed)
{
    CLOSES(remove_file)
    TempFile file = file_of(STR_LIT("a,b\n1,x\nbad,y\n3,a long text of one\n"
                                    "4,\n5,z\n"));
    ScanColumn schema[] = { { STR_LIT("a"), type_of(TYPE_INT4), true },
                            { STR_LIT("b"), type_of(TYPE_TEXT), true } };
    CLOSES(close_scan)
    ScanFile *scan = scan_open(cx, str_of(file.path), FORMAT_CSV, NULL, schema, 2, NULL);
    ColumnReader *a = scan_column_open(cx, scan, 0, 0, cx->arena);
    ColumnReader *b = scan_column_open(cx, scan, 0, 1, cx->arena);
    Row selection[] = { 0, 2 };
    Column column;

    EXPECT(scan_column_read(cx, a, 4, selection, 2, &column));
    EXPECT(((const int32_t *)column.data)[0] == 1 && ((const int32_t *)column.data)[2] == 3);
    EXPECT(scan_column_read(cx, a, 1, NULL, 0, &column));
    EXPECT(((const int32_t *)column.data)[0] == 5 && !column.validity);
    EXPECT(scan_column_skip(cx, b, 2));
    EXPECT(scan_column_read(cx, b, 2, NULL, 0, &column));
    EXPECT_STR(value_of_column(&column, 0).text, "a long text of one");
    EXPECT(value_of_column(&column, 1).is_null);
}

TEST(a_csv_file_describes_itself)
{
    CLOSES(remove_file)
    TempFile file = file_of(STR_LIT("id,name\n1,x\n2,\n"));
    FileDescription *description = file_describe(cx, str_of(file.path), FORMAT_CSV);

    EXPECT(description && description->column_count == 2 && description->chunk_count == 1);
    if (!description)
        return;
    EXPECT(description->chunk_rows[0] == 2 && description->columns[0].type.id == TYPE_INT8);
    EXPECT(description->columns[1].null_count == -1 && !description->columns[1].has_bounds);
    StrBuilder out = str_builder(cx->arena);
    file_description_encode(description, &out);
    EXPECT(file_description_decode(cx, str_built(&out)) != NULL);
}

/* --- Twins -------------------------------------------------------------------------------------
 */

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

TEST(masks_agree_with_their_scalar_twin)
{
    static const char alphabet[] = ",\"\n\r\xff";
    char text[MASK_BYTES];
    uint32_t random = 1;

    for (int round = 0; round < 1000; round++) {
        for (int at = 0; at < MASK_BYTES; at++)
            text[at] = alphabet[next_random(&random) % 6];
        for (size_t wanted = 0; wanted < sizeof alphabet; wanted++)
            EXPECT(mask_of(text, alphabet[wanted]) == mask_of_scalar(text, alphabet[wanted]));
    }
}

static bool parses_equally(Cx *cx, Type type, Str text, Value fast)
{
    SCRATCH(cx->arena);
    Cx attempt = { .arena = cx->arena };
    Value value = { .is_null = true };

    return value_parse(&attempt, type, text, NO_POSITION, &value) && value_equal(type, value, fast);
}

/* What the fast conversions accept means what value_parse says it means. */
static void append_piece(char *text, size_t size, const char *piece)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", piece);
}

TEST(fast_conversions_agree_with_value_parse)
{
    static const char *const pieces[] = { "1",
                                          "0",
                                          "-",
                                          "+",
                                          ".",
                                          "e",
                                          "9",
                                          "25",
                                          "00",
                                          "T",
                                          " ",
                                          ":",
                                          "2024",
                                          "-0",
                                          "Z",
                                          "12",
                                          "31",
                                          "-02",
                                          "29",
                                          "true",
                                          "FALSE",
                                          "9223372036854775807",
                                          "0000000000000000000001" };
    uint32_t random = 3;
    int accepted = 0;

    for (int round = 0; round < 200000; round++) {
        char text[256] = "";
        uint32_t count = 1 + next_random(&random) % 9;
        if (round % 3 == 0)
            snprintf(text, sizeof text, "20%02u-%02u-%02u", next_random(&random) % 100,
                     next_random(&random) % 14, next_random(&random) % 33);
        if (round % 6 == 0)
            snprintf(text + 10, sizeof text - 10, " %02u:%02u:%02u.%u", next_random(&random) % 25,
                     next_random(&random) % 61, next_random(&random) % 61,
                     next_random(&random) % 1000);
        if (round % 3 == 0)
            count %= 2;
        while (count-- > 0)
            append_piece(text, sizeof text, pieces[next_random(&random) % COUNT_OF(pieces)]);
        Str s = str_of(text);
        Value v = { .is_null = false };
        int32_t small;
        if (field_to_bool(s, &v.boolean) && ++accepted)
            EXPECT(parses_equally(cx, type_of(TYPE_BOOL), s, v));
        if (field_to_i64(s, &v.integer) && ++accepted)
            EXPECT(parses_equally(cx, type_of(TYPE_INT8), s, v));
        if (field_to_f64(s, &v.real) && ++accepted)
            EXPECT(parses_equally(cx, type_of(TYPE_FLOAT8), s, v));
        if (field_to_date(s, &small) && ++accepted)
            EXPECT(parses_equally(cx, type_of(TYPE_DATE), s, (Value){ .integer = small }));
        if (field_to_timestamp(s, &v.integer) && ++accepted)
            EXPECT(parses_equally(cx, type_of(TYPE_TIMESTAMP), s, v));
    }
    EXPECT(accepted > 50000);
}
