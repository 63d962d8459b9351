/*
 * datetime.h -- the kernels of dates, timestamps and intervals.
 *
 * Single values are base/date.h's, timestamp.h's and interval.h's business.  What is here are the
 * dense loops over common values, which note whether any row is not common, and then the walk
 * over the rows that count, value by value, which also raises what there is to raise.
 */
#ifndef EXPRESSION_KERNELS_DATETIME_H
#define EXPRESSION_KERNELS_DATETIME_H

#include "base/timestamp.h"
#include "expression/expression.h"

bool kernel_datetime_eq(const KernelCall *call, Column *out);
bool kernel_datetime_ne(const KernelCall *call, Column *out);
bool kernel_datetime_lt(const KernelCall *call, Column *out);
bool kernel_datetime_le(const KernelCall *call, Column *out);
bool kernel_datetime_gt(const KernelCall *call, Column *out);
bool kernel_datetime_ge(const KernelCall *call, Column *out);

bool kernel_date_add_int(const KernelCall *call, Column *out);
bool kernel_int_add_date(const KernelCall *call, Column *out);
bool kernel_date_subtract_int(const KernelCall *call, Column *out);
bool kernel_date_subtract(const KernelCall *call, Column *out);
bool kernel_date_add_interval(const KernelCall *call, Column *out);
bool kernel_interval_add_date(const KernelCall *call, Column *out);
bool kernel_date_subtract_interval(const KernelCall *call, Column *out);
bool kernel_timestamp_add_interval(const KernelCall *call, Column *out);
bool kernel_interval_add_timestamp(const KernelCall *call, Column *out);
bool kernel_timestamp_subtract_interval(const KernelCall *call, Column *out);
bool kernel_timestamp_subtract(const KernelCall *call, Column *out);
bool kernel_age(const KernelCall *call, Column *out);
bool kernel_make_date(const KernelCall *call, Column *out);
bool kernel_interval_negate(const KernelCall *call, Column *out);
bool kernel_interval_add(const KernelCall *call, Column *out);
bool kernel_interval_subtract(const KernelCall *call, Column *out);
bool kernel_interval_multiply(const KernelCall *call, Column *out);
bool kernel_multiply_interval(const KernelCall *call, Column *out);
bool kernel_interval_divide(const KernelCall *call, Column *out);

bool kernel_extract_date(const KernelCall *call, Column *out);
bool kernel_extract_timestamp(const KernelCall *call, Column *out);
bool kernel_extract_interval(const KernelCall *call, Column *out);
bool kernel_date_part_date(const KernelCall *call, Column *out);
bool kernel_date_part_timestamp(const KernelCall *call, Column *out);
bool kernel_date_part_interval(const KernelCall *call, Column *out);
bool kernel_date_trunc_timestamp(const KernelCall *call, Column *out);
bool kernel_date_trunc_timestamptz(const KernelCall *call, Column *out);
bool kernel_date_trunc_interval(const KernelCall *call, Column *out);

/* --- Arguments as dense arrays of call->rows values, whatever their layout and kind ---------- */

const int32_t *dense_i32(const KernelCall *call, uint32_t at); /* dates, int4 */
const int64_t *dense_i64(const KernelCall *call, uint32_t at); /* timestamps */
const Interval *dense_intervals(const KernelCall *call, uint32_t at);

/* --- The calendar, many rows at once --------------------------------------------------------- */

/* Can calendar_extract() do it? */
bool calendar_has(TimeUnit unit);
/* The calendar field `unit` of `rows` dates.  False: some date lies outside of the years 1 to
 * 9999 and its value is meaningless. */
bool calendar_extract(TimeUnit unit, const int32_t *dates, uint32_t rows, int32_t *out_values);
/* The twin that runs everywhere, for tests. */
bool calendar_extract_plain(TimeUnit unit, const int32_t *dates, uint32_t rows,
                            int32_t *out_values);
/* The time-of-day field `unit` of timestamps; seconds in whatever unit as microseconds.  False as
 * calendar_days(), or `unit` is not of the day. */
bool calendar_time(TimeUnit unit, const int64_t *timestamps, uint32_t rows, int32_t *out_values);
/* The days of timestamps.  False: some timestamp is infinite or outside of the years 1 to 9999. */
bool calendar_days(const int64_t *timestamps, uint32_t rows, int32_t *out_dates);

#endif
