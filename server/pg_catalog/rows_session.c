/*
 * rows_session.c -- what a session has: its prepared statements.
 */
#include "server/pg_catalog/relation.h"
#include "server/session.h"

#include "base/array.h"

/* A time as its column is: text where the type is lacking. */
static void put_time(Rows *rows, const Expr **cell, int64_t micros)
{
    StrBuilder text = str_builder(rows->cx->arena);

    value_print(&text, type_of(TYPE_TIMESTAMP), (Value){ .integer = micros });
    str_add_c(&text, "+00");
    put_text(rows, cell, str_built(&text));
}

static Str types_array(Cx *cx, const Prepared *prepared)
{
    uint32_t count = prepared->wire.parameter_count;
    Value *oids = ARENA_ARRAY(cx->arena, Value, count + 1);

    for (uint32_t at = 0; at < count; at++)
        oids[at] = (Value){ .integer = type_oid(prepared->types[at]) };
    return array_make(cx->arena, TYPE_REGTYPE, 1, oids, count);
}

static void statement_row(void *self, Str name, const WirePrepared *wire)
{
    Rows *rows = self;
    const Prepared *prepared = (const Prepared *)wire;
    struct pg_prepared_statements_row *row = rows_next(rows);

    put_text(rows, &row->name, str_copy(rows->cx->arena, name));
    put_text(rows, &row->statement, str_copy(rows->cx->arena, prepared->source));
    put_time(rows, &row->prepare_time, prepared->made_micros);
    put_text(rows, &row->parameter_types, types_array(rows->cx, prepared));
    put_bool(rows, &row->from_sql, prepared->is_from_sql);
    put_int(rows, &row->generic_plans, 0);
    put_int(rows, &row->custom_plans, (int64_t)prepared->run_count);
}

void pg_prepared_statements_rows(Rows *rows)
{
    if (rows->catalog->session)
        wire_statement_each(rows->catalog->session->wire, statement_row, rows);
}
