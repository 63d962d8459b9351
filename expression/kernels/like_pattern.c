/* like_pattern.c -- compiling LIKE patterns and matching one string; see like.h. */
#include "expression/kernels/like.h"
#include "expression/kernels/text_utf8.h"

/* --- Compiling ------------------------------------------------------------------------------- */

static size_t count_byte(Str s, char byte)
{
    size_t count = 0;

    for (size_t at = 0; at < s.length; at++)
        count += s.data[at] == byte;
    return count;
}

/* A run of % and _ from `at` on is one % and so many characters; returns where it ends. */
static size_t scan_wildcards(Str pattern, size_t at, uint64_t *out_skip)
{
    uint64_t skip = 0;

    for (; at < pattern.length && (pattern.data[at] == '%' || pattern.data[at] == '_'); at++)
        skip += pattern.data[at] == '_';
    *out_skip = skip;
    return at;
}

static LikeKind pattern_kind(const LikePattern *pattern)
{
    const LikeSegment *segment = pattern->segments;
    uint32_t count = pattern->segment_count;

    for (uint32_t at = 0; at < count; at++)
        if (segment[at].skip || segment[at].head < segment[at].bytes.length)
            return LIKE_SEGMENTS;
    if (pattern->ends_with_escape || count > 3)
        return LIKE_SEGMENTS;
    if (count == 1)
        return LIKE_EXACT;
    if (count == 2)
        return segment[1].bytes.length == 0   ? LIKE_PREFIX
               : segment[0].bytes.length == 0 ? LIKE_SUFFIX
                                              : LIKE_SEGMENTS;
    return segment[0].bytes.length || segment[2].bytes.length ? LIKE_SEGMENTS : LIKE_CONTAINS;
}

static Str pattern_literal(const LikePattern *pattern)
{
    switch (pattern->kind) {
    case LIKE_EXACT:
    case LIKE_PREFIX: return pattern->segments[0].bytes;
    case LIKE_SUFFIX:
    case LIKE_CONTAINS: return pattern->segments[1].bytes;
    case LIKE_SEGMENTS: break;
    }
    return STR_NONE;
}

static Str longest_literal(const LikePattern *pattern)
{
    Str longest = STR_NONE;

    for (uint32_t segment = 0; segment < pattern->segment_count; segment++) {
        Str bytes = pattern->segments[segment].bytes;

        for (size_t from = 0, to; from < bytes.length; from = to + 1) {
            for (to = from; to < bytes.length && bytes.data[to] != LIKE_ANY; to++)
                ;
            if (to - from > longest.length)
                longest = str_slice(bytes, from, to);
        }
    }
    return longest;
}

/* Copy the literals of `pattern` from `at` up to the next % into `segment`. */
static size_t scan_segment(Str pattern, size_t at, char *to, LikeSegment *segment)
{
    char *start = to;
    bool has_any = false;

    for (; at < pattern.length && pattern.data[at] != '%'; at++) {
        bool is_any = pattern.data[at] == '_';

        if (is_any && !has_any)
            segment->head = (size_t)(to - start);
        has_any |= is_any;
        if (pattern.data[at] == '\\' && ++at == pattern.length)
            break;
        *to++ = is_any ? LIKE_ANY : pattern.data[at];
    }
    segment->bytes = (Str){ start, (size_t)(to - start) };
    if (!has_any)
        segment->head = segment->bytes.length;
    return at;
}

static bool is_escape_open(Str pattern)
{
    size_t escapes = 0;

    for (; escapes < pattern.length; escapes++)
        if (pattern.data[pattern.length - 1 - escapes] != '\\')
            break;
    return escapes % 2;
}

LikePattern like_compile(Arena *arena, Str pattern)
{
    LikeSegment *segments = ARENA_ARRAY(arena, LikeSegment, count_byte(pattern, '%') + 1);
    char *bytes = arena_alloc(arena, pattern.length + 1);
    LikePattern compiled = { .segments = segments,
                             .find = text_find(),
                             .ends_with_escape = is_escape_open(pattern) };
    uint64_t skip = 0;

    for (size_t at = 0;; at = scan_wildcards(pattern, at, &skip)) {
        LikeSegment *segment = &segments[compiled.segment_count++];

        *segment = (LikeSegment){ .skip = skip };
        at = scan_segment(pattern, at, bytes, segment);
        bytes += segment->bytes.length;
        if (at >= pattern.length)
            break;
    }
    compiled.kind = pattern_kind(&compiled);
    compiled.literal = pattern_literal(&compiled);
    compiled.needle = longest_literal(&compiled);
    return compiled;
}

/* --- Matching -------------------------------------------------------------------------------- */

/* The end of `segment` where it lies right at `s`; NULL: it does not. */
static const char *match_at(const LikeSegment *segment, const char *s, const char *end)
{
    if ((size_t)(end - s) < segment->head)
        return NULL;
    if (segment->head && memcmp(s, segment->bytes.data, segment->head) != 0)
        return NULL;
    s += segment->head;
    for (size_t at = segment->head; at < segment->bytes.length; at++) {
        char wanted = segment->bytes.data[at];

        if (s == end)
            return NULL;
        if (wanted == LIKE_ANY)
            s = char_next(s, end);
        else if (*s++ != wanted)
            return NULL;
    }
    return s;
}

/* Does `segment` lie at the end of [s, end)? */
static bool match_back(const LikeSegment *segment, const char *s, const char *end)
{
    size_t at = segment->bytes.length;

    if (segment->head == at)
        return (size_t)(end - s) >= at && (at == 0 || !memcmp(end - at, segment->bytes.data, at));
    while (at > 0) {
        char wanted = segment->bytes.data[--at];

        if (s == end)
            return false;
        if (wanted == LIKE_ANY)
            end = char_previous(end, s);
        else if (*--end != wanted)
            return false;
    }
    return true;
}

/* The end of the first place of `segment`, which begins with a literal, in [s, end). */
static const char *find_segment(const LikePattern *pattern, const LikeSegment *segment,
                                const char *s, const char *end)
{
    Str head = { segment->bytes.data, segment->head };

    while ((s = pattern->find(s, end, head))) {
        const char *past = match_at(segment, s, end);
        if (past)
            return past;
        s++;
    }
    return NULL;
}

/* Match all segments but the last; returns where that may begin, or NULL. */
static const char *match_leading(const LikePattern *pattern, const char *s, const char *end)
{
    uint32_t last = pattern->segment_count - 1;
    uint64_t missing;

    s = match_at(&pattern->segments[0], s, end);
    for (uint32_t at = 1; s && at <= last; at++) {
        const LikeSegment *segment = &pattern->segments[at];

        if (segment->skip) {
            s = chars_skip(s, end, segment->skip, &missing);
            if (missing)
                return NULL;
        }
        if (at < last)
            s = find_segment(pattern, segment, s, end);
    }
    return s;
}

bool like_matches(const LikePattern *pattern, Str text)
{
    const char *end = text.data + text.length;

    assert(!pattern->ends_with_escape);
    const char *s = match_leading(pattern, text.data, end);
    if (!s || pattern->segment_count == 1)
        return s == end;
    return match_back(&pattern->segments[pattern->segment_count - 1], s, end);
}

/*
 * The matcher stands before the escape character once the last segment is found
 *   (1) with a character behind it, or
 *   (2) with none where only characters to skip stand before it, since a % takes them at once,
 *       but it takes them only if there is any text left.
 */
bool like_reaches_escape(const LikePattern *pattern, Str text)
{
    const LikeSegment *last = &pattern->segments[pattern->segment_count - 1];
    const char *end = text.data + text.length;
    const char *s = match_leading(pattern, text.data, end);

    if (!s)
        return false;
    if (pattern->segment_count == 1)
        return s < end; /* (1) */
    if (last->bytes.length == 0)
        return last->skip > 0 || s < end; /* (2) */
    for (s = pattern->find(s, end, (Str){ last->bytes.data, last->head }); s;
         s = pattern->find(s + 1, end, (Str){ last->bytes.data, last->head })) {
        const char *past = match_at(last, s, end);
        if (past)
            return past < end; /* (1); a later place has no more behind it */
    }
    return false;
}
