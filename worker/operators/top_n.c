/*
 * top_n.c -- the first `count` rows of an order after `offset`, without sorting all rows.
 *
 * Rows are kept as they come; when twice as many are kept as can be needed, they are ordered, the
 * surplus is dropped, and the last one needed becomes the bar: later rows that do not order before
 * it are not kept at all (equal ones neither: they came later).  Most rows of a batch fail by
 * their first key alone.  Large counts never prune: that is a sort.
 */
#include "worker/operators/sort_rows.h"

enum {
    PRUNE_ROWS_MIN = 4 * BATCH_ROWS_MAX, /* kept beyond what is needed before pruning pays */
    NEEDED_ROWS_MAX = 256 * 1024,        /* more: keep all and sort once */
};

typedef struct TopNOp {
    Operator op;
    SortInput *input;
    SortRows rows;
    uint64_t needed; /* offset + count */
    uint64_t offset;
    Value *bar; /* keys of the last row needed; NULL: fewer rows than needed so far */
    Arena bar_arena;
    Arena order_arena;
    const uint32_t *order; /* NULL: still reading */
    uint32_t next, end;    /* of order, to be given out */
} TopNOp;

/* --- The bar -----------------------------------------------------------------------------------
 */

#define BEFORE(T, less_)                                                                           \
    for (uint32_t at = 0; at < count; at++) {                                                      \
        T value = ((const T *)column->data)[rows[at]];                                             \
        out[found] = rows[at];                                                                     \
        found += (less_);                                                                          \
    }                                                                                              \
    break
#define BEFORE_INTEGER(T) BEFORE(T, descending ? value >= bar : value <= bar)

/* The rows whose first key, an integer without nulls, is not after the bar's. */
static uint32_t keep_by_integer(const Column *column, int64_t bar, bool descending,
                                const Row *restrict rows, uint32_t count, Row *restrict out)
{
    uint32_t found = 0;

    switch ((Layout)column->layout) {
    case LAYOUT_I16: BEFORE_INTEGER(int16_t);
    case LAYOUT_I32: BEFORE_INTEGER(int32_t);
    case LAYOUT_I64: BEFORE_INTEGER(int64_t);
    case LAYOUT_I128: BEFORE_INTEGER(int128_t);
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return found;
}
#undef BEFORE_INTEGER
#undef BEFORE

/* Can the first key of this batch be compared as plain integers? */
static bool is_plain(const TopNOp *top, const Column *column)
{
    Layout layout = type_layout(top->input->keys[0].type);

    if (layout == LAYOUT_I128 && top->bar[0].wide != (int64_t)top->bar[0].wide)
        return false;
    return column->kind == COLUMN_FLAT && !column->validity && !top->bar[0].is_null &&
           layout >= LAYOUT_I16 && layout <= LAYOUT_I128 && column->layout != LAYOUT_I8;
}

static bool is_before_bar(const TopNOp *top, const Column *columns, uint32_t row)
{
    for (uint32_t at = 0; at < top->input->key_count; at++) {
        const SortBy *by = &top->input->keys[at];
        Value value = value_of_typed_column(&columns[by->column], row, by->type);
        int order = sort_compare_values(by, value, top->bar[at]);
        if (order)
            return order < 0;
    }
    return false;
}

/* Which of the rows may be among those needed. */
static uint32_t keep_before_bar(TopNOp *top, const Column *columns, const Row *rows, uint32_t count,
                                Row *out)
{
    const SortBy *by = &top->input->keys[0];
    const Column *first = &columns[by->column];
    uint32_t found = 0;

    if (is_plain(top, first)) {
        int64_t bar =
            type_layout(by->type) == LAYOUT_I128 ? (int64_t)top->bar[0].wide : top->bar[0].integer;
        count = keep_by_integer(first, bar, by->descending, rows, count, out);
        rows = out;
    }
    for (uint32_t at = 0; at < count; at++)
        if (is_before_bar(top, columns, rows[at]))
            out[found++] = rows[at];
    return found;
}

/* --- Keeping and pruning -------------------------------------------------------------------------
 */

static void set_bar(TopNOp *top, uint32_t ordinal)
{
    uint32_t key_count = top->input->key_count;

    arena_reset(&top->bar_arena);
    top->bar = ARENA_ARRAY(&top->bar_arena, Value, key_count + 1);
    for (uint32_t at = 0; at < key_count; at++) {
        const SortBy *by = &top->input->keys[at];
        top->bar[at] =
            value_copy(&top->bar_arena, by->type, sort_rows_value(&top->rows, ordinal, by->column));
    }
}

/* Keep the `needed` first rows, in order. */
static bool prune(TopNOp *top, Task *task)
{
    SortInput *input = top->input;
    uint32_t needed = (uint32_t)top->needed;
    SortRows kept;

    TRY(sort_rows_finish(&task->cx, &top->rows));
    arena_reset(&top->order_arena);
    const uint32_t *order =
        TRY(sort_order(&task->cx, &top->order_arena, &top->rows, input->keys, input->key_count));
    set_bar(top, order[needed - 1]);
    sort_rows_init(&kept, task->budget, input->layouts, input->column_count);
    bool done = true;
    for (uint32_t at = 0; done && at < needed; at += BATCH_ROWS_MAX) {
        uint32_t count = needed - at < BATCH_ROWS_MAX ? needed - at : BATCH_ROWS_MAX;
        SCRATCH(&top->order_arena);
        Column *columns = ARENA_ARRAY(&top->order_arena, Column, input->column_count + 1);
        sort_rows_gather(&top->rows, &top->order_arena, order + at, count, input->column_count,
                         columns);
        done = sort_rows_add(&task->cx, &kept, columns, NULL, count);
    }
    sort_rows_fini(&top->rows);
    top->rows = kept;
    return done;
}

static bool keep(TopNOp *top, Task *task, const Batch *in)
{
    const Column *columns = TRY(sort_input_columns(task, top->input, in));
    const Row *rows = in->selection;
    uint32_t count = in->selected;
    Row all[BATCH_ROWS_MAX], before[BATCH_ROWS_MAX];

    if (top->bar) {
        for (uint32_t at = 0; !rows && at < count; at++)
            all[at] = (Row)at;
        count = keep_before_bar(top, columns, rows ? rows : all, count, before);
        rows = before;
    }
    TRY(sort_rows_add(&task->cx, &top->rows, columns, rows, count));
    if (top->needed <= NEEDED_ROWS_MAX && top->rows.rows >= 2 * top->needed + PRUNE_ROWS_MIN)
        return prune(top, task);
    return true;
}

static OpStatus read_all(TopNOp *top, Task *task)
{
    for (;;) {
        Batch in;
        OpStatus status = op_next(top->op.inputs[0], task, &in);
        if (status == OP_DONE)
            break;
        if (status != OP_MORE)
            return status;
        if (in.selected && !keep(top, task, &in))
            return OP_FAILED;
    }
    if (!sort_rows_finish(&task->cx, &top->rows))
        return OP_FAILED;
    arena_reset(&top->order_arena);
    top->order = sort_order(&task->cx, &top->order_arena, &top->rows, top->input->keys,
                            top->input->key_count);
    if (!top->order)
        return OP_FAILED;
    uint64_t rows = top->rows.rows;
    top->end = (uint32_t)(top->needed < rows ? top->needed : rows);
    top->next = (uint32_t)(top->offset < top->end ? top->offset : top->end);
    return OP_DONE;
}

/* --- The operator ------------------------------------------------------------------------------
 */

static OpStatus top_n_next(Operator *op, Task *task, Batch *out)
{
    TopNOp *top = (TopNOp *)op;

    if (top->needed <= top->offset)
        return OP_DONE;
    if (!top->order) {
        OpStatus status = read_all(top, task);
        if (status != OP_DONE)
            return status;
    }
    uint32_t left = top->end - top->next;
    uint32_t count = left < task->batch_rows ? left : task->batch_rows;
    if (count == 0)
        return OP_DONE;
    arena_reset(&op->arena);
    uint32_t column_count = top->input->input.count;
    *out = (Batch){ .columns = ARENA_ARRAY(&op->arena, Column, column_count + 1),
                    .column_count = column_count,
                    .rows = count,
                    .selected = count };
    sort_rows_gather(&top->rows, &op->arena, top->order + top->next, count, column_count,
                     out->columns);
    top->next += count;
    return OP_MORE;
}

static void top_n_close(Operator *op, Task *task)
{
    TopNOp *top = (TopNOp *)op;

    (void)task;
    sort_rows_fini(&top->rows);
    arena_fini(&top->bar_arena);
    arena_fini(&top->order_arena);
    sort_input_free(top->input);
}

Operator *top_n_new(Task *task, const TopN *plan, Operator *input)
{
    TopNOp *top = OP_NEW(task, TopNOp, &plan->head, top_n_next);

    top->op.inputs[0] = input;
    top->input = TRY(sort_input_new(task, plan->keys, plan_output(&task->cx, plan->input)));
    top->offset = plan->offset > 0 ? (uint64_t)plan->offset : 0;
    top->needed = plan->count < 0 ? UINT64_MAX : top->offset + (uint64_t)plan->count;
    arena_init(&top->bar_arena, task->budget);
    arena_init(&top->order_arena, task->budget);
    sort_rows_init(&top->rows, task->budget, top->input->layouts, top->input->column_count);
    top->op.close = top_n_close;
    return &top->op;
}
