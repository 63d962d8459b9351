/* sequence.c -- see sequence.h. */
#include "storage/sequence.h"

#include <pthread.h>
#include <stdlib.h>

/* Where it stands; what was altered goes on from there, so several may share it.  Counted. */
typedef struct SequencePlace {
    _Atomic uint32_t holders;
    pthread_mutex_t lock; /* guards what follows */
    int64_t last;
    bool is_called;
} SequencePlace;

struct Sequence {
    _Atomic uint32_t holders;
    SequenceOptions options;
    SequencePlace *place;
};

static SequencePlace *place_new(int64_t next)
{
    SequencePlace *place = calloc(1, sizeof *place);

    if (!place)
        abort();
    place->holders = 1;
    place->last = next;
    pthread_mutex_init(&place->lock, NULL);
    return place;
}

static void place_drop(SequencePlace *place)
{
    if (atomic_fetch_sub_explicit(&place->holders, 1, memory_order_acq_rel) > 1)
        return;
    pthread_mutex_destroy(&place->lock);
    free(place);
}

/* Takes over a hold of the place. */
static Sequence *make(const SequenceOptions *options, SequencePlace *place)
{
    Sequence *sequence = calloc(1, sizeof *sequence);

    if (!sequence)
        abort();
    sequence->holders = 1;
    sequence->options = *options;
    sequence->place = place;
    return sequence;
}

Sequence *sequence_new(const SequenceOptions *options)
{
    return make(options, place_new(options->start));
}

Sequence *sequence_altered(const Sequence *from, const SequenceOptions *options)
{
    atomic_fetch_add_explicit(&from->place->holders, 1, memory_order_relaxed);
    return make(options, from->place);
}

Sequence *sequence_restarted(const SequenceOptions *options, int64_t next)
{
    return make(options, place_new(next));
}

void sequence_hold(Sequence *sequence)
{
    atomic_fetch_add_explicit(&sequence->holders, 1, memory_order_relaxed);
}

void sequence_drop(Sequence *sequence)
{
    if (!sequence || atomic_fetch_sub_explicit(&sequence->holders, 1, memory_order_acq_rel) > 1)
        return;
    place_drop(sequence->place);
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
    SequencePlace *place = sequence->place;
    bool has_next = true;

    pthread_mutex_lock(&place->lock);
    if (place->is_called)
        has_next = step(options, place->last, out_value);
    else
        *out_value = place->last;
    if (has_next) {
        place->last = *out_value;
        place->is_called = true;
    }
    pthread_mutex_unlock(&place->lock);
    if (has_next)
        return true;
    bool up = options->increment > 0;
    return fail(cx, ERR_SEQUENCE_LIMIT_EXCEEDED, NO_POSITION,
                "nextval: reached %s value of sequence \"%.*s\" (%lld)", up ? "maximum" : "minimum",
                STR(name), (long long)(up ? options->max : options->min));
}

void sequence_peek(Sequence *sequence, int64_t *out_value, bool *out_is_called)
{
    SequencePlace *place = sequence->place;

    pthread_mutex_lock(&place->lock);
    *out_value = place->last;
    *out_is_called = place->is_called;
    pthread_mutex_unlock(&place->lock);
}

bool sequence_set(Cx *cx, Sequence *sequence, Str name, int64_t value, bool is_called)
{
    const SequenceOptions *options = &sequence->options;
    SequencePlace *place = sequence->place;

    if (value < options->min || value > options->max)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "setval: value %lld is out of bounds for sequence \"%.*s\" (%lld..%lld)",
                    (long long)value, STR(name), (long long)options->min, (long long)options->max);
    pthread_mutex_lock(&place->lock);
    place->last = value;
    place->is_called = is_called;
    pthread_mutex_unlock(&place->lock);
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
