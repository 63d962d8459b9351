/*
 * text.c -- the fields of a line in text format.
 *
 * A field is null where its bytes, before escapes are taken out, are the null text.  Escapes may
 * make bytes that are no character, so what they gave is looked at again.
 */
#include "server/copy/reader.h"

#include "base/digits.h"
#include "base/utf8.h"

typedef struct TextScan {
    CopyReader *reader;
    const char *at, *end;
    bool has_odd_byte; /* an escape gave one that is not ASCII */
} TextScan;

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

static int hex_digit(char c)
{
    if (char_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `c` is the first of up to three digits. */
static char read_octal(TextScan *scan, char c)
{
    enum { FURTHER_DIGITS = 2 };
    int value = c - '0';

    for (int digit = 0; digit < FURTHER_DIGITS && scan->at < scan->end && is_octal(*scan->at);
         digit++)
        value = value << 3 | (*scan->at++ - '0');
    return (char)value;
}

/* Up to two digits behind \x; none: it is an x. */
static bool read_hex(TextScan *scan, char *out_byte)
{
    enum { DIGITS = 2 };
    int value = 0, count = 0;

    for (; count < DIGITS && scan->at < scan->end && hex_digit(*scan->at) >= 0; count++)
        value = value << 4 | hex_digit(*scan->at++);
    *out_byte = (char)value;
    return count > 0;
}

/* What a backslash and `c` stand for. */
static char escaped(TextScan *scan, char c)
{
    char byte = c;
    bool is_number = is_octal(c);

    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    }
    if (is_number)
        byte = read_octal(scan, c);
    else if (c == 'x' && !(is_number = read_hex(scan, &byte)))
        byte = c;
    scan->has_odd_byte |= is_number && (byte == '\0' || (byte & 0x80));
    return byte;
}

/* From the first backslash on; `*out_end`: behind the field's own bytes. */
static void decode(TextScan *scan, const char *start, const char **out_end)
{
    StrBuilder *decoded = &scan->reader->decoded;
    char delimiter = scan->reader->syntax->delimiter;

    str_add_bytes(decoded, start, (size_t)(scan->at - start));
    for (;;) {
        *out_end = scan->at;
        if (scan->at == scan->end)
            return;
        char c = *scan->at++;
        if (c == delimiter) {
            scan->at--;
            return;
        }
        if (c == '\\') {
            if (scan->at == scan->end)
                return; /* it escapes nothing, and is not there */
            c = escaped(scan, *scan->at++);
        }
        str_add_char(decoded, c);
    }
}

static bool check_decoded(TextScan *scan, const Field *field)
{
    CopyReader *reader = scan->reader;

    return !scan->has_odd_byte || utf8_check(&reader->cx, reader_bytes(reader, field), NO_POSITION);
}

/* The next field; scan->at is left at its delimiter, or at the end. */
static bool read_field(TextScan *scan, Field *out_field)
{
    CopyReader *reader = scan->reader;
    const char *start = scan->at, *end;
    char delimiter = reader->syntax->delimiter;
    Str null_text = reader->syntax->null_text;

    while (scan->at < scan->end && *scan->at != delimiter && *scan->at != '\\')
        scan->at++;
    end = scan->at;
    *out_field = (Field){ (uint32_t)(start - reader->data), (uint32_t)(end - start), FIELD_PLAIN };
    if (scan->at < scan->end && *scan->at == '\\') {
        uint32_t offset = (uint32_t)reader->decoded.length;
        scan->has_odd_byte = false;
        decode(scan, start, &end);
        *out_field = (Field){ offset, (uint32_t)(reader->decoded.length - offset), FIELD_DECODED };
        TRY(check_decoded(scan, out_field));
    }
    if (str_equal((Str){ start, (size_t)(end - start) }, null_text))
        out_field->kind = FIELD_NULL;
    return true;
}

bool split_text(CopyReader *reader, Str line, Field *out_fields, uint32_t *out_count)
{
    TextScan scan = { .reader = reader, .at = line.data, .end = line.data + line.length };
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
