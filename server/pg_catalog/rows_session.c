/*
 * rows_session.c -- what a session has: prepared statements, cursors, portals.
 */
#include "server/pg_catalog/relation.h"
#include "server/cursor.h"

#include "base/array.h"

static Str types_array(Cx *cx, const Prepared *prepared)
{
    uint32_t count = prepared->wire.parameter_count;
    Value *oids = ARENA_ARRAY(cx->arena, Value, count + 1);

    for (uint32_t at = 0; at < count; at++)
        oids[at] = (Value){ .integer = type_oid(prepared->types[at]) };
    ArrayHeader shape = array_list(1, count);
    return array_make(cx->arena, TYPE_REGTYPE, &shape, oids);
}

static void statement_row(void *self, Str name, const WirePrepared *wire)
{
    Rows *rows = self;
    const Prepared *prepared = (const Prepared *)wire;
    struct pg_prepared_statements_row *row = rows_next(rows);

    put_text(rows, &row->name, str_copy(rows->cx->arena, name));
    put_text(rows, &row->statement, str_copy(rows->cx->arena, prepared->source));
    put_int(rows, &row->prepare_time, prepared->made_micros);
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

static struct pg_cursors_row *cursor_row_of(Rows *rows, Str name, const Prepared *prepared)
{
    struct pg_cursors_row *row = rows_next(rows);

    put_text(rows, &row->name, str_copy(rows->cx->arena, name));
    put_text(rows, &row->statement, str_copy(rows->cx->arena, prepared->source));
    return row;
}

static void portal_row(void *self, Str name, const WirePrepared *wire)
{
    const Prepared *prepared = (const Prepared *)wire;
    struct pg_cursors_row *row = cursor_row_of(self, name, prepared);

    put_bool(self, &row->is_holdable, false);
    put_bool(self, &row->is_binary, false);
    put_bool(self, &row->is_scrollable, false);
    put_int(self, &row->creation_time, prepared->made_micros);
}

void pg_cursors_rows(Rows *rows)
{
    const Session *session = rows->catalog->session;
    const Cursor *cursor = session ? session->cursors : NULL;

    for (; cursor; cursor = cursor->next) {
        struct pg_cursors_row *row = cursor_row_of(rows, cursor->name, cursor->declare);
        put_bool(rows, &row->is_holdable, cursor->is_held);
        put_bool(rows, &row->is_binary, cursor->wire.is_binary);
        put_bool(rows, &row->is_scrollable, cursor->can_scroll);
        put_int(rows, &row->creation_time, cursor->made_micros);
    }
    if (session)
        wire_portal_each(session->wire, portal_row, rows);
}
