/*
 * scheduler.h -- the scheduler core: a sans-I/O state machine.
 *
 *     scheduler_step(state, event, now) -> actions
 *
 * It knows queries, their stages, leases and attempts, and workers with slots; it knows no
 * sockets, no clocks, no operators.  The shell (shell.h) turns messages into events and actions
 * into messages; the simulation (tests/sim) does the same with a seeded model of a network.
 *
 *     Query ── Stage ── Lease [from, to) of the stage's splits ── Attempt on a worker
 *
 *     stage   WAITING ──inputs done──> RUNNING ──all leases committed──> DONE
 *     lease   PENDING ──attempt sent──> RUNNING ──first commit wins──> COMMITTED
 *                ^───── attempt lost, output lost ─────┘──────────────────┘
 *
 * Invariants: an attempt's answer counts only while that attempt is known; a lease is committed at
 * most once between losses; results go out in lease order, each exactly once.
 */
#ifndef SCHEDULER_SCHEDULER_H
#define SCHEDULER_SCHEDULER_H

#include "catalyst/tree/tree.h"
#include "worker/protocol.h"

enum {
    WORKERS_MAX = 256,
    WORKER_SLOTS_MAX = BLAME_THREADS_MAX,
    ATTEMPTS_CHARGED_MAX = 4,           /* crashes of one lease that are its own fault */
    ATTEMPTS_MAX = 100,                 /* of one lease, whoever is to blame */
    STAGES_MAX = 1000,                  /* of one query: 54000 beyond */
    RESULT_LEASES_AHEAD = 4,            /* committed or running but not yet taken by the client */
    RESULT_LEASE_ROWS_MAX = 256 * 1024, /* unless one split has more */
    LEASES_PER_SLOT = 4,                /* a stage is cut so that slots meet its end together */
};

typedef uint64_t QueryId;   /* never reused while the driver lives */
typedef uint64_t AttemptId; /* likewise */
typedef uint32_t WorkerId;  /* one incarnation of a worker process; never reused */

/* --- Stages: made by stages_cut from a physical plan --------------------------------------------
 */

typedef struct StageSpec {
    Plan *plan;       /* its root is the Exchange that is the sink; the last stage's is SINGLE */
    uint32_t *inputs; /* stages it reads */
    uint32_t input_count;
    int64_t *split_rows; /* estimated rows of each split of the driving source */
    uint32_t split_count;
    int64_t row_goal;     /* enough rows, from the first lease on; INT64_MAX: all */
    bool is_reproducible; /* running a lease again gives the same rows */
} StageSpec;

typedef struct StageSpecs {
    StageSpec *items; /* inputs before consumers; the last one gives the result */
    uint32_t count;
} StageSpecs;

/* Cut at every Exchange.  The result lives in cx->arena.  Raises 54000. */
must_use StageSpecs *stages_cut(Cx *cx, Plan *plan);

/* debug: all of it as one stage of one lease, through whose exchanges rows just pass. */
StageSpecs *stages_uncut(Cx *cx, Plan *plan);

/* --- Events ---------------------------------------------------------------------------------- */

typedef enum EventKind {
    EVENT_WORKER_UP,    /* worker, slots */
    EVENT_WORKER_DOWN,  /* worker, blamed (attempt 0: nobody), output_lost */
    EVENT_SUBMIT,       /* query, stages */
    EVENT_LEASE_DONE,   /* worker, attempt, outputs */
    EVENT_LEASE_FAILED, /* worker, attempt, error */
    EVENT_TAKEN,        /* query: the client has taken one more lease of the result */
    EVENT_CANCEL,       /* query */
    EVENT_QUERY_FAILED, /* query, error: a worker cannot even begin with it */
} EventKind;

typedef struct Event {
    EventKind kind;
    WorkerId worker;
    QueryId query;
    AttemptId attempt;
    uint32_t slots;
    AttemptId blamed;
    bool output_lost;
    const StageSpecs *stages; /* copied: borrowed for the step only */
    const BlockRef *outputs;  /* borrowed for the step only */
    uint32_t output_count;
    int64_t output_rows;
    const Error *error; /* borrowed */
} Event;

/* --- Actions --------------------------------------------------------------------------------- */

typedef enum ActionKind {
    ACTION_PREPARE, /* worker, query: send it the plan of all stages */
    ACTION_INPUT,   /* worker, query, stage: tell it where this stage's output lies */
    ACTION_LEASE,   /* worker, query, stage, lease, attempt, from, to */
    ACTION_REVOKE,  /* worker, query, attempt: its result is not wanted any more */
    ACTION_RESULT,  /* query, lease: outputs for the client, the next in order */
    ACTION_DONE,    /* query: everything was given out */
    ACTION_FAILED,  /* query, error */
    ACTION_RELEASE, /* worker, query: forget it and all its blocks */
} ActionKind;

typedef struct Action {
    ActionKind kind;
    WorkerId worker;
    QueryId query;
    uint32_t stage;
    uint32_t lease;
    AttemptId attempt;
    uint32_t from, to;
    const BlockRef *outputs; /* RESULT: valid until the query is released */
    uint32_t output_count;
    const Error *error; /* FAILED: valid until the next step */
} Action;

typedef struct Actions {
    Action *items;
    uint32_t count;
    uint32_t capacity;
} Actions;

typedef struct Scheduler Scheduler;

Scheduler *scheduler_new(Budget *budget);
void scheduler_free(Scheduler *scheduler);
/* `out_actions` is appended to; its items come from malloc: actions_fini. */
void scheduler_step(Scheduler *scheduler, const Event *event, Actions *out_actions);
void actions_fini(Actions *actions);

/* --- Asking ---------------------------------------------------------------------------------- */

/* All blocks of a stage that is done, in lease order; in `arena`. */
const BlockRef *scheduler_stage_output(Scheduler *scheduler, QueryId query, uint32_t stage,
                                       Arena *arena, uint32_t *out_count);
/* Nothing is left: no query, no attempt. */
bool scheduler_is_idle(const Scheduler *scheduler);
/* For asserts in tests: every count agrees with what it counts. */
bool scheduler_is_valid(const Scheduler *scheduler);

#endif
