/* thrift.c -- see thrift.h. */
#include "storage/parquet/thrift.h"

enum {
    WIRE_STOP = 0,
    WIRE_TRUE = 1,
    WIRE_FALSE = 2,
    WIRE_I8 = 3,
    WIRE_I16 = 4,
    WIRE_I32 = 5,
    WIRE_I64 = 6,
    WIRE_DOUBLE = 7,
    WIRE_BINARY = 8,
    WIRE_LIST = 9,
    WIRE_SET = 10,
    WIRE_MAP = 11,
    WIRE_STRUCT = 12,
    WIRE_UUID = 13,

    VARINT_BYTES_MAX = 10,
    DOUBLE_BYTES = 8,
    UUID_BYTES = 16,
    LIST_LONG = 15, /* a list this long or longer has its length in a varint */
};

static void skip_value(Thrift *in, uint8_t type, bool in_list);

void thrift_flaw(Thrift *in, const char *flaw)
{
    if (in->flaw)
        return;
    in->flaw = flaw;
    in->flaw_offset = (size_t)(in->at - in->start);
    in->at = in->end;
}

static uint64_t left(const Thrift *in)
{
    return (uint64_t)(in->end - in->at);
}

static bool need(Thrift *in, uint64_t bytes)
{
    if (in->flaw)
        return false;
    if (left(in) >= bytes)
        return true;
    in->is_short = true;
    thrift_flaw(in, "metadata ends too early");
    return false;
}

static uint8_t read_byte(Thrift *in)
{
    return need(in, 1) ? *in->at++ : 0;
}

static uint64_t read_varint(Thrift *in)
{
    uint64_t value = 0;

    for (int at = 0; at < VARINT_BYTES_MAX; at++) {
        uint8_t byte = read_byte(in);
        value |= (uint64_t)(byte & 0x7f) << (7 * at);
        if (byte < 0x80)
            return in->flaw ? 0 : value;
    }
    thrift_flaw(in, "a number in the metadata is too long");
    return 0;
}

static int64_t read_zigzag(Thrift *in)
{
    uint64_t value = read_varint(in);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static bool enter(Thrift *in)
{
    if (in->flaw)
        return false;
    if (in->depth >= THRIFT_DEPTH_MAX) {
        thrift_flaw(in, "metadata is nested too deeply");
        return false;
    }
    in->depth++;
    return true;
}

bool thrift_next(Thrift *in, ThriftField *field)
{
    uint8_t head = read_byte(in);

    if (in->flaw || head == WIRE_STOP) {
        in->depth--;
        return false;
    }
    int64_t id = head >> 4 ? field->id + (head >> 4) : read_zigzag(in);
    if (id < INT16_MIN || id > INT16_MAX)
        thrift_flaw(in, "a field number in the metadata is out of range");
    field->id = (int32_t)id;
    field->type = head & 0x0f;
    if (!in->flaw)
        return true;
    in->depth--;
    return false;
}

static bool expect(Thrift *in, bool holds)
{
    if (!holds)
        thrift_flaw(in, "a metadata field has another type than expected");
    return holds && !in->flaw;
}

int64_t thrift_int(Thrift *in, const ThriftField *field)
{
    if (field->type == WIRE_I8)
        return (int8_t)read_byte(in);
    return expect(in, field->type >= WIRE_I16 && field->type <= WIRE_I64) ? read_zigzag(in) : 0;
}

int32_t thrift_int32(Thrift *in, const ThriftField *field)
{
    int64_t value = thrift_int(in, field);

    if (value >= INT32_MIN && value <= INT32_MAX)
        return (int32_t)value;
    thrift_flaw(in, "a number in the metadata is out of range");
    return 0;
}

bool thrift_bool(Thrift *in, const ThriftField *field)
{
    return expect(in, field->type == WIRE_TRUE || field->type == WIRE_FALSE) &&
           field->type == WIRE_TRUE;
}

static Str read_bytes(Thrift *in, uint64_t bytes)
{
    if (!need(in, bytes))
        return STR_NONE;
    Str s = { (const char *)in->at, (size_t)bytes };
    in->at += bytes;
    return s;
}

Str thrift_binary(Thrift *in, const ThriftField *field)
{
    return expect(in, field->type == WIRE_BINARY) ? read_bytes(in, read_varint(in)) : STR_NONE;
}

bool thrift_begin_struct(Thrift *in, const ThriftField *field)
{
    return expect(in, field->type == WIRE_STRUCT) && enter(in);
}

static uint32_t read_list_head(Thrift *in, uint8_t *out_type)
{
    uint8_t head = read_byte(in);
    uint64_t count = head >> 4 == LIST_LONG ? read_varint(in) : head >> 4;

    *out_type = head & 0x0f;
    if (count > left(in) || count > UINT32_MAX) { /* every item takes a byte at least */
        thrift_flaw(in, "a list in the metadata is longer than the metadata");
        return 0;
    }
    return in->flaw ? 0 : (uint32_t)count;
}

uint32_t thrift_begin_list(Thrift *in, const ThriftField *field)
{
    uint8_t type = 0;
    uint32_t count = expect(in, field->type == WIRE_LIST) ? read_list_head(in, &type) : 0;

    return count == 0 || expect(in, type == WIRE_STRUCT) ? count : 0;
}

bool thrift_begin_item(Thrift *in)
{
    return enter(in);
}

static void skip_list(Thrift *in)
{
    uint8_t type;
    uint32_t count = read_list_head(in, &type);

    for (uint32_t at = 0; at < count && !in->flaw; at++)
        skip_value(in, type, true);
}

static void skip_map(Thrift *in)
{
    uint64_t count = read_varint(in);
    uint8_t types = count ? read_byte(in) : 0;

    if (count > left(in))
        thrift_flaw(in, "a map in the metadata is longer than the metadata");
    for (uint64_t at = 0; at < count && !in->flaw; at++) {
        skip_value(in, types >> 4, true);
        skip_value(in, types & 0x0f, true);
    }
}

static void skip_struct(Thrift *in)
{
    ThriftField field = { 0 };

    while (thrift_next(in, &field))
        thrift_skip(in, &field);
}

static void skip_nested(Thrift *in, uint8_t type)
{
    if (!enter(in))
        return;
    switch (type) {
    case WIRE_LIST:
    case WIRE_SET: skip_list(in); break;
    case WIRE_MAP: skip_map(in); break;
    case WIRE_STRUCT: skip_struct(in); return; /* its end has left the level already */
    }
    in->depth--;
}

static void skip_value(Thrift *in, uint8_t type, bool in_list)
{
    switch (type) {
    case WIRE_TRUE:
    case WIRE_FALSE:
        if (in_list) /* as a field, the type is the value */
            (void)read_byte(in);
        return;
    case WIRE_I8: (void)read_byte(in); return;
    case WIRE_I16:
    case WIRE_I32:
    case WIRE_I64: (void)read_varint(in); return;
    case WIRE_DOUBLE: (void)read_bytes(in, DOUBLE_BYTES); return;
    case WIRE_BINARY: (void)read_bytes(in, read_varint(in)); return;
    case WIRE_UUID: (void)read_bytes(in, UUID_BYTES); return;
    case WIRE_LIST:
    case WIRE_SET:
    case WIRE_MAP:
    case WIRE_STRUCT: skip_nested(in, type); return;
    }
    thrift_flaw(in, "a metadata field has an unknown type");
}

void thrift_skip(Thrift *in, const ThriftField *field)
{
    skip_value(in, field->type, false);
}
