/*
 * array.h -- arrays as bytes: what a VIEW of an array type holds.
 *
 *     count, dimensions, has_nulls | length and lower bound of each dimension |
 *         one bit an item, set where it is not null (only if any is) | items
 *
 * Items stand in row-major order.  Those of fixed width stand one after the other as their layout
 * has them, nulls as zeros; others are a 32-bit length and their bytes, nulls as length 0. Numerics
 * in arrays are VAR.  Nothing is aligned.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include "base/value.h"

enum { ARRAY_ITEMS_MAX = 16 * 1024 * 1024, ARRAY_DIMENSIONS_MAX = 6 };

typedef struct ArrayBound {
    int32_t length;
    int32_t lower; /* index of the first; 1 unless the array says otherwise */
} ArrayBound;

/* An array without items has no dimensions. */
typedef struct ArrayHeader {
    uint32_t count; /* of items: the product of the lengths */
    uint32_t dimensions;
    uint32_t has_nulls;
    ArrayBound bounds[ARRAY_DIMENSIONS_MAX]; /* as many as there are dimensions */
} ArrayHeader;

/* One dimension of `count` items, none where count is 0. */
ArrayHeader array_list(int32_t lower, uint32_t count);
/* The bytes of an array, in `arena`.  Of the header only the shape counts; count is at most
 * ARRAY_ITEMS_MAX. */
Str array_make(Arena *arena, TypeId element, const ArrayHeader *shape, const Value *items);
/* 54000 where an index of the dimension would leave 32 bits. */
must_use bool array_check_bound(Cx *cx, ArrayBound bound, int position);
must_use bool array_check_count(Cx *cx, uint64_t count, int position);

ArrayHeader array_header(Str array);
/* Is this the bytes of an array of such elements?  For what comes from outside the process. */
bool array_is_valid(Str array, TypeId element);

/* Reads the items in order. */
typedef struct ArrayReader {
    Layout layout;
    ArrayHeader header;
    const uint8_t *valid; /* NULL: all */
    const char *at;
    uint32_t index; /* of the next item */
} ArrayReader;

ArrayReader array_reader(Str array, TypeId element);
/* False at the end.  Texts are borrowed. */
bool array_next(ArrayReader *reader, Value *out_item);
/* Item `index` of those that are left, which is there.  Changes `reader` where items vary in
 * width. */
Value array_item(ArrayReader *reader, uint32_t index);
/* All of them, in `arena`; array_header() tells how many. */
Value *array_items(Arena *arena, Str array, TypeId element);

/* By items, nulls last, then by count and shape; arrays that are equal hash alike. */
int array_compare(TypeId element, Str a, Str b);
uint64_t array_hash(TypeId element, Str array);

/* array_in: '{1,NULL,"a b"}', '{{1,2},{3,4}}', '[2:3]={1,2}'.  `type` is the array's, with its
 * items' modifier.  Raises 22P02, 2202E, 54000 and what items raise. */
must_use bool array_parse(Cx *cx, Type type, Str text, int position, Str *out_array);
void array_print(StrBuilder *builder, const ValueContext *context, TypeId element, Str array);

/* array_send and array_recv.  Raises 22P03, 08P01, 42804, 54000 and what items raise. */
void array_encode_binary(StrBuilder *builder, const ValueContext *context, TypeId element,
                         Str array);
must_use bool array_decode_binary(Cx *cx, Type type, Str bytes, Str *out_array);

#endif
