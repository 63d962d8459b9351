/*
 * relation.c -- catalog relations as Values: what relations.def lists, found by name, with the
 * rows their functions give.
 */
#include "server/pg_catalog/relation.h"

#include "base/array.h"

/* --- The list ----------------------------------------------------------------------------------
 */

enum {
#define TYPE(ID, ...) SYSTEM_##ID = TYPE_##ID, SYSTEM_##ID##_ARRAY = TYPE_##ID + ARRAY_TYPES,
#include "base/types.def"
#undef TYPE
#define LACKING(ID) SYSTEM_##ID = TYPE_TEXT,
#include "server/pg_catalog/lacking.def"
#undef LACKING
};

// clang-format off
#define RELATION(OID, SCHEMA, NAME, KIND, ROWS) static const SystemColumn SCHEMA##_##NAME[] = {
#define N(NAME, TYPE) { #NAME, SYSTEM_##TYPE, true },
#define C(NAME, TYPE) { #NAME, SYSTEM_##TYPE, false },
#define END };
#include "server/pg_catalog/relations.def"
#include "server/pg_catalog/undefine.h"

static const SystemRelation relations[] = {
#define RELATION(OID, SCHEMA, NAME, KIND, ROWS) \
    { OID, #SCHEMA, #NAME, KIND, ROWS, SCHEMA##_##NAME, COUNT_OF(SCHEMA##_##NAME) },
#define N(NAME, TYPE)
#define C(NAME, TYPE)
#define END
#include "server/pg_catalog/relations.def"
#include "server/pg_catalog/undefine.h"
};
// clang-format on

const SystemRelation *system_relation_get(uint32_t at)
{
    return &relations[at];
}

uint32_t system_relation_count(void)
{
    return COUNT_OF(relations);
}

const SystemRelation *system_relation_find(Str schema, Str name)
{
    if (!schema.length)
        schema = STR_LIT("pg_catalog");
    for (uint32_t at = 0; at < COUNT_OF(relations); at++)
        if (str_is(name, relations[at].name) && str_is(schema, relations[at].schema))
            return &relations[at];
    return NULL;
}

uint32_t schema_oid(const PgCatalog *catalog, Str name)
{
    for (uint32_t at = 0; at < catalog->version->schema_count; at++)
        if (str_equal(catalog->version->schemas[at].name, name))
            return catalog->version->schemas[at].oid;
    return 0;
}

Str schema_name(const PgCatalog *catalog, uint32_t oid)
{
    for (uint32_t at = 0; at < catalog->version->schema_count; at++)
        if (catalog->version->schemas[at].oid == oid)
            return catalog->version->schemas[at].name;
    return STR_LIT("");
}

/* --- Rows --------------------------------------------------------------------------------------
 */

static const Expr *constant(Cx *cx, TypeId type, Value value)
{
    return NEW_EXPR(cx, type_of(type), NO_POSITION, Const, .value = value);
}

static const Expr *default_of(Cx *cx, const SystemColumn *column)
{
    Value value = VALUE_NULL;

    if (column->is_not_null && type_is_array(column->type))
        value = (Value){ .text = array_make(cx->arena, type_element(column->type), 1, NULL, 0) };
    else if (column->is_not_null)
        value = type_layout(type_of(column->type)) == LAYOUT_VIEW ? (Value){ .text = STR_LIT("") }
                                                                  : (Value){ .integer = 0 };
    return constant(cx, column->type, value);
}

static Rows rows_begin(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation)
{
    Rows rows = { .cx = cx, .catalog = catalog, .relation = relation };

    rows.defaults = ARENA_ARRAY(cx->arena, const Expr *, relation->column_count);
    for (uint32_t at = 0; at < relation->column_count; at++)
        rows.defaults[at] = default_of(cx, &relation->columns[at]);
    return rows;
}

void *rows_next(Rows *rows)
{
    uint32_t columns = rows->relation->column_count;

    if (rows->count == rows->capacity) {
        uint32_t capacity = rows->capacity ? rows->capacity * 2 : 64;
        const Expr **items = ARENA_ARRAY(rows->cx->arena, const Expr *, capacity);
        if (rows->count)
            memcpy(items, rows->items, rows->count * sizeof *items);
        rows->items = items;
        rows->capacity = capacity;
    }
    rows->row = arena_copy(rows->cx->arena, rows->defaults, columns * sizeof *rows->defaults);
    rows->items[rows->count++] =
        NEW_EXPR(rows->cx, type_of(TYPE_VOID), NO_POSITION, RowOf, .items = { rows->row, columns });
    return rows->row;
}

static void put(Rows *rows, const Expr **cell, Value value)
{
    size_t column = (size_t)(cell - rows->row);

    assert(column < rows->relation->column_count);
    *cell = constant(rows->cx, rows->relation->columns[column].type, value);
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

Exprs system_rows(Cx *cx, const PgCatalog *catalog, const SystemRelation *relation)
{
    Rows rows = rows_begin(cx, catalog, relation);

    if (relation->rows)
        relation->rows(&rows);
    return (Exprs){ rows.items, rows.count };
}

/* --- The plan ----------------------------------------------------------------------------------
 */

Plan *pg_catalog_relation(void *context, Cx *cx, Str schema, Str name,
                          ColumnId (*take_id)(void *ids), void *ids)
{
    const SystemRelation *relation = system_relation_find(schema, name);

    if (!relation)
        return NULL;
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, relation->column_count),
                        relation->column_count };
    for (uint32_t at = 0; at < columns.count; at++)
        columns.items[at] = (PlanColumn){ .id = take_id(ids),
                                          .name = str_of(relation->columns[at].name),
                                          .type = type_of(relation->columns[at].type),
                                          .nullable = !relation->columns[at].is_not_null,
                                          .table_oid = relation->oid,
                                          .attribute = (int16_t)(at + 1) };
    Plan *plan = NEW(cx, Values, .columns = columns, .rows = system_rows(cx, context, relation));
    plan->rows = ((Values *)plan)->rows.count;
    return plan;
}
