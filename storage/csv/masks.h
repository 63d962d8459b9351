/* masks.h -- where the special bytes of CSV are among 64: see base/masks.h. */
#ifndef STORAGE_CSV_MASKS_H
#define STORAGE_CSV_MASKS_H

#include "base/masks.h"

typedef struct CsvMasks {
    uint64_t delimiters;
    uint64_t quotes;
    uint64_t newlines; /* line ends: \n, or \r in a file of those */
} CsvMasks;

static always_inline CsvMasks csv_masks(const char *at, char delimiter, char line_end)
{
    return (CsvMasks){ .delimiters = mask_of(at, delimiter),
                       .quotes = mask_of(at, '"'),
                       .newlines = mask_of(at, line_end) };
}

#endif
