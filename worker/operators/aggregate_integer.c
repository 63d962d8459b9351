/*
 * aggregate_integer.c -- counts, and sums and extremes of integers, booleans and reals.
 *
 * Sums are exact.  Each group has a lane of 64 bits; `lane_max` bounds all lanes, by the number of
 * rows and the bounds of the columns taken so far.  Before a batch could push a lane over the
 * edge, the lanes are emptied into 128 bits; where even one batch could, its rows are added to
 * those directly.  A sum that leaves 128 bits on its way counts how often in `carry`; only one that
 * is still outside in the end, and must not be, is an error.
 */
#include "worker/operators/aggregate.h"

#include "base/decimal.h"

#include <math.h>

enum {
    FEW_ROWS_MIN = 256, /* and from here, because copies are cleared and added up */
    EMPTY_GROUPS_MAX = 4 * BATCH_ROWS_MAX, /* emptying more lanes costs more than wide rows */
};

typedef struct Wide { /* an int128 of which the lower half is the value */
    int64_t value, sign;
} Wide;

#define T          uint8_t
#define NAME(stem) stem##_bool
#include "worker/operators/aggregate_integer_tmpl.h"
#define T          int8_t
#define NAME(stem) stem##_i8
#include "worker/operators/aggregate_integer_tmpl.h"
#define T          int16_t
#define NAME(stem) stem##_i16
#include "worker/operators/aggregate_integer_tmpl.h"
#define T          int32_t
#define NAME(stem) stem##_i32
#include "worker/operators/aggregate_integer_tmpl.h"
#define T          int64_t
#define NAME(stem) stem##_i64
#include "worker/operators/aggregate_integer_tmpl.h"

/* Call the function of the column's width. */
#define BY_WIDTH(column, stem, ...)                                                                \
    switch ((Layout)(column)->layout) {                                                            \
    case LAYOUT_BOOL: stem##_bool((column)->data, __VA_ARGS__); break;                             \
    case LAYOUT_I8: stem##_i8((column)->data, __VA_ARGS__); break;                                 \
    case LAYOUT_I16: stem##_i16((column)->data, __VA_ARGS__); break;                               \
    case LAYOUT_I32: stem##_i32((column)->data, __VA_ARGS__); break;                               \
    case LAYOUT_I64: stem##_i64((column)->data, __VA_ARGS__); break;                               \
    case LAYOUT_I128:                                                                              \
    case LAYOUT_F32:                                                                               \
    case LAYOUT_F64:                                                                               \
    case LAYOUT_VIEW:                                                                              \
    case LAYOUT_INTERVAL: assert(!"an integer");                                                   \
    }

/* --- Counts ------------------------------------------------------------------------------------
 */

void count_few(const uint32_t *restrict groups, uint32_t rows, uint32_t group_count,
               uint32_t *restrict out_counts)
{
    uint32_t copies[4][FEW_GROUPS], at = 0;

    for (int copy = 0; copy < 4; copy++)
        memset(copies[copy], 0, group_count * sizeof *out_counts);
    for (; at + 4 <= rows; at += 4) {
        copies[0][groups[at]]++;
        copies[1][groups[at + 1]]++;
        copies[2][groups[at + 2]]++;
        copies[3][groups[at + 3]]++;
    }
    for (; at < rows; at++)
        copies[0][groups[at]]++;
    for (uint32_t group = 0; group < group_count; group++)
        out_counts[group] =
            copies[0][group] + copies[1][group] + copies[2][group] + copies[3][group];
}

void state_count(AggregateState *state, const StateInput *in)
{
    int64_t *restrict lanes = state->values.data;

    if (!in->groups)
        lanes[0] += in->count;
    else if (in->counts)
        for (uint32_t group = 0; group < in->group_count; group++)
            lanes[group] += in->counts[group];
    else
        for (uint32_t at = 0; at < in->count; at++)
            lanes[in->groups[at]]++;
}

/* --- Sums --------------------------------------------------------------------------------------
 */

/* At least the greatest distance from zero: the bits that some value has. */
static uint64_t magnitude_of_values(const int64_t *restrict data, const Row *rows, uint32_t count)
{
    uint64_t bits = 0;

    if (!rows)
        for (uint32_t at = 0; at < count; at++)
            bits |= (uint64_t)(data[at] ^ (data[at] >> 63));
    else
        for (uint32_t at = 0; at < count; at++)
            bits |= (uint64_t)(data[rows[at]] ^ (data[rows[at]] >> 63));
    return bits + 1;
}

static uint64_t magnitude(const Column *column, const StateInput *in)
{

    if (column->has_bounds && column->min <= column->max) {
        uint64_t below = column->min < 0 ? -(uint64_t)column->min : 0;
        uint64_t above = column->max > 0 ? (uint64_t)column->max : 0;
        return below > above ? below : above;
    }
    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: return 1;
    case LAYOUT_I8: return (uint64_t)INT8_MAX + 1;
    case LAYOUT_I16: return (uint64_t)INT16_MAX + 1;
    case LAYOUT_I32: return (uint64_t)INT32_MAX + 1;
    case LAYOUT_I64: return magnitude_of_values(column->data, in->rows, in->count);
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"an integer of 64 bits");
    }
    return UINT64_MAX;
}

static bool need_wide(AggregateState *state)
{
    return group_array_grow(state->budget, &state->wide, state->capacity * sizeof(int128_t));
}

/* Add `count` times 2^64 times 2^64; false: the budget refuses. */
static bool add_carry(AggregateState *state, uint32_t group, int64_t count)
{
    TRY(group_array_grow(state->budget, &state->carry, state->capacity * sizeof(int64_t)));
    ((int64_t *)state->carry.data)[group] += count;
    return true;
}

/* Add to a group's 128 bits.  False: the budget refuses. */
static always_inline bool add_wide(AggregateState *state, int128_t *wide, uint32_t group,
                                   int128_t value)
{
    return !__builtin_add_overflow(wide[group], value, &wide[group]) ||
           add_carry(state, group, value < 0 ? -1 : 1);
}

static bool empty_lanes(AggregateState *state, uint32_t groups)
{
    int64_t *lanes = state->values.data;

    for (uint32_t group = 0; group < groups; group++) {
        TRY(add_wide(state, state->wide.data, group, lanes[group]));
        lanes[group] = 0;
    }
    state->lane_max = 0;
    return true;
}

bool fail_sum_overflow(Cx *cx, const AggregateState *state)
{
    return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, state->spec.position,
                "value overflows numeric format");
}

static bool add_wide_rows(AggregateState *state, const Column *column, const StateInput *in)
{
    int128_t *wide = state->wide.data;
    const int64_t *narrow = column->data;
    const int128_t *values = column->data;
    bool is_wide = column->layout == LAYOUT_I128;

    assert(is_wide || column->layout == LAYOUT_I64);
    for (uint32_t at = 0; at < in->count; at++) {
        uint32_t row = in->rows ? in->rows[at] : at;
        TRY(add_wide(state, wide, in->groups ? in->groups[at] : 0,
                     is_wide ? values[row] : narrow[row]));
    }
    return true;
}

/* A term that FIXED cannot hold, in parts that can: how often 2^128, half of the rest twice, and
 * what is left of that. */
static bool add_long_term(Cx *cx, AggregateState *state, uint32_t group, const Numeric *term)
{
    Numeric two = numeric_from_fixed(cx->arena, 2, 0), edge = numeric_from_fixed(cx->arena, 1, 0);
    Numeric times, passed, rest, half;
    int128_t *wide = state->wide.data, count, part, whole;

    for (int bit = 0; bit < 128; bit++)
        TRY(numeric_add(cx, &edge, &edge, &edge));
    TRY(numeric_divide_integer(cx, term, &edge, &times));
    TRY(numeric_multiply(cx, &times, &edge, &passed));
    TRY(numeric_subtract(cx, term, &passed, &rest));
    TRY(numeric_divide_integer(cx, &rest, &two, &half));
    TRY(numeric_modulo(cx, &rest, &two, &rest));
    bool is_whole = numeric_to_fixed(&times, 0, &count) && numeric_to_fixed(&half, 0, &part) &&
                    numeric_to_fixed(&rest, 0, &whole);
    if (!is_whole || count != (int64_t)count)
        return fail_sum_overflow(cx, state);
    return (count == 0 || add_carry(state, group, (int64_t)count)) &&
                   add_wide(state, wide, group, part) && add_wide(state, wide, group, part) &&
                   add_wide(state, wide, group, whole)
               ? true
               : fail_memory(cx, state->budget);
}

/* Terms that were computed as VAR, because some product did not fit. */
static bool add_terms(Cx *cx, AggregateState *state, const StateInput *in)
{
    int scale = state->spec.arg.numeric_scale;
    Numeric unit = numeric_from_fixed(cx->arena, decimal_power(scale), 0);
    int128_t *wide = state->wide.data;

    for (uint32_t at = 0; at < in->count; at++) {
        SCRATCH(cx->arena);
        uint32_t row = in->rows ? in->rows[at] : at, group = in->groups ? in->groups[at] : 0;
        const StrView *view = (const StrView *)in->arg->data + row;
        Numeric term = numeric_decode(view_str(view, in->arg->heaps));
        int128_t fixed;
        if (numeric_to_fixed(&term, scale, &fixed)) {
            TRY(add_wide(state, wide, group, fixed) || fail_memory(cx, state->budget));
            continue;
        }
        TRY(numeric_multiply(cx, &term, &unit, &term));
        TRY(add_long_term(cx, state, group, &term));
    }
    return true;
}

/* The wide values as int64, where all of them fit; NULL where not. */
static const int64_t *narrowed(Cx *cx, const Column *column, const StateInput *in)
{
    const Wide *values = column->data;
    int64_t *narrow = ARENA_ARRAY(cx->arena, int64_t, in->count + 1);
    int64_t lost = 0;

    for (uint32_t at = 0; at < in->count; at++) {
        Wide value = values[in->rows ? in->rows[at] : at];
        narrow[at] = value.value;
        lost |= value.sign ^ (value.value >> 63);
    }
    return lost ? NULL : narrow;
}

static void add_few(AggregateState *state, const Column *column, const StateInput *in)
{
    int64_t copies[4][FEW_GROUPS];
    int64_t *lanes = state->values.data;

    for (int copy = 0; copy < 4; copy++)
        memset(copies[copy], 0, in->group_count * sizeof *lanes);
    BY_WIDTH(column, scatter_few, in->rows, in->groups, in->count, copies);
    for (uint32_t group = 0; group < in->group_count; group++)
        lanes[group] += copies[0][group] + copies[1][group] + copies[2][group] + copies[3][group];
}

static int64_t sum_of(const Column *column, const StateInput *in)
{
    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: return sum_bool(column->data, in->rows, in->count);
    case LAYOUT_I8: return sum_i8(column->data, in->rows, in->count);
    case LAYOUT_I16: return sum_i16(column->data, in->rows, in->count);
    case LAYOUT_I32: return sum_i32(column->data, in->rows, in->count);
    case LAYOUT_I64: return sum_i64(column->data, in->rows, in->count);
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"an integer of 64 bits");
    }
    return 0;
}

static void add_lanes(AggregateState *state, const Column *column, const StateInput *in)
{
    int64_t *lanes = state->values.data;

    if (!in->groups)
        lanes[0] += sum_of(column, in);
    else if (in->group_count <= FEW_GROUPS && in->count >= FEW_ROWS_MIN)
        add_few(state, column, in);
    else
        BY_WIDTH(column, scatter, in->rows, in->groups, in->count, lanes);
}

bool state_sum_integer(Cx *cx, AggregateState *state, const StateInput *input)
{
    StateInput in = *input;
    Column column = *in.arg;
    uint64_t sum_max;

    if (column.layout == LAYOUT_VIEW)
        return need_wide(state) ? add_terms(cx, state, &in) : fail_memory(cx, state->budget);
    if (column.layout == LAYOUT_I128) {
        const int64_t *narrow = narrowed(cx, &column, &in);
        if (narrow) {
            column = column_flat(LAYOUT_I64, in.count, narrow, NULL);
            in.rows = NULL;
        }
    }
    bool fits = column.layout != LAYOUT_I128 &&
                !__builtin_mul_overflow(magnitude(&column, &in), (uint64_t)in.count, &sum_max) &&
                sum_max <= INT64_MAX;
    if (fits && sum_max <= INT64_MAX - state->lane_max) {
        state->lane_max += sum_max;
        add_lanes(state, &column, &in);
        return true;
    }
    if (!need_wide(state))
        return fail_memory(cx, state->budget);
    if (fits && in.group_count <= EMPTY_GROUPS_MAX) {
        if (!empty_lanes(state, in.group_count))
            return fail_memory(cx, state->budget);
        state->lane_max = sum_max;
        add_lanes(state, &column, &in);
        return true;
    }
    if (column.layout != LAYOUT_I128)
        column = column_with_layout(cx->arena, &column, LAYOUT_I64);
    return add_wide_rows(state, &column, &in) || fail_memory(cx, state->budget);
}

bool state_integer_sum(const AggregateState *state, uint32_t group, int128_t *out_sum)
{
    int128_t wide = state->wide.data ? ((const int128_t *)state->wide.data)[group] : 0;
    int64_t carry = state->carry.data ? ((const int64_t *)state->carry.data)[group] : 0;

    int64_t lane = ((const int64_t *)state->values.data)[group];

    if (__builtin_add_overflow(wide, lane, out_sum))
        carry += lane < 0 ? -1 : 1;
    return carry == 0;
}

Numeric state_numeric_sum(Arena *arena, const AggregateState *state, uint32_t group, int scale)
{
    const int64_t *lanes = state->values.data, *carries = state->carry.data;
    Cx cx = { .arena = arena };
    int128_t sum;

    if (state_integer_sum(state, group, &sum))
        return numeric_from_fixed(arena, sum, scale);
    /* wide + lane + carry * 2^64 * 2^64; there is a digit for each of these. */
    Numeric edge = numeric_from_fixed(arena, (int128_t)1 << 64, 0);
    Numeric total = numeric_from_fixed(arena, carries ? carries[group] : 0, scale);
    Numeric wide = numeric_from_fixed(arena, ((const int128_t *)state->wide.data)[group], scale);
    Numeric lane = numeric_from_fixed(arena, lanes[group], scale);
    bool added = numeric_multiply(&cx, &total, &edge, &total) &&
                 numeric_multiply(&cx, &total, &edge, &total) &&
                 numeric_add(&cx, &total, &wide, &total) && numeric_add(&cx, &total, &lane, &total);
    assert(added);
    (void)added;
    return total;
}

/* --- Extremes ----------------------------------------------------------------------------------
 */

void state_extreme_integer(AggregateState *state, const StateInput *in)
{
    int64_t *lanes = state->values.data;

    if (in->count == 0)
        return;
    if (in->groups)
        BY_WIDTH(in->arg, scatter_extreme, in->rows, in->groups, in->count, state->spec.is_max,
                 lanes)
    else
        BY_WIDTH(in->arg, extreme, in->rows, in->count, state->spec.is_max, lanes)
}

/* --- Reals -------------------------------------------------------------------------------------
 */

int64_t real_to_order(double real)
{
    int64_t bits;

    if (isnan(real))
        return INT64_MAX;
    memcpy(&bits, &real, sizeof bits);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

double real_of_order(int64_t order)
{
    double real;

    if (order == INT64_MAX)
        return NAN;
    order = order < 0 ? order ^ INT64_MAX : order;
    memcpy(&real, &order, sizeof real);
    return real;
}

#define ADD_REALS(T)                                                                               \
    do {                                                                                           \
        const T *restrict data = in->arg->data;                                                    \
        for (uint32_t at = 0; at < in->count; at++) {                                              \
            double value = (double)data[in->rows ? in->rows[at] : at];                             \
            infinite |= isinf(value) != 0;                                                         \
            if (few)                                                                               \
                copies[at & 3][in->groups ? in->groups[at] : 0] += value;                          \
            else                                                                                   \
                lanes[in->groups[at]] += value;                                                    \
        }                                                                                          \
    } while (0)

void state_sum_real(AggregateState *state, const StateInput *in)
{
    double copies[4][FEW_GROUPS];
    double *lanes = state->values.data;
    bool few = !in->groups || (in->group_count <= FEW_GROUPS && in->count >= FEW_ROWS_MIN);
    uint32_t groups = in->groups ? in->group_count : 1;
    bool infinite = false;

    for (int copy = 0; few && copy < 4; copy++)
        memset(copies[copy], 0, groups * sizeof *lanes);
    if (in->arg->layout == LAYOUT_F32)
        ADD_REALS(float);
    else
        ADD_REALS(double);
    for (uint32_t group = 0; few && group < groups; group++)
        lanes[group] +=
            (copies[0][group] + copies[1][group]) + (copies[2][group] + copies[3][group]);
    state->has_infinity |= infinite;
}
#undef ADD_REALS
#undef BY_WIDTH
