/*
 * value_table.h -- tables of inputs and what PostgreSQL 15 answered to them.
 *
 * An answer is a value's text or "ERROR sqlstate message", followed by " DETAIL ..." and
 * " HINT ...".
 */
#ifndef TESTS_UNIT_VALUE_TABLE_H
#define TESTS_UNIT_VALUE_TABLE_H

#include "base/value.h"
#include "tests/unit/test.h"

typedef struct ParseRow {
    TypeId type;
    int32_t typmod;
    const char *text;
    const char *answer;
} ParseRow;

/* What value_parse and value_print make of the row; the context's error is taken away. */
Str value_answer(Cx *cx, Type type, const char *text);

/* The error as an answer; it is taken away. */
Str error_answer(Cx *cx);

void expect_parse_rows(Cx *cx, const ParseRow *rows, size_t count);

#endif
