/*
 * parser_case.h -- texts, and the plans or errors that parse_sql must make of them.
 */
#ifndef TESTS_UNIT_PARSER_CASE_H
#define TESTS_UNIT_PARSER_CASE_H

#include "parser/parser.h"

typedef struct ParserCase {
    const char *sql;
    const char *wanted; /* what parser_printed gives */
} ParserCase;

/* The plans of all statements of `sql`, each followed by the queries in its expressions; errors as
 * "42601 at 7: message". */
Str parser_printed(Cx *cx, const char *sql);

void expect_parsed(Cx *cx, const ParserCase *rows, size_t count);

#endif
