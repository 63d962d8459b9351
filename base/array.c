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

ArrayHeader array_list(int32_t lower, uint32_t count)
{
    return (ArrayHeader){ .count = count,
                          .dimensions = count > 0,
                          .bounds = { { .length = (int32_t)count, .lower = lower } } };
}

bool array_check_bound(Cx *cx, ArrayBound bound, int position)
{
    if ((int64_t)bound.lower + bound.length > INT32_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, position, "array lower bound is too large: %d",
                    bound.lower);
    return true;
}

bool array_check_count(Cx *cx, uint64_t count, int position)
{
    if (count > ARRAY_ITEMS_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, position,
                    "array size exceeds the maximum allowed (%d)", ARRAY_ITEMS_MAX);
    return check_effort(cx, count * sizeof(uint64_t));
}

/* The three counts in front of all arrays. */
enum { FIXED_BYTES = 3 * sizeof(uint32_t) };

static size_t shape_bytes(const ArrayHeader *header)
{
    return FIXED_BYTES + header->dimensions * sizeof(ArrayBound);
}

Str array_make(Arena *arena, TypeId element, const ArrayHeader *shape, const Value *items)
{
    Layout layout = type_layout(type_of(element));
    ArrayHeader header = *shape;
    size_t item_total = 0;

    assert(header.count <= ARRAY_ITEMS_MAX && (header.count > 0) == (header.dimensions > 0));
    header.has_nulls = 0;
    for (uint32_t at = 0; at < header.count; at++) {
        item_total += item_bytes(layout, items[at]);
        header.has_nulls |= items[at].is_null;
    }
    size_t mask_bytes = header.has_nulls ? valid_bytes(header.count) : 0;
    size_t bytes = shape_bytes(&header) + mask_bytes + item_total;
    char *array = arena_zero(arena, bytes);
    uint8_t *mask = (uint8_t *)array + shape_bytes(&header);
    char *to = (char *)mask + mask_bytes;

    memcpy(array, &header, shape_bytes(&header));
    for (uint32_t at = 0; at < header.count; at++) {
        if (header.has_nulls && !items[at].is_null)
            mask[at / 8] |= (uint8_t)(1 << at % 8);
        to = put_item(to, layout, items[at]);
    }
    return (Str){ array, bytes };
}

ArrayHeader array_header(Str array)
{
    ArrayHeader header = { 0 };

    assert(array.length >= FIXED_BYTES);
    memcpy(&header, array.data, FIXED_BYTES);
    assert(header.dimensions <= ARRAY_DIMENSIONS_MAX);
    memcpy(&header.bounds, array.data + FIXED_BYTES, header.dimensions * sizeof(ArrayBound));
    return header;
}

/* Do the lengths fit the count, and all indexes their 32 bits? */
static bool shape_is_valid(const ArrayHeader *header)
{
    uint64_t count = header->dimensions > 0;

    for (uint32_t at = 0; at < header->dimensions; at++) {
        ArrayBound bound = header->bounds[at];
        if (bound.length < 1 || (int64_t)bound.lower + bound.length > INT32_MAX)
            return false;
        count *= (uint64_t)bound.length;
        if (count > ARRAY_ITEMS_MAX)
            return false;
    }
    return header->count == count;
}

/* The items from `at` on fill the rest exactly; a NULL is no bytes, which mean nothing. */
static bool views_are_valid(Str array, TypeId element, size_t at, const ArrayHeader *header)
{
    const uint8_t *mask = (const uint8_t *)array.data + shape_bytes(header);

    for (uint32_t index = 0; index < header->count; index++) {
        uint32_t length;
        if (at > array.length || array.length - at < sizeof length)
            return false;
        memcpy(&length, array.data + at, sizeof length);
        at += sizeof length;
        Str item = { array.data + at, length };
        bool is_null = header->has_nulls && !(mask[index / 8] >> index % 8 & 1);
        if (length > array.length - at || (is_null && length))
            return false;
        if (!is_null && !value_bytes_are_valid(element, item))
            return false;
        at += length;
    }
    return at == array.length;
}

bool array_is_valid(Str array, TypeId element)
{
    Layout layout = type_layout(type_of(element));
    uint32_t fixed[3];

    if (array.length < FIXED_BYTES)
        return false;
    memcpy(fixed, array.data, FIXED_BYTES);
    if (fixed[1] > ARRAY_DIMENSIONS_MAX || fixed[2] > 1 ||
        array.length - FIXED_BYTES < fixed[1] * sizeof(ArrayBound))
        return false;
    ArrayHeader header = array_header(array);
    if (!shape_is_valid(&header))
        return false;
    size_t at = shape_bytes(&header) + (header.has_nulls ? valid_bytes(header.count) : 0);
    if (layout != LAYOUT_VIEW)
        return array.length == at + (size_t)header.count * (size_t)layout_bytes(layout);
    return at <= array.length && views_are_valid(array, element, at, &header);
}

ArrayReader array_reader(Str array, TypeId element)
{
    ArrayReader reader = { .layout = type_layout(type_of(element)), .header = array_header(array) };

    reader.at = array.data + shape_bytes(&reader.header);
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

Value array_item(ArrayReader *reader, uint32_t index)
{
    Value item = VALUE_NULL;

    assert(index < reader->header.count - reader->index);
    if (reader->layout != LAYOUT_VIEW) {
        reader->at += (size_t)index * (size_t)layout_bytes(reader->layout);
        reader->index += index;
        index = 0;
    }
    for (uint32_t at = 0; at <= index; at++)
        array_next(reader, &item);
    return item;
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

static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Of arrays with the same items. */
static int compare_shapes(const ArrayHeader *a, const ArrayHeader *b)
{
    int order = order_of(a->count, b->count);

    if (!order)
        order = order_of(a->dimensions, b->dimensions);
    for (uint32_t at = 0; !order && at < a->dimensions; at++)
        order = order_of(a->bounds[at].length, b->bounds[at].length);
    for (uint32_t at = 0; !order && at < a->dimensions; at++)
        order = order_of(a->bounds[at].lower, b->bounds[at].lower);
    return order;
}

int array_compare(TypeId element, Str a, Str b)
{
    ArrayReader left = array_reader(a, element), right = array_reader(b, element);
    Value x, y;

    while (array_next(&left, &x) && array_next(&right, &y)) {
        int order = compare_items(element, x, y);
        if (order)
            return order;
    }
    return compare_shapes(&left.header, &right.header);
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
