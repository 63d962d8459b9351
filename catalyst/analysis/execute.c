/*
 * execute.c -- what PREPARE and EXECUTE carry besides a query: types, and arguments for them.
 */
#include "catalyst/analysis/binder.h"

bool analyse_types(Cx *cx, AnalyseInput *input, Exprs written, TypeId *out_types)
{
    Binder b = { .cx = cx, .input = input };

    for (uint32_t at = 0; at < written.count; at++) {
        const CatalogType *domain; /* says nothing: arguments become of its base type */
        Type type;
        TRY(type_of_name(&b, (const TypeCast *)written.items[at], &type, &domain));
        out_types[at] = type.id;
    }
    return true;
}

bool analyse_arguments(Cx *cx, AnalyseInput *input, Exprs args, const TypeId *types,
                       Exprs *out_args)
{
    Binder b = { .cx = cx, .input = input };
    Scope scope = { .clause = CLAUSE_EXECUTE };
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, args.count);

    b.scope = &scope;
    for (uint32_t at = 0; at < args.count; at++) {
        const Expr *arg = TRY(bind_expr(&b, args.items[at]));
        int written = args.items[at]->position, leftmost = leftmost_position(arg);
        if (!can_coerce(arg->type.id, types[at], CAST_ASSIGNMENT)) {
            fail(cx, ERR_DATATYPE_MISMATCH, written < leftmost ? written : leftmost,
                 "parameter $%u of type %s cannot be coerced to the expected type %s", at + 1,
                 type_name(cx, arg->type.id), type_name(cx, types[at]));
            return fail_hint(cx, "You will need to rewrite or cast the expression.");
        }
        items[at] = TRY(coerce(&b, arg, type_of(types[at]), CAST_ASSIGNMENT));
    }
    *out_args = (Exprs){ items, args.count };
    return true;
}
