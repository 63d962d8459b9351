/*
 * array_search.c -- items looked for in arrays: positions, removal, replacement, @> and &&.
 */
#include "expression/kernels/values.h"

#include <stdlib.h>

/* --- One item: null is found where null is looked for ------------------------------------------
 */

static bool fail_dimensions(const KernelCall *call, const char *what)
{
    return fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                "%s multidimensional arrays is not supported", what);
}

static bool is_item(const KernelCall *call, Value item, Value wanted)
{
    return value_equal(type_of(element_arg(call, 0)), item, wanted);
}

static bool position_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayHeader header = shape_arg(call, 0, row);
    Value wanted = value_arg(call, 1, row), start = { 0 };

    if (header.dimensions > 1)
        return fail_dimensions(call, "searching for elements in");
    if (!header.count || (wanted.is_null && !header.has_nulls))
        return true;
    start.integer = header.bounds[0].lower;
    if (call->arg_count > 2)
        start = value_arg(call, 2, row);
    if (start.is_null)
        return fail(call->cx, ERR_NULL_VALUE_NOT_ALLOWED, call->position,
                    "initial position must not be null");
    ArrayReader reader = array_reader(value_arg(call, 0, row).text, element_arg(call, 0));
    for (Value item; array_next(&reader, &item);) {
        int64_t position = (int64_t)header.bounds[0].lower + reader.index - 1;
        if (position < start.integer || !is_item(call, item, wanted))
            continue;
        *out_value = (Value){ .integer = position };
        break;
    }
    return true;
}

bool kernel_array_position(const KernelCall *call, Column *out)
{
    return values_of_rows(call, position_of, out);
}

static bool positions_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    Value array = value_arg(call, 0, row), wanted = value_arg(call, 1, row);
    ArrayHeader header = shape_arg(call, 0, row);
    Value *positions = ARENA_ARRAY(call->cx->arena, Value, header.count);
    uint32_t found = 0;

    if (header.dimensions > 1)
        return fail_dimensions(call, "searching for elements in");
    if (array.is_null)
        return true;
    ArrayReader reader = array_reader(array.text, element_arg(call, 0));
    for (Value item; array_next(&reader, &item);)
        if (is_item(call, item, wanted))
            positions[found++] =
                (Value){ .integer = (int64_t)header.bounds[0].lower + reader.index - 1 };
    ArrayHeader shape = array_list(1, found);
    *out_value = (Value){ .text = array_make(call->cx->arena, TYPE_INT4, &shape, positions) };
    return true;
}

bool kernel_array_positions(const KernelCall *call, Column *out)
{
    return values_of_rows(call, positions_of, out);
}

static bool remove_from(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayHeader shape = shape_arg(call, 0, row);
    Value *items = items_arg(call, 0, row), wanted = value_arg(call, 1, row);
    uint32_t kept = 0;

    *out_value = value_arg(call, 0, row);
    if (shape.dimensions > 1)
        return fail_dimensions(call, "removing elements from");
    for (uint32_t at = 0; at < shape.count; at++)
        if (!is_item(call, items[at], wanted))
            items[kept++] = items[at];
    if (kept == shape.count)
        return true;
    shape = array_list(shape.bounds[0].lower, kept);
    out_value->text = array_make(call->cx->arena, element_arg(call, 0), &shape, items);
    return true;
}

bool kernel_array_remove(const KernelCall *call, Column *out)
{
    return values_of_rows(call, remove_from, out);
}

static bool replace_in(const KernelCall *call, uint32_t row, Value *out_value)
{
    ArrayHeader shape = shape_arg(call, 0, row);
    Value *items = items_arg(call, 0, row);
    Value wanted = value_arg(call, 1, row), instead = value_arg(call, 2, row);

    *out_value = value_arg(call, 0, row);
    if (out_value->is_null)
        return true;
    for (uint32_t at = 0; at < shape.count; at++)
        if (is_item(call, items[at], wanted))
            items[at] = instead;
    out_value->text = array_make(call->cx->arena, element_arg(call, 0), &shape, items);
    return true;
}

bool kernel_array_replace(const KernelCall *call, Column *out)
{
    return values_of_rows(call, replace_in, out);
}

/* --- All items of another array: null is never found -------------------------------------------
 */

enum { SORTED_ITEMS_MIN = 16 }; /* below that, each is compared with each */

static int compare_items(const void *left, const void *right, void *type)
{
    return value_compare(*(const Type *)type, *(const Value *)left, *(const Value *)right);
}

/* The items that are not null, in order where they are many. */
typedef struct ItemSet {
    Type type;
    Value *items;
    uint32_t count;
} ItemSet;

static ItemSet item_set(const KernelCall *call, uint32_t arg, uint32_t row)
{
    ItemSet set = { .type = type_of(element_arg(call, arg)), .items = items_arg(call, arg, row) };
    uint32_t count = shape_arg(call, arg, row).count;

    for (uint32_t at = 0; at < count; at++)
        if (!set.items[at].is_null)
            set.items[set.count++] = set.items[at];
    if (set.count >= SORTED_ITEMS_MIN)
        qsort_r(set.items, set.count, sizeof *set.items, compare_items, &set.type);
    return set;
}

static bool set_has(const ItemSet *set, Value item)
{
    if (item.is_null)
        return false;
    if (set->count >= SORTED_ITEMS_MIN) {
        Type type = set->type;
        uint32_t from = 0, to = set->count;
        while (from < to) {
            uint32_t middle = from + (to - from) / 2;
            int order = value_compare(type, set->items[middle], item);
            if (order == 0)
                return true;
            if (order < 0)
                from = middle + 1;
            else
                to = middle;
        }
        return false;
    }
    for (uint32_t at = 0; at < set->count; at++)
        if (value_compare(set->type, set->items[at], item) == 0)
            return true;
    return false;
}

/* Are all (or is any) of the items of argument `part` in argument `whole`? */
static bool compare_sets(const KernelCall *call, uint32_t row, uint32_t whole, bool wants_all)
{
    ItemSet set = item_set(call, whole, row);
    ArrayReader reader = array_reader(value_arg(call, !whole, row).text, element_arg(call, !whole));

    for (Value item; array_next(&reader, &item);)
        if (set_has(&set, item) != wants_all)
            return !wants_all;
    return wants_all;
}

static bool contains(const KernelCall *call, uint32_t row, Value *out_value)
{
    *out_value = (Value){ .boolean = compare_sets(call, row, 0, true) };
    return true;
}

static bool is_contained(const KernelCall *call, uint32_t row, Value *out_value)
{
    *out_value = (Value){ .boolean = compare_sets(call, row, 1, true) };
    return true;
}

static bool overlaps(const KernelCall *call, uint32_t row, Value *out_value)
{
    *out_value = (Value){ .boolean = compare_sets(call, row, 0, false) };
    return true;
}

bool kernel_array_contains(const KernelCall *call, Column *out)
{
    return values_of_rows(call, contains, out);
}

bool kernel_array_contained(const KernelCall *call, Column *out)
{
    return values_of_rows(call, is_contained, out);
}

bool kernel_array_overlaps(const KernelCall *call, Column *out)
{
    return values_of_rows(call, overlaps, out);
}
