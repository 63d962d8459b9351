/*
 * csv_fuzz.c -- any bytes as a CSV file: delimiter, line ends, types, records, values.
 *
 * The first byte decides how the file is read, its lowest bit whether it is called .tsv.  Files are
 * so small that every value was looked at for the columns' types: only texts that are not UTF-8 may
 * fail when they are read.
 */
#include "tests/fuzz/scan_fuzz.h"

static bool is_read_error(ErrorCode code)
{
    return code == ERR_CHARACTER_NOT_IN_REPERTOIRE || code == ERR_BAD_COPY_FILE_FORMAT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    ScanFuzz how = { .driver = &scan_driver_csv,
                     .path = data[0] & 1 ? "x.tsv" : "x.csv",
                     .seed = data[0] >> 1,
                     .is_read_error = is_read_error };
    scan_fuzz(&how, data + 1, size - 1);
    return 0;
}
