/*
 * sequence.h -- PUBLIC: sequences.  nextval is not undone by a rollback, so a sequence's state lies
 * beside the versions that name it.
 */
#ifndef STORAGE_SEQUENCE_H
#define STORAGE_SEQUENCE_H

#include "base/error.h"

typedef struct SequenceOptions {
    int64_t start, increment, min, max;
    int64_t cache; /* shown only: nothing is handed out in advance */
    bool cycles;
} SequenceOptions;

typedef struct Sequence Sequence;

/* Held once. */
Sequence *sequence_new(const SequenceOptions *options);
/* The same numbers go on under other options, for those who still see `from`, too.  Held once. */
Sequence *sequence_altered(const Sequence *from, const SequenceOptions *options);
/* One whose first value is `next`, which need not be its start.  Held once. */
Sequence *sequence_restarted(const SequenceOptions *options, int64_t next);
void sequence_hold(Sequence *sequence);
void sequence_drop(Sequence *sequence); /* NULL is fine */
SequenceOptions sequence_options(Sequence *sequence);

/* The next value.  Raises 2200H naming the sequence at its end. */
must_use bool sequence_next(Cx *cx, Sequence *sequence, Str name, int64_t *out_value);
/* The last value, and whether nextval has given it. */
void sequence_peek(Sequence *sequence, int64_t *out_value, bool *out_is_called);
/* Raises 22003 where it does not lie in the bounds. */
must_use bool sequence_set(Cx *cx, Sequence *sequence, Str name, int64_t value, bool is_called);

/* What a session has had from each sequence: for currval and lastval. */
typedef struct SequenceValue {
    uint32_t oid;
    int64_t value;
} SequenceValue;

typedef struct SequenceValues {
    SequenceValue *items;
    uint32_t count, capacity;
    uint32_t last_oid; /* of the sequence asked last; 0: none was */
} SequenceValues;

void sequence_values_put(SequenceValues *values, uint32_t oid, int64_t value);
bool sequence_values_find(const SequenceValues *values, uint32_t oid, int64_t *out_value);
void sequence_values_clear(SequenceValues *values);

#endif
