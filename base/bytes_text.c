/* bytes_text.c -- see bytes_text.h. */
#include "base/bytes_text.h"

#include "base/digits.h"
#include "base/utf8.h"

int hex_digit(char c)
{
    if (char_is_digit(c))
        return c - '0';
    c = char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void hex_print(StrBuilder *builder, Str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *to = str_reserve(builder, bytes.length * 2);

    for (size_t at = 0; at < bytes.length; at++) {
        to[at * 2] = digits[(uint8_t)bytes.data[at] >> 4];
        to[at * 2 + 1] = digits[bytes.data[at] & 15];
    }
    to[bytes.length * 2] = '\0';
    builder->length += bytes.length * 2;
}

/* --- bytea ----------------------------------------------------------------------------------- */

static bool fail_digit(Cx *cx, Str text, size_t at, int position)
{
    Str rest = str_slice(text, at, text.length);

    return fail(cx, ERR_INVALID_PARAMETER_VALUE, position, "invalid hexadecimal digit: \"%.*s\"",
                (int)utf8_offset(rest, 1), rest.data);
}

static bool parse_hex(Cx *cx, Str text, int position, Str *out_bytes)
{
    char *bytes = arena_alloc(cx->arena, text.length / 2 + 1);
    size_t count = 0;

    for (size_t at = 2; at < text.length;) {
        if (char_is_space(text.data[at]) && text.data[at] != '\v' && text.data[at] != '\f') {
            at++;
            continue;
        }
        int high = hex_digit(text.data[at]);
        if (high < 0)
            return fail_digit(cx, text, at, position);
        if (++at == text.length)
            return fail(cx, ERR_INVALID_PARAMETER_VALUE, position,
                        "invalid hexadecimal data: odd number of digits");
        int low = hex_digit(text.data[at]);
        if (low < 0)
            return fail_digit(cx, text, at, position);
        bytes[count++] = (char)(high << 4 | low);
        at++;
    }
    *out_bytes = (Str){ bytes, count };
    return true;
}

static bool is_octal(char c, char highest)
{
    return c >= '0' && c <= highest;
}

static bool parse_escaped(Cx *cx, Str text, int position, Str *out_bytes)
{
    char *bytes = arena_alloc(cx->arena, text.length + 1);
    size_t count = 0;

    for (size_t at = 0; at < text.length; at++) {
        const char *c = text.data + at;
        size_t left = text.length - at;
        if (*c != '\\') {
            bytes[count++] = *c;
        } else if (left >= 2 && c[1] == '\\') {
            bytes[count++] = '\\';
            at++;
        } else if (left >= 4 && is_octal(c[1], '3') && is_octal(c[2], '7') && is_octal(c[3], '7')) {
            bytes[count++] = (char)((c[1] - '0') << 6 | (c[2] - '0') << 3 | (c[3] - '0'));
            at += 3;
        } else {
            return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, position,
                        "invalid input syntax for type bytea");
        }
    }
    *out_bytes = (Str){ bytes, count };
    return true;
}

bool bytea_parse(Cx *cx, Str text, int position, Str *out_bytes)
{
    return str_starts(text, "\\x") ? parse_hex(cx, text, position, out_bytes)
                                   : parse_escaped(cx, text, position, out_bytes);
}

void bytea_print(StrBuilder *builder, Str bytes)
{
    str_add_c(builder, "\\x");
    hex_print(builder, bytes);
}

/* --- uuid ------------------------------------------------------------------------------------ */

static bool read_uuid(Str text, char *out_bytes)
{
    size_t at = 0;
    bool has_brace = text.length && text.data[0] == '{';

    at += has_brace;
    for (int byte = 0; byte < UUID_BYTES; byte++) {
        if (at + 2 > text.length)
            return false;
        int high = hex_digit(text.data[at]), low = hex_digit(text.data[at + 1]);
        if (high < 0 || low < 0)
            return false;
        out_bytes[byte] = (char)(high << 4 | low);
        at += 2;
        at += byte % 2 == 1 && byte < UUID_BYTES - 1 && at < text.length && text.data[at] == '-';
    }
    if (has_brace && (at == text.length || text.data[at++] != '}'))
        return false;
    return at == text.length;
}

bool uuid_parse(Cx *cx, Str text, int position, Str *out_bytes)
{
    char *bytes = arena_alloc(cx->arena, UUID_BYTES);

    if (!read_uuid(text, bytes))
        return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, position,
                    "invalid input syntax for type uuid: \"%.*s\"", STR(text));
    *out_bytes = (Str){ bytes, UUID_BYTES };
    return true;
}

void uuid_print(StrBuilder *builder, Str bytes)
{
    static const uint8_t ends[] = { 4, 6, 8, 10, 16 };
    size_t from = 0;

    for (size_t part = 0; part < sizeof ends; part++) {
        if (part)
            str_add_char(builder, '-');
        hex_print(builder, str_slice(bytes, from, ends[part]));
        from = ends[part];
    }
}
