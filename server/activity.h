/*
 * activity.h -- private to the server: what each session is doing, for all others to see.
 *
 * A session writes its own record; anyone reads them all, and can send a session a signal.  One
 * lock over all: it is held for a copy of some bytes.
 */
#ifndef SERVER_ACTIVITY_H
#define SERVER_ACTIVITY_H

#include "server/listen.h"

#include <pthread.h>

enum { ACTIVITY_QUERY_BYTES = 1024, ACTIVITY_NAME_BYTES = 64 };

typedef enum ActivityWait { WAIT_NONE, WAIT_LOCK, WAIT_SLEEP } ActivityWait;

/* Times are microseconds since 2000; 0: none. */
typedef struct Activity {
    struct Activity *next;
    SessionHandle *handle; /* held */
    SessionPeer peer;
    uint32_t pid;
    uint32_t user_oid;
    char user[ACTIVITY_NAME_BYTES];
    char database[ACTIVITY_NAME_BYTES];
    char application_name[ACTIVITY_NAME_BYTES];
    int64_t session_start, transaction_start, statement_start, state_change;
    WireActivity state;
    ActivityWait wait;
    char query[ACTIVITY_QUERY_BYTES];
} Activity;

typedef struct Activities {
    pthread_mutex_t lock;
    Activity *first; /* newest first */
} Activities;

void activities_init(Activities *activities);
void activities_fini(Activities *activities);

/* A session begins; its own record, to be changed by these functions only. */
/* NULL: there are `user_max` sessions of that user already (negative: no limit). */
Activity *activity_new(Activities *activities, SessionHandle *handle, uint32_t pid, Str user,
                       uint32_t user_oid, Str database, int32_t user_max);
void activity_free(Activities *activities, Activity *activity); /* NULL: nothing */
/* `query` without data: as it was. */
void activity_set_state(Activities *activities, Activity *activity, WireActivity state, Str query,
                        int64_t now);
void activity_set_transaction(Activities *activities, Activity *activity, int64_t start);
void activity_set_wait(Activities *activities, Activity *activity, ActivityWait wait);
void activity_set_application(Activities *activities, Activity *activity, Str name);

/* Copies of all, in the arena. */
Activity *activities_copy(Activities *activities, Arena *arena, uint32_t *out_count);
/* The session of this pid: a copy of its record, without the query.  False: there is none. */
bool activity_find(Activities *activities, int64_t pid, Activity *out_activity);
/* Cancel what it does, or end it.  False: there is none. */
bool activity_signal(Activities *activities, int64_t pid, bool terminates);

#endif
