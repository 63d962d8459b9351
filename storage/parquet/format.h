/*
 * format.h -- Parquet's own enums and structs, as far as flat columns need them.
 *
 * Numbers are those of parquet.thrift.  Strings and statistics are borrowed from the footer's
 * bytes, which live as long as the ScanFile.
 */
#ifndef STORAGE_PARQUET_FORMAT_H
#define STORAGE_PARQUET_FORMAT_H

#include "base/error.h"
#include "storage/parquet/thrift.h"

enum {
    PARQUET_MAGIC_BYTES = 4,
    PARQUET_TAIL_BYTES = 8,               /* footer length and magic */
    FOOTER_BYTES_MAX = 512 * 1024 * 1024, /* of one file's metadata */
    SCHEMA_ELEMENTS_MAX = 1000 * 1000,    /* columns and groups of one file */
    PAGE_BYTES_MAX = 1024 * 1024 * 1024,  /* of one page, compressed or not */
    PAGE_HEADER_BYTES_MAX = 16 * 1024 * 1024,
    PAGE_PADDING_BYTES = 64, /* readable after every page buffer */
    DICTIONARY_ENTRIES_MAX = 1 << 28,
    DECIMAL_BYTES_MAX = 64, /* of a stored decimal of fixed width; 16 would do */
};

typedef enum Physical {
    PHYSICAL_BOOLEAN,
    PHYSICAL_INT32,
    PHYSICAL_INT64,
    PHYSICAL_INT96,
    PHYSICAL_FLOAT,
    PHYSICAL_DOUBLE,
    PHYSICAL_BYTE_ARRAY,
    PHYSICAL_FIXED,
} Physical;
enum { PHYSICALS = PHYSICAL_FIXED + 1, PHYSICAL_NONE = -1 };

enum { REPETITION_REQUIRED, REPETITION_OPTIONAL, REPETITION_REPEATED };

typedef enum Converted {
    CONVERTED_NONE = -1,
    CONVERTED_UTF8 = 0,
    CONVERTED_MAP,
    CONVERTED_MAP_KEY_VALUE,
    CONVERTED_LIST,
    CONVERTED_ENUM,
    CONVERTED_DECIMAL,
    CONVERTED_DATE,
    CONVERTED_TIME_MILLIS,
    CONVERTED_TIME_MICROS,
    CONVERTED_TIMESTAMP_MILLIS,
    CONVERTED_TIMESTAMP_MICROS,
    CONVERTED_UINT_8,
    CONVERTED_UINT_16,
    CONVERTED_UINT_32,
    CONVERTED_UINT_64,
    CONVERTED_INT_8,
    CONVERTED_INT_16,
    CONVERTED_INT_32,
    CONVERTED_INT_64,
    CONVERTED_JSON,
    CONVERTED_BSON,
    CONVERTED_INTERVAL,
} Converted;

/* Field numbers of the LogicalType union. */
typedef enum Logical {
    LOGICAL_NONE = 0,
    LOGICAL_STRING = 1,
    LOGICAL_MAP = 2,
    LOGICAL_LIST = 3,
    LOGICAL_ENUM = 4,
    LOGICAL_DECIMAL = 5,
    LOGICAL_DATE = 6,
    LOGICAL_TIME = 7,
    LOGICAL_TIMESTAMP = 8,
    LOGICAL_INTEGER = 10,
    LOGICAL_UNKNOWN = 11,
    LOGICAL_JSON = 12,
    LOGICAL_BSON = 13,
    LOGICAL_UUID = 14,
    LOGICAL_FLOAT16 = 15,
    LOGICAL_VARIANT = 16,
    LOGICAL_GEOMETRY = 17,
    LOGICAL_GEOGRAPHY = 18,
} Logical;

typedef enum TimeUnit { UNIT_NONE, UNIT_MILLIS, UNIT_MICROS, UNIT_NANOS } TimeUnit;

typedef enum Encoding {
    ENCODING_PLAIN = 0,
    ENCODING_PLAIN_DICTIONARY = 2,
    ENCODING_RLE = 3,
    ENCODING_BIT_PACKED = 4,
    ENCODING_DELTA_BINARY_PACKED = 5,
    ENCODING_DELTA_LENGTH_BYTE_ARRAY = 6,
    ENCODING_DELTA_BYTE_ARRAY = 7,
    ENCODING_RLE_DICTIONARY = 8,
    ENCODING_BYTE_STREAM_SPLIT = 9,
} Encoding;

typedef enum Codec {
    CODEC_UNCOMPRESSED,
    CODEC_SNAPPY,
    CODEC_GZIP,
    CODEC_LZO,
    CODEC_BROTLI,
    CODEC_LZ4_HADOOP,
    CODEC_ZSTD,
    CODEC_LZ4_RAW,
} Codec;
enum { CODECS = CODEC_LZ4_RAW + 1 };

/* One line of the flattened schema tree. */
typedef struct SchemaElement {
    Str name;
    int32_t physical; /* PHYSICAL_NONE: a group */
    int32_t type_length;
    int32_t repetition;
    int32_t child_count;
    int32_t converted;
    int32_t scale;
    int32_t precision;
    int32_t logical;   /* a Logical, or a number not known yet */
    int32_t bit_width; /* LOGICAL_INTEGER */
    bool is_signed;
    TimeUnit unit;   /* LOGICAL_TIME, LOGICAL_TIMESTAMP */
    bool is_instant; /* LOGICAL_TIMESTAMP: isAdjustedToUTC */
} SchemaElement;

typedef struct Statistics {
    Str min, max;             /* old fields, ordered as signed values */
    Str min_value, max_value; /* data NULL: absent; an empty text is not absent */
    int64_t null_count;       /* -1: absent */
    int64_t nan_count;        /* -1: absent */
} Statistics;

typedef struct ChunkMeta {
    int32_t physical;
    int32_t codec;
    int64_t values; /* nulls included */
    int64_t compressed_bytes;
    int64_t data_offset;
    int64_t dictionary_offset; /* 0: none named */
    Statistics stats;
    bool is_present; /* has metadata, in this file, unencrypted */
    bool is_encrypted;
    bool is_elsewhere; /* its bytes are in another file */
} ChunkMeta;

typedef struct RowGroup {
    int64_t rows;
    ChunkMeta *columns; /* one for each leaf of the schema */
} RowGroup;

typedef struct Footer {
    SchemaElement *elements;
    uint32_t element_count;
    uint32_t leaf_count;
    RowGroup *groups;
    uint32_t group_count;
    bool is_encrypted;
} Footer;

typedef enum PageType { PAGE_DATA, PAGE_INDEX, PAGE_DICTIONARY, PAGE_DATA_V2 } PageType;

typedef struct PageHeader {
    int32_t type;             /* a PageType, or a number not known yet */
    int32_t bytes;            /* decompressed */
    int32_t compressed_bytes; /* as stored */
    int32_t crc;
    bool has_crc;
    bool is_compressed; /* v2: of the values; v1: always */
    int32_t values;     /* rows, nulls included; or dictionary entries */
    int32_t encoding;
    int32_t level_encoding; /* v1 */
    int32_t nulls;          /* v2 */
    int32_t level_bytes;    /* v2: definition levels */
    int32_t repetition_bytes;
} PageHeader;

typedef struct FooterReader {
    Thrift in;
    Cx *cx;       /* has failed where there is no memory */
    Arena *arena; /* the footer's */
} FooterReader;

/* Decode a footer; what it names is borrowed from the bytes read.  See reader->in.flaw. */
void footer_decode(FooterReader *reader, Footer *out_footer);

/* Decode one page header; in->at ends behind it. */
void page_header_decode(Thrift *in, PageHeader *out_header);

#endif
