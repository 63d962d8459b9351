/*
 * ident.c -- parse_ident(name, strict): the parts of a qualified name as SQL reads it.
 *
 * Parts without quotes are in lower case, ASCII's letters alone.  What follows a name is an error
 * unless strict is false.
 */
#include "expression/kernels/values.h"

typedef struct IdentReader {
    const KernelCall *call;
    Str text;
    size_t at;
    bool is_after_dot;
} IdentReader;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static bool continues(char c)
{
    return is_letter(c) || c == '$' || (c >= '0' && c <= '9');
}

static void skip_blanks(IdentReader *r)
{
    while (r->at < r->text.length && is_blank(r->text.data[r->at]))
        r->at++;
}

/* The next byte, NUL at the end: no text holds one. */
static char peek(const IdentReader *r)
{
    return r->at < r->text.length ? r->text.data[r->at] : '\0';
}

static bool fail_ident(const IdentReader *r, const char *detail)
{
    Cx *cx = r->call->cx;

    fail(cx, ERR_INVALID_PARAMETER_VALUE, r->call->position,
         "string is not a valid identifier: \"%.*s\"", STR(r->text));
    return detail ? fail_detail(cx, "%s", detail) != NULL : false;
}

static bool read_quoted(IdentReader *r, Str *out_part)
{
    StrBuilder part = str_builder(r->call->cx->arena);

    for (r->at++; r->at < r->text.length; r->at++) {
        if (peek(r) == '"' && (++r->at >= r->text.length || peek(r) != '"')) {
            *out_part = str_built(&part);
            return part.length || fail_ident(r, "Quoted identifier must not be empty.");
        }
        str_add_char(&part, peek(r));
    }
    return fail_ident(r, "String has unclosed double quotes.");
}

static Str read_plain(IdentReader *r)
{
    size_t start = r->at;

    while (r->at < r->text.length && continues(peek(r)))
        r->at++;
    StrBuilder part = str_builder(r->call->cx->arena);
    for (size_t at = start; at < r->at; at++) {
        char c = r->text.data[at];
        str_add_char(&part, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return str_built(&part);
}

static bool read_part(IdentReader *r, Str *out_part)
{
    if (peek(r) == '"')
        return read_quoted(r, out_part);
    if (!is_letter(peek(r)))
        return fail_ident(r, peek(r) == '.'    ? "No valid identifier before \".\"."
                             : r->is_after_dot ? "No valid identifier after \".\"."
                                               : NULL);
    *out_part = read_plain(r);
    return true;
}

static bool parse_ident(const KernelCall *call, uint32_t row, Value *out_value)
{
    bool is_strict = call->arg_count < 2 || value_arg(call, 1, row).boolean;
    IdentReader r = { .call = call, .text = value_arg(call, 0, row).text };
    uint32_t count = 0, capacity = 0;
    Value *parts = NULL;

    for (;; r.at++, r.is_after_dot = true) {
        Str part;
        skip_blanks(&r);
        TRY(read_part(&r, &part));
        TRY(array_check_count(call->cx, (uint64_t)count + 1, call->position));
        parts = arena_grown(call->cx->arena, parts, sizeof *parts, count, &capacity);
        parts[count++] = (Value){ .text = part };
        skip_blanks(&r);
        if (peek(&r) != '.')
            break;
    }
    if (r.at < r.text.length && is_strict)
        return fail_ident(&r, NULL);
    ArrayHeader shape = array_list(1, count);
    *out_value = (Value){ .text = array_make(call->cx->arena, TYPE_TEXT, &shape, parts) };
    return true;
}

bool kernel_parse_ident(const KernelCall *call, Column *out)
{
    return values_of_rows(call, parse_ident, out);
}
