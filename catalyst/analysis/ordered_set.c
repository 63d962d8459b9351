/*
 * ordered_set.c -- aggregates with WITHIN GROUP (ORDER BY ...).
 *
 *     percentile_cont(0.5) WITHIN GROUP (ORDER BY x)      direct arguments, then what is sorted by
 *     rank(1, 'a') WITHIN GROUP (ORDER BY x, y)           as many of the one as of the other
 *
 * In the AggregateCall the direct arguments are `args`, and the others are in `order` alone.
 */
#include "catalyst/analysis/grouping.h"

static bool is_hypothetical(const Function *function)
{
    return function->flags & FUNCTION_VARIADIC;
}

bool check_within_group(Binder *b, const Function *function, const FunctionName *name, Exprs args)
{
    int position = name->head.position;
    bool is_ordered_set = function->flags & FUNCTION_ORDERED_SET;
    uint32_t sorted = name->order.count, direct = args.count - sorted;

    if (!(function->flags & FUNCTION_AGGREGATE))
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "WITHIN GROUP specified, but %s is not an aggregate function", function->name);
    if (!is_ordered_set)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "%s is not an ordered-set aggregate, so it cannot have WITHIN GROUP",
                    function->name);
    if (!name->is_within_group)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "WITHIN GROUP is required for ordered-set aggregate %s", function->name);
    if (is_hypothetical(function) ? direct == sorted : sorted == 1)
        return true;
    fail_undefined_function(b, name, args);
    if (!is_hypothetical(function))
        return fail_hint(b->cx, "No function matches the given name and argument types. You might "
                                "need to add explicit type casts.");
    return fail_hint(b->cx,
                     "To use the hypothetical-set aggregate %s, the number of hypothetical direct "
                     "arguments (here %u) must match the number of ordering columns (here %u).",
                     function->name, direct, sorted);
}

/* A direct argument and the column that it would stand in get their common type. */
static bool unify(Binder *b, const Expr **direct, const Expr **sorted)
{
    const Expr *pair[] = { *sorted, *direct };
    Exprs both = { pair, 2 };
    Type type;

    TRY(common_type(b, both, "WITHIN GROUP", &type));
    TRY(coerce_all(b, &both, type, "WITHIN GROUP"));
    *sorted = both.items[0];
    *direct = both.items[1];
    return true;
}

const Expr *bind_ordered_set(Binder *b, FunctionId id, const FunctionName *name, Exprs args)
{
    const Function *function = function_get(id);
    uint32_t sorted = name->order.count, direct = args.count - sorted;
    Sorts order = { ARENA_ARRAY(b->cx->arena, SortKey, sorted), sorted };
    TypeId result;

    TRY(refuse_sets_in_call(b, args, "aggregate function calls"));
    for (uint32_t at = 0; is_hypothetical(function) && at < sorted; at++)
        TRY(unify(b, &args.items[at], &args.items[direct + at]));
    TRY(coerce_args(b, function, &args, &result));
    for (uint32_t at = 0; at < sorted; at++) {
        order.items[at] = name->order.items[at];
        order.items[at].expr = args.items[direct + at];
    }
    return place_aggregate(b, name,
                           (AggregateCall){ .head.type = type_of(result),
                                            .function = id,
                                            .args = { args.items, direct },
                                            .order = order });
}
