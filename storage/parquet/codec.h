/* codec.h -- decompressing one page. */
#ifndef STORAGE_PARQUET_CODEC_H
#define STORAGE_PARQUET_CODEC_H

#include "storage/parquet/format.h"

/* NULL: not a codec read here. */
const char *codec_name(int32_t codec);
bool codec_is_supported(int32_t codec);

/* Can `compressed` bytes become `bytes` at all?  Asked before room for them is made. */
bool codec_can_expand(Codec codec, size_t compressed, size_t bytes);

/* Exactly `out_bytes` bytes, or false: the input is damaged.  Both must have PAGE_PADDING_BYTES
 * after them, which may be read and overwritten. */
must_use bool codec_decompress(Codec codec, const uint8_t *in, size_t in_bytes, uint8_t *out,
                               size_t out_bytes);

#endif
