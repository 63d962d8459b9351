/*
 * statement.c -- prepared statements and their names.
 *
 * A statement lives while its name or a portal refers to it; its last reference tells the host to
 * forget what it has prepared.
 */
#include "server/wire/session.h"

#include <stdlib.h>

static Statement *statement_of(NameEntry *entry)
{
    return (Statement *)((char *)entry - offsetof(Statement, entry));
}

Statement *statement_new(Cx *cx, WireSession *session, const WireStatement *parsed, Str text,
                         const WirePrepared *prepared)
{
    Str command = str_of(parsed && parsed->command ? parsed->command : "");
    size_t bytes = sizeof(Statement) + command.length + 1 + text.length + 1;
    Statement *statement = session_alloc(cx, session, bytes);

    if (!statement) {
        if (prepared)
            session->config.ops->forget(session->config.self, prepared);
        return NULL;
    }
    char *at = (char *)(statement + 1);
    memcpy(at, command.data, command.length);
    statement->command = at;
    at += command.length + 1;
    if (text.length)
        memcpy(at, text.data, text.length);
    statement->text = (Str){ at, text.length };
    statement->bytes = bytes;
    statement->references = 1;
    statement->prepared = prepared;
    statement->is_empty = !parsed;
    if (parsed) {
        statement->kind = parsed->kind;
        statement->block_rule = parsed->block_rule;
    }
    return statement;
}

void statement_release(WireSession *session, Statement *statement)
{
    if (!statement || --statement->references)
        return;
    if (statement->prepared)
        session->config.ops->forget(session->config.self, statement->prepared);
    session_free_bytes(session, statement, statement->bytes);
}

Statement *statement_find(const WireSession *session, Str name)
{
    NameEntry *entry = name_map_find(&session->statements, name);
    return entry ? statement_of(entry) : NULL;
}

/* The name gets a small allocation of its own: the statement may outlive it. */
bool statement_put(Cx *cx, WireSession *session, Str name, Statement *statement)
{
    char *copy = NULL;

    if (name.length == 0)
        statement_drop(session, statement_find(session, name));
    if (statement_find(session, name))
        fail(cx, ERR_DUPLICATE_PREPARED_STATEMENT, NO_POSITION,
             "prepared statement \"%.*s\" already exists", STR(name));
    else if (session->statements.count >= WIRE_STATEMENTS_MAX)
        fail(cx, ERR_CONFIGURATION_LIMIT_EXCEEDED, NO_POSITION,
             "a session cannot have more than %d prepared statements", WIRE_STATEMENTS_MAX);
    else if ((copy = session_alloc(cx, session, name.length + 1))) {
        memcpy(copy, name.data, name.length);
        statement->entry.name = (Str){ copy, name.length };
        if (name_map_put(&session->statements, &statement->entry))
            return true;
        session_free_bytes(session, copy, name.length + 1);
        fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    }
    statement_release(session, statement);
    return false;
}

void statement_drop(WireSession *session, Statement *statement)
{
    if (!statement)
        return;
    Str name = statement->entry.name;
    name_map_remove(&session->statements, &statement->entry);
    statement->entry.name = STR_NONE;
    char *owned;
    memcpy(&owned, &name.data, sizeof owned); /* ours to free, though a Str points to it */
    session_free_bytes(session, owned, name.length + 1);
    statement_release(session, statement);
}

/* ---- for the host -------------------------------------------------------------------------- */

bool wire_statement_put(Cx *cx, WireSession *session, Str name, const WirePrepared *prepared)
{
    WireStatement parsed = { .kind = WIRE_STATEMENT_PLAIN };
    Statement *statement = TRY(statement_new(cx, session, &parsed, STR_NONE, prepared));

    return statement_put(cx, session, name, statement);
}

bool wire_statement_find(const WireSession *session, Str name, const WirePrepared **out_prepared)
{
    const Statement *statement = statement_find(session, name);

    if (statement)
        *out_prepared = statement->prepared;
    return statement != NULL;
}

bool wire_statement_drop(WireSession *session, Str name)
{
    Statement *statement = statement_find(session, name);

    statement_drop(session, statement);
    return statement != NULL;
}

void statements_drop_all(WireSession *session)
{
    NameEntry *entry;

    while ((entry = name_map_any(&session->statements)))
        statement_drop(session, statement_of(entry));
}

void wire_statement_drop_all(WireSession *session)
{
    Statement *unnamed = statement_find(session, STR_LIT(""));

    if (unnamed) /* out of the way: its name keeps it alive */
        name_map_remove(&session->statements, &unnamed->entry);
    statements_drop_all(session);
    if (unnamed && !name_map_put(&session->statements, &unnamed->entry))
        abort(); /* unreachable: an empty map has room */
}

typedef struct Visit {
    WireStatementVisit *visit;
    void *self;
} Visit;

static void visit_statement(void *self, NameEntry *entry)
{
    const Visit *visit = self;
    const Statement *statement = statement_of(entry);

    if (entry->name.length && statement->prepared)
        visit->visit(visit->self, entry->name, statement->prepared);
}

void wire_statement_each(const WireSession *session, WireStatementVisit *visit, void *self)
{
    name_map_each(&session->statements, visit_statement, &(Visit){ visit, self });
}
