/*
 * schema.c -- which columns of a file SQL can see, and with which types.
 *
 * Only leaves directly below the root that are required or optional are columns; groups and
 * repeated leaves are nested data and go to the list of skipped columns, as do types without a
 * counterpart.  Where both a logical and a converted type are given, the logical one counts.
 */
#include "storage/parquet/parquet.h"

enum { DIGITS_MAX_I32 = 9, DIGITS_MAX_I64 = 18 };

static int128_t power_of_ten(int digits)
{
    int128_t power = 1;

    while (digits-- > 0)
        power *= 10;
    return power;
}

/* Rewrite an old annotation as the new one that means the same. */
static void upgrade_annotation(SchemaElement *e)
{
    static const struct {
        uint8_t logical, bit_width, unit;
        bool is_signed;
    } meaning[] = {
        [CONVERTED_UTF8] = { LOGICAL_STRING },
        [CONVERTED_ENUM] = { LOGICAL_ENUM },
        [CONVERTED_DECIMAL] = { LOGICAL_DECIMAL },
        [CONVERTED_DATE] = { LOGICAL_DATE },
        [CONVERTED_TIME_MILLIS] = { LOGICAL_TIME, .unit = UNIT_MILLIS },
        [CONVERTED_TIME_MICROS] = { LOGICAL_TIME, .unit = UNIT_MICROS },
        [CONVERTED_TIMESTAMP_MILLIS] = { LOGICAL_TIMESTAMP, .unit = UNIT_MILLIS },
        [CONVERTED_TIMESTAMP_MICROS] = { LOGICAL_TIMESTAMP, .unit = UNIT_MICROS },
        [CONVERTED_UINT_8] = { LOGICAL_INTEGER, .bit_width = 8 },
        [CONVERTED_UINT_16] = { LOGICAL_INTEGER, .bit_width = 16 },
        [CONVERTED_UINT_32] = { LOGICAL_INTEGER, .bit_width = 32 },
        [CONVERTED_UINT_64] = { LOGICAL_INTEGER, .bit_width = 64 },
        [CONVERTED_INT_8] = { LOGICAL_INTEGER, .bit_width = 8, .is_signed = true },
        [CONVERTED_INT_16] = { LOGICAL_INTEGER, .bit_width = 16, .is_signed = true },
        [CONVERTED_INT_32] = { LOGICAL_INTEGER, .bit_width = 32, .is_signed = true },
        [CONVERTED_INT_64] = { LOGICAL_INTEGER, .bit_width = 64, .is_signed = true },
        [CONVERTED_JSON] = { LOGICAL_JSON },
        [CONVERTED_BSON] = { LOGICAL_BSON },
    };

    if (e->logical != LOGICAL_NONE || e->converted < 0 || e->converted >= (int)COUNT_OF(meaning) ||
        meaning[e->converted].logical == LOGICAL_NONE)
        return;
    e->logical = meaning[e->converted].logical;
    e->bit_width = meaning[e->converted].bit_width;
    e->unit = (TimeUnit)meaning[e->converted].unit;
    e->is_signed = meaning[e->converted].is_signed;
}

static const char *map_to(ParquetColumn *column, Type *type, TypeId id, Conversion conversion)
{
    *type = type_of(id);
    column->conversion = conversion;
    return NULL;
}

static const char *map_numeric(const SchemaElement *e, ParquetColumn *column, Type *type)
{
    bool is_bytes = e->physical == PHYSICAL_FIXED || e->physical == PHYSICAL_BYTE_ARRAY;
    int bits = 128;

    if (e->physical == PHYSICAL_FIXED && e->type_length > DECIMAL_BYTES_MAX)
        return "its width makes no sense";
    if (e->precision < 1 || e->scale < 0 || e->scale > e->precision)
        return "its precision and scale make no sense";
    if (e->precision > NUMERIC_FIXED_DIGITS_MAX || e->scale > NUMERIC_FIXED_SCALE_MAX)
        return "decimals of more than 38 digits are not supported";
    if (e->physical == PHYSICAL_INT32 && e->precision <= DIGITS_MAX_I32)
        bits = 32;
    else if (e->physical == PHYSICAL_INT64 && e->precision <= DIGITS_MAX_I64)
        bits = 64;
    else if (is_bytes)
        bits = e->precision <= DIGITS_MAX_I64 ? 64 : 128;
    else
        return "its precision does not fit its storage";

    column->limit = power_of_ten(e->precision);
    *type = type_numeric_fixed(numeric_typmod(e->precision, e->scale), bits, e->scale);
    column->conversion = !is_bytes    ? CONVERT_NONE
                         : bits == 64 ? CONVERT_DECIMAL_BYTES_I64
                                      : CONVERT_DECIMAL_BYTES_I128;
    return NULL;
}

static const char *map_int32(const SchemaElement *e, ParquetColumn *column, Type *type)
{
    switch (e->logical) {
    case LOGICAL_DECIMAL: return map_numeric(e, column, type);
    case LOGICAL_DATE: return map_to(column, type, TYPE_DATE, CONVERT_DATE);
    case LOGICAL_TIME: return "times of day are not supported";
    case LOGICAL_INTEGER: break;
    default: return map_to(column, type, TYPE_INT4, CONVERT_NONE);
    }
    column->is_unsigned = !e->is_signed;
    if (e->bit_width == 8 || (e->bit_width == 16 && e->is_signed))
        return map_to(column, type, TYPE_INT2, CONVERT_I32_TO_I16);
    if (e->bit_width == 16 || e->is_signed)
        return map_to(column, type, TYPE_INT4, CONVERT_NONE);
    return map_to(column, type, TYPE_INT8, CONVERT_U32_TO_I64);
}

static const char *map_int64(const SchemaElement *e, ParquetColumn *column, Type *type)
{
    static const Conversion of_unit[] = { [UNIT_MILLIS] = CONVERT_TIMESTAMP_MILLIS,
                                          [UNIT_MICROS] = CONVERT_TIMESTAMP_MICROS,
                                          [UNIT_NANOS] = CONVERT_TIMESTAMP_NANOS };

    switch (e->logical) {
    case LOGICAL_DECIMAL: return map_numeric(e, column, type);
    case LOGICAL_TIME: return "times of day are not supported";
    case LOGICAL_TIMESTAMP:
        if (e->unit == UNIT_NONE)
            return "its unit of time is not known";
        /* As Arrow reads it, the old annotation says nothing of zones. */
        return map_to(column, type, e->is_instant ? TYPE_TIMESTAMPTZ : TYPE_TIMESTAMP,
                      of_unit[e->unit]);
    case LOGICAL_INTEGER: break;
    default: return map_to(column, type, TYPE_INT8, CONVERT_NONE);
    }
    if (e->is_signed)
        return map_to(column, type, TYPE_INT8, CONVERT_NONE);
    column->is_unsigned = true;
    column->conversion = CONVERT_U64_TO_I128;
    *type = type_numeric_fixed(numeric_typmod(20, 0), 128, 0);
    return NULL;
}

static const char *map_byte_array(const SchemaElement *e, ParquetColumn *column, Type *type)
{
    switch (e->logical) {
    case LOGICAL_DECIMAL: return map_numeric(e, column, type);
    case LOGICAL_BSON: return "BSON is not supported";
    case LOGICAL_GEOMETRY:
    case LOGICAL_GEOGRAPHY: return "geometries are not supported";
    default: return map_to(column, type, TYPE_TEXT, CONVERT_TEXT);
    }
}

static const char *map_fixed(const SchemaElement *e, ParquetColumn *column, Type *type)
{
    if (e->type_length < 1)
        return "its width makes no sense";
    switch (e->logical) {
    case LOGICAL_DECIMAL: return map_numeric(e, column, type);
    case LOGICAL_FLOAT16:
        if (e->type_length != 2)
            return "its width makes no sense";
        return map_to(column, type, TYPE_FLOAT4, CONVERT_FLOAT16);
    case LOGICAL_UUID: return "UUIDs are not supported";
    default: break;
    }
    return e->converted == CONVERTED_INTERVAL ? "intervals are not supported"
                                              : "byte arrays of fixed width are not supported";
}

/* NULL where `column` and `type` could be filled in, else why not. */
static const char *map_leaf(const SchemaElement *e, ParquetColumn *column, Type *type)
{
    static const uint8_t widths[PHYSICALS] = { [PHYSICAL_INT32] = 4,
                                               [PHYSICAL_INT64] = 8,
                                               [PHYSICAL_INT96] = 12,
                                               [PHYSICAL_FLOAT] = 4,
                                               [PHYSICAL_DOUBLE] = 8 };

    column->physical = (Physical)e->physical;
    column->stored_bytes =
        e->physical == PHYSICAL_FIXED ? (uint32_t)e->type_length : widths[e->physical];
    column->nullable = e->repetition == REPETITION_OPTIONAL;
    switch (column->physical) {
    case PHYSICAL_BOOLEAN: return map_to(column, type, TYPE_BOOL, CONVERT_BOOL);
    case PHYSICAL_INT32: return map_int32(e, column, type);
    case PHYSICAL_INT64: return map_int64(e, column, type);
    case PHYSICAL_INT96: return map_to(column, type, TYPE_TIMESTAMP, CONVERT_INT96);
    case PHYSICAL_FLOAT: return map_to(column, type, TYPE_FLOAT4, CONVERT_NONE);
    case PHYSICAL_DOUBLE: return map_to(column, type, TYPE_FLOAT8, CONVERT_NONE);
    case PHYSICAL_BYTE_ARRAY: return map_byte_array(e, column, type);
    case PHYSICAL_FIXED: return map_fixed(e, column, type);
    }
    return "its type is not known";
}

/* The number of elements of the subtree at `from`, counting its leaves; 0: the tree is cut off. */
static uint32_t subtree_size(const Footer *footer, uint32_t from, uint32_t *out_leaves)
{
    uint64_t open = 1;
    uint32_t at = from;

    *out_leaves = 0;
    for (; open > 0 && at < footer->element_count; at++) {
        *out_leaves += footer->elements[at].physical != PHYSICAL_NONE;
        open += (uint64_t)footer->elements[at].child_count;
        open--;
    }
    return open == 0 ? at - from : 0;
}

typedef struct Mapping {
    ParquetColumn *columns;
    ScanColumn *scan_columns;
    ScanSkipped *skipped;
    uint32_t column_count, skipped_count;
} Mapping;

static void map_child(Mapping *mapping, const SchemaElement *original, uint32_t leaf)
{
    SchemaElement e = *original;
    ParquetColumn column = { .leaf = leaf };
    Type type = { 0 };
    const char *reason = "nested columns are not supported";

    upgrade_annotation(&e);
    if (e.physical != PHYSICAL_NONE && e.child_count == 0 && e.repetition != REPETITION_REPEATED)
        reason = map_leaf(&e, &column, &type);
    if (reason) {
        mapping->skipped[mapping->skipped_count++] = (ScanSkipped){ e.name, reason };
        return;
    }
    column.layout = type_layout(type);
    mapping->columns[mapping->column_count] = column;
    mapping->scan_columns[mapping->column_count++] =
        (ScanColumn){ .name = e.name, .type = type, .nullable = column.nullable };
}

bool schema_map(Cx *cx, ParquetFile *file)
{
    const Footer *footer = &file->footer;
    Arena *arena = file->head.arena;
    uint32_t leaf = 0, leaves, size;
    size_t element_bytes = sizeof(ParquetColumn) + sizeof(ScanColumn) + sizeof(ScanSkipped);

    TRY(check_allocation(cx, arena, footer->element_count * element_bytes));
    Mapping mapping = { .columns = ARENA_ARRAY(arena, ParquetColumn, footer->element_count),
                        .scan_columns = ARENA_ARRAY(arena, ScanColumn, footer->element_count),
                        .skipped = ARENA_ARRAY(arena, ScanSkipped, footer->element_count) };

    for (uint32_t at = 1; at < footer->element_count; at += size, leaf += leaves) {
        size = subtree_size(footer, at, &leaves);
        if (size == 0)
            return fail_damaged(cx, &file->head.file, file->data_end, "the schema is cut off");
        map_child(&mapping, &footer->elements[at], leaf);
    }
    file->columns = mapping.columns;
    file->head.columns = mapping.scan_columns;
    file->head.column_count = mapping.column_count;
    file->head.skipped = mapping.skipped;
    file->head.skipped_count = mapping.skipped_count;
    return true;
}
