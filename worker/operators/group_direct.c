/*
 * group_direct.c -- groups of keys from small domains, without hashing; see group.h.
 *
 * Where every key is a dictionary code, a boolean or an integer with narrow bounds, the codes of a
 * row combine to an index into one array that remembers the group of each combination.  The array
 * is a cache of the table: combinations not seen yet are probed once.  What it remembers holds as
 * long as the dictionaries and windows stay the same; dictionaries without an id are remembered
 * for one batch.
 */
#include "worker/operators/group.h"

enum {
    COMBINATIONS_MAX = 64 * 1024,
    COMBINATIONS_CHEAP = 2048, /* forgetting that many costs less than probing a batch */
    BATCHES_PER_RESTART = 8,   /* larger arrays must be remembered that long on average */
    MISSED = UINT32_MAX,       /* in the array: being probed */
};

/* --- Which code a key has ------------------------------------------------------------------------
 */

/* The least and greatest value, where known and close together. */
static bool find_window(const Column *column, int64_t *out_min, int64_t *out_max)
{
    if (column->layout == LAYOUT_BOOL && column->kind == COLUMN_FLAT) {
        *out_min = 0;
        *out_max = 1;
        return true;
    }
    if (column->kind != COLUMN_FLAT || column->layout < LAYOUT_I8 || column->layout > LAYOUT_I64)
        return false;
    if (column->has_bounds) {
        *out_min = column->min;
        *out_max = column->max;
        return column->min <= column->max && column->min > INT64_MIN &&
               (uint64_t)column->max - (uint64_t)column->min < COMBINATIONS_MAX;
    }
    *out_min = INT8_MIN;
    *out_max = INT8_MAX;
    return column->layout == LAYOUT_I8;
}

/* Widen what is known to [min, max], with a margin at the sides that it grew to, so that windows
 * that creep do not start again each batch. */
static void widen_window(DirectKey *key, int64_t min, int64_t max)
{
    int128_t known_max = (int128_t)key->base + key->size - 2, margin = key->size / 2;
    int128_t low = min < key->base ? min - margin : key->base;
    int128_t high = max > known_max ? max + margin : known_max;

    if (key->size == 0 || high - low + 2 > COMBINATIONS_MAX || low <= INT64_MIN) {
        low = min;
        high = max;
    }
    key->base = (int64_t)low;
    key->size = (uint32_t)(high - low) + 2;
}

static bool fits_window(const DirectKey *key, int64_t min, int64_t max)
{
    return !key->is_dictionary && key->size && min >= key->base &&
           (uint64_t)max - (uint64_t)key->base <= key->size - 2;
}

static bool forget_windows(GroupTable *table)
{
    memset(table->direct_keys, 0, table->key_count * sizeof *table->direct_keys);
    return false;
}

/* Describe the keys of this batch.  False: not of a small domain.  *out_keeps: what is remembered
 * still holds; *out_lasts: it may be remembered at all. */
static bool describe(GroupTable *table, const Column *keys, bool *out_keeps, bool *out_lasts)
{
    uint64_t combinations = 1;

    *out_keeps = table->direct_size > 0;
    *out_lasts = true;
    for (uint32_t at = 0; at < table->key_count; at++) {
        const Column *column = &keys[at];
        DirectKey *key = &table->direct_keys[at];
        int64_t min, max;
        if (column->kind == COLUMN_DICT) {
            const Dictionary *dictionary = column->dictionary;
            uint32_t size = dictionary->values.rows + 1;
            *out_keeps &= dictionary->id && key->dictionary == dictionary->id && key->size == size;
            key->is_dictionary = true;
            *out_lasts &= dictionary->id != 0;
            key->dictionary = dictionary->id;
            key->size = size;
        } else if (find_window(column, &min, &max)) {
            bool fits = fits_window(key, min, max);
            if (key->is_dictionary)
                *key = (DirectKey){ 0 };
            *out_keeps &= fits;
            if (!fits)
                widen_window(key, min, max);
        } else {
            return forget_windows(table);
        }
        key->stride = (uint32_t)combinations;
        combinations *= key->size;
        if (combinations > COMBINATIONS_MAX)
            return forget_windows(table);
    }
    return true;
}

/* --- Combining -----------------------------------------------------------------------------------
 */

#define ADD_EACH(T, code_)                                                                         \
    do {                                                                                           \
        const T *restrict data = column->data;                                                     \
        if (!rows && !column->validity)                                                            \
            for (uint32_t at = 0; at < count; at++) {                                              \
                T value = data[at];                                                                \
                codes[at] += (uint32_t)(code_)*stride;                                             \
            }                                                                                      \
        else                                                                                       \
            for (uint32_t at = 0; at < count; at++) {                                              \
                uint32_t row = rows ? rows[at] : at;                                               \
                T value = data[row];                                                               \
                codes[at] += column_has(column, row) ? (uint32_t)(code_)*stride : 0;               \
            }                                                                                      \
    } while (0)

static void add_codes(const DirectKey *key, const Column *column, const Row *rows, uint32_t count,
                      uint32_t *restrict codes)
{
    uint32_t stride = key->stride;
    int64_t base = key->base - 1; /* code 0 is null */

    if (column->kind == COLUMN_DICT) {
        switch (column->code_bytes) {
        case 1: ADD_EACH(uint8_t, (uint32_t)value + 1); break;
        case 2: ADD_EACH(uint16_t, (uint32_t)value + 1); break;
        case 4: ADD_EACH(uint32_t, value + 1); break;
        }
        return;
    }
    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: ADD_EACH(uint8_t, value - base); break;
    case LAYOUT_I8: ADD_EACH(int8_t, value - base); break;
    case LAYOUT_I16: ADD_EACH(int16_t, value - base); break;
    case LAYOUT_I32: ADD_EACH(int32_t, value - base); break;
    case LAYOUT_I64: ADD_EACH(int64_t, value - base); break;
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
}
#undef ADD_EACH

/* --- Finding -------------------------------------------------------------------------------------
 */

static uint32_t look_up(const uint32_t *direct, const uint32_t *restrict codes, uint32_t count,
                        uint32_t *restrict out)
{
    uint32_t missing = 0;

    for (uint32_t at = 0; at < count; at++) {
        uint32_t group_1 = direct[codes[at]];
        out[at] = group_1 - 1;
        missing += group_1 == 0;
    }
    return missing;
}

/* Probe one row of each combination that is not known. */
static void learn(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                  const uint32_t *groups)
{
    uint32_t *direct = table->direct.data, *codes = table->codes;
    uint32_t *codes_missed = ARENA_ARRAY(&table->scratch, uint32_t, count);
    uint32_t *found = ARENA_ARRAY(&table->scratch, uint32_t, count);
    Row *missed = ARENA_ARRAY(&table->scratch, Row, count);
    uint32_t missing = 0;

    for (uint32_t at = 0; at < count; at++) {
        if (groups[at] != GROUP_NONE || direct[codes[at]] == MISSED)
            continue;
        direct[codes[at]] = MISSED;
        codes_missed[missing] = codes[at];
        missed[missing++] = rows ? rows[at] : (Row)at;
    }
    group_probe(table, keys, missed, missing, found);
    for (uint32_t at = 0; at < missing; at++)
        direct[codes_missed[at]] = found[at] + 1;
}

static bool start_again(GroupTable *table, uint32_t combinations, bool lasts)
{
    if (combinations > COMBINATIONS_CHEAP &&
        (!lasts || table->direct_restarts * BATCHES_PER_RESTART > table->batches))
        return false;
    table->direct_restarts += combinations > COMBINATIONS_CHEAP;
    if (!group_array_grow(table->budget, &table->direct, combinations * sizeof(uint32_t)))
        return false;
    memset(table->direct.data, 0, combinations * sizeof(uint32_t));
    table->direct_size = combinations;
    return true;
}

bool group_direct_assign(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                         uint32_t *out_groups)
{
    const DirectKey *last = &table->direct_keys[table->key_count - 1];
    bool keeps, lasts;

    table->batches++;
    if (!describe(table, keys, &keeps, &lasts)) {
        table->direct_size = 0;
        return false;
    }
    if (!keeps && !start_again(table, last->stride * last->size, lasts)) {
        table->direct_size = 0;
        return false;
    }
    memset(table->codes, 0, count * sizeof *table->codes);
    for (uint32_t key = 0; key < table->key_count; key++)
        add_codes(&table->direct_keys[key], &keys[key], rows, count, table->codes);
    if (look_up(table->direct.data, table->codes, count, out_groups) == 0)
        return true;
    learn(table, keys, rows, count, out_groups);
    uint32_t missing = look_up(table->direct.data, table->codes, count, out_groups);
    assert(missing == 0);
    (void)missing;
    return true;
}
