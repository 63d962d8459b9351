/* issue.c -- leases for free slots: of which query, stage and size, and to whom. */
#include "scheduler/core.h"
#include "scheduler/plant.h"

static uint32_t total_slots(const Scheduler *s)
{
    uint32_t slots = 0;

    for (uint32_t at = 0; at < s->worker_count; at++)
        slots += s->workers[at].slots;
    return slots;
}

/* Guided self-scheduling: a share of the rows that are left, so that slots end together; the
 * result's leases start with one split and double, so that the first rows come soon. */
static uint32_t lease_splits(const Scheduler *s, const Stage *stage, bool is_result)
{
    uint32_t slots = total_slots(s);
    int64_t share = stage->rows_left / (int64_t)(slots * LEASES_PER_SLOT + 1);
    uint32_t splits = 0, left = stage->split_count - stage->next_split;
    uint32_t doubling = stage->lease_count < 16 ? 1u << stage->lease_count : left;
    int64_t rows = 0;

    if (is_result && share > RESULT_LEASE_ROWS_MAX)
        share = RESULT_LEASE_ROWS_MAX;
    do
        rows += stage->split_rows[stage->next_split + splits++];
    while (splits < left && rows < share && !(is_result && splits >= doubling));
    return splits;
}

static Lease *lease_new(const Scheduler *s, Stage *stage, bool is_result)
{
    Lease *lease = &stage->leases[stage->lease_count];
    uint32_t splits = lease_splits(s, stage, is_result);

    *lease = (Lease){ .from = stage->next_split, .to = stage->next_split + splits };
    for (uint32_t split = lease->from; split < lease->to; split++)
        stage->rows_left -= stage->split_rows[split];
    stage->next_split = lease->to;
    stage->lease_count++;
    stage->pending_count++;
    return lease;
}

/* After a failure only what may fail lower goes on: nothing new is begun. */
static bool may_grow(const QueryState *query, uint32_t at)
{
    return !query->has_failure || (at < query->failed_stage && query->stages[at].lease_count > 0);
}

/* The lowest lease that waits, or a new one; NULL: none to be had now. */
static Lease *lease_next(Scheduler *s, QueryState *query, uint32_t at)
{
    Stage *stage = &query->stages[at];
    bool is_result = at + 1 == query->stage_count;

    for (uint32_t lease = 0; stage->pending_count && lease < stage->lease_count; lease++)
        if (stage->leases[lease].state == LEASE_PENDING || PLANT(LEASE_GIVEN_TWICE))
            return is_before_failure(query, at, lease) ? &stage->leases[lease] : NULL;
    if (stage->next_split == stage->split_count || !may_grow(query, at))
        return NULL;
    uint32_t ahead = PLANT(WINDOW_IGNORED) ? UINT32_MAX / 2 : RESULT_LEASES_AHEAD;
    if (is_result && stage->lease_count >= query->taken_leases + ahead)
        return NULL;
    return lease_new(s, stage, is_result);
}

/* The worker with most free slots; NULL: all are busy. */
static Worker *freest_worker(Scheduler *s)
{
    Worker *best = NULL;
    uint32_t best_free = 0;

    for (uint32_t at = 0; at < s->worker_count; at++) {
        uint32_t unused = s->workers[at].slots - s->workers[at].attempt_count;
        if (unused > best_free) {
            best = &s->workers[at];
            best_free = unused;
        }
    }
    return best;
}

static void announce(Scheduler *s, QueryState *query, Worker *worker, uint32_t at, Actions *out)
{
    uint32_t index = (uint32_t)(worker - s->workers);
    Stage *stage = &query->stages[at];

    if (!bit_get(query->prepared, index)) {
        action_add(out,
                   (Action){ .kind = ACTION_PREPARE, .worker = worker->id, .query = query->id });
        bit_set(query->prepared, index);
    }
    for (uint32_t i = 0; i < stage->input_count; i++) {
        Stage *input = &query->stages[stage->inputs[i]];
        if (bit_get(input->announced, index))
            continue;
        action_add(out, (Action){ .kind = ACTION_INPUT,
                                  .worker = worker->id,
                                  .query = query->id,
                                  .stage = stage->inputs[i] });
        bit_set(input->announced, index);
    }
}

static void lease_start(Scheduler *s, QueryState *query, uint32_t at, Lease *lease, Worker *worker,
                        Actions *out)
{
    Stage *stage = &query->stages[at];
    uint32_t number = (uint32_t)(lease - stage->leases);
    Attempt attempt = { .id = s->next_attempt++, .query = query->id, .stage = at, .lease = number };

    announce(s, query, worker, at, out);
    stage->pending_count--;
    lease->state = LEASE_RUNNING;
    lease->running++;
    lease->attempts++;
    worker->attempts[worker->attempt_count++] = attempt;
    action_add(out, (Action){ .kind = ACTION_LEASE,
                              .worker = worker->id,
                              .query = query->id,
                              .stage = at,
                              .lease = number,
                              .attempt = attempt.id,
                              .from = lease->from,
                              .to = lease->to });
}

/* Charged ones too: their failure was no matter while other rows were enough. */
static bool is_worn_out(const Lease *lease)
{
    return (lease->attempts >= ATTEMPTS_MAX && !PLANT(LOSSES_UNLIMITED)) ||
           lease->charged >= ATTEMPTS_CHARGED_MAX;
}

static const Error worn_out = {
    .code = ERR_INTERNAL_ERROR,
    .position = NO_POSITION,
    .message = "a part of the query was started too often",
    .detail = "Workers went away whenever they ran it, or took its rows along.",
};

/* Start at most one lease of the query: its first stage, in plan order, that can use a slot. */
static bool query_start_one(Scheduler *s, QueryState *query, Actions *out)
{
    if (query->ended)
        return false;
    for (uint32_t at = 0; at < query->stage_count; at++) {
        Stage *stage = &query->stages[at];
        if (!stage->is_needed || is_finished(stage) || !inputs_are_finished(query, stage))
            continue;
        Worker *worker = freest_worker(s);
        Lease *lease = worker ? lease_next(s, query, at) : NULL;
        if (!lease)
            continue;
        if (is_worn_out(lease))
            query_fail(s, query, &worn_out, out);
        else
            lease_start(s, query, at, lease, worker, out);
        return true;
    }
    return false;
}

/* Start a lease of the query whose turn it is, or of the next that has one; then its turn comes
 * after that of all others. */
static bool start_next(Scheduler *s, Actions *out)
{
    for (QueryState **link = &s->queries; *link; link = &(*link)->next) {
        QueryState *query = *link;
        if (!query_start_one(s, query, out))
            continue;
        *link = query->next;
        query_append(s, query);
        return true;
    }
    return false;
}

void start_leases(Scheduler *s, Actions *out)
{
    bool started = true;

    while (started && freest_worker(s))
        started = start_next(s, out);
}
