/*
 * join_probe.c -- the hash join: probing a JoinTable batch by batch.
 *
 *     INPUT ──a batch, looked up──> PAIRS ──all given──> REST ──rows by flags──┐
 *       ^                                                                      │
 *       └──────────────────────────────────────────────────────────────────────┘
 *       └──no more──> TAIL (full, right: build rows without a partner) ──> DONE
 *
 * Semi, anti and mark joins skip PAIRS; batches whose rows have at most one partner skip REST.
 */
#include "worker/operators/join_probe.h"

/* --- Input ---------------------------------------------------------------------------------------
 */

/* The keys of the batch.  No sequences: equality reads values by row. */
static bool compute_keys(HashJoinOp *join, Task *task)
{
    Cx cx = join_batch_cx(join, task);
    uint32_t count = join->table->key_count;

    if (!count)
        return true;
    join->key_columns = ARENA_ARRAY(cx.arena, Column, count);
    if (!program_run(&cx, join->keys, &join->left, join->key_columns))
        return fail_with(&task->cx, &cx.error);
    for (uint32_t key = 0; key < count; key++)
        if (join->key_columns[key].kind == COLUMN_SEQ)
            join->key_columns[key] = column_flatten(cx.arena, &join->key_columns[key], NULL, 0);
    return true;
}

static bool is_unique(const HashJoinOp *join)
{
    return join->table->index.is_unique || !join->matches.count;
}

/* Where rows have at most one partner, it is its own run. */
static void start_expansion(HashJoinOp *join)
{
    const JoinIndex *index = &join->table->index;

    join->expansion = (Expansion){ .matches = &join->matches, .ordinals = index->ordinals };
    if (!index->is_unique)
        return;
    join->expansion.ordinals = NULL;
    for (uint32_t at = 0; at < join->matches.count; at++)
        join->matches.run[at] = 1;
}

/* Take a batch and look its rows up; MORE: the phase says what is next. */
static OpStatus take_input(HashJoinOp *join, Task *task)
{
    Batch *left = &join->left;
    OpStatus status = op_next(join->op.inputs[0], task, left);

    if (status != OP_MORE)
        return status;
    arena_reset(&join->op.arena);
    if (!left->selected)
        return OP_MORE;
    if (!compute_keys(join, task))
        return OP_FAILED;
    KeyRows rows = { join->key_columns, left->selection, left->selected };
    join_table_lookup(join->table, &join->op.arena, &rows, &join->matches);
    memset(join->flags, 0, left->rows);
    start_expansion(join);
    join->phase = PHASE_PAIRS;
    if (join_gives_pairs(join->shape.type))
        return OP_MORE;
    join->phase = PHASE_REST;
    return join_flag_rows(join, task) ? OP_MORE : OP_FAILED;
}

/* --- The build's rows without a partner ----------------------------------------------------------
 */

static bool next_tail(HashJoinOp *join, const Task *task, Batch *out)
{
    Arena *arena = &join->op.arena;
    const JoinTable *table = join->table;
    uint32_t left_count = join->shape.left_count, right_count = join->shape.right.count, found = 0;
    uint32_t *ordinals = ARENA_ARRAY(arena, uint32_t, task->batch_rows);
    Column *columns = ARENA_ARRAY(arena, Column, left_count + right_count + 1);

    for (; join->tail < table->rows && found < task->batch_rows; join->tail++) {
        ordinals[found] = join->tail;
        found += !bit_get(join->partnered, join->tail);
    }
    join_nulls(arena, join->left_columns, found, columns);
    for (uint32_t at = 0; at < right_count; at++)
        columns[left_count + at] =
            join_gather(arena, &table->store->columns[at], ordinals, found, NULL);
    *out = (Batch){ .columns = columns,
                    .column_count = left_count + right_count,
                    .rows = found,
                    .selected = found };
    return found > 0;
}

/* --- The operator --------------------------------------------------------------------------------
 */

static OpStatus next_pairs(HashJoinOp *join, Task *task, Batch *out)
{
    bool is_done =
        is_unique(join) ? join_unique_pairs(join, task, out) : join_next_pairs(join, task, out);

    return is_done ? OP_MORE : OP_FAILED;
}

static OpStatus hash_join_next(Operator *op, Task *task, Batch *out)
{
    HashJoinOp *join = (HashJoinOp *)op;

    for (;;) {
        OpStatus status = OP_MORE;
        *out = (Batch){ 0 };
        switch ((ProbePhase)join->phase) {
        case PHASE_INPUT:
            status = take_input(join, task);
            if (status == OP_DONE) {
                join->phase = join->partnered ? PHASE_TAIL : PHASE_DONE;
                status = OP_MORE;
            }
            break;
        case PHASE_PAIRS: status = next_pairs(join, task, out); break;
        case PHASE_REST:
            join->phase = PHASE_INPUT;
            if (!join_rest(&op->arena, &join->shape, &join->left, join->flags, out))
                *out = (Batch){ 0 };
            break;
        case PHASE_TAIL:
            arena_reset(&op->arena);
            if (!next_tail(join, task, out))
                join->phase = PHASE_DONE;
            break;
        case PHASE_DONE: return OP_DONE;
        }
        if (status != OP_MORE || out->selected)
            return status;
    }
}

static bool compile_residual(HashJoinOp *join, Task *task, const HashJoin *plan, Columns left)
{
    Cx *cx = &task->cx;
    const And *conjunction = EXPR_AS(And, plan->residual);
    Columns pairs = join_pair_columns(cx, left, join->table->right);
    const Expr **one = ARENA_ARRAY(cx->arena, const Expr *, 1);
    Exprs exprs = { one, 1 };

    if (!join_gives_pairs(plan->type))
        join->wanted = join_columns_read(cx, plan->residual, pairs);
    if (!plan->residual)
        return true;
    one[0] = plan->residual;
    if (plan->type == JOIN_MARK) {
        Program *program = TRY(program_compile(cx, exprs, pairs));
        join->truth = TRY(program_start(cx, program));
        return true;
    }
    FilterProgram *filter = TRY(filter_compile(cx, conjunction ? conjunction->args : exprs, pairs));
    join->residual = TRY(filter_start(cx, filter));
    return true;
}

/* Equal integers are the same, so a pair's key need not be fetched from the build.
 *
 * (1) Not so -0.0 and 0.0, texts with and without blanks, 1.0 and 1.00.
 * (2) A column is never wider than its type. */
static const uint32_t *find_twins(Cx *cx, const HashJoinOp *join, const HashJoin *plan)
{
    Columns left = join->left_columns, right = join->table->right;
    uint32_t *twins = ARENA_ARRAY(cx->arena, uint32_t, right.count + 1);

    for (uint32_t at = 0; at < right.count; at++)
        twins[at] = COLUMN_NONE;
    for (uint32_t key = 0; key < plan->left_keys.count; key++) {
        uint32_t from = column_of_ref(left, plan->left_keys.items[key]);
        uint32_t to = column_of_ref(right, plan->right_keys.items[key]);
        if (from == COLUMN_NONE || to == COLUMN_NONE)
            continue;
        Layout from_layout = type_layout(left.items[from].type);
        Layout to_layout = type_layout(right.items[to].type);
        bool are_integers = from_layout <= LAYOUT_I128 && to_layout <= LAYOUT_I128; /* (1) */
        if (are_integers && from_layout <= to_layout)                               /* (2) */
            twins[to] = from;
    }
    return twins;
}

Operator *hash_join_new(Task *task, const HashJoin *plan, const JoinTable *table, Operator *left)
{
    HashJoinOp *join = OP_NEW(task, HashJoinOp, &plan->head, hash_join_next);
    Columns columns = plan_output(&task->cx, plan->left);
    bool drops_unmatched =
        plan->type == JOIN_INNER || plan->type == JOIN_SEMI || plan->type == JOIN_RIGHT;

    join->op.inputs[0] = left;
    join->table = table;
    join->left_columns = columns;
    join->shape = (JoinShape){ plan->type, columns.count, table->right };
    join->twins = find_twins(&task->cx, join, plan);
    join->is_null_aware = plan->type == JOIN_MARK && plan->is_null_aware;
    if (plan->left_keys.count) {
        Program *program = TRY(program_compile(&task->cx, plan->left_keys, columns));
        join->keys = TRY(program_start(&task->cx, program));
    }
    TRY(compile_residual(join, task, plan, columns));
    if (plan->type == JOIN_FULL || plan->type == JOIN_RIGHT)
        join->partnered = arena_zero(task->arena, (bit_words(table->rows) + 1) * 8);
    if (table->index.kind == INDEX_EMPTY && drops_unmatched)
        join->phase = join->partnered ? PHASE_TAIL : PHASE_DONE;
    return &join->op;
}
