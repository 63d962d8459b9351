/*
 * rows.c -- the rows of a catalog relation, made as literals when a plan is final.
 *
 *     Filter oid = 1259                              Filter oid = 1259
 *       SystemScan pg_class [oid, relname]    ==>      Values [oid, relname]  one row
 *
 * Only the columns and, where a filter right above fixes an oid or number, the rows that are wanted
 * are made.  The filter stays: leaving rows out is never needed for the answer.
 */
#include "base/array.h"
#include "expression/expression.h"
#include "server/pg_catalog/object.h"
#include "server/pg_catalog/relation.h"

/* --- Cells -------------------------------------------------------------------------------------
 */

static const Expr *constant(Cx *cx, Type type, Value value)
{
    return NEW_EXPR(cx, type, NO_POSITION, Const, .value = value);
}

static const Expr *default_of(Cx *cx, const SystemColumn *column)
{
    Type type = system_column_type(column);
    Value value = { .is_null = !column->is_not_null };

    if (column->is_not_null && type_is_array((TypeId)column->type))
        value.text =
            array_make(cx->arena, type_element((TypeId)column->type), &(ArrayHeader){ 0 }, NULL);
    else if (column->is_not_null)
        value = type_layout(type) == LAYOUT_VIEW ? (Value){ .text = STR_LIT("") }
                                                 : (Value){ .integer = 0 };
    return constant(cx, type, value);
}

static bool same_value(TypeId type, Value a, Value b)
{
    switch (type_layout(type_of(type))) {
    case LAYOUT_VIEW: return str_equal(a.text, b.text);
    case LAYOUT_F32:
    case LAYOUT_F64: return a.real == b.real && a.real != 0;
    case LAYOUT_BOOL: return a.boolean == b.boolean;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: return a.integer == b.integer;
    case LAYOUT_I128:
    case LAYOUT_INTERVAL: break;
    }
    return false;
}

static void put(Rows *rows, const Expr **cell, Value value)
{
    size_t column = (size_t)(cell - rows->row);
    const SystemColumn *of = &rows->relation->columns[column];

    assert(column < rows->relation->column_count);
    if (!rows->is_wanted[column])
        return;
    const Const *newest = (const Const *)rows->newest[column];
    if (!newest || !same_value((TypeId)of->type, newest->value, value))
        rows->newest[column] = constant(rows->cx, system_column_type(of), value);
    *cell = rows->newest[column];
}

void put_text(Rows *rows, const Expr **cell, Str text)
{
    put(rows, cell, (Value){ .text = text });
}

void put_int(Rows *rows, const Expr **cell, int64_t integer)
{
    put(rows, cell, (Value){ .integer = integer });
}

void put_bool(Rows *rows, const Expr **cell, bool boolean)
{
    put(rows, cell, (Value){ .boolean = boolean });
}

void put_real(Rows *rows, const Expr **cell, double real)
{
    put(rows, cell, (Value){ .real = real });
}

void put_procedure(Rows *rows, const Expr **cell, const char *name)
{
    put_int(rows, cell, name ? procedure_oid(str_of(name)) : 0);
}

/* --- Rows --------------------------------------------------------------------------------------
 */

static bool has_key(const Rows *rows)
{
    const Const *cell = EXPR_AS(Const, rows->row[rows->wanted.key_column]);

    return !cell->value.is_null && cell->value.integer == rows->wanted.key;
}

/* Keep the row that was being made, if it is wanted. */
static void rows_keep(Rows *rows)
{
    uint32_t columns = rows->wanted.columns.count;
    const Expr **cells;

    if (!rows->has_row || (rows->wanted.has_key && !has_key(rows)))
        return;
    cells = ARENA_ARRAY(rows->cx->arena, const Expr *, columns);
    for (uint32_t at = 0; at < columns; at++)
        cells[at] = rows->row[rows->wanted.columns.items[at]];
    rows->items = arena_grown(rows->cx->arena, rows->items, sizeof *rows->items, rows->count,
                              &rows->capacity);
    rows->items[rows->count++] =
        NEW_EXPR(rows->cx, type_of(TYPE_VOID), NO_POSITION, RowOf, .items = { cells, columns });
}

static Rows rows_begin(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation,
                       Wanted wanted)
{
    uint32_t columns = relation->column_count;
    Rows rows = { .cx = cx, .catalog = catalog, .relation = relation, .wanted = wanted };

    rows.defaults = ARENA_ARRAY(cx->arena, const Expr *, columns);
    rows.newest = arena_zero(cx->arena, columns * sizeof *rows.newest);
    rows.row = ARENA_ARRAY(cx->arena, const Expr *, columns);
    rows.is_wanted = arena_zero(cx->arena, columns * sizeof *rows.is_wanted);
    for (uint32_t at = 0; at < columns; at++)
        rows.defaults[at] = default_of(cx, &relation->columns[at]);
    for (uint32_t at = 0; at < wanted.columns.count; at++)
        rows.is_wanted[wanted.columns.items[at]] = true;
    if (wanted.has_key)
        rows.is_wanted[wanted.key_column] = true;
    return rows;
}

void *rows_next(Rows *rows)
{
    rows_keep(rows);
    rows->has_row = true;
    memcpy(rows->row, rows->defaults, rows->relation->column_count * sizeof *rows->row);
    return rows->row;
}

bool rows_want(const Rows *rows, uint32_t oid)
{
    return !rows->wanted.has_key || rows->wanted.key_column != 0 || rows->wanted.key == oid;
}

bool rows_show(const Rows *rows, const Expr *const *cell)
{
    return rows->is_wanted[cell - (const Expr *const *)rows->row];
}

Exprs system_rows(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation, Wanted wanted)
{
    Rows rows = rows_begin(cx, catalog, relation, wanted);

    if (relation->rows)
        relation->rows(&rows);
    rows_keep(&rows);
    return (Exprs){ rows.items, rows.count };
}

/* --- Filling plans -----------------------------------------------------------------------------
 */

static bool is_whole_number(TypeId type)
{
    return type == TYPE_OID || type_is_integer(type) || type_is_object(type);
}

static uint32_t column_of(const SystemScan *scan, int64_t id)
{
    for (uint32_t at = 0; at < scan->columns.count; at++)
        if (scan->columns.items[at].id == id)
            return at;
    return UINT32_MAX;
}

/* column = constant, of numbers. */
static void look_for_key(const SystemScan *scan, const Expr *expr, Wanted *wanted)
{
    const Call *call = EXPR_AS(Call, expr);

    if (!call || call->args.count != 2 ||
        strcmp(function_get((FunctionId)call->function)->name, "=") != 0)
        return;
    for (uint32_t side = 0; side < 2; side++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, call->args.items[side]);
        const Const *value = EXPR_AS(Const, call->args.items[1 - side]);
        uint32_t column = ref ? column_of(scan, ref->id) : UINT32_MAX;
        if (column == UINT32_MAX || !value || value->value.is_null ||
            !is_whole_number(ref->head.type.id) || !is_whole_number(value->head.type.id))
            continue;
        uint32_t ordinal = (uint32_t)scan->ordinals.items[column];
        if (wanted->has_key && wanted->key_column < ordinal) /* oids stand first */
            continue;
        wanted->has_key = true;
        wanted->key_column = ordinal;
        wanted->key = value->value.integer;
    }
}

static Plan *fill_scan(const PgCatalog *catalog, Cx *cx, const SystemScan *scan,
                       const Expr *predicate)
{
    const And *conjunction = predicate ? EXPR_AS(And, predicate) : NULL;
    const SystemRelation *relation = system_relation_of((uint32_t)scan->relation_oid);
    Wanted wanted = { .columns = scan->ordinals };

    if (!relation)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "there is no catalog relation %lld",
                    (long long)scan->relation_oid);
    if (!conjunction && predicate)
        look_for_key(scan, predicate, &wanted);
    for (uint32_t at = 0; conjunction && at < conjunction->args.count; at++)
        look_for_key(scan, conjunction->args.items[at], &wanted);
    return NEW(cx, Values, .columns = scan->columns,
               .rows = system_rows(cx, catalog, relation, wanted));
}

Plan *pg_catalog_fill(const PgCatalog *catalog, Cx *cx, Plan *plan)
{
    const Filter *filter = PLAN_AS(Filter, plan);
    Plans inputs = plan_inputs(cx, plan);

    TRY(check_stack(cx));
    if (plan->tag == PLAN_SystemScan)
        return fill_scan(catalog, cx, (const SystemScan *)plan, NULL);
    if (filter && filter->input->tag == PLAN_SystemScan) {
        Plan *values =
            TRY(fill_scan(catalog, cx, (const SystemScan *)filter->input, filter->predicate));
        return plan_with_inputs(cx, plan, &values);
    }
    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = TRY(pg_catalog_fill(catalog, cx, inputs.items[at]));
    return inputs.count ? plan_with_inputs(cx, plan, inputs.items) : plan;
}
