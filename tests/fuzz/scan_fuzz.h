/* scan_fuzz.h -- any bytes as a file of some format, opened and read: for parquet_fuzz, csv_fuzz.
 */
#ifndef TESTS_FUZZ_SCAN_FUZZ_H
#define TESTS_FUZZ_SCAN_FUZZ_H

#include "storage/scan_driver.h"
#include "tests/fuzz/fuzz.h"

typedef struct ScanFuzz {
    const ScanDriver *driver;
    const char *path;
    uint32_t seed;                         /* of selections and skips; 0: all is read */
    bool (*is_read_error)(ErrorCode code); /* may reading raise it?  NULL: any */
} ScanFuzz;

void scan_fuzz(const ScanFuzz *how, const uint8_t *data, size_t size);

#endif
