/*
 * token.h -- SQL text cut into tokens, by PostgreSQL's lexical rules.
 *
 * Only as fine as scan.c needs: where strings, comments and names end.  It accepts everything;
 * what is wrong with a text is libpg_query's to say.
 */
#ifndef PARSER_TOKEN_H
#define PARSER_TOKEN_H

#include "base/str.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_WORD,     /* an unquoted name or keyword */
    TOKEN_NAME,     /* "a quoted name" */
    TOKEN_LITERAL,  /* a string, a number, a parameter */
    TOKEN_OPERATOR, /* a run of operator characters, or :: */
    TOKEN_PUNCTUATION,
} TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t start; /* byte offsets into the text */
    size_t end;
} Token;

/* The token at or after `from`, which is where the last one ended. */
Token token_next(Str text, size_t from);

/* `text` is the lower-case `word`, whatever its case. */
bool word_is(Str text, const char *word);

#endif
