/*
 * transaction.c -- when a transaction begins and ends, as PostgreSQL has it.
 *
 *     NONE --any statement--> STATEMENT --2nd statement of the Query--> IMPLICIT_BLOCK
 *       ^                        │ BEGIN                                    │ BEGIN
 *       │ end, Sync, error       v                                          v
 *       └──────────────────── BLOCK --error--> FAILED --ROLLBACK TO--> BLOCK
 *       ^                        │ COMMIT          │ ROLLBACK, COMMIT (which then rolls back)
 *       └────────────────────────┴─────────────────┘
 *
 * BEGIN in an implicit block makes all of it part of the block; COMMIT in one ends what there was.
 * Portals die with their transaction.  The host hears BEGIN before the first statement, and then
 * exactly one COMMIT or ROLLBACK.
 */
#include "server/wire/session.h"

static void ask_transaction(WireSession *session, WireTransaction action, Step *then)
{
    Request request = action == WIRE_TRANSACTION_ROLLBACK ? REQUEST_ROLLBACK : REQUEST_DONE;

    session_ask(session, request, then);
    session->config.ops->transaction(session->config.self, session, action);
}

/* The transaction is over, whatever the host answers. */
static void leave(WireSession *session, WireTransaction action, Step *then)
{
    portals_free_all(session);
    session->transaction = TRANSACTION_NONE;
    ask_transaction(session, action, then);
}

bool transaction_ensure(WireSession *session, Step *then)
{
    if (session->transaction != TRANSACTION_NONE) {
        session_next(session, then);
        return true;
    }
    session->transaction = TRANSACTION_STATEMENT;
    ask_transaction(session, WIRE_TRANSACTION_BEGIN, then);
    return true;
}

bool transaction_settle(WireSession *session, Step *then)
{
    if (session->transaction == TRANSACTION_STATEMENT ||
        session->transaction == TRANSACTION_IMPLICIT_BLOCK)
        leave(session, WIRE_TRANSACTION_COMMIT, then);
    else
        session_next(session, then);
    return true;
}

bool transaction_allows(WireSession *session, WireStatementKind kind)
{
    if (session->transaction != TRANSACTION_FAILED || kind == WIRE_STATEMENT_COMMIT ||
        kind == WIRE_STATEMENT_ROLLBACK || kind == WIRE_STATEMENT_ROLLBACK_TO)
        return true;
    return fail(&session->cx, ERR_IN_FAILED_SQL_TRANSACTION, NO_POSITION,
                "current transaction is aborted, commands ignored until end of transaction block");
}

static bool is_block(const WireSession *session)
{
    return session->transaction == TRANSACTION_BLOCK || session->transaction == TRANSACTION_FAILED;
}

bool transaction_check_rule(WireSession *session, WireBlockRule rule, const char *command)
{
    bool is_implicit = session->transaction == TRANSACTION_IMPLICIT_BLOCK;
    Cx *cx = &session->cx;

    if ((rule == WIRE_BLOCK_NEEDED && !is_implicit && !is_block(session)) ||
        (rule == WIRE_BLOCK_BEGIN_NEEDED && !is_block(session)))
        return fail(cx, ERR_NO_ACTIVE_SQL_TRANSACTION, NO_POSITION,
                    "%s can only be used in transaction blocks", command);
    if (rule == WIRE_BLOCK_FORBIDDEN && (is_implicit || is_block(session)))
        return fail(cx, ERR_ACTIVE_SQL_TRANSACTION, NO_POSITION,
                    "%s cannot run inside a transaction block", command);
    if (rule == WIRE_BLOCK_FORBIDDEN && session->in_pipeline)
        return fail(cx, ERR_ACTIVE_SQL_TRANSACTION, NO_POSITION,
                    "%s cannot be executed within a pipeline", command);
    return true;
}

static void warn(WireSession *session, ErrorCode code, const char *message)
{
    wire_notice(session, WIRE_WARNING,
                &(Error){ .code = code, .position = NO_POSITION, .message = message });
}

void transaction_note(WireSession *session, WireStatementKind kind)
{
    if (kind == WIRE_STATEMENT_BEGIN) {
        if (session->transaction == TRANSACTION_BLOCK)
            warn(session, ERR_ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
        session->transaction = TRANSACTION_BLOCK;
    }
    if (kind == WIRE_STATEMENT_ROLLBACK_TO)
        session->transaction = TRANSACTION_BLOCK;
}

bool transaction_end(WireSession *session, WireStatementKind kind, const char **out_tag, Step *then)
{
    bool commits = kind == WIRE_STATEMENT_COMMIT && session->transaction != TRANSACTION_FAILED;

    if (!is_block(session))
        warn(session, ERR_NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
    *out_tag = commits ? "COMMIT" : "ROLLBACK";
    leave(session, commits ? WIRE_TRANSACTION_COMMIT : WIRE_TRANSACTION_ROLLBACK, then);
    return true;
}

void transaction_fail(WireSession *session, Step *then)
{
    switch (session->transaction) {
    case TRANSACTION_STATEMENT:
    case TRANSACTION_IMPLICIT_BLOCK: leave(session, WIRE_TRANSACTION_ROLLBACK, then); return;
    case TRANSACTION_BLOCK:
        portals_fail_all(session);
        session->transaction = TRANSACTION_FAILED;
        break;
    case TRANSACTION_FAILED:
    case TRANSACTION_NONE: break;
    }
    session_next(session, then);
}

char transaction_status(const WireSession *session)
{
    switch (session->transaction) {
    case TRANSACTION_BLOCK: return 'T';
    case TRANSACTION_FAILED: return 'E';
    case TRANSACTION_NONE:
    case TRANSACTION_STATEMENT:
    case TRANSACTION_IMPLICIT_BLOCK: break;
    }
    return 'I';
}
