/*
 * raw.h -- libpg_query's raw tree of a text, made in this process or in a child.
 *
 * Both give the same bytes, so that what reads them cannot tell.  A child is for large texts: it
 * can be killed, and what it uses is gone when it is.
 */
#ifndef PARSER_RAW_H
#define PARSER_RAW_H

#include "base/error.h"

/* What a parse came to. */
typedef struct RawResult {
    bool is_error;
    int character; /* error: the character it is at, from 1; 0: nowhere */
    Str bytes;     /* the tree as protobuf, or the error's message */
} RawResult;

/* `text` ends in NUL.  Results live in cx->arena.  False: no result could be had. */
must_use bool raw_parse_here(Cx *cx, Str text, RawResult *out_result);

/* Raises 54001 where the child crashes or takes too long, 57014 where cx->cancel is set, 53200
 * where its result is too large. */
must_use bool raw_parse_in_child(Cx *cx, Str text, RawResult *out_result);

#endif
