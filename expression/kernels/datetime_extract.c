/*
 * datetime_extract.c -- extract, date_part and date_trunc.
 *
 *     field ── constant? ── unit ── calendar field of all rows, dense ──┐
 *                │                                                      ├──> column
 *                └─ else, or some date is uncommon: value by value ─────┘
 *
 * extract() gives a numeric.  Where the field is a constant its scale is known, and so is the
 * FIXED form the result has; where a value has none (an infinite date in years) that is an error.
 * Fields that run in circles are null for infinite dates: then the result has validity.
 */
#include "base/numeric.h"
#include "base/time_of_day.h"
#include "base/timestamptz.h"
#include "base/value_context.h"
#include "expression/kernels/datetime.h"
#include "expression/kernels/text.h"

/* --- Units ----------------------------------------------------------------------------------- */

/* The argument a field is taken of. */
typedef struct TimeArg {
    TypeId type;
    const int32_t *dates;
    const int64_t *timestamps; /* TIMESTAMP; TIMESTAMPTZ: in local time */
    const int64_t *instants;   /* TIMESTAMPTZ */
    const int64_t *times;      /* TIME, TIMETZ */
    const Interval *intervals;
    const Zone *zone; /* TIMESTAMPTZ */
} TimeArg;

/* What a clock on the wall showed. */
static const int64_t *local_times(const KernelCall *call, const Zone *zone, const int64_t *instants)
{
    int64_t *local = column_alloc(call->cx->arena, LAYOUT_I64, call->rows);

    for (uint32_t row = 0; row < call->rows; row++) {
        int64_t east = zone_offset_at(zone, instants[row]).seconds_east * MICROS_PER_SECOND;
        bool is_infinite = timestamp_is_infinite(instants[row]);
        local[row] =
            is_infinite ? instants[row] : (int64_t)((uint64_t)instants[row] + (uint64_t)east);
    }
    return local;
}

static TimeArg time_arg(const KernelCall *call, TypeId type)
{
    TimeArg arg = { .type = type };

    if (type == TYPE_DATE)
        arg.dates = dense_i32(call, 1);
    else if (type == TYPE_TIMESTAMP)
        arg.timestamps = dense_i64(call, 1);
    else if (type == TYPE_INTERVAL)
        arg.intervals = dense_intervals(call, 1);
    else if (type != TYPE_TIMESTAMPTZ)
        arg.times = dense_i64(call, 1);
    if (type == TYPE_TIMESTAMPTZ) {
        arg.zone = cx_dates(call->cx)->zone;
        arg.instants = dense_i64(call, 1);
        arg.timestamps = local_times(call, arg.zone, arg.instants);
    }
    return arg;
}

static TimeKind kind_of(TypeId type)
{
    switch ((unsigned)type) {
    case TYPE_DATE: return TIME_KIND_DATE;
    case TYPE_TIMESTAMPTZ: return TIME_KIND_TIMESTAMPTZ;
    case TYPE_TIME: return TIME_KIND_TIME;
    case TYPE_TIMETZ: return TIME_KIND_TIMETZ;
    case TYPE_INTERVAL: return TIME_KIND_INTERVAL;
    }
    return TIME_KIND_TIMESTAMP;
}

/* The digits of a unit are those of timestamp, but for dates and intervals. */
static int scale_of(TimeUnit unit, TypeId type)
{
    return time_unit_scale(unit,
                           type == TYPE_DATE || type == TYPE_INTERVAL ? type : TYPE_TIMESTAMP);
}

static bool is_zone_unit(TimeUnit unit)
{
    return unit == UNIT_TIMEZONE || unit == UNIT_TIMEZONE_HOUR || unit == UNIT_TIMEZONE_MINUTE;
}

/* The names of units, row by row; a constant one is looked up once. */
typedef struct UnitArg {
    TextArg names;
    TimeUse use;
    TypeId type;
    bool is_known;
    TimeUnit unit;
} UnitArg;

static UnitArg unit_arg(const KernelCall *call, TimeUse use, TypeId type)
{
    return (UnitArg){ .names = text_arg(call, 0), .use = use, .type = type };
}

static bool unit_at(Cx *cx, UnitArg *arg, uint32_t row, TimeUnit *out_unit)
{
    if (!arg->is_known) {
        Str name = text_at(&arg->names, row);
        TRY(time_unit_find(cx, arg->use, kind_of(arg->type), name, &arg->unit));
        arg->is_known = arg->names.step == 0;
    }
    *out_unit = arg->unit;
    return true;
}

static Extracted extract_at(const TimeArg *arg, TimeUnit unit, uint32_t row)
{
    if (arg->dates)
        return date_extract(unit, arg->dates[row]);
    if (arg->instants && (is_zone_unit(unit) || unit == UNIT_EPOCH))
        return timestamptz_extract(arg->zone, unit, arg->instants[row]);
    if (arg->timestamps)
        return timestamp_extract(unit, arg->timestamps[row]);
    if (arg->type == TYPE_TIME)
        return time_extract(unit, arg->times[row]);
    if (arg->type == TYPE_TIMETZ)
        return timetz_extract(unit, timetz_unpack(arg->times[row]));
    return interval_extract(unit, arg->intervals[row]);
}

static void set_null(const KernelCall *call, uint64_t **validity, uint32_t row)
{
    if (!*validity)
        *validity = validity_alloc(call->cx->arena, call->rows, true);
    bit_clear(*validity, row);
}

/* --- Calendar fields, dense ------------------------------------------------------------------ */

/* What values a unit has, for dates of the years 1 to 9999; seconds are microseconds. */
static void set_unit_bounds(TimeUnit unit, Column *column)
{
    // clang-format off
    static const int32_t bounds[][2] = {
        [UNIT_MICROSECONDS] = { 0, 59999999 }, [UNIT_MILLISECONDS] = { 0, 59999999 },
        [UNIT_SECOND] = { 0, 59999999 }, [UNIT_MINUTE] = { 0, 59 }, [UNIT_HOUR] = { 0, 23 },
        [UNIT_DAY] = { 1, 31 }, [UNIT_WEEK] = { 1, 53 }, [UNIT_MONTH] = { 1, 12 },
        [UNIT_QUARTER] = { 1, 4 }, [UNIT_YEAR] = { 1, 9999 }, [UNIT_DECADE] = { 0, 999 },
        [UNIT_CENTURY] = { 1, 100 }, [UNIT_MILLENNIUM] = { 1, 10 }, [UNIT_DOW] = { 0, 6 },
        [UNIT_ISODOW] = { 1, 7 }, [UNIT_DOY] = { 1, 366 }, [UNIT_ISOYEAR] = { 1, 9999 },
    };
    // clang-format on

    if ((size_t)unit >= COUNT_OF(bounds))
        return;
    column->has_bounds = true;
    column->min = bounds[unit][0];
    column->max = bounds[unit][1];
}

/* Years of a column whose dates lie between known days lie between known years. */
static void tighten_year_bounds(const Column *dates, TimeUnit unit, Column *column)
{
    bool grows = unit == UNIT_YEAR || unit == UNIT_DECADE || unit == UNIT_ISOYEAR ||
                 unit == UNIT_CENTURY || unit == UNIT_MILLENNIUM;

    if (!grows || !dates->has_bounds || dates->min > dates->max)
        return;
    int32_t ends[] = { (int32_t)dates->min, (int32_t)dates->max }, values[2];
    if (!calendar_extract(unit, ends, 2, values))
        return;
    column->min = values[0];
    column->max = values[1];
}

/* The field of all rows, or false where some are out of the common years. */
static bool fill_dense(const KernelCall *call, const TimeArg *arg, TimeUnit unit, int32_t *values)
{
    if (arg->timestamps && unit < UNIT_DAY)
        return calendar_time(unit, arg->timestamps, call->rows, values);
    if (!calendar_has(unit) || arg->intervals || arg->times)
        return false;
    if (arg->dates)
        return calendar_extract(unit, arg->dates, call->rows, values);

    int32_t *dates = column_alloc(call->cx->arena, LAYOUT_I32, call->rows);
    return unit != UNIT_JULIAN && calendar_days(arg->timestamps, call->rows, dates) &&
           calendar_extract(unit, dates, call->rows, values);
}

/* An I32 column of the field, or false where that takes a closer look. */
static bool extract_dense(const KernelCall *call, const TimeArg *arg, TimeUnit unit, Column *out)
{
    int32_t *values = column_alloc(call->cx->arena, LAYOUT_I32, call->rows);

    if (!fill_dense(call, arg, unit, values))
        return false;
    *out = column_flat(LAYOUT_I32, call->rows, values, NULL);
    set_unit_bounds(unit, out);
    if (arg->dates)
        tighten_year_bounds(&call->args[1], unit, out);
    return true;
}

/* Microseconds since 1970, where no timestamp is infinite or so late that they overflow. */
static bool epoch_dense(const KernelCall *call, const int64_t *restrict timestamps, Column *out)
{
    const int64_t shift = -DATE_UNIX_EPOCH * MICROS_PER_DAY;
    int64_t *restrict values = column_alloc(call->cx->arena, LAYOUT_I64, call->rows);
    uint32_t uncommon = 0;

    for (uint32_t row = 0; row < call->rows; row++) {
        uncommon |=
            (timestamps[row] > INT64_MAX - shift) | (timestamps[row] == TIMESTAMP_MINUS_INFINITY);
        values[row] = (int64_t)((uint64_t)timestamps[row] + (uint64_t)shift);
    }
    *out = column_flat(LAYOUT_I64, call->rows, values, NULL);
    return !uncommon;
}

/* --- extract --------------------------------------------------------------------------------- */

static bool fail_infinite(const KernelCall *call, const UnitArg *units)
{
    return fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                "cannot extract field \"%.*s\" of an infinite %s", STR(text_at(&units->names, 0)),
                type_sql_name(units->type));
}

static void store_fixed(Layout layout, int128_t value, uint32_t row, void *values)
{
    if (layout == LAYOUT_I32)
        ((int32_t *)values)[row] = (int32_t)value;
    else if (layout == LAYOUT_I64)
        ((int64_t *)values)[row] = (int64_t)value;
    else
        ((int128_t *)values)[row] = value;
}

static bool extract_fixed(const KernelCall *call, const TimeArg *arg, UnitArg *units, LiveRows live,
                          Column *out)
{
    Layout layout = type_layout(call->result_type);
    void *values = result_alloc(call, layout);
    uint64_t *validity = NULL;
    TimeUnit unit;

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];

        TRY(unit_at(call->cx, units, row, &unit));
        assert(scale_of(unit, arg->type) == call->result_type.numeric_scale);
        Extracted field = extract_at(arg, unit, row);
        if (field.infinity)
            return fail_infinite(call, units);
        if (field.is_null)
            set_null(call, &validity, row);
        store_fixed(layout, field.value, row, values);
    }
    *out = column_flat(layout, call->rows, values, validity);
    return true;
}

static bool extract_numeric(Cx *cx, const TimeArg *arg, TimeUnit unit, uint32_t row,
                            Numeric *out_value)
{
    if (arg->timestamps && unit == UNIT_JULIAN)
        return timestamp_julian(cx, arg->timestamps[row], out_value);

    Extracted field = extract_at(arg, unit, row);
    *out_value = field.infinity ? numeric_special(field.infinity > 0 ? NUMERIC_INFINITY
                                                                     : NUMERIC_MINUS_INFINITY)
                                : numeric_from_fixed(cx->arena, field.value, field.scale);
    return true;
}

static bool field_is_null(const TimeArg *arg, TimeUnit unit, uint32_t row)
{
    return unit != UNIT_JULIAN && extract_at(arg, unit, row).is_null;
}

static bool extract_var(const KernelCall *call, const TimeArg *arg, UnitArg *units, LiveRows live,
                        Column *out)
{
    TextOut result = text_out(call, (size_t)live.count * 16);
    uint64_t *validity = NULL;
    TimeUnit unit;
    Numeric value;

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];

        TRY(unit_at(call->cx, units, row, &unit));
        if (field_is_null(arg, unit, row)) {
            set_null(call, &validity, row);
            continue;
        }
        TRY(extract_numeric(call->cx, arg, unit, row, &value));
        size_t bytes = numeric_encoded_bytes(&value);
        numeric_encode_to(&value, TRY(text_out_room(&result, bytes)));
        text_out_put(&result, row, bytes);
    }
    *out = text_out_column(&result, call->rows);
    out->validity = validity;
    return true;
}

static bool extract(const KernelCall *call, TypeId type, Column *out)
{
    LiveRows live = live_rows(call);
    TimeArg arg = time_arg(call, type);
    UnitArg units = unit_arg(call, TIME_EXTRACT, type);
    TimeUnit unit;

    if (call->result_type.numeric_form == NUMERIC_VAR)
        return extract_var(call, &arg, &units, live, out);
    if (live.count && units.names.step == 0) {
        TRY(unit_at(call->cx, &units, 0, &unit));
        const int64_t *instants = arg.instants ? arg.instants : arg.timestamps;
        if (unit == UNIT_EPOCH && instants && epoch_dense(call, instants, out))
            return true;
        if (extract_dense(call, &arg, unit, out))
            return true;
    }
    return extract_fixed(call, &arg, &units, live, out);
}

bool kernel_extract_date(const KernelCall *call, Column *out)
{
    return extract(call, TYPE_DATE, out);
}

bool kernel_extract_timestamp(const KernelCall *call, Column *out)
{
    return extract(call, call->arg_types[1].id, out);
}

bool kernel_extract_interval(const KernelCall *call, Column *out)
{
    return extract(call, TYPE_INTERVAL, out);
}

Type extract_result_type(Str field, TypeId of)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    TimeUnit unit;
    bool is_known = time_unit_find(&cx, TIME_EXTRACT, kind_of(of), field, &unit);
    int scale = is_known ? scale_of(unit, of) : -1;

    arena_fini(&arena);
    if (scale < 0)
        return type_of(TYPE_NUMERIC);
    if (unit == UNIT_EPOCH)
        return type_numeric_fixed(TYPMOD_NONE, type_layout(type_of(of)) == LAYOUT_I32 ? 64 : 128,
                                  scale);
    return type_numeric_fixed(TYPMOD_NONE, unit == UNIT_HOUR && of == TYPE_INTERVAL ? 64 : 32,
                              scale);
}

/* --- date_part ------------------------------------------------------------------------------- */

/* The value of a date is that of its midnight; so is the error. */
static bool part_at(Cx *cx, const TimeArg *arg, TimeUnit unit, uint32_t row, bool *out_is_null,
                    double *out_value)
{
    int64_t timestamp;

    *out_is_null = false;
    if (arg->intervals || arg->times) {
        *out_value = arg->intervals           ? interval_part(unit, arg->intervals[row])
                     : arg->type == TYPE_TIME ? time_part(unit, arg->times[row])
                                              : timetz_part(unit, timetz_unpack(arg->times[row]));
        return true;
    }
    if (arg->instants) {
        *out_is_null = !timestamptz_part(arg->zone, unit, arg->instants[row], out_value);
        return true;
    }
    if (arg->dates)
        TRY(date_to_timestamp(cx, arg->dates[row], &timestamp));
    else
        timestamp = arg->timestamps[row];
    *out_is_null = !timestamp_part(unit, timestamp, out_value);
    return true;
}

static bool part_dense(const KernelCall *call, const TimeArg *arg, TimeUnit unit, Column *out)
{
    Column fields;

    if (unit == UNIT_JULIAN || scale_of(unit, arg->type) != 0 ||
        !extract_dense(call, arg, unit, &fields))
        return false;
    const int32_t *restrict in = fields.data;
    double *restrict values = column_alloc(call->cx->arena, LAYOUT_F64, call->rows);
    for (uint32_t row = 0; row < call->rows; row++)
        values[row] = in[row];
    *out = column_flat(LAYOUT_F64, call->rows, values, NULL);
    return true;
}

static bool date_part(const KernelCall *call, TypeId type, Column *out)
{
    LiveRows live = live_rows(call);
    TimeArg arg = time_arg(call, type);
    UnitArg units = unit_arg(call, TIME_EXTRACT, type == TYPE_DATE ? TYPE_TIMESTAMP : type);
    uint64_t *validity = NULL;
    TimeUnit unit;
    bool is_null;

    if (live.count && units.names.step == 0) {
        TRY(unit_at(call->cx, &units, 0, &unit));
        if (part_dense(call, &arg, unit, out))
            return true;
    }
    double *values = result_alloc(call, LAYOUT_F64);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];

        TRY(unit_at(call->cx, &units, row, &unit));
        TRY(part_at(call->cx, &arg, unit, row, &is_null, &values[row]));
        if (is_null)
            set_null(call, &validity, row);
    }
    *out = column_flat(LAYOUT_F64, call->rows, values, validity);
    return true;
}

bool kernel_date_part_date(const KernelCall *call, Column *out)
{
    return date_part(call, TYPE_DATE, out);
}

bool kernel_date_part_timestamp(const KernelCall *call, Column *out)
{
    return date_part(call, call->arg_types[1].id, out);
}

bool kernel_date_part_interval(const KernelCall *call, Column *out)
{
    return date_part(call, TYPE_INTERVAL, out);
}

/* --- date_trunc ------------------------------------------------------------------------------ */

/* What to take from a date to get to the first day of its `unit`, plus one; DOW: not dense. */
static TimeUnit unit_of_first_day(TimeUnit unit)
{
    switch ((unsigned)unit) {
    case UNIT_WEEK: return UNIT_ISODOW;
    case UNIT_MONTH: return UNIT_DAY;
    case UNIT_YEAR: return UNIT_DOY;
    }
    return UNIT_OTHER;
}

/* Days, weeks, months and years of common timestamps. */
static bool truncate_dense(const KernelCall *call, const int64_t *timestamps, TimeUnit unit,
                           int64_t *restrict out)
{
    int32_t *days = column_alloc(call->cx->arena, LAYOUT_I32, call->rows);
    int32_t *places = column_alloc(call->cx->arena, LAYOUT_I32, call->rows);
    TimeUnit place = unit_of_first_day(unit);

    if ((unit != UNIT_DAY && place == UNIT_OTHER) || !calendar_days(timestamps, call->rows, days))
        return false;
    if (unit != UNIT_DAY)
        TRY(calendar_extract(place, days, call->rows, places));
    for (uint32_t row = 0; row < call->rows; row++)
        out[row] = (days[row] - (unit == UNIT_DAY ? 0 : places[row] - 1)) * MICROS_PER_DAY;
    return true;
}

bool kernel_date_trunc_timestamp(const KernelCall *call, Column *out)
{
    LiveRows live = live_rows(call);
    const int64_t *timestamps = dense_i64(call, 1);
    UnitArg units = unit_arg(call, TIME_TRUNCATE, TYPE_TIMESTAMP);
    int64_t *values = result_alloc(call, LAYOUT_I64);
    TimeUnit unit;

    *out = column_flat(LAYOUT_I64, call->rows, values, NULL);
    if (live.count && units.names.step == 0 && !timestamp_is_infinite(timestamps[live.row[0]])) {
        TRY(unit_at(call->cx, &units, 0, &unit));
        if (truncate_dense(call, timestamps, unit, values))
            return true;
    }
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];

        values[row] = timestamps[row];
        if (timestamp_is_infinite(timestamps[row])) /* whatever the unit's name is */
            continue;
        TRY(unit_at(call->cx, &units, row, &unit));
        TRY(timestamp_truncate(call->cx, unit, timestamps[row], &values[row]));
    }
    return true;
}

bool kernel_date_trunc_interval(const KernelCall *call, Column *out)
{
    LiveRows live = live_rows(call);
    const Interval *intervals = dense_intervals(call, 1);
    UnitArg units = unit_arg(call, TIME_TRUNCATE, TYPE_INTERVAL);
    Interval *values = result_alloc(call, LAYOUT_INTERVAL);
    TimeUnit unit;

    for (uint32_t at = 0; at < live.count; at++) {
        TRY(unit_at(call->cx, &units, live.row[at], &unit));
        values[live.row[at]] = interval_truncate(unit, intervals[live.row[at]]);
    }
    *out = column_flat(LAYOUT_INTERVAL, call->rows, values, NULL);
    return true;
}

/* The zone of the third argument, else the session's. */
static bool trunc_zone(const KernelCall *call, const TextArg *zones, uint32_t row,
                       const Zone **out_zone)
{
    ZoneRef ref;

    if (call->arg_count < 3) {
        *out_zone = cx_dates(call->cx)->zone;
        return true;
    }
    TRY(zone_ref_find(call->cx, text_at(zones, row), &ref));
    *out_zone = zone_ref_zone(call->cx, &ref);
    return *out_zone != NULL;
}

bool kernel_date_trunc_timestamptz(const KernelCall *call, Column *out)
{
    LiveRows live = live_rows(call);
    const int64_t *instants = dense_i64(call, 1);
    UnitArg units = unit_arg(call, TIME_TRUNCATE, TYPE_TIMESTAMPTZ);
    TextArg zones = call->arg_count < 3 ? (TextArg){ 0 } : text_arg(call, 2);
    int64_t *values = result_alloc(call, LAYOUT_I64);
    const Zone *zone = NULL;
    TimeUnit unit;

    *out = column_flat(LAYOUT_I64, call->rows, values, NULL);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];

        values[row] = instants[row];
        if (timestamp_is_infinite(instants[row])) /* whatever unit and zone are called */
            continue;
        if (!zone || zones.step)
            TRY(trunc_zone(call, &zones, row, &zone));
        TRY(unit_at(call->cx, &units, row, &unit));
        TRY(timestamptz_truncate(call->cx, zone, unit, instants[row], &values[row]));
    }
    return true;
}
