/*
 * finish_rows.c -- aggregates over rows that were kept: those whose result depends on the order of
 * rows (string_agg), and those over distinct rows of which one value is not enough.
 *
 *     string_agg(DISTINCT x, d ORDER BY k DESC)
 *       =>  aggregate_of_rows('string_agg', spec, concat_state(pack_row(x, d, k)), null, null,
 * null)
 *
 * A packed row is, for each column, a byte that says whether it is null, then the value: a length
 * and bytes for what is a VIEW, else as the layout has it.  Workers append rows to rows.  The typed
 * nulls say what the columns are; see RowsSpec for the rest.
 */
#include "base/moments.h"
#include "expression/kernels/finish.h"
#include "expression/kernels/text.h"
#include "expression/kernels/views.h"

#include <stdlib.h>

enum { FIRST_TYPE = 3 /* argument */, ROWS_PER_CHECK = 4096 };

/* --- Packing -----------------------------------------------------------------------------------
 */

static size_t packed_bytes(Layout layout, const Value *value)
{
    if (value->is_null)
        return 1;
    return layout == LAYOUT_VIEW ? 1 + sizeof(uint32_t) + value->text.length
                                 : 1 + (size_t)layout_bytes(layout);
}

static char *pack_value(Layout layout, const Value *value, char *to)
{
    *to++ = (char)value->is_null;
    if (value->is_null)
        return to;
    if (layout != LAYOUT_VIEW) {
        value_store(layout, *value, to);
        return to + layout_bytes(layout);
    }
    uint32_t length = (uint32_t)value->text.length;
    memcpy(to, &length, sizeof length);
    if (length)
        memcpy(to + sizeof length, value->text.data, length);
    return to + sizeof length + length;
}

/* The arguments in the layouts their types have. */
static const Column *full_width(const KernelCall *call)
{
    Column *columns = ARENA_ARRAY(call->cx->arena, Column, call->arg_count);

    for (uint32_t arg = 0; arg < call->arg_count; arg++) {
        Layout layout = type_layout(call->arg_types[arg]);
        columns[arg] = layout_is_integer(layout)
                           ? column_with_layout(call->cx->arena, &call->args[arg], layout)
                           : call->args[arg];
    }
    return columns;
}

bool kernel_pack_row(const KernelCall *call, Column *out)
{
    const Column *columns = full_width(call);
    LiveRows live = selected_rows(call);
    Value *values = ARENA_ARRAY(call->cx->arena, Value, call->arg_count);
    TextOut result = text_out(call, 32 * (size_t)live.count);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        size_t bytes = 0;
        for (uint32_t arg = 0; arg < call->arg_count; arg++) {
            values[arg] =
                column_has(&columns[arg], row) ? value_of_column(&columns[arg], row) : VALUE_NULL;
            bytes += packed_bytes(type_layout(call->arg_types[arg]), &values[arg]);
        }
        char *to = TRY(text_out_room(&result, bytes));
        for (uint32_t arg = 0; arg < call->arg_count; arg++)
            to = pack_value(type_layout(call->arg_types[arg]), &values[arg], to);
        text_out_put(&result, row, bytes);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- Unpacking ---------------------------------------------------------------------------------
 */

static const char *unpack_value(Layout layout, const char *at, Value *out_value)
{
    *out_value = (Value){ .is_null = *at++ };
    if (out_value->is_null)
        return at;
    if (layout == LAYOUT_VIEW) {
        uint32_t length;
        memcpy(&length, at, sizeof length);
        out_value->text = (Str){ at + sizeof length, length };
        return at + sizeof length + length;
    }
    _Alignas(16) char aligned[sizeof(int128_t)];
    memcpy(aligned, at, (size_t)layout_bytes(layout));
    Column column = column_flat(layout, 1, aligned, NULL);
    *out_value = value_of_column(&column, 0);
    return at + layout_bytes(layout);
}

static const char *skip_row(const KernelCall *call, const char *at)
{
    Value value;

    for (uint32_t arg = FIRST_TYPE; arg < call->arg_count; arg++)
        at = unpack_value(type_layout(call->arg_types[arg]), at, &value);
    return at;
}

/* The rows of one group. */
typedef struct RowSet {
    const KernelCall *call;
    uint32_t columns;
    Value *values; /* row by row */
    uint32_t count;
} RowSet;

static bool unpack_rows(RowSet *set, Str packed)
{
    const char *at = packed.data, *end = packed.data + packed.length;
    size_t count = 0;

    for (; at < end; count++)
        at = skip_row(set->call, at);
    set->count = (uint32_t)count;
    set->values = ARENA_ARRAY(set->call->cx->arena, Value, count * set->columns + 1);
    at = packed.data;
    for (size_t row = 0; row < count; row++) {
        for (uint32_t column = 0; column < set->columns; column++)
            at = unpack_value(type_layout(set->call->arg_types[FIRST_TYPE + column]), at,
                              &set->values[row * set->columns + column]);
        if (row % ROWS_PER_CHECK == 0)
            TRY(check_interrupts(set->call->cx));
    }
    return true;
}

/* --- Sorting -----------------------------------------------------------------------------------
 */

/* "D", then how many columns are arguments, then for each column to sort by: its number + 1, '<'
 * or '>', and 'f' or 'l' for nulls first or last.  Numbers are bytes. */
typedef struct RowsSpec {
    bool is_distinct; /* 'D', else 'A' */
    uint32_t args;
    const char *keys;
    uint32_t key_count;
} RowsSpec;

enum { SPEC_HEADER = 2, SPEC_KEY = 3 };

static RowsSpec read_spec(Str text)
{
    return (RowsSpec){ .is_distinct = text.data[0] == 'D',
                       .args = (uint8_t)text.data[1],
                       .keys = text.data + SPEC_HEADER,
                       .key_count = (uint32_t)((text.length - SPEC_HEADER) / SPEC_KEY) };
}

typedef struct Sorter {
    const RowSet *set;
    const RowsSpec *spec;
} Sorter;

static int compare_column(const RowSet *set, uint32_t column, uint32_t a, uint32_t b,
                          bool nulls_first)
{
    const Value *left = &set->values[(size_t)a * set->columns + column];
    const Value *right = &set->values[(size_t)b * set->columns + column];

    if (left->is_null || right->is_null)
        return ((int)left->is_null - (int)right->is_null) * (nulls_first ? -1 : 1);
    return value_compare(set->call->arg_types[FIRST_TYPE + column], *left, *right);
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const Sorter *sorter = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    for (uint32_t key = 0; key < sorter->spec->key_count; key++) {
        const char *how = sorter->spec->keys + (size_t)key * SPEC_KEY;
        uint32_t column = (uint8_t)how[0] - 1u;
        const Value *values = sorter->set->values;
        bool has_null = values[(size_t)a * sorter->set->columns + column].is_null ||
                        values[(size_t)b * sorter->set->columns + column].is_null;
        int order = compare_column(sorter->set, column, a, b, how[2] == 'f');
        if (order)
            return how[1] == '>' && !has_null ? -order : order;
    }
    return a < b ? -1 : a > b; /* as they came */
}

static bool same_args(const RowSet *set, uint32_t args, uint32_t a, uint32_t b)
{
    for (uint32_t column = 0; column < args; column++)
        if (compare_column(set, column, a, b, false))
            return false;
    return true;
}

/* The rows in the order the aggregate takes them; fewer where they must be distinct. */
static uint32_t *order_rows(const RowSet *set, const RowsSpec *spec, uint32_t *out_count)
{
    uint32_t *order = ARENA_ARRAY(set->call->cx->arena, uint32_t, set->count + 1);
    Sorter sorter = { set, spec };
    uint32_t kept = 0;

    for (uint32_t row = 0; row < set->count; row++)
        order[row] = row;
    if (spec->key_count)
        qsort_r(order, set->count, sizeof *order, compare_rows, &sorter);
    for (uint32_t at = 0; at < set->count; at++)
        if (!spec->is_distinct || !kept || !same_args(set, spec->args, order[kept - 1], order[at]))
            order[kept++] = order[at];
    *out_count = kept;
    return order;
}

/* --- The aggregates ----------------------------------------------------------------------------
 */

/* Rows in order, and where to put the result of row `row` of the call. */
typedef struct Finish {
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
    Cx *cx = f->set->call->cx;
    Type type = f->set->call->arg_types[FIRST_TYPE];
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
    const KernelCall *call = f->set->call;
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
    switch (f->set->call->result_type.id) {
    case TYPE_FLOAT8: return finish_real(f, &reals[f->row], out_has);
    case TYPE_NUMERIC: return finish_numeric(f, texts, out_has);
    }
    return finish_texts(f, texts, out_has);
}

bool kernel_aggregate_of_rows(const KernelCall *call, Column *out)
{
    TextArg names = text_arg(call, 0), specs = text_arg(call, 1), states = text_arg(call, 2);
    LiveRows live = selected_rows(call);
    bool is_real = call->result_type.id == TYPE_FLOAT8;
    TextOut texts = is_real ? (TextOut){ 0 } : text_out(call, 64 * (size_t)live.count);
    double *reals = is_real ? result_alloc(call, LAYOUT_F64) : NULL;
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t at = 0; at < live.count; at++) {
        RowSet set = { .call = call, .columns = call->arg_count - FIRST_TYPE };
        Finish finish = { .set = &set, .row = live.row[at] };
        bool has = false;
        if (!column_has(&call->args[2], finish.row))
            continue;
        RowsSpec spec = read_spec(text_at(&specs, finish.row));
        TRY(unpack_rows(&set, text_at(&states, finish.row)));
        finish.order = order_rows(&set, &spec, &finish.count);
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
