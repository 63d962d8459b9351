/*
 * fixed.c -- FIXED numerics change their scale; dividing integers.
 *
 * Scaling up is a multiplication by a power of ten and as such free of checks where ranges prove
 * it.  Scaling down divides and rounds as the caller wishes.
 */
#include "expression/kernels/fixed.h"

#include "base/decimal.h"

bool fail_numeric_overflow(const KernelCall *call)
{
    return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                "value overflows numeric format");
}

static Column power_column(const KernelCall *call, int exponent)
{
    int128_t power = decimal_power(exponent);

    return column_const(call->cx->arena, LAYOUT_I128, call->rows, &power);
}

bool fixed_scaled_up(const KernelCall *call, const Column *column, int by, Column *out)
{
    if (by == 0) {
        *out = *column;
        return true;
    }
    Column power = power_column(call, by);
    return arith_columns(call, ARITH_MULTIPLY, column, &power, out);
}

// clang-format off
#define ROUND_LOOP(T)                                                                              \
    for (uint32_t row = 0; row < rows; row++) {                                                    \
        T value = ((const T *)from)[row], quotient = value / (T)unit, rest = value % (T)unit;      \
        T half = (T)unit / 2 + (T)unit % 2;                                                        \
        switch (rounding) {                                                                        \
        case ROUND_HALF_AWAY: quotient += (T)((rest >= half) - (rest <= -half)); break;            \
        case ROUND_DOWN: break;                                                                    \
        case ROUND_FLOOR: quotient -= (T)(rest < 0); break;                                        \
        case ROUND_CEIL: quotient += (T)(rest > 0); break;                                         \
        }                                                                                          \
        ((T *)to)[row] = quotient;                                                                 \
    }

static always_inline void round_values(Layout layout, const void *from, uint32_t rows,
                                       int128_t unit, Rounding rounding, void *to)
{
    if (layout == LAYOUT_I64)
        ROUND_LOOP(int64_t)
    else
        ROUND_LOOP(int128_t)
}
#undef ROUND_LOOP
// clang-format on

static void scale_down(const KernelCall *call, const Column *column, int by, Rounding rounding,
                       Column *out)
{
    Arena *arena = call->cx->arena;
    int128_t unit = decimal_power(by);
    bool is_wide = column->layout == LAYOUT_I128 ||
                   !range_within((IntRange){ unit, unit }, range_of_layout(LAYOUT_I64));
    Layout layout = is_wide ? LAYOUT_I128 : LAYOUT_I64;
    IntRange range = range_of_column(column);
    Column in = column_with_layout(arena, column, layout);
    uint32_t rows = is_const(column) ? 1 : call->rows;
    void *data = column_alloc(arena, layout, rows);

    switch (rounding) { /* constants make a loop each */
    case ROUND_HALF_AWAY: round_values(layout, in.data, rows, unit, ROUND_HALF_AWAY, data); break;
    case ROUND_DOWN: round_values(layout, in.data, rows, unit, ROUND_DOWN, data); break;
    case ROUND_FLOOR: round_values(layout, in.data, rows, unit, ROUND_FLOOR, data); break;
    case ROUND_CEIL: round_values(layout, in.data, rows, unit, ROUND_CEIL, data); break;
    }
    *out = in;
    out->data = data;
    column_set_range(out, (IntRange){ range.min / unit - 1, range.max / unit + 1 });
}

static bool scale_up_checked(const KernelCall *call, const Column *column, int by, Column *out)
{
    Column power = power_column(call, by);

    return fixed_scaled_up(call, column, by, out) ||
           arith_checked(call, ARITH_MULTIPLY, column, &power, out) || fail_numeric_overflow(call);
}

bool fixed_rescale(const KernelCall *call, const Column *column, int from, int to,
                   Rounding rounding, Column *out)
{
    if (to >= from)
        return scale_up_checked(call, column, to - from, out);
    scale_down(call, column, from - to, rounding, out);
    return true;
}

bool fixed_check_precision(const KernelCall *call, const Column *column, int32_t typmod)
{
    int precision = numeric_typmod_precision(typmod), scale = numeric_typmod_scale(typmod);

    if (typmod == TYPMOD_NONE || precision > NUMERIC_FIXED_DIGITS_MAX)
        return true;
    int128_t limit = decimal_power(precision) - 1;
    if (live_within(call, column, (IntRange){ -limit, limit }))
        return true;
    fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position, "numeric field overflow");
    return fail_detail(call->cx,
                       "A field with precision %d, scale %d must round to an absolute value less "
                       "than %s%d.",
                       precision, scale, precision == scale ? "" : "10^",
                       precision == scale ? 1 : precision - scale);
}
