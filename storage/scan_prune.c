/*
 * scan_prune.c -- may a chunk be left out because its statistics rule out every row?
 *
 * Only statistics are consulted, so the answer "no" is always safe.  Bounds are inclusive and may
 * be loose; a comparison with null is never true, so chunks of nulls only are excluded by every
 * comparison.
 */
#include "storage/scan_driver.h"

static int compare_integers(int128_t a, int128_t b)
{
    return (a > b) - (a < b);
}

/* PostgreSQL's order of floats: NaN equals NaN and is above all else. */
static int compare_reals(double a, double b)
{
    bool a_is_nan = a != a, b_is_nan = b != b;

    if (a_is_nan || b_is_nan)
        return (int)a_is_nan - (int)b_is_nan;
    return (a > b) - (a < b);
}

/* False where values of this layout are not compared here. */
static bool compare_values(Type type, const Value *a, const Value *b, int *out_order)
{
    switch (type_layout(type)) {
    case LAYOUT_BOOL: *out_order = (int)a->boolean - (int)b->boolean; return true;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: *out_order = compare_integers(a->integer, b->integer); return true;
    case LAYOUT_I128: *out_order = compare_integers(a->wide, b->wide); return true;
    case LAYOUT_F32:
    case LAYOUT_F64: *out_order = compare_reals(a->real, b->real); return true;
    case LAYOUT_VIEW:
        if (type.id == TYPE_NUMERIC) /* encoded bytes do not sort as their values do */
            return false;
        *out_order = str_compare(a->text, b->text);
        return true;
    case LAYOUT_INTERVAL: return false;
    }
    return false;
}

bool scan_chunk_excluded(const ScanFile *file, uint32_t chunk, const ScanPredicate *predicate)
{
    Type type = file->columns[predicate->column].type;
    bool nullable = file->columns[predicate->column].nullable;
    int64_t rows = file->chunks[chunk].rows;
    ChunkStats stats;

    if (rows == 0)
        return true;
    scan_stats(file, chunk, predicate->column, &stats);
    bool has_no_null = !nullable || (stats.has_null_count && stats.null_count == 0);
    bool is_all_null = stats.has_null_count && stats.null_count == rows;

    if (predicate->compare == SCAN_IS_NULL)
        return has_no_null;
    if (is_all_null || predicate->compare == SCAN_IS_NOT_NULL)
        return is_all_null;

    int min, max; /* how the bounds compare with the constant */
    if (!stats.has_bounds || !compare_values(type, &stats.min, &predicate->constant, &min) ||
        !compare_values(type, &stats.max, &predicate->constant, &max))
        return false;
    switch (predicate->compare) {
    case SCAN_EQ: return min > 0 || max < 0;
    case SCAN_NE: return min == 0 && max == 0;
    case SCAN_LT: return min >= 0;
    case SCAN_LE: return min > 0;
    case SCAN_GT: return max <= 0;
    case SCAN_GE: return max < 0;
    case SCAN_IS_NULL:
    case SCAN_IS_NOT_NULL: break;
    }
    return false;
}
