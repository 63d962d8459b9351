/*
 * shell.h -- PUBLIC: the scheduler with its workers: a thread that moves bytes between them.
 *
 * shell_start() spawns the worker processes as direct children and keeps as many alive.  Queries
 * are submitted from any thread; their handlers are called on the scheduler's thread and must not
 * block.
 */
#ifndef SCHEDULER_SHELL_H
#define SCHEDULER_SHELL_H

#include "base/type.h"
#include "scheduler/scheduler.h"

enum {
    HEARTBEAT_MS = 1000,
    MEMORY_SPARE_SHARE = 4,      /* of a worker's memory one query leaves to the others */
    HEARTBEATS_MISSED_MAX = 10,  /* then a worker is killed */
    RESPAWN_DELAY_MS_MAX = 2000, /* after deaths in a row before Ready; doubles up to this */
    DESCRIBE_TRIES_MAX = 3,
};

typedef struct Shell Shell;
typedef struct ShellQuery ShellQuery;

typedef struct ShellConfig {
    uint32_t workers;
    uint32_t worker_cores;
    int64_t worker_memory_bytes; /* each */
} ShellConfig;

must_use Shell *shell_start(Cx *cx, const ShellConfig *config);
/* Workers are killed and waited for; whoever still waits for an answer is told 57P01. */
void shell_stop(Shell *shell);

/* Where the driver's own segments are made; lives as long as the shell. */
SegmentStore *shell_segments(Shell *shell);

/* --- Queries --------------------------------------------------------------------------------- */

typedef struct ShellHandler {
    /* A part of the result, encoded; readable until the reference to `query` that the call passes
     * is dropped.  `ends_lease`: shell_query_taken() is expected once the client has it. */
    void (*result)(void *self, ShellQuery *query, Str bytes, uint64_t rows, bool ends_lease);
    /* One of these, once, last. */
    void (*done)(void *self);
    void (*failed)(void *self, const Error *error);
} ShellHandler;

/* What one lease did: for EXPLAIN ANALYZE. */
typedef struct LeaseReport {
    uint32_t stage;
    uint32_t lease;
    uint32_t worker;
    int pid;
    int64_t rows, bytes;
    int64_t ns; /* from sending it to its answer */
} LeaseReport;

typedef struct OperatorReport {
    int64_t rows, batches, ns, spilled_bytes, chunks_skipped;
} OperatorReport;

typedef struct QueryReport {
    LeaseReport *leases;
    uint32_t lease_count;
    OperatorReport *operators; /* by plan id */
    uint32_t operator_count;
} QueryReport;

/* A part of a table in memory: where it lies in a segment of the driver's (ref.bytes > 0), or its
 * bytes, which are copied. */
typedef struct TablePartBytes {
    BlockRef ref;
    Str bytes;
    Str deleted; /* a bit a row; empty: none */
} TablePartBytes;

/* A table in memory that the plan scans; what it refers to stays until the query is dropped. */
typedef struct TableBytes {
    uint64_t id; /* as the plan's Scans have it */
    const Type *types;
    uint32_t column_count;
    const TablePartBytes *parts;
    uint32_t part_count;
} TableBytes;

typedef struct ShellQueryOptions {
    Str formats;              /* of the result's columns: a byte each, 0 text, 1 binary */
    Str values;               /* a packed ValueContext */
    bool gives_blocks;        /* the result as sealed blocks of columns instead */
    const TableBytes *tables; /* for shell_query_new() only */
    uint32_t table_count;
    uint32_t batch_rows; /* debug: 0 is the ordinary size */
    bool force_spill;    /* debug */
} ShellQueryOptions;

/* Take copies of all that is needed; the caller holds one reference.  Raises 54000: the plan is
 * too large to be sent. */
must_use ShellQuery *shell_query_new(Cx *cx, Shell *shell, const StageSpecs *stages,
                                     const ShellQueryOptions *options, const ShellHandler *handler,
                                     void *self);
void shell_query_submit(ShellQuery *query);
void shell_query_cancel(ShellQuery *query);
/* The client has taken the rows of one more lease: another may start. */
void shell_query_taken(ShellQuery *query);
void shell_query_hold(ShellQuery *query);
void shell_query_drop(ShellQuery *query);
/* Complete when done() has been called. */
const QueryReport *shell_query_report(const ShellQuery *query);

/* --- Files ----------------------------------------------------------------------------------- */

/* Have a worker look at a file; the answer is called on the scheduler's thread with the encoded
 * FileDescription, or with an error. */
typedef void (*DescribedFn)(void *self, Str description, const Error *error);
void shell_describe(Shell *shell, Str path, uint32_t format, DescribedFn described, void *self);

#endif
