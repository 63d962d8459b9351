/*
 * array_read.c -- what an array says of itself, its items by index, and slices of it.
 *
 * Of items that are not there comes null, of slices that are not there an empty array.
 */
#include "expression/kernels/values.h"

/* --- Shape ----------------------------------------------------------------------------------- */

/* The dimension that argument 1 names, from 0; false: there is no such. */
static bool find_dimension(const KernelCall *call, uint32_t row, ArrayBound *out_bound)
{
    ArrayHeader header = shape_arg(call, 0, row);
    int64_t dimension = value_arg(call, 1, row).integer;

    if (dimension < 1 || dimension > header.dimensions)
        return false;
    *out_bound = header.bounds[dimension - 1];
    return true;
}

static bool length_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayBound bound;

    if (find_dimension(call, row, &bound))
        *out_value = (Value){ .integer = bound.length };
    return true;
}

static bool lower_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayBound bound;

    if (find_dimension(call, row, &bound))
        *out_value = (Value){ .integer = bound.lower };
    return true;
}

static bool upper_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayBound bound;

    if (find_dimension(call, row, &bound))
        *out_value = (Value){ .integer = (int64_t)bound.lower + bound.length - 1 };
    return true;
}

static bool dimensions_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayHeader header = shape_arg(call, 0, row);

    if (header.dimensions)
        *out_value = (Value){ .integer = header.dimensions };
    return true;
}

static bool cardinality_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    *out_value = (Value){ .integer = shape_arg(call, 0, row).count };
    return true;
}

static bool bounds_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayHeader header = shape_arg(call, 0, row);
    StrBuilder text = str_builder(call->cx->arena);

    for (uint32_t at = 0; at < header.dimensions; at++)
        str_addf(&text, "[%d:%lld]", header.bounds[at].lower,
                 (long long)header.bounds[at].lower + header.bounds[at].length - 1);
    if (header.dimensions)
        *out_value = (Value){ .text = str_built(&text) };
    return true;
}

bool kernel_array_length(const KernelCall *call, Column *out)
{
    return values_of_rows(call, length_of, out);
}

bool kernel_array_lower(const KernelCall *call, Column *out)
{
    return values_of_rows(call, lower_of, out);
}

bool kernel_array_upper(const KernelCall *call, Column *out)
{
    return values_of_rows(call, upper_of, out);
}

bool kernel_array_dimensions(const KernelCall *call, Column *out)
{
    return values_of_rows(call, dimensions_of, out);
}

bool kernel_array_cardinality(const KernelCall *call, Column *out)
{
    return values_of_rows(call, cardinality_of, out);
}

bool kernel_array_bounds(const KernelCall *call, Column *out)
{
    return values_of_rows(call, bounds_of, out);
}

/* --- Items ----------------------------------------------------------------------------------- */

/* Where the item stands that arguments 1, 2 ... name; -1: nowhere. */
static int64_t find_item(const KernelCall *call, uint32_t row, const ArrayHeader *header)
{
    int64_t place = 0;

    if (header->dimensions != call->arg_count - 1)
        return -1;
    for (uint32_t at = 0; at < header->dimensions; at++) {
        ArrayBound bound = header->bounds[at];
        int64_t index = value_arg(call, 1 + at, row).integer - bound.lower;
        if (index < 0 || index >= bound.length)
            return -1;
        place = place * bound.length + index;
    }
    return place;
}

static bool get_item(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayReader reader = array_reader(value_arg(call, 0, row).text, element_arg(call, 0));
    int64_t place = find_item(call, row, &reader.header);

    if (place >= 0)
        *out_value = array_item(&reader, (uint32_t)place);
    return true;
}

bool kernel_array_get(const KernelCall *call, Column *out)
{
    return values_of_rows(call, get_item, out);
}

/* --- Slices ---------------------------------------------------------------------------------- */

static int64_t clamp(int64_t value, int64_t min, int64_t max)
{
    return value < min ? min : value > max ? max : value;
}

/* The items of `array` within `from` (offsets) of `shape`, in order. */
static Value slice(const KernelCall *call, Str array, const ArrayBound *from,
                   const ArrayHeader *shape)
{
    TypeId element = element_arg(call, 0);
    ArrayHeader header = array_header(array);
    Value *all = array_items(call->cx->arena, array, element);
    Value *items = ARENA_ARRAY(call->cx->arena, Value, shape->count);

    for (uint32_t at = 0; at < shape->count; at++) {
        uint64_t rest = at, place = 0, step = 1;
        for (uint32_t dimension = shape->dimensions; dimension-- > 0;) {
            uint64_t length = (uint64_t)shape->bounds[dimension].length;
            place += (rest % length + (uint64_t)from[dimension].lower) * step;
            rest /= length;
            step *= (uint64_t)header.bounds[dimension].length;
        }
        items[at] = all[place];
    }
    return (Value){ .text = array_make(call->cx->arena, element, shape, items) };
}

static Value empty_array(const KernelCall *call)
{
    return (Value){ .text = array_make(call->cx->arena, element_arg(call, 0), &(ArrayHeader){ 0 },
                                       NULL) };
}

/* Arguments 1, 2: the bounds of the first dimension, and so on; what is not named is whole. */
static bool get_slice(const KernelCall *call, uint32_t row, Value *out_value)
{
    Str array = value_arg(call, 0, row).text;
    ArrayHeader header = array_header(array), shape = { .dimensions = header.dimensions };
    uint32_t named = (call->arg_count - 1) / 2;
    ArrayBound from[ARRAY_DIMENSIONS_MAX] = { { 0, 0 } };
    uint64_t count = header.dimensions > 0 && named <= header.dimensions;

    for (uint32_t at = 0; at < header.dimensions; at++) {
        int64_t first = header.bounds[at].lower, last = first + header.bounds[at].length - 1;
        int64_t lower = first, upper = last;
        if (at < named) {
            lower = clamp(value_arg(call, 1 + 2 * at, row).integer, first, INT32_MAX);
            upper = clamp(value_arg(call, 2 + 2 * at, row).integer, INT32_MIN, last);
        }
        int64_t length = upper >= lower ? upper - lower + 1 : 0;
        from[at].lower = length ? (int32_t)(lower - first) : 0;
        shape.bounds[at] = (ArrayBound){ (int32_t)length, 1 };
        count *= (uint64_t)length;
    }
    shape.count = (uint32_t)count;
    *out_value = count ? slice(call, array, from, &shape) : empty_array(call);
    return true;
}

bool kernel_array_slice(const KernelCall *call, Column *out)
{
    return values_of_rows(call, get_slice, out);
}

static bool trim(const KernelCall *call, uint32_t row, Value *out_value)
{
    Str array = value_arg(call, 0, row).text;
    ArrayHeader shape = array_header(array);
    ArrayBound from[ARRAY_DIMENSIONS_MAX] = { { 0, 0 } };
    int32_t length = shape.dimensions ? shape.bounds[0].length : 0;
    int64_t count = value_arg(call, 1, row).integer;

    if (count < 0 || count > length)
        return fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
                    "number of elements to trim must be between 0 and %d", length);
    if (count == length) {
        *out_value = empty_array(call);
        return true;
    }
    shape.count = shape.count / (uint32_t)length * (uint32_t)(length - count);
    shape.bounds[0].length = (int32_t)(length - count);
    for (uint32_t at = 0; at < shape.dimensions; at++)
        shape.bounds[at].lower = 1;
    *out_value = slice(call, array, from, &shape);
    return true;
}

bool kernel_array_trim(const KernelCall *call, Column *out)
{
    return values_of_rows(call, trim, out);
}
