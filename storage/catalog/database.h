/*
 * database.h -- the catalog's SQLite database: its tables, its statements, its errors.
 *
 * The only header that shows SQLite.  A Database belongs to the catalog thread.
 */
#ifndef STORAGE_CATALOG_DATABASE_H
#define STORAGE_CATALOG_DATABASE_H

#include "base/error.h"

#include <sqlite3.h>

typedef enum StatementId {
#define STATEMENT(NAME, SQL) STATEMENT_##NAME,
#include "storage/catalog/statements.def"
#undef STATEMENT
} StatementId;

enum {
    STATEMENTS = 0
#define STATEMENT(NAME, SQL) +1
#include "storage/catalog/statements.def"
#undef STATEMENT
};

typedef struct Database {
    sqlite3 *handle;
    sqlite3_stmt *statements[STATEMENTS]; /* prepared when first used */
} Database;

must_use bool database_open(Cx *cx, Database *database, const char *path);
void database_close(Database *database);

/* One writer at a time: the lock is taken at once, not when the first row is written. */
must_use bool database_begin(Cx *cx, Database *database);
must_use bool database_commit(Cx *cx, Database *database);
void database_rollback(Database *database);

typedef enum ParameterKind {
    PARAMETER_NULL,
    PARAMETER_INTEGER,
    PARAMETER_TEXT,
    PARAMETER_BLOB
} ParameterKind;

typedef struct Parameter {
    ParameterKind kind;
    int64_t integer;
    Str bytes; /* TEXT, BLOB; borrowed until the statement is done with */
} Parameter;

#define P_NULL       ((Parameter){ .kind = PARAMETER_NULL })
#define P_INT(value) ((Parameter){ .kind = PARAMETER_INTEGER, .integer = (int64_t)(value) })
#define P_TEXT(text) ((Parameter){ .kind = PARAMETER_TEXT, .bytes = (text) })
#define P_BLOB(blob) ((Parameter){ .kind = PARAMETER_BLOB, .bytes = (blob) })

/* A statement's parameters, in the order of its question marks. */
#define PARAMETERS(...)                                                                            \
    ((const Parameter[]){ __VA_ARGS__ }),                                                          \
        (int)(sizeof((const Parameter[]){ __VA_ARGS__ }) / sizeof(Parameter))

/* A statement that returns no row. */
must_use bool database_run(Cx *cx, Database *database, StatementId id, const Parameter *parameters,
                           int count);

/*
 * The rows of a query:
 *
 *     CLOSES(query_end) Query query;
 *     TRY(query_begin(cx, &query, database, STATEMENT_..., PARAMETERS(...)));
 *     while (query_next(cx, &query)) ...
 *     TRY(!has_failed(cx));
 */
typedef struct Query {
    Database *database;
    sqlite3_stmt *statement; /* NULL: not begun */
} Query;

must_use bool query_begin(Cx *cx, Query *out_query, Database *database, StatementId id,
                          const Parameter *parameters, int count);
bool query_next(Cx *cx, Query *query); /* false: no more rows, or an error */
void query_end(Query *query);

bool query_is_null(const Query *query, int column);
int64_t query_int(const Query *query, int column);
Str query_bytes(const Query *query, int column); /* borrowed until the next row */

#endif
