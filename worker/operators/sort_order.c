/*
 * sort_order.c -- the order of rows by normalised keys; see sort_rows.h.
 *
 * The keys of a row are packed, the first key in the highest bits, into up to 128 bits that
 * compare as the keys do:
 *
 *     [null flag][value, as few bits as the column's bounds need] [null flag][value] ...
 *
 * Rows are radix-sorted by those bits.  Where not all keys fit (long strings, VAR numerics), rows
 * whose bits are equal are merge-sorted by comparing values from the first key that was cut.
 */
#include "worker/operators/sort_rows.h"

#include "base/hash.h"
#include "base/numeric.h"
#include "base/timestamp.h"

#include <math.h>

enum {
    KEY_BITS = 128,
    DIGITS = 8, /* of a word, 8 bits each */
    BUCKETS = 256,
    STEPS_PER_CHECK = 64 * 1024,
};

int sort_compare_values(const SortBy *by, Value a, Value b)
{
    if (a.is_null || b.is_null) {
        int order = (int)a.is_null - (int)b.is_null; /* nulls last */
        return by->nulls_first ? -order : order;
    }
    int order = value_compare(by->type, a, b);
    return by->descending ? -order : order;
}

/* --- Packing -----------------------------------------------------------------------------------
 */

/* Where one key lies in the packed bits. */
typedef struct PackedKey {
    const SortBy *by;
    bool has_nulls;
    uint32_t value_bits; /* kept of the value */
    uint32_t cut_bits;   /* lost at its lower end */
    uint32_t shift;      /* of the value, from bit 0 of the 128 */
    int64_t min, max;    /* integers */
} PackedKey;

typedef struct Packing {
    const SortRows *rows;
    PackedKey *keys;
    uint32_t key_count; /* packed, at least in part */
    uint32_t used_bits;
    uint32_t cut_key;     /* the first not packed as a whole; the number of keys: none */
    uint64_t *high, *low; /* by ordinal */
} Packing;

static bool find_bounds(const SortRows *rows, PackedKey *key)
{
    bool found = false;

    for (uint32_t block = 0; block < rows->blocks.count; block++) {
        const Column *column = &rows->blocks.items[block]->columns[key->by->column];
        if (!column->has_bounds) { /* no value, or some beyond 64 bits */
            if (column->layout == LAYOUT_I128)
                return false;
            continue;
        }
        key->min = found && key->min < column->min ? key->min : column->min;
        key->max = found && key->max > column->max ? key->max : column->max;
        found = true;
    }
    return found || key->by->type.id != TYPE_NUMERIC;
}

static uint32_t bits_of(uint64_t range)
{
    return range ? 64 - (uint32_t)__builtin_clzll(range) : 0;
}

/* The bits a value of the key has when nothing is cut. */
static uint32_t value_bits(const SortRows *rows, PackedKey *key)
{
    switch (type_layout(key->by->type)) {
    case LAYOUT_BOOL: return 1;
    case LAYOUT_I8: return 8; /* "char" compares unsigned */
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64:
        find_bounds(rows, key);
        return bits_of((uint64_t)key->max - (uint64_t)key->min);
    case LAYOUT_I128:
        if (find_bounds(rows, key))
            return bits_of((uint64_t)key->max - (uint64_t)key->min);
        return KEY_BITS;
    case LAYOUT_F32:
    case LAYOUT_F64: return 64;
    case LAYOUT_VIEW: return key->by->type.id == TYPE_NUMERIC ? 64 : KEY_BITS;
    case LAYOUT_INTERVAL: return KEY_BITS;
    }
    return 0;
}

static bool has_nulls(const SortRows *rows, uint32_t column)
{
    for (uint32_t block = 0; block < rows->blocks.count; block++)
        if (rows->blocks.items[block]->columns[column].validity)
            return true;
    return false;
}

static void plan_packing(Packing *p, const SortBy *by, uint32_t key_count)
{
    p->cut_key = key_count;
    for (uint32_t at = 0; at < key_count && p->cut_key == key_count; at++) {
        PackedKey *key = &p->keys[at];
        *key = (PackedKey){ .by = &by[at], .has_nulls = has_nulls(p->rows, by[at].column) };
        uint32_t bits = value_bits(p->rows, key), left = KEY_BITS - p->used_bits;
        if (left < (uint32_t)key->has_nulls + 1) {
            p->cut_key = at;
            return;
        }
        left -= key->has_nulls;
        key->value_bits = bits < left ? bits : left;
        key->cut_bits = bits - key->value_bits;
        if (key->cut_bits || type_layout(by[at].type) == LAYOUT_VIEW)
            p->cut_key = at;
        p->used_bits += key->has_nulls + key->value_bits;
        key->shift = KEY_BITS - p->used_bits;
        p->key_count = at + 1;
    }
}

static uint64_t order_of_real(double real)
{
    int64_t bits;

    if (isnan(real))
        return UINT64_MAX;
    real = real == 0 ? 0 : real;
    memcpy(&bits, &real, sizeof bits);
    return bits < 0 ? ~(uint64_t)bits : (uint64_t)bits | UINT64_C(1) << 63;
}

static uint128_t order_of_wide(int128_t value)
{
    return (uint128_t)value ^ (uint128_t)1 << 127;
}

static uint128_t order_of_interval(Interval interval)
{
    int64_t days = (int64_t)interval.months * 30 + interval.days;
    return order_of_wide((int128_t)days * MICROS_PER_DAY + interval.micros);
}

/* Rounding keeps the order, so it only makes ties. */
static uint64_t order_of_numeric(Str text)
{
    Numeric numeric = numeric_decode(text);
    double real = 0;

    switch ((NumericKind)numeric.kind) {
    case NUMERIC_NAN: return order_of_real(NAN);
    case NUMERIC_INFINITY: return order_of_real(INFINITY);
    case NUMERIC_MINUS_INFINITY: return order_of_real(-INFINITY);
    case NUMERIC_FINITE: break;
    }
    for (int32_t at = 0; at < numeric.digit_count && at < 4; at++)
        real = real * NUMERIC_BASE + numeric.digits[at];
    for (int32_t at = numeric.digit_count; at < 4; at++)
        real *= NUMERIC_BASE;
    /* The first digit is not zero, so the weight decides before the digits do. */
    uint64_t size =
        numeric.digit_count == 0
            ? 0
            : (uint64_t)(numeric.weight - NUMERIC_WEIGHT_MIN + 1) << 44 | (uint64_t)real >> 10;
    return numeric.is_negative ? (UINT64_C(1) << 62) - 1 - size : (UINT64_C(1) << 62) + size;
}

static uint128_t order_of_text(Type type, Str text)
{
    unsigned char bytes[16] = { 0 };
    uint64_t high, low;

    while (type.id == TYPE_BPCHAR && text.length && text.data[text.length - 1] == ' ')
        text.length--;
    if (text.length)
        memcpy(bytes, text.data, text.length < sizeof bytes ? text.length : sizeof bytes);
    memcpy(&high, bytes, 8);
    memcpy(&low, bytes + 8, 8);
    return (uint128_t)__builtin_bswap64(high) << 64 | __builtin_bswap64(low);
}

static uint128_t order_of_view(Type type, Str text)
{
    if (type_is_array(type.id))
        return 0; /* all alike: who ties is compared by value */
    return type.id == TYPE_NUMERIC ? order_of_numeric(text) : order_of_text(type, text);
}

/* Add the code of each row of a block.  `code_` is what orders ascending, in value and cut bits. */
#define PACK(T, code_)                                                                             \
    for (uint32_t row = 0; row < column->rows; row++) {                                            \
        if (column->validity && !bit_get(column->validity, row))                                   \
            continue;                                                                              \
        T value = ((const T *)column->data)[row];                                                  \
        uint128_t code = (uint128_t)(code_) >> cut;                                                \
        code = (descending ? mask - code : code) << shift;                                         \
        high[row] |= (uint64_t)(code >> 64);                                                       \
        low[row] |= (uint64_t)code;                                                                \
    }                                                                                              \
    break

static void pack_block(Packing *p, const PackedKey *key, const Column *column, uint32_t first)
{
    uint64_t *restrict high = p->high + first, *restrict low = p->low + first;
    uint32_t shift = key->shift % KEY_BITS, cut = key->cut_bits;
    uint128_t mask = ((uint128_t)1 << (key->value_bits - 1) << 1) - 1;
    bool descending = key->by->descending;
    int64_t min = key->min;
    bool is_bounded = key->value_bits + cut < KEY_BITS;

    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: PACK(uint8_t, value);
    case LAYOUT_I8: PACK(uint8_t, value);
    case LAYOUT_I16: PACK(int16_t, (uint64_t)value - (uint64_t)min);
    case LAYOUT_I32: PACK(int32_t, (uint64_t)value - (uint64_t)min);
    case LAYOUT_I64: PACK(int64_t, (uint64_t)value - (uint64_t)min);
    case LAYOUT_I128:
        PACK(int128_t, is_bounded ? (uint64_t)value - (uint64_t)min : order_of_wide(value));
    case LAYOUT_F32: PACK(float, order_of_real((double)value));
    case LAYOUT_F64: PACK(double, order_of_real(value));
    case LAYOUT_VIEW: PACK(StrView, order_of_view(key->by->type, view_str(&value, column->heaps)));
    case LAYOUT_INTERVAL: PACK(Interval, order_of_interval(value));
    }
}
#undef PACK

/* The flag above the value: whichever comes later has it set. */
static void pack_nulls(Packing *p, const PackedKey *key, const Column *column, uint32_t first)
{
    uint128_t flag = (uint128_t)1 << (key->shift + key->value_bits);

    for (uint32_t row = 0; row < column->rows; row++) {
        bool is_null = column->validity && !bit_get(column->validity, row);
        uint128_t bit = is_null != key->by->nulls_first ? flag : 0;
        p->high[first + row] |= (uint64_t)(bit >> 64);
        p->low[first + row] |= (uint64_t)bit;
    }
}

static bool pack(Cx *cx, Packing *p)
{
    for (uint32_t at = 0; at < p->key_count; at++) {
        const PackedKey *key = &p->keys[at];
        for (uint32_t block = 0; block < p->rows->blocks.count; block++) {
            const Column *column = &p->rows->blocks.items[block]->columns[key->by->column];
            uint32_t first = block << SORT_BLOCK_BITS;
            if (key->value_bits)
                pack_block(p, key, column, first);
            if (key->has_nulls)
                pack_nulls(p, key, column, first);
            TRY(check_interrupts(cx));
        }
    }
    return true;
}

/* --- Radix sort --------------------------------------------------------------------------------
 */

typedef struct Entry {
    uint64_t word;
    uint32_t ordinal;
} Entry;

static bool is_sorted(const Entry *entries, uint32_t count)
{
    for (uint32_t at = 1; at < count; at++)
        if (entries[at].word < entries[at - 1].word)
            return false;
    return true;
}

/* Move all entries to where their digit says. */
static bool radix_pass(Cx *cx, const Entry *restrict from, Entry *restrict to, uint32_t count,
                       uint32_t digit, const uint32_t *histogram)
{
    uint32_t next[BUCKETS], sum = 0;

    for (uint32_t bucket = 0; bucket < BUCKETS; bucket++) {
        next[bucket] = sum;
        sum += histogram[bucket];
    }
    for (uint32_t at = 0; at < count;) {
        uint32_t end = count - at < STEPS_PER_CHECK ? count : at + STEPS_PER_CHECK;
        TRY(check_interrupts(cx));
        for (; at < end; at++)
            to[next[from[at].word >> (digit * 8) & (BUCKETS - 1)]++] = from[at];
    }
    return true;
}

/* Stable; the sorted entries are in *entries, which may have changed place with *spare. */
static bool radix_sort(Cx *cx, Entry **entries, Entry **spare, uint32_t count)
{
    uint32_t histograms[DIGITS][BUCKETS];
    const Entry *first = *entries;

    if (count < 2 || is_sorted(*entries, count))
        return true;
    memset(histograms, 0, sizeof histograms);
    for (uint32_t at = 0; at < count; at++)
        for (uint32_t digit = 0; digit < DIGITS; digit++)
            histograms[digit][first[at].word >> (digit * 8) & (BUCKETS - 1)]++;
    for (uint32_t digit = 0; digit < DIGITS; digit++) {
        uint32_t bucket = (*entries)[0].word >> (digit * 8) & (BUCKETS - 1);
        if (histograms[digit][bucket] == count)
            continue;
        TRY(radix_pass(cx, *entries, *spare, count, digit, histograms[digit]));
        Entry *swap = *entries;
        *entries = *spare;
        *spare = swap;
    }
    return true;
}

/* --- Ties --------------------------------------------------------------------------------------
 */

typedef struct TieSort {
    Cx *cx;
    const SortRows *rows;
    const SortBy *keys;
    uint32_t from_key, key_count;
    uint32_t steps; /* until the next look at interrupts */
} TieSort;

static int compare_rows(const TieSort *t, uint32_t a, uint32_t b)
{
    for (uint32_t key = t->from_key; key < t->key_count; key++) {
        const SortBy *by = &t->keys[key];
        int order = sort_compare_values(by, sort_rows_value(t->rows, a, by->column),
                                        sort_rows_value(t->rows, b, by->column));
        if (order)
            return order;
    }
    return 0;
}

/* Merge items[0..middle) and items[middle..count) through `spare`. */
static void merge(TieSort *t, uint32_t *items, uint32_t *spare, uint32_t middle, uint32_t count)
{
    uint32_t left = 0, right = middle, to = 0;

    memcpy(spare, items, count * sizeof *items);
    while (left < middle && right < count)
        items[to++] =
            compare_rows(t, spare[left], spare[right]) <= 0 ? spare[left++] : spare[right++];
    memcpy(items + to, spare + left, (middle - left) * sizeof *items);
    to += middle - left;
    memcpy(items + to, spare + right, (count - right) * sizeof *items);
    t->steps += count;
}

/* Bottom-up, so that nothing recurses. */
static bool merge_sort(TieSort *t, uint32_t *items, uint32_t *spare, uint32_t count)
{
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t at = 0; at + width < count; at += 2 * width) {
            uint64_t end = at + 2 * width < count ? at + 2 * width : count;
            merge(t, items + at, spare, (uint32_t)width, (uint32_t)(end - at));
            if (t->steps < STEPS_PER_CHECK)
                continue;
            t->steps = 0;
            TRY(check_interrupts(t->cx));
        }
    }
    return true;
}

static bool sort_ties(TieSort *t, const Packing *p, const Entry *entries, uint32_t *items,
                      uint32_t *spare)
{
    uint32_t count = t->rows->rows;

    for (uint32_t at = 0, end; at < count; at = end) {
        for (end = at + 1; end < count && entries[end].word == entries[at].word &&
                           p->low[entries[end].ordinal] == p->low[entries[at].ordinal];)
            end++;
        if (end - at > 1)
            TRY(merge_sort(t, items + at, spare, end - at));
    }
    return true;
}

/* --- All together ------------------------------------------------------------------------------
 */

static bool sort_entries(Cx *cx, const Packing *p, Entry **entries, Entry **spare)
{
    uint32_t count = p->rows->rows, at = 0;
    const uint64_t *words = p->used_bits > 64 ? p->low : p->high;

    for (uint32_t block = 0; block < p->rows->blocks.count; block++) {
        uint32_t first = block << SORT_BLOCK_BITS, rows = p->rows->blocks.items[block]->rows;
        for (uint32_t row = 0; row < rows; row++)
            (*entries)[at++] = (Entry){ words[first + row], first + row };
    }
    assert(at == count);
    TRY(radix_sort(cx, entries, spare, count));
    if (p->used_bits <= 64)
        return true;
    for (at = 0; at < count; at++)
        (*entries)[at].word = p->high[(*entries)[at].ordinal];
    return radix_sort(cx, entries, spare, count);
}

/* All ordinals are below. */
static size_t ordinal_span(const SortRows *rows)
{
    uint32_t blocks = rows->blocks.count;

    if (blocks == 0)
        return 0;
    return ((size_t)(blocks - 1) << SORT_BLOCK_BITS) + rows->blocks.items[blocks - 1]->rows;
}

uint32_t *sort_order(Cx *cx, Arena *arena, const SortRows *rows, const SortBy *keys,
                     uint32_t key_count)
{
    uint32_t count = rows->rows;
    size_t span = ordinal_span(rows);
    uint32_t *ordinals = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
    SCRATCH(arena);
    Packing p = { .rows = rows,
                  .keys = ARENA_ARRAY(arena, PackedKey, key_count + 1),
                  .high = arena_zero(arena, (span + 1) * sizeof(uint64_t)),
                  .low = arena_zero(arena, (span + 1) * sizeof(uint64_t)) };
    Entry *entries = ARENA_ARRAY(arena, Entry, (size_t)count + 1);
    Entry *spare = ARENA_ARRAY(arena, Entry, (size_t)count + 1);

    TRY(check_memory(cx));
    plan_packing(&p, keys, key_count);
    TRY(pack(cx, &p));
    TRY(sort_entries(cx, &p, &entries, &spare));
    for (uint32_t at = 0; at < count; at++)
        ordinals[at] = entries[at].ordinal;
    if (p.cut_key < key_count) {
        TieSort ties = {
            .cx = cx, .rows = rows, .keys = keys, .from_key = p.cut_key, .key_count = key_count
        };
        TRY(sort_ties(&ties, &p, entries, ordinals, (uint32_t *)(void *)spare));
    }
    return ordinals;
}
