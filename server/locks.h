/*
 * locks.h -- private to the server: who may change a table.
 *
 * One mode: a table is written by one transaction at a time, which keeps the lock to its end.
 * Readers take none, since what they read never changes (memory.h).  Definitions have a lock of
 * their own, CATALOG_LOCK, held beside those of the tables they touch.
 *
 * Who must wait is called back on its own thread.  Waiting in a circle is noticed by the last one
 * to join it, as everyone waits for one lock at most: 40P01.
 */
#ifndef SERVER_LOCKS_H
#define SERVER_LOCKS_H

#include "server/listen.h"

#include <pthread.h>

enum { CATALOG_LOCK = 1 /* no table has this oid */ };

typedef struct LockOwner LockOwner;

typedef struct Lock {
    struct Lock *next;
    uint32_t oid;
    LockOwner *owner;
    LockOwner *first, **last; /* who waits, in the order they came */
} Lock;

/* All locks of a server. */
typedef struct Locks {
    pthread_mutex_t mutex; /* guards all of them and their owners */
    Lock *items;
} Locks;

/* One transaction, in its session. */
struct LockOwner {
    SessionHandle *handle;
    SessionPostFn *granted; /* see session_post() */
    void *self;
    Lock *waits_for; /* NULL: none */
    LockOwner *next; /* that waits for the same */
};

typedef enum LockAnswer {
    LOCK_GRANTED,
    LOCK_WAITS,    /* granted() will be called, unless the wait is given up */
    LOCK_DEADLOCK, /* 40P01 */
} LockAnswer;

void locks_init(Locks *locks);
void locks_fini(Locks *locks);

must_use LockAnswer lock_take(Locks *locks, LockOwner *owner, uint32_t oid);
/* Is it free, or the owner's already?  For NOWAIT. */
bool lock_is_free(Locks *locks, const LockOwner *owner, uint32_t oid);
/* No longer wait: granted() will not be called.  False: it is on its way, or nobody waits. */
bool lock_give_up(Locks *locks, LockOwner *owner);
/* The transaction is over: whoever waited longest for each of its locks has it next. */
void locks_release(Locks *locks, LockOwner *owner);

#endif
