/*
 * fake_server.c -- the protocol, the sockets and the threads, over the fake host.
 *
 *     fake_server FOLDER [late] [port N] [max N] [timeout MS] [threads N]
 *
 * Prints "port N" and serves until its input ends; then it stops, prints what the hosts have
 * counted, and fails if anything was left open.  "late": every answer comes from another thread.
 */
#include "server/listen.h"
#include "tests/wire/fake_host.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Something to be posted at a time. */
typedef struct Alarm {
    struct Alarm *next; /* later, or at the same time */
    struct timespec due;
    SessionHandle *handle;
    FakeWork *work;
    void *arg;
} Alarm;

typedef struct Server {
    bool answers_late;
    FakeCounts counts;
    atomic_int sessions;
    pthread_t clock;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    Alarm *alarms; /* by time */
    bool is_stopping;
} Server;

/* The clock of one session. */
typedef struct SessionClock {
    Server *server;
    SessionHandle *handle;
} SessionClock;

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static struct timespec in_ms(int delay_ms)
{
    struct timespec due;

    clock_gettime(CLOCK_MONOTONIC, &due);
    due.tv_sec += delay_ms / 1000;
    due.tv_nsec += (long)(delay_ms % 1000) * 1000000;
    if (due.tv_nsec >= 1000000000) {
        due.tv_nsec -= 1000000000;
        due.tv_sec++;
    }
    return due;
}

static void later(void *self, int delay_ms, FakeWork *work, void *arg)
{
    SessionClock *clock = self;
    Server *server = clock->server;
    Alarm *alarm = malloc(sizeof *alarm);

    *alarm = (Alarm){ NULL, in_ms(delay_ms), session_handle_acquire(clock->handle), work, arg };
    pthread_mutex_lock(&server->lock);
    Alarm **link = &server->alarms;
    while (*link && !is_before(&alarm->due, &(*link)->due))
        link = &(*link)->next;
    alarm->next = *link;
    *link = alarm;
    pthread_cond_signal(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

/* The next alarm that is due, waiting for it; NULL: the server stops and there is none. */
static Alarm *alarm_take(Server *server)
{
    Alarm *alarm = NULL;

    pthread_mutex_lock(&server->lock);
    for (;;) {
        struct timespec now = in_ms(0);
        alarm = server->alarms;
        if (alarm && (server->is_stopping || !is_before(&now, &alarm->due)))
            break;
        if (!alarm && server->is_stopping)
            break;
        if (alarm)
            pthread_cond_timedwait(&server->changed, &server->lock, &alarm->due);
        else
            pthread_cond_wait(&server->changed, &server->lock);
    }
    if (alarm)
        server->alarms = alarm->next;
    pthread_mutex_unlock(&server->lock);
    return alarm;
}

static void *clock_main(void *arg)
{
    Alarm *alarm;

    while ((alarm = alarm_take(arg))) {
        session_post(alarm->handle, alarm->work, alarm->arg);
        session_handle_release(alarm->handle);
        free(alarm);
    }
    return NULL;
}

static void session_ended(void *self)
{
    SessionClock *clock = self;

    atomic_fetch_sub(&clock->server->sessions, 1);
    session_handle_release(clock->handle);
    free(clock);
}

static void *make_host(void *factory_self, SessionHandle *handle)
{
    Server *server = factory_self;
    SessionClock *clock = malloc(sizeof *clock);

    *clock = (SessionClock){ server, session_handle_acquire(handle) };
    FakeHost *host = fake_host_new(&server->counts, (FakeClock){ later, clock });
    host->answers_late = server->answers_late;
    host->at_end = session_ended;
    host->end_self = clock;
    atomic_fetch_add(&server->sessions, 1);
    return host;
}

static void clock_start(Server *server)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_create(&server->clock, NULL, clock_main, server);
}

static void clock_stop(Server *server)
{
    pthread_mutex_lock(&server->lock);
    server->is_stopping = true;
    pthread_cond_signal(&server->changed);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->clock, NULL);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
}

static bool is_balanced(Server *server, const Budget *budget)
{
    FakeCounts *counts = &server->counts;

    printf("transactions %d = %d + %d, portals %d = %d, statements %d = %d, blocks %d = %d, "
           "sessions %d, bytes %lld\n",
           counts->begun, counts->committed, counts->rolled_back, counts->started, counts->closed,
           counts->prepared, counts->forgotten, counts->blocks_made, counts->blocks_released,
           server->sessions, (long long)budget->used_bytes);
    /* A session that dies inside a transaction leaves it to the host's end(). */
    return counts->started == counts->closed && counts->prepared == counts->forgotten &&
           counts->blocks_made == counts->blocks_released && server->sessions == 0 &&
           budget->used_bytes == 0;
}

static bool read_arguments(int argc, char **argv, Server *server, ListenConfig *config)
{
    if (argc < 2)
        return false;
    config->socket_folder = argv[1];
    for (int at = 2; at < argc; at++) {
        int number = at + 1 < argc ? atoi(argv[at + 1]) : 0;
        if (strcmp(argv[at], "late") == 0)
            server->answers_late = true;
        else if (strcmp(argv[at], "port") == 0)
            config->port = (uint16_t)number, at++;
        else if (strcmp(argv[at], "max") == 0)
            config->connections_max = number, at++;
        else if (strcmp(argv[at], "timeout") == 0)
            config->authentication_timeout_ms = number, at++;
        else if (strcmp(argv[at], "threads") == 0)
            config->front_ends = number, at++;
        else
            return false;
    }
    return true;
}

/* Until the input ends.  False: could not start. */
static bool serve(Cx *cx, Server *server, const ListenConfig *config)
{
    char buffer[64];
    Listener *listener = listener_start(cx, config, (HostFactory){ &fake_ops, make_host, server });

    if (!listener) {
        fprintf(stderr, "%s\n", cx->error.message);
        return false;
    }
    printf("port %u\n", listener_port(listener));
    fflush(stdout);
    while (read(STDIN_FILENO, buffer, sizeof buffer) > 0)
        ;
    listener_stop(listener);
    return true;
}

int main(int argc, char **argv)
{
    Server server = { 0 };
    Budget budget;
    ListenConfig config = {
        .tcp_address = "127.0.0.1", .front_ends = 2, .connections_max = 20, .budget = &budget
    };
    Arena arena;

    if (!read_arguments(argc, argv, &server, &config)) {
        fputs("usage: fake_server FOLDER [late] [port N] [max N] [timeout MS] [threads N]\n",
              stderr);
        return 2;
    }
    budget_init(&budget, NULL, "server", INT64_MAX);
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    clock_start(&server);
    bool has_served = serve(&cx, &server, &config);
    clock_stop(&server);
    arena_fini(&arena);
    return has_served && is_balanced(&server, &budget) ? 0 : 1;
}
