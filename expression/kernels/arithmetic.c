/*
 * arithmetic.c -- + - * over integers and FIXED numerics.
 *
 * Range analysis picks the width: from the operands' bounds (measured where there are none and it
 * could help) follows the range of the results, from that the narrowest layout; then nothing is
 * checked and loops run eight lanes wide.  Only where no proof is found are results checked, and
 * only those of live rows may raise.
 */
#include "expression/kernels/arithmetic.h"

#include "base/decimal.h"

bool arith_range(ArithOp op, IntRange a, IntRange b, IntRange *out_range)
{
    int128_t corner[4] = { 0 };
    bool over = false;

    switch (op) {
    case ARITH_ADD:
        over = __builtin_add_overflow(a.min, b.min, &corner[0]) ||
               __builtin_add_overflow(a.max, b.max, &corner[1]);
        break;
    case ARITH_SUBTRACT:
        over = __builtin_sub_overflow(a.min, b.max, &corner[0]) ||
               __builtin_sub_overflow(a.max, b.min, &corner[1]);
        break;
    case ARITH_MULTIPLY:
        over = __builtin_mul_overflow(a.min, b.min, &corner[0]) ||
               __builtin_mul_overflow(a.min, b.max, &corner[1]) ||
               __builtin_mul_overflow(a.max, b.min, &corner[2]) ||
               __builtin_mul_overflow(a.max, b.max, &corner[3]);
        break;
    }
    if (over)
        return false;
    *out_range = (IntRange){ corner[0], corner[0] };
    for (int at = 1; at < (op == ARITH_MULTIPLY ? 4 : 2); at++) {
        out_range->min = corner[at] < out_range->min ? corner[at] : out_range->min;
        out_range->max = corner[at] > out_range->max ? corner[at] : out_range->max;
    }
    return true;
}

/* --- Loops ----------------------------------------------------------------------------------- */

typedef void (*ArithFn)(const void *a, const void *b, uint32_t rows, void *out);
enum { FORM_VV, FORM_VC, FORM_CV, ARITH_FORMS };
enum { W32, W64, W128, WIDTHS };
enum { ARITH_OPS = ARITH_MULTIPLY + 1 };

#define TARGET
#define SUFFIX(name) name##_any
#include "expression/kernels/arith_each_width.h"
#undef TARGET
#undef SUFFIX
#define TARGET       AVX2
#define SUFFIX(name) name##_avx2
#include "expression/kernels/arith_each_width.h"
#undef TARGET
#undef SUFFIX

static int width_of(Layout layout)
{
    return layout == LAYOUT_I128 ? W128 : layout == LAYOUT_I64 ? W64 : W32;
}

static Layout wider(Layout a, Layout b)
{
    return a > b ? a : b;
}

/* The operand in a layout that loops with a result of `layout` take. */
static Column operand(Arena *arena, const Column *column, Layout layout, Layout other)
{
    if (layout == LAYOUT_I128)
        return column_with_layout(arena, column, wider(wider(column->layout, other), LAYOUT_I64));
    /* What has 128 bits fits 64, or the result would not. */
    if (column->layout == LAYOUT_I128)
        return column_with_layout(arena, column, LAYOUT_I64);
    return column_with_layout(arena, column, wider(column->layout, LAYOUT_I32));
}

static void arith_run(const KernelCall *call, ArithOp op, const Column *a, const Column *b,
                      Column *out)
{
    Arena *arena = call->cx->arena;
    Layout layout = out->layout;
    Column left = operand(arena, a, layout, b->layout);
    Column right = operand(arena, b, layout, a->layout);
    int form = is_const(&left) ? FORM_CV : is_const(&right) ? FORM_VC : FORM_VV;
    int wa = width_of(left.layout), wb = width_of(right.layout), wr = width_of(layout);
    ArithFn fn =
        cpu_has_avx2() ? arith_fns_avx2[wa][wb][wr][op][form] : arith_fns_any[wa][wb][wr][op][form];
    void *data = column_alloc(arena, layout, out->rows);
    fn(left.data, right.data, out->rows, data);
    out->data = data;
}

bool arith_columns(const KernelCall *call, ArithOp op, const Column *a, const Column *b,
                   Column *out)
{
    IntRange left = range_of_column(a), right = range_of_column(b), result;
    bool known = arith_range(op, left, right, &result);

    if (!known || range_layout(result) != LAYOUT_I32) {
        left = range_measured(a);
        right = range_measured(b);
        if (!arith_range(op, left, right, &result))
            return false;
    }
    Layout layout = wider(range_layout(result), wider(range_layout(left), range_layout(right)));
    bool both = is_const(a) && is_const(b);
    Column left_column = *a;
    if (both) { /* one value stands for all */
        left_column.kind = COLUMN_FLAT;
        left_column.rows = 1;
    }
    *out = column_flat(layout, both ? 1 : call->rows, NULL, NULL);
    arith_run(call, op, &left_column, b, out);
    out->kind = both ? COLUMN_CONST : COLUMN_FLAT;
    out->rows = call->rows;
    column_set_range(out, result);
    return true;
}

bool arith_checked(const KernelCall *call, ArithOp op, const Column *a, const Column *b,
                   Column *out)
{
    int128_t *data = column_start(call, LAYOUT_I128, out);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        int128_t x = integer_at(a, row), y = integer_at(b, row);
        bool over = false;
        switch (op) {
        case ARITH_ADD: over = __builtin_add_overflow(x, y, &data[row]); break;
        case ARITH_SUBTRACT: over = __builtin_sub_overflow(x, y, &data[row]); break;
        case ARITH_MULTIPLY: over = __builtin_mul_overflow(x, y, &data[row]); break;
        }
        if (over)
            return false;
    }
    return true;
}

bool live_within(const KernelCall *call, const Column *column, IntRange limit)
{
    Column plain = *column;

    plain.has_bounds = false; /* they may be wider than what is there */
    if (range_within(range_of_column(column), limit) || range_within(range_measured(&plain), limit))
        return true;
    for (uint32_t at = 0; at < call->selected; at++) {
        int128_t value = integer_at(column, call_row(call, at));
        if (value < limit.min || value > limit.max)
            return false;
    }
    return true;
}

bool fail_out_of_range(const KernelCall *call, TypeId type)
{
    const char *name = type == TYPE_INT2 ? "smallint" : type == TYPE_INT4 ? "integer" : "bigint";
    return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position, "%s out of range", name);
}

/* --- Integers ----------------------------------------------------------------------------------
 */

/* Results beyond the type: cut what is garbage, complain about what is not. */
static bool fit_integers(const KernelCall *call, Column *out)
{
    Layout layout = type_layout(call->result_type);
    IntRange limit = range_of_layout(layout);

    if (range_within(range_of_column(out), limit))
        return true;
    if (!live_within(call, out, limit))
        return fail_out_of_range(call, call->result_type.id);
    *out = column_with_layout(call->cx->arena, out, layout);
    column_set_range(out, limit);
    return true;
}

static bool integers(const KernelCall *call, ArithOp op, const Column *a, const Column *b,
                     Column *out)
{
    bool known = arith_columns(call, op, a, b, out);

    assert(known); /* 64 bits by 64 bits always fit 128 */
    return known && fit_integers(call, out);
}

bool kernel_int_add(const KernelCall *call, Column *out)
{
    return integers(call, ARITH_ADD, &call->args[0], &call->args[1], out);
}

bool kernel_int_subtract(const KernelCall *call, Column *out)
{
    return integers(call, ARITH_SUBTRACT, &call->args[0], &call->args[1], out);
}

bool kernel_int_multiply(const KernelCall *call, Column *out)
{
    return integers(call, ARITH_MULTIPLY, &call->args[0], &call->args[1], out);
}

static Column zero_column(const KernelCall *call)
{
    int32_t zero = 0;
    return column_const(call->cx->arena, LAYOUT_I32, call->rows, &zero);
}

bool kernel_int_negate(const KernelCall *call, Column *out)
{
    Column zero = zero_column(call);
    return integers(call, ARITH_SUBTRACT, &zero, &call->args[0], out);
}

#define ABSOLUTE(T, U)                                                                             \
    for (uint32_t row = 0; row < rows; row++) {                                                    \
        U value = ((const U *)from)[row];                                                          \
        ((U *)to)[row] = (T)value < 0 ? (U)(0 - value) : value;                                    \
    }

static void absolute_values(Layout layout, const void *from, uint32_t rows, void *to)
{
    if (layout == LAYOUT_I32)
        ABSOLUTE(int32_t, uint32_t)
    else if (layout == LAYOUT_I64)
        ABSOLUTE(int64_t, uint64_t)
    else
        ABSOLUTE(int128_t, uint128_t)
}
#undef ABSOLUTE

void integers_absolute(const KernelCall *call, const Column *column, Column *out)
{
    IntRange range = range_of_column(column);

    if (range.min >= 0) {
        *out = *column;
        return;
    }
    range = range_measured(column);
    if (range.min == range_of_layout(LAYOUT_I128).min)
        range.min++; /* beyond any FIXED numeric: it stands in rows that do not count */
    int128_t top = -range.min > range.max ? -range.min : range.max;
    Layout layout = wider(range_layout((IntRange){ -top, top }), LAYOUT_I32);
    Column in = column_with_layout(call->cx->arena, column, layout);
    uint32_t rows = is_const(column) ? 1 : call->rows;
    void *data = column_alloc(call->cx->arena, layout, rows);
    absolute_values(layout, in.data, rows, data);
    *out = in;
    out->data = data;
    column_set_range(out, (IntRange){ 0, top });
}

bool kernel_int_abs(const KernelCall *call, Column *out)
{
    integers_absolute(call, &call->args[0], out);
    return fit_integers(call, out);
}
