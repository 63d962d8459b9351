/*
 * parquet_fuzz.c -- any bytes as a Parquet file give rows or an error.
 *
 * The first byte decides how the file is read: whole, or with selections and skips.
 */
#include "tests/fuzz/scan_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        scan_fuzz(&(ScanFuzz){ &scan_driver_parquet, "x.parquet", data[0], NULL }, data + 1,
                  size - 1);
    return 0;
}
