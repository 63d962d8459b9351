/* with.c -- see with.h. */
#include "server/modify/with.h"

#include "server/role/roles.h"

static bool changes_rows(const Plan *query)
{
    return query &&
           (query->tag == PLAN_Insert || query->tag == PLAN_Update || query->tag == PLAN_Delete);
}

/* Where the statement has its WITH list; NULL: it can have none. */
static Plans *list_of(Plan *statement)
{
    switch ((PlanTag)statement->tag) {
    case PLAN_Query: return &((Query *)statement)->ctes;
    case PLAN_Insert: return &((Insert *)statement)->ctes;
    case PLAN_Update: return &((Update *)statement)->ctes;
    case PLAN_Delete: return &((Delete *)statement)->ctes;
    default: return NULL;
    }
}

static Plans ctes_of(const Plan *statement)
{
    switch ((PlanTag)statement->tag) {
    case PLAN_Query: return ((const Query *)statement)->ctes;
    case PLAN_Insert: return ((const Insert *)statement)->ctes;
    case PLAN_Update: return ((const Update *)statement)->ctes;
    case PLAN_Delete: return ((const Delete *)statement)->ctes;
    default: return (Plans){ 0 };
    }
}

const Plan *with_change_at(Plans ctes, uint32_t at)
{
    const Plan *query = ((const Cte *)ctes.items[at])->query;

    return changes_rows(query) ? query : NULL;
}

Plans with_changes(const Plan *statement)
{
    Plans ctes = ctes_of(statement);

    for (uint32_t at = 0; at < ctes.count; at++)
        if (with_change_at(ctes, at))
            return ctes;
    return (Plans){ 0 };
}

/* --- Order ----------------------------------------------------------------------------------- */

typedef struct NameSearch {
    Str name;
    bool found;
} NameSearch;

static void find_name(Cx *cx, const Plan *plan, NameSearch *search);

static bool find_in_expr(const Expr *expr, void *context)
{
    NameSearch *search = context;
    const SubLink *link = EXPR_AS(SubLink, expr);
    Arena arena;

    if (link) {
        arena_init(&arena, NULL);
        Cx cx = { .arena = &arena };
        find_name(&cx, link->query, search);
        arena_fini(&arena);
    }
    return !search->found;
}

static bool find_below(const Expr *expr, void *context)
{
    return expr_visit(expr, find_in_expr, context);
}

static void find_name(Cx *cx, const Plan *plan, NameSearch *search)
{
    const TableName *name = PLAN_AS(TableName, plan);
    Plans inputs = plan_inputs(cx, plan);

    search->found |=
        name && name->parts.count == 1 && str_equal(name->parts.items[0], search->name);
    plan_visit_exprs(plan, find_below, search);
    for (uint32_t at = 0; at < inputs.count && !search->found; at++)
        find_name(cx, inputs.items[at], search);
}

static bool reads(Cx *cx, const Plan *plan, const Plan *cte)
{
    NameSearch search = { .name = ((const Cte *)cte)->name };

    find_name(cx, plan, &search);
    return search.found;
}

typedef struct Order {
    Cx *cx;
    Plans ctes;
    bool *is_listed;
    uint32_t *items, count;
} Order;

/* What the WITH query at `at` reads, and then itself. */
static void list(Order *order, uint32_t at)
{
    if (order->is_listed[at])
        return;
    order->is_listed[at] = true;
    for (uint32_t before = 0; before < at; before++)
        if (reads(order->cx, order->ctes.items[at], order->ctes.items[before]))
            list(order, before);
    if (with_change_at(order->ctes, at))
        order->items[order->count++] = at;
}

const uint32_t *with_order(Cx *cx, const Plan *statement, uint32_t *out_count)
{
    Plans ctes = ctes_of(statement);
    Plan *main = plan_copy(cx, statement);
    Order order = { cx, ctes, arena_zero(cx->arena, ctes.count + 1),
                    ARENA_ARRAY(cx->arena, uint32_t, ctes.count + 1), 0 };

    *list_of(main) = (Plans){ 0 };
    for (uint32_t at = 0; at < ctes.count; at++)
        if (reads(cx, main, ctes.items[at]))
            list(&order, at);
    if (statement->tag != PLAN_Query)
        order.items[order.count++] = ctes.count;
    for (uint32_t at = ctes.count; at > 0; at--)
        list(&order, at - 1);
    if (statement->tag == PLAN_Query) /* it sees nothing of them */
        order.items[order.count++] = ctes.count;
    *out_count = order.count;
    return order.items;
}

/* --- Statements as they run ------------------------------------------------------------------ */

/* SELECT * FROM the table of that oid, whose name says nothing. */
static Plan *query_of(Cx *cx, uint32_t oid, Str name)
{
    Str *parts = ARENA_ARRAY(cx->arena, Str, 2);
    Plan **from = ARENA_ARRAY(cx->arena, Plan *, 1);
    NamedExpr *star = arena_zero(cx->arena, sizeof *star);

    parts[0] = STR_NONE; /* two parts: no WITH query is meant */
    parts[1] = name;
    from[0] = NEW(cx, TableName, .parts = { parts, 2 }, .oid = oid, .position = NO_POSITION);
    star->expr = NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, Star);
    return NEW(cx, Query, .body = NEW(cx, Select, .outputs = { star, 1 }, .from = { from, 1 }));
}

/* Those before `at`, each a query; what has no RETURNING, or is to run later, cannot be read. */
static Plans read_only(Cx *cx, Plans ctes, uint32_t at, const uint32_t *results, uint32_t room)
{
    Plans list = { ARENA_ARRAY(cx->arena, Plan *, ctes.count + room + 1), 0 };

    for (uint32_t in = 0; in < at; in++) {
        const Plan *change = with_change_at(ctes, in);
        Cte *cte = (Cte *)plan_copy(cx, ctes.items[in]);
        if (change)
            cte->query = results[in] ? query_of(cx, results[in], cte->name) : NULL;
        list.items[list.count++] = &cte->head;
    }
    return list;
}

static bool is_named(Plans ctes, Str name)
{
    for (uint32_t at = 0; at < ctes.count; at++)
        if (str_equal(((const Cte *)ctes.items[at])->name, name))
            return true;
    return false;
}

/* Its own WITH queries hide those around it. */
static Plans without(Plans list, Plans own)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < list.count; at++)
        if (!is_named(own, ((const Cte *)list.items[at])->name))
            list.items[kept++] = list.items[at];
    list.count = kept;
    return list;
}

static bool check_inner(Cx *cx, Plans own)
{
    for (uint32_t at = 0; at < own.count; at++)
        if (with_change_at(own, at))
            return fail(cx, ERR_FEATURE_NOT_SUPPORTED, (int)((const Cte *)own.items[at])->position,
                        "WITH clause containing a data-modifying statement must be at the top "
                        "level");
    return true;
}

Plan *with_statement(Cx *cx, const Plan *statement, uint32_t at, const uint32_t *results)
{
    Plans ctes = ctes_of(statement);

    if (at == ctes.count) {
        Plan *main = plan_copy(cx, statement);
        *list_of(main) = read_only(cx, ctes, at, results, 0);
        return main;
    }
    Plan *change = plan_copy(cx, with_change_at(ctes, at));
    Plans *own = list_of(change);
    TRY(check_inner(cx, *own));
    Plans list = without(read_only(cx, ctes, at, results, own->count), *own);
    for (uint32_t in = 0; in < own->count; in++)
        list.items[list.count++] = own->items[in];
    *own = list;
    return change;
}

/* --- Results --------------------------------------------------------------------------------- */

SharedTable *with_result(Cx *cx, Session *session, uint32_t oid, Str name, Columns columns,
                         const TableData *data)
{
    CatalogColumn *made = ARENA_ARRAY(cx->arena, CatalogColumn, columns.count + 1);
    const TableData *empty = data ? NULL : table_data_new(&session->server->tables);
    CatalogTable table = { .oid = oid,
                           .name = name,
                           .owner_oid = session_role(session),
                           .kind = RELATION_MEMORY,
                           .is_temporary = true,
                           .data = data ? data : empty,
                           .columns = made,
                           .column_count = columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        made[at] = (CatalogColumn){ .name = columns.items[at].name,
                                    .type = columns.items[at].type,
                                    .nullable = true,
                                    .null_count = -1 };
    table.rows = table.data->rows;
    SharedTable *shared = catalog_table_make(&table);
    table_data_drop(empty);
    return shared;
}

const CatalogVersion *with_version(const CatalogVersion *version, const CatalogChanges *results)
{
    return catalog_version_with(version, results);
}
