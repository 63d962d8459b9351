/* array.c -- see array.h: making, reading, order.  Text and binary forms are in array_text.c. */
#include "base/array.h"
#include "base/hash.h"

static size_t valid_bytes(uint32_t count)
{
    return ((size_t)count + 7) / 8;
}

static size_t item_bytes(Layout layout, Value item)
{
    if (layout != LAYOUT_VIEW)
        return (size_t)layout_bytes(layout);
    return sizeof(uint32_t) + (item.is_null ? 0 : item.text.length);
}

static char *put_item(char *to, Layout layout, Value item)
{
    uint32_t length = item.is_null ? 0 : (uint32_t)item.text.length;

    if (layout != LAYOUT_VIEW) {
        value_store(layout, item, to);
        return to + layout_bytes(layout);
    }
    memcpy(to, &length, sizeof length);
    if (length)
        memcpy(to + sizeof length, item.text.data, length);
    return to + sizeof length + length;
}

Str array_make(Arena *arena, TypeId element, int32_t lower, const Value *items, uint32_t count)
{
    Layout layout = type_layout(type_of(element));
    ArrayHeader header = { .count = count, .lower = lower };
    size_t bytes = sizeof header;

    for (uint32_t at = 0; at < count; at++) {
        bytes += item_bytes(layout, items[at]);
        header.has_nulls |= items[at].is_null;
    }
    size_t mask_bytes = header.has_nulls ? valid_bytes(count) : 0;
    char *array = arena_zero(arena, bytes + mask_bytes);
    uint8_t *mask = (uint8_t *)array + sizeof header;
    char *to = array + sizeof header + mask_bytes;

    memcpy(array, &header, sizeof header);
    for (uint32_t at = 0; at < count; at++) {
        if (header.has_nulls && !items[at].is_null)
            mask[at / 8] |= (uint8_t)(1 << at % 8);
        to = put_item(to, layout, items[at]);
    }
    return (Str){ array, bytes + mask_bytes };
}

ArrayHeader array_header(Str array)
{
    ArrayHeader header;

    assert(array.length >= sizeof header);
    memcpy(&header, array.data, sizeof header);
    return header;
}

bool array_is_valid(Str array, TypeId element)
{
    Layout layout = type_layout(type_of(element));
    ArrayHeader header = { 0 };

    if (array.length < sizeof header)
        return false;
    memcpy(&header, array.data, sizeof header);
    if (header.count > ARRAY_ITEMS_MAX || header.has_nulls > 1)
        return false;
    size_t at = sizeof header + (header.has_nulls ? valid_bytes(header.count) : 0);
    if (layout != LAYOUT_VIEW)
        return array.length == at + (size_t)header.count * (size_t)layout_bytes(layout);
    for (uint32_t index = 0; index < header.count; index++) {
        uint32_t length;
        if (at > array.length || array.length - at < sizeof length)
            return false;
        memcpy(&length, array.data + at, sizeof length);
        at += sizeof length;
        if (length > array.length - at)
            return false;
        at += length;
    }
    return at == array.length;
}

ArrayReader array_reader(Str array, TypeId element)
{
    ArrayReader reader = { .layout = type_layout(type_of(element)),
                           .header = array_header(array),
                           .at = array.data + sizeof(ArrayHeader) };

    if (reader.header.has_nulls) {
        reader.valid = (const uint8_t *)reader.at;
        reader.at += valid_bytes(reader.header.count);
    }
    return reader;
}

#define LOAD(T, member)                                                                            \
    do {                                                                                           \
        T loaded;                                                                                  \
        memcpy(&loaded, at, sizeof loaded);                                                        \
        value.member = loaded;                                                                     \
    } while (0)

static Value load_fixed(Layout layout, const char *at)
{
    Value value = { 0 };

    switch (layout) {
    case LAYOUT_BOOL: value.boolean = *at != 0; break;
    case LAYOUT_I8: LOAD(int8_t, integer); break;
    case LAYOUT_I16: LOAD(int16_t, integer); break;
    case LAYOUT_I32: LOAD(int32_t, integer); break;
    case LAYOUT_I64: LOAD(int64_t, integer); break;
    case LAYOUT_I128: LOAD(int128_t, wide); break;
    case LAYOUT_F32: {
        float single;
        memcpy(&single, at, sizeof single);
        value.real = (double)single;
        break;
    }
    case LAYOUT_F64: LOAD(double, real); break;
    case LAYOUT_INTERVAL: LOAD(Interval, interval); break;
    case LAYOUT_VIEW: break;
    }
    return value;
}
#undef LOAD

bool array_next(ArrayReader *reader, Value *out_item)
{
    uint32_t index = reader->index, length;

    if (index == reader->header.count)
        return false;
    reader->index++;
    bool is_null = reader->valid && !(reader->valid[index / 8] >> index % 8 & 1);
    if (reader->layout == LAYOUT_VIEW) {
        memcpy(&length, reader->at, sizeof length);
        *out_item = (Value){ .text = { reader->at + sizeof length, length } };
        reader->at += sizeof length + length;
    } else {
        *out_item = load_fixed(reader->layout, reader->at);
        reader->at += layout_bytes(reader->layout);
    }
    if (is_null)
        *out_item = VALUE_NULL;
    return true;
}

Value *array_items(Arena *arena, Str array, TypeId element)
{
    ArrayReader reader = array_reader(array, element);
    Value *items = ARENA_ARRAY(arena, Value, reader.header.count);

    while (array_next(&reader, &items[reader.index]))
        ;
    return items;
}

/* Null after all others, as btree has it. */
static int compare_items(TypeId element, Value a, Value b)
{
    if (a.is_null || b.is_null)
        return a.is_null - b.is_null;
    return value_compare(type_of(element), a, b);
}

int array_compare(TypeId element, Str a, Str b)
{
    ArrayReader left = array_reader(a, element), right = array_reader(b, element);
    uint32_t a_count = left.header.count, b_count = right.header.count;
    Value x, y;

    while (array_next(&left, &x) && array_next(&right, &y)) {
        int order = compare_items(element, x, y);
        if (order)
            return order;
    }
    if (a_count != b_count)
        return a_count < b_count ? -1 : 1;
    return (left.header.lower > right.header.lower) - (left.header.lower < right.header.lower);
}

uint64_t array_hash(TypeId element, Str array)
{
    ArrayReader reader = array_reader(array, element);
    uint64_t hash = hash_u64(reader.header.count);
    Value item;

    while (array_next(&reader, &item))
        hash = hash_combine(hash, value_hash(type_of(element), item));
    return hash;
}
