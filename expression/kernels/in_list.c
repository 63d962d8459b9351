/*
 * in_list.c -- arg IN (items).
 *
 * Constant items become, once a program, what answers fastest:
 *   few integers     a range test each
 *   close integers   a bitmap over [min, max]
 *   other integers   an open hash table of 64-bit values
 *   strings          an open hash table by length and bytes
 * Everything else is one comparison an item.  Null where nothing is equal and some side is null.
 */
#include "base/decimal.h"
#include "base/hash.h"
#include "expression/kernels/compare.h"
#include "expression/program.h"

enum {
    FEW_ITEMS = 4,
    BITMAP_SPAN_MAX = 1 << 16,
    LOAD_FACTOR = 2, /* slots a value, at least */
};

typedef enum SetKind { SET_FEW, SET_BITMAP, SET_INTEGERS, SET_STRINGS } SetKind;

typedef struct ItemSet {
    SetKind kind;
    bool has_null;
    int64_t min, max; /* of the integers */
    const int64_t *values;
    uint32_t count;
    const uint64_t *bits; /* SET_BITMAP: bit value - min */
    const int64_t *slots; /* SET_INTEGERS: empty slots hold values[0] */
    const Str *strings;   /* SET_STRINGS: empty slots have no data */
    uint64_t lengths;     /* bit min(length, 63) for each length there is */
    uint32_t mask;        /* slots - 1 */
} ItemSet;

/* --- Preparing ---------------------------------------------------------------------------------
 */

static uint32_t slot_count(uint32_t items)
{
    uint32_t slots = 8;

    while (slots < items * LOAD_FACTOR)
        slots *= 2;
    return slots;
}

static void fill_bitmap(Arena *arena, ItemSet *set)
{
    uint64_t *bits = arena_zero(arena, bit_words((uint32_t)(set->max - set->min) + 1) * 8);

    for (uint32_t at = 0; at < set->count; at++)
        bit_set(bits, (uint32_t)(set->values[at] - set->min));
    set->bits = bits;
    set->kind = SET_BITMAP;
}

static void fill_integers(Arena *arena, ItemSet *set)
{
    uint32_t slots = slot_count(set->count);
    int64_t *table = ARENA_ARRAY(arena, int64_t, slots);

    for (uint32_t at = 0; at < slots; at++)
        table[at] = set->values[0];
    set->mask = slots - 1;
    for (uint32_t at = 0; at < set->count; at++) {
        uint32_t slot = (uint32_t)hash_u64((uint64_t)set->values[at]) & set->mask;
        while (table[slot] != set->values[0] && table[slot] != set->values[at])
            slot = (slot + 1) & set->mask;
        table[slot] = set->values[at];
    }
    set->slots = table;
    set->kind = SET_INTEGERS;
}

/* Items at the scale of the argument; those that fall between are equal to nothing. */
static bool take_integers(Cx *cx, const Column *items, const Type *types, Type type, ItemSet *set)
{
    uint32_t count = set->count;
    int64_t *values = ARENA_ARRAY(cx->arena, int64_t, (size_t)count + 1);
    int scale = type.id == TYPE_NUMERIC ? type.numeric_scale : 0;

    set->count = 0;
    for (uint32_t item = 0; item < count; item++) {
        int item_scale = types[item].id == TYPE_NUMERIC ? types[item].numeric_scale : 0;
        if (types[item].id != type.id || types[item].numeric_form != type.numeric_form)
            return false;
        if (!column_has(&items[item], 0)) {
            set->has_null = true;
            continue;
        }
        RangeTest test = range_test(COMPARE_EQ, scale, integer_at(&items[item], 0), item_scale);
        if (test.range.min > test.range.max)
            continue;
        if (!range_within(test.range, range_of_layout(LAYOUT_I64)))
            return false;
        values[set->count++] = (int64_t)test.range.min;
    }
    set->values = values;
    set->min = INT64_MAX;
    set->max = INT64_MIN;
    for (uint32_t at = 0; at < set->count; at++) {
        set->min = values[at] < set->min ? values[at] : set->min;
        set->max = values[at] > set->max ? values[at] : set->max;
    }
    return true;
}

static void take_strings(Cx *cx, const Column *items, ItemSet *set)
{
    uint32_t slots = slot_count(set->count);
    Str *table = arena_zero(cx->arena, slots * sizeof *table);

    set->mask = slots - 1;
    for (uint32_t item = 0; item < set->count; item++) {
        if (!column_has(&items[item], 0)) {
            set->has_null = true;
            continue;
        }
        Str text = column_str(&items[item], 0);
        text = text.length ? str_copy(cx->arena, text) : STR_LIT("");
        uint32_t slot = (uint32_t)hash_bytes(text.data, text.length) & set->mask;
        while (table[slot].data && !str_equal(table[slot], text))
            slot = (slot + 1) & set->mask;
        table[slot] = text;
        set->lengths |= UINT64_C(1) << (text.length < 63 ? text.length : 63);
    }
    set->strings = table;
    set->kind = SET_STRINGS;
}

const void *in_list_prepare(Cx *cx, const Column *items, const Type *types, uint32_t item_count,
                            Type type)
{
    Layout layout = type_layout(type);
    ItemSet *set = arena_zero(cx->arena, sizeof *set);

    set->count = item_count;
    if (type_is_string(type.id) && type.id != TYPE_BPCHAR) {
        take_strings(cx, items, set);
        return set;
    }
    if (!(layout_is_integer(layout) || layout == LAYOUT_BOOL) ||
        !take_integers(cx, items, types, type, set))
        return NULL;
    if (set->count <= FEW_ITEMS)
        set->kind = SET_FEW;
    else if ((uint64_t)set->max - (uint64_t)set->min < BITMAP_SPAN_MAX)
        fill_bitmap(cx->arena, set);
    else
        fill_integers(cx->arena, set);
    return set;
}

/* --- Looking up --------------------------------------------------------------------------------
 */

static void find_few(const KernelCall *call, const ItemSet *set, const Column *column,
                     uint8_t *bytes)
{
    uint8_t *next = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows);

    memset(bytes, 0, call->rows);
    for (uint32_t at = 0; at < set->count; at++) {
        RangeTest test = { .range = { set->values[at], set->values[at] } };
        range_bytes(column, test, next);
        for (uint32_t row = 0; row < call->rows; row++)
            bytes[row] |= next[row];
    }
}

static bool has_integer(const ItemSet *set, int64_t value)
{
    uint32_t slot = (uint32_t)hash_u64((uint64_t)value) & set->mask;

    while (set->slots[slot] != value) {
        if (set->slots[slot] == set->values[0])
            return false;
        slot = (slot + 1) & set->mask;
    }
    return true;
}

/* values[0] marks empty slots, so it is asked for by itself. */
static void find_integers(const ItemSet *set, const int64_t *values, uint32_t rows, uint8_t *bytes)
{
    uint64_t span = (uint64_t)set->max - (uint64_t)set->min;

    if (set->kind == SET_BITMAP) {
        for (uint32_t row = 0; row < rows; row++) {
            uint64_t at = (uint64_t)values[row] - (uint64_t)set->min;
            uint64_t inside = at <= span;
            bytes[row] = (uint8_t)(inside & bit_get(set->bits, (uint32_t)(inside ? at : 0)));
        }
        return;
    }
    for (uint32_t row = 0; row < rows; row++) {
        uint64_t at = (uint64_t)values[row] - (uint64_t)set->min;
        bytes[row] = at <= span && (values[row] == set->values[0] || has_integer(set, values[row]));
    }
}

/* 128 bits that do not fit 64 are in no set. */
static void find_wide(const ItemSet *set, const Column *column, uint32_t rows, uint8_t *bytes)
{
    const int128_t *wide = column->data;

    for (uint32_t row = 0; row < rows; row++) {
        int64_t value = (int64_t)wide[row];
        find_integers(set, &value, 1, &bytes[row]);
        bytes[row] &= value == wide[row];
    }
}

static void find_strings(const KernelCall *call, const ItemSet *set, uint8_t *bytes)
{
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Str text = column_str(&call->args[0], row);
        bytes[row] = 0;
        if (!(set->lengths >> (text.length < 63 ? text.length : 63) & 1))
            continue;
        uint32_t slot = (uint32_t)hash_bytes(text.data, text.length) & set->mask;
        while (set->strings[slot].data && !str_equal(set->strings[slot], text))
            slot = (slot + 1) & set->mask;
        bytes[row] = set->strings[slot].data != NULL;
    }
}

static void find_in_set(const KernelCall *call, const ItemSet *set, uint8_t *bytes)
{
    Column column = call->args[0];

    if (is_const(&column)) { /* of one row: see call_constant */
        column.kind = COLUMN_FLAT;
        column.rows = 1;
    }
    if (set->kind == SET_STRINGS) {
        find_strings(call, set, bytes);
    } else if (set->kind == SET_FEW) {
        find_few(call, set, &column, bytes);
    } else if (column.layout == LAYOUT_I128) {
        find_wide(set, &column, call->rows, bytes);
    } else {
        column = column_with_layout(call->cx->arena, &column, LAYOUT_I64);
        find_integers(set, column.data, call->rows, bytes);
    }
}

/* Where nothing is equal, a null item makes the answer null. */
static void mark_unknown(const KernelCall *call, const uint8_t *bytes, Column *out)
{
    uint64_t words[MASK_WORDS];
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t row = 0; row < call->rows; row += BATCH_ROWS_MAX) {
        uint32_t rows = call->rows - row < BATCH_ROWS_MAX ? call->rows - row : BATCH_ROWS_MAX;
        words_of_bytes(bytes + row, rows, words);
        memcpy(validity + row / 64, words, bit_words(rows) * sizeof *words);
    }
    out->validity = validity;
}

/* --- Items that are not constant ----------------------------------------------------------------
 */

static bool find_one_by_one(const KernelCall *call, uint8_t *bytes, Column *out)
{
    Row *live = ARENA_ARRAY(call->cx->arena, Row, call->rows + 1);
    uint8_t *equal = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, true);

    memset(bytes, 0, call->rows);
    for (uint32_t item = 1; item < call->arg_count; item++) {
        Column args[2] = { call->args[0], call->args[item] };
        Type types[2] = { call->arg_types[0], call->arg_types[item] };
        KernelCall pair = *call;
        pair.args = args;
        pair.arg_types = types;
        pair.arg_count = 2;
        pair.selection = live;
        pair.selected = 0;
        for (uint32_t at = 0; at < call->selected; at++) {
            uint32_t row = call_row(call, at);
            if (bytes[row])
                continue;
            live[pair.selected] = (Row)row;
            bool known = column_has(&args[0], row) && column_has(&args[1], row);
            pair.selected += known;
            if (!known)
                bit_clear(validity, row);
        }
        if (!pair.selected)
            continue;
        compare_bytes(&pair, COMPARE_EQ, equal);
        for (uint32_t at = 0; at < pair.selected; at++)
            bytes[live[at]] = equal[live[at]];
    }
    for (uint32_t row = 0; row < call->rows; row++)
        if (bytes[row])
            bit_set(validity, row);
    out->validity = validity;
    return true;
}

bool kernel_in_list(const KernelCall *call, Column *out)
{
    const ItemSet *set = call->state;
    uint8_t *bytes = column_start(call, LAYOUT_BOOL, out);

    if (!set)
        return find_one_by_one(call, bytes, out);
    find_in_set(call, set, bytes);
    if (set->has_null)
        mark_unknown(call, bytes, out);
    return true;
}
