/*
 * divide.c -- / and % of integers: cut towards zero, as C and PostgreSQL both do.
 *
 * The only results that do not fit are min / -1; min % -1 is 0, though hardware may trap on it.
 */
#include "expression/kernels/divide.h"

bool fail_division_by_zero(const KernelCall *call)
{
    return fail(call->cx, ERR_DIVISION_BY_ZERO, call->position, "division by zero");
}

bool live_has_zero(const KernelCall *call, const Column *column)
{
    IntRange range = range_of_column(column);

    if (range.min > 0 || range.max < 0)
        return false;
    for (uint32_t at = 0; at < call->selected; at++)
        if (integer_at(column, call_row(call, at)) == 0)
            return true;
    return false;
}

/* Garbage may divide by zero or by -1: such divisors become 1, and -1 negates unsigned. */
#define DIVIDE_LOOP(T, U, RESULT)                                                                  \
    do {                                                                                           \
        const T *a = left->data, *b = right->data;                                                 \
        T *to = data;                                                                              \
        uint32_t a_step = !is_const(left), b_step = !is_const(right);                              \
        for (uint32_t row = 0; row < rows; row++) {                                                \
            T x = a[row * a_step], y = b[row * b_step];                                            \
            T safe = y == 0 || y == -1 ? 1 : y;                                                    \
            T negated = (T)(0 - (U)x);                                                             \
            (void)negated;                                                                         \
            to[row] = RESULT;                                                                      \
        }                                                                                          \
    } while (0)

static void divide_values(Layout layout, const Column *left, const Column *right, uint32_t rows,
                          void *data)
{
    if (layout == LAYOUT_I32)
        DIVIDE_LOOP(int32_t, uint32_t, y == -1 ? negated : x / safe);
    else if (layout == LAYOUT_I64)
        DIVIDE_LOOP(int64_t, uint64_t, y == -1 ? negated : x / safe);
    else
        DIVIDE_LOOP(int128_t, uint128_t, y == -1 ? negated : x / safe);
}

static void modulo_values(Layout layout, const Column *left, const Column *right, uint32_t rows,
                          void *data)
{
    if (layout == LAYOUT_I32)
        DIVIDE_LOOP(int32_t, uint32_t, y == -1 ? 0 : x % safe);
    else if (layout == LAYOUT_I64)
        DIVIDE_LOOP(int64_t, uint64_t, y == -1 ? 0 : x % safe);
    else
        DIVIDE_LOOP(int128_t, uint128_t, y == -1 ? 0 : x % safe);
}
#undef DIVIDE_LOOP

bool divide_columns(const KernelCall *call, DivideOp op, const Column *a, const Column *b,
                    Column *out)
{
    Arena *arena = call->cx->arena;
    IntRange left = range_of_column(a);
    Layout layout = a->layout > b->layout ? a->layout : b->layout;

    if (live_has_zero(call, b))
        return fail_division_by_zero(call);
    layout = layout < LAYOUT_I32 ? LAYOUT_I32 : layout;
    /* Room for -min, so that dividing by -1 never wraps around but in the widest. */
    if (layout == LAYOUT_I32 && left.min == INT32_MIN)
        layout = LAYOUT_I64;
    Column x = column_with_layout(arena, a, layout), y = column_with_layout(arena, b, layout);
    void *data = column_start(call, layout, out);
    (op == DIVIDE_QUOTIENT ? divide_values : modulo_values)(layout, &x, &y, call->rows, data);
    return true;
}

/* The one quotient that is too large. */
static bool has_overflow(const KernelCall *call, const Column *a, const Column *b, int128_t min)
{
    IntRange left = range_of_column(a), right = range_of_column(b);

    if (left.min > min || right.min > -1 || right.max < -1)
        return false;
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (integer_at(b, row) == -1 && integer_at(a, row) == min)
            return true;
    }
    return false;
}

bool kernel_int_divide(const KernelCall *call, Column *out)
{
    const Column *a = &call->args[0], *b = &call->args[1];
    IntRange limit = range_of_layout(type_layout(call->result_type));

    if (!live_has_zero(call, b) && has_overflow(call, a, b, limit.min))
        return fail_out_of_range(call, call->result_type.id);
    if (!divide_columns(call, DIVIDE_QUOTIENT, a, b, out))
        return false;

    /* A quotient is not farther from zero than what was divided. */
    IntRange range = range_of_column(a);
    int128_t most = -range.min > range.max ? -range.min : range.max;
    IntRange result = { -most < limit.min ? limit.min : -most,
                        most > limit.max ? limit.max : most };
    *out = column_with_layout(call->cx->arena, out, type_layout(call->result_type));
    column_set_range(out, result);
    return true;
}

bool kernel_int_modulo(const KernelCall *call, Column *out)
{
    if (!divide_columns(call, DIVIDE_REST, &call->args[0], &call->args[1], out))
        return false;

    IntRange range = range_of_column(&call->args[0]);
    *out = column_with_layout(call->cx->arena, out, type_layout(call->result_type));
    column_set_range(out,
                     (IntRange){ range.min < 0 ? range.min : 0, range.max > 0 ? range.max : 0 });
    return true;
}
