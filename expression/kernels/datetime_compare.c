/*
 * datetime_compare.c -- dates against timestamps.
 *
 * A date is its midnight.  Dates beyond the last timestamp are later than all of them but
 * infinity, so both sides become microseconds in which one value stands for all such dates.
 */
#include "expression/kernels/datetime.h"

enum { DATE_PAST_TIMESTAMPS = TIMESTAMP_END / MICROS_PER_DAY }; /* 294277-01-01 */

static const int64_t *dates_to_micros(const KernelCall *call, uint32_t at)
{
    const int32_t *dates = dense_i32(call, at);
    int64_t *micros = column_alloc(call->cx->arena, LAYOUT_I64, call->rows);

    for (uint32_t row = 0; row < call->rows; row++) {
        int64_t date = dates[row];
        int64_t midnight = (int64_t)((uint64_t)date * (uint64_t)MICROS_PER_DAY);

        midnight = date < DATE_PAST_TIMESTAMPS ? midnight : TIMESTAMP_INFINITY - 1;
        midnight = date == DATE_INFINITY ? TIMESTAMP_INFINITY : midnight;
        micros[row] = date == DATE_MINUS_INFINITY ? TIMESTAMP_MINUS_INFINITY : midnight;
    }
    return micros;
}

static const int64_t *micros_of(const KernelCall *call, uint32_t at)
{
    if (call->arg_types[at].id == TYPE_DATE)
        return dates_to_micros(call, at);
    return dense_i64(call, at);
}

#define COMPARISON(NAME, OPERATOR)                                                                 \
    bool kernel_datetime_##NAME(const KernelCall *call, Column *out)                               \
    {                                                                                              \
        const int64_t *restrict a = micros_of(call, 0), *restrict b = micros_of(call, 1);          \
        bool *restrict result = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows);            \
        for (uint32_t row = 0; row < call->rows; row++)                                            \
            result[row] = a[row] OPERATOR b[row];                                                  \
        *out = column_flat(LAYOUT_BOOL, call->rows, result, NULL);                                 \
        return true;                                                                               \
    }

COMPARISON(eq, ==)
COMPARISON(ne, !=)
COMPARISON(lt, <)
COMPARISON(le, <=)
COMPARISON(gt, >)
COMPARISON(ge, >=)
#undef COMPARISON
