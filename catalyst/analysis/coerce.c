/*
 * coerce.c -- making an expression be of a type.
 *
 * unknown is the type of a literal or parameter that nothing has typed yet: coercing a literal
 * parses it, coercing a parameter fixes its type for the whole statement.
 */
#include "catalyst/analysis/binder.h"

#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"

bool can_coerce(TypeId from, TypeId to, CastContext context)
{
    return from == to || from == TYPE_UNKNOWN || cast_context(from, to) <= context;
}

/* Bits of the narrowest form of at least 32 that holds `wide`. */
static int bits_for(int128_t wide)
{
    if (wide == (int32_t)wide)
        return 32;
    return wide == (int64_t)wide ? 64 : 128;
}

/* The integer and scale of a finite numeric that FIXED can hold. */
static bool find_fixed(Value value, int128_t *out_wide, int *out_scale)
{
    Numeric numeric = numeric_decode(value.text);

    *out_scale = numeric.scale;
    return numeric.kind == NUMERIC_FINITE && numeric.scale <= NUMERIC_FIXED_SCALE_MAX &&
           numeric_to_fixed(&numeric, numeric.scale, out_wide) &&
           decimal_digits(*out_wide) <= NUMERIC_FIXED_DIGITS_MAX;
}

/* What the value says of itself: never fewer digits than are behind the point. */
static int digits_for(int128_t wide, int scale)
{
    int digits = decimal_digits(wide);

    return digits > scale ? digits : scale;
}

const Expr *make_const(Binder *b, Type type, Value value, int position)
{
    bool is_var = type.id == TYPE_NUMERIC && type.numeric_form == NUMERIC_VAR;
    int128_t wide;
    int scale;

    if (is_var && !value.is_null && find_fixed(value, &wide, &scale)) {
        int bits = bits_for(wide);
        type = type_numeric_fixed(type.typmod, bits, scale);
        type.numeric_digits = (uint8_t)digits_for(wide, scale);
        value = bits == 128 ? (Value){ .wide = wide } : (Value){ .integer = (int64_t)wide };
    }
    return NEW_EXPR(b->cx, type, position, Const, .value = value);
}

static const Expr *coerce_literal(Binder *b, const Const *literal, Type to)
{
    Value value = VALUE_NULL;
    Type input = to;

    if (to.id != TYPE_INTERVAL) /* the length is a cast of its own, which may cut */
        input.typmod = TYPMOD_NONE;
    if (!literal->value.is_null)
        TRY(value_parse(b->cx, input, literal->value.text, literal->head.position, &value));
    return make_const(b, input, value, literal->head.position);
}

static const Expr *coerce_parameter(Binder *b, const Param *param, Type to)
{
    TypeId *type = &b->input->parameter_types[param->number - 1];

    if (*type == TYPE_NONE || *type == TYPE_UNKNOWN)
        *type = to.id;
    if (*type != to.id) {
        fail(b->cx, ERR_AMBIGUOUS_PARAMETER, param->head.position,
             "inconsistent types deduced for parameter $%lld", (long long)param->number);
        return fail_detail(b->cx, "%s versus %s", type_name(b->cx, *type), type_name(b->cx, to.id));
    }
    return NEW_EXPR(b->cx, to, param->head.position, Param, .number = param->number);
}

/* The physical fact a numeric gets when an expression of another type becomes it. */
static Type numeric_from(Type from, Type to)
{
    if (to.id != TYPE_NUMERIC || to.numeric_form == NUMERIC_FIXED)
        return to;
    if (to.typmod != TYPMOD_NONE) {
        int precision = numeric_typmod_precision(to.typmod);
        int scale = numeric_typmod_scale(to.typmod);
        bool finite = type_is_integer(from.id) ||
                      (from.id == TYPE_NUMERIC && from.numeric_form == NUMERIC_FIXED);
        if (!finite || precision > NUMERIC_FIXED_DIGITS_MAX || scale < 0 ||
            scale > NUMERIC_FIXED_SCALE_MAX)
            return to;
        return type_numeric_fixed(to.typmod, numeric_bits_for_digits(precision), scale);
    }
    if (from.id == TYPE_INT2 || from.id == TYPE_INT4)
        return type_numeric_fixed(TYPMOD_NONE, 32, 0);
    if (from.id == TYPE_INT8)
        return type_numeric_fixed(TYPMOD_NONE, 64, 0);
    return from.id == TYPE_NUMERIC ? from : to; /* other sources have no provable scale */
}

static const Expr *fail_cast(Binder *b, const Expr *expr, Type to)
{
    return fail(b->cx, ERR_CANNOT_COERCE, leftmost_position(expr), "cannot cast type %s to %s",
                type_name(b->cx, expr->type.id), type_name(b->cx, to.id));
}

const Expr *coerce(Binder *b, const Expr *expr, Type to, CastContext context)
{
    const Const *literal = EXPR_AS(Const, expr);
    const Param *param = EXPR_AS(Param, expr);

    Type written = to;
    const Expr *named = coerce_object_name(b, expr, to);
    if (named || has_failed(b->cx))
        return named;
    if (expr->type.id == TYPE_UNKNOWN && to.id != TYPE_UNKNOWN) {
        if (literal) {
            expr = TRY(coerce_literal(b, literal, to));
            if (to.id == TYPE_INTERVAL || to.typmod == TYPMOD_NONE)
                return expr;
        }
        if (param)
            return coerce_parameter(b, param, to);
    }
    if (!can_coerce(expr->type.id, to.id, context))
        return fail_cast(b, expr, to);
    to = numeric_from(expr->type, to);
    if (context == CAST_EXPLICIT && expr->type.id == to.id && expr->type.typmod != TYPMOD_NONE &&
        written.typmod == TYPMOD_NONE) { /* x::numeric forgets the modifier, not the form */
        if (to.numeric_form == NUMERIC_FIXED)
            to.numeric_digits = (uint8_t)numeric_typmod_precision(to.typmod);
        to.typmod = TYPMOD_NONE;
        return NEW_EXPR(b->cx, to, expr->position, Cast, .arg = expr, .is_explicit = true);
    }
    if (expr->type.id == to.id && (to.typmod == TYPMOD_NONE || to.typmod == expr->type.typmod) &&
        type_layout(expr->type) == type_layout(to) && expr->type.numeric_scale == to.numeric_scale)
        return expr;
    return NEW_EXPR(b->cx, to, expr->position, Cast, .arg = expr,
                    .is_explicit = context == CAST_EXPLICIT);
}

/* A numeric in the very form of `to`. */
static const Expr *as_physical(Binder *b, const Expr *coerced, Type to)
{
    const Const *literal = EXPR_AS(Const, coerced);
    Type type = coerced->type;

    if (to.id != TYPE_NUMERIC ||
        (type.numeric_form == to.numeric_form && type.numeric_bits == to.numeric_bits &&
         type.numeric_scale == to.numeric_scale && type.numeric_digits == to.numeric_digits))
        return coerced;
    if (literal && literal->value.is_null)
        return NEW_EXPR(b->cx, to, coerced->position, Const, .value = VALUE_NULL);
    return NEW_EXPR(b->cx, to, coerced->position, Cast, .arg = coerced);
}

const Expr *coerce_exactly(Binder *b, const Expr *expr, Type to)
{
    return as_physical(b, TRY(coerce(b, expr, to, CAST_IMPLICIT)), to);
}

const Expr *coerce_to_column(Binder *b, const Expr *expr, const CatalogColumn *column)
{
    if (!can_coerce(expr->type.id, column->type.id, CAST_ASSIGNMENT)) {
        fail(b->cx, ERR_DATATYPE_MISMATCH, leftmost_position(expr),
             "column \"%.*s\" is of type %s but expression is of type %s", STR(column->name),
             type_name(b->cx, column->type.id), type_name(b->cx, expr->type.id));
        return fail_hint(b->cx, "You will need to rewrite or cast the expression.");
    }
    return as_physical(b, TRY(coerce(b, expr, column->type, CAST_ASSIGNMENT)), column->type);
}

const Expr *coerce_to_id(Binder *b, const Expr *expr, TypeId to)
{
    if (expr->type.id == to)
        return expr;
    return coerce(b, expr, type_of(to), CAST_IMPLICIT);
}

const Expr *resolve_unknown(Binder *b, const Expr *expr)
{
    return expr->type.id == TYPE_UNKNOWN ? coerce(b, expr, type_of(TYPE_TEXT), CAST_IMPLICIT)
                                         : expr;
}

const Expr *resolve_literal(Binder *b, const Expr *expr)
{
    if (expr->tag != EXPR_Param || expr->type.id != TYPE_UNKNOWN)
        return resolve_unknown(b, expr);
    if (!b->untyped)
        b->untyped = (const Param *)expr;
    return expr;
}

/* --- One type for several expressions ------------------------------------------------------------
 */

/* Numerics of one list: FIXED if all agree in scale, else each carries its own. */
static Type common_numeric(Exprs list)
{
    Type common = { 0 };

    for (uint32_t at = 0; at < list.count; at++) {
        Type type = list.items[at]->type;
        const Const *literal = EXPR_AS(Const, list.items[at]);
        if (literal && literal->value.is_null)
            continue;
        type = numeric_from(type, type_of(TYPE_NUMERIC));
        if (type.id != TYPE_NUMERIC || type.numeric_form == NUMERIC_VAR)
            return type_of(TYPE_NUMERIC);
        if (common.id == TYPE_NONE) {
            common = type;
            continue;
        }
        if (common.numeric_scale != type.numeric_scale)
            return type_of(TYPE_NUMERIC);
        if (common.typmod != type.typmod)
            common.typmod = TYPMOD_NONE;
        if (type.numeric_digits != common.numeric_digits)
            common.numeric_digits = 0;
        if (type.numeric_bits > common.numeric_bits)
            common.numeric_bits = type.numeric_bits;
    }
    return common.id == TYPE_NONE ? type_of(TYPE_NUMERIC) : common;
}

static Type with_common_typmod(Exprs list, TypeId id)
{
    Type type = type_of(id);

    if (id == TYPE_NUMERIC)
        return common_numeric(list);
    for (uint32_t at = 0; at < list.count; at++) {
        Type this = list.items[at]->type;
        if (this.id != id || this.typmod != list.items[0]->type.typmod)
            return type;
    }
    type.typmod = list.count ? list.items[0]->type.typmod : TYPMOD_NONE;
    return type;
}

/* PostgreSQL's select_common_type: the first known type leads; a preferred type of the same
 * category, or one the leader can become but not the other way, takes over. */
static TypeId lead_type(Exprs list, const Expr **out_misfit)
{
    TypeId lead = TYPE_UNKNOWN;

    *out_misfit = NULL;

    for (uint32_t at = 0; at < list.count; at++) {
        TypeId type = list.items[at]->type.id;
        if (type == TYPE_UNKNOWN || type == lead)
            continue;
        if (lead == TYPE_UNKNOWN) {
            lead = type;
        } else if (type_category(type) != type_category(lead)) {
            *out_misfit = list.items[at];
            return lead;
        } else if (!type_is_preferred(lead) && can_coerce(lead, type, CAST_IMPLICIT) &&
                   !can_coerce(type, lead, CAST_IMPLICIT)) {
            lead = type;
        }
    }
    return lead == TYPE_UNKNOWN ? TYPE_TEXT : lead;
}

bool common_type(Binder *b, Exprs list, const char *construct, Type *out_type)
{
    const Expr *misfit;
    TypeId lead = lead_type(list, &misfit);

    if (misfit)
        return fail(b->cx, ERR_DATATYPE_MISMATCH, leftmost_position(misfit),
                    "%s types %s and %s cannot be matched", construct, type_name(b->cx, lead),
                    type_name(b->cx, misfit->type.id));
    *out_type = with_common_typmod(list, lead);
    return true;
}

bool has_common_type(Exprs list, Type *out_type)
{
    const Expr *misfit;
    TypeId lead = lead_type(list, &misfit);

    for (uint32_t at = 0; at < list.count; at++)
        if (misfit || !can_coerce(list.items[at]->type.id, lead, CAST_IMPLICIT))
            return false;
    *out_type = with_common_typmod(list, lead);
    return true;
}

bool check_coercions(Binder *b, Exprs list, Type type, const char *construct)
{
    for (uint32_t at = 0; at < list.count; at++) {
        const Expr *item = list.items[at];
        if (!can_coerce(item->type.id, type.id, CAST_IMPLICIT))
            return fail(b->cx, ERR_CANNOT_COERCE, leftmost_position(item),
                        "%s could not convert type %s to %s", construct,
                        type_name(b->cx, item->type.id), type_name(b->cx, type.id));
    }
    return true;
}

bool coerce_all(Binder *b, Exprs *list, Type type, const char *construct)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, list->count);

    TRY(check_coercions(b, *list, type, construct));
    for (uint32_t at = 0; at < list->count; at++)
        items[at] = TRY(coerce_exactly(b, list->items[at], type));
    list->items = items;
    return true;
}

/* --- Names of types -------------------------------------------------------------------------- */

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
    const CatalogType *created =
        id == TYPE_NONE ? catalog_find_type(b->input->catalog, &b->input->path, schema, name)
                        : NULL;
    if (created && created->is_domain) {
        *out_domain = created;
        *out_type = created->base;
        return true;
    }
    *out_type = type_of(created ? (TypeId)created->oid : id);
    return out_type->id != TYPE_NONE || fail_no_type(b, cast);
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
