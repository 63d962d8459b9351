/* create.c -- CREATE VIEW, SCHEMA, SEQUENCE, TYPE ... AS ENUM, DOMAIN, INDEX. */
#include "parser/build.h"
#include "parser/token.h"

static bool is_temporary(const PgQuery__RangeVar *relation)
{
    return relation->relpersistence[0] == 't';
}

/* --- Views ----------------------------------------------------------------------------------- */

/* Does the word stand among the tokens before `end`? */
static bool has_word_before(Str text, size_t end, const char *word)
{
    for (Token token = token_next(text, 0); token.kind != TOKEN_END && token.start < end;
         token = token_next(text, token.end))
        if (token.kind == TOKEN_WORD && word_is(str_slice(text, token.start, token.end), word))
            return true;
    return false;
}

/* What stands after the first AS, from `from`, that is not within parentheses. */
static Str text_after_as(Str text, size_t from)
{
    int depth = 0;

    for (Token token = token_next(text, from); token.kind != TOKEN_END;
         token = token_next(text, token.end)) {
        Str word = str_slice(text, token.start, token.end);
        depth += str_is(word, "(") - str_is(word, ")");
        if (depth == 0 && token.kind == TOKEN_WORD && word_is(word, "as"))
            return str_trim(str_slice(text, token.end, text.length));
    }
    return STR_NONE;
}

/* WITH (...), and WITH CHECK OPTION as one of them. */
static bool build_view_options(const Builder *b, const PgQuery__ViewStmt *create,
                               Texts *out_options)
{
    PgQuery__ViewCheckOption check = create->with_check_option;
    Texts written;

    TRY(build_options(b, NODES(create, options), &written));
    Texts all = { ARENA_ARRAY(b->cx->arena, Str, written.count + 2), 0 };
    for (uint32_t at = 0; at < written.count; at++)
        all.items[all.count++] = written.items[at];
    if (check != PG_QUERY__VIEW_CHECK_OPTION__NO_CHECK_OPTION) {
        bool is_local = check == PG_QUERY__VIEW_CHECK_OPTION__LOCAL_CHECK_OPTION;
        all.items[all.count++] = STR_LIT("check_option");
        all.items[all.count++] = is_local ? STR_LIT("local") : STR_LIT("cascaded");
    }
    *out_options = all;
    return true;
}

Plan *build_create_view(const Builder *b, const PgQuery__ViewStmt *create)
{
    size_t name_at = (size_t)(create->view->location - b->start);
    const PgQuery__SelectStmt *select = create->query->select_stmt;
    Texts options;

    if (has_word_before(b->text, name_at, "recursive"))
        return fail_unsupported(b, -1, "CREATE RECURSIVE VIEW");
    if (find_into(select))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "views must not contain SELECT INTO");
    TableName *view = (TableName *)TRY(build_relation(b, create->view));
    view->columns = build_names(b, NODES(create, aliases));
    Plan *query = TRY(build_query(b, select));
    TRY(build_view_options(b, create, &options));
    return NEW(b->cx, CreateView, .view = &view->head, .query = query, .options = options,
               .text = str_copy(b->cx->arena, text_after_as(b->text, name_at)),
               .is_temporary = is_temporary(create->view), .is_replacing = create->replace);
}

/* --- Schemas, sequences, types -----------------------------------------------------------------
 */

Plan *build_create_schema(const Builder *b, const PgQuery__CreateSchemaStmt *create)
{
    if (create->n_schema_elts)
        return fail_unsupported(b, -1, "CREATE SCHEMA with statements");
    return NEW(b->cx, CreateSchema, .name = build_name(b, create->schemaname),
               .owner = build_role(b, create->authrole), .if_not_exists = create->if_not_exists);
}

/* Only that of an identity is named by its options. */
static bool check_no_name(const Builder *b, Nodes options)
{
    for (size_t at = 0; at < options.count; at++)
        if (strcmp(options.items[at]->def_elem->defname, "sequence_name") == 0)
            return fail(b->cx, ERR_SYNTAX_ERROR, options.items[at]->def_elem->location,
                        "invalid sequence option SEQUENCE NAME");
    return true;
}

Plan *build_create_sequence(const Builder *b, const PgQuery__CreateSeqStmt *create)
{
    Texts options;

    TRY(check_no_repeat(b, NODES(create, options)));
    TRY(check_no_name(b, NODES(create, options)));
    TRY(build_options(b, NODES(create, options), &options));
    Plan *sequence = TRY(build_relation(b, create->sequence));
    return NEW(b->cx, CreateSequence, .sequence = sequence, .options = options,
               .is_temporary = is_temporary(create->sequence),
               .if_not_exists = create->if_not_exists);
}

Plan *build_alter_sequence(const Builder *b, const PgQuery__AlterSeqStmt *alter)
{
    Texts options;

    TRY(check_no_repeat(b, NODES(alter, options)));
    TRY(check_no_name(b, NODES(alter, options)));
    TRY(build_options(b, NODES(alter, options), &options));
    Plan *sequence = TRY(build_relation(b, alter->sequence));
    return NEW(b->cx, AlterSequence, .sequence = sequence, .options = options,
               .if_exists = alter->missing_ok);
}

Plan *build_create_enum(const Builder *b, const PgQuery__CreateEnumStmt *create)
{
    return NEW(b->cx, CreateEnum, .name = build_names(b, NODES(create, type_name)),
               .labels = build_names(b, NODES(create, vals)));
}

Plan *build_create_domain(const Builder *b, const PgQuery__CreateDomainStmt *create)
{
    const PgQuery__CollateClause *collate = create->coll_clause;
    Plans constraints;

    const Expr *type = TRY(build_type(b, create->type_name));
    TRY(build_constraints(b, NODES(create, constraints), &constraints));
    return NEW(b->cx, CreateDomain, .name = build_names(b, NODES(create, domainname)), .type = type,
               .collation = collate ? build_names(b, NODES(collate, collname)) : (Texts){ 0 },
               .constraints = constraints);
}

/* --- Indexes --------------------------------------------------------------------------------- */

/* What of the statement Hearth has not; NULL: it has all. */
static const char *missing_clause(const PgQuery__IndexStmt *create)
{
    if (create->n_index_including_params)
        return "INCLUDE";
    if (create->nulls_not_distinct)
        return "NULLS NOT DISTINCT";
    return create->table_space[0] ? "TABLESPACE" : NULL;
}

static bool build_index_key(const Builder *b, const PgQuery__IndexElem *item, SortKey *out_key)
{
    SortKey key = { .descending = item->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC };
    PgQuery__SortByNulls nulls = item->nulls_ordering;

    if (item->n_opclass)
        return fail_unsupported(b, -1, "operator class");
    key.expr = item->expr ? TRY(build_expr(b, item->expr)) : make_name(b, -1, item->name);
    if (item->n_collation)
        key.expr = NEW_EXPR(b->cx, (Type){ 0 }, NO_POSITION, Collate, .arg = key.expr,
                            .collation = build_names(b, NODES(item, collation)));
    key.nulls_first = nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST ||
                      (nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT && key.descending);
    *out_key = key;
    return true;
}

Plan *build_create_index(const Builder *b, const PgQuery__IndexStmt *create)
{
    const char *missing = missing_clause(create);
    Nodes items = NODES(create, index_params);
    Sorts keys = { ARENA_ARRAY(b->cx->arena, SortKey, items.count), (uint32_t)items.count };
    Texts options;
    const Expr *where;

    if (missing)
        return fail_unsupported(b, -1, missing);
    Plan *table = TRY(build_relation(b, create->relation));
    for (uint32_t at = 0; at < keys.count; at++)
        TRY(build_index_key(b, items.items[at]->index_elem, &keys.items[at]));
    TRY(build_options(b, NODES(create, options), &options));
    TRY(build_optional(b, create->where_clause, &where));
    return NEW(b->cx, CreateIndex, .name = build_name(b, create->idxname), .table = table,
               .keys = keys, .method = build_name(b, create->access_method), .options = options,
               .where = where, .is_unique = create->unique, .is_concurrent = create->concurrent,
               .if_not_exists = create->if_not_exists);
}
