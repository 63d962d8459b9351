/* definition.c -- see definition.h. */
#include "server/pg_catalog/definition.h"

#include "expression/expression.h"

/* --- What there is --------------------------------------------------------------------------- */

bool has_index(const CatalogConstraint *constraint)
{
    return constraint->index_oid != 0;
}

bool is_constraint(const CatalogConstraint *constraint)
{
    return !constraint->is_index;
}

char constraint_type(const CatalogConstraint *constraint)
{
    if (constraint->foreign.table_oid)
        return 'f';
    if (constraint->is_primary)
        return 'p';
    return constraint->is_unique ? 'u' : 'c';
}

bool has_default(const CatalogColumn *column)
{
    return column->default_value.tree.length || column->generated.tree.length ||
           (column->sequence_oid && !column->only_owns_sequence &&
            column->identity == IDENTITY_NONE);
}

/* Of the upper half of all oids, by table and column: stable while the table is there. */
uint32_t default_oid(const CatalogTable *table, uint32_t column)
{
    uint32_t number = table->oid * CATALOG_COLUMNS_MAX + column;

    return number | 1u << 31;
}

/* --- Trees ----------------------------------------------------------------------------------- */

/* The expression that was stored; NULL with an error. */
static const Expr *stored_expr(Cx *cx, StoredTree stored)
{
    const Plan *plan = TRY(plan_decode(cx, stored.tree));
    const ValuesList *values = TRY(PLAN_AS(ValuesList, plan));

    return ((const RowOf *)values->rows.items[0])->items.items[0];
}

/* What can fail here leaves no error behind: a text is shown as it was written then. */
static Cx quiet(const Cx *cx)
{
    return (Cx){ .arena = cx->arena, .values = cx->values };
}

typedef struct NamedColumns {
    const CatalogTable *table;
    bool *is_named;
} NamedColumns;

static bool note_column(const Expr *expr, void *context)
{
    NamedColumns *named = context;
    const Name *name = EXPR_AS(Name, expr);

    for (uint32_t at = 0; name && at < named->table->column_count; at++)
        named->is_named[at] |=
            str_equal(named->table->columns[at].name, name->parts.items[name->parts.count - 1]);
    return true;
}

static Counts columns_in(Cx *cx, const CatalogTable *table, StoredTree stored)
{
    Cx own = quiet(cx);
    const Expr *expr = stored_expr(&own, stored);
    NamedColumns named = { table, arena_zero(cx->arena, table->column_count + 1) };
    Counts columns = { ARENA_ARRAY(cx->arena, int64_t, table->column_count + 1), 0 };

    if (expr)
        expr_visit(expr, note_column, &named);
    for (uint32_t at = 0; at < table->column_count; at++)
        if (named.is_named[at])
            columns.items[columns.count++] = at;
    return columns;
}

Counts check_columns(Cx *cx, const CatalogTable *table, const CatalogConstraint *constraint)
{
    return columns_in(cx, table, constraint->check);
}

Counts generated_columns(Cx *cx, const CatalogTable *table, uint32_t column)
{
    return columns_in(cx, table, table->columns[column].generated);
}

/* --- Names ----------------------------------------------------------------------------------- */

static DeparseInput deparse_input(const PgCatalog *catalog, Writing writing)
{
    return (DeparseInput){ .catalog = catalog->version,
                           .path = catalog->path,
                           .system_relation = pg_catalog_relation,
                           .system_context = (void *)(uintptr_t)catalog,
                           .is_pretty = writing == WRITING_PRETTY };
}

static Str column_names(Cx *cx, const CatalogTable *table, const uint32_t *columns, uint32_t count)
{
    StrBuilder out = str_builder(cx->arena);

    for (uint32_t at = 0; at < count; at++)
        str_addf(&out, "%s%.*s", at ? ", " : "",
                 STR(quoted_name(cx->arena, table->columns[columns[at]].name)));
    return str_built(&out);
}

/* --- Texts ----------------------------------------------------------------------------------- */

static Str sequence_default(Cx *cx, const PgCatalog *catalog, const CatalogTable *sequence)
{
    Str name = relation_text(cx->arena, catalog, sequence->schema_oid, sequence->name);

    return str_format(cx->arena, "nextval(%.*s::regclass)", STR(quoted_literal(cx->arena, name)));
}

Str default_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table, uint32_t at,
                 Writing writing)
{
    const CatalogColumn *column = &table->columns[at];
    bool is_generated = column->generated.tree.length != 0;
    StoredTree stored = is_generated ? column->generated : column->default_value;
    DeparseInput input = deparse_input(catalog, writing);
    Cx own = quiet(cx);

    if (!stored.tree.length) {
        const CatalogTable *sequence = catalog_find_oid(catalog->version, column->sequence_oid);
        return sequence ? sequence_default(cx, catalog, sequence) : STR_NONE;
    }
    const Expr *expr = stored_expr(&own, stored);
    Str text = expr ? deparse_expr(&own, &input, expr, is_generated ? table : NULL, &column->type)
                    : STR_NONE;
    return text.length ? text : stored.text;
}

static Str expr_over(Cx *cx, const PgCatalog *catalog, const CatalogTable *table, const Expr *expr,
                     Writing writing)
{
    DeparseInput input = deparse_input(catalog, writing);

    return expr ? deparse_expr(cx, &input, expr, table, NULL) : STR_NONE;
}

Str check_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
               const CatalogConstraint *constraint, Writing writing)
{
    Cx own = quiet(cx);
    Str text = expr_over(&own, catalog, table, stored_expr(&own, constraint->check), writing);

    return text.length ? text : constraint->check.text;
}

/* VALUE is a keyword where it is written; in the tree it is a column of that name. */
Str domain_check_text(Cx *cx, const PgCatalog *catalog, const CatalogType *domain,
                      const CatalogConstraint *check, Writing writing)
{
    CatalogColumn value = { .name = STR_LIT("value"), .type = domain->base, .nullable = true };
    CatalogTable as_table = { .columns = &value, .column_count = 1 };
    DeparseInput input = deparse_input(catalog, writing);
    Cx own = quiet(cx);
    const Expr *expr = stored_expr(&own, check->check);

    input.is_domain = true;
    Str text = expr ? deparse_expr(&own, &input, expr, &as_table, NULL) : STR_NONE;
    return text.length ? text : check->check.text;
}

Str domain_default_text(Cx *cx, const PgCatalog *catalog, const CatalogType *domain)
{
    CatalogColumn value = { .type = domain->base, .default_value = domain->default_value };
    CatalogTable as_table = { .columns = &value, .column_count = 1 };

    return default_text(cx, catalog, &as_table, 0, WRITING_PLAIN);
}

static Str foreign_columns(Cx *cx, const CatalogTable *to, const CatalogConstraint *constraint)
{
    uint32_t *columns = ARENA_ARRAY(cx->arena, uint32_t, constraint->column_count + 1);

    for (uint32_t at = 0; at < constraint->column_count; at++)
        columns[at] = catalog_column_of(to, constraint->foreign.attributes[at]);
    return column_names(cx, to, columns, constraint->column_count);
}

static Str action_text(Cx *cx, const char *event, ForeignAction action)
{
    static const char *const actions[] = { [FOREIGN_RESTRICT] = "RESTRICT",
                                           [FOREIGN_CASCADE] = "CASCADE",
                                           [FOREIGN_SET_NULL] = "SET NULL",
                                           [FOREIGN_SET_DEFAULT] = "SET DEFAULT" };

    return action == FOREIGN_NO_ACTION ? STR_LIT("")
                                       : str_format(cx->arena, " ON %s %s", event, actions[action]);
}

/* FOREIGN KEY (a) REFERENCES t(b) ON DELETE CASCADE */
static Str foreign_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                        const CatalogConstraint *constraint, Writing writing)
{
    const CatalogForeign *foreign = &constraint->foreign;
    const CatalogTable *to = catalog_find_oid(catalog->version, foreign->table_oid);
    StrBuilder out = str_builder(cx->arena);

    if (!to)
        return STR_NONE;
    Str name = writing == WRITING_PRETTY
                   ? relation_text(cx->arena, catalog, to->schema_oid, to->name)
                   : qualified_text(cx->arena, catalog, to->schema_oid, to->name);
    str_addf(&out, "FOREIGN KEY (%.*s) REFERENCES %.*s(%.*s)%s",
             STR(column_names(cx, table, constraint->columns, constraint->column_count)), STR(name),
             STR(foreign_columns(cx, to, constraint)), foreign->is_full ? " MATCH FULL" : "");
    str_add(&out, action_text(cx, "UPDATE", foreign->on_update));
    str_add(&out, action_text(cx, "DELETE", foreign->on_delete));
    if (foreign->set_count)
        str_addf(&out, " (%.*s)",
                 STR(column_names(cx, table, foreign->set_columns, foreign->set_count)));
    return str_built(&out);
}

Str constraint_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                    const CatalogConstraint *constraint, Writing writing)
{
    char type = constraint_type(constraint);
    Str text;

    if (type == 'f')
        text = foreign_text(cx, catalog, table, constraint, writing);
    else if (type == 'c')
        text = str_format(cx->arena, "CHECK (%.*s)",
                          STR(check_text(cx, catalog, table, constraint, writing)));
    else
        text =
            str_format(cx->arena, "%s (%.*s)", type == 'p' ? "PRIMARY KEY" : "UNIQUE",
                       STR(column_names(cx, table, constraint->columns, constraint->column_count)));
    return str_format(cx->arena, "%.*s%s%s%s", STR(text),
                      constraint->is_deferrable ? " DEFERRABLE" : "",
                      constraint->is_deferred ? " INITIALLY DEFERRED" : "",
                      constraint->is_not_valid ? " NOT VALID" : "");
}

/* --- Indexes --------------------------------------------------------------------------------- */

/* The expression that column `at` of the index is; NULL without an error: a column. */
static const Expr *key_expr(Cx *cx, const CatalogConstraint *index, uint32_t at)
{
    if (!index->keys || !index->keys[at].expr.tree.length)
        return NULL;
    return stored_expr(cx, index->keys[at].expr);
}

/* Without parentheses around what needs none: a column or a call. */
static Str key_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                    const CatalogConstraint *index, uint32_t at, Writing writing)
{
    const Expr *expr = key_expr(cx, index, at);

    if (!expr)
        return quoted_name(cx->arena, table->columns[index->columns[at]].name);
    Str text = expr_over(cx, catalog, table, expr, writing);
    if (!text.length)
        text = index->keys[at].expr.text;
    return expr->tag == EXPR_FunctionName ? text : str_format(cx->arena, "(%.*s)", STR(text));
}

/* What is the default for its direction is not written. */
static const char *key_order(const CatalogConstraint *index, uint32_t at)
{
    const CatalogIndexKey *key = index->keys ? &index->keys[at] : NULL;

    if (key && key->descending)
        return key->nulls_first ? " DESC" : " DESC NULLS LAST";
    return key && key->nulls_first ? " NULLS FIRST" : "";
}

Str index_column_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                      const CatalogConstraint *index, uint32_t column, Writing writing)
{
    Cx own = quiet(cx);

    return column && column <= index->column_count
               ? key_text(&own, catalog, table, index, column - 1, writing)
               : STR_NONE;
}

Str index_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
               const CatalogConstraint *index, Writing writing)
{
    Cx own = quiet(cx);
    StrBuilder out = str_builder(cx->arena);
    Str name = writing == WRITING_PLAIN
                   ? qualified_text(cx->arena, catalog, table->schema_oid, table->name)
                   : relation_text(cx->arena, catalog, table->schema_oid, table->name);

    str_addf(&out, "CREATE %sINDEX %.*s ON %.*s USING %.*s (", index->is_unique ? "UNIQUE " : "",
             STR(quoted_name(cx->arena, index->name)), STR(name),
             STR(index->method.length ? index->method : STR_LIT("btree")));
    for (uint32_t at = 0; at < index->column_count; at++)
        str_addf(&out, "%s%.*s%s", at ? ", " : "",
                 STR(key_text(&own, catalog, table, index, at, writing)), key_order(index, at));
    str_add_char(&out, ')');
    if (index->where.tree.length)
        str_addf(&out, " WHERE %.*s", STR(index_where_text(cx, catalog, table, index, writing)));
    return str_built(&out);
}

Str index_where_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                     const CatalogConstraint *index, Writing writing)
{
    Cx own = quiet(cx);
    Str text = expr_over(&own, catalog, table, stored_expr(&own, index->where), writing);

    return text.length ? text : index->where.text;
}

Str index_exprs_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                     const CatalogConstraint *index, Writing writing)
{
    Cx own = quiet(cx);
    StrBuilder out = str_builder(cx->arena);

    for (uint32_t at = 0; at < index->column_count; at++) {
        const Expr *expr = key_expr(&own, index, at);
        if (expr)
            str_addf(&out, "%s%.*s", out.length ? ", " : "",
                     STR(expr_over(&own, catalog, table, expr, writing)));
    }
    return str_built(&out);
}

IndexColumn index_column(Cx *cx, const PgCatalog *catalog, const CatalogTable *table,
                         const CatalogConstraint *index, uint32_t at)
{
    Cx own = quiet(cx);
    DeparseInput input = deparse_input(catalog, WRITING_PLAIN);
    const Expr *expr = key_expr(&own, index, at);
    const FunctionName *call = expr ? EXPR_AS(FunctionName, expr) : NULL;
    Type type = type_of(TYPE_TEXT);

    if (!expr)
        return (IndexColumn){ table->columns[index->columns[at]].name,
                              table->columns[index->columns[at]].type };
    if (!deparse_type(&own, &input, expr, table, &type))
        type = type_of(TYPE_TEXT);
    return (IndexColumn){ call ? call->parts.items[call->parts.count - 1] : STR_LIT("expr"), type };
}

/* --- Views ----------------------------------------------------------------------------------- */

Str view_text(Cx *cx, const PgCatalog *catalog, const CatalogTable *view, Writing writing)
{
    Cx own = quiet(cx);
    DeparseInput input = deparse_input(catalog, writing);
    const Plan *query = plan_decode(&own, view->query.tree);
    Texts names = { ARENA_ARRAY(cx->arena, Str, view->column_count + 1), view->column_count };

    for (uint32_t at = 0; at < names.count; at++)
        names.items[at] = view->columns[at].name;
    Str text = query ? deparse_query(&own, &input, query, names) : STR_NONE;
    return str_format(cx->arena, "%.*s;", STR(text.length ? text : view->query.text));
}

ColumnReads view_reads_of(Cx *cx, const PgCatalog *catalog, const CatalogTable *view)
{
    Cx own = quiet(cx);
    DeparseInput input = deparse_input(catalog, WRITING_PLAIN);
    const Plan *query = view->query.tree.length ? plan_decode(&own, view->query.tree) : NULL;
    ColumnReads reads = { 0 };

    if (query && !deparse_reads(&own, &input, query, &reads))
        reads.count = 0;
    return reads;
}

/* --- pg_node_tree ---------------------------------------------------------------------------- */

Str node_tree(Cx *cx, Str plain, Str pretty)
{
    return str_format(cx->arena, "{EXPR :plain %zu %.*s :pretty %zu %.*s}", plain.length,
                      STR(plain), pretty.length, STR(pretty));
}
