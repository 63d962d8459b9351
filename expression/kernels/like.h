/*
 * like.h -- LIKE and ILIKE: kernels, and the compiled pattern behind them.
 *
 *     a_c%bee%__d      first "a?c"   middle "bee"   last "d", at least 2 characters before it
 *
 * A pattern is cut at its % into segments.  The first is anchored at the start, the last at the
 * end; those between are found left to right, each as early as possible, which is right because
 * an earlier end never leaves less room for the rest.  So no pattern backtracks over a %.
 */
#ifndef EXPRESSION_KERNELS_LIKE_H
#define EXPRESSION_KERNELS_LIKE_H

#include "expression/expression.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_search.h"

bool kernel_like(const KernelCall *call, Column *out);
bool kernel_not_like(const KernelCall *call, Column *out);
bool kernel_ilike(const KernelCall *call, Column *out);
bool kernel_not_ilike(const KernelCall *call, Column *out);
bool kernel_like_escape(const KernelCall *call, Column *out);
/* These raise like the kernels do (a pattern that ends with its escape character): 0 rows, and
 * cx->error is set. */
uint32_t select_like(const KernelCall *call, Row *out_rows);
uint32_t select_not_like(const KernelCall *call, Row *out_rows);
const void *prepare_like(Cx *cx, const Value *const *constants, const Type *types);

/* A `_` inside a segment: a byte that UTF-8 never has. */
#define LIKE_ANY ((char)0xff)

typedef struct LikeSegment {
    Str bytes;     /* literal bytes and LIKE_ANY */
    size_t head;   /* literal bytes before the first LIKE_ANY */
    uint64_t skip; /* characters there must be between the % before it and this segment */
} LikeSegment;

typedef enum LikeKind {
    LIKE_EXACT,    /* abc */
    LIKE_PREFIX,   /* abc% */
    LIKE_SUFFIX,   /* %abc */
    LIKE_CONTAINS, /* %abc% */
    LIKE_SEGMENTS, /* all others */
} LikeKind;

typedef struct LikePattern {
    LikeKind kind;
    Str literal; /* of the four simple kinds */
    Str needle;  /* the longest literal, which all matching strings have; may be empty */
    TextFind find;
    const LikeSegment *segments; /* at least one */
    uint32_t segment_count;
    bool ends_with_escape; /* an error, for those strings where matching gets that far */
} LikePattern;

/* The escape character is a backslash. */
LikePattern like_compile(Arena *arena, Str pattern);
/* Not for patterns that end with the escape character. */
bool like_matches(const LikePattern *pattern, Str text);
/* Neither are these: hits[at] is whether row live.row[at] matches. */
void like_hits(const LikePattern *pattern, const TextArg *text, LiveRows live, uint8_t *hits);
/* Of a pattern that ends with the escape character: does matching `text` get to it?  If not, the
 * text does not match. */
bool like_reaches_escape(const LikePattern *pattern, Str text);

#endif
