/* from.c -- the items of a FROM clause.  Joins, functions and subqueries have no location in the
 * grammar's tree: theirs is that of what they hold, where it has one. */
#include "parser/build.h"

typedef PgQuery__Alias Alias;

static Str alias_name(const Builder *b, const Alias *alias)
{
    return alias ? build_name(b, alias->aliasname) : STR_NONE;
}

static Texts alias_columns(const Builder *b, const Alias *alias)
{
    return alias ? build_names(b, NODES(alias, colnames)) : (Texts){ 0 };
}

Plan *build_table(const Builder *b, const PgQuery__RangeVar *table)
{
    Texts parts = { ARENA_ARRAY(b->cx->arena, Str, 3), 0 };

    if (table->catalogname[0])
        parts.items[parts.count++] = build_name(b, table->catalogname);
    if (table->schemaname[0])
        parts.items[parts.count++] = build_name(b, table->schemaname);
    parts.items[parts.count++] = build_name(b, table->relname);
    return NEW(b->cx, TableName, .parts = parts, .alias = alias_name(b, table->alias),
               .columns = alias_columns(b, table->alias),
               .position = position_at(b, table->location));
}

static Plan *build_subquery(const Builder *b, const PgQuery__RangeSubselect *subselect)
{
    Plan *query = TRY(build_query(b, subselect->subquery->select_stmt));

    return NEW(b->cx, SubqueryName, .query = query, .alias = alias_name(b, subselect->alias),
               .columns = alias_columns(b, subselect->alias), .is_lateral = subselect->lateral,
               .position = NO_POSITION);
}

/* Each function is a list: the call, and its column definitions. */
static const Expr *build_row_source(const Builder *b, const PgQuery__List *function)
{
    const Expr *call = TRY(build_expr(b, function->items[0]));
    bool has_definitions =
        function->n_items > 1 && function->items[1]->node_case != PG_QUERY__NODE__NODE__NOT_SET;

    return has_definitions ? fail_unsupported(b, location_of(b, call), "column definition list")
                           : call;
}

static Plan *build_function(const Builder *b, const PgQuery__RangeFunction *function)
{
    Exprs calls = { ARENA_ARRAY(b->cx->arena, const Expr *, function->n_functions), 0 };

    for (size_t at = 0; at < function->n_functions; at++)
        calls.items[calls.count++] = TRY(build_row_source(b, function->functions[at]->list));
    if (function->n_coldeflist)
        return fail_unsupported(b, location_of(b, calls.items[0]), "column definition list");
    return NEW(b->cx, FunctionTable, .calls = calls, .alias = alias_name(b, function->alias),
               .columns = alias_columns(b, function->alias), .is_lateral = function->lateral,
               .has_ordinality = function->ordinality, .position = calls.items[0]->position);
}

/* --- Joins ----------------------------------------------------------------------------------- */

static const Alias *alias_of(const Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR: return node->range_var->alias;
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT: return node->range_subselect->alias;
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION: return node->range_function->alias;
    case PG_QUERY__NODE__NODE_JOIN_EXPR: return node->join_expr->alias;
    default: return NULL;
    }
}

static const char *hint_for(const char *word)
{
    if (strcmp(word, "semi") == 0)
        return "Use WHERE EXISTS (SELECT ...) for a semi join, or AS before an alias of that name.";
    if (strcmp(word, "anti") == 0)
        return "Use WHERE NOT EXISTS (SELECT ...) for an anti join, or AS before an alias of that "
               "name.";
    return "Use LEFT JOIN LATERAL (SELECT ... ORDER BY ... LIMIT 1) ON true, or AS before an alias "
           "of that name.";
}

/* Where an item of FROM starts, as far as the grammar tells; -1: it does not. */
static int location_of_item(const Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        return node->range_var->location;
    if (node->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR)
        return location_of_item(node->join_expr->larg);
    return -1;
}

/* `a SEMI JOIN b` would be an inner join of a, called semi: nobody means that.  The word stands
 * between a and b; elsewhere it is another name. */
static bool check_join_kind(const Builder *b, const PgQuery__JoinExpr *join)
{
    const Alias *alias = alias_of(join->larg);
    int from = location_of_item(join->larg), to = location_of_item(join->rarg);

    for (uint32_t at = 0; alias && at < b->scan->join_word_count; at++) {
        const JoinWord *word = &b->scan->join_words[at];
        if (strcmp(alias->aliasname, word->word) != 0 || word->position < from ||
            (to >= 0 && word->position > to))
            continue;
        size_t start = (size_t)word->position;
        Str written = str_slice(b->scan->text, start, start + strlen(word->word));
        fail(b->cx, ERR_SYNTAX_ERROR, word->position, "syntax error at or near \"%.*s\"",
             STR(written));
        return fail_hint(b->cx, "%s", hint_for(word->word));
    }
    return true;
}

static Plan *build_join(const Builder *b, const PgQuery__JoinExpr *join)
{
    static const JoinType types[] = {
        [PG_QUERY__JOIN_TYPE__JOIN_INNER] = JOIN_INNER,
        [PG_QUERY__JOIN_TYPE__JOIN_LEFT] = JOIN_LEFT,
        [PG_QUERY__JOIN_TYPE__JOIN_FULL] = JOIN_FULL,
        [PG_QUERY__JOIN_TYPE__JOIN_RIGHT] = JOIN_RIGHT,
    };
    const Expr *on;

    TRY(check_join_kind(b, join));
    if (join->join_using_alias)
        return fail_unsupported(b, -1, "alias of JOIN USING");
    assert((size_t)join->jointype < COUNT_OF(types));
    Plan *left = TRY(build_from(b, join->larg));
    Plan *right = TRY(build_from(b, join->rarg));
    TRY(build_optional(b, join->quals, &on));
    return NEW(b->cx, JoinName, .type = types[join->jointype], .left = left, .right = right,
               .on = on, .using = build_names(b, NODES(join, using_clause)),
               .is_natural = join->is_natural, .alias = alias_name(b, join->alias),
               .columns = alias_columns(b, join->alias), .position = NO_POSITION);
}

Plan *build_from(const Builder *b, const Node *node)
{
    TRY(check_stack(b->cx));
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR: return build_table(b, node->range_var);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT: return build_subquery(b, node->range_subselect);
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION: return build_function(b, node->range_function);
    case PG_QUERY__NODE__NODE_JOIN_EXPR: return build_join(b, node->join_expr);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        return fail_unsupported(b, node->range_table_sample->location, "TABLESAMPLE");
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
        return fail_unsupported(b, node->range_table_func->location, "XMLTABLE");
    default: break;
    }
    return fail_unsupported(b, -1, "this item in FROM");
}
