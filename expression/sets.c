/*
 * sets.c -- functions that return sets, read piece by piece.
 *
 *     set_open ──> SetCursor ── set_read, set_read ... ──> values, until one call gives fewer
 *
 * A cursor holds where it is and nothing of what it gave, so generate_series(1, 1e12) takes no
 * room.  Texts and arrays of the arguments are borrowed as long as the cursor is read.
 */
#include "base/array.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "base/timestamp.h"
#include "base/timestamptz.h"
#include "base/value_context.h"
#include "expression/expression.h"
#include "expression/kernels/regex_matches.h"

typedef bool (*SetRead)(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                        uint32_t *out_count);

struct SetCursor {
    SetRead read;
    int position;
    bool is_done;
    union {
        struct {
            int64_t next, stop, step;
        } integers;
        struct {
            Numeric next, stop, step;
            Arena *arena; /* where the digits of `next` are kept */
            char *kept;
            size_t capacity;
        } numerics;
        struct {
            int64_t next, stop;
            Interval step;
            bool descends;
            bool has_zone; /* the session's: steps are taken by its clocks */
        } timestamps;
        ArrayReader items;
        MatchList matches;
    };
};

/* What there is to open a cursor from. */
typedef struct SetCall {
    Cx *cx;
    const Value *args;
    const Type *types;
    uint32_t count;
    SetCursor *cursor;
} SetCall;

static bool fail_series(const SetCall *call, const char *what)
{
    return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->cursor->position, "%s", what);
}

/* --- Integers -------------------------------------------------------------------------------- */

static bool read_integers(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                          uint32_t *out_count)
{
    int64_t next = cursor->integers.next, stop = cursor->integers.stop;
    int64_t step = cursor->integers.step;
    uint32_t count = 0;

    (void)cx;
    while (count < max && !cursor->is_done && (step > 0 ? next <= stop : next >= stop)) {
        out_values[count++] = (Value){ .integer = next };
        cursor->is_done = __builtin_add_overflow(next, step, &next);
    }
    cursor->integers.next = next;
    *out_count = count;
    return true;
}

static bool open_integers(const SetCall *call)
{
    SetCursor *cursor = call->cursor;

    cursor->read = read_integers;
    cursor->integers.next = call->args[0].integer;
    cursor->integers.stop = call->args[1].integer;
    cursor->integers.step = call->count > 2 ? call->args[2].integer : 1;
    return cursor->integers.step != 0 || fail_series(call, "step size cannot equal zero");
}

/* The indexes of a dimension of an array; backwards if the third argument is true. */
static bool open_subscripts(const SetCall *call)
{
    SetCursor *cursor = call->cursor;
    ArrayHeader header = array_header(call->args[0].text);
    int64_t dimension = call->args[1].integer;
    bool backwards = call->count > 2 && call->args[2].boolean;

    cursor->read = read_integers;
    cursor->is_done = dimension < 1 || dimension > header.dimensions;
    if (cursor->is_done)
        return true;
    ArrayBound bound = header.bounds[dimension - 1];
    int64_t first = bound.lower, last = first + bound.length - 1;
    cursor->integers.next = backwards ? last : first;
    cursor->integers.stop = backwards ? first : last;
    cursor->integers.step = backwards ? -1 : 1;
    return true;
}

/* --- Numerics -------------------------------------------------------------------------------- */

/* What is computed lives as long as a batch: keep where to go on. */
static void keep_next(SetCursor *cursor, const Numeric *next)
{
    size_t bytes = numeric_encoded_bytes(next);

    if (bytes > cursor->numerics.capacity) {
        cursor->numerics.capacity = 2 * bytes;
        cursor->numerics.kept = arena_alloc(cursor->numerics.arena, 2 * bytes);
    }
    numeric_encode_to(next, cursor->numerics.kept);
    cursor->numerics.next = numeric_decode((Str){ cursor->numerics.kept, bytes });
}

static bool read_numerics(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                          uint32_t *out_count)
{
    int direction = numeric_sign(&cursor->numerics.step);
    Numeric next = cursor->numerics.next;
    uint32_t count = 0;

    while (count < max && numeric_compare(&next, &cursor->numerics.stop) * direction <= 0) {
        out_values[count++] = (Value){ .text = numeric_encode(cx->arena, &next) };
        TRY(numeric_add(cx, &next, &cursor->numerics.step, &next));
    }
    keep_next(cursor, &next);
    *out_count = count;
    return true;
}

/* An argument of either form. */
static Numeric numeric_arg(const SetCall *call, uint32_t arg)
{
    Type type = call->types[arg];
    Value value = call->args[arg];

    if (type.numeric_form == NUMERIC_VAR)
        return numeric_decode(value.text);
    return numeric_from_fixed(call->cx->arena,
                              type_layout(type) == LAYOUT_I128 ? value.wide : value.integer,
                              type.numeric_scale);
}

static bool check_numeric(const SetCall *call, uint32_t arg, const char *name)
{
    Numeric value = numeric_arg(call, arg);

    if (value.kind == NUMERIC_FINITE)
        return true;
    return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->cursor->position, "%s cannot be %s",
                name, value.kind == NUMERIC_NAN ? "NaN" : "infinity");
}

static bool open_numerics(const SetCall *call)
{
    SetCursor *cursor = call->cursor;
    Arena *arena = call->cx->arena;

    TRY(check_numeric(call, 0, "start value"));
    TRY(check_numeric(call, 1, "stop value"));
    cursor->read = read_numerics;
    cursor->numerics.next = numeric_arg(call, 0);
    cursor->numerics.stop = numeric_arg(call, 1);
    cursor->numerics.step = numeric_from_i64(arena, 1);
    cursor->numerics.arena = arena;
    if (call->count > 2) {
        TRY(check_numeric(call, 2, "step size"));
        cursor->numerics.step = numeric_arg(call, 2);
        if (numeric_sign(&cursor->numerics.step) == 0)
            return fail_series(call, "step size cannot equal zero");
    }
    return true;
}

/* --- Timestamps ------------------------------------------------------------------------------ */

static bool add_step(Cx *cx, const SetCursor *cursor, int64_t *next)
{
    Interval step = cursor->timestamps.step;

    return cursor->timestamps.has_zone
               ? timestamptz_add_interval(cx, cx_dates(cx)->zone, *next, step, next)
               : timestamp_add_interval(cx, *next, step, next);
}

static bool read_timestamps(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                            uint32_t *out_count)
{
    int64_t next = cursor->timestamps.next, stop = cursor->timestamps.stop;
    bool descends = cursor->timestamps.descends;
    uint32_t count = 0;

    while (count < max && (descends ? next >= stop : next <= stop)) {
        out_values[count++] = (Value){ .integer = next };
        TRY(add_step(cx, cursor, &next));
    }
    cursor->timestamps.next = next;
    *out_count = count;
    return true;
}

static bool open_timestamps(const SetCall *call)
{
    SetCursor *cursor = call->cursor;
    int sign = interval_compare(call->args[2].interval, (Interval){ 0 });

    cursor->read = read_timestamps;
    cursor->timestamps.next = call->args[0].integer;
    cursor->timestamps.stop = call->args[1].integer;
    cursor->timestamps.step = call->args[2].interval;
    cursor->timestamps.descends = sign < 0;
    cursor->timestamps.has_zone = call->types[0].id == TYPE_TIMESTAMPTZ;
    return sign != 0 || fail_series(call, "step size cannot equal zero");
}

/* --- Arrays ---------------------------------------------------------------------------------- */

static bool read_items(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                       uint32_t *out_count)
{
    uint32_t count = 0;

    (void)cx;
    while (count < max && array_next(&cursor->items, &out_values[count]))
        count++;
    *out_count = count;
    return true;
}

static bool open_items(const SetCall *call)
{
    call->cursor->read = read_items;
    call->cursor->items = array_reader(call->args[0].text, type_element((TypeId)call->types[0].id));
    return true;
}

/* --- regexp_matches --------------------------------------------------------------------------- */

static bool read_matches(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                         uint32_t *out_count)
{
    uint32_t count = 0;

    while (count < max && match_list_next(&cursor->matches, cx->arena, &out_values[count]))
        count++;
    *out_count = count;
    return true;
}

static bool open_matches(const SetCall *call)
{
    RegexAsker asker = { "regexp_matches()", true, call->cursor->position };
    Str flags = call->count > 2 ? call->args[2].text : STR_NONE;

    call->cursor->read = read_matches;
    return match_list(call->cx, &asker, call->args[0].text, call->args[1].text, flags,
                      &call->cursor->matches);
}

/* --- The table of sets -------------------------------------------------------------------------
 */

static bool open_call(const SetCall *call, FunctionId function)
{
    switch (function) {
    case FUNCTION_ID(SERIES_INT4):
    case FUNCTION_ID(SERIES_INT4_STEP):
    case FUNCTION_ID(SERIES_INT8):
    case FUNCTION_ID(SERIES_INT8_STEP): return open_integers(call);
    case FUNCTION_ID(SERIES_NUMERIC):
    case FUNCTION_ID(SERIES_NUMERIC_STEP): return open_numerics(call);
    case FUNCTION_ID(SERIES_TIMESTAMP):
    case FUNCTION_ID(SERIES_TIMESTAMPTZ): return open_timestamps(call);
    case FUNCTION_ID(SUBSCRIPTS):
    case FUNCTION_ID(SUBSCRIPTS_REVERSE): return open_subscripts(call);
    case FUNCTION_ID(UNNEST): return open_items(call);
    case FUNCTION_ID(REGEXP_MATCHES):
    case FUNCTION_ID(REGEXP_MATCHES_FLAGS): return open_matches(call);
    }
    return fail(call->cx, ERR_INTERNAL_ERROR, call->cursor->position, "%s gives no set",
                function_get(function)->name);
}

static bool read_nothing(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                         uint32_t *out_count)
{
    (void)cx;
    (void)cursor;
    (void)out_values;
    (void)max;
    *out_count = 0;
    return true;
}

SetCursor *set_open(Cx *cx, const Call *expr, const Value *args, const Type *types)
{
    SetCursor *cursor = arena_zero(cx->arena, sizeof *cursor);
    SetCall call = { cx, args, types, expr->args.count, cursor };

    cursor->read = read_nothing;
    cursor->position = expr->head.position;
    for (uint32_t at = 0; at < call.count; at++)
        if (args[at].is_null) /* all of them are strict */
            return cursor;
    TRY(open_call(&call, (FunctionId)expr->function));
    return cursor;
}

bool set_read(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max, uint32_t *out_count)
{
    return cursor->read(cx, cursor, out_values, max, out_count);
}

/* --- How many -------------------------------------------------------------------------------- */

static const Value *constant_of(const Call *call, uint32_t arg)
{
    const Const *constant = arg < call->args.count ? EXPR_AS(Const, call->args.items[arg]) : NULL;

    return constant && !constant->value.is_null ? &constant->value : NULL;
}

static double series_rows(const Call *call)
{
    const Value *start = constant_of(call, 0), *stop = constant_of(call, 1);
    const Value *step = constant_of(call, 2);

    if (!start || !stop || (call->args.count > 2 && !step))
        return -1;
    double by = step ? (double)step->integer : 1;
    double span = (double)stop->integer - (double)start->integer;
    return by == 0 || span / by < 0 ? 0 : span / by + 1;
}

double set_rows(const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    const Value *array;

    if (!expr_is_set(expr))
        return 1;
    switch (call->function) {
    case FUNCTION_ID(SERIES_INT4):
    case FUNCTION_ID(SERIES_INT4_STEP):
    case FUNCTION_ID(SERIES_INT8):
    case FUNCTION_ID(SERIES_INT8_STEP): return series_rows(call);
    case FUNCTION_ID(UNNEST):
        array = constant_of(call, 0);
        return array ? (double)array_header(array->text).count : -1;
    }
    return -1;
}

bool expr_is_set(const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);

    return call && function_get((FunctionId)call->function)->flags & FUNCTION_SET;
}
