/* protocol.c -- see protocol.h: the field tables, and two loops over them. */
#include "worker/protocol.h"

#include "base/pack.h"

typedef enum FieldKind {
    FIELD_END,
    FIELD_U64,
    FIELD_INT,
    FIELD_TEXT,
    FIELD_BYTES,
    FIELD_ERROR,
    FIELD_REFS
} FieldKind;

typedef struct Field {
    FieldKind kind;
    size_t offset; /* in Message */
} Field;

// clang-format off
#define FIELD_OF(K, f)  { FIELD_##K, offsetof(Message, as) + offsetof(Self, f) },
#define as as_Hello /* all members of the union begin at the same place */
#define MESSAGE(Name) static const Field *fields_of_##Name(void) { typedef Name##Message Self; static const Field list[] = {
#define U64(f)        FIELD_OF(U64, f)
#define INT(f)        FIELD_OF(INT, f)
#define TEXT(f)       FIELD_OF(TEXT, f)
#define BYTES(f)      FIELD_OF(BYTES, f)
#define ERROR(f)      FIELD_OF(ERROR, f)
#define REFS(f)       FIELD_OF(REFS, f)
#define END(Name)     { FIELD_END, 0 } }; return list; }
#include "worker/protocol.def"
#include "worker/protocol_undefine.h"
#undef as
#undef FIELD_OF
// clang-format on

static const struct {
    const char *name;
    const Field *(*fields)(void);
} messages[] = {
#define MESSAGE(Name) { #Name, fields_of_##Name },
#include "worker/protocol_no_fields.h"
#include "worker/protocol.def"
#include "worker/protocol_undefine.h"
};

enum { REF_FIELDS = 5, REF_BYTES_MIN = 1 + REF_FIELDS, ERROR_FIELDS = 7 };

/* --- Writing --------------------------------------------------------------------------------- */

static void encode_error(StrBuilder *out, const Error *error)
{
    pack_array(out, ERROR_FIELDS);
    pack_str(out, str_of(error_sqlstate(error->code)));
    pack_int(out, error->position);
    pack_bool(out, error->retryable);
    pack_str(out, str_of(error->message));
    pack_str(out, str_of(error->detail));
    pack_str(out, str_of(error->hint));
    pack_str(out, str_of(error->context));
}

static void encode_refs(StrBuilder *out, const BlockRefs *refs)
{
    pack_array(out, refs->count);
    for (uint32_t at = 0; at < refs->count; at++) {
        pack_array(out, REF_FIELDS);
        pack_uint(out, refs->items[at].segment);
        pack_uint(out, refs->items[at].offset);
        pack_uint(out, refs->items[at].bytes);
        pack_uint(out, refs->items[at].rows);
        pack_uint(out, refs->items[at].partition);
    }
}

static void encode_field(const Message *message, const Field *f, StrBuilder *out)
{
    const void *at = (const char *)message + f->offset;

    switch (f->kind) {
    case FIELD_END: break;
    case FIELD_U64: pack_uint(out, *(const uint64_t *)at); break;
    case FIELD_INT: pack_int(out, *(const int64_t *)at); break;
    case FIELD_TEXT: pack_str(out, *(const Str *)at); break;
    case FIELD_BYTES: pack_bytes(out, ((const Str *)at)->data, ((const Str *)at)->length); break;
    case FIELD_ERROR: encode_error(out, at); break;
    case FIELD_REFS: encode_refs(out, at); break;
    }
}

void message_encode(const Message *message, StrBuilder *out)
{
    size_t start = out->length;
    const Field *fields = messages[message->tag].fields();
    uint32_t count = 0;

    while (fields[count].kind)
        count++;
    str_add_bytes(out, "\0\0\0\0", FRAME_HEADER_BYTES);
    pack_array(out, count + 1);
    pack_uint(out, message->tag);
    for (const Field *f = fields; f->kind; f++)
        encode_field(message, f, out);

    uint32_t bytes = (uint32_t)(out->length - start - FRAME_HEADER_BYTES);
    memcpy(out->data + start, &bytes, sizeof bytes);
}

/* --- Reading --------------------------------------------------------------------------------- */

bool frame_take(Cx *cx, Str input, Str *out_frame, size_t *out_used)
{
    uint32_t bytes;

    if (input.length < FRAME_HEADER_BYTES)
        return false;
    memcpy(&bytes, input.data, sizeof bytes);
    if (bytes > FRAME_BYTES_MAX)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "a message between driver and worker claims %u bytes", bytes);
    if (input.length - FRAME_HEADER_BYTES < bytes)
        return false;
    *out_frame = (Str){ input.data + FRAME_HEADER_BYTES, bytes };
    *out_used = FRAME_HEADER_BYTES + (size_t)bytes;
    return true;
}

static Str take_text(Cx *cx, PackReader *in)
{
    Str text = unpack_str(in);
    return text.data ? str_copy(cx->arena, text) : text;
}

static void decode_error(Cx *cx, PackReader *in, Error *out)
{
    unpack_array_of(in, ERROR_FIELDS);
    Str state = take_text(cx, in);
    out->code = state.data ? error_of_sqlstate(state.data) : ERR_INTERNAL_ERROR;
    out->position = (int)unpack_int(in);
    out->retryable = unpack_bool(in);
    out->message = take_text(cx, in).data;
    out->detail = take_text(cx, in).data;
    out->hint = take_text(cx, in).data;
    out->context = take_text(cx, in).data;
    in->faulty |= !out->message; /* whoever reports it prints it */
}

static void refuse(PackReader *in)
{
    in->faulty = true;
    in->at = in->end;
}

static uint32_t take_u32(PackReader *in)
{
    uint64_t value = unpack_uint(in);

    if (value > UINT32_MAX)
        refuse(in);
    return (uint32_t)value;
}

static void decode_refs(Cx *cx, PackReader *in, BlockRefs *out)
{
    uint32_t count = unpack_array(in);

    if (count > (size_t)(in->end - in->at) / REF_BYTES_MIN) { /* more than can follow */
        refuse(in);
        return;
    }
    out->items = ARENA_ARRAY(cx->arena, BlockRef, count);
    for (out->count = 0; out->count < count && !in->faulty; out->count++) {
        BlockRef *ref = &out->items[out->count];
        unpack_array_of(in, REF_FIELDS);
        ref->segment = unpack_uint(in);
        ref->offset = unpack_uint(in);
        ref->bytes = take_u32(in);
        ref->rows = take_u32(in);
        ref->partition = take_u32(in);
    }
}

static void decode_field(Cx *cx, PackReader *in, const Field *f, Message *message)
{
    void *at = (char *)message + f->offset;

    switch (f->kind) {
    case FIELD_END: break;
    case FIELD_U64: *(uint64_t *)at = unpack_uint(in); break;
    case FIELD_INT: *(int64_t *)at = unpack_int(in); break;
    case FIELD_TEXT: *(Str *)at = take_text(cx, in); break;
    case FIELD_BYTES: *(Str *)at = str_copy(cx->arena, unpack_bytes(in)); break;
    case FIELD_ERROR: decode_error(cx, in, at); break;
    case FIELD_REFS: decode_refs(cx, in, at); break;
    }
}

bool message_decode(Cx *cx, Str frame, Message *out_message)
{
    PackReader in = pack_reader(frame);
    uint32_t items = unpack_array(&in);
    uint64_t tag = unpack_uint(&in);
    Message message = { 0 };
    uint32_t count = 1;

    if (in.faulty || tag >= COUNT_OF(messages))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "unknown message between driver and worker");
    message.tag = (MessageTag)tag;
    for (const Field *f = messages[tag].fields(); f->kind; f++, count++)
        decode_field(cx, &in, f, &message);
    if (in.faulty || in.at != in.end || items != count)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "damaged message %s between driver and worker", messages[tag].name);
    *out_message = message;
    return true;
}
