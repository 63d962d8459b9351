/*
 * table_load.c -- one table out of the database: columns, files, chunks, statistics.
 *
 * The database is a file others may have written, so what it says is checked like a peer's words.
 */
#include "storage/catalog/description.h"
#include "storage/catalog/statistics.h"
#include "storage/catalog/version.h"

typedef struct Loader {
    Cx *cx;
    Database *database;
    SharedTable *shared;
    CatalogColumn *columns;
    Statistics *statistics; /* one a column, of the files so far */
    CatalogFile *files;
} Loader;

static void *fail_damaged_table(Loader *l, const char *what)
{
    return fail(l->cx, ERR_DATA_CORRUPTED, NO_POSITION, "catalog database: table %u has %s",
                l->shared->table.oid, what);
}

static bool read_type(Loader *l, const Query *query, Type *out_type)
{
    int64_t typmod = query_int(query, 2);
    Type type = type_of(type_find_oid((uint32_t)query_int(query, 1)));

    if (typmod < TYPMOD_NONE || typmod > INT32_MAX)
        return fail_damaged_table(l, "a wrong type modifier");
    type.typmod = (int32_t)typmod;
    if (!query_is_null(query, 3)) {
        type.numeric_form = NUMERIC_FIXED;
        type.numeric_bits = (uint8_t)query_int(query, 3);
        type.numeric_scale = (uint8_t)query_int(query, 4);
    }
    if (!file_type_is_sound(type))
        return fail_damaged_table(l, "an unknown type");
    *out_type = type;
    return true;
}

static bool read_columns(Loader *l)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };
    CatalogTable *table = &l->shared->table;

    l->columns = ARENA_ARRAY(l->shared->arena, CatalogColumn, CATALOG_COLUMNS_MAX);
    TRY(query_begin(l->cx, &query, l->database, STATEMENT_READ_COLUMNS,
                    PARAMETERS(P_INT(table->oid))));
    while (query_next(l->cx, &query)) {
        Type type;
        if (table->column_count == CATALOG_COLUMNS_MAX)
            return fail_damaged_table(l, "too many columns");
        TRY(read_type(l, &query, &type));
        l->columns[table->column_count++] =
            (CatalogColumn){ .name = str_copy(l->shared->arena, query_bytes(&query, 0)),
                             .type = type,
                             .nullable = query_int(&query, 5) != 0 };
    }
    table->columns = l->columns;
    return !has_failed(l->cx);
}

static bool read_value(Loader *l, Str blob, Type type, Value *out_value)
{
    PackReader reader = pack_reader(blob);
    Value value = value_unpack(&reader, type);

    if (reader.faulty || reader.at != reader.end)
        return fail_damaged_table(l, "a damaged bound");
    *out_value = value_copy(l->cx->arena, type, value);
    return true;
}

static bool read_one_statistics(Loader *l, const Query *query, Type type, Statistics *statistics)
{
    if (!query_is_null(query, 1))
        statistics->null_count = query_int(query, 1);
    if (statistics->null_count > statistics->rows)
        return fail_damaged_table(l, "more nulls than rows");
    if (query_is_null(query, 2) || query_is_null(query, 3))
        return true;
    TRY(read_value(l, query_bytes(query, 2), type, &statistics->min));
    TRY(read_value(l, query_bytes(query, 3), type, &statistics->max));
    statistics->has_bounds = statistics_fit(type, &statistics->min, &statistics->max);
    return true;
}

/* Fold a file's statistics into the table's; a column without a row is one nothing is known of. */
static bool merge_statistics(Loader *l, int64_t file_id, int64_t rows)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };
    uint32_t column_count = l->shared->table.column_count;
    Statistics *of_file = ARENA_ARRAY(l->cx->arena, Statistics, column_count);

    for (uint32_t column = 0; column < column_count; column++)
        of_file[column] = (Statistics){ .null_count = -1, .rows = rows };
    TRY(query_begin(l->cx, &query, l->database, STATEMENT_READ_STATISTICS,
                    PARAMETERS(P_INT(file_id))));
    while (query_next(l->cx, &query)) {
        int64_t column = query_int(&query, 0);
        if (column < 0 || column >= column_count)
            return fail_damaged_table(l, "statistics of a column it has not");
        TRY(read_one_statistics(l, &query, l->columns[column].type, &of_file[column]));
    }
    TRY(!has_failed(l->cx));
    for (uint32_t column = 0; column < column_count; column++)
        statistics_merge(l->columns[column].type, &l->statistics[column], &of_file[column]);
    return true;
}

/* Room for `count` rows more than a doubling array of `capacity` has. */
static void *grow(Arena *arena, void *items, size_t item_bytes, uint32_t count, uint32_t *capacity)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : 8;
    void *grown = arena_array(arena, item_bytes, *capacity);
    if (count)
        memcpy(grown, items, item_bytes * count);
    return grown;
}

static bool read_chunks(Loader *l, int64_t file_id, CatalogFile *file, int64_t *out_rows)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };
    int64_t *chunk_rows = NULL, rows = 0;
    uint32_t capacity = 0;

    TRY(query_begin(l->cx, &query, l->database, STATEMENT_READ_CHUNKS, PARAMETERS(P_INT(file_id))));
    while (query_next(l->cx, &query)) {
        int64_t chunk = query_int(&query, 0);
        if (chunk < 0 || __builtin_add_overflow(rows, chunk, &rows))
            return fail_damaged_table(l, "wrong row counts");
        chunk_rows =
            grow(l->shared->arena, chunk_rows, sizeof *chunk_rows, file->chunk_count, &capacity);
        chunk_rows[file->chunk_count++] = chunk;
    }
    file->chunk_rows = chunk_rows;
    *out_rows = rows;
    return !has_failed(l->cx);
}

static bool read_format(Loader *l, Str name, FileFormat *out_format)
{
    bool is_csv = str_is(name, "csv");

    if (!is_csv && !str_is(name, "parquet"))
        return fail_damaged_table(l, "a file of unknown format");
    *out_format = is_csv ? FORMAT_CSV : FORMAT_PARQUET;
    return true;
}

static bool read_file(Loader *l, const Query *query, CatalogFile *out_file)
{
    CatalogTable *table = &l->shared->table;
    CatalogFile file = { .path = str_copy(l->shared->arena, query_bytes(query, 1)),
                         .pin = { .device = (uint64_t)query_int(query, 3),
                                  .inode = (uint64_t)query_int(query, 4),
                                  .size_bytes = (uint64_t)query_int(query, 5),
                                  .modified_ns = query_int(query, 6),
                                  .footer_hash = (uint64_t)query_int(query, 7) } };
    int64_t rows = 0;

    TRY(read_format(l, query_bytes(query, 2), &file.format));
    TRY(read_chunks(l, query_int(query, 0), &file, &rows));
    if (__builtin_add_overflow(table->rows, rows, &table->rows) ||
        __builtin_add_overflow(table->bytes, file.pin.size_bytes, &table->bytes))
        return fail_damaged_table(l, "sizes out of range");
    TRY(merge_statistics(l, query_int(query, 0), rows));
    *out_file = file;
    return true;
}

static bool read_files(Loader *l)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };
    CatalogTable *table = &l->shared->table;
    uint32_t capacity = 0;

    TRY(query_begin(l->cx, &query, l->database, STATEMENT_READ_FILES,
                    PARAMETERS(P_INT(table->oid))));
    while (query_next(l->cx, &query)) {
        CatalogFile file;
        TRY(read_file(l, &query, &file));
        l->files = grow(l->shared->arena, l->files, sizeof *l->files, table->file_count, &capacity);
        l->files[table->file_count++] = file;
    }
    table->files = l->files;
    return !has_failed(l->cx);
}

static void keep_statistics(Loader *l)
{
    for (uint32_t at = 0; at < l->shared->table.column_count; at++) {
        CatalogColumn *column = &l->columns[at];
        const Statistics *statistics = &l->statistics[at];
        column->null_count = statistics->null_count;
        column->has_bounds = statistics->has_bounds;
        if (!statistics->has_bounds)
            continue;
        column->min = value_copy(l->shared->arena, column->type, statistics->min);
        column->max = value_copy(l->shared->arena, column->type, statistics->max);
    }
}

static bool load(Loader *l)
{
    TRY(read_columns(l));
    l->statistics = ARENA_ARRAY(l->cx->arena, Statistics, l->shared->table.column_count);
    for (uint32_t column = 0; column < l->shared->table.column_count; column++)
        l->statistics[column] = statistics_none();
    TRY(read_files(l));
    keep_statistics(l);
    return true;
}

SharedTable *table_load(Cx *cx, Database *database, const CatalogTable *identity,
                        int64_t begin_version)
{
    Arena *arena = arena_new(NULL);
    SharedTable *shared = arena_zero(arena, sizeof *shared);

    shared->arena = arena;
    shared->begin_version = begin_version;
    shared->table = *identity;
    shared->table.name = str_copy(arena, identity->name);
    atomic_init(&shared->holders, 1);

    Loader loader = { .cx = cx, .database = database, .shared = shared };
    if (load(&loader))
        return shared;
    catalog_table_drop(shared);
    return NULL;
}
