/*
 * array_make.c -- arrays from values and from other arrays: ARRAY[...], ||, append, fill, slices.
 */
#include "expression/kernels/values.h"

static bool fail_incompatible(const KernelCall *call, const char *detail)
{
    fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
         "cannot concatenate incompatible "
         "arrays");
    return fail_detail(call->cx, "%s", detail);
}

static bool fail_dimensions(const KernelCall *call, uint32_t dimensions)
{
    return fail(call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, call->position,
                "number of array dimensions (%u) exceeds the maximum allowed (%d)", dimensions,
                ARRAY_DIMENSIONS_MAX);
}

static bool check_shape(const KernelCall *call, const ArrayHeader *shape)
{
    for (uint32_t at = 0; at < shape->dimensions; at++)
        TRY(array_check_bound(call->cx, shape->bounds[at], call->position));
    return array_check_count(call->cx, shape->count, call->position);
}

static Value array_value(const KernelCall *call, TypeId element, const ArrayHeader *shape,
                         const Value *items)
{
    return (Value){ .text = array_make(call->cx->arena, element, shape, items) };
}

/* --- ARRAY[...] ------------------------------------------------------------------------------ */

bool kernel_array_of(const KernelCall *call, Column *out)
{
    ValueWriter writer = value_writer_begin(call);
    TypeId element = type_element((TypeId)call->result_type.id);
    Value *items = ARENA_ARRAY(call->cx->arena, Value, (size_t)call->arg_count + 1);
    ArrayHeader shape = array_list(1, call->arg_count);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        for (uint32_t arg = 0; arg < call->arg_count; arg++)
            items[arg] = value_arg(call, arg, row);
        value_writer_put(&writer, row, array_value(call, element, &shape, items));
    }
    return value_writer_end(&writer, out);
}

static bool same_lengths(const ArrayHeader *a, const ArrayHeader *b)
{
    bool same = a->dimensions == b->dimensions;

    for (uint32_t at = 0; same && at < a->dimensions; at++)
        same = a->bounds[at].length == b->bounds[at].length;
    return same;
}

/* Arrays of one shape become the members of one with a dimension more.  Null and empty ones do not
 * count where all are such. */
static bool nest(const KernelCall *call, uint32_t row, Value *out_array)
{
    TypeId element = type_element((TypeId)call->result_type.id);
    ArrayHeader inner = { 0 }, shape;
    uint32_t members = 0;

    for (uint32_t arg = 0; arg < call->arg_count; arg++) {
        Value array = value_arg(call, arg, row);
        ArrayHeader header = array.is_null ? (ArrayHeader){ 0 } : array_header(array.text);
        if (!header.count)
            continue;
        if (members && !same_lengths(&inner, &header))
            members = UINT32_MAX - 1;
        if (!members)
            inner = header;
        members++;
    }
    if (!members) {
        *out_array = array_value(call, element, &(ArrayHeader){ 0 }, NULL);
        return true;
    }
    if (members != call->arg_count)
        return fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
                    "multidimensional arrays must have array expressions with matching dimensions");
    if (inner.dimensions == ARRAY_DIMENSIONS_MAX)
        return fail_dimensions(call, inner.dimensions + 1);
    shape =
        (ArrayHeader){ .dimensions = inner.dimensions + 1, .bounds = { { (int32_t)members, 1 } } };
    TRY(array_check_count(call->cx, (uint64_t)inner.count * members, call->position));
    shape.count = inner.count * members;
    memcpy(shape.bounds + 1, inner.bounds, inner.dimensions * sizeof *inner.bounds);
    Value *items = ARENA_ARRAY(call->cx->arena, Value, shape.count);
    for (uint32_t arg = 0; arg < members; arg++)
        memcpy(items + (size_t)arg * inner.count,
               array_items(call->cx->arena, value_arg(call, arg, row).text, element),
               inner.count * sizeof *items);
    *out_array = array_value(call, element, &shape, items);
    return true;
}

bool kernel_array_of_arrays(const KernelCall *call, Column *out)
{
    return values_of_rows(call, nest, out);
}

/* --- Appending ------------------------------------------------------------------------------- */

/* The array of argument `arg` with one more item, in front of or behind the others. */
static bool extend(const KernelCall *call, uint32_t row, uint32_t arg, bool in_front,
                   Value *out_array)
{
    ArrayHeader shape = shape_arg(call, arg, row);
    Value *items = items_arg(call, arg, row);
    Value *all = ARENA_ARRAY(call->cx->arena, Value, (size_t)shape.count + 1);
    int32_t lower = shape.count ? shape.bounds[0].lower : 1;

    if (shape.dimensions > 1)
        return fail(call->cx, ERR_DATA_EXCEPTION, call->position,
                    "argument must be empty or one-dimensional array");
    if (in_front && shape.count && lower == INT32_MIN)
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "integer out of range");
    if (!in_front && (int64_t)lower + shape.count > INT32_MAX)
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                    "integer out of range");
    if (shape.count)
        memcpy(all + in_front, items, shape.count * sizeof *items);
    all[in_front ? 0 : shape.count] = value_arg(call, !arg, row);
    shape = array_list(in_front && shape.count ? lower - 1 : lower, shape.count + 1);
    /* The index of the first stays what it is, as in array_prepend(). */
    if (in_front)
        shape.bounds[0].lower = lower;
    TRY(check_shape(call, &shape));
    *out_array = array_value(call, element_arg(call, arg), &shape, all);
    return true;
}

static bool append(const KernelCall *call, uint32_t row, Value *out_array)
{
    return extend(call, row, 0, false, out_array);
}

static bool prepend(const KernelCall *call, uint32_t row, Value *out_array)
{
    return extend(call, row, 1, true, out_array);
}

bool kernel_array_append(const KernelCall *call, Column *out)
{
    return values_of_rows(call, append, out);
}

bool kernel_array_prepend(const KernelCall *call, Column *out)
{
    return values_of_rows(call, prepend, out);
}

/* --- Concatenation --------------------------------------------------------------------------- */

/* Of arrays with as many dimensions: all but the first agree. */
static bool join_alike(const KernelCall *call, const ArrayHeader *a, const ArrayHeader *b,
                       ArrayHeader *out_shape)
{
    *out_shape = *a;
    for (uint32_t at = 1; at < a->dimensions; at++)
        if (a->bounds[at].length != b->bounds[at].length ||
            a->bounds[at].lower != b->bounds[at].lower)
            return fail_incompatible(call, "Arrays with differing element dimensions are not "
                                           "compatible for concatenation.");
    out_shape->bounds[0].length += b->bounds[0].length;
    return true;
}

/* `part` is a member of `whole`, which has one dimension more. */
static bool join_member(const KernelCall *call, const ArrayHeader *whole, const ArrayHeader *part,
                        ArrayHeader *out_shape)
{
    *out_shape = *whole;
    for (uint32_t at = 0; at < part->dimensions; at++)
        if (part->bounds[at].length != whole->bounds[at + 1].length ||
            part->bounds[at].lower != whole->bounds[at + 1].lower)
            return fail_incompatible(call, "Arrays with differing dimensions are not compatible "
                                           "for concatenation.");
    out_shape->bounds[0].length++;
    return true;
}

static bool join_shapes(const KernelCall *call, const ArrayHeader *a, const ArrayHeader *b,
                        ArrayHeader *out_shape)
{
    uint32_t left = a->dimensions, right = b->dimensions;

    TRY(array_check_count(call->cx, (uint64_t)a->count + b->count, call->position));
    if (left == right)
        TRY(join_alike(call, a, b, out_shape));
    else if (left == right + 1)
        TRY(join_member(call, a, b, out_shape));
    else if (left + 1 == right)
        TRY(join_member(call, b, a, out_shape));
    else {
        fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
             "cannot concatenate incompatible arrays");
        return fail_detail(call->cx,
                           "Arrays of %u and %u dimensions are not compatible for concatenation.",
                           left, right);
    }
    out_shape->count = a->count + b->count;
    return check_shape(call, out_shape);
}

static bool concat(const KernelCall *call, uint32_t row, Value *out_array)
{
    Value left = value_arg(call, 0, row), right = value_arg(call, 1, row);
    ArrayHeader a = shape_arg(call, 0, row), b = shape_arg(call, 1, row), shape;

    if (left.is_null || right.is_null || !a.count || !b.count) {
        *out_array = left.is_null || (!a.count && !right.is_null) ? right : left;
        return true;
    }
    TRY(join_shapes(call, &a, &b, &shape));
    Value *items = ARENA_ARRAY(call->cx->arena, Value, shape.count);
    memcpy(items, items_arg(call, 0, row), a.count * sizeof *items);
    memcpy(items + a.count, items_arg(call, 1, row), b.count * sizeof *items);
    *out_array = array_value(call, element_arg(call, 0), &shape, items);
    return true;
}

bool kernel_array_concat(const KernelCall *call, Column *out)
{
    return values_of_rows(call, concat, out);
}

/* --- Filling --------------------------------------------------------------------------------- */

/* The integers of array argument `arg`: lengths or lower bounds; 0 items where it is empty. */
static bool take_bounds(const KernelCall *call, uint32_t arg, uint32_t row, const Value **out_items,
                        uint32_t *out_count)
{
    ArrayHeader header = shape_arg(call, arg, row);

    *out_items = items_arg(call, arg, row);
    *out_count = header.count;
    if (header.dimensions > 1) {
        fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
             "wrong number of array "
             "subscripts");
        return fail_detail(call->cx, "Dimension array must be one dimensional.");
    }
    for (uint32_t at = 0; at < header.count; at++)
        if ((*out_items)[at].is_null)
            return fail(call->cx, ERR_NULL_VALUE_NOT_ALLOWED, call->position,
                        "dimension values cannot be null");
    return true;
}

static bool fill(const KernelCall *call, uint32_t row, Value *out_array)
{
    bool has_lowers = call->arg_count > 2;
    const Value *lengths, *lowers = NULL;
    uint32_t count, lower_count = 0;
    TypeId element = type_element((TypeId)call->result_type.id);
    ArrayHeader shape = { 0 };
    uint64_t total = 1;

    if (value_arg(call, 1, row).is_null || (has_lowers && value_arg(call, 2, row).is_null))
        return fail(call->cx, ERR_NULL_VALUE_NOT_ALLOWED, call->position,
                    "dimension array or low bound array cannot be null");
    TRY(take_bounds(call, 1, row, &lengths, &count));
    if (has_lowers)
        TRY(take_bounds(call, 2, row, &lowers, &lower_count));
    if (count > ARRAY_DIMENSIONS_MAX)
        return fail_dimensions(call, count);
    if (has_lowers && lower_count != count) {
        fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
             "wrong number of array "
             "subscripts");
        return fail_detail(call->cx, "Low bound array has different size than dimensions array.");
    }
    for (uint32_t at = 0; at < count; at++) {
        int64_t length = lengths[at].integer;
        TRY(array_check_count(call->cx, length < 0 ? UINT64_MAX : (uint64_t)length,
                              call->position));
        total *= (uint64_t)length;
        TRY(array_check_count(call->cx, total, call->position));
        shape.bounds[at] =
            (ArrayBound){ (int32_t)length, lowers ? (int32_t)lowers[at].integer : 1 };
    }
    shape.count = count ? (uint32_t)total : 0;
    shape.dimensions = shape.count ? count : 0;
    TRY(check_shape(call, &shape));
    Value *items = ARENA_ARRAY(call->cx->arena, Value, shape.count);
    Value item = value_arg(call, 0, row);
    for (uint32_t at = 0; at < shape.count; at++)
        items[at] = item;
    *out_array = array_value(call, element, &shape, items);
    return true;
}

bool kernel_array_fill(const KernelCall *call, Column *out)
{
    return values_of_rows(call, fill, out);
}
