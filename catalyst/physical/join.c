/*
 * join.c -- how a join is run: by hash where it has equalities, else by nested loops; the build
 * side broadcast, or both sides partitioned.
 *
 *     Join inner (l.a = r.b and l.c < r.d)        HashJoin [l.a] [r.b] residual l.c < r.d
 *       l                                  ==>      l
 *       r                                           Exchange broadcast
 *                                                     r
 *
 * An equality that can raise is no key where there are others: keys are computed for all rows, the
 * residual for rows whose keys are equal.
 *
 * A probe is never a stage border, so broadcasting the build is right unless it is huge.  FULL
 * joins must see both sides of a key in one place and are always partitioned.
 */
#include "catalyst/physical/planner.h"

typedef struct Keys {
    Exprs left, right;
    Exprs residual;
} Keys;

/* --- Equalities ------------------------------------------------------------------------------ */

typedef struct Side {
    Columns columns;
    bool all_inside; /* every column of the expression is one of these */
    bool some_inside;
} Side;

static bool visit_side(const Expr *expr, void *context)
{
    Side *side = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    bool found = false;

    if (!ref)
        return true;
    for (uint32_t at = 0; at < side->columns.count && !found; at++)
        found = side->columns.items[at].id == ref->id;
    side->all_inside &= found;
    side->some_inside |= found;
    return true;
}

static bool belongs_to(const Expr *expr, Columns columns)
{
    Side side = { columns, true, false };

    expr_visit(expr, visit_side, &side);
    return side.all_inside && side.some_inside;
}

static bool is_equality(const Call *call)
{
    return call && call->args.count == 2 && str_is(call->name, "=");
}

/* Decimal digits that any value of the layout has at most. */
static int digits_of(Type type)
{
    return type.numeric_bits == 16   ? 5
           : type.numeric_bits == 32 ? 10
           : type.numeric_bits == 64 ? 19
                                     : 38;
}

/* A form that holds all values of both: FIXED with the larger scale, VAR where digits would be
 * lost.
 */
static Type common_form(Type l, Type r)
{
    enum { DIGITS_MAX = 38 };
    int scale = l.numeric_scale > r.numeric_scale ? l.numeric_scale : r.numeric_scale;

    if (l.numeric_form != NUMERIC_FIXED || r.numeric_form != NUMERIC_FIXED ||
        digits_of(l) + scale - l.numeric_scale > DIGITS_MAX ||
        digits_of(r) + scale - r.numeric_scale > DIGITS_MAX)
        return type_of(TYPE_NUMERIC);
    return type_numeric_fixed(TYPMOD_NONE, 128, scale);
}

/* Both keys in one physical form, so that equal values have equal representations. */
static void unify(Cx *cx, const Expr **left, const Expr **right)
{
    Type l = (*left)->type, r = (*right)->type;

    if (l.id == TYPE_NUMERIC && r.id == TYPE_NUMERIC &&
        (l.numeric_form != r.numeric_form || l.numeric_scale != r.numeric_scale)) {
        Type common = common_form(l, r);
        *left = NEW_EXPR(cx, common, (*left)->position, Cast, .arg = *left);
        *right = NEW_EXPR(cx, common, (*right)->position, Cast, .arg = *right);
    }
}

static void add_key(Cx *cx, Keys *keys, const Expr *left, const Expr *right)
{
    unify(cx, &left, &right);
    keys->left.items[keys->left.count++] = left;
    keys->right.items[keys->right.count++] = right;
}

/* `raising`: may equalities that can raise be keys? */
static void split_condition(Cx *cx, Exprs conjuncts, Columns left, Columns right, bool raising,
                            Keys *keys)
{
    *keys = (Keys){ 0 };
    keys->left.items = ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count);
    keys->right.items = ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count);
    keys->residual.items = ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count);
    for (uint32_t at = 0; at < conjuncts.count; at++) {
        const Call *call = EXPR_AS(Call, conjuncts.items[at]);
        const Expr *a = is_equality(call) ? call->args.items[0] : NULL;
        const Expr *b = a ? call->args.items[1] : NULL;
        bool same_type = a && a->type.id == b->type.id && (raising || !expr_can_raise(&call->head));
        if (same_type && belongs_to(a, left) && belongs_to(b, right))
            add_key(cx, keys, a, b);
        else if (same_type && belongs_to(b, left) && belongs_to(a, right))
            add_key(cx, keys, b, a);
        else
            keys->residual.items[keys->residual.count++] = conjuncts.items[at];
    }
}

static const Expr *truth(Cx *cx, bool value)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Const, .value = { .boolean = value });
}

/* A full join has keys only: ON true is a key that all rows share, ON false one that no two do. */
static void take_constants(Cx *cx, Keys *keys)
{
    Exprs rest = { ARENA_ARRAY(cx->arena, const Expr *, keys->residual.count), 0 };
    bool is_possible = true;

    for (uint32_t at = 0; at < keys->residual.count; at++) {
        const Const *constant = EXPR_AS(Const, keys->residual.items[at]);
        if (constant)
            is_possible &= !constant->value.is_null && constant->value.boolean;
        else
            rest.items[rest.count++] = keys->residual.items[at];
    }
    keys->residual = rest;
    if (is_possible && keys->left.count)
        return;
    Exprs one = { ARENA_ARRAY(cx->arena, const Expr *, 1), 1 }, other = one;
    other.items = ARENA_ARRAY(cx->arena, const Expr *, 1);
    one.items[0] = truth(cx, true);
    other.items[0] = truth(cx, is_possible);
    keys->left = one;
    keys->right = other;
}

static Exprs conjuncts_of(Cx *cx, const Expr *condition)
{
    const And *all = EXPR_AS(And, condition);
    const Expr **one = ARENA_ARRAY(cx->arena, const Expr *, 1);

    if (!condition)
        return (Exprs){ 0 };
    if (all)
        return all->args;
    one[0] = condition;
    return (Exprs){ one, 1 };
}

static const Expr *conjunction(Cx *cx, Exprs conjuncts)
{
    if (conjuncts.count == 0)
        return NULL;
    if (conjuncts.count == 1)
        return conjuncts.items[0];
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = conjuncts);
}

/* --- Choosing -------------------------------------------------------------------------------- */

enum { ROW_BYTES_GUESS = 8 };

static double bytes_of(Cx *cx, const Plan *plan)
{
    Columns columns = plan_output(cx, plan);
    double width = ROW_BYTES_GUESS;

    for (uint32_t at = 0; at < columns.count; at++)
        width += layout_bytes(type_layout(columns.items[at].type));
    return plan->rows < 0 ? 0 : plan->rows * width;
}

static bool should_shuffle(Planner *p, const Join *join, const Plan *right)
{
    if (join->type == JOIN_FULL)
        return true;
    if (p->options->force_join != FORCE_NONE)
        return p->options->force_join == FORCE_SHUFFLE;
    return bytes_of(p->cx, right) > (double)p->options->broadcast_bytes_max;
}

static Plan *hash_join(Planner *p, const Join *join, Plan *left, Plan *right, const Keys *keys)
{
    /* Null-aware marks must see every build row: NOT IN asks whether there is any null. */
    bool is_null_aware = join->type == JOIN_MARK && join->mark.items[0].nullable;
    bool shuffle = should_shuffle(p, join, right) && !is_null_aware;
    Plan *probe = shuffle ? exchange_hash(p, left, keys->left) : left;
    Plan *build = shuffle ? exchange_hash(p, right, keys->right) : exchange_broadcast(p, right);

    return NEW(p->cx, HashJoin, .type = join->type, .left = probe, .right = build,
               .left_keys = keys->left, .right_keys = keys->right,
               .residual = conjunction(p->cx, keys->residual), .mark = join->mark,
               .is_null_aware = is_null_aware);
}

/* A mark that is never null says no where nothing is known. */
static const Expr *nested_condition(Cx *cx, const Join *join)
{
    if (join->type != JOIN_MARK || join->mark.items[0].nullable || !join->condition)
        return join->condition;
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, BoolTest, .arg = join->condition,
                    .test = TEST_TRUE);
}

/* A right join is a left join with its sides exchanged: columns are known by id, so nothing above
 * notices. */
static Join swapped(const Join *join)
{
    Join left_join = *join;

    left_join.type = JOIN_LEFT;
    left_join.left = join->right;
    left_join.right = join->left;
    return left_join;
}

Plan *plan_join(Planner *p, const Join *original)
{
    Join join = original->type == JOIN_RIGHT ? swapped(original) : *original;
    Cx *cx = p->cx;
    Keys keys = { 0 };

    if (join.is_dependent)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "this correlated subquery is not supported yet");
    Plan *left = TRY(plan_node(p, join.left));
    Plan *right = TRY(plan_node(p, join.right));
    Exprs conjuncts = conjuncts_of(cx, join.condition);
    Columns l = plan_output(cx, join.left), r = plan_output(cx, join.right);
    split_condition(cx, conjuncts, l, r, join.type == JOIN_FULL, &keys);
    if (keys.left.count == 0)
        split_condition(cx, conjuncts, l, r, true, &keys);
    if (join.type == JOIN_FULL)
        take_constants(cx, &keys);
    if (join.type == JOIN_FULL && keys.residual.count)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "FULL JOIN is only supported with merge-joinable or hash-joinable join "
                    "conditions");
    Plan *plan = keys.left.count || join.type == JOIN_FULL
                     ? hash_join(p, &join, left, right, &keys)
                     : NEW(cx, NestedLoopJoin, .type = join.type, .left = left,
                           .right = exchange_broadcast(p, right),
                           .condition = nested_condition(cx, &join), .mark = join.mark);
    if (plan)
        plan->rows = original->head.rows;
    return plan;
}
