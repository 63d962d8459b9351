/*
 * loss.c -- workers that go, and what goes with them.
 *
 * What is lost is made again only when somebody is to read it; what was made from rows that would
 * come out otherwise is made again too.
 */
#include "scheduler/core.h"
#include "scheduler/plant.h"

/* Throw away all that stage `at` has made, and what was made from it. */
static bool stage_discard(Scheduler *s, QueryState *query, uint32_t at, Actions *out);

static void worker_remove(Scheduler *s, Worker *worker)
{
    uint32_t index = (uint32_t)(worker - s->workers);

    *worker = (Worker){ 0 };
    for (QueryState *query = s->queries; query; query = query->next) {
        if (!PLANT(STALE_PREPARED))
            bit_clear(query->prepared, index);
        for (uint32_t at = 0; at < query->stage_count; at++)
            if (!PLANT(STALE_ANNOUNCED))
                bit_clear(query->stages[at].announced, index);
    }
}

static const Error result_lost = {
    .code = ERR_SERIALIZATION_FAILURE,
    .position = NO_POSITION,
    .message = "rows that were already sent depended on a worker that is gone",
    .hint = "Run the query again.",
};

static void lease_lose(Stage *stage, Lease *lease)
{
    if (lease->state != LEASE_COMMITTED)
        return;
    stage->committed_count--;
    lease->state = LEASE_PENDING;
    stage->pending_count++;
}

static bool reads(const Stage *stage, uint32_t input)
{
    for (uint32_t at = 0; at < stage->input_count; at++)
        if (stage->inputs[at] == input)
            return true;
    return false;
}

/* Attempts of a stage whose input changed under it run on blocks that are gone. */
void stage_revoke(Scheduler *s, QueryState *query, uint32_t stage, Actions *out)
{
    for (uint32_t w = 0; w < s->worker_count; w++) {
        Worker *worker = &s->workers[w];
        for (uint32_t i = worker->attempt_count; i-- > 0;) {
            Attempt attempt = worker->attempts[i];
            if (attempt.query != query->id || attempt.stage != stage)
                continue;
            action_add(out, (Action){ .kind = ACTION_REVOKE,
                                      .worker = worker->id,
                                      .query = query->id,
                                      .attempt = attempt.id });
            if (PLANT(LATE_COMMIT))
                continue;
            attempt_remove(worker, &worker->attempts[i]);
            attempt_is_over(query, &attempt);
        }
    }
}

static bool consumers_discard(Scheduler *s, QueryState *query, uint32_t producer, Actions *out)
{
    for (uint32_t at = producer + 1; at < query->stage_count; at++)
        if (reads(&query->stages[at], producer) && !stage_discard(s, query, at, out))
            return false;
    return true;
}

static bool stage_discard(Scheduler *s, QueryState *query, uint32_t at, Actions *out)
{
    Stage *stage = &query->stages[at];

    if (at + 1 == query->stage_count && query->given_leases > 0) {
        query_fail(s, query, &result_lost, out);
        return false;
    }
    stage_revoke(s, query, at, out);
    for (uint32_t lease = 0; lease < stage->lease_count; lease++)
        lease_lose(stage, &stage->leases[lease]);
    memset(stage->announced, 0, sizeof stage->announced);
    return consumers_discard(s, query, at, out);
}

/* A reproducible stage makes just the lost outputs again; its consumers' finished leases stay
 * right.  What was made from the outputs of an irreproducible one must be made again too. */
static bool stage_lose_gone(Scheduler *s, QueryState *query, uint32_t at, Actions *out)
{
    Stage *stage = &query->stages[at];
    uint32_t output = output_leases(stage);
    bool lost = false;

    for (uint32_t l = 0; l < stage->lease_count; l++) {
        Lease *lease = &stage->leases[l];
        if (lease->state != LEASE_COMMITTED || !lease->is_gone)
            continue;
        lost |= l < output;
        lease_lose(stage, lease);
    }
    if (!lost)
        return false;
    if (!PLANT(INPUT_NOT_RENEWED))
        memset(stage->announced, 0, sizeof stage->announced);
    if (!stage->is_reproducible && !PLANT(STALE_CONSUMERS)) {
        consumers_discard(s, query, at, out);
        return true;
    }
    for (uint32_t consumer = at + 1; consumer < query->stage_count; consumer++)
        if (reads(&query->stages[consumer], at) && !PLANT(READS_ON))
            stage_revoke(s, query, consumer, out);
    return true;
}

/* What the driver has given out already is safe. */
static void mark_gone(QueryState *query, WorkerId worker)
{
    for (uint32_t at = 0; at < query->stage_count; at++) {
        Stage *stage = &query->stages[at];
        if (PLANT(OLD_LOSS_FORGOTTEN) && !stage->is_needed)
            continue;
        uint32_t given = at + 1 == query->stage_count ? query->given_leases : 0;
        for (uint32_t l = given; l < stage->lease_count; l++)
            stage->leases[l].is_gone |=
                stage->leases[l].worker == worker && stage->leases[l].output_count > 0;
    }
}

/* Outputs that nobody needs stay lost until somebody needs them: a stage that loses its own needs
 * its inputs again, and they may have gone long ago.  So look until nothing more is lost. */
static void query_lose_outputs(Scheduler *s, QueryState *query, WorkerId worker, Actions *out)
{
    bool lost = true;

    mark_gone(query, worker);
    while (lost && !query->ended) {
        lost = false;
        find_needed(query);
        for (uint32_t at = query->stage_count; at-- > 0 && !lost;)
            lost = query->stages[at].is_needed && stage_lose_gone(s, query, at, out);
    }
}

static const Error crashes = {
    .code = ERR_INTERNAL_ERROR,
    .position = NO_POSITION,
    .message = "a part of the query made its worker process crash repeatedly",
    .hint = "This is a bug in Hearth. Its log names the signal.",
};

void on_worker_down(Scheduler *s, const Event *event, Actions *out)
{
    Worker *found = find_worker(s, event->worker);

    if (!found)
        return;
    Worker worker = *found;
    worker_remove(s, found);
    for (uint32_t at = 0; at < worker.attempt_count; at++) {
        QueryState *query = find_query(s, worker.attempts[at].query);
        bool blamed = worker.attempts[at].id == event->blamed || PLANT(BLAME_FOR_ALL);
        if (PLANT(ATTEMPT_FORGOTTEN))
            continue;
        lease_retry(query, &worker.attempts[at], blamed ? &crashes : NULL);
    }
    if (!event->output_lost || PLANT(LOSS_FORGOTTEN))
        return;
    for (QueryState *query = s->queries; query; query = query->next)
        if (!query->ended)
            query_lose_outputs(s, query, event->worker, out);
}
