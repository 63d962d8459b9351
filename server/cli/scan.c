/* scan.c -- see scan.h.  Every function returns an end that is at least one byte on. */
#include "server/cli/scan.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- Characters ------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool starts_word(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_variable_char(char c)
{
    return starts_word(c) || isdigit((unsigned char)c);
}

static bool continues_word(char c)
{
    return is_variable_char(c) || c == '$';
}

static char char_at(Str text, size_t at)
{
    return at < text.length ? text.data[at] : '\0';
}

static size_t end_of(Str text, size_t at, bool (*belongs)(char))
{
    while (at < text.length && belongs(text.data[at]))
        at++;
    return at;
}

/* --- Tokens ----------------------------------------------------------------------------------- */

static size_t end_of_line(Str text, size_t at)
{
    const char *end = memchr(text.data + at, '\n', text.length - at);

    return end ? (size_t)(end - text.data) : text.length;
}

static size_t end_of_nested_comment(Str text, size_t at)
{
    size_t depth = 0;

    while (at + 1 < text.length) {
        bool opens = text.data[at] == '/' && text.data[at + 1] == '*';
        bool closes = text.data[at] == '*' && text.data[at + 1] == '/';
        at += opens || closes ? 2 : 1;
        depth += opens;
        depth -= closes;
        if (depth == 0)
            return at;
    }
    return text.length;
}

/* A doubled quote stands for itself, and so does one behind a backslash where they count. */
static size_t end_of_quoted(Str text, size_t at, bool has_backslashes)
{
    char quote = text.data[at++];

    while (at < text.length) {
        char c = text.data[at++];
        bool is_pair = (c == quote && char_at(text, at) == quote) || (c == '\\' && has_backslashes);
        if (is_pair)
            at++;
        else if (c == quote)
            return at;
    }
    return text.length;
}

/* $$...$$ or $tag$...$tag$; 0: no such quote begins here. */
static size_t end_of_dollar_quoted(Str text, size_t at)
{
    size_t tag = at + 1;
    size_t tag_end = starts_word(char_at(text, tag)) ? end_of(text, tag, is_variable_char) : tag;

    if (char_at(text, tag_end) != '$')
        return 0;
    size_t length = tag_end + 1 - at;
    size_t body = tag_end + 1;
    const char *end = memmem(text.data + body, text.length - body, text.data + at, length);
    return end ? (size_t)(end - text.data) + length : text.length;
}

/* 0: the colon begins no variable. */
static size_t end_of_variable(Str text, size_t at)
{
    char next = char_at(text, at + 1);
    bool is_quoted = next == '\'' || next == '"';
    size_t name = at + 1 + is_quoted;
    size_t end = end_of(text, name, is_variable_char);

    if (end == name || (is_quoted && char_at(text, end) != next))
        return 0;
    return end + is_quoted;
}

static ScanToken scan_punctuation(Str text, size_t at)
{
    char next = char_at(text, at + 1);
    size_t end = 0;

    switch (text.data[at]) {
    case '-':
        if (next == '-')
            return (ScanToken){ SCAN_COMMENT, at, end_of_line(text, at) };
        break;
    case '/':
        if (next == '*')
            return (ScanToken){ SCAN_COMMENT, at, end_of_nested_comment(text, at) };
        break;
    case '$':
        end = end_of_dollar_quoted(text, at);
        if (end)
            return (ScanToken){ SCAN_QUOTED, at, end };
        break;
    case ':':
        if (next == ':' || next == '=')
            return (ScanToken){ SCAN_OTHER, at, at + 2 };
        end = end_of_variable(text, at);
        if (end)
            return (ScanToken){ SCAN_VARIABLE, at, end };
        break;
    }
    return (ScanToken){ SCAN_OTHER, at, at + 1 };
}

/* Is this token the E of an escape string whose quote follows at once? */
static bool is_escape_mark(Str text, const ScanToken *token, size_t at)
{
    return token && token->kind == SCAN_WORD && token->end == at &&
           token->end - token->start == 1 && tolower((unsigned char)text.data[token->start]) == 'e';
}

ScanToken scan_token(Str text, size_t at, const ScanToken *before)
{
    char c = text.data[at];

    if (is_blank(c))
        return (ScanToken){ SCAN_BLANK, at, end_of(text, at, is_blank) };
    if (starts_word(c))
        return (ScanToken){ SCAN_WORD, at, end_of(text, at, continues_word) };
    if (c == '\'')
        return (ScanToken){ SCAN_QUOTED, at,
                            end_of_quoted(text, at, is_escape_mark(text, before, at)) };
    if (c == '"')
        return (ScanToken){ SCAN_QUOTED, at, end_of_quoted(text, at, false) };
    return scan_punctuation(text, at);
}

/* --- Statements ------------------------------------------------------------------------------- */

enum { FIRST_WORDS = 4 }; /* CREATE OR REPLACE FUNCTION */

typedef struct Nesting {
    size_t parentheses;
    size_t blocks;               /* BEGIN and CASE in the body of a function */
    size_t words;                /* so far */
    char first[FIRST_WORDS + 1]; /* the first words' first letters */
} Nesting;

static bool makes_function(const char *first)
{
    bool is_replaced = strncmp(first, "cor", 3) == 0;
    char kind = is_replaced ? first[3] : first[0] == 'c' ? first[1] : '\0';

    return kind == 'f' || kind == 'p';
}

static bool word_is(Str word, const char *keyword)
{
    return word.length == strlen(keyword) && strncasecmp(word.data, keyword, word.length) == 0;
}

/* The letters that makes_function() looks at; '-' for words it does not know. */
static char mark_of(Str word)
{
    static const char *const known[] = { "create", "or", "replace", "function", "procedure" };

    for (size_t at = 0; at < COUNT_OF(known); at++)
        if (word_is(word, known[at]))
            return known[at][0];
    return '-';
}

static void nest_word(Nesting *nesting, Str word)
{
    if (nesting->words < FIRST_WORDS)
        nesting->first[nesting->words] = mark_of(word);
    nesting->words++;
    if (nesting->parentheses || !makes_function(nesting->first))
        return;
    if (word_is(word, "begin") || (nesting->blocks && word_is(word, "case")))
        nesting->blocks++;
    else if (nesting->blocks && word_is(word, "end"))
        nesting->blocks--;
}

/* Follow the nesting; true where the token ends the statement. */
static bool nest(Nesting *nesting, Str text, const ScanToken *token)
{
    if (token->kind == SCAN_WORD)
        nest_word(nesting, str_slice(text, token->start, token->end));
    if (token->kind != SCAN_OTHER)
        return false;
    char c = text.data[token->start];
    if (c == '(')
        nesting->parentheses++;
    else if (c == ')' && nesting->parentheses)
        nesting->parentheses--;
    return c == ';' && !nesting->parentheses && !nesting->blocks;
}

/* Past blanks, comments, and semicolons that end nothing. */
static size_t find_start(Str text, size_t at)
{
    while (at < text.length) {
        ScanToken token = scan_token(text, at, NULL);
        bool is_empty = token.kind == SCAN_BLANK || token.kind == SCAN_COMMENT ||
                        (token.kind == SCAN_OTHER && text.data[at] == ';');
        if (!is_empty)
            break;
        at = token.end;
    }
    return at;
}

bool scan_statement(Str text, size_t at, ScanStatement *out_statement)
{
    size_t start = find_start(text, at);
    size_t end = start;
    ScanToken token = { SCAN_BLANK, start, start };
    Nesting nesting = { 0 };

    if (start == text.length)
        return false;
    bool is_psql_command = text.data[start] == '\\';
    if (is_psql_command)
        end = end_of_line(text, start);
    for (at = start; at < text.length && !is_psql_command; at = token.end) {
        token = scan_token(text, at, &token);
        if (token.kind != SCAN_BLANK && token.kind != SCAN_COMMENT)
            end = token.end;
        if (nest(&nesting, text, &token))
            break;
    }
    *out_statement = (ScanStatement){ start, end, is_psql_command };
    return true;
}

/* --- Places ----------------------------------------------------------------------------------- */

ScanPlace scan_place(Str text, size_t at)
{
    size_t line = 1, line_start = 0;

    if (at > text.length)
        at = text.length;
    for (const char *end; (end = memchr(text.data + line_start, '\n', at - line_start)); line++)
        line_start = (size_t)(end - text.data) + 1;
    Str before = str_slice(text, line_start, at);
    Str whole = str_slice(text, line_start, end_of_line(text, at));
    if (whole.length && whole.data[whole.length - 1] == '\r')
        whole.length--;
    return (ScanPlace){ line, utf8_count(before) + 1, whole };
}
