/* modify.c -- INSERT, UPDATE, DELETE, TRUNCATE: statements that change rows. */
#include "parser/build.h"

typedef PgQuery__ResTarget ResTarget;

/* The statement's WITH, or nothing. */
static bool build_with(const Builder *b, const PgQuery__WithClause *with, Plans *out_ctes)
{
    *out_ctes = (Plans){ 0 };
    return !with || build_ctes(b, with, out_ctes);
}

/* The columns that INSERT and SET name. */
static bool build_target_columns(const Builder *b, Nodes targets, Exprs *out_columns)
{
    Exprs columns = { ARENA_ARRAY(b->cx->arena, const Expr *, targets.count),
                      (uint32_t)targets.count };

    for (uint32_t at = 0; at < columns.count; at++) {
        const ResTarget *target = targets.items[at]->res_target;
        if (target->n_indirection)
            return fail_unsupported(b, target->location,
                                    "assignment to an array element or a field");
        columns.items[at] = make_name(b, target->location, target->name);
    }
    *out_columns = columns;
    return true;
}

/* --- SET ------------------------------------------------------------------------------------- */

static const Expr *fail_width(const Builder *b, int location)
{
    return fail(b->cx, ERR_SYNTAX_ERROR, location,
                "number of columns does not match number of values");
}

/* Of (a, b) = source, the value of one column.  Each column has the source again; `*subquery` is
 * what the first of them made of it. */
static const Expr *build_part(const Builder *b, const PgQuery__MultiAssignRef *part,
                              const Expr **subquery)
{
    const Node *source = part->source;

    if (source->node_case == PG_QUERY__NODE__NODE_ROW_EXPR) {
        if (source->row_expr->n_args != (size_t)part->ncolumns)
            return fail_width(b, source->row_expr->location);
        assert(part->colno >= 1 && part->colno <= part->ncolumns);
        return build_expr(b, source->row_expr->args[part->colno - 1]);
    }
    if (part->colno == 1)
        *subquery = TRY(build_expr(b, source));
    const SubLink *link = EXPR_AS(SubLink, *subquery);
    if (!link || link->kind != SUBQUERY_SCALAR)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, location_of(b, *subquery),
                    "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() "
                    "expression");
    return NEW_EXPR(b->cx, (Type){ 0 }, link->head.position, FieldOf, .arg = *subquery,
                    .name = str_format(b->cx->arena, "%d", part->colno));
}

/* SET columns = values, of UPDATE and ON CONFLICT. */
static bool build_set_values(const Builder *b, Nodes targets, Exprs *out_values)
{
    Exprs values = { ARENA_ARRAY(b->cx->arena, const Expr *, targets.count),
                     (uint32_t)targets.count };
    const Expr *subquery = NULL;

    for (uint32_t at = 0; at < values.count; at++) {
        const Node *value = targets.items[at]->res_target->val;
        bool is_part = value->node_case == PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF;
        values.items[at] =
            TRY(is_part ? build_part(b, value->multi_assign_ref, &subquery) : build_expr(b, value));
    }
    *out_values = values;
    return true;
}

/* --- ON CONFLICT -------------------------------------------------------------------------------
 */

/* One item of ON CONFLICT (...), which stands at `location`: the grammar has no better one. */
static const Expr *build_conflict_item(const Builder *b, const PgQuery__IndexElem *item,
                                       int location)
{
    if (item->ordering != PG_QUERY__SORT_BY_DIR__SORTBY_DEFAULT)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, location,
                    "ASC/DESC is not allowed in ON CONFLICT clause");
    if (item->nulls_ordering != PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, location,
                    "NULLS FIRST/LAST is not allowed in ON CONFLICT clause");
    if (item->n_opclass)
        return fail_unsupported(b, location, "operator class");
    const Expr *expr =
        item->expr ? TRY(build_expr(b, item->expr)) : make_name(b, location, item->name);
    if (!item->n_collation)
        return expr;
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, location), Collate, .arg = expr,
                    .collation = build_names(b, NODES(item, collation)));
}

static bool build_conflict_target(const Builder *b, const PgQuery__InferClause *infer,
                                  OnConflict *conflict)
{
    Nodes items = NODES(infer, index_elems);
    Exprs target = { ARENA_ARRAY(b->cx->arena, const Expr *, items.count), (uint32_t)items.count };

    for (uint32_t at = 0; at < target.count; at++)
        target.items[at] =
            TRY(build_conflict_item(b, items.items[at]->index_elem, infer->location));
    conflict->target = target;
    conflict->constraint = build_name(b, infer->conname);
    return build_optional(b, infer->where_clause, &conflict->target_where);
}

static Plan *build_on_conflict(const Builder *b, const PgQuery__OnConflictClause *clause)
{
    Nodes targets = NODES(clause, target_list);
    OnConflict *conflict = (OnConflict *)NEW(
        b->cx, OnConflict,
        .is_update = clause->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE);

    if (conflict->is_update && !clause->infer) {
        fail(b->cx, ERR_SYNTAX_ERROR, clause->location,
             "ON CONFLICT DO UPDATE requires inference specification or constraint name");
        return fail_hint(b->cx, "For example, ON CONFLICT (column_name).");
    }
    if (clause->infer)
        TRY(build_conflict_target(b, clause->infer, conflict));
    TRY(build_target_columns(b, targets, &conflict->columns));
    TRY(build_set_values(b, targets, &conflict->values));
    TRY(build_optional(b, clause->where_clause, &conflict->where));
    return &conflict->head;
}

/* --- Statements ------------------------------------------------------------------------------ */

static Overriding overriding_of(PgQuery__OverridingKind kind)
{
    if (kind == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE)
        return OVERRIDING_USER;
    if (kind == PG_QUERY__OVERRIDING_KIND__OVERRIDING_SYSTEM_VALUE)
        return OVERRIDING_SYSTEM;
    return OVERRIDING_NONE;
}

Plan *build_insert(const Builder *b, const PgQuery__InsertStmt *insert)
{
    const PgQuery__WithClause *with = insert->with_clause;
    Plans ctes;
    Exprs columns;
    Plan *query = NULL, *conflict = NULL;
    Named returning;

    TRY(build_with(b, with, &ctes));
    Plan *table = TRY(build_table(b, insert->relation));
    TRY(build_target_columns(b, NODES(insert, cols), &columns));
    if (insert->select_stmt)
        query = TRY(build_query(b, insert->select_stmt->select_stmt));
    if (insert->on_conflict_clause)
        conflict = TRY(build_on_conflict(b, insert->on_conflict_clause));
    TRY(build_outputs(b, NODES(insert, returning_list), &returning));
    return NEW(b->cx, Insert, .ctes = ctes, .table = table, .columns = columns, .query = query,
               .overriding = overriding_of(insert->override), .conflict = conflict,
               .returning = returning, .is_recursive = with && with->recursive);
}

Plan *build_update(const Builder *b, const PgQuery__UpdateStmt *update)
{
    const PgQuery__WithClause *with = update->with_clause;
    Nodes targets = NODES(update, target_list);
    Plans ctes, from;
    Exprs columns, values;
    const Expr *where;
    Named returning;

    TRY(build_with(b, with, &ctes));
    Plan *table = TRY(build_table(b, update->relation));
    TRY(build_target_columns(b, targets, &columns));
    TRY(build_set_values(b, targets, &values));
    TRY(build_from_list(b, NODES(update, from_clause), &from));
    TRY(build_optional(b, update->where_clause, &where));
    TRY(build_outputs(b, NODES(update, returning_list), &returning));
    return NEW(b->cx, Update, .ctes = ctes, .table = table, .columns = columns, .values = values,
               .from = from, .where = where, .returning = returning,
               .is_recursive = with && with->recursive);
}

Plan *build_delete(const Builder *b, const PgQuery__DeleteStmt *delete)
{
    const PgQuery__WithClause *with = delete->with_clause;
    Plans ctes, using;
    const Expr *where;
    Named returning;

    TRY(build_with(b, with, &ctes));
    Plan *table = TRY(build_table(b, delete->relation));
    TRY(build_from_list(b, NODES(delete, using_clause), &using));
    TRY(build_optional(b, delete->where_clause, &where));
    TRY(build_outputs(b, NODES(delete, returning_list), &returning));
    return NEW(b->cx, Delete, .ctes = ctes, .table = table, .using = using, .where = where,
               .returning = returning, .is_recursive = with && with->recursive);
}

Plan *build_truncate(const Builder *b, const PgQuery__TruncateStmt *truncate)
{
    Plans tables;

    TRY(build_relations(b, NODES(truncate, relations), &tables));
    return NEW(b->cx, Truncate, .tables = tables, .restarts_identity = truncate->restart_seqs,
               .is_cascade = is_cascade(truncate->behavior));
}
