/* show_call.c -- calls of functions and aggregates, and those with a syntax of their own. */
#include "catalyst/deparse/shown.h"

typedef struct Special {
    const char *name; /* as the grammar calls the function */
    ShownSyntax syntax;
    const char *side;
} Special;

static const Special specials[] = {
    { "extract", SYNTAX_EXTRACT, NULL },
    { "timezone", SYNTAX_AT_TIME_ZONE, NULL },
    { "overlay", SYNTAX_OVERLAY, NULL },
    { "position", SYNTAX_POSITION, NULL },
    { "substring", SYNTAX_SUBSTRING, NULL },
    { "btrim", SYNTAX_TRIM, "BOTH" },
    { "ltrim", SYNTAX_TRIM, "LEADING" },
    { "rtrim", SYNTAX_TRIM, "TRAILING" },
    { "overlaps", SYNTAX_OVERLAPS, NULL },
    { "normalize", SYNTAX_NORMALIZE, NULL },
    { "is_normalized", SYNTAX_IS_NORMALIZED, NULL },
};

static void set_syntax(Shown *shown, Str name)
{
    for (size_t at = 0; at < COUNT_OF(specials); at++)
        if (str_is(name, specials[at].name)) {
            shown->syntax = specials[at].syntax;
            shown->side = specials[at].side;
        }
}

bool show_sorts(Shower *s, Sorts sorts, ShownSorts *out_sorts)
{
    *out_sorts = (ShownSorts){ ARENA_ARRAY(s->cx->arena, ShownSort, sorts.count + 1), sorts.count };
    for (uint32_t at = 0; at < sorts.count; at++)
        out_sorts->items[at] =
            (ShownSort){ .expr = TRY(show_known(s, show_expr(s, sorts.items[at].expr))),
                         .descending = sorts.items[at].descending,
                         .nulls_first = sorts.items[at].nulls_first };
    return true;
}

/* name => value */
static Shown *show_argument(Shower *s, const Expr *arg)
{
    const NamedArg *named = EXPR_AS(NamedArg, arg);

    return show_expr(s, named ? named->arg : arg);
}

static bool show_call_arguments(Shower *s, const FunctionName *name, Shown *shown)
{
    Exprs args = name->args;

    shown->args = (ShownList){ ARENA_ARRAY(s->cx->arena, Shown *, args.count + 1), args.count };
    for (uint32_t at = 0; at < args.count; at++)
        shown->args.items[at] = TRY(show_argument(s, args.items[at]));
    return true;
}

static bool has_named_argument(const FunctionName *name)
{
    for (uint32_t at = 0; at < name->args.count; at++)
        if (name->args.items[at]->tag == EXPR_NamedArg)
            return true;
    return false;
}

/* date('2020-01-01'), which is a cast; NULL without an error: it is none. */
static Shown *show_as_cast(Shower *s, Str name, ShownList args)
{
    TypeId to = type_find_name(name);

    if (args.count != 1 || to == TYPE_NONE ||
        !can_coerce((TypeId)args.items[0]->type.id, to, CAST_EXPLICIT))
        return NULL;
    return show_cast(s, args.items[0], type_of(to), true);
}

static bool show_as_aggregate(Shower *s, const FunctionName *name, Shown *shown)
{
    shown->tag = SHOWN_AGGREGATE;
    shown->is_star = name->is_star;
    shown->is_distinct = name->is_distinct;
    TRY(show_sorts(s, name->order, &shown->order));
    if (name->filter)
        shown->filter = TRY(show_expr(s, name->filter));
    return true;
}

Shown *show_function(Shower *s, const FunctionName *name)
{
    Str last = name->parts.items[name->parts.count - 1];
    Shown *shown = make_shown(s, SHOWN_CALL, TYPE_NONE, quoted_name(s->cx->arena, last));
    FunctionId id;
    TypeId result;

    if (name->over || has_named_argument(name))
        return fail(s->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "this call cannot be shown");
    TRY(show_call_arguments(s, name, shown));
    if (!show_chosen(s, last, false, shown->args, &id)) {
        s->cx->error = (Error){ .code = ERR_NONE };
        Shown *cast = show_as_cast(s, last, shown->args);
        if (cast || has_failed(s->cx))
            return cast;
        return fail(s->cx, ERR_UNDEFINED_FUNCTION, NO_POSITION, "function %.*s does not exist",
                    STR(last));
    }
    TRY(show_arguments(s, id, shown->args, &result));
    shown->type = type_of(result);
    if (function_get(id)->flags & FUNCTION_AGGREGATE)
        TRY(show_as_aggregate(s, name, shown));
    else if (name->has_syntax)
        set_syntax(shown, last);
    return shown;
}
