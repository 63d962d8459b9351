/* window_value.c -- functions of a row's place among the others; see window.h. */
#include "worker/operators/window.h"

#include <limits.h>

enum { ROW_NONE = UINT32_MAX };

/* What one kind of function is asked for one row.  Null where it leaves *out alone. */
typedef bool (*RowFunction)(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row,
                            Value *out);

static Value argument(const WindowFunction *f, const WindowRows *rows, uint32_t row, uint32_t arg)
{
    const WindowArg *a = &f->args[arg];

    return a->column == COLUMN_NONE ? a->constant : window_value(rows, row, a->column);
}

static bool give(Value *out, int64_t integer)
{
    *out = (Value){ .integer = integer };
    return true;
}

static bool give_real(Value *out, double real)
{
    *out = (Value){ .real = real };
    return true;
}

/* --- Numbers ---------------------------------------------------------------------------------- */

static bool row_number(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    (void)cx, (void)f;
    return give(out, (int64_t)row - partition_start(rows, row) + 1);
}

static int64_t rank_of(const WindowRows *rows, uint32_t row)
{
    return (int64_t)peers_start(rows, row) - partition_start(rows, row) + 1;
}

static bool rank(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    (void)cx, (void)f;
    return give(out, rank_of(rows, row));
}

static bool dense_rank(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    (void)cx, (void)f;
    return give(out, (int64_t)rows->peers.of[row] - rows->peers.of[partition_start(rows, row)] + 1);
}

static double rows_of_partition(const WindowRows *rows, uint32_t row)
{
    return partition_end(rows, row) - partition_start(rows, row);
}

static bool percent_rank(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row,
                         Value *out)
{
    double count = rows_of_partition(rows, row);

    (void)cx, (void)f;
    return give_real(out, count > 1 ? (double)(rank_of(rows, row) - 1) / (count - 1) : 0);
}

static bool cume_dist(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    double before = peers_end(rows, row) - partition_start(rows, row);

    (void)cx, (void)f;
    return give_real(out, before / rows_of_partition(rows, row));
}

/* The first buckets are a row larger where the rows do not divide evenly. */
static bool ntile(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    uint32_t from = partition_start(rows, row), count = partition_end(rows, row) - from;
    Value buckets = argument(f, rows, from, 0);

    if (buckets.is_null)
        return true;
    if (buckets.integer <= 0)
        return fail(cx, ERR_INVALID_ARGUMENT_FOR_NTILE, NO_POSITION,
                    "argument of ntile must be greater than zero");
    int64_t size = count / buckets.integer, larger = count % buckets.integer, at = row - from;
    if (at < larger * (size + 1))
        return give(out, at / (size + 1) + 1);
    return give(out, larger + (at - larger * (size + 1)) / size + 1);
}

/* --- Values of other rows --------------------------------------------------------------------- */

static bool give_argument(WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    if (row != ROW_NONE)
        *out = argument(f, rows, row, 0);
    return true;
}

/* lag and lead: so many rows on, `sign` says which way. */
static bool give_shifted(WindowFunction *f, const WindowRows *rows, uint32_t row, int sign,
                         Value *out)
{
    Value by = { .integer = 1 };

    if (f->call->args.count > 1)
        by = argument(f, rows, row, 1);
    if (by.is_null)
        return true;
    int64_t to = (int64_t)row + sign * by.integer;
    if (to >= partition_start(rows, row) && to < partition_end(rows, row))
        return give_argument(f, rows, (uint32_t)to, out);
    if (f->call->args.count > 2)
        *out = argument(f, rows, row, 2);
    return true;
}

static bool lag(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    (void)cx;
    return give_shifted(f, rows, row, -1, out);
}

static bool lead(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    (void)cx;
    return give_shifted(f, rows, row, 1, out);
}

/* The nth row of a frame, from 0; ROW_NONE: it is shorter. */
static uint32_t row_of_frame(const RowFrame *frame, int64_t nth)
{
    for (uint32_t at = 0; at < frame->count; at++) {
        const RowRange *part = &frame->parts[at];
        if (nth < part->to - part->from)
            return part->from + (uint32_t)nth;
        nth -= part->to - part->from;
    }
    return ROW_NONE;
}

static bool first_value(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    RowFrame frame;

    return window_frame_of(cx, f->frame, rows, row, &frame) &&
           give_argument(f, rows, row_of_frame(&frame, 0), out);
}

static bool last_value(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    RowFrame frame;

    TRY(window_frame_of(cx, f->frame, rows, row, &frame));
    return give_argument(f, rows, frame.count ? frame.parts[frame.count - 1].to - 1 : ROW_NONE,
                         out);
}

static bool nth_value(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t row, Value *out)
{
    Value nth = argument(f, rows, row, 1);
    RowFrame frame;

    if (nth.is_null)
        return true;
    if (nth.integer <= 0)
        return fail(cx, ERR_INVALID_ARGUMENT_FOR_NTH_VALUE, NO_POSITION,
                    "argument of nth_value must be greater than zero");
    return window_frame_of(cx, f->frame, rows, row, &frame) &&
           give_argument(f, rows, row_of_frame(&frame, nth.integer - 1), out);
}

/* --- Which is which --------------------------------------------------------------------------- */

static RowFunction function_of(FunctionId id)
{
    switch (id) {
    case FUNCTION_ID(ROW_NUMBER): return row_number;
    case FUNCTION_ID(RANK): return rank;
    case FUNCTION_ID(DENSE_RANK): return dense_rank;
    case FUNCTION_ID(PERCENT_RANK): return percent_rank;
    case FUNCTION_ID(CUME_DIST): return cume_dist;
    case FUNCTION_ID(NTILE): return ntile;
    case FUNCTION_ID(LAG):
    case FUNCTION_ID(LAG_BY):
    case FUNCTION_ID(LAG_OR): return lag;
    case FUNCTION_ID(LEAD):
    case FUNCTION_ID(LEAD_BY):
    case FUNCTION_ID(LEAD_OR): return lead;
    case FUNCTION_ID(FIRST_VALUE): return first_value;
    case FUNCTION_ID(LAST_VALUE): return last_value;
    case FUNCTION_ID(NTH_VALUE): return nth_value;
    }
    return NULL;
}

bool window_function_column(Cx *cx, WindowFunction *f, const WindowRows *rows, uint32_t from,
                            uint32_t count, Column *out)
{
    RowFunction function = function_of((FunctionId)f->call->function);
    Value *values = ARENA_ARRAY(cx->arena, Value, count + 1);

    if (!function)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "no worker computes %.*s over a window",
                    STR(f->call->name));
    for (uint32_t at = 0; at < count; at++) {
        values[at] = VALUE_NULL;
        TRY(function(cx, f, rows, from + at, &values[at]));
    }
    *out = column_of_values(cx->arena, type_layout(f->call->head.type), values, count);
    return true;
}
