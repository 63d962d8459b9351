/*
 * access.c -- which tables a statement reads and writes, and which columns of them: for privileges.
 *
 * A column is read where an expression of the finished plan names its id.  Lists of outputs that
 * only carry a changed row on are no such expressions.
 */
#include "catalyst/analysis/modify.h"

static const ColumnId *ids_of(Binder *b, const VisibleColumns *visible, uint32_t count)
{
    ColumnId *ids = arena_zero(b->cx->arena, (count + 1) * sizeof *ids);

    for (uint32_t at = 0; at < count && at < visible->count; at++)
        ids[at] = visible->items[at].column.id;
    return ids;
}

static TableAccess *add_access(Binder *b, const CatalogTable *table, int position)
{
    TableAccesses *accesses = &b->input->accesses;

    accesses->items = arena_grown(b->cx->arena, accesses->items, sizeof *accesses->items,
                                  accesses->count, &accesses->capacity);
    TableAccess *access = &accesses->items[accesses->count++];
    *access = (TableAccess){ .table = table, .view_oid = b->view_oid, .position = position };
    return access;
}

void note_access(Binder *b, const CatalogTable *table, int position, const VisibleColumns *visible)
{
    if (!b->input->notes_accesses)
        return;
    TableAccess *access = add_access(b, table, position);
    access->reads = true;
    access->ids = ids_of(b, visible, table->column_count);
}

/* --- What is named --------------------------------------------------------------------------- */

/* A flag for each id given so far. */
typedef struct NamedIds {
    Cx *cx;
    bool *has;
    ColumnId count;
} NamedIds;

static void add_plan(NamedIds *named, const Plan *plan);

static bool add_name(const Expr *expr, void *context)
{
    NamedIds *named = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    const Plan *plan = expr_subplan(expr);

    if (ref && ref->id < named->count)
        named->has[ref->id] = true;
    if (plan)
        add_plan(named, plan);
    return true;
}

static bool add_expr(const Expr *expr, void *context)
{
    return expr_visit(expr, add_name, context);
}

static void add_plan(NamedIds *named, const Plan *plan)
{
    Plans inputs = plan_inputs(named->cx, plan);

    plan_visit_exprs(plan, add_expr, named);
    for (uint32_t at = 0; at < inputs.count; at++)
        add_plan(named, inputs.items[at]);
}

static NamedIds named_none(Binder *b)
{
    ColumnId count = b->input->next_id;

    return (NamedIds){ b->cx, arena_zero(b->cx->arena, (size_t)count + 1), count };
}

static bool is_named(const NamedIds *named, const ColumnId *ids, uint32_t at)
{
    return ids && ids[at] && ids[at] < named->count && named->has[ids[at]];
}

static void mark_read(Binder *b, const NamedIds *named)
{
    TableAccesses *accesses = &b->input->accesses;

    for (uint32_t at = 0; at < accesses->count; at++) {
        TableAccess *access = &accesses->items[at];
        bool *is_read = arena_zero(b->cx->arena, access->table->column_count + 1);
        for (uint32_t column = 0; column < access->table->column_count; column++) {
            is_read[column] = is_named(named, access->ids, column) ||
                              is_named(named, access->written_ids, column);
            access->reads |= is_read[column];
        }
        access->is_read = is_read;
    }
}

void finish_accesses(Binder *b, const Plan *plan)
{
    if (!b->input->notes_accesses)
        return;
    NamedIds named = named_none(b);
    Columns outputs = plan_output(b->cx, plan);
    add_plan(&named, plan);
    for (uint32_t at = 0; at < outputs.count; at++)
        if (outputs.items[at].id < named.count)
            named.has[outputs.items[at].id] = true;
    mark_read(b, &named);
}

/* --- Targets --------------------------------------------------------------------------------- */

/* What is done through a view is done to each that lies between, and to the table, by the owner of
 * the view above. */
static void note_level(Modifying *m, uint32_t level, const TableAccess *of_table)
{
    Binder *b = m->b;
    const CatalogTable *view = m->levels.items[level].view;
    uint32_t count = view->column_count;
    bool *is_inserted = arena_zero(b->cx->arena, count + 1);
    bool *is_updated = arena_zero(b->cx->arena, count + 1);
    ColumnId *ids = arena_zero(b->cx->arena, (count + 1) * sizeof *ids);
    ColumnId *written = arena_zero(b->cx->arena, (count + 1) * sizeof *written);
    TableAccess made = *of_table;

    for (uint32_t at = 0; at < count; at++) {
        uint32_t column = at;
        for (uint32_t in = level; in < m->levels.count && column != VIEW_COLUMN_COMPUTED; in++)
            column = m->levels.items[in].columns[column];
        if (column == VIEW_COLUMN_COMPUTED)
            continue;
        is_inserted[at] = of_table->is_inserted && of_table->is_inserted[column];
        is_updated[at] = of_table->is_updated && of_table->is_updated[column];
        ids[at] = of_table->ids[column];
        written[at] = of_table->written_ids[column];
    }
    made.table = view;
    made.is_inserted = of_table->is_inserted ? is_inserted : NULL;
    made.is_updated = of_table->is_updated ? is_updated : NULL;
    made.ids = ids;
    made.written_ids = written;
    made.view_oid = level ? m->levels.items[level - 1].view->oid : 0;
    *add_access(b, view, m->position) = made;
}

void note_target(Modifying *m, const ModifyPlan *plan)
{
    Binder *b = m->b;
    const Project *rows = (const Project *)plan->input;

    if (!b->input->notes_accesses)
        return;
    NamedIds named = named_none(b);
    add_plan(&named, rows->input);
    for (uint32_t at = 0; m->values && at < m->table->column_count; at++)
        if (plan->kind == MODIFY_INSERT && plan->on_conflict != CONFLICT_UPDATE)
            expr_visit(m->values[at], add_name, &named);
        else if (plan->is_assigned && plan->is_assigned[at])
            expr_visit(m->values[at], add_name, &named);
    for (uint32_t at = 0; at < plan->returning.count; at++)
        expr_visit(plan->returning.items[at].expr, add_name, &named);
    TableAccess *access = add_access(b, m->table, m->position);
    access->inserts = plan->kind == MODIFY_INSERT;
    access->updates = plan->kind == MODIFY_UPDATE || plan->on_conflict == CONFLICT_UPDATE;
    access->deletes = plan->kind == MODIFY_DELETE;
    access->is_inserted = m->is_given;
    access->is_updated = plan->is_assigned;
    access->ids = ids_of(b, &m->target, m->table->column_count);
    access->written_ids = ids_of(b, &m->written, m->table->column_count);
    if (m->view) {
        access->view_oid = m->levels.items[m->levels.count - 1].view->oid;
        TableAccess of_table = *access; /* the list may move */
        for (uint32_t at = 0; at < m->levels.count; at++)
            note_level(m, at, &of_table);
    }
    mark_read(b, &named);
}
