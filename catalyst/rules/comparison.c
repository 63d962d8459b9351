/*
 * comparison.c -- comparisons with constants in the form that scans and kernels know best: a bare
 * column left, a constant of the column's own type right.
 */
#include "catalyst/rules/simplify.h"

#include "base/date.h"

#include <math.h>

static const int64_t micros_per_day = INT64_C(86400) * 1000000;
static const double exact_integers_max = 9e15; /* below, every integer is a float8 */

/* The operator that compares `left` with `right` so; negative: none. */
static FunctionId find_compare(Compare compare, TypeId left, TypeId right)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *f = function_get(id);
        const Expr *probe = (const Expr *)&(Call){ .head = { .tag = EXPR_Call }, .function = id };
        if (f->arg_count == 2 && f->args[0] == left && f->args[1] == right &&
            compare_of(probe) == compare)
            return id;
    }
    return -1;
}

static const Expr *compare_as(Cx *cx, const Expr *like, FunctionId function, const Expr *left,
                              const Expr *right)
{
    Exprs args = exprs_with(cx, exprs_with(cx, (Exprs){ 0 }, left), right);

    return NEW_EXPR(cx, type_of(TYPE_BOOL), like->position, Call, .function = function,
                    .name = str_of(function_get(function)->name), .args = args);
}

/* The types an operator takes; strings of other names are passed as they are. */
static FunctionId with_compare(const Call *call, Compare compare, bool turned)
{
    const Function *f = function_get((FunctionId)call->function);

    return find_compare(compare, f->args[turned ? 1 : 0], f->args[turned ? 0 : 1]);
}

/* not (a < b)  ==>  a >= b */
const Expr *negate_comparison(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Not *negation = EXPR_AS(Not, expr);
    const Call *call = negation ? EXPR_AS(Call, negation->arg) : NULL;
    Compare compare = call ? compare_of(&call->head) : COMPARE_NONE;

    (void)s;
    if (compare == COMPARE_NONE)
        return NULL;
    FunctionId function = with_compare(call, compare_negated(compare), false);
    return function < 0
               ? NULL
               : compare_as(cx, &call->head, function, call->args.items[0], call->args.items[1]);
}

/* 5 < a  ==>  a > 5 */
const Expr *turn_comparison(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    Compare compare = compare_of(expr);

    (void)s;
    if (compare == COMPARE_NONE || call->args.items[0]->tag != EXPR_Const ||
        call->args.items[1]->tag == EXPR_Const)
        return NULL;
    FunctionId function = with_compare(call, compare_swapped(compare), true);
    return function < 0 ? NULL
                        : compare_as(cx, expr, function, call->args.items[1], call->args.items[0]);
}

static const Const *constant_right(const Expr *expr)
{
    const Const *constant = compare_of(expr) == COMPARE_NONE
                                ? NULL
                                : EXPR_AS(Const, ((const Call *)expr)->args.items[1]);

    return constant && !constant->value.is_null ? constant : NULL;
}

static const Expr *date_const(Cx *cx, int64_t day)
{
    return NEW_EXPR(cx, type_of(TYPE_DATE), NO_POSITION, Const, .value = { .integer = day });
}

/*
 * A date against a timestamp, which stands for a day and perhaps a time in it:
 *     d < 05-01 00:00  ==>  d < 05-01        d < 05-01 08:00  ==>  d <= 05-01
 */
const Expr *compare_dates_as_dates(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    const Const *constant = constant_right(expr);
    Compare compare = compare_of(expr);

    (void)s;
    if (!constant || call->args.items[0]->type.id != TYPE_DATE ||
        constant->head.type.id != TYPE_TIMESTAMP)
        return NULL;
    int64_t micros = constant->value.integer;
    int64_t day = micros / micros_per_day - (micros % micros_per_day < 0);
    bool is_midnight = micros % micros_per_day == 0;
    if (day <= DATE_MIN || day >= DATE_MAX)
        return NULL; /* infinite, or a date cannot say it */
    if (!is_midnight && (compare == COMPARE_EQ || compare == COMPARE_NE))
        return NULL;
    if (!is_midnight && compare == COMPARE_LT)
        compare = COMPARE_LE;
    else if (!is_midnight && compare == COMPARE_GE)
        compare = COMPARE_GT;
    FunctionId function = compare_function(compare, TYPE_DATE);
    return compare_as(cx, expr, function, call->args.items[0], date_const(cx, day));
}

/* --- Casts -------------------------------------------------------------------------------------
 */

static bool fits_integer(TypeId type, int64_t value)
{
    if (type == TYPE_INT2)
        return value >= INT16_MIN && value <= INT16_MAX;
    if (type == TYPE_INT4)
        return value >= INT32_MIN && value <= INT32_MAX;
    return type == TYPE_INT8;
}

static int128_t power_of_ten(int digits)
{
    int128_t power = 1;

    for (int digit = 0; digit < digits; digit++)
        power *= 10;
    return power;
}

static int128_t integer_of(Type type, Value value)
{
    return type_layout(type) == LAYOUT_I128 ? value.wide : value.integer;
}

/* The constant as an integer, where it is one exactly. */
static bool as_integer(const Const *constant, int64_t *out)
{
    Type type = constant->head.type;

    if (type_is_integer(type.id)) {
        *out = constant->value.integer;
        return true;
    }
    if (type.id == TYPE_NUMERIC && type.numeric_form == NUMERIC_FIXED) {
        int128_t whole = integer_of(type, constant->value);
        int128_t power = power_of_ten(type.numeric_scale);
        *out = (int64_t)(whole / power);
        return whole % power == 0 && whole / power >= INT64_MIN && whole / power <= INT64_MAX;
    }
    if (type.id != TYPE_FLOAT8 || !(fabs(constant->value.real) <= exact_integers_max))
        return false;
    *out = (int64_t)constant->value.real;
    return (double)*out == constant->value.real;
}

/* Does each value of the integer type become another value of `to`, in the same order? */
static bool keeps_order(TypeId from, Type to)
{
    if (!type_is_integer(from))
        return false;
    if (to.id == TYPE_NUMERIC)
        return to.typmod == TYPMOD_NONE; /* another one rounds, or overflows */
    if (to.id == TYPE_FLOAT8)
        return from != TYPE_INT8;
    return to.id == from || to.id == TYPE_INT8 || (to.id == TYPE_INT4 && from == TYPE_INT2);
}

/*
 * i4::int8 < 5  ==>  i4 < 5
 * (1) The cast must lose nothing and cannot fail: `i8::float8 = 9007199254740992` holds for two
 *     bigints, `i4::numeric(2,-1) = 10` for ten integers, and `i4::int2 < 5` may be out of range.
 * (2) The constant must exist in the column's type: `i4::numeric < 1.5` stays, and so does
 *     `i2::int4 < 40000`.
 */
const Expr *unwrap_cast(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    const Const *constant = constant_right(expr);
    const Cast *cast = constant ? EXPR_AS(Cast, call->args.items[0]) : NULL;
    int64_t value;

    (void)s;
    if (!cast || !keeps_order(cast->arg->type.id, cast->head.type) ||              /* (1) */
        !as_integer(constant, &value) || !fits_integer(cast->arg->type.id, value)) /* (2) */
        return NULL;
    Type type = type_of(cast->arg->type.id);
    FunctionId function = compare_function(compare_of(expr), type.id);
    const Expr *narrow =
        NEW_EXPR(cx, type, constant->head.position, Const, .value = { .integer = value });
    return compare_as(cx, expr, function, cast->arg, narrow);
}

/*
 * price < 24  ==>  price < 24.00: the same scale on both sides, so that integers are compared.
 * (1) Exactly: `price < 0.005` against two digits stays.
 */
const Expr *rescale_constant(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    const Const *constant = constant_right(expr);
    int128_t value;

    (void)s;
    if (!constant || call->args.items[0]->tag == EXPR_Const)
        return NULL;
    Type to = call->args.items[0]->type, from = constant->head.type;
    if (to.id != TYPE_NUMERIC || from.id != TYPE_NUMERIC || to.numeric_form != NUMERIC_FIXED ||
        from.numeric_form != NUMERIC_FIXED || to.numeric_bits > 64 ||
        (to.numeric_scale == from.numeric_scale && to.numeric_bits == from.numeric_bits))
        return NULL;
    value = integer_of(from, constant->value);
    if (to.numeric_scale >= from.numeric_scale) {
        if (__builtin_mul_overflow(value, power_of_ten(to.numeric_scale - from.numeric_scale),
                                   &value))
            return NULL;
    } else {
        int128_t power = power_of_ten(from.numeric_scale - to.numeric_scale);
        if (value % power) /* (1) */
            return NULL;
        value /= power;
    }
    int128_t limit = (int128_t)1 << (to.numeric_bits - 1);
    if (value < -limit || value >= limit)
        return NULL;
    Type type = type_numeric_fixed(TYPMOD_NONE, to.numeric_bits, to.numeric_scale);
    const Expr *rescaled =
        NEW_EXPR(cx, type, constant->head.position, Const, .value = { .integer = (int64_t)value });
    return compare_as(cx, expr, (FunctionId)call->function, call->args.items[0], rescaled);
}
