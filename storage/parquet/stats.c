/*
 * stats.c -- what the footer says of a column chunk, as SQL values.
 *
 * Bounds are given only where they can be trusted:
 * (1) min_value and max_value; the old min and max only for types that were always compared as
 *     signed numbers.
 * (2) Both are there, and both convert to values of the column's type.
 * (3) Floats: PostgreSQL sorts NaN above all else but Parquet leaves it out of the bounds, so
 *     without a count of NaNs the upper bound is NaN.  A bound that is NaN itself says nothing.
 *     Zero stands for both zeros, which are equal in SQL.
 * (4) Texts may be cut: the lower bound then is cut further, to whole characters; an upper bound
 *     that is no text is not used.
 * (5) Timestamps of INT96 have never had an order.
 */
#include "storage/parquet/convert.h"
#include "storage/parquet/text.h"

static bool find_raw(const ParquetColumn *column, const Statistics *stats, Str *out_min,
                     Str *out_max)
{
    bool is_signed = column->physical != PHYSICAL_BYTE_ARRAY &&
                     column->physical != PHYSICAL_FIXED && !column->is_unsigned;

    if (column->physical == PHYSICAL_INT96) /* (5) */
        return false;
    *out_min = stats->min_value;
    *out_max = stats->max_value;
    if (is_signed && (!out_min->data || !out_max->data)) { /* (1) */
        *out_min = stats->min;
        *out_max = stats->max;
    }
    return out_min->data && out_max->data; /* (2) */
}

static bool find_text_bounds(Str min, Str max, ChunkStats *out)
{
    enum { CHARACTER_BYTES_MAX = 4 };

    for (int cut = 0; cut < CHARACTER_BYTES_MAX && !text_is_utf8(min.data, min.length); cut++)
        min.length -= min.length > 0;
    if (!text_is_utf8(min.data, min.length) || !text_is_utf8(max.data, max.length)) /* (4) */
        return false;
    out->min.text = min;
    out->max.text = max;
    return true;
}

static bool value_of_stored(const ParquetColumn *column, Str stored, Value *out_value)
{
    union {
        uint8_t boolean;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        int128_t i128;
        float f32;
        double f64;
    } value = { 0 };

    *out_value = (Value){ 0 };
    if (!convert_one(column, stored, &value))
        return false;
    switch (column->layout) {
    case LAYOUT_BOOL: out_value->boolean = value.boolean; return true;
    case LAYOUT_I16: out_value->integer = value.i16; return true;
    case LAYOUT_I32: out_value->integer = value.i32; return true;
    case LAYOUT_I64: out_value->integer = value.i64; return true;
    case LAYOUT_I128: out_value->wide = value.i128; return true;
    case LAYOUT_F32: out_value->real = (double)value.f32; return true;
    case LAYOUT_F64: out_value->real = value.f64; return true;
    case LAYOUT_I8:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return false;
}

static bool widen_real_bounds(const Statistics *stats, ChunkStats *out)
{
    if (out->min.real != out->min.real || out->max.real != out->max.real) /* (3) */
        return false;
    if (out->min.real == 0)
        out->min.real = -0.0;
    if (out->max.real == 0)
        out->max.real = 0.0;
    if (stats->nan_count != 0)
        out->max.real = __builtin_nan("");
    return true;
}

static bool find_value_bounds(const ParquetColumn *column, const Statistics *stats, Str min,
                              Str max, ChunkStats *out)
{
    if (column->conversion == CONVERT_TEXT)
        return find_text_bounds(min, max, out);
    if (!value_of_stored(column, min, &out->min) || !value_of_stored(column, max, &out->max))
        return false;
    if (column->layout == LAYOUT_F32 || column->layout == LAYOUT_F64)
        return widen_real_bounds(stats, out);
    return true;
}

void parquet_stats(const ScanFile *scan_file, uint32_t chunk, uint32_t column_at,
                   ChunkStats *out_stats)
{
    const ParquetFile *file = (const ParquetFile *)scan_file;
    const ParquetColumn *column = &file->columns[column_at];
    const RowGroup *group = &file->footer.groups[chunk];
    const ChunkMeta *meta = &group->columns[column->leaf];
    ChunkStats stats = { .bytes = meta->compressed_bytes };
    Str min, max;

    if (meta->physical == (int32_t)column->physical && find_raw(column, &meta->stats, &min, &max))
        stats.has_bounds = find_value_bounds(column, &meta->stats, min, max, &stats);
    if (!column->nullable) {
        stats.has_null_count = true;
    } else if (meta->stats.null_count >= 0 && meta->stats.null_count <= group->rows) {
        stats.has_null_count = true;
        stats.null_count = meta->stats.null_count;
    }
    *out_stats = stats;
}
