/* foreign_check.c -- see foreign_check.h. */
#include "server/modify/foreign_check.h"

#include "server/define/define.h"
#include "server/modify/modify.h"
#include "server/modify/row_check.h"

/* --- Keys ------------------------------------------------------------------------------------ */

/* The columns of a foreign key on one of its sides. */
typedef struct Side {
    const CatalogTable *table;
    uint32_t columns[INDEX_COLUMNS_MAX];
    Type types[INDEX_COLUMNS_MAX];
    TableKey key;
} Side;

static void start_side(Side *side, const CatalogTable *table, uint32_t count)
{
    side->table = table;
    for (uint32_t at = 0; at < count; at++)
        side->types[at] = table->columns[side->columns[at]].type;
    side->key = (TableKey){ side->columns, side->types, count };
}

static void child_side(Side *side, const CatalogTable *child, const CatalogConstraint *foreign)
{
    memcpy(side->columns, foreign->columns, foreign->column_count * sizeof *side->columns);
    start_side(side, child, foreign->column_count);
}

static void parent_side(Side *side, const CatalogTable *parent, const CatalogConstraint *foreign)
{
    for (uint32_t at = 0; at < foreign->column_count; at++)
        side->columns[at] = catalog_column_of(parent, foreign->foreign.attributes[at]);
    start_side(side, parent, foreign->column_count);
}

static Str side_text(Cx *cx, const Side *side, const Value *values)
{
    CatalogConstraint key = { .columns = side->columns, .column_count = side->key.count };

    return key_text(cx, side->table->columns, &key, values);
}

static bool has_key(Cx *cx, const Side *side, const Value *values)
{
    RowAddress address;

    return table_data_find_key(cx, side->table->data, &side->key, values, &address);
}

/* --- Errors ---------------------------------------------------------------------------------- */

static bool fail_foreign(Cx *cx, const CatalogVersion *version, const CatalogTable *child,
                         const CatalogConstraint *foreign)
{
    Str schema = catalog_schema_name(version, child->schema_oid);

    return fail_object(cx, (ErrorObject){ .schema = str_to_c(cx->arena, schema),
                                          .table = str_to_c(cx->arena, child->name),
                                          .constraint = str_to_c(cx->arena, foreign->name) });
}

static bool fail_not_present(Cx *cx, const CatalogVersion *version, const Side *own,
                             const CatalogTable *parent, const CatalogConstraint *foreign,
                             const Value *values)
{
    fail(cx, ERR_FOREIGN_KEY_VIOLATION, NO_POSITION,
         "insert or update on table \"%.*s\" violates foreign key constraint \"%.*s\"",
         STR(own->table->name), STR(foreign->name));
    if (values)
        fail_detail(cx, "Key %.*s is not present in table \"%.*s\".",
                    STR(side_text(cx, own, values)), STR(parent->name));
    else
        fail_detail(cx, "MATCH FULL does not allow mixing of null and nonnull key values.");
    return fail_foreign(cx, version, own->table, foreign);
}

static bool fail_referenced(Cx *cx, const CatalogVersion *version, const Side *parent,
                            const CatalogTable *child, const CatalogConstraint *foreign,
                            const Value *values)
{
    fail(cx, ERR_FOREIGN_KEY_VIOLATION, NO_POSITION,
         "update or delete on table \"%.*s\" violates foreign key constraint \"%.*s\" on table "
         "\"%.*s\"",
         STR(parent->table->name), STR(foreign->name), STR(child->name));
    fail_detail(cx, "Key %.*s is still referenced from table \"%.*s\".",
                STR(side_text(cx, parent, values)), STR(child->name));
    return fail_foreign(cx, version, child, foreign);
}

bool foreign_check_key(Cx *cx, const CatalogVersion *version, const CatalogTable *child,
                       const CatalogConstraint *foreign, bool is_parent, const Value *values)
{
    const CatalogTable *parent = catalog_find_oid(version, foreign->foreign.table_oid);
    Side own, other;

    child_side(&own, child, foreign);
    parent_side(&other, parent, foreign);
    if (has_key(cx, &other, values) || has_failed(cx))
        return !has_failed(cx);
    if (!has_key(cx, &own, values))
        return !has_failed(cx); /* nobody refers to it (any more) */
    return is_parent ? fail_referenced(cx, version, &other, child, foreign, values)
                     : fail_not_present(cx, version, &own, parent, foreign, values);
}

/* --- One statement --------------------------------------------------------------------------- */

/* A change that is looked at; what it caused comes behind it. */
typedef struct Step {
    struct Step *next;
    RowsChange change;
    Modify *modify;                /* that made it; NULL: the statement's own */
    const CatalogVersion *version; /* that it was made over, held */
} Step;

typedef struct Foreigns {
    Cx *cx;
    Session *session;
    Step *first, **last;
    const CatalogVersion *version; /* as the transaction sees it now */
} Foreigns;

static void refresh(Foreigns *f)
{
    catalog_release(f->session->server->catalog, f->version);
    f->version = transaction_snapshot(f->session);
}

static void push_step(Foreigns *f, const RowsChange *change, Modify *modify)
{
    Step *step = arena_zero(f->cx->arena, sizeof *step);

    step->change = *change;
    step->modify = modify;
    step->version = f->version;
    catalog_hold(f->version);
    *f->last = step;
    f->last = &step->next;
}

/* May the change have given these columns other values? */
static bool is_touched(const RowsChange *change, const uint32_t *columns, uint32_t count)
{
    bool touched = !change->is_assigned;

    for (uint32_t at = 0; !touched && at < count; at++)
        touched = change->is_assigned[columns[at]];
    return touched;
}

/* --- Rows that came -------------------------------------------------------------------------- */

/* Nothing to look for where one is null; MATCH FULL: all or none. */
static bool check_full(Foreigns *f, const Side *own, const CatalogConstraint *foreign,
                       const Column *columns, uint32_t row)
{
    uint32_t nulls = 0;

    for (uint32_t at = 0; at < own->key.count; at++)
        nulls += !column_has(&columns[own->columns[at]], row);
    if (!foreign->foreign.is_full || nulls == own->key.count)
        return true;
    return fail_not_present(f->cx, f->version, own, NULL, foreign, NULL);
}

static bool check_row(Foreigns *f, const Side *own, const Side *parent,
                      const CatalogConstraint *foreign, const Column *columns, uint32_t row)
{
    Value values[INDEX_COLUMNS_MAX];

    if (!key_of_row(&own->key, columns, row, values))
        return check_full(f, own, foreign, columns, row);
    if (has_key(f->cx, parent, values) || has_failed(f->cx))
        return !has_failed(f->cx);
    if (foreign_is_deferred(f->session, foreign))
        return foreign_defer(f->cx, f->session, own->table, foreign, false, values);
    return foreign_check_key(f->cx, f->version, own->table, foreign, false, values);
}

static bool check_added(Foreigns *f, const RowsChange *change)
{
    const CatalogTable *table = catalog_find_oid(f->version, change->oid);

    for (uint32_t at = 0; table && at < table->constraint_count; at++) {
        const CatalogConstraint *foreign = &table->constraints[at];
        Side own, parent;
        if (!foreign->foreign.table_oid ||
            !is_touched(change, foreign->columns, foreign->column_count))
            continue;
        child_side(&own, table, foreign);
        parent_side(&parent, catalog_find_oid(f->version, foreign->foreign.table_oid), foreign);
        for (uint32_t block = 0; block < change->added_count; block++) {
            const Block *rows = change->added[block]->block;
            for (uint32_t row = 0; row < rows->rows; row++)
                TRY(check_row(f, &own, &parent, foreign, rows->columns, row));
        }
    }
    return true;
}

/* --- Rows that went -------------------------------------------------------------------------- */

/* Of one foreign key, the rows that a change of its parent leaves without a partner. */
typedef struct Orphans {
    Foreigns *f;
    const RowsChange *change;
    const CatalogTable *child;
    const CatalogConstraint *foreign;
    Side own, parent;
    ForeignAction action;
    ModifyPlan plan; /* of the change of the child */
    Value *set;      /* SET NULL, SET DEFAULT: by column of the key */
    Modify *modify;
    Value **batch; /* by column of the child: of the rows that change */
    Value *addresses;
    uint32_t count;
} Orphans;

/* Where an added row is. */
static const Block *added_row(const RowsChange *change, uint64_t number, uint32_t *out_row)
{
    for (uint32_t at = 0; at < change->added_count; at++) {
        const Block *block = change->added[at]->block;
        if (number < block->rows) {
            *out_row = (uint32_t)number;
            return block;
        }
        number -= block->rows;
    }
    return NULL;
}

/* What became of the key of the deleted row at `at`; false: it is gone. */
static bool new_key(const Orphans *o, size_t at, Value *out_values)
{
    uint32_t row = 0;
    const Block *block =
        o->change->added_of ? added_row(o->change, o->change->added_of[at], &row) : NULL;

    if (!block)
        return false;
    for (uint32_t in = 0; in < o->parent.key.count; in++)
        out_values[in] =
            value_of_typed_column(&block->columns[o->parent.columns[in]], row, o->parent.types[in]);
    return true;
}

static bool is_same_key(const Side *side, const Value *a, const Value *b)
{
    bool same = true;

    for (uint32_t at = 0; at < side->key.count; at++)
        same &= !b[at].is_null && value_equal(side->types[at], a[at], b[at]);
    return same;
}

/* --- The child's own change ------------------------------------------------------------------ */

/* Does the action give this column of the key a value of its own? */
static bool is_set(const Orphans *o, uint32_t at)
{
    const CatalogForeign *about = &o->foreign->foreign;
    bool is = !about->set_count || o->change->added_of;

    for (uint32_t in = 0; in < about->set_count; in++)
        is |= about->set_columns[in] == o->own.columns[at];
    return is;
}

/* UPDATE child SET the key's columns = DEFAULT: what is to be checked and generated. */
static const Plan *update_of(const Orphans *o)
{
    Cx *cx = o->f->cx;
    uint32_t count = o->own.key.count;
    const Expr **columns = ARENA_ARRAY(cx->arena, const Expr *, count);
    const Expr **values = ARENA_ARRAY(cx->arena, const Expr *, count);
    Str *parts = ARENA_ARRAY(cx->arena, Str, 2);
    uint32_t set = 0;

    for (uint32_t at = 0; at < count; at++) {
        if (!is_set(o, at))
            continue;
        Str *name = ARENA_ARRAY(cx->arena, Str, 1);
        name[0] = o->child->columns[o->own.columns[at]].name;
        columns[set] = NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, Name, .parts = { name, 1 });
        values[set++] = NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, Keyword, .name = STR_LIT("default"));
    }
    parts[0] = catalog_schema_name(o->f->version, o->child->schema_oid);
    parts[1] = o->child->name;
    const Plan *table = NEW(cx, TableName, .parts = { parts, 2 }, .position = NO_POSITION);
    return NEW(cx, Update, .table = plan_copy(cx, table), .columns = { columns, set },
               .values = { values, set });
}

/* What a column of the child has by default. */
static bool default_of(const Orphans *o, uint32_t column, Value *out_value)
{
    const Project *project = PLAN_AS(Project, o->plan.input);
    const Expr *expr = project->outputs.items[o->plan.first_value + column].expr;

    if (o->plan.defaults.items[column] || !expr_is_constant(expr))
        return fail(o->f->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "SET DEFAULT of a default that is no constant is not supported yet");
    return expr_fold(o->f->cx, expr, out_value);
}

static bool plan_update(Orphans *o)
{
    static const Prepared none;
    Cx *cx = o->f->cx;
    PgCatalog catalog;
    AnalyseInput input = plan_input(cx->arena, o->f->session, &none, &catalog, o->f->version);

    TRY(analyse_modify(cx, &input, update_of(o), &o->plan));
    o->set = ARENA_ARRAY(cx->arena, Value, o->own.key.count);
    for (uint32_t at = 0; at < o->own.key.count; at++) {
        o->set[at] = VALUE_NULL;
        if (o->action == FOREIGN_SET_DEFAULT && is_set(o, at))
            TRY(default_of(o, o->own.columns[at], &o->set[at]));
    }
    return true;
}

static void plan_delete(Orphans *o)
{
    PlanColumn *columns = arena_zero(o->f->cx->arena, sizeof *columns);

    columns[0].type = type_of(TYPE_INT8);
    o->plan = (ModifyPlan){ .kind = MODIFY_DELETE,
                            .table = o->child,
                            .columns = { columns, 1 },
                            .has_address = true,
                            .first_value = 1 };
}

/* Only once there is a row to change. */
static bool start_change(Orphans *o)
{
    static const ResultFormat none;
    Cx *cx = o->f->cx;
    bool deletes = o->action == FOREIGN_CASCADE && !o->change->added_of;

    if (o->modify)
        return true;
    if (deletes)
        plan_delete(o);
    else
        TRY(plan_update(o));
    uint32_t columns = deletes ? 0 : o->child->column_count;
    o->addresses = ARENA_ARRAY(cx->arena, Value, BATCH_ROWS_MAX);
    o->batch = ARENA_ARRAY(cx->arena, Value *, columns + 1);
    for (uint32_t at = 0; at < columns; at++)
        o->batch[at] = ARENA_ARRAY(cx->arena, Value, BATCH_ROWS_MAX);
    o->modify = TRY(modify_new(cx, o->f->session, o->f->version, &o->plan, &none, cx->arena));
    return true;
}

/* The rows that are collected go to the change, which has memory of its own. */
static bool flush_in(Orphans *o, Arena *arena)
{
    uint32_t count = o->plan.kind == MODIFY_DELETE ? 0 : o->child->column_count;
    Column *columns = ARENA_ARRAY(arena, Column, count + 1);
    Row *selection = ARENA_ARRAY(arena, Row, o->count + 1);
    Batch batch = { .columns = columns,
                    .column_count = count + 1,
                    .rows = o->count,
                    .selection = selection,
                    .selected = o->count };

    for (uint32_t at = 0; at < o->count; at++)
        selection[at] = (Row)at;
    columns[0] = column_of_values(arena, LAYOUT_I64, o->addresses, o->count);
    for (uint32_t at = 0; at < count; at++)
        columns[at + 1] = column_of_values(arena, type_layout(o->child->columns[at].type),
                                           o->batch[at], o->count);
    o->count = 0;
    return modify_add(o->modify, o->f->cx, &batch);
}

static bool flush(Orphans *o)
{
    Arena *arena = arena_new(o->f->cx->arena->budget);
    bool done = flush_in(o, arena);

    arena_free(arena);
    return done;
}

/* A row of the child, with the columns of the key as the action wants them. */
static bool add_orphan(Orphans *o, RowAddress address, const Value *new_values)
{
    const Block *block = o->child->data->parts[address >> 32].block->block;
    uint32_t row = (uint32_t)address;

    o->addresses[o->count] = (Value){ .integer = (int64_t)address };
    for (uint32_t at = 0; o->plan.kind != MODIFY_DELETE && at < o->child->column_count; at++)
        o->batch[at][o->count] =
            value_of_typed_column(&block->columns[at], row, o->child->columns[at].type);
    for (uint32_t at = 0; o->plan.kind != MODIFY_DELETE && at < o->own.key.count; at++)
        if (is_set(o, at))
            o->batch[o->own.columns[at]][o->count] =
                o->action == FOREIGN_CASCADE ? new_values[at] : o->set[at];
    if (++o->count == BATCH_ROWS_MAX)
        return flush(o);
    return true;
}

static bool change_orphans(Orphans *o, const Value *values, const Value *new_values)
{
    KeyWalk walk = { 0 };
    RowAddress address;

    while (table_data_next_key(o->f->cx, o->child->data, &o->own.key, values, &walk, &address)) {
        TRY(start_change(o));
        TRY(add_orphan(o, address, new_values));
    }
    return !has_failed(o->f->cx);
}

/* --- Each key that went ---------------------------------------------------------------------- */

static bool refuse_orphans(const Orphans *o, const Value *values)
{
    if (!has_key(o->f->cx, &o->own, values))
        return !has_failed(o->f->cx);
    return fail_referenced(o->f->cx, o->f->version, &o->parent, o->child, o->foreign, values);
}

static bool act_on_key(Orphans *o, size_t at)
{
    RowAddress address = o->change->deleted[at];
    const Block *block = o->change->before->parts[address >> 32].block->block;
    Value values[INDEX_COLUMNS_MAX], new_values[INDEX_COLUMNS_MAX];

    if (!key_of_row(&o->parent.key, block->columns, (uint32_t)address, values))
        return true;
    bool is_update = new_key(o, at, new_values);
    if (is_update && is_same_key(&o->parent, values, new_values))
        return true;
    if (o->action == FOREIGN_RESTRICT)
        return refuse_orphans(o, values);
    if (o->action != FOREIGN_NO_ACTION)
        return change_orphans(o, values, new_values);
    if (!has_key(o->f->cx, &o->own, values))
        return !has_failed(o->f->cx);
    if (foreign_is_deferred(o->f->session, o->foreign))
        return foreign_defer(o->f->cx, o->f->session, o->child, o->foreign, true, values);
    return foreign_check_key(o->f->cx, o->f->version, o->child, o->foreign, true, values);
}

/* The child's change is put, and looked at in its turn. */
static bool finish_change(Orphans *o)
{
    RowsChange change;

    if (!o->modify)
        return true;
    if (!(!o->count || flush(o)) || !modify_apply(o->modify, o->f->cx)) {
        modify_free(o->modify);
        return false;
    }
    modify_changed(o->modify, &change);
    push_step(o->f, &change, o->modify);
    return true;
}

static bool act_on_foreign(Foreigns *f, const RowsChange *change, const ForeignWalk *walk,
                           bool checks)
{
    const CatalogForeign *about = &walk->key->foreign;
    Orphans o = { .f = f, .change = change, .child = walk->child, .foreign = walk->key };

    o.action = change->added_of ? about->on_update : about->on_delete;
    if (checks && o.action == FOREIGN_SET_DEFAULT)
        o.action = FOREIGN_NO_ACTION; /* the default may have been the key that went */
    if ((o.action == FOREIGN_NO_ACTION) != checks)
        return true;
    child_side(&o.own, walk->child, walk->key);
    parent_side(&o.parent, catalog_find_oid(f->version, change->oid), walk->key);
    if (change->added_of && !is_touched(change, o.parent.columns, o.parent.key.count))
        return true;
    for (size_t at = 0; at < change->deleted_count; at++)
        if (!act_on_key(&o, at)) {
            modify_free(o.modify);
            return false;
        }
    return finish_change(&o);
}

/* `checks`: those that only ask; else those that do something. */
static bool act_on_deleted(Foreigns *f, const RowsChange *change, bool checks)
{
    uint32_t at = 0, in = 0;

    for (;;) { /* each over what the ones before it left */
        ForeignWalk walk = { .version = f->version, .table_oid = change->oid, .at = at, .in = in };
        if (!change->deleted_count || !foreign_next(&walk))
            return true;
        at = walk.at;
        in = walk.in;
        TRY(act_on_foreign(f, change, &walk, checks));
        if (!checks)
            refresh(f);
    }
}

static bool run_steps(Foreigns *f)
{
    for (const Step *step = f->first; step; step = step->next)
        TRY(act_on_deleted(f, &step->change, false));
    for (const Step *step = f->first; step; step = step->next) {
        TRY(act_on_deleted(f, &step->change, true));
        TRY(check_added(f, &step->change));
    }
    return true;
}

/* Has the table to do with foreign keys at all? */
static bool is_concerned(const CatalogVersion *version, uint32_t oid)
{
    const CatalogTable *table = catalog_find_oid(version, oid);
    ForeignWalk walk = { .version = version, .table_oid = oid };

    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (table->constraints[at].foreign.table_oid)
            return true;
    return foreign_next(&walk);
}

bool foreign_run(Cx *cx, Session *session, const RowsChange *change)
{
    Foreigns f = { .cx = cx, .session = session, .version = transaction_snapshot(session) };
    bool done = true;

    f.last = &f.first;
    if (is_concerned(f.version, change->oid)) {
        push_step(&f, change, NULL);
        done = run_steps(&f);
    }
    for (const Step *step = f.first; step; step = step->next) {
        modify_free(step->modify);
        catalog_release(session->server->catalog, step->version);
    }
    catalog_release(session->server->catalog, f.version);
    return done;
}

/* --- ALTER TABLE ----------------------------------------------------------------------------- */

static bool validate_part(Foreigns *f, const CatalogTable *table, const CatalogConstraint *foreign,
                          uint32_t part)
{
    const Block *block = table->data->parts[part].block->block;
    Side own, parent;

    child_side(&own, table, foreign);
    parent_side(&parent, catalog_find_oid(f->version, foreign->foreign.table_oid), foreign);
    for (uint32_t row = 0; row < block->rows; row++)
        if (!table_data_is_deleted(table->data, row_address(part, row)))
            TRY(check_row(f, &own, &parent, foreign, block->columns, row));
    return true;
}

static bool validate(Foreigns *f, const CatalogTable *table)
{
    for (uint32_t at = 0; at < table->constraint_count; at++) {
        const CatalogConstraint *foreign = &table->constraints[at];
        if (!foreign->foreign.table_oid || foreign->is_not_valid)
            continue;
        for (uint32_t part = 0; part < table->data->part_count; part++)
            TRY(validate_part(f, table, foreign, part));
    }
    return true;
}

bool foreign_validate(Cx *cx, Session *session, uint32_t oid)
{
    Foreigns f = { .cx = cx, .session = session, .version = transaction_snapshot(session) };
    bool done = validate(&f, catalog_find_oid(f.version, oid));

    catalog_release(session->server->catalog, f.version);
    return done;
}
