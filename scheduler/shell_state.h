/*
 * shell_state.h -- private to the shell: what its thread owns.
 *
 *     shell.c            the thread: start, stop, orders from other threads
 *     shell_query.c      queries: what is sent of them, what workers report
 *     shell_act.c        what the core wants done: messages to workers, results to handlers
 *     shell_hear.c       what workers say: messages to events
 *     shell_worker.c     worker processes coming, going, and being watched
 *     shell_describe.c   files that workers look at
 *
 * All of it runs on the scheduler's thread; `lock` guards the orders, which come from others.
 */
#ifndef SCHEDULER_SHELL_STATE_H
#define SCHEDULER_SHELL_STATE_H

#include "scheduler/process.h"
#include "scheduler/shell.h"

#include "base/segment.h"

#include <event2/event.h>
#include <pthread.h>

/* A segment a worker can read: its own are known to it anyway. */
typedef struct Mapped {
    QueryId query;
    uint64_t segment;
} Mapped;

typedef struct WorkerSlot {
    Shell *shell;
    Process process;
    Channel *channel; /* NULL: not running */
    WorkerId id;      /* incarnation */
    bool is_ready;
    int missed; /* heartbeats */
    int deaths; /* in a row before Ready */
    struct event *respawn;
    Mapped *mapped;
    uint32_t mapped_count, mapped_capacity;
} WorkerSlot;

/* A table in memory, as its Table message says. */
typedef struct SharedTable {
    uint64_t id;
    Str types;
    BlockRefs blocks, deleted;
} SharedTable;

typedef struct SentLease {
    struct SentLease *next;
    AttemptId attempt;
    uint32_t stage, lease, worker;
    int pid;
    int64_t sent_ns;
} SentLease;

struct ShellQuery {
    ShellQuery *next; /* in shell->queries */
    Shell *shell;
    QueryId id;
    _Atomic int references;
    Arena *arena;
    Str stages; /* encoded */
    ShellQueryOptions options;
    SharedTable *tables;
    uint32_t table_count;
    StageSpecs specs; /* plans left out */
    const ShellHandler *handler;
    void *self;
    SentLease *sent; /* not answered yet */
    QueryReport report;
    uint32_t report_capacity;
};

typedef enum OrderKind {
    ORDER_SUBMIT,
    ORDER_CANCEL,
    ORDER_TAKEN,
    ORDER_DESCRIBE,
    ORDER_STOP
} OrderKind;

typedef struct Describing {
    struct Describing *next;
    uint64_t request;
    char *path;
    uint32_t format;
    DescribedFn described;
    void *self;
    WorkerId worker; /* asked last; 0: nobody was there */
    int tries;
} Describing;

typedef struct Order {
    struct Order *next;
    OrderKind kind;
    ShellQuery *query;
    Describing *describing;
} Order;

struct Shell {
    ShellConfig config;
    pthread_t thread;
    struct event_base *base;
    Scheduler *scheduler;
    Actions actions;
    SegmentStore *segments;
    WorkerSlot *workers;
    WorkerId next_worker;
    ShellQuery *queries;
    Describing *describings;
    uint64_t next_request;
    Arena arena; /* of the message being handled */
    struct event *heartbeat;
    bool is_stopping;

    pthread_mutex_t lock; /* guards the rest */
    Order *orders, **orders_end;
    int orders_event;
    struct event *orders_ready;
    QueryId next_query;
};

/* --- shell.c --------------------------------------------------------------------------------- */
void put_order(Shell *shell, Order order);

/* --- shell_query.c --------------------------------------------------------------------------- */
ShellQuery *shell_find_query(Shell *shell, QueryId id);
void shell_remove_query(Shell *shell, ShellQuery *query);
/* An attempt was sent; its report comes with its answer. */
void shell_query_sent(ShellQuery *query, const WorkerSlot *worker, const Action *action);
void shell_query_note(ShellQuery *query, const LeaseDoneMessage *done);

/* --- shell_act.c ----------------------------------------------------------------------------- */
/* The core takes the event; what it wants done is done. */
void shell_step(Shell *shell, const Event *event);
void send_message(WorkerSlot *worker, const Message *message);

/* --- shell_hear.c ---------------------------------------------------------------------------- */
/* ChannelOps.input of a worker's channel. */
int64_t worker_said(void *self, Str bytes);

/* --- shell_worker.c -------------------------------------------------------------------------- */
void worker_start(WorkerSlot *worker);
void workers_init(Shell *shell);
void workers_end(Shell *shell);
void on_heartbeat(evutil_socket_t fd, short what, void *context);

/* --- shell_describe.c ------------------------------------------------------------------------ */
void describe_begin(Shell *shell, Describing *describing);
void describe_answered(Shell *shell, uint64_t request, Str description, const Error *error);
/* A worker has started: what nobody could be asked before is asked of it. */
void describe_waiting(Shell *shell);
/* What the dead worker was asked is asked of another one. */
void describe_again(Shell *shell, WorkerId dead);

#endif
