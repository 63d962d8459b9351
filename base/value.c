/* value.c -- storing, order and hash of values; text and binary forms are in value_text.c and
 * value_binary.c. */
#include "base/value.h"
#include "base/array.h"
#include "base/bytes_text.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/interval.h"
#include "base/numeric.h"

#include <math.h>

/* What entry `at` of FLAT values shows. */
static Value value_at(const Column *values, uint32_t at)
{
    const void *data = values->data;
    int128_t wide;

    switch ((Layout)values->layout) {
    case LAYOUT_BOOL: return (Value){ .boolean = ((const uint8_t *)data)[at] != 0 };
    case LAYOUT_I8: return (Value){ .integer = ((const int8_t *)data)[at] };
    case LAYOUT_I16: return (Value){ .integer = ((const int16_t *)data)[at] };
    case LAYOUT_I32: return (Value){ .integer = ((const int32_t *)data)[at] };
    case LAYOUT_I64: return (Value){ .integer = ((const int64_t *)data)[at] };
    case LAYOUT_I128:
        memcpy(&wide, (const char *)data + (size_t)at * sizeof wide, sizeof wide);
        return (Value){ .wide = wide };
    case LAYOUT_F32: return (Value){ .real = (double)((const float *)data)[at] };
    case LAYOUT_F64: return (Value){ .real = ((const double *)data)[at] };
    case LAYOUT_VIEW: return (Value){ .text = view_str((const StrView *)data + at, values->heaps) };
    case LAYOUT_INTERVAL: return (Value){ .interval = ((const Interval *)data)[at] };
    }
    return VALUE_NULL;
}

static Value value_of_sequence(const Column *column, uint32_t row)
{
    int64_t integer = column_sequence_value(column, row);

    if (column->layout == LAYOUT_I128)
        return (Value){ .wide = integer };
    return (Value){ .integer = integer };
}

Value value_of_column(const Column *column, uint32_t row)
{
    if (!column_has(column, row))
        return VALUE_NULL;
    if (column->kind == COLUMN_SEQ)
        return value_of_sequence(column, row);
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    return value_at(values, column_index(column, row));
}

Value value_of_typed_column(const Column *column, uint32_t row, Type type)
{
    Value value = value_of_column(column, row);

    if (!value.is_null && type_layout(type) == LAYOUT_I128 && column->layout != LAYOUT_I128)
        value.wide = value.integer;
    return value;
}

#define STORE(T, member)                                                                           \
    do {                                                                                           \
        T stored = (T)value.member;                                                                \
        memcpy(to, &stored, sizeof stored);                                                        \
    } while (0)

void value_store(Layout layout, Value value, void *to)
{
    if (value.is_null) {
        memset(to, 0, (size_t)layout_bytes(layout));
        return;
    }
    switch (layout) {
    case LAYOUT_BOOL: STORE(uint8_t, boolean); break;
    case LAYOUT_I8: STORE(int8_t, integer); break;
    case LAYOUT_I16: STORE(int16_t, integer); break;
    case LAYOUT_I32: STORE(int32_t, integer); break;
    case LAYOUT_I64: STORE(int64_t, integer); break;
    case LAYOUT_I128: STORE(int128_t, wide); break;
    case LAYOUT_F32: STORE(float, real); break;
    case LAYOUT_F64: STORE(double, real); break;
    case LAYOUT_INTERVAL: memcpy(to, &value.interval, sizeof value.interval); break;
    case LAYOUT_VIEW: {
        StrView view = view_make(value.text, 0, 0);
        memcpy(to, &view, sizeof view);
        break;
    }
    }
}
#undef STORE

Column column_of_values(Arena *arena, Layout layout, const Value *values, uint32_t count)
{
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(arena, layout, count);
    uint64_t *validity = validity_alloc(arena, count, true);
    const uint8_t **heaps = ARENA_ARRAY(arena, const uint8_t *, (size_t)count + 1);

    for (uint32_t at = 0; at < count; at++) {
        value_store(layout, values[at], data + at * width);
        if (values[at].is_null)
            bit_clear(validity, at);
        if (layout != LAYOUT_VIEW)
            continue;
        /* Each long text is a heap of its own. */
        heaps[at] = (const uint8_t *)values[at].text.data;
        StrView view = view_make(values[at].is_null ? STR_NONE : values[at].text, at, 0);
        memcpy(data + at * width, &view, sizeof view);
    }
    Column column = column_flat(layout, count, data, validity);
    column.heaps = heaps;
    column.heap_count = layout == LAYOUT_VIEW ? count : 0;
    return column;
}

Value value_copy(Arena *arena, Type type, Value value)
{
    if (!value.is_null && type_layout(type) == LAYOUT_VIEW)
        value.text = str_copy(arena, value.text);
    return value;
}

bool value_bytes_are_valid(TypeId id, Str bytes)
{
    if (type_is_array(id))
        return array_is_valid(bytes, type_element(id));
    if (id == TYPE_NUMERIC)
        return numeric_encoding_is_valid(bytes);
    return id != TYPE_UUID || bytes.length == UUID_BYTES;
}

static Str without_trailing_blanks(Str s)
{
    while (s.length && s.data[s.length - 1] == ' ')
        s.length--;
    return s;
}

static int compare_real(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) != 0) - (isnan(b) != 0);
    return (a > b) - (a < b);
}

static int compare_text(Type type, Str a, Str b)
{
    if (type_is_array(type.id))
        return array_compare(type_element(type.id), a, b);
    if (type.id == TYPE_NUMERIC) {
        Numeric a_numeric = numeric_decode(a), b_numeric = numeric_decode(b);
        return numeric_compare(&a_numeric, &b_numeric);
    }
    if (type.id == TYPE_BPCHAR)
        return str_compare(without_trailing_blanks(a), without_trailing_blanks(b));
    return str_compare(a, b);
}

int value_compare(Type type, Value a, Value b)
{
    assert(!a.is_null && !b.is_null);
    switch (type_layout(type)) {
    case LAYOUT_BOOL: return a.boolean - b.boolean;
    case LAYOUT_I8: return (uint8_t)a.integer - (uint8_t)b.integer; /* "char" is unsigned */
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: return (a.integer > b.integer) - (a.integer < b.integer);
    case LAYOUT_I128: return (a.wide > b.wide) - (a.wide < b.wide);
    case LAYOUT_F32:
    case LAYOUT_F64: return compare_real(a.real, b.real);
    case LAYOUT_VIEW: return compare_text(type, a.text, b.text);
    case LAYOUT_INTERVAL: return interval_compare(a.interval, b.interval);
    }
    return 0;
}

bool value_equal(Type type, Value a, Value b)
{
    if (a.is_null || b.is_null)
        return a.is_null == b.is_null;
    return value_compare(type, a, b) == 0;
}

/* Zeros of both signs are equal, and so are all NaNs. */
static uint64_t hash_real(double real)
{
    uint64_t bits = UINT64_C(0x7ff8000000000000);

    if (real == 0)
        return hash_u64(0);
    if (!isnan(real))
        memcpy(&bits, &real, sizeof bits);
    return hash_u64(bits);
}

static uint64_t hash_text(Type type, Str text)
{
    if (type_is_array(type.id))
        return array_hash(type_element(type.id), text);
    if (type.id == TYPE_NUMERIC) {
        Numeric numeric = numeric_decode(text);
        return numeric_hash(&numeric);
    }
    if (type.id == TYPE_BPCHAR)
        text = without_trailing_blanks(text);
    return hash_bytes(text.length ? text.data : "", text.length);
}

uint64_t value_hash(Type type, Value value)
{
    if (value.is_null)
        return 0;
    switch (type_layout(type)) {
    case LAYOUT_BOOL: return hash_u64(value.boolean);
    case LAYOUT_I8: return hash_u64((uint8_t)value.integer);
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: return hash_u64((uint64_t)value.integer);
    case LAYOUT_I128:
        return hash_combine(hash_u64((uint64_t)value.wide), (uint64_t)(value.wide >> 64));
    case LAYOUT_F32:
    case LAYOUT_F64: return hash_real(value.real);
    case LAYOUT_VIEW: return hash_text(type, value.text);
    case LAYOUT_INTERVAL: return interval_hash(value.interval);
    }
    return 0;
}
