/*
 * case.c -- CASE and its relatives.
 *
 * What CASE arg WHEN ... and NULLIF compare is computed once and stands once in the plan: a column
 * or constant is simply repeated in the conditions of a plain CASE, anything else makes a node of
 * its own, lest plans double at each level of nesting.
 */
#include "catalyst/analysis/binder.h"

/* Coerce the results (ELSE last) to one type. */
static bool unify_results(Binder *b, Exprs *then, const Expr **otherwise, Type *out_type)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, then->count + 1);
    Exprs all = { items, then->count + 1 };

    items[0] = *otherwise; /* PostgreSQL lets ELSE lead */
    memcpy(items + 1, then->items, then->count * sizeof *items);
    TRY(common_type(b, all, "CASE", out_type));
    TRY(coerce_all(b, &all, *out_type, "CASE"));
    *otherwise = all.items[0];
    then->items = all.items + 1;
    return true;
}

/* THEN number `at` is bound after WHEN number `at`: the first error in the text is the one raised.
 */
typedef struct Branches {
    const Expr **when, **then;
    uint32_t count;
} Branches;

static Branches new_branches(Binder *b, uint32_t count)
{
    return (Branches){ ARENA_ARRAY(b->cx->arena, const Expr *, count),
                       ARENA_ARRAY(b->cx->arena, const Expr *, count), count };
}

static bool bind_else(Binder *b, const Expr *otherwise, int position, const Expr **out_else)
{
    *out_else = otherwise ? bind_expr(b, otherwise) : null_of_unknown(b, position);
    return *out_else != NULL;
}

const Expr *bind_case(Binder *b, const Case *choice)
{
    Branches branches = new_branches(b, choice->when.count);
    Exprs then = { branches.then, branches.count };
    const Expr *otherwise;
    Type type;

    for (uint32_t at = 0; at < branches.count; at++) {
        branches.when[at] = TRY(bind_boolean(b, choice->when.items[at], "CASE/WHEN"));
        branches.then[at] = TRY(bind_expr(b, choice->then.items[at]));
    }
    TRY(bind_else(b, choice->otherwise, choice->head.position, &otherwise));
    TRY(unify_results(b, &then, &otherwise, &type));
    return NEW_EXPR(b->cx, type, choice->head.position, Case,
                    .when = { branches.when, branches.count }, .then = then,
                    .otherwise = otherwise);
}

/* --- Compared once --------------------------------------------------------------------------- */

static bool is_leaf(const Expr *expr)
{
    return expr->tag == EXPR_Const || expr->tag == EXPR_ColumnRef || expr->tag == EXPR_Param;
}

/* Do all tests compare the same argument by the same equality?  Numeric ones may see it cast. */
static bool compare_alike(const Branches *branches)
{
    const Call *first = EXPR_AS(Call, branches->when[0]);

    for (uint32_t at = 0; at < branches->count; at++) {
        const Call *call = EXPR_AS(Call, branches->when[at]);
        if (!call || call->function != first->function || call->args.count != 2 ||
            !expr_equal(call->args.items[0], first->args.items[0]))
            return false;
    }
    return true;
}

const Expr *bind_simple_case(Binder *b, const SimpleCase *choice)
{
    Branches branches = new_branches(b, choice->when.count);
    Exprs then = { branches.then, branches.count };
    int position = choice->head.position;
    const Expr *otherwise;
    Type type;

    const Expr *arg = TRY(bind_expr(b, choice->arg));
    arg = TRY(resolve_unknown(b, arg));
    for (uint32_t at = 0; at < branches.count; at++) {
        const Expr *value = TRY(bind_expr(b, choice->when.items[at]));
        branches.when[at] = TRY(make_operator(b, STR_LIT("="), arg, value, value->position));
        branches.then[at] = TRY(bind_expr(b, choice->then.items[at]));
    }
    TRY(bind_else(b, choice->otherwise, position, &otherwise));
    TRY(unify_results(b, &then, &otherwise, &type));
    if (is_leaf(arg) || !compare_alike(&branches))
        return NEW_EXPR(b->cx, type, position, Case, .when = { branches.when, branches.count },
                        .then = then, .otherwise = otherwise);
    const Call *first = (const Call *)branches.when[0];
    for (uint32_t at = 0; at < branches.count; at++)
        branches.when[at] = ((const Call *)branches.when[at])->args.items[1];
    return NEW_EXPR(b->cx, type, position, SimpleCase, .function = first->function,
                    .arg = first->args.items[0], .when = { branches.when, branches.count },
                    .then = then, .otherwise = otherwise);
}

static bool is_float(TypeId type)
{
    return type == TYPE_FLOAT4 || type == TYPE_FLOAT8;
}

static bool is_day_or_time(TypeId type)
{
    return type == TYPE_DATE || type == TYPE_TIMESTAMP || type == TYPE_TIMESTAMPTZ;
}

/* Pairs of types that PostgreSQL compares as they are, while here both become the wider one. */
static bool is_compared_as_is(TypeId left, TypeId right)
{
    return (type_is_integer(left) && type_is_integer(right)) ||
           (is_float(left) && is_float(right)) || (is_day_or_time(left) && is_day_or_time(right));
}

/* NULLIF(a, b): CASE WHEN a = b THEN NULL ELSE a END, of the type that the equality gives a. */
const Expr *bind_null_if(Binder *b, const NullIf *null_if)
{
    int position = null_if->head.position;
    const Expr *left = TRY(bind_expr(b, null_if->left));
    const Expr *right = TRY(bind_expr(b, null_if->right));
    const Expr *equal = TRY(make_operator(b, STR_LIT("="), left, right, position));
    const Call *call = (const Call *)equal;
    const Expr *compared = call->args.items[0];
    const Expr *value = is_compared_as_is(left->type.id, right->type.id) ? left : compared;

    if (!is_leaf(value)) {
        const Expr *node =
            NEW_EXPR(b->cx, compared->type, position, NullIf, .function = call->function,
                     .left = compared, .right = call->args.items[1]);
        return value == compared ? node : coerce(b, node, value->type, CAST_EXPLICIT);
    }
    Branches branches = new_branches(b, 1);
    branches.when[0] = equal;
    branches.then[0] = NEW_EXPR(b->cx, value->type, position, Const, .value = VALUE_NULL);
    return NEW_EXPR(b->cx, value->type, position, Case, .when = { branches.when, 1 },
                    .then = { branches.then, 1 }, .otherwise = value);
}

const Expr *bind_coalesce(Binder *b, const Coalesce *coalesce)
{
    Exprs args;
    Type type;

    TRY(bind_exprs(b, coalesce->args, &args));
    TRY(common_type(b, args, "COALESCE", &type));
    TRY(coerce_all(b, &args, type, "COALESCE"));
    return NEW_EXPR(b->cx, type, coalesce->head.position, Coalesce, .args = args);
}

const Expr *bind_extreme(Binder *b, const Extreme *extreme)
{
    const char *name = extreme->which == EXTREME_GREATEST ? "GREATEST" : "LEAST";
    Exprs args;
    Type type;

    TRY(bind_exprs(b, extreme->args, &args));
    TRY(common_type(b, args, name, &type));
    TRY(coerce_all(b, &args, type, name));
    return NEW_EXPR(b->cx, type, extreme->head.position, Extreme, .which = extreme->which,
                    .args = args);
}
