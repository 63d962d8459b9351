/*
 * session.h -- private to the server: the host of one connection.
 *
 *     text ──split──> Statement ──prepare──> Prepared ──start──> Run ──want_rows──> blocks
 *
 * All of it lives on the session's front-end thread; only a Run's deliveries come from the
 * scheduler's, by session_post().
 */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include "catalyst/catalyst.h"
#include "parser/parser.h"
#include "server/server.h"
#include "server/undo.h"

/* A text that was split: its statements' trees.  Counted: the session's current one, and each
 * prepared statement made from it. */
typedef struct SplitText {
    Arena *arena;
    uint32_t references;
    Statements *statements;
    WireStatement *wire;
} SplitText;

typedef enum PreparedKind {
    PREPARED_QUERY,
    PREPARED_EXPLAIN,
    PREPARED_SHOW,
    PREPARED_COMMAND /* done at once: command.c */
} PreparedKind;

typedef struct Prepared {
    WirePrepared wire; /* first: the machine has a pointer to it */
    PreparedKind kind;
    Arena *arena;
    SplitText *text;
    const Plan *statement;
    TypeId *types;          /* of parameters */
    uint32_t type_capacity; /* for so many */
    int position;           /* of the statement in its text: added to positions of errors */
} Prepared;

typedef struct Session {
    Server *server;
    SessionHandle *handle;
    Settings settings;
    Undo undo; /* of what the transaction has done to them */
    SplitText *split;
    Str user; /* malloc'ed copies */
    Str database;
    uint32_t pid;               /* as the client knows it */
    int64_t transaction_micros; /* when the current transaction began */
    struct Run *running;        /* the one that was asked for rows last, for cancel */
} Session;

/* --- command.c ------------------------------------------------------------------------------- */
/* Raises what the command raises. */
must_use bool command_run(Cx *cx, Session *session, WireSession *wire, const Plan *plan);
const char *command_tag_of(const Plan *plan);
void session_report_settings(Session *session, WireSession *wire);

/* --- planning.c ------------------------------------------------------------------------------ */
typedef struct Planned {
    Plan *physical;                /* root: the exchange of the last stage */
    Columns columns;               /* of the result */
    bool is_local;                 /* reads no file */
    bool is_uncut;                 /* debug: one stage, one lease */
    OptimiseOptions rules;         /* what the optimiser did */
    const CatalogVersion *catalog; /* to be released */
} Planned;

/* Analyse only: for Parse. */
must_use bool plan_describe(Cx *cx, Session *session, Prepared *prepared, Columns *out_columns);
/* Everything up to the physical plan, with parameter values (NULL: there can be none). */
must_use bool plan_query(Cx *cx, Session *session, const Prepared *prepared, const Plan *query,
                         const Value *values, Planned *out_planned);
void planned_release(Session *session, Planned *planned);
must_use StageSpecs *planned_stages(Cx *cx, const Planned *planned);

/* --- run.c ----------------------------------------------------------------------------------- */
typedef struct Run Run;
must_use Run *run_new(Cx *cx, Session *session, const Prepared *prepared, const WirePortal *portal);
void run_want_rows(Run *run, WireSession *wire);
void run_cancel(Run *run);
void run_close(Run *run);

/* --- explain.c ------------------------------------------------------------------------------- */
typedef struct ExplainOptions {
    bool analyze, verbose, rules, costs;
} ExplainOptions;
must_use bool explain_options(Cx *cx, const Explain *explain, ExplainOptions *out_options);
/* The lines of the plan, separated by line ends.  `report` NULL: not run. */
Str explain_text(Cx *cx, const Planned *planned, const ExplainOptions *options,
                 const QueryReport *report, double total_ms);

#endif
