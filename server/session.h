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
#include "server/pg_catalog/pg_catalog.h"
#include "server/role/privilege.h"
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
    PREPARED_EXECUTE, /* another one, with arguments: execute.c */
    PREPARED_FETCH,   /* rows of a cursor: fetch.c */
    PREPARED_MODIFY,  /* INSERT, UPDATE, DELETE: modify.c */
    PREPARED_COPY,    /* run_copy.c */
    PREPARED_DEFINE,  /* CREATE, DROP, ALTER, TRUNCATE: define.c */
    PREPARED_COMMAND  /* done at once: command.c */
} PreparedKind;

/* Counted: the machine's, and those of what executes it. */
typedef struct Prepared {
    WirePrepared wire; /* first: the machine has a pointer to it */
    uint32_t references;
    PreparedKind kind;
    Arena *arena;
    SplitText *text;
    Str source;              /* the statement's own text, in `text` */
    struct Prepared *target; /* a reference.  EXECUTE, also explained: what is run; DECLARE, FETCH:
                                the cursor's query */
    bool can_scroll;         /* a query that PostgreSQL could run backwards as it is */
    bool is_from_sql;        /* made by PREPARE */
    int64_t made_micros;     /* when, since 2000 */
    uint64_t run_count;      /* each run is planned with its values */
    const Plan *statement;
    TypeId *types;          /* of parameters */
    uint32_t type_capacity; /* for so many */
    int position;           /* of the statement in its text: added to positions of errors */
} Prepared;

typedef struct Cursor Cursor; /* cursor.h */

typedef struct Session {
    Server *server;
    SessionHandle *handle;
    WireSession *wire; /* whose host this is; NULL before it is open */
    Settings settings;
    Settings initial;             /* as the client has opened the session */
    Undo undo;                    /* of what the transaction has done to them, and to the catalog */
    const CatalogVersion *pinned; /* NULL, or what statements see while one is planned */
    const CatalogVersion *snapshot; /* of a transaction that keeps one; NULL: none yet */
    LockOwner locks;                /* the transaction's */
    struct Deferred *deferred;      /* likewise: foreign keys to be looked at; NULL: none */
    Activity *activity;             /* what others see; NULL: not open yet */
    SequenceValues sequence_values; /* for currval and lastval */
    SplitText *split;
    Str user; /* as the client named it; malloc'ed copies */
    Str database;
    uint32_t login_oid;        /* the role that has logged in */
    bool is_alias;             /* `user` is no role: the bootstrap superuser by another name */
    char *verifier;            /* of the role that logs in; malloc'ed */
    uint32_t pid;              /* as the client knows it */
    int64_t transaction_start; /* of the current one, an instant */
    int64_t statement_start;
    bool is_idle;          /* it waits for a command: a cancel means none that is still to come */
    uint64_t clock_serial; /* of the statement that the machine's clock measures */
    int64_t clock_started_ns; /* when that began */
    struct Run *running;      /* the one that was asked for rows last, for cancel */
    const WirePortal *portal; /* likewise: with the parameters of a command */
    Cursor *cursors;          /* newest first */
    uint32_t cursor_count;
    void (*when_held)(struct Session *session, const Error *error); /* a COMMIT that waits */
} Session;

/* --- session.c ------------------------------------------------------------------------------- */
/* What the settings, the clocks and the catalog say now; enums lie in `arena`. */
ValueContext session_values(Session *session, Arena *arena);
/* Analyse a statement of `text`.  `oids`: types of parameters, 0 where they are to be inferred. */
must_use Prepared *prepared_make(Session *session, Cx *cx, SplitText *text,
                                 const Statement *statement, const uint32_t *oids, uint32_t count);
void prepared_release(Prepared *prepared); /* NULL: nothing */

/* Until the scope is left, whatever this thread does for the session ends with 57014 when the
 * session is cancelled or its statement has taken too long. */
Interrupt session_interruptible(Session *session);
#define INTERRUPTIBLE(session)                                                                     \
    __attribute__((cleanup(interrupt_restore), unused)) const Interrupt interrupt_before =         \
        session_interruptible(session)
/* The client is told of this error: a cancel that has led to it is done. */
void session_note_error(Session *session, const Error *error);

/* What the machine gives back: ours, and not const to us. */
static inline Prepared *prepared_of(const WirePrepared *wire)
{
    Prepared *prepared;

    memcpy(&prepared, &wire, sizeof prepared);
    return prepared;
}

/* --- execute.c ------------------------------------------------------------------------------- */
must_use bool prepare_run(Cx *cx, Session *session, const Prepared *prepared);
must_use bool deallocate_run(Cx *cx, Session *session, const Deallocate *deallocate);
/* What EXECUTE names: a reference.  Raises 26000. */
must_use Prepared *execute_target(Cx *cx, Session *session, const Execute *execute);
/* The arguments as values of the target's parameters, in cx->arena. */
must_use bool execute_arguments(Cx *cx, Session *session, const Execute *execute,
                                const Prepared *target, const WireParameter **out_parameters);

/* --- command.c ------------------------------------------------------------------------------- */
/* Raises what the command raises. */
must_use bool command_run(Cx *cx, Session *session, const Prepared *prepared);
/* SET name TO value, which has no data for the default. */
must_use bool session_set(Cx *cx, Session *session, Str name, Str value, bool is_local);
const char *command_tag_of(const Plan *plan);
void session_report_settings(Session *session);
void session_set_times(const Session *session);

/* --- planning.c ------------------------------------------------------------------------------ */
typedef struct Planned {
    Plan *physical;                /* root: the exchange of the last stage */
    Columns columns;               /* of the result */
    Str formats;                   /* in: of the result, a byte a column: not 0 is binary */
    bool is_local;                 /* reads no file, and little else */
    bool asks_driver;              /* calls nextval and its like: cannot run elsewhere */
    bool stays_here;               /* such, or it sleeps, which a worker should not */
    bool is_uncut;                 /* debug: one stage, one lease */
    OptimiseOptions rules;         /* what the optimiser did */
    const CatalogVersion *catalog; /* to be released */
} Planned;

/* Analyse only: for Parse. */
must_use bool plan_describe(Cx *cx, Session *session, Prepared *prepared, const Plan *query,
                            Columns *out_columns);
must_use bool plan_types(Cx *cx, Session *session, Exprs written, TypeId *out_types);
must_use bool plan_arguments(Cx *cx, Session *session, Exprs args, const TypeId *types,
                             Exprs *out_args);
/* Everything up to the physical plan, with parameter values (NULL: there can be none). */
must_use bool plan_query(Cx *cx, Session *session, const Prepared *prepared, const Plan *query,
                         const Value *values, Planned *out_planned);
void planned_release(Planned *planned); /* on any thread */
must_use StageSpecs *planned_stages(Cx *cx, const Planned *planned);

/* The plan of an Insert, Update or Delete; the table's lock is held. */
must_use bool plan_modify(Cx *cx, Session *session, const Prepared *prepared, const Plan *statement,
                          const Value *values, ModifyPlan *out_modify, Planned *out_planned);
/* Rows of an altered table that must be written anew or looked at, once it is put. */
typedef struct Rewrite {
    const CatalogTable *former; /* with its rows */
    uint32_t oid;
    const RewriteSource *sources; /* by column of the table as it is now */
    bool keeps_rows;
    bool checks_foreign;
} Rewrite;
must_use bool plan_rewrite(Cx *cx, Session *session, const Prepared *prepared,
                           const Rewrite *rewrite, ModifyPlan *out_modify, Planned *out_planned);
/* What a query gives: for CREATE TABLE AS and CREATE VIEW, which have no parameters. */
must_use bool plan_columns(Cx *cx, Session *session, const Plan *query, Columns *out_columns);
/* The oid of what has this name. */
must_use bool plan_object(Cx *cx, Session *session, const SystemName *name, int64_t *out_oid);
/* What analysis of definitions needs; *catalog is filled in. */
AnalyseInput plan_input(Arena *arena, Session *session, const Prepared *prepared,
                        PgCatalog *catalog, const CatalogVersion *version);
/* The table it changes, as the session sees it, and all that are to be locked because of it, the
 * table included: at most FOREIGN_TABLES_MAX, in the order of their oids. */
must_use bool plan_related(Cx *cx, Session *session, const Prepared *prepared,
                           const Plan *statement, uint32_t *out_target, uint32_t *out_oids,
                           uint32_t *out_count);
/* The table it changes, as the session sees it. */
must_use bool plan_target(Cx *cx, Session *session, const Prepared *prepared, const Plan *statement,
                          uint32_t *out_oid);
/* The tables in memory that the plan scans, for a local run; closed by planned_scans_close(). */
const TableScan *planned_scans(Cx *cx, const Planned *planned);
void planned_scans_close(const TableScan *scans);
/* The same for workers. */
const TableBytes *planned_tables(Cx *cx, const Planned *planned, uint32_t *out_count);
/* --- host.c ---------------------------------------------------------------------------------- */
/* Until end, functions that run on this thread find the session's sequences. */
void session_host_begin(Session *session, const CatalogVersion *version);
int64_t session_host_end(void); /* microseconds that functions want to have slept */

/* --- run.c ----------------------------------------------------------------------------------- */
typedef struct Run Run;
must_use Run *run_new(Cx *cx, Session *session, const Prepared *prepared, const WirePortal *portal);
void run_want_rows(Run *run, WireSession *wire);
/* Who takes what the run answers, in place of the wire: each call is the answer to one
 * run_want_rows.  The block is the taker's to release. */
typedef struct RunTaker {
    void (*rows)(void *self, WireBlock block, bool is_end);
    void (*failed)(void *self, const Error *error);
    void *self;
} RunTaker;
void run_give_to(Run *run, RunTaker taker);
void run_cancel(Run *run, WireSession *wire);
/* Data of its COPY FROM have come. */
void run_copy_in(Run *run, WireSession *wire, const WireCopyIn *in);
void run_close(Run *run);

/* --- explain.c ------------------------------------------------------------------------------- */
typedef struct ExplainOptions {
    bool analyze, verbose, rules, costs;
    Str modified; /* what becomes of the rows where they go into a table: "insert into t" */
} ExplainOptions;
bool is_modify(const Plan *statement); /* INSERT, UPDATE, DELETE */
must_use bool explain_options(Cx *cx, const Explain *explain, ExplainOptions *out_options);
/* The lines of the plan, separated by line ends.  `report` NULL: not run. */
Str explain_text(Cx *cx, const Planned *planned, const ExplainOptions *options,
                 const QueryReport *report, double total_ms);

#endif
