/* scope.c -- which column a name means; see binder.h. */
#include "catalyst/analysis/binder.h"

void scope_add(Binder *b, VisibleColumns *to, VisibleColumn column)
{
    to->items = arena_grown(b->cx->arena, to->items, sizeof *to->items, to->count, &to->capacity);
    to->items[to->count++] = column;
}

const Expr *column_ref(Binder *b, PlanColumn column, int position)
{
    return NEW_EXPR(b->cx, column.type, position, ColumnRef, .id = column.id, .name = column.name);
}

VisibleColumns scope_of_columns(Binder *b, Str table, Columns columns)
{
    VisibleColumns visible = { 0 };

    for (uint32_t at = 0; at < columns.count; at++)
        scope_add(b, &visible,
                  (VisibleColumn){ .table = table,
                                   .column = columns.items[at],
                                   .expr = column_ref(b, columns.items[at], NO_POSITION) });
    return visible;
}

/* --- Finding a name -------------------------------------------------------------------------- */

/* c, t.c or s.t.c: parts that are not written are empty. */
typedef struct ColumnName {
    Str schema, table, column;
    int position;
} ColumnName;

static bool is_table(const VisibleColumn *column, const ColumnName *name)
{
    return str_equal(column->table, name->table) &&
           (!name->schema.length || str_equal(column->schema, name->schema));
}

static bool matches(const VisibleColumn *column, const ColumnName *name)
{
    if (!str_equal(column->column.name, name->column))
        return false;
    return name->table.length ? is_table(column, name) : !column->qualified_only;
}

/* The matches of a name in one scope: their number, and the first. */
static uint32_t find_in(const Scope *scope, const ColumnName *name, const VisibleColumn **out_first)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < scope->visible.count; at++)
        if (matches(&scope->visible.items[at], name) && found++ == 0)
            *out_first = &scope->visible.items[at];
    return found;
}

static bool has_table(const Scope *scope, const ColumnName *name)
{
    for (; scope; scope = scope->outer)
        for (uint32_t at = 0; at < scope->visible.count; at++)
            if (is_table(&scope->visible.items[at], name))
                return true;
    return false;
}

const Expr *at_position(Binder *b, const Expr *expr, int position)
{
    Expr *copy = arena_copy(b->cx->arena, expr, expr_type(expr)->size);
    copy->position = position;
    return copy;
}

static const VisibleColumn *find_aliased(const VisibleColumns *columns, Str table)
{
    for (uint32_t at = 0; at < columns->count; at++)
        if (str_equal(columns->items[at].aliased, table))
            return &columns->items[at];
    return NULL;
}

static bool has_named(const VisibleColumns *columns, Str table)
{
    for (uint32_t at = 0; at < columns->count; at++)
        if (str_equal(columns->items[at].table, table))
            return true;
    return false;
}

/* `select t.a from t as x`: the alias hides the table's name.  Others are there, but of another
 * schema, or beside a subquery that is not LATERAL. */
void *fail_no_table(Binder *b, Str table, int position)
{
    const VisibleColumn *aliased = NULL;
    bool is_near = has_named(&b->hidden, table);

    for (const Scope *scope = b->scope; scope && !aliased; scope = scope->outer) {
        aliased = find_aliased(&scope->visible, table);
        is_near |= has_named(&scope->visible, table);
    }
    if (!aliased && !is_near)
        return fail(b->cx, ERR_UNDEFINED_TABLE, position,
                    "missing FROM-clause entry for table \"%.*s\"", STR(table));
    fail(b->cx, ERR_UNDEFINED_TABLE, position,
         "invalid reference to FROM-clause entry for table \"%.*s\"", STR(table));
    if (aliased)
        return fail_hint(b->cx, "Perhaps you meant to reference the table alias \"%.*s\".",
                         STR(aliased->table));
    return fail_hint(b->cx,
                     "There is an entry for table \"%.*s\", but it cannot be referenced from this "
                     "part of the query.",
                     STR(table));
}

static const Expr *fail_unknown(Binder *b, const ColumnName *name)
{
    if (!name->table.length)
        return fail(b->cx, ERR_UNDEFINED_COLUMN, name->position, "column \"%.*s\" does not exist",
                    STR(name->column));
    if (!has_table(b->scope, name))
        return fail_no_table(b, name->table, name->position);
    return fail(b->cx, ERR_UNDEFINED_COLUMN, name->position, "column %.*s.%.*s does not exist",
                STR(name->table), STR(name->column));
}

static const Expr *fail_beyond_lateral(Binder *b, const VisibleColumn *column, int position)
{
    fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, position,
         "invalid reference to FROM-clause entry for table \"%.*s\"", STR(column->table));
    return fail_detail(b->cx,
                       "The combining JOIN type must be INNER or LEFT for a LATERAL reference.");
}

/* --- tableoid ----------------------------------------------------------------------------------
 */

/* A column of the relation meant that is null only where an outer join found no row of it. */
static const VisibleColumn *find_witness(const Scope *scope, const ColumnName *name, bool *out_many)
{
    const VisibleColumn *witness = NULL;

    *out_many = false;
    for (uint32_t at = 0; at < scope->visible.count; at++) {
        const VisibleColumn *column = &scope->visible.items[at];
        if (!column->of_relation || (name->table.length && !is_table(column, name)))
            continue;
        *out_many |= witness && !str_equal(witness->table, column->table);
        if (!witness && !column->column.nullable && column->column.table_oid)
            witness = column;
    }
    return witness;
}

/* The system column that says which table a row is from: one constant a table.  NULL without an
 * error: there is none. */
static const Expr *find_tableoid(Binder *b, const ColumnName *name)
{
    for (const Scope *scope = b->scope; scope; scope = scope->outer) {
        bool is_ambiguous;
        const VisibleColumn *witness = find_witness(scope, name, &is_ambiguous);
        if (is_ambiguous)
            return fail(b->cx, ERR_AMBIGUOUS_COLUMN, name->position,
                        "column reference \"tableoid\" is ambiguous");
        if (!witness)
            continue;
        Type oid = type_of(TYPE_OID);
        const Expr **parts = ARENA_ARRAY(b->cx->arena, const Expr *, 2);
        parts[0] = NEW_EXPR(b->cx, type_of(TYPE_BOOL), name->position, IsNull,
                            .arg = at_position(b, witness->expr, name->position));
        parts[1] = make_const(b, oid, VALUE_NULL, name->position);
        return NEW_EXPR(
            b->cx, oid, name->position, Case, .when = { parts, 1 }, .then = { parts + 1, 1 },
            .otherwise = make_const(b, oid, (Value){ .integer = witness->column.table_oid },
                                    name->position));
    }
    return NULL;
}

const Expr *scope_find(Binder *b, const Name *written)
{
    uint32_t parts = written->parts.count;
    const Str *last = &written->parts.items[parts - 1];
    ColumnName name = { .schema = parts > 2 ? last[-2] : STR_NONE,
                        .table = parts > 1 ? last[-1] : STR_NONE,
                        .column = last[0],
                        .position = written->head.position };

    for (Scope *scope = b->scope; scope; scope = scope->outer) {
        const VisibleColumn *first = NULL;
        uint32_t found = find_in(scope, &name, &first);
        if (found > 1)
            return fail(b->cx, ERR_AMBIGUOUS_COLUMN, name.position,
                        "column reference \"%.*s\" is ambiguous", STR(name.column));
        if (found == 1 && first->beyond_lateral)
            return fail_beyond_lateral(b, first, name.position);
        if (found == 1)
            return at_position(b, first->expr, name.position);
    }
    const Expr *tableoid = str_is(name.column, "tableoid") ? find_tableoid(b, &name) : NULL;
    return tableoid || has_failed(b->cx) ? tableoid : fail_unknown(b, &name);
}

/* --- Positions and schemas ------------------------------------------------------------------- */

static bool note_leftmost(const Expr *expr, void *context)
{
    int *leftmost = context;

    if (expr->position != NO_POSITION && (*leftmost == NO_POSITION || expr->position < *leftmost))
        *leftmost = expr->position;
    return true;
}

int leftmost_position(const Expr *expr)
{
    int leftmost = NO_POSITION;

    /* A cast is where it is written, a subquery where its parenthesis is. */
    expr_visit(expr, note_leftmost, &leftmost);
    return leftmost;
}

bool check_schema(Binder *b, Texts parts, int position, bool *out_is_catalog)
{
    Str schema = parts.count > 1 ? parts.items[parts.count - 2] : STR_NONE;

    *out_is_catalog = !schema.length || str_is(schema, "pg_catalog");
    if (*out_is_catalog || catalog_schema_oid(b->input->catalog, schema))
        return true;
    return fail(b->cx, ERR_INVALID_SCHEMA_NAME, position, "schema \"%.*s\" does not exist",
                STR(schema));
}
