/* pipeline.c -- see pipeline.h. */
#include "worker/pipeline.h"

#include <unistd.h>

enum { DRAIN_PARKED_US = 200 };

static Runtime *runtime_of(Task *task)
{
    return task->runtime;
}

/* --- Splits: the counterpart of the scheduler's stage.c -------------------------------------- */

Plan *pipeline_input(const Plan *plan)
{
    switch ((PlanTag)plan->tag) {
    case PLAN_Filter: return ((const Filter *)plan)->input;
    case PLAN_Project: return ((const Project *)plan)->input;
    case PLAN_ProjectSet: return ((const ProjectSet *)plan)->input;
    case PLAN_Limit: return ((const Limit *)plan)->input;
    case PLAN_Sort: return ((const Sort *)plan)->input;
    case PLAN_Window: return ((const Window *)plan)->input;
    case PLAN_TopN: return ((const TopN *)plan)->input;
    case PLAN_SingleRow: return ((const SingleRow *)plan)->input;
    case PLAN_HashAggregate: return ((const HashAggregate *)plan)->input;
    case PLAN_Exchange: return ((const Exchange *)plan)->input;
    case PLAN_HashJoin: return ((const HashJoin *)plan)->left;
    case PLAN_NestedLoopJoin: return ((const NestedLoopJoin *)plan)->left;
    default: return NULL; /* sources, and what no stage holds */
    }
}

uint32_t pipeline_splits(const Plan *plan)
{
    const Scan *scan = PLAN_AS(Scan, plan);
    const Union *set = PLAN_AS(Union, plan);
    const StageInput *input = PLAN_AS(StageInput, plan);
    uint32_t count = 0;

    for (uint32_t at = 0; scan && at < scan->files.count; at++)
        count += scan->files.items[at].chunk_count;
    for (uint32_t at = 0; set && at < set->inputs.count; at++)
        count += pipeline_splits(set->inputs.items[at]);
    if (scan || set)
        return count;
    if (input)
        return input->distribution == DISTRIBUTION_HASH ? (uint32_t)input->partitions : 1;
    if (plan->tag == PLAN_Exchange)
        return 1;
    return pipeline_input(plan) ? pipeline_splits(pipeline_input(plan)) : 1;
}

/* --- Joins ----------------------------------------------------------------------------------- */

static Operator *make_below_barrier(Task *task, const Plan *plan, uint32_t from, uint32_t to);

static bool is_shared(const HashJoin *join)
{
    const StageInput *right = PLAN_AS(StageInput, join->right);
    return right && right->distribution != DISTRIBUTION_HASH;
}

OpStatus pipeline_prepare(Task *task, const Plan *plan)
{
    const HashJoin *join = PLAN_AS(HashJoin, plan);
    const Union *set = PLAN_AS(Union, plan);
    const JoinTable *table;

    if (join && is_shared(join)) {
        BuildState state = query_shared_table(&task->cx, runtime_of(task)->query, join, &table);
        if (state == BUILD_RUNNING)
            return OP_PARKED;
        if (state == BUILD_FAILED)
            return OP_FAILED;
    }
    for (uint32_t at = 0; set && at < set->inputs.count; at++) {
        OpStatus status = pipeline_prepare(task, set->inputs.items[at]);
        if (status != OP_DONE)
            return status;
    }
    return pipeline_input(plan) ? pipeline_prepare(task, pipeline_input(plan)) : OP_DONE;
}

/* The filters of a build go to the scan that gives the key column. */
static void add_filters(Task *task, const HashJoin *join, const JoinTable *table)
{
    Runtime *runtime = runtime_of(task);

    for (uint32_t key = 0; key < join->left_keys.count; key++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, join->left_keys.items[key]);
        const RuntimeFilter *filter = ref ? join_table_filter(table, key) : NULL;
        if (!filter)
            continue;
        ScanFilter *link = arena_alloc(task->arena, sizeof *link);
        *link = (ScanFilter){ runtime->filters, (ColumnId)ref->id, filter };
        runtime->filters = link;
    }
}

static bool drain_into(Task *task, Operator *op, BlockBuilder *builder, BlockList *blocks)
{
    OpStatus status;
    Batch batch;

    while ((status = op_next(op, task, &batch)) == OP_MORE || status == OP_PARKED) {
        if (status == OP_PARKED) { /* another lease is opening a file; nobody else runs this one */
            usleep(DRAIN_PARKED_US);
            continue;
        }
        for (uint32_t at = 0; at < batch.selected;) {
            TRY(block_builder_add(&task->cx, builder, batch.columns, batch.selection, &at,
                                  batch.selected));
            if (block_builder_is_full(builder))
                TRY(block_list_seal(&task->cx, blocks, builder));
        }
    }
    return status == OP_DONE &&
           (block_builder_rows(builder) == 0 || block_list_seal(&task->cx, blocks, builder));
}

/* Without stages (see local.h) the right side is run to its end here. */
static bool drain(Task *task, const Plan *plan, Block ***out_blocks, uint32_t *out_count)
{
    Columns columns = plan_output(&task->cx, plan);
    Layout *layouts = ARENA_ARRAY(task->arena, Layout, columns.count + 1);
    Operator *op = TRY(make_below_barrier(task, plan, 0, pipeline_splits(plan)));

    for (uint32_t at = 0; at < columns.count; at++)
        layouts[at] = type_layout(columns.items[at].type);
    BlockBuilder *builder = block_builder_new(task->arena, layouts, columns.count);
    BlockList blocks = { 0 };
    bool drained = drain_into(task, op, builder, &blocks);
    op_close(op, task);
    *out_blocks = blocks.items;
    *out_count = blocks.count;
    return drained;
}

/* The right side's blocks: of another stage (all of them, or the lease's partitions). */
static bool right_blocks(Task *task, const Plan *right, uint32_t from, uint32_t to,
                         Block ***out_blocks, uint32_t *out_count)
{
    const StageInput *input = PLAN_AS(StageInput, right);

    if (!input)
        return drain(task, right, out_blocks, out_count);
    if (input->distribution != DISTRIBUTION_HASH) {
        from = 0;
        to = UINT32_MAX;
    }
    return query_blocks(&task->cx, runtime_of(task)->query, (uint32_t)input->stage, from, to,
                        out_blocks, out_count);
}

/* The filters are for the scans below this join alone. */
static Operator *make_probe(Task *task, const HashJoin *join, const JoinTable *table, uint32_t from,
                            uint32_t to)
{
    ScanFilter *saved = runtime_of(task)->filters;

    add_filters(task, join, table);
    Operator *left = pipeline_make(task, join->left, from, to);
    runtime_of(task)->filters = saved;
    return left;
}

/* --- Builds within a recursion ---------------------------------------------------------------- */

bool plan_reads_working(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);

    if (plan->tag == PLAN_WorkingTable)
        return true;
    for (uint32_t at = 0; at < inputs.count; at++)
        if (plan_reads_working(cx, inputs.items[at]))
            return true;
    return false;
}

static KeptBuild *find_kept(const Working *working, const Plan *join)
{
    KeptBuild *kept = working ? working->kept : NULL;

    while (kept && kept->join != join)
        kept = kept->next;
    return kept;
}

/* Run `right` once for all rounds; NULL: an error. */
static KeptBuild *keep_build(Working *working, const Plan *join, const Plan *right)
{
    Task *task = working->task;
    KeptBuild *kept = arena_zero(task->arena, sizeof *kept);

    kept->join = join;
    TRY(drain(task, right, &kept->blocks, &kept->count));
    if (join->tag == PLAN_HashJoin)
        kept->table =
            TRY(join_table_build(&task->cx, (const HashJoin *)join, plan_output(&task->cx, right),
                                 kept->blocks, kept->count));
    kept->next = working->kept;
    working->kept = kept;
    return kept;
}

/* The build of a join in the step of a recursion.  *out_kept NULL without an error: it must be made
 * in each round. */
static bool build_for_all_rounds(Task *task, const Plan *join, const Plan *right,
                                 KeptBuild **out_kept)
{
    Working *working = runtime_of(task)->working;

    *out_kept = find_kept(working, join);
    if (*out_kept || !working || plan_reads_working(&task->cx, right))
        return true;
    *out_kept = keep_build(working, join, right);
    return *out_kept || fail_with(&task->cx, &working->task->cx.error);
}

/* --- Joins ----------------------------------------------------------------------------------- */

static Operator *make_hash_join(Task *task, const HashJoin *join, uint32_t from, uint32_t to)
{
    const JoinTable *table = NULL;
    KeptBuild *kept;
    Block **blocks;
    uint32_t count;

    TRY(build_for_all_rounds(task, &join->head, join->right, &kept));
    if (kept) {
        table = kept->table;
    } else if (is_shared(join)) {
        BuildState state = query_shared_table(&task->cx, runtime_of(task)->query, join, &table);
        if (state != BUILD_READY)
            return NULL;
    } else {
        TRY(right_blocks(task, join->right, from, to, &blocks, &count));
        table = TRY(
            join_table_build(&task->cx, join, plan_output(&task->cx, join->right), blocks, count));
    }
    Operator *left = TRY(make_probe(task, join, table, from, to));
    return hash_join_new(task, join, table, left);
}

static Operator *make_nested_loop(Task *task, const NestedLoopJoin *join, uint32_t from,
                                  uint32_t to)
{
    KeptBuild *kept;
    Block **blocks;
    uint32_t count;

    TRY(build_for_all_rounds(task, &join->head, join->right, &kept));
    if (kept) {
        blocks = kept->blocks;
        count = kept->count;
    } else {
        TRY(right_blocks(task, join->right, from, to, &blocks, &count));
    }
    Operator *left = TRY(pipeline_make(task, join->left, from, to));
    return nested_loop_new(task, join, plan_output(&task->cx, join->right), blocks, count, left);
}

static Operator *make_stage_input(Task *task, const StageInput *input, uint32_t from, uint32_t to)
{
    bool partitioned = input->distribution == DISTRIBUTION_HASH;
    Block **blocks;
    uint32_t count;

    TRY(query_blocks(&task->cx, runtime_of(task)->query, (uint32_t)input->stage,
                     partitioned ? from : 0, partitioned ? to : UINT32_MAX, &blocks, &count));
    return blocks_new(task, &input->head, blocks, count);
}

/* Filters stop at operators that look at more than one row at a time. */
static Operator *make_below_barrier(Task *task, const Plan *plan, uint32_t from, uint32_t to)
{
    ScanFilter *saved = runtime_of(task)->filters;

    runtime_of(task)->filters = NULL;
    Operator *op = pipeline_make(task, plan, from, to);
    runtime_of(task)->filters = saved;
    return op;
}

static Operator *make_all(Task *task, const Plan *plan)
{
    return make_below_barrier(task, plan, 0, pipeline_splits(plan));
}

Operator *pipeline_make(Task *task, const Plan *plan, uint32_t from, uint32_t to)
{
    Plan *input = pipeline_input(plan);

    TRY(check_stack(&task->cx));
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan: return scan_new(task, (const Scan *)plan, from, to);
    case PLAN_Values: return values_new(task, (const Values *)plan);
    case PLAN_Union: return union_new(task, (const Union *)plan, from, to);
    case PLAN_StageInput: return make_stage_input(task, (const StageInput *)plan, from, to);
    case PLAN_HashJoin: return make_hash_join(task, (const HashJoin *)plan, from, to);
    case PLAN_NestedLoopJoin: return make_nested_loop(task, (const NestedLoopJoin *)plan, from, to);
    case PLAN_Recursive:
        return recursive_new(task, (const Recursive *)plan,
                             TRY(make_all(task, ((const Recursive *)plan)->base)));
    case PLAN_WorkingTable:
        return working_table_new(task, (const WorkingTable *)plan, runtime_of(task)->working);
    case PLAN_Exchange: /* without stages: rows pass */ return make_all(task, input);
    case PLAN_Filter:
        return filter_new(task, (const Filter *)plan, TRY(pipeline_make(task, input, from, to)));
    case PLAN_Project:
        return project_new(task, (const Project *)plan, TRY(pipeline_make(task, input, from, to)));
    case PLAN_ProjectSet:
        return project_set_new(task, (const ProjectSet *)plan,
                               TRY(pipeline_make(task, input, from, to)));
    case PLAN_Limit:
        return limit_new(task, (const Limit *)plan, TRY(make_below_barrier(task, input, from, to)));
    case PLAN_Sort:
        return sort_new(task, (const Sort *)plan, TRY(make_below_barrier(task, input, from, to)));
    case PLAN_Window:
        return window_new(task, (const Window *)plan,
                          TRY(make_below_barrier(task, input, from, to)));
    case PLAN_TopN:
        return top_n_new(task, (const TopN *)plan, TRY(make_below_barrier(task, input, from, to)));
    case PLAN_SingleRow:
        return single_row_new(task, (const SingleRow *)plan,
                              TRY(make_below_barrier(task, input, from, to)));
    case PLAN_HashAggregate:
        return hash_aggregate_new(task, (const HashAggregate *)plan,
                                  TRY(make_below_barrier(task, input, from, to)));
    default: break; /* logical and unresolved nodes never reach a worker */
    }
    return fail(&task->cx, ERR_INTERNAL_ERROR, NO_POSITION, "a worker cannot run %s",
                plan_type(plan)->name);
}

/* --- Union: the inputs whose splits the lease covers, one after the other -------------------- */

typedef struct UnionOp {
    Operator op;
    const Union *plan;
    uint32_t from, to; /* of the lease, counted over all inputs */
    uint32_t input;    /* the one being read, or next to be made */
    uint32_t first;    /* its first split */
    Operator *current;
    Column *columns;
} UnionOp;

/* Make the operators of the next input that has splits in the lease; false: none, or an error. */
static bool open_next(UnionOp *u, Task *task)
{
    while (u->input < u->plan->inputs.count) {
        const Plan *plan = u->plan->inputs.items[u->input++];
        uint32_t first = u->first, last = first + pipeline_splits(plan);
        uint32_t from = u->from > first ? u->from : first, to = u->to < last ? u->to : last;
        u->first = last;
        if (from >= to)
            continue;
        u->current = make_below_barrier(task, plan, from - first, to - first);
        return u->current != NULL;
    }
    return false;
}

static OpStatus union_next(Operator *op, Task *task, Batch *out)
{
    UnionOp *u = (UnionOp *)op;

    for (;;) {
        if (!u->current && !open_next(u, task))
            return has_failed(&task->cx) ? OP_FAILED : OP_DONE;
        OpStatus status = op_next(u->current, task, out);
        if (status != OP_DONE)
            return status;
        op_close(u->current, task);
        u->current = NULL;
    }
}

static void union_close(Operator *op, Task *task)
{
    op_close(((UnionOp *)op)->current, task);
}

Operator *union_new(Task *task, const Union *plan, uint32_t from, uint32_t to)
{
    UnionOp *u = OP_NEW(task, UnionOp, &plan->head, union_next);

    u->plan = plan;
    u->from = from;
    u->to = to;
    u->op.close = union_close;
    return &u->op;
}
