/* join_rows.c -- see join_rows.h. */
#include "worker/operators/join_rows.h"

Columns join_pair_columns(Cx *cx, Columns left, Columns right)
{
    Columns pairs = { ARENA_ARRAY(cx->arena, PlanColumn, left.count + right.count + 1), 0 };

    for (uint32_t at = 0; at < left.count; at++)
        pairs.items[pairs.count++] = left.items[at];
    for (uint32_t at = 0; at < right.count; at++)
        pairs.items[pairs.count++] = right.items[at];
    return pairs;
}

typedef struct ColumnsRead {
    Columns columns;
    uint64_t *bits;
} ColumnsRead;

static bool note_column(const Expr *expr, void *context)
{
    ColumnsRead *read = context;
    uint32_t at = column_of_ref(read->columns, expr);

    if (at != COLUMN_NONE)
        bit_set(read->bits, at);
    return true;
}

const uint64_t *join_columns_read(Cx *cx, const Expr *condition, Columns pairs)
{
    ColumnsRead read = { pairs, arena_zero(cx->arena, (bit_words(pairs.count) + 1) * 8) };

    if (condition)
        expr_visit(condition, note_column, &read);
    return read.bits;
}

void join_nulls(Arena *arena, Columns columns, uint32_t rows, Column *out)
{
    for (uint32_t at = 0; at < columns.count; at++)
        out[at] = column_null(arena, type_layout(columns.items[at].type), rows);
}

/* The left rows whose flag MATCHED is `matched`. */
static uint32_t select_flagged(const Batch *left, const uint8_t *flags, bool matched, Row *out_rows)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < left->selected; at++) {
        Row row = batch_row(left, at);
        out_rows[found] = row;
        found += ((flags[row] & ROW_MATCHED) != 0) == matched;
    }
    return found;
}

static Column mark_column(Arena *arena, const Batch *left, const uint8_t *flags)
{
    uint8_t *marks = column_alloc(arena, LAYOUT_BOOL, left->rows);
    uint64_t *validity = NULL;

    for (uint32_t row = 0; row < left->rows; row++)
        marks[row] = (flags[row] & ROW_MATCHED) != 0;
    for (uint32_t row = 0; row < left->rows; row++) {
        if (flags[row] != ROW_UNKNOWN)
            continue;
        if (!validity)
            validity = validity_alloc(arena, left->rows, true);
        bit_clear(validity, row);
    }
    return column_flat(LAYOUT_BOOL, left->rows, marks, validity);
}

bool join_rest(Arena *arena, const JoinShape *shape, const Batch *left, const uint8_t *flags,
               Batch *out)
{
    Row *rows = ARENA_ARRAY(arena, Row, left->rows + 1);
    Column *columns = ARENA_ARRAY(arena, Column, shape->left_count + shape->right.count + 1);
    bool has_right =
        shape->type == JOIN_LEFT || shape->type == JOIN_SINGLE || shape->type == JOIN_FULL;

    if (shape->type == JOIN_INNER || shape->type == JOIN_RIGHT || !left->selected)
        return false;
    *out = *left;
    out->columns = columns;
    for (uint32_t at = 0; at < shape->left_count; at++)
        columns[at] = left->columns[at];
    if (shape->type == JOIN_MARK) {
        columns[out->column_count++] = mark_column(arena, left, flags);
        return true;
    }
    out->selection = rows;
    out->selected = select_flagged(left, flags, shape->type == JOIN_SEMI, rows);
    if (!out->selected)
        return false;
    if (has_right) {
        join_nulls(arena, shape->right, left->rows, columns + shape->left_count);
        out->column_count += shape->right.count;
    }
    return true;
}

void *join_fail_second(Cx *cx)
{
    return fail(cx, ERR_CARDINALITY_VIOLATION, NO_POSITION,
                "more than one row returned by a subquery used as an expression");
}
