/* activity.c -- see activity.h. */
#include "server/activity.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdlib.h>

void activities_init(Activities *activities)
{
    pthread_mutex_init(&activities->lock, NULL);
}

void activities_fini(Activities *activities)
{
    pthread_mutex_destroy(&activities->lock);
}

/* --- Writing --------------------------------------------------------------------------------- */

/* What of `text` fits into `bytes`, its end included. */
static void put(char *to, Str text, size_t bytes)
{
    size_t length = text.length < bytes ? text.length : utf8_fit(text, bytes - 1);

    if (length)
        memcpy(to, text.data, length);
    to[length] = '\0';
}

static bool has_room(const Activities *activities, uint32_t user_oid, int32_t user_max)
{
    int32_t count = 0;

    for (const Activity *activity = activities->first; activity; activity = activity->next)
        count += activity->user_oid == user_oid;
    return user_max < 0 || count < user_max;
}

Activity *activity_new(Activities *activities, SessionHandle *handle, uint32_t pid, Str user,
                       uint32_t user_oid, Str database, int32_t user_max)
{
    Activity *activity = calloc(1, sizeof *activity);

    if (!activity)
        abort();
    activity->handle = session_handle_acquire(handle);
    activity->peer = session_peer(handle);
    activity->pid = pid;
    activity->user_oid = user_oid;
    activity->session_start = activity->state_change = clock_micros_since_2000();
    activity->state = WIRE_ACTIVITY_IDLE;
    put(activity->user, user, sizeof activity->user);
    put(activity->database, database, sizeof activity->database);
    pthread_mutex_lock(&activities->lock);
    bool fits = has_room(activities, user_oid, user_max);
    if (fits) {
        activity->next = activities->first;
        activities->first = activity;
    }
    pthread_mutex_unlock(&activities->lock);
    if (fits)
        return activity;
    session_handle_release(activity->handle);
    free(activity);
    return NULL;
}

void activity_free(Activities *activities, Activity *activity)
{
    if (!activity)
        return;
    pthread_mutex_lock(&activities->lock);
    Activity **link = &activities->first;
    while (*link != activity)
        link = &(*link)->next;
    *link = activity->next;
    pthread_mutex_unlock(&activities->lock);
    session_handle_release(activity->handle);
    free(activity);
}

void activity_set_state(Activities *activities, Activity *activity, WireActivity state, Str query,
                        int64_t now)
{
    pthread_mutex_lock(&activities->lock);
    activity->state = state;
    activity->state_change = now;
    if (state == WIRE_ACTIVITY_RUNNING)
        activity->statement_start = now;
    if (query.data)
        put(activity->query, query, sizeof activity->query);
    pthread_mutex_unlock(&activities->lock);
}

void activity_set_transaction(Activities *activities, Activity *activity, int64_t start)
{
    pthread_mutex_lock(&activities->lock);
    activity->transaction_start = start;
    pthread_mutex_unlock(&activities->lock);
}

void activity_set_wait(Activities *activities, Activity *activity, ActivityWait wait)
{
    pthread_mutex_lock(&activities->lock);
    activity->wait = wait;
    pthread_mutex_unlock(&activities->lock);
}

void activity_set_application(Activities *activities, Activity *activity, Str name)
{
    pthread_mutex_lock(&activities->lock);
    put(activity->application_name, name, sizeof activity->application_name);
    pthread_mutex_unlock(&activities->lock);
}

/* --- Reading --------------------------------------------------------------------------------- */

Activity *activities_copy(Activities *activities, Arena *arena, uint32_t *out_count)
{
    uint32_t count = 0;

    pthread_mutex_lock(&activities->lock);
    for (const Activity *activity = activities->first; activity; activity = activity->next)
        count++;
    Activity *copies = ARENA_ARRAY(arena, Activity, count + 1);
    count = 0;
    for (const Activity *activity = activities->first; activity; activity = activity->next)
        copies[count++] = *activity;
    pthread_mutex_unlock(&activities->lock);
    *out_count = count;
    return copies;
}

static const Activity *find(const Activities *activities, int64_t pid)
{
    const Activity *activity = activities->first;

    while (activity && activity->pid != pid)
        activity = activity->next;
    return activity;
}

bool activity_find(Activities *activities, int64_t pid, Activity *out_activity)
{
    pthread_mutex_lock(&activities->lock);
    const Activity *found = find(activities, pid);
    if (found)
        memcpy(out_activity, found, offsetof(Activity, query));
    pthread_mutex_unlock(&activities->lock);
    return found != NULL;
}

/* --- Signals --------------------------------------------------------------------------------- */

bool activity_signal(Activities *activities, int64_t pid, bool terminates)
{
    SessionHandle *handle = NULL;

    pthread_mutex_lock(&activities->lock);
    const Activity *found = find(activities, pid);
    if (found)
        handle = session_handle_acquire(found->handle);
    pthread_mutex_unlock(&activities->lock);
    if (handle && terminates)
        session_terminate(handle);
    else if (handle)
        session_cancel(handle);
    session_handle_release(handle);
    return handle != NULL;
}
