/*
 * aggregate_spill.h -- private to the aggregation: groups on disk, merged partition by partition.
 */
#ifndef WORKER_OPERATORS_AGGREGATE_SPILL_H
#define WORKER_OPERATORS_AGGREGATE_SPILL_H

#include "worker/operators/aggregate.h"

typedef struct AggregateSpill AggregateSpill;

/* What was being aggregated. */
typedef struct AggregateSpillPlan {
    const Type *key_types;
    uint32_t key_count;
    const AggregateSpec *specs;
    uint32_t aggregate_count;
} AggregateSpillPlan;

must_use AggregateSpill *aggregate_spill_new(Task *task, const AggregateSpillPlan *plan);
void aggregate_spill_free(AggregateSpill *spill);

/* Write all groups of `from`; the caller clears it. */
must_use bool aggregate_spill_add(Task *task, AggregateSpill *spill, const Aggregator *from);

/* Merge the next partition; *out_merged holds its groups and is valid until the next call.  NULL:
 * all have been given. */
must_use bool aggregate_spill_next(Task *task, AggregateSpill *spill, Aggregator **out_merged);

int64_t aggregate_spill_bytes(const AggregateSpill *spill);

#endif
