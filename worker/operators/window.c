/* window.c -- keeps all rows, sorts them by partition and order, and adds what functions say of
 * each; see window.h. */
#include "worker/operators/window.h"

typedef struct WindowOp {
    Operator op;
    const Window *plan;
    SortInput *input;
    WindowRows rows;
    WindowFunction *functions;
    bool is_sorted;
    uint32_t next; /* row to be given out */
} WindowOp;

/* --- Runs -------------------------------------------------------------------------------------
 */

/* Do two rows differ in one of these keys? */
static bool differ(const WindowRows *rows, uint32_t a, uint32_t b, const SortBy *keys,
                   uint32_t key_count)
{
    for (uint32_t at = 0; at < key_count; at++) {
        Value left = window_value(rows, a, keys[at].column);
        Value right = window_value(rows, b, keys[at].column);
        if (sort_compare_values(&keys[at], left, right) != 0)
            return true;
    }
    return false;
}

static void runs_init(Runs *runs, Arena *arena, uint32_t rows)
{
    runs->of = ARENA_ARRAY(arena, uint32_t, (size_t)rows + 1);
    runs->first = ARENA_ARRAY(arena, uint32_t, (size_t)rows + 1);
    runs->count = 0;
}

static void runs_add(Runs *runs, uint32_t row, bool begins)
{
    if (begins)
        runs->first[runs->count++] = row;
    runs->of[row] = runs->count - 1;
}

static bool find_runs(Cx *cx, WindowRows *rows, const SortBy *keys, uint32_t partition_keys,
                      uint32_t key_count)
{
    runs_init(&rows->partitions, rows->rows.arena, rows->count);
    runs_init(&rows->peers, rows->rows.arena, rows->count);
    TRY(check_memory(cx));
    for (uint32_t row = 0; row < rows->count; row++) {
        bool is_new = row == 0 || differ(rows, row - 1, row, keys, partition_keys);
        bool is_apart =
            is_new || differ(rows, row - 1, row, keys + partition_keys, key_count - partition_keys);
        runs_add(&rows->partitions, row, is_new);
        runs_add(&rows->peers, row, is_apart);
        TRY(row % BATCH_ROWS_MAX || check_interrupts(cx));
    }
    rows->partitions.first[rows->partitions.count] = rows->count;
    rows->peers.first[rows->peers.count] = rows->count;
    return true;
}

/* --- Functions --------------------------------------------------------------------------------
 */

static bool find_argument(Task *task, const WindowOp *op, const Expr *arg, WindowArg *out)
{
    const Const *constant = EXPR_AS(Const, arg);

    out->column = column_of_ref(op->input->input, arg);
    if (constant)
        out->constant = constant->value;
    if (constant || out->column != COLUMN_NONE)
        return true;
    return fail(&task->cx, ERR_INTERNAL_ERROR, NO_POSITION,
                "an argument of a window function is no column");
}

static bool start_function(Task *task, WindowOp *op, WindowFunction *function)
{
    const WindowCall *call = function->call;

    for (uint32_t at = 0; at < call->args.count; at++)
        TRY(find_argument(task, op, call->args.items[at], &function->args[at]));
    if (call->frame)
        function->frame = TRY(window_frame_new(task, (const Frame *)call->frame, &op->rows));
    if (function_get((FunctionId)call->function)->flags & FUNCTION_AGGREGATE)
        function->aggregate = TRY(window_aggregate_new(task, function, &op->rows));
    return true;
}

static bool start_functions(Task *task, WindowOp *op)
{
    for (uint32_t at = 0; at < op->plan->functions.count; at++)
        TRY(start_function(task, op, &op->functions[at]));
    return true;
}

/* --- Rows ------------------------------------------------------------------------------------- */

static OpStatus read_all(WindowOp *op, Task *task)
{
    WindowRows *rows = &op->rows;
    SortInput *input = op->input;
    OpStatus status = sort_input_read(task, input, op->op.inputs[0], &rows->rows);

    if (status != OP_DONE)
        return status;
    rows->count = rows->rows.rows;
    rows->order =
        sort_order(&task->cx, rows->rows.arena, &rows->rows, input->keys, input->key_count);
    op->is_sorted = rows->order && find_runs(&task->cx, rows, input->keys,
                                             op->plan->partition.count, input->key_count);
    return op->is_sorted && start_functions(task, op) ? OP_DONE : OP_FAILED;
}

static bool compute(WindowOp *op, Cx *cx, WindowFunction *function, uint32_t count, Column *out)
{
    if (function->aggregate)
        return window_aggregate_column(cx, function->aggregate, function->frame, &op->rows,
                                       op->next, count, out);
    return window_function_column(cx, function, &op->rows, op->next, count, out);
}

static OpStatus window_next(Operator *operator, Task * task, Batch *out)
{
    WindowOp *op = (WindowOp *)operator;
    uint32_t inputs = op->input->input.count, functions = op->plan->functions.count;
    Arena *arena = &operator->arena;

    if (!op->is_sorted) {
        OpStatus status = read_all(op, task);
        if (status != OP_DONE)
            return status;
    }
    uint32_t left = op->rows.count - op->next;
    uint32_t count = left < task->batch_rows ? left : task->batch_rows;
    if (count == 0)
        return OP_DONE;
    arena_reset(arena);
    *out = (Batch){ .columns = ARENA_ARRAY(arena, Column, inputs + functions),
                    .column_count = inputs + functions,
                    .rows = count,
                    .selected = count };
    sort_rows_gather(&op->rows.rows, arena, op->rows.order + op->next, count, inputs, out->columns);
    Cx cx = cx_within(&task->cx, arena);
    for (uint32_t at = 0; at < functions; at++)
        if (!compute(op, &cx, &op->functions[at], count, &out->columns[inputs + at])) {
            (void)fail_with(&task->cx, &cx.error);
            return OP_FAILED;
        }
    op->next += count;
    return OP_MORE;
}

static void window_close(Operator *operator, Task * task)
{
    WindowOp *op = (WindowOp *)operator;

    (void)task;
    for (uint32_t at = 0; at < op->plan->functions.count; at++)
        window_aggregate_free(op->functions[at].aggregate);
    sort_rows_fini(&op->rows.rows);
    sort_input_free(op->input);
}

/* --- Making one ------------------------------------------------------------------------------- */

/* What is sorted by: the partition, then the order. */
static Sorts all_keys(Task *task, const Window *plan)
{
    Sorts keys = { ARENA_ARRAY(task->arena, SortKey, plan->partition.count + plan->order.count + 1),
                   0 };

    for (uint32_t at = 0; at < plan->partition.count; at++)
        keys.items[keys.count++] = (SortKey){ .expr = plan->partition.items[at] };
    for (uint32_t at = 0; at < plan->order.count; at++)
        keys.items[keys.count++] = plan->order.items[at];
    return keys;
}

Operator *window_new(Task *task, const Window *plan, Operator *input)
{
    WindowOp *op = OP_NEW(task, WindowOp, &plan->head, window_next);
    Columns columns = plan_output(&task->cx, plan->input);

    op->op.inputs[0] = input;
    op->plan = plan;
    op->functions = arena_zero(task->arena, (plan->functions.count + 1) * sizeof *op->functions);
    for (uint32_t at = 0; at < plan->functions.count; at++)
        op->functions[at].call = (const WindowCall *)plan->functions.items[at].expr;
    op->input = TRY(sort_input_new(task, all_keys(task, plan), columns));
    if (plan->order.count)
        op->rows.key = &op->input->keys[plan->partition.count];
    sort_rows_init(&op->rows.rows, task->budget, op->input->layouts, op->input->column_count);
    op->op.close = window_close;
    return &op->op;
}
