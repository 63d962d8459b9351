/*
 * group_key.c -- keys as 64-bit words, and back; see group.h.
 *
 *     word 0            null flags, then narrow values as far as they fit
 *     further words     narrow values | one value of 64 bits | two words of a wide value
 *
 * Wide values: integers of 128 bits; intervals as microseconds; strings as (length and prefix,
 * the other inline bytes or a hash of all); numerics as their hash.
 */
#include "worker/operators/group.h"

#include "base/hash.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "base/timestamp.h"
#include "expression/expression.h"

/* --- Layout ------------------------------------------------------------------------------------
 */

enum {
    WORD_BITS = 64,
    WIDE_BITS = 128,
    KEPT_ENTRIES_MAX = 16 * 1024, /* of a dictionary that may come again */
};

static bool keeps_first(Layout layout)
{
    return layout == LAYOUT_VIEW || layout == LAYOUT_F32 || layout == LAYOUT_F64 ||
           layout == LAYOUT_INTERVAL;
}

static uint32_t place_nulls(GroupTable *table, const bool *nullable)
{
    uint32_t flags = 0;

    for (uint32_t key = 0; key < table->key_count; key++) {
        KeyField *field = &table->fields[key];
        field->has_null = (!nullable || nullable[key]) && !table->has_null_apart;
        if (!field->has_null)
            continue;
        field->null_word = flags / WORD_BITS;
        field->null_bit = (uint8_t)(flags++ % WORD_BITS);
    }
    return flags;
}

void group_keys_layout(GroupTable *table, const Type *types, const bool *nullable)
{
    bool is_one_word = table->key_count == 1 && layout_bytes(type_layout(types[0])) == 8;

    table->has_null_apart = is_one_word && (!nullable || nullable[0]);
    uint32_t flags = place_nulls(table, nullable);
    uint32_t open = flags / WORD_BITS, used = flags % WORD_BITS; /* where narrow values go */
    uint32_t words = open + (used > 0);

    for (uint32_t key = 0; key < table->key_count; key++) {
        KeyField *field = &table->fields[key];
        field->type = types[key];
        field->layout = type_layout(types[key]);
        field->keeps_first = keeps_first(field->layout);
        field->is_structured = type_is_structured(types[key]);
        field->bits = (uint8_t)(layout_bytes(field->layout) * 8);
        if (field->bits >= WORD_BITS) {
            field->word = words;
            words += field->bits / WORD_BITS;
            continue;
        }
        if (open >= words || used + field->bits > WORD_BITS) {
            open = words++;
            used = 0;
        }
        field->word = open;
        field->shift = (uint8_t)used;
        used += field->bits;
    }
    table->word_count = words;
}

/* --- Encoding ----------------------------------------------------------------------------------
 */

static Str key_text(const KeyField *field, Str text)
{
    while (field->type.id == TYPE_BPCHAR && text.length && text.data[text.length - 1] == ' ')
        text.length--;
    return text;
}

typedef struct Words2 {
    uint64_t word[2];
} Words2;

/* Sets *has_long where the words alone do not decide. */
static Words2 words_of_view(const KeyField *field, const StrView *view, const uint8_t *const *heaps,
                            bool *has_long)
{
    Words2 words;

    if (field->is_structured) {
        *has_long = true;
        return (Words2){ { value_hash(field->type, (Value){ .text = view_str(view, heaps) }), 1 } };
    }
    if (field->type.id != TYPE_BPCHAR && view->length <= VIEW_INLINE_MAX) {
        memcpy(&words, view, sizeof words);
        return words;
    }
    Str text = key_text(field, view_str(view, heaps));
    StrView key = view_make(text, 0, 0);
    memcpy(&words, &key, sizeof words);
    if (text.length > VIEW_INLINE_MAX) {
        words.word[1] = hash_bytes(text.data, text.length);
        *has_long = true;
    }
    return words;
}

static uint64_t word_of_f64(double value)
{
    uint64_t bits = UINT64_C(0x7ff8000000000000);

    if (value == 0)
        return 0;
    if (value == value)
        memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint32_t word_of_f32(float value)
{
    uint32_t bits = UINT32_C(0x7fc00000);

    if (value == 0)
        return 0;
    if (value == value)
        memcpy(&bits, &value, sizeof bits);
    return bits;
}

static int128_t span_of(Interval interval)
{
    int64_t days = (int64_t)interval.months * 30 + interval.days;
    return (int128_t)days * MICROS_PER_DAY + interval.micros;
}

/* One loop a layout: OR the value of each row into its place.  The dense loop is the plain one. */
#define NARROW(T, word_)                                                                           \
    do {                                                                                           \
        const T *restrict data = column->data;                                                     \
        if (!rows)                                                                                 \
            for (uint32_t at = 0; at < count; at++) {                                              \
                T value = data[at];                                                                \
                out[at] |= ((uint64_t)(word_)&mask) << shift;                                      \
            }                                                                                      \
        else                                                                                       \
            for (uint32_t at = 0; at < count; at++) {                                              \
                T value = data[rows[at]];                                                          \
                out[at] |= ((uint64_t)(word_)&mask) << shift;                                      \
            }                                                                                      \
    } while (0)
#define WIDE(T, wide_)                                                                             \
    for (uint32_t at = 0; at < count; at++) {                                                      \
        T value = ((const T *)column->data)[rows ? rows[at] : at];                                 \
        int128_t wide = (wide_);                                                                   \
        out[at] = (uint64_t)wide;                                                                  \
        upper[at] = (uint64_t)(wide >> 64);                                                        \
    }                                                                                              \
    break

/* The words of a FLAT column that is no string; what lies behind a null is encoded, too. */
static void encode_flat(GroupTable *table, const KeyField *field, const Column *column,
                        const Row *rows, uint32_t count)
{
    uint64_t *restrict out = table->row_words[field->word];
    uint64_t *restrict upper = field->bits == WIDE_BITS ? table->row_words[field->word + 1] : NULL;
    uint64_t mask = field->bits < WORD_BITS ? (UINT64_C(1) << field->bits) - 1 : UINT64_MAX;
    int shift = field->shift;

    if (upper && column->layout != LAYOUT_INTERVAL && column->layout != LAYOUT_I128) {
        Column wide = column_with_layout(&table->scratch, column, LAYOUT_I128);
        encode_flat(table, field, &wide, rows, count);
        return;
    }
    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: NARROW(uint8_t, value); break;
    case LAYOUT_I8: NARROW(int8_t, (int64_t)value); break;
    case LAYOUT_I16: NARROW(int16_t, (int64_t)value); break;
    case LAYOUT_I32: NARROW(int32_t, (int64_t)value); break;
    case LAYOUT_I64: NARROW(int64_t, value); break;
    case LAYOUT_F32: NARROW(float, word_of_f32(value)); break;
    case LAYOUT_F64: NARROW(double, word_of_f64(value)); break;
    case LAYOUT_I128: WIDE(int128_t, value);
    case LAYOUT_INTERVAL: WIDE(Interval, span_of(value));
    case LAYOUT_VIEW: break;
    }
}
#undef NARROW
#undef WIDE

/* Strings of a dictionary whose entries have words already. */
static void encode_codes(GroupTable *table, const KeyField *field, const Column *column,
                         const Row *rows, uint32_t count)
{
    const uint64_t *lower = field->entries[0], *upper = field->entries[1];
    uint64_t *out = table->row_words[field->word], *out_upper = table->row_words[field->word + 1];

    for (uint32_t at = 0; at < count; at++) {
        uint32_t row = rows ? rows[at] : at;
        uint32_t code = column_has(column, row) ? column_index(column, row) : 0;
        out[at] = lower[code];
        out_upper[at] = upper[code];
    }
}

static void encode_entries(GroupTable *table, KeyField *field, const Dictionary *dictionary)
{
    const Column *values = &dictionary->values;

    if (values->rows > field->entry_capacity) {
        field->entry_capacity = values->rows;
        for (int half = 0; half < 2; half++)
            field->entries[half] = ARENA_ARRAY(table->arena, uint64_t, values->rows);
    }
    for (uint32_t at = 0; at < values->rows; at++) {
        Words2 words = words_of_view(field, (const StrView *)values->data + at, values->heaps,
                                     &field->entries_are_long);
        field->entries[0][at] = words.word[0];
        field->entries[1][at] = words.word[1];
    }
    field->dictionary = dictionary->id;
}

/* Have words of all entries, where that is less work than words of all rows. */
static bool has_entries(GroupTable *table, KeyField *field, const Column *column, uint32_t count)
{
    const Dictionary *dictionary = column->kind == COLUMN_DICT ? column->dictionary : NULL;

    if (!dictionary || dictionary->values.rows == 0)
        return false;
    if (dictionary->id && dictionary->id == field->dictionary)
        return true;
    if (dictionary->values.rows > (dictionary->id ? KEPT_ENTRIES_MAX : count))
        return false;
    field->entries_are_long = false;
    encode_entries(table, field, dictionary);
    return true;
}

static void encode_views(GroupTable *table, KeyField *field, const Column *column, const Row *rows,
                         uint32_t count)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    const StrView *views = values->data;
    uint64_t *out = table->row_words[field->word], *upper = table->row_words[field->word + 1];

    if (has_entries(table, field, column, count)) {
        table->has_long |= field->entries_are_long;
        encode_codes(table, field, column, rows, count);
        return;
    }
    for (uint32_t at = 0; at < count; at++) {
        uint32_t row = rows ? rows[at] : at;
        Words2 words = { { 0, 0 } };
        if (column_has(column, row))
            words = words_of_view(field, &views[column_index(column, row)], values->heaps,
                                  &table->has_long);
        out[at] = words.word[0];
        upper[at] = words.word[1];
    }
}

/* Rows that are null: no value, but the flag. */
static void encode_nulls(GroupTable *table, const KeyField *field, const Column *column,
                         const Row *rows, uint32_t count)
{
    uint64_t *out = table->row_words[field->word];
    uint64_t mask = field->bits < WORD_BITS ? (UINT64_C(1) << field->bits) - 1 : UINT64_MAX;
    uint64_t keep = ~(mask << field->shift);

    for (uint32_t at = 0; at < count; at++) {
        if (column_has(column, rows ? rows[at] : at))
            continue;
        out[at] &= keep;
        if (field->bits == WIDE_BITS)
            table->row_words[field->word + 1][at] = 0;
        if (field->has_null)
            table->row_words[field->null_word][at] |= UINT64_C(1) << field->null_bit;
    }
}

void group_keys_encode(GroupTable *table, const Column *keys, const Row *rows, uint32_t count)
{
    table->has_long = false;
    for (uint32_t word = 0; word < table->word_count; word++)
        memset(table->row_words[word], 0, count * sizeof **table->row_words);
    for (uint32_t key = 0; key < table->key_count; key++) {
        KeyField *field = &table->fields[key];
        if (field->layout == LAYOUT_VIEW) {
            encode_views(table, field, &keys[key], rows, count);
        } else {
            Column flat = column_flatten(&table->scratch, &keys[key], rows, count);
            encode_flat(table, field, &flat, rows, count);
        }
        if (keys[key].validity)
            encode_nulls(table, field, &keys[key], rows, count);
    }
}

/* --- The values seen first ---------------------------------------------------------------------
 */

static const void *value_at(const Column *column, uint32_t row)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    size_t width = (size_t)layout_bytes(values->layout);

    return (const char *)values->data + column_index(column, row) * width;
}

static Str text_at(const Column *column, uint32_t row)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;

    return view_str(value_at(column, row), values->heaps);
}

void group_keys_keep(GroupTable *table, const Column *keys, uint32_t row, uint32_t group)
{
    for (uint32_t key = 0; key < table->key_count; key++) {
        KeyField *field = &table->fields[key];
        if (!field->keeps_first || !column_has(&keys[key], row))
            continue;
        if (field->layout == LAYOUT_VIEW) {
            StrView view = group_heap_add(table->budget, &table->heap, text_at(&keys[key], row));
            ((StrView *)field->firsts.data)[group] = view;
            continue;
        }
        size_t width = (size_t)layout_bytes(field->layout);
        memcpy((char *)field->firsts.data + group * width, value_at(&keys[key], row), width);
    }
}

bool group_keys_confirm(const GroupTable *table, const Column *keys, uint32_t row, uint32_t group)
{
    for (uint32_t key = 0; key < table->key_count; key++) {
        const KeyField *field = &table->fields[key];
        if (field->layout != LAYOUT_VIEW || !column_has(&keys[key], row))
            continue;
        Str text = text_at(&keys[key], row);
        Str first = group_heap_str(&table->heap, (StrView *)field->firsts.data + group);
        if (field->is_structured) {
            Numeric a = numeric_decode(text), b = numeric_decode(first);
            if (numeric_compare(&a, &b) != 0)
                return false;
        } else if (!str_equal(key_text(field, text), key_text(field, first))) {
            return false;
        }
    }
    return true;
}

/* --- Decoding ----------------------------------------------------------------------------------
 */

#define GATHER_FIRSTS(T)                                                                           \
    for (uint32_t at = 0; at < count; at++)                                                        \
        ((T *)out)[at] = ((const T *)field->firsts.data)[groups[at]];                              \
    break

static void gather_firsts(const KeyField *field, const uint32_t *groups, uint32_t count, void *out)
{
    switch (layout_bytes(field->layout)) {
    case 4: GATHER_FIRSTS(uint32_t);
    case 8: GATHER_FIRSTS(uint64_t);
    case 16: GATHER_FIRSTS(Words2);
    }
}
#undef GATHER_FIRSTS

#define DECODE(T)                                                                                  \
    for (uint32_t at = 0; at < count; at++)                                                        \
        ((T *)out)[at] = (T)(words[(size_t)groups[at] * stride] >> field->shift);                  \
    break

static void decode_words(const GroupTable *table, const KeyField *field, const uint32_t *groups,
                         uint32_t count, void *out)
{
    const uint64_t *words = (const uint64_t *)table->words.data + field->word;
    size_t stride = table->word_count;

    switch (field->layout) {
    case LAYOUT_BOOL: DECODE(uint8_t);
    case LAYOUT_I8: DECODE(int8_t);
    case LAYOUT_I16: DECODE(int16_t);
    case LAYOUT_I32: DECODE(int32_t);
    case LAYOUT_I64: DECODE(int64_t);
    case LAYOUT_I128:
        for (uint32_t at = 0; at < count; at++)
            memcpy((int128_t *)out + at, words + (size_t)groups[at] * stride, sizeof(int128_t));
        break;
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
}
#undef DECODE

static bool group_is_null(const GroupTable *table, const KeyField *field, uint32_t group)
{
    const uint64_t *words = table->words.data;

    if (table->has_null_apart)
        return group == table->null_group;
    return field->has_null &&
           words[(size_t)group * table->word_count + field->null_word] >> field->null_bit & 1;
}

Column group_table_column(const GroupTable *table, Arena *arena, uint32_t key,
                          const uint32_t *groups, uint32_t count)
{
    const KeyField *field = &table->fields[key];
    void *data = column_alloc(arena, field->layout, count);
    uint64_t *validity = NULL;

    if (field->keeps_first)
        gather_firsts(field, groups, count, data);
    else
        decode_words(table, field, groups, count, data);
    for (uint32_t at = 0; at < count; at++) {
        if (!group_is_null(table, field, groups[at]))
            continue;
        if (!validity)
            validity = validity_alloc(arena, count, true);
        bit_clear(validity, at);
    }
    Column column = column_flat(field->layout, count, data, validity);
    if (field->layout == LAYOUT_VIEW) {
        column.heaps = (const uint8_t *const *)table->heap.chunks;
        column.heap_count = table->heap.count;
    }
    return column;
}
