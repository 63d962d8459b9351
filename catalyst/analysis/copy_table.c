/* copy_table.c -- COPY: the relation it names, and what is done with rows that come. */
#include "catalyst/analysis/modify.h"

/* --- The relation ---------------------------------------------------------------------------- */

static ColumnId take_id(void *input)
{
    return ((AnalyseInput *)input)->next_id++;
}

static Columns columns_of(Cx *cx, AnalyseInput *input, const CatalogTable *table)
{
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, table->column_count + 1), 0 };

    for (uint32_t at = 0; at < table->column_count; at++)
        columns.items[columns.count++] = (PlanColumn){ .id = take_id(input),
                                                       .name = table->columns[at].name,
                                                       .type = table->columns[at].type,
                                                       .nullable = true };
    return columns;
}

static bool find_copied(Cx *cx, AnalyseInput *input, const TableName *name, CopyTable *out)
{
    Binder b = { .cx = cx, .input = input };
    Relation relation;

    TRY(find_relation(&b, name, &relation));
    *out = (CopyTable){ .name = name->parts.items[name->parts.count - 1], .table = relation.table };
    out->columns =
        relation.system ? plan_output(cx, relation.system) : columns_of(cx, input, relation.table);
    return true;
}

static bool find_column(Cx *cx, const CopyTable *table, const Expr *written, uint32_t *out_column)
{
    Str name = ((const Name *)written)->parts.items[0];

    for (uint32_t at = 0; at < table->columns.count; at++)
        if (str_equal(table->columns.items[at].name, name)) {
            *out_column = at;
            return true;
        }
    return fail(cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(name), STR(table->name));
}

static bool is_generated(const CopyTable *table, uint32_t at)
{
    return table->table && table->table->columns[at].generated.tree.length;
}

/* No column is listed: all that are not generated. */
static bool all_columns(CopyTable *table)
{
    for (uint32_t at = 0; at < table->columns.count; at++)
        if (!is_generated(table, at))
            table->copied[table->copied_count++] = at;
    return true;
}

static bool find_columns(Cx *cx, const Copy *copy, CopyTable *table)
{
    uint32_t listed = copy->columns.count;

    table->copied = ARENA_ARRAY(cx->arena, uint32_t, table->columns.count + listed + 1);
    if (!listed)
        return all_columns(table);
    table->copied_count = listed;
    for (uint32_t at = 0; at < table->copied_count; at++) {
        TRY(find_column(cx, table, copy->columns.items[at], &table->copied[at]));
        if (is_generated(table, table->copied[at])) {
            fail(cx, ERR_INVALID_COLUMN_REFERENCE, NO_POSITION,
                 "column \"%.*s\" is a generated column",
                 STR(table->columns.items[table->copied[at]].name));
            return fail_detail(cx, "Generated columns cannot be used in COPY.");
        }
        for (uint32_t before = 0; before < at; before++)
            if (table->copied[before] == table->copied[at])
                return fail(cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                            "column \"%.*s\" specified more than once",
                            STR(table->columns.items[table->copied[at]].name));
    }
    return true;
}

/* --- WHERE ----------------------------------------------------------------------------------- */

static bool find_subquery(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_SubLink)
        *(int *)found = expr->position;
    return true;
}

static const Expr *bind_where(Binder *b, const Expr *where, VisibleColumns visible)
{
    Scope scope = { .visible = visible, .clause = CLAUSE_COPY_WHERE };
    int subquery = NO_POSITION;

    expr_visit(where, find_subquery, &subquery);
    if (subquery != NO_POSITION)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, subquery,
                    "cannot use subquery in COPY FROM WHERE condition");
    b->scope = &scope;
    const Expr *bound = TRY(bind_boolean(b, where, "WHERE"));
    bound = TRY(refuse_sets(b, bound, "COPY FROM WHERE conditions"));
    b->scope = NULL;
    return bound;
}

/* What the condition is asked of has no generated columns yet. */
typedef struct GeneratedName {
    const CopyTable *table;
    uint32_t found; /* plus one */
} GeneratedName;

static bool find_generated(const Expr *expr, void *context)
{
    GeneratedName *name = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < name->table->columns.count; at++)
        if (name->table->columns.items[at].id == ref->id && is_generated(name->table, at))
            name->found = at + 1;
    return !name->found;
}

static bool check_where(Cx *cx, const CopyTable *table, const Expr *bound)
{
    GeneratedName name = { .table = table };

    expr_visit(bound, find_generated, &name);
    if (!name.found)
        return true;
    fail(cx, ERR_INVALID_COLUMN_REFERENCE, NO_POSITION,
         "generated columns are not supported in COPY FROM WHERE conditions");
    return fail_detail(cx, "Column \"%.*s\" is a generated column.",
                       STR(table->columns.items[name.found - 1].name));
}

bool analyse_copy(Cx *cx, AnalyseInput *input, const Copy *copy, CopyTable *out_table)
{
    Binder b = { .cx = cx, .input = input };

    if (input->next_id == 0)
        input->next_id = 1;
    TRY(find_copied(cx, input, (const TableName *)copy->table, out_table));
    if (copy->where) {
        Str alias = out_table->name;
        const Expr *where =
            TRY(bind_where(&b, copy->where, scope_of_columns(&b, alias, out_table->columns)));
        TRY(check_where(cx, out_table, where));
    }
    return find_columns(cx, copy, out_table);
}

/* --- FROM ------------------------------------------------------------------------------------ */

static bool is_null(const Expr *expr)
{
    const Const *constant = EXPR_AS(Const, expr);

    return constant && constant->value.is_null;
}

/* Of columns that have no data: all by the driver, as there is no plan to give any. */
static bool bind_defaults(Modifying *m, const CopyTable *table)
{
    bool *is_copied = arena_zero(m->b->cx->arena, m->table->column_count + 1);

    for (uint32_t at = 0; at < table->copied_count; at++)
        is_copied[table->copied[at]] = true;
    for (uint32_t at = 0; at < m->table->column_count; at++) {
        if (is_copied[at])
            continue;
        TRY(give_default(m, at));
        if (!m->defaults[at] && !is_null(m->values[at]))
            m->defaults[at] = m->values[at];
    }
    m->plan->defaults = (Exprs){ m->defaults, m->table->column_count };
    return true;
}

bool analyse_copy_from(Cx *cx, AnalyseInput *input, const Copy *copy, const CopyTable *table,
                       ModifyPlan *out_plan)
{
    Binder b = { .cx = cx, .input = input };
    size_t bytes = (table->table->column_count + 1) * sizeof(const Expr *);
    Modifying m = { .b = &b,
                    .plan = out_plan,
                    .table = table->table,
                    .alias = table->name,
                    .values = arena_zero(cx->arena, bytes),
                    .defaults = arena_zero(cx->arena, bytes) };

    *out_plan =
        (ModifyPlan){ .kind = MODIFY_INSERT, .table = table->table, .columns = table->columns };
    TRY(bind_defaults(&m, table));
    TRY(bind_generated(&m) && bind_checks(&m));
    if (copy->where)
        out_plan->filter = TRY(bind_where(&b, copy->where, written_columns(&m)));
    return true;
}

/* --- TO -------------------------------------------------------------------------------------- */

static const Expr *column_name(Cx *cx, Str name)
{
    Texts parts = { arena_copy(cx->arena, &name, sizeof name), 1 };

    return NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, Name, .parts = parts);
}

Plan *copy_query(Cx *cx, const Copy *copy, const CopyTable *table)
{
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, table->copied_count + 1), 0 };
    Plan *from = copy->table;

    for (uint32_t at = 0; at < table->copied_count; at++)
        outputs.items[outputs.count++] =
            (NamedExpr){ .expr = column_name(cx, table->columns.items[table->copied[at]].name) };
    Plan *select = NEW(cx, Select, .outputs = outputs,
                       .from = { arena_copy(cx->arena, &from, sizeof from), 1 });
    return NEW(cx, Query, .body = select);
}
