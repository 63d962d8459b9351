/*
 * names.c -- the relations that a query to be stored names, fixed by their oids.
 *
 * A view goes on meaning the tables it was made over, whatever becomes of their names and of the
 * search path.  Names of WITH queries stay names: they are known once the query around them is.
 */
#include "catalyst/analysis/binder.h"

typedef struct Naming {
    const AnalyseInput *input;
    Texts ctes; /* of the WITH queries in sight */
    uint32_t capacity;
} Naming;

static Plan *name_plan(Cx *cx, Naming *n, const Plan *plan);

static bool names_cte(const Naming *n, const TableName *name)
{
    for (uint32_t at = 0; name->parts.count == 1 && at < n->ctes.count; at++)
        if (str_equal(n->ctes.items[at], name->parts.items[0]))
            return true;
    return false;
}

static Plan *name_table(Cx *cx, const Naming *n, const TableName *name)
{
    const AnalyseInput *input = n->input;
    TableName *named = (TableName *)plan_copy(cx, &name->head);
    uint32_t parts = name->parts.count;
    Str schema = parts > 1 ? name->parts.items[parts - 2] : STR_NONE;
    const CatalogTable *table = names_cte(n, name)
                                    ? NULL
                                    : catalog_find_table(input->catalog, &input->path, schema,
                                                         name->parts.items[parts - 1]);

    named->oid = table ? table->oid : 0;
    return &named->head;
}

static const Expr *name_expr(Cx *cx, const Expr *expr, void *context)
{
    Naming *n = context;
    const SubLink *link = EXPR_AS(SubLink, expr);

    TRY(check_stack(cx));
    if (link) {
        SubLink copy = *link;
        copy.query = TRY(name_plan(cx, n, link->query));
        expr = arena_copy(cx->arena, &copy, sizeof copy);
    }
    return expr_map_children(cx, expr, name_expr, n);
}

static void see_cte(Cx *cx, Naming *n, const Plan *plan)
{
    const Cte *cte = PLAN_AS(Cte, plan);

    if (!cte)
        return;
    n->ctes.items =
        arena_grown(cx->arena, n->ctes.items, sizeof *n->ctes.items, n->ctes.count, &n->capacity);
    n->ctes.items[n->ctes.count++] = cte->name;
}

static Plan *name_plan(Cx *cx, Naming *n, const Plan *plan)
{
    const Query *query = PLAN_AS(Query, plan);
    Plans inputs = plan_inputs(cx, plan);
    uint32_t seen = n->ctes.count;

    TRY(check_stack(cx));
    if (plan->tag == PLAN_TableName)
        return name_table(cx, n, (const TableName *)plan);
    for (uint32_t at = 0; query && query->is_recursive && at < inputs.count; at++)
        see_cte(cx, n, inputs.items[at]);
    for (uint32_t at = 0; at < inputs.count; at++) { /* WITH queries come before what reads them */
        Plan *input = inputs.items[at];
        inputs.items[at] = TRY(name_plan(cx, n, input));
        see_cte(cx, n, input);
    }
    Plan *named = TRY(plan_map_exprs(cx, plan_with_inputs(cx, plan, inputs.items), name_expr, n));
    n->ctes.count = seen;
    return named;
}

Plan *analyse_names(Cx *cx, const AnalyseInput *input, const Plan *query)
{
    Naming n = { .input = input };

    return name_plan(cx, &n, query);
}
