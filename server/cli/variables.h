/*
 * variables.h -- the values of -v NAME=VALUE, put into statements as psql puts them.
 *
 *     :name    as it is
 *     :'name'  as a string literal
 *     :"name"  as an identifier
 *
 * Nothing happens inside quotes and comments.  A name that has no value stays as it is: it may be
 * an array's slice.
 */
#ifndef SERVER_CLI_VARIABLES_H
#define SERVER_CLI_VARIABLES_H

#include "base/error.h"

typedef struct Variable {
    Str name;
    Str value;
} Variable;

typedef struct Variables {
    Variable *items;
    uint32_t count, capacity;
} Variables;

/* Remember "NAME=VALUE"; a later one of the same name wins.  The text is borrowed. */
must_use bool variables_set(Cx *cx, Variables *variables, const char *assignment);

/* A variable that was replaced: bytes [start, end) of the result stand for source bytes
 * [source, source + length). */
typedef struct Splice {
    size_t start, end;
    size_t source, length;
} Splice;

typedef struct Expanded {
    Str text;
    const Splice *splices;
    uint32_t splice_count;
} Expanded;

Expanded variables_expand(Arena *arena, const Variables *variables, Str source);

/* Where in the source the byte `at` of the expanded text comes from. */
size_t expanded_source(const Expanded *expanded, size_t at);

#endif
