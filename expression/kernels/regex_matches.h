/*
 * regex_matches.h -- what functions of regular expressions share: their flags, and the matches of a
 * text one after the other.
 */
#ifndef EXPRESSION_KERNELS_REGEX_MATCHES_H
#define EXPRESSION_KERNELS_REGEX_MATCHES_H

#include "base/value.h"
#include "expression/kernels/regex.h"

/* Who asks: for messages, and whether flag g means something there. */
typedef struct RegexAsker {
    const char *function; /* "regexp_like()" */
    bool takes_global;
    int position;
} RegexAsker;

/* The flags are options of the pattern, but for g.  Raises 22023, and what regex_compile does. */
must_use const Regex *regex_compile_for(Cx *cx, const RegexAsker *asker, Str pattern, Str flags,
                                        bool *out_is_global);

/* The search for one match after the other.  After an empty one it goes on a character further. */
typedef struct Matches {
    Cx *cx;
    RegexMatcher *matcher;
    const Regex *regex;
    Str text;
    size_t from; /* where the search goes on */
    bool is_over;
    uint32_t count;
    const RegexSpan *spans; /* of the last match: the whole, then the groups */
} Matches;

must_use bool next_match(Matches *m, bool *out_found);

/* The bytes of a text that a span says. */
Str span_text(Str text, RegexSpan span);
/* An array: what the groups match, null where a group is no part of it; without groups the whole.
 */
Str match_array(Arena *arena, const Regex *regex, Str text, const RegexSpan *spans);

/* All matches at once, for sets: the spans of each follow one another. */
typedef struct MatchList {
    const Regex *regex;
    Str text;
    RegexSpan *spans;
    uint32_t count, next;
} MatchList;

/* Of flag g all matches, else the first.  Lives in cx->arena, borrows the text. */
must_use bool match_list(Cx *cx, const RegexAsker *asker, Str text, Str pattern, Str flags,
                         MatchList *out_list);
/* The array of the next match; false at the end. */
bool match_list_next(MatchList *list, Arena *arena, Value *out_array);

#endif
