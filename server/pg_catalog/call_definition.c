/*
 * call_definition.c -- pg_get_viewdef and its like: texts that define objects.
 *
 * Of an object that is named by a constant only its own text is made; else a table of all.
 */
#include "server/pg_catalog/call.h"
#include "server/pg_catalog/definition.h"
#include "server/pg_catalog/name.h"

/* The texts of all objects of a kind, in one writing. */
typedef void (*ListFn)(const Asked *a, LookupTable *table, Writing writing);

/* Is it worth making the text of this object? */
static bool is_asked_for(const Asked *a, uint32_t oid)
{
    const Const *constant = EXPR_AS(Const, a->arg);

    if (!constant || type_is_string((TypeId)constant->head.type.id))
        return true;
    return !constant->value.is_null && constant->value.integer == oid;
}

static const Expr *look_up_all(const Asked *a, ListFn list, Writing writing)
{
    LookupTable table = lookup_begin(a->cx);

    list(a, &table, writing);
    return lookup(a, FUNCTION_ID(LOOKUP_TEXT), lookup_text(&table));
}

static const Expr *choose(const Asked *a, const Expr *is_pretty, const Expr *pretty,
                          const Expr *plain)
{
    const Expr **parts = ARENA_ARRAY(a->cx->arena, const Expr *, 2);

    parts[0] = is_pretty;
    parts[1] = pretty;
    return NEW_EXPR(a->cx, a->call->head.type, a->call->head.position, Case, .when = { parts, 1 },
                    .then = { parts + 1, 1 }, .otherwise = plain);
}

/* Argument `at` is a boolean that says whether the text is to be pretty; not there: plain. */
static const Expr *in_writing(const Asked *a, ListFn list, uint32_t at)
{
    const Expr *is_pretty = a->call->args.count > at ? a->call->args.items[at] : NULL;
    const Const *constant = is_pretty ? EXPR_AS(Const, is_pretty) : NULL;

    if (!is_pretty)
        return look_up_all(a, list, WRITING_PLAIN);
    if (constant && constant->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (constant)
        return look_up_all(a, list, constant->value.boolean ? WRITING_PRETTY : WRITING_PLAIN);
    return choose(a, is_pretty, look_up_all(a, list, WRITING_PRETTY),
                  look_up_all(a, list, WRITING_PLAIN));
}

/* --- Views ----------------------------------------------------------------------------------- */

static bool has_query(const CatalogTable *table)
{
    return table->query.tree.length != 0;
}

static void list_views(const Asked *a, LookupTable *table, Writing writing)
{
    const CatalogVersion *version = a->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        if (has_query(&version->tables[at]) && is_asked_for(a, version->tables[at].oid))
            lookup_add(table, version->tables[at].oid,
                       view_text(a->cx, a->catalog, &version->tables[at], writing));
}

/* By name, which must be a constant. */
static const Expr *view_of_name(const Asked *a, const Const *name)
{
    const Const *is_pretty =
        a->call->args.count > 1 ? EXPR_AS(Const, a->call->args.items[1]) : NULL;
    QualifiedName qualified;

    if (!name)
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->call->head.position,
                    "pg_get_viewdef of a name that is not constant is not supported yet");
    if (name->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (!qualified_name_read(a->cx, name->value.text, &qualified))
        return fail(a->cx, ERR_INVALID_NAME, NO_POSITION, "invalid name syntax");
    const CatalogTable *view = catalog_find_table(a->catalog->version, &a->catalog->path,
                                                  qualified.schema, qualified.name);
    if (!view)
        return fail(a->cx, ERR_UNDEFINED_TABLE, NO_POSITION, "relation \"%.*s\" does not exist",
                    STR(name->value.text));
    if (!has_query(view))
        return answer_value(a, VALUE_NULL);
    return answer_text(
        a, view_text(a->cx, a->catalog, view,
                     is_pretty && is_pretty->value.boolean ? WRITING_PRETTY : WRITING_PLAIN));
}

const Expr *answer_view_definition(const Asked *a)
{
    if (a->call->function == FUNCTION_ID(GET_VIEWDEF_OF_NAME) ||
        a->call->function == FUNCTION_ID(GET_VIEWDEF_OF_NAME_PRETTY))
        return view_of_name(a, EXPR_AS(Const, a->arg));
    if (a->call->function == FUNCTION_ID(GET_VIEWDEF_WRAPPED)) /* lines are always broken */
        return look_up_all(a, list_views, WRITING_PRETTY);
    return in_writing(a, list_views, 1);
}

static void list_rules(const Asked *a, LookupTable *table, Writing writing)
{
    const CatalogVersion *version = a->catalog->version;
    Arena *arena = a->cx->arena;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *view = &version->tables[at];
        if (!has_query(view) || !is_asked_for(a, view->oid))
            continue;
        Str name = writing == WRITING_PRETTY
                       ? relation_text(arena, a->catalog, view->schema_oid, view->name)
                       : qualified_text(arena, a->catalog, view->schema_oid, view->name);
        lookup_add(table, view->oid,
                   str_format(arena,
                              "CREATE RULE \"_RETURN\" AS\n    ON SELECT TO %.*s DO INSTEAD %.*s",
                              STR(name), STR(view_text(a->cx, a->catalog, view, writing))));
    }
}

const Expr *answer_rule_definition(const Asked *a)
{
    return in_writing(a, list_rules, 1);
}

/* --- Constraints ----------------------------------------------------------------------------- */

static void list_domain_checks(const Asked *a, LookupTable *table, Writing writing)
{
    const CatalogVersion *version = a->catalog->version;

    for (uint32_t at = 0; at < version->type_count; at++) {
        const CatalogType *domain = &version->types[at];
        for (uint32_t in = 0; in < domain->check_count; in++) {
            const CatalogConstraint *check = &domain->checks[in];
            if (!is_asked_for(a, check->oid))
                continue;
            Str text = domain_check_text(a->cx, a->catalog, domain, check, writing);
            lookup_add(table, check->oid,
                       str_format(a->cx->arena, "CHECK (%.*s)%s", STR(text),
                                  check->is_not_valid ? " NOT VALID" : ""));
        }
    }
}

static void list_constraints(const Asked *a, LookupTable *table, Writing writing)
{
    const CatalogVersion *version = a->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *user = &version->tables[at];
        for (uint32_t in = 0; in < user->constraint_count; in++)
            if (is_constraint(&user->constraints[in]) && is_asked_for(a, user->constraints[in].oid))
                lookup_add(
                    table, user->constraints[in].oid,
                    constraint_text(a->cx, a->catalog, user, &user->constraints[in], writing));
    }
    list_domain_checks(a, table, writing);
}

const Expr *answer_constraint_definition(const Asked *a)
{
    return in_writing(a, list_constraints, 1);
}

/* --- Indexes --------------------------------------------------------------------------------- */

/* Does `add` with each index that is asked for. */
static uint32_t each_index(const Asked *a, LookupTable *table, uint32_t column, Writing writing)
{
    const CatalogVersion *version = a->catalog->version;
    uint32_t widest = 0;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *user = &version->tables[at];
        for (uint32_t in = 0; in < user->constraint_count; in++) {
            const CatalogConstraint *index = &user->constraints[in];
            if (!has_index(index) || !is_asked_for(a, index->index_oid))
                continue;
            widest = index->column_count > widest ? index->column_count : widest;
            if (table)
                lookup_add(table, index->index_oid,
                           column
                               ? index_column_text(a->cx, a->catalog, user, index, column, writing)
                               : index_text(a->cx, a->catalog, user, index, writing));
        }
    }
    return widest;
}

static const Expr *index_lookup(const Asked *a, uint32_t column, Writing writing)
{
    LookupTable table = lookup_begin(a->cx);

    each_index(a, &table, column, writing);
    return lookup(a, FUNCTION_ID(LOOKUP_TEXT), lookup_text(&table));
}

/* Of a column that only the query knows: one case a column. */
static const Expr *index_cases(const Asked *a, const Expr *column, Writing writing)
{
    uint32_t widest = each_index(a, NULL, 0, writing);
    const Expr **items = ARENA_ARRAY(a->cx->arena, const Expr *, 2 * (widest + 1));

    for (uint32_t at = 0; at <= widest; at++) {
        items[at] =
            NEW_EXPR(a->cx, type_of(TYPE_INT4), NO_POSITION, Const, .value = { .integer = at });
        items[widest + 1 + at] = index_lookup(a, at, writing);
    }
    return NEW_EXPR(a->cx, a->call->head.type, a->call->head.position, SimpleCase,
                    .function = FUNCTION_ID(INT4_EQ), .arg = column, .when = { items, widest + 1 },
                    .then = { items + widest + 1, widest + 1 },
                    .otherwise = answer_text(a, STR_LIT("")));
}

static const Expr *index_definition(const Asked *a, Writing writing)
{
    const Expr *column = a->call->args.count > 1 ? a->call->args.items[1] : NULL;
    const Const *constant = column ? EXPR_AS(Const, column) : NULL;

    if (!column)
        return index_lookup(a, 0, writing);
    if (!constant)
        return index_cases(a, column, writing);
    if (constant->value.is_null)
        return answer_value(a, VALUE_NULL);
    return index_lookup(
        a, constant->value.integer < 0 ? UINT32_MAX : (uint32_t)constant->value.integer, writing);
}

const Expr *answer_index_definition(const Asked *a)
{
    const Expr *is_pretty = a->call->args.count > 2 ? a->call->args.items[2] : NULL;
    const Const *constant = is_pretty ? EXPR_AS(Const, is_pretty) : NULL;

    if (is_pretty && !constant)
        return choose(a, is_pretty, index_definition(a, WRITING_PRETTY),
                      index_definition(a, WRITING_PLAIN));
    if (constant && constant->value.is_null)
        return answer_value(a, VALUE_NULL);
    return index_definition(a,
                            constant && constant->value.boolean ? WRITING_PRETTY : WRITING_PLAIN);
}

/* --- Sequences ------------------------------------------------------------------------------- */

static const Expr *sequence_of(const Asked *a, const CatalogTable *table, Str column)
{
    for (uint32_t at = 0; at < table->column_count; at++) {
        if (!str_equal(table->columns[at].name, column))
            continue;
        const CatalogTable *sequence =
            catalog_find_oid(a->catalog->version, table->columns[at].sequence_oid);
        if (!sequence)
            return answer_value(a, VALUE_NULL);
        return answer_text(
            a, qualified_text(a->cx->arena, a->catalog, sequence->schema_oid, sequence->name));
    }
    return fail(a->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(column),
                STR(table->name));
}

const Expr *answer_serial_sequence(const Asked *a)
{
    const Const *name = EXPR_AS(Const, a->arg), *column = EXPR_AS(Const, a->call->args.items[1]);
    QualifiedName qualified;

    if (!name || !column)
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->call->head.position,
                    "pg_get_serial_sequence of names that are not constant is not supported yet");
    if (name->value.is_null || column->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (!qualified_name_read(a->cx, name->value.text, &qualified))
        return fail(a->cx, ERR_INVALID_NAME, NO_POSITION, "invalid name syntax");
    const CatalogTable *table = catalog_find_table(a->catalog->version, &a->catalog->path,
                                                   qualified.schema, qualified.name);
    if (!table)
        return fail(a->cx, ERR_UNDEFINED_TABLE, NO_POSITION,
                    "relation \"%.*s%s%.*s\" does not exist", STR(qualified.schema),
                    qualified.schema.length ? "." : "", STR(qualified.name));
    return sequence_of(a, table, column->value.text);
}
