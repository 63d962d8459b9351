/*
 * join_nested.c -- the nested loop join: every pair of rows is tested.
 *
 * No pair is copied.  For each left batch the side with fewer rows is walked row by row; its row
 * stands as constant columns beside the other side's columns as they are:
 *
 *     left batch | row of the right side, CONST         few rows on the right: scalar subqueries
 *     row of the left batch, CONST | slice of right     few rows on the left
 *
 * Semi, anti and mark joins stop asking for a row once it has a partner.  A mark is the OR of the
 * condition over all right rows in three-valued logic: null where it was null for some row and
 * true for none.
 */
#include "worker/operators/join_rows.h"

typedef enum LoopPhase { LOOP_INPUT, LOOP_PAIRS, LOOP_REST, LOOP_DONE } LoopPhase;

typedef struct NestedLoopOp {
    Operator op;
    JoinShape shape;
    RowStore *right;
    FilterState *condition; /* NULL: every pair counts, or */
    ProgramState *truth;    /* MARK: its value */
    uint8_t phase;          /* LoopPhase */
    Batch left;
    bool walks_left;               /* the left rows are the constants */
    uint32_t left_at;              /* walking left: which live row */
    uint32_t right_at;             /* next row of the right side */
    uint8_t flags[BATCH_ROWS_MAX]; /* RowFlag, by row of `left` */
} NestedLoopOp;

static Cx batch_cx(NestedLoopOp *loop, const Task *task)
{
    return cx_within(&task->cx, &loop->op.arena);
}

/* --- Pairs ---------------------------------------------------------------------------------------
 */

/* Row `row` of a column, in all of `rows` rows. */
static Column row_constant(Arena *arena, const Column *column, uint32_t row, uint32_t rows)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    Column constant = *values;
    Row first = (Row)row;

    if (!column_has(column, row))
        return column_null(arena, column->layout, rows);
    if (column->kind == COLUMN_SEQ)
        constant = column_gather(arena, column, &first, 1);
    else
        constant.data = (const char *)values->data +
                        column_index(column, row) * (size_t)layout_bytes(values->layout);
    constant.kind = COLUMN_CONST;
    constant.validity = NULL;
    constant.rows = rows;
    return constant;
}

/* The live rows of the left batch that still matter, beside one row of the right side. */
static void beside_right_row(NestedLoopOp *loop, Arena *arena, uint32_t row, Batch *out)
{
    uint32_t left_count = loop->shape.left_count, right_count = loop->shape.right.count;
    Column *columns = ARENA_ARRAY(arena, Column, left_count + right_count + 1);

    for (uint32_t at = 0; at < left_count; at++)
        columns[at] = loop->left.columns[at];
    for (uint32_t at = 0; at < right_count; at++)
        columns[left_count + at] =
            row_constant(arena, &loop->right->columns[at], row, loop->left.rows);
    *out = loop->left;
    out->columns = columns;
    out->column_count = left_count + right_count;
    if (join_gives_pairs(loop->shape.type))
        return;
    Row *rows = ARENA_ARRAY(arena, Row, loop->left.selected + 1);
    out->selected = 0;
    for (uint32_t at = 0; at < loop->left.selected; at++) {
        rows[out->selected] = batch_row(&loop->left, at);
        out->selected += !(loop->flags[rows[out->selected]] & ROW_MATCHED);
    }
    out->selection = rows;
}

/* One live row of the left batch beside rows [from, from + rows) of the right side. */
static void beside_left_row(NestedLoopOp *loop, Arena *arena, uint32_t from, uint32_t rows,
                            Batch *out)
{
    uint32_t left_count = loop->shape.left_count, right_count = loop->shape.right.count;
    Column *columns = ARENA_ARRAY(arena, Column, left_count + right_count + 1);
    Row row = batch_row(&loop->left, loop->left_at);

    for (uint32_t at = 0; at < left_count; at++)
        columns[at] = row_constant(arena, &loop->left.columns[at], row, rows);
    for (uint32_t at = 0; at < right_count; at++)
        columns[left_count + at] = column_slice(arena, &loop->right->columns[at], from, rows);
    *out = (Batch){
        .columns = columns, .column_count = left_count + right_count, .rows = rows, .selected = rows
    };
}

/* The next pairs; false: none are left. */
static bool take_pairs(NestedLoopOp *loop, const Task *task, Batch *out)
{
    Arena *arena = &loop->op.arena;
    bool skips = !join_gives_pairs(loop->shape.type);

    if (!loop->walks_left) {
        if (loop->right_at == loop->right->rows)
            return false;
        beside_right_row(loop, arena, loop->right_at++, out);
        return out->selected > 0; /* semi, anti, mark: all have a partner */
    }
    if (loop->right_at == loop->right->rows ||
        (skips && loop->flags[batch_row(&loop->left, loop->left_at)] & ROW_MATCHED)) {
        loop->right_at = 0;
        loop->left_at++;
    }
    if (loop->left_at == loop->left.selected || loop->right->rows == 0)
        return false;
    uint32_t left = loop->right->rows - loop->right_at;
    uint32_t rows = left < task->batch_rows ? left : task->batch_rows;
    beside_left_row(loop, arena, loop->right_at, rows, out);
    loop->right_at += rows;
    return true;
}

/* The left row that pair `at` of the batch is of. */
static Row left_row(const NestedLoopOp *loop, const Batch *pairs, uint32_t at)
{
    return loop->walks_left ? batch_row(&loop->left, loop->left_at) : batch_row(pairs, at);
}

static bool flag_truth(NestedLoopOp *loop, Task *task, const Batch *pairs)
{
    Cx cx = batch_cx(loop, task);
    Column truth;

    if (!program_run(&cx, loop->truth, pairs, &truth))
        return fail_with(&task->cx, &cx.error);
    truth = column_flatten(cx.arena, &truth, NULL, 0);
    for (uint32_t at = 0; at < pairs->selected; at++) {
        Row row = batch_row(pairs, at);
        uint8_t *flags = &loop->flags[left_row(loop, pairs, at)];
        if (!column_has(&truth, row))
            *flags |= ROW_UNKNOWN;
        else if (((const uint8_t *)truth.data)[row])
            *flags |= ROW_MATCHED;
    }
    return true;
}

/* Shrink the pairs to those that count, and flag their left rows. */
static bool test_pairs(NestedLoopOp *loop, Task *task, Batch *pairs)
{
    Cx cx = batch_cx(loop, task);

    if (loop->truth)
        return flag_truth(loop, task, pairs);
    if (loop->condition && !filter_run(&cx, loop->condition, pairs))
        return fail_with(&task->cx, &cx.error);
    for (uint32_t at = 0; at < pairs->selected && loop->shape.type != JOIN_INNER; at++) {
        uint8_t *flags = &loop->flags[left_row(loop, pairs, at)];
        if (loop->shape.type == JOIN_SINGLE && *flags & ROW_MATCHED)
            return join_fail_second(&task->cx);
        *flags |= ROW_MATCHED;
    }
    return true;
}

/* --- The operator --------------------------------------------------------------------------------
 */

/* The next pairs that are given out; when there are none, the phase is REST. */
static bool next_pairs(NestedLoopOp *loop, Task *task, Batch *out)
{
    bool gives = join_gives_pairs(loop->shape.type);

    for (;;) {
        arena_reset(&loop->op.arena);
        TRY(check_interrupts(&task->cx));
        if (!take_pairs(loop, task, out)) {
            loop->phase = LOOP_REST;
            *out = (Batch){ 0 };
            return true;
        }
        TRY(test_pairs(loop, task, out));
        if (gives && out->selected)
            return true;
    }
}

static OpStatus take_input(NestedLoopOp *loop, Task *task)
{
    OpStatus status = op_next(loop->op.inputs[0], task, &loop->left);

    if (status != OP_MORE || !loop->left.selected)
        return status;
    memset(loop->flags, 0, loop->left.rows);
    loop->walks_left = loop->left.selected < loop->right->rows;
    loop->left_at = 0;
    loop->right_at = 0;
    loop->phase = LOOP_PAIRS;
    return OP_MORE;
}

static OpStatus nested_loop_next(Operator *op, Task *task, Batch *out)
{
    NestedLoopOp *loop = (NestedLoopOp *)op;

    for (;;) {
        OpStatus status = OP_MORE;
        *out = (Batch){ 0 };
        switch ((LoopPhase)loop->phase) {
        case LOOP_INPUT: status = take_input(loop, task); break;
        case LOOP_PAIRS: status = next_pairs(loop, task, out) ? OP_MORE : OP_FAILED; break;
        case LOOP_REST:
            arena_reset(&op->arena);
            loop->phase = LOOP_INPUT;
            if (!join_rest(&op->arena, &loop->shape, &loop->left, loop->flags, out))
                *out = (Batch){ 0 };
            break;
        case LOOP_DONE: return OP_DONE;
        }
        if (status != OP_MORE || out->selected)
            return status;
    }
}

static bool compile_condition(NestedLoopOp *loop, Task *task, const NestedLoopJoin *plan,
                              Columns left)
{
    Cx *cx = &task->cx;
    const And *conjunction = EXPR_AS(And, plan->condition);
    Columns pairs = join_pair_columns(cx, left, loop->shape.right);
    const Expr **one = ARENA_ARRAY(cx->arena, const Expr *, 1);
    Exprs exprs = { one, 1 };

    if (!plan->condition)
        return true;
    one[0] = plan->condition;
    if (plan->type == JOIN_MARK) {
        Program *program = TRY(program_compile(cx, exprs, pairs));
        loop->truth = TRY(program_start(cx, program));
        return true;
    }
    FilterProgram *filter = TRY(filter_compile(cx, conjunction ? conjunction->args : exprs, pairs));
    loop->condition = TRY(filter_start(cx, filter));
    return true;
}

Operator *nested_loop_new(Task *task, const NestedLoopJoin *plan, Columns right,
                          Block *const *blocks, uint32_t block_count, Operator *left)
{
    NestedLoopOp *loop = OP_NEW(task, NestedLoopOp, &plan->head, nested_loop_next);
    Columns columns = plan_output(&task->cx, plan->left);
    Layout *layouts = ARENA_ARRAY(task->arena, Layout, right.count + 1);

    if (plan->type == JOIN_FULL || plan->type == JOIN_RIGHT)
        return fail(&task->cx, ERR_INTERNAL_ERROR, NO_POSITION,
                    "a nested loop cannot keep unmatched rows of its right side");
    for (uint32_t at = 0; at < right.count; at++)
        layouts[at] = type_layout(right.items[at].type);
    loop->op.inputs[0] = left;
    loop->shape = (JoinShape){ plan->type, columns.count, right };
    loop->right = row_store_make(&task->cx, blocks, block_count, layouts, right.count);
    if (!loop->right)
        return fail_context(&task->cx, "nested loop join");
    TRY(compile_condition(loop, task, plan, columns));
    if (!loop->right->rows && (plan->type == JOIN_INNER || plan->type == JOIN_SEMI))
        loop->phase = LOOP_DONE;
    return &loop->op;
}
