/*
 * wire.h -- the PostgreSQL protocol 3.0 as a machine that sees bytes and asks a host for answers.
 *
 *     socket ──feed──> WireSession ──asks──> host (one request at a time)
 *            <─output─             <─wire_answer_...─
 *
 * The machine does no I/O, starts no thread and reads no clock.  It asks its host by calling a
 * function of WireHostOps; the host answers with exactly one wire_answer_... call, at once (inside
 * the call) or later, on the same thread.  While a request is open, messages wait.
 *
 * What a request hands over is valid until it is answered or the session ends, whichever is first:
 * a host that works on another thread takes copies along.  What an answer hands over is borrowed
 * for the call, but where its comment says who keeps it.
 */
#ifndef SERVER_WIRE_WIRE_H
#define SERVER_WIRE_WIRE_H

#include "base/error.h"
#include "server/wire/activity.h"

typedef struct WireSession WireSession;

enum {
    WIRE_PROTOCOL_3_0 = 0x30000,
    WIRE_STATEMENTS_MAX = 65536,                /* prepared statements a session */
    WIRE_PORTALS_MAX = 16384,                   /* open portals a session */
    WIRE_PENDING_BYTES_MAX = 1024 * 1024,       /* unread messages that stop the reading */
    WIRE_OUTPUT_HIGH_BYTES = 256 * 1024,        /* unsent bytes that stop the working */
    WIRE_OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024, /* unsent bytes that end the session */
    WIRE_BLOCK_COPIED_MAX = 32 * 1024,          /* larger blocks of rows are sent in place */
    WIRE_STARTUP_PARAMETERS_MAX = 256,          /* names in one startup packet, options included */
};

/* ---- what the host says ------------------------------------------------------------------- */

typedef enum WireSeverity {
    WIRE_DEBUG,
    WIRE_INFO,
    WIRE_NOTICE,
    WIRE_WARNING,
    WIRE_ERROR,
    WIRE_FATAL,
} WireSeverity;

/* What a statement does to the transaction.  COMMIT and ROLLBACK never reach the host as
 * statements: the machine asks for the transaction to be ended instead. */
typedef enum WireStatementKind {
    WIRE_STATEMENT_PLAIN,
    WIRE_STATEMENT_BEGIN,       /* also START TRANSACTION */
    WIRE_STATEMENT_COMMIT,      /* also END */
    WIRE_STATEMENT_ROLLBACK,    /* also ABORT */
    WIRE_STATEMENT_ROLLBACK_TO, /* a savepoint: revives a failed transaction */
} WireStatementKind;

typedef enum WireBlockRule {
    WIRE_BLOCK_ANY,
    WIRE_BLOCK_NEEDED,       /* LOCK TABLE, DECLARE: only where other statements follow */
    WIRE_BLOCK_BEGIN_NEEDED, /* SAVEPOINT, RELEASE, ROLLBACK TO: only after BEGIN */
    WIRE_BLOCK_FORBIDDEN,    /* VACUUM, CREATE DATABASE, DISCARD ALL: only alone */
} WireBlockRule;

/* One statement of a text.  Owned by the host until the next split() or end(). */
typedef struct WireStatement {
    Str text;            /* a part of what was split */
    const void *parse;   /* the host's own; handed back by prepare() */
    const char *command; /* "SAVEPOINT": names the statement in messages about its block rule */
    WireStatementKind kind;
    WireBlockRule block_rule;
} WireStatement;

typedef struct WireColumn {
    Str name;
    uint32_t table_oid; /* 0: not a plain column of a table */
    int16_t attnum;     /* 0 likewise */
    int16_t typlen;
    uint32_t type_oid;
    int32_t typmod;
} WireColumn;

/* A statement analysed.  Owned by the host until forget(); never changes. */
typedef struct WirePrepared {
    const uint32_t *parameter_oids;
    uint32_t parameter_count;
    uint32_t column_count; /* of the result; may be 0 where rows are returned */
    const WireColumn *columns;
    bool returns_rows;
    bool is_binary; /* rows are binary where nobody asks for a format: a BINARY cursor's */
} WirePrepared;

typedef struct WireParameter {
    Str value;       /* text without NUL, or the binary form */
    uint16_t format; /* 0 text, 1 binary */
    bool is_null;
} WireParameter;

/* A prepared statement with its parameters, about to run or running. */
typedef struct WirePortal {
    Str name; /* "": the unnamed portal */
    const WirePrepared *prepared;
    const WireParameter *parameters; /* as many as prepared->parameter_count */
    const uint16_t *result_formats;  /* one a column: 0 text, 1 binary; NULL: all text */
    void *run;                       /* the host's own: set by start(), freed by close() */
} WirePortal;

bool wire_fail_parameter(Cx *cx, Str portal, uint32_t number, const char *shown);
/* What a finished command reports. */
typedef struct WireCompletion {
    const char *tag;   /* "SELECT", "INSERT 0", "CREATE TABLE": without the count */
    bool has_count;    /* does the tag end with a number? */
    uint64_t affected; /* that number, for commands that return no rows */
} WireCompletion;

/* Rows as DataRow messages, one after the other.  The machine owns the block until it calls
 * `release` (NULL: the bytes are borrowed for the answer only, and copied). */
typedef struct WireBlock {
    const void *bytes;
    size_t length;
    uint64_t rows;
    void (*release)(void *owner);
    void *owner;
} WireBlock;

/* What has come of the data of a COPY FROM STDIN: bytes, however they were cut into messages; the
 * end; or why there will be no more: CopyFail, a cancel, a message that is out of place. */
typedef struct WireCopyIn {
    Str bytes; /* lent for the call only */
    bool is_end;
    const Error *failure; /* to be answered, when the host has put its own context to it */
} WireCopyIn;

/* What the client sent to open the session.  Names as sent; `options` is already taken apart. */
typedef struct WireSetting {
    Str name;
    Str value;
} WireSetting;

typedef struct WireStartup {
    Str user;
    Str database;
    const WireSetting *settings; /* all other parameters, in order */
    size_t setting_count;
} WireStartup;

typedef enum WireTransaction {
    WIRE_TRANSACTION_BEGIN,
    WIRE_TRANSACTION_COMMIT, /* a failure to commit leaves the transaction rolled back */
    WIRE_TRANSACTION_ROLLBACK,
} WireTransaction;

/*
 * The host of one session.  `self` is what came with the ops.  Functions marked (a) are answered
 * by the wire_answer_ function named, or by wire_answer_error; the others return their answer.
 */
typedef struct WireHostOps {
    /* The SCRAM verifier of a role, as scram.h writes it; length 0: no such role. */
    Str (*find_verifier)(void *self, Str user);
    /* (a) wire_answer_done: may this user open this database with these settings? */
    void (*open)(void *self, WireSession *session, const WireStartup *startup);
    /* (a) wire_answer_statements: take a text apart.  Positions of errors count from its start. */
    void (*split)(void *self, WireSession *session, Str text);
    /* (a) wire_answer_prepared: analyse.  `parameter_oids`: what the client said; 0: not said. */
    void (*prepare)(void *self, WireSession *session, const WireStatement *statement,
                    const uint32_t *parameter_oids, uint32_t count);
    void (*forget)(void *self, const WirePrepared *prepared);
    /* (a) wire_answer_done: check the parameters and get ready to run. */
    void (*start)(void *self, WireSession *session, WirePortal *portal);
    /* (a) wire_answer_rows: run on; more rows, or the end of the command, or both. */
    void (*want_rows)(void *self, WireSession *session, WirePortal *portal);
    /* (a) wire_answer_done: give me more; or, at the end, wire_answer_rows as want_rows.  Called
     * after wire_answer_copy_in: first without bytes, then as data come. */
    void (*copy_in)(void *self, WireSession *session, WirePortal *portal, const WireCopyIn *in);
    /* The portal is over, finished or not.  Called once for each start but those that failed, also
     * for one that is not answered yet when the session ends. */
    void (*close)(void *self, WirePortal *portal);
    /* (a) wire_answer_done */
    void (*transaction)(void *self, WireSession *session, WireTransaction action);
    /* A wish: the open request should fail with 57014 soon.  It is still answered. */
    void (*cancel)(void *self, WireSession *session);
    /* What a cursor of this name, not made by the protocol, returns; NULL: there is none. */
    const WirePrepared *(*find_cursor)(void *self, Str name);
    /* Close it; there may be none. */
    void (*close_cursor)(void *self, Str name);
    /* It works on this text from now on, or has become idle (no text).  NULL: nobody cares. */
    void (*activity)(void *self, WireActivity activity, Str text);
    /* The session is over: an open request is not answered any more, and an open transaction is to
     * be rolled back.  Frees `self`.  Portals and prepared statements have been closed and
     * forgotten before. */
    void (*end)(void *self);
} WireHostOps;

void wire_answer_done(WireSession *session);
void wire_answer_statements(WireSession *session, const WireStatement *list, size_t count);
void wire_answer_prepared(WireSession *session, const WirePrepared *prepared);
/* `completion` NULL: there may be more rows. */
void wire_answer_rows(WireSession *session, WireBlock block, const WireCompletion *completion);
void wire_answer_error(WireSession *session, const Error *error);
/* Answers want_rows, before anything else: the client is to send data, which come by copy_in(); or
 * gets some, CopyData in place of DataRows, of which `affected` are reported.  `format`: 0 text. */
void wire_answer_copy_in(WireSession *session, uint8_t format, uint16_t columns);
void wire_answer_copy_out(WireSession *session, uint8_t format, uint16_t columns);

/* Notices below this are not told, INFO excepted; at first all are. */
void wire_set_notice_severity(WireSession *session, WireSeverity least);
/* At any time: tell the client something, or that a setting of those reported has a new value
 * (sent before the next ReadyForQuery, if it really changed).  ERR_NONE: a notice without code. */
void wire_notice(WireSession *session, WireSeverity severity, const Error *notice);
void wire_report_setting(WireSession *session, const char *name, Str value);

/* Prepared statements are shared by the protocol and by PREPARE, EXECUTE, DEALLOCATE. */
bool wire_statement_put(Cx *cx, WireSession *session, Str name, const WirePrepared *prepared);
/* False: there is none.  NULL for a statement that prepare() never saw: an empty one, COMMIT. */
bool wire_statement_find(const WireSession *session, Str name, const WirePrepared **out_prepared);
bool wire_statement_drop(WireSession *session, Str name); /* false: there was none */
void wire_statement_drop_all(WireSession *session);       /* but the unnamed one */
/* All that have a name and that prepare() has seen, in no order. */
typedef void WireStatementVisit(void *self, Str name, const WirePrepared *prepared);
void wire_statement_each(const WireSession *session, WireStatementVisit *visit, void *self);

/* Portals share their names with the host's cursors. */
bool wire_portal_exists(const WireSession *session, Str name);
/* Raises 34000 where there is none, 24000 where it is running. */
must_use bool wire_portal_drop(Cx *cx, WireSession *session, Str name);
void wire_portal_drop_all(WireSession *session); /* that are not running */
/* All that have a name and run what prepare() has seen. */
void wire_portal_each(const WireSession *session, WireStatementVisit *visit, void *self);

/* How long what may take, in milliseconds; 0: as long as it likes. */
typedef struct WireTimes {
    int64_t statement_ms;
    int64_t idle_ms; /* between messages, outside a transaction block */
    int64_t idle_in_transaction_ms;
} WireTimes;
void wire_session_set_times(WireSession *session, WireTimes times);

/* ---- what the shell does ------------------------------------------------------------------ */

typedef enum WireAuthentication {
    WIRE_AUTHENTICATION_SCRAM,
    WIRE_AUTHENTICATION_TRUST,  /* the shell has checked who is there */
    WIRE_AUTHENTICATION_REJECT, /* the shell has checked, and it is the wrong one: 28000 */
    WIRE_AUTHENTICATION_FULL,   /* too many are there already: 53300 */
} WireAuthentication;

typedef struct WireConfig {
    const WireHostOps *ops;
    void *self;
    WireAuthentication authentication;
    uint32_t pid; /* for cancel requests */
    uint32_t key;
    bool offers_tls;            /* answer SSLRequest with S */
    const uint8_t *mock_secret; /* SCRAM_SECRET_BYTES, for exchanges with unknown roles */
    Budget *budget;             /* charged for buffers, statements, portals; NULL: unlimited */
    /* Asked once the client is who it says: is there a place?  NULL: always. */
    bool (*admit)(void *admit_self);
    void *admit_self;
} WireConfig;

WireSession *wire_session_new(const WireConfig *config); /* NULL: no memory */
void wire_session_free(WireSession *session);

/* Bytes have arrived. */
void wire_session_feed(WireSession *session, const void *bytes, size_t count);
bool wire_session_wants_input(const WireSession *session);

/* The client has been told S: once that is sent, shake hands; no byte is fed until encrypted(). */
bool wire_session_wants_tls(const WireSession *session);
/* All bytes are encrypted from now on.  `binding`: what SCRAM can bind to, at most
 * SCRAM_BINDING_BYTES_MAX; empty: nothing. */
void wire_session_encrypted(WireSession *session, Str binding);

/* Bytes to send: the first part before the second; both may be empty. */
typedef struct WireOutput {
    Str part[2];
} WireOutput;
WireOutput wire_session_output(const WireSession *session);
/* The first `count` bytes of the output are gone; the machine may go on and make more. */
void wire_session_sent(WireSession *session, size_t count);

/* Nothing more will be said after the output: close the connection. */
bool wire_session_is_over(const WireSession *session);
bool wire_session_is_busy(const WireSession *session); /* a request is open */
bool wire_session_is_open(const WireSession *session); /* past authentication */
uint32_t wire_session_pid(const WireSession *session);

/* Did the client ask, instead of opening a session, to cancel another one? */
bool wire_session_cancel_request(const WireSession *session, uint32_t *out_pid, uint32_t *out_key);
/* What is being waited for, with its limit; the machine has no clock.  `serial` differs for every
 * wait: a shell starts a clock when it does, and says when the time is up. */
typedef struct WireClock {
    uint64_t serial;
    int64_t limit_ms; /* 0: none */
} WireClock;
WireClock wire_session_clock(const WireSession *session);
void wire_session_time_is_up(WireSession *session, uint64_t serial);
/* Somebody asked to cancel what runs here; nothing runs: nothing happens. */
void wire_session_cancel(WireSession *session);
/* End now, telling the client why: 57P01 and the like. */
void wire_session_terminate(WireSession *session, ErrorCode code, const char *message);

#endif
