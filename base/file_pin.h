/* file_pin.h -- which version of a file a query reads, and what format it has. */
#ifndef BASE_FILE_PIN_H
#define BASE_FILE_PIN_H

#include "base/attributes.h"

/* MEMORY: no file, but a table of the driver's; `inode` is the id of its TableData. */
typedef enum FileFormat { FORMAT_PARQUET, FORMAT_CSV, FORMAT_MEMORY } FileFormat;

/* Checked at open and again per chunk: a change gives 58030 "changed while it was read". */
typedef struct FilePin {
    uint64_t device;
    uint64_t inode;
    uint64_t size_bytes;
    int64_t modified_ns;
    uint64_t footer_hash; /* Parquet: of the footer's bytes; CSV: of the first 64 KB */
} FilePin;

#endif
