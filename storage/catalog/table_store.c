/* table_store.c -- see table_store.h. */
#include "storage/catalog/table_store.h"

#include "storage/catalog/description.h"
#include "storage/catalog/statistics.h"
#include "storage/catalog/version.h"

/* Where the counters of the database stand. */
typedef struct Counters {
    int64_t version;
    int64_t next_oid;
    int64_t next_file;
} Counters;

typedef struct Store {
    Cx *cx;
    Database *database;
    Counters counters; /* of the version being made */
    int64_t oid;
    const FileColumn *columns; /* of the table */
} Store;

static bool read_counters(Cx *cx, Database *database, Counters *out_counters)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };

    TRY(query_begin(cx, &query, database, STATEMENT_READ_LAST_VERSION, NULL, 0));
    if (!query_next(cx, &query))
        return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "catalog database: it has no version");
    *out_counters = (Counters){ .version = query_int(&query, 0) + 1,
                                .next_oid = query_int(&query, 1),
                                .next_file = query_int(&query, 2) };
    return true;
}

static bool find_former(Store *s, Str name, int64_t *out_oid)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };

    *out_oid = 0;
    TRY(query_begin(s->cx, &query, s->database, STATEMENT_FIND_TABLE,
                    PARAMETERS(P_INT(CATALOG_SCHEMA_PUBLIC), P_TEXT(name))));
    if (query_next(s->cx, &query))
        *out_oid = query_int(&query, 0);
    return !has_failed(s->cx);
}

static bool end_former(Store *s)
{
    static const StatementId ends[] = { STATEMENT_END_TABLE, STATEMENT_END_COLUMNS,
                                        STATEMENT_END_FILES };

    for (size_t at = 0; at < COUNT_OF(ends); at++)
        TRY(database_run(s->cx, s->database, ends[at],
                         PARAMETERS(P_INT(s->counters.version), P_INT(s->oid))));
    return true;
}

static bool take_oid(Store *s, Str name)
{
    TRY(find_former(s, name, &s->oid));
    if (s->oid)
        return end_former(s);
    if (s->counters.next_oid > UINT32_MAX)
        return fail(s->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "no object identifier is left");
    s->oid = s->counters.next_oid++;
    return true;
}

static bool store_columns(Store *s, uint32_t column_count)
{
    for (uint32_t at = 0; at < column_count; at++) {
        const FileColumn *column = &s->columns[at];
        bool is_fixed =
            column->type.id == TYPE_NUMERIC && column->type.numeric_form == NUMERIC_FIXED;
        TRY(database_run(s->cx, s->database, STATEMENT_INSERT_COLUMN,
                         PARAMETERS(P_INT(s->oid), P_INT(at), P_INT(s->counters.version),
                                    P_TEXT(column->name), P_INT(type_oid((TypeId)column->type.id)),
                                    P_INT(column->type.typmod),
                                    is_fixed ? P_INT(column->type.numeric_bits) : P_NULL,
                                    is_fixed ? P_INT(column->type.numeric_scale) : P_NULL,
                                    P_INT(column->nullable))));
    }
    return true;
}

static bool store_chunks(Store *s, int64_t file_id, const FileDescription *file)
{
    for (uint32_t chunk = 0; chunk < file->chunk_count; chunk++)
        TRY(database_run(s->cx, s->database, STATEMENT_INSERT_CHUNK,
                         PARAMETERS(P_INT(file_id), P_INT(chunk), P_INT(file->chunk_rows[chunk]))));
    return true;
}

static Parameter pack_bound(Store *s, Type type, Value value)
{
    StrBuilder out = str_builder(s->cx->arena);

    value_pack(&out, type, value);
    return P_BLOB(str_built(&out));
}

static bool store_statistics(Store *s, int64_t file_id, const FileDescription *file)
{
    for (uint32_t at = 0; at < file->column_count; at++) {
        const FileColumn *column = &file->columns[at];
        /* Bounds of another type than the table's would be misread. */
        bool has_bounds = column->has_bounds && type_equal(column->type, s->columns[at].type);
        bool has_nulls = column->null_count >= 0;
        TRY(database_run(s->cx, s->database, STATEMENT_INSERT_STATISTICS,
                         PARAMETERS(P_INT(file_id), P_INT(at),
                                    has_nulls ? P_INT(column->null_count) : P_NULL,
                                    has_bounds ? pack_bound(s, column->type, column->min) : P_NULL,
                                    has_bounds ? pack_bound(s, column->type, column->max) : P_NULL,
                                    P_INT(column->bytes))));
    }
    return true;
}

static Str format_name(FileFormat format)
{
    switch (format) {
    case FORMAT_PARQUET: return STR_LIT("parquet");
    case FORMAT_CSV: return STR_LIT("csv");
    case FORMAT_MEMORY: break; /* never stored */
    }
    return STR_NONE;
}

static bool store_file(Store *s, const FileDescription *file)
{
    int64_t file_id = s->counters.next_file++;
    const FilePin *pin = &file->pin;

    TRY(database_run(s->cx, s->database, STATEMENT_INSERT_FILE,
                     PARAMETERS(P_INT(file_id), P_INT(s->oid), P_INT(s->counters.version),
                                P_TEXT(file->path), P_TEXT(format_name(file->format)),
                                P_INT(pin->device), P_INT(pin->inode), P_INT(pin->size_bytes),
                                P_INT(pin->modified_ns), P_INT(pin->footer_hash))));
    TRY(store_chunks(s, file_id, file));
    return store_statistics(s, file_id, file);
}

bool table_store(Cx *cx, Database *database, const TableFiles *table)
{
    Store store = { .cx = cx, .database = database };
    Store *s = &store;

    s->columns = TRY(columns_agree(cx, table));
    TRY(read_counters(cx, database, &s->counters));
    TRY(take_oid(s, table->name));
    TRY(database_run(cx, database, STATEMENT_INSERT_TABLE,
                     PARAMETERS(P_INT(s->oid), P_INT(s->counters.version),
                                P_INT(CATALOG_SCHEMA_PUBLIC), P_TEXT(table->name))));
    TRY(store_columns(s, table->files[0]->column_count));
    for (uint32_t file = 0; file < table->file_count; file++)
        TRY(store_file(s, table->files[file]));
    return database_run(cx, database, STATEMENT_INSERT_VERSION,
                        PARAMETERS(P_INT(s->counters.version), P_INT(s->counters.next_oid),
                                   P_INT(s->counters.next_file)));
}
