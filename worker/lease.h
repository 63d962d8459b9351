/*
 * lease.h -- private to the worker: one lease from RunLease to LeaseDone, as a resumable thing.
 */
#ifndef WORKER_LEASE_H
#define WORKER_LEASE_H

#include "worker/pipeline.h"
#include "worker/sink.h"

typedef enum LeaseStep { LEASE_MORE, LEASE_PARKED, LEASE_DONE, LEASE_FAILED } LeaseStep;

typedef struct LeaseRun {
    struct LeaseRun *next; /* in query->leases, guarded by query->lock */
    uint64_t attempt;
    uint32_t stage;
    Runtime runtime;
    Arena arena;
    Task task;
    Operator *root; /* NULL: not made yet */
    Sink *sink;
    bool has_begun;
    _Atomic uint32_t cancel; /* revoked */
} LeaseRun;

LeaseRun *lease_run_new(QueryRun *query, const RunLeaseMessage *message);
void lease_run_free(LeaseRun *lease);

/* Run until `until_ns` (monotonic) or the end.  One thread at a time. */
LeaseStep lease_run_step(LeaseRun *lease, int64_t until_ns);

/* What LeaseDone says: rows, nanoseconds, ... of each operator, packed. */
void lease_run_metrics(const LeaseRun *lease, StrBuilder *out);

#endif
