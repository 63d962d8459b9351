/*
 * conjunct.c -- lists of conditions and of columns: what most rules take apart and put together.
 */
#include "catalyst/rules/rule.h"

const Expr *ref_to(Cx *cx, PlanColumn column)
{
    return NEW_EXPR(cx, column.type, NO_POSITION, ColumnRef, .id = column.id, .name = column.name);
}

const PlanColumn *find_column(Columns columns, int64_t id)
{
    for (uint32_t at = 0; at < columns.count; at++)
        if (columns.items[at].id == id)
            return &columns.items[at];
    return NULL;
}

bool same_columns(Columns a, Columns b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (a.items[at].id != b.items[at].id)
            return false;
    return true;
}

Plan *project_to(Cx *cx, Columns columns, Plan *input)
{
    if (same_columns(plan_output(cx, input), columns))
        return input;
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };
    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[at] = (NamedExpr){ columns.items[at], ref_to(cx, columns.items[at]) };
    return NEW(cx, Project, .input = input, .outputs = outputs);
}

/* --- Lists ----------------------------------------------------------------------------------- */

static uint32_t count_members(const Expr *expr, ExprTag tag)
{
    uint32_t count = 0;

    if (expr->tag != tag)
        return 1;
    const Exprs *args = tag == EXPR_And ? &((const And *)expr)->args : &((const Or *)expr)->args;
    for (uint32_t at = 0; at < args->count; at++)
        count += count_members(args->items[at], tag);
    return count;
}

static void add_members(Exprs *out, const Expr *expr, ExprTag tag)
{
    if (expr->tag != tag) {
        out->items[out->count++] = expr;
        return;
    }
    const Exprs *args = tag == EXPR_And ? &((const And *)expr)->args : &((const Or *)expr)->args;
    for (uint32_t at = 0; at < args->count; at++)
        add_members(out, args->items[at], tag);
}

static Exprs split_members(Cx *cx, const Expr *predicate, ExprTag tag)
{
    Exprs out = { 0 };

    if (!predicate)
        return out;
    out.items = ARENA_ARRAY(cx->arena, const Expr *, count_members(predicate, tag));
    add_members(&out, predicate, tag);
    return out;
}

Exprs split_conjuncts(Cx *cx, const Expr *predicate)
{
    return split_members(cx, predicate, EXPR_And);
}

Exprs split_disjuncts(Cx *cx, const Expr *predicate)
{
    return split_members(cx, predicate, EXPR_Or);
}

static bool has_nested_and(Exprs conjuncts)
{
    for (uint32_t at = 0; at < conjuncts.count; at++)
        if (conjuncts.items[at]->tag == EXPR_And)
            return true;
    return false;
}

const Expr *conjoin(Cx *cx, Exprs conjuncts)
{
    if (conjuncts.count == 0)
        return NULL;
    if (conjuncts.count == 1)
        return conjuncts.items[0];
    if (has_nested_and(conjuncts)) {
        const Expr *all = NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = conjuncts);
        conjuncts = split_conjuncts(cx, all);
    }
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = conjuncts);
}

bool exprs_contain(Exprs list, const Expr *expr)
{
    for (uint32_t at = 0; at < list.count; at++)
        if (expr_equal(list.items[at], expr))
            return true;
    return false;
}

/* Which expressions a list has: open addressing by hash. */
typedef struct ExprSet {
    const Expr **slots;
    uint32_t mask;
} ExprSet;

static ExprSet expr_set_for(Cx *cx, uint32_t count)
{
    uint32_t slots = 8;

    while (slots < count * 2)
        slots *= 2;
    return (ExprSet){ arena_zero(cx->arena, slots * sizeof(const Expr *)), slots - 1 };
}

/* False: it is there already.  What is volatile is another one each time. */
static bool expr_set_add(ExprSet *set, const Expr *expr)
{
    uint32_t slot = (uint32_t)expr_hash(expr) & set->mask;

    for (; set->slots[slot]; slot = (slot + 1) & set->mask)
        if (expr_equal(set->slots[slot], expr) && !expr_is_volatile(expr))
            return false;
    set->slots[slot] = expr;
    return true;
}

Exprs exprs_joined(Cx *cx, Exprs a, Exprs b)
{
    Exprs all = { ARENA_ARRAY(cx->arena, const Expr *, a.count + b.count), a.count };

    for (uint32_t at = 0; at < a.count; at++)
        all.items[at] = a.items[at];
    SCRATCH(cx->arena);
    ExprSet set = expr_set_for(cx, a.count + b.count);
    for (uint32_t at = 0; at < a.count; at++)
        expr_set_add(&set, a.items[at]);
    for (uint32_t at = 0; at < b.count; at++)
        if (expr_set_add(&set, b.items[at]))
            all.items[all.count++] = b.items[at];
    return all;
}

Exprs exprs_with(Cx *cx, Exprs list, const Expr *last)
{
    Exprs all = { ARENA_ARRAY(cx->arena, const Expr *, list.count + 1), list.count + 1 };

    for (uint32_t at = 0; at < list.count; at++)
        all.items[at] = list.items[at];
    all.items[list.count] = last;
    return all;
}

static bool is_column(const Expr *expr, void *found)
{
    *(bool *)found |= expr->tag == EXPR_ColumnRef;
    return !*(bool *)found;
}

bool expr_names_columns(const Expr *expr)
{
    bool found = false;

    expr_visit(expr, is_column, &found);
    return found;
}

Exprs take_bound_by(Cx *cx, Exprs *from, const ColumnSet *set)
{
    Exprs taken = { ARENA_ARRAY(cx->arena, const Expr *, from->count), 0 };
    Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, from->count), 0 };

    for (uint32_t at = 0; at < from->count; at++) {
        const Expr *expr = from->items[at];
        if (expr_names_columns(expr) && set_binds(set, expr))
            taken.items[taken.count++] = expr;
        else
            rest.items[rest.count++] = expr;
    }
    *from = rest;
    return taken;
}

Plan *filter_by(Cx *cx, Exprs conjuncts, Plan *input)
{
    return conjuncts.count ? NEW(cx, Filter, .predicate = conjoin(cx, conjuncts), .input = input)
                           : input;
}
