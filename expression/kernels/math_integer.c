/*
 * math_integer.c -- bits, shifts, common divisors and multiples of integers.
 *
 * Shifts count as the machine does: modulo the width of the register, which is 32 bits also for
 * smallint.
 */
#include "expression/kernels/arithmetic.h"
#include "expression/kernels/divide.h"

/* --- Bits --------------------------------------------------------------------------------------
 */

static void put_integer(void *data, Layout layout, uint32_t row, int64_t value)
{
    switch (layout) {
    case LAYOUT_I16: ((int16_t *)data)[row] = (int16_t)value; break;
    case LAYOUT_I32: ((int32_t *)data)[row] = (int32_t)value; break;
    case LAYOUT_I64: ((int64_t *)data)[row] = value; break;
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"smallint, integer or bigint");
    }
}

typedef enum BitOp { BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT } BitOp;

static int64_t shifted(Layout layout, BitOp op, int64_t a, int64_t count)
{
    if (layout == LAYOUT_I64)
        return op == SHIFT_LEFT ? (int64_t)((uint64_t)a << (count & 63)) : a >> (count & 63);
    if (op == SHIFT_RIGHT)
        return (int32_t)a >> (count & 31);
    return (int32_t)((uint32_t)a << (count & 31));
}

static int64_t bits_of(Layout layout, BitOp op, int64_t a, int64_t b)
{
    switch (op) {
    case BIT_AND: return a & b;
    case BIT_OR: return a | b;
    case BIT_XOR: return a ^ b;
    case SHIFT_LEFT:
    case SHIFT_RIGHT: return shifted(layout, op, a, b);
    }
    return 0;
}

static bool each_bits(const KernelCall *call, BitOp op, Column *out)
{
    Layout layout = type_layout(call->result_type);
    void *data = column_start(call, layout, out);

    for (uint32_t row = 0; row < call->rows; row++) {
        int64_t a = (int64_t)integer_at(&call->args[0], row);
        put_integer(data, layout, row,
                    bits_of(layout, op, a, (int64_t)integer_at(&call->args[1], row)));
    }
    return true;
}

bool kernel_int_and(const KernelCall *call, Column *out)
{
    return each_bits(call, BIT_AND, out);
}

bool kernel_int_or(const KernelCall *call, Column *out)
{
    return each_bits(call, BIT_OR, out);
}

bool kernel_int_xor(const KernelCall *call, Column *out)
{
    return each_bits(call, BIT_XOR, out);
}

bool kernel_int_shift_left(const KernelCall *call, Column *out)
{
    return each_bits(call, SHIFT_LEFT, out);
}

bool kernel_int_shift_right(const KernelCall *call, Column *out)
{
    return each_bits(call, SHIFT_RIGHT, out);
}

bool kernel_int_not(const KernelCall *call, Column *out)
{
    Layout layout = type_layout(call->result_type);
    void *data = column_start(call, layout, out);

    for (uint32_t row = 0; row < call->rows; row++)
        put_integer(data, layout, row, ~(int64_t)integer_at(&call->args[0], row));
    return true;
}

/* --- Divisors and multiples --------------------------------------------------------------------
 */

static int128_t absolute(int128_t value)
{
    return value < 0 ? -value : value;
}

static int128_t common_divisor(int128_t a, int128_t b)
{
    a = absolute(a);
    b = absolute(b);
    while (b) {
        int128_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static int128_t common_multiple(int128_t a, int128_t b)
{
    return a == 0 || b == 0 ? 0 : absolute(a / common_divisor(a, b) * b);
}

static bool each_common(const KernelCall *call, int128_t (*common)(int128_t, int128_t), Column *out)
{
    Layout layout = type_layout(call->result_type);
    IntRange limit = range_of_layout(layout);
    void *data = column_start(call, layout, out);

    memset(data, 0, call->rows * (size_t)layout_bytes(layout));
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        int128_t value = common(integer_at(&call->args[0], row), integer_at(&call->args[1], row));
        if (value > limit.max)
            return fail_out_of_range(call, call->result_type.id);
        put_integer(data, layout, row, (int64_t)value);
    }
    return true;
}

bool kernel_int_gcd(const KernelCall *call, Column *out)
{
    return each_common(call, common_divisor, out);
}

bool kernel_int_lcm(const KernelCall *call, Column *out)
{
    return each_common(call, common_multiple, out);
}

/* --- Nulls -------------------------------------------------------------------------------------
 */

static bool count_nulls(const KernelCall *call, bool counted_is_null, Column *out)
{
    int32_t *data = column_start(call, LAYOUT_I32, out);

    for (uint32_t row = 0; row < call->rows; row++) {
        data[row] = 0;
        for (uint32_t arg = 0; arg < call->arg_count; arg++)
            data[row] += column_has(&call->args[arg], row) != counted_is_null;
    }
    return true;
}

bool kernel_num_nulls(const KernelCall *call, Column *out)
{
    return count_nulls(call, true, out);
}

bool kernel_num_nonnulls(const KernelCall *call, Column *out)
{
    return count_nulls(call, false, out);
}
