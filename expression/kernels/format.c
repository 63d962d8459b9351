/*
 * format.c -- to_char(), to_date(), to_timestamp() and to_number().
 *
 * A constant template is parsed once a program (prepare_...), any other once a row.  One that is
 * an error is left to the rows: without rows there is none.
 */
#include "base/format.h"
#include "base/timestamptz.h"
#include "expression/kernels.h"
#include "expression/kernels/each_value.h"

static Str constant_template(const Value *const *constants)
{
    return constants[1] && !constants[1]->is_null ? constants[1]->text : STR_NONE;
}

const void *prepare_date_format(Cx *cx, const Value *const *constants,
                                const Type *types __attribute__((unused)))
{
    Str template = constant_template(constants);
    Cx attempt = cx_within(cx, cx->arena);

    return template.data ? date_format_parse(&attempt, template) : NULL;
}

const void *prepare_number_format(Cx *cx, const Value *const *constants,
                                  const Type *types __attribute__((unused)))
{
    Str template = constant_template(constants);
    Cx attempt = cx_within(cx, cx->arena);

    return template.data ? number_format_parse(&attempt, template) : NULL;
}

static const DateFormat *date_format_of(const KernelCall *call, Value template)
{
    return call->state ? call->state : date_format_parse(call->cx, template.text);
}

static const NumberFormat *number_format_of(const KernelCall *call, Value template)
{
    return call->state ? call->state : number_format_parse(call->cx, template.text);
}

/* --- Dates and times ---------------------------------------------------------------------------
 */

static bool timestamp_to_char(const KernelCall *call, const Value *args, Value *out)
{
    const DateFormat *format = TRY(date_format_of(call, args[1]));
    StrBuilder text = str_builder(call->cx->arena);
    int64_t timestamp = args[0].integer;
    ZoneOffset offset = zone_offset_at(cx_dates(call->cx)->zone, timestamp);
    ZoneShown zone = { .offset_seconds = offset.seconds_east,
                       .abbreviation = str_of(offset.abbreviation) };
    bool has_zone = call->arg_types[0].id == TYPE_TIMESTAMPTZ;

    TRY(date_format_write_timestamp(call->cx, format, timestamp, has_zone ? &zone : NULL, &text,
                                    &out->is_null));
    out->text = str_built(&text);
    return true;
}

static bool interval_to_char(const KernelCall *call, const Value *args, Value *out)
{
    const DateFormat *format = TRY(date_format_of(call, args[1]));
    StrBuilder text = str_builder(call->cx->arena);

    TRY(date_format_write_interval(call->cx, format, args[0].interval, &text, &out->is_null));
    out->text = str_built(&text);
    return true;
}

static bool text_to_date(const KernelCall *call, const Value *args, Value *out)
{
    const DateFormat *format = TRY(date_format_of(call, args[1]));
    int32_t date;

    TRY(date_format_scan_date(call->cx, format, args[0].text, &date));
    out->integer = date;
    return true;
}

static bool text_to_timestamp(const KernelCall *call, const Value *args, Value *out)
{
    const DateFormat *format = TRY(date_format_of(call, args[1]));
    int64_t local;
    int32_t east = 0;
    ScannedTime time;

    TRY(date_format_scan(call->cx, format, args[0].text, &time));
    if (!time.has_zone && timestamp_from_civil(&time.civil, &local))
        east = zone_offset_of_local(cx_dates(call->cx)->zone, local).seconds_east;
    return scanned_time_to_timestamp(call->cx, &time, east, &out->integer);
}

EACH_VALUE(kernel_timestamp_to_char, timestamp_to_char)
EACH_VALUE(kernel_interval_to_char, interval_to_char)
EACH_VALUE(kernel_to_date, text_to_date)
EACH_VALUE(kernel_to_timestamp, text_to_timestamp)

/* --- Numbers -----------------------------------------------------------------------------------
 */

static Numeric numeric_of(const KernelCall *call, Value value)
{
    Type type = call->arg_types[0];
    bool is_wide = type_layout(type) == LAYOUT_I128;

    if (type.id == TYPE_NUMERIC && type.numeric_form == NUMERIC_VAR)
        return numeric_decode(value.text);
    return numeric_from_fixed(call->cx->arena, is_wide ? value.wide : value.integer,
                              type.numeric_scale);
}

static bool number_to_char(const KernelCall *call, const Value *args, Value *out)
{
    const NumberFormat *format = TRY(number_format_of(call, args[1]));
    StrBuilder text = str_builder(call->cx->arena);
    Value value = args[0];
    bool is_written;
    Numeric numeric;

    switch ((unsigned)call->arg_types[0].id) {
    case TYPE_INT4:
        is_written = number_format_write_i32(call->cx, format, (int32_t)value.integer, &text);
        break;
    case TYPE_INT8:
        is_written = number_format_write_i64(call->cx, format, value.integer, &text);
        break;
    case TYPE_FLOAT4:
        is_written = number_format_write_f32(call->cx, format, (float)value.real, &text);
        break;
    case TYPE_FLOAT8:
        is_written = number_format_write_f64(call->cx, format, value.real, &text);
        break;
    default: /* numeric */
        numeric = numeric_of(call, value);
        is_written = number_format_write_numeric(call->cx, format, &numeric, &text);
    }
    out->text = str_built(&text);
    return is_written;
}

static bool text_to_number(const KernelCall *call, const Value *args, Value *out)
{
    const NumberFormat *format = TRY(number_format_of(call, args[1]));
    Numeric value;

    TRY(number_format_scan(call->cx, format, args[0].text, &value, &out->is_null));
    if (!out->is_null)
        out->text = numeric_encode(call->cx->arena, &value);
    return true;
}

EACH_VALUE(kernel_number_to_char, number_to_char)
EACH_VALUE(kernel_to_number, text_to_number)
