/*
 * join_exists.c -- semi, anti and mark joins: has a row a partner?
 *
 * Without a residual the lookup is the answer.  With one, pairs are made and tested, chunk by
 * chunk, and no row is tested again once it has a partner.
 *
 * A null-aware mark is the OR of (keys equal AND residual) over all build rows, in three-valued
 * logic.  A row without a partner is unknown (null) where that is null for some build row:
 *
 * (1) the residual is null for a row of equal keys;
 * (2) the build row has a null key, or
 * (3) the row itself has one, so every build row may be meant;
 *     in both cases only where no other key differs and the residual is not false.
 */
#include "worker/operators/join_probe.h"

/* --- Pairs that a lookup finds -------------------------------------------------------------------
 */

/* Whose value is true is MATCHED; whose value is null is UNKNOWN.  `null_too`: the keys' equality
 * is null itself, so true means no more than null. */
static void flag_by_truth(HashJoinOp *join, const Column *truth, const bool *counts, bool null_too)
{
    const uint8_t *values = truth->data;

    for (uint32_t at = 0; at < join->pairs.count; at++) {
        uint8_t *flags = &join->flags[join->pairs.rows[at]];
        bool is_null = truth->validity && !bit_get(truth->validity, at);
        if (counts && !counts[at])
            continue;
        if (is_null || (values[at] && null_too))
            *flags |= join->is_null_aware ? ROW_UNKNOWN : 0; /* (1) */
        else if (values[at])
            *flags |= ROW_MATCHED;
    }
}

/* The residual of the current pairs: a FLAT column. */
static bool pairs_truth(HashJoinOp *join, Task *task, Column *out)
{
    Cx cx = join_batch_cx(join, task);
    Batch batch;

    join_pairs_batch(join, cx.arena, &batch);
    if (!program_run(&cx, join->truth, &batch, out))
        return fail_with(&task->cx, &cx.error);
    *out = column_flatten(cx.arena, out, NULL, 0);
    return true;
}

static bool flag_chunk(HashJoinOp *join, Task *task)
{
    SCRATCH(&join->op.arena);
    Column truth;
    Batch batch;

    TRY(check_interrupts(&task->cx));
    if (join->truth) {
        TRY(pairs_truth(join, task, &truth));
        flag_by_truth(join, &truth, NULL, false);
        return true;
    }
    join_pairs_batch(join, &join->op.arena, &batch);
    TRY(join_filter_pairs(join, task, &batch));
    for (uint32_t at = 0; at < batch.selected; at++)
        join->flags[join->pairs.rows[batch_row(&batch, at)]] |= ROW_MATCHED;
    return true;
}

static bool flag_matches(HashJoinOp *join, Task *task)
{
    const Matches *matches = &join->matches;

    if (!join->residual && !join->truth) {
        for (uint32_t at = 0; at < matches->count; at++)
            join->flags[matches->row[at]] |= ROW_MATCHED;
        return true;
    }
    for (;;) {
        join_take_pairs(join, task->batch_rows, ROW_MATCHED);
        if (!join->pairs.count)
            return true;
        TRY(flag_chunk(join, task));
    }
}

/* --- Pairs whose keys' equality is null ----------------------------------------------------------
 */

/* Is each key of the pair equal, or null on one side?  (One is null in every pair given here.) */
static void compare_nullable(const HashJoinOp *join, bool *out_counts)
{
    const KeyPacking *packing = &join->table->packing;
    const Pairs *pairs = &join->pairs;

    memset(out_counts, true, pairs->count);
    for (uint32_t at = 0; at < packing->key_count && packing->key_count > 1; at++) {
        KeyPacking one = { .key_count = 1, .keys = &packing->keys[at] };
        const Column *left = &join->key_columns[at], *right = &join->table->keys[at];
        for (uint32_t pair = 0; pair < pairs->count; pair++)
            if (column_has(left, pairs->rows[pair]) && column_has(right, pairs->ordinals[pair]))
                keys_compare(
                    &one, &(KeyPairs){ left, &pairs->rows[pair], right, &pairs->ordinals[pair], 1 },
                    &out_counts[pair]);
    }
}

static bool flag_null_chunk(HashJoinOp *join, Task *task)
{
    SCRATCH(&join->op.arena);
    bool counts[BATCH_ROWS_MAX];
    Column truth;

    TRY(check_interrupts(&task->cx));
    compare_nullable(join, counts);
    if (join->truth) {
        TRY(pairs_truth(join, task, &truth));
        flag_by_truth(join, &truth, counts, true);
        return true;
    }
    for (uint32_t at = 0; at < join->pairs.count; at++)
        if (counts[at])
            join->flags[join->pairs.rows[at]] |= ROW_UNKNOWN;
    return true;
}

static bool row_has_null(const HashJoinOp *join, Row row)
{
    for (uint32_t key = 0; key < join->table->key_count; key++)
        if (!column_has(&join->key_columns[key], row))
            return true;
    return false;
}

/* Test rows without a partner against `run` build rows: those whose own key is null, or the
 * others. */
static bool flag_unknown(HashJoinOp *join, Task *task, bool with_null, const uint32_t *ordinals,
                         uint32_t run)
{
    Matches *matches = &join->matches;
    bool is_certain = join->table->key_count == 1 && !join->truth;

    matches->count = 0;
    for (uint32_t at = 0; at < join->left.selected && run; at++) {
        Row row = batch_row(&join->left, at);
        if (join->flags[row] || row_has_null(join, row) != with_null)
            continue;
        if (is_certain) {
            join->flags[row] = ROW_UNKNOWN;
            continue;
        }
        matches->row[matches->count] = row;
        matches->start[matches->count] = 0;
        matches->run[matches->count++] = run;
    }
    join->expansion = (Expansion){ .matches = matches, .ordinals = ordinals };
    for (;;) {
        join_take_pairs(join, task->batch_rows, ROW_MATCHED | ROW_UNKNOWN);
        if (!join->pairs.count)
            return true;
        TRY(flag_null_chunk(join, task));
    }
}

bool join_flag_rows(HashJoinOp *join, Task *task)
{
    const JoinTable *table = join->table;

    TRY(flag_matches(join, task));
    if (!join->is_null_aware || !table->key_count)
        return true;
    TRY(flag_unknown(join, task, false, table->null_rows, table->null_row_count)); /* (2) */
    return flag_unknown(join, task, true, NULL, table->rows);                      /* (3) */
}
