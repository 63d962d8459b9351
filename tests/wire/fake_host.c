/* fake_host.c -- see fake_host.h. */
#include "tests/wire/fake_host.h"

#include "server/wire/scram.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { BLOCK_ROWS = 1000, OID_INT4 = 23, OID_TEXT = 25, STATEMENTS_MAX = 64 };

typedef enum FakeKind {
    FAKE_SELECT,
    FAKE_PARAMETER,
    FAKE_ROWS,
    FAKE_FAIL_AT,
    FAKE_FAIL_PREPARE,
    FAKE_FAIL_START,
    FAKE_FAIL_COMMIT,
    FAKE_INSERT,
    FAKE_COPY_IN,
    FAKE_SET,
    FAKE_NOTICE,
    FAKE_SLOW,
    FAKE_COMMAND,
} FakeKind;

/* One statement understood. */
typedef struct FakeStatement {
    WirePrepared wire; /* first: the machine has a pointer to it */
    FakeKind kind;
    long number, width, block;
    uint32_t parameter_oid;
    WireColumn columns[2];
    char name[64], value[64], tag[64];
} FakeStatement;

/* One run of it. */
typedef struct FakeRun {
    const FakeStatement *statement;
    long row; /* given, or copied in */
} FakeRun;

// clang-format off
static const struct {
    const char *text;
    WireStatementKind kind;
    WireBlockRule rule;
    const char *tag;
    const char *command; /* NULL: the tag */
} commands[] = {
    { "begin",             WIRE_STATEMENT_BEGIN,       WIRE_BLOCK_ANY,          "BEGIN" },
    { "start transaction", WIRE_STATEMENT_BEGIN,       WIRE_BLOCK_ANY,
                           "START TRANSACTION" },
    { "commit",            WIRE_STATEMENT_COMMIT,      WIRE_BLOCK_ANY,          "COMMIT" },
    { "end",               WIRE_STATEMENT_COMMIT,      WIRE_BLOCK_ANY,          "COMMIT" },
    { "rollback to",       WIRE_STATEMENT_ROLLBACK_TO, WIRE_BLOCK_BEGIN_NEEDED, "ROLLBACK",
                           "ROLLBACK TO SAVEPOINT" },
    { "rollback",          WIRE_STATEMENT_ROLLBACK,    WIRE_BLOCK_ANY,          "ROLLBACK" },
    { "abort",             WIRE_STATEMENT_ROLLBACK,    WIRE_BLOCK_ANY,          "ROLLBACK" },
    { "savepoint",         WIRE_STATEMENT_PLAIN,       WIRE_BLOCK_BEGIN_NEEDED, "SAVEPOINT" },
    { "vacuum",            WIRE_STATEMENT_PLAIN,       WIRE_BLOCK_FORBIDDEN,    "VACUUM" },
    { "lock",              WIRE_STATEMENT_PLAIN,       WIRE_BLOCK_NEEDED,       "LOCK TABLE" },
};
// clang-format on

FakeHost *fake_host_new(FakeCounts *counts, FakeClock clock)
{
    FakeHost *host = calloc(1, sizeof *host);

    if (host) {
        arena_init(&host->arena, NULL);
        host->counts = counts;
        host->clock = clock;
    }
    return host;
}

/* ---- understanding texts ------------------------------------------------------------------- */

static Error error_make(ErrorCode code, int position, const char *message)
{
    return (Error){ .code = code, .position = position, .message = message };
}

static bool read_query(const char *text, FakeStatement *out)
{
    if (sscanf(text, "rows %ld width %ld block %ld", &out->number, &out->width, &out->block) >= 1)
        out->kind = FAKE_ROWS;
    else if (strcasecmp(text, "select $1::int4") == 0)
        out->kind = FAKE_PARAMETER, out->parameter_oid = OID_INT4;
    else if (strcasecmp(text, "select $1") == 0)
        out->kind = FAKE_PARAMETER, out->parameter_oid = OID_TEXT;
    else if (sscanf(text, "select %ld", &out->number) == 1 ||
             sscanf(text, "SELECT %ld", &out->number) == 1)
        out->kind = FAKE_SELECT;
    else if (sscanf(text, "fail at %ld", &out->number) == 1)
        out->kind = FAKE_FAIL_AT;
    else if (sscanf(text, "slow %ld", &out->number) == 1)
        out->kind = FAKE_SLOW;
    else if (strcasecmp(text, "notice") == 0)
        out->kind = FAKE_NOTICE;
    else
        return false;
    snprintf(out->tag, sizeof out->tag, "SELECT");
    out->wire.returns_rows = true;
    return true;
}

static bool read_command(const char *text, FakeStatement *out)
{
    snprintf(out->tag, sizeof out->tag, "%s", text);
    if (sscanf(text, "insert %ld", &out->number) == 1) {
        out->kind = FAKE_INSERT;
        snprintf(out->tag, sizeof out->tag, "INSERT 0");
    } else if (strcasecmp(text, "copy in") == 0) {
        out->kind = FAKE_COPY_IN;
        snprintf(out->tag, sizeof out->tag, "COPY");
    } else if (sscanf(text, "set %63s %63[^;]", out->name, out->value) == 2) {
        out->kind = FAKE_SET;
        snprintf(out->tag, sizeof out->tag, "SET");
    } else if (strcasecmp(text, "fail prepare") == 0) {
        out->kind = FAKE_FAIL_PREPARE;
    } else if (strcasecmp(text, "fail start") == 0) {
        out->kind = FAKE_FAIL_START;
    } else if (strcasecmp(text, "fail commit") == 0) {
        out->kind = FAKE_FAIL_COMMIT;
    } else {
        return false;
    }
    return true;
}

static bool read_statement(const char *text, FakeStatement *out, WireStatement *out_wire)
{
    *out = (FakeStatement){ .kind = FAKE_COMMAND, .block = BLOCK_ROWS };
    for (size_t at = 0; at < COUNT_OF(commands); at++) {
        size_t length = strlen(commands[at].text);
        if (strncasecmp(text, commands[at].text, length) != 0)
            continue;
        out_wire->kind = commands[at].kind;
        out_wire->block_rule = commands[at].rule;
        out_wire->command = commands[at].command ? commands[at].command : commands[at].tag;
        snprintf(out->tag, sizeof out->tag, "%s", commands[at].tag);
        return true;
    }
    if (!read_query(text, out) && !read_command(text, out))
        return false;
    return out->number >= 0 && out->width >= 0 && out->width < 1000000 && out->block > 0 &&
           out->block <= 100000;
}

/* ---- answering, perhaps later -------------------------------------------------------------- */

typedef enum ReplyKind { REPLY_DONE, REPLY_PREPARED, REPLY_ROWS, REPLY_STATEMENTS } ReplyKind;

typedef struct Reply {
    ReplyKind kind;
    FakeCounts *counts; /* of a late one: the host may be gone by then */
    Error error;        /* instead */
    const WirePrepared *prepared;
    WireBlock block;
    bool is_complete;
    WireCompletion completion;
    const WireStatement *statements;
    size_t statement_count;
} Reply;

static void reply_give(WireSession *session, const Reply *reply)
{
    if (reply->error.code != ERR_NONE) {
        wire_answer_error(session, &reply->error);
        return;
    }
    switch (reply->kind) {
    case REPLY_DONE: wire_answer_done(session); break;
    case REPLY_PREPARED: wire_answer_prepared(session, reply->prepared); break;
    case REPLY_STATEMENTS:
        wire_answer_statements(session, reply->statements, reply->statement_count);
        break;
    case REPLY_ROWS:
        wire_answer_rows(session, reply->block, reply->is_complete ? &reply->completion : NULL);
        break;
    }
}

static void prepared_free(FakeCounts *counts, const WirePrepared *prepared)
{
    void *owned;

    memcpy(&owned, &prepared, sizeof owned);
    counts->forgotten++;
    free(owned);
}

static void reply_late(WireSession *session, void *arg)
{
    Reply *reply = arg;

    if (session)
        reply_give(session, reply);
    else if (reply->block.release)
        reply->block.release(reply->block.owner);
    else if (reply->prepared)
        prepared_free(reply->counts, reply->prepared);
    free(reply);
}

static void answer(FakeHost *host, WireSession *session, Reply reply)
{
    if (!host->answers_late) {
        reply_give(session, &reply);
        return;
    }
    Reply *copy = malloc(sizeof *copy);
    *copy = reply;
    copy->counts = host->counts;
    host->clock.later(host->clock.self, 0, reply_late, copy);
}

static Reply reply_error(ErrorCode code, int position, const char *message)
{
    return (Reply){ .error = error_make(code, position, message) };
}

/* ---- the host ------------------------------------------------------------------------------ */

static Str fake_find_verifier(void *self, Str user)
{
    FakeHost *host = self;
    Cx cx = { .arena = &host->arena };
    Str verifier = STR_NONE;

    if (str_is(user, FAKE_USER) &&
        !scram_verifier_make(&cx, STR_LIT(FAKE_PASSWORD), SCRAM_ITERATIONS, NULL, &verifier))
        return STR_NONE;
    return verifier;
}

static void fake_open(void *self, WireSession *session, const WireStartup *startup)
{
    if (str_is(startup->database, "nowhere")) {
        answer(self, session,
               reply_error(ERR_UNDEFINED_DATABASE, NO_POSITION,
                           "database \"nowhere\" does not exist"));
        return;
    }
    for (size_t at = 0; at < startup->setting_count; at++)
        if (strcasecmp(startup->settings[at].name.data, "client_encoding") != 0)
            wire_report_setting(session, startup->settings[at].name.data,
                                startup->settings[at].value);
    answer(self, session, (Reply){ .kind = REPLY_DONE });
}

static void fake_split(void *self, WireSession *session, Str text)
{
    FakeHost *host = self;
    WireStatement list[STATEMENTS_MAX];
    size_t count = 0, at = 0;

    arena_reset(&host->arena);
    while (at < text.length && count < STATEMENTS_MAX) {
        const char *semicolon = memchr(text.data + at, ';', text.length - at);
        size_t end = semicolon ? (size_t)(semicolon - text.data) : text.length;
        Str part = str_trim(str_slice(text, at, end));
        at = end + 1;
        if (!part.length || str_starts(part, "--"))
            continue;
        FakeStatement *statement = arena_zero(&host->arena, sizeof *statement);
        list[count] = (WireStatement){ .text = part, .parse = statement, .command = "FAKE" };
        if (!read_statement(str_to_c(&host->arena, part), statement, &list[count])) {
            const char *message =
                str_format(&host->arena, "syntax error at or near \"%.*s\"", STR(part)).data;
            answer(host, session,
                   reply_error(ERR_SYNTAX_ERROR, (int)(part.data - text.data), message));
            return;
        }
        count++;
    }
    answer(host, session,
           (Reply){ .kind = REPLY_STATEMENTS,
                    .statements = arena_copy(&host->arena, list, count * sizeof *list),
                    .statement_count = count });
}

static void fake_prepare(void *self, WireSession *session, const WireStatement *statement,
                         const uint32_t *parameter_oids, uint32_t count)
{
    FakeHost *host = self;
    FakeStatement *fake = malloc(sizeof *fake);

    *fake = *(const FakeStatement *)statement->parse;
    if (fake->kind == FAKE_FAIL_PREPARE) {
        free(fake);
        Reply reply = reply_error(ERR_UNDEFINED_TABLE, 2, "relation \"nothing\" does not exist");
        reply.error.hint = "There is none.";
        answer(host, session, reply);
        return;
    }
    if (count > 0 && parameter_oids[0])
        fake->parameter_oid = parameter_oids[0];
    fake->columns[0] =
        (WireColumn){ .name = STR_LIT("n"), .type_oid = OID_INT4, .typlen = 4, .typmod = -1 };
    fake->columns[1] = (WireColumn){ .name = STR_LIT("filler"),
                                     .type_oid = OID_TEXT,
                                     .typlen = -1,
                                     .typmod = -1,
                                     .table_oid = 16384,
                                     .attnum = 2 };
    if (fake->kind == FAKE_PARAMETER && fake->parameter_oid != OID_INT4)
        fake->columns[0] = fake->columns[1];
    fake->wire.columns = fake->columns;
    fake->wire.column_count = !fake->wire.returns_rows ? 0 : fake->width ? 2 : 1;
    fake->wire.parameter_oids = &fake->parameter_oid;
    fake->wire.parameter_count = fake->kind == FAKE_PARAMETER;
    host->counts->prepared++;
    answer(host, session, (Reply){ .kind = REPLY_PREPARED, .prepared = &fake->wire });
}

static const FakeStatement *fake_of(const WirePrepared *prepared)
{
    return (const FakeStatement *)(const void *)prepared;
}

static void fake_forget(void *self, const WirePrepared *prepared)
{
    FakeHost *host = self;

    prepared_free(host->counts, prepared);
}

static bool is_number(Str text)
{
    for (size_t at = 0; at < text.length; at++)
        if (text.data[at] < '0' || text.data[at] > '9')
            return false;
    return text.length > 0;
}

static void fake_start(void *self, WireSession *session, WirePortal *portal)
{
    FakeHost *host = self;
    const FakeStatement *statement = fake_of(portal->prepared);

    if (statement->kind == FAKE_FAIL_START) {
        answer(host, session, reply_error(ERR_INTERNAL_ERROR, NO_POSITION, "will not start"));
        return;
    }
    if (statement->kind == FAKE_PARAMETER && statement->parameter_oid == OID_INT4) {
        const WireParameter *parameter = &portal->parameters[0];
        if (!parameter->is_null && parameter->format == 0 && !is_number(parameter->value)) {
            answer(host, session,
                   reply_error(ERR_INVALID_TEXT_REPRESENTATION, NO_POSITION,
                               "invalid input syntax for type integer"));
            return;
        }
    }
    FakeRun *run = calloc(1, sizeof *run);
    run->statement = statement;
    portal->run = run;
    host->counts->started++;
    answer(host, session, (Reply){ .kind = REPLY_DONE });
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* A block being made: DataRow messages. */
typedef struct Rows {
    FakeCounts *counts;
    uint8_t *bytes;
    size_t length, capacity;
    uint64_t rows;
} Rows;

static void rows_release(void *owner)
{
    Rows *rows = owner;

    rows->counts->blocks_released++;
    free(rows->bytes);
    free(rows);
}

static void put(Rows *rows, const void *bytes, size_t count)
{
    if (rows->length + count > rows->capacity) {
        rows->capacity = (rows->length + count) * 2;
        rows->bytes = realloc(rows->bytes, rows->capacity);
    }
    if (count)
        memcpy(rows->bytes + rows->length, bytes, count);
    rows->length += count;
}

static void put_u32(Rows *rows, uint32_t value)
{
    uint8_t bytes[] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                        (uint8_t)value };
    put(rows, bytes, sizeof bytes);
}

static size_t row_begin(Rows *rows, uint8_t columns)
{
    put(rows, "D", 1);
    put_u32(rows, 0);
    put(rows, (uint8_t[]){ 0, columns }, 2);
    return rows->length - 6;
}

static void row_end(Rows *rows, size_t at)
{
    uint32_t length = (uint32_t)(rows->length - at);

    for (int byte = 0; byte < 4; byte++)
        rows->bytes[at + (size_t)byte] = (uint8_t)(length >> (24 - 8 * byte));
    rows->rows++;
}

static void put_value(Rows *rows, Str value)
{
    put_u32(rows, (uint32_t)value.length);
    put(rows, value.data, value.length);
}

static bool wants_binary(const WirePortal *portal)
{
    return portal->result_formats && portal->result_formats[0] == 1;
}

static void put_number(Rows *rows, const WirePortal *portal, long number)
{
    char text[24];

    if (wants_binary(portal)) {
        put_u32(rows, 4);
        put_u32(rows, (uint32_t)number);
        return;
    }
    int length = snprintf(text, sizeof text, "%ld", number);
    put_value(rows, (Str){ text, (size_t)length });
}

static void put_row(Rows *rows, const WirePortal *portal, long number)
{
    long width = fake_of(portal->prepared)->width;
    size_t at = row_begin(rows, width ? 2 : 1);

    put_number(rows, portal, number);
    if (width) {
        char *filler = malloc((size_t)width);
        memset(filler, 'a' + (int)(number % 26), (size_t)width);
        put_value(rows, (Str){ filler, (size_t)width });
        free(filler);
    }
    row_end(rows, at);
}

static void put_parameter_row(Rows *rows, const WirePortal *portal)
{
    const WireParameter *parameter = &portal->parameters[0];
    size_t at = row_begin(rows, 1);

    if (parameter->is_null)
        put_u32(rows, UINT32_MAX);
    else
        put_value(rows, parameter->value);
    row_end(rows, at);
}

static WireBlock rows_block(Rows *rows)
{
    return (WireBlock){ rows->bytes, rows->length, rows->rows, rows_release, rows };
}

static Reply reply_complete(const FakeStatement *statement, WireBlock block)
{
    return (Reply){ .kind = REPLY_ROWS,
                    .block = block,
                    .is_complete = true,
                    .completion = { .tag = statement->tag,
                                    .has_count = statement->wire.returns_rows ||
                                                 statement->kind == FAKE_INSERT ||
                                                 statement->kind == FAKE_COPY_IN,
                                    .affected = (uint64_t)statement->number } };
}

/* The next block of a run; the completion comes with the last one. */
static Reply next_rows(FakeHost *host, const WirePortal *portal)
{
    FakeRun *run = portal->run;
    const FakeStatement *statement = run->statement;
    Rows *rows = calloc(1, sizeof *rows);

    rows->counts = host->counts;
    host->counts->blocks_made++;
    if (statement->kind == FAKE_SELECT || statement->kind == FAKE_SLOW) {
        put_row(rows, portal, statement->number);
    } else if (statement->kind == FAKE_PARAMETER) {
        put_parameter_row(rows, portal);
    } else {
        for (long made = 0; made < statement->block && run->row < statement->number; made++)
            put_row(rows, portal, ++run->row);
    }
    bool is_last = (statement->kind != FAKE_ROWS && statement->kind != FAKE_FAIL_AT) ||
                   (statement->kind == FAKE_ROWS && run->row == statement->number);
    if (is_last)
        return reply_complete(statement, rows_block(rows));
    return (Reply){ .kind = REPLY_ROWS, .block = rows_block(rows) };
}

/* "slow": answered once the clock says so, or when it is cancelled. */
struct Slow {
    FakeHost *host;
    WirePortal *portal; /* NULL: already answered */
};

static void slow_over(WireSession *session, void *arg)
{
    struct Slow *slow = arg;

    if (session && slow->portal) {
        Reply reply = next_rows(slow->host, slow->portal);
        slow->host->slow = NULL;
        reply_give(session, &reply);
    }
    free(slow);
}

static void slow_begin(FakeHost *host, WirePortal *portal, int delay_ms)
{
    struct Slow *slow = malloc(sizeof *slow);

    *slow = (struct Slow){ host, portal };
    host->slow = slow;
    host->clock.later(host->clock.self, delay_ms, slow_over, slow);
}

static void fake_want_rows(void *self, WireSession *session, WirePortal *portal)
{
    FakeHost *host = self;
    FakeRun *run = portal->run;
    const FakeStatement *statement = run->statement;
    Error notice = { .position = NO_POSITION, .message = "hear, hear" };

    switch (statement->kind) {
    case FAKE_NOTICE:
        wire_notice(session, WIRE_NOTICE, &notice);
        answer(host, session, reply_complete(statement, (WireBlock){ 0 }));
        return;
    case FAKE_SET:
        wire_report_setting(session, statement->name, str_of(statement->value));
        answer(host, session, reply_complete(statement, (WireBlock){ 0 }));
        return;
    case FAKE_FAIL_COMMIT:
        host->fails_commit = true;
        answer(host, session, reply_complete(statement, (WireBlock){ 0 }));
        return;
    case FAKE_INSERT:
    case FAKE_COMMAND: answer(host, session, reply_complete(statement, (WireBlock){ 0 })); return;
    case FAKE_COPY_IN: wire_answer_copy_in(session, 0, 1); return;
    case FAKE_SLOW: slow_begin(host, portal, (int)statement->number); return;
    case FAKE_FAIL_AT:
        if (run->row == statement->number) {
            answer(host, session,
                   reply_error(ERR_DIVISION_BY_ZERO, NO_POSITION, "division by zero"));
            return;
        }
        break;
    case FAKE_SELECT:
    case FAKE_PARAMETER:
    case FAKE_ROWS:
    case FAKE_FAIL_PREPARE:
    case FAKE_FAIL_START: break;
    }
    answer(host, session, next_rows(host, portal));
}

/* Each line end is a row; one with an x is none. */
static void fake_copy_in(void *self, WireSession *session, WirePortal *portal, const WireCopyIn *in)
{
    FakeRun *run = portal->run;
    Reply reply = { .kind = REPLY_DONE };

    for (size_t at = 0; at < in->bytes.length; at++)
        run->row += in->bytes.data[at] == '\n';
    if (in->failure)
        reply.error = *in->failure;
    else if (in->bytes.length && memchr(in->bytes.data, 'x', in->bytes.length))
        reply = reply_error(ERR_INVALID_TEXT_REPRESENTATION, NO_POSITION,
                            "invalid input syntax for type integer: \"x\"");
    else if (in->is_end)
        reply = reply_complete(run->statement, (WireBlock){ 0 });
    reply.completion.affected = (uint64_t)run->row;
    answer(self, session, reply);
}

static void fake_close(void *self, WirePortal *portal)
{
    FakeHost *host = self;

    host->counts->closed++;
    free(portal->run);
}

static void fake_transaction(void *self, WireSession *session, WireTransaction action)
{
    FakeHost *host = self;

    switch (action) {
    case WIRE_TRANSACTION_BEGIN: host->counts->begun++; break;
    case WIRE_TRANSACTION_COMMIT: host->counts->committed++; break;
    case WIRE_TRANSACTION_ROLLBACK: host->counts->rolled_back++; break;
    }
    if (action == WIRE_TRANSACTION_COMMIT && host->fails_commit) {
        host->fails_commit = false;
        answer(host, session,
               reply_error(ERR_SERIALIZATION_FAILURE, NO_POSITION, "could not serialize access"));
        return;
    }
    answer(host, session, (Reply){ .kind = REPLY_DONE });
}

static void fake_cancel(void *self, WireSession *session)
{
    FakeHost *host = self;

    host->counts->cancelled++;
    if (!host->slow)
        return;
    host->slow->portal = NULL;
    host->slow = NULL;
    Reply reply =
        reply_error(ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to user request");
    reply_give(session, &reply);
}

static void fake_close_cursor(void *self, Str name)
{
    (void)self, (void)name;
}

static const WirePrepared *fake_find_cursor(void *self, Str name)
{
    static const WireColumn column = {
        .name = { "c", 1 }, .type_oid = OID_TEXT, .typlen = -1, .typmod = -1
    };
    static const WirePrepared cursor = { .columns = &column,
                                         .column_count = 1,
                                         .returns_rows = true };

    (void)self;
    return str_is(name, "cursor") ? &cursor : NULL;
}

static void fake_end(void *self)
{
    FakeHost *host = self;

    if (host->at_end)
        host->at_end(host->end_self);
    arena_fini(&host->arena);
    free(host);
}

const WireHostOps fake_ops = {
    .find_verifier = fake_find_verifier,
    .open = fake_open,
    .split = fake_split,
    .prepare = fake_prepare,
    .forget = fake_forget,
    .start = fake_start,
    .want_rows = fake_want_rows,
    .copy_in = fake_copy_in,
    .close = fake_close,
    .transaction = fake_transaction,
    .cancel = fake_cancel,
    .find_cursor = fake_find_cursor,
    .close_cursor = fake_close_cursor,
    .end = fake_end,
};
