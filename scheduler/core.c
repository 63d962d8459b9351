/*
 * core.c -- scheduler_step: events change queries, leases and workers; then everything that can
 * start is started.
 *
 * One query's state lives in one arena and goes with it.  All searches are over short lists:
 * workers by tens, running attempts by slots.
 */
#include "scheduler/core.h"
#include "scheduler/plant.h"

#include <stdlib.h>

/* --- Small things
 * ------------------------------------------------------------------------------------ */

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

static QueryState *find_query(Scheduler *s, QueryId id)
{
    for (QueryState *query = s->queries; query; query = query->next)
        if (query->id == id)
            return query;
    return NULL;
}

static Worker *find_worker(Scheduler *s, WorkerId id)
{
    for (uint32_t at = 0; at < s->worker_count; at++)
        if (s->workers[at].id == id)
            return &s->workers[at];
    return NULL;
}

/* --- Attempts
 * ---------------------------------------------------------------------------------------- */

static Attempt *find_attempt(Worker *worker, AttemptId id)
{
    for (uint32_t at = 0; at < worker->attempt_count; at++)
        if (worker->attempts[at].id == id)
            return &worker->attempts[at];
    return NULL;
}

static void attempt_remove(Worker *worker, Attempt *attempt)
{
    *attempt = worker->attempts[--worker->attempt_count];
}

/* The lease has one attempt less; with none left it waits to be tried again. */
static void attempt_is_over(QueryState *query, const Attempt *attempt)
{
    Lease *lease = &query->stages[attempt->stage].leases[attempt->lease];

    assert(lease->running > 0);
    lease->running--;
    if (lease->state == LEASE_RUNNING && lease->running == 0) {
        lease->state = LEASE_PENDING;
        query->stages[attempt->stage].pending_count++;
    }
}

/* --- How far stages are
 * ---------------------------------------------------------------------------------- */

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

static bool has_enough(const Stage *stage)
{
    return stage->row_goal != INT64_MAX && rows_of_prefix(stage) >= stage->row_goal;
}

static bool is_finished(const Stage *stage)
{
    bool all =
        stage->next_split == stage->split_count && stage->committed_count == stage->lease_count;
    return all || has_enough(stage);
}

static bool inputs_are_finished(const QueryState *query, const Stage *stage)
{
    for (uint32_t at = 0; at < stage->input_count; at++)
        if (!is_finished(&query->stages[stage->inputs[at]]))
            return PLANT(INPUT_UNFINISHED);
    return true;
}

/* How many leases, from the first on, make up the output of a stage. */
static uint32_t output_leases(const Stage *stage)
{
    uint32_t at = 0;

    if (!has_enough(stage))
        return stage->lease_count;
    for (int64_t rows = 0; rows < stage->row_goal; at++)
        rows += stage->leases[at].output_rows;
    return at;
}

/* A stage is needed until all that read it are finished, or not needed themselves. */
static void find_needed(QueryState *query)
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
static bool is_before_failure(const QueryState *query, uint32_t stage, uint32_t lease)
{
    return !query->has_failure || stage < query->failed_stage ||
           (stage == query->failed_stage && lease < query->failed_lease);
}

/* --- The end of a query
 * -------------------------------------------------------------------------------- */

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

static void query_fail(Scheduler *s, QueryState *query, const Error *error, Actions *out)
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

/* --- Submitting
 * ----------------------------------------------------------------------------------------- */

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

static void query_append(Scheduler *s, QueryState *query)
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

/* --- Leases done and failed
 * ------------------------------------------------------------------------------ */

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
static void lease_retry(QueryState *query, const Attempt *attempt, const Error *cause)
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

/* --- Workers coming and going
 * ------------------------------------------------------------------------------ */

/* Workers keep their index while they live: queries hold bits by it. */
static void on_worker_up(Scheduler *s, const Event *event)
{
    uint32_t at = 0;

    assert(event->worker != 0 && event->slots <= SLOTS_MAX);
    while (at < s->worker_count && s->workers[at].id)
        at++;
    assert(at < WORKERS_MAX);
    s->workers[at] = (Worker){ .id = event->worker, .slots = event->slots };
    if (at == s->worker_count)
        s->worker_count++;
}

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

/* Throw away all that stage `at` has made, and what was made from it. */
static bool stage_discard(Scheduler *s, QueryState *query, uint32_t at, Actions *out);

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
static void stage_revoke(Scheduler *s, QueryState *query, uint32_t stage, Actions *out)
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

static void on_worker_down(Scheduler *s, const Event *event, Actions *out)
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

/* --- Clients
 * --------------------------------------------------------------------------------------------- */

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

/* --- What can go on
 * ---------------------------------------------------------------------------------------- */

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

/* --- Issuing leases
 * ------------------------------------------------------------------------------------------ */

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

static void start_leases(Scheduler *s, Actions *out)
{
    bool started = true;

    while (started && freest_worker(s))
        started = start_next(s, out);
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

/* --- Asking
 * ---------------------------------------------------------------------------------------------- */

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

static bool stage_is_valid(const Stage *stage)
{
    uint32_t pending = 0, committed = 0;

    for (uint32_t at = 0; at < stage->lease_count; at++) {
        const Lease *lease = &stage->leases[at];
        pending += lease->state == LEASE_PENDING;
        committed += lease->state == LEASE_COMMITTED;
        if (lease->state == LEASE_PENDING && lease->running)
            return false;
        if (lease->from >= lease->to || (at && stage->leases[at - 1].to != lease->from))
            return false;
    }
    return pending == stage->pending_count && committed == stage->committed_count;
}

bool scheduler_is_valid(const Scheduler *s)
{
    for (const QueryState *query = s->queries; query; query = query->next)
        for (uint32_t at = 0; !query->ended && at < query->stage_count; at++)
            if (!stage_is_valid(&query->stages[at]))
                return false;
    for (uint32_t at = 0; at < s->worker_count; at++)
        if (s->workers[at].attempt_count > s->workers[at].slots)
            return false;
    return true;
}
