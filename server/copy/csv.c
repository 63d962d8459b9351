/*
 * csv.c -- the fields of a line in CSV.
 *
 * Quotes may begin and end anywhere in a field.  A field that had none is null where it is the
 * null text.
 */
#include "server/copy/reader.h"

typedef struct CsvScan {
    CopyReader *reader;
    const char *at, *end;
    char delimiter, quote, escape;
} CsvScan;

/* Behind the opening quote, to behind the closing one.  False: there is none. */
static bool read_quoted(CsvScan *scan)
{
    StrBuilder *decoded = &scan->reader->decoded;

    while (scan->at < scan->end) {
        char c = *scan->at++;
        bool is_escaping = c == scan->escape && scan->at < scan->end &&
                           (*scan->at == scan->escape || *scan->at == scan->quote);
        if (is_escaping)
            c = *scan->at++;
        else if (c == scan->quote)
            return true;
        str_add_char(decoded, c);
    }
    return false;
}

/* A field with quotes, of which `start` to scan->at has none. */
static bool read_with_quotes(CsvScan *scan, const char *start, Field *out_field)
{
    StrBuilder *decoded = &scan->reader->decoded;
    uint32_t offset = (uint32_t)decoded->length;

    str_add_bytes(decoded, start, (size_t)(scan->at - start));
    while (scan->at < scan->end && *scan->at != scan->delimiter) {
        char c = *scan->at++;
        if (c != scan->quote)
            str_add_char(decoded, c);
        else if (!read_quoted(scan))
            return fail(&scan->reader->cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION,
                        "unterminated CSV quoted field");
    }
    *out_field = (Field){ offset, (uint32_t)(decoded->length - offset), FIELD_DECODED };
    return true;
}

static bool read_field(CsvScan *scan, Field *out_field)
{
    CopyReader *reader = scan->reader;
    const char *start = scan->at;

    while (scan->at < scan->end && *scan->at != scan->delimiter && *scan->at != scan->quote)
        scan->at++;
    if (scan->at < scan->end && *scan->at == scan->quote)
        return read_with_quotes(scan, start, out_field);
    Str text = { start, (size_t)(scan->at - start) };
    *out_field = (Field){ (uint32_t)(start - reader->data), (uint32_t)text.length, FIELD_PLAIN };
    if (str_equal(text, reader->syntax->null_text))
        out_field->kind = FIELD_NULL;
    return true;
}

bool split_csv(CopyReader *reader, Str line, Field *out_fields, uint32_t *out_count)
{
    const CopySyntax *syntax = reader->syntax;
    CsvScan scan = { .reader = reader,
                     .at = line.data,
                     .end = line.data + line.length,
                     .delimiter = syntax->delimiter,
                     .quote = syntax->quote,
                     .escape = syntax->escape };
    uint32_t count = 0;

    for (;;) {
        Field field;
        if (!read_field(&scan, &field))
            return place_in_text(reader, line);
        if (count < reader->column_count)
            out_fields[count] = field;
        count++;
        if (scan.at == scan.end)
            break;
        scan.at++;
    }
    *out_count = count;
    return true;
}
