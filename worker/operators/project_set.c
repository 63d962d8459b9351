/*
 * project_set.c -- every input row as often as its sets have values.
 *
 *     input    functions                   out
 *     1 {7,8}  unnest(a), series(1, 3)     1 {7,8} 7    1
 *     2 {}                           ->    1 {7,8} 8    2
 *                                          1 {7,8} null 3
 *                                          2 {}    null 1 ...
 *
 * The arguments of all rows of an input batch are computed at once; then one row after the other
 * is unfolded by cursors, which are asked for as many values as still fit the output batch.  So
 * a set is never held, and the operator can stop and go on at any border of a batch.  An output
 * batch shows rows of one input batch only, whose columns it shares.
 */
#include "worker/operator.h"

#include "base/array.h"

typedef struct SetColumn {
    const Expr *expr;
    const Call *call;   /* NULL: an ordinary expression, a set of one value */
    uint32_t first_arg; /* in the program's outputs; of an expression, itself */
    Type type;
    Type *arg_types;
    SetCursor *cursor; /* of the row being unfolded; NULL: at its end */
    Value *values;     /* of the output batch */
    uint32_t count;    /* given for this row in this batch */
} SetColumn;

typedef struct ProjectSetOp {
    Operator op;
    const ProjectSet *plan;
    ProgramState *state;
    uint32_t arg_count;
    SetColumn *sets;
    uint32_t set_count;
    Arena rows; /* of the input batch: arguments and cursors */
    Batch in;
    Column *args;
    uint32_t next;   /* live row of `in` to be opened next */
    bool is_open;    /* the row before that is being unfolded */
    int64_t ordinal; /* of the value given last for it */
} ProjectSetOp;

/* The expressions whose values the sets need: arguments of calls, and ordinary expressions. */
static Exprs args_of(Task *task, ProjectSetOp *op)
{
    Exprs args = { NULL, 0 };

    for (uint32_t at = 0; at < op->set_count; at++)
        op->arg_count += op->sets[at].call ? op->sets[at].call->args.count : 1;
    args.items = ARENA_ARRAY(task->arena, const Expr *, (size_t)op->arg_count + 1);
    for (uint32_t at = 0; at < op->set_count; at++) {
        SetColumn *set = &op->sets[at];
        set->first_arg = args.count;
        if (!set->call) {
            args.items[args.count++] = set->expr;
            continue;
        }
        set->arg_types = ARENA_ARRAY(task->arena, Type, (size_t)set->call->args.count + 1);
        for (uint32_t arg = 0; arg < set->call->args.count; arg++) {
            set->arg_types[arg] = set->call->args.items[arg]->type;
            args.items[args.count++] = set->call->args.items[arg];
        }
    }
    return args;
}

/* --- Input ----------------------------------------------------------------------------------- */

static OpStatus take_batch(ProjectSetOp *op, Task *task)
{
    OpStatus status = op_next(op->op.inputs[0], task, &op->in);
    Cx cx = cx_within(&task->cx, &op->rows);

    op->next = 0;
    if (status != OP_MORE) {
        op->in.selected = 0;
        return status;
    }
    arena_reset(&op->rows);
    op->args = ARENA_ARRAY(&op->rows, Column, (size_t)op->arg_count + 1);
    if (program_run(&cx, op->state, &op->in, op->args))
        return OP_MORE;
    fail_with(&task->cx, &cx.error);
    return OP_FAILED;
}

/* Begin to unfold the next row of the batch. */
static bool open_row(ProjectSetOp *op, Task *task)
{
    Cx cx = cx_within(&task->cx, &op->rows);
    uint32_t row = batch_row(&op->in, op->next++);

    for (uint32_t at = 0; at < op->set_count; at++) {
        SetColumn *set = &op->sets[at];
        if (!set->call)
            continue;
        uint32_t count = set->call->args.count;
        Value *values = ARENA_ARRAY(&op->rows, Value, (size_t)count + 1);
        for (uint32_t arg = 0; arg < count; arg++)
            values[arg] =
                value_of_typed_column(&op->args[set->first_arg + arg], row, set->arg_types[arg]);
        set->cursor = set_open(&cx, set->call, values, set->arg_types);
        if (!set->cursor)
            return fail_with(&task->cx, &cx.error);
    }
    op->is_open = true;
    op->ordinal = 0;
    return true;
}

/* --- Output ---------------------------------------------------------------------------------- */

/* An output batch in the making. */
typedef struct Unfolded {
    Row *rows; /* which input row each shows */
    Value *ordinals;
    uint32_t count;
    uint32_t max;
} Unfolded;

/* Up to `room` values of one set for the row; fewer: it is at its end. */
static bool read_set(ProjectSetOp *op, Task *task, SetColumn *set, Row row, Value *to,
                     uint32_t room)
{
    Cx cx = cx_within(&task->cx, &op->op.arena);

    set->count = 0;
    if (!set->call) {
        set->count = op->ordinal == 0;
        if (set->count)
            *to = value_of_typed_column(&op->args[set->first_arg], row, set->type);
        return true;
    }
    if (!set->cursor)
        return true;
    if (!set_read(&cx, set->cursor, to, room, &set->count))
        return fail_with(&task->cx, &cx.error);
    if (set->count < room)
        set->cursor = NULL;
    return true;
}

/* As many values as fit of the row that is open. */
static bool unfold_row(ProjectSetOp *op, Task *task, Unfolded *out)
{
    uint32_t room = out->max - out->count, rows = 0;
    Row row = batch_row(&op->in, op->next - 1);

    for (uint32_t at = 0; at < op->set_count; at++) {
        SetColumn *set = &op->sets[at];
        TRY(read_set(op, task, set, row, set->values + out->count, room));
        rows = set->count > rows ? set->count : rows;
    }
    op->is_open = rows == room;
    bool is_padded = rows == 0 && op->ordinal == 0 && op->plan->is_outer;
    rows += is_padded;
    for (uint32_t at = 0; at < op->set_count; at++)
        for (uint32_t value = op->sets[at].count; value < rows; value++)
            op->sets[at].values[out->count + value] = VALUE_NULL;
    for (uint32_t at = 0; at < rows; at++) {
        out->rows[out->count] = row;
        out->ordinals[out->count++] = is_padded ? VALUE_NULL : (Value){ .integer = ++op->ordinal };
    }
    return true;
}

static Unfolded unfolded_begin(ProjectSetOp *op, uint32_t max)
{
    Arena *arena = &op->op.arena;

    arena_reset(arena);
    for (uint32_t at = 0; at < op->set_count; at++)
        op->sets[at].values = ARENA_ARRAY(arena, Value, max);
    return (Unfolded){ .rows = ARENA_ARRAY(arena, Row, max),
                       .ordinals = ARENA_ARRAY(arena, Value, max),
                       .max = max };
}

static void unfolded_end(ProjectSetOp *op, const Unfolded *unfolded, Batch *out)
{
    Arena *arena = &op->op.arena;
    uint32_t given = op->in.column_count, rows = unfolded->count;
    bool has_ordinal = op->plan->ordinality.count > 0;
    uint32_t count = given + op->set_count + has_ordinal;
    Column *columns = ARENA_ARRAY(arena, Column, (size_t)count + 1);

    for (uint32_t at = 0; at < given; at++)
        columns[at] = column_gather(arena, &op->in.columns[at], unfolded->rows, rows);
    for (uint32_t at = 0; at < op->set_count; at++)
        columns[given + at] =
            column_of_values(arena, type_layout(op->sets[at].type), op->sets[at].values, rows);
    if (has_ordinal)
        columns[count - 1] = column_of_values(arena, LAYOUT_I64, unfolded->ordinals, rows);
    *out = (Batch){ .columns = columns, .column_count = count, .rows = rows, .selected = rows };
}

static OpStatus project_set_next(Operator *operator, Task * task, Batch *out)
{
    ProjectSetOp *op = (ProjectSetOp *)operator;
    Unfolded unfolded = unfolded_begin(op, task->batch_rows);

    for (;;) {
        if (!op->is_open && op->next == op->in.selected) {
            if (unfolded.count)
                break;
            OpStatus status = take_batch(op, task);
            if (status != OP_MORE)
                return status;
            continue;
        }
        if (!op->is_open && !open_row(op, task))
            return OP_FAILED;
        if (!unfold_row(op, task, &unfolded))
            return OP_FAILED;
        if (unfolded.count == unfolded.max)
            break;
    }
    unfolded_end(op, &unfolded, out);
    return OP_MORE;
}

static void project_set_close(Operator *operator, Task * task)
{
    (void)task;
    arena_fini(&((ProjectSetOp *)operator)->rows);
}

Operator *project_set_new(Task *task, const ProjectSet *plan, Operator *input)
{
    ProjectSetOp *op = OP_NEW(task, ProjectSetOp, &plan->head, project_set_next);

    op->op.inputs[0] = input;
    op->op.close = project_set_close;
    op->plan = plan;
    op->set_count = plan->functions.count;
    op->sets = ARENA_ARRAY(task->arena, SetColumn, (size_t)op->set_count + 1);
    arena_init(&op->rows, task->budget);
    for (uint32_t at = 0; at < op->set_count; at++) {
        const Expr *expr = plan->functions.items[at].expr;
        op->sets[at] = (SetColumn){ .expr = expr,
                                    .call = expr_is_set(expr) ? (const Call *)expr : NULL,
                                    .type = expr->type };
    }
    Program *program =
        TRY(program_compile(&task->cx, args_of(task, op), plan_output(&task->cx, plan->input)));
    op->state = TRY(program_start(&task->cx, program));
    return &op->op;
}
