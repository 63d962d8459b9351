/*
 * aggregate.h -- private to the aggregation: states by group, and the aggregator around them.
 *
 *     Aggregator   one table of groups, one state array per aggregate, sets for DISTINCT
 *       consume    rows of evaluated columns -> states
 *       column     states -> columns, in batches
 *
 * The same aggregator merges: a state is an ordinary column, and merging is aggregating states
 * (counts are summed, sums summed, extremes taken of extremes).
 */
#ifndef WORKER_OPERATORS_AGGREGATE_H
#define WORKER_OPERATORS_AGGREGATE_H

#include "base/numeric.h"
#include "worker/operator.h"
#include "worker/operators/group.h"

/* --- States ------------------------------------------------------------------------------------
 */

typedef enum StateKind {
    STATE_COUNT,            /* int64 */
    STATE_SUM_INTEGER,      /* int64 lanes, emptied into int128 before they can overflow */
    STATE_SUM_REAL,         /* double */
    STATE_SUM_INTERVAL,     /* Interval */
    STATE_SUM_NUMERIC,      /* NumericSum */
    STATE_EXTREME_INTEGER,  /* int64; booleans and (by their order) reals, too */
    STATE_EXTREME_WIDE,     /* int128 */
    STATE_EXTREME_VIEW,     /* StrView, long bytes in `heap` */
    STATE_EXTREME_INTERVAL, /* Interval */
    STATE_BITS,             /* int64 */
    STATE_MOMENTS,          /* Moments */
    STATE_CONCAT,           /* ConcatText, bytes in `heap` */
} StateKind;

typedef enum BitsOp { BITS_AND, BITS_OR, BITS_XOR } BitsOp;

enum { FEW_GROUPS = 64 }; /* up to here a batch is aggregated in copies of the states */

/* What one aggregate computes. */
typedef struct AggregateSpec {
    StateKind kind;
    bool is_max;      /* EXTREME */
    BitsOp bits;      /* BITS */
    bool has_arg;     /* not count(*) */
    bool never_null;  /* a merged count */
    bool is_distinct; /* and it matters */
    Type arg, result;
    int position; /* for errors */
} AggregateSpec;

/* The spec of a call in this phase.  False: not an aggregate that workers know. */
must_use bool aggregate_spec(Cx *cx, const AggregateCall *call, AggregatePhase phase,
                             AggregateSpec *out_spec);
/* How the states that `spec` gives are merged. */
AggregateSpec aggregate_merging(AggregateSpec spec);

typedef struct AggregateState {
    AggregateSpec spec;
    Budget *budget;
    uint32_t capacity;
    GroupArray values; /* by group: see StateKind */
    GroupArray wide;   /* SUM_INTEGER: int128, what lanes were emptied into; absent: zeros */
    GroupArray carry;  /* SUM_INTEGER: int64, how often `wide` went over its edge; absent: zeros */
    GroupArray seen;   /* a byte a group: has it got a value? */
    bool has_seen;     /* false: all groups have one */
    bool has_infinity; /* SUM_REAL: an input was infinite, so may be the sum */
    uint64_t lane_max; /* SUM_INTEGER: no lane is further from zero */
    GroupHeap heap;
} AggregateState;

/* The rows of one batch that an aggregate takes in. */
typedef struct StateInput {
    const Column *arg;      /* NULL: count(*) */
    const uint32_t *groups; /* of each row taken; NULL: all are group 0 */
    const Row *rows;        /* NULL: row i is i */
    uint32_t count;         /* rows taken */
    uint32_t group_count;   /* groups there are now */
    const uint32_t *counts; /* by group: the rows taken; NULL: not counted */
} StateInput;

void state_init(AggregateState *state, AggregateSpec spec, Budget *budget);
void state_free(AggregateState *state);
/* Room for `groups`.  False: the budget refuses. */
must_use bool state_reserve(AggregateState *state, uint32_t groups);
/* From now on remember which groups get values; the first `groups` have. */
void state_track_seen(AggregateState *state, uint32_t groups);
/* Whether a state of this kind is all in its arrays, so that a copy of it is one of its own. */
bool state_can_be_copied(StateKind kind);
/* Group `to` becomes what `from` is. */
void state_copy(AggregateState *state, uint32_t from, uint32_t to);
/* Take rows whose argument is not null. */
must_use bool state_update(Cx *cx, Arena *scratch, AggregateState *state, const StateInput *input);
/* The results of `groups`, in cx->arena. */
must_use bool state_column(Cx *cx, const AggregateState *state, const uint32_t *groups,
                           uint32_t count, Column *out);

/* By kind; aggregate_integer.c, aggregate_value.c. */
must_use bool state_sum_integer(Cx *cx, AggregateState *state, const StateInput *input);
void state_count(AggregateState *state, const StateInput *input);
/* out_counts[group] is how many rows have it; `group_count` is at most FEW_GROUPS. */
void count_few(const uint32_t *groups, uint32_t rows, uint32_t group_count, uint32_t *out_counts);
void state_extreme_integer(AggregateState *state, const StateInput *input);
void state_sum_real(AggregateState *state, const StateInput *input);
must_use bool state_update_value(Cx *cx, AggregateState *state, const StateInput *input);
/* False: it does not fit. */
must_use bool state_integer_sum(const AggregateState *state, uint32_t group, int128_t *out_sum);
/* Of integers that stand for numerics of this scale; of any size. */
Numeric state_numeric_sum(Arena *arena, const AggregateState *state, uint32_t group, int scale);
must_use bool fail_sum_overflow(Cx *cx, const AggregateState *state);
/* The order of a double as an integer: NaN is the greatest. */
int64_t real_to_order(double real);
double real_of_order(int64_t order);

/* Sum of VAR numerics: exact in 128 bits at one scale while it fits, else encoded. */
typedef struct NumericSum {
    int128_t fixed;
    int32_t scale;     /* of `fixed`; -1: the sum is in `text` */
    uint32_t length;   /* of text, used */
    uint32_t capacity; /* of text */
    uint32_t heap;     /* where text lies */
    uint32_t offset;
} NumericSum;
Str numeric_sum_text(Arena *arena, const AggregateState *state, uint32_t group);

/* Bytes that grow; a longer place is found by doubling. */
typedef struct ConcatText {
    uint32_t length, capacity;
    uint32_t heap, offset; /* where they lie, if capacity is not 0 */
} ConcatText;

/* aggregate_bytes.c */
void state_bits(AggregateState *state, const StateInput *input); /* of int64 */
must_use bool state_moments(Cx *cx, AggregateState *state, const StateInput *input);
must_use bool state_concat(Cx *cx, AggregateState *state, const StateInput *input);
StrView state_concat_view(const AggregateState *state, uint32_t group);

/* --- The aggregator ----------------------------------------------------------------------------
 */

typedef struct Aggregator {
    Budget *budget;
    Arena *arena;  /* lives as long as the aggregator */
    Arena scratch; /* of one batch */
    uint32_t key_count, aggregate_count;
    const Type *key_types;
    GroupTable *table; /* NULL: no keys, and one group */
    AggregateState *states;
    GroupTable **sets; /* by aggregate: (group, value) pairs seen; NULL unless DISTINCT */
    uint32_t *groups;  /* of the batch's rows */
    uint32_t *counts;  /* of the batch's rows by group, where groups are few */
    bool has_counts;   /* counted already */
} Aggregator;

/* Evaluated columns of one batch. */
typedef struct AggregateInput {
    const Column *keys;
    const Column *const *args;    /* by aggregate; NULL entries: no argument */
    const Column *const *filters; /* by aggregate; NULL entries: no filter */
    const Row *rows;              /* the live rows; NULL: all */
    uint32_t count;
} AggregateInput;

Aggregator *aggregator_new(Arena *arena, Budget *budget, const Type *key_types, uint32_t key_count,
                           const AggregateSpec *specs, uint32_t aggregate_count);
void aggregator_free(Aggregator *aggregator);
/* Forget all groups. */
void aggregator_clear(Aggregator *aggregator);
uint32_t aggregator_groups(const Aggregator *aggregator);
/* Room for the groups and strings this batch may bring.  False: the budget refuses. */
must_use bool aggregator_reserve(Aggregator *aggregator, const AggregateInput *input);
must_use bool aggregator_consume(Cx *cx, Aggregator *aggregator, const AggregateInput *input);
/* The groups of rows, from keys alone; room was reserved.  Then one aggregate's rows. */
void aggregator_assign(Aggregator *aggregator, const AggregateInput *input);
must_use bool aggregator_take(Cx *cx, Aggregator *aggregator, uint32_t at,
                              const AggregateInput *input, uint32_t groups_before);
/* Keys and results of the listed groups; out_columns has room for all; in cx->arena. */
must_use bool aggregator_columns(Cx *cx, const Aggregator *aggregator, const uint32_t *groups,
                                 uint32_t count, Column *out_columns);

#endif
