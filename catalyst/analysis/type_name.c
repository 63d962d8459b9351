/*
 * type_name.c -- the types that are written: their names and modifiers.
 */
#include "catalyst/analysis/binder.h"

#include "base/interval.h"
#include "base/numeric.h"

enum {
    LENGTH_MAX = 10485760, /* of char(n) and varchar(n), as PostgreSQL */
    LENGTH_TYPMOD_OFFSET = 4,
    SECOND_DIGITS_MAX = 6,
};

/* The integer modifiers of numeric(p, s), varchar(n) and the like. */
static bool modifiers_of(Binder *b, const TypeCast *cast, int64_t *out_values)
{
    for (uint32_t at = 0; at < cast->modifiers.count; at++) {
        const Const *value = EXPR_AS(Const, cast->modifiers.items[at]);
        if (!value || !type_is_integer(value->head.type.id) || value->value.is_null || at >= 2) {
            fail(b->cx, ERR_INVALID_PARAMETER_VALUE, (int)cast->type_position,
                 "type modifiers must be simple constants or identifiers");
            return false;
        }
        out_values[at] = value->value.integer;
    }
    return true;
}

static bool numeric_modifier(Binder *b, const TypeCast *cast, const int64_t *values, Type *type)
{
    int64_t scale = cast->modifiers.count > 1 ? values[1] : 0;

    if (values[0] < 1 || values[0] > NUMERIC_PRECISION_MAX) {
        fail(b->cx, ERR_INVALID_PARAMETER_VALUE, (int)cast->type_position,
             "NUMERIC precision %lld must be between 1 and %d", (long long)values[0],
             NUMERIC_PRECISION_MAX);
        return false;
    }
    if (scale < -NUMERIC_PRECISION_MAX || scale > NUMERIC_PRECISION_MAX) {
        fail(b->cx, ERR_INVALID_PARAMETER_VALUE, (int)cast->type_position,
             "NUMERIC scale %lld must be between %d and %d", (long long)scale,
             -NUMERIC_PRECISION_MAX, NUMERIC_PRECISION_MAX);
        return false;
    }
    type->typmod = numeric_typmod((int)values[0], (int)scale);
    return true;
}

static bool length_modifier(Binder *b, const TypeCast *cast, int64_t length, Type *type)
{
    const char *name = type->id == TYPE_BPCHAR ? "char" : "varchar";

    if (length < 1)
        return fail(b->cx, ERR_INVALID_PARAMETER_VALUE, (int)cast->type_position,
                    "length for type %s must be at least 1", name);
    if (length > LENGTH_MAX)
        return fail(b->cx, ERR_INVALID_PARAMETER_VALUE, (int)cast->type_position,
                    "length for type %s cannot exceed %d", name, LENGTH_MAX);
    type->typmod = (int32_t)length + LENGTH_TYPMOD_OFFSET;
    return true;
}

/* Digits of the second; more than there are become as many as there are. */
static bool precision_modifier(Binder *b, const TypeCast *cast, int64_t digits, Type *type)
{
    const char *name = type->id == TYPE_INTERVAL                          ? "INTERVAL"
                       : type->id == TYPE_TIME || type->id == TYPE_TIMETZ ? "TIME"
                                                                          : "TIMESTAMP";
    bool has_zone = type->id == TYPE_TIMETZ || type->id == TYPE_TIMESTAMPTZ;

    if (digits < 0)
        return fail(b->cx, ERR_INVALID_PARAMETER_VALUE, (int)cast->type_position,
                    "%s(%lld)%s precision must not be negative", name, (long long)digits,
                    has_zone ? " WITH TIME ZONE" : "");
    type->typmod = (int32_t)(digits > SECOND_DIGITS_MAX ? SECOND_DIGITS_MAX : digits);
    return true;
}

static bool apply_modifiers(Binder *b, const TypeCast *cast, Type *type)
{
    int64_t values[2] = { 0, 0 };

    TRY(modifiers_of(b, cast, values));
    if (type->id == TYPE_NUMERIC)
        return numeric_modifier(b, cast, values, type);
    if (type->id == TYPE_VARCHAR || type->id == TYPE_BPCHAR)
        return length_modifier(b, cast, values[0], type);
    if (type->id == TYPE_TIME || type->id == TYPE_TIMETZ || type->id == TYPE_TIMESTAMP ||
        type->id == TYPE_TIMESTAMPTZ || type->id == TYPE_INTERVAL)
        return precision_modifier(b, cast, values[0], type);
    fail(b->cx, ERR_SYNTAX_ERROR, (int)cast->type_position,
         "type modifier is not allowed for type \"%s\"", type_catalog_name(type->id));
    return false;
}

static void *fail_no_type(Binder *b, const TypeCast *cast)
{
    uint32_t parts = cast->type_name.count;
    Str schema = parts > 1 ? cast->type_name.items[parts - 2] : STR_NONE;

    if (str_is(schema, "pg_catalog")) /* may be what the grammar has made of a keyword */
        schema = STR_NONE;
    return fail(b->cx, ERR_UNDEFINED_OBJECT, (int)cast->type_position,
                "type \"%.*s%s%.*s%s\" does not exist", STR(schema), schema.length ? "." : "",
                STR(cast->type_name.items[parts - 1]), cast->is_array ? "[]" : "");
}

/* An enum, the array of one by its name in pg_type (_mood), or the base of a domain. */
static bool find_created(Binder *b, Str schema, Str name, Type *out_type,
                         const CatalogType **out_domain)
{
    const AnalyseInput *input = b->input;
    const CatalogType *type = catalog_find_type(input->catalog, &input->path, schema, name);
    bool is_array = !type && name.length > 1 && name.data[0] == '_';

    if (is_array)
        type = catalog_find_type(input->catalog, &input->path, schema,
                                 str_slice(name, 1, name.length));
    if (!type || (is_array && type->is_domain))
        return false;
    *out_domain = type->is_domain ? type : NULL;
    *out_type = type->is_domain ? type->base : type_of((TypeId)(type->oid + (is_array ? 1 : 0)));
    return true;
}

/* The type, or the base of the domain, that the name says, whatever its modifiers. */
static bool find_type(Binder *b, const TypeCast *cast, Type *out_type,
                      const CatalogType **out_domain)
{
    uint32_t parts = cast->type_name.count;
    Str name = cast->type_name.items[parts - 1];
    Str schema = parts > 1 ? cast->type_name.items[parts - 2] : STR_NONE;
    bool is_catalog;

    *out_domain = NULL;
    TRY(check_schema(b, cast->type_name, (int)cast->type_position, &is_catalog));
    TypeId id = is_catalog ? type_find_name(name) : TYPE_NONE;
    if (id == TYPE_NONE && find_created(b, schema, name, out_type, out_domain))
        return true;
    *out_type = type_of(id);
    return id != TYPE_NONE || fail_no_type(b, cast);
}

bool type_of_name(Binder *b, const TypeCast *cast, Type *out_type, const CatalogType **out_domain)
{
    TRY(find_type(b, cast, out_type, out_domain));
    TypeId id = (TypeId)out_type->id;
    bool becomes_array = cast->is_array && !type_is_array(id);

    if (cast->is_array && *out_domain)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, (int)cast->type_position,
                    "arrays of domains are not supported");
    if (becomes_array && type_array(id) == TYPE_NONE)
        return fail_no_type(b, cast);
    if (cast->modifiers.count)
        TRY(apply_modifiers(b, cast, out_type));
    if (id == TYPE_INTERVAL && cast->interval_fields)
        out_type->typmod =
            interval_typmod((int)cast->interval_fields,
                            cast->modifiers.count ? out_type->typmod : INTERVAL_FULL_PRECISION);
    if (becomes_array) { /* the modifier is its items' */
        int32_t typmod = out_type->typmod;
        *out_type = type_of(type_array(id));
        out_type->typmod = typmod;
    }
    return true;
}
