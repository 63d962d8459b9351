/*
 * array.c -- casts of arrays: item by item, by the kernel that casts their elements.
 */
#include "expression/kernels/cast.h"
#include "expression/kernels/values.h"

/* Cast items[0..count), which are at most a batch. */
static bool cast_items(const KernelCall *call, Kernel kernel, Type from, Type to, Value *items,
                       uint32_t count)
{
    Column column = column_of_values(call->cx->arena, type_layout(from), items, count), cast;
    Row *rows = ARENA_ARRAY(call->cx->arena, Row, count + 1);
    KernelCall one = *call;

    one.args = &column;
    one.arg_types = &from;
    one.result_type = to;
    one.rows = count;
    one.selection = rows;
    one.selected = 0;
    for (uint32_t at = 0; at < count; at++) {
        rows[one.selected] = (Row)at;
        one.selected += !items[at].is_null;
    }
    if (!one.selected)
        return true;
    TRY(kernel(&one, &cast));
    for (uint32_t at = 0; at < one.selected; at++)
        items[rows[at]] = value_of_column(&cast, rows[at]);
    return true;
}

static bool cast_array(const KernelCall *call, Kernel kernel, Str array, Str *out_array)
{
    Type from = type_of(type_element(call->arg_types[0].id));
    Type to = type_of(type_element(call->result_type.id));
    ArrayHeader header = array_header(array);
    Value *items = array_items(call->cx->arena, array, from.id);

    to.typmod = call->result_type.typmod;
    for (uint32_t first = 0; kernel && first < header.count; first += BATCH_ROWS_MAX) {
        uint32_t left = header.count - first;
        uint32_t count = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
        TRY(cast_items(call, kernel, from, to, items + first, count));
    }
    *out_array = array_make(call->cx->arena, to.id, &header, items);
    return true;
}

bool kernel_cast_array(const KernelCall *call, Column *out)
{
    ViewWriter writer = views_begin(call);
    Type from = type_of(type_element(call->arg_types[0].id));
    Type to = type_of(type_element(call->result_type.id));
    Kernel kernel;

    to.typmod = call->result_type.typmod;
    cast_kernel(from, to, &kernel);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Str cast;
        TRY(cast_array(call, kernel, column_str(&call->args[0], row), &cast));
        views_write(&writer, row, cast);
    }
    return views_end(&writer, out);
}
