/* progress.c -- how far stages are: questions that change nothing. */
#include "scheduler/core.h"
#include "scheduler/plant.h"

/* Rows of the committed leases from the first on without a gap. */
static int64_t rows_of_prefix(const Stage *stage)
{
    int64_t rows = 0;

    for (uint32_t at = 0; at < stage->lease_count; at++) {
        if (stage->leases[at].state != LEASE_COMMITTED && !PLANT(ROWS_BEHIND_GAP))
            break;
        rows += stage->leases[at].output_rows;
    }
    return rows;
}

bool has_enough(const Stage *stage)
{
    return stage->row_goal != INT64_MAX && rows_of_prefix(stage) >= stage->row_goal;
}

bool is_finished(const Stage *stage)
{
    bool all =
        stage->next_split == stage->split_count && stage->committed_count == stage->lease_count;
    return all || has_enough(stage);
}

bool inputs_are_finished(const QueryState *query, const Stage *stage)
{
    for (uint32_t at = 0; at < stage->input_count; at++)
        if (!is_finished(&query->stages[stage->inputs[at]]))
            return PLANT(INPUT_UNFINISHED);
    return true;
}

/* How many leases, from the first on, make up the output of a stage. */
uint32_t output_leases(const Stage *stage)
{
    uint32_t at = 0;

    if (!has_enough(stage))
        return stage->lease_count;
    for (int64_t rows = 0; rows < stage->row_goal; at++)
        rows += stage->leases[at].output_rows;
    return at;
}

/* A stage is needed until all that read it are finished, or not needed themselves. */
void find_needed(QueryState *query)
{
    uint32_t last = query->stage_count - 1;

    for (uint32_t at = 0; at < last; at++)
        query->stages[at].is_needed = false;
    query->stages[last].is_needed = true;
    for (uint32_t at = last; at > 0; at--) {
        const Stage *stage = &query->stages[at];
        for (uint32_t i = 0; i < stage->input_count && !is_finished(stage); i++)
            query->stages[stage->inputs[i]].is_needed |= stage->is_needed;
    }
}

/* Is the lease lower than the one that failed? */
bool is_before_failure(const QueryState *query, uint32_t stage, uint32_t lease)
{
    return !query->has_failure || stage < query->failed_stage ||
           (stage == query->failed_stage && lease < query->failed_lease);
}

const BlockRef *scheduler_stage_output(Scheduler *s, QueryId id, uint32_t at, Arena *arena,
                                       uint32_t *out_count)
{
    QueryState *query = find_query(s, id);
    uint32_t count = 0;

    *out_count = 0;
    if (!query)
        return NULL;
    const Stage *stage = &query->stages[at];
    for (uint32_t lease = 0; lease < stage->lease_count; lease++)
        count += stage->leases[lease].output_count;
    BlockRef *all = ARENA_ARRAY(arena, BlockRef, count);
    uint32_t leases = output_leases(stage);
    for (uint32_t lease = 0; lease < leases; lease++) {
        const Lease *from = &stage->leases[lease];
        if (from->state != LEASE_COMMITTED)
            break; /* the stage is not done */
        if (from->output_count)
            memcpy(all + *out_count, from->outputs, from->output_count * sizeof *all);
        *out_count += from->output_count;
    }
    return all;
}

bool scheduler_is_idle(const Scheduler *s)
{
    for (const QueryState *query = s->queries; query; query = query->next)
        if (!query->ended)
            return false;
    for (uint32_t at = 0; at < s->worker_count; at++)
        if (s->workers[at].attempt_count)
            return false;
    return true;
}

/* Adds the attempts its leases believe in to `running`. */
static bool stage_is_valid(const Stage *stage, uint32_t *running)
{
    uint32_t pending = 0, committed = 0;

    for (uint32_t at = 0; at < stage->lease_count; at++) {
        const Lease *lease = &stage->leases[at];
        pending += lease->state == LEASE_PENDING;
        committed += lease->state == LEASE_COMMITTED;
        *running += lease->running;
        if ((lease->state == LEASE_PENDING && lease->running) ||
            (lease->state == LEASE_RUNNING && !lease->running))
            return false;
        if (lease->from >= lease->to || (at && stage->leases[at - 1].to != lease->from))
            return false;
    }
    return pending == stage->pending_count && committed == stage->committed_count;
}

bool scheduler_is_valid(const Scheduler *s)
{
    uint32_t running = 0, attempts = 0;

    for (const QueryState *query = s->queries; query; query = query->next)
        for (uint32_t at = 0; !query->ended && at < query->stage_count; at++)
            if (!stage_is_valid(&query->stages[at], &running))
                return false;
    for (uint32_t at = 0; at < s->worker_count; at++) {
        attempts += s->workers[at].attempt_count;
        if (s->workers[at].attempt_count > s->workers[at].slots)
            return false;
    }
    return attempts == running;
}
