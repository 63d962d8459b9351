/*
 * laws.c -- laws of three-valued logic, one line each; and the rule that applies them and the
 * other simplifications to every expression of a node.
 *
 * AND and OR have any number of members and no order: a law about two members holds for any two
 * of a list, the others stay.  A repeated variable means the same expression, computed without
 * chance: random() < 0.5 or random() < 0.5 is not random() < 0.5.
 */
#include "catalyst/rules/laws.h"

typedef struct Binding {
    const Expr *slots[LAW_SLOTS];
} Binding;

// clang-format off
static const Pattern a[1] = {{ PAT_VAR, .slot = 0 }}, b[1] = {{ PAT_VAR, .slot = 1 }};
static const Pattern yes[1] = {{ PAT_TRUE }}, no[1] = {{ PAT_FALSE }};
#define PATTERN(KIND, ...) (&(const Pattern){ PAT_##KIND, .arg = { __VA_ARGS__ } })
#define AND(x, y)      PATTERN(AND, x, y)
#define OR(x, y)       PATTERN(OR, x, y)
#define NOT(x)         PATTERN(NOT, x)
#define IS_NULL(x)     PATTERN(IS_NULL, x)

static const Equation equations[] = {
    /* name               from                      to                       only where */
    { "not_not",          NOT(NOT(a)),              a,                       ANYWHERE },
    { "not_true",         NOT(yes),                 no,                      ANYWHERE },
    { "not_false",        NOT(no),                  yes,                     ANYWHERE },
    { "and_true",         AND(a, yes),              a,                       ANYWHERE },
    { "and_false",        AND(a, no),               no,                      ANYWHERE },
    { "and_absorbs_or",   AND(a, OR(a, b)),         a,                       ANYWHERE },
    { "and_excludes",     AND(a, NOT(a)),           no,                      A_NOT_NULL },
    { "or_false",         OR(a, no),                a,                       ANYWHERE },
    { "or_true",          OR(a, yes),               yes,                     ANYWHERE },
    { "or_absorbs_and",   OR(a, AND(a, b)),         a,                       ANYWHERE },
    { "or_covers",        OR(a, NOT(a)),            yes,                     A_NOT_NULL },
    { "null_and_known",   AND(IS_NULL(a), NOT(IS_NULL(a))), no,              ANYWHERE },
    { "null_or_known",    OR(IS_NULL(a), NOT(IS_NULL(a))),  yes,             ANYWHERE },
};
// clang-format on
#undef AND
#undef OR
#undef NOT
#undef IS_NULL

const Equation *law_equations(uint32_t *out_count)
{
    *out_count = COUNT_OF(equations);
    return equations;
}

/* --- Matching ------------------------------------------------------------------------------------
 */

static Exprs members_of(const Expr *expr)
{
    return expr->tag == EXPR_And ? ((const And *)expr)->args : ((const Or *)expr)->args;
}

static const Expr *make_list(Cx *cx, ExprTag tag, Exprs list)
{
    if (list.count == 1)
        return list.items[0];
    return tag == EXPR_And ? NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = list)
                           : NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Or, .args = list);
}

static bool match(Cx *cx, const Pattern *pattern, const Expr *expr, Binding *binding);

static bool match_variable(uint32_t slot, const Expr *expr, Binding *binding)
{
    if (!binding->slots[slot]) {
        binding->slots[slot] = expr;
        return true;
    }
    return expr_equal(binding->slots[slot], expr) && !expr_is_volatile(expr);
}

/* A list inside a pattern: its first member is the one side, the rest the other; either member
 * may be the pattern's first. */
static bool match_list(Cx *cx, const Pattern *pattern, const Expr *expr, Binding *binding)
{
    Exprs list = members_of(expr);

    for (uint32_t at = 0; at < list.count; at++) {
        Binding tried = *binding;
        if (!match(cx, pattern->arg[0], list.items[at], &tried))
            continue;
        Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, list.count), 0 };
        for (uint32_t other = 0; other < list.count; other++)
            if (other != at)
                rest.items[rest.count++] = list.items[other];
        if (match(cx, pattern->arg[1], make_list(cx, expr->tag, rest), &tried)) {
            *binding = tried;
            return true;
        }
    }
    return false;
}

static bool match(Cx *cx, const Pattern *pattern, const Expr *expr, Binding *binding)
{
    switch (pattern->kind) {
    case PAT_VAR: return match_variable(pattern->slot, expr, binding);
    case PAT_TRUE: return is_const_bool(expr, true);
    case PAT_FALSE: return is_const_bool(expr, false);
    case PAT_AND: return expr->tag == EXPR_And && match_list(cx, pattern, expr, binding);
    case PAT_OR: return expr->tag == EXPR_Or && match_list(cx, pattern, expr, binding);
    case PAT_NOT:
        return expr->tag == EXPR_Not &&
               match(cx, pattern->arg[0], ((const Not *)expr)->arg, binding);
    case PAT_IS_NULL:
        return expr->tag == EXPR_IsNull &&
               match(cx, pattern->arg[0], ((const IsNull *)expr)->arg, binding);
    }
    return false;
}

static const Expr *build(Cx *cx, const Pattern *pattern, const Binding *binding)
{
    switch (pattern->kind) {
    case PAT_VAR: return binding->slots[pattern->slot];
    case PAT_TRUE: return make_bool(cx, true);
    case PAT_FALSE: return make_bool(cx, false);
    case PAT_NOT: return make_not(cx, build(cx, pattern->arg[0], binding));
    case PAT_IS_NULL: return make_is_null(cx, build(cx, pattern->arg[0], binding));
    case PAT_AND:
    case PAT_OR: break;
    }
    Exprs both = exprs_with(cx, (Exprs){ 0 }, build(cx, pattern->arg[0], binding));
    both = exprs_with(cx, both, build(cx, pattern->arg[1], binding));
    return make_list(cx, pattern->kind == PAT_AND ? EXPR_And : EXPR_Or, both);
}

static bool is_allowed(const Simplify *s, const Equation *equation, const Binding *binding)
{
    return equation->only_where == ANYWHERE || !expr_is_nullable(binding->slots[0], s->columns);
}

/* The list with the law's right side in place of members x and y. */
static const Expr *replace_pair(Cx *cx, const Expr *expr, uint32_t x, uint32_t y, const Expr *by)
{
    Exprs list = members_of(expr);
    Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, list.count), 0 };

    for (uint32_t at = 0; at < list.count; at++)
        if (at == (x < y ? x : y))
            rest.items[rest.count++] = by;
        else if (at != x && at != y)
            rest.items[rest.count++] = list.items[at];
    return make_list(cx, expr->tag, rest);
}

/* The kind of thing that the pattern asks for, seen from outside. */
static bool may_match(const Pattern *pattern, const Expr *expr)
{
    switch (pattern->kind) {
    case PAT_VAR: return true;
    case PAT_TRUE:
    case PAT_FALSE: return expr->tag == EXPR_Const;
    case PAT_AND: return expr->tag == EXPR_And;
    case PAT_OR: return expr->tag == EXPR_Or;
    case PAT_NOT: return expr->tag == EXPR_Not;
    case PAT_IS_NULL: return expr->tag == EXPR_IsNull;
    }
    return true;
}

/* The law for any two members of a list.  No law's second member may be anything, or each pair of
 * a long list would be compared: that `a or a` is a, drop_repetitions knows. */
static const Expr *apply_to_pairs(Cx *cx, const Simplify *s, const Equation *equation,
                                  const Expr *expr)
{
    const Pattern *first = equation->from->arg[0], *second = equation->from->arg[1];
    Exprs list = members_of(expr);

    for (uint32_t y = 0; y < list.count; y++)
        for (uint32_t x = 0; x < list.count && may_match(second, list.items[y]); x++) {
            Binding binding = { { NULL } };
            if (x != y && may_match(first, list.items[x]) &&
                match(cx, first, list.items[x], &binding) &&
                match(cx, second, list.items[y], &binding) && is_allowed(s, equation, &binding))
                return replace_pair(cx, expr, x, y, build(cx, equation->to, &binding));
        }
    return NULL;
}

const Expr *apply_equation(Cx *cx, const Simplify *s, const Equation *equation, const Expr *expr)
{
    Binding binding = { { NULL } };
    bool is_list = expr->tag == EXPR_And || expr->tag == EXPR_Or;

    if (is_list && equation->from->kind == (expr->tag == EXPR_And ? PAT_AND : PAT_OR))
        return apply_to_pairs(cx, s, equation, expr);
    if (is_list || !match(cx, equation->from, expr, &binding) || !is_allowed(s, equation, &binding))
        return NULL;
    return build(cx, equation->to, &binding);
}

const Expr *apply_equations(Cx *cx, const Simplify *s, const Expr *expr)
{
    if (expr->tag != EXPR_And && expr->tag != EXPR_Or && expr->tag != EXPR_Not)
        return NULL;
    for (uint32_t at = 0; at < COUNT_OF(equations); at++) {
        const Expr *simpler = apply_equation(cx, s, &equations[at], expr);
        if (simpler)
            return simpler;
    }
    return NULL;
}

/* --- The rule -------------------------------------------------------------------------------- */

static const SimplifyFn simplifications[] = {
    flatten_logic,       drop_repetitions,   negate_list,        apply_equations,
    fold_constant,       fold_null_argument, simplify_case,      simplify_coalesce,
    simplify_null_tests, negate_comparison,  turn_comparison,    compare_dates_as_dates,
    unwrap_cast,         rescale_constant,   combine_equalities, factor_or,
};

enum { SIMPLIFY_MAX = 1000 }; /* steps at one expression node */

const Expr *simplify_expr(Cx *cx, const Expr *expr, void *context)
{
    const Simplify *s = context;

    TRY(check_walk(cx));
    expr = TRY(expr_map_children(cx, expr, simplify_expr, context));
    for (uint32_t step = 0, at = 0; at < COUNT_OF(simplifications) && step < SIMPLIFY_MAX;) {
        const Expr *simpler = simplifications[at](cx, s, expr);
        if (has_failed(cx))
            return NULL;
        if (simpler) {
            /* What is new inside may be simplified, too. */
            expr = TRY(expr_map_children(cx, simpler, simplify_expr, context));
            step++;
            at = 0;
        } else {
            at++;
        }
    }
    return expr;
}

/* What a node's expressions may name. */
static Columns columns_named(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);
    Columns all = { 0 };

    if (plan->tag == PLAN_Scan)
        return ((const Scan *)plan)->columns;
    for (uint32_t at = 0; at < inputs.count; at++) {
        Columns more = plan_output(cx, inputs.items[at]);
        PlanColumn *joined = ARENA_ARRAY(cx->arena, PlanColumn, all.count + more.count);
        if (all.count)
            memcpy(joined, all.items, all.count * sizeof *joined);
        if (more.count)
            memcpy(joined + all.count, more.items, more.count * sizeof *joined);
        all = (Columns){ joined, all.count + more.count };
    }
    return all;
}

/* A conjunct that is null keeps no more rows than one that is false. */
static const Expr *null_is_false(Cx *cx, const Expr *predicate)
{
    Exprs conjuncts = split_conjuncts(cx, predicate);

    for (uint32_t at = 0; at < conjuncts.count; at++)
        if (is_const_null(conjuncts.items[at]))
            return make_bool(cx, false);
    return predicate;
}

/*
 * apply_laws -- every expression in its simplest form.
 *
 *     Filter not (a < 5 and 2 = 2)      ==>      Filter a >= 5
 *       x                                          x
 *
 * (1) What a constant expression raises it raises when it is reached, or not at all: `select 1/0
 *     from t where false` has no error, so 1/0 stays as it is.
 */
RULE_(apply_laws, TAG_BIT(Filter) | TAG_BIT(Project) | TAG_BIT(Join) | TAG_BIT(Aggregate) |
                      TAG_BIT(Scan) | TAG_BIT(Sort))
{
    Simplify s = { o, columns_named(cx, plan) };
    Plan *simpler = TRY(plan_map_exprs(cx, plan, simplify_expr, &s));

    if (plan->tag == PLAN_Filter) {
        Filter copy = *(const Filter *)simpler;
        copy.predicate = null_is_false(cx, copy.predicate);
        if (copy.predicate != ((const Filter *)simpler)->predicate)
            simpler = arena_copy(cx->arena, &copy, sizeof copy);
    }
    return plan_equal(plan, simpler) ? NULL : simpler;
}
