/* join_key.c -- see join_key.h. */
#include "worker/operators/join_key.h"

#include "base/value.h"
#include "worker/hash_rows.h"

KeyForm key_form(Type type)
{
    Layout layout = type_layout(type);

    if (layout == LAYOUT_INTERVAL || type_is_structured(type))
        return KEY_VALUE;
    return layout == LAYOUT_VIEW ? KEY_TEXT : KEY_INTEGER;
}

/* --- Integers ------------------------------------------------------------------------------------
 */

typedef struct KeySpan {
    int64_t min, max; /* min > max: no valid value */
    bool fits;        /* every valid value has an int64_t */
} KeySpan;

typedef struct PackStep {
    const void *data;
    const uint64_t *validity;
    const Row *rows; /* NULL: 0 to count - 1 */
    uint32_t count;
    const uint64_t *words; /* of the keys before; NULL: this is the first */
    int64_t min;
    uint64_t span, stride;
} PackStep;

static inline bool read_plain(int64_t value, int64_t *out)
{
    *out = value;
    return true;
}

static inline bool read_wide(int128_t value, int64_t *out)
{
    *out = (int64_t)value;
    return *out == value;
}

/* -0.0 equals 0.0, and NaN equals NaN. */
static inline bool read_real(double value, int64_t *out)
{
    value = value == 0 ? 0 : value != value ? __builtin_nan("") : value;
    memcpy(out, &value, sizeof *out);
    return true;
}

#define T                uint8_t
#define NAME(stem)       stem##_bool
#define READ(value, out) read_plain(value, out)
#include "worker/operators/join_key_tmpl.h"
#define T                int8_t
#define NAME(stem)       stem##_i8
#define READ(value, out) read_plain(value, out)
#include "worker/operators/join_key_tmpl.h"
#define T                int16_t
#define NAME(stem)       stem##_i16
#define READ(value, out) read_plain(value, out)
#include "worker/operators/join_key_tmpl.h"
#define T                int32_t
#define NAME(stem)       stem##_i32
#define READ(value, out) read_plain(value, out)
#include "worker/operators/join_key_tmpl.h"
#define T                int64_t
#define NAME(stem)       stem##_i64
#define READ(value, out) read_plain(value, out)
#include "worker/operators/join_key_tmpl.h"
#define T                int128_t
#define NAME(stem)       stem##_i128
#define READ(value, out) read_wide(value, out)
#include "worker/operators/join_key_tmpl.h"
#define T                float
#define NAME(stem)       stem##_f32
#define READ(value, out) read_real((double)(value), out)
#include "worker/operators/join_key_tmpl.h"
#define T                double
#define NAME(stem)       stem##_f64
#define READ(value, out) read_real(value, out)
#include "worker/operators/join_key_tmpl.h"

typedef struct IntegerFns {
    void (*measure)(const Column *column, uint32_t rows, KeySpan *span);
    uint32_t (*pack)(const PackStep *step, Row *out_rows, uint64_t *out_words);
} IntegerFns;

static const IntegerFns integer_fns[LAYOUTS] = {
    [LAYOUT_BOOL] = { measure_bool, pack_bool }, [LAYOUT_I8] = { measure_i8, pack_i8 },
    [LAYOUT_I16] = { measure_i16, pack_i16 },    [LAYOUT_I32] = { measure_i32, pack_i32 },
    [LAYOUT_I64] = { measure_i64, pack_i64 },    [LAYOUT_I128] = { measure_i128, pack_i128 },
    [LAYOUT_F32] = { measure_f32, pack_f32 },    [LAYOUT_F64] = { measure_f64, pack_f64 },
};

/* --- Fitting -------------------------------------------------------------------------------------
 */

/* Give the key its place above the keys before it, whose words are below packing->range. */
static bool add_key(KeyPacking *packing, JoinKey *key, const Column *column, uint32_t rows)
{
    KeySpan span = { INT64_MAX, INT64_MIN, true };

    if (key->form != KEY_INTEGER)
        return false;
    integer_fns[column->layout].measure(column, rows, &span);
    if (!span.fits)
        return false;
    bool is_empty = span.min > span.max;
    key->min = is_empty ? 0 : span.min;
    key->span = is_empty ? 0 : (uint64_t)span.max - (uint64_t)span.min;
    key->stride = packing->range;
    if (packing->key_count == 1) {
        packing->range = key->span + 1; /* 2^64 is 0 */
        return true;
    }
    return key->span != UINT64_MAX &&
           !__builtin_mul_overflow(packing->range, key->span + 1, &packing->range);
}

void key_packing_fit(KeyPacking *packing, const Column *keys, uint32_t rows)
{
    packing->range = 1;
    packing->is_packed = true;
    for (uint32_t key = 0; key < packing->key_count && packing->is_packed; key++)
        packing->is_packed = add_key(packing, &packing->keys[key], &keys[key], rows);
}

/* --- Words ---------------------------------------------------------------------------------------
 */

static uint32_t pack_words(const KeyPacking *packing, Arena *arena, const KeyRows *in,
                           Row *out_rows, uint64_t *out_words)
{
    const Row *rows = in->rows;
    uint32_t count = in->count;

    for (uint32_t at = 0; at < packing->key_count && count; at++) {
        const JoinKey *key = &packing->keys[at];
        Column flat = column_flatten(arena, &in->keys[at], rows, count);
        PackStep step = { .data = flat.data,
                          .validity = flat.validity,
                          .rows = rows,
                          .count = count,
                          .words = at ? out_words : NULL,
                          .min = key->min,
                          .span = key->span,
                          .stride = key->stride };
        count = integer_fns[flat.layout].pack(&step, out_rows, out_words);
        rows = out_rows;
    }
    return count;
}

/* The rows that have no null key. */
static uint32_t valid_rows(const KeyPacking *packing, const KeyRows *in, Row *out_rows)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < in->count; at++) {
        uint32_t row = in->rows ? in->rows[at] : at;
        bool is_valid = true;
        for (uint32_t key = 0; key < packing->key_count; key++)
            is_valid = is_valid && column_has(&in->keys[key], row);
        out_rows[found] = (Row)row;
        found += is_valid;
    }
    return found;
}

/* A single key over few entries: each is hashed once. */
static bool hash_entries(const KeyPacking *packing, Arena *arena, const KeyRows *in,
                         uint64_t *out_words)
{
    const Column *key = in->keys;

    if (packing->key_count != 1 || key->kind != COLUMN_DICT ||
        key->dictionary->values.rows > in->count)
        return false;
    const Column *entries = &key->dictionary->values;
    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, entries->rows + 1);
    hash_rows(entries, packing->types, 1, NULL, entries->rows, hashes);
    for (uint32_t at = 0; at < in->count; at++)
        out_words[at] = hashes[column_index(key, in->rows[at])];
    return true;
}

uint32_t key_words(const KeyPacking *packing, Arena *arena, const KeyRows *in, Row *out_rows,
                   uint64_t *out_words)
{
    assert(in->count <= BATCH_ROWS_MAX && packing->key_count);
    if (packing->is_packed)
        return pack_words(packing, arena, in, out_rows, out_words);

    KeyRows valid = { in->keys, out_rows, valid_rows(packing, in, out_rows) };
    bool is_whole = !in->rows && valid.count == in->count;
    if (!hash_entries(packing, arena, &valid, out_words))
        hash_rows(valid.keys, packing->types, packing->key_count, is_whole ? NULL : out_rows,
                  valid.count, out_words);
    return valid.count;
}

/* --- Equality ------------------------------------------------------------------------------------
 */

static int128_t integer_at(const Column *values, uint32_t index)
{
    int64_t bits = 0;

    switch ((Layout)values->layout) {
    case LAYOUT_BOOL: return ((const uint8_t *)values->data)[index];
    case LAYOUT_I8: return ((const int8_t *)values->data)[index];
    case LAYOUT_I16: return ((const int16_t *)values->data)[index];
    case LAYOUT_I32: return ((const int32_t *)values->data)[index];
    case LAYOUT_I64: return ((const int64_t *)values->data)[index];
    case LAYOUT_I128: return ((const int128_t *)values->data)[index];
    case LAYOUT_F32: read_real((double)((const float *)values->data)[index], &bits); break;
    case LAYOUT_F64: read_real(((const double *)values->data)[index], &bits); break;
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"not an integer");
    }
    return bits;
}

static Str trimmed(Str text)
{
    while (text.length && text.data[text.length - 1] == ' ')
        text.length--;
    return text;
}

static bool texts_equal(const Column *a, uint32_t a_index, const Column *b, uint32_t b_index)
{
    const StrView *left = (const StrView *)a->data + a_index;
    const StrView *right = (const StrView *)b->data + b_index;

    if (memcmp(left, right, 8) != 0) /* lengths and prefixes */
        return false;
    if (left->length <= VIEW_INLINE_MAX)
        return memcmp(left, right, sizeof *left) == 0;
    return memcmp(view_bytes(left, a->heaps), view_bytes(right, b->heaps), left->length) == 0;
}

static bool values_equal(const JoinKey *key, const Column *a, uint32_t a_index, const Column *b,
                         uint32_t b_index)
{
    const StrView *left = (const StrView *)a->data + a_index;
    const StrView *right = (const StrView *)b->data + b_index;

    if (key->form == KEY_INTEGER)
        return integer_at(a, a_index) == integer_at(b, b_index);
    if (key->form == KEY_TEXT && key->type.id == TYPE_BPCHAR)
        return str_equal(trimmed(view_str(left, a->heaps)), trimmed(view_str(right, b->heaps)));
    if (key->form == KEY_TEXT)
        return texts_equal(a, a_index, b, b_index);
    if (a->layout == LAYOUT_INTERVAL)
        return value_equal(key->type, (Value){ .interval = ((const Interval *)a->data)[a_index] },
                           (Value){ .interval = ((const Interval *)b->data)[b_index] });
    return value_equal(key->type, (Value){ .text = view_str(left, a->heaps) },
                       (Value){ .text = view_str(right, b->heaps) });
}

void keys_compare(const KeyPacking *packing, const KeyPairs *pairs, bool *out_equal)
{
    for (uint32_t at = 0; at < packing->key_count; at++) {
        const JoinKey *key = &packing->keys[at];
        const Column *left = &pairs->left[at], *right = &pairs->right[at];
        const Column *values = left->kind == COLUMN_DICT ? &left->dictionary->values : left;
        for (uint32_t pair = 0; pair < pairs->count; pair++)
            out_equal[pair] &= values_equal(key, values, column_index(left, pairs->left_rows[pair]),
                                            right, pairs->right_rows[pair]);
    }
}

bool keys_equal(const KeyPacking *packing, const Column *keys, uint32_t a, uint32_t b)
{
    for (uint32_t at = 0; at < packing->key_count; at++)
        if (!values_equal(&packing->keys[at], &keys[at], a, &keys[at], b))
            return false;
    return true;
}
