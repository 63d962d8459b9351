/* interval_avg.c -- the average of intervals, from their sum and their number. */
#include "base/interval.h"
#include "expression/kernels/kernel.h"

bool kernel_avg_interval(const KernelCall *call, Column *out)
{
    Interval *data = column_start(call, LAYOUT_INTERVAL, out);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    memset(data, 0, call->rows * sizeof *data);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        const Interval *sum = call->args[0].data;
        int64_t count = (int64_t)integer_at(&call->args[1], row);
        if (count <= 0)
            continue;
        bit_set(validity, row);
        if (!interval_divide(call->cx, sum[value_index(&call->args[0], row)], (double)count,
                             &data[row]))
            return false;
    }
    out->validity = validity;
    return true;
}
