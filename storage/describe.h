/*
 * describe.h -- PUBLIC: what is in a file, as a worker tells the driver.
 *
 * User files are opened in workers only; the driver gets descriptions, never the bytes.
 */
#ifndef STORAGE_DESCRIBE_H
#define STORAGE_DESCRIBE_H

#include "base/file_pin.h"
#include "base/value.h"

/* What a worker found in one file; travels to the driver encoded. */
typedef struct FileColumn {
    Str name;
    Type type;
    bool nullable;
    bool has_bounds; /* min and max hold for the whole file */
    Value min, max;
    int64_t null_count; /* negative: unknown */
    int64_t bytes;      /* compressed */
} FileColumn;

typedef struct FileDescription {
    Str path;
    FileFormat format;
    FilePin pin;
    uint32_t column_count;
    FileColumn *columns;
    uint32_t chunk_count;
    int64_t *chunk_rows;
} FileDescription;

/* Open the file with scan.h and say what is in it.  Runs in a worker. */
must_use FileDescription *file_describe(Cx *cx, Str path, FileFormat format);
void file_description_encode(const FileDescription *description, StrBuilder *out);
/* Nothing in `bytes` is trusted: XX000. */
must_use FileDescription *file_description_decode(Cx *cx, Str bytes);

#endif
