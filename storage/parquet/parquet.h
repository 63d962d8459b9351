/*
 * parquet.h -- private to this folder: an open Parquet file and how its columns map to SQL.
 */
#ifndef STORAGE_PARQUET_PARQUET_H
#define STORAGE_PARQUET_PARQUET_H

#include "storage/parquet/format.h"
#include "storage/scan_driver.h"

/* What happens to a stored value on its way into a column. */
typedef enum Conversion {
    CONVERT_NONE,             /* the stored bits are the value */
    CONVERT_BOOL,             /* a bit to a byte */
    CONVERT_I32_TO_I16,       /* int8, uint8, int16 */
    CONVERT_U32_TO_I64,       /* uint32 */
    CONVERT_U64_TO_I128,      /* uint64 */
    CONVERT_DATE,             /* days since 1970-01-01 */
    CONVERT_TIMESTAMP_MILLIS, /* since 1970-01-01 */
    CONVERT_TIMESTAMP_MICROS,
    CONVERT_TIMESTAMP_NANOS,
    CONVERT_INT96,             /* nanoseconds of a day, Julian day number */
    CONVERT_FLOAT16,           /* IEEE half precision */
    CONVERT_DECIMAL_BYTES_I64, /* big-endian two's complement of any length */
    CONVERT_DECIMAL_BYTES_I128,
    CONVERT_TEXT,
} Conversion;

typedef struct ParquetColumn {
    uint32_t leaf; /* index into RowGroup.columns */
    Physical physical;
    uint32_t stored_bytes; /* width of a stored value; 0: of varying width or a bit */
    Conversion conversion;
    Layout layout;
    bool nullable;
    bool is_unsigned; /* old min and max say nothing of it */
    int128_t limit;   /* decimals: 10^precision, which no value reaches; 0: none */
} ParquetColumn;

typedef struct ParquetFile {
    ScanFile head;
    Footer footer;
    ParquetColumn *columns; /* one for each of head.columns */
    int64_t data_end;       /* where the footer begins */
} ParquetFile;

/* Fill in columns and head.columns, and head.skipped with all that is left out. */
must_use bool schema_map(Cx *cx, ParquetFile *file);

/* Drivers' functions; see scan_driver.h. */
void parquet_stats(const ScanFile *file, uint32_t chunk, uint32_t column, ChunkStats *out_stats);
ColumnReader *parquet_column_open(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                                  Arena *arena);
bool parquet_column_read(Cx *cx, ColumnReader *reader, uint32_t rows, const Row *selection,
                         uint32_t selected, Column *out_column);
bool parquet_column_skip(Cx *cx, ColumnReader *reader, uint32_t rows);

#endif
