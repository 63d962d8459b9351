/*
 * sink.h -- private to the worker: where a stage's rows go.
 *
 *     exchange   rows -> partitions -> sealed blocks        all stages but the last
 *     result     rows -> DataRow messages -> blocks         the last: encoded for the client
 *
 * A sink gathers in the lease's arena and seals into the query's segments; the blocks count only
 * when the lease is committed.
 */
#ifndef WORKER_SINK_H
#define WORKER_SINK_H

#include "worker/query.h"

typedef struct Sink Sink;

struct Sink {
    bool (*add)(Sink *sink, Task *task, const Batch *batch);
    bool (*finish)(Sink *sink, Task *task); /* seal what is left */
    void (*close)(Sink *sink); /* however it ended: give back what is not the lease's */
    QueryRun *query;
    BlockRefs blocks; /* sealed so far */
    uint32_t block_capacity;
    int64_t rows;
};

must_use Sink *exchange_sink_new(Task *task, QueryRun *query, const Exchange *plan);
must_use Sink *result_sink_new(Task *task, QueryRun *query, const Exchange *plan);

/* Remember a sealed block; for sinks. */
void sink_add_block(Sink *sink, Task *task, BlockRef ref);

#endif
