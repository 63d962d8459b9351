/*
 * table.c -- results as psql prints them.
 *
 *      name  | n            header: centred; the ruler; values: numbers at the right
 *     -------+----
 *      Zoë   |  1           a value of several lines ends each but the last with +
 *      a    +|
 *      b     |
 *     (2 rows)
 *
 * Characters that would move the cursor are shown by their codes, so that no value can disturb the
 * terminal.
 */
#include "server/cli/format_private.h"
#include "server/cli/width.h"

#include <string.h>

enum { TAB_COLUMNS = 8 };

typedef struct Table {
    Formatter *formatter;
    StrBuilder *out;
    size_t *widths; /* of columns */
    Str *left;      /* what is left to print of each value of a row; no data: nothing */
} Table;

/* --- Values ----------------------------------------------------------------------------------- */

/* \t goes on to the next stop, \r and others are named. */
static void add_control(StrBuilder *out, Str text, size_t at, size_t bytes, size_t line_start)
{
    unsigned char c = (unsigned char)text.data[at];

    if (c == '\t') {
        size_t width = text_width((Str){ out->data + line_start, out->length - line_start });
        for (size_t blanks = TAB_COLUMNS - width % TAB_COLUMNS; blanks; blanks--)
            str_add_char(out, ' ');
    } else if (c == '\r') {
        str_add_c(out, "\\r");
    } else if (bytes == 1) {
        str_addf(out, "\\x%02X", c);
    } else { /* U+0080 to U+009F */
        str_addf(out, "\\u%04X", (unsigned char)text.data[at + 1]);
    }
}

/* The text with nothing but visible characters and line ends. */
static Str make_visible(Arena *arena, Str text)
{
    size_t at = 0, bytes, line_start = 0;

    while (at < text.length && text.data[at] >= ' ' && text.data[at] <= '~')
        at++;
    if (at == text.length)
        return text;
    StrBuilder shown = str_builder(arena);
    for (at = 0; at < text.length; at += bytes) {
        int width = char_width(text, at, &bytes);
        if (text.data[at] == '\n') {
            str_add_char(&shown, '\n');
            line_start = shown.length;
        } else if (width < 0) {
            add_control(&shown, text, at, bytes, line_start);
        } else {
            str_add(&shown, str_slice(text, at, at + bytes));
        }
    }
    return str_built(&shown);
}

/* The first line of what is left, which is then one line less. */
static Str take_line(Str *left)
{
    const char *end = left->length ? memchr(left->data, '\n', left->length) : NULL;
    Str line = *left;

    if (end) {
        line.length = (size_t)(end - left->data);
        *left = str_slice(*left, line.length + 1, left->length);
    } else {
        *left = STR_NONE;
    }
    return line;
}

static size_t widest_line(Str text)
{
    size_t widest = 0;

    while (text.data) {
        size_t width = text_width(take_line(&text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void measure(Table *table)
{
    Formatter *formatter = table->formatter;
    uint32_t columns = formatter->column_count;

    for (uint32_t column = 0; column < columns; column++) {
        Str *name = &formatter->columns[column].name;
        *name = make_visible(&formatter->result, *name);
        table->widths[column] = widest_line(*name);
    }
    for (size_t cell = 0; cell < formatter->cell_count; cell++) {
        size_t *widest = &table->widths[cell % columns];
        Str shown = make_visible(&formatter->result, formatter->cells[cell]);
        size_t width = widest_line(shown);
        formatter->cells[cell] = shown;
        *widest = width > *widest ? width : *widest;
    }
}

/* --- Lines ------------------------------------------------------------------------------------ */

static void add_repeated(StrBuilder *out, char c, size_t count)
{
    char *room = str_reserve(out, count);

    memset(room, c, count);
    room[count] = '\0';
    out->length += count;
}

static bool any_left(const Table *table)
{
    for (uint32_t column = 0; column < table->formatter->column_count; column++)
        if (table->left[column].data)
            return true;
    return false;
}

/* One line of the header: each column's at its middle. */
static void print_header_line(Table *table)
{
    StrBuilder *out = table->out;

    for (uint32_t column = 0; column < table->formatter->column_count; column++) {
        Str line = take_line(&table->left[column]);
        size_t blanks = table->widths[column] - text_width(line);
        str_add_c(out, column ? "| " : " ");
        add_repeated(out, ' ', blanks / 2);
        str_add(out, line);
        add_repeated(out, ' ', blanks - blanks / 2);
        str_add_char(out, table->left[column].data ? '+' : ' ');
    }
    str_add_char(out, '\n');
}

static void print_ruler(Table *table)
{
    for (uint32_t column = 0; column < table->formatter->column_count; column++) {
        if (column)
            str_add_char(table->out, '+');
        add_repeated(table->out, '-', table->widths[column] + 2);
    }
    str_add_char(table->out, '\n');
}

/* One line of a row; nothing stands behind the last column's text. */
static void print_row_line(Table *table)
{
    StrBuilder *out = table->out;
    uint32_t columns = table->formatter->column_count;

    for (uint32_t column = 0; column < columns; column++) {
        bool is_right = table->formatter->columns[column].is_right;
        bool is_last = column + 1 == columns;
        Str line = take_line(&table->left[column]);
        bool goes_on = table->left[column].data != NULL;
        size_t blanks = table->widths[column] - text_width(line);

        str_add_c(out, column ? "| " : " ");
        if (is_right && line.data)
            add_repeated(out, ' ', blanks);
        str_add(out, line);
        if ((!is_right || !line.data) && (!is_last || goes_on))
            add_repeated(out, ' ', blanks);
        if (goes_on || !is_last)
            str_add_char(out, goes_on ? '+' : ' ');
    }
    str_add_char(out, '\n');
}

static void print_header(Table *table)
{
    for (uint32_t column = 0; column < table->formatter->column_count; column++)
        table->left[column] = table->formatter->columns[column].name;
    do
        print_header_line(table);
    while (any_left(table));
    print_ruler(table);
}

static void print_row(Table *table, const Str *cells)
{
    uint32_t columns = table->formatter->column_count;

    for (uint32_t column = 0; column < columns; column++)
        table->left[column] = cells[column];
    do
        print_row_line(table);
    while (any_left(table));
}

void table_print(Formatter *formatter)
{
    uint32_t columns = formatter->column_count;
    uint64_t rows = formatter->rows;
    Table table = { formatter, formatter->out, ARENA_ARRAY(&formatter->result, size_t, columns),
                    ARENA_ARRAY(&formatter->result, Str, columns) };

    measure(&table);
    if (columns)
        print_header(&table);
    else
        str_add_c(formatter->out, "--\n");
    for (uint64_t row = 0; columns && row < rows; row++)
        print_row(&table, formatter->cells + row * columns);
    str_addf(formatter->out, "(%llu row%s)\n\n", (unsigned long long)rows, rows == 1 ? "" : "s");
}
