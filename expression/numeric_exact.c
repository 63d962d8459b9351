/*
 * numeric_exact.c -- the same arithmetic without the hope that it fits 128 bits.
 *
 *     (price * rest) * tax      FIXED, raises where a product has more than 38 digits
 *     (price * rest) * tax      VAR: PostgreSQL's value, whatever it is
 *
 * A node is copied where its own result is a FIXED numeric that is computed; columns and constants
 * stay as they are, since VAR kernels take both forms.
 */
#include "expression/numeric_fact.h"

static const Expr *as_var(Cx *cx, const Expr *expr)
{
    Expr *copy = arena_copy(cx->arena, expr, expr_type(expr)->size);

    copy->type.numeric_form = NUMERIC_VAR;
    copy->type.numeric_bits = copy->type.numeric_scale = copy->type.numeric_digits = 0;
    return copy;
}

static bool is_computed(const Expr *expr)
{
    return expr->tag == EXPR_Call || expr->tag == EXPR_Cast || expr->tag == EXPR_Case ||
           expr->tag == EXPR_SimpleCase || expr->tag == EXPR_Coalesce || expr->tag == EXPR_NullIf ||
           expr->tag == EXPR_Extreme;
}

static const Expr *exact(Cx *cx, const Expr *expr, void *context)
{
    const Expr *mapped = TRY(expr_map_children(cx, expr, exact, context));
    bool is_fixed = mapped->type.id == TYPE_NUMERIC && mapped->type.numeric_form == NUMERIC_FIXED;

    return is_fixed && is_computed(mapped) ? as_var(cx, mapped) : mapped;
}

const Expr *expr_exact(Cx *cx, const Expr *expr)
{
    return exact(cx, expr, NULL);
}
