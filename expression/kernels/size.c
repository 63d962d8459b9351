/*
 * size.c -- pg_size_pretty and pg_size_bytes: numbers of bytes as people write them.
 *
 * Halves round away from zero, twice: once when a unit is left, once at the end, as PostgreSQL
 * does; so 10 240 bytes are 10 kB and 20 479 kB are 20 MB.
 */
#include "base/numeric.h"
#include "expression/kernels/values.h"

static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB", "PB" };

enum {
    SHIFT = 10,
    SHIFT_FIRST = SHIFT - 1, /* from here on sizes are in halves of the unit */
    BYTES_MAX = 10 * 1024,
    HALVES_MAX = 20 * 1024 - 1
};

/* --- pg_size_pretty -----------------------------------------------------------------------------
 */

static bool pretty(const KernelCall *call, uint32_t row, Value *out_value)
{
    Arena *arena = call->cx->arena;
    Value bytes = value_arg(call, 0, row);
    int64_t size = bytes.integer; /* in bytes, then in halves of the unit */
    uint32_t unit = 1;

    if (bytes.is_null)
        return true;
    if (size > -BYTES_MAX && size < BYTES_MAX) {
        *out_value = (Value){ .text = str_format(arena, "%lld bytes", (long long)size) };
        return true;
    }
    size /= 1 << SHIFT_FIRST;
    for (; unit + 1 < COUNT_OF(units) && (size <= -HALVES_MAX || size >= HALVES_MAX); unit++)
        size /= 1 << SHIFT;
    size = (size + (size < 0 ? -1 : 1)) / 2;
    *out_value = (Value){ .text = str_format(arena, "%lld %s", (long long)size, units[unit]) };
    return true;
}

bool kernel_size_pretty(const KernelCall *call, Column *out)
{
    return values_of_rows(call, pretty, out);
}

static bool is_below(const Numeric *size, Arena *arena, int64_t limit)
{
    Numeric absolute = numeric_absolute(size), bound = numeric_from_i64(arena, limit);

    return numeric_compare(&absolute, &bound) < 0;
}

static bool divided(Cx *cx, Numeric *size, int64_t by)
{
    Numeric divisor = numeric_from_i64(cx->arena, by);

    return numeric_divide_integer(cx, size, &divisor, size);
}

static bool half_rounded(Cx *cx, Numeric *size)
{
    Numeric one = numeric_from_i64(cx->arena, numeric_sign(size) < 0 ? -1 : 1);

    return numeric_add(cx, size, &one, size) && divided(cx, size, 2);
}

/* The same of a numeric, which shows its fraction as long as it is in bytes. */
static bool pretty_numeric(const KernelCall *call, uint32_t row, Value *out_value)
{
    Cx *cx = call->cx;
    Numeric size = numeric_arg(call, 0, row);
    StrBuilder out = str_builder(cx->arena);
    uint32_t unit = 0;

    if (!is_below(&size, cx->arena, BYTES_MAX)) {
        TRY(divided(cx, &size, 1 << SHIFT_FIRST));
        for (unit = 1; unit + 1 < COUNT_OF(units) && !is_below(&size, cx->arena, HALVES_MAX);
             unit++)
            TRY(divided(cx, &size, 1 << SHIFT));
        TRY(half_rounded(cx, &size));
    }
    numeric_print(&out, &size);
    str_addf(&out, " %s", units[unit]);
    *out_value = (Value){ .text = str_built(&out) };
    return true;
}

bool kernel_size_pretty_numeric(const KernelCall *call, Column *out)
{
    return values_of_rows(call, pretty_numeric, out);
}

/* --- pg_size_bytes ------------------------------------------------------------------------------
 */

static size_t digits_end(Str text, size_t at)
{
    while (at < text.length && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at;
}

/* Where the number that `text` begins with ends; 0: it begins with none. */
static size_t number_end(Str text)
{
    size_t at = text.length && (text.data[0] == '+' || text.data[0] == '-');
    size_t end = digits_end(text, at), digits = end - at;

    if (end < text.length && text.data[end] == '.') {
        at = end + 1;
        end = digits_end(text, at);
        digits += end - at;
    }
    if (!digits)
        return 0;
    if (end < text.length && (text.data[end] == 'e' || text.data[end] == 'E')) {
        bool has_sign =
            end + 1 < text.length && (text.data[end + 1] == '+' || text.data[end + 1] == '-');
        size_t exponent = end + 1 + has_sign, exponent_end = digits_end(text, exponent);
        if (exponent_end > exponent)
            end = exponent_end;
    }
    return end;
}

static bool fail_size(const KernelCall *call, Str text)
{
    return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position, "invalid size: \"%.*s\"",
                STR(text));
}

/* Multiply by what the unit says. */
static bool apply_unit(const KernelCall *call, Str text, Str unit, Numeric *size)
{
    Arena *arena = call->cx->arena;
    uint32_t at = 0;

    while (at < COUNT_OF(units) &&
           !str_equal(str_lower(arena, unit), str_lower(arena, str_of(units[at]))))
        at++;
    if (at == COUNT_OF(units)) {
        fail_size(call, text);
        fail_detail(call->cx, "Invalid size unit: \"%.*s\".", STR(unit));
        return fail_hint(call->cx,
                         "Valid units are \"bytes\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".");
    }
    Numeric factor = numeric_from_i64(arena, INT64_C(1) << (at * SHIFT));
    return numeric_multiply(call->cx, size, &factor, size);
}

static bool size_bytes(const KernelCall *call, uint32_t row, Value *out_value)
{
    Str text = value_arg(call, 0, row).text, trimmed = str_trim(text);
    size_t end = number_end(trimmed);
    Str unit = str_trim(str_slice(trimmed, end, trimmed.length));
    Numeric size;

    if (!end)
        return fail_size(call, text);
    TRY(numeric_parse(call->cx, str_slice(trimmed, 0, end), call->position, &size));
    if (unit.length)
        TRY(apply_unit(call, text, unit, &size));
    *out_value = (Value){ 0 };
    return numeric_cast_integer(call->cx, &size, sizeof(int64_t), &out_value->integer);
}

bool kernel_size_bytes(const KernelCall *call, Column *out)
{
    return values_of_rows(call, size_bytes, out);
}
