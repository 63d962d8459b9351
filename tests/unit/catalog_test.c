/* catalog_test.c -- discovery, descriptions, and versions of the catalog. */
#include "storage/catalog.h"
#include "tests/unit/test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Folders to look into ----------------------------------------------------------------------
 */

typedef struct Folder {
    Arena *arena;
    char path[64];
} Folder;

static Folder folder_open(Cx *cx)
{
    Folder folder = { .arena = cx->arena, .path = "/tmp/hearth_catalog_XXXXXX" };

    if (!mkdtemp(folder.path))
        abort();
    return folder;
}

static void folder_close(Folder *folder)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    if (system(command) != 0)
        abort();
}

static Str in_folder(const Folder *folder, const char *name)
{
    return str_format(folder->arena, "%s/%s", folder->path, name);
}

static void add_folder(const Folder *folder, const char *name)
{
    if (mkdir(in_folder(folder, name).data, 0700) != 0)
        abort();
}

static void add_file(const Folder *folder, const char *name)
{
    FILE *file = fopen(in_folder(folder, name).data, "w");

    if (!file || fclose(file) != 0)
        abort();
}

static void add_link(const Folder *folder, const char *target, const char *name)
{
    if (symlink(target, in_folder(folder, name).data) != 0)
        abort();
}

static FoundFiles *discover(Cx *cx, const Folder *folder, const char *name)
{
    Str path = name ? in_folder(folder, name) : str_of(folder->path);

    return catalog_discover(cx, &path, 1);
}

/* "table=name ..." with names relative to the folder. */
static Str print_found(const Folder *folder, const FoundFiles *found)
{
    StrBuilder out = str_builder(folder->arena);

    for (uint32_t file = 0; found && file < found->count; file++) {
        const FoundFile *item = &found->items[file];
        Str path = str_slice(item->path, strlen(folder->path) + 1, item->path.length);
        str_addf(&out, "%s%.*s=%.*s", file ? " " : "", STR(item->table), STR(path));
    }
    return str_built(&out);
}

TEST(files_are_tables_named_by_their_stems)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_file(&folder, "Orders.parquet");
    add_file(&folder, "a.b.csv");
    add_file(&folder, "t.tsv");
    add_file(&folder, "notes.txt");
    add_file(&folder, ".hidden.csv");
    add_file(&folder, "_temporary.csv");

    FoundFiles *found = discover(cx, &folder, NULL);
    EXPECT_STR(print_found(&folder, found), "Orders=Orders.parquet a.b=a.b.csv t=t.tsv");
    EXPECT(found && found->items[0].format == FORMAT_PARQUET);
    EXPECT(found && found->items[1].format == FORMAT_CSV && found->items[2].format == FORMAT_CSV);
    EXPECT_STR(print_found(&folder, discover(cx, &folder, "a.b.csv")), "a.b=a.b.csv");
}

TEST(a_folder_in_a_folder_is_one_table_of_all_files_below)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_folder(&folder, "sales");
    add_folder(&folder, "sales/2024");
    add_folder(&folder, "sales/_log");
    add_folder(&folder, "empty");
    add_file(&folder, "sales/z.csv");
    add_file(&folder, "sales/a.csv");
    add_file(&folder, "sales/2024/m.csv");
    add_file(&folder, "sales/_log/x.parquet");
    add_file(&folder, "sales/_SUCCESS");

    EXPECT_STR(print_found(&folder, discover(cx, &folder, NULL)),
               "sales=sales/2024/m.csv sales=sales/a.csv sales=sales/z.csv");
}

TEST(a_folder_named_like_a_file_is_a_table_itself)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_folder(&folder, "lineitem.parquet");
    add_file(&folder, "lineitem.parquet/part-1.parquet");
    add_file(&folder, "lineitem.parquet/part-0.parquet");

    const char *expected = "lineitem=lineitem.parquet/part-0.parquet "
                           "lineitem=lineitem.parquet/part-1.parquet";
    EXPECT_STR(print_found(&folder, discover(cx, &folder, NULL)), expected);
    EXPECT_STR(print_found(&folder, discover(cx, &folder, "lineitem.parquet/")), expected);
}

TEST(links_are_followed_and_dangling_ones_reported)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_folder(&folder, "data");
    add_file(&folder, "real.csv");
    add_link(&folder, "../real.csv", "data/link.csv");
    add_link(&folder, "nowhere", "data/ignored");

    EXPECT_STR(print_found(&folder, discover(cx, &folder, "data")), "link=data/link.csv");
    add_link(&folder, "nowhere.csv", "data/gone.csv");
    EXPECT(!discover(cx, &folder, "data"));
    EXPECT_ERROR(cx, ERR_UNDEFINED_FILE);
}

TEST(a_folder_that_contains_itself_is_an_error_not_a_loop)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_folder(&folder, "t");
    add_link(&folder, ".", "t/again");

    EXPECT(!discover(cx, &folder, NULL));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
}

TEST(two_sources_of_one_name_are_both_named)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_folder(&folder, "one");
    add_file(&folder, "one/t.csv");
    add_file(&folder, "t.parquet");
    Str paths[] = { in_folder(&folder, "t.parquet"), in_folder(&folder, "one") };

    EXPECT(!catalog_discover(cx, paths, 2));
    EXPECT_ERROR(cx, ERR_DUPLICATE_TABLE);
    EXPECT(cx->error.message && strstr(cx->error.message, "/one/t.csv") &&
           strstr(cx->error.message, "/t.parquet"));
}

TEST(names_that_differ_in_case_are_two_tables)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_file(&folder, "T.csv");
    add_file(&folder, "t.csv");
    EXPECT_STR(print_found(&folder, discover(cx, &folder, NULL)), "T=T.csv t=t.csv");
}

TEST(a_folder_of_two_formats_is_refused)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_folder(&folder, "mixed");
    add_file(&folder, "mixed/a.csv");
    add_file(&folder, "mixed/b.parquet");

    EXPECT(!discover(cx, &folder, NULL));
    EXPECT_ERROR(cx, ERR_WRONG_OBJECT_TYPE);
}

TEST(a_path_that_is_not_there_is_58P01)
{
    EXPECT(!catalog_discover(cx, (Str[]){ STR_LIT("/nowhere/at all.csv") }, 1));
    EXPECT_STR(str_of(error_sqlstate(cx->error.code)), "58P01");
}

TEST(a_file_of_unknown_format_is_refused_when_named)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_file(&folder, "notes.txt");
    EXPECT(!discover(cx, &folder, "notes.txt"));
    EXPECT_ERROR(cx, ERR_FEATURE_NOT_SUPPORTED);
}

TEST(file_names_that_are_not_utf8_are_refused_in_readable_words)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    add_file(&folder, "caf\xe9.csv");
    EXPECT(!discover(cx, &folder, NULL));
    EXPECT_ERROR(cx, ERR_INVALID_NAME);
    EXPECT(cx->error.message && strstr(cx->error.message, "caf\\xe9.csv"));
}

/* --- Descriptions ------------------------------------------------------------------------------
 */

static FileDescription *describe_sample(Cx *cx)
{
    FileDescription *description = arena_zero(cx->arena, sizeof *description);
    FileColumn columns[] = {
        { .name = STR_LIT("id"),
          .type = type_of(TYPE_INT4),
          .has_bounds = true,
          .min = { .integer = -7 },
          .max = { .integer = 12 },
          .bytes = 100 },
        { .name = STR_LIT("naïve name"),
          .type = type_of(TYPE_TEXT),
          .nullable = true,
          .has_bounds = true,
          .min = { .text = STR_LIT("") },
          .max = { .text = STR_LIT("zz") },
          .null_count = 3 },
        { .name = STR_LIT("price"),
          .type = type_numeric_fixed(numeric_typmod(38, 2), 128, 2),
          .nullable = true,
          .has_bounds = true,
          .min = { .wide = -((int128_t)1 << 100) },
          .max = { .wide = (int128_t)5 << 90 },
          .null_count = -1 },
        { .name = STR_LIT("when"), .type = type_of(TYPE_TIMESTAMP), .nullable = true },
    };
    static const int64_t rows[] = { 10, 0, 5 };

    description->path = STR_LIT("/data/x.parquet");
    description->format = FORMAT_PARQUET;
    description->pin = (FilePin){ 1, UINT64_MAX, 4096, -5, UINT64_C(0xfedcba9876543210) };
    description->column_count = COUNT_OF(columns);
    description->columns = arena_copy(cx->arena, columns, sizeof columns);
    description->chunk_count = COUNT_OF(rows);
    description->chunk_rows = arena_copy(cx->arena, rows, sizeof rows);
    return description;
}

static Str encode(Cx *cx, const FileDescription *description)
{
    StrBuilder out = str_builder(cx->arena);

    file_description_encode(description, &out);
    return str_built(&out);
}

TEST(descriptions_survive_the_journey)
{
    FileDescription *sent = describe_sample(cx);
    Str bytes = encode(cx, sent);
    FileDescription *got = file_description_decode(cx, bytes);

    EXPECT(got != NULL);
    if (!got)
        return;
    EXPECT_STR(got->path, "/data/x.parquet");
    EXPECT(got->pin.inode == UINT64_MAX && got->pin.modified_ns == -5);
    EXPECT(got->column_count == 4 && got->chunk_count == 3 && got->chunk_rows[2] == 5);
    EXPECT(got->columns[0].min.integer == -7 && got->columns[0].max.integer == 12);
    EXPECT_STR(got->columns[1].max.text, "zz");
    EXPECT(got->columns[2].min.wide == -((int128_t)1 << 100));
    EXPECT(type_equal(got->columns[2].type, sent->columns[2].type));
    EXPECT(got->columns[2].null_count == -1 && !got->columns[3].has_bounds);
    EXPECT(str_equal(encode(cx, got), bytes));
}

TEST(no_prefix_of_a_description_is_a_description)
{
    Str bytes = encode(cx, describe_sample(cx));

    for (size_t length = 0; length < bytes.length; length++) {
        Cx attempt = { .arena = cx->arena };
        /* A copy of its own, so that a sanitizer sees a read beyond the end. */
        char *copy = malloc(length + 1);
        memcpy(copy, bytes.data, length);
        EXPECT(!file_description_decode(&attempt, (Str){ copy, length }));
        EXPECT_ERROR(&attempt, ERR_DATA_CORRUPTED);
        free(copy);
    }
}

/* Whatever one byte says, the answer is an error or a sound description. */
TEST(descriptions_with_any_byte_changed_are_sound_or_refused)
{
    Str bytes = encode(cx, describe_sample(cx));
    char *mutated = str_to_c(cx->arena, bytes);
    int refused = 0;

    for (size_t at = 0; at < bytes.length; at++)
        for (int byte = 0; byte < 256; byte++) {
            SCRATCH(cx->arena);
            Cx attempt = { .arena = cx->arena };
            mutated[at] = (char)byte;
            FileDescription *got =
                file_description_decode(&attempt, (Str){ mutated, bytes.length });
            mutated[at] = bytes.data[at];
            refused += !got;
            if (!got || got->column_count == 0 || got->column_count > CATALOG_COLUMNS_MAX)
                continue;
            Str again = encode(&attempt, got);
            EXPECT(file_description_decode(&attempt, again) != NULL);
        }
    EXPECT(refused > 1000);
}

static void expect_refused(Cx *cx, const FileDescription *description)
{
    Cx attempt = { .arena = cx->arena };

    EXPECT(!file_description_decode(&attempt, encode(cx, description)));
    EXPECT_ERROR(&attempt, ERR_DATA_CORRUPTED);
}

TEST(descriptions_that_contradict_themselves_are_refused)
{
    FileDescription *description = describe_sample(cx);
    FileColumn *column = &description->columns[0];

    column->null_count = 16; /* of 15 rows */
    expect_refused(cx, description);
    column->null_count = 0;
    column->min.integer = 13; /* above max */
    expect_refused(cx, description);
    column->min.integer = INT64_C(1) << 40; /* no int4 */
    column->max = column->min;
    expect_refused(cx, description);
    column->min.integer = column->max.integer = 1;
    column->name = STR_LIT("price"); /* twice */
    expect_refused(cx, description);
    column->name = STR_LIT("a\xff");
    expect_refused(cx, description);
    column->name = STR_LIT("id");
    column->type.typmod = -2;
    expect_refused(cx, description);
    column->type = type_of(TYPE_INT4);
    description->chunk_rows[0] = description->chunk_rows[1] = INT64_MAX;
    expect_refused(cx, description);
    description->chunk_rows[0] = description->chunk_rows[1] = 1;
    EXPECT(file_description_decode(cx, encode(cx, description)) != NULL);
}

/* --- Versions ----------------------------------------------------------------------------------
 */

static void close_catalog(Catalog **catalog)
{
    catalog_close(*catalog);
}

static bool add_table(Cx *cx, Catalog *catalog, const char *name, FileDescription *file)
{
    return catalog_add_table(cx, catalog, str_of(name), &file, 1);
}

TEST(a_new_catalog_has_the_schemas_and_no_table)
{
    CLOSES(close_catalog)
    Catalog *catalog = catalog_open(cx, ":memory:");
    const CatalogVersion *version = catalog_acquire(catalog);

    EXPECT(version->table_count == 0 && version->schema_count == 3);
    EXPECT(version->schemas[0].oid == 11 && version->schemas[1].oid == 2200);
    EXPECT_STR(version->schemas[2].name, "information_schema");
    EXPECT(!catalog_find_table(version, NULL, STR_NONE, STR_LIT("t")));
    catalog_release(catalog, version);
}

TEST(a_table_added_is_in_the_next_version_and_not_in_the_last)
{
    CLOSES(close_catalog)
    Catalog *catalog = catalog_open(cx, ":memory:");
    const CatalogVersion *before = catalog_acquire(catalog);
    EXPECT(add_table(cx, catalog, "Orders", describe_sample(cx)));
    const CatalogVersion *after = catalog_acquire(catalog);

    EXPECT(after->number == before->number + 1);
    EXPECT(!catalog_find_table(before, NULL, STR_NONE, STR_LIT("Orders")));
    const CatalogTable *table =
        catalog_find_table(after, NULL, STR_LIT("public"), STR_LIT("Orders"));
    EXPECT(table && table == catalog_find_table(after, NULL, STR_NONE, STR_LIT("Orders")));
    EXPECT(!catalog_find_table(after, NULL, STR_LIT("pg_catalog"), STR_LIT("Orders")));
    EXPECT(!catalog_find_table(after, NULL, STR_LIT("nothing"), STR_LIT("Orders")));
    EXPECT(!catalog_find_table(after, NULL, STR_NONE, STR_LIT("orders")));
    if (table) {
        EXPECT(table->oid == CATALOG_OID_FIRST && catalog_find_oid(after, table->oid) == table);
        EXPECT(table->rows == 15 && table->bytes == 4096 && table->column_count == 4);
        EXPECT(table->columns[0].min.integer == -7 && table->columns[0].null_count == 0);
        EXPECT_STR(table->columns[1].max.text, "zz");
        EXPECT(table->columns[2].max.wide == (int128_t)5 << 90);
        EXPECT(type_equal(table->columns[2].type, describe_sample(cx)->columns[2].type));
        EXPECT(table->columns[2].null_count == -1 && !table->columns[3].has_bounds);
        EXPECT(table->files[0].pin.footer_hash == UINT64_C(0xfedcba9876543210));
        EXPECT(table->files[0].chunk_count == 3 && table->files[0].chunk_rows[0] == 10);
    }
    catalog_release(catalog, before);
    catalog_release(catalog, after);
}

TEST(bounds_of_a_table_cover_all_its_files)
{
    CLOSES(close_catalog)
    Catalog *catalog = catalog_open(cx, ":memory:");
    FileDescription *files[] = { describe_sample(cx), describe_sample(cx), describe_sample(cx) };
    files[1]->columns[0].min.integer = -50;
    files[1]->columns[1].null_count = 15; /* nothing but nulls: no bounds, no harm */
    files[1]->columns[1].has_bounds = false;
    files[2]->columns[2].has_bounds = false; /* who knows */

    EXPECT(catalog_add_table(cx, catalog, STR_LIT("t"), files, 3));
    const CatalogVersion *version = catalog_acquire(catalog);
    const CatalogColumn *columns = version->tables[0].columns;
    EXPECT(version->tables[0].rows == 45 && version->tables[0].file_count == 3);
    EXPECT(columns[0].has_bounds && columns[0].min.integer == -50);
    EXPECT(columns[0].max.integer == 12 && columns[0].null_count == 0);
    EXPECT(columns[1].has_bounds && columns[1].null_count == 21);
    EXPECT(!columns[2].has_bounds && columns[2].null_count == -1);
    catalog_release(catalog, version);
}

TEST(files_with_other_columns_are_no_one_table)
{
    CLOSES(close_catalog)
    Catalog *catalog = catalog_open(cx, ":memory:");
    FileDescription *files[] = { describe_sample(cx), describe_sample(cx) };
    files[1]->path = STR_LIT("/data/y.parquet");
    files[1]->columns[3].type = type_of(TYPE_DATE);

    EXPECT(!catalog_add_table(cx, catalog, STR_LIT("t"), files, 2));
    EXPECT_ERROR(cx, ERR_DATATYPE_MISMATCH);
    EXPECT(cx->error.message && strstr(cx->error.message, "x.parquet") &&
           strstr(cx->error.message, "y.parquet"));
    const CatalogVersion *version = catalog_acquire(catalog);
    EXPECT(version->number == 0 && version->table_count == 0);
    catalog_release(catalog, version);
}

TEST(csv_files_agree_on_the_wider_type)
{
    CLOSES(close_catalog)
    Catalog *catalog = catalog_open(cx, ":memory:");
    FileDescription *files[] = { describe_sample(cx), describe_sample(cx) };
    files[0]->format = files[1]->format = FORMAT_CSV;
    files[1]->columns[0].type = type_of(TYPE_INT8);
    files[1]->columns[3].type = type_of(TYPE_DATE);

    EXPECT(catalog_add_table(cx, catalog, STR_LIT("t"), files, 2));
    const CatalogVersion *version = catalog_acquire(catalog);
    const CatalogColumn *columns = version->tables[0].columns;
    EXPECT(columns[0].type.id == TYPE_INT8 && columns[3].type.id == TYPE_TIMESTAMP);
    EXPECT(!columns[0].has_bounds); /* one file's were of a narrower type */
    catalog_release(catalog, version);
}

TEST(a_database_keeps_its_tables_and_their_oids)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    const char *path = in_folder(&folder, "catalog.sqlite").data;
    for (int opening = 0; opening < 2; opening++) {
        CLOSES(close_catalog)
        Catalog *catalog = catalog_open(cx, path);
        const CatalogVersion *version = catalog_acquire(catalog);
        EXPECT(version->table_count == (opening ? 2 : 0));
        catalog_release(catalog, version);
        EXPECT(add_table(cx, catalog, opening ? "b" : "a", describe_sample(cx)));
        EXPECT(add_table(cx, catalog, opening ? "a" : "b", describe_sample(cx)));

        version = catalog_acquire(catalog);
        const CatalogTable *b = catalog_find_table(version, NULL, STR_NONE, STR_LIT("b"));
        EXPECT(version->table_count == 2 && version->number == 2 + 2 * opening);
        EXPECT(b && b->oid == CATALOG_OID_FIRST + 1 && b->file_count == 1 && b->rows == 15);
        catalog_release(catalog, version);
    }
}

TEST(a_file_that_is_no_database_is_an_error)
{
    CLOSES(folder_close)
    Folder folder = folder_open(cx);
    Str path = in_folder(&folder, "junk");
    FILE *file = fopen(path.data, "w");
    for (int line = 0; file && line < 1000; line++)
        fputs("this is no database\n", file);
    EXPECT(file && fclose(file) == 0);

    EXPECT(!catalog_open(cx, path.data));
    EXPECT_ERROR(cx, ERR_DATA_CORRUPTED);
    Cx other = { .arena = cx->arena };
    EXPECT(!catalog_open(&other, in_folder(&folder, "no/such/folder").data));
    EXPECT_ERROR(&other, ERR_IO_ERROR);
}

enum { READERS = 4, WRITERS = 2, TABLES_A_WRITER = 40 };

typedef struct Crowd {
    Catalog *catalog;
    atomic_int writers_left;
    atomic_int faults;
} Crowd;

/* Every table of every version must be whole; numbers never go back. */
static void *read_versions(void *self)
{
    Crowd *crowd = self;
    int64_t last = 0;

    while (atomic_load(&crowd->writers_left) > 0) {
        const CatalogVersion *version = catalog_acquire(crowd->catalog);
        const CatalogVersion *again = catalog_acquire(crowd->catalog);
        catalog_release(crowd->catalog, again);
        if (version->number < last || (int64_t)version->table_count != version->number)
            atomic_fetch_add(&crowd->faults, 1);
        for (uint32_t at = 0; at < version->table_count; at++) {
            const CatalogTable *table = &version->tables[at];
            if (table->rows != 15 || !str_is(table->columns[0].name, "id") ||
                catalog_find_table(version, NULL, STR_NONE, table->name) != table)
                atomic_fetch_add(&crowd->faults, 1);
        }
        last = version->number;
        catalog_release(crowd->catalog, version);
    }
    return NULL;
}

static void *add_tables(void *self)
{
    Crowd *crowd = self;
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };

    for (int table = 0; table < TABLES_A_WRITER; table++) {
        Str name = str_format(&arena, "t%p_%d", (void *)&arena, table);
        FileDescription *file = describe_sample(&cx);
        if (!catalog_add_table(&cx, crowd->catalog, name, &file, 1))
            atomic_fetch_add(&crowd->faults, 1);
    }
    atomic_fetch_sub(&crowd->writers_left, 1);
    arena_fini(&arena);
    return NULL;
}

TEST(versions_stay_whole_while_many_threads_read_and_write)
{
    CLOSES(close_catalog)
    Catalog *catalog = catalog_open(cx, ":memory:");
    Crowd crowd = { .catalog = catalog, .writers_left = WRITERS };
    pthread_t threads[READERS + WRITERS];

    for (int thread = 0; thread < READERS + WRITERS; thread++)
        if (pthread_create(&threads[thread], NULL, thread < READERS ? read_versions : add_tables,
                           &crowd) != 0)
            abort();
    for (int thread = 0; thread < READERS + WRITERS; thread++)
        pthread_join(threads[thread], NULL);
    EXPECT(atomic_load(&crowd.faults) == 0);
    const CatalogVersion *version = catalog_acquire(catalog);
    EXPECT(version->table_count == WRITERS * TABLES_A_WRITER);
    catalog_release(catalog, version);
}

TEST(a_version_may_outlive_its_catalog)
{
    Catalog *catalog = catalog_open(cx, ":memory:");
    EXPECT(add_table(cx, catalog, "t", describe_sample(cx)));
    const CatalogVersion *version = catalog_acquire(catalog);
    catalog_close(catalog);
    EXPECT_STR(version->tables[0].name, "t");
    catalog_release(NULL, version);
}
