/*
 * quantified.c -- arg OP ANY|ALL (array): the operator's kernel over the items of many rows.
 *
 *     arg     array       left right   OP      row
 *     3       {1,3}   ->     3 1       false   } true
 *                            3 3       true    }
 *     4       {null}  ->     4 null    null      null
 *
 * Items are gathered until they fill a batch.  ANY is true at the first true, else null if any was
 * null; ALL is false at the first false.  A row that is decided takes no further items.
 */
#include "expression/kernels/values.h"
#include "expression/program.h"

typedef struct Pairs {
    const KernelCall *call;
    const QuantifiedState *state;
    Type types[2];
    Value *left, *right;
    uint32_t *rows; /* which row a pair belongs to */
    uint32_t count;
    uint8_t *is_decided; /* of each row of the call */
    uint8_t *has_null;
} Pairs;

static Pairs pairs_begin(const KernelCall *call)
{
    Arena *arena = call->cx->arena;
    const QuantifiedState *state = call->state;

    return (Pairs){ .call = call,
                    .state = state,
                    .types = { call->arg_types[0], type_of(element_arg(call, 1)) },
                    .left = ARENA_ARRAY(arena, Value, BATCH_ROWS_MAX),
                    .right = ARENA_ARRAY(arena, Value, BATCH_ROWS_MAX),
                    .rows = ARENA_ARRAY(arena, uint32_t, BATCH_ROWS_MAX),
                    .is_decided = arena_zero(arena, (size_t)call->rows + 1),
                    .has_null = arena_zero(arena, (size_t)call->rows + 1) };
}

/* Run the operator over what is gathered; operators are strict. */
static bool pairs_run(Pairs *pairs)
{
    Arena *arena = pairs->call->cx->arena;
    Column args[2] = {
        column_of_values(arena, type_layout(pairs->types[0]), pairs->left, pairs->count),
        column_of_values(arena, type_layout(pairs->types[1]), pairs->right, pairs->count)
    };
    Row *live = ARENA_ARRAY(arena, Row, (size_t)pairs->count + 1);
    KernelCall one = *pairs->call;
    Column out;

    one.args = args;
    one.arg_types = pairs->types;
    one.rows = pairs->count;
    one.selection = live;
    one.selected = 0;
    one.state = pairs->state->prepared;
    for (uint32_t at = 0; at < pairs->count; at++) {
        bool is_null = pairs->left[at].is_null || pairs->right[at].is_null;
        pairs->has_null[pairs->rows[at]] |= is_null;
        live[one.selected] = (Row)at;
        one.selected += !is_null;
    }
    pairs->count = 0;
    if (!one.selected)
        return true;
    TRY(pairs->state->kernel(&one, &out));
    for (uint32_t at = 0; at < one.selected; at++) {
        Value result = value_of_column(&out, live[at]);
        uint32_t row = pairs->rows[live[at]];
        pairs->has_null[row] |= result.is_null;
        pairs->is_decided[row] |= !result.is_null && result.boolean != pairs->state->is_all;
    }
    return check_interrupts(pairs->call->cx);
}

static bool pairs_add_row(Pairs *pairs, uint32_t row)
{
    const KernelCall *call = pairs->call;
    ArrayReader reader = array_reader(value_arg(call, 1, row).text, element_arg(call, 1));
    Value arg = value_arg(call, 0, row);

    for (Value item; !pairs->is_decided[row] && array_next(&reader, &item);) {
        pairs->left[pairs->count] = arg;
        pairs->right[pairs->count] = item;
        pairs->rows[pairs->count++] = row;
        if (pairs->count == BATCH_ROWS_MAX)
            TRY(pairs_run(pairs));
    }
    return true;
}

static Value decision(const Pairs *pairs, uint32_t row)
{
    if (pairs->is_decided[row])
        return (Value){ .boolean = !pairs->state->is_all };
    return pairs->has_null[row] ? VALUE_NULL : (Value){ .boolean = pairs->state->is_all };
}

bool kernel_quantified(const KernelCall *call, Column *out)
{
    Pairs pairs = pairs_begin(call);
    ValueWriter writer = value_writer_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (column_has(&call->args[1], row))
            TRY(pairs_add_row(&pairs, row));
    }
    if (pairs.count)
        TRY(pairs_run(&pairs));
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        bool has_array = column_has(&call->args[1], row);
        value_writer_put(&writer, row, has_array ? decision(&pairs, row) : VALUE_NULL);
    }
    return value_writer_end(&writer, out);
}
