/*
 * argument.c -- arguments by name, and arguments that may be left out: f(days => 10).
 *
 * A call is brought into the order of the function's parameters before it is bound, so the rest of
 * analysis sees plain arguments.  Few functions have names for their parameters.
 */
#include "catalyst/analysis/binder.h"

/* Where `arg`, which stands at `at`, belongs; FUNCTION_ARGS_MAX: nowhere. */
static uint32_t place_of(FunctionId id, const Expr *arg, uint32_t at)
{
    const NamedArg *named = EXPR_AS(NamedArg, arg);
    uint32_t count = function_get(id)->arg_count, defaults;
    const char *const *names = function_arg_names(id, &defaults);

    if (!named)
        return at < count ? at : FUNCTION_ARGS_MAX;
    for (uint32_t place = 0; place < count; place++)
        if (str_is(named->name, names[place]))
            return place;
    return FUNCTION_ARGS_MAX;
}

static const Expr *value_of(const Expr *arg)
{
    const NamedArg *named = EXPR_AS(NamedArg, arg);
    return named ? named->arg : arg;
}

/* The arguments in the order of the function's, in `items`; false: they do not fit. */
static bool place_all(FunctionId id, Exprs args, const Expr **items)
{
    for (uint32_t at = 0; at < args.count; at++) {
        uint32_t place = place_of(id, args.items[at], at);
        if (place == FUNCTION_ARGS_MAX || items[place])
            return false;
        items[place] = value_of(args.items[at]);
    }
    return true;
}

static bool fill_defaults(Binder *b, const FunctionName *call, uint32_t count, uint32_t defaults,
                          const Expr **items)
{
    for (uint32_t at = 0; at < count; at++) {
        if (items[at])
            continue;
        if (at + defaults < count)
            return false;
        items[at] = NEW_EXPR(b->cx, type_of(TYPE_INT4), call->head.position, Const,
                             .value = { .integer = 0 });
    }
    return true;
}

static bool has_names(Exprs args)
{
    for (uint32_t at = 0; at < args.count; at++)
        if (args.items[at]->tag == EXPR_NamedArg)
            return true;
    return false;
}

/* Each name once, and nothing without a name behind them. */
static bool check_names(Binder *b, Exprs args)
{
    for (uint32_t at = 1; at < args.count; at++)
        if (args.items[at]->tag != EXPR_NamedArg && args.items[at - 1]->tag == EXPR_NamedArg)
            return fail(b->cx, ERR_SYNTAX_ERROR, args.items[at]->position,
                        "positional argument cannot follow named argument");
    for (uint32_t at = 1; at < args.count; at++) {
        const NamedArg *named = EXPR_AS(NamedArg, args.items[at]);
        for (uint32_t before = 0; named && before < at; before++) {
            const NamedArg *other = EXPR_AS(NamedArg, args.items[before]);
            if (other && str_equal(other->name, named->name))
                return fail(b->cx, ERR_SYNTAX_ERROR, named->head.position,
                            "argument name \"%.*s\" used more than once", STR(named->name));
        }
    }
    return true;
}

bool arrange_arguments(Binder *b, const FunctionName *call, Exprs *out_args, bool *out_fits)
{
    const FunctionId *ids;
    uint32_t overloads = functions_named(call->parts.items[call->parts.count - 1], &ids);
    bool is_named = has_names(call->args);

    *out_args = call->args;
    *out_fits = true;
    TRY(check_names(b, call->args));
    for (uint32_t at = 0; at < overloads; at++) {
        const Expr **items = arena_zero(b->cx->arena, FUNCTION_ARGS_MAX * sizeof *items);
        uint32_t count = function_get(ids[at])->arg_count, defaults;
        if (!function_arg_names(ids[at], &defaults) || !(is_named || defaults) ||
            !place_all(ids[at], call->args, items) ||
            !fill_defaults(b, call, count, defaults, items))
            continue;
        *out_args = (Exprs){ items, count };
        return true;
    }
    if (!is_named)
        return true;
    *out_fits = false; /* the values alone, for the message */
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, call->args.count);
    for (uint32_t at = 0; at < call->args.count; at++)
        items[at] = value_of(call->args.items[at]);
    *out_args = (Exprs){ items, call->args.count };
    return true;
}
