/*
 * server.c -- start and stop: catalog, workers, files, sockets, in this order.
 */
#include "server/server.h"

#include "server/wire/scram.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 100,
    FRONT_ENDS = 2,
    DRIVER_SHARE = 8,    /* of the memory, one part in so many is the driver's */
    TABLES_SHARE = 4,    /* likewise for tables in memory */
    BROADCAST_SHARE = 4, /* of a worker's memory, one part may be one build side */
    LOOK_ASK_MS = 50,    /* between questions whether to go on */
    NANOS_PER_SECOND = 1000 * 1000 * 1000,
};

/* --- Passwords ------------------------------------------------------------------------------- */

static bool make_password(Cx *cx, Server *server, char *out_password)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char bytes[PASSWORD_CHARS];
    Str verifier;

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot get random bytes");
    for (int at = 0; at < PASSWORD_CHARS; at++)
        out_password[at] = letters[bytes[at] & 63];
    out_password[PASSWORD_CHARS] = '\0';
    TRY(scram_verifier_make(cx, str_of(out_password), SCRAM_ITERATIONS, NULL, &verifier));
    server->verifier = strndup(verifier.data, verifier.length);
    return server->verifier != NULL;
}

/* --- Files ----------------------------------------------------------------------------------- */

/* The answers of the workers that look at the files; waited for. */
typedef struct Looking {
    Cx *cx; /* touched under lock only */
    pthread_mutex_t lock;
    pthread_cond_t all_there;
    uint32_t missing;
} Looking;

typedef struct Look {
    Looking *looking;
    FileDescription *description;
} Look;

static void on_described(void *self, Str bytes, const Error *error)
{
    Look *look = self;
    Looking *looking = look->looking;

    pthread_mutex_lock(&looking->lock);
    if (error)
        fail_with(looking->cx, error);
    else
        look->description = file_description_decode(looking->cx, bytes);
    if (--looking->missing == 0)
        pthread_cond_signal(&looking->all_there);
    pthread_mutex_unlock(&looking->lock);
}

/* Wait for all answers.  False: told to end; some may still come, until the shell has stopped. */
static bool wait_for_looks(Looking *looking, bool (*is_told_to_end)(void))
{
    bool goes_on = true;

    pthread_mutex_lock(&looking->lock);
    while (looking->missing && goes_on) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_ASK_MS * 1000 * 1000;
        until.tv_sec += until.tv_nsec / NANOS_PER_SECOND;
        until.tv_nsec %= NANOS_PER_SECOND;
        pthread_cond_timedwait(&looking->all_there, &looking->lock, &until);
        goes_on = !is_told_to_end || !is_told_to_end();
    }
    pthread_mutex_unlock(&looking->lock);
    return goes_on;
}

static bool look_at_files(Cx *cx, Server *server, const ServeOptions *options,
                          const FoundFiles *found, Look *looks)
{
    Looking *looking = arena_zero(cx->arena, sizeof *looking);
    Cx *answers = arena_zero(cx->arena, sizeof *answers);

    /* The arena of what comes on the scheduler's thread: nobody else touches it meanwhile. */
    answers->arena = cx->arena;
    looking->cx = answers;
    looking->missing = found->count;
    pthread_mutex_init(&looking->lock, NULL);
    pthread_cond_init(&looking->all_there, NULL);
    for (uint32_t at = 0; at < found->count; at++) {
        looks[at] = (Look){ .looking = looking };
        shell_describe(server->shell, found->items[at].path, found->items[at].format, on_described,
                       &looks[at]);
    }
    if (!wait_for_looks(looking, options->is_told_to_end)) {
        shell_stop(server->shell); /* after which nobody answers any more */
        server->shell = NULL;
        return fail(cx, ERR_ADMIN_SHUTDOWN, NO_POSITION, "told to end");
    }
    return !has_failed(answers) || fail_with(cx, &answers->error);
}

/* Files of one table stand together in what discovery found. */
static bool add_tables(Cx *cx, Server *server, const ServeOptions *options)
{
    FoundFiles *found = TRY(catalog_discover(cx, options->paths, options->path_count));
    Look *looks = ARENA_ARRAY(cx->arena, Look, found->count + 1);
    FileDescription **files = ARENA_ARRAY(cx->arena, FileDescription *, found->count + 1);

    if (found->count)
        TRY(look_at_files(cx, server, options, found, looks));
    for (uint32_t at = 0; at < found->count;) {
        Str table = found->items[at].table;
        uint32_t count = 0;
        while (at < found->count && str_equal(found->items[at].table, table))
            files[count++] = looks[at++].description;
        TRY(catalog_add_table(cx, server->catalog, table, files, count));
    }
    return true;
}

/* --- Start and stop -------------------------------------------------------------------------- */

static bool start_parts(Cx *cx, Server *server, const ServeOptions *options)
{
    int64_t for_tables = options->memory_bytes / TABLES_SHARE;
    int64_t for_workers = options->memory_bytes - options->memory_bytes / DRIVER_SHARE - for_tables;
    ShellConfig shell = { .workers = options->workers,
                          .worker_cores = options->worker_cores,
                          .worker_memory_bytes = for_workers / options->workers };
    ListenConfig listen = { .tcp_address = options->no_tcp ? NULL : "127.0.0.1",
                            .port = options->port,
                            .socket_folder = options->socket_folder,
                            .front_ends = FRONT_ENDS,
                            .connections_max = CONNECTIONS_MAX,
                            .budget = &server->budget };

    server->workers = options->workers;
    server->worker_cores = options->worker_cores;
    server->broadcast_bytes_max = shell.worker_memory_bytes / BROADCAST_SHARE;
    budget_init(&server->budget, NULL, "the server", options->memory_bytes / DRIVER_SHARE);
    budget_init(&server->tables.budget, NULL, "all tables in memory", for_tables);
    if (!options->tls_cert != !options->tls_key)
        return fail(cx, ERR_CONFIG_FILE_ERROR, NO_POSITION,
                    "a certificate and its key must both be given");
    if (options->tls_cert)
        listen.tls = server->tls = TRY(tls_context_new(cx, options->tls_cert, options->tls_key));
    server->shell = TRY(shell_start(cx, &shell));
    server->tables.segments = shell_segments(server->shell);
    server->catalog = TRY(catalog_open(cx, ":memory:"));
    TRY(add_tables(cx, server, options));
    server->listener =
        TRY(listener_start(cx, &listen, (HostFactory){ &session_ops, session_make, server }));
    return true;
}

Server *server_start(Cx *cx, const ServeOptions *options, char *out_password)
{
    Server *server = calloc(1, sizeof *server);

    if (!server)
        abort();
    locks_init(&server->locks);
    activities_init(&server->activities);
    if (make_password(cx, server, out_password) && start_parts(cx, server, options))
        return server;
    server_stop(server);
    return NULL;
}

void server_stop(Server *server)
{
    if (!server)
        return;
    listener_stop(server->listener);
    catalog_close(server->catalog); /* tables give back their segments */
    shell_stop(server->shell);
    locks_fini(&server->locks);
    activities_fini(&server->activities);
    tls_context_free(server->tls);
    free(server->verifier);
    free(server);
}
