/*
 * check.c -- the judge: one step of the core, compared with what may and must happen.
 *
 * What an event changes is believed first; then each action is judged in order, and changes the
 * belief in turn; then what the step must have brought is looked for.
 */
#include "tests/sim/sim.h"

#include <stdio.h>

static uint32_t index_of(const Sim *sim, const SimQuery *query)
{
    return (uint32_t)(query - sim->queries);
}

static SimQuery *query_of(Sim *sim, QueryId id)
{
    for (uint32_t at = 0; at < sim->query_count; at++)
        if (sim->queries[at].id == id && sim->queries[at].is_submitted)
            return &sim->queries[at];
    return NULL;
}

static SimWorker *worker_of(Sim *sim, WorkerId id)
{
    return id && id < sim->worker_count && sim->workers[id].is_up ? &sim->workers[id] : NULL;
}

/* The attempt whose answer would count; NULL: it is over, or there never was one. */
static SimAttempt *live_attempt(Sim *sim, WorkerId worker, AttemptId id)
{
    SimAttempt *attempt = id && id < sim->attempt_count ? &sim->attempts[id] : NULL;
    bool is_live = attempt && attempt->state == ATTEMPT_LIVE && attempt->worker == worker;

    return is_live ? attempt : NULL;
}

static SimLease *lease_of(const SimAttempt *attempt)
{
    return &attempt->query->leases[attempt->stage][attempt->lease];
}

static void attempt_ends(Sim *sim, SimAttempt *attempt, AttemptState state)
{
    SimWorker *worker = &sim->workers[attempt->worker];
    SimLease *lease = lease_of(attempt);

    for (uint32_t at = 0; at < worker->busy; at++)
        if (worker->running[at] == lease->live) {
            worker->running[at] = worker->running[--worker->busy];
            break;
        }
    attempt->state = state;
    lease->live = 0;
}

/* --- What events mean ------------------------------------------------------------------------ */

static void believe_done(Sim *sim, const Event *event)
{
    SimAttempt *attempt = live_attempt(sim, event->worker, event->attempt);

    if (!attempt)
        return;
    attempt_ends(sim, attempt, ATTEMPT_DONE);
    lease_of(attempt)->accepted = event->attempt;
    lease_of(attempt)->may_rerun = false;
}

static void believe_failed(Sim *sim, const Event *event)
{
    SimAttempt *attempt = live_attempt(sim, event->worker, event->attempt);

    if (!attempt)
        return;
    attempt_ends(sim, attempt, ATTEMPT_FAILED);
    lease_of(attempt)->charged += event->error->retryable;
    lease_of(attempt)->has_failed |= !event->error->retryable;
}

/* What was made from an irreproducible stage's lost output may have to be made again. */
static void doubt_consumers(SimQuery *query, uint32_t producer)
{
    for (uint32_t at = producer + 1; at < query->stage_count; at++) {
        const SimStage *stage = &query->stages[at];
        bool reads = false;
        for (uint32_t input = 0; input < stage->input_count; input++)
            reads |= stage->inputs[input].stage == producer;
        if (!reads)
            continue;
        for (uint32_t lease = 0; lease < query->lease_count[at]; lease++)
            query->leases[at][lease].may_rerun = true;
        query->given_may_be_stale |= at + 1 == query->stage_count && query->given_count > 0;
        doubt_consumers(query, at);
    }
}

/* Is something lost of what the stage had made? */
static bool has_lost(const Sim *sim, const SimQuery *query, uint32_t stage)
{
    for (uint32_t l = 0; l < query->lease_count[stage]; l++)
        if (sim->attempts[query->leases[stage][l].accepted].is_lost)
            return true;
    return false;
}

/* An old loss may come to matter by a new one: where that loses what was made of it. */
static void believe_lost(Sim *sim, SimQuery *query, WorkerId worker)
{
    bool is_new = false;

    for (uint32_t at = 0; at < query->stage_count; at++)
        for (uint32_t l = 0; l < query->lease_count[at]; l++) {
            SimAttempt *attempt = &sim->attempts[query->leases[at][l].accepted];
            bool was_given = at + 1 == query->stage_count && l < query->given_count;
            if (attempt->worker != worker || attempt->is_lost || was_given)
                continue;
            attempt->is_lost = attempt->output_count > 0;
            is_new |= attempt->is_lost;
        }
    sim->had_loss |= is_new;
    for (uint32_t at = 0; is_new && at < query->stage_count; at++)
        if (!query->stages[at].is_reproducible && has_lost(sim, query, at))
            doubt_consumers(query, at);
}

static void believe_down(Sim *sim, const Event *event)
{
    SimWorker *worker = worker_of(sim, event->worker);

    if (!worker)
        return;
    worker->is_up = false;
    while (worker->busy) {
        AttemptId id = worker->running[0];
        lease_of(&sim->attempts[id])->charged += id == event->blamed;
        attempt_ends(sim, &sim->attempts[id], ATTEMPT_OVER);
    }
    for (uint32_t at = 0; event->output_lost && at < sim->query_count; at++)
        if (sim->queries[at].is_submitted && !sim->queries[at].has_ended)
            believe_lost(sim, &sim->queries[at], event->worker);
}

static void believe(Sim *sim, const Event *event)
{
    SimQuery *query = event->query ? query_of(sim, event->query) : NULL;

    switch (event->kind) {
    case EVENT_WORKER_UP: sim->workers[event->worker].is_up = true; break;
    case EVENT_WORKER_DOWN: believe_down(sim, event); break;
    case EVENT_SUBMIT: break;
    case EVENT_LEASE_DONE: believe_done(sim, event); break;
    case EVENT_LEASE_FAILED: believe_failed(sim, event); break;
    case EVENT_TAKEN:
        if (query && query->taken_count < query->given_count)
            query->taken_count++;
        break;
    case EVENT_CANCEL:
        if (query)
            query->is_cancelled = true;
        break;
    case EVENT_QUERY_FAILED:
        if (query)
            query->is_refused = true;
        break;
    }
}

/* --- Actions to workers ---------------------------------------------------------------------- */

static void judge_prepare(Sim *sim, SimWorker *worker, const SimQuery *query)
{
    Prepared **prepared = &worker->prepared[index_of(sim, query)];

    if (*prepared || query->has_ended)
        sim_wrong(sim, "query %u is prepared twice or too late", (uint32_t)query->id);
    *prepared = arena_zero(sim->arena, sizeof **prepared);
}

static void judge_input(Sim *sim, const SimWorker *worker, const SimQuery *query, uint32_t stage)
{
    Prepared *prepared = worker->prepared[index_of(sim, query)];

    if (!prepared) {
        sim_wrong(sim, "input of query %u for a worker that does not know it", (uint32_t)query->id);
        return;
    }
    prepared->inputs[stage] = scheduler_stage_output(sim->scheduler, query->id, stage, sim->arena,
                                                     &prepared->input_counts[stage]);
    prepared->is_announced[stage] = true;
}

static bool is_same_block(const BlockRef *a, const BlockRef *b)
{
    return a->segment == b->segment && a->offset == b->offset && a->bytes == b->bytes &&
           a->rows == b->rows && a->partition == b->partition;
}

/* The worker must know exactly the blocks whose answers count, all there. */
static void judge_announced(Sim *sim, const SimQuery *query, uint32_t input,
                            const Prepared *prepared)
{
    uint32_t leases, block = 0, id = (uint32_t)query->id;
    bool is_same = prepared->is_announced[input];

    if (!model_output(sim, query, input, &leases))
        sim_wrong(sim, "query %u: input %u is not complete", id, input);
    for (uint32_t l = 0; l < leases && is_same; l++) {
        const SimAttempt *made = &sim->attempts[query->leases[input][l].accepted];
        if (made->is_lost)
            sim_wrong(sim, "query %u: output of lease %u.%u is lost but read", id, input, l);
        for (uint32_t at = 0; at < made->output_count && is_same; at++, block++)
            is_same = block < prepared->input_counts[input] &&
                      is_same_block(&made->outputs[at], &prepared->inputs[input][block]);
    }
    if (!is_same || block != prepared->input_counts[input])
        sim_wrong(sim, "query %u: the worker was told otherwise of input %u", id, input);
}

static bool output_is_lost(const Sim *sim, const SimQuery *query, uint32_t stage)
{
    uint32_t leases;
    bool is_lost = !model_output(sim, query, stage, &leases);

    for (uint32_t l = 0; l < leases; l++)
        is_lost |= sim->attempts[query->leases[stage][l].accepted].is_lost;
    return is_lost;
}

static bool stage_has_all(const Sim *sim, const SimQuery *query, uint32_t stage)
{
    uint32_t leases;
    bool has_all = model_output(sim, query, stage, &leases);

    for (uint32_t l = 0; has_all && l < leases; l++) {
        const SimLease *lease = &query->leases[stage][l];
        has_all = !lease->may_rerun && !sim->attempts[lease->accepted].is_lost;
    }
    return has_all;
}

/* Borders, window and limits. */
static void judge_lease_fits(Sim *sim, SimQuery *query, const Action *action)
{
    uint32_t at = action->stage, number = action->lease, id = (uint32_t)query->id;
    bool is_last = at + 1 == query->stage_count;
    SimLease *lease = &query->leases[at][number];
    uint32_t from = number ? query->leases[at][number - 1].to : 0;

    if (number > query->lease_count[at] || action->from != from || action->to <= action->from ||
        action->to > query->stages[at].split_count) {
        sim_wrong(sim, "query %u: lease %u.%u has wrong borders", id, at, number);
        return;
    }
    if (number == query->lease_count[at]) {
        *lease = (SimLease){ .from = action->from, .to = action->to };
        query->lease_count[at]++;
    }
    if (action->to != lease->to)
        sim_wrong(sim, "query %u: lease %u.%u has new borders", id, at, number);
    if (is_last && number >= query->taken_count + RESULT_LEASES_AHEAD)
        sim_wrong(sim, "query %u: lease %u is too far ahead of the client", id, number);
    if (lease->live)
        sim_wrong(sim, "query %u: lease %u.%u runs twice", id, at, number);
    if ((lease->accepted && !lease->may_rerun && !sim->attempts[lease->accepted].is_lost) ||
        stage_has_all(sim, query, at) || (is_last && number < query->given_count))
        sim_wrong(sim, "query %u: lease %u.%u is run again without need", id, at, number);
    if (lease->charged >= ATTEMPTS_CHARGED_MAX || lease->attempts >= ATTEMPTS_MAX)
        sim_wrong(sim, "query %u: lease %u.%u is tried too often", id, at, number);
}

static SimAttempt *attempt_begins(Sim *sim, SimQuery *query, const Action *action)
{
    SimWorker *worker = &sim->workers[action->worker];
    SimLease *lease = &query->leases[action->stage][action->lease];
    SimAttempt *attempt = &sim->attempts[sim->attempt_count++];

    *attempt = (SimAttempt){
        .query = query, .stage = action->stage, .lease = action->lease, .worker = action->worker
    };
    worker->running[worker->busy++] = action->attempt;
    lease->live = action->attempt;
    lease->attempts++;
    return attempt;
}

static void judge_lease(Sim *sim, SimWorker *worker, SimQuery *query, const Action *action)
{
    const Prepared *prepared = worker->prepared[index_of(sim, query)];
    const SimStage *stage = &query->stages[action->stage];

    if (!prepared || query->has_ended || worker->busy == worker->slots ||
        action->attempt != sim->attempt_count) {
        sim_wrong(sim, "lease %u.%u of query %u for a worker that cannot run it", action->stage,
                  action->lease, (uint32_t)query->id);
        return;
    }
    judge_lease_fits(sim, query, action);
    for (uint32_t input = 0; input < stage->input_count; input++)
        judge_announced(sim, query, stage->inputs[input].stage, prepared);
    if (sim->failure[0])
        return;
    SimAttempt *attempt = attempt_begins(sim, query, action);
    model_run(sim, attempt, action->attempt, prepared);
    world_on_lease(sim, attempt, action->attempt);
}

static void judge_revoke(Sim *sim, const SimQuery *query, const Action *action)
{
    SimAttempt *attempt = live_attempt(sim, action->worker, action->attempt);
    uint32_t leases;

    if (!attempt) {
        sim_wrong(sim, "attempt %u is revoked though it is over", (uint32_t)action->attempt);
        return;
    }
    if (!query->has_ended && !sim->had_loss && !model_output(sim, query, attempt->stage, &leases))
        sim_wrong(sim, "attempt %u is revoked without need", (uint32_t)action->attempt);
    attempt_ends(sim, attempt, ATTEMPT_OVER);
}

static void judge_release(Sim *sim, SimWorker *worker, const SimQuery *query)
{
    Prepared **prepared = &worker->prepared[index_of(sim, query)];

    if (!*prepared || !query->has_ended)
        sim_wrong(sim, "query %u is released too early or twice", (uint32_t)query->id);
    *prepared = NULL;
}

/* --- Actions to clients ---------------------------------------------------------------------- */

static void judge_result(Sim *sim, SimQuery *query, const Action *action)
{
    uint32_t last = query->stage_count - 1, number = query->given_count, leases;
    const SimLease *lease = &query->leases[last][number];
    const SimAttempt *made = &sim->attempts[lease->accepted];
    bool has_enough = model_output(sim, query, last, &leases) && number >= leases;

    if (query->has_ended || action->lease != number || number >= query->lease_count[last] ||
        !lease->accepted || made->is_lost || has_enough ||
        action->output_count != made->output_count) {
        sim_wrong(sim, "query %u: lease %u is given out wrongly", (uint32_t)query->id,
                  action->lease);
        return;
    }
    for (uint32_t at = 0; at < made->output_count; at++)
        if (!is_same_block(&action->outputs[at], &made->outputs[at]))
            sim_wrong(sim, "query %u: lease %u is given out with other blocks", (uint32_t)query->id,
                      number);
    query->given[query->given_count++] = lease->accepted;
    world_on_result(sim, query);
}

static bool has_split(const SimLease *lease, uint32_t split)
{
    return split != NO_SPLIT && split >= lease->from && split < lease->to;
}

/* Of several failures the lowest counts, and none where there are enough rows before it. */
static void judge_lowest(Sim *sim, const SimQuery *query, uint32_t failed, uint32_t number)
{
    uint32_t leases, id = (uint32_t)query->id;

    if (!query->leases[failed][number].has_failed)
        sim_wrong(sim, "query %u: lease %u.%u has not failed", id, failed, number);
    if (model_output(sim, query, failed, &leases) && leases <= number)
        sim_wrong(sim, "query %u: failed by rows nobody wants", id);
    for (uint32_t at = 0; at <= failed; at++)
        for (uint32_t l = 0; l < query->lease_count[at] && (at < failed || l < number); l++) {
            if (!has_split(&query->leases[at][l], query->stages[at].failing_split))
                continue;
            if (!model_output(sim, query, at, &leases) || leases > l)
                sim_wrong(sim, "query %u: failure of %u.%u hides the one of %u.%u", id, failed,
                          number, at, l);
        }
}

/* Some lease was tried as often as it may be. */
static bool has_worn_out(const SimQuery *query)
{
    for (uint32_t at = 0; at < query->stage_count; at++)
        for (uint32_t l = 0; l < query->lease_count[at]; l++)
            if (query->leases[at][l].charged >= ATTEMPTS_CHARGED_MAX ||
                query->leases[at][l].attempts >= ATTEMPTS_MAX)
                return true;
    return false;
}

static void judge_failure(Sim *sim, SimQuery *query, const Error *error)
{
    uint32_t stage, lease;
    bool is_right = false;

    if (error->code == ERR_QUERY_CANCELED)
        is_right = query->is_cancelled;
    else if (error->code == ERR_SYSTEM_ERROR)
        is_right = query->is_refused;
    else if (error->code == ERR_SERIALIZATION_FAILURE)
        is_right = query->given_may_be_stale;
    else if (error->code == ERR_IO_ERROR || error->code == ERR_INTERNAL_ERROR)
        is_right = has_worn_out(query);
    else if (error->code == ERR_DIVISION_BY_ZERO &&
             sscanf(error->message, "lease %u.%u", &stage, &lease) == 2) {
        is_right = true;
        judge_lowest(sim, query, stage, lease);
    }
    if (!is_right)
        sim_wrong(sim, "query %u failed for no reason: %s", (uint32_t)query->id, error->message);
}

static void judge_end(Sim *sim, SimQuery *query, const Action *action)
{
    if (query->has_ended)
        sim_wrong(sim, "query %u ends twice", (uint32_t)query->id);
    sim->answered += action->kind == ACTION_DONE;
    sim->failed += action->kind == ACTION_FAILED && action->error->code != ERR_QUERY_CANCELED;
    sim->cancelled += action->kind == ACTION_FAILED && action->error->code == ERR_QUERY_CANCELED;
    if (action->kind == ACTION_DONE)
        model_check_truth(sim, query);
    else
        judge_failure(sim, query, action->error);
    query->has_ended = true;
    query->ends_now = true;
}

/* --- Steps
 * ------------------------------------------------------------------------------------------------
 */

static void trace_action(const Sim *sim, const Action *action)
{
    static const char *const names[] = {
        [ACTION_PREPARE] = "prepare", [ACTION_INPUT] = "input",     [ACTION_LEASE] = "lease",
        [ACTION_REVOKE] = "revoke",   [ACTION_RESULT] = "result",   [ACTION_DONE] = "done",
        [ACTION_FAILED] = "failed",   [ACTION_RELEASE] = "release",
    };

    sim_trace(sim, "    %s worker %u query %u lease %u.%u [%u, %u) attempt %u %s",
              names[action->kind], action->worker, (uint32_t)action->query, action->stage,
              action->lease, action->from, action->to, (uint32_t)action->attempt,
              action->error ? action->error->message : "");
}

static void judge(Sim *sim, const Action *action)
{
    SimQuery *query = query_of(sim, action->query);
    SimWorker *worker = worker_of(sim, action->worker);

    bool is_for_client = action->kind == ACTION_RESULT || action->kind == ACTION_DONE ||
                         action->kind == ACTION_FAILED;

    trace_action(sim, action);
    if (!query || (!is_for_client && !worker)) {
        sim_wrong(sim, "an action for nobody");
        return;
    }
    switch (action->kind) {
    case ACTION_PREPARE: judge_prepare(sim, worker, query); break;
    case ACTION_INPUT: judge_input(sim, worker, query, action->stage); break;
    case ACTION_LEASE: judge_lease(sim, worker, query, action); break;
    case ACTION_REVOKE: judge_revoke(sim, query, action); break;
    case ACTION_RESULT: judge_result(sim, query, action); break;
    case ACTION_DONE:
    case ACTION_FAILED: judge_end(sim, query, action); break;
    case ACTION_RELEASE: judge_release(sim, worker, query); break;
    }
}

static void check_ended(Sim *sim, SimQuery *query)
{
    for (uint32_t at = 0; at < query->stage_count; at++)
        for (uint32_t l = 0; l < query->lease_count[at]; l++)
            if (query->leases[at][l].live)
                sim_wrong(sim, "query %u ended but runs", (uint32_t)query->id);
    for (uint32_t w = 1; w < sim->worker_count; w++)
        if (sim->workers[w].is_up && sim->workers[w].prepared[index_of(sim, query)])
            sim_wrong(sim, "query %u ended but worker %u keeps it", (uint32_t)query->id, w);
    query->ends_now = false;
}

/* A stage that has enough rows has nothing running. */
static void check_satisfied(Sim *sim, const SimQuery *query)
{
    for (uint32_t at = 0; at < query->stage_count; at++)
        for (uint32_t l = 0; l < query->lease_count[at]; l++)
            if (query->leases[at][l].live && stage_has_all(sim, query, at))
                sim_wrong(sim, "query %u: stage %u has enough but runs", (uint32_t)query->id, at);
}

/* What reads lost blocks must have been revoked in the step that told of the loss. */
static void check_readers(Sim *sim, const SimQuery *query)
{
    for (uint32_t at = 0; at < query->stage_count; at++) {
        const SimStage *stage = &query->stages[at];
        bool reads_lost = false;
        for (uint32_t input = 0; input < stage->input_count; input++)
            reads_lost |= output_is_lost(sim, query, stage->inputs[input].stage);
        for (uint32_t l = 0; reads_lost && l < query->lease_count[at]; l++)
            if (query->leases[at][l].live)
                sim_wrong(sim, "query %u: stage %u goes on reading what is gone",
                          (uint32_t)query->id, at);
    }
}

void check_step(Sim *sim, const Event *event)
{
    sim->had_loss = false;
    believe(sim, event);
    sim->actions.count = 0;
    scheduler_step(sim->scheduler, event, &sim->actions);
    sim->steps++;
    for (uint32_t at = 0; at < sim->actions.count && !sim->failure[0]; at++)
        judge(sim, &sim->actions.items[at]);
    if (sim->failure[0])
        return;
    if (!scheduler_is_valid(sim->scheduler))
        sim_wrong(sim, "the core's counts disagree");
    for (uint32_t at = 0; at < sim->query_count; at++) {
        SimQuery *query = &sim->queries[at];
        if (query->ends_now)
            check_ended(sim, query);
        if (!query->has_ended && (query->is_cancelled || query->is_refused))
            sim_wrong(sim, "query %u was cancelled but goes on", (uint32_t)query->id);
        if (sim->had_loss && query->is_submitted && !query->has_ended)
            check_readers(sim, query);
    }
    if (event->kind == EVENT_LEASE_DONE && event->attempt && event->attempt < sim->attempt_count &&
        !sim->attempts[event->attempt].query->has_ended)
        check_satisfied(sim, sim->attempts[event->attempt].query);
}

void check_end(Sim *sim)
{
    for (uint32_t at = 0; at < sim->query_count; at++)
        if (!sim->queries[at].has_ended)
            sim_wrong(sim, "query %u never ends", (uint32_t)sim->queries[at].id);
    if (!scheduler_is_idle(sim->scheduler))
        sim_wrong(sim, "the core is not idle");
}
