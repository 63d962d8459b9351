/* locks.c -- see locks.h.  The list is short: a lock exists while it is held. */
#include "server/locks.h"

#include <stdlib.h>

void locks_init(Locks *locks)
{
    pthread_mutex_init(&locks->mutex, NULL);
    locks->items = NULL;
}

void locks_fini(Locks *locks)
{
    assert(!locks->items);
    pthread_mutex_destroy(&locks->mutex);
}

static Lock *find(const Locks *locks, uint32_t oid)
{
    Lock *lock = locks->items;

    while (lock && lock->oid != oid)
        lock = lock->next;
    return lock;
}

static void make(Locks *locks, LockOwner *owner, uint32_t oid)
{
    Lock *lock = calloc(1, sizeof *lock);

    if (!lock)
        abort();
    *lock = (Lock){ .next = locks->items, .oid = oid, .owner = owner };
    lock->last = &lock->first;
    locks->items = lock;
}

/* Would `owner` wait for itself, through those who wait for others? */
static bool closes_circle(const LockOwner *owner, const Lock *lock)
{
    while (lock && lock->owner != owner)
        lock = lock->owner->waits_for;
    return lock != NULL;
}

static void join_queue(Lock *lock, LockOwner *owner)
{
    owner->waits_for = lock;
    owner->next = NULL;
    *lock->last = owner;
    lock->last = &owner->next;
}

LockAnswer lock_take(Locks *locks, LockOwner *owner, uint32_t oid)
{
    LockAnswer answer = LOCK_GRANTED;

    pthread_mutex_lock(&locks->mutex);
    assert(!owner->waits_for);
    Lock *lock = find(locks, oid);
    if (!lock) {
        make(locks, owner, oid);
    } else if (lock->owner != owner) {
        answer = closes_circle(owner, lock) ? LOCK_DEADLOCK : LOCK_WAITS;
        if (answer == LOCK_WAITS)
            join_queue(lock, owner);
    }
    pthread_mutex_unlock(&locks->mutex);
    return answer;
}

bool lock_is_free(Locks *locks, const LockOwner *owner, uint32_t oid)
{
    pthread_mutex_lock(&locks->mutex);
    const Lock *lock = find(locks, oid);
    bool is_free = !lock || lock->owner == owner;
    pthread_mutex_unlock(&locks->mutex);
    return is_free;
}

bool lock_give_up(Locks *locks, LockOwner *owner)
{
    pthread_mutex_lock(&locks->mutex);
    Lock *lock = owner->waits_for;
    if (lock) {
        LockOwner **link = &lock->first;
        while (*link != owner)
            link = &(*link)->next;
        *link = owner->next;
        if (lock->last == &owner->next)
            lock->last = link;
        owner->waits_for = NULL;
    }
    pthread_mutex_unlock(&locks->mutex);
    return lock != NULL;
}

/* A call to make once the mutex is free: it may run at once. */
typedef struct Grant {
    struct Grant *next;
    SessionHandle *handle;
    SessionPostFn *granted;
    void *self;
} Grant;

static Grant *add_grant(Grant *grants, const LockOwner *owner)
{
    Grant *grant = malloc(sizeof *grant);

    if (!grant)
        abort();
    *grant = (Grant){ grants, session_handle_acquire(owner->handle), owner->granted, owner->self };
    return grant;
}

static void post_all(Grant *grants)
{
    while (grants) {
        Grant *grant = grants;
        grants = grant->next;
        session_post(grant->handle, grant->granted, grant->self);
        session_handle_release(grant->handle);
        free(grant);
    }
}

/* To who waited longest; false: nobody did. */
static bool hand_on(Lock *lock, Grant **grants)
{
    LockOwner *next = lock->first;

    if (!next)
        return false;
    lock->first = next->next;
    if (!lock->first)
        lock->last = &lock->first;
    lock->owner = next;
    next->waits_for = NULL;
    *grants = add_grant(*grants, next);
    return true;
}

void locks_release(Locks *locks, LockOwner *owner)
{
    Grant *grants = NULL;

    pthread_mutex_lock(&locks->mutex);
    for (Lock **link = &locks->items; *link;) {
        Lock *lock = *link;
        if (lock->owner != owner || hand_on(lock, &grants)) {
            link = &lock->next;
            continue;
        }
        *link = lock->next;
        free(lock);
    }
    pthread_mutex_unlock(&locks->mutex);
    post_all(grants);
}
