/*
 * with.c -- WITH queries: bound where they are defined, or, under RECURSIVE, when they are named.
 *
 *     with recursive t(n) as (select 1 union all select n + 1 from t where n < 10)
 *
 *     Recursive #1                 the base gives names and types
 *       Project 1
 *       Project n + 1
 *         Filter n < 10
 *           WorkingTable #1        what t means in the recursive term
 */
#include "catalyst/analysis/set_operation.h"
#include "catalyst/analysis/with.h"

CteScope *cte_in_sight(Binder *b, const TableName *name)
{
    if (name->parts.count != 1)
        return NULL;
    for (CteScope *scope = b->ctes; scope; scope = scope->outer)
        if (str_equal(scope->cte->name, name->parts.items[0]))
            return scope;
    return NULL;
}

/* --- Recursive ones --------------------------------------------------------------------------- */

static Columns fresh_columns(Binder *b, Columns columns)
{
    Columns fresh = { arena_copy(b->cx->arena, columns.items,
                                 columns.count * sizeof *columns.items),
                      columns.count };

    for (uint32_t at = 0; at < fresh.count; at++)
        fresh.items[at].id = binder_take_id(b);
    return fresh;
}

/* What the base decides: its types, a literal being a text.  Numerics may grow. */
static Columns columns_of_base(Binder *b, const Plan *base)
{
    Columns columns = fresh_columns(b, plan_output(b->cx, base));

    for (uint32_t at = 0; at < columns.count; at++) {
        PlanColumn *column = &columns.items[at];
        int32_t typmod = column->type.typmod;
        if (column->type.id == TYPE_UNKNOWN)
            column->type = type_of(TYPE_TEXT);
        if (column->type.id == TYPE_NUMERIC) {
            column->type = type_of(TYPE_NUMERIC);
            column->type.typmod = typmod;
        }
        column->nullable = true;
        column->table_oid = 0;
        column->attribute = 0;
    }
    return columns;
}

static bool fail_type(Binder *b, const CteScope *scope, uint32_t at, Type overall, int position)
{
    Arena *arena = b->cx->arena;

    fail(b->cx, ERR_DATATYPE_MISMATCH, position,
         "recursive query \"%.*s\" column %u has type %.*s in non-recursive term but type %.*s "
         "overall",
         STR(scope->cte->name), at + 1, STR(type_print(arena, scope->columns.items[at].type)),
         STR(type_print(arena, overall)));
    return fail_hint(b->cx, "Cast the output of the non-recursive term to the correct type.");
}

/* The types of both terms together are those of the base. */
static bool check_step(Binder *b, const CteScope *scope, const Plan *base, const Plan *step)
{
    Columns columns = scope->columns, given = plan_output(b->cx, step);

    if (given.count != columns.count)
        return fail(b->cx, ERR_SYNTAX_ERROR, position_of_output(step, 0),
                    "each UNION query must have the same number of columns");
    for (uint32_t at = 0; at < columns.count; at++) {
        int position = position_of_output(base, at);
        const Expr *pair[] = { column_ref(b, columns.items[at], position),
                               column_ref(b, given.items[at], position_of_output(step, at)) };
        Exprs both = { pair, 2 };
        Type type, own = columns.items[at].type;
        TRY(common_type(b, both, "UNION", &type));
        if (type.id != own.id || type.typmod != own.typmod)
            return fail_type(b, scope, at, type, position);
    }
    return true;
}

static bool name_columns(Binder *b, const Cte *cte, Columns *columns)
{
    if (cte->columns.count > columns->count)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, (int)cte->position,
                    "WITH query \"%.*s\" has %u columns available but %u columns specified",
                    STR(cte->name), columns->count, cte->columns.count);
    return rename_columns(b, cte->name, cte->columns, columns);
}

static Plan *bind_recursive(Binder *b, CteScope *scope)
{
    const Query *query = (const Query *)scope->cte->query;
    const SetOperation *set = (const SetOperation *)query->body;

    TRY(bind_ctes(b, query->ctes, query->is_recursive));
    Plan *base = TRY(bind_branch(b, set->left));
    scope->columns = columns_of_base(b, base);
    TRY(name_columns(b, scope->cte, &scope->columns));
    scope->number = binder_take_id(b);
    scope->state = CTE_RECURSING;
    Plan *step = TRY(bind_branch(b, set->right));
    TRY(check_step(b, scope, base, step));
    base = TRY(cast_columns(b, base, scope->columns));
    step = TRY(cast_columns(b, step, scope->columns));
    return NEW(b->cx, Recursive, .number = scope->number, .base = base, .step = step,
               .columns = scope->columns, .is_all = set->is_all);
}

/* --- One WITH query ---------------------------------------------------------------------------
 */

static bool is_change(const Plan *query)
{
    return query->tag == PLAN_Insert || query->tag == PLAN_Update || query->tag == PLAN_Delete;
}

/* `b` stands where the query is defined. */
static bool bind_cte(Binder *b, CteScope *scope, bool is_recursive)
{
    const Cte *cte = scope->cte;

    if (!cte->query)
        return true; /* it has changed rows, and gives none */
    if (is_change(cte->query))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, (int)cte->position,
                    "WITH clause containing a data-modifying statement must be at the top level");
    if (is_recursive && query_names(b->cx, cte->query, cte->name)) {
        TRY(check_recursion(b->cx, cte));
        scope->plan = TRY(bind_recursive(b, scope));
        return true;
    }
    scope->plan = TRY(bind_query(b, cte->query));
    scope->columns = plan_output(b->cx, scope->plan);
    return name_columns(b, cte, &scope->columns);
}

/* Under RECURSIVE each sees all of them, wherever it is bound from. */
static bool bind_waiting(Binder *b, CteScope *scope)
{
    Binder around = *b;

    scope->bound_for = b->binding;
    b->scope = scope->around;
    b->ctes = scope->sight;
    b->binding = scope;
    scope->state = CTE_BINDING;
    TRY(bind_cte(b, scope, true));
    scope->state = CTE_BOUND;
    b->scope = around.scope;
    b->ctes = around.ctes;
    b->binding = around.binding;
    return true;
}

static CteScope *add_scope(Binder *b, const Plan *cte, CteState state)
{
    CteScope *scope = arena_zero(b->cx->arena, sizeof *scope);

    scope->outer = b->ctes;
    scope->cte = (const Cte *)cte;
    scope->state = state;
    return scope;
}

static bool check_names(Binder *b, Plans ctes)
{
    for (uint32_t at = 0; at < ctes.count; at++)
        for (uint32_t before = 0; before < at; before++) {
            const Cte *cte = (const Cte *)ctes.items[at];
            if (str_equal(((const Cte *)ctes.items[before])->name, cte->name))
                return fail(b->cx, ERR_DUPLICATE_ALIAS, (int)cte->position,
                            "WITH query name \"%.*s\" specified more than once", STR(cte->name));
        }
    return true;
}

static bool bind_all_recursive(Binder *b, Plans ctes)
{
    CteScope *last = b->ctes;

    for (uint32_t at = 0; at < ctes.count; at++)
        b->ctes = add_scope(b, ctes.items[at], CTE_WAITING);
    for (CteScope *scope = b->ctes; scope != last; scope = scope->outer) {
        scope->around = b->scope;
        scope->sight = b->ctes;
    }
    for (uint32_t at = 0; at < ctes.count; at++)
        for (CteScope *scope = b->ctes; scope != last; scope = scope->outer)
            if (scope->cte == (const Cte *)ctes.items[at] && scope->state == CTE_WAITING)
                TRY(bind_waiting(b, scope));
    return true;
}

bool bind_ctes(Binder *b, Plans ctes, bool is_recursive)
{
    TRY(check_names(b, ctes));
    if (is_recursive)
        return bind_all_recursive(b, ctes);
    for (uint32_t at = 0; at < ctes.count; at++) {
        CteScope *scope = add_scope(b, ctes.items[at], CTE_BOUND);
        TRY(bind_cte(b, scope, false)); /* it sees those before it */
        b->ctes = scope;
    }
    return true;
}

/* --- Its use ---------------------------------------------------------------------------------- */

/* Is `cte` named by another one of its WITH, which it names itself? */
static bool is_mutual(const Binder *b, const CteScope *cte)
{
    for (const CteScope *each = b->binding; each && each != cte; each = each->bound_for)
        if (each->sight == cte->sight)
            return true;
    return false;
}

/* The first use takes its plan, each further one a copy; in its own recursive term it is what the
 * round before gave.  An alias list renames what the WITH's own list named. */
bool use_cte(Binder *b, CteScope *cte, const TableName *name, FromItem *out_item)
{
    Str alias = name->alias.length ? name->alias : cte->cte->name;
    Plan *plan;

    if (cte->state == CTE_WAITING)
        TRY(bind_waiting(b, cte));
    if (cte->state != CTE_BOUND && is_mutual(b, cte))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, (int)cte->cte->position,
                    "mutual recursion between WITH items is not implemented");
    Columns columns = cte->columns;
    if (cte->state == CTE_RECURSING) {
        columns = fresh_columns(b, columns);
        plan = NEW(b->cx, WorkingTable, .number = cte->number, .columns = columns);
        b->scope->reads_itself = true;
    } else {
        if (!cte->plan)
            return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, (int)name->position,
                        "WITH query \"%.*s\" does not have a RETURNING clause",
                        STR(cte->cte->name));
        plan = cte->is_used ? TRY(copy_with_fresh_ids(b, cte->plan, &columns)) : cte->plan;
        cte->is_used = true;
    }
    TRY(rename_columns(b, alias, name->columns, &columns));
    *out_item = (FromItem){ plan, scope_of_columns(b, alias, columns) };
    return true;
}
