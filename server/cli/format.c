/* format.c -- see format.h.  The formats that are written row by row; table.c has the other. */
#include "server/cli/format_private.h"

#include "server/cli/options.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_FIRST = 1024 };

static const char *const format_names[] = {
    [FORMAT_ALIGNED] = "aligned", [FORMAT_CSV] = "csv",           [FORMAT_JSON] = "json",
    [FORMAT_JSONL] = "jsonl",     [FORMAT_MARKDOWN] = "markdown",
};

bool format_find(Cx *cx, const char *name, FormatKind *out_kind)
{
    for (size_t kind = 0; kind < COUNT_OF(format_names); kind++) {
        if (strcmp(format_names[kind], name) != 0)
            continue;
        *out_kind = (FormatKind)kind;
        return true;
    }
    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "unknown format \"%s\"", name);
    return fail_hint(cx, "there are: aligned, csv, json, jsonl, markdown");
}

/* --- CSV -------------------------------------------------------------------------------------- */

static bool csv_needs_quotes(Str value)
{
    if (value.length == 0)
        return true;
    for (size_t at = 0; at < value.length; at++) {
        char c = value.data[at];
        if (c == '"' || c == ',' || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

static void csv_add(StrBuilder *out, Str value)
{
    if (!value.data)
        return;
    if (!csv_needs_quotes(value)) {
        str_add(out, value);
        return;
    }
    str_add_char(out, '"');
    while (value.length) {
        const char *quote = memchr(value.data, '"', value.length);
        size_t length = quote ? (size_t)(quote - value.data) + 1 : value.length;
        str_add(out, str_slice(value, 0, length));
        if (quote)
            str_add_char(out, '"');
        value = str_slice(value, length, value.length);
    }
    str_add_char(out, '"');
}

static void csv_header(const Formatter *formatter)
{
    for (uint32_t column = 0; column < formatter->column_count; column++) {
        if (column)
            str_add_char(formatter->out, ',');
        csv_add(formatter->out, formatter->columns[column].name);
    }
    str_add_char(formatter->out, '\n');
}

static void csv_row(const Formatter *formatter, const Str *values)
{
    for (uint32_t column = 0; column < formatter->column_count; column++) {
        if (column)
            str_add_char(formatter->out, ',');
        csv_add(formatter->out, values[column]);
    }
    str_add_char(formatter->out, '\n');
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_row(Formatter *formatter, const Str *values)
{
    bool is_array = formatter->kind == FORMAT_JSON;

    if (is_array)
        str_add_c(formatter->out, formatter->rows ? ",\n {" : "[{");
    else
        str_add_char(formatter->out, '{');
    for (uint32_t column = 0; column < formatter->column_count; column++) {
        if (column)
            str_add_char(formatter->out, ',');
        str_add(formatter->out, formatter->columns[column].json_key);
        json_add_value(formatter->out, &formatter->result, &formatter->columns[column],
                       values[column]);
    }
    str_add_c(formatter->out, is_array ? "}" : "}\n");
}

static bool key_is_taken(const FormatColumn *columns, uint32_t count, Str key)
{
    for (uint32_t column = 0; column < count; column++)
        if (str_equal(columns[column].json_key, key))
            return true;
    return false;
}

/* Two members of one name would be one to most readers: the second is name_2. */
static Str json_key(Arena *arena, const FormatColumn *columns, uint32_t column)
{
    Str name = columns[column].name;

    for (uint32_t number = 1;; number++) {
        StrBuilder key = str_builder(arena);
        Str tried = number == 1 ? name : str_format(arena, "%.*s_%u", STR(name), number);
        json_add_string(&key, tried);
        str_add_char(&key, ':');
        if (!key_is_taken(columns, column, str_built(&key)))
            return str_built(&key);
    }
}

/* --- Markdown --------------------------------------------------------------------------------- */

static void markdown_add(StrBuilder *out, Str value)
{
    for (size_t at = 0; at < value.length; at++) {
        switch (value.data[at]) {
        case '|': str_add_c(out, "\\|"); break;
        case '\n': str_add_c(out, "<br>"); break;
        case '\r': break;
        default: str_add_char(out, value.data[at]);
        }
    }
}

static void markdown_header(const Formatter *formatter)
{
    StrBuilder *out = formatter->out;

    str_add_c(out, formatter->results ? "\n|" : "|"); /* two tables in a row would be one */
    for (uint32_t column = 0; column < formatter->column_count; column++) {
        str_add_char(out, ' ');
        markdown_add(out, formatter->columns[column].name);
        str_add_c(out, " |");
    }
    str_add_c(out, "\n|");
    for (uint32_t column = 0; column < formatter->column_count; column++)
        str_add_c(out, formatter->columns[column].is_right ? "---:|" : "---|");
    str_add_char(out, '\n');
}

static void markdown_row(const Formatter *formatter, const Str *values)
{
    str_add_char(formatter->out, '|');
    for (uint32_t column = 0; column < formatter->column_count; column++) {
        str_add_char(formatter->out, ' ');
        markdown_add(formatter->out, values[column]);
        str_add_c(formatter->out, " |");
    }
    str_add_char(formatter->out, '\n');
}

/* --- Tables ----------------------------------------------------------------------------------- */

static void keep_row(Formatter *formatter, const Str *values)
{
    size_t needed = formatter->cell_count + formatter->column_count;

    if (needed > formatter->cell_capacity) {
        size_t capacity = formatter->cell_capacity ? formatter->cell_capacity * 2 : CELLS_FIRST;
        while (capacity < needed)
            capacity *= 2;
        Str *cells = reallocarray(formatter->cells, capacity, sizeof *cells);
        if (!cells)
            abort();
        formatter->cells = cells;
        formatter->cell_capacity = capacity;
    }
    for (uint32_t column = 0; column < formatter->column_count; column++) {
        Str value = values[column];
        formatter->cells[formatter->cell_count++] =
            value.length ? str_copy(&formatter->result, value) : STR_LIT("");
    }
}

/* --- All -------------------------------------------------------------------------------------- */

Formatter *formatter_new(Arena *arena, FormatKind kind, StrBuilder *out)
{
    Formatter *formatter = arena_zero(arena, sizeof *formatter);

    formatter->kind = kind;
    formatter->out = out;
    arena_init(&formatter->result, NULL);
    return formatter;
}

void formatter_free(Formatter *formatter)
{
    arena_fini(&formatter->result);
    free(formatter->cells);
}

void formatter_columns(Formatter *formatter, const ResultColumn *columns, uint32_t count)
{
    arena_reset(&formatter->result);
    formatter->columns = ARENA_ARRAY(&formatter->result, FormatColumn, count);
    formatter->column_count = count;
    formatter->rows = 0;
    formatter->cell_count = 0;
    for (uint32_t column = 0; column < count; column++) {
        FormatColumn *described = &formatter->columns[column];
        *described = (FormatColumn){ .name = str_copy(&formatter->result, columns[column].name) };
        column_describe(described, columns[column].type_oid);
        if (formatter->kind == FORMAT_JSON || formatter->kind == FORMAT_JSONL)
            described->json_key = json_key(&formatter->result, formatter->columns, column);
    }
    if (formatter->kind == FORMAT_CSV && count)
        csv_header(formatter);
    else if (formatter->kind == FORMAT_MARKDOWN)
        markdown_header(formatter);
}

void formatter_row(Formatter *formatter, const Str *values)
{
    switch (formatter->kind) {
    case FORMAT_ALIGNED: keep_row(formatter, values); break;
    case FORMAT_CSV: csv_row(formatter, values); break;
    case FORMAT_JSON:
    case FORMAT_JSONL: json_row(formatter, values); break;
    case FORMAT_MARKDOWN: markdown_row(formatter, values); break;
    }
    formatter->rows++;
}

void formatter_end(Formatter *formatter)
{
    switch (formatter->kind) {
    case FORMAT_ALIGNED: table_print(formatter); break;
    case FORMAT_JSON: str_add_c(formatter->out, formatter->rows ? "]\n" : "[]\n"); break;
    case FORMAT_CSV:
    case FORMAT_JSONL:
    case FORMAT_MARKDOWN: break;
    }
    formatter->results++;
}
