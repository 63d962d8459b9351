/*
 * index.c -- CREATE INDEX and what becomes of indexes: see define.h.
 *
 * A unique index over columns is enforced as a constraint is.  Any other one would change nothing
 * but speed, which is the planner's own affair: it is an object of the catalog, and nothing else.
 */
#include "server/define/alter.h"

/* --- CREATE INDEX ---------------------------------------------------------------------------- */

/* The words of the keys, as in t_a_lower_idx: a column, or what an expression would be called. */
static Str key_word(const Expr *expr)
{
    const Name *name = EXPR_AS(Name, expr);
    const FunctionName *function = EXPR_AS(FunctionName, expr);
    const TypeCast *cast = EXPR_AS(TypeCast, expr);

    if (name)
        return name->parts.items[name->parts.count - 1];
    if (function)
        return function->parts.items[function->parts.count - 1];
    return cast && cast->arg ? key_word(cast->arg) : STR_LIT("expr");
}

Str index_words(const Define *d, const CatalogTable *table, const CatalogConstraint *index)
{
    StrBuilder words = str_builder(d->cx->arena);

    for (uint32_t at = 0; at < index->column_count; at++) {
        StoredTree expr = index->keys[at].expr;
        str_addf(&words, "%s%.*s", at ? "_" : "",
                 STR(expr.tree.length ? key_word(stored_expr(d->cx, expr))
                                      : table->columns[index->columns[at]].name));
    }
    return str_built(&words);
}

static Str choose_name(const Define *d, const CatalogTable *table, const CreateIndex *statement)
{
    StrBuilder words = str_builder(d->cx->arena);

    for (uint32_t at = 0; at < statement->keys.count; at++)
        str_addf(&words, "%s%.*s", at ? "_" : "", STR(key_word(statement->keys.items[at].expr)));
    return define_choose_name(d, table->schema_oid, table->name, str_built(&words), "idx", NULL);
}

static bool read_key(Define *d, const CatalogTable *table, const SortKey *written,
                     CatalogIndexKey *out_key, uint32_t *out_column)
{
    const Name *name = EXPR_AS(Name, written->expr);
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);

    *out_key =
        (CatalogIndexKey){ .descending = written->descending, .nulls_first = written->nulls_first };
    *out_column = UINT32_MAX;
    for (uint32_t at = 0; name && at < table->column_count; at++)
        if (str_equal(table->columns[at].name, name->parts.items[0]))
            *out_column = at;
    if (name && *out_column == UINT32_MAX)
        return fail(d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION, "column \"%.*s\" does not exist",
                    STR(name->parts.items[0]));
    if (name)
        return true;
    TRY(analyse_index_key(d->cx, &input, table, written->expr));
    out_key->expr = define_store_expr(d, written->expr);
    return true;
}

static bool read_keys(Define *d, const CatalogTable *table, const CreateIndex *statement,
                      CatalogConstraint *made)
{
    uint32_t count = statement->keys.count;
    CatalogIndexKey *keys = ARENA_ARRAY(d->cx->arena, CatalogIndexKey, count + 1);
    uint32_t *columns = ARENA_ARRAY(d->cx->arena, uint32_t, count + 1);

    if (count > INDEX_COLUMNS_MAX)
        return fail(d->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "cannot use more than %d columns in an index", INDEX_COLUMNS_MAX);
    for (uint32_t at = 0; at < count; at++)
        TRY(read_key(d, table, &statement->keys.items[at], &keys[at], &columns[at]));
    made->keys = keys;
    made->columns = columns;
    made->column_count = count;
    return true;
}

static bool read_where(Define *d, const CatalogTable *table, const Expr *where,
                       CatalogConstraint *made)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);

    if (!where)
        return true;
    TRY(analyse_index_where(d->cx, &input, table, where));
    made->where = define_store_expr(d, where);
    return true;
}

static bool check_method(const Define *d, const CreateIndex *statement)
{
    static const char *const methods[] = { "btree", "hash", "brin", "gin", "gist", "spgist" };
    bool is_known = !statement->method.length;

    for (size_t at = 0; at < COUNT_OF(methods); at++)
        is_known |= str_is(statement->method, methods[at]);
    if (!is_known)
        return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                    "access method \"%.*s\" does not exist", STR(statement->method));
    if (statement->is_unique && statement->method.length && !str_is(statement->method, "btree"))
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "access method \"%.*s\" does not support unique indexes",
                    STR(statement->method));
    return true;
}

/* Unique over expressions or some rows: not yet. */
static bool check_unique(const Define *d, const CatalogConstraint *made)
{
    bool is_plain = !made->where.tree.length;

    for (uint32_t at = 0; at < made->column_count; at++)
        is_plain &= made->columns[at] != UINT32_MAX;
    return !made->is_unique || is_plain ||
           fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                "unique indexes over expressions or some rows are not supported yet");
}

static bool make_index(Define *d, const CatalogTable *table, const CreateIndex *statement,
                       CatalogConstraint *made)
{
    *made = (CatalogConstraint){ .index_oid = catalog_new_oid(d->session->server->catalog),
                                 .name = statement->name,
                                 .is_index = true,
                                 .is_unique = statement->is_unique,
                                 .method = statement->method };
    if (!made->name.length)
        made->name = choose_name(d, table, statement);
    TRY(check_method(d, statement));
    TRY(read_keys(d, table, statement, made));
    TRY(read_where(d, table, statement->where, made));
    return check_unique(d, made);
}

bool create_index(Define *d, const CreateIndex *statement)
{
    const CatalogTable *table = TRY(define_find(d, statement->table, "relation", false));
    ObjectName name = { .schema_oid = table->schema_oid, .name = statement->name };
    bool exists = false;
    CatalogConstraint made;
    Altering a;

    if (table->kind != RELATION_MEMORY) {
        fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot create index on relation \"%.*s\"",
             STR(table->name));
        return fail_detail(d->cx,
                           table->kind == RELATION_FILES
                               ? "The table is made of files, which are only read."
                               : "This operation is not supported for %ss.",
                           relation_word(table));
    }
    if (statement->name.length)
        TRY(define_check_new(d, &name, statement->if_not_exists, &exists));
    if (exists)
        return true;
    TRY(make_index(d, table, statement, &made));
    alter_start(&a, d, table, 0);
    TRY(alter_push_constraint(&a, &made));
    alter_put(&a);
    return true;
}

/* --- DROP INDEX, ALTER INDEX RENAME ----------------------------------------------------------- */

static uint32_t place_of(const CatalogTable *table, const CatalogConstraint *index)
{
    return (uint32_t)(index - table->constraints);
}

static const CatalogConstraint *find_index(const Define *d, const Plan *index_name, bool if_exists,
                                           const CatalogTable **out_table)
{
    const CatalogConstraint *index = define_find_index(d, index_name, out_table);
    Str name = define_name_text(d, index_name);

    if (index || has_failed(d->cx))
        return index;
    if (!if_exists)
        return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "index \"%.*s\" does not exist",
                    STR(name));
    define_notice(d, ERR_NONE, "index \"%.*s\" does not exist, skipping", STR(name));
    return NULL;
}

bool drop_index(Define *d, const Drop *statement, const Plan *index_name)
{
    const CatalogTable *table;
    const CatalogConstraint *index = find_index(d, index_name, statement->if_exists, &table);
    Arena *arena = d->cx->arena;
    Altering a;

    if (!index)
        return !has_failed(d->cx);
    Str name = quoted_name(arena, index->name);
    if (!index->is_index) {
        fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
             "cannot drop index %.*s because constraint %.*s on table %.*s requires it", STR(name),
             STR(name), STR(define_relation_text(d, table)));
        return fail_hint(d->cx, "You can drop constraint %.*s on table %.*s instead.", STR(name),
                         STR(define_relation_text(d, table)));
    }
    Dependents found = dependents_new(d);
    bool *drop = arena_zero(arena, table->constraint_count + 1);
    Str what = str_format(arena, "index %.*s", STR(name));
    drop[place_of(table, index)] = true;
    dependents_add_foreign(&found, table, index, what);
    TRY(dependents_drop(&found, what, statement->is_cascade));
    alter_start(&a, d, table, 0);
    alter_remove_constraints(&a, drop);
    alter_put(&a);
    return true;
}

bool rename_index(Define *d, const Plan *index_name, Str new_name, bool if_exists)
{
    const CatalogTable *table;
    const CatalogConstraint *index = define_find_index(d, index_name, &table);
    Altering a;

    if (!index && (has_failed(d->cx) || !if_exists))
        return has_failed(d->cx)
                   ? false
                   : fail(d->cx, ERR_UNDEFINED_TABLE, NO_POSITION,
                          "relation \"%.*s\" does not exist", STR(define_name_text(d, index_name)));
    if (!index) {
        define_notice(d, ERR_NONE, "relation \"%.*s\" does not exist, skipping",
                      STR(define_name_text(d, index_name)));
        return true;
    }
    if (define_has_relation(d, table->schema_oid, new_name))
        return fail(d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(new_name));
    alter_start(&a, d, table, 0);
    alter_own_constraints(&a)[place_of(table, index)].name = new_name;
    alter_put(&a);
    return true;
}
