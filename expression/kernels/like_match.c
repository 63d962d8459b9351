/*
 * like_match.c -- which rows of a column match a compiled LIKE pattern.
 *
 *     ... sleep furiously special| final requests are bo|ld special reques| ...   one heap
 *                         ^^^^^^^                            ^^^^^^^
 * Where the strings of the rows follow each other in one heap, the pattern's longest literal is
 * searched in all of them as if they were one string: rows without it are passed by without a
 * look.  An occurrence that reaches into the next row is none.
 */
#include "expression/kernels/like.h"

static void hit_exact(const LikePattern *pattern, const TextArg *text, LiveRows live, uint8_t *hits)
{
    StrView wanted = view_make(pattern->literal, 0, 0);

    for (uint32_t at = 0; at < live.count; at++) {
        const StrView *view = text->views + live.row[at] * text->step;

        hits[at] = view->length == wanted.length && !memcmp(view->prefix, wanted.prefix, 4) &&
                   !memcmp(view_bytes(view, text->heaps), pattern->literal.data, wanted.length);
    }
}

static void hit_prefix(const LikePattern *pattern, const TextArg *text, LiveRows live,
                       uint8_t *hits)
{
    Str literal = pattern->literal;
    size_t head = literal.length < 4 ? literal.length : 4;
    uint32_t wanted = 0, mask = (uint32_t)((UINT64_C(1) << (8 * head)) - 1);

    if (head)
        memcpy(&wanted, literal.data, head);
    for (uint32_t at = 0; at < live.count; at++) {
        const StrView *view = text->views + live.row[at] * text->step;
        uint32_t prefix;

        memcpy(&prefix, view->prefix, sizeof prefix);
        hits[at] = view->length >= literal.length && (prefix & mask) == wanted;
        if (literal.length > head && hits[at])
            hits[at] = !memcmp(view_bytes(view, text->heaps) + head, literal.data + head,
                               literal.length - head);
    }
}

static void hit_suffix(const LikePattern *pattern, const TextArg *text, LiveRows live,
                       uint8_t *hits)
{
    Str literal = pattern->literal;

    for (uint32_t at = 0; at < live.count; at++) {
        Str s = text_at(text, live.row[at]);

        hits[at] = s.length >= literal.length &&
                   !memcmp(s.data + s.length - literal.length, literal.data, literal.length);
    }
}

static void hit_contains(const LikePattern *pattern, const TextArg *text, LiveRows live,
                         uint8_t *hits)
{
    TextFind find = pattern->find;

    for (uint32_t at = 0; at < live.count; at++) {
        Str s = text_at(text, live.row[at]);
        hits[at] = find(s.data, s.data + s.length, pattern->literal) != NULL;
    }
}

static void hit_segments(const LikePattern *pattern, const TextArg *text, LiveRows live,
                         uint8_t *hits)
{
    for (uint32_t at = 0; at < live.count; at++)
        hits[at] = like_matches(pattern, text_at(text, live.row[at]));
}

/* --- Many rows as one string ----------------------------------------------------------------- */

enum { SCAN_ROWS_MIN = 32 };

/* Bytes [from, to) of heap `heap`, in which all long strings lie in order. */
typedef struct HeapSpan {
    const char *heap;
    size_t from, to;
} HeapSpan;

/* False: the strings are in several heaps, in disorder, or with wide gaps between them. */
static bool find_span(const TextArg *text, LiveRows live, HeapSpan *out_span)
{
    const StrView *first = NULL;
    size_t end = 0, bytes = 0;
    uint32_t disorder = 0;

    for (uint32_t at = 0; at < live.count; at++) {
        const StrView *view = &text->views[live.row[at]];

        if (view->length <= VIEW_INLINE_MAX)
            continue;
        first = first ? first : view;
        disorder |= (view->heap != first->heap) | (view->offset < end);
        end = (size_t)view->offset + view->length;
        bytes += view->length;
    }
    if (!first || disorder || end - first->offset > 2 * bytes)
        return false;
    *out_span = (HeapSpan){ (const char *)text->heaps[first->heap], first->offset, end };
    return true;
}

static void hit_scanned(const LikePattern *pattern, const TextArg *text, LiveRows live,
                        HeapSpan span, uint8_t *hits)
{
    const char *end = span.heap + span.to;
    const char *place = pattern->find(span.heap + span.from, end, pattern->needle);
    bool is_enough = pattern->kind == LIKE_CONTAINS;

    for (uint32_t at = 0; at < live.count; at++) {
        const StrView *view = &text->views[live.row[at]];
        Str s = { view->inline_bytes, view->length };

        if (s.length <= VIEW_INLINE_MAX) {
            hits[at] = like_matches(pattern, s);
            continue;
        }
        s.data = span.heap + view->offset;
        if (place && place < s.data)
            place = pattern->find(s.data, end, pattern->needle);
        hits[at] = place && place + pattern->needle.length <= s.data + s.length &&
                   (is_enough || like_matches(pattern, s));
    }
}

void like_hits(const LikePattern *pattern, const TextArg *text, LiveRows live, uint8_t *hits)
{
    bool is_floating = pattern->segments[0].bytes.length == 0 && pattern->needle.length > 0;
    HeapSpan span;

    switch (pattern->kind) {
    case LIKE_EXACT: hit_exact(pattern, text, live, hits); return;
    case LIKE_PREFIX: hit_prefix(pattern, text, live, hits); return;
    case LIKE_SUFFIX: hit_suffix(pattern, text, live, hits); return;
    case LIKE_CONTAINS:
    case LIKE_SEGMENTS: break;
    }
    if (is_floating && text->step && live.count >= SCAN_ROWS_MIN && find_span(text, live, &span))
        hit_scanned(pattern, text, live, span, hits);
    else if (pattern->kind == LIKE_CONTAINS)
        hit_contains(pattern, text, live, hits);
    else
        hit_segments(pattern, text, live, hits);
}
