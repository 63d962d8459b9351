/* session.c -- see session.h: what the wire asks of a connection's host. */
#include "server/modify/with.h"
#include "server/cursor.h"
#include "server/define/define.h"
#include "server/role/roles.h"

#include "base/clock.h"
#include "base/digits.h"

#include <stdlib.h>

static void text_drop(SplitText *text)
{
    if (!text || --text->references > 0)
        return;
    Arena *arena = text->arena;
    arena_free(arena);
}

/* --- Opening --------------------------------------------------------------------------------- */

void *session_make(void *server, SessionHandle *handle)
{
    Session *session = calloc(1, sizeof *session);

    if (!session)
        return NULL;
    session->server = server;
    session->handle = handle;
    settings_clear(&session->settings);
    session->undo.now = &session->settings;
    session->undo.initial = &session->initial;
    session->locks.handle = handle;
    return session;
}

ValueContext session_values(Session *session, Arena *arena)
{
    return (ValueContext){ .dates = session->settings.dates,
                           .transaction_start = session->transaction_start,
                           .statement_start = session->statement_start,
                           .enums = transaction_enums(session, arena) };
}

static Str find_verifier(void *self, Str user)
{
    return login_verifier(self, user);
}

static Str keep(Str text)
{
    char *copy = strndup(text.data ? text.data : "", text.length);

    if (!copy)
        abort();
    return (Str){ copy, text.length };
}

static bool open_database(Cx *cx, const WireStartup *startup)
{
    Str name = startup->database;

    if (str_is(name, "hearth") || str_is(name, "postgres") || str_equal(name, startup->user))
        return true;
    return fail(cx, ERR_UNDEFINED_DATABASE, NO_POSITION, "database \"%.*s\" does not exist",
                STR(name));
}

static void open_session(void *self, WireSession *wire, const WireStartup *startup)
{
    Session *session = self;
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    bool opened = open_database(&cx, startup);

    session->user = keep(startup->user);
    session->database = keep(startup->database);
    session->wire = wire;
    session->pid = wire_session_pid(wire);
    if (opened && login_open(&cx, session, startup)) {
        settings_copy(&session->initial, &session->settings);
        session_set_times(session);
        activity_set_application(&session->server->activities, session->activity,
                                 setting_get(&session->settings, SETTING_application_name));
        wire_report_setting(wire, "application_name",
                            setting_get(&session->settings, SETTING_application_name));
        wire_report_setting(wire, "is_superuser",
                            setting_get(&session->settings, SETTING_is_superuser));
        wire_report_setting(wire, "DateStyle", setting_get(&session->settings, SETTING_DateStyle));
        wire_report_setting(wire, "IntervalStyle",
                            setting_get(&session->settings, SETTING_IntervalStyle));
        wire_report_setting(wire, "TimeZone", setting_get(&session->settings, SETTING_TimeZone));
        wire_answer_done(wire);
    } else {
        wire_answer_error(wire, &cx.error);
    }
    arena_fini(&arena);
}

static void end_session(void *self)
{
    Session *session = self;
    char *user, *database;

    activity_free(&session->server->activities, session->activity);
    session->activity = NULL;
    text_drop(session->split);
    cursors_close_all(session);
    transaction_over(session, false);
    undo_fini(&session->undo);
    sequence_values_clear(&session->sequence_values);
    settings_clear(&session->settings);
    settings_clear(&session->initial);
    memcpy(&user, &session->user.data, sizeof user);
    memcpy(&database, &session->database.data, sizeof database);
    free(user);
    free(database);
    free(session->verifier);
    free(session);
}

/* --- Interrupts ------------------------------------------------------------------------------ */

enum { NS_PER_MS = 1000 * 1000 };

Interrupt session_interruptible(Session *session)
{
    Interrupt interrupt = { .requested = session_interrupts(session->handle) };
    WireClock clock = session->wire ? wire_session_clock(session->wire) : (WireClock){ 0 };

    if (clock.limit_ms && clock.serial != session->clock_serial) {
        session->clock_serial = clock.serial;
        session->clock_started_ns = clock_ns();
    }
    if (clock.limit_ms)
        interrupt.deadline_ns = session->clock_started_ns + (int64_t)clock.limit_ms * NS_PER_MS;
    return interrupt_exchange(interrupt);
}

void session_note_error(Session *session, const Error *error)
{
    if (error->code == ERR_QUERY_CANCELED)
        (void)session_cancel_taken(session->handle);
}

static void answer_error(Session *session, WireSession *wire, const Error *error)
{
    session_note_error(session, error);
    wire_answer_error(wire, error);
}

/* --- Taking a text apart --------------------------------------------------------------------- */

static WireStatementKind kind_of(const Plan *plan)
{
    const Transaction *transaction = PLAN_AS(Transaction, plan);

    if (!transaction)
        return WIRE_STATEMENT_PLAIN;
    switch ((TransactionAction)transaction->action) {
    case TRANSACTION_BEGIN:
    case TRANSACTION_START: return WIRE_STATEMENT_BEGIN;
    case TRANSACTION_COMMIT: return WIRE_STATEMENT_COMMIT;
    case TRANSACTION_ROLLBACK: return WIRE_STATEMENT_ROLLBACK;
    case TRANSACTION_ROLLBACK_TO: return WIRE_STATEMENT_ROLLBACK_TO;
    case TRANSACTION_SAVEPOINT:
    case TRANSACTION_RELEASE: break;
    }
    return WIRE_STATEMENT_PLAIN;
}

static WireBlockRule rule_of(const Plan *plan)
{
    const Transaction *transaction = PLAN_AS(Transaction, plan);

    if (plan->tag == PLAN_Discard)
        return str_is(((const Discard *)plan)->what, "all") ? WIRE_BLOCK_FORBIDDEN : WIRE_BLOCK_ANY;
    if (plan->tag == PLAN_LockTable ||
        (plan->tag == PLAN_DeclareCursor && !((const DeclareCursor *)plan)->is_held))
        return WIRE_BLOCK_NEEDED;
    if (plan->tag == PLAN_Maintain && str_is(((const Maintain *)plan)->what, "VACUUM"))
        return WIRE_BLOCK_FORBIDDEN;
    if (transaction && transaction->action >= TRANSACTION_SAVEPOINT)
        return WIRE_BLOCK_BEGIN_NEEDED;
    return WIRE_BLOCK_ANY;
}

static void split(void *self, WireSession *wire, Str text)
{
    Session *session = self;
    Arena *arena = arena_new_apart(&session->server->budget, "the statement");
    Cx cx = { .arena = arena };
    INTERRUPTIBLE(session);
    Statements *statements = parse_sql(&cx, text);

    if (!statements) {
        answer_error(session, wire, &cx.error);
        arena_free(arena);
        return;
    }
    text_drop(session->split);
    SplitText *split_text = arena_alloc(arena, sizeof *split_text);
    *split_text = (SplitText){
        .arena = arena,
        .references = 1,
        .statements = statements,
        .wire = ARENA_ARRAY(arena, WireStatement, statements->count + 1),
    };
    for (uint32_t at = 0; at < statements->count; at++) {
        const Statement *statement = &statements->items[at];
        split_text->wire[at] = (WireStatement){ .text = statement->text,
                                                .parse = statement,
                                                .command = command_name(statement->plan),
                                                .kind = kind_of(statement->plan),
                                                .block_rule = rule_of(statement->plan) };
    }
    session->split = split_text;
    wire_answer_statements(wire, split_text->wire, statements->count);
}

/* --- Preparing ------------------------------------------------------------------------------- */

static void set_columns(Prepared *prepared, Columns columns)
{
    WireColumn *wire = ARENA_ARRAY(prepared->arena, WireColumn, columns.count + 1);

    for (uint32_t at = 0; at < columns.count; at++) {
        const PlanColumn *column = &columns.items[at];
        wire[at] = (WireColumn){ .name = str_copy(prepared->arena, column->name),
                                 .table_oid = column->table_oid,
                                 .attnum = column->attribute,
                                 .typlen = (int16_t)type_length(column->type.id),
                                 .type_oid = type_oid(column->type.id),
                                 .typmod = column->type.typmod };
    }
    prepared->wire.columns = wire;
    prepared->wire.column_count = columns.count;
    prepared->wire.returns_rows = true;
}

static void set_text_column(Prepared *prepared, const char *name)
{
    PlanColumn column = { .name = str_of(name), .type = type_of(TYPE_TEXT) };

    set_columns(prepared, (Columns){ &column, 1 });
}

/* The highest n of any $n in the text, which may be an overestimate: $n in a literal counts too. */
static uint32_t highest_parameter(Str text)
{
    uint32_t highest = 0;

    for (size_t at = 0; at < text.length; at++) {
        uint32_t number = 0;
        if (text.data[at] != '$')
            continue;
        while (at + 1 < text.length && char_is_digit(text.data[at + 1]) && number < PARAMETERS_MAX)
            number = number * 10 + (uint32_t)(text.data[++at] - '0');
        highest = number > highest ? number : highest;
    }
    return highest < PARAMETERS_MAX ? highest : PARAMETERS_MAX;
}

/* NONE where there is none; a parameter of a domain is one of its base type. */
static TypeId type_of_oid(Session *session, uint32_t oid)
{
    TypeId id = type_find_oid(oid);

    if (!type_is_created(id))
        return id;
    const CatalogVersion *version = transaction_snapshot(session);
    const CatalogType *type = catalog_type_of_oid(version, oid);
    if (!type || (type->is_domain && type_is_array(id)))
        id = TYPE_NONE;
    else if (type->is_domain)
        id = (TypeId)type->base.id;
    catalog_release(session->server->catalog, version);
    return id;
}

static bool take_types(Cx *cx, Session *session, Prepared *prepared, Str text, const uint32_t *oids,
                       uint32_t count)
{
    uint32_t highest = highest_parameter(text);

    prepared->type_capacity = highest > count ? highest : count;
    prepared->types =
        arena_zero(prepared->arena, (prepared->type_capacity + 1) * sizeof *prepared->types);
    prepared->wire.parameter_count = count;
    for (uint32_t at = 0; at < count; at++) {
        prepared->types[at] = oids[at] ? type_of_oid(session, oids[at]) : TYPE_NONE;
        if (oids[at] && prepared->types[at] == TYPE_NONE)
            return fail(cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "type with OID %u does not exist",
                        oids[at]);
    }
    return true;
}

static void set_parameters(Prepared *prepared)
{
    uint32_t count = prepared->wire.parameter_count;
    uint32_t *oids = ARENA_ARRAY(prepared->arena, uint32_t, count + 1);

    for (uint32_t at = 0; at < count; at++)
        oids[at] = type_oid(prepared->types[at]);
    prepared->wire.parameter_oids = oids;
}

static bool is_query(const Plan *plan)
{
    return plan->tag == PLAN_Query || plan->tag == PLAN_Select || plan->tag == PLAN_ValuesList ||
           plan->tag == PLAN_SetOperation;
}

static bool fail_unsupported(Cx *cx, const Plan *statement)
{
    return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "%s is not supported yet",
                command_name(statement));
}

static bool prepare_query(Cx *cx, Session *session, Prepared *prepared)
{
    Columns columns;

    prepared->kind = PREPARED_QUERY;
    TRY(plan_describe(cx, session, prepared, prepared->statement, &columns));
    set_columns(prepared, columns);
    return true;
}

static bool prepare_modify(Cx *cx, Session *session, Prepared *prepared)
{
    Columns columns;

    prepared->kind = PREPARED_MODIFY;
    TRY(plan_describe(cx, session, prepared, prepared->statement, &columns));
    if (columns.count)
        set_columns(prepared, columns);
    return true;
}

static bool prepare_explain(Cx *cx, Session *session, Prepared *prepared)
{
    const Explain *explain = (const Explain *)prepared->statement;
    const Execute *execute = PLAN_AS(Execute, explain->query);
    ExplainOptions options;
    Columns columns;

    if (!execute && !is_query(explain->query) && !is_modify(explain->query))
        return fail_unsupported(cx, explain->query);
    if (with_changes(explain->query).count)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "EXPLAIN of data-modifying statements in WITH is not supported yet");
    prepared->kind = PREPARED_EXPLAIN;
    TRY(explain_options(cx, explain, &options));
    set_text_column(prepared, "QUERY PLAN");
    if (!execute)
        return plan_describe(cx, session, prepared, explain->query, &columns);
    prepared->target = TRY(execute_target(cx, session, execute));
    return prepared->target->kind == PREPARED_QUERY ||
           fail_unsupported(cx, prepared->target->statement);
}

static bool prepare_execute(Cx *cx, Session *session, Prepared *prepared)
{
    prepared->kind = PREPARED_EXECUTE;
    Prepared *target = TRY(execute_target(cx, session, (const Execute *)prepared->statement));
    prepared->target = target;
    prepared->wire.columns = target->wire.columns;
    prepared->wire.column_count = target->wire.column_count;
    prepared->wire.returns_rows = target->wire.returns_rows;
    return true;
}

/* The query is a statement of its own, whose parameters are those of DECLARE. */
static bool prepare_declare(Cx *cx, Session *session, Prepared *prepared)
{
    const DeclareCursor *declare = (const DeclareCursor *)prepared->statement;
    Statement query = { declare->query, prepared->source, prepared->position };
    uint32_t count = prepared->wire.parameter_count;
    uint32_t *oids = ARENA_ARRAY(cx->arena, uint32_t, count + 1);

    prepared->kind = PREPARED_COMMAND;
    if (declare->is_scroll && declare->is_no_scroll)
        return fail(cx, ERR_INVALID_CURSOR_DEFINITION, NO_POSITION,
                    "cannot specify both SCROLL and NO SCROLL");
    if (!is_query(declare->query))
        return fail_unsupported(cx, declare->query);
    if (with_changes(declare->query).count)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "DECLARE CURSOR must not contain data-modifying statements in WITH");
    for (uint32_t at = 0; at < count; at++)
        oids[at] = prepared->types[at] ? type_oid(prepared->types[at]) : 0;
    prepared->target = prepared_make(session, cx, prepared->text, &query, oids, count);
    if (!prepared->target && cx->error.position != NO_POSITION)
        cx->error.position -= prepared->position; /* the caller adds it */
    TRY(prepared->target);
    prepared->types = prepared->target->types;
    prepared->wire.parameter_count = prepared->target->wire.parameter_count;
    return true;
}

static bool prepare_fetch(Cx *cx, Session *session, Prepared *prepared)
{
    const Fetch *fetch = (const Fetch *)prepared->statement;
    const Cursor *cursor = cursor_find(session, fetch->name);

    prepared->kind = PREPARED_FETCH;
    if (!cursor && fetch->name.length && wire_portal_exists(session->wire, fetch->name))
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "%s from a portal that is no cursor is not supported yet",
                    command_name(prepared->statement));
    if (!cursor)
        return fail(cx, ERR_INVALID_CURSOR_NAME, NO_POSITION, "cursor \"%.*s\" does not exist",
                    STR(fetch->name));
    prepared->target = cursor->declare->target;
    prepared->target->references++;
    if (fetch->is_move)
        return true;
    prepared->wire.columns = cursor->wire.columns;
    prepared->wire.column_count = cursor->wire.column_count;
    prepared->wire.is_binary = cursor->wire.is_binary;
    prepared->wire.returns_rows = true;
    return true;
}

static void prepare_show(Cx *cx, Prepared *prepared, const ShowVariable *show)
{
    SettingId id = setting_find(show->name);

    prepared->kind = PREPARED_SHOW;
    if (str_is(show->name, "all")) {
        PlanColumn columns[] = { { .name = STR_LIT("name"), .type = type_of(TYPE_TEXT) },
                                 { .name = STR_LIT("setting"), .type = type_of(TYPE_TEXT) },
                                 { .name = STR_LIT("description"), .type = type_of(TYPE_TEXT) } };
        set_columns(prepared, (Columns){ columns, COUNT_OF(columns) });
        return;
    }
    set_text_column(prepared, id == SETTINGS ? str_to_c(cx->arena, show->name) : setting_name(id));
}

static bool prepare_statement(Cx *cx, Session *session, Prepared *prepared)
{
    const Plan *plan = prepared->statement;
    const ShowVariable *show = PLAN_AS(ShowVariable, plan);

    if (is_query(plan) && !with_changes(plan).count)
        return prepare_query(cx, session, prepared);
    if (is_query(plan) || is_modify(plan))
        return prepare_modify(cx, session, prepared);
    if (plan->tag == PLAN_Explain)
        return prepare_explain(cx, session, prepared);
    if (plan->tag == PLAN_Execute)
        return prepare_execute(cx, session, prepared);
    if (plan->tag == PLAN_DeclareCursor)
        return prepare_declare(cx, session, prepared);
    if (plan->tag == PLAN_Fetch)
        return prepare_fetch(cx, session, prepared);
    if (plan->tag == PLAN_Copy) { /* all is looked at when it runs, as by PostgreSQL */
        prepared->kind = PREPARED_COPY;
        return true;
    }
    if (is_definition(plan)) {
        prepared->kind = PREPARED_DEFINE;
        return true;
    }
    if (show) {
        prepare_show(cx, prepared, show);
        return true;
    }
    if (plan->tag == PLAN_SetVariable || plan->tag == PLAN_Transaction ||
        plan->tag == PLAN_Discard || plan->tag == PLAN_Prepare || plan->tag == PLAN_Deallocate ||
        plan->tag == PLAN_CloseCursor || plan->tag == PLAN_Unlisten ||
        plan->tag == PLAN_SetConstraints) {
        prepared->kind = PREPARED_COMMAND;
        return true;
    }
    return fail_unsupported(cx, plan);
}

void prepared_release(Prepared *prepared)
{
    if (!prepared || --prepared->references > 0)
        return;
    prepared_release(prepared->target);
    text_drop(prepared->text);
    arena_free(prepared->arena);
}

Prepared *prepared_make(Session *session, Cx *cx, SplitText *text, const Statement *statement,
                        const uint32_t *oids, uint32_t count)
{
    Arena *arena = arena_new_apart(&session->server->budget, "the statement");
    Prepared *prepared = arena_zero(arena, sizeof *prepared);
    ValueContext values = session_values(session, arena);
    Cx own = { .arena = arena, .values = &values };

    prepared->references = 1;
    prepared->arena = arena;
    prepared->statement = statement->plan;
    prepared->position = statement->position;
    prepared->source = statement->text;
    prepared->made_micros = clock_micros_since_2000();
    prepared->text = text;
    text->references++;
    if (take_types(&own, session, prepared, statement->text, oids, count) &&
        prepare_statement(&own, session, prepared) && check_memory(&own)) {
        set_parameters(prepared);
        return prepared;
    }
    if (own.error.position != NO_POSITION)
        own.error.position += prepared->position;
    fail_with(cx, &own.error);
    prepared_release(prepared);
    return NULL;
}

static void prepare(void *self, WireSession *wire, const WireStatement *statement,
                    const uint32_t *oids, uint32_t count)
{
    Session *session = self;
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    INTERRUPTIBLE(session);
    Prepared *prepared = prepared_make(session, &cx, session->split, statement->parse, oids, count);

    if (prepared)
        wire_answer_prepared(wire, &prepared->wire);
    else
        answer_error(session, wire, &cx.error);
    arena_fini(&arena);
}

static void forget(void *self, const WirePrepared *wire)
{
    (void)self;
    prepared_release(prepared_of(wire));
}

/* --- Running
 * -----------------------------------------------------------------------------------------------
 */

/* EXECUTE, also explained, runs another statement with its arguments for parameters. */
static Run *start_execute(Cx *cx, Session *session, const Prepared *prepared,
                          const WirePortal *portal)
{
    const Explain *explain = PLAN_AS(Explain, prepared->statement);
    prepared->target->run_count++;
    const Plan *execute = explain ? explain->query : prepared->statement;
    WirePortal inner = { .prepared = portal->prepared, .result_formats = portal->result_formats };

    prepared->target->run_count++;
    if (!execute_arguments(cx, session, (const Execute *)execute, prepared->target,
                           &inner.parameters)) {
        if (cx->error.position != NO_POSITION)
            cx->error.position += prepared->position;
        return NULL;
    }
    Run *run = run_new(cx, session, explain ? prepared : prepared->target, &inner);
    cx->error.position = NO_POSITION; /* not in this text */
    return run;
}

static void *start_run(Cx *cx, Session *session, const WirePortal *portal)
{
    Prepared *prepared = prepared_of(portal->prepared);

    if (prepared->kind == PREPARED_FETCH)
        return fetch_new(cx, session, portal);
    if (prepared->target && prepared->kind != PREPARED_COMMAND)
        return start_execute(cx, session, prepared, portal);
    prepared->run_count++;
    Run *run = run_new(cx, session, prepared, portal);
    if (!run && cx->error.position != NO_POSITION)
        cx->error.position += prepared->position;
    return run;
}

static void start(void *self, WireSession *wire, WirePortal *portal)
{
    Session *session = self;
    Arena arena;
    arena_init(&arena, NULL);
    ValueContext values = session_values(session, &arena);
    Cx cx = { .arena = &arena, .values = &values };
    INTERRUPTIBLE(session);

    portal->run = start_run(&cx, session, portal);
    if (portal->run)
        wire_answer_done(wire);
    else
        answer_error(session, wire, &cx.error);
    arena_fini(&arena);
}

static bool is_fetch(const WirePortal *portal)
{
    return ((const Prepared *)portal->prepared)->kind == PREPARED_FETCH;
}

static void want_rows(void *self, WireSession *wire, WirePortal *portal)
{
    Session *session = self;

    session->running = NULL;
    session->portal = portal;
    if (is_fetch(portal)) {
        fetch_want_rows(portal->run);
        return;
    }
    session->running = portal->run;
    run_want_rows(portal->run, wire);
}

static void copy_in(void *self, WireSession *wire, WirePortal *portal, const WireCopyIn *in)
{
    (void)self;
    run_copy_in(portal->run, wire, in);
}

static void close_portal(void *self, WirePortal *portal)
{
    Session *session = self;

    if (session->portal == portal) {
        session->portal = NULL;
        session->running = NULL;
    }
    if (is_fetch(portal))
        fetch_close(portal->run);
    else
        run_close(portal->run);
}

/* --- Transactions ---------------------------------------------------------------------------- */

static void end_transaction(Session *session, bool commits)
{
    cursors_end(session, commits);
    if (session->activity)
        activity_set_transaction(&session->server->activities, session->activity, 0);
    if (transaction_over(session, commits))
        session_report_settings(session);
}

/* The rows of WITH HOLD cursors are stored, or cannot be: then the transaction is rolled back. */
static void when_held(Session *session, const Error *error)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };

    if (error)
        fail_with(&cx, error); /* the cursor that has it goes */
    end_transaction(session, !error);
    if (error)
        wire_answer_error(session->wire, &cx.error);
    else
        wire_answer_done(session->wire);
    arena_fini(&arena);
}

/* False: a foreign key is broken; the transaction was rolled back and the error answered. */
static bool check_deferred(Session *session, WireSession *wire)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    INTERRUPTIBLE(session);
    bool passed = foreign_check_deferred(&cx, session);

    if (!passed) {
        end_transaction(session, false);
        answer_error(session, wire, &cx.error);
    }
    arena_fini(&arena);
    return passed;
}

static void transaction(void *self, WireSession *wire, WireTransaction action)
{
    Session *session = self;

    switch (action) {
    case WIRE_TRANSACTION_BEGIN:
        session->transaction_start = session->statement_start;
        if (session->activity)
            activity_set_transaction(&session->server->activities, session->activity,
                                     session->transaction_start);
        break;
    case WIRE_TRANSACTION_COMMIT:
        if (!check_deferred(session, wire))
            return;
        session->when_held = when_held;
        cursors_hold(session);
        return;
    case WIRE_TRANSACTION_ROLLBACK: end_transaction(session, false); break;
    }
    wire_answer_done(wire);
}

static void cancel(void *self, WireSession *wire)
{
    Session *session = self;

    if (session->running)
        run_cancel(session->running, wire);
    cursors_cancel(session);
}

static void activity(void *self, WireActivity activity, Str text)
{
    Session *session = self;
    int64_t now = clock_micros_since_2000();

    if (activity == WIRE_ACTIVITY_RUNNING)
        session->statement_start = now;
    if (activity == WIRE_ACTIVITY_RUNNING && session->is_idle)
        (void)session_cancel_taken(session->handle);
    session->is_idle = activity != WIRE_ACTIVITY_RUNNING;
    if (session->activity)
        activity_set_state(&session->server->activities, session->activity, activity, text, now);
}

static const WirePrepared *find_cursor(void *self, Str name)
{
    const Cursor *cursor = cursor_find(self, name);
    return cursor ? &cursor->wire : NULL;
}

static void close_cursor(void *self, Str name)
{
    Cursor *cursor = cursor_find(self, name);

    if (cursor)
        cursor_close(cursor);
}

const WireHostOps session_ops = {
    .find_verifier = find_verifier,
    .open = open_session,
    .split = split,
    .prepare = prepare,
    .forget = forget,
    .start = start,
    .want_rows = want_rows,
    .copy_in = copy_in,
    .close = close_portal,
    .transaction = transaction,
    .cancel = cancel,
    .find_cursor = find_cursor,
    .close_cursor = close_cursor,
    .activity = activity,
    .end = end_session,
};
