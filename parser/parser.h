/*
 * parser.h -- PUBLIC: SQL text to unresolved plans.
 *
 * The only folder that knows libpg_query.  Its differences between distributions (PostgreSQL 15's
 * grammar on Debian 12, 17's on Debian 13) end here.
 */
#ifndef PARSER_PARSER_H
#define PARSER_PARSER_H

#include "catalyst/tree/tree.h"

enum {
    STATEMENT_BYTES_MAX = 16 * 1024 * 1024, /* 54000 beyond */
    OPERATOR_TOKENS_MAX = 20000,            /* in one statement; 54001 beyond: libpg_query would crash */
    PARSE_IN_PROCESS_BYTES = 64 * 1024,     /* larger texts are parsed in a child process */
};

typedef struct Statement {
    Plan *plan;   /* Query, Explain, SetVariable, ... as plan.def lists them */
    Str text;     /* the statement's own text, without the semicolon */
    int position; /* byte offset of `text` in what was parsed; positions in `plan` count from there */
} Statement;

typedef struct Statements {
    Statement *items;
    uint32_t count; /* 0: nothing but blanks, comments, semicolons */
} Statements;

/* Parse all statements of `text`.  Results live in cx->arena; texts are copied.  Raises 42601,
 * 54000, 54001, 0A000 (a syntax Hearth has not), with positions counted from the start of `text`. */
must_use Statements *parse_sql(Cx *cx, Str text);

#endif
