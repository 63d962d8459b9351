/*
 * hash.c -- hashtext(), hashint4extended() and their like, with PostgreSQL's values.
 *
 * Programs that spread rows by hashtext() or lock by it rely on the values, so they are those of
 * Bob Jenkins' lookup3 (public domain) as PostgreSQL calls it: three words of state, twelve bytes
 * a round, the length in the initial state, a seed stirred in before the first round.
 *
 *     32 bits: word c              64 bits: words b and c
 */
#include "expression/kernels/hash.h"

#include "base/array.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "base/time_of_day.h"
#include "expression/kernels/values.h"

#include <math.h>

/* --- Bytes ------------------------------------------------------------------------------------ */

typedef struct HashState {
    uint32_t a, b, c;
} HashState;

enum { ROUND_BYTES = 12, WORD_BYTES = 4 };

static uint32_t rotated(uint32_t word, int bits)
{
    return word << bits | word >> (32 - bits);
}

static HashState stirred(HashState s)
{
    s.a = (s.a - s.c) ^ rotated(s.c, 4), s.c += s.b;
    s.b = (s.b - s.a) ^ rotated(s.a, 6), s.a += s.c;
    s.c = (s.c - s.b) ^ rotated(s.b, 8), s.b += s.a;
    s.a = (s.a - s.c) ^ rotated(s.c, 16), s.c += s.b;
    s.b = (s.b - s.a) ^ rotated(s.a, 19), s.a += s.c;
    s.c = (s.c - s.b) ^ rotated(s.b, 4), s.b += s.a;
    return s;
}

static uint64_t finished(HashState s)
{
    s.c = (s.c ^ s.b) - rotated(s.b, 14);
    s.a = (s.a ^ s.c) - rotated(s.c, 11);
    s.b = (s.b ^ s.a) - rotated(s.a, 25);
    s.c = (s.c ^ s.b) - rotated(s.b, 16);
    s.a = (s.a ^ s.c) - rotated(s.c, 4);
    s.b = (s.b ^ s.a) - rotated(s.a, 14);
    s.c = (s.c ^ s.b) - rotated(s.b, 24);
    return (uint64_t)s.b << 32 | s.c;
}

static HashState begun(size_t length, uint64_t seed)
{
    enum { GOLDEN = 0x9e3779b9, PRIME = 3923095 };
    uint32_t word = (uint32_t)GOLDEN + (uint32_t)length + PRIME;
    HashState state = { word, word, word };

    if (!seed)
        return state;
    state.a += (uint32_t)(seed >> 32);
    state.b += (uint32_t)seed;
    return stirred(state);
}

/* Up to four bytes, the first the lowest. */
static uint32_t word_of(const char *bytes, size_t count)
{
    uint32_t word = 0;

    for (size_t at = 0; at < count && at < WORD_BYTES; at++)
        word |= (uint32_t)(uint8_t)bytes[at] << (8 * at);
    return word;
}

static size_t minus(size_t a, size_t b)
{
    return a > b ? a - b : 0;
}

uint64_t hash_of_bytes(Str bytes, uint64_t seed)
{
    HashState state = begun(bytes.length, seed);
    const char *at = bytes.data;
    size_t left = bytes.length;

    for (; left >= ROUND_BYTES; at += ROUND_BYTES, left -= ROUND_BYTES) {
        state.a += word_of(at, WORD_BYTES);
        state.b += word_of(at + WORD_BYTES, WORD_BYTES);
        state.c += word_of(at + 2 * WORD_BYTES, WORD_BYTES);
        state = stirred(state);
    }
    if (left) {
        state.a += word_of(at, left);
        state.b += word_of(at + WORD_BYTES, minus(left, WORD_BYTES));
        /* The lowest byte of the last word is the length's. */
        state.c += word_of(at + 2 * WORD_BYTES, minus(left, 2 * WORD_BYTES)) << 8;
    }
    return finished(state);
}

uint64_t hash_of_word(uint32_t word, uint64_t seed)
{
    HashState state = begun(sizeof word, seed);

    state.a += word;
    return finished(state);
}

/* --- Values ----------------------------------------------------------------------------------- */

/* A value that fits 32 bits hashes as if it were of a narrower type. */
static uint64_t hash_of_long(int64_t value, uint64_t seed)
{
    uint32_t high = (uint32_t)((uint64_t)value >> 32);

    return hash_of_word((uint32_t)value ^ (value >= 0 ? high : ~high), seed);
}

/* Both zeros are equal, and all NaN are. */
static uint64_t hash_of_real(double value, HashWanted wanted)
{
    if (value == 0)
        return wanted.is_extended ? wanted.seed : 0;
    if (isnan(value))
        value = NAN;
    return hash_of_bytes((Str){ (const char *)&value, sizeof value }, wanted.seed);
}

/* Neither sign nor display scale count. */
static uint64_t hash_of_numeric(const Numeric *value, HashWanted wanted)
{
    Str digits = { (const char *)value->digits,
                   (size_t)value->digit_count * sizeof *value->digits };

    if (value->kind != NUMERIC_FINITE)
        return wanted.is_extended ? wanted.seed : 0;
    if (!value->digit_count)
        return wanted.is_extended ? wanted.seed - 1 : UINT64_MAX;
    return hash_of_bytes(digits, wanted.seed) ^ (uint64_t)(int64_t)value->weight;
}

static uint64_t hash_of_timetz(TimeTz time, HashWanted wanted)
{
    uint64_t micros = hash_of_long(time.micros, wanted.seed);

    return micros ^ hash_of_word((uint32_t)time.seconds_west, wanted.seed);
}

/* A month counts as thirty days, as where intervals are compared. */
static uint64_t hash_of_interval(Interval value, uint64_t seed)
{
    enum { DAYS_PER_MONTH = 30 };
    const int64_t micros_per_day = 86400 * INT64_C(1000000);
    int128_t days = (int128_t)value.months * DAYS_PER_MONTH + value.days;

    return hash_of_long((int64_t)(value.micros + days * micros_per_day), seed);
}

static Str without_blanks(Str text)
{
    while (text.length && text.data[text.length - 1] == ' ')
        text.length--;
    return text;
}

static bool hash_of_array(TypeId element, Str array, HashWanted wanted, uint64_t *out_hash)
{
    ArrayReader reader = array_reader(array, element);
    uint64_t hash = 1;

    for (Value item; array_next(&reader, &item);) {
        uint64_t of_item = 0;
        TRY(item.is_null || hash_of_value(type_of(element), item, wanted, &of_item));
        hash = hash * 31 + (wanted.is_extended ? of_item : (uint32_t)of_item);
    }
    *out_hash = hash;
    return true;
}

static Str oids_of(const Value *oids, uint32_t count, char *to)
{
    for (uint32_t at = 0; at < count; at++) {
        uint32_t oid = (uint32_t)oids[at].integer;
        memcpy(to + at * sizeof oid, &oid, sizeof oid);
    }
    return (Str){ to, count * sizeof(uint32_t) };
}

bool hash_of_value(Type type, Value value, HashWanted wanted, uint64_t *out_hash)
{
    if (type_is_array(type.id) && !type_is_vector(type.id))
        return hash_of_array(type_element(type.id), value.text, wanted, out_hash);
    switch (type.id) {
    case TYPE_BOOL: *out_hash = hash_of_word(value.boolean, wanted.seed); return true;
    case TYPE_CHAR:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_DATE:
    case TYPE_OID:
    case TYPE_XID: *out_hash = hash_of_word((uint32_t)value.integer, wanted.seed); return true;
    case TYPE_INT8:
    case TYPE_PG_LSN:
    case TYPE_TIME:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ: *out_hash = hash_of_long(value.integer, wanted.seed); return true;
    case TYPE_TIMETZ: *out_hash = hash_of_timetz(timetz_unpack(value.integer), wanted); return true;
    case TYPE_INTERVAL: *out_hash = hash_of_interval(value.interval, wanted.seed); return true;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8: *out_hash = hash_of_real(value.real, wanted); return true;
    case TYPE_BPCHAR:
        *out_hash = hash_of_bytes(without_blanks(value.text), wanted.seed);
        return true;
    case TYPE_TEXT:
    case TYPE_VARCHAR:
    case TYPE_NAME:
    case TYPE_UUID:
    case TYPE_BYTEA: *out_hash = hash_of_bytes(value.text, wanted.seed); return true;
    case TYPE_NUMERIC: {
        Numeric numeric = numeric_decode(value.text);
        *out_hash = hash_of_numeric(&numeric, wanted);
        return true;
    }
    default: break;
    }
    if (!type_is_object(type.id))
        return false;
    *out_hash = hash_of_word((uint32_t)value.integer, wanted.seed);
    return true;
}

/* --- Kernels ---------------------------------------------------------------------------------- */

/* hashtext(value) or hashtextextended(value, seed). */
static HashWanted wanted_of(const KernelCall *call, uint32_t row)
{
    bool is_extended = call->arg_count > 1;

    return (HashWanted){ is_extended, is_extended ? (uint64_t)integer_at(&call->args[1], row) : 0 };
}

static Value hash_value(HashWanted wanted, uint64_t hash)
{
    return (Value){ .integer = wanted.is_extended ? (int64_t)hash : (int32_t)hash };
}

static bool hash_row(const KernelCall *call, uint32_t row, Value *out_value)
{
    HashWanted wanted = wanted_of(call, row);
    Type type = call->arg_types[0];
    Value value = value_of_typed_column(&call->args[0], row, type);
    uint64_t hash;

    if (value.is_null)
        return true;
    if (!hash_of_value(type, value, wanted, &hash))
        return fail(
            call->cx, ERR_UNDEFINED_FUNCTION, call->position,
            "could not identify %s function for type %s",
            wanted.is_extended ? "an extended hash" : "a hash",
            type_sql_name(type_is_array(type.id) ? type_element(type.id) : (TypeId)type.id));
    *out_value = hash_value(wanted, hash);
    return true;
}

bool kernel_hash(const KernelCall *call, Column *out)
{
    return values_of_rows(call, hash_row, out);
}

/* Of numerics in any form. */
static bool hash_numeric_row(const KernelCall *call, uint32_t row, Value *out_value)
{
    HashWanted wanted = wanted_of(call, row);

    if (value_arg(call, 0, row).is_null)
        return true;
    Numeric numeric = numeric_arg(call, 0, row);
    *out_value = hash_value(wanted, hash_of_numeric(&numeric, wanted));
    return true;
}

bool kernel_hash_numeric(const KernelCall *call, Column *out)
{
    return values_of_rows(call, hash_numeric_row, out);
}

/* An oidvector is hashed as the bytes of its items. */
static bool hash_vector_row(const KernelCall *call, uint32_t row, Value *out_value)
{
    HashWanted wanted = wanted_of(call, row);
    uint32_t count = shape_arg(call, 0, row).count;
    char *bytes = arena_alloc(call->cx->arena, (count + 1) * sizeof(uint32_t));

    *out_value = hash_value(
        wanted, hash_of_bytes(oids_of(items_arg(call, 0, row), count, bytes), wanted.seed));
    return true;
}

bool kernel_hash_vector(const KernelCall *call, Column *out)
{
    return values_of_rows(call, hash_vector_row, out);
}
