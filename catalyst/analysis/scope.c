/* scope.c -- which column a name means; see binder.h. */
#include "catalyst/analysis/binder.h"

void scope_add(Binder *b, VisibleColumns *to, VisibleColumn column)
{
    if (to->count == to->capacity) {
        uint32_t capacity = to->capacity ? to->capacity * 2 : 16;
        VisibleColumn *items = ARENA_ARRAY(b->cx->arena, VisibleColumn, capacity);
        if (to->count)
            memcpy(items, to->items, to->count * sizeof *items);
        to->items = items;
        to->capacity = capacity;
    }
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

static bool matches(const VisibleColumn *column, Str table, Str name)
{
    if (!str_equal(column->column.name, name))
        return false;
    return table.length ? str_equal(column->table, table) : !column->qualified_only;
}

/* The matches of a name in one scope: their number, and the first. */
static uint32_t find_in(const Scope *scope, Str table, Str name, const VisibleColumn **out_first)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < scope->visible.count; at++)
        if (matches(&scope->visible.items[at], table, name) && found++ == 0)
            *out_first = &scope->visible.items[at];
    return found;
}

static bool has_table(const Scope *scope, Str table)
{
    for (; scope; scope = scope->outer)
        for (uint32_t at = 0; at < scope->visible.count; at++)
            if (str_equal(scope->visible.items[at].table, table))
                return true;
    return false;
}

const Expr *at_position(Binder *b, const Expr *expr, int position)
{
    Expr *copy = arena_copy(b->cx->arena, expr, expr_type(expr)->size);
    copy->position = position;
    return copy;
}

static const Expr *fail_unknown(Binder *b, Str table, Str name, int position)
{
    if (!table.length)
        return fail(b->cx, ERR_UNDEFINED_COLUMN, position, "column \"%.*s\" does not exist",
                    STR(name));
    if (!has_table(b->scope, table))
        return fail(b->cx, ERR_UNDEFINED_TABLE, position,
                    "missing FROM-clause entry for table \"%.*s\"", STR(table));
    return fail(b->cx, ERR_UNDEFINED_COLUMN, position, "column %.*s.%.*s does not exist",
                STR(table), STR(name));
}

const Expr *scope_find(Binder *b, const Name *name)
{
    uint32_t parts = name->parts.count;
    Str column = name->parts.items[parts - 1];
    Str table = parts > 1 ? name->parts.items[parts - 2] : STR_NONE;

    for (Scope *scope = b->scope; scope; scope = scope->outer) {
        const VisibleColumn *first = NULL;
        uint32_t found = find_in(scope, table, column, &first);
        if (found > 1)
            return fail(b->cx, ERR_AMBIGUOUS_COLUMN, name->head.position,
                        "column reference \"%.*s\" is ambiguous", STR(column));
        if (found == 1)
            return at_position(b, first->expr, name->head.position);
    }
    return fail_unknown(b, table, column, name->head.position);
}
