/* copy.c -- COPY: its old and its new way to write options give the same pairs. */
#include "parser/build.h"

/* An option that is not known is reported before one that is written twice. */
static bool check_options(const Builder *b, Nodes options)
{
    static const char *const known[] = { "format",     "freeze",      "delimiter",
                                         "null",       "header",      "quote",
                                         "escape",     "force_quote", "force_not_null",
                                         "force_null", "encoding",    "convert_selectively" };
    uint32_t seen = 0;

    for (size_t at = 0; at < options.count; at++) {
        const PgQuery__DefElem *option = options.items[at]->def_elem;
        uint32_t index = 0;
        while (index < COUNT_OF(known) && strcmp(option->defname, known[index]) != 0)
            index++;
        if (index == COUNT_OF(known))
            return fail(b->cx, ERR_SYNTAX_ERROR, option->location, "option \"%.*s\" not recognized",
                        STR(build_name(b, option->defname)));
        if (seen & 1u << index)
            return fail(b->cx, ERR_SYNTAX_ERROR, option->location,
                        "conflicting or redundant options");
        seen |= 1u << index;
    }
    return true;
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
    TRY(check_options(b, NODES(copy, options)));
    TRY(build_options(b, NODES(copy, options), &options));
    TRY(build_optional(b, copy->where_clause, &where));
    return NEW(b->cx, Copy, .table = table, .columns = make_names(b, -1, NODES(copy, attlist)),
               .query = query, .is_from = copy->is_from, .is_program = copy->is_program,
               .file = build_name(b, copy->filename), .options = options, .where = where);
}
