/* domain.c -- what a domain demands of a value. */
#include "expression/kernels/text.h"
#include "expression/kernels/values.h"

/* (value, name of the domain) */
bool kernel_domain_not_null(const KernelCall *call, Column *out)
{
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (!column_has(&call->args[0], row))
            return fail(call->cx, ERR_NOT_NULL_VIOLATION, NO_POSITION,
                        "domain %.*s does not allow null values",
                        STR(column_str(&call->args[1], row)));
    }
    *out = call->args[0];
    return true;
}

/* (value, is it as it must be: null passes, name of the domain, of the constraint) */
bool kernel_domain_check(const KernelCall *call, Column *out)
{
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Value passes = value_arg(call, 1, row);
        if (!passes.is_null && !passes.boolean)
            return fail(call->cx, ERR_CHECK_VIOLATION, NO_POSITION,
                        "value for domain %.*s violates check constraint \"%.*s\"",
                        STR(column_str(&call->args[2], row)), STR(column_str(&call->args[3], row)));
    }
    *out = call->args[0];
    return true;
}
