/*
 * finish_array.c -- array_agg: the kept rows of a group as an array.
 *
 *     array_agg(DISTINCT x ORDER BY x DESC)
 *       =>  array_of_rows('array_agg', spec, concat_state(pack_row(x)), null)
 *
 * Arrays of one shape become the members of an array with a dimension more.
 */
#include "expression/kernels/row_set.h"

static bool fail_array(const KernelCall *call, ErrorCode code, const char *what)
{
    return fail(call->cx, code, call->position, "%s", what);
}

/* --- Items -------------------------------------------------------------------------------------
 */

static bool gather_items(const KernelCall *call, const RowSet *set, const uint32_t *order,
                         uint32_t count, Str *out_array)
{
    ArrayHeader shape = array_list(1, count);
    Value *items = ARENA_ARRAY(call->cx->arena, Value, (size_t)count + 1);

    TRY(array_check_count(call->cx, count, call->position));
    for (uint32_t at = 0; at < count; at++)
        items[at] = set->values[(size_t)order[at] * set->columns];
    *out_array =
        array_make(call->cx->arena, type_element((TypeId)call->result_type.id), &shape, items);
    return true;
}

/* --- Arrays of arrays --------------------------------------------------------------------------
 */

static bool is_same_shape(const ArrayHeader *a, const ArrayHeader *b)
{
    bool same = a->dimensions == b->dimensions;

    for (uint32_t at = 0; same && at < a->dimensions; at++)
        same = a->bounds[at].length == b->bounds[at].length &&
               a->bounds[at].lower == b->bounds[at].lower;
    return same;
}

static bool check_member(const KernelCall *call, const Value *array, ArrayHeader *first,
                         bool is_first)
{
    if (array->is_null)
        return fail_array(call, ERR_NULL_VALUE_NOT_ALLOWED, "cannot accumulate null arrays");
    ArrayHeader header = array_header(array->text);
    if (!header.count)
        return fail_array(call, ERR_ARRAY_SUBSCRIPT_ERROR, "cannot accumulate empty arrays");
    if (is_first)
        *first = header;
    if (is_first && header.dimensions == ARRAY_DIMENSIONS_MAX)
        return fail(call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, call->position,
                    "number of array dimensions (%u) exceeds the maximum allowed (%d)",
                    header.dimensions + 1, ARRAY_DIMENSIONS_MAX);
    if (!is_same_shape(first, &header))
        return fail_array(call, ERR_ARRAY_SUBSCRIPT_ERROR,
                          "cannot accumulate arrays of different dimensionality");
    return true;
}

static bool gather_arrays(const KernelCall *call, const RowSet *set, const uint32_t *order,
                          uint32_t count, Str *out_array)
{
    TypeId element = type_element((TypeId)call->result_type.id);
    ArrayHeader inner = { 0 };

    for (uint32_t at = 0; at < count; at++)
        TRY(check_member(call, &set->values[(size_t)order[at] * set->columns], &inner, at == 0));
    TRY(array_check_count(call->cx, (uint64_t)inner.count * count, call->position));
    ArrayHeader shape = { .count = inner.count * count,
                          .dimensions = inner.dimensions + 1,
                          .bounds = { { (int32_t)count, 1 } } };
    memcpy(shape.bounds + 1, inner.bounds, inner.dimensions * sizeof *inner.bounds);
    Value *items = ARENA_ARRAY(call->cx->arena, Value, (size_t)shape.count + 1);
    for (uint32_t at = 0; at < count; at++)
        memcpy(items + (size_t)at * inner.count,
               array_items(call->cx->arena, set->values[(size_t)order[at] * set->columns].text,
                           element),
               inner.count * sizeof *items);
    *out_array = array_make(call->cx->arena, element, &shape, items);
    return true;
}

/* --- The kernel --------------------------------------------------------------------------------
 */

static bool finish_row(const KernelCall *call, uint32_t row, Value *out_value)
{
    RowSet set = { .cx = call->cx,
                   .types = call->arg_types + ROWS_ARG_TYPES,
                   .columns = call->arg_count - ROWS_ARG_TYPES };
    Value state = value_arg(call, ROWS_ARG_STATE, row);
    uint32_t count;

    *out_value = VALUE_NULL;
    if (state.is_null)
        return true;
    RowsSpec spec = rows_spec_read(value_arg(call, ROWS_ARG_SPEC, row).text);
    TRY(rows_unpack(&set, state.text));
    const uint32_t *order = rows_order(&set, &spec, &count);
    out_value->is_null = false;
    return type_is_array(set.types[0].id)
               ? gather_arrays(call, &set, order, count, &out_value->text)
               : gather_items(call, &set, order, count, &out_value->text);
}

bool kernel_array_of_rows(const KernelCall *call, Column *out)
{
    return values_of_rows(call, finish_row, out);
}
