/*
 * simple_query.c -- Query: a text with any number of statements, run one after the other.
 *
 *     split -> for each: begin -> prepare -> start -> run -> (last: commit) -> CommandComplete
 *
 * The text is parsed as a whole first, so a syntax error anywhere means that nothing runs.  The
 * first error ends it all.  A commit comes before the CommandComplete that reports it.
 */
#include "server/wire/session.h"

static Step query_split, query_next, query_statement, query_prepared, query_started, query_ran,
    query_complete, query_ended;

bool query_message(WireSession *session, WireReader body)
{
    Cx *cx = &session->cx;
    Str text;

    statement_drop(session, statement_find(session, STR_LIT("")));
    TRY(wire_read_string(cx, &body, &text));
    TRY(wire_read_end(cx, &body));
    session_works_on(session, str_copy(cx->arena, text));
    session_ask(session, REQUEST_SPLIT, query_split);
    session->config.ops->split(session->config.self, session, session->error_text);
    return true;
}

static bool query_split(WireSession *session)
{
    session->query = (SimpleQuery){ .at = 0 };
    session_next(session, query_next);
    if (session->parsed_count)
        return true;
    wire_write_empty(&session->out, 'I');
    session_next(session, session_ready);
    return true;
}

static const WireStatement *current(const WireSession *session)
{
    return &session->parsed[session->query.at];
}

static bool query_next(WireSession *session)
{
    if (session->query.at == session->parsed_count) {
        session_next(session, session_ready);
        return true;
    }
    session_clock_restart(session);
    TRY(transaction_allows(session, current(session)->kind));
    return transaction_ensure(session, query_statement);
}

static bool query_statement(WireSession *session)
{
    const WireStatement *statement = current(session);

    if (session->parsed_count > 1 && session->transaction == TRANSACTION_STATEMENT)
        session->transaction = TRANSACTION_IMPLICIT_BLOCK;
    if (session->is_cancelled)
        return fail(&session->cx, ERR_QUERY_CANCELED, NO_POSITION,
                    "canceling statement due to user request");
    if (statement->kind == WIRE_STATEMENT_COMMIT || statement->kind == WIRE_STATEMENT_ROLLBACK)
        return transaction_end(session, statement->kind, &session->extended.tag, query_ended);
    TRY(transaction_check_rule(session, statement->block_rule, statement->command));
    session_ask(session, REQUEST_PREPARE, query_prepared);
    session->config.ops->prepare(session->config.self, session, statement, NULL, 0);
    return true;
}

static bool query_ended(WireSession *session)
{
    session->query.tag = str_to_c(&session->arena, str_of(session->extended.tag));
    session->query.at++;
    session_next(session, query_complete);
    return true;
}

static bool query_prepared(WireSession *session)
{
    Statement *statement =
        TRY(statement_new(&session->cx, session, current(session), STR_NONE, session->prepared));
    portal_free(session, portal_find(session, STR_LIT("")));
    Portal *portal = portal_new(session, statement, 0);
    statement_release(session, statement);
    TRY(portal);
    return portal_start(session, portal, query_started);
}

static bool query_started(WireSession *session)
{
    Portal *portal = session->extended.portal;

    TRY(portal_put(session, STR_LIT(""), portal));
    session->extended.portal = NULL;
    if (portal->wire.prepared->returns_rows)
        wire_write_row_description(&session->out, portal->wire.prepared,
                                   cursor_formats(session, portal->wire.prepared));
    return portal_run(session, portal, 0, query_ran);
}

static bool query_ran(WireSession *session)
{
    Portal *portal = session->run.portal;

    session->query.tag = portal_tag(session, portal, session->run.rows);
    portal_free(session, portal);
    session->run.portal = NULL;
    transaction_note(session, current(session)->kind);
    if (++session->query.at == session->parsed_count)
        return transaction_settle(session, query_complete);
    session_next(session, query_complete);
    return true;
}

static bool query_complete(WireSession *session)
{
    wire_write_command_complete(&session->out, str_of(session->query.tag));
    session_next(session, query_next);
    return true;
}
