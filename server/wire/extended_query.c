/*
 * extended_query.c -- Parse, Bind, Describe, Execute, Close, Sync.
 *
 * Every message is answered by itself; after an error all are skipped up to Sync (session.c).
 * What runs between two Syncs is one transaction, unless BEGIN has made a longer one.
 */
#include "server/wire/session.h"

static Step parse_begun, parse_split, parse_prepared, bind_begun, bind_started, execute_ran,
    execute_ended;

/* ---- Parse --------------------------------------------------------------------------------- */

static bool read_parameter_oids(Cx *cx, WireReader *body, ExtendedQuery *parse)
{
    uint16_t count;

    TRY(wire_read_u16(cx, body, &count));
    if ((size_t)count * 4 > wire_read_left(body))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "insufficient data left in message");
    uint32_t *oids = ARENA_ARRAY(cx->arena, uint32_t, count);
    for (uint16_t at = 0; at < count; at++)
        TRY(wire_read_u32(cx, body, &oids[at]));
    parse->parameter_oids = oids;
    parse->parameter_count = count;
    return true;
}

bool parse_message(WireSession *session, WireReader body)
{
    Cx *cx = &session->cx;
    ExtendedQuery *parse = &session->extended;
    Str name, text;

    TRY(wire_read_string(cx, &body, &name));
    TRY(wire_read_string(cx, &body, &text));
    TRY(read_parameter_oids(cx, &body, parse));
    TRY(wire_read_end(cx, &body));
    parse->name = str_copy(cx->arena, name);
    parse->text = str_copy(cx->arena, text);
    session_works_on(session, parse->text);
    if (name.length == 0)
        statement_drop(session, statement_find(session, name));
    return transaction_ensure(session, parse_begun);
}

static bool parse_begun(WireSession *session)
{
    session_ask(session, REQUEST_SPLIT, parse_split);
    session->config.ops->split(session->config.self, session, session->extended.text);
    return true;
}

/* Neither the empty text nor the end of a transaction is known to the host. */
static bool parse_store(WireSession *session, const WireStatement *parsed,
                        const WirePrepared *prepared)
{
    Cx *cx = &session->cx;
    Statement *statement =
        TRY(statement_new(cx, session, parsed, session->extended.text, prepared));

    TRY(statement_put(cx, session, session->extended.name, statement));
    wire_write_empty(&session->out, '1');
    return true;
}

static bool parse_split(WireSession *session)
{
    const WireStatement *statement = session->parsed;
    const ExtendedQuery *parse = &session->extended;

    if (session->parsed_count > 1)
        return fail(&session->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                    "cannot insert multiple commands into a prepared statement");
    if (session->parsed_count == 0)
        return parse_store(session, NULL, NULL);
    TRY(transaction_allows(session, statement->kind));
    if (statement->kind == WIRE_STATEMENT_COMMIT || statement->kind == WIRE_STATEMENT_ROLLBACK)
        return parse_store(session, statement, NULL);
    session_ask(session, REQUEST_PREPARE, parse_prepared);
    session->config.ops->prepare(session->config.self, session, statement, parse->parameter_oids,
                                 parse->parameter_count);
    return true;
}

static bool parse_prepared(WireSession *session)
{
    return parse_store(session, session->parsed, session->prepared);
}

static Statement *statement_get(WireSession *session, Str name)
{
    Statement *statement = statement_find(session, name);

    if (statement)
        return statement;
    if (name.length == 0)
        return fail(&session->cx, ERR_INVALID_SQL_STATEMENT_NAME, NO_POSITION,
                    "unnamed prepared statement does not exist");
    return fail(&session->cx, ERR_INVALID_SQL_STATEMENT_NAME, NO_POSITION,
                "prepared statement \"%.*s\" does not exist", STR(name));
}

static uint32_t parameter_count(const Statement *statement)
{
    return statement->prepared ? statement->prepared->parameter_count : 0;
}

static uint32_t column_count(const Statement *statement)
{
    return statement->prepared && statement->prepared->returns_rows
               ? statement->prepared->column_count
               : 0;
}

/* ---- Bind ---------------------------------------------------------------------------------- */

/* Format codes as sent: none (all text), one for all, or one each. */
typedef struct Formats {
    uint16_t count;
    const uint8_t *codes; /* two bytes each, in the message */
} Formats;

static bool read_formats(Cx *cx, WireReader *body, Formats *out_formats)
{
    Str codes;

    TRY(wire_read_u16(cx, body, &out_formats->count));
    TRY(wire_read_bytes(cx, body, (size_t)out_formats->count * 2, &codes));
    out_formats->codes = (const uint8_t *)codes.data;
    return true;
}

static uint16_t format_of(const Formats *formats, uint32_t at)
{
    if (formats->count == 0)
        return 0;
    const uint8_t *code = formats->codes + (formats->count == 1 ? 0 : (size_t)at * 2);
    return (uint16_t)(code[0] << 8 | code[1]);
}

static bool check_format(Cx *cx, uint16_t format)
{
    if (format <= 1)
        return true;
    return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "unsupported format code: %d",
                (int16_t)format);
}

/* Bind, taken apart so far; the parameters' values follow in the message. */
typedef struct Bind {
    Str portal_name;
    Str statement_name;
    Formats formats;
    uint16_t parameter_count;
} Bind;

static bool read_bind(Cx *cx, WireReader *body, Bind *out_bind)
{
    TRY(wire_read_string(cx, body, &out_bind->portal_name));
    TRY(wire_read_string(cx, body, &out_bind->statement_name));
    TRY(read_formats(cx, body, &out_bind->formats));
    return wire_read_u16(cx, body, &out_bind->parameter_count);
}

static bool check_bind(WireSession *session, const Bind *bind, const Statement *statement)
{
    Cx *cx = &session->cx;

    if (bind->formats.count > 1 && bind->formats.count != bind->parameter_count)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "bind message has %d parameter formats but %d parameters", bind->formats.count,
                    bind->parameter_count);
    if (bind->parameter_count != parameter_count(statement))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "bind message supplies %d parameters, but prepared statement \"%.*s\" "
                    "requires %u",
                    bind->parameter_count, STR(bind->statement_name), parameter_count(statement));
    TRY(transaction_allows(session, statement->kind));
    if (bind->portal_name.length &&
        (portal_find(session, bind->portal_name) ||
         session->config.ops->find_cursor(session->config.self, bind->portal_name)))
        return fail(cx, ERR_DUPLICATE_CURSOR, NO_POSITION, "cursor \"%.*s\" already exists",
                    STR(bind->portal_name));
    return true;
}

/* Where the rest of a portal's memory is, behind its struct. */
typedef struct Room {
    char *at;
    const char *end;
} Room;

static void *room_take(Room *room, size_t bytes)
{
    char *at = room->at;

    room->at += bytes;
    assert(room->at <= room->end);
    return at;
}

static Str room_copy(Room *room, Str bytes)
{
    char *copy = room_take(room, bytes.length + 1);

    if (bytes.length)
        memcpy(copy, bytes.data, bytes.length);
    copy[bytes.length] = '\0';
    return (Str){ copy, bytes.length };
}

/* What every value needs at most besides its bytes: its entry, and a NUL behind the bytes. */
enum { PARAMETER_ROOM_BYTES = sizeof(WireParameter) + 1, ROOM_SLACK_BYTES = 16 };

bool wire_fail_parameter(Cx *cx, Str portal, uint32_t number, const char *shown)
{
    if (portal.length)
        return fail_context(cx, "portal \"%.*s\" parameter $%u%s", STR(portal), number, shown);
    return fail_context(cx, "unnamed portal parameter $%u%s", number, shown);
}

static bool read_parameter(Cx *cx, WireReader *body, Room *room, WireParameter *out_parameter)
{
    uint32_t length;
    Str value;

    TRY(wire_read_u32(cx, body, &length));
    if (length == UINT32_MAX) {
        out_parameter->is_null = true;
        return true;
    }
    TRY(wire_read_bytes(cx, body, length, &value));
    if (out_parameter->format == 0)
        TRY(wire_check_utf8(cx, value));
    out_parameter->value = room_copy(room, value);
    return true;
}

static bool read_parameters(Cx *cx, WireReader *body, const Bind *bind, Room *room, Portal *portal)
{
    WireParameter *list = room_take(room, bind->parameter_count * sizeof *list);

    for (uint32_t at = 0; at < bind->parameter_count; at++) {
        list[at].format = format_of(&bind->formats, at);
        TRY(check_format(cx, list[at].format));
    }
    for (uint32_t at = 0; at < bind->parameter_count; at++)
        if (!read_parameter(cx, body, room, &list[at]))
            return cx->error.code == ERR_CHARACTER_NOT_IN_REPERTOIRE &&
                   wire_fail_parameter(cx, bind->portal_name, at + 1, "");
    portal->wire.parameters = list;
    return true;
}

static bool read_result_formats(Cx *cx, WireReader *body, Room *room, Portal *portal)
{
    uint32_t columns = column_count(portal->statement);
    uint16_t *list = room_take(room, columns * sizeof *list);
    Formats formats;

    TRY(read_formats(cx, body, &formats));
    TRY(wire_read_end(cx, body));
    if (formats.count > 1 && formats.count != columns && columns)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION,
                    "bind message has %d result formats but query has %u columns", formats.count,
                    columns);
    for (uint32_t at = 0; at < columns; at++) {
        list[at] = format_of(&formats, at);
        TRY(check_format(cx, list[at]));
    }
    const WirePrepared *prepared = portal->wire.prepared; /* NULL: of an empty statement */
    bool is_asked = formats.count || (prepared && prepared->is_binary);
    portal->wire.result_formats = columns && is_asked ? list : NULL;
    return true;
}

bool bind_message(WireSession *session, WireReader body)
{
    Cx *cx = &session->cx;
    Bind bind;

    TRY(read_bind(cx, &body, &bind));
    Statement *statement = TRY(statement_get(session, bind.statement_name));
    session_works_on(session, statement->text);
    TRY(check_bind(session, &bind, statement));
    if (bind.portal_name.length == 0)
        portal_free(session, portal_find(session, bind.portal_name));

    size_t extra = (size_t)bind.parameter_count * PARAMETER_ROOM_BYTES +
                   (size_t)column_count(statement) * sizeof(uint16_t) + wire_read_left(&body) +
                   bind.portal_name.length + ROOM_SLACK_BYTES;
    Portal *portal = TRY(portal_new(session, statement, extra));
    session->extended.portal = portal; /* freed by the loop if the rest fails */
    Room room = { (char *)(portal + 1), (char *)portal + portal->bytes };
    TRY(read_parameters(cx, &body, &bind, &room, portal));
    portal->entry.name = portal->wire.name = room_copy(&room, bind.portal_name);
    room.at += (uintptr_t)room.at & 1;
    TRY(read_result_formats(cx, &body, &room, portal));
    return transaction_ensure(session, bind_begun);
}

static bool bind_begun(WireSession *session)
{
    Portal *portal = session->extended.portal;

    if (portal->wire.prepared)
        return portal_start(session, portal, bind_started);
    session_next(session, bind_started);
    return true;
}

static bool bind_started(WireSession *session)
{
    Portal *portal = session->extended.portal;

    TRY(portal_put(session, portal->entry.name, portal));
    session->extended.portal = NULL;
    wire_write_empty(&session->out, '2');
    return true;
}

/* ---- Describe ------------------------------------------------------------------------------ */

static bool read_target(Cx *cx, WireReader *body, const char *what, char *out_kind, Str *out_name)
{
    uint8_t kind;

    TRY(wire_read_u8(cx, body, &kind));
    TRY(wire_read_string(cx, body, out_name));
    TRY(wire_read_end(cx, body));
    if (kind != 'S' && kind != 'P')
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "invalid %s message subtype %d", what,
                    kind);
    *out_kind = (char)kind;
    return true;
}

static bool describe_rows(WireSession *session, const WirePrepared *prepared,
                          const uint16_t *formats)
{
    if (!prepared || !prepared->returns_rows) {
        wire_write_empty(&session->out, 'n');
        return true;
    }
    TRY(transaction_allows(session, WIRE_STATEMENT_PLAIN));
    wire_write_row_description(&session->out, prepared, formats);
    return true;
}

static bool describe_statement(WireSession *session, Str name)
{
    const Statement *statement = TRY(statement_get(session, name));

    if (column_count(statement))
        TRY(transaction_allows(session, WIRE_STATEMENT_PLAIN));
    wire_write_parameter_description(&session->out, statement->prepared);
    return describe_rows(session, statement->prepared, NULL);
}

static bool fail_portal(WireSession *session, Str name)
{
    return fail(&session->cx, ERR_INVALID_CURSOR_NAME, NO_POSITION,
                "portal \"%.*s\" does not exist", STR(name));
}

static bool describe_portal(WireSession *session, Str name)
{
    const Portal *portal = portal_find(session, name);

    if (portal)
        return describe_rows(session, portal->wire.prepared, portal->wire.result_formats);
    const WirePrepared *cursor = session->config.ops->find_cursor(session->config.self, name);
    return cursor ? describe_rows(session, cursor, NULL) : fail_portal(session, name);
}

bool describe_message(WireSession *session, WireReader body)
{
    char kind = 0;
    Str name = STR_NONE;

    TRY(read_target(&session->cx, &body, "DESCRIBE", &kind, &name));
    return kind == 'S' ? describe_statement(session, name) : describe_portal(session, name);
}

/* ---- Execute ------------------------------------------------------------------------------- */

static bool portal_can_run(WireSession *session, const Portal *portal)
{
    if (portal->state == PORTAL_READY || portal->state == PORTAL_COMPLETE)
        return true;
    return fail(&session->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                "portal \"%.*s\" cannot be run", STR(portal->entry.name));
}

static bool execute_portal(WireSession *session, Portal *portal, uint64_t rows_max)
{
    const Statement *statement = portal->statement;

    session_works_on(session, statement->text);
    TRY(transaction_allows(session, statement->kind));
    TRY(portal_can_run(session, portal));
    if (!statement->prepared)
        return transaction_end(session, statement->kind, &session->extended.tag, execute_ended);
    if (!portal->was_run)
        TRY(transaction_check_rule(session, statement->block_rule, statement->command));
    portal->was_run = true;
    return portal_run(session, portal, statement->prepared->returns_rows ? rows_max : 0,
                      execute_ran);
}

bool execute_message(WireSession *session, WireReader body)
{
    Cx *cx = &session->cx;
    Str name;
    uint32_t rows_max;

    TRY(wire_read_string(cx, &body, &name));
    TRY(wire_read_u32(cx, &body, &rows_max));
    TRY(wire_read_end(cx, &body));
    Portal *portal = portal_find(session, name);
    if (!portal)
        return fail_portal(session, name);
    if (portal->statement->is_empty) {
        wire_write_empty(&session->out, 'I');
        return true;
    }
    return execute_portal(session, portal, (int32_t)rows_max > 0 ? rows_max : 0);
}

static bool execute_ended(WireSession *session)
{
    session->in_pipeline = false;
    wire_write_command_complete(&session->out, str_of(session->extended.tag));
    return true;
}

static bool execute_ran(WireSession *session)
{
    Portal *portal = session->run.portal;

    session->run.portal = NULL;
    if (session->run.is_suspended) {
        wire_write_empty(&session->out, 's');
        return true;
    }
    portal->state = portal->wire.prepared->returns_rows ? PORTAL_COMPLETE : PORTAL_DONE;
    transaction_note(session, portal->statement->kind);
    session->in_pipeline = true;
    wire_write_command_complete(&session->out,
                                str_of(portal_tag(session, portal, session->run.rows)));
    return true;
}

/* ---- Close, Sync --------------------------------------------------------------------------- */

bool close_message(WireSession *session, WireReader body)
{
    char kind = 0;
    Str name = STR_NONE;

    TRY(read_target(&session->cx, &body, "CLOSE", &kind, &name));
    if (kind == 'S')
        statement_drop(session, statement_find(session, name));
    else if (portal_find(session, name))
        portal_free(session, portal_find(session, name));
    else
        session->config.ops->close_cursor(session->config.self, name);
    wire_write_empty(&session->out, '3');
    return true;
}

bool sync_message(WireSession *session, WireReader body)
{
    session->skips_to_sync = false;
    TRY(wire_read_end(&session->cx, &body));
    return transaction_settle(session, session_ready);
}
