/* modify.c -- UPDATE, DELETE, and what INSERT shares with them: see modify.h. */
#include "catalyst/analysis/modify.h"
#include "catalyst/analysis/with.h"

/* --- The target ------------------------------------------------------------------------------ */

static const TableName *target_name(const Plan *statement)
{
    const Insert *insert = PLAN_AS(Insert, statement);
    const Update *update = PLAN_AS(Update, statement);
    const Delete *delete = PLAN_AS(Delete, statement);

    return (const TableName *)(insert ? insert->table : update ? update->table : delete->table);
}

static const ViewVerb *verb_of(const Plan *statement)
{
    static const ViewVerb insert = { "insert into", "inserting into", "INSERT" },
                          update = { "update", "updating", "UPDATE" },
                          delete = { "delete from", "deleting from", "DELETE" };

    if (statement->tag == PLAN_Insert)
        return &insert;
    return statement->tag == PLAN_Update ? &update : &delete;
}

/* What CREATE MATERIALIZED VIEW and REFRESH do. */
static bool is_filling(const Plan *statement)
{
    const Insert *insert = PLAN_AS(Insert, statement);

    return insert && insert->is_filling;
}

static bool check_target(Cx *cx, const CatalogTable *table, const Plan *statement)
{
    switch (table->kind) {
    case RELATION_MEMORY:
        return !table->is_materialized || is_filling(statement) ||
               fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "cannot change materialized view \"%.*s\"", STR(table->name));
    case RELATION_VIEW: break; /* whose table it is */
    case RELATION_SEQUENCE:
        return fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot change sequence \"%.*s\"",
                    STR(table->name));
    case RELATION_FILES: break;
    }
    fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot %s table \"%.*s\"",
         verb_of(statement)->does, STR(table->name));
    return fail_detail(cx, "The table is made of files, which are only read.");
}

/* The table; *out_view: the view that is named, and what lies between, or NULL. */
static const CatalogTable *find_target(Binder *b, const Plan *statement,
                                       const CatalogTable **out_view, ViewLevels *out_levels)
{
    const TableName *name = target_name(statement);
    Relation relation;

    *out_view = NULL;
    TRY(find_relation(b, name, &relation));
    if (relation.system)
        return fail(b->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                    "permission denied: \"%.*s\" is a system catalog",
                    STR(name->parts.items[name->parts.count - 1]));
    const CatalogTable *table = relation.table;
    if (table->kind == RELATION_VIEW) {
        *out_view = table;
        table = TRY(view_levels(b, table, verb_of(statement), out_levels));
    }
    TRY(check_target(b->cx, table, statement));
    return table;
}

const CatalogTable *analyse_target(Cx *cx, AnalyseInput *input, const Plan *statement)
{
    Binder b = { .cx = cx, .input = input };
    const CatalogTable *view;
    ViewLevels levels = { 0 };

    if (input->next_id == 0)
        input->next_id = 1;
    return find_target(&b, statement, &view, &levels);
}

bool find_target_column(const Modifying *m, const Expr *expr, uint32_t *out_column)
{
    const Name *name = (const Name *)expr;
    Str column = name->parts.items[name->parts.count - 1];
    const CatalogTable *named = m->view ? m->view : m->table;

    for (uint32_t at = 0; at < named->column_count; at++)
        if (str_equal(named->columns[at].name, column)) {
            *out_column = at;
            return view_column(m->b, &m->levels, at,
                               m->plan->kind == MODIFY_INSERT ? "insert into" : "update",
                               out_column);
        }
    return fail(m->b->cx, ERR_UNDEFINED_COLUMN, expr->position,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(column),
                STR(named->name));
}

/* --- Defaults -------------------------------------------------------------------------------- */

bool is_default_word(const Expr *expr)
{
    const Keyword *word = EXPR_AS(Keyword, expr);

    return word && str_is(word->name, "default");
}

static const Expr *bind_stored_here(Binder *b, StoredTree stored)
{
    const Plan *plan = TRY(plan_decode(b->cx, stored.tree));
    const ValuesList *list = (const ValuesList *)plan;

    return bind_expr(b, ((const RowOf *)list->rows.items[0])->items.items[0]);
}

const Expr *bind_stored(Binder *b, StoredTree stored)
{
    const Expr *expr = bind_stored_here(b, stored);

    if (!expr)
        b->cx->error.position = NO_POSITION;
    return expr;
}

static const Expr *next_value(Binder *b, uint32_t sequence)
{
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    args[0] = NEW_EXPR(b->cx, type_of(TYPE_REGCLASS), NO_POSITION, Const,
                       .value = { .integer = sequence });
    return NEW_EXPR(b->cx, type_of(TYPE_INT8), NO_POSITION, Call, .function = FUNCTION_ID(NEXTVAL),
                    .name = STR_LIT("nextval"), .args = { args, 1 });
}

/* The column's own, or that of its domain. */
static StoredTree default_of(const Binder *b, const CatalogColumn *column)
{
    const CatalogType *domain =
        column->domain_oid ? catalog_type_of_oid(b->input->catalog, column->domain_oid) : NULL;

    if (column->default_value.tree.length || column->sequence_oid || !domain)
        return column->default_value;
    return domain->default_value;
}

bool give_default(Modifying *m, uint32_t at)
{
    Binder *b = m->b;
    const CatalogColumn *column = &m->table->columns[at];
    const Expr *expr = NEW_EXPR(b->cx, column->type, NO_POSITION, Const, .value = VALUE_NULL);
    StoredTree stored = default_of(b, column);
    Scope *saved = b->scope;

    if ((column->sequence_oid && !column->only_owns_sequence) || stored.tree.length) {
        Scope scope = { .clause = CLAUSE_VALUES };
        b->scope = &scope;
        expr =
            stored.tree.length ? TRY(bind_stored(b, stored)) : next_value(b, column->sequence_oid);
        expr = TRY(coerce_to_column(b, expr, column));
        b->scope = saved;
    }
    m->values[at] = expr;
    if (expr_asks_driver(expr)) { /* the plan gives a null in its place */
        m->defaults[at] = expr;
        m->values[at] = NEW_EXPR(b->cx, column->type, NO_POSITION, Const, .value = VALUE_NULL);
    }
    return true;
}

/* --- SET ------------------------------------------------------------------------------------- */

static bool check_assignable(const Modifying *m, uint32_t at, bool is_default)
{
    const CatalogColumn *column = &m->table->columns[at];
    bool is_generated = column->generated.tree.length != 0;

    if ((column->identity != IDENTITY_ALWAYS && !is_generated) || is_default)
        return true;
    fail(m->b->cx, ERR_GENERATED_ALWAYS, NO_POSITION,
         "column \"%.*s\" can only be updated to DEFAULT", STR(column->name));
    if (is_generated)
        return fail_detail(m->b->cx, "Column \"%.*s\" is a generated column.", STR(column->name));
    return fail_detail(m->b->cx,
                       "Column \"%.*s\" is an identity column defined as GENERATED ALWAYS.",
                       STR(column->name));
}

bool bind_assignments(Modifying *m, Exprs columns, Exprs values)
{
    bool *is_assigned = arena_zero(m->b->cx->arena, m->table->column_count + 1);

    for (uint32_t at = 0; at < columns.count; at++) {
        const Expr *value = values.items[at];
        uint32_t column;
        TRY(find_target_column(m, columns.items[at], &column));
        if (is_assigned[column])
            return fail(m->b->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                        "multiple assignments to same column \"%.*s\"",
                        STR(m->table->columns[column].name));
        is_assigned[column] = true;
        TRY(check_assignable(m, column, is_default_word(value)));
        if (is_default_word(value)) {
            TRY(give_default(m, column));
            continue;
        }
        value = TRY(bind_expr(m->b, value));
        m->values[column] = TRY(coerce_to_column(m->b, value, &m->table->columns[column]));
    }
    for (uint32_t at = 0; at < m->table->column_count; at++)
        is_assigned[at] |= m->table->columns[at].generated.tree.length != 0;
    m->plan->is_assigned = is_assigned;
    return true;
}

/* --- RETURNING, checks, and the end ---------------------------------------------------------- */

VisibleColumns written_columns(const Modifying *m)
{
    Columns columns = { ARENA_ARRAY(m->b->cx->arena, PlanColumn, m->table->column_count), 0 };

    for (uint32_t at = 0; at < m->table->column_count; at++) {
        PlanColumn column = m->plan->columns.items[m->plan->first_value + at];
        column.name = m->table->columns[at].name;
        column.table_oid = m->table->oid;
        column.attribute = catalog_attribute(m->table, at);
        columns.items[columns.count++] = column;
    }
    return scope_of_columns(m->b, m->alias, columns);
}

static bool find_subquery(const Expr *expr, void *position)
{
    if (expr->tag == EXPR_Subquery)
        *(int *)position = leftmost_position(expr);
    return true;
}

/* The driver computes them, and it runs no plans for that. */
static bool check_returned(const Modifying *m, const Expr *expr)
{
    int position = -2;

    expr_visit(expr, find_subquery, &position);
    return position == -2 || fail(m->b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                                  "a subquery in RETURNING is not supported yet");
}

static bool bind_returning(Modifying *m, Named outputs, const VisibleColumns *target)
{
    Binder *b = m->b;
    Scope scope = { .clause = CLAUSE_RETURNING };
    Targets targets;

    for (uint32_t at = 0; at < target->count; at++)
        scope_add(b, &scope.visible, target->items[at]);
    for (uint32_t at = 0; at < m->others.count; at++)
        scope_add(b, &scope.visible, m->others.items[at]);
    b->scope = &scope;
    TRY(bind_targets(b, outputs, &targets));
    b->scope = NULL;
    Named returning = { ARENA_ARRAY(b->cx->arena, NamedExpr, targets.count), targets.count };
    for (uint32_t at = 0; at < targets.count; at++) {
        const Expr *expr = TRY(resolve_unknown(b, targets.exprs[at]));
        expr = TRY(shown_object(b, expr, at));
        TRY(check_returned(m, expr));
        const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
        PlanColumn column = { .id = binder_take_id(b), .type = expr->type, .nullable = true };
        for (uint32_t in = 0; ref && in < scope.visible.count; in++)
            if (scope.visible.items[in].column.id == ref->id) {
                column.table_oid = scope.visible.items[in].column.table_oid;
                column.attribute = scope.visible.items[in].column.attribute;
            }
        column.name = targets.names[at];
        returning.items[at] = (NamedExpr){ column, expr };
    }
    m->plan->returning = returning;
    return true;
}

/* Over the columns that are written, which may be computed by volatile expressions. */
static bool bind_domains(Modifying *m, const VisibleColumns *written)
{
    Binder *b = m->b;
    Exprs *domains = &m->plan->domains;

    *domains = (Exprs){ ARENA_ARRAY(b->cx->arena, const Expr *, m->table->column_count + 1), 0 };
    for (uint32_t at = 0; at < m->table->column_count; at++) {
        uint32_t oid = m->table->columns[at].domain_oid;
        const CatalogType *domain = oid ? catalog_type_of_oid(b->input->catalog, oid) : NULL;
        if (domain)
            domains->items[domains->count++] = TRY(to_domain(b, written->items[at].expr, domain));
    }
    return true;
}

/* ALTER TABLE looks at rows that a constraint which is not valid says nothing about. */
static bool is_checked(const Modifying *m, const CatalogConstraint *constraint)
{
    return !constraint->is_not_valid ||
           (m->plan->kind != MODIFY_REWRITE && m->plan->kind != MODIFY_VALIDATE);
}

/* What generated columns are made of the others; of rows that only are looked at, nothing. */
bool bind_generated(Modifying *m)
{
    const CatalogTable *table = m->table;
    const Expr **generated =
        arena_zero(m->b->cx->arena, (table->column_count + 1) * sizeof *generated);
    Scope scope = { .visible = written_columns(m), .clause = CLAUSE_GENERATED };

    m->b->scope = &scope;
    for (uint32_t at = 0; at < table->column_count; at++) {
        const CatalogColumn *column = &table->columns[at];
        if (!column->generated.tree.length || m->plan->kind == MODIFY_VALIDATE)
            continue;
        generated[at] = TRY(bind_stored(m->b, column->generated));
        generated[at] = TRY(coerce_to_column(m->b, generated[at], column));
        m->plan->generated.count = table->column_count;
    }
    m->b->scope = NULL;
    m->plan->generated.items = generated;
    return true;
}

bool bind_checks(Modifying *m)
{
    const CatalogTable *table = m->table;
    const Expr **checks =
        arena_zero(m->b->cx->arena, (table->constraint_count + 1) * sizeof *checks);
    Scope scope = { .visible = written_columns(m), .clause = CLAUSE_CHECK };

    m->b->scope = &scope;
    TRY(bind_domains(m, &scope.visible));
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (table->constraints[at].check.tree.length && is_checked(m, &table->constraints[at])) {
            const Expr *check = TRY(bind_stored(m->b, table->constraints[at].check));
            checks[at] = TRY(coerce_to_id(m->b, check, TYPE_BOOL));
        }
    m->b->scope = NULL;
    m->plan->checks = (Exprs){ checks, table->constraint_count };
    return true;
}

/* Columns that RETURNING reads and the plan does not give yet. */
typedef struct Missing {
    Modifying *m;
    Named *outputs;
    const VisibleColumns *others;
} Missing;

static bool note_missing(const Expr *expr, void *context)
{
    Missing *missing = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < missing->outputs->count; at++)
        if (missing->outputs->items[at].column.id == ref->id)
            return true;
    for (uint32_t at = 0; ref && at < missing->others->count; at++) {
        const VisibleColumn *column = &missing->others->items[at];
        if (column->column.id != ref->id)
            continue;
        missing->outputs->items[missing->outputs->count++] =
            (NamedExpr){ column->column, column_ref(missing->m->b, column->column, NO_POSITION) };
        return true;
    }
    return true;
}

static NamedExpr output_of(Binder *b, const Expr *expr, Str name)
{
    return (NamedExpr){
        .column = { .id = binder_take_id(b), .name = name, .type = expr->type, .nullable = true },
        .expr = expr
    };
}

static void set_columns(Modifying *m, const Named *outputs)
{
    m->plan->columns =
        (Columns){ ARENA_ARRAY(m->b->cx->arena, PlanColumn, outputs->count + 1), outputs->count };
    for (uint32_t at = 0; at < outputs->count; at++)
        m->plan->columns.items[at] = outputs->items[at].column;
}

/* What RETURNING sees of the view, and what its filters say of the rows that are written. */
static bool see_written(Modifying *m, VisibleColumns *columns)
{
    VisibleColumns written = *columns;
    Exprs filters;

    TRY(view_checks(m->b, &m->levels, &written, &m->plan->view_checks));
    return view_over(m->b, &m->levels, &written, m->alias, columns, &filters);
}

bool finish_modify(Modifying *m, Plan *input, const Expr *address, Named returning)
{
    Binder *b = m->b;
    uint32_t values = m->values ? m->table->column_count : 0;
    uint32_t room = values + m->carried.count + m->table->column_count + 2;
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, room), 0 };

    if (address)
        outputs.items[outputs.count++] = output_of(b, address, STR_LIT("row address"));
    m->plan->has_address = address != NULL;
    m->plan->first_value = outputs.count;
    for (uint32_t at = 0; at < values; at++)
        outputs.items[outputs.count++] = output_of(b, m->values[at], m->table->columns[at].name);
    set_columns(m, &outputs);
    VisibleColumns target = values ? written_columns(m) : (VisibleColumns){ 0 };
    m->written = target;
    if (values)
        TRY(bind_generated(m) && bind_checks(m));
    if (values && m->view)
        TRY(see_written(m, &target));
    TRY(bind_returning(m, returning, &target));
    Missing missing = { m, &outputs, &m->carried };
    for (uint32_t at = 0; at < m->plan->returning.count; at++)
        expr_visit(m->plan->returning.items[at].expr, note_missing, &missing);
    set_columns(m, &outputs);
    m->plan->defaults = (Exprs){ m->defaults, values };
    m->plan->input = NEW(b->cx, Project, .input = input, .outputs = outputs);
    return true;
}

/* --- UPDATE and DELETE ----------------------------------------------------------------------- */

/* The table's rows that the view shows, under its names. */
static bool see_view(Modifying *m, FromItem *target)
{
    Exprs filters;

    TRY(view_over(m->b, &m->levels, &m->target, m->alias, &target->visible, &filters));
    for (uint32_t at = 0; at < filters.count; at++)
        if (filters.items[at])
            target->plan =
                NEW(m->b->cx, Filter, .input = target->plan, .predicate = filters.items[at]);
    return true;
}

/* The target joined with what FROM or USING names, as `clause` filters them. */
static Plan *bind_rows(Modifying *m, Scope *scope, Plans from, PlanColumn *out_address)
{
    Binder *b = m->b;
    FromItem target, others;

    TRY(bind_target(b, m->table, m->alias, &target, out_address));
    m->target = target.visible;
    if (m->view)
        TRY(see_view(m, &target));
    if (from.count) {
        scope->clause = CLAUSE_FROM;
        TRY(bind_from_list(b, from, &others));
        for (uint32_t at = 0; at < others.visible.count; at++)
            if (str_equal(others.visible.items[at].table, m->alias))
                return fail(b->cx, ERR_DUPLICATE_ALIAS, NO_POSITION,
                            "table name \"%.*s\" specified more than once", STR(m->alias));
        target.plan =
            NEW(b->cx, Join, .type = JOIN_INNER, .left = target.plan, .right = others.plan);
        m->others = m->carried = others.visible;
    }
    scope->visible = target.visible;
    for (uint32_t at = 0; at < m->others.count; at++)
        scope_add(b, &scope->visible, m->others.items[at]);
    return target.plan;
}

static Plan *bind_filter(Modifying *m, Plan *rows, const Expr *where)
{
    if (!where)
        return rows;
    m->b->scope->clause = CLAUSE_WHERE;
    const Expr *predicate = TRY(bind_boolean(m->b, where, "WHERE"));
    return NEW(m->b->cx, Filter, .input = rows, .predicate = predicate);
}

static bool bind_update(Modifying *m, const Update *update)
{
    Binder *b = m->b;
    Scope scope = { .clause = CLAUSE_FROM };
    PlanColumn address;

    b->scope = &scope;
    TRY(bind_ctes(b, update->ctes, update->is_recursive));
    Plan *rows = TRY(bind_rows(m, &scope, update->from, &address));
    for (uint32_t at = 0; at < m->table->column_count; at++)
        m->values[at] = m->target.items[at].expr;
    scope.clause = CLAUSE_UPDATE;
    TRY(bind_assignments(m, update->columns, update->values));
    rows = TRY(bind_filter(m, rows, update->where));
    return finish_modify(m, rows, column_ref(b, address, NO_POSITION), update->returning);
}

static bool bind_delete(Modifying *m, const Delete *delete)
{
    Binder *b = m->b;
    Scope scope = { .clause = CLAUSE_FROM };
    PlanColumn address;

    b->scope = &scope;
    TRY(bind_ctes(b, delete->ctes, delete->is_recursive));
    Plan *rows = TRY(bind_rows(m, &scope, delete->using, &address));
    rows = TRY(bind_filter(m, rows, delete->where));
    m->values = NULL;
    m->others = m->carried = scope.visible;
    for (uint32_t at = 0; m->view && at < m->target.count; at++) /* of which its columns are made */
        scope_add(b, &m->carried, m->target.items[at]);
    return finish_modify(m, rows, column_ref(b, address, NO_POSITION), delete->returning);
}

/* --- All three ------------------------------------------------------------------------------- */

static bool check_parameters(Cx *cx, const AnalyseInput *input)
{
    for (uint32_t at = 0; !input->is_part && at < input->parameter_count; at++)
        if (input->parameter_types[at] == TYPE_NONE || input->parameter_types[at] == TYPE_UNKNOWN)
            return fail(cx, ERR_INDETERMINATE_DATATYPE, NO_POSITION,
                        "could not determine data type of parameter $%u", at + 1);
    return true;
}

bool analyse_modify(Cx *cx, AnalyseInput *input, const Plan *statement, ModifyPlan *out_plan)
{
    Binder b = { .cx = cx, .input = input };
    Modifying m = { .b = &b, .plan = out_plan };
    const TableName *name = target_name(statement);
    bool done = false;

    if (input->next_id == 0)
        input->next_id = 1;
    m.table = TRY(find_target(&b, statement, &m.view, &m.levels));
    m.position = (int)name->position;
    m.alias = name->alias.length ? name->alias : m.view ? m.view->name : m.table->name;
    m.values = arena_zero(cx->arena, (m.table->column_count + 1) * sizeof *m.values);
    m.defaults = arena_zero(cx->arena, (m.table->column_count + 1) * sizeof *m.defaults);
    *out_plan = (ModifyPlan){ .table = m.table };
    if (statement->tag == PLAN_Insert) {
        out_plan->kind = MODIFY_INSERT;
        done = bind_insert(&m, (const Insert *)statement);
    } else if (statement->tag == PLAN_Update) {
        out_plan->kind = MODIFY_UPDATE;
        done = bind_update(&m, (const Update *)statement);
    } else {
        out_plan->kind = MODIFY_DELETE;
        done = bind_delete(&m, (const Delete *)statement);
    }
    TRY(done);
    note_target(&m, out_plan);
    return check_parameters(cx, input);
}
