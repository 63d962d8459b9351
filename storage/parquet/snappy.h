/* snappy.h -- decompressing Snappy's raw format. */
#ifndef STORAGE_PARQUET_SNAPPY_H
#define STORAGE_PARQUET_SNAPPY_H

#include "base/attributes.h"

/* `in` must be readable and `out` writable for this many bytes past their ends. */
enum { SNAPPY_SLACK_BYTES = 64 };

/* Exactly `out_bytes` bytes, or false: the input is damaged.  The slack of `out` is overwritten. */
must_use bool snappy_expand(const uint8_t *in, size_t in_bytes, uint8_t *out, size_t out_bytes);

#endif
