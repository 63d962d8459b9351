/*
 * parser.h -- PUBLIC: SQL text to unresolved plans.
 *
 * The only folder that knows libpg_query.  Its differences between distributions (PostgreSQL 15's
 * grammar on Debian 12, 17's on Debian 13) end here.
 *
 * parse_sql may run on any number of threads at once.  It needs 4 MB of free stack at most; the
 * walks over what comes back ask check_stack themselves.
 */
#ifndef PARSER_PARSER_H
#define PARSER_PARSER_H

#include "catalyst/tree/tree.h"

enum {
    STATEMENT_BYTES_MAX = 16 * 1024 * 1024, /* 54000 beyond */
    STATEMENT_DEPTH_MAX = 5000,             /* of operators and parentheses; 54001 beyond */
    PARSE_IN_PROCESS_BYTES = 64 * 1024,     /* larger texts are parsed in a child process */
    ROW_IN_PROCESS_ITEMS = 64,  /* likewise texts that set more columns at once: quadratic */
    ROW_ITEMS_MAX = 1664,       /* of (a, b, ...) = (...), as PostgreSQL; 54011 beyond */
    PARSE_CHILD_MS = 20 * 1000, /* how long a child may work; 54001 beyond */
};

/* The argument that makes main() call parser_child_main: "hearth parse". */
#define PARSER_CHILD_ARGUMENT "parse"

typedef struct Statement {
    Plan *plan;   /* Query, Explain, SetVariable, ... as plan.def lists them */
    Str text;     /* the statement's own text, without the semicolon */
    int position; /* byte offset of `text` in what was parsed; positions in `plan` count from there
                   */
} Statement;

typedef struct Statements {
    Statement *items;
    uint32_t count; /* 0: nothing but blanks, comments, semicolons */
} Statements;

/* Parse all statements of `text`.  Results live in cx->arena; texts are copied.  Raises 42601,
 * 54000, 54001, 0A000 (a syntax Hearth has not), with positions counted from the start of `text`.
 * 57014 where cx->cancel ends a child. */
must_use Statements *parse_sql(Cx *cx, Str text);

/* What the child process does: SQL text on standard input, its raw tree on standard output.
 * Returns the exit status.  parse_sql starts it as /proc/self/exe with PARSER_CHILD_ARGUMENT. */
int parser_child_main(void);

#endif
