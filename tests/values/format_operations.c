/* format_operations.c -- to_char() and its opposites, for value_tool. */
#include "base/format.h"
#include "tests/values/value_tool.h"

static bool answer_null(Call *call)
{
    str_add_c(&call->out, "NULL");
    return true;
}

/* to_char timestamptz: the value is in UTC; arguments 4 and 5 are the zone's offset and name. */
static bool run_moment(Call *call, Type type, Value value)
{
    DateFormat *format = TRY(date_format_parse(call->cx, call->argument[3]));
    ZoneShown zone = { 0 };
    bool has_zone = call->count > 5, is_null;

    if (has_zone)
        zone = (ZoneShown){ to_int(call->argument[4]), call->argument[5] };
    TRY(type.id == TYPE_INTERVAL
            ? date_format_write_interval(call->cx, format, value.interval, &call->out, &is_null)
            : date_format_write_timestamp(call->cx, format, value.integer, has_zone ? &zone : NULL,
                                          &call->out, &is_null));
    return is_null ? answer_null(call) : true;
}

static bool run_number(Call *call, Type type, Value value)
{
    NumberFormat *format = TRY(number_format_parse(call->cx, call->argument[3]));
    Cx *cx = call->cx;
    StrBuilder *out = &call->out;

    if (type.id == TYPE_INT4)
        return number_format_write_i32(cx, format, (int32_t)value.integer, out);
    if (type.id == TYPE_INT8)
        return number_format_write_i64(cx, format, value.integer, out);
    if (type.id == TYPE_FLOAT4)
        return number_format_write_f32(cx, format, (float)value.real, out);
    if (type.id == TYPE_FLOAT8)
        return number_format_write_f64(cx, format, value.real, out);
    Numeric numeric = numeric_decode(value.text);
    return number_format_write_numeric(cx, format, &numeric, out);
}

/* to_char TYPE TEXT TEMPLATE [OFFSET ABBREVIATION] */
bool run_to_char(Call *call)
{
    Type type = type_of(type_find_name(call->argument[1]));
    Value value;

    TRY(value_parse(call->cx, type, call->argument[2], NO_POSITION, &value));
    if (type.id == TYPE_TIMESTAMP || type.id == TYPE_INTERVAL)
        return run_moment(call, type, value);
    return run_number(call, type, value);
}

/* to_date TEXT TEMPLATE */
bool run_to_date(Call *call)
{
    DateFormat *format = TRY(date_format_parse(call->cx, call->argument[2]));
    int32_t date;

    TRY(date_format_scan_date(call->cx, format, call->argument[1], &date));
    value_print(&call->out, type_of(TYPE_DATE), (Value){ .integer = date });
    return true;
}

/* to_timestamp TEXT TEMPLATE: the moment in UTC, which is also the session's zone. */
bool run_to_timestamp(Call *call)
{
    DateFormat *format = TRY(date_format_parse(call->cx, call->argument[2]));
    ScannedTime time;
    int64_t timestamp;

    TRY(date_format_scan(call->cx, format, call->argument[1], &time));
    TRY(scanned_time_to_timestamp(call->cx, &time, 0, &timestamp));
    value_print(&call->out, type_of(TYPE_TIMESTAMP), (Value){ .integer = timestamp });
    return true;
}

/* to_number TEXT TEMPLATE */
bool run_to_number(Call *call)
{
    NumberFormat *format = TRY(number_format_parse(call->cx, call->argument[2]));
    Numeric value;
    bool is_null;

    TRY(number_format_scan(call->cx, format, call->argument[1], &value, &is_null));
    if (is_null)
        return answer_null(call);
    numeric_print(&call->out, &value);
    return true;
}
