/*
 * scan.h -- what must be known of a text before libpg_query may see it.
 *
 * libpg_query recurses over the tree it built without looking at the stack, cuts identifiers at 63
 * bytes, and reads `a SEMI JOIN b` as an alias.  One pass over the tokens finds all three.
 */
#ifndef PARSER_SCAN_H
#define PARSER_SCAN_H

#include "base/error.h"

typedef struct LongName {
    Str name;   /* as the grammar would give it: unquoted, folded */
    Str source; /* as written, without the quotes */
} LongName;

typedef struct JoinWord {
    int position;
    const char *word; /* "SEMI" */
} JoinWord;

typedef struct TextScan {
    Str text;        /* for libpg_query: as long as the original, NUL-ended, long names replaced */
    char marker;     /* the byte around the number of a long name; 0: none are replaced */
    LongName *names; /* by that number */
    uint32_t name_count;
    JoinWord *join_words; /* SEMI, ANTI and ASOF that stand before JOIN and may be read as alias */
    uint32_t join_word_count;
    uint32_t widest_row; /* items of the longest (a, b, ...) before an =: SET (a, b, ...) = ... */
} TextScan;

/* Scan `text`, which has no NUL.  Raises 54001.  Results live in cx->arena. */
must_use bool scan_text(Cx *cx, Str text, TextScan *out_scan);

/* The identifier that the grammar gave as `text`: itself or the long name it stands for. */
Str scan_name(const TextScan *scan, Str text);

/* A message of libpg_query with the long names as they were written. */
Str scan_message(Arena *arena, const TextScan *scan, Str message);

#endif
