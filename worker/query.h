/*
 * query.h -- private to the worker: what it knows of one query.
 *
 * Made by Prepare, forgotten by Release when no lease of it runs any more.  Task threads share it:
 * what changes after Prepare is guarded by `lock`.
 */
#ifndef WORKER_QUERY_H
#define WORKER_QUERY_H

#include "base/segment.h"
#include "storage/memory.h"
#include "worker/operator.h"
#include "worker/protocol.h"
#include "worker/result.h"

#include <pthread.h>

/* The output of another stage, as Input told. */
typedef struct StageOutput {
    bool is_known;
    BlockRefs refs; /* in lease order */
    Block **blocks; /* opened when first asked for; as many as refs */
} StageOutput;

enum { OPEN_FILES_MAX = 64 }; /* of a query; those that leases hold are open beyond it, too */

typedef enum FileState { FILE_OPENING, FILE_READY, FILE_FAILED } FileState;

/*
 * A file of a scan, opened by the first lease that needs it, and shared.  Opening may read the
 * whole file, so it happens without the lock; until then the others come back later.
 */
typedef struct OpenFile {
    struct OpenFile *next;
    const PlanFile *plan;
    ScanFile *file;   /* NULL: being opened */
    uint32_t holders; /* leases that read it; 0: it may be closed */
} OpenFile;

typedef enum BuildState { BUILD_NONE, BUILD_RUNNING, BUILD_READY, BUILD_FAILED } BuildState;

/* The shared table of one broadcast hash join. */
typedef struct SharedBuild {
    struct SharedBuild *next;
    const HashJoin *join; /* NULL: its input has changed since; kept until the query ends */
    BuildState state;
    Arena *arena; /* the table's own */
    const JoinTable *table;
    Error error; /* FAILED; its texts live in `arena` */
} SharedBuild;

typedef struct QueryRun {
    struct QueryRun *next;
    uint64_t id;
    Arena *arena; /* plans, inputs, shared tables; allocate under `lock` */
    Budget budget;
    SegmentStore *segments;
    const Plan **stages; /* each an Exchange */
    uint32_t stage_count;
    ResultFormat result;
    ValueContext values;
    uint32_t batch_rows;
    bool gives_blocks;
    bool force_spill;
    TableScan *tables; /* complete before the first lease comes */

    pthread_mutex_t lock;
    StageOutput *outputs;  /* by stage */
    OpenFile *files;       /* opening or open, newest first */
    OpenFile *spare_files; /* structs to be used again */
    uint32_t file_count;   /* of `files` */
    SharedBuild *builds;
    struct LeaseRun *leases; /* queued or running */
    uint32_t running;        /* their number; guarded by the worker's lock */
    bool is_released;        /* free when running falls to zero */
} QueryRun;

must_use QueryRun *query_run_new(Cx *cx, const PrepareMessage *prepare, Budget *parent,
                                 SegmentStore *segments);
void query_run_free(QueryRun *query);

/* Whose the segments are that its leases fill. */
static inline SegmentOwner query_owner(QueryRun *query)
{
    return (SegmentOwner){ query->id, &query->budget };
}

/* Set the cancel flag of an attempt's lease, or (0) of all leases of the query. */
void query_revoke(QueryRun *query, uint64_t attempt);

/* Where a stage's output lies; replaces what was known (a re-run after a loss). */
void query_set_input(QueryRun *query, uint32_t stage, const BlockRefs *refs);

/* A table that the plan scans.  XX000 where it does not fit. */
must_use bool query_add_table(Cx *cx, QueryRun *query, const TableMessage *message);

/* The blocks of a stage whose partition is in [from, to), in lease order; in cx->arena. */
must_use bool query_blocks(Cx *cx, QueryRun *query, uint32_t stage, uint32_t from, uint32_t to,
                           Block ***out_blocks, uint32_t *out_count);

/* Get and hold a file.  READY: *out_file, until query_let_go.  OPENING: another thread is at it,
 * come back later.  FAILED: cx->error; whoever asks next tries again. */
FileState query_file(Cx *cx, QueryRun *query, const PlanFile *plan, ScanFile **out_file);
/* The lease has no reader of the file any more. */
void query_let_go(QueryRun *query, const PlanFile *plan);

/* Get the shared table of a join.  READY: *out_table.  RUNNING: another thread is building, come
 * back later.  FAILED: cx->error. */
BuildState query_shared_table(Cx *cx, QueryRun *query, const HashJoin *join,
                              const JoinTable **out_table);

#endif
