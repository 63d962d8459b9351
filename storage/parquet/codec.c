/*
 * codec.c -- see codec.h.
 *
 * LZ4 comes in two ways: LZ4_RAW is one block; the older LZ4 is Hadoop's framing (big-endian
 * lengths before each block), except by writers that put a bare block there.
 */
#include "storage/parquet/codec.h"

#include "storage/parquet/snappy.h"

#include <brotli/decode.h>
#include <lz4.h>
#include <zlib.h>
#include <zstd.h>

enum {
    HADOOP_HEAD_BYTES = 8,
    ZLIB_DETECT_FORMAT = 32, /* zlib: gzip or zlib, by the header */
};

/* The most each format can expand by, rounded up; a fixed allowance covers tiny inputs. */
static const struct {
    const char *name;
    uint32_t expansion_max;
} codecs[CODECS] = {
    [CODEC_UNCOMPRESSED] = { "UNCOMPRESSED", 1 },
    [CODEC_SNAPPY] = { "SNAPPY", 64 },
    [CODEC_GZIP] = { "GZIP", 1100 },
    [CODEC_LZO] = { "LZO", 0 },
    [CODEC_BROTLI] = { "BROTLI", 8 * 1024 * 1024 },
    [CODEC_LZ4_HADOOP] = { "LZ4", 256 },
    [CODEC_ZSTD] = { "ZSTD", 64 * 1024 },
    [CODEC_LZ4_RAW] = { "LZ4_RAW", 256 },
};
enum { EXPANSION_ALLOWANCE_BYTES = 64 * 1024 };

const char *codec_name(int32_t codec)
{
    return codec >= 0 && codec < CODECS ? codecs[codec].name : NULL;
}

bool codec_is_supported(int32_t codec)
{
    return codec >= 0 && codec < CODECS && codecs[codec].expansion_max > 0;
}

bool codec_can_expand(Codec codec, size_t compressed, size_t bytes)
{
    return bytes <= EXPANSION_ALLOWANCE_BYTES || bytes / codecs[codec].expansion_max <= compressed;
}

/* A page may consist of several gzip members, one after the other. */
static bool inflate_members(z_stream *stream)
{
    for (;;) {
        int status = inflate(stream, Z_NO_FLUSH);
        if (status == Z_OK && (stream->avail_in == 0 || stream->avail_out == 0))
            return stream->avail_out == 0;
        if (status == Z_OK)
            continue;
        if (status != Z_STREAM_END)
            return status == Z_BUF_ERROR && stream->avail_out == 0;
        if (stream->avail_in == 0 || stream->avail_out == 0)
            return stream->avail_out == 0;
        if (inflateReset(stream) != Z_OK)
            return false;
    }
}

static bool decompress_gzip(const uint8_t *in, size_t in_bytes, uint8_t *out, size_t out_bytes)
{
    z_stream stream = { .avail_in = (uInt)in_bytes, .next_out = out, .avail_out = (uInt)out_bytes };
    memcpy(&stream.next_in, &in, sizeof in); /* zlib's pointer lacks the const it keeps */

    if (inflateInit2(&stream, MAX_WBITS + ZLIB_DETECT_FORMAT) != Z_OK)
        return false;
    bool is_whole = inflate_members(&stream);
    inflateEnd(&stream);
    return is_whole;
}

static bool decompress_lz4(const uint8_t *in, size_t in_bytes, uint8_t *out, size_t out_bytes)
{
    return LZ4_decompress_safe((const char *)in, (char *)out, (int)in_bytes, (int)out_bytes) ==
           (int)out_bytes;
}

static uint32_t load_big_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool decompress_lz4_framed(const uint8_t *in, size_t in_bytes, uint8_t *out,
                                  size_t out_bytes)
{
    while (in_bytes >= HADOOP_HEAD_BYTES) {
        uint32_t bytes = load_big_u32(in), compressed = load_big_u32(in + 4);
        in += HADOOP_HEAD_BYTES;
        in_bytes -= HADOOP_HEAD_BYTES;
        if (compressed > in_bytes || bytes > out_bytes ||
            !decompress_lz4(in, compressed, out, bytes))
            return false;
        in += compressed;
        in_bytes -= compressed;
        out += bytes;
        out_bytes -= bytes;
    }
    return in_bytes == 0 && out_bytes == 0;
}

static bool decompress_brotli(const uint8_t *in, size_t in_bytes, uint8_t *out, size_t out_bytes)
{
    size_t bytes = out_bytes;

    return BrotliDecoderDecompress(in_bytes, in, &bytes, out) == BROTLI_DECODER_RESULT_SUCCESS &&
           bytes == out_bytes;
}

bool codec_decompress(Codec codec, const uint8_t *in, size_t in_bytes, uint8_t *out,
                      size_t out_bytes)
{
    switch (codec) {
    case CODEC_UNCOMPRESSED:
        if (in_bytes != out_bytes)
            return false;
        memcpy(out, in, in_bytes);
        return true;
    case CODEC_SNAPPY: return snappy_expand(in, in_bytes, out, out_bytes);
    case CODEC_GZIP: return decompress_gzip(in, in_bytes, out, out_bytes);
    case CODEC_LZO: return false;
    case CODEC_BROTLI: return decompress_brotli(in, in_bytes, out, out_bytes);
    case CODEC_LZ4_HADOOP:
        return decompress_lz4_framed(in, in_bytes, out, out_bytes) ||
               decompress_lz4(in, in_bytes, out, out_bytes);
    case CODEC_ZSTD: return ZSTD_decompress(out, out_bytes, in, in_bytes) == out_bytes;
    case CODEC_LZ4_RAW: return decompress_lz4(in, in_bytes, out, out_bytes);
    }
    return false;
}
