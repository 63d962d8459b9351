/* value_context.c -- see value_context.h.  A zone travels by its name. */
#include "base/value_context.h"
#include "base/pack.h"

const ValueContext value_context_default = { .dates = { .zone = &zone_utc } };

const char *type_name(const Cx *cx, TypeId id)
{
    const EnumType *type = type_is_created(id) ? enum_find(&cx_values(cx)->enums, id) : NULL;

    if (!type)
        return type_sql_name(id);
    return type_is_array(id) ? str_to_c(cx->arena, str_format(cx->arena, "%s[]", type->name))
                             : type->name;
}

/* --- Between processes ----------------------------------------------------------------------- */

enum { CONTEXT_FIELDS = 7, ENUM_FIELDS = 3, LABEL_FIELDS = 3 };

static void pack_enum(StrBuilder *out, const EnumType *type)
{
    pack_array(out, ENUM_FIELDS);
    pack_uint(out, type->id);
    pack_str(out, str_of(type->name));
    pack_array(out, type->label_count);
    for (uint32_t at = 0; at < type->label_count; at++) {
        pack_array(out, LABEL_FIELDS);
        pack_int(out, type->labels[at].place);
        pack_uint(out, type->labels[at].oid);
        pack_str(out, type->labels[at].text);
    }
}

static const EnumType *unpack_enum(Arena *arena, PackReader *in)
{
    EnumType *type = arena_zero(arena, sizeof *type);

    unpack_array_of(in, ENUM_FIELDS);
    type->id = (TypeId)unpack_uint(in);
    type->name = str_to_c(arena, unpack_str(in));
    type->label_count = unpack_array(in);
    EnumLabel *labels = ARENA_ARRAY(arena, EnumLabel, type->label_count + 1);
    for (uint32_t at = 0; at < type->label_count; at++) {
        unpack_array_of(in, LABEL_FIELDS);
        labels[at].place = unpack_int(in);
        labels[at].oid = (uint32_t)unpack_uint(in);
        labels[at].text = str_copy(arena, unpack_str(in));
    }
    type->labels = labels;
    return type;
}

static void unpack_enums(Arena *arena, PackReader *in, EnumTypes *out_types)
{
    uint32_t count = unpack_array(in);
    const EnumType **items = ARENA_ARRAY(arena, const EnumType *, count + 1);

    for (uint32_t at = 0; at < count; at++) {
        items[at] = unpack_enum(arena, in);
        in->faulty |= !type_is_enum(items[at]->id) || (at && items[at - 1]->id >= items[at]->id);
    }
    *out_types = (EnumTypes){ items, count };
}

Str value_context_pack(Arena *arena, const ValueContext *context)
{
    StrBuilder out = str_builder(arena);

    pack_array(&out, CONTEXT_FIELDS);
    pack_str(&out, str_of(zone_print_name(context->dates.zone)));
    pack_uint(&out, context->dates.style);
    pack_uint(&out, context->dates.order);
    pack_uint(&out, context->dates.interval_style);
    pack_int(&out, context->transaction_start);
    pack_int(&out, context->statement_start);
    pack_array(&out, context->enums.count);
    for (uint32_t at = 0; at < context->enums.count; at++)
        pack_enum(&out, context->enums.items[at]);
    return str_built(&out);
}

bool value_context_unpack(Cx *cx, Str bytes, ValueContext *out_context)
{
    PackReader in = pack_reader(bytes);
    EnumTypes enums;

    unpack_array_of(&in, CONTEXT_FIELDS);
    Str zone = unpack_str(&in);
    uint64_t style = unpack_uint(&in), order = unpack_uint(&in), intervals = unpack_uint(&in);
    int64_t transaction = unpack_int(&in), statement = unpack_int(&in);
    unpack_enums(cx->arena, &in, &enums);
    if (in.faulty || style > DATE_STYLE_GERMAN || order > DATE_ORDER_YMD ||
        intervals > INTERVAL_STYLE_ISO_8601)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "bad context of a query");
    *out_context = (ValueContext){ .dates = { .zone = TRY(zone_get(cx, zone)),
                                              .style = (DateStyle)style,
                                              .order = (DateOrder)order,
                                              .interval_style = (IntervalStyle)intervals },
                                   .transaction_start = transaction,
                                   .statement_start = statement,
                                   .enums = enums };
    return true;
}
