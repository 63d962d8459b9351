/* aggregate_state.c -- what states there are, their memory, and results; see aggregate.h. */
#include "worker/operators/aggregate.h"

#include "base/decimal.h"
#include "base/moments.h"
#include "base/numeric.h"

#include <math.h>

/* --- Which state an aggregate has ----------------------------------------------------------------
 */

static StateKind sum_kind(Layout arg)
{
    switch (arg) {
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64:
    case LAYOUT_I128: return STATE_SUM_INTEGER;
    case LAYOUT_F32:
    case LAYOUT_F64: return STATE_SUM_REAL;
    case LAYOUT_INTERVAL: return STATE_SUM_INTERVAL;
    case LAYOUT_VIEW: break;
    }
    return STATE_SUM_NUMERIC;
}

static StateKind extreme_kind(Layout arg)
{
    switch (arg) {
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64:
    case LAYOUT_F32:
    case LAYOUT_F64: return STATE_EXTREME_INTEGER;
    case LAYOUT_I128: return STATE_EXTREME_WIDE;
    case LAYOUT_INTERVAL: return STATE_EXTREME_INTERVAL;
    case LAYOUT_VIEW: break;
    }
    return STATE_EXTREME_VIEW;
}

typedef enum Family {
    FAMILY_NONE,
    FAMILY_COUNT,
    FAMILY_SUM,
    FAMILY_MIN,
    FAMILY_MAX,
    FAMILY_AND,
    FAMILY_OR,
    FAMILY_XOR,
    FAMILY_MOMENTS,
    FAMILY_CONCAT,
} Family;

static Family family_of(FunctionId function)
{
    const Function *f = function_get(function);
    static const struct {
        const char *name;
        Family family;
    } families[] = { { "count", FAMILY_COUNT },
                     { "sum", FAMILY_SUM },
                     { "min", FAMILY_MIN },
                     { "max", FAMILY_MAX },
                     { "bool_and", FAMILY_MIN },
                     { "every", FAMILY_MIN },
                     { "bool_or", FAMILY_MAX },
                     { "bit_and", FAMILY_AND },
                     { "bit_or", FAMILY_OR },
                     { "bit_xor", FAMILY_XOR },
                     { "moments_state", FAMILY_MOMENTS },
                     { "concat_state", FAMILY_CONCAT } };

    for (size_t at = 0; at < COUNT_OF(families); at++)
        if ((f->flags & FUNCTION_AGGREGATE) && strcmp(f->name, families[at].name) == 0)
            return families[at].family;
    return FAMILY_NONE;
}

/* A state has its argument's form; a FIXED one becomes the result's when it is given out. */
static bool forms_agree(const AggregateSpec *spec)
{
    Type arg = spec->arg, result = spec->result;

    if (result.id != TYPE_NUMERIC || result.numeric_form == NUMERIC_VAR)
        return true;
    if (arg.id != TYPE_NUMERIC)
        return result.numeric_scale == 0;
    return arg.numeric_form == NUMERIC_FIXED && arg.numeric_scale == result.numeric_scale;
}

bool aggregate_spec(Cx *cx, const AggregateCall *call, AggregatePhase phase,
                    AggregateSpec *out_spec)
{
    Family family = family_of((FunctionId)call->function);
    AggregateSpec spec = { .result = call->head.type,
                           .has_arg = call->args.count > 0,
                           .position = call->head.position,
                           .is_max = family == FAMILY_MAX,
                           .is_distinct = call->is_distinct };

    if (spec.has_arg)
        spec.arg = call->args.items[0]->type;
    if (phase == PHASE_FINAL && family == FAMILY_COUNT) {
        family = FAMILY_SUM;
        spec.never_null = true;
    }
    switch (family) {
    case FAMILY_NONE:
        return fail(cx, ERR_INTERNAL_ERROR, spec.position, "no worker computes aggregate %s",
                    function_get((FunctionId)call->function)->name);
    case FAMILY_COUNT: spec.kind = STATE_COUNT; break;
    case FAMILY_SUM: spec.kind = sum_kind(type_layout(spec.arg)); break;
    case FAMILY_MIN:
    case FAMILY_MAX:
        spec.kind = extreme_kind(type_layout(spec.arg));
        spec.is_distinct = false;
        break;
    case FAMILY_AND:
    case FAMILY_OR:
        spec.is_distinct = false;
        spec.bits = family == FAMILY_AND ? BITS_AND : BITS_OR;
        spec.kind = STATE_BITS;
        break;
    case FAMILY_XOR:
        spec.bits = BITS_XOR;
        spec.kind = STATE_BITS;
        break;
    case FAMILY_MOMENTS: spec.kind = STATE_MOMENTS; break;
    case FAMILY_CONCAT: spec.kind = STATE_CONCAT; break;
    }
    if (spec.kind != STATE_COUNT && !forms_agree(&spec))
        return fail(cx, ERR_INTERNAL_ERROR, spec.position,
                    "aggregate %s changes the scale of its argument",
                    function_get((FunctionId)call->function)->name);
    *out_spec = spec;
    return true;
}

AggregateSpec aggregate_merging(AggregateSpec spec)
{
    AggregateSpec merging = spec;
    Layout layout = type_layout(spec.result);

    if (spec.is_distinct)
        return spec; /* its values are kept, not its state */
    merging.has_arg = true;
    merging.arg = spec.result;
    switch (spec.kind) {
    case STATE_COUNT:
        merging.kind = STATE_SUM_INTEGER;
        merging.never_null = true;
        break;
    case STATE_SUM_INTEGER:
    case STATE_SUM_REAL:
    case STATE_SUM_INTERVAL:
    case STATE_SUM_NUMERIC: merging.kind = sum_kind(layout); break;
    case STATE_EXTREME_INTEGER:
    case STATE_EXTREME_WIDE:
    case STATE_EXTREME_VIEW:
    case STATE_EXTREME_INTERVAL: merging.kind = extreme_kind(layout); break;
    case STATE_BITS:
    case STATE_MOMENTS:
    case STATE_CONCAT: break;
    }
    return merging;
}

/* --- Memory ------------------------------------------------------------------------------------
 */

static size_t value_bytes(StateKind kind)
{
    switch (kind) {
    case STATE_COUNT:
    case STATE_SUM_INTEGER:
    case STATE_BITS:
    case STATE_EXTREME_INTEGER: return sizeof(int64_t);
    case STATE_MOMENTS: return sizeof(Moments);
    case STATE_CONCAT: return sizeof(ConcatText);
    case STATE_SUM_REAL: return sizeof(double);
    case STATE_SUM_INTERVAL:
    case STATE_EXTREME_INTERVAL: return sizeof(Interval);
    case STATE_SUM_NUMERIC: return sizeof(NumericSum);
    case STATE_EXTREME_WIDE: return sizeof(int128_t);
    case STATE_EXTREME_VIEW: return sizeof(StrView);
    }
    return 0;
}

/* The kinds whose first value replaces nothing. */
static bool must_track_seen(StateKind kind)
{
    return kind == STATE_EXTREME_VIEW || kind == STATE_EXTREME_INTERVAL;
}

void state_init(AggregateState *state, AggregateSpec spec, Budget *budget)
{
    *state =
        (AggregateState){ .spec = spec, .budget = budget, .has_seen = must_track_seen(spec.kind) };
}

void state_free(AggregateState *state)
{
    group_array_free(state->budget, &state->values);
    group_array_free(state->budget, &state->wide);
    group_array_free(state->budget, &state->carry);
    group_array_free(state->budget, &state->seen);
    group_heap_free(state->budget, &state->heap);
    state_init(state, state->spec, state->budget);
}

/* Extremes begin at the other end. */
static void init_extremes(AggregateState *state, uint32_t from, uint32_t to)
{
    int64_t *lanes = state->values.data;
    int128_t *wide = state->values.data;
    int128_t greatest = (int128_t)(((uint128_t)1 << 127) - 1);

    if (state->spec.kind == STATE_EXTREME_INTEGER)
        for (uint32_t group = from; group < to; group++)
            lanes[group] = state->spec.is_max ? INT64_MIN : INT64_MAX;
    if (state->spec.kind == STATE_EXTREME_WIDE)
        for (uint32_t group = from; group < to; group++)
            wide[group] = state->spec.is_max ? -greatest - 1 : greatest;
    if (state->spec.kind == STATE_BITS)
        for (uint32_t group = from; group < to; group++)
            lanes[group] = state->spec.bits == BITS_AND ? -1 : 0;
}

bool state_reserve(AggregateState *state, uint32_t groups)
{
    size_t capacity = state->capacity ? state->capacity : 64;

    if (groups <= state->capacity)
        return true;
    while (capacity < groups)
        capacity *= 2;
    if (!group_array_grow(state->budget, &state->values, capacity * value_bytes(state->spec.kind)))
        return false;
    if (state->spec.kind != STATE_COUNT && !group_array_grow(state->budget, &state->seen, capacity))
        return false;
    if (state->wide.data) {
        if (!group_array_grow(state->budget, &state->wide, capacity * sizeof(int128_t)))
            return false;
    } else if (state->spec.kind == STATE_SUM_INTEGER &&
               budget_left(state->budget) < (int64_t)(capacity * sizeof(int128_t))) {
        return false; /* lanes may have to be emptied at any time */
    }
    if (state->carry.data &&
        !group_array_grow(state->budget, &state->carry, capacity * sizeof(int64_t)))
        return false;
    init_extremes(state, state->capacity, (uint32_t)capacity);
    state->capacity = (uint32_t)capacity;
    return true;
}

void state_track_seen(AggregateState *state, uint32_t groups)
{
    if (state->has_seen || state->spec.kind == STATE_COUNT)
        return;
    state->has_seen = true;
    if (groups)
        memset(state->seen.data, 1, groups);
}

bool state_can_be_copied(StateKind kind)
{
    return kind != STATE_EXTREME_VIEW && kind != STATE_SUM_NUMERIC && kind != STATE_CONCAT;
}

static void copy_group(GroupArray *array, size_t width, uint32_t from, uint32_t to)
{
    char *data = array->data;

    if (data)
        memcpy(data + to * width, data + from * width, width);
}

void state_copy(AggregateState *state, uint32_t from, uint32_t to)
{
    copy_group(&state->values, value_bytes(state->spec.kind), from, to);
    copy_group(&state->wide, sizeof(int128_t), from, to);
    copy_group(&state->carry, sizeof(int64_t), from, to);
    copy_group(&state->seen, 1, from, to);
}

/* --- Updating ----------------------------------------------------------------------------------
 */

static Column ordered_reals(Arena *arena, const StateInput *in)
{
    int64_t *order = ARENA_ARRAY(arena, int64_t, in->count + 1);

    for (uint32_t at = 0; at < in->count; at++) {
        uint32_t row = in->rows ? in->rows[at] : at;
        order[at] = real_to_order(in->arg->layout == LAYOUT_F32
                                      ? (double)((const float *)in->arg->data)[row]
                                      : ((const double *)in->arg->data)[row]);
    }
    return column_flat(LAYOUT_I64, in->count, order, NULL);
}

static void mark_seen(AggregateState *state, const StateInput *in)
{
    uint8_t *restrict seen = state->seen.data;

    if (!in->groups) {
        seen[0] |= in->count > 0;
        return;
    }
    for (uint32_t at = 0; at < in->count; at++)
        seen[in->groups[at]] = 1;
}

bool state_update(Cx *cx, Arena *scratch, AggregateState *state, const StateInput *input)
{
    Cx inner = cx_within(cx, scratch);
    StateInput in = *input;
    Column flat;
    bool done = true;

    if (in.arg && state->spec.kind != STATE_COUNT) {
        flat = column_flatten(scratch, in.arg, in.rows, in.count);
        in.arg = &flat;
    }
    switch (state->spec.kind) {
    case STATE_COUNT: state_count(state, &in); return true;
    case STATE_SUM_INTEGER: done = state_sum_integer(&inner, state, &in); break;
    case STATE_SUM_REAL: state_sum_real(state, &in); break;
    case STATE_EXTREME_INTEGER:
        if (flat.layout == LAYOUT_F32 || flat.layout == LAYOUT_F64) {
            flat = ordered_reals(scratch, &in);
            in.rows = NULL;
        }
        state_extreme_integer(state, &in);
        break;
    case STATE_EXTREME_WIDE:
        flat = column_with_layout(scratch, &flat, LAYOUT_I128);
        done = state_update_value(&inner, state, &in);
        break;
    case STATE_BITS:
        flat = column_with_layout(scratch, &flat, LAYOUT_I64);
        state_bits(state, &in);
        break;
    case STATE_MOMENTS: done = state_moments(&inner, state, &in); break;
    case STATE_CONCAT: done = state_concat(&inner, state, &in); break;
    case STATE_SUM_INTERVAL:
    case STATE_SUM_NUMERIC:
    case STATE_EXTREME_VIEW:
    case STATE_EXTREME_INTERVAL: done = state_update_value(&inner, state, &in); break;
    }
    if (!done)
        return fail_with(cx, &inner.error);
    if (state->has_seen)
        mark_seen(state, &in);
    return true;
}

/* --- Results -----------------------------------------------------------------------------------
 */

/* An integer result goes out in the layout its type has. */
static bool put_integer(Cx *cx, const AggregateSpec *spec, int128_t value, void *data, uint32_t at)
{
    switch (type_layout(spec->result)) {
    case LAYOUT_BOOL: ((uint8_t *)data)[at] = (uint8_t)value; return true;
    case LAYOUT_I8: ((int8_t *)data)[at] = (int8_t)value; return true;
    case LAYOUT_I16: ((int16_t *)data)[at] = (int16_t)value; return true;
    case LAYOUT_I32: ((int32_t *)data)[at] = (int32_t)value; return true;
    case LAYOUT_I64:
        if (value != (int64_t)value)
            return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, spec->position, "bigint out of range");
        ((int64_t *)data)[at] = (int64_t)value;
        return true;
    case LAYOUT_I128: ((int128_t *)data)[at] = value; return true;
    case LAYOUT_F32: ((float *)data)[at] = (float)real_of_order((int64_t)value); return true;
    case LAYOUT_F64: ((double *)data)[at] = real_of_order((int64_t)value); return true;
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return fail(cx, ERR_INTERNAL_ERROR, spec->position, "an aggregate has an unexpected type");
}

static bool put_real(Cx *cx, const AggregateState *state, double sum, void *data, uint32_t at)
{
    bool is_float = type_layout(state->spec.result) == LAYOUT_F32;

    if ((is_float ? isinf((float)sum) : isinf(sum)) && !state->has_infinity)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, state->spec.position,
                    "value out of range: overflow");
    if (is_float)
        ((float *)data)[at] = (float)sum;
    else
        ((double *)data)[at] = sum;
    return true;
}

/* The value of a group whose state is an integer, and no sum. */
static int128_t integer_of(const AggregateState *state, uint32_t group)
{
    if (state->spec.kind == STATE_EXTREME_WIDE)
        return ((const int128_t *)state->values.data)[group];
    return ((const int64_t *)state->values.data)[group];
}

static bool put_sum(Cx *cx, const AggregateState *state, uint32_t group, void *data, uint32_t at)
{
    int128_t sum;

    if (!state_integer_sum(state, group, &sum))
        return fail_sum_overflow(cx, state);
    return put_integer(cx, &state->spec, sum, data, at);
}

static bool put(Cx *cx, const AggregateState *state, uint32_t group, void *data, uint32_t at)
{
    switch (state->spec.kind) {
    case STATE_COUNT: ((int64_t *)data)[at] = ((const int64_t *)state->values.data)[group]; break;
    case STATE_SUM_INTEGER: return put_sum(cx, state, group, data, at);
    case STATE_EXTREME_INTEGER:
    case STATE_EXTREME_WIDE:
    case STATE_BITS: return put_integer(cx, &state->spec, integer_of(state, group), data, at);
    case STATE_SUM_REAL:
        return put_real(cx, state, ((const double *)state->values.data)[group], data, at);
    case STATE_SUM_INTERVAL:
    case STATE_EXTREME_INTERVAL:
        ((Interval *)data)[at] = ((const Interval *)state->values.data)[group];
        break;
    case STATE_EXTREME_VIEW:
        ((StrView *)data)[at] = ((const StrView *)state->values.data)[group];
        break;
    case STATE_CONCAT: ((StrView *)data)[at] = state_concat_view(state, group); break;
    case STATE_MOMENTS:
    case STATE_SUM_NUMERIC: break;
    }
    return true;
}

static Str bytes_of(Arena *arena, const AggregateState *state, uint32_t group)
{
    if (state->spec.kind == STATE_MOMENTS)
        return (Str){ (const char *)state->values.data + group * sizeof(Moments), sizeof(Moments) };
    if (state->spec.kind == STATE_SUM_NUMERIC)
        return numeric_sum_text(arena, state, group);
    int scale = state->spec.arg.id == TYPE_NUMERIC ? state->spec.arg.numeric_scale : 0;
    Numeric value = state->spec.kind == STATE_SUM_INTEGER
                        ? state_numeric_sum(arena, state, group, scale)
                        : numeric_from_fixed(arena, integer_of(state, group), scale);
    return numeric_encode(arena, &value);
}

/* VAR numerics and moments, which are not views yet. */
static void put_bytes(Arena *arena, const AggregateState *state, const uint32_t *groups,
                      Column *out)
{
    StrView *views = column_alloc(arena, LAYOUT_VIEW, out->rows);
    const uint8_t **heaps = arena_alloc(arena, sizeof *heaps);
    StrBuilder heap = str_builder(arena);

    for (uint32_t at = 0; at < out->rows; at++) {
        Str text = bytes_of(arena, state, groups[at]);
        views[at] = view_make(text, 0, (uint32_t)heap.length);
        if (text.length > VIEW_INLINE_MAX)
            str_add(&heap, text);
    }
    heaps[0] = (const uint8_t *)heap.data;
    out->data = views;
    out->heaps = heaps;
    out->heap_count = 1;
}

static const uint64_t *null_rows(Arena *arena, const AggregateState *state, const uint32_t *groups,
                                 uint32_t count)
{
    const uint8_t *seen = state->seen.data;
    uint64_t *validity = NULL;

    if (!state->has_seen || state->spec.never_null)
        return NULL;
    for (uint32_t at = 0; at < count; at++) {
        if (seen[groups[at]])
            continue;
        if (!validity)
            validity = validity_alloc(arena, count, true);
        bit_clear(validity, at);
    }
    return validity;
}

/* Counts and sums, which are most of what is given out, without a look at each row's kind.  False:
 * not one of those, or some sum does not fit. */
static bool put_all(const AggregateState *state, const uint32_t *groups, uint32_t count, void *data)
{
    const int64_t *lanes = state->values.data;
    bool is_sum = state->spec.kind == STATE_SUM_INTEGER, fit = true;

    if (state->spec.kind == STATE_COUNT) {
        for (uint32_t at = 0; at < count; at++)
            ((int64_t *)data)[at] = lanes[groups[at]];
        return true;
    }
    if (!is_sum || type_layout(state->spec.result) != LAYOUT_I128)
        return false;
    for (uint32_t at = 0; at < count; at++)
        fit &= state_integer_sum(state, groups[at], (int128_t *)data + at);
    return fit;
}

bool state_column(Cx *cx, const AggregateState *state, const uint32_t *groups, uint32_t count,
                  Column *out)
{
    Layout layout = type_layout(state->spec.result);
    const uint64_t *validity = null_rows(cx->arena, state, groups, count);
    Column column = column_flat(layout, count, NULL, validity);
    bool is_view = state->spec.kind == STATE_EXTREME_VIEW || state->spec.kind == STATE_CONCAT;

    if (layout == LAYOUT_VIEW && !is_view) {
        put_bytes(cx->arena, state, groups, &column);
        *out = column;
        return true;
    }
    void *data = column_alloc(cx->arena, layout, count);
    size_t width = (size_t)layout_bytes(layout);
    bool is_put = put_all(state, groups, count, data);
    for (uint32_t at = 0; !is_put && at < count; at++) {
        if (validity && !bit_get(validity, at))
            memset((char *)data + at * width, 0, width);
        else
            TRY(put(cx, state, groups[at], data, at));
    }
    column.data = data;
    if (is_view) {
        column.heaps = (const uint8_t *const *)state->heap.chunks;
        column.heap_count = state->heap.count;
    }
    *out = column;
    return true;
}
