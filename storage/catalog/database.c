/*
 * database.c -- see database.h.
 *
 * Tables carry no prefix, so that those of the DuckLake specification can stand beside them; the
 * pair begin_version, end_version means what its begin_snapshot and end_snapshot mean.
 */
#include "storage/catalog/database.h"

enum {
    BUSY_TIMEOUT_MS = 5000, /* nobody else should write at all */
    LAYOUT_NUMBER = 1,      /* PRAGMA user_version: of the tables below */
};

static const char tables_sql[] =
    "CREATE TABLE versions (version INTEGER PRIMARY KEY, next_oid INTEGER NOT NULL,"
    " next_file INTEGER NOT NULL) STRICT;"
    "CREATE TABLE schemas (schema_oid INTEGER NOT NULL, begin_version INTEGER NOT NULL,"
    " end_version INTEGER, name TEXT NOT NULL, PRIMARY KEY (schema_oid, begin_version)) STRICT;"
    "CREATE TABLE tables (table_oid INTEGER NOT NULL, begin_version INTEGER NOT NULL,"
    " end_version INTEGER, schema_oid INTEGER NOT NULL, name TEXT NOT NULL,"
    " PRIMARY KEY (table_oid, begin_version)) STRICT;"
    "CREATE UNIQUE INDEX tables_by_name ON tables (schema_oid, name) WHERE end_version IS NULL;"
    "CREATE TABLE columns (table_oid INTEGER NOT NULL, column_number INTEGER NOT NULL,"
    " begin_version INTEGER NOT NULL, end_version INTEGER, name TEXT NOT NULL,"
    " type_oid INTEGER NOT NULL, typmod INTEGER NOT NULL,"
    " numeric_bits INTEGER, numeric_scale INTEGER," /* NULL: no physical fact */
    " nullable INTEGER NOT NULL,"
    " PRIMARY KEY (table_oid, column_number, begin_version)) STRICT;"
    "CREATE TABLE files (file_id INTEGER PRIMARY KEY, table_oid INTEGER NOT NULL,"
    " begin_version INTEGER NOT NULL, end_version INTEGER, path TEXT NOT NULL,"
    " format TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,"
    " size_bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL,"
    " footer_hash INTEGER NOT NULL) STRICT;"
    "CREATE INDEX files_by_table ON files (table_oid, end_version);"
    "CREATE TABLE chunks (file_id INTEGER NOT NULL, chunk_number INTEGER NOT NULL,"
    " row_count INTEGER NOT NULL, PRIMARY KEY (file_id, chunk_number)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE statistics (file_id INTEGER NOT NULL, column_number INTEGER NOT NULL,"
    " null_count INTEGER, min_value BLOB, max_value BLOB, size_bytes INTEGER NOT NULL,"
    " PRIMARY KEY (file_id, column_number)) STRICT, WITHOUT ROWID;"
    /* The oids of PostgreSQL; user tables count from its FirstNormalObjectId. */
    "INSERT INTO versions VALUES (0, 16384, 1);"
    "INSERT INTO schemas VALUES (11, 0, NULL, 'pg_catalog'), (2200, 0, NULL, 'public'),"
    " (13183, 0, NULL, 'information_schema');"
    "PRAGMA user_version = 1;";
_Static_assert(LAYOUT_NUMBER == 1, "the last line of tables_sql sets it");

static const char *const statement_texts[STATEMENTS] = {
#define STATEMENT(NAME, SQL) [STATEMENT_##NAME] = SQL,
#include "storage/catalog/statements.def"
#undef STATEMENT
};

static ErrorCode code_of_result(int result)
{
    switch (result & 0xff) {
    case SQLITE_FULL: return ERR_DISK_FULL;
    case SQLITE_NOMEM: return ERR_OUT_OF_MEMORY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return ERR_IO_ERROR;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_SERIALIZATION_FAILURE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ERR_DATA_CORRUPTED;
    case SQLITE_READONLY:
    case SQLITE_PERM: return ERR_INSUFFICIENT_PRIVILEGE;
    case SQLITE_TOOBIG: return ERR_PROGRAM_LIMIT_EXCEEDED;
    }
    return ERR_INTERNAL_ERROR;
}

static bool fail_result(Cx *cx, const Database *database, int result)
{
    const char *reason =
        database->handle ? sqlite3_errmsg(database->handle) : sqlite3_errstr(result);

    return fail(cx, code_of_result(result), NO_POSITION, "catalog database: %s", reason);
}

/* SQL without parameters or rows: while opening only. */
static bool run_text(Cx *cx, Database *database, const char *sql)
{
    int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);

    return result == SQLITE_OK || fail_result(cx, database, result);
}

static bool read_layout_number(Cx *cx, Database *database, int *out_number)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(database->handle, "PRAGMA user_version", -1, &statement, NULL);

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *out_number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return result == SQLITE_ROW || fail_result(cx, database, result);
}

static bool make_tables(Cx *cx, Database *database)
{
    int number = 0;

    TRY(database_begin(cx, database));
    bool is_ready = read_layout_number(cx, database, &number) &&
                    (number != 0 || run_text(cx, database, tables_sql));
    if (is_ready && number != 0 && number != LAYOUT_NUMBER)
        is_ready = fail(cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                        "catalog database has layout %d, this server reads layout %d", number,
                        LAYOUT_NUMBER);
    if (is_ready)
        is_ready = database_commit(cx, database);
    if (!is_ready)
        database_rollback(database);
    return is_ready;
}

bool database_open(Cx *cx, Database *database, const char *path)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    *database = (Database){ .handle = NULL };
    int result = sqlite3_open_v2(path, &database->handle, flags, NULL);
    if (result != SQLITE_OK) {
        fail_result(cx, database, result);
        return fail_detail(cx, "The database is \"%s\".", path);
    }
    sqlite3_busy_timeout(database->handle, BUSY_TIMEOUT_MS);
    return run_text(cx, database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;") &&
           make_tables(cx, database);
}

void database_close(Database *database)
{
    for (int id = 0; id < STATEMENTS; id++)
        sqlite3_finalize(database->statements[id]);
    sqlite3_close(database->handle);
    *database = (Database){ .handle = NULL };
}

bool database_begin(Cx *cx, Database *database)
{
    return database_run(cx, database, STATEMENT_BEGIN, NULL, 0);
}

bool database_commit(Cx *cx, Database *database)
{
    return database_run(cx, database, STATEMENT_COMMIT, NULL, 0);
}

void database_rollback(Database *database)
{
    /* Some errors have rolled back already; there is nothing to do about a failure here. */
    if (!sqlite3_get_autocommit(database->handle))
        (void)sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* --- Statements --------------------------------------------------------------------------------
 */

static bool bind_parameter(Cx *cx, const Query *query, int number, const Parameter *parameter)
{
    sqlite3_stmt *statement = query->statement;
    const char *data = parameter->bytes.data ? parameter->bytes.data : "";
    sqlite3_uint64 bytes = parameter->bytes.length;
    int result = SQLITE_OK;

    switch (parameter->kind) {
    case PARAMETER_NULL: result = sqlite3_bind_null(statement, number); break;
    case PARAMETER_INTEGER:
        result = sqlite3_bind_int64(statement, number, parameter->integer);
        break;
    case PARAMETER_TEXT:
        result = sqlite3_bind_text64(statement, number, data, bytes, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case PARAMETER_BLOB:
        result = sqlite3_bind_blob64(statement, number, data, bytes, SQLITE_STATIC);
        break;
    }
    return result == SQLITE_OK || fail_result(cx, query->database, result);
}

static bool prepare(Cx *cx, Database *database, StatementId id)
{
    if (database->statements[id])
        return true;
    int result = sqlite3_prepare_v3(database->handle, statement_texts[id], -1,
                                    SQLITE_PREPARE_PERSISTENT, &database->statements[id], NULL);
    return result == SQLITE_OK || fail_result(cx, database, result);
}

bool query_begin(Cx *cx, Query *out_query, Database *database, StatementId id,
                 const Parameter *parameters, int count)
{
    *out_query = (Query){ .database = database };
    TRY(prepare(cx, database, id));
    out_query->statement = database->statements[id];
    assert(sqlite3_bind_parameter_count(out_query->statement) == count);
    for (int at = 0; at < count; at++)
        TRY(bind_parameter(cx, out_query, at + 1, &parameters[at]));
    return true;
}

bool query_next(Cx *cx, Query *query)
{
    int result = sqlite3_step(query->statement);

    if (result != SQLITE_ROW && result != SQLITE_DONE)
        fail_result(cx, query->database, result);
    return result == SQLITE_ROW;
}

void query_end(Query *query)
{
    if (!query->statement)
        return;
    (void)sqlite3_reset(query->statement); /* repeats the error of the last step */
    (void)sqlite3_clear_bindings(query->statement);
    query->statement = NULL;
}

bool database_run(Cx *cx, Database *database, StatementId id, const Parameter *parameters,
                  int count)
{
    CLOSES(query_end)
    Query query = { .statement = NULL };

    TRY(query_begin(cx, &query, database, id, parameters, count));
    (void)query_next(cx, &query);
    return !has_failed(cx);
}

bool query_is_null(const Query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int64_t query_int(const Query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

Str query_bytes(const Query *query, int column)
{
    const char *data = sqlite3_column_blob(query->statement, column);
    int bytes = sqlite3_column_bytes(query->statement, column);

    return (Str){ data ? data : "", (size_t)bytes };
}
