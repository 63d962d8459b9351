/*
 * overload.c -- which of several functions or operators of one name a call means.
 *
 * PostgreSQL's rules, in its order ("Type Conversion", chapters 10.2 and 10.3 of its manual):
 *   (1) an exact match of all argument types;
 *   (2) candidates whose arguments can be coerced implicitly (unknown can become anything);
 *   (3) of these, those with the most exact matches at known arguments;
 *   (4) then those that accept preferred types at the most coerced arguments;
 *   (5) for each unknown argument, the category all agree on (string wins), then preferred types;
 *   (6) if all known arguments have one type, try that for the unknown ones.
 */
#include "catalyst/analysis/binder.h"

enum { CANDIDATES_MAX = 256 };

typedef struct Choice {
    const FunctionId *candidates;
    const TypeId *args;
    uint32_t arg_count;
    uint16_t left[CANDIDATES_MAX]; /* indexes of the candidates still in the race */
    uint32_t left_count;
} Choice;

/* The type candidate `at` declares for argument `arg`; NONE of count(any) takes what comes. */
static TypeId declared(const Choice *c, uint32_t at, uint32_t arg)
{
    TypeId type = declared_type(function_get(c->candidates[at]), arg);

    return type == TYPE_NONE ? c->args[arg] : type;
}

static bool takes_count(const Choice *c, uint32_t at)
{
    const Function *function = function_get(c->candidates[at]);

    if (function->flags & FUNCTION_VARIADIC)
        return c->arg_count >= function->arg_count;
    return function->arg_count == c->arg_count;
}

static bool is_exact(const Choice *c, uint32_t at)
{
    for (uint32_t arg = 0; arg < c->arg_count; arg++)
        if (declared(c, at, arg) != c->args[arg])
            return false;
    return true;
}

/* Can candidate `at` be called with `args`?  What is generic must fit each other. */
static bool takes_args(const Choice *c, uint32_t at, const TypeId *args)
{
    for (uint32_t arg = 0; arg < c->arg_count; arg++) {
        TypeId type = declared(c, at, arg);
        if (!is_generic(type) && !can_coerce(args[arg], type, CAST_IMPLICIT))
            return false;
    }
    return generics_fit(function_get(c->candidates[at]), args, c->arg_count);
}

static bool is_possible(const Choice *c, uint32_t at)
{
    return takes_args(c, at, c->args);
}

static uint32_t exact_count(const Choice *c, uint32_t at)
{
    uint32_t exact = 0;

    for (uint32_t arg = 0; arg < c->arg_count; arg++)
        exact += c->args[arg] != TYPE_UNKNOWN && declared(c, at, arg) == c->args[arg];
    return exact;
}

static uint32_t preferred_count(const Choice *c, uint32_t at)
{
    uint32_t count = 0;

    for (uint32_t arg = 0; arg < c->arg_count; arg++) {
        TypeId type = declared(c, at, arg), given = c->args[arg];
        if (given == TYPE_UNKNOWN)
            continue;
        count += type == given ||
                 (type_is_preferred(type) && type_category(type) == type_category(given));
    }
    return count;
}

/* Keep the candidates with the highest score. */
static void keep_best(Choice *c, uint32_t (*score)(const Choice *c, uint32_t at))
{
    uint32_t best = 0, kept = 0;

    for (uint32_t i = 0; i < c->left_count; i++) {
        uint32_t this = score(c, c->left[i]);
        if (this > best) {
            best = this;
            kept = 0;
        }
        if (this == best)
            c->left[kept++] = c->left[i];
    }
    c->left_count = kept;
}

/* The category argument `arg` should have: strings where any candidate left takes one, else the
 * one of all; 0 where they disagree. */
static char agreed_category(const Choice *c, uint32_t arg)
{
    char category = 0;
    bool agree = true;

    for (uint32_t i = 0; i < c->left_count; i++) {
        char this = type_category(declared(c, c->left[i], arg));
        if (this == 'S')
            return 'S';
        agree &= !category || this == category;
        category = this;
    }
    return agree ? category : 0;
}

static bool accepts_preferred(const Choice *c, uint32_t arg, char category)
{
    for (uint32_t i = 0; i < c->left_count; i++) {
        TypeId type = declared(c, c->left[i], arg);
        if (type_category(type) == category && type_is_preferred(type))
            return true;
    }
    return false;
}

/* Step (5): false where some unknown argument has no agreed category. */
static bool keep_by_category(Choice *c)
{
    uint16_t kept[CANDIDATES_MAX];
    uint32_t kept_count = 0;
    char category[CALL_ARGS_MAX] = { 0 };
    bool preferred[CALL_ARGS_MAX] = { false };

    for (uint32_t arg = 0; arg < c->arg_count; arg++) {
        if (c->args[arg] != TYPE_UNKNOWN)
            continue;
        category[arg] = agreed_category(c, arg);
        if (!category[arg])
            return false;
        preferred[arg] = accepts_preferred(c, arg, category[arg]);
    }
    for (uint32_t i = 0; i < c->left_count; i++) {
        bool keep = true;
        for (uint32_t arg = 0; arg < c->arg_count; arg++) {
            TypeId type = declared(c, c->left[i], arg);
            if (category[arg] && (type_category(type) != category[arg] ||
                                  (preferred[arg] && !type_is_preferred(type))))
                keep = false;
        }
        if (keep)
            kept[kept_count++] = c->left[i];
    }
    if (kept_count) {
        memcpy(c->left, kept, kept_count * sizeof *kept);
        c->left_count = kept_count;
    }
    return true;
}

/* Step (6): the candidates that take the one known type everywhere. */
static void keep_by_known_type(Choice *c)
{
    TypeId known = TYPE_UNKNOWN, all[CALL_ARGS_MAX];
    uint16_t kept = 0, kept_count = 0;

    for (uint32_t arg = 0; arg < c->arg_count; arg++) {
        if (c->args[arg] == TYPE_UNKNOWN)
            continue;
        if (known != TYPE_UNKNOWN && c->args[arg] != known)
            return;
        known = c->args[arg];
    }
    if (known == TYPE_UNKNOWN)
        return;
    for (uint32_t arg = 0; arg < c->arg_count; arg++)
        all[arg] = known;
    for (uint32_t i = 0; i < c->left_count; i++) {
        if (takes_args(c, c->left[i], all)) {
            kept = c->left[i];
            kept_count++;
        }
    }
    if (kept_count == 1) {
        c->left[0] = kept;
        c->left_count = 1;
    }
}

/* PostgreSQL's shortcut for operators and two-argument calls: an unknown beside a known type is
 * tried as that type. */
static int exact_with_unknown_as_other(const Choice *c, uint32_t count)
{
    if (c->arg_count != 2 || (c->args[0] == TYPE_UNKNOWN) == (c->args[1] == TYPE_UNKNOWN))
        return OVERLOAD_NONE;
    TypeId known = c->args[0] == TYPE_UNKNOWN ? c->args[1] : c->args[0];
    TypeId both[2] = { known, known };
    Choice same = *c;

    same.args = both;
    for (uint32_t at = 0; at < count; at++)
        if (takes_count(&same, at) && is_exact(&same, at))
            return (int)at;
    return OVERLOAD_NONE;
}

int overload_choose(const FunctionId *candidates, uint32_t count, const TypeId *args,
                    uint32_t arg_count)
{
    Choice c = { .candidates = candidates, .args = args, .arg_count = arg_count };
    bool has_unknown = false;

    assert(count <= CANDIDATES_MAX && arg_count <= CALL_ARGS_MAX);
    for (uint32_t at = 0; at < count; at++)
        if (takes_count(&c, at) && is_exact(&c, at)) /* (1) */
            return (int)at;
    int shortcut = exact_with_unknown_as_other(&c, count);
    if (shortcut >= 0 && function_get(candidates[shortcut])->flags & FUNCTION_OPERATOR)
        return shortcut;

    for (uint32_t at = 0; at < count; at++)
        if (takes_count(&c, at) && is_possible(&c, at)) /* (2) */
            c.left[c.left_count++] = (uint16_t)at;
    if (c.left_count == 0)
        return OVERLOAD_NONE;
    if (c.left_count > 1)
        keep_best(&c, exact_count); /* (3) */
    if (c.left_count > 1)
        keep_best(&c, preferred_count); /* (4) */
    for (uint32_t arg = 0; arg < arg_count; arg++)
        has_unknown |= args[arg] == TYPE_UNKNOWN;
    if (c.left_count > 1 && has_unknown) {
        keep_by_category(&c); /* (5) */
        if (c.left_count > 1)
            keep_by_known_type(&c); /* (6) */
    }
    return c.left_count == 1 ? c.left[0] : OVERLOAD_AMBIGUOUS;
}
