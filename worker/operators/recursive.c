/*
 * recursive.c -- WITH RECURSIVE: rounds of a plan over the rows of the round before.
 *
 *     base ──┬──> rows out
 *            └──> round 1 ── WorkingTable ── step ──┬──> rows out
 *                                ▲                  └──> round 2
 *                                └──────────────────────────┘
 *
 * All of it runs in one lease.  A step that looks at one row after the other goes on with the next
 * round where it stands; any other is made anew for each round, in memory of its own.  Joins whose
 * build side does not depend on the round keep it: see pipeline.c.
 */
#include "worker/operators/group.h"
#include "worker/pipeline.h"

/* Rows of a round. */
typedef struct Round {
    Arena *arena; /* NULL: there are none */
    BlockBuilder *builder;
    BlockList blocks;
} Round;

typedef struct RecursiveOp {
    Operator op; /* inputs[0]: the base, until it is done */
    const Recursive *plan;
    Layout *layouts;
    Round made, read; /* by this round, and by the one before */
    Working working;
    GroupTable *seen; /* NULL: UNION ALL */
    bool is_base_done, is_streaming;
    Task task; /* of the step */
    Operator *step;
    Arena *step_arena; /* NULL: there is no step now */
    Arena scratch;
} RecursiveOp;

/* --- Rounds ----------------------------------------------------------------------------------- */

static void round_begin(RecursiveOp *op, Task *task, Round *round)
{
    *round = (Round){ .arena = arena_new(task->budget) };
    round->builder = block_builder_new(round->arena, op->layouts, op->plan->columns.count);
}

static void round_end(Round *round)
{
    if (round->arena)
        arena_free(round->arena);
    *round = (Round){ 0 };
}

static bool round_seal(Cx *cx, Round *round)
{
    Cx inner = cx_within(cx, round->arena);

    return block_list_seal(&inner, &round->blocks, round->builder) || fail_with(cx, &inner.error);
}

static bool round_add(RecursiveOp *op, Task *task, const Batch *batch)
{
    if (batch->selected && !op->made.arena)
        round_begin(op, task, &op->made);
    for (uint32_t at = 0; at < batch->selected;) {
        TRY(block_builder_add(&task->cx, op->made.builder, batch->columns, batch->selection, &at,
                              batch->selected));
        if (at < batch->selected || block_builder_is_full(op->made.builder))
            TRY(round_seal(&task->cx, &op->made));
    }
    return true;
}

/* What was made is read now.  *out_found false: nothing was. */
static bool next_round(RecursiveOp *op, Cx *cx, bool *out_found)
{
    round_end(&op->read);
    *out_found = op->made.arena != NULL;
    if (!op->made.arena)
        return true;
    if (block_builder_rows(op->made.builder))
        TRY(round_seal(cx, &op->made));
    op->read = op->made;
    op->made = (Round){ 0 };
    return true;
}

/* --- UNION: rows that were not there before --------------------------------------------------- */

/* Keep the rows of the batch that are new. */
static bool keep_new(RecursiveOp *op, Task *task, Batch *batch)
{
    uint32_t next = op->seen->groups, kept = 0;

    if (!group_table_reserve(op->seen, batch->columns, batch->selected))
        return fail_memory(&task->cx, task->budget);
    arena_reset(&op->scratch);
    uint32_t *groups = ARENA_ARRAY(&op->scratch, uint32_t, batch->selected + 1);
    Row *rows = ARENA_ARRAY(&op->scratch, Row, batch->selected + 1);
    group_table_assign(op->seen, batch->columns, batch->selection, batch->selected, groups);
    for (uint32_t at = 0; at < batch->selected; at++)
        if (groups[at] == next) { /* numbered in the order of the rows */
            rows[kept++] = batch->selection ? batch->selection[at] : (Row)at;
            next++;
        }
    batch->selection = rows;
    batch->selected = kept;
    return true;
}

/* --- The working table ------------------------------------------------------------------------ */

typedef struct WorkingOp {
    Operator op;
    RecursiveOp *recursive;
    uint32_t block, row; /* to be given out */
} WorkingOp;

static OpStatus working_next(Operator *operator, Task * task, Batch *out)
{
    WorkingOp *op = (WorkingOp *)operator;
    RecursiveOp *recursive = op->recursive;

    if (op->block == recursive->read.blocks.count && recursive->is_streaming) {
        bool found;
        if (!next_round(recursive, &task->cx, &found))
            return OP_FAILED;
        op->block = op->row = 0;
    }
    if (op->block == recursive->read.blocks.count)
        return OP_DONE;
    const Block *block = recursive->read.blocks.items[op->block];
    uint32_t left = block->rows - op->row,
             count = left < task->batch_rows ? left : task->batch_rows;
    arena_reset(&operator->arena);
    block_slice(&operator->arena, block, op->row, count, out);
    op->row += count;
    if (op->row == block->rows) {
        op->block++;
        op->row = 0;
    }
    return OP_MORE;
}

Operator *working_table_new(Task *task, const WorkingTable *plan, const Working *working)
{
    while (working && working->number != plan->number)
        working = working->outer;
    if (!working)
        return fail(&task->cx, ERR_INTERNAL_ERROR, NO_POSITION,
                    "a working table outside of its recursion");
    WorkingOp *op = OP_NEW(task, WorkingOp, &plan->head, working_next);
    op->recursive = working->recursive;
    return &op->op;
}

/* --- The step --------------------------------------------------------------------------------- */

static void step_end(RecursiveOp *op)
{
    if (!op->step_arena)
        return;
    op_close_all(&op->task);
    arena_free(op->step_arena);
    op->step_arena = NULL;
    op->step = NULL;
}

static bool step_begin(RecursiveOp *op, Task *task)
{
    op->step_arena = arena_new(task->budget);
    op->task = *task;
    op->task.made = NULL;
    op->task.arena = op->step_arena;
    op->task.cx = cx_within(&task->cx, op->step_arena);
    op->step = pipeline_make(&op->task, op->plan->step, 0, pipeline_splits(op->plan->step));
    return op->step || fail_with(&task->cx, &op->task.cx.error);
}

/* The next rows of this or a later round. */
static OpStatus find_in_step(RecursiveOp *op, Task *task, Batch *out)
{
    for (;;) {
        bool found;
        if (!op->step) {
            if (!next_round(op, &task->cx, &found))
                return OP_FAILED;
            if (!found)
                return OP_DONE;
            if (!step_begin(op, task))
                return OP_FAILED;
        }
        OpStatus status = op_next(op->step, &op->task, out);
        if (status == OP_FAILED)
            (void)fail_with(&task->cx, &op->task.cx.error);
        if (status != OP_DONE)
            return status;
        step_end(op);
        if (!check_interrupts(&task->cx))
            return OP_FAILED;
    }
}

/* The same; operators are also made while others run. */
static OpStatus step_next(RecursiveOp *op, Task *task, Batch *out)
{
    Runtime *runtime = task->runtime;
    Working *around = runtime->working;

    runtime->working = &op->working;
    OpStatus status = find_in_step(op, task, out);
    runtime->working = around;
    return status;
}

/* --- The operator ----------------------------------------------------------------------------- */

static OpStatus recursive_next(Operator *operator, Task * task, Batch *out)
{
    RecursiveOp *op = (RecursiveOp *)operator;

    for (;;) {
        OpStatus status = OP_DONE;
        if (!op->is_base_done)
            status = op_next(operator->inputs[0], task, out);
        op->is_base_done |= status == OP_DONE;
        if (op->is_base_done)
            status = step_next(op, task, out);
        if (status != OP_MORE)
            return status;
        if ((op->seen && !keep_new(op, task, out)) || !round_add(op, task, out))
            return OP_FAILED;
        if (out->selected)
            return OP_MORE;
    }
}

static void recursive_close(Operator *operator, Task * task)
{
    RecursiveOp *op = (RecursiveOp *)operator;

    (void)task;
    step_end(op);
    round_end(&op->made);
    round_end(&op->read);
    if (op->seen)
        group_table_free(op->seen);
    arena_fini(&op->scratch);
}

/* Does the step give the rows that come of a row before it asks for the next one? */
static bool is_streaming(Cx *cx, const Plan *plan)
{
    const HashJoin *hash = PLAN_AS(HashJoin, plan);
    const NestedLoopJoin *loop = PLAN_AS(NestedLoopJoin, plan);

    if (plan->tag == PLAN_WorkingTable)
        return true;
    if (hash || loop) {
        int32_t type = hash ? hash->type : loop->type;
        return type != JOIN_RIGHT && type != JOIN_FULL &&
               !plan_reads_working(cx, hash ? hash->right : loop->right) &&
               is_streaming(cx, pipeline_input(plan));
    }
    return (plan->tag == PLAN_Filter || plan->tag == PLAN_Project || plan->tag == PLAN_ProjectSet ||
            plan->tag == PLAN_Exchange) &&
           is_streaming(cx, pipeline_input(plan));
}

Operator *recursive_new(Task *task, const Recursive *plan, Operator *base)
{
    RecursiveOp *op = OP_NEW(task, RecursiveOp, &plan->head, recursive_next);
    uint32_t count = plan->columns.count;
    Type *types = ARENA_ARRAY(task->arena, Type, count + 1);

    op->op.inputs[0] = base;
    op->plan = plan;
    op->layouts = ARENA_ARRAY(task->arena, Layout, count + 1);
    for (uint32_t at = 0; at < count; at++) {
        types[at] = plan->columns.items[at].type;
        op->layouts[at] = type_layout(types[at]);
    }
    if (!plan->is_all)
        op->seen = group_table_new(task->arena, task->budget, types, NULL, count);
    op->is_streaming = is_streaming(&task->cx, plan->step);
    op->working = (Working){ .outer = ((Runtime *)task->runtime)->working,
                             .number = plan->number,
                             .recursive = op,
                             .task = task };
    arena_init(&op->scratch, task->budget);
    op->op.close = recursive_close;
    return &op->op;
}
