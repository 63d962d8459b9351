/*
 * value_context.h -- what a session says that reading, computing and showing values depends on.
 *
 * The session fills it in when a statement starts; it goes along in every Cx, and to workers with
 * the query, so that a lease that is run again gives the same.  A Cx without one means the
 * default: settings as a new session has them, clocks at 2000-01-01.
 */
#ifndef BASE_VALUE_CONTEXT_H
#define BASE_VALUE_CONTEXT_H

#include "base/date_settings.h"
#include "base/enum_type.h"

typedef struct ValueContext {
    DateSettings dates;
    int64_t transaction_start; /* an instant, as timestamptz: now() */
    int64_t statement_start;
    EnumTypes enums; /* borrowed: what is to be had of types that were created */
} ValueContext;

extern const ValueContext value_context_default;

/* Never NULL. */
static inline const ValueContext *cx_values(const Cx *cx)
{
    return cx->values ? cx->values : &value_context_default;
}

static inline const DateSettings *cx_dates(const Cx *cx)
{
    return &cx_values(cx)->dates;
}

/* The name of a type in messages: type_sql_name(), and of enums what the context calls them. */
const char *type_name(const Cx *cx, TypeId id);

/* Between processes; names and labels of enums are copied. */
Str value_context_pack(Arena *arena, const ValueContext *context);
must_use bool value_context_unpack(Cx *cx, Str bytes, ValueContext *out_context);

#endif
