/* sequence.c -- see sequence.h. */
#include "storage/sequence.h"

#include <pthread.h>
#include <stdlib.h>

struct Sequence {
    _Atomic uint32_t holders;
    SequenceOptions options;
    pthread_mutex_t lock; /* guards what follows */
    int64_t last;
    bool is_called;
};

Sequence *sequence_new(const SequenceOptions *options)
{
    Sequence *sequence = calloc(1, sizeof *sequence);

    if (!sequence)
        abort();
    sequence->holders = 1;
    sequence->options = *options;
    sequence->last = options->start;
    pthread_mutex_init(&sequence->lock, NULL);
    return sequence;
}

void sequence_hold(Sequence *sequence)
{
    atomic_fetch_add_explicit(&sequence->holders, 1, memory_order_relaxed);
}

void sequence_drop(Sequence *sequence)
{
    if (!sequence || atomic_fetch_sub_explicit(&sequence->holders, 1, memory_order_acq_rel) > 1)
        return;
    pthread_mutex_destroy(&sequence->lock);
    free(sequence);
}

SequenceOptions sequence_options(Sequence *sequence)
{
    return sequence->options;
}

/* The value after `last`; false: the end is reached. */
static bool step(const SequenceOptions *options, int64_t last, int64_t *out_next)
{
    int64_t next;
    bool up = options->increment > 0;

    if (!__builtin_add_overflow(last, options->increment, &next) && next <= options->max &&
        next >= options->min) {
        *out_next = next;
        return true;
    }
    *out_next = up ? options->min : options->max;
    return options->cycles;
}

bool sequence_next(Cx *cx, Sequence *sequence, Str name, int64_t *out_value)
{
    const SequenceOptions *options = &sequence->options;
    bool has_next = true;

    pthread_mutex_lock(&sequence->lock);
    if (sequence->is_called)
        has_next = step(options, sequence->last, out_value);
    else
        *out_value = sequence->last;
    if (has_next) {
        sequence->last = *out_value;
        sequence->is_called = true;
    }
    pthread_mutex_unlock(&sequence->lock);
    if (has_next)
        return true;
    bool up = options->increment > 0;
    return fail(cx, ERR_SEQUENCE_LIMIT_EXCEEDED, NO_POSITION,
                "nextval: reached %s value of sequence \"%.*s\" (%lld)", up ? "maximum" : "minimum",
                STR(name), (long long)(up ? options->max : options->min));
}

void sequence_peek(Sequence *sequence, int64_t *out_value, bool *out_is_called)
{
    pthread_mutex_lock(&sequence->lock);
    *out_value = sequence->last;
    *out_is_called = sequence->is_called;
    pthread_mutex_unlock(&sequence->lock);
}

bool sequence_set(Cx *cx, Sequence *sequence, Str name, int64_t value, bool is_called)
{
    const SequenceOptions *options = &sequence->options;

    if (value < options->min || value > options->max)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "setval: value %lld is out of bounds for sequence \"%.*s\" (%lld..%lld)",
                    (long long)value, STR(name), (long long)options->min, (long long)options->max);
    pthread_mutex_lock(&sequence->lock);
    sequence->last = value;
    sequence->is_called = is_called;
    pthread_mutex_unlock(&sequence->lock);
    return true;
}

/* --- What a session has had ------------------------------------------------------------------ */

void sequence_values_put(SequenceValues *values, uint32_t oid, int64_t value)
{
    values->last_oid = oid;
    for (uint32_t at = 0; at < values->count; at++)
        if (values->items[at].oid == oid) {
            values->items[at].value = value;
            return;
        }
    if (values->count == values->capacity) {
        values->capacity = values->capacity ? values->capacity * 2 : 4;
        values->items = realloc(values->items, values->capacity * sizeof *values->items);
        if (!values->items)
            abort();
    }
    values->items[values->count++] = (SequenceValue){ oid, value };
}

bool sequence_values_find(const SequenceValues *values, uint32_t oid, int64_t *out_value)
{
    for (uint32_t at = 0; at < values->count; at++)
        if (values->items[at].oid == oid) {
            *out_value = values->items[at].value;
            return true;
        }
    return false;
}

void sequence_values_clear(SequenceValues *values)
{
    free(values->items);
    *values = (SequenceValues){ 0 };
}
