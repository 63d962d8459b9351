/*
 * finish_ordered.c -- aggregates of sorted groups: percentile_cont, percentile_disc, mode, and
 * where a row would stand that is not there: rank, dense_rank, percent_rank, cume_dist.
 *
 *     percentile_disc(p) WITHIN GROUP (ORDER BY x DESC)
 *       =>  ordered_set_of_rows('percentile_disc', spec, concat_state(pack_row(x, null)),
 *                               null, null, p)
 *
 * The columns to sort by come first, then one for each direct argument.  A direct argument that is
 * constant is the call's own, behind the typed nulls; any other is in the rows, all of which agree.
 */
#include "base/interval.h"
#include "expression/kernels/row_set.h"

#include <math.h>

/* One group. */
typedef struct Sorted {
    const KernelCall *call;
    RowSet set;
    RowsSpec spec;
    uint32_t *order;
    uint32_t count;      /* of rows that count */
    const Value *direct; /* direct arguments */
    uint32_t direct_count;
} Sorted;

/* --- Direct arguments --------------------------------------------------------------------------
 */

static const Value *direct_arguments(const Sorted *s, uint32_t row)
{
    const KernelCall *call = s->call;
    Value *direct = ARENA_ARRAY(call->cx->arena, Value, (size_t)s->direct_count + 1);
    uint32_t first = ROWS_ARG_TYPES + s->set.columns;

    for (uint32_t at = 0; at < s->direct_count; at++) {
        direct[at] = value_arg(call, first + at, row);
        if (direct[at].is_null && s->set.count)
            direct[at] = s->set.values[s->spec.args + at];
    }
    return direct;
}

/* --- Percentiles -------------------------------------------------------------------------------
 */

static const Value *value_at(const Sorted *s, int64_t at)
{
    return &s->set.values[(size_t)s->order[at] * s->set.columns];
}

static bool check_percentile(const Sorted *s, double percentile)
{
    if (percentile >= 0 && percentile <= 1)
        return true;
    if (isfinite(percentile))
        return fail(s->call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, s->call->position,
                    "percentile value %g is not between 0 and 1", percentile);
    return fail(s->call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, s->call->position,
                "percentile value %s is not between 0 and 1",
                isnan(percentile) ? "NaN"
                : percentile > 0  ? "Infinity"
                                  : "-Infinity");
}

static bool discrete(const Sorted *s, double percentile, Value *out_value)
{
    int64_t row = (int64_t)ceil(percentile * (double)s->count);

    *out_value = *value_at(s, row > 0 ? row - 1 : 0);
    return true;
}

static bool interpolate(const Sorted *s, const Value *low, const Value *high, double part,
                        Value *out_value)
{
    Cx *cx = s->call->cx;
    Interval step;

    *out_value = *low;
    if (s->set.types[0].id != TYPE_INTERVAL) {
        out_value->real = low->real + part * (high->real - low->real);
        return true;
    }
    TRY(interval_subtract(cx, high->interval, low->interval, &step));
    TRY(interval_multiply(cx, step, part, &step));
    return interval_add(cx, step, low->interval, &out_value->interval);
}

static bool continuous(const Sorted *s, double percentile, Value *out_value)
{
    double exact = percentile * (double)(s->count - 1);
    int64_t low = (int64_t)floor(exact), high = (int64_t)ceil(exact);

    *out_value = *value_at(s, low);
    return low == high ||
           interpolate(s, value_at(s, low), value_at(s, high), exact - (double)low, out_value);
}

static bool percentile_of(const Sorted *s, bool is_continuous, double percentile, Value *out_value)
{
    TRY(check_percentile(s, percentile));
    if (!s->count)
        return true;
    return (is_continuous ? continuous : discrete)(s, percentile, out_value);
}

/* An array of percentiles: an array of the same shape. */
static bool percentiles_of(const Sorted *s, bool is_continuous, Value *out_value)
{
    Cx *cx = s->call->cx;

    if (!s->count || s->direct[0].is_null)
        return true;
    Str percentiles = s->direct[0].text;
    ArrayHeader shape = array_header(percentiles);
    Value *items = array_items(cx->arena, percentiles, TYPE_FLOAT8);
    for (uint32_t at = 0; at < shape.count; at++) {
        double percentile = items[at].real;
        if (!items[at].is_null)
            TRY(percentile_of(s, is_continuous, percentile, &items[at]));
    }
    TypeId element = type_element((TypeId)s->call->result_type.id);
    *out_value = (Value){ .text = array_make(cx->arena, element, &shape, items) };
    return true;
}

static bool finish_percentile(const Sorted *s, bool is_continuous, Value *out_value)
{
    if (type_is_array(s->set.types[s->spec.args].id))
        return percentiles_of(s, is_continuous, out_value);
    return s->direct[0].is_null || percentile_of(s, is_continuous, s->direct[0].real, out_value);
}

/* --- The most frequent value -------------------------------------------------------------------
 */

static void finish_mode(const Sorted *s, Value *out_value)
{
    uint32_t most = 0, run = 0;

    for (uint32_t at = 0; at < s->count; at++) {
        bool is_same = at && rows_compare(&s->set, &s->spec, s->order[at - 1], s->order[at]) == 0;
        run = is_same ? run + 1 : 1;
        if (run > most) {
            most = run;
            *out_value = *value_at(s, at + 1 - run);
        }
    }
}

/* --- Where a row would stand -------------------------------------------------------------------
 */

typedef struct Standing {
    int64_t before, equal; /* rows */
    int64_t distinct;      /* different ones of those before */
} Standing;

/* The row that is not there stands behind the others in the set. */
static Standing find_standing(const Sorted *s)
{
    uint32_t hypothetical = s->set.count;
    Standing standing = { 0 };

    memcpy(s->set.values + (size_t)hypothetical * s->set.columns, s->direct,
           s->spec.args * sizeof *s->direct);
    for (uint32_t at = 0; at < s->count; at++) {
        int order = rows_compare(&s->set, &s->spec, s->order[at], hypothetical);
        if (order > 0)
            break;
        standing.equal += order == 0;
        standing.before += order < 0;
        standing.distinct += order < 0 && (!at || rows_compare(&s->set, &s->spec, s->order[at - 1],
                                                               s->order[at]) != 0);
    }
    return standing;
}

static void finish_standing(const Sorted *s, Str name, Value *out_value)
{
    Standing standing = find_standing(s);
    double rows = (double)s->count;

    out_value->is_null = false;
    if (str_is(name, "rank"))
        out_value->integer = standing.before + 1;
    else if (str_is(name, "dense_rank"))
        out_value->integer = standing.distinct + 1;
    else if (str_is(name, "percent_rank"))
        out_value->real = s->count ? (double)standing.before / rows : 0;
    else
        out_value->real = (double)(standing.before + standing.equal + 1) / (rows + 1);
}

/* --- The kernel --------------------------------------------------------------------------------
 */

/* Percentiles and mode see no nulls. */
static void drop_nulls(Sorted *s)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < s->count; at++)
        if (!value_at(s, at)->is_null)
            s->order[kept++] = s->order[at];
    s->count = kept;
}

static bool finish_row(const KernelCall *call, uint32_t row, Value *out_value)
{
    Str name = value_arg(call, ROWS_ARG_NAME, row).text;
    Value state = value_arg(call, ROWS_ARG_STATE, row);
    Sorted s = { .call = call, .spec = rows_spec_read(value_arg(call, ROWS_ARG_SPEC, row).text) };

    s.direct_count = (call->arg_count - ROWS_ARG_TYPES - s.spec.args) / 2;
    s.set = (RowSet){ .cx = call->cx,
                      .types = call->arg_types + ROWS_ARG_TYPES,
                      .columns = s.spec.args + s.direct_count };
    TRY(rows_unpack(&s.set, state.is_null ? STR_NONE : state.text));
    s.order = rows_order(&s.set, &s.spec, &s.count);
    s.direct = direct_arguments(&s, row);
    *out_value = VALUE_NULL;
    if (str_starts(name, "percentile_") || str_is(name, "mode"))
        drop_nulls(&s);
    if (str_starts(name, "percentile_"))
        return finish_percentile(&s, str_is(name, "percentile_cont"), out_value);
    if (str_is(name, "mode"))
        finish_mode(&s, out_value);
    else
        finish_standing(&s, name, out_value);
    return true;
}

bool kernel_ordered_set_of_rows(const KernelCall *call, Column *out)
{
    return values_of_rows(call, finish_row, out);
}
