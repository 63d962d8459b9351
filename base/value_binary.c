/* value_binary.c -- values in PostgreSQL's binary form: big-endian, as its send functions. */
#include "base/array.h"
#include "base/bytes_text.h"
#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "base/time_of_day.h"
#include "base/utf8.h"
#include "base/value.h"

static void add_integer(StrBuilder *builder, uint64_t value, int bytes)
{
    char *to = str_reserve(builder, (size_t)bytes);

    for (int at = 0; at < bytes; at++)
        to[at] = (char)(value >> 8 * (bytes - 1 - at));
    to[bytes] = '\0';
    builder->length += (size_t)bytes;
}

static void encode_real(StrBuilder *builder, Type type, double real)
{
    float single = (float)real;
    uint32_t single_bits;
    uint64_t bits;

    if (type.id == TYPE_FLOAT4) {
        memcpy(&single_bits, &single, sizeof single_bits);
        add_integer(builder, single_bits, sizeof single_bits);
    } else {
        memcpy(&bits, &real, sizeof bits);
        add_integer(builder, bits, sizeof bits);
    }
}

enum { FIXED_BINARY_MAX = 64 }; /* header and twelve digits are less */

static void encode_fixed(StrBuilder *builder, Type type, Value value)
{
    /* First make room, so that the builder does not grow into what is given back. */
    str_reserve(builder, FIXED_BINARY_MAX);
    SCRATCH(builder->arena);
    int128_t integer = type.numeric_bits == 128 ? value.wide : value.integer;
    Numeric numeric = numeric_from_fixed(builder->arena, integer, type.numeric_scale);
    numeric_encode_binary(builder, &numeric);
}

static void encode_numeric(StrBuilder *builder, Type type, Value value)
{
    if (type.numeric_form == NUMERIC_FIXED) {
        encode_fixed(builder, type, value);
    } else {
        Numeric numeric = numeric_decode(value.text);
        numeric_encode_binary(builder, &numeric);
    }
}

static void encode_interval(StrBuilder *builder, Interval interval)
{
    add_integer(builder, (uint64_t)interval.micros, 8);
    add_integer(builder, (uint32_t)interval.days, 4);
    add_integer(builder, (uint32_t)interval.months, 4);
}

static void encode_timetz(StrBuilder *builder, TimeTz time)
{
    add_integer(builder, (uint64_t)time.micros, 8);
    add_integer(builder, (uint32_t)time.seconds_west, 4);
}

/* int2vector and oidvector have a dimension even where they are empty. */
static void encode_empty_vector(StrBuilder *builder, TypeId element)
{
    add_integer(builder, 1, 4); /* dimensions */
    add_integer(builder, 0, 4); /* nulls */
    add_integer(builder, type_oid(element), 4);
    add_integer(builder, 0, 4); /* length */
    add_integer(builder, 0, 4); /* from */
}

void value_encode_binary(StrBuilder *builder, const ValueContext *context, Type type, Value value)
{
    assert(!value.is_null);
    if (type_is_vector(type.id) &&
        array_reader(value.text, type_element(type.id)).header.dimensions == 0) {
        encode_empty_vector(builder, type_element(type.id));
        return;
    }
    if (type_is_array(type.id)) {
        array_encode_binary(builder, context, type_element(type.id), value.text);
        return;
    }
    switch (type_kind(type.id)) {
    case TYPE_BOOL: add_integer(builder, value.boolean, 1); break;
    case TYPE_CHAR: add_integer(builder, (uint8_t)value.integer, 1); break;
    case TYPE_INT2: add_integer(builder, (uint64_t)value.integer, 2); break;
    case TYPE_INT4:
    case TYPE_OID:
    case TYPE_XID:
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE:
    case TYPE_DATE: add_integer(builder, (uint64_t)value.integer, 4); break;
    case TYPE_INT8:
    case TYPE_PG_LSN:
    case TYPE_TIME:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ: add_integer(builder, (uint64_t)value.integer, 8); break;
    case TYPE_TIMETZ: encode_timetz(builder, timetz_unpack(value.integer)); break;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8: encode_real(builder, type, value.real); break;
    case TYPE_NAME:
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR:
    case TYPE_PG_NODE_TREE:
    case TYPE_INET:
    case TYPE_ACLITEM:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST:
    case TYPE_BYTEA:
    case TYPE_UUID: str_add(builder, value.text); break;
    case TYPE_ANYENUM: value_print_styled(builder, context, type, value); break;
    case TYPE_INTERVAL: encode_interval(builder, value.interval); break;
    case TYPE_NUMERIC: encode_numeric(builder, type, value); break;
    case TYPE_ANYARRAY:
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY:
    case TYPE_VOID:
    case TYPE_NONE: break;
    }
}

static uint64_t read_integer(const char *at, int bytes)
{
    uint64_t value = 0;

    for (int byte = 0; byte < bytes; byte++)
        value = value << 8 | (unsigned char)at[byte];
    return value;
}

static int64_t sign_extend(uint64_t value, int bytes)
{
    int unused = 64 - 8 * bytes;
    return (int64_t)(value << unused) >> unused;
}

/* Bytes of the types whose binary form has one length; 0: any. */
static int binary_bytes(Type type)
{
    switch (type_kind(type.id)) {
    case TYPE_BOOL:
    case TYPE_CHAR: return 1;
    case TYPE_INT2: return 2;
    case TYPE_INT4:
    case TYPE_OID:
    case TYPE_XID:
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE:
    case TYPE_FLOAT4:
    case TYPE_DATE: return 4;
    case TYPE_INT8:
    case TYPE_FLOAT8:
    case TYPE_PG_LSN:
    case TYPE_TIME:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ: return 8;
    case TYPE_TIMETZ: return 12;
    case TYPE_INTERVAL: return 16;
    case TYPE_UUID: return UUID_BYTES;
    case TYPE_NONE:
    case TYPE_NAME:
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR:
    case TYPE_NUMERIC:
    case TYPE_BYTEA:
    case TYPE_PG_NODE_TREE:
    case TYPE_INET:
    case TYPE_ACLITEM:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST:
    case TYPE_ANYENUM:
    case TYPE_ANYARRAY:
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY:
    case TYPE_VOID: break;
    }
    return 0;
}

static bool fail_range(Cx *cx, const char *what)
{
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION, "%s out of range", what);
}

static bool decode_date(Cx *cx, int64_t days, Value *out_value)
{
    if (!date_is_infinite((int32_t)days) && (days < DATE_MIN || days > DATE_MAX))
        return fail_range(cx, "date");
    *out_value = (Value){ .integer = days };
    return true;
}

static bool decode_timestamp(Cx *cx, Type type, int64_t timestamp, Value *out_value)
{
    Value value = { 0 };

    if (!timestamp_is_infinite(timestamp) && !timestamp_is_valid(timestamp))
        return fail_range(cx, "timestamp");
    TRY(timestamp_apply_typmod(cx, timestamp, type.typmod, &value.integer));
    *out_value = value;
    return true;
}

static bool decode_time(Cx *cx, Type type, int64_t time, Value *out_value)
{
    if (time < 0 || time > MICROS_PER_DAY)
        return fail_range(cx, "time");
    *out_value = (Value){ .integer = time_apply_typmod(time, type.typmod) };
    return true;
}

static bool decode_timetz(Cx *cx, Type type, Str bytes, Value *out_value)
{
    enum { ZONE_SECONDS_END = 16 * 3600 };
    Value time = { 0 };
    int32_t west = (int32_t)read_integer(bytes.data + 8, 4);

    TRY(decode_time(cx, type, (int64_t)read_integer(bytes.data, 8), &time));
    if (west <= -ZONE_SECONDS_END || west >= ZONE_SECONDS_END)
        return fail(cx, ERR_INVALID_TIME_ZONE_DISPLACEMENT, NO_POSITION,
                    "time zone displacement out of range");
    *out_value = (Value){ .integer = timetz_pack((TimeTz){ time.integer, west }) };
    return true;
}

static double decode_real(Type type, uint64_t bits)
{
    uint32_t single_bits = (uint32_t)bits;
    float single;
    double real;

    if (type.id == TYPE_FLOAT4) {
        memcpy(&single, &single_bits, sizeof single);
        return (double)single;
    }
    memcpy(&real, &bits, sizeof real);
    return real;
}

static bool decode_interval(Cx *cx, Type type, Str bytes, Value *out_value)
{
    Value value = { 0 };
    Interval interval = { .micros = (int64_t)read_integer(bytes.data, 8),
                          .days = (int32_t)read_integer(bytes.data + 8, 4),
                          .months = (int32_t)read_integer(bytes.data + 12, 4) };

    TRY(interval_apply_typmod(cx, interval, type.typmod, &value.interval));
    *out_value = value;
    return true;
}

static bool fail_format(Cx *cx)
{
    return fail(cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION, "incorrect binary data format");
}

static bool decode_numeric(Cx *cx, Type type, Str bytes, Value *out_value)
{
    Numeric numeric;
    int128_t fixed;

    TRY(numeric_decode_binary(cx, bytes, &numeric));
    TRY(numeric_apply_typmod(cx, &numeric, type.typmod, NO_POSITION, &numeric));
    if (type.numeric_form == NUMERIC_VAR) {
        *out_value = (Value){ .text = numeric_encode(cx->arena, &numeric) };
        return true;
    }
    if (!numeric_to_fixed(&numeric, type.numeric_scale, &fixed) ||
        !decimal_fits_bits(fixed, type.numeric_bits))
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION, "numeric field overflow");
    if (type.numeric_bits == 128)
        *out_value = (Value){ .wide = fixed };
    else
        *out_value = (Value){ .integer = (int64_t)fixed };
    return true;
}

/* The types whose form has one length, which `bytes` has. */
static bool decode_exact(Cx *cx, Type type, Str bytes, Value *out_value)
{
    int length = (int)bytes.length;
    uint64_t word = length <= 8 ? read_integer(bytes.data, length) : 0;
    int64_t integer = length <= 8 ? sign_extend(word, length) : 0;

    switch ((unsigned)type.id) {
    case TYPE_BOOL: *out_value = (Value){ .boolean = word != 0 }; return true;
    case TYPE_OID:
    case TYPE_XID:
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE: *out_value = (Value){ .integer = (int64_t)word }; return true;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8: *out_value = (Value){ .real = decode_real(type, word) }; return true;
    case TYPE_DATE: return decode_date(cx, integer, out_value);
    case TYPE_TIME: return decode_time(cx, type, integer, out_value);
    case TYPE_TIMETZ: return decode_timetz(cx, type, bytes, out_value);
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ: return decode_timestamp(cx, type, integer, out_value);
    case TYPE_INTERVAL: return decode_interval(cx, type, bytes, out_value);
    case TYPE_UUID: *out_value = (Value){ .text = str_copy(cx->arena, bytes) }; return true;
    }
    *out_value = (Value){ .integer = integer };
    return true;
}

static bool decode_array(Cx *cx, Type type, Str bytes, Value *out_value)
{
    Str array;

    TRY(array_decode_binary(cx, type, bytes, &array));
    *out_value = (Value){ .text = array };
    return true;
}

bool value_decode_binary(Cx *cx, Type type, Str bytes, Value *out_value)
{
    size_t wanted = (size_t)binary_bytes(type);

    if (type_is_array(type.id))
        return decode_array(cx, type, bytes, out_value);
    if (wanted) {
        if (bytes.length < wanted)
            return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                        "insufficient data left in message");
        return bytes.length == wanted ? decode_exact(cx, type, bytes, out_value) : fail_format(cx);
    }
    if (type.id == TYPE_NUMERIC)
        return decode_numeric(cx, type, bytes, out_value);
    if (type.id == TYPE_VOID) {
        *out_value = (Value){ 0 };
        return bytes.length == 0 ? true : fail_format(cx);
    }
    if (type.id == TYPE_BYTEA) {
        *out_value = (Value){ .text = str_copy(cx->arena, bytes) };
        return true;
    }
    if (type.id == TYPE_NONE)
        return fail_format(cx);
    /* Binary text is the text. */
    return value_parse(cx, type, bytes, NO_POSITION, out_value);
}
