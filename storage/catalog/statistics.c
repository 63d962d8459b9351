/* statistics.c -- see statistics.h. */
#include "storage/catalog/statistics.h"

#include "storage/catalog/printable.h"

Statistics statistics_none(void)
{
    return (Statistics){ .null_count = 0 };
}

static bool has_no_value(const Statistics *statistics)
{
    return statistics->null_count == statistics->rows;
}

static void merge_bounds(Type type, Statistics *into, const Statistics *more)
{
    if (has_no_value(more))
        return;
    if (has_no_value(into)) {
        into->has_bounds = more->has_bounds;
        into->min = more->min;
        into->max = more->max;
        return;
    }
    into->has_bounds = into->has_bounds && more->has_bounds;
    if (!into->has_bounds)
        return;
    if (value_compare(type, more->min, into->min) < 0)
        into->min = more->min;
    if (value_compare(type, more->max, into->max) > 0)
        into->max = more->max;
}

void statistics_merge(Type type, Statistics *into, const Statistics *more)
{
    if (more->rows == 0)
        return;
    merge_bounds(type, into, more);
    if (into->null_count < 0 || more->null_count < 0)
        into->null_count = -1;
    else
        into->null_count += more->null_count;
    into->rows += more->rows;
}

bool statistics_can_bound(Type type)
{
    switch (type_layout(type)) {
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64:
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64: return true;
    case LAYOUT_VIEW: return type.id != TYPE_NUMERIC;
    case LAYOUT_INTERVAL: return false;
    }
    return false;
}

static bool text_fits(Type type, const Value *value)
{
    return type_layout(type) != LAYOUT_VIEW ||
           (value->text.length <= STATISTICS_TEXT_BYTES_MAX && is_valid_text(value->text));
}

bool statistics_fit(Type type, const Value *min, const Value *max)
{
    return statistics_can_bound(type) && text_fits(type, min) && text_fits(type, max) &&
           value_compare(type, *min, *max) <= 0;
}

static void pack_wide(StrBuilder *out, int128_t wide)
{
    pack_array(out, 2);
    pack_int(out, (int64_t)(wide >> 64));
    pack_uint(out, (uint64_t)wide);
}

void value_pack(StrBuilder *out, Type type, Value value)
{
    switch (type_layout(type)) {
    case LAYOUT_BOOL: pack_bool(out, value.boolean); break;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: pack_int(out, value.integer); break;
    case LAYOUT_I128: pack_wide(out, value.wide); break;
    case LAYOUT_F32:
    case LAYOUT_F64: pack_double(out, value.real); break;
    case LAYOUT_VIEW: pack_str(out, value.text.data ? value.text : STR_LIT("")); break;
    case LAYOUT_INTERVAL:
        pack_array(out, 3);
        pack_int(out, value.interval.months);
        pack_int(out, value.interval.days);
        pack_int(out, value.interval.micros);
        break;
    }
}

static void fault(PackReader *reader)
{
    reader->faulty = true;
    reader->at = reader->end;
}

static int64_t unpack_within(PackReader *reader, int64_t min, int64_t max)
{
    int64_t value = unpack_int(reader);

    if (value < min || value > max)
        fault(reader);
    return value;
}

static int128_t unpack_wide(PackReader *reader)
{
    unpack_array_of(reader, 2);
    int64_t high = unpack_int(reader);
    uint64_t low = unpack_uint(reader);
    return (int128_t)((uint128_t)(uint64_t)high << 64 | low);
}

static Interval unpack_interval(PackReader *reader)
{
    Interval interval;

    unpack_array_of(reader, 3);
    interval.months = (int32_t)unpack_within(reader, INT32_MIN, INT32_MAX);
    interval.days = (int32_t)unpack_within(reader, INT32_MIN, INT32_MAX);
    interval.micros = unpack_int(reader);
    return interval;
}

static Str unpack_text(PackReader *reader)
{
    Str text = unpack_str(reader);

    if (!text.data || text.length > STATISTICS_TEXT_BYTES_MAX)
        fault(reader);
    return text;
}

/* A real that is not one would be undefined behaviour to narrow, so float4 is checked too. */
static double unpack_real(PackReader *reader, bool is_narrow)
{
    double real = unpack_double(reader);

    if (is_narrow && real == real && (double)(float)real != real)
        fault(reader);
    return real;
}

Value value_unpack(PackReader *reader, Type type)
{
    Value value = { .is_null = false };

    switch (type_layout(type)) {
    case LAYOUT_BOOL: value.boolean = unpack_bool(reader); break;
    case LAYOUT_I8: value.integer = unpack_within(reader, INT8_MIN, INT8_MAX); break;
    case LAYOUT_I16: value.integer = unpack_within(reader, INT16_MIN, INT16_MAX); break;
    case LAYOUT_I32: value.integer = unpack_within(reader, INT32_MIN, INT32_MAX); break;
    case LAYOUT_I64: value.integer = unpack_int(reader); break;
    case LAYOUT_I128: value.wide = unpack_wide(reader); break;
    case LAYOUT_F32: value.real = unpack_real(reader, true); break;
    case LAYOUT_F64: value.real = unpack_real(reader, false); break;
    case LAYOUT_VIEW: value.text = unpack_text(reader); break;
    case LAYOUT_INTERVAL: value.interval = unpack_interval(reader); break;
    }
    return value;
}
