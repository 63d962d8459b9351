/*
 * select.c -- queries.
 *
 *     Query                    WITH, ORDER BY, LIMIT; once around every statement and subquery
 *       Cte ...
 *       Select | SetOperation | ValuesList
 *
 * An arm of a set operation is a Query of its own only where it has one of these clauses.
 */
#include "parser/build.h"

typedef PgQuery__SelectStmt SelectStmt;

static Plan *build_body(const Builder *b, const SelectStmt *select);

/* --- WITH, ORDER BY, LIMIT ------------------------------------------------------------------- */

static Plan *build_cte(const Builder *b, const PgQuery__CommonTableExpr *cte)
{
    static const Materialize choices[] = {
        [PG_QUERY__CTEMATERIALIZE__CTEMaterializeDefault] = MATERIALIZE_DEFAULT,
        [PG_QUERY__CTEMATERIALIZE__CTEMaterializeAlways] = MATERIALIZE_ALWAYS,
        [PG_QUERY__CTEMATERIALIZE__CTEMaterializeNever] = MATERIALIZE_NEVER,
    };

    if (cte->search_clause || cte->cycle_clause)
        return fail_unsupported(b, cte->location, cte->search_clause ? "SEARCH" : "CYCLE");
    assert((size_t)cte->ctematerialized < COUNT_OF(choices));
    Plan *query = TRY(build_statement(b, cte->ctequery));
    return NEW(b->cx, Cte, .name = build_name(b, cte->ctename),
               .columns = build_names(b, NODES(cte, aliascolnames)),
               .materialize = choices[cte->ctematerialized], .query = query,
               .position = position_at(b, cte->location));
}

bool build_ctes(const Builder *b, const PgQuery__WithClause *with, Plans *out_ctes)
{
    Plans ctes = { ARENA_ARRAY(b->cx->arena, Plan *, with->n_ctes), (uint32_t)with->n_ctes };

    for (uint32_t at = 0; at < ctes.count; at++)
        ctes.items[at] = TRY(build_cte(b, with->ctes[at]->common_table_expr));
    *out_ctes = ctes;
    return true;
}

static bool fail_ordering(const Builder *b, Str name, int location)
{
    fail(b->cx, ERR_WRONG_OBJECT_TYPE, location, "operator %.*s is not a valid ordering operator",
         STR(name));
    return fail_hint(b->cx, "Ordering operators must be \"<\" or \">\" members of btree operator "
                            "families.");
}

static bool build_sort(const Builder *b, const PgQuery__SortBy *sort, SortKey *out_key)
{
    SortKey key = { .descending = sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC };

    key.expr = TRY(build_expr(b, sort->node));
    if (sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_USING) {
        key.using_operator = build_operator_name(b, NODES(sort, use_op), sort->location);
        TRY(key.using_operator.data);
        key.descending = str_is(key.using_operator, ">");
        if (!key.descending && !str_is(key.using_operator, "<"))
            return fail_ordering(b, key.using_operator, sort->location);
    }
    key.nulls_first =
        sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST ||
        (sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT && key.descending);
    *out_key = key;
    return true;
}

bool build_sorts(const Builder *b, Nodes keys, Sorts *out_sorts)
{
    Sorts sorts = { ARENA_ARRAY(b->cx->arena, SortKey, keys.count), (uint32_t)keys.count };

    for (uint32_t at = 0; at < sorts.count; at++)
        TRY(build_sort(b, keys.items[at]->sort_by, &sorts.items[at]));
    *out_sorts = sorts;
    return true;
}

/* LIMIT ALL and LIMIT NULL are none. */
static bool build_count(const Builder *b, const Node *node, const Expr **out_count)
{
    bool is_null = node && node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;

    return build_optional(b, is_null ? NULL : node, out_count);
}

Plan *build_query(const Builder *b, const SelectStmt *select)
{
    const PgQuery__WithClause *with = select->with_clause;
    Plans ctes = { 0 };
    Sorts order;
    const Expr *count, *offset;

    TRY(check_stack(b->cx));
    if (with)
        TRY(build_ctes(b, with, &ctes));
    Plan *body = TRY(build_body(b, select));
    TRY(build_sorts(b, NODES(select, sort_clause), &order));
    TRY(build_count(b, select->limit_count, &count));
    TRY(build_count(b, select->limit_offset, &offset));
    return NEW(b->cx, Query, .ctes = ctes, .body = body, .order = order, .count = count,
               .offset = offset,
               .with_ties = select->limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES,
               .is_recursive = with && with->recursive);
}

/* --- SELECT ---------------------------------------------------------------------------------- */

static const char *grouping_name(PgQuery__GroupingSetKind kind)
{
    switch (kind) {
    case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_EMPTY: return "GROUP BY ()";
    case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_ROLLUP: return "ROLLUP";
    case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_CUBE: return "CUBE";
    default: return "GROUPING SETS";
    }
}

const PgQuery__IntoClause *find_into(const SelectStmt *select)
{
    while (select->larg)
        select = select->larg;
    return select->into_clause;
}

/* What Hearth has not, before anything is built. */
static bool check_clauses(const Builder *b, const SelectStmt *select)
{
    if (select->into_clause && select->into_clause != b->into)
        return fail(b->cx, ERR_SYNTAX_ERROR, select->into_clause->rel->location,
                    "SELECT ... INTO is not allowed here");
    if (select->n_locking_clause)
        return fail_unsupported(b, -1, "FOR UPDATE/SHARE");
    for (size_t at = 0; at < select->n_group_clause; at++) {
        const Node *group = select->group_clause[at];
        if (group->node_case == PG_QUERY__NODE__NODE_GROUPING_SET)
            return fail_unsupported(b, group->grouping_set->location,
                                    grouping_name(group->grouping_set->kind));
    }
    return true;
}

bool build_outputs(const Builder *b, Nodes targets, Named *out_outputs)
{
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, targets.count),
                      (uint32_t)targets.count };

    for (uint32_t at = 0; at < outputs.count; at++) {
        const PgQuery__ResTarget *target = targets.items[at]->res_target;
        const Expr *expr = TRY(build_expr(b, target->val));
        outputs.items[at] =
            (NamedExpr){ .column = { .name = build_name(b, target->name) }, .expr = expr };
    }
    *out_outputs = outputs;
    return true;
}

bool build_from_list(const Builder *b, Nodes items, Plans *out_from)
{
    Plans from = { ARENA_ARRAY(b->cx->arena, Plan *, items.count), (uint32_t)items.count };

    for (uint32_t at = 0; at < from.count; at++)
        from.items[at] = TRY(build_from(b, items.items[at]));
    *out_from = from;
    return true;
}

/* DISTINCT alone is a list of one empty node. */
static bool is_plain_distinct(const SelectStmt *select)
{
    return select->n_distinct_clause == 1 &&
           select->distinct_clause[0]->node_case == PG_QUERY__NODE__NODE__NOT_SET;
}

static Plan *build_select(const Builder *b, const SelectStmt *select)
{
    bool is_distinct = is_plain_distinct(select);
    Exprs distinct_on = { 0 }, groups, windows;
    Named outputs;
    Plans from;
    const Expr *where, *having;

    if (!is_distinct)
        TRY(build_exprs(b, NODES(select, distinct_clause), &distinct_on));
    TRY(build_outputs(b, NODES(select, target_list), &outputs));
    TRY(build_from_list(b, NODES(select, from_clause), &from));
    TRY(build_optional(b, select->where_clause, &where));
    TRY(build_exprs(b, NODES(select, group_clause), &groups));
    TRY(build_optional(b, select->having_clause, &having));
    TRY(build_windows(b, NODES(select, window_clause), &windows));
    return NEW(b->cx, Select, .is_distinct = is_distinct, .distinct_on = distinct_on,
               .outputs = outputs, .from = from, .where = where, .groups = groups, .having = having,
               .windows = windows);
}

/* --- VALUES, UNION --------------------------------------------------------------------------- */

static Plan *build_values(const Builder *b, Nodes lists)
{
    Cx *cx = b->cx;
    Exprs rows = { ARENA_ARRAY(cx->arena, const Expr *, lists.count), (uint32_t)lists.count };

    for (uint32_t at = 0; at < rows.count; at++) {
        Exprs items;
        TRY(build_exprs(b, NODES(lists.items[at]->list, items), &items));
        int position = items.count ? items.items[0]->position : NO_POSITION;
        rows.items[at] = NEW_EXPR(cx, (Type){ 0 }, position, RowOf, .items = items);
    }
    return NEW(cx, ValuesList, .rows = rows);
}

static Plan *build_arm(const Builder *b, const SelectStmt *arm)
{
    if (arm->n_sort_clause || arm->limit_count || arm->limit_offset || arm->with_clause)
        return build_query(b, arm);
    return build_body(b, arm);
}

static Plan *build_set_operation(const Builder *b, const SelectStmt *select)
{
    static const SetOperationKind kinds[] = {
        [PG_QUERY__SET_OPERATION__SETOP_UNION] = SET_UNION,
        [PG_QUERY__SET_OPERATION__SETOP_INTERSECT] = SET_INTERSECT,
        [PG_QUERY__SET_OPERATION__SETOP_EXCEPT] = SET_EXCEPT,
    };

    assert((size_t)select->op < COUNT_OF(kinds));
    const PgQuery__IntoClause *into = find_into(select->rarg);
    if (into)
        return fail(b->cx, ERR_SYNTAX_ERROR, into->rel->location,
                    "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT");
    Plan *left = TRY(build_arm(b, select->larg));
    Plan *right = TRY(build_arm(b, select->rarg));
    return NEW(b->cx, SetOperation, .operation = kinds[select->op], .is_all = select->all,
               .left = left, .right = right);
}

static Plan *build_body(const Builder *b, const SelectStmt *select)
{
    TRY(check_stack(b->cx));
    TRY(check_clauses(b, select));
    if (select->larg)
        return build_set_operation(b, select);
    if (select->n_values_lists)
        return build_values(b, NODES(select, values_lists));
    return build_select(b, select);
}
