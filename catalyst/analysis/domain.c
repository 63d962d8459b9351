/*
 * domain.c -- values of domains.
 *
 * No expression is of a domain: a cast to one gives the base type, and passes through calls that
 * raise where the domain's constraints do not hold.  VALUE in a CHECK means what is cast.
 */
#include "catalyst/analysis/modify.h"

static const Expr *text_const(Binder *b, Str text)
{
    return NEW_EXPR(b->cx, type_of(TYPE_TEXT), NO_POSITION, Const, .value = { .text = text });
}

static const Expr *call_of(Binder *b, FunctionId function, const Expr *const *given, uint32_t count)
{
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, count);

    memcpy(args, given, count * sizeof *args);
    return NEW_EXPR(b->cx, given[0]->type, given[0]->position, Call, .function = function,
                    .name = str_of(function_get(function)->name), .args = { args, count });
}

/* The stored condition, where nothing is visible but `value` by that name. */
static const Expr *bind_condition(Binder *b, const Expr *value, StoredTree stored)
{
    Scope scope = { .clause = CLAUSE_CHECK }, *outer = b->scope;
    PlanColumn column = { .name = STR_LIT("value"), .type = value->type, .nullable = true };

    scope_add(b, &scope.visible, (VisibleColumn){ .column = column, .expr = value });
    b->scope = &scope;
    const Expr *condition = bind_stored(b, stored);
    b->scope = outer;
    return condition ? coerce_to_id(b, condition, TYPE_BOOL) : NULL;
}

/* `shown`: the name of the domain that was written, which may be one over `domain`. */
static const Expr *check_value(Binder *b, const Expr *value, const CatalogType *domain,
                               const Expr *shown)
{
    const CatalogType *over =
        domain->base_domain ? catalog_type_of_oid(b->input->catalog, domain->base_domain) : NULL;

    TRY(check_stack(b->cx)); /* domains over domains may be many */
    const Expr *checked = over ? TRY(check_value(b, value, over, shown)) : value;

    if (domain->check_count && expr_is_volatile(value)) /* it would be computed again */
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, value->position,
                    "a volatile expression cannot be cast to a domain with checks yet");
    if (domain->not_null)
        checked = call_of(b, FUNCTION_ID(DOMAIN_NOT_NULL), (const Expr *[]){ checked, shown }, 2);
    for (uint32_t at = 0; at < domain->check_count; at++) {
        const Expr *passes = TRY(bind_condition(b, value, domain->checks[at].check));
        const Expr *name = text_const(b, domain->checks[at].name);
        checked = call_of(b, FUNCTION_ID(DOMAIN_CHECK),
                          (const Expr *[]){ checked, passes, shown, name }, 4);
    }
    return checked;
}

const Expr *to_domain(Binder *b, const Expr *value, const CatalogType *domain)
{
    Str shown = quoted_name(b->cx->arena, domain->name);

    return check_value(b, value, domain, text_const(b, shown));
}
