/* sequence.c -- nextval and its like, which the session answers: see ExpressionHost. */
#include "expression/kernels/host.h"
#include "expression/kernels/kernel.h"

static _Thread_local ExpressionHost *host_of_thread;

void expression_host_set(ExpressionHost *host)
{
    host_of_thread = host;
}

ExpressionHost *expression_host(void)
{
    return host_of_thread;
}

typedef bool (*RowFn)(const KernelCall *call, ExpressionHost *host, uint32_t row,
                      int64_t *out_value);

static int64_t int_arg_at(const KernelCall *call, uint32_t arg, uint32_t row)
{
    return value_of_column(&call->args[arg], row).integer;
}

/* `fn` for each row that counts, in their order. */
static bool each_row(const KernelCall *call, RowFn fn, Column *out)
{
    int64_t *values = column_alloc(call->cx->arena, LAYOUT_I64, call->rows);

    if (!host_of_thread)
        return fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                    "sequences cannot be used in a query over files yet");
    memset(values, 0, call->rows * sizeof *values);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        TRY(fn(call, host_of_thread, row, &values[row]));
    }
    *out = column_flat(LAYOUT_I64, call->rows, values, NULL);
    return true;
}

static bool nextval(const KernelCall *call, ExpressionHost *host, uint32_t row, int64_t *out_value)
{
    return host->next_value(host, call->cx, (uint32_t)int_arg_at(call, 0, row), out_value);
}

static bool currval(const KernelCall *call, ExpressionHost *host, uint32_t row, int64_t *out_value)
{
    return host->current_value(host, call->cx, (uint32_t)int_arg_at(call, 0, row), out_value);
}

static bool setval(const KernelCall *call, ExpressionHost *host, uint32_t row, int64_t *out_value)
{
    bool is_called = call->arg_count < 3 || value_of_column(&call->args[2], row).boolean;

    *out_value = int_arg_at(call, 1, row);
    return host->set_value(host, call->cx, (uint32_t)int_arg_at(call, 0, row), *out_value,
                           is_called);
}

static bool lastval(const KernelCall *call, ExpressionHost *host, uint32_t row, int64_t *out_value)
{
    (void)row;
    return host->last_value(host, call->cx, out_value);
}

bool kernel_nextval(const KernelCall *call, Column *out)
{
    return each_row(call, nextval, out);
}

bool kernel_currval(const KernelCall *call, Column *out)
{
    return each_row(call, currval, out);
}

bool kernel_setval(const KernelCall *call, Column *out)
{
    return each_row(call, setval, out);
}

bool kernel_lastval(const KernelCall *call, Column *out)
{
    return each_row(call, lastval, out);
}
