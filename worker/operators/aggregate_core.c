/*
 * aggregate_core.c -- the aggregator: batches of evaluated columns into groups and states.
 *
 * Each aggregate takes the rows that its filter passes, whose argument is not null and, for
 * DISTINCT, whose value its group has not had before.  Which rows those are is decided here;
 * states see dense lists.
 */
#include "worker/operators/aggregate.h"

/* What is left of the budget must cover this many times the batch's strings, and some. */
enum { TEXT_RESERVE_FACTOR = 2, TEXT_RESERVE_BYTES = 1536 * 1024 };

/* --- Life --------------------------------------------------------------------------------------
 */

/* The values one DISTINCT aggregate has had: by group, or of the only group. */
static GroupTable *set_new(Arena *arena, Budget *budget, Type value, bool has_groups)
{
    Type types[2] = { type_of(TYPE_INT4), value };
    static const bool never_null[2];

    return has_groups ? group_table_new(arena, budget, types, never_null, 2)
                      : group_table_new(arena, budget, &value, never_null, 1);
}

static void start_states(Aggregator *a)
{
    for (uint32_t at = 0; at < a->aggregate_count; at++)
        if (!a->table) /* the only group is there before any row */
            state_track_seen(&a->states[at], 0);
}

Aggregator *aggregator_new(Arena *arena, Budget *budget, const Type *key_types, uint32_t key_count,
                           const AggregateSpec *specs, uint32_t aggregate_count)
{
    Aggregator *a = arena_zero(arena, sizeof *a);

    a->budget = budget;
    a->arena = arena;
    arena_init(&a->scratch, budget);
    a->key_count = key_count;
    a->aggregate_count = aggregate_count;
    a->key_types = key_types;
    if (key_count) {
        a->table = group_table_new(arena, budget, key_types, NULL, key_count);
        a->groups = ARENA_ARRAY(arena, uint32_t, BATCH_ROWS_MAX);
        a->counts = ARENA_ARRAY(arena, uint32_t, FEW_GROUPS);
    }
    a->states = ARENA_ARRAY(arena, AggregateState, aggregate_count + 1);
    a->sets = arena_zero(arena, (aggregate_count + 1) * sizeof *a->sets);
    for (uint32_t at = 0; at < aggregate_count; at++) {
        state_init(&a->states[at], specs[at], budget);
        if (specs[at].is_distinct)
            a->sets[at] = set_new(arena, budget, specs[at].arg, key_count > 0);
    }
    start_states(a);
    return a;
}

void aggregator_clear(Aggregator *a)
{
    if (a->table)
        group_table_clear(a->table);
    for (uint32_t at = 0; at < a->aggregate_count; at++) {
        state_free(&a->states[at]);
        if (a->sets[at])
            group_table_clear(a->sets[at]);
    }
    start_states(a);
}

void aggregator_free(Aggregator *a)
{
    if (!a)
        return;
    group_table_free(a->table);
    for (uint32_t at = 0; at < a->aggregate_count; at++) {
        state_free(&a->states[at]);
        group_table_free(a->sets[at]);
    }
    arena_fini(&a->scratch);
}

uint32_t aggregator_groups(const Aggregator *a)
{
    return a->table ? a->table->groups : 1;
}

/* --- Memory before a batch ----------------------------------------------------------------------
 */

static bool has_room_for_text(const Aggregator *a, const AggregateInput *in)
{
    size_t bytes = 0;

    for (uint32_t key = 0; key < a->key_count; key++)
        bytes += column_text_bytes(&in->keys[key], in->rows, in->count);
    for (uint32_t at = 0; at < a->aggregate_count; at++)
        if (in->args[at] && (a->sets[at] || a->states[at].spec.kind == STATE_EXTREME_VIEW ||
                             a->states[at].spec.kind == STATE_CONCAT))
            bytes += column_text_bytes(in->args[at], in->rows, in->count);
    return bytes == 0 ||
           budget_left(a->budget) >= (int64_t)(bytes * TEXT_RESERVE_FACTOR + TEXT_RESERVE_BYTES);
}

bool aggregator_reserve(Aggregator *a, const AggregateInput *in)
{
    if (a->table && !group_table_reserve(a->table, in->keys, in->count))
        return false;
    uint32_t groups = a->table ? a->table->capacity : 1;
    for (uint32_t at = 0; at < a->aggregate_count; at++) {
        if (!state_reserve(&a->states[at], groups))
            return false;
        const Column *value = a->table ? NULL : in->args[at]; /* the only key of a set */
        if (a->sets[at] && !group_table_reserve(a->sets[at], value, in->count))
            return false;
    }
    return has_room_for_text(a, in);
}

/* --- Which rows an aggregate takes ---------------------------------------------------------------
 */

/* The rows still in, in two lists of their own. */
typedef struct Taken {
    const Row *rows;        /* NULL: row i is i */
    const uint32_t *groups; /* NULL: no keys */
    uint32_t count;
} Taken;

/* Keep entry i where keeps[i]; in place of lists that are the batch's come new ones. */
static void keep_taken(Arena *scratch, Taken *taken, const uint8_t *keeps)
{
    Row *rows = ARENA_ARRAY(scratch, Row, taken->count + 1);
    uint32_t *groups = taken->groups ? ARENA_ARRAY(scratch, uint32_t, taken->count + 1) : NULL;
    uint32_t found = 0;

    for (uint32_t at = 0; at < taken->count; at++) {
        rows[found] = taken->rows ? taken->rows[at] : (Row)at;
        if (groups)
            groups[found] = taken->groups[at];
        found += keeps[at];
    }
    *taken = (Taken){ rows, groups, found };
}

static void keep_true(Arena *scratch, Taken *taken, const Column *filter)
{
    Column flat = column_flatten(scratch, filter, taken->rows, taken->count);
    const uint8_t *values = flat.data;
    uint8_t *keeps = ARENA_ARRAY(scratch, uint8_t, taken->count + 1);

    for (uint32_t at = 0; at < taken->count; at++) {
        uint32_t row = taken->rows ? taken->rows[at] : at;
        keeps[at] = column_has(&flat, row) && values[row];
    }
    keep_taken(scratch, taken, keeps);
}

static void keep_valid(Arena *scratch, Taken *taken, const Column *arg)
{
    uint8_t *keeps = ARENA_ARRAY(scratch, uint8_t, taken->count + 1);

    for (uint32_t at = 0; at < taken->count; at++)
        keeps[at] = column_has(arg, taken->rows ? taken->rows[at] : at);
    keep_taken(scratch, taken, keeps);
}

/* New pairs are numbered in the order of the rows, so the first row of each is where the next
 * number appears. */
static void keep_new(Arena *scratch, Taken *taken, GroupTable *set, const Column *arg)
{
    uint32_t *pairs = ARENA_ARRAY(scratch, uint32_t, taken->count + 1);
    uint8_t *keeps = ARENA_ARRAY(scratch, uint8_t, taken->count + 1);
    uint32_t next = set->groups;
    Column keys[2] = { column_flat(LAYOUT_I32, taken->count, taken->groups, NULL), *arg };

    if (taken->rows && taken->groups)
        keys[1] = column_gather(scratch, arg, taken->rows, taken->count);
    keys[1].validity = NULL;
    if (taken->groups)
        group_table_assign(set, keys, NULL, taken->count, pairs);
    else
        group_table_assign(set, &keys[1], taken->rows, taken->count, pairs);
    for (uint32_t at = 0; at < taken->count; at++) {
        keeps[at] = pairs[at] == next;
        next += keeps[at];
    }
    keep_taken(scratch, taken, keeps);
}

/* The rows of the whole batch by group, counted once for all aggregates; NULL: too many groups. */
static const uint32_t *count_batch(Aggregator *a, uint32_t rows)
{
    uint32_t group_count = aggregator_groups(a);

    if (group_count > FEW_GROUPS)
        return NULL;
    if (!a->has_counts)
        count_few(a->groups, rows, group_count, a->counts);
    a->has_counts = true;
    return a->counts;
}

/* --- Consuming ----------------------------------------------------------------------------------
 */

bool aggregator_take(Cx *cx, Aggregator *a, uint32_t at, const AggregateInput *in,
                     uint32_t groups_before)
{
    AggregateState *state = &a->states[at];
    const Column *arg = in->args[at];
    Taken taken = { in->rows, a->table ? a->groups : NULL, in->count };

    if (in->filters && in->filters[at])
        keep_true(&a->scratch, &taken, in->filters[at]);
    if (arg && arg->validity)
        keep_valid(&a->scratch, &taken, arg);
    if (a->sets[at] && taken.count)
        keep_new(&a->scratch, &taken, a->sets[at], arg);
    if (taken.count < in->count)
        state_track_seen(state, groups_before);
    if (taken.count == 0)
        return true;
    StateInput input = { .arg = arg,
                         .groups = taken.groups,
                         .rows = taken.rows,
                         .count = taken.count,
                         .group_count = aggregator_groups(a) };
    if (state->spec.kind == STATE_COUNT && taken.groups == a->groups && a->table)
        input.counts = count_batch(a, in->count);
    return state_update(cx, &a->scratch, state, &input);
}

void aggregator_assign(Aggregator *a, const AggregateInput *in)
{
    a->has_counts = false;
    if (a->table)
        group_table_assign(a->table, in->keys, in->rows, in->count, a->groups);
}

bool aggregator_consume(Cx *cx, Aggregator *a, const AggregateInput *in)
{
    uint32_t before = a->table ? a->table->groups : 0;

    aggregator_assign(a, in);
    for (uint32_t at = 0; at < a->aggregate_count; at++) {
        arena_reset(&a->scratch);
        TRY(aggregator_take(cx, a, at, in, before));
    }
    return true;
}

bool aggregator_columns(Cx *cx, const Aggregator *a, const uint32_t *groups, uint32_t count,
                        Column *out)
{
    for (uint32_t key = 0; key < a->key_count; key++)
        out[key] = group_table_column(a->table, cx->arena, key, groups, count);
    for (uint32_t at = 0; at < a->aggregate_count; at++)
        TRY(state_column(cx, &a->states[at], groups, count, &out[a->key_count + at]));
    return true;
}
