/*
 * sim.h -- private to the simulation of the scheduler core.
 *
 *     queue of things to come, by virtual time ──> world ──Event──> scheduler_step
 *           ^                                       |                    |
 *           └── answers, crashes, clients ──────────┴── check <──Actions─┘
 *
 * The world (world.c) decides what happens, from one seed.  The model (model.c) stands in for the
 * work: what a lease makes is a hash of its splits and of what it read, so that an answer can be
 * compared with the truth.  The judge (check.c) believes only what it saw cross the border of the
 * core, and compares each action with that.
 */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "scheduler/scheduler.h"

enum {
    SIM_STAGES_MAX = 8,
    SIM_SPLITS_MAX = 40,
    SIM_PARTITIONS_MAX = 8,
    SIM_QUERIES_MAX = 24,
    SIM_WORKERS_MAX = 6, /* at a time */
    SIM_SLOTS_MAX = 4,
    NO_SPLIT = UINT32_MAX,
};

/* --- The model: what queries there are ------------------------------------------------------- */

typedef struct SimInput {
    uint32_t stage;
    bool by_partition; /* split n reads partition n; else each split reads all */
} SimInput;

typedef struct SimStage {
    SimInput inputs[SIM_STAGES_MAX];
    uint32_t input_count;
    uint32_t split_count;
    uint32_t partitions; /* of its output */
    int64_t split_rows[SIM_SPLITS_MAX];
    int64_t row_goal;
    bool is_reproducible;
    uint32_t failing_split; /* ends in a final error whenever it is run; or NO_SPLIT */
    uint32_t poison_split;  /* kills its worker whenever it is run; or NO_SPLIT */
} SimStage;

/* A lease as the judge saw it. */
typedef struct SimLease {
    uint32_t from, to;
    AttemptId live;     /* under way; 0: none */
    AttemptId accepted; /* its answer counts; 0: none */
    bool may_rerun;     /* what it was made from may have gone */
    bool has_failed;    /* with a final error */
    uint32_t attempts, charged;
} SimLease;

typedef struct SimQuery {
    QueryId id;
    uint64_t seed;
    SimStage stages[SIM_STAGES_MAX];
    uint32_t stage_count;
    SimLease leases[SIM_STAGES_MAX][SIM_SPLITS_MAX];
    uint32_t lease_count[SIM_STAGES_MAX];
    AttemptId given[SIM_SPLITS_MAX]; /* by lease of the last stage */
    uint32_t given_count, taken_count;
    uint64_t client_free_at;
    uint32_t client_delay_ms;
    bool is_submitted, has_ended;
    bool ends_now;                 /* in this step */
    bool is_cancelled, is_refused; /* as sent to the core */
    bool given_may_be_stale;       /* a result was given out and its origin was lost later */
} SimQuery;

/* --- What the judge believes ----------------------------------------------------------------- */

typedef enum AttemptState { ATTEMPT_LIVE, ATTEMPT_DONE, ATTEMPT_FAILED, ATTEMPT_OVER } AttemptState;

typedef struct SimAttempt {
    SimQuery *query;
    uint32_t stage, lease;
    WorkerId worker;
    AttemptState state;
    bool is_lost; /* its outputs went with the worker */
    bool is_final, is_retryable;
    uint64_t values[SIM_PARTITIONS_MAX];
    BlockRef outputs[SIM_PARTITIONS_MAX];
    uint32_t output_count;
    int64_t rows;
} SimAttempt;

/* What a worker was told of a query. */
typedef struct Prepared {
    const BlockRef *inputs[SIM_STAGES_MAX];
    uint32_t input_counts[SIM_STAGES_MAX];
    bool is_announced[SIM_STAGES_MAX];
} Prepared;

typedef struct SimWorker {
    WorkerId id;
    bool is_up;
    uint32_t slots, busy;
    AttemptId running[SIM_SLOTS_MAX];    /* `busy` of them */
    uint32_t slowness;                   /* factor */
    Prepared *prepared[SIM_QUERIES_MAX]; /* by query; NULL: not */
} SimWorker;

/* --- The world ------------------------------------------------------------------------------- */

typedef enum HappeningKind {
    HAPPENS_SUBMIT,  /* query */
    HAPPENS_ANSWER,  /* attempt */
    HAPPENS_CRASH,   /* worker, attempt: blamed */
    HAPPENS_STRAY,   /* an idle worker goes */
    HAPPENS_UP,      /* a worker comes */
    HAPPENS_TAKE,    /* query */
    HAPPENS_CANCEL,  /* query */
    HAPPENS_REFUSE,  /* query */
    HAPPENS_NOISE,   /* messages nobody asked for */
    HAPPENS_DARKNESS /* all workers go */
} HappeningKind;

typedef struct Happening {
    uint64_t at_ms, sequence;
    HappeningKind kind;
    WorkerId worker;
    AttemptId attempt;
    SimQuery *query;
} Happening;

typedef struct Queue {
    Happening *items; /* a heap by (at_ms, sequence) */
    uint32_t count, capacity;
    uint64_t sequence;
} Queue;

/* How unfriendly this world is; per mille where not said otherwise. */
typedef struct Climate {
    uint32_t crash, blame, output_lost, hang, retryable, late, zombie, duplicate, slow;
    uint32_t stray_ms; /* mean time between workers that go; 0: none */
    uint32_t noise_ms;
    uint32_t failing, poison, cancel, refuse;
    uint32_t client_delay_ms; /* at most */
    uint32_t respawn_ms;      /* at most */
    uint32_t calm_at_ms;      /* faults stop */
    bool is_burst;            /* all queries at once */
} Climate;

typedef struct Sim {
    uint64_t random;
    uint64_t now_ms;
    Queue queue;
    Climate climate;
    Arena *arena; /* of this seed */
    Budget budget;
    Scheduler *scheduler;
    Actions actions;
    SimQuery *queries; /* SIM_QUERIES_MAX */
    uint32_t query_count;
    SimAttempt *attempts; /* by id; 0 is nobody */
    uint32_t attempt_count, attempt_capacity;
    SimWorker *workers; /* by id; 0 is nobody */
    uint32_t worker_count, worker_capacity;
    uint32_t target_workers, coming_workers;
    uint64_t steps;
    uint64_t answered, failed, cancelled; /* queries, of all seeds */
    bool is_tracing;
    bool had_loss;     /* in this step: outputs were lost */
    char failure[400]; /* what is wrong; empty: nothing */
} Sim;

/* One uniformly distributed number below `limit`. */
uint32_t sim_pick(Sim *sim, uint32_t limit);
bool sim_chance(Sim *sim, uint32_t per_mille);
/* Remember the first thing that is wrong. */
void sim_wrong(Sim *sim, const char *format, ...) printf_like(2, 3);
void sim_trace(const Sim *sim, const char *format, ...) printf_like(2, 3);

/* queue.c */
void queue_add(Queue *queue, Happening happening);
bool queue_take(Queue *queue, Happening *out);

/* model.c */
void model_make_query(Sim *sim, SimQuery *query);
const StageSpecs *model_specs(Sim *sim, const SimQuery *query);
/* Fill in what the attempt makes of the blocks its worker was told of. */
void model_run(Sim *sim, SimAttempt *attempt, AttemptId id, const Prepared *prepared);
/* Leases of the stage that make up its output, the rest being over its row goal; false: some of
 * them are not there. */
bool model_output(const Sim *sim, const SimQuery *query, uint32_t stage, uint32_t *out_leases);
/* What the given leases should have said. */
void model_check_truth(Sim *sim, const SimQuery *query);

/* check.c: one step of the core, judged. */
void check_step(Sim *sim, const Event *event);
/* Nothing is left. */
void check_end(Sim *sim);

/* world.c */
void world_on_lease(Sim *sim, SimAttempt *attempt, AttemptId id);
void world_on_result(Sim *sim, SimQuery *query);
/* Live through one seed; false: sim->failure says what went wrong. */
bool world_run(Sim *sim, uint64_t seed);

#endif
