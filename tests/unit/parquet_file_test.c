/*
 * parquet_file_test.c -- scans of a small Parquet file that is put together here byte by byte, with
 * reads that fail, files that change, and damage.
 */
#include "storage/scan_driver.h"
#include "tests/unit/test.h"

#include <errno.h>

static void put_varint(StrBuilder *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        str_add_char(to, (char)(value | 0x80));
    str_add_char(to, (char)value);
}

static void put_zigzag(StrBuilder *to, int64_t value)
{
    put_varint(to, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

/* --- Small files ----------------------------------------------------------------------------- */

/* Thrift's compact protocol, as far as a small footer needs it. */
enum { T_I32 = 5, T_I64 = 6, T_BINARY = 8, T_LIST = 9, T_STRUCT = 12 };

static void put_head(StrBuilder *to, int step, int type)
{
    str_add_char(to, (char)(step << 4 | type));
}

static void put_number(StrBuilder *to, int step, int type, int64_t value)
{
    put_head(to, step, type);
    put_zigzag(to, value);
}

static void put_text(StrBuilder *to, int step, Str text)
{
    put_head(to, step, T_BINARY);
    put_varint(to, text.length);
    str_add(to, text);
}

static void put_list(StrBuilder *to, int step, int type, int count)
{
    put_head(to, step, T_LIST);
    str_add_char(to, (char)(count << 4 | type));
}

static void put_end(StrBuilder *to)
{
    str_add_char(to, 0);
}

enum { SMALL_ROWS = 6 };

/* One required INT32 column "n" in one page; bounds -1 and 40, no null. */
static Str small_file(Arena *arena, const int32_t values[SMALL_ROWS])
{
    int32_t min = -1, max = 40;
    uint32_t footer_bytes;
    StrBuilder to = str_builder(arena);

    str_add_c(&to, "PAR1");
    put_number(&to, 1, T_I32, 0);              /* data page */
    put_number(&to, 1, T_I32, SMALL_ROWS * 4); /* its size, expanded and stored */
    put_number(&to, 1, T_I32, SMALL_ROWS * 4);
    put_head(&to, 2, T_STRUCT);
    put_number(&to, 1, T_I32, SMALL_ROWS);
    put_number(&to, 1, T_I32, 0); /* plain; levels in runs */
    put_number(&to, 1, T_I32, 3);
    put_number(&to, 1, T_I32, 3);
    put_end(&to), put_end(&to);
    str_add_bytes(&to, values, SMALL_ROWS * 4);
    size_t footer = to.length;

    put_number(&to, 1, T_I32, 1);
    put_list(&to, 1, T_STRUCT, 2); /* schema */
    put_text(&to, 4, STR_LIT("root"));
    put_number(&to, 1, T_I32, 1);
    put_end(&to);
    put_number(&to, 1, T_I32, 1); /* INT32, required */
    put_number(&to, 2, T_I32, 0);
    put_text(&to, 1, STR_LIT("n"));
    put_end(&to);
    put_number(&to, 1, T_I64, SMALL_ROWS);
    put_list(&to, 1, T_STRUCT, 1); /* row groups */
    put_list(&to, 1, T_STRUCT, 1); /* columns */
    put_head(&to, 3, T_STRUCT);
    put_number(&to, 1, T_I32, 1); /* INT32 */
    put_number(&to, 3, T_I32, 0); /* uncompressed */
    put_number(&to, 1, T_I64, SMALL_ROWS);
    put_number(&to, 1, T_I64, (int64_t)footer - 4);
    put_number(&to, 1, T_I64, (int64_t)footer - 4);
    put_number(&to, 2, T_I64, 4); /* where the page is */
    put_head(&to, 3, T_STRUCT);   /* statistics */
    put_number(&to, 3, T_I64, 0);
    put_text(&to, 2, (Str){ (const char *)&max, 4 });
    put_text(&to, 1, (Str){ (const char *)&min, 4 });
    put_end(&to), put_end(&to), put_end(&to);
    put_number(&to, 2, T_I64, SMALL_ROWS);
    put_end(&to), put_end(&to);
    footer_bytes = (uint32_t)(to.length - footer);
    str_add_bytes(&to, &footer_bytes, 4);
    str_add_c(&to, "PAR1");
    return str_built(&to);
}

/* A file in memory whose n-th call of a kind fails. */
typedef struct FakeFile {
    Str content;
    int reads_until_failure; /* -1: never */
    int reads_until_short;   /* from then on the file has become empty */
    int fstats_until_change; /* from then on it has another time */
    int opened, closed;
} FakeFile;

static int fake_open(void *self, const char *path)
{
    FakeFile *fake = self;
    if (strcmp(path, "missing.parquet") == 0) {
        errno = ENOENT;
        return -1;
    }
    return fake->opened++;
}

static ssize_t fake_pread(void *self, int fd, void *to, size_t bytes, off_t offset)
{
    FakeFile *fake = self;
    Str part = str_slice(fake->content, (size_t)offset, (size_t)offset + bytes);

    (void)fd;
    if (fake->reads_until_failure == 0) {
        errno = EIO;
        return -1;
    }
    fake->reads_until_failure -= fake->reads_until_failure > 0;
    if (fake->reads_until_short == 0)
        return 0;
    fake->reads_until_short -= fake->reads_until_short > 0;
    part.length = part.length > 7 ? 7 : part.length; /* reads may be shorter than asked for */
    memcpy(to, part.data, part.length);
    return (ssize_t)part.length;
}

static int fake_fstat(void *self, int fd, struct stat *out_status)
{
    FakeFile *fake = self;

    (void)fd;
    *out_status = (struct stat){ .st_mode = S_IFREG, .st_size = (off_t)fake->content.length };
    out_status->st_mtim.tv_nsec = fake->fstats_until_change == 0;
    fake->fstats_until_change -= fake->fstats_until_change > 0;
    return 0;
}

static int fake_close(void *self, int fd)
{
    (void)fd;
    return ((FakeFile *)self)->closed++, 0;
}

static const int32_t small_values[SMALL_ROWS] = { 5, -1, 40, 7, 7, 0 };

static FakeFile fake_file(Cx *cx)
{
    return (FakeFile){ .content = small_file(cx->arena, small_values),
                       .reads_until_failure = -1,
                       .reads_until_short = -1,
                       .fstats_until_change = -1 };
}

static ScanFile *open_fake(Cx *cx, FileOps *ops, FakeFile *fake)
{
    *ops = (FileOps){ fake_open, fake_pread, fake_fstat, fake_close, fake };
    return scan_open_through(cx, ops, &scan_driver_parquet, STR_LIT("x.parquet"), NULL, NULL);
}

/* Read everything; true where it went well. */
static bool read_fake(Cx *cx, FakeFile *fake)
{
    FileOps ops;
    Column column;
    ScanFile *file = open_fake(cx, &ops, fake);
    ColumnReader *reader = file ? scan_column_open(cx, file, 0, 0, cx->arena) : NULL;
    bool is_read = reader && scan_column_read(cx, reader, SMALL_ROWS, NULL, SMALL_ROWS, &column);

    if (is_read) {
        EXPECT(column.kind == COLUMN_FLAT && column.rows == SMALL_ROWS);
        EXPECT(memcmp(column.data, small_values, sizeof small_values) == 0);
        EXPECT(column.has_bounds && column.min == -1 && column.max == 40);
    }
    scan_close(file);
    return is_read;
}

TEST(small_file_is_read_and_closed)
{
    FakeFile fake = fake_file(cx);

    EXPECT(read_fake(cx, &fake) && !has_failed(cx));
    EXPECT(fake.opened == 1 && fake.closed == 1);
}

TEST(rows_can_be_skipped_before_between_and_after)
{
    FakeFile fake = fake_file(cx);
    FileOps ops;
    Column column;
    ScanFile *file = open_fake(cx, &ops, &fake);
    ColumnReader *reader = scan_column_open(cx, file, 0, 0, cx->arena);

    EXPECT(scan_column_skip(cx, reader, 1) && scan_column_read(cx, reader, 2, NULL, 2, &column));
    EXPECT(memcmp(column.data, small_values + 1, 8) == 0);
    EXPECT(scan_column_skip(cx, reader, 1) && scan_column_read(cx, reader, 1, NULL, 1, &column));
    EXPECT(*(const int32_t *)column.data == small_values[4]);
    EXPECT(scan_column_skip(cx, reader, 1) && scan_column_read(cx, reader, 0, NULL, 0, &column));
    EXPECT(column.rows == 0 && column_is_valid(&column));
    scan_close(file);
}

TEST(page_that_is_skipped_whole_is_not_looked_at)
{
    enum { SIZE_AT = 7 }; /* of the expanded page, in its header */
    FakeFile fake = fake_file(cx);
    FileOps ops;
    Column column;
    Cx inner = { .arena = cx->arena };
    ScanFile *file = open_fake(cx, &ops, &fake);

    char *content = str_to_c(cx->arena, fake.content);
    EXPECT(content[SIZE_AT] == SMALL_ROWS * 4 * 2);
    content[SIZE_AT] += 2; /* no page of this content has that size */
    fake.content.data = content;
    ColumnReader *reader = scan_column_open(cx, file, 0, 0, cx->arena);
    EXPECT(scan_column_skip(cx, reader, SMALL_ROWS - 2) && scan_column_skip(cx, reader, 2));
    reader = scan_column_open(cx, file, 0, 0, cx->arena);
    EXPECT(scan_column_skip(cx, reader, SMALL_ROWS - 2));
    EXPECT(!scan_column_read(&inner, reader, 2, NULL, 2, &column));
    EXPECT_ERROR(&inner, ERR_DATA_CORRUPTED);
    scan_close(file);
}

TEST(every_failing_read_is_an_io_error_that_can_be_retried)
{
    bool is_read = false;
    int failures = 0;

    for (int reads = 0; !is_read; reads++) {
        Cx inner = { .arena = cx->arena };
        FakeFile fake = fake_file(cx);
        fake.reads_until_failure = reads;
        is_read = read_fake(&inner, &fake);
        EXPECT(is_read || (inner.error.code == ERR_IO_ERROR && inner.error.retryable));
        EXPECT(fake.closed == fake.opened);
        failures += !is_read;
    }
    EXPECT(failures > 3);
}

TEST(file_that_shrinks_under_the_reader_has_changed)
{
    bool is_read = false;

    for (int reads = 0; !is_read; reads++) {
        Cx inner = { .arena = cx->arena };
        FakeFile fake = fake_file(cx);
        fake.reads_until_short = reads;
        is_read = read_fake(&inner, &fake);
        EXPECT(is_read || (inner.error.code == ERR_IO_ERROR &&
                           strstr(inner.error.message, "changed while it was read")));
    }
}

TEST(file_that_is_written_between_chunks_has_changed)
{
    FakeFile fake = fake_file(cx);

    fake.fstats_until_change = 1;
    EXPECT(!read_fake(cx, &fake));
    EXPECT_ERROR(cx, ERR_IO_ERROR);
}

TEST(pin_of_another_version_is_refused)
{
    FakeFile fake = fake_file(cx);
    FileOps ops;
    ScanFile *file = open_fake(cx, &ops, &fake);
    FilePin pin = *scan_pin(file);
    scan_close(file);

    Str path = STR_LIT("x.parquet");
    file = scan_open_through(cx, &ops, &scan_driver_parquet, path, &pin, NULL);
    EXPECT(file);
    scan_close(file);
    pin.footer_hash++;
    EXPECT(!scan_open_through(cx, &ops, &scan_driver_parquet, path, &pin, NULL));
    EXPECT_ERROR(cx, ERR_IO_ERROR);
}

TEST(missing_file_and_folder_are_told_apart)
{
    Cx inner = { .arena = cx->arena };

    EXPECT(!scan_open(cx, STR_LIT("/nowhere/x.parquet"), FORMAT_PARQUET, NULL, NULL, 0, NULL));
    EXPECT_ERROR(cx, ERR_UNDEFINED_FILE);
    EXPECT(!scan_open(&inner, STR_LIT("/"), FORMAT_PARQUET, NULL, NULL, 0, NULL));
    EXPECT_ERROR(&inner, ERR_WRONG_OBJECT_TYPE);
}

TEST(every_cut_and_every_changed_byte_gives_rows_or_an_error)
{
    Str whole = small_file(cx->arena, small_values);

    for (size_t at = 0; at < whole.length; at++)
        for (int change = 0; change < 8; change++) {
            SCRATCH(cx->arena);
            Cx inner = { .arena = cx->arena };
            FakeFile fake = fake_file(cx);
            FileOps ops;
            Str content = str_copy(cx->arena, whole);
            ((char *)(uintptr_t)content.data)[at] ^= (char)(1 << change);
            fake.content = change ? content : str_slice(content, 0, at);
            ScanFile *file = open_fake(&inner, &ops, &fake);
            uint32_t columns = 0, chunks = 0;
            if (file) {
                scan_columns(file, &columns);
                const ScanChunk *chunk = scan_chunks(file, &chunks);
                Column column;
                ColumnReader *reader = columns && chunks && chunk->rows >= SMALL_ROWS
                                           ? scan_column_open(&inner, file, 0, 0, cx->arena)
                                           : NULL;
                if (reader &&
                    !scan_column_read(&inner, reader, SMALL_ROWS, NULL, SMALL_ROWS, &column))
                    EXPECT(has_failed(&inner));
            }
            EXPECT(file || has_failed(&inner));
            scan_close(file);
        }
}

TEST(damage_names_the_file_and_the_byte)
{
    FakeFile fake = fake_file(cx);
    FileOps ops;

    fake.content = str_slice(fake.content, 0, fake.content.length - 1);
    EXPECT(!open_fake(cx, &ops, &fake));
    EXPECT_ERROR(cx, ERR_DATA_CORRUPTED);
    EXPECT(strstr(cx->error.message, "\"x.parquet\" is damaged at byte "));
}

TEST(budget_refuses_pages_it_has_no_room_for)
{
    FakeFile fake = fake_file(cx);
    FileOps ops = { fake_open, fake_pread, fake_fstat, fake_close, &fake };
    Budget budget;
    Arena arena;
    budget_init(&budget, NULL, "query", INT64_MAX);
    arena_init(&arena, &budget);
    Column column;

    ScanFile *file =
        scan_open_through(cx, &ops, &scan_driver_parquet, STR_LIT("x.parquet"), NULL, &budget);
    ColumnReader *reader = scan_column_open(cx, file, 0, 0, &arena);
    budget.limit_bytes = budget.used_bytes + 1; /* from here on there is none */
    EXPECT(!scan_column_read(cx, reader, SMALL_ROWS, NULL, SMALL_ROWS, &column));
    EXPECT_ERROR(cx, ERR_OUT_OF_MEMORY);
    scan_close(file);
    arena_fini(&arena);
    EXPECT(budget.used_bytes == 0);
}

/* A footer that claims `leaves` columns and lists row groups of as many chunks, a byte each. */
static Str thin_file(Arena *arena, int leaves, int groups)
{
    StrBuilder to = str_builder(arena);

    str_add_c(&to, "PAR1");
    put_list(&to, 2, T_STRUCT, 15); /* schema: from 15 on the length follows */
    put_varint(&to, (uint64_t)leaves + 1);
    put_number(&to, 5, T_I32, leaves);
    put_end(&to);
    for (int leaf = 0; leaf < leaves; leaf++) {
        put_number(&to, 1, T_I32, 1);
        put_end(&to);
    }
    put_list(&to, 2, T_STRUCT, 15); /* row groups */
    put_varint(&to, (uint64_t)groups);
    for (int group = 0; group < groups; group++) {
        put_list(&to, 1, T_STRUCT, 15);
        put_varint(&to, (uint64_t)leaves);
        for (int leaf = 0; leaf < leaves; leaf++)
            put_end(&to);
        put_number(&to, 2, T_I64, 1);
        put_end(&to);
    }
    put_end(&to);
    uint32_t footer_bytes = (uint32_t)to.length - 4;
    str_add_bytes(&to, &footer_bytes, 4);
    str_add_c(&to, "PAR1");
    return str_built(&to);
}

TEST(footer_that_grows_beyond_the_budget_is_refused_before_it_does)
{
    enum { LEAVES = 10 * 1000, LIMIT = 8 * 1024 * 1024 };
    Str whole = thin_file(cx->arena, LEAVES, 100);

    for (int round = 0; round < 2; round++) {
        Cx inner = { .arena = cx->arena };
        FakeFile fake = { .content = round ? whole : thin_file(cx->arena, 10 * LEAVES, 1),
                          .reads_until_failure = -1,
                          .reads_until_short = -1,
                          .fstats_until_change = -1 };
        FileOps ops = { fake_open, fake_pread, fake_fstat, fake_close, &fake };
        Budget budget;
        budget_init(&budget, NULL, "query", LIMIT);
        EXPECT(!scan_open_through(&inner, &ops, &scan_driver_parquet, STR_LIT("x.parquet"), NULL,
                                  &budget));
        EXPECT_ERROR(&inner, ERR_OUT_OF_MEMORY);
        EXPECT(inner.error.context && strstr(inner.error.context, "x.parquet"));
        EXPECT(budget.peak_bytes <= LIMIT && !budget.overdrawn && budget.used_bytes == 0);
    }
}

static bool excludes(const ScanFile *file, ScanCompare compare, int64_t constant)
{
    ScanPredicate predicate = { .compare = compare, .constant = { .integer = constant } };
    return scan_chunk_excluded(file, 0, &predicate);
}

TEST(chunk_is_excluded_only_where_no_row_can_match)
{
    FakeFile fake = fake_file(cx);
    FileOps ops;
    ScanFile *file = open_fake(cx, &ops, &fake); /* -1 to 40, no nulls */

    EXPECT(excludes(file, SCAN_EQ, -2) && excludes(file, SCAN_EQ, 41));
    EXPECT(!excludes(file, SCAN_EQ, -1) && !excludes(file, SCAN_EQ, 40));
    EXPECT(excludes(file, SCAN_LT, -1) && !excludes(file, SCAN_LT, 0));
    EXPECT(excludes(file, SCAN_LE, -2) && !excludes(file, SCAN_LE, -1));
    EXPECT(excludes(file, SCAN_GT, 40) && !excludes(file, SCAN_GT, 39));
    EXPECT(excludes(file, SCAN_GE, 41) && !excludes(file, SCAN_GE, 40));
    EXPECT(!excludes(file, SCAN_NE, -1));
    EXPECT(excludes(file, SCAN_IS_NULL, 0) && !excludes(file, SCAN_IS_NOT_NULL, 0));
    scan_close(file);
}

TEST(format_is_told_by_the_end_of_the_name)
{
    FileFormat format;

    EXPECT(scan_format_of(STR_LIT("a/lineitem.parquet"), &format) && format == FORMAT_PARQUET);
    EXPECT(scan_format_of(STR_LIT("x.csv"), &format) && format == FORMAT_CSV);
    EXPECT(!scan_format_of(STR_LIT("x.parquet.tmp"), &format));
    EXPECT(!scan_format_of(STR_LIT("parquet"), &format));
}
