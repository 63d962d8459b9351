/*
 * row_set.c -- the rows of a group, packed one by one and unpacked where the group is finished.
 *
 *     pack_row(x, d, k)  =>  bytes; workers append rows to rows
 *
 * A packed row is, for each column, a byte that says whether it is null, then the value: a length
 * and bytes for what is a VIEW, else as the layout has it.
 */
#include "expression/kernels/row_set.h"

#include "expression/kernels/views.h"

#include <stdlib.h>

enum { ROWS_PER_CHECK = 4096 };

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

static Layout column_layout(const RowSet *set, uint32_t column)
{
    return type_layout(set->types[column]);
}

static const char *skip_row(const RowSet *set, const char *at)
{
    Value value;

    for (uint32_t column = 0; column < set->columns; column++)
        at = unpack_value(column_layout(set, column), at, &value);
    return at;
}

bool rows_unpack(RowSet *set, Str packed)
{
    const char *at = packed.data, *end = packed.data + packed.length;
    size_t count = 0;

    for (; at < end; count++)
        at = skip_row(set, at);
    set->count = (uint32_t)count;
    set->values = ARENA_ARRAY(set->cx->arena, Value, (count + 1) * set->columns + 1);
    at = packed.data;
    for (size_t row = 0; row < count; row++) {
        for (uint32_t column = 0; column < set->columns; column++)
            at = unpack_value(column_layout(set, column), at,
                              &set->values[row * set->columns + column]);
        if (row % ROWS_PER_CHECK == 0)
            TRY(check_interrupts(set->cx));
    }
    return true;
}

/* --- Sorting -----------------------------------------------------------------------------------
 */

enum { SPEC_HEADER = 2, SPEC_KEY = 3 };

RowsSpec rows_spec_read(Str text)
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
    return value_compare(set->types[column], *left, *right);
}

int rows_compare(const RowSet *set, const RowsSpec *spec, uint32_t a, uint32_t b)
{
    for (uint32_t key = 0; key < spec->key_count; key++) {
        const char *how = spec->keys + (size_t)key * SPEC_KEY;
        uint32_t column = (uint8_t)how[0] - 1u;
        bool has_null = set->values[(size_t)a * set->columns + column].is_null ||
                        set->values[(size_t)b * set->columns + column].is_null;
        int order = compare_column(set, column, a, b, how[2] == 'f');
        if (order)
            return how[1] == '>' && !has_null ? -order : order;
    }
    return 0;
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const Sorter *sorter = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = rows_compare(sorter->set, sorter->spec, a, b);

    return order ? order : a < b ? -1 : a > b; /* as they came */
}

static bool same_args(const RowSet *set, uint32_t args, uint32_t a, uint32_t b)
{
    for (uint32_t column = 0; column < args; column++)
        if (compare_column(set, column, a, b, false))
            return false;
    return true;
}

uint32_t *rows_order(const RowSet *set, const RowsSpec *spec, uint32_t *out_count)
{
    uint32_t *order = ARENA_ARRAY(set->cx->arena, uint32_t, (size_t)set->count + 1);
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
