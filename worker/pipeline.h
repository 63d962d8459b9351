/*
 * pipeline.h -- private to the worker: from a stage's plan to operators, for one lease.
 */
#ifndef WORKER_PIPELINE_H
#define WORKER_PIPELINE_H

#include "worker/query.h"

/* A filter that a join's build lets a scan below its probe apply. */
typedef struct ScanFilter {
    struct ScanFilter *next;
    ColumnId column;
    const RuntimeFilter *filter;
} ScanFilter;

/* The build side of a join within a recursion, where it is the same in all rounds. */
typedef struct KeptBuild {
    struct KeptBuild *next;
    const Plan *join;
    const JoinTable *table; /* NULL: of a nested loop */
    Block **blocks;
    uint32_t count;
} KeptBuild;

/* A recursion whose step is being made: see operators/recursive.c. */
typedef struct Working {
    const struct Working *outer;
    int64_t number;
    struct RecursiveOp *recursive;
    Task *task; /* lives as long as the recursion */
    KeptBuild *kept;
} Working;

/* What task->runtime points to. */
typedef struct Runtime {
    QueryRun *query;         /* NULL: in the driver, see local.h */
    const TableScan *tables; /* those in memory */
    uint32_t from, to;       /* the lease's splits */
    ScanFilter *filters;     /* for the scans still to be made */
    Working *working;        /* the innermost; NULL: there is none */
} Runtime;

/* Ready to make the operators of `plan`?  PARKED: a shared build is under way. */
OpStatus pipeline_prepare(Task *task, const Plan *plan);

/* The operators of `plan` over splits [from, to) of its source; NULL: task->cx.error. */
must_use Operator *pipeline_make(Task *task, const Plan *plan, uint32_t from, uint32_t to);

/* The number of splits of the source that drives `plan`; as the scheduler counts them. */
uint32_t pipeline_splits(const Plan *plan);

/* The input whose rows drive `plan`; NULL: a source. */
Plan *pipeline_input(const Plan *plan);

/* Is a working table among what it reads? */
bool plan_reads_working(Cx *cx, const Plan *plan);

must_use Operator *recursive_new(Task *task, const Recursive *plan, Operator *base);
must_use Operator *working_table_new(Task *task, const WorkingTable *plan, const Working *working);

must_use Operator *scan_new(Task *task, const Scan *plan, uint32_t from, uint32_t to);
must_use Operator *union_new(Task *task, const Union *plan, uint32_t from, uint32_t to);

#endif
