/* core.h -- private to the scheduler core: its state. */
#ifndef SCHEDULER_CORE_H
#define SCHEDULER_CORE_H

#include "scheduler/scheduler.h"

typedef enum LeaseState { LEASE_PENDING, LEASE_RUNNING, LEASE_COMMITTED } LeaseState;

typedef struct Lease {
    uint32_t from, to; /* splits */
    LeaseState state;
    uint32_t running;  /* attempts under way */
    uint32_t attempts; /* made so far */
    uint32_t charged;  /* of these, crashes that were its own fault */
    WorkerId worker;   /* COMMITTED: who made the outputs */
    bool is_gone;      /* ... and took them along, but nobody has needed them since */
    const BlockRef *outputs;
    uint32_t output_count;
    int64_t output_rows;
} Lease;

typedef struct Stage {
    uint32_t *inputs;
    uint32_t input_count;
    int64_t *split_rows;
    uint32_t split_count;
    int64_t row_goal;
    bool is_reproducible;
    bool is_needed;      /* something is still to read its output */
    uint32_t next_split; /* the first that belongs to no lease yet */
    int64_t rows_left;   /* estimated, of the splits from there on */
    Lease *leases;       /* room for one a split */
    uint32_t lease_count;
    uint32_t pending_count; /* leases in each state; the rest are running */
    uint32_t committed_count;
    uint64_t announced[WORKERS_MAX / 64]; /* workers (by index) that know the output */
} Stage;

typedef struct QueryState {
    struct QueryState *next;
    QueryId id;
    Cx cx; /* the arena all of it lives in; the error it failed with */
    Stage *stages;
    uint32_t stage_count;
    uint32_t given_leases;               /* of the last stage: handed to the client side */
    uint32_t taken_leases;               /* of these: taken by the client */
    int64_t given_rows;                  /* in the given leases */
    uint64_t prepared[WORKERS_MAX / 64]; /* workers (by index) that have the plan */
    bool has_failure;
    Error failure;
    uint32_t failed_stage, failed_lease;
    bool ended; /* freed at the next step */
} QueryState;

typedef struct Attempt {
    AttemptId id;
    QueryId query;
    uint32_t stage;
    uint32_t lease;
} Attempt;

typedef struct Worker {
    WorkerId id;
    uint32_t slots;
    Attempt attempts[WORKER_SLOTS_MAX];
    uint32_t attempt_count;
} Worker;

struct Scheduler {
    Arena *arena;
    QueryState *queries; /* whose turn it is first */
    Worker workers[WORKERS_MAX];
    uint32_t worker_count;
    AttemptId next_attempt;
};

/* --- core.c: what several files change ------------------------------------------------------- */

void action_add(Actions *actions, Action action);
QueryState *find_query(Scheduler *s, QueryId id);
Worker *find_worker(Scheduler *s, WorkerId id);
void attempt_remove(Worker *worker, Attempt *attempt);
/* The lease has one attempt less; with none left it waits to be tried again. */
void attempt_is_over(QueryState *query, const Attempt *attempt);
/* An attempt came to nothing; `cause`: by the lease's own fault, or NULL. */
void lease_retry(QueryState *query, const Attempt *attempt, const Error *cause);
void query_fail(Scheduler *s, QueryState *query, const Error *error, Actions *out);
void query_append(Scheduler *s, QueryState *query);

/* --- progress.c: how far stages are ---------------------------------------------------------- */

bool has_enough(const Stage *stage); /* rows, for its goal */
bool is_finished(const Stage *stage);
bool inputs_are_finished(const QueryState *query, const Stage *stage);
/* How many leases, from the first on, make up the output of a stage. */
uint32_t output_leases(const Stage *stage);
/* Set is_needed of all stages. */
void find_needed(QueryState *query);
/* Is the lease lower than the one that failed?  Yes, if none has. */
bool is_before_failure(const QueryState *query, uint32_t stage, uint32_t lease);

/* --- loss.c, issue.c ------------------------------------------------------------------------- */

void on_worker_down(Scheduler *s, const Event *event, Actions *out);
void stage_revoke(Scheduler *s, QueryState *query, uint32_t stage, Actions *out);
/* Start all that can start. */
void start_leases(Scheduler *s, Actions *out);

#endif
