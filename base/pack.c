/* pack.c -- see pack.h; formats after the msgpack specification. */
#include "base/pack.h"

#include <msgpack.h>

static int append(void *builder, const char *data, size_t bytes)
{
    str_add_bytes(builder, data, bytes);
    return 0;
}

static msgpack_packer packer(StrBuilder *out)
{
    msgpack_packer p;
    msgpack_packer_init(&p, out, append);
    return p;
}

void pack_int(StrBuilder *out, int64_t value)
{
    msgpack_packer p = packer(out);
    msgpack_pack_int64(&p, value);
}

void pack_uint(StrBuilder *out, uint64_t value)
{
    msgpack_packer p = packer(out);
    msgpack_pack_uint64(&p, value);
}

void pack_double(StrBuilder *out, double value)
{
    msgpack_packer p = packer(out);
    msgpack_pack_double(&p, value);
}

void pack_bool(StrBuilder *out, bool value)
{
    msgpack_packer p = packer(out);
    if (value)
        msgpack_pack_true(&p);
    else
        msgpack_pack_false(&p);
}

void pack_nil(StrBuilder *out)
{
    msgpack_packer p = packer(out);
    msgpack_pack_nil(&p);
}

void pack_str(StrBuilder *out, Str value)
{
    msgpack_packer p = packer(out);

    if (!value.data) {
        msgpack_pack_nil(&p);
        return;
    }
    msgpack_pack_str(&p, value.length);
    msgpack_pack_str_body(&p, value.data, value.length);
}

void pack_bytes(StrBuilder *out, const void *data, size_t bytes)
{
    msgpack_packer p = packer(out);
    msgpack_pack_bin(&p, bytes);
    msgpack_pack_bin_body(&p, data, bytes);
}

void pack_array(StrBuilder *out, uint32_t count)
{
    msgpack_packer p = packer(out);
    msgpack_pack_array(&p, count);
}

PackReader pack_reader(Str input)
{
    const uint8_t *at = (const uint8_t *)(input.length ? input.data : "");
    return (PackReader){ .at = at, .end = at + input.length };
}

static void fault(PackReader *reader)
{
    reader->faulty = true;
    reader->at = reader->end;
}

static size_t left(const PackReader *reader)
{
    return (size_t)(reader->end - reader->at);
}

/* A big-endian number of 1, 2, 4 or 8 bytes. */
static uint64_t take_number(PackReader *reader, size_t bytes)
{
    uint64_t number = 0;

    if (left(reader) < bytes) {
        fault(reader);
        return 0;
    }
    for (size_t at = 0; at < bytes; at++)
        number = number << 8 | reader->at[at];
    reader->at += bytes;
    return number;
}

static uint8_t take_tag(PackReader *reader)
{
    return (uint8_t)take_number(reader, 1);
}

typedef struct Integer {
    uint64_t magnitude; /* two's complement where negative */
    bool negative;
} Integer;

static Integer take_integer(PackReader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag <= 0x7f)
        return (Integer){ tag, false };
    if (tag >= 0xe0)
        return (Integer){ (uint64_t)(int64_t)(int8_t)tag, true };
    if (tag >= 0xcc && tag <= 0xcf)
        return (Integer){ take_number(reader, (size_t)1 << (tag - 0xcc)), false };
    if (tag >= 0xd0 && tag <= 0xd3) {
        size_t bytes = (size_t)1 << (tag - 0xd0);
        int shift = 64 - 8 * (int)bytes;
        int64_t value = (int64_t)(take_number(reader, bytes) << shift) >> shift;
        return (Integer){ (uint64_t)value, value < 0 };
    }
    fault(reader);
    return (Integer){ 0, false };
}

int64_t unpack_int(PackReader *reader)
{
    Integer integer = take_integer(reader);

    if (!integer.negative && integer.magnitude > INT64_MAX) {
        fault(reader);
        return 0;
    }
    return (int64_t)integer.magnitude;
}

uint64_t unpack_uint(PackReader *reader)
{
    Integer integer = take_integer(reader);

    if (integer.negative) {
        fault(reader);
        return 0;
    }
    return integer.magnitude;
}

double unpack_double(PackReader *reader)
{
    double value = 0;

    if (take_tag(reader) != 0xcb) {
        fault(reader);
        return 0;
    }
    uint64_t bits = take_number(reader, 8);
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool unpack_bool(PackReader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag != 0xc2 && tag != 0xc3)
        fault(reader);
    return tag == 0xc3;
}

bool unpack_is_nil(PackReader *reader)
{
    if (reader->at < reader->end && *reader->at == 0xc0) {
        reader->at++;
        return true;
    }
    return false;
}

static Str take_bytes(PackReader *reader, uint64_t bytes)
{
    if (bytes > left(reader)) {
        fault(reader);
        return STR_NONE;
    }
    Str taken = { (const char *)reader->at, (size_t)bytes };
    reader->at += bytes;
    return taken;
}

Str unpack_str(PackReader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag == 0xc0)
        return STR_NONE;
    if ((tag & 0xe0) == 0xa0)
        return take_bytes(reader, tag & 0x1f);
    if (tag >= 0xd9 && tag <= 0xdb)
        return take_bytes(reader, take_number(reader, (size_t)1 << (tag - 0xd9)));
    fault(reader);
    return STR_NONE;
}

Str unpack_bytes(PackReader *reader)
{
    uint8_t tag = take_tag(reader);

    if (tag >= 0xc4 && tag <= 0xc6)
        return take_bytes(reader, take_number(reader, (size_t)1 << (tag - 0xc4)));
    fault(reader);
    return STR_NONE;
}

uint32_t unpack_array(PackReader *reader)
{
    uint8_t tag = take_tag(reader);
    uint64_t count = 0;

    if ((tag & 0xf0) == 0x90)
        count = tag & 0x0f;
    else if (tag == 0xdc || tag == 0xdd)
        count = take_number(reader, tag == 0xdc ? 2 : 4);
    else
        fault(reader);
    if (count > left(reader)) { /* each item takes at least a byte */
        fault(reader);
        return 0;
    }
    return (uint32_t)count;
}

void unpack_array_of(PackReader *reader, uint32_t count)
{
    if (unpack_array(reader) != count)
        fault(reader);
}
