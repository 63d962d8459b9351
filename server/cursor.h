/*
 * cursor.h -- private to the server: DECLAREd cursors and the rows they keep.
 *
 *     Run ──rows──> Cursor: [ first ... stored rows ... ] ──FETCH──> wire
 *                            └ dropped when passed, where the cursor cannot go back
 *
 * A cursor stands between rows: `at` is the number of the row last fetched, 0 before the first,
 * one more than there are when a FETCH has wanted what is not there.  Rows are asked of the run
 * when a FETCH wants them, one answer at a time; WITH HOLD asks for all of them at COMMIT.
 */
#ifndef SERVER_CURSOR_H
#define SERVER_CURSOR_H

#include "server/session.h"

enum {
    CURSORS_MAX = 1000,                   /* open in one session */
    CURSOR_BYTES_MAX = 256 * 1024 * 1024, /* of rows that one cursor keeps */
};

/* Called when there are as many rows as were asked for; `error` NULL: done. */
typedef void CursorThen(void *self, const Error *error);

struct Cursor {
    Cursor *next;
    Session *session;
    Str name;            /* in `arena` */
    Prepared *declare;   /* a reference: DECLARE, whose target is the query */
    WirePrepared wire;   /* what the client is told of it */
    Arena *arena;        /* name, parameters */
    ValueContext values; /* what kept texts are written in */
    Run *run;            /* NULL: all rows are stored */
    bool is_held;
    bool is_kept;    /* its transaction has been committed */
    bool can_scroll; /* backwards, too */
    bool has_failed;
    uint32_t depth; /* savepoints that were open when it was declared */
    int64_t made_micros;

    char *rows; /* DataRows, one after the other; charged to the server's budget */
    size_t length, capacity;
    size_t *ends; /* where each ends */
    uint64_t count, ends_capacity;
    uint64_t first; /* rows before the first stored one */
    uint64_t at;

    uint64_t wanted; /* rows that are being waited for */
    bool is_waiting;
    bool has_answered;
    CursorThen *then;
    void *then_self;
    Arena *error_arena; /* of has_failed */
    Error error;
};

/* The cursor's query as `portal` has its parameters.  Raises 42P03, 53400 and what planning does.
 */
must_use bool cursor_declare(Cx *cx, Session *session, const WirePortal *portal);
Cursor *cursor_find(const Session *session, Str name); /* NULL: there is none */
/* CLOSE; no name: all.  Raises 34000, 24000. */
must_use bool cursor_close_named(Cx *cx, Session *session, Str name);
void cursor_close(Cursor *cursor);
void cursors_close_all(Session *session);

/* Have at least so many rows, or all there are; then call `then`, perhaps at once. */
void cursor_want(Cursor *cursor, uint64_t rows, CursorThen *then, void *self);
bool cursor_has_ended(const Cursor *cursor); /* no more rows than are stored */
uint64_t cursor_end(const Cursor *cursor);   /* number of the last row stored */
/* The row of this number, which is stored. */
Str cursor_row(const Cursor *cursor, uint64_t number);
/* Rows up to `at` are not needed again. */
void cursor_passed(Cursor *cursor);
void cursors_cancel(Session *session);

/* Store the rest of all WITH HOLD cursors, then call session->when_held. */
void cursors_hold(Session *session);
/* The transaction is over. */
void cursors_end(Session *session, bool commits);
/* Those declared at this many savepoints or more are gone. */
void cursors_roll_back(Session *session, uint32_t depth);
void cursors_release(Session *session, uint32_t depth);

/* --- fetch.c ---------------------------------------------------------------------------------- */
typedef struct FetchRun FetchRun;
must_use FetchRun *fetch_new(Cx *cx, Session *session, const WirePortal *portal);
void fetch_want_rows(FetchRun *run);
void fetch_close(FetchRun *run);

#endif
