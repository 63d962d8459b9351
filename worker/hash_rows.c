/* hash_rows.c -- see hash_rows.h: one loop a layout, decided per column. */
#include "worker/hash_rows.h"

#include "base/hash.h"
#include "base/value.h"

static const uint64_t null_hash = UINT64_C(0x2545f4914f6cdd1d);

static uint64_t hash_i128(int128_t value)
{
    if (value == (int64_t)value)
        return hash_u64((uint64_t)(int64_t)value);
    return hash_combine(hash_u64((uint64_t)value), (uint64_t)(value >> 64));
}

static uint64_t hash_real(double value)
{
    uint64_t bits;

    if (value == 0)
        value = 0; /* -0.0 equals 0.0 */
    if (value != value)
        return hash_u64(UINT64_C(0x7ff8000000000000));
    memcpy(&bits, &value, sizeof bits);
    return hash_u64(bits);
}

static uint64_t hash_view(const StrView *view, const uint8_t *const *heaps, Type type)
{
    Str text = view_str(view, heaps);

    if (type_is_structured(type))
        return value_hash(type, (Value){ .text = text });
    while (type.id == TYPE_BPCHAR && text.length && text.data[text.length - 1] == ' ')
        text.length--;
    return hash_bytes(text.data, text.length);
}

#define HASH_EACH(T, hash_)                                                                        \
    for (uint32_t index = 0; index < values->rows; index++) {                                      \
        T value = ((const T *)values->data)[index];                                                \
        out[index] = hash_;                                                                        \
    }                                                                                              \
    break

/* The hashes of all values of a FLAT column (nulls hash as whatever lies behind them). */
static void hash_values(const Column *values, Type type, uint64_t *out)
{
    switch ((Layout)values->layout) {
    case LAYOUT_BOOL: HASH_EACH(uint8_t, hash_u64(value));
    case LAYOUT_I8: HASH_EACH(int8_t, hash_u64((uint64_t)(int64_t)value));
    case LAYOUT_I16: HASH_EACH(int16_t, hash_u64((uint64_t)(int64_t)value));
    case LAYOUT_I32: HASH_EACH(int32_t, hash_u64((uint64_t)(int64_t)value));
    case LAYOUT_I64: HASH_EACH(int64_t, hash_u64((uint64_t)value));
    case LAYOUT_I128: HASH_EACH(int128_t, hash_i128(value));
    case LAYOUT_F32: HASH_EACH(float, hash_real(value));
    case LAYOUT_F64: HASH_EACH(double, hash_real(value));
    case LAYOUT_INTERVAL: HASH_EACH(Interval, value_hash(type, (Value){ .interval = value }));
    case LAYOUT_VIEW:
        for (uint32_t index = 0; index < values->rows; index++)
            out[index] = !values->validity || bit_get(values->validity, index)
                             ? hash_view((const StrView *)values->data + index, values->heaps, type)
                             : null_hash;
        break;
    }
}
#undef HASH_EACH

/* Hash of one value of a FLAT or CONST column or dictionary. */
static uint64_t hash_one(const Column *values, uint32_t index, Type type)
{
    uint64_t hash;
    Column one = *values;

    one.rows = 1;
    one.validity = NULL;
    one.data = (const char *)values->data + (size_t)index * (size_t)layout_bytes(values->layout);
    hash_values(&one, type, &hash);
    return hash;
}

static void hash_column(const Column *column, Type type, const Row *rows, uint32_t count,
                        uint64_t *out)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;

    if (column->kind == COLUMN_SEQ) {
        for (uint32_t at = 0; at < count; at++)
            out[at] = hash_u64((uint64_t)column_sequence_value(column, rows ? rows[at] : at));
        return;
    }
    if (column->kind == COLUMN_FLAT && !rows && count == column->rows) {
        hash_values(column, type, out);
    } else if (column->kind == COLUMN_CONST) {
        uint64_t hash = column_has(column, 0) ? hash_one(column, 0, type) : null_hash;
        for (uint32_t at = 0; at < count; at++)
            out[at] = hash;
        return;
    } else {
        for (uint32_t at = 0; at < count; at++) {
            uint32_t row = rows ? rows[at] : at;
            out[at] = column_has(column, row) ? hash_one(values, column_index(column, row), type)
                                              : null_hash;
        }
        return;
    }
    for (uint32_t at = 0; column->validity && at < count; at++)
        if (!column_has(column, rows ? rows[at] : at))
            out[at] = null_hash;
}

void hash_rows(const Column *keys, const Type *types, uint32_t key_count, const Row *rows,
               uint32_t count, uint64_t *out_hashes)
{
    uint64_t next[BATCH_ROWS_MAX];

    if (key_count == 0)
        memset(out_hashes, 0, count * sizeof *out_hashes);
    for (uint32_t key = 0; key < key_count; key++) {
        hash_column(&keys[key], types[key], rows, count, key ? next : out_hashes);
        for (uint32_t at = 0; key && at < count; at++)
            out_hashes[at] = hash_combine(out_hashes[at], next[at]);
    }
}
