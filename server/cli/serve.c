/* serve.c -- `hearth serve [PATH...]`: options, the ready line, signals. */
#include "server/cli/serve.h"

#include "server/cli/machine.h"
#include "server/cli/options.h"
#include "server/server.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum {
    PORT_DEFAULT = 7432,
    PORT_MAX = 65535,
    EXIT_DONE = 0,
    EXIT_OPTIONS = 1,
    EXIT_NO_SERVER = 2,
};

typedef struct Wanted {
    int64_t port;
    const char *socket_folder;
    const char *tls_cert, *tls_key;
    int64_t workers, worker_cores; /* 0: not said */
    int64_t memory_bytes;          /* 0: not said */
    bool help;
    Str *paths;
    uint32_t path_count, path_capacity;
} Wanted;

static bool take_path(Cx *cx, void *values, const char *value)
{
    Wanted *wanted = values;

    wanted->paths = arena_grown(cx->arena, wanted->paths, sizeof *wanted->paths, wanted->path_count,
                                &wanted->path_capacity);
    wanted->paths[wanted->path_count++] = str_of(value);
    return true;
}

#define AT(field) offsetof(Wanted, field)
// clang-format off
static const Option serve_options[] = {
    { "port",         'p', "N",    OPTION_NUMBER, AT(port), "listen on 127.0.0.1:N; 0: any free port (default 7432)", 0, PORT_MAX },
    { "socket-dir",    0 , "D",    OPTION_TEXT,   AT(socket_folder), "listen on a Unix socket in D as well" },
    { "tls-cert",      0 , "FILE", OPTION_TEXT,   AT(tls_cert), "offer TLS with this certificate chain (PEM)" },
    { "tls-key",       0 , "FILE", OPTION_TEXT,   AT(tls_key), "and this key, which nobody else may read" },
    { "workers",       0 , "N",    OPTION_NUMBER, AT(workers), "worker processes (default 1)", 1, OPTION_WORKERS_MAX },
    { "worker-cores",  0 , "N",    OPTION_NUMBER, AT(worker_cores), "threads of each (default: all cores, shared out)", 1, OPTION_CORES_MAX },
    { "memory",        0 , "SIZE", OPTION_SIZE,   AT(memory_bytes), "what all may use, as 512MB or 4GB (default: three quarters)", MEMORY_BYTES_MIN },
    { "help",         'h', NULL,   OPTION_FLAG,   AT(help), "show this" },
};
// clang-format on
#undef AT

static const Command serve_command = {
    .name = "hearth serve",
    .usage = "[OPTION]... [PATH]...",
    .about = "Serves the Parquet and CSV files below each PATH (default: the current folder) as\n"
             "tables, to psql and every PostgreSQL driver.  Prints how to connect; Ctrl-C ends it.",
    .options = serve_options,
    .option_count = COUNT_OF(serve_options),
    .examples = "  hearth serve data/\n"
                "  hearth serve --port 0 --memory 2GB trips.parquet zones.csv\n",
    .plain = take_path,
};

/* Blocked before any thread starts, so that only sigwait sees them. */
static sigset_t block_signals(void)
{
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    return ends;
}

static bool is_told_to_end(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM));
}

static int serve(Cx *cx, const ServeOptions *options)
{
    char password[PASSWORD_CHARS + 1];
    sigset_t ends = block_signals();
    Server *server = server_start(cx, options, password);
    int number;

    if (!server && cx->error.code == ERR_ADMIN_SHUTDOWN)
        return EXIT_DONE;
    if (!server) {
        options_complain(&serve_command, cx, stderr);
        return EXIT_NO_SERVER;
    }
    printf("ready: psql 'postgres://" SERVER_USER ":%s@127.0.0.1:%d/hearth'\n", password,
           listener_port(server->listener));
    fflush(stdout);
    sigwait(&ends, &number);
    server_stop(server);
    return EXIT_DONE;
}

static ServeOptions options_of(const Wanted *wanted)
{
    static const Str here = { ".", 1 };
    uint32_t workers = wanted->workers ? (uint32_t)wanted->workers : 1;

    return (ServeOptions){
        .paths = wanted->path_count ? wanted->paths : &here,
        .path_count = wanted->path_count ? wanted->path_count : 1,
        .port = (uint16_t)wanted->port,
        .socket_folder = wanted->socket_folder,
        .tls_cert = wanted->tls_cert,
        .tls_key = wanted->tls_key,
        .workers = workers,
        .worker_cores =
            wanted->worker_cores ? (uint32_t)wanted->worker_cores : machine_cores(workers),
        .memory_bytes = wanted->memory_bytes ? wanted->memory_bytes : machine_memory_bytes(),
        .is_told_to_end = is_told_to_end,
    };
}

int serve_main(int argc, char **argv)
{
    Wanted wanted = { .port = PORT_DEFAULT };
    Arena *arena = arena_new(NULL);
    Cx cx = { .arena = arena };
    int status = EXIT_DONE;

    if (!options_parse(&cx, &serve_command, argc, argv, &wanted)) {
        options_complain(&serve_command, &cx, stderr);
        status = EXIT_OPTIONS;
    } else if (wanted.help) {
        options_help(&serve_command, stdout);
    } else {
        ServeOptions options = options_of(&wanted);
        status = serve(&cx, &options);
    }
    arena_free(arena);
    return status;
}
