/*
 * disjunction.c -- ORs taken apart: what all alternatives share, and lists of equalities.
 */
#include "catalyst/rules/simplify.h"

#include "base/hash.h"

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

/* p and p  ==>  p, and the same for OR; not what is computed anew at each look. */
const Expr *drop_repetitions(Cx *cx, const Simplify *s, const Expr *expr)
{
    (void)s;
    if (expr->tag != EXPR_And && expr->tag != EXPR_Or)
        return NULL;
    Exprs list = expr->tag == EXPR_And ? ((const And *)expr)->args : ((const Or *)expr)->args;
    Exprs once = exprs_joined(cx, (Exprs){ 0 }, list);
    if (once.count == 1)
        return once.items[0];
    return once.count == list.count ? NULL : list_of(cx, (ExprTag)expr->tag, once);
}

/* not (p and q)  ==>  not p or not q, and the same for OR: De Morgan, all members at once. */
const Expr *negate_list(Cx *cx, const Simplify *s, const Expr *expr)
{
    const Not *negation = EXPR_AS(Not, expr);

    (void)s;
    if (!negation || (negation->arg->tag != EXPR_And && negation->arg->tag != EXPR_Or))
        return NULL;
    bool is_and = negation->arg->tag == EXPR_And;
    Exprs list = is_and ? ((const And *)negation->arg)->args : ((const Or *)negation->arg)->args;
    Exprs negated = { ARENA_ARRAY(cx->arena, const Expr *, list.count), list.count };
    for (uint32_t at = 0; at < list.count; at++)
        negated.items[at] = make_not(cx, list.items[at]);
    return list_of(cx, is_and ? EXPR_Or : EXPR_And, negated);
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

/* The disjuncts that compare one expression with constants of one type. */
typedef struct EqualityGroup {
    const Expr *arg;
    uint64_t hash; /* of arg */
    Exprs items;
    uint32_t item_count; /* that there will be */
    uint32_t members;
} EqualityGroup;

typedef struct Grouping {
    EqualityGroup *groups;
    uint32_t group_count;
    EqualityGroup **group_of; /* by disjunct; NULL: none */
    Exprs *items_of;
} Grouping;

static EqualityGroup *group_for(Grouping *g, const Expr *arg, Type type)
{
    uint64_t hash = hash_combine(expr_hash(arg), type.id);

    for (uint32_t at = 0; at < g->group_count; at++) {
        EqualityGroup *group = &g->groups[at];
        if (group->hash == hash && expr_equal(group->arg, arg) &&
            type_equal(group->items.items[0]->type, type))
            return group;
    }
    EqualityGroup *group = &g->groups[g->group_count++];
    *group = (EqualityGroup){ .arg = arg, .hash = hash };
    return group;
}

static Grouping group_equalities(Cx *cx, Exprs list)
{
    Grouping g = { ARENA_ARRAY(cx->arena, EqualityGroup, list.count), 0,
                   ARENA_ARRAY(cx->arena, EqualityGroup *, list.count),
                   ARENA_ARRAY(cx->arena, Exprs, list.count) };

    for (uint32_t at = 0; at < list.count; at++) {
        Exprs *items = &g.items_of[at];
        const Expr *arg;
        g.group_of[at] = NULL;
        if (!as_in_list(cx, list.items[at], &arg, items) || expr_is_volatile(arg) || /* (2) */
            !all_of_type(*items, items->items[0]->type))                             /* (1) */
            continue;
        EqualityGroup *group = group_for(&g, arg, items->items[0]->type);
        if (group->members++ == 0)
            group->items = *items; /* until merge_items: it says which type */
        group->item_count += items->count;
        g.group_of[at] = group;
    }
    return g;
}

/* The items of all members of `group`, each once. */
static Exprs merge_items(Cx *cx, const Grouping *g, const EqualityGroup *group, uint32_t count)
{
    Exprs all = { ARENA_ARRAY(cx->arena, const Expr *, group->item_count), 0 };

    for (uint32_t at = 0; at < count; at++)
        for (uint32_t item = 0; g->group_of[at] == group && item < g->items_of[at].count; item++)
            all.items[all.count++] = g->items_of[at].items[item];
    return exprs_joined(cx, (Exprs){ 0 }, all);
}

/*
 * x = 1 or x = 2 or p  ==>  x in (1, 2) or p
 * (1) All items of one type: the list is compared with one operator.
 * (2) x is computed once instead of twice, so it must be the same both times.
 */
const Expr *combine_equalities(Cx *cx, const Simplify *s, const Expr *expr)
{
    (void)s;
    if (expr->tag != EXPR_Or)
        return NULL;
    Exprs list = split_disjuncts(cx, expr);
    Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, list.count), 0 };
    Grouping g = group_equalities(cx, list);
    for (uint32_t at = 0; at < list.count; at++) {
        EqualityGroup *group = g.group_of[at];
        if (!group || group->members == 1)
            rest.items[rest.count++] = list.items[at];
        else if (group->members > 1)
            rest.items[rest.count++] =
                NEW_EXPR(cx, type_of(TYPE_BOOL), expr->position, InList, .arg = group->arg,
                         .items = merge_items(cx, &g, group, list.count));
        if (group && group->members > 1)
            group->members = 0; /* stands in the list */
    }
    return rest.count == list.count ? NULL : make_or(cx, rest);
}
