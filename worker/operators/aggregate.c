/*
 * aggregate.c -- the operator: evaluates, feeds the aggregator, gives out groups.
 *
 *     READING ── input done ──> EMITTING ──> DONE
 *        │ ▲                        │
 *        │ └── partial, not done ───┘      PARTIAL: emits early under pressure and starts again
 *        └── spills under pressure         COMPLETE, FINAL: then EMITTING goes by partition
 */
#include "worker/operators/aggregate.h"
#include "worker/operators/aggregate_spill.h"

enum {
    NO_EXPR = UINT32_MAX,
    FORCED_GROUPS = 8, /* with the debug switch: spill from here on */
    /* A partial table that has this many groups and hardly merges rows is given out: the merging
     * phase sees all rows anyway, and a small table stays in the cache. */
    PARTIAL_GROUPS_MAX = 32 * 1024,
};

typedef enum Stage { READING, EMITTING, DONE } Stage;

typedef struct AggregateOp {
    Operator op;
    const HashAggregate *plan;
    Aggregator *aggregator;
    Aggregator *emitting;  /* the one whose groups are given out */
    AggregateSpill *spill; /* NULL: nothing was spilled yet */
    const AggregateSpec *specs;

    ProgramState *program; /* NULL: nothing to evaluate */
    ProgramState *exact;   /* the same with sums of VAR terms, for batches in which a FIXED one
                            * does not fit; NULL: there is none that might not */
    uint32_t expr_count;
    uint32_t *arg_exprs, *filter_exprs; /* by aggregate: which expression, or NO_EXPR */
    Arena input_arena;                  /* of the batch being consumed */
    const Column **args, **filters;
    AggregateInput input;
    bool has_pending; /* `input` is still to be consumed */

    Stage stage;
    bool input_done;
    uint32_t next_group; /* to be given out */
    uint64_t rows_taken; /* since the table was empty */
} AggregateOp;

/* --- Input -------------------------------------------------------------------------------------
 */

static bool evaluate(Cx *cx, AggregateOp *agg, const Batch *in, Column *out_columns)
{
    if (!agg->program || program_run(cx, agg->program, in, out_columns))
        return true;
    if (!agg->exact || cx->error.code != ERR_NUMERIC_VALUE_OUT_OF_RANGE)
        return false;
    cx->error = (Error){ 0 };
    return program_run(cx, agg->exact, in, out_columns);
}

/* Have the next batch evaluated in agg->input. */
static OpStatus read_input(AggregateOp *agg, Task *task)
{
    Batch in;
    OpStatus status = op_next(agg->op.inputs[0], task, &in);
    Cx cx = cx_within(&task->cx, &agg->input_arena);

    if (status != OP_MORE)
        return status;
    arena_reset(&agg->input_arena);
    Column *columns = ARENA_ARRAY(cx.arena, Column, agg->expr_count + 1);
    if (!evaluate(&cx, agg, &in, columns)) {
        fail_with(&task->cx, &cx.error);
        return OP_FAILED;
    }
    for (uint32_t at = 0; at < agg->plan->aggregates.count; at++) {
        uint32_t arg = agg->arg_exprs[at], filter = agg->filter_exprs[at];
        agg->args[at] = arg == NO_EXPR ? NULL : &columns[arg];
        agg->filters[at] = filter == NO_EXPR ? NULL : &columns[filter];
    }
    agg->input = (AggregateInput){ .keys = columns,
                                   .args = agg->args,
                                   .filters = agg->filters,
                                   .rows = in.selection,
                                   .count = in.selected };
    agg->has_pending = in.selected > 0;
    return OP_MORE;
}

static bool consume(AggregateOp *agg, Task *task)
{
    agg->has_pending = false;
    agg->rows_taken += agg->input.count;
    return aggregator_consume(&task->cx, agg->aggregator, &agg->input);
}

/* Make room by writing all groups to disk. */
static bool spill_groups(AggregateOp *agg, Task *task)
{
    if (!agg->spill) {
        AggregateSpillPlan plan = { .key_types = agg->aggregator->key_types,
                                    .key_count = agg->aggregator->key_count,
                                    .specs = agg->specs,
                                    .aggregate_count = agg->plan->aggregates.count };
        agg->spill = TRY(aggregate_spill_new(task, &plan));
    }
    TRY(aggregate_spill_add(task, agg->spill, agg->aggregator));
    aggregator_clear(agg->aggregator);
    agg->rows_taken = 0;
    return true;
}

/* The debug switch: also what all came in one batch is written and read again. */
static bool is_forced_to_spill(const AggregateOp *agg, const Task *task)
{
    return task->force_spill && agg->plan->phase != PHASE_PARTIAL &&
           aggregator_groups(agg->aggregator) >= FORCED_GROUPS;
}

static bool should_give_way(const AggregateOp *agg, const Task *task)
{
    uint32_t groups = aggregator_groups(agg->aggregator);

    if (!agg->aggregator->table)
        return false;
    if (task->force_spill && groups >= FORCED_GROUPS)
        return true;
    return agg->plan->phase == PHASE_PARTIAL && groups >= PARTIAL_GROUPS_MAX &&
           agg->rows_taken - agg->rows_taken / 4 < groups;
}

/* Consume the pending batch, or leave it pending and turn to EMITTING. */
static bool take_pending(AggregateOp *agg, Task *task)
{
    bool gives_way = should_give_way(agg, task);

    if (!gives_way && aggregator_reserve(agg->aggregator, &agg->input))
        return consume(agg, task);
    if (!agg->aggregator->table || aggregator_groups(agg->aggregator) == 0)
        return fail_memory(&task->cx, task->budget);
    if (agg->plan->phase == PHASE_PARTIAL) {
        agg->stage = EMITTING;
        return true;
    }
    TRY(spill_groups(agg, task));
    return aggregator_reserve(agg->aggregator, &agg->input) ? consume(agg, task)
                                                            : fail_memory(&task->cx, task->budget);
}

static OpStatus read_all(AggregateOp *agg, Task *task)
{
    while (agg->stage == READING) {
        OpStatus status = agg->has_pending ? OP_MORE : read_input(agg, task);
        if (status == OP_DONE) {
            agg->input_done = true;
            memset(agg->args, 0, agg->plan->aggregates.count * sizeof *agg->args);
            agg->stage = EMITTING;
        } else if (status != OP_MORE) {
            return status;
        } else if (agg->has_pending && !take_pending(agg, task)) {
            return OP_FAILED;
        }
    }
    return OP_MORE;
}

/* --- Output ------------------------------------------------------------------------------------
 */

/* All is read: a result without input has one row where there are no keys; what was spilled is
 * joined by what is in memory. */
static bool begin_emitting(AggregateOp *agg, Task *task)
{
    agg->emitting = agg->aggregator;
    agg->next_group = 0;
    if (!agg->aggregator->table)
        return aggregator_reserve(agg->aggregator, &(AggregateInput){ .args = agg->args })
                   ? true
                   : fail_memory(&task->cx, task->budget);
    if (!agg->spill && !is_forced_to_spill(agg, task))
        return true;
    TRY(spill_groups(agg, task));
    agg->op.metrics.spilled_bytes = aggregate_spill_bytes(agg->spill);
    return true;
}

/* The groups in memory are out: what comes next? */
static bool end_emitting(AggregateOp *agg, Task *task)
{
    if (!agg->input_done) {
        aggregator_clear(agg->aggregator);
        agg->rows_taken = 0;
        agg->stage = READING;
        return true;
    }
    agg->stage = DONE;
    if (!agg->spill)
        return true;
    TRY(aggregate_spill_next(task, agg->spill, &agg->emitting));
    agg->op.metrics.spilled_bytes = aggregate_spill_bytes(agg->spill);
    if (agg->emitting)
        agg->stage = EMITTING;
    agg->next_group = 0;
    return true;
}

static OpStatus give_out(AggregateOp *agg, Task *task, uint32_t rows, Batch *out)
{
    Cx cx = cx_within(&task->cx, &agg->op.arena);
    uint32_t count = agg->plan->groups.count + agg->plan->aggregates.count;

    arena_reset(&agg->op.arena);
    uint32_t *groups = ARENA_ARRAY(cx.arena, uint32_t, rows);
    *out = (Batch){ .columns = ARENA_ARRAY(cx.arena, Column, count + 1),
                    .column_count = count,
                    .rows = rows,
                    .selected = rows };
    for (uint32_t at = 0; at < rows; at++)
        groups[at] = agg->next_group + at;
    if (!aggregator_columns(&cx, agg->emitting, groups, rows, out->columns)) {
        fail_with(&task->cx, &cx.error);
        return OP_FAILED;
    }
    agg->next_group += rows;
    return OP_MORE;
}

static OpStatus aggregate_next(Operator *op, Task *task, Batch *out)
{
    AggregateOp *agg = (AggregateOp *)op;

    for (;;) {
        if (agg->stage == DONE)
            return OP_DONE;
        if (agg->stage == READING) {
            OpStatus status = read_all(agg, task);
            if (status != OP_MORE)
                return status;
            if (!begin_emitting(agg, task))
                return OP_FAILED;
        }
        uint32_t left = aggregator_groups(agg->emitting) - agg->next_group;
        if (left)
            return give_out(agg, task, left < task->batch_rows ? left : task->batch_rows, out);
        if (!end_emitting(agg, task))
            return OP_FAILED;
    }
}

static void aggregate_close(Operator *op, Task *task)
{
    AggregateOp *agg = (AggregateOp *)op;

    (void)task;
    aggregator_free(agg->aggregator);
    aggregate_spill_free(agg->spill);
    arena_fini(&agg->input_arena);
}

/* --- Making ------------------------------------------------------------------------------------
 */

/* The program once more, with FIXED sums that may not fit replaced; see numeric_fact.c. */
static bool compile_exact(AggregateOp *agg, Task *task, Exprs exprs, Columns input)
{
    const Expr **exact = arena_copy(task->arena, exprs.items, exprs.count * sizeof *exact);
    bool differs = false;

    for (uint32_t at = 0; at < agg->plan->aggregates.count; at++) {
        uint32_t arg = agg->arg_exprs[at];
        StateKind kind = agg->specs[at].kind;
        if (arg == NO_EXPR || (kind != STATE_SUM_INTEGER && kind != STATE_COUNT) ||
            agg->specs[at].is_distinct || exprs.items[arg]->type.id != TYPE_NUMERIC ||
            !expr_can_raise(exprs.items[arg]))
            continue;
        exact[arg] = TRY(expr_exact(&task->cx, exprs.items[arg]));
        differs = true;
    }
    if (!differs)
        return true;
    Program *program = TRY(program_compile(&task->cx, (Exprs){ exact, exprs.count }, input));
    agg->exact = TRY(program_start(&task->cx, program));
    return true;
}

/* Keys first, then arguments and filters. */
static bool compile(AggregateOp *agg, Task *task, Columns input)
{
    Named groups = agg->plan->groups, aggregates = agg->plan->aggregates;
    const Expr **exprs =
        ARENA_ARRAY(task->arena, const Expr *, groups.count + 2 * aggregates.count + 1);
    uint32_t count = 0;

    for (uint32_t at = 0; at < groups.count; at++)
        exprs[count++] = groups.items[at].expr;
    for (uint32_t at = 0; at < aggregates.count; at++) {
        const AggregateCall *call = EXPR_AS(AggregateCall, aggregates.items[at].expr);
        agg->arg_exprs[at] = agg->filter_exprs[at] = NO_EXPR;
        if (call->args.count) {
            agg->arg_exprs[at] = count;
            exprs[count++] = call->args.items[0];
        }
        if (call->filter) {
            agg->filter_exprs[at] = count;
            exprs[count++] = call->filter;
        }
    }
    agg->expr_count = count;
    if (count == 0)
        return true;
    Program *program = TRY(program_compile(&task->cx, (Exprs){ exprs, count }, input));
    agg->program = TRY(program_start(&task->cx, program));
    return compile_exact(agg, task, (Exprs){ exprs, count }, input);
}

Operator *hash_aggregate_new(Task *task, const HashAggregate *plan, Operator *input)
{
    AggregateOp *agg = OP_NEW(task, AggregateOp, &plan->head, aggregate_next);
    uint32_t count = plan->aggregates.count;
    Type *types = ARENA_ARRAY(task->arena, Type, plan->groups.count + 1);
    AggregateSpec *specs = arena_zero(task->arena, (count + 1) * sizeof *specs);

    agg->op.close = aggregate_close;
    agg->op.inputs[0] = input;
    agg->plan = plan;
    arena_init(&agg->input_arena, task->budget);
    agg->arg_exprs = ARENA_ARRAY(task->arena, uint32_t, count + 1);
    agg->filter_exprs = ARENA_ARRAY(task->arena, uint32_t, count + 1);
    agg->args = arena_zero(task->arena, (count + 1) * sizeof *agg->args);
    agg->filters = arena_zero(task->arena, (count + 1) * sizeof *agg->filters);
    for (uint32_t at = 0; at < plan->groups.count; at++)
        types[at] = plan->groups.items[at].expr->type;
    for (uint32_t at = 0; at < count; at++) {
        const AggregateCall *call = TRY(EXPR_AS(AggregateCall, plan->aggregates.items[at].expr));
        TRY(aggregate_spec(&task->cx, call, plan->phase, &specs[at]));
    }
    agg->specs = specs;
    agg->aggregator =
        aggregator_new(task->arena, task->budget, types, plan->groups.count, specs, count);
    TRY(compile(agg, task, plan_output(&task->cx, plan->input)));
    return &agg->op;
}
