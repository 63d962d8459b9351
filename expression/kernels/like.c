/*
 * like.c -- the kernels of LIKE and ILIKE.
 *
 * A constant pattern is compiled once per program (prepare_like) or batch; others are compiled
 * again where they differ from the row before.  All kernels first find which live rows match
 * (`hits`, a byte a live row) and then make a column or a selection of it.  ILIKE is LIKE of both
 * sides in lower case.
 */
#include "expression/kernels/like.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

/* --- Constant patterns ----------------------------------------------------------------------- */

static bool fail_escape(const KernelCall *call)
{
    return fail(call->cx, ERR_INVALID_ESCAPE_SEQUENCE, call->position,
                "LIKE pattern must not end with escape character");
}

static bool hit_constant(const KernelCall *call, const LikePattern *pattern, LiveRows live,
                         uint8_t *hits)
{
    TextArg text = text_arg(call, 0);

    if (unlikely(pattern->ends_with_escape)) {
        for (uint32_t at = 0; at < live.count; at++)
            if (like_reaches_escape(pattern, text_at(&text, live.row[at])))
                return fail_escape(call);
        memset(hits, 0, live.count);
        return true;
    }
    like_hits(pattern, &text, live, hits);
    return true;
}

/* --- Row by row ------------------------------------------------------------------------------ */

/* Where rows are folded to lower case; as large as the longest string needs. */
typedef struct FoldBuffer {
    char *text, *pattern;
} FoldBuffer;

static char *fold_buffer(const KernelCall *call, uint32_t arg, LiveRows live)
{
    TextArg text = text_arg(call, arg);
    size_t longest = 0;

    for (uint32_t at = 0; at < live.count; at++) {
        size_t length = text_at(&text, live.row[at]).length;
        longest = length > longest ? length : longest;
    }
    return arena_alloc(call->cx->arena, text_case_room(longest));
}

static Str fold(Str s, char *buffer)
{
    return (Str){ buffer, text_to_case(s, CASE_LOWER, buffer) };
}

/* Patterns that differ by row, or ILIKE. */
static bool hit_by_row(const KernelCall *call, bool ignore_case, LiveRows live, uint8_t *hits)
{
    TextArg text = text_arg(call, 0), patterns = text_arg(call, 1);
    FoldBuffer buffer = { NULL, NULL };

    if (ignore_case)
        buffer = (FoldBuffer){ fold_buffer(call, 0, live), fold_buffer(call, 1, live) };

    ArenaMark mark = arena_mark(call->cx->arena);
    LikePattern pattern = { .segments = NULL };
    Str compiled = STR_NONE;
    for (uint32_t at = 0; at < live.count; at++) {
        Str s = text_at(&text, live.row[at]), p = text_at(&patterns, live.row[at]);

        if (!pattern.segments || !str_equal(p, compiled)) {
            arena_rewind(call->cx->arena, mark);
            compiled = p;
            pattern = like_compile(call->cx->arena, ignore_case ? fold(p, buffer.pattern) : p);
        }
        if (ignore_case)
            s = fold(s, buffer.text);
        if (pattern.ends_with_escape && like_reaches_escape(&pattern, s))
            return fail_escape(call);
        hits[at] = !pattern.ends_with_escape && like_matches(&pattern, s);
    }
    arena_rewind(call->cx->arena, mark);
    return true;
}

/* Which live rows match. */
static bool find_hits(const KernelCall *call, bool ignore_case, LiveRows live, uint8_t *hits)
{
    if (live.count == 0)
        return true;
    if (ignore_case || (!call->state && call->args[1].kind != COLUMN_CONST))
        return hit_by_row(call, ignore_case, live, hits);
    if (call->state)
        return hit_constant(call, call->state, live, hits);

    TextArg patterns = text_arg(call, 1);
    LikePattern pattern = like_compile(call->cx->arena, text_at(&patterns, 0));
    return hit_constant(call, &pattern, live, hits);
}

/* --- Kernels --------------------------------------------------------------------------------- */

typedef struct LikeSense {
    bool ignore_case;
    bool negated;
} LikeSense;

static bool like_column(const KernelCall *call, LikeSense sense, Column *out)
{
    LiveRows live = live_rows(call);
    uint8_t *hits = arena_alloc(call->cx->arena, (size_t)live.count + 1);
    bool *result = result_alloc(call, LAYOUT_BOOL);

    TRY(find_hits(call, sense.ignore_case, live, hits));
    for (uint32_t at = 0; at < live.count; at++)
        result[live.row[at]] = hits[at] != sense.negated;
    *out = column_flat(LAYOUT_BOOL, call->rows, result, NULL);
    return true;
}

static uint32_t like_select(const KernelCall *call, bool negated, Row *out_rows)
{
    LiveRows live = live_rows(call);
    uint8_t *hits = arena_alloc(call->cx->arena, (size_t)live.count + 1);
    uint32_t found = 0;

    TRY(find_hits(call, false, live, hits));
    for (uint32_t at = 0; at < live.count; at++) {
        out_rows[found] = (Row)live.row[at];
        found += hits[at] != negated;
    }
    return found;
}

bool kernel_like(const KernelCall *call, Column *out)
{
    return like_column(call, (LikeSense){ .negated = false }, out);
}

bool kernel_not_like(const KernelCall *call, Column *out)
{
    return like_column(call, (LikeSense){ .negated = true }, out);
}

bool kernel_ilike(const KernelCall *call, Column *out)
{
    return like_column(call, (LikeSense){ .ignore_case = true }, out);
}

bool kernel_not_ilike(const KernelCall *call, Column *out)
{
    return like_column(call, (LikeSense){ .ignore_case = true, .negated = true }, out);
}

uint32_t select_like(const KernelCall *call, Row *out_rows)
{
    return like_select(call, false, out_rows);
}

uint32_t select_not_like(const KernelCall *call, Row *out_rows)
{
    return like_select(call, true, out_rows);
}

const void *prepare_like(Cx *cx, const Value *const *constants,
                         const Type *types __attribute__((unused)))
{
    if (!constants[1] || constants[1]->is_null)
        return NULL;

    LikePattern *pattern = arena_alloc(cx->arena, sizeof *pattern);
    *pattern = like_compile(cx->arena, constants[1]->text);
    return pattern;
}

/* --- like_escape ----------------------------------------------------------------------------- */

/* `pattern`, in which `escape` (NULL: no character) escapes, with backslashes instead. */
static size_t translate_escapes(Str pattern, Str escape, char *to)
{
    const char *end = pattern.data + pattern.length;
    bool is_escaped = false;
    char *start = to;

    for (const char *s = pattern.data; s < end;) {
        const char *next = char_next(s, end);
        Str letter = { s, (size_t)(next - s) };

        if (escape.length && !is_escaped && str_equal(letter, escape)) {
            *to++ = '\\';
            is_escaped = true;
        } else {
            if (*s == '\\' && !is_escaped)
                *to++ = '\\';
            memcpy(to, s, letter.length);
            to += letter.length;
            is_escaped = false;
        }
        s = next;
    }
    return (size_t)(to - start);
}

bool kernel_like_escape(const KernelCall *call, Column *out)
{
    TextArg patterns = text_arg(call, 0), escapes = text_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&patterns, live));

    for (uint32_t at = 0; at < live.count; at++) {
        Str pattern = text_at(&patterns, live.row[at]);
        Str escape = text_at(&escapes, live.row[at]);

        if (char_count(escape.data, escape.length) > 1) {
            fail(call->cx, ERR_INVALID_ESCAPE_SEQUENCE, call->position, "invalid escape string");
            return fail_hint(call->cx, "Escape string must be a single character.");
        }
        char *to = TRY(text_out_room(&result, 2 * pattern.length));
        size_t bytes = pattern.length;
        if (str_is(escape, "\\") && bytes)
            memcpy(to, pattern.data, bytes);
        else
            bytes = translate_escapes(pattern, escape, to);
        text_out_put(&result, live.row[at], bytes);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
