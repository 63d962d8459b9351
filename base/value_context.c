/* value_context.c -- see value_context.h.  A zone travels by its name. */
#include "base/value_context.h"
#include "base/pack.h"

const ValueContext value_context_default = { .dates = { .zone = &zone_utc } };

enum { CONTEXT_FIELDS = 6 };

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
    return str_built(&out);
}

bool value_context_unpack(Cx *cx, Str bytes, ValueContext *out_context)
{
    PackReader in = pack_reader(bytes);

    unpack_array_of(&in, CONTEXT_FIELDS);
    Str zone = unpack_str(&in);
    uint64_t style = unpack_uint(&in), order = unpack_uint(&in), intervals = unpack_uint(&in);
    int64_t transaction = unpack_int(&in), statement = unpack_int(&in);
    if (in.faulty || style > DATE_STYLE_GERMAN || order > DATE_ORDER_YMD ||
        intervals > INTERVAL_STYLE_ISO_8601)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "bad context of a query");
    *out_context = (ValueContext){ .dates = { .zone = TRY(zone_get(cx, zone)),
                                              .style = (DateStyle)style,
                                              .order = (DateOrder)order,
                                              .interval_style = (IntervalStyle)intervals },
                                   .transaction_start = transaction,
                                   .statement_start = statement };
    return true;
}
