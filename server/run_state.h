/*
 * run_state.h -- private to run.c and its parts: one execution of a statement.
 */
#ifndef SERVER_RUN_STATE_H
#define SERVER_RUN_STATE_H

#include "server/modify/modify.h"
#include "worker/local.h"

enum {
    LOCAL_SLICE_NS = 2 * 1000 * 1000,        /* before other sessions get their turn */
    LOCAL_MS_MAX = 100,                      /* then a plan without files goes to a worker, too */
    LOCAL_VALUE_BYTES_MAX = 4 * 1024 * 1024, /* likewise one that makes larger values */
};

typedef enum DeliveryKind { DELIVERY_ROWS, DELIVERY_DONE, DELIVERY_FAILED } DeliveryKind;

/* Something the scheduler said. */
typedef struct Delivery {
    struct Delivery *next;
    Run *run;
    DeliveryKind kind;
    ShellQuery *query; /* ROWS: a reference */
    Str bytes;
    uint64_t rows;
    bool ends_lease;
    Arena *arena; /* FAILED: where the error's texts live */
    Error error;
} Delivery;

typedef struct RunCopy RunCopy; /* run_copy.h */
typedef struct RunWith RunWith; /* run_with.h */

struct Run {
    _Atomic int references;
    Session *session;
    SessionHandle *handle;
    const Prepared *prepared;
    Arena *arena;
    Cx cx;
    Planned planned;
    ResultFormat format;
    ValueContext values; /* as the session had it when the run started */
    WireCompletion completion;

    LocalRun *local;
    int64_t local_started_ms;
    StrBuilder out;          /* local: rows encoded and not yet answered */
    ShellQuery *query;       /* remote */
    bool is_waiting;         /* an answer is owed */
    bool is_closed;          /* the portal is gone; deliveries are dropped */
    Delivery *first, **last; /* arrived, not yet answered */

    bool is_pending;    /* waits for a lock */
    bool is_modify;     /* rows go into a table */
    const Plan *insert; /* of CREATE TABLE AS: what fills the table */
    Modify *modify;
    ModifyPlan modify_plan;
    uint32_t locked_oid;
    const Value *arguments; /* of the portal */
    RunWith *with;          /* NULL: no WITH query changes rows */
    RunCopy *copy;          /* NULL: no COPY */
    const TableScan *scans; /* of a local run */

    SessionTimer *timer;  /* functions have slept: what they gave is answered later */
    LocalStep slept_step; /* what is to be answered then */
    uint64_t slept_rows;
    int64_t slept_micros; /* of rows from workers: slept at their end */

    bool is_explain;
    ExplainOptions explain;
    int64_t started_ns;
    RunTaker taker;   /* of what the run answers; none: the wire */
    const char *text; /* SHOW, EXPLAIN: the one-column answer, in lines */
    bool text_is_lines;
    bool shows_all; /* SHOW ALL */
};

/* --- run.c ----------------------------------------------------------------------------------- */
void run_drop(Run *run);
/* Let other sessions have their turn, then call run_want_rows again. */
void run_yield(Run *run);
/* Answer with what workers have said; what they have not: an answer is owed. */
void run_answer(Run *run, WireSession *wire);
must_use bool run_submit(Run *run);
/* The wire, or who takes what the run answers. */
void run_give_rows(Run *run, WireSession *wire, WireBlock block, const WireCompletion *completion);
/* The plan, and what was measured if it has run. */
void run_answer_explain(Run *run, WireSession *wire);
/* The portal's parameters as values. */
must_use Value *run_parameters(Cx *cx, Session *session, const Prepared *prepared,
                               const WirePortal *portal);
void delivery_done(Delivery *delivery); /* of ROWS: the lease may be given back */

/* --- run_modify.c ---------------------------------------------------------------------------- */
must_use bool run_start_modify(Run *run, const WirePortal *portal);
void run_modify(Run *run, WireSession *wire);
/* What EXPLAIN says becomes of the rows. */
void run_explain_modified(Run *run);
/* What is planned begins to run. */
must_use bool run_modify_begin(Run *run);
/* Rows from workers, and their end. */
must_use bool run_modify_block(Run *run, const Delivery *delivery);
void run_modify_end(Run *run, WireSession *wire);

/* Go on after a step of a local run. */
void run_modify_stepped(Run *run, WireSession *wire, LocalStep step);
void run_local_stepped(Run *run, WireSession *wire, LocalStep step, uint64_t rows);
void run_fail(Run *run, WireSession *wire, const Error *error); /* answer with it */

/* --- run_sleep.c ----------------------------------------------------------------------------- */
/* Go on so much later; no time: now. */
void run_sleep(Run *run, WireSession *wire, int64_t micros, LocalStep step, uint64_t rows);
/* A cancel while it sleeps: 57014 is answered.  False: it does not sleep. */
bool run_sleep_cancel(Run *run, WireSession *wire);
void run_set_wait(const Run *run, ActivityWait wait); /* for others to see */

/* --- run_copy.c ------------------------------------------------------------------------------ */
/* False: it was answered, or waits; true: rows of COPY TO are to be given. */
bool run_copy(Run *run, WireSession *wire);
/* A block of COPY TO as it goes out: counted, and with what comes behind the last row. */
WireBlock run_copy_block(Run *run, WireBlock block, const WireCompletion *completion);
void run_copy_cancel(Run *run);
void run_copy_close(Run *run);

/* --- run_define.c ---------------------------------------------------------------------------- */
/* False: it was answered, or waits; true: a table was made that rows are to fill. */
bool run_define(Run *run, WireSession *wire);

/* --- run_lock.c ------------------------------------------------------------------------------ */
typedef enum LockState { LOCKED, LOCK_PENDING, LOCK_FAILED } LockState;
/* Have the lock.  PENDING: run_want_rows is called again when it is had.  FAILED: 40P01. */
LockState run_lock(Run *run, uint32_t oid);
/* All of them, one after the other; also FAILED with 40001: see transaction_check_current(). */
LockState run_lock_all(Run *run, const uint32_t *oids, uint32_t count);
/* A cancel while it waits: 57014 is answered.  False: it does not wait. */
bool run_lock_cancel(Run *run, WireSession *wire);

#endif
