/*
 * fake_host.h -- a host without an engine, for tests of the wire.
 *
 * It understands a few texts, case-insensitively, up to a semicolon:
 *
 *     select N                      one row, one int4 column "n" with the value N
 *     select $1                     one text parameter, given back
 *     select $1::int4               one int4 parameter, given back; 22P02 where it is no number
 *     rows N [width W] [block B]    N rows of the column "n" (int4) and, with a width, "filler";
 *                                   B rows a block
 *     fail at K                     K rows, then 22012
 *     fail prepare | fail start | fail commit
 *     insert N                      no rows, INSERT 0 N
 *     set NAME VALUE                a setting, reported if it is one of those
 *     notice                        one, then SELECT 0
 *     slow MS                       answered by another thread after MS milliseconds, cancellable
 *     begin, start transaction, commit, end, rollback, abort, rollback to, savepoint, vacuum, lock
 *
 * anything else is a syntax error.  Transactions are counted, not made.
 */
#ifndef TESTS_WIRE_FAKE_HOST_H
#define TESTS_WIRE_FAKE_HOST_H

#include "server/wire/wire.h"

typedef struct FakeHost FakeHost;

/* How a fake is asked to answer later: `work` is run with the session after `delay_ms`, or, if the
 * session is over, with NULL. */
typedef void FakeWork(WireSession *session, void *arg);
typedef struct FakeClock {
    void (*later)(void *self, int delay_ms, FakeWork *work, void *arg);
    void *self;
} FakeClock;

typedef struct FakeCounts { /* shared by the sessions of a server */
    atomic_int begun, committed, rolled_back;
    atomic_int started, closed;     /* portals */
    atomic_int prepared, forgotten; /* statements */
    atomic_int blocks_made, blocks_released;
    atomic_int cancelled;
} FakeCounts;

struct FakeHost {
    Arena arena; /* of the last split */
    FakeClock clock;
    bool answers_late; /* every request is answered through the clock */
    bool fails_commit; /* the next one */
    struct Slow *slow; /* the answer being waited for; NULL: none */
    FakeCounts *counts;
    void (*at_end)(void *self); /* NULL: nothing; called by end() */
    void *end_self;
};

extern const WireHostOps fake_ops;

FakeHost *fake_host_new(FakeCounts *counts, FakeClock clock);

/* The only role is "alice", with this password. */
#define FAKE_USER     "alice"
#define FAKE_PASSWORD "wonder land"

#endif
