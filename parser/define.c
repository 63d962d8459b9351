/* define.c -- CREATE TABLE, and tables made of queries: CREATE TABLE AS, SELECT INTO, CREATE
 * MATERIALIZED VIEW. */
#include "parser/build.h"

typedef PgQuery__CreateStmt CreateStmt;
typedef PgQuery__IntoClause IntoClause;

static bool is_temporary(const PgQuery__RangeVar *table)
{
    return table->relpersistence[0] == 't';
}

static OnCommit on_commit_of(PgQuery__OnCommitAction action)
{
    if (action == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DELETE_ROWS)
        return ON_COMMIT_DELETE;
    if (action == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP)
        return ON_COMMIT_DROP;
    return ON_COMMIT_PRESERVE;
}

/* --- CREATE TABLE ------------------------------------------------------------------------------
 */

Plan *build_column(const Builder *b, const PgQuery__ColumnDef *column)
{
    Plans constraints;

    if (column->n_fdwoptions)
        return fail_unsupported(b, column->location, "OPTIONS");
    if (column->compression[0])
        return fail_unsupported(b, column->location, "COMPRESSION");
    const Expr *type = TRY(build_type(b, column->type_name));
    TRY(build_constraints(b, NODES(column, constraints), &constraints));
    Texts collation =
        column->coll_clause ? build_names(b, NODES(column->coll_clause, collname)) : (Texts){ 0 };
    return NEW(b->cx, ColumnDefinition, .name = build_name(b, column->colname), .type = type,
               .collation = collation, .constraints = constraints,
               .position = position_at(b, column->location));
}

/* The bits of LIKE ... INCLUDING. */
static const char *const including_names[] = { "comments", "compression", "constraints",
                                               "defaults", "generated",   "identity",
                                               "indexes",  "statistics",  "storage" };

static Plan *build_like(const Builder *b, const PgQuery__TableLikeClause *like)
{
    Texts including = { ARENA_ARRAY(b->cx->arena, Str, COUNT_OF(including_names)), 0 };

    for (size_t bit = 0; bit < COUNT_OF(including_names); bit++)
        if (like->options & 1u << bit)
            including.items[including.count++] = str_of(including_names[bit]);
    Plan *table = TRY(build_table(b, like->relation));
    return NEW(b->cx, LikeTable, .table = table, .including = including);
}

/* What of the statement Hearth has not; NULL: it has all. */
static const char *missing_clause(const CreateStmt *create)
{
    if (create->partbound)
        return "PARTITION OF";
    if (create->partspec)
        return "PARTITION BY";
    if (create->n_inh_relations)
        return "INHERITS";
    if (create->of_typename)
        return "CREATE TABLE OF a type";
    if (create->access_method[0])
        return "USING";
    return create->tablespacename[0] ? "TABLESPACE" : NULL;
}

/* The parts of a table: columns and LIKEs to `columns`, the rest are constraints. */
static bool build_elements(const Builder *b, Nodes nodes, Plans *columns, Plans *constraints)
{
    *columns = (Plans){ ARENA_ARRAY(b->cx->arena, Plan *, nodes.count), 0 };
    *constraints = (Plans){ ARENA_ARRAY(b->cx->arena, Plan *, nodes.count), 0 };

    for (size_t at = 0; at < nodes.count; at++) {
        const Node *node = nodes.items[at];
        if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
            columns->items[columns->count++] = TRY(build_column(b, node->column_def));
        else if (node->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE)
            columns->items[columns->count++] = TRY(build_like(b, node->table_like_clause));
        else
            constraints->items[constraints->count++] = TRY(build_constraint(b, node->constraint));
    }
    return true;
}

Plan *build_create_table(const Builder *b, const CreateStmt *create)
{
    const char *missing = missing_clause(create);
    Plans columns, constraints;
    Texts options;

    if (missing)
        return fail_unsupported(b, -1, missing);
    Plan *table = TRY(build_table(b, create->relation));
    TRY(build_elements(b, NODES(create, table_elts), &columns, &constraints));
    TRY(build_options(b, NODES(create, options), &options));
    return NEW(b->cx, CreateTable, .table = table, .columns = columns, .constraints = constraints,
               .options = options, .is_temporary = is_temporary(create->relation),
               .is_unlogged = create->relation->relpersistence[0] == 'u',
               .if_not_exists = create->if_not_exists, .on_commit = on_commit_of(create->oncommit));
}

/* --- Tables made of queries ------------------------------------------------------------------ */

static const CreateTableAs *build_into(const Builder *b, const IntoClause *into, Plan *query)
{
    Texts options;

    if (into->access_method[0])
        return fail_unsupported(b, -1, "USING");
    if (into->table_space_name[0])
        return fail_unsupported(b, -1, "TABLESPACE");
    TRY(build_options(b, NODES(into, options), &options));
    TableName *table = (TableName *)build_table(b, into->rel);
    table->columns = build_names(b, NODES(into, col_names));
    return PLAN_AS(CreateTableAs,
                   NEW(b->cx, CreateTableAs, .table = &table->head, .query = query,
                       .options = options, .is_temporary = is_temporary(into->rel),
                       .is_unlogged = into->rel->relpersistence[0] == 'u',
                       .has_no_data = into->skip_data, .on_commit = on_commit_of(into->on_commit)));
}

Plan *build_create_table_as(const Builder *b, const PgQuery__CreateTableAsStmt *create)
{
    if (create->query->node_case == PG_QUERY__NODE__NODE_EXECUTE_STMT)
        return fail_unsupported(b, -1, "CREATE TABLE AS EXECUTE");
    Plan *query = TRY(build_query(b, create->query->select_stmt));
    CreateTableAs as = *TRY(build_into(b, create->into, query));
    as.is_materialized = create->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW;
    as.if_not_exists = create->if_not_exists;
    return arena_copy(b->cx->arena, &as, sizeof as);
}

Plan *build_refresh(const Builder *b, const PgQuery__RefreshMatViewStmt *refresh)
{
    Plan *view = TRY(build_relation(b, refresh->relation));

    return NEW(b->cx, Refresh, .view = view, .has_no_data = refresh->skip_data,
               .is_concurrent = refresh->concurrent);
}

Plan *build_select_into(const Builder *b, const PgQuery__SelectStmt *select, const IntoClause *into)
{
    Builder inner = *b;

    inner.into = into;
    Plan *query = TRY(build_query(&inner, select));
    const CreateTableAs *as = TRY(build_into(b, into, query));
    return plan_copy(b->cx, &as->head);
}
