/*
 * convert.h -- stored values to a column's values, and the bounds of what came out.
 */
#ifndef STORAGE_PARQUET_CONVERT_H
#define STORAGE_PARQUET_CONVERT_H

#include "storage/parquet/parquet.h"

/* `stored`: count * column->stored_bytes bytes, of any alignment.  False: a value is out of its
 * type's range.  Not for texts and booleans. */
must_use bool convert_fixed(const ParquetColumn *column, const uint8_t *stored, uint32_t count,
                            void *out);

/* Decimals in byte arrays of varying length. */
must_use bool convert_byte_arrays(const ParquetColumn *column, const Str *stored, uint32_t count,
                                  void *out);

/* One stored value, for statistics: `out` has room for any layout's value. */
must_use bool convert_one(const ParquetColumn *column, Str stored, void *out);

/* Least and greatest of `count` > 0 values of layout I16, I32 or I64; false for other layouts. */
bool find_bounds(Layout layout, const void *values, uint32_t count, int64_t *out_min,
                 int64_t *out_max);

/* 22008 or XX001, in the words that fit the column's type. */
void *fail_conversion(Cx *cx, const ParquetFile *file, const ParquetColumn *column, int64_t offset);

#endif
