/* token.c -- see token.h.  Invariant: every function returns an offset within the text, beyond
 * the one it was given, so that scanning ends. */
#include "parser/token.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool continues_word(char c)
{
    return starts_word(c) || is_digit(c) || c == '$';
}

static bool is_operator_char(char c)
{
    return c && strchr("~!@#^&|`?+-*/%<>=", c);
}

/* The byte at `at`, 0 beyond the end. */
static char byte_at(Str text, size_t at)
{
    return at < text.length ? text.data[at] : 0;
}

static bool is_at(Str text, size_t at, const char *two)
{
    return byte_at(text, at) == two[0] && byte_at(text, at + 1) == two[1];
}

bool word_is(Str text, const char *word)
{
    size_t at = 0;

    for (; at < text.length && word[at]; at++) {
        char c = text.data[at];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != word[at])
            return false;
    }
    return at == text.length && !word[at];
}

static size_t end_of_line(Str text, size_t at)
{
    while (at < text.length && text.data[at] != '\n' && text.data[at] != '\r')
        at++;
    return at;
}

/* Block comments nest. */
static size_t end_of_block_comment(Str text, size_t at)
{
    size_t depth = 0;

    while (at < text.length) {
        if (is_at(text, at, "/*")) {
            depth++;
            at += 2;
        } else if (is_at(text, at, "*/")) {
            at += 2;
            if (--depth == 0)
                return at;
        } else {
            at++;
        }
    }
    return text.length;
}

static size_t skip_blanks(Str text, size_t at)
{
    while (at < text.length) {
        if (is_blank(text.data[at]))
            at++;
        else if (is_at(text, at, "--"))
            at = end_of_line(text, at);
        else if (is_at(text, at, "/*"))
            at = end_of_block_comment(text, at);
        else
            break;
    }
    return at;
}

/* A string goes on after blanks with a line end among them: 'a'<line end>'b'.  The offset of the
 * second opening quote, or 0. */
static size_t continued_at(Str text, size_t at)
{
    bool has_line_end = false;

    while (at < text.length) {
        char c = text.data[at];
        if (is_at(text, at, "--"))
            at = end_of_line(text, at);
        else if (!is_blank(c))
            break;
        else
            at++;
        has_line_end |= c == '\n' || c == '\r';
    }
    return has_line_end && byte_at(text, at) == '\'' ? at : 0;
}

/* `at`: the opening quote.  A doubled quote is two strings in a row, which ends at the same place.
 */
static size_t end_of_string(Str text, size_t at, bool has_escapes)
{
    for (;;) {
        at++;
        while (at < text.length && text.data[at] != '\'')
            at += has_escapes && text.data[at] == '\\' ? 2 : 1;
        if (at >= text.length)
            return text.length;
        at++;
        if (byte_at(text, at) == '\'')
            continue;
        size_t next = continued_at(text, at);
        if (!next)
            return at;
        at = next;
    }
}

static size_t end_of_name(Str text, size_t at)
{
    do {
        at++;
        while (at < text.length && text.data[at] != '"')
            at++;
        if (at >= text.length)
            return text.length;
        at++;
    } while (byte_at(text, at) == '"');
    return at;
}

static size_t end_of_word(Str text, size_t at)
{
    while (at < text.length && continues_word(text.data[at]))
        at++;
    return at;
}

/* $1, or $tag$ ... $tag$. */
static size_t end_of_dollar(Str text, size_t at)
{
    size_t tag_end = at + 1;

    if (is_digit(byte_at(text, tag_end))) {
        while (is_digit(byte_at(text, tag_end)))
            tag_end++;
        return tag_end;
    }
    while (starts_word(byte_at(text, tag_end)) ||
           (tag_end > at + 1 && is_digit(byte_at(text, tag_end))))
        tag_end++;
    if (byte_at(text, tag_end) != '$')
        return at + 1;

    size_t tag_bytes = tag_end + 1 - at;
    const char *found =
        memmem(text.data + tag_end + 1, text.length - tag_end - 1, text.data + at, tag_bytes);
    return found ? (size_t)(found - text.data) + tag_bytes : text.length;
}

static size_t end_of_digits(Str text, size_t at)
{
    while (is_digit(byte_at(text, at)))
        at++;
    return at;
}

static size_t end_of_number(Str text, size_t at)
{
    at = end_of_digits(text, at);
    if (byte_at(text, at) == '.' && byte_at(text, at + 1) != '.')
        at = end_of_digits(text, at + 1);
    if (byte_at(text, at) == 'e' || byte_at(text, at) == 'E') {
        size_t sign = byte_at(text, at + 1) == '+' || byte_at(text, at + 1) == '-';
        if (is_digit(byte_at(text, at + 1 + sign)))
            at = end_of_digits(text, at + 1 + sign);
    }
    return at;
}

/* Operator characters up to a comment. */
static size_t end_of_operator(Str text, size_t at)
{
    while (is_operator_char(byte_at(text, at)) && !is_at(text, at, "--") && !is_at(text, at, "/*"))
        at++;
    return at;
}

/* e'..', b'..', x'..', n'..' and u&'..' or u&".."; else a word. */
static Token token_of_letters(Str text, size_t at)
{
    char c = text.data[at] | 0x20;

    if (byte_at(text, at + 1) == '\'' && strchr("ebxn", c))
        return (Token){ TOKEN_LITERAL, at, end_of_string(text, at + 1, c == 'e') };
    if (c == 'u' && is_at(text, at + 1, "&'"))
        return (Token){ TOKEN_LITERAL, at, end_of_string(text, at + 2, false) };
    if (c == 'u' && is_at(text, at + 1, "&\""))
        return (Token){ TOKEN_LITERAL, at, end_of_name(text, at + 2) };
    return (Token){ TOKEN_WORD, at, end_of_word(text, at) };
}

Token token_next(Str text, size_t from)
{
    size_t at = skip_blanks(text, from);
    char c = byte_at(text, at);

    if (at >= text.length)
        return (Token){ TOKEN_END, text.length, text.length };
    if (starts_word(c))
        return token_of_letters(text, at);
    if (c == '\'')
        return (Token){ TOKEN_LITERAL, at, end_of_string(text, at, false) };
    if (c == '"')
        return (Token){ TOKEN_NAME, at, end_of_name(text, at) };
    if (c == '$')
        return (Token){ TOKEN_LITERAL, at, end_of_dollar(text, at) };
    if (is_digit(c) || (c == '.' && is_digit(byte_at(text, at + 1))))
        return (Token){ TOKEN_LITERAL, at, end_of_number(text, at) };
    if (is_operator_char(c))
        return (Token){ TOKEN_OPERATOR, at, end_of_operator(text, at) };
    if (is_at(text, at, "::"))
        return (Token){ TOKEN_OPERATOR, at, at + 2 };
    return (Token){ TOKEN_PUNCTUATION, at, at + 1 };
}
