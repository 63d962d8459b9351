/*
 * aggregate_value.c -- states that are taken value by value: wide integers, strings, intervals
 * and VAR numerics.
 *
 * A string or interval state counts only where `seen` says so; the first value is taken as it is,
 * and a later one that compares equal does not replace it.
 */
#include "worker/operators/aggregate.h"

#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"

enum { NUMERIC_TEXT_MIN = 32 }; /* bytes kept for an encoded sum */

/* --- Extremes ----------------------------------------------------------------------------------
 */

static void extreme_wide(AggregateState *state, const StateInput *in)
{
    int128_t *lanes = state->values.data;
    const int128_t *data = in->arg->data;

    for (uint32_t at = 0; at < in->count; at++) {
        int128_t value = data[in->rows ? in->rows[at] : at];
        int128_t *lane = &lanes[in->groups ? in->groups[at] : 0];
        if (state->spec.is_max ? value > *lane : value < *lane)
            *lane = value;
    }
}

static uint32_t prefix_of(const StrView *view)
{
    uint32_t prefix;

    memcpy(&prefix, view->prefix, sizeof prefix); /* short strings are padded with zeros */
    return __builtin_bswap32(prefix);
}

static int compare_views(Type type, const StrView *a, const uint8_t *const *a_heaps,
                         const StrView *b, const uint8_t *const *b_heaps)
{
    if (!type_is_structured(type) && type.id != TYPE_BPCHAR && prefix_of(a) != prefix_of(b))
        return prefix_of(a) < prefix_of(b) ? -1 : 1;
    return value_compare(type, (Value){ .text = view_str(a, a_heaps) },
                         (Value){ .text = view_str(b, b_heaps) });
}

static void keep_view(AggregateState *state, Str text, StrView *kept)
{
    if (kept->length > VIEW_INLINE_MAX && text.length > VIEW_INLINE_MAX &&
        text.length <= kept->length) { /* there is room where the old one lies */
        uint32_t heap = kept->heap, offset = kept->offset;
        memcpy(state->heap.chunks[heap] + offset, text.data, text.length);
        *kept = view_make(text, heap, offset);
        return;
    }
    *kept = group_heap_add(state->budget, &state->heap, text);
}

static void extreme_view(AggregateState *state, const StateInput *in)
{
    const StrView *views = in->arg->data;
    uint8_t *seen = state->seen.data;

    for (uint32_t at = 0; at < in->count; at++) {
        const StrView *view = &views[in->rows ? in->rows[at] : at];
        uint32_t group = in->groups ? in->groups[at] : 0;
        StrView *kept = (StrView *)state->values.data + group;
        if (seen[group]) {
            int order = compare_views(state->spec.arg, view, in->arg->heaps, kept,
                                      (const uint8_t *const *)state->heap.chunks);
            if (state->spec.is_max ? order <= 0 : order >= 0)
                continue;
        }
        keep_view(state, view_str(view, in->arg->heaps), kept);
        seen[group] = 1;
    }
}

static void extreme_interval(AggregateState *state, const StateInput *in)
{
    const Interval *data = in->arg->data;
    uint8_t *seen = state->seen.data;

    for (uint32_t at = 0; at < in->count; at++) {
        Interval value = data[in->rows ? in->rows[at] : at];
        uint32_t group = in->groups ? in->groups[at] : 0;
        Interval *kept = (Interval *)state->values.data + group;
        int order = seen[group] ? interval_compare(value, *kept) : 0;
        if (!seen[group] || (state->spec.is_max ? order > 0 : order < 0))
            *kept = value;
        seen[group] = 1;
    }
}

/* --- Sums --------------------------------------------------------------------------------------
 */

static bool sum_interval(Cx *cx, AggregateState *state, const StateInput *in)
{
    const Interval *data = in->arg->data;
    Interval *sums = state->values.data;

    for (uint32_t at = 0; at < in->count; at++) {
        Interval value = data[in->rows ? in->rows[at] : at];
        Interval *sum = &sums[in->groups ? in->groups[at] : 0];
        TRY(interval_add(cx, *sum, value, sum));
    }
    return true;
}

static bool add_fixed(NumericSum *sum, const Numeric *value)
{
    int32_t scale = value->scale > sum->scale ? value->scale : sum->scale;
    int128_t fixed, more;

    if (sum->scale < 0 || value->kind != NUMERIC_FINITE || scale > NUMERIC_FIXED_SCALE_MAX ||
        !decimal_rescale(sum->fixed, sum->scale, scale, &fixed) ||
        !numeric_to_fixed(value, scale, &more) || !decimal_add(fixed, more, &fixed))
        return false;
    sum->fixed = fixed;
    sum->scale = scale;
    return true;
}

static Numeric sum_so_far(Arena *arena, const AggregateState *state, const NumericSum *sum)
{
    if (sum->scale >= 0)
        return numeric_from_fixed(arena, sum->fixed, sum->scale);
    return numeric_decode(
        (Str){ (const char *)state->heap.chunks[sum->heap] + sum->offset, sum->length });
}

/* Give the sum room for `bytes`, twice over: it will go on growing. */
static void make_room(Cx *cx, AggregateState *state, NumericSum *sum, size_t bytes)
{
    size_t capacity = 2 * bytes > NUMERIC_TEXT_MIN ? 2 * bytes : NUMERIC_TEXT_MIN;
    Str blank = { arena_zero(cx->arena, capacity), capacity };
    StrView view = group_heap_add(state->budget, &state->heap, blank);

    sum->capacity = (uint32_t)capacity;
    sum->heap = view.heap;
    sum->offset = view.offset;
}

static bool add_encoded(Cx *cx, AggregateState *state, NumericSum *sum, const Numeric *value)
{
    Numeric before = sum_so_far(cx->arena, state, sum), after;

    TRY(numeric_add(cx, &before, value, &after));
    Str text = numeric_encode(cx->arena, &after);
    if (text.length > sum->capacity)
        make_room(cx, state, sum, text.length);
    memcpy(state->heap.chunks[sum->heap] + sum->offset, text.data, text.length);
    sum->length = (uint32_t)text.length;
    sum->scale = -1;
    return true;
}

static bool sum_numeric(Cx *cx, AggregateState *state, const StateInput *in)
{
    const StrView *views = in->arg->data;
    NumericSum *sums = state->values.data;

    for (uint32_t at = 0; at < in->count; at++) {
        uint32_t row = in->rows ? in->rows[at] : at;
        Numeric value = numeric_decode(view_str(&views[row], in->arg->heaps));
        NumericSum *sum = &sums[in->groups ? in->groups[at] : 0];
        if (!add_fixed(sum, &value)) {
            SCRATCH(cx->arena);
            if (!add_encoded(cx, state, sum, &value))
                return false;
        }
    }
    return true;
}

Str numeric_sum_text(Arena *arena, const AggregateState *state, uint32_t group)
{
    Numeric sum = sum_so_far(arena, state, (const NumericSum *)state->values.data + group);

    return numeric_encode(arena, &sum);
}

bool state_update_value(Cx *cx, AggregateState *state, const StateInput *in)
{
    switch (state->spec.kind) {
    case STATE_EXTREME_WIDE: extreme_wide(state, in); return true;
    case STATE_EXTREME_VIEW: extreme_view(state, in); return true;
    case STATE_EXTREME_INTERVAL: extreme_interval(state, in); return true;
    case STATE_SUM_INTERVAL: return sum_interval(cx, state, in);
    case STATE_SUM_NUMERIC: return sum_numeric(cx, state, in);
    case STATE_COUNT:
    case STATE_SUM_INTEGER:
    case STATE_SUM_REAL:
    case STATE_BITS:
    case STATE_MOMENTS:
    case STATE_CONCAT:
    case STATE_EXTREME_INTEGER: break;
    }
    return true;
}
