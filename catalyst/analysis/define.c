/* define.c -- the types and expressions of definitions: see catalyst.h. */
#include "catalyst/analysis/binder.h"

bool analyse_type(Cx *cx, AnalyseInput *input, const Expr *type, Type *out_type,
                  const CatalogType **out_domain)
{
    Binder b = { .cx = cx, .input = input };

    return type_of_name(&b, (const TypeCast *)type, out_type, out_domain);
}

static bool find_subquery(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_Subquery)
        *(int *)found = leftmost_position(expr);
    return true;
}

static bool find_column(const Expr *expr, void *found)
{
    if (expr->tag == EXPR_Name)
        *(int *)found = expr->position;
    return true;
}

/* Neither columns nor subqueries. */
bool analyse_default(Cx *cx, AnalyseInput *input, const CatalogColumn *column, const Expr *expr)
{
    Scope scope = { .clause = CLAUSE_DEFAULT };
    Binder b = { .cx = cx, .input = input, .scope = &scope };
    int subquery = NO_POSITION, name = NO_POSITION;

    if (input->next_id == 0)
        input->next_id = 1;
    expr_visit(expr, find_column, &name);
    if (name != NO_POSITION)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, name,
                    "cannot use column reference in DEFAULT expression");
    const Expr *bound = TRY(bind_expr(&b, expr));
    expr_visit(bound, find_subquery, &subquery);
    if (subquery != NO_POSITION)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, subquery,
                    "cannot use subquery in DEFAULT expression");
    if (can_coerce(bound->type.id, column->type.id, CAST_ASSIGNMENT))
        return coerce_to_column(&b, bound, column) != NULL;
    fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "column \"%.*s\" is of type %s but default expression is of type %s", STR(column->name),
         type_name(cx, column->type.id), type_name(cx, bound->type.id));
    return fail_hint(cx, "You will need to rewrite or cast the expression.");
}

/* --- Over the columns of a table ------------------------------------------------------------- */

/* An expression over a table, and how errors call it. */
typedef struct OverTable {
    Clause clause;
    const char *what;      /* "cannot use subquery in ..." */
    const char *immutable; /* NULL: it need not be; else what is said where it is not */
    const char *boolean;   /* NULL: of any type */
} OverTable;

static Scope scope_of_table(Binder *b, const CatalogTable *table, Clause clause)
{
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, table->column_count + 1), 0 };
    Scope scope = { .clause = clause };

    if (b->input->next_id == 0)
        b->input->next_id = 1;
    for (uint32_t at = 0; at < table->column_count; at++)
        columns.items[columns.count++] = (PlanColumn){ .id = binder_take_id(b),
                                                       .name = table->columns[at].name,
                                                       .type = table->columns[at].type,
                                                       .nullable = true };
    scope.visible = scope_of_columns(b, table->name, columns);
    return scope;
}

static bool find_mutable(const Expr *expr, void *found)
{
    const Call *call = EXPR_AS(Call, expr);

    *(bool *)found |= call && function_volatility(call->function) != 'i';
    return !*(bool *)found;
}

static const Expr *bind_over_table(Binder *b, const OverTable *about, const Expr *expr)
{
    int subquery = NO_POSITION;
    bool is_mutable = false;
    const Expr *bound = about->boolean ? bind_boolean(b, expr, about->boolean) : bind_expr(b, expr);

    TRY(bound);
    expr_visit(bound, find_subquery, &subquery);
    if (subquery != NO_POSITION)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, subquery, "cannot use subquery in %s",
                    about->what);
    expr_visit(bound, find_mutable, &is_mutable);
    if (is_mutable && about->immutable)
        return fail(b->cx, ERR_INVALID_OBJECT_DEFINITION, NO_POSITION, "%s", about->immutable);
    return bound;
}

static bool analyse_over_table(Cx *cx, AnalyseInput *input, const CatalogTable *table,
                               const OverTable *about, const Expr *expr)
{
    Binder b = { .cx = cx, .input = input };
    Scope scope = scope_of_table(&b, table, about->clause);

    b.scope = &scope;
    return bind_over_table(&b, about, expr) != NULL;
}

bool analyse_check(Cx *cx, AnalyseInput *input, const CatalogTable *table, const Expr *expr)
{
    static const OverTable about = { CLAUSE_CHECK, "check constraint", NULL, "CHECK" };

    return analyse_over_table(cx, input, table, &about, expr);
}

bool analyse_index_key(Cx *cx, AnalyseInput *input, const CatalogTable *table, const Expr *expr)
{
    static const OverTable about = { CLAUSE_INDEX, "index expression",
                                     "functions in index expression must be marked IMMUTABLE",
                                     NULL };

    return analyse_over_table(cx, input, table, &about, expr);
}

bool analyse_index_where(Cx *cx, AnalyseInput *input, const CatalogTable *table, const Expr *expr)
{
    static const OverTable about = { CLAUSE_INDEX_WHERE, "index predicate",
                                     "functions in index predicate must be marked IMMUTABLE",
                                     "WHERE" };

    return analyse_over_table(cx, input, table, &about, expr);
}

/* A reference to a generated column, where there must be none. */
typedef struct GeneratedName {
    const CatalogTable *table;
    const VisibleColumns *visible;
    const Expr *found;
    uint32_t column;
} GeneratedName;

static bool find_generated(const Expr *expr, void *context)
{
    GeneratedName *name = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && !name->found && at < name->table->column_count; at++)
        if (name->visible->items[at].column.id == ref->id &&
            name->table->columns[at].generated.tree.length) {
            name->found = expr;
            name->column = at;
        }
    return true;
}

bool analyse_generated(Cx *cx, AnalyseInput *input, const CatalogTable *table, uint32_t at,
                       const Expr *expr)
{
    static const OverTable about = { CLAUSE_GENERATED, "column generation expression",
                                     "generation expression is not immutable", NULL };
    const CatalogColumn *column = &table->columns[at];
    Binder b = { .cx = cx, .input = input };
    Scope scope = scope_of_table(&b, table, about.clause);
    GeneratedName other = { .table = table, .visible = &scope.visible };

    b.scope = &scope;
    const Expr *bound = TRY(bind_over_table(&b, &about, expr));
    expr_visit(bound, find_generated, &other);
    if (other.found) {
        fail(cx, ERR_INVALID_OBJECT_DEFINITION, other.found->position,
             "cannot use generated column \"%.*s\" in column generation expression",
             STR(table->columns[other.column].name));
        return fail_detail(cx, "A generated column cannot reference another generated column.");
    }
    if (can_coerce(bound->type.id, column->type.id, CAST_ASSIGNMENT))
        return coerce_to_column(&b, bound, column) != NULL;
    fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "column \"%.*s\" is of type %s but default expression is of type %s", STR(column->name),
         type_sql_name(column->type.id), type_sql_name(bound->type.id));
    return fail_hint(cx, "You will need to rewrite or cast the expression.");
}

/* --- What a query depends on ----------------------------------------------------------------- */

typedef struct Reading {
    Cx *cx;
    uint32_t table_oid;
    int16_t attribute;
    ColumnId *ids; /* of the column, wherever the table is scanned */
    uint32_t count, capacity;
    bool reads;
} Reading;

typedef void (*PlanFn)(Reading *reading, const Plan *plan);

typedef struct Walk {
    Reading *reading;
    PlanFn fn;
} Walk;

static void walk(Reading *reading, const Plan *plan, PlanFn fn);

static bool walk_expr(const Expr *expr, void *context)
{
    const Walk *w = context;
    const Plan *plan = expr_subplan(expr);

    if (plan)
        walk(w->reading, plan, w->fn);
    return true;
}

static bool walk_tree(const Expr *expr, void *context)
{
    return expr_visit(expr, walk_expr, context);
}

/* The plan and all below it, also in subqueries. */
static void walk(Reading *reading, const Plan *plan, PlanFn fn)
{
    Plans inputs = plan_inputs(reading->cx, plan);
    Walk w = { reading, fn };

    fn(reading, plan);
    plan_visit_exprs(plan, walk_tree, &w);
    for (uint32_t at = 0; at < inputs.count; at++)
        walk(reading, inputs.items[at], fn);
}

static void note_ids(Reading *reading, const Plan *plan)
{
    const Scan *scan = PLAN_AS(Scan, plan);

    for (uint32_t at = 0; scan && at < scan->columns.count; at++) {
        const PlanColumn *column = &scan->columns.items[at];
        if (column->table_oid != reading->table_oid ||
            (reading->attribute && column->attribute != reading->attribute))
            continue;
        reading->ids = arena_grown(reading->cx->arena, reading->ids, sizeof *reading->ids,
                                   reading->count, &reading->capacity);
        reading->ids[reading->count++] = column->id;
    }
}

static bool is_noted(const Expr *expr, void *context)
{
    Reading *reading = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < reading->count; at++)
        reading->reads |= reading->ids[at] == ref->id;
    return !reading->reads;
}

static bool is_noted_tree(const Expr *expr, void *context)
{
    return expr_visit(expr, is_noted, context);
}

static void find_noted(Reading *reading, const Plan *plan)
{
    plan_visit_exprs(plan, is_noted_tree, reading);
}

bool analyse_reads_column(Cx *cx, AnalyseInput *input, const Plan *query, uint32_t table_oid,
                          int16_t attribute)
{
    Reading reading = { .cx = cx, .table_oid = table_oid, .attribute = attribute };
    const Plan *plan = TRY(analyse(cx, input, query));

    walk(&reading, plan, note_ids);
    walk(&reading, plan, find_noted);
    return reading.reads;
}
