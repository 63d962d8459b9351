/*
 * local.h -- PUBLIC: run a physical plan in this thread, without stages or workers.
 *
 * For plans that read no files: constants, VALUES, catalog relations, small tables in memory.  The
 * same operators, resumed in slices: between two batches that come out, a front-end thread can go
 * on.
 */
#ifndef WORKER_LOCAL_H
#define WORKER_LOCAL_H

#include "storage/memory.h"
#include "worker/result.h"

typedef struct LocalRun LocalRun;

typedef enum LocalStep { LOCAL_MORE, LOCAL_DONE, LOCAL_FAILED } LocalStep;

/* `plan` is what plan_physical gave; it, `tables`, those in memory that it scans, and what `format`
 * refers to must outlive the run. */
LocalRun *local_run_new(const Plan *plan, const TableScan *tables, ResultFormat format,
                        Budget *budget);
void local_run_free(LocalRun *run); /* NULL is fine */

/* Run until some rows are encoded, `until_ns` is over, or the end.  What was encoded is in *out
 * (appended) and *out_rows (added). */
LocalStep local_run_step(LocalRun *run, int64_t until_ns, StrBuilder *out, uint64_t *out_rows);
/* Run until there is a batch (MORE, and valid until the next step), `until_ns` is over (MORE, no
 * row selected), or the end: for who takes rows as they are. */
LocalStep local_run_batch(LocalRun *run, int64_t until_ns, Batch *out_batch);
/* FAILED: why; valid until the run is freed. */
const Error *local_run_error(LocalRun *run);
void local_run_cancel(LocalRun *run);

#endif
