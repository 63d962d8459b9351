/*
 * scan.h -- just enough of SQL's words to find where statements end and variables stand.
 *
 * A semicolon ends a statement unless it is inside quotes, dollar quotes, comments, parentheses, or
 * the body of a function that says BEGIN ATOMIC: where psql sees the end, too.  What is inside is
 * the server's business.
 */
#ifndef SERVER_CLI_SCAN_H
#define SERVER_CLI_SCAN_H

#include "base/str.h"

typedef enum ScanKind {
    SCAN_BLANK,    /* blanks, line ends */
    SCAN_COMMENT,  /* -- to the line's end, or nested */
    SCAN_WORD,     /* an identifier or keyword without quotes */
    SCAN_QUOTED,   /* '...', E'...' without its E, "...", $tag$...$tag$ */
    SCAN_VARIABLE, /* :name, :'name', :"name" */
    SCAN_OTHER,    /* digits, or one character; also :: and := */
} ScanKind;

typedef struct ScanToken {
    ScanKind kind;
    size_t start, end; /* bytes; a quote that is never closed ends with the text */
} ScanToken;

/* The token at `at`, which must be less than text.length.  `before`: the one before it, or NULL. */
ScanToken scan_token(Str text, size_t at, const ScanToken *before);

/* Where a statement of a script stands. */
typedef struct ScanStatement {
    size_t start;         /* its first word */
    size_t end;           /* after its semicolon, or after its last word */
    bool is_psql_command; /* starts with a backslash; ends with its line */
} ScanStatement;

/* The first statement at or after `at`.  false: there is none. */
bool scan_statement(Str text, size_t at, ScanStatement *out_statement);

/* For messages: lines and columns count from 1, columns in characters. */
typedef struct ScanPlace {
    size_t line, column;
    Str line_text; /* without its end */
} ScanPlace;
ScanPlace scan_place(Str text, size_t at);

#endif
