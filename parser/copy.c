/* copy.c -- COPY: its old and its new way to write options give the same pairs. */
#include "parser/build.h"

/* FORCE_... 'a' is no list of names, though its text looks like one. */
static bool is_no_list(const PgQuery__DefElem *option)
{
    return strncmp(option->defname, "force_", strlen("force_")) == 0 && option->arg &&
           option->arg->node_case != PG_QUERY__NODE__NODE_LIST &&
           option->arg->node_case != PG_QUERY__NODE__NODE_A_STAR;
}

/* `options` are pairs already; what has no value is told from an empty one. */
static Counts take_positions(const Builder *b, Nodes nodes, Texts *options)
{
    Counts positions = { ARENA_ARRAY(b->cx->arena, int64_t, nodes.count + 1), 0 };

    for (size_t at = 0; at < nodes.count; at++) {
        const PgQuery__DefElem *option = nodes.items[at]->def_elem;
        positions.items[positions.count++] = position_at(b, option->location);
        if (!option->arg || is_no_list(option))
            options->items[2 * at + 1] = STR_NONE;
    }
    return positions;
}

/* COPY (query): also INSERT, UPDATE and DELETE with RETURNING. */
static Plan *build_copied_query(const Builder *b, const Node *query)
{
    if (query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT && find_into(query->select_stmt))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "COPY (SELECT INTO) is not supported");
    return build_statement(b, query);
}

Plan *build_copy(const Builder *b, const PgQuery__CopyStmt *copy)
{
    Plan *table = NULL, *query = NULL;
    Texts options;
    const Expr *where;

    if (copy->relation)
        table = TRY(build_relation(b, copy->relation));
    if (copy->query)
        query = TRY(build_copied_query(b, copy->query));
    TRY(build_options(b, NODES(copy, options), &options));
    TRY(build_optional(b, copy->where_clause, &where));
    Counts positions = take_positions(b, NODES(copy, options), &options);
    return NEW(b->cx, Copy, .table = table, .columns = make_names(b, -1, NODES(copy, attlist)),
               .query = query, .is_from = copy->is_from, .is_program = copy->is_program,
               .file = build_name(b, copy->filename), .options = options,
               .option_positions = positions, .where = where);
}
