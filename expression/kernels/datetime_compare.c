/*
 * datetime_compare.c -- dates and timestamps, with time zone and without, against each other.
 *
 * A date is its midnight.  Dates beyond the last timestamp are later than all of them but
 * infinity, so both sides become microseconds in which one value stands for all such dates.
 * Beside a timestamp with time zone the other side is the instant it is in the session's zone.
 */
#include "base/timestamptz.h"
#include "base/value_context.h"
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

/* The instant of a local time; beyond the range: later, or earlier, than all but infinity. */
static int64_t instant_of(const Zone *zone, int64_t local)
{
    if (timestamp_is_infinite(local) || local == TIMESTAMP_INFINITY - 1)
        return local;
    int64_t east = zone_offset_of_local(zone, local).seconds_east * MICROS_PER_SECOND;
    if (local - east >= TIMESTAMP_END)
        return TIMESTAMP_INFINITY - 1;
    return local - east < TIMESTAMP_MIN ? TIMESTAMP_MINUS_INFINITY + 1 : local - east;
}

static const int64_t *instants_of(const KernelCall *call, const int64_t *locals)
{
    const Zone *zone = cx_dates(call->cx)->zone;
    int64_t *instants = column_alloc(call->cx->arena, LAYOUT_I64, call->rows);
    int32_t east;

    if (zone_is_constant(zone, &east) && east == 0)
        return locals;
    for (uint32_t row = 0; row < call->rows; row++) {
        bool is_real = timestamp_is_valid(locals[row]) || timestamp_is_infinite(locals[row]) ||
                       locals[row] == TIMESTAMP_INFINITY - 1; /* else garbage behind a null */
        instants[row] = is_real ? instant_of(zone, locals[row]) : 0;
    }
    return instants;
}

static const int64_t *micros_of(const KernelCall *call, uint32_t at)
{
    bool is_date = call->arg_types[at].id == TYPE_DATE;
    const int64_t *micros = is_date ? dates_to_micros(call, at) : dense_i64(call, at);
    bool other_has_zone = call->arg_types[1 - at].id == TYPE_TIMESTAMPTZ;

    return other_has_zone && call->arg_types[at].id != TYPE_TIMESTAMPTZ ? instants_of(call, micros)
                                                                        : micros;
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
