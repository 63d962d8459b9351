/*
 * coerce.c -- making an expression be of a type.
 *
 * unknown is the type of a literal or parameter that nothing has typed yet: coercing a literal
 * parses it, coercing a parameter fixes its type for the whole statement.
 */
#include "catalyst/analysis/binder.h"

#include "base/decimal.h"
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
