/*
 * disjunction.c -- ORs taken apart: what all alternatives share, and lists of equalities.
 */
#include "catalyst/rules/simplify.h"

static const Expr *list_of(Cx *cx, ExprTag tag, Exprs list)
{
    return tag == EXPR_And ? NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = list)
                           : NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Or, .args = list);
}

/* (a and b) and c  ==>  a and b and c; a list of one is its member. */
const Expr *flatten_logic(Cx *cx, const Simplify *s, const Expr *expr)
{
    Exprs members;

    (void)s;
    if (expr->tag != EXPR_And && expr->tag != EXPR_Or)
        return NULL;
    Exprs list = expr->tag == EXPR_And ? ((const And *)expr)->args : ((const Or *)expr)->args;
    members = expr->tag == EXPR_And ? split_conjuncts(cx, expr) : split_disjuncts(cx, expr);
    if (members.count == 1)
        return members.items[0];
    return members.count == list.count ? NULL : list_of(cx, (ExprTag)expr->tag, members);
}

/* --- Factors --------------------------------------------------------------------------------- */

static bool all_contain(Cx *cx, Exprs alternatives, const Expr *factor)
{
    for (uint32_t at = 0; at < alternatives.count; at++)
        if (!exprs_contain(split_conjuncts(cx, alternatives.items[at]), factor))
            return false;
    return true;
}

static Exprs without(Cx *cx, Exprs list, Exprs removed)
{
    Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, list.count), 0 };

    for (uint32_t at = 0; at < list.count; at++)
        if (!exprs_contain(removed, list.items[at]))
            rest.items[rest.count++] = list.items[at];
    return rest;
}

/*
 * (a and b) or (a and c)  ==>  a and (b or c)
 * (1) The factor is one expression, computed without chance.
 * (2) a or (a and c) is a: the alternative without a rest is true whenever a is.
 */
const Expr *factor_or(Cx *cx, const Simplify *s, const Expr *expr)
{
    Exprs alternatives, common = { 0 };

    (void)s;
    if (expr->tag != EXPR_Or)
        return NULL;
    alternatives = split_disjuncts(cx, expr);
    Exprs first = split_conjuncts(cx, alternatives.items[0]);
    for (uint32_t at = 0; at < first.count; at++)
        if (!expr_is_volatile(first.items[at]) && !exprs_contain(common, first.items[at]) &&
            all_contain(cx, alternatives, first.items[at])) /* (1) */
            common = exprs_with(cx, common, first.items[at]);
    if (common.count == 0)
        return NULL;
    Exprs rests = { ARENA_ARRAY(cx->arena, const Expr *, alternatives.count), 0 };
    for (uint32_t at = 0; at < alternatives.count; at++) {
        Exprs rest = without(cx, split_conjuncts(cx, alternatives.items[at]), common);
        if (rest.count == 0) /* (2) */
            return conjoin(cx, common);
        rests.items[rests.count++] = conjoin(cx, rest);
    }
    return conjoin(cx, exprs_with(cx, common, make_or(cx, rests)));
}

/* --- Lists of equalities --------------------------------------------------------------------- */

/* x = constant, or x in (constants). */
static bool as_in_list(Cx *cx, const Expr *expr, const Expr **out_arg, Exprs *out_items)
{
    const InList *in = EXPR_AS(InList, expr);
    const Call *call = EXPR_AS(Call, expr);

    if (in) {
        *out_arg = in->arg;
        *out_items = in->items;
        return true;
    }
    if (compare_of(expr) != COMPARE_EQ)
        return false;
    const Const *constant = EXPR_AS(Const, call->args.items[1]);
    if (!constant || constant->value.is_null ||
        constant->head.type.id != call->args.items[0]->type.id)
        return false;
    *out_arg = call->args.items[0];
    *out_items = exprs_with(cx, (Exprs){ 0 }, &constant->head);
    return true;
}

static bool all_of_type(Exprs list, Type type)
{
    for (uint32_t at = 0; at < list.count; at++)
        if (!type_equal(list.items[at]->type, type))
            return false;
    return true;
}

/*
 * x = 1 or x = 2 or p  ==>  x in (1, 2) or p
 * (1) All items of one type: the list is compared with one operator.
 * (2) x is computed once instead of twice, so it must be the same both times.
 */
const Expr *combine_equalities(Cx *cx, const Simplify *s, const Expr *expr)
{
    Exprs list, items, more;
    const Expr *arg, *other;

    (void)s;
    if (expr->tag != EXPR_Or)
        return NULL;
    list = split_disjuncts(cx, expr);
    for (uint32_t x = 0; x < list.count; x++)
        for (uint32_t y = x + 1; y < list.count; y++) {
            if (!as_in_list(cx, list.items[x], &arg, &items) ||
                !as_in_list(cx, list.items[y], &other, &more) || !expr_equal(arg, other) ||
                expr_is_volatile(arg) || /* (2) */
                !all_of_type(items, items.items[0]->type) ||
                !all_of_type(more, items.items[0]->type)) /* (1) */
                continue;
            Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, list.count), 0 };
            for (uint32_t at = 0; at < list.count; at++)
                if (at == x)
                    rest.items[rest.count++] =
                        NEW_EXPR(cx, type_of(TYPE_BOOL), expr->position, InList, .arg = arg,
                                 .items = exprs_joined(cx, items, more));
                else if (at != y)
                    rest.items[rest.count++] = list.items[at];
            return make_or(cx, rest);
        }
    return NULL;
}
