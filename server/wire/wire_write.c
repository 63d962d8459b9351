/* wire_write.c -- see wire_write.h.  Invariant: start <= end <= capacity <= limit_bytes. */
#include "server/wire/wire_write.h"

#include "server/wire/wire_read.h"

#include <stdio.h>
#include <stdlib.h>

enum { AUTHENTICATION_OK = 0, SASL = 10, SASL_CONTINUE = 11, SASL_FINAL = 12 };

void wire_out_init(WireOut *out, size_t limit_bytes, Budget *budget)
{
    *out = (WireOut){ .limit_bytes = limit_bytes, .budget = budget };
}

void wire_out_fini(WireOut *out)
{
    budget_give(out->budget, (int64_t)out->capacity);
    free(out->data);
    *out = (WireOut){ .limit_bytes = out->limit_bytes, .budget = out->budget };
}

size_t wire_out_pending(const WireOut *out)
{
    return out->end - out->start;
}

Str wire_out_bytes(const WireOut *out)
{
    size_t pending = wire_out_pending(out);
    return pending ? (Str){ (const char *)out->data + out->start, pending } : STR_NONE;
}

void wire_out_sent(WireOut *out, size_t count)
{
    assert(count <= wire_out_pending(out));
    out->start += count;
    if (out->start < out->end)
        return;
    out->start = out->end = 0;
    if (out->capacity > WIRE_BUFFER_BYTES_KEPT) {
        bool overflowed = out->overflowed;
        wire_out_fini(out);
        out->overflowed = overflowed;
    }
}

/* Room for `count` more bytes; what has been sent makes room first. */
static bool out_grow(WireOut *out, size_t count)
{
    size_t needed, pending = wire_out_pending(out);

    if (out->overflowed)
        return false;
    if (out->start) {
        memmove(out->data, out->data + out->start, pending);
        out->message -= out->message < out->start ? out->message : out->start;
        out->start = 0;
        out->end = pending;
    }
    if (__builtin_add_overflow(pending, count, &needed) || needed > out->limit_bytes)
        return false;

    size_t capacity = out->capacity ? out->capacity : WIRE_BUFFER_BYTES_MIN;
    while (capacity < needed)
        capacity *= 2;
    capacity = capacity < out->limit_bytes ? capacity : out->limit_bytes;
    if (capacity <= out->capacity)
        return true;
    if (!budget_take_small(out->budget, (int64_t)(capacity - out->capacity)))
        return false;
    uint8_t *data = realloc(out->data, capacity);
    if (!data) {
        budget_give(out->budget, (int64_t)(capacity - out->capacity));
        return false;
    }
    out->data = data;
    out->capacity = capacity;
    return true;
}

/* Where to write `count` bytes, or NULL. */
static uint8_t *out_room(WireOut *out, size_t count)
{
    if (unlikely(out->overflowed || out->capacity - out->end < count) && !out_grow(out, count)) {
        out->overflowed = true;
        return NULL;
    }
    uint8_t *at = out->data + out->end;
    out->end += count;
    return at;
}

void wire_put_bytes(WireOut *out, const void *bytes, size_t count)
{
    if (!count)
        return;
    uint8_t *at = out_room(out, count);
    if (at)
        memcpy(at, bytes, count);
}

void wire_put_u8(WireOut *out, uint8_t value)
{
    wire_put_bytes(out, &value, 1);
}

void wire_put_u16(WireOut *out, uint16_t value)
{
    uint8_t bytes[] = { (uint8_t)(value >> 8), (uint8_t)value };
    wire_put_bytes(out, bytes, sizeof bytes);
}

static void store_u32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

void wire_put_u32(WireOut *out, uint32_t value)
{
    uint8_t bytes[4];
    store_u32(bytes, value);
    wire_put_bytes(out, bytes, sizeof bytes);
}

void wire_put_string(WireOut *out, Str text)
{
    wire_put_bytes(out, text.data, text.length ? strnlen(text.data, text.length) : 0);
    wire_put_u8(out, 0);
}

void wire_begin(WireOut *out, char type)
{
    out->message = out->end;
    uint8_t *at = out_room(out, 5);

    if (!at)
        return;
    out->message = out->end - 5;
    memcpy(at, (uint8_t[]){ (uint8_t)type, 0, 0, 0, 0 }, 5);
}

void wire_end(WireOut *out)
{
    if (!out->overflowed)
        store_u32(out->data + out->message + 1, (uint32_t)(out->end - out->message - 1));
}

void wire_write_empty(WireOut *out, char type)
{
    wire_begin(out, type);
    wire_end(out);
}

void wire_write_authentication_ok(WireOut *out)
{
    wire_begin(out, 'R');
    wire_put_u32(out, AUTHENTICATION_OK);
    wire_end(out);
}

void wire_write_sasl_mechanisms(WireOut *out, const char *preferred, const char *mechanism)
{
    wire_begin(out, 'R');
    wire_put_u32(out, SASL);
    if (preferred)
        wire_put_string(out, str_of(preferred));
    wire_put_string(out, str_of(mechanism));
    wire_put_u8(out, 0);
    wire_end(out);
}

static void write_sasl(WireOut *out, uint32_t code, Str text)
{
    wire_begin(out, 'R');
    wire_put_u32(out, code);
    wire_put_bytes(out, text.data, text.length);
    wire_end(out);
}

void wire_write_sasl_continue(WireOut *out, Str text)
{
    write_sasl(out, SASL_CONTINUE, text);
}

void wire_write_sasl_final(WireOut *out, Str text)
{
    write_sasl(out, SASL_FINAL, text);
}

void wire_write_negotiate_version(WireOut *out, const Str *options, size_t count)
{
    wire_begin(out, 'v');
    wire_put_u32(out, WIRE_PROTOCOL_3_0);
    wire_put_u32(out, (uint32_t)count);
    for (size_t at = 0; at < count; at++)
        wire_put_string(out, options[at]);
    wire_end(out);
}

void wire_write_backend_key(WireOut *out, uint32_t pid, uint32_t key)
{
    wire_begin(out, 'K');
    wire_put_u32(out, pid);
    wire_put_u32(out, key);
    wire_end(out);
}

void wire_write_parameter_status(WireOut *out, Str name, Str value)
{
    wire_begin(out, 'S');
    wire_put_string(out, name);
    wire_put_string(out, value);
    wire_end(out);
}

void wire_write_ready(WireOut *out, char status)
{
    wire_begin(out, 'Z');
    wire_put_u8(out, (uint8_t)status);
    wire_end(out);
}

static const char *severity_name(WireSeverity severity)
{
    switch (severity) {
    case WIRE_DEBUG: return "DEBUG";
    case WIRE_INFO: return "INFO";
    case WIRE_NOTICE: return "NOTICE";
    case WIRE_WARNING: return "WARNING";
    case WIRE_ERROR: return "ERROR";
    case WIRE_FATAL: return "FATAL";
    }
    return "ERROR";
}

static void put_field(WireOut *out, char field, const char *text)
{
    if (!text)
        return;
    wire_put_u8(out, (uint8_t)field);
    wire_put_string(out, str_of(text));
}

/* The 1-based character that byte `position` of `text` belongs to. */
static size_t character_position(Str text, int position)
{
    size_t bytes = (size_t)position < text.length ? (size_t)position : text.length;
    size_t characters = 1;

    for (size_t at = 0; at < bytes; at++)
        characters += ((uint8_t)text.data[at] & 0xc0) != 0x80;
    return characters;
}

void wire_write_error(WireOut *out, WireSeverity severity, const Error *error, Str text)
{
    char position[24];
    bool is_error = severity == WIRE_ERROR || severity == WIRE_FATAL;
    const char *sqlstate = error_sqlstate(error->code);

    if (!is_error && error->code == ERR_NONE) /* a notice without a class of its own */
        sqlstate = severity == WIRE_WARNING ? "01000" : "00000";
    wire_begin(out, is_error ? 'E' : 'N');
    put_field(out, 'S', severity_name(severity));
    put_field(out, 'V', severity_name(severity));
    put_field(out, 'C', sqlstate);
    put_field(out, 'M', error->message ? error->message : "");
    put_field(out, 'D', error->detail);
    put_field(out, 'H', error->hint);
    if (error->position >= 0) {
        snprintf(position, sizeof position, "%zu", character_position(text, error->position));
        put_field(out, 'P', position);
    }
    put_field(out, 'W', error->context);
    put_field(out, 's', error->object.schema);
    put_field(out, 't', error->object.table);
    put_field(out, 'c', error->object.column);
    put_field(out, 'd', error->object.type);
    put_field(out, 'n', error->object.constraint);
    put_field(out, 'R', error->object.routine);
    wire_put_u8(out, 0);
    wire_end(out);
}

void wire_write_notification(WireOut *out, uint32_t pid, Str channel, Str payload)
{
    wire_begin(out, 'A');
    wire_put_u32(out, pid);
    wire_put_string(out, channel);
    wire_put_string(out, payload);
    wire_end(out);
}

void wire_write_row_description(WireOut *out, const WirePrepared *prepared, const uint16_t *formats)
{
    wire_begin(out, 'T');
    wire_put_u16(out, (uint16_t)prepared->column_count);
    for (uint32_t at = 0; at < prepared->column_count; at++) {
        const WireColumn *column = &prepared->columns[at];
        wire_put_string(out, column->name);
        wire_put_u32(out, column->table_oid);
        wire_put_u16(out, (uint16_t)column->attnum);
        wire_put_u32(out, column->type_oid);
        wire_put_u16(out, (uint16_t)column->typlen);
        wire_put_u32(out, (uint32_t)column->typmod);
        wire_put_u16(out, formats ? formats[at] : 0);
    }
    wire_end(out);
}

void wire_write_parameter_description(WireOut *out, const WirePrepared *prepared)
{
    wire_begin(out, 't');
    wire_put_u16(out, (uint16_t)(prepared ? prepared->parameter_count : 0));
    for (uint32_t at = 0; prepared && at < prepared->parameter_count; at++)
        wire_put_u32(out, prepared->parameter_oids[at]);
    wire_end(out);
}

void wire_write_command_complete(WireOut *out, Str tag)
{
    wire_begin(out, 'C');
    wire_put_string(out, tag);
    wire_end(out);
}

void wire_write_copy_response(WireOut *out, char type, uint8_t format, uint16_t columns)
{
    wire_begin(out, type);
    wire_put_u8(out, format);
    wire_put_u16(out, columns);
    for (uint16_t column = 0; column < columns; column++)
        wire_put_u16(out, format);
    wire_end(out);
}

void wire_write_copy_data(WireOut *out, Str bytes)
{
    wire_begin(out, 'd');
    wire_put_bytes(out, bytes.data, bytes.length);
    wire_end(out);
}
