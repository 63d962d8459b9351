/*
 * aggregate_bytes.c -- states of aggregates that the planner finishes: bits, moments of floats,
 * and bytes put one after the other.
 *
 * A moments state takes one number (8 bytes), two (16) or a state (Moments), so that merging is
 * updating.
 */
#include "worker/operators/aggregate.h"

#include "base/moments.h"

enum { CONCAT_BYTES_MIN = 64, CONCAT_BYTES_MAX = 0x3fffffff };

static Str text_of_row(const StateInput *in, uint32_t row)
{
    return view_str((const StrView *)in->arg->data + row, in->arg->heaps);
}

/* --- Bits --------------------------------------------------------------------------------------
 */

void state_bits(AggregateState *state, const StateInput *in)
{
    int64_t *lanes = state->values.data;
    const int64_t *data = in->arg->data;

    for (uint32_t at = 0; at < in->count; at++) {
        int64_t value = data[in->rows ? in->rows[at] : at];
        int64_t *lane = &lanes[in->groups ? in->groups[at] : 0];
        switch (state->spec.bits) {
        case BITS_AND: *lane &= value; break;
        case BITS_OR: *lane |= value; break;
        case BITS_XOR: *lane ^= value; break;
        }
    }
}

/* --- Moments -----------------------------------------------------------------------------------
 */

static bool take_moments(Moments *moments, Str term)
{
    double values[2];
    Moments more;

    if (term.length == sizeof more) {
        memcpy(&more, term.data, sizeof more);
        return moments_merge(moments, &more);
    }
    assert(term.length == sizeof values[0] || term.length == sizeof values);
    memcpy(values, term.data, term.length);
    return term.length == sizeof values ? moments_add_pair(moments, values[1], values[0])
                                        : moments_add(moments, values[0]);
}

bool state_moments(Cx *cx, AggregateState *state, const StateInput *in)
{
    Moments *moments = state->values.data;

    for (uint32_t at = 0; at < in->count; at++) {
        Str term = text_of_row(in, in->rows ? in->rows[at] : at);
        if (!take_moments(&moments[in->groups ? in->groups[at] : 0], term))
            return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, state->spec.position,
                        "value out of range: overflow");
    }
    return true;
}

/* --- Bytes -------------------------------------------------------------------------------------
 */

static char *concat_bytes(const AggregateState *state, const ConcatText *text)
{
    return (char *)state->heap.chunks[text->heap] + text->offset;
}

/* Move what there is to where it can double. */
static bool make_room(Cx *cx, AggregateState *state, ConcatText *text, size_t bytes)
{
    if (bytes > CONCAT_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, state->spec.position,
                    "an aggregate cannot keep more than %d bytes of a group's rows",
                    CONCAT_BYTES_MAX);
    SCRATCH(cx->arena);
    size_t capacity = 2 * bytes > CONCAT_BYTES_MIN ? 2 * bytes : CONCAT_BYTES_MIN;
    char *copy = arena_zero(cx->arena, capacity);
    if (text->length)
        memcpy(copy, concat_bytes(state, text), text->length);
    StrView view = group_heap_add(state->budget, &state->heap, (Str){ copy, capacity });
    text->capacity = (uint32_t)capacity;
    text->heap = view.heap;
    text->offset = view.offset;
    return true;
}

bool state_concat(Cx *cx, AggregateState *state, const StateInput *in)
{
    ConcatText *texts = state->values.data;

    for (uint32_t at = 0; at < in->count; at++) {
        Str more = text_of_row(in, in->rows ? in->rows[at] : at);
        ConcatText *text = &texts[in->groups ? in->groups[at] : 0];
        size_t length = text->length + more.length;
        if (length > text->capacity)
            TRY(make_room(cx, state, text, length));
        if (more.length)
            memcpy(concat_bytes(state, text) + text->length, more.data, more.length);
        text->length = (uint32_t)length;
    }
    return true;
}

StrView state_concat_view(const AggregateState *state, uint32_t group)
{
    const ConcatText *text = (const ConcatText *)state->values.data + group;

    if (!text->length)
        return (StrView){ 0 };
    return view_make((Str){ concat_bytes(state, text), text->length }, text->heap, text->offset);
}
