/* format_private.h -- what format.c, json.c and table.c share. */
#ifndef SERVER_CLI_FORMAT_PRIVATE_H
#define SERVER_CLI_FORMAT_PRIVATE_H

#include "server/cli/format.h"

/* What a value of a column is in JSON. */
typedef enum JsonKind {
    JSON_STRING,
    JSON_NUMBER, /* but NaN and the infinities, which JSON has not */
    JSON_BOOLEAN,
    JSON_ITSELF, /* json and jsonb */
} JsonKind;

typedef struct FormatColumn {
    Str name;
    Str json_key; /* the name, made different from the others, as a JSON string with its colon */
    JsonKind json;
    bool is_array; /* of such values */
    bool is_right; /* stands at the right, as numbers do */
} FormatColumn;

struct Formatter {
    FormatKind kind;
    StrBuilder *out;
    Arena result; /* emptied with each result */
    FormatColumn *columns;
    uint32_t column_count;
    uint64_t rows;
    uint64_t results; /* before this one */

    /* Tables only: all values, row by row. */
    Str *cells;
    size_t cell_count, cell_capacity;
};

/* Fill in what depends on the type. */
void column_describe(FormatColumn *column, uint32_t type_oid);

void json_add_string(StrBuilder *out, Str text);
/* `scratch` must not be where `out` lives. */
void json_add_value(StrBuilder *out, Arena *scratch, const FormatColumn *column, Str value);

/* Print the table of all cells. */
void table_print(Formatter *formatter);

#endif
