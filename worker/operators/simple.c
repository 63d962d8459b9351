/*
 * simple.c -- the operators of one idea each: filter, project, limit, single row, values, blocks.
 */
#include "worker/operator.h"

/* --- Filter: shrinks the selection ----------------------------------------------------------- */

typedef struct FilterOp {
    Operator op;
    FilterState *state;
} FilterOp;

static OpStatus filter_next(Operator *op, Task *task, Batch *out)
{
    FilterOp *filter = (FilterOp *)op;

    do {
        OpStatus status = op_next(op->inputs[0], task, out);
        Cx cx = cx_within(&task->cx, &op->arena);
        if (status != OP_MORE)
            return status;
        arena_reset(&op->arena);
        if (!filter_run(&cx, filter->state, out)) {
            fail_with(&task->cx, &cx.error);
            return OP_FAILED;
        }
    } while (out->selected == 0);
    return OP_MORE;
}

Operator *filter_new(Task *task, const Filter *plan, Operator *input)
{
    FilterOp *filter = OP_NEW(task, FilterOp, &plan->head, filter_next);
    const And *conjunction = EXPR_AS(And, plan->predicate);
    const Expr **one = ARENA_ARRAY(task->arena, const Expr *, 1);
    Exprs conjuncts = { one, 1 };

    one[0] = plan->predicate;
    if (conjunction)
        conjuncts = conjunction->args;
    filter->op.inputs[0] = input;
    FilterProgram *program =
        TRY(filter_compile(&task->cx, conjuncts, plan_output(&task->cx, plan->input)));
    filter->state = TRY(filter_start(&task->cx, program));
    return &filter->op;
}

/* --- Project: new columns, the same rows ----------------------------------------------------- */

typedef struct ProjectOp {
    Operator op;
    ProgramState *state;
    uint32_t count;
} ProjectOp;

static OpStatus project_next(Operator *op, Task *task, Batch *out)
{
    ProjectOp *project = (ProjectOp *)op;
    Batch in;
    OpStatus status = op_next(op->inputs[0], task, &in);
    Cx cx = cx_within(&task->cx, &op->arena);

    if (status != OP_MORE)
        return status;
    arena_reset(&op->arena);
    *out = in;
    out->columns = ARENA_ARRAY(&op->arena, Column, project->count + 1);
    out->column_count = project->count;
    if (!program_run(&cx, project->state, &in, out->columns)) {
        fail_with(&task->cx, &cx.error);
        return OP_FAILED;
    }
    return OP_MORE;
}

Operator *project_new(Task *task, const Project *plan, Operator *input)
{
    ProjectOp *project = OP_NEW(task, ProjectOp, &plan->head, project_next);
    uint32_t count = plan->outputs.count;
    const Expr **exprs = ARENA_ARRAY(task->arena, const Expr *, count);

    for (uint32_t at = 0; at < count; at++)
        exprs[at] = plan->outputs.items[at].expr;
    project->op.inputs[0] = input;
    project->count = count;
    Program *program = TRY(
        program_compile(&task->cx, (Exprs){ exprs, count }, plan_output(&task->cx, plan->input)));
    project->state = TRY(program_start(&task->cx, program));
    return &project->op;
}

/* --- Limit
 * ------------------------------------------------------------------------------------------------
 */

typedef struct LimitOp {
    Operator op;
    int64_t to_skip;
    int64_t left; /* negative: no limit */
} LimitOp;

/* Keep live rows [skip, skip + keep) of the batch. */
static void keep_rows(Arena *arena, Batch *batch, uint32_t skip, uint32_t keep)
{
    Row *rows = ARENA_ARRAY(arena, Row, keep + 1);

    for (uint32_t at = 0; at < keep; at++)
        rows[at] = batch_row(batch, skip + at);
    batch->selection = rows;
    batch->selected = keep;
}

static OpStatus limit_next(Operator *op, Task *task, Batch *out)
{
    LimitOp *limit = (LimitOp *)op;

    for (;;) {
        if (limit->left == 0)
            return OP_DONE;
        OpStatus status = op_next(op->inputs[0], task, out);
        if (status != OP_MORE)
            return status;
        if (limit->to_skip >= out->selected) {
            limit->to_skip -= out->selected;
            continue;
        }
        arena_reset(&op->arena);
        uint32_t skip = (uint32_t)limit->to_skip, keep = out->selected - skip;
        if (limit->left >= 0 && keep > limit->left)
            keep = (uint32_t)limit->left;
        if (skip || keep < out->selected)
            keep_rows(&op->arena, out, skip, keep);
        limit->to_skip = 0;
        limit->left -= limit->left >= 0 ? keep : 0;
        return OP_MORE;
    }
}

Operator *limit_new(Task *task, const Limit *plan, Operator *input)
{
    LimitOp *limit = OP_NEW(task, LimitOp, &plan->head, limit_next);

    limit->op.inputs[0] = input;
    limit->to_skip = plan->offset;
    limit->left = plan->count;
    return &limit->op;
}

/* --- Single row: a scalar subquery ----------------------------------------------------------- */

typedef struct SingleRowOp {
    Operator op;
    bool is_done;
    bool has_row; /* in `row`: reading may be parked before the end */
    Batch row;
} SingleRowOp;

/* The row must outlive the question whether there is a second one. */
static bool take_row(Task *task, const Batch *in, Columns columns, Batch *out)
{
    Column *copy = ARENA_ARRAY(task->arena, Column, columns.count + 1);
    Layout *layouts = ARENA_ARRAY(task->arena, Layout, columns.count + 1);

    for (uint32_t at = 0; at < columns.count; at++)
        layouts[at] = type_layout(columns.items[at].type);
    BlockBuilder *builder = block_builder_new(task->arena, layouts, columns.count);
    Row row = batch_row(in, 0);
    BlockList blocks = { 0 };
    uint32_t taken = 0;
    TRY(block_builder_add(&task->cx, builder, in->columns, &row, &taken, 1));
    TRY(block_list_seal(&task->cx, &blocks, builder));
    for (uint32_t at = 0; at < columns.count; at++)
        copy[at] = blocks.items[0]->columns[at];
    *out = (Batch){ .columns = copy, .column_count = columns.count, .rows = 1, .selected = 1 };
    return true;
}

static void null_row(Arena *arena, Columns columns, Batch *out)
{
    Column *nulls = ARENA_ARRAY(arena, Column, columns.count + 1);

    for (uint32_t at = 0; at < columns.count; at++)
        nulls[at] = column_null(arena, type_layout(columns.items[at].type), 1);
    *out = (Batch){ .columns = nulls, .column_count = columns.count, .rows = 1, .selected = 1 };
}

static OpStatus single_row_next(Operator *op, Task *task, Batch *out)
{
    SingleRowOp *single = (SingleRowOp *)op;
    Columns columns = plan_output(&task->cx, op->plan);
    Batch in;

    if (single->is_done)
        return OP_DONE;
    for (;;) {
        OpStatus status = op_next(op->inputs[0], task, &in);
        if (status == OP_DONE)
            break;
        if (status != OP_MORE)
            return status;
        if (in.selected + single->has_row > 1) {
            fail(&task->cx, ERR_CARDINALITY_VIOLATION, NO_POSITION,
                 "more than one row returned by a subquery used as an expression");
            return OP_FAILED;
        }
        if (in.selected == 1) {
            if (!take_row(task, &in, columns, &single->row))
                return OP_FAILED;
            single->has_row = true;
        }
    }
    single->is_done = true;
    *out = single->row;
    if (!single->has_row)
        null_row(task->arena, columns, out);
    return OP_MORE;
}

Operator *single_row_new(Task *task, const SingleRow *plan, Operator *input)
{
    SingleRowOp *single = OP_NEW(task, SingleRowOp, &plan->head, single_row_next);

    single->op.inputs[0] = input;
    return &single->op;
}

/* --- Values: literal rows -------------------------------------------------------------------- */

typedef struct ValuesOp {
    Operator op;
    const Values *plan;
    ProgramState **rows; /* each gives one row; made when it is reached */
    uint32_t next;
} ValuesOp;

static Column constant_of(Arena *arena, const Const *constant)
{
    Layout layout = type_layout(constant->head.type);
    uint64_t bytes[2] = { 0 };

    if (constant->value.is_null)
        return column_null(arena, layout, 1);
    if (layout == LAYOUT_VIEW)
        return column_const_str(arena, 1, constant->value.text);
    value_store(layout, constant->value, bytes);
    return column_const(arena, layout, 1, bytes);
}

/* A row of literals, as those of the catalog are, needs no program. */
static bool literal_row(Arena *arena, Exprs items, Column *columns)
{
    for (uint32_t at = 0; at < items.count; at++) {
        const Const *constant = EXPR_AS(Const, items.items[at]);
        if (!constant)
            return false;
        columns[at] = constant_of(arena, constant);
    }
    return true;
}

static bool computed_row(Cx *cx, Exprs items, Column *columns)
{
    Batch one = { .rows = 1, .selected = 1 };
    Program *program = program_compile(cx, items, (Columns){ 0 });
    ProgramState *state = program ? program_start(cx, program) : NULL;

    return state && program_run(cx, state, &one, columns);
}

/* The next row's expressions over a batch of one row and no columns, into a block. */
static bool add_row(ValuesOp *values, Task *task, BlockBuilder *builder)
{
    Cx cx = cx_within(&task->cx, &values->op.arena);
    const RowOf *list = (const RowOf *)values->plan->rows.items[values->next];
    Column *columns = ARENA_ARRAY(cx.arena, Column, list->items.count + 1);

    if (!literal_row(cx.arena, list->items, columns) && !computed_row(&cx, list->items, columns))
        return fail_with(&task->cx, &cx.error);
    uint32_t taken = 0;
    TRY(block_builder_add(&task->cx, builder, columns, NULL, &taken, 1));
    values->next += taken;
    return true;
}

static OpStatus values_next(Operator *op, Task *task, Batch *out)
{
    ValuesOp *values = (ValuesOp *)op;
    Columns columns = values->plan->columns;
    uint32_t left = values->plan->rows.count - values->next;
    uint32_t rows = left < task->batch_rows ? left : task->batch_rows;
    Layout *layouts = ARENA_ARRAY(task->arena, Layout, columns.count + 1);

    if (rows == 0)
        return OP_DONE;
    arena_reset(&op->arena);
    for (uint32_t at = 0; at < columns.count; at++)
        layouts[at] = type_layout(columns.items[at].type);
    BlockBuilder *builder = block_builder_new(&op->arena, layouts, columns.count);
    while (block_builder_rows(builder) < rows && !block_builder_is_full(builder))
        if (!add_row(values, task, builder))
            return OP_FAILED;
    Cx cx = { .arena = &op->arena };
    BlockList blocks = { 0 };
    bool sealed = block_list_seal(&cx, &blocks, builder);
    assert(sealed);
    (void)sealed;
    block_slice(&op->arena, blocks.items[0], 0, blocks.items[0]->rows, out);
    return OP_MORE;
}

Operator *values_new(Task *task, const Values *plan)
{
    ValuesOp *values = OP_NEW(task, ValuesOp, &plan->head, values_next);

    values->plan = plan;
    return &values->op;
}

/* --- Blocks: what another stage made --------------------------------------------------------- */

typedef struct BlocksOp {
    Operator op;
    Block *const *blocks;
    uint32_t count;
    uint32_t block; /* being read */
    uint32_t row;   /* in it */
} BlocksOp;

static OpStatus blocks_next(Operator *op, Task *task, Batch *out)
{
    BlocksOp *source = (BlocksOp *)op;

    while (source->block < source->count && source->row == source->blocks[source->block]->rows) {
        source->block++;
        source->row = 0;
    }
    if (source->block == source->count)
        return OP_DONE;
    const Block *block = source->blocks[source->block];
    uint32_t left = block->rows - source->row;
    uint32_t rows = left < task->batch_rows ? left : task->batch_rows;

    arena_reset(&op->arena);
    block_slice(&op->arena, block, source->row, rows, out);
    source->row += rows;
    return OP_MORE;
}

Operator *blocks_new(Task *task, const Plan *plan, Block *const *blocks, uint32_t count)
{
    BlocksOp *source = OP_NEW(task, BlocksOp, plan, blocks_next);

    source->blocks = blocks;
    source->count = count;
    return &source->op;
}
