/* each_value.c -- see each_value.h. */
#include "expression/kernels/each_value.h"
#include "expression/kernels/text.h"

static void read_args(const KernelCall *call, uint32_t row, Value *args)
{
    for (uint32_t arg = 0; arg < call->arg_count; arg++) {
        const Column *column = &call->args[arg];
        args[arg] = value_of_column(column, row);
        if (type_layout(call->arg_types[arg]) == LAYOUT_I128 && column->layout != LAYOUT_I128)
            args[arg].wide = args[arg].integer; /* narrower than its type */
    }
}

static bool put_text(TextOut *texts, uint32_t row, Str text)
{
    char *to = TRY(text_out_room(texts, text.length));

    if (text.length)
        memcpy(to, text.data, text.length);
    text_out_put(texts, row, text.length);
    return true;
}

static bool run(const KernelCall *call, LiveRows live, ComputeValue compute, Column *out)
{
    Layout layout = type_layout(call->result_type);
    size_t width = (size_t)layout_bytes(layout);
    bool is_text = layout == LAYOUT_VIEW;
    TextOut texts = is_text ? text_out(call, (size_t)live.count * 16) : (TextOut){ 0 };
    char *data = is_text ? NULL : result_alloc(call, layout);
    uint64_t *validity = NULL;
    Value args[FUNCTION_ARGS_MAX];

    assert(call->arg_count <= FUNCTION_ARGS_MAX);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Value value = { 0 };

        read_args(call, row, args);
        TRY(compute(call, args, &value));
        if (value.is_null) {
            if (!validity)
                validity = validity_alloc(call->cx->arena, call->rows, true);
            bit_clear(validity, row);
        } else if (is_text) {
            TRY(put_text(&texts, row, value.text));
        } else {
            value_store(layout, value, data + row * width);
        }
    }
    *out =
        is_text ? text_out_column(&texts, call->rows) : column_flat(layout, call->rows, data, NULL);
    out->validity = validity;
    return true;
}

bool each_value(const KernelCall *call, ComputeValue compute, Column *out)
{
    return run(call, live_rows(call), compute, out);
}

bool each_value_or_null(const KernelCall *call, ComputeValue compute, Column *out)
{
    return run(call, selected_rows(call), compute, out);
}
