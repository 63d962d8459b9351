/*
 * join_pairs.c -- the pairs of a hash join.
 *
 * Where a key has at most one row, a batch's pairs are the batch itself: the left columns as they
 * are, a smaller selection, and the build's columns gathered beside them.  Else pairs are made in
 * chunks of at most task->batch_rows, and the state says how far they have come.
 *
 * The residual is asked of pairs, before anything is decided about rows.
 */
#include "worker/operators/join_probe.h"

enum { SPARSE_FACTOR = 4 }; /* fewer matches than one row in so many are made dense */

/* --- Pairs ---------------------------------------------------------------------------------------
 */

void join_take_pairs(HashJoinOp *join, uint32_t limit, uint8_t done)
{
    Expansion *from = &join->expansion;
    const Matches *matches = from->matches;
    Pairs *pairs = &join->pairs;

    pairs->count = 0;
    while (from->match < matches->count && pairs->count < limit) {
        Row row = matches->row[from->match];
        uint32_t left = join->flags[row] & done ? 0 : matches->run[from->match] - from->taken;
        uint32_t room = limit - pairs->count, take = left < room ? left : room;
        uint32_t start = matches->start[from->match] + from->taken;
        for (uint32_t at = 0; at < take; at++) {
            pairs->rows[pairs->count + at] = row;
            pairs->ordinals[pairs->count + at] =
                from->ordinals ? from->ordinals[start + at] : start + at;
        }
        pairs->count += take;
        from->taken += take;
        if (take == left) {
            from->match++;
            from->taken = 0;
        }
    }
}

/* Column `column` of the right side in the pairs; `left` are the columns of the left side there. */
static Column right_column(const HashJoinOp *join, Arena *arena, uint32_t column,
                           const Column *left)
{
    const Column *store = &join->table->store->columns[column];

    if (!join_wants(join->wanted, join->shape.left_count + column))
        return column_null(arena, store->layout, join->pairs.count);
    if (join->twins[column] != COLUMN_NONE && join_wants(join->wanted, join->twins[column]))
        return left[join->twins[column]];
    return join_gather(arena, store, join->pairs.ordinals, join->pairs.count, NULL);
}

void join_pairs_batch(HashJoinOp *join, Arena *arena, Batch *out)
{
    const Pairs *pairs = &join->pairs;
    uint32_t left_count = join->shape.left_count, right_count = join->shape.right.count;
    Column *columns = ARENA_ARRAY(arena, Column, left_count + right_count + 1);

    for (uint32_t at = 0; at < left_count; at++)
        columns[at] = join_wants(join->wanted, at)
                          ? column_gather(arena, &join->left.columns[at], pairs->rows, pairs->count)
                          : column_null(arena, LAYOUT_BOOL, pairs->count);
    for (uint32_t at = 0; at < right_count; at++)
        columns[left_count + at] = right_column(join, arena, at, columns);
    *out = (Batch){ .columns = columns,
                    .column_count = left_count + right_count,
                    .rows = pairs->count,
                    .selected = pairs->count };
}

/* The ordinal that each row of the left batch shows; rows without a match show some. */
static const uint32_t *ordinals_by_row(const HashJoinOp *join, Arena *arena)
{
    const Matches *matches = &join->matches;
    uint32_t *ordinals = arena_zero(arena, (join->left.rows + 1) * sizeof *ordinals);

    if (matches->count == join->left.rows)
        return matches->start;
    for (uint32_t at = 0; at < matches->count; at++)
        ordinals[matches->row[at]] = matches->start[at];
    return ordinals;
}

/* Column `column` of the right side beside the left batch, if its values stand there already:
 * a key has the same value on both sides, null where there is no match. */
static bool find_twin(const HashJoinOp *join, uint32_t column, const uint64_t *present, Column *out)
{
    if (join->twins[column] == COLUMN_NONE)
        return false;
    *out = join->left.columns[join->twins[column]];
    if (!present)
        return true;
    out->validity = present; /* a row with a match has no null key */
    return out->kind == COLUMN_FLAT || out->kind == COLUMN_DICT;
}

/* The left batch with build columns beside it, null in rows that are not in `present`. */
static void beside_batch(HashJoinOp *join, Arena *arena, const uint64_t *present, Batch *out)
{
    uint32_t left_count = join->shape.left_count, right_count = join->shape.right.count;
    Column *columns = ARENA_ARRAY(arena, Column, left_count + right_count + 1);
    const uint32_t *ordinals = ordinals_by_row(join, arena);

    for (uint32_t at = 0; at < left_count; at++)
        columns[at] = join->left.columns[at];
    for (uint32_t at = 0; at < right_count; at++)
        if (!find_twin(join, at, present, &columns[left_count + at]))
            columns[left_count + at] = join_gather(arena, &join->table->store->columns[at],
                                                   ordinals, join->left.rows, present);
    *out = join->left;
    out->columns = columns;
    out->column_count = left_count + right_count;
}

/* Pair `at` of the chunk counts: note it on both sides. */
static bool note_pair(HashJoinOp *join, Task *task, Row row, uint32_t ordinal)
{
    if (join->shape.type == JOIN_SINGLE && join->flags[row] & ROW_MATCHED)
        return join_fail_second(&task->cx);
    join->flags[row] |= ROW_MATCHED;
    if (join->partnered)
        bit_set(join->partnered, ordinal);
    return true;
}

bool join_filter_pairs(HashJoinOp *join, Task *task, Batch *pairs)
{
    Cx cx = join_batch_cx(join, task);

    if (!join->residual || filter_run(&cx, join->residual, pairs))
        return true;
    return fail_with(&task->cx, &cx.error);
}

bool join_next_pairs(HashJoinOp *join, Task *task, Batch *out)
{
    arena_reset(&join->op.arena);
    join_take_pairs(join, task->batch_rows, 0);
    *out = (Batch){ 0 };
    if (!join->pairs.count) {
        join->phase = PHASE_REST;
        return true;
    }
    TRY(check_interrupts(&task->cx));
    join_pairs_batch(join, &join->op.arena, out);
    TRY(join_filter_pairs(join, task, out));
    for (uint32_t at = 0; at < out->selected && join->shape.type != JOIN_INNER; at++) {
        Row pair = batch_row(out, at);
        TRY(note_pair(join, task, join->pairs.rows[pair], join->pairs.ordinals[pair]));
    }
    return true;
}

/* --- At most one partner a row -------------------------------------------------------------------
 */

/* Keep the matches whose rows are live in `batch`. */
static void keep_matches(Matches *matches, const Batch *batch)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < matches->count && kept < batch->selected; at++) {
        if (matches->row[at] != batch_row(batch, kept))
            continue;
        matches->row[kept] = matches->row[at];
        matches->start[kept++] = matches->start[at];
    }
    matches->count = kept;
}

/* The rows that have a match; NULL: all. */
static const uint64_t *rows_present(const HashJoinOp *join, Arena *arena)
{
    const Matches *matches = &join->matches;

    if (matches->count == join->left.rows)
        return NULL;
    uint64_t *present = validity_alloc(arena, join->left.rows, false);
    for (uint32_t at = 0; at < matches->count; at++)
        bit_set(present, matches->row[at]);
    return present;
}

static bool is_sparse(const HashJoinOp *join)
{
    return join->matches.count < join->left.rows / SPARSE_FACTOR;
}

/* Matches as pairs that pass the residual; join->matches shrinks to them. */
static bool match_pairs(HashJoinOp *join, Task *task, Batch *out)
{
    Arena *arena = &join->op.arena;
    Matches *matches = &join->matches;

    if (is_sparse(join)) {
        join->pairs.count = matches->count;
        memcpy(join->pairs.rows, matches->row, matches->count * sizeof(Row));
        memcpy(join->pairs.ordinals, matches->start, matches->count * sizeof(uint32_t));
        join_pairs_batch(join, arena, out);
        return join_filter_pairs(join, task, out);
    }
    beside_batch(join, arena, NULL, out);
    if (matches->count < out->selected) {
        out->selection = arena_copy(arena, matches->row, matches->count * sizeof(Row));
        out->selected = matches->count;
    }
    return join_filter_pairs(join, task, out);
}

/* After match_pairs: which matches are left. */
static void shrink_matches(HashJoinOp *join, const Batch *pairs)
{
    Matches *matches = &join->matches;

    if (!join->residual)
        return;
    if (!is_sparse(join)) {
        keep_matches(matches, pairs);
        return;
    }
    for (uint32_t at = 0; at < pairs->selected; at++) {
        matches->row[at] = join->pairs.rows[batch_row(pairs, at)];
        matches->start[at] = join->pairs.ordinals[batch_row(pairs, at)];
    }
    matches->count = pairs->selected;
}

bool join_unique_pairs(HashJoinOp *join, Task *task, Batch *out)
{
    Arena *arena = &join->op.arena;
    Matches *matches = &join->matches;
    bool keeps_left = join->shape.type != JOIN_INNER && join->shape.type != JOIN_RIGHT;

    *out = (Batch){ 0 };
    if (!matches->count) {
        join->phase = PHASE_REST;
        return true;
    }
    join->phase = PHASE_INPUT;
    if (!keeps_left || join->residual) {
        TRY(match_pairs(join, task, out));
        shrink_matches(join, out);
    }
    for (uint32_t at = 0; at < matches->count && join->partnered; at++)
        bit_set(join->partnered, matches->start[at]);
    if (keeps_left)
        beside_batch(join, arena, rows_present(join, arena), out);
    return true;
}
