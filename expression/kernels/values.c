/* values.c -- see values.h. */
#include "expression/kernels/values.h"

Column column_of_values(Arena *arena, Layout layout, const Value *values, uint32_t count)
{
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(arena, layout, count);
    uint64_t *validity = validity_alloc(arena, count, true);
    const uint8_t **heaps = ARENA_ARRAY(arena, const uint8_t *, (size_t)count + 1);

    for (uint32_t at = 0; at < count; at++) {
        value_store(layout, values[at], data + at * width);
        if (values[at].is_null)
            bit_clear(validity, at);
        if (layout != LAYOUT_VIEW)
            continue;
        /* Each long text is a heap of its own. */
        heaps[at] = (const uint8_t *)values[at].text.data;
        StrView view = view_make(values[at].is_null ? STR_NONE : values[at].text, at, 0);
        memcpy(data + at * width, &view, sizeof view);
    }
    Column column = column_flat(layout, count, data, validity);
    column.heaps = heaps;
    column.heap_count = layout == LAYOUT_VIEW ? count : 0;
    return column;
}

ValueWriter value_writer_begin(const KernelCall *call)
{
    ValueWriter writer = { .call = call, .layout = type_layout(call->result_type) };

    if (writer.layout == LAYOUT_VIEW) {
        writer.views = views_begin(call);
        return writer;
    }
    writer.data = column_alloc(call->cx->arena, writer.layout, call->rows);
    memset(writer.data, 0, (size_t)call->rows * (size_t)layout_bytes(writer.layout));
    return writer;
}

void value_writer_put(ValueWriter *writer, uint32_t row, Value value)
{
    const KernelCall *call = writer->call;

    if (value.is_null) {
        if (!writer->validity)
            writer->validity = validity_alloc(call->cx->arena, call->rows, true);
        bit_clear(writer->validity, row);
    } else if (writer->layout == LAYOUT_VIEW) {
        views_write(&writer->views, row, value.text);
    } else {
        size_t width = (size_t)layout_bytes(writer->layout);
        value_store(writer->layout, value, writer->data + row * width);
    }
}

bool value_writer_end(ValueWriter *writer, Column *out)
{
    if (writer->layout == LAYOUT_VIEW)
        TRY(views_end(&writer->views, out));
    else
        *out = column_flat(writer->layout, writer->call->rows, writer->data, NULL);
    out->validity = writer->validity;
    return true;
}

bool values_of_rows(const KernelCall *call, RowKernel kernel, Column *out)
{
    enum { ROWS_BETWEEN_CHECKS = 64 };
    ValueWriter writer = value_writer_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Value value = VALUE_NULL;
        TRY(kernel(call, row, &value));
        value_writer_put(&writer, row, value);
        if (at % ROWS_BETWEEN_CHECKS == 0)
            TRY(check_interrupts(call->cx));
    }
    return value_writer_end(&writer, out);
}

ArrayHeader shape_arg(const KernelCall *call, uint32_t arg, uint32_t row)
{
    Value array = value_arg(call, arg, row);

    return array.is_null ? (ArrayHeader){ 0 } : array_header(array.text);
}

Value *items_arg(const KernelCall *call, uint32_t arg, uint32_t row)
{
    Value array = value_arg(call, arg, row);

    return array.is_null ? NULL : array_items(call->cx->arena, array.text, element_arg(call, arg));
}
