/*
 * text_slice.c -- substring, left, right and the trims: results are pieces of their argument.
 *
 * No byte is copied but those of short results, which lie in the views themselves; longer ones
 * are views into the argument's heaps, which the result shares.
 */
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

static always_inline StrView view_of_words(uint64_t first, uint64_t second)
{
    uint64_t words[2] = { first, second };
    StrView view;

    memcpy(&view, words, sizeof view);
    return view;
}

/* The inline view of the first `length` of the twelve bytes `low` and `high`. */
static always_inline StrView inline_view(uint64_t low, uint64_t high, size_t length)
{
    uint64_t low_mask = length >= 8 ? UINT64_MAX : (UINT64_C(1) << (8 * length)) - 1;
    uint64_t high_mask = length <= 8 ? 0 : (UINT64_C(1) << (8 * (length - 8))) - 1;

    low &= low_mask;
    high &= high_mask;
    return view_of_words(length | low << 32, low >> 32 | high << 32);
}

static always_inline uint64_t load_half(const char *s)
{
    uint32_t half;
    memcpy(&half, s, sizeof half);
    return half;
}

/* The view of bytes [from, from + length) of `text`, which is what `view` shows. */
static always_inline StrView slice_view(const StrView *view, Str text, size_t from, size_t length)
{
    assert(from + length <= text.length);
    if (length > VIEW_INLINE_MAX)
        return view_of_words(length | load_half(text.data + from) << 32,
                             view->heap | (uint64_t)(view->offset + (uint32_t)from) << 32);
    if (text.length <= VIEW_INLINE_MAX) {
        uint128_t bytes = (uint128_t)load_half(view->inline_bytes + 8) << 64;
        bytes = (bytes | load_word(view->inline_bytes)) >> (8 * from);
        return inline_view((uint64_t)bytes, (uint64_t)(bytes >> 64), length);
    }
    if (from + VIEW_INLINE_MAX <= text.length) {
        const char *s = text.data + from;
        return inline_view(load_word(s), load_half(s + 8), length);
    }
    return view_make((Str){ text.data + from, length }, 0, 0);
}

/* A column of pieces of argument `text`. */
static Column slice_column(const KernelCall *call, const StrView *views)
{
    Column column = column_flat(LAYOUT_VIEW, call->rows, views, NULL);

    column.heaps = call->args[0].heaps;
    column.heap_count = call->args[0].heap_count;
    return column;
}

/* --- substring ------------------------------------------------------------------------------- */

/* Characters [from, to) counted from 0; clamped. */
static always_inline StrView slice_chars(const StrView *view, Str text, uint64_t from, uint64_t to)
{
    const char *end = text.data + text.length;
    uint64_t left;
    const char *first = chars_skip(text.data, end, from, &left);
    const char *past = to == UINT64_MAX ? end : chars_skip(first, end, to - from, &left);

    return slice_view(view, text, (size_t)(first - text.data), (size_t)(past - first));
}

bool kernel_substring(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0);
    IntArg start = int_arg(call, 1);
    IntArg length = call->arg_count > 2 ? int_arg(call, 2) : (IntArg){ 0 };
    LiveRows live = live_rows(call);
    StrView *views = result_alloc(call, LAYOUT_VIEW);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        int64_t from = int_at(&start, row) - 1, to = INT32_MAX;

        if (length.data) {
            int64_t wanted = int_at(&length, row);
            if (wanted < 0)
                return fail(call->cx, ERR_SUBSTRING_ERROR, call->position,
                            "negative substring length not allowed");
            to = from + wanted;
        }
        if (from < 0)
            from = 0;
        if (to <= from)
            continue;
        views[row] = slice_chars(text.views + row * text.step, text_at(&text, row), (uint64_t)from,
                                 to >= INT32_MAX ? UINT64_MAX : (uint64_t)to);
    }
    *out = slice_column(call, views);
    return true;
}

/* --- left, right ----------------------------------------------------------------------------- */

bool kernel_left(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0);
    IntArg count = int_arg(call, 1);
    LiveRows live = live_rows(call);
    StrView *views = result_alloc(call, LAYOUT_VIEW);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row);
        int64_t chars = int_at(&count, row);
        const char *end = s.data + s.length;
        uint64_t left;

        if (chars >= 0)
            end = chars_skip(s.data, end, (uint64_t)chars, &left);
        else
            end = chars_skip_back(s.data, end, (uint64_t)-chars);
        views[row] = slice_view(text.views + row * text.step, s, 0, (size_t)(end - s.data));
    }
    *out = slice_column(call, views);
    return true;
}

bool kernel_right(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0);
    IntArg count = int_arg(call, 1);
    LiveRows live = live_rows(call);
    StrView *views = result_alloc(call, LAYOUT_VIEW);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row);
        int64_t chars = int_at(&count, row);
        const char *start, *end = s.data + s.length;
        uint64_t left;

        if (chars >= 0)
            start = chars_skip_back(s.data, end, (uint64_t)chars);
        else
            start = chars_skip(s.data, end, (uint64_t)-chars, &left);
        views[row] = slice_view(text.views + row * text.step, s, (size_t)(start - s.data),
                                (size_t)(end - start));
    }
    *out = slice_column(call, views);
    return true;
}

/* --- Trims ----------------------------------------------------------------------------------- */

typedef enum TrimSides { TRIM_LEFT = 1, TRIM_RIGHT = 2, TRIM_BOTH = 3 } TrimSides;

/* Characters to cut off.  ASCII ones are bits; `wide` is the set itself if it has others. */
typedef struct TrimSet {
    uint64_t ascii[2];
    Str wide;
} TrimSet;

static TrimSet trim_set(Str chars)
{
    TrimSet set = { .wide = text_is_ascii(chars) ? STR_NONE : chars };

    for (size_t at = 0; at < chars.length; at++)
        if (!(chars.data[at] & 0x80))
            bit_set(set.ascii, (uint8_t)chars.data[at]);
    return set;
}

static bool trim_has_wide(const TrimSet *set, Str wanted)
{
    const char *end = set->wide.data + set->wide.length;

    for (const char *s = set->wide.data; s < end;) {
        const char *next = char_next(s, end);
        if (str_equal((Str){ s, (size_t)(next - s) }, wanted))
            return true;
        s = next;
    }
    return false;
}

static bool trim_has(const TrimSet *set, const char *s, const char *end)
{
    if (!(*s & 0x80))
        return bit_get(set->ascii, (uint8_t)*s);
    return set->wide.length && trim_has_wide(set, (Str){ s, (size_t)(end - s) });
}

static Str trim_text(Str s, const TrimSet *set, TrimSides sides)
{
    const char *start = s.data, *end = s.data + s.length;

    while ((sides & TRIM_LEFT) && start < end) {
        const char *next = char_next(start, end);
        if (!trim_has(set, start, next))
            break;
        start = next;
    }
    while ((sides & TRIM_RIGHT) && start < end) {
        const char *last = char_previous(end, start);
        if (!trim_has(set, last, end))
            break;
        end = last;
    }
    return (Str){ start, (size_t)(end - start) };
}

static bool trim(const KernelCall *call, TrimSides sides, Column *out)
{
    TextArg text = text_arg(call, 0);
    TextArg chars = call->arg_count > 1 ? text_arg(call, 1) : (TextArg){ 0 };
    LiveRows live = live_rows(call);
    StrView *views = result_alloc(call, LAYOUT_VIEW);
    TrimSet set = trim_set(STR_LIT(" "));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row);

        if (chars.views && (at == 0 || chars.step))
            set = trim_set(text_at(&chars, row));
        Str rest = trim_text(s, &set, sides);
        views[row] =
            slice_view(text.views + row * text.step, s, (size_t)(rest.data - s.data), rest.length);
    }
    *out = slice_column(call, views);
    return true;
}

bool kernel_btrim(const KernelCall *call, Column *out)
{
    return trim(call, TRIM_BOTH, out);
}

bool kernel_ltrim(const KernelCall *call, Column *out)
{
    return trim(call, TRIM_LEFT, out);
}

bool kernel_rtrim(const KernelCall *call, Column *out)
{
    return trim(call, TRIM_RIGHT, out);
}
