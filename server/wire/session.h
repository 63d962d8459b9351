/*
 * session.h -- the machine's inside; only files of this folder include it.
 *
 * The machine is a loop over steps (session.c).  A step reads a message, or goes on where an answer
 * of the host was awaited; it names the step to follow in `next` and never calls it, so answers
 * given inside a request do not nest.  A step that fails leaves its error in `cx`; the loop then
 * tells the client and puts the session right.
 */
#ifndef SERVER_WIRE_SESSION_H
#define SERVER_WIRE_SESSION_H

#include "server/wire/name_map.h"
#include "server/wire/scram.h"
#include "server/wire/wire_read.h"
#include "server/wire/wire_write.h"

typedef bool Step(WireSession *session); /* false: see session->cx.error */

typedef enum Phase {
    PHASE_STARTUP,       /* no startup packet yet */
    PHASE_SASL_INITIAL,  /* the client is to name a mechanism */
    PHASE_SASL_RESPONSE, /* the client is to prove its password */
    PHASE_OPENING,       /* the host is asked to open the session */
    PHASE_READY,         /* messages are served */
    PHASE_OVER,          /* nothing is read any more; output may be left */
} Phase;

typedef enum Request { /* what the host has been asked and not yet answered */
                       REQUEST_NONE,
                       REQUEST_DONE,     /* open, begin, commit */
                       REQUEST_START,    /* of extended.portal */
                       REQUEST_ROLLBACK, /* cannot fail */
                       REQUEST_SPLIT,
                       REQUEST_PREPARE,
                       REQUEST_ROWS,
                       REQUEST_COPY, /* data of COPY FROM STDIN are being worked on */
} Request;

/* See transaction.c. */
typedef enum TransactionState {
    TRANSACTION_NONE,
    TRANSACTION_STATEMENT,      /* begun by a statement; ends with it or with Sync */
    TRANSACTION_IMPLICIT_BLOCK, /* several statements in one Query */
    TRANSACTION_BLOCK,          /* after BEGIN */
    TRANSACTION_FAILED,         /* after BEGIN and an error */
} TransactionState;

/* A prepared statement.  Counted: its name, its portals. */
typedef struct Statement {
    NameEntry entry; /* in session->statements, where it has a place there */
    uint32_t references;
    size_t bytes;                 /* of this allocation, charged to the budget */
    const WirePrepared *prepared; /* NULL: empty, COMMIT, ROLLBACK: nothing the host knows */
    WireStatementKind kind;
    WireBlockRule block_rule;
    const char *command; /* for messages; in this allocation */
    Str text;            /* in this allocation; positions of errors count in it */
    bool is_empty;       /* no statement at all */
} Statement;

typedef enum PortalState {
    PORTAL_READY,    /* never run, or suspended */
    PORTAL_COMPLETE, /* all rows seen; runs again to no rows */
    PORTAL_DONE,     /* a command without rows: cannot run again */
    PORTAL_FAILED,   /* its transaction has failed */
} PortalState;

enum { TAG_BYTES_MAX = 64 };

typedef struct Portal {
    NameEntry entry; /* in session->portals */
    WirePortal wire; /* what the host sees */
    Statement *statement;
    size_t bytes; /* of this allocation */
    PortalState state;
    bool is_started; /* the host has it, or is about to: wants close() */
    bool has_ended;  /* the host has reported completion */
    bool was_run;    /* an Execute has begun */
    bool copies_out; /* its rows are CopyData */
    WireBlock block; /* rows not forwarded yet: block_rows of them from block_at */
    size_t block_at;
    uint64_t block_rows;
    char tag[TAG_BYTES_MAX]; /* without the count */
    bool tag_has_count;
    uint64_t affected;
} Portal;

/* A Query being served: simple_query.c. */
typedef struct SimpleQuery {
    size_t at; /* the statement being run */
    char *tag; /* its whole tag, in the message's arena */
} SimpleQuery;

/* A message of the extended protocol being served: extended_query.c. */
typedef struct ExtendedQuery {
    Str name; /* of the statement to be */
    Str text;
    const uint32_t *parameter_oids;
    uint32_t parameter_count;
    Portal *portal;  /* Bind: being started, not in the map yet */
    const char *tag; /* of COMMIT or ROLLBACK, static; Query uses it, too */
} ExtendedQuery;

/* A portal being run: portal.c. */
typedef struct PortalRun {
    Portal *portal;
    uint64_t rows;     /* forwarded in this run */
    uint64_t rows_max; /* 0: all */
    bool is_suspended; /* stopped by rows_max */
    Step *then;
} PortalRun;

enum { REPORTED_SETTINGS = 13 };

typedef struct ReportedSetting {
    char *owned;     /* allocated; NULL: as in the list */
    char *told;      /* what the client knows, likewise; NULL: nothing, or no memory for it */
    bool is_changed; /* since the client was told */
} ReportedSetting;

struct WireSession {
    WireConfig config;
    Arena arena; /* of the message being served, or of the opening */
    Cx cx;
    WireIn in;
    WireOut out;
    WireOut later; /* notices that came while a block was being sent in place */
    Phase phase;

    /* The loop. */
    bool is_running;
    Step *next; /* NULL: read a message */
    Request request;
    uint8_t message; /* type of the message being served; 0: none */
    bool skips_to_sync;
    bool loses_sync;   /* the error being answered is the last one */
    bool is_cancelled; /* noted while the host was not working */
    bool is_timed_out; /* the statement is cancelled for that */
    WireTimes times;
    uint64_t wait_serial; /* even: idle; odd: a statement is served */
    Str error_text;       /* what positions of errors count in */

    /* Opening: startup.c. */
    bool answered_ssl;
    bool refused_gss;
    bool wants_tls;    /* the handshake is awaited */
    bool is_encrypted; /* it has been */
    Str binding;       /* of the channel: in binding_room */
    uint8_t binding_room[SCRAM_BINDING_BYTES_MAX];
    bool is_cancel_request;
    uint32_t cancel_pid, cancel_key;
    WireStartup startup;
    Scram scram;
    ReportedSetting settings[REPORTED_SETTINGS];

    WireSeverity least_notice;
    TransactionState transaction;
    bool in_pipeline; /* a statement has run since the last Sync */
    NameMap statements;
    NameMap portals;
    SimpleQuery query;
    ExtendedQuery extended;
    PortalRun run;
    bool copies_in;  /* run.portal wants data; messages are copy_in.c's */
    Portal *sending; /* whose block is being sent in place, up to: */
    size_t sending_end;

    /* Answers of the host. */
    const WireStatement *parsed; /* in the message's arena */
    size_t parsed_count;
    const WirePrepared *prepared;
};

/* session.c */
void session_next(WireSession *session, Step *step);
/* Announce a request: to be called before the host is. */
void session_ask(WireSession *session, Request request, Step *then);
void session_over(WireSession *session);
/* The text that is worked on: positions of errors count in it. */
void session_works_on(WireSession *session, Str text);
void session_clock_restart(WireSession *session); /* another statement of the same message */
void *session_alloc(Cx *cx, WireSession *session, size_t bytes); /* zeroed, charged; else 53200 */
void session_free_bytes(WireSession *session, void *memory, size_t bytes);
bool session_is_extended(const WireSession *session); /* errors skip to Sync */
bool session_ready(WireSession *session);             /* a step: ReadyForQuery */

/* startup.c: steps for the phases before PHASE_READY */
bool startup_take(WireSession *session);
bool authentication_take(WireSession *session);

/* settings.c */
void settings_init(WireSession *session);
void settings_fini(WireSession *session);
void settings_report(WireSession *session); /* those that have changed */

/* transaction.c */
bool transaction_ensure(WireSession *session, Step *then);
/* End what a statement began by itself, and go on with `then`. */
bool transaction_settle(WireSession *session, Step *then);
bool transaction_allows(WireSession *session, WireStatementKind kind); /* else 25P02 */
bool transaction_check_rule(WireSession *session, WireBlockRule rule, const char *command);
/* A BEGIN or ROLLBACK TO has been run by the host. */
void transaction_note(WireSession *session, WireStatementKind kind);
/* Run COMMIT or ROLLBACK; *out_tag is what to report. */
bool transaction_end(WireSession *session, WireStatementKind kind, const char **out_tag,
                     Step *then);
/* After an error. */
void transaction_fail(WireSession *session, Step *then);
char transaction_status(const WireSession *session);

/* statement.c */
/* Takes `prepared` over, even where it fails.  `parsed` NULL: an empty text. */
Statement *statement_new(Cx *cx, WireSession *session, const WireStatement *parsed, Str text,
                         const WirePrepared *prepared);
void statement_release(WireSession *session, Statement *statement); /* NULL: nothing */
/* Takes the statement over, even where it fails. */
bool statement_put(Cx *cx, WireSession *session, Str name, Statement *statement);
Statement *statement_find(const WireSession *session, Str name);
void statement_drop(WireSession *session, Statement *statement); /* its name; NULL: nothing */
void statements_drop_all(WireSession *session);

/* portal.c */
Portal *portal_new(WireSession *session, Statement *statement, size_t extra_bytes);
bool portal_put(WireSession *session, Str name, Portal *portal);
Portal *portal_find(const WireSession *session, Str name);
void portal_free(WireSession *session, Portal *portal); /* NULL: nothing; out of the map, too */
void portals_free_all(WireSession *session);
void portals_fail_all(WireSession *session);
bool portal_start(WireSession *session, Portal *portal, Step *then);
bool portal_run(WireSession *session, Portal *portal, uint64_t rows_max, Step *then);
Step portal_step; /* forward rows that are there, or ask for more, or be finished */
/* The whole tag, in the message's arena. */
char *portal_tag(WireSession *session, const Portal *portal, uint64_t rows);
/* The host has answered want_rows. */
void portal_answered(WireSession *session, WireBlock block, const WireCompletion *completion);
void portal_sent(WireSession *session, size_t count); /* of the block sent in place */

/* copy_in.c */
Step copy_in_begin;

/* The formats of rows where nobody has asked for any; NULL: all text. */
const uint16_t *cursor_formats(WireSession *session, const WirePrepared *prepared);

/* simple_query.c, extended_query.c: what to do with a message */
bool query_message(WireSession *session, WireReader body);
bool parse_message(WireSession *session, WireReader body);
bool bind_message(WireSession *session, WireReader body);
bool describe_message(WireSession *session, WireReader body);
bool execute_message(WireSession *session, WireReader body);
bool close_message(WireSession *session, WireReader body);
bool sync_message(WireSession *session, WireReader body);

#endif
