/*
 * value_tool.c -- evaluates one operation a line, for the comparison with PostgreSQL in check.py.
 *
 * A line is an operation and its arguments, separated by tabs; the answer is one line: the
 * value's text, "NULL", or "ERROR sqlstate message", followed by " DETAIL ..." and " HINT ...".
 */
#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "base/timestamp.h"
#include "base/value.h"
#include "tests/values/value_tool.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_BYTES_MAX = 1 << 20 };

int to_int(Str s)
{
    bool is_negative = s.length && s.data[0] == '-';
    int value = 0;

    for (size_t at = is_negative; at < s.length; at++)
        value = value * 10 + (s.data[at] - '0');
    return is_negative ? -value : value;
}

/* "numeric/64/2" is a numeric FIXED of 64 bits and scale 2. */
static Type to_type(Str name, Str typmod)
{
    char text[64] = { 0 };
    memcpy(text, name.data, name.length < 63 ? name.length : 63);
    char *slash = strchr(text, '/');
    if (slash) {
        char *end;
        int bits = (int)strtol(slash + 1, &end, 10);
        return type_numeric_fixed(to_int(typmod), bits, (int)strtol(end + 1, NULL, 10));
    }
    Type type = type_of(type_find_name(name));
    type.typmod = to_int(typmod);
    return type;
}

static bool read_value(Call *call, Type type, int argument, Value *out_value)
{
    return value_parse(call->cx, type, call->argument[argument], NO_POSITION, out_value);
}

static bool read_numeric(Call *call, int argument, Numeric *out_value)
{
    return numeric_parse(call->cx, call->argument[argument], NO_POSITION, out_value);
}

static bool print_i64(Call *call, int64_t value)
{
    str_addf(&call->out, "%lld", (long long)value);
    return true;
}

static bool print_numeric(Call *call, const Numeric *value)
{
    Str bytes = numeric_encode(call->cx->arena, value);
    Numeric decoded = numeric_decode(bytes);

    if (!numeric_encoding_is_valid(bytes) || numeric_compare(value, &decoded))
        str_add_c(&call->out, "BAD ENCODING ");
    numeric_print(&call->out, &decoded);
    return true;
}

/* parse TYPE TYPMOD TEXT */
static bool run_parse(Call *call)
{
    Type type = to_type(call->argument[1], call->argument[2]);
    Value value;

    TRY(read_value(call, type, 3, &value));
    value_print(&call->out, type, value);
    return true;
}

/* binary TYPE TYPMOD TEXT: the hexadecimal bytes, if reading them back gives the value. */
static bool run_binary(Call *call)
{
    Type type = to_type(call->argument[1], call->argument[2]);
    Value value, back;

    TRY(read_value(call, type, 3, &value));
    StrBuilder bytes = str_builder(call->cx->arena);
    value_encode_binary(&bytes, &value_context_default, type, value);
    TRY(value_decode_binary(call->cx, type, str_built(&bytes), &back));
    if (!value_equal(type, value, back))
        str_add_c(&call->out, "NOT EQUAL ");
    for (size_t at = 0; at < bytes.length; at++)
        str_addf(&call->out, "%02x", (unsigned char)bytes.data[at]);
    return true;
}

/* compare TYPE A B */
static bool run_compare(Call *call)
{
    Type type = to_type(call->argument[1], STR_LIT("-1"));
    Value a, b;

    TRY(read_value(call, type, 2, &a));
    TRY(read_value(call, type, 3, &b));
    int order = value_compare(type, a, b);
    if (order == 0 && value_hash(type, a) != value_hash(type, b))
        str_add_c(&call->out, "DIFFERENT HASHES ");
    return print_i64(call, (order > 0) - (order < 0));
}

typedef bool (*NumericUnary)(Cx *cx, const Numeric *value, Numeric *out_value);
typedef bool (*NumericBinary)(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);
typedef bool (*NumericPlaces)(Cx *cx, const Numeric *a, int places, Numeric *out_value);

static const struct {
    const char *name;
    NumericUnary unary;
    NumericBinary binary;
    NumericPlaces places;
} numeric_operations[] = {
    { "+", .binary = numeric_add },          { "-", .binary = numeric_subtract },
    { "*", .binary = numeric_multiply },     { "/", .binary = numeric_divide },
    { "%", .binary = numeric_modulo },       { "div", .binary = numeric_divide_integer },
    { "power", .binary = numeric_power },    { "log", .binary = numeric_log },
    { "exp", .unary = numeric_exp },         { "ln", .unary = numeric_ln },
    { "sqrt", .unary = numeric_sqrt },       { "ceil", .unary = numeric_ceil },
    { "floor", .unary = numeric_floor },     { "round", .places = numeric_round },
    { "trunc", .places = numeric_truncate },
};

/* numeric OPERATION A [B] */
static bool run_numeric(Call *call)
{
    Numeric a, b, result;

    for (size_t at = 0; at < COUNT_OF(numeric_operations); at++) {
        if (!str_is(call->argument[1], numeric_operations[at].name))
            continue;
        TRY(read_numeric(call, 2, &a));
        if (numeric_operations[at].unary) {
            TRY(numeric_operations[at].unary(call->cx, &a, &result));
        } else if (numeric_operations[at].places) {
            int places = to_int(call->argument[3]);
            TRY(numeric_operations[at].places(call->cx, &a, places, &result));
        } else {
            TRY(read_numeric(call, 3, &b));
            TRY(numeric_operations[at].binary(call->cx, &a, &b, &result));
        }
        return print_numeric(call, &result);
    }
    return fail(call->cx, ERR_INTERNAL_ERROR, NO_POSITION, "unknown operation");
}

/* cast TO TEXT: a numeric to int2, int4, int8, float8; a float8 or float4 to numeric. */
static bool run_cast(Call *call)
{
    Str to = call->argument[1];
    Numeric numeric;
    int64_t integer;
    Value real = { 0 };

    if (str_starts(to, "from_float")) {
        Type from = type_of(str_is(to, "from_float4") ? TYPE_FLOAT4 : TYPE_FLOAT8);
        TRY(read_value(call, from, 2, &real));
        TRY(from.id == TYPE_FLOAT4 ? numeric_from_f32(call->cx, (float)real.real, &numeric)
                                   : numeric_from_f64(call->cx, real.real, &numeric));
        return print_numeric(call, &numeric);
    }
    TRY(read_numeric(call, 2, &numeric));
    if (str_is(to, "float8")) {
        TRY(numeric_to_f64(call->cx, &numeric, &real.real));
        value_print(&call->out, type_of(TYPE_FLOAT8), real);
        return true;
    }
    TRY(numeric_cast_integer(call->cx, &numeric, to_int(str_slice(to, 3, 4)), &integer));
    return print_i64(call, integer);
}

/* decimal OPERATION A A_SCALE B B_SCALE: through integers of 128 bits. */
static bool run_decimal(Call *call)
{
    int a_scale = to_int(call->argument[3]), b_scale = to_int(call->argument[5]);
    Str operation = call->argument[1];
    int128_t a, b, result = 0;
    bool fits = true;

    if (decimal_parse(call->argument[2], a_scale, &a) != DECIMAL_OK ||
        decimal_parse(call->argument[4], b_scale, &b) != DECIMAL_OK)
        return fail(call->cx, ERR_INTERNAL_ERROR, NO_POSITION, "bad decimal");
    if (str_is(operation, "compare"))
        return print_i64(call, decimal_compare(a, a_scale, b, b_scale));
    if (str_is(operation, "double")) {
        Value real = { .real = decimal_to_double(a, a_scale) };
        value_print(&call->out, type_of(TYPE_FLOAT8), real);
        return true;
    }
    int scale = a_scale;
    if (str_is(operation, "rescale")) {
        scale = b_scale;
        fits = decimal_rescale(a, a_scale, b_scale, &result);
    } else if (str_is(operation, "*")) {
        scale = a_scale + b_scale;
        fits = decimal_multiply(a, b, &result);
    } else {
        fits =
            str_is(operation, "+") ? decimal_add(a, b, &result) : decimal_subtract(a, b, &result);
    }
    if (!fits)
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION, "does not fit");
    Numeric numeric = numeric_from_fixed(call->cx->arena, result, scale);
    int128_t back;
    if (!numeric_to_fixed(&numeric, scale, &back) || back != result)
        str_add_c(&call->out, "NOT EQUAL ");
    decimal_print(&call->out, result, scale);
    return true;
}

static bool print_timestamp(Call *call, int64_t timestamp)
{
    value_print(&call->out, type_of(TYPE_TIMESTAMP), (Value){ .integer = timestamp });
    return true;
}

static bool print_interval(Call *call, Interval interval)
{
    value_print(&call->out, type_of(TYPE_INTERVAL), (Value){ .interval = interval });
    return true;
}

/* timestamp OPERATION A B */
static bool run_timestamp(Call *call)
{
    Str operation = call->argument[1];
    bool is_second_interval = str_is(operation, "+") || str_is(operation, "-");
    Value a, b;
    int64_t timestamp;
    Interval interval;

    TRY(read_value(call, type_of(TYPE_TIMESTAMP), 2, &a));
    TRY(read_value(call, type_of(is_second_interval ? TYPE_INTERVAL : TYPE_TIMESTAMP), 3, &b));
    if (is_second_interval) {
        TRY(str_is(operation, "+")
                ? timestamp_add_interval(call->cx, a.integer, b.interval, &timestamp)
                : timestamp_subtract_interval(call->cx, a.integer, b.interval, &timestamp));
        return print_timestamp(call, timestamp);
    }
    TRY(str_is(operation, "age") ? timestamp_age(call->cx, a.integer, b.integer, &interval)
                                 : timestamp_difference(call->cx, a.integer, b.integer, &interval));
    return print_interval(call, interval);
}

/* date OPERATION A B: + and - with days, "difference" of two, "timestamp" of one. */
static bool run_date(Call *call)
{
    Str operation = call->argument[1];
    Value a, b;
    int32_t result;
    int64_t timestamp;

    TRY(read_value(call, type_of(TYPE_DATE), 2, &a));
    int32_t date = (int32_t)a.integer;
    if (str_is(operation, "timestamp")) {
        TRY(date_to_timestamp(call->cx, date, &timestamp));
        return print_timestamp(call, timestamp);
    }
    if (str_is(operation, "difference")) {
        TRY(read_value(call, type_of(TYPE_DATE), 3, &b));
        TRY(date_difference(call->cx, date, (int32_t)b.integer, &result));
        return print_i64(call, result);
    }
    TRY(read_value(call, type_of(TYPE_INT4), 3, &b));
    TRY(str_is(operation, "+") ? date_add_days(call->cx, date, b.integer, &result)
                               : date_subtract_days(call->cx, date, b.integer, &result));
    value_print(&call->out, type_of(TYPE_DATE), (Value){ .integer = result });
    return true;
}

/* interval OPERATION A [B]: B an interval or, for * and /, a double. */
static bool run_interval(Call *call)
{
    Str operation = call->argument[1];
    bool is_scaled = str_is(operation, "*") || str_is(operation, "/");
    Cx *cx = call->cx;
    Value a, b;
    Interval result;

    TRY(read_value(call, type_of(TYPE_INTERVAL), 2, &a));
    if (str_is(operation, "justify_hours")) {
        TRY(interval_justify_hours(cx, a.interval, &result));
    } else if (str_is(operation, "justify_days")) {
        TRY(interval_justify_days(cx, a.interval, &result));
    } else if (str_is(operation, "justify_interval")) {
        TRY(interval_justify(cx, a.interval, &result));
    } else if (str_is(operation, "negate")) {
        TRY(interval_negate(cx, a.interval, &result));
    } else {
        TRY(read_value(call, type_of(is_scaled ? TYPE_FLOAT8 : TYPE_INTERVAL), 3, &b));
        if (is_scaled)
            TRY(str_is(operation, "*") ? interval_multiply(cx, a.interval, b.real, &result)
                                       : interval_divide(cx, a.interval, b.real, &result));
        else
            TRY(str_is(operation, "+") ? interval_add(cx, a.interval, b.interval, &result)
                                       : interval_subtract(cx, a.interval, b.interval, &result));
    }
    return print_interval(call, result);
}

/* truncate UNIT TYPE TEXT */
static bool run_truncate(Call *call)
{
    Type type = to_type(call->argument[2], STR_LIT("-1"));
    TimeUnit unit;
    Value value;
    int64_t timestamp;

    TRY(read_value(call, type, 3, &value));
    TRY(time_unit_parse(call->cx, TIME_TRUNCATE, type.id, call->argument[1], &unit));
    if (type.id == TYPE_INTERVAL)
        return print_interval(call, interval_truncate(unit, value.interval));
    TRY(timestamp_truncate(call->cx, unit, value.integer, &timestamp));
    return print_timestamp(call, timestamp);
}

static Extracted extract(Type type, TimeUnit unit, Value value)
{
    if (type.id == TYPE_DATE)
        return date_extract(unit, (int32_t)value.integer);
    return type.id == TYPE_TIMESTAMP ? timestamp_extract(unit, value.integer)
                                     : interval_extract(unit, value.interval);
}

/* extract UNIT TYPE TEXT */
static bool run_extract(Call *call)
{
    Type type = to_type(call->argument[2], STR_LIT("-1"));
    TimeUnit unit;
    Value value;

    TRY(read_value(call, type, 3, &value));
    TRY(time_unit_parse(call->cx, TIME_EXTRACT, type.id, call->argument[1], &unit));
    if (time_unit_scale(unit, type.id) < 0) {
        Numeric julian;
        TRY(timestamp_julian(call->cx, value.integer, &julian));
        return print_numeric(call, &julian);
    }
    Extracted got = extract(type, unit, value);
    if (got.is_null)
        str_add_c(&call->out, "NULL");
    else if (got.infinity)
        str_add_c(&call->out, got.infinity > 0 ? "Infinity" : "-Infinity");
    else
        decimal_print(&call->out, got.value, got.scale);
    return true;
}

/* part UNIT TYPE TEXT */
static bool run_part(Call *call)
{
    Type type = to_type(call->argument[2], STR_LIT("-1"));
    TimeUnit unit;
    Value value, real = { 0 };

    TRY(read_value(call, type, 3, &value));
    TRY(time_unit_parse(call->cx, TIME_EXTRACT, type.id, call->argument[1], &unit));
    if (type.id == TYPE_INTERVAL)
        real.real = interval_part(unit, value.interval);
    else if (!timestamp_part(unit, value.integer, &real.real))
        real.is_null = true;
    if (real.is_null)
        str_add_c(&call->out, "NULL");
    else
        value_print(&call->out, type_of(TYPE_FLOAT8), real);
    return true;
}

static const struct {
    const char *name;
    bool (*run)(Call *call);
} operations[] = {
    { "parse", run_parse },
    { "binary", run_binary },
    { "compare", run_compare },
    { "numeric", run_numeric },
    { "cast", run_cast },
    { "decimal", run_decimal },
    { "date", run_date },
    { "timestamp", run_timestamp },
    { "interval", run_interval },
    { "extract", run_extract },
    { "truncate", run_truncate },
    { "part", run_part },
    { "to_char", run_to_char },
    { "to_date", run_to_date },
    { "to_timestamp", run_to_timestamp },
    { "to_number", run_to_number },
    { "with", run_with },
};

static bool call_run(Call *call)
{
    for (size_t at = 0; at < COUNT_OF(operations); at++)
        if (str_is(call->argument[0], operations[at].name))
            return operations[at].run(call);
    return fail(call->cx, ERR_INTERNAL_ERROR, NO_POSITION, "unknown operation");
}

static void call_split(Call *call, Str line)
{
    size_t from = 0;

    for (size_t at = 0; at <= line.length && call->count < ARGUMENTS_MAX; at++)
        if (at == line.length || line.data[at] == '\t') {
            call->argument[call->count++] = str_slice(line, from, at);
            from = at + 1;
        }
}

static void print_error(const Error *error)
{
    printf("ERROR %s %s", error_sqlstate(error->code), error->message);
    if (error->detail)
        printf(" DETAIL %s", error->detail);
    if (error->hint)
        printf(" HINT %s", error->hint);
    putchar('\n');
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;

    while ((length = getline(&line, &capacity, stdin)) > 0 && length < LINE_BYTES_MAX) {
        Arena arena;
        arena_init(&arena, NULL);
        Cx cx = { .arena = &arena };
        Call call = { .cx = &cx, .out = str_builder(&arena) };
        call_split(&call, (Str){ line, (size_t)length - (line[length - 1] == '\n') });
        if (call_run(&call))
            printf("%.*s\n", STR(str_built(&call.out)));
        else
            print_error(&cx.error);
        arena_fini(&arena);
    }
    free(line);
    return 0;
}
