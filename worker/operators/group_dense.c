/*
 * group_dense.c -- groups of one integer key whose values lie densely, without hashing.
 *
 * One array holds the group of each value in a window that grows as values come.  It is used while
 * the window is not much larger than the number of rows seen, which is what keys of dimensions
 * and dates are like.  The slots of the table lag behind meanwhile: they are brought up to date
 * when a batch has to be probed.
 *
 * Invariant: where `dense` is there, it knows every group whose key lies in the window.
 */
#include "worker/operators/group.h"

enum {
    WINDOW_FREE = 64 * 1024, /* values; always worth it */
    WINDOW_PER_ROW = 4,      /* values per row seen, beyond that */
    FIRST_MARGIN = 64,       /* to both sides of the first window, */
    FIRST_MARGIN_PART = 8,   /* and that part of it */
};

typedef struct Window {
    int128_t min, max; /* max < min: empty */
} Window;

/* --- Which values a batch has
 * --------------------------------------------------------------------- */

#define SCAN(T)                                                                                    \
    do {                                                                                           \
        const T *restrict data = column->data;                                                     \
        T min = data[0], max = data[0];                                                            \
        for (uint32_t row = 0; row < column->rows; row++) {                                        \
            min = data[row] < min ? data[row] : min;                                               \
            max = data[row] > max ? data[row] : max;                                               \
        }                                                                                          \
        return (Window){ min, max };                                                               \
    } while (0)

/* Of all rows of a column without nulls, live or not. */
static Window scan(const Column *column)
{
    switch ((Layout)column->layout) {
    case LAYOUT_I8: SCAN(int8_t);
    case LAYOUT_I16: SCAN(int16_t);
    case LAYOUT_I32: SCAN(int32_t);
    case LAYOUT_I64: SCAN(int64_t);
    case LAYOUT_BOOL:
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return (Window){ 0, -1 };
}
#undef SCAN

static bool find_window(const GroupTable *table, const Column *keys, Window *out)
{
    const KeyField *field = &table->fields[0];

    if (!keys || table->key_count != 1 || field->layout < LAYOUT_I16 ||
        field->layout > LAYOUT_I64 || keys[0].kind != COLUMN_FLAT || keys[0].rows == 0)
        return false;
    if (keys[0].has_bounds)
        *out = (Window){ keys[0].min, keys[0].max };
    else if (!keys[0].validity)
        *out = scan(&keys[0]);
    else
        return false;
    return out->min <= out->max;
}

/* --- Keys and words
 * -------------------------------------------------------------------------------- */

static uint64_t word_of(const KeyField *field, int64_t value)
{
    uint64_t mask = field->bits < 64 ? (UINT64_C(1) << field->bits) - 1 : UINT64_MAX;

    return ((uint64_t)value & mask) << field->shift;
}

static int64_t value_of(const KeyField *field, uint64_t word)
{
    int unused = 64 - field->bits;

    return (int64_t)(word >> field->shift << unused) >> unused;
}

static bool is_null_group(const GroupTable *table, uint32_t group)
{
    const KeyField *field = &table->fields[0];

    if (table->has_null_apart)
        return group == table->null_group;
    return field->has_null && ((const uint64_t *)table->words.data)[group] >> field->null_bit & 1;
}

/* --- The window
 * ------------------------------------------------------------------------------------ */

static void forget(GroupTable *table)
{
    group_array_free(table->budget, &table->dense);
    table->dense_size = 0;
}

/* Entry 0 is null's, entry n the value base + n - 1. */
static void fill(GroupTable *table)
{
    const uint64_t *words = table->words.data;
    uint32_t *dense = table->dense.data;

    for (uint32_t group = 0; group < table->groups; group++) {
        uint64_t code =
            (uint64_t)value_of(&table->fields[0], words[group]) - (uint64_t)table->dense_base + 1;
        if (is_null_group(table, group))
            dense[0] = group + 1;
        else if (code != 0 && code < table->dense_size)
            dense[code] = group + 1;
    }
}

/* The window that has room for `now` and for more to come, so that creeping bounds do not fill it
 * anew each batch. */
static Window grown(const GroupTable *table, Window now)
{
    Window known = { table->dense_base, (int128_t)table->dense_base + table->dense_size - 2 };
    int128_t margin = table->dense_size / 2;

    if (table->dense_size == 0) {
        margin = (now.max - now.min) / FIRST_MARGIN_PART + FIRST_MARGIN;
        known = (Window){ now.min + margin, now.max - margin };
    }
    if (now.min < known.min)
        known.min = now.min - margin;
    if (now.max > known.max)
        known.max = now.max + margin;
    return known;
}

/* May entries for this window be had? */
static bool is_worth(const GroupTable *table, Window window)
{
    uint64_t limit = table->rows_seen * WINDOW_PER_ROW;

    limit = limit < WINDOW_FREE ? WINDOW_FREE : limit;
    return window.max - window.min < (int128_t)limit && window.min >= INT64_MIN &&
           window.max <= INT64_MAX;
}

bool group_dense_prepare(GroupTable *table, const Column *keys)
{
    Window now;

    if (!find_window(table, keys, &now)) {
        forget(table);
        return false;
    }
    if (table->dense_size && now.min >= table->dense_base &&
        now.max - table->dense_base <= (int128_t)table->dense_size - 2)
        return true;
    Window window = grown(table, now);
    GroupArray dense = { 0 };
    if (!is_worth(table, window) ||
        !group_array_grow(table->budget, &dense,
                          ((size_t)(window.max - window.min) + 2) * sizeof(uint32_t))) {
        forget(table);
        return false;
    }
    forget(table);
    table->dense = dense;
    table->dense_base = (int64_t)window.min;
    table->dense_size = (uint64_t)(window.max - window.min) + 2;
    fill(table);
    return true;
}

/* --- Assigning
 * ------------------------------------------------------------------------------------- */

static uint32_t new_group(GroupTable *table, bool is_null, int64_t value)
{
    const KeyField *field = &table->fields[0];
    uint32_t group = table->groups++;
    uint64_t word = word_of(field, value);

    if (is_null) {
        word = field->has_null ? UINT64_C(1) << field->null_bit : 0;
        table->null_group = group;
    }
    ((uint64_t *)table->words.data)[group] = word;
    return group + 1;
}

#define ASSIGN(T, row_, is_null_)                                                                  \
    do {                                                                                           \
        const T *restrict data = column->data;                                                     \
        for (uint32_t at = 0; at < count; at++) {                                                  \
            uint32_t row = (row_);                                                                 \
            bool is_null = (is_null_);                                                             \
            uint64_t code = is_null ? 0 : (uint64_t)(int64_t)data[row] - before;                   \
            uint32_t group_1 = dense[code];                                                        \
            if (unlikely(group_1 == 0))                                                            \
                dense[code] = group_1 = new_group(table, is_null, (int64_t)data[row]);             \
            out[at] = group_1 - 1;                                                                 \
        }                                                                                          \
    } while (0)
#define ASSIGN_ALL(T)                                                                              \
    if (!rows && !column->validity)                                                                \
        ASSIGN(T, at, false);                                                                      \
    else                                                                                           \
        ASSIGN(T, rows ? rows[at] : at, !column_has(column, row));                                 \
    break

void group_dense_assign(GroupTable *table, const Column *column, const Row *rows, uint32_t count,
                        uint32_t *restrict out)
{
    uint32_t *dense = table->dense.data;
    uint64_t before = (uint64_t)table->dense_base - 1;

    switch ((Layout)column->layout) {
    case LAYOUT_I8: ASSIGN_ALL(int8_t);
    case LAYOUT_I16: ASSIGN_ALL(int16_t);
    case LAYOUT_I32: ASSIGN_ALL(int32_t);
    case LAYOUT_I64: ASSIGN_ALL(int64_t);
    case LAYOUT_BOOL:
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
}
#undef ASSIGN
#undef ASSIGN_ALL
