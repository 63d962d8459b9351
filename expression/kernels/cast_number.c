/*
 * cast_number.c -- numbers to numbers.
 *
 * Rounding is PostgreSQL's: floats to integers to the nearest, halves to even; numerics halves
 * away from zero.  Whatever does not fit raises 22003 in the words of the type.
 */
#include "base/decimal.h"
#include "base/float_text.h"
#include "expression/kernels/cast.h"
#include "expression/kernels/fixed.h"
#include "expression/kernels/views.h"

#include <float.h>
#include <math.h>

/* --- Integers ----------------------------------------------------------------------------------
 */

/* The column in the layout of the result; live rows are known to fit. */
static void narrow(const KernelCall *call, const Column *column, Column *out)
{
    Layout layout = type_layout(call->result_type);
    IntRange range = range_of_column(column), limit = range_of_layout(layout);

    *out = column->layout <= layout ? *column : column_with_layout(call->cx->arena, column, layout);
    if (!range_within(range, limit))
        column_set_range(out, limit);
}

bool kernel_cast_integer(const KernelCall *call, Column *out)
{
    const Column *column = &call->args[0];

    if (!live_within(call, column, range_of_layout(type_layout(call->result_type))))
        return fail_out_of_range(call, call->result_type.id);
    narrow(call, column, out);
    return true;
}

bool kernel_cast_integer_bool(const KernelCall *call, Column *out)
{
    uint8_t *bytes = column_start(call, LAYOUT_BOOL, out);

    for (uint32_t row = 0; row < call->rows; row++)
        bytes[row] = integer_at(&call->args[0], row) != 0;
    return true;
}

bool kernel_cast_bool_integer(const KernelCall *call, Column *out)
{
    *out = call->args[0];
    out->layout = LAYOUT_I8;
    column_set_range(out, (IntRange){ 0, 1 });
    return true;
}

bool kernel_cast_integer_char(const KernelCall *call, Column *out)
{
    if (!live_within(call, &call->args[0], range_of_layout(LAYOUT_I8)))
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "\"char\" out of range");
    *out = column_with_layout(call->cx->arena, &call->args[0], LAYOUT_I8);
    out->has_bounds = false;
    return true;
}

/* int2 and int4 wrap around into the 32 bits of an oid, int8 does not. */
bool kernel_cast_integer_oid(const KernelCall *call, Column *out)
{
    IntRange limit = { 0, UINT32_MAX };

    if (range_within(range_of_column(&call->args[0]), limit)) {
        *out = call->args[0];
        return true;
    }
    if (call->arg_types[0].id == TYPE_INT8 && !live_within(call, &call->args[0], limit))
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position, "OID out of range");
    int64_t *data = column_start(call, LAYOUT_I64, out);
    for (uint32_t row = 0; row < call->rows; row++)
        data[row] = (int64_t)(uint32_t)integer_at(&call->args[0], row);
    column_set_range(out, limit);
    return true;
}

bool kernel_cast_oid_integer(const KernelCall *call, Column *out)
{
    int32_t *data = column_start(call, LAYOUT_I32, out);

    for (uint32_t row = 0; row < call->rows; row++)
        data[row] = (int32_t)(uint32_t)integer_at(&call->args[0], row);
    return true;
}

/* --- Floats ------------------------------------------------------------------------------------
 */

// clang-format off
#define TO_REAL(T, F, SUFFIX)                                                                      \
    static void real_of_##SUFFIX(const void *from, uint32_t rows, void *to)                        \
    {                                                                                              \
        const T *restrict in = from;                                                               \
        F *restrict out = to;                                                                      \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = (F)in[row];                                                                 \
    }
TO_REAL(int32_t, double, i32_f64)
TO_REAL(int64_t, double, i64_f64)
TO_REAL(int32_t, float, i32_f32)
TO_REAL(int64_t, float, i64_f32)
#undef TO_REAL
// clang-format on

bool kernel_cast_integer_real(const KernelCall *call, Column *out)
{
    bool is_double = call->result_type.id == TYPE_FLOAT8;
    bool is_small = call->args[0].layout <= LAYOUT_I32;
    Column in =
        column_with_layout(call->cx->arena, &call->args[0], is_small ? LAYOUT_I32 : LAYOUT_I64);
    uint32_t rows = is_const(&in) ? 1 : call->rows;
    void *data = column_alloc(call->cx->arena, is_double ? LAYOUT_F64 : LAYOUT_F32, rows);

    if (is_double)
        (is_small ? real_of_i32_f64 : real_of_i64_f64)(in.data, rows, data);
    else
        (is_small ? real_of_i32_f32 : real_of_i64_f32)(in.data, rows, data);
    *out = column_flat(is_double ? LAYOUT_F64 : LAYOUT_F32, call->rows, data, NULL);
    out->kind = in.kind;
    return true;
}

static bool narrow_real(const KernelCall *call, uint32_t row, float *out_value)
{
    double value = real_at(&call->args[0], row);
    float narrowed = (float)value;

    if (isinf(narrowed) && !isinf(value))
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "value out of range: overflow");
    if (narrowed == 0 && value != 0)
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "value out of range: underflow");
    *out_value = narrowed;
    return true;
}

bool kernel_cast_real(const KernelCall *call, Column *out)
{
    if (call->result_type.id == TYPE_FLOAT8) {
        double *wide = column_start(call, LAYOUT_F64, out);
        for (uint32_t row = 0; row < call->rows; row++)
            wide[row] = real_at(&call->args[0], row);
        return true;
    }
    float *data = column_start(call, LAYOUT_F32, out);
    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        TRY(narrow_real(call, row, &data[row]));
    }
    return true;
}

bool kernel_cast_real_integer(const KernelCall *call, Column *out)
{
    Layout layout = type_layout(call->result_type);
    /* A power of two: exact as a double, and the first value that is too large. */
    double limit = layout == LAYOUT_I64 ? 0x1p63 : layout == LAYOUT_I32 ? 0x1p31 : 0x1p15;
    int64_t *data = column_start(call, LAYOUT_I64, out);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        double value = rint(real_at(&call->args[0], row));
        if (!(value >= -limit && value < limit))
            return fail_out_of_range(call, call->result_type.id);
        data[row] = (int64_t)value;
    }
    column_set_range(out, range_of_layout(layout));
    *out = column_with_layout(call->cx->arena, out, layout);
    return true;
}

/* --- Numerics ----------------------------------------------------------------------------------
 */

/* Write one numeric where the result has no common scale, or into the integers of a FIXED. */
typedef struct NumericWriter {
    ViewWriter views;
    int128_t *fixed; /* NULL: VAR */
} NumericWriter;

static NumericWriter numeric_begin(const KernelCall *call)
{
    NumericWriter writer = { .fixed = NULL };

    if (!is_fixed(call->result_type)) {
        writer.views = views_begin(call);
        return writer;
    }
    writer.fixed = column_alloc(call->cx->arena, LAYOUT_I128, call->rows);
    memset(writer.fixed, 0, call->rows * sizeof *writer.fixed);
    return writer;
}

/* Round to the typmod, and to the scale of FIXED. */
static bool numeric_put(const KernelCall *call, NumericWriter *writer, uint32_t row,
                        const Numeric *value)
{
    Numeric fitted = *value;

    TRY(numeric_apply_typmod(call->cx, value, call->result_type.typmod, call->position, &fitted));
    if (!writer->fixed) {
        views_write_numeric(&writer->views, row, &fitted);
        return true;
    }
    if (!numeric_to_fixed(&fitted, call->result_type.numeric_scale, &writer->fixed[row]))
        return fail_numeric_overflow(call);
    return true;
}

static bool numeric_end(const KernelCall *call, NumericWriter *writer, Column *out)
{
    if (!writer->fixed)
        return views_end(&writer->views, out);
    *out = column_flat(LAYOUT_I128, call->rows, writer->fixed, NULL);
    return true;
}

bool kernel_cast_real_numeric(const KernelCall *call, Column *out)
{
    NumericWriter writer = numeric_begin(call);
    bool is_double = call->arg_types[0].id == TYPE_FLOAT8;

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        double real = real_at(&call->args[0], row);
        Numeric value;
        TRY(is_double ? numeric_from_f64(call->cx, real, &value)
                      : numeric_from_f32(call->cx, (float)real, &value));
        TRY(numeric_put(call, &writer, row, &value));
    }
    return numeric_end(call, &writer, out);
}

/* FIXED (or integers) to FIXED: one rescaling, and a look at the range. */
static bool fixed_to_fixed(const KernelCall *call, Column *out)
{
    Type from = call->arg_types[0], to = call->result_type;
    int scale = from.id == TYPE_NUMERIC ? from.numeric_scale : 0;

    TRY(fixed_rescale(call, &call->args[0], scale, to.numeric_scale, ROUND_HALF_AWAY, out));
    return fixed_check_precision(call, out, to.typmod);
}

bool kernel_cast_numeric(const KernelCall *call, Column *out)
{
    Type from = call->arg_types[0];

    if (is_fixed(call->result_type) && (from.id != TYPE_NUMERIC || is_fixed(from)))
        return fixed_to_fixed(call, out);

    NumericWriter writer = numeric_begin(call);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric value = numeric_arg(call, 0, row);
        TRY(numeric_put(call, &writer, row, &value));
    }
    return numeric_end(call, &writer, out);
}

bool kernel_cast_numeric_integer(const KernelCall *call, Column *out)
{
    Layout layout = type_layout(call->result_type);

    if (is_fixed(call->arg_types[0])) {
        Column whole;
        TRY(fixed_rescale(call, &call->args[0], call->arg_types[0].numeric_scale, 0,
                          ROUND_HALF_AWAY, &whole));
        if (!live_within(call, &whole, range_of_layout(layout)))
            return fail_out_of_range(call, call->result_type.id);
        narrow(call, &whole, out);
        return true;
    }
    int64_t *data = column_start(call, LAYOUT_I64, out);
    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Numeric value = numeric_arg(call, 0, row);
        TRY(numeric_cast_integer(call->cx, &value, layout_bytes(layout), &data[row]));
    }
    *out = column_with_layout(call->cx->arena, out, layout);
    return true;
}

/* PostgreSQL reads the digits as a float4, so nothing is rounded twice. */
static bool numeric_as_float(const KernelCall *call, const Numeric *value, float *out_value)
{
    SCRATCH(call->cx->arena);
    StrBuilder text = str_builder(call->cx->arena);

    numeric_print(&text, value);
    return float_parse_f32(call->cx, str_built(&text), call->position, out_value);
}

static bool numeric_to_real(const KernelCall *call, const Numeric *value, uint32_t row, void *data)
{
    if (call->result_type.id == TYPE_FLOAT8)
        return numeric_to_f64(call->cx, value, (double *)data + row);
    if (value->kind == NUMERIC_FINITE)
        return numeric_as_float(call, value, (float *)data + row);
    ((float *)data)[row] = value->kind == NUMERIC_NAN        ? NAN
                           : value->kind == NUMERIC_INFINITY ? INFINITY
                                                             : -INFINITY;
    return true;
}

bool kernel_cast_numeric_real(const KernelCall *call, Column *out)
{
    Type from = call->arg_types[0];
    bool is_double = call->result_type.id == TYPE_FLOAT8;
    char *data = column_start(call, is_double ? LAYOUT_F64 : LAYOUT_F32, out);

    memset(data, 0, call->rows * (is_double ? sizeof(double) : sizeof(float)));
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (is_fixed(from) && is_double) {
            ((double *)data)[row] =
                decimal_to_double(integer_at(&call->args[0], row), from.numeric_scale);
            continue;
        }
        Numeric value = numeric_arg(call, 0, row);
        TRY(numeric_to_real(call, &value, row, data));
    }
    return true;
}
