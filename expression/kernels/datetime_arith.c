/*
 * datetime_arith.c -- adding and subtracting dates, timestamps and intervals.
 *
 * Dates and integers are added in a dense loop that notes whether any row leaves the range or is
 * infinite; only then are the rows that count looked at one by one, and the first bad one raises.
 */
#include "base/interval.h"
#include "expression/kernels/datetime.h"
#include "expression/kernels/text.h"

/* --- Arguments ------------------------------------------------------------------------------- */

static const void *dense_values(const KernelCall *call, uint32_t at, Layout layout)
{
    Arena *arena = call->cx->arena;
    Column column = call->args[at];

    column.rows = call->rows;
    if (column.kind != COLUMN_FLAT)
        column = column_flatten(arena, &column, NULL, 0);
    if (column.layout != layout)
        column = column_with_layout(arena, &column, layout);
    return column.data;
}

const int32_t *dense_i32(const KernelCall *call, uint32_t at)
{
    return dense_values(call, at, LAYOUT_I32);
}

const int64_t *dense_i64(const KernelCall *call, uint32_t at)
{
    return dense_values(call, at, LAYOUT_I64);
}

const Interval *dense_intervals(const KernelCall *call, uint32_t at)
{
    return dense_values(call, at, LAYOUT_INTERVAL);
}

static const double *dense_f64(const KernelCall *call, uint32_t at)
{
    return dense_values(call, at, LAYOUT_F64);
}

/* --- Dates and integers ---------------------------------------------------------------------- */

/* out = dates + sign * days where all rows are finite and stay in range; else false. */
static bool add_days_dense(const int32_t *restrict dates, const int32_t *restrict days,
                           int64_t sign, uint32_t rows, int32_t *restrict out)
{
    uint64_t outside = 0;

    for (uint32_t row = 0; row < rows; row++) {
        int64_t sum = dates[row] + sign * days[row];

        outside |= (uint64_t)(sum - DATE_MIN) > (uint64_t)((int64_t)DATE_MAX - DATE_MIN);
        outside |=
            (uint64_t)((int64_t)dates[row] - DATE_MIN) > (uint64_t)((int64_t)DATE_MAX - DATE_MIN);
        out[row] = (int32_t)sum;
    }
    return !outside;
}

typedef struct DaysSum {
    const int32_t *dates, *days;
    bool is_difference;
} DaysSum;

static bool add_days(const KernelCall *call, DaysSum sum, Column *out)
{
    int32_t *result = result_alloc(call, LAYOUT_I32);
    int64_t sign = sum.is_difference ? -1 : 1;

    *out = column_flat(LAYOUT_I32, call->rows, result, NULL);
    if (add_days_dense(sum.dates, sum.days, sign, call->rows, result))
        return true;

    LiveRows live = live_rows(call);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];

        if (sum.is_difference)
            TRY(date_subtract_days(call->cx, sum.dates[row], sum.days[row], &result[row]));
        else
            TRY(date_add_days(call->cx, sum.dates[row], sum.days[row], &result[row]));
    }
    return true;
}

bool kernel_date_add_int(const KernelCall *call, Column *out)
{
    return add_days(call, (DaysSum){ dense_i32(call, 0), dense_i32(call, 1), false }, out);
}

bool kernel_int_add_date(const KernelCall *call, Column *out)
{
    return add_days(call, (DaysSum){ dense_i32(call, 1), dense_i32(call, 0), false }, out);
}

bool kernel_date_subtract_int(const KernelCall *call, Column *out)
{
    return add_days(call, (DaysSum){ dense_i32(call, 0), dense_i32(call, 1), true }, out);
}

static bool subtract_dense(const int32_t *restrict a, const int32_t *restrict b, uint32_t rows,
                           int32_t *restrict out)
{
    uint32_t infinite = 0;

    for (uint32_t row = 0; row < rows; row++) {
        infinite |= (a[row] == INT32_MAX) | (a[row] == INT32_MIN);
        infinite |= (b[row] == INT32_MAX) | (b[row] == INT32_MIN);
        out[row] = (int32_t)((uint32_t)a[row] - (uint32_t)b[row]);
    }
    return !infinite;
}

bool kernel_date_subtract(const KernelCall *call, Column *out)
{
    const int32_t *a = dense_i32(call, 0), *b = dense_i32(call, 1);
    int32_t *result = column_alloc(call->cx->arena, LAYOUT_I32, call->rows);

    *out = column_flat(LAYOUT_I32, call->rows, result, NULL);
    if (subtract_dense(a, b, call->rows, result))
        return true;

    LiveRows live = live_rows(call);
    for (uint32_t at = 0; at < live.count; at++)
        TRY(date_difference(call->cx, a[live.row[at]], b[live.row[at]], &result[live.row[at]]));
    return true;
}

bool kernel_make_date(const KernelCall *call, Column *out)
{
    const int32_t *year = dense_i32(call, 0), *month = dense_i32(call, 1);
    const int32_t *day = dense_i32(call, 2);
    LiveRows live = live_rows(call);
    int32_t *result = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        TRY(date_make(call->cx, year[row], month[row], day[row], &result[row]));
    }
    *out = column_flat(LAYOUT_I32, call->rows, result, NULL);
    return true;
}

/* --- Timestamps and intervals ---------------------------------------------------------------- */

#define SHIFT_MAX (INT64_C(1) << 62)

typedef bool (*AddInterval)(Cx *cx, int64_t timestamp, Interval interval, int64_t *out_timestamp);

/* A constant interval without months, `shift` microseconds: for finite timestamps it is one sum.
 * False where some row is not so simple. */
static bool shift_dense(const int64_t *restrict timestamps, int64_t shift, uint32_t rows,
                        int64_t *restrict out)
{
    const uint64_t span = (uint64_t)TIMESTAMP_END - (uint64_t)TIMESTAMP_MIN;
    uint64_t outside = 0;

    for (uint32_t row = 0; row < rows; row++) {
        uint64_t from = (uint64_t)timestamps[row] - (uint64_t)TIMESTAMP_MIN;
        uint64_t to = from + (uint64_t)shift;

        outside |= (from >= span) | (to >= span);
        out[row] = (int64_t)(to + (uint64_t)TIMESTAMP_MIN);
    }
    return !outside;
}

/* The interval as microseconds, if its days and time point the same way: then no step of the
 * addition leaves the range unless the sum does.  SHIFT_MAX keeps that sum within 64 bits. */
static bool interval_is_shift(Interval interval, int64_t *out_shift)
{
    bool is_opposed =
        (interval.days > 0 && interval.micros < 0) || (interval.days < 0 && interval.micros > 0);
    int64_t shift;

    if (interval.months || is_opposed ||
        __builtin_mul_overflow((int64_t)interval.days, MICROS_PER_DAY, &shift) ||
        __builtin_add_overflow(shift, interval.micros, &shift) || shift > SHIFT_MAX ||
        shift < -SHIFT_MAX)
        return false;
    *out_shift = shift;
    return true;
}

static bool add_interval(const KernelCall *call, const int64_t *timestamps, uint32_t interval_arg,
                         AddInterval add, Column *out)
{
    int64_t *result = result_alloc(call, LAYOUT_I64), shift;
    const Column *column = &call->args[interval_arg];
    LiveRows live = live_rows(call);

    *out = column_flat(LAYOUT_I64, call->rows, result, NULL);
    if (column->kind == COLUMN_CONST && live.count) {
        Interval constant = *(const Interval *)column->data;
        bool is_shift = interval_is_shift(constant, &shift);

        if (is_shift && add == timestamp_subtract_interval)
            shift = -shift;
        if (is_shift && shift_dense(timestamps, shift, call->rows, result))
            return true;
    }

    const Interval *intervals = dense_intervals(call, interval_arg);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        TRY(add(call->cx, timestamps[row], intervals[row], &result[row]));
    }
    return true;
}

static bool midnights_dense(const int32_t *restrict dates, uint32_t rows, int64_t *restrict out)
{
    const int64_t last = TIMESTAMP_END / MICROS_PER_DAY - 1;
    uint64_t outside = 0;

    for (uint32_t row = 0; row < rows; row++) {
        int64_t date = dates[row];

        outside |= (uint64_t)(date - DATE_MIN) > (uint64_t)(last - DATE_MIN);
        out[row] = (int64_t)((uint64_t)date * (uint64_t)MICROS_PER_DAY);
    }
    return !outside;
}

/* The midnights of a date argument; NULL: 22008. */
static const int64_t *midnights(const KernelCall *call, uint32_t at)
{
    const int32_t *dates = dense_i32(call, at);
    int64_t *timestamps = column_alloc(call->cx->arena, LAYOUT_I64, call->rows);

    if (midnights_dense(dates, call->rows, timestamps))
        return timestamps;

    LiveRows live = live_rows(call);
    for (uint32_t place = 0; place < live.count; place++) {
        uint32_t row = live.row[place];
        TRY(date_to_timestamp(call->cx, dates[row], &timestamps[row]));
    }
    return timestamps;
}

bool kernel_timestamp_add_interval(const KernelCall *call, Column *out)
{
    return add_interval(call, dense_i64(call, 0), 1, timestamp_add_interval, out);
}

bool kernel_interval_add_timestamp(const KernelCall *call, Column *out)
{
    return add_interval(call, dense_i64(call, 1), 0, timestamp_add_interval, out);
}

bool kernel_timestamp_subtract_interval(const KernelCall *call, Column *out)
{
    return add_interval(call, dense_i64(call, 0), 1, timestamp_subtract_interval, out);
}

bool kernel_date_add_interval(const KernelCall *call, Column *out)
{
    return add_interval(call, TRY(midnights(call, 0)), 1, timestamp_add_interval, out);
}

bool kernel_interval_add_date(const KernelCall *call, Column *out)
{
    return add_interval(call, TRY(midnights(call, 1)), 0, timestamp_add_interval, out);
}

bool kernel_date_subtract_interval(const KernelCall *call, Column *out)
{
    return add_interval(call, TRY(midnights(call, 0)), 1, timestamp_subtract_interval, out);
}

/* --- Value by value -------------------------------------------------------------------------- */

/* The kernel NAME: `function` of two values, row by row; its result is an interval. */
#define BY_ROW(NAME, values_a, values_b, function)                                                 \
    bool NAME(const KernelCall *call, Column *out)                                                 \
    {                                                                                              \
        __auto_type a = values_a;                                                                  \
        __auto_type b = values_b;                                                                  \
        Interval *result = result_alloc(call, LAYOUT_INTERVAL);                                    \
        LiveRows live = live_rows(call);                                                           \
        for (const uint32_t *row = live.row; row < live.row + live.count; row++)                   \
            TRY(function(call->cx, a[*row], b[*row], &result[*row]));                              \
        *out = column_flat(LAYOUT_INTERVAL, call->rows, result, NULL);                             \
        return true;                                                                               \
    }

BY_ROW(kernel_timestamp_subtract, dense_i64(call, 0), dense_i64(call, 1), timestamp_difference)
BY_ROW(kernel_age, dense_i64(call, 0), dense_i64(call, 1), timestamp_age)
BY_ROW(kernel_interval_add, dense_intervals(call, 0), dense_intervals(call, 1), interval_add)
BY_ROW(kernel_interval_subtract, dense_intervals(call, 0), dense_intervals(call, 1),
       interval_subtract)
BY_ROW(kernel_interval_multiply, dense_intervals(call, 0), dense_f64(call, 1), interval_multiply)
BY_ROW(kernel_multiply_interval, dense_intervals(call, 1), dense_f64(call, 0), interval_multiply)
BY_ROW(kernel_interval_divide, dense_intervals(call, 0), dense_f64(call, 1), interval_divide)
#undef BY_ROW

bool kernel_interval_negate(const KernelCall *call, Column *out)
{
    const Interval *intervals = dense_intervals(call, 0);
    Interval *result = result_alloc(call, LAYOUT_INTERVAL);
    LiveRows live = live_rows(call);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        TRY(interval_negate(call->cx, intervals[row], &result[row]));
    }
    *out = column_flat(LAYOUT_INTERVAL, call->rows, result, NULL);
    return true;
}
