/*
 * core.c -- scheduler_step: events change queries, leases and workers; then everything that can
 * start is started.
 *
 * One query's state lives in one arena and goes with it.  All searches are over short lists:
 * workers by tens, running attempts by slots.  Questions about it are in progress.c, what lost
 * workers mean is in loss.c, and what can start is started in issue.c.
 */
#include "scheduler/core.h"
#include "scheduler/plant.h"

#include <stdlib.h>

/* --- Small things ---------------------------------------------------------------------------- */

void action_add(Actions *actions, Action action)
{
    if (actions->count == actions->capacity) {
        actions->capacity = actions->capacity ? actions->capacity * 2 : 64;
        actions->items = realloc(actions->items, actions->capacity * sizeof *actions->items);
        if (!actions->items)
            abort();
    }
    actions->items[actions->count++] = action;
}

void actions_fini(Actions *actions)
{
    free(actions->items);
    *actions = (Actions){ 0 };
}

Scheduler *scheduler_new(Budget *budget)
{
    Arena *arena = arena_new(budget);
    Scheduler *s = arena_zero(arena, sizeof *s);

    s->arena = arena;
    s->next_attempt = 1;
    return s;
}

static void query_free(QueryState *query)
{
    arena_free(query->cx.arena);
}

void scheduler_free(Scheduler *s)
{
    if (!s)
        return;
    while (s->queries) {
        QueryState *query = s->queries;
        s->queries = query->next;
        query_free(query);
    }
    arena_free(s->arena);
}

QueryState *find_query(Scheduler *s, QueryId id)
{
    for (QueryState *query = s->queries; query; query = query->next)
        if (query->id == id)
            return query;
    return NULL;
}

Worker *find_worker(Scheduler *s, WorkerId id)
{
    for (uint32_t at = 0; at < s->worker_count; at++)
        if (s->workers[at].id == id)
            return &s->workers[at];
    return NULL;
}

/* --- Attempts -------------------------------------------------------------------------------- */

static Attempt *find_attempt(Worker *worker, AttemptId id)
{
    for (uint32_t at = 0; at < worker->attempt_count; at++)
        if (worker->attempts[at].id == id)
            return &worker->attempts[at];
    return NULL;
}

void attempt_remove(Worker *worker, Attempt *attempt)
{
    *attempt = worker->attempts[--worker->attempt_count];
}

/* The lease has one attempt less; with none left it waits to be tried again. */
void attempt_is_over(QueryState *query, const Attempt *attempt)
{
    Lease *lease = &query->stages[attempt->stage].leases[attempt->lease];

    assert(lease->running > 0);
    lease->running--;
    if (lease->state == LEASE_RUNNING && lease->running == 0) {
        lease->state = LEASE_PENDING;
        query->stages[attempt->stage].pending_count++;
    }
}

/* --- The end of a query ---------------------------------------------------------------------- */

/* Revoke what runs, let the workers forget, drop the state. */
static void query_end(Scheduler *s, QueryState *query, Actions *out)
{
    for (uint32_t at = 0; at < s->worker_count; at++) {
        Worker *worker = &s->workers[at];
        for (uint32_t i = worker->attempt_count; i-- > 0;)
            if (worker->attempts[i].query == query->id) {
                if (!PLANT(END_WITHOUT_REVOKE))
                    action_add(out, (Action){ .kind = ACTION_REVOKE,
                                              .worker = worker->id,
                                              .query = query->id,
                                              .attempt = worker->attempts[i].id });
                attempt_remove(worker, &worker->attempts[i]);
            }
        if (bit_get(query->prepared, at) && !PLANT(RELEASE_FORGOTTEN))
            action_add(
                out, (Action){ .kind = ACTION_RELEASE, .worker = worker->id, .query = query->id });
    }
    query->ended = true;
}

void query_fail(Scheduler *s, QueryState *query, const Error *error, Actions *out)
{
    if (query->ended)
        return;
    fail_with(&query->cx, error);
    action_add(out,
               (Action){ .kind = ACTION_FAILED, .query = query->id, .error = &query->cx.error });
    query_end(s, query, out);
}

/* Queries that ended are freed at the start of the next step: actions borrow from them. */
static void sweep_ended(Scheduler *s)
{
    for (QueryState **link = &s->queries; *link;) {
        QueryState *query = *link;
        if (query->ended) {
            *link = query->next;
            query_free(query);
        } else {
            link = &query->next;
        }
    }
}

/* --- Submitting ------------------------------------------------------------------------------ */

static void stage_init(QueryState *query, Stage *stage, const StageSpec *spec)
{
    Arena *arena = query->cx.arena;
    int64_t most = INT64_MAX / (spec->split_count + 1); /* files may claim anything */

    stage->split_count = spec->split_count;
    stage->split_rows =
        arena_copy(arena, spec->split_rows, spec->split_count * sizeof *spec->split_rows);
    stage->inputs = arena_copy(arena, spec->inputs, spec->input_count * sizeof *spec->inputs);
    stage->input_count = spec->input_count;
    stage->row_goal = spec->row_goal;
    stage->is_reproducible = spec->is_reproducible;
    stage->leases = ARENA_ARRAY(arena, Lease, spec->split_count);
    for (uint32_t at = 0; at < spec->split_count; at++) {
        int64_t rows = spec->split_rows[at];
        stage->split_rows[at] = rows < 0 ? 0 : rows > most ? most : rows;
        stage->rows_left += stage->split_rows[at];
    }
}

void query_append(Scheduler *s, QueryState *query)
{
    QueryState **link = &s->queries;

    while (*link)
        link = &(*link)->next;
    *link = query;
    query->next = NULL;
}

static void on_submit(Scheduler *s, const Event *event)
{
    Arena *arena = arena_new(s->arena->budget);
    QueryState *query = arena_zero(arena, sizeof *query);

    query->cx.arena = arena;
    query->id = event->query;
    query->stage_count = event->stages->count;
    query->stages = arena_zero(arena, query->stage_count * sizeof *query->stages);
    for (uint32_t at = 0; at < query->stage_count; at++)
        stage_init(query, &query->stages[at], &event->stages->items[at]);
    query_append(s, query);
}

/* --- Leases done and failed ------------------------------------------------------------------ */

static void lease_commit(QueryState *query, const Attempt *attempt, const Event *event)
{
    Stage *stage = &query->stages[attempt->stage];
    Lease *lease = &stage->leases[attempt->lease];

    if (lease->state == LEASE_COMMITTED)
        return; /* another attempt was first */
    lease->state = LEASE_COMMITTED;
    lease->is_gone = false;
    lease->outputs =
        arena_copy(query->cx.arena, event->outputs, event->output_count * sizeof *event->outputs);
    lease->output_count = event->output_count;
    lease->output_rows = event->output_rows;
    lease->worker = event->worker;
    stage->committed_count++;
}

static void on_lease_done(Scheduler *s, const Event *event)
{
    Worker *worker = find_worker(s, event->worker);
    Attempt *found = worker ? find_attempt(worker, event->attempt) : NULL;

    if (!found)
        return; /* revoked meanwhile, or the worker was given up: first commit won already */
    Attempt attempt = *found;
    QueryState *query = find_query(s, attempt.query);

    attempt_remove(worker, found);
    lease_commit(query, &attempt, event);
    attempt_is_over(query, &attempt);
}

/* Several leases may fail: what is reported must not depend on which came first, so the query
 * ends with the failure of the lowest (stage, lease), once no lower one can fail any more. */
static void remember_failure(QueryState *query, const Attempt *attempt, const Error *error)
{
    if (!is_before_failure(query, attempt->stage, attempt->lease))
        return;
    Cx copy = { .arena = query->cx.arena };
    fail_with(&copy, error);
    query->failure = copy.error;
    query->has_failure = true;
    query->failed_stage = attempt->stage;
    query->failed_lease = attempt->lease;
}

/* One more try, unless the lease has been the cause too often. */
void lease_retry(QueryState *query, const Attempt *attempt, const Error *cause)
{
    Lease *lease = &query->stages[attempt->stage].leases[attempt->lease];

    attempt_is_over(query, attempt);
    if (cause && !PLANT(TRIES_UNLIMITED) && ++lease->charged >= ATTEMPTS_CHARGED_MAX)
        remember_failure(query, attempt, cause);
}

static void on_lease_failed(Scheduler *s, const Event *event)
{
    Worker *worker = find_worker(s, event->worker);
    Attempt *found = worker ? find_attempt(worker, event->attempt) : NULL;

    if (!found)
        return;
    Attempt attempt = *found;
    QueryState *query = find_query(s, attempt.query);

    attempt_remove(worker, found);
    if (event->error->retryable) {
        lease_retry(query, &attempt, event->error);
        return;
    }
    remember_failure(query, &attempt, event->error);
    attempt_is_over(query, &attempt);
}

/* --- Workers coming and going ---------------------------------------------------------------- */

/* Workers keep their index while they live: queries hold bits by it. */
static void on_worker_up(Scheduler *s, const Event *event)
{
    uint32_t at = 0;

    assert(event->worker != 0 && event->slots <= WORKER_SLOTS_MAX);
    while (at < s->worker_count && s->workers[at].id)
        at++;
    assert(at < WORKERS_MAX);
    s->workers[at] = (Worker){ .id = event->worker, .slots = event->slots };
    if (at == s->worker_count)
        s->worker_count++;
}

/* --- Clients --------------------------------------------------------------------------------- */

static void on_taken(Scheduler *s, const Event *event)
{
    QueryState *query = find_query(s, event->query);

    if (query && query->taken_leases < query->given_leases)
        query->taken_leases++;
}

static const Error canceled = {
    .code = ERR_QUERY_CANCELED,
    .position = NO_POSITION,
    .message = "canceling statement due to user request",
};

static void on_cancel(Scheduler *s, const Event *event, Actions *out)
{
    QueryState *query = find_query(s, event->query);

    if (query)
        query_fail(s, query, &canceled, out);
}

static void on_query_failed(Scheduler *s, const Event *event, Actions *out)
{
    QueryState *query = find_query(s, event->query);

    if (query)
        query_fail(s, query, event->error, out);
}

/* --- What can go on -------------------------------------------------------------------------- */

/* LIMIT: what still runs of a stage that has enough is not wanted. */
static void stop_satisfied(Scheduler *s, QueryState *query, Actions *out)
{
    for (uint32_t at = 0; at < query->stage_count; at++)
        if (has_enough(&query->stages[at]) && !PLANT(LIMIT_RUNS_ON))
            stage_revoke(s, query, at, out);
}

/* Give out the committed leases of the last stage that are next in order, until there are rows
 * enough: whether a later lease was done in time must not show. */
static void give_results(Scheduler *s, QueryState *query, Actions *out)
{
    uint32_t last = query->stage_count - 1;
    Stage *stage = &query->stages[last];

    while (query->given_leases < stage->lease_count &&
           (query->given_rows < stage->row_goal || PLANT(RESULT_OVER_GOAL))) {
        Lease *lease = &stage->leases[query->given_leases];
        if (lease->state != LEASE_COMMITTED && !PLANT(RESULT_TOO_EARLY))
            return;
        query->given_rows += lease->output_rows;
        action_add(out, (Action){ .kind = ACTION_RESULT,
                                  .query = query->id,
                                  .stage = last,
                                  .lease = query->given_leases++,
                                  .outputs = lease->outputs,
                                  .output_count = lease->output_count });
    }
    if (is_finished(stage)) {
        action_add(out, (Action){ .kind = ACTION_DONE, .query = query->id });
        query_end(s, query, out);
    }
}

/* May a lower lease than the failed one still fail?  Stages that have not begun are not waited
 * for. */
static bool may_fail_lower(const QueryState *query)
{
    const Stage *failed = &query->stages[query->failed_stage];

    for (uint32_t at = 0; at < query->failed_stage; at++) {
        const Stage *stage = &query->stages[at];
        if (stage->is_needed && stage->lease_count > 0 && !is_finished(stage))
            return true;
    }
    for (uint32_t lease = 0; lease < query->failed_lease; lease++)
        if (failed->leases[lease].state != LEASE_COMMITTED)
            return true;
    return false;
}

/* A failure among rows that nobody wants, because those before them are enough, is none. */
static void report_failure(Scheduler *s, QueryState *query, Actions *out)
{
    const Stage *failed = &query->stages[query->failed_stage];

    if ((has_enough(failed) && !PLANT(UNWANTED_FAILURE)) || !failed->is_needed)
        query->has_failure = false;
    else if (!may_fail_lower(query) || PLANT(HIGHER_FAILURE_FIRST))
        query_fail(s, query, &query->failure, out);
}

void scheduler_step(Scheduler *s, const Event *event, Actions *out)
{
    sweep_ended(s);
    switch (event->kind) {
    case EVENT_WORKER_UP: on_worker_up(s, event); break;
    case EVENT_WORKER_DOWN: on_worker_down(s, event, out); break;
    case EVENT_SUBMIT: on_submit(s, event); break;
    case EVENT_LEASE_DONE: on_lease_done(s, event); break;
    case EVENT_LEASE_FAILED: on_lease_failed(s, event); break;
    case EVENT_TAKEN: on_taken(s, event); break;
    case EVENT_CANCEL: on_cancel(s, event, out); break;
    case EVENT_QUERY_FAILED: on_query_failed(s, event, out); break;
    }
    for (QueryState *query = s->queries; query; query = query->next) {
        if (!query->ended)
            stop_satisfied(s, query, out);
        find_needed(query);
        if (!query->ended && query->has_failure)
            report_failure(s, query, out);
        if (!query->ended)
            give_results(s, query, out);
    }
    start_leases(s, out);
}
