/*
 * regex.h -- regular expressions: PostgreSQL's, matched by PCRE2.
 *
 *     text ── regex_translate ──> the same in Perl's dialect ── regex_compile ──> Regex
 *
 * The dialects agree on what most people write.  Where they do not, the translation either says
 * the same in Perl's words (\m, \y, [[:<:]], \v) or refuses what PostgreSQL refuses (a++, \Q).
 * Whether a text matches does not depend on which match is found first; where it matches does, and
 * regex_search.c finds the end that PostgreSQL finds.
 */
#ifndef EXPRESSION_KERNELS_REGEX_H
#define EXPRESSION_KERNELS_REGEX_H

#include "expression/expression.h"

bool kernel_match(const KernelCall *call, Column *out);
bool kernel_not_match(const KernelCall *call, Column *out);
bool kernel_imatch(const KernelCall *call, Column *out);
bool kernel_not_imatch(const KernelCall *call, Column *out);
const void *prepare_match(Cx *cx, const Value *const *constants, const Type *types);
const void *prepare_imatch(Cx *cx, const Value *const *constants, const Type *types);

/* A pattern in Perl's dialect. */
typedef struct RegexPattern {
    Str text;
    bool ignores_case;
    bool is_literal;    /* no character of `text` means anything but itself */
    bool has_reference; /* back to a group */
    bool is_shortest;   /* the first quantifier that says so is not greedy */
} RegexPattern;

/* `flags`: letters as in (?letters), and g, which means nothing here.  Raises 2201B as PostgreSQL
 * does, 0A000 for what PCRE2 cannot say. */
must_use bool regex_translate(Cx *cx, Str pattern, Str flags, RegexPattern *out_pattern);

typedef struct Regex Regex;

/* Lives in cx->arena, immutable. */
must_use const Regex *regex_compile(Cx *cx, Str pattern, Str flags);
/* How many groups capture. */
uint32_t regex_groups(const Regex *regex);

/* What matching needs of memory; one a thread. */
typedef struct RegexMatcher RegexMatcher;
RegexMatcher *regex_matcher(Cx *cx);
/* Is there a match anywhere in `text`?  54000 where finding out takes too many steps. */
must_use bool regex_find(RegexMatcher *matcher, const Regex *regex, Str text, bool *out_found);

/* Bytes [start, end) of a text. */
typedef struct RegexSpan {
    size_t start, end; /* REGEX_NO_PLACE: a group that is not part of the match */
} RegexSpan;
#define REGEX_NO_PLACE SIZE_MAX

/* The first match at or behind byte `from`: the whole, then each group that captures.  The spans
 * are the matcher's, until the next call. */
must_use bool regex_search(RegexMatcher *matcher, const Regex *regex, Str text, size_t from,
                           const RegexSpan **out_spans, bool *out_found);

#endif
