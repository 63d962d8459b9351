/* values.c -- see values.h. */
#include "expression/kernels/values.h"

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
