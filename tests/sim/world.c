/*
 * world.c -- what happens: workers that come, go and dawdle, clients that wait and give up.
 *
 * All choices come from one seed.  From calm_at_ms on nothing more goes wrong by chance; what is
 * wrong with a query itself (a failing or poisonous split) stays so.
 */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    HEARTBEAT_LIMIT_MS = 10 * 1000, /* a worker that says nothing is given up */
    CALM_LIMIT_MS = 1000 * 1000,    /* then all queries must have ended */
    STEPS_MAX = 300 * 1000,
    ATTEMPTS_FIRST = 1024,
    ATTEMPTS_MARGIN =
        SIM_WORKERS_MAX * SIM_WORKERS_MAX * SIM_SLOTS_MAX, /* begun by one happening */
};

/* --- Choices --------------------------------------------------------------------------------- */

uint32_t sim_pick(Sim *sim, uint32_t limit)
{
    uint64_t x = sim->random += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return limit ? (uint32_t)((x ^ x >> 31) >> 32) % limit : 0;
}

bool sim_chance(Sim *sim, uint32_t per_mille)
{
    return sim_pick(sim, 1000) < per_mille;
}

void sim_wrong(Sim *sim, const char *format, ...)
{
    va_list arguments;

    if (sim->failure[0])
        return;
    va_start(arguments, format);
    vsnprintf(sim->failure, sizeof sim->failure, format, arguments);
    va_end(arguments);
    sim_trace(sim, "WRONG: %s", sim->failure);
}

void sim_trace(const Sim *sim, const char *format, ...)
{
    va_list arguments;

    if (!sim->is_tracing)
        return;
    printf("%8u.%03u  ", (uint32_t)(sim->now_ms / 1000), (uint32_t)(sim->now_ms % 1000));
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
}

/* Zero in a calm world, and in half of the others. */
static uint32_t maybe(Sim *sim, bool is_calm, uint32_t limit)
{
    uint32_t value = sim_pick(sim, limit);
    return is_calm || sim_chance(sim, 500) ? 0 : value;
}

static Climate climate_make(Sim *sim)
{
    bool calm = sim_chance(sim, 120), is_storm = !calm && sim_chance(sim, 40);
    Climate climate = {
        .crash = is_storm ? 960 : maybe(sim, calm, 200),
        .blame = is_storm ? 0 : sim_pick(sim, 1000),
        .output_lost = maybe(sim, calm, 1000),
        .hang = maybe(sim, calm, 40),
        .retryable = maybe(sim, calm, 200),
        .late = sim_pick(sim, 1000),
        .zombie = sim_pick(sim, 1000),
        .duplicate = maybe(sim, calm, 400),
        .slow = maybe(sim, calm, 400),
        .stray_ms = maybe(sim, calm, 2) ? 20 + sim_pick(sim, 2000) : 0,
        .noise_ms = maybe(sim, calm, 2) ? 10 + sim_pick(sim, 500) : 0,
        .failing = maybe(sim, false, 150),
        .poison = maybe(sim, false, 60),
        .cancel = maybe(sim, false, 300),
        .refuse = maybe(sim, calm, 60),
        .client_delay_ms = 1 + sim_pick(sim, 10) * sim_pick(sim, 200),
        .respawn_ms = is_storm ? 5 : 5 + sim_pick(sim, 1000),
        .calm_at_ms = 500 + sim_pick(sim, 8000),
        .is_burst = sim_chance(sim, 400),
    };
    return climate;
}

static bool is_calm(const Sim *sim)
{
    return sim->now_ms >= sim->climate.calm_at_ms;
}

static bool strikes(Sim *sim, uint32_t per_mille)
{
    return !is_calm(sim) && sim_chance(sim, per_mille);
}

static void later(Sim *sim, uint64_t delay_ms, Happening happening)
{
    happening.at_ms = sim->now_ms + delay_ms;
    queue_add(&sim->queue, happening);
}

/* --- Workers --------------------------------------------------------------------------------- */

static void worker_comes(Sim *sim)
{
    if (sim->worker_count == sim->worker_capacity) {
        sim->worker_capacity *= 2;
        sim->workers = realloc(sim->workers, sim->worker_capacity * sizeof *sim->workers);
        if (!sim->workers)
            abort();
    }
    SimWorker *worker = &sim->workers[sim->worker_count];
    Event up = { .kind = EVENT_WORKER_UP,
                 .worker = sim->worker_count,
                 .slots = 1 + sim_pick(sim, SIM_SLOTS_MAX) };

    *worker = (SimWorker){ .id = up.worker,
                           .slots = up.slots,
                           .slowness = strikes(sim, sim->climate.slow) ? 100 : 1 };
    sim->worker_count++;
    sim->coming_workers--;
    sim_trace(sim, "worker %u comes with %u slots", up.worker, up.slots);
    check_step(sim, &up);
}

static void worker_is_expected(Sim *sim)
{
    uint64_t delay_ms = 1 + sim_pick(sim, sim->climate.respawn_ms);

    sim->coming_workers++;
    later(sim, delay_ms, (Happening){ .kind = HAPPENS_UP });
}

static void worker_goes(Sim *sim, WorkerId id, AttemptId blamed)
{
    if (!sim->workers[id].is_up)
        return;
    Event down = { .kind = EVENT_WORKER_DOWN,
                   .worker = id,
                   .blamed = blamed,
                   .output_lost = sim_chance(sim, sim->climate.output_lost) };

    sim_trace(sim, "worker %u goes, attempt %u is blamed%s", id, (uint32_t)blamed,
              down.output_lost ? ", its outputs are lost" : "");
    worker_is_expected(sim);
    check_step(sim, &down);
}

static WorkerId any_worker(Sim *sim)
{
    return 1 + sim_pick(sim, sim->worker_count); /* gone ones and the next one too */
}

static WorkerId any_live_worker(Sim *sim)
{
    WorkerId found = 0;
    uint32_t seen = 0;

    for (WorkerId id = 1; id < sim->worker_count; id++)
        if (sim->workers[id].is_up && sim_pick(sim, ++seen) == 0)
            found = id;
    return found;
}

static void stray_goes(Sim *sim)
{
    WorkerId id = any_live_worker(sim);

    if (is_calm(sim))
        return;
    later(sim, 1 + sim_pick(sim, sim->climate.stray_ms * 2), (Happening){ .kind = HAPPENS_STRAY });
    if (id)
        worker_goes(sim, id, 0);
}

static void all_go(Sim *sim)
{
    for (WorkerId id = 1; id < sim->worker_count && !sim->failure[0]; id++)
        worker_goes(sim, id, 0);
}

/* --- Attempts -------------------------------------------------------------------------------- */

static bool has_split(const SimAttempt *attempt, uint32_t split)
{
    const SimLease *lease = &attempt->query->leases[attempt->stage][attempt->lease];
    return split != NO_SPLIT && split >= lease->from && split < lease->to;
}

void world_on_lease(Sim *sim, SimAttempt *attempt, AttemptId id)
{
    const SimStage *stage = &attempt->query->stages[attempt->stage];
    uint64_t ms =
        (1 + sim_pick(sim, 50)) * (is_calm(sim) ? 1 : sim->workers[attempt->worker].slowness);
    bool is_poison = has_split(attempt, stage->poison_split);
    Happening answer = { .kind = HAPPENS_ANSWER, .attempt = id };
    Happening crash = { .kind = HAPPENS_CRASH, .worker = attempt->worker, .attempt = id };

    attempt->is_final = has_split(attempt, stage->failing_split);
    attempt->is_retryable = strikes(sim, sim->climate.retryable);
    if (is_poison || strikes(sim, sim->climate.crash)) {
        if (!is_poison && !sim_chance(sim, sim->climate.blame))
            crash.attempt = 0;
        later(sim, ms, crash);
        ms += sim_pick(sim, 2) * sim_pick(sim, 100); /* the answer of the dead */
    } else if (strikes(sim, sim->climate.hang)) {
        crash.attempt = 0;
        later(sim, HEARTBEAT_LIMIT_MS, crash);
        ms = HEARTBEAT_LIMIT_MS + sim_pick(sim, 1000);
    }
    later(sim, ms + 1, answer);
}

static void attempt_answers(Sim *sim, AttemptId id)
{
    const SimAttempt *attempt = &sim->attempts[id];
    bool is_up = sim->workers[attempt->worker].is_up;
    char message[64];
    Error error = { .position = NO_POSITION, .message = message };
    Event event = { .kind = EVENT_LEASE_DONE,
                    .worker = attempt->worker,
                    .query = attempt->query->id,
                    .attempt = id,
                    .outputs = attempt->outputs,
                    .output_count = attempt->output_count,
                    .output_rows = attempt->rows };

    if (attempt->state != ATTEMPT_LIVE &&
        !sim_chance(sim, is_up ? sim->climate.late : sim->climate.zombie))
        return;
    if (attempt->is_final || attempt->is_retryable) {
        event.kind = EVENT_LEASE_FAILED;
        event.error = &error;
        error.retryable = !attempt->is_final;
        error.code = attempt->is_final ? ERR_DIVISION_BY_ZERO : ERR_IO_ERROR;
        snprintf(message, sizeof message, "lease %u.%u", attempt->stage, attempt->lease);
    }
    sim_trace(sim, "worker %u: attempt %u of query %u lease %u.%u %s", event.worker, (uint32_t)id,
              (uint32_t)event.query, attempt->stage, attempt->lease,
              event.error ? error.retryable ? "fails, may be tried again" : "fails" : "is done");
    if (strikes(sim, sim->climate.duplicate))
        later(sim, sim_pick(sim, 100), (Happening){ .kind = HAPPENS_ANSWER, .attempt = id });
    check_step(sim, &event);
}

/* --- Clients --------------------------------------------------------------------------------- */

static void query_comes(Sim *sim, SimQuery *query)
{
    Event submit = { .kind = EVENT_SUBMIT, .query = query->id, .stages = model_specs(sim, query) };

    sim_trace(sim, "query %u of %u stages is submitted", (uint32_t)query->id, query->stage_count);
    query->is_submitted = true;
    check_step(sim, &submit);
}

void world_on_result(Sim *sim, SimQuery *query)
{
    uint64_t from = query->client_free_at > sim->now_ms ? query->client_free_at : sim->now_ms;

    query->client_free_at = from + sim_pick(sim, is_calm(sim) ? 2 : query->client_delay_ms);
    later(sim, query->client_free_at - sim->now_ms,
          (Happening){ .kind = HAPPENS_TAKE, .query = query });
}

static void query_event(Sim *sim, EventKind kind, const SimQuery *query, const char *what)
{
    static const Error refused = { .code = ERR_SYSTEM_ERROR,
                                   .position = NO_POSITION,
                                   .message = "cannot even begin" };
    Event event = { .kind = kind, .query = query->id, .error = &refused };

    sim_trace(sim, "query %u %s", (uint32_t)query->id, what);
    check_step(sim, &event);
}

/* Answers to nothing that was asked, from anybody. */
static void noise(Sim *sim)
{
    static const Error error = { .code = ERR_DATA_CORRUPTED, .message = "noise" };
    static const EventKind kinds[] = { EVENT_LEASE_DONE, EVENT_LEASE_FAILED, EVENT_WORKER_DOWN,
                                       EVENT_TAKEN,      EVENT_CANCEL,       EVENT_QUERY_FAILED };
    WorkerId worker = any_worker(sim);
    Event event = { .kind = kinds[sim_pick(sim, COUNT_OF(kinds))],
                    .worker = worker,
                    .query = 1000 + sim_pick(sim, 10),
                    .attempt = sim_pick(sim, 3) ? sim_pick(sim, sim->attempt_count)
                                                : sim->attempt_count + sim_pick(sim, 10),
                    .error = &error };
    bool is_up = worker < sim->worker_count && sim->workers[worker].is_up;
    bool is_asked =
        event.attempt < sim->attempt_count && sim->attempts[event.attempt].worker == worker;

    if (is_calm(sim))
        return;
    later(sim, 1 + sim_pick(sim, sim->climate.noise_ms * 2), (Happening){ .kind = HAPPENS_NOISE });
    if (is_up && (is_asked || event.kind == EVENT_WORKER_DOWN))
        return;
    sim_trace(sim, "noise of kind %d", (int)event.kind);
    check_step(sim, &event);
}

static void happen(Sim *sim, const Happening *what)
{
    switch (what->kind) {
    case HAPPENS_SUBMIT: query_comes(sim, what->query); break;
    case HAPPENS_ANSWER: attempt_answers(sim, what->attempt); break;
    case HAPPENS_CRASH: worker_goes(sim, what->worker, what->attempt); break;
    case HAPPENS_STRAY: stray_goes(sim); break;
    case HAPPENS_UP: worker_comes(sim); break;
    case HAPPENS_TAKE: query_event(sim, EVENT_TAKEN, what->query, "takes"); break;
    case HAPPENS_CANCEL: query_event(sim, EVENT_CANCEL, what->query, "is cancelled"); break;
    case HAPPENS_REFUSE: query_event(sim, EVENT_QUERY_FAILED, what->query, "is refused"); break;
    case HAPPENS_NOISE: noise(sim); break;
    case HAPPENS_DARKNESS: all_go(sim); break;
    }
}

/* --- A whole life ---------------------------------------------------------------------------- */

static void plan_query(Sim *sim, SimQuery *query, uint32_t number)
{
    uint32_t at_ms = sim->climate.is_burst ? 0 : sim_pick(sim, sim->climate.calm_at_ms);

    *query = (SimQuery){ .id = number + 1 };
    query->client_delay_ms = sim_pick(sim, sim->climate.client_delay_ms + 1);
    model_make_query(sim, query);
    later(sim, at_ms, (Happening){ .kind = HAPPENS_SUBMIT, .query = query });
    if (sim_chance(sim, sim->climate.cancel))
        later(sim, at_ms + sim_pick(sim, 1000),
              (Happening){ .kind = HAPPENS_CANCEL, .query = query });
    if (sim_chance(sim, sim->climate.refuse))
        later(sim, at_ms + sim_pick(sim, 1000),
              (Happening){ .kind = HAPPENS_REFUSE, .query = query });
}

static void plan_life(Sim *sim)
{
    sim->target_workers = 1 + sim_pick(sim, SIM_WORKERS_MAX);
    for (uint32_t at = 0; at < sim->target_workers; at++)
        worker_is_expected(sim);
    sim->query_count = 1 + sim_pick(sim, sim_chance(sim, 150) ? SIM_QUERIES_MAX : 6);
    for (uint32_t at = 0; at < sim->query_count; at++)
        plan_query(sim, &sim->queries[at], at);
    if (sim->climate.stray_ms)
        later(sim, sim->climate.stray_ms, (Happening){ .kind = HAPPENS_STRAY });
    if (sim->climate.noise_ms)
        later(sim, sim->climate.noise_ms, (Happening){ .kind = HAPPENS_NOISE });
    if (sim_chance(sim, 200))
        later(sim, sim_pick(sim, sim->climate.calm_at_ms), (Happening){ .kind = HAPPENS_DARKNESS });
}

static void live(Sim *sim)
{
    Happening next;

    while (!sim->failure[0] && queue_take(&sim->queue, &next)) {
        sim->now_ms = next.at_ms;
        happen(sim, &next);
        if (sim->now_ms > sim->climate.calm_at_ms + CALM_LIMIT_MS || sim->steps > STEPS_MAX)
            sim_wrong(sim, "it does not come to an end");
        if (sim->attempt_count + ATTEMPTS_MARGIN > sim->attempt_capacity) {
            sim->attempt_capacity *= 2;
            sim->attempts = realloc(sim->attempts, sim->attempt_capacity * sizeof *sim->attempts);
            if (!sim->attempts)
                abort();
        }
    }
}

bool world_run(Sim *sim, uint64_t seed)
{
    sim->random = seed * 0x2545f4914f6cdd1du;
    sim->now_ms = sim->steps = 0;
    sim->failure[0] = '\0';
    sim->queue.count = 0;
    sim->coming_workers = 0;
    sim->worker_count = 1;
    if (!sim->attempts) {
        sim->attempt_capacity = sim->worker_capacity = ATTEMPTS_FIRST;
        sim->attempts = calloc(ATTEMPTS_FIRST, sizeof *sim->attempts);
        sim->workers = calloc(ATTEMPTS_FIRST, sizeof *sim->workers);
        sim->queries = calloc(SIM_QUERIES_MAX, sizeof *sim->queries);
        if (!sim->attempts || !sim->workers || !sim->queries)
            abort();
        sim->attempts[0].state = ATTEMPT_OVER;
    }
    sim->attempt_count = 1;
    arena_reset(sim->arena);
    budget_init(&sim->budget, NULL, "simulation", INT64_MAX);
    sim->scheduler = scheduler_new(&sim->budget);
    sim->climate = climate_make(sim);
    plan_life(sim);
    live(sim);
    if (!sim->failure[0])
        check_end(sim);
    scheduler_free(sim->scheduler);
    if (!sim->failure[0] && sim->budget.used_bytes != 0)
        sim_wrong(sim, "memory is left");
    return !sim->failure[0];
}
