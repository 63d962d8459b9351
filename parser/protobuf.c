/*
 * protobuf.c -- see protobuf.h.
 *
 * A message is (key, value) pairs; a key is field number * 8 + wire type.  Each message is read
 * twice: once to count the items of its lists, so that each gets an array of the right size, and
 * once to fill them.  Unknown fields are skipped, as protobuf has it.
 */
#include "parser/protobuf.h"

enum WireType { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };
enum { VARINT_BYTES_MAX = 10 };

typedef ProtobufCMessageDescriptor MessageType;
typedef ProtobufCFieldDescriptor FieldType;

typedef struct Decoder {
    Cx *cx;
    Arena *into;
} Decoder;

/* One pair. */
typedef struct Item {
    uint32_t field;
    uint32_t wire;
    uint64_t number; /* VARINT */
    Str bytes;       /* BYTES */
} Item;

static void *decode_message(Decoder *d, const MessageType *type, Str bytes);

void *protobuf_decode(Cx *cx, Arena *into, const ProtobufCMessageDescriptor *type, Str bytes)
{
    Decoder decoder = { cx, into };
    return decode_message(&decoder, type, bytes);
}

static bool read_varint(Str *bytes, uint64_t *out_number)
{
    uint64_t number = 0;

    for (size_t at = 0; at < bytes->length && at < VARINT_BYTES_MAX; at++) {
        uint8_t byte = (uint8_t)bytes->data[at];
        number |= (uint64_t)(byte & 0x7f) << (7 * at);
        if (!(byte & 0x80)) {
            *bytes = str_slice(*bytes, at + 1, bytes->length);
            *out_number = number;
            return true;
        }
    }
    return false;
}

static bool skip(Str *bytes, uint64_t count)
{
    if (count > bytes->length)
        return false;
    *bytes = str_slice(*bytes, count, bytes->length);
    return true;
}

/* Take one pair off `bytes`; false where they are none. */
static bool read_item(Str *bytes, Item *out_item)
{
    Item item = { 0 };
    uint64_t key;

    if (!read_varint(bytes, &key) || key >> 3 == 0 || key >> 3 > UINT32_MAX)
        return false;
    item.field = (uint32_t)(key >> 3);
    item.wire = key & 7;
    switch (item.wire) {
    case WIRE_VARINT:
        if (!read_varint(bytes, &item.number))
            return false;
        break;
    case WIRE_BYTES:
        if (!read_varint(bytes, &item.number))
            return false;
        item.bytes = str_slice(*bytes, 0, item.number);
        if (!skip(bytes, item.number))
            return false;
        break;
    case WIRE_64:
    case WIRE_32:
        if (!skip(bytes, item.wire == WIRE_64 ? 8 : 4))
            return false;
        break;
    default: return false;
    }
    *out_item = item;
    return true;
}

static const FieldType *find_field(const MessageType *type, uint32_t number)
{
    for (unsigned range = 0; range < type->n_field_ranges; range++) {
        const ProtobufCIntRange *start = &type->field_ranges[range];
        unsigned count = start[1].orig_index - start->orig_index;
        uint32_t offset = number - (uint32_t)start->start_value;
        if (number >= (uint32_t)start->start_value && offset < count)
            return &type->fields[start->orig_index + offset];
    }
    return NULL;
}

static bool is_bytes(const FieldType *field)
{
    return field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_STRING;
}

static bool is_number(const FieldType *field)
{
    return field->type == PROTOBUF_C_TYPE_INT32 || field->type == PROTOBUF_C_TYPE_UINT32 ||
           field->type == PROTOBUF_C_TYPE_INT64 || field->type == PROTOBUF_C_TYPE_UINT64 ||
           field->type == PROTOBUF_C_TYPE_ENUM || field->type == PROTOBUF_C_TYPE_BOOL;
}

/* Only lists of pointers are made: libpg_query has no others where Hearth looks. */
static bool is_readable(const FieldType *field, const Item *item)
{
    if (is_bytes(field))
        return item->wire == WIRE_BYTES;
    return is_number(field) && item->wire == WIRE_VARINT &&
           field->label != PROTOBUF_C_LABEL_REPEATED;
}

static size_t *list_count(void *message, const FieldType *field)
{
    return (size_t *)((char *)message + field->quantifier_offset);
}

/* Count the items of lists, then make room for them. */
static bool make_lists(Decoder *d, const MessageType *type, Str bytes, void *message)
{
    Item item;

    while (bytes.length) {
        if (!read_item(&bytes, &item))
            return fail(d->cx, ERR_INTERNAL_ERROR, NO_POSITION, "malformed parse tree");
        const FieldType *field = find_field(type, item.field);
        if (field && field->label == PROTOBUF_C_LABEL_REPEATED && is_readable(field, &item))
            ++*list_count(message, field);
    }
    for (unsigned at = 0; at < type->n_fields; at++) {
        const FieldType *field = &type->fields[at];
        if (field->label != PROTOBUF_C_LABEL_REPEATED || !*list_count(message, field))
            continue;
        *(void **)((char *)message + field->offset) =
            arena_array(d->into, sizeof(void *), *list_count(message, field));
        *list_count(message, field) = 0;
    }
    return true;
}

static void store_number(void *to, const FieldType *field, uint64_t number)
{
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        *(protobuf_c_boolean *)to = number != 0;
    else if (field->type == PROTOBUF_C_TYPE_INT64 || field->type == PROTOBUF_C_TYPE_UINT64)
        *(uint64_t *)to = number;
    else
        *(uint32_t *)to = (uint32_t)number;
}

static bool store_item(Decoder *d, const FieldType *field, const Item *item, void *message)
{
    void *to = (char *)message + field->offset;

    if (is_number(field)) {
        store_number(to, field, item->number);
    } else {
        void *value = field->type == PROTOBUF_C_TYPE_STRING
                          ? (void *)str_to_c(d->into, item->bytes)
                          : TRY(decode_message(d, field->descriptor, item->bytes));
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            (*(void ***)to)[(*list_count(message, field))++] = value;
        else
            *(void **)to = value;
    }
    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        *(uint32_t *)((char *)message + field->quantifier_offset) = field->id;
    return true;
}

static void *decode_message(Decoder *d, const MessageType *type, Str bytes)
{
    TRY(check_stack(d->cx));
    void *message = arena_alloc(d->into, type->sizeof_message);
    Item item;

    type->message_init(message);
    TRY(make_lists(d, type, bytes, message));
    while (bytes.length && read_item(&bytes, &item)) {
        const FieldType *field = find_field(type, item.field);
        if (field && is_readable(field, &item))
            TRY(store_item(d, field, &item, message));
    }
    return message;
}
