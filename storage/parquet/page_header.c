/* page_header.c -- decoding page headers; see format.h. */
#include "storage/parquet/format.h"

static void read_data_header(Thrift *in, const ThriftField *field, PageHeader *header)
{
    ThriftField part = { 0 };

    if (!thrift_begin_struct(in, field))
        return;
    while (thrift_next(in, &part))
        switch (part.id) {
        case 1: header->values = thrift_int32(in, &part); break;
        case 2: header->encoding = thrift_int32(in, &part); break;
        case 3: header->level_encoding = thrift_int32(in, &part); break;
        default: thrift_skip(in, &part); break;
        }
}

static void read_dictionary_header(Thrift *in, const ThriftField *field, PageHeader *header)
{
    ThriftField part = { 0 };

    if (!thrift_begin_struct(in, field))
        return;
    while (thrift_next(in, &part))
        switch (part.id) {
        case 1: header->values = thrift_int32(in, &part); break;
        case 2: header->encoding = thrift_int32(in, &part); break;
        default: thrift_skip(in, &part); break;
        }
}

static void read_data_header_v2(Thrift *in, const ThriftField *field, PageHeader *header)
{
    ThriftField part = { 0 };

    if (!thrift_begin_struct(in, field))
        return;
    while (thrift_next(in, &part))
        switch (part.id) {
        case 1: header->values = thrift_int32(in, &part); break;
        case 2: header->nulls = thrift_int32(in, &part); break;
        case 4: header->encoding = thrift_int32(in, &part); break;
        case 5: header->level_bytes = thrift_int32(in, &part); break;
        case 6: header->repetition_bytes = thrift_int32(in, &part); break;
        case 7: header->is_compressed = thrift_bool(in, &part); break;
        default: thrift_skip(in, &part); break;
        }
}

static bool header_is_sound(const PageHeader *header)
{
    return header->type >= 0 && header->bytes >= 0 && header->bytes <= PAGE_BYTES_MAX &&
           header->compressed_bytes >= 0 && header->compressed_bytes <= PAGE_BYTES_MAX &&
           header->values >= 0 && header->nulls >= 0 && header->nulls <= header->values &&
           header->level_bytes >= 0 && header->repetition_bytes >= 0;
}

void page_header_decode(Thrift *in, PageHeader *out_header)
{
    PageHeader header = { .type = -1, .bytes = -1, .compressed_bytes = -1, .is_compressed = true };
    ThriftField field = { 0 };

    in->depth = 1;
    while (thrift_next(in, &field))
        switch (field.id) {
        case 1: header.type = thrift_int32(in, &field); break;
        case 2: header.bytes = thrift_int32(in, &field); break;
        case 3: header.compressed_bytes = thrift_int32(in, &field); break;
        case 4:
            header.crc = thrift_int32(in, &field);
            header.has_crc = true;
            break;
        case 5: read_data_header(in, &field, &header); break;
        case 7: read_dictionary_header(in, &field, &header); break;
        case 8: read_data_header_v2(in, &field, &header); break;
        default: thrift_skip(in, &field); break;
        }
    if (!in->flaw && !header_is_sound(&header))
        thrift_flaw(in, "a page header makes no sense");
    *out_header = header;
}
