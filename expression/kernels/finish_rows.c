/*
 * finish_rows.c -- aggregates over rows that were kept: those whose result depends on the order of
 * rows (string_agg), and those over distinct rows of which one value is not enough.
 *
 *     string_agg(DISTINCT x, d ORDER BY k DESC)
 *       =>  aggregate_of_rows('string_agg', spec, concat_state(pack_row(x, d, k)), null, null,
 *                             null)
 *
 * The typed nulls say what the columns of the rows are; see RowsSpec for the rest.
 */
#include "base/moments.h"
#include "expression/kernels/finish.h"
#include "expression/kernels/row_set.h"

/* --- The aggregates ----------------------------------------------------------------------------
 */

/* Rows in order, and where to put the result of row `row` of the call. */
typedef struct Finish {
    const KernelCall *call;
    const RowSet *set;
    const uint32_t *order;
    uint32_t count;
    Str aggregate;
    uint32_t row;
} Finish;

static const Value *value_in(const Finish *f, uint32_t at, uint32_t column)
{
    return &f->set->values[(size_t)f->order[at] * f->set->columns + column];
}

/* Null texts count for nothing; the first one's delimiter neither. */
static size_t join_texts(const Finish *f, char *to, bool *out_has_any)
{
    size_t length = 0;

    *out_has_any = false;
    for (uint32_t at = 0; at < f->count; at++) {
        const Value *text = value_in(f, at, 0), *delimiter = value_in(f, at, 1);
        if (text->is_null)
            continue;
        Str parts[2] = { *out_has_any && !delimiter->is_null ? delimiter->text : STR_NONE,
                         text->text };
        for (int part = 0; part < 2; part++) {
            if (to && parts[part].length)
                memcpy(to + length, parts[part].data, parts[part].length);
            length += parts[part].length;
        }
        *out_has_any = true;
    }
    return length;
}

static bool finish_texts(const Finish *f, TextOut *out, bool *out_has)
{
    size_t length = join_texts(f, NULL, out_has);
    char *to = TRY(text_out_room(out, length));

    join_texts(f, to, out_has);
    text_out_put(out, f->row, length);
    return true;
}

static Numeric number_of(Cx *cx, Type type, const Value *value)
{
    if (type_is_integer(type.id))
        return numeric_from_i64(cx->arena, value->integer);
    if (type.numeric_form == NUMERIC_VAR)
        return numeric_decode(value->text);
    return numeric_from_fixed(cx->arena, type.numeric_bits == 128 ? value->wide : value->integer,
                              type.numeric_scale);
}

static bool finish_numeric(const Finish *f, TextOut *out, bool *out_has)
{
    Cx *cx = f->set->cx;
    Type type = f->set->types[0];
    Numeric sum = numeric_from_i64(cx->arena, 0), squares = sum, result;
    int64_t count = 0;
    bool is_null;

    for (uint32_t at = 0; at < f->count; at++) {
        const Value *value = value_in(f, at, 0);
        Numeric term, square;
        if (value->is_null)
            continue;
        term = number_of(cx, type, value);
        TRY(numeric_add(cx, &sum, &term, &sum));
        TRY(numeric_multiply(cx, &term, &term, &square));
        TRY(numeric_add(cx, &squares, &square, &squares));
        count++;
    }
    TRY(finish_variance(cx, f->aggregate, count, &sum, &squares, &result, &is_null));
    *out_has = !is_null;
    if (is_null)
        return true;
    Str bytes = numeric_encode(cx->arena, &result);
    char *to = TRY(text_out_room(out, bytes.length));
    memcpy(to, bytes.data, bytes.length);
    text_out_put(out, f->row, bytes.length);
    return true;
}

/* Arguments are y, x, as in regr_slope(y, x); or x alone. */
static bool finish_real(const Finish *f, double *out_value, bool *out_has)
{
    const KernelCall *call = f->call;
    Moments moments = { 0 };
    bool has_two = str_starts(f->aggregate, "regr_") || str_starts(f->aggregate, "covar") ||
                   str_is(f->aggregate, "corr");

    for (uint32_t at = 0; at < f->count; at++) {
        const Value *first = value_in(f, at, 0), *second = has_two ? value_in(f, at, 1) : first;
        if (first->is_null || second->is_null)
            continue;
        if (!(has_two ? moments_add_pair(&moments, second->real, first->real)
                      : moments_add(&moments, first->real)))
            return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                        "value out of range: overflow");
    }
    *out_has = moments_result(&moments, moments_of_name(f->aggregate), out_value);
    return true;
}

static bool finish_group(const Finish *f, TextOut *texts, double *reals, bool *out_has)
{
    switch (f->call->result_type.id) {
    case TYPE_FLOAT8: return finish_real(f, &reals[f->row], out_has);
    case TYPE_NUMERIC: return finish_numeric(f, texts, out_has);
    }
    return finish_texts(f, texts, out_has);
}

bool kernel_aggregate_of_rows(const KernelCall *call, Column *out)
{
    TextArg names = text_arg(call, ROWS_ARG_NAME), specs = text_arg(call, ROWS_ARG_SPEC),
            states = text_arg(call, ROWS_ARG_STATE);
    LiveRows live = selected_rows(call);
    bool is_real = call->result_type.id == TYPE_FLOAT8;
    TextOut texts = is_real ? (TextOut){ 0 } : text_out(call, 64 * (size_t)live.count);
    double *reals = is_real ? result_alloc(call, LAYOUT_F64) : NULL;
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t at = 0; at < live.count; at++) {
        RowSet set = { .cx = call->cx,
                       .types = call->arg_types + ROWS_ARG_TYPES,
                       .columns = call->arg_count - ROWS_ARG_TYPES };
        Finish finish = { .call = call, .set = &set, .row = live.row[at] };
        bool has = false;
        if (!column_has(&call->args[ROWS_ARG_STATE], finish.row))
            continue;
        RowsSpec spec = rows_spec_read(text_at(&specs, finish.row));
        TRY(rows_unpack(&set, text_at(&states, finish.row)));
        finish.order = rows_order(&set, &spec, &finish.count);
        finish.aggregate = text_at(&names, finish.row);
        TRY(finish_group(&finish, &texts, reals, &has));
        if (has)
            bit_set(validity, finish.row);
    }
    *out = is_real ? column_flat(LAYOUT_F64, call->rows, reals, NULL)
                   : text_out_column(&texts, call->rows);
    out->validity = validity;
    return true;
}
