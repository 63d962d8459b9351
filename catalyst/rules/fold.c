/*
 * fold.c -- what constants decide.
 */
#include "catalyst/rules/simplify.h"

#include "base/clock.h"

static bool is_const(const Expr *expr, void *context)
{
    (void)context;
    return expr->tag == EXPR_Const;
}

enum {
    FOLD_MS_MAX = 5,             /* for one expression: what takes longer stays */
    FOLD_BYTES_MAX = 256 * 1024, /* of a value */
};

/* Everything constant that has a value; what raises stays, to raise when it is reached.  A child
 * that is constant and no Const has raised: what is above it is not tried again and again. */
const Expr *fold_constant(Cx *cx, const Simplify *s, const Expr *expr)
{
    Cx own = cx_within(cx, cx->arena);
    Value value;

    (void)s;
    if (expr->tag == EXPR_Const || expr->tag == EXPR_RowOf || expr->type.id == TYPE_VOID ||
        expr->type.id == TYPE_UNKNOWN || !expr_visit_children(expr, is_const, NULL) ||
        !expr_is_constant(expr))
        return NULL;
    LIMITED_EFFORT(clock_ns() + FOLD_MS_MAX * 1000 * 1000, FOLD_BYTES_MAX);
    if (!expr_fold(&own, expr, &value))
        return NULL;
    value = value_copy(cx->arena, expr->type, value);
    return NEW_EXPR(cx, expr->type, expr->position, Const, .value = value);
}

/* A strict function of null is null. */
const Expr *fold_null_argument(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);

    (void)s;
    if (!call || expr_is_set(expr) ||
        !(function_get((FunctionId)call->function)->flags & FUNCTION_STRICT))
        return NULL;
    for (uint32_t at = 0; at < call->args.count; at++)
        if (is_const_null(call->args.items[at]))
            return make_null(cx, expr->type);
    return NULL;
}

/* Branches that are never or always taken. */
const Expr *simplify_case(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Case *choice = EXPR_AS(Case, expr);
    Exprs when = { 0 }, then = { 0 };

    (void)s;
    if (!choice)
        return NULL;
    const Expr *otherwise = choice->otherwise ? choice->otherwise : make_null(cx, expr->type);
    for (uint32_t at = 0; at < choice->when.count; at++) {
        const Expr *condition = choice->when.items[at];
        if (is_const_bool(condition, false) || is_const_null(condition))
            continue;
        if (is_const_bool(condition, true)) {
            otherwise = choice->then.items[at];
            break;
        }
        when = exprs_with(cx, when, condition);
        then = exprs_with(cx, then, choice->then.items[at]);
    }
    if (when.count == choice->when.count)
        return NULL;
    if (when.count == 0)
        return type_equal(otherwise->type, expr->type) ? otherwise : NULL;
    return NEW_EXPR(cx, expr->type, expr->position, Case, .when = when, .then = then,
                    .otherwise = otherwise);
}

/* Nulls are passed over; after what cannot be null nothing is looked at. */
const Expr *simplify_coalesce(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Coalesce *coalesce = EXPR_AS(Coalesce, expr);
    Exprs args = { 0 };

    if (!coalesce)
        return NULL;
    for (uint32_t at = 0; at < coalesce->args.count; at++) {
        const Expr *arg = coalesce->args.items[at];
        if (!is_const_null(arg))
            args = exprs_with(cx, args, arg);
        if (!expr_is_nullable(arg, s->columns))
            break;
    }
    if (args.count == 0)
        return make_null(cx, expr->type);
    if (args.count == 1)
        return type_equal(args.items[0]->type, expr->type) ? args.items[0] : NULL;
    return args.count == coalesce->args.count
               ? NULL
               : NEW_EXPR(cx, expr->type, expr->position, Coalesce, .args = args);
}

static const Expr *simplify_bool_test(Cx *cx, const Simplify *s, const BoolTest *test)
{
    if (expr_is_nullable(test->arg, s->columns))
        return NULL;
    switch ((BoolTestKind)test->test) {
    case TEST_TRUE:
    case TEST_NOT_FALSE: return test->arg;
    case TEST_FALSE:
    case TEST_NOT_TRUE: return make_not(cx, test->arg);
    case TEST_UNKNOWN: return expr_can_raise(test->arg) ? NULL : make_bool(cx, false);
    case TEST_NOT_UNKNOWN: return expr_can_raise(test->arg) ? NULL : make_bool(cx, true);
    }
    return NULL;
}

/* Tests for null of what cannot be null; IS DISTINCT FROM where it is <>. */
const Expr *simplify_null_tests(Cx *cx, const Simplify *s, const Expr *expr)
{
    const IsNull *test = EXPR_AS(IsNull, expr);
    const BoolTest *bool_test = EXPR_AS(BoolTest, expr);
    const Distinct *distinct = EXPR_AS(Distinct, expr);

    if (test && !expr_is_nullable(test->arg, s->columns) && !expr_can_raise(test->arg))
        return make_bool(cx, false);
    if (bool_test)
        return simplify_bool_test(cx, s, bool_test);
    if (!distinct || expr_is_nullable(distinct->left, s->columns) ||
        expr_is_nullable(distinct->right, s->columns))
        return NULL;
    const Expr *equal = make_equal(cx, distinct->left, distinct->right);
    return equal ? make_not(cx, equal) : NULL;
}
